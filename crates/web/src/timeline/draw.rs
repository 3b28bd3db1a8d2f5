//! Rows as SVG. Lengths across are parts of the width, so that the picture is as wide as its place and its text is never
//! stretched; down they are pixels, so that names in HTML stand beside their rows.
//!
//! What is drawn is hidden from those who cannot see it: the names beside it are links with the same in words, and a table
//! holds the figures.

use std::fmt::Write as _;

use jiff::Timestamp;
use maud::{Markup, PreEscaped, html};
use pivot_app::domain::zones::Zones;
use pivot_app::planning::{Stretch, TaskLine, Timeline};
use pivot_app::words::{hours, long_date};

use super::columns::{columns, peak};
use super::rows::{Row, Rows};
use super::scale::{Scale, Tick, WIDE};
use super::ways::{chain, waits};
use crate::look;
use crate::pages::today::query;

/// Height of a row. The names in the stylesheet are as high.
pub(crate) const ROW: i64 = 30;
/// Height of the dates above.
pub(crate) const HEAD: i64 = 48;

/// Within a row: top and height of work, of a machine's run, of the accepted plan; the line of the chain.
pub(super) const BLOCK: (i64, i64) = (6, 11);
const RUN: (i64, i64) = (9, 5);
const GHOST: (i64, i64) = (23, 3);
pub(super) const CHAIN: i64 = 20;

/// What is drawn beside the rows.
#[derive(Clone, Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) timeline: &'a Timeline,
    pub(crate) scale: &'a Scale,
    pub(crate) now: Timestamp,
    /// The end of the plan; `None` where nothing is left.
    pub(crate) finish: Option<Timestamp>,
    /// What else takes the person's time in the window: commitments, days off of a calendar.
    pub(crate) taken: &'a [Stretch],
    /// The task that was asked for.
    pub(crate) picked: Option<&'a str>,
}

/// The picture.
pub(crate) fn svg(scene: &Scene<'_>, rows: &Rows<'_>) -> String {
    let scale = scene.scale;
    let height = HEAD + ROW * i64::try_from(rows.rows.len()).unwrap_or(0);
    let peak = peak(&rows.rows, scale);
    let markup = html! {
        svg.tl xmlns="http://www.w3.org/2000/svg" width="100%" height=(height) aria-hidden="true" focusable="false" {
            (symbols())
            @for (i, row) in rows.rows.iter().enumerate() {
                @let y = top(i);
                @if row.task.is_none() { rect.ground x="0" y=(y) width="100%" height=(ROW) {} }
                @else if row.task.map(|t| t.id.as_str()) == scene.picked { rect.picked x="0" y=(y) width="100%" height=(ROW) {} }
            }
            @for (from, width) in bands(scene) {
                rect.away x=(part(from)) y=(HEAD) width=(part(width)) height=(height - HEAD) fill="url(#tl-away)" {}
            }
            (ticks(scale, height))
            svg x="0" y="0" width="100%" height=(height) viewBox=(format!("0 0 {WIDE} {height}")) preserveAspectRatio="none" {
                path.after d=(waits(rows, scale, scene.picked)) {}
                @for (i, row) in rows.rows.iter().enumerate() {
                    @match row.task {
                        Some(task) => (bar(task, row, top(i), scale)),
                        None => (density(row, top(i), scale, peak)),
                    }
                }
                @let (links, ways) = chain(scene, rows);
                path.way d=(ways) {}
                path.link d=(links) {}
            }
            @for (i, row) in rows.rows.iter().enumerate() { (marks(row, top(i), scale)) }
            (flags(scene, height))
        }
    };
    markup.into_string()
}

pub(super) fn top(row: usize) -> i64 {
    HEAD + ROW * i64::try_from(row).unwrap_or(0)
}

/// A part of the width as percent: `12.34%`.
fn part(x: i64) -> String {
    let sign = if x < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}%", x.abs() / 100, x.abs() % 100)
}

/// Blocks of one top and height as one path.
fn path(blocks: &[(i64, i64)], y: i64, height: i64) -> String {
    let mut d = String::new();
    for (x, width) in blocks {
        let _ = write!(d, "M{x} {y}h{width}v{height}h-{width}z");
    }
    d
}

