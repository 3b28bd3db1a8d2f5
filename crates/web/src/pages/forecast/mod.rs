//! When everything is finished: how likely each date is, what it would be otherwise, and whether a date can be kept.
//!
//! The page draws fewer futures than a terminal does, and says by how much that may be off. They are drawn once for what is
//! recorded, most often before the page is asked for. Where they are not there yet, the page answers from few and shows the
//! others when they are drawn.

mod charts;
mod confirm;
mod ends;
pub(crate) mod fit;
mod repair;
mod take;
pub(crate) mod what_if;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use jiff::civil::Date;
use maud::{Markup, html};
use pivot_app::Error;
use pivot_app::domain::zones::Zones;
use pivot_app::planning::forecast::words::{days_off, grouped, of_hundred};
use pivot_app::planning::forecast::{BASE_RATE, Critical, Forecast, StepForecast};
use pivot_app::wire::ForecastJson;
use pivot_app::words::{count, date_of, long_date};

use super::today::query;
use super::{blocking, show, twin};
use crate::desk::{Desk, Picture};
use crate::look::{self, Frame};
use crate::words;

/// So many futures are drawn for the page, and so many for who wants it exact.
pub(crate) const FUTURES: usize = 1_000;
/// So few are drawn where nobody can wait.
pub(crate) const FEW: usize = 100;
const EXACT: usize = 10_000;
/// So many at the most: a link is no way to keep a machine busy.
const MOST: usize = 20_000;
/// Critical in so great a share of the futures counts as always.
const ALWAYS: f64 = 0.9;
/// So many tasks that are critical less often are named.
const NAMED: usize = 6;
/// So many tasks that fix the end are listed; the twin in JSON has all.
const ROWS: usize = 60;

const FRAME: Frame = Frame {
    title: "Forecast",
    here: "/forecast",
    version: String::new(),
    files: None,
    said: None,
    scripts: &["forecast.js"],
};

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/forecast", get(page))
        .route("/forecast/drawn", get(drawn))
        .route("/api/forecast", get(json))
        .merge(what_if::routes())
        .merge(take::routes())
        .merge(fit::routes())
        .merge(repair::routes())
}

/// What an address asks for: the fields behind its question mark.
pub(crate) struct Asked(Vec<(String, String)>);

type Fields = Query<Vec<(String, String)>>;

impl Asked {
    /// A field that is not empty.
    fn get(&self, name: &str) -> Option<&str> {
        let mut own = self.0.iter().filter(|(n, v)| n == name && !v.trim().is_empty());
        own.next().map(|(_, v)| v.trim())
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let own = self.0.iter().filter(move |(n, _)| n == name);
        own.map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }

    /// How many futures, as asked or as is usual.
    fn futures(&self, usual: usize) -> Result<usize, Error> {
        let Some(text) = self.get("futures") else {
            return Ok(usual);
        };
        let read = text.parse().ok().filter(|n| (1..=MOST).contains(n));
        read.ok_or_else(|| {
            Error::wrong(format!("`{text}` is no number of futures")).next(format!(
                "ask for 1 to {}; pivot forecast draws more",
                grouped(MOST)
            ))
        })
    }

    /// The same page from so many futures.
    fn address(&self, futures: usize) -> String {
        let passing = ["futures", "said", "mended"];
        let kept = self
            .0
            .iter()
            .filter(|(name, _)| !passing.contains(&name.as_str()));
        let kept: String = kept
            .map(|(name, value)| format!("{}={}&", query(name), query(value)))
            .collect();
        format!("/forecast?{kept}futures={futures}")
    }

    /// A day of a plan.
    fn date(&self, name: &str) -> Result<Option<Date>, Error> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        let read: Option<Date> = text.parse().ok();
        let date = read.filter(|d| (1900..2200).contains(&d.year()));
        date.map(Some).ok_or_else(|| {
            Error::wrong(format!("`{text}` is no date of a plan"))
                .next("write one from 1900 to 2199, such as 2027-04-30")
        })
    }
}

async fn page(State(desk): State<Desk>, uri: Uri, Query(fields): Fields) -> Response {
    let own = desk.clone();
    show(desk, uri, FRAME, move |picture, _| {
        let asked = Asked(fields);
        let forecast = match (asked.get("futures"), picture.known(FUTURES)) {
            (None, Some(known)) => known,
            (None, None) => {
                own.draw_ahead();
                picture.forecast(FEW)?
            }
            (Some(_), _) => picture.forecast(asked.futures(FUTURES)?)?,
        };
        whole(picture, &asked, &forecast)
    })
    .await
}

/// Answers when the usual futures are drawn.
async fn drawn(State(desk): State<Desk>) -> Response {
    blocking(move || {
        desk.picture()?.forecast(FUTURES)?;
        Ok(StatusCode::NO_CONTENT.into_response())
    })
    .await
}

