//! The consequences of moving a session, and recording them as they were seen.

use std::sync::{Arc, OnceLock};

use axum::extract::{Form, Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use jiff::Timestamp;
use maud::{Markup, html};
use pivot_app::Error;
use pivot_app::verbs::pin;
use pivot_app::wire::instant;
use pivot_app::words::{count, date_of};
use serde::Deserialize;

use super::FRAME;
use super::moving::{Consequences, Place, consequences};
use super::session::span;
use crate::desk::{Desk, Picture};
use crate::look::{self, Frame};
use crate::pages::deeds::{Wish, act};
use crate::pages::show;
use crate::words;

/// So many moves are shown.
const SHOWN: usize = 40;

/// A place, in the query of an address.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    session: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    start: String,
    end: Option<String>,
    minutes: Option<String>,
}

impl From<Asked> for Place {
    fn from(asked: Asked) -> Place {
        let given = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
        Place {
            session: asked.session,
            day: asked.day,
            start: asked.start,
            end: given(asked.end),
            minutes: given(asked.minutes),
        }
    }
}

pub(super) async fn page(State(desk): State<Desk>, uri: Uri, Query(asked): Query<Asked>) -> Response {
    let place = Place::from(asked);
    show(desk, uri, frame(), move |picture, frame| {
        let found = consequences(picture, &place)?;
        Ok(whole(picture, frame, &place, &found))
    })
    .await
}

fn frame() -> Frame {
    Frame {
        title: "Moving a session",
        ..FRAME
    }
}

/// Pins a session where the person put it and accepts the plan that they saw with it. Where it would be another plan by now,
/// nothing is recorded and the new one is shown.
pub(super) async fn place(
    State(desk): State<Desk>,
    uri: Uri,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let wish = Wish(fields);
    let differs = Arc::new(OnceLock::new());
    let told = differs.clone();
    let answer = act(desk, uri.path().to_owned(), wish, move |picture, wish| {
        let place = Place {
            session: wish.must("session")?.to_owned(),
            day: wish.must("day")?.to_owned(),
            start: wish.must("start")?.to_owned(),
            end: wish.get("end").map(str::to_owned),
            minutes: wish.get("minutes").map(str::to_owned),
        };
        let found = consequences(picture, &place)?;
        if wish.must("seen")? != found.seen {
            let frame = Frame {
                version: picture.version.clone(),
                ..frame()
            };
            let body = html! {
                p.note { "What this moves is different by now. Nothing was recorded yet." }
                (whole(picture, &frame, &place, &found))
            };
            let page = look::page(&frame, &body).into_string();
            let _ = told.set(page);
            return Err(Error::Changed);
        }
        pin::place(
            &picture.folder,
            &picture.situation,
            found.pinned,
            &found.preview.plan,
        )
    })
    .await;
    match differs.get() {
        Some(page) => (StatusCode::CONFLICT, Html(page.clone())).into_response(),
        None => answer,
    }
}

/// Lets a session move again.
pub(super) async fn unpin(
    State(desk): State<Desk>,
    uri: Uri,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    act(desk, uri.path().to_owned(), Wish(fields), |picture, wish| {
        pin::unpin(&picture.folder, &picture.situation, wish.must("session")?)
    })
    .await
}

fn whole(picture: &Picture, frame: &Frame, place: &Place, found: &Consequences) -> Markup {
    html! {
        header.top { h1 { "Moving a session" } }
        (shown(picture, frame, place, found))
    }
}

/// What would come of it: for a page of its own, and for the dialog over the week.
fn shown(picture: &Picture, frame: &Frame, place: &Place, found: &Consequences) -> Markup {
    let Consequences {
        was, pinned, others, ..
    } = found;
    let zones = &picture.situation.settings.zones;
    let from = zones.civil(was.start).date();
    let same = (was.start, was.end) == (pinned.start, pinned.end);
    html! {
        section.card.consequences id="moving" data-moving=(was.id) {
            h2 { (look::step(was.step)) " " span.mono { (was.task) } " " (was.title) }
            dl.fromto {
                @if !same { dt { "From" } dd { s { (span(picture, was.start, was.end)) } } }
                dt { @if same { "Pinned to" } @else { "To" } } dd { strong { (span(picture, pinned.start, pinned.end)) } }
                dt { "Finish" } dd { (finish(picture, found)) }
            }
            @for note in &found.preview.notes { p.note { (words::said(words::without_commands(note))) } }
            h3 { @if others.is_empty() { "Nothing else moves" } @else { (count(others.len(), "other session")) " would move" } }
            @if !others.is_empty() { (moves(picture, found)) }
            form.row method="post" action="/do/place" {
                (look::version(&frame.version)) (look::back(frame.here))
                input type="hidden" name="session" value=(place.session);
                input type="hidden" name="day" value=(place.day);
                input type="hidden" name="start" value=(place.start);
                @if let Some(end) = &place.end { input type="hidden" name="end" value=(end); }
                @if let Some(minutes) = &place.minutes { input type="hidden" name="minutes" value=(minutes); }
                input type="hidden" name="seen" value=(found.seen);
                button.first name="accept" value="yes" { @if same { "Pin it there" } @else { "Accept" } }
                a.button data-leave href=(super::address(false, from)) { "Leave as it was" }
            }
        }
    }
}

/// The finish before and after.
fn finish(picture: &Picture, found: &Consequences) -> Markup {
    let zones = &picture.situation.settings.zones;
    let (before, after) = (found.preview.finish_before, found.preview.plan.finish);
    let (old, new) = (date_of(zones, before), date_of(zones, after));
    let time = |at: Timestamp| pivot_app::words::clock(zones, at);
    let days = zones
        .civil(after)
        .date()
        .duration_since(zones.civil(before).date())
        .as_hours()
        / 24;
    let days = usize::try_from(days.unsigned_abs()).unwrap_or_default();
    html! {
        @if before == after { "stays " (new) }
        @else if old == new { (new) ", " s { (time(before)) } " " strong { (time(after)) } }
        @else {
            s { (old) } " " strong { (new) } " "
            @if after > before { span.badge.bad { (count(days, "day")) " later" } }
            @else { span.badge.good { (count(days, "day")) " earlier" } }
        }
    }
}

/// What else would move, each with its cause.
fn moves(picture: &Picture, found: &Consequences) -> Markup {
    let zones = &picture.situation.settings.zones;
    let others = &found.others;
    html! {
        div.scroll tabindex="0" role="region" aria-label="What else would move" {
            ol.moves {
                @for one in others.iter().take(SHOWN) {
                    @let old = picture.answer.plan.sessions.iter().find(|s| s.task == one.task && Some(s.start) == one.from);
                    @let new = found.preview.plan.sessions.iter().find(|s| s.id == one.session && Some(s.start) == one.to);
                    li data-moves=[old.map(|s| &s.id)] data-start=[new.map(|s| instant(s.start, zones))] data-end=[new.map(|s| instant(s.end, zones))]
                        class=(new.or(old).map_or("", |s| look::hue(s.step))) {
                        span.mono { (one.task) } " " span.title { (new.or(old).map_or("", |s| s.title.as_str())) }
                        p {
                            @match old { Some(s) => s { (span(picture, s.start, s.end)) }, None => "new" }
                            " → "
                            @match new { Some(s) => (span(picture, s.start, s.end)), None => "gone" }
                        }
                        p.faint { (one.cause) }
                    }
                }
            }
            @if others.len() > SHOWN { p.faint { "And " (others.len() - SHOWN) " more." } }
        }
    }
}
