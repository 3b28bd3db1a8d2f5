//! Settings: what `pivot.toml` says in words, forms for what changes often, and the file itself. Comments and order stay.

mod edits;
mod sections;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Form, Multipart, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use pivot_app::connect::feed::Web;
use pivot_app::verbs::calendar;
use pivot_app::verbs::settings::{edited, look_ahead, save};
use pivot_app::wire::SettingsJson;
use pivot_app::words::{clock, count, date_of};
use pivot_app::{Error, FaultyFile};
use sha2::{Digest, Sha256};

use super::fields::{self, Filled};
use super::{blocking, said, twin};
use crate::desk::{Desk, Picture};
use crate::fault::{self, Fault, told};
use crate::look::{self, Frame};
use crate::words;

const FRAME: Frame = Frame {
    title: "Settings",
    here: "/settings",
    version: String::new(),
    files: None,
    said: None,
    scripts: &[],
};

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/settings", get(page))
        .route("/settings/change", post(change).get(again))
        .route("/settings/calendar", post(add).get(again))
        .route("/settings/calendars", post(calendars).get(again))
        .route("/api/settings", get(json))
}

/// What `pivot.toml` says.
#[utoipa::path(get, path = "/api/settings", responses((status = 200, body = SettingsJson)))]
pub(crate) async fn json(State(desk): State<Desk>) -> Response {
    twin(desk, |picture| {
        let listed = calendar::list(&picture.folder)?;
        Ok(SettingsJson::new(&picture.situation.settings, &listed))
    })
    .await
}

async fn page(State(desk): State<Desk>, uri: Uri, headers: HeaderMap) -> Response {
    let host = host(&headers);
    blocking(move || {
        if !desk.exists() {
            return Ok(Redirect::to("/start").into_response());
        }
        answer(&desk, &host, Some(&uri), None, StatusCode::OK)
    })
    .await
}

/// The name by which the browser knows us.
fn host(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
    host.unwrap_or_default().to_owned()
}

/// Who asks for the address of a form wants the page.
async fn again() -> Redirect {
    Redirect::to("/settings")
}

/// A form of this page that was sent and did not lead away from it: its section, what was typed, and what is to be said.
struct Turn {
    section: String,
    filled: Filled,
    says: Markup,
}

/// What a section needs to show itself.
struct View<'v> {
    picture: &'v Picture,
    /// The text of the file, and what stands for it in forms.
    text: &'v str,
    mark: String,
    frame: &'v Frame,
    host: &'v str,
    turn: Option<&'v Turn>,
}

impl View<'_> {
    /// What was typed in a section that comes back.
    fn filled(&self, section: &str) -> Option<&Filled> {
        self.turn.filter(|t| t.section == section).map(|t| &t.filled)
    }

    /// A field's value: as it was typed, or as the file has it.
    fn value(&self, section: &str, name: &str, own: &str) -> String {
        self.filled(section).map_or(own, |f| f.typed(name)).to_owned()
    }

    /// What is to be said in a section.
    fn says(&self, section: &str) -> Markup {
        html! { @if let Some(turn) = self.turn.filter(|t| t.section == section) { (turn.says) } }
    }
}

/// What stands for a text: another text has another one.
fn mark(text: &str) -> String {
    let digits = Sha256::digest(text);
    digits[..8].iter().map(|b| format!("{b:02x}")).collect()
}

