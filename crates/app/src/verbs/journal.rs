//! `pivot journal`, `backup`, `restore`: the record itself.

use std::path::Path;

use pivot_domain::fact::Recorded;
use pivot_store::{Folder, Journal, Lines, Merged, Report, Restored, Row};

use super::record::owner;
use crate::error::Error;
use crate::situation::Situation;

/// The facts, oldest first; those about one task where it is named, with what was taken back of them.
pub fn facts<'s>(situation: &'s Situation, task: Option<&str>) -> Vec<&'s Recorded> {
    let about = |r: &&Recorded| task.is_none_or(|task| r.fact.event.task() == Some(task));
    situation.facts.iter().filter(about).collect()
}

/// Looks at everything in the journal.
pub fn verify(folder: &Folder) -> Result<Report, Error> {
    Ok(Journal::verify(&folder.journal_path())?)
}

/// Drops what was made from facts and makes it again; gives the number of facts.
pub fn rebuild(folder: &Folder) -> Result<usize, Error> {
    Ok(Journal::open(&folder.journal_path())?.rebuild()?)
}

/// All facts as lines; of a damaged journal what can be read, where that is asked for.
pub fn export(folder: &Folder, readable: bool) -> Result<Lines, Error> {
    let path = folder.journal_path();
    let lines = if readable {
        Journal::export_readable(&path)
    } else {
        Journal::export(&path)
    };
    Ok(lines?)
}

/// Takes in the facts of a file of lines, or of another journal's file.
pub fn import(folder: &Folder, situation: &Situation, file: &Path) -> Result<Merged, Error> {
    let bytes =
        std::fs::read(file).map_err(|e| Error::wrong(format!("could not read {}: {e}", file.display())))?;
    let rows = if bytes.starts_with(b"SQLite format 3\0") {
        Journal::read_rows(file)?
    } else {
        let text = String::from_utf8(bytes).map_err(|_| {
            Error::wrong(format!(
                "{} is neither lines of facts nor a journal",
                file.display()
            ))
        })?;
        Journal::read_lines(&text)?
    };
    let own = owner(situation);
    // Facts of version 1 have no owner.
    if let Some(other) = rows.iter().map(Row::owner).find(|o| !o.is_empty() && *o != own) {
        return Err(Error::wrong(format!("{} is of another pivot: its facts are of `{other}`, these of `{own}`", file.display()))
            .next("two machines of one person have the same id in pivot.toml: copy the folder, or its pivot.toml, to both"));
    }
    Ok(Journal::open(&folder.journal_path())?.merge(rows)?)
}

/// Copies the journal to a file, complete or not at all; gives the number of facts.
pub fn backup(folder: &Folder, file: &Path) -> Result<usize, Error> {
    let path = folder.journal_path();
    if !path.exists() {
        return Err(Error::wrong("there is no journal yet")
            .next("it begins with the first fact: pivot plan --accept, pivot log"));
    }
    let same = |a: &Path, b: &Path| {
        a.canonicalize()
            .ok()
            .is_some_and(|a| b.canonicalize().is_ok_and(|b| a == b))
    };
    if same(&path, file) {
        return Err(Error::wrong("that is the journal itself").next("name another file"));
    }
    Ok(Journal::backup(&path, file)?)
}

/// Makes the journal what a backup holds. What there was lies beside it afterwards.
pub fn restore(folder: &Folder, file: &Path) -> Result<Restored, Error> {
    if !file.is_file() {
        return Err(Error::wrong(format!("there is no file {}", file.display())));
    }
    Ok(Journal::restore(&folder.journal_path(), file)?)
}
