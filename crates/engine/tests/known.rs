//! Beside a known schedule: what is kept, what moves, and that no more moves than must.

#[path = "../benches/instances/mod.rs"]
#[allow(dead_code)]
mod instances;

use instances::Random;
use pivot_engine::*;

fn on(work: Slot) -> Activity {
    Activity {
        work,
        demands: vec![Demand {
            resource: 0,
            units: 1,
            draw: work,
        }],
        ..Activity::default()
    }
}

fn session(activity: usize, start: Slot, end: Slot) -> Session {
    Session { start, end, activity }
}

/// One person who is always free.
fn problem(horizon: Slot, activities: Vec<Activity>, known: Vec<Session>) -> Problem {
    let me = Resource {
        calendar: vec![Window {
            start: 0,
            end: horizon,
            capacity: 1,
        }],
        quotas: Vec::new(),
    };
    Problem {
        horizon,
        resources: vec![me],
        activities,
        known,
        ..Problem::default()
    }
}

fn solved(problem: &Problem) -> Solution {
    let solution = solve(problem, &Options::default()).expect("valid");
    assert_eq!(check(problem, &solution), []);
    solution
}

/// Without the known schedule the order of the list would come first. Any order of the three ends at 9.
#[test]
fn what_is_as_good_stays() {
    let known = vec![session(2, 0, 2), session(0, 2, 5), session(1, 5, 9)];
    let p = problem(30, vec![on(3), on(4), on(2)], known.clone());
    let s = solved(&p);
    assert_eq!((s.sessions, s.cost.moved), (known, 0));
}

/// 0 takes 5 slots, not 3, and 1 waits for it: both must end by 9 = 5 + 4, so 1 moves from 3 to 5 and 0 has another
/// end. 2 lay in between at 7..9 and has to make room; that is all three. 3, at 20 and released there, stays.
#[test]
fn a_slip_moves_what_it_pushes_and_nothing_else() {
    let after = vec![Link { activity: 0, lag: 0 }];
    let activities = vec![
        on(5),
        Activity { after, ..on(4) },
        on(2),
        Activity { release: 20, ..on(2) },
    ];
    let known = vec![
        session(0, 0, 3),
        session(1, 3, 7),
        session(2, 7, 9),
        session(3, 20, 22),
    ];
    let s = solved(&problem(30, activities, known));
    assert!(s.proven);
    assert_eq!(
        s.cost.moved,
        2 + usize::from(!s.sessions.contains(&session(2, 7, 9)))
    );
    assert!(s.sessions.contains(&session(3, 20, 22)));
}

/// A gap in what is known is kept where nothing ends earlier without it: 1 must not start before 10.
#[test]
fn a_known_session_may_lie_later_than_it_could() {
    let activities = vec![on(2), Activity { release: 10, ..on(2) }];
    let known = vec![session(0, 4, 6), session(1, 10, 12)];
    let s = solved(&problem(30, activities.clone(), known));
    assert_eq!((s.cost.moved, s.cost.finish), (0, 12));
    // And given up where something does: known so late that the finish would be 14, not 12.
    let s = solved(&problem(
        30,
        activities,
        vec![session(0, 4, 6), session(1, 12, 14)],
    ));
    assert_eq!((s.cost.moved, s.cost.finish), (1, 12));
}

/// Work of 8 in sessions of 2 to 4, known as 0..4 and 6..10. Two slots more than before go after them, into one session
/// more: nothing that is known moves.
#[test]
fn work_that_grows_goes_around_what_is_known() {
    let split = Some(Split {
        min: 2,
        max: 4,
        gap: 1,
        per_day: None,
    });
    let activities = vec![Activity { split, ..on(10) }, Activity { release: 20, ..on(2) }];
    let known = vec![session(0, 0, 4), session(0, 6, 10), session(1, 20, 22)];
    let s = solved(&problem(30, activities, known));
    assert_eq!((s.cost.moved, s.cost.sessions, s.cost.finish), (0, 4, 22));
}

#[test]
fn what_lies_over_a_pin_is_not_kept() {
    // Pinned at [3, 5); the other 2 of its 4 slots were known at [2, 4). They are one session beside the pin: [0, 2).
    let mut a = on(4);
    a.pins = vec![(3, 5)];
    let s = solved(&problem(30, vec![a], vec![session(0, 2, 4)]));
    assert_eq!(s.sessions, [session(0, 0, 2), session(0, 3, 5)]);
    assert_eq!(s.cost.moved, 1);
}

#[test]
fn what_is_known_must_be_in_order_and_in_range() {
    let a = session(0, 0, 2);
    for known in [
        vec![a, a],
        vec![session(0, 3, 5), a],
        vec![session(1, 0, 2)],
        vec![session(0, 2, 2)],
        vec![session(0, -1, 2)],
        vec![session(0, 9, 11)],
        vec![session(0, i64::MIN, i64::MAX)],
    ] {
        let k = known.len() - 1;
        let p = problem(10, vec![on(2)], known);
        assert_eq!(solve(&p, &Options::default()), Err(vec![Fault::Known(k)]));
    }
}

