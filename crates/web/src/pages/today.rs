//! Today: what to do now, what was missed, and what today does to the finish.

use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use pivot_app::Error;
use pivot_app::domain::zones::{Zones, later};
use pivot_app::planning::{Answer, Missed, Move, Plan, PlannedSession, PlannedStep, Tally};
use pivot_app::verbs::record::shown;
use pivot_app::wire::PlanJson;
use pivot_app::words::{clock, count, date_of, hours};

use super::{show, twin};
use crate::desk::{Desk, Picture};
use crate::look::{self, Frame};
use crate::words;

const FRAME: Frame = Frame {
    title: "Today",
    here: "/",
    version: String::new(),
    files: None,
    said: None,
    scripts: &[],
};

/// So many days ahead are shown, and so many sessions.
const AHEAD: (i64, usize) = (8, 6);

pub(crate) fn routes() -> Router<Desk> {
    Router::new().route("/", get(page)).route("/api/today", get(json))
}

async fn page(State(desk): State<Desk>, uri: Uri) -> Response {
    show(desk, uri, FRAME, |picture, frame| Ok(today(picture, frame))).await
}

/// Today's sessions.
#[utoipa::path(get, path = "/api/today", responses((status = 200, body = PlanJson)))]
pub(crate) async fn json(State(desk): State<Desk>) -> Response {
    twin(desk, |picture| -> Result<PlanJson, Error> {
        let (from, to) = day(&picture.situation.settings.zones, picture.situation.now);
        Ok(PlanJson::new(&picture.answer.clone().between(from, to)))
    })
    .await
}

/// The day of a moment: its midnights.
fn day(zones: &Zones, now: Timestamp) -> (Timestamp, Timestamp) {
    let date = zones.local(now).date();
    (zones.start_of(date), zones.start_of(later(date, 1)))
}

fn today(picture: &Picture, frame: &Frame) -> Markup {
    let (situation, answer) = (&picture.situation, &picture.answer);
    let (plan, zones) = (&answer.plan, &answer.plan.zones);
    let date = zones.local(situation.now).date();
    let (from, to) = day(zones, situation.now);
    let next = plan
        .sessions
        .iter()
        .find(|s| s.resource == "me" && s.end > situation.now);
    html! {
        header.top {
            div {
                h1 { (date.strftime("%A %-d %B").to_string()) }
                p.faint { (situation.curriculum.title) }
            }
            (finish(answer))
        }
        @if let Some(silence) = &answer.blackout {
            p.note {
                "Nothing was recorded from " (date_of(zones, silence.from)) " to " (date_of(zones, silence.to))
                ". It is taken as time away: this is the plan from here."
            }
        }
        (unsettled(picture, frame))
        div.columns {
            div {
                @for running in &situation.progress().running { (timer(picture, frame, &running.part, running.since)) }
                @if let Some(next) = next { (now(picture, frame, next)) }
                @else { section.card { h2 { "Nothing is left to do" } p { "Every task has its place behind you." } } }
                (agenda(picture, (from, to)))
                (missed(frame, &answer.missed))
            }
            aside {
                (ahead(plan, date, to))
                (steps(&plan.steps))
            }
        }
    }
}

/// When everything is finished, and what today does to it.
fn finish(answer: &Answer) -> Markup {
    let (plan, zones) = (&answer.plan, &answer.plan.zones);
    let stake = match answer.without_today {
        None => "Nothing of it is planned today.".to_owned(),
        Some(without) if without <= plan.finish => "It stays there without today.".to_owned(),
        Some(without) if date_of(zones, without) == date_of(zones, plan.finish) => {
            format!(
                "Without today: {} that day, not {}.",
                clock(zones, without),
                clock(zones, plan.finish)
            )
        }
        Some(without) => format!("Without today: {}.", date_of(zones, without)),
    };
    html! {
        dl.finish {
            dt { "Finish" }
            dd {
                a href="/timeline" { (date_of(zones, plan.finish)) }
                @if plan.proven { span.badge.good title="No schedule of these hours ends earlier" { "proven earliest" } }
            }
            dd.faint { (stake) }
        }
    }
}

