//! The program as `pivot` runs it: a document in, lines out, files in a folder. All data are made, and small.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]
#![allow(
    clippy::needless_pass_by_value,
    reason = "settings are written where they are handed over"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use pivot_labs::made::{Size, make};
use pivot_labs::metrics::Metric;
use pivot_labs::score::{Limits, Parameters, score};
use pivot_train::nets::LABS;
use serde_json::{Value, json};

/// A lab's folder, and one beside it to write to.
struct Here {
    dir: tempfile::TempDir,
    lab: &'static str,
    truth: Vec<u8>,
}

impl Here {
    fn new(lab: &'static str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let made = make(lab, 1, Size::Tiny).unwrap();
        fs::create_dir(dir.path().join("data")).unwrap();
        for file in &made.files {
            fs::write(dir.path().join("data").join(&file.path), &file.bytes).unwrap();
        }
        Here {
            dir,
            lab,
            truth: made.truth,
        }
    }

    fn data(&self, name: &str) -> PathBuf {
        self.dir.path().join("data").join(name)
    }

    fn out(&self, name: &str) -> PathBuf {
        self.dir.path().join("out").join(name)
    }

    fn order(&self, epochs: usize, settings: Value) -> Value {
        json!({
            "format": "pivot.train/1",
            "lab": self.lab,
            "data": self.data(""),
            "out": self.out(""),
            "epochs": epochs,
            "settings": settings,
        })
    }

    /// The submission's score against all answers.
    fn score(&self, metric: Metric) -> f64 {
        let submission = fs::read(self.out("submission.csv")).unwrap();
        // The column `usage` is not part of the answer.
        let truth = String::from_utf8(self.truth.clone()).unwrap();
        let truth: String = truth
            .lines()
            .map(|line| {
                let mut parts = line.splitn(3, ',');
                let (id, _, rest) = (parts.next(), parts.next(), parts.next());
                format!("{},{}\n", id.unwrap(), rest.unwrap())
            })
            .collect();
        let said = score(
            metric,
            &Parameters::default(),
            &mut truth.as_bytes(),
            &mut submission.as_slice(),
            &Limits::default(),
        );
        said.unwrap().value
    }
}

fn start(document: &str) -> Child {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pivot-train"))
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
    child
}

