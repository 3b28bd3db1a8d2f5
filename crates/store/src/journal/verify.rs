//! Whether a journal holds together.

use std::path::Path;

use rusqlite::Connection;

use super::row::{NO_HASH, Row};
use super::schema::{self, SELECT};
use super::{Journal, state};
use crate::{Error, Trouble};

/// What a look at a journal found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many facts were read.
    pub facts: usize,
    /// The format of the file; 0 where it is empty.
    pub version: i64,
    /// The hash of the last fact, which stands for all of them; empty where there is none.
    pub head: String,
    /// What is wrong, in sentences without a full stop; empty where all is well.
    pub faults: Vec<String>,
}

/// A journal that was begun has a first page, even before its first fact.
const EMPTY: &str = "the file has 0 bytes: either a program was stopped before its first fact, and recording goes on in this file, or \
                     the facts that were in it are gone, and pivot restore FILE brings back a backup";

/// At most so many faults are told.
const TOLD: usize = 20;

impl Journal {
    /// Looks at everything in the journal at `path`: the database's own check, the chain of hashes, each fact, and what they
    /// add up to. Damage is a finding and no error.
    pub fn verify(path: &Path) -> Result<Report, Error> {
        verify(path)
    }
}

pub(crate) fn verify(path: &Path) -> Result<Report, Error> {
    let mut report = Report::default();
    if !path.exists() {
        return Ok(report);
    }
    if std::fs::metadata(path).is_ok_and(|file| file.len() == 0) {
        report.faults.push(EMPTY.to_owned());
        return Ok(report);
    }
    let damaged = |error: Error| match error {
        // A table that lacks a column is damage too.
        Error::Journal {
            trouble: Trouble::Damaged | Trouble::Other,
            what,
            ..
        } => Ok(what),
        other => Err(other),
    };
    let looked = Journal::connect(path).and_then(|journal| {
        journal.check_version()?;
        // One moment, while others may write.
        let failed = |error: rusqlite::Error| Error::database(path, &error);
        journal.connection.execute_batch("BEGIN").map_err(failed)?;
        look(&journal.connection, &mut report).map_err(failed)
    });
    if let Err(error) = looked {
        let what = damaged(error)?;
        report.faults.push(format!("the file is damaged: {what}"));
    }
    report.faults.truncate(TOLD);
    Ok(report)
}

fn look(connection: &Connection, report: &mut Report) -> rusqlite::Result<()> {
    report.version = schema::version(connection)?;
    own_checks(connection, report)?;
    match report.version {
        0 => return Ok(()),
        1 => {
            // No chain yet: what can be read is counted.
            let rows = schema::rows(connection);
            report.facts = rows.as_ref().map_or(0, Vec::len);
            if let Err(wrong) = rows {
                report.faults.push(wrong.at(Path::new("")).to_string());
            }
            return Ok(());
        }
        _ => {}
    }
    let rows = chain(connection, report)?;
    let mut facts = Vec::new();
    for (seq, row) in &rows {
        match row.read() {
            Ok(fact) => facts.push(fact),
            Err(what) => report
                .faults
                .push(format!("fact {seq} ({}) cannot be read: {what}", row.id)),
        }
    }
    let last = rows.last().map_or(0, |(seq, _)| *seq);
    match state::folded(connection)? {
        Some((seq, _)) if seq > last => report.faults.push(format!(
            "facts are missing at the end: {seq} were there, {last} are"
        )),
        Some((seq, hash)) if seq == last && hash == report.head => {
            facts.sort_by(super::order);
            let state = state::rows(&pivot_domain::progress::progress(&facts));
            if facts.len() == rows.len() && state != state::stored(connection)? {
                report
                    .faults
                    .push("the table `progress` is not what the facts add up to".into());
            }
        }
        _ => report
            .faults
            .push("the table `progress` is not of the last fact".into()),
    }
    Ok(())
}

/// What the database finds wrong with itself.
fn own_checks(connection: &Connection, report: &mut Report) -> rusqlite::Result<()> {
    let mut query = connection.prepare(&format!("PRAGMA integrity_check({TOLD})"))?;
    let mut found = query.query([])?;
    while let Some(row) = found.next()? {
        let line: String = row.get(0)?;
        if line != "ok" {
            report
                .faults
                .push(format!("the file is damaged: {}", line.replace('\n', " ")));
        }
    }
    let mut query = connection.prepare("PRAGMA foreign_key_check")?;
    let mut found = query.query([])?;
    while let Some(row) = found.next()? {
        let table: String = row.get(0)?;
        report
            .faults
            .push(format!("a row of `{table}` names a fact that is not there"));
    }
    Ok(())
}

/// The rows, as far as they can be read, each held against the chain.
fn chain(connection: &Connection, report: &mut Report) -> rusqlite::Result<Vec<(i64, Row)>> {
    let mut query = connection.prepare(&format!(
        "{} ORDER BY seq",
        SELECT.replace(" FROM", ", hash FROM")
    ))?;
    let mut found = query.query([])?;
    let mut rows: Vec<(i64, Row)> = Vec::new();
    let mut before = NO_HASH.to_owned();
    loop {
        let (seq, row, hash): (i64, Row, String) = match found.next() {
            Ok(Some(r)) => (r.get(0)?, schema::read(r)?, r.get(10)?),
            Ok(None) => break,
            Err(error) => {
                let after = rows.last().map_or(0, |(seq, _)| *seq);
                report
                    .faults
                    .push(format!("after fact {after} nothing can be read: {error}"));
                break;
            }
        };
        let expected = rows.last().map_or(1, |(seq, _)| seq + 1);
        if seq != expected {
            report
                .faults
                .push(format!("fact {expected} is missing: {seq} comes next"));
        }
        if row.hash_after(&before) != hash {
            report.faults.push(format!(
                "fact {seq} ({}) is not what was written: its hash does not fit",
                row.id
            ));
        }
        // The chain goes on from what stands there, so that one change is told once.
        before = hash;
        rows.push((seq, row));
    }
    report.facts = rows.len();
    report.head = before;
    Ok(rows)
}
