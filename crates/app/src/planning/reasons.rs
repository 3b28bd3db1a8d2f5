//! Why a task is where it is, in words; what fixes the finish; how much slack there is.

mod words;

use jiff::{SignedDuration, Timestamp};
use pivot_domain::availability::{duration, instant};
use pivot_engine::{ChainLink, Explainer, Options, Outcome, Reason, Session, latest_finishes};

use super::plan::{Kept, Solved, dated, solve, title};
use super::problem::Estimate;
use crate::error::Error;
use crate::situation::Situation;
use crate::task;
use words::Words;

/// The reasons of one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reasons {
    /// Its id.
    pub task: String,
    /// Its title.
    pub title: String,
    /// Start of its first session.
    pub start: Option<Timestamp>,
    /// End of its last.
    pub finish: Option<Timestamp>,
    /// How much later it could finish. `None` where the task has no place.
    pub slack: Option<Slack>,
    /// Each session with its reasons.
    pub sessions: Vec<SessionReason>,
    /// What leads up to its last session, from the start.
    pub before: Vec<ChainReason>,
    /// The chain that fixes the finish of the plan, from the start to the end.
    pub chain: Vec<ChainReason>,
}

/// How much later a task could finish before what waits for it must move the end of the plan, on its own calendars and
/// those of what waits for it. Other tasks' claims on the same hours are left aside, so it is an upper limit: other work may
/// need the time too. Of a repeated task the time that has the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slack {
    /// Elapsed time from its finish to the latest one.
    pub elapsed: SignedDuration,
    /// Study time in between: within the hours, outside breaks, commitments and days off.
    pub study: SignedDuration,
}

/// What fixes the finish of a plan, and the slack of every task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// When the last session ends.
    pub finish: Timestamp,
    /// The finish is the earliest there is.
    pub proven: bool,
    /// The chain that fixes it, from the start to the end.
    pub chain: Vec<ChainReason>,
    /// Every task that is open, by step, then as in the curriculum.
    pub tasks: Vec<TaskSlack>,
}

/// The slack of one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskSlack {
    /// Its id.
    pub task: String,
    /// The number of its step.
    pub step: u32,
    /// Its title.
    pub title: String,
    /// End of its last session.
    pub finish: Option<Timestamp>,
    /// Its slack; `None` where it has no place.
    pub slack: Option<Slack>,
    /// Whether the chain that fixes the finish runs through it.
    pub critical: bool,
}

/// Why a session is not earlier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionReason {
    /// Its id.
    pub id: String,
    /// Its start.
    pub start: Timestamp,
    /// In words.
    pub reasons: Vec<String>,
}

/// A link of the chain: sessions of one task that follow each other in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainReason {
    /// The task.
    pub task: String,
    /// Its title.
    pub title: String,
    /// Start of the first of the sessions.
    pub start: Timestamp,
    /// End of the last.
    pub finish: Timestamp,
    /// What keeps the first from being earlier.
    pub reason: String,
}

/// The reasons of a task in the plan of a situation.
pub fn why(situation: &Situation, task: &str, options: &Options<'_>) -> Result<Reasons, Error> {
    let solved = solve(situation, Estimate::Likely, options)?;
    reasons(situation, &solved, task)
}

impl Kept {
    /// The reasons of a task in the plan of which this was kept, in the same situation.
    ///
    /// # Errors
    /// Where there is no such task, or nothing of it is open.
    pub fn why(&self, situation: &Situation, task: &str) -> Result<Reasons, Error> {
        reasons(situation, &self.solved(situation), task)
    }

    /// What fixes the finish of that plan, and the slack of every task.
    #[must_use]
    pub fn overview(&self, situation: &Situation) -> Overview {
        all_slack(situation, &self.solved(situation))
    }
}

fn reasons(situation: &Situation, solved: &Solved<'_>, task: &str) -> Result<Reasons, Error> {
    let known = task::known(situation, &situation.progress(), task)?;
    let Solved { setup, solution, .. } = solved;
    let plan = dated(situation, solved);
    let words = Words { setup, situation };
    let mine = activities_of(solved, task);
    if mine.is_empty() {
        return Err(closed(situation, task));
    }
    let placed = || {
        mine.iter().filter_map(|i| match solution.outcomes[*i] {
            Outcome::Placed { start, finish } => Some((*i, start, finish)),
            _ => None,
        })
    };
    let latest = latest_finishes(&setup.problem, solution.cost.finish);
    let explainer = Explainer::new(&setup.problem, solution);
    let mut sessions = Vec::new();
    for &i in &mine {
        for s in explainer.explain(i).sessions {
            let start = instant(setup.origin + s.session.start);
            let id = plan
                .sessions
                .iter()
                .find(|p| p.task == task && p.start == start)
                .map_or_else(|| task.to_owned(), |p| p.id.clone());
            sessions.push(SessionReason {
                id,
                start,
                reasons: s
                    .reasons
                    .iter()
                    .map(|r| words.of(i, r, (s.permitted, s.session.start)))
                    .collect(),
            });
        }
    }
    sessions.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
    Ok(Reasons {
        task: task.to_owned(),
        title: known.title,
        start: placed().map(|(_, start, _)| instant(setup.origin + start)).min(),
        finish: placed()
            .map(|(_, _, finish)| instant(setup.origin + finish))
            .max(),
        slack: slack(solved, &mine, &latest),
        sessions,
        before: placed()
            .max_by_key(|(_, _, finish)| *finish)
            .map_or_else(Vec::new, |(i, _, _)| {
                chain(solved, &words, &explainer, explainer.chain_to(i))
            }),
        chain: chain(solved, &words, &explainer, explainer.critical_chain()),
    })
}

