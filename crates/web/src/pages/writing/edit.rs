//! A text with its page beside it. The page is drawn as the site will have it, in a frame that may run nothing; what is typed is saved
//! where the file is still the one that was seen.

use axum::body::{Body, Bytes};
use axum::extract::{Form, Path, Query, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use pivot_app::Error;
use pivot_app::publish::site::Finding;
use pivot_app::verbs::site::{GONE, Previewed, mark, save, text as text_of};
use pivot_app::words::count;
use serde::Serialize;

use super::{FRAME, SITE, address, done, findings, says};
use crate::desk::Desk;
use crate::fault::{Fault, told};
use crate::look::{self, Frame};
use crate::pages::blocking;
use crate::pages::fields::Filled;
use crate::words;

type Asked = Vec<(String, String)>;

/// There is no such post or project.
pub(super) fn missing(path: &str) -> Error {
    Error::wrong(format!(
        "there is no post or project `{}`",
        pivot_app::domain::read::shorten(path)
    ))
    .next("Writing lists those that there are")
}

pub(super) async fn page(State(desk): State<Desk>, uri: Uri, Query(asked): Query<Asked>) -> Response {
    let done = done(&uri);
    let path = Filled::of(asked).typed("path").to_owned();
    blocking(move || {
        if !desk.exists() {
            return Ok(Redirect::to("/start").into_response());
        }
        let folder = desk.folder()?;
        let Ok(Some(text)) = text_of(&folder, &path) else {
            return Ok((StatusCode::NOT_FOUND, Fault::from(missing(&path))).into_response());
        };
        let shown = Shown {
            path: &path,
            mark: mark(&text),
            text: &text,
            says: says(done),
            typed: false,
        };
        Ok(answer(&desk, &shown, StatusCode::OK))
    })
    .await
}

/// A text on its page.
struct Shown<'s> {
    path: &'s str,
    /// What stands for the file that it was made from.
    mark: String,
    text: &'s str,
    says: Markup,
    /// It is not what the file has.
    typed: bool,
}

fn answer(desk: &Desk, shown: &Shown<'_>, status: StatusCode) -> Response {
    let drawn = drawn(desk, shown.path, shown.text);
    let frame = Frame {
        // A page with what was typed does not follow what is recorded elsewhere: that would take it away.
        version: match desk.picture() {
            Ok(picture) if !shown.typed => picture.version.clone(),
            _ => String::new(),
        },
        ..FRAME
    };
    let mut response = Html(look::page(&frame, &body(shown, &drawn)).into_string()).into_response();
    *response.status_mut() = status;
    response
}

/// The page that a text would be, or why there is none.
fn drawn(desk: &Desk, path: &str, text: &str) -> Result<Previewed, Error> {
    let picture = desk.picture()?;
    desk.previewer()
        .preview(&picture.folder, &picture.situation, path, text)
}

/// A page for the frame: a link in it leads nowhere, since whoever follows one would lose what they typed.
fn framed(page: &str) -> String {
    page.replacen("<head>", "<head>\n<base target=\"_blank\">", 1)
}

fn body(shown: &Shown<'_>, drawn: &Result<Previewed, Error>) -> Markup {
    let page = drawn.as_ref().map_or_else(|_| String::new(), |d| framed(&d.html));
    html! {
        (shown.says)
        header.top {
            div {
                p.faint { a href="/writing" { "Writing" } " / " (shown.path) }
                h1 { "Edit" span.hidden { " " (shown.path) } }
            }
        }
        form.edit method="post" action="/writing/edit" data-edit {
            input type="hidden" name="path" value=(shown.path);
            input type="hidden" name="mark" value=(shown.mark);
            div.typing {
                label for="text" { "Text" }
                // A line end right behind the tag is none of the text.
                textarea id="text" name="text" rows="28" spellcheck="true" autocomplete="off" aria-describedby="told"
                    data-unsaved=[shown.typed.then_some("yes")] { "\n" (shown.text) }
                div.row {
                    button.first name="do" value="save" { "Save" }
                    button name="do" value="preview" { "Preview" }
                    span.faint.words data-words { (words_of(drawn)) }
                }
            }
            div.beside {
                div id="told" role="status" data-told { (told_of(drawn)) }
                h2 { "Preview" }
                iframe title="Preview of the page" sandbox="allow-same-origin" srcdoc=(page) tabindex="0" {}
            }
        }
    }
}

fn words_of(drawn: &Result<Previewed, Error>) -> String {
    match drawn {
        Ok(drawn) if drawn.words > 0 => count(drawn.words as usize, "word"),
        _ => String::new(),
    }
}

