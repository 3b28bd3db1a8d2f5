//! Problems of the kind that Pivot makes, from a seed: shared by the benchmark and the tests.

use pivot_engine::{Activity, Demand, Due, Link, Problem, Resource, Slot, Split, Window};

/// SplitMix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number in `low..=high`.
    pub(crate) fn within(&mut self, low: i64, high: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        low + (z % (high - low + 1) as u64) as i64
    }
}

/// Five-minute slots.
pub(crate) const DAY: Slot = 288;
/// A week of them.
pub(crate) const WEEK: Slot = 7 * DAY;

/// The calendar of a busy full-time learner: Monday to Friday 9 to 12 and 13 to 17, Saturday 10 to 13, in blocks of 90
/// minutes with 15 minutes between them, less commitments of half an hour to two hours (about `busy` a week).
pub(crate) fn person(random: &mut Random, weeks: i64, busy: i64) -> Resource {
    let mut free = Vec::new();
    for week in 0..weeks {
        let mut taken: Vec<(Slot, Slot)> = (0..busy)
            .map(|_| {
                let start = week * WEEK + random.within(0, 5) * DAY + 12 * random.within(9, 16);
                (start, start + 6 * random.within(1, 4))
            })
            .collect();
        taken.sort_unstable();
        for day in 0..6 {
            let at = |hour: Slot| week * WEEK + day * DAY + 12 * hour;
            let spans = if day < 5 {
                vec![(at(9), at(12)), (at(13), at(17))]
            } else {
                vec![(at(10), at(13))]
            };
            for (mut start, end) in spans {
                for &(from, to) in &taken {
                    if to > start && from < end {
                        free.push((start, from));
                        start = start.max(to);
                    }
                }
                free.push((start, end));
            }
        }
    }
    let mut calendar = Vec::new();
    for (mut start, end) in free {
        while end - start >= 6 {
            let stop = end.min(start + 18);
            calendar.push(Window {
                start,
                end: stop,
                capacity: 1,
            });
            start = stop + 3;
        }
    }
    Resource {
        calendar,
        quotas: Vec::new(),
    }
}

/// A pivot of `steps` steps for one person over `weeks` weeks: chains of tasks within steps, steps that overlap, waits of
/// a week, runs on a machine that follow their launch, monthly due dates and weekly promises.
pub(crate) fn pivot(seed: u64, activities: usize, weeks: i64, hours: i64, promises: usize) -> Problem {
    let mut random = Random(seed);
    let me = person(&mut random, weeks, 6);
    let machine = Resource {
        calendar: vec![Window {
            start: 0,
            end: weeks * WEEK,
            capacity: 1,
        }],
        quotas: Vec::new(),
    };
    let split = Some(Split {
        min: 6,
        max: 18,
        gap: 3,
        per_day: Some(48),
    });
    let mut problem = Problem {
        horizon: weeks * WEEK,
        days: (0..weeks * 7).map(|day| day * DAY).collect(),
        resources: vec![me, machine],
        ..Problem::default()
    };
    let mean = hours * 12 / activities as i64;
    let step = (activities / 13).max(1);
    for i in 0..activities {
        let work = random.within(mean / 2, mean * 3 / 2).max(3);
        let mut activity = Activity {
            work,
            demands: vec![Demand {
                resource: 0,
                units: 1,
                draw: work,
            }],
            split: (work > 9).then_some(split).flatten(),
            ..Activity::default()
        };
        // Within a step most tasks wait for the one before or the one before that; a step waits for the middle of the
        // step before it.
        let back = if i % step == 0 {
            (step / 2).max(1)
        } else {
            random.within(1, 2) as usize
        };
        if i >= back && random.within(0, 9) > 0 {
            let lag = if random.within(0, 19) == 0 { WEEK } else { 0 };
            activity.after.push(Link {
                activity: i - back,
                lag,
            });
        }
        if i % (activities / 3).max(1) == activities / 3 - 1 {
            let at = (i as i64 + 1) * weeks * WEEK / activities as i64;
            activity.due = Some(Due { at, weight: 1 });
        }
        problem.activities.push(activity);
    }
    // Launch and unattended run: the run holds the machine and nobody's attention.
    for _ in 0..activities / 25 {
        let launch = problem.activities.len();
        let after = random.within(0, activities as i64 - 1) as usize;
        let demand = |resource, work| {
            vec![Demand {
                resource,
                units: 1,
                draw: work,
            }]
        };
        problem.activities.push(Activity {
            work: 3,
            demands: demand(0, 3),
            after: vec![Link {
                activity: after,
                lag: 0,
            }],
            ..Activity::default()
        });
        let work = random.within(24, 120);
        problem.activities.push(Activity {
            work,
            demands: demand(1, work),
            follows: Some(launch),
            ..Activity::default()
        });
    }
    for k in 0..promises as i64 {
        problem.activities.push(Activity {
            work: 12,
            demands: vec![Demand {
                resource: 0,
                units: 1,
                draw: 12,
            }],
            release: k * WEEK,
            due: Some(Due {
                at: (k + 1) * WEEK,
                weight: 1,
            }),
            forgiven: true,
            ..Activity::default()
        });
    }
    problem
}

/// A pivot for one person in pieces of an hour and a half at most, all due long before they can be done, so that no schedule
/// is proven the best. One of its promises cannot be kept: then the search does not aim at the bound.
pub(crate) fn hurried(seed: u64) -> Problem {
    let mut random = Random(seed);
    let mut problem = pivot(seed, 136, 40, 560, 8);
    for a in problem.activities.iter_mut().filter(|a| !a.forgiven) {
        let at = random.within(0, 4 * WEEK);
        a.due = Some(Due { at, weight: 1 });
        if a.follows.is_none() {
            a.split = None;
            a.work = a.work.min(18);
            a.demands[0].draw = a.work;
        }
    }
    let last = problem.activities.iter_mut().rev().find_map(|a| a.due.as_mut());
    last.into_iter().for_each(|due| due.at = 1);
    problem
}

/// A pivot for one person in sessions of 50 minutes to an hour, in stretches of an hour and a half: much of each is lost, and
/// the bound, which does not know that, is out of reach.
pub(crate) fn awkward(seed: u64) -> Problem {
    let mut problem = pivot(seed, 30, 16, 110, 0);
    for a in &mut problem.activities {
        a.due = None;
        if let Some(split) = &mut a.split {
            (split.min, split.max) = (10, 12);
        }
    }
    problem
}

/// Pivots of 50 people, fewer where they would have less than 100 activities each, side by side over two years; now and
/// then one waits for another person's work.
pub(crate) fn cohort(seed: u64, activities: usize) -> Problem {
    let people = (activities / 100).clamp(1, 50);
    let each = activities / people;
    let mut random = Random(seed);
    let mut all = Problem::default();
    for person in 0..people {
        let one = pivot(seed + person as u64, each * 92 / 100, 104, 900, each / 50);
        let (resources, activities) = (all.resources.len(), all.activities.len());
        all.horizon = one.horizon;
        all.days = one.days;
        all.resources.extend(one.resources);
        for mut activity in one.activities {
            for demand in &mut activity.demands {
                demand.resource += resources;
            }
            for link in &mut activity.after {
                link.activity += activities;
            }
            activity.follows = activity.follows.map(|head| head + activities);
            all.activities.push(activity);
        }
        if person > 0 && random.within(0, 9) == 0 {
            all.activities[activities].after.push(Link {
                activity: activities - 50,
                lag: 0,
            });
        }
    }
    all
}
