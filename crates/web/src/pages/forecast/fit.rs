//! Can it be done by a date: yes or no, the hours, what collides, and what would help, ready to be done.

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use pivot_app::planning::fit::{Fit, Repair, Wish};
use pivot_app::planning::{Plan, moves, plan};
use pivot_app::verbs::mend::{Mend, Rewritten, apply, mend, mended};
use pivot_app::verbs::record::Outcome;
use pivot_app::wire::FitJson;
use pivot_app::words::{count, date_of, deadline_day, hours, long_date, what};
use pivot_app::{Error, Options};

use super::super::today;
use super::super::{blocking, show, twin};
use super::{Asked, FRAME, Fields};
use crate::desk::{Desk, Picture};
use crate::fault::told;
use crate::look::{self, Frame};

/// So many missed soft deadlines are named.
const NAMED: usize = 4;
/// So many sessions that would move are shown.
const MOVES: usize = 12;

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/forecast/repair", get(look_at).post(carry_out))
        .route("/api/fit", get(json))
}

/// Whether everything can be done by a date; if not, what collides and what would help.
#[utoipa::path(get, path = "/api/fit",
    params(("by" = Option<String>, Query, description = "The date; `finish_by` of `pivot.toml` if nothing is said")),
    responses((status = 200, body = FitJson)))]
pub(crate) async fn json(State(desk): State<Desk>, Query(fields): Fields) -> Response {
    twin(desk, move |picture| {
        let settings = &picture.situation.settings;
        let by = Asked(fields).date("by")?.or(settings.finish_by);
        let by = by.ok_or_else(|| {
            Error::wrong("there is no date to hold the work against").next("give one: by=2027-04-30")
        })?;
        Ok(FitJson::new(&*picture.fit(by)?, &settings.zones))
    })
    .await
}

/// The question, and its answer where a date is asked about.
pub(super) fn section(picture: &Picture, asked: &Asked) -> Markup {
    let hope = picture.situation.settings.finish_by;
    let by = asked.date("by");
    let typed = match &by {
        Ok(Some(date)) => Some(date.to_string()),
        Ok(None) => hope.map(|d| d.to_string()),
        Err(_) => None,
    };
    let answered = by.and_then(|by| by.map(|by| picture.fit(by)).transpose());
    html! {
        section.card id="fit" aria-labelledby="fit-name" {
            h2 id="fit-name" { "Can it be done by a date?" }
            form.row.fc-ask method="get" action="/forecast#fit" {
                label { span.hidden { "By which date" } input type="date" name="by" value=[typed] required; }
                button.first { "Ask" }
            }
            @match answered {
                Ok(None) => p.faint { "Yes or no, with what stands in the way and what would help." },
                Ok(Some(fit)) => {
                    @if asked.get("mended").is_some() { p.note role="status" { "Done. The plan follows from here." } }
                    (answer(picture, &fit))
                }
                Err(error) => {
                    @let (_, what, next) = told(&error);
                    p.note.bad role="alert" { (look::sentence(&what)) @if let Some(next) = next { " " (look::sentence(&next)) } }
                }
            }
        }
    }
}

fn answer(picture: &Picture, fit: &Fit) -> Markup {
    let zones = &picture.situation.settings.zones;
    let day = long_date(fit.by);
    let at = |t: Timestamp| zones.local(t).strftime("%a %-d %b %Y, %H:%M").to_string();
    let short = fit.need.as_mins() - fit.have.as_mins();
    let beside = match short {
        0 => "just enough".to_owned(),
        n if n > 0 => format!("{} too few", hours(SignedDuration::from_mins(n))),
        n => format!("{} to spare", hours(SignedDuration::from_mins(-n))),
    };
    html! {
        p.fc-verdict {
            @if fit.fits { strong.fc-yes { "Yes" } ": everything can be done by " (day) "." }
            @else if fit.conflict.iter().any(|c| c.wish == Wish::Date) { strong.fc-no { "No" } ": not everything can be done by " (day) "." }
            @else { strong.fc-no { "No" } ": not by " (day) ", nor by any other date." }
        }
        @if !fit.proven { p.faint { "No schedule was found that does it; that there is none is not proven." } }
        dl.fc-rests {
            dt { "Need" } dd { (hours(fit.need)) " of work" }
            dt { "Have" } dd { (hours(fit.have)) " of study time until then: " (beside) }
            dt { "Finish" }
            dd {
                @match (fit.finish, fit.fits) {
                    (Some(finish), true) => (at(finish)),
                    (Some(finish), false) if fit.bound == Some(finish) => { (at(finish)) ", proven: nothing these files allow ends earlier" }
                    (Some(finish), false) => { (at(finish)) ", as soon as was found, soft deadlines aside" }
                    (None, false) => { "Never: something has no place by any date. " a href="/timeline" { "See what" } }
                    (None, true) => "There is nothing left to do",
                }
            }
        }
        @if !fit.late.is_empty() {
            ul.fc-points {
                @for late in fit.late.iter().take(NAMED) {
                    li { span.mono { (late.task) } " " (late.title) " ends after its deadline of " (long_date(deadline_day(zones, late.deadline))) ", which may bend." }
                }
                @if fit.late.len() > NAMED { li { "And " (count(fit.late.len() - NAMED, "task")) " more." } }
            }
        }
        @for note in &fit.notes { p.note { (named(note)) } }
        @if !fit.fits {
            (conflict(fit))
            (repairs(picture, fit))
        }
    }
}

