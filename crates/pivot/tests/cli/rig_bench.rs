//! `pivot rig bench`, with a companion of the test's own: what its seconds mean, by hand.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::{Ran, World, task};

struct Machine(World);

impl Machine {
    /// A companion that says these seconds of the product of two matrices, and of a training by batches of 64.
    fn new(matmul: &str, training: &str) -> Machine {
        let done_when = "done_when = { kind = \"metric\", name = \"own-box-images-per-second\" }";
        let world = World::small(&task("1", 1, done_when));
        // Not before the pivot began.
        let machine = Machine(World {
            now: "2027-01-05T12:00:00Z",
            ..world
        });
        machine.says(matmul, training);
        machine
    }

    fn says(&self, matmul: &str, training: &str) {
        let path = self.0.path().join("companion");
        let script = format!(
            "#!/bin/sh\ncat > /dev/null\n\
             echo '{{\"kind\":\"matmul\",\"device\":\"cpu\",\"number\":\"f32\",\"size\":1024,\"work\":2147483648,\"unit\":\"flop\",\"seconds\":[{matmul}]}}'\n\
             echo '{{\"kind\":\"training\",\"device\":\"cpu\",\"number\":\"f32\",\"size\":64,\"work\":64,\"unit\":\"image\",\"seconds\":[{training}]}}'\n\
             echo '{{\"skipped\":\"matmul\",\"device\":\"cpu\",\"number\":\"bf16\",\"why\":\"it cannot\"}}'\n\
             echo '{{\"done\":true,\"threads\":2,\"gpu\":false,\"release\":true}}'\n"
        );
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn bench(&self, args: &[&str]) -> Ran {
        let companion = self.0.path().join("companion").display().to_string();
        let variables = [("PATH", "/usr/bin:/bin"), ("PIVOT_TRAIN", companion.as_str())];
        self.0
            .run_with("p", &[&["rig", "bench", "--quick"], args].concat(), &variables)
    }

    fn json(&self, args: &[&str]) -> Value {
        let ran = self.bench(&[args, &["--json"]].concat());
        assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
        serde_json::from_str(&ran.out).unwrap()
    }
}

fn near(value: &Value, expected: f64) {
    let value = value.as_f64().unwrap();
    assert!((value / expected - 1.0).abs() < 1e-9, "{value} is not {expected}");
}

#[test]
fn seconds_become_figures() {
    let machine = Machine::new("0.5, 0.25, 0.3", "0.032, 0.04, 0.02, 0.032");
    let answer = machine.json(&["--save", "own-box"]);
    assert_eq!(
        (&answer["format"], &answer["threads"]),
        (&"pivot.rig-bench/1".into(), &2.into())
    );
    let measures = answer["measures"].as_array().unwrap();
    // The middle of 0.25, 0.3, 0.5 is 0.3: 2 x 1024³ / 0.3; from the shortest to the longest 0.25 / 0.3.
    near(&measures[0]["rate"], 2_147_483_648.0 / 0.3);
    near(&measures[0]["spread"], 0.25 / 0.3);
    // Of four the mean of the two in the middle, 0.032: 64 / 0.032 = 2000 pictures; spread (0.04 - 0.02) / 0.032.
    near(&measures[1]["rate"], 2000.0);
    near(&measures[1]["spread"], 0.625);
    assert_eq!(measures[0]["times"], Value::Null);
    // The disk is measured here: so many times, and nothing of it stays.
    assert_eq!(
        (
            &measures[2]["kind"],
            measures[2]["seconds"].as_array().unwrap().len()
        ),
        (&"disk".into(), 3)
    );
    assert_eq!(answer["skipped"][0], "matmul on the cpu in bf16: it cannot");
    assert_eq!(
        answer["saved"],
        serde_json::json!(["rig/bench/own-box.json", "metrics.csv"])
    );
    assert_eq!(
        machine.0.read("p/metrics.csv"),
        "name,value,date\nown-box-images-per-second,2000.0,2027-01-05\n"
    );
    let epochs = answer["epochs"].as_array().unwrap();
    assert_eq!(epochs.len(), 7);
    // The metric is evidence.
    let ran = machine.0.run_in("p", &["evidence", "1"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    // Half the time is twice as fast, and half an epoch.
    machine.says("0.15", "0.016");
    let again = machine.json(&[]);
    assert_eq!(again["beside"], "own-box");
    near(&again["measures"][0]["times"], 2.0);
    near(&again["measures"][1]["times"], 2.0);
    near(
        &again["epochs"][0]["seconds"],
        epochs[0]["seconds"].as_f64().unwrap() / 2.0,
    );
    assert_eq!(again["saved"], serde_json::json!([]));
    // On a terminal.
    let ran = machine.bench(&["--against", "own-box"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.lines().all(|l| l.chars().count() <= 80), "{}", ran.out);
    for part in [
        "cpu matrices 1024 f32",
        "14.3 GFLOP",
        "2.00 times",
        "4000.0 pictures",
        "An epoch of a lab's network takes about",
        "Next: pivot rig bench --save NAME",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
}

#[test]
fn what_is_missing_or_wrong_is_said() {
    let machine = Machine::new("1", "1");
    // Without the companion the disk is left, and the line that builds it.
    let ran = machine
        .0
        .run_with("p", &["rig", "bench", "--quick"], &[("PIVOT_TRAIN", "/nowhere")]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(
        ran.out.contains("disk, 8 MiB") && ran.out.contains("cargo build --release -p"),
        "{}",
        ran.out
    );
    for (args, part) in [
        (&["--save", "Own Box"][..], "`Own Box` is no name of a table"),
        (&["--against", "../x"], "is no name of a table"),
        (&["--against", "cloud"], "there is no table `cloud`"),
    ] {
        let ran = machine.bench(args);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(ran.err.contains(part), "{args:?}: {}", ran.err);
    }
    // A table that is none hinders, and is not written over in silence.
    fs::create_dir_all(machine.0.path().join("p/rig/bench")).unwrap();
    machine.0.write("p/rig/bench/cloud.json", "{\"format\":\"x\"}");
    let ran = machine.bench(&[]);
    assert_eq!(ran.status, 2);
    assert!(
        ran.err
            .contains("rig/bench/cloud.json is no table of measurements"),
        "{}",
        ran.err
    );
    // An older companion reads no such order.
    fs::remove_file(machine.0.path().join("p/rig/bench/cloud.json")).unwrap();
    let script = "#!/bin/sh\ncat > /dev/null\necho 'pivot-train: what is this' >&2\nexit 2\n";
    fs::write(machine.0.path().join("companion"), script).unwrap();
    let ran = machine.bench(&[]);
    assert_eq!(ran.status, 3);
    assert!(
        ran.err.contains("what is this (an older pivot-train"),
        "{}",
        ran.err
    );
}

/// Columns of the person's own are left alone.
#[test]
fn other_metrics_stay() {
    let machine = Machine::new("1", "0.064");
    machine.0.write("p/metrics.csv", "name;value;date\n");
    let answer = machine.json(&["--save", "own-box"]);
    assert_eq!(answer["saved"], serde_json::json!(["rig/bench/own-box.json"]));
    assert!(answer["skipped"].to_string().contains("other columns"));
    assert_eq!(machine.0.read("p/metrics.csv"), "name;value;date\n");
    // Without a pivot there is nothing to keep it in.
    let ran = machine
        .0
        .run_with(".", &["rig", "bench", "--quick", "--save", "x"], &[]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("pivot init DIR"), "{}", ran.err);
}
