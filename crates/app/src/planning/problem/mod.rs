//! A situation becomes a problem in whole slots.
//!
//! `tasks` gathers the tasks of the curriculum and of the journal, `resources` makes the person and the machines, `activities`
//! what is left of the work, `promises` the periods of cadences; `dates` turns days and months into slots.

mod activities;
mod dates;
mod promises;
mod resources;
mod tasks;

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use pivot_domain::availability::{self as when, Busy, instant};
use pivot_domain::curriculum::{Curriculum, Effort, Task};
use pivot_domain::left::left;
use pivot_domain::progress::Progress;
use pivot_domain::settings::Settings;
use pivot_engine::{Problem, Session, Slot};

pub use dates::month_start;
pub(super) use dates::{LONGEST_DAYS, end_after, origin};
pub(super) use resources::{DESK, ME, OPEN, TRIES};
pub(super) use tasks::tasks;

use super::competitions::Tries;
use super::{known, pins};
use crate::situation::Situation;

/// Which of the three numbers of an estimate is scheduled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Estimate {
    /// The likely one.
    Likely,
    /// The mean of the PERT distribution, which is longer where the estimate leans that way.
    Expected,
}

impl Estimate {
    fn of(self, effort: &Effort) -> SignedDuration {
        match self {
            Estimate::Likely => effort.likely,
            Estimate::Expected => effort.expected(),
        }
    }

    /// What is left of it after `spent`, while it is not done.
    fn left(self, effort: &Effort, spent: SignedDuration) -> SignedDuration {
        left(self.of(effort), effort.high, spent)
    }
}

/// Hours of a task that are left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// By the likely time.
    pub likely: SignedDuration,
    /// By the mean of the estimate.
    pub expected: SignedDuration,
}

/// What an activity of the problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Index into [`Setup::tasks`].
    pub task: usize,
    /// Which time of a repeated task, from 1.
    pub time: u32,
    /// Which piece of the work.
    pub phase: Phase,
    /// The soonest date by which it should be done: of the curriculum, of the person's hope, of its promise's period. It
    /// may be past, where the engine's due date is then now; and the engine has due dates that nobody wrote.
    pub wished: Option<Slot>,
    /// The date by which it must be done.
    pub must: Option<Slot>,
}

/// A piece of a task's work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Work of the person.
    Work,
    /// The launch of a machine's run.
    Launch,
    /// The run, which nobody attends.
    Run,
    /// Reading its result.
    Read,
}

/// A problem and what its numbers stand for.
#[derive(Debug)]
pub struct Setup<'s> {
    /// The problem.
    pub problem: Problem,
    /// Slot 0 of the problem, in slots since 1970.
    pub origin: i64,
    /// The tasks that are planned, those that are done among them.
    pub tasks: Vec<Cow<'s, Task>>,
    /// What is left of each task, all its times.
    pub left: Vec<Hours>,
    /// What each activity is.
    pub parts: Vec<Part>,
    /// Names of the problem's resources. The first three are the person: free at any hour, at the desk, within the hours.
    pub resources: Vec<&'s str>,
    /// What was noticed in the feeds.
    pub notes: Vec<String>,
    /// Sessions that the person pinned, each with its id.
    pub pinned: Vec<(Session, String)>,
    /// Pins that the frozen window made, not the person.
    pub frozen: Vec<Session>,
}

impl Setup<'_> {
    /// Slots of the person's desk in `[from, to)`, slots of the problem, as far as the daily limits allow.
    pub(super) fn study(&self, from: Slot, to: Slot) -> Slot {
        let desk = &self.problem.resources[DESK];
        let within = |a: Slot, b: Slot| -> Slot {
            let first = desk.calendar.partition_point(|w| w.end <= a);
            let windows = desk.calendar[first..].iter().take_while(|w| w.start < b);
            windows.map(|w| w.end.min(b) - w.start.max(a)).sum()
        };
        if from >= to {
            return 0;
        }
        let Some(quota) = desk.quotas.first() else {
            return within(from, to);
        };
        let begins = quota.periods.first().map_or(to, |p| p.0.clamp(from, to));
        let mut sum = within(from, begins);
        for (k, &(start, limit)) in quota.periods.iter().enumerate() {
            let end = quota.periods.get(k + 1).map_or(to, |next| next.0);
            let (a, b) = (start.max(from), end.min(to));
            if a < b {
                sum += within(a, b).min(limit);
            }
        }
        sum
    }
}

/// What a problem is made from: files and a moment, the stretches that commitments take, and how far to look.
pub(super) struct Ground<'s> {
    /// `pivot.toml`, as it is or as it might be.
    pub settings: &'s Settings,
    /// `curriculum.toml`, likewise.
    pub curriculum: &'s Curriculum,
    /// What the journal adds up to.
    pub progress: Progress,
    /// The moment.
    pub now: Timestamp,
    /// What commitments take, buffers included.
    pub busy: Vec<Busy>,
    /// The daily limits of the competitions that are watched.
    pub tries: Vec<Tries>,
    /// The slot since 1970 after the last that is looked at.
    pub end: i64,
}

/// Builds the problem of a situation over so many days. With [`Estimate::Likely`] it knows the accepted schedule.
pub fn build(situation: &Situation, estimate: Estimate, days: i64) -> Setup<'_> {
    let mut setup = build_unknowing(situation, estimate, days);
    if estimate == Estimate::Likely {
        known::add(&mut setup, situation, Some(&[]));
    }
    setup
}

/// The same without the accepted schedule; what the person pinned stays.
pub(super) fn build_unknowing(situation: &Situation, estimate: Estimate, days: i64) -> Setup<'_> {
    let origin = origin(&situation.settings, situation.now);
    let end = end_after(origin, days);
    let (busy, notes) = situation.busy(instant(origin), instant(end));
    let ground = Ground {
        settings: &situation.settings,
        curriculum: &situation.curriculum,
        progress: situation.progress(),
        now: situation.now,
        busy,
        tries: Tries::all(&situation.competitions, &situation.curriculum),
        end,
    };
    let mut setup = lay_out(&ground, estimate);
    setup.notes = notes;
    pins::add(&mut setup, situation, &ground.progress);
    setup
}

/// Builds the problem of a ground.
pub(super) fn lay_out<'s>(ground: &Ground<'s>, estimate: Estimate) -> Setup<'s> {
    let settings = ground.settings;
    let origin = origin(settings, ground.now);
    let end = ground.end.max(origin + 1);
    let (resources, names) = resources::all(ground, origin, end);
    let problem = Problem {
        horizon: end - origin,
        days: when::days(&settings.zones, origin, end)
            .into_iter()
            .map(|(slot, _)| slot - origin)
            .collect(),
        resources,
        activities: Vec::new(),
        known: Vec::new(),
    };
    let tasks = tasks(ground.curriculum, &ground.progress);
    let mut setup = Setup {
        problem,
        origin,
        left: vec![Hours::default(); tasks.len()],
        tasks,
        parts: Vec::new(),
        resources: names,
        notes: Vec::new(),
        pinned: Vec::new(),
        frozen: Vec::new(),
    };
    activities::add_tasks(&mut setup, ground, estimate);
    setup
}
