//! What a person may have done before: the tables `[[prior]]`, and what each of them makes lighter.

use std::collections::BTreeSet;
use std::ops::Range;

use super::fields::{self, need, need_id, take};
use super::names::Names;
use super::parse::Draft;
use crate::fault::Fault;
use crate::read::{self, Table, shorten, wrong_kind};
use crate::resume::is_word;

/// The most priors of a file.
pub(super) const PRIORS_MAX: usize = 100;
/// The most words of one prior.
const WORDS_MAX: usize = 100;
const WORD_CHARS_MAX: usize = 60;

const LIGHTER: &str = "lighter = [{ tasks = [\"1.1\"], share = 0.8, why = \"…\" }, …]";
const TASKS: &str = "a list of task ids, such as [\"1.1\", \"1.2\"]";
const SHARE: &str = "the share of the hours that is left: 0 (the task is not needed) or more, and below 1";
const WORD: &str = "a word or phrase in quotes: 1 to 60 characters, with a letter or digit";

/// Something that a person may have done before the pivot, and that makes tasks of it lighter.
#[derive(Clone, Debug, PartialEq)]
pub struct Prior {
    /// Its id: `python`.
    pub id: String,
    /// What the person is asked; yes means that they have.
    pub question: String,
    /// Words and phrases of a résumé that suggest it, whole and in any case.
    pub words: Vec<String>,
    /// What it makes lighter; a task is named once at most.
    pub lighter: Vec<Lighter>,
}

/// Tasks that take less for who has done something before.
#[derive(Clone, Debug, PartialEq)]
pub struct Lighter {
    /// Ids of the tasks.
    pub tasks: Vec<String>,
    /// The share of their hours that is left, 0 to below 1; 0: they are not needed.
    pub share: f64,
    /// Why, in a line.
    pub why: Option<String>,
}

impl Prior {
    /// What it says about a task; `None` where it leaves the task as it is.
    pub fn of(&self, task: &str) -> Option<&Lighter> {
        self.lighter.iter().find(|l| l.tasks.iter().any(|t| t == task))
    }
}

/// Where a prior's names stand: its id, and the tasks of each of its `lighter`.
pub(super) struct PriorMarks {
    pub(super) id: Range<usize>,
    lighter: Vec<Vec<Range<usize>>>,
}

/// One `[[prior]]`.
pub(super) fn prior(mut table: Table<'_, '_>, faults: &mut Vec<Fault>) -> (Prior, PriorMarks) {
    let (id, id_at) = need_id(&mut table, faults);
    let question = need(
        &mut table,
        "question",
        "what the person is asked",
        faults,
        fields::line,
    )
    .unwrap_or_default();
    let words = words(&mut table, faults);
    let before = faults.len();
    table.need("lighter", LIGHTER, faults);
    let rows = table.tables("lighter", "what is lighter", faults);
    if rows.is_empty() && faults.len() == before {
        let what = "the prior makes nothing lighter";
        faults.push(Fault::new(table.at.clone(), what, LIGHTER));
    }
    let mut named = BTreeSet::new();
    let (lighter, marks) = rows.into_iter().map(|t| lighter(t, &mut named, faults)).unzip();
    table.close(faults);
    (
        Prior {
            id,
            question,
            words,
            lighter,
        },
        PriorMarks {
            id: id_at,
            lighter: marks,
        },
    )
}

fn words(table: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Vec<String> {
    let expected = "a list of words and phrases, such as [\"Python\", \"linear algebra\"]";
    let Some((items, at)) = table.read("words", faults, |v| fields::list(v, expected)) else {
        return Vec::new();
    };
    if items.len() > WORDS_MAX {
        let what = format!("there are {} words", items.len());
        faults.push(Fault::new(at, what, format!("at most {WORDS_MAX}")));
    }
    let mut words: Vec<String> = Vec::new();
    for item in items.into_iter().take(WORDS_MAX) {
        let good = |text: &&str| {
            text.chars().count() <= WORD_CHARS_MAX && !text.chars().any(char::is_control) && is_word(text)
        };
        match item.get_ref().as_str().filter(good) {
            Some(word) => words.push(word.to_owned()),
            None => faults.push(wrong_kind(item, WORD)),
        }
    }
    words
}

/// One entry of `lighter`. `named` has the tasks that the prior named before.
fn lighter(
    mut table: Table<'_, '_>,
    named: &mut BTreeSet<String>,
    faults: &mut Vec<Fault>,
) -> (Lighter, Vec<Range<usize>>) {
    let before = faults.len();
    table.need("tasks", TASKS, faults);
    let items = take(&mut table, "tasks", faults, |v| fields::list(v, TASKS)).unwrap_or_default();
    if items.is_empty() && faults.len() == before {
        faults.push(Fault::new(table.at.clone(), "there are no tasks here", TASKS));
    }
    let (mut tasks, mut marks) = (Vec::new(), Vec::new());
    for item in items {
        match fields::id(item) {
            Err(expected) => faults.push(wrong_kind(item, &expected)),
            Ok(id) if !named.insert(id.clone()) => faults.push(Fault::new(
                item.span(),
                format!("`{}` is named twice", shorten(&id)),
                "each task once in a prior",
            )),
            Ok(id) => {
                tasks.push(id);
                marks.push(item.span());
            }
        }
    }
    let share = need(&mut table, "share", SHARE, faults, |v| {
        read::number(v)
            .filter(|share| (0.0..1.0).contains(share))
            .ok_or_else(|| SHARE.to_owned())
    });
    let why = take(&mut table, "why", faults, fields::line);
    table.close(faults);
    // One that could not be read takes no task away.
    let share = share.unwrap_or(0.5);
    (Lighter { tasks, share, why }, marks)
}

/// The rules that concern more than one table: ids differ, tasks exist, and no step loses all of its tasks, whatever a person
/// has done: what closes a step has to be made by somebody.
pub(super) fn check(draft: &Draft, tasks: &Names, compared: &mut usize, faults: &mut Vec<Fault>) {
    let curriculum = &draft.curriculum;
    let ids = curriculum.priors.iter().map(|p| p.id.as_str());
    Names::collect(
        "prior",
        ids.zip(draft.priors.iter().map(|p| p.id.clone())),
        faults,
    );
    let mut gone: Vec<(&str, &Range<usize>)> = Vec::new();
    for (prior, marks) in curriculum.priors.iter().zip(&draft.priors) {
        for (lighter, marks) in prior.lighter.iter().zip(&marks.lighter) {
            for (task, at) in lighter.tasks.iter().zip(marks) {
                let found = tasks.find("task", task, at, compared, faults);
                if found.is_some() && lighter.share == 0.0 {
                    gone.push((task, at));
                }
            }
        }
    }
    let unneeded: BTreeSet<&str> = gone.iter().map(|(task, _)| *task).collect();
    for step in &curriculum.steps {
        let own: BTreeSet<&str> = curriculum
            .picked()
            .filter(|t| t.step == step.number)
            .map(|t| t.id.as_str())
            .collect();
        let last = gone.iter().rfind(|(task, _)| own.contains(task));
        if let Some((_, at)) = last.filter(|_| own.is_subset(&unneeded)) {
            faults.push(Fault::new(
                (*at).clone(),
                format!("step {} could lose all its tasks", step.number),
                "a share above 0 for one of them: the evidence of a step is never given as a present",
            ));
        }
    }
}
