//! One fact: all that is known of it, taking it back, and correcting the time that it records.

use axum::extract::{Form, Query, State};
use axum::http::Uri;
use axum::response::Response;
use maud::{Markup, html};
use pivot_app::domain::duration::{parse, show as spoken};
use pivot_app::domain::fact::{Event, Part, Recorded};
use pivot_app::domain::moment::Looking;
use pivot_app::verbs::journal::taken_back;
use pivot_app::verbs::record::known;
use pivot_app::verbs::undo::correct;
use pivot_app::words::{clock, date_of, short};
use pivot_app::{Error, Situation};

use super::{Asked, FRAME, back, said, spent, title};
use crate::desk::{Desk, Picture};
use crate::look::{self, Frame};
use crate::pages::deeds::{self, Wish};
use crate::pages::fields::Filled;
use crate::pages::show;
use crate::pages::today::query;

/// One fact with all that is known of it, and what can be done about it.
pub(super) async fn page(State(desk): State<Desk>, uri: Uri, Query(asked): Asked) -> Response {
    show(desk, uri, FRAME, move |picture, frame| {
        let asked = Filled::of(asked);
        let id = asked.get("id").unwrap_or_default();
        let found = picture.situation.facts.iter().find(|r| r.id == id);
        let found = found.ok_or_else(|| {
            Error::wrong(format!("there is no fact `{id}`")).next("the journal shows those there are")
        })?;
        Ok(one(picture, frame, found))
    })
    .await
}

fn one(picture: &Picture, frame: &Frame, recorded: &Recorded) -> Markup {
    let situation = &picture.situation;
    let zones = &situation.settings.zones;
    let gone = taken_back(&situation.facts).remove(recorded.id.as_str());
    let event = &recorded.fact.event;
    let moment = |at| format!("{} {}", date_of(zones, at), clock(zones, at));
    html! {
        p { a href="/journal" { "The journal" } }
        header.top { h1 { (look::sentence(&said(situation, event)).trim_end_matches('.')) } }
        section.card {
            h2 { "What is known" }
            dl.pairs {
                @if let Some(title) = title(situation, event) { dt { "Task" } dd { (event.task().unwrap_or_default()) " " (title) } }
                dt { "Kind" } dd { (event.kind()) }
                dt { "It happened" } dd { (moment(recorded.fact.at)) " (" (recorded.fact.zone) ")" }
                dt { "It was recorded" } dd { (moment(recorded.recorded)) " on " (recorded.machine) }
                dt { "Its id" } dd { code { (recorded.id) } }
                @if let Some(by) = gone {
                    dt { "Taken back" } dd { (moment(by.fact.at)) " by " a href=(format!("/journal/fact?id={}", by.id)) { (short(&by.id)) } }
                }
                @if let Event::Undone { fact } = event { dt { "It takes back" } dd { a href=(format!("/journal/fact?id={}", query(fact))) { (short(fact)) } } }
            }
        }
        @if gone.is_none() && event.can_be_undone() {
            @if let Some((part, spent)) = spent(event) { (correction(picture, frame, recorded, part, spent)) }
            section.card.quietly {
                @match event {
                    Event::Done(part) => {
                        p { strong { "Not finished after all?" } " Open it again from now on: it gets a place in the plan." }
                        form method="post" action="/do/reopen" {
                            (look::version(&frame.version)) (look::back(frame.here))
                            input type="hidden" name="task" value=(part.task);
                            @if let Some(time) = part.time { input type="hidden" name="time" value=(time); }
                            button { "Open it again" }
                        }
                    }
                    Event::Undone { .. } => p { strong { "Taken back by mistake?" } " What it took back stands again." }
                    _ => p { strong { "It never happened?" } " Take it back: it stays in the journal, struck through, and counts no more." }
                }
                form method="post" action="/do/undo" {
                    (look::version(&frame.version)) (look::back(frame.here))
                    input type="hidden" name="id" value=(recorded.id);
                    button { (back(event)) }
                }
            }
        }
    }
}

/// The moment of a fact as its form shows it.
fn written(situation: &Situation, recorded: &Recorded) -> String {
    let zones = &situation.settings.zones;
    zones
        .local(recorded.fact.at)
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}

fn correction(
    picture: &Picture,
    frame: &Frame,
    recorded: &Recorded,
    part: &Part,
    spent: jiff::SignedDuration,
) -> Markup {
    let situation = &picture.situation;
    let progress = situation.progress();
    let times = known(situation, &progress, &part.task).ok().and_then(|k| k.times);
    html! {
        form.card method="post" action="/journal/correct" {
            h2 { "Correct it" }
            p.faint { "This one is taken back and what you say here is recorded in its place, in one step." }
            (look::version(&frame.version)) (look::back(frame.here))
            input type="hidden" name="id" value=(recorded.id);
            div.fields {
                div.field { label for="spent" { "Time worked" } input #spent name="spent" value=(spoken(spent)) required autocomplete="off" aria-describedby="spent-hint"; p.faint #spent-hint { "Such as 45m or 1h30m." } }
                div.field { label for="task" { "On the task" } input #task name="task" value=(part.task) list="tasks" required autocomplete="off"; }
                @if part.time.is_some() || times.is_some() {
                    div.field { label for="time" { "Which time of it" } input #time name="time" inputmode="numeric" value=(part.time()) autocomplete="off"; }
                }
                div.field { label for="at" { "It ended" } input #at name="at" value=(written(situation, recorded)) autocomplete="off" aria-describedby="at-hint"; p.faint #at-hint { "Such as yesterday 20:00." } }
            }
            datalist #tasks { @for task in situation.curriculum.picked() { option value=(task.id) { (task.title) } } }
            button.first { "Record the correction" }
        }
    }
}

type Sent = Form<Vec<(String, String)>>;

/// Takes back and records what was right.
pub(super) async fn right(State(desk): State<Desk>, uri: Uri, Form(fields): Sent) -> Response {
    deeds::act(desk, uri.path().to_owned(), Wish::of(fields), |picture, wish| {
        let situation = &picture.situation;
        let id = wish.must("id")?;
        let text = wish.must("spent")?;
        let spent = parse(text)
            .ok_or_else(|| Error::wrong(format!("`{text}` is no duration")).next("write 45m, 2h or 1h30m"))?;
        // A moment that was left as it stood keeps its seconds.
        let stood = situation.facts.iter().find(|r| r.id == id);
        let stood = stood.map(|r| written(situation, r));
        let at = wish.get("at").filter(|at| stood.as_deref() != Some(*at));
        let at = at
            .map(|at| deeds::moment(picture, at, Looking::Back))
            .transpose()?;
        // A time belongs to the task that it was shown with.
        let task = wish.must("task")?;
        let times = known(situation, &situation.progress(), task)?.times;
        let time = wish.time()?.filter(|_| times.is_some());
        correct(&picture.folder, situation, id, (task, time), spent, at)
    })
    .await
}
