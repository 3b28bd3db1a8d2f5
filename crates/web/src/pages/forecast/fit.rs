//! Can it be done by a date: yes or no, the hours, what collides, and what would help, ready to be done.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use pivot_app::Error;
use pivot_app::planning::fit::{Fit, Repair, Wish};
use pivot_app::wire::FitJson;
use pivot_app::words::{count, deadline_day, hours, long_date};

use super::super::twin;
use super::{Asked, Fields, named};
use crate::desk::{Desk, Picture};
use crate::fault::told;
use crate::words;

/// So many missed soft deadlines are named.
const NAMED: usize = 4;

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/api/fit", get(json))
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
                Ok(Some(fit)) => (answer(picture, &fit)),
                Err(error) => {
                    @let (_, what, next) = told(&error);
                    p.note.bad role="alert" { (words::said(&what)) @if let Some(next) = next { " " (words::said(&next)) } }
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
