//! Whether a project stays as small as it was meant to be: the hours of its tasks against a budget, and what to cut where the
//! forecast passes it. A cut is offered only once the plan and its futures were made with it.

mod search;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use pivot_domain::curriculum::{Effort, Task};
use pivot_domain::fact::{Event, Fact, Recorded};
use pivot_domain::progress::{Progress, TaskProgress};
use pivot_engine::Options;

use super::forecast::{Forecast, Quantiles, Wish, beside};
use super::plan::Plan;
use crate::error::Error;
use crate::situation::Situation;
use search::{Search, Trim};

/// "Not two months of full-time work": two months are 365.25 / 12 · 2 = 60.9 days or 8.7 weeks, of 40 hours each: 348 hours.
pub const TWO_MONTHS: SignedDuration = SignedDuration::from_hours(348);
/// The kind of work by which a step is one of the project.
pub const KIND: &str = "project";

/// So many futures.
pub const FUTURES: usize = 1_000;

/// A task of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectTask {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its estimate: the person's, or the curriculum's; all times of a repeated task.
    pub effort: Effort,
    /// Work on it by the journal.
    pub spent: SignedDuration,
    /// It is done.
    pub done: bool,
}

/// Hours that hold in half of the futures, and in 80 of 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// In half of the futures it takes no more.
    pub p50: SignedDuration,
    /// In 80 of 100.
    pub p80: SignedDuration,
}

/// When a project, and everything else, is finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// The last step that has work of the project.
    pub project: Quantiles,
    /// Everything.
    pub all: Quantiles,
}

/// How large a project is.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// The steps that it is of, by their numbers.
    pub steps: Vec<u32>,
    /// Its tasks, in the order of the curriculum.
    pub tasks: Vec<ProjectTask>,
    /// Work so far.
    pub spent: SignedDuration,
    /// Likely work that is left of it, and of the whole plan.
    pub left: SignedDuration,
    /// The same of everything.
    pub left_in_all: SignedDuration,
    /// What it takes in all, what is spent included.
    pub hours: Hours,
    /// An ordinary week.
    pub weekly: SignedDuration,
    /// By the plan, the first and the last of its sessions ahead.
    pub planned: Option<(Timestamp, Timestamp)>,
    /// By the forecast.
    pub ends: Ends,
    /// What it is held against: the budget, or two months where there is none.
    pub limit: SignedDuration,
    /// What to cut; empty where the hours stay within the limit, and where no cut suffices.
    pub cuts: Vec<Cut>,
    /// Where no cut suffices, what it takes with the largest of them.
    pub least: Option<Hours>,
}

impl Load {
    /// Whether it takes more than the limit in more than 20 of 100 futures.
    pub fn is_over(&self) -> bool {
        self.hours.p80 > self.limit
    }

    /// Likely hours in all: what is spent, and what is left.
    pub fn likely(&self) -> SignedDuration {
        self.spent + self.left
    }
}

/// Work to leave undone, solved.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    /// As an order: `do 9.1 Improve the model in 8h, not 16h`.
    pub change: String,
    /// The facts by which it is done.
    pub events: Vec<Event>,
    /// Likely work left undone; twice that of a task on which others build.
    pub asks: SignedDuration,
    /// What the project takes then.
    pub hours: Hours,
    /// When it ends then.
    pub ends: Ends,
}
/// How large the project of a situation is, and what to cut where it passes `budget`; `None` where the curriculum has no project.
///
/// # Errors
/// Where the files cannot be planned.
pub fn load(
    situation: &Situation,
    budget: Option<SignedDuration>,
    options: &Options<'_>,
    wish: &Wish,
) -> Result<Option<Load>, Error> {
    let progress = situation.progress();
    let tasks = tasks(situation, &progress);
    if tasks.is_empty() {
        return Ok(None);
    }
    let steps: BTreeSet<u32> = tasks.iter().map(|t| t.step).collect();
    let limit = budget.unwrap_or(TWO_MONTHS);
    let found = Search::new(situation, &tasks, &progress, limit, options, wish)?;
    let now = found.hours(&Trim::default());
    let trims = if now.p80 > limit {
        found.trims()
    } else {
        Vec::new()
    };
    let others: Vec<Situation> = trims.iter().map(|trim| with(situation, &trim.events())).collect();
    let ((plan, forecast), cut) = beside(situation, &others, options, wish)?;
    let mut cuts = Vec::new();
    for ((trim, other), (_, then)) in trims.iter().zip(&others).zip(&cut) {
        // Solved anew, from the facts as they would stand.
        let kept = self::tasks(other, &other.progress());
        let solved = Search::new(other, &kept, &other.progress(), limit, options, wish)?;
        let (hours, gone) = (solved.hours(&Trim::default()), lost(&found, trim));
        cuts.push(Cut {
            change: trim.words(situation),
            events: trim.events(),
            asks: SignedDuration::from_mins(found.asks(trim)),
            hours: Hours {
                p50: hours.p50 + gone,
                p80: hours.p80 + gone,
            },
            ends: ends(then, &steps),
        });
    }
    cuts.retain(|cut| cut.hours.p80 <= limit);
    let least = (now.p80 > limit && cuts.is_empty()).then(|| found.hours(&found.most()));
    Ok(Some(Load {
        steps: steps.iter().copied().collect(),
        tasks: tasks.iter().map(|t| told(t, &progress)).collect(),
        spent: found.spent,
        left: left(&tasks, &progress),
        left_in_all: plan.likely,
        hours: now,
        weekly: situation.settings.weekly(),
        planned: planned(&plan, &tasks),
        ends: ends(&forecast, &steps),
        limit,
        cuts,
        least,
    }))
}

