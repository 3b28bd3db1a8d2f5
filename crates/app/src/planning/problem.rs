//! A situation becomes a problem in whole slots.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};
use pivot_domain::availability::{self as when, Busy, Stretch, instant, slot_from, slots};
use pivot_domain::curriculum::{
    Cadence, Curriculum, Effort, Missed, Months, NamedResource, Task, Times, When, month_begins,
};
use pivot_domain::settings::Settings;
use pivot_domain::zones::next_day;
use pivot_engine::{Activity, Demand, Due, Link, Problem, Quota, Resource, Session, Slot, Split, Window};

use super::known;
use crate::situation::Situation;

/// Which of the three numbers of an estimate is scheduled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Estimate {
    /// The likely one.
    Likely,
    /// The mean of the PERT distribution, which is longer where the estimate leans that way.
    Expected,
}

impl Estimate {
    fn of(self, effort: &Effort) -> SignedDuration {
        match self {
            Estimate::Likely => effort.likely,
            Estimate::Expected => effort.expected(),
        }
    }
}

/// What an activity of the problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Index into [`Setup::tasks`].
    pub task: usize,
    /// Which time of a repeated task, from 1.
    pub time: u32,
    /// Which piece of the work.
    pub phase: Phase,
    /// The soonest date by which it should be done: of the curriculum, of the person's hope, of its promise's period. It
    /// may be past, where the engine's due date is then now; and the engine has due dates that nobody wrote.
    pub wished: Option<Slot>,
    /// The date by which it must be done.
    pub must: Option<Slot>,
}

/// A piece of a task's work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Work of the person.
    Work,
    /// The launch of a machine's run.
    Launch,
    /// The run, which nobody attends.
    Run,
    /// Reading its result.
    Read,
}

/// A problem and what its numbers stand for.
#[derive(Debug)]
pub struct Setup<'s> {
    /// The problem.
    pub problem: Problem,
    /// Slot 0 of the problem, in slots since 1970.
    pub origin: i64,
    /// The tasks that are picked.
    pub tasks: Vec<&'s Task>,
    /// What each activity is.
    pub parts: Vec<Part>,
    /// Names of the problem's resources. The first three are the person: free at any hour, at the desk, within the hours.
    pub resources: Vec<&'s str>,
    /// What was noticed in the feeds.
    pub notes: Vec<String>,
    /// Pins that the frozen window made, not the person.
    pub frozen: Vec<Session>,
}

impl Setup<'_> {
    /// Slots of the person's desk in `[from, to)`, slots of the problem, as far as the daily limits allow.
    pub(super) fn study(&self, from: Slot, to: Slot) -> Slot {
        let desk = &self.problem.resources[DESK];
        let within = |a: Slot, b: Slot| -> Slot {
            let first = desk.calendar.partition_point(|w| w.end <= a);
            let windows = desk.calendar[first..].iter().take_while(|w| w.start < b);
            windows.map(|w| w.end.min(b) - w.start.max(a)).sum()
        };
        if from >= to {
            return 0;
        }
        let Some(quota) = desk.quotas.first() else {
            return within(from, to);
        };
        let begins = quota.periods.first().map_or(to, |p| p.0.clamp(from, to));
        let mut sum = within(from, begins);
        for (k, &(start, limit)) in quota.periods.iter().enumerate() {
            let end = quota.periods.get(k + 1).map_or(to, |next| next.0);
            let (a, b) = (start.max(from), end.min(to));
            if a < b {
                sum += within(a, b).min(limit);
            }
        }
        sum
    }
}

/// The person, at any hour that is neither away nor busy.
pub(super) const ME: usize = 0;
/// The person at work, in stretches with breaks between them.
pub(super) const DESK: usize = 1;
/// The person within the weekly hours, breaks not cut out: for what is done in one go.
pub(super) const OPEN: usize = 2;
const FIRST_MACHINE: usize = 3;

/// The most days by which a date is moved: three centuries.
const MOST_DAYS: i64 = 300 * 366;

