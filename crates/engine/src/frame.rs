//! A problem made ready for placing: units, profiles with the pins taken out, quotas in one array; and its mirror image.

use crate::graph::Graph;
use crate::model::{Activity, Demand, Link, Problem, Quota, Resource, Session, Slot, Split, Window};
use crate::profile::Profile;

/// A quota's periods and where their amounts stand in the array of all amounts.
#[derive(Clone, Debug)]
pub(crate) struct Periods {
    pub(crate) starts: Vec<Slot>,
    pub(crate) first: usize,
}

impl Periods {
    /// The period that holds slot `t`, if one does.
    pub(crate) fn of(&self, t: Slot) -> Option<usize> {
        self.starts.partition_point(|&start| start <= t).checked_sub(1)
    }

    /// The slot after the last of the period (of the time before the first one, for `None`).
    pub(crate) fn end(&self, period: Option<usize>) -> Slot {
        self.starts
            .get(period.map_or(0, |k| k + 1))
            .copied()
            .unwrap_or(Slot::MAX)
    }
}

/// How an activity draws on the quotas of one of its resources.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Draw {
    /// The same amount in every slot.
    Even(i64),
    /// `⌊k · draw / work⌋` after `k` slots.
    Floor { draw: i64, work: Slot },
    /// As `Floor`, where pins lie among the sessions so that `k` is not known: each piece is rounded up.
    Ceil { draw: i64, work: Slot },
}

impl Draw {
    fn new(activity: &Activity, demand: &Demand) -> Draw {
        let (draw, work) = (demand.draw, activity.work.max(1));
        if draw % work == 0 {
            Draw::Even(draw / work)
        } else if activity.pins.is_empty() || free_work(activity) == 0 {
            Draw::Floor { draw, work }
        } else {
            Draw::Ceil { draw, work }
        }
    }

    /// How a demand draws where its activity, planned with pins or without, has so much work instead.
    pub(crate) fn of(activity: &Activity, demand: &Demand, work: Slot) -> Draw {
        let draw = scale(work, demand.draw, activity.work.max(1));
        let work = work.max(1);
        if draw % work == 0 {
            Draw::Even(draw / work)
        } else if activity.pins.is_empty() {
            Draw::Floor { draw, work }
        } else {
            Draw::Ceil { draw, work }
        }
    }

    /// What `slots` slots draw after the first `k`.
    pub(crate) fn amount(self, k: Slot, slots: Slot) -> i64 {
        match self {
            Draw::Even(rate) => rate * slots,
            Draw::Floor { draw, work } => scale(k + slots, draw, work) - scale(k, draw, work),
            Draw::Ceil { draw, work } => -scale(-slots, draw, work),
        }
    }

    /// What `slots` slots draw after the first `k`, at least.
    fn least(self, k: Slot, slots: Slot) -> i64 {
        match self {
            Draw::Ceil { draw, work } => scale(slots, draw, work),
            _ => self.amount(k, slots),
        }
    }

    /// The most slots after the first `k` that draw no more than `left`, at most `want`.
    pub(crate) fn most(self, k: Slot, left: i64, want: Slot) -> Slot {
        let most = match self {
            Draw::Even(0) => return want,
            Draw::Even(rate) => left / rate,
            Draw::Floor { draw, work } => {
                let top = i128::from(left) + i128::from(scale(k, draw, work)) + 1;
                ((top * i128::from(work) - 1) / i128::from(draw)).min(i128::from(Slot::MAX)) as Slot - k
            }
            Draw::Ceil { draw, work } => {
                (i128::from(left) * i128::from(work) / i128::from(draw)).min(i128::from(want)) as Slot
            }
        };
        most.min(want)
    }

    /// No run of slots that draws at most `left` is longer than this, whatever came before it.
    pub(crate) fn ceiling(self, left: i64, want: Slot) -> Slot {
        match self {
            Draw::Even(_) => self.most(0, left, want),
            Draw::Floor { draw, work } | Draw::Ceil { draw, work } => {
                (((i128::from(left) + 1) * i128::from(work) - 1) / i128::from(draw)).min(i128::from(want))
                    as Slot
            }
        }
    }
}

/// `⌊k · draw / work⌋`.
fn scale(k: Slot, draw: i64, work: Slot) -> i64 {
    (i128::from(k) * i128::from(draw)).div_euclid(i128::from(work)) as i64
}

/// Work that no pin holds.
pub(crate) fn free_work(activity: &Activity) -> Slot {
    activity.work - activity.pins.iter().map(|pin| pin.1 - pin.0).sum::<Slot>()
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Frame<'p> {
    pub(crate) problem: &'p Problem,
    pub(crate) graph: Graph,
    /// Capacity left by the pins, for each resource.
    pub(crate) base: Vec<Profile>,
    /// For each resource, its quotas.
    pub(crate) quotas: Vec<Vec<Periods>>,
    /// What the pins leave of every quota's periods, at least.
    pub(crate) left: Vec<i64>,
    /// The same, at most: they differ where it depends on the sessions around a pin how its draw is rounded.
    pub(crate) left_most: Vec<i64>,
    /// Work that no pin holds, for each activity.
    pub(crate) free: Vec<Slot>,
    /// For each demand of each activity, how it draws.
    pub(crate) draws: Vec<Vec<Draw>>,
    /// The known sessions that are no pins, by activity, those of an activity in order of time.
    pub(crate) known: Vec<Session>,
    /// Where those of each activity begin in `known`, and the end of the list.
    known_first: Vec<usize>,
    /// The shortest session that a divisible activity may put on the resource: a shorter rest of a stretch is lost
    /// unless something finishes in it.
    pub(crate) room: Vec<Slot>,
}

