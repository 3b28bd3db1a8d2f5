//! How early everything can be finished at best: the proof that goes with a schedule.
//!
//! Two relaxations, both in the crate's description: *heads* (each activity alone on its calendars, behind its
//! predecessors) and *energy* (in no interval may more work have to lie than the resource offers there).

use crate::frame::{Frame, day_of, mirror};
use crate::model::{Problem, Slot};

/// Above this many activities on one resource only the intervals that reach to the finish are tested.
const PAIRS_MOST: usize = 300;

/// Above this many activities in all, no trial finishes are tested.
const TRIALS_MOST: usize = 5_000;

/// More than all draws together.
const PLENTY: i64 = i64::MAX / 4;

/// The earliest start and finish of the free work of an activity, each activity taken alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) start: Slot,
    pub(crate) finish: Slot,
}

/// The heads of a frame's activities; `None` for those that are absent or have no place before the horizon (and what
/// waits for such a one). Nothing starts before `from`, nor activity `i` before `releases[i]`.
///
/// In a mirrored frame the result are tails. There pins do not hold back what waits for them (a pin may lie before
/// what it should wait for), and short stretches count in full (it is the first session that may be short).
pub(crate) fn heads(
    frame: &Frame<'_>,
    mirrored: bool,
    present: &[bool],
    from: Slot,
    releases: Option<&[Slot]>,
) -> Vec<Option<Head>> {
    let problem = frame.problem;
    let mut heads: Vec<Option<Head>> = vec![None; problem.activities.len()];
    let mut lost = vec![false; problem.activities.len()];
    for &unit in &frame.graph.order {
        let members = frame.graph.members(unit);
        let mut block = Slot::MIN;
        for &i in members.iter().filter(|&&i| present[i]) {
            let a = &problem.activities[i];
            let pinned = frame.free[i] == 0 && a.work > 0;
            if pinned {
                // Fully pinned: it lies where it lies. In the mirror it is no constraint to anything.
                let span = a.pins.first().zip(a.pins.last());
                heads[i] = span.filter(|_| !mirrored).map(|(first, last)| Head {
                    start: first.0,
                    finish: last.1,
                });
                continue;
            }
            let mut earliest = a
                .release
                .max(from)
                .max(releases.map_or(0, |releases| releases[i]));
            for link in &a.after {
                lost[i] |= lost[link.activity];
                if let Some(head) = heads[link.activity].filter(|_| present[link.activity]) {
                    earliest = earliest.max(head.finish + link.lag);
                }
            }
            block = block.max(earliest - frame.graph.offset[i]);
            if members.len() == 1 && !lost[i] {
                heads[i] = alone(frame, mirrored, i, earliest);
                lost[i] = heads[i].is_none();
                if let (Some(head), false, Some(pin)) = (&mut heads[i], mirrored, a.pins.last()) {
                    head.finish = head.finish.max(pin.1);
                }
            }
        }
        if members.len() > 1 {
            let open: Vec<usize> = members
                .iter()
                .copied()
                .filter(|&i| present[i] && problem.activities[i].pins.is_empty())
                .collect();
            let start = if open.iter().any(|&i| lost[i]) {
                None
            } else {
                block_start(frame, &open, block)
            };
            for &i in &open {
                let at = start.map(|start| start + frame.graph.offset[i]);
                heads[i] = at.map(|at| Head {
                    start: at,
                    finish: at + frame.free[i],
                });
                lost[i] = at.is_none();
            }
        }
    }
    heads
}

/// The earliest start of a block whose members must each find their calendars open, others and quotas aside.
fn block_start(frame: &Frame<'_>, open: &[usize], mut start: Slot) -> Option<Slot> {
    let horizon = frame.problem.horizon;
    'again: loop {
        for &i in open {
            let (at, work) = (start + frame.graph.offset[i], frame.free[i]);
            if at + work > horizon {
                return None;
            }
            if work > 0 {
                let (from, to) = frame.open(&frame.base, i, at, work, horizon)?;
                if from > at || to - from < work {
                    start = if to - from < work { to } else { from } - frame.graph.offset[i];
                    continue 'again;
                }
            }
        }
        return Some(start);
    }
}

