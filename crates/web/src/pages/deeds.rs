//! What can be done from any page: start, stop, log, done, take back, accept the plan. Each appends facts and goes back to the
//! page it came from.

use std::fmt::Write as _;

use axum::Router;
use axum::extract::{Form, State};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::post;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use pivot_app::Error;
use pivot_app::domain::duration::{parse, show};
use pivot_app::domain::moment::{self, Looking};
use pivot_app::verbs::export::accept;
use pivot_app::verbs::record::{self, Doubt, Outcome, Stop};
use pivot_app::verbs::undo::undo;
use pivot_app::words::{doubt, what};

use super::blocking;
use crate::desk::{Desk, Picture};
use crate::look;

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/do/log", post(log))
        .route("/do/start", post(start))
        .route("/do/stop", post(stop))
        .route("/do/done", post(done))
        .route("/do/reopen", post(reopen))
        .route("/do/undo", post(take_back))
        .route("/do/accept", post(accept_plan))
}

/// The fields of a form, in their order.
#[derive(Clone, Debug)]
pub(crate) struct Wish(pub(crate) Vec<(String, String)>);

impl Wish {
    pub(crate) fn of(fields: Vec<(String, String)>) -> Wish {
        Wish(fields)
    }

    /// A field that is there and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut own = self.0.iter().filter(|(n, v)| n == name && !v.trim().is_empty());
        own.next().map(|(_, value)| value.trim())
    }

    /// A field that must be there.
    pub(crate) fn must(&self, name: &str) -> Result<&str, Error> {
        self.get(name).ok_or_else(|| {
            Error::wrong(format!("`{name}` is missing")).next("fill it in and send the form again")
        })
    }

    fn all<'w>(&'w self, name: &'w str) -> impl Iterator<Item = &'w str> {
        self.0
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    /// Which time of a repeated task.
    pub(crate) fn time(&self) -> Result<Option<u32>, Error> {
        match self.get("time") {
            None => Ok(None),
            Some(text) => text
                .parse()
                .map(Some)
                .map_err(|_| Error::wrong(format!("`{text}` is no number of a time"))),
        }
    }

    /// The moment that is told, by the person's clock: one that is past.
    fn at(&self, picture: &Picture) -> Result<Option<Timestamp>, Error> {
        self.get("at")
            .map(|text| moment(picture, text, Looking::Back))
            .transpose()
    }

    /// The page to go back to: one of ours.
    fn back(&self) -> &str {
        let back = self.get("back").unwrap_or("/");
        let own =
            back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '?', '#', '\r', '\n']);
        if own { back } else { "/" }
    }
}

/// A moment as a person writes it, by their clock.
pub(crate) fn moment(picture: &Picture, text: &str, looking: Looking) -> Result<Timestamp, Error> {
    let situation = &picture.situation;
    let read = moment::parse(text, situation.now, &situation.settings.zones, looking);
    read.map(|moment| moment.at).ok_or_else(|| {
        Error::wrong(format!("`{text}` is no moment")).next(format!("write {}", moment::EXPECTED))
    })
}

/// Does what a form asks for, and goes back; where the folder changed in between, says what is new and asks again.
pub(crate) async fn act(
    desk: Desk,
    path: String,
    wish: Wish,
    verb: impl FnOnce(&Picture, &Wish) -> Result<Outcome, Error> + Send + 'static,
) -> Response {
    blocking(move || {
        let seen = wish.must("version")?.to_owned();
        match desk.write(&seen, |picture| verb(picture, &wish)) {
            Ok(Outcome::Recorded(facts)) => {
                let mut to = wish.back().to_owned();
                let ids: Vec<&str> = facts.iter().map(|r| r.id.as_str()).collect();
                if !ids.is_empty() {
                    let _ = write!(to, "?said={}", ids.join(","));
                }
                Ok(Redirect::to(&to).into_response())
            }
            Ok(Outcome::Nothing(why)) => Err(Error::wrong(format!("nothing was recorded: {why}"))),
            Ok(Outcome::Doubtful(asked)) => Ok(asks(&*desk.picture()?, &path, &wish, &asked)),
            Err(Error::Changed) => {
                desk.forget();
                Ok(conflict(&*desk.picture()?, &path, &wish, &seen))
            }
            Err(error) => Err(error),
        }
    })
    .await
}

/// The fields of a form again, but for some.
fn again(wish: &Wish, without: &[&str]) -> Markup {
    html! {
        @for (name, value) in wish.0.iter().filter(|(name, _)| !without.contains(&name.as_str())) {
            input type="hidden" name=(name) value=(value);
        }
    }
}

