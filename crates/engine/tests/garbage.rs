//! No panic on any input: problems of arbitrary numbers, and solutions that fit nothing, through every public function.

#[path = "../benches/instances/mod.rs"]
#[allow(dead_code)]
mod instances;

use instances::Random;
use pivot_engine::*;
use proptest::prelude::*;

/// A number that is small most of the time, and at the edge of something else.
fn number(random: &mut Random) -> i64 {
    const EDGES: [i64; 10] = [
        i64::MIN,
        i64::MIN + 1,
        -SLOT_LIMIT,
        -1,
        SLOT_LIMIT - 1,
        SLOT_LIMIT,
        SLOT_LIMIT + 1,
        i64::MAX / 2,
        i64::MAX - 1,
        i64::MAX,
    ];
    if random.within(0, 19) == 0 {
        EDGES[random.within(0, 9) as usize]
    } else {
        random.within(0, 12)
    }
}

fn units(random: &mut Random) -> u32 {
    [0, 1, 1, 2, 3, 0x7fff, 0x8000, u32::MAX][random.within(0, 40).min(7) as usize % 8]
}

fn index(random: &mut Random, n: usize) -> usize {
    match random.within(0, 29) {
        0 => usize::MAX,
        1 => n,
        _ => random.within(0, n.max(1) as i64 - 1) as usize,
    }
}

fn pair(random: &mut Random) -> (i64, i64) {
    let start = number(random);
    (start, start.wrapping_add(number(random)))
}

fn some<T>(random: &mut Random, make: impl Fn(&mut Random) -> T) -> Option<T> {
    (random.within(0, 3) == 0).then(|| make(random))
}

fn few<T>(random: &mut Random, make: impl Fn(&mut Random) -> T) -> Vec<T> {
    (0..random.within(0, 5).saturating_sub(2))
        .map(|_| make(random))
        .collect()
}

/// Anything that the types can hold.
fn problem(seed: u64) -> Problem {
    let random = &mut Random(seed);
    let (resources, activities) = (random.within(0, 3) as usize, random.within(0, 6) as usize);
    let resource = |random: &mut Random| Resource {
        calendar: few(random, |random| {
            let (start, end) = pair(random);
            let capacity = units(random);
            Window { start, end, capacity }
        }),
        quotas: few(random, |random| Quota {
            periods: few(random, pair),
        }),
    };
    let activity = |random: &mut Random| Activity {
        work: number(random),
        demands: few(random, |random| Demand {
            resource: index(random, resources),
            units: units(random),
            draw: number(random),
        }),
        after: few(random, |random| Link {
            activity: index(random, activities),
            lag: number(random),
        }),
        follows: (random.within(0, 7) == 0).then(|| index(random, activities)),
        release: number(random),
        due: some(random, |random| Due {
            at: number(random),
            weight: units(random),
        }),
        deadline: some(random, number),
        split: some(random, |random| Split {
            min: number(random),
            max: number(random),
            gap: number(random),
            per_day: some(random, number),
        }),
        forgiven: random.within(0, 5) == 0,
        pins: few(random, pair),
    };
    let mut p = Problem {
        horizon: number(random).saturating_mul(random.within(1, 9)),
        days: few(random, number),
        resources: (0..resources).map(|_| resource(random)).collect(),
        activities: (0..activities).map(|_| activity(random)).collect(),
        known: few(random, |random| Session {
            start: number(random),
            end: number(random),
            activity: index(random, activities),
        }),
    };
    // Half of them are put in order here and there, so that more of them are valid.
    if random.within(0, 1) == 0 {
        mend(&mut p);
    }
    p
}

