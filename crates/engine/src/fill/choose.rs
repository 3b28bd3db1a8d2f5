//! What a stretch is begun with, so that nothing of it is lost.

use super::{Fill, Turn};
use crate::model::Slot;
use crate::place::Placer;

/// How many activities behind the first may share the rest of a stretch.
const DEEP: usize = 3;

/// By how much a session is shortened, at most, so that what is left of the stretch can be used.
const CUTS: Slot = 8;

/// How many ways to fill a stretch are looked at before the best so far is taken.
const WAYS: u32 = 400;

/// How a stretch begins: with which of the ready units, and with how long a session.
#[derive(Clone, Copy)]
pub(super) struct Choice {
    pub(super) at: usize,
    pub(super) length: Slot,
    pub(super) waste: Slot,
    /// The least urgent place in the list of those that are to fill the stretch.
    place: usize,
    /// Until when the stretch is filled.
    until: Slot,
    /// How many ways to fill it were looked at.
    pub(super) ways: u32,
}

/// What is still to be filled of a stretch.
struct Rest {
    end: Slot,
    used: [usize; DEEP],
    /// How many more ways to look at.
    ways: u32,
}

impl Placer<'_, '_> {
    /// A more urgent unit of one piece whose place the choice, or what is to fill the stretch behind it, would take.
    pub(super) fn rival(&self, fill: &Fill, choice: &Choice, t: Slot) -> Option<usize> {
        let demands = |unit: usize| {
            let members = self.frame.graph.members(unit).iter();
            members.flat_map(|&i| &self.frame.problem.activities[i].demands)
        };
        let chosen = fill.ready[choice.at].unit;
        fill.ready.iter().position(|r| {
            r.place < choice.place
                && r.start > t
                && r.start < choice.until
                && self.indivisible(r.unit)
                && demands(r.unit).any(|x| demands(chosen).any(|y| x.resource == y.resource))
        })
    }

    /// What a turn says, if there is such a choice.
    pub(super) fn turn(&self, fill: &Fill, t: Slot, turn: Turn) -> Option<Choice> {
        let mut first = fill.ready.iter().enumerate().filter(|(_, r)| r.start == t);
        let (at, ready) = first.nth(usize::from(turn.skip))?;
        let i = self.frame.graph.members(ready.unit)[0];
        let rest = fill.progress[i].rest;
        let length = self.frame.shape(i).max.min(rest).min(ready.end - t) - Slot::from(turn.cut);
        let fits = length >= self.frame.shape(i).min || (turn.cut == 0 && length == rest);
        (fits && length > 0).then_some(Choice {
            at,
            length,
            waste: 0,
            place: ready.place,
            until: t + length,
            ways: 0,
        })
    }

    /// How to go on at slot `t`, where at least one unit is ready to start.
    pub(super) fn choose(&self, fill: &Fill, t: Slot, strict: bool) -> Choice {
        let end = fill
            .ready
            .iter()
            .filter(|r| r.start == t && !self.indivisible(r.unit))
            .map(|r| r.end)
            .max()
            .unwrap_or(t);
        let mut best: Option<Choice> = None;
        let mut ways = WAYS;
        for (at, ready) in fill.ready.iter().enumerate().filter(|(_, r)| r.start == t) {
            let i = self.frame.graph.members(ready.unit)[0];
            let rest = fill.progress[i].rest;
            for length in self.lengths(i, rest, ready.end - t) {
                let mut rest_of = Rest {
                    end,
                    used: [ready.unit; DEEP],
                    ways,
                };
                let finished = (length == rest).then_some(ready.unit);
                let (waste, place) = self.waste(fill, t + length, 1, finished, &mut rest_of);
                ways = rest_of.ways;
                if best.is_none_or(|best| waste < best.waste) {
                    best = Some(Choice {
                        at,
                        length,
                        waste,
                        place: place.max(ready.place),
                        until: (t + length).max(end),
                        ways: 0,
                    });
                }
                if waste == 0 || ways == 0 {
                    break;
                }
            }
            if strict || best.is_some_and(|best| best.waste == 0) || ways == 0 {
                break;
            }
        }
        let mut choice = best.unwrap_or(Choice {
            at: 0,
            length: 1,
            waste: 0,
            place: 0,
            until: t,
            ways: 0,
        });
        choice.ways = WAYS - ways;
        choice
    }

    /// The lengths that a session may have, most first: as long as it can be, then shorter.
    fn lengths(&self, i: usize, rest: Slot, found: Slot) -> impl Iterator<Item = Slot> + use<> {
        let shape = self.frame.shape(i);
        let most = found.min(shape.max).min(rest);
        let least = if most < shape.min {
            most
        } else {
            shape.min.max(most - CUTS)
        };
        // What finishes may be short; what does not finish may not.
        let none = most < shape.min && most < rest;
        let (low, high) = if none { (1, 0) } else { (least, most) };
        (low..=high).rev()
    }

    /// The least that is lost of the stretch from `t` on when units that are ready, and not among the first `depth` used,
    /// go on filling it; and the least urgent place of those that do.
    fn waste(
        &self,
        fill: &Fill,
        t: Slot,
        depth: usize,
        finished: Option<usize>,
        stretch: &mut Rest,
    ) -> (Slot, usize) {
        let end = stretch.end;
        let left = end - t;
        if left <= 0 || depth >= DEEP {
            return (left.max(0), 0);
        }
        let mut best = (left, 0);
        let released = finished
            .into_iter()
            .flat_map(|unit| self.frame.graph.after.of(unit))
            .filter_map(|&next| {
                if fill.waits[next] > 1 {
                    return None;
                }
                let i = self.frame.graph.members(next)[0];
                let a = &self.frame.problem.activities[i];
                if a.release > t || a.after.iter().any(|link| link.lag > 0) {
                    return None;
                }
                let (start, end) = self.frame.open(&self.profiles, i, t, left, end)?;
                (start == t).then_some((next, end))
            });
        let ready = fill
            .ready
            .iter()
            .filter(|r| r.start <= t && r.end > t)
            .map(|r| (r.unit, r.end));
        for (unit, until) in ready.chain(released) {
            if stretch.used[..depth].contains(&unit) {
                continue;
            }
            let i = self.frame.graph.members(unit)[0];
            let rest = fill.progress[i].rest;
            let found = until.min(end) - t;
            if self.indivisible(unit) && rest > found {
                continue;
            }
            stretch.used[depth] = unit;
            for length in self.lengths(i, rest, found) {
                stretch.ways = stretch.ways.saturating_sub(1);
                if stretch.ways == 0 {
                    return best;
                }
                let finished = (length == rest).then_some(unit);
                let (waste, place) = self.waste(fill, t + length, depth + 1, finished, stretch);
                if waste < best.0 {
                    best = (waste, place.max(fill.places[unit]));
                }
                if waste == 0 {
                    return best;
                }
            }
        }
        best
    }
}
