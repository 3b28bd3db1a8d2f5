//! `pivot lab check`: a lab is held to what it promises.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pivot_labs::lab::held::reveal;
use pivot_labs::lab::judge::QUESTIONS;
use pivot_labs::lab::kept;
use pivot_labs::lab::prove::{SAMPLE, Step, TRAINING, prove};
use pivot_labs::lab::{Set, Source};
use pivot_labs::made::{Made, MadeFile};
use pivot_store::Folder;

use super::find::{Definition, find, of_text};
use super::get::{Wish, made};
use super::run::{DATA, SUBMISSION, limits, located};
use super::{DATA_BYTES_MAX, TEXT_BYTES_MAX};
use crate::connect::child::run as run_child;
use crate::error::Error;

/// What was found of a lab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Its name.
    pub lab: String,
    /// What was found of each set.
    pub sets: Vec<CheckedSet>,
}

/// What was found of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedSet {
    /// Its name.
    pub set: String,
    /// What it promises, one by one.
    pub steps: Vec<Step>,
}

impl Checked {
    /// Whether nothing was found that does not hold.
    pub fn holds(&self) -> bool {
        self.sets
            .iter()
            .flat_map(|set| &set.steps)
            .all(|step| step.holds != Some(false))
    }

    /// What could not be looked at.
    pub fn open(&self) -> usize {
        let steps = self.sets.iter().flat_map(|set| &set.steps);
        steps.filter(|step| step.holds.is_none()).count()
    }
}

/// Checks the lab in a folder, or of a name. `run` allows the command of its reference.
///
/// # Errors
/// There is no such lab, or its definition has faults: all of them.
pub fn check(folder: Option<&Folder>, what: &str, run: bool) -> Result<Checked, Error> {
    let (found, beside) = located_lab(folder, what)?;
    let file = |name: &str| {
        beside
            .as_ref()
            .and_then(|at| read(&at.join(name), DATA_BYTES_MAX))
    };
    let mut sets = Vec::new();
    for set in &found.lab.sets {
        let mut steps = vec![statement(&found)];
        match two(set, beside.as_deref()) {
            Err(step) => steps.push(step),
            Ok((data, again)) => {
                let command = found.lab.check.run.as_deref();
                let made = match command.filter(|_| run) {
                    Some(line) => match reference(&found, line, &data, beside.as_deref()) {
                        Ok(bytes) => Some((line, bytes)),
                        Err(why) => {
                            steps.push(step("the reference runs", Some(false), why));
                            None
                        }
                    },
                    None => {
                        if let Some(line) = command {
                            let found = format!("--run allows the command `{line}`");
                            steps.push(step("the reference passes", None, found));
                        }
                        None
                    }
                };
                steps.extend(prove(
                    &found.lab,
                    set,
                    &data,
                    again.as_ref(),
                    &file,
                    made.as_ref(),
                ));
            }
        }
        sets.push(CheckedSet {
            set: set.name.clone(),
            steps,
        });
    }
    Ok(Checked {
        lab: found.lab.id,
        sets,
    })
}

fn step(what: &str, holds: Option<bool>, found: impl Into<String>) -> Step {
    Step {
        what: what.to_owned(),
        holds,
        found: found.into(),
    }
}

