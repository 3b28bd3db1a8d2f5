//! The journal: what was recorded, day by day, newest first; taken back, corrected, looked at and carried away.

mod fact;

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::civil::Date;
use maud::{Markup, html};
use pivot_app::domain::fact::{Event, Part, Recorded};
use pivot_app::verbs::journal::{Filter, export, search, taken_back, verify};
use pivot_app::wire::JournalJson;
use pivot_app::words::{clock, count, long_date, short, what, when};
use pivot_app::{Error, Situation};

use super::fields::Filled;
use super::today::query;
use super::{blocking, show, twin};
use crate::desk::{Desk, Picture};
use crate::look::{self, Frame};

const FRAME: Frame = Frame {
    title: "Journal",
    here: "/journal",
    version: String::new(),
    files: None,
    said: None,
    scripts: &[],
};

/// So many facts on a page.
const PAGE: usize = 100;

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/journal", get(page))
        .route("/journal/fact", get(fact::page))
        .route("/journal/correct", post(fact::right))
        .route("/journal/export", get(lines))
        .route("/api/journal", get(json))
}

type Asked = Query<Vec<(String, String)>>;

/// What is looked for, and what of it could not be read.
fn filter(asked: &Filled) -> (Filter, Vec<String>) {
    let mut wrong = Vec::new();
    let mut date = |name: &str| asked.date(name).map_err(|what| wrong.push(what)).ok().flatten();
    let (from, to) = (date("from"), date("to"));
    let text = |name: &str| asked.get(name).map(str::to_owned);
    let filter = Filter {
        task: text("task"),
        kind: text("kind"),
        text: text("text"),
        from,
        to,
    };
    (filter, wrong)
}

/// The facts that the query lets through, oldest first.
#[utoipa::path(get, path = "/api/journal", responses((status = 200, body = JournalJson)), params(
    ("task" = Option<String>, Query, description = "About this task."),
    ("kind" = Option<String>, Query, description = "Of this kind."),
    ("text" = Option<String>, Query, description = "With this text in their words."),
    ("from" = Option<String>, Query, description = "On this day or later."),
    ("to" = Option<String>, Query, description = "On this day or earlier."),
))]
pub(crate) async fn json(State(desk): State<Desk>, Query(asked): Asked) -> Response {
    twin(desk, move |picture| {
        let situation = &picture.situation;
        let (filter, wrong) = filter(&Filled::of(asked));
        if let Some(wrong) = wrong.into_iter().next() {
            return Err(Error::wrong(wrong));
        }
        let facts = search(situation, &filter);
        Ok(JournalJson::new(
            &facts,
            &situation.facts,
            &situation.settings.zones,
        ))
    })
    .await
}

/// All facts as lines, for another machine or another program.
async fn lines(State(desk): State<Desk>) -> Response {
    blocking(move || {
        let lines = export(&desk.folder()?, false)?;
        let headers = [
            (header::CONTENT_TYPE, "application/x-ndjson; charset=utf-8"),
            (
                header::CONTENT_DISPOSITION,
                "attachment; filename=\"journal.jsonl\"",
            ),
            (header::CACHE_CONTROL, "no-store"),
        ];
        Ok((headers, lines.text).into_response())
    })
    .await
}

async fn page(State(desk): State<Desk>, uri: Uri, Query(asked): Asked) -> Response {
    show(desk, uri, FRAME, move |picture, frame| {
        let verified = asked.iter().any(|(name, _)| name == "verify");
        let asked = Filled::of(asked);
        Ok(html! {
            header.top {
                div {
                    h1 { "Journal" }
                    p.faint { "What you recorded, newest first. Nothing is ever changed: what is wrong is taken back, and that is recorded too." }
                }
                div.row {
                    a.button href="/journal/export" download { "Download all (JSON lines)" }
                    a.button href="/journal?verify" { "Check it" }
                }
            }
            @if verified { (report(picture)?) }
            (list(picture, frame, &asked))
        })
    })
    .await
}

