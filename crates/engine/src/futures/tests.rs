//! Futures against the serial scheme itself, and by hand.

use super::*;
use crate::model::{Activity, Demand, Due, Link, Quota, Resource, Split, Window};
use crate::random::Random;
use crate::search::Options;
use crate::solve;

/// Five slots a day out of ten, for a person who may also use a machine.
fn random_problem(random: &mut Random) -> Problem {
    let mut slot = |n: usize| random.below(n) as Slot;
    let days = 60;
    let calendar = |capacity| -> Vec<Window> {
        let window = |day| Window {
            start: 10 * day + 2,
            end: 10 * day + 7,
            capacity,
        };
        (0..days).map(window).collect()
    };
    let quota = |every: Slot, limit| Quota {
        periods: (0..10 * days / every).map(|k| (k * every, limit)).collect(),
    };
    let me = Resource {
        calendar: calendar(1),
        quotas: if slot(2) == 0 {
            vec![quota(10, 4)]
        } else {
            Vec::new()
        },
    };
    let machine = Resource {
        calendar: vec![Window {
            start: 0,
            end: 10 * days,
            capacity: 1,
        }],
        quotas: vec![quota(70, 12)],
    };
    let n = 2 + slot(7);
    let mut activities: Vec<Activity> = Vec::new();
    for i in 0..n {
        let work = slot(13);
        let mut demands = vec![Demand {
            resource: 0,
            units: 1,
            draw: work,
        }];
        if slot(3) == 0 {
            demands.push(Demand {
                resource: 1,
                units: 1,
                draw: slot(2 * work as usize + 1),
            });
        }
        let min = 1 + slot(3);
        let promise = slot(6) == 0;
        activities.push(Activity {
            work,
            demands,
            after: (0..i)
                .map(|activity| (activity as usize, slot(4), slot(12)))
                .filter(|link| link.1 == 0)
                .map(|(activity, _, lag)| Link { activity, lag })
                .collect(),
            release: slot(40),
            due: promise.then(|| Due {
                at: 60 + slot(100),
                weight: 1,
            }),
            split: (work > 5 || slot(4) > 0).then(|| Split {
                min,
                max: min + slot(4),
                gap: slot(3),
                per_day: None,
            }),
            forgiven: promise,
            ..Activity::default()
        });
    }
    if slot(3) == 0 {
        let run = activities.len() + 1;
        let launch = Demand {
            resource: 0,
            units: 1,
            draw: 1,
        };
        activities.push(Activity {
            work: 1,
            demands: vec![launch],
            ..Activity::default()
        });
        let held = Demand {
            resource: 1,
            units: 1,
            draw: 6,
        };
        activities.push(Activity {
            work: 6,
            demands: vec![held],
            follows: Some(run - 1),
            ..Activity::default()
        });
    }
    let mut resources = vec![me, machine];
    if slot(2) == 0 {
        // Whoever is at the desk is free; some things happen when the person is free, at the desk or not.
        let window = |day| Window {
            start: 10 * day,
            end: 10 * day + 8 + day % 3,
            capacity: 1,
        };
        resources.push(Resource {
            calendar: (0..days).map(window).collect(),
            quotas: Vec::new(),
        });
        for a in activities.iter_mut().filter(|a| a.demands[0].resource == 0) {
            let free = Demand {
                resource: 2,
                ..a.demands[0]
            };
            if slot(4) == 0 && a.work < 8 {
                (a.demands[0], a.split) = (free, None);
            } else {
                a.demands.push(free);
            }
        }
    }
    Problem {
        horizon: 10 * days,
        days: (0..days).map(|k| 10 * k).collect(),
        resources,
        activities,
        ..Problem::default()
    }
}

fn planned(problem: &Problem) -> Vec<Option<(Slot, Slot)>> {
    let solution = solve(
        problem,
        &Options {
            effort: 200,
            ..Options::default()
        },
    )
    .unwrap();
    let place = |o: &crate::Outcome| match *o {
        crate::Outcome::Placed { start, finish } => Some((start, finish)),
        _ => None,
    };
    solution.outcomes.iter().map(place).collect()
}

