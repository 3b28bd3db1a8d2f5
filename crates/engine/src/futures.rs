//! Futures of a schedule: the same order of work, with other amounts of it and time that is lost.
//!
//! A future is placed by the serial scheme of [`crate::solve`], by the same code: each activity as early as release,
//! predecessors, calendars, quotas and what stands before it in the order allow. Nothing is searched and nothing checked, and
//! the buffers are used again, so that a future costs little more than its sessions.

use crate::fault::Fault;
use crate::frame::{Draw, Frame};
use crate::model::{Problem, Slot};
use crate::place::{Buffers, Manner, Placer, State};

/// Replays the order of a known schedule. Make one for each thread.
#[derive(Debug)]
pub struct Futures<'p> {
    frame: Frame<'p>,
    /// The units in the order in which they are placed.
    list: Vec<usize>,
    manners: Vec<Manner>,
    /// The resources on which lost time is lost.
    closes: Vec<usize>,
    buffers: Buffers,
    /// Nothing at or behind this slot differs from the frame's profiles.
    touched: Slot,
    finishes: Vec<Option<Slot>>,
}

impl<'p> Futures<'p> {
    /// Makes ready to replay a schedule of `problem`: `planned` is the first slot and the slot after the last of each
    /// activity in it, `None` for one without a place. Of the orders by start, by middle and by end the one is kept whose
    /// own replay is nearest to the schedule: first in its finish, then in that of every activity. On the resources
    /// `closes` lost time is lost; indices beyond the problem's are left out.
    ///
    /// # Errors
    /// The faults of [`Problem::validate`], where it has any.
    pub fn new(
        problem: &'p Problem,
        planned: &[Option<(Slot, Slot)>],
        closes: &[usize],
    ) -> Result<Futures<'p>, Vec<Fault>> {
        problem.validate()?;
        let frame = Frame::new(problem).ok_or_else(|| vec![Fault::Cycle(Vec::new())])?;
        let n = problem.activities.len();
        let mut futures = Futures {
            buffers: Placer::new(&frame).into_buffers(),
            frame,
            list: Vec::new(),
            manners: vec![Manner::Greedy; n],
            closes: closes
                .iter()
                .copied()
                .filter(|&r| r < problem.resources.len())
                .collect(),
            touched: Slot::MIN,
            finishes: Vec::new(),
        };
        let works: Vec<Slot> = problem.activities.iter().map(|a| a.work).collect();
        let place = |i: usize| planned.get(i).copied().flatten();
        let keys: [fn((Slot, Slot)) -> Slot; 3] =
            [|(start, _)| 2 * start, |(s, f)| s + f, |(_, finish)| 2 * finish];
        let mut best = None;
        for key in keys {
            futures.list = futures.frame.graph.sorted(|unit| {
                let members = futures.frame.graph.members(unit).iter();
                let keys = members.filter_map(|&i| place(i).map(key));
                keys.min().unwrap_or(Slot::MAX)
            });
            let off = distance(futures.play(&works, &[]), &place);
            if best.as_ref().is_none_or(|(least, _)| off < *least) {
                best = Some((off, futures.list.clone()));
            }
        }
        futures.list = best.map(|(_, list)| list).unwrap_or_default();
        Ok(futures)
    }

    /// One future: when each activity finishes, `None` where it has no place (or is a promise that is forgiven).
    ///
    /// `works` are the slots of each activity; one that is planned with some work has at least one slot and what its pins
    /// hold, those of a chain of followers keep what is planned, and what an activity draws from quotas grows with its
    /// work. In `lost`, ascending and disjoint stretches
    /// `[start, end)`, the resources named to [`Futures::new`] are shut.
    pub fn play(&mut self, works: &[Slot], lost: &[(Slot, Slot)]) -> &[Option<Slot>] {
        self.set_works(works);
        let mut buffers = std::mem::take(&mut self.buffers);
        buffers.restore(&self.frame, self.touched);
        let mut placer = Placer::with(&self.frame, buffers);
        for &(start, end) in lost {
            for &resource in &self.closes {
                placer.profiles[resource].take(start, end, u32::MAX);
            }
        }
        placer.place_all(&self.list, &self.manners);
        self.touched = placer.last_slot().max(lost.last().map_or(Slot::MIN, |l| l.1));
        self.finishes.clear();
        self.finishes
            .extend(placer.states.iter().map(|state| match state {
                State::Placed { finish, .. } => Some(*finish),
                _ => None,
            }));
        self.buffers = placer.into_buffers();
        &self.finishes
    }

    /// Which activities fixed the finish of the future that was played last: those that finish last, and, from there
    /// back, what a critical activity waited for until it could start, and what held, while it waited or was worked on,
    /// time that it could have used. Less work on any of these would have let something critical be earlier.
    pub fn critical(&self) -> Vec<bool> {
        let graph = &self.frame.graph;
        let activities = &self.frame.problem.activities;
        let states = &self.buffers.states;
        let span = |i: usize| match states[i] {
            State::Placed { start, finish } => Some((start, finish)),
            _ => None,
        };
        let mut critical = vec![false; activities.len()];
        let Some(end) = (0..activities.len()).filter_map(|i| span(i).map(|s| s.1)).max() else {
            return critical;
        };
        // Sessions lie in the order of the list; those of a unit side by side.
        let mut behind = self.buffers.sessions.len();
        // The activities that wait for time, with the stretch in which they could have used it.
        let mut wanting: Vec<(usize, Slot, Slot)> = Vec::new();
        for &unit in self.list.iter().rev() {
            let members = graph.members(unit);
            let mut first = behind;
            while first > 0 && members.contains(&self.buffers.sessions[first - 1].activity) {
                first -= 1;
            }
            let sessions = &self.buffers.sessions[first..behind];
            behind = first;
            let last = members.iter().any(|&i| span(i).is_some_and(|s| s.1 == end));
            let holds = || {
                sessions.iter().any(|s| {
                    wanting
                        .iter()
                        .any(|want| self.keeps(s.activity, (s.start, s.end), *want))
                })
            };
            if !(members.iter().any(|&i| critical[i]) || last || holds()) {
                continue;
            }
            for &i in members {
                let Some((start, finish)) = span(i) else { continue };
                critical[i] = true;
                let ready = activities[i].after.iter().filter_map(|link| {
                    let before = span(link.activity)?.1;
                    Some((before + link.lag, link.activity))
                });
                let ready = ready.max();
                let from = ready.map_or(0, |r| r.0).max(activities[i].release).max(0);
                if let Some((_, before)) = ready.filter(|r| r.0 == from) {
                    critical[before] = true;
                }
                if from < finish.max(start) {
                    wanting.push((i, from, finish));
                }
            }
        }
        critical
    }

    /// Whether a session of one activity lies where another wanted to work and could have: both need something that
    /// neither can share, and the calendars of the other are open.
    fn keeps(&self, holder: usize, (start, end): (Slot, Slot), (i, from, to): (usize, Slot, Slot)) -> bool {
        let (start, end) = (start.max(from), end.min(to));
        let demands = |i: usize| self.frame.problem.activities[i].demands.iter();
        start < end
            && holder != i
            && demands(i)
                .any(|d| d.units > 0 && demands(holder).any(|h| h.resource == d.resource && h.units > 0))
            && self.frame.open(&self.frame.base, i, start, 1, end).is_some()
    }

    fn set_works(&mut self, works: &[Slot]) {
        for (i, a) in self.frame.problem.activities.iter().enumerate() {
            let pinned: Slot = a.pins.iter().map(|pin| pin.1 - pin.0).sum();
            let alone = self.frame.graph.members(self.frame.graph.unit_of[i]).len() == 1;
            let work = works
                .get(i)
                .copied()
                .filter(|_| alone && a.work > 0)
                .map_or(a.work, |w| w.max(pinned).max(1));
            if self.frame.free[i] == work - pinned {
                continue;
            }
            self.frame.free[i] = work - pinned;
            for (draw, demand) in self.frame.draws[i].iter_mut().zip(&a.demands) {
                *draw = Draw::of(a, demand, work);
            }
        }
    }
}

