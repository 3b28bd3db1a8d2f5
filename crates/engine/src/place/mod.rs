//! Serial schedule generation: units are placed one by one, in the order of a list, each as early as what is already
//! placed allows.

mod chain;
mod replay;
mod rest;
mod stretch;

use crate::fill::Fill;
use crate::frame::{Draw, Frame};
use crate::model::{Session, Slot, Split};
use crate::profile::Profile;

pub(crate) use replay::Buffers;

/// How many different lengths by which to shorten a session are tried.
const TRIMS: Slot = 8;

/// How many stretches an indivisible activity may pass over.
const SKIPS: u32 = 6;

/// How an activity behaves towards the stretches that it finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// It fills each stretch as far as it can.
    Greedy,
    /// It avoids to leave rests of stretches that are too short for anything else, and likes to fill such rests.
    Fit,
    /// It passes over stretches that would make a session shorter than the longest permitted.
    Whole,
    /// It passes over stretches that would make a session shorter than half way between shortest and longest.
    Half,
    /// It shortens a session so that the one that finishes it is not shorter than the shortest permitted.
    Even,
}

impl Manner {
    /// All manners.
    pub(crate) const ALL: [Manner; 5] = [
        Manner::Greedy,
        Manner::Fit,
        Manner::Whole,
        Manner::Half,
        Manner::Even,
    ];
}

/// What a schedule is worth to the search: as [`crate::Cost`], but promises are kept before the finish is made earlier
/// (they are left out only where they cannot be kept), some lateness is allowed for an earlier finish and for known
/// sessions that stay, these count before the hour of the finish, and short last sessions last of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    pub(crate) unplaced: Slot,
    pub(crate) overrun: Slot,
    /// Lateness beyond what is allowed.
    pub(crate) late: i64,
    pub(crate) forgiven: usize,
    /// The finish; beside a known schedule the end of its day.
    pub(crate) end: Slot,
    pub(crate) moved: usize,
    pub(crate) finish: Slot,
    /// All lateness.
    pub(crate) lateness: i64,
    pub(crate) sessions: usize,
    pub(crate) scraps: usize,
}

/// What became of an activity in the schedule being built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Pending,
    Placed {
        start: Slot,
        finish: Slot,
    },
    /// With what it waits for, if that is the reason.
    Unplaced(Option<usize>),
    Forgiven,
}

/// A stretch that an activity may use, and where to look next if it is too short.
pub(crate) struct Run {
    pub(crate) start: Slot,
    pub(crate) end: Slot,
    pub(crate) next: Slot,
}

/// Builds schedules, one after the other, in buffers that it keeps.
pub(crate) struct Placer<'f, 'p> {
    pub(crate) frame: &'f Frame<'p>,
    pub(crate) profiles: Vec<Profile>,
    pub(crate) left: Vec<i64>,
    /// The sessions that are not pins, those of an activity in order of time and side by side.
    pub(crate) sessions: Vec<Session>,
    pub(crate) states: Vec<State>,
    /// Activities that left rests of stretches too short for anything else.
    pub(crate) wasteful: Vec<usize>,
    /// The members of a chain that are not pinned.
    open: Vec<usize>,
    pub(crate) rank: Rank,
    /// So much lateness counts as none.
    pub(crate) allowance: i64,
    /// Which activities are promises that yield: they have what the others leave. Empty for none.
    pub(crate) yields: Vec<bool>,
    /// Whether these have their turn now.
    rest: bool,
    /// What [`Placer::fill`] keeps.
    pub(crate) filling: Fill,
    /// How many units were placed so far, over all schedules.
    pub(crate) placements: u64,
}

impl<'f, 'p> Placer<'f, 'p> {
    pub(crate) fn new(frame: &'f Frame<'p>) -> Placer<'f, 'p> {
        Placer {
            frame,
            profiles: frame.base.clone(),
            left: frame.left.clone(),
            sessions: Vec::new(),
            states: vec![State::Pending; frame.problem.activities.len()],
            wasteful: Vec::new(),
            open: Vec::new(),
            rank: Rank::default(),
            allowance: 0,
            yields: Vec::new(),
            rest: false,
            filling: Fill::default(),
            placements: 0,
        }
    }

