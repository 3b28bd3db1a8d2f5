//! What a service did when it was measured.

use anstyle::Style;
use pivot_app::labs::lab::{Bar, SHORT};
use pivot_app::verbs::lab::{Answered, Measurement, Served};

use super::{count, style};
use crate::screen::{BAD, FAINT, GOOD, NOTE, STRONG, Screen, pad, paint};

/// The answer to a service that was submitted.
pub(crate) fn served(screen: &mut Screen, served: &Served) {
    let (lab, promise) = (&served.lab, &served.promise);
    let id = &lab.id;
    match &served.answered {
        Answered::One(label) => {
            screen.line(GOOD, &format!("It answers: the first test picture is `{label}`"));
            screen.next("the same without --dry-run measures and records it.");
        }
        Answered::Spent => {
            let all = count(lab.attempts as usize, "attempt");
            screen.prose(
                NOTE,
                0,
                2,
                &format!("All {all} of today are made, and nothing was sent."),
            );
            screen.next(&format!("pivot lab leaderboard {id} shows what you reached."));
        }
        Answered::Measured(made) => {
            let Measurement {
                report,
                accuracy,
                accurate,
                survived,
                entry,
                place,
                best,
                left,
                tasks,
            } = made.as_ref();
            let word = entry.bar.map_or(SHORT, Bar::name);
            screen.painted(&format!(
                "{}  {}",
                paint(STRONG, format!("{} requests a second", entry.value)),
                paint(style(entry.bar), word)
            ));
            screen.blank();
            screen.line(
                FAINT,
                "  a second   sent  answers/s      p50      p95      p99  failed",
            );
            for level in &report.levels {
                let ms = |time: std::time::Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
                let line = format!(
                    "{:>10} {:>6} {:>10.1} {:>8} {:>8} {:>8} {:>7}",
                    level.rate,
                    level.sent,
                    level.throughput,
                    ms(level.p50),
                    ms(level.p95),
                    ms(level.p99),
                    level.errors
                );
                let (style, said) = if level.holds(promise) {
                    (GOOD, "holds")
                } else {
                    (BAD, "does not")
                };
                screen.painted(&format!("{line}  {}", paint(style, said)));
                if let Some(why) = &level.failure {
                    screen.prose(FAINT, 11, 0, why);
                }
            }
            screen.blank();
            for (bad, met) in &report.bad {
                let (style, said) = if met.survived() {
                    (GOOD, "refused")
                } else {
                    (BAD, "FAILS")
                };
                screen.painted(&format!("  {}  {}", paint(style, pad(said, 7)), bad.what()));
                if let Some(why) = met.fault() {
                    screen.prose(FAINT, 11, 0, why);
                }
            }
            screen.blank();
            let enough = *accuracy >= promise.accuracy && *accurate;
            let right = format!(
                "{:.1} % of the public pictures are right; {:.0} % are needed{}",
                accuracy * 100.0,
                promise.accuracy * 100.0,
                match (*accuracy >= promise.accuracy, *accurate) {
                    (true, false) => ", and on the private part they are not reached",
                    _ => "",
                }
            );
            screen.labelled(if enough { Style::new() } else { BAD }, "accuracy", &right);
            let mine = if *best { ", your best" } else { "" };
            screen.labelled(
                Style::new(),
                "attempt",
                &format!(
                    "{}, place {} of {} on the leaderboard{mine}",
                    entry.number, place.0, place.1
                ),
            );
            let bar = bar(served, entry.value, enough, *survived, entry.bar);
            screen.labelled(style(entry.bar), "bar", &bar);
            screen.labelled(
                FAINT,
                "left",
                &format!("{} left today", count(*left as usize, "attempt")),
            );
            match tasks.as_slice() {
                [(task, title), ..] => screen.next(&format!(
                    "pivot evidence {task} --close records {task} {title} as done: this lab is its evidence."
                )),
                [] => screen.next(&format!(
                    "pivot lab hint {id} helps on; labs/{id}/attempts/{}.json has it all.",
                    entry.number
                )),
            }
        }
    }
}

/// What bar was reached, and what is missing to the next.
fn bar(served: &Served, rate: f64, accurate: bool, survived: bool, reached: Option<Bar>) -> String {
    let had = reached.map_or_else(
        || "none is reached".to_owned(),
        |bar| format!("{} is reached", bar.name()),
    );
    if !accurate {
        return format!("{had}: too few pictures are right, whatever the rate");
    }
    if !survived {
        return format!("{had}: every bad request must be refused, and survived");
    }
    let next = Bar::ALL
        .into_iter()
        .find(|bar| reached.is_none_or(|had| *bar > had));
    match next {
        None => format!("{had}, the highest there is"),
        Some(next) => format!(
            "{had}; {} more a second to {} ({})",
            (served.set.bars.of(next) - rate).max(0.0),
            next.name(),
            served.set.bars.of(next)
        ),
    }
}
