//! `pivot lab get`: the data of a set, written into the lab's folder.

use std::path::{Path, PathBuf};

use pivot_labs::lab::answers::Answers;
use pivot_labs::lab::held::{hide, reveal};
use pivot_labs::lab::judge::QUESTIONS;
use pivot_labs::lab::kept::{self, Kept, KeptFile};
use pivot_labs::lab::prove::SAMPLE;
use pivot_labs::lab::{Lab, Set, Source as Origin};
use pivot_labs::made::{Made, Size, make};
use pivot_labs::score::{Error as Trouble, Side};
use pivot_store::{Folder, LabFolder, sha256};

use super::data::kept as read_kept;
use super::find::Definition;
use super::real;
use super::{BASELINES, DATA_BYTES_MAX};
use crate::connect::download::{Progress, Source};
use crate::error::Error;

/// The file that keeps what can be made again out of a shared repository.
const IGNORE: &str = ".gitignore";
/// The statement's file.
const STATEMENT: &str = "statement.md";

/// What is asked for.
#[derive(Clone, Copy, Default)]
pub struct Wish<'a> {
    /// The set; the first of the lab where none is named.
    pub set: Option<&'a str>,
    /// The seed; that of the set where none is named.
    pub seed: Option<u64>,
    /// Files of a real set that are here already.
    pub from: Option<&'a Path>,
    /// Other data may take the place of those that are there.
    pub again: bool,
    /// The licence of a real set is agreed to.
    pub yes: bool,
    /// What reaches out; `None`: nothing does.
    pub source: Option<&'a dyn Source>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Got {
    /// What lies there now.
    pub kept: Kept,
    /// The lab's folder.
    pub folder: PathBuf,
    /// Names of the files that were written now; the others were there.
    pub written: Vec<String>,
    /// Rows of the public and of the private part.
    pub rows: (usize, usize),
}

/// Writes the data of a set. What a person changed or put there is never written over: it is named, and nothing is written.
///
/// # Errors
/// A set or recipe that there is not, a licence that nobody agreed to, files in the way, other data without `again`, or what the disk says.
pub fn get(
    folder: &Folder,
    found: &Definition,
    wish: &Wish<'_>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Got, Error> {
    let lab = &found.lab;
    let at = folder.lab(&lab.id)?;
    let set = named(lab, wish.set)?;
    let before = read_kept(&at)?;
    let seed = seed(lab, set, wish.seed)?;
    let first = seed.unwrap_or(1);
    let (truth, mut files) = match &set.source {
        Origin::Own(name) => (own(lab, &at, name)?, Vec::new()),
        Origin::Made { recipe, .. } => with_statement(found, made(set, recipe, first, wish)?),
        Origin::Real { name, .. } => {
            with_statement(found, real::had(folder, lab, name, first, wish, progress)?)
        }
    };
    let answers = Answers::read(&truth).map_err(|trouble| tables(trouble, &at))?;
    let truth = answers.file();
    let data = sha256(&[&truth]);
    files.push((kept::ANSWERS.to_owned(), hide(&lab.id, &truth)));
    let kept = Kept {
        lab: lab.id.clone(),
        set: set.name.clone(),
        seed,
        data,
        files: files
            .iter()
            .map(|(path, bytes)| KeptFile {
                path: path.clone(),
                bytes: bytes.len() as u64,
                sha256: sha256(&[bytes]),
            })
            .collect(),
    };
    let other = before.as_ref().filter(|before| before.data != kept.data);
    if let Some(before) = other.filter(|_| !wish.again) {
        let seed = before.seed.map(|seed| format!(", seed {seed}"));
        return Err(Error::wrong(format!(
            "labs/{} holds other data: the set {}{}",
            lab.id,
            before.set,
            seed.unwrap_or_default()
        ))
        .next("--again puts the new ones in their place; attempts stay, and count against the data that they were made on"));
    }
    in_the_way(&at, &kept, before.as_ref(), lab)?;
    let mut written = Vec::new();
    for (path, bytes) in &files {
        if at.read(path, DATA_BYTES_MAX)?.as_deref() != Some(bytes.as_slice()) {
            at.write(path, bytes)?;
            written.push(path.clone());
        }
    }
    if let Some(before) = other {
        for file in before.files.iter().filter(|file| kept.file(&file.path).is_none()) {
            at.remove(&file.path)?;
        }
        // They were measured on the data before.
        at.remove_folder(BASELINES)?;
    }
    // Last: with it the data are whole.
    at.write(kept::FILE, kept.text().as_bytes())?;
    let part = |part| answers.count(Some(part));
    Ok(Got {
        kept,
        folder: at.path().to_owned(),
        written,
        rows: (
            part(pivot_labs::lab::answers::Usage::Public),
            part(pivot_labs::lab::answers::Usage::Private),
        ),
    })
}

/// The set of a name.
pub(super) fn named<'l>(lab: &'l Lab, name: Option<&str>) -> Result<&'l Set, Error> {
    lab.set(name).ok_or_else(|| {
        let names: Vec<&str> = lab.sets.iter().map(|set| set.name.as_str()).collect();
        Error::wrong(format!("`{}` has no set `{}`", lab.id, name.unwrap_or_default()))
            .next(format!("there are {}", names.join(", ")))
    })
}

