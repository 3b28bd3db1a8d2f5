//! The journal as a file among other programs: what is recorded is found again, whatever happens to it.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod copied;
mod damaged;
#[path = "../../../domain/tests/facts/mod.rs"]
mod facts;
#[cfg(target_os = "linux")]
mod full;
mod killed;
mod laws;
mod saved;

use std::path::{Path, PathBuf};

use facts::minute;
use jiff::Timestamp;
use pivot_domain::fact::{Event, Fact, Part, Recorded};
use pivot_store::{Author, Journal};
use rusqlite::Connection;
use tempfile::TempDir;

fn author(machine: &str) -> Author {
    Author {
        owner: "me".into(),
        machine: machine.into(),
    }
}

fn now() -> Timestamp {
    minute(0)
}

/// A fact about a task of that name.
fn done(task: &str) -> Fact {
    Fact {
        at: now(),
        zone: "Europe/Paris".into(),
        event: Event::Done(Part {
            task: task.into(),
            time: None,
        }),
    }
}

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".pivot").join("journal.db");
    (folder, path)
}

/// A folder that needs no disk where there is one: for what is about bytes, or about programs that die while
/// the system lives on. There a thousand writes take no longer than a few on a disk.
fn quick() -> (TempDir, PathBuf) {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    };
    let path = folder.path().join("journal.db");
    (folder, path)
}

/// A journal of `count` facts about the tasks `0`, `1`, ….
fn filled(path: &Path, count: usize) -> Vec<Recorded> {
    let facts: Vec<Fact> = (0..count).map(|n| done(&n.to_string())).collect();
    Journal::open(path)
        .unwrap()
        .append(now(), &author("here"), &facts)
        .unwrap()
}

/// Names of the tasks of all facts, in order.
fn tasks(path: &Path) -> Vec<String> {
    let facts = Journal::read(path).unwrap();
    facts
        .iter()
        .map(|r| r.fact.event.task().unwrap_or_default().to_owned())
        .collect()
}

fn faults(path: &Path) -> Vec<String> {
    Journal::verify(path).unwrap().faults
}

/// Every row of the tables that are made from facts.
fn projection(path: &Path) -> Vec<(String, String, String)> {
    let raw = Connection::open(path).unwrap();
    let mut rows = Vec::new();
    for sql in [
        "SELECT part, name, state FROM progress ORDER BY part, name",
        "SELECT one, version || ' ' || coalesce(fact, 0), hash FROM folded",
    ] {
        let mut query = raw.prepare(sql).unwrap();
        let found = query
            .query_map([], |r| {
                let one: rusqlite::types::Value = r.get(0)?;
                Ok((format!("{one:?}"), r.get(1)?, r.get(2)?))
            })
            .unwrap();
        rows.extend(found.map(Result::unwrap));
    }
    rows
}
