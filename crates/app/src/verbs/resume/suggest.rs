//! `pivot resume suggest`: what the journal could add, taken or refused one by one.

use std::collections::BTreeSet;

use pivot_publish::record::Record;
use pivot_publish::resume::suggest::{Post, Project, Suggestion, insert, suggest};
use pivot_store::Folder;

use super::{FILE, document};
use crate::error::Error;

/// Where refused suggestions are remembered: on this machine, and for this pivot.
const REFUSED: &str = ".pivot/refused-suggestions";

/// What could be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggested {
    /// The suggestions, skills first.
    pub suggestions: Vec<Suggestion>,
    /// So many were refused before.
    pub refused: usize,
}

fn refused(folder: &Folder) -> BTreeSet<String> {
    let text = std::fs::read_to_string(folder.root().join(REFUSED)).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// What journal and folder could add to the résumé.
///
/// # Errors
/// There is no résumé, or it has faults.
pub fn suggestions(
    folder: &Folder,
    record: &Record,
    projects: &[Project],
    posts: &[Post],
) -> Result<Suggested, Error> {
    let document = document(folder)?;
    let refused = refused(folder);
    Ok(Suggested {
        suggestions: suggest(&document, record, projects, posts, &refused),
        refused: refused.len(),
    })
}

/// Adds suggestions to the résumé; the rest of the file stays as it is.
///
/// # Errors
/// One has no place in it, or the file cannot be written; then nothing is added.
pub fn accept(folder: &Folder, suggestions: &[&Suggestion]) -> Result<(), Error> {
    let mut text = document(folder)?.text().to_owned();
    for suggestion in suggestions {
        text = insert(&text, suggestion)
            .map_err(|why| Error::wrong(format!("{} has no place in {FILE}: {why}", suggestion.pointer)))?;
    }
    folder.write_inside(FILE, text.as_bytes())?;
    Ok(())
}

/// Remembers that suggestions are not wanted.
///
/// # Errors
/// What the disk says.
pub fn refuse(folder: &Folder, ids: &[&str]) -> Result<(), Error> {
    let mut all = refused(folder);
    all.extend(ids.iter().map(|id| (*id).to_owned()));
    let text: String = all.iter().map(|id| format!("{id}\n")).collect();
    let path = folder.root().join(REFUSED);
    std::fs::create_dir_all(folder.root().join(".pivot"))
        .and_then(|()| std::fs::write(&path, text))
        .map_err(|e| Error::Outside {
            what: format!("{} cannot be written: {e}", path.display()),
            next: None,
        })
}
