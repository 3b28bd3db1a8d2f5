//! Rules that concern more than one value: names that must exist, tasks that must not wait for one another.

use std::ops::Range;

use jiff::SignedDuration;

use super::names::Names;
use super::parse::{Draft, TASKS_MAX};
use super::task::TaskMarks;
use super::{Deadline, Effort, Need, Task, Unattended, When, prior};
use crate::duration::show;
use crate::fault::Fault;

/// Of a long circle so many tasks are shown.
const CIRCLE_SHOWN_MAX: usize = 12;

/// Every rule over the whole file.
pub(super) fn whole(draft: &Draft, faults: &mut Vec<Fault>) {
    let curriculum = &draft.curriculum;
    let resources = curriculum.resources.iter().map(|r| r.id.as_str());
    let resources = Names::collect("resource", resources.zip(draft.resources.iter().cloned()), faults);
    let choices = curriculum.choices.iter().map(|c| c.id.as_str());
    let choices = Names::collect(
        "choice",
        choices.zip(draft.choices.iter().map(|c| c.id.clone())),
        faults,
    );
    let mut compared = 0;
    let mut options = Vec::new();
    for (choice, marks) in curriculum.choices.iter().zip(&draft.choices) {
        let ids = choice.options.iter().map(|o| o.id.as_str());
        let names = Names::collect("option", ids.zip(marks.options.iter().cloned()), faults);
        // A choice without options has a fault of its own.
        if !choice.options.is_empty() {
            names.find("option", &choice.pick, &marks.pick, &mut compared, faults);
        }
        options.push(names);
    }
    // A step whose number could not be read has number 0 and a fault of its own.
    let numbers: Vec<String> = curriculum.steps.iter().map(|s| shown(s.number)).collect();
    let steps = Names::collect(
        "step",
        numbers
            .iter()
            .map(String::as_str)
            .zip(draft.steps.iter().cloned()),
        faults,
    );
    let ids = curriculum.tasks.iter().map(|t| t.id.as_str());
    let tasks = Names::collect("task", ids.zip(draft.tasks.iter().map(|t| t.id.clone())), faults);

    let mut waits = Vec::new();
    for (task, marks) in curriculum.tasks.iter().zip(&draft.tasks) {
        steps.find("step", &shown(task.step), &marks.step, &mut compared, faults);
        for (need, at) in task.needs.iter().zip(&marks.needs) {
            resources.find("resource", &need.resource, at, &mut compared, faults);
        }
        if let Some(run) = &task.unattended {
            resources.find(
                "resource",
                &run.resource,
                &marks.unattended,
                &mut compared,
                faults,
            );
        }
        for ((choice, option), (choice_at, option_at)) in task.only.iter().zip(&marks.only) {
            if let Some(place) = choices.find("choice", choice, choice_at, &mut compared, faults) {
                options[place].find("option", option, option_at, &mut compared, faults);
            }
        }
        let mut waits_for = Vec::new();
        for (after, at) in task.after.iter().zip(&marks.after) {
            if after.task == task.id {
                faults.push(Fault::new(
                    at.clone(),
                    format!("`{}` waits for itself", task.id),
                    "another task",
                ));
            } else if let Some(place) = tasks.find("task", &after.task, at, &mut compared, faults) {
                waits_for.push((place, at));
            }
        }
        waits.push(waits_for);
    }
    prior::check(draft, &tasks, &mut compared, faults);
    circles(&curriculum.tasks, &waits, faults);
    count(&curriculum.tasks, &draft.tasks, faults);
}

fn shown(number: u32) -> String {
    if number == 0 {
        String::new()
    } else {
        number.to_string()
    }
}

