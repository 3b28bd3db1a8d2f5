//! The whole problem against all schedules: for thousands of tiny random problems, with every feature alone and mixed,
//! every schedule is looked at. The bound must not be beaten by any, what is said to be proven must be so, the checker
//! must agree with the definition on right and wrong schedules, and the solver must find the best one nearly always.
//!
//! `SHOW=1` prints the problems that are not solved to the optimum.

#[path = "../../benches/instances/mod.rs"]
#[allow(dead_code)]
mod instances;

mod every;
mod tiny;

use std::collections::BTreeMap;

use every::{Choice, Fate, Ground, cost, pinned_whole, solution};
use instances::Random;
use pivot_engine::*;
use tiny::{FEATURES, KINDS, Kind, features};

/// What the search compares: as [`Cost`], but a promise is not left out for an earlier finish.
type Rank = (Slot, Slot, i64, usize, Slot, usize);

fn rank(cost: &Cost) -> Rank {
    (
        cost.unplaced,
        cost.overrun,
        cost.lateness,
        cost.forgiven,
        cost.finish,
        cost.sessions,
    )
}

/// What is best over all schedules of a problem.
struct Best {
    schedules: u64,
    cost: Cost,
    rank: Rank,
    /// For every set of activities, as bits, the schedules that place exactly these and that no other beats in all three:
    /// slots over deadlines, lateness, finish.
    finish: Vec<Vec<(Slot, i64, Slot)>>,
    /// For each activity and over all schedules that place everything, promises aside: the earliest start of work that is
    /// no pin, and for every finish of a schedule the latest finish of the activity.
    starts: Vec<Option<Slot>>,
    finishes: Vec<Vec<Option<Slot>>>,
    /// Some schedules.
    sample: Vec<Vec<Choice>>,
}

impl Best {
    fn of(p: &Problem, random: &mut Random) -> Best {
        let n = p.activities.len();
        let mut best = Best {
            schedules: 0,
            cost: Cost {
                unplaced: Slot::MAX,
                ..Cost::default()
            },
            rank: (Slot::MAX, 0, 0, 0, 0, 0),
            finish: vec![Vec::new(); 1 << n],
            starts: vec![None; n],
            finishes: vec![vec![None; p.horizon as usize + 1]; n],
            sample: Vec::new(),
        };
        Ground::new(p).every(&mut |chosen| best.see(p, chosen, random));
        best
    }

    fn see(&mut self, p: &Problem, chosen: &[&Choice], random: &mut Random) {
        let cost = cost(p, chosen);
        self.schedules += 1;
        if cost < self.cost || random.within(0, self.schedules as i64) == 0 {
            let schedule = chosen.iter().map(|&choice| choice.clone()).collect();
            if self.sample.len() < 8 {
                self.sample.push(schedule);
            } else {
                self.sample[random.within(0, 7) as usize] = schedule;
            }
        }
        self.cost = self.cost.min(cost);
        self.rank = self.rank.min(rank(&cost));
        let earlier = |old: Option<Slot>, new: Slot| Some(old.map_or(new, |old| old.min(new)));
        let set = placed(chosen.iter().map(|choice| choice.fate == Fate::Placed));
        let new = (cost.overrun, cost.lateness, cost.finish);
        let beats = |a: (Slot, i64, Slot), b: (Slot, i64, Slot)| a.0 <= b.0 && a.1 <= b.1 && a.2 <= b.2;
        if !self.finish[set].iter().any(|&old| beats(old, new)) {
            self.finish[set].retain(|&old| !beats(new, old));
            self.finish[set].push(new);
        }
        if cost.unplaced > 0 {
            return;
        }
        for (i, choice) in chosen.iter().enumerate() {
            if choice.fate == Fate::Placed {
                if let Some(start) = choice.free_start() {
                    self.starts[i] = earlier(self.starts[i], start);
                }
                let latest = &mut self.finishes[i][cost.finish as usize];
                *latest = (*latest).max(Some(choice.span.1));
            }
        }
    }

    /// The earliest finish over the schedules that place everything, promises aside.
    fn earliest(&self, p: &Problem) -> Option<Slot> {
        let required = placed(p.activities.iter().map(|a| !a.forgiven));
        let sets = (0..self.finish.len()).filter(|set| set & required == required);
        sets.flat_map(|set| &self.finish[set]).map(|best| best.2).min()
    }
}

/// A set of activities as bits.
fn placed(flags: impl Iterator<Item = bool>) -> usize {
    flags.enumerate().map(|(i, flag)| usize::from(flag) << i).sum()
}

