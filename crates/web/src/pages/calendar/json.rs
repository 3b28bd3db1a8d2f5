//! The calendar and the consequences of a move, as JSON.

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::Timestamp;
use pivot_app::domain::zones::Zones;
use pivot_app::wire::{duration, instant};
use serde::Serialize;
use utoipa::ToSchema;

use super::days::{commitments, days, frozen_until, study};
use super::moving::{self, Place};
use super::{Asked, View, place};
use crate::desk::{Desk, Picture};
use crate::pages::twin;

/// `pivot.calendar/1`: what is planned and taken between two days, both included.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CalendarJson {
    format: &'static str,
    /// What a wish to write carries.
    version: String,
    timezone: String,
    now: String,
    from: String,
    to: String,
    /// Sessions of the accepted plan that begin before this stay as they are.
    frozen_until: Option<String>,
    sessions: Vec<CalendarSessionJson>,
    commitments: Vec<CommitmentJson>,
    away: Vec<AwayJson>,
    /// The person's hours, less days away.
    hours: Vec<StretchJson>,
    /// Work that was recorded, by the day.
    worked: Vec<WorkedJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CalendarSessionJson {
    id: String,
    task: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<u32>,
    step: u32,
    title: String,
    resource: String,
    start: String,
    end: String,
    pinned: bool,
    /// It begins within the frozen window.
    stays: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct CommitmentJson {
    calendar: String,
    summary: String,
    start: String,
    end: String,
    all_day: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct AwayJson {
    from: String,
    to: String,
    why: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct StretchJson {
    start: String,
    end: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct WorkedJson {
    date: String,
    time: String,
}

/// `pivot.consequences/1`: what moving a session would do. Sending the same place with `version` and `seen` to `/do/place`
/// records it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConsequencesJson {
    format: &'static str,
    version: String,
    /// Tells these consequences from any others.
    seen: String,
    session: String,
    task: String,
    title: String,
    from: StretchJson,
    to: StretchJson,
    finish_before: String,
    finish: String,
    /// Everything has a place and every hard deadline is kept.
    feasible: bool,
    /// What it contradicts.
    notes: Vec<String>,
    /// What else would move.
    moves: Vec<ConsequenceJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ConsequenceJson {
    session: String,
    task: String,
    from: Option<String>,
    to: Option<String>,
    cause: String,
}

/// A week or a month of the calendar.
#[utoipa::path(
    get,
    path = "/api/calendar",
    params(
        ("view" = Option<String>, Query, description = "`week`, or `month` in whole weeks"),
        ("date" = Option<String>, Query, description = "A day of it; absent: today")
    ),
    responses((status = 200, body = CalendarJson))
)]
pub(crate) async fn calendar(State(desk): State<Desk>, Query(asked): Query<Asked>) -> Response {
    twin(desk, move |picture| {
        let view = View::new(picture, &asked, None)?;
        Ok(of(picture, &view))
    })
    .await
}

/// What moving a session would do. Nothing is recorded.
#[utoipa::path(
    get,
    path = "/api/calendar/preview",
    params(
        ("session" = String, Query, description = "The session's id"),
        ("day" = String, Query, description = "The day it is to begin on: `2027-01-12`"),
        ("start" = String, Query, description = "When, by the person's clock: `18:00`"),
        ("end" = Option<String>, Query, description = "When it ends; not after the start: on the next day. Absent: as long as it is"),
        ("minutes" = Option<String>, Query, description = "How long it is to be, instead of an end")
    ),
    responses((status = 200, body = ConsequencesJson))
)]
pub(crate) async fn consequences(State(desk): State<Desk>, Query(asked): Query<place::Asked>) -> Response {
    let place = Place::from(asked);
    twin(desk, move |picture| {
        let found = moving::consequences(picture, &place)?;
        let zones = &picture.situation.settings.zones;
        Ok(ConsequencesJson {
            format: "pivot.consequences/1",
            version: picture.version.clone(),
            seen: found.seen,
            from: stretch(zones, (found.was.start, found.was.end)),
            to: stretch(zones, (found.pinned.start, found.pinned.end)),
            session: found.was.id,
            task: found.was.task,
            title: found.was.title,
            finish_before: instant(found.preview.finish_before, zones),
            finish: instant(found.preview.plan.finish, zones),
            feasible: found.preview.plan.feasible,
            notes: found.preview.notes,
            moves: found
                .others
                .into_iter()
                .map(|m| ConsequenceJson {
                    session: m.session,
                    task: m.task,
                    from: m.from.map(|t| instant(t, zones)),
                    to: m.to.map(|t| instant(t, zones)),
                    cause: m.cause,
                })
                .collect(),
        })
    })
    .await
}

fn stretch(zones: &Zones, (start, end): (Timestamp, Timestamp)) -> StretchJson {
    StretchJson {
        start: instant(start, zones),
        end: instant(end, zones),
    }
}

fn of(picture: &Picture, view: &View) -> CalendarJson {
    let situation = &picture.situation;
    let zones = &situation.settings.zones;
    let range = &view.range;
    let frozen = frozen_until(picture);
    let events = commitments(picture, range);
    let within = |start: Timestamp, end: Timestamp| start < range.to && end > range.from;
    let (first, last) = (range.dates.first(), range.dates.last());
    let date = |d: Option<&jiff::civil::Date>| d.copied().unwrap_or(view.date).to_string();
    let zone = zones.zone_at(situation.now).iana_name().unwrap_or("UTC");
    CalendarJson {
        format: "pivot.calendar/1",
        version: picture.version.clone(),
        timezone: zone.to_owned(),
        now: instant(situation.now, zones),
        from: date(first),
        to: date(last),
        frozen_until: frozen.map(|t| instant(t, zones)),
        sessions: picture
            .answer
            .plan
            .sessions
            .iter()
            .filter(|s| within(s.start, s.end))
            .map(|s| CalendarSessionJson {
                id: s.id.clone(),
                task: s.task.clone(),
                time: s.time.map(|t| t.0),
                step: s.step,
                title: s.title.clone(),
                resource: s.resource.clone(),
                start: instant(s.start, zones),
                end: instant(s.end, zones),
                pinned: s.pinned,
                stays: frozen.is_some_and(|until| s.start < until),
            })
            .collect(),
        commitments: events
            .iter()
            .map(|e| CommitmentJson {
                calendar: e.calendar.clone(),
                summary: e.occurrence.summary.clone(),
                start: instant(e.occurrence.start, zones),
                end: instant(e.occurrence.end, zones),
                all_day: e.occurrence.all_day,
            })
            .collect(),
        away: situation
            .settings
            .away
            .iter()
            .filter(|a| Some(&a.from) <= last && Some(&a.to) >= first)
            .map(|a| AwayJson {
                from: a.from.to_string(),
                to: a.to.to_string(),
                why: a.why.clone(),
            })
            .collect(),
        hours: study(picture, range)
            .into_iter()
            .map(|s| stretch(zones, s))
            .collect(),
        worked: days(picture, range, &events)
            .iter()
            .filter(|d| !d.worked.is_zero())
            .map(|d| WorkedJson {
                date: d.date.to_string(),
                time: duration(d.worked),
            })
            .collect(),
    }
}
