//! Why: what fixes the finish, how much slack each task has, and the reasons of one task.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use jiff::Timestamp;
use maud::{Markup, html};
use pivot_app::Error;
use pivot_app::domain::zones::Zones;
use pivot_app::planning::{
    ChainReason, Overview, Reasons, SessionReason, Slack, StepLine, TaskLine, TaskSlack, Timeline,
};
use pivot_app::wire::{OverviewJson, WhyJson};
use pivot_app::words::{count, date_of, hours, roughly};
use serde::Serialize;
use utoipa::ToSchema;

use super::timeline::{lines, no_task};
use super::today::query;
use super::{show, twin};
use crate::desk::{Desk, Picture};
use crate::look::{self, Frame};
use crate::timeline::draw;

const FRAME: Frame = Frame {
    title: "Why",
    here: "/timeline",
    version: String::new(),
    files: None,
    said: None,
    scripts: &[],
};

/// So many sessions are shown at once.
const FIRST: usize = 3;

/// So many tasks, or later sessions, are listed.
const LISTED: usize = 100;

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/timeline/why", get(page))
        .route("/api/why", get(json))
}

type Asked = Vec<(String, String)>;

fn field<'a>(asked: &'a Asked, name: &str) -> Option<&'a str> {
    let own = asked.iter().find(|(n, v)| n == name && !v.trim().is_empty());
    own.map(|(_, value)| value.trim())
}

/// `pivot.why/1`: of a task, or of the whole plan.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum WhyAnswer {
    /// The reasons of one task.
    Task(Box<WhyJson>),
    /// What fixes the finish, and the slack of every task.
    Plan(OverviewJson),
}

/// Why a task is where it is; without a task, what fixes the finish and how much slack there is.
#[utoipa::path(get, path = "/api/why", params(("task" = Option<String>, Query, description = "A task's id")),
    responses((status = 200, body = WhyAnswer)))]
pub(crate) async fn json(State(desk): State<Desk>, Query(asked): Query<Asked>) -> Response {
    twin(desk, move |picture| -> Result<WhyAnswer, Error> {
        let zones = &picture.situation.settings.zones;
        Ok(match field(&asked, "task") {
            Some(task) => WhyAnswer::Task(Box::new(WhyJson::new(&reasons(picture, task)?, zones))),
            None => WhyAnswer::Plan(OverviewJson::new(&picture.overview(), zones)),
        })
    })
    .await
}

async fn page(State(desk): State<Desk>, uri: Uri, Query(asked): Query<Asked>) -> Response {
    show(desk, uri, FRAME, move |picture, _| match field(&asked, "task") {
        Some(task) => of_task(picture, task),
        None => {
            let step = match field(&asked, "step") {
                None => None,
                Some(text) => Some(text.parse().map_err(|_| {
                    Error::wrong(format!("`{text}` is no number of a step")).next("write a number such as 3")
                })?),
            };
            Ok(of_plan(picture, &picture.overview(), step))
        }
    })
    .await
}

/// The reasons of a task that exists.
fn reasons(picture: &Picture, task: &str) -> Result<Reasons, Error> {
    let situation = &picture.situation;
    if situation.curriculum.task(task).is_none() && !situation.progress().added.contains_key(task) {
        return Err(no_task(picture, task));
    }
    picture.answer.kept.why(situation, task)
}

fn of_task(picture: &Picture, task: &str) -> Result<Markup, Error> {
    let lines = lines(picture)?;
    let zones = &picture.situation.settings.zones;
    if let Some((step, line)) = lines.task(task)
        && let Some(done) = line.done
    {
        return Ok(finished(zones, (step, line), done));
    }
    let reasons = reasons(picture, task)?;
    let line = lines.task(task);
    // A task at the end of the chain that fixes the finish has that chain before it.
    let before = reasons.before.len() > 1 && reasons.before != reasons.chain;
    Ok(html! {
        (head(line.map(|(step, _)| step.number), (&reasons.task, &reasons.title), false))
        section.card {
            h2 { "How it stands" }
            dl.facts {
                @match (reasons.start, reasons.finish) {
                    (Some(start), Some(finish)) => {
                        dt { "Planned" } dd { (moment(zones, start)) " to " (moment(zones, finish)) }
                    }
                    _ => { dt { "Planned" } dd { strong { "It has no place." } " " a href="/timeline" { "The timeline says why" } "." } }
                }
                @if let Some((_, line)) = line {
                    dt { "Work" } dd { (hours(line.spent)) " done, " (hours(line.left)) " left" }
                    @if let Some(due) = line.due {
                        dt { "Deadline" }
                        dd {
                            (pivot_app::words::long_date(pivot_app::words::deadline_day(zones, due.at)))
                            @if due.hard { ", and it cannot move" }
                            @if due.late { " " span.badge.bad { "missed by this plan" } }
                        }
                    }
                    (others("Waits for", &lines, |t| line.after.contains(&t.id)))
                    (others("Waits for this", &lines, |t| t.after.contains(&line.id)))
                }
                @if let Some(slack) = reasons.slack { dt { "Slack" } dd { (slack_of(slack)) } }
            }
        }
        (sessions(zones, &reasons.sessions))
        @if before {
            section.card { h2 { "What leads up to it" } (chain(zones, &reasons.before, task, (5, 25))) }
        }
        section.card {
            h2 { "What fixes the finish" }
            (chain(zones, &reasons.chain, task, (5, 15)))
            p { a href="/timeline/why" { "The slack of every task" } }
        }
    })
}