/// What is to be told of the text, or why it cannot be shown.
fn told_of(drawn: &Result<Previewed, Error>) -> Markup {
    match drawn {
        Ok(drawn) => of_text(&drawn.findings),
        Err(error) => {
            let (_, what, next) = told(error);
            html! {
                div.note.bad {
                    p { "There is no preview: " (words::said(&what)) @if let Some(next) = next { " " (words::said(&next)) } }
                }
            }
        }
    }
}

fn of_text(all: &[Finding]) -> Markup {
    let grave = all.iter().filter(|finding| finding.grave).count();
    html! {
        @if !all.is_empty() {
            h2 {
                @if grave > 0 { (count(grave, "fault")) ": the text can be saved, and is not shown to others until it is mended" }
                @else { "Good to know" }
            }
            (findings(all, true))
        }
    }
}

/// Saves a text, or shows the page that it would be.
pub(super) async fn send(State(desk): State<Desk>, Form(fields): Form<Asked>) -> Response {
    let filled = Filled::of(fields);
    blocking(move || {
        let folder = desk.folder()?;
        let path = filled.typed("path").to_owned();
        let (seen, typed) = (filled.typed("mark"), filled.lines("text"));
        let now = text_of(&folder, &path)?;
        let text = with_ends(now.as_deref(), typed);
        if filled.get("do") != Some("save") {
            let shown = Shown {
                path: &path,
                mark: seen.to_owned(),
                text: &text,
                says: html! {},
                typed: now.as_deref() != Some(&text),
            };
            return Ok(answer(&desk, &shown, StatusCode::OK));
        }
        let (status, mark, says) = match save(&folder, &path, seen, &text) {
            Ok(()) => return Ok(Redirect::to(&format!("{}&done=saved", address(&path))).into_response()),
            Err(Error::Changed) => {
                // What is shown as the file's own is what the next saving may replace.
                let now = text_of(&folder, &path)?;
                let own = now.as_deref().map_or_else(|| GONE.to_owned(), mark);
                (StatusCode::CONFLICT, own, changed(&path, now.as_deref()))
            }
            Err(error) => {
                let (status, what, next) = told(&error);
                let says = html! {
                    div.note.bad role="alert" {
                        p { strong { "Nothing was saved." } " " (words::said(&what)) @if let Some(next) = next { " " (words::said(&next)) } }
                    }
                };
                (status, seen.to_owned(), says)
            }
        };
        let shown = Shown {
            path: &path,
            mark,
            text: &text,
            says,
            typed: true,
        };
        Ok(answer(&desk, &shown, status))
    })
    .await
}

/// The text with the line ends of the file that it takes the place of.
fn with_ends(now: Option<&str>, text: String) -> String {
    if now.is_some_and(|now| now.contains("\r\n")) {
        text.replace('\n', "\r\n")
    } else {
        text
    }
}

/// Somebody else wrote in between: what stands there now.
fn changed(path: &str, now: Option<&str>) -> Markup {
    html! {
        div.note.bad role="alert" {
            @match now {
                Some(now) => {
                    p { strong { (path) " changed since that page was made, and nothing was saved." } " What you typed stands below; saving it now replaces what the file has." }
                    details { summary { "What the file has now" } pre tabindex="0" { code { (now) } } }
                }
                None => p { strong { (path) " is gone, and nothing was saved." } " What you typed stands below; saving it now makes the file again." },
            }
        }
    }
}

/// A page for the script: HTML of the frame, of what is told, and the words.
#[derive(Serialize)]
struct Look {
    page: String,
    told: String,
    words: String,
}

pub(super) async fn preview(State(desk): State<Desk>, Form(fields): Form<Asked>) -> Response {
    let filled = Filled::of(fields);
    blocking(move || {
        let drawn = drawn(&desk, filled.typed("path"), &filled.lines("text"));
        let look = Look {
            page: drawn.as_ref().map_or_else(|_| String::new(), |d| framed(&d.html)),
            told: told_of(&drawn).into_string(),
            words: words_of(&drawn),
        };
        Ok(axum::Json(look).into_response())
    })
    .await
}

/// A picture, style or font that a preview shows: what was drawn last has told which there are.
pub(super) async fn file(State(desk): State<Desk>, Path(path): Path<String>) -> Response {
    let own = desk.clone();
    let name = path.clone();
    let found = tokio::task::spawn_blocking(move || own.previewer().file(&name)).await;
    match found {
        Ok(Some(bytes)) => {
            let kind = crate::site::kind(&path);
            (
                [(header::CONTENT_TYPE, kind)],
                Body::from(Bytes::from_owner(bytes)),
            )
                .into_response()
        }
        _ => {
            let text = format!("{SITE} has no such file: it has what the last preview shows.\n");
            (StatusCode::NOT_FOUND, text).into_response()
        }
    }
}
