//! Definitions of labs: those that come with Pivot, the faults of those that do not hold together, and what a lab is held to.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::collections::BTreeSet;

use pivot_labs::lab::prove::{Step, prove};
use pivot_labs::lab::{Lab, Source, built_in, parse};
use pivot_labs::made::{Made, MadeFile, Size, make};

/// The lab of a text, which has no faults.
fn lab(text: &str) -> Lab {
    let (lab, faults) = parse(text);
    lab.unwrap_or_else(|| panic!("{faults:?}"))
}

#[test]
fn the_labs_that_come_with_pivot_are_whole() {
    let mut seen = BTreeSet::new();
    for built in built_in() {
        let lab = lab(built.definition);
        assert_eq!(lab.id, built.id);
        assert!(seen.insert(built.id), "{} comes twice", built.id);
        assert!(
            matches!(lab.sets[0].source, Source::Made { .. }),
            "{}: the first set needs no network",
            lab.id
        );
        assert!(lab.hints.len() >= 3, "{}", lab.id);
        let statement = built.statement.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in [
            "honour system",
            "## Data",
            "## Submission",
            "```python",
            lab.metric.name(),
        ] {
            assert!(statement.contains(part), "{} does not say {part}", lab.id);
        }
        assert!(
            built.statement.lines().all(|l| l.chars().count() <= 134),
            "{}",
            lab.id
        );
        let starter = built.statement.split("```").nth(1).unwrap();
        assert!(starter.lines().count() <= 20, "{}: a starter is short", lab.id);
        // What is real is named where it is.
        for set in &lab.sets[1..] {
            let asked = format!("pivot lab get {} --set {}", lab.id, set.name);
            assert!(statement.contains(&asked), "{}: {asked}", lab.id);
        }
    }
    assert_eq!(seen.len(), 9);
}

const HEAD: &str = "format = \"pivot.lab/1\"\nid = \"x\"\ntitle = \"X\"\ntopic = \"x\"\n";
const SET: &str =
    "[[set]]\nname = \"own\"\ntruth = \"truth.csv\"\nbars = { passed = 0.5, good = 0.7, excellent = 1 }\n";
const METRIC: &str = "metric = { name = \"accuracy\" }\n";

/// Line, column and beginning of every fault.
fn faults(text: &str) -> Vec<String> {
    let (lab, faults) = parse(text);
    assert_eq!(lab.is_none(), !faults.is_empty());
    let told = |fault: &pivot_domain::Fault| {
        let (line, column) = fault.place(text);
        let hint = fault.hint.as_ref().map(|hint| format!(" ({hint})"));
        format!("{line}:{column} {}{}", fault.what, hint.unwrap_or_default())
    };
    faults.iter().map(told).collect()
}

