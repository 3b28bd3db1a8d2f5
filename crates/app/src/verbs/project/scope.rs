//! `pivot project scope`: what the project is to be, in the person's words and a few figures; and whether it stays that small.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use pivot_domain::competitions::Better;
use pivot_domain::curriculum::DoneWhen;
use pivot_domain::duration::show;
use pivot_domain::evidence::Material;
use pivot_domain::fact::{Deed, Event, Recorded, standing};
use pivot_domain::fault::Fault;
use pivot_domain::project::report::{self, Report};
use pivot_domain::project::scope::{self, LARGEST, Scope, Section};
use pivot_domain::project::{FOLDER, GOAL, Improvement, REPORTS, SCOPE, improvement};
use pivot_engine::Options;
use pivot_store::{Change, Folder, Place, Written};

use crate::error::{Error, FaultyFile};
use crate::planning::forecast::Wish as Futures;
use crate::planning::project::{Load, load};
use crate::planning::{Plan, StepEvidence, evidence};
use crate::situation::Situation;
use crate::verbs::evidence::judge_all;
use crate::verbs::record::write;
use crate::words::score;

/// What is said of a scope; what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wish {
    /// The words of each section, in the order of [`Section::ALL`].
    pub words: [Option<String>; 4],
    /// By what the project is measured.
    pub metric: Option<String>,
    /// Which way the metric goes.
    pub better: Option<Better>,
    /// What there is today reaches so much.
    pub baseline: Option<f64>,
    /// By so much the baseline must be beaten.
    pub beat_by: Option<f64>,
    /// So many hours it may take in all.
    pub budget: Option<SignedDuration>,
    /// Other words may take the place of those that a section has.
    pub replace: bool,
    /// Write and record nothing.
    pub dry_run: bool,
}

/// A scope, and where the project stands.
#[derive(Debug)]
pub struct Scoped {
    /// Its file: the path in the pivot's folder.
    pub path: String,
    /// The folder of the project: its path in the pivot.
    pub folder: String,
    /// There is a file, now or before.
    pub there: bool,
    /// It was written by this.
    pub written: bool,
    /// What it says.
    pub scope: Scope,
    /// What was recorded by this: the goal.
    pub recorded: Vec<Recorded>,
    /// By how much the baseline must be beaten, as the journal has it.
    pub goal: Option<f64>,
    /// What the training reported, where it did; or why that cannot be told.
    pub reached: Option<Result<Improvement, String>>,
    /// How large the project is; `None` where the curriculum has none.
    pub load: Option<Load>,
    /// How the evidence of its tasks and steps stands.
    pub steps: Vec<StepEvidence>,
}

impl Scoped {
    /// The sections that have no words.
    pub fn lacking(&self) -> Vec<Section> {
        let empty = |s: &Section| self.scope.of(*s).is_empty();
        Section::ALL.into_iter().filter(empty).collect()
    }

    /// Whether it says all that it should.
    pub fn is_whole(&self) -> bool {
        self.lacking().is_empty() && self.scope.metric.is_some() && self.scope.beat_by.is_some()
    }
}

fn file_of(situation: &Situation) -> String {
    format!("{}/{SCOPE}", situation.settings.project)
}

/// The scope of a pivot and its text; an empty one where there is none.
///
/// # Errors
/// A file that cannot be read, or has mistakes: all of them.
pub fn read(folder: &Folder, situation: &Situation) -> Result<(Scope, Option<String>), Error> {
    read_at(folder, &file_of(situation))
}

/// The same of the scope at a path in the pivot's folder.
pub(crate) fn read_at(folder: &Folder, path: &str) -> Result<(Scope, Option<String>), Error> {
    let Some(bytes) = folder.read_inside(path, LARGEST as u64)? else {
        return Ok((Scope::default(), None));
    };
    let text = String::from_utf8(bytes).map_err(|_| {
        Error::wrong(format!("{path} is no text in UTF-8")).next("save it as UTF-8, or move it away")
    })?;
    Ok((sound(folder, path, &text)?, Some(text)))
}

/// What a text says, where it has no mistake.
fn sound(folder: &Folder, path: &str, text: &str) -> Result<Scope, Error> {
    let (scope, faults): (Scope, Vec<Fault>) = scope::parse(text);
    if faults.is_empty() {
        return Ok(scope);
    }
    Err(Error::Files(vec![FaultyFile {
        path: folder.root().join(path),
        text: text.to_owned(),
        faults,
    }]))
}

