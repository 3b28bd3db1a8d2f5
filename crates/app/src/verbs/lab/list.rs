//! `pivot lab list` and `show`: which labs there are, and one of them.

use pivot_domain::fact::Recorded;
use pivot_labs::lab::kept::Kept;
use pivot_labs::lab::{Bar, Lab, built_in};
use pivot_store::{Folder, Journal};

use super::attempts::{Entry, entries};
use super::data::kept;
use super::find::{Definition, find};
use crate::error::Error;

/// A lab of the list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its name.
    pub id: String,
    /// The lab, or why it cannot be read.
    pub lab: Result<Lab, String>,
    /// It is the person's own.
    pub own: bool,
    /// The data that lie in the pivot.
    pub kept: Option<Kept>,
    /// So many attempts were scored.
    pub attempts: usize,
    /// The best of them.
    pub best: Option<Entry>,
    /// The highest bar that was reached.
    pub bar: Option<Bar>,
}

/// A lab in full.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The lab and its statement.
    pub definition: Definition,
    /// How it stands.
    pub listed: Listed,
}

/// All labs: those that come with Pivot, and those of the pivot where there is one. Nothing is needed but the folder.
///
/// # Errors
/// The journal cannot be read.
pub fn list(folder: Option<&Folder>) -> Result<Vec<Listed>, Error> {
    Ok(list_by(folder, &facts(folder)?))
}

/// The same by facts that were read already.
pub fn list_by(folder: Option<&Folder>, facts: &[Recorded]) -> Vec<Listed> {
    let mut labs = Vec::new();
    for lab in built_in() {
        labs.push(listed(folder, facts, lab.id, false));
    }
    if let Some(folder) = folder {
        for id in folder.labs() {
            let has = built_in().iter().any(|lab| lab.id == id);
            let mut lab = listed(Some(folder), facts, &id, true);
            if has {
                lab.lab = Err(format!(
                    "`{id}` is a lab that comes with Pivot: give yours another name"
                ));
            }
            labs.push(lab);
        }
    }
    labs
}

/// One lab.
///
/// # Errors
/// There is none of this name, or it has faults.
pub fn show(folder: Option<&Folder>, id: &str) -> Result<Shown, Error> {
    show_by(folder, &facts(folder)?, id)
}

/// The same by facts that were read already.
///
/// # Errors
/// There is none of this name, or it has faults.
pub fn show_by(folder: Option<&Folder>, facts: &[Recorded], id: &str) -> Result<Shown, Error> {
    let definition = find(folder, id)?;
    let listed = listed(folder, facts, id, definition.own);
    Ok(Shown { definition, listed })
}

fn facts(folder: Option<&Folder>) -> Result<Vec<Recorded>, Error> {
    match folder {
        Some(folder) => Ok(Journal::read(&folder.journal_path())?),
        None => Ok(Vec::new()),
    }
}

fn listed(folder: Option<&Folder>, facts: &[Recorded], id: &str, own: bool) -> Listed {
    let lab = find(folder, id)
        .map(|found| found.lab)
        .map_err(|error| match error {
            Error::Files(files) => {
                let faults = files.iter().map(|file| file.faults.len()).sum();
                format!("its lab.toml has {}", crate::words::count(faults, "fault"))
            }
            Error::Wrong { what, .. } | Error::Outside { what, .. } => what,
            other => format!("{other:?}"),
        });
    // What cannot be read there is told by the commands that need it.
    let kept = folder
        .and_then(|folder| folder.lab(id).ok())
        .and_then(|at| kept(&at).ok().flatten());
    let all = entries(facts, id);
    let best = lab.as_ref().ok().and_then(|lab| {
        let of_data = |entry: &&Entry| kept.as_ref().is_none_or(|kept| entry.data == kept.data);
        let order = |a: &&Entry, b: &&Entry| lab.direction().order(a.value, b.value);
        all.iter().filter(of_data).min_by(order).cloned()
    });
    Listed {
        id: id.to_owned(),
        lab,
        own,
        kept,
        attempts: all.len(),
        bar: all.iter().filter_map(|entry| entry.bar).max(),
        best,
    }
}
