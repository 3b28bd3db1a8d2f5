//! A file for each page: its HTML, its twin in JSON, and what can be done on it.

pub(crate) mod answer;
pub(crate) mod calendar;
pub(crate) mod companies;
mod deeds;
pub(crate) mod evidence;
mod fields;
pub(crate) mod forecast;
pub(crate) mod journal;
pub(crate) mod labs;
pub(crate) mod settings;
mod start;
pub(crate) mod subscribe;
pub(crate) mod timeline;
pub(crate) mod today;
pub(crate) mod why;
pub(crate) mod writing;

use std::sync::Arc;

use axum::Router;
use axum::http::Uri;
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::Markup;
use pivot_app::Error;
use pivot_app::words::{date_of, line};
use serde::Serialize;

use crate::desk::{Desk, Picture};
use crate::fault::Fault;
use crate::look::{self, Frame};

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .merge(today::routes())
        .merge(deeds::routes())
        .merge(evidence::routes())
        .merge(journal::routes())
        .merge(labs::routes())
        .merge(settings::routes())
        .merge(start::routes())
        .merge(subscribe::routes())
        .merge(calendar::routes())
        .merge(companies::routes())
        .merge(timeline::routes())
        .merge(why::routes())
        .merge(forecast::routes())
        .merge(answer::routes())
        .merge(writing::routes())
}

/// The pages that show what a person wrote in files of their own: they follow these too.
const SHOW_FILES: [&str; 3] = ["/answer", "/companies", "/writing"];

/// Answers with a page of the picture; without a pivot, with the way to one. Reading, planning and drawing block, so that is
/// done beside the threads that answer.
pub(crate) async fn show(
    desk: Desk,
    uri: Uri,
    frame: Frame,
    body: impl FnOnce(&Picture, &Frame) -> Result<Markup, Error> + Send + 'static,
) -> Response {
    blocking(move || {
        if !desk.exists() {
            return Ok(Redirect::to("/start").into_response());
        }
        let picture = desk.picture()?;
        let shows_files = SHOW_FILES.contains(&frame.here);
        let frame = Frame {
            version: picture.version.clone(),
            files: shows_files.then(|| desk.look_at_files(&picture.folder)),
            said: said(&picture, &uri),
            ..frame
        };
        let body = body(&picture, &frame)?;
        Ok(Html(look::page(&frame, &body).into_string()).into_response())
    })
    .await
}

/// Answers with the picture as JSON.
pub(crate) async fn twin<T: Serialize>(
    desk: Desk,
    make: impl FnOnce(&Arc<Picture>) -> Result<T, Error> + Send + 'static,
) -> Response {
    let made = tokio::task::spawn_blocking(move || {
        let answer = make(&desk.picture()?)?;
        Ok(axum::Json(answer).into_response())
    });
    let answer: Result<Response, Error> = made.await.unwrap_or_else(|e| Err(Error::Bug(e.to_string())));
    answer.unwrap_or_else(|error| Fault::json(error).into_response())
}

/// Does what blocks in a thread of its own.
pub(crate) async fn blocking(work: impl FnOnce() -> Result<Response, Error> + Send + 'static) -> Response {
    let done = tokio::task::spawn_blocking(work).await;
    let answer = done.unwrap_or_else(|e| Err(Error::Bug(e.to_string())));
    answer.unwrap_or_else(|error| Fault::from(error).into_response())
}

/// What was done that is no fact, by the name that the address has for it.
const SAYINGS: [(&str, &str); 5] = [
    (
        "welcome",
        "Welcome. This is your plan: every hour of it has its date.",
    ),
    ("saved", "pivot.toml is saved."),
    ("added", "The calendar is added: what stands in it is kept free."),
    ("removed", "The calendar is taken away."),
    ("fetched", "The calendars are as they are at their addresses now."),
];

/// What the address says was just done: `said=ID,ID` names facts.
fn said(picture: &Picture, uri: &Uri) -> Option<(String, Vec<String>)> {
    let ids = uri
        .query()?
        .split('&')
        .find_map(|pair| pair.strip_prefix("said="))?;
    if let Some((_, words)) = SAYINGS.iter().find(|(name, _)| *name == ids) {
        let plan = &picture.answer.plan;
        let finish = date_of(&plan.zones, plan.finish);
        return Some((format!("{words} The plan finishes on {finish}."), Vec::new()));
    }
    let situation = &picture.situation;
    let progress = situation.progress();
    let facts: Vec<_> = ids
        .split(',')
        .filter_map(|id| situation.facts.iter().find(|r| r.id == id))
        .collect();
    if facts.is_empty() {
        return None;
    }
    let words: Vec<String> = facts.iter().map(|r| line(situation, &progress, r)).collect();
    let back = facts.iter().rev().filter(|r| r.fact.event.can_be_undone());
    Some((words.join(" "), back.map(|r| r.id.clone()).collect()))
}
