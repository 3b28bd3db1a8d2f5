//! The program as `pivot rig bench` runs it. How fast anything is is nowhere asserted.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Exit status, lines, and what it said of faults.
fn run(document: &str) -> (i32, Vec<Value>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pivot-train"))
        .env("PIVOT_TRAIN_DEVICE", "cpu")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(document.as_bytes())
        .unwrap();
    let ended = child.wait_with_output().unwrap();
    let lines = String::from_utf8(ended.stdout).unwrap();
    let lines = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    (
        ended.status.code().unwrap(),
        lines,
        String::from_utf8(ended.stderr).unwrap(),
    )
}

#[test]
fn everything_is_measured_so_often() {
    let (status, mut lines, said) = run(r#"{"format": "pivot.bench/1", "quick": true}"#);
    assert_eq!((status, said.as_str()), (0, ""));
    let done = lines.pop().unwrap();
    assert_eq!((&done["done"], &done["gpu"]), (&true.into(), &false.into()));
    assert!(done["threads"].as_u64().unwrap() >= 1);
    let mut seen = Vec::new();
    for line in lines.iter().filter(|l| l.get("skipped").is_none()) {
        let times: Vec<f64> = line["seconds"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s.as_f64().unwrap())
            .collect();
        assert_eq!(times.len(), 3, "{line}");
        assert!(times.iter().all(|s| s.is_finite() && *s > 0.0), "{line}");
        let (size, work) = (line["size"].as_u64().unwrap(), line["work"].as_u64().unwrap());
        let kind = line["kind"].as_str().unwrap().to_owned();
        // 2 n³ operations; two arrays of a copy and three of a triad; the pictures of a batch.
        let (expected, unit) = match kind.as_str() {
            "matmul" => (2 * size.pow(3), "flop"),
            "copy" => (2 * size, "byte"),
            "triad" => (3 * size, "byte"),
            "training" => (size, "image"),
            other => panic!("{other}"),
        };
        assert_eq!((work, &line["unit"]), (expected, &unit.into()), "{line}");
        assert_eq!(line["device"], "cpu");
        seen.push((kind, line["number"].as_str().unwrap().to_owned(), size));
    }
    for wanted in [
        ("copy", "f64", 4 << 20),
        ("triad", "f64", 4 << 20),
        ("matmul", "f32", 64),
        ("matmul", "f32", 128),
        ("training", "f32", 8),
    ] {
        assert!(
            seen.iter()
                .any(|(k, n, s)| (k.as_str(), n.as_str(), *s) == wanted),
            "{wanted:?}: {seen:?}"
        );
    }
    let many = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), many, "each thing once");
}

#[test]
fn faults_say_what_was_expected() {
    let (status, lines, said) = run(r#"{"format": "pivot.bench/1", "quik": true}"#);
    assert_eq!((status, lines.len()), (2, 0));
    assert!(
        said.contains("unknown field `quik`") && said.contains("\"quick\": false"),
        "{said}"
    );
}
