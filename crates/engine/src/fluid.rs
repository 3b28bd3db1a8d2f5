//! A quick picture of a schedule: one resource, worked on without sessions, always by the most urgent unit that is ready.
//!
//! Where one person does nearly everything, lateness depends on the order of the work and hardly on its sessions. The
//! picture tells the lateness of an order in microseconds, so that thousands of orders can be compared before one is built.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::bound::{Bounder, alone};
use crate::frame::Frame;
use crate::model::Slot;

/// What an order costs: deadlines missed, then weighted lateness.
pub(crate) type Toll = (Slot, i64);

/// A unit as the picture sees it.
#[derive(Clone, Copy, Debug, Default)]
struct Piece {
    /// Work on the resource.
    work: Slot,
    /// Elapsed time behind that until it is finished.
    behind: Slot,
    /// It starts no earlier.
    release: Slot,
    /// It does not ask for the resource, and is placed on its own.
    apart: bool,
    /// How much of the resource it shuts all the same.
    shut: Slot,
    /// A machine that it asks for as well, while it is worked on.
    needs: Option<usize>,
    /// The machine that its run holds once its work is done.
    runs: Option<usize>,
}

/// The picture, with what it keeps from one order to the next.
pub(crate) struct Fluid<'f, 'p> {
    frame: &'f Frame<'p>,
    pieces: Vec<Piece>,
    /// Before how many slots of work on the resource each slot lies: `(from, open, worked before)`.
    steps: Vec<(Slot, i64, i64)>,
    /// The slot after the `k`-th open slot of the resource.
    after: Vec<Slot>,
    /// How urgent each unit is: as its place, or as the most urgent thing behind it.
    urgency: Vec<usize>,
    waits: Vec<usize>,
    since: Vec<Slot>,
    rest: Vec<Slot>,
    /// Until when each machine runs.
    busy: Vec<Slot>,
    /// When each unit finishes in the picture.
    pub(crate) finish: Vec<Slot>,
    ready: BinaryHeap<Reverse<(usize, usize)>>,
    later: BinaryHeap<Reverse<(Slot, usize)>>,
}

impl<'f, 'p> Fluid<'f, 'p> {
    /// The picture on the resource that has least to spare. `None` where that can serve several at once, or where nothing
    /// has a date.
    pub(crate) fn new(frame: &'f Frame<'p>, bounder: &Bounder<'_, '_, '_>) -> Option<Fluid<'f, 'p>> {
        let problem = frame.problem;
        let dated =
            |a: &crate::model::Activity| a.due.is_some_and(|due| due.weight > 0) || a.deadline.is_some();
        if !problem.activities.iter().any(dated) {
            return None;
        }
        let resource = bounder.scarcest()?;
        if problem.resources[resource]
            .calendar
            .iter()
            .any(|w| w.capacity > 1)
        {
            return None;
        }
        let (mut steps, mut after) = (Vec::new(), vec![0]);
        let need: Slot = frame.free.iter().sum();
        for (from, end) in open_hours(frame, resource) {
            let worked = after.len() as i64 - 1;
            steps.push((from, 1, worked));
            steps.push((end, 0, worked + end - from));
            after.extend(from + 1..=end);
            if worked > need {
                break;
            }
        }
        let units = frame.graph.units();
        let mut pieces = vec![Piece::default(); units];
        for (unit, piece) in pieces.iter_mut().enumerate() {
            piece.apart = true;
            for &i in frame.graph.members(unit) {
                let a = &problem.activities[i];
                let here = a.demands.iter().any(|d| d.resource == resource && d.units > 0);
                piece.apart &= !here;
                if here {
                    piece.work += frame.free[i];
                } else {
                    piece.behind += frame.free[i];
                    piece.runs = piece.runs.or(a.demands.first().map(|d| d.resource));
                }
                piece.release = piece.release.max(a.release - frame.graph.offset[i]);
            }
            if let ([i], true) = (frame.graph.members(unit), piece.apart) {
                (piece.shut, piece.runs) = (bounder.shuts(resource, *i), None);
            }
        }
        let single = |r: usize| problem.resources[r].calendar.iter().all(|w| w.capacity <= 1);
        let mut machines: Vec<usize> = pieces.iter().filter_map(|piece| piece.runs).collect();
        machines.retain(|&r| single(r));
        for (unit, piece) in pieces.iter_mut().enumerate() {
            piece.runs = piece.runs.filter(|r| machines.contains(r));
            let demands = frame.graph.members(unit).iter();
            let mut demands = demands.flat_map(|&i| &problem.activities[i].demands);
            piece.needs = demands
                .find(|d| machines.contains(&d.resource))
                .map(|d| d.resource);
        }
        Some(Fluid {
            frame,
            pieces,
            steps,
            after,
            urgency: vec![0; units],
            waits: vec![0; units],
            since: vec![0; units],
            rest: vec![0; units],
            busy: vec![0; problem.resources.len()],
            finish: vec![0; units],
            ready: BinaryHeap::new(),
            later: BinaryHeap::new(),
        })
    }

