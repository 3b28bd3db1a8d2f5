//! What went wrong, as a page or as JSON, with the status that says whose fault it was.

use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use pivot_app::{Error, FaultyFile};
use serde::Serialize;
use utoipa::ToSchema;

use crate::look::{self, Frame};
use crate::words;

/// A fault on its way out of a handler.
#[derive(Debug)]
pub(crate) struct Fault {
    error: Error,
    json: bool,
}

/// `pivot.error/1`: why there is no answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorJson {
    format: &'static str,
    /// What was wrong.
    error: String,
    /// What to do next.
    next: Option<String>,
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault { error, json: false }
    }
}

impl Fault {
    /// The same as an answer for programs.
    pub(crate) fn json(error: Error) -> Fault {
        Fault { error, json: true }
    }
}

/// The status of an error, what it says, and what to do next.
pub(crate) fn told(error: &Error) -> (StatusCode, String, Option<String>) {
    match error {
        Error::Files(files) => {
            let count: usize = files.iter().map(|f| f.faults.len()).sum();
            let what = format!("{} in your files", pivot_app::words::count(count, "fault"));
            (
                StatusCode::UNPROCESSABLE_ENTITY,
                what,
                Some("Mend them, and this page comes back.".into()),
            )
        }
        Error::Tables { faults, .. } => {
            let what = format!(
                "{} in your tables",
                pivot_app::words::count(faults.len(), "fault")
            );
            (StatusCode::UNPROCESSABLE_ENTITY, what, None)
        }
        Error::Wrong { what, next } => (StatusCode::UNPROCESSABLE_ENTITY, what.clone(), next.clone()),
        Error::Changed => (
            StatusCode::CONFLICT,
            "something was recorded or changed since this page was made, and nothing was done".into(),
            Some("Look at what is there now, and do it again.".into()),
        ),
        Error::Outside { what, next } => (StatusCode::INTERNAL_SERVER_ERROR, what.clone(), next.clone()),
        Error::Bug(what) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("this is a fault in Pivot: {what}"),
            Some("Please report it with your pivot.toml and curriculum.toml.".into()),
        ),
    }
}

/// An address that nothing is at.
pub(crate) async fn nowhere(uri: Uri) -> Response {
    astray(
        StatusCode::NOT_FOUND,
        &uri,
        "There is nothing at this address",
        if uri.path().starts_with("/api/") {
            "/api/openapi.json lists the addresses that there are."
        } else {
            "Every page is in the list of pages."
        },
    )
}

/// An address that takes forms, asked for as a page; or the other way round.
pub(crate) async fn not_so(uri: Uri) -> Response {
    astray(
        StatusCode::METHOD_NOT_ALLOWED,
        &uri,
        "This address is not asked for in that way",
        "Nothing was done. What is recorded is sent by the forms of the pages.",
    )
}

/// Says so within the frame, from which every page is a step away; a program gets it as JSON.
fn astray(status: StatusCode, uri: &Uri, what: &'static str, next: &'static str) -> Response {
    if uri.path().starts_with("/api/") {
        let answer = ErrorJson {
            format: "pivot.error/1",
            error: what.to_owned(),
            next: Some(next.to_owned()),
        };
        return (status, axum::Json(answer)).into_response();
    }
    let frame = Frame {
        title: what,
        ..Frame::default()
    };
    let body = html! {
        section.card.fault {
            h1 { (what) }
            p { (next) }
            p { a.button href="/" { "To today" } }
        }
    };
    (status, Html(look::page(&frame, &body).into_string())).into_response()
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let (status, what, next) = told(&self.error);
        if self.json {
            let answer = ErrorJson {
                format: "pivot.error/1",
                error: what,
                next,
            };
            return (status, axum::Json(answer)).into_response();
        }
        let files = match &self.error {
            Error::Files(files) => files.as_slice(),
            _ => &[],
        };
        let body = html! {
            section.card.fault {
                h1 { (words::said(&what)) }
                @if let Some(next) = &next { p { (words::said(next)) } }
                @for file in files { (faults(file)) }
                p { a.button href="/" { "To today" } }
            }
        };
        let mut response = Html(look::bare("That did not work", &body).into_string()).into_response();
        *response.status_mut() = status;
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

/// The faults of a file that a person wrote, each with its line, column and what was expected.
pub(crate) fn faults(file: &FaultyFile) -> Markup {
    let name = file
        .path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    html! {
        ul.faults {
            @for fault in &file.faults {
                @let (line, column) = place(&file.text, fault.at.start);
                li {
                    strong { (name) ", line " (line) ", column " (column) ": " }
                    (words::said(&fault.what)) " Expected " (fault.expected) "."
                    @if let Some(hint) = &fault.hint { " " (words::said(hint)) }
                    pre tabindex="0" { code { (file.text.lines().nth(line - 1).unwrap_or_default()) } }
                }
            }
        }
    }
}

/// Line and column of a place in a text, from 1.
pub(crate) fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at.min(text.len())).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}