/// What was counted over many problems.
#[derive(Default)]
struct Tally {
    problems: u64,
    schedules: u64,
    /// Solved to the optimum, the number of sessions aside, and with it.
    optimal: u64,
    fewest: u64,
    proven: u64,
    /// Problems that can be solved whole, and those of them that the solver does.
    solvable: u64,
    solved: u64,
    /// Schedules that were changed at random: right and wrong ones.
    right: u64,
    wrong: u64,
    features: BTreeMap<&'static str, u64>,
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        for (sum, one) in [
            (&mut self.problems, other.problems),
            (&mut self.schedules, other.schedules),
            (&mut self.optimal, other.optimal),
            (&mut self.fewest, other.fewest),
            (&mut self.proven, other.proven),
            (&mut self.solvable, other.solvable),
            (&mut self.solved, other.solved),
            (&mut self.right, other.right),
            (&mut self.wrong, other.wrong),
        ] {
            *sum += one;
        }
        for (name, count) in &other.features {
            *self.features.entry(name).or_default() += count;
        }
    }

    fn share(&self, count: u64) -> f64 {
        100.0 * count as f64 / self.problems.max(1) as f64
    }

    /// Looks at all schedules of a problem, and holds solver, bound and checker against them.
    fn look_at(&mut self, name: &str, seed: u64, p: &Problem) {
        let random = &mut Random(seed ^ 0x5eed);
        let best = Best::of(p, random);
        self.problems += 1;
        self.schedules += best.schedules;
        let context = || format!("{name}, seed {seed}: {p:#?}");
        self.hold_checker(p, &best, random, &context);
        hold_bounds(p, &best, &context);
        // A first schedule alone, and a search.
        let options = |effort| Options {
            effort,
            seed,
            ..Options::default()
        };
        let first = solve(p, &options(0)).expect("it is valid");
        hold_solution(p, &best, &first, &context);
        let s = solve(p, &options(EFFORT)).expect("it is valid");
        hold_solution(p, &best, &s, &context);
        let (found, least) = (rank(&s.cost), best.rank);
        assert!(found <= rank(&first.cost), "more effort, worse: {}", context());
        let but_sessions = |r: Rank| (r.0, r.1, r.2, r.3, r.4);
        let optimal = but_sessions(found) == but_sessions(least);
        if !optimal && std::env::var_os("SHOW").is_some() {
            eprintln!("{found:?} and not {least:?}: {} {s:#?}", context());
        }
        let solvable = least.1 == 0 && best.earliest(p).is_some();
        self.optimal += u64::from(optimal);
        self.fewest += u64::from(found == least);
        self.proven += u64::from(s.proven);
        self.solvable += u64::from(solvable);
        self.solved += u64::from(solvable && s.feasible);
        for feature in features(p) {
            *self.features.entry(feature).or_default() += 1;
        }
        for (feature, has) in [
            ("no place for everything", best.earliest(p).is_none()),
            ("deadline that cannot hold", least.1 > 0),
            ("promise that cannot be kept", least.3 > 0),
            ("lateness that cannot be helped", least.2 > 0),
        ] {
            *self.features.entry(feature).or_default() += u64::from(has);
        }
    }

    /// The checker accepts what is a schedule, and finds fault with what is none.
    fn hold_checker(&mut self, p: &Problem, best: &Best, random: &mut Random, context: &dyn Fn() -> String) {
        let ground = &mut Ground::new(p);
        for schedule in &best.sample {
            let all: Vec<&Choice> = schedule.iter().collect();
            let s = solution(p, &all);
            assert_eq!(check(p, &s), [], "refused: {s:#?} {}", context());
            for _ in 0..4 {
                let mut changed = schedule.clone();
                let i = random.within(0, changed.len() as i64 - 1) as usize;
                changed[i] = change(p, i, &changed[i], random);
                let all: Vec<&Choice> = changed.iter().collect();
                let s = solution(p, &all);
                let (found, right) = (check(p, &s), ground.holds(&all));
                assert_eq!(found.is_empty(), right, "{found:?} {s:#?} {}", context());
                self.right += u64::from(right);
                self.wrong += u64::from(!right);
            }
        }
    }
}

/// How many placements a search may spend here: the problems are tiny.
const EFFORT: u64 = 2_000;

/// Something else for an activity: shifted, cut, joined, divided anew, moved to where it is not allowed, or left out.
fn change(p: &Problem, i: usize, old: &Choice, random: &mut Random) -> Choice {
    let mut free = old.free.clone();
    match random.within(0, 7) {
        0 => return Choice::absent(p, i, Fate::Unplaced),
        1 => return Choice::absent(p, i, Fate::Forgiven),
        // One session is moved.
        2..=4 if !free.is_empty() => {
            let k = random.within(0, free.len() as i64 - 1) as usize;
            let by = [-2, -1, 1, 2][random.within(0, 3) as usize];
            free[k] = (free[k].0 + by, free[k].1 + by);
        }
        // A slot goes from one to another.
        5 if free.len() > 1 => {
            free[0].1 -= 1;
            free[1].0 -= 1;
        }
        // Two become one.
        6 if free.len() > 1 => {
            let second = free.remove(1);
            free[0].1 += second.1 - second.0;
        }
        // Divided anew, anywhere.
        _ => {
            let mut rest: Slot =
                p.activities[i].work - p.activities[i].pins.iter().map(|x| x.1 - x.0).sum::<Slot>();
            let mut t = random.within(0, 4);
            free.clear();
            while rest > 0 {
                let length = random.within(1, rest);
                free.push((t, t + length));
                t += length + random.within(0, 2);
                rest -= length;
            }
        }
    }
    free.retain(|s| s.0 < s.1);
    free.sort_unstable();
    Choice::placed(p, i, free)
}