    /// Slots of the resource before slot `t`.
    fn worked(&self, t: Slot) -> i64 {
        let k = self.steps.partition_point(|step| step.0 <= t);
        k.checked_sub(1)
            .map_or(0, |k| self.steps[k].2 + (t - self.steps[k].0) * self.steps[k].1)
    }

    /// What the order costs in which units have these places; more than `bar` stands for all that is more.
    pub(crate) fn toll(&mut self, places: &[usize], bar: Toll) -> Toll {
        let frame = self.frame;
        let graph = &frame.graph;
        self.ready.clear();
        self.later.clear();
        self.busy.fill(0);
        let mut toll = (0, 0);
        for &unit in graph.order.iter().rev() {
            let behind = graph.after.of(unit).iter().map(|&next| self.urgency[next]);
            self.urgency[unit] = behind.min().map_or(places[unit], |most| most.min(places[unit]));
        }
        for unit in 0..graph.units() {
            self.waits[unit] = graph.before.of(unit).len();
            self.since[unit] = self.pieces[unit].release;
            self.rest[unit] = self.pieces[unit].work;
        }
        for unit in 0..graph.units() {
            if graph.before.of(unit).is_empty() {
                self.admit(unit, 0, &mut toll);
            }
        }
        let mut at: i64 = 0;
        loop {
            while let Some(&Reverse((from, unit))) = self.later.peek() {
                if from > at {
                    break;
                }
                self.later.pop();
                let place = if self.pieces[unit].apart {
                    0
                } else {
                    self.urgency[unit]
                };
                self.ready.push(Reverse((place, unit)));
            }
            let Some(&Reverse((_, unit))) = self.ready.peek() else {
                let Some(&Reverse((from, _))) = self.later.peek() else {
                    break;
                };
                at = from;
                continue;
            };
            let busy = self.pieces[unit].needs.map_or(0, |machine| self.busy[machine]);
            if busy > 0 {
                let free = self.worked(busy);
                if free > at {
                    self.ready.pop();
                    self.later.push(Reverse((free, unit)));
                    continue;
                }
            }
            let until = self.later.peek().map_or(i64::MAX, |next| next.0.0);
            let run = self.rest[unit].min(until - at);
            at += run;
            self.rest[unit] -= run;
            if self.rest[unit] == 0 {
                self.ready.pop();
                if self.pieces[unit].apart {
                    continue;
                }
                let slot = usize::try_from(at).ok().and_then(|at| self.after.get(at));
                let slot = slot.copied().unwrap_or(frame.problem.horizon);
                if let Some(machine) = self.pieces[unit].runs {
                    self.busy[machine] = slot + self.pieces[unit].behind;
                }
                self.done(unit, slot, slot + self.pieces[unit].behind, &mut toll);
                if toll > bar {
                    return toll;
                }
            }
        }
        toll
    }

