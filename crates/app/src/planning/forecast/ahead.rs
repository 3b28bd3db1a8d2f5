//! The work ahead: what is open, what may be drawn, and the plan whose order the futures follow.

use std::collections::BTreeMap;

use pivot_domain::availability::slot_to;
use pivot_domain::curriculum::Effort;
use pivot_domain::fact::Part as FactPart;
use pivot_domain::progress::Progress;
use pivot_engine::{Activity, Options, Outcome, Slot};

use super::losses::{Losses, Scope};
use super::pace::{Pace, Size, hours};
use crate::error::Error;
use crate::planning::plan::{Plan, dated, solve};
use crate::planning::problem::{Estimate, LONGEST_DAYS, Phase, Setup, build_unknowing};
use crate::situation::Situation;

/// How efforts scatter about their estimates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// As a lognormal distribution with the mean and the deviation of PERT.
    Lognormal,
    /// As a PERT beta distribution: never below the low number, nor above the high one, before the factors.
    Beta,
}

/// What is taken to be uncertain.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The person's pace.
    pub pace: Pace,
    /// How efforts scatter; `None`: not at all, each takes the likely time.
    pub shape: Option<Shape>,
    /// Lost days, if any.
    pub losses: Option<Losses>,
    /// Added work, if any.
    pub scope: Option<Scope>,
}

impl Model {
    /// Everything takes its likely time and nothing is lost.
    pub fn certain() -> Model {
        Model {
            pace: Pace::as_estimated(),
            shape: None,
            losses: None,
            scope: None,
        }
    }

    /// Each task is drawn for itself from its PERT distribution, and nothing else is uncertain.
    pub fn independent() -> Model {
        Model {
            shape: Some(Shape::Beta),
            ..Model::certain()
        }
    }
}

/// One time of a task that is open.
#[derive(Clone, Debug)]
pub(super) struct Open {
    /// The activity of the person's work.
    pub(super) activity: usize,
    pub(super) effort: Effort,
    pub(super) size: Size,
    /// Index into the kinds.
    pub(super) kind: usize,
    /// Hours of launch and reading, which do not scatter.
    pub(super) fixed: f64,
    /// Hours logged.
    pub(super) spent: f64,
}

/// A day with open hours.
#[derive(Clone, Copy, Debug)]
pub(super) struct Day {
    pub(super) start: Slot,
    pub(super) end: Slot,
    pub(super) open: Slot,
}

/// The work ahead of a situation: its problem, the plan whose order the futures follow, and what may be drawn.
#[derive(Debug)]
pub struct Ahead<'s> {
    pub(super) setup: Setup<'s>,
    /// The plan.
    pub plan: Plan,
    pub(super) planned: Vec<Option<(Slot, Slot)>>,
    /// The plan's finish, in slots of the problem.
    pub(super) finish: Slot,
    pub(super) open: Vec<Open>,
    /// When each activity was done, those that are.
    pub(super) done: Vec<Option<Slot>>,
    pub(super) kinds: Vec<String>,
    pub(super) days: Vec<Day>,
    pub(super) likely: f64,
}

impl<'s> Ahead<'s> {
    /// Plans a situation and makes it ready for futures.
    ///
    /// # Errors
    /// Where the files cannot be planned.
    pub fn new(situation: &'s Situation, options: &Options<'_>) -> Result<Ahead<'s>, Error> {
        let solved = solve(situation, Estimate::Likely, options)?;
        let plan = dated(situation, &solved);
        let mut setup = build_unknowing(situation, Estimate::Likely, days_ahead(&plan));
        let key = |setup: &Setup<'s>, i: usize| {
            let part = setup.parts[i];
            (setup.tasks[part.task].id.clone(), part.time, part.phase as u8)
        };
        let mut places = BTreeMap::new();
        for (i, outcome) in solved.solution.outcomes.iter().enumerate() {
            if let Outcome::Placed { start, finish } = *outcome {
                places.insert(key(&solved.setup, i), (start, finish));
            }
        }
        let count = setup.problem.activities.len();
        let planned: Vec<_> = (0..count).map(|i| places.get(&key(&setup, i)).copied()).collect();
        let progress = situation.progress();
        let done = take_out_done(&mut setup, &progress);
        let (open, kinds) = open_work(&setup, &progress, &done);
        let left = |o: &Open| (hours(o.effort.likely) - o.spent).max(0.0);
        Ok(Ahead {
            days: days(&setup),
            finish: solved.solution.cost.finish,
            setup,
            plan,
            planned,
            likely: open.iter().map(left).sum(),
            open,
            done,
            kinds,
        })
    }

    /// When each activity finishes by the plan, those that have a place.
    pub(super) fn planned_finishes(&self) -> impl Iterator<Item = (usize, Slot)> + '_ {
        self.planned
            .iter()
            .enumerate()
            .filter_map(|(i, p)| Some((i, p.as_ref()?.1)))
    }
}