fn conflict(fit: &Fit) -> Markup {
    html! {
        h3 {
            @match fit.conflict.len() {
                0 => "Nothing that is wished for stands in the way",
                1 => "What cannot be, whatever else is given up",
                _ => "What collides: leave out any one, and the others fit",
            }
        }
        ul.fc-points { @for one in &fit.conflict { li { (named(&one.what)) } } }
    }
}

fn repairs(picture: &Picture, fit: &Fit) -> Markup {
    let zones = &picture.situation.settings.zones;
    let end = |r: &Repair| zones.local(r.finish).strftime("%a %-d %b, %H:%M").to_string();
    html! {
        @if !fit.repairs.is_empty() {
            h3 { "What would help, the least asking first; each was solved" }
            ol.fc-repairs {
                @for (n, repair) in (1_usize..).zip(&fit.repairs) {
                    li {
                        span.grow { (named(&repair.change)) " " span.faint { "Ends " (end(repair)) "." } }
                        a.button href=(format!("/forecast/repair?by={}&n={n}", fit.by)) {
                            "See what it does" span.hidden { ": " (repair.change) }
                        }
                    }
                }
            }
        }
    }
}

/// A sentence in which what stands between backticks is a name.
fn named(text: &str) -> Markup {
    let sentence = look::sentence(text);
    html! {
        @for (i, part) in sentence.split('`').enumerate() {
            @if i % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// The repair that is meant: its place among those of a date.
fn meant(picture: &Picture, by: Option<Date>, n: Option<&str>) -> Result<(Date, usize, Repair), Error> {
    let gone = || {
        Error::wrong("there is no such repair")
            .next("ask again on the forecast page whether the date can be kept")
    };
    let by = by.ok_or_else(gone)?;
    let n: usize = n.and_then(|n| n.parse().ok()).ok_or_else(gone)?;
    let fit = picture.fit(by)?;
    let repair = n.checked_sub(1).and_then(|at| fit.repairs.get(at));
    Ok((by, n, repair.cloned().ok_or_else(gone)?))
}

/// What a repair changes, and what the plan becomes. Nothing is written yet.
async fn look_at(State(desk): State<Desk>, uri: Uri, Query(fields): Fields) -> Response {
    let frame = Frame {
        scripts: &[],
        ..FRAME
    };
    show(desk, uri, frame, move |picture, frame| {
        let asked = Asked(fields);
        let (by, n, repair) = meant(picture, asked.date("by")?, asked.get("n"))?;
        let aim = asked.get("aim").map(|_| by);
        let made = mend(&picture.folder, &picture.situation, &repair, aim)?;
        let then = mended(&picture.situation, &made);
        let after = (made.by_hand.is_empty())
            .then(|| plan(&then, &Options::default()))
            .transpose()?;
        let late = |plan: &Plan| plan.zones.local(plan.finish).date() > by;
        // A date that is written down may be kept where one that is not is missed.
        let mut aiming = false;
        if after.as_ref().is_some_and(late) && aim.is_none() {
            let aimed = mend(&picture.folder, &picture.situation, &repair, Some(by))?;
            let then = mended(&picture.situation, &aimed);
            aiming = !late(&plan(&then, &Options::default())?);
        }
        let moving = after.as_ref().map(|after| moves(&then, &picture.answer.plan.dated(), after));
        let back = format!("/forecast?by={by}#fit");
        Ok(html! {
            header.top { div { h1 { "To be done by " (long_date(by)) } p.faint { a href=(back) { "Back to the forecast" } } } }
            section.card {
                h2 { (named(&repair.change)) }
                @if made.by_hand.is_empty() {
                    (changes(picture, &made))
                    form method="post" action="/forecast/repair" {
                        (look::version(&frame.version))
                        input type="hidden" name="by" value=(by);
                        input type="hidden" name="n" value=(n);
                        input type="hidden" name="change" value=(repair.change);
                        @if aim.is_some() { input type="hidden" name="aim" value="yes"; }
                        div.row {
                            button.first { "Do it" }
                            a.button href=(back) { "Leave it" }
                        }
                    }
                } @else {
                    p { "Pivot does not write this by itself. Change these lines, and the plan follows:" }
                    dl.fc-rests {
                        @for edit in &repair.edits { dt { code { (edit.file) } } dd { code { (edit.write) } } }
                    }
                    p { a.button href=(back) { "Back" } }
                }
            }
            @if let (Some(after), Some(moving)) = (&after, &moving) {
                (becomes(&picture.answer.plan, after, (by, n), aiming))
                @if !moving.is_empty() {
                    section.card {
                        h2 { (count(moving.len(), "session")) " would move" }
                        (today::moves(moving.get(..MOVES).unwrap_or(moving), &after.zones))
                        @if moving.len() > MOVES { p.faint { "And " (moving.len() - MOVES) " more." } }
                    }
                }
            }
        })
    })
    .await
}

/// What is written where.
fn changes(picture: &Picture, mend: &Mend) -> Markup {
    html! {
        @for file in &mend.files { (lines(file)) }
        @if !mend.events.is_empty() {
            h3 { "In the journal" }
            ul.fc-points { @for event in &mend.events { li { (look::sentence(&what(&picture.situation, event))) } } }
            p.faint { "A fact can be taken back." }
        }
    }
}

/// The lines of a file that go and come.
fn lines(file: &Rewritten) -> Markup {
    let (gone, come) = file.lines();
    html! {
        h3 { "In " code { (file.name) } }
        pre.fc-lines tabindex="0" aria-label=(format!("Lines of {} that change", file.name)) {
            @for line in &gone { del { "− " (line) "\n" } }
            @for line in &come { ins { "+ " (line) "\n" } }
        }
    }
}

/// The plan before and after.
fn becomes(before: &Plan, after: &Plan, (by, n): (Date, usize), aiming: bool) -> Markup {
    let last = after.zones.local(after.finish).date();
    let without = after.unplaced.iter().filter(|u| !u.forgiven).count();
    html! {
        section.card {
            h2 { "What the plan becomes" }
            dl.fc-rests {
                dt { "Finish" }
                dd { (date_of(&before.zones, before.finish)) " → " strong { (date_of(&after.zones, after.finish)) } }
                dt { "Likely work" } dd { (hours(before.likely)) " → " (hours(after.likely)) }
                dt { "Hours a week" } dd { (hours(before.weekly)) " → " (hours(after.weekly)) }
                dt { "Sessions" } dd { (before.sessions.len()) " → " (after.sessions.len()) }
            }
            @if without > 0 { p.note.bad { (count(without, "task")) " would have no place." } }
            @else if last > by && aiming {
                p.note {
                    "The plan ends after the date that you asked about. "
                    a href=(format!("/forecast/repair?by={by}&n={n}&aim=yes")) { "Write the date down too, as the finish you hope for" }
                    ", and it keeps it."
                }
            } @else if last > by {
                p.note { "The plan heeds soft deadlines first, and ends after the date. It can be kept where they bend." }
            }
        }
    }
}

/// Does it, where nothing changed since it was shown.
async fn carry_out(State(desk): State<Desk>, Form(fields): Form<Vec<(String, String)>>) -> Response {
    blocking(move || {
        let asked = Asked(fields);
        let seen = asked.get("version").unwrap_or_default();
        let mut until = None;
        let outcome = desk.write(seen, |picture| {
            let (by, _, repair) = meant(picture, asked.date("by")?, asked.get("n"))?;
            if asked.get("change") != Some(repair.change.trim()) {
                return Err(Error::Changed);
            }
            until = Some(match repair.bends[..] {
                [pivot_app::planning::fit::Bend::Date(date)] => date,
                _ => by,
            });
            let aim = asked.get("aim").map(|_| by);
            let mend = mend(&picture.folder, &picture.situation, &repair, aim)?;
            apply(&picture.folder, &picture.situation, &mend)
        })?;
        let mut to = "/forecast?mended=yes".to_owned();
        if let Some(by) = until {
            to.push_str(&format!("&by={by}"));
        }
        if let Outcome::Recorded(facts) = outcome
            && !facts.is_empty()
        {
            let ids: Vec<&str> = facts.iter().map(|r| r.id.as_str()).collect();
            to.push_str(&format!("&said={}", ids.join(",")));
        }
        Ok(Redirect::to(&format!("{to}#fit")).into_response())
    })
    .await
}