/// The longest plan: fifteen years.
pub(super) const LONGEST_DAYS: i64 = 15 * 366;

/// What a problem is made from: files and a moment, the stretches that commitments take, and how far to look.
pub(super) struct Ground<'s> {
    /// `pivot.toml`, as it is or as it might be.
    pub settings: &'s Settings,
    /// `curriculum.toml`, likewise.
    pub curriculum: &'s Curriculum,
    /// The moment.
    pub now: Timestamp,
    /// What commitments take, buffers included.
    pub busy: Vec<Busy>,
    /// The slot since 1970 after the last that is looked at.
    pub end: i64,
}

/// The first slot since 1970 in which something may be done: at the start, or now.
pub(super) fn origin(settings: &Settings, now: Timestamp) -> i64 {
    slot_from(settings.zones.start_of(settings.start).max(now))
}

/// The slot since 1970 so many days after one, within the longest plan.
pub(super) fn end_after(origin: i64, days: i64) -> i64 {
    origin + days.clamp(1, LONGEST_DAYS) * 288
}

/// Builds the problem of a situation over so many days. With [`Estimate::Likely`] it knows the accepted schedule.
pub fn build(situation: &Situation, estimate: Estimate, days: i64) -> Setup<'_> {
    let mut setup = build_unknowing(situation, estimate, days);
    if estimate == Estimate::Likely {
        known::add(&mut setup, situation, Some(&[]));
    }
    setup
}

/// The same without the accepted schedule.
pub(super) fn build_unknowing(situation: &Situation, estimate: Estimate, days: i64) -> Setup<'_> {
    let origin = origin(&situation.settings, situation.now);
    let end = end_after(origin, days);
    let (busy, notes) = situation.busy(instant(origin), instant(end));
    let ground = Ground {
        settings: &situation.settings,
        curriculum: &situation.curriculum,
        now: situation.now,
        busy,
        end,
    };
    Setup {
        notes,
        ..lay_out(&ground, estimate)
    }
}

/// Builds the problem of a ground.
pub(super) fn lay_out<'s>(ground: &Ground<'s>, estimate: Estimate) -> Setup<'s> {
    let settings = ground.settings;
    let origin = origin(settings, ground.now);
    let end = ground.end.max(origin + 1);
    let person = when::person(settings, &ground.busy, origin, end);
    let mut resources = vec![
        resource(&person.free, origin, 1),
        resource(&person.study, origin, 1),
        resource(&person.open, origin, 1),
    ];
    if let Some(periods) = when::daily_limits(settings, origin, end) {
        resources[DESK].quotas.push(relative(periods, origin));
    }
    let mut names = vec!["me", "me", "me"];
    for named in &ground.curriculum.resources {
        resources.push(machine(settings, named, origin, end));
        names.push(&named.id);
    }
    let problem = Problem {
        horizon: end - origin,
        days: when::days(&settings.zones, origin, end)
            .into_iter()
            .map(|(slot, _)| slot - origin)
            .collect(),
        resources,
        activities: Vec::new(),
        known: Vec::new(),
    };
    let mut setup = Setup {
        problem,
        origin,
        tasks: ground.curriculum.picked().collect(),
        parts: Vec::new(),
        resources: names,
        notes: Vec::new(),
        frozen: Vec::new(),
    };
    add_tasks(&mut setup, ground, estimate);
    setup
}

/// A resource that the curriculum names, with what `pivot.toml` says of it.
fn machine(settings: &Settings, named: &NamedResource, origin: i64, end: i64) -> Resource {
    let Some(machine) = settings.machines.iter().find(|m| m.id == named.id) else {
        return resource(&when::named(named, &settings.zones, origin, end), origin, 1);
    };
    let mut built = resource(
        &when::machine(machine, &settings.zones, origin, end),
        origin,
        machine.capacity,
    );
    if let Some(quota) = machine.quota {
        let own = machine.zone.clone().map(pivot_domain::zones::Zones::from);
        built.quotas.push(relative(
            when::quota(&quota, own.as_ref().unwrap_or(&settings.zones), origin, end),
            origin,
        ));
    }
    built
}