/// Brings some of the numbers into the order that a valid problem has.
fn mend(p: &mut Problem) {
    p.days.sort_unstable();
    p.days.dedup();
    for r in &mut p.resources {
        let mut end = i64::MIN;
        r.calendar.sort_by_key(|w| w.start);
        r.calendar.retain(|w| {
            let fits = w.start >= end && w.start < w.end;
            end = if fits { w.end } else { end };
            fits
        });
        for q in &mut r.quotas {
            q.periods.sort_unstable();
            q.periods.dedup_by_key(|period| period.0);
        }
    }
    let horizon = p.horizon;
    for (i, a) in p.activities.iter_mut().enumerate() {
        a.after.retain(|link| link.activity < i);
        a.follows = a.follows.filter(|&head| head < i);
        a.demands.sort_by_key(|d| d.resource);
        a.demands.dedup_by_key(|d| d.resource);
        a.forgiven &= a.due.is_some();
        a.pins
            .retain(|pin| 0 <= pin.0 && pin.0 < pin.1 && pin.1 <= horizon && pin.1 - pin.0 <= a.work);
        a.pins.truncate(1);
        a.split = a.split.filter(|s| s.min >= 1 && s.max >= s.min);
    }
}

/// A solution to nothing in particular.
fn solution(seed: u64, p: &Problem) -> Solution {
    let random = &mut Random(seed ^ 7);
    let n = p.activities.len();
    let outcome = |random: &mut Random| {
        let (start, finish) = pair(random);
        match random.within(0, 5) {
            0 => Outcome::Forgiven,
            1 => Outcome::Unplaced(Why::Waits(index(random, n))),
            2 => Outcome::Unplaced(Why::NoRoom),
            _ => Outcome::Placed { start, finish },
        }
    };
    let count = index(random, n + 1).min(n + 3);
    Solution {
        sessions: few(random, |random| {
            let ((start, end), activity) = (pair(random), index(random, n));
            Session { start, end, activity }
        }),
        outcomes: (0..if random.within(0, 1) == 0 { n } else { count })
            .map(|_| outcome(random))
            .collect(),
        cost: Cost {
            finish: number(random),
            ..Cost::default()
        },
        bound: number(random),
        proven: random.within(0, 1) == 0,
        feasible: random.within(0, 1) == 0,
        schedules: 1,
    }
}

/// Everything that reads a problem and a solution; gives what it said, counted.
fn read(p: &Problem, s: &Solution) -> usize {
    let n = p.activities.len();
    let of = |i: usize| explain(p, s, i).sessions.len() + chain_to(p, s, i).len();
    critical_chain(p, s).len() + (0..n).chain([n, usize::MAX]).map(of).sum::<usize>()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_numbers_are_refused_or_solved(seed in any::<u64>()) {
        let p = problem(seed);
        let valid = p.validate();
        for effort in [0, 60] {
            match solve(&p, &Options { effort, seed, ..Options::default() }) {
                Ok(s) => {
                    prop_assert!(valid.is_ok());
                    prop_assert_eq!(check(&p, &s), [], "{:#?} {:#?}", p, s);
                    read(&p, &s);
                }
                Err(faults) => {
                    prop_assert!(faults.iter().all(|fault| !fault.to_string().is_empty()));
                    prop_assert_eq!(&valid, &Err(faults));
                }
            }
        }
        let n = if valid.is_ok() { p.activities.len() } else { 0 };
        prop_assert_eq!(earliest_starts(&p).len(), n);
        for finish in [i64::MIN, 0, 5, i64::MAX] {
            prop_assert_eq!(latest_finishes(&p, finish).len(), n);
        }
        let bound = lower_bound(&p);
        prop_assert!((0..=p.horizon.max(0)).contains(&bound));
    }

    #[test]
    fn a_solution_to_nothing_is_found_wrong_or_right(seed in any::<u64>()) {
        let p = problem(seed);
        let s = solution(seed, &p);
        let found = check(&p, &s);
        prop_assert!(p.validate().is_ok() || found == [Violation::Problem]);
        prop_assert!(found.iter().all(|violation| !violation.to_string().is_empty()));
        read(&p, &s);
    }
}

#[test]
fn enough_of_the_garbage_is_valid() {
    let valid = (0..20_000)
        .filter(|&seed| problem(seed).validate().is_ok())
        .count();
    assert!((1_000..15_000).contains(&valid), "{valid} of 20000");
}
