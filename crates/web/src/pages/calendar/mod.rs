//! The calendar: a week or a month of sessions and commitments, and moving a session with its consequences in sight.

mod days;
pub(crate) mod json;
mod month;
mod moving;
mod place;
mod session;
mod week;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::{get, post};
use jiff::civil::Date;
use maud::{Markup, html};
use pivot_app::Error;
use pivot_app::domain::fact::Event;
use pivot_app::domain::zones::later;
use serde::Deserialize;

use self::days::Range;
use super::show;
use crate::desk::{Desk, Picture};
use crate::look::{self, Frame};

const FRAME: Frame = Frame {
    title: "Calendar",
    here: "/calendar",
    version: String::new(),
    files: None,
    said: None,
    scripts: &["grid.css", "calendar.js"],
};

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/calendar", get(page))
        .route("/calendar/session", get(session::page))
        .route("/calendar/preview", get(place::page))
        .route("/api/calendar", get(json::calendar))
        .route("/api/calendar/preview", get(json::consequences))
        .route("/do/place", post(place::place))
        .route("/do/unpin", post(place::unpin))
}

/// What of the calendar is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// `week` or `month`.
    view: Option<String>,
    /// A day of it.
    date: Option<String>,
    /// `all`: the whole day, not the hours in use.
    hours: Option<String>,
}

/// A week or a month, and the day that was asked for.
#[derive(Clone, Debug)]
struct View {
    month: bool,
    date: Date,
    range: Range,
}

impl View {
    fn new(picture: &Picture, asked: &Asked, shown: Option<Date>) -> Result<View, Error> {
        let zones = &picture.situation.settings.zones;
        let date = match asked.date.as_deref() {
            None | Some("") => shown.unwrap_or_else(|| today(picture)),
            Some(text) => text.parse().map_err(|_| {
                Error::wrong(format!("`{text}` is no day")).next("write a date such as 2027-01-11")
            })?,
        };
        let month = match asked.view.as_deref() {
            None | Some("" | "week") => false,
            Some("month") => true,
            Some(other) => {
                return Err(Error::wrong(format!("there is no view `{other}`")).next("ask for week or month"));
            }
        };
        let range = if month {
            Range::month(zones, date)
        } else {
            Range::week(zones, date)
        };
        Ok(View { month, date, range })
    }

    /// The address of the same view around another day.
    fn around(&self, date: Date) -> String {
        address(self.month, date)
    }

    fn before(&self) -> Date {
        if self.month {
            later(self.date.first_of_month(), -1)
        } else {
            later(self.date, -7)
        }
    }

    fn after(&self) -> Date {
        if self.month {
            later(self.date.last_of_month(), 1)
        } else {
            later(self.date, 7)
        }
    }

    /// `11 – 17 January 2027`, or `January 2027`.
    fn name(&self) -> String {
        if self.month {
            return self.date.strftime("%B %Y").to_string();
        }
        let first = self.range.dates.first().copied().unwrap_or(self.date);
        let last = self.range.dates.last().copied().unwrap_or(self.date);
        let begin = if first.year() != last.year() {
            first.strftime("%-d %B %Y")
        } else if first.month() != last.month() {
            first.strftime("%-d %B")
        } else {
            first.strftime("%-d")
        };
        format!("{begin} – {}", last.strftime("%-d %B %Y"))
    }
}

fn address(month: bool, date: Date) -> String {
    if month {
        format!("/calendar?view=month&date={date}")
    } else {
        format!("/calendar?date={date}")
    }
}

fn today(picture: &Picture) -> Date {
    let situation = &picture.situation;
    situation.settings.zones.civil(situation.now).date()
}

async fn page(State(desk): State<Desk>, uri: Uri, Query(asked): Query<Asked>) -> Response {
    let done = uri.query().unwrap_or_default().to_owned();
    show(desk, uri, FRAME, move |picture, _| {
        let view = View::new(picture, &asked, touched(picture, &done))?;
        let whole = asked.hours.as_deref() == Some("all");
        Ok(html! {
            (top(picture, &view))
            @if view.month { (month::table(picture, &view)) } @else { (week::grid(picture, &view, whole)) }
        })
    })
    .await
}

/// The day that what was just done is about, so that it is in sight: where a session was pinned, or is since it may move again.
fn touched(picture: &Picture, query: &str) -> Option<Date> {
    let situation = &picture.situation;
    let ids = query.split('&').find_map(|pair| pair.strip_prefix("said="))?;
    let fact = |id: &str| situation.facts.iter().find(|r| r.id == id);
    let at = ids.split(',').filter_map(fact).find_map(|recorded| {
        let event = match &recorded.fact.event {
            Event::Undone { fact: other } => &fact(other)?.fact.event,
            own => own,
        };
        match event {
            Event::Pinned(pin) => Some(pin.start),
            Event::Unpinned { session } => {
                let mut sessions = picture.answer.plan.sessions.iter();
                sessions.find(|s| s.id == *session).map(|s| s.start)
            }
            _ => None,
        }
    })?;
    Some(situation.settings.zones.civil(at).date())
}

/// The name of what is shown, and the way to what is beside it.
fn top(picture: &Picture, view: &View) -> Markup {
    let (one, current) = if view.month {
        ("month", today(picture).first_of_month())
    } else {
        ("week", days::monday(today(picture)))
    };
    let here = view.range.dates.contains(&current) && (!view.month || view.date.first_of_month() == current);
    html! {
        header.top.calendar-top {
            h1 { (view.name()) }
            nav.row aria-label="Days" {
                a.button href=(view.around(view.before())) aria-label=(format!("The {one} before")) { (look::sign("M15 6l-6 6 6 6")) }
                a.button href=(view.around(today(picture))) aria-current=[here.then_some("date")] { "Today" }
                a.button href=(view.around(view.after())) aria-label=(format!("The {one} after")) { (look::sign("M9 6l6 6-6 6")) }
                span.switch {
                    a href=(address(false, view.date)) aria-current=[(!view.month).then_some("true")] { "Week" }
                    a href=(address(true, view.date)) aria-current=[view.month.then_some("true")] { "Month" }
                }
            }
        }
    }
}