    /// Places the units in the order of `list`, in which each stands behind those it waits for. Activities that are
    /// `absent` are left out and nothing waits for them. Gives up with `None` once the schedule is sure to be worse
    /// than `bar`.
    pub(crate) fn run(
        &mut self,
        list: &[usize],
        manners: &[Manner],
        absent: Option<&[bool]>,
        bar: Option<&Rank>,
    ) -> Option<Rank> {
        self.reset();
        for &unit in list {
            self.placements += 1;
            let members = self.frame.graph.members(unit);
            let first = self.sessions.len();
            if absent.is_some_and(|absent| absent[members[0]]) {
                for &i in members {
                    self.states[i] = State::Forgiven;
                }
                continue;
            }
            if let [i] = *members {
                self.place_single(i, manners[i]);
            } else {
                self.place_chain(unit, Slot::MIN);
            }
            for &i in members {
                self.count(i);
                if !self.waits_its_turn(i) {
                    self.rank.moved += self.moved(i, first);
                }
            }
            if bar.is_some_and(|bar| self.rank > *bar) {
                return None;
            }
        }
        self.place_rest(list);
        Some(self.rank)
    }

    /// Nothing is placed, everything is free but for the pins.
    pub(crate) fn reset(&mut self) {
        for (profile, base) in self.profiles.iter_mut().zip(&self.frame.base) {
            profile.clone_from(base);
        }
        self.left.clone_from(&self.frame.left);
        self.sessions.clear();
        self.wasteful.clear();
        self.rest = false;
        self.states.fill(State::Pending);
        self.rank = Rank {
            sessions: self.frame.problem.activities.iter().map(|a| a.pins.len()).sum(),
            ..Rank::default()
        };
    }

    /// How many of an activity's known sessions are not among those from `first` on.
    pub(crate) fn moved(&self, i: usize, first: usize) -> usize {
        let now = &self.sessions[first..];
        let known = &self.frame.known[self.frame.known_of(i)];
        known.iter().filter(|known| !now.contains(known)).count()
    }

    /// Adds an activity to the rank, but for what moved.
    pub(crate) fn count(&mut self, i: usize) {
        let a = &self.frame.problem.activities[i];
        match self.states[i] {
            State::Placed { finish, .. } => {
                if finish > self.rank.finish {
                    self.rank.finish = finish;
                    self.rank.end = self.frame.end(finish);
                }
                self.rank.overrun += a.deadline.map_or(0, |deadline| (finish - deadline).max(0));
                self.rank.lateness += a
                    .due
                    .map_or(0, |due| i64::from(due.weight) * (finish - due.at).max(0));
                self.rank.late = (self.rank.lateness - self.allowance).max(0);
            }
            State::Forgiven => self.rank.forgiven += usize::from(!self.waits_its_turn(i)),
            State::Unplaced(_) => self.rank.unplaced += self.frame.free[i].max(1),
            State::Pending => {}
        }
    }

    /// The earliest start that release and predecessors allow, or the predecessor that has no place.
    pub(crate) fn earliest(&self, i: usize) -> Result<Slot, usize> {
        let a = &self.frame.problem.activities[i];
        let mut earliest = a.release;
        for link in &a.after {
            match self.states[link.activity] {
                State::Placed { finish, .. } => earliest = earliest.max(finish + link.lag),
                State::Unplaced(_) => return Err(link.activity),
                State::Pending | State::Forgiven => {}
            }
        }
        Ok(earliest)
    }

    /// The slot by which a session must end: a promise is kept by its due date or not at all. One that yields misses no
    /// deadline either, and has no place before its turn.
    pub(crate) fn limit(&self, i: usize) -> Slot {
        let a = &self.frame.problem.activities[i];
        let due = a.due.filter(|_| a.forgiven).map_or(Slot::MAX, |due| due.at);
        let limit = due.min(self.frame.problem.horizon);
        match (self.yields.get(i), self.rest) {
            (Some(true), false) => -1,
            (Some(true), true) => limit.min(a.deadline.unwrap_or(limit)),
            _ => limit,
        }
    }