fn resource(stretches: &[Stretch], origin: i64, capacity: u32) -> Resource {
    let calendar = stretches
        .iter()
        .map(|(a, b)| Window {
            start: a - origin,
            end: b - origin,
            capacity,
        })
        .collect();
    Resource {
        calendar,
        quotas: Vec::new(),
    }
}

fn relative(periods: Vec<(i64, i64)>, origin: i64) -> Quota {
    Quota {
        periods: periods
            .into_iter()
            .map(|(start, limit)| (start - origin, limit))
            .collect(),
    }
}

/// The first day of month `k` of the plan (from 1), which is the day after month `k - 1`.
///
/// Calendar months count from the start, cut at a month's end. Months written for somebody with more hours a week are
/// longer in proportion: 365.25 / 12 days each at the hours they were written for.
pub fn month_start(curriculum: &Curriculum, settings: &Settings, month: u32) -> Date {
    let before = i64::from(month.max(1) - 1);
    let start = settings.start;
    let (full, own) = match curriculum.months {
        Months::Calendar => (1, 1),
        Months::ForHours(full) => (full.as_mins(), settings.weekly().as_mins().max(1)),
    };
    let moved = if full <= own {
        month_begins(start, month.max(1))
    } else {
        // Rounded to whole days: before · (365.25 / 12) · full / own.
        let days = (before * 36_525 * full + 600 * own) / (1_200 * own);
        start.checked_add(Span::new().days(days.min(LONGEST_DAYS))).ok()
    };
    moved.unwrap_or(Date::MAX)
}

/// A soft or hard deadline as the slot after its last.
fn deadline_slot(ground: &Ground<'_>, origin: i64, when: When) -> Slot {
    let settings = ground.settings;
    let after = match when {
        When::Date(date) => next_day(date),
        When::Month(month) => month_start(ground.curriculum, settings, month + 1),
    };
    when::slot_to(settings.zones.start_of(after)) - origin
}

fn start_slot(ground: &Ground<'_>, origin: i64, when: When) -> Slot {
    let date = match when {
        When::Date(date) => date,
        When::Month(month) => month_start(ground.curriculum, ground.settings, month),
    };
    slot_from(ground.settings.zones.start_of(date)) - origin
}

/// First and last activity of each time of a task.
type Ends = Vec<(usize, usize)>;

fn add_tasks(setup: &mut Setup<'_>, ground: &Ground<'_>, estimate: Estimate) {
    let mut ends: BTreeMap<&str, Ends> = BTreeMap::new();
    for index in 0..setup.tasks.len() {
        let task = setup.tasks[index];
        let mut times = Vec::new();
        for time in 1..=task.times.count() {
            let first = setup.problem.activities.len();
            add_once(setup, ground, estimate, index, time);
            let last = setup.problem.activities.len() - 1;
            if let Some((_, before)) = times.last() {
                setup.problem.activities[first].after.push(Link {
                    activity: *before,
                    lag: 0,
                });
            }
            times.push((first, last));
        }
        ends.insert(&task.id, times);
    }
    // Predecessors, once every task has its place. One that is not picked does not bind.
    for task in &setup.tasks {
        let first = ends[task.id.as_str()][0].0;
        for after in &task.after {
            if let Some(&(_, last)) = ends.get(after.task.as_str()).and_then(|times| times.last()) {
                setup.problem.activities[first].after.push(Link {
                    activity: last,
                    lag: slots(after.lag),
                });
            }
        }
    }
    add_promises(setup, ground, &ends);
}

