//! The timeline: the whole plan, or a month, a week, a day of it, as bars.

mod legend;
mod names;
mod table;
mod trouble;
mod view;

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};
use pivot_app::Error;
use pivot_app::planning::{Stretch, Timeline, timeline};
use pivot_app::wire::TimelineJson;
use pivot_app::words::date_of;

use super::{show, twin};
use crate::desk::{Desk, Picture};
use crate::look::{self, Frame};
use crate::timeline::draw::{Scene, svg};
use crate::timeline::rows::{MOST, Open, Rows, rows};
use crate::timeline::scale::{Scale, Zoom};
use view::View;

const FRAME: Frame = Frame {
    title: "Timeline",
    here: "/timeline",
    version: String::new(),
    files: None,
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
        &picture.overview(),
    ))
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
                    ol.names { @for row in &drawn.rows { (names::name(view, row, &drawn, scale)) } }
                    div.scroll role="region" tabindex="0" aria-label=(format!("Bars, {}. What they show is beside them in words, and below in a table.", named(scale))) {
                        (PreEscaped(svg(&scene, &drawn)))
                    }
                }
                (rest(view, &drawn))
                (legend::show(lines, scale))
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

/// The rows that are not drawn here.
fn rest(view: &View, drawn: &Rows<'_>) -> Markup {
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
