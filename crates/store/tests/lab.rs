//! The folders of labs: what is written stays inside, whole, and what is read is bounded.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use pivot_store::{Error, Folder};
use tempfile::TempDir;

fn pivot() -> (TempDir, Folder) {
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::create(&dir.path().join("p"), "x", "y").unwrap();
    (dir, folder)
}

#[test]
fn files_come_and_go() {
    let (_dir, folder) = pivot();
    let lab = folder.lab("my-lab").unwrap();
    assert_eq!(lab.read("train.csv", 10).unwrap(), None);
    lab.write(".held/truth", b"12345").unwrap();
    assert_eq!(lab.read(".held/truth", 5).unwrap().unwrap(), b"12345");
    let large = lab.read(".held/truth", 4).unwrap_err();
    assert!(large.to_string().contains("larger than"), "{large}");
    let dir = lab.read(".held", 4).unwrap_err();
    assert!(dir.to_string().contains("no plain file"), "{dir}");
    for n in ["10.csv", "9.csv", "x.csv"] {
        lab.write(&format!("attempts/{n}"), b"").unwrap();
    }
    assert_eq!(lab.numbers("attempts"), [9, 10]);
    assert_eq!(lab.make_numbered("runs").unwrap().0, 1);
    assert_eq!(lab.make_numbered("runs").unwrap().0, 2);
    assert!(folder.labs().is_empty(), "without a definition it is none");
    lab.write("lab.toml", b"").unwrap();
    assert_eq!(folder.labs(), ["my-lab"]);
    lab.remove(".held/truth").unwrap();
    lab.remove(".held/truth").unwrap();
    lab.remove_if_empty(".held");
    lab.remove_if_empty("attempts");
    assert!(!lab.path().join(".held").exists() && lab.path().join("attempts").exists());
    lab.remove_folder("attempts").unwrap();
    assert!(!lab.path().join("attempts").exists());
}

#[test]
fn nothing_leads_out() {
    let (dir, folder) = pivot();
    for id in ["", "..", "a/b", "A", "a.b", "../x"] {
        assert!(folder.lab(id).is_err(), "{id}");
    }
    let lab = folder.lab("x").unwrap();
    for name in ["", "../y", "a/../../y", "/etc/passwd", "a//b", "c:\\x", "."] {
        assert!(
            matches!(lab.write(name, b""), Err(Error::Refused { .. })),
            "{name}"
        );
    }
    #[cfg(unix)]
    {
        let outside = dir.path().join("outside");
        std::fs::create_dir(&outside).unwrap();
        std::fs::write(outside.join("f"), "theirs").unwrap();
        let link = |to: &str, at: &str| {
            let at = folder.root().join("labs").join(at);
            std::fs::create_dir_all(at.parent().unwrap()).unwrap();
            std::os::unix::fs::symlink(dir.path().join(to), at).unwrap();
        };
        link("outside", "out");
        assert!(folder.lab("out").is_err());
        link("outside", "x/attempts");
        link("outside/f", "x/train.csv");
        for name in ["attempts/1.csv", "train.csv"] {
            assert!(lab.write(name, b"mine").is_err(), "{name}");
            assert!(lab.read(name, 10).is_err(), "{name}");
        }
        assert!(lab.make_numbered("attempts").is_err() && lab.remove_folder("attempts").is_err());
        assert_eq!(std::fs::read(outside.join("f")).unwrap(), b"theirs");
    }
}