/// When everything will be finished, from `futures` futures or more.
#[utoipa::path(get, path = "/api/forecast",
    params(("futures" = Option<usize>, Query, description = "From at least so many futures; 1,000 if nothing is said")),
    responses((status = 200, body = ForecastJson)))]
pub(crate) async fn json(State(desk): State<Desk>, Query(fields): Fields) -> Response {
    twin(desk, move |picture| {
        let forecast = picture.forecast(Asked(fields).futures(FUTURES)?)?;
        Ok(ForecastJson::new(&forecast, &picture.situation.settings.zones))
    })
    .await
}

fn whole(picture: &Picture, asked: &Asked, forecast: &Forecast) -> Result<Markup, Error> {
    let zones = &picture.situation.settings.zones;
    let plan = &picture.answer.plan;
    let over = plan.sessions.is_empty() && plan.unplaced.iter().all(|u| u.forgiven);
    let what_if = what_if::section(picture, asked)?;
    let fit = fit::section(picture, asked);
    // What was asked stands before the pictures.
    let early = asked.get("by").is_some();
    Ok(html! {
        header.top {
            div {
                h1 { "Forecast" }
                p.faint { (picture.situation.curriculum.title) }
            }
        }
        @if asked.get("mended").is_some() { p.note role="status" { "Done. The plan follows from here." } }
        @if over {
            section.card { h2 { "Nothing is left to do" } p { "Every task is done. There is nothing to forecast." } }
            (charts::weeks(&forecast.charts.weeks))
        } @else {
            (answer(picture, asked, forecast))
            @if early { (fit) }
            div.fc-pair {
                (charts::burn_up(zones, forecast))
                (ends::histogram(zones, forecast))
            }
            (what_if)
            @if !early { (fit) }
            (steps(zones, forecast))
            div.fc-pair {
                (charts::weeks(&forecast.charts.weeks))
                (charts::kinds(&forecast.charts.kinds))
            }
            (critical(forecast))
        }
    })
}

/// A sentence in which what stands between backticks is a name.
fn named(text: &str) -> Markup {
    words::said_as(text, |text| {
        html! {
            @for (i, part) in text.split('`').enumerate() {
                @if i % 2 == 1 { code { (part) } } @else { (part) }
            }
        }
    })
}

/// A date in a sentence.
fn by(zones: &Zones, at: Option<Timestamp>) -> String {
    at.map_or_else(
        || "never: something has no place".to_owned(),
        |at| date_of(zones, at),
    )
}

/// A date in a table.
fn short(zones: &Zones, at: Option<Timestamp>) -> String {
    at.map_or_else(
        || "never".to_owned(),
        |at| zones.local(at).strftime("%-d %b %Y").to_string(),
    )
}

/// The dates, what they are held against, and what they rest on.
fn answer(picture: &Picture, asked: &Asked, forecast: &Forecast) -> Markup {
    let situation = &picture.situation;
    let zones = &situation.settings.zones;
    let dates = &forecast.finish;
    let hope = situation.settings.finish_by.zip(forecast.by_hope);
    // A script shows the page again when they are there.
    let few = asked.get("futures").is_none() && forecast.futures < FUTURES;
    let held = [
        ("50 of 100", "An even chance", dates.p50, &forecast.error[0]),
        ("80 of 100", "A date to promise", dates.p80, &forecast.error[1]),
        ("95 of 100", "Nearly sure", dates.p95, &forecast.error[2]),
    ];
    html! {
        section.card aria-labelledby="answer-name" {
            h2 id="answer-name" { "When everything is finished" }
            dl.fc-dates {
                @for (share, sense, at, band) in held {
                    div {
                        dt { "In " (share) " futures" }
                        dd.fc-date { (by(zones, at)) }
                        dd.faint { (sense) @if at.is_some() { ", give or take " (days_off(zones, band)) } }
                    }
                }
                div.fc-beside {
                    dt { "The plan" }
                    dd.fc-date { a href="/timeline" { (by(zones, forecast.planned)) } }
                    dd.faint { "If everything takes its likely time and no day is lost: " (of_hundred(forecast.by_plan)) " futures keep it" }
                }
            }
            @if let Some((date, share)) = hope {
                p { "You hope for " strong { (long_date(date)) } ": " (of_hundred(share)) " futures are finished by then. "
                    a href=(format!("/forecast?by={date}#fit")) { "Can it be done?" } }
            }
            @for note in &forecast.notes { p.note { (words::said(note)) } }
            p.faint data-awaits[few] {
                "Drawn from " (grouped(forecast.futures)) " futures of this plan on your real calendar. "
                "“Give or take” is what more futures might change."
                @if few {
                    " More are being drawn: " a href=(asked.address(FUTURES)) { "show " (grouped(FUTURES)) }
                } @else if forecast.futures < EXACT {
                    " " a href=(asked.address(EXACT)) { "Draw " (grouped(EXACT)) }
                }
            }
            details id="rests-on" {
                summary { "What these dates rest on" }
                (rests_on(forecast))
            }
        }
    }
}

