//! A schedule in order of time that stays with the known one for as long as it can afford to.
//!
//! Every activity has a date by which it must finish, so that the schedule ends in time. What is still to be done by some
//! date, and the hours until then, tell how much time may be given to what could wait. Where there is enough, a known
//! session stays where it is and free hours stay free; where there is not, the most urgent work takes the hour, whoever had
//! it. So what has slack is moved once, to where there is room, instead of everything a little.

use super::Fill;
use crate::bound::Supply;
use crate::frame::Frame;
use crate::model::{Session, Slot};
use crate::place::{Placer, State};

/// By when everything must be done, and what is known.
pub(crate) struct Steady {
    /// For each activity, by when it must start and finish.
    spans: Vec<(Slot, Slot)>,
    /// The activities that ask for the scarcest resource, by that date: date, what is offered before it, activity.
    dated: Vec<(Slot, i64, usize)>,
    /// What each activity takes from the scarcest resource.
    energy: Vec<i64>,
    supply: Supply,
    /// The known sessions that calendars still have room for, by start; as places in the frame's list.
    claims: Vec<usize>,
    /// Which of the frame's known sessions these are.
    open: Vec<bool>,
    /// The units, each behind those that it waits for, by their dates.
    pub(crate) list: Vec<usize>,
}

/// What to do at a slot.
pub(super) enum Step {
    /// A session of the unit at this place among the ready, so long.
    Session(usize, Slot),
    /// The unit at this place, whole.
    Whole(usize),
    /// Nothing starts before this slot.
    Wait(Slot),
    /// What the list says.
    Urgent,
}

impl Steady {
    /// From the dates by which activities must finish, and the scarcest resource: what it offers and what is asked of it.
    pub(crate) fn new(
        frame: &Frame<'_>,
        spans: Vec<(Slot, Slot)>,
        supply: Supply,
        items: &[(usize, i64)],
    ) -> Steady {
        let mut dated: Vec<(Slot, i64, usize)> = items
            .iter()
            .map(|&(i, _)| (spans[i].1, supply.offered(0, spans[i].1), i))
            .collect();
        dated.sort_unstable();
        let mut energy = vec![0; spans.len()];
        for &(i, work) in items {
            energy[i] += work;
        }
        let open: Vec<bool> = frame.known.iter().map(|s| frame.has_room(s)).collect();
        let mut claims: Vec<usize> = (0..open.len()).filter(|&k| open[k]).collect();
        claims.sort_by_key(|&k| (frame.known[k].start, k));
        let list = frame
            .graph
            .sorted(|unit| frame.graph.members(unit).iter().map(|&i| spans[i].1).min());
        Steady {
            spans,
            dated,
            energy,
            supply,
            claims,
            open,
            list,
        }
    }
}

impl Placer<'_, '_> {
    /// What to do at slot `t`, the first at which something can start.
    pub(super) fn step(&self, fill: &Fill, steady: &Steady, margin: Slot, t: Slot) -> Step {
        let step = self.calm(fill, steady, t);
        let (unit, end) = match step {
            Step::Session(at, length) => (Some(fill.ready[at].unit), t + length),
            Step::Whole(at) => (Some(fill.ready[at].unit), fill.ready[at].end),
            Step::Wait(until) => (None, until),
            Step::Urgent => return step,
        };
        let by = unit.map_or(Slot::MAX, |unit| self.date(steady, unit));
        let most_urgent = fill
            .ready
            .iter()
            .filter(|r| r.start == t)
            .map(|r| self.date(steady, r.unit))
            .min()
            .unwrap_or(Slot::MAX);
        // What must start now cannot wait, however little work it is.
        let pressed = fill.ready.iter().position(|r| {
            let i = self.frame.graph.members(r.unit)[0];
            r.start == t
                && Some(r.unit) != unit
                && steady.spans[i].0 < end
                && self.date(steady, r.unit) < by
                && fill.progress[i].rest == self.frame.free[i]
        });
        if let Some(at) = pressed {
            return self.begin_now(fill, at, t).unwrap_or(step);
        }
        let tight = self.tight(fill, steady, margin, (t, end), by);
        if tight.is_some_and(|date| most_urgent <= date) {
            return Step::Urgent;
        }
        step
    }

    /// The unit at this place among the ready begins.
    fn begin_now(&self, fill: &Fill, at: usize, t: Slot) -> Option<Step> {
        let r = fill.ready[at];
        if self.indivisible(r.unit) {
            return Some(Step::Whole(at));
        }
        let i = self.frame.graph.members(r.unit)[0];
        let (shape, rest) = (self.frame.shape(i), fill.progress[i].rest);
        let length = (r.end - t).min(rest).min(shape.max);
        (length >= shape.min || length == rest).then_some(Step::Session(at, length))
    }

    fn date(&self, steady: &Steady, unit: usize) -> Slot {
        let members = self.frame.graph.members(unit).iter();
        members.map(|&i| steady.spans[i].1).min().unwrap_or(Slot::MAX)
    }

