//! Schedules in order of time: session by session, the most urgent activity that can start first, and each stretch filled
//! to its end where that can be done.
//!
//! The serial way of `place.rs` gives an activity all its sessions at once and then leaves rests of stretches that are too
//! short for anything that comes later in the list. Here a stretch is given to what is ready when it begins, in such
//! lengths that nothing of it is lost: an activity is cut short so that the next one still gets its shortest session, or
//! one is put first whose last session ends with the stretch.

mod choose;
mod steady;

pub(crate) use steady::Steady;
use steady::Step;

use crate::frame::{Draw, Frame};
use crate::model::{Demand, Session, Slot};
use crate::place::{Manner, Placer, Rank, State};

/// To look at so many ways to fill a stretch is as much work as a placement.
const WAYS_A_PLACEMENT: u32 = 32;

/// After so many choices it is looked how much is lost.
const LOOKS: usize = 8;

/// A departure from the rule: what a schedule does at a slot at which it has to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) at: Slot,
    /// So many of those that can start are passed over.
    pub(crate) skip: u8,
    /// The session is shorter than it could be by so much.
    pub(crate) cut: u8,
}

/// How a schedule is built in order of time, beside its list.
#[derive(Clone, Copy, Default)]
pub(crate) struct Plan<'t> {
    /// The most urgent unit goes first whatever is lost behind it.
    pub(crate) strict: bool,
    /// Ascending by slot.
    pub(crate) turns: &'t [Turn],
    /// Given up once it is later than that in all.
    pub(crate) lateness: Option<i64>,
    /// Given up once more slots than that are lost to the activity.
    pub(crate) losses: Option<(usize, Slot)>,
    /// Stays with the known schedule, with so much time to spare.
    pub(crate) steady: Option<(&'t Steady, Slot)>,
}

/// How far an activity has come.
#[derive(Clone, Debug, Default)]
struct Progress {
    rest: Slot,
    done: Slot,
    /// Its next session starts no earlier.
    at: Slot,
    sessions: Vec<Session>,
}

/// A unit all of whose predecessors are finished.
#[derive(Clone, Copy, Debug)]
struct Ready {
    /// Its place in the list: the smaller, the more urgent.
    place: usize,
    unit: usize,
    /// Where its next session can be: `[start, end)`, possibly longer than the session may be.
    start: Slot,
    end: Slot,
    fresh: bool,
    /// Nothing was found for it before this slot, and nothing was given back since.
    from: Slot,
}

/// What [`Placer::fill`] keeps from one schedule to the next.
#[derive(Debug, Default)]
pub(crate) struct Fill {
    progress: Vec<Progress>,
    /// By place.
    ready: Vec<Ready>,
    /// For each unit, how many others it still waits for.
    waits: Vec<usize>,
    places: Vec<usize>,
    /// Units that have become ready and are not yet looked at.
    fresh: Vec<usize>,
    /// The slots at which something was chosen.
    pub(crate) chosen: Vec<Slot>,
    /// For each activity, which others hold the same of every resource and ask for nothing else: a class. The first open
    /// run of a class is looked for once and serves all of them.
    class: Vec<Option<usize>>,
    /// For each class the first run from `.0` on, `[.1, .2)`; empty where it is not known.
    runs: Vec<(Slot, Slot, Slot)>,
}

impl Fill {
    fn new(frame: &Frame<'_>) -> Fill {
        let mut classes: Vec<&[Demand]> = Vec::new();
        let class = frame.problem.activities.iter().map(|a| {
            let plain = a.pins.is_empty()
                && a.split.is_some_and(|split| split.per_day.is_none())
                && a.demands.iter().all(|d| frame.quotas[d.resource].is_empty());
            let alike = |of: &&[Demand]| {
                of.len() == a.demands.len()
                    && of
                        .iter()
                        .zip(&a.demands)
                        .all(|(x, y)| (x.resource, x.units) == (y.resource, y.units))
            };
            plain.then(|| match classes.iter().position(alike) {
                Some(known) => known,
                None => {
                    classes.push(&a.demands);
                    classes.len() - 1
                }
            })
        });
        let class = class.collect();
        Fill {
            class,
            runs: vec![NO_RUN; classes.len()],
            ..Fill::default()
        }
    }
}

