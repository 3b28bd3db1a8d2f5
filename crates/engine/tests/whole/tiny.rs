//! Tiny random problems, a kind for each feature, and what features a problem has.

use pivot_engine::{Activity, Demand, Due, Link, Problem, Quota, Resource, Slot, Split, Window};

use crate::instances::Random;

/// How often each feature occurs in the problems of a kind: so many times in ten.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) horizon: Slot,
    /// Activities at most, 2 at least.
    pub(crate) activities: i64,
    /// Calendars with holes, and capacity that changes; else one capacity for ever.
    pub(crate) calendars: bool,
    pub(crate) splits: i64,
    pub(crate) quotas: i64,
    /// Draws that are no multiple of the work.
    pub(crate) draws: i64,
    pub(crate) waits: i64,
    pub(crate) chains: i64,
    pub(crate) dates: i64,
    pub(crate) promises: i64,
    pub(crate) pins: i64,
    pub(crate) milestones: i64,
    /// In percent, how many the solver solves to the optimum at least.
    pub(crate) optimal: f64,
    /// Of 4,000 problems, how many that can be solved whole are not, at most.
    pub(crate) torn: u64,
}

const BARE: Kind = Kind {
    name: "classical",
    horizon: 11,
    activities: 4,
    calendars: false,
    splits: 0,
    quotas: 0,
    draws: 0,
    waits: 4,
    chains: 0,
    dates: 0,
    promises: 0,
    pins: 0,
    milestones: 1,
    optimal: 99.9,
    torn: 0,
};

/// A kind for each feature, and everything at once.
pub(crate) const KINDS: [Kind; 9] = [
    BARE,
    Kind {
        name: "calendars and waits",
        calendars: true,
        waits: 6,
        ..BARE
    },
    Kind {
        name: "dates",
        calendars: true,
        dates: 6,
        ..BARE
    },
    Kind {
        name: "sessions",
        horizon: 9,
        activities: 3,
        calendars: true,
        splits: 7,
        optimal: 99.0,
        ..BARE
    },
    Kind {
        name: "quotas",
        activities: 3,
        calendars: true,
        splits: 3,
        quotas: 8,
        draws: 4,
        horizon: 10,
        optimal: 99.0,
        // Where a later start, in another period, would let more fit.
        torn: 4,
        ..BARE
    },
    Kind {
        name: "chains",
        calendars: true,
        chains: 6,
        quotas: 2,
        dates: 2,
        optimal: 99.5,
        torn: 1,
        ..BARE
    },
    Kind {
        name: "promises",
        calendars: true,
        promises: 6,
        chains: 4,
        dates: 2,
        // Promises make room for work and deadlines, and for nothing less.
        optimal: 97.5,
        ..BARE
    },
    Kind {
        name: "pins",
        horizon: 10,
        activities: 3,
        calendars: true,
        pins: 6,
        splits: 4,
        chains: 5,
        optimal: 99.0,
        // Nearly all: two pins of a chain that contradict each other.
        torn: 36,
        ..BARE
    },
    Kind {
        name: "everything",
        horizon: 9,
        activities: 4,
        calendars: true,
        splits: 4,
        quotas: 3,
        draws: 3,
        waits: 3,
        chains: 3,
        dates: 3,
        promises: 3,
        pins: 2,
        optimal: 99.0,
        torn: 5,
        ..BARE
    },
];

impl Kind {
    /// A problem of this kind from a seed. A few are not valid: a chain that must wait for its own member.
    pub(crate) fn problem(&self, seed: u64) -> Problem {
        let random = &mut Random(seed);
        let count = random.within(2, self.activities);
        let mut p = Problem {
            horizon: self.horizon,
            days: Vec::new(),
            resources: (0..random.within(1, 2)).map(|_| self.resource(random)).collect(),
            activities: Vec::new(),
            ..Problem::default()
        };
        // Days of three to five slots, the first of which may have begun before slot 0.
        let mut day = random.within(-2, 3);
        while day < self.horizon {
            p.days.push(day);
            day += random.within(3, 5);
        }
        for i in 0..count as usize {
            let activity = self.activity(random, &p, i);
            p.activities.push(activity);
        }
        // What waits does not have to stand behind what it waits for.
        if random.within(0, 3) == 0 {
            p.activities.reverse();
            let last = p.activities.len() - 1;
            for a in &mut p.activities {
                for link in &mut a.after {
                    link.activity = last - link.activity;
                }
                a.follows = a.follows.map(|head| last - head);
            }
        }
        p
    }

