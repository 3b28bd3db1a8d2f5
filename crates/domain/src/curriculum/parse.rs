//! From text to a curriculum: each table by itself. What concerns several tables is in `check`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::SignedDuration;
use toml::de::DeValue;

use super::fields::{self, ID, month, need, need_id, take, take_list};
use super::prior::{PRIORS_MAX, PriorMarks, prior};
use super::task::{TaskMarks, task};
use super::{
    Choice, ChoiceOption, Curriculum, Deadline, Months, NamedResource, Step, Task, When, check, evidence,
};
use crate::fault::Fault;
use crate::read::{self, Table, Value};
use crate::week::Week;

/// The longest file that is read, in bytes.
const FILE_BYTES_MAX: usize = 4 << 20;
/// The most tasks of a file, repeats counted; also the most that are read.
pub(super) const TASKS_MAX: u32 = 10_000;
/// So many faults are told in full.
const FAULTS_MAX: usize = 1_000;
const STEPS_MAX: usize = 1_000;

const OPTIONS: &str = "options = [{ id = \"…\", title = \"…\" }, …]";
const FORMAT: &str = "pivot.curriculum/1";

/// What was read, and where each name in it stands. Where the file has faults it is only good for finding more of them:
/// an id that could not be read is empty, an effort is zero.
pub(super) struct Draft {
    pub(super) curriculum: Curriculum,
    pub(super) choices: Vec<ChoiceMarks>,
    pub(super) resources: Vec<Range<usize>>,
    pub(super) priors: Vec<PriorMarks>,
    pub(super) steps: Vec<Range<usize>>,
    pub(super) tasks: Vec<TaskMarks>,
}

/// Where a choice's names stand.
pub(super) struct ChoiceMarks {
    pub(super) id: Range<usize>,
    pub(super) pick: Range<usize>,
    pub(super) options: Vec<Range<usize>>,
}

/// The reader behind [`super::parse()`].
pub(super) fn curriculum(text: &str) -> (Option<Curriculum>, Vec<Fault>) {
    if text.len() > FILE_BYTES_MAX {
        let what = format!("the file has {} bytes", text.len());
        return (
            None,
            vec![Fault::new(0..0, what, format!("at most {FILE_BYTES_MAX} bytes"))],
        );
    }
    let (root, syntax) = read::document(text);
    let mut faults = Vec::new();
    // Faults of the file as a whole are told at its first line.
    let top = 0..text.find('\n').unwrap_or(text.len()).max(1).min(text.len());
    let draft = draft(Table::new("the curriculum", root.get_ref(), top), &mut faults);
    check::whole(&draft, &mut faults);
    let mut faults = without_echoes(text, syntax, faults);
    faults.sort_by(|a, b| (a.at.start, a.at.end, &a.what).cmp(&(b.at.start, b.at.end, &b.what)));
    faults.dedup();
    if let Some(first) = faults.get(FAULTS_MAX) {
        let what = format!("there are {} more faults from here on", faults.len() - FAULTS_MAX);
        let last = Fault::new(first.at.clone(), what, "a file with fewer");
        faults.truncate(FAULTS_MAX);
        faults.push(last);
    }
    (faults.is_empty().then_some(draft.curriculum), faults)
}

/// One fault of syntax for a line, and none of meaning that only echoes it: in such a line, or at the value put in the place
/// of one that could not be read, which has an empty span at the beginning.
fn without_echoes(text: &str, syntax: Vec<Fault>, mut meaning: Vec<Fault>) -> Vec<Fault> {
    if syntax.is_empty() {
        return meaning;
    }
    let ends: Vec<usize> = text.match_indices('\n').map(|(i, _)| i).collect();
    let line = |fault: &Fault| ends.partition_point(|end| *end < fault.at.start);
    let mut broken = BTreeSet::new();
    let mut faults: Vec<Fault> = syntax.into_iter().filter(|f| broken.insert(line(f))).collect();
    meaning.retain(|f| f.at != (0..0) && !broken.contains(&line(f)));
    faults.append(&mut meaning);
    faults
}

