//! Each feature on a tiny problem whose answer is derived by hand.

use pivot_engine::*;

/// One resource, capacity 1, open in the given windows.
fn resource(windows: &[(Slot, Slot)]) -> Resource {
    wide(windows, 1)
}

fn wide(windows: &[(Slot, Slot)], capacity: u32) -> Resource {
    Resource {
        calendar: windows
            .iter()
            .map(|&(start, end)| Window { start, end, capacity })
            .collect(),
        quotas: Vec::new(),
    }
}

fn on(resource: usize, work: Slot) -> Activity {
    Activity {
        work,
        demands: vec![Demand {
            resource,
            units: 1,
            draw: work,
        }],
        ..Activity::default()
    }
}

fn split(min: Slot, max: Slot, gap: Slot) -> Option<Split> {
    Some(Split {
        min,
        max,
        gap,
        per_day: None,
    })
}

fn after(activity: usize, lag: Slot) -> Vec<Link> {
    vec![Link { activity, lag }]
}

fn problem(horizon: Slot, resources: Vec<Resource>, activities: Vec<Activity>) -> Problem {
    Problem {
        horizon,
        days: Vec::new(),
        resources,
        activities,
        ..Problem::default()
    }
}

/// Solves, insists that the checker finds nothing wrong, and gives the solution.
fn solved(problem: &Problem) -> Solution {
    let solution = solve(problem, &Options::default()).expect("the problem is valid");
    assert_eq!(check(problem, &solution), [], "{solution:?}");
    solution
}

/// The sessions of an activity.
fn sessions(solution: &Solution, activity: usize) -> Vec<(Slot, Slot)> {
    solution
        .sessions
        .iter()
        .filter(|s| s.activity == activity)
        .map(|s| (s.start, s.end))
        .collect()
}

fn reasons(problem: &Problem, solution: &Solution, activity: usize) -> Vec<Reason> {
    explain(problem, solution, activity)
        .sessions
        .into_iter()
        .flat_map(|s| s.reasons)
        .collect()
}

#[test]
fn an_indivisible_activity_waits_for_a_window_that_holds_it() {
    // 4 slots do not fit into [0, 3); the next window is [10, 20).
    let p = problem(20, vec![resource(&[(0, 3), (10, 20)])], vec![on(0, 4)]);
    let s = solved(&p);
    assert_eq!(sessions(&s, 0), [(10, 14)]);
    assert!(s.proven && s.feasible);
    // [0, 3) is open but too short, [3, 10) is closed.
    assert_eq!(
        reasons(&p, &s, 0),
        [
            Reason::Origin,
            Reason::Closed { slots: 7 },
            Reason::TooShort { slots: 3 }
        ]
    );
}

#[test]
fn a_session_is_not_shorter_than_the_minimum_unless_it_finishes() {
    // Work 7, at least 3 a session: [0, 4) takes 4, [5, 7) is too short for 3 and does not finish, so the remaining 3
    // go to [10, 13).
    let mut a = on(0, 7);
    a.split = split(3, 7, 1);
    let p = problem(20, vec![resource(&[(0, 4), (5, 7), (10, 20)])], vec![a.clone()]);
    assert_eq!(solved(&p).cost.finish, 13);
    // With work 6 the 2 slots of [5, 7) finish it.
    a.work = 6;
    a.demands[0].draw = 6;
    let p = problem(20, vec![resource(&[(0, 4), (5, 7), (10, 20)])], vec![a]);
    assert_eq!(solved(&p).cost.finish, 7);
}

#[test]
fn a_session_is_not_longer_than_the_maximum_and_sessions_keep_a_gap() {
    // Work 10 in sessions of at most 4, 2 apart: [0, 4), [6, 10), [12, 14).
    let mut a = on(0, 10);
    a.split = split(1, 4, 2);
    let s = solved(&problem(20, vec![resource(&[(0, 20)])], vec![a]));
    assert_eq!(s.cost.finish, 14);
    assert_eq!(sessions(&s, 0).len(), 3);
}

#[test]
fn a_day_takes_no_more_than_the_daily_limit() {
    // Days of 10 slots, 3 slots a day, work 8: 3 + 3 + 2, the last two at [20, 22).
    let mut a = on(0, 8);
    a.split = Some(Split {
        min: 1,
        max: 5,
        gap: 0,
        per_day: Some(3),
    });
    let mut p = problem(40, vec![resource(&[(0, 40)])], vec![a]);
    p.days = vec![0, 10, 20, 30];
    let s = solved(&p);
    assert_eq!(s.cost.finish, 22);
    assert!(s.proven);
    let last = explain(&p, &s, 0).sessions.pop().expect("it has sessions");
    assert!(
        last.reasons.iter().any(|r| matches!(r, Reason::PerDay { .. })),
        "{last:?}"
    );
}