/// One time of a task: its work; or work, launch, run and reading.
fn add_once(setup: &mut Setup<'_>, ground: &Ground<'_>, estimate: Estimate, index: usize, time: u32) {
    let settings = ground.settings;
    let task = setup.tasks[index];
    let machine = |id: &str| {
        FIRST_MACHINE
            + ground
                .curriculum
                .resources
                .iter()
                .position(|r| r.id == id)
                .unwrap_or(0)
    };
    let effort = slots(estimate.of(&task.effort));
    let (launch, read) = task
        .unattended
        .as_ref()
        .map_or((0, 0), |u| (slots(u.launch), slots(u.read)));
    let release = task.not_before.map_or(0, |w| start_slot(ground, setup.origin, w));
    let wish = settings
        .finish_by
        .map(|date| deadline_slot(ground, setup.origin, When::Date(date)));
    // An hour of work that is late by an hour counts one: a small task is not put before a large one that is due sooner
    // only because more small ones can be early.
    let hours = u32::try_from(effort.clamp(1, 100_000)).unwrap_or(1);
    let (mut due, mut deadline) = (wish.map(|at| Due { at, weight: hours }), None);
    if let Some(d) = task.deadline {
        let at = deadline_slot(ground, setup.origin, d.when);
        if d.hard {
            deadline = Some(at);
        } else if due.is_none_or(|wish| at <= wish.at) {
            due = Some(Due {
                at,
                weight: d.weight.saturating_mul(hours),
            });
        }
    }
    // The engine counts from now: what was due before is due now.
    let (wished, must) = (due.map(|d| d.at), deadline);
    let due = due.map(|d| Due {
        at: d.at.max(0),
        weight: d.weight,
    });
    let deadline = deadline.map(|at: Slot| at.max(0));
    let mut phases = vec![(Phase::Work, effort - launch - read)];
    if let Some(run) = &task.unattended {
        if effort <= launch + read {
            phases.clear();
        }
        phases.extend([
            (Phase::Launch, launch),
            (Phase::Run, slots(run.time)),
            (Phase::Read, read),
        ]);
    }
    let count = phases.len();
    for (i, (phase, work)) in phases.into_iter().enumerate() {
        let here = setup.problem.activities.len();
        let (demands, split) = match phase {
            Phase::Work => work_of_person(task, work, settings, &machine),
            Phase::Run => {
                let resource = task.unattended.as_ref().map_or(0, |u| machine(&u.resource));
                (
                    vec![Demand {
                        resource,
                        units: 1,
                        draw: work,
                    }],
                    None,
                )
            }
            Phase::Launch | Phase::Read => (person(DESK, work).into(), None),
        };
        setup.problem.activities.push(Activity {
            work,
            demands,
            // The run follows its launch, which says more than that it comes after it.
            after: if i > 0 && phase != Phase::Run {
                vec![Link {
                    activity: here - 1,
                    lag: 0,
                }]
            } else {
                Vec::new()
            },
            follows: (phase == Phase::Run).then(|| here - 1),
            release: if i == 0 { release.max(0) } else { 0 },
            due: if i + 1 == count { due } else { None },
            deadline: if i + 1 == count { deadline } else { None },
            split,
            forgiven: false,
            pins: Vec::new(),
        });
        let last = i + 1 == count;
        setup.parts.push(Part {
            task: index,
            time,
            phase,
            wished: wished.filter(|_| last),
            must: must.filter(|_| last),
        });
    }
}

/// The person, free and in one of the narrower senses.
fn person(sense: usize, work: Slot) -> [Demand; 2] {
    [ME, sense].map(|resource| Demand {
        resource,
        units: 1,
        draw: work,
    })
}

