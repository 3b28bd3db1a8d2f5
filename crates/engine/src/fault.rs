//! What makes a problem unfit to be solved, and the check that finds it.

use crate::graph::Graph;
use crate::model::{Problem, Slot};
use std::fmt;

/// No slot, length or draw in a problem is larger than this (about 10 million years of five-minute slots): sums and
/// products in the solver then fit their types.
pub const SLOT_LIMIT: Slot = 1 << 40;

/// Sums of work times units, of capacity times length, and of draws stay below this.
const ENERGY_LIMIT: i128 = 1 << 60;

/// The longest permitted sessions alone may not divide all the work into more sessions than this.
const SESSION_LIMIT: i64 = 1 << 22;

/// A broken rule of the problem's definition. Indices are those of the problem's lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The horizon is negative or above [`SLOT_LIMIT`].
    Horizon(Slot),
    /// This entry of `days` is not after the one before it, or is out of range.
    Day(usize),
    /// A calendar's window is empty, out of range, or starts before the one before it ends.
    Window {
        /// The resource.
        resource: usize,
        /// The window's place in its calendar.
        window: usize,
    },
    /// A quota's period does not start after the one before it, is out of range, or has a negative limit.
    Period {
        /// The resource.
        resource: usize,
        /// The quota's place in its list.
        quota: usize,
        /// The period's place in the quota.
        period: usize,
    },
    /// A number of an activity is negative or above [`SLOT_LIMIT`].
    Number {
        /// The activity.
        activity: usize,
        /// The name of the field.
        field: &'static str,
        /// What it holds.
        value: i64,
    },
    /// An activity demands a resource that does not exist.
    NoResource {
        /// The activity.
        activity: usize,
        /// The index it names.
        resource: usize,
    },
    /// An activity demands the same resource twice.
    DemandedTwice {
        /// The activity.
        activity: usize,
        /// The resource.
        resource: usize,
    },
    /// An activity waits for, or follows, one that does not exist.
    NoActivity {
        /// The activity.
        activity: usize,
        /// The index it names.
        named: usize,
    },
    /// A split needs `1 <= min <= max`, a gap of 0 or more, a daily limit of 0 or more, all in range.
    Split(usize),
    /// A promise that is forgiven has no due date to be measured by.
    ForgivenWithoutDue(usize),
    /// A pin is empty, overlaps or precedes the one before it, starts before 0 or ends after the horizon.
    Pin {
        /// The activity.
        activity: usize,
        /// The pin's place in its list.
        pin: usize,
    },
    /// An activity's pins are together longer than its work.
    PinnedTooLong(usize),
    /// An activity that follows another, or is followed, may be divided into sessions.
    FollowsSplit(usize),
    /// Two activities follow this one.
    FollowedTwice(usize),
    /// A member of a chain of followers is pinned, but not by one pin of its whole work.
    PinnedPartly(usize),
    /// An activity and the one it follows are not both forgiven or both not.
    MixedForgiveness(usize),
    /// An activity follows another in the same slot and must also wait for it, or for an earlier member of the chain,
    /// longer than that.
    TooSoon {
        /// The activity.
        activity: usize,
        /// The member of its chain that it must wait for.
        predecessor: usize,
    },
    /// This entry of `known` is not after the one before it, is empty or out of range, or names no activity.
    Known(usize),
    /// These activities wait for each other in a circle.
    Cycle(Vec<usize>),
    /// A sum is too large to compute with; the text says which.
    TooLarge(&'static str),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Horizon(value) => write!(f, "the horizon {value} is not between 0 and {SLOT_LIMIT}"),
            Fault::Day(k) => write!(
                f,
                "day {k} does not start after the day before it, or is out of range"
            ),
            Fault::Window { resource, window } => write!(
                f,
                "window {window} of resource {resource} is empty, out of range or not after the one before it"
            ),
            Fault::Period {
                resource,
                quota,
                period,
            } => write!(
                f,
                "period {period} of quota {quota} of resource {resource} is out of order, out of range or negative"
            ),
            Fault::Number {
                activity,
                field,
                value,
            } => {
                write!(
                    f,
                    "activity {activity}: {field} is {value}, not between 0 and {SLOT_LIMIT}"
                )
            }
            Fault::NoResource { activity, resource } => {
                write!(
                    f,
                    "activity {activity} demands resource {resource}, which does not exist"
                )
            }
            Fault::DemandedTwice { activity, resource } => {
                write!(f, "activity {activity} demands resource {resource} twice")
            }
            Fault::NoActivity { activity, named } => {
                write!(
                    f,
                    "activity {activity} waits for activity {named}, which does not exist"
                )
            }
            Fault::Split(a) => write!(
                f,
                "activity {a}: a split needs 1 <= min <= max, a gap and a daily limit >= 0"
            ),
            Fault::ForgivenWithoutDue(a) => write!(f, "activity {a} is forgiven but has no due date"),
            Fault::Pin { activity, pin } => write!(
                f,
                "pin {pin} of activity {activity} is empty, out of order, or not between 0 and the horizon"
            ),
            Fault::PinnedTooLong(a) => write!(f, "the pins of activity {a} are longer than its work"),
            Fault::FollowsSplit(a) => {
                write!(
                    f,
                    "activity {a} follows another or is followed, so it cannot be divided into sessions"
                )
            }
            Fault::FollowedTwice(a) => write!(f, "two activities follow activity {a} in the same slot"),
            Fault::PinnedPartly(a) => {
                write!(
                    f,
                    "activity {a} is in a chain of followers and must be pinned whole, by one pin, or not at all"
                )
            }
            Fault::MixedForgiveness(a) => {
                write!(
                    f,
                    "activity {a} and the one it follows must both be forgiven or both not"
                )
            }
            Fault::TooSoon {
                activity,
                predecessor,
            } => write!(
                f,
                "activity {activity} cannot start in the slot in which it follows: it waits longer for activity {predecessor}"
            ),
            Fault::Known(k) => write!(
                f,
                "known session {k} is out of order, empty, not between 0 and the horizon, or of no activity"
            ),
            Fault::Cycle(members) => write!(f, "activities {members:?} wait for each other in a circle"),
            Fault::TooLarge(what) => write!(f, "too large to compute with: {what}"),
        }
    }
}

