//! The first visit: a few answers, and there is a plan.

mod form;

use std::path::Path;

use axum::Router;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use maud::Markup;
use pivot_app::domain::curriculum::{self};
use pivot_app::domain::week::Week;
use pivot_app::verbs::calendar::{self, Incoming};
use pivot_app::verbs::init::{self, DEFAULT_HOURS};
use pivot_app::{Error, FaultyFile};

use super::blocking;
use super::fields::{self, Filled};
use crate::desk::Desk;
use crate::fault::{Fault, told};
use crate::look;

pub(crate) fn routes() -> Router<Desk> {
    Router::new().route("/start", get(page).post(make))
}

/// Hours to begin with: how they are sent, their name, and what they are.
const PRESETS: [(&str, &str, &str); 3] = [
    ("evenings", "Evenings and Saturday", DEFAULT_HOURS),
    ("weekends", "Weekends", "sat-sun 09:00-12:00,13:00-17:00"),
    ("full-time", "Full time", "mon-fri 09:00-12:00,13:00-17:00"),
];

/// What is wrong with what was typed.
#[derive(Debug, Default)]
struct Wrong {
    /// By field.
    fields: Vec<(&'static str, String)>,
    /// The curriculum's faults, each with its line.
    files: Vec<FaultyFile>,
    /// What is wrong with all of it: the folder cannot be written.
    whole: Option<(String, Option<String>)>,
}

impl Wrong {
    fn of(&self, field: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(f, _)| *f == field)
            .map(|(_, what)| what.as_str())
    }

    fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.files.is_empty() && self.whole.is_none()
    }
}

async fn page(State(desk): State<Desk>) -> Response {
    blocking(move || {
        if desk.exists() {
            return Ok(Redirect::to("/").into_response());
        }
        Ok(answer(
            StatusCode::OK,
            &form::form(&desk, None, &Wrong::default()),
        ))
    })
    .await
}

fn answer(status: StatusCode, body: &Markup) -> Response {
    let mut response = Html(look::bare("Start", body).into_string()).into_response();
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Makes the pivot by the same verbs as the commands; where something is wrong nothing is made, and what was typed stays.
async fn make(State(desk): State<Desk>, form: Result<Multipart, MultipartRejection>) -> Response {
    let filled = match Filled::read(form).await {
        Ok(filled) => filled,
        Err(error) => return Fault::from(error).into_response(),
    };
    if desk.exists() {
        return Redirect::to("/").into_response();
    }
    let feed = fields::calendar(&filled).await;
    blocking(move || {
        let done = create(&desk, &filled, feed);
        match done {
            Ok(()) => {
                desk.forget();
                Ok(Redirect::to("/?said=welcome").into_response())
            }
            Err(wrong) => Ok(answer(
                StatusCode::UNPROCESSABLE_ENTITY,
                &form::form(&desk, Some(&filled), &wrong),
            )),
        }
    })
    .await
}

fn create(desk: &Desk, filled: &Filled, feed: Result<Option<Incoming>, Error>) -> Result<(), Wrong> {
    let mut wrong = Wrong::default();
    let mut fault = |field: &'static str, what: String| wrong.fields.push((field, what));
    let week = match hours_of(filled) {
        Ok(week) => Some(week),
        Err(faults) => {
            faults.into_iter().for_each(|(field, what)| fault(field, what));
            None
        }
    };
    let mut date = |field: &'static str| {
        filled
            .date(field)
            .map_err(|what| fault(field, what))
            .ok()
            .flatten()
    };
    let (start, finish_by) = (date("start"), date("finish"));
    if let (Some(start), Some(finish)) = (start, finish_by)
        && finish < start
    {
        fault("finish", format!("That lies before the start, {start}"));
    }
    let zone = filled.get("zone");
    if let Some(Err(what)) = zone.map(fields::zone) {
        fault("zone", what);
    }
    let feed = feed
        .map_err(|error| {
            let (_, what, next) = told(&error);
            let next = next.map(|n| format!(". {}", look::sentence(&n)));
            let what = if what.starts_with("http") || what.starts_with("webcal") {
                format!("The calendar at {what}")
            } else {
                what
            };
            fault("calendar", format!("{what}{}", next.unwrap_or_default()));
        })
        .ok()
        .flatten();
    let own = has_curriculum(desk.dir());
    let (mut named, mut text) = (None, None);
    match filled.get("curriculum") {
        _ if own => {}
        Some("own") => match own_text(filled) {
            Ok(own) => text = Some(own),
            Err(what) => fault("curriculum", what),
        },
        name => named = name.map(str::to_owned),
    }
    if let Some(text) = &text {
        let found = curriculum::parse(text).1;
        if !found.is_empty() {
            wrong.files.push(FaultyFile {
                path: "curriculum.toml".into(),
                text: text.clone(),
                faults: found,
            });
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let wish = init::Wish {
        curriculum: named,
        text,
        start,
        timezone: zone.map(str::to_owned),
        hours: week.map(|w| w.to_string()),
        finish_by,
    };
    let made = init::init(desk.dir(), &wish, desk.now(), desk.zone())
        .and_then(|folder| feed.map_or(Ok(()), |feed| take(&folder, &feed, filled)));
    made.map_err(|error| match error {
        Error::Files(files) => Wrong {
            files,
            ..Wrong::default()
        },
        other => {
            let (_, what, next) = told(&other);
            Wrong {
                whole: Some((what, next)),
                ..Wrong::default()
            }
        }
    })
}

fn take(folder: &pivot_app::Folder, feed: &Incoming, filled: &Filled) -> Result<(), Error> {
    let all_day = filled.get("all_day").is_some();
    calendar::take(folder, feed, None, all_day).map(drop)
}

/// The hours that were chosen or typed.
fn hours_of(filled: &Filled) -> Result<Week, Vec<(&'static str, String)>> {
    let chosen = filled.get("hours").unwrap_or(PRESETS[0].0);
    let text = match (chosen, PRESETS.iter().find(|p| p.0 == chosen)) {
        (_, Some(preset)) => preset.2,
        ("days", _) => return fields::read_days(filled),
        _ => filled.typed("spec"),
    };
    Week::parse(text).map_err(|what| vec![("spec", what)])
}

/// The curriculum that was handed over: the file, else the text.
fn own_text(filled: &Filled) -> Result<String, String> {
    match filled.file("file") {
        Some(file) => file.text(),
        None if filled.get("text").is_some() => Ok(filled.lines("text")),
        None => Err("Choose a file, or paste its text".into()),
    }
}

/// Whether a curriculum lies in the folder already: it is taken.
fn has_curriculum(dir: &Path) -> bool {
    dir.join("curriculum.toml").is_file()
}

/// What is in the folder, as far as a person sees it.
fn is_empty(dir: &Path) -> bool {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .all(|name| name.starts_with('.') || name == "curriculum.toml")
}

/// Whether the folder says that nobody may write to it. Where it says nothing, writing tells.
fn is_locked(dir: &Path) -> bool {
    std::fs::metadata(dir).is_ok_and(|m| m.permissions().readonly())
}
