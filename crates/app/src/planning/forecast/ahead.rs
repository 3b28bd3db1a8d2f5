//! The work ahead, drawn and placed: one future after the other.

use std::collections::BTreeMap;

use pivot_domain::availability::slot_to;
use pivot_domain::curriculum::Effort;
use pivot_domain::fact::Part as FactPart;
use pivot_domain::progress::Progress;
use pivot_engine::{Activity, Futures, Options, Outcome, Prepared, Slot};

use super::chance::Chance;
use super::losses::{Losses, Scope};
use super::pace::{Factors, Pace, Size, hours, pert};
use crate::error::Error;
use crate::planning::plan::{Plan, dated, solve};
use crate::planning::problem::{DESK, Estimate, LONGEST_DAYS, ME, OPEN, Phase, Setup, build_unknowing};
use crate::situation::Situation;

/// Slots of five minutes in an hour.
const PER_HOUR: f64 = 12.0;
/// A slot beyond all slots: something has no place.
pub(super) const NEVER: Slot = Slot::MAX;
/// In so many futures it is looked at which tasks were critical, and when each task finishes.
pub(super) const LOOKED_AT: usize = 2_000;

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
struct Open {
    /// The activity of the person's work.
    activity: usize,
    effort: Effort,
    size: Size,
    /// Index into the kinds.
    kind: usize,
    /// Hours of launch and reading, which do not scatter.
    fixed: f64,
    /// Hours logged.
    spent: f64,
}

/// A day with open hours.
#[derive(Clone, Copy, Debug)]
struct Day {
    start: Slot,
    end: Slot,
    open: Slot,
}

/// The work ahead of a situation: its problem, the plan whose order the futures follow, and what may be drawn.
#[derive(Debug)]
pub struct Ahead<'s> {
    pub(super) setup: Setup<'s>,
    /// The plan.
    pub plan: Plan,
    planned: Vec<Option<(Slot, Slot)>>,
    /// The plan's finish, in slots of the problem.
    finish: Slot,
    open: Vec<Open>,
    /// When each activity was done, those that are.
    pub(super) done: Vec<Option<Slot>>,
    kinds: Vec<String>,
    days: Vec<Day>,
    likely: f64,
}

