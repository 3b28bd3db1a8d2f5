//! The answer to the article's question, from the postings on the list and the evidence. Nothing is fetched or recorded here.

use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, PreEscaped, html};
use pivot_app::publish::answer::inside;
use pivot_app::verbs::answer::{Wish, answer};
use pivot_app::wire::AnswerJson;
use pivot_app::words::answer::{question, sheet};
use pivot_app::{Error, Options};

use super::{show, twin};
use crate::desk::{Desk, Picture};
use crate::look::Frame;

const FRAME: Frame = Frame {
    title: "Answer",
    here: "/answer",
    version: String::new(),
    files: None,
    said: None,
    scripts: &[],
};

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/answer", get(page))
        .route("/api/answer", get(json))
}

/// The article's question, answered from the postings on the list.
#[utoipa::path(get, path = "/api/answer", responses((status = 200, body = AnswerJson)))]
pub(crate) async fn json(State(desk): State<Desk>) -> Response {
    twin(desk, |picture| {
        let situation = &picture.situation;
        let report = answer(&picture.folder, situation, &Wish::default(), &Options::default())?;
        Ok(AnswerJson::new(&report, situation.now, &situation.settings.zones))
    })
    .await
}

async fn page(State(desk): State<Desk>, uri: Uri) -> Response {
    show(desk, uri, FRAME, |picture, _| all(picture)).await
}

fn all(picture: &Picture) -> Result<Markup, Error> {
    let situation = &picture.situation;
    let body = match answer(&picture.folder, situation, &Wish::default(), &Options::default()) {
        Ok(report) => PreEscaped(inside(&sheet(&report, situation)).map_err(Error::Bug)?),
        // Nothing to answer from is no fault of a page.
        Err(Error::Wrong { what, next }) => html! {
            section {
                p { (what) "." }
                @if let Some(next) = next { p.note { (next) "." } }
            }
        },
        Err(error) => return Err(error),
    };
    Ok(html! {
        header.top {
            div {
                h1 { (question(situation)) }
                p.faint { "From the postings on your list and what evidence shows. " code { "pivot answer --report answer.html" } " writes it to print." }
            }
        }
        div.answer.card { (body) }
    })
}
