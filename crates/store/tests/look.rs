//! Looking at files that may be anything: links, pipes, folders, and more than can be borne.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::fs::{self, File};

use pivot_domain::evidence::Material;
use pivot_store::Folder;
use tempfile::TempDir;

fn folder() -> (TempDir, Folder) {
    let home = tempfile::tempdir().unwrap();
    let folder = Folder::create(&home.path().join("p"), "", "").unwrap();
    fs::create_dir_all(folder.root().join("work")).unwrap();
    (home, folder)
}

fn refused(material: Material) -> String {
    match material {
        Material::Refused(why) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_is_read_with_its_hash() {
    let (_home, folder) = folder();
    fs::write(folder.root().join("work/a.md"), "abc").unwrap();
    let Material::File(read) = folder.look("work/a.md") else {
        panic!()
    };
    assert_eq!(
        (read.path.as_str(), read.bytes.as_slice()),
        ("work/a.md", &b"abc"[..])
    );
    // FIPS 180-2, appendix B.1: the digest of "abc".
    assert_eq!(
        read.sha256,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert!(matches!(folder.look("work/b.md"), Material::Absent));
    assert!(matches!(folder.look("work/a.md/c"), Material::Absent));
    assert!(refused(folder.look("work")).contains("is a folder"));
}

#[test]
fn a_path_does_not_leave_the_folder() {
    let (home, folder) = folder();
    fs::write(home.path().join("secret"), "secret").unwrap();
    for path in [
        "../secret",
        "work/../../secret",
        "/etc/passwd",
        "",
        "work//a",
        "./work",
        "c:/x",
        "a\\b",
    ] {
        assert!(refused(folder.look(path)).contains("no path inside"), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_does_not_leave_the_folder() {
    use std::os::unix::fs::symlink;
    let (home, folder) = folder();
    let at = |name: &str| folder.root().join(name);
    fs::write(home.path().join("secret"), "secret").unwrap();
    fs::create_dir(home.path().join("outside")).unwrap();
    fs::write(home.path().join("outside/x.csv"), "x").unwrap();
    symlink(home.path().join("secret"), at("work/a.md")).unwrap();
    symlink(home.path().join("outside"), at("kaggle")).unwrap();
    symlink("nowhere", at("work/b.md")).unwrap();
    symlink("c.md", at("work/c.md")).unwrap();
    fs::write(at("work/d.md"), "mine").unwrap();
    symlink("d.md", at("work/e.md")).unwrap();
    assert!(refused(folder.look("work/a.md")).contains("leads out"));
    assert!(refused(folder.look("kaggle/x.csv")).contains("leads out"));
    let Material::Folder(files, told) = folder.look_below("kaggle", ".csv") else {
        panic!()
    };
    assert!(files.is_empty() && told[0].contains("leads out"), "{told:?}");
    assert!(matches!(folder.look("work/b.md"), Material::Absent));
    refused(folder.look("work/c.md"));
    assert!(
        matches!(folder.look("work/e.md"), Material::File(_)),
        "a link within is fine"
    );
    // A device never ends.
    symlink("/dev/zero", at("work/z.md")).unwrap();
    assert!(refused(folder.look("work/z.md")).contains("leads out"));
}

/// 500 MB, without the disk for it; and just what is borne.
#[test]
fn what_is_too_large_is_not_read() {
    let (_home, folder) = folder();
    File::create(folder.root().join("work/n.ipynb"))
        .unwrap()
        .set_len(500 * 1024 * 1024)
        .unwrap();
    assert_eq!(
        refused(folder.look("work/n.ipynb")),
        "has 500 MiB, and at most 64 MiB are read"
    );
    let Material::Folder(files, told) = folder.look_below("work", ".ipynb") else {
        panic!()
    };
    assert_eq!(
        (files.len(), told.as_slice()),
        (
            0,
            &["`work/n.ipynb` has 500 MiB, and at most 64 MiB are read".to_owned()][..]
        )
    );
}

#[test]
fn a_folder_of_too_many_files_is_told() {
    let (_home, folder) = folder();
    for n in 0..501 {
        fs::write(folder.root().join(format!("work/{n:03}.csv")), "x").unwrap();
    }
    let Material::Folder(files, told) = folder.look_below("work", ".csv") else {
        panic!()
    };
    assert!(files.len() == 500 && told.len() == 1, "{} {told:?}", files.len());
    assert!(files.windows(2).all(|w| w[0].path < w[1].path));
}

/// The right to run something is the machine's: it is in no fact, and only its owner reads it.
#[test]
fn what_was_allowed_is_kept_here() {
    let (_home, folder) = folder();
    assert!(folder.allowed().unwrap().is_empty());
    folder.allow("abc", "make demo\nevil").unwrap();
    folder.allow("def", "x").unwrap();
    assert_eq!(
        folder.allowed().unwrap().into_iter().collect::<Vec<_>>(),
        ["abc", "def"]
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let about = fs::metadata(folder.root().join(".pivot/allowed-commands")).unwrap();
        assert_eq!(about.permissions().mode() & 0o777, 0o600);
    }
}