    /// A unit that waits for nothing any more, seen at slot `now`.
    fn admit(&mut self, unit: usize, now: Slot, toll: &mut Toll) {
        let (piece, since) = (self.pieces[unit], self.since[unit].max(0));
        if piece.apart || piece.work == 0 {
            let members = self.frame.graph.members(unit);
            let finish = match *members {
                [i] if self.frame.free[i] > 0 => alone(self.frame, false, i, since).map(|head| head.finish),
                [i] => self.frame.problem.activities[i]
                    .pins
                    .last()
                    .map(|pin| pin.1)
                    .or(Some(since)),
                _ => Some(since + piece.behind),
            };
            let finish = finish.unwrap_or(self.frame.problem.horizon);
            if piece.shut > 0 {
                self.rest[unit] = piece.shut;
                let start = self.worked(finish - self.frame.free[self.frame.graph.members(unit)[0]]);
                self.later.push(Reverse((start, unit)));
            }
            self.done(unit, now, finish, toll);
        } else if since <= now {
            self.ready.push(Reverse((self.urgency[unit], unit)));
        } else {
            self.later.push(Reverse((self.worked(since), unit)));
        }
    }

    fn done(&mut self, unit: usize, now: Slot, finish: Slot, toll: &mut Toll) {
        let frame = self.frame;
        self.finish[unit] = finish;
        for &i in frame.graph.members(unit) {
            let a = &frame.problem.activities[i];
            toll.0 += a.deadline.map_or(0, |deadline| (finish - deadline).max(0));
            toll.1 += a
                .due
                .map_or(0, |due| i64::from(due.weight) * (finish - due.at).max(0));
        }
        for &next in frame.graph.after.of(unit) {
            self.waits[next] -= 1;
            let lag = |&i: &usize| {
                let links = frame.problem.activities[i].after.iter();
                let links = links.filter(|link| frame.graph.unit_of[link.activity] == unit);
                links.map(|link| link.lag).max()
            };
            let lag = frame
                .graph
                .members(next)
                .iter()
                .filter_map(lag)
                .max()
                .unwrap_or(0);
            self.since[next] = self.since[next].max(finish + lag);
            if self.waits[next] == 0 {
                self.admit(next, now, toll);
            }
        }
    }
}

/// The stretches in which a resource is open, each period of a quota only as long as it lasts.
fn open_hours(frame: &Frame<'_>, resource: usize) -> Vec<(Slot, Slot)> {
    let horizon = frame.problem.horizon;
    let steps = frame.base[resource].steps();
    let ends = steps.iter().skip(1).map(|step| step.0).chain([horizon]);
    let mut open: Vec<(Slot, Slot)> = steps
        .iter()
        .zip(ends)
        .filter(|(step, _)| step.1 > 0)
        .map(|(step, end)| (step.0.max(0), end.min(horizon)))
        .filter(|(from, end)| from < end)
        .collect();
    for quota in &frame.quotas[resource] {
        let (mut cut, mut current, mut left) = (Vec::new(), None, Slot::MAX);
        for (from, end) in open {
            let mut at = from;
            while at < end {
                let period = quota.of(at);
                if let Some(p) = period.filter(|_| period != current) {
                    (current, left) = (period, frame.left[quota.first + p]);
                }
                let stop = quota.end(period).min(end);
                let take = if period.is_none() {
                    stop - at
                } else {
                    left.min(stop - at)
                };
                if take > 0 {
                    cut.push((at, at + take));
                    left -= take;
                }
                at = stop;
            }
        }
        open = cut;
    }
    open
}

