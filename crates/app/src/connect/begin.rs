//! A new repository with its first commit, by the person's own `git`: their name, their settings.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::child::{Ended, Limits, run};
use super::git::of_its_folder;

const MIB: u64 = 1024 * 1024;

/// Makes `folder` a repository and commits all that is in it: the commit's id.
///
/// # Errors
/// Why there is no repository, or no commit, as a sentence without its full stop: git's own words.
pub fn begin(folder: &Path, title: &str) -> Result<String, String> {
    git(folder, &["init", "--quiet"])?;
    git(folder, &["add", "--all", "--", "."])?;
    git(folder, &["commit", "--quiet", "--message", title])?;
    Ok(git(folder, &["rev-parse", "HEAD"])?.trim().to_owned())
}

/// The name that the person's git knows them by.
pub fn name(folder: &Path) -> Option<String> {
    let name = git(folder, &["config", "--get", "user.name"]).ok()?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// What git printed, where it ended well.
fn git(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new("git");
    command.arg("--no-pager").args(arguments).current_dir(folder);
    of_its_folder(&mut command);
    command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
    let limits = Limits {
        time: Duration::from_secs(60),
        output: MIB as usize,
        file: 256 * MIB,
        disk: 1024 * MIB,
        processes: 50,
        memory: None,
    };
    let ended = run(command, folder, &limits).map_err(|e| format!("git cannot be started: {e}"))?;
    match ended {
        Ended {
            status: Some(0),
            output,
            ..
        } => Ok(String::from_utf8_lossy(&output).into_owned()),
        Ended {
            stopped: Some(why), ..
        } => Err(format!("git {} was stopped: {why}", arguments[0])),
        Ended {
            status: Some(127), ..
        } => Err("git is not installed".into()),
        Ended { output, .. } => {
            let said = String::from_utf8_lossy(&output);
            let lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
            let said: Vec<&str> = lines.collect();
            Err(format!("git {} failed: {}", arguments[0], said.join("; ")))
        }
    }
}