    /// The first date before `by` whose work no longer fits once the time of the resource up to `end` has gone to something
    /// else.
    fn tight(
        &self,
        fill: &Fill,
        steady: &Steady,
        margin: Slot,
        (t, end): (Slot, Slot),
        by: Slot,
    ) -> Option<Slot> {
        // Who waits for nothing in particular waits to the end of time, which offers no more than the horizon.
        let gone = steady.supply.offered(0, end.min(self.frame.problem.horizon));
        if gone == steady.supply.offered(0, t) {
            return None;
        }
        let mut work = 0;
        for &(date, offered, i) in &steady.dated {
            if date >= by {
                return None;
            }
            let rest = self.left_of(fill, steady, i);
            work += rest;
            if rest > 0 && work + margin > offered - gone {
                return Some(date);
            }
        }
        None
    }

    /// What an activity still asks of the scarcest resource.
    fn left_of(&self, fill: &Fill, steady: &Steady, i: usize) -> i64 {
        if self.states[i] != State::Pending {
            return 0;
        }
        let all = self.frame.free[i].max(1);
        steady.energy[i] * fill.progress[i].rest / all
    }

    /// What disturbs the known schedule least.
    fn calm(&self, fill: &Fill, steady: &Steady, t: Slot) -> Step {
        let here = || fill.ready.iter().enumerate().filter(|(_, r)| r.start == t);
        // A known session stays.
        for (at, r) in here() {
            let i = self.frame.graph.members(r.unit)[0];
            let Some(known) = self.known_from(steady, i, t).next().filter(|s| s.start == t) else {
                continue;
            };
            if self.indivisible(r.unit) {
                return Step::Whole(at);
            }
            let (shape, rest) = (self.frame.shape(i), fill.progress[i].rest);
            let all: Slot = self.known_from(steady, i, t).map(|s| s.end - s.start).sum();
            // What it still lacks is added where nothing else is known behind the session.
            let free = self.claimed(fill, steady, i, known.end - 1).max(known.end);
            let more = (rest - all).max(0).min(free - known.end);
            let length = (known.end - t + more).min(rest).min(r.end - t).min(shape.max);
            if length >= shape.min || length == rest {
                return Step::Session(at, length);
            }
        }
        // What has no known session for some of its work takes free time, the most urgent first.
        let mut soonest = Slot::MAX;
        let mut best: Option<(Slot, Step)> = None;
        for (at, r) in here() {
            let i = self.frame.graph.members(r.unit)[0];
            let (shape, rest) = (self.frame.shape(i), fill.progress[i].rest);
            let known: Slot = self.known_from(steady, i, t).map(|s| s.end - s.start).sum();
            let until = self.claimed(fill, steady, i, t);
            soonest = soonest.min(until);
            let by = self.date(steady, r.unit);
            if known >= rest || best.as_ref().is_some_and(|best| best.0 <= by) {
                continue;
            }
            if self.indivisible(r.unit) {
                if r.end <= until || r.end - t <= rest && until >= t + rest {
                    best = Some((by, Step::Whole(at)));
                }
                continue;
            }
            let room = r.end.min(until) - t;
            let length = room.min((rest - known).max(shape.min)).min(rest).min(shape.max);
            if length >= shape.min || length == rest {
                best = Some((by, Step::Session(at, length)));
            }
        }
        let next = fill
            .ready
            .iter()
            .map(|r| r.start)
            .filter(|&start| start > t)
            .min();
        best.map_or_else(
            || Step::Wait(soonest.min(next.unwrap_or(Slot::MAX))),
            |best| best.1,
        )
    }

    /// The known sessions of an activity that can still be kept from `t` on.
    fn known_from<'s>(&'s self, steady: &'s Steady, i: usize, t: Slot) -> impl Iterator<Item = &'s Session> {
        let own = self.frame.known_of(i);
        let first = own.start + self.frame.known[own.clone()].partition_point(|s| s.start < t);
        (first..own.end)
            .filter(|&k| steady.open[k])
            .map(|k| &self.frame.known[k])
    }

    /// Where the next known session starts, after `t`, of something that is not finished and asks for what `i` asks for.
    fn claimed(&self, fill: &Fill, steady: &Steady, i: usize, t: Slot) -> Slot {
        let activities = &self.frame.problem.activities;
        let first = steady.claims.partition_point(|&k| self.frame.known[k].start <= t);
        let claims = steady.claims[first..].iter().map(|&k| &self.frame.known[k]);
        let mut live = claims.filter(|s| {
            let asks = |d: &crate::model::Demand| {
                let mine = activities[i].demands.iter();
                mine.clone().any(|mine| mine.resource == d.resource)
            };
            let unit = self.frame.graph.unit_of[s.activity];
            self.states[s.activity] == State::Pending
                && !(s.activity != i
                    && self
                        .frame
                        .graph
                        .before
                        .of(unit)
                        .contains(&self.frame.graph.unit_of[i]))
                && fill.progress[s.activity].rest > 0
                && activities[s.activity].demands.iter().any(asks)
        });
        live.next().map_or(Slot::MAX, |s| s.start)
    }
}
