//! Random problems with every feature: what the solver gives, the checker accepts; what is broken, it finds.

#[path = "../benches/instances/mod.rs"]
#[allow(dead_code)]
mod instances;

use instances::Random;
use pivot_engine::*;
use proptest::prelude::*;

/// A valid problem of a few activities with calendars, quotas, splits, lags, chains, pins and promises.
fn problem(seed: u64) -> Problem {
    let mut random = Random(seed);
    let mut r = |low: i64, high: i64| random.within(low, high);
    let horizon = r(10, 120);
    let mut p = Problem {
        horizon,
        days: (0..horizon / 12 + 1).map(|k| k * 12 + 3).collect(),
        ..Problem::default()
    };
    for _ in 0..r(1, 3) {
        let (mut calendar, mut t) = (Vec::new(), r(-4, 4));
        while t < horizon + 5 {
            let end = t + r(1, 14);
            calendar.push(Window {
                start: t,
                end,
                capacity: r(0, 3) as u32,
            });
            t = end + r(0, 5);
        }
        let quotas = (0..r(0, 2))
            .map(|_| {
                let step = r(5, 30);
                let first = r(-5, 20);
                Quota {
                    periods: (0..r(1, 5)).map(|k| (first + k * step, r(0, 25))).collect(),
                }
            })
            .collect();
        p.resources.push(Resource { calendar, quotas });
    }
    for i in 0..r(1, 12) as usize {
        let work = if r(0, 9) == 0 { 0 } else { r(1, 15) };
        let mut a = Activity {
            work,
            release: if r(0, 2) == 0 { r(0, horizon / 2) } else { 0 },
            ..Activity::default()
        };
        for resource in 0..p.resources.len() {
            if r(0, 1) == 0 {
                let units = r(0, 2) as u32;
                let draw = if r(0, 2) == 0 {
                    r(0, 2 * work)
                } else {
                    work * i64::from(units)
                };
                a.demands.push(Demand {
                    resource,
                    units,
                    draw,
                });
            }
        }
        for _ in 0..r(0, 2).min(i as i64) {
            a.after.push(Link {
                activity: r(0, i as i64 - 1) as usize,
                lag: if r(0, 2) == 0 { r(0, 20) } else { 0 },
            });
        }
        if r(0, 1) == 0 {
            let min = r(1, 4);
            let per_day = if r(0, 2) == 0 { Some(r(1, 9)) } else { None };
            a.split = Some(Split {
                min,
                max: r(min, 10),
                gap: r(0, 3),
                per_day,
            });
        }
        if r(0, 3) == 0 {
            a.due = Some(Due {
                at: r(0, horizon),
                weight: r(0, 5) as u32,
            });
            a.forgiven = r(0, 1) == 0;
        }
        if r(0, 5) == 0 {
            a.deadline = Some(r(0, horizon));
        }
        let before = i.checked_sub(1).map(|before| &p.activities[before]);
        if r(0, 4) == 0
            && before.is_some_and(|b| {
                b.split.is_none()
                    && b.forgiven == a.forgiven
                    && (b.pins.is_empty() || b.work == b.pins[0].1 - b.pins[0].0)
            })
        {
            a.split = None;
            a.follows = Some(i - 1);
            a.after.retain(|link| link.activity + 1 != i);
            if r(0, 5) == 0 && work > 0 && work < horizon {
                let start = r(0, horizon - work);
                a.pins = vec![(start, start + work)];
            }
        } else if r(0, 4) == 0 {
            let (mut t, mut left) = (r(0, 20), work);
            while left > 0 && r(0, 2) > 0 {
                let length = r(1, left);
                if t + length > horizon {
                    break;
                }
                a.pins.push((t, t + length));
                left -= length;
                t += length + r(0, 9);
            }
        }
        p.activities.push(a);
    }
    p
}

