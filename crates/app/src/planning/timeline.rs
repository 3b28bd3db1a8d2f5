//! The whole plan as lines: of every task what was done, what lies ahead, and where it stood in the accepted plan.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use pivot_domain::curriculum::{Deadline, Task, When};
use pivot_domain::progress::{Progress, TaskProgress};
use pivot_domain::zones::later;

use super::known::time_of;
use super::plan::Plan;
use super::problem::{month_start, tasks};
use super::reasons::{ChainReason, Overview, Slack};
use crate::situation::Situation;

/// `[from, to)`.
pub type Stretch = (Timestamp, Timestamp);

/// Every step and task of a plan, done or open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// In the order of their numbers.
    pub steps: Vec<StepLine>,
    /// The chain that fixes the finish, from the start to the end.
    pub chain: Vec<ChainReason>,
    /// Days off, each with what for.
    pub away: Vec<(Stretch, Option<String>)>,
    /// The end of the day on which the person hopes to finish.
    pub hoped: Option<Timestamp>,
    /// The end of the accepted plan; `None` where none was.
    pub accepted: Option<Timestamp>,
}

/// A step with its tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepLine {
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// The latest of its deadlines, of those that are missed where there are such.
    pub due: Option<Due>,
    /// In the order of the curriculum, then those that were added.
    pub tasks: Vec<TaskLine>,
}

/// A task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskLine {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How often it is done.
    pub times: u32,
    /// Recorded work, in order of time.
    pub worked: Vec<Stretch>,
    /// Sessions of the person that lie ahead, in order of time.
    pub ahead: Vec<Stretch>,
    /// Runs of a machine that nobody attends.
    pub runs: Vec<Stretch>,
    /// Its sessions in the accepted plan, machines' runs among them.
    pub accepted: Vec<Stretch>,
    /// Recorded work.
    pub spent: SignedDuration,
    /// Work that is planned, or should be and has no place.
    pub left: SignedDuration,
    /// When the last of its times was finished; `None` while one is open.
    pub done: Option<Timestamp>,
    /// Its deadline.
    pub due: Option<Due>,
    /// Ids of the tasks that it waits for.
    pub after: Vec<String>,
    /// Something of it has no place, and the curriculum does not forgive that.
    pub unplaced: bool,
    /// The chain that fixes the finish runs through it.
    pub critical: bool,
    /// How much later it may end; `None` where it is done or has no place.
    pub slack: Option<Slack>,
}

/// A deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The moment after it.
    pub at: Timestamp,
    /// It cannot move.
    pub hard: bool,
    /// The plan misses it.
    pub late: bool,
}

impl TaskLine {
    /// Start of the first work or session.
    pub fn start(&self) -> Option<Timestamp> {
        first([&self.worked, &self.ahead, &self.runs])
    }

    /// When it was done, or ends by the plan.
    pub fn finish(&self) -> Option<Timestamp> {
        self.done.or_else(|| last([&self.ahead, &self.runs]))
    }
}

impl StepLine {
    /// Start of its first work or session.
    pub fn start(&self) -> Option<Timestamp> {
        self.tasks.iter().filter_map(TaskLine::start).min()
    }

    /// When the last of its tasks was done, or ends by the plan; `None` where one has no place.
    pub fn finish(&self) -> Option<Timestamp> {
        let placed = !self.tasks.iter().any(|t| t.unplaced);
        placed
            .then(|| self.tasks.iter().filter_map(TaskLine::finish).max())
            .flatten()
    }

    /// Work that was recorded, and that is left.
    pub fn work(&self) -> (SignedDuration, SignedDuration) {
        let none = (SignedDuration::ZERO, SignedDuration::ZERO);
        self.tasks.iter().fold(none, |(spent, left), t| {
            (spent.saturating_add(t.spent), left.saturating_add(t.left))
        })
    }

    /// All of its tasks are done.
    pub fn is_done(&self) -> bool {
        !self.tasks.is_empty() && self.tasks.iter().all(|t| t.done.is_some())
    }
}

impl Timeline {
    /// The task of that id.
    pub fn task(&self, id: &str) -> Option<(&StepLine, &TaskLine)> {
        let in_step = |s| -> Option<(&StepLine, &TaskLine)> {
            let step: &StepLine = s;
            Some((step, step.tasks.iter().find(|t| t.id == id)?))
        };
        self.steps.iter().find_map(in_step)
    }

    /// From the first work, session or accepted session to the last. `None` where there is none.
    pub fn extent(&self) -> Option<Stretch> {
        let all = || {
            let tasks = self.steps.iter().flat_map(|s| &s.tasks);
            tasks.flat_map(|t| [&t.worked, &t.ahead, &t.runs, &t.accepted].into_iter().flatten())
        };
        Some((all().map(|s| s.0).min()?, all().map(|s| s.1).max()?))
    }
}

