//! `pivot rig doctor`: what this machine has for training networks, what is missing, and what mends it.

use std::path::{Path, PathBuf};

use pivot_domain::curriculum::DoneWhen;
use pivot_domain::machine::{Heard, Report, Wanted, can_be_imported, judge};
use pivot_store::Folder;

use super::{faulty, text_of};
use crate::error::Error;
use crate::situation::Situation;

/// A machine that was looked at.
#[derive(Debug)]
pub struct Examined {
    /// What was wanted of it.
    pub wanted: Wanted,
    /// What it said.
    pub heard: Heard,
    /// What that means.
    pub report: Report,
    /// The evidence that was written: the task, and the file in the pivot's folder.
    pub saved: Option<(String, PathBuf)>,
}

/// What a machine's answers mean.
pub fn examine(heard: Heard, wanted: Wanted) -> Examined {
    Examined {
        report: judge(&heard, &wanted),
        wanted,
        heard,
        saved: None,
    }
}

/// Answers that were kept: what `--answers` printed, or the evidence of a task.
///
/// # Errors
/// A file that cannot be read or is too large, and every fault of it with its place.
pub fn read(path: &Path) -> Result<Heard, Error> {
    let text = text_of(path, "name a file that pivot rig doctor --answers printed")?;
    let (heard, faults) = Heard::read(&text);
    if faults.is_empty() {
        return Ok(heard);
    }
    Err(faulty(path, text, faults))
}

/// What is wanted: what a task's evidence asks for, where one is named; a framework that is named counts before.
///
/// # Errors
/// There is no such task, none that closes on a look at the machine, or no framework of that name.
pub fn wanted(task: Option<(&Situation, &str)>, framework: Option<&str>) -> Result<Wanted, Error> {
    let mut wanted = match task {
        Some((situation, task)) => of_task(situation, task)?,
        None => Wanted::default(),
    };
    if let Some(framework) = framework {
        framework.clone_into(&mut wanted.framework);
    }
    if !can_be_imported(&wanted.framework) {
        return Err(
            Error::wrong(format!("Python cannot import `{}`", wanted.framework))
                .next("name a framework as Python imports it: torch, tensorflow, keras"),
        );
    }
    Ok(wanted)
}

fn of_task(situation: &Situation, id: &str) -> Result<Wanted, Error> {
    let tasks = &situation.curriculum.tasks;
    let Some(task) = tasks.iter().find(|t| t.id == id) else {
        return Err(Error::wrong(format!("there is no task `{id}`"))
            .next(format!("these close on it: {}", closing(situation))));
    };
    match task.done_when.as_ref().and_then(probe) {
        Some(wanted) => Ok(wanted),
        None => Err(
            Error::wrong(format!("task {id} does not close on a look at the machine"))
                .next(format!("these do: {}", closing(situation))),
        ),
    }
}

/// The tasks that close on a look at the machine.
fn closing(situation: &Situation) -> String {
    let tasks = situation.curriculum.tasks.iter();
    let ids: Vec<&str> = tasks
        .filter(|t| t.done_when.as_ref().and_then(probe).is_some())
        .map(|t| t.id.as_str())
        .collect();
    if ids.is_empty() {
        "none of this curriculum".into()
    } else {
        ids.join(", ")
    }
}

/// What the first check of kind `probe` asks for.
fn probe(done_when: &DoneWhen) -> Option<Wanted> {
    match done_when {
        DoneWhen::All(parts) | DoneWhen::Any(parts) | DoneWhen::AtLeast(_, parts) => {
            parts.iter().find_map(probe)
        }
        DoneWhen::Check { kind, with } if kind == "probe" => Some(Wanted {
            framework: with
                .get("framework")
                .and_then(serde_json::Value::as_str)
                .map_or_else(|| Wanted::default().framework, str::to_owned),
            cuda: with.get("cuda").and_then(serde_json::Value::as_bool) == Some(true),
            memory_gb: with.get("memory_gb").and_then(serde_json::Value::as_f64),
        }),
        DoneWhen::Check { .. } => None,
    }
}

/// Writes the answers to where the evidence `probe` of a task is looked for.
///
/// # Errors
/// What the disk says.
pub fn save(folder: &Folder, task: &str, examined: &mut Examined) -> Result<(), Error> {
    let path = format!("work/{task}/probe.txt");
    folder.write_inside(&path, examined.heard.write().as_bytes())?;
    examined.saved = Some((task.to_owned(), PathBuf::from(path)));
    Ok(())
}
