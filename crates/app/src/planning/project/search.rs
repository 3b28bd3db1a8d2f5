//! What to cut: sets of tasks that can go, and how much shorter the others must be, the least asking first.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use pivot_domain::curriculum::{Effort, Task};
use pivot_domain::duration::show;
use pivot_domain::fact::Event;
use pivot_domain::progress::{Progress, TaskProgress};
use pivot_engine::Options;

use super::{Hours, estimate, is_done, left};
use crate::error::Error;
use crate::planning::forecast::{Ahead, Model, Observations, Shape, Wish};
use crate::situation::Situation;

/// A task may be shortened in so many steps, from its likely to its low estimate.
const SHARES: i64 = 20;
/// An estimate is cut in quarters of an hour.
const QUARTER: i64 = 15;
/// So many cuts are offered.
const OFFERED: usize = 3;
/// More tasks than this are not looked at one by one.
const TASKS_MAX: usize = 12;

/// What is cut: tasks that are left out, and the new estimates of others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Trim {
    pub(super) out: BTreeSet<String>,
    shorter: BTreeMap<String, Effort>,
}

impl Trim {
    pub(super) fn events(&self) -> Vec<Event> {
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

    pub(super) fn words(&self, situation: &Situation) -> String {
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
pub(super) struct Open<'s> {
    pub(super) task: &'s Task,
    effort: Effort,
    pub(super) spent: SignedDuration,
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
pub(super) struct Search<'s, 'o> {
    ahead: Ahead<'s>,
    model: Model,
    wish: &'o Wish,
    ids: BTreeSet<&'s str>,
    pub(super) open: Vec<Open<'s>>,
    pub(super) spent: SignedDuration,
    limit: SignedDuration,
}

impl<'s, 'o> Search<'s, 'o> {
    pub(super) fn new(
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
        let spent = |t: &Task| {
            progress
                .task(&t.id)
                .map_or(SignedDuration::ZERO, TaskProgress::spent)
        };
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
    pub(super) fn hours(&self, trim: &Trim) -> Hours {
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
    pub(super) fn most(&self) -> Trim {
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
    pub(super) fn trims(&self) -> Vec<Trim> {
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

    /// Sets of open tasks that can be left out together: none, one or two. What a project begins with stays, and so does what work
    /// outside of it waits for; and whatever waits for one that goes still has another task of the project to build on.
    fn sets(&self) -> Vec<BTreeSet<String>> {
        let mut sets: BTreeSet<BTreeSet<String>> = BTreeSet::from([BTreeSet::new()]);
        for one in &self.open {
            for other in &self.open {
                sets.insert([one, other].map(|open| open.task.id.clone()).into());
            }
        }
        sets.into_iter().filter(|out| self.can_go(out)).collect()
    }

    fn can_go(&self, out: &BTreeSet<String>) -> bool {
        let goes = |open: &&Open<'_>| out.contains(&open.task.id);
        let of_project = |task: &Task| -> Vec<String> {
            let own = task.after.iter().filter(|a| self.ids.contains(a.task.as_str()));
            own.map(|a| a.task.clone()).collect()
        };
        let free = |open: &Open<'_>| !open.before_others && !of_project(open.task).is_empty();
        self.open.iter().filter(goes).all(free)
            && self.open.iter().filter(|open| !goes(open)).all(|open| {
                let before = of_project(open.task);
                before.is_empty() || before.iter().any(|id| !out.contains(id))
            })
    }

    /// Minutes of likely work that a trim leaves undone; twice those of a task on which others build that stay.
    pub(super) fn asks(&self, trim: &Trim) -> i64 {
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
            spent: state.map_or(SignedDuration::ZERO, TaskProgress::spent),
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
