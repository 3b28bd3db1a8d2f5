//! Whether a date can be kept: yes or no first, then the hours, what collides, and what would help.

use anstyle::Style;
use jiff::{SignedDuration, Timestamp};
use pivot_app::Situation;
use pivot_app::planning::fit::{Fit, Repair, Wish};

use super::{count, deadline_day, hours, long_date};
use crate::screen::{BAD, FAINT, GOOD, NOTE, STRONG, Screen};

/// So many missed soft deadlines are named.
const NAMED: usize = 4;

/// The answer.
pub(crate) fn show(screen: &mut Screen, situation: &Situation, fit: &Fit) {
    let zones = &situation.settings.zones;
    let at = |t: Timestamp| zones.local(t).strftime("%a %-d %b %Y, %H:%M").to_string();
    let by = long_date(fit.by);
    let answer = if fit.fits {
        format!("Yes: everything can be done by {by}.")
    } else if !fit.conflict.iter().any(|c| c.wish == Wish::Date) {
        format!("No: not by {by}, nor by any other date.")
    } else {
        format!("No: not everything can be done by {by}.")
    };
    screen.prose(if fit.fits { GOOD } else { BAD }, 0, 2, &answer);
    if !fit.proven {
        let text = "No schedule was found that does it; that there is none is not proven.";
        screen.prose(NOTE, 2, 0, text);
    }
    screen.blank();
    work(screen, fit);
    match (fit.finish, fit.fits) {
        (Some(finish), true) => screen.labelled(GOOD, "Finish", &at(finish)),
        (Some(finish), false) => {
            let earliest = fit.bound == Some(finish);
            let sure = if earliest {
                "proven: nothing these files allow ends earlier"
            } else {
                "as soon as was found, soft deadlines aside"
            };
            screen.labelled(NOTE, "Finish", &format!("{} ({sure})", at(finish)));
        }
        (None, false) => screen.labelled(
            BAD,
            "Finish",
            "never: something has no place by any date (pivot plan says what)",
        ),
        (None, true) => screen.labelled(GOOD, "Finish", "there is nothing left to do"),
    }
    for late in fit.late.iter().take(NAMED) {
        let text = format!(
            "{} {} ends after its deadline of {}, which may bend",
            late.task,
            late.title,
            long_date(deadline_day(zones, late.deadline))
        );
        screen.labelled(NOTE, "Late", &text);
    }
    if fit.late.len() > NAMED {
        let more = format!("and {} more (pivot plan)", count(fit.late.len() - NAMED, "task"));
        screen.labelled(NOTE, "Late", &more);
    }
    for note in &fit.notes {
        screen.labelled(NOTE, "Note", note);
    }
    conflict(screen, fit);
    repairs(screen, situation, fit);
}

/// Hours that are needed, against those there are.
fn work(screen: &mut Screen, fit: &Fit) {
    screen.labelled(Style::new(), "Need", &format!("{} of work", hours(fit.need)));
    let (need, have) = (fit.need.as_mins(), fit.have.as_mins());
    let short = SignedDuration::from_mins((need - have).abs());
    let beside = match (need > have, need == have) {
        (true, _) => format!("{} too few", hours(short)),
        (_, true) => "just enough".to_owned(),
        _ => format!("{} to spare", hours(short)),
    };
    let style = if need > have { BAD } else { Style::new() };
    let text = format!("{} of study time until then: {beside}", hours(fit.have));
    screen.labelled(style, "Have", &text);
}

fn conflict(screen: &mut Screen, fit: &Fit) {
    if fit.fits {
        return;
    }
    screen.blank();
    match fit.conflict.len() {
        0 => screen.line(STRONG, "Nothing that is wished for stands in the way"),
        1 => screen.line(STRONG, "What cannot be, whatever else is given up"),
        _ => screen.line(STRONG, "What collides: leave out any one, and the others fit"),
    }
    for collides in &fit.conflict {
        screen.prose(Style::new(), 2, 2, &format!("· {}", collides.what));
    }
}

fn repairs(screen: &mut Screen, situation: &Situation, fit: &Fit) {
    if fit.repairs.is_empty() {
        return;
    }
    screen.blank();
    screen.line(STRONG, "What would help, the least asking first; each was solved");
    for (number, repair) in (1..).zip(&fit.repairs) {
        one(screen, situation, number, repair);
    }
}

fn one(screen: &mut Screen, situation: &Situation, number: u32, repair: &Repair) {
    let finish = situation.settings.zones.local(repair.finish);
    let end = finish.strftime("%a %-d %b, %H:%M").to_string();
    screen.prose(
        Style::new(),
        2,
        3,
        &format!("{number}. {}: ends {end}", repair.change),
    );
    for edit in &repair.edits {
        screen.prose(FAINT, 5, 2, &format!("{}: {}", edit.file, edit.write));
    }
}
