//! The solver against exhaustive search over all schedules of tiny problems.

#[path = "../benches/instances/mod.rs"]
#[allow(dead_code)]
mod instances;

use instances::Random;
use pivot_engine::*;

type Key = (Slot, Slot, i64, Slot);

/// Every set of slots that an activity's sessions may fill, as bits: its shape alone.
fn shapes(a: &Activity, horizon: Slot, days: &[Slot]) -> Vec<u32> {
    let day = |t: Slot| days.iter().filter(|&&start| start <= t).count();
    (0u32..1 << horizon)
        .filter(|mask| {
            i64::from(mask.count_ones()) == a.work
                && (a.work == 0 || mask.trailing_zeros() as i64 >= a.release)
        })
        .filter(|&mask| {
            let mut runs: Vec<(i64, i64)> = Vec::new();
            for t in (0..horizon).filter(|t| mask >> t & 1 == 1) {
                match runs.last_mut() {
                    Some(run) if run.1 == t => run.1 = t + 1,
                    _ => runs.push((t, t + 1)),
                }
            }
            match a.split {
                None => runs.len() <= 1,
                Some(split) => {
                    split.per_day.is_none_or(|most| {
                        (0..=days.len()).all(|d| {
                            let held = (0..horizon).filter(|&t| mask >> t & 1 == 1 && day(t) == d);
                            held.count() as i64 <= most
                        })
                    }) && runs.iter().enumerate().all(|(k, run)| {
                        let length = run.1 - run.0;
                        length <= split.max
                            && (length >= split.min || k + 1 == runs.len())
                            && (k == 0 || run.0 - runs[k - 1].1 >= split.gap)
                    })
                }
            }
        })
        .collect()
}

/// The best cost over all schedules, the earliest finish of those that place everything, and of these the ones that no other
/// beats in all three: slots over deadlines, lateness, finish.
struct Brute<'a> {
    problem: &'a Problem,
    shapes: Vec<Vec<u32>>,
    best: Key,
    earliest: Option<Slot>,
    front: Vec<(Slot, i64, Slot)>,
}

impl Brute<'_> {
    fn new(problem: &Problem) -> Brute<'_> {
        let shapes = problem
            .activities
            .iter()
            .map(|a| shapes(a, problem.horizon, &problem.days))
            .collect();
        let mut brute = Brute {
            problem,
            shapes,
            best: (Slot::MAX, 0, 0, 0),
            earliest: None,
            front: Vec::new(),
        };
        brute.descend(&mut Vec::new());
        brute
    }

    /// Chooses the slots of the next activity; predecessors have smaller indices. `None` is no place.
    fn descend(&mut self, chosen: &mut Vec<Option<u32>>) {
        let i = chosen.len();
        let Some(a) = self.problem.activities.get(i) else {
            self.count(chosen);
            return;
        };
        let waits = a.after.iter().any(|link| chosen[link.activity].is_none());
        if !waits {
            for k in 0..self.shapes[i].len() {
                let mask = self.shapes[i][k];
                let after = a.after.iter().all(|link| {
                    let finish = chosen[link.activity].map_or(0, |m| 32 - i64::from(m.leading_zeros()));
                    i64::from(mask.trailing_zeros()) >= finish + link.lag
                });
                chosen.push(Some(mask));
                if after && self.fits(chosen) {
                    self.descend(chosen);
                }
                chosen.pop();
            }
        }
        chosen.push(None);
        self.descend(chosen);
        chosen.pop();
    }

    /// Whether calendars, capacities and quotas hold for what is chosen.
    fn fits(&self, chosen: &[Option<u32>]) -> bool {
        self.problem.resources.iter().enumerate().all(|(r, resource)| {
            let held = |t: Slot| -> i64 {
                let units = |(i, mask): (usize, &Option<u32>)| match mask {
                    Some(mask) if mask >> t & 1 == 1 => self.problem.activities[i]
                        .demands
                        .iter()
                        .filter(|d| d.resource == r)
                        .map(|d| i64::from(d.units))
                        .sum(),
                    _ => 0,
                };
                chosen.iter().enumerate().map(units).sum()
            };
            let capacity = |t: Slot| {
                resource
                    .calendar
                    .iter()
                    .find(|w| (w.start..w.end).contains(&t))
                    .map_or(0, |w| i64::from(w.capacity))
            };
            // Draws are the plain case: what is held in each slot.
            (0..self.problem.horizon).all(|t| held(t) <= capacity(t))
                && resource.quotas.iter().all(|quota| {
                    quota.periods.iter().enumerate().all(|(k, &(start, limit))| {
                        let end = quota
                            .periods
                            .get(k + 1)
                            .map_or(self.problem.horizon, |next| next.0);
                        (start..end.min(self.problem.horizon)).map(held).sum::<i64>() <= limit
                    })
                })
        })
    }

    fn count(&mut self, chosen: &[Option<u32>]) {
        let mut key: Key = (0, 0, 0, 0);
        for (a, mask) in self.problem.activities.iter().zip(chosen) {
            match mask {
                None => key.0 += a.work,
                Some(mask) => {
                    let finish = 32 - i64::from(mask.leading_zeros());
                    key.1 += a.deadline.map_or(0, |d| (finish - d).max(0));
                    key.2 += a.due.map_or(0, |d| i64::from(d.weight) * (finish - d.at).max(0));
                    key.3 = key.3.max(finish);
                }
            }
        }
        self.best = self.best.min(key);
        if chosen.iter().all(Option::is_some) {
            self.earliest = Some(self.earliest.map_or(key.3, |earliest| earliest.min(key.3)));
            let new = (key.1, key.2, key.3);
            let beats = |a: (Slot, i64, Slot), b: (Slot, i64, Slot)| a.0 <= b.0 && a.1 <= b.1 && a.2 <= b.2;
            if !self.front.iter().any(|&old| beats(old, new)) {
                self.front.retain(|&old| !beats(new, old));
                self.front.push(new);
            }
        }
    }
}

