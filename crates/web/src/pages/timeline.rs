//! The timeline: the whole plan, or a month, a week, a day of it, as bars.

mod table;
mod trouble;

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use jiff::Timestamp;
use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};
use pivot_app::Error;
use pivot_app::planning::{StepLine, Stretch, TaskLine, Timeline, timeline};
use pivot_app::wire::TimelineJson;
use pivot_app::words::{count, date_of, hours};

use super::today::query;
use super::{show, twin};
use crate::desk::{Desk, Picture};
use crate::look::{self, Frame};
use crate::timeline::draw::{Scene, sample, svg, why};
use crate::timeline::rows::{Open, Row, Rows, rows};
use crate::timeline::scale::{Scale, Zoom};

const FRAME: Frame = Frame {
    title: "Timeline",
    here: "/timeline",
    version: String::new(),
    said: None,
    scripts: &["timeline.js"],
};

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/timeline", get(page))
        .route("/api/timeline", get(json))
}

/// The whole plan, and beside it every task, done or open, with what was done, its deadline and its slack.
#[utoipa::path(get, path = "/api/timeline", responses((status = 200, body = TimelineJson)))]
pub(crate) async fn json(State(desk): State<Desk>) -> Response {
    twin(desk, |picture| -> Result<TimelineJson, Error> {
        Ok(TimelineJson::new(&picture.answer, &lines(picture)?))
    })
    .await
}

async fn page(State(desk): State<Desk>, uri: Uri, Query(asked): Query<Vec<(String, String)>>) -> Response {
    show(desk, uri, FRAME, move |picture, _| {
        let view = View::asked(&asked, picture)?;
        let lines = lines(picture)?;
        if let Some(id) = view.task.as_deref().filter(|id| lines.task(id).is_none()) {
            return Err(no_task(picture, id));
        }
        Ok(body(picture, &view, &lines))
    })
    .await
}

/// The lines of a picture.
pub(crate) fn lines(picture: &Picture) -> Result<Timeline, Error> {
    Ok(timeline(
        &picture.situation,
        &picture.answer.plan,
        &*picture.overview()?,
    ))
}

/// What is looked at.
#[derive(Clone, Debug)]
struct View {
    zoom: Zoom,
    date: Date,
    open: Open,
    /// The task that is shown.
    task: Option<String>,
    /// Rows before the first that is drawn.
    row: usize,
}

impl View {
    fn asked(asked: &[(String, String)], picture: &Picture) -> Result<View, Error> {
        let get = |name: &str| {
            let own = asked.iter().find(|(n, v)| n == name && !v.is_empty());
            own.map(|(_, value)| value.as_str())
        };
        let zoom = match get("zoom") {
            None => Zoom::Plan,
            Some(text) => Zoom::ALL.into_iter().find(|z| z.name() == text).ok_or_else(|| {
                Error::wrong(format!("`{text}` is no zoom")).next("take plan, month, week or day")
            })?,
        };
        let date = match get("date") {
            None => today(picture),
            Some(text) => text
                .parse()
                .map_err(|_| Error::wrong(format!("`{text}` is no date")).next("write it as 2027-01-31"))?,
        };
        let open = match get("open") {
            None => Open::Usual,
            Some("all") => Open::All,
            Some("none") => Open::Steps(BTreeSet::new()),
            Some(text) => {
                let numbers: Result<BTreeSet<u32>, _> = text.split(',').map(|n| n.trim().parse()).collect();
                Open::Steps(numbers.map_err(|_| {
                    Error::wrong(format!("`{text}` names no steps"))
                        .next("write their numbers, as 1,3, or all, or none")
                })?)
            }
        };
        let row = match get("row") {
            None => 0,
            Some(text) => text
                .parse()
                .map_err(|_| Error::wrong(format!("`{text}` is no number of a row")))?,
        };
        Ok(View {
            zoom,
            date,
            open,
            task: get("task").map(str::to_owned),
            row,
        })
    }

    /// The address of this view with another zoom, date or row. Which steps are open stays.
    fn at(&self, zoom: Zoom, date: Date, row: usize) -> String {
        let mut address = format!("/timeline?zoom={}", zoom.name());
        if zoom != Zoom::Plan {
            address.push_str(&format!("&date={date}"));
        }
        match &self.open {
            Open::Usual => {}
            Open::All => address.push_str("&open=all"),
            Open::Steps(steps) => address.push_str(&format!("&open={}", listed(steps))),
        }
        if let Some(task) = &self.task {
            address.push_str(&format!("&task={}", query(task)));
        }
        if row > 0 {
            address.push_str(&format!("&row={row}"));
        }
        address
    }