/// Tasks that have to do with this one.
fn others(what: &str, lines: &Timeline, of: impl Fn(&TaskLine) -> bool) -> Markup {
    let others: Vec<&TaskLine> = lines
        .steps
        .iter()
        .flat_map(|s| &s.tasks)
        .filter(|t| of(t))
        .collect();
    html! {
        @if !others.is_empty() {
            dt { (what) }
            dd {
                ul.plain {
                    @for t in others.iter().take(LISTED) {
                        li { a href=(draw::why(&t.id)) { span.mono { (t.id) } " " (t.title) } @if t.done.is_some() { span.faint { ", done" } } }
                    }
                }
            }
        }
    }
}

/// What this is about, and where to go from here.
fn head(step: Option<u32>, (task, title): (&str, &str), done: bool) -> Markup {
    html! {
        header.top {
            div {
                h1 { @if let Some(step) = step { (look::step(step)) " " } @if done { span.mono { (task) } " is done" } @else { "Why " span.mono { (task) } " is where it is" } }
                p.faint { (title) }
            }
            nav.row aria-label="Beside this" {
                a.button href=(format!("/timeline?task={}#picked", query(task))) { "In the timeline" }
                a.button.quiet href="/timeline/why" { "Every task" }
            }
        }
    }
}

/// A task that is done has no reasons left, but a past.
fn finished(zones: &Zones, (step, line): (&StepLine, &TaskLine), done: Timestamp) -> Markup {
    html! {
        (head(Some(step.number), (&line.id, &line.title), true))
        section.card {
            h2 { "How it stands" }
            p { "Finished " (moment(zones, done)) ", with " (hours(line.spent)) " of work recorded. Nothing of it is left to plan." }
            p { a href="/journal" { "The journal" } }
        }
    }
}

fn moment(zones: &Zones, at: Timestamp) -> String {
    zones.local(at).strftime("%a %-d %b %Y %H:%M").to_string()
}

/// Slack in words.
fn slack_of(slack: Slack) -> String {
    if slack.elapsed.is_zero() {
        return "None: an hour later here is an hour later at the end.".to_owned();
    }
    format!(
        "At most {}, with {} of study time in them. Other work may need it before that.",
        roughly(slack.elapsed),
        hours(slack.study)
    )
}

/// Each session with what keeps it from being earlier; the first few at once.
fn sessions(zones: &Zones, sessions: &[SessionReason]) -> Markup {
    let (first, rest) = sessions.split_at(sessions.len().min(FIRST));
    html! {
        @if !sessions.is_empty() {
            section.card {
                h2 { "Why no session of it is earlier" }
                ol.reasons { @for session in first { (one(zones, session)) } }
                @if !rest.is_empty() {
                    details id="sessions" {
                        summary { (count(rest.len(), "later session")) }
                        ol.reasons { @for session in rest.iter().take(LISTED) { (one(zones, session)) } }
                        @if rest.len() > LISTED { p.faint { "And " (count(rest.len() - LISTED, "session")) " more." } }
                    }
                }
            }
        }
    }
}

fn one(zones: &Zones, session: &SessionReason) -> Markup {
    html! {
        li {
            p {
                a href=(format!("/calendar?date={}", zones.local(session.start).date())) { (moment(zones, session.start)) }
                " " span.faint.mono { (session.id) }
            }
            ul { @for reason in &session.reasons { li { (look::sentence(reason)) } } }
        }
    }
}

