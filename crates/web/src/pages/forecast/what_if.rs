//! Another life beside this one: other hours, another start, days off, less work. Nothing is written.
//!
//! Without a script it is a form, and both plans and both forecasts stand side by side. With one, the answer alone is asked for
//! while a slider moves, from fewer futures. Both sides are drawn from as many futures with the same random numbers, so that
//! what differs is the change and not the draw.

use std::num::NonZero;
use std::thread::available_parallelism;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use pivot_app::domain::week::Week;
use pivot_app::domain::zones::Zones;
use pivot_app::planning::forecast::words::{grouped, moved};
use pivot_app::planning::forecast::{Change, Compared, Forecast, WEEKLY, Wish, changed, compare_with};
use pivot_app::wire::WhatIfJson;
use pivot_app::words::hours;
use pivot_app::{Error, Options, Situation};
use tokio::sync::Semaphore;

use super::super::{blocking, twin};
use super::{Asked, FUTURES, Fields, charts, short, take};
use crate::desk::{Desk, Picture};
use crate::fault::told;
use crate::look;
use crate::words;

/// So many futures while a slider moves: an answer in less than a tenth of a second.
const MOVING: usize = 200;
/// The fields of a wish.
pub(super) const FIELDS: [&str; 6] = ["weekly", "hours", "start", "away_from", "away_to", "drop"];
/// One life at a time is looked at: a wish that nobody waits for any more is never begun, and other pages have the machine.
static ROOM: Semaphore = Semaphore::const_new(1);

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/forecast/what-if", get(part))
        .route("/api/what-if", get(json))
}

/// Today's plan and forecast and another, side by side.
#[utoipa::path(get, path = "/api/what-if",
    params(
        ("hours" = Option<String>, Query, description = "Other weekly hours, such as `mon-fri 18:00-20:30; sat 10:00-13:00`"),
        ("weekly" = Option<f64>, Query, description = "So many hours a week: each day is longer or shorter by the same share"),
        ("start" = Option<String>, Query, description = "Another first day"),
        ("away_from" = Option<String>, Query, description = "The first day off"),
        ("away_to" = Option<String>, Query, description = "The last day off"),
        ("drop" = Option<String>, Query, description = "Without this task, or without the step of this number; more than once for several"),
        ("futures" = Option<usize>, Query, description = "So many futures; 1,000 if nothing is said")),
    responses((status = 200, body = WhatIfJson)))]
pub(crate) async fn json(State(desk): State<Desk>, Query(fields): Fields) -> Response {
    let room = ROOM.acquire().await;
    twin(desk, move |picture| {
        let _room = room;
        let asked = Asked(fields);
        let change = change(&picture.situation, &asked)?;
        if change == Change::default() {
            return Err(Error::wrong("nothing is otherwise")
                .next("say what: hours, weekly, start, away_from and away_to, or drop"));
        }
        Ok(WhatIfJson::new(&compared(
            picture,
            &change,
            asked.futures(FUTURES)?,
        )?))
    })
    .await
}

/// The answer alone, for the page's script.
async fn part(State(desk): State<Desk>, Query(fields): Fields) -> Response {
    let room = ROOM.acquire().await;
    blocking(move || {
        let _room = room;
        let asked = Asked(fields);
        let picture = desk.picture()?;
        let futures = asked.futures(FUTURES)?;
        Ok((
            StatusCode::OK,
            Html(answer(&picture, &asked, futures).into_string()),
        )
            .into_response())
    })
    .await
}

/// Hours of an ordinary week.
fn weekly(situation: &Situation) -> f64 {
    situation.settings.weekly().as_mins() as f64 / 60.0
}