fn random_problem(random: &mut Random, most: i64, horizon: Slot, divisible: bool, limited: bool) -> Problem {
    let mut problem = Problem {
        horizon,
        days: vec![0, 4, 8],
        ..Problem::default()
    };
    for _ in 0..random.within(1, 2) {
        let (mut calendar, mut t) = (Vec::new(), 0);
        while t < horizon {
            let start = t + random.within(0, 2);
            let end = start + random.within(2, 8);
            calendar.push(Window {
                start,
                end,
                capacity: random.within(1, 2) as u32,
            });
            t = end;
        }
        let quotas = if limited && random.within(0, 1) == 0 {
            vec![Quota {
                periods: vec![(0, random.within(1, 5)), (5, random.within(1, 6))],
            }]
        } else {
            Vec::new()
        };
        problem.resources.push(Resource { calendar, quotas });
    }
    for i in 0..random.within(2, most) as usize {
        let work = random.within(1, 4);
        let units = if random.within(0, 3) == 0 { 2 } else { 1 };
        let resource = random.within(0, problem.resources.len() as i64 - 1) as usize;
        let mut a = Activity {
            work,
            demands: vec![Demand {
                resource,
                units,
                draw: work * i64::from(units),
            }],
            ..Activity::default()
        };
        if problem.resources.len() == 2 && random.within(0, 4) == 0 {
            a.demands.push(Demand {
                resource: 1 - resource,
                units: 1,
                draw: work,
            });
        }
        if random.within(0, 2) == 0 {
            a.release = random.within(0, 4);
        }
        if i > 0 && random.within(0, 2) == 0 {
            let activity = random.within(0, i as i64 - 1) as usize;
            a.after.push(Link {
                activity,
                lag: random.within(0, 2),
            });
        }
        if random.within(0, 2) == 0 {
            a.due = Some(Due {
                at: random.within(2, 9),
                weight: random.within(1, 3) as u32,
            });
        }
        if random.within(0, 4) == 0 {
            a.deadline = Some(random.within(3, 11));
        }
        if divisible && random.within(0, 3) > 0 {
            let min = random.within(1, 3);
            a.split = Some(Split {
                min,
                max: random.within(min, 4),
                gap: random.within(1, 2),
                per_day: (random.within(0, 3) == 0).then(|| random.within(1, 3)),
            });
        }
        problem.activities.push(a);
    }
    problem
}

/// Solves random problems and gives the share, in percent, of those solved to the optimum.
fn compare(cases: u64, most: i64, horizon: Slot, divisible: bool, limited: bool) -> u64 {
    let mut equal = 0;
    for seed in 0..cases {
        let problem = random_problem(
            &mut Random(seed * 77 + u64::from(divisible)),
            most,
            horizon,
            divisible,
            limited,
        );
        let solution = solve(&problem, &Options::default()).expect("valid");
        assert_eq!(
            check(&problem, &solution),
            [],
            "seed {seed}: {problem:#?} {solution:#?}"
        );
        let brute = Brute::new(&problem);
        let cost = solution.cost;
        let key = (cost.unplaced, cost.overrun, cost.lateness, cost.finish);
        assert!(
            key >= brute.best,
            "seed {seed}: better than the best, {key:?} {:?}: {problem:#?}",
            brute.best
        );
        if let Some(earliest) = brute.earliest {
            let bound = lower_bound(&problem);
            assert!(
                bound <= earliest,
                "seed {seed}: bound {bound} above {earliest}: {problem:#?}"
            );
            if cost.unplaced == 0 {
                let as_good = |o: &&(Slot, i64, Slot)| o.0 <= cost.overrun && o.1 <= cost.lateness;
                let earliest = brute.front.iter().filter(as_good).map(|o| o.2).min();
                assert!(
                    earliest.is_some_and(|earliest| solution.bound <= earliest),
                    "seed {seed}: {} above {earliest:?}: {problem:#?}",
                    solution.bound
                );
            }
        }
        if key != brute.best && std::env::var_os("SHOW").is_some() {
            eprintln!(
                "seed {seed}: {key:?} and not {:?}: {problem:#?} {solution:#?}",
                brute.best
            );
        }
        equal += u64::from(key == brute.best);
    }
    eprintln!("{equal} of {cases} solved to the optimum");
    equal * 100 / cases
}

#[test]
fn indivisible_work_is_solved_to_the_optimum_and_never_beyond() {
    // Serial generation reaches every active schedule, one of which is optimal where only capacities bind; the search
    // finds it in all these cases.
    assert_eq!(compare(600, 4, 11, false, false), 100);
}

#[test]
fn under_quotas_it_is_solved_to_the_optimum_nearly_always_and_never_beyond() {
    // With a quota it can be better to start later, in another period: such schedules are not generated.
    assert!(compare(400, 4, 11, false, true) >= 95);
}

#[test]
fn divisible_work_is_solved_to_the_optimum_nearly_always_and_never_beyond() {
    assert!(compare(300, 3, 10, true, false) >= 95);
    assert!(compare(300, 3, 10, true, true) >= 90);
}
