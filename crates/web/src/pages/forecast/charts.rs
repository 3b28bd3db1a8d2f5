//! The pictures of a forecast, drawn as SVG, each with its words and a table of the same numbers.

use jiff::Timestamp;
use maud::{Markup, html};
use pivot_app::domain::zones::Zones;
use pivot_app::planning::forecast::{Charts, FanPoint, Forecast, KindPace, Week};
use pivot_app::words::{count, date_of, long_date};

use crate::chart::drawing::{Drawing, FOOT, HIGH, LEFT, RIGHT, TOP, WIDE, card};
use crate::chart::scale::{Scale, number, ticks};
use crate::look;

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
        // Less than half an hour is said as 0.
        Some(this) if this.planned < 0.5 => format!(
            "This week: {:.0} hours so far, none were planned. Each bar is a week by its Monday; the wide one is planned, the narrow one done.",
            this.done
        ),
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

    /// Where nothing was planned nothing is said of it.
    #[test]
    fn a_week_is_held_against_what_was_planned() {
        let said = |planned, done| {
            let week = Week {
                from: date(2027, 1, 11),
                planned,
                done,
                begun: true,
            };
            weeks(&[week]).into_string()
        };
        assert!(said(10.0, 2.0).contains("This week: 2 of 10 hours so far. "));
        let none = said(0.0, 2.0);
        assert!(none.contains("This week: 2 hours so far, none were planned. "));
        assert!(!none.contains("of 0"));
    }
}