/// Tasks that wait for one another, found by a depth-first search: an edge back to a task on the path closes a circle.
/// Without these edges there is none, so mending every fault mends the file.
fn circles(tasks: &[Task], waits: &[Vec<(usize, &Range<usize>)>], faults: &mut Vec<Fault>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        No,
        OnPath(usize),
        Done,
    }
    let mut seen = vec![Seen::No; tasks.len()];
    for root in 0..tasks.len() {
        if seen[root] != Seen::No {
            continue;
        }
        // The path from the root: each task with the number of its predecessors that were looked at.
        let mut path: Vec<(usize, usize)> = vec![(root, 0)];
        seen[root] = Seen::OnPath(0);
        while let Some((task, looked)) = path.last_mut() {
            let Some((next, at)) = waits[*task].get(*looked) else {
                seen[*task] = Seen::Done;
                path.pop();
                continue;
            };
            *looked += 1;
            match seen[*next] {
                Seen::No => {
                    seen[*next] = Seen::OnPath(path.len());
                    path.push((*next, 0));
                }
                Seen::OnPath(depth) => {
                    let shown = path[depth..].iter().take(CIRCLE_SHOWN_MAX);
                    let shown: Vec<&str> = shown.map(|(t, _)| tasks[*t].id.as_str()).collect();
                    faults.push(circle_fault(&shown, path.len() - depth, at));
                }
                Seen::Done => {}
            }
        }
    }
}

/// A circle of `length` tasks, of which the first are `shown`.
fn circle_fault(shown: &[&str], length: usize, at: &Range<usize>) -> Fault {
    let mut names = shown.to_vec();
    if names.len() < length {
        names.push("…");
    }
    names.extend(shown.first());
    let what = format!("these tasks wait for one another: {}", names.join(" → "));
    Fault::new(at.clone(), what, "an order: `a → b` reads \"a waits for b\"")
        .hint("take one of these `after`s out")
}

/// The bound on all tasks, repeats counted.
fn count(tasks: &[Task], marks: &[TaskMarks], faults: &mut Vec<Fault>) {
    let mut total = 0;
    for (task, marks) in tasks.iter().zip(marks) {
        total += task.times.count();
        if total > TASKS_MAX {
            let what = format!("up to here there are {total} tasks, repeats counted");
            faults.push(Fault::new(marks.id.clone(), what, format!("at most {TASKS_MAX}")));
            return;
        }
    }
}

/// What a task needs must fit into its effort: a resource held during its sessions is not held longer than they last,
/// and the launch of a run and the reading of its result are part of the effort even where it is low.
pub(super) fn fits_effort(
    effort: Effort,
    (needs, needs_at): (&[Need], &[Range<usize>]),
    (unattended, unattended_at): (Option<&Unattended>, &Range<usize>),
    faults: &mut Vec<Fault>,
) {
    for (need, at) in needs
        .iter()
        .zip(needs_at)
        .filter(|(need, _)| need.time > effort.likely)
    {
        let (time, likely) = (show(need.time), show(effort.likely));
        let what = format!(
            "{time} of `{}` do not fit into sessions of {likely}, the likely effort",
            need.resource
        );
        let hint = "a run that nobody attends is `unattended = { … }`";
        faults.push(Fault::new(at.clone(), what, format!("at most {likely}")).hint(hint));
    }
    let attended = unattended.map_or(SignedDuration::ZERO, |run| run.launch + run.read);
    if attended > effort.low {
        let (attended, low) = (show(attended), show(effort.low));
        let what = format!("launching and reading take {attended}, more than the low effort, {low}");
        let expected = "`launch` and `read` within the low effort, of which they are part";
        faults.push(Fault::new(unattended_at.clone(), what, expected));
    }
}

/// A task's own window must not be empty, where that can be seen without knowing when the plan starts.
pub(super) fn window(
    not_before: Option<When>,
    at: &Range<usize>,
    deadline: Option<Deadline>,
    faults: &mut Vec<Fault>,
) {
    let empty = match (not_before, deadline.map(|d| d.when)) {
        (Some(When::Date(from)), Some(When::Date(to))) => from > to,
        (Some(When::Month(from)), Some(When::Month(to))) => from > to,
        _ => false,
    };
    if empty {
        let what = "the task may not start before its deadline is over";
        faults.push(Fault::new(at.clone(), what, "a start no later than the deadline"));
    }
}
