//! When the futures end: how many in each stretch of days.

use jiff::civil::Date;
use maud::{Markup, html};
use pivot_app::domain::zones::{Zones, later};
use pivot_app::planning::forecast::Forecast;
use pivot_app::planning::forecast::words::{grouped, of_hundred};
use pivot_app::words::long_date;

use crate::chart::drawing::{Drawing, FOOT, HIGH, LEFT, TOP, card};

/// So many bars at most.
const BARS: usize = 44;

/// Futures by when they end, in stretches of the same number of days. The last 3 in 100 are told in words.
#[derive(Debug, PartialEq, Eq)]
struct Ends {
    /// The first day of each stretch, and the futures that end in it.
    bars: Vec<(Date, usize)>,
    /// Days of a stretch.
    days: i64,
    /// Futures that end later than all of these, or never.
    beyond: usize,
}

fn ends(ends: &[(Date, usize)], futures: usize) -> Ends {
    let (Some(first), cut) = (ends.first(), futures - futures * 3 / 100) else {
        return Ends {
            bars: Vec::new(),
            days: 1,
            beyond: futures,
        };
    };
    let mut shown = 0;
    let kept = ends.iter().take_while(|(_, n)| {
        let some = shown < cut;
        shown += if some { *n } else { 0 };
        some
    });
    let kept: Vec<_> = kept.collect();
    let last = kept.last().map_or(first.0, |e| e.0);
    let between = |a: Date, b: Date| i64::from(a.until((jiff::Unit::Day, b)).map_or(0, |s| s.get_days()));
    let room = |days: &i64| between(first.0, last) / days < BARS as i64;
    let days = [1, 7, 14, 28, 91, 182, 364]
        .into_iter()
        .find(room)
        .unwrap_or_else(|| between(first.0, last) / BARS as i64 + 1);
    // Whole weeks begin on Mondays.
    let begin = match days {
        1 => first.0,
        _ => later(first.0, -i64::from(first.0.weekday().to_monday_zero_offset())),
    };
    let count = between(begin, last) / days + 1;
    let mut bars: Vec<(Date, usize)> = (0..count).map(|k| (later(begin, k * days), 0)).collect();
    for (date, n) in kept {
        let at = usize::try_from(between(begin, *date) / days).unwrap_or(0);
        if let Some(bar) = bars.get_mut(at) {
            bar.1 += n;
        }
    }
    Ends {
        bars,
        days,
        beyond: futures.saturating_sub(shown),
    }
}

/// How many futures end when, with the dates that hold in 50, 80 and 95 of 100, and the plan's.
pub(super) fn histogram(zones: &Zones, forecast: &Forecast) -> Markup {
    let ends = ends(&forecast.charts.ends, forecast.futures);
    let (Some(first), Some(last)) = (ends.bars.first(), ends.bars.last()) else {
        return html! {};
    };
    let share = |n: usize| 100.0 * n as f64 / forecast.futures.max(1) as f64;
    let most = ends.bars.iter().map(|b| share(b.1)).fold(0.0, f64::max);
    let day = |date: Date| zones.start_of(date);
    let planned = forecast.planned.map_or(day(first.0), |p| p.min(day(first.0)));
    let span = (planned, day(later(last.0, ends.days)));
    let mut drawing = Drawing::new(HIGH);
    let up = drawing.upward(most, " %");
    let along = drawing.along(zones, span, LEFT);
    for (date, n) in &ends.bars {
        let (x, end) = (along.time(day(*date)), along.time(day(later(*date, ends.days))));
        let y = up.at(share(*n));
        drawing.bar("fc-bar", (x + 0.5, y), (end - x - 1.0, HIGH - FOOT - y));
    }
    let marks = [
        (forecast.planned, "plan", "fc-plan-mark"),
        (forecast.finish.p50, "50", "fc-mark"),
        (forecast.finish.p80, "80", "fc-mark"),
        (forecast.finish.p95, "95", "fc-mark"),
    ];
    for (at, name, class) in marks {
        let Some(at) = at.filter(|at| *at <= span.1) else {
            continue;
        };
        let x = along.time(at);
        drawing.line(class, (x, TOP), (x, HIGH - FOOT));
        // The plan's name stands at its left, so that it meets no other.
        let (x, anchor) = if name == "plan" && x > LEFT + 40.0 {
            (x - 4.0, "end")
        } else {
            (x + 4.0, "start")
        };
        drawing.text("fc-name", (x, TOP + 9.0), anchor, name);
    }
    let each = match ends.days {
        1 => "day".to_owned(),
        7 => "week".to_owned(),
        n if n % 7 == 0 => format!("{} weeks", n / 7),
        n => format!("{n} days"),
    };
    let beyond = match ends.beyond {
        0 => String::new(),
        n => format!(" {} end later or never.", sentence_of(share(n))),
    };
    let says =
        format!("A bar for every {each}: in how many of 100 futures everything is finished in it.{beyond}");
    let table = html! {
        table {
            thead { tr { th { "From" } th.number { "Futures" } th.number { "Of 100" } th.number { "Of 100 by then" } } }
            tbody {
                @for (i, (date, n)) in ends.bars.iter().enumerate() {
                    @let sum: usize = ends.bars.iter().take(i + 1).map(|b| b.1).sum();
                    tr { td { (long_date(*date)) } td.number { (grouped(*n)) } td.number { (format!("{:.1}", share(*n))) } td.number { (format!("{:.0}", share(sum))) } }
                }
            }
        }
    };
    let legend = [
        ("fc-bar", "futures"),
        ("fc-mark", "finished in 50, 80, 95 of 100"),
        ("fc-plan-mark", "the plan"),
    ];
    card(
        "ends",
        "When the futures end",
        &says,
        &drawing.done(),
        &legend,
        &table,
    )
}

fn sentence_of(share: f64) -> String {
    let words = of_hundred(share / 100.0);
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn futures_fall_into_bars() {
        // 100 futures: 50 on a Saturday, 40 a week later, 10 a year later. The last 3 of 100 may be cut: after 90 there are
        // fewer than 97, so the last day is shown too, and the stretch from it to the first is 365 days: 14 days each make 27
        // bars, weeks would make 53.
        let days = [
            (date(2027, 5, 1), 50),
            (date(2027, 5, 8), 40),
            (date(2028, 4, 30), 10),
        ];
        let bars = ends(&days, 100);
        assert_eq!((bars.days, bars.beyond), (14, 0));
        // From Monday the 26th of April: the 1st and the 8th of May lie in the first fortnight.
        assert_eq!(bars.bars[0], (date(2027, 4, 26), 90));
        assert_eq!(bars.bars.last().unwrap(), &(date(2028, 4, 24), 10));
        // With 97 of 100 by the second day the rest is cut, and days are enough.
        let days = [
            (date(2027, 5, 1), 50),
            (date(2027, 5, 8), 47),
            (date(2028, 4, 30), 2),
        ];
        let bars = ends(&days, 100);
        assert_eq!((bars.days, bars.bars.len(), bars.beyond), (1, 8, 3));
        assert_eq!(ends(&[], 100).beyond, 100);
    }
}