/// What an address asks to be otherwise.
pub(super) fn change(situation: &Situation, asked: &Asked) -> Result<Change, Error> {
    let week = asked.get("hours").map(|text| {
        Week::parse(text).map_err(|wrong| {
            Error::wrong(wrong).next("write hours as in “mon-fri 18:00-20:30; sat 10:00-13:00”")
        })
    });
    let own = weekly(situation);
    let stretched = asked.get("weekly").map(|text| {
        let read: Option<f64> = text.parse().ok();
        read.filter(|h| (0.0..=200.0).contains(h)).ok_or_else(|| {
            Error::wrong(format!("`{text}` is no number of hours a week")).next("write one such as 12.5")
        })
    });
    // A slider stands on quarters of an hour: what is nearer to today's hours than half of that is today's.
    let stretched = stretched.transpose()?.filter(|h| (h - own).abs() > 0.13);
    let away = match (asked.date("away_from")?, asked.date("away_to")?) {
        (None, None) => None,
        (Some(from), None) => Some((from, from)),
        (None, Some(to)) => Some((to, to)),
        (Some(from), Some(to)) => Some((from, to)),
    };
    if let Some((from, to)) = away.filter(|(from, to)| to < from) {
        return Err(
            Error::wrong(format!("the days off end on {to}, before they begin on {from}"))
                .next("give the first day and the last"),
        );
    }
    let start = asked.date("start")?;
    Ok(Change {
        weekly: stretched
            .filter(|_| week.is_none())
            .map(|h| SignedDuration::from_mins((h * 60.0).round() as i64)),
        hours: week.transpose()?,
        start: start.filter(|date| *date != situation.settings.start),
        drop: asked.all("drop").map(str::to_owned).collect(),
        away,
    })
}

/// Both outlooks. One core is left to other pages, where there is more than one.
fn compared(picture: &Picture, change: &Change, futures: usize) -> Result<Compared, Error> {
    let today = (
        picture.answer.plan.clone(),
        Forecast::clone(&*picture.forecast_of(futures)?),
    );
    let cores = available_parallelism().map_or(1, NonZero::get);
    let wish = Wish {
        futures,
        threads: cores.saturating_sub(1).max(1),
        ..Wish::default()
    };
    compare_with(&picture.situation, today, change, &Options::default(), &wish)
}

/// The form, and the answer to what the address asks.
pub(super) fn section(picture: &Picture, asked: &Asked) -> Result<Markup, Error> {
    let futures = asked.futures(FUTURES)?.min(FUTURES);
    Ok(html! {
        section.card id="what-if" aria-labelledby="what-if-name" {
            h2 id="what-if-name" { "What if" }
            p.faint { "Try another life. Nothing is written." }
            div.fc-what-if {
                (form(picture, asked))
                (answer(picture, asked, futures))
            }
        }
    })
}

fn form(picture: &Picture, asked: &Asked) -> Markup {
    let situation = &picture.situation;
    let settings = &situation.settings;
    let own = weekly(situation);
    let most = (own * 2.0).ceil().clamp(20.0, WEEKLY.1.as_secs_f64() / 3600.0);
    let value = asked
        .get("weekly")
        .map_or_else(|| format!("{own:.2}"), str::to_owned);
    let today = hours(settings.weekly());
    // What becomes of the wish: a day is longer or shorter by whole five minutes.
    let becomes = change(situation, asked)
        .and_then(|change| Ok(hours(changed(situation, &change)?.0.settings.weekly())))
        .unwrap_or_else(|_| today.clone());
    let dropped = asked.get("drop");
    let tasks: Vec<_> = situation.curriculum.picked().collect();
    let start = settings.start.to_string();
    let from = settings.start.max(settings.zones.local(situation.now).date());
    html! {
        form.stack id="what-if-form" method="get" action="/forecast#what-if" data-moving=(MOVING) data-resting=(FUTURES) {
            label.fc-wide { "Hours a week"
                span.row.fc-slide {
                    input.grow id="weekly" type="range" name="weekly" min="1" max=(most) step="0.25" value=(value) data-today=(format!("{own:.2}")) data-says=(today);
                    output for="weekly" { (becomes) }
                }
            }
            label.fc-wide { "or exactly these hours"
                input name="hours" value=[asked.get("hours")] placeholder=(settings.hours.first().map_or(String::new(), |h| h.week.to_string())) autocomplete="off" spellcheck="false";
            }
            label { "First day" input type="date" name="start" value=(asked.get("start").unwrap_or(&start)) data-today=(start); }
            // Writes the field above; a script shows it.
            label.fc-wide id="later-label" hidden { "or so many weeks later"
                span.row.fc-slide {
                    input.grow id="later" type="range" min="0" max="26" step="1" value="0" data-from=(from.to_string());
                    output for="later" { "0" }
                }
            }
            div.row {
                label { "Away from" input type="date" name="away_from" value=[asked.get("away_from")]; }
                label { "to" input type="date" name="away_to" value=[asked.get("away_to")]; }
            }
            label.fc-wide { "Without"
                select name="drop" {
                    option value="" { "– nothing is left out –" }
                    optgroup label="A whole step" {
                        @for step in &situation.curriculum.steps {
                            @let number = step.number.to_string();
                            option value=(number) selected[dropped == Some(number.as_str())] { (number) " " (step.title) }
                        }
                    }
                    optgroup label="A task" {
                        @for task in &tasks { option value=(task.id) selected[dropped == Some(task.id.as_str())] { (task.id) " " (task.title) } }
                    }
                }
            }
            div.row {
                button.first { "Compare" }
                a.button.quiet href="/forecast#what-if" { "As it is" }
            }
        }
    }
}