/// A run that is not known.
const NO_RUN: (Slot, Slot, Slot) = (Slot::MAX, 0, 0);

/// How far a run is looked at.
const FAR: Slot = 400;

impl Placer<'_, '_> {
    /// Builds a schedule in order of time; the list says who is more urgent. `None` where it is sure to be worse than
    /// `bar`, or where something has no place that must have one.
    pub(crate) fn fill(&mut self, list: &[usize], plan: Plan<'_>, bar: Option<&Rank>) -> Option<Rank> {
        self.reset();
        let mut fill = std::mem::take(&mut self.filling);
        if fill.class.is_empty() {
            fill = Fill::new(self.frame);
        }
        let done = self.fill_all(&mut fill, list, plan, bar);
        for progress in &fill.progress {
            self.sessions.extend(&progress.sessions);
        }
        self.filling = fill;
        if done.is_some() {
            self.place_rest(list);
        }
        if !self.frame.known.is_empty() {
            let all = 0..self.frame.problem.activities.len();
            self.rank.moved = all.map(|i| self.moved(i, 0)).sum();
        }
        done.map(|()| self.rank)
    }

    fn fill_all(
        &mut self,
        fill: &mut Fill,
        list: &[usize],
        plan: Plan<'_>,
        bar: Option<&Rank>,
    ) -> Option<()> {
        self.begin(fill, list);
        loop {
            self.admit(fill)?;
            let first = fill.ready.iter().map(|r| r.start).min();
            let Some(t) = first else { break };
            // Every choice but few ends in a session; what does not is looked at again, and not for ever.
            let sessions = self.rank.sessions + fill.ready.len() + self.frame.known.len();
            if fill.chosen.len() > 64 + 8 * sessions {
                return None;
            }
            fill.chosen.push(t);
            let turn = plan.turns.binary_search_by_key(&t, |turn| turn.at).ok();
            let turned = turn.and_then(|k| self.turn(fill, t, plan.turns[k]));
            if let (None, Some((steady, margin))) = (turned, plan.steady) {
                match self.step(fill, steady, margin, t) {
                    Step::Session(at, length) => {
                        self.session(fill, at, length, 0, t);
                        continue;
                    }
                    Step::Whole(at) => {
                        self.place_whole(fill, at);
                        continue;
                    }
                    Step::Wait(until) if until < Slot::MAX => {
                        self.wait(fill, t, until);
                        continue;
                    }
                    Step::Wait(_) | Step::Urgent => {}
                }
            }
            let choice = turned.unwrap_or_else(|| self.choose(fill, t, plan.strict));
            self.placements += u64::from(choice.ways / WAYS_A_PLACEMENT);
            let chosen = fill.ready[choice.at];
            if let Some(at) = self.rival(fill, &choice, t) {
                self.place_whole(fill, at);
            } else if self.indivisible(chosen.unit) {
                self.place_whole(fill, choice.at);
            } else {
                self.session(fill, choice.at, choice.length, choice.waste, t);
            }
            if bar.is_some_and(|bar| self.rank > *bar) {
                return None;
            }
            if let Some((i, most)) = plan.losses.filter(|_| fill.chosen.len().is_multiple_of(LOOKS))
                && self.lost_before(i, t) > most
            {
                return None;
            }
            if plan.lateness.is_some_and(|most| self.rank.lateness > most) {
                return None;
            }
        }
        Some(())
    }