/// Why a task that exists is not in the plan.
fn closed(situation: &Situation, task: &str) -> Error {
    let what = if situation.progress().dropped.contains(task) {
        format!("`{task}` was dropped: it is not in the plan")
    } else if situation.curriculum.task(task).is_some() && situation.curriculum.picked().all(|t| t.id != task)
    {
        format!("the task `{task}` belongs to an option that is not picked")
    } else {
        format!("`{task}` is done: nothing of it is left to plan")
    };
    Error::wrong(what).next("pivot why without a task tells what fixes the finish")
}

/// What fixes the finish of a situation's plan, and the slack of every task.
///
/// # Errors
/// Where the situation cannot be planned.
pub fn overview(situation: &Situation, options: &Options<'_>) -> Result<Overview, Error> {
    let solved = solve(situation, Estimate::Likely, options)?;
    Ok(all_slack(situation, &solved))
}

fn all_slack(situation: &Situation, solved: &Solved<'_>) -> Overview {
    let Solved { setup, solution, .. } = solved;
    let words = Words { setup, situation };
    let latest = latest_finishes(&setup.problem, solution.cost.finish);
    let explainer = Explainer::new(&setup.problem, solution);
    let links = explainer.critical_chain();
    let critical: Vec<usize> = links.iter().map(|l| setup.parts[l.activity].task).collect();
    let mut tasks: Vec<TaskSlack> = Vec::new();
    for (index, task) in setup.tasks.iter().enumerate() {
        let mine = activities_of(solved, &task.id);
        if mine.is_empty() {
            continue;
        }
        let finishes = mine.iter().filter_map(|i| match solution.outcomes[*i] {
            Outcome::Placed { finish, .. } => Some(finish),
            _ => None,
        });
        tasks.push(TaskSlack {
            task: task.id.clone(),
            step: task.step,
            title: task.title.clone(),
            finish: finishes.max().map(|finish| instant(setup.origin + finish)),
            slack: slack(solved, &mine, &latest),
            critical: critical.contains(&index),
        });
    }
    tasks.sort_by_key(|t| t.step);
    Overview {
        finish: instant(setup.origin + solution.cost.finish),
        proven: solution.proven,
        chain: chain(solved, &words, &explainer, links),
        tasks,
    }
}

/// The activities of a task.
fn activities_of(solved: &Solved<'_>, task: &str) -> Vec<usize> {
    let parts = solved.setup.parts.iter().enumerate();
    parts
        .filter(|(_, part)| solved.setup.tasks[part.task].id == task)
        .map(|(i, _)| i)
        .collect()
}

/// The least slack of some activities; `latest` are the latest finishes of all.
fn slack(solved: &Solved<'_>, mine: &[usize], latest: &[i64]) -> Option<Slack> {
    let least = mine.iter().filter_map(|i| match solved.solution.outcomes[*i] {
        Outcome::Placed { finish, .. } => {
            let latest = latest.get(*i)?;
            Some(((latest - finish).max(0), finish))
        }
        _ => None,
    });
    least.min().map(|(slots, finish)| Slack {
        elapsed: duration(slots),
        study: duration(solved.setup.study(finish, finish + slots)),
    })
}

/// A chain from its start on, with the sessions of one activity that follow each other in it as one link. A link says what
/// holds it, and what is shut between the end of that and its own start.
fn chain(
    solved: &Solved<'_>,
    words: &Words<'_, '_>,
    explainer: &Explainer<'_>,
    mut links: Vec<ChainLink>,
) -> Vec<ChainReason> {
    let setup = &solved.setup;
    links.sort_by_key(|l| (l.session.start, l.session.end));
    let mut merged: Vec<(usize, Session, Reason)> = Vec::new();
    for link in links {
        match merged.last_mut() {
            Some((activity, session, _)) if *activity == link.activity => session.end = link.session.end,
            _ => merged.push((link.activity, link.session, link.reason)),
        }
    }
    let mut chain: Vec<ChainReason> = Vec::new();
    let mut reached = 0;
    for (activity, session, reason) in merged {
        let sessions = explainer.explain(activity).sessions;
        let first = sessions.iter().find(|s| s.session.start == session.start);
        let permitted = first.map_or(session.start, |s| s.permitted);
        let between = (permitted.max(reached), session.start);
        let mut said = vec![words.of(activity, &reason, between)];
        for limit in first.map_or(&[][..], |s| &s.reasons) {
            match limit {
                Reason::Closed { .. } if *limit != reason => {
                    let slots = between.1 - between.0;
                    said.extend((slots > 0).then(|| words.of(activity, &Reason::Closed { slots }, between)));
                }
                Reason::Quota { .. } | Reason::PerDay { .. } if *limit != reason => {
                    said.push(words.of(activity, limit, between));
                }
                _ => {}
            }
        }
        reached = session.end;
        chain.push(ChainReason {
            task: setup.tasks[setup.parts[activity].task].id.clone(),
            title: title(setup, activity),
            start: instant(setup.origin + session.start),
            finish: instant(setup.origin + session.end),
            reason: said.join("; "),
        });
    }
    chain
}
