//! What the person tells of an application becomes facts.

use std::path::Path;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use pivot_domain::application::{
    Application, Stage, Variant, action_id, action_title, applications, stage_deed,
};
use pivot_domain::curriculum::{DoneWhen, Effort, Task};
use pivot_domain::fact::{AddedTask, Event};
use pivot_store::{Folder, sha256};

use super::{address, board, find};
use crate::error::Error;
use crate::situation::Situation;
use crate::verbs::posting::Known;
use crate::verbs::record::{Outcome, happened, in_a_day, write};

/// The longest note, in characters.
const NOTE: usize = 2000;
/// The longest title of an action, in characters.
const TITLE: usize = 200;
/// The largest résumé that is read, in bytes.
const RESUME: u64 = 64 * 1024 * 1024;

/// An application to be recorded.
#[derive(Clone, Debug, Default)]
pub struct Sent<'a> {
    /// What was sent.
    pub resumes: Vec<Variant>,
    /// What the person says of it.
    pub note: Option<&'a str>,
    /// When; `None`: now.
    pub at: Option<Timestamp>,
    /// The task that it was done for; `None`: the open one that asks for applications.
    pub task: Option<&'a str>,
}

/// An action to be recorded.
#[derive(Clone, Copy, Debug)]
pub struct Next<'a> {
    /// What is to be done.
    pub what: &'a str,
    /// By when.
    pub due: Option<Date>,
    /// How long it takes.
    pub spent: SignedDuration,
}

/// Records that the person applied to a posting.
///
/// # Errors
/// It lies ahead, or there is no such task.
pub fn apply(
    folder: &Folder,
    situation: &Situation,
    known: &Known,
    sent: &Sent<'_>,
) -> Result<Outcome, Error> {
    let at = happened(situation, sent.at)?;
    let task = match sent.task {
        Some(task) => Some(crate::task::known(situation, &situation.progress(), task)?.id),
        None => task_for(situation),
    };
    let application = Application {
        posting: known.id.clone(),
        title: known.posting.title.clone(),
        company: known.posting.company.clone(),
        link: address(known).map(str::to_owned),
        task,
        note: note(sent.note)?,
        resumes: sent.resumes.clone(),
        stages: Vec::new(),
        actions: Vec::new(),
    };
    let mut before = None;
    let recorded = write(folder, situation, |facts, _| {
        let all = applications(facts);
        before = all
            .into_iter()
            .rev()
            .find(|a| a.posting == known.id && !a.stage().is_over());
        Ok(match before {
            Some(_) => Vec::new(),
            None => vec![(at, Event::Submitted(application.deed()))],
        })
    })?;
    Ok(match before {
        Some(before) => Outcome::Nothing(format!(
            "you applied on {}, and it is at `{}`",
            day(situation, before.applied()),
            before.stage().name()
        )),
        None => Outcome::Recorded(recorded),
    })
}

/// Records a stage of an application.
///
/// # Errors
/// Nobody applied, it lies ahead or before the application, or it is where an application begins.
pub fn stage(
    folder: &Folder,
    situation: &Situation,
    posting: &str,
    (stage, at): (Stage, Option<Timestamp>),
    said: Option<&str>,
) -> Result<Outcome, Error> {
    let at = happened(situation, at)?;
    let said = note(said)?;
    if stage == Stage::Applied {
        return Err(Error::wrong("`applied` is where an application begins").next(
            "pivot apply POSTING records that; pivot undo takes a stage back that was told by mistake",
        ));
    }
    let mut same = None;
    let recorded = write(folder, situation, |facts, _| {
        let mut now = board(situation);
        now.all = applications(facts);
        let found = find(&now, posting)?;
        if at < found.applied() {
            let what = format!(
                "you applied on {}, which is later",
                day(situation, found.applied())
            );
            return Err(Error::wrong(what).next("say when it was, such as --at yesterday"));
        }
        if found.stage() == stage && said.is_none() {
            same = Some(found.since());
            return Ok(Vec::new());
        }
        Ok(vec![(
            at,
            Event::Outcome {
                deed: stage_deed(&found.posting, found.task.clone(), said.clone()),
                result: stage.name().into(),
            },
        )])
    })?;
    Ok(match same {
        Some(since) => Outcome::Nothing(format!(
            "it is at `{}` since {}; a --note would be recorded",
            stage.name(),
            day(situation, since)
        )),
        None => Outcome::Recorded(recorded),
    })
}

