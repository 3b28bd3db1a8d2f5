//! Axes: where a value lies on a chart, and the round numbers and dates beside it.

use jiff::Timestamp;
use jiff::civil::Date;
use pivot_app::domain::zones::{Zones, later};

/// A line of values from one end to the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    /// The values at both ends.
    pub(crate) from: f64,
    pub(crate) to: f64,
    /// Where these are on the chart.
    pub(crate) start: f64,
    pub(crate) end: f64,
}

impl Scale {
    /// Where a value lies, on the chart at any rate.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let span = self.to - self.from;
        let part = if span > 0.0 {
            (value - self.from) / span
        } else {
            0.0
        };
        self.start + (self.end - self.start) * part.clamp(0.0, 1.0)
    }

    /// The same for a moment, where values are seconds.
    pub(crate) fn time(&self, at: Timestamp) -> f64 {
        self.at(at.as_second() as f64)
    }

    /// A line of moments.
    pub(crate) fn of_time((from, to): (Timestamp, Timestamp), start: f64, end: f64) -> Scale {
        Scale {
            from: from.as_second() as f64,
            to: (to.as_second() as f64).max(from.as_second() as f64 + 1.0),
            start,
            end,
        }
    }
}

/// Round numbers from 0 to at least `most`: 1, 2 or 5 times a power of ten apart, so that there are `about` steps at the most.
pub(crate) fn ticks(most: f64, about: u32) -> Vec<f64> {
    let most = if most.is_finite() { most.max(1e-6) } else { 1.0 };
    let least = most / f64::from(about.max(1));
    let power = 10_f64.powf(least.log10().floor());
    // A hair of a step is forgiven: 0.3 is three times 0.1.
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|step| *step >= least * (1.0 - 1e-9))
        .unwrap_or(10.0 * power);
    let steps = (most / step - 1e-9).ceil().max(1.0) as u32;
    (0..=steps).map(|k| step * f64::from(k)).collect()
}

/// Round numbers around the values from `low` to `high`, 1, 2 or 5 times a power of ten apart, so that there are `about` steps or one
/// more.
pub(crate) fn between((low, high): (f64, f64), about: u32) -> Vec<f64> {
    let (low, high) = if low.is_finite() && high.is_finite() {
        (low.min(high), high.max(low))
    } else {
        (0.0, 1.0)
    };
    // One value has room around it: a tenth of itself.
    let room = if high > low {
        0.0
    } else {
        (low.abs() / 10.0).max(1e-6)
    };
    let (low, high) = (low - room, high + room);
    let step = ticks(high - low, about).get(1).copied().unwrap_or(1.0);
    let first = (low / step + 1e-9).floor();
    let steps = ((high / step - 1e-9).ceil() - first).clamp(1.0, 1000.0) as u32;
    (0..=steps).map(|k| step * (first + f64::from(k))).collect()
}

/// A number beside an axis: whole where the steps are.
pub(crate) fn number(value: f64, step: f64) -> String {
    if step >= 1.0 {
        format!("{value:.0}")
    } else {
        let digits = (-step.log10() - 1e-9).ceil().clamp(1.0, 6.0) as usize;
        format!("{value:.digits$}")
    }
}

/// The dates beside an axis, `about` of them at the most: Mondays, where the time is short, otherwise firsts of months or years.
pub(crate) fn dates(zones: &Zones, (from, to): (Timestamp, Timestamp), about: usize) -> Vec<(Date, String)> {
    let (first, last) = (zones.local(from).date(), zones.local(to).date());
    let days = first.until((jiff::Unit::Day, last)).map_or(0, |s| s.get_days());
    let about = i32::try_from(about.max(1)).unwrap_or(1);
    for weeks in [1, 2] {
        if days <= 7 * weeks * about {
            let monday = later(
                first,
                i64::from((7 - first.weekday().to_monday_zero_offset()) % 7),
            );
            let name = |d: Date| d.strftime("%-d %b").to_string();
            return every(monday, last, |d| later(d, 7 * i64::from(weeks)), name);
        }
    }
    let months = [1, 2, 3, 6, 12, 24, 60, 120, 240]
        .into_iter()
        .find(|m| f64::from(days) / 30.44 <= f64::from(m * about))
        .unwrap_or(600);
    // From a month on whose number the steps divide: quarters begin in January, April, July and October.
    let mut begin = if first.day() == 1 {
        first
    } else {
        next_month(first)
    };
    while (i32::from(begin.month()) - 1) % months.min(12) != 0 {
        begin = next_month(begin);
    }
    let name = |d: Date| match d.month() {
        1 if months >= 12 => d.strftime("%Y").to_string(),
        1 => d.strftime("%b %Y").to_string(),
        _ => d.strftime("%b").to_string(),
    };
    let step = |mut date: Date| {
        for _ in 0..months {
            date = next_month(date);
        }
        date
    };
    every(begin, last, step, name)
}