fn rests_on(forecast: &Forecast) -> Markup {
    let (pace, losses) = (&forecast.pace, &forecast.losses);
    html! {
        dl.fc-rests {
            dt { "Pace" }
            dd {
                "An hour estimated takes " (format!("{:.2}", pace.median())) " hours; "
                @if pace.tasks == 0 { "nothing of yours is known yet, so this is what studies find." }
                @else { "learned from " (count(pace.tasks, "task")) " of yours." }
            }
            dt { "Lost days" }
            dd {
                (format!("{:.0}", losses.share() * 100.0)) " of 100 days: "
                @if losses.days == 0 { "our assumption until your journal tells." }
                @else { (format!("{:.1}", losses.lost)) " of your " (count(losses.days, "day")) "." }
            }
            dt { "Growth" }
            dd { (format!("{:.0}", forecast.scope.growth() * 100.0)) " hours for every 100, by tasks that are added (" (forecast.scope.added) " so far)." }
            dt { "Base rate" }
            dd.faint {
                (grouped(BASE_RATE.finished as usize)) " of " (grouped(BASE_RATE.of as usize))
                " people who began a free online course finished it, "
                (format!("{:.1}", 100.0 * f64::from(BASE_RATE.finished) / f64::from(BASE_RATE.of)))
                " % (" (BASE_RATE.source) "). A fact about courses, not a verdict on you."
            }
        }
    }
}

/// When each step is finished.
fn steps(zones: &Zones, forecast: &Forecast) -> Markup {
    let last = forecast.steps.iter().filter_map(|s| s.finish.p95).max();
    let span = (forecast.now, last.unwrap_or(forecast.now));
    html! {
        section.card aria-labelledby="steps-name" {
            h2 id="steps-name" { "Each step" }
            div.scroll tabindex="0" role="group" aria-label="Finish dates of each step" {
                table.fc-steps {
                    thead { tr { th { "Step" } th.number { "50 of 100" } th.number { "80 of 100" } th.number { "95 of 100" } th { span.hidden { "From the 50 to the 95 date" } } } }
                    tbody {
                        @for step in &forecast.steps { (one_step(zones, span, step)) }
                    }
                }
            }
        }
    }
}

fn one_step(zones: &Zones, span: (Timestamp, Timestamp), step: &StepForecast) -> Markup {
    let dates = [step.finish.p50, step.finish.p80, step.finish.p95];
    html! {
        tr {
            td { span.fc-step { (look::step(step.number)) span { (step.title) } } }
            @if step.done {
                td.number colspan="3" { span.badge.good { "done " (short(zones, step.finish.p50)) } }
                td {}
            } @else {
                @for at in dates { td.number.fc-day { (short(zones, at)) } }
                td { (charts::spread(span, dates)) }
            }
        }
    }
}

/// What fixes the end.
fn critical(forecast: &Forecast) -> Markup {
    let (always, seldom): (Vec<&Critical>, Vec<&Critical>) =
        forecast.critical.iter().partition(|c| c.share >= ALWAYS);
    let why = |task: &str| format!("/timeline/why?task={}", query(task));
    html! {
        @if !forecast.critical.is_empty() {
            section.card aria-labelledby="critical-name" {
                h2 id="critical-name" { "What fixes the end" }
                p.faint { "Less work on these would bring the end forward." }
                @if !always.is_empty() {
                    p { (count(always.len(), "task")) " in 90 or more of 100 futures" @if always.len() > ROWS { ", the first " (ROWS) " of them" } ":" }
                    ul.fc-chips {
                        @for c in always.iter().take(ROWS) { li { a href=(why(&c.task)) title=(c.title) { (c.task) } } }
                    }
                }
                @if !seldom.is_empty() {
                    ul.plain {
                        @for c in seldom.iter().take(NAMED) {
                            li.row {
                                (charts::share(c.share))
                                span.fc-share { (of_hundred(c.share)) }
                                span.grow { a.mono href=(why(&c.task)) { (c.task) } " " (c.title) }
                            }
                        }
                    }
                }
                details id="critical-table" {
                    summary { @if forecast.critical.len() > ROWS { "The first " (ROWS) " of " } @else { "All " } (count(forecast.critical.len(), "task")) }
                    div.scroll tabindex="0" role="group" aria-label="Tasks that fix the end" {
                        table {
                            thead { tr { th { "Task" } th { "Title" } th.number { "Of 100 futures" } } }
                            tbody {
                                @for c in forecast.critical.iter().take(ROWS) {
                                    tr { td.mono { (c.task) } td { (c.title) } td.number { (format!("{:.0}", c.share * 100.0)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