    /// Nothing is done yet but what is pinned whole.
    fn begin(&mut self, fill: &mut Fill, list: &[usize]) {
        let frame = self.frame;
        let problem = frame.problem;
        fill.progress
            .resize_with(problem.activities.len(), Progress::default);
        for (i, progress) in fill.progress.iter_mut().enumerate() {
            progress.rest = frame.free[i];
            (progress.done, progress.at) = (0, 0);
            progress.sessions.clear();
        }
        fill.ready.clear();
        fill.fresh.clear();
        fill.chosen.clear();
        fill.runs.fill(NO_RUN);
        fill.places.clear();
        fill.places.resize(frame.graph.units(), 0);
        for (place, &unit) in list.iter().enumerate() {
            fill.places[unit] = place;
        }
        fill.waits.clear();
        fill.waits
            .extend((0..frame.graph.units()).map(|unit| frame.graph.before.of(unit).len()));
        fill.fresh
            .extend((0..frame.graph.units()).filter(|&unit| fill.waits[unit] == 0));
    }

    /// Takes what has become ready among the ready, and finds for each the place of its next session. `None` where
    /// something has no place that must have one.
    fn admit(&mut self, fill: &mut Fill) -> Option<()> {
        while let Some(unit) = fill.fresh.pop() {
            let members = self.frame.graph.members(unit);
            if let [i] = *members {
                if self.frame.free[i] == 0 {
                    self.place_single(i, Manner::Greedy);
                    if matches!(self.states[i], State::Unplaced(_)) {
                        return None;
                    }
                    self.finish_unit(fill, unit);
                    continue;
                }
                fill.progress[i].at = self.earliest(i).ok()?;
            }
            let place = fill.places[unit];
            let at = fill.ready.partition_point(|r| r.place < place);
            fill.ready.insert(
                at,
                Ready {
                    place,
                    unit,
                    start: 0,
                    end: 0,
                    fresh: false,
                    from: 0,
                },
            );
        }
        let mut at = 0;
        while at < fill.ready.len() {
            if !fill.ready[at].fresh {
                let unit = fill.ready[at].unit;
                let from = fill.ready[at].from;
                let Some((start, end)) = self.next_place(fill, unit, from) else {
                    let i = self.frame.graph.members(unit)[0];
                    if !self.frame.problem.activities[i].forgiven {
                        return None;
                    }
                    self.give_up(fill, at);
                    return self.admit(fill);
                };
                let ready = &mut fill.ready[at];
                (ready.start, ready.end, ready.fresh) = (start, end, true);
                ready.from = start;
            }
            at += 1;
        }
        Some(())
    }

    /// Where the next session of a unit can be, from a slot on.
    fn next_place(&mut self, fill: &mut Fill, unit: usize, from: Slot) -> Option<(Slot, Slot)> {
        let members = self.frame.graph.members(unit);
        let [i] = *members else {
            return self.peek_chain(unit, from.max(fill.progress[members[0]].at));
        };
        let progress = &fill.progress[i];
        let shape = self.frame.shape(i);
        let limit = self.limit(i);
        let pins = &self.frame.problem.activities[i].pins;
        if pins.last().is_some_and(|pin| pin.1 > limit) {
            return None;
        }
        if let Some(class) = fill.class[i] {
            let (from, mut start, mut end) = fill.runs[class];
            if from > progress.at || start < progress.at {
                let horizon = self.frame.problem.horizon;
                (start, end) = self.frame.open(&self.profiles, i, progress.at, FAR, horizon)?;
                if from > progress.at {
                    fill.runs[class] = (progress.at, start, end);
                }
            }
            let end = end.min(limit);
            if end - start >= shape.min.min(progress.rest) {
                return Some((start, end));
            }
        }
        let want = shape.max.min(progress.rest).saturating_add(shape.max);
        let mut t = from.max(progress.at);
        loop {
            let run = self.stretch(i, &progress.sessions, t, progress.done, &shape, want, limit)?;
            if run.end - run.start >= shape.min.min(progress.rest) {
                return Some((run.start, run.end));
            }
            t = run.next;
        }
    }

    /// Where a chain would be placed now.
    fn peek_chain(&mut self, unit: usize, from: Slot) -> Option<(Slot, Slot)> {
        let (first, rank) = (self.sessions.len(), self.rank);
        self.place_chain(unit, from);
        let members = self.frame.graph.members(unit);
        let mut span = Some((Slot::MAX, Slot::MIN));
        for &i in members {
            span = match (span, self.states[i]) {
                (Some(span), State::Placed { start, finish }) => {
                    Some((span.0.min(start), span.1.max(finish)))
                }
                _ => None,
            };
        }
        self.undo(first);
        self.rank = rank;
        for &i in members {
            self.states[i] = State::Pending;
        }
        span
    }