/// What stands between the plan and the person: faults of the plan, and moves that were not accepted.
fn unsettled(picture: &Picture, frame: &Frame) -> Markup {
    let answer = &picture.answer;
    let plan = &answer.plan;
    let wrong =
        plan.late.iter().filter(|l| l.hard).count() + plan.unplaced.iter().filter(|u| !u.forgiven).count();
    let first = picture.situation.accepted().is_empty();
    html! {
        @if wrong > 0 {
            p.note.bad { (count(wrong, "task")) " without a place, or past a deadline that cannot move. " a href="/timeline" { "See which" } }
        }
        @for note in &plan.notes { p.note { (words::said(note)) } }
        @if first || !answer.moves.is_empty() {
            section.card.quietly {
                @if first {
                    p { strong { "This plan is a proposal." } " Take it as yours, and from then on you see what moves and why." }
                } @else {
                    details {
                        summary { strong { (Tally::of(&picture.situation, &answer.moves)) } " since the plan you accepted" }
                        (moves(&answer.moves, &plan.zones))
                    }
                }
                form method="post" action="/do/accept" {
                    (look::version(&frame.version)) (look::back(frame.here))
                    button.first[first] { @if first { "Accept this plan" } @else { "Accept these moves" } }
                }
            }
        }
    }
}

/// What moved, each with its cause.
pub(crate) fn moves(moves: &[Move], zones: &Zones) -> Markup {
    let at = |t: Option<Timestamp>| {
        t.map_or("–".to_owned(), |t| {
            zones.local(t).strftime("%a %-d %b %H:%M").to_string()
        })
    };
    html! {
        div.scroll tabindex="0" role="group" aria-label="What moves" {
            table {
                thead { tr { th { "Task" } th { "From" } th { "To" } th { "Why" } } }
                tbody {
                    @for one in moves.iter().take(100) {
                        tr { td { (one.task) } td.time { (at(one.from)) } td.time { (at(one.to)) } td { (one.cause) } }
                    }
                }
            }
            @if moves.len() > 100 { p.faint { "And " (moves.len() - 100) " more." } }
        }
    }
}

/// Hidden fields that name a task.
fn named(frame: &Frame, task: &str, time: Option<u32>) -> Markup {
    html! {
        (look::version(&frame.version)) (look::back(frame.here))
        input type="hidden" name="task" value=(task);
        @if let Some(time) = time { input type="hidden" name="time" value=(time); }
    }
}

/// A timer that runs.
fn timer(picture: &Picture, frame: &Frame, part: &pivot_app::domain::fact::Part, since: Timestamp) -> Markup {
    let situation = &picture.situation;
    let running = situation.now.duration_since(since).max(SignedDuration::ZERO);
    let title = situation
        .curriculum
        .task(&part.task)
        .map_or("", |t| t.title.as_str());
    html! {
        section.card.running {
            p.faint { "The timer runs since " (clock(&situation.settings.zones, since)) ", " (hours(SignedDuration::from_mins(running.as_mins()))) }
            h2 { span.mono { (shown(part)) } " " (title) }
            div.row {
                form method="post" action="/do/stop" { (look::version(&frame.version)) (look::back(frame.here)) button.first { "Stop" } }
                form method="post" action="/do/done" { (named(frame, &part.task, part.time)) button { "Stop, it is done" } }
            }
        }
    }
}

/// The session that is on now or comes next, with what can be done with it.
fn now(picture: &Picture, frame: &Frame, session: &PlannedSession) -> Markup {
    let situation = &picture.situation;
    let zones = &picture.answer.plan.zones;
    let on = session.start <= situation.now;
    let time = session.time.map(|t| t.0);
    let running = situation
        .progress()
        .running
        .iter()
        .any(|r| r.part.task == session.task);
    let when = if on {
        format!("Now, until {}", clock(zones, session.end))
    } else {
        let today = zones.civil(session.start).date() == zones.civil(situation.now).date();
        let format = if today { "at %H:%M" } else { "%A %-d %B at %H:%M" };
        format!("Next, {}", zones.local(session.start).strftime(format))
    };
    let link = situation
        .curriculum
        .task(&session.task)
        .and_then(|t| t.link.clone());
    html! {
        section.card.now {
            p.when { (when) " · " (hours(session.end.duration_since(session.start))) }
            h2 { (look::step(session.step)) " " span.mono { (session.task) } " " (session.title) }
            div.row {
                @if !running {
                    form method="post" action="/do/start" { (named(frame, &session.task, time)) button.first { "Start" } }
                }
                form method="post" action="/do/done" { (named(frame, &session.task, time)) button { "Done" } }
                form.inline method="post" action="/do/log" {
                    (named(frame, &session.task, time))
                    label { span.hidden { "Time worked" } input name="spent" placeholder="45m" size="6" required autocomplete="off"; }
                    button { "Log" }
                }
            }
            div.row.beneath {
                @if let Some(link) = link.filter(|l| l.starts_with("https://") || l.starts_with("http://")) {
                    a.button.quiet href=(link) rel="noreferrer" { "Open the material" }
                }
                a.button.quiet href=(format!("/timeline/why?task={}", query(&session.task))) { "Why now?" }
            }
        }
    }
}