/// The lab, and the folder in which it lies where it is not built in.
fn located_lab(folder: Option<&Folder>, what: &str) -> Result<(Definition, Option<PathBuf>), Error> {
    let at = Path::new(what);
    let path = at.join("lab.toml");
    if !path.is_file() {
        if at.is_dir() && what.contains('/') {
            return Err(Error::wrong(format!("{what} has no lab.toml")).next(
                "docs/labs.md says how a lab is written; pivot lab check NAME looks at one by its name",
            ));
        }
        let found = find(folder, what)?;
        let beside = match folder {
            Some(folder) if found.own => Some(folder.lab(what)?.path().to_owned()),
            _ => None,
        };
        return Ok((found, beside));
    }
    let text = |name: &str| -> Result<String, Error> {
        match read(&at.join(name), TEXT_BYTES_MAX) {
            Some(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            None if name == "statement.md" => Ok(String::new()),
            None => Err(Error::wrong(format!(
                "{} cannot be read, or is larger than 1 MiB",
                at.join(name).display()
            ))),
        }
    };
    let whole = fs::canonicalize(at).unwrap_or_else(|_| at.to_owned());
    let name = whole
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let found = of_text(path, text("lab.toml")?, text("statement.md")?, &name)?;
    Ok((found, Some(whole)))
}

/// What a plain file of at most so many bytes holds.
fn read(path: &Path, most: u64) -> Option<Vec<u8>> {
    let about = fs::metadata(path).ok()?;
    (about.is_file() && about.len() <= most).then(|| fs::read(path).ok())?
}

/// A statement says something, and how the answers are kept.
fn statement(found: &Definition) -> Step {
    let text = found.statement.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    // It may stand on two lines.
    let says = words.join(" ").contains("honour system");
    let words = words.len();
    let told = match (words, says) {
        (0..30, _) => format!("statement.md has {words} words"),
        (_, false) => "statement.md does not say that this is an honour system".to_owned(),
        _ => format!("{words} words"),
    };
    step("the statement says what to do", Some(words >= 30 && says), told)
}

/// The data of a set, made twice where they are made.
fn two(set: &Set, beside: Option<&Path>) -> Result<(Made, Option<Made>), Step> {
    match &set.source {
        Source::Made { recipe, seed } => {
            let make = || {
                made(set, recipe, *seed, &Wish::default()).map_err(|error| {
                    let why = match error {
                        Error::Wrong { what, .. } => what,
                        other => format!("{other:?}"),
                    };
                    step("the data can be made", Some(false), why)
                })
            };
            Ok((make()?, Some(make()?)))
        }
        Source::Real { name, .. } => Err(step(
            "the data can be had",
            None,
            format!("{name} is published, and fetched by pivot lab get alone"),
        )),
        Source::Own(name) => {
            let at = beside.unwrap_or(Path::new("."));
            let files = [TRAINING, QUESTIONS, SAMPLE]
                .into_iter()
                .filter_map(|path| {
                    let bytes = read(&at.join(path), DATA_BYTES_MAX)?;
                    Some(MadeFile {
                        path: path.to_owned(),
                        bytes,
                    })
                })
                .collect();
            let hidden = || reveal(&read(&at.join(kept::ANSWERS), DATA_BYTES_MAX)?).ok();
            let truth = read(&at.join(name), DATA_BYTES_MAX)
                .or_else(hidden)
                .ok_or_else(|| {
                    let why = format!("there is neither {name} nor {}", kept::ANSWERS);
                    step("the answers are there", Some(false), why)
                })?;
            Ok((Made { files, truth }, None))
        }
    }
}

/// What the command of a reference writes, in a folder that goes afterwards.
fn reference(found: &Definition, line: &str, data: &Made, beside: Option<&Path>) -> Result<Vec<u8>, String> {
    let words = shlex::split(line)
        .filter(|words| !words.is_empty())
        .ok_or("its line cannot be split into words")?;
    let failed = |e: std::io::Error| format!("a folder for it cannot be made: {e}");
    let room = tempfile::tempdir().map_err(failed)?;
    let (own, files) = (room.path().join("run"), room.path().join("data"));
    fs::create_dir(&own)
        .and_then(|()| fs::create_dir(&files))
        .map_err(failed)?;
    for file in &data.files {
        fs::write(files.join(&file.path), &file.bytes).map_err(failed)?;
    }
    let located = located(&words, beside.unwrap_or(Path::new("/")));
    let mut command = Command::new(&located[0]);
    command.args(&located[1..]).current_dir(&own).env(DATA, &files);
    let limits = limits(found.lab.limits.minutes, found.lab.limits.memory_mib);
    let ended = run_child(command, &own, &limits).map_err(|e| format!("it cannot be run: {e}"))?;
    if let Some(why) = ended.stopped {
        return Err(format!("it was stopped: {why}"));
    }
    if ended.status != Some(0) {
        let text = String::from_utf8_lossy(&ended.output);
        let last = text
            .lines()
            .last()
            .unwrap_or_default()
            .chars()
            .take(200)
            .collect::<String>();
        return Err(format!(
            "it ended with status {}: {last}",
            ended.status.unwrap_or(-1)
        ));
    }
    read(&own.join(SUBMISSION), u64::from(found.lab.limits.file_mib) << 20)
        .ok_or_else(|| format!("it wrote no {SUBMISSION}, or one that is too large"))
}