/// How far finishes are from those planned: in the last one, then in all.
fn distance(finishes: &[Option<Slot>], place: &impl Fn(usize) -> Option<(Slot, Slot)>) -> (Slot, Slot) {
    let planned = (0..finishes.len()).filter_map(|i| place(i).map(|p| p.1)).max();
    let last = finishes.iter().flatten().max().copied();
    let apart = |a: Option<Slot>, b: Option<Slot>| match (a, b) {
        (Some(a), Some(b)) => (a - b).abs(),
        (None, None) => 0,
        _ => Slot::MAX / 1_000_000,
    };
    let each = finishes
        .iter()
        .enumerate()
        .map(|(i, f)| apart(*f, place(i).map(|p| p.1)));
    (apart(planned, last), each.sum())
}

#[cfg(test)]
mod tests {
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
        Problem {
            horizon: 10 * days,
            days: (0..days).map(|k| 10 * k).collect(),
            resources: vec![me, machine],
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
        let mut placed = 0;
        for _ in 0..300 {
            let problem = random_problem(&mut random);
            let mut futures = Futures::new(&problem, &planned(&problem), &[0]).unwrap();
            for _ in 0..10 {
                let mut changed = problem.clone();
                for (i, a) in changed.activities.iter_mut().enumerate() {
                    if a.work == 0
                        || i + 1 >= problem.activities.len() && a.follows.is_some()
                        || a.demands.len() == 1 && a.split.is_none()
                    {
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
                changed.resources[0]
                    .calendar
                    .retain(|w| !lost.iter().any(|l| l.0 <= w.start && w.end <= l.1));
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
                placed += finishes.iter().flatten().count();
            }
        }
        assert!(placed > 10_000);
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
        let mut futures = Futures::new(&problem, &planned(&problem), &[0]).unwrap();
        // As planned: days 0, 1, 2.
        assert_eq!(futures.play(&[5, 5, 5], &[]), [Some(5), Some(15), Some(25)]);
        // Only `c` waits for nobody, but it may not be earlier.
        assert_eq!(futures.critical(), [false, false, true]);
        // `a` takes 8: `b` ends on day 2 at 23, and `c` takes what is left of that day and 3 of the next.
        assert_eq!(futures.play(&[8, 5, 5], &[]), [Some(13), Some(23), Some(33)]);
        assert_eq!(futures.critical(), [true, true, true]);
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
}
