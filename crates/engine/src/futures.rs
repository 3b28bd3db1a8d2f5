//! Futures of a schedule: the same order of work, with other amounts of it and time that is lost.
//!
//! A future is placed by the serial scheme of [`crate::solve`], by the same code: each activity as early as release,
//! predecessors, calendars, quotas and what stands before it in the order allow. Nothing is searched and nothing checked, and
//! the buffers are used again, so that a future costs little more than its sessions.

use crate::fault::Fault;
use crate::frame::{Draw, Frame};
use crate::model::{Activity, Problem, Resource, Session, Slot};
use crate::place::{Buffers, Manner, Placer, State};
use crate::profile::Profile;

/// A problem made ready for futures: what every thread needs of it.
///
/// One person often stands for several resources (free at any hour, at the desk), and most activities hold two of these.
/// Where everything that holds a resource `inner` also holds one `outer` that is open whenever `inner` is, neither serves two at
/// once and `outer` has no quotas, activities on `inner` hold that alone here; what holds `outer` only is held against their
/// sessions when its turn comes, and shuts `inner`. The schedules are the same, in half the time.
#[derive(Debug)]
pub struct Prepared {
    problem: Problem,
    /// `(outer, inner)`.
    nested: Option<(usize, usize)>,
    /// What the pins leave of these two.
    bases: Vec<(usize, Profile)>,
}

impl Prepared {
    /// Reads a problem.
    ///
    /// # Errors
    /// The faults of [`Problem::validate`], where it has any.
    pub fn new(problem: &Problem) -> Result<Prepared, Vec<Fault>> {
        problem.validate()?;
        let mut problem = problem.clone();
        let nested = nested(&problem);
        let mut bases = Vec::new();
        if let Some((outer, inner)) = nested {
            for resource in [outer, inner] {
                let mut base = Profile::new(&problem.resources[resource].calendar);
                for a in problem.activities.iter().filter(|a| holds(a, outer)) {
                    for &(start, end) in &a.pins {
                        base.take(start, end, 1);
                    }
                }
                bases.push((resource, base));
            }
            for a in &mut problem.activities {
                if holds(a, inner) {
                    a.demands.retain(|d| d.resource != outer);
                }
            }
        }
        Ok(Prepared {
            problem,
            nested,
            bases,
        })
    }
}

fn holds(activity: &Activity, resource: usize) -> bool {
    activity
        .demands
        .iter()
        .any(|d| d.resource == resource && d.units > 0)
}

/// The pair `(outer, inner)` that saves most.
fn nested(problem: &Problem) -> Option<(usize, usize)> {
    let resources = &problem.resources;
    let alone = |r: &Resource| r.calendar.iter().all(|w| w.capacity <= 1);
    let covers = |outer: &Resource, inner: &Resource| {
        inner.calendar.iter().filter(|w| w.capacity > 0).all(|w| {
            let mut at = w.start;
            let first = outer.calendar.partition_point(|o| o.end <= w.start);
            for o in &outer.calendar[first..] {
                if o.start > at || o.capacity == 0 || at >= w.end {
                    break;
                }
                at = o.end;
            }
            at >= w.end
        })
    };
    let mut best = None;
    for (o, outer) in resources
        .iter()
        .enumerate()
        .filter(|(_, r)| alone(r) && r.quotas.is_empty())
    {
        for (i, inner) in resources.iter().enumerate().filter(|(i, r)| *i != o && alone(r)) {
            let on_inner = problem.activities.iter().filter(|a| holds(a, i));
            let count = on_inner.clone().count();
            let single = |a: &Activity| a.demands.iter().filter(|d| d.resource == o).all(|d| d.units == 1);
            if best.is_none_or(|(most, _, _)| count > most)
                && count > 0
                && on_inner.clone().all(|a| holds(a, o))
                && problem.activities.iter().all(single)
                && covers(outer, inner)
            {
                best = Some((count, o, i));
            }
        }
    }
    best.map(|(_, outer, inner)| (outer, inner))
}

/// Replays the order of a known schedule. Make one for each thread.
#[derive(Debug)]
pub struct Futures<'p> {
    frame: Frame<'p>,
    nested: Option<(usize, usize)>,
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
    /// Makes ready to replay a schedule of a problem: `planned` is the first slot and the slot after the last of each
    /// activity in it, `None` for one without a place. Of the orders by start, by middle and by end the one is kept whose
    /// own replay is nearest to the schedule: first in its finish, then in that of every activity. On the resources
    /// `closes` lost time is lost; indices beyond the problem's are left out.
    pub fn new(
        prepared: &'p Prepared,
        planned: &[Option<(Slot, Slot)>],
        closes: &[usize],
    ) -> Option<Futures<'p>> {
        let problem = &prepared.problem;
        let mut frame = Frame::new(problem)?;
        for (resource, base) in &prepared.bases {
            frame.base[*resource].clone_from(base);
        }
        let mut futures = Futures {
            buffers: Placer::new(&frame).into_buffers(),
            frame,
            nested: prepared.nested,
            list: Vec::new(),
            manners: vec![Manner::Greedy; problem.activities.len()],
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
        futures.list = best.map(|(_, list)| list)?;
        Some(futures)
    }

    /// One future: when each activity finishes, `None` where it has no place (or is a promise that is forgiven).
    ///
    /// `works` are the slots of each activity; one that is planned with some work has at least one slot and what its pins
    /// hold, those of a chain of followers keep what is planned, and what an activity draws from quotas grows with its
    /// work. In `lost`, ascending and disjoint stretches `[start, end)`, the resources named to [`Futures::new`] are shut.
    pub fn play(&mut self, works: &[Slot], lost: &[(Slot, Slot)]) -> &[Option<Slot>] {
        self.set_works(works);
        let mut buffers = std::mem::take(&mut self.buffers);
        buffers.restore(&self.frame, self.touched);
        let mut placer = Placer::with(&self.frame, buffers);
        for &resource in &self.closes {
            placer.profiles[resource].shut(lost);
        }
        placer.place_nested(&self.list, &self.manners, self.nested);
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

    /// The sessions of the future that was played last, pins among them: those of an activity in order of time.
    pub fn sessions(&self) -> Vec<Session> {
        let activities = self.frame.problem.activities.iter().enumerate();
        let pins = activities.flat_map(|(activity, a)| {
            a.pins
                .iter()
                .map(move |&(start, end)| Session { start, end, activity })
        });
        let mut sessions: Vec<Session> = self.buffers.sessions.iter().copied().chain(pins).collect();
        sessions.sort_unstable_by_key(|s| (s.activity, s.start));
        sessions
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
        let activities = &self.frame.problem.activities;
        let person = |a: &Activity| {
            self.nested
                .is_some_and(|(outer, inner)| holds(a, outer) || holds(a, inner))
        };
        let shares = |a: &Activity, b: &Activity| {
            (person(a) && person(b)) || a.demands.iter().any(|d| d.units > 0 && holds(b, d.resource))
        };
        start < end
            && holder != i
            && shares(&activities[i], &activities[holder])
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
mod tests;