/// What would be, beside what is; or what was wrong with the wish.
fn answer(picture: &Picture, asked: &Asked, futures: usize) -> Markup {
    let situation = &picture.situation;
    let made = change(situation, asked).and_then(|change| {
        if change == Change::default() {
            return Ok(None);
        }
        let week = changed(situation, &change)?.0.settings.hours;
        let week = week.first().map(|h| h.week.to_string()).unwrap_or_default();
        let other = change.hours.is_some() || change.weekly.is_some();
        let compared = compared(picture, &change, futures)?;
        Ok(Some((compared, other.then_some(week))))
    });
    // The slider says the hours that it comes to.
    let weekly = match &made {
        Ok(Some((compared, Some(_)))) => Some(hours(compared.changed.0.weekly)),
        _ => None,
    };
    html! {
        div.fc-answer id="what-if-answer" aria-live="polite" data-weekly=[weekly] {
            @match made {
                Ok(Some((compared, week))) => {
                    (side_by_side(&situation.settings.zones, &compared, week.as_deref()))
                    p { a.button href=(take::address(take::PATH, asked)) { "See what it takes" } }
                }
                Ok(None) => p.faint { "Move the slider, or change something else: today’s plan and the other one stand side by side here." },
                Err(error) => {
                    @let (_, what, next) = told(&error);
                    p.note.bad { (words::said(&what)) @if let Some(next) = next { " " (words::said(&next)) } }
                },
            }
        }
    }
}

fn side_by_side(zones: &Zones, compared: &Compared, week: Option<&str>) -> Markup {
    let (plan, today) = &compared.today;
    let (other_plan, other) = &compared.changed;
    let rows = [
        ("The plan", today.planned, other.planned),
        ("50 of 100", today.finish.p50, other.finish.p50),
        ("80 of 100", today.finish.p80, other.finish.p80),
        ("95 of 100", today.finish.p95, other.finish.p95),
    ];
    html! {
        h3 { (look::sentence(&compared.what.join("; "))) }
        @if let Some(week) = week { p { code { (week) } } }
        div.scroll tabindex="0" role="group" aria-label="Both plans and both forecasts" {
            table.fc-compared {
                thead { tr { th { span.hidden { "What" } } th.number { "Today" } th.number { "What if" } th { "Moved" } } }
                tbody {
                    @for (name, a, b) in rows {
                        tr { th scope="row" { (name) } td.number { (short(zones, a)) } td.number { strong { (short(zones, b)) } } td { (moves(zones, a, b)) } }
                    }
                    tr { th scope="row" { "Likely work" } td.number { (hours(plan.likely)) } td.number { (hours(other_plan.likely)) } td {} }
                    tr { th scope="row" { "Hours a week" } td.number { (hours(plan.weekly)) } td.number { (hours(other_plan.weekly)) } td {} }
                }
            }
        }
        (charts::two(zones, [("Today", today), ("What if", other)]))
        details id="what-if-steps" {
            summary { "Each step, by 80 of 100" }
            div.scroll tabindex="0" role="group" aria-label="Each step in both forecasts" {
                table {
                    thead { tr { th { "Step" } th.number { "Today" } th.number { "What if" } th { "Moved" } } }
                    tbody {
                        @for step in &today.steps {
                            @let b = other.steps.iter().find(|s| s.number == step.number);
                            tr {
                                td { (step.number) " " (step.title) }
                                td.number { (short(zones, step.finish.p80)) }
                                @match b {
                                    Some(b) => { td.number { (short(zones, b.finish.p80)) } td { (moves(zones, step.finish.p80, b.finish.p80)) } }
                                    None => { td.number { "left out" } td {} }
                                }
                            }
                        }
                    }
                }
            }
        }
        p.faint { "Both from the same " (grouped(today.futures)) " futures." }
    }
}

fn moves(zones: &Zones, a: Option<Timestamp>, b: Option<Timestamp>) -> String {
    match (a, b) {
        (Some(a), Some(b)) => moved(zones, a, b),
        _ => String::new(),
    }
}