/// Exit status, lines, and what it said of faults.
fn run(document: &str) -> (i32, Vec<Value>, String) {
    let ended = start(document).wait_with_output().unwrap();
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

/// A training that must go well: the line of its end.
fn trained(order: &Value) -> Value {
    let (status, lines, said) = run(&order.to_string());
    assert_eq!(status, 0, "{said}");
    lines.last().unwrap().clone()
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap()
}

/// The header of a file of tensors, and their bytes. What the header says beside them comes in any order.
fn weights(path: &Path) -> (Value, Vec<u8>) {
    let bytes = read(path);
    let length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    (
        serde_json::from_slice(&bytes[8..8 + length]).unwrap(),
        bytes[8 + length..].to_vec(),
    )
}

fn metric(lab: &str) -> Metric {
    match lab {
        "shops" => Metric::Rmse,
        "reviews" => Metric::Auc,
        "characters" => Metric::BitsPerCharacter,
        "boxes" => Metric::DetectionMap,
        _ => Metric::Accuracy,
    }
}

/// Every made lab has a network, whose submission is taken by the metric; twice the same, to the byte; another by another seed.
#[test]
fn each_lab_is_answered_and_twice_the_same() {
    for lab in LABS {
        let here = Here::new(lab);
        let mut order = here.order(1, json!({"valid": 0.2}));
        let done = trained(&order);
        assert_eq!(done["metric"], metric(lab).name(), "{lab}");
        here.score(metric(lab));
        let submission = || read(&here.out("submission.csv"));
        let model = || weights(&here.out("model.safetensors"));
        let first = (submission(), model());
        let again = trained(&order);
        let (a, b) = (done["valid"].as_f64().unwrap(), again["valid"].as_f64().unwrap());
        assert!((a - b).abs() < 1e-6, "{lab}: {a} and then {b}");
        assert!(
            submission() == first.0 && model() == first.1,
            "{lab}: other files"
        );
        order["seed"] = 2.into();
        trained(&order);
        assert!(model() != first.1, "{lab}: the seed changes nothing");
        let about: Value = serde_json::from_slice(&read(&here.out("settings.json"))).unwrap();
        assert_eq!(
            (&about["seed"], &about["device"]),
            (&json!(2), &json!("flex")),
            "{lab}"
        );
        assert_eq!(about["epochs"].as_array().unwrap().len(), 1, "{lab}");
        assert!(
            !here.out("checkpoint").exists(),
            "{lab}: what is done needs no checkpoint"
        );
    }
}

/// More learning, better answers: the mean sales of a shop's row cost 1.0 deviations; chance is right once in ten pictures.
#[test]
fn networks_learn() {
    let here = Here::new("garments");
    trained(&here.order(15, json!({"patience": 0, "batch": 16})));
    let accuracy = here.score(Metric::Accuracy);
    assert!(accuracy > 0.3, "{accuracy}");
    let here = Here::new("characters");
    trained(&here.order(6, json!({"patience": 0, "batch": 8, "length": 64, "hidden": 32})));
    let bits = here.score(Metric::BitsPerCharacter);
    // 31 characters, each as likely: 4.95 bits.
    assert!(bits < 3.5, "{bits}");
}

/// Killed after its first epoch, it goes on and ends as one that was not.
#[test]
fn what_was_killed_goes_on_to_the_same_end() {
    for lab in ["shapes", "shops"] {
        let unbroken = Here::new(lab);
        let settings = json!({"patience": 0, "batch": 16});
        let whole = trained(&unbroken.order(4, settings.clone()));
        let here = Here::new(lab);
        let order = here.order(4, settings).to_string();
        let mut child = start(&order);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        while !lines.next().unwrap().unwrap().contains("\"epoch\":1,") {}
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(
            here.out("checkpoint/state.json").exists(),
            "{lab}: a checkpoint is there"
        );
        let (status, lines, said) = run(&order);
        assert_eq!(status, 0, "{said}");
        let epochs: Vec<u64> = lines.iter().filter_map(|line| line["epoch"].as_u64()).collect();
        assert_ne!(
            epochs.first(),
            Some(&1),
            "{lab}: it does not begin anew: {epochs:?}"
        );
        let done = lines.last().unwrap();
        let (a, b) = (whole["valid"].as_f64().unwrap(), done["valid"].as_f64().unwrap());
        assert!((a - b).abs() < 1e-6, "{lab}: {a} unbroken, {b} resumed");
        let name = "submission.csv";
        assert!(
            read(&here.out(name)) == read(&unbroken.out(name)),
            "{lab}: another submission"
        );
    }
}

/// A checkpoint of other settings, other data or a broken one is not gone on with; nor where that is not wished.
#[test]
fn only_the_same_training_goes_on() {
    let here = Here::new("shops");
    let order = here.order(3, json!({"patience": 0, "batch": 16}));
    let broken_off = || {
        let mut child = start(&order.to_string());
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        while !lines.next().unwrap().unwrap().contains("\"epoch\":1,") {}
        child.kill().unwrap();
        child.wait().unwrap();
    };
    let first = |order: &Value| {
        let (status, lines, said) = run(&order.to_string());
        assert_eq!(status, 0, "{said}");
        lines.iter().find_map(|line| line["epoch"].as_u64()).unwrap()
    };
    broken_off();
    let mut other = order.clone();
    other["settings"]["rate"] = json!(0.001);
    assert_eq!(first(&other), 1, "other settings");
    broken_off();
    let mut other = order.clone();
    other["resume"] = json!(false);
    assert_eq!(first(&other), 1, "not wished");
    broken_off();
    fs::write(here.out("checkpoint/state.json"), "{").unwrap();
    assert_eq!(first(&order), 1, "a broken one");
    broken_off();
    let train = fs::read_to_string(here.data("train.csv")).unwrap();
    let (rows, _) = train.trim_end().rsplit_once('\n').unwrap();
    fs::write(here.data("train.csv"), format!("{rows}\n")).unwrap();
    assert_eq!(first(&order), 1, "other data");
}

/// The lab `budget` counts every number of the file: at most 50,000.
#[test]
fn the_budget_is_kept() {
    let here = Here::new("budget");
    let done = trained(&here.order(1, json!({})));
    let (header, _) = weights(&here.out("model.safetensors"));
    let count = |tensor: &Value| -> u64 {
        let shape = tensor["shape"].as_array();
        shape.map_or(0, |sides| {
            sides.iter().map(|side| side.as_u64().unwrap()).product()
        })
    };
    let all: u64 = header.as_object().unwrap().values().map(count).sum();
    assert!((10_000..=50_000).contains(&all), "{all}");
    assert!(done["parameters"].as_u64().unwrap() <= all);
}

/// Without a better score for as many epochs as patience allows, it ends early, and the best network is kept.
#[test]
fn it_stops_early() {
    let here = Here::new("shops");
    // A rate that changes nothing: the first epoch stays the best, or one of the next by a hair.
    let done = trained(&here.order(
        50,
        json!({"patience": 1, "rate": 1e-6, "decay": 0.0, "dropout": 0.0}),
    ));
    let about: Value = serde_json::from_slice(&read(&here.out("settings.json"))).unwrap();
    let epochs = about["epochs"].as_array().unwrap();
    let best = done["epoch"].as_u64().unwrap() as usize;
    assert!(
        epochs.len() == 50 || epochs.len() == best + 1,
        "{} of which {best} is best",
        epochs.len()
    );
    let least = epochs
        .iter()
        .map(|e| e["valid"].as_f64().unwrap())
        .fold(f64::MAX, f64::min);
    assert!((done["valid"].as_f64().unwrap() - least).abs() < 1e-12);
}

#[test]
fn wrong_documents_and_folders_are_told_in_words() {
    let here = Here::new("garments");
    let order = here.order(1, json!({}));
    let with = |key: &str, value: Value| {
        let mut order = order.clone();
        order[key] = value;
        order.to_string()
    };
    for (document, says) in [
        (String::new(), "cannot be read"),
        ("{}".into(), "missing field"),
        (with("format", json!("pivot.train/9")), "pivot.train/1"),
        (with("lab", json!("garment")), "there are boxes, budget"),
        (with("lab", json!("convolution")), "no network to train"),
        (with("lab", json!("shops")), "train.csv"),
        (
            with("data", json!("/nowhere/at/all")),
            "no folder /nowhere/at/all",
        ),
        (with("settings", json!({"speed": 1})), "no setting `speed`"),
        (with("settings", json!({"rate": 7})), "from 0.000001 to 1"),
        (with("settings", json!({"rate": "fast"})), "invalid type"),
    ] {
        let (status, lines, said) = run(&document);
        assert_eq!((status, lines), (2, Vec::new()), "{said}");
        assert!(said.starts_with("pivot-train: ") && said.contains(says), "{said}");
    }
}

#[test]
fn damaged_data_are_told_in_words() {
    for (lab, file, bytes, says) in [
        ("garments", "train.npy", &b"no array"[..], "train.npy"),
        (
            "garments",
            "train.csv",
            b"id,label\n1,a\n2,b\n",
            "2 rows and train.npy",
        ),
        ("garments", "train.csv", b"id,label\n1,a\n", "1 classes"),
        ("garments", "test.csv", b"id\n\xff\n", "UTF-8"),
        (
            "shops",
            "train.csv",
            b"id,shop,sales\n1,a,NaN\n",
            "no finite number",
        ),
        ("shops", "test.csv", b"id,shop\n1,a\n", "one column"),
        (
            "reviews",
            "train.csv",
            b"id,text,label\n1,a,yes\n",
            "expected 0 or 1",
        ),
        ("characters", "train.txt", b"", "0 different characters"),
        ("characters", "train.txt", b"ab", "fewer than 3"),
        (
            "characters",
            "sample_submission.csv",
            b"id,what\n",
            "named as a character",
        ),
        ("boxes", "train.csv", b"id,boxes\n", "0 rows"),
    ] {
        let here = Here::new(lab);
        fs::write(here.data(file), bytes).unwrap();
        let (status, _, said) = run(&here.order(1, json!({})).to_string());
        assert_eq!(status, 2, "{lab} {file}: {said}");
        assert!(said.contains(says), "{lab} {file}: {said}");
    }
    let here = Here::new("garments");
    fs::remove_file(here.data("test.npy")).unwrap();
    let (status, _, said) = run(&here.order(1, json!({})).to_string());
    assert!(status == 2 && said.contains("pivot lab get"), "{said}");
}

/// Prices whose mean is beyond all numbers: the loss is none from the first step on. That is said, and no answer is left.
#[test]
fn a_loss_that_is_no_number_is_told() {
    let here = Here::new("shops");
    let csv = fs::read_to_string(here.data("train.csv")).unwrap();
    let mut lines: Vec<String> = csv.lines().map(str::to_owned).collect();
    for line in &mut lines[1..3] {
        let mut fields: Vec<&str> = line.split(',').collect();
        let price = fields.len() - 2;
        fields[price] = "1.7e308";
        *line = fields.join(",");
    }
    fs::write(here.data("train.csv"), lines.join("\n")).unwrap();
    let (status, _, said) = run(&here.order(1, json!({})).to_string());
    assert!(
        status == 2 && said.contains("no number any more in epoch 1, step 1"),
        "{status} {said}"
    );
    assert!(!here.out("submission.csv").exists());
}

/// Who asked has gone: it stops, and says so.
#[test]
fn nobody_listens_any_more() {
    let here = Here::new("shops");
    let mut child = start(&here.order(50, json!({"patience": 0})).to_string());
    drop(child.stdout.take());
    let status = child.wait().unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(status.code(), Some(3), "{said}");
    assert!(said.contains("cannot be told"), "{said}");
}