/// What a look at the whole journal found.
fn report(picture: &Picture) -> Result<Markup, Error> {
    let report = verify(&picture.folder)?;
    let facts = count(report.facts, "fact");
    Ok(html! {
        @if report.faults.is_empty() {
            p.note.good role="status" {
                strong { "The journal holds together." } " " (facts)
                @if report.version == 1 { ", the database is whole. The chain begins with the next fact." }
                @else { ", the chain and the database are whole." }
            }
        } @else {
            div.note.bad role="alert" {
                p { strong { "The journal does not hold together." } }
                ul { @for fault in &report.faults { li { (look::sentence(fault)) } } }
                p {
                    "Keep a copy of the folder " code { ".pivot" } ". " code { "pivot restore FILE" } " brings back a backup and keeps this one beside it; "
                    code { "pivot journal export --readable" } " saves what can be read. Where only " code { "progress" } " is named, " code { "pivot journal rebuild" } " mends it."
                }
            }
        }
    })
}

/// What the rows of a list share.
struct List<'p> {
    situation: &'p Situation,
    steps: BTreeMap<&'p str, u32>,
    gone: BTreeMap<&'p str, &'p Recorded>,
}

impl<'p> List<'p> {
    fn of(situation: &'p Situation) -> List<'p> {
        let tasks = &situation.curriculum.tasks;
        List {
            steps: tasks.iter().map(|t| (t.id.as_str(), t.step)).collect(),
            gone: taken_back(&situation.facts),
            situation,
        }
    }
}

fn list(picture: &Picture, frame: &Frame, asked: &Filled) -> Markup {
    let situation = &picture.situation;
    let zones = &situation.settings.zones;
    let (filter, wrong) = filter(asked);
    let mut facts = search(situation, &filter);
    // They come in the order in which they were written; of one moment the last written is the newest.
    facts.sort_by_key(|r| r.fact.at);
    facts.reverse();
    let pages = facts.len().div_ceil(PAGE).max(1);
    let number = asked.get("page").and_then(|p| p.parse().ok());
    let number = number.unwrap_or(1_usize).clamp(1, pages);
    let rows = facts.iter().skip((number - 1) * PAGE).take(PAGE);
    let mut days: Vec<(Date, Vec<&Recorded>)> = Vec::new();
    for fact in rows {
        let day = zones.civil(fact.fact.at).date();
        match days.last_mut().filter(|(known, _)| *known == day) {
            Some((_, rows)) => rows.push(fact),
            None => days.push((day, vec![fact])),
        }
    }
    let shared = List::of(situation);
    html! {
        (search_form(situation, asked, &wrong))
        form #undo method="post" action="/do/undo" { (look::version(&frame.version)) (look::back(frame.here)) }
        @if facts.is_empty() {
            section.card {
                @if situation.facts.is_empty() {
                    h2 { "Nothing is recorded yet" }
                    p { "It begins with the first hour of work: start a timer or log time on " a href="/" { "Today" } "." }
                } @else {
                    h2 { "Nothing like that" }
                    p { a href="/journal" { "Show everything" } }
                }
            }
        } @else {
            p.faint { (count(facts.len(), "fact")) @if pages > 1 { ", page " (number) " of " (pages) } }
        }
        @for (day, rows) in &days {
            section.card.recorded {
                h2 { (long_date(*day)) }
                ul { @for fact in rows { (row(&shared, fact)) } }
            }
        }
        @if pages > 1 { (way(asked, number, pages)) }
    }
}

/// A fact in the list.
fn row(list: &List<'_>, recorded: &Recorded) -> Markup {
    let situation = list.situation;
    let event = &recorded.fact.event;
    let gone = list.gone.get(recorded.id.as_str());
    let step = event.task().and_then(|task| list.steps.get(task));
    html! {
        li id=(format!("f-{}", recorded.id)) {
            span.time { (clock(&situation.settings.zones, recorded.fact.at)) }
            @match step { Some(step) => (look::step(*step)), None => span.step.busy aria-hidden="true" {} }
            span.grow {
                @if let Some(by) = gone {
                    del { (said(situation, event)) } " " span.badge { "taken back" }
                    span.faint { " by " a href=(format!("/journal/fact?id={}", by.id)) { (short(&by.id)) } ", " (when(situation, by.fact.at)) }
                } @else {
                    (said(situation, event))
                    @if let Some(title) = title(situation, event) { span.faint { " · " (title) } }
                }
            }
            span.faint.from {
                @if is_late(recorded) { "recorded " (when(situation, recorded.recorded)) " · " }
                (recorded.machine)
            }
            span.acts {
                @if gone.is_none() && event.can_be_undone() {
                    button.quiet form="undo" name="id" value=(recorded.id) { (back(event)) span.hidden { ": " (what(situation, event)) } }
                }
                a.button.quiet href=(format!("/journal/fact?id={}", recorded.id)) {
                    @if gone.is_none() && spent(event).is_some() { "Correct" } @else { "More" }
                    span.hidden { ": " (what(situation, event)) }
                }
            }
        }
    }
}

/// What a fact says; of an undo, what it took back or brought back.
fn said(situation: &Situation, event: &Event) -> String {
    let target = |event: &Event| match event {
        Event::Undone { fact } => situation.facts.iter().find(|r| r.id == *fact),
        _ => None,
    };
    let Some(first) = target(event).map(|r| &r.fact.event) else {
        return what(situation, event);
    };
    match target(first) {
        Some(second) => format!("brought back: {}", what(situation, &second.fact.event)),
        None => format!("taken back: {}", what(situation, first)),
    }
}

/// What taking it back is called: of an undo, bringing back.
fn back(event: &Event) -> &'static str {
    match event {
        Event::Undone { .. } => "Bring back",
        _ => "Take back",
    }
}

