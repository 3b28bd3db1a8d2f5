//! What a journal of years costs: reading it, and recording one more fact.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use pivot_domain::fact::{Event, Fact, Part};
use pivot_store::{Author, Journal};

fn main() {
    divan::main();
}

fn logged(n: i64) -> Fact {
    let part = Part {
        task: format!("{}.{}", n % 13 + 1, n % 9 + 1),
        time: None,
    };
    Fact {
        at: Timestamp::UNIX_EPOCH + SignedDuration::from_mins(n),
        zone: "Europe/Paris".into(),
        event: Event::Logged {
            part,
            spent: SignedDuration::from_mins(45),
        },
    }
}

fn author() -> Author {
    Author {
        owner: "me".into(),
        machine: "here".into(),
    }
}

/// A journal of `count` facts.
fn journal(count: i64) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal.db");
    let facts: Vec<Fact> = (0..count).map(logged).collect();
    let mut journal = Journal::open(&path).expect("a journal");
    journal
        .append(Timestamp::UNIX_EPOCH, &author(), &facts)
        .expect("room");
    (folder, path)
}

#[divan::bench(args = [1_000, 10_000], sample_count = 20)]
fn read_and_fold(bencher: divan::Bencher<'_, '_>, count: i64) {
    let (_folder, path) = journal(count);
    bencher.bench(|| {
        let facts = Journal::read(&path).expect("facts");
        pivot_domain::progress::progress(&facts)
    });
}

/// With the disk's own time: a recorded fact is on the disk.
#[divan::bench(args = [1_000, 10_000], sample_count = 20)]
fn append_one(bencher: divan::Bencher<'_, '_>, count: i64) {
    let (_folder, path) = journal(count);
    let mut journal = Journal::open(&path).expect("a journal");
    bencher.bench_local(|| {
        journal
            .append(Timestamp::UNIX_EPOCH, &author(), &[logged(0)])
            .expect("room")
    });
}
