//! What a dead end teaches: the first unique implication point, and explanations of bounds.

use super::Solver;
use super::trail::{Literal, Reason};

impl Solver<'_> {
    /// Adds literals that held before entry `at` and imply `l` for a reason.
    pub(super) fn explain(&self, l: Literal, reason: Reason, at: usize, out: &mut Vec<Literal>) {
        match reason {
            Reason::Decision => {}
            Reason::Clause(clause) => {
                out.extend(
                    self.clauses
                        .of(clause)
                        .iter()
                        .skip(1)
                        .map(|other| other.negated()),
                );
            }
            Reason::Wait { var, gap } => out.push(Literal {
                var,
                least: l.least - gap,
            }),
            Reason::Full(slot) => self.explain_full(slot, Some(l), at, out),
        }
    }

    /// Why a slot is too full: for all of its certain work (`None`), or for the activity whose bound that tightens.
    pub(super) fn explain_full(
        &self,
        slot: i32,
        tightened: Option<Literal>,
        at: usize,
        out: &mut Vec<Literal>,
    ) {
        let instance = self.instance;
        let own = tightened.map(|l| l.var as usize / 2);
        if let Some(l) = tightened {
            let duration = instance.duration[l.var as usize / 2] as i32;
            // It may not cover the slot: from its start being after `slot - duration` follows that it is after `slot`,
            // and the other way round.
            let least = if l.var % 2 == 0 {
                slot + 1 - duration
            } else {
                -slot
            };
            out.push(Literal { var: l.var, least });
        }
        let working = self.trail.certain(slot, at, own);
        let mut best: Option<(usize, Vec<usize>)> = None;
        for r in 0..instance.resources() {
            let held: u32 = working.iter().map(|&j| instance.units(j, r)).sum();
            let wanted = own.map_or(0, |i| instance.units(i, r));
            let capacity = instance.units_of(r);
            if held + wanted <= capacity || (own.is_some() && wanted == 0) {
                continue;
            }
            let mut spare = held + wanted - capacity - 1;
            // The latest to be tightened are left out first.
            let mut order: Vec<(usize, usize)> = working
                .iter()
                .filter(|&&j| instance.units(j, r) > 0)
                .map(|&j| (self.newest(j, slot), j))
                .collect();
            order.sort_unstable_by_key(|&(newest, j)| (std::cmp::Reverse(newest), j));
            let mut chosen = Vec::new();
            let mut cost = 0;
            for (newest, j) in order {
                let units = instance.units(j, r);
                if units <= spare {
                    spare -= units;
                } else {
                    cost += usize::from(newest > 0);
                    chosen.push(j);
                }
            }
            if best.as_ref().is_none_or(|b| cost < b.0) {
                best = Some((cost, chosen));
            }
        }
        for j in best.into_iter().flat_map(|b| b.1) {
            let duration = instance.duration[j] as i32;
            out.push(Literal::new(2 * j, slot + 1 - duration));
            out.push(Literal::new(2 * j + 1, -slot));
        }
    }

    /// The newest of the two entries that make activity `j` certain in a slot, counted from 1; 0 where both hold at
    /// level 0.
    fn newest(&self, j: usize, slot: i32) -> usize {
        let duration = self.instance.duration[j] as i32;
        [
            Literal::new(2 * j, slot + 1 - duration),
            Literal::new(2 * j + 1, -slot),
        ]
        .into_iter()
        .filter(|l| l.least > self.trail.root(l.var as usize))
        .map(|l| self.trail.cause(l) + 1)
        .max()
        .unwrap_or(0)
    }

    /// Notes that a literal is needed for the conflict. Says whether that is one more of the current level.
    fn require(&mut self, l: Literal) -> bool {
        let var = l.var as usize;
        if l.least <= self.trail.root(var) || self.need[var] >= l.least {
            return false;
        }
        if self.need[var] == i32::MIN {
            self.touched.push(l.var);
        }
        self.need[var] = l.least;
        if self.current[var] || self.trail.cause(l) < self.trail.level_start() {
            return false;
        }
        self.current[var] = true;
        if let Some(activity) = self.activity.get_mut(var / 2) {
            *activity += self.bump;
        }
        true
    }

    /// Learns a clause from `self.conflict`, goes back to where it has one open literal left, and makes that true.
    /// `false` where the conflict holds at level 0.
    pub(super) fn learn(&mut self) -> bool {
        loop {
            if self.trail.level() == 0 {
                return false;
            }
            let conflict = std::mem::take(&mut self.conflict);
            let mut open = 0;
            for &l in &conflict {
                open += usize::from(self.require(l));
            }
            self.conflict = conflict;
            if open > 0 {
                self.resolve(open);
                break;
            }
            // All of it held before the current level.
            self.forget();
            let level = self.trail.level() - 1;
            self.back_to(level);
        }
        let unit = self.learned[0];
        let levels = self.levels_of_learned();
        let mut back = 0;
        if self.learned.len() > 1 {
            let level = |solver: &Self, k: usize| {
                solver
                    .trail
                    .level_of(solver.trail.cause(solver.learned[k].negated()))
            };
            let deepest = (1..self.learned.len())
                .max_by_key(|&k| level(self, k))
                .unwrap_or(1);
            self.learned.swap(1, deepest);
            back = level(self, 1);
        }
        self.back_to(back);
        self.bump /= 0.95;
        if self.bump > 1e100 {
            for activity in &mut self.activity {
                *activity *= 1e-100;
            }
            self.bump *= 1e-100;
        }
        let reason = if self.learned.len() > 1 {
            Reason::Clause(self.clauses.add(&self.learned, levels, self.conflicts as u32))
        } else {
            Reason::Decision
        };
        if self.set(unit, reason).is_ok() {
            return true;
        }
        self.learn()
    }

    pub(super) fn back_to(&mut self, level: usize) {
        self.trail.back_to(level);
        self.done = self.done.min(self.trail.len());
    }

    /// Replaces literals of the current level by their explanations until one is left; the clause is in `learned`, that
    /// literal's negation first.
    fn resolve(&mut self, mut open: usize) {
        let mut buffer = std::mem::take(&mut self.buffer);
        let point = loop {
            let at = self.trail.len() - 1;
            let entry = self.trail.entry(at);
            let var = entry.var as usize;
            if self.need[var] <= entry.old {
                self.trail.pop();
                continue;
            }
            let l = Literal::new(var, self.need[var]);
            if open == 1 {
                break l;
            }
            open -= 1;
            self.need[var] = i32::MIN;
            self.current[var] = false;
            self.trail.pop();
            buffer.clear();
            self.explain(l, entry.reason, at, &mut buffer);
            if let Reason::Clause(clause) = entry.reason {
                self.clauses.touch(clause, self.conflicts as u32);
            }
            for &l in &buffer {
                open += usize::from(self.require(l));
            }
        };
        self.buffer = buffer;
        self.learned.clear();
        self.learned.push(point.negated());
        self.need[point.var as usize] = i32::MIN;
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable();
        touched.dedup();
        for &var in &touched {
            let least = self.need[var as usize];
            if least > i32::MIN {
                let l = Literal { var, least };
                if !self.implied(l) {
                    self.learned.push(l.negated());
                }
            }
        }
        self.touched = touched;
        self.forget();
    }

    /// Whether a literal follows from the others that are needed.
    fn implied(&mut self, l: Literal) -> bool {
        let at = self.trail.cause(l);
        let entry = self.trail.entry(at);
        if entry.reason == Reason::Decision {
            return false;
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        self.explain(l, entry.reason, at, &mut buffer);
        let all = buffer.iter().all(|other| {
            let var = other.var as usize;
            other.least <= self.trail.root(var) || (var != l.var as usize && self.need[var] >= other.least)
        });
        self.buffer = buffer;
        all
    }

    fn forget(&mut self) {
        for &var in &self.touched {
            self.need[var as usize] = i32::MIN;
            self.current[var as usize] = false;
        }
        self.touched.clear();
    }

    /// How many levels the learned clause has literals of.
    fn levels_of_learned(&self) -> u32 {
        let mut levels: Vec<usize> = self.learned[1..]
            .iter()
            .map(|l| self.trail.level_of(self.trail.cause(l.negated())))
            .collect();
        levels.sort_unstable();
        levels.dedup();
        levels.len() as u32 + 1
    }
}
