//! Known sessions that are held: they are booked before anything is placed, so that nothing else takes their time, and
//! their activity keeps them at its turn as far as it still may.

use super::Placer;
use crate::frame::{Draw, day_of};
use crate::model::{Session, Slot, Split};
use crate::profile::Profile;

/// What is left once the held sessions are booked.
#[derive(Default)]
pub(super) struct Bookings {
    hold: Vec<bool>,
    booked: Vec<bool>,
    profiles: Vec<Profile>,
    left: Vec<i64>,
}

impl Placer<'_, '_> {
    /// Books the known sessions that are held, where calendars and quotas still have room for them.
    pub(super) fn book_held(&mut self) {
        self.booked.clear();
        if self.hold.is_empty() {
            return;
        }
        if self.bookings.hold == self.hold {
            self.booked.clone_from(&self.bookings.booked);
            for (profile, base) in self.profiles.iter_mut().zip(&self.bookings.profiles) {
                profile.clone_from(base);
            }
            self.left.clone_from(&self.bookings.left);
            return;
        }
        let frame = self.frame;
        self.booked.resize(frame.known.len(), false);
        for i in 0..frame.problem.activities.len() {
            let (mut done, limit) = (0, self.limit(i));
            for k in frame.known_of(i) {
                let s = frame.known[k];
                let in_time = s.start >= frame.problem.activities[i].release && s.end <= limit;
                if !self.hold[k] || frame.free[i] == 0 || !in_time || !self.has_room(&s, done) {
                    continue;
                }
                self.occupy(&s, done);
                self.booked[k] = true;
                done += s.end - s.start;
            }
        }
        // To book a session is about half the work of placing a unit.
        self.placements += self.hold.iter().filter(|held| **held).count() as u64 / 2;
        self.bookings = Bookings {
            hold: self.hold.clone(),
            booked: self.booked.clone(),
            profiles: self.profiles.clone(),
            left: self.left.clone(),
        };
    }

    /// How many slots the sessions have that were booked last.
    pub(crate) fn held_slots(&self) -> Slot {
        let known = self.frame.known.iter().zip(&self.bookings.booked);
        known
            .filter(|(_, booked)| **booked)
            .map(|(s, _)| s.end - s.start)
            .sum()
    }

    /// Whether every demand of the session is met and no quota is exceeded, where it starts after `done` slots.
    fn has_room(&self, s: &Session, done: Slot) -> bool {
        let (frame, length) = (self.frame, s.end - s.start);
        let demands = &frame.problem.activities[s.activity].demands;
        let open = demands.iter().all(|demand| {
            self.profiles[demand.resource].run(demand.units, s.start, length, s.end) == Some((s.start, s.end))
        });
        open && demands
            .iter()
            .zip(&frame.draws[s.activity])
            .all(|(demand, draw)| {
                frame.quotas[demand.resource].iter().all(|periods| {
                    let mut t = s.start;
                    while t < s.end {
                        let period = periods.of(t);
                        let stop = periods.end(period).min(s.end);
                        let amount = draw.amount(done + t - s.start, stop - t);
                        if period.is_some_and(|p| amount > self.left[periods.first + p]) {
                            return false;
                        }
                        t = stop;
                    }
                    true
                })
            })
    }

    fn occupy(&mut self, s: &Session, done: Slot) {
        for demand in &self.frame.problem.activities[s.activity].demands {
            self.profiles[demand.resource].take(s.start, s.end, demand.units);
        }
        self.frame
            .book(&mut self.left, s.activity, done, s.start, s.end, Draw::amount);
    }

    fn vacate(&mut self, s: &Session, done: Slot) {
        for demand in &self.frame.problem.activities[s.activity].demands {
            self.profiles[demand.resource].give(s.start, s.end, demand.units);
        }
        let back = |draw: Draw, k: Slot, slots: Slot| -draw.amount(k, slots);
        self.frame
            .book(&mut self.left, s.activity, done, s.start, s.end, back);
    }

    /// The sessions that are booked for an activity, in order of time.
    fn booked_for(&self, i: usize) -> Vec<Session> {
        if self.booked.is_empty() {
            return Vec::new();
        }
        let booked = |k: &usize| self.booked[*k];
        let sessions = self.frame.known_of(i).filter(booked);
        sessions.map(|k| self.frame.known[k]).collect()
    }

    /// Gives back what is booked for an activity, and says what it was.
    pub(super) fn release(&mut self, i: usize) -> Vec<Session> {
        let booked = self.booked_for(i);
        self.vacate_all(&booked);
        booked
    }

    fn vacate_all(&mut self, sessions: &[Session]) {
        let mut done = 0;
        for s in sessions {
            self.vacate(s, done);
            done += s.end - s.start;
        }
    }

    fn occupy_all(&mut self, sessions: &[Session]) {
        let mut done = 0;
        for s in sessions {
            self.occupy(s, done);
            done += s.end - s.start;
        }
    }

    /// Gives back what is booked for the open members of a chain, and says where the chain would start by that.
    pub(super) fn release_chain(&mut self, open: &[usize]) -> Option<Slot> {
        let mut at = None;
        for &i in open {
            let offset = self.frame.graph.offset[i];
            let booked = self.release(i);
            at = at.or(booked.first().map(|s| s.start - offset));
        }
        at
    }

