//! Publishing a folder to the branch of a repository that serves pages, by the person's own `git`: their keys, their name. What would
//! change is told first; where nothing would, no commit is made. A `CNAME` that stands there and not here is kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::child::{Ended, Limits, run};
use super::git::of_its_folder;
use crate::error::Error;

const MIB: u64 = 1024 * 1024;
/// Where the last published state is known as.
const PUBLISHED: &str = "refs/pivot/published";
/// What the branch may have that no build makes, and that must not be lost.
const KEPT: &str = "CNAME";

/// From where to where.
#[derive(Clone, Debug)]
pub struct Pages<'a> {
    /// The pivot's folder: relative repositories are seen from here.
    pub root: &'a Path,
    /// The folder that is published.
    pub site: &'a Path,
    /// The repository.
    pub repository: &'a str,
    /// Its branch.
    pub branch: &'a str,
}

/// What is ready to be pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    tree: String,
    parent: Option<String>,
    /// Files that are new, changed or gone, with their paths; sorted by path.
    pub changes: Vec<(Change, String)>,
    /// Files that stand there, and not here, and stay.
    pub kept: Vec<String>,
}

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It was not there.
    Added,
    /// It was there, and is other now.
    Changed,
    /// It goes.
    Removed,
}

impl Prepared {
    /// Whether the branch already is what the folder is.
    pub fn is_same(&self) -> bool {
        self.changes.is_empty() && self.parent.is_some()
    }

    /// What stands for it: something else to be pushed, or something else there, has another one.
    pub fn mark(&self) -> String {
        format!("{}-{}", self.tree, self.parent.as_deref().unwrap_or("none"))
    }

    /// Whether the branch is not there yet.
    pub fn is_first(&self) -> bool {
        self.parent.is_none()
    }
}

impl Pages<'_> {
    fn git_dir(&self) -> PathBuf {
        self.root.join(".pivot").join("publish.git")
    }

    /// Fetches what is published, and finds what would change. Nothing is written but in the pivot's own `.pivot/publish.git`.
    ///
    /// # Errors
    /// There is no git, or the repository does not answer: git's own words.
    pub fn prepare(&self) -> Result<Prepared, Error> {
        let dir = self.git_dir();
        if !dir.join("HEAD").is_file() {
            let path = dir.to_string_lossy();
            self.done(self.root, &["init", "--quiet", "--bare", "--template=", &path])?;
        }
        let parent = self.fetch()?;
        // An index of its own, from nothing: it holds what the folder holds.
        match fs::remove_file(dir.join("index")) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(outside(format!(
                    "the last publishing cannot be cleared away: {e}"
                )));
            }
            _ => {}
        }
        self.done(self.site, &["add", "--all", "--force", "--", "."])?;
        let mut kept = Vec::new();
        if let Some(parent) = parent.as_deref().filter(|_| !self.site.join(KEPT).exists()) {
            let line = self.done(self.root, &["ls-tree", parent, KEPT])?;
            // `100644 blob HASH\tCNAME`
            if let Some([mode, "blob", hash]) = line
                .split('\t')
                .next()
                .map(|head| head.split(' ').collect::<Vec<_>>())
                .as_deref()
            {
                let entry = format!("{mode},{hash},{KEPT}");
                self.done(self.site, &["update-index", "--add", "--cacheinfo", &entry])?;
                kept.push(KEPT.to_owned());
            }
        }
        let tree = hash(&self.done(self.site, &["write-tree"])?)?;
        let changes = match &parent {
            Some(parent) => {
                let said = self.done(
                    self.root,
                    &[
                        "diff-tree",
                        "-r",
                        "-z",
                        "--no-renames",
                        "--name-status",
                        parent,
                        &tree,
                    ],
                )?;
                changes(&said)
            }
            None => {
                let said = self.done(self.root, &["ls-tree", "-r", "-z", "--name-only", &tree])?;
                let paths = said.split('\0').filter(|path| !path.is_empty());
                paths.map(|path| (Change::Added, path.to_owned())).collect()
            }
        };
        Ok(Prepared {
            tree,
            parent,
            changes,
            kept,
        })
    }

    /// The commit that the branch is at, fetched; `None` where there is no such branch.
    fn fetch(&self) -> Result<Option<String>, Error> {
        let branch = format!("refs/heads/{}", self.branch);
        let said = self.done(self.root, &["ls-remote", "--", self.repository, &branch])?;
        if !said.lines().any(|line| line.ends_with(&branch)) {
            return Ok(None);
        }
        let what = format!("+{branch}:{PUBLISHED}");
        self.done(
            self.root,
            &[
                "fetch",
                "--quiet",
                "--no-tags",
                "--depth=1",
                "--",
                self.repository,
                &what,
            ],
        )?;
        hash(&self.done(self.root, &["rev-parse", "--verify", PUBLISHED])?).map(Some)
    }

    /// Makes the commit and pushes it: the commit's id. The branch is never overwritten.
    ///
    /// # Errors
    /// Git has no name for the person, or the repository refuses: git's own words.
    pub fn push(&self, prepared: &Prepared, title: &str) -> Result<String, Error> {
        let mut arguments = vec!["commit-tree", "-m", title];
        if let Some(parent) = &prepared.parent {
            arguments.extend(["-p", parent]);
        }
        arguments.push(&prepared.tree);
        let commit = hash(&self.done(self.root, &arguments)?)?;
        let what = format!("{commit}:refs/heads/{}", self.branch);
        self.done(self.root, &["push", "--quiet", "--", self.repository, &what])?;
        Ok(commit)
    }

    /// What git printed, where it ended well.
    fn done(&self, at: &Path, arguments: &[&str]) -> Result<String, Error> {
        let ended = self
            .git(at, arguments)
            .map_err(|e| outside(format!("git cannot be started: {e}")))?;
        let said = String::from_utf8_lossy(&ended.output).into_owned();
        match (ended.status, ended.stopped) {
            (Some(0), None) => Ok(said),
            (_, Some(why)) => Err(outside(format!("`git {}` was stopped: {why}", arguments[0]))
                .next("try `git ls-remote` with that repository by hand: it may wait for a password")),
            (Some(127), _) => Err(outside("git is not installed".into())
                .next("install git, such as by `apt install git`, and run the command again")),
            _ => Err(refused(arguments[0], &said)),
        }
    }

    fn git(&self, at: &Path, arguments: &[&str]) -> std::io::Result<Ended> {
        let mut command = Command::new("git");
        command.args(["--no-pager", "--literal-pathspecs"]);
        // Files go as they are; nothing that the repository brings is run.
        for setting in [
            "core.autocrlf=false",
            "core.safecrlf=false",
            "core.attributesFile=/dev/null",
            "core.fsmonitor=false",
            "core.hooksPath=/dev/null",
            "core.quotePath=true",
            "color.ui=false",
            "gc.auto=0",
        ] {
            command.args(["-c", setting]);
        }
        of_its_folder(&mut command);
        let dir = self.git_dir();
        if arguments.first() != Some(&"init") {
            command
                .env("GIT_DIR", &dir)
                .env("GIT_INDEX_FILE", dir.join("index"));
        }
        if at == self.site {
            command.env("GIT_WORK_TREE", self.site);
        }
        command.args(arguments).current_dir(at);
        command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
        let limits = Limits {
            time: Duration::from_secs(300),
            output: 64 * MIB as usize,
            file: 4096 * MIB,
            disk: 8192 * MIB,
            processes: 50,
            memory: None,
        };
        run(command, self.root, &limits)
    }
}

