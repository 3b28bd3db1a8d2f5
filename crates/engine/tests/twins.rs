//! Features on tiny problems whose answer is derived by hand, each beside a twin that cannot be solved.

use pivot_engine::*;

fn window(start: Slot, end: Slot, capacity: u32) -> Window {
    Window { start, end, capacity }
}

fn resource(calendar: Vec<Window>) -> Resource {
    Resource {
        calendar,
        quotas: Vec::new(),
    }
}

/// Work that holds one unit of a resource.
fn on(resource: usize, work: Slot) -> Activity {
    let demand = Demand {
        resource,
        units: 1,
        draw: work,
    };
    Activity {
        work,
        demands: vec![demand],
        ..Activity::default()
    }
}

fn problem(horizon: Slot, resources: Vec<Resource>, activities: Vec<Activity>) -> Problem {
    Problem {
        horizon,
        days: Vec::new(),
        resources,
        activities,
        known: Vec::new(),
    }
}

fn one(horizon: Slot, a: Activity) -> Problem {
    problem(horizon, vec![resource(vec![window(0, horizon, 1)])], vec![a])
}

fn solved(p: &Problem) -> Solution {
    let s = solve(p, &Options::default()).expect("the problem is valid");
    assert_eq!(check(p, &s), [], "{s:?}");
    s
}

fn sessions(s: &Solution, activity: usize) -> Vec<(Slot, Slot)> {
    let mine = s.sessions.iter().filter(|s| s.activity == activity);
    mine.map(|s| (s.start, s.end)).collect()
}

/// The answer is feasible, proven, and finishes at `finish`.
fn finishes(p: &Problem, finish: Slot) -> Solution {
    let s = solved(p);
    assert_eq!(
        (s.cost.finish, s.feasible, s.proven),
        (finish, true, true),
        "{s:?}"
    );
    s
}

/// So many slots of work have no place.
fn leaves_out(p: &Problem, slots: Slot) -> Solution {
    let s = solved(p);
    assert_eq!(
        (s.cost.unplaced, s.feasible, s.proven),
        (slots, false, false),
        "{s:?}"
    );
    s
}

#[test]
fn capacity_over_time() {
    // Two units in [0, 3), one in [3, 6), two in [6, 9). Two activities of 4: both cannot run in [3, 6), so the second
    // starts at 4 behind the first, [0, 4), and is finished at 8.
    let calendar = |last| resource(vec![window(0, 3, 2), window(3, 6, 1), window(6, 9, last)]);
    let p = problem(9, vec![calendar(2)], vec![on(0, 4), on(0, 4)]);
    let s = solved(&p);
    assert_eq!((s.cost.finish, s.cost.sessions, s.feasible), (8, 2, true));
    // Twin: nothing from 6 on. Behind [0, 4) only [4, 6) is left.
    leaves_out(&problem(9, vec![calendar(0)], vec![on(0, 4), on(0, 4)]), 4);
}

#[test]
fn shortest_session() {
    // Work 5 in sessions of 2 or more: [0, 3), then [4, 6), which finishes it.
    let split = |min| Split {
        min,
        max: 5,
        gap: 0,
        per_day: None,
    };
    let p = |min| {
        let a = Activity {
            split: Some(split(min)),
            ..on(0, 5)
        };
        problem(6, vec![resource(vec![window(0, 3, 1), window(4, 6, 1)])], vec![a])
    };
    assert_eq!(sessions(&finishes(&p(2), 6), 0), [(0, 3), (4, 6)]);
    // Twin: sessions of 4 or more, and no stretch is so long.
    let s = leaves_out(&p(4), 5);
    assert_eq!(s.outcomes, [Outcome::Unplaced(Why::NoWindow)]);
}

#[test]
fn longest_session_and_gap() {
    // Work 6 in sessions of 2, 3 apart: [0, 2), [5, 7), [10, 12).
    let p = |horizon| {
        let split = Split {
            min: 1,
            max: 2,
            gap: 3,
            per_day: None,
        };
        one(
            horizon,
            Activity {
                split: Some(split),
                ..on(0, 6)
            },
        )
    };
    assert_eq!(sessions(&solved(&p(12)), 0), [(0, 2), (5, 7), (10, 12)]);
    // Twin: a slot less, and the third session is short of one.
    let s = leaves_out(&p(11), 6);
    assert_eq!(s.outcomes, [Outcome::Unplaced(Why::NoRoom)]);
}

#[test]
fn daily_limit() {
    // Days of 10 slots, 2 a day, work 5: 2 + 2 + 1, finished at 21.
    let p = |horizon, deadline| Problem {
        days: vec![0, 10, 20],
        ..one(
            horizon,
            Activity {
                split: Some(Split {
                    min: 1,
                    max: 5,
                    gap: 0,
                    per_day: Some(2),
                }),
                deadline,
                ..on(0, 5)
            },
        )
    };
    finishes(&p(30, Some(21)), 21);
    // Twins: a deadline a slot earlier is missed by that slot; two days hold 4 slots and not 5.
    let s = solved(&p(30, Some(20)));
    assert_eq!((s.cost.overrun, s.feasible), (1, false));
    leaves_out(&p(20, None), 5);
}