/// The earliest start and finish of an activity's free work on its own. What cannot be divided needs one stretch of
/// its whole length. What can be divided takes every open slot, as far as its daily limit and the quotas go, and may
/// use a stretch shorter than its shortest session only to finish.
fn alone(frame: &Frame<'_>, mirrored: bool, i: usize, earliest: Slot) -> Option<Head> {
    let horizon = frame.problem.horizon;
    let work = frame.free[i];
    if work == 0 {
        return (earliest <= horizon).then_some(Head {
            start: earliest,
            finish: earliest,
        });
    }
    let a = &frame.problem.activities[i];
    let Some(split) = a.split else {
        let mut t = earliest;
        loop {
            let (from, to) = frame.open(&frame.base, i, t, work, horizon)?;
            if to - from == work {
                return Some(Head {
                    start: from,
                    finish: to,
                });
            }
            t = to;
        }
    };
    // A limit per period: the day, or a quota's period. `used` is what the current period has seen.
    let quotas: Vec<_> = a
        .demands
        .iter()
        .zip(&frame.draws[i])
        .flat_map(|(demand, draw)| {
            frame.quotas[demand.resource]
                .iter()
                .map(move |periods| (periods, *draw))
        })
        .collect();
    let mut used: Vec<(Option<usize>, Slot)> = vec![(None, 0); quotas.len()];
    let mut day = (Slot::MIN, 0);
    let (mut rest, mut t, mut start) = (work, earliest, None);
    let whole = split.per_day.is_none() && quotas.is_empty();
    // Where a limit may hold, the whole stretch is looked at: its limits are then passed period by period.
    let want = if whole { 0 } else { horizon };
    loop {
        let (from, to) = frame.open(&frame.base, i, t, want.max(rest).max(split.min), horizon)?;
        t = to;
        if !mirrored && to - from < split.min && to - from < rest {
            continue;
        }
        if whole {
            start = start.or(Some(from));
            if to - from >= rest {
                return start.map(|start| Head {
                    start,
                    finish: from + rest,
                });
            }
            rest -= to - from;
            continue;
        }
        let mut at = from;
        while at < to {
            let mut end = to;
            let mut most = rest;
            if let Some(per_day) = split.per_day {
                let (day_start, day_end) = day_of(&frame.problem.days, at);
                if day.0 != day_start || day.1 == 0 {
                    day = (day_start, 0);
                }
                end = end.min(day_end);
                most = most.min(per_day - day.1);
            }
            for ((periods, draw), used) in quotas.iter().zip(&mut used) {
                let period = periods.of(at);
                if used.0 != period {
                    *used = (period, 0);
                }
                end = end.min(periods.end(period));
                if let Some(p) = period {
                    most = most.min(draw.ceiling(frame.left_most[periods.first + p], work) - used.1);
                }
            }
            let take = most.min(end - at).max(0);
            if take > 0 {
                start = start.or(Some(at));
                rest -= take;
                day.1 += take;
                for used in &mut used {
                    used.1 += take;
                }
            }
            if rest == 0 {
                return start.map(|start| Head {
                    start,
                    finish: at + take,
                });
            }
            at = end;
        }
    }
}

/// What a resource offers between two slots, in units times slots, within quotas that limit it.
struct Supply {
    /// `(from, free units, offered before from)`, from slot 0 on; no steps where only the layers limit.
    steps: Vec<(Slot, i64, i64)>,
    layers: Vec<Layer>,
}

/// A quota over the supply below it: period `k` begins at `starts[k]`; `before[k]` is what the periods before it offer.
struct Layer {
    starts: Vec<Slot>,
    limits: Vec<i64>,
    before: Vec<i64>,
}

impl Supply {
    fn new(frame: &Frame<'_>, resource: usize, with_quotas: bool) -> Supply {
        let horizon = frame.problem.horizon;
        let mut steps: Vec<(Slot, i64, i64)> = Vec::new();
        for (at, free) in frame.base[resource].steps().filter(|&(at, _)| at < horizon) {
            let at = at.max(0);
            if steps.last().is_some_and(|last| last.0 == at) {
                steps.pop();
            }
            let before = steps.last().map_or(0, |last| last.2 + (at - last.0) * last.1);
            steps.push((at, i64::from(free), before));
        }
        let mut supply = Supply {
            steps,
            layers: Vec::new(),
        };
        if !with_quotas {
            return supply;
        }
        let mut quotas: Vec<_> = frame.quotas[resource]
            .iter()
            .filter(|q| !q.starts.is_empty())
            .collect();
        quotas.sort_by_key(|q| std::cmp::Reverse(q.starts.len()));
        for quota in quotas {
            let mut layer = Layer {
                starts: vec![Slot::MIN],
                limits: vec![i64::MAX],
                before: vec![0],
            };
            for (k, &start) in quota.starts.iter().enumerate() {
                let last = layer.starts.len() - 1;
                let (from, to) = (layer.starts[last].clamp(0, horizon), start.clamp(0, horizon));
                let full = supply.offered(from, to).min(layer.limits[last]);
                layer.before.push(layer.before[last] + full);
                layer.starts.push(start);
                layer.limits.push(frame.left_most[quota.first + k]);
            }
            supply.layers.push(layer);
        }
        supply
    }

