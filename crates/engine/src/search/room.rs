//! Promises that make room. A promise that could be kept is left out where work would have no place otherwise, or would
//! miss a deadline by more; never for less lateness or an earlier finish alone.

use super::{Candidate, Search};
use crate::frame::Frame;
use crate::model::Slot;
use crate::place::Rank;

/// One change in so many leaves out a promise or takes one back, where promises may make room.
const EXCHANGES: usize = 4;

/// The units that are promises and are not pinned whole.
pub(super) fn promises(frame: &Frame<'_>) -> Vec<usize> {
    let open = |i: &usize| {
        let a = &frame.problem.activities[*i];
        a.forgiven && (a.work == 0 || frame.free[*i] > 0)
    };
    let units = 0..frame.graph.units();
    units
        .filter(|&unit| frame.graph.members(unit).iter().any(open))
        .collect()
}

impl Search<'_, '_, '_, '_> {
    /// Work without a place and deadlines missed by the best schedule.
    fn lacks(&self) -> bool {
        (self.best.rank.unplaced, self.best.rank.overrun) != (0, 0)
    }

    /// Whether the schedule that was built last, and has this rank, places more work or misses deadlines by less than any
    /// without promises that make room; remembers what those lack.
    pub(super) fn worth_its_promises(&mut self, rank: &Rank) -> bool {
        let lacking = (rank.unplaced, rank.overrun);
        if self.placer.absent.contains(&true) {
            return lacking < self.lacking;
        }
        self.lacking = self.lacking.min(lacking);
        true
    }

    /// Where the best schedule lacks something: promises go last, then they are left out, and come back one by one as far
    /// as there is room.
    pub(super) fn make_room(&mut self) {
        if !self.lacks() || self.promises.is_empty() || self.spent() {
            return;
        }
        let Candidate {
            list, manners, way, ..
        } = self.best.clone();
        let all = self.promises.clone();
        let last = self.put_last(&list, &all);
        let bar = self.best.rank;
        self.build(&last, &manners, way, &bar);
        if self.lacks() {
            let absent = self.with(&[], &all, true);
            self.placer.leave_out(&absent);
            let bar = self.best.rank;
            self.build(&last, &manners, way, &bar);
        }
        self.readmit();
    }

    /// Takes back promises that made room and need not any more: all at once, or else each half of them by itself, and so
    /// on down to single ones, sooner ones first.
    pub(super) fn readmit(&mut self) {
        let mut wanted: Vec<usize> = self.promises.clone();
        wanted.retain(|&unit| self.is_absent(&self.best, unit));
        wanted.sort_by_key(|&unit| (self.due(unit), unit));
        let last = self.placer.placements.saturating_add(self.options.effort / 3);
        self.readmit_some(&wanted, last);
        self.placer.leave_out(&self.best.absent);
    }

    fn readmit_some(&mut self, wanted: &[usize], last: u64) {
        if wanted.is_empty() || self.stopped || self.placer.placements >= last {
            return;
        }
        let Candidate {
            rank,
            list,
            manners,
            absent,
            way,
            ..
        } = self.best.clone();
        let absent = self.with(&absent, wanted, false);
        self.placer.leave_out(&absent);
        for list in [self.put_last(&list, wanted), list] {
            self.build(&list, &manners, way, &rank);
            if self.best.rank < rank {
                return;
            }
        }
        if wanted.len() > 1 {
            let (sooner, later) = wanted.split_at(wanted.len() / 2);
            self.readmit_some(sooner, last);
            self.readmit_some(later, last);
        }
    }

    /// Now and then, where the candidate lacks something or promises make room in it: leaves out a promise or takes one
    /// back. Says whether it did.
    pub(super) fn exchange(&mut self, candidate: &mut Candidate) -> bool {
        let lacks = (candidate.rank.unplaced, candidate.rank.overrun) != (0, 0);
        if self.promises.is_empty() || !(lacks || candidate.absent.contains(&true)) {
            return false;
        }
        if self.below(EXCHANGES) > 0 {
            return false;
        }
        let at = self.below(self.promises.len());
        let unit = self.promises[at];
        let absent = !self.is_absent(candidate, unit);
        if absent && !lacks {
            return false;
        }
        candidate.absent = self.with(&candidate.absent, &[unit], absent);
        true
    }

    fn is_absent(&self, candidate: &Candidate, unit: usize) -> bool {
        let members = self.frame.graph.members(unit).iter();
        let mut absent = members.filter_map(|&i| candidate.absent.get(i));
        absent.any(|absent| *absent)
    }

    /// When the first promise of a unit is due.
    fn due(&self, unit: usize) -> Slot {
        let members = self.frame.graph.members(unit).iter();
        let dues = members.filter_map(|&i| self.frame.problem.activities[i].due);
        dues.map(|due| due.at).min().unwrap_or(Slot::MAX)
    }

    /// Who is absent, when these units are so, or are not, besides.
    fn with(&self, absent: &[bool], units: &[usize], now: bool) -> Vec<bool> {
        let mut all = absent.to_vec();
        all.resize(self.frame.problem.activities.len(), false);
        for &i in units.iter().flat_map(|&unit| self.frame.graph.members(unit)) {
            all[i] = now;
        }
        all
    }

    /// The same list with these units behind all others, but for those that another waits for; the order is kept.
    fn put_last(&self, list: &[usize], units: &[usize]) -> Vec<usize> {
        let graph = &self.frame.graph;
        let mut last = vec![false; graph.units()];
        for &unit in units {
            last[unit] = true;
        }
        for &unit in graph.order.iter().rev() {
            last[unit] &= graph.after.of(unit).iter().all(|&next| last[next]);
        }
        let (mut front, back): (Vec<usize>, Vec<usize>) = list.iter().partition(|&&unit| !last[unit]);
        front.extend(back);
        front
    }
}