/// Whether a fact was written noticeably later than it happened.
fn is_late(recorded: &Recorded) -> bool {
    recorded.recorded.duration_since(recorded.fact.at).as_mins() >= 5
}

fn title(situation: &Situation, event: &Event) -> Option<String> {
    let known = situation.curriculum.task(event.task()?)?;
    Some(known.title.clone())
}

/// The work that a fact records.
fn spent(event: &Event) -> Option<(&Part, jiff::SignedDuration)> {
    match event {
        Event::Logged { part, spent } | Event::Stopped { part, spent } => Some((part, *spent)),
        _ => None,
    }
}

fn search_form(situation: &Situation, asked: &Filled, wrong: &[String]) -> Markup {
    let tasks: BTreeSet<&str> = situation
        .facts
        .iter()
        .filter_map(|r| r.fact.event.task())
        .collect();
    let kinds: BTreeSet<&str> = situation.facts.iter().map(|r| r.fact.event.kind()).collect();
    let choice = |name: &'static str, label: &str, all: &str, options: &BTreeSet<&str>| {
        html! {
            div.field {
                label for=(name) { (label) }
                select id=(name) name=(name) {
                    option value="" { (all) }
                    @for one in options { option value=(one) selected[asked.get(name) == Some(one)] { (one) } }
                }
            }
        }
    };
    let field = |name: &'static str, label: &str, kind: &str| {
        html! { div.field { label for=(name) { (label) } input id=(name) name=(name) type=(kind) value=(asked.typed(name)) autocomplete="off"; } }
    };
    html! {
        form.card.search method="get" action="/journal" role="search" aria-label="Facts" {
            (field("text", "With the words", "search"))
            (choice("task", "Task", "every task", &tasks))
            (choice("kind", "Kind", "every kind", &kinds))
            (field("from", "From", "date"))
            (field("to", "To", "date"))
            button { "Show" }
            @for what in wrong { p.wrong { (look::sentence(what)) } }
        }
    }
}

/// To the pages before and after.
fn way(asked: &Filled, number: usize, pages: usize) -> Markup {
    let to = |page: usize| {
        let kept = ["text", "task", "kind", "from", "to"].into_iter();
        let kept = kept.filter_map(|name| Some(format!("{name}={}&", query(asked.get(name)?))));
        format!("/journal?{}page={page}", kept.collect::<String>())
    };
    html! {
        nav.row aria-label="Pages of the journal" {
            @if number > 1 { a.button rel="prev" href=(to(number - 1)) { "Newer" } }
            @if number < pages { a.button rel="next" href=(to(number + 1)) { "Older" } }
        }
    }
}
