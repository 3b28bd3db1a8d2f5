//! What was done before, and what it makes lighter.

use anstyle::Style;
use pivot_app::Situation;
use pivot_app::domain::curriculum::Prior;
use pivot_app::domain::duration::show as hours;
use pivot_app::domain::resume::Found;
use pivot_app::planning::intake::{Because, Ends, Intake, Lightened};
use pivot_app::words::{count, date_of, hours as long_hours};

use crate::screen::{FAINT, GOOD, MARK, NOTE, STRONG, Screen, fit, pad, paint};

/// So many words of a résumé are shown of each question.
const WORDS: usize = 4;

/// A question without asking it: its id, what it would take off, and what speaks for it.
pub(crate) fn question(screen: &mut Screen, prior: &Prior, alone: &Intake, found: &[Found], recorded: usize) {
    let saves = alone
        .tasks
        .iter()
        .map(Lightened::saves)
        .fold(jiff::SignedDuration::ZERO, jiff::SignedDuration::saturating_add);
    screen.painted(&paint(MARK, &prior.id));
    screen.prose(Style::new(), 2, 0, &prior.question);
    let mut effect = if alone.tasks.is_empty() {
        "takes nothing off".to_owned()
    } else {
        format!(
            "takes {} off {}",
            long_hours(saves),
            count(alone.tasks.len(), "task")
        )
    };
    if recorded > 0 {
        effect.push_str(&format!("; recorded before for {}", count(recorded, "task")));
    }
    screen.prose(FAINT, 2, 2, &effect);
    for found in found.iter().take(WORDS) {
        screen.prose(GOOD, 2, 2, &met(found));
    }
}

/// A word that a résumé has.
pub(crate) fn met(found: &Found) -> String {
    format!("found: {} in {}: {}", found.word, found.section, found.excerpt)
}

/// What a prior alone would change, a line for each task.
pub(crate) fn about(alone: &Intake) -> Vec<String> {
    let task = |t: &Lightened| {
        let why = t.reasons.iter().find_map(|r| r.why.as_deref());
        let why = why.map_or(String::new(), |why| format!(" ({why})"));
        format!("{} {}: {}{why}", t.id, t.title, change(t))
    };
    let mut lines: Vec<String> = alone.tasks.iter().map(task).collect();
    if lines.is_empty() {
        lines.push("it would change nothing".into());
    }
    lines
}

/// `9h → 7h15m`, `2h → not needed`.
fn change(task: &Lightened) -> String {
    let after = task
        .after
        .map_or_else(|| "not needed".to_owned(), |e| hours(e.likely));
    format!("{} → {after}", hours(task.before.likely))
}

/// What follows, numbered, and the end before and after it.
pub(crate) fn show(screen: &mut Screen, situation: &Situation, intake: &Intake, before: &Ends, after: &Ends) {
    if intake.tasks.is_empty() {
        screen.line(NOTE, "No task gets lighter by it.");
    } else {
        screen.line(STRONG, "What gets lighter, in likely hours");
    }
    let wide = intake.tasks.iter().map(|t| t.id.len()).max().unwrap_or(0);
    for (number, task) in (1..).zip(&intake.tasks) {
        let head = format!("{number:>3}  {}  ", paint(MARK, pad(&task.id, wide)));
        let change = change(task);
        let room = screen.width.saturating_sub(9 + wide + change.chars().count());
        screen.painted(&format!("{head}{}  {change}", pad(&fit(&task.title, room), room)));
        let mut why: Vec<String> = Vec::new();
        if task.times > 1 {
            why.push(format!("each of {} times", task.open));
        }
        why.extend(task.reasons.iter().map(|r| match &r.why {
            Some(why) => format!("{}: {why}", r.prior),
            None => r.prior.clone(),
        }));
        screen.prose(FAINT, 7 + wide, 2, &why.join("; "));
    }
    left_alone(screen, intake);
    screen.blank();
    ends(screen, situation, before, after);
    if intake.tasks.iter().any(|t| t.after.is_none()) {
        screen.blank();
        screen.prose(
            NOTE,
            2,
            0,
            "What is not needed leaves the plan. The evidence of its step does not: that still has to be shown (pivot evidence).",
        );
    }
}

/// Tasks that are left as they are, by the reason for it.
fn left_alone(screen: &mut Screen, intake: &Intake) {
    let reasons = [
        (Because::Recorded, "as light as this already, recorded before"),
        (Because::Done, "done"),
        (Because::Dropped, "left out before"),
        (Because::Estimated, "estimated by you; --again takes it too"),
        (Because::Running, "its timer runs"),
        (
            Because::NoLess,
            "no shorter, by what was logged or as it is short already",
        ),
    ];
    for (because, said) in reasons {
        let of = |a: &&pivot_app::planning::intake::Alone| a.because == because;
        let ids: Vec<&str> = intake.alone.iter().filter(of).map(|a| a.id.as_str()).collect();
        if !ids.is_empty() {
            screen.prose(
                FAINT,
                2,
                2,
                &format!("Left as it is: {} ({said}).", ids.join(", ")),
            );
        }
    }
}

/// Hours and finish before and after.
pub(crate) fn ends(screen: &mut Screen, situation: &Situation, before: &Ends, after: &Ends) {
    let zones = &situation.settings.zones;
    let finish = |e: &Ends| {
        e.finish.map_or_else(
            || "never (pivot plan says what has no place)".to_owned(),
            |at| date_of(zones, at),
        )
    };
    let both = |before: String, after: String| {
        if before == after {
            format!("{before}, as before")
        } else {
            format!("{before} → {after}")
        }
    };
    let text = both(long_hours(before.left), long_hours(after.left));
    screen.labelled(Style::new(), "Work", &text);
    let better = after.finish < before.finish;
    let style = if better { GOOD } else { Style::new() };
    screen.labelled(style, "Finish", &both(finish(before), finish(after)));
}
