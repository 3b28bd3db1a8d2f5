//! The pictures of a forecast, drawn as SVG, each with its words and a table of the same numbers.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::Date;
use maud::{Markup, html};
use pivot_app::domain::zones::{Zones, later};
use pivot_app::planning::forecast::words::{grouped, of_hundred};
use pivot_app::planning::forecast::{Charts, FanPoint, Forecast, KindPace, Week};
use pivot_app::words::{count, date_of, long_date};

use super::scale::{Scale, dates, number, ticks};
use crate::look;

/// The field on which a chart is drawn, and what is kept free around it for numbers and dates.
const WIDE: f64 = 500.0;
const HIGH: f64 = 240.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 12.0;
const FOOT: f64 = 26.0;

/// An SVG that grows.
struct Drawing {
    svg: String,
    high: f64,
}

impl Drawing {
    fn new(high: f64) -> Drawing {
        Drawing {
            svg: format!(
                r#"<svg viewBox="0 0 {WIDE} {high}" width="{WIDE}" height="{high}" focusable="false" aria-hidden="true">"#
            ),
            high,
        }
    }

    fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let _ = write!(
            self.svg,
            r#"<line class="{class}" x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}"/>"#
        );
    }

    fn bar(&mut self, class: &str, (x, y): (f64, f64), (w, h): (f64, f64)) {
        let (w, h) = (w.max(0.0), h.max(0.0));
        let _ = write!(
            self.svg,
            r#"<rect class="{class}" x="{x:.1}" y="{y:.1}" width="{w:.1}" height="{h:.1}"/>"#
        );
    }

    fn dot(&mut self, class: &str, (x, y): (f64, f64)) {
        let _ = write!(
            self.svg,
            r#"<circle class="{class}" cx="{x:.1}" cy="{y:.1}" r="5"/>"#
        );
    }

    /// A line through points, or the field within them.
    fn path(&mut self, class: &str, points: &[(f64, f64)], closed: bool) {
        let _ = write!(self.svg, r#"<path class="{class}" d=""#);
        for (i, (x, y)) in points.iter().enumerate() {
            let _ = write!(self.svg, "{}{x:.1} {y:.1}", if i == 0 { 'M' } else { 'L' });
        }
        self.svg.push_str(if closed { r#"Z"/>"# } else { r#""/>"# });
    }

    fn text(&mut self, class: &str, (x, y): (f64, f64), anchor: &str, text: &str) {
        let safe = text.replace('&', "&amp;").replace('<', "&lt;");
        let _ = write!(
            self.svg,
            r#"<text class="{class}" x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{safe}</text>"#
        );
    }

    /// Numbers at the left with a faint line each; gives the scale.
    fn upward(&mut self, most: f64, unit: &str) -> Scale {
        let numbers = ticks(most, 5);
        let step = numbers.get(1).copied().unwrap_or(1.0);
        let scale = Scale {
            from: 0.0,
            to: numbers.last().copied().unwrap_or(1.0),
            start: self.high - FOOT,
            end: TOP,
        };
        for value in &numbers {
            let y = scale.at(*value);
            self.line("fc-grid", (LEFT, y), (WIDE - RIGHT, y));
            let last = Some(value) == numbers.last();
            let name = format!("{}{}", number(*value, step), if last { unit } else { "" });
            self.text("fc-tick", (LEFT - 6.0, y + 4.0), "end", &name);
        }
        scale
    }

    /// Dates at the foot.
    fn along(&mut self, zones: &Zones, span: (Timestamp, Timestamp), left: f64) -> Scale {
        let scale = Scale::of_time(span, left, WIDE - RIGHT);
        for (date, name) in dates(zones, span, 7) {
            let x = scale.time(zones.start_of(date));
            let y = self.high - FOOT;
            self.line("fc-notch", (x, y), (x, y + 4.0));
            // A name near an edge stays on the chart.
            let anchor = if x > WIDE - RIGHT - 20.0 {
                "end"
            } else if x < left + 8.0 {
                "start"
            } else {
                "middle"
            };
            self.text("fc-tick", (x, y + 18.0), anchor, &name);
        }
        scale
    }

    fn done(mut self) -> String {
        self.svg.push_str("</svg>");
        self.svg
    }
}

/// A chart in its card: a heading, the picture, what its signs mean, and the same as a table.
fn card(id: &str, name: &str, says: &str, svg: &str, legend: &[(&str, &str)], table: &Markup) -> Markup {
    html! {
        section.card aria-labelledby=(format!("{id}-name")) {
            h2 id=(format!("{id}-name")) { (name) }
            p.faint { (says) }
            div.scroll.fc-plot tabindex="0" role="group" aria-label=(format!("{name}, chart")) {
                (look::figure(name, says, svg))
            }
            @if !legend.is_empty() {
                ul.fc-legend aria-hidden="true" {
                    @for (class, text) in legend { li { span class=(format!("fc-key {class}")) {} (text) } }
                }
            }
            details id=(format!("{id}-table")) {
                summary { "The numbers" }
                div.scroll tabindex="0" role="group" aria-label=(format!("{name}, table")) { (table) }
            }
        }
    }
}

/// Work done and to come, in likely hours: what is done, the plan, and between which lines 80 of 100 futures lie.
pub(super) fn burn_up(zones: &Zones, forecast: &Forecast) -> Markup {
    let charts = &forecast.charts;
    let (Some(first), Some(last)) = (charts.fan.first(), charts.fan.last()) else {
        return html! {};
    };
    let from = charts.done.first().map_or(first.at, |d| d.0.min(first.at));
    let mut drawing = Drawing::new(HIGH);
    let up = drawing.upward(charts.total, " h");
    let along = drawing.along(zones, (from, last.at), LEFT);
    let point = |p: &FanPoint, hours: f64| (along.time(p.at), up.at(hours));
    let top = up.at(charts.total);
    drawing.line("fc-total", (LEFT, top), (WIDE - RIGHT, top));
    let mut fan: Vec<(f64, f64)> = charts.fan.iter().map(|p| point(p, p.high)).collect();
    fan.extend(charts.fan.iter().rev().map(|p| point(p, p.low)));
    drawing.path("fc-fan", &fan, true);
    let planned: Vec<_> = charts.fan.iter().map(|p| point(p, p.planned)).collect();
    drawing.path("fc-planned", &planned, false);
    let middle: Vec<_> = charts.fan.iter().map(|p| point(p, p.middle)).collect();
    drawing.path("fc-middle", &middle, false);
    let now = along.time(first.at);
    drawing.line("fc-now", (now, TOP), (now, HIGH - FOOT));
    drawing.path("fc-done", &stairs(charts, &along, &up), false);
    let sum = charts.done.last().map_or(0.0, |d| d.1);
    let says = format!(
        "{sum:.0} of {:.0} likely hours are done. In 80 of 100 futures the rest is done as the shaded fan says; the plan is the dashed line.",
        charts.total
    );
    let legend = [
        ("fc-done", "done"),
        ("fc-planned", "the plan"),
        ("fc-middle", "the middle of the futures"),
        ("fc-fan", "80 of 100 futures"),
        ("fc-total", "all there is to do"),
    ];
    // A dozen rows tell as much as sixty.
    let rows = charts.fan.iter().step_by(charts.fan.len().div_ceil(12).max(1));
    let table = html! {
        table {
            thead { tr { th { "By" } th.number { "Plan" } th.number { "90 of 100" } th.number { "50 of 100" } th.number { "10 of 100" } } }
            tbody {
                @for (at, hours) in charts.done.iter().rev().skip(1).take(12).rev() {
                    tr { td { (date_of(zones, *at)) } td.number colspan="4" { (format!("{hours:.0} h done")) } }
                }
                @for p in rows {
                    tr { td { (date_of(zones, p.at)) }
                        @for hours in [p.planned, p.low, p.middle, p.high] { td.number { (format!("{hours:.0} h")) } } }
                }
            }
        }
    };
    card(
        "burn-up",
        "Work done and to come",
        &says,
        &drawing.done(),
        &legend,
        &table,
    )
}

/// What is done rises at the moment at which it was.
fn stairs(charts: &Charts, along: &Scale, up: &Scale) -> Vec<(f64, f64)> {
    let mut points = Vec::new();
    let mut y = up.at(0.0);
    for (at, hours) in &charts.done {
        let x = along.time(*at);
        points.push((x, y));
        y = up.at(*hours);
        points.push((x, y));
    }
    points
}

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

/// Hours planned against hours done, week by week.
pub(super) fn weeks(weeks: &[Week]) -> Markup {
    let most = weeks.iter().map(|w| w.planned.max(w.done)).fold(0.0, f64::max);
    if most <= 0.0 {
        return html! {};
    }
    let mut drawing = Drawing::new(HIGH);
    let up = drawing.upward(most, " h");
    let foot = HIGH - FOOT;
    let room = (WIDE - LEFT - RIGHT) / weeks.len() as f64;
    for (i, week) in weeks.iter().enumerate() {
        let x = LEFT + room * i as f64;
        let (planned, done) = (up.at(week.planned), up.at(week.done));
        let wide = (room * 0.62).min(56.0);
        let left = x + (room - wide) / 2.0;
        drawing.bar("fc-week", (left, planned), (wide, foot - planned));
        if week.done > 0.0 {
            drawing.bar(
                "fc-worked",
                (left + wide * 0.22, done),
                (wide * 0.56, foot - done),
            );
        }
        if i % weeks.len().div_ceil(6) == 0 {
            drawing.text(
                "fc-tick",
                (x + room / 2.0, foot + 18.0),
                "middle",
                &week.from.strftime("%-d %b").to_string(),
            );
        }
    }
    let begun = weeks.iter().filter(|w| w.begun);
    let says = match begun.clone().next_back() {
        Some(this) => format!(
            "This week: {:.0} of {:.0} hours so far. Each bar is a week by its Monday; the wide one is planned, the narrow one done.",
            this.done, this.planned
        ),
        None => "Each bar is a week by its Monday.".to_owned(),
    };
    let table = html! {
        table {
            thead { tr { th { "Week of" } th.number { "Planned" } th.number { "Done" } } }
            tbody {
                @for week in weeks {
                    tr { td { (long_date(week.from)) } td.number { (format!("{:.1} h", week.planned)) }
                        td.number { @if week.begun { (format!("{:.1} h", week.done)) } @else { "to come" } } }
                }
            }
        }
    };
    let legend = [("fc-week", "planned"), ("fc-worked", "done")];
    card("weeks", "Hours by week", &says, &drawing.done(), &legend, &table)
}

/// Actual over estimate, by kind of task.
pub(super) fn kinds(kinds: &[KindPace]) -> Markup {
    if kinds.is_empty() {
        return html! {};
    }
    const ROW: f64 = 30.0;
    const NAMES: f64 = 100.0;
    let most = kinds.iter().map(|k| k.median).fold(1.5, f64::max);
    let numbers = ticks(most, 6);
    let step = numbers.get(1).copied().unwrap_or(1.0);
    let high = TOP + ROW * kinds.len() as f64 + FOOT;
    let mut drawing = Drawing::new(high);
    let along = Scale {
        from: 0.0,
        to: numbers.last().copied().unwrap_or(2.0),
        start: NAMES,
        end: WIDE - 50.0,
    };
    for value in &numbers {
        let x = along.at(*value);
        drawing.line("fc-grid", (x, TOP), (x, high - FOOT));
        drawing.text(
            "fc-tick",
            (x, high - FOOT + 18.0),
            "middle",
            &number(*value, step),
        );
    }
    let one = along.at(1.0);
    drawing.line("fc-one", (one, TOP), (one, high - FOOT));
    for (i, kind) in kinds.iter().enumerate() {
        let y = TOP + ROW * (i as f64 + 0.5);
        let name: String = kind.kind.chars().take(16).collect();
        drawing.text("fc-name", (NAMES - 10.0, y + 4.0), "end", &name);
        let x = along.at(kind.median);
        drawing.line("fc-stem", (one, y), (x, y));
        drawing.dot(if kind.tasks == 0 { "fc-guess" } else { "fc-known" }, (x, y));
        drawing.text(
            "fc-tick",
            (WIDE - 40.0, y + 4.0),
            "start",
            &format!("{:.2}", kind.median),
        );
    }
    let says = "Hours taken for an hour estimated. Right of the line at 1.0 it takes longer than estimated.";
    let table = html! {
        table {
            thead { tr { th { "Kind" } th.number { "Hours for an hour" } th.number { "Learned from" } } }
            tbody {
                @for kind in kinds {
                    tr { td { (kind.kind) } td.number { (format!("{:.2}", kind.median)) }
                        td.number { @if kind.tasks == 0 { "none done yet" } @else { (count(kind.tasks, "task")) } } }
                }
            }
        }
    };
    let legend = [
        ("fc-known", "learned from yours"),
        ("fc-guess", "none done yet"),
        ("fc-one", "as estimated"),
    ];
    card(
        "kinds",
        "Pace by kind of task",
        says,
        &drawing.done(),
        &legend,
        &table,
    )
}

/// A share of a whole as a small bar. The number stands beside it.
pub(super) fn share(share: f64) -> Markup {
    let wide = 60.0 * share.clamp(0.0, 1.0);
    html! {
        svg.fc-small viewBox="0 0 60 8" width="60" height="8" aria-hidden="true" focusable="false" {
            rect.fc-rest x="0" y="1" width="60" height="6" rx="3" {}
            rect.fc-bar x="0" y="1" width=(format!("{wide:.1}")) height="6" rx="3" {}
        }
    }
}

/// Three dates on a line that all rows of a table share: a thin line up to the 95 date, a thick one up to the 80 one, and a
/// dot at the 50 one. The dates stand beside it.
pub(super) fn spread(span: (Timestamp, Timestamp), dates: [Option<Timestamp>; 3]) -> Markup {
    let along = Scale::of_time(span, 4.0, 176.0);
    let [p50, p80, p95] = dates.map(|d| d.map_or(176.0, |at| along.time(at)));
    let number = |x: f64| format!("{x:.1}");
    html! {
        svg.fc-small viewBox="0 0 180 14" width="180" height="14" aria-hidden="true" focusable="false" {
            line.fc-grid x1="0" y1="7" x2="180" y2="7" {}
            @if dates[0].is_some() {
                rect.fc-tail x=(number(p50)) y="6" width=(number((p95 - p50).max(0.5))) height="2" {}
                rect.fc-likely x=(number(p50)) y="4" width=(number((p80 - p50).max(0.5))) height="6" rx="2" {}
                circle.fc-half cx=(number(p50)) cy="7" r="4" {}
            }
        }
    }
}

/// Two forecasts on one line of time, each with its plan. A table of the same dates stands beside it.
pub(super) fn two(zones: &Zones, rows: [(&str, &Forecast); 2]) -> Markup {
    const HIGH: f64 = 92.0;
    const NAMES: f64 = 62.0;
    let all = |f: &Forecast| [f.planned, f.finish.p50, f.finish.p80, f.finish.p95];
    let Some(last) = rows.iter().flat_map(|r| all(r.1)).flatten().max() else {
        return html! {};
    };
    let mut drawing = Drawing::new(HIGH);
    let along = drawing.along(zones, (rows[0].1.now, last), NAMES);
    for (i, (name, forecast)) in rows.into_iter().enumerate() {
        let y = TOP + 6.0 + 30.0 * i as f64;
        drawing.line("fc-grid", (NAMES, y), (WIDE - RIGHT, y));
        drawing.text("fc-name", (0.0, y + 4.0), "start", name);
        if let Some(planned) = forecast.planned.map(|at| along.time(at)) {
            drawing.line("fc-plan-mark", (planned, y - 9.0), (planned, y + 9.0));
        }
        let [p50, p80, p95] = [forecast.finish.p50, forecast.finish.p80, forecast.finish.p95]
            .map(|at| at.map_or(WIDE - RIGHT, |at| along.time(at)));
        drawing.bar("fc-tail", (p50, y - 1.5), (p95 - p50, 3.0));
        drawing.bar("fc-likely", (p50, y - 5.0), (p80 - p50, 10.0));
        if forecast.finish.p50.is_some() {
            drawing.dot("fc-half", (p50, y));
        }
    }
    let says = "A dot at the date that holds in 50 of 100 futures, a thick line to that of 80, a thin one to that of 95.";
    html! {
        (look::figure("Both forecasts", says, &drawing.done()))
        ul.fc-legend aria-hidden="true" {
            li { span.fc-key.fc-half {} "50 of 100" }
            li { span.fc-key.fc-likely {} "to 80" }
            li { span.fc-key.fc-tail {} "to 95" }
            li { span.fc-key.fc-plan-mark {} "the plan" }
        }
    }
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
