//! Tasks as activities of the problem.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use pivot_domain::availability::{self as when, slot_from, slots};
use pivot_domain::curriculum::{Task, When};
use pivot_domain::progress::{BELIEVED, Progress};
use pivot_engine::{Activity, Demand, Due, Link, Slot, Split};

use super::dates::{deadline_slot, start_slot};
use super::promises::add_promises;
use super::resources::{DESK, ME, OPEN, machine_index, tries};
use super::{Estimate, Ground, Part, Phase, Setup};

/// A time of a task that is open, with its first and last activity.
#[derive(Clone, Copy)]
pub(super) struct Open {
    pub(super) time: u32,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// The open times of each task.
pub(super) type Ends<'t> = BTreeMap<&'t str, Vec<Open>>;

/// Adds the activities of what is open of every task, with what they wait for.
pub(super) fn add_tasks(setup: &mut Setup<'_>, ground: &Ground<'_>, estimate: Estimate) {
    let tasks = setup.tasks.clone();
    let mut ends: Ends<'_> = BTreeMap::new();
    for (index, task) in tasks.iter().enumerate() {
        let mut open: Vec<Open> = Vec::new();
        for time in 1..=task.times.count() {
            if ground.progress.done(&task.id, time).is_some() {
                continue;
            }
            let first = setup.problem.activities.len();
            add_once(setup, ground, estimate, (index, task), time);
            let last = setup.problem.activities.len() - 1;
            if let Some(before) = open.last() {
                setup.problem.activities[first].after.push(Link {
                    activity: before.last,
                    lag: 0,
                });
            }
            open.push(Open { time, first, last });
        }
        ends.insert(&task.id, open);
    }
    for task in &tasks {
        wait(setup, ground, task, &ends);
    }
    add_promises(setup, ground, &tasks, &ends);
}

/// What a task's first time waits for, once every task has its place. A predecessor that is not planned does not bind; one
/// that is done binds by its wait alone. A task whose first time is done waits for nothing any more.
fn wait(setup: &mut Setup<'_>, ground: &Ground<'_>, task: &Task, ends: &Ends<'_>) {
    let Some(open) = ends[task.id.as_str()].first().filter(|open| open.time == 1) else {
        return;
    };
    for after in &task.after {
        let Some(before) = ends.get(after.task.as_str()) else {
            continue;
        };
        let activity = &mut setup.problem.activities[open.first];
        match before.last() {
            Some(before) => activity.after.push(Link {
                activity: before.last,
                lag: slots(after.lag),
            }),
            None => {
                let free = done_and(ground, &after.task, after.lag).map(|at| slot_from(at) - setup.origin);
                activity.release = activity.release.max(free.unwrap_or(0));
            }
        }
    }
}

/// The moment so long after a task was finished, all its times.
pub(super) fn done_and(ground: &Ground<'_>, task: &str, lag: SignedDuration) -> Option<Timestamp> {
    let done = ground.progress.task(task)?.done.values().max()?;
    Some(done.checked_add(lag).unwrap_or(Timestamp::MAX))
}

/// One time of a task: its work; or work, launch, run and reading.
fn add_once(
    setup: &mut Setup<'_>,
    ground: &Ground<'_>,
    estimate: Estimate,
    (index, task): (usize, &Task),
    time: u32,
) {
    let spent = spent_on(&ground.progress, ground.now, &task.id, time);
    setup.left[index].likely += Estimate::Likely.left(&task.effort, spent);
    setup.left[index].expected += Estimate::Expected.left(&task.effort, spent);
    let (all, effort) = (
        slots(estimate.of(&task.effort)),
        slots(estimate.left(&task.effort, spent)),
    );
    let release = task.not_before.map_or(0, |w| start_slot(ground, setup.origin, w));
    let (due, must) = dates(task, ground, setup.origin, effort);
    let phases = phases(task, effort);
    let count = phases.len();
    for (i, (phase, work)) in phases.into_iter().enumerate() {
        let here = setup.problem.activities.len();
        let (first, last) = (i == 0, i + 1 == count);
        let (mut demands, split) = demands(task, phase, work, all, ground);
        if last && work > 0 {
            demands.extend(tries(ground, &task.id));
        }
        // The run follows its launch, which says more than that it comes after it.
        let before = (!first && phase != Phase::Run).then(|| Link {
            activity: here - 1,
            lag: 0,
        });
        setup.problem.activities.push(Activity {
            work,
            demands,
            after: before.into_iter().collect(),
            follows: (phase == Phase::Run).then(|| here - 1),
            release: if first { release.max(0) } else { 0 },
            // The engine counts from now: what was due before is due now.
            due: due.filter(|_| last).map(|d| Due { at: d.at.max(0), ..d }),
            deadline: must.filter(|_| last).map(|at| at.max(0)),
            split,
            forgiven: false,
            pins: Vec::new(),
        });
        setup.parts.push(Part {
            task: index,
            time,
            phase,
            wished: due.filter(|_| last).map(|d| d.at),
            must: must.filter(|_| last),
        });
    }
}

/// A timer that runs counts up to now, as long as it can be believed.
fn spent_on(progress: &Progress, now: Timestamp, task: &str, time: u32) -> SignedDuration {
    let told = progress
        .task(task)
        .map_or(SignedDuration::ZERO, |t| t.spent_on(time));
    let running = progress
        .running
        .iter()
        .filter(|r| r.part.task == task && r.part.time() == time)
        .map(|r| now.duration_since(r.since))
        .filter(|elapsed| elapsed.is_positive() && *elapsed <= BELIEVED);
    running.fold(told, SignedDuration::saturating_add)
}

/// When a task should be done, and when it must be: the slots after the last. They may lie before now.
fn dates(task: &Task, ground: &Ground<'_>, origin: i64, effort: Slot) -> (Option<Due>, Option<Slot>) {
    let slot = |when: When| deadline_slot(ground, origin, when);
    // An hour of work that is late by an hour counts one: a small task is not put before a large one that is due sooner
    // only because more small ones can be early.
    let hours = u32::try_from(effort.clamp(1, 100_000)).unwrap_or(1);
    let hoped = ground.settings.finish_by.map(|date| Due {
        at: slot(When::Date(date)),
        weight: hours,
    });
    let closes = task.closes.map(|at| when::slot_to(at) - origin);
    let Some(deadline) = task.deadline else {
        return (hoped, closes);
    };
    let at = slot(deadline.when);
    if deadline.hard {
        return (hoped, Some(closes.map_or(at, |closes| closes.min(at))));
    }
    let own = Due {
        at,
        weight: deadline.weight.saturating_mul(hours),
    };
    (hoped.filter(|h| h.at < at).or(Some(own)), closes)
}

/// The pieces of a task's work, each with its slots. Whether a run was launched nobody records: launch, run and reading lie
/// ahead until the task is done.
fn phases(task: &Task, effort: Slot) -> Vec<(Phase, Slot)> {
    let Some(run) = &task.unattended else {
        return vec![(Phase::Work, effort)];
    };
    let (launch, read) = (slots(run.launch), slots(run.read));
    let before = effort - launch - read;
    let mut phases = Vec::new();
    if before > 0 {
        phases.push((Phase::Work, before));
    }
    phases.extend([
        (Phase::Launch, launch),
        (Phase::Run, slots(run.time)),
        (Phase::Read, read),
    ]);
    phases
}

/// What a piece of work needs, and how it may be divided.
fn demands(
    task: &Task,
    phase: Phase,
    work: Slot,
    all: Slot,
    ground: &Ground<'_>,
) -> (Vec<Demand>, Option<Split>) {
    match phase {
        Phase::Work => work_of_person(task, work, all, ground),
        Phase::Run => {
            let named = task
                .unattended
                .as_ref()
                .map_or(0, |u| machine_index(ground, &u.resource));
            let run = Demand {
                resource: named,
                units: 1,
                draw: work,
            };
            (vec![run], None)
        }
        Phase::Launch | Phase::Read => (person(DESK, work).into(), None),
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

/// Work of the person, `work` of `all` the slots that the task has. What was done has drawn its share of the quotas.
fn work_of_person(task: &Task, work: Slot, all: Slot, ground: &Ground<'_>) -> (Vec<Demand>, Option<Split>) {
    let settings = ground.settings;
    let longest = when::slots_within(settings.session.max).max(1);
    let needs = task.needs.iter().map(|need| Demand {
        resource: machine_index(ground, &need.resource),
        units: 1,
        draw: if work < all {
            (slots(need.time) * work + all - 1) / all
        } else {
            slots(need.time)
        },
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
