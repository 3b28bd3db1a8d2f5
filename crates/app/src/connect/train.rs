//! The companion `pivot-train`, which trains networks: found, started with a document, followed by its lines, and stopped.
//!
//! It is a program of its own so that nothing of Pivot needs the crates that it is built from. Its document and its lines are of the
//! form `pivot.train/1` (crates/train/src/order.rs).

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::companion::{self, Talk};

/// The companion's name.
const NAME: &str = "pivot-train";
/// The variable that names another one.
pub const VARIABLE: &str = "PIVOT_TRAIN";
/// How often it is asked whether the training should stop.
const BEAT: Duration = Duration::from_millis(50);
/// A line has at most so many bytes.
const LONGEST: usize = 64 * 1024;

/// What to train, from where, to where.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Order<'o> {
    /// The lab's id.
    pub lab: &'o str,
    /// The folder of the lab's data.
    pub data: &'o Path,
    /// The folder that is written to.
    pub out: &'o Path,
    /// What all randomness depends on.
    pub seed: u64,
    /// Epochs, where other than the network's own.
    pub epochs: Option<usize>,
    /// Whether to go on where a training was broken off.
    pub resume: bool,
    /// Settings other than the network's own.
    pub settings: &'o serde_json::Map<String, serde_json::Value>,
}

/// What a line tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Line {
    /// How far an epoch is.
    Step {
        /// Batches done.
        step: u64,
        /// Batches of the epoch.
        of: u64,
    },
    /// An epoch is over.
    Epoch {
        /// Which, from 1.
        epoch: u64,
        /// How many there are at most.
        of: u64,
        /// The mean loss.
        loss: f64,
        /// The lab's metric on rows that are kept for validation.
        valid: f64,
        /// How long it took.
        seconds: f64,
    },
}

/// What a training came to.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Done {
    /// The metric.
    pub metric: String,
    /// Its value on the rows that were kept for validation.
    pub valid: f64,
    /// The epoch whose network was kept.
    pub epoch: u64,
    /// Parameters of the network.
    pub parameters: u64,
    /// How long all of it took.
    pub seconds: f64,
    /// The files that it wrote in the folder, by name.
    #[serde(skip)]
    pub files: Vec<String>,
}

/// Why there is no trained network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no companion.
    Missing {
        /// Where it was looked for.
        looked: PathBuf,
    },
    /// It cannot be started.
    Start(String),
    /// It refused what it was given: its own words.
    Refused(String),
    /// It was stopped: why, as the end of "it was stopped: ". What it had trained is kept for the next time.
    Stopped(String),
    /// It broke: in words.
    Broke(String),
}

impl Trouble {
    /// What to do next, where there is one thing to do.
    pub fn next(&self) -> Option<&'static str> {
        match self {
            Trouble::Missing { .. } => Some(
                "build it by `cargo build --release -p pivot-train` in Pivot's repository, or `cargo install --path crates/train`",
            ),
            Trouble::Stopped(_) => {
                Some("run the same command again: it goes on after the last epoch that was finished")
            }
            _ => None,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Missing { looked } => write!(
                f,
                "networks are trained by the program {NAME}, which is not there: {}",
                looked.display()
            ),
            Trouble::Start(why) => write!(f, "{NAME} cannot be started: {why}"),
            Trouble::Refused(why) => write!(f, "{why}"),
            Trouble::Stopped(why) => write!(f, "the training was stopped: {why}"),
            Trouble::Broke(why) => write!(f, "the training broke: {why}"),
        }
    }
}

impl std::error::Error for Trouble {}

/// The companion: what [`VARIABLE`] names, else the program beside this one.
///
/// # Errors
/// There is none.
pub fn find() -> Result<PathBuf, Trouble> {
    companion::find(NAME, VARIABLE).map_err(|looked| Trouble::Missing { looked })
}