#[test]
fn every_fault_is_told_with_its_place() {
    let check = |text: &str, expected: &[&str]| assert_eq!(faults(text), expected, "{text}");
    check(&format!("{HEAD}{METRIC}{SET}"), &[]);
    check(
        "id = \"X y\"\n",
        &[
            "1:1 lab.toml has no `title`",
            "1:1 lab.toml has no `topic`",
            "1:1 lab.toml has no `metric`",
            "1:1 lab.toml has no `set`",
            "1:6 this will not do as a name",
        ],
    );
    // Line 5 is the metric, lines 6 to 9 the set.
    let metric = |metric: &str| format!("{HEAD}{metric}\n{SET}");
    check(
        &metric("metric = { name = \"acuracy\" }"),
        &["5:19 there is no metric `acuracy` (did you mean `accuracy`?)"],
    );
    check(
        &metric("metric = { name = \"map-at-k\", k = 0, beta = 2 }"),
        &["5:35 `0` will not do here", "5:38 [metric] has no field `beta`"],
    );
    check(
        &metric("metric = { name = \"f-beta\" }"),
        &["5:10 f-beta needs a beta"],
    );
    let set = |set: &str| format!("{HEAD}{METRIC}[[set]]\n{set}\n");
    let bars = "bars = { passed = 0.5, good = 0.7, excellent = 1 }";
    check(
        &set(&format!("name = \"a\"\n{bars}")),
        &["6:1 nothing says where the set comes from"],
    );
    check(
        &set(&format!("name = \"a\"\nrecipe = \"r\"\nreal = \"s\"\n{bars}")),
        &["6:1 the set comes from several places"],
    );
    check(
        &set(&format!(
            "name = \"a\"\ntruth = \"../truth.csv\"\nseed = 3\n{bars}"
        )),
        &[
            "8:9 this is no file beside lab.toml",
            "9:8 files that are there need no seed",
        ],
    );
    check(
        &set("name = \"a\"\nrecipe = \"r\"\nbars = { passed = 0.5, good = 0.4, excellent = 0.3 }"),
        &[
            "9:31 this bar is easier than `passed`",
            "9:48 this bar is easier than `good`",
        ],
    );
    check(
        &set("name = \"a\"\nrecipe = \"r\"\nbars = { passed = nan, good = 0.4 }"),
        &["9:8 bars has no `excellent`", "9:19 `nan` will not do here"],
    );
    // Lower is better: the order turns round.
    let rmse = format!("{HEAD}metric = {{ name = \"rmse\" }}\n{SET}");
    assert_eq!(faults(&rmse).len(), 2, "{:?}", faults(&rmse));
    check(
        &format!("{HEAD}{METRIC}{SET}[[hint]]\nafter = 3\ntext = \"a\"\n[[hint]]\nafter = 1\n"),
        &["13:1 a hint has no `text`"],
    );
    check(
        &format!("{HEAD}{METRIC}{SET}[[hint]]\nafter = 3\ntext = \"a\"\n[[hint]]\nafter = 1\ntext = \"b\"\n"),
        &["14:9 this hint unlocks before the one above it"],
    );
    check(
        &format!("{HEAD}{METRIC}{SET}[[known]]\nset = \"oen\"\nfile = \"a.csv\"\n"),
        &[
            "10:1 a known answer has no `value`",
            "11:7 there is no set `oen` (did you mean `own`?)",
        ],
    );
    check(
        &format!(
            "{HEAD}{METRIC}{SET}[[set.file]]\nname = \"a.gz\"\naddresses = [\"ftp://a\"]\nbytes = 0\nsha256 = \"12\"\n"
        ),
        &[
            "10:1 `ftp://a` is no address",
            "13:9 `0` will not do here",
            "14:10 `12` will not do here",
        ],
    );
    check(
        &format!(
            "{HEAD}{METRIC}{SET}[limits]\nfile_mib = 5000\nparamters = 3\n[submission]\nrange = [1, 0]\nclasses = []\n"
        ),
        &[
            "11:12 `5000` will not do here",
            "12:1 [limits] has no field `paramters` (did you mean `parameters`?)",
            "14:9 a value of the kind `array` will not do here",
            "15:11 a value of the kind `array` will not do here",
        ],
    );
    let broken = faults("title = \n");
    assert!(
        broken
            .iter()
            .any(|fault| fault.starts_with("1:9 this is not TOML")),
        "{broken:?}"
    );
}

/// Whatever stands there, reading ends.
#[test]
fn garbage_is_no_lab_and_no_panic() {
    let good = format!("{HEAD}{METRIC}{SET}");
    for cut in 0..good.len() {
        let _ = parse(&good[..cut]);
        let _ = parse(&good[cut..]);
    }
    for text in [
        "",
        "\u{0}",
        "[[set]]\n".repeat(2000).as_str(),
        "set = 1\nmetric = 2\nhint = [1]\n",
    ] {
        assert!(parse(text).0.is_none());
    }
}

fn failed(steps: &[Step]) -> Vec<String> {
    let failed = steps.iter().filter(|step| step.holds == Some(false));
    failed
        .map(|step| format!("{}: {}", step.what, step.found))
        .collect()
}

#[test]
fn the_lab_of_convolutions_holds() {
    let lab = lab(built_in()
        .iter()
        .find(|lab| lab.id == "convolution")
        .unwrap()
        .definition);
    let made = || make("convolution", 1, Size::Tiny).unwrap();
    let steps = prove(&lab, &lab.sets[0], &made(), Some(&made()), &|_| None, None);
    assert_eq!(failed(&steps), Vec::<String>::new());
    assert!(steps.len() >= 6, "{steps:?}");
    let other = make("convolution", 2, Size::Tiny).unwrap();
    let steps = prove(&lab, &lab.sets[0], &made(), Some(&other), &|_| None, None);
    assert_eq!(failed(&steps).len(), 1);
}

