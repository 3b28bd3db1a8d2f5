//! Facts as lines of JSON: for another machine, another program, or a journal that is damaged.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::TransactionBehavior;
use serde_json::{Map, Value, json};

use super::row::{Row, moment};
use super::{Journal, schema, sorted, state};
use crate::Error;

/// The first line of a file of facts.
const FORMAT: &str = "pivot.facts/1";

/// Facts as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// One line for the format, one for each fact, oldest first.
    pub text: String,
    /// How many facts are in it.
    pub facts: usize,
    /// How many are known to be missing because they could not be read.
    pub lost: usize,
}

/// What became of facts from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// How many were added.
    pub added: usize,
    /// How many were there already.
    pub known: usize,
}

impl Journal {
    /// All facts of the journal at `path` as lines.
    pub fn export(path: &Path) -> Result<Lines, Error> {
        if !path.exists() {
            return Ok(lines(Vec::new(), 0));
        }
        let journal = Journal::connect(path)?;
        journal.check_version()?;
        let rows = schema::rows(&journal.connection).map_err(|wrong| wrong.at(path))?;
        Ok(lines(rows.into_iter().map(|(_, row)| row).collect(), 0))
    }

    /// What can be read of a damaged journal, fact by fact.
    pub fn export_readable(path: &Path) -> Result<Lines, Error> {
        let journal = Journal::connect(path)?;
        journal.check_version()?;
        let last = schema::last(&journal.connection).ok().map(|(seq, _)| seq);
        let mut rows = Vec::new();
        let (mut lost, mut gap) = (0, 0);
        for seq in 1.. {
            if last.map_or(gap >= GAP, |last| seq > last) {
                break;
            }
            let read = journal
                .connection
                .query_row(&format!("{} WHERE seq = ?1", schema::SELECT), [seq], schema::read)
                .map_err(|e| e.to_string())
                // A text that a page of another fact has fallen into is no fact.
                .and_then(|row| {
                    row.read()?;
                    row.has_its_id()
                        .then_some(row)
                        .ok_or_else(|| "changed".to_owned())
                });
            gap = if read.is_ok() { 0 } else { gap + 1 };
            match read {
                Ok(row) => rows.push(row),
                Err(_) => lost += 1,
            }
        }
        // Those after the last one that was found were never there.
        Ok(lines(rows, lost - if last.is_none() { gap } else { 0 }))
    }

    /// The facts of a text: lines, as [`Journal::export`] writes them. All are read, or none.
    pub fn read_lines(text: &str) -> Result<Vec<Row>, Error> {
        let mut rows = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            if line.trim().is_empty() {
                continue;
            }
            let wrong = |what: String| Error::Line { line: number, what };
            let value: Value = serde_json::from_str(line).map_err(|e| wrong(e.to_string()))?;
            if number == 1 {
                match value.get("format").and_then(Value::as_str) {
                    Some(FORMAT) => continue,
                    found => {
                        let found = found.unwrap_or("no format");
                        return Err(wrong(format!(
                            "expected {{\"format\":\"{FORMAT}\"}}, found {found}"
                        )));
                    }
                }
            }
            rows.push(read_line(&value).map_err(wrong)?);
        }
        Ok(rows)
    }

    /// The facts of another journal's file.
    pub fn read_rows(path: &Path) -> Result<Vec<Row>, Error> {
        let journal = Journal::connect(path)?;
        journal.check_version()?;
        let rows = schema::rows(&journal.connection).map_err(|wrong| wrong.at(path))?;
        for (seq, row) in &rows {
            row.read_all().map_err(|what| Error::Fact { seq: *seq, what })?;
        }
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    /// Takes facts from outside in: those that are not there yet are added, in one transaction. The same fact has the same id
    /// on every machine and is kept once.
    pub fn merge(&mut self, mut rows: Vec<Row>) -> Result<Merged, Error> {
        rows.sort();
        let path = self.path.clone();
        let failed = |error: rusqlite::Error| Error::database(&path, &error);
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let mut all = schema::rows(&tx).map_err(|wrong| wrong.at(&path))?;
        let mut known: BTreeMap<String, Row> = all.iter().map(|(_, r)| (r.id.clone(), r.clone())).collect();
        let (mut seq, mut hash) = schema::last(&tx).map_err(failed)?;
        let mut merged = Merged { added: 0, known: 0 };
        for row in rows {
            if let Some(own) = known.get(&row.id) {
                if *own != row {
                    return Err(Error::Fact {
                        seq: seq + 1,
                        what: format!("the fact {} is another one here", row.id),
                    });
                }
                merged.known += 1;
                continue;
            }
            seq += 1;
            hash = schema::add(&tx, &row, seq, &hash).map_err(failed)?;
            merged.added += 1;
            known.insert(row.id.clone(), row.clone());
            all.push((seq, row));
        }
        if merged.added > 0 {
            let facts = sorted(&all).map_err(|wrong| wrong.at(&path))?;
            state::fold(&tx, &facts).map_err(failed)?;
        }
        tx.commit().map_err(failed)?;
        Ok(merged)
    }
}

