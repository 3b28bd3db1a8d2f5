//! Small charts as SVG without text of its own: the words are the caption's, so that nothing shrinks on a narrow page.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use super::contexts::day;
use crate::record::Moment;

const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 120.0;
/// More bars or points than these say nothing on a page.
const POINTS_MAX: usize = 260;

/// A chart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Chart {
    /// What it is of.
    pub(super) title: String,
    /// The SVG element, without a name: the words beside it say the same.
    pub(super) svg: String,
    /// What it shows, in a sentence.
    pub(super) words: String,
    /// The first and the last day, as they are read.
    pub(super) from: String,
    pub(super) to: String,
    /// The highest and the lowest value that its height stands for.
    pub(super) top: String,
    pub(super) bottom: String,
}

/// Hours by week, as bars; `None` where there is none. Every week between the first and the last has its place.
pub(super) fn hours(title: &str, weeks: &BTreeMap<Date, f64>) -> Option<Chart> {
    let weeks: BTreeMap<Date, f64> = weeks
        .iter()
        .filter(|(_, h)| h.is_finite() && **h > 0.0)
        .map(|(d, h)| (*d, *h))
        .collect();
    let (&first, &last) = (weeks.keys().next()?, weeks.keys().next_back()?);
    let place = |on: Date| usize::try_from((on - first).get_days().div_euclid(7)).unwrap_or(0);
    let places = place(last) + 1;
    if places > POINTS_MAX {
        return None;
    }
    let (best_week, most) = weeks.iter().fold(
        (first, 0.0f64),
        |best, (on, h)| if *h > best.1 { (*on, *h) } else { best },
    );
    let step = WIDTH / count(places);
    let mut svg = open();
    for (on, hours) in &weeks {
        let height = (hours / most * HEIGHT).max(2.0);
        let _ = write!(
            svg,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            short(step * count(place(*on)) + step * 0.1),
            short(HEIGHT - height),
            short(step * 0.8),
            short(height)
        );
    }
    svg.push_str("</svg>");
    let all: f64 = weeks.values().sum();
    Some(Chart {
        title: title.to_owned(),
        svg,
        words: format!(
            "{} h in {}; most in the week of {}: {} h.",
            short(round1(all)),
            weeks_of(weeks.len(), places),
            day(best_week).text,
            short(round1(most))
        ),
        from: day(first).text,
        to: day(last).text,
        top: format!("{} h", short(round1(most))),
        bottom: "0 h".to_owned(),
    })
}

fn weeks_of(with: usize, places: usize) -> String {
    match (with, places) {
        (1, _) => "1 week".to_owned(),
        (a, b) if a == b => format!("{a} weeks"),
        (a, b) => format!("{a} of {b} weeks"),
    }
}

/// Attempts as points, and the best so far as a line; `best` is the figure that stands on the page, and says which way is up.
pub(super) fn attempts(title: &str, all: &[Moment], best: f64) -> Option<Chart> {
    let all: Vec<Moment> = all.iter().copied().filter(|m| m.value.is_finite()).collect();
    if all.len() < 2 || all.len() > POINTS_MAX {
        return None;
    }
    let (low, high) = all.iter().fold((f64::MAX, f64::MIN), |(low, high), m| {
        (low.min(m.value), high.max(m.value))
    });
    let span = if high > low { high - low } else { 1.0 };
    let lower_is_better = (best - low).abs() < (best - high).abs();
    let x = |i: usize| WIDTH * (0.02 + 0.96 * count(i) / count(all.len() - 1));
    let y = |value: f64| HEIGHT * (0.92 - 0.84 * (value - low) / span);
    let mut line = String::new();
    let mut so_far = all[0].value;
    let mut improved = 0;
    for (i, moment) in all.iter().enumerate() {
        if i == 0 {
            let _ = write!(line, "M{} {}", short(x(0)), short(y(so_far)));
            continue;
        }
        let _ = write!(line, "H{}", short(x(i)));
        let better = if lower_is_better {
            moment.value < so_far
        } else {
            moment.value > so_far
        };
        if better {
            so_far = moment.value;
            improved += 1;
            let _ = write!(line, "V{}", short(y(so_far)));
        }
    }
    let mut svg = open();
    let _ = write!(svg, "<path class=\"best\" d=\"{line}\"/>");
    for (i, moment) in all.iter().enumerate() {
        let _ = write!(
            svg,
            "<path class=\"point\" d=\"M{} {}h0\"/>",
            short(x(i)),
            short(y(moment.value))
        );
    }
    svg.push_str("</svg>");
    Some(Chart {
        title: title.to_owned(),
        svg,
        words: format!(
            "{} attempts, from {} to {} at best; {} better than all before{}.",
            all.len(),
            short(all[0].value),
            short(so_far),
            match improved {
                0 => "none was".to_owned(),
                1 => "one was".to_owned(),
                n => format!("{n} were"),
            },
            if lower_is_better { " (lower is better)" } else { "" }
        ),
        from: day(all[0].on).text,
        to: day(all[all.len() - 1].on).text,
        top: short(high),
        bottom: short(low),
    })
}

fn open() -> String {
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">"
    )
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred at most")]
fn count(n: usize) -> f64 {
    n as f64
}

fn round1(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// At most four decimals, and no more than it needs.
fn short(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn bars_stand_at_their_week() {
        // Three weeks, the second empty: 600 / 3 = 200 for each; 4 of 8 hours are half of the height.
        let weeks = BTreeMap::from([(date("2027-01-04"), 4.0), (date("2027-01-18"), 8.0)]);
        let chart = hours("Hours by week", &weeks).unwrap();
        assert!(
            chart
                .svg
                .contains("<rect x=\"20\" y=\"60\" width=\"160\" height=\"60\"/>"),
            "{}",
            chart.svg
        );
        assert!(
            chart
                .svg
                .contains("<rect x=\"420\" y=\"0\" width=\"160\" height=\"120\"/>"),
            "{}",
            chart.svg
        );
        assert_eq!(
            chart.words,
            "12 h in 2 of 3 weeks; most in the week of 18 January 2027: 8 h."
        );
        assert_eq!(hours("x", &BTreeMap::new()), None);
    }

    #[test]
    fn the_best_so_far_never_gets_worse() {
        let all: Vec<Moment> = [(4, 0.5), (5, 0.9), (6, 0.7)]
            .map(|(day, value)| Moment {
                on: Date::constant(2027, 1, day),
                value,
            })
            .into();
        let chart = attempts("Score", &all, 0.9).unwrap();
        // x: 12, 300, 588. y of 0.5 is 0.92 * 120 = 110.4, of 0.9 it is 0.08 * 120 = 9.6.
        assert!(chart.svg.contains("d=\"M12 110.4H300V9.6H588\""), "{}", chart.svg);
        assert_eq!(
            chart.words,
            "3 attempts, from 0.5 to 0.9 at best; one was better than all before."
        );
        let lower = attempts("Loss", &all, 0.5).unwrap();
        assert!(
            lower
                .words
                .contains("none was better than all before (lower is better)"),
            "{}",
            lower.words
        );
        assert_eq!(attempts("x", &all[..1], 0.5), None);
    }
}