    fn indivisible(&self, unit: usize) -> bool {
        let members = self.frame.graph.members(unit);
        members.len() > 1 || self.frame.problem.activities[members[0]].split.is_none()
    }

    /// Nothing starts from `t` on before `until`.
    fn wait(&self, fill: &mut Fill, t: Slot, until: Slot) {
        for r in fill.ready.iter_mut().filter(|r| r.start == t) {
            fill.progress[self.frame.graph.members(r.unit)[0]].at = until;
            r.fresh = false;
        }
    }

    /// Books a session of what is chosen.
    fn session(&mut self, fill: &mut Fill, at: usize, length: Slot, waste: Slot, t: Slot) {
        let unit = fill.ready[at].unit;
        let i = self.frame.graph.members(unit)[0];
        let shape = self.frame.shape(i);
        if !self.left.is_empty() {
            // What others drew from the quotas since its place was found may leave less.
            match self.next_place(fill, unit, t) {
                Some((start, end)) if start == t && end - t >= length => {}
                _ => {
                    fill.ready[at].fresh = false;
                    return;
                }
            }
        }
        let end = t + length;
        if waste > 0 {
            self.wasteful.push(i);
        }
        let progress = &mut fill.progress[i];
        self.placements += 1;
        for demand in &self.frame.problem.activities[i].demands {
            self.profiles[demand.resource].take(t, end, demand.units);
        }
        self.frame
            .book(&mut self.left, i, progress.done, t, end, Draw::amount);
        progress.sessions.push(Session {
            start: t,
            end,
            activity: i,
        });
        progress.rest -= length;
        progress.done += length;
        progress.at = end + shape.gap;
        self.rank.sessions += 1;
        self.rank.scraps += usize::from(length < shape.min);
        if progress.rest == 0 {
            let (mut start, mut finish) = (progress.sessions[0].start, end);
            for pin in &self.frame.problem.activities[i].pins {
                (start, finish) = (start.min(pin.0), finish.max(pin.1));
            }
            self.states[i] = State::Placed { start, finish };
            fill.ready.remove(at);
            self.finish_unit(fill, unit);
        } else {
            fill.ready[at].fresh = false;
        }
        disturb(fill, t, end);
    }

    /// Places a unit of one piece where it was found to have room.
    fn place_whole(&mut self, fill: &mut Fill, at: usize) {
        let Ready { unit, start, end, .. } = fill.ready[at];
        let members = self.frame.graph.members(unit);
        if let [i] = *members {
            let length = fill.progress[i].rest;
            self.session(fill, at, length, 0, start);
            return;
        }
        self.placements += 1;
        self.place_chain(unit, fill.progress[members[0]].at);
        fill.ready.remove(at);
        disturb(fill, start, end);
        self.finish_unit(fill, unit);
    }

    /// How many slots before `until` activity `i` could still use.
    fn lost_before(&self, i: usize, until: Slot) -> Slot {
        let (mut t, mut lost) = (0, 0);
        while let Some((from, to)) = self.frame.open(&self.profiles, i, t, until, until) {
            lost += to - from;
            t = to;
        }
        lost
    }

    /// The stretches up to a slot that activity `i` could still use.
    pub(crate) fn lost(&self, i: usize, until: Slot, into: &mut Vec<(Slot, Slot)>) {
        into.clear();
        let mut t = 0;
        while let Some(run) = self.frame.open(&self.profiles, i, t, until, until) {
            into.push(run);
            t = run.1;
        }
    }

