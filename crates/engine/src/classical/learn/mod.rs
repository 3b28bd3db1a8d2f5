//! Lazy clause generation: a tree search over the bounds of starts that learns a clause from every dead end, and so
//! never meets it again (A. Schutt, T. Feydy, P. J. Stuckey, M. G. Wallace, *Explaining the cumulative propagator*,
//! Constraints 16, 2011). It either finds a shorter schedule or proves that there is none.
//!
//! Literals are bounds of starts, made when they are needed. What propagates: waits, learned clauses, and the time-table
//! of the work that is certain, for all resources of a slot in one comparison of a word.

mod analyse;
mod clauses;
mod prove;
mod trail;

pub(super) use prove::Prover;

use super::{Instance, Shared};
use clauses::{Clauses, Visit};
use trail::{Literal, Reason, Trail};

/// Conflicts between two looks at the clock.
const LOOK: u64 = 32;

/// A dead end: literals that hold and contradict each other are in `Solver::conflict`.
struct Conflict;

/// See the module.
struct Solver<'i> {
    instance: &'i Instance,
    trail: Trail<'i>,
    clauses: Clauses,
    /// Up to where the trail has been propagated.
    done: usize,
    conflict: Vec<Literal>,
    buffer: Vec<Literal>,
    /// Scratch of the analysis: what is needed of each variable, whether from the current level, and which are touched.
    need: Vec<i32>,
    current: Vec<bool>,
    touched: Vec<u32>,
    learned: Vec<Literal>,
    /// How often the start of an activity took part in conflicts, lately.
    activity: Vec<f64>,
    bump: f64,
    conflicts: u64,
}

/// How a run of the search ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// A schedule was found: every start has one value.
    Found,
    /// There is none.
    Refuted,
    /// There is none as short as was assumed.
    AssumptionRefuted,
    /// So many conflicts were met.
    Spent,
}

