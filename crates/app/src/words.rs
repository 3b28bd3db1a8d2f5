//! Words that every face uses: dates and hours, and what a fact says.

pub mod answer;
pub mod closing;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use pivot_domain::duration::show;
use pivot_domain::fact::{DatedSession, Deed, Event, Part, Recorded};
use pivot_domain::progress::Progress;
use pivot_domain::zones::Zones;

use crate::situation::Situation;
use crate::verbs::record::{Doubt, known, shown};

/// `Mon 4`.
pub fn day_name(date: Date) -> String {
    date.strftime("%a %-d").to_string()
}

/// `Fri 5 Mar 2027`.
pub fn long_date(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

/// `Fri 5 Mar 2027` of an instant by the person's clock. A deadline at the end of a day is that day's.
pub fn date_of(zones: &Zones, at: Timestamp) -> String {
    long_date(zones.local(at).date())
}

/// The day a deadline ends: the moment after it is midnight of the next.
pub fn deadline_day(zones: &Zones, deadline: Timestamp) -> Date {
    zones
        .local(
            deadline
                .checked_sub(SignedDuration::from_secs(1))
                .unwrap_or(deadline),
        )
        .date()
}

/// `09:30` by the person's clock.
pub fn clock(zones: &Zones, at: Timestamp) -> String {
    zones.local(at).strftime("%H:%M").to_string()
}

/// `1 h 30 m`, `45 m`, `362 h 30 m`.
pub fn hours(duration: SignedDuration) -> String {
    let (hours, minutes) = (duration.as_mins() / 60, duration.as_mins() % 60);
    match (hours, minutes) {
        (0, m) => format!("{m} m"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m} m"),
    }
}

/// A long time in one figure: days; below two of them hours; below an hour minutes.
pub fn roughly(duration: SignedDuration) -> String {
    match usize::try_from(duration.as_hours()).unwrap_or(0) {
        0 => hours(duration),
        n @ 1..48 => count(n, "hour"),
        n => count(n / 24, "day"),
    }
}

/// A value of a metric: four digits after the point, none for a whole number of two digits or more; where that says too little,
/// as many as there are.
pub fn score(value: f64) -> String {
    if value != 0.0 && !(1e-3..1e6).contains(&value.abs()) {
        format!("{value:.3e}")
    } else if value.abs() >= 10.0 && value.fract() == 0.0 {
        format!("{value}")
    } else {
        format!("{value:.4}")
    }
}

/// `1 task`, `3 tasks`.
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}

/// Why a timer is not believed.
pub fn doubt(situation: &Situation, doubt: &Doubt) -> String {
    let night = if doubt.night { ", through the night" } else { "" };
    format!(
        "The timer of {} has run for {} since {}{night}",
        shown(&doubt.part),
        show(doubt.elapsed),
        when(situation, doubt.since)
    )
}

/// `Mon 4 Jan 20:00` by the person's clock, `20:00` where it is today.
pub fn when(situation: &Situation, at: Timestamp) -> String {
    let zones = &situation.settings.zones;
    if zones.civil(at).date() == zones.civil(situation.now).date() {
        return clock(zones, at);
    }
    zones.local(at).strftime("%a %-d %b %H:%M").to_string()
}

/// A task with its title.
fn titled(situation: &Situation, progress: &Progress, part: &Part) -> String {
    let title = known(situation, progress, &part.task).map(|task| format!(" {}", task.title));
    format!("{}{}", shown(part), title.unwrap_or_default())
}

/// A fact that was just recorded, as a sentence.
pub fn line(situation: &Situation, progress: &Progress, recorded: &Recorded) -> String {
    let name = |part: &Part| titled(situation, progress, part);
    let at = when(situation, recorded.fact.at);
    let spent_on = |part: &Part| {
        let of = progress.task(&part.task);
        show(of.map_or(jiff::SignedDuration::ZERO, |t| t.spent_on(part.time())))
    };
    match &recorded.fact.event {
        Event::Logged { part, spent } => format!(
            "Logged {} on {} at {at}; {} in all.",
            show(*spent),
            name(part),
            spent_on(part)
        ),
        Event::Stopped { part, spent } => format!(
            "Stopped: {} on {}; {} in all.",
            show(*spent),
            name(part),
            spent_on(part)
        ),
        Event::Started(part) => format!("Started {} at {at}.", name(part)),
        Event::Done(part) => format!("Done: {}, with {} of work.", name(part), spent_on(part)),
        Event::Reopened(part) => format!("Open again: {}.", name(part)),
        Event::Undone { fact } => match undone(situation, fact) {
            (what, true) => format!("Taken back: {what}."),
            (what, false) => format!("Stands again: {what}."),
        },
        other => format!("Recorded: {}.", what(situation, other)),
    }
}

