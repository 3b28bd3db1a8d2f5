//! The journal: an append-only table of facts in SQLite.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use pivot_domain::fact::{Fact, Recorded};
use rusqlite::{Connection, OpenFlags, params};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{Error, payload};

/// The format this program writes, kept in the database's `user_version`.
const VERSION: i64 = 1;

/// Facts are only added: the database itself refuses to change or to delete one.
const SCHEMA: &str = "
    CREATE TABLE facts (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        at TEXT NOT NULL,
        zone TEXT NOT NULL,
        kind TEXT NOT NULL,
        version INTEGER NOT NULL,
        payload TEXT NOT NULL CHECK (json_valid(payload))
    ) STRICT;
    CREATE TRIGGER facts_are_not_changed BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, 'a fact is never changed'); END;
    CREATE TRIGGER facts_are_not_deleted BEFORE DELETE ON facts BEGIN SELECT RAISE(ABORT, 'a fact is never deleted'); END;
    PRAGMA user_version = 1;";

/// An open journal.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    connection: Connection,
}

impl Journal {
    /// Opens the journal to append; makes it where there is none.
    pub fn open(path: &Path) -> Result<Journal, Error> {
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| Error::File {
                tried: "make the folder",
                path: parent.to_owned(),
                error,
            })?;
        }
        let journal = Journal::connect(path, OpenFlags::default())?;
        let set_up = || {
            let c = &journal.connection;
            c.pragma_update(None, "journal_mode", "WAL")?;
            c.pragma_update(None, "synchronous", "FULL")?;
            c.pragma_update(None, "foreign_keys", true)?;
            if journal.version()? == 0 {
                // Two programs may do this at once: the second finds it done.
                c.execute_batch("BEGIN IMMEDIATE")?;
                let made = if journal.version()? == 0 {
                    c.execute_batch(SCHEMA)
                } else {
                    Ok(())
                };
                c.execute_batch(if made.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
                made?;
            }
            Ok(())
        };
        set_up().map_err(|error| journal.error(error))?;
        journal.check_version()?;
        Ok(journal)
    }

    /// The facts of the journal at `path`, oldest first; none where there is no journal. Nothing is written.
    pub fn read(path: &Path) -> Result<Vec<Recorded>, Error> {
        if !path.exists() {
            return Ok(Vec::new());
        }
        let journal = Journal::connect(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        journal.check_version()?;
        journal.facts()
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Journal, Error> {
        let failed = |error| Error::Journal {
            path: path.to_owned(),
            error,
        };
        let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        connection
            .busy_timeout(std::time::Duration::from_secs(5))
            .map_err(failed)?;
        Ok(Journal {
            path: path.to_owned(),
            connection,
        })
    }

    fn error(&self, error: rusqlite::Error) -> Error {
        Error::Journal {
            path: self.path.clone(),
            error,
        }
    }

    fn version(&self) -> Result<i64, rusqlite::Error> {
        self.connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
    }

    fn check_version(&self) -> Result<(), Error> {
        match self.version().map_err(|e| self.error(e))? {
            found if found > VERSION => Err(Error::Newer {
                path: self.path.clone(),
                found,
            }),
            _ => Ok(()),
        }
    }

    /// Appends a fact; when this returns, it is on disk.
    pub fn append(&mut self, fact: &Fact) -> Result<Recorded, Error> {
        let (kind, payload) = (fact.event.kind(), payload::write(&fact.event));
        let text = payload.to_string();
        let add = |c: &mut Connection| {
            let tx = c.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let seq: i64 = tx.query_row("SELECT coalesce(max(seq), 0) + 1 FROM facts", [], |row| {
                row.get(0)
            })?;
            let hash = Sha256::digest(format!("{seq}\n{}\n{}\n{kind}\n{text}", fact.at, fact.zone));
            let id: String = hash.iter().take(8).map(|b| format!("{b:02x}")).collect();
            tx.execute(
                "INSERT INTO facts (seq, id, at, zone, kind, version, payload) VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)",
                params![seq, id, fact.at.to_string(), fact.zone, kind, text],
            )?;
            tx.commit()?;
            Ok(id)
        };
        let id = add(&mut self.connection).map_err(|e| self.error(e))?;
        Ok(Recorded {
            id,
            ..fact.clone().into()
        })
    }

    /// All facts, oldest first.
    pub fn facts(&self) -> Result<Vec<Recorded>, Error> {
        let rows = || -> Result<Vec<(i64, [String; 5])>, rusqlite::Error> {
            if self.version()? == 0 {
                return Ok(Vec::new());
            }
            let mut query = self
                .connection
                .prepare("SELECT seq, id, at, zone, kind, payload FROM facts ORDER BY seq")?;
            let rows = query.query_map([], |r| {
                Ok((r.get(0)?, [r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?]))
            })?;
            rows.collect()
        };
        rows()
            .map_err(|e| self.error(e))?
            .into_iter()
            .map(|(seq, [id, at, zone, kind, payload])| {
                let wrong = |what: String| Error::Fact { seq, what };
                let at: Timestamp = at.parse().map_err(|e: jiff::Error| wrong(e.to_string()))?;
                let payload: Value = serde_json::from_str(&payload).map_err(|e| wrong(e.to_string()))?;
                let event = payload::read(&kind, 1, &payload).map_err(wrong)?;
                Ok(Recorded {
                    id,
                    ..Fact { at, zone, event }.into()
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use pivot_domain::fact::{DatedSession, Event, ExportedSession};

    use super::*;

    fn fact(id: &str) -> Fact {
        let at: Timestamp = "2027-01-04T09:00:00Z".parse().unwrap();
        let session = DatedSession {
            id: id.into(),
            task: "1.1".into(),
            start: at,
            end: at,
        };
        Fact {
            at,
            zone: "Europe/Paris".into(),
            event: Event::Exported(vec![ExportedSession {
                session,
                title: "Lesson".into(),
                sequence: 3,
                cancelled: true,
            }]),
        }
    }

    #[test]
    fn a_fact_comes_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".pivot").join("journal.db");
        assert_eq!(Journal::read(&path).unwrap(), []);
        assert!(!path.exists(), "reading makes nothing");
        let written = Journal::open(&path).unwrap().append(&fact("1.1/1")).unwrap();
        let accepted = Fact {
            event: Event::PlanAccepted(vec![]),
            ..fact("x")
        };
        Journal::open(&path).unwrap().append(&accepted).unwrap();
        let facts = Journal::read(&path).unwrap();
        assert_eq!(facts[0], written);
        assert_eq!(facts[1].fact, accepted);
    }

    #[test]
    fn the_database_refuses_to_change_a_fact() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        Journal::open(&path).unwrap().append(&fact("1.1/1")).unwrap();
        let raw = Connection::open(&path).unwrap();
        for sql in ["UPDATE facts SET zone = 'UTC'", "DELETE FROM facts"] {
            assert!(
                raw.execute(sql, [])
                    .unwrap_err()
                    .to_string()
                    .contains("a fact is never"),
                "{sql}"
            );
        }
    }

    #[test]
    fn a_newer_journal_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        Journal::open(&path).unwrap();
        Connection::open(&path)
            .unwrap()
            .pragma_update(None, "user_version", 7)
            .unwrap();
        assert!(matches!(Journal::read(&path), Err(Error::Newer { found: 7, .. })));
        assert!(matches!(Journal::open(&path), Err(Error::Newer { found: 7, .. })));
    }
}
