//! The checker can fail: for every kind of violation a solution that has it.

use pivot_engine::*;

fn window(start: Slot, end: Slot) -> Window {
    Window {
        start,
        end,
        capacity: 1,
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

/// 0: divisible, 6 slots; 1: waits for 0, released at 3; 2: pinned at [30, 32); 3: a launch, followed by 4 on a machine; 5: a
/// promise; 6: more than any window holds; 7: waits for 6; 8: a milestone behind 0. The person has [0, 20) and [24, 40)
/// and 14 slots before 20.
fn problem() -> Problem {
    let me = Resource {
        calendar: vec![window(0, 20), window(24, 40)],
        quotas: vec![Quota {
            periods: vec![(0, 16), (20, 100)],
        }],
    };
    let machine = Resource {
        calendar: vec![window(0, 60)],
        quotas: Vec::new(),
    };
    let link = |activity| vec![Link { activity, lag: 0 }];
    let split = Some(Split {
        min: 2,
        max: 4,
        gap: 1,
        per_day: Some(6),
    });
    Problem {
        horizon: 60,
        days: vec![0, 20, 40],
        resources: vec![me, machine],
        activities: vec![
            Activity { split, ..on(0, 6) },
            Activity {
                after: link(0),
                release: 3,
                ..on(0, 2)
            },
            Activity {
                pins: vec![(30, 32)],
                ..on(0, 2)
            },
            on(0, 1),
            Activity {
                follows: Some(3),
                ..on(1, 5)
            },
            Activity {
                forgiven: true,
                due: Some(Due { at: 20, weight: 1 }),
                ..on(0, 3)
            },
            on(0, 21),
            Activity {
                after: link(6),
                ..on(0, 1)
            },
            Activity {
                after: link(0),
                ..Activity::default()
            },
        ],
        ..Problem::default()
    }
}

/// A schedule of it, by hand.
fn solution() -> Solution {
    let session = |activity, start, end| Session { start, end, activity };
    let placed = |start, finish| Outcome::Placed { start, finish };
    Solution {
        sessions: vec![
            session(0, 0, 4),
            session(0, 5, 7),
            session(1, 7, 9),
            session(3, 9, 10),
            session(5, 10, 13),
            session(4, 10, 15),
            session(2, 30, 32),
        ],
        outcomes: vec![
            placed(0, 7),
            placed(7, 9),
            placed(30, 32),
            placed(9, 10),
            placed(10, 15),
            placed(10, 13),
            Outcome::Unplaced(Why::NoWindow),
            Outcome::Unplaced(Why::Waits(6)),
            placed(7, 7),
        ],
        // Unplaced: 21 + 1.
        cost: Cost {
            unplaced: 22,
            overrun: 0,
            lateness: 0,
            finish: 32,
            forgiven: 0,
            sessions: 7,
            moved: 0,
        },
        bound: 32,
        proven: false,
        feasible: false,
        schedules: 1,
    }
}

/// Breaks the schedule or the problem, and insists on a violation that `matches`.
fn finds(what: &str, change: impl Fn(&mut Problem, &mut Solution), matches: impl Fn(&Violation) -> bool) {
    let (mut p, mut s) = (problem(), solution());
    assert_eq!(check(&p, &s), [], "before: {what}");
    change(&mut p, &mut s);
    let found = check(&p, &s);
    assert!(found.iter().any(matches), "{what}: {found:?}");
    assert!(found.iter().all(|violation| !violation.to_string().is_empty()));
}

#[test]
fn every_violation_of_the_lists_is_found() {
    finds(
        "invalid problem",
        |p, _| p.horizon = -1,
        |v| *v == Violation::Problem,
    );
    finds(
        "an outcome missing",
        |_, s| s.outcomes.truncate(8),
        |v| *v == Violation::Outcomes,
    );
    finds(
        "no such activity",
        |_, s| s.sessions[0].activity = 99,
        |v| matches!(v, Violation::Outside(_)),
    );
    finds(
        "beyond the horizon",
        |_, s| s.sessions[6].end = 61,
        |v| matches!(v, Violation::Outside(_)),
    );
    finds(
        "out of order",
        |_, s| s.sessions.swap(0, 1),
        |v| matches!(v, Violation::Unsorted(_)),
    );
    finds(
        "a pin moved",
        |_, s| s.sessions[6].start = 29,
        |v| matches!(v, Violation::PinMoved { activity: 2, pin: 0 }),
    );
}

#[test]
fn every_violation_of_the_shape_is_found() {
    finds(
        "a session of what has no place",
        |_, s| s.sessions[4].activity = 6,
        |v| matches!(v, Violation::Stray(s) if s.activity == 6),
    );
    finds(
        "work missing",
        |_, s| s.sessions.retain(|x| (x.activity, x.start) != (0, 5)),
        |v| {
            *v == Violation::Work {
                activity: 0,
                slots: 4,
            }
        },
    );
    finds(
        "another finish",
        |_, s| s.outcomes[1] = Outcome::Placed { start: 7, finish: 10 },
        |v| {
            *v == Violation::Span {
                activity: 1,
                sessions: (7, 9),
            }
        },
    );
    finds(
        "not divisible",
        |p, _| p.activities[0].split = None,
        |v| *v == Violation::Divided(0),
    );
    let shape = |min, max, gap, per_day| {
        move |p: &mut Problem, _: &mut Solution| {
            p.activities[0].split = Some(Split {
                min,
                max,
                gap,
                per_day,
            });
        }
    };
    finds(
        "too short",
        shape(5, 6, 1, None),
        |v| matches!(v, Violation::TooShort(s) if s.start == 0),
    );
    finds(
        "too long",
        shape(1, 3, 1, None),
        |v| matches!(v, Violation::TooLong(s) if s.start == 0),
    );
    finds(
        "too near",
        shape(2, 4, 2, None),
        |v| matches!(v, Violation::Gap(s) if s.start == 5),
    );
    finds("a full day", shape(2, 4, 1, Some(5)), |v| {
        *v == Violation::PerDay {
            activity: 0,
            day: 0,
            slots: 6,
        }
    });
}

#[test]
fn every_violation_of_the_resources_is_found() {
    finds(
        "closed",
        |p, _| p.resources[0].calendar[0].start = 1,
        |v| *v == Violation::Closed { resource: 0, at: 0 },
    );
    finds(
        "two at once",
        |_, s| s.sessions[4].start = 9,
        |v| {
            *v == Violation::Overload {
                resource: 0,
                at: 9,
                held: 2,
                free: 1,
            }
        },
    );
    // 6 + 2 + 1 + 3 = 12 slots of the person lie before 20.
    finds(
        "quota",
        |p, _| p.resources[0].quotas[0].periods[0].1 = 11,
        |v| {
            *v == Violation::Quota {
                resource: 0,
                quota: 0,
                period: 0,
                drawn: 12,
            }
        },
    );
}

#[test]
fn every_violation_of_the_order_is_found() {
    finds(
        "release",
        |p, _| p.activities[1].release = 8,
        |v| matches!(v, Violation::Release(s) if s.activity == 1),
    );
    finds(
        "lag",
        |p, _| p.activities[1].after[0].lag = 1,
        |v| matches!(v, Violation::Precedence { predecessor: 0, session } if session.activity == 1),
    );
    finds(
        "a milestone too soon",
        |_, s| s.outcomes[8] = Outcome::Placed { start: 6, finish: 6 },
        |v| matches!(v, Violation::Precedence { predecessor: 0, session } if session.activity == 8),
    );
    finds(
        "a late run",
        |_, s| s.sessions[5].start = 11,
        |v| {
            *v == Violation::Work {
                activity: 4,
                slots: 4,
            }
        },
    );
    finds(
        "a run that does not follow",
        |_, s| {
            (s.sessions[5].start, s.sessions[5].end) = (11, 16);
            s.outcomes[4] = Outcome::Placed {
                start: 11,
                finish: 16,
            };
        },
        |v| *v == Violation::Follows(4),
    );
    // A launch without its run.
    finds(
        "half a chain",
        |p, s| {
            s.sessions.remove(5);
            s.outcomes[4] = Outcome::Unplaced(Why::NoRoom);
            s.cost.unplaced += p.activities[4].work;
        },
        |v| *v == Violation::Torn(4),
    );
    finds(
        "does not wait",
        |p, _| p.activities[3].after.push(Link { activity: 6, lag: 0 }),
        |v| {
            *v == Violation::NotWaiting {
                activity: 3,
                predecessor: 6,
            }
        },
    );
    finds(
        "waits for nothing",
        |_, s| s.outcomes[7] = Outcome::Unplaced(Why::Waits(0)),
        |v| *v == Violation::WaitsForNothing(7),
    );
    finds(
        "another reason",
        |_, s| s.outcomes[6] = Outcome::Unplaced(Why::NoRoom),
        |v| *v == Violation::Why(6),
    );
    finds(
        "no promise",
        |_, s| s.outcomes[1] = Outcome::Forgiven,
        |v| *v == Violation::NotForgivable(1),
    );
    finds(
        "kept late",
        |p, _| p.activities[5].due = Some(Due { at: 12, weight: 1 }),
        |v| *v == Violation::KeptLate(5),
    );
}

#[test]
fn every_violation_of_the_summary_is_found() {
    let cost = |field: &'static str| move |v: &Violation| matches!(v, Violation::Cost { field: f, .. } if *f == field);
    finds("unplaced", |_, s| s.cost.unplaced = 0, cost("unplaced"));
    // Without its milestone, 21 + 1 + 1.
    finds(
        "a milestone left out for nothing",
        |_, s| s.outcomes[8] = Outcome::Unplaced(Why::NoRoom),
        |v| {
            *v == Violation::Cost {
                field: "unplaced",
                said: 22,
                is: 23,
            }
        },
    );
    finds(
        "overrun",
        |p, _| p.activities[3].deadline = Some(9),
        cost("overrun"),
    );
    finds(
        "lateness",
        |p, _| p.activities[3].due = Some(Due { at: 8, weight: 2 }),
        cost("lateness"),
    );
    finds("finish", |_, s| s.cost.finish = 31, cost("finish"));
    finds("forgiven", |_, s| s.cost.forgiven = 1, cost("forgiven"));
    finds("sessions", |_, s| s.cost.sessions = 6, cost("sessions"));
    finds(
        "moved",
        // The first is kept, the second is not.
        |p, _| {
            let session = |start, end| Session {
                start,
                end,
                activity: 0,
            };
            p.known = vec![session(0, 4), session(4, 6)];
        },
        |v| {
            *v == Violation::Cost {
                field: "moved",
                said: 0,
                is: 1,
            }
        },
    );
    finds("bound", |_, s| s.bound = 33, |v| *v == Violation::Bound);
    finds("proven", |_, s| s.proven = true, |v| *v == Violation::Proven);
    finds(
        "feasible",
        |_, s| s.feasible = true,
        |v| *v == Violation::Feasible,
    );
}
