//! What a machine computes.

use anstyle::Style;
use pivot_app::planning::bench::Measure;
use pivot_app::verbs::rig::bench::Measured;

use crate::screen::{BAD, FAINT, GOOD, NOTE, STRONG, Screen, fit, pad, paint};

/// Columns of the names, of the figure, and of its spread.
const NAME: usize = 34;
const RATE: usize = 20;
const SPREAD: usize = 10;

pub(crate) fn show(screen: &mut Screen, measured: &Measured, pivot: bool) {
    let table = &measured.table;
    let threads = match table.threads {
        1 => "1 thread".to_owned(),
        n => format!("{n} threads"),
    };
    let quick = if table.quick { ", at a first look" } else { "" };
    screen.prose(STRONG, 0, 2, &format!("This machine, {threads}{quick}"));
    screen.blank();
    if !table.measures.is_empty() {
        let beside = measured.beside.as_ref().map(|(table, _)| {
            fit(
                &format!("beside {}", table.name),
                screen.width - NAME - RATE - SPREAD,
            )
        });
        let head = format!(
            "{}{}{}{}",
            pad("", NAME),
            pad("in a second", RATE),
            pad("spread", SPREAD),
            beside.unwrap_or_default()
        );
        screen.line(FAINT, head.trim_end());
    }
    for (i, measure) in table.measures.iter().enumerate() {
        let rate = measure
            .rate()
            .map_or("-".into(), |rate| figure(rate, &measure.unit));
        let spread = measure
            .spread()
            .map_or("-".into(), |s| format!("{:.0}%", s * 100.0));
        let times = measured
            .beside
            .as_ref()
            .and_then(|(_, ratios)| ratios.get(i).copied().flatten());
        let times = times.map_or(String::new(), |t| format!("{t:.2} times"));
        screen.painted(&format!(
            "{}{}{}{times}",
            paint(STRONG, pad(&format!("  {}", name(measure)), NAME)),
            pad(&rate, RATE),
            paint(FAINT, pad(&spread, SPREAD)),
        ));
    }
    screen.blank();
    let [before, after] = table
        .load
        .map(|load| load.map_or("not told".into(), |l| format!("{l:.2}")));
    screen.labelled(
        Style::new(),
        "Load",
        &format!("{before} before the start, {after} at the end"),
    );
    if let Some(doubt) = table.doubt() {
        screen.labelled(BAD, "Doubt", &format!("do not believe these figures: {doubt}."));
    }
    if let Some((other, ratios)) = &measured.beside
        && ratios.iter().all(Option::is_none)
    {
        let text = format!("nothing of {} was measured in the same way as here", other.name);
        screen.labelled(NOTE, "Beside", &text);
    }
    for skipped in &measured.skipped {
        screen.labelled(NOTE, "Not", skipped);
    }
    epochs(screen, measured);
    if !measured.saved.is_empty() {
        screen.blank();
    }
    for saved in &measured.saved {
        screen.labelled(GOOD, "Written", saved);
    }
    if let Some((what, next)) = &measured.without {
        screen.labelled(BAD, "Without", what);
        screen.next(&format!("{}.", next.as_deref().unwrap_or("build pivot-train")));
        return;
    }
    screen.next(match (measured.saved.is_empty(), pivot) {
        (false, _) => {
            "pivot rig bench on another machine, or after a change to this one, is held beside this table."
        }
        (true, true) => "pivot rig bench --save NAME keeps this table, and the next is held beside it.",
        (true, false) => "in a pivot, --save NAME keeps this table, and the next is held beside it.",
    });
}

fn epochs(screen: &mut Screen, measured: &Measured) {
    let epochs = measured.table.epochs();
    let Some((rate, device)) = measured.table.images().filter(|_| !epochs.is_empty()) else {
        return;
    };
    screen.blank();
    screen.line(STRONG, "An epoch of a lab's network takes about");
    let said: Vec<String> = epochs
        .iter()
        .map(|(lab, seconds)| format!("{lab} {}", lasting(*seconds)))
        .collect();
    screen.prose(Style::new(), 2, 0, &said.join(", "));
    let rough = if device == "gpu" {
        "; of a card that is rough, for small networks keep it waiting"
    } else {
        ""
    };
    screen.prose(
        FAINT,
        2,
        0,
        &format!("derived: the pictures that cost as much as an epoch, by {rate:.0} pictures a second (docs/rig.md){rough}"),
    );
}

fn lasting(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => format!("{:.0} ms", s * 1000.0),
        s if s < 100.0 => format!("{s:.1} s"),
        s => format!("{:.0} min", s / 60.0),
    }
}

/// What was measured, in words.
pub(crate) fn name(measure: &Measure) -> String {
    let size = measure.size;
    match measure.kind.as_str() {
        "matmul" => format!("{} matrices {size} {}", measure.device, measure.number),
        "training" => format!("{} training, batches of {size}", measure.device),
        "disk" => format!("disk, {} MiB, {}", size >> 20, measure.number),
        kind => format!("{} memory, {kind}, {} MiB", measure.device, size >> 20),
    }
}

/// So many in a second.
fn figure(rate: f64, unit: &str) -> String {
    let (unit, thousands): (&str, &[&str]) = match unit {
        "flop" => ("FLOP", &["", "k", "M", "G", "T", "P"]),
        "byte" => ("B", &["", "k", "M", "G", "T"]),
        _ => return format!("{rate:.1} pictures"),
    };
    let mut rate = rate;
    let mut at = 0;
    while rate >= 1000.0 && at + 1 < thousands.len() {
        rate /= 1000.0;
        at += 1;
    }
    format!("{rate:.1} {}{unit}", thousands[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_at_a_glance() {
        for (rate, unit, said) in [
            (53_687_091_200.0, "flop", "53.7 GFLOP"),
            (999.0, "flop", "999.0 FLOP"),
            (8.1e14, "flop", "810.0 TFLOP"),
            (12_800_000_000.0, "byte", "12.8 GB"),
            (2512.34, "image", "2512.3 pictures"),
        ] {
            assert_eq!(figure(rate, unit), said);
        }
        for (seconds, said) in [(0.0456, "46 ms"), (1.26, "1.3 s"), (180.0, "3 min")] {
            assert_eq!(lasting(seconds), said);
        }
    }
}
