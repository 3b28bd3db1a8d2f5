//! When everything will be finished: not one date but how likely each is.
//!
//! A future is the plan's work with other efforts, lost days and added work, placed in the order of the plan on the real
//! calendar by the engine's own code. `pace` and `losses` say what is known of the person, `observe` reads it from the
//! journal, `ahead` is the work that is open, `play` draws and places it, `history` scores the forecasts of the past, `compare` is `pivot what-if`,
//! `machine` counts the hours on a machine.

mod ahead;
mod chance;
mod charts;
mod compare;
mod history;
mod hours;
mod losses;
mod machine;
mod observe;
mod pace;
mod play;
pub mod words;

use std::collections::BTreeMap;

use jiff::Timestamp;
use pivot_domain::availability::instant;
use pivot_engine::{Options, Slot};

pub use ahead::{Ahead, Model, Shape};
pub use chance::{Chance, normal_quantile, normal_share};
pub use charts::{Charts, FanPoint, KindPace, Week};
pub use compare::{Change, Compared, Outlook, WEEKLY, beside, changed, compare, compare_with};
pub use history::{Past, Scores, history};
pub use losses::{Losing, Losses, PastDay, Scope};
pub use machine::{MachineHours, machine_hours};
pub use observe::Observations;
pub use pace::{Factors, MEDIAN, Observed, Pace, Size};

use super::plan::Plan;
use crate::error::Error;
use crate::situation::Situation;
use play::{LOOKED_AT, NEVER, Played};

/// How many people finish what they begin, as a fact and not as a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaseRate {
    /// So many finished.
    pub finished: u32,
    /// Of so many who began.
    pub of: u32,
    /// Who counted.
    pub source: &'static str,
}

/// Self-paced open courses in their first year.
pub const BASE_RATE: BaseRate = BaseRate {
    finished: 43_196,
    of: 841_687,
    source: "Ho and others, HarvardX and MITx: The First Year of Open Online Courses, 2014",
};

/// How many futures, from which seed, on how many threads. The answer is the same for any number of threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// How many futures; at least 1.
    pub futures: usize,
    /// Where the random numbers begin.
    pub seed: u64,
    /// How many threads.
    pub threads: usize,
}

impl Default for Wish {
    fn default() -> Self {
        Wish {
            futures: 10_000,
            seed: 1,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// A finish at three degrees of certainty; `None` where something has no place in so many futures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantiles {
    /// In half of the futures it is finished by then.
    pub p50: Option<Timestamp>,
    /// In 80 of 100.
    pub p80: Option<Timestamp>,
    /// In 95 of 100.
    pub p95: Option<Timestamp>,
}

/// By how much a date may be off because the futures are not more: it lies between the two in 95 of 100 such forecasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// Not before.
    pub from: Option<Timestamp>,
    /// Not after.
    pub to: Option<Timestamp>,
}

/// A step's forecast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepForecast {
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Everything in it is done; the dates are the one on which it was.
    pub done: bool,
    /// When it is finished.
    pub finish: Quantiles,
}

/// In how many of the futures a task fixes the finish.
#[derive(Clone, Debug, PartialEq)]
pub struct Critical {
    /// The task.
    pub task: String,
    /// Its title.
    pub title: String,
    /// The share, 0 to 1.
    pub share: f64,
}

/// When everything will be finished.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// The moment it was made for.
    pub now: Timestamp,
    /// How many futures, and from which seed.
    pub futures: usize,
    /// See `futures`.
    pub seed: u64,
    /// When everything is finished.
    pub finish: Quantiles,
    /// How exact the 50, 80 and 95 percent dates are.
    pub error: [Band; 3],
    /// By the plan's likely hours, with nothing lost.
    pub planned: Option<Timestamp>,
    /// In how many of the futures everything is finished by then.
    pub by_plan: f64,
    /// In how many by the finish that is hoped for, where one is.
    pub by_hope: Option<f64>,
    /// The steps, in the order of their numbers.
    pub steps: Vec<StepForecast>,
    /// Tasks that fix the finish in some future, the most often first.
    pub critical: Vec<Critical>,
    /// What is known of the person's pace.
    pub pace: Pace,
    /// What is known of lost days.
    pub losses: Losses,
    /// What is known of added work.
    pub scope: Scope,
    /// What to draw.
    pub charts: Charts,
    /// What the person should know.
    pub notes: Vec<String>,
}

/// Forecasts a situation.
///
/// # Errors
/// Where the files cannot be planned.
pub fn forecast(situation: &Situation, options: &Options<'_>, wish: &Wish) -> Result<Forecast, Error> {
    let observed = Observations::of(situation);
    Ok(forecast_with_plan(situation, &observed, options, wish)?.1)
}

/// The same, with the plan whose order the futures follow.
pub(super) fn forecast_with_plan(
    situation: &Situation,
    observed: &Observations,
    options: &Options<'_>,
    wish: &Wish,
) -> Result<(Plan, Forecast), Error> {
    let model = Model {
        pace: observed.pace(),
        shape: Some(Shape::Lognormal),
        losses: Some(observed.losses()),
        scope: Some(observed.scope()),
    };
    let ahead = Ahead::new(situation, options)?;
    let wish = Wish {
        futures: wish.futures.max(1),
        ..*wish
    };
    let played = ahead.play(&model, wish.futures, wish.seed, wish.threads)?;
    let forecast = told(situation, &ahead, &model, &played, &wish);
    Ok((ahead.plan, forecast))
}

