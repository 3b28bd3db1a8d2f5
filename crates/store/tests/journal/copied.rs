//! Copies that a person or a program makes of the folder while the journal is in use.

use crate::killed::Writer;
use crate::*;

/// The file alone has every fact, although another program has the journal open: nobody needs to know of the log beside it.
#[test]
fn the_file_alone_has_every_fact() {
    let (folder, path) = folder();
    let mut open = Journal::open(&path).unwrap();
    for n in 0..20 {
        open.append(now(), &author("here"), &[done(&n.to_string())])
            .unwrap();
        for with_log in [false, true] {
            let copy = folder.path().join(format!("copy-{n}-{with_log}.db"));
            std::fs::copy(&path, &copy).unwrap();
            let log = path.with_file_name("journal.db-wal");
            if with_log && log.exists() {
                std::fs::copy(log, folder.path().join(format!("copy-{n}-{with_log}.db-wal"))).unwrap();
            }
            assert_eq!(tasks(&copy).len(), n + 1);
            assert_eq!(faults(&copy), Vec::<String>::new());
        }
    }
}

/// Somebody reads while a fact is written, which keeps it out of the file: it is waited for, so that the file alone has it.
#[test]
fn who_reads_meanwhile_is_waited_for() {
    let (_folder, path) = quick();
    filled(&path, 1);
    let reader = Connection::open(&path).unwrap();
    let count = "SELECT count(*) FROM facts";
    reader.execute_batch("BEGIN").unwrap();
    reader.query_row(count, [], |row| row.get::<_, i64>(0)).unwrap();
    let (begun, end) = std::sync::mpsc::channel();
    let reads = std::thread::spawn(move || {
        end.recv().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        reader.execute_batch("COMMIT").unwrap();
    });
    let mut open = Journal::open(&path).unwrap();
    begun.send(()).unwrap();
    open.append(now(), &author("here"), &[done("1")]).unwrap();
    let copy = path.with_file_name("copy.db");
    std::fs::copy(&path, &copy).unwrap();
    assert_eq!(tasks(&copy), ["0", "1"]);
    reads.join().unwrap();
}

/// Copies in the middle of writing: one that verifies has every fact that was acknowledged before it was begun. One that was
/// torn is found by verify, and `pivot backup` is the way that cannot tear.
#[test]
fn a_copy_in_the_middle_of_writing_is_whole_or_found_torn() {
    let (folder, path) = folder();
    let mut writer = Writer::start(&path, 0, None);
    let mut whole = 0;
    for n in 0..60 {
        let known = writer.read_acks(1 + n % 3);
        let copy = folder.path().join(format!("copy-{n}.db"));
        std::fs::copy(&path, &copy).unwrap();
        if n % 2 == 0 {
            let log = path.with_file_name("journal.db-wal");
            let _ = std::fs::copy(log, folder.path().join(format!("copy-{n}.db-wal")));
        }
        if faults(&copy).is_empty() {
            whole += 1;
            let there = tasks(&copy);
            assert!(there.len() >= known, "{} of {known}", there.len());
            assert!(there.iter().enumerate().all(|(n, task)| *task == n.to_string()));
        }
        let backup = folder.path().join(format!("backup-{n}.db"));
        assert!(
            Journal::backup(&path, &backup).unwrap() >= known,
            "a backup is always whole"
        );
    }
    writer.kill();
    assert!(whole > 0, "some copies were whole");
}
