//! The companion `pivot-typeset`: a résumé as PDF, cards as pictures, and a PDF read back.
//!
//! It is a program of its own so that nothing of Pivot needs Typst. Its document and its lines are of the form `pivot.typeset/1`
//! (crates/typeset/src/order.rs).

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use pivot_publish::resume::reading::Reading;
use pivot_publish::resume::sheet::Sheet;
use serde::Deserialize;
use serde_json::{Value, json};

use super::companion::{self, Talk};

/// The companion's name.
const NAME: &str = "pivot-typeset";
/// The variable that names another one.
pub const VARIABLE: &str = "PIVOT_TYPESET";
/// How long it may take.
const LIMIT: Duration = Duration::from_secs(120);
/// A line has at most so many bytes: a PDF that was read is one line.
const LONGEST: usize = 64 << 20;

/// Why there is nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no companion.
    Missing {
        /// Where it was looked for.
        looked: PathBuf,
    },
    /// It refused what it was given: its own words.
    Refused(String),
    /// It could not be started, took too long, or broke: in words.
    Broke(String),
}

impl Trouble {
    /// What to do next, where there is one thing to do.
    pub fn next(&self) -> Option<&'static str> {
        match self {
            Trouble::Missing { .. } => Some(
                "build it by `cargo build --release -p pivot-typeset` in Pivot's repository, or `cargo install --path crates/typeset`",
            ),
            _ => None,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Missing { looked } => write!(
                f,
                "PDF and cards are made by the program {NAME}, which is not there: {}",
                looked.display()
            ),
            Trouble::Refused(why) | Trouble::Broke(why) => write!(f, "{why}"),
        }
    }
}

/// The companion: what [`VARIABLE`] names, else the program beside this one.
///
/// # Errors
/// There is none.
pub fn find() -> Result<PathBuf, Trouble> {
    companion::find(NAME, VARIABLE).map_err(|looked| Trouble::Missing { looked })
}

/// What a PDF came to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Made {
    /// Its name in the folder.
    pub file: String,
    /// Its pages.
    pub pages: usize,
    /// Its length in bytes.
    pub bytes: usize,
}

/// Sets a résumé as `file` in the folder `out`.
///
/// # Errors
/// A letter that no font has, or trouble with the program.
pub fn resume(program: &Path, sheet: &Sheet, out: &Path, file: &str) -> Result<Made, Trouble> {
    let document = json!({"format": "pivot.typeset/1", "resume": sheet, "out": out, "file": file});
    read(&ask(program, &document)?)
}

/// A card to be drawn.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Card {
    /// Its file's name: `fishes.png`.
    pub file: String,
    /// The title.
    pub title: String,
    /// `post`, `project`, …
    pub kind: String,
    /// A date as it is read; may be empty.
    pub date: String,
    /// The site's title.
    pub site: String,
    /// Who writes it.
    pub author: String,
}

/// Draws cards into the folder `out`.
///
/// # Errors
/// Trouble with the program.
pub fn cards(program: &Path, cards: &[Card], out: &Path) -> Result<(), Trouble> {
    let document = json!({"format": "pivot.typeset/1", "cards": cards, "out": out});
    ask(program, &document).map(|_| ())
}

/// Reads a PDF back.
///
/// # Errors
/// A file that is no PDF, or trouble with the program.
pub fn reading(program: &Path, file: &Path) -> Result<Reading, Trouble> {
    let document = json!({"format": "pivot.typeset/1", "read": file});
    read(&ask(program, &document)?)
}

fn read<T: for<'d> Deserialize<'d>>(lines: &[String]) -> Result<T, Trouble> {
    let line = lines.last().map_or("", String::as_str);
    serde_json::from_str(line).map_err(|_| {
        let start: String = line.chars().take(80).collect();
        Trouble::Broke(format!(
            "{NAME} said `{start}`, which is not of `pivot.typeset/1`"
        ))
    })
}

/// Hands over a document and waits for the end: its lines.
fn ask(program: &Path, document: &Value) -> Result<Vec<String>, Trouble> {
    let begun = Instant::now();
    let broke = |why: String| Trouble::Broke(format!("{NAME} {why}"));
    let talk = companion::start(program, document, LONGEST);
    let Talk {
        mut running,
        lines,
        said,
    } = talk.map_err(|why| Trouble::Broke(format!("{NAME} cannot be started: {why}")))?;
    let mut all: Vec<String> = Vec::new();
    loop {
        match lines.recv_timeout(Duration::from_millis(50)) {
            Ok(Ok(line)) => all.push(line),
            Ok(Err(why)) => return Err(broke(format!("broke: {why}"))),
            Err(RecvTimeoutError::Timeout) if begun.elapsed() > LIMIT => {
                return Err(broke(format!("took longer than {} seconds", LIMIT.as_secs())));
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let status = running
        .wait(Duration::from_secs(5))
        .map_err(|why| broke(format!("broke: {why}")))?;
    #[derive(Deserialize)]
    struct Told {
        error: String,
    }
    let told = all
        .last()
        .and_then(|line| serde_json::from_str::<Told>(line).ok());
    let words = || match told {
        Some(told) => told.error,
        None => said.join().unwrap_or_default().trim().to_owned(),
    };
    match status {
        Some(0) => Ok(all),
        Some(2) => Err(Trouble::Refused(words())),
        Some(status) => match words() {
            words if words.is_empty() => Err(broke(format!("ended with status {status} and said nothing"))),
            words => Err(Trouble::Broke(words)),
        },
        None => Err(broke("was ended by a signal".into())),
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test ends where what it asks for is not there"
    )]

    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// Asks a shell script in the companion's place to read a PDF.
    fn read_by(script: &str) -> Result<Reading, Trouble> {
        let dir = tempfile::tempdir().unwrap();
        let program = dir.path().join(NAME);
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        reading(&program, Path::new("a.pdf"))
    }

    #[test]
    fn what_it_says_is_understood() {
        let empty = serde_json::to_string(&Reading::default()).unwrap();
        let script = format!("grep -q '\"read\":\"a.pdf\"' || exit 7; echo '{empty}'");
        assert_eq!(read_by(&script), Ok(Reading::default()));
        assert_eq!(
            read_by("cat >/dev/null; echo '{\"error\": \"it is no PDF\"}'; exit 2"),
            Err(Trouble::Refused("it is no PDF".into()))
        );
        assert_eq!(
            read_by("echo '{\"error\": \"the disk is full\"}'; exit 3"),
            Err(Trouble::Broke("the disk is full".into()))
        );
        for (script, said) in [
            ("exit 3", "ended with status 3"),
            ("echo broken >&2; exit 3", "broken"),
            ("echo hello", "`hello`"),
            ("", "``"),
            ("kill -9 $$", "signal"),
        ] {
            match read_by(script) {
                Err(Trouble::Broke(why)) => assert!(why.contains(said), "{script}: {why}"),
                other => panic!("{script}: {other:?}"),
            }
        }
    }

    #[test]
    fn one_that_is_not_there_is_told_with_the_line_that_builds_it() {
        let trouble = companion::find_in(NAME, None, Some(Path::new("/nowhere")))
            .map_err(|looked| Trouble::Missing { looked })
            .unwrap_err();
        assert!(trouble.to_string().contains("/nowhere/pivot-typeset"));
        assert!(
            trouble
                .next()
                .unwrap()
                .contains("cargo build --release -p pivot-typeset")
        );
        assert!(matches!(
            reading(Path::new("/nowhere/x"), Path::new("a.pdf")),
            Err(Trouble::Broke(_))
        ));
    }
}