/// Writes what is said of the scope, records its goal, and tells where the project stands.
///
/// # Errors
/// Words that would take the place of others, figures that will not do, a file with mistakes; what the disk or the journal say.
pub fn scope(
    folder: &Folder,
    situation: &Situation,
    plan: &Plan,
    wish: &Wish,
    options: &Options<'_>,
    futures: &Futures,
) -> Result<Scoped, Error> {
    let path = file_of(situation);
    let (before, text) = read(folder, situation)?;
    let new = changed(&path, &before, text.as_deref(), wish)?;
    let after = match &new {
        Some(text) => sound(folder, &path, text)?,
        None => before,
    };
    if let (Some(new), false) = (&new, wish.dry_run) {
        folder.write_inside(&path, new.as_bytes())?;
    }
    let goal = goal(&situation.facts);
    let event = after
        .beat_by
        .filter(|by| goal != Some(*by))
        .map(|by| goal_event(situation, &after, by));
    let recorded = match event.filter(|_| !wish.dry_run) {
        Some(event) => write(folder, situation, |_, _| Ok(vec![(situation.now, event)]))?,
        None => Vec::new(),
    };
    let mut then = situation.clone();
    then.facts.extend(recorded.iter().cloned());
    let (mut steps, _) = evidence(&then, &plan.steps);
    let load = load(&then, after.budget, options, futures)?;
    let of_project: BTreeSet<u32> = load.iter().flat_map(|l| l.steps.iter().copied()).collect();
    steps.retain(|step| of_project.contains(&step.number));
    judge_all(folder, &then, &mut steps)?;
    Ok(Scoped {
        there: text.is_some() || (new.is_some() && !wish.dry_run),
        written: new.is_some() && !wish.dry_run,
        reached: reached(folder, situation, &after),
        goal: self::goal(&then.facts),
        folder: situation.settings.project.clone(),
        path,
        scope: after,
        recorded,
        load,
        steps,
    })
}

/// What the training reported, held against the scope.
fn reached(folder: &Folder, situation: &Situation, scope: &Scope) -> Option<Result<Improvement, String>> {
    report_of(folder, &situation.settings.project)
        .map(|read| read.and_then(|read| improvement(Some(scope), &read.report)))
}

/// A report as it was read.
pub(crate) struct ReadReport {
    /// Its path in the pivot's folder.
    pub(crate) path: String,
    pub(crate) report: Report,
    pub(crate) sha256: String,
}

/// The report of a project's training, where there is one; or why it cannot be read.
pub(crate) fn report_of(folder: &Folder, project: &str) -> Option<Result<ReadReport, String>> {
    REPORTS.iter().find_map(|name| {
        let path = format!("{project}/{name}");
        match folder.look(&path) {
            Material::File(read) => Some(match report::read(&read.bytes) {
                Ok(report) => Ok(ReadReport {
                    path,
                    report,
                    sha256: read.sha256,
                }),
                Err(why) => Err(format!("{path} {why}")),
            }),
            Material::Refused(why) => Some(Err(format!("{path} {why}"))),
            _ => None,
        }
    })
}

/// By how much the baseline must be beaten: what was recorded last.
fn goal(facts: &[Recorded]) -> Option<f64> {
    standing(facts)
        .rev()
        .find_map(|recorded| match &recorded.fact.event {
            Event::Scored { metric, value, .. } if metric == GOAL => Some(*value),
            _ => None,
        })
}

fn goal_event(situation: &Situation, scope: &Scope, by: f64) -> Event {
    let metric = scope.metric.as_deref().unwrap_or("the metric");
    let way = match scope.better() {
        Better::Higher => "higher",
        Better::Lower => "lower",
    };
    let over = scope.baseline.map_or_else(
        || "the baseline".to_owned(),
        |b| format!("the baseline of {}", score(b)),
    );
    Event::Scored {
        deed: Deed {
            task: situation
                .curriculum
                .picked()
                .find(|t| t.done_when.as_ref().is_some_and(asks_for_scope))
                .map(|t| t.id.clone()),
            what: "project scope".into(),
            link: None,
            note: Some(format!("{metric}, {way} is better, by {by} beyond {over}")),
        },
        metric: GOAL.into(),
        value: by,
        attempt: None,
        standing: None,
    }
}

