//! The search for a schedule that finishes at the bound: nothing of the scarcest resource may be lost before it.
//!
//! A schedule in order of time is changed a little before a stretch of which it loses something: another unit begins, or a
//! session is cut short. Of two schedules the one is kept that loses less, then the one that is less late.

use super::{Candidate, IN_TIME_MOST, PRICE, Search, Way};
use crate::bound::Bounder;
use crate::fill::{Plan, Turn};
use crate::fluid::Fluid;
use crate::model::Slot;
use crate::place::Manner;

/// How many choices before a loss are looked at.
const NEAR: usize = 14;

/// Most orders that are compared in the picture.
const PICTURES: u64 = 6_000;

/// How many times the effort may be spent here.
const TIMES: u64 = 10;

/// The same beside a known schedule, where little is to be changed.
const TIMES_BESIDE: u64 = 3;

/// One part in so many of that is spent on less lateness, once the finish is proven.
const AFTER: u64 = 16;

/// So many changes without success, and another list is tried.
const STALL: u32 = 150;

/// A schedule in order of time, and what it loses.
#[derive(Clone, Default)]
struct Trial {
    list: Vec<usize>,
    turns: Vec<Turn>,
    way: Way,
    score: Score,
    /// Stretches of the scarcest resource that are lost.
    lost: Vec<(Slot, Slot)>,
    /// Slots at which it had to choose.
    chosen: Vec<Slot>,
}

/// What is looked for.
struct Aim {
    /// An activity to which lost stretches are open.
    typical: usize,
    /// Nothing is of interest that is later in all.
    lateness: i64,
    /// By when to finish: no schedule that is no later in all does so before.
    finish: Slot,
    /// When to stop, in placements.
    last: u64,
}

/// An order of the units: as a list for schedules in order of time, and for serial ones.
struct Order {
    list: Vec<usize>,
    early: Vec<usize>,
}

/// What counts here, less is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    late_finish: bool,
    lost: Slot,
    moved: usize,
    lateness: i64,
    sessions: usize,
}