fn work_of_person(
    task: &Task,
    work: Slot,
    settings: &Settings,
    machine: &impl Fn(&str) -> usize,
) -> (Vec<Demand>, Option<Split>) {
    let longest = when::slots_within(settings.session.max).max(1);
    let needs = task.needs.iter().map(|need| Demand {
        resource: machine(&need.resource),
        units: 1,
        draw: slots(need.time),
    });
    if task.session.whole {
        // What happens at an hour of its own (a meetup) asks only that the person is free; what is longer than a
        // stretch between two breaks asks for the hours, not for the desk.
        let mut demands = match (task.needs.is_empty(), work <= longest) {
            (false, _) => vec![Demand {
                resource: ME,
                units: 1,
                draw: work,
            }],
            (true, true) => person(DESK, work).into(),
            (true, false) => person(OPEN, work).into(),
        };
        demands.extend(needs);
        return (demands, None);
    }
    let mut demands: Vec<Demand> = person(DESK, work).into();
    demands.extend(needs);
    let max = task.session.max.map_or(longest, when::slots_within).max(1);
    let min = task
        .session
        .min
        .map_or(slots(settings.session.min).min(max), slots)
        .max(1);
    let split = Split {
        min,
        max: max.max(min),
        gap: slots(settings.session.rest),
        per_day: task.session.per_day.map(|d| when::slots_within(d).max(1)),
    };
    (demands, Some(split))
}

/// Cadences: the `k`-th time belongs to the `k`-th period. Where what the first waits for cannot be done in the first
/// period, the periods begin with the one in which it can.
fn add_promises(setup: &mut Setup<'_>, ground: &Ground<'_>, ends: &BTreeMap<&str, Ends>) {
    let promises: Vec<(&Task, Cadence)> = setup
        .tasks
        .iter()
        .filter_map(|task| match task.times {
            Times::Cadence(cadence) => Some((*task, cadence)),
            _ => None,
        })
        .collect();
    if promises.is_empty() {
        return;
    }
    let earliest = pivot_engine::earliest_starts(&setup.problem);
    let zones = &ground.settings.zones;
    for (task, cadence) in promises {
        let times = &ends[task.id.as_str()];
        let from = match cadence.from {
            Some(When::Date(date)) => date,
            Some(When::Month(month)) => month_start(ground.curriculum, ground.settings, month),
            None => ground.settings.start,
        };
        let every = i64::from(cadence.every_days.max(1));
        let period = |k: i64| -> Slot {
            let date = from.checked_add(Span::new().days(k.saturating_mul(every).min(MOST_DAYS)));
            slot_from(zones.start_of(date.unwrap_or(Date::MAX))) - setup.origin
        };
        let can_start = earliest
            .get(times[0].0)
            .copied()
            .unwrap_or(0)
            .clamp(0, setup.problem.horizon);
        // The last period that begins by then: the division is out by a day at most, when the clock changes.
        let days = (can_start - period(0)).div_euclid(288);
        let guess = (days / every - 1).max(0);
        let skipped = (guess..guess + 3)
            .rev()
            .find(|k| period(*k) <= can_start)
            .unwrap_or(0);
        // What the promise waits for is due when its first period ends, and puts all its times at risk.
        let at_risk: i64 = times
            .iter()
            .map(|(_, last)| setup.problem.activities[*last].work)
            .sum();
        let before: Vec<usize> = setup.problem.activities[times[0].0]
            .after
            .iter()
            .map(|l| l.activity)
            .collect();
        for activity in before {
            let activity = &mut setup.problem.activities[activity];
            let own = activity.due.map_or(activity.work, |d| i64::from(d.weight));
            let at = activity
                .due
                .map_or(Slot::MAX, |d| d.at)
                .min(period(skipped + 1))
                .max(0);
            activity.due = Some(Due {
                at,
                weight: u32::try_from(own + at_risk).unwrap_or(u32::MAX),
            });
        }
        for (k, &(first, last)) in (skipped..).zip(times) {
            let (start, end) = (period(k), period(k + 1));
            let activity = &mut setup.problem.activities[first];
            activity.release = activity.release.max(start).max(0);
            let part = &mut setup.parts[last];
            part.wished = Some(part.wished.map_or(end, |at| at.min(end)));
            let promise = &mut setup.problem.activities[last];
            let weight = promise
                .due
                .map_or(u32::try_from(promise.work.max(1)).unwrap_or(1), |d| d.weight);
            let at = part.wished.unwrap_or(end).max(0);
            promise.due = Some(Due { at, weight });
            promise.forgiven = cadence.missed == Missed::Forgive && first == last;
        }
    }
}
