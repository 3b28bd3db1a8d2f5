//! A placer that is taken apart and put together again, so that a frame may change between two schedules.

use super::{Manner, Placer, Rank, State};
use crate::frame::Frame;
use crate::model::{Session, Slot};
use crate::profile::Profile;

/// What a placer keeps from one schedule to the next.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    profiles: Vec<Profile>,
    left: Vec<i64>,
    pub(crate) sessions: Vec<Session>,
    pub(crate) states: Vec<State>,
    wasteful: Vec<usize>,
    open: Vec<usize>,
}

impl Buffers {
    /// Nothing is placed, everything is free but for the pins. The profiles differ from the frame's before `until` alone.
    pub(crate) fn restore(&mut self, frame: &Frame<'_>, until: Slot) {
        for (profile, base) in self.profiles.iter_mut().zip(&frame.base) {
            profile.restore(base, until);
        }
        self.left.clone_from(&frame.left);
        self.sessions.clear();
        self.wasteful.clear();
        self.states.fill(State::Pending);
    }
}

impl<'f, 'p> Placer<'f, 'p> {
    /// A placer with the buffers of another one of a frame of the same problem.
    pub(crate) fn with(frame: &'f Frame<'p>, buffers: Buffers) -> Placer<'f, 'p> {
        Placer {
            frame,
            profiles: buffers.profiles,
            left: buffers.left,
            sessions: buffers.sessions,
            states: buffers.states,
            wasteful: buffers.wasteful,
            open: buffers.open,
            rank: Rank::default(),
            allowance: 0,
            yields: Vec::new(),
            rest: false,
            filling: Default::default(),
            placements: 0,
        }
    }

    /// Gives its buffers back.
    pub(crate) fn into_buffers(self) -> Buffers {
        Buffers {
            profiles: self.profiles,
            left: self.left,
            sessions: self.sessions,
            states: self.states,
            wasteful: self.wasteful,
            open: self.open,
        }
    }

    /// Places all units in the order of `list`, as [`Placer::run`] does, and counts nothing. Of the pair `nested` what holds
    /// the second resource does not hold the first: before something that holds the first has its turn, that is shut in the
    /// sessions of all that hold the second, and the second is shut in its own.
    pub(crate) fn place_nested(
        &mut self,
        list: &[usize],
        manners: &[Manner],
        nested: Option<(usize, usize)>,
    ) {
        let frame = self.frame;
        let on = |i: usize, r: usize| {
            frame.problem.activities[i]
                .demands
                .iter()
                .any(|d| d.resource == r && d.units > 0)
        };
        let mut seen = 0;
        let mut held = Vec::new();
        for &unit in list {
            let members = frame.graph.members(unit);
            let outer = nested.filter(|(outer, _)| members.iter().any(|&i| on(i, *outer)));
            if let Some((outer, inner)) = outer {
                let new = self.sessions[seen..].iter().filter(|s| on(s.activity, inner));
                held.clear();
                held.extend(new.map(|s| (s.start, s.end)));
                held.sort_unstable();
                self.profiles[outer].shut(&held);
                seen = self.sessions.len();
            }
            let first = self.sessions.len();
            match *members {
                [i] => self.place_single(i, manners[i]),
                _ => self.place_chain(unit, Slot::MIN),
            }
            if let Some((outer, inner)) = outer {
                for s in self.sessions[first..].iter().filter(|s| on(s.activity, outer)) {
                    self.profiles[inner].take(s.start, s.end, u32::MAX);
                }
            }
        }
    }

    /// The slot after the last of all sessions.
    pub(crate) fn last_slot(&self) -> Slot {
        self.sessions.iter().map(|s| s.end).max().unwrap_or(Slot::MIN)
    }
}
