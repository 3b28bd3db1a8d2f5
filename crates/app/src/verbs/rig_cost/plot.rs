//! The costs over the weeks as a picture: SVG that needs nothing else, in light and in dark.

use std::fmt::Write as _;

use pivot_domain::rig::cost::{Fine, Way, WayCost};

use super::Weighed;

/// More ways than these are no picture any more; the cheapest stay.
const LINES_MAX: usize = 8;
const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 470.0;
/// Where the lines are: left, top, right, bottom.
const FRAME: (f64, f64, f64, f64) = (80.0, 92.0, 620.0, 410.0);
/// How a line is broken, so that it is told from the others without colour.
const DASHES: [&str; LINES_MAX] = [
    "",
    "8 4",
    "2 4",
    "12 4 2 4",
    "5 3 1 3 1 3",
    "16 6",
    "1 6",
    "10 3 3 3",
];

/// The style: each line's colour has at least 4.5:1 on its ground, in either.
const STYLE: &str = "svg{color-scheme:light dark;font-family:system-ui,sans-serif;font-size:14px}\
.ground{fill:#fff}text{fill:#1b1f24}.faint{fill:#4b535d}.title{font-size:18px;font-weight:600}\
.axis,.grid{fill:none;stroke:#4b535d}.grid{stroke:#d5dae0}.line{fill:none;stroke-width:2.5;stroke-linejoin:round}\
.c0{stroke:#0b5cad}.c1{stroke:#a3320b}.c2{stroke:#1a6b35}.c3{stroke:#7a2f91}.c4{stroke:#7a5200}.c5{stroke:#00656e}.c6{stroke:#9c1f5c}.c7{stroke:#40474f}\
@media(prefers-color-scheme:dark){.ground{fill:#14171b}text{fill:#e8ebef}.faint{fill:#aeb6c0}.axis{stroke:#aeb6c0}.grid{stroke:#363c44}\
.c0{stroke:#6cb2ff}.c1{stroke:#ff9a70}.c2{stroke:#6fd08c}.c3{stroke:#d79bf0}.c4{stroke:#e3b341}.c5{stroke:#5fd0dc}.c6{stroke:#ff8abf}.c7{stroke:#c3cad2}}";

/// The ways that are drawn, in their order, each with its number from 1: all, or the rig and those that cost least.
pub fn drawn(weighed: &Weighed) -> Vec<(usize, &WayCost)> {
    let mut ways: Vec<(usize, &WayCost)> = weighed
        .report
        .ways
        .iter()
        .enumerate()
        .filter(|(_, way)| !way.curve.is_empty())
        .map(|(i, way)| (i + 1, way))
        .collect();
    if ways.len() > LINES_MAX {
        ways.sort_by_key(|(_, way)| (way.way != Way::Buy, way.middle.is_none(), way.middle));
        ways.truncate(LINES_MAX);
        ways.sort_by_key(|(number, _)| *number);
    }
    ways
}

/// A step between marks of an axis, about `most / so_many`: 1, 2 or 5 and zeros.
pub fn step(most: f64, so_many: f64) -> f64 {
    let rough = (most / so_many).max(0.01);
    let ten = 10f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .map(|k| k * ten)
        .into_iter()
        .find(|s| *s >= rough * 0.999)
        .unwrap_or(rough)
}