/// Somebody else was faster: what they did, and the same form for what there is now.
fn conflict(picture: &Picture, path: &str, wish: &Wish, seen: &str) -> Response {
    let situation = &picture.situation;
    // A version begins with the number of facts.
    let known = seen
        .split('-')
        .next()
        .and_then(|n| n.parse().ok())
        .unwrap_or(usize::MAX);
    let new = situation.facts.get(known..).unwrap_or_default();
    let body = html! {
        section.card.fault {
            h1 { "Something changed since that page was made" }
            @if new.is_empty() {
                p { "The hours or the curriculum are different now. Nothing was recorded yet." }
            } @else {
                p { "Recorded in between, here or in a terminal:" }
                ul { @for fact in new { li { (what(situation, &fact.fact.event)) } } }
                p { "What you asked for was not recorded." }
            }
            div.row {
                form method="post" action=(path) {
                    (again(wish, &["version"]))
                    (look::version(&picture.version))
                    button.first { "Record it all the same" }
                }
                a.button href=(wish.back()) { "Look first" }
            }
        }
    };
    let page = Html(look::bare("Something changed", &body).into_string());
    (StatusCode::CONFLICT, page).into_response()
}

/// A timer that is not believed: the person says what it really was.
fn asks(picture: &Picture, path: &str, wish: &Wish, asked: &Doubt) -> Response {
    let body = html! {
        section.card.fault {
            h1 { "How long was it really?" }
            p { (doubt(&picture.situation, asked)) ". Nothing was recorded yet." }
            form.stack method="post" action=(if path == "/do/start" { "/do/stop" } else { path }) {
                (again(wish, &["version", "spent", "believed"]))
                (look::version(&picture.version))
                label { "It was " input name="spent" placeholder="1h30m" autocomplete="off" size="8"; }
                div.row {
                    button.first { "Record that" }
                    button name="believed" value="yes" { "All " (show(asked.elapsed)) }
                    button name="spent" value="0m" { "Nothing" }
                }
            }
        }
    };
    Html(look::bare("How long was it?", &body).into_string()).into_response()
}

/// A duration that a person typed.
fn spent(text: &str) -> Result<SignedDuration, Error> {
    parse(text).ok_or_else(|| Error::wrong(format!("`{text}` is no duration")).next("write 45m, 2h or 1h30m"))
}

type Filled = Form<Vec<(String, String)>>;

async fn log(State(desk): State<Desk>, uri: Uri, Form(fields): Filled) -> Response {
    act(desk, uri.path().to_owned(), Wish(fields), |picture, wish| {
        let (time, at) = (wish.time()?, wish.at(picture)?);
        let spent = spent(wish.must("spent")?)?;
        record::log(
            &picture.folder,
            &picture.situation,
            (wish.must("task")?, time),
            spent,
            at,
        )
    })
    .await
}

async fn start(State(desk): State<Desk>, uri: Uri, Form(fields): Filled) -> Response {
    act(desk, uri.path().to_owned(), Wish(fields), |picture, wish| {
        record::start(
            &picture.folder,
            &picture.situation,
            (wish.must("task")?, wish.time()?),
            wish.at(picture)?,
        )
    })
    .await
}

async fn stop(State(desk): State<Desk>, uri: Uri, Form(fields): Filled) -> Response {
    act(desk, uri.path().to_owned(), Wish(fields), |picture, wish| {
        let how = match (wish.get("believed"), wish.get("spent")) {
            (Some(_), _) => Stop::Believed,
            (None, Some(text)) => Stop::Of(spent(text)?),
            (None, None) => Stop::Asking,
        };
        record::stop(&picture.folder, &picture.situation, how, wish.at(picture)?)
    })
    .await
}

async fn done(State(desk): State<Desk>, uri: Uri, Form(fields): Filled) -> Response {
    act(desk, uri.path().to_owned(), Wish(fields), |picture, wish| {
        record::done(
            &picture.folder,
            &picture.situation,
            (wish.must("task")?, wish.time()?),
            wish.at(picture)?,
        )
    })
    .await
}

async fn reopen(State(desk): State<Desk>, uri: Uri, Form(fields): Filled) -> Response {
    act(desk, uri.path().to_owned(), Wish(fields), |picture, wish| {
        record::reopen(
            &picture.folder,
            &picture.situation,
            (wish.must("task")?, wish.time()?),
        )
    })
    .await
}

async fn take_back(State(desk): State<Desk>, uri: Uri, Form(fields): Filled) -> Response {
    act(desk, uri.path().to_owned(), Wish(fields), |picture, wish| {
        let ids: Vec<&str> = wish.all("id").collect();
        if ids.is_empty() {
            return Ok(Outcome::Recorded(Vec::new()));
        }
        undo(&picture.folder, &picture.situation, &ids)
    })
    .await
}

async fn accept_plan(State(desk): State<Desk>, uri: Uri, Form(fields): Filled) -> Response {
    act(desk, uri.path().to_owned(), Wish(fields), |picture, _| {
        accept(&picture.folder, &picture.situation, &picture.answer.plan)
    })
    .await
}