    /// Work of the activity which is being divided that its kept sessions hold.
    pub(super) fn kept_slots(&self) -> Slot {
        self.kept.iter().map(|kept| kept.1 - kept.0).sum()
    }

    /// Places an activity in the sessions that are booked for it, as far as it may start then and they have its shape;
    /// the rest of its work is divided around them. `None`, and nothing is booked, where nothing can be kept.
    pub(super) fn keep(
        &mut self,
        i: usize,
        earliest: Slot,
        limit: Slot,
        manner: super::Manner,
    ) -> Option<(Slot, Slot)> {
        let mut sessions = self.booked_for(i);
        let shape = self.frame.shape(i);
        let slots = |sessions: &[Session]| sessions.iter().map(|s| s.end - s.start).sum::<Slot>();
        let first = sessions.first()?.start;
        if first >= earliest && slots(&sessions) == self.frame.free[i] && self.has_shape(&sessions, &shape) {
            return Some(self.stay(i, &sessions, &shape));
        }
        self.vacate_all(&sessions);
        sessions.retain(|s| s.start >= earliest);
        // A rest of a draw that is rounded depends on what came before it: such an activity stays whole or not at all.
        let even = self.frame.draws[i]
            .iter()
            .all(|draw| matches!(draw, Draw::Even(_)));
        while !sessions.is_empty() {
            let left = self.frame.free[i] - slots(&sessions);
            if left >= 0 && (left == 0 || even) && self.has_shape(&sessions, &shape) {
                self.occupy_all(&sessions);
                if left == 0 {
                    return Some(self.stay(i, &sessions, &shape));
                }
                if let Some(placed) = self.divide_around(i, &sessions, (earliest, limit), &shape, manner) {
                    return Some(placed);
                }
                self.vacate_all(&sessions);
            }
            sessions.pop();
        }
        None
    }

    /// Sessions that are booked become the activity's.
    fn stay(&mut self, i: usize, sessions: &[Session], shape: &Split) -> (Slot, Slot) {
        debug_assert!(sessions.iter().all(|s| s.activity == i));
        self.sessions.extend_from_slice(sessions);
        self.rank.sessions += sessions.len();
        let short = |s: &&Session| s.end - s.start < shape.min;
        self.rank.scraps += sessions.iter().filter(short).count();
        (sessions[0].start, sessions[sessions.len() - 1].end)
    }

    /// Divides the rest of an activity's work around sessions that are booked for it. Leaves no trace of its own where
    /// that does not give the activity its shape.
    fn divide_around(
        &mut self,
        i: usize,
        sessions: &[Session],
        (earliest, limit): (Slot, Slot),
        shape: &Split,
        manner: super::Manner,
    ) -> Option<(Slot, Slot)> {
        let (first, rank, wasteful) = (self.sessions.len(), self.rank, self.wasteful.len());
        self.kept = sessions.iter().map(|s| (s.start, s.end)).collect();
        let divided = self.divide(i, earliest, limit, manner);
        self.kept.clear();
        divided?;
        let mut all = self.sessions[first..].to_vec();
        all.extend_from_slice(sessions);
        all.sort_unstable();
        if !self.has_shape(&all, shape) {
            self.undo(first);
            self.wasteful.truncate(wasteful);
            self.rank = rank;
            return None;
        }
        self.sessions.truncate(first);
        self.rank = rank;
        Some(self.stay(i, &all, shape))
    }

    /// Whether sessions of an activity, in order of time, have its shape: their lengths, the gaps between them and to
    /// its pins, and its daily limit. The last may be short; whether all the work is in them is not asked.
    fn has_shape(&self, sessions: &[Session], shape: &Split) -> bool {
        let Some(last) = sessions.last() else { return true };
        let a = &self.frame.problem.activities[last.activity];
        let pins = sessions.iter().all(|s| {
            let apart = |pin: &(Slot, Slot)| s.start >= pin.1 + shape.gap || s.end <= pin.0 - shape.gap;
            a.pins.iter().all(apart)
        });
        if a.split.is_none() {
            let whole = matches!(sessions, [only] if only.end - only.start == self.frame.free[only.activity]);
            return whole && pins;
        }
        let lengths = sessions.iter().all(|s| {
            let length = s.end - s.start;
            length <= shape.max && (length >= shape.min || s == last)
        });
        let gaps = sessions
            .windows(2)
            .all(|pair| pair[1].start >= pair[0].end + shape.gap);
        lengths && gaps && pins && shape.per_day.is_none_or(|most| self.within_days(sessions, most))
    }

    /// Whether no day with one of the sessions in it has more of their activity than `most`.
    fn within_days(&self, sessions: &[Session], most: Slot) -> bool {
        let problem = self.frame.problem;
        sessions.iter().all(|s| {
            let pins = &problem.activities[s.activity].pins;
            let mut t = s.start;
            while t < s.end {
                let (from, to) = day_of(&problem.days, t);
                let overlap = |start: Slot, end: Slot| (end.min(to) - start.max(from)).max(0);
                let own: Slot = sessions.iter().map(|s| overlap(s.start, s.end)).sum();
                if own + pins.iter().map(|pin| overlap(pin.0, pin.1)).sum::<Slot>() > most {
                    return false;
                }
                t = to;
            }
            true
        })
    }
}