/// Whether a scope closes it.
fn asks_for_scope(done_when: &DoneWhen) -> bool {
    match done_when {
        DoneWhen::All(parts) | DoneWhen::Any(parts) | DoneWhen::AtLeast(_, parts) => {
            parts.iter().any(asks_for_scope)
        }
        DoneWhen::Check { kind, with } => {
            let file = with.get("file").and_then(|f| f.as_str());
            kind == "file" && file == Some(&format!("{FOLDER}/{SCOPE}"))
        }
    }
}

/// The text with what is said; `None` where that is what it says already.
fn changed(path: &str, before: &Scope, text: Option<&str>, wish: &Wish) -> Result<Option<String>, Error> {
    let mut new = text.unwrap_or_default().to_owned();
    let figures = figures(before, wish);
    if !figures.is_empty() {
        new = with_figures(&new, &figures)?;
    }
    for section in Section::ALL {
        let Some(words) = wish.words[section as usize].as_deref().map(str::trim) else {
            continue;
        };
        let there = before.of(section);
        if words.is_empty() || words == there {
            continue;
        }
        if !there.is_empty() && !wish.replace {
            let what = format!("{path} has words below `{}` already", section.heading());
            return Err(Error::wrong(what).next(format!(
                "edit {path}, or give --replace to put the new words in their place"
            )));
        }
        new = scope::with_words(&new, section, words);
    }
    let same = text == Some(new.as_str()) || (text.is_none() && new.is_empty());
    Ok((!same).then_some(new))
}

/// The fields of the front matter that become others.
fn figures(before: &Scope, wish: &Wish) -> Vec<Change> {
    let set = |key: &'static str, to: Written| Change {
        at: vec![Place::Key(key)],
        to: Some(to),
    };
    let mut changes = Vec::new();
    if let Some(metric) = wish.metric.as_ref().filter(|m| before.metric.as_ref() != Some(m)) {
        changes.push(set("metric", Written::Text(metric.clone())));
    }
    if let Some(better) = wish.better.filter(|b| before.better != Some(*b)) {
        let way = match better {
            Better::Higher => "higher",
            Better::Lower => "lower",
        };
        changes.push(set("better", Written::Text(way.into())));
    }
    for (key, value, had) in [
        ("baseline", wish.baseline, before.baseline),
        ("beat_by", wish.beat_by, before.beat_by),
    ] {
        changes.extend(
            value
                .filter(|v| had != Some(*v))
                .map(|v| set(key, Written::Decimal(v))),
        );
    }
    if let Some(budget) = wish.budget.filter(|b| before.budget != Some(*b)) {
        changes.push(set("budget", Written::Text(show(budget))));
    }
    changes
}

/// A text with changes of its front matter, which is made where there is none.
fn with_figures(text: &str, changes: &[Change]) -> Result<String, Error> {
    let place = scope::front(text).map_err(|fault| Error::wrong(fault.what))?;
    match place {
        Some((toml, _)) => {
            let new = pivot_store::change(&text[toml.clone()], changes)?;
            Ok(format!("{}{new}{}", &text[..toml.start], &text[toml.end..]))
        }
        None => {
            let toml = pivot_store::change("", changes)?;
            let gap = if text.is_empty() { "" } else { "\n" };
            Ok(format!(
                "+++\n{toml}+++\n{gap}{}",
                text.trim_start_matches('\u{feff}')
            ))
        }
    }
}

/// Does one of the cuts that were offered, by its number from 1: the facts that are recorded.
///
/// # Errors
/// There is no such cut.
pub fn cut(
    folder: &Folder,
    situation: &Situation,
    load: &Load,
    number: usize,
) -> Result<Vec<Recorded>, Error> {
    let Some(cut) = number.checked_sub(1).and_then(|at| load.cuts.get(at)) else {
        let next = match load.cuts.len() {
            0 if load.is_over() => "no cut suffices: pivot project scope says what it would take".to_owned(),
            0 => "the project is within its hours: there is nothing to cut".to_owned(),
            n => format!("there are 1 to {n}: pivot project scope shows them"),
        };
        return Err(Error::wrong(format!("there is no cut {number}")).next(next));
    };
    let mut seen = situation.clone();
    seen.only_if_unchanged = true;
    let events = cut.events.iter().map(|e| (situation.now, e.clone())).collect();
    write(folder, &seen, |_, _| Ok(events))
}
