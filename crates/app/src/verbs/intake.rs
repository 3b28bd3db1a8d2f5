//! `pivot intake`: what a person has done before makes tasks lighter or unneeded. They say it, or a résumé suggests it; what
//! they agree to becomes facts.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use pivot_domain::fault::nearest;
use pivot_domain::resume::{self, Found, Resume};
use pivot_store::Folder;

use super::record::{Outcome, write};
use crate::error::{Error, FaultyFile};
use crate::planning::intake::Lightened;
use crate::situation::Situation;

/// The priors of these ids.
///
/// # Errors
/// Where the curriculum has none of that id, or none at all.
pub fn known(situation: &Situation, ids: &[String]) -> Result<BTreeSet<String>, Error> {
    let priors = &situation.curriculum.priors;
    let mut known = BTreeSet::new();
    for id in ids.iter().map(|id| id.trim()) {
        if priors.iter().any(|p| p.id == id) {
            known.insert(id.to_owned());
            continue;
        }
        let names = || priors.iter().map(|p| p.id.as_str());
        let next = match (nearest(id, names()), priors.is_empty()) {
            (_, true) => NONE.to_owned(),
            (Some(near), _) => format!("did you mean `{near}`? pivot intake shows all of them"),
            (None, _) => format!("there are: {}", names().collect::<Vec<_>>().join(", ")),
        };
        return Err(Error::wrong(format!("the curriculum asks for nothing with the id `{id}`")).next(next));
    }
    Ok(known)
}

/// What to do where a curriculum has no priors.
pub const NONE: &str = "write [[prior]] tables into curriculum.toml, as docs/curriculum.md shows; both built-in curricula have some";

/// Reads a résumé of at most [`resume::LARGEST`] bytes.
///
/// # Errors
/// Where it cannot be read, is no plain file (a pipe could keep the reader waiting for ever), or has a fault, which is told
/// with its place.
pub fn read(path: &Path) -> Result<Resume, Error> {
    let wrong = |e: std::io::Error| Error::wrong(format!("{} cannot be read: {e}", path.display()));
    let about = std::fs::metadata(path).map_err(wrong)?;
    if !about.is_file() {
        return Err(Error::wrong(format!("{} is no plain file", path.display()))
            .next("name a resume as JSON (jsonresume.org)"));
    }
    let mut bytes = Vec::new();
    let most = resume::LARGEST as u64 + 1;
    File::open(path)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .map_err(wrong)?;
    if bytes.len() > resume::LARGEST {
        let what = format!(
            "{} has {} bytes: a resume has at most {}",
            path.display(),
            about.len(),
            resume::LARGEST
        );
        return Err(Error::wrong(what).next("leave out pictures and whatever else is no text"));
    }
    resume::parse(&bytes).map_err(|faults| {
        Error::Files(vec![FaultyFile {
            path: path.to_owned(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            faults,
        }])
    })
}

/// For each prior of the curriculum, the words of it that a résumé has.
pub fn suggest(situation: &Situation, resume: &Resume) -> Vec<Vec<Found>> {
    let lists: Vec<&[String]> = situation
        .curriculum
        .priors
        .iter()
        .map(|p| p.words.as_slice())
        .collect();
    resume.find(&lists)
}

/// Records what was agreed to, all of it or nothing.
///
/// # Errors
/// [`Error::Changed`] where the journal is no longer what this follows from.
pub fn record(folder: &Folder, situation: &Situation, tasks: &[&Lightened]) -> Result<Outcome, Error> {
    if tasks.is_empty() {
        return Ok(Outcome::Nothing("no task gets lighter by it".into()));
    }
    let mut seen = situation.clone();
    seen.only_if_unchanged = true;
    let events = tasks.iter().map(|task| (situation.now, task.event())).collect();
    Ok(Outcome::Recorded(write(folder, &seen, |_, _| Ok(events))?))
}