/// What is written later than this was written by a clock that nobody can follow: every later fact would have to be later.
const LATEST: &str = "2200-01-01";

/// After so many facts in a row that cannot be read no more are looked for, where nobody knows how many there are.
const GAP: usize = 5000;

fn lines(mut rows: Vec<Row>, lost: usize) -> Lines {
    rows.sort();
    let mut text = format!("{}\n", json!({ "format": FORMAT }));
    for row in &rows {
        text.push_str(&write_line(row));
        text.push('\n');
    }
    Lines {
        text,
        facts: rows.len(),
        lost,
    }
}

/// The fields of a row that are texts, by name.
fn texts(row: &Row) -> [(&'static str, &str); 7] {
    [
        ("id", &row.id),
        ("recorded", &row.recorded),
        ("at", &row.at),
        ("zone", &row.zone),
        ("owner", &row.owner),
        ("machine", &row.machine),
        ("kind", &row.kind),
    ]
}

/// The payload goes in as it stands, so that not a byte of it changes.
fn write_line(row: &Row) -> String {
    let mut line = String::from("{");
    for (name, text) in texts(row) {
        line.push_str(&format!("\"{name}\":{},", json!(text)));
    }
    // Between the values of a payload that a stray program wrote a line may end; within one it cannot.
    let payload = row.payload.replace(['\n', '\r'], " ");
    line.push_str(&format!("\"version\":{},\"payload\":{payload}}}", row.version));
    line
}

/// The inverse of [`write_line`].
fn read_line(value: &Value) -> Result<Row, String> {
    let object: &Map<String, Value> = value.as_object().ok_or("a line is an object")?;
    let text = |name: &str| {
        let value = object.get(name).and_then(Value::as_str);
        value
            .map(str::to_owned)
            .ok_or_else(|| format!("`{name}` is missing or no text"))
    };
    let row = Row {
        recorded: text("recorded")?,
        id: text("id")?,
        at: text("at")?,
        zone: text("zone")?,
        owner: text("owner")?,
        machine: text("machine")?,
        kind: text("kind")?,
        version: object
            .get("version")
            .and_then(Value::as_i64)
            .ok_or("`version` is no number")?,
        payload: object.get("payload").ok_or("`payload` is missing")?.to_string(),
    };
    if object.len() != texts(&row).len() + 2 {
        return Err("there are more fields than this program knows".into());
    }
    let read = row.read_all()?;
    if row.recorded.as_str() >= LATEST {
        return Err(format!(
            "{} is no moment of writing: expected one before {LATEST}",
            row.recorded
        ));
    }
    let written = |text: &str, as_written: String| {
        (text == as_written)
            .then_some(())
            .ok_or_else(|| format!("{text} is not written as {as_written}"))
    };
    written(&row.recorded, moment(read.recorded))?;
    written(&row.at, Timestamp::to_string(&read.fact.at))?;
    if !row.has_its_id() {
        return Err(format!("the fact was changed: {} is not its id", row.id));
    }
    Ok(row)
}