/// No schedule of everything beats the bound, starts an activity earlier or finishes it later than is said.
fn hold_bounds(p: &Problem, best: &Best, context: &dyn Fn() -> String) {
    let Some(earliest) = best.earliest(p) else { return };
    let bound = lower_bound(p);
    assert!(bound <= earliest, "bound {bound} above {earliest}: {}", context());
    let starts = earliest_starts(p);
    for i in 0..p.activities.len() {
        if let Some(start) = best.starts[i].filter(|_| !pinned_whole(&p.activities[i])) {
            assert!(
                starts[i] <= start,
                "{i} can start at {start}, not {starts:?}: {}",
                context()
            );
        }
    }
    let required = |i: &usize| !p.activities[*i].forgiven;
    for finish in [earliest, (earliest + 2).min(p.horizon), p.horizon] {
        let latest = latest_finishes(p, finish);
        for i in (0..p.activities.len()).filter(required) {
            let seen = best.finishes[i][..=finish as usize].iter().flatten().max();
            assert!(
                seen.is_none_or(|&seen| seen <= latest[i]),
                "{i} can finish at {seen:?} before {finish}, not {latest:?}: {}",
                context()
            );
        }
    }
}

/// A solution is a schedule, is not better than the best, and its bound and proof hold for what it places.
fn hold_solution(p: &Problem, best: &Best, s: &Solution, context: &dyn Fn() -> String) {
    assert_eq!(check(p, s), [], "{s:#?} {}", context());
    assert!(
        s.cost >= best.cost && rank(&s.cost) >= best.rank,
        "better than the best, {:?}: {s:#?} {}",
        best.cost,
        context()
    );
    let set = placed(s.outcomes.iter().map(|o| matches!(o, Outcome::Placed { .. })));
    let as_good = best.finish[set]
        .iter()
        .filter(|other| other.0 <= s.cost.overrun && other.1 <= s.cost.lateness);
    let earliest = as_good.map(|other| other.2).min().unwrap_or(-1);
    assert!(
        s.bound <= earliest,
        "bound {} above {earliest}: {}",
        s.bound,
        context()
    );
    assert!(
        !s.proven || s.cost.finish == earliest,
        "proven {} above {earliest}: {}",
        s.cost.finish,
        context()
    );
}

/// So many problems of a kind.
fn survey(kind: &Kind, problems: u64) -> Tally {
    let mut tally = Tally::default();
    let mut seed = 0;
    while tally.problems < problems {
        seed += 1;
        let p = kind.problem(seed);
        if p.validate().is_ok() {
            tally.look_at(kind.name, seed, &p);
        }
    }
    println!(
        "{}: {} problems, {} schedules, {:.1} % solved to the optimum ({:.1} % in the fewest sessions), {:.1} % proven, {} of {} whole",
        kind.name,
        tally.problems,
        tally.schedules,
        tally.share(tally.optimal),
        tally.share(tally.fewest),
        tally.share(tally.proven),
        tally.solved,
        tally.solvable
    );
    tally
}

/// Problems of each kind.
const PROBLEMS: u64 = 4_000;

/// How often each feature and each kind of answer occurs at least.
const OCCURRENCES: u64 = 1_000;

#[test]
fn no_schedule_beats_the_bound_and_few_beat_the_solver() {
    let mut all = Tally::default();
    for kind in &KINDS {
        let tally = survey(kind, PROBLEMS);
        let share = tally.share(tally.optimal);
        assert!(
            share >= kind.optimal,
            "{}: {share} % solved to the optimum",
            kind.name
        );
        let torn = tally.solvable - tally.solved;
        assert!(torn <= kind.torn, "{}: {torn} not solved whole", kind.name);
        all.add(&tally);
    }
    println!(
        "in all {} problems and {} schedules; {} schedules changed at random, of which {} were right",
        all.problems,
        all.schedules,
        all.right + all.wrong,
        all.right
    );
    assert_eq!(all.features.len(), FEATURES, "{:?}", all.features);
    for (feature, &count) in &all.features {
        println!("{count:6} {feature}");
        assert!(count >= OCCURRENCES, "{feature} occurs {count} times");
    }
    // Right and wrong ones alike, else the checker is not put to the test.
    assert!(
        all.right >= 100_000 && all.wrong >= 100_000,
        "{} {}",
        all.right,
        all.wrong
    );
}
