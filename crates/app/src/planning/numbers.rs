//! The ids of a plan's sessions. A session that keeps its time keeps its id, so that what the person knows, pinned or has in a
//! calendar is still the same session; and the id of a session whose time has begun is not given to another.

use std::collections::{BTreeMap, BTreeSet};

use pivot_domain::availability::instant;
use pivot_domain::fact::{DatedSession, exported};
use pivot_engine::{Session, Solution};

use super::problem::Setup;
use crate::situation::Situation;

/// `1.3`, or `3.4#5` for the fifth time of a repeated task: what stands before the number in a session's id.
fn head(setup: &Setup<'_>, activity: usize) -> String {
    let part = setup.parts[activity];
    let task = &setup.tasks[part.task];
    if task.times.count() > 1 {
        format!("{}#{}", task.id, part.time)
    } else {
        task.id.clone()
    }
}

/// The ids of a solution's sessions, in their order.
pub(super) fn ids(situation: &Situation, setup: &Setup<'_>, solution: &Solution) -> Vec<String> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (k, s) in solution.sessions.iter().enumerate() {
        groups.entry(head(setup, s.activity)).or_default().push(k);
    }
    let progress = situation.progress();
    let calendar = exported(&situation.facts);
    // What stands in a calendar comes first, then what was accepted.
    let standing = calendar.iter().filter(|e| !e.cancelled).map(|e| &e.session);
    let mut known: BTreeMap<&str, Vec<(u32, &DatedSession)>> = BTreeMap::new();
    for session in standing.chain(situation.accepted()) {
        if let Some((head, number)) = split(&session.id) {
            known.entry(head).or_default().push((number, session));
        }
    }
    let mut gone: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    let past = known
        .values()
        .flatten()
        .map(|(_, session)| *session)
        .filter(|s| s.start < situation.now);
    for session in past.chain(progress.missed.values()).chain(progress.pins.values()) {
        if let Some((head, number)) = split(&session.id) {
            gone.entry(head).or_default().insert(number);
        }
    }
    let mut ids = vec![String::new(); solution.sessions.len()];
    for (head, sessions) in groups {
        let group = Group {
            setup,
            solution,
            known: known.get(head.as_str()).map_or(&[], Vec::as_slice),
            gone: gone.remove(head.as_str()).unwrap_or_default(),
        };
        for (k, number) in sessions.iter().zip(group.numbers(&sessions)) {
            ids[*k] = format!("{head}/{number}");
        }
    }
    ids
}

/// `("3.4#5", 1)` of `3.4#5/1`.
fn split(id: &str) -> Option<(&str, u32)> {
    let (head, number) = id.rsplit_once('/')?;
    Some((head, number.parse().ok()?))
}

/// The sessions of one time of a task.
struct Group<'g> {
    setup: &'g Setup<'g>,
    solution: &'g Solution,
    /// What is known of them, with their numbers.
    known: &'g [(u32, &'g DatedSession)],
    /// Numbers that no other session gets.
    gone: BTreeSet<u32>,
}

impl Group<'_> {
    /// The numbers of some sessions, which are in order of time.
    fn numbers(&self, sessions: &[usize]) -> Vec<u32> {
        let mut numbers: Vec<Option<u32>> = sessions
            .iter()
            .map(|k| self.own(&self.solution.sessions[*k]))
            .collect();
        let mut taken: BTreeSet<u32> = BTreeSet::new();
        for number in &mut numbers {
            *number = number.filter(|n| taken.insert(*n));
        }
        let ahead: BTreeSet<u32> = self.known.iter().map(|(number, _)| *number).collect();
        let mut free: Vec<u32> = ahead
            .into_iter()
            .filter(|n| !taken.contains(n) && !self.gone.contains(n))
            .collect();
        free.reverse();
        let mut next = 1;
        let mut given = Vec::new();
        for number in numbers {
            given.push(number.or_else(|| free.pop()).unwrap_or_else(|| {
                while taken.contains(&next) || self.gone.contains(&next) {
                    next += 1;
                }
                taken.insert(next);
                next
            }));
            taken.extend(given.last());
        }
        given
    }

    /// The number of a session that is pinned, or known with the same times.
    fn own(&self, s: &Session) -> Option<u32> {
        if let Some((_, id)) = self.setup.pinned.iter().find(|(pinned, _)| pinned == s) {
            return split(id).map(|(_, number)| number);
        }
        let at = |slot: i64| instant(self.setup.origin + slot);
        let same = |known: &DatedSession| known.start == at(s.start) && known.end == at(s.end);
        let mut known = self.known.iter();
        let number = known
            .find(|(_, session)| same(session))
            .map(|(number, _)| *number);
        number.filter(|number| !self.gone.contains(number))
    }
}
