//! What the person's own `git` says of a repository inside the pivot's folder. Nothing that the repository's settings name is
//! run: no hook, no pager, no watcher, no signature program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use jiff::Timestamp;
use pivot_domain::evidence::{Material, Read, Repository};
use pivot_store::{Folder, sha256};

use super::child::{Ended, Limits, run};

const MIB: usize = 1024 * 1024;

/// Takes away the variables by which git would look at another repository than that of its folder, or run another program.
pub(super) fn of_its_folder(command: &mut Command) {
    for name in [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_COMMON_DIR",
        "GIT_EXTERNAL_DIFF",
        "GIT_TRACE",
    ] {
        command.env_remove(name);
    }
}

/// Reads the repository that `folder` (a path in the pivot's folder) belongs to, as far as it concerns that folder.
pub fn look(pivot: &Folder, folder: &str) -> Material {
    let refused = Material::Refused;
    let (Ok(at), Ok(root)) = (
        fs::canonicalize(pivot.root().join(folder)),
        fs::canonicalize(pivot.root()),
    ) else {
        return Material::Absent;
    };
    if !at.starts_with(&root) || !at.is_dir() {
        return refused("is a link that leads out of the pivot's folder".into());
    }
    let top = match git(&root, &at, &["rev-parse", "--show-toplevel"]) {
        Ok(ended) if ended.status == Some(0) => PathBuf::from(line(&ended)),
        Ok(ended) if String::from_utf8_lossy(&ended.output).contains("dubious ownership") => {
            return refused("belongs to somebody else, says git".into());
        }
        Ok(ended) if ended.status == Some(127) => {
            return refused("cannot be read: git is not installed".into());
        }
        Ok(Ended { stopped: None, .. }) => return Material::Absent,
        Ok(Ended {
            stopped: Some(why), ..
        }) => return refused(format!("could not be read: {why}")),
        Err(e) => return refused(format!("cannot be read: {e}")),
    };
    if fs::canonicalize(&top).map_or(true, |top| !top.starts_with(&root)) {
        return Material::Absent;
    }
    let ask = |arguments: &[&str]| match git(&root, &at, arguments) {
        Ok(Ended {
            stopped: Some(why), ..
        }) => Err(why),
        Ok(ended) if ended.status == Some(0) => Ok(ended.output),
        // No commit yet.
        Ok(_) => Ok(Vec::new()),
        Err(e) => Err(e.to_string()),
    };
    // A commit that changes nothing here, or only joins others, is no work.
    let log = ask(&[
        "log",
        "--no-merges",
        "--no-show-signature",
        "--format=%at%x09%s",
        "--",
        ".",
    ]);
    let tags = ask(&["tag", "--merged", "HEAD", "--sort=creatordate"]);
    let status = ask(&["status", "--porcelain", "--ignore-submodules=all", "--", "."]);
    let (log, tags, status) = match (log, tags, status) {
        (Ok(log), Ok(tags), Ok(status)) => (log, tags, status),
        (Err(why), ..) | (_, Err(why), _) | (.., Err(why)) => {
            return refused(format!("could not be read: {why}"));
        }
    };
    let text = String::from_utf8_lossy(&log);
    let lines = text.lines().filter_map(|l| l.split_once('\t'));
    let commits: Vec<(Timestamp, &str)> = lines
        .filter_map(|(at, title)| Some((Timestamp::from_second(at.parse().ok()?).ok()?, title)))
        .collect();
    Material::Repository(Repository {
        last: commits.first().map_or("", |(_, title)| title).to_owned(),
        commits: commits.into_iter().map(|(at, _)| at).collect(),
        tags: String::from_utf8_lossy(&tags)
            .lines()
            .map(str::to_owned)
            .collect(),
        readme: readme(pivot, folder, &at),
        licence: named(&at, &["licen", "copying"]),
        clean: status.is_empty(),
        sha256: sha256(&[&log, b"\0", &tags, b"\0", &status]),
    })
}

/// The first line of what it printed.
fn line(ended: &Ended) -> String {
    let text = String::from_utf8_lossy(&ended.output);
    text.lines().next().unwrap_or_default().to_owned()
}

/// The name of a file of a folder that begins so, in small letters; the first by name.
fn named(folder: &Path, begins: &[&str]) -> Option<String> {
    let entries = fs::read_dir(folder).ok()?.flatten().take(10_000);
    let names = entries
        .filter(|e| e.file_type().is_ok_and(|t| t.is_file()))
        .filter_map(|e| e.file_name().into_string().ok());
    let fits = |n: &String| begins.iter().any(|b| n.to_lowercase().starts_with(b));
    names.filter(fits).min()
}

fn readme(pivot: &Folder, folder: &str, at: &Path) -> Option<Read> {
    let name = named(at, &["readme"])?;
    match pivot.look(&format!("{folder}/{name}")) {
        Material::File(read) => Some(read),
        _ => None,
    }
}

/// Runs git. The repositories above the pivot's folder are none of its business.
fn git(root: &Path, at: &Path, arguments: &[&str]) -> std::io::Result<Ended> {
    let mut command = Command::new("git");
    command.args(["--no-pager", "--no-optional-locks", "--literal-pathspecs"]);
    for setting in [
        "core.fsmonitor=false",
        "core.hooksPath=/dev/null",
        "core.untrackedCache=false",
        "log.showSignature=false",
        "color.ui=false",
        "core.quotePath=true",
        "protocol.allow=never",
    ] {
        command.args(["-c", setting]);
    }
    command.args(arguments).current_dir(at);
    of_its_folder(&mut command);
    if let Some(above) = root.parent() {
        command.env("GIT_CEILING_DIRECTORIES", above);
    }
    command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
    let limits = Limits {
        time: Duration::from_secs(20),
        output: 16 * MIB,
        file: 64 * MIB as u64,
        disk: 1024 * MIB as u64,
        processes: 50,
        memory: None,
    };
    run(command, root, &limits)
}
