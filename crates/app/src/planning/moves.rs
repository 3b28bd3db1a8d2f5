//! What moved since the schedule that the person knows, and why.

use jiff::Timestamp;
use pivot_domain::availability::{instant, person, slot_from, slot_to};
use pivot_domain::fact::DatedSession;

use super::plan::{Plan, PlannedSession};
use crate::situation::Situation;

/// A session that is not where it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The session.
    pub session: String,
    /// Its task.
    pub task: String,
    /// Its start in the accepted schedule; `None` where it is new.
    pub from: Option<Timestamp>,
    /// Its start now; `None` where it is gone.
    pub to: Option<Timestamp>,
    /// Why.
    pub cause: String,
}

/// The sessions of `accepted` that have other times in `plan`, sorted by where they were or are. Empty where nothing
/// was accepted. Sessions of the past that are gone are not moves: their time is over.
pub fn moves(situation: &Situation, accepted: &[DatedSession], plan: &Plan) -> Vec<Move> {
    if accepted.is_empty() {
        return Vec::new();
    }
    let now = situation.now;
    let mut moves = Vec::new();
    for old in accepted {
        let new = plan.sessions.iter().find(|s| s.id == old.id);
        if new.is_some_and(|s| s.start == old.start && s.end == old.end) || (new.is_none() && old.end <= now)
        {
            continue;
        }
        moves.push(Move {
            session: old.id.clone(),
            task: old.task.clone(),
            from: Some(old.start),
            to: new.map(|s| s.start),
            cause: cause(situation, plan, old, new),
        });
    }
    for new in plan
        .sessions
        .iter()
        .filter(|s| accepted.iter().all(|old| old.id != s.id))
    {
        let cause = if accepted.iter().any(|old| old.task == new.task) {
            "the task is divided in another way"
        } else {
            "it was not in the accepted schedule"
        };
        moves.push(Move {
            session: new.id.clone(),
            task: new.task.clone(),
            from: None,
            to: Some(new.start),
            cause: cause.into(),
        });
    }
    moves.sort_by(|a, b| (a.from.or(a.to), &a.session).cmp(&(b.from.or(b.to), &b.session)));
    moves
}

/// The first of these that holds: its time is past; a commitment, an absence or other hours take it; another session
/// takes it; it moved up; the task was cut.
fn cause(situation: &Situation, plan: &Plan, old: &DatedSession, new: Option<&PlannedSession>) -> String {
    if old.start < situation.now {
        return "its time is past".into();
    }
    let (from, to) = (slot_to(old.start), slot_from(old.end));
    let (events, _) = situation.events(instant(from), instant(to));
    if let Some(event) = events.iter().find(|e| e.blocks) {
        return format!(
            "“{}” of calendar `{}` takes the time",
            event.occurrence.summary, event.calendar
        );
    }
    let first = situation.settings.zones.local(old.start).date();
    if let Some(away) = situation
        .settings
        .away
        .iter()
        .find(|a| a.from <= first && first <= a.to)
    {
        return away
            .why
            .as_ref()
            .map_or("you are away".into(), |why| format!("you are away: {why}"));
    }
    let (busy, _) = situation.busy(instant(from - 288), instant(to + 288));
    let time = person(&situation.settings, &busy, from - 288, to + 288);
    if !time.open.iter().any(|(a, b)| *a <= from && to <= *b) {
        return "it would lie outside your hours, or next to a commitment".into();
    }
    if let Some(other) = plan
        .sessions
        .iter()
        .find(|s| s.task != old.task && s.start < old.end && old.start < s.end)
    {
        return format!("{} comes first there now", other.task);
    }
    match new {
        Some(new) if new.start < old.start => "it can be earlier now".into(),
        Some(_) => "the task is divided in another way".into(),
        None => "the task needs fewer sessions".into(),
    }
}