impl<'p> Frame<'p> {
    /// Reads a valid problem; `None` where the waits have a cycle.
    pub(crate) fn new(problem: &'p Problem) -> Option<Frame<'p>> {
        let graph = Graph::new(problem).ok()?;
        let mut left = Vec::new();
        let mut quotas = Vec::with_capacity(problem.resources.len());
        for resource in &problem.resources {
            let mut of_resource = Vec::with_capacity(resource.quotas.len());
            for quota in &resource.quotas {
                of_resource.push(Periods {
                    starts: quota.periods.iter().map(|p| p.0).collect(),
                    first: left.len(),
                });
                left.extend(quota.periods.iter().map(|p| p.1));
            }
            quotas.push(of_resource);
        }
        let mut room = vec![Slot::MAX; problem.resources.len()];
        for a in &problem.activities {
            if let Some(split) = a.split.filter(|split| split.min <= a.work) {
                for demand in &a.demands {
                    room[demand.resource] = room[demand.resource].min(split.min);
                }
            }
        }
        for r in &mut room {
            *r = if *r == Slot::MAX { 0 } else { *r };
        }
        let activities = &problem.activities;
        let (known, known_first) = known_by_activity(problem);
        let mut frame = Frame {
            known,
            known_first,
            problem,
            graph,
            base: problem
                .resources
                .iter()
                .map(|r| Profile::new(&r.calendar))
                .collect(),
            quotas,
            left_most: left.clone(),
            left,
            free: activities.iter().map(free_work).collect(),
            draws: activities
                .iter()
                .map(|a| a.demands.iter().map(|d| Draw::new(a, d)).collect())
                .collect(),
            room,
        };
        let (mut left, mut most) = (
            std::mem::take(&mut frame.left),
            std::mem::take(&mut frame.left_most),
        );
        for (i, a) in activities.iter().enumerate() {
            let mut k = 0;
            for &(start, end) in &a.pins {
                for demand in &a.demands {
                    frame.base[demand.resource].take(start, end, demand.units);
                }
                frame.book(&mut left, i, k, start, end, Draw::amount);
                frame.book(&mut most, i, k, start, end, Draw::least);
                k += end - start;
            }
        }
        for amount in left.iter_mut().chain(&mut most) {
            *amount = (*amount).max(0);
        }
        (frame.left, frame.left_most) = (left, most);
        Some(frame)
    }

    /// Reads the mirror image of a frame's problem. What pins leave of the quotas is copied, not computed again: a draw
    /// that is rounded down as the work goes on is rounded differently from the other end.
    pub(crate) fn image(problem: &'p Problem, of: &Frame<'_>) -> Option<Frame<'p>> {
        let mut frame = Frame::new(problem)?;
        for (images, originals) in frame.quotas.iter().zip(&of.quotas) {
            for (image, original) in images.iter().zip(originals) {
                let n = original.starts.len();
                for k in 0..n {
                    frame.left[image.first + k] = of.left[original.first + n - 1 - k];
                    frame.left_most[image.first + k] = of.left_most[original.first + n - 1 - k];
                }
            }
        }
        Some(frame)
    }

    /// Draws on the quotas for a session of activity `i` that starts after `k` of its slots. `amount` says what a piece
    /// of it draws, from the draw, the slots before the piece and its length.
    pub(crate) fn book(
        &self,
        left: &mut [i64],
        i: usize,
        k: Slot,
        start: Slot,
        end: Slot,
        amount: impl Fn(Draw, Slot, Slot) -> i64,
    ) {
        for (demand, draw) in self.problem.activities[i].demands.iter().zip(&self.draws[i]) {
            for periods in &self.quotas[demand.resource] {
                let mut t = start;
                while t < end {
                    let period = periods.of(t);
                    let stop = periods.end(period).min(end);
                    if let Some(p) = period {
                        left[periods.first + p] -= amount(*draw, k + t - start, stop - t);
                    }
                    t = stop;
                }
            }
        }
    }

    /// Whether calendars have room for a session beside the pins.
    pub(crate) fn has_room(&self, s: &Session) -> bool {
        self.problem.activities[s.activity].demands.iter().all(|demand| {
            let run = self.base[demand.resource].run(demand.units, s.start, s.end - s.start, s.end);
            run == Some((s.start, s.end))
        })
    }

    /// A finish as schedules are compared: beside a known one by its day alone.
    pub(crate) fn end(&self, finish: Slot) -> Slot {
        if self.known.is_empty() || self.problem.days.is_empty() {
            return finish;
        }
        day_of(&self.problem.days, finish - 1).1
    }

