//! Futures, one after the other: the work ahead is drawn, and placed.

use pivot_engine::{Futures, Prepared, Slot};

use super::Wish;
use super::ahead::{Ahead, Day, Model, Open, Shape};
use super::chance::Chance;
use super::pace::{Factors, hours, pert};
use crate::error::Error;
use crate::planning::problem::{DESK, ME, OPEN};

/// Slots of five minutes in an hour.
const PER_HOUR: f64 = 12.0;
/// A slot beyond all slots: something has no place.
pub(super) const NEVER: Slot = Slot::MAX;
/// In so many futures it is looked at which tasks were critical, and when each task finishes.
pub(super) const LOOKED_AT: usize = 2_000;

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

impl Ahead<'_> {
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

    /// Plays futures on so many threads and asks `look` of each, in their order: it sees the engine's futures, just played, and the works.
    pub(super) fn look<T: Send>(
        &self,
        model: &Model,
        wish: &Wish,
        look: impl Fn(&Futures<'_>, &[Slot], &[Option<Slot>]) -> T + Sync,
    ) -> Result<Vec<T>, Error> {
        let prepared = Prepared::new(&self.setup.problem)
            .map_err(|_| Error::Bug("the problem of the plan has faults".into()))?;
        let n = wish.futures;
        let threads = wish.threads.clamp(1, n.max(1));
        let size = n.div_ceil(threads).max(1);
        let some = |which: std::ops::Range<usize>| -> Result<Vec<T>, Error> {
            let mut futures = Futures::new(&prepared, &self.planned, &[ME, DESK, OPEN])
                .ok_or_else(|| Error::Bug("what is planned waits in a circle".into()))?;
            let mut drawn = Drawn::default();
            let mut seen = Vec::with_capacity(which.len());
            for future in which {
                self.draw(model, wish.seed, future as u64, &mut drawn);
                self.place(&mut futures, model, &mut drawn);
                seen.push(look(&futures, &drawn.works, &drawn.finishes));
            }
            Ok(seen)
        };
        std::thread::scope(|scope| {
            let ranges = (0..threads).map(|k| (k * size).min(n)..((k + 1) * size).min(n));
            let workers: Vec<_> = ranges.map(|which| scope.spawn(|| some(which))).collect();
            let mut all = Vec::with_capacity(n);
            for worker in workers {
                let failed = |_| Err(Error::Bug("a thread of the forecast failed".into()));
                all.extend(worker.join().unwrap_or_else(failed)?);
            }
            Ok(all)
        })
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

/// The hours of one task, of which some are spent already: more than these, if it is not done.
pub(super) fn effort(open: &Open, shape: Option<Shape>, factors: &Factors, chance: &mut Chance) -> f64 {
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
