//! Which rows are drawn: every step, and the tasks of those that are open.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use pivot_app::planning::{StepLine, Stretch, TaskLine, Timeline};

use super::scale::{Scale, Zoom};

/// So many rows are drawn on one page.
pub(crate) const MOST: usize = 100;

/// Without a wish steps are opened as long as there are no more rows than this.
const EASY: usize = 40;

/// Which steps are open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Open {
    /// In a week or a day all; else those that are worked on within the next seven days, as far as there is room.
    Usual,
    /// Every one.
    All,
    /// These.
    Steps(BTreeSet<u32>),
}

/// A row: a step, or a task of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'t> {
    pub(crate) step: &'t StepLine,
    pub(crate) task: Option<&'t TaskLine>,
}

/// The rows of one page.
#[derive(Clone, Debug)]
pub(crate) struct Rows<'t> {
    /// Those that are drawn.
    pub(crate) rows: Vec<Row<'t>>,
    /// How many there are before them.
    pub(crate) before: usize,
    /// How many there are in all.
    pub(crate) all: usize,
    /// The steps that are open.
    pub(crate) open: BTreeSet<u32>,
    /// Numbers of the steps that there are, open or not.
    pub(crate) steps: BTreeSet<u32>,
}

impl Rows<'_> {
    /// The row of a task; where its step is folded, that of the step.
    pub(crate) fn of(&self, task: &str) -> Option<usize> {
        let own = |row: &Row<'_>| row.task.is_some_and(|t| t.id == task);
        let folded = |row: &Row<'_>| {
            row.task.is_none()
                && !self.open.contains(&row.step.number)
                && row.step.tasks.iter().any(|t| t.id == task)
        };
        self.rows.iter().position(|row| own(row) || folded(row))
    }
}

/// The rows of a window, from the one after `before` on. In a window that is not the whole plan only what has something in
/// it has a row. The step of the `picked` task is open.
pub(crate) fn rows<'t>(
    timeline: &'t Timeline,
    scale: &Scale,
    (open, picked): (&Open, Option<&str>),
    before: usize,
    now: Timestamp,
) -> Rows<'t> {
    let steps: Vec<(&StepLine, Vec<&TaskLine>)> = timeline
        .steps
        .iter()
        .map(|step| (step, step.tasks.iter().filter(|t| shown(t, scale)).collect()))
        .filter(|(_, tasks): &(_, Vec<_>)| !tasks.is_empty())
        .collect();
    let mut opened: BTreeSet<u32> = match open {
        Open::All => steps.iter().map(|(s, _)| s.number).collect(),
        Open::Steps(numbers) => numbers.clone(),
        Open::Usual => usual(&steps, scale.zoom, now),
    };
    let of_picked = picked
        .and_then(|id| timeline.task(id))
        .map(|(step, _)| step.number);
    opened.extend(of_picked);
    let mut all = Vec::new();
    for (step, tasks) in &steps {
        all.push(Row { step, task: None });
        if opened.contains(&step.number) {
            all.extend(tasks.iter().map(|task| Row {
                step,
                task: Some(task),
            }));
        }
    }
    let count = all.len();
    let before = if before < count { before } else { 0 };
    Rows {
        rows: all.into_iter().skip(before).take(MOST).collect(),
        before,
        all: count,
        open: opened,
        steps: steps.iter().map(|(s, _)| s.number).collect(),
    }
}

/// Whether a task has something in the window. The whole plan shows all.
fn shown(task: &TaskLine, scale: &Scale) -> bool {
    let lists = [&task.worked, &task.ahead, &task.runs, &task.accepted];
    scale.zoom == Zoom::Plan
        || lists.into_iter().flatten().any(|s| scale.meets(*s))
        || task.due.is_some_and(|d| task.done.is_none() && scale.holds(d.at))
}

fn usual(steps: &[(&StepLine, Vec<&TaskLine>)], zoom: Zoom, now: Timestamp) -> BTreeSet<u32> {
    let (most, until) = match zoom {
        Zoom::Week | Zoom::Day => (MOST, None),
        Zoom::Plan | Zoom::Month => (EASY, now.checked_add(SignedDuration::from_hours(7 * 24)).ok()),
    };
    let soon = |s: &Stretch| until.is_none_or(|until| s.0 < until);
    let worked_on = |tasks: &[&TaskLine]| {
        let open = tasks.iter().filter(|t| t.done.is_none());
        until.is_none() || open.flat_map(|t| &t.ahead).any(soon)
    };
    let mut count = steps.len();
    let mut open = BTreeSet::new();
    for (step, tasks) in steps {
        if worked_on(tasks) && count + tasks.len() <= most {
            count += tasks.len();
            open.insert(step.number);
        }
    }
    open
}
