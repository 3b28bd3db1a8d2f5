//! The other life, taken: hours, start and days off as `pivot.toml` says them, work that is left out as facts.

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use maud::html;
use pivot_app::Options;
use pivot_app::planning::forecast::{Change, changed};
use pivot_app::planning::plan;
use pivot_app::verbs::mend::{apply, mended, take};

use super::super::today::query;
use super::super::{blocking, show};
use super::confirm::{self, Confirm};
use super::what_if::{FIELDS, change};
use super::{Asked, FRAME, Fields};
use crate::desk::Desk;
use crate::look::Frame;

pub(super) const PATH: &str = "/forecast/take";

pub(super) fn routes() -> Router<Desk> {
    Router::new().route(PATH, get(look_at).post(carry_out))
}

/// The fields of a wish that are filled in.
fn filled(asked: &Asked) -> Vec<(&'static str, String)> {
    let all = |name: &'static str| asked.all(name).map(move |value| (name, value.to_owned()));
    FIELDS.into_iter().flat_map(all).collect()
}

/// A wish in an address.
pub(super) fn address(path: &str, asked: &Asked) -> String {
    let fields: Vec<String> = filled(asked)
        .iter()
        .map(|(name, value)| format!("{name}={}", query(value)))
        .collect();
    format!("{path}?{}", fields.join("&"))
}

/// What it takes, and what the plan becomes. Nothing is written yet.
async fn look_at(State(desk): State<Desk>, uri: Uri, Query(fields): Fields) -> Response {
    let frame = Frame {
        scripts: &[],
        ..FRAME
    };
    show(desk, uri, frame, move |picture, frame| {
        let asked = Asked(fields);
        let situation = &picture.situation;
        let wish = change(situation, &asked)?;
        if wish == Change::default() {
            return Ok(confirm::gone("It is so already", "/forecast#what-if"));
        }
        let words = changed(situation, &wish)?.1.join("; ");
        let made = take(&picture.folder, situation, &wish)?;
        let after = plan(&mended(situation, &made), &Options::default())?;
        let asks = Confirm {
            title: "Another life from here".to_owned(),
            change: &words,
            mend: &made,
            after: Some(&after),
            note: html! {},
            action: PATH,
            fields: filled(&asked),
            back: format!("{}#what-if", address("/forecast", &asked)),
        };
        Ok(confirm::page(picture, frame, &asks))
    })
    .await
}

/// Does it, where nothing changed since it was shown.
async fn carry_out(State(desk): State<Desk>, Form(fields): Form<Vec<(String, String)>>) -> Response {
    blocking(move || {
        let asked = Asked(fields);
        let outcome = desk.write(asked.get("version").unwrap_or_default(), |picture| {
            let wish = change(&picture.situation, &asked)?;
            let mend = take(&picture.folder, &picture.situation, &wish)?;
            apply(&picture.folder, &picture.situation, &mend)
        })?;
        Ok(confirm::done(outcome, "", "#what-if"))
    })
    .await
}