/// Every placement of indivisible activities whose predecessors have smaller indices; the least cost and, with that
/// cost, the fewest sessions moved.
fn fewest(p: &Problem, cost: (Slot, i64, Slot)) -> usize {
    fn descend(p: &Problem, starts: &mut Vec<Slot>, best: &mut (i64, Slot, usize), limit: (i64, Slot)) {
        let i = starts.len();
        let Some(a) = p.activities.get(i) else {
            let (mut late, mut finish, mut moved) = (0, 0, 0);
            for (j, &start) in starts.iter().enumerate() {
                let end = start + p.activities[j].work;
                finish = finish.max(end);
                late += p.activities[j]
                    .due
                    .map_or(0, |d| i64::from(d.weight) * (end - d.at).max(0));
                let kept = p.known.iter().any(|s| *s == session(j, start, end));
                let known = p.known.iter().any(|s| s.activity == j);
                moved += usize::from(known && !kept);
            }
            if (late, finish) <= limit {
                best.2 = best.2.min(moved);
            }
            return;
        };
        for start in a.release..=p.horizon - a.work {
            let end = start + a.work;
            let open = p.resources[0]
                .calendar
                .iter()
                .any(|w| w.start <= start && end <= w.end);
            let waits = a
                .after
                .iter()
                .all(|l| start >= starts[l.activity] + p.activities[l.activity].work + l.lag);
            let free = starts
                .iter()
                .enumerate()
                .all(|(j, &other)| end <= other || other + p.activities[j].work <= start);
            if open && waits && free {
                starts.push(start);
                descend(p, starts, best, limit);
                starts.pop();
            }
        }
    }
    let mut best = (0, 0, usize::MAX);
    descend(p, &mut Vec::new(), &mut best, (cost.1, cost.2));
    best.2
}

/// A problem that was solved, and in which then something happened: work grew, or a stretch of the calendar closed.
fn disturbed(seed: u64) -> Option<(Problem, Solution)> {
    let mut random = Random(seed);
    let mut r = |low: i64, high: i64| random.within(low, high);
    let horizon = 22;
    let cut = r(4, 10);
    let window = |start, end| Window {
        start,
        end,
        capacity: 1,
    };
    let mut activities: Vec<Activity> = Vec::new();
    for i in 0..r(3, 5) {
        let mut a = on(r(1, 3));
        a.release = if r(0, 3) == 0 { r(0, 6) } else { 0 };
        if i > 0 && r(0, 1) == 0 {
            a.after.push(Link {
                activity: r(0, i - 1) as usize,
                lag: r(0, 1),
            });
        }
        if r(0, 2) == 0 {
            a.due = Some(Due {
                at: r(3, 12),
                weight: r(1, 3) as u32,
            });
        }
        activities.push(a);
    }
    let mut p = problem(horizon, activities, Vec::new());
    p.resources[0].calendar = vec![window(0, cut), window(cut + 1, horizon)];
    let before = solve(&p, &Options::default()).ok()?;
    p.known = before.sessions;
    if r(0, 1) == 0 {
        let slipped = r(0, p.activities.len() as i64 - 1) as usize;
        p.activities[slipped].work += r(1, 2);
        p.activities[slipped].demands[0].draw = p.activities[slipped].work;
    } else {
        p.resources[0].calendar[0].start = r(1, 3);
    }
    let after = solve(&p, &Options::default()).ok()?;
    assert_eq!(check(&p, &after), [], "seed {seed}");
    (after.cost.unplaced == 0).then_some((p, after))
}

#[test]
fn nearly_always_the_fewest_sessions_move() {
    let (mut cases, mut as_good, mut fewest_moved, mut spared) = (0, 0, 0, 0);
    for seed in 0..400 {
        let Some((p, s)) = disturbed(seed) else { continue };
        let least = fewest(&p, (0, s.cost.lateness, s.cost.finish));
        assert!(
            least <= s.cost.moved,
            "seed {seed}: the brute force misses a schedule"
        );
        cases += 1;
        fewest_moved += usize::from(s.cost.moved == least);
        // From scratch, measured against what was known.
        let scratch = solved(&Problem {
            known: Vec::new(),
            ..p.clone()
        });
        let moved = p.known.iter().filter(|s| !scratch.sessions.contains(s)).count();
        let (cost, other) = (&s.cost, &scratch.cost);
        // A fifth of lateness may be paid for what stays.
        let late = (cost.lateness - other.lateness - other.lateness / 5).max(0);
        as_good += usize::from((late, cost.finish) <= (0, other.finish));
        spared += moved - s.cost.moved.min(moved);
    }
    eprintln!(
        "{as_good} of {cases} as good as from scratch, {fewest_moved} with the fewest sessions moved; {spared} sessions fewer than from scratch"
    );
    assert!(cases > 350 && as_good * 100 >= cases * 98 && fewest_moved * 100 >= cases * 97);
}
