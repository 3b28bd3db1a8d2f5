//! Whether a project stays as small as it was meant to be: the hours of its tasks against a budget, and what to cut where the
//! forecast passes it. A cut is offered only once the plan and its futures were made with it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use pivot_domain::curriculum::{Effort, Task};
use pivot_domain::duration::show;
use pivot_domain::fact::{Event, Fact, Recorded};
use pivot_domain::progress::Progress;
use pivot_engine::Options;

use super::forecast::{Ahead, Forecast, Model, Observations, Quantiles, Shape, Wish, beside};
use super::plan::Plan;
use crate::error::Error;
use crate::situation::Situation;

/// "Not two months of full-time work": two months are 365.25 / 12 · 2 = 60.9 days or 8.7 weeks, of 40 hours each: 348 hours.
pub const TWO_MONTHS: SignedDuration = SignedDuration::from_hours(348);
/// The kind of work by which a step is one of the project.
pub const KIND: &str = "project";

/// A task may be shortened in so many steps, from its likely to its low estimate.
const SHARES: i64 = 20;
/// An estimate is cut in quarters of an hour.
const QUARTER: i64 = 15;
/// So many cuts are offered.
const OFFERED: usize = 3;
/// More tasks than this are not looked at one by one.
const TASKS_MAX: usize = 12;
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

/// What is cut: tasks that are left out, and the new estimates of others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Trim {
    out: BTreeSet<String>,
    shorter: BTreeMap<String, Effort>,
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
    let stays = |t: &&Task| !progress.dropped.contains(&t.id);
    let picked = || situation.curriculum.picked().filter(stays);
    let steps: BTreeSet<u32> = picked().filter(|t| t.kind == KIND).map(|t| t.step).collect();
    picked().filter(|t| steps.contains(&t.step)).collect()
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
            .map_or(SignedDuration::ZERO, |t| t.spent()),
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

impl Trim {
    fn events(&self) -> Vec<Event> {
        let out = self.out.iter().map(|task| Event::TaskDropped {
            task: task.clone(),
            priors: Vec::new(),
        });
        let shorter = self.shorter.iter().map(|(task, effort)| Event::EstimateChanged {
            task: task.clone(),
            effort: *effort,
            priors: Vec::new(),
        });
        out.chain(shorter).collect()
    }

    fn words(&self, situation: &Situation) -> String {
        let progress = situation.progress();
        let named = |id: &String| {
            let task = situation.curriculum.task(id);
            let before = task.map(|t| estimate(t, &progress).likely);
            (format!("{id} {}", task.map_or("", |t| t.title.as_str())), before)
        };
        let mut parts: Vec<String> = Vec::new();
        if !self.out.is_empty() {
            let names: Vec<String> = self.out.iter().map(|id| named(id).0).collect();
            parts.push(format!("leave out {}", names.join(", ")));
        }
        for (id, effort) in &self.shorter {
            let (name, before) = named(id);
            let before = before.map_or_else(String::new, |before| format!(", not {}", show(before)));
            parts.push(format!("do {name} in {}{before}", show(effort.likely)));
        }
        parts.join("; ")
    }
}

/// A task that can be cut.
struct Open<'s> {
    task: &'s Task,
    effort: Effort,
    spent: SignedDuration,
    /// Likely work that is left of all its times.
    left: SignedDuration,
    /// It cannot be shorter than that: launch and reading of a machine's run, and what was worked on it.
    least: SignedDuration,
    /// Open times.
    times: i64,
    /// Tasks of the project that wait for it, and whether any other does.
    before: BTreeSet<&'s str>,
    before_others: bool,
}

/// What is known while cuts are looked for.
struct Search<'s, 'o> {
    ahead: Ahead<'s>,
    model: Model,
    wish: &'o Wish,
    ids: BTreeSet<&'s str>,
    open: Vec<Open<'s>>,
    spent: SignedDuration,
    limit: SignedDuration,
}