    /// What is offered in `[from, to)`.
    fn offered(&self, from: Slot, to: Slot) -> i64 {
        self.through(self.layers.len(), from, to)
    }

    fn through(&self, layers: usize, from: Slot, to: Slot) -> i64 {
        if from >= to {
            return 0;
        }
        let Some(below) = layers.checked_sub(1) else {
            return if self.steps.is_empty() {
                PLENTY
            } else {
                self.until(to) - self.until(from)
            };
        };
        let layer = &self.layers[below];
        let period = |t: Slot| layer.starts.partition_point(|&start| start <= t) - 1;
        let (first, last) = (period(from), period(to - 1));
        let part = |k: usize, from: Slot, to: Slot| self.through(below, from, to).min(layer.limits[k]);
        if first == last {
            return part(first, from, to);
        }
        part(first, from, layer.starts[first + 1]) + layer.before[last] - layer.before[first + 1]
            + part(last, layer.starts[last], to)
    }

    /// What the calendar offers before slot `t`.
    fn until(&self, t: Slot) -> i64 {
        let k = self.steps.partition_point(|step| step.0 <= t);
        k.checked_sub(1)
            .map_or(0, |k| self.steps[k].2 + (t - self.steps[k].0) * self.steps[k].1)
    }

    /// The first slot before which `energy` has been offered since `from`; after the horizon if there is none.
    fn reach(&self, from: Slot, energy: i64, horizon: Slot) -> Slot {
        if self.layers.is_empty() {
            let goal = self.until(from) + energy;
            let k = self.steps.partition_point(|step| step.2 < goal);
            let Some(step) = k.checked_sub(1).map(|k| self.steps[k]) else {
                return from;
            };
            if step.1 == 0 {
                return horizon + 1;
            }
            return (step.0 + (goal - step.2 + step.1 - 1) / step.1).min(horizon + 1);
        }
        let (mut low, mut high) = (from, horizon + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.offered(from, middle) >= energy {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }
}

/// Work that draws on a supply: that of the activities on one resource, or what they draw from one quota.
struct Load {
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
                loads.push(Load { supply, items });
            }
            if limited && !plain[resource] && !draws[resource].is_empty() {
                for quota in self.frame.quotas[resource]
                    .iter()
                    .filter(|q| !q.starts.is_empty())
                {
                    let supply = self.quota_supply(&quota.starts, quota.first);
                    loads.push(Load {
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
        if self.present.len() > TRIALS_MOST || !self.refuted(bound) {
            return bound;
        }
        bound += 1;
        if bound < upper && self.refuted(upper - 1) {
            return upper;
        }
        let mut high = upper - 1;
        while bound < high {
            let middle = bound + (high - bound) / 2;
            if self.refuted(middle) {
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

    /// Whether no schedule can finish by `finish`.
    fn refuted(&self, finish: Slot) -> bool {
        let tails = self.tails(finish, None);
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
/// on them aside; the horizon where there is none. Empty where the problem is not valid.
#[must_use]
pub fn earliest_starts(problem: &Problem) -> Vec<Slot> {
    let heads = |b: &Bounder<'_, '_, '_>| {
        b.heads
            .iter()
            .map(|h| h.map_or(problem.horizon, |head| head.start))
            .collect()
    };
    with_bounder(problem, heads).unwrap_or_default()
}

fn with_bounder<T>(problem: &Problem, use_it: impl FnOnce(&Bounder<'_, '_, '_>) -> T) -> Option<T> {
    problem.validate().ok()?;
    let mirrored = mirror(problem);
    let frame = Frame::new(problem)?;
    let mirrored = Frame::image(&mirrored, &frame)?;
    let present = problem.activities.iter().map(|a| !a.forgiven).collect();
    Some(use_it(&Bounder::new(&frame, &mirrored, present)))
}
