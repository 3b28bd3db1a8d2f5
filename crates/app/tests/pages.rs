//! Publishing to a branch, into a bare repository of the disk, by the real git.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pivot_app::Error;
use pivot_app::connect::pages::{Change, Pages, Prepared};

struct World {
    dir: tempfile::TempDir,
    root: PathBuf,
    site: PathBuf,
    remote: PathBuf,
}

/// Git as a person without settings of their own has it, but for a name.
fn git(at: &Path, arguments: &[&str]) -> String {
    let ended = Command::new("git")
        .args(["-c", "user.name=Somebody", "-c", "user.email=s@example.org"])
        .args(arguments)
        .current_dir(at)
        .output()
        .unwrap();
    assert!(
        ended.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&ended.stderr)
    );
    String::from_utf8(ended.stdout).unwrap()
}

impl World {
    fn new() -> World {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("pivot");
        let site = root.join("site");
        let remote = dir.path().join("blog.git");
        fs::create_dir_all(&site).unwrap();
        fs::create_dir_all(root.join(".pivot")).unwrap();
        git(dir.path(), &["init", "--quiet", "--bare", "blog.git"]);
        let world = World {
            dir,
            root,
            site,
            remote,
        };
        world.put("index.html", "<h1>one</h1>");
        world.put(".nojekyll", "");
        world
    }

    fn put(&self, path: &str, text: &str) {
        let at = self.site.join(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, text).unwrap();
    }

    fn pages(&self) -> Pages<'_> {
        Pages {
            root: &self.root,
            site: &self.site,
            repository: "../blog.git",
            branch: "gh-pages",
        }
    }

    /// Prepares and pushes, by a name that git is told in its own way.
    fn publish(&self) -> Prepared {
        let prepared = self.pages().prepare().unwrap();
        if !prepared.is_same() {
            git(
                &self.root.join(".pivot/publish.git"),
                &["config", "user.name", "Ada"],
            );
            git(
                &self.root.join(".pivot/publish.git"),
                &["config", "user.email", "ada@example.org"],
            );
            self.pages().push(&prepared, "Site").unwrap();
        }
        prepared
    }

    fn files(&self) -> Vec<String> {
        let said = git(&self.remote, &["ls-tree", "-r", "--name-only", "gh-pages"]);
        said.lines().map(str::to_owned).collect()
    }

    fn commits(&self) -> usize {
        git(&self.remote, &["rev-list", "gh-pages"]).lines().count()
    }
}

#[test]
fn an_unchanged_site_makes_no_commit() {
    let world = World::new();
    let first = world.publish();
    assert!(first.is_first());
    assert_eq!(
        first.changes,
        [
            (Change::Added, ".nojekyll".into()),
            (Change::Added, "index.html".into())
        ]
    );
    assert_eq!(
        (world.files(), world.commits()),
        (vec![".nojekyll".into(), "index.html".into()], 1)
    );
    assert!(world.publish().is_same());
    assert_eq!(world.commits(), 1);
    world.put("index.html", "<h1>two</h1>");
    world.put("posts/a b.html", "x");
    // What the person's own git passes over is published all the same.
    world.put(".gitignore", "*.html");
    let second = world.publish();
    assert_eq!(
        second.changes,
        [
            (Change::Added, ".gitignore".into()),
            (Change::Changed, "index.html".into()),
            (Change::Added, "posts/a b.html".into())
        ]
    );
    assert_eq!(world.commits(), 2);
    assert_eq!(
        git(&world.remote, &["show", "gh-pages:index.html"]),
        "<h1>two</h1>"
    );
    fs::remove_dir_all(world.site.join("posts")).unwrap();
    assert_eq!(
        world.publish().changes,
        [(Change::Removed, "posts/a b.html".into())]
    );
    drop(world.dir);
}

/// Somebody set the domain on the service's page, which wrote a file to the branch.
#[test]
fn a_domain_set_elsewhere_is_kept() {
    let world = World::new();
    world.publish();
    let other = world.dir.path().join("other");
    git(
        world.dir.path(),
        &["clone", "--quiet", "--branch", "gh-pages", "blog.git", "other"],
    );
    fs::write(other.join("CNAME"), "ada.example\n").unwrap();
    git(&other, &["add", "CNAME"]);
    git(&other, &["commit", "--quiet", "-m", "Create CNAME"]);
    git(&other, &["push", "--quiet", "origin", "gh-pages"]);
    let prepared = world.publish();
    assert!(prepared.is_same(), "{prepared:?}");
    assert_eq!(prepared.kept, ["CNAME"]);
    world.put("index.html", "<h1>two</h1>");
    world.publish();
    assert_eq!(git(&world.remote, &["show", "gh-pages:CNAME"]), "ada.example\n");
    // A domain in the settings is written by the build, and counts.
    world.put("CNAME", "new.example\n");
    assert_eq!(world.publish().changes, [(Change::Changed, "CNAME".into())]);
}

/// Two machines prepare, one pushes: the other is refused, and what was published stays.
#[test]
fn what_came_in_between_is_not_overwritten() {
    let world = World::new();
    world.publish();
    world.put("index.html", "<h1>mine</h1>");
    let mine = world.pages().prepare().unwrap();
    let other = world.dir.path().join("other");
    git(
        world.dir.path(),
        &["clone", "--quiet", "--branch", "gh-pages", "blog.git", "other"],
    );
    fs::write(other.join("index.html"), "<h1>theirs</h1>").unwrap();
    git(&other, &["commit", "--quiet", "-am", "Theirs"]);
    git(&other, &["push", "--quiet", "origin", "gh-pages"]);
    let error = world.pages().push(&mine, "Site").unwrap_err();
    let Error::Outside { what, next } = error else {
        panic!("{error:?}")
    };
    assert!(what.contains("git push failed"), "{what}");
    assert!(next.unwrap().contains("run the command again"));
    assert_eq!(
        git(&world.remote, &["show", "gh-pages:index.html"]),
        "<h1>theirs</h1>"
    );
    world.publish();
    assert_eq!(
        git(&world.remote, &["show", "gh-pages:index.html"]),
        "<h1>mine</h1>"
    );
    assert_eq!(world.commits(), 3, "theirs is in the history");
}

#[test]
fn a_repository_that_is_not_there_is_told_in_gits_words() {
    let world = World::new();
    let pages = Pages {
        repository: "../none.git",
        ..world.pages()
    };
    let Error::Outside { what, next } = pages.prepare().unwrap_err() else {
        panic!("it is the world outside")
    };
    assert!(what.contains("none.git"), "{what}");
    assert!(next.unwrap().contains("pivot.toml"));
}
