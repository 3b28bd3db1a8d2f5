//! What a person has done before makes tasks lighter: which, by how much, and why. Pure, but for the plan that `ends` solves.
//!
//! The hours of a task are multiplied by the shares of all that was done before and makes it lighter. They are those of the
//! curriculum or, where the person has estimated the task, theirs; never those that an intake left, so that nothing is taken off
//! twice.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use pivot_domain::curriculum::{Effort, Task};
use pivot_domain::fact::{Event, Fact, Recorded, standing};
use pivot_domain::progress::Progress;
use pivot_engine::Options;

use super::plan::plan;
use crate::error::Error;
use crate::situation::Situation;

/// Hours are cut to so many minutes, upwards: what the plan counts in.
const MINUTES: i64 = 5;

/// What follows from what was done before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intake {
    /// The tasks that get lighter, in the order of the curriculum.
    pub tasks: Vec<Lightened>,
    /// The tasks that would and do not, in the same order.
    pub alone: Vec<Alone>,
}

/// A task that gets lighter.
#[derive(Clone, Debug, PartialEq)]
pub struct Lightened {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How often it is done in all; the hours are of one time.
    pub times: u32,
    /// How many times of it are open.
    pub open: u32,
    /// The hours that it has now.
    pub before: Effort,
    /// The hours that it is to have; `None`: it is not needed.
    pub after: Option<Effort>,
    /// What they follow from, in the order of the curriculum; what was recorded before is among it.
    pub reasons: Vec<Reason>,
}

/// Why a task gets lighter.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Id of the prior.
    pub prior: String,
    /// The share of the hours that it leaves.
    pub share: f64,
    /// Why, as the curriculum says it.
    pub why: Option<String>,
}

/// A task that is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alone {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Why.
    pub because: Because,
}

/// Why a task is left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// It is done.
    Done,
    /// It was left out before.
    Dropped,
    /// The person has estimated it.
    Estimated,
    /// It would not be needed, and its timer runs.
    Running,
    /// An intake before this one made it as light.
    Recorded,
    /// There is nothing to take off: by what was logged, or as it is too short.
    NoLess,
}

impl Lightened {
    /// Likely hours that are taken off, of all times that are open.
    pub fn saves(&self) -> SignedDuration {
        let after = self.after.map_or(SignedDuration::ZERO, |e| e.likely);
        let open = i32::try_from(self.open).unwrap_or(i32::MAX);
        (self.before.likely - after) * open
    }

    /// What is recorded of it.
    pub fn event(&self) -> Event {
        let priors = self.reasons.iter().map(|r| r.prior.clone()).collect();
        match self.after {
            Some(effort) => Event::EstimateChanged {
                task: self.id.clone(),
                effort,
                priors,
            },
            None => Event::TaskDropped {
                task: self.id.clone(),
                priors,
            },
        }
    }
}

/// What the journal says of a task's hours.
#[derive(Default)]
struct Told<'f> {
    /// The person's own estimate.
    own: Option<Effort>,
    /// What an intake made lighter since, by which priors.
    by: BTreeSet<&'f str>,
}

fn told(facts: &[Recorded]) -> BTreeMap<&str, Told<'_>> {
    let mut told: BTreeMap<&str, Told<'_>> = BTreeMap::new();
    for recorded in standing(facts) {
        match &recorded.fact.event {
            Event::EstimateChanged { task, effort, priors } if priors.is_empty() => {
                told.insert(
                    task,
                    Told {
                        own: Some(*effort),
                        by: BTreeSet::new(),
                    },
                );
            }
            Event::EstimateChanged { task, priors, .. } | Event::TaskDropped { task, priors } => {
                let by = &mut told.entry(task).or_default().by;
                by.extend(priors.iter().map(String::as_str));
            }
            _ => {}
        }
    }
    told
}

/// What was recorded of each prior before: the tasks that it made lighter or unneeded.
pub fn recorded(facts: &[Recorded]) -> BTreeMap<String, BTreeSet<String>> {
    let mut recorded: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (task, told) in told(facts) {
        for prior in told.by {
            recorded
                .entry(prior.to_owned())
                .or_default()
                .insert(task.to_owned());
        }
    }
    recorded
}

