//! Promises that yield to everything else: they have what room is left when all else is placed.

use super::{Manner, Placer, State};
use crate::model::Slot;

impl Placer<'_, '_> {
    /// From now on these promises yield, by activity.
    pub(crate) fn set_yields(&mut self, yields: &[bool]) {
        if self.yields != yields {
            self.yields.clear();
            self.yields.extend_from_slice(yields);
        }
    }

    /// Whether an activity yields, could not be placed so far, and has its turn in the end.
    pub(super) fn waits_its_turn(&self, i: usize) -> bool {
        !self.rest && self.states[i] == State::Forgiven && self.yields.get(i).is_some_and(|yields| *yields)
    }

    /// Places the promises that yield where there is room for them, in the order of the list. Where something is placed
    /// that would wait for it, a promise is left out: that did not wait.
    pub(crate) fn place_rest(&mut self, list: &[usize]) {
        if self.yields.is_empty() {
            return;
        }
        let graph = &self.frame.graph;
        for &unit in list {
            let members = graph.members(unit);
            self.rest = false;
            if !members.iter().any(|&i| self.waits_its_turn(i)) {
                continue;
            }
            self.rest = true;
            let first = self.sessions.len();
            let placed = |&i: &usize| matches!(self.states[i], State::Placed { .. });
            let behind = graph.after.of(unit).iter();
            if !behind.flat_map(|&next| graph.members(next)).any(placed) {
                match *members {
                    [i] => self.place_single(i, Manner::Greedy),
                    _ => self.place_chain(unit, Slot::MIN),
                }
            }
            // A member that is pinned was counted at once.
            for &i in members.iter().filter(|&&i| !self.frame.pinned_whole(i)) {
                self.count(i);
                self.rank.moved += self.moved(i, first);
            }
        }
        self.rest = false;
    }
}
