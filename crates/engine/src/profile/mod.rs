//! What is left of a resource over time.

mod bits;
mod steps;

use crate::model::{Slot, Window};
use bits::Bits;
use steps::Steps;

/// What is left of a resource in every slot. Of a resource that serves one at a time it is a bit for each slot, else a step
/// function.
#[derive(Debug)]
pub(crate) enum Profile {
    One(Bits),
    Many(Steps),
}

impl Clone for Profile {
    fn clone(&self) -> Profile {
        match self {
            Profile::One(bits) => Profile::One(bits.clone()),
            Profile::Many(steps) => Profile::Many(steps.clone()),
        }
    }

    fn clone_from(&mut self, source: &Profile) {
        match (self, source) {
            (Profile::One(mine), Profile::One(source)) => mine.clone_from(source),
            (Profile::Many(mine), Profile::Many(source)) => mine.clone_from(source),
            (mine, source) => *mine = source.clone(),
        }
    }
}

impl Profile {
    /// The capacity of a calendar; windows are sorted and disjoint.
    pub(crate) fn new(calendar: &[Window]) -> Profile {
        Bits::new(calendar).map_or_else(|| Profile::Many(Steps::new(calendar)), Profile::One)
    }

    /// Becomes `base`, of the same calendar, again, where the two differ at most before slot `until`.
    pub(crate) fn restore(&mut self, base: &Profile, until: Slot) {
        match (self, base) {
            (Profile::One(mine), Profile::One(base)) => mine.restore(base, until),
            (Profile::Many(mine), Profile::Many(base)) => mine.restore(base, until),
            (mine, base) => *mine = base.clone(),
        }
    }

    /// The steps as `(from, free)`, earliest first; the first is at the beginning of time and neighbours differ.
    pub(crate) fn steps(&self) -> Vec<(Slot, u32)> {
        match self {
            Profile::One(bits) => bits.steps(),
            Profile::Many(steps) => steps.steps(),
        }
    }

    /// The first slot from `t` on in which `units` are free, and the end of the run of such slots that starts there, at
    /// most `want` later and no later than `limit`.
    pub(crate) fn run(&self, units: u32, t: Slot, want: Slot, limit: Slot) -> Option<(Slot, Slot)> {
        match self {
            Profile::One(bits) => bits.run(units, t, want, limit),
            Profile::Many(steps) => steps.run(units, t, want, limit),
        }
    }

    /// Takes `units` in `[start, end)`; where fewer are left, none is left.
    pub(crate) fn take(&mut self, start: Slot, end: Slot, units: u32) {
        match self {
            Profile::One(bits) => bits.take(start, end, units),
            Profile::Many(steps) => steps.take(start, end, units),
        }
    }

    /// Leaves nothing in any of these stretches, which are ascending and disjoint.
    pub(crate) fn shut(&mut self, stretches: &[(Slot, Slot)]) {
        match self {
            Profile::One(bits) => bits.shut(stretches),
            Profile::Many(steps) => steps.shut(stretches),
        }
    }

    /// Gives back what [`Profile::take`] took where as many were left.
    pub(crate) fn give(&mut self, start: Slot, end: Slot, units: u32) {
        match self {
            Profile::One(bits) => bits.give(start, end, units),
            Profile::Many(steps) => steps.give(start, end, units),
        }
    }
}