    /// The address of this view with other steps open. The task that was asked for would open its step again.
    fn opened(&self, open: Open) -> String {
        let other = View {
            open,
            task: None,
            ..self.clone()
        };
        other.at(self.zoom, self.date, 0)
    }
}

/// A task that does not exist, with the one that may be meant.
pub(crate) fn no_task(picture: &Picture, id: &str) -> Error {
    let ids = picture.situation.curriculum.tasks.iter().map(|t| t.id.as_str());
    let next = match pivot_app::domain::fault::nearest(id, ids) {
        Some(near) => format!("did you mean `{near}`? The timeline shows all tasks with their ids"),
        None => "the timeline shows all tasks with their ids".to_owned(),
    };
    Error::wrong(format!("there is no task `{id}`")).next(next)
}

fn listed(steps: &BTreeSet<u32>) -> String {
    if steps.is_empty() {
        return "none".to_owned();
    }
    let numbers: Vec<String> = steps.iter().map(u32::to_string).collect();
    numbers.join(",")
}

fn today(picture: &Picture) -> Date {
    let situation = &picture.situation;
    situation.settings.zones.local(situation.now).date()
}

fn body(picture: &Picture, view: &View, lines: &Timeline) -> Markup {
    let plan = &picture.answer.plan;
    let extent = lines.extent();
    html! {
        header.top {
            div {
                h1 { "Timeline" }
                p.faint { (picture.situation.curriculum.title) }
            }
            (finish(picture, lines))
        }
        (trouble::show(picture))
        @match extent {
            None => section.card { h2 { "Nothing to show yet" } p { "No task has a place, and nothing was recorded." } },
            Some(extent) => {
                @let around = (extent.0.min(plan.now), extent.1.max(plan.now));
                @let scale = Scale::new(view.zoom, view.date, around, &plan.zones);
                (chart(picture, view, lines, &scale))
            }
        }
    }
}

/// When everything ends, and where the accepted plan ends.
fn finish(picture: &Picture, lines: &Timeline) -> Markup {
    let plan = &picture.answer.plan;
    let date = |at| date_of(&plan.zones, at);
    let beside = lines.accepted.map(|accepted| {
        let (was, is) = (date(accepted), date(plan.finish));
        if was == is {
            "As in the plan you accepted.".to_owned()
        } else {
            format!("In the plan you accepted: {was}.")
        }
    });
    html! {
        dl.finish {
            dt { "Finish" }
            dd {
                a href="/timeline/why" { (date(plan.finish)) }
                @if plan.proven { span.badge.good title="No schedule of these hours ends earlier" { "proven earliest" } }
            }
            @if let Some(beside) = beside { dd.faint { (beside) } }
        }
    }
}

fn chart(picture: &Picture, view: &View, lines: &Timeline, scale: &Scale) -> Markup {
    let plan = &picture.answer.plan;
    let drawn = rows(
        lines,
        scale,
        (&view.open, view.task.as_deref()),
        view.row,
        plan.now,
    );
    let taken = taken(picture, scale);
    let scene = Scene {
        timeline: lines,
        scale,
        now: plan.now,
        finish: (!plan.sessions.is_empty()).then_some(plan.finish),
        taken: &taken,
        picked: view.task.as_deref(),
    };
    html! {
        section.card.timeline aria-label="The plan as bars" {
            (bar(view, scale, &drawn, today(picture)))
            @if drawn.rows.is_empty() { p.faint { "Nothing is planned then, and nothing was recorded." } }
            @else {
                div.lines {
                    ol.names { @for row in &drawn.rows { (name(view, row, &drawn, scale)) } }
                    div.scroll role="region" tabindex="0" aria-label=(format!("Bars, {}. What they show is beside them in words, and below in a table.", named(scale))) {
                        (PreEscaped(svg(&scene, &drawn)))
                    }
                }
                (rest(view, &drawn))
                (legend(lines, scale))
                (table::show(&drawn, &plan.zones))
            }
        }
    }
}

