//! Copies of a journal: backup and restore.

use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::row::NO_HASH;
use super::verify::{Report, verify};
use super::{Journal, schema, state};
use crate::Error;

/// What a restore did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// How many facts there are now.
    pub facts: usize,
    /// Where the journal that was there before lies now; `None` where there was none.
    pub aside: Option<PathBuf>,
    /// How many facts of the journal that was there before are not in the backup; `None` where it could not be read.
    pub missing: Option<usize>,
}

impl Journal {
    /// Copies the journal at `path` to the file `to`, as it is at one moment, while others may go on writing. The copy is one
    /// file, complete before it has its name; a file that is there already is replaced. Gives the number of facts.
    pub fn backup(path: &Path, to: &Path) -> Result<usize, Error> {
        let report = verify(path)?;
        if !report.faults.is_empty() {
            return Err(Error::Unsound {
                path: path.to_owned(),
                faults: report.faults,
            });
        }
        copy(path, to)?;
        // What was written is looked at, not what was meant.
        match verify(to)? {
            Report { faults, facts, .. } if faults.is_empty() => Ok(facts),
            Report { faults, .. } => Err(Error::Unsound {
                path: to.to_owned(),
                faults,
            }),
        }
    }

    /// Makes the journal at `path` what the file `from` holds, after a look at that. What was there before lies beside it
    /// afterwards. Where the present journal can be read this is one transaction, and whoever has it open sees it.
    pub fn restore(path: &Path, from: &Path) -> Result<Restored, Error> {
        let report = verify(from)?;
        if !report.faults.is_empty() {
            return Err(Error::Unsound {
                path: from.to_owned(),
                faults: report.faults,
            });
        }
        let source = Journal::connect(from)?;
        let rows = schema::rows(&source.connection).map_err(|wrong| wrong.at(from))?;
        if !path.exists() {
            copy(from, path)?;
            Journal::open(path)?;
            return Ok(Restored {
                facts: rows.len(),
                aside: None,
                missing: None,
            });
        }
        let aside = free_name(path, "before-restore");
        if !verify(path)?.faults.is_empty() {
            // What takes its place is complete before the damaged file goes.
            let incoming = with_suffix(path, ".incoming");
            copy(from, &incoming)?;
            move_aside(path, &aside)?;
            rename(&incoming, path)?;
            Journal::open(path)?;
            return Ok(Restored {
                facts: rows.len(),
                aside: Some(aside),
                missing: None,
            });
        }
        let missing = replace(Journal::open(path)?, &rows, &aside)?;
        Ok(Restored {
            facts: rows.len(),
            aside: Some(aside),
            missing: Some(missing),
        })
    }
}

/// Puts `rows` in the place of those of a journal, which is copied to `aside` first; gives how many of its facts are not
/// among them.
fn replace(mut journal: Journal, rows: &[(i64, super::Row)], aside: &Path) -> Result<usize, Error> {
    let path = journal.path.clone();
    let failed = |error: rusqlite::Error| Error::database(&path, &error);
    let tx = journal
        .connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(failed)?;
    let before = schema::rows(&tx).map_err(|wrong| wrong.at(&path))?;
    copy(&path, aside)?;
    let kept: std::collections::BTreeSet<&str> = rows.iter().map(|(_, row)| row.id.as_str()).collect();
    let missing = before
        .iter()
        .filter(|(_, row)| !kept.contains(row.id.as_str()))
        .count();
    let write = || -> rusqlite::Result<()> {
        schema::make(&tx)?;
        let mut hash = NO_HASH.to_owned();
        for (seq, (_, row)) in (1..).zip(rows) {
            hash = schema::add(&tx, row, seq, &hash)?;
        }
        Ok(())
    };
    write().map_err(failed)?;
    let facts = super::sorted(rows).map_err(|wrong| wrong.at(&path))?;
    state::fold(&tx, &facts).map_err(failed)?;
    tx.commit().map_err(failed)?;
    Ok(missing)
}

/// Copies a database to a file, as it is at one moment: made beside it, then renamed.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    let beside = beside(to);
    let sync = || std::fs::File::open(&beside)?.sync_all();
    let copied = pages(from, &beside)
        .and_then(|()| {
            sync().map_err(|error| Error::File {
                tried: "write",
                path: to.to_owned(),
                error,
            })
        })
        .and_then(|()| rename(&beside, to));
    if copied.is_err() {
        // What could not be finished is of no use; the error tells the cause.
        let _ = std::fs::remove_file(&beside);
    }
    copied
}

/// The pages of one database become those of another, which is one file afterwards: no log lies beside it.
fn pages(from: &Path, to: &Path) -> Result<(), Error> {
    if let Some(parent) = to.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent).map_err(|error| Error::File {
            tried: "make the folder",
            path: parent.to_owned(),
            error,
        })?;
    }
    // A file of that name is what a program left that was stopped.
    let _ = std::fs::remove_file(to);
    let source = Journal::connect(from)?;
    let failed = |error: rusqlite::Error| Error::database(to, &error);
    let mut target = Connection::open_with_flags(to, OpenFlags::default()).map_err(failed)?;
    let backup = Backup::new(&source.connection, &mut target).map_err(failed)?;
    let mut waited = 0;
    loop {
        match backup.step(-1).map_err(failed)? {
            StepResult::Done => break,
            // Another program is writing: a few seconds are enough for a fact.
            _ if waited < 100 => {
                waited += 1;
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
            _ => {
                return Err(Error::Journal {
                    path: from.to_owned(),
                    trouble: crate::Trouble::Busy,
                    what: "database is locked".into(),
                });
            }
        }
    }
    drop(backup);
    target
        .pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))
        .map_err(failed)
}

/// Moves a journal that cannot be read, with what lies beside it, out of the way.
fn move_aside(path: &Path, aside: &Path) -> Result<(), Error> {
    for suffix in ["", "-wal", "-shm"] {
        let from = with_suffix(path, suffix);
        if from.exists() {
            rename(&from, &with_suffix(aside, suffix))?;
        }
    }
    Ok(())
}

/// Renames a file for good: the folder is on the disk, too, where the system can say so.
fn rename(from: &Path, to: &Path) -> Result<(), Error> {
    std::fs::rename(from, to).map_err(|error| Error::File {
        tried: "move",
        path: from.to_owned(),
        error,
    })?;
    if let Some(folder) = to.parent().filter(|p| !p.as_os_str().is_empty()) {
        // Not every system lets a folder be opened; the file itself is safe already.
        let _ = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Where a copy is made before it has its name.
fn beside(to: &Path) -> PathBuf {
    with_suffix(to, &format!(".new-{}", std::process::id()))
}

/// `journal.db.WHAT`, or with the first number that is free: nothing that was kept is written over.
pub(crate) fn free_name(path: &Path, what: &str) -> PathBuf {
    let mut name = with_suffix(path, &format!(".{what}"));
    for n in 2.. {
        if !name.exists() {
            break;
        }
        name = with_suffix(path, &format!(".{what}-{n}"));
    }
    name
}