    fn resource(&self, random: &mut Random) -> Resource {
        if !self.calendars {
            let window = Window {
                start: 0,
                end: self.horizon,
                capacity: random.within(1, 3) as u32,
            };
            return Resource {
                calendar: vec![window],
                quotas: Vec::new(),
            };
        }
        let (mut calendar, mut start) = (Vec::new(), random.within(-2, 2));
        while start < self.horizon {
            let end = start + random.within(2, 7);
            let capacity = [0, 1, 1, 1, 2, 2, 3][random.within(0, 6) as usize];
            calendar.push(Window { start, end, capacity });
            start = end + [0, 0, 1, 2][random.within(0, 3) as usize];
        }
        let mut quotas = Vec::new();
        while quotas.len() < 2 && chance(random, self.quotas) {
            let (mut periods, mut start) = (Vec::new(), random.within(-2, 3));
            while start < self.horizon {
                periods.push((start, random.within(0, 5)));
                start += random.within(3, 6);
            }
            quotas.push(Quota { periods });
        }
        Resource { calendar, quotas }
    }

    fn activity(&self, random: &mut Random, p: &Problem, i: usize) -> Activity {
        let work = if chance(random, self.milestones) {
            0
        } else {
            random.within(1, 4).min(random.within(2, 4))
        };
        let mut a = Activity {
            work,
            ..Activity::default()
        };
        let first = random.within(0, p.resources.len() as i64 - 1) as usize;
        for resource in [first, 1 - first.min(1)] {
            if resource != first && (p.resources.len() == 1 || random.within(0, 3) > 0) {
                continue;
            }
            let mut units = [0, 1, 1, 1, 1, 1, 2, 2][random.within(0, 7) as usize];
            let mut draw = work * i64::from(units);
            if chance(random, self.draws) {
                draw = random.within(0, 2 * work);
                // Now and then it draws and holds nothing.
                units *= random.within(0, 2).min(1) as u32;
            }
            a.demands.push(Demand {
                resource,
                units,
                draw,
            });
        }
        for before in 0..i {
            if a.after.len() < 2 && chance(random, self.waits) {
                a.after.push(Link {
                    activity: before,
                    lag: [0, 0, 1, 2, 4][random.within(0, 4) as usize],
                });
            }
        }
        if random.within(0, 9) < 2 {
            a.release = random.within(1, self.horizon / 2);
        }
        if chance(random, self.dates) {
            a.due = Some(Due {
                at: random.within(1, self.horizon),
                weight: random.within(0, 3) as u32,
            });
        }
        if chance(random, self.dates / 2) {
            a.deadline = Some(random.within(1, self.horizon));
        }
        if chance(random, self.promises) {
            a.forgiven = true;
            let at = random.within(1, self.horizon);
            a.due = Some(a.due.unwrap_or(Due { at, weight: 1 }));
        }
        let follows = i > 0 && chance(random, self.chains) && can_be_followed(&p.activities, i - 1, &a);
        if follows {
            a.follows = Some(i - 1);
            a.after.retain(|link| link.activity + 1 != i);
        } else if chance(random, self.splits) {
            let min = random.within(1, 3);
            a.split = Some(Split {
                min,
                max: min + random.within(0, 2),
                gap: random.within(0, 2),
                per_day: (random.within(0, 2) == 0).then(|| random.within(1, 3)),
            });
        }
        if work > 0 && chance(random, self.pins) {
            self.pin(random, &mut a, follows);
        }
        a
    }

    /// One pin or two, of the whole work where the activity follows another.
    fn pin(&self, random: &mut Random, a: &mut Activity, whole: bool) {
        let length = if whole { a.work } else { random.within(1, a.work) };
        let start = random.within(0, self.horizon - length);
        a.pins.push((start, start + length));
        let rest = a.work - length;
        let from = start + length + random.within(0, 3);
        if rest > 0 && from < self.horizon && random.within(0, 1) == 0 {
            let length = random.within(1, rest.min(self.horizon - from));
            a.pins.push((from, from + length));
        }
    }
}

fn chance(random: &mut Random, in_ten: i64) -> bool {
    random.within(0, 9) < in_ten
}

fn can_be_followed(activities: &[Activity], head: usize, by: &Activity) -> bool {
    let a = &activities[head];
    let one_pin = a.pins.len() == 1 && a.pins[0].1 - a.pins[0].0 == a.work;
    a.split.is_none() && a.forgiven == by.forgiven && (a.pins.is_empty() || one_pin)
}

/// How many features are counted, those of answers included.
pub(crate) const FEATURES: usize = 32;

