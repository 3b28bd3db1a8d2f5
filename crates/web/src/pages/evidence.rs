//! Evidence: what each step still needs, in words, what files and facts say of it now, and what was recorded for it. Nothing is
//! run, fetched or recorded here: that is `pivot evidence`.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use pivot_app::domain::curriculum::DoneWhen;
use pivot_app::domain::evidence::{Check, Judged, Part, State as Stands};
use pivot_app::domain::fact::{Event, Recorded};
use pivot_app::planning::{StepEvidence, TaskEvidence, evidence};
use pivot_app::verbs::evidence::judge_all;
use pivot_app::wire::EvidenceJson;
use pivot_app::words::closing::{OWN_WORD, check, checkable, how_many};
use pivot_app::words::{date_of, hours, what};
use pivot_app::{Error, Situation};

use super::{show, twin};
use crate::desk::{Desk, Picture};
use crate::look::{self, Frame};

const FRAME: Frame = Frame {
    title: "Evidence",
    here: "/evidence",
    version: String::new(),
    files: None,
    said: None,
    scripts: &[],
};

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/evidence", get(page))
        .route("/api/evidence", get(json))
}

/// What each step still needs, and what was recorded for it.
#[utoipa::path(get, path = "/api/evidence", responses((status = 200, body = EvidenceJson)))]
pub(crate) async fn json(State(desk): State<Desk>) -> Response {
    twin(desk, |picture| {
        let situation = &picture.situation;
        let (mut steps, others) = evidence(situation, &picture.answer.plan.steps);
        judge_all(&picture.folder, situation, &mut steps)?;
        Ok(EvidenceJson::new(
            &steps,
            &others,
            situation.now,
            &situation.settings.zones,
        ))
    })
    .await
}

/// A plan of more tasks than this shows those of one step at a time.
const MANY: usize = 150;

async fn page(State(desk): State<Desk>, uri: Uri, Query(asked): Query<Vec<(String, String)>>) -> Response {
    let step = asked.iter().find(|(name, _)| name == "step");
    let step = step.and_then(|(_, number)| number.parse().ok());
    show(desk, uri, FRAME, move |picture, _| all(picture, step)).await
}

fn all(picture: &Picture, asked: Option<u32>) -> Result<Markup, Error> {
    let situation = &picture.situation;
    let (mut steps, others) = evidence(situation, &picture.answer.plan.steps);
    judge_all(&picture.folder, situation, &mut steps)?;
    let met: usize = steps.iter().map(StepEvidence::met).sum();
    let tasks: usize = steps.iter().map(|s| s.tasks.len()).sum();
    let done: usize = steps.iter().map(StepEvidence::done).sum();
    // The first step that is open is the one that a person looks for.
    let open = steps.iter().find(|s| s.done() < s.tasks.len()).map(|s| s.number);
    let open = asked.or(open);
    let shows = |step: &StepEvidence| tasks <= MANY || open == Some(step.number);
    Ok(html! {
        header.top {
            div {
                h1 { "Evidence" }
                @if let Some(question) = &situation.curriculum.question { p.faint { (question) } }
            }
            dl.finish {
                dt { "Tasks with evidence" } dd { strong { (met) " of " (tasks) } }
                dt { "Tasks you recorded as done" } dd { strong { (done) " of " (tasks) } }
            }
        }
        p.note { "A step closes on evidence, not on a word. This page looks at your files and facts; " code { "pivot evidence" } " records what it finds, and closes what is ready. What nothing shows is " strong { "unverified" } "." }
        div.columns {
            div { @for step in &steps { (card(situation, step, shows(step).then_some(open == Some(step.number)))) } }
            aside {
                section.card {
                    h2 { "The way" }
                    ol.way { @for step in &steps { (line(step)) } }
                }
                (beside(situation, &others))
            }
        }
    })
}

/// How much of a hundred hours of a step is behind the person.
fn share(step: &StepEvidence) -> i64 {
    let whole = step.effort.as_mins().max(1);
    (100 * (whole - step.left.as_mins()) / whole).clamp(0, 100)
}

fn line(step: &StepEvidence) -> Markup {
    let share = share(step);
    html! {
        li {
            (look::step(step.number))
            a.grow href=(format!("#step-{}", step.number)) { (step.title) }
            progress max="100" value=(share) aria-label=(format!("{}: {share} of 100 of its hours", step.title)) {}
        }
    }
}

/// A step. `open`: whether its tasks are shown at once; `None`: they have a page of their own.
fn card(situation: &Situation, step: &StepEvidence, open: Option<bool>) -> Markup {
    let (done, all) = (step.done(), step.tasks.len());
    html! {
        section.card.needs id=(format!("step-{}", step.number)) {
            h2 { (look::step(step.number)) " " (step.title) }
            @if let Some(question) = &step.question { p.faint { (question) } }
            p.row.sums {
                span { strong { (done) " of " (all) } " tasks done" }
                @if !step.effort.is_zero() { span { strong { (hours(step.spent)) } " worked, " (hours(step.left)) " left of about " (hours(step.effort)) } }
            }
            @if let Some(done_when) = &step.done_when {
                div.closes { h3 { "The step itself closes when" } (need(done_when, step.judged.as_ref())) (seen(situation, &step.facts)) }
            }
            @let named = if done == all { "Its tasks" } else { "What its tasks need" };
            @match open {
                _ if all == 0 => {},
                None => p { a href=(format!("/evidence?step={}#step-{}", step.number, step.number)) { (named) } },
                Some(open) => details id=(format!("needs-{}", step.number)) open[open] {
                    summary { (named) }
                    ul.tasks { @for task in step.tasks.iter().take(MANY) { (row(situation, task)) } }
                    @if all > MANY { p.faint { "And " (all - MANY) " more, in " a href="/api/evidence" { "the same as JSON" } "." } }
                },
            }
        }
    }
}