    pub(crate) fn place_single(&mut self, i: usize, manner: Manner) {
        let a = &self.frame.problem.activities[i];
        let pinned = a
            .pins
            .first()
            .zip(a.pins.last())
            .map(|(first, last)| (first.0, last.1));
        if let Some((start, finish)) = pinned.filter(|_| self.frame.free[i] == 0) {
            self.states[i] = State::Placed { start, finish };
            return;
        }
        let limit = self.limit(i);
        let earliest = self.earliest(i);
        let placed = match earliest {
            Err(waits) => Err(Some(waits)),
            Ok(earliest) if a.work == 0 => {
                if earliest <= limit {
                    Ok((earliest, earliest))
                } else {
                    Err(None)
                }
            }
            Ok(_) if pinned.is_some_and(|(_, finish)| finish > limit) => Err(None),
            Ok(earliest) => self.divide(i, earliest, limit, manner).ok_or(None),
        };
        self.states[i] = match placed {
            Ok((start, finish)) => {
                let (from, to) = pinned.unwrap_or((start, finish));
                State::Placed {
                    start: start.min(from),
                    finish: finish.max(to),
                }
            }
            Err(None) if a.forgiven => State::Forgiven,
            Err(waits) => State::Unplaced(waits),
        };
    }

    /// Divides the free work of an activity into sessions from `earliest` on. Leaves no trace where it does not fit.
    fn divide(&mut self, i: usize, earliest: Slot, limit: Slot, manner: Manner) -> Option<(Slot, Slot)> {
        let frame = self.frame;
        let shape = frame.shape(i);
        let demands = &frame.problem.activities[i].demands;
        let room = demands
            .iter()
            .map(|demand| frame.room[demand.resource])
            .max()
            .unwrap_or(0);
        let mut habit = Habit {
            least: match manner {
                Manner::Whole => shape.max,
                Manner::Half => shape.min + (shape.max - shape.min + 1) / 2,
                _ => shape.min,
            },
            even: manner == Manner::Even,
            room,
            leave: false,
            trim: 0,
            skips: 0,
        };
        let first = self.sessions.len();
        let mut waste = self.plan(i, earliest, limit, &shape, habit)?;
        if manner == Manner::Fit && waste > 0 {
            // Other ways to divide the work, until one wastes nothing.
            habit.leave = true;
            let longest_trim = if shape.min < shape.max {
                (shape.max - shape.min).min(room + TRIMS)
            } else {
                0
            };
            habit.skips = if shape.min < shape.max { 0 } else { SKIPS };
            for trim in std::iter::once(0).chain(room..=longest_trim) {
                habit.trim = trim;
                let sessions = self.sessions.len();
                let Some(other) = self.plan(i, earliest, limit, &shape, habit) else {
                    continue;
                };
                if other < waste {
                    waste = other;
                    self.unplan(first, sessions);
                    self.sessions.drain(first..sessions);
                } else {
                    self.unplan(sessions, self.sessions.len());
                    self.sessions.truncate(sessions);
                }
                if waste <= 0 {
                    break;
                }
            }
        }
        if waste > 0 {
            self.wasteful.push(i);
        }
        for at in first..self.sessions.len() {
            let session = self.sessions[at];
            for demand in demands {
                self.profiles[demand.resource].take(session.start, session.end, demand.units);
            }
        }
        let sessions = &self.sessions[first..];
        self.rank.sessions += sessions.len();
        self.rank.scraps += sessions
            .iter()
            .filter(|session| session.end - session.start < shape.min)
            .count();
        Some((sessions.first()?.start, sessions.last()?.end))
    }

