//! A lab from its data to the task that it closes.

use serde_json::Value;

use super::{NOW, flat};
use crate::{World, task};

/// A number list of a case, however deep.
fn at(value: &Value, places: &[usize]) -> f64 {
    let found = places.iter().fold(value, |value, place| &value[*place]);
    found.as_f64().unwrap()
}

/// What comes out at one place: written from the statement alone, in `f64`.
fn convolved(case: &Value, [channel, row, column]: [usize; 3]) -> f64 {
    let two = |name: &str| [at(&case[name], &[0]) as isize, at(&case[name], &[1]) as isize];
    let (stride, padding, dilation) = (two("stride"), two("padding"), two("dilation"));
    let (input, kernel) = (&case["input"], &case["kernel"]);
    let size = |value: &Value| value.as_array().unwrap().len();
    let within = size(&kernel[0]);
    let first = channel / (size(kernel) / case["groups"].as_u64().unwrap() as usize) * within;
    let mut sum = at(&case["bias"], &[channel]);
    for c in 0..within {
        for y in 0..size(&kernel[0][0]) {
            for x in 0..size(&kernel[0][0][0]) {
                let down = row as isize * stride[0] + y as isize * dilation[0] - padding[0];
                let across = column as isize * stride[1] + x as isize * dilation[1] - padding[1];
                let (Ok(down), Ok(across)) = (usize::try_from(down), usize::try_from(across)) else {
                    continue;
                };
                if let Some(value) = input[first + c].get(down).and_then(|line| line.get(across)) {
                    sum += value.as_f64().unwrap() * at(kernel, &[channel, c, y, x]);
                }
            }
        }
    }
    sum
}

/// As a person would do it, without a network: get, a first try that falls short, an answer of one's own, a place on the
/// leaderboard, and the task closed by it.
#[test]
fn a_lab_from_its_data_to_the_task_that_it_closes() {
    let done_when = "done_when = { kind = \"lab\", lab = \"convolution\" }";
    let world = World::small(&(task("a", 2, done_when) + &task("b", 2, "after = [\"a\"]")));
    let got = world.lab(NOW, &["get", "convolution"]);
    assert_eq!(got.status, 0, "{}", got.err);
    assert!(
        got.out.contains("seed 1, written") && got.out.contains("labs/convolution/cases.jsonl"),
        "{}",
        got.out
    );
    let missing = world.run_in("p", &["evidence", "a", "--now", NOW]);
    assert!(
        missing.status == 1 && flat(&missing.out).contains("pivot lab submit convolution FILE"),
        "{}",
        missing.out
    );

    // The answers cannot be read, in no file.
    let read = |name: &str| world.read(&format!("p/labs/convolution/{name}"));
    let cases: Vec<Value> = read("cases.jsonl")
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let questions: Vec<Vec<usize>> = read("test.csv")
        .lines()
        .skip(1)
        .map(|l| l.split(',').map(|n| n.parse().unwrap()).collect())
        .collect();
    let answer = |q: &[usize]| convolved(&cases[q[1]], [q[2], q[3], q[4]]);
    let truths: Vec<String> = questions[..40]
        .iter()
        .map(|q| format!("{:.4}", answer(q)))
        .collect();
    for entry in [
        "cases.jsonl",
        "test.csv",
        "sample_submission.csv",
        "set.toml",
        ".held/truth",
    ] {
        let bytes = std::fs::read(world.path().join("p/labs/convolution").join(entry)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let told = truths
            .iter()
            .filter(|truth| truth.len() > 8 && text.contains(truth.as_str()));
        assert_eq!(told.count(), 0, "{entry}");
        assert!(!text.contains("private"), "{entry}");
    }

    // The sample falls short, and closes nothing.
    let sample = "labs/convolution/sample_submission.csv";
    let first = world.lab(NOW, &["submit", "convolution", sample]);
    assert_eq!(first.status, 0, "{}", first.err);
    assert!(
        first.out.contains("short") && first.out.contains("9 attempts left today"),
        "{}",
        first.out
    );
    assert!(
        !first.out.contains("private part,"),
        "only once it is passed: {}",
        first.out
    );
    let tried = world.run_in("p", &["evidence", "a", "--now", NOW]);
    assert!(
        tried.status == 1 && flat(&tried.out).contains("and not passed"),
        "{}",
        tried.out
    );

    let rows: String = questions
        .iter()
        .map(|q| format!("{},{}\n", q[0], answer(q)))
        .collect();
    world.write("p/mine.csv", &format!("id,value\n{rows}"));
    let dry = world.lab(NOW, &["submit", "convolution", "mine.csv", "--dry-run"]);
    assert!(
        dry.status == 0 && dry.out.contains("valid submission"),
        "{}",
        dry.out
    );
    assert_eq!(world.facts(), 1, "a dry run records nothing");
    let (status, scored) = world.lab_json(
        NOW,
        &["submit", "convolution", "mine.csv", "--note", "in f64, by hand"],
    );
    assert_eq!(status, 0);
    assert_eq!(
        (
            scored["format"].as_str(),
            scored["verdict"].as_str(),
            &scored["place"],
            scored["tasks"][0].as_str()
        ),
        (
            Some("pivot.score/1"),
            Some("excellent"),
            &Value::from(1),
            Some("a")
        )
    );
    // f64 has 15 digits, and sums are of 10⁵ at most.
    assert!(
        scored["value"].as_f64().unwrap() < 1e-8 && scored["private"].as_f64().unwrap() < 1e-8,
        "{scored}"
    );

    let board = world.lab_json(NOW, &["leaderboard", "convolution"]).1;
    let places: Vec<(u64, bool)> = board["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["attempt"].as_u64().unwrap(), row["best"].as_bool().unwrap()))
        .collect();
    assert_eq!(places, [(2, true), (1, false)]);
    assert_eq!(board["rows"][0]["note"], "in f64, by hand");

    let start = |task: &str| {
        let plan = world.json("p", &["plan", "--now", NOW]);
        let sessions = plan["sessions"].as_array().unwrap();
        sessions
            .iter()
            .find(|s| s["task"] == task)
            .map(|s| s["start"].as_str().unwrap()[..10].to_owned())
    };
    assert_eq!(start("b").as_deref(), Some("2027-01-05"));
    let closed = world.ok("p", &["evidence", "a", "--close", "--now", NOW]);
    assert!(
        flat(&closed).contains("Done: a") && flat(&closed).contains("excellent"),
        "{closed}"
    );
    assert_eq!(
        (start("a"), start("b").as_deref()),
        (None, Some("2027-01-04")),
        "tomorrow's work is today's"
    );
}
