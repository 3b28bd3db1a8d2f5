//! Chains of followers: placed as one block, or not at all.

use super::{Placer, State};
use crate::model::Slot;

impl Placer<'_, '_> {
    /// Places a chain of followers as one block that starts no earlier than `from`, or no member of it that is not pinned.
    pub(crate) fn place_chain(&mut self, unit: usize, from: Slot) {
        let frame = self.frame;
        let members = frame.graph.members(unit);
        let pinned = |i: usize| frame.problem.activities[i].pins.first().copied();
        for &i in members {
            if let Some((start, finish)) = pinned(i) {
                self.states[i] = State::Placed { start, finish };
            }
        }
        let mut open = std::mem::take(&mut self.open);
        open.clear();
        open.extend(members.iter().copied().filter(|&i| pinned(i).is_none()));
        let mut waits = None;
        let mut start = from;
        for &i in &open {
            match self.earliest(i) {
                Ok(earliest) => start = start.max(earliest - frame.graph.offset[i]),
                Err(predecessor) => waits = waits.or(Some((i, predecessor))),
            }
        }
        if !open.is_empty() {
            self.place_block(unit, &open, start, waits);
        }
        self.open = open;
    }

    /// Places the members of a chain that are not pinned, or none of them: as soon as they can from `start` on. `waits` is one that waits in vain, and for what.
    fn place_block(&mut self, unit: usize, open: &[usize], start: Slot, waits: Option<(usize, usize)>) {
        let frame = self.frame;
        let members = frame.graph.members(unit);
        let pinned = |i: usize| frame.problem.activities[i].pins.first().copied();
        // A pinned member fixes the start of the block; two may contradict each other.
        let mut fixed = members
            .iter()
            .filter_map(|&i| pinned(i).map(|pin| pin.0 - frame.graph.offset[i]));
        let placed = waits.is_none() && {
            match fixed.next() {
                Some(at) => at >= start && fixed.all(|f| f == at) && self.fit_block(open, at).is_none(),
                None => self.search_block(open, start),
            }
        };
        if placed {
            self.rank.sessions += open.iter().filter(|&&i| frame.free[i] > 0).count();
            return;
        }
        let forgiven = frame.problem.activities[open[0]].forgiven && waits.is_none();
        for (place, &i) in open.iter().enumerate() {
            self.states[i] = match waits {
                _ if forgiven => State::Forgiven,
                Some((member, predecessor)) if member == i => State::Unplaced(Some(predecessor)),
                Some((member, _)) => {
                    // Towards the member that waits, from neighbour to neighbour of the chain.
                    let ahead = open
                        .iter()
                        .position(|&other| other == member)
                        .is_some_and(|at| at > place);
                    State::Unplaced(neighbour(members, i, ahead).filter(|&other| pinned(other).is_none()))
                }
                None => {
                    State::Unplaced(neighbour(members, i, false).filter(|&other| pinned(other).is_none()))
                }
            };
        }
    }

    fn search_block(&mut self, open: &[usize], mut start: Slot) -> bool {
        loop {
            match self.fit_block(open, start) {
                None => return true,
                Some(Slot::MAX) => return false,
                Some(next) => start = next,
            }
        }
    }

    /// Places the members of a block whose start is given. Where one does not fit it takes all back and gives the
    /// next start worth trying, `Slot::MAX` for none.
    fn fit_block(&mut self, open: &[usize], start: Slot) -> Option<Slot> {
        let first = self.sessions.len();
        for &i in open {
            let offset = self.frame.graph.offset[i];
            let (at, work, limit) = (start + offset, self.frame.free[i], self.limit(i));
            if work == 0 && (0..=limit).contains(&at) {
                self.states[i] = State::Placed {
                    start: at,
                    finish: at,
                };
                continue;
            }
            let shape = self.frame.shape(i);
            let run = if work == 0 {
                None
            } else {
                self.stretch(i, &[], at, 0, &shape, work, limit)
            };
            let next = match run {
                None => Slot::MAX,
                Some(run) if run.end - run.start < work => run.next - offset,
                Some(run) if run.start > at => run.start - offset,
                Some(_) => {
                    self.book(i, 0, at, at + work);
                    self.states[i] = State::Placed {
                        start: at,
                        finish: at + work,
                    };
                    continue;
                }
            };
            self.undo(first);
            for &i in open {
                self.states[i] = State::Pending;
            }
            return Some(next);
        }
        None
    }
}

/// The member of a chain before or behind `i`.
fn neighbour(members: &[usize], i: usize, behind: bool) -> Option<usize> {
    let at = members.iter().position(|&member| member == i)?;
    let at = if behind { at + 1 } else { at.checked_sub(1)? };
    members.get(at).copied()
}
