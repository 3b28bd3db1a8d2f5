//! What facts add up to, as rows. Reading folds the facts themselves, which takes milliseconds: these rows are there to
//! check the fold against, for other programs to read, and to notice facts that are missing at the end.

use pivot_domain::fact::{DatedSession, Event, Recorded};
use pivot_domain::progress::{Progress, TaskProgress, progress};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value, json};

use super::schema::{self, STATE};
use crate::payload;

/// The version of the rows: they are made anew where another one stands.
const VERSION: i64 = 1;

/// A row: what part of the state, of what name, and the state as JSON.
pub(crate) type StateRow = (String, String, String);

/// Drops the rows with their tables and makes them again. Within a transaction of the caller's.
pub(crate) fn rebuild(connection: &Connection, facts: &[Recorded]) -> rusqlite::Result<()> {
    connection.execute_batch(STATE)?;
    fold(connection, facts)
}

/// Makes the rows anew from `facts`, which are all that there are. Within a transaction of the caller's.
pub(crate) fn fold(connection: &Connection, facts: &[Recorded]) -> rusqlite::Result<()> {
    if is_current(connection)? {
        connection.execute_batch("DELETE FROM progress; DELETE FROM folded;")?;
    } else {
        connection.execute_batch(STATE)?;
    }
    let (seq, hash) = schema::last(connection)?;
    connection.execute(
        "INSERT INTO folded (one, version, fact, hash) VALUES (1, ?1, ?2, ?3)",
        params![VERSION, (seq > 0).then_some(seq), hash],
    )?;
    let mut insert =
        connection.prepare_cached("INSERT INTO progress (part, name, state) VALUES (?1, ?2, ?3)")?;
    for (part, name, state) in rows(&progress(facts)) {
        insert.execute([part, name, state])?;
    }
    Ok(())
}

/// Whether the tables are there, and of this version.
fn is_current(connection: &Connection) -> rusqlite::Result<bool> {
    let both = "SELECT count(*) = 2 FROM sqlite_schema WHERE name IN ('progress', 'folded')";
    let there: bool = connection.query_row(both, [], |row| row.get(0))?;
    Ok(there && folded(connection)?.is_some())
}

/// The rows that stand in the database.
pub(crate) fn stored(connection: &Connection) -> rusqlite::Result<Vec<StateRow>> {
    let mut query = connection.prepare("SELECT part, name, state FROM progress ORDER BY part, name")?;
    let rows = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    rows.collect()
}

/// Number and hash of the last fact that is in the rows; `None` where they are of another version.
pub(crate) fn folded(connection: &Connection) -> rusqlite::Result<Option<(i64, String)>> {
    connection
        .query_row(
            "SELECT coalesce(fact, 0), hash FROM folded WHERE version = ?1",
            [VERSION],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
        .optional()
}

/// The state as rows, sorted.
pub(crate) fn rows(state: &Progress) -> Vec<StateRow> {
    let mut rows: Vec<StateRow> = Vec::new();
    let mut row =
        |part: &str, name: &str, state: Value| rows.push((part.into(), name.into(), state.to_string()));
    for (id, task) in &state.tasks {
        row("task", id, task_state(task));
    }
    for (n, running) in state.running.iter().enumerate() {
        let mut of = payload::write(&Event::Started(running.part.clone()));
        of["since"] = json!(running.since.to_string());
        row("running", &format!("{n:04}"), of);
    }
    let session = |s: &DatedSession| payload::write(&Event::Pinned(s.clone()));
    for (id, pinned) in &state.pins {
        row("pin", id, session(pinned));
    }
    for (id, missed) in &state.missed {
        row("missed", id, session(missed));
    }
    for (id, added) in &state.added {
        row("added", id, payload::write(&Event::TaskAdded(added.clone())));
    }
    for id in &state.dropped {
        row("dropped", id, json!({}));
    }
    rows.sort();
    rows
}

fn task_state(task: &TaskProgress) -> Value {
    let mut state = Map::new();
    let work = task.work.iter().map(
        |w| json!({ "at": w.at.to_string(), "time": w.time, "spent": w.spent.to_string(), "fact": w.fact }),
    );
    state.insert("work".into(), work.collect());
    let done = task
        .done
        .iter()
        .map(|(time, at)| (time.to_string(), json!(at.to_string())));
    state.insert("done".into(), Value::Object(done.collect()));
    if let Some(effort) = task.estimate {
        let changed = Event::EstimateChanged {
            task: String::new(),
            effort,
            priors: Vec::new(),
        };
        state.insert("estimate".into(), payload::write(&changed)["effort"].take());
    }
    Value::Object(state)
}
