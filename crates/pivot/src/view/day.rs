//! A day and a week: sessions with clock times, and the commitments between them.

use anstyle::Style;
use jiff::SignedDuration;
use jiff::civil::Date;
use pivot_app::Situation;
use pivot_app::domain::silence::Silence;
use pivot_app::planning::{Answer, PlannedSession};
use pivot_app::verbs::record::shown;

use super::plan::id_width;
use super::{clock, date_of, day_name, hours, later, long_date};
use crate::screen::{BAD, FAINT, GOOD, MARK, NOTE, STRONG, Screen, fit, pad, paint};

/// So much that was missed is named; the rest is counted.
const NAMED: usize = 3;

/// What to do today; `ahead` is the first session after today.
pub(crate) fn today(
    screen: &mut Screen,
    situation: &Situation,
    answer: &Answer,
    date: Date,
    ahead: Option<&PlannedSession>,
) {
    let plan = &answer.plan;
    screen.line(STRONG, &date.strftime("%A %-d %B %Y").to_string());
    screen.blank();
    if let Some(silence) = &answer.blackout {
        blackout(screen, situation, silence);
        screen.blank();
    }
    day(screen, situation, answer, date, true);
    if plan.sessions.is_empty() {
        screen.line(Style::new(), "  No session today.");
    }
    if let Some(next) = ahead {
        let start = plan.zones.local(next.start);
        screen.blank();
        screen.prose(
            FAINT,
            2,
            2,
            &format!(
                "Then {}: {} {}",
                start.strftime("%a %-d %b %H:%M"),
                next.task,
                next.title
            ),
        );
    }
    screen.blank();
    timers(screen, situation);
    missed(screen, answer);
    let late =
        plan.late.iter().filter(|l| l.hard).count() + plan.unplaced.iter().filter(|u| !u.forgiven).count();
    if late > 0 {
        screen.prose(
            BAD,
            2,
            2,
            "Something does not fit, or misses a deadline that cannot move: pivot plan says what.",
        );
    }
    let proven = if plan.proven { ", proven the earliest" } else { "" };
    screen.prose(
        Style::new(),
        2,
        2,
        &format!(
            "Finish: {}{proven}.{}",
            date_of(&plan.zones, plan.finish),
            stake(answer)
        ),
    );
}

/// A long silence, in a line.
pub(crate) fn blackout(screen: &mut Screen, situation: &Situation, silence: &Silence) {
    let zones = &situation.settings.zones;
    let (from, to) = (date_of(zones, silence.from), date_of(zones, silence.to));
    let text =
        format!("Nothing was recorded from {from} to {to}: taken as time away. This is the plan from here.");
    screen.prose(NOTE, 2, 2, &text);
}

/// Timers that run.
fn timers(screen: &mut Screen, situation: &Situation) {
    let zones = &situation.settings.zones;
    for running in situation.progress().running {
        let since = zones.local(running.since).strftime("%a %H:%M");
        let text = format!("The timer of {} runs since {since}.", shown(&running.part));
        screen.prose(GOOD, 2, 2, &text);
    }
}

/// What was missed, in a line.
fn missed(screen: &mut Screen, answer: &Answer) {
    let named: Vec<String> = answer
        .missed
        .iter()
        .take(NAMED)
        .map(|m| format!("{} of {}", hours(m.missing), m.task))
        .collect();
    if named.is_empty() {
        return;
    }
    let more = match answer.missed.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let text = format!(
        "Not done as planned: {}{more}. It has its place in the plan again; if it was done, pivot log records it.",
        named.join(", ")
    );
    screen.prose(FAINT, 2, 2, &text);
}

/// How today moves the finish.
fn stake(answer: &Answer) -> String {
    let plan = &answer.plan;
    match answer.without_today {
        None => String::new(),
        Some(without) if without <= plan.finish => " It stays there without today.".to_owned(),
        Some(without) => {
            let zones = &plan.zones;
            let (day, other) = (date_of(zones, plan.finish), date_of(zones, without));
            if day == other {
                let (at, then) = (clock(zones, plan.finish), clock(zones, without));
                format!(" Without today it is {then} that day, not {at}.")
            } else {
                format!(" Without today it is {other}.")
            }
        }
    }
}

/// The week from `monday` on.
pub(crate) fn week(screen: &mut Screen, situation: &Situation, answer: &Answer, monday: Date) {
    let plan = &answer.plan;
    let work = plan
        .sessions
        .iter()
        .filter(|s| s.resource == "me")
        .fold(SignedDuration::ZERO, |sum, s| sum + s.end.duration_since(s.start));
    screen.line(
        STRONG,
        &format!("Week of {}: {} of work", long_date(monday), hours(work)),
    );
    for n in 0..7 {
        screen.blank();
        day(screen, situation, answer, later(monday, n), false);
    }
}

/// One day: sessions and commitments in order of time.
fn day(screen: &mut Screen, situation: &Situation, answer: &Answer, date: Date, only: bool) {
    let zones = &answer.plan.zones;
    let (from, to) = (zones.start_of(date), zones.start_of(later(date, 1)));
    // (start, end, style, id, text)
    let mut rows: Vec<(jiff::Timestamp, jiff::Timestamp, Style, &str, String)> = Vec::new();
    for s in answer
        .plan
        .sessions
        .iter()
        .filter(|s| s.start < to && s.end > from)
    {
        let alone = if s.resource == "me" {
            String::new()
        } else {
            format!(" ({} alone)", s.resource)
        };
        let style = if s.start <= situation.now && situation.now < s.end {
            GOOD
        } else {
            Style::new()
        };
        rows.push((s.start, s.end, style, &s.task, format!("{}{alone}", s.title)));
    }
    let (events, _) = situation.events(from, to);
    for event in events.iter().filter(|e| e.blocks) {
        rows.push((
            event.occurrence.start,
            event.occurrence.end,
            FAINT,
            "",
            event.occurrence.summary.clone(),
        ));
    }
    rows.sort_by_key(|(start, end, ..)| (*start, *end));
    let away = situation
        .settings
        .away
        .iter()
        .find(|a| a.from <= date && date <= a.to);
    if !only {
        let note = match away {
            Some(away) => format!(
                "away{}",
                away.why.as_ref().map(|w| format!(": {w}")).unwrap_or_default()
            ),
            None if rows.is_empty() => "free".to_owned(),
            None => String::new(),
        };
        screen.painted(&format!(
            "{} {}",
            paint(STRONG, pad(&day_name(date), 7)),
            paint(FAINT, note)
        ));
    }
    let ids = id_width(&answer.plan);
    for (start, end, style, id, text) in rows {
        let time = format!(
            "{}–{}",
            if start < from {
                "…".to_owned()
            } else {
                clock(zones, start)
            },
            if end > to {
                "…".to_owned()
            } else {
                clock(zones, end)
            }
        );
        let room = screen.width.saturating_sub(2 + 12 + ids + 2);
        screen.painted(&format!(
            "  {} {} {}",
            paint(style, pad(&time, 12)),
            paint(MARK, pad(id, ids)),
            paint(style, fit(&text, room))
        ));
    }
}