    /// The places in `known` of an activity's known sessions.
    pub(crate) fn known_of(&self, i: usize) -> std::ops::Range<usize> {
        self.known_first[i]..self.known_first[i + 1]
    }

    /// Whether an activity's pins are all its work.
    pub(crate) fn pinned_whole(&self, i: usize) -> bool {
        self.free[i] == 0 && self.problem.activities[i].work > 0
    }

    /// How the free work of an activity may be divided: what cannot be divided is one session.
    pub(crate) fn shape(&self, i: usize) -> Split {
        let free = self.free[i];
        self.problem.activities[i].split.unwrap_or(Split {
            min: free,
            max: free,
            gap: 0,
            per_day: None,
        })
    }

    /// The first stretch from `t` on in which every demand of the activity is met, cut at `t + want` and at `limit`.
    pub(crate) fn open(
        &self,
        profiles: &[Profile],
        i: usize,
        mut t: Slot,
        want: Slot,
        limit: Slot,
    ) -> Option<(Slot, Slot)> {
        let demands = &self.problem.activities[i].demands;
        if let [demand] = demands.as_slice() {
            return profiles[demand.resource]
                .run(demand.units, t, want, limit)
                .filter(|run| run.0 < limit);
        }
        // Where a demand moves the start, the others are asked again; where it shortens the run, the next is asked less.
        'again: loop {
            let mut end = limit.min(t.saturating_add(want));
            if t >= limit {
                return None;
            }
            for demand in demands {
                let run = profiles[demand.resource].run(demand.units, t, want, end.max(t + 1))?;
                if run.0 > t {
                    t = run.0;
                    continue 'again;
                }
                end = end.min(run.1);
            }
            return Some((t, end));
        }
    }
}

/// The known sessions that are no pins, by activity, and where those of each activity begin.
fn known_by_activity(problem: &Problem) -> (Vec<Session>, Vec<usize>) {
    let pin = |s: &Session| problem.activities[s.activity].pins.contains(&(s.start, s.end));
    let mut known: Vec<Session> = problem.known.iter().filter(|s| !pin(s)).copied().collect();
    known.sort_by_key(|s| (s.activity, s.start, s.end));
    let first = (0..=problem.activities.len())
        .map(|i| known.partition_point(|s| s.activity < i))
        .collect();
    (known, first)
}

/// The bounds of the day that holds slot `t`.
pub(crate) fn day_of(days: &[Slot], t: Slot) -> (Slot, Slot) {
    let k = days.partition_point(|&start| start <= t);
    (
        k.checked_sub(1).map_or(Slot::MIN, |before| days[before]),
        days.get(k).copied().unwrap_or(Slot::MAX),
    )
}

/// The problem with time reversed about the horizon: what must come after comes before. Promises keep their due date
/// as a release; other dates are dropped. Its heads are the tails of the problem.
pub(crate) fn mirror(problem: &Problem) -> Problem {
    let horizon = problem.horizon;
    let flip = |t: Slot| horizon - t;
    let flip_starts = |starts: &[Slot]| -> Vec<Slot> { starts.iter().rev().map(|&t| flip(t)).collect() };
    let resources = problem
        .resources
        .iter()
        .map(|r| Resource {
            calendar: r
                .calendar
                .iter()
                .rev()
                .map(|w| Window {
                    start: flip(w.end),
                    end: flip(w.start),
                    capacity: w.capacity,
                })
                .collect(),
            quotas: r.quotas.iter().map(|q| mirror_quota(q, horizon)).collect(),
        })
        .collect();
    let mut activities: Vec<Activity> = problem
        .activities
        .iter()
        .map(|a| Activity {
            work: a.work,
            demands: a.demands.clone(),
            after: Vec::new(),
            follows: None,
            release: if a.forgiven {
                a.due.map_or(0, |due| flip(due.at).max(0))
            } else {
                0
            },
            due: None,
            deadline: None,
            split: a.split,
            forgiven: false,
            pins: a
                .pins
                .iter()
                .rev()
                .map(|&(start, end)| (flip(end), flip(start)))
                .collect(),
        })
        .collect();
    for (i, a) in problem.activities.iter().enumerate() {
        for link in &a.after {
            activities[link.activity].after.push(Link {
                activity: i,
                lag: link.lag,
            });
        }
        if let Some(head) = a.follows {
            activities[head].follows = Some(i);
        }
    }
    Problem {
        horizon,
        days: flip_starts(&problem.days),
        resources,
        activities,
        known: Vec::new(),
    }
}

fn mirror_quota(quota: &Quota, horizon: Slot) -> Quota {
    let n = quota.periods.len();
    let mut periods = Vec::with_capacity(n + 1);
    for k in (0..n).rev() {
        // The last period has no end, so its image begins before everything.
        let start = quota
            .periods
            .get(k + 1)
            .map_or(Slot::MIN / 4, |next| horizon - next.0);
        periods.push((start, quota.periods[k].1));
    }
    if let Some(first) = quota.periods.first() {
        periods.push((horizon - first.0, Slot::MAX / 4));
    }
    Quota { periods }
}