fn draft(mut table: Table<'_, '_>, faults: &mut Vec<Fault>) -> Draft {
    let root = &mut table;
    let expected = format!("format = \"{FORMAT}\"");
    need(root, "format", &expected, faults, |v| fields::word(v, &[FORMAT]));
    let id = need(root, "id", ID, faults, fields::id).unwrap_or_default();
    let title = need(root, "title", "what the path leads to", faults, fields::line).unwrap_or_default();
    let question = take(root, "question", faults, fields::prose);
    let source = take(root, "source", faults, fields::link);
    let note = take(root, "note", faults, fields::prose);
    let months = take(root, "months", faults, months).unwrap_or(Months::Calendar);
    let by_months = take(root, "deadlines", faults, |v| fields::word(v, &["months"])).is_some();

    let resources = root.tables("resource", "a resource", faults);
    let (resources, resource_marks) = resources.into_iter().map(|t| resource(t, faults)).unzip();
    let choices = root.tables("choice", "a choice", faults);
    let (choices, choice_marks) = choices.into_iter().map(|t| choice(t, faults)).unzip();
    let mut priors = root.tables("prior", "a prior", faults);
    if let Some(first) = priors.get(PRIORS_MAX) {
        faults.push(Fault::new(
            first.at.clone(),
            "there are too many priors",
            format!("at most {PRIORS_MAX}"),
        ));
        priors.truncate(PRIORS_MAX);
    }
    let (priors, prior_marks) = priors.into_iter().map(|t| prior(t, faults)).unzip();
    let mut steps = root.tables("step", "a step", faults);
    if let Some(first) = steps.get(STEPS_MAX) {
        faults.push(Fault::new(
            first.at.clone(),
            "there are too many steps",
            format!("at most {STEPS_MAX}"),
        ));
        steps.truncate(STEPS_MAX);
    }
    let (steps, step_marks): (Vec<Step>, _) = steps.into_iter().map(|t| step(t, faults)).unzip();
    let before = faults.len();
    let mut tasks = root.tables("task", "a task", faults);
    if tasks.is_empty() && faults.len() == before {
        faults.push(Fault::new(
            root.at.clone(),
            "the curriculum has no tasks",
            "at least one [[task]]",
        ));
    }
    if let Some(first) = tasks.get(TASKS_MAX as usize) {
        faults.push(Fault::new(
            first.at.clone(),
            "there are too many tasks",
            format!("at most {TASKS_MAX}"),
        ));
        tasks.truncate(TASKS_MAX as usize);
    }
    let (mut tasks, task_marks): (Vec<Task>, _) = tasks.into_iter().map(|t| task(t, faults)).unzip();
    table.close(faults);
    if by_months {
        default_deadlines(&steps, &mut tasks);
    }
    Draft {
        curriculum: Curriculum {
            id,
            title,
            question,
            source,
            note,
            months,
            resources,
            choices,
            priors,
            steps,
            tasks,
        },
        choices: choice_marks,
        resources: resource_marks,
        priors: prior_marks,
        steps: step_marks,
        tasks: task_marks,
    }
}

/// Tasks without a deadline should be done by the end of the last month of their step.
fn default_deadlines(steps: &[Step], tasks: &mut [Task]) {
    let last: BTreeMap<u32, Option<u32>> = steps
        .iter()
        .map(|s| (s.number, s.months.iter().copied().max()))
        .collect();
    for task in tasks.iter_mut().filter(|t| t.deadline.is_none()) {
        let month = last.get(&task.step).copied().flatten();
        task.deadline = month.map(|month| Deadline {
            when: When::Month(month),
            hard: false,
            weight: 1,
        });
    }
}