impl<'i> Solver<'i> {
    fn new(instance: &'i Instance) -> Solver<'i> {
        let n = instance.len();
        let vars = 2 * (n + 1);
        let trail = Trail::new(instance);
        let mut solver = Solver {
            instance,
            clauses: Clauses::new(&trail),
            trail,
            done: 0,
            conflict: Vec::new(),
            buffer: Vec::new(),
            need: vec![i32::MIN; vars],
            current: vec![false; vars],
            touched: Vec::new(),
            learned: Vec::new(),
            activity: vec![0.0; n],
            bump: 1.0,
            conflicts: 0,
        };
        for i in 0..n {
            let head = Literal::new(2 * i, instance.head[i] as i32);
            // It cannot fail: all may still be late.
            let _ = solver.set(head, Reason::Decision);
        }
        solver
    }

    /// The variable of the finish of all.
    fn finish(&self) -> usize {
        2 * self.instance.len()
    }

    /// Makes a literal true.
    fn set(&mut self, l: Literal, reason: Reason) -> Result<(), Conflict> {
        if self.trail.holds(l) {
            return Ok(());
        }
        if self.trail.fails(l) {
            self.conflict.clear();
            self.conflict.push(l.negated());
            let at = self.trail.len();
            let mut conflict = std::mem::take(&mut self.conflict);
            self.explain(l, reason, at, &mut conflict);
            self.conflict = conflict;
            return Err(Conflict);
        }
        let Err(full) = self.trail.tighten(l, reason) else {
            return Ok(());
        };
        self.conflict.clear();
        let at = self.trail.len();
        let mut conflict = std::mem::take(&mut self.conflict);
        self.explain_full(full, None, at, &mut conflict);
        self.conflict = conflict;
        Err(Conflict)
    }

    /// Draws all consequences.
    fn propagate(&mut self) -> Result<(), Conflict> {
        loop {
            while self.done < self.trail.len() {
                let entry = self.trail.entry(self.done);
                self.done += 1;
                self.waits(entry.var as usize, entry.new)?;
                self.watched(entry.var as usize, entry.old, entry.new)?;
            }
            let before = self.trail.len();
            self.table()?;
            if self.trail.len() == before {
                return Ok(());
            }
        }
    }

    /// What waits for a start, or what it waits for, moves with it.
    fn waits(&mut self, var: usize, new: i32) -> Result<(), Conflict> {
        let i = var / 2;
        let n = self.instance.len();
        let side = var % 2;
        let push = |solver: &mut Self, j: usize, gap: i32| {
            let reason = Reason::Wait { var: var as u32, gap };
            solver.set(Literal::new(2 * j + side, new + gap), reason)
        };
        if i == n {
            if side == 1 {
                for j in 0..n {
                    if self.instance.after.of(j).is_empty() {
                        push(self, j, self.instance.duration[j] as i32)?;
                    }
                }
            }
            return Ok(());
        }
        let instance = self.instance;
        let others = if side == 0 {
            instance.after.of(i)
        } else {
            instance.before.of(i)
        };
        for &(j, gap) in others {
            push(self, j as usize, gap as i32)?;
        }
        if side == 0 && instance.after.of(i).is_empty() {
            push(self, n, instance.duration[i] as i32)?;
        }
        Ok(())
    }

    /// Clauses that lose a literal as a variable grows from `old` to `new`.
    fn watched(&mut self, var: usize, old: i32, new: i32) -> Result<(), Conflict> {
        for stretch in self.clauses.stretch(var, old + 1)..=self.clauses.stretch(var, new) {
            self.watched_in(stretch, var, old, new)?;
        }
        Ok(())
    }

    fn watched_in(&mut self, stretch: usize, var: usize, old: i32, new: i32) -> Result<(), Conflict> {
        let mut watches = self.clauses.take_watches(stretch);
        let (mut kept, mut next) = (0, 0);
        let mut result = Ok(());
        while next < watches.len() {
            let mut watch = watches[next];
            next += 1;
            if watch.at > old && watch.at <= new && !self.trail.holds(watch.other) {
                let lost = Literal::new(var, watch.at).negated();
                match self.clauses.visit(watch.clause, lost, &self.trail) {
                    Visit::Moved => continue,
                    Visit::Holds(other) => watch.other = other,
                    Visit::Unit(unit) => {
                        if self.set(unit, Reason::Clause(watch.clause)).is_err() {
                            result = Err(Conflict);
                        }
                    }
                    Visit::Broken => {
                        self.conflict.clear();
                        self.clauses.touch(watch.clause, self.conflicts as u32);
                        self.conflict
                            .extend(self.clauses.of(watch.clause).iter().map(|l| l.negated()));
                        result = Err(Conflict);
                    }
                }
            }
            watches[kept] = watch;
            kept += 1;
            if result.is_err() {
                break;
            }
        }
        if next > kept {
            watches.drain(kept..next);
        }
        self.clauses.put_watches(stretch, watches);
        result
    }

    /// No activity lies where the certain work of others leaves too little.
    fn table(&mut self) -> Result<(), Conflict> {
        for i in 0..self.instance.len() {
            if self.trail.earliest(i) == self.trail.latest(i) {
                continue;
            }
            while let Some(slot) = self.trail.blocked_early(i) {
                self.set(Literal::new(2 * i, slot + 1), Reason::Full(slot))?;
            }
            while let Some(slot) = self.trail.blocked_late(i) {
                let duration = self.instance.duration[i] as i32;
                self.set(Literal::new(2 * i + 1, duration - slot), Reason::Full(slot))?;
            }
        }
        Ok(())
    }

    /// Searches for a schedule, under the assumption that it is no longer than `assumed` if that is given.
    fn search(&mut self, assumed: Option<i32>, most: u64, shared: &Shared<'_>) -> End {
        let begun = self.conflicts;
        let mut look = begun + LOOK;
        self.back_to(0);
        loop {
            if self.conflicts >= look {
                look += LOOK;
                if !shared.go_on(0, LOOK * self.instance.len() as u64) {
                    return End::Spent;
                }
            }
            if self.propagate().is_err() {
                self.conflicts += 1;
                if !self.learn() {
                    return End::Refuted;
                }
                continue;
            }
            if self.trail.level() == 0 {
                self.trail.settle();
                self.done = 0;
                if self.conflicts - begun >= most {
                    return End::Spent;
                }
                if let Some(most) = assumed {
                    let short = Literal::new(self.finish() + 1, -most);
                    if self.trail.fails(short) {
                        return End::AssumptionRefuted;
                    }
                    if !self.trail.holds(short) {
                        self.trail.push_level();
                        if !self.decided(short) {
                            return End::Refuted;
                        }
                        continue;
                    }
                }
            }
            if self.conflicts - begun >= most {
                return End::Spent;
            }
            let Some(decision) = self.decide() else {
                return End::Found;
            };
            self.trail.push_level();
            if !self.decided(decision) {
                return End::Refuted;
            }
        }
    }

    /// Tries a literal on a new level. `false` where that leads to a conflict at level 0.
    fn decided(&mut self, l: Literal) -> bool {
        self.set(l, Reason::Decision).is_ok() || {
            self.conflicts += 1;
            self.learn()
        }
    }

    /// The next bound to try: the earlier half for the start that took part in most conflicts lately.
    fn decide(&mut self) -> Option<Literal> {
        let mut best: Option<usize> = None;
        for i in 0..self.instance.len() {
            if self.trail.earliest(i) < self.trail.latest(i)
                && best.is_none_or(|b| self.activity[i] > self.activity[b])
            {
                best = Some(i);
            }
        }
        let i = best?;
        let (early, late) = (self.trail.earliest(i), self.trail.latest(i));
        Some(Literal::new(2 * i + 1, -(early + late).div_euclid(2)))
    }

    /// Forgets what is of little use, to stay fast. `false` where there is no schedule.
    fn tidy(&mut self) -> bool {
        self.back_to(0);
        if self.propagate().is_err() {
            return false;
        }
        self.trail.settle();
        self.done = 0;
        self.clauses.reduce(&self.trail);
        true
    }

    /// The schedule that was found.
    fn starts(&self) -> Vec<u32> {
        (0..self.instance.len())
            .map(|i| self.trail.earliest(i) as u32)
            .collect()
    }

    /// No schedule as long as `makespan` or longer is of interest. `false` where there is no shorter one.
    fn below(&mut self, makespan: u32) -> bool {
        self.back_to(0);
        let short = Literal::new(self.finish() + 1, 1 - makespan as i32);
        if self.set(short, Reason::Decision).is_err() || self.propagate().is_err() {
            return false;
        }
        if self.clauses.len() == 0 {
            // Now that the ranges are known.
            self.clauses = Clauses::new(&self.trail);
        }
        true
    }
}
