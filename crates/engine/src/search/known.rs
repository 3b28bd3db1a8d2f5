//! The search beside a schedule that is known: it begins with that schedule, searches in proportion to what has changed, and
//! in the end brings back what moved without need.

use super::{Search, Way};
use crate::model::{Session, Slot};
use crate::place::Manner;

/// The share of the effort that is spent where hardly anything has changed: one part in so many.
const LEAST: u64 = 32;

/// So many times the share of the work that has lost its place is the share of the effort beyond that.
const PER_CHANGE: u128 = 18;

impl Search<'_, '_, '_, '_> {
    /// Schedules near the known one: with all its sessions held, and in its order alone. How
    /// much of the work has no place there says how much effort is worth while: the known schedule has the search for it
    /// behind it.
    pub(super) fn recall(&mut self, manner: Manner) {
        if self.frame.known.is_empty() {
            return;
        }
        let list = self.known_order();
        let manners = vec![manner; self.frame.problem.activities.len()];
        self.placer.hold = vec![true; self.frame.known.len()];
        let bar = self.best.rank;
        self.build(&list, &manners, Way::Serial, &bar);
        let held = self.placer.held_slots();
        let work: Slot = self.frame.free.iter().sum();
        let effort = u128::from(self.options.effort);
        let changed = effort * PER_CHANGE * (work - held).max(0) as u128 / work.max(1) as u128;
        let changed = u64::try_from(changed.min(effort)).unwrap_or(u64::MAX);
        let least = self.options.effort / LEAST;
        self.options.effort = least.saturating_add(changed).min(self.options.effort);
        self.limit = self.options.effort;
        self.placer.hold.clear();
        if !self.settled() {
            let bar = self.best.rank;
            self.build(&list, &manners, Way::Serial, &bar);
        }
    }

    /// Whether there is a known schedule and the best one is as good as any can be, the number of its sessions aside:
    /// what is known is not given up for fewer of them.
    pub(super) fn settled(&self) -> bool {
        !self.frame.known.is_empty() && !self.best.list.is_empty() && self.proven()
    }

    /// Whether the first few priority rules are enough: beside a known schedule, which came from all of them once, they are
    /// where all would take a good part of the effort.
    pub(super) fn rules_suffice(&self) -> bool {
        let all = 16 * self.frame.graph.units() as u64;
        !self.frame.known.is_empty() && all > self.options.effort / 4
    }

    /// Where the search starts again near the best schedule, it holds what that one holds, or nothing.
    pub(super) fn hold_or_not(&mut self) {
        if self.frame.known.is_empty() {
            return;
        }
        self.placer.hold.clone_from(&self.best.hold);
        if self.below(2) == 0 {
            self.placer.hold.clear();
        }
    }

    /// All units, each behind those that it waits for, by the known start of it or of anything behind it; what has none
    /// comes last.
    fn known_order(&self) -> Vec<usize> {
        let graph = &self.frame.graph;
        let start = |unit: usize| {
            let members = graph.members(unit).iter();
            let known = members.flat_map(|&i| &self.frame.known[self.frame.known_of(i)]);
            known.map(|s| s.start).min().unwrap_or(Slot::MAX)
        };
        let mut starts: Vec<Slot> = (0..graph.units()).map(start).collect();
        for &unit in graph.order.iter().rev() {
            let behind = graph.after.of(unit).iter().map(|&next| starts[next]).min();
            starts[unit] = starts[unit].min(behind.unwrap_or(Slot::MAX));
        }
        graph.sorted(|unit| starts[unit])
    }

    /// Brings back known sessions that moved, as many as the rest of the cost allows: all at once, or else each half of
    /// them by itself, and so on down to single sessions.
    pub(super) fn restore(&mut self) {
        if self.best.rank.moved == 0 || self.best.list.is_empty() || self.best.way != Way::Serial {
            return;
        }
        let (list, manners) = (self.best.list.clone(), self.best.manners.clone());
        self.placer.hold.clone_from(&self.best.hold);
        self.placer.run(&list, &manners, None, None);
        let kept = self.kept();
        // To hold what is kept anyhow changes little or nothing; where it makes the schedule worse, it is not done.
        self.placer.hold.clone_from(&kept);
        let before = self.best.rank;
        if self.build(&list, &manners, Way::Serial, &before) == Some(before) {
            self.best.hold.clone_from(&kept);
        }
        self.best.hold.resize(kept.len(), false);
        let mut moved: Vec<usize> = (0..kept.len()).filter(|&k| !kept[k]).collect();
        moved.sort_by_key(|&k| (self.frame.known[k].start, k));
        let last = self.placer.placements.saturating_add(self.options.effort / 3);
        self.restore_some(&list, &manners, &moved, last);
    }

    /// Which known sessions the schedule that was built last keeps.
    fn kept(&self) -> Vec<bool> {
        let key = |s: &Session| (s.activity, s.start, s.end);
        let mut now = self.placer.sessions.clone();
        now.sort_unstable_by_key(key);
        let kept = |known: &Session| now.binary_search_by_key(&key(known), key).is_ok();
        self.frame.known.iter().map(kept).collect()
    }

    /// Tries to hold all that is wanted beside what the best schedule holds, or else each half of it.
    fn restore_some(&mut self, list: &[usize], manners: &[Manner], wanted: &[usize], last: u64) {
        if wanted.is_empty() || self.stopped || self.placer.placements >= last {
            return;
        }
        self.placer.hold.clone_from(&self.best.hold);
        for &k in wanted {
            self.placer.hold[k] = true;
        }
        let before = self.best.rank;
        self.build(list, manners, Way::Serial, &before);
        if self.best.rank < before || wanted.len() == 1 {
            return;
        }
        let (sooner, later) = wanted.split_at(wanted.len() / 2);
        self.restore_some(list, manners, later, last);
        self.restore_some(list, manners, sooner, last);
    }
}