#[test]
fn a_quota_limits_each_period_and_the_infeasible_twin_has_no_room() {
    // 4 units a period of 10 slots, work 10 in one-slot steps: 4 + 4 + 2, the last at [20, 22).
    let mut a = on(0, 10);
    a.split = split(1, 10, 0);
    let mut r = resource(&[(0, 100)]);
    r.quotas = vec![Quota {
        periods: vec![(0, 4), (10, 4), (20, 4)],
    }];
    let mut p = problem(100, vec![r], vec![a]);
    let s = solved(&p);
    assert_eq!(s.cost.finish, 22);
    assert!(s.proven);
    // The twin: the last period, which never ends, allows 1 instead of the 2 that are left.
    p.resources[0].quotas[0].periods[2].1 = 1;
    let s = solved(&p);
    assert_eq!(s.outcomes, [Outcome::Unplaced(Why::NoRoom)]);
    assert!(!s.feasible && s.cost.unplaced == 10);
}

#[test]
fn a_draw_that_is_a_fraction_of_the_work_is_rounded_down_as_it_goes() {
    // Work 6 draws 3: after k slots ⌊k/2⌋, so 0 1 1 2 2 3. A period allows 1: slots 1 to 3 of the work draw 1 in all;
    // the fourth draws the second unit and must wait for the next period, with the fifth; the sixth waits again, until
    // 20. Two sessions are the fewest: [7, 10) and [10, 12) are one.
    let mut a = on(0, 6);
    a.demands[0].draw = 3;
    a.split = split(1, 6, 0);
    let mut r = resource(&[(0, 100)]);
    r.quotas = vec![Quota {
        periods: vec![(0, 1), (10, 1), (20, 1)],
    }];
    let s = solved(&problem(100, vec![r], vec![a]));
    assert_eq!(sessions(&s, 0), [(7, 12), (20, 21)]);
}

#[test]
fn a_lag_is_elapsed_time() {
    // The first finishes at 2; 7 slots later, at 9, the calendar is shut until 12.
    let mut b = on(0, 2);
    b.after = after(0, 7);
    let p = problem(30, vec![resource(&[(0, 5), (12, 20)])], vec![on(0, 2), b]);
    let s = solved(&p);
    assert_eq!(sessions(&s, 1), [(12, 14)]);
    assert!(s.proven);
    assert_eq!(
        reasons(&p, &s, 1),
        [Reason::After { activity: 0, lag: 7 }, Reason::Closed { slots: 3 }]
    );
    let chain: Vec<usize> = critical_chain(&p, &s).iter().map(|link| link.activity).collect();
    assert_eq!(chain, [1, 0]);
}

#[test]
fn a_release_holds_back() {
    let mut a = on(0, 2);
    a.release = 5;
    let p = problem(30, vec![resource(&[(0, 30)])], vec![a]);
    let s = solved(&p);
    assert_eq!(sessions(&s, 0), [(5, 7)]);
    assert_eq!(reasons(&p, &s, 0), [Reason::Release]);
}

#[test]
fn the_heavier_lateness_counts_more() {
    // Two activities of 5, both due at 5. One must finish at 10, 5 late: the one of weight 1, at cost 5 and not 15.
    let due = |weight| Some(Due { at: 5, weight });
    let (mut a, mut b) = (on(0, 5), on(0, 5));
    (a.due, b.due) = (due(1), due(3));
    let s = solved(&problem(30, vec![resource(&[(0, 30)])], vec![a, b]));
    assert_eq!(s.cost.lateness, 5);
    assert_eq!(sessions(&s, 1), [(0, 5)]);
}

#[test]
fn a_predecessor_is_as_urgent_as_what_waits_for_it() {
    // c (due 6, weight 1) waits for b: b [0, 3), c [3, 6) is in time; a, first in the list, waits until 6.
    let mut c = on(0, 3);
    c.after = after(1, 0);
    c.due = Some(Due { at: 6, weight: 1 });
    let s = solved(&problem(
        30,
        vec![resource(&[(0, 30)])],
        vec![on(0, 4), on(0, 3), c],
    ));
    assert_eq!((s.cost.lateness, s.cost.finish), (0, 10));
}

