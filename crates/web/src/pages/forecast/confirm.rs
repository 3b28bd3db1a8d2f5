//! A change of files and journal, shown before it is made.

use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use pivot_app::planning::{Plan, moves};
use pivot_app::verbs::mend::{Mend, Rewritten, mended};
use pivot_app::verbs::record::Outcome;
use pivot_app::words::{count, date_of, hours, what};

use super::super::today;
use super::named;
use crate::desk::Picture;
use crate::look::{self, Frame};

/// So many sessions that would move are shown.
const MOVES: usize = 12;
/// So many facts.
const FACTS: usize = 12;

/// What is asked before it is done.
pub(super) struct Confirm<'a> {
    /// What for.
    pub(super) title: String,
    /// The change as an order.
    pub(super) change: &'a str,
    /// What it comes to.
    pub(super) mend: &'a Mend,
    /// The plan then; `None` where the person has to write it.
    pub(super) after: Option<&'a Plan>,
    /// What is to be said of that plan.
    pub(super) note: Markup,
    /// Where the form goes, and what it says.
    pub(super) action: &'static str,
    pub(super) fields: Vec<(&'a str, String)>,
    /// Where it leads if it is left.
    pub(super) back: String,
}

/// What changes, what the plan becomes, and the form that does it.
pub(super) fn page(picture: &Picture, frame: &Frame, asks: &Confirm<'_>) -> Markup {
    let shown = &picture.answer.plan;
    html! {
        header.top { div { h1 { (asks.title) } p.faint { a href=(asks.back) { "Back to the forecast" } } } }
        section.card {
            h2 { (named(asks.change)) }
            @if asks.mend.by_hand.is_empty() {
                (changes(picture, asks.mend))
                form method="post" action=(asks.action) {
                    (look::version(&frame.version))
                    @for (name, value) in &asks.fields { input type="hidden" name=(name) value=(value); }
                    div.row {
                        button.first { "Make this change" }
                        a.button href=(asks.back) { "Leave it" }
                    }
                }
            } @else {
                p { "Pivot does not write this by itself. Change these lines, and the plan follows:" }
                dl.fc-rests {
                    @for edit in &asks.mend.by_hand { dt { code { (edit.file) } } dd { code { (edit.write) } } }
                }
                p { a.button href=(asks.back) { "Back" } }
            }
        }
        @if let Some(after) = asks.after {
            @let moving = moves(&mended(&picture.situation, asks.mend), &shown.dated(), after);
            (becomes(shown, after, &asks.note))
            @if !moving.is_empty() {
                section.card {
                    h2 { (count(moving.len(), "session")) " would move" }
                    (today::moves(moving.get(..MOVES).unwrap_or(&moving), &after.zones))
                    @if moving.len() > MOVES { p.faint { "And " (moving.len() - MOVES) " more." } }
                }
            }
        }
    }
}

/// There is nothing to do: it is done, or something else was in between.
pub(super) fn gone(what: &str, back: &str) -> Markup {
    html! {
        header.top { h1 { (what) } }
        section.card { p { "Something was recorded or changed in between, or it is done." } p { a.button href=(back) { "Back to the forecast" } } }
    }
}

/// What is written where.
fn changes(picture: &Picture, mend: &Mend) -> Markup {
    let more = mend.events.len().saturating_sub(FACTS);
    html! {
        @for file in &mend.files { (lines(file)) }
        @if !mend.events.is_empty() {
            h3 { "In the journal" }
            ul.fc-points {
                @for event in mend.events.iter().take(FACTS) { li { (look::sentence(&what(&picture.situation, event))) } }
                @if more > 0 { li { "And " (more) " more." } }
            }
            p.faint { "A fact can be taken back." }
        }
    }
}

/// The lines of a file that go and come.
fn lines(file: &Rewritten) -> Markup {
    let (gone, come) = file.lines();
    html! {
        h3 { "In " code { (file.name) } }
        pre.fc-lines tabindex="0" role="group" aria-label=(format!("Lines of {} that change", file.name)) {
            @for line in &gone { del { "− " (line) "\n" } }
            @for line in &come { ins { "+ " (line) "\n" } }
        }
    }
}

/// The plan before and after.
fn becomes(before: &Plan, after: &Plan, note: &Markup) -> Markup {
    let without = after.unplaced.iter().filter(|u| !u.forgiven).count();
    html! {
        section.card {
            h2 { "What the plan becomes" }
            dl.fc-rests {
                dt { "Finish" }
                dd { (date_of(&before.zones, before.finish)) " → " strong { (date_of(&after.zones, after.finish)) } }
                dt { "Likely work" } dd { (hours(before.likely)) " → " (hours(after.likely)) }
                dt { "Hours a week" } dd { (hours(before.weekly)) " → " (hours(after.weekly)) }
                dt { "Sessions" } dd { (before.sessions.len()) " → " (after.sessions.len()) }
            }
            @if without > 0 { p.note.bad { (count(without, "task")) " would have no place." } }
            @else { (note) }
        }
    }
}

/// Back to the forecast, which says that it is done; what was recorded can be taken back there.
pub(super) fn done(outcome: Outcome, asked: &str, place: &str) -> Response {
    let mut to = format!("/forecast?mended=yes{asked}");
    if let Outcome::Recorded(facts) = outcome
        && !facts.is_empty()
    {
        let ids: Vec<&str> = facts.iter().map(|r| r.id.as_str()).collect();
        to.push_str("&said=");
        to.push_str(&ids.join(","));
    }
    Redirect::to(&format!("{to}{place}")).into_response()
}