/// The seed that was asked for, or the set's own; none for files that are there.
fn seed(lab: &Lab, set: &Set, asked: Option<u64>) -> Result<Option<u64>, Error> {
    match (&set.source, asked) {
        (Origin::Own(_), Some(_)) => Err(Error::wrong(format!(
            "the set {} of `{}` has no seed",
            set.name, lab.id
        ))
        .next("leave --seed out")),
        (Origin::Own(_), None) => Ok(None),
        (Origin::Made { seed, .. } | Origin::Real { seed, .. }, asked) => Ok(Some(asked.unwrap_or(*seed))),
    }
}

/// The answers of what was made, and its files with the statement and what keeps them out of a shared repository.
fn with_statement(found: &Definition, made: Made) -> (Vec<u8>, Vec<(String, Vec<u8>)>) {
    let mut files: Vec<(String, Vec<u8>)> = made
        .files
        .into_iter()
        .map(|file| (file.path, file.bytes))
        .collect();
    files.push((STATEMENT.to_owned(), found.statement.clone().into_bytes()));
    files.push((IGNORE.to_owned(), ignored(&files).into_bytes()));
    (made.truth, files)
}

/// The data that a recipe makes.
pub(super) fn made(set: &Set, recipe: &str, seed: u64, wish: &Wish<'_>) -> Result<Made, Error> {
    if wish.from.is_some() {
        return Err(
            Error::wrong(format!("the set {} is made here, from no file", set.name))
                .next("leave --from out, or name a real set: --set NAME"),
        );
    }
    make(recipe, seed, Size::Whole).map_err(|unknown| Error::wrong(unknown.to_string()))
}

/// The answers of a person's own set: from its file, or as they were hidden by whoever gave it to them.
fn own(lab: &Lab, at: &LabFolder, name: &str) -> Result<Vec<u8>, Error> {
    for needed in [QUESTIONS, SAMPLE] {
        if at.read(needed, DATA_BYTES_MAX)?.is_none() {
            return Err(Error::wrong(format!("labs/{}/{needed} is missing", lab.id)).next(
                "a lab of your own has train.csv, test.csv, sample_submission.csv and its answers beside lab.toml; docs/labs.md",
            ));
        }
    }
    if let Some(bytes) = at.read(name, DATA_BYTES_MAX)? {
        return Ok(bytes);
    }
    let held = at.read(kept::ANSWERS, DATA_BYTES_MAX)?.ok_or_else(|| {
        Error::wrong(format!("labs/{}/{name} is missing", lab.id))
            .next("it holds the answers: id,usage and what is true, with usage public or private")
    })?;
    reveal(&held).map_err(|why| Error::wrong(format!("labs/{}/{} {why}", lab.id, kept::ANSWERS)))
}

fn tables(trouble: Trouble, at: &LabFolder) -> Error {
    match trouble {
        Trouble::Faults { faults, more } => Error::Tables {
            faults: faults
                .into_iter()
                .map(|fault| {
                    let name = if fault.side == Side::Truth {
                        "truth"
                    } else {
                        SAMPLE
                    };
                    (at.path().join(name), fault)
                })
                .collect(),
            more,
        },
        other => Error::wrong(pivot_labs::lab::prove::said(&other)),
    }
}

/// Refuses to write over what Pivot did not write, or what was changed since.
fn in_the_way(at: &LabFolder, kept: &Kept, before: Option<&Kept>, lab: &Lab) -> Result<(), Error> {
    let mut theirs = Vec::new();
    for file in &kept.files {
        // The answers of a set are no file that a person works on.
        if file.path == kept::ANSWERS {
            continue;
        }
        let Some(bytes) = at.read(&file.path, DATA_BYTES_MAX)? else {
            continue;
        };
        let there = sha256(&[&bytes]);
        let ours = before
            .and_then(|before| before.file(&file.path))
            .map(|file| &file.sha256);
        if there != file.sha256 && ours != Some(&there) {
            theirs.push(format!("labs/{}/{}", lab.id, file.path));
        }
    }
    if theirs.is_empty() {
        return Ok(());
    }
    let (verb, them) = if theirs.len() == 1 {
        ("is", "it")
    } else {
        ("are", "them")
    };
    Err(Error::wrong(format!(
        "{} {verb} not as get would write {them}, and may be yours: nothing was written",
        theirs.join(", ")
    ))
    .next(format!(
        "rename {them}, or take {them} away, and run pivot lab get {} again",
        lab.id
    )))
}

/// What a shared repository need not hold: it can be made again.
fn ignored(files: &[(String, Vec<u8>)]) -> String {
    let mut text = String::from("# Written by `pivot lab get`, which can write it again.\n");
    for (path, _) in files {
        text.push_str(&format!("/{path}\n"));
    }
    text.push_str("/.held/\n/set.toml\n/runs/\n/baselines/\n");
    text
}