#[test]
fn a_hard_deadline_comes_first_and_its_infeasible_twin_is_scheduled_all_the_same() {
    // a has to be finished by 4 and b is due at 4: the deadline wins, b is 4 late.
    let (mut a, mut b) = (on(0, 4), on(0, 4));
    a.deadline = Some(4);
    b.due = Some(Due { at: 4, weight: 1000 });
    let mut p = problem(30, vec![resource(&[(0, 30)])], vec![a, b]);
    let s = solved(&p);
    assert!(s.feasible);
    assert_eq!((s.cost.overrun, s.cost.lateness), (0, 4000));
    // The twin: 4 slots cannot be finished by 3.
    p.activities[0].deadline = Some(3);
    let s = solved(&p);
    assert!(!s.feasible);
    assert_eq!((s.cost.overrun, s.cost.unplaced), (1, 0));
}

#[test]
fn a_promise_that_cannot_be_kept_is_left_out_and_nothing_waits_for_it() {
    // Open from 2: the promise of 3 slots would finish at 5, after its due slot 4.
    let mut a = on(0, 3);
    a.forgiven = true;
    a.due = Some(Due { at: 4, weight: 1 });
    let mut b = on(0, 2);
    b.after = after(0, 0);
    let mut p = problem(30, vec![resource(&[(2, 30)])], vec![a, b]);
    let s = solved(&p);
    assert_eq!(
        s.outcomes,
        [Outcome::Forgiven, Outcome::Placed { start: 2, finish: 4 }]
    );
    assert!(s.feasible && s.proven);
    // The twin: due at 5 it is kept, and b waits.
    p.activities[0].due = Some(Due { at: 5, weight: 1 });
    let s = solved(&p);
    assert_eq!((s.cost.forgiven, s.cost.finish), (0, 7));
}

#[test]
fn a_run_starts_the_slot_in_which_its_launch_finishes() {
    // The machine opens at 4, so the launch of 2 waits until 2; the person is free from 0.
    let mut run = on(1, 6);
    run.follows = Some(0);
    let p = problem(
        30,
        vec![resource(&[(0, 30)]), resource(&[(4, 30)])],
        vec![on(0, 2), run],
    );
    let s = solved(&p);
    assert_eq!((sessions(&s, 0), sessions(&s, 1)), (vec![(2, 4)], vec![(4, 10)]));
    assert!(s.proven);
    assert_eq!(reasons(&p, &s, 0), [Reason::Origin, Reason::Closed { slots: 2 }]);
    assert_eq!(reasons(&p, &s, 1), [Reason::Follows { activity: 0 }]);
}

#[test]
fn a_pin_is_kept_outside_the_calendar_and_takes_room_from_others() {
    // a is pinned at [12, 14) outside the calendar and at [2, 4) inside; b of 3 does not fit before 2 and starts at 4.
    let mut a = on(0, 4);
    a.pins = vec![(2, 4), (12, 14)];
    a.split = split(1, 4, 0);
    let p = problem(30, vec![resource(&[(0, 10)])], vec![a, on(0, 3)]);
    let s = solved(&p);
    assert_eq!(sessions(&s, 0), [(2, 4), (12, 14)]);
    assert_eq!(sessions(&s, 1), [(4, 7)]);
    assert_eq!((s.cost.finish, s.bound), (14, 14));
    // The 2 slots before the pin are too short for b, and the pin holds 2.
    assert_eq!(
        reasons(&p, &s, 1),
        [
            Reason::Origin,
            Reason::Busy {
                activity: 0,
                slots: 2
            },
            Reason::TooShort { slots: 2 }
        ]
    );
    assert_eq!(reasons(&p, &s, 0), [Reason::Pinned, Reason::Pinned]);
}

#[test]
fn free_work_counts_pins_towards_work_and_keeps_the_gap_to_them() {
    // Work 5, pinned 2 at [4, 6), gap 1: 3 slots are free. [0, 3) ends a slot before the pin.
    let mut a = on(0, 5);
    a.pins = vec![(4, 6)];
    a.split = split(2, 5, 1);
    let mut p = problem(30, vec![resource(&[(0, 30)])], vec![a]);
    assert_eq!(sessions(&solved(&p), 0), [(0, 3), (4, 6)]);
    // Pinned at [3, 5) only [0, 2) is left before it; the last slot goes behind, a slot later.
    p.activities[0].pins = vec![(3, 5)];
    assert_eq!(sessions(&solved(&p), 0), [(0, 2), (3, 5), (6, 7)]);
}