impl std::error::Error for Fault {}

impl Problem {
    /// Checks every rule that the types' descriptions state, and that no sum the solver forms can overflow.
    ///
    /// # Errors
    /// All the faults found, in the order of the lists; cycles are looked for only when nothing else is wrong.
    pub fn validate(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        if !in_range(self.horizon) {
            faults.push(Fault::Horizon(self.horizon));
        }
        for (k, &day) in self.days.iter().enumerate() {
            if day.abs_diff(0) > SLOT_LIMIT as u64 || (k > 0 && day <= self.days[k - 1]) {
                faults.push(Fault::Day(k));
            }
        }
        self.validate_resources(&mut faults);
        for activity in 0..self.activities.len() {
            self.validate_activity(activity, &mut faults);
        }
        for (k, s) in self.known.iter().enumerate() {
            let fits = 0 <= s.start && s.start < s.end && s.end <= self.horizon;
            if !fits || s.activity >= self.activities.len() || (k > 0 && *s <= self.known[k - 1]) {
                faults.push(Fault::Known(k));
            }
        }
        self.validate_chains(&mut faults);
        self.validate_sums(&mut faults);
        if faults.is_empty() {
            match Graph::new(self) {
                Err(cycle) => faults.push(Fault::Cycle(cycle)),
                Ok(graph) => self.validate_glue(&graph, &mut faults),
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    fn validate_resources(&self, faults: &mut Vec<Fault>) {
        for (resource, r) in self.resources.iter().enumerate() {
            let mut end = -SLOT_LIMIT;
            for (window, w) in r.calendar.iter().enumerate() {
                if w.start < end || w.end <= w.start || w.end > SLOT_LIMIT {
                    faults.push(Fault::Window { resource, window });
                }
                end = end.max(w.end);
            }
            for (quota, q) in r.quotas.iter().enumerate() {
                for (period, &(start, limit)) in q.periods.iter().enumerate() {
                    let ordered = period == 0 || start > q.periods[period - 1].0;
                    if !ordered || start.abs_diff(0) > SLOT_LIMIT as u64 || !in_range(limit) {
                        faults.push(Fault::Period {
                            resource,
                            quota,
                            period,
                        });
                    }
                }
            }
        }
    }

    fn validate_activity(&self, activity: usize, faults: &mut Vec<Fault>) {
        let a = &self.activities[activity];
        let mut number = |field: &'static str, value: i64| {
            if !in_range(value) {
                faults.push(Fault::Number {
                    activity,
                    field,
                    value,
                });
            }
        };
        number("work", a.work);
        number("release", a.release);
        number("deadline", a.deadline.unwrap_or(0));
        number("due", a.due.map_or(0, |due| due.at));
        for link in &a.after {
            number("lag", link.lag);
        }
        for demand in &a.demands {
            number("draw", demand.draw);
        }
        for (k, demand) in a.demands.iter().enumerate() {
            let resource = demand.resource;
            if resource >= self.resources.len() {
                faults.push(Fault::NoResource { activity, resource });
            } else if a.demands[..k].iter().any(|other| other.resource == resource) {
                faults.push(Fault::DemandedTwice { activity, resource });
            }
        }
        for named in a.after.iter().map(|link| link.activity).chain(a.follows) {
            if named >= self.activities.len() {
                faults.push(Fault::NoActivity { activity, named });
            }
        }
        if a.split.is_some_and(|s| {
            s.min < 1
                || s.max < s.min
                || !in_range(s.max)
                || !in_range(s.gap)
                || !in_range(s.per_day.unwrap_or(0))
        }) {
            faults.push(Fault::Split(activity));
        }
        if a.forgiven && a.due.is_none() {
            faults.push(Fault::ForgivenWithoutDue(activity));
        }
        let (mut end, mut total) = (0, 0i128);
        for (pin, &(start, stop)) in a.pins.iter().enumerate() {
            if start < end || stop <= start || stop > self.horizon {
                faults.push(Fault::Pin { activity, pin });
            }
            end = end.max(stop);
            total += i128::from(stop) - i128::from(start);
        }
        if total > i128::from(a.work) {
            faults.push(Fault::PinnedTooLong(activity));
        }
    }

    fn validate_chains(&self, faults: &mut Vec<Fault>) {
        let n = self.activities.len();
        let mut followers = vec![0usize; n];
        for (i, a) in self.activities.iter().enumerate() {
            let Some(head) = a.follows.filter(|&head| head < n) else {
                continue;
            };
            followers[head] += 1;
            if followers[head] == 2 {
                faults.push(Fault::FollowedTwice(head));
            }
            if a.forgiven != self.activities[head].forgiven {
                faults.push(Fault::MixedForgiveness(i));
            }
        }
        for (i, a) in self.activities.iter().enumerate() {
            if a.follows.is_none() && followers[i] == 0 {
                continue;
            }
            if a.split.is_some() {
                faults.push(Fault::FollowsSplit(i));
            }
            let whole = a.pins.len() == 1 && a.pins[0].1.saturating_sub(a.pins[0].0) == a.work;
            if !a.pins.is_empty() && !whole {
                faults.push(Fault::PinnedPartly(i));
            }
        }
    }

    fn validate_sums(&self, faults: &mut Vec<Fault>) {
        let (mut energy, mut draw, mut weight, mut sessions, mut elapsed) =
            (0i128, 0i128, 0i128, 0i128, 0i128);
        for a in &self.activities {
            elapsed += i128::from(a.work);
            for demand in &a.demands {
                energy += i128::from(a.work) * i128::from(demand.units);
                draw += i128::from(demand.draw);
            }
            weight += a.due.map_or(0, |due| i128::from(due.weight));
            sessions += a
                .split
                .map_or(1, |s| i128::from(a.work) / i128::from(s.max.max(1)) + 1);
        }
        let mut limit = |sum: i128, most: i128, what: &'static str| {
            if sum > most {
                faults.push(Fault::TooLarge(what));
            }
        };
        limit(elapsed, ENERGY_LIMIT, "all work added up");
        limit(
            energy,
            ENERGY_LIMIT,
            "all work times the units it holds, added up",
        );
        limit(draw, ENERGY_LIMIT, "all draws added up");
        limit(
            weight * i128::from(self.horizon),
            ENERGY_LIMIT,
            "all weights times the horizon",
        );
        limit(
            sessions,
            i128::from(SESSION_LIMIT),
            "the number of sessions that the longest permitted ones make",
        );
        for r in &self.resources {
            let capacity = r
                .calendar
                .iter()
                .map(|w| (i128::from(w.end) - i128::from(w.start)) * i128::from(w.capacity))
                .sum();
            limit(
                capacity,
                ENERGY_LIMIT,
                "a resource's capacity added up over its calendar",
            );
        }
    }

    /// A follower must not have to wait for a member of its own chain beyond the slot in which it follows.
    fn validate_glue(&self, graph: &Graph, faults: &mut Vec<Fault>) {
        for (i, a) in self.activities.iter().enumerate() {
            for link in a
                .after
                .iter()
                .filter(|link| graph.unit_of[link.activity] == graph.unit_of[i])
            {
                let p = link.activity;
                if graph.offset[i] < graph.offset[p] + self.activities[p].work + link.lag {
                    faults.push(Fault::TooSoon {
                        activity: i,
                        predecessor: p,
                    });
                }
            }
        }
    }
}

fn in_range(value: i64) -> bool {
    (0..=SLOT_LIMIT).contains(&value)
}
