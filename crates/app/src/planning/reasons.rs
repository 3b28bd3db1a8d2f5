//! Why a task is where it is, in words.

use jiff::{SignedDuration, Timestamp};
use pivot_domain::availability::{duration, instant};
use pivot_domain::duration::show;
use pivot_domain::fault::nearest;
use pivot_engine::{Options, Outcome, Reason, Session, critical_chain, explain, latest_finishes};

use super::plan::{Solved, dated, solve, title};
use super::problem::{Estimate, Setup};
use crate::error::Error;
use crate::situation::Situation;

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
    /// How much later it could finish, by elapsed time, before what waits for it must move the end of the plan. It is
    /// an upper limit: other work may need the time too. `None` where the task has no place.
    pub slack: Option<SignedDuration>,
    /// Each session with its reasons.
    pub sessions: Vec<SessionReason>,
    /// The chain that fixes the finish, from the start to the end.
    pub chain: Vec<ChainReason>,
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
    let Some(wanted) = situation.curriculum.picked().find(|t| t.id == task) else {
        let error = match situation.curriculum.task(task) {
            Some(_) => Error::wrong(format!(
                "the task `{task}` belongs to an option that is not picked"
            )),
            None => Error::wrong(format!("there is no task `{task}`")),
        };
        return Err(
            match nearest(task, situation.curriculum.picked().map(|t| t.id.as_str())) {
                Some(near) => error.next(format!(
                    "did you mean `{near}`? pivot timeline shows the steps, pivot plan the tasks"
                )),
                None => error.next("pivot plan shows the tasks with their ids"),
            },
        );
    };
    let solved = solve(situation, Estimate::Likely, options)?;
    let Solved { setup, solution } = &solved;
    let plan = dated(situation, &solved);
    let words = Words { setup, situation };
    let mine: Vec<usize> = (0..setup.parts.len())
        .filter(|i| setup.tasks[setup.parts[*i].task].id == task)
        .collect();
    let placed = || {
        mine.iter().filter_map(|i| match solution.outcomes[*i] {
            Outcome::Placed { start, finish } => Some((*i, start, finish)),
            _ => None,
        })
    };
    let latest = latest_finishes(&setup.problem, solution.cost.finish);
    let slack = placed()
        .filter_map(|(i, _, finish)| Some(latest.get(i)?.saturating_sub(finish).max(0)))
        .min();
    let mut sessions = Vec::new();
    for &i in &mine {
        for s in explain(&setup.problem, solution, i).sessions {
            let start = instant(setup.origin + s.session.start);
            let id = plan
                .sessions
                .iter()
                .find(|p| p.task == task && p.start == start)
                .map_or_else(|| task.to_owned(), |p| p.id.clone());
            sessions.push(SessionReason {
                id,
                start,
                reasons: s.reasons.iter().map(|r| words.of(r)).collect(),
            });
        }
    }
    sessions.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
    Ok(Reasons {
        task: task.to_owned(),
        title: wanted.title.clone(),
        start: placed().map(|(_, start, _)| instant(setup.origin + start)).min(),
        finish: placed()
            .map(|(_, _, finish)| instant(setup.origin + finish))
            .max(),
        slack: slack.map(duration),
        sessions,
        chain: chain(&solved, &words),
    })
}

/// The critical chain, with the sessions of one activity that follow each other in it as one link.
fn chain(solved: &Solved<'_>, words: &Words<'_, '_>) -> Vec<ChainReason> {
    let Solved { setup, solution } = solved;
    let mut links = critical_chain(&setup.problem, solution);
    links.sort_by_key(|l| (l.session.start, l.session.end));
    let mut merged: Vec<(usize, Session, Reason)> = Vec::new();
    for link in links {
        match merged.last_mut() {
            Some((activity, session, _)) if *activity == link.activity => session.end = link.session.end,
            _ => merged.push((link.activity, link.session, link.reason)),
        }
    }
    merged
        .into_iter()
        .map(|(activity, session, reason)| ChainReason {
            task: words.id(activity),
            title: title(setup, activity),
            start: instant(setup.origin + session.start),
            finish: instant(setup.origin + session.end),
            reason: words.of(&reason),
        })
        .collect()
}

struct Words<'w, 's> {
    setup: &'w Setup<'s>,
    situation: &'w Situation,
}

impl Words<'_, '_> {
    fn id(&self, activity: usize) -> String {
        self.setup.tasks[self.setup.parts[activity].task].id.clone()
    }

    fn of(&self, reason: &Reason) -> String {
        let spell = |slots: i64| show(duration(slots));
        match *reason {
            Reason::Pinned => "you pinned it".into(),
            Reason::Origin => "nothing: the plan begins here".into(),
            Reason::Release => "its date: it may not start before".into(),
            Reason::After { activity, lag: 0 } => {
                format!("after {} {}", self.id(activity), title(self.setup, activity))
            }
            Reason::After { activity, lag } => format!(
                "{} after {} {}",
                long(lag),
                self.id(activity),
                title(self.setup, activity)
            ),
            Reason::Follows { activity } => format!("it starts as {} ends", title(self.setup, activity)),
            Reason::Previous { .. } => "after its own session before".into(),
            Reason::Closed { slots } => format!(
                "{} outside your hours, in breaks, commitments or absences",
                spell(slots)
            ),
            Reason::Busy { activity, slots } => format!(
                "{} go to {} {}",
                spell(slots),
                self.id(activity),
                title(self.setup, activity)
            ),
            Reason::Quota {
                resource,
                period_start,
            } => {
                let zones = &self.situation.settings.zones;
                let since = zones
                    .local(instant(self.setup.origin + period_start))
                    .strftime("%a %-d %b")
                    .to_string();
                match self.setup.resources[resource] {
                    "me" => format!("the daily limit of {since} is used up"),
                    name => format!("the quota of `{name}` since {since} is used up"),
                }
            }
            Reason::PerDay { .. } => "the most of it in one day is reached".into(),
            Reason::TooShort { slots } => format!(
                "{} are free only in pieces shorter than its shortest session",
                spell(slots)
            ),
            Reason::Left { slots } => format!("{} were left free: no better use was found", spell(slots)),
        }
    }
}

/// A wait in days where it is that long.
fn long(slots: i64) -> String {
    match (slots / 288, slots % 288) {
        (0, _) => show(duration(slots)),
        (1, 0) => "1 day".into(),
        (days, 0) => format!("{days} days"),
        (days, rest) => format!("{days} days and {}", show(duration(rest))),
    }
}