/// Starts the program, hands it the order, tells its lines as they come, and gives what it came to. It is stopped after `limit`, and
/// when `stop` says so, which is asked some twenty times a second.
///
/// # Errors
/// It cannot be started, refused the order, was stopped, or broke.
pub fn train(
    program: &Path,
    order: &Order<'_>,
    limit: Duration,
    tell: &mut dyn FnMut(&Line),
    stop: &dyn Fn() -> bool,
) -> Result<Done, Trouble> {
    let begun = Instant::now();
    let mut document = serde_json::to_value(order).map_err(|why| Trouble::Start(why.to_string()))?;
    document["format"] = "pivot.train/1".into();
    let Talk {
        mut running,
        lines,
        said,
    } = companion::start(program, &document, LONGEST).map_err(Trouble::Start)?;
    let mut done = None;
    loop {
        match lines.recv_timeout(BEAT) {
            Ok(Ok(line)) => match read(&line) {
                Some(Told::Line(line)) => tell(&line),
                Some(Told::Done(found)) => done = Some(found),
                None => {
                    let start = line.chars().take(80).collect::<String>();
                    return Err(Trouble::Broke(format!(
                        "it said `{start}`, which is not of `pivot.train/1`"
                    )));
                }
            },
            Ok(Err(why)) => return Err(Trouble::Broke(why)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if begun.elapsed() > limit {
            return Err(Trouble::Stopped(format!(
                "it took longer than {} seconds",
                limit.as_secs()
            )));
        }
        if stop() {
            return Err(Trouble::Stopped("you asked for it".into()));
        }
    }
    // It closed its output: it ends now, or is made to.
    let status = running.wait(limit.saturating_sub(begun.elapsed()).max(Duration::from_secs(1)));
    let status = status.map_err(Trouble::Broke)?;
    let said = said.join().unwrap_or_default();
    let mut done = ended(status, &said, done)?;
    done.files = files(order.out).map_err(|why| Trouble::Broke(format!("{}: {why}", order.out.display())))?;
    Ok(done)
}

/// What came of a run of the companion, by the status that it ended with, what it said on standard error, and its result where it told one.
pub(super) fn ended<T>(status: Option<i32>, said: &str, result: Option<T>) -> Result<T, Trouble> {
    let words = said.trim().trim_start_matches("pivot-train: ");
    match (status, result) {
        (Some(0), Some(result)) => Ok(result),
        (Some(0), None) => Err(Trouble::Broke("it ended without a result".into())),
        (Some(2), _) => Err(Trouble::Refused(words.to_owned())),
        (Some(_), _) if !words.is_empty() => Err(Trouble::Broke(words.to_owned())),
        (Some(status), _) => Err(Trouble::Broke(format!(
            "it ended with status {status} and said nothing"
        ))),
        (None, _) => Err(Trouble::Broke("a signal ended it".into())),
    }
}

/// A line as it is written.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Done {
        done: bool,
        #[serde(flatten)]
        what: Done,
    },
    Epoch {
        epoch: u64,
        of: u64,
        loss: f64,
        valid: f64,
        seconds: f64,
    },
    Step {
        step: u64,
        of: u64,
    },
}

enum Told {
    Line(Line),
    Done(Done),
}

fn read(line: &str) -> Option<Told> {
    match serde_json::from_str(line).ok()? {
        Written::Done { done, what } => done.then_some(Told::Done(what)),
        Written::Step { step, of } => Some(Told::Line(Line::Step { step, of })),
        Written::Epoch {
            epoch,
            of,
            loss,
            valid,
            seconds,
        } => Some(Told::Line(Line::Epoch {
            epoch,
            of,
            loss,
            valid,
            seconds,
        })),
    }
}

