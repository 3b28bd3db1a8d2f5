//! Laws that hold for any facts.

use std::path::Path;

use proptest::prelude::*;

use crate::facts::{journal, minute};
use crate::*;

/// Appends facts a few at a time. An undo of `f3` names what became of the fourth.
fn append(path: &Path, machine: &str, from: i64, facts: &[Recorded], at_once: usize) {
    let mut ids: Vec<String> = Vec::new();
    let mut journal = Journal::open(path).unwrap();
    for (n, some) in facts.chunks(at_once).enumerate() {
        let some: Vec<Fact> = some
            .iter()
            .map(|r| {
                let mut fact = r.fact.clone();
                if let Event::Undone { fact: named } = &mut fact.event {
                    let n: usize = named[1..].parse().unwrap();
                    *named = ids.get(n).cloned().unwrap_or_else(|| "nobody".into());
                }
                fact
            })
            .collect();
        let now = minute(from + n as i64);
        let written = journal.append(now, &author(machine), &some).unwrap();
        let events = |facts: &[Fact]| facts.to_vec();
        let back: Vec<Fact> = written.iter().map(|r| r.fact.clone()).collect();
        assert_eq!(back, events(&some));
        ids.extend(written.into_iter().map(|r| r.id));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// What was made from facts can be dropped and made again, byte for byte; and the journal verifies.
    #[test]
    fn rebuilt_is_as_it_was(facts in journal(20), at_once in 1usize..9) {
        let (_folder, path) = quick();
        append(&path, "here", 0, &facts, at_once);
        prop_assert_eq!(faults(&path), Vec::<String>::new());
        let before = projection(&path);
        Connection::open(&path).unwrap().execute_batch("DROP TABLE progress; DROP TABLE folded").unwrap();
        prop_assert_eq!(Journal::open(&path).unwrap().rebuild().unwrap(), facts.len());
        prop_assert_eq!(projection(&path), before.clone());
        prop_assert_eq!(faults(&path), Vec::<String>::new());
        // Rows that a stray program has changed, or that an older version made, are no ground to stand on.
        Connection::open(&path).unwrap()
            .execute_batch("INSERT INTO progress VALUES ('task', 'odd', '{}'); UPDATE folded SET version = 0").unwrap();
        Journal::open(&path).unwrap().rebuild().unwrap();
        prop_assert_eq!(projection(&path), before);
    }

    /// Lines lose nothing: another journal made of them has the same facts, the same state and the same lines.
    #[test]
    fn lines_lose_nothing(facts in journal(20), at_once in 1usize..9) {
        let (folder, path) = quick();
        append(&path, "here", 0, &facts, at_once);
        let lines = Journal::export(&path).unwrap();
        prop_assert_eq!(lines.facts, facts.len());
        let other = folder.path().join("other.db");
        let rows = Journal::read_lines(&lines.text).unwrap();
        let merged = Journal::open(&other).unwrap().merge(rows.clone()).unwrap();
        prop_assert_eq!((merged.added, merged.known), (facts.len(), 0));
        prop_assert_eq!(Journal::export(&other).unwrap(), lines);
        prop_assert_eq!(Journal::read(&other).unwrap(), Journal::read(&path).unwrap());
        prop_assert_eq!(projection(&other), projection(&path));
        // A second time nothing is new.
        let again = Journal::open(&other).unwrap().merge(rows).unwrap();
        prop_assert_eq!((again.added, again.known), (0, facts.len()));
        prop_assert_eq!(faults(&other), Vec::<String>::new());
    }

    /// Lines that were changed are refused, with their number, or are facts all the same; nothing panics.
    #[test]
    fn garbage_is_refused(facts in journal(4), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let (_folder, path) = quick();
        append(&path, "here", 0, &facts, 9);
        let mut bytes = Journal::export(&path).unwrap().text.into_bytes();
        let n = at.index(bytes.len());
        bytes[n] = byte;
        let text = String::from_utf8_lossy(&bytes);
        let rows = Journal::read_lines(&text);
        if text != Journal::export(&path).unwrap().text && let Ok(rows) = rows {
            // What is left are blanks outside of the texts.
            prop_assert_eq!(Journal::open(&path).unwrap().merge(rows).unwrap().added, 0);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Two machines that went apart from a common beginning agree once each has taken in the other's facts.
    #[test]
    fn two_machines_agree(common in journal(6), one in journal(10), two in journal(10), at_once in 1usize..5) {
        let (folder, a) = quick();
        let b = folder.path().join("b.db");
        append(&a, "one", 0, &common, at_once);
        Journal::backup(&a, &b).unwrap();
        append(&a, "one", 5, &one, at_once);
        append(&b, "two", 3, &two, at_once);
        let (from_a, from_b) = (Journal::read_rows(&a).unwrap(), Journal::read_rows(&b).unwrap());
        let added = Journal::open(&a).unwrap().merge(from_b).unwrap();
        prop_assert_eq!((added.added, added.known), (two.len(), common.len()));
        Journal::open(&b).unwrap().merge(from_a).unwrap();
        prop_assert_eq!(Journal::read(&a).unwrap(), Journal::read(&b).unwrap());
        let state = |path| projection(path).into_iter().filter(|r| !r.1.contains(' ')).collect::<Vec<_>>();
        prop_assert_eq!(state(&a), state(&b));
        for path in [&a, &b] {
            prop_assert_eq!(faults(path), Vec::<String>::new());
        }
    }

    /// A backup holds what there was, and restoring it brings that back and keeps what there is.
    #[test]
    fn backup_and_restore(before in journal(10), after in journal(6)) {
        let (folder, path) = quick();
        append(&path, "here", 0, &before, 3);
        let saved = folder.path().join("saved.db");
        let then = Journal::export(&path).unwrap();
        prop_assert_eq!(Journal::backup(&path, &saved).unwrap(), before.len());
        append(&path, "here", 500, &after, 3);
        let now = Journal::export(&path).unwrap();
        let restored = Journal::restore(&path, &saved).unwrap();
        prop_assert_eq!((restored.facts, restored.missing), (before.len(), Some(after.len())));
        prop_assert_eq!(Journal::export(&path).unwrap(), then);
        prop_assert_eq!(Journal::export(&restored.aside.unwrap()).unwrap(), now);
        prop_assert_eq!(faults(&path), Vec::<String>::new());
    }
}

#[test]
fn nothing_is_made_by_reading() {
    let (_folder, path) = folder();
    assert_eq!(Journal::read(&path).unwrap(), []);
    assert_eq!(Journal::export(&path).unwrap().facts, 0);
    assert_eq!(Journal::verify(&path).unwrap().facts, 0);
    assert!(!path.exists());
}

#[test]
fn a_line_that_is_wrong_is_named() {
    let (_folder, path) = folder();
    filled(&path, 2);
    let text = Journal::export(&path).unwrap().text;
    let line = |n: usize| text.lines().nth(n).unwrap();
    let joined = |lines: &[&str]| lines.join("\n");
    for (wrong, part) in [
        (joined(&[line(1)]), "line 1: expected"),
        (
            joined(&[line(0), &line(1).replace("\"0\"", "\"7\"")]),
            "line 2: the fact was changed",
        ),
        (joined(&[line(0), line(1), "{}"]), "line 3: `recorded` is missing"),
        (joined(&[line(0), &line(1)[..50]]), "line 2: EOF"),
        (
            joined(&[line(0), &line(1).replace("\"done\"", "\"dome\"")]),
            "there is no kind `dome`",
        ),
        (
            joined(&[line(0), &line(1).replace("\"version\":1", "\"version\":2")]),
            "has version 2",
        ),
        (
            joined(&[line(0), &line(1).replace("{\"task\"", "{\"more\":1,\"task\"")]),
            "says more",
        ),
        (
            joined(&[
                line(0),
                &line(1).replace("\"recorded\":\"2027", "\"recorded\":\"9027"),
            ]),
            "no moment of writing",
        ),
    ] {
        let error = Journal::read_lines(&wrong).unwrap_err().to_string();
        assert!(error.contains(part), "{error} for {wrong}");
    }
}
