//! The binary as a person or a program meets it, in an environment of the test's own. One test binary for all commands.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod answer;
mod caldav;
mod calendar;
mod companies;
#[path = "../../../app/tests/doubles/mod.rs"]
mod doubles;
mod evidence;
mod export;
mod faults;
mod fit;
mod forecast;
mod intake;
mod journal;
mod kaggle;
mod lab;
mod meetup;
mod plans;
mod project;
mod rig;
mod rig_bench;
mod rig_cost;
mod rig_doctor;
mod rooms;
mod score;
#[path = "../../../app/tests/caldav/servers.rs"]
mod servers;
mod site;

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// What a run of the binary gave.
struct Ran {
    status: i32,
    out: String,
    err: String,
}

/// A folder of its own, and a clock that stands still.
struct World {
    folder: TempDir,
    now: &'static str,
}

impl World {
    fn new() -> World {
        World {
            folder: tempfile::tempdir().unwrap(),
            now: "2026-11-23T12:00:00-05:00",
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs `pivot` in `folder` below the world's.
    fn run_in(&self, folder: &str, args: &[&str]) -> Ran {
        self.run_with(folder, args, &[])
    }

    /// The same with other variables too.
    fn run_with(&self, folder: &str, args: &[&str], variables: &[(&str, &str)]) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_pivot"))
            .args(args)
            .current_dir(self.path().join(folder))
            .env_clear()
            .env("PIVOT_NOW", self.now)
            .env("PIVOT_MACHINE", "test")
            .env("COLUMNS", "80")
            .env("HOME", self.path())
            .env("TZ", "UTC")
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran {
            status: output.status.code().unwrap(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.run_in(".", args)
    }

    /// Runs a command that must work.
    fn ok(&self, folder: &str, args: &[&str]) -> String {
        let ran = self.run_in(folder, args);
        assert_eq!(ran.status, 0, "pivot {args:?}: {}{}", ran.out, ran.err);
        ran.out
    }

    /// The JSON answer of a command that must work.
    fn json(&self, folder: &str, args: &[&str]) -> Value {
        let out = self.ok(folder, &[args, &["--json"]].concat());
        serde_json::from_str(&out).unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::write(self.path().join(path), text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).unwrap()
    }

    /// A pivot `p` of these tasks, in UTC, with two hours on each weekday evening from Monday 2027-01-04 on.
    fn small(tasks: &str) -> World {
        let world = World::new();
        world.write("c.toml", &curriculum(tasks));
        let zone = [
            "--timezone",
            "UTC",
            "--start",
            "2027-01-04",
            "--hours",
            "mon-fri 18:00-20:00",
        ];
        world.ok(
            ".",
            &[&["init", "p", "--curriculum", "c.toml"], &zone[..]].concat(),
        );
        world
    }
}

/// A curriculum of one step with these tasks.
fn curriculum(tasks: &str) -> String {
    let step = "[[step]]\nnumber = 1\ntitle = \"One\"\nmonths = [1]\n";
    format!("format = \"pivot.curriculum/1\"\nid = \"x\"\ntitle = \"X\"\n{step}{tasks}")
}

/// A task of so many hours, titled as its id.
fn task(id: &str, hours: u32, more: &str) -> String {
    let head = format!("[[task]]\nid = \"{id}\"\nstep = 1\ntitle = \"{id}\"\nkind = \"course\"\n");
    format!("{head}effort = [{hours}, {hours}, {hours}]\n{more}\n")
}