/// The name of an activity's part in the journal.
pub(super) fn name(setup: &Setup<'_>, activity: usize) -> FactPart {
    let part = setup.parts[activity];
    let task = &setup.tasks[part.task];
    FactPart {
        task: task.id.clone(),
        time: (task.times.count() > 1).then_some(part.time),
    }
}

/// Makes nothing of what is done, and tells when it was. It keeps nobody waiting but for the time that must pass behind it.
fn take_out_done(setup: &mut Setup<'_>, progress: &Progress) -> Vec<Option<Slot>> {
    let at = |i: usize| {
        let name = name(setup, i);
        Some(slot_to(progress.done(&name.task, name.time())?) - setup.origin)
    };
    let done: Vec<Option<Slot>> = (0..setup.parts.len()).map(at).collect();
    for (activity, done_at) in setup.problem.activities.iter_mut().zip(&done) {
        if done_at.is_some() {
            *activity = Activity::default();
            continue;
        }
        let passed = activity
            .after
            .iter()
            .filter_map(|l| Some(done[l.activity]? + l.lag));
        activity.release = passed.fold(activity.release, Slot::max);
        activity.after.retain(|l| done[l.activity].is_none());
    }
    done
}

/// The work that is drawn, and the kinds that there are. What is done in one go is an appointment: it takes as long as it
/// takes, for everybody.
fn open_work(setup: &Setup<'_>, progress: &Progress, done: &[Option<Slot>]) -> (Vec<Open>, Vec<String>) {
    let mut kinds: Vec<String> = Vec::new();
    let mut open = Vec::new();
    for (i, part) in setup.parts.iter().enumerate() {
        let (task, activity) = (&setup.tasks[part.task], &setup.problem.activities[i]);
        let drawn = part.phase == Phase::Work && activity.split.is_some() && activity.work > 0;
        let state = progress.task(&task.id);
        let effort = state.and_then(|s| s.estimate).unwrap_or(task.effort);
        let Some(size) = Size::of(&effort).filter(|_| drawn && done[i].is_none()) else {
            continue;
        };
        let kind = kinds.iter().position(|k| *k == task.kind).unwrap_or_else(|| {
            kinds.push(task.kind.clone());
            kinds.len() - 1
        });
        let run = task.unattended.as_ref();
        open.push(Open {
            activity: i,
            effort,
            size,
            kind,
            fixed: run.map_or(0.0, |u| hours(u.launch) + hours(u.read)),
            spent: state.map_or(0.0, |t| hours(t.spent_on(name(setup, i).time()))),
        });
    }
    (open, kinds)
}

/// How far to look: ten times as long as the plan's hours need, and a year.
fn days_ahead(plan: &Plan) -> i64 {
    let weekly = plan.weekly.as_mins().max(1);
    (plan.likely.as_mins() * 7 * 10 / weekly + 365).clamp(1, LONGEST_DAYS)
}

/// The days with open hours of a problem.
fn days(setup: &Setup<'_>) -> Vec<Day> {
    let problem = &setup.problem;
    let ends = problem.days.iter().skip(1).copied().chain([problem.horizon]);
    problem
        .days
        .iter()
        .copied()
        .zip(ends)
        .map(|(start, end)| Day {
            start: start.max(0),
            end,
            open: setup.study(start.max(0), end),
        })
        .filter(|d| d.start < d.end && d.open > 0)
        .collect()
}
