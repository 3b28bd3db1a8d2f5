//! The site's folder: replaced as a whole, nothing outside of it.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::collections::BTreeMap;
use std::fs;

use pivot_store::{Error, Folder};

fn folder() -> (tempfile::TempDir, Folder) {
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::create(dir.path(), "", "").unwrap();
    (dir, folder)
}

fn put(folder: &Folder, files: &[(&str, &str)], gone: &[&str]) -> Result<(), Error> {
    let known: BTreeMap<String, String> = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), format!("key-of-{text}")))
        .collect();
    let all = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let gone: Vec<String> = gone.iter().map(|path| (*path).to_owned()).collect();
    let known = known.iter().map(|(path, key)| (path.as_str(), key.as_str()));
    folder.site().replace(all, &gone, &known.collect())
}

#[test]
fn what_is_made_is_known_as_long_as_it_is_there() {
    let (_dir, folder) = folder();
    let site = folder.site();
    assert_eq!(site.known(), BTreeMap::new());
    put(
        &folder,
        &[("index.html", "a"), ("posts/one/index.html", "b")],
        &[],
    )
    .unwrap();
    assert_eq!(site.known().len(), 2);
    assert_eq!(
        fs::read_to_string(site.path().join("posts/one/index.html")).unwrap(),
        "b"
    );
    fs::remove_file(site.path().join("index.html")).unwrap();
    assert_eq!(site.known().keys().collect::<Vec<_>>(), ["posts/one/index.html"]);
    fs::write(site.path().join("mine.txt"), "the person's own").unwrap();
    put(&folder, &[("index.html", "c")], &["posts/one/index.html"]).unwrap();
    assert!(!site.path().join("posts").exists(), "an empty folder goes");
    assert!(
        site.path().join("mine.txt").exists(),
        "what was not made here stays"
    );
    site.write_cache(b"kept").unwrap();
    assert_eq!(site.cache(), b"kept");
}

/// The second file's place is taken by a folder: it cannot be written, and the first is as it was.
#[test]
fn where_one_file_fails_none_is_changed() {
    let (_dir, folder) = folder();
    let site = folder.site();
    put(&folder, &[("a.html", "old"), ("b.html", "old")], &[]).unwrap();
    let before = site.known();
    let files = [("a.html", "new"), ("b.html/x", "new")]
        .into_iter()
        .map(|(p, t)| (p.to_owned(), t.as_bytes().to_vec()));
    let error = site.replace(files, &[], &BTreeMap::new()).unwrap_err();
    assert!(matches!(error, Error::File { .. }), "{error:?}");
    assert_eq!(fs::read_to_string(site.path().join("a.html")).unwrap(), "old");
    assert_eq!(site.known(), before);
    let names: Vec<_> = fs::read_dir(site.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 2, "nothing half-done is left: {names:?}");
}

#[test]
fn nothing_is_read_or_written_outside() {
    let (dir, folder) = folder();
    for wrong in ["../x", "/etc/passwd", "a/../../x", "a//b", "c:\\x", "", "a/./b"] {
        assert!(folder.read_inside(wrong, 10).is_err(), "{wrong}");
        assert!(folder.write_inside(wrong, b"").is_err(), "{wrong}");
        assert!(put(&folder, &[(wrong, "x")], &[]).is_err(), "{wrong}");
    }
    assert!(
        folder.write_inside("pivot.toml", b"").is_err(),
        "settings are not written by this"
    );
    assert!(folder.write_inside(".pivot/journal.db", b"").is_err());
    assert_eq!(folder.read_inside("posts/none.md", 10).unwrap(), None);
    folder.write_inside("posts/one.md", b"0123456789").unwrap();
    assert_eq!(
        folder.read_inside("posts/one.md", 10).unwrap().unwrap(),
        b"0123456789"
    );
    assert!(folder.read_inside("posts/one.md", 9).is_err(), "it is larger");
    #[cfg(unix)]
    {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.md"), "s").unwrap();
        std::os::unix::fs::symlink(outside.path(), dir.path().join("posts/away")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("secret.md"), dir.path().join("posts/two.md"))
            .unwrap();
        assert!(folder.read_inside("posts/away/secret.md", 10).is_err());
        assert!(folder.read_inside("posts/two.md", 10).is_err());
        let seen = folder.list_below("posts").unwrap();
        assert_eq!(
            seen.iter().map(|l| l.path.as_str()).collect::<Vec<_>>(),
            ["posts/one.md"]
        );
        std::os::unix::fs::symlink(outside.path(), dir.path().join("site")).unwrap();
        assert!(
            put(&folder, &[("index.html", "x")], &[]).is_err(),
            "the site itself leads out"
        );
        assert!(!outside.path().join("index.html").exists());
    }
    drop(dir);
}

#[test]
fn files_are_listed_by_path_with_their_length() {
    let (dir, folder) = folder();
    assert_eq!(folder.list_below("posts").unwrap(), []);
    for (path, text) in [
        ("posts/b/index.md", "12"),
        ("posts/a.md", "1"),
        ("posts/.hidden", "x"),
    ] {
        let at = dir.path().join(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, text).unwrap();
    }
    let seen = folder.list_below("posts").unwrap();
    let short: Vec<(&str, u64)> = seen.iter().map(|l| (l.path.as_str(), l.length)).collect();
    assert_eq!(short, [("posts/a.md", 1), ("posts/b/index.md", 2)]);
    assert!(seen[0].changed > 0);
}
