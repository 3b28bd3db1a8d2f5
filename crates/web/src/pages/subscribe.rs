//! `/calendar.ics`: the sessions as a calendar that other programs fetch again and again. Who has its address, with a secret in
//! it, gets it without the cookie: a phone's calendar has none.

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use pivot_app::Error;
use pivot_app::verbs::export::ics;
use serde::Deserialize;

use super::blocking;
use crate::desk::{Desk, Picture};
use crate::gate::{same, secret};
use crate::look::{self, Frame};

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/calendar.ics", get(calendar))
        .route("/do/subscribe", post(renew))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    key: String,
}

/// The calendar, for who knows the key. Nothing is recorded: what is compared at `pivot calendar sync` is an export.
async fn calendar(State(desk): State<Desk>, Query(asked): Query<Asked>) -> Response {
    blocking(move || {
        let known = match desk.exists() {
            true => desk.folder()?.calendar_key()?,
            false => None,
        };
        if !known.is_some_and(|known| same(&asked.key, &known)) {
            let why = "There is no calendar at this address. The settings page of pivot serve shows the right one.\n";
            return Ok((StatusCode::NOT_FOUND, why).into_response());
        }
        let picture = desk.picture()?;
        let text = ics(&picture.situation, &picture.answer.plan, None).text;
        Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response())
    })
    .await
}

/// Makes the address, or a new one in place of it.
async fn renew(State(desk): State<Desk>, Form(_): Form<Vec<(String, String)>>) -> Response {
    blocking(move || {
        desk.folder()?.write_calendar_key(&secret()?)?;
        Ok(Redirect::to("/settings#subscribe").into_response())
    })
    .await
}

/// What the settings page says of it. `host` is the name by which the browser knows us.
pub(crate) fn section(picture: &Picture, frame: &Frame, host: &str) -> Result<Markup, Error> {
    let key = picture.folder.calendar_key()?;
    let local = ["localhost", "127.", "[::1]"]
        .iter()
        .any(|own| host.starts_with(own));
    Ok(html! {
        section.card id="subscribe" {
            h2 { "Your sessions in another calendar" }
            @if let Some(key) = &key {
                p { "Subscribe to this address; the program there follows the plan as long as Pivot is served." }
                label { "The address "
                    input.wide type="text" readonly value=(format!("http://{host}/calendar.ics?key={key}"));
                }
                p.faint {
                    "Who has it can read your plan, and nothing else. "
                    @if local { "It works on this machine; for a phone, start " code { "pivot serve --host" } " with the address of this machine in your network." }
                }
            } @else {
                p { "A calendar program can follow the plan by an address with a secret in it. There is none until you make one." }
            }
            form method="post" action="/do/subscribe" {
                (look::version(&frame.version))
                @if key.is_some() { button { "Make a new address" } " " span.faint { "The old one stops working." } }
                @else { button.first { "Make the address" } }
            }
        }
    })
}