impl<'f, 'p, 'm> Search<'f, 'p, 'm, '_> {
    /// Looks for a schedule of everything that finishes at the bound, beside a known one for one that stays with it.
    pub(super) fn tighten(&mut self, bounder: &Bounder<'f, 'p, 'm>) {
        let rank = self.best.rank;
        let (units, whole) = (self.frame.graph.units(), (rank.unplaced, rank.forgiven) == (0, 0));
        let done = self.proven() && rank.finish <= self.bound;
        if !whole || units > IN_TIME_MOST || self.spent() || done {
            return;
        }
        let Some(typical) = bounder.scarcest().and_then(|resource| bounder.typical(resource)) else {
            return;
        };
        let begun = self.placer.placements;
        self.reach(bounder, typical);
        self.limit = self.limit.saturating_add(self.placer.placements - begun);
    }

    /// Tries lists, one after the other, until one leads to the bound or the effort is spent.
    fn reach(&mut self, bounder: &Bounder<'f, 'p, 'm>, typical: usize) {
        let times = if self.frame.known.is_empty() {
            TIMES
        } else {
            TIMES_BESIDE
        };
        let effort = self.options.effort.saturating_mul(times);
        let Order { list, early } = self.order(bounder);
        let mut aim = Aim {
            typical,
            lateness: i64::MAX,
            finish: self.bound,
            last: self.placer.placements.saturating_add(effort),
        };
        let mut best: Option<Trial> = None;
        for round in 0.. {
            let mut from = list.clone();
            if round > 0 {
                self.shake(&mut from);
            }
            if let Some(found) = self.descend(&from, &mut aim)
                && best.as_ref().is_none_or(|best| found.score < best.score)
            {
                best = Some(found);
            }
            let reached = best.as_ref().is_some_and(|best| !best.score.late_finish);
            if best.is_none() || reached || self.stopped || self.placer.placements >= aim.last {
                break;
            }
        }
        if let Some(best) = best.filter(|best| !best.score.late_finish) {
            aim.last = self.placer.placements.saturating_add(effort / AFTER);
            let best = self.walk(best, &aim);
            self.adopt(best);
            return;
        }
        let manners = vec![Manner::Fit; self.frame.problem.activities.len()];
        let ways = [
            (list.clone(), Way::Strict),
            (list, Way::Exact),
            (early, Way::Serial),
        ];
        for (list, way) in ways {
            let bar = self.best.rank;
            self.build(&list, &manners, way, &bar);
        }
    }

    /// By which dates a schedule stays with the known one: those of the best, if it does.
    fn calm_way(&self) -> Option<usize> {
        match self.best.way {
            Way::Steady(dates, _) => Some(dates),
            _ => self.steady.len().checked_sub(1),
        }
    }

    /// An order with little lateness, by the picture of `fluid.rs`; where there is none, the best that is known.
    fn order(&mut self, bounder: &Bounder<'f, 'p, 'm>) -> Order {
        if let Some(steady) = self.calm_way().and_then(|dates| self.steady.get(dates)) {
            let list = steady.list.clone();
            return Order {
                early: list.clone(),
                list,
            };
        }
        let list = self.best.list.clone();
        let late = self.best.rank.lateness > self.least_lateness;
        let Some(mut fluid) = late.then(|| Fluid::new(self.frame, bounder)).flatten() else {
            let early = self.frame.graph.order.clone();
            return Order { list, early };
        };
        let units = list.len() as u64;
        let most = self.options.effort.saturating_mul(32) / units.max(1);
        let tries = (self.options.effort / 4).min(PICTURES).min(most);
        let list = fluid.improve(list, tries, |n| self.random.below(n));
        self.placer.placements += tries * units / 16;
        let early = self.frame.graph.sorted(|unit| fluid.finish[unit]);
        Order { list, early }
    }

    /// From a list on, the schedule that loses least.
    fn descend(&mut self, list: &[usize], aim: &mut Aim) -> Option<Trial> {
        let mut now: Option<Trial> = None;
        let ways = match self.calm_way() {
            Some(dates) => vec![Way::Steady(dates, 0)],
            None => vec![Way::Strict, Way::Exact],
        };
        for way in ways {
            let mut trial = Trial {
                list: list.to_vec(),
                way,
                ..Trial::default()
            };
            if !self.attempt(&mut trial, aim, Slot::MAX) {
                continue;
            }
            if aim.lateness == i64::MAX {
                let least = trial.score.lateness.min(self.best.rank.lateness);
                aim.lateness = if !self.steady.is_empty() {
                    self.placer.allowance
                } else {
                    least.saturating_add(least / PRICE)
                };
                aim.finish = self.bound_as_late(aim.lateness);
            }
            let better = now.as_ref().is_none_or(|now| trial.score < now.score);
            if better && trial.score.lateness <= aim.lateness {
                now = Some(trial);
            }
        }
        let now = now?;
        Some(if now.score.late_finish {
            self.walk(now, aim)
        } else {
            now
        })
    }

    /// Changes a schedule a little, again and again: until it finishes at the bound or that seems out of reach; where it
    /// does so already, until the effort is spent.
    fn walk(&mut self, mut now: Trial, aim: &Aim) -> Trial {
        let late = now.score.late_finish;
        let mut best = now.clone();
        let mut stall = 0;
        while !self.stopped && self.placer.placements < aim.last && !(late && stall > STALL) {
            let mut trial = now.clone();
            self.turn(&mut trial);
            stall += 1;
            if !self.attempt(&mut trial, aim, now.score.lost) || trial.score > now.score {
                continue;
            }
            now = trial;
            if now.score < best.score {
                let loses_less =
                    (now.score.late_finish, now.score.lost) < (best.score.late_finish, best.score.lost);
                stall = if loses_less { 0 } else { stall };
                best = now.clone();
                if late && !best.score.late_finish {
                    break;
                }
            }
        }
        best
    }

    /// Another list near by: something that nothing waits for is kept for the end, and a few units move.
    fn shake(&mut self, list: &mut [usize]) {
        let graph = &self.frame.graph;
        let leaves: Vec<usize> = (0..list.len())
            .filter(|&at| graph.after.of(list[at]).is_empty())
            .collect();
        if !leaves.is_empty() {
            let at = leaves[self.below(leaves.len())];
            list[at..].rotate_left(1);
        }
        for _ in 0..self.below(4) {
            self.move_unit(list, None);
        }
    }

    /// Builds a trial; `false` where something has no place, it is too late in all or loses more than `losses`.
    fn attempt(&mut self, trial: &mut Trial, aim: &Aim, losses: Slot) -> bool {
        self.schedules += 1;
        // A trial that fails at once costs something too: the search must end.
        self.placer.placements += 1 + trial.list.len() as u64 / 4;
        let plan = Plan {
            lateness: Some(aim.lateness),
            losses: Some((aim.typical, losses)),
            ..trial.way.plan(&trial.turns, &self.steady)
        };
        let rank = self.placer.fill(&trial.list, plan, None);
        self.stopped = self.stopped || self.options.stop.is_some_and(|stop| stop());
        let Some(rank) = rank else { return false };
        if (rank.unplaced, rank.forgiven) != (0, 0) || rank.overrun > self.best.rank.overrun {
            return false;
        }
        self.placer.lost(aim.typical, aim.finish, &mut trial.lost);
        trial.score = Score {
            late_finish: rank.finish > aim.finish,
            lost: trial.lost.iter().map(|lost| lost.1 - lost.0).sum(),
            moved: rank.moved,
            lateness: rank.lateness,
            sessions: rank.sessions,
        };
        trial.chosen.clone_from(&self.placer.filling.chosen);
        true
    }

    /// A small change before a loss, or anywhere.
    fn turn(&mut self, trial: &mut Trial) {
        if trial.chosen.is_empty() {
            return;
        }
        if !trial.turns.is_empty() && self.below(6) == 0 {
            let k = self.below(trial.turns.len());
            trial.turns.remove(k);
            if self.below(2) == 0 {
                return;
            }
        }
        if self.below(5) == 0 {
            self.move_unit(&mut trial.list, None);
            return;
        }
        let until = if trial.lost.is_empty() || self.below(8) == 0 {
            trial.chosen.len()
        } else {
            let lost = trial.lost[self.below(trial.lost.len())];
            trial.chosen.partition_point(|&t| t <= lost.0)
        };
        let reach = if trial.lost.is_empty() {
            until
        } else {
            NEAR.min(until)
        };
        if reach == 0 {
            return;
        }
        // Nearer ones more often.
        let back = self.below(reach).min(self.below(reach));
        let at = trial.chosen[until - 1 - back];
        let turn = Turn {
            at,
            skip: [0, 0, 1, 1, 2, 3][self.below(6)],
            cut: [0, 1 + self.below(12)][self.below(2)] as u8,
        };
        match trial.turns.binary_search_by_key(&at, |turn| turn.at) {
            Ok(k) => trial.turns[k] = turn,
            Err(k) => trial.turns.insert(k, turn),
        }
    }

    /// Makes a trial the best schedule.
    fn adopt(&mut self, trial: Trial) {
        let way = trial.way;
        if let Some(rank) = self
            .placer
            .fill(&trial.list, way.plan(&trial.turns, &self.steady), None)
        {
            self.reached = true;
            self.best = Candidate {
                rank,
                list: trial.list,
                manners: vec![Manner::Fit; self.frame.problem.activities.len()],
                yields: self.placer.yields.clone(),
                way,
                turns: trial.turns,
                wasteful: Vec::new(),
            };
        }
    }
}
