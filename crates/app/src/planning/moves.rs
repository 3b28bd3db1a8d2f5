//! What moved since the schedule that the person knows, and why.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use pivot_domain::fact::DatedSession;

use super::causes::Causes;
use super::known::time_of;
use super::plan::{Plan, PlannedSession};
use crate::situation::Situation;
use crate::words::count;

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

/// How many sessions are not where they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Sessions of the accepted schedule that have another time now, or none.
    pub moved: usize,
    /// Of so many that it had ahead.
    pub of: usize,
    /// Sessions that it did not have.
    pub came: usize,
}

impl Tally {
    /// Of the moves since the schedule that a situation accepted.
    pub fn of(situation: &Situation, moves: &[Move]) -> Tally {
        let moved = moves.iter().filter(|m| m.from.is_some()).count();
        let accepted = situation.accepted().iter();
        let ahead = accepted.filter(|s| s.end > situation.now).count();
        Tally {
            moved,
            of: ahead.max(moved),
            came: moves.len() - moved,
        }
    }
}

impl fmt::Display for Tally {
    /// `3 of 20 sessions moved, 1 came`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} moved", self.moved, count(self.of, "session"))?;
        match self.came {
            0 => Ok(()),
            came => write!(f, ", {came} came"),
        }
    }
}

/// A session of the accepted schedule that is not kept, a session now that was not in it, or one that became the other.
pub(super) struct Pair<'a> {
    pub(super) old: Option<&'a DatedSession>,
    pub(super) new: Option<&'a PlannedSession>,
}

/// The sessions of `accepted` that have other times in `plan`, sorted by where they were or are. Empty where nothing
/// was accepted. A session that was pinned elsewhere is itself. Another is kept where its task has one of the same times
/// now, whatever its number; the others of a task are paired in order of time. Sessions of the past that are gone are not moves: their time is over.
pub fn moves(situation: &Situation, accepted: &[DatedSession], plan: &Plan) -> Vec<Move> {
    if accepted.is_empty() {
        return Vec::new();
    }
    let pairs = pairs(accepted, plan);
    let causes = Causes::new(situation, accepted, plan, &pairs);
    let mut moves: Vec<Move> = pairs
        .iter()
        .enumerate()
        .filter(|(_, pair)| pair.new.is_some() || pair.old.is_some_and(|old| old.end > situation.now))
        .filter_map(|(i, pair)| {
            let session = pair.new.map(|s| &s.id).or(pair.old.map(|s| &s.id))?;
            let task = pair.new.map(|s| &s.task).or(pair.old.map(|s| &s.task))?;
            Some(Move {
                session: session.clone(),
                task: task.clone(),
                from: pair.old.map(|s| s.start),
                to: pair.new.map(|s| s.start),
                cause: causes.of(i),
            })
        })
        .collect();
    moves.sort_by(|a, b| (a.from.or(a.to), &a.session).cmp(&(b.from.or(b.to), &b.session)));
    moves
}

/// The sessions that are not kept, those of one time of a task paired in order of time.
fn pairs<'a>(accepted: &'a [DatedSession], plan: &'a Plan) -> Vec<Pair<'a>> {
    type Times<'a> = (Vec<&'a DatedSession>, Vec<&'a PlannedSession>);
    let mut times: BTreeMap<(&str, u32), Times<'a>> = BTreeMap::new();
    for s in accepted {
        times.entry((&s.task, time_of(s))).or_default().0.push(s);
    }
    for s in &plan.sessions {
        let time = s.time.map_or(1, |(time, _)| time);
        times.entry((&s.task, time)).or_default().1.push(s);
    }
    let mut pairs = Vec::new();
    for (mut old, mut new) in times.into_values() {
        old.sort_by_key(|s| s.start);
        let same = |a: &DatedSession, b: &PlannedSession| a.start == b.start && a.end == b.end;
        // What the person pinned elsewhere is that session, even where another one of the task was or is.
        for pin in new.clone().into_iter().filter(|s| s.pinned) {
            if let Some(k) = old.iter().position(|o| o.id == pin.id && !same(o, pin)) {
                pairs.push(Pair {
                    old: Some(old.remove(k)),
                    new: Some(pin),
                });
                new.retain(|s| s.id != pin.id);
            }
        }
        let kept: Vec<&PlannedSession> = new
            .iter()
            .copied()
            .filter(|s| old.iter().any(|o| same(o, s)))
            .collect();
        old.retain(|o| !kept.iter().any(|s| same(o, s)));
        new.retain(|s| !kept.iter().any(|k| k.id == s.id));
        for k in 0..old.len().max(new.len()) {
            pairs.push(Pair {
                old: old.get(k).copied(),
                new: new.get(k).copied(),
            });
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_in_words() {
        let said = |moved, of, came| Tally { moved, of, came }.to_string();
        assert_eq!(said(3, 20, 0), "3 of 20 sessions moved");
        assert_eq!(said(1, 1, 2), "1 of 1 session moved, 2 came");
    }
}
