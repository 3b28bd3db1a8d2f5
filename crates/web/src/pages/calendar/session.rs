//! A session by itself: when it is, moving it, and what can be recorded of its task.

use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;
use maud::{Markup, html};
use pivot_app::planning::PlannedSession;
use pivot_app::words::hours;
use serde::Deserialize;

use super::days::frozen_until;
use super::{FRAME, moving};
use crate::desk::{Desk, Picture};
use crate::look::{self, Frame};
use crate::pages::show;
use crate::pages::today::query;

/// Which session.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    id: String,
}

/// The address of a session's page.
pub(super) fn address(id: &str) -> String {
    format!("/calendar/session?id={}", query(id))
}

pub(super) async fn page(State(desk): State<Desk>, uri: Uri, Query(which): Query<Which>) -> Response {
    let frame = Frame {
        title: "A session",
        ..FRAME
    };
    show(desk, uri, frame, move |picture, frame| {
        Ok(card(picture, frame, moving::session(picture, &which.id)?))
    })
    .await
}

/// `Tue 12 Jan, 18:00–19:30`, with the second day where there is one.
pub(super) fn span(picture: &Picture, start: jiff::Timestamp, end: jiff::Timestamp) -> String {
    let zones = &picture.situation.settings.zones;
    let (a, b) = (zones.local(start), zones.local(end));
    let format = if a.date() == b.date() {
        "%H:%M"
    } else {
        "%a %-d %b %H:%M"
    };
    format!("{}–{}", a.strftime("%a %-d %b, %H:%M"), b.strftime(format))
}

fn card(picture: &Picture, frame: &Frame, s: &PlannedSession) -> Markup {
    let situation = &picture.situation;
    let zones = &situation.settings.zones;
    let stays = frozen_until(picture).is_some_and(|until| s.start < until);
    let (start, end) = (zones.civil(s.start), zones.civil(s.end));
    let link = situation.curriculum.task(&s.task).and_then(|t| t.link.clone());
    let time = s.time.map(|t| t.0);
    let named = html! {
        (look::version(&frame.version)) (look::back(frame.here))
        input type="hidden" name="task" value=(s.task);
        @if let Some(time) = time { input type="hidden" name="time" value=(time); }
    };
    html! {
        header.top {
            div {
                p.faint { a href=(super::address(false, start.date())) { "The week of " (super::days::monday(start.date()).strftime("%-d %B").to_string()) } }
                h1 { (look::step(s.step)) " " span.mono { (s.task) } " " (s.title) }
            }
        }
        section.card.now {
            p.when { (span(picture, s.start, s.end)) " · " (hours(s.end.duration_since(s.start))) }
            p.row {
                @if s.pinned { span.badge { "Pinned: it stays until you unpin it" } }
                @if stays && !s.pinned { span.badge { "Stays as it is, as it begins soon" } }
                @if s.resource != "me" { span.badge { (s.resource) " works alone" } }
            }
            div.row {
                form method="post" action="/do/done" { (named) button { "Done" } }
                form.inline method="post" action="/do/log" {
                    (named)
                    label { span.hidden { "Time worked" } input name="spent" placeholder="45m" size="6" required autocomplete="off"; }
                    button { "Log" }
                }
                @if s.pinned {
                    form method="post" action="/do/unpin" {
                        (look::version(&frame.version)) (look::back(frame.here))
                        input type="hidden" name="session" value=(s.id);
                        button { "Unpin" }
                    }
                }
                span.grow {}
                @if let Some(link) = link.filter(|l| l.starts_with("https://") || l.starts_with("http://")) {
                    a.button.quiet href=(link) rel="noreferrer" { "Open the material" }
                }
                a.button.quiet href=(format!("/timeline/why?task={}", query(&s.task))) { "Why then?" }
            }
        }
        section.card {
            h2 { "Move it" }
            p.faint { "You see what else would move before anything is recorded. A session that you moved is pinned: it stays there." }
            form.row.move-form method="get" action="/calendar/preview" {
                input type="hidden" name="session" value=(s.id);
                label { "Day" input type="date" name="day" value=(start.date()) required; }
                label { "From" input type="time" name="start" step="300" value=(start.strftime("%H:%M").to_string()) required; }
                label { "To" input type="time" name="end" step="300" value=(end.strftime("%H:%M").to_string()) required; }
                button.first { "See what it moves" }
            }
        }
    }
}