/// The dates by which everything is finished in 50, 80 and 95 of 100 futures of a model.
///
/// # Errors
/// Where a thread fails.
pub fn finish(ahead: &Ahead<'_>, model: &Model, wish: &Wish) -> Result<Quantiles, Error> {
    let mut played = ahead.play(model, wish.futures.max(1), wish.seed, wish.threads)?;
    played.finishes.sort_unstable();
    Ok(quantiles(&played.finishes, ahead.setup.origin))
}

/// Puts what came of the futures into dates and shares.
fn told(situation: &Situation, ahead: &Ahead<'_>, model: &Model, played: &Played, wish: &Wish) -> Forecast {
    let origin = ahead.setup.origin;
    let mut finishes = played.finishes.clone();
    finishes.sort_unstable();
    let by = |slot: Slot| finishes.partition_point(|f| *f <= slot) as f64 / finishes.len().max(1) as f64;
    let hope = situation.settings.finish_by.map(|date| {
        let end = situation
            .settings
            .zones
            .start_of(pivot_domain::zones::next_day(date));
        by(pivot_domain::availability::slot_to(end) - origin)
    });
    let whole = ahead.plan.unplaced.iter().all(|u| u.forgiven);
    Forecast {
        now: situation.now,
        futures: wish.futures,
        seed: wish.seed,
        finish: quantiles(&finishes, origin),
        error: [0.5, 0.8, 0.95].map(|p| band(&finishes, p, origin)),
        planned: whole.then_some(ahead.plan.finish),
        by_plan: by(pivot_domain::availability::slot_to(ahead.plan.finish) - origin),
        by_hope: hope,
        steps: steps(situation, ahead, played),
        critical: critical(ahead, played),
        pace: model.pace.clone(),
        losses: model.losses.clone().unwrap_or_else(|| Losses::learn(&[])),
        scope: model.scope.clone().unwrap_or_else(|| Scope::learn(&[], 0.0)),
        charts: charts::charts(situation, ahead, model, played),
        notes: ahead.plan.notes.clone(),
    }
}

/// The value that so great a share of sorted values does not exceed: the one in place `⌈p·n⌉`.
fn at_share(sorted: &[Slot], share: f64) -> Slot {
    let place = (share * sorted.len() as f64).ceil().max(1.0) as usize;
    sorted.get(place - 1).or(sorted.last()).copied().unwrap_or(NEVER)
}

fn dated_slot(slot: Slot, origin: i64) -> Option<Timestamp> {
    (slot != NEVER).then(|| instant(origin + slot))
}

fn quantiles(sorted: &[Slot], origin: i64) -> Quantiles {
    let at = |share| dated_slot(at_share(sorted, share), origin);
    Quantiles {
        p50: at(0.5),
        p80: at(0.8),
        p95: at(0.95),
    }
}

/// The order statistics that a quantile lies between in 95 of 100 samples: `n·p ± 1.96·√(n·p·(1 − p))`.
fn band(sorted: &[Slot], share: f64, origin: i64) -> Band {
    let n = sorted.len() as f64;
    let off = 1.96 * (share * (1.0 - share) / n).sqrt();
    let at = |share: f64| dated_slot(at_share(sorted, share.clamp(0.0, 1.0)), origin);
    Band {
        from: at(share - off),
        to: at(share + off),
    }
}

fn steps(situation: &Situation, ahead: &Ahead<'_>, played: &Played) -> Vec<StepForecast> {
    let progress = situation.progress();
    let mut steps: Vec<StepForecast> = Vec::new();
    for step in &situation.curriculum.steps {
        let mut own = situation
            .curriculum
            .picked()
            .filter(|t| t.step == step.number)
            .peekable();
        if own.peek().is_none() {
            continue;
        }
        // The last of its days, if everything in it is done.
        let times = own.flat_map(|t| (1..=t.times.count()).map(|time| progress.done(&t.id, time)));
        let done: Option<Timestamp> = times
            .collect::<Option<Vec<_>>>()
            .and_then(|all| all.into_iter().max());
        let finish = match (done, played.steps.iter().find(|s| s.0 == step.number)) {
            (None, Some((_, finishes))) => {
                let mut sorted = finishes.clone();
                sorted.sort_unstable();
                quantiles(&sorted, ahead.setup.origin)
            }
            (at, _) => Quantiles {
                p50: at,
                p80: at,
                p95: at,
            },
        };
        steps.push(StepForecast {
            number: step.number,
            title: step.title.clone(),
            done: done.is_some(),
            finish,
        });
    }
    steps.sort_by_key(|s| s.number);
    steps
}

fn critical(ahead: &Ahead<'_>, played: &Played) -> Vec<Critical> {
    let setup = &ahead.setup;
    // The times and pieces of a task: as often as the most critical of them.
    let mut most: BTreeMap<usize, u32> = BTreeMap::new();
    for (part, count) in setup.parts.iter().zip(&played.critical) {
        let all = most.entry(part.task).or_default();
        *all = (*all).max(*count);
    }
    let looked = played.finishes.len().clamp(1, LOOKED_AT) as f64;
    let mut critical: Vec<(u32, usize)> = most
        .into_iter()
        .map(|(task, n)| (n, task))
        .filter(|c| c.0 > 0)
        .collect();
    critical.sort_by_key(|(n, task)| (std::cmp::Reverse(*n), *task));
    critical
        .into_iter()
        .map(|(n, task)| Critical {
            task: setup.tasks[task].id.clone(),
            title: setup.tasks[task].title.clone(),
            share: f64::from(n) / looked,
        })
        .collect()
}
