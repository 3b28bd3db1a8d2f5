//! How early everything can be finished at best: the proof that goes with a schedule.
//!
//! Two relaxations, both in the crate's description: *heads* (each activity alone on its calendars, behind its
//! predecessors) and *energy* (in no interval may more work have to lie than the resource offers there).

mod heads;
mod supply;

pub(crate) use heads::{Head, alone, heads};
pub(crate) use supply::Supply;
use supply::{Layer, PLENTY};

use crate::frame::{Frame, mirror};
use crate::model::{Problem, Slot};

/// Above this many activities on one resource only the intervals that reach to the finish are tested.
const PAIRS_MOST: usize = 300;

/// Above this many activities in all, no trial finishes are tested.
const TRIALS_MOST: usize = 5_000;

/// Work that draws on a supply: that of the activities on one resource, or what they draw from one quota.
struct Load {
    resource: usize,
    supply: Supply,
    /// `(activity, energy)`, by falling head.
    items: Vec<(usize, i64)>,
}

/// A problem, its mirror image, and the loads on its resources: what is needed to bound its finish.
pub(crate) struct Bounder<'f, 'p, 'm> {
    frame: &'f Frame<'p>,
    mirrored: &'f Frame<'m>,
    present: Vec<bool>,
    heads: Vec<Option<Head>>,
    loads: Vec<Load>,
}