#[test]
fn quota_with_draws_that_are_rounded() {
    // Work 4 draws 2: after 1, 2, 3, 4 slots 0, 1, 1, 2. A period allows 1. In one session that ends the first period
    // with its third slot, [7, 10), the fourth draws in the second period: [7, 11).
    let p = |second| {
        let mut r = resource(vec![window(0, 12, 1)]);
        r.quotas = vec![Quota {
            periods: vec![(0, 1), (10, second)],
        }];
        let mut a = on(0, 4);
        a.demands[0].draw = 2;
        problem(12, vec![r], vec![a])
    };
    assert_eq!(sessions(&solved(&p(1)), 0), [(7, 11)]);
    // Twin: the second period allows nothing, and the first one unit of two.
    leaves_out(&p(0), 4);
}

#[test]
fn an_unattended_run_overnight() {
    // Slots of five minutes from midnight; the person works 9:00 to 17:00, slots 108 to 204 of each day of 288.
    // Launch 20 minutes (4 slots), run 14 hours (168), reading 40 minutes (8), then a step of an hour (12) that needs
    // the result. Work of 7.5 hours (90) for the person is on the list too.
    let days = |n: Slot| {
        let day = |k: Slot| window(288 * k + 108, 288 * k + 204, 1);
        resource((0..n).map(day).collect())
    };
    let tasks = || {
        let link = |activity| vec![Link { activity, lag: 0 }];
        let run = Activity {
            follows: Some(0),
            ..on(1, 168)
        };
        let read = Activity {
            after: link(1),
            ..on(0, 8)
        };
        let next = Activity {
            after: link(2),
            ..on(0, 12)
        };
        vec![on(0, 4), run, read, next, on(0, 90)]
    };
    let machine = |to| resource(vec![window(0, to, 1)]);
    // The machine shuts at 23:20 (280). So the launch is at 9:00, [108, 112); the run ends when the person is away, and
    // reading starts at 9:00, 288 + 108 = 396, and the next step at 404. The other work takes 90 of the 92 slots that the
    // launch leaves of the first day. All is finished at 416.
    let p = problem(576, vec![days(2), machine(280)], tasks());
    let s = finishes(&p, 416);
    let all: Vec<_> = (0..4).flat_map(|i| sessions(&s, i)).collect();
    assert_eq!(all, [(108, 112), (112, 280), (396, 404), (404, 416)]);
    assert!(sessions(&s, 4)[0].1 <= 204);
    // Launched at 16:00 (192) the run works until 6:20, past midnight: [196, 364). A machine that shuts then leaves no
    // other launch, and 84 slots of other work fit before it.
    let mut late = problem(576, vec![days(2), machine(364)], tasks());
    late.activities[0].release = 192;
    late.activities[4] = on(0, 84);
    let s = solved(&late);
    assert_eq!(
        (sessions(&s, 1), sessions(&s, 2)),
        (vec![(196, 364)], vec![(396, 404)])
    );
    // Twins: the machine shuts at 23:15, a slot too soon for the earliest run, and nothing of the four is done; the next
    // step must be done by 9:55 of the second day, 288 + 119 = 407, and is 9 slots late.
    let shut = problem(576, vec![days(2), machine(279)], tasks());
    leaves_out(&shut, 4 + 168 + 8 + 12);
    let mut hard = p;
    hard.activities[3].deadline = Some(407);
    let s = solved(&hard);
    assert_eq!((s.cost.overrun, s.feasible), (9, false));
}

#[test]
fn an_elapsed_wait() {
    // Done at 2; an answer comes 7 slots later, whatever is open: [9, 11).
    let p = |deadline| {
        let link = Link { activity: 0, lag: 7 };
        let answer = Activity {
            after: vec![link],
            deadline,
            ..on(0, 2)
        };
        problem(20, vec![resource(vec![window(0, 20, 1)])], vec![on(0, 2), answer])
    };
    finishes(&p(Some(11)), 11);
    // Twin: a slot earlier cannot be.
    let s = solved(&p(Some(10)));
    assert_eq!((s.cost.overrun, s.feasible, s.bound), (1, false, 11));
}

#[test]
fn a_milestone() {
    // Work of 3 and of 4, and a milestone 3 slots after the first: at 6 at the earliest, while the other is done, [3, 7).
    let p = |horizon| {
        let milestone = Activity {
            after: vec![Link { activity: 1, lag: 3 }],
            ..Activity::default()
        };
        let open = resource(vec![window(0, 7, 1)]);
        problem(horizon, vec![open], vec![on(0, 4), on(0, 3), milestone])
    };
    let s = finishes(&p(7), 7);
    let at = |slot| Outcome::Placed {
        start: slot,
        finish: slot,
    };
    assert_eq!(s.outcomes[2], at(6));
    // Twin: the milestone comes 5 slots after its work, at 8 at the earliest, behind the horizon. It counts as a slot.
    let mut late = p(7);
    late.activities[2].after[0].lag = 5;
    let s = leaves_out(&late, 1);
    assert_eq!(
        (&s.outcomes[2], s.cost.finish),
        (&Outcome::Unplaced(Why::NoRoom), 7)
    );
}

