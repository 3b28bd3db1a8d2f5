//! Bounds of starts, the order in which they were tightened, and the units that certain work leaves free.

use super::super::Instance;
use super::super::instance::GUARD;

/// "The value of `var` is at least `least`". A start *s* has two variables: *s* itself and −*s*, so that an upper bound
/// is a lower bound too; the two differ in the last bit of their index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) var: u32,
    pub(super) least: i32,
}

impl Literal {
    pub(super) fn new(var: usize, least: i32) -> Literal {
        Literal {
            var: var as u32,
            least,
        }
    }

    pub(super) fn negated(self) -> Literal {
        Literal {
            var: self.var ^ 1,
            least: 1 - self.least,
        }
    }
}

/// Why a bound was tightened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// It was tried.
    Decision,
    /// All other literals of this clause are false.
    Clause(u32),
    /// The other variable is at least `least - gap`.
    Wait { var: u32, gap: i32 },
    /// The work that is certain at this slot leaves too little for the activity.
    Full(i32),
}

/// A bound that was tightened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) var: u32,
    pub(super) old: i32,
    pub(super) new: i32,
    /// The entry of the same variable before this one.
    before: u32,
    pub(super) reason: Reason,
}

const NONE: u32 = u32::MAX;

/// See the module.
pub(super) struct Trail<'i> {
    pub(super) instance: &'i Instance,
    /// The least value of each variable.
    bound: Vec<i32>,
    /// The same at level 0.
    root: Vec<i32>,
    entries: Vec<Entry>,
    /// The last entry of each variable.
    last: Vec<u32>,
    /// Where each level of decisions begins.
    levels: Vec<u32>,
    /// Units left in each slot by the certain part of each activity, which lies from its latest start to its earliest
    /// finish; with guard bits, so that a shortage shows as a missing one.
    free: Vec<u64>,
}