fn symbols() -> Markup {
    html! {
        defs {
            pattern id="tl-away" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" { rect.soft width="6" height="6" {} path.hatch d="M0 0V6" {} }
            path id="tl-soft" d="M0-5L5 0 0 5-5 0z" {}
            g id="tl-late" { path d="M0-7L7 0 0 7-7 0z" {} path.bang d="M0-3.5V1M0 2.6V3.6" {} }
            path id="tl-end" d="M0-8V8M0-8L7-5.5 0-3" {}
            path id="tl-tip" d="M-3-5L0 0 3-5" {}
        }
    }
}

/// Days off, and what else takes time, as (left, width).
fn bands(scene: &Scene<'_>) -> Vec<(i64, i64)> {
    let scale = scene.scale;
    let away = scene.timeline.away.iter().map(|a| a.0);
    let mut spans: Vec<(i64, i64)> = away
        .chain(scene.taken.iter().copied())
        .filter_map(|s| scale.span(s))
        .collect();
    spans.sort_unstable();
    let mut bands: Vec<(i64, i64)> = Vec::new();
    for (x, width) in spans {
        match bands.last_mut() {
            Some((left, w)) if x <= *left + *w => *w = (*w).max(x + width - *left),
            _ => bands.push((x, width)),
        }
    }
    bands
}

fn ticks(scale: &Scale, height: i64) -> Markup {
    let line = |tick: &Tick, class: &str, y: i64| {
        html! { line class=(class) x1=(part(tick.x)) x2=(part(tick.x)) y1=(y) y2=(height) {} }
    };
    let strong = scale.strong();
    html! {
        @for tick in &scale.faint() {
            @if !strong.iter().any(|s| s.x == tick.x) { (line(tick, "faint", HEAD)) }
            @if tick.x < WIDE - 200 { text.faint x=(part(tick.x)) y="30" dx="3" { (tick.label) } }
        }
        @for tick in &strong {
            (line(tick, "strong", 4))
            text.strong x=(part(tick.x)) y="14" dx="4" { (tick.label) }
        }
    }
}

/// A task: a thread from its start to its end, on it what was done and what is planned, below it the accepted plan.
fn bar(task: &TaskLine, row: &Row<'_>, y: i64, scale: &Scale) -> Markup {
    let zones = &scale.zones;
    let (worked, ahead, runs) = (
        scale.blocks(&task.worked),
        scale.blocks(&task.ahead),
        scale.blocks(&task.runs),
    );
    let ghost = scale.blocks(&task.accepted);
    let thread = match (task.start(), task.finish()) {
        (Some(start), Some(finish)) => scale.span((start, finish.max(start))),
        _ => None,
    };
    html! {
        a.bar.(look::hue(row.step.number)) href=(why(&task.id)) tabindex="-1" {
            title { (told(task, zones)) }
            @if let Some((x, width)) = thread {
                path.hit d=(path(&[(x, width)], y + 1, ROW - 3)) {}
                path.thread d=(format!("M{x} {}h{width}", y + BLOCK.0 + BLOCK.1 / 2)) {}
            }
            @if !ghost.is_empty() { path.ghost d=(path(&ghost, y + GHOST.0, GHOST.1)) {} }
            @if !ahead.is_empty() { path.ahead d=(path(&ahead, y + BLOCK.0, BLOCK.1)) {} }
            @if !runs.is_empty() { path.run d=(path(&runs, y + RUN.0, RUN.1)) {} }
            @if !worked.is_empty() { path.worked d=(path(&worked, y + BLOCK.0, BLOCK.1)) {} }
        }
    }
}

/// What a task is, in a line.
pub(crate) fn told(task: &TaskLine, zones: &Zones) -> String {
    let date = |t: Timestamp| long_date(zones.local(t).date());
    let mut told = format!("{} {}", task.id, task.title);
    match (task.done, task.start(), task.finish()) {
        (Some(done), _, _) => {
            let _ = write!(told, ": done {}", date(done));
        }
        (None, Some(start), Some(finish)) => {
            let _ = write!(told, ": {} to {}", date(start), date(finish));
        }
        _ => told.push_str(": no place"),
    }
    if task.done.is_none() {
        let _ = write!(
            told,
            "; {} of {} done",
            hours(task.spent),
            hours(task.spent + task.left)
        );
    }
    told
}

/// The address of a task's reasons.
pub(crate) fn why(task: &str) -> String {
    format!("/timeline/why?task={}", query(task))
}

