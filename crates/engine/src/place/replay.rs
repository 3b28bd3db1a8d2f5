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

    /// Places all units in the order of `list`, as [`Placer::run`] does, and counts nothing.
    pub(crate) fn place_all(&mut self, list: &[usize], manners: &[Manner]) {
        for &unit in list {
            match *self.frame.graph.members(unit) {
                [i] => self.place_single(i, manners[i]),
                _ => self.place_chain(unit, Slot::MIN),
            }
        }
    }

    /// The slot after the last of all sessions.
    pub(crate) fn last_slot(&self) -> Slot {
        self.sessions.iter().map(|s| s.end).max().unwrap_or(Slot::MIN)
    }
}