impl Fluid<'_, '_> {
    /// Looks for a better order by moving one unit at a time, `tries` times; `random` gives a number below its argument.
    /// What is a little worse is taken too, less and less so: record-to-record travel. (G. Dueck, Journal of Computational
    /// Physics 104, 1993.)
    pub(crate) fn improve(
        &mut self,
        mut list: Vec<usize>,
        tries: u64,
        mut random: impl FnMut(usize) -> usize,
    ) -> Vec<usize> {
        const WORST: Toll = (Slot::MAX, i64::MAX);
        let n = list.len();
        let mut places = vec![0; n];
        for (place, &unit) in list.iter().enumerate() {
            places[unit] = place;
        }
        let mut now = self.toll(&places, WORST);
        let (mut best, mut record) = (list.clone(), now);
        for k in 0..tries {
            if record == (0, 0) || n < 2 {
                break;
            }
            let from = random(n);
            let reach = if k % 4 == 0 { n } else { 12 };
            let to = (from + random(2 * reach + 1)).saturating_sub(reach).min(n - 1);
            shift(&mut list, &mut places, from, to);
            // From one in a hundred down to nothing.
            let slack = (record.1 / 100).saturating_mul((tries - k) as i64) / tries as i64;
            let bar = (record.0, record.1.saturating_add(slack)).max(now);
            let toll = self.toll(&places, bar);
            if toll > bar {
                shift(&mut list, &mut places, to, from);
                continue;
            }
            now = toll;
            if toll < record {
                record = toll;
                best.clone_from(&list);
            }
        }
        for (place, &unit) in best.iter().enumerate() {
            places[unit] = place;
        }
        // Leaves the finishes of the best.
        self.toll(&places, WORST);
        // What is placed on its own is taken to have its way.
        best.sort_by_key(|&unit| (!self.pieces[unit].apart, self.urgency[unit], unit));
        best
    }
}

/// Moves the unit at one place to another.
fn shift(list: &mut [usize], places: &mut [usize], from: usize, to: usize) {
    if from < to {
        list[from..=to].rotate_left(1);
    } else {
        list[to..=from].rotate_right(1);
    }
    for place in from.min(to)..=from.max(to) {
        places[list[place]] = place;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::mirror;
    use crate::model::{Activity, Demand, Due, Link, Problem, Resource, Window};

    #[test]
    fn what_is_urgent_pulls_what_it_waits_for() {
        let activity = |work: Slot, due: Option<(Slot, u32)>, after: Option<usize>| Activity {
            work,
            demands: vec![Demand {
                resource: 0,
                units: 1,
                draw: work,
            }],
            due: due.map(|(at, weight)| Due { at, weight }),
            after: after
                .map(|activity| Link { activity, lag: 0 })
                .into_iter()
                .collect(),
            ..Activity::default()
        };
        let problem = Problem {
            horizon: 40,
            resources: vec![Resource {
                calendar: vec![Window {
                    start: 0,
                    end: 40,
                    capacity: 1,
                }],
                quotas: Vec::new(),
            }],
            activities: vec![
                activity(4, None, None),
                activity(1, Some((5, 10)), Some(0)),
                activity(4, Some((4, 1)), None),
            ],
            ..Problem::default()
        };
        let frame = Frame::new(&problem).unwrap();
        let image = mirror(&problem);
        let mirrored = Frame::image(&image, &frame).unwrap();
        let bounder = Bounder::new(&frame, &mirrored, vec![true; 3]);
        let mut fluid = Fluid::new(&frame, &bounder).unwrap();
        let worst = (Slot::MAX, i64::MAX);
        // The third first, until 4, then the first until 8, the second until 9, four late at ten each.
        assert_eq!(fluid.toll(&[2, 1, 0], worst), (0, 40));
        // The second is most urgent and pulls the first: 4, 5, and the third at 9, five late at one each.
        assert_eq!(fluid.toll(&[2, 0, 1], worst), (0, 5));
        // Found by moving units.
        let mut state = 0;
        let list = fluid.improve(vec![2, 0, 1], 50, |n| {
            state += 7;
            state % n
        });
        assert_eq!((list[2], fluid.finish.clone()), (2, vec![4, 5, 9]));
    }
}