fn next_month(date: Date) -> Date {
    later(date.last_of_month(), 1)
}

fn every(
    first: Date,
    last: Date,
    next: impl Fn(Date) -> Date,
    name: impl Fn(Date) -> String,
) -> Vec<(Date, String)> {
    let mut all = Vec::new();
    let mut date = first;
    while date <= last {
        all.push((date, name(date)));
        let then = next(date);
        if then <= date {
            break;
        }
        date = then;
    }
    all
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn numbers_beside_an_axis_are_round() {
        // 363 in five steps is 72.6 at least: the next of 10, 20, 50, 100 is 100; four of them reach 400.
        assert_eq!(ticks(363.0, 5), [0.0, 100.0, 200.0, 300.0, 400.0]);
        // 40 in four is 10 exactly, and ends there.
        assert_eq!(ticks(40.0, 4), [0.0, 10.0, 20.0, 30.0, 40.0]);
        // 40.5 in four is a little more than 10: 20, and three of them.
        assert_eq!(ticks(40.5, 4), [0.0, 20.0, 40.0, 60.0]);
        // 2 in four is half: 0.5.
        assert_eq!(ticks(2.0, 4), [0.0, 0.5, 1.0, 1.5, 2.0]);
        // Nothing at all still has an axis.
        assert!(ticks(0.0, 4).len() >= 2 && ticks(f64::NAN, 4).len() >= 2);
        assert_eq!(
            (number(100.0, 100.0), number(0.5, 0.5)),
            ("100".into(), "0.5".into())
        );
        assert_eq!(number(0.25, 0.05), "0.25");
    }

    #[test]
    fn an_axis_need_not_begin_at_0() {
        let near = |found: Vec<f64>, wanted: &[f64]| {
            let close = found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-9);
            assert!(close && found.len() == wanted.len(), "{found:?}");
        };
        // 0.17 in four steps is 0.0425 at least: 0.05; from 0.7, the step below 0.71, to 0.9, the one above 0.88.
        near(between((0.71, 0.88), 4), &[0.7, 0.75, 0.8, 0.85, 0.9]);
        // From -3 to 3 in four is 1.5 at least: 2.
        near(between((-3.0, 3.0), 4), &[-4.0, -2.0, 0.0, 2.0, 4.0]);
        // One value, 5: from 4.5 to 5.5 in four is 0.25 at least: 0.5.
        near(between((5.0, 5.0), 4), &[4.5, 5.0, 5.5]);
        assert!(between((f64::NAN, 1.0), 4).len() >= 2 && between((0.0, 0.0), 4).len() >= 2);
        assert!(between((1e15, 1e15 + 1.0), 4).len() < 1002);
    }

    #[test]
    fn values_lie_between_the_ends() {
        let down = Scale {
            from: 0.0,
            to: 200.0,
            start: 100.0,
            end: 0.0,
        };
        // A quarter of the way up from 100 is 75; what is beyond the ends stays on the chart.
        assert_eq!((down.at(50.0), down.at(300.0), down.at(-1.0)), (75.0, 0.0, 100.0));
        let point = Scale { to: 0.0, ..down };
        assert_eq!(point.at(0.0), 100.0);
    }

    #[test]
    fn dates_beside_an_axis_are_mondays_or_firsts() {
        let zones = Zones::new(TimeZone::UTC, Vec::new());
        let names = |from: &str, to: &str| -> Vec<String> {
            let at = |d: &str| zones.start_of(d.parse().unwrap());
            let all = dates(&zones, (at(from), at(to)), 6);
            all.into_iter().map(|d| d.1).collect()
        };
        // Five weeks from a Wednesday: Mondays the 11th to the 8th.
        assert_eq!(
            names("2027-01-06", "2027-02-10"),
            ["11 Jan", "18 Jan", "25 Jan", "1 Feb", "8 Feb"]
        );
        // Ten weeks: each second Monday.
        assert_eq!(
            names("2027-01-04", "2027-03-15"),
            ["4 Jan", "18 Jan", "1 Feb", "15 Feb", "1 Mar", "15 Mar"]
        );
        // Half a year: each month.
        assert_eq!(
            names("2026-12-15", "2027-05-02"),
            ["Jan 2027", "Feb", "Mar", "Apr", "May"]
        );
        // 16 months in six: quarters.
        assert_eq!(
            names("2027-01-11", "2028-05-11"),
            ["Apr", "Jul", "Oct", "Jan 2028", "Apr"]
        );
        // Ten years in six: each second one.
        assert_eq!(names("2027-06-01", "2037-06-01").len(), 5);
    }
}