/// The lines of a plan and of what fixes its finish.
pub fn timeline(situation: &Situation, plan: &Plan, overview: &Overview) -> Timeline {
    let zones = &plan.zones;
    let progress = situation.progress();
    let lines = Lines {
        situation,
        plan,
        overview,
        progress: &progress,
    };
    let mut steps: BTreeMap<u32, StepLine> = plan
        .steps
        .iter()
        .map(|s| (s.number, empty(s.number, &s.title)))
        .collect();
    for task in tasks(&situation.curriculum, &progress) {
        // A task that was added may name a step that the curriculum no longer has.
        let step = steps
            .entry(task.step)
            .or_insert_with(|| empty(task.step, &format!("Step {}", task.step)));
        step.tasks.push(lines.line(&task));
    }
    steps.retain(|_, step| !step.tasks.is_empty());
    for step in steps.values_mut() {
        let due = step
            .tasks
            .iter()
            .filter_map(|t| t.due)
            .max_by_key(|d| (d.late, d.at));
        step.due = due;
    }
    let end = |date| zones.start_of(later(date, 1));
    let away = situation.settings.away.iter();
    Timeline {
        steps: steps.into_values().collect(),
        chain: overview.chain.clone(),
        away: away
            .map(|a| ((zones.start_of(a.from), end(a.to)), a.why.clone()))
            .collect(),
        hoped: situation.settings.finish_by.map(end),
        accepted: situation.accepted().iter().map(|s| s.end).max(),
    }
}

fn empty(number: u32, title: &str) -> StepLine {
    StepLine {
        number,
        title: title.to_owned(),
        due: None,
        tasks: Vec::new(),
    }
}

/// What lines are read from.
struct Lines<'a> {
    situation: &'a Situation,
    plan: &'a Plan,
    overview: &'a Overview,
    progress: &'a Progress,
}

impl Lines<'_> {
    fn line(&self, task: &Task) -> TaskLine {
        let known = self.progress.task(&task.id);
        let times = task.times.count();
        let own = self.plan.sessions.iter().filter(|s| s.task == task.id);
        let (mine, runs): (Vec<_>, Vec<_>) = own.partition(|s| s.resource == "me");
        let stretches = |sessions: Vec<&super::PlannedSession>| -> Vec<Stretch> {
            sessions.into_iter().map(|s| (s.start, s.end)).collect()
        };
        let missing = self
            .plan
            .unplaced
            .iter()
            .filter(|u| u.task == task.id && !u.forgiven);
        let planned = mine.iter().map(|s| s.end.duration_since(s.start));
        let left = planned.chain(missing.clone().map(|u| u.missing));
        let slack = self.overview.tasks.iter().find(|t| t.task == task.id);
        let mut line = TaskLine {
            id: task.id.clone(),
            title: task.title.clone(),
            times,
            worked: known.map(worked).unwrap_or_default(),
            left: left.fold(SignedDuration::ZERO, SignedDuration::saturating_add),
            ahead: stretches(mine),
            runs: stretches(runs),
            accepted: self.accepted(&task.id, times),
            spent: known.map_or(SignedDuration::ZERO, TaskProgress::spent),
            done: known.and_then(|k| done(k, times)),
            due: None,
            after: task.after.iter().map(|a| a.task.clone()).collect(),
            unplaced: missing.count() > 0,
            critical: slack.is_some_and(|t| t.critical),
            slack: slack.and_then(|t| t.slack),
        };
        line.due = self.due(task, &line);
        line
    }

    /// Where a task stood in the accepted plan.
    fn accepted(&self, task: &str, times: u32) -> Vec<Stretch> {
        let own = self.situation.accepted().iter();
        let mut stretches: Vec<Stretch> = own
            .filter(|s| s.task == task && time_of(s) <= times)
            .map(|s| (s.start, s.end))
            .collect();
        stretches.sort_unstable();
        stretches
    }

    /// A deadline that is missed before the one that the curriculum gives.
    fn due(&self, task: &Task, line: &TaskLine) -> Option<Due> {
        if let Some(late) = self.plan.late.iter().find(|l| l.task == task.id) {
            return Some(Due {
                at: late.deadline,
                hard: late.hard,
                late: true,
            });
        }
        let Deadline { when, hard, .. } = task.deadline?;
        let (curriculum, settings) = (&self.situation.curriculum, &self.situation.settings);
        let after = match when {
            When::Date(date) => later(date, 1),
            When::Month(month) => month_start(curriculum, settings, month.saturating_add(1)),
        };
        let at = settings.zones.start_of(after);
        Some(Due {
            at,
            hard,
            late: line.done.is_some_and(|done| done > at) || (line.done.is_none() && at <= self.plan.now),
        })
    }
}

/// When the last of `times` was finished; `None` while one is open.
fn done(known: &TaskProgress, times: u32) -> Option<Timestamp> {
    let dates: Option<Vec<Timestamp>> = (1..=times).map(|time| known.done.get(&time).copied()).collect();
    dates?.into_iter().max()
}

/// Recorded work, each stretch up to the moment at which it ended or was told of. Stretches that overlap are one.
fn worked(known: &TaskProgress) -> Vec<Stretch> {
    let begin = |at: Timestamp, spent| at.checked_sub(spent).unwrap_or(at);
    let stretches: BTreeSet<Stretch> = known.work.iter().map(|w| (begin(w.at, w.spent), w.at)).collect();
    let mut all: Vec<Stretch> = Vec::new();
    for (from, to) in stretches {
        match all.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => all.push((from, to)),
        }
    }
    all
}

fn first<'a>(lists: impl IntoIterator<Item = &'a Vec<Stretch>>) -> Option<Timestamp> {
    lists.into_iter().flatten().map(|s| s.0).min()
}

fn last<'a>(lists: impl IntoIterator<Item = &'a Vec<Stretch>>) -> Option<Timestamp> {
    lists.into_iter().flatten().map(|s| s.1).max()
}
