//! The tables, and how those of an older version become those of this one.

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use super::copy;
use super::row::{NO_HASH, Row, moment};
use crate::Error;

/// The format this program writes, kept in the database's `user_version`.
pub(crate) const VERSION: i64 = 2;

/// Facts are only added: the database itself refuses to change or to delete one. `progress` and `folded` are what facts add
/// up to, and up to which fact: they can be dropped and made again.
const TABLES: &str = "
    CREATE TABLE facts (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        recorded TEXT NOT NULL,
        at TEXT NOT NULL,
        zone TEXT NOT NULL,
        owner TEXT NOT NULL,
        machine TEXT NOT NULL,
        kind TEXT NOT NULL,
        version INTEGER NOT NULL,
        payload TEXT NOT NULL CHECK (json_valid(payload)),
        hash TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TRIGGER facts_are_not_changed BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, 'a fact is never changed'); END;
    CREATE TRIGGER facts_are_not_deleted BEFORE DELETE ON facts BEGIN SELECT RAISE(ABORT, 'a fact is never deleted'); END;
    PRAGMA user_version = 2;";

/// The projection. `folded` has one row: the last fact that is in it.
pub(crate) const STATE: &str = "
    DROP TABLE IF EXISTS progress;
    DROP TABLE IF EXISTS folded;
    CREATE TABLE progress (
        part TEXT NOT NULL,
        name TEXT NOT NULL,
        state TEXT NOT NULL CHECK (json_valid(state)),
        PRIMARY KEY (part, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE folded (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        version INTEGER NOT NULL,
        fact INTEGER REFERENCES facts (seq),
        hash TEXT NOT NULL
    ) STRICT;";

/// The version of a database: 0 where it is empty.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Whether there is nothing in a database.
pub(crate) fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}

/// Makes the tables anew, without a fact. Within a transaction of the caller's.
pub(crate) fn make(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "DROP TABLE IF EXISTS folded; DROP TABLE IF EXISTS progress; DROP TABLE IF EXISTS facts;",
    )?;
    connection.execute_batch(TABLES)?;
    connection.execute_batch(STATE)
}

/// Adds a row at the end, and gives its hash.
pub(crate) fn add(connection: &Connection, row: &Row, seq: i64, before: &str) -> rusqlite::Result<String> {
    let hash = row.hash_after(before);
    connection
        .prepare_cached(
            "INSERT INTO facts (seq, id, recorded, at, zone, owner, machine, kind, version, payload, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            seq,
            row.id,
            row.recorded,
            row.at,
            row.zone,
            row.owner,
            row.machine,
            row.kind,
            row.version,
            row.payload,
            hash
        ])?;
    Ok(hash)
}

/// Number and hash of the last row; 0 and nothing where there is none.
pub(crate) fn last(connection: &Connection) -> rusqlite::Result<(i64, String)> {
    let mut query = connection.prepare_cached("SELECT seq, hash FROM facts ORDER BY seq DESC LIMIT 1")?;
    let mut rows = query.query([])?;
    match rows.next()? {
        Some(row) => Ok((row.get(0)?, row.get(1)?)),
        None => Ok((0, NO_HASH.to_owned())),
    }
}

/// The rows of a journal of any version that is known, in the order in which they stand in the file, each with its number.
pub(crate) fn rows(connection: &Connection) -> Result<Vec<(i64, Row)>, Wrong> {
    match version(connection)? {
        0 => Ok(Vec::new()),
        1 => first_version(connection),
        _ => {
            let mut query = connection.prepare(&format!("{SELECT} ORDER BY seq"))?;
            let rows = query.query_map([], |r| Ok((r.get(0)?, read(r)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        }
    }
}

/// The columns of a row, in the order of [`read`].
pub(crate) const SELECT: &str =
    "SELECT seq, recorded, id, at, zone, owner, machine, kind, version, payload FROM facts";

/// A row of [`SELECT`].
pub(crate) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        recorded: row.get(1)?,
        id: row.get(2)?,
        at: row.get(3)?,
        zone: row.get(4)?,
        owner: row.get(5)?,
        machine: row.get(6)?,
        kind: row.get(7)?,
        version: row.get(8)?,
        payload: row.get(9)?,
    })
}

/// Why rows cannot be had.
#[derive(Debug)]
pub(crate) enum Wrong {
    /// The database says so.
    Database(rusqlite::Error),
    /// A fact makes no sense: its number, and why.
    Fact(i64, String),
}

impl From<rusqlite::Error> for Wrong {
    fn from(error: rusqlite::Error) -> Self {
        Wrong::Database(error)
    }
}

impl Wrong {
    /// The same, said of a file.
    pub(crate) fn at(self, path: &Path) -> Error {
        match self {
            Wrong::Database(error) => Error::database(path, &error),
            Wrong::Fact(seq, what) => Error::Fact { seq, what },
        }
    }
}

/// Facts of version 1, as version 2 holds them. They had no owner, no machine and no moment of writing, and were told at the
/// moment they were written: that moment it is, or right after the fact before, so that the order stays. The same file gives
/// the same rows on every machine.
fn first_version(connection: &Connection) -> Result<Vec<(i64, Row)>, Wrong> {
    let mut query =
        connection.prepare("SELECT seq, id, at, zone, kind, version, payload FROM facts ORDER BY seq")?;
    let mut found = query.query([])?;
    let mut rows = Vec::new();
    let mut last: Option<Timestamp> = None;
    while let Some(r) = found.next()? {
        let seq: i64 = r.get(0)?;
        let text: String = r.get(2)?;
        let at: Timestamp = text
            .parse()
            .map_err(|e: jiff::Error| Wrong::Fact(seq, e.to_string()))?;
        let recorded = after(at, last);
        last = Some(recorded);
        let row = Row {
            recorded: moment(recorded),
            id: r.get(1)?,
            at: text,
            zone: r.get(3)?,
            owner: String::new(),
            machine: String::new(),
            kind: r.get(4)?,
            version: r.get(5)?,
            payload: r.get(6)?,
        };
        rows.push((seq, row));
    }
    Ok(rows)
}

/// `now`, or the microsecond after `last` where the clock has not passed it: a clock that is set back changes no order.
/// (S. Kulkarni et al., Logical Physical Clocks, OPODIS 2014, with the counter in the microseconds.)
pub(crate) fn after(now: Timestamp, last: Option<Timestamp>) -> Timestamp {
    let next = last.map(|last| {
        last.checked_add(SignedDuration::from_micros(1))
            .unwrap_or(Timestamp::MAX)
    });
    next.map_or(now, |next| next.max(now))
}

/// Brings a journal of an older version to this one, in a transaction of the caller's: a copy of the file is made first.
/// Gives the copy's path.
pub(crate) fn migrate(connection: &Connection, path: &Path, from: i64) -> Result<PathBuf, Error> {
    let copied = copy::free_name(path, &format!("v{from}-backup"));
    // The caller's connection is about to write, and such a one cannot be copied from: another one reads.
    copy::copy(path, &copied)?;
    let rows = rows(connection).map_err(|wrong| wrong.at(path))?;
    let renew = || -> rusqlite::Result<()> {
        make(connection)?;
        let mut hash = NO_HASH.to_owned();
        for (seq, (_, row)) in (1..).zip(&rows) {
            hash = add(connection, row, seq, &hash)?;
        }
        Ok(())
    };
    renew().map_err(|error| Error::database(path, &error))?;
    Ok(copied)
}