fn row(situation: &Situation, task: &TaskEvidence) -> Markup {
    let zones = &situation.settings.zones;
    html! {
        li {
            p.row {
                span.grow { span.mono { (task.id) } " " (task.title) }
                (state(task))
            }
            @match &task.done_when {
                Some(done_when) => (need(done_when, task.judged.as_ref())),
                None => p.faint { "Your word closes it: there is nothing that a machine could look at." },
            }
            @if let Some(at) = task.finished { p.faint { "You recorded it as done on " (date_of(zones, at)) "." } }
            (seen(situation, &task.facts))
        }
    }
}

/// Where a task stands, in a word or two. A word of the person is no check.
fn state(task: &TaskEvidence) -> Markup {
    let checks: BTreeMap<&str, bool> = task
        .facts
        .iter()
        .filter_map(|r| match &r.fact.event {
            Event::Checked { check, met, .. } => Some((check.as_str(), *met)),
            _ => None,
        })
        .collect();
    let done = task.finished.is_some();
    let many = (task.times > 1).then(|| format!("{} of {}", task.done, task.times));
    html! {
        @if let Some(many) = many { span.badge { (many) " done" } }
        @if task.is_met() { span.badge.good { "evidence is there" } }
        @else if checks.values().any(|met| !met) { span.badge.bad { "a check was not met" } }
        @else if !checks.is_empty() { span.badge { "what was checked was met" } }
        @if done {
            @if task.done_when.as_ref().is_none_or(|d| !checkable(d)) { span.badge { "done, unverified" } }
            @else if task.is_met() { span.badge { "done" } }
            @else { span.badge { "done, unverified" } }
        } @else if task.is_ready() { span.badge.good { "ready to close" } }
        @else if task.times == 1 { span.badge { "open" } }
    }
}

/// What closes something, part by part, and how each part stands.
fn need(done_when: &DoneWhen, judged: Option<&Judged>) -> Markup {
    match done_when {
        DoneWhen::Check { kind, with } => html! {
            p.need { (look::coded(&look::sentence(&check(kind, with)))) @if kind == OWN_WORD { " " span.badge { "unverified" } }
                @if let Some(lab) = with.get("lab").and_then(|lab| lab.as_str()).filter(|_| kind == "lab") { " " a href=(super::labs::address(lab)) { "Open it" } }
            }
            @if let Some(Part::Check(check)) = judged.map(|j| &j.part) { @if kind != OWN_WORD { (stands(check)) } }
        },
        DoneWhen::All(parts) | DoneWhen::Any(parts) | DoneWhen::AtLeast(_, parts) => html! {
            div.need {
                @if let Some(many) = how_many(done_when) { p { (look::sentence(&format!("{many}:"))) } }
                @let of = |number: usize| match judged.map(|j| &j.part) { Some(Part::Of(of)) => of.get(number), _ => None };
                ul { @for (number, part) in parts.iter().enumerate() { li { (need(part, of(number))) } } }
            }
        },
    }
}

/// How a check stands by what was read now, and what to do.
fn stands(check: &Check) -> Markup {
    let now = &check.now;
    html! {
        p.faint {
            @match now.state {
                Stands::Met => span.badge.good { "met" },
                Stands::Missing => span.badge { "missing" },
                Stands::Unverified => span.badge { "unverified" },
                Stands::Unknown => span.badge { "not looked at here" },
            }
            " " (look::coded(&look::sentence(&now.found)))
            @if check.before.is_some() && now.state != Stands::Met { " It was met before, and that stands." }
            @else if let Some(next) = &now.next { " " (look::coded(&look::sentence(next))) }
        }
    }
}

/// At most so many facts are shown beside a task.
const SHOWN: usize = 5;

/// What was recorded, the newest first, and by what machine.
fn seen(situation: &Situation, facts: &[Recorded]) -> Markup {
    let zones = &situation.settings.zones;
    html! {
        @if !facts.is_empty() {
            ul.seen {
                @for fact in facts.iter().rev().take(SHOWN) {
                    li {
                        (mark(&fact.fact.event)) " " (what(situation, &fact.fact.event)) @if let Some(link) = link(&fact.fact.event) { " " a href=(link) rel="noreferrer" { "See it" } }
                        span.faint { " · " (date_of(zones, fact.fact.at)) " on " (fact.machine) }
                    }
                }
                @if facts.len() > SHOWN { li.faint { "And " (facts.len() - SHOWN) " before, in " a href="/journal" { "the journal" } "." } }
            }
        }
    }
}

/// What kind of word it is: a check, or the person's.
fn mark(event: &Event) -> Markup {
    html! {
        @match event {
            Event::Checked { met: true, .. } => span.badge.good { "checked" },
            Event::Checked { met: false, .. } => span.badge.bad { "not met" },
            _ => span.badge { "recorded" },
        }
    }
}

/// Where a deed can be seen, as far as it is an address of the web.
fn link(event: &Event) -> Option<&str> {
    let deed = match event {
        Event::Scored { deed, .. } | Event::Outcome { deed, .. } => deed,
        Event::Submitted(deed) | Event::Published(deed) | Event::Attended(deed) => deed,
        _ => return None,
    };
    let link = deed.link.as_deref()?;
    (link.starts_with("https://") || link.starts_with("http://")).then_some(link)
}

/// What was recorded for no task of the plan.
fn beside(situation: &Situation, others: &[Recorded]) -> Markup {
    html! {
        @if !others.is_empty() {
            section.card { h2 { "Beside the plan" } p.faint { "Recorded for no task that the plan has." } (seen(situation, others)) }
        }
    }
}
