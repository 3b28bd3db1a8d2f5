//! What the forecasts of the past said, held against what came.
//!
//! A forecast is a function of the situation, so that of a past moment is made again from the facts up to then: one for
//! each time that a plan was accepted. The files are today's.

use std::collections::BTreeMap;

use jiff::Timestamp;
use pivot_domain::fact::{Event, standing};
use pivot_engine::Options;

use super::pace::hours;
use super::{Quantiles, Wish, forecast};
use crate::error::Error;
use crate::situation::Situation;

/// At most so many past forecasts are made again, evenly over those there are.
const MOST: usize = 12;
/// Futures of each.
const FUTURES: usize = 2_000;

/// What one past forecast said of a step, or of everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// When it was made.
    pub at: Timestamp,
    /// Of which step; `None`: of everything.
    pub step: Option<u32>,
    /// What it said.
    pub said: Quantiles,
    /// When that was finished, if it is.
    pub came: Option<Timestamp>,
}

/// How good past forecasts were.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// All that was said of what was open then and has been finished since or should have been, by moment and step.
    pub past: Vec<Past>,
    /// For 50, 80 and 95 percent: of the dates that have come, how many were kept, and how many there are.
    pub kept: [(usize, usize); 3],
    /// For 50, 80 and 95 percent the mean pinball loss in days over what is finished: a day too early costs the share, a day
    /// too late the rest. Less is better; `None` where nothing is finished.
    pub pinball: Option<[f64; 3]>,
}

/// Scores the forecasts of the past.
///
/// # Errors
/// Where the files cannot be planned.
pub fn history(situation: &Situation, wish: &Wish) -> Result<Scores, Error> {
    let came = came(situation);
    let mut past = Vec::new();
    for at in moments(situation) {
        let then = as_of(situation, at);
        let options = Options {
            effort: 2_000,
            ..Options::default()
        };
        let wish = Wish {
            futures: wish.futures.min(FUTURES),
            ..*wish
        };
        let forecast = forecast(&then, &options, &wish)?;
        let steps = forecast.steps.iter().filter(|s| !s.done);
        let steps = steps.map(|s| (Some(s.number), s.finish));
        for (step, said) in steps.chain([(None, forecast.finish)]) {
            past.push(Past {
                at,
                step,
                said,
                came: came.get(&step).copied(),
            });
        }
    }
    Ok(scores(past, situation.now))
}

/// The moments at which a plan was accepted, at most so many, without those of this very moment.
fn moments(situation: &Situation) -> Vec<Timestamp> {
    let accepted = standing(&situation.facts).filter(|r| matches!(r.fact.event, Event::PlanAccepted(_)));
    let mut all: Vec<Timestamp> = accepted
        .map(|r| r.fact.at)
        .filter(|at| *at < situation.now)
        .collect();
    all.sort_unstable();
    all.dedup();
    let n = all.len();
    if n <= MOST {
        return all;
    }
    (0..MOST).map(|k| all[k * (n - 1) / (MOST - 1)]).collect()
}

/// The situation as it was known at a moment. A fact of then that was taken back since counts again.
fn as_of(situation: &Situation, at: Timestamp) -> Situation {
    let mut then = situation.clone();
    then.now = at;
    then.facts
        .retain(|r| r.fact.at <= at && r.recorded <= at.max(r.fact.at));
    then
}

/// When each step was finished, of those that are, and under `None` when everything was.
fn came(situation: &Situation) -> BTreeMap<Option<u32>, Timestamp> {
    let progress = situation.progress();
    let mut came: BTreeMap<Option<u32>, Option<Timestamp>> = BTreeMap::new();
    for task in situation
        .curriculum
        .picked()
        .filter(|t| !progress.dropped.contains(&t.id))
    {
        for time in 1..=task.times.count() {
            let done = progress.done(&task.id, time);
            for key in [Some(task.step), None] {
                let last = came.entry(key).or_insert(Some(Timestamp::MIN));
                *last = last.zip(done).map(|(a, b)| a.max(b));
            }
        }
    }
    came.into_iter()
        .filter_map(|(key, at)| Some((key, at?)))
        .collect()
}

/// Adds up what is known by `now`. A date that has not come yet is neither kept nor missed, even where the work is done:
/// counting what is done early before its date would flatter.
fn scores(past: Vec<Past>, now: Timestamp) -> Scores {
    let mut scores = Scores::default();
    let mut sums = [0.0; 3];
    let mut finished = 0_usize;
    for p in &past {
        let dates = [p.said.p50, p.said.p80, p.said.p95];
        for (kept, date) in scores.kept.iter_mut().zip(dates) {
            if let Some(date) = date.filter(|d| *d <= now) {
                kept.0 += usize::from(p.came.is_some_and(|c| c <= date));
                kept.1 += 1;
            }
        }
        if let (Some(came), [Some(a), Some(b), Some(c)]) = (p.came, dates) {
            finished += 1;
            for ((sum, share), date) in sums.iter_mut().zip([0.5, 0.8, 0.95]).zip([a, b, c]) {
                let days = hours(came.duration_since(date)) / 24.0;
                *sum += if days > 0.0 {
                    share * days
                } else {
                    (share - 1.0) * days
                };
            }
        }
    }
    if finished > 0 {
        scores.pinball = Some(sums.map(|s| s / finished as f64));
    }
    scores.past = past;
    scores
        .past
        .retain(|p| p.came.is_some() || p.said.p50.is_some_and(|d| d <= now));
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> Timestamp {
        Timestamp::from_second(n * 86_400).unwrap()
    }

    #[test]
    fn dates_that_have_come_are_kept_or_missed() {
        let past = |p50, came: Option<i64>| Past {
            at: day(0),
            step: Some(1),
            said: Quantiles {
                p50: Some(day(p50)),
                p80: Some(day(p50 + 10)),
                p95: Some(day(p50 + 20)),
            },
            came: came.map(day),
        };
        // Now is day 30. The first: dates 10, 20, 30, came on 12: missed, kept, kept. The second: dates 15, 25, 35, not yet:
        // missed twice, the third is open. The third: dates 40, 50, 60, came on 25: nothing has come.
        let all = vec![past(10, Some(12)), past(15, None), past(40, Some(25))];
        let scores = scores(all, day(30));
        assert_eq!(scores.kept, [(0, 2), (1, 2), (1, 1)]);
        // Of the finished ones: 2 days late of the 50 cost 1, 8 and 18 days early of 80 and 95 cost 1.6 and 0.9; 15, 25 and
        // 35 days early cost 7.5, 5 and 1.75.
        let [a, b, c] = scores.pinball.unwrap();
        assert!((a - (1.0 + 7.5) / 2.0).abs() < 1e-9);
        assert!((b - (1.6 + 5.0) / 2.0).abs() < 1e-9);
        assert!((c - (0.9 + 1.75) / 2.0).abs() < 1e-9);
        assert_eq!(scores.past.len(), 3);
    }
}