#[test]
fn capacity_is_shared_and_units_are_counted() {
    // Capacity 3: a holds 2 for 4 slots, b holds 2 for 4 slots, c holds 1 for 8. c beside a, then beside b: 8.
    let mut list = vec![on(0, 4), on(0, 4), on(0, 8)];
    for a in &mut list[..2] {
        a.demands[0] = Demand {
            resource: 0,
            units: 2,
            draw: 8,
        };
    }
    let s = solved(&problem(30, vec![wide(&[(0, 30)], 3)], list));
    // Energy 8 + 8 + 8 = 24 = 3 · 8: the bound is met.
    assert_eq!((s.cost.finish, s.proven), (8, true));
}

#[test]
fn a_milestone_needs_no_window_and_no_resource() {
    // a finishes at 3; the milestone 4 slots later at 7, while the calendar is shut.
    let m = Activity {
        after: after(0, 4),
        demands: on(0, 1).demands,
        ..Activity::default()
    };
    let s = solved(&problem(30, vec![resource(&[(0, 3)])], vec![on(0, 3), m]));
    assert_eq!(s.outcomes[1], Outcome::Placed { start: 7, finish: 7 });
    assert_eq!((s.cost.finish, s.cost.sessions), (7, 1));
}

#[test]
fn a_horizon_that_is_too_short_leaves_work_out_and_says_why() {
    // 4 + 4 slots in 6: one is placed, the other has no room, and what waits for it waits.
    let mut c = on(0, 1);
    c.after = vec![Link { activity: 0, lag: 0 }, Link { activity: 1, lag: 0 }];
    let s = solved(&problem(
        6,
        vec![resource(&[(0, 6)])],
        vec![on(0, 4), on(0, 4), c],
    ));
    assert_eq!(s.cost.unplaced, 5);
    assert!(matches!(s.outcomes[2], Outcome::Unplaced(Why::Waits(0 | 1))));
    // No window of the calendar ever holds 7 slots.
    let s = solved(&problem(60, vec![resource(&[(0, 6), (8, 14)])], vec![on(0, 7)]));
    assert_eq!(s.outcomes, [Outcome::Unplaced(Why::NoWindow)]);
}

#[test]
fn the_search_meets_a_bound_that_priority_rules_miss() {
    // Blocks of 18, sessions of at least 6: 15 + 15 + 6 slots. Taking 15 and 15 wastes 3 twice; 12 + 6, 15 + 3 wastes
    // nothing: 36 slots end with the second block at 39.
    let list = [15, 15, 6]
        .map(|work| Activity {
            split: split(6, 18, 3),
            ..on(0, work)
        })
        .to_vec();
    let s = solved(&problem(
        100,
        vec![resource(&[(0, 18), (21, 39), (42, 60)])],
        list,
    ));
    assert_eq!((s.cost.finish, s.proven), (39, true));
}

#[test]
fn promises_have_an_earliest_start_and_nothing_waits_for_them_there() {
    // Open in [0, 4) and [10, 20). Work of 2 is done at 2; a promise behind it starts at 2 and is due at 5; one of 3 does
    // not fit into [2, 4), would be done at 13 and is due at 12: it has no start but the horizon. What waits for the first
    // promise starts at its release of 1 all the same.
    let promise = |work, at| Activity {
        due: Some(Due { at, weight: 1 }),
        forgiven: true,
        after: after(0, 0),
        ..on(0, work)
    };
    let waits = Activity {
        release: 1,
        after: after(1, 0),
        ..on(0, 1)
    };
    let p = problem(
        20,
        vec![resource(&[(0, 4), (10, 20)])],
        vec![on(0, 2), promise(2, 5), promise(3, 12), waits],
    );
    assert_eq!(earliest_starts(&p), [0, 2, 20, 1]);
    // Due at 13 it can be kept.
    let mut later = p;
    later.activities[2].due = Some(Due { at: 13, weight: 1 });
    assert_eq!(earliest_starts(&later), [0, 2, 10, 1]);
}

#[test]
fn slack_is_what_the_finish_leaves() {
    // a (2) before b (3), c (1) alone, finish 8: b by 8, a by 5, c by 8.
    let mut b = on(0, 3);
    b.after = after(0, 0);
    let p = problem(30, vec![wide(&[(0, 30)], 2)], vec![on(0, 2), b, on(0, 1)]);
    assert_eq!(latest_finishes(&p, 8), [5, 8, 8]);
    assert_eq!(lower_bound(&p), 5);
}