/// Work that was done on tasks that are left out then: it was spent all the same.
fn lost(found: &Search<'_, '_>, trim: &Trim) -> SignedDuration {
    let out = found.open.iter().filter(|t| trim.out.contains(&t.task.id));
    out.map(|t| t.spent)
        .fold(SignedDuration::ZERO, |all, one| all + one)
}

/// The tasks of the project: those of every step that has one of the kind `project`.
fn tasks<'s>(situation: &'s Situation, progress: &Progress) -> Vec<&'s Task> {
    let picked = || situation.curriculum.picked();
    // A step stays one of the project's where all of its work of that kind is left out.
    let steps: BTreeSet<u32> = picked().filter(|t| t.kind == KIND).map(|t| t.step).collect();
    let stays = |t: &&Task| steps.contains(&t.step) && !progress.dropped.contains(&t.id);
    picked().filter(stays).collect()
}

/// The estimate of a task: of one time of a repeated one.
fn estimate(task: &Task, progress: &Progress) -> Effort {
    let own = progress.task(&task.id).and_then(|t| t.estimate);
    own.unwrap_or(task.effort)
}

fn is_done(task: &Task, progress: &Progress) -> bool {
    (1..=task.times.count()).all(|time| progress.done(&task.id, time).is_some())
}

fn told(task: &Task, progress: &Progress) -> ProjectTask {
    let one = estimate(task, progress);
    let times = i32::try_from(task.times.count()).unwrap_or(i32::MAX);
    ProjectTask {
        id: task.id.clone(),
        title: task.title.clone(),
        effort: Effort {
            low: one.low * times,
            likely: one.likely * times,
            high: one.high * times,
        },
        spent: progress
            .task(&task.id)
            .map_or(SignedDuration::ZERO, TaskProgress::spent),
        done: is_done(task, progress),
    }
}

/// Likely work that is left: of each open time what its estimate has beyond the work on it.
fn left(tasks: &[&Task], progress: &Progress) -> SignedDuration {
    let mut left = SignedDuration::ZERO;
    for task in tasks {
        let one = estimate(task, progress).likely;
        for time in (1..=task.times.count()).filter(|time| progress.done(&task.id, *time).is_none()) {
            let spent = progress
                .task(&task.id)
                .map_or(SignedDuration::ZERO, |t| t.spent_on(time));
            left += (one - spent).max(SignedDuration::ZERO);
        }
    }
    left
}

fn planned(plan: &Plan, tasks: &[&Task]) -> Option<(Timestamp, Timestamp)> {
    let own = |id: &str| tasks.iter().any(|t| t.id == id);
    let sessions = || plan.sessions.iter().filter(|s| own(&s.task));
    Some((
        sessions().map(|s| s.start).min()?,
        sessions().map(|s| s.end).max()?,
    ))
}

/// The end of the last step of the project, by the 80-percent date, and of everything. `None` is never.
fn ends(forecast: &Forecast, steps: &BTreeSet<u32>) -> Ends {
    let own = forecast.steps.iter().filter(|s| steps.contains(&s.number));
    let last = own.max_by_key(|s| (s.finish.p80.is_none(), s.finish.p80));
    Ends {
        project: last.map_or(forecast.finish, |s| s.finish),
        all: forecast.finish,
    }
}

/// The situation with these facts too.
fn with(situation: &Situation, events: &[Event]) -> Situation {
    let mut then = situation.clone();
    then.facts.extend(events.iter().map(|event| {
        Recorded::from(Fact {
            at: situation.now,
            zone: "UTC".into(),
            event: event.clone(),
        })
    }));
    then
}

#[cfg(test)]
mod tests;