    /// A promise that cannot be kept is forgiven: what it had is given back.
    fn give_up(&mut self, fill: &mut Fill, at: usize) {
        let unit = fill.ready.remove(at).unit;
        for r in &mut fill.ready {
            r.from = 0;
        }
        for &i in self.frame.graph.members(unit) {
            let mut done = 0;
            for session in fill.progress[i].sessions.drain(..) {
                for demand in &self.frame.problem.activities[i].demands {
                    self.profiles[demand.resource].give(session.start, session.end, demand.units);
                }
                let back = |draw: Draw, k: Slot, slots: Slot| -draw.amount(k, slots);
                self.frame
                    .book(&mut self.left, i, done, session.start, session.end, back);
                done += session.end - session.start;
                self.rank.sessions -= 1;
                self.rank.scraps -= usize::from(session.end - session.start < self.frame.shape(i).min);
            }
            let pins = &self.frame.problem.activities[i].pins;
            self.states[i] = match (self.frame.free[i], pins.first(), pins.last()) {
                (0, Some(first), Some(last)) => State::Placed {
                    start: first.0,
                    finish: last.1,
                },
                _ => State::Forgiven,
            };
        }
        self.finish_unit(fill, unit);
    }

    /// Counts what a unit cost, and lets go what waits for it.
    fn finish_unit(&mut self, fill: &mut Fill, unit: usize) {
        for &i in self.frame.graph.members(unit) {
            self.count(i);
        }
        for &next in self.frame.graph.after.of(unit) {
            fill.waits[next] -= 1;
            if fill.waits[next] == 0 {
                fill.fresh.push(next);
            }
        }
    }
}

/// What could have used some of `[start, end)` has to look again.
fn disturb(fill: &mut Fill, start: Slot, end: Slot) {
    for r in &mut fill.ready {
        r.fresh &= r.start >= end || r.end <= start;
    }
    for run in &mut fill.runs {
        if run.1 < end && run.2 > start {
            *run = NO_RUN;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Activity, Problem, Resource, Split, Window};

    /// Stretches `[0, 8)`, `[9, 17)` and `[18, 26)`.
    fn problem(activities: Vec<Activity>) -> Problem {
        let window = |start| Window {
            start,
            end: start + 8,
            capacity: 1,
        };
        Problem {
            horizon: 30,
            resources: vec![Resource {
                calendar: vec![window(0), window(9), window(18)],
                quotas: Vec::new(),
            }],
            activities,
            ..Problem::default()
        }
    }

    fn activity(work: Slot, min: Option<Slot>) -> Activity {
        Activity {
            work,
            demands: vec![Demand {
                resource: 0,
                units: 1,
                draw: work,
            }],
            split: min.map(|min| Split {
                min,
                max: 8,
                gap: 1,
                per_day: None,
            }),
            ..Activity::default()
        }
    }

    fn finish(problem: &Problem, plan: Plan<'_>) -> Option<Slot> {
        let frame = Frame::new(problem)?;
        let rank = Placer::new(&frame).fill(&[0, 1], plan, None)?;
        Some(rank.finish)
    }

    #[test]
    fn a_session_is_cut_short_so_that_the_rest_of_the_stretch_can_be_used() {
        // 6 + 10 slots fill two stretches of 8. Six slots at once would leave two, less than the shortest session of 3:
        // so five and three, then the other seven and the last one.
        let problem = problem(vec![activity(6, Some(3)), activity(10, Some(3))]);
        assert_eq!(finish(&problem, Plan::default()), Some(17));
    }

    #[test]
    fn what_cannot_be_cut_goes_second_if_that_loses_nothing_and_first_if_it_must() {
        // Six slots in one piece would leave two. The other one takes eight, then six and its last two fill the second
        // stretch. The most urgent first: [0, 6), then eight in the second stretch and two in the third.
        let problem = problem(vec![activity(6, None), activity(10, Some(3))]);
        let strict = Plan {
            strict: true,
            ..Plan::default()
        };
        assert_eq!(finish(&problem, Plan::default()), Some(17));
        assert_eq!(finish(&problem, strict), Some(20));
        // A turn at slot 0 passes the first over.
        let turns = [Turn {
            at: 0,
            skip: 1,
            cut: 0,
        }];
        let turned = Plan {
            turns: &turns,
            ..strict
        };
        assert_eq!(finish(&problem, turned), Some(17));
    }
}
