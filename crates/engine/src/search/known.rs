//! The search beside a schedule that is known: it begins with schedules that stay with that one.

use super::{Search, Way};
use crate::bound::{Bounder, Supply};
use crate::fill::Steady;
use crate::fluid::Fluid;
use crate::model::Slot;
use crate::place::{Manner, Rank};

/// The share of the effort that is spent where hardly anything has changed: one part in so many.
const LEAST: u64 = 32;

/// So many times the share of the work that has lost its place is the share of the effort beyond that.
const PER_CHANGE: u128 = 4;

/// Orders that are compared in the picture.
const PICTURES: u64 = 60;

/// How much time is kept to spare, in slots: more, where less was too little.
const MARGINS: [Slot; 3] = [0, 6, 36];

impl<'f, 'p, 'm> Search<'f, 'p, 'm, '_> {
    /// Schedules near the known one. How much of the work has no place there says how much effort is worth while: the
    /// known schedule has the search for it behind it.
    pub(super) fn recall(&mut self, bounder: &Bounder<'f, 'p, 'm>, manner: Manner) {
        if self.frame.known.is_empty() {
            return;
        }
        let list = self.known_order();
        let extra = self
            .stay(bounder, &list)
            .unwrap_or_else(|| self.missing(|_| true));
        let work: Slot = self.frame.free.iter().sum();
        let effort = u128::from(self.options.effort);
        let changed = effort * PER_CHANGE * extra as u128 / work.max(1) as u128;
        let changed = u64::try_from(changed.min(effort)).unwrap_or(u64::MAX);
        let least = self.options.effort / LEAST;
        self.options.effort = least.saturating_add(changed).min(self.options.effort);
        self.limit = self.options.effort;
        if !self.settled() {
            let manners = vec![manner; self.frame.problem.activities.len()];
            let bar = self.best.rank;
            self.build(&list, &manners, Way::Serial, &bar);
        }
    }

    /// Builds schedules that stay with the known one, the first with no time to spare. Gives the slots of work that have no
    /// place in the known schedule, or nothing where there is no resource by which to tell the time.
    fn stay(&mut self, bounder: &Bounder<'f, 'p, 'm>, list: &[usize]) -> Option<Slot> {
        let (supply, items) = bounder.scarcest().and_then(|r| bounder.load(r))?;
        let extra = self.missing(|i| items.iter().any(|item| item.0 == i));
        let horizon = self.frame.problem.horizon;
        let manners = vec![Manner::Fit; self.frame.problem.activities.len()];
        'ways: for dates in self.dates(bounder, list, &supply, extra) {
            let dues: Vec<Slot> = dates.iter().map(|date| horizon - date).collect();
            let tails = bounder.tails(self.bound, Some(&dues));
            // What cannot keep its date even alone is to finish as soon as it can.
            let spans = tails.iter().enumerate().map(|(i, tail)| {
                let span = tail.or(bounder.head(i));
                span.map_or((horizon, horizon), |span| (span.start, span.finish))
            });
            let steady = Steady::new(self.frame, spans.collect(), supply.clone(), items);
            let list = steady.list.clone();
            let dates = self.steady.len();
            self.steady.push(steady);
            for margin in MARGINS {
                let open = Rank {
                    unplaced: Slot::MAX,
                    ..Rank::default()
                };
                self.build(&list, &manners, Way::Steady(dates, margin), &open);
                if matches!(self.best.way, Way::Steady(..)) && self.settled() {
                    break 'ways;
                }
            }
        }
        Some(extra)
    }

    /// By when each activity is to finish, for its own sake. What keeps its date in the known schedule is to keep it; what
    /// does not, may be later than there by the work that was added and by what lateness is allowed. Behind that the same
    /// for an order with little lateness: what keeps its date there is to keep it.
    fn dates(
        &mut self,
        bounder: &Bounder<'f, 'p, 'm>,
        list: &[usize],
        supply: &Supply,
        extra: Slot,
    ) -> Vec<Vec<Slot>> {
        let problem = self.frame.problem;
        let date = |i: usize| {
            let a = &problem.activities[i];
            let due = a.due.filter(|due| due.weight > 0 || a.forgiven);
            let due = due.map_or(problem.horizon, |due| due.at);
            due.min(a.deadline.unwrap_or(problem.horizon))
                .min(problem.horizon)
        };
        let dates: Vec<Slot> = (0..problem.activities.len()).map(date).collect();
        let Some(mut fluid) = Fluid::new(self.frame, bounder) else {
            return vec![dates];
        };
        let list = fluid.improve(list.to_vec(), PICTURES, |n| self.random.below(n));
        let manners = vec![Manner::Fit; problem.activities.len()];
        let open = Rank {
            unplaced: Slot::MAX,
            ..Rank::default()
        };
        if let Some(rank) = self.build(&list, &manners, Way::Strict, &open) {
            self.allow(rank.lateness);
        }
        let as_known = |i: usize| {
            let known = self.frame.known_of(i).last();
            known.map(|k| supply.reach(self.frame.known[k].end, extra, problem.horizon))
        };
        let in_order = |i: usize| fluid.finish[self.frame.graph.unit_of[i]];
        let calm = self.relax(dates.clone(), |i| as_known(i).unwrap_or_else(|| in_order(i)));
        vec![calm, self.relax(dates, in_order)]
    }

    /// Dates moved to the finishes of those that miss them, and beyond by what lateness is allowed.
    fn relax(&self, mut dates: Vec<Slot>, finish: impl Fn(usize) -> Slot) -> Vec<Slot> {
        let problem = self.frame.problem;
        let (mut late, mut weights) = (0_i64, 0);
        let mut missed = Vec::new();
        for i in (0..dates.len()).filter(|&i| !problem.activities[i].forgiven) {
            let (finish, weight) = (
                finish(i),
                problem.activities[i].due.map_or(0, |due| i64::from(due.weight)),
            );
            if finish > dates[i] {
                missed.push(i);
                late = late.saturating_add(weight * (finish - dates[i]));
                weights += weight;
                dates[i] = finish;
            }
        }
        let more = self.placer.allowance.saturating_sub(late).max(0) / weights.max(1);
        for i in missed {
            dates[i] = dates[i].saturating_add(more).min(problem.horizon);
        }
        dates
    }

    /// The slots of work that have no place in the known schedule, of the activities that count.
    fn missing(&self, counts: impl Fn(usize) -> bool) -> Slot {
        let known = |i: usize| -> Slot {
            let own = &self.frame.known[self.frame.known_of(i)];
            let kept = own.iter().filter(|s| self.frame.has_room(s));
            kept.map(|s| s.end - s.start).sum()
        };
        let all = (0..self.frame.problem.activities.len()).filter(|&i| counts(i));
        all.map(|i| (self.frame.free[i] - known(i)).max(0)).sum()
    }

    /// Whether there is a known schedule and the best one is as good as any can be, the hour of its finish and the number of
    /// its sessions aside: what is known is not given up for these.
    pub(super) fn settled(&self) -> bool {
        !self.frame.known.is_empty() && !self.best.list.is_empty() && self.proven()
    }

    /// Whether the first few priority rules are enough: beside a known schedule, which came from all of them once, they are
    /// where all would take a good part of the effort.
    pub(super) fn rules_suffice(&self) -> bool {
        let all = 16 * self.frame.graph.units() as u64;
        !self.frame.known.is_empty() && all > self.options.effort / 4
    }

    /// All units, each behind those that it waits for, by the known start of it or of anything behind it; what has none
    /// comes last.
    pub(super) fn known_order(&self) -> Vec<usize> {
        let graph = &self.frame.graph;
        let start = |unit: usize| {
            let members = graph.members(unit).iter();
            let known = members.flat_map(|&i| &self.frame.known[self.frame.known_of(i)]);
            known.map(|s| s.start).min().unwrap_or(Slot::MAX)
        };
        let mut starts: Vec<Slot> = (0..graph.units()).map(start).collect();
        for &unit in graph.order.iter().rev() {
            let behind = graph.after.of(unit).iter().map(|&next| starts[next]).min();
            starts[unit] = starts[unit].min(behind.unwrap_or(Slot::MAX));
        }
        graph.sorted(|unit| starts[unit])
    }
}
