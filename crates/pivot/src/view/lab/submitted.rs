//! What became of a submission.

use std::path::Path;

use anstyle::Style;
use pivot_app::Situation;
use pivot_app::labs::lab::{Bar, SHORT};
use pivot_app::labs::metrics::Direction;
use pivot_app::verbs::lab::{Entry, Outcome, Submitted};
use pivot_app::words::{score, when};

use super::{count, style};
use crate::screen::{FAINT, GOOD, NOTE, STRONG, Screen, paint};

/// The answer to a submission.
pub(crate) fn submitted(screen: &mut Screen, situation: &Situation, submitted: &Submitted, file: &Path) {
    let lab = &submitted.lab;
    let id = &lab.id;
    match &submitted.outcome {
        Outcome::Valid => {
            screen.line(
                GOOD,
                &format!("{} is a valid submission to `{id}`", file.display()),
            );
            let parameters = submitted.parameters.map(|n| format!(", {n} parameters"));
            let rows = count(submitted.rows.0, "row");
            screen.prose(
                FAINT,
                2,
                0,
                &format!(
                    "{rows}{}; nothing was scored or recorded",
                    parameters.unwrap_or_default()
                ),
            );
            screen.next(&format!(
                "the same without --dry-run scores it; {} today.",
                left(submitted)
            ));
        }
        Outcome::Same(entry) => {
            screen.prose(
                NOTE,
                0,
                2,
                &format!(
                    "This very file was attempt {} ({}): {} {}. It costs no attempt, and nothing was recorded.",
                    entry.number,
                    when(situation, entry.at),
                    lab.measure(),
                    score(entry.value)
                ),
            );
            screen.next(&format!(
                "change something; pivot lab leaderboard {id} shows what you tried."
            ));
        }
        Outcome::Spent => {
            screen.prose(
                NOTE,
                0,
                2,
                &format!(
                    "All {} of today are made, and nothing was scored: who may ask without end learns the answers, not the subject.",
                    count(lab.attempts as usize, "attempt")
                ),
            );
            screen.next(&format!(
                "the next ones are there on {}; hold back a part of train.csv and score yourself on it: pivot score {} TRUTH FILE.",
                when(situation, submitted.next_day),
                lab.measure()
            ));
        }
        Outcome::Scored {
            entry,
            place,
            best,
            private,
            tasks,
        } => {
            let word = entry.bar.map_or(SHORT, Bar::name);
            screen.painted(&format!(
                "{} {}  {}",
                paint(STRONG, format!("{} {}", lab.measure(), score(entry.value))),
                paint(FAINT, "on the public part"),
                paint(style(entry.bar), word)
            ));
            screen.blank();
            let mine = if *best { ", your best" } else { "" };
            screen.labelled(
                Style::new(),
                "attempt",
                &format!(
                    "{}, place {} of {} on the leaderboard{mine}",
                    entry.number, place.0, place.1
                ),
            );
            screen.labelled(style(entry.bar), "bar", &bar(submitted, entry));
            if let Some(private) = private {
                let text = format!("{} on the private part, told since you passed", score(*private));
                screen.labelled(Style::new(), "private", &text);
            }
            if let Some(parameters) = submitted.parameters {
                screen.labelled(Style::new(), "model", &format!("{parameters} parameters"));
            }
            screen.labelled(FAINT, "left", &format!("{} today", left(submitted)));
            screen.next(&next(submitted, tasks));
        }
    }
}

fn left(submitted: &Submitted) -> String {
    format!("{} left", count(submitted.left as usize, "attempt"))
}

/// What bar was reached, and what is missing to the next.
fn bar(submitted: &Submitted, entry: &Entry) -> String {
    let (direction, bars) = (submitted.lab.direction(), &submitted.set.bars);
    let reached = entry.bar.map_or_else(
        || "none is reached".to_owned(),
        |bar| format!("{} is reached", bar.name()),
    );
    let next = Bar::ALL
        .into_iter()
        .find(|bar| entry.bar.is_none_or(|had| *bar > had));
    let Some(next) = next else {
        return format!("{reached}, the highest there is");
    };
    let value = bars.of(next);
    if direction.reaches(entry.value, value) {
        return format!(
            "{reached}; the public part is over {} ({value}), the private part, which counts, is not: beware of fitting what you see",
            next.name()
        );
    }
    let word = match direction {
        Direction::Higher => "more",
        Direction::Lower => "less",
    };
    format!(
        "{reached}; {} {word} to {} ({value})",
        score((value - entry.value).abs()),
        next.name()
    )
}

fn next(submitted: &Submitted, tasks: &[(String, String)]) -> String {
    let id = &submitted.lab.id;
    match tasks {
        [(task, title), ..] => {
            format!("pivot evidence {task} --close records {task} {title} as done: this lab is its evidence.")
        }
        [] => format!("pivot lab leaderboard {id} shows where you stand; pivot lab hint {id} helps on."),
    }
}
