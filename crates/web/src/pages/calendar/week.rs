//! A week: a column for each day, sessions and commitments at their hours. On a phone a list by day.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use pivot_app::domain::zones::Zones;
use pivot_app::planning::PlannedSession;
use pivot_app::wire::instant;
use pivot_app::words::{clock, hours};

use super::View;
use super::days::{Block, Day, Rows, Thing, commitments, days, frozen_until};
use super::session::address;
use crate::desk::Picture;
use crate::grid::{HOUR, ROWS};
use crate::look;

/// A pin, for the eye.
pub(super) const PIN: &str = "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v6";

/// What the columns have in common.
struct Sheet<'p> {
    picture: &'p Picture,
    zones: &'p Zones,
    /// The hours that are shown.
    hours: (u32, u32),
    frozen: Option<Timestamp>,
}

/// The week. With `whole` all hours of the day are shown, not only those in use.
pub(super) fn grid(picture: &Picture, view: &View, whole: bool) -> Markup {
    let events = commitments(picture, &view.range);
    let days = days(picture, &view.range, &events);
    let used = super::days::hours(&days);
    let sheet = Sheet {
        picture,
        zones: &picture.situation.settings.zones,
        hours: if whole { (0, 24) } else { used },
        frozen: frozen_until(picture),
    };
    let (from, to) = sheet.hours;
    let other = super::address(false, view.date);
    html! {
        div.scroll.week-scroll tabindex="0" role="region" aria-label=(format!("The week of {}", view.name())) {
            div class=(format!("week n{}", to - from)) id="week" data-from=(from * 60) data-to=(to * 60)
                data-now=(instant(picture.situation.now, sheet.zones)) {
                div.axis aria-hidden="true" {
                    div.slots {
                        @for hour in from..to { span class=(format!("r{}", (hour - from) * HOUR)) { (format!("{hour:02}:00")) } }
                    }
                }
                @for day in &days { (column(&sheet, day)) }
            }
        }
        div.week-legend {
            @if let Some(until) = sheet.frozen.filter(|_| days.iter().any(|d| d.frozen.is_some())) {
                p { span.swatch.frozen aria-hidden="true" {} "Stays as it is, until " (sheet.zones.local(until).strftime("%a %-d %b %H:%M").to_string()) }
            }
            p { span.swatch.study aria-hidden="true" {} "Your hours" }
            @if days.iter().any(has_pin) { p { (look::sign(PIN)) "Pinned" } }
            p id="how" hidden { "Drag a session to move it, its lower edge to stretch it; or focus it and use the arrow keys, with Shift to stretch." }
            span.grow {}
            @if whole { a href=(other) { "Show the hours in use" } }
            @else if used != (0, 24) { a href=(format!("{other}&hours=all")) { "Show the whole day" } }
        }
        p.hidden id="told" role="status" aria-live="polite" {}
        dialog id="consequences" aria-label="What it would move" {}
    }
}

fn has_pin(day: &Day<'_>) -> bool {
    let pinned = |thing: &Thing<'_>| matches!(thing, Thing::Session(s) if s.pinned);
    day.whole.iter().any(pinned) || day.blocks.iter().any(|b| pinned(&b.thing))
}

/// The class of rows as they lie below the first hour that is shown; `None` where nothing of them is.
fn at(sheet: &Sheet<'_>, (start, end): Rows) -> Option<String> {
    let (from, to) = (sheet.hours.0 * HOUR, sheet.hours.1 * HOUR);
    let (a, b) = (start.max(from), end.min(to).min(ROWS));
    (a < b).then(|| format!("r{} s{}", a - from, b - a))
}

fn column(sheet: &Sheet<'_>, day: &Day<'_>) -> Markup {
    let now = sheet.picture.situation.now;
    let today = day.from <= now && now < day.to;
    let id = format!("d{}", day.date);
    let finish = sheet.picture.answer.plan.finish;
    let ends = day.from < finish && finish <= day.to && !sheet.picture.answer.plan.sessions.is_empty();
    let moment = day.rows(
        sheet.zones,
        (now, now.checked_add(SignedDuration::from_secs(1)).unwrap_or(now)),
    );
    html! {
        section class=(if today { "day today" } else if day.to <= now { "day over" } else { "day" }) aria-labelledby=(id) data-date=(day.date) {
            h2 id=(id) { (name(day.date)) }
            ul.whole {
                @if let Some(away) = day.away {
                    li.chip.away title=[away.why.as_ref()] { "Away" @if let Some(why) = &away.why { ": " (why) } }
                }
                @if let Some(clock) = &day.clock { li.chip { (look::sentence(clock).trim_end_matches('.')) } }
                @for thing in &day.whole { (chip(sheet, day, thing)) }
                @if ends { li.chip.finish { "Finish " (clock(sheet.zones, finish)) } }
                @if !day.worked.is_zero() { li.chip.worked { a href="/journal" { "Worked " (hours(day.worked)) } } }
            }
            div.body {
                div.slots.bands aria-hidden="true" {
                    @for rows in &day.study { @if let Some(at) = at(sheet, *rows) { div class=(format!("study {at}")) {} } }
                    @if let Some(at) = day.frozen.and_then(|rows| at(sheet, rows)) { div class=(format!("frozen {at}")) {} }
                }
                ol.slots {
                    @for block in &day.blocks { (thing(sheet, day, block)) }
                }
                @if let Some(at) = moment.and_then(|rows| at(sheet, rows)) {
                    div.slots.moment aria-hidden="true" { div class=(at) id="now-line" {} }
                }
            }
            @if day.blocks.is_empty() && day.whole.is_empty() && day.away.is_none() { p.nothing { "Nothing planned" } }
        }
    }
}

