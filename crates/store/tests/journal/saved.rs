//! Files of every version that was ever released.

use crate::*;

fn saved(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/saved")
        .join(name)
}

/// A folder with a copy of a saved journal.
fn with_saved(name: &str) -> (TempDir, PathBuf) {
    let (folder, path) = folder();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::copy(saved(name), &path).unwrap();
    (folder, path)
}

/// Version 1, as the program wrote it before there was progress: three accepted plans, two of them in one second, and an
/// export between them.
#[test]
fn version_1_is_read_and_brought_forward() {
    let (_folder, path) = with_saved("journal-v1.db");
    let first = Journal::read(&path).unwrap();
    let told: Vec<(&str, &str, String)> = first
        .iter()
        .map(|r| (r.id.as_str(), r.fact.event.kind(), r.recorded.to_string()))
        .collect();
    let expected = [
        ("11eeb2d930b08339", "plan-accepted", "2027-01-04T09:00:00Z"),
        ("1f1f6364fbdd14b8", "plan-accepted", "2027-01-04T09:00:00.000001Z"),
        ("4ded70b654845801", "exported", "2027-01-04T09:00:00.000002Z"),
        ("c8f862d503edd323", "plan-accepted", "2027-01-05T09:00:00Z"),
    ];
    assert_eq!(told, expected.map(|(id, kind, at)| (id, kind, at.to_owned())));
    assert_eq!(
        std::fs::read(&path).unwrap(),
        std::fs::read(saved("journal-v1.db")).unwrap(),
        "reading writes nothing"
    );
    assert_eq!(Journal::verify(&path).unwrap().version, 1);

    Journal::open(&path).unwrap();
    assert_eq!(Journal::read(&path).unwrap(), first, "the same facts");
    let report = Journal::verify(&path).unwrap();
    assert_eq!((report.version, report.facts, report.faults), (2, 4, vec![]));
    // The file as it was lies beside it, and can be restored.
    let copy = path.with_file_name("journal.db.v1-backup");
    assert_eq!(Journal::verify(&copy).unwrap().version, 1);
    assert_eq!(Journal::read(&copy).unwrap(), first);
    Journal::open(&path)
        .unwrap()
        .append(now(), &author("here"), &[done("1.1")])
        .unwrap();
    let restored = Journal::restore(&path, &copy).unwrap();
    assert_eq!((restored.facts, restored.missing), (4, Some(1)));
    assert_eq!(Journal::read(&path).unwrap(), first);
    assert_eq!(faults(&path), Vec::<String>::new());
}

/// Two machines that bring the same file forward have the same facts.
#[test]
fn version_1_is_the_same_on_two_machines() {
    let ((_a, one), (_b, two)) = (with_saved("journal-v1.db"), with_saved("journal-v1.db"));
    Journal::open(&one)
        .unwrap()
        .append(now(), &author("one"), &[done("1.1")])
        .unwrap();
    let merged = Journal::open(&two)
        .unwrap()
        .merge(Journal::read_rows(&one).unwrap())
        .unwrap();
    assert_eq!((merged.added, merged.known), (1, 4));
    let lines = Journal::export(&two).unwrap().text;
    assert_eq!(Journal::read_lines(&lines).unwrap().len(), 5);
}

/// A copy that is there already is not written over.
#[test]
fn a_second_migration_keeps_the_first_copy() {
    let (_folder, path) = with_saved("journal-v1.db");
    let copy = path.with_file_name("journal.db.v1-backup");
    std::fs::write(&copy, "precious").unwrap();
    Journal::open(&path).unwrap();
    assert_eq!(std::fs::read(&copy).unwrap(), b"precious");
    assert!(path.with_file_name("journal.db.v1-backup-2").exists());
}

/// Version 2, with a fact of every kind, and the lines that it must read as for ever.
#[test]
fn version_2_reads_as_it_did() {
    let (_folder, path) = with_saved("journal-v2.db");
    assert_eq!(faults(&path), Vec::<String>::new());
    let lines = std::fs::read_to_string(saved("journal-v2.jsonl")).unwrap();
    assert_eq!(Journal::export(&path).unwrap().text, lines);
    let kinds: std::collections::BTreeSet<&str> = Journal::read(&path)
        .unwrap()
        .iter()
        .map(|r| r.fact.event.kind())
        .collect();
    assert_eq!(kinds.len(), 20, "every kind is there: {kinds:?}");
    let (_other, fresh) = folder();
    Journal::open(&fresh)
        .unwrap()
        .merge(Journal::read_lines(&lines).unwrap())
        .unwrap();
    assert_eq!(projection(&fresh), projection(&path));
}

