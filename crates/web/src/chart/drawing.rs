//! An SVG that grows, line by line, and the card in which it stands with its words and its table.

use std::fmt::Write as _;

use jiff::Timestamp;
use maud::{Markup, html};
use pivot_app::domain::zones::Zones;

use super::scale::{Scale, between, dates, number, ticks};
use crate::look;

/// The field on which a chart is drawn, and what is kept free around it for numbers and dates.
pub(crate) const WIDE: f64 = 500.0;
pub(crate) const HIGH: f64 = 240.0;
pub(crate) const LEFT: f64 = 52.0;
pub(crate) const RIGHT: f64 = 14.0;
pub(crate) const TOP: f64 = 12.0;
pub(crate) const FOOT: f64 = 26.0;

/// An SVG that grows.
pub(crate) struct Drawing {
    svg: String,
    high: f64,
}

impl Drawing {
    pub(crate) fn new(high: f64) -> Drawing {
        Drawing {
            svg: format!(
                r#"<svg viewBox="0 0 {WIDE} {high}" width="{WIDE}" height="{high}" focusable="false" aria-hidden="true">"#
            ),
            high,
        }
    }

    pub(crate) fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let _ = write!(
            self.svg,
            r#"<line class="{class}" x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}"/>"#
        );
    }

    pub(crate) fn bar(&mut self, class: &str, (x, y): (f64, f64), (w, h): (f64, f64)) {
        let (w, h) = (w.max(0.0), h.max(0.0));
        let _ = write!(
            self.svg,
            r#"<rect class="{class}" x="{x:.1}" y="{y:.1}" width="{w:.1}" height="{h:.1}"/>"#
        );
    }

    pub(crate) fn dot(&mut self, class: &str, (x, y): (f64, f64)) {
        let _ = write!(
            self.svg,
            r#"<circle class="{class}" cx="{x:.1}" cy="{y:.1}" r="5"/>"#
        );
    }

    /// A line through points, or the field within them.
    pub(crate) fn path(&mut self, class: &str, points: &[(f64, f64)], closed: bool) {
        let _ = write!(self.svg, r#"<path class="{class}" d=""#);
        for (i, (x, y)) in points.iter().enumerate() {
            let _ = write!(self.svg, "{}{x:.1} {y:.1}", if i == 0 { 'M' } else { 'L' });
        }
        self.svg.push_str(if closed { r#"Z"/>"# } else { r#""/>"# });
    }

    pub(crate) fn text(&mut self, class: &str, (x, y): (f64, f64), anchor: &str, text: &str) {
        let safe = text.replace('&', "&amp;").replace('<', "&lt;");
        let _ = write!(
            self.svg,
            r#"<text class="{class}" x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{safe}</text>"#
        );
    }

    /// Numbers from 0 at the left with a faint line each; gives the scale.
    pub(crate) fn upward(&mut self, most: f64, unit: &str) -> Scale {
        self.numbers(&ticks(most, 5), unit)
    }

    /// The same for values that are far from 0.
    pub(crate) fn upward_between(&mut self, values: (f64, f64)) -> Scale {
        self.numbers(&between(values, 5), "")
    }

    fn numbers(&mut self, numbers: &[f64], unit: &str) -> Scale {
        let first = numbers.first().copied().unwrap_or(0.0);
        let step = numbers.get(1).map_or(1.0, |second| second - first);
        let scale = Scale {
            from: first,
            to: numbers.last().copied().unwrap_or(1.0),
            start: self.high - FOOT,
            end: TOP,
        };
        for value in numbers {
            let y = scale.at(*value);
            self.line("fc-grid", (LEFT, y), (WIDE - RIGHT, y));
            let last = Some(value) == numbers.last();
            let name = format!("{}{}", number(*value, step), if last { unit } else { "" });
            self.text("fc-tick", (LEFT - 6.0, y + 4.0), "end", &name);
        }
        scale
    }

    /// Dates at the foot.
    pub(crate) fn along(&mut self, zones: &Zones, span: (Timestamp, Timestamp), left: f64) -> Scale {
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

    pub(crate) fn done(mut self) -> String {
        self.svg.push_str("</svg>");
        self.svg
    }
}

/// A chart in its card: a heading, the picture, what its signs mean, and the same as a table.
pub(crate) fn card(
    id: &str,
    name: &str,
    says: &str,
    svg: &str,
    legend: &[(&str, &str)],
    table: &Markup,
) -> Markup {
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
