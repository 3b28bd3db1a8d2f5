//! Files that the disk has spoilt.

use std::collections::BTreeSet;

use pivot_store::{Error, Trouble};

use crate::*;

/// One bit after the other is turned over in a copy of a journal: either nothing is lost, or it is found; and what is saved
/// from it is never something that was not written.
#[test]
fn a_spoilt_byte_is_found_or_harmless() {
    let (folder, path) = folder();
    filled(&path, 60);
    let original = Journal::export(&path).unwrap().text;
    let lines: BTreeSet<&str> = original.lines().collect();
    let bytes = std::fs::read(&path).unwrap();
    let spoilt = folder.path().join("spoilt.db");
    let (mut found, mut saved) = (0, 0);
    // A step that is prime to the size of a page meets every part of one.
    for at in (0..bytes.len()).step_by(149) {
        let mut copy = bytes.clone();
        copy[at] ^= 1 << (at % 8);
        std::fs::write(&spoilt, &copy).unwrap();
        match Journal::verify(&spoilt) {
            Ok(report) if report.faults.is_empty() => {
                assert_eq!(Journal::export(&spoilt).unwrap().text, original, "byte {at}");
            }
            // Its version says that it is another's.
            Err(Error::Newer { .. } | Error::NotAJournal(_)) => found += 1,
            Ok(_) => {
                found += 1;
                if let Ok(readable) = Journal::export_readable(&spoilt) {
                    saved += usize::from(readable.facts > 50);
                    assert!(
                        readable.text.lines().all(|line| lines.contains(line)),
                        "byte {at}"
                    );
                }
            }
            Err(error) => panic!("byte {at}: {error}"),
        }
        for beside in ["spoilt.db-wal", "spoilt.db-shm"] {
            let _ = std::fs::remove_file(folder.path().join(beside));
        }
    }
    assert!(found > 20 && saved > 20, "{found} found, {saved} saved");
}

/// A file that was cut off to nothing is no journal without facts; a program that was stopped at its first write may have left
/// it, and so recording goes on in it.
#[test]
fn a_file_of_no_bytes_is_found_and_can_be_written() {
    let (folder, path) = folder();
    filled(&path, 3);
    let backup = folder.path().join("saved.db");
    Journal::backup(&path, &backup).unwrap();
    std::fs::write(&path, "").unwrap();
    let told = faults(&path);
    assert!(
        told.len() == 1 && told[0].contains("0 bytes") && told[0].contains("pivot restore"),
        "{told:?}"
    );
    assert!(matches!(
        Journal::backup(&path, &backup),
        Err(Error::Unsound { .. })
    ));
    assert!(matches!(
        Journal::restore(&backup, &path),
        Err(Error::Unsound { .. })
    ));
    assert_eq!(Journal::restore(&path, &backup).unwrap().facts, 3);
    assert_eq!((tasks(&path).len(), faults(&path)), (3, Vec::new()));
    std::fs::write(&path, "").unwrap();
    filled(&path, 1);
    assert_eq!((tasks(&path).len(), faults(&path)), (1, Vec::new()));
}

#[test]
fn a_spoilt_page_is_named_and_the_rest_is_saved_and_restored() {
    let (folder, path) = folder();
    filled(&path, 300);
    let backup = folder.path().join("saved.db");
    assert_eq!(Journal::backup(&path, &backup).unwrap(), 300);
    let page = 4096;
    let mut bytes = std::fs::read(&path).unwrap();
    // A page of facts that is not the root of their tree, without which nothing is found.
    let needle = br#"{"task":"250"}"#;
    let at = bytes.windows(needle.len()).position(|w| w == needle).unwrap() / page * page;
    bytes[at..at + page].fill(0xAA);
    std::fs::write(&path, bytes).unwrap();
    let told = faults(&path);
    assert!(told.iter().any(|f| f.contains("damaged")), "{told:?}");
    let damaged = |error: Error| {
        matches!(
            error,
            Error::Journal {
                trouble: Trouble::Damaged,
                ..
            }
        )
    };
    assert!(damaged(Journal::read(&path).unwrap_err()));
    let readable = Journal::export_readable(&path).unwrap();
    assert!(
        readable.facts > 200 && readable.lost > 0,
        "{} and {}",
        readable.facts,
        readable.lost
    );
    assert_eq!(readable.facts + readable.lost, 300);
    // A backup of it is refused before it replaces a good one.
    assert!(matches!(
        Journal::backup(&path, &backup),
        Err(Error::Unsound { .. })
    ));
    let restored = Journal::restore(&path, &backup).unwrap();
    assert_eq!((restored.facts, restored.missing), (300, None));
    assert_eq!(faults(&path), Vec::<String>::new());
    let aside = restored.aside.unwrap();
    assert!(
        !Journal::verify(&aside).unwrap().faults.is_empty(),
        "the damaged file is kept"
    );
}

#[test]
fn a_spoilt_backup_is_refused_and_the_journal_stays() {
    let (folder, path) = folder();
    filled(&path, 50);
    let backup = folder.path().join("saved.db");
    Journal::backup(&path, &backup).unwrap();
    let whole = std::fs::read(&backup).unwrap();
    let before = Journal::export(&path).unwrap();
    for spoilt in [
        whole[..whole.len() / 2].to_vec(),
        b"no database at all, but long enough to be one".repeat(99),
    ] {
        std::fs::write(&backup, spoilt).unwrap();
        assert!(matches!(
            Journal::restore(&path, &backup),
            Err(Error::Unsound { .. })
        ));
        assert_eq!(Journal::export(&path).unwrap(), before);
    }
    assert!(Journal::restore(&path, &folder.path().join("nothing.db")).is_err());
}