impl<'f, 'p, 'm> Bounder<'f, 'p, 'm> {
    /// Prepares the bound on the finish of the activities that are `present`.
    pub(crate) fn new(
        frame: &'f Frame<'p>,
        mirrored: &'f Frame<'m>,
        mut present: Vec<bool>,
    ) -> Bounder<'f, 'p, 'm> {
        let heads = heads(frame, false, &present, 0, None);
        for (present, head) in present.iter_mut().zip(&heads) {
            *present = *present && head.is_some();
        }
        let mut bounder = Bounder {
            frame,
            mirrored,
            present,
            heads,
            loads: Vec::new(),
        };
        bounder.loads = bounder.build_loads();
        bounder
    }

    fn build_loads(&self) -> Vec<Load> {
        let problem = self.frame.problem;
        let resources = problem.resources.len();
        let mut items: Vec<Vec<(usize, i64)>> = vec![Vec::new(); resources];
        let mut draws: Vec<Vec<(usize, i64)>> = vec![Vec::new(); resources];
        // Whether every slot of every activity draws at least the units it holds, so that quotas limit the supply.
        let mut plain = vec![true; resources];
        for (i, a) in problem
            .activities
            .iter()
            .enumerate()
            .filter(|&(i, _)| self.present[i] && self.frame.free[i] > 0)
        {
            for demand in &a.demands {
                let rate = demand.draw / a.work;
                plain[demand.resource] &= demand.draw % a.work == 0 && rate >= i64::from(demand.units);
                let free = self.frame.free[i];
                if demand.units > 0 {
                    items[demand.resource].push((i, free * i64::from(demand.units)));
                }
                let drawn = if a.pins.is_empty() {
                    demand.draw
                } else {
                    rate * free
                };
                if drawn > 0 {
                    draws[demand.resource].push((i, drawn));
                }
            }
        }
        let mut loads = Vec::new();
        let displaced: Vec<_> = (0..resources).map(|r| self.displaced(r, &items)).collect();
        for (resource, (mut items, displaced)) in items.into_iter().zip(displaced).enumerate() {
            let limited = self.frame.quotas[resource].iter().any(|q| !q.starts.is_empty());
            if !items.is_empty() {
                let supply = Supply::new(self.frame, resource, limited && plain[resource]);
                if !limited {
                    let shut = displaced.into_iter().map(|i| (i, self.least_shut(i, &supply)));
                    items.extend(shut.filter(|(_, least)| *least > 0));
                }
                loads.push(Load {
                    resource,
                    supply,
                    items,
                });
            }
            if limited && !plain[resource] && !draws[resource].is_empty() {
                for quota in self.frame.quotas[resource]
                    .iter()
                    .filter(|q| !q.starts.is_empty())
                {
                    let supply = self.quota_supply(&quota.starts, quota.first);
                    loads.push(Load {
                        resource,
                        supply,
                        items: draws[resource].clone(),
                    });
                }
            }
        }
        for load in &mut loads {
            load.items
                .sort_by_key(|&(i, _)| (std::cmp::Reverse(self.start(i)), i));
        }
        loads
    }

    /// Activities that do not ask for a resource and shut it all the same. Where everything on the resource also holds
    /// the whole of another one (a person at the desk holds the person), an activity that holds that one (a meetup) shuts
    /// the resource for as long: [`Bounder::least_shut`] says how much of it at least. Only what cannot be divided, and
    /// follows nothing, is looked at. `items` are the activities on each resource.
    fn displaced(&self, resource: usize, items: &[Vec<(usize, i64)>]) -> Vec<usize> {
        let problem = self.frame.problem;
        let single = |r: usize| problem.resources[r].calendar.iter().all(|w| w.capacity <= 1);
        let holds = |i: usize, r: usize| {
            problem.activities[i]
                .demands
                .iter()
                .any(|d| d.resource == r && d.units > 0)
        };
        let Some(&(first, _)) = items[resource].first() else {
            return Vec::new();
        };
        // What is shared by all is held by the first.
        let shared = problem.activities[first]
            .demands
            .iter()
            .map(|d| d.resource)
            .filter(|&r| {
                r != resource
                    && single(r)
                    && single(resource)
                    && items[resource].iter().all(|&(i, _)| holds(i, r))
            });
        let mut displaced: Vec<usize> = shared
            .flat_map(|r| items[r].iter().map(|&(i, _)| i))
            .filter(|&i| {
                let a = &problem.activities[i];
                let alone = self.frame.graph.members(self.frame.graph.unit_of[i]).len() == 1;
                a.split.is_none() && alone && a.pins.is_empty() && !holds(i, resource)
            })
            .collect();
        displaced.sort_unstable();
        displaced.dedup();
        displaced
    }

    /// The least that a supply offers during any place of an indivisible activity on its own calendars; 0 where there
    /// are too many places to look at.
    fn least_shut(&self, i: usize, supply: &Supply) -> i64 {
        const PLACES_MAX: usize = 20_000;
        let (work, horizon) = (self.frame.free[i], self.frame.problem.horizon);
        let (mut t, mut least, mut places) = (self.start(i), i64::MAX, 0);
        while let Some((from, to)) = self.frame.open(&self.frame.base, i, t, horizon, horizon) {
            for start in from..=to - work {
                least = least.min(supply.offered(start, start + work));
                places += 1;
                if least == 0 || places > PLACES_MAX {
                    return 0;
                }
            }
            t = to;
        }
        if least == i64::MAX { 0 } else { least }
    }

    /// A quota as a supply of its own: each period offers its whole amount in any slot of it.
    fn quota_supply(&self, starts: &[Slot], first: usize) -> Supply {
        // Before the first period there is no limit: an interval that reaches back there is never too full. Its amount
        // is never summed, as no interval begins before it.
        let mut layer = Layer {
            starts: vec![Slot::MIN],
            limits: vec![PLENTY],
            before: vec![0],
        };
        for (k, &start) in starts.iter().enumerate() {
            let last = layer.starts.len() - 1;
            layer
                .before
                .push(layer.before[last] + if last == 0 { 0 } else { layer.limits[last] });
            layer.starts.push(start);
            layer.limits.push(self.frame.left_most[first + k]);
        }
        Supply {
            steps: Vec::new(),
            layers: vec![layer],
        }
    }

    /// The resource whose work takes longest, waits aside.
    pub(crate) fn scarcest(&self) -> Option<usize> {
        let horizon = self.frame.problem.horizon;
        let reach = |load: &Load| {
            let energy = load.items.iter().map(|item| item.1).sum();
            load.supply.reach(0, energy, horizon)
        };
        let loads = self.loads.iter().map(|load| (reach(load), load.resource));
        loads.max().map(|load| load.1)
    }

    /// What a resource offers, and what each activity takes of it at least.
    pub(crate) fn load(&self, resource: usize) -> Option<(Supply, &[(usize, i64)])> {
        let load = self.loads.iter().find(|load| load.resource == resource)?;
        Some((load.supply.clone(), &load.items))
    }

    /// An activity that can be divided and asks for the resource and as few others as any.
    pub(crate) fn typical(&self, resource: usize) -> Option<usize> {
        let problem = self.frame.problem;
        let load = self.loads.iter().find(|load| load.resource == resource)?;
        let items = load.items.iter().map(|item| item.0);
        let asks = |&i: &usize| {
            problem.activities[i]
                .demands
                .iter()
                .any(|d| d.resource == resource)
        };
        items
            .filter(|&i| problem.activities[i].split.is_some())
            .filter(asks)
            .min_by_key(|&i| (problem.activities[i].demands.len(), i))
    }

    /// How much of a resource an activity shuts that does not ask for it, at least.
    pub(crate) fn shuts(&self, resource: usize, i: usize) -> i64 {
        let load = self.loads.iter().find(|load| load.resource == resource);
        let item = load.and_then(|load| load.items.iter().find(|item| item.0 == i));
        item.map_or(0, |item| item.1)
    }

    /// The activities that are bounded.
    pub(crate) fn present(&self) -> &[bool] {
        &self.present
    }

    /// The earliest start and finish of an activity, if it has a place alone.
    pub(crate) fn head(&self, i: usize) -> Option<Head> {
        self.heads[i]
    }

    fn start(&self, i: usize) -> Slot {
        self.heads[i].map_or(0, |head| head.start)
    }

    /// No schedule of the activities that are present finishes before this slot. Gives up looking further at `upper`,
    /// the finish of a known schedule; with none, pass the horizon.
    pub(crate) fn finish(&self, upper: Slot) -> Slot {
        self.finish_by(upper, None)
    }

    /// The same of schedules that miss deadlines by no more than `overrun` in all, and are no later than `lateness`.
    pub(crate) fn finish_as_late(&self, upper: Slot, overrun: Slot, lateness: i64) -> Slot {
        let problem = self.frame.problem;
        let late = |i: usize| match (problem.activities[i].due, self.heads[i]) {
            (Some(due), Some(head)) if self.present[i] => {
                i64::from(due.weight).saturating_mul((head.finish - due.at).max(0))
            }
            _ => 0,
        };
        // What the others cannot avoid, one cannot have.
        let least: i64 = (0..problem.activities.len())
            .map(late)
            .fold(0, i64::saturating_add);
        let dues: Vec<Slot> = problem
            .activities
            .iter()
            .enumerate()
            .map(|(i, a)| {
                let own = lateness.saturating_sub(least - late(i)).max(0);
                let due = a.due.filter(|due| due.weight > 0);
                let due = due.map(|due| due.at.saturating_add(own / i64::from(due.weight)));
                let deadline = a.deadline.map(|deadline| deadline.saturating_add(overrun));
                let limit = due.into_iter().chain(deadline).min();
                limit.map_or(0, |limit| problem.horizon.saturating_sub(limit).max(0))
            })
            .collect();
        self.finish_by(upper, Some(&dues))
    }

    /// The same of schedules in which each activity finishes by its date too, counted back from the horizon.
    fn finish_by(&self, upper: Slot, dues: Option<&[Slot]>) -> Slot {
        let horizon = self.frame.problem.horizon;
        let mut bound = self
            .heads
            .iter()
            .flatten()
            .map(|head| head.finish)
            .max()
            .unwrap_or(0);
        for load in &self.loads {
            let mut energy = 0;
            for &(i, work) in &load.items {
                energy += work;
                bound = bound.max(load.supply.reach(self.start(i), energy, horizon));
            }
        }
        let upper = upper.min(horizon);
        if bound >= upper {
            return bound.min(horizon);
        }
        // What is refuted for one finish is so for all earlier ones. Most often the first test ends it.
        if self.present.len() > TRIALS_MOST || !self.refuted(bound, dues) {
            return bound;
        }
        bound += 1;
        if bound < upper && self.refuted(upper - 1, dues) {
            return upper;
        }
        let mut high = upper - 1;
        while bound < high {
            let middle = bound + (high - bound) / 2;
            if self.refuted(middle, dues) {
                bound = middle + 1;
            } else {
                high = middle;
            }
        }
        bound
    }

    /// The latest finishes with which everything could still be finished by `finish`; `None` where even the activity
    /// alone cannot.
    pub(crate) fn tails(&self, finish: Slot, dues: Option<&[Slot]>) -> Vec<Option<Head>> {
        let horizon = self.frame.problem.horizon;
        let mut tails = heads(self.mirrored, true, &self.present, horizon - finish, dues);
        for tail in tails.iter_mut().flatten() {
            *tail = Head {
                start: horizon - tail.finish,
                finish: horizon - tail.start,
            };
        }
        tails
    }

    /// Whether no schedule can finish by `finish`, and each activity by its date.
    fn refuted(&self, finish: Slot, dues: Option<&[Slot]>) -> bool {
        let tails = self.tails(finish, dues);
        for (i, head) in self.heads.iter().enumerate() {
            if let (true, Some(head)) = (self.present[i] && self.frame.free[i] > 0, head) {
                // The head's finish counts pins too, so only its start is compared beyond the free work.
                match tails[i] {
                    None => return true,
                    Some(tail) if head.start + self.frame.free[i] > tail.finish => return true,
                    Some(tail)
                        if self.frame.problem.activities[i].pins.is_empty() && head.finish > tail.finish =>
                    {
                        return true;
                    }
                    Some(_) => {}
                }
            }
        }
        self.loads
            .iter()
            .any(|load| load.items.len() <= PAIRS_MOST && self.overfull(load, &tails))
    }

    /// Whether some interval must hold more work than is offered in it.
    fn overfull(&self, load: &Load, tails: &[Option<Head>]) -> bool {
        let plain = load.supply.layers.is_empty();
        let items: Vec<(Slot, Slot, Slot, i64)> = load
            .items
            .iter()
            .filter_map(|&(i, work)| {
                let (start, end) = (self.start(i), tails[i]?.finish);
                Some((start, end, if plain { load.supply.until(start) } else { 0 }, work))
            })
            .collect();
        let mut ends: Vec<Slot> = items.iter().map(|item| item.1).collect();
        ends.sort_unstable();
        ends.dedup();
        ends.iter().any(|&end| {
            let until = if plain { load.supply.until(end) } else { 0 };
            let mut energy = 0;
            items
                .iter()
                .filter(|item| item.1 <= end)
                .any(|&(start, _, before, work)| {
                    energy += work;
                    energy
                        > if plain {
                            until - before
                        } else {
                            load.supply.offered(start, end)
                        }
                })
        })
    }
}