/// A text in the query of an address.
pub(crate) fn query(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes()
        .map(|b| {
            if plain(b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// Sessions and commitments of the day, in the order of time.
fn agenda(picture: &Picture, (from, to): (Timestamp, Timestamp)) -> Markup {
    let situation = &picture.situation;
    let zones = &picture.answer.plan.zones;
    let within = |s: &&PlannedSession| s.start < to && s.end > from;
    let sessions = picture.answer.plan.sessions.iter().filter(within);
    let mut rows: Vec<(Timestamp, Timestamp, Option<&PlannedSession>, String)> = sessions
        .map(|s| (s.start, s.end, Some(s), s.title.clone()))
        .collect();
    let (events, _) = situation.events(from, to);
    let busy = events.iter().filter(|e| e.blocks);
    rows.extend(busy.map(|e| {
        (
            e.occurrence.start,
            e.occurrence.end,
            None,
            e.occurrence.summary.clone(),
        )
    }));
    rows.sort_by_key(|row| (row.0, row.1));
    let time = |at: Timestamp| {
        if at < from || at > to {
            "…".to_owned()
        } else {
            clock(zones, at)
        }
    };
    html! {
        section.card {
            h2 { "The day" }
            @if rows.is_empty() { p.faint { "Nothing today." } }
            ol.agenda {
                @for (start, end, session, text) in &rows {
                    @let on = *start <= situation.now && situation.now < *end;
                    li class=(if *end <= situation.now { "over" } else if on { "on" } else { "" }) {
                        span.time { (time(*start)) "–" (time(*end)) }
                        @match session {
                            Some(s) => {
                                (look::step(s.step))
                                span { span.mono { (s.task) } " " (text) @if s.resource != "me" { span.faint { " (" (s.resource) " alone)" } } }
                            }
                            None => { span.step.busy aria-hidden="true" {} span.faint { (text) } }
                        }
                    }
                }
            }
        }
    }
}

/// What was planned for a time that is over and is not done.
fn missed(frame: &Frame, missed: &[Missed]) -> Markup {
    html! {
        @if !missed.is_empty() {
            section.card {
                h2 { "Not done as planned" }
                p.faint { "Each has its place in the plan again. If it was done, record it." }
                ul.plain {
                    @for one in missed.iter().take(5) {
                        li.row {
                            span.grow { span.mono { (one.task) } " " (one.title) ", " (hours(one.missing)) }
                            form.inline method="post" action="/do/log" {
                                (named(frame, &one.task, one.time))
                                label { span.hidden { "Time worked on " (one.task) } input name="spent" size="6" value=(pivot_app::domain::duration::show(one.missing)); }
                                label { span.hidden { "When" } input name="at" size="14" value="yesterday 20:00"; }
                                button { "It was done" }
                            }
                        }
                    }
                }
                @if missed.len() > 5 { p.faint { "And " (missed.len() - 5) " more." } }
            }
        }
    }
}

/// The sessions after today.
fn ahead(plan: &Plan, date: Date, to: Timestamp) -> Markup {
    let zones = &plan.zones;
    let until = zones.start_of(later(date, AHEAD.0));
    let next = plan
        .sessions
        .iter()
        .filter(|s| s.start >= to && s.start < until && s.resource == "me");
    let mut last = None;
    html! {
        section.card {
            h2 { "Ahead" }
            ol.agenda {
                @for s in next.take(AHEAD.1) {
                    @let own = zones.civil(s.start).date();
                    @if last.replace(own) != Some(own) { li.date { (own.strftime("%A %-d %b").to_string()) } }
                    li { span.time { (clock(zones, s.start)) } (look::step(s.step)) span { (s.title) } }
                }
            }
            p.beneath { a href="/calendar" { "The week" } }
        }
    }
}

/// How far each step is.
fn steps(steps: &[PlannedStep]) -> Markup {
    html! {
        section.card {
            h2 { "The way" }
            ol.way {
                @for step in steps.iter().filter(|s| !s.effort.is_zero()) {
                    @let whole = step.effort.as_mins().max(1);
                    @let done = (100 * (whole - step.left.as_mins()) / whole).clamp(0, 100);
                    li {
                        (look::step(step.number)) span.grow { (step.title) }
                        progress max="100" value=(done) aria-label=(format!("{}, {done} of 100", step.title)) {}
                    }
                }
            }
        }
    }
}