/// Work of a step as columns: those of its worst day are as high as there is room.
fn density(row: &Row<'_>, y: i64, scale: &Scale, peak: i64) -> Markup {
    let all = |list: fn(&TaskLine) -> &Vec<Stretch>| -> Vec<Stretch> {
        row.step.tasks.iter().flat_map(list).copied().collect()
    };
    let (worked, ahead) = (all(|t| &t.worked), all(|t| &t.ahead));
    let (done, planned) = if scale.by_days() {
        let foot = y + BLOCK.0 + BLOCK.1;
        columns((&worked, &ahead), scale, (foot, BLOCK.1 + 2), peak)
    } else {
        let as_path = |list: &[Stretch]| path(&scale.blocks(list), y + BLOCK.0, BLOCK.1);
        (as_path(&worked), as_path(&ahead))
    };
    let ghost = scale.blocks(&all(|t| &t.accepted));
    let end = row.step.tasks.iter().filter_map(TaskLine::finish).max();
    let span = row
        .step
        .start()
        .zip(end)
        .and_then(|(start, end)| scale.span((start, end.max(start))));
    html! {
        g.bar.(look::hue(row.step.number)) {
            @if let Some((x, width)) = span { path.base d=(format!("M{x} {}h{width}", y + BLOCK.0 + BLOCK.1)) {} }
            @if !ghost.is_empty() { path.ghost d=(path(&ghost, y + GHOST.0, GHOST.1)) {} }
            @if !planned.is_empty() { path.ahead d=(planned) {} }
            @if !done.is_empty() { path.worked d=(done) {} }
        }
    }
}

/// Deadlines and ends. A deadline that is the whole step's is drawn once, beside the step.
fn marks(row: &Row<'_>, y: i64, scale: &Scale) -> Markup {
    let due = match row.task {
        Some(task) => task
            .due
            .filter(|due| task.done.is_none() && (due.late || Some(due.at) != row.step.due.map(|d| d.at))),
        None => row.step.due.filter(|_| !row.step.is_done()),
    };
    let end = row.task.is_none().then(|| row.step.finish()).flatten();
    let middle = y + BLOCK.0 + BLOCK.1 / 2;
    // A deadline at the end of a day is the first moment of the next, and still seen at the window's end.
    let seen = |at: Timestamp| (0..=WIDE).contains(&scale.x(at));
    html! {
        @if let Some(end) = end.filter(|e| scale.holds(*e)) {
            use.end.(look::hue(row.step.number)) href="#tl-end" x=(part(scale.x(end))) y=(middle) {}
        }
        @if let Some(due) = due.filter(|d| seen(d.at)) {
            @let symbol = if due.late { "#tl-late" } else { "#tl-soft" };
            use.due.hard[due.hard].late[due.late] href=(symbol) x=(part(scale.x(due.at))) y=(middle) {}
        }
    }
}

/// Lines through all rows: now, the finish, the finish that is hoped for. A label too close to another is left out.
fn flags(scene: &Scene<'_>, height: i64) -> Markup {
    let scale = scene.scale;
    let all = [
        ("now", Some(scene.now)),
        ("finish", scene.finish),
        ("hoped", scene.timeline.hoped),
    ];
    let mut taken: Vec<i64> = Vec::new();
    let mut drawn = Vec::new();
    for (name, at) in all {
        let Some(x) = at.map(|at| scale.x(at)).filter(|x| (0..=WIDE).contains(x)) else {
            continue;
        };
        let free = taken.iter().all(|t| (t - x).abs() > 900);
        taken.push(x);
        drawn.push((name, x, free));
    }
    html! {
        @for (name, x, free) in drawn {
            g.flag.(name) {
                line x1=(part(x)) x2=(part(x)) y1=(HEAD - 14) y2=(height) {}
                @if free {
                    @let right = x > WIDE - 900;
                    text x=(part(x)) y=(HEAD - 5) dx=(if right { "-4" } else { "4" }) text-anchor=(if right { "end" } else { "start" }) { (name) }
                }
            }
        }
    }
}

