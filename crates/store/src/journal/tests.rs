//! What only the inside of the journal can show.

use pivot_domain::fact::{Event, Part};
use rusqlite::Connection;

use super::*;
use crate::Trouble;

fn author() -> Author {
    Author {
        owner: "me".into(),
        machine: "here".into(),
    }
}

fn now() -> Timestamp {
    "2027-01-04T09:00:00Z".parse().unwrap()
}

fn done(task: &str) -> Fact {
    Fact {
        at: now(),
        zone: "UTC".into(),
        event: Event::Done(Part {
            task: task.into(),
            time: None,
        }),
    }
}

fn journal() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".pivot").join("journal.db");
    (folder, path)
}

#[test]
fn the_database_refuses_to_change_a_fact() {
    let (_folder, path) = journal();
    Journal::open(&path)
        .unwrap()
        .append(now(), &author(), &[done("1.1")])
        .unwrap();
    let raw = Connection::open(&path).unwrap();
    for sql in ["UPDATE facts SET zone = 'UTC'", "DELETE FROM facts"] {
        let refused = raw.execute(sql, []).unwrap_err().to_string();
        assert!(refused.contains("a fact is never"), "{sql}: {refused}");
    }
}

#[test]
fn a_newer_journal_and_another_database_are_left_alone() {
    let (_folder, path) = journal();
    Journal::open(&path).unwrap();
    Connection::open(&path)
        .unwrap()
        .pragma_update(None, "user_version", 7)
        .unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert!(matches!(Journal::read(&path), Err(Error::Newer { found: 7, .. })));
    assert!(matches!(Journal::open(&path), Err(Error::Newer { found: 7, .. })));
    assert!(matches!(
        Journal::verify(&path),
        Err(Error::Newer { found: 7, .. })
    ));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    let other = path.with_file_name("other.db");
    Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE t (x)")
        .unwrap();
    assert!(matches!(Journal::open(&other), Err(Error::NotAJournal(_))));
}

#[test]
fn the_order_of_writing_survives_a_clock_that_is_set_back() {
    let (_folder, path) = journal();
    let mut journal = Journal::open(&path).unwrap();
    let mut written = journal.append(now(), &author(), &[done("a"), done("b")]).unwrap();
    let earlier = now() - jiff::SignedDuration::from_hours(48);
    written.extend(journal.append(earlier, &author(), &[done("c")]).unwrap());
    assert!(written.is_sorted_by(|a, b| a.recorded < b.recorded));
    assert_eq!(Journal::read(&path).unwrap(), written);
}

#[test]
fn one_decides_while_nobody_else_can_write() {
    let (_folder, path) = journal();
    let mut journal = Journal::open(&path).unwrap();
    let decided: Result<Vec<Recorded>, Error> = journal.record(now(), &author(), |_| {
        let other = Connection::open(&path).unwrap();
        other.busy_timeout(std::time::Duration::ZERO).unwrap();
        assert!(other.execute_batch("BEGIN IMMEDIATE").is_err());
        Err(Error::NotToml("a refusal".into()))
    });
    assert!(matches!(decided, Err(Error::NotToml(_))));
    assert_eq!(journal.facts().unwrap(), []);
}

#[test]
fn another_writer_is_told_as_one() {
    let (_folder, path) = journal();
    let mut journal = Journal::open(&path).unwrap();
    journal
        .connection
        .busy_timeout(std::time::Duration::ZERO)
        .unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = journal.append(now(), &author(), &[done("1.1")]).unwrap_err();
    assert!(
        matches!(
            refused,
            Error::Journal {
                trouble: Trouble::Busy,
                ..
            }
        ),
        "{refused}"
    );
    other.execute_batch("COMMIT").unwrap();
    journal.append(now(), &author(), &[done("1.1")]).unwrap();
}

/// A database that may not grow is a full disk: what was recorded stays, what was refused is not there, and once there is
/// room the journal goes on.
#[test]
fn a_full_disk_loses_nothing() {
    let (_folder, path) = journal();
    let mut journal = Journal::open(&path).unwrap();
    let pages: i64 = journal
        .connection
        .pragma_query_value(None, "page_count", |r| r.get(0))
        .unwrap();
    journal
        .connection
        .pragma_update_and_check(None, "max_page_count", pages + 4, |_| Ok(()))
        .unwrap();
    let mut acknowledged = Vec::new();
    let refused = loop {
        match journal.append(now(), &author(), &[done(&"long".repeat(100))]) {
            Ok(written) => acknowledged.extend(written),
            Err(error) => break error,
        }
        assert!(acknowledged.len() < 1000, "the limit holds");
    };
    assert!(
        matches!(
            refused,
            Error::Journal {
                trouble: Trouble::Full,
                ..
            }
        ),
        "{refused}"
    );
    assert!(acknowledged.len() > 3);
    assert_eq!(journal.facts().unwrap(), acknowledged);
    assert_eq!(Journal::verify(&path).unwrap().faults, Vec::<String>::new());
    journal
        .connection
        .pragma_update_and_check(None, "max_page_count", 100_000, |_| Ok(()))
        .unwrap();
    journal.append(now(), &author(), &[done("after")]).unwrap();
    assert_eq!(journal.facts().unwrap().len(), acknowledged.len() + 1);
}

#[test]
fn what_a_stray_program_does_is_found() {
    let spoil = [
        (
            "UPDATE facts SET payload = '{\"task\":\"x\"}' WHERE seq = 2",
            "fact 2 (",
        ),
        (
            "UPDATE facts SET at = '2027-01-04T09:00:01Z' WHERE seq = 1",
            "fact 1 (",
        ),
        ("DELETE FROM facts WHERE seq = 2", "fact 2 is missing"),
        (
            "DELETE FROM facts WHERE seq = 3",
            "names a fact that is not there",
        ),
        ("UPDATE progress SET state = '{}'", "`progress`"),
        ("UPDATE folded SET version = 99", "`progress`"),
        ("UPDATE facts SET kind = 'odd' WHERE seq = 3", "cannot be read"),
    ];
    for (sql, part) in spoil {
        let (_folder, path) = journal();
        let facts = [done("1.1"), done("1.2"), done("1.3")];
        Journal::open(&path)
            .unwrap()
            .append(now(), &author(), &facts)
            .unwrap();
        assert_eq!(Journal::verify(&path).unwrap().faults, Vec::<String>::new());
        let raw = Connection::open(&path).unwrap();
        raw.execute_batch("PRAGMA foreign_keys = OFF; DROP TRIGGER facts_are_not_changed; DROP TRIGGER facts_are_not_deleted;")
            .unwrap();
        raw.execute_batch(sql).unwrap();
        let faults = Journal::verify(&path).unwrap().faults;
        assert!(faults.iter().any(|f| f.contains(part)), "{sql}: {faults:?}");
    }
}

/// Programs that begin at once find a journal that another of them is just making.
#[test]
fn a_journal_that_is_just_made_is_one() {
    for _ in 0..100 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        Journal::read(&path)
                            .and_then(|_| Journal::open(&path))
                            .map(|_| ())
                    })
                })
                .collect();
            for one in all {
                one.join().unwrap().unwrap();
            }
        });
    }
}
