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

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;
    use pivot_app::domain::zones::Zones;

    use super::super::tests::{at, step, task, timeline};
    use super::*;

    fn scale(zoom: Zoom) -> Scale {
        let extent = (at("2027-01-11T09:00:00Z"), at("2027-03-30T15:00:00Z"));
        Scale::new(zoom, date(2027, 1, 13), extent, &Zones::from(TimeZone::UTC))
    }

    fn ids(rows: &Rows<'_>) -> Vec<String> {
        let name = |row: &Row<'_>| {
            row.task
                .map_or(format!("step {}", row.step.number), |t| t.id.clone())
        };
        rows.rows.iter().map(name).collect()
    }

    /// It is Monday 11 January. Step 1 is worked on on the 13th, step 2 only in March.
    fn two() -> Timeline {
        let hour = |day: &str| {
            (
                at(&format!("2027-{day}T09:00:00Z")),
                at(&format!("2027-{day}T10:00:00Z")),
            )
        };
        timeline(vec![
            step(1, vec![task("a", &[hour("01-13")]), task("b", &[hour("02-01")])]),
            step(2, vec![task("c", &[hour("03-01")])]),
        ])
    }

    fn made(timeline: &Timeline, zoom: Zoom, open: &Open, picked: Option<&str>) -> Vec<String> {
        let now = at("2027-01-11T09:00:00Z");
        ids(&rows(timeline, &scale(zoom), (open, picked), 0, now))
    }

    #[test]
    fn steps_fold() {
        let all = two();
        let none = Open::Steps(BTreeSet::new());
        let second = Open::Steps(BTreeSet::from([2]));
        assert_eq!(
            made(&all, Zoom::Plan, &Open::Usual, None),
            ["step 1", "a", "b", "step 2"]
        );
        assert_eq!(
            made(&all, Zoom::Plan, &Open::All, None),
            ["step 1", "a", "b", "step 2", "c"]
        );
        assert_eq!(made(&all, Zoom::Plan, &none, None), ["step 1", "step 2"]);
        assert_eq!(made(&all, Zoom::Plan, &second, None), ["step 1", "step 2", "c"]);
        // Who asks for a task sees it.
        assert_eq!(
            made(&all, Zoom::Plan, &none, Some("c")),
            ["step 1", "step 2", "c"]
        );
    }

    /// In the week of 11 January there is `a`, and nothing else.
    #[test]
    fn a_window_has_what_is_in_it() {
        let all = two();
        assert_eq!(made(&all, Zoom::Week, &Open::Usual, None), ["step 1", "a"]);
        assert_eq!(made(&all, Zoom::Day, &Open::All, None), ["step 1", "a"]);
        assert_eq!(made(&all, Zoom::Month, &Open::All, None), ["step 1", "a"]);
    }

    /// Two steps of 30 tasks for this week: the first makes 2 + 30 = 32 rows, the second would make 62, more than 40. All open,
    /// there are 62; with four such steps 124, of which 100 are drawn, then the other 24.
    #[test]
    fn many_rows_are_folded_or_drawn_in_turns() {
        let soon = (at("2027-01-13T09:00:00Z"), at("2027-01-13T10:00:00Z"));
        let thirty = |number: u32| {
            let tasks = (0..30).map(|k| task(&format!("{number}.{k}"), &[soon]));
            step(number, tasks.collect())
        };
        let now = at("2027-01-11T09:00:00Z");
        let two = timeline(vec![thirty(1), thirty(2)]);
        let usual = rows(&two, &scale(Zoom::Plan), (&Open::Usual, None), 0, now);
        assert_eq!((usual.all, usual.open.len()), (32, 1));
        let four = timeline((1..=4).map(thirty).collect());
        let first = rows(&four, &scale(Zoom::Plan), (&Open::All, None), 0, now);
        assert_eq!((first.rows.len(), first.before, first.all), (100, 0, 124));
        let rest = rows(&four, &scale(Zoom::Plan), (&Open::All, None), 100, now);
        assert_eq!((rest.rows.len(), rest.before), (24, 100));
        // Beyond the end it begins again.
        let beyond = rows(&four, &scale(Zoom::Plan), (&Open::All, None), 1000, now);
        assert_eq!((beyond.rows.len(), beyond.before), (100, 0));
    }

    #[test]
    fn a_folded_task_is_in_its_steps_row() {
        let all = two();
        let now = at("2027-01-11T09:00:00Z");
        let usual = rows(&all, &scale(Zoom::Plan), (&Open::Usual, None), 0, now);
        assert_eq!(
            (usual.of("a"), usual.of("c"), usual.of("x")),
            (Some(1), Some(3), None)
        );
    }
}
