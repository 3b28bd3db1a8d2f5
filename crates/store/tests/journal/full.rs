//! A disk that is full, or that cannot be written: what was recorded can still be read.

use std::process::Command;

use pivot_store::{Error, Trouble};

use crate::*;

/// A file system of one megabyte, taken away again at the end.
struct Disk(TempDir);

impl Disk {
    /// `None` where the test may not mount one.
    fn new() -> Option<Disk> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"])
            .arg(folder.path())
            .output();
        mounted
            .is_ok_and(|ran| ran.status.success())
            .then(|| Disk(folder))
    }

    /// In a folder whose name has what means something in a URI.
    fn journal(&self) -> PathBuf {
        self.0.path().join("a?b#c%20d é").join("journal.db")
    }

    fn fill(&self) {
        // A page at a time, until not one is left.
        let mut filler = std::fs::File::create(self.0.path().join("filler")).unwrap();
        while std::io::Write::write_all(&mut filler, &[7; 4096]).is_ok() {}
    }

    fn seal(&self) {
        let sealed = Command::new("mount")
            .args(["-o", "remount,ro"])
            .arg(self.0.path())
            .status();
        assert!(sealed.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

/// Everything that reads gives what there is, and nothing is written.
fn reads(path: &Path, facts: usize, elsewhere: &Path) {
    assert_eq!(Journal::read(path).unwrap().len(), facts);
    assert_eq!(Journal::export(path).unwrap().facts, facts);
    assert_eq!(Journal::export_readable(path).unwrap().facts, facts);
    assert_eq!(Journal::read_rows(path).unwrap().len(), facts);
    assert_eq!(
        (faults(path), Journal::verify(path).unwrap().facts),
        (Vec::new(), facts)
    );
    assert_eq!(Journal::backup(path, elsewhere).unwrap(), facts);
    assert_eq!(tasks(elsewhere).len(), facts);
}

fn refusal(path: &Path) -> Trouble {
    let appended = Journal::open(path).and_then(|mut j| j.append(now(), &author("here"), &[done("999")]));
    match appended {
        Err(Error::Journal { trouble, .. }) => trouble,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_full_disk_can_be_read() {
    let Some(disk) = Disk::new() else { return };
    let (other, path) = (tempfile::tempdir().unwrap(), disk.journal());
    filled(&path, 30);
    disk.fill();
    reads(&path, 30, &other.path().join("saved.db"));
    assert_eq!(refusal(&path), Trouble::Full);
    reads(&path, 30, &other.path().join("saved.db"));
    std::fs::remove_file(disk.0.path().join("filler")).unwrap();
    filled(&path, 1);
    reads(&path, 31, &other.path().join("saved.db"));
}

#[test]
fn a_disk_that_cannot_be_written_can_be_read() {
    let Some(disk) = Disk::new() else { return };
    let (other, path) = (tempfile::tempdir().unwrap(), disk.journal());
    filled(&path, 30);
    disk.seal();
    reads(&path, 30, &other.path().join("saved.db"));
    assert_eq!(refusal(&path), Trouble::ReadOnly);
}

/// A folder without the right to write. (Root writes all the same: there the mounted disks say more.)
#[cfg(unix)]
#[test]
fn a_folder_of_others_can_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("a?b");
    let path = folder.join("journal.db");
    filled(&path, 30);
    let rights = |mode| std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).unwrap();
    rights(0o555);
    reads(&path, 30, &home.path().join("saved.db"));
    rights(0o755);
}

/// A log with something in it may have facts that the file has not: it is not passed over.
#[test]
fn a_log_is_not_passed_over() {
    let Some(disk) = Disk::new() else { return };
    let path = disk.journal();
    filled(&path, 30);
    std::fs::write(path.with_file_name("journal.db-wal"), [1; 5000]).unwrap();
    disk.seal();
    assert!(matches!(Journal::read(&path), Err(Error::Journal { .. })));
}