/// The picture.
pub fn svg(weighed: &Weighed) -> String {
    let report = &weighed.report;
    let ways = drawn(weighed);
    let weeks = report.middle.weeks.len().max(1);
    let values = || {
        ways.iter()
            .flat_map(|(_, way)| way.curve.iter().map(|c| c.drawn()))
    };
    let (mut most, mut least) = (values().fold(1.0, f64::max), values().fold(0.0, f64::min));
    let every = step(most - least, 5.0);
    (most, least) = ((most / every).ceil() * every, (least / every).floor() * every);
    let (left, top, right, bottom) = FRAME;
    // A curve has what was paid by the end of each week: the first at 1.
    let x = |week: usize| left + (right - left) * count(week) / count(weeks);
    let y = |value: f64| bottom - (bottom - top) * (value - least) / (most - least).max(1e-9);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"t d\">\n\
         <title id=\"t\">{}</title>\n<desc id=\"d\">{}</desc>\n<style>{STYLE}</style>\n\
         <rect class=\"ground\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/>\n",
        escaped(&title(weighed)),
        escaped(&words(weighed))
    );
    let _ = writeln!(
        svg,
        "<text class=\"title\" x=\"24\" y=\"34\">{}</text>",
        escaped(&title(weighed))
    );
    let _ = writeln!(
        svg,
        "<text class=\"faint\" x=\"24\" y=\"60\">What was paid by the end of each week, in {}</text>",
        escaped(&report.currency)
    );
    let mut mark = least;
    while mark <= most + every / 2.0 {
        let _ = writeln!(
            svg,
            "<path class=\"grid\" d=\"M{left} {0:.1}H{right}\"/><text class=\"faint\" x=\"{1:.1}\" y=\"{2:.1}\" text-anchor=\"end\">{3}</text>",
            y(mark),
            left - 8.0,
            y(mark) + 5.0,
            amount(mark, every)
        );
        mark += every;
    }
    let _ = writeln!(svg, "<path class=\"axis\" d=\"M{left} {top}V{bottom}H{right}\"/>");
    for part in 0..=3 {
        let week = weeks * part / 3;
        let anchor = ["start", "middle", "middle", "end"][part];
        let _ = writeln!(
            svg,
            "<text class=\"faint\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
            x(week),
            bottom + 24.0,
            weighed.week(week)
        );
    }
    let mut labels: Vec<(f64, usize)> = Vec::new();
    for (i, (_, way)) in ways.iter().enumerate() {
        let mut path = String::new();
        for (week, cost) in way.curve.iter().enumerate() {
            let first = if week == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{first}{:.1} {:.1}", x(week + 1), y(cost.drawn()));
        }
        let _ = writeln!(
            svg,
            "<path class=\"line c{i}\" stroke-dasharray=\"{}\" d=\"{path}\"/>",
            if DASHES[i].is_empty() { "none" } else { DASHES[i] }
        );
        labels.push((y(way.curve.last().copied().unwrap_or(Fine::ZERO).drawn()), i));
    }
    // Names beside the ends of their lines, none over another.
    labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut low = top - 30.0;
    let many = labels.len();
    for (k, (at, i)) in labels.into_iter().enumerate() {
        let below = 38.0 * count(many - 1 - k);
        let place = at.min(bottom + 14.0 - below).max(low + 38.0);
        low = place;
        let (_, way) = ways[i];
        let total = way
            .middle
            .map_or_else(String::new, |total| total.money(&report.currency).to_string());
        let _ = writeln!(
            svg,
            "<path class=\"line c{i}\" stroke-dasharray=\"{0}\" d=\"M{1} {2:.1}h34\"/><text x=\"{3}\" y=\"{4:.1}\">{5}</text><text class=\"faint\" x=\"{3}\" y=\"{6:.1}\">{7}</text>",
            if DASHES[i].is_empty() { "none" } else { DASHES[i] },
            right + 10.0,
            place - 5.0,
            right + 50.0,
            place,
            escaped(&short(&way.name, 24)),
            place + 17.0,
            escaped(&total)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn title(weighed: &Weighed) -> String {
    let hours = count(usize::try_from(weighed.report.middle.minutes()).unwrap_or(0)) / 60.0;
    match &weighed.machine {
        Some(machine) => format!(
            "Buy, rent or free hours: {hours:.0} h on {machine}, the middle of {} futures",
            weighed.futures
        ),
        None => format!("Buy, rent or free hours: {hours:.0} h"),
    }
}

/// The picture in words.
fn words(weighed: &Weighed) -> String {
    let report = &weighed.report;
    let each = drawn(weighed).into_iter().filter_map(|(_, way)| {
        let total = way.middle?.money(&report.currency);
        Some(format!("{} costs {total} in all", way.name))
    });
    format!(
        "Lines over {} weeks from {}: {}.",
        report.middle.weeks.len(),
        weighed.from,
        each.collect::<Vec<_>>().join("; ")
    )
}

fn amount(value: f64, every: f64) -> String {
    match every < 1.0 {
        true => format!("{value:.2}"),
        false => format!("{value:.0}"),
    }
}

fn short(text: &str, most: usize) -> String {
    match text.chars().count() > most {
        true => text.chars().take(most - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[expect(clippy::cast_precision_loss, reason = "weeks, ways and minutes")]
fn count(n: usize) -> f64 {
    n as f64
}