/// The features of a problem, by name.
pub(crate) fn features(p: &Problem) -> Vec<&'static str> {
    let mut list = Vec::new();
    let mut note = |name: &'static str, has: bool| {
        if has {
            list.push(name);
        }
    };
    let resource = |has: &dyn Fn(&Resource) -> bool| p.resources.iter().any(has);
    note(
        "capacity of two or more",
        resource(&|r| r.calendar.iter().any(|w| w.capacity > 1)),
    );
    note(
        "capacity that changes",
        resource(&|r| {
            r.calendar
                .windows(2)
                .any(|w| w[0].capacity != w[1].capacity && w[0].capacity.min(w[1].capacity) > 0)
        }),
    );
    note(
        "times that are closed",
        resource(&|r| {
            r.calendar
                .windows(2)
                .any(|w| w[0].end < w[1].start || w[1].capacity == 0)
        }),
    );
    note("quota", resource(&|r| !r.quotas.is_empty()));
    note("two quotas on a resource", resource(&|r| r.quotas.len() > 1));
    let limited = |d: &Demand| !p.resources[d.resource].quotas.is_empty();
    let activity = |has: &dyn Fn(&Activity) -> bool| p.activities.iter().any(has);
    note(
        "draw that is rounded",
        activity(&|a| {
            a.demands
                .iter()
                .any(|d| a.work > 0 && d.draw % a.work != 0 && limited(d))
        }),
    );
    note(
        "draw without a hold",
        activity(&|a| a.demands.iter().any(|d| d.units == 0 && d.draw > 0 && limited(d))),
    );
    note("two resources at once", activity(&|a| a.demands.len() > 1));
    note("two units", activity(&|a| a.demands.iter().any(|d| d.units > 1)));
    let split = |has: &dyn Fn(&Activity, Split) -> bool| {
        p.activities
            .iter()
            .any(|a| a.split.is_some_and(|split| a.work > 1 && has(a, split)))
    };
    note("shortest session", split(&|_, s| s.min > 1));
    note("longest session", split(&|a, s| s.max < a.work));
    note("gap", split(&|a, s| s.gap > 0 && s.min < a.work));
    note(
        "sessions side by side",
        split(&|a, s| s.gap == 0 && s.max < a.work),
    );
    note(
        "daily limit",
        split(&|a, s| s.per_day.is_some_and(|most| most < a.work)),
    );
    note("wait", activity(&|a| !a.after.is_empty()));
    note("lag", activity(&|a| a.after.iter().any(|link| link.lag > 0)));
    note("release", activity(&|a| a.release > 0));
    note(
        "due date",
        activity(&|a| !a.forgiven && a.due.is_some_and(|due| due.weight > 0)),
    );
    note("deadline", activity(&|a| a.deadline.is_some()));
    note("promise", activity(&|a| a.forgiven));
    note("chain", activity(&|a| a.follows.is_some()));
    note(
        "chain of three",
        activity(&|a| a.follows.is_some_and(|head| p.activities[head].follows.is_some())),
    );
    note(
        "chain of promises",
        activity(&|a| a.follows.is_some() && a.forgiven),
    );
    let pinned = |a: &Activity| a.pins.iter().map(|pin| pin.1 - pin.0).sum::<Slot>();
    note(
        "pin of all the work",
        activity(&|a| !a.pins.is_empty() && pinned(a) == a.work),
    );
    note(
        "pin of a part",
        activity(&|a| !a.pins.is_empty() && pinned(a) < a.work),
    );
    note(
        "pin in a chain",
        activity(&|a| {
            a.follows
                .is_some_and(|head| a.pins.len() + p.activities[head].pins.len() > 0)
        }),
    );
    note("milestone", activity(&|a| a.work == 0));
    note("classical", is_classical(p));
    list
}

/// One capacity for ever, one session each, no dates, and a horizon that any order of the work keeps.
fn is_classical(p: &Problem) -> bool {
    let plain = |a: &Activity| {
        let dates = a.due.is_some() || a.deadline.is_some() || a.forgiven;
        let fits = |d: &Demand| p.resources[d.resource].calendar[0].capacity >= d.units;
        !dates && a.split.is_none() && a.follows.is_none() && a.pins.is_empty() && a.demands.iter().all(fits)
    };
    let for_ever = |r: &Resource| {
        r.quotas.is_empty()
            && r.calendar.len() == 1
            && r.calendar[0].start <= 0
            && r.calendar[0].end >= p.horizon
    };
    let longest = |a: &Activity| a.work + a.after.iter().map(|link| link.lag).max().unwrap_or(0);
    let elapsed: Slot = p.activities.iter().map(longest).sum();
    let release = p.activities.iter().map(|a| a.release).max().unwrap_or(0);
    p.resources.iter().all(for_ever) && p.activities.iter().all(plain) && elapsed + release <= p.horizon
}