/// `Mon` and `11`.
fn name(date: Date) -> Markup {
    html! { (date.strftime("%a").to_string()) " " b { (date.strftime("%-d").to_string()) } span.full { " " (date.strftime("%B").to_string()) } }
}

/// What takes the whole day, or a machine alone.
fn chip(sheet: &Sheet<'_>, day: &Day<'_>, thing: &Thing<'_>) -> Markup {
    html! {
        @match thing {
            Thing::Session(s) => {
                li class=(format!("chip run {}", look::hue(s.step))) {
                    a href=(address(&s.id)) {
                        (s.resource) " " (times(sheet, day, (s.start, s.end))) " " span.mono { (s.task) } " " (s.title)
                    }
                }
            }
            Thing::Commitment(e) => { li.chip.busy { (summary(&e.occurrence.summary)) } }
        }
    }
}

pub(super) fn summary(text: &str) -> &str {
    if text.trim().is_empty() { "Busy" } else { text }
}

/// `18:00–19:30`; on a day whose clock changes with the zone's abbreviation, and … for midnights in between.
fn times(sheet: &Sheet<'_>, day: &Day<'_>, (start, end): (Timestamp, Timestamp)) -> String {
    let time = |at: Timestamp| {
        if at < day.from || at > day.to {
            "…".to_owned()
        } else if day.clock.is_some() {
            sheet.zones.local(at).strftime("%H:%M %Z").to_string()
        } else {
            clock(sheet.zones, at)
        }
    };
    format!("{}–{}", time(start), time(end))
}

/// A session or a commitment at its hours.
fn thing(sheet: &Sheet<'_>, day: &Day<'_>, block: &Block<'_>) -> Markup {
    let Some(mut class) = at(sheet, block.rows) else {
        return html! {};
    };
    let (lane, lanes) = block.lane;
    let length = block.rows.1 - block.rows.0;
    if lanes > 1 {
        class.push_str(&format!(" k{lane}n{lanes}"));
    }
    for (is, name) in [
        (length < 9, "short"),
        (length < 5, "tiny"),
        (block.before, "before"),
        (block.after, "after"),
    ] {
        if is {
            class.push(' ');
            class.push_str(name);
        }
    }
    let when = times(sheet, day, block.thing.times());
    match block.thing {
        Thing::Session(s) => planned(sheet, s, &class, &when),
        Thing::Commitment(e) => html! {
            li class=(format!("block busy {class}")) {
                div.inner { span.time { (when) } " " span.title { (summary(&e.occurrence.summary)) } }
            }
        },
    }
}

fn planned(sheet: &Sheet<'_>, s: &PlannedSession, class: &str, when: &str) -> Markup {
    let stays = sheet.frozen.is_some_and(|until| s.start < until);
    let mut class = format!("block session {} {class}", look::hue(s.step));
    if s.pinned {
        class.push_str(" pinned");
    }
    if stays {
        class.push_str(" stays");
    }
    html! {
        li class=(class) data-session=(s.id) data-start=(instant(s.start, sheet.zones)) data-end=(instant(s.end, sheet.zones)) {
            a.inner href=(address(&s.id)) draggable="false" id=(format!("s-{}-{}", s.id, class_id(when))) {
                span.time { (when) }
                @if s.pinned { " " (look::sign(PIN)) span.hidden { "pinned" } }
                " " span.title { span.mono { (s.task) } " " (s.title) }
                @if stays && !s.pinned { span.hidden { ", stays as it is" } }
            }
            span.edge aria-hidden="true" {}
        }
    }
}

/// A session over midnight has a part on each of two days: what tells them apart.
fn class_id(when: &str) -> &'static str {
    if when.starts_with('…') { "2" } else { "1" }
}
