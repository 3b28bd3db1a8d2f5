//! The classical special case: every activity is one session, every resource has one capacity for ever, and the finish
//! is all that counts. It is the resource-constrained project scheduling problem of the literature, and small enough to
//! be searched a hundred times as fast as the whole problem.
//!
//! Two searches share what they know ([`Shared`]): a population of lists ([`evolve`]) finds short schedules, and a
//! search with learned clauses ([`learn`]) shortens the last ones and proves that none is shorter.

mod evolve;
mod instance;
mod learn;
mod lists;
mod sgs;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use evolve::Evolution;
pub(crate) use instance::Instance;
use learn::Prover;

use crate::model::{Cost, Outcome, Problem, Session, Slot, Solution};
use crate::search::Options;

/// How many conflicts of one search and schedules of the other take turns on one thread.
const SLICE: u64 = 500;

/// More threads than this are not begun.
const THREADS_MOST: usize = 64;

/// What the searches tell each other.
pub(crate) struct Shared<'a> {
    /// The shortest schedule found: the start of every activity.
    best: Mutex<Vec<u32>>,
    /// Its makespan.
    upper: AtomicU32,
    /// No schedule is shorter.
    lower: AtomicU32,
    /// Placements of an activity that were spent, and schedules that were built.
    placements: AtomicU64,
    schedules: AtomicU64,
    over: AtomicBool,
    options: &'a Options<'a>,
}

impl<'a> Shared<'a> {
    fn new(instance: &Instance, options: &'a Options<'a>) -> Shared<'a> {
        Shared {
            best: Mutex::new(Vec::new()),
            upper: AtomicU32::new(instance.horizon + 1),
            lower: AtomicU32::new(instance.lower()),
            placements: AtomicU64::new(0),
            schedules: AtomicU64::new(0),
            over: AtomicBool::new(false),
            options,
        }
    }

    /// The makespan of the shortest schedule found, more than the horizon at first.
    pub(crate) fn upper(&self) -> u32 {
        self.upper.load(Ordering::Acquire)
    }

    /// No schedule is shorter than this.
    pub(crate) fn lower(&self) -> u32 {
        self.lower.load(Ordering::Acquire)
    }

    /// A copy of the shortest schedule found: starts, empty before the first.
    pub(crate) fn best(&self) -> Vec<u32> {
        self.best
            .lock()
            .map_or_else(|poisoned| poisoned.into_inner().clone(), |best| best.clone())
    }

    /// Takes a valid schedule if it is shorter than the best.
    pub(crate) fn offer(&self, starts: &[u32], makespan: u32) {
        if makespan >= self.upper() {
            return;
        }
        let mut best = self
            .best
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if makespan < self.upper() {
            best.clear();
            best.extend_from_slice(starts);
            self.upper.store(makespan, Ordering::Release);
        }
    }

    /// Takes a proof that no schedule is shorter than `bound`.
    pub(crate) fn prove(&self, bound: u32) {
        self.lower.fetch_max(bound, Ordering::AcqRel);
    }

    /// Books schedules built and placements spent on them; says whether to go on.
    pub(crate) fn go_on(&self, schedules: u64, placements: u64) -> bool {
        self.schedules.fetch_add(schedules, Ordering::Relaxed);
        let spent = self.placements.fetch_add(placements, Ordering::Relaxed) + placements;
        if spent >= self.options.effort || self.options.stop.is_some_and(|stop| stop()) {
            self.over.store(true, Ordering::Release);
        }
        !self.is_over()
    }

    /// Whether effort or time is spent, or the best is proven.
    pub(crate) fn is_over(&self) -> bool {
        self.lower() >= self.upper() || self.over.load(Ordering::Acquire)
    }
}

/// Solves a problem that is of the classical kind, `None` where it is not.
pub(crate) fn solve(problem: &Problem, options: &Options<'_>) -> Option<Solution> {
    let instance = Instance::of(problem)?;
    let shared = Shared::new(&instance, options);
    evolve::first(&instance, &shared);
    let mut prover = Prover::new(&instance);
    if options.threads > 1 {
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while let Some(prover) = prover
                    .as_mut()
                    .filter(|p| !shared.is_over() && p.is_hopeful(&shared))
                {
                    prover.run(&shared, SLICE);
                }
                evolve::run(&instance, &shared, options.seed.wrapping_add(1));
            });
            for thread in 2..options.threads.min(THREADS_MOST) as u64 {
                let (instance, shared) = (&instance, &shared);
                scope.spawn(move || evolve::run(instance, shared, options.seed.wrapping_add(thread)));
            }
            evolve::run(&instance, &shared, options.seed);
        });
    } else {
        let mut evolution = Evolution::new(&instance, options.seed);
        while !shared.is_over() {
            if let Some(prover) = prover.as_mut().filter(|p| p.is_hopeful(&shared)) {
                prover.run(&shared, SLICE);
            }
            evolution.run(&shared, SLICE);
        }
    }
    Some(solution(problem, &instance, &shared))
}

fn solution(problem: &Problem, instance: &Instance, shared: &Shared<'_>) -> Solution {
    let starts = shared.best();
    let mut sessions = Vec::with_capacity(starts.len());
    let mut outcomes = vec![Outcome::Forgiven; problem.activities.len()];
    for (i, &start) in starts.iter().enumerate() {
        let activity = instance.activity[i];
        let start = Slot::from(start);
        let end = start + Slot::from(instance.duration[i]);
        outcomes[activity] = Outcome::Placed { start, finish: end };
        if end > start {
            sessions.push(Session { start, end, activity });
        }
    }
    sessions.sort_unstable();
    let finish = Slot::from(shared.upper());
    let bound = Slot::from(shared.lower());
    Solution {
        cost: Cost {
            finish,
            sessions: sessions.len(),
            ..Cost::default()
        },
        sessions,
        outcomes,
        bound,
        proven: bound == finish,
        feasible: true,
        schedules: shared.schedules.load(Ordering::Relaxed),
    }
}