/// A future is what the engine's serial scheme makes, with fresh buffers, of a problem that has the other works and a
/// calendar without the lost time.
#[test]
fn a_future_is_the_serial_schedule_of_the_changed_problem() {
    let mut random = Random::new(7);
    let (mut placed, mut pairs) = (0, 0);
    for _ in 0..300 {
        let problem = random_problem(&mut random);
        let prepared = Prepared::new(&problem).unwrap();
        let mut futures = Futures::new(&prepared, &planned(&problem), &[0, 2]).unwrap();
        pairs += usize::from(prepared.nested == Some((2, 0)));
        let chain = problem.activities.last().is_some_and(|a| a.follows.is_some());
        for _ in 0..10 {
            let mut changed = problem.clone();
            for (i, a) in changed.activities.iter_mut().enumerate() {
                if a.work == 0 || (chain && i + 2 >= problem.activities.len()) {
                    continue;
                }
                let work = 1 + random.below(20) as Slot;
                for d in &mut a.demands {
                    d.draw = work * d.draw / a.work;
                }
                a.work = work;
            }
            let mut lost = Vec::new();
            for day in 0..60 {
                if random.below(5) == 0 {
                    lost.push((10 * day, 10 * day + 10));
                }
            }
            for r in changed.resources.iter_mut().enumerate().filter(|r| r.0 != 1) {
                r.1.calendar
                    .retain(|w| !lost.iter().any(|l| l.0 <= w.start && w.end <= l.1));
            }
            let works: Vec<Slot> = changed.activities.iter().map(|a| a.work).collect();
            let finishes = futures.play(&works, &lost).to_vec();
            let frame = Frame::new(&changed).unwrap();
            let mut placer = Placer::new(&frame);
            placer.run(&futures.list, &futures.manners, None, None);
            let expected: Vec<Option<Slot>> = placer
                .states
                .iter()
                .map(|s| match s {
                    State::Placed { finish, .. } => Some(*finish),
                    _ => None,
                })
                .collect();
            assert_eq!(finishes, expected, "{changed:?}");
            // The sessions hold all work of what has a place, and end where it finishes.
            let sessions = futures.sessions();
            for (i, finish) in finishes.iter().enumerate() {
                let own = || sessions.iter().filter(|s| s.activity == i);
                if let Some(finish) = finish.filter(|_| works[i] > 0) {
                    assert_eq!(own().map(|s| s.end - s.start).sum::<Slot>(), works[i]);
                    assert_eq!(own().map(|s| s.end).max(), Some(finish));
                }
            }
            placed += finishes.iter().flatten().count();
        }
    }
    assert!(placed > 10_000 && pairs > 100, "{placed} {pairs}");
}

fn work(work: Slot, after: &[usize], release: Slot) -> Activity {
    Activity {
        work,
        demands: vec![Demand {
            resource: 0,
            units: 1,
            draw: work,
        }],
        after: after.iter().map(|&activity| Link { activity, lag: 0 }).collect(),
        release,
        split: Some(Split {
            min: 1,
            max: 5,
            gap: 0,
            per_day: None,
        }),
        ..Activity::default()
    }
}

/// Five slots a day from 0, 10, 20 …: `a` (5), `b` behind it (5), `c` (5) which may begin on the third day.
fn three() -> Problem {
    let window = |day: Slot| Window {
        start: 10 * day,
        end: 10 * day + 5,
        capacity: 1,
    };
    let me = Resource {
        calendar: (0..20).map(window).collect(),
        quotas: Vec::new(),
    };
    Problem {
        horizon: 200,
        resources: vec![me],
        activities: vec![work(5, &[], 0), work(5, &[0], 0), work(5, &[], 20)],
        ..Problem::default()
    }
}

#[test]
fn more_work_and_lost_days_move_what_comes_after() {
    let problem = three();
    let prepared = Prepared::new(&problem).unwrap();
    let mut futures = Futures::new(&prepared, &planned(&problem), &[0]).unwrap();
    // As planned: days 0, 1, 2.
    assert_eq!(futures.play(&[5, 5, 5], &[]), [Some(5), Some(15), Some(25)]);
    // Only `c` waits for nobody, but it may not be earlier.
    assert_eq!(futures.critical(), [false, false, true]);
    // `a` takes 8: `b` ends on day 2 at 23, and `c` takes what is left of that day and 3 of the next.
    assert_eq!(futures.play(&[8, 5, 5], &[]), [Some(13), Some(23), Some(33)]);
    assert_eq!(futures.critical(), [true, true, true]);
    let session = |activity, start, end| Session { start, end, activity };
    let sessions = [
        session(0, 0, 5),
        session(0, 10, 13),
        session(1, 13, 15),
        session(1, 20, 23),
        session(2, 23, 25),
        session(2, 30, 33),
    ];
    assert_eq!(futures.sessions(), sessions);
    // The first day is lost: all is a day later but `c`, which waits for `b` until 25 and takes day 3.
    assert_eq!(
        futures.play(&[5, 5, 5], &[(0, 10)]),
        [Some(15), Some(25), Some(35)]
    );
    // And the buffers forget it.
    assert_eq!(futures.play(&[5, 5, 5], &[]), [Some(5), Some(15), Some(25)]);
    // What has no room has no finish.
    assert_eq!(futures.play(&[5, 5, 500], &[])[2], None);
}