impl<'i> Trail<'i> {
    /// One start for each activity, and the finish of all as the last one; all between 0 and the horizon.
    pub(super) fn new(instance: &'i Instance) -> Trail<'i> {
        let vars = 2 * (instance.len() + 1);
        let latest = -(instance.horizon as i32);
        let bound: Vec<i32> = (0..vars).map(|v| if v % 2 == 0 { 0 } else { latest }).collect();
        Trail {
            instance,
            root: bound.clone(),
            bound,
            entries: Vec::new(),
            last: vec![NONE; vars],
            levels: Vec::new(),
            free: vec![instance.capacity | GUARD; instance.horizon as usize + 1],
        }
    }

    pub(super) fn vars(&self) -> usize {
        self.bound.len()
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn entry(&self, k: usize) -> Entry {
        self.entries[k]
    }

    pub(super) fn bound(&self, var: usize) -> i32 {
        self.bound[var]
    }

    pub(super) fn root(&self, var: usize) -> i32 {
        self.root[var]
    }

    pub(super) fn earliest(&self, i: usize) -> i32 {
        self.bound[2 * i]
    }

    pub(super) fn latest(&self, i: usize) -> i32 {
        -self.bound[2 * i + 1]
    }

    pub(super) fn holds(&self, l: Literal) -> bool {
        self.bound[l.var as usize] >= l.least
    }

    pub(super) fn fails(&self, l: Literal) -> bool {
        self.bound[l.var as usize ^ 1] > -l.least
    }

    pub(super) fn level(&self) -> usize {
        self.levels.len()
    }

    pub(super) fn push_level(&mut self) {
        self.levels.push(self.entries.len() as u32);
    }

    /// Where the current level begins.
    pub(super) fn level_start(&self) -> usize {
        self.levels.last().map_or(0, |&start| start as usize)
    }

    /// The level to which an entry belongs.
    pub(super) fn level_of(&self, entry: usize) -> usize {
        self.levels.partition_point(|&start| start as usize <= entry)
    }

    /// The entry that made a literal true, which it is and not at level 0.
    pub(super) fn cause(&self, l: Literal) -> usize {
        let mut k = self.last[l.var as usize];
        while self.entries[k as usize].old >= l.least {
            k = self.entries[k as usize].before;
        }
        k as usize
    }

    /// The bound of a variable before entry `k`.
    pub(super) fn bound_at(&self, var: usize, k: usize) -> i32 {
        let mut at = self.last[var];
        let mut bound = self.bound[var];
        while at != NONE && at as usize >= k {
            bound = self.entries[at as usize].old;
            at = self.entries[at as usize].before;
        }
        bound
    }

    /// The activities other than `but` that certainly worked in a slot before entry `k`.
    pub(super) fn certain(&self, slot: i32, k: usize, but: Option<usize>) -> Vec<usize> {
        let mut working = Vec::with_capacity(16);
        let durations = &self.instance.duration;
        if k >= self.entries.len() {
            for (j, (bounds, &duration)) in self.bound.chunks_exact(2).zip(durations).enumerate() {
                if bounds[0] + duration as i32 > slot && -bounds[1] <= slot {
                    working.push(j);
                }
            }
        } else {
            for (j, &duration) in durations.iter().enumerate() {
                // Bounds only tighten: who is not certain now was not certain then.
                if self.bound[2 * j] + duration as i32 > slot
                    && -self.bound[2 * j + 1] <= slot
                    && self.bound_at(2 * j, k) + duration as i32 > slot
                    && -self.bound_at(2 * j + 1, k) <= slot
                {
                    working.push(j);
                }
            }
        }
        working.retain(|&j| Some(j) != but && self.instance.demand[j] != 0);
        working
    }

    /// Tightens a bound that is less tight and not contradicted. Gives a slot that is now too full.
    pub(super) fn tighten(&mut self, l: Literal, reason: Reason) -> Result<(), i32> {
        let var = l.var as usize;
        let old = self.bound[var];
        self.entries.push(Entry {
            var: l.var,
            old,
            new: l.least,
            before: self.last[var],
            reason,
        });
        self.last[var] = self.entries.len() as u32 - 1;
        self.bound[var] = l.least;
        let (from, to, demand) = self.grown(var, old, l.least);
        let mut full = Ok(());
        for t in from..to {
            self.free[t as usize] -= demand;
            if self.free[t as usize] & GUARD != GUARD {
                full = Err(t);
            }
        }
        full
    }

    /// The slots by which the certain part of an activity grows when a bound of it goes from `old` to `new`, and its
    /// demand.
    fn grown(&self, var: usize, old: i32, new: i32) -> (i32, i32, u64) {
        let i = var / 2;
        if i == self.instance.len() {
            return (0, 0, 0);
        }
        let (duration, demand) = (self.instance.duration[i] as i32, self.instance.demand[i]);
        if var.is_multiple_of(2) {
            (self.latest(i).max(old + duration), new + duration, demand)
        } else {
            (-new, (-old).min(self.earliest(i) + duration), demand)
        }
    }

    /// Takes back the last entry.
    pub(super) fn pop(&mut self) {
        let Some(entry) = self.entries.pop() else { return };
        let var = entry.var as usize;
        self.bound[var] = entry.old;
        self.last[var] = entry.before;
        let (from, to, demand) = self.grown(var, entry.old, entry.new);
        for t in from..to {
            self.free[t as usize] += demand;
        }
    }

    /// Goes back to a level.
    pub(super) fn back_to(&mut self, level: usize) {
        if let Some(&start) = self.levels.get(level) {
            while self.entries.len() > start as usize {
                self.pop();
            }
            self.levels.truncate(level);
        }
    }

    /// Makes what is known at level 0 permanent.
    pub(super) fn settle(&mut self) {
        for entry in self.entries.drain(..) {
            self.last[entry.var as usize] = NONE;
            self.root[entry.var as usize] = self.bound[entry.var as usize];
        }
    }

    /// The last slot of the activity's earliest position that is too full for it, its certain part aside.
    pub(super) fn blocked_early(&self, i: usize) -> Option<i32> {
        let demand = self.instance.demand[i];
        let (early, late) = (self.earliest(i), self.latest(i));
        let end = (early + self.instance.duration[i] as i32).min(late);
        let slots = self.free.get(early as usize..end.max(early) as usize)?;
        let at = slots.iter().rposition(|free| (free - demand) & GUARD != GUARD)?;
        Some(early + at as i32)
    }

    /// The first slot of the activity's latest position that is too full for it, its certain part aside.
    pub(super) fn blocked_late(&self, i: usize) -> Option<i32> {
        let demand = self.instance.demand[i];
        let (early, late) = (self.earliest(i), self.latest(i));
        let duration = self.instance.duration[i] as i32;
        let start = late.max(early + duration);
        let slots = self
            .free
            .get(start as usize..(late + duration).max(start) as usize)?;
        let at = slots.iter().position(|free| (free - demand) & GUARD != GUARD)?;
        Some(start + at as i32)
    }
}