/// The second version of a check, which says what was read, reads as it did.
#[test]
fn the_second_version_of_a_check_reads_as_it_did() {
    let lines = std::fs::read_to_string(saved("checked-2.jsonl")).unwrap();
    let (_folder, path) = folder();
    let rows = Journal::read_lines(&lines).unwrap();
    let merged = Journal::open(&path).unwrap().merge(rows).unwrap();
    assert_eq!(merged.added, lines.lines().count() - 1);
    assert_eq!(Journal::export(&path).unwrap().text, lines);
    for recorded in Journal::read(&path).unwrap() {
        let pivot_domain::fact::Event::Checked {
            check, met, proof, ..
        } = &recorded.fact.event
        else {
            panic!("only checks")
        };
        let proof = proof.as_ref().unwrap();
        let said = (
            check.as_str(),
            *met,
            proof.excerpt.as_deref(),
            proof.sha256.as_ref().map(String::len),
        );
        match check.as_str() {
            "command" => assert_eq!(said, ("command", true, Some("demo ok"), Some(64))),
            // A repository with a commit, and without the tag that another check asks for.
            _ => assert_eq!(
                said,
                ("git", proof.with.contains_key("commits"), Some("first"), Some(64))
            ),
        }
    }
}

/// The second version of a score, which says which attempt at a lab it was, reads as it did.
#[test]
fn the_second_version_of_a_score_reads_as_it_did() {
    let lines = std::fs::read_to_string(saved("scored-2.jsonl")).unwrap();
    let (_folder, path) = folder();
    let rows = Journal::read_lines(&lines).unwrap();
    Journal::open(&path).unwrap().merge(rows).unwrap();
    assert_eq!(Journal::export(&path).unwrap().text, lines);
    let attempts: Vec<(u32, String, Option<String>)> = Journal::read(&path)
        .unwrap()
        .into_iter()
        .map(|recorded| match recorded.fact.event {
            pivot_domain::fact::Event::Scored {
                deed,
                attempt: Some(attempt),
                ..
            } => {
                assert_eq!((attempt.data.len(), attempt.sha256.len()), (64, 64));
                (attempt.number, attempt.set, deed.note)
            }
            other => panic!("only scores: {other:?}"),
        })
        .collect();
    let expected = [(1, "short"), (2, "excellent in f64")];
    assert_eq!(
        attempts,
        expected.map(|(number, note)| (number, "made".to_owned(), Some(note.to_owned())))
    );
}

/// The third version of a score, which says which submission to a competition it was and how one stood, reads as it did.
#[test]
fn the_third_version_of_a_score_reads_as_it_did() {
    let (_folder, path) = folder();
    let lines = std::fs::read_to_string(saved("scored-3.jsonl")).unwrap();
    let rows = Journal::read_lines(&lines).unwrap();
    Journal::open(&path).unwrap().merge(rows).unwrap();
    assert_eq!(Journal::export(&path).unwrap().text, lines);
    let stood: Vec<(u64, Option<u32>, Option<u32>)> = Journal::read(&path)
        .unwrap()
        .into_iter()
        .map(|recorded| match recorded.fact.event {
            Event::Scored {
                attempt: None,
                standing: Some(standing),
                ..
            } => {
                assert_eq!(standing.asked.to_string(), "2027-03-01T23:00:00Z");
                (standing.submission, standing.rank, standing.teams)
            }
            other => panic!("only scores: {other:?}"),
        })
        .collect();
    assert_eq!(
        stood,
        [(45_123_001, None, None), (45_123_002, Some(1203), Some(15_321))]
    );
    // What a version that nobody reads yet says is refused, and so is a rank that is none.
    for (from, to, why) in [
        ("\"version\":3", "\"version\":4", "version 4"),
        ("\"rank\":1203", "\"rank\":-1", "`rank` is -1"),
    ] {
        let wrong = Journal::read_lines(&lines.replace(from, to))
            .unwrap_err()
            .to_string();
        assert!(wrong.contains(why), "{wrong}");
    }
}

/// The second version of an estimate and of a task that is left out, which say what was done before, reads as it did.
#[test]
fn what_follows_from_priors_reads_as_it_did() {
    use pivot_domain::fact::Event;

    let lines = std::fs::read_to_string(saved("priors-2.jsonl")).unwrap();
    let (_folder, path) = folder();
    let rows = Journal::read_lines(&lines).unwrap();
    assert_eq!(Journal::open(&path).unwrap().merge(rows).unwrap().added, 3);
    assert_eq!(Journal::export(&path).unwrap().text, lines);
    let facts = Journal::read(&path).unwrap();
    let told: Vec<(&str, &[String], Option<i64>)> = facts
        .iter()
        .map(|r| match &r.fact.event {
            Event::EstimateChanged { task, effort, priors } => {
                (task.as_str(), priors.as_slice(), Some(effort.likely.as_mins()))
            }
            Event::TaskDropped { task, priors } => (task.as_str(), priors.as_slice(), None),
            _ => panic!("only these two"),
        })
        .collect();
    let (python, blog) = (["python".to_owned()], ["blog".to_owned()]);
    assert_eq!(
        told,
        [
            ("1.1", &python[..], Some(490)),
            ("4.1", &blog[..], None),
            ("7.2", &python[..], Some(650))
        ]
    );
    // A fact of that version that follows from nothing is none.
    let less = lines.replace("[\"blog\"]", "[]");
    let wrong = Journal::read_lines(&less).unwrap_err().to_string();
    assert!(wrong.contains("`priors` is []"), "{wrong}");
}
