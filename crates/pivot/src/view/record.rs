//! What was recorded, in a line, and what the journal holds.

use anstyle::Style;
use jiff::Timestamp;
use pivot_app::Situation;
use pivot_app::domain::duration::show as hours;
use pivot_app::domain::fact::{DatedSession, Deed, Event, Part, Recorded, undone};
use pivot_app::domain::progress::Progress;
use pivot_app::verbs::record::{Doubt, Outcome, known, shown};

use super::{clock, count, day_name};
use crate::screen::{FAINT, GOOD, MARK, NOTE, Screen, fit, pad, paint};

/// What became of a wish to record something. `situation` has the facts that were recorded.
pub(crate) fn show(screen: &mut Screen, situation: &Situation, outcome: &Outcome, notes: &[String]) {
    let progress = situation.progress();
    match outcome {
        Outcome::Recorded(facts) => {
            for fact in facts {
                screen.prose(GOOD, 0, 2, &line(situation, &progress, fact));
            }
            tell(screen, notes);
            if let Some(last) = facts.last() {
                screen.next(&next(last));
            }
        }
        Outcome::Nothing(why) => {
            screen.prose(NOTE, 0, 2, &format!("Nothing was recorded: {why}."));
            tell(screen, notes);
            screen.next("pivot journal shows what was recorded.");
        }
        Outcome::Doubtful(asked) => {
            screen.prose(
                NOTE,
                0,
                2,
                &format!("{}. Nothing was recorded.", doubt(situation, asked)),
            );
            tell(screen, notes);
            screen.next(&format!(
                "pivot stop 2h records what it really was (pivot stop 0m: nothing), pivot stop --at \"yesterday 22:00\" when it \
                 ended, pivot stop --yes all {}.",
                hours(asked.elapsed)
            ));
        }
    }
}

fn tell(screen: &mut Screen, notes: &[String]) {
    for note in notes {
        screen.prose(NOTE, 0, 2, &format!("Note: {note}."));
    }
}

/// Why a timer is not believed.
pub(crate) fn doubt(situation: &Situation, doubt: &Doubt) -> String {
    let night = if doubt.night { ", through the night" } else { "" };
    format!(
        "The timer of {} has run for {} since {}{night}",
        shown(&doubt.part),
        hours(doubt.elapsed),
        when(situation, doubt.since)
    )
}

