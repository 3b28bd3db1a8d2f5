//! Answers in ten lines, in Python and in Rust, as a person would write and run them.

use std::process::Command;

use super::{NOW, flat};
use crate::{World, task};

/// Every parameter of a convolution, in plain Python and `f64`.
const PYTHON: &str = r#"import csv, json
cases = [json.loads(line) for line in open("../../cases.jsonl")]
def at(case, o, r, s):
    x, k, (st, pd, dl) = case["input"], case["kernel"], (case["stride"], case["padding"], case["dilation"])
    first, height, width = o // (len(k) // case["groups"]) * len(k[0]), len(x[0]), len(x[0][0])
    taps = [(c, i, j) for c in range(len(k[0])) for i in range(len(k[0][0])) for j in range(len(k[0][0][0]))]
    places = [(c, i, j, r * st[0] + i * dl[0] - pd[0], s * st[1] + j * dl[1] - pd[1]) for c, i, j in taps]
    return case["bias"][o] + sum(k[o][c][i][j] * x[first + c][y][z] for c, i, j, y, z in places if 0 <= y < height and 0 <= z < width)
rows = [[int(n) for n in row.values()] for row in csv.DictReader(open("../../test.csv"))]
open("submission.csv", "w").write("id,value\n" + "".join(f"{i},{at(cases[c], o, r, s)!r}\n" for i, c, o, r, s in rows))
"#;

/// The training picture that is nearest to each test picture, in plain Rust.
const RUST: &str = r#"use std::fs::{read, read_to_string, write};
fn pixels(file: Vec<u8>) -> Vec<u8> { file[10 + usize::from(u16::from_le_bytes([file[8], file[9]]))..].to_vec() }
fn main() {
    let (train, test) = (pixels(read("../../train.npy").unwrap()), pixels(read("../../test.npy").unwrap()));
    let (labels, ids) = (read_to_string("../../train.csv").unwrap(), read_to_string("../../test.csv").unwrap());
    let labels: Vec<&str> = labels.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
    let far = |a: &[u8], b: &[u8]| -> i32 { a.iter().zip(b).map(|(a, b)| (i32::from(*a) - i32::from(*b)).pow(2)).sum() };
    let near = |b: &[u8]| labels[(0..labels.len()).min_by_key(|i| far(&train[i * 784..][..784], b)).unwrap()];
    let rows = ids.lines().skip(1).zip(test.chunks(784)).map(|(id, b)| format!("{id},{}\n", near(b)));
    write("submission.csv", "id,label\n".to_owned() + &rows.collect::<String>()).unwrap();
}
"#;

#[test]
fn ten_lines_of_python_pass_close_the_task_and_bring_tomorrow_forward() {
    let done_when = "done_when = { kind = \"lab\", lab = \"convolution\" }";
    let world = World::small(&(task("a", 2, done_when) + &task("b", 2, "after = [\"a\"]")));
    assert_eq!(PYTHON.lines().count(), 10);
    world.write("p/answer.py", PYTHON);
    let lab = |args: &[&str]| {
        let ran = world.lab(NOW, args);
        assert_eq!(ran.status, 0, "{args:?}: {}{}", ran.out, ran.err);
        flat(&ran.out)
    };
    lab(&["get", "convolution"]);
    let ran = lab(&["run", "convolution", "--", "python3", "answer.py"]);
    assert!(
        ran.contains("Next: pivot lab submit convolution labs/convolution/runs/1/submission.csv"),
        "{ran}"
    );
    let scored = lab(&["submit", "convolution", "labs/convolution/runs/1/submission.csv"]);
    assert!(
        scored.contains("excellent") && scored.contains("place 1 of 1"),
        "{scored}"
    );
    assert!(scored.contains("pivot evidence a --close"), "{scored}");
    let first = |task: &str| {
        let plan = world.json("p", &["plan", "--now", NOW]);
        let sessions = plan["sessions"].as_array().unwrap();
        let session = sessions.iter().find(|session| session["task"] == task);
        session.map(|session| session["start"].as_str().unwrap().to_owned())
    };
    let before = first("b").unwrap();
    world.ok("p", &["evidence", "a", "--close", "--now", NOW]);
    let after = first("b").unwrap();
    assert!(
        first("a").is_none() && after < before,
        "{after} is not before {before}"
    );
}

#[test]
fn ten_lines_of_rust_have_a_place_on_the_leaderboard() {
    let world = World::with_mine();
    // The braces of `main` stand on lines of their own.
    assert!(RUST.lines().count() <= 11);
    world.write("p/answer.rs", RUST);
    let built = Command::new("rustc")
        .args(["-O", "--edition", "2021", "answer.rs"])
        .current_dir(world.path().join("p"))
        .output()
        .unwrap();
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    assert_eq!(world.lab(NOW, &["get", "garments"]).status, 0);
    let ran = world.lab(NOW, &["run", "garments", "--", "./answer"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    let (status, scored) = world.lab_json(
        NOW,
        &["submit", "garments", "labs/garments/runs/1/submission.csv"],
    );
    assert_eq!((status, scored["verdict"].as_str()), (0, Some("short")));
    // The baseline `nearest-neighbour` looks at the same distances; of equal ones it may take another.
    let (_, board) = world.lab_json(NOW, &["leaderboard", "garments"]);
    let rows = board["rows"].as_array().unwrap();
    let baseline = rows
        .iter()
        .find(|row| row["baseline"] == "nearest-neighbour")
        .unwrap();
    let apart = scored["value"].as_f64().unwrap() - baseline["value"].as_f64().unwrap();
    assert!(apart.abs() < 0.05, "{scored} {baseline}");
    // It lies behind the network and before what says the same of every picture.
    let place = scored["place"].as_u64().unwrap();
    assert!(
        place > 1 && place < scored["places"].as_u64().unwrap(),
        "{scored}"
    );
}