/// The files of a folder, by name.
fn files(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in folder.read_dir()? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test ends where what it asks for is not there"
    )]

    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    const DONE: &str = r#"{"done":true,"metric":"accuracy","valid":0.9,"epoch":1,"parameters":42,"seconds":0.5,"more":"later"}"#;

    /// Runs a shell script as the companion. It finds the folder that is written to in `$OUT`.
    fn run(script: &str, limit: Duration, stop: &dyn Fn() -> bool) -> (Result<Done, Trouble>, Vec<Line>) {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        fs::create_dir(&out).unwrap();
        let program = dir.path().join(NAME);
        fs::write(
            &program,
            format!("#!/bin/sh\nOUT='{}'\n{script}\n", out.display()),
        )
        .unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let order = Order {
            lab: "shapes",
            data: Path::new("data"),
            out: &out,
            seed: 7,
            epochs: None,
            resume: true,
            settings: &serde_json::Map::new(),
        };
        loop {
            let mut lines = Vec::new();
            let result = train(&program, &order, limit, &mut |line| lines.push(*line), stop);
            // Another test may be starting a program just now and hold the script open for a moment.
            if !matches!(&result, Err(Trouble::Start(why)) if why.contains("busy")) {
                return (result, lines);
            }
        }
    }

    fn whole(script: &str) -> (Result<Done, Trouble>, Vec<Line>) {
        run(script, Duration::from_secs(60), &|| false)
    }

    #[test]
    fn lines_are_told_and_what_it_wrote_comes_back() {
        let script = format!(
            r#"cat > "$OUT/order"
echo '{{"step":1,"of":2}}'
echo '{{"epoch":1,"of":3,"loss":0.25,"valid":0.9,"seconds":0.5,"training":0.4}}'
cp "$OUT/order" "$OUT/submission.csv"
grep -q '"format":"pivot.train/1"' "$OUT/order" && grep -q '"seed":7' "$OUT/order" && echo '{DONE}'"#
        );
        let (result, lines) = whole(&script);
        let done = result.unwrap();
        assert_eq!((done.metric.as_str(), done.parameters), ("accuracy", 42));
        assert_eq!(done.files, ["order", "submission.csv"]);
        let epoch = Line::Epoch {
            epoch: 1,
            of: 3,
            loss: 0.25,
            valid: 0.9,
            seconds: 0.5,
        };
        assert_eq!(lines, [Line::Step { step: 1, of: 2 }, epoch]);
    }

    #[test]
    fn faults_come_in_words() {
        for (script, expected) in [
            (
                "echo 'pivot-train: no folder x' >&2; exit 2",
                Trouble::Refused("no folder x".into()),
            ),
            (
                "echo 'pivot-train: disk full' >&2; exit 3",
                Trouble::Broke("disk full".into()),
            ),
            (
                "exit 5",
                Trouble::Broke("it ended with status 5 and said nothing".into()),
            ),
            ("exit 0", Trouble::Broke("it ended without a result".into())),
            ("kill -9 $$", Trouble::Broke("a signal ended it".into())),
            (
                "echo hello",
                Trouble::Broke("it said `hello`, which is not of `pivot.train/1`".into()),
            ),
            (
                "head -c 100000 /dev/zero",
                Trouble::Broke("it said a line of more than 65536 bytes".into()),
            ),
        ] {
            assert_eq!(whole(script).0.unwrap_err(), expected, "{script}");
        }
    }

    /// Much on standard error, which nobody reads to its end, blocks nothing.
    #[test]
    fn much_on_standard_error_does_no_harm() {
        let (result, _) = whole(&format!("head -c 1000000 /dev/zero >&2; echo '{DONE}'"));
        assert!(result.is_ok(), "{result:?}");
    }

    #[test]
    fn it_is_stopped_in_time_and_when_asked() {
        let (result, _) = run("exec sleep 600", Duration::from_millis(200), &|| false);
        assert!(matches!(result, Err(Trouble::Stopped(why)) if why.contains("longer")));
        let (result, _) = run("exec sleep 600", Duration::from_secs(600), &|| true);
        let trouble = result.unwrap_err();
        assert_eq!(trouble.to_string(), "the training was stopped: you asked for it");
        assert!(trouble.next().unwrap().contains("goes on"));
    }

    #[test]
    fn it_is_found_by_name_or_beside() {
        let dir = tempfile::tempdir().unwrap();
        let beside = dir.path().join(NAME);
        let missing = companion::find_in(NAME, None, Some(dir.path()))
            .map_err(|looked| Trouble::Missing { looked })
            .unwrap_err();
        assert_eq!(
            missing,
            Trouble::Missing {
                looked: beside.clone()
            }
        );
        assert!(
            missing
                .next()
                .unwrap()
                .contains("cargo build --release -p pivot-train")
        );
        fs::write(&beside, "").unwrap();
        assert_eq!(
            companion::find_in(NAME, None, Some(dir.path())),
            Ok(beside.clone())
        );
        assert_eq!(companion::find_in(NAME, Some(beside.clone()), None), Ok(beside));
        let (named, here) = (dir.path().join("other"), dir.path());
        assert!(
            companion::find_in(NAME, Some(named), Some(here)).is_err(),
            "what is named is not replaced"
        );
        let trouble = Trouble::Start("x".into());
        assert_eq!(trouble.next(), None);
    }

    #[test]
    fn what_cannot_be_started_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let order = Order {
            lab: "shapes",
            data: dir.path(),
            out: dir.path(),
            seed: 1,
            epochs: None,
            resume: true,
            settings: &serde_json::Map::new(),
        };
        let program = dir.path().join("nothing");
        let result = train(&program, &order, Duration::from_secs(9), &mut |_| {}, &|| false);
        assert!(matches!(result, Err(Trouble::Start(_))), "{result:?}");
    }
}
