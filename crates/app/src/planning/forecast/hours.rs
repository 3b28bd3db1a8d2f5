//! Hours that the open work on some tasks takes, future by future.

use pivot_domain::curriculum::Effort;

use super::Wish;
use super::ahead::{Ahead, Model, Open};
use super::chance::Chance;
use super::pace::Size;
use super::play::effort;
use crate::planning::problem::Phase;

/// Random numbers of this purpose begin here: one for each piece of open work, so that they stay the same where others go.
const PURPOSE: u64 = 1000;

impl Ahead<'_> {
    /// The hours of the person that open work takes from now on, one number for each of the futures, sorted. `takes` says with which
    /// estimate a task counts, given its id and the estimate it has; `None`: it does not count. The same work draws the same luck
    /// whatever else counts.
    pub(in crate::planning) fn hours(
        &self,
        model: &Model,
        wish: &Wish,
        takes: &dyn Fn(&str, Effort) -> Option<Effort>,
    ) -> Vec<f64> {
        let counted: Vec<Option<Open>> = self.open.iter().map(|open| self.counted(open, takes)).collect();
        let certain = self.certain(takes);
        let mut all: Vec<f64> = (0..wish.futures.max(1) as u64)
            .map(|future| certain + self.drawn(model, wish.seed, future, &counted))
            .collect();
        all.sort_by(f64::total_cmp);
        all
    }

    fn id(&self, activity: usize) -> &str {
        &self.setup.tasks[self.setup.parts[activity].task].id
    }

    fn counted(&self, open: &Open, takes: &dyn Fn(&str, Effort) -> Option<Effort>) -> Option<Open> {
        let effort = takes(self.id(open.activity), open.effort)?;
        Some(Open {
            effort,
            size: Size::of(&effort)?,
            ..open.clone()
        })
    }

    /// What counts and does not scatter: work done in one go, and what comes before and after a machine's run.
    fn certain(&self, takes: &dyn Fn(&str, Effort) -> Option<Effort>) -> f64 {
        let parts = self
            .setup
            .parts
            .iter()
            .zip(&self.setup.problem.activities)
            .enumerate();
        let sure = parts.filter(|(i, (part, _))| {
            let drawn = self.open.iter().any(|open| open.activity == *i);
            let none = Effort {
                low: jiff::SignedDuration::ZERO,
                likely: jiff::SignedDuration::ZERO,
                high: jiff::SignedDuration::ZERO,
            };
            !drawn
                && part.phase != Phase::Run
                && self.done[*i].is_none()
                && takes(self.id(*i), none).is_some()
        });
        // Twelve slots make an hour.
        sure.map(|(_, (_, activity))| activity.work as f64 / 12.0).sum()
    }

    fn drawn(&self, model: &Model, seed: u64, future: u64, counted: &[Option<Open>]) -> f64 {
        let factors = model.pace.draw(&self.kinds, &mut Chance::new(seed, future, 0));
        let work = counted.iter().zip(PURPOSE..).filter_map(|(open, purpose)| {
            let open = open.as_ref()?;
            let whole = effort(
                open,
                model.shape,
                &factors,
                &mut Chance::new(seed, future, purpose),
            );
            Some((whole - open.fixed - open.spent).max(0.0))
        });
        let mut hours: f64 = work.sum();
        if let Some(scope) = &model.scope {
            let mut chance = Chance::new(seed, future, 2);
            for size in scope.draw(self.likely, &mut chance) {
                let at = chance.below(counted.len());
                if let Some(Some(open)) = counted.get(at) {
                    hours += size * (factors.person + factors.kinds[open.kind]).exp();
                }
            }
        }
        hours
    }
}
