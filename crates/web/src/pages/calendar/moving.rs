//! What it would mean to move a session: worked out before anything is recorded, and recorded only as it was seen.

use jiff::SignedDuration;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use pivot_app::domain::fact::{DatedSession, Event};
use pivot_app::domain::zones::later;
use pivot_app::planning::{Move, PlannedSession, Preview, preview};
use pivot_app::verbs::pin::pinned;
use pivot_app::{Error, Options};
use sha2::{Digest, Sha256};

use crate::desk::Picture;

/// Where a session is to be, as a form says it.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// The session.
    pub(super) session: String,
    /// The day it begins on: `2027-01-12`.
    pub(super) day: String,
    /// When it begins by the person's clock: `18:00`.
    pub(super) start: String,
    /// When it ends; where that is not after the start, on the next day.
    pub(super) end: Option<String>,
    /// How long it is instead.
    pub(super) minutes: Option<String>,
}

/// A session in another place, and what comes of it.
#[derive(Clone, Debug)]
pub(super) struct Consequences {
    /// As it is.
    pub(super) was: PlannedSession,
    /// As it would be.
    pub(super) pinned: DatedSession,
    /// The plan as it would be.
    pub(super) preview: Preview,
    /// What else would move.
    pub(super) others: Vec<Move>,
    /// Tells these consequences from any others.
    pub(super) seen: String,
}

/// A session of the plan by its id.
pub(super) fn session<'p>(picture: &'p Picture, id: &str) -> Result<&'p PlannedSession, Error> {
    let plan = &picture.answer.plan;
    plan.sessions.iter().find(|s| s.id == id).ok_or_else(|| {
        Error::wrong(format!("there is no session `{id}` in the plan"))
            .next("it may be done, or the plan may be another one by now: the calendar shows what there is")
    })
}

/// Works out what a place would mean.
pub(super) fn consequences(picture: &Picture, place: &Place) -> Result<Consequences, Error> {
    let (situation, plan) = (&picture.situation, &picture.answer.plan);
    let was = session(picture, &place.session)?;
    let (start, end) = times(picture, was, place)?;
    let pinned = pinned(situation, plan, &was.id, start, Some(end))?;
    let preview = preview(
        situation,
        plan,
        &[Event::Pinned(pinned.clone())],
        &Options::default(),
    )?;
    let own = |m: &&Move| m.session != was.id;
    let others: Vec<Move> = preview.moves.iter().filter(own).cloned().collect();
    let told = format!("{:?}{:?}{:?}", preview.plan.finish, preview.moves, preview.notes);
    let seen = Sha256::digest(told)[..8]
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    Ok(Consequences {
        was: was.clone(),
        pinned,
        others,
        seen,
        preview,
    })
}

/// Start and end of a place, on the five minutes that a plan counts in.
fn times(picture: &Picture, was: &PlannedSession, place: &Place) -> Result<(Timestamp, Timestamp), Error> {
    let zones = &picture.situation.settings.zones;
    let day: Date = place.day.parse().map_err(|_| {
        Error::wrong(format!("`{}` is no day", place.day)).next("write a date such as 2027-01-12")
    })?;
    // What the clock shows twice in a night is left where it is if it was not changed.
    let at = |civil: DateTime, own: Timestamp| {
        if zones.civil(own) == civil {
            own
        } else {
            zones.instant(civil)
        }
    };
    let begins = time(&place.start)?;
    let start = at(day.to_datetime(begins), was.start);
    let end = match (&place.minutes, &place.end) {
        (Some(text), _) => {
            let minutes = text.parse().ok().filter(|m| (5..=24 * 60).contains(m));
            let minutes: i64 = minutes.ok_or_else(|| {
                Error::wrong(format!("`{text}` is no number of minutes")).next("write 5 to 1440")
            })?;
            start.checked_add(SignedDuration::from_mins(minutes / 5 * 5)).ok()
        }
        (None, Some(text)) => {
            let ends = time(text)?;
            let date = later(day, i64::from(ends <= begins));
            Some(at(date.to_datetime(ends), was.end))
        }
        (None, None) => start.checked_add(was.end.duration_since(was.start)).ok(),
    };
    let end = end.ok_or_else(|| Error::wrong("that is beyond the years that Pivot knows"))?;
    Ok((start, end))
}

/// `18:00`, as a person or a browser writes it, on the five minutes before.
fn time(text: &str) -> Result<Time, Error> {
    let mut parts = text.split(':').map(|part| part.parse::<i8>().ok());
    let read = match (parts.next().flatten(), parts.next().flatten()) {
        (Some(hour), Some(minute)) if hour >= 0 && minute >= 0 => Time::new(hour, minute / 5 * 5, 0, 0).ok(),
        _ => None,
    };
    read.ok_or_else(|| {
        Error::wrong(format!("`{text}` is no time of the day")).next("write a time such as 18:30")
    })
}
