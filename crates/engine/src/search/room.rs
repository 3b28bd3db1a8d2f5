//! Promises that yield. One that could be kept is placed behind everything else, in what room is left, where work would have
//! no place otherwise or would miss a deadline by more; never for less lateness or an earlier finish alone.

use super::{Candidate, Search};
use crate::bound::Bounder;
use crate::frame::Frame;
use crate::model::Slot;
use crate::place::{Rank, State};

/// One change in so many lets a promise yield, or has it yield no more, where promises may do so.
const EXCHANGES: usize = 4;

/// The units that are promises and are not pinned whole.
pub(super) fn promises(frame: &Frame<'_>) -> Vec<usize> {
    let open = |&i: &usize| frame.problem.activities[i].forgiven && !frame.pinned_whole(i);
    let units = 0..frame.graph.units();
    units
        .filter(|&unit| frame.graph.members(unit).iter().any(open))
        .collect()
}

impl<'f, 'p, 'm> Search<'f, 'p, 'm, '_> {
    /// Whether the best schedule has work without a place, or misses a deadline.
    fn lacks(&self) -> bool {
        (self.best.rank.unplaced, self.best.rank.overrun) != (0, 0)
    }

    /// Whether the schedule that was built last, and has this rank, places more work or misses deadlines by less than any
    /// in which no promise yields; remembers what those lack.
    pub(super) fn worth_its_promises(&mut self, rank: &Rank) -> bool {
        let lacking = (rank.unplaced, rank.overrun);
        if self.placer.yields.contains(&true) {
            return lacking < self.lacking;
        }
        self.lacking = self.lacking.min(lacking);
        true
    }

    /// Whether the first schedules are good enough: where promises yield, nothing is lacking; else all that can be is
    /// proven.
    pub(super) fn good_enough(&self) -> bool {
        if self.placer.yields.contains(&true) {
            !self.lacks()
        } else {
            self.proven()
        }
    }

    /// Where the best schedule lacks something: all promises yield, and then as few of them as seem to be needed.
    pub(super) fn make_room(&mut self, bounder: &Bounder<'f, 'p, 'm>, finish: Slot) {
        if !self.lacks() || self.promises.is_empty() || self.spent() {
            return;
        }
        let Candidate {
            rank,
            list,
            manners,
            way,
            ..
        } = self.best.clone();
        let yields = self.with(&[], &self.promises, true);
        self.placer.set_yields(&yields);
        self.build(&list, &manners, way, &rank);
        if self.lacks() {
            self.by_rules(bounder, finish);
        }
        self.readmit();
    }

    /// Has promises of the best schedule yield no more that are left out: all at once, or else each half of them by itself,
    /// and so on down to single ones, later ones first.
    pub(super) fn readmit(&mut self) {
        self.placer.set_yields(&self.best.yields);
        if !self.best.yields.contains(&true) || self.stopped {
            return;
        }
        let Candidate {
            rank,
            list,
            manners,
            way,
            ..
        } = self.best.clone();
        // Built again, to read what is left out.
        self.build(&list, &manners, way, &rank);
        let left_out = |&i: &usize| self.placer.states[i] == State::Forgiven && self.best.yields[i];
        let mut wanted = self.promises.clone();
        wanted.retain(|&unit| self.frame.graph.members(unit).iter().any(left_out));
        wanted.sort_by_key(|&unit| (self.due(unit), unit));
        let last = self.placer.placements.saturating_add(self.options.effort / 3);
        self.readmit_some(&wanted, last);
        self.placer.set_yields(&self.best.yields);
    }

    fn readmit_some(&mut self, wanted: &[usize], last: u64) {
        if wanted.is_empty() || self.stopped || self.placer.placements >= last {
            return;
        }
        let Candidate {
            rank,
            list,
            manners,
            yields,
            way,
            ..
        } = self.best.clone();
        let yields = self.with(&yields, wanted, false);
        self.placer.set_yields(&yields);
        self.build(&list, &manners, way, &rank);
        if self.best.rank == rank && wanted.len() > 1 {
            let (sooner, later) = wanted.split_at(wanted.len() / 2);
            self.readmit_some(later, last);
            self.readmit_some(sooner, last);
        }
    }

    /// Now and then, where the candidate lacks something or promises yield in it: lets a promise yield, or has it yield no
    /// more. Says whether it did.
    pub(super) fn exchange(&mut self, candidate: &mut Candidate) -> bool {
        let lacks = (candidate.rank.unplaced, candidate.rank.overrun) != (0, 0);
        if self.promises.is_empty() || !(lacks || candidate.yields.contains(&true)) {
            return false;
        }
        if self.below(EXCHANGES) > 0 {
            return false;
        }
        let at = self.below(self.promises.len());
        let unit = self.promises[at];
        let mut members = self.frame.graph.members(unit).iter();
        let yields = members.any(|&i| candidate.yields.get(i) == Some(&true));
        if yields || lacks {
            candidate.yields = self.with(&candidate.yields, &[unit], !yields);
        }
        yields || lacks
    }

    /// When the first promise of a unit is due.
    fn due(&self, unit: usize) -> Slot {
        let members = self.frame.graph.members(unit).iter();
        let dues = members.filter_map(|&i| self.frame.problem.activities[i].due);
        dues.map(|due| due.at).min().unwrap_or(Slot::MAX)
    }

    /// Who yields, when these units do so, or do not, besides.
    fn with(&self, yields: &[bool], units: &[usize], now: bool) -> Vec<bool> {
        let mut all = yields.to_vec();
        all.resize(self.frame.problem.activities.len(), false);
        for &i in units.iter().flat_map(|&unit| self.frame.graph.members(unit)) {
            all[i] = now;
        }
        all
    }
}