/// The page; where the files have faults, what can be mended here.
fn answer(
    desk: &Desk,
    host: &str,
    uri: Option<&Uri>,
    turn: Option<&Turn>,
    status: StatusCode,
) -> Result<Response, Error> {
    let text = desk.folder()?.settings()?;
    let (frame, body) = match desk.picture() {
        Ok(picture) => {
            let frame = Frame {
                // A page with what was typed does not follow what is recorded elsewhere: that would take it away.
                version: turn.map_or_else(|| picture.version.clone(), |_| String::new()),
                said: uri.and_then(|uri| said(&picture, uri)),
                ..FRAME
            };
            let view = View {
                picture: &picture,
                mark: mark(&text),
                text: &text,
                frame: &frame,
                host,
                turn,
            };
            let body = sections::all(&view)?;
            (frame, body)
        }
        Err(Error::Files(files)) => (FRAME, mend(&text, turn, &files)),
        Err(error) => return Err(error),
    };
    let mut response = Html(look::page(&frame, &body).into_string()).into_response();
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The files cannot be planned: every fault, and `pivot.toml` to mend.
fn mend(text: &str, turn: Option<&Turn>, files: &[FaultyFile]) -> Markup {
    let typed = turn.filter(|t| t.section == "file");
    let shown = typed.map_or(text.to_owned(), |t| t.filled.lines("text"));
    html! {
        div.settings {
            header.top { div { h1 { "Settings" } p.faint { "There is a fault in your files, and no plan until it is mended." } } }
            section.card.fault { h2 { "What is wrong" } @for file in files { (fault::faults(file)) } }
            (sections::file(&shown, &mark(text), &html! { @if let Some(turn) = typed { (turn.says) } }))
        }
    }
}

type Sent = Form<Vec<(String, String)>>;

/// Changes the file: some places of it, or its whole text. With `try` nothing is written, and what would come of it is said.
async fn change(State(desk): State<Desk>, headers: HeaderMap, Form(fields): Sent) -> Response {
    let host = host(&headers);
    let filled = Filled::of(fields);
    blocking(move || {
        let section = filled.get("section").unwrap_or_default().to_owned();
        let done = changed(&desk, &filled);
        finish(&desk, &host, (section, filled), done)
    })
    .await
}

/// What became of a form.
enum Done {
    /// It is written; the word by which the next page says so.
    Written(&'static str),
    /// It would do this.
    Ahead(Markup),
}

fn changed(desk: &Desk, filled: &Filled) -> Result<Done, Error> {
    let folder = desk.folder()?;
    let seen = seen(desk, filled)?;
    let text = match filled.get("section") {
        Some("file") => with_ends(&seen, filled.lines("text")),
        _ => edited(&seen, &edits::of(filled, &desk.picture()?.situation.settings)?)?,
    };
    if filled.get("try").is_none() {
        save(&folder, &seen, &text)?;
        return Ok(Done::Written("saved"));
    }
    let picture = desk.picture()?;
    let then = look_ahead(&folder, &picture.situation, &text)?;
    let shown = &picture.answer.plan;
    let at = |plan: &pivot_app::planning::Plan| {
        format!(
            "{} {}",
            date_of(&plan.zones, plan.finish),
            clock(&plan.zones, plan.finish)
        )
    };
    let homeless = then.unplaced.iter().filter(|u| !u.forgiven).count();
    Ok(Done::Ahead(html! {
        div.note role="status" {
            p {
                strong { "Nothing is written yet. " }
                @if at(&then) == at(shown) { "The plan would finish as it does now: " (at(shown)) "." }
                @else { "The plan would finish on " strong { (at(&then)) } ", not on " (at(shown)) "." }
                @if homeless > 0 { " " (count(homeless, "task")) " would have no place." }
            }
        }
    }))
}

/// The text with the line ends of the file that it takes the place of.
fn with_ends(seen: &str, text: String) -> String {
    if seen.contains("\r\n") {
        text.replace('\n', "\r\n")
    } else {
        text
    }
}

/// The text that a form was made for, where it is still the file's.
fn seen(desk: &Desk, filled: &Filled) -> Result<String, Error> {
    let text = desk.folder()?.settings()?;
    if filled.get("file") == Some(mark(&text).as_str()) {
        Ok(text)
    } else {
        Err(Error::Changed)
    }
}

/// Leads away where something is written; else shows the page again with what was typed.
fn finish(
    desk: &Desk,
    host: &str,
    (section, filled): (String, Filled),
    done: Result<Done, Error>,
) -> Result<Response, Error> {
    let (status, says) = match done {
        Ok(Done::Written(word)) => {
            desk.forget();
            // A section's name is one of ours, or it leads to the top.
            let known = section.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            let place = if known { section.as_str() } else { "" };
            return Ok(Redirect::to(&format!("/settings?said={word}#{place}")).into_response());
        }
        Ok(Done::Ahead(says)) => (StatusCode::OK, says),
        Err(Error::Changed) => {
            desk.forget();
            let says = html! {
                div.note.bad role="alert" {
                    p { strong { "pivot.toml changed since that page was made, and nothing was written." } " What you typed stands here; all else is as the file is now. Look, and save again." }
                }
            };
            (StatusCode::CONFLICT, says)
        }
        Err(Error::Files(files)) => {
            let says = html! {
                div.note.bad role="alert" { p { strong { "Nothing was written." } } @for file in &files { (fault::faults(file)) } }
            };
            (StatusCode::UNPROCESSABLE_ENTITY, says)
        }
        Err(error) => {
            let (status, what, next) = told(&error);
            let says = html! {
                div.note.bad role="alert" { p { strong { "Nothing was written." } " " (words::said(&what)) @if let Some(next) = next { " " (words::said(&next)) } } }
            };
            (status, says)
        }
    };
    let turn = Turn {
        section,
        filled,
        says,
    };
    answer(desk, host, None, Some(&turn), status)
}

/// Adds a calendar that is handed over, as a file or by its address.
async fn add(
    State(desk): State<Desk>,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let host = host(&headers);
    let filled = match Filled::read(form).await {
        Ok(filled) => filled,
        Err(error) => return Fault::from(error).into_response(),
    };
    let incoming = match seen(&desk, &filled) {
        Ok(_) => fields::calendar(&filled).await,
        Err(error) => Err(error),
    };
    blocking(move || {
        let taken = incoming.and_then(|incoming| {
            let incoming = incoming.ok_or_else(|| {
                Error::wrong("there is no calendar yet").next("choose a file, or give its address")
            })?;
            let all_day = filled.get("all_day").is_some();
            calendar::take(&desk.folder()?, &incoming, filled.get("name"), all_day)
        });
        finish(
            &desk,
            &host,
            ("calendars".into(), filled),
            taken.map(|_| Done::Written("added")),
        )
    })
    .await
}

/// How long all calendars together may take.
const PATIENCE: Duration = Duration::from_secs(25);

/// Gets calendars anew, or takes one away.
async fn calendars(State(desk): State<Desk>, headers: HeaderMap, Form(fields): Sent) -> Response {
    let host = host(&headers);
    let filled = Arc::new(Filled::of(fields));
    let (own, wish) = (desk.clone(), filled.clone());
    let work = tokio::task::spawn_blocking(move || {
        let folder = own.folder()?;
        if wish.get("what") == Some("remove") {
            seen(&own, &wish)?;
            let name = wish.get("name").unwrap_or_default();
            return calendar::remove(&folder, name).map(|()| Done::Written("removed"));
        }
        let reports = calendar::refresh(&folder, wish.get("name"), &Web)?;
        let all: Result<Vec<_>, Error> = reports.into_iter().collect();
        all.map(|_| Done::Written("fetched"))
    });
    let done = match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(done)) => done,
        Ok(Err(e)) => Err(Error::Bug(e.to_string())),
        Err(_) => Err(Error::Outside {
            what: format!(
                "the calendars did not answer within {} seconds",
                PATIENCE.as_secs()
            ),
            next: Some("those that answer later are taken in all the same".into()),
        }),
    };
    blocking(move || finish(&desk, &host, ("calendars".into(), (*filled).clone()), done)).await
}