/// What came of the futures. Slots of the problem; [`NEVER`] for what has no place.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Played {
    /// The finish of each future.
    pub(super) finishes: Vec<Slot>,
    /// For each step by its number the finish in each future, 0 where nothing is open.
    pub(super) steps: Vec<(u32, Vec<Slot>)>,
    /// The finish of each activity in the first futures.
    pub(super) each: Vec<Vec<Option<Slot>>>,
    /// In how many of the first futures each activity was critical.
    pub(super) critical: Vec<u32>,
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

    /// Plays futures `0 .. n`, each with the random numbers of its own, on so many threads.
    pub(super) fn play(&self, model: &Model, n: usize, seed: u64, threads: usize) -> Result<Played, Error> {
        let numbers: Vec<u32> = self.setup.tasks.iter().map(|t| t.step).collect();
        let mut steps: Vec<u32> = numbers.clone();
        steps.sort_unstable();
        steps.dedup();
        let threads = threads.clamp(1, n.max(1));
        let size = n.div_ceil(threads).max(1);
        let prepared = Prepared::new(&self.setup.problem)
            .map_err(|_| Error::Bug("the problem of the plan has faults".into()))?;
        let parts: Vec<Result<Played, Error>> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads)
                .map(|k| {
                    let (steps, prepared) = (&steps, &prepared);
                    scope.spawn(move || {
                        self.play_some(
                            model,
                            prepared,
                            (k * size).min(n)..((k + 1) * size).min(n),
                            seed,
                            steps,
                        )
                    })
                })
                .collect();
            workers
                .into_iter()
                .map(|w| {
                    w.join()
                        .unwrap_or_else(|_| Err(Error::Bug("a thread of the forecast failed".into())))
                })
                .collect()
        });
        let mut all = Played {
            steps: steps.iter().map(|s| (*s, Vec::with_capacity(n))).collect(),
            critical: vec![0; self.setup.parts.len()],
            ..Played::default()
        };
        for part in parts {
            let part = part?;
            all.finishes.extend(part.finishes);
            all.each.extend(part.each);
            for (all, own) in all.steps.iter_mut().zip(part.steps) {
                all.1.extend(own.1);
            }
            for (all, own) in all.critical.iter_mut().zip(part.critical) {
                *all += own;
            }
        }
        Ok(all)
    }

    fn play_some(
        &self,
        model: &Model,
        prepared: &Prepared,
        which: std::ops::Range<usize>,
        seed: u64,
        steps: &[u32],
    ) -> Result<Played, Error> {
        let problem = &self.setup.problem;
        let mut futures = Futures::new(prepared, &self.planned, &[ME, DESK, OPEN])
            .ok_or_else(|| Error::Bug("what is planned waits in a circle".into()))?;
        let step_of: Vec<usize> = self
            .setup
            .parts
            .iter()
            .map(|p| steps.partition_point(|s| *s < self.setup.tasks[p.task].step))
            .collect();
        let mut played = Played {
            finishes: Vec::with_capacity(which.len()),
            steps: steps
                .iter()
                .map(|s| (*s, Vec::with_capacity(which.len())))
                .collect(),
            each: Vec::new(),
            critical: vec![0; problem.activities.len()],
        };
        let mut drawn = Drawn::default();
        let mut ends = vec![0; steps.len()];
        for future in which {
            self.draw(model, seed, future as u64, &mut drawn);
            self.place(&mut futures, model, &mut drawn);
            let mut finish = 0;
            ends.fill(0);
            for (i, at) in drawn.finishes.iter().enumerate() {
                if self.done[i].is_some() {
                    continue;
                }
                let at = match at {
                    Some(at) => *at,
                    None if problem.activities[i].forgiven => continue,
                    None => NEVER,
                };
                finish = finish.max(at);
                let end = &mut ends[step_of[i]];
                *end = at.max(*end);
            }
            played.finishes.push(finish);
            for (all, end) in played.steps.iter_mut().zip(&ends) {
                all.1.push(*end);
            }
            if future < LOOKED_AT {
                for (sum, critical) in played.critical.iter_mut().zip(futures.critical()) {
                    *sum += u32::from(critical);
                }
                played.each.push(drawn.finishes.clone());
            }
        }
        Ok(played)
    }

    /// Draws the works of one future.
    fn draw(&self, model: &Model, seed: u64, future: u64, drawn: &mut Drawn) {
        drawn.works.clear();
        drawn
            .works
            .extend(self.setup.problem.activities.iter().map(|a| a.work));
        drawn.losing = Chance::new(seed, future, 1);
        let mut chance = Chance::new(seed, future, 0);
        let factors = model.pace.draw(&self.kinds, &mut chance);
        for open in &self.open {
            let whole = effort(open, model.shape, &factors, &mut chance);
            let left = whole - open.fixed - open.spent;
            drawn.works[open.activity] = ((left * PER_HOUR).round().clamp(1.0, 1e7)) as Slot;
        }
        if let Some(scope) = &model.scope {
            let mut chance = Chance::new(seed, future, 2);
            for size in scope.draw(self.likely, &mut chance) {
                let Some(open) = self.open.get(chance.below(self.open.len())) else {
                    continue;
                };
                let longer = size * (factors.person + factors.kinds[open.kind]).exp();
                drawn.works[open.activity] += ((longer * PER_HOUR).round().clamp(0.0, 1e6)) as Slot;
            }
        }
    }

    /// Places one future. Lost days are drawn for as long as it lasts.
    fn place(&self, futures: &mut Futures<'_>, model: &Model, drawn: &mut Drawn) {
        drawn.lost.clear();
        let Some(losses) = &model.losses else {
            drawn.finishes.clear();
            drawn.finishes.extend_from_slice(futures.play(&drawn.works, &[]));
            return;
        };
        let mut chance = drawn.losing.clone();
        let mut losing = losses.draw(&mut chance);
        let work: Slot = self.open.iter().map(|o| drawn.works[o.activity]).sum();
        let (mut day, mut open) = (0, 0);
        let mut reach = self.finish;
        loop {
            while day < self.days.len() && (open < work || self.days[day].start < reach) {
                let Day {
                    start,
                    end,
                    open: hours,
                } = self.days[day];
                day += 1;
                if !losing.next(&mut chance) {
                    open += hours;
                    continue;
                }
                match drawn.lost.last_mut() {
                    Some(last) if last.1 == start => last.1 = end,
                    _ => drawn.lost.push((start, end)),
                }
            }
            drawn.finishes.clear();
            drawn
                .finishes
                .extend_from_slice(futures.play(&drawn.works, &drawn.lost));
            let finish = drawn.finishes.iter().flatten().max().copied().unwrap_or(0);
            let covered = self.days.get(day).map_or(NEVER, |d| d.start);
            if finish <= covered {
                return;
            }
            // It ended behind the days that were drawn: more of them.
            reach = finish + (finish - covered).max(288 * 14);
        }
    }
}

/// One future as it was drawn, and its finishes.
#[derive(Debug)]
struct Drawn {
    works: Vec<Slot>,
    lost: Vec<(Slot, Slot)>,
    losing: Chance,
    finishes: Vec<Option<Slot>>,
}

impl Default for Drawn {
    fn default() -> Self {
        Drawn {
            works: Vec::new(),
            lost: Vec::new(),
            losing: Chance::new(0, 0, 0),
            finishes: Vec::new(),
        }
    }
}

/// The name of an activity's part in the journal.
fn name(setup: &Setup<'_>, activity: usize) -> FactPart {
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

/// The hours of one task, of which some are spent already: more than these, if it is not done.
fn effort(open: &Open, shape: Option<Shape>, factors: &Factors, chance: &mut Chance) -> f64 {
    let factor = factors.person + factors.kinds[open.kind];
    let Some(shape) = shape else {
        return hours(open.effort.likely) * factor.exp();
    };
    if shape == Shape::Beta && open.effort.low < open.effort.high {
        let (low, likely, high) = (
            hours(open.effort.low),
            hours(open.effort.likely),
            hours(open.effort.high),
        );
        let part = 4.0 / (high - low);
        for _ in 0..50 {
            let at = chance.beta(1.0 + part * (likely - low), 1.0 + part * (high - likely));
            let whole = (low + at * (high - low)) * factor.exp();
            if whole > open.spent {
                return whole;
            }
        }
        return open.spent + pert(&open.effort).0 * 0.1;
    }
    let (middle, spread) = (open.size.log + factor, open.size.spread * factors.scatter);
    if spread <= 0.0 {
        return middle.exp();
    }
    let z = if open.spent > 0.0 {
        chance.normal_above((open.spent.ln() - middle) / spread)
    } else {
        chance.normal()
    };
    (middle + spread * z).exp()
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