#[test]
fn stopping_at_once_still_gives_a_schedule() {
    let p = problem(30, vec![resource(&[(0, 30)])], vec![on(0, 2), on(0, 3)]);
    let stop = || true;
    let s = solve(
        &p,
        &Options {
            effort: 0,
            seed: 0,
            stop: Some(&stop),
            ..Options::default()
        },
    )
    .expect("valid");
    assert_eq!(check(&p, &s), []);
    assert_eq!(s.cost.finish, 5);
}

/// A person (resource 0, always free) sits at a desk (resource 1) or goes to a meetup (resource 2), not both. 12 slots at
/// the desk fit [0, 6) and [12, 18): finished at 18 but for the meetup of 6, which is open in [12, 18) only and shuts the
/// desk there. The desk's next window gives the other 6: finished at 30, and that is proven. Its twin, with a desk that the
/// person need not attend, is finished at 18.
#[test]
fn what_shuts_a_resource_counts_in_its_bound() {
    let desk = [(0, 6), (12, 18), (24, 30)];
    let resources = vec![resource(&[(0, 40)]), resource(&desk), resource(&[(12, 18)])];
    let both = |r: usize, work: Slot| {
        [0, r]
            .map(|resource| Demand {
                resource,
                units: 1,
                draw: work,
            })
            .to_vec()
    };
    let study = Activity {
        demands: both(1, 12),
        split: split(1, 6, 0),
        ..on(1, 12)
    };
    let meetup = Activity {
        demands: both(2, 6),
        ..on(2, 6)
    };
    let attended = problem(40, resources.clone(), vec![study.clone(), meetup.clone()]);
    let solution = solved(&attended);
    assert_eq!(
        (solution.bound, solution.cost.finish, solution.proven),
        (30, 30, true)
    );
    let unattended = Activity {
        demands: on(1, 12).demands,
        ..study
    };
    let solution = solved(&problem(40, resources, vec![unattended, meetup]));
    assert_eq!(
        (solution.bound, solution.cost.finish, solution.proven),
        (18, 18, true)
    );
}

/// Windows [0, 7), [8, 10), [11, 20). Two tasks of 3 go before one of 4 whose shortest session is 4, so it is one piece. The
/// two take [0, 6); the next four slots in one piece are [11, 15). By work alone, ten slots, all could be finished at 12: but
/// the last one would then have to lie in [3, 7), and only three slots come before that.
#[test]
fn what_is_no_longer_than_its_shortest_session_is_one_piece_in_the_bound() {
    let short = Activity {
        split: split(4, 6, 1),
        after: [0, 1].map(|activity| Link { activity, lag: 0 }).to_vec(),
        ..on(0, 4)
    };
    let resources = vec![resource(&[(0, 7), (8, 10), (11, 20)])];
    let p = problem(20, resources, vec![on(0, 3), on(0, 3), short]);
    let solution = solved(&p);
    assert_eq!(
        (solution.bound, solution.cost.finish, solution.proven),
        (15, 15, true)
    );
    assert_eq!(lower_bound(&p), 15);
}

/// A piece of one slot goes three slots before another; a third of three slots should be finished by 3. Without that date
/// all could end at 5: [0, 1), [1, 4), [4, 5). With it the third takes [0, 3), the piece [3, 4), the other [7, 8). For a finish
/// of 7 the piece would have to end by 3 as well: four slots of work in [0, 3).
#[test]
fn a_date_that_is_kept_counts_in_the_proof() {
    let last = Activity {
        after: vec![Link { activity: 0, lag: 3 }],
        ..on(0, 1)
    };
    let dated = Activity {
        due: Some(Due { at: 3, weight: 1 }),
        ..on(0, 3)
    };
    let resources = vec![resource(&[(0, 20)])];
    let p = problem(20, resources.clone(), vec![on(0, 1), last.clone(), dated]);
    let solution = solved(&p);
    assert_eq!(
        (
            solution.bound,
            solution.cost.finish,
            solution.cost.lateness,
            solution.proven
        ),
        (8, 8, 0, true)
    );
    assert_eq!(lower_bound(&p), 5);
    let free = solved(&problem(20, resources, vec![on(0, 1), last, on(0, 3)]));
    assert_eq!((free.bound, free.cost.finish, free.proven), (5, 5, true));
}