fn tiny(test: &str, sample: &str) -> Made {
    let file = |path: &str, text: &str| MadeFile {
        path: path.to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    Made {
        files: vec![
            file("train.csv", "id,label\n9,a\n8,b\n"),
            file("test.csv", test),
            file("sample_submission.csv", sample),
        ],
        truth: b"id,usage,label\n1,public,a\n2,public,b\n3,private,a\n4,private,b\n".to_vec(),
    }
}

/// A lab of two classes, whose bar is three quarters, with a file for each part of the proof.
#[test]
fn a_lab_that_does_not_hold_is_told() {
    let text = format!(
        "{HEAD}{METRIC}[[set]]\nname = \"own\"\ntruth = \"truth.csv\"\nbars = {{ passed = 0.75, good = 0.8, excellent = 1 }}\n\
         [check]\nstarter = \"starter.csv\"\nreference = \"reference.csv\"\n[[known]]\nfile = \"known.csv\"\nvalue = 0.75\n"
    );
    let lab = lab(&text);
    let all = |a: &str, b: &str| format!("id,label\n1,{a}\n2,{b}\n3,{a}\n4,{b}\n");
    let (right, same) = (all("a", "b"), all("a", "a"));
    // Three of four are right.
    let known = "id,label\n1,a\n2,b\n3,a\n4,a\n".to_owned();
    let of = |test: &str, sample: &str, starter: &str, reference: &str, known: &str| {
        let files = |name: &str| {
            let text = match name {
                "starter.csv" => starter,
                "reference.csv" => reference,
                "known.csv" => known,
                _ => return None,
            };
            (!text.is_empty()).then(|| text.as_bytes().to_vec())
        };
        failed(&prove(
            &lab,
            &lab.sets[0],
            &tiny(test, sample),
            None,
            &files,
            None,
        ))
    };
    let test = "id,x\n1,5\n2,6\n3,7\n4,8\n";
    assert_eq!(of(test, &same, &same, &right, &known), Vec::<String>::new());
    let cases = [
        (of(test, &right, &same, &right, &known), "the sample falls short"),
        (
            of(test, &same, &right, &right, &known),
            "the starter starter.csv falls short",
        ),
        (
            of(test, &same, &same, &same, &known),
            "the reference reference.csv passes",
        ),
        (
            of(test, &same, &same, &right, &right),
            "known.csv scores 0.75: it scores 1",
        ),
        (of(test, &same, "", &right, &known), "starter.csv is there"),
        (
            of("id,label\n1,a\n", &same, &same, &right, &known),
            "test.csv tells no answer: its column label is named as an answer",
        ),
        (
            of(test, "id,label\n1,a\n", &same, &right, &known),
            "the sample falls short: 3 ids of test.csv have no row",
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found.len(), 1, "{expected}: {found:?}");
        assert!(found[0].starts_with(expected), "{expected}: {found:?}");
    }
}

/// Every lab that comes with Pivot has data, whose answers pass and whose sample falls short.
#[test]
fn every_lab_holds_on_a_small_set() {
    for built in built_in() {
        let lab = lab(built.definition);
        let Source::Made { recipe, seed } = &lab.sets[0].source else {
            panic!("{} is made", lab.id)
        };
        let made = || make(recipe, *seed, Size::Tiny).unwrap();
        let steps = prove(&lab, &lab.sets[0], &made(), Some(&made()), &|_| None, None);
        assert_eq!(failed(&steps), Vec::<String>::new(), "{}", lab.id);
        let passes = steps
            .iter()
            .any(|step| step.what == "the answers themselves pass");
        assert!(passes, "{}: {steps:?}", lab.id);
        for set in &lab.sets[1..] {
            let Source::Real { name, .. } = &set.source else {
                panic!("{}: {} is real", lab.id, set.name)
            };
            let known = pivot_labs::real::set(name).unwrap();
            assert!(known.labs.contains(&built.id), "{name} serves {}", lab.id);
        }
    }
}