fn outside(what: String) -> Error {
    Error::Outside { what, next: None }
}

/// Git's refusal in its own words, the address of a password taken out, and what to do about the common ones.
fn refused(verb: &str, said: &str) -> Error {
    let said: String = said
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| without_password(line) + "\n")
        .collect();
    let error = outside(format!("git {verb} failed: {}", said.trim_end()));
    if said.contains("tell me who you are") || said.contains("empty ident") {
        error.next("git config --global user.name \"Your Name\" and git config --global user.email you@example.org, then again")
    } else if said.contains("rejected") || said.contains("non-fast-forward") || said.contains("fetch first") {
        error.next("somebody published in between: run the command again, it will show what is new")
    } else if said.contains("could not read Username")
        || said.contains("Permission denied")
        || said.contains("uthentication")
    {
        error.next("git push must work by hand first: an SSH key, or a credential helper")
    } else {
        error.next("the repository stands in pivot.toml under [site] publish")
    }
}

/// A line with `https://name:password@host` as `https://host`.
fn without_password(line: &str) -> String {
    let mut clean = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("://") {
        let (head, tail) = rest.split_at(at + 3);
        clean.push_str(head);
        let host = tail.split(['/', ' ', '\'']).next().unwrap_or("");
        rest = match host.rfind('@') {
            Some(at) => &tail[at + 1..],
            None => tail,
        };
    }
    clean + rest
}

/// The line that is an object's name.
fn hash(said: &str) -> Result<String, Error> {
    let is_hash = |line: &&str| matches!(line.len(), 40 | 64) && line.chars().all(|c| c.is_ascii_hexdigit());
    said.lines()
        .find(is_hash)
        .map(str::to_owned)
        .ok_or_else(|| outside(format!("git gave no name of an object, but: {}", said.trim())))
}

/// `A\0path\0M\0path\0…`
fn changes(said: &str) -> Vec<(Change, String)> {
    let mut parts = said.split('\0');
    let mut found = Vec::new();
    while let (Some(kind), Some(path)) = (parts.next(), parts.next()) {
        let change = match kind {
            "A" => Change::Added,
            "D" => Change::Removed,
            _ => Change::Changed,
        };
        found.push((change, path.to_owned()));
    }
    found.sort_by(|a, b| a.1.cmp(&b.1));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_an_address_is_not_told() {
        assert_eq!(
            without_password("fatal: unable to access 'https://ada:s3cret@git.example/x.git/': no"),
            "fatal: unable to access 'https://git.example/x.git/': no"
        );
        assert_eq!(
            without_password("to https://git.example/@x"),
            "to https://git.example/@x"
        );
        assert_eq!(without_password("a://b://u:p@c"), "a://b://c");
    }

    #[test]
    fn changes_are_read_with_any_path() {
        assert_eq!(
            changes("M\0a b/ü.html\0A\0A\0D\0x\0"),
            [
                (Change::Added, "A".into()),
                (Change::Changed, "a b/ü.html".into()),
                (Change::Removed, "x".into())
            ]
        );
        assert_eq!(changes(""), []);
    }
}