/// Commitments of a week or day; of longer windows the days that are taken whole.
fn taken(picture: &Picture, scale: &Scale) -> Vec<Stretch> {
    let (from, to) = scale.window();
    let near = matches!(scale.zoom, Zoom::Week | Zoom::Day);
    let (events, _) = picture.situation.events(from, to);
    let own = events
        .iter()
        .filter(|e| e.blocks && (near || e.occurrence.all_day));
    own.map(|e| (e.occurrence.start, e.occurrence.end)).collect()
}

/// What the window is: `January 2027`.
fn named(scale: &Scale) -> String {
    let first = scale.first;
    match scale.zoom {
        Zoom::Plan => "the whole plan".to_owned(),
        Zoom::Month => first.strftime("%B %Y").to_string(),
        Zoom::Week => format!("the week of {}", first.strftime("%-d %B %Y")),
        Zoom::Day => first.strftime("%A %-d %B %Y").to_string(),
    }
}

/// How near, where to, and what is open.
fn bar(view: &View, scale: &Scale, drawn: &Rows<'_>, today: Date) -> Markup {
    let zoom = view.zoom;
    // Nearer to a window is nearer to today where today is in it.
    let date = if scale.first <= today && today < scale.after {
        today
    } else {
        scale.first
    };
    let go = |ahead| view.at(zoom, zoom.step(scale.first, ahead), 0);
    html! {
        div.row.reach {
            h2.grow { (look::sentence(&named(scale)).trim_end_matches('.')) }
            @if zoom != Zoom::Plan {
                nav.row aria-label="Other times" {
                    a.button href=(go(false)) aria-label=(format!("The {} before", zoom.name())) { (look::sign("M15 6l-6 6 6 6")) }
                    a.button href=(view.at(zoom, today, 0)) { "Today" }
                    a.button href=(go(true)) aria-label=(format!("The {} after", zoom.name())) { (look::sign("M9 6l6 6-6 6")) }
                }
            }
            nav.zooms aria-label="How much is shown" {
                @for other in Zoom::ALL {
                    a href=(view.at(other, date, 0)) aria-current=[(other == zoom).then_some("true")] { (look::sentence(other.name()).trim_end_matches('.')) }
                }
            }
            nav.row aria-label="Steps" {
                a.button.quiet href=(view.opened(Open::All)) aria-current=[(drawn.steps.is_subset(&drawn.open)).then_some("true")] { "Open all" }
                a.button.quiet href=(view.opened(Open::Steps(BTreeSet::new()))) aria-current=[drawn.open.is_empty().then_some("true")] { "Fold all" }
            }
        }
    }
}

/// The name of a row, a link with what the bar shows in words.
fn name(view: &View, row: &Row<'_>, drawn: &Rows<'_>, scale: &Scale) -> Markup {
    let zones = &scale.zones;
    let short = |at: Option<Timestamp>| {
        at.map_or("–".to_owned(), |at| {
            zones.local(at).strftime("%-d %b").to_string()
        })
    };
    match row.task {
        Some(task) => html! {
            @let picked = view.task.as_deref() == Some(&task.id);
            li.task.picked[picked] id=[picked.then_some("picked")] {
                (sign(task))
                a.grow href=(why(&task.id)) title=(task.title) { span.mono { (task.id) } " " (task.title) }
                span.hidden { (state(task)) }
                span.time { span.hidden { "ends " } (short(task.finish())) }
            }
        },
        None => {
            let step = row.step;
            let mut open = drawn.open.clone();
            let opened = !open.remove(&step.number);
            if opened {
                open.insert(step.number);
            }
            let to = format!("{}#step-{}", view.opened(Open::Steps(open)), step.number);
            html! {
                li.whole id=(format!("step-{}", step.number)) {
                    a.grow href=(to) aria-expanded=(if opened { "false" } else { "true" }) title=(step.title) {
                        (look::sign(if opened { "M9 6l6 6-6 6" } else { "M6 9l6 6 6-6" }))
                        (look::step(step.number)) span.text { (step.title) }
                    }
                    (amount(step))
                    span.time { span.hidden { "ends " } (short(step.finish())) }
                }
            }
        }
    }
}

/// How much of a step is done.
fn amount(step: &StepLine) -> Markup {
    let (spent, left) = step.work();
    let whole = (spent + left).as_mins().max(1);
    let done = (100 * spent.as_mins() / whole).clamp(0, 100);
    let hint = format!("{} of {} done", hours(spent), hours(spent + left));
    html! { progress max="100" value=(done) title=(hint) aria-label=(format!("{}, {hint}", step.title)) {} }
}