/// A sample of what is drawn, for the legend.
pub(crate) fn sample(inner: &str) -> Markup {
    html! {
        svg.tl width="28" height="18" viewBox="0 0 28 18" aria-hidden="true" focusable="false" { g.bar.h1 { (PreEscaped(inner)) } }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;
    use jiff::tz::TimeZone;
    use pivot_app::planning::{ChainReason, Due};

    use super::super::rows::{Open, rows};
    use super::super::scale::Zoom;
    use super::super::tests::{at, step, task, timeline};
    use super::*;

    /// Wednesday 13 January 2027: 10 000 units are 24 hours, an hour is 416.7 of them.
    fn day() -> Scale {
        let zones = Zones::from(TimeZone::UTC);
        Scale::new(
            Zoom::Day,
            date(2027, 1, 13),
            (at("2027-01-13T00:00:00Z"), at("2027-01-14T00:00:00Z")),
            &zones,
        )
    }

    fn hours_of_day(from: u32, to: u32) -> Stretch {
        (
            at(&format!("2027-01-13T{from:02}:00:00Z")),
            at(&format!("2027-01-13T{to:02}:00:00Z")),
        )
    }

    fn drawn(timeline: &Timeline, scale: &Scale, open: &Open, picked: Option<&str>) -> String {
        let now = at("2027-01-13T09:00:00Z");
        let scene = Scene {
            timeline,
            scale,
            now,
            finish: Some(at("2027-01-13T18:00:00Z")),
            taken: &[],
            picked,
        };
        svg(&scene, &rows(timeline, scale, (open, picked), 0, now))
    }

    /// `b` waits for `a`: 6 to 12 o'clock, and 12 to 18. The head takes 48, the step's row 30, so that `a` is at 78 and `b` at
    /// 108; a block begins 6 below. 6 o'clock is a quarter, 2500; six hours are 2500 wide.
    fn two() -> Timeline {
        let a = task("a", &[hours_of_day(6, 12)]);
        let mut b = task("b", &[hours_of_day(12, 18)]);
        b.after = vec!["a".into()];
        timeline(vec![step(1, vec![a, b])])
    }

    #[test]
    fn a_session_is_a_block_at_its_hours() {
        let text = drawn(&two(), &day(), &Open::All, None);
        assert!(text.contains("height=\"138\""), "{text}");
        assert!(
            text.contains("class=\"ahead\" d=\"M2500 84h2500v11h-2500z\""),
            "{text}"
        );
        assert!(
            text.contains("class=\"ahead\" d=\"M5000 114h2500v11h-2500z\""),
            "{text}"
        );
        // Now is 9 o'clock: 10 000 · 9 / 24 = 3750, 37.50 percent.
        assert!(
            text.contains("<g class=\"flag now\"><line x1=\"37.50%\" x2=\"37.50%\" y1=\"34\" y2=\"138\">"),
            "{text}"
        );
        assert!(text.contains("href=\"/timeline/why?task=a\" tabindex=\"-1\""));
    }

    /// From the middle of `a` (78 + 6 + 5) at its end to the top of `b` (108 + 5). Folded there is no line; a task that was
    /// asked for has one to the row of a folded step.
    #[test]
    fn a_wait_is_a_line_between_open_rows() {
        let wait = "class=\"after\" d=\"M5000 89H5000V113\"";
        assert!(drawn(&two(), &day(), &Open::All, None).contains(wait));
        let folded = drawn(&two(), &day(), &Open::Steps(BTreeSet::new()), None);
        assert!(folded.contains("class=\"after\" d=\"\""), "{folded}");
        // `a` in a folded step 1 at 48, `b` picked in step 2 (78) at 108.
        let mut apart = two();
        let b = apart.steps[0].tasks.pop().unwrap();
        apart.steps.push(step(2, vec![b]));
        let picked = drawn(&apart, &day(), &Open::Steps(BTreeSet::new()), Some("b"));
        assert!(
            picked.contains("class=\"after\" d=\"M5000 59H5000V113\""),
            "{picked}"
        );
        assert!(picked.contains("class=\"picked\" x=\"0\" y=\"108\""), "{picked}");
    }

    /// The links lie 20 below the top of their rows, 98 and 128, and a way leads from the end of the one to the start of the
    /// other. Folded both are in the step's row, at 48 + 20.
    #[test]
    fn the_chain_runs_through_its_rows() {
        let mut all = two();
        let link = |task: &str, (start, finish): Stretch| ChainReason {
            task: task.into(),
            title: task.into(),
            start,
            finish,
            reason: String::new(),
        };
        all.chain = vec![link("a", hours_of_day(6, 12)), link("b", hours_of_day(12, 18))];
        let open = drawn(&all, &day(), &Open::All, None);
        assert!(
            open.contains("class=\"link\" d=\"M2500 98h2500M5000 128h2500\""),
            "{open}"
        );
        assert!(open.contains("class=\"way\" d=\"M5000 98H5000V128\""), "{open}");
        let folded = drawn(&all, &day(), &Open::Steps(BTreeSet::new()), None);
        assert!(
            folded.contains("class=\"link\" d=\"M2500 68h2500M5000 68h2500\""),
            "{folded}"
        );
    }

    /// Seventy links to and fro between two rows: their ways would hide the rows.
    #[test]
    fn very_many_ways_are_left_out() {
        let mut all = two();
        let link = |k: i64| ChainReason {
            task: if k % 2 == 0 { "a" } else { "b" }.into(),
            title: String::new(),
            start: at("2027-01-13T00:00:00Z") + jiff::SignedDuration::from_mins(10 * k),
            finish: at("2027-01-13T00:05:00Z") + jiff::SignedDuration::from_mins(10 * k),
            reason: String::new(),
        };
        all.chain = (0..70).map(link).collect();
        let text = drawn(&all, &day(), &Open::All, None);
        assert!(text.contains("class=\"way\" d=\"\""));
        assert!(text.contains("class=\"link\" d=\"M"));
    }

    /// Deadline marks: that of the step beside the step, that of a task where it differs, one that is missed in any case. 15
    /// o'clock is 62.50 percent, 18 o'clock 75.
    #[test]
    fn deadlines_are_marked_once() {
        let mut all = two();
        let due = |hour: u32, late: bool, hard: bool| {
            Some(Due {
                at: hours_of_day(0, hour).1,
                hard,
                late,
            })
        };
        all.steps[0].due = due(18, false, false);
        all.steps[0].tasks[0].due = due(18, false, false);
        all.steps[0].tasks[1].due = due(15, true, true);
        let text = drawn(&all, &day(), &Open::All, None);
        assert_eq!(text.matches("href=\"#tl-soft\"").count(), 1, "{text}");
        assert!(
            text.contains("class=\"due\" href=\"#tl-soft\" x=\"75.00%\" y=\"59\""),
            "{text}"
        );
        assert!(
            text.contains("class=\"due hard late\" href=\"#tl-late\" x=\"62.50%\" y=\"119\""),
            "{text}"
        );
    }

    /// In a month, 31 days of 322.6 units: 4 hours on the 13th and 2 hours on the 14th are columns of 13 and of half of that,
    /// 6, on the foot at 48 + 6 + 11. Day 12 begins at 3870, day 13 at 4193; the next at 4516.
    #[test]
    fn a_steps_columns_are_hours() {
        let zones = Zones::from(TimeZone::UTC);
        let extent = (at("2027-01-13T00:00:00Z"), at("2027-01-14T00:00:00Z"));
        let month = Scale::new(Zoom::Month, date(2027, 1, 13), extent, &zones);
        let two_hours = (at("2027-01-14T08:00:00Z"), at("2027-01-14T10:00:00Z"));
        let all = timeline(vec![step(1, vec![task("a", &[hours_of_day(6, 10), two_hours])])]);
        let text = drawn(&all, &month, &Open::Steps(BTreeSet::new()), None);
        assert!(
            text.contains("class=\"ahead\" d=\"M3870 65h323v-13h-323zM4193 65h323v-6h-323z\""),
            "{text}"
        );
    }

    #[test]
    fn what_people_wrote_is_text() {
        let mut all = two();
        all.steps[0].tasks[0].title = "</title><script>alert(1)</script>".into();
        all.steps[0].tasks[0].id = "\"><script>".into();
        let text = drawn(&all, &day(), &Open::All, None);
        assert!(!text.contains("<script"), "{text}");
        assert!(text.contains("&lt;script&gt;alert(1)"), "{text}");
    }

    #[test]
    fn percents_have_two_places() {
        assert_eq!(
            [part(0), part(5), part(1234), part(-100), part(10_000)],
            ["0.00%", "0.05%", "12.34%", "-1.00%", "100.00%"]
        );
    }
}