#[test]
fn a_cadence_that_catches_up_and_one_that_forgives() {
    // Three times of 2 slots, one a period of 10; closed in [8, 20), so that the second period has no room.
    let times = |forgiven, to| {
        let time = |k: usize| Activity {
            release: 10 * k as Slot,
            due: Some(Due {
                at: 10 * (k as Slot + 1),
                weight: 1,
            }),
            after: (0..k)
                .rev()
                .take(1)
                .map(|activity| Link { activity, lag: 0 })
                .collect(),
            forgiven,
            ..on(0, 2)
        };
        let open = resource(vec![window(0, 8, 1), window(20, to, 1)]);
        problem(30, vec![open], (0..3).map(time).collect())
    };
    // Caught up: the second is done in the third period, 2 slots late, and the third behind it.
    let s = finishes(&times(false, 30), 24);
    assert_eq!(
        (s.cost.lateness, sessions(&s, 1), sessions(&s, 2)),
        (2, vec![(20, 22)], vec![(22, 24)])
    );
    // Forgiven: the second is left out, the third is in its place.
    let s = finishes(&times(true, 30), 22);
    assert_eq!(
        (&s.outcomes[1], sessions(&s, 2)),
        (&Outcome::Forgiven, vec![(20, 22)])
    );
    // Twins: with 3 slots in the third period only one of two has room, but what is forgiven asks for none.
    leaves_out(&times(false, 23), 2);
    finishes(&times(true, 23), 22);
}

#[test]
fn a_promise_that_makes_room() {
    // Work of 2 waits for a promise of 2 that is due at 4, and a slot more: the promise [0, 2), the work [3, 5).
    let p = |forgiven, to| {
        let promise = Activity {
            due: Some(Due { at: 4, weight: 1 }),
            forgiven,
            ..on(0, 2)
        };
        let work = Activity {
            after: vec![Link { activity: 0, lag: 1 }],
            ..on(0, 2)
        };
        problem(6, vec![resource(vec![window(0, to, 1)])], vec![promise, work])
    };
    let s = finishes(&p(true, 5), 5);
    assert_eq!((sessions(&s, 0), s.cost.forgiven), (vec![(0, 2)], 0));
    // Shut at 4, only one of them has room: the work, [0, 2), though the promise could be kept.
    let s = finishes(&p(true, 4), 2);
    assert_eq!(
        (&s.outcomes[0], sessions(&s, 1)),
        (&Outcome::Forgiven, vec![(0, 2)])
    );
    // Twin: what is no promise does not yield.
    leaves_out(&p(false, 4), 2);
}

#[test]
fn a_promise_has_what_is_left() {
    // Open in [0, 5) and [7, 10). A promise of 3 is due at 5, one at 10, and work of 5 in one piece that waits for the first
    // must be finished by 5: it takes all of [0, 5), the first is left out, the second has [7, 10).
    let promise = |at| Activity {
        due: Some(Due { at, weight: 1 }),
        forgiven: true,
        ..on(0, 3)
    };
    let work = |deadline| Activity {
        deadline: Some(deadline),
        after: vec![Link { activity: 0, lag: 0 }],
        ..on(0, 5)
    };
    let p = |deadline| {
        let open = resource(vec![window(0, 5, 1), window(7, 10, 1)]);
        problem(10, vec![open], vec![promise(5), promise(10), work(deadline)])
    };
    let s = finishes(&p(5), 10);
    assert_eq!((sessions(&s, 1), sessions(&s, 2)), (vec![(7, 10)], vec![(0, 5)]));
    assert_eq!((&s.outcomes[0], s.cost.forgiven), (&Outcome::Forgiven, 1));
    // Twin: by 4 it cannot be finished, and is a slot late at least.
    let s = solved(&p(4));
    assert_eq!((s.cost.overrun, s.cost.forgiven, s.feasible), (1, 1, false));
}

#[test]
fn a_pin() {
    // Work 3 is pinned at [2, 5): of 5 slots for the other, [0, 2) is too short, [5, 10) is just enough.
    let p = |horizon| {
        let a = Activity {
            pins: vec![(2, 5)],
            ..on(0, 3)
        };
        problem(
            horizon,
            vec![resource(vec![window(0, horizon, 1)])],
            vec![a, on(0, 5)],
        )
    };
    assert_eq!(sessions(&finishes(&p(10), 10), 1), [(5, 10)]);
    // Twin: a slot less.
    leaves_out(&p(9), 5);
}

#[test]
fn a_release() {
    // Released at 4, work 3: [4, 7).
    let p = |horizon| {
        one(
            horizon,
            Activity {
                release: 4,
                ..on(0, 3)
            },
        )
    };
    assert_eq!(sessions(&finishes(&p(7), 7), 0), [(4, 7)]);
    leaves_out(&p(6), 3);
}