/// What follows where a person has done what the priors of these ids ask for. `again` takes a task too that they have estimated
/// themselves, from their own estimate. No task gets more hours than it has, and none less than was spent on it.
pub fn intake(situation: &Situation, chosen: &BTreeSet<String>, again: bool) -> Intake {
    let (curriculum, progress) = (&situation.curriculum, situation.progress());
    let told = told(&situation.facts);
    let mut intake = Intake::default();
    for task in curriculum.picked() {
        let lightens = |by: &dyn Fn(&str) -> bool| {
            curriculum
                .priors
                .iter()
                .filter(|p| by(&p.id))
                .filter_map(|p| {
                    let lighter = p.of(&task.id)?;
                    Some(Reason {
                        prior: p.id.clone(),
                        share: lighter.share,
                        why: lighter.why.clone(),
                    })
                })
                .collect::<Vec<_>>()
        };
        let new = lightens(&|id| chosen.contains(id));
        if new.is_empty() {
            continue;
        }
        let none = Told::default();
        let told = told.get(task.id.as_str()).unwrap_or(&none);
        let reasons = lightens(&|id| chosen.contains(id) || told.by.contains(id));
        let share = reasons.iter().map(|r| r.share).product();
        match judge(task, told, &progress, share, again) {
            Ok((before, after)) => intake.tasks.push(Lightened {
                id: task.id.clone(),
                title: task.title.clone(),
                times: task.times.count(),
                open: open(task, &progress),
                before,
                after,
                reasons,
            }),
            Err(because) => {
                let recorded = new.iter().all(|r| told.by.contains(r.prior.as_str()));
                let said = matches!(because, Because::NoLess | Because::Dropped) && recorded;
                intake.alone.push(Alone {
                    id: task.id.clone(),
                    title: task.title.clone(),
                    because: if said { Because::Recorded } else { because },
                });
            }
        }
    }
    intake
}

/// How many times of a task are not done.
fn open(task: &Task, progress: &Progress) -> u32 {
    let times = 1..=task.times.count();
    times
        .filter(|time| progress.done(&task.id, *time).is_none())
        .fold(0, |n, _| n + 1)
}

/// The hours of a task before and after, or why it is left as it is.
fn judge(
    task: &Task,
    told: &Told<'_>,
    progress: &Progress,
    share: f64,
    again: bool,
) -> Result<(Effort, Option<Effort>), Because> {
    let known = progress.task(&task.id);
    if open(task, progress) == 0 {
        return Err(Because::Done);
    }
    if progress.dropped.contains(&task.id) {
        return Err(Because::Dropped);
    }
    if told.own.is_some() && told.by.is_empty() && !again {
        return Err(Because::Estimated);
    }
    let before = known.and_then(|k| k.estimate).unwrap_or(task.effort);
    let on = |time| known.map_or(SignedDuration::ZERO, |k| k.spent_on(time));
    let spent = (1..=task.times.count()).map(on).max().unwrap_or_default();
    if share == 0.0 && spent.is_zero() {
        let runs = progress.running.iter().any(|r| r.part.task == task.id);
        return if runs {
            Err(Because::Running)
        } else {
            Ok((before, None))
        };
    }
    // The launch of a run and the reading of its result take as long for everybody.
    let attended = task
        .unattended
        .as_ref()
        .map_or(SignedDuration::ZERO, |run| run.launch + run.read);
    let base = told.own.unwrap_or(task.effort);
    let least = spent.max(attended);
    let less = |base: SignedDuration, now: SignedDuration| share_of(base, share).max(least).min(now);
    let after = Effort {
        low: less(base.low, before.low),
        likely: less(base.likely, before.likely),
        high: less(base.high, before.high),
    };
    if after == before {
        return Err(Because::NoLess);
    }
    Ok((before, Some(after)))
}

/// A share of a time, cut upwards to [`MINUTES`]. A product such as 0.7 × 0.9 is a little beside what it should be in binary
/// digits: a millionth of a step more is not another step.
fn share_of(time: SignedDuration, share: f64) -> SignedDuration {
    #[expect(clippy::cast_precision_loss, reason = "minutes of 20,000 hours at most")]
    let steps = (time.as_mins() as f64 * share / MINUTES as f64 - 1e-6).ceil();
    SignedDuration::from_secs_f64(steps * MINUTES as f64 * 60.0)
}

/// The situation as it is once these are recorded.
pub fn lightened<'t>(situation: &Situation, tasks: impl IntoIterator<Item = &'t Lightened>) -> Situation {
    let mut then = situation.clone();
    then.facts.extend(tasks.into_iter().map(|task| {
        Recorded::from(Fact {
            at: situation.now,
            zone: "UTC".into(),
            event: task.event(),
        })
    }));
    then
}

/// How far away the end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// When the plan ends; `None` where something has no place in it.
    pub finish: Option<Timestamp>,
    /// Hours of work that are left, if everything takes its likely time.
    pub left: SignedDuration,
}

/// The end of a situation's plan.
///
/// # Errors
/// As [`plan()`].
pub fn ends(situation: &Situation, options: &Options<'_>) -> Result<Ends, Error> {
    let plan = plan(situation, options)?;
    let whole = plan.unplaced.iter().all(|u| u.forgiven);
    Ok(Ends {
        finish: whole.then_some(plan.finish),
        left: plan.likely,
    })
}
