//! Kaggle's own program (`kaggle` of PyPI) against the service that our client is tested with: where the two are satisfied by one double,
//! they speak one language.
//!
//! The program is installed once into the build folder, which needs `python3` with venv and, the first time, the network.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod doubles;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use doubles::kaggle::Kaggle as Played;
use pivot_app::connect::kaggle::{Status, saved};
use pivot_domain::evidence::Read;

/// Its addresses are fixed in it; the one that it has for its own machine (port 80) is turned to the double, and nothing else of it is changed.
const RUN: &str = "import os, kagglesdk.kaggle_env as env\n\
    env._env_to_endpoint[env.KaggleEnv.LOCAL] = os.environ['DOUBLE']\n\
    from kaggle.cli import main\n\
    main()\n";

fn list() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside/requirements.txt")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The Python that has the program.
fn python() -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kaggle-program");
    let python = home.join("bin/python");
    let wanted = fs::read_to_string(list()).unwrap();
    let mark = home.join("installed.txt");
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == wanted) {
        return python;
    }
    let must = |what: &str, command: &mut Command| {
        let ran = command
            .output()
            .unwrap_or_else(|e| panic!("{what} does not start ({e}): install python3 and python3-venv"));
        assert!(
            ran.status.success(),
            "{what} failed: Kaggle's own program cannot be installed here, which needs python3-venv and the network once\n{}{}",
            text(&ran.stdout),
            text(&ran.stderr)
        );
    };
    must(
        "python3 -m venv",
        Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home),
    );
    must(
        "pip install",
        Command::new(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
            ])
            .arg(list()),
    );
    fs::write(&mark, wanted).unwrap();
    python
}

struct Program<'a> {
    python: PathBuf,
    home: &'a Path,
    base: String,
}

impl Program<'_> {
    fn output(&self, args: &[&str]) -> Output {
        Command::new(&self.python)
            .args(["-c", RUN])
            .arg("competitions")
            .args(args)
            .current_dir(self.home)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.home)
            .env("KAGGLE_API_ENVIRONMENT", "LOCALHOST")
            .env("KAGGLE_API_TOKEN", "the-token")
            .env("DOUBLE", &self.base)
            .output()
            .unwrap()
    }

    fn ok(&self, args: &[&str]) -> String {
        let ran = self.output(args);
        assert!(
            ran.status.success(),
            "{args:?}: {}{}",
            text(&ran.stdout),
            text(&ran.stderr)
        );
        text(&ran.stdout)
    }
}

#[test]
fn kaggles_own_program_is_satisfied_by_the_double() {
    let played = Played::start();
    let dir = tempfile::tempdir().unwrap();
    let program = Program {
        python: python(),
        home: dir.path(),
        base: played.api.base.clone(),
    };
    let listed = program.ok(&["list", "-v"]);
    assert!(listed.starts_with("ref,deadline,category,"), "{listed}");
    assert!(
        listed.contains("competitions/tides,2027-03-31 23:59:00"),
        "{listed}"
    );
    // What it saves is what `pivot kaggle list` reads where there is no token.
    let read = Read {
        bytes: listed.into(),
        ..Read::default()
    };
    let rows = pivot_domain::evidence::exported::competitions(&read).unwrap();
    assert!(rows[0].name.ends_with("tides") && rows[0].entered, "{rows:?}");

    let files = program.ok(&["files", "tides", "-v"]);
    assert!(
        files.contains("sample_submission.csv") && files.contains("train/train.csv"),
        "{files}"
    );
    program.ok(&["download", "tides", "-f", "sample_submission.csv", "-p", "got"]);
    assert_eq!(
        fs::read(dir.path().join("got/sample_submission.csv")).unwrap(),
        played.state().files["sample_submission.csv"]
    );
    fs::write(dir.path().join("mine.csv"), "id,value\n1,0.5\n2,0.25\n").unwrap();
    program.ok(&["submit", "tides", "-f", "mine.csv", "-m", "by its own program"]);
    {
        let state = played.state();
        let (file, description, bytes) = &state.submissions[0];
        assert_eq!(
            (file.as_str(), description.as_str()),
            ("mine.csv", "by its own program")
        );
        assert_eq!(bytes, b"id,value\n1,0.5\n2,0.25\n");
    }
    assert!(
        played
            .storage
            .asked()
            .iter()
            .all(|asked| asked.header("authorization").is_none()),
        "the storage gets no login"
    );
    played.state().scored = 1;
    let submissions = program.ok(&["submissions", "tides", "-v"]);
    let read = Read {
        bytes: submissions.clone().into(),
        ..Read::default()
    };
    let rows = saved(&read).unwrap_or_else(|why| panic!("{why}: {submissions}"));
    assert_eq!(
        (rows.len(), rows[0].status, rows[0].public.as_deref()),
        (1, Status::Complete, Some("0.8000"))
    );
    let board = program.ok(&["leaderboard", "tides", "-s", "-v"]);
    assert!(board.contains("Team 0") && board.contains("0.99"), "{board}");
}