/// What the fact says that is taken back by an undo of `id`, and `true`; where that is an undo itself, what comes to stand
/// again by it, and `false`; and so on.
fn undone(situation: &Situation, id: &str) -> (String, bool) {
    let (mut id, mut back) = (id, true);
    loop {
        match situation.facts.iter().find(|r| r.id == id).map(|r| &r.fact.event) {
            Some(Event::Undone { fact }) => (id, back) = (fact, !back),
            Some(event) => return (what(situation, event), back),
            None => return (short(id).to_owned(), back),
        }
    }
}

/// What a fact says, in a few words.
pub fn what(situation: &Situation, event: &Event) -> String {
    let session = |s: &DatedSession| format!("{} at {}", s.id, when(situation, s.start));
    let deed = |d: &Deed| {
        d.link
            .as_ref()
            .map_or(d.what.clone(), |link| format!("{} ({link})", d.what))
    };
    match event {
        Event::Started(part) => format!("timer of {} started", shown(part)),
        Event::Stopped { part, spent } => format!("{} on {}, by the timer", show(*spent), shown(part)),
        Event::Logged { part, spent } => format!("{} on {}", show(*spent), shown(part)),
        Event::Done(part) => format!("{} done", shown(part)),
        Event::Reopened(part) => format!("{} open again", shown(part)),
        Event::EstimateChanged { task, effort, priors } => format!(
            "{task} estimated at {}/{}/{}{}",
            show(effort.low),
            show(effort.likely),
            show(effort.high),
            known_before(priors)
        ),
        Event::TaskAdded(added) => format!("task {} added: {}", added.id, added.title),
        Event::TaskDropped { task, priors } => format!("task {task} dropped{}", known_before(priors)),
        Event::Pinned(pinned) => format!("pinned {}", session(pinned)),
        Event::Unpinned { session } => format!("{session} may move again"),
        Event::PlanAccepted(sessions) => format!("plan accepted, {}", count(sessions.len(), "session")),
        Event::Exported(sessions) => format!("calendar exported, {}", count(sessions.len(), "session")),
        Event::Missed(missed) => format!("missed {}", session(missed)),
        Event::Scored {
            deed: of,
            metric,
            value,
            ..
        } => format!("scored {value} {metric} in {}", deed(of)),
        Event::Submitted(of) => format!("submitted {}", deed(of)),
        Event::Published(of) => format!("published {}", deed(of)),
        Event::Attended(of) => format!("attended {}", deed(of)),
        Event::Checked {
            about,
            check,
            met,
            found,
            ..
        } => {
            let met = if *met { "met" } else { "not met" };
            format!("{about}: {check} {met}, {found}")
        }
        Event::Outcome { deed: of, result } => format!("{}: {result}", deed(of)),
        Event::Undone { fact } => match undone(situation, fact) {
            (what, true) => format!("{} taken back: {what}", short(fact)),
            (what, false) => format!("{} taken back: {what}, which stands again", short(fact)),
        },
    }
}

/// What somebody had done before, beside what followed from it.
fn known_before(priors: &[String]) -> String {
    if priors.is_empty() {
        String::new()
    } else {
        format!(", by what you had done before: {}", priors.join(", "))
    }
}

/// How facts that were recorded together are named to `pivot undo`.
pub fn all_of(facts: &[Recorded]) -> String {
    match facts {
        [] => String::new(),
        [one] => short(&one.id).to_owned(),
        [first, .., last] => format!("{}..{}", short(&first.id), short(&last.id)),
    }
}

/// As much of a fact's id as is shown: enough to tell it from the others.
pub fn short(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 47 h 59 m are hours still, 48 h are two days, and 71 h 59 m are not yet three.
    #[test]
    fn a_long_time_is_one_figure() {
        let mins = SignedDuration::from_mins;
        let said: Vec<String> = [0, 59, 60, 47 * 60 + 59, 48 * 60, 71 * 60 + 59]
            .map(|m| roughly(mins(m)))
            .into();
        assert_eq!(said, ["0 m", "59 m", "1 hour", "47 hours", "2 days", "2 days"]);
    }

    #[test]
    fn scores_say_enough() {
        let said = [0.0, 0.98765, 0.0004, 1234.5, 2e7, 1e-12, 2000.0, 1.0].map(score);
        let expected = [
            "0.0000",
            "0.9877",
            "4.000e-4",
            "1234.5000",
            "2.000e7",
            "1.000e-12",
            "2000",
            "1.0000",
        ];
        assert_eq!(said, expected);
    }
}