/// A chain, each link with when and why. Of a long one the links at its two ends, so many of each. The task that was asked for
/// stands out.
fn chain(zones: &Zones, links: &[ChainReason], here: &str, ends: (usize, usize)) -> Markup {
    let (first, between, last) = cut(links, ends);
    html! {
        @if links.is_empty() { p.faint { "Nothing is left to do." } }
        ol.chain {
            @for one in first { (link(zones, one, here)) }
            @if between > 0 { li.gap { p.faint { (count(between, "link")) " between, each after the one before it." } } }
            @for one in last { (link(zones, one, here)) }
        }
    }
}

/// The first and the last of a list, and how many there are between.
fn cut<T>(all: &[T], (first, last): (usize, usize)) -> (&[T], usize, &[T]) {
    if all.len() <= first + last {
        return (all, 0, &[]);
    }
    let between = all.len() - first - last;
    (&all[..first], between, &all[first + between..])
}

fn link(zones: &Zones, link: &ChainReason, here: &str) -> Markup {
    let short = |at: Timestamp| zones.local(at).strftime("%a %-d %b %H:%M").to_string();
    html! {
        li.here[link.task == here] {
            p { a href=(draw::why(&link.task)) { span.mono { (link.task) } " " (link.title) } }
            p.faint { (short(link.start)) " to " (short(link.finish)) }
            p { (look::sentence(&link.reason)) }
        }
    }
}

fn of_plan(picture: &Picture, overview: &Overview, step: Option<u32>) -> Markup {
    let zones = &picture.situation.settings.zones;
    let mut steps: Vec<u32> = overview.tasks.iter().map(|t| t.step).collect();
    steps.dedup();
    let mut tasks: Vec<&TaskSlack> = overview
        .tasks
        .iter()
        .filter(|t| step.is_none_or(|s| t.step == s))
        .collect();
    // What has no place has no slack either, and comes first; then whoever has least.
    tasks.sort_by_key(|t| t.slack.map(|s| (s.elapsed, s.study)));
    html! {
        header.top {
            div {
                h1 { "Why it ends when it does" }
                p.faint {
                    "Finish: " (moment(zones, overview.finish))
                    @if overview.proven { ", the earliest there is." } @else { ", the earliest that was found." }
                }
            }
            nav.row aria-label="Beside this" { a.button href="/timeline" { "The timeline" } }
        }
        section.card { h2 { "What fixes the finish" } (chain(zones, &overview.chain, "", (20, 60))) }
        section.card {
            h2 { "How much later each task may end before the finish moves" }
            p.faint { "Other tasks' claims on the same hours aside. ● is on the chain above." }
            nav.row.filter aria-label="Steps" {
                a href="/timeline/why" aria-current=[step.is_none().then_some("true")] { "All" }
                @for number in &steps {
                    a href=(format!("/timeline/why?step={number}")) aria-current=[(step == Some(*number)).then_some("true")] { (look::step(*number)) span.hidden { "Step " (number) } }
                }
            }
            @if tasks.is_empty() { p.faint { "No open task." } } @else { (slacks(zones, &tasks)) }
            @if tasks.len() > LISTED { p.faint { "And " (count(tasks.len() - LISTED, "task")) " with more slack: choose a step to see them." } }
        }
    }
}

/// Tasks with their slack.
fn slacks(zones: &Zones, tasks: &[&TaskSlack]) -> Markup {
    html! {
        div.scroll role="region" tabindex="0" aria-label="Slack of tasks" {
            table.slack {
                thead { tr { th scope="col" { "Task" } th scope="col" { "Ends" } th scope="col" { "Slack" } th.number scope="col" { "Study time in it" } } }
                tbody {
                    @for t in tasks.iter().take(LISTED) {
                        tr {
                            td {
                                span.state { @if t.critical { span aria-hidden="true" { "●" } span.hidden { "on the chain: " } } }
                                a href=(draw::why(&t.task)) { span.mono { (t.task) } " " (t.title) }
                            }
                            td.time { (t.finish.map_or("no place".to_owned(), |at| date_of(zones, at))) }
                            td.time {
                                (match t.slack { None => "–".to_owned(), Some(s) if s.elapsed.is_zero() => "none".to_owned(), Some(s) => roughly(s.elapsed) })
                            }
                            td.number { (t.slack.map_or("–".to_owned(), |s| hours(s.study))) }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of eight links three at the beginning and two at the end leave three between; five fit.
    #[test]
    fn a_long_chain_shows_its_ends() {
        let all = [1, 2, 3, 4, 5, 6, 7, 8];
        assert_eq!(cut(&all, (3, 2)), (&all[..3], 3, &all[6..]));
        assert_eq!(cut(&all[..5], (3, 2)), (&all[..5], 0, &[][..]));
    }
}