fn resource(mut table: Table<'_, '_>, faults: &mut Vec<Fault>) -> (NamedResource, Range<usize>) {
    let (id, at) = need_id(&mut table, faults);
    if id == "me" {
        let what = "the resource `me` is the person, who is always there";
        faults.push(Fault::new(at.clone(), what, "another id: `gpu`, `studio`"));
    }
    let title = need(&mut table, "title", "what it is", faults, fields::line).unwrap_or_default();
    let hours = take(&mut table, "hours", faults, week).unwrap_or_else(Week::always);
    table.close(faults);
    (NamedResource { id, title, hours }, at)
}

fn week(value: Value<'_, '_>) -> Result<Week, String> {
    let text = value.get_ref().as_str().unwrap_or_default();
    Week::parse(text).map_err(|_| "hours such as \"mon-thu 18:30-21:30\", or \"always\"".into())
}

fn choice(mut table: Table<'_, '_>, faults: &mut Vec<Fault>) -> (Choice, ChoiceMarks) {
    let (id, id_at) = need_id(&mut table, faults);
    let title = need(&mut table, "title", "the question it asks", faults, fields::line).unwrap_or_default();
    table.need("pick", "the id of the option picked", faults);
    let (pick, pick_at) = table
        .read("pick", faults, fields::id)
        .unwrap_or((String::new(), 0..0));
    let offered = table.need("options", OPTIONS, faults);
    if let Some(offered) = offered.filter(|v| v.get_ref().as_array().is_some_and(|items| items.is_empty())) {
        faults.push(Fault::new(
            offered.span(),
            "there is nothing to choose from",
            OPTIONS,
        ));
    }
    let (options, option_marks) = table
        .tables("options", "an option", faults)
        .into_iter()
        .map(|t| option(t, faults))
        .unzip();
    table.close(faults);
    (
        Choice {
            id,
            title,
            pick,
            options,
        },
        ChoiceMarks {
            id: id_at,
            pick: pick_at,
            options: option_marks,
        },
    )
}

fn option(mut table: Table<'_, '_>, faults: &mut Vec<Fault>) -> (ChoiceOption, Range<usize>) {
    let (id, at) = need_id(&mut table, faults);
    let title = need(&mut table, "title", "what it is", faults, fields::line).unwrap_or_default();
    let link = take(&mut table, "link", faults, fields::link);
    table.close(faults);
    (ChoiceOption { id, title, link }, at)
}

fn step(mut table: Table<'_, '_>, faults: &mut Vec<Fault>) -> (Step, Range<usize>) {
    table.need("number", "its number, 1 or more", faults);
    let (number, at) = table
        .count_within("number", (1, 10_000), faults)
        .unwrap_or((0, 0..0));
    let title = need(&mut table, "title", "what it is", faults, fields::line).unwrap_or_default();
    let months = take_list(
        &mut table,
        "months",
        "a list of months, such as [1, 2]",
        faults,
        month,
    );
    let question = take(&mut table, "question", faults, fields::prose);
    let links = take_list(
        &mut table,
        "links",
        "a list of addresses, such as [\"https://…\"]",
        faults,
        fields::link,
    );
    let done_when = table.get("done_when").and_then(|v| evidence::read(v, faults));
    table.close(faults);
    (
        Step {
            number,
            title,
            months,
            question,
            links,
            done_when,
        },
        at,
    )
}

fn months(value: Value<'_, '_>) -> Result<Months, String> {
    let expected = || "\"calendar\", or { full_time = 30 } with 1 to 100 hours a week".to_owned();
    match value.get_ref() {
        DeValue::String(word) if word == "calendar" => Ok(Months::Calendar),
        DeValue::Table(table) if table.len() == 1 => {
            let hours = table
                .get("full_time")
                .and_then(read::read_duration)
                .ok_or_else(expected)?;
            let sensible = SignedDuration::from_hours(1)..=SignedDuration::from_hours(100);
            sensible
                .contains(&hours)
                .then_some(Months::ForHours(hours))
                .ok_or_else(expected)
        }
        _ => Err(expected()),
    }
}
