//! Problems of the classical kind: one capacity for ever, one session each, the finish is all that counts.

#[path = "../benches/instances/mod.rs"]
#[allow(dead_code)]
mod instances;

use instances::Random;
use pivot_engine::*;
use proptest::prelude::*;

/// A valid problem of at most `most` activities with lags, releases, milestones and one to four resources.
fn problem(seed: u64, most: i64) -> Problem {
    let mut random = Random(seed);
    let mut r = |low: i64, high: i64| random.within(low, high);
    let capacities: Vec<u32> = (0..r(1, 4)).map(|_| r(1, 12) as u32).collect();
    let released = r(0, 2) == 0;
    let lagged = r(0, 1) == 0;
    // Now and then durations for which starts are sorted by comparing.
    let longest = if r(0, 9) == 0 { 400 } else { 9 };
    let count = r(1, most) as usize;
    let mut p = Problem::default();
    for i in 0..count {
        let work = if r(0, 6) == 0 { 0 } else { r(1, longest) };
        let mut a = Activity {
            work,
            release: if released { r(0, 25) } else { 0 },
            ..Activity::default()
        };
        for (resource, &capacity) in capacities.iter().enumerate() {
            if r(0, 2) > 0 {
                let units = r(0, i64::from(capacity)) as u32;
                a.demands.push(Demand {
                    resource,
                    units,
                    draw: work * i64::from(units),
                });
            }
        }
        let mut before: Vec<usize> = (0..r(0, 3)).map(|_| r(0, count as i64 - 1) as usize).collect();
        before.retain(|&activity| activity < i);
        a.after = before
            .iter()
            .map(|&activity| Link {
                activity,
                lag: if lagged { r(0, 5) } else { 0 },
            })
            .collect();
        p.activities.push(a);
    }
    // What waits does not have to come later in the list.
    if r(0, 1) == 0 {
        p.activities.reverse();
        for a in &mut p.activities {
            for link in &mut a.after {
                link.activity = count - 1 - link.activity;
            }
        }
    }
    // Twice as far as one after the other.
    let work: i64 = p.activities.iter().map(|a| a.work + a.release + 5).sum();
    p.horizon = 2 * work;
    p.resources = capacities
        .iter()
        .map(|&capacity| Resource {
            calendar: vec![Window {
                start: 0,
                end: p.horizon,
                capacity,
            }],
            quotas: Vec::new(),
        })
        .collect();
    p
}

/// The least makespan over all orders. Placing activities one by one as early as those before them allow gives every
/// active schedule for some order, and one of these is optimal.
struct Orders<'p> {
    problem: &'p Problem,
    best: Slot,
}

impl Orders<'_> {
    fn least(problem: &Problem) -> Slot {
        let mut orders = Orders {
            problem,
            best: Slot::MAX,
        };
        orders.descend(&mut vec![None; problem.activities.len()], 0);
        orders.best
    }

    fn descend(&mut self, starts: &mut Vec<Option<Slot>>, finish: Slot) {
        if finish >= self.best {
            return;
        }
        if starts.iter().all(Option::is_some) {
            self.best = finish;
            return;
        }
        for i in 0..starts.len() {
            if starts[i].is_none()
                && let Some(start) = self.earliest(i, starts)
            {
                starts[i] = Some(start);
                self.descend(starts, finish.max(start + self.problem.activities[i].work));
                starts[i] = None;
            }
        }
    }

    /// `None` while something that it waits for has no place.
    fn earliest(&self, i: usize, starts: &[Option<Slot>]) -> Option<Slot> {
        let a = &self.problem.activities[i];
        let mut start = a.release;
        for link in &a.after {
            start =
                start.max(starts[link.activity]? + self.problem.activities[link.activity].work + link.lag);
        }
        while !(start..start + a.work).all(|t| self.fits(a, t, starts)) {
            start += 1;
        }
        Some(start)
    }

    fn fits(&self, a: &Activity, t: Slot, starts: &[Option<Slot>]) -> bool {
        a.demands.iter().all(|demand| {
            let held = |(other, start): (&Activity, &Option<Slot>)| -> u32 {
                let runs = start.is_some_and(|start| start <= t && t < start + other.work);
                let mine = other
                    .demands
                    .iter()
                    .filter(|d| runs && d.resource == demand.resource);
                mine.map(|d| d.units).sum()
            };
            let held: u32 = self.problem.activities.iter().zip(starts).map(held).sum();
            held + demand.units <= self.problem.resources[demand.resource].calendar[0].capacity
        })
    }
}

#[test]
fn the_optimum_of_tiny_problems_is_found() {
    let mut above = 0;
    for seed in 0..1500 {
        let p = problem(seed, 6);
        let options = Options {
            effort: 20_000,
            seed,
            ..Options::default()
        };
        let s = solve(&p, &options).expect("it is valid");
        assert_eq!(check(&p, &s), []);
        let least = Orders::least(&p);
        assert_eq!(s.cost.finish, least, "seed {seed}: {p:#?}");
        assert!(s.bound <= least);
        above += i64::from(least > lower_bound(&p));
    }
    // The bounds alone do not say it: the search had to.
    assert!(above > 100, "{above}");
}

#[test]
fn nothing_to_do_and_nothing_but_milestones_take_no_time() {
    let milestones = Problem {
        horizon: 9,
        activities: vec![Activity::default(); 3],
        ..Problem::default()
    };
    for p in [Problem::default(), milestones] {
        let s = solve(&p, &Options::default()).expect("it is valid");
        assert_eq!(check(&p, &s), []);
        assert_eq!((s.cost.finish, s.proven), (0, true));
    }
}

#[test]
fn what_holds_nothing_still_draws_from_quotas() {
    // Two slots draw 4 in all, 2 each; the first period, [0, 5), allows 1. It starts at 5.
    let quota = Quota {
        periods: vec![(0, 1), (5, 4)],
    };
    let window = Window {
        start: 0,
        end: 20,
        capacity: 1,
    };
    let p = Problem {
        horizon: 20,
        resources: vec![Resource {
            calendar: vec![window],
            quotas: vec![quota],
        }],
        activities: vec![Activity {
            work: 2,
            demands: vec![Demand {
                resource: 0,
                units: 0,
                draw: 4,
            }],
            ..Activity::default()
        }],
        ..Problem::default()
    };
    let s = solve(&p, &Options::default()).expect("it is valid");
    assert_eq!(check(&p, &s), []);
    assert_eq!(s.outcomes, [Outcome::Placed { start: 5, finish: 7 }]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn every_schedule_is_valid_and_the_same_twice(seed in any::<u64>()) {
        let p = problem(seed, 40);
        // For the first schedules, for a few children, and where the problem is small for populations that join.
        let effort = [0, 3_000, 30_000][(seed % 3) as usize];
        let options = Options { effort, seed, ..Options::default() };
        let s = solve(&p, &options).expect("it is valid");
        prop_assert_eq!(check(&p, &s), [], "{:#?} {:#?}", p, s);
        prop_assert!(s.feasible && s.bound <= s.cost.finish);
        prop_assert_eq!(&solve(&p, &options), &Ok(s));
    }
}