    /// One way to divide the free work of an activity: its sessions are added to the list and booked on the quotas, not
    /// yet on the profiles. Gives the slots of stretches that become too short for anything else, less those of such
    /// stretches that are filled.
    fn plan(
        &mut self,
        i: usize,
        earliest: Slot,
        limit: Slot,
        shape: &Split,
        mut habit: Habit,
    ) -> Option<Slot> {
        let first = self.sessions.len();
        let (mut rest, mut done, mut t) = (self.frame.free[i], 0, earliest);
        let mut waste = 0;
        while rest > 0 {
            let want = shape.max.min(rest);
            let Some(run) = self.stretch(
                i,
                &self.sessions[first..],
                t,
                done,
                shape,
                want.saturating_add(habit.room),
                limit,
            ) else {
                self.unplan(first, self.sessions.len());
                self.sessions.truncate(first);
                return None;
            };
            let found = run.end - run.start;
            if found < habit.least.min(rest) {
                t = run.next;
                continue;
            }
            let length = habit.length(shape, found, want, rest);
            let leftover = found - length;
            if leftover > 0 && leftover < habit.room {
                if habit.skips > 0 {
                    habit.skips -= 1;
                    t = run.next;
                    continue;
                }
                waste += leftover;
            } else if leftover == 0 && found < habit.room {
                waste -= found;
            }
            self.frame.book(
                &mut self.left,
                i,
                done,
                run.start,
                run.start + length,
                Draw::amount,
            );
            self.sessions.push(Session {
                start: run.start,
                end: run.start + length,
                activity: i,
            });
            rest -= length;
            done += length;
            t = run.start + length + shape.gap;
        }
        Some(waste)
    }

    /// Takes back from the quotas what the sessions `from..to`, which are one plan, drew.
    fn unplan(&mut self, from: usize, to: usize) {
        let mut done = 0;
        for session in &self.sessions[from..to] {
            let back = |draw: Draw, k: Slot, slots: Slot| -draw.amount(k, slots);
            self.frame.book(
                &mut self.left,
                session.activity,
                done,
                session.start,
                session.end,
                back,
            );
            done += session.end - session.start;
        }
    }

    fn book(&mut self, activity: usize, done: Slot, start: Slot, end: Slot) {
        for demand in &self.frame.problem.activities[activity].demands {
            self.profiles[demand.resource].take(start, end, demand.units);
        }
        self.frame
            .book(&mut self.left, activity, done, start, end, Draw::amount);
        self.sessions.push(Session { start, end, activity });
    }

    /// Takes back all sessions from `first` on, which are those of one activity or of whole members of a chain.
    pub(crate) fn undo(&mut self, first: usize) {
        let (mut done, mut last) = (0, usize::MAX);
        for session in &self.sessions[first..] {
            if session.activity != last {
                (done, last) = (0, session.activity);
            }
            for demand in &self.frame.problem.activities[session.activity].demands {
                self.profiles[demand.resource].give(session.start, session.end, demand.units);
            }
            self.frame.book(
                &mut self.left,
                session.activity,
                done,
                session.start,
                session.end,
                |draw, k, slots| -draw.amount(k, slots),
            );
            done += session.end - session.start;
        }
        self.sessions.truncate(first);
    }
}

/// The details of a manner.
#[derive(Clone, Copy)]
struct Habit {
    /// No session is shorter, except one that finishes the activity.
    least: Slot,
    /// Whether a session is shortened so that the last one is not too short.
    even: bool,
    /// A rest of a stretch shorter than this is lost; 0 if that does not matter.
    room: Slot,
    /// Whether a session ends early rather than leave such a rest.
    leave: bool,
    /// One session ends early by this much, so that the sessions behind it shift.
    trim: Slot,
    /// How many stretches it may pass over because they would leave such a rest.
    skips: u32,
}

impl Habit {
    /// How many of the `found` slots of a stretch to use: at most `want`, at least what the shape asks. `found` may be
    /// longer than `want` by up to `room`, so that the rest of the stretch is known.
    fn length(&mut self, shape: &Split, found: Slot, want: Slot, rest: Slot) -> Slot {
        let length = found.min(want);
        let shorter = |by: Slot| {
            if length - by >= shape.min {
                length - by
            } else {
                length
            }
        };
        let (leftover, tail) = (found - length, rest - length);
        if self.even && tail > 0 && tail < shape.min {
            return shorter(shape.min - tail);
        }
        if self.trim > 0 && length - self.trim >= shape.min {
            return shorter(std::mem::take(&mut self.trim));
        }
        if self.leave && leftover > 0 && leftover < self.room {
            return shorter(self.room - leftover);
        }
        length
    }
}