impl<'s, 'o> Search<'s, 'o> {
    fn new(
        situation: &'s Situation,
        tasks: &[&'s Task],
        progress: &Progress,
        limit: SignedDuration,
        options: &Options<'_>,
        wish: &'o Wish,
    ) -> Result<Search<'s, 'o>, Error> {
        let observed = Observations::of(situation);
        let ids: BTreeSet<&str> = tasks.iter().map(|t| t.id.as_str()).collect();
        let open = tasks.iter().filter(|t| !is_done(t, progress)).take(TASKS_MAX);
        let spent = |t: &Task| progress.task(&t.id).map_or(SignedDuration::ZERO, |t| t.spent());
        Ok(Search {
            ahead: Ahead::new(situation, options)?,
            model: Model {
                pace: observed.pace(),
                shape: Some(Shape::Lognormal),
                losses: None,
                scope: Some(observed.scope()),
            },
            wish,
            open: open
                .map(|task| Open::of(task, situation, progress, &ids))
                .collect(),
            spent: tasks
                .iter()
                .map(|t| spent(t))
                .fold(SignedDuration::ZERO, |all, one| all + one),
            ids,
            limit,
        })
    }

    /// What the project takes with a trim, what is spent included.
    fn hours(&self, trim: &Trim) -> Hours {
        let takes = |id: &str, effort: Effort| {
            let counts = self.ids.contains(id) && !trim.out.contains(id);
            counts.then(|| trim.shorter.get(id).copied().unwrap_or(effort))
        };
        let all = self.ahead.hours(&self.model, self.wish, &takes);
        let at = |share: f64| {
            let place = ((share * all.len() as f64).ceil() as usize).clamp(1, all.len());
            let minutes = (all[place - 1] * 60.0).round().min(1e9);
            self.spent + SignedDuration::from_mins(minutes as i64)
        };
        Hours {
            p50: at(0.5),
            p80: at(0.8),
        }
    }

    fn fits(&self, trim: &Trim) -> bool {
        self.hours(trim).p80 <= self.limit
    }

    /// Everything cut that can be.
    fn most(&self) -> Trim {
        let trim = |out: BTreeSet<String>| {
            let rest: Vec<&Open<'_>> = self.open.iter().filter(|t| !out.contains(&t.task.id)).collect();
            Trim {
                shorter: shorter(&rest, SHARES),
                out,
            }
        };
        let all = self.sets().into_iter().map(trim);
        all.min_by_key(|trim| self.hours(trim).p80).unwrap_or_default()
    }

    /// The trims that suffice, the least asking first: for each set of tasks that can go, the least that the others must be shortened,
    /// one of them or all alike.
    fn trims(&self) -> Vec<Trim> {
        let mut found: Vec<(i64, Trim)> = Vec::new();
        for out in self.sets() {
            let rest: Vec<&Open<'_>> = self.open.iter().filter(|t| !out.contains(&t.task.id)).collect();
            let most = Trim {
                out: out.clone(),
                shorter: shorter(&rest, SHARES),
            };
            if !self.fits(&most) {
                continue;
            }
            let single = rest.iter().map(|one| vec![*one]);
            let choices = single.chain([rest.clone()]);
            let best = choices
                .filter_map(|of| self.least(&out, &of))
                .map(|trim| (self.asks(&trim), trim))
                .min_by_key(|(asks, trim)| (*asks, trim.shorter.len()));
            found.extend(best);
        }
        found.sort_by_key(|(asks, trim)| (*asks, trim.out.len()));
        found.truncate(OFFERED);
        found.into_iter().map(|(_, trim)| trim).collect()
    }

    /// The least share by which these tasks must be shortened where others are left out, if any suffices.
    fn least(&self, out: &BTreeSet<String>, of: &[&Open<'_>]) -> Option<Trim> {
        let trim = |share: i64| Trim {
            out: out.clone(),
            shorter: shorter(of, share),
        };
        if !self.fits(&trim(SHARES)) {
            return None;
        }
        let (mut low, mut high) = (0, SHARES);
        while low < high {
            let middle = (low + high) / 2;
            if self.fits(&trim(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Some(trim(high))
    }

    /// Sets of open tasks that can be left out together: none, one or two of them, and never more than half. What a project begins
    /// with stays, and so does what work outside of it waits for.
    fn sets(&self) -> Vec<BTreeSet<String>> {
        let begins = |open: &&Open<'_>| !open.task.after.iter().any(|a| self.ids.contains(a.task.as_str()));
        let can: Vec<&str> = self
            .open
            .iter()
            .filter(|open| !open.before_others && !begins(open))
            .map(|open| open.task.id.as_str())
            .collect();
        let mut sets: BTreeSet<BTreeSet<String>> = BTreeSet::from([BTreeSet::new()]);
        for one in &can {
            for other in &can {
                sets.insert([*one, *other].map(str::to_owned).into());
            }
        }
        sets.into_iter()
            .filter(|set| set.len() * 2 <= self.open.len())
            .collect()
    }

    /// Minutes of likely work that a trim leaves undone; twice those of a task on which others build that stay.
    fn asks(&self, trim: &Trim) -> i64 {
        let of = |open: &Open<'_>| {
            if trim.out.contains(&open.task.id) {
                let stays = open.before.iter().any(|id| !trim.out.contains(*id));
                let twice = if stays { 2 } else { 1 };
                return open.left.as_mins() * twice;
            }
            let to = trim.shorter.get(&open.task.id);
            to.map_or(0, |to| (open.effort.likely - to.likely).as_mins() * open.times)
        };
        self.open.iter().map(of).sum()
    }
}

impl<'s> Open<'s> {
    fn of(task: &'s Task, situation: &'s Situation, progress: &Progress, ids: &BTreeSet<&str>) -> Open<'s> {
        let effort = estimate(task, progress);
        let run = task.unattended.as_ref();
        let attended = run.map_or(SignedDuration::ZERO, |u| u.launch + u.read);
        let waits =
            |t: &&Task| t.after.iter().any(|a| a.task == task.id) && !progress.dropped.contains(&t.id);
        let (own, others): (Vec<&Task>, Vec<&Task>) = situation
            .curriculum
            .picked()
            .filter(waits)
            .partition(|t| ids.contains(t.id.as_str()));
        let open = (1..=task.times.count()).filter(|time| progress.done(&task.id, *time).is_none());
        let state = progress.task(&task.id);
        let spent_on = |time: u32| state.map_or(SignedDuration::ZERO, |t| t.spent_on(time));
        let most = open.clone().map(spent_on).max().unwrap_or(SignedDuration::ZERO);
        Open {
            task,
            effort,
            spent: state.map_or(SignedDuration::ZERO, |t| t.spent()),
            left: left(&[task], progress),
            least: effort.low.max(attended).max(most),
            times: i64::try_from(open.count()).unwrap_or(i64::MAX),
            before: own.iter().map(|t| t.id.as_str()).collect(),
            before_others: !others.is_empty(),
        }
    }
}

/// The estimates of tasks that are shortened by so many of [`SHARES`] of what lies between their likely and their least hours.
fn shorter(tasks: &[&Open<'_>], share: i64) -> BTreeMap<String, Effort> {
    let mut all = BTreeMap::new();
    for open in tasks {
        let (likely, least) = (open.effort.likely.as_mins(), open.least.as_mins());
        let cut = (likely - least).max(0) * share / SHARES;
        // Whole quarters of an hour, and never below the least.
        let to = ((likely - cut) / QUARTER * QUARTER).max(least);
        if to < likely {
            let likely = SignedDuration::from_mins(to);
            let low = open.effort.low.min(likely);
            all.insert(
                open.task.id.clone(),
                Effort {
                    low,
                    likely,
                    high: open.effort.high,
                },
            );
        }
    }
    all
}