/// `Mon 4 Jan 20:00` by the person's clock, `20:00` where it is today.
fn when(situation: &Situation, at: Timestamp) -> String {
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
fn line(situation: &Situation, progress: &Progress, recorded: &Recorded) -> String {
    let name = |part: &Part| titled(situation, progress, part);
    let at = when(situation, recorded.fact.at);
    let spent_on = |part: &Part| {
        let of = progress.task(&part.task);
        hours(of.map_or(jiff::SignedDuration::ZERO, |t| t.spent_on(part.time())))
    };
    match &recorded.fact.event {
        Event::Logged { part, spent } => format!(
            "Logged {} on {} at {at}; {} in all.",
            hours(*spent),
            name(part),
            spent_on(part)
        ),
        Event::Stopped { part, spent } => format!(
            "Stopped: {} on {}; {} in all.",
            hours(*spent),
            name(part),
            spent_on(part)
        ),
        Event::Started(part) => format!("Started {} at {at}.", name(part)),
        Event::Done(part) => format!("Done: {}, with {} of work.", name(part), spent_on(part)),
        Event::Reopened(part) => format!("Open again: {}.", name(part)),
        Event::Undone { fact } => {
            let undone = situation.facts.iter().find(|r| r.id == *fact);
            let what = undone.map_or_else(|| fact.clone(), |r| what(situation, &r.fact.event));
            format!("Taken back: {what}.")
        }
        other => format!("Recorded: {}.", what(situation, other)),
    }
}

/// What to do after a fact.
fn next(recorded: &Recorded) -> String {
    let undo = |what: &str| format!("{what}; pivot undo takes it back.");
    match &recorded.fact.event {
        Event::Started(_) => "pivot stop when you stop.".into(),
        Event::Undone { .. } => format!("pivot undo {} brings it back.", short(&recorded.id)),
        Event::Logged { part, .. } | Event::Stopped { part, .. } => {
            undo(&format!("pivot done {} when it is finished", part.task))
        }
        Event::Done(_) => undo("pivot today says what comes now"),
        _ => undo("pivot plan schedules what is open"),
    }
}

/// What a fact says, in a few words.
fn what(situation: &Situation, event: &Event) -> String {
    let session = |s: &DatedSession| format!("{} at {}", s.id, when(situation, s.start));
    let deed = |d: &Deed| {
        d.link
            .as_ref()
            .map_or(d.what.clone(), |link| format!("{} ({link})", d.what))
    };
    match event {
        Event::Started(part) => format!("timer of {} started", shown(part)),
        Event::Stopped { part, spent } => format!("{} on {}, by the timer", hours(*spent), shown(part)),
        Event::Logged { part, spent } => format!("{} on {}", hours(*spent), shown(part)),
        Event::Done(part) => format!("{} done", shown(part)),
        Event::Reopened(part) => format!("{} open again", shown(part)),
        Event::EstimateChanged { task, effort } => format!(
            "{task} estimated at {}/{}/{}",
            hours(effort.low),
            hours(effort.likely),
            hours(effort.high)
        ),
        Event::TaskAdded(added) => format!("task {} added: {}", added.id, added.title),
        Event::TaskDropped { task } => format!("task {task} dropped"),
        Event::Pinned(pinned) => format!("pinned {}", session(pinned)),
        Event::Unpinned { session } => format!("{session} may move again"),
        Event::PlanAccepted(sessions) => format!("plan accepted, {}", count(sessions.len(), "session")),
        Event::Exported(sessions) => format!("calendar exported, {}", count(sessions.len(), "session")),
        Event::Missed(missed) => format!("missed {}", session(missed)),
        Event::Scored {
            deed: of,
            metric,
            value,
        } => format!("scored {value} {metric} in {}", deed(of)),
        Event::Submitted(of) => format!("submitted {}", deed(of)),
        Event::Published(of) => format!("published {}", deed(of)),
        Event::Attended(of) => format!("attended {}", deed(of)),
        Event::Checked {
            about,
            check,
            met,
            found,
        } => {
            let met = if *met { "met" } else { "not met" };
            format!("{about}: {check} {met}, {found}")
        }
        Event::Outcome { deed: of, result } => format!("{}: {result}", deed(of)),
        Event::Undone { fact } => format!("{} taken back", short(fact)),
    }
}

/// As much of a fact's id as is shown: enough to tell it from the others.
fn short(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}

/// The facts by the day on which they happened.
pub(crate) fn journal(screen: &mut Screen, situation: &Situation, facts: &[&Recorded]) {
    let zones = &situation.settings.zones;
    let void = undone(&situation.facts);
    let mut day = None;
    // They come in the order in which they were written.
    let mut facts = facts.to_vec();
    facts.sort_by_key(|r| r.fact.at);
    for recorded in facts {
        let at = recorded.fact.at;
        let date = zones.civil(at).date();
        if day != Some(date) {
            let name = format!("{} {}", day_name(date), date.strftime("%b %Y"));
            screen.line(crate::screen::STRONG, &name);
            day = Some(date);
        }
        let back = void.contains(recorded.id.as_str()) && recorded.fact.event.can_be_undone();
        let (style, note) = if back {
            (FAINT, " (taken back)")
        } else {
            (Style::new(), "")
        };
        let text = fit(
            &format!("{}{note}", what(situation, &recorded.fact.event)),
            screen.width.saturating_sub(20),
        );
        screen.painted(&format!(
            "  {} {} {}",
            clock(zones, at),
            paint(MARK, pad(short(&recorded.id), 8)),
            paint(style, text)
        ));
    }
}
