//! `pivot journal`, `backup`, `restore`: the record itself.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use pivot_domain::fact::{Event, Recorded, undone};
use pivot_store::{Folder, Journal, Lines, Merged, Report, Restored, Row};

use super::export::not_own;
use super::record::owner;
use crate::error::Error;
use crate::situation::Situation;
use crate::words;

/// The facts, oldest first; those about one task where it is named, with what was taken back of them.
pub fn facts<'s>(situation: &'s Situation, task: Option<&str>) -> Vec<&'s Recorded> {
    let about = |r: &&Recorded| task.is_none_or(|task| r.fact.event.task() == Some(task));
    situation.facts.iter().filter(about).collect()
}

/// Which facts are looked for; what is absent does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// About this task.
    pub task: Option<String>,
    /// Of this kind, as programs know it.
    pub kind: Option<String>,
    /// With this text in their words, in their task's title, in their machine's name or at the beginning of their id; the case
    /// of letters does not matter.
    pub text: Option<String>,
    /// They happened on this day or later, by the person's clock.
    pub from: Option<Date>,
    /// They happened on this day or earlier.
    pub to: Option<Date>,
}

/// The facts that a filter lets through, oldest first, with what was taken back of them.
pub fn search<'s>(situation: &'s Situation, filter: &Filter) -> Vec<&'s Recorded> {
    let text = filter.text.as_ref().map(|t| t.to_lowercase());
    let title = |task: &str| {
        let known = situation.curriculum.task(task);
        known.map(|t| t.title.to_lowercase()).unwrap_or_default()
    };
    let says = |r: &Recorded, text: &str| {
        r.id.starts_with(text)
            || words::what(situation, &r.fact.event)
                .to_lowercase()
                .contains(text)
            || r.machine.to_lowercase().contains(text)
            || r.fact.event.task().is_some_and(|task| title(task).contains(text))
    };
    let zones = &situation.settings.zones;
    facts(situation, filter.task.as_deref())
        .into_iter()
        .filter(|r| {
            filter
                .kind
                .as_ref()
                .is_none_or(|kind| r.fact.event.kind() == kind)
        })
        .filter(|r| {
            let day = || zones.civil(r.fact.at).date();
            filter.from.is_none_or(|from| from <= day()) && filter.to.is_none_or(|to| day() <= to)
        })
        .filter(|r| text.as_ref().is_none_or(|text| says(r, text)))
        .collect()
}

/// What took back each fact that does not stand.
pub fn taken_back(facts: &[Recorded]) -> BTreeMap<&str, &Recorded> {
    let void = undone(facts);
    let mut by = BTreeMap::new();
    for recorded in facts {
        if let Event::Undone { fact } = &recorded.fact.event
            && !void.contains(recorded.id.as_str())
            && let Some(gone) = void.get(fact.as_str())
        {
            by.insert(*gone, recorded);
        }
    }
    by
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
    not_own(folder, file)?;
    let path = folder.journal_path();
    if !path.exists() {
        return Err(Error::wrong("there is no journal yet")
            .next("it begins with the first fact: pivot plan --accept, pivot log"));
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
