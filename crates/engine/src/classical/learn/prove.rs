//! The whole problem: no schedule is shorter, or here is one.

use super::super::{Instance, Shared};
use super::{End, Solver};

/// Schedules on longer horizons are not searched this way: its arrays have a word for each slot.
const HORIZON_MOST: u32 = 50_000;

/// Conflicts of the shortest runs, after each of which the search begins at the top again.
const RUN: u64 = 128;

/// Of so many runs one asks whether there is a schedule as short as the bound: that raises the bound where the best
/// schedule cannot be proven.
const BOUND_RUNS: u64 = 8;

/// Conflicts without progress after which the search gives up, unless the bound is within one part in so many.
const PATIENCE: u64 = 20_000;
const NEAR: u32 = 20;

/// Clauses that are kept at least, and one more in so many conflicts.
const CLAUSES_LEAST: u64 = 4000;
const CLAUSES_GROW: u64 = 10;

/// See the module.
pub(crate) struct Prover<'i> {
    solver: Solver<'i>,
    upper: u32,
    runs: u64,
    /// Conflicts when the schedule or the bound was improved last.
    progress: u64,
}

impl<'i> Prover<'i> {
    /// `None` where the problem is too long to be proven this way.
    pub(crate) fn new(instance: &'i Instance) -> Option<Prover<'i>> {
        (instance.horizon <= HORIZON_MOST).then(|| Prover {
            solver: Solver::new(instance),
            upper: u32::MAX,
            runs: 0,
            progress: 0,
        })
    }

    /// Whether a proof may be near: there was progress lately, or little is left to prove.
    pub(crate) fn is_hopeful(&self, shared: &Shared<'_>) -> bool {
        let gap = shared.upper().saturating_sub(shared.lower());
        self.solver.conflicts - self.progress < PATIENCE || gap <= shared.upper() / NEAR
    }

    /// Searches for so many conflicts and a few more, less if the search is over.
    pub(crate) fn run(&mut self, shared: &Shared<'_>, conflicts: u64) {
        let until = self.solver.conflicts.saturating_add(conflicts);
        while self.solver.conflicts < until && !shared.is_over() {
            if shared.upper() < self.upper {
                self.upper = shared.upper();
                self.progress = self.solver.conflicts;
                if !self.solver.below(self.upper) {
                    shared.prove(self.upper);
                    return;
                }
            }
            self.once(shared);
            if self.solver.clauses.len() as u64 > CLAUSES_LEAST + self.solver.conflicts / CLAUSES_GROW
                && !self.solver.tidy()
            {
                shared.prove(self.upper);
            }
        }
    }

    fn once(&mut self, shared: &Shared<'_>) {
        self.runs += 1;
        let root = self.solver.trail.root(self.solver.finish()).max(0) as u32;
        let lower = shared.lower().max(root.min(self.upper));
        shared.prove(lower);
        let assumed = self.runs.is_multiple_of(BOUND_RUNS).then_some(lower as i32);
        match self.solver.search(assumed, RUN * luby(self.runs), shared) {
            End::Found => {
                let makespan = self.solver.trail.earliest(self.solver.instance.len()) as u32;
                shared.offer(&self.solver.starts(), makespan);
            }
            End::Refuted => shared.prove(self.upper),
            End::AssumptionRefuted => {
                shared.prove(lower + 1);
                self.progress = self.solver.conflicts;
            }
            End::Spent => {}
        }
    }
}

/// The series 1, 1, 2, 1, 1, 2, 4, … of M. Luby, A. Sinclair and D. Zuckerman (1993), from `i` = 1.
fn luby(mut i: u64) -> u64 {
    loop {
        let k = 64 - i.leading_zeros();
        if i == (1 << k) - 1 {
            return 1 << (k - 1);
        }
        i -= (1 << (k - 1)) - 1;
    }
}
