//! What does not fit and what is late, each with its reason.

use jiff::civil::Date;
use maud::{Markup, html};
use pivot_app::planning::{Late, Unplaced};
use pivot_app::words::{count, date_of, deadline_day, hours, long_date};

use crate::desk::Picture;
use crate::timeline::draw::why;
use crate::words;

/// So many are shown at once; the others on request.
const SHOWN: usize = 4;
/// So many are listed at all.
const LISTED: usize = 50;

/// Nothing where everything fits.
pub(super) fn show(picture: &Picture) -> Markup {
    let plan = &picture.answer.plan;
    let (forgiven, missing): (Vec<&Unplaced>, Vec<&Unplaced>) =
        plan.unplaced.iter().partition(|u| u.forgiven);
    let late: Vec<Markup> = plan.late.iter().map(|l| past(picture, l)).collect();
    let missing: Vec<Markup> = missing.into_iter().map(without).collect();
    let forgiven: Vec<Markup> = forgiven.into_iter().map(without).collect();
    html! {
        @if !missing.is_empty() || !late.is_empty() {
            section.card.trouble {
                @if !missing.is_empty() {
                    h2 { (count(missing.len(), "task")) " without a place" }
                    (list(&missing, "without"))
                }
                @if !late.is_empty() {
                    h2 { (count(late.len(), "task")) " after a deadline" }
                    (list(&late, "late"))
                }
                p { a href="/forecast" { "What would help" } span.faint { ": changes that were tried, each with the finish it gives." } }
            }
        }
        @if !forgiven.is_empty() {
            section.card.trouble {
                details id="forgiven" {
                    summary { (count(forgiven.len(), "promise")) " left out, as the curriculum allows" }
                    (list(&forgiven, "left-out"))
                }
            }
        }
    }
}

fn list(all: &[Markup], id: &str) -> Markup {
    let (first, rest) = all.split_at(all.len().min(SHOWN));
    let listed = &rest[..rest.len().min(LISTED)];
    html! {
        ul.plain { @for one in first { li { (one) } } }
        @if !rest.is_empty() {
            details id=(id) {
                summary { (rest.len()) " more" }
                ul.plain { @for one in listed { li { (one) } } }
                @if listed.len() < rest.len() { p.faint { "And " (rest.len() - listed.len()) " more, in " a href="/api/timeline" { "the plan as JSON" } "." } }
            }
        }
    }
}

fn name(task: &str, time: Option<u32>, title: &str) -> Markup {
    html! {
        a href=(why(task)) { span.mono { (task) @if let Some(time) = time { "#" (time) } } " " (title) }
    }
}

fn without(u: &Unplaced) -> Markup {
    html! {
        (name(&u.task, u.time, &u.title))
        span.faint { ", " (hours(u.missing)) ". " }
        (words::said(&u.reason))
    }
}

fn past(picture: &Picture, l: &Late) -> Markup {
    let zones = &picture.answer.plan.zones;
    let (due, end) = (deadline_day(zones, l.deadline), zones.local(l.finish).date());
    html! {
        (name(&l.task, l.time, &l.title))
        span.faint { " ends " (date_of(zones, l.finish)) ", " (later_than(due, end)) " (" (long_date(due)) ")" }
        @if l.hard { " " span.badge.bad { "it cannot move" } }
    }
}

/// `3 days after its deadline`.
fn later_than(due: Date, end: Date) -> String {
    let days = due.until(end).map_or(0, |span| span.get_days());
    match usize::try_from(days) {
        Ok(days @ 1..) => format!("{} after its deadline", count(days, "day")),
        _ => "on the day of its deadline, but after it".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// From Thursday 4 to Tuesday 9 February are five days; over a month's end, 28 days in February, from 27 to 2 March three.
    #[test]
    fn lateness_is_counted_in_days() {
        assert_eq!(
            later_than(date(2027, 2, 4), date(2027, 2, 9)),
            "5 days after its deadline"
        );
        assert_eq!(
            later_than(date(2027, 2, 27), date(2027, 3, 2)),
            "3 days after its deadline"
        );
        assert_eq!(
            later_than(date(2027, 2, 4), date(2027, 2, 4)),
            "on the day of its deadline, but after it"
        );
    }
}
