//! A month: a cell for each day, with its first sessions.

use jiff::SignedDuration;
use maud::{Markup, html};
use pivot_app::words::{clock, hours};

use super::View;
use super::days::{Day, Thing, commitments, days};
use super::session::address;
use crate::desk::Picture;
use crate::look;

/// So many lines fit in a cell.
const LINES: usize = 4;

pub(super) fn table(picture: &Picture, view: &View) -> Markup {
    let events = commitments(picture, &view.range);
    let days = days(picture, &view.range, &events);
    html! {
        table.month {
            caption.hidden { (view.name()) }
            thead {
                tr { @for day in days.iter().take(7) { th scope="col" { (day.date.strftime("%a").to_string()) } } }
            }
            tbody {
                @for week in days.chunks(7) { tr { @for day in week { (cell(picture, view, day)) } } }
            }
        }
    }
}

fn cell(picture: &Picture, view: &View, day: &Day<'_>) -> Markup {
    let situation = &picture.situation;
    let zones = &situation.settings.zones;
    let now = situation.now;
    let mut class = String::new();
    for (is, name) in [
        (day.date.month() != view.date.month(), "other"),
        (day.from <= now && now < day.to, "today"),
        (day.to <= now, "over"),
        (day.away.is_some(), "gone"),
    ] {
        if is {
            class.push_str(name);
            class.push(' ');
        }
    }
    let begin = |thing: &Thing<'_>| thing.times().0 >= day.from;
    let things: Vec<Thing<'_>> = day
        .whole
        .iter()
        .copied()
        .chain(day.blocks.iter().map(|b| b.thing))
        .filter(begin)
        .collect();
    let planned = day
        .blocks
        .iter()
        .filter_map(|b| match b.thing {
            Thing::Session(s) => Some(s.end.min(day.to).duration_since(s.start.max(day.from))),
            Thing::Commitment(_) => None,
        })
        .fold(SignedDuration::ZERO, SignedDuration::saturating_add);
    let shown = if things.len() > LINES { LINES - 1 } else { LINES };
    let week = super::address(false, day.date);
    html! {
        td class=(class.trim_end()) {
            div.head {
                a href=(week) aria-label=(day.date.strftime("%A %-d %B").to_string()) { (day.date.day()) }
                @if !planned.is_zero() { span.sum { (hours(planned)) } }
                @else if !day.worked.is_zero() { span.sum.worked { "Worked " (hours(day.worked)) } }
            }
            @if let Some(away) = day.away { p.chip.away title=[away.why.as_ref()] { "Away" @if let Some(why) = &away.why { span.why { ": " (why) } } } }
            ol {
                @for thing in things.iter().take(shown) {
                    @match thing {
                        Thing::Session(s) => {
                            li class=(format!("session {}", look::hue(s.step))) {
                                a href=(address(&s.id)) {
                                    span.time { (clock(zones, s.start)) } " " span.mono { (s.task) } " " (s.title)
                                    @if s.pinned { " " (look::sign(super::week::PIN)) span.hidden { "pinned" } }
                                }
                            }
                        }
                        Thing::Commitment(e) => {
                            li.busy {
                                @if !e.occurrence.all_day { span.time { (clock(zones, e.occurrence.start)) } " " }
                                (super::week::summary(&e.occurrence.summary))
                            }
                        }
                    }
                }
            }
            @if things.len() > shown { a.more href=(week) { "+" (things.len() - shown) " more" } }
        }
    }
}