#[test]
fn a_pin_with_a_fractional_draw_leaves_the_same_in_the_mirror() {
    // Found by the tests below: from the other end the pins' draws were rounded another way, and the bound was a slot
    // too late.
    let p = problem(10_394_507_259_358_804_371);
    let s = solve(
        &p,
        &Options {
            effort: 300,
            ..Options::default()
        },
    )
    .expect("valid");
    assert_eq!(check(&p, &s), []);
    assert_eq!((s.cost.finish, s.bound), (44, 44));
}

#[test]
fn nothing_is_left_out_for_an_earlier_finish() {
    // Found by the tests below: the search for a schedule that finishes at the bound took one that had lost an activity with
    // its follower, since it missed deadlines by less.
    let seed = 14_980_297_830_053_859_710;
    let p = problem(seed);
    let options = Options {
        effort: 300,
        seed,
        ..Options::default()
    };
    let s = solve(&p, &options).expect("valid");
    assert_eq!(check(&p, &s), []);
    assert_eq!(s.cost.unplaced, 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_solved_passes_the_checker_and_is_the_same_twice(seed in any::<u64>()) {
        let p = problem(seed);
        let options = Options { effort: 300, seed, ..Options::default() };
        match solve(&p, &options) {
            Ok(s) => {
                prop_assert_eq!(check(&p, &s), [], "{:#?} {:#?}", p, s);
                prop_assert_eq!(&solve(&p, &options), &Ok(s.clone()));
                let all = s.outcomes.iter().all(|o| matches!(o, Outcome::Placed { .. }));
                prop_assert!(!all || lower_bound(&p) <= s.cost.finish);
                // The chain ends and every reason names something that exists.
                let chain = critical_chain(&p, &s);
                prop_assert!(chain.len() <= s.sessions.len() + p.activities.len());
                for (i, outcome) in s.outcomes.iter().enumerate() {
                    let explanation = explain(&p, &s, i);
                    let mine = s.sessions.iter().filter(|session| session.activity == i).count();
                    let milestone = usize::from(mine == 0 && matches!(outcome, Outcome::Placed { .. }));
                    prop_assert_eq!(explanation.sessions.len(), mine + milestone);
                    // What leads up to an activity ends with it and goes back in time, but for heads of chains of followers.
                    let before = chain_to(&p, &s, i);
                    prop_assert!(before.len() <= s.sessions.len() + p.activities.len());
                    prop_assert_eq!(before.is_empty(), explanation.sessions.is_empty());
                    prop_assert!(before.first().is_none_or(|link| link.activity == i));
                    for session in explanation.sessions {
                        prop_assert!(!session.reasons.is_empty());
                        prop_assert!(session.permitted <= session.session.start, "{:?}\n{:#?} {:#?}", session, p, s);
                    }
                }
            }
            // Chains that the generator made contradict a lag or are pinned in part: told, not solved.
            Err(faults) => prop_assert!(!faults.is_empty()),
        }
    }

    #[test]
    fn beside_a_known_schedule_every_rule_holds_too(seed in any::<u64>()) {
        let mut p = problem(seed);
        let options = Options { effort: 300, seed, ..Options::default() };
        let Ok(before) = solve(&p, &options) else { return Ok(()) };
        let mut random = Random(seed ^ 3);
        p.known = before.sessions;
        p.known.retain(|_| random.within(0, 9) > 0);
        let i = random.within(0, p.activities.len() as i64 - 1) as usize;
        let a = &mut p.activities[i];
        match random.within(0, 4) {
            0 if a.pins.is_empty() => a.work += random.within(1, 4),
            1 => a.release += random.within(1, 9),
            2 => a.after.clear(),
            3 => p.resources[0].calendar.retain(|_| random.within(0, 4) > 0),
            _ => {}
        }
        let Ok(s) = solve(&p, &options) else { return Ok(()) };
        prop_assert_eq!(check(&p, &s), [], "{:#?} {:#?}", p, s);
        prop_assert_eq!(&solve(&p, &options), &Ok(s.clone()));
    }

    /// What was solved whole and is known then stays as it is, unless something comes out better than that: less overrun, a sixth
    /// less lateness or more, an earlier last day.
    #[test]
    fn what_is_known_whole_stays(seed in any::<u64>()) {
        let mut p = problem(seed);
        let options = Options { effort: 300, seed, ..Options::default() };
        let Ok(before) = solve(&p, &options) else { return Ok(()) };
        // Which promises were let go, no session tells of all of them.
        if (before.cost.unplaced, before.cost.forgiven) != (0, 0) {
            return Ok(());
        }
        let pinned = |s: &Session| p.activities[s.activity].pins.contains(&(s.start, s.end));
        p.known = before.sessions.iter().filter(|s| !pinned(s)).copied().collect();
        p.known.dedup();
        let Ok(again) = solve(&p, &options) else { return Ok(()) };
        prop_assert_eq!(check(&p, &again), []);
        let (was, is) = (before.cost, again.cost);
        let day = |t: i64| p.days.partition_point(|&day| day < t);
        let better = is.overrun < was.overrun
            || is.lateness + is.lateness / 5 < was.lateness
            || day(is.finish) < day(was.finish);
        prop_assert!(is.moved == 0 || better, "{:?} {:?}", was, is);
    }

    #[test]
    fn garbage_is_refused_and_never_panics(seed in any::<u64>()) {
        let mut p = problem(seed);
        let mut random = Random(seed ^ 1);
        let wild = [i64::MIN, -1, 0, 1, 7, 1 << 40, (1 << 40) + 1, i64::MAX];
        for _ in 0..random.within(1, 6) {
            let value = wild[random.within(0, 7) as usize];
            let index = [0usize, 3, 50, usize::MAX][random.within(0, 3) as usize];
            let i = random.within(0, p.activities.len() as i64 - 1) as usize;
            let a = &mut p.activities[i];
            match random.within(0, 14) {
                0 => a.work = value,
                1 => a.release = value,
                2 => a.deadline = Some(value),
                3 => a.due = Some(Due { at: value, weight: u32::MAX }),
                4 => a.split = Some(Split { min: value, max: value, gap: value, per_day: Some(value) }),
                5 => a.pins.push((value, value.wrapping_add(3))),
                6 => a.follows = Some(index),
                7 => a.after.push(Link { activity: index, lag: value }),
                8 => a.demands.push(Demand { resource: index, units: u32::MAX, draw: value }),
                9 => p.horizon = value,
                10 => p.days.push(value),
                11 => p.resources[0].calendar.push(Window { start: value, end: i64::MAX, capacity: u32::MAX }),
                12 => p.known.push(Session { start: value, end: value.wrapping_add(2), activity: index }),
                13 => p.resources[0].quotas.push(Quota { periods: vec![(value, value), (0, value)] }),
                _ => p.resources[0].calendar.clear(),
            }
        }
        if p.validate().is_ok() {
            let s = solve(&p, &Options { effort: 50, ..Options::default() }).expect("it is valid");
            prop_assert_eq!(check(&p, &s), [], "{:#?} {:#?}", p, s);
        } else {
            prop_assert!(solve(&p, &Options::default()).is_err());
            prop_assert_eq!(lower_bound(&p), 0);
        }
    }

    #[test]
    fn a_session_shifted_dropped_or_lengthened_is_found(seed in any::<u64>()) {
        let p = problem(seed);
        let Ok(s) = solve(&p, &Options { effort: 50, ..Options::default() }) else { return Ok(()) };
        if s.sessions.is_empty() {
            return Ok(());
        }
        let k = Random(seed ^ 2).within(0, s.sessions.len() as i64 - 1) as usize;
        let mut dropped = s.clone();
        dropped.sessions.remove(k);
        prop_assert!(!check(&p, &dropped).is_empty());
        let mut longer = s.clone();
        longer.sessions[k].end += 1;
        prop_assert!(!check(&p, &longer).is_empty());
        let mut shifted = s.clone();
        let last = s.sessions.iter().rposition(|x| x.activity == s.sessions[k].activity).unwrap_or(k);
        shifted.sessions[last].start += 1;
        shifted.sessions[last].end += 1;
        prop_assert!(!check(&p, &shifted).is_empty());
    }
}
