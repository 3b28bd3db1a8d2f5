//! Tasks as activities of the problem.

use std::collections::BTreeMap;

use pivot_domain::availability::{self as when, slots};
use pivot_domain::curriculum::{Task, When};
use pivot_engine::{Activity, Demand, Due, Link, Slot, Split};

use super::dates::{deadline_slot, start_slot};
use super::promises::add_promises;
use super::resources::{DESK, ME, OPEN, machine_index};
use super::{Estimate, Ground, Part, Phase, Setup};

/// First and last activity of each time of a task.
pub(super) type Ends = Vec<(usize, usize)>;

/// Adds the activities of every picked task, with what they wait for.
pub(super) fn add_tasks(setup: &mut Setup<'_>, ground: &Ground<'_>, estimate: Estimate) {
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
    let task = setup.tasks[index];
    let effort = slots(estimate.of(&task.effort));
    let release = task.not_before.map_or(0, |w| start_slot(ground, setup.origin, w));
    let (due, must) = dates(task, ground, setup.origin, effort);
    let phases = phases(task, effort);
    let count = phases.len();
    for (i, (phase, work)) in phases.into_iter().enumerate() {
        let here = setup.problem.activities.len();
        let (first, last) = (i == 0, i + 1 == count);
        let (demands, split) = demands(task, phase, work, ground);
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
    let Some(deadline) = task.deadline else {
        return (hoped, None);
    };
    let at = slot(deadline.when);
    if deadline.hard {
        return (hoped, Some(at));
    }
    let own = Due {
        at,
        weight: deadline.weight.saturating_mul(hours),
    };
    (hoped.filter(|h| h.at < at).or(Some(own)), None)
}

/// The pieces of a task's work, each with its slots.
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
fn demands(task: &Task, phase: Phase, work: Slot, ground: &Ground<'_>) -> (Vec<Demand>, Option<Split>) {
    match phase {
        Phase::Work => work_of_person(task, work, ground),
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

fn work_of_person(task: &Task, work: Slot, ground: &Ground<'_>) -> (Vec<Demand>, Option<Split>) {
    let settings = ground.settings;
    let longest = when::slots_within(settings.session.max).max(1);
    let needs = task.needs.iter().map(|need| Demand {
        resource: machine_index(ground, &need.resource),
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
