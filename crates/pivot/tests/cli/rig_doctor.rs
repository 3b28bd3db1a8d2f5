//! `pivot rig doctor`: of machines whose answers were kept, and of this one with programs of the test's own.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::{Ran, World, task};

/// Answers of machines, which the tests of the domain judge by hand.
const NO_DRIVER: &str = include_str!("../../../domain/tests/machine/machines/no-driver.txt");
const RTX_3060: &str = include_str!("../../../domain/tests/machine/machines/rtx-3060.txt");

fn from(text: &str, args: &[&str]) -> Ran {
    let world = World::new();
    world.write("answers.txt", text);
    world.run(&[&["rig", "doctor", "--from", "answers.txt"], args].concat())
}

#[test]
fn what_is_missing_and_the_commands() {
    let ran = from(NO_DRIVER, &[]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    let fits = |line: &str| line.trim_start().starts_with('$') || line.chars().count() <= 80;
    assert!(ran.out.lines().all(fits), "{}", ran.out);
    insta::assert_snapshot!("doctor_no_driver", ran.out);
    assert_eq!(from(NO_DRIVER, &["--quiet"]).out, "");
    let ran = from(RTX_3060, &[]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    insta::assert_snapshot!("doctor_well", ran.out);
    // What was kept is printed as it was kept.
    assert_eq!(from(RTX_3060, &["--answers"]).out, RTX_3060);
}

#[test]
fn an_answer_for_programs() {
    let ran = from(NO_DRIVER, &["--json"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer["format"], "pivot.rig-doctor/1");
    assert_eq!(answer["well"], false);
    // By hand: system, processor, memory, disk, card, python are well; driver, toolkit, torch, pivot-train are missing.
    assert_eq!(
        answer["counts"],
        serde_json::json!({ "ok": 6, "missing": 4, "wrong": 0, "unknown": 0 })
    );
    let part = |name: &str| {
        let parts = answer["parts"].as_array().unwrap();
        parts.iter().find(|p| p["part"] == name).unwrap().clone()
    };
    assert_eq!(part("driver")["needed"], true);
    assert_eq!(part("toolkit")["needed"], false);
    assert_eq!(
        part("driver")["mend"]["commands"][2],
        "sudo ubuntu-drivers install"
    );
    assert_eq!(answer["saved"], Value::Null);
    // Another framework is wanted: this one is missing, and PyTorch is not spoken of where nobody has it.
    let ran = from(NO_DRIVER, &["--json", "--framework", "keras"]);
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer["wanted"]["framework"], "keras");
    assert!(!ran.out.contains("\"torch\""), "{}", ran.out);
}

#[test]
fn faults() {
    let ran = from("pivot.machine/1\n== nvidia-smy: absent\n", &[]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("did you mean `nvidia-smi`?"), "{}", ran.err);
    let world = World::new();
    for (args, part) in [
        (&["--from", "none.txt"][..], "none.txt cannot be read"),
        (&["--framework", "os; x"], "Python cannot import `os; x`"),
        (&["--from", "a", "--save", "1"], "cannot be used with"),
        (&["--save", "1"], "pivot init DIR"),
    ] {
        let ran = world.run(&[&["rig", "doctor"], args].concat());
        assert_eq!(ran.status, 2, "{args:?}");
        assert!(ran.err.contains(part), "{args:?}: {}", ran.err);
    }
}

/// A machine of the test's own: programs that answer as those of an RTX 3060 would, and a Python that does what it is told to.
struct Machine(World);

impl Machine {
    fn new(torch: &str) -> Machine {
        let probe = "done_when = { kind = \"probe\", cuda = true, framework = \"torch\", memory_gb = 12 }";
        let world = World::small(&(task("1", 1, probe) + &task("2", 1, "")));
        fs::create_dir(world.path().join("bin")).unwrap();
        let python = format!(
            "case \"$3\" in *find_spec*) echo 'python 3.12.3'; echo 'found torch';; 'import torch'*) {torch};; esac"
        );
        let smi = "case \"$1\" in\n\
            '') echo '| NVIDIA-SMI 550.54.14  Driver Version: 550.54.14  CUDA Version: 12.4 |'; echo '|  0  1234  C  /home/anna/secret  100MiB |';;\n\
            *compute_cap*) echo 'Field \"compute_cap\" is not a valid field to query.'; exit 2;;\n\
            *) echo 'name, driver_version, memory.total [MiB]'; echo 'NVIDIA GeForce RTX 3060, 550.54.14, 12288 MiB';;\n\
            esac";
        for (name, script) in [
            ("python3", python.as_str()),
            ("nvidia-smi", smi),
            ("nvcc", "exit 127"),
        ] {
            let path = world.path().join("bin").join(name);
            fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Machine(world)
    }

    fn doctor(&self, args: &[&str]) -> Ran {
        let path = format!("{}:/usr/bin:/bin", self.0.path().join("bin").display());
        let variables = [
            ("PATH", path.as_str()),
            ("USER", "annabel"),
            ("PIVOT_TRAIN", "/nowhere"),
        ];
        self.0
            .run_with("p", &[&["rig", "doctor"], args].concat(), &variables)
    }

    /// What is said of a part: its state, and what was seen. Disk and memory are those of whoever runs the test.
    fn part(&self, name: &str) -> (String, String) {
        let ran = self.doctor(&["--json", "--save", "1"]);
        let answer: Value =
            serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err));
        let parts = answer["parts"].as_array().unwrap();
        let part = parts.iter().find(|p| p["part"] == name).unwrap();
        let text = |key: &str| part[key].as_str().unwrap().to_owned();
        (text("state"), text("seen"))
    }
}

/// What was asked and answered becomes the evidence of the task that asks for it, without anybody's name.
#[test]
fn what_was_answered_is_evidence() {
    let machine = Machine::new(
        "echo \"$HOME/.venv/torch: a warning for annabel\"; echo 'torch 2.6.0+cu124 cuda True'; echo 'built for 12.4'; echo 'computed 16777216'",
    );
    assert_eq!(
        machine.part("torch"),
        ("ok".into(), "PyTorch 2.6.0+cu124 computes on the card".into())
    );
    // The field that old drivers do not know is left out when it is asked again.
    assert_eq!(
        machine.part("card"),
        ("ok".into(), "NVIDIA GeForce RTX 3060, 12.0 GiB".into())
    );
    assert_eq!(machine.part("pivot-train").0, "missing");
    let kept = machine.0.read("p/work/1/probe.txt");
    assert!(kept.starts_with("pivot.machine/1\n"), "{kept}");
    assert!(kept.contains("~/.venv/torch: a warning for USER"), "{kept}");
    let home = machine.0.path().display().to_string();
    for private in ["annabel", "anna/secret", "/home/", &home] {
        assert!(!kept.contains(private), "{private}: {kept}");
    }
    let ran = machine.0.run_in("p", &["evidence", "1"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    let words = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("shows CUDA, torch 2.6.0+cu124, 12.0 GB of memory"),
        "{words}"
    );
    // A Python by a path from here.
    let ran = machine.doctor(&["--json", "--python", "../bin/python3"]);
    assert!(ran.out.contains("Python 3.12.3"), "{}", ran.out);
    // A task that asks for no look at the machine has no such evidence.
    for (task, part) in [
        ("2", "task 2 does not close on a look"),
        ("9", "there is no task `9`"),
    ] {
        let ran = machine.doctor(&["--save", task]);
        assert_eq!(ran.status, 2);
        assert!(ran.err.contains(part) && ran.err.contains("1"), "{}", ran.err);
    }
}

/// A driver or a framework that breaks ends its own program, and is told.
#[test]
fn what_breaks_takes_nothing_along() {
    for (torch, state, says) in [
        ("kill -SEGV $$", "wrong", "a signal ended the import"),
        (
            "echo 'torch 2.6.0 cuda False'; echo 'built for None'",
            "wrong",
            "built for the processor alone",
        ),
        (
            "echo \"ModuleNotFoundError: No module named 'torch'\"; exit 1",
            "missing",
            "Python does not find it",
        ),
        ("exec cat /dev/zero", "wrong", "it printed more than"),
    ] {
        let machine = Machine::new(torch);
        let (is, seen) = machine.part("torch");
        assert_eq!(is, state, "{torch}: {seen}");
        assert!(seen.contains(says), "{torch}: {seen}");
        let ran = machine.0.run_in("p", &["evidence", "1"]);
        assert_eq!(ran.status, 1, "{torch}: {}", ran.out);
    }
    // Without a file the way to one is named.
    let machine = Machine::new("true");
    let ran = machine.0.run_in("p", &["evidence", "1"]);
    assert!(ran.out.contains("pivot rig doctor --save 1"), "{}", ran.out);
}