/// Records what is to be done next for an application: a task of the plan.
///
/// # Errors
/// Nobody applied, it is over, it says nothing, takes no time, or is due before today.
pub fn next(
    folder: &Folder,
    situation: &Situation,
    posting: &str,
    action: Next<'_>,
) -> Result<Outcome, Error> {
    let what = action.what.split_whitespace().collect::<Vec<_>>().join(" ");
    if what.is_empty() || what.chars().count() > TITLE {
        return Err(
            Error::wrong(format!("what is to be done has 1 to {TITLE} characters"))
                .next("such as pivot apply next acme/40 \"write to Grace\" --due friday"),
        );
    }
    if action.spent.is_zero() {
        return Err(Error::wrong("what is to be done takes some time").next("give --hours 15m or more"));
    }
    in_a_day(action.spent)?;
    let today = situation.settings.zones.civil(situation.now).date();
    if let Some(due) = action.due.filter(|due| *due < today) {
        return Err(Error::wrong(format!("{due} is over")).next("give a day from today on: --due friday"));
    }
    let recorded = write(folder, situation, |facts, progress| {
        let mut now = board(situation);
        now.all = applications(facts);
        let found = find(&now, posting)?;
        if found.stage().is_over() {
            return Err(Error::wrong(format!(
                "the application to {} is over: {}",
                found.label(),
                found.stage().name()
            ))
            .next("pivot apply stage POSTING STAGE says how it went on"));
        }
        let is_free =
            |id: &String| !progress.added.contains_key(id) && situation.curriculum.task(id).is_none();
        let id = (1..=progress.added.len() + situation.curriculum.tasks.len() + 1)
            .map(action_id)
            .find(is_free)
            .ok_or_else(|| Error::Bug("every name of an action is taken".into()))?;
        Ok(vec![(
            situation.now,
            Event::TaskAdded(AddedTask {
                id,
                step: step(situation),
                title: action_title(&what, found, &now.all),
                kind: "job".into(),
                effort: Effort {
                    low: action.spent,
                    likely: action.spent,
                    high: action.spent,
                },
                after: Vec::new(),
                not_before: None,
                deadline: action.due,
            }),
        )])
    })?;
    Ok(Outcome::Recorded(recorded))
}

/// A résumé that was sent, by its file: what tells it from all others is its hash.
///
/// # Errors
/// There is no such file.
pub fn variant(folder: &Folder, path: &Path) -> Result<Variant, Error> {
    let failed = |why: String| {
        Error::wrong(format!("the resume {} {why}", path.display()))
            .next("name the file that you sent: pivot resume build --for POSTING makes one")
    };
    let about = std::fs::metadata(path).map_err(|e| failed(format!("cannot be read: {e}")))?;
    if !about.is_file() || about.len() > RESUME {
        return Err(failed(format!("is no file of at most {} MiB", RESUME >> 20)));
    }
    let bytes = std::fs::read(path).map_err(|e| failed(format!("cannot be read: {e}")))?;
    let whole = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let root = std::fs::canonicalize(folder.root()).unwrap_or_else(|_| folder.root().to_owned());
    // Where else it lies on this machine is no business of the journal.
    let name = match whole.strip_prefix(&root) {
        Ok(inside) => inside.to_string_lossy().replace('\\', "/"),
        Err(_) => whole
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
    };
    Ok(Variant {
        sha256: sha256(&[&bytes]),
        name: name.chars().filter(|c| !c.is_control()).collect(),
    })
}

/// A note without what could steer a terminal; `None` where it says nothing.
fn note(said: Option<&str>) -> Result<Option<String>, Error> {
    let Some(said) = said else { return Ok(None) };
    let plain: Vec<&str> = said
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    let plain = plain.join(" ");
    if plain.chars().count() > NOTE {
        return Err(
            Error::wrong(format!("the note has more than {NOTE} characters")).next("keep what matters")
        );
    }
    Ok((!plain.is_empty()).then_some(plain))
}

fn day(situation: &Situation, at: Timestamp) -> String {
    crate::words::date_of(&situation.settings.zones, at)
}

/// Whether a task asks for applications.
fn asks(done_when: &DoneWhen) -> bool {
    match done_when {
        DoneWhen::All(parts) | DoneWhen::Any(parts) | DoneWhen::AtLeast(_, parts) => parts.iter().any(asks),
        DoneWhen::Check { kind, with } => kind == "pipeline" && with.contains_key("rows"),
    }
}

/// The tasks that ask for applications.
fn tasks(situation: &Situation) -> impl Iterator<Item = &Task> {
    situation
        .curriculum
        .picked()
        .filter(|task| task.done_when.as_ref().is_some_and(asks))
}

/// The task that an application is done for: the first that asks for applications and is open, or else the first.
fn task_for(situation: &Situation) -> Option<String> {
    let progress = situation.progress();
    let is_open = |task: &&Task| progress.open_time(&task.id, task.times.count()).is_some();
    let mut open = tasks(situation).filter(is_open);
    open.next()
        .or_else(|| tasks(situation).next())
        .map(|task| task.id.clone())
}

/// The step that actions belong to: that of the applications, or else the last.
fn step(situation: &Situation) -> u32 {
    let last = situation.curriculum.steps.iter().map(|step| step.number).max();
    tasks(situation)
        .next()
        .map(|task| task.step)
        .or(last)
        .unwrap_or(1)
}
