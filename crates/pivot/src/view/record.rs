//! What was recorded, in a line, and what the journal holds.

use anstyle::Style;
use pivot_app::Situation;
use pivot_app::domain::duration::show as hours;
use pivot_app::domain::fact::{Event, Recorded, undone};
use pivot_app::verbs::record::Outcome;
pub(crate) use pivot_app::words::doubt;
use pivot_app::words::{line, short, what};

use super::{clock, day_name};
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