/// A slot before which no schedule finishes that places all work (promises that may be forgiven aside, and work that
/// has no place even alone). 0 where the problem is not valid.
#[must_use]
pub fn lower_bound(problem: &Problem) -> Slot {
    with_bounder(problem, |bounder| bounder.finish(problem.horizon)).unwrap_or(0)
}

/// For each activity the latest finish with which everything could still be finished by `finish`, other activities'
/// claims on the resources aside: the finish less its slack. Where even that is not possible, the activity's own
/// earliest finish alone. Empty where the problem is not valid.
#[must_use]
pub fn latest_finishes(problem: &Problem, finish: Slot) -> Vec<Slot> {
    with_bounder(problem, |bounder| {
        let tails = bounder.tails(finish.clamp(0, problem.horizon), None);
        let last_pin = |i: usize| problem.activities[i].pins.last().map(|pin| pin.1);
        (0..problem.activities.len())
            .map(|i| {
                let alone = bounder.heads[i].map_or(problem.horizon, |head| head.finish);
                tails[i].map(|tail| tail.finish).max(last_pin(i)).unwrap_or(alone)
            })
            .collect()
    })
    .unwrap_or_default()
}

/// For each activity the earliest start that release, predecessors and its own resources permit, other activities' claims
/// on them aside; the horizon where there is none before it. Promises that may be forgiven have their start too, as far as
/// they can be kept: where one cannot finish by its due date even alone, that is the horizon. Nothing waits for a promise
/// here, since it might be left out. Empty where the problem is not valid.
#[must_use]
pub fn earliest_starts(problem: &Problem) -> Vec<Slot> {
    if problem.validate().is_err() {
        return Vec::new();
    }
    // The same with nobody who waits for a promise: then each is bounded beside the others.
    let mut apart = problem.clone();
    for a in &mut apart.activities {
        a.after.retain(|link| !problem.activities[link.activity].forgiven);
    }
    let Some(frame) = Frame::new(&apart) else {
        return Vec::new();
    };
    let kept = |i: usize, head: &Head| {
        let a = &problem.activities[i];
        let due = a.due.filter(|_| a.forgiven && !frame.pinned_whole(i));
        due.is_none_or(|due| head.finish <= due.at)
    };
    let heads = heads(&frame, false, &vec![true; problem.activities.len()], 0, None);
    let start = |(i, head): (usize, Option<Head>)| {
        let head = head.filter(|head| kept(i, head));
        head.map_or(problem.horizon, |head| head.start)
    };
    heads.into_iter().enumerate().map(start).collect()
}

fn with_bounder<T>(problem: &Problem, use_it: impl FnOnce(&Bounder<'_, '_, '_>) -> T) -> Option<T> {
    problem.validate().ok()?;
    let mirrored = mirror(problem);
    let frame = Frame::new(problem)?;
    let mirrored = Frame::image(&mirrored, &frame)?;
    let present = problem.activities.iter().map(|a| !a.forgiven).collect();
    Some(use_it(&Bounder::new(&frame, &mirrored, present)))
}