/// A sign before a task's name: done, without a place, late, on the chain.
fn sign(task: &TaskLine) -> Markup {
    let late = task.due.is_some_and(|d| d.late) && task.done.is_none();
    let sign = match task {
        t if t.done.is_some() => "✓",
        t if t.unplaced || late => "!",
        t if t.critical => "●",
        _ => "",
    };
    html! { span.state.bad[sign == "!"] aria-hidden="true" { (sign) } }
}

/// The same in words.
fn state(task: &TaskLine) -> String {
    let mut words = Vec::new();
    if task.done.is_some() {
        return ", done, ".to_owned();
    }
    if task.unplaced {
        words.push("has no place");
    }
    if task.due.is_some_and(|d| d.late) {
        words.push("late");
    }
    if task.critical {
        words.push("on the chain that fixes the finish");
    }
    words.push("");
    format!(", {}", words.join(", "))
}

/// The rows that are not drawn here.
fn rest(view: &View, drawn: &Rows<'_>) -> Markup {
    use crate::timeline::rows::MOST;
    let (from, to) = (drawn.before + 1, drawn.before + drawn.rows.len());
    html! {
        @if drawn.all > drawn.rows.len() {
            nav.row aria-label="Other rows" {
                p.faint.grow { "Rows " (from) " to " (to) " of " (drawn.all) "." }
                @if drawn.before > 0 { a.button href=(view.at(view.zoom, view.date, drawn.before.saturating_sub(MOST))) { "Rows before" } }
                @if to < drawn.all { a.button href=(view.at(view.zoom, view.date, to)) { "Rows after" } }
            }
        }
    }
}

/// What the signs mean; only those that there are.
fn legend(lines: &Timeline, scale: &Scale) -> Markup {
    let tasks = || lines.steps.iter().flat_map(|s| &s.tasks);
    let far = scale.by_days();
    let block = |class: &str| format!("<path class=\"{class}\" d=\"M2 4h24v10h-24z\"/>");
    let signs: [(bool, String, &str); 9] = [
        (
            true,
            block("ahead"),
            if far { "planned, by days" } else { "planned" },
        ),
        (tasks().any(|t| !t.worked.is_empty()), block("worked"), "done"),
        (
            tasks().any(|t| !t.runs.is_empty()),
            "<path class=\"run\" d=\"M2 7h24v5h-24z\"/>".into(),
            "a machine alone",
        ),
        (
            tasks().any(|t| !t.accepted.is_empty()),
            "<path class=\"ghost\" d=\"M2 8h24v3h-24z\"/>".into(),
            "the plan you accepted",
        ),
        (
            !lines.chain.is_empty(),
            "<path class=\"link\" d=\"M2 6h14\"/><path class=\"way\" d=\"M16 6h6v8\"/>".into(),
            "the chain that fixes the finish",
        ),
        (
            tasks().any(|t| t.due.is_some()),
            "<use class=\"due\" href=\"#tl-soft\" x=\"14\" y=\"9\"/>".into(),
            "deadline (filled: it cannot move)",
        ),
        (
            tasks().any(|t| t.due.is_some_and(|d| d.late)),
            "<use class=\"due late\" href=\"#tl-late\" x=\"14\" y=\"9\"/>".into(),
            "deadline that is missed",
        ),
        (
            true,
            "<use class=\"end\" href=\"#tl-end\" x=\"11\" y=\"9\"/>".into(),
            "milestone: a step ends",
        ),
        (
            true,
            "<rect class=\"away\" x=\"2\" y=\"2\" width=\"24\" height=\"14\" fill=\"url(#tl-away)\"/>".into(),
            if far { "days off" } else { "days off, commitments" },
        ),
    ];
    html! {
        ul.legend aria-hidden="true" {
            @for (there, inner, text) in &signs { @if *there { li { (sample(inner)) (text) } } }
            li { span.state { "●" } "on that chain" }
            li { span.state { "✓" } "done" }
            @if far { li { "A step's columns are the hours of each day." } }
        }
        p.faint.counts { (count(lines.steps.len(), "step")) ", " (count(tasks().count(), "task")) ". A bar leads to why it is where it is." }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_listed() {
        assert_eq!(listed(&BTreeSet::from([3, 1])), "1,3");
        assert_eq!(listed(&BTreeSet::new()), "none");
        assert_eq!(why("a b"), "/timeline/why?task=a%20b");
    }
}
