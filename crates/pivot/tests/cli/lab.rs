//! `lab`: a lab from `get` to the task that it closes, all of it offline; what is refused, and what stays as it was.

mod answers;
mod baseline;
mod story;
mod submit;

use serde_json::Value;

use crate::{Ran, World, task};

const NOW: &str = "2027-01-04T08:00:00Z";

/// A lab of one's own: six rows, two of them public.
const MINE: &str = r#"format = "pivot.lab/1"
id = "mine"
title = "Cats and dogs"
topic = "a lab of one's own"
attempts = 3

[metric]
name = "accuracy"

[limits]
minutes = 1
memory_mib = 64
file_mib = 1

[[set]]
name = "own"
truth = "truth.csv"
bars = { passed = 0.5, good = 0.75, excellent = 1 }

[[hint]]
after = 0
text = "Look at the whiskers."

[[hint]]
after = 2
text = "Listen to it."

[[known]]
file = "known.csv"
value = 0.5
"#;
const TRUTH: &str = "id,usage,label\n1,public,cat\n2,public,dog\n3,private,cat\n4,private,cat\n5,private,dog\n6,private,dog\n";
const STATEMENT: &str = "# Cats and dogs\n\nSay of each row whether it is a cat or a dog. The answers lie on your own disk, and nobody \
    looks at how you came to yours: this is an honour system, and what you learn is the prize.\n";

/// A submission to that lab: a letter for each row, `c` or `d`.
fn said(letters: &str) -> String {
    let row = |(n, c): (usize, char)| format!("{},{}\n", n + 1, if c == 'c' { "cat" } else { "dog" });
    format!(
        "id,label\n{}",
        letters.chars().enumerate().map(row).collect::<String>()
    )
}

/// A text without its line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl World {
    /// A pivot in UTC with a lab of the person's own; `a` closes by it, and `b` waits for `a`.
    fn with_mine() -> World {
        let done_when = "done_when = { kind = \"lab\", lab = \"mine\" }";
        let world = World::small(&(task("a", 2, done_when) + &task("b", 2, "after = [\"a\"]")));
        world.own("lab.toml", MINE);
        world.own("statement.md", STATEMENT);
        world.own("truth.csv", TRUTH);
        world.own("train.csv", "id,label\n7,cat\n8,dog\n");
        world.own("test.csv", "id\n1\n2\n3\n4\n5\n6\n");
        // No public row is right, and no private one.
        world.own("sample_submission.csv", &said("dcddcc"));
        world.own("known.csv", &said("cccccc"));
        world
    }

    fn own(&self, name: &str, text: &str) {
        let at = self.path().join("p/labs/mine");
        std::fs::create_dir_all(&at).unwrap();
        std::fs::write(at.join(name), text).unwrap();
    }

    fn lab(&self, now: &str, args: &[&str]) -> Ran {
        self.run_in("p", &[&["lab", "--now", now], args].concat())
    }

    fn lab_json(&self, now: &str, args: &[&str]) -> (i32, Value) {
        let ran = self.run_in("p", &[&["lab", "--now", now, "--json"], args].concat());
        let value = serde_json::from_str(&ran.out);
        (
            ran.status,
            value.unwrap_or_else(|_| panic!("{args:?}: {}{}", ran.out, ran.err)),
        )
    }

    /// Writes a submission to the lab of one's own, and submits it.
    fn submit(&self, now: &str, letters: &str) -> (i32, Value) {
        self.write("p/s.csv", &said(letters));
        self.lab_json(now, &["submit", "mine", "s.csv"])
    }

    fn facts(&self) -> usize {
        let journal = self.json("p", &["journal"]);
        journal["facts"].as_array().unwrap().len()
    }
}

#[test]
fn labs_are_listed_without_a_pivot() {
    let world = World::new();
    let list = world.json(".", &["lab", "list"]);
    let labs = list["labs"].as_array().unwrap();
    let ids: Vec<&str> = labs.iter().map(|lab| lab["id"].as_str().unwrap()).collect();
    let expected = [
        "convolution",
        "garments",
        "shops",
        "reviews",
        "shapes",
        "budget",
        "characters",
        "boxes",
        "serving",
    ];
    assert_eq!(
        (list["format"].as_str(), &ids[..]),
        (Some("pivot.labs/1"), &expected[..])
    );
    let shown = world.ok(".", &["lab", "show", "convolution"]);
    assert!(
        shown.starts_with("# A convolution by hand") && shown.contains("pivot init DIR"),
        "{shown}"
    );
    let ran = world.run(&["lab", "show", "convolutoin"]);
    assert!(
        ran.status == 2 && ran.err.contains("did you mean `convolution`?"),
        "{}",
        ran.err
    );
    let ran = world.run(&["lab", "get", "convolution"]);
    assert!(ran.status == 2 && ran.err.contains("pivot init"), "{}", ran.err);
    assert_eq!(world.run(&["lab", "list", "--dir", "nowhere"]).status, 2);
}

#[test]
fn hints_unlock_by_honest_tries() {
    let world = World::with_mine();
    assert_eq!(world.lab(NOW, &["get", "mine"]).status, 0);
    let hint = |args: &[&str]| {
        let (status, answer) = world.lab_json(NOW, &[&["hint", "mine"], args].concat());
        (
            status,
            answer["tries"].as_u64().unwrap(),
            answer["hints"].as_array().unwrap().len(),
            answer["missing"].clone(),
        )
    };
    assert_eq!(hint(&[]), (0, 0, 1, Value::from(2)));
    assert_eq!(hint(&["2"]), (1, 0, 0, Value::from(2)));
    // As bad as the sample, which has no public row right: not honest.
    world.submit(NOW, "dcdddd");
    assert_eq!(hint(&["2"]).1, 0);
    world.submit(NOW, "cccccc");
    assert_eq!(hint(&["2"]), (1, 1, 0, Value::from(1)));
    world.submit(NOW, "cccccc");
    assert_eq!(hint(&["2"]).1, 1, "the same content once");
    world.submit(NOW, "cccccd");
    assert_eq!(hint(&[]), (0, 2, 2, Value::Null));
    let noted = world.read("p/labs/mine/hints.csv");
    assert_eq!(noted, "hint,at\n1,2027-01-04T08:00:00Z\n2,2027-01-04T08:00:00Z\n");
    assert_eq!(world.lab(NOW, &["hint", "mine", "3"]).status, 2);
}

/// What a person changed or put there is never written over; other data come only when they are asked for.
#[test]
fn get_and_reset_leave_alone_what_is_the_persons() {
    let world = World::with_mine();
    let folder = "p/labs/convolution";
    std::fs::create_dir_all(world.path().join(folder)).unwrap();
    world.write(&format!("{folder}/test.csv"), "mine\n");
    let ran = world.lab(NOW, &["get", "convolution"]);
    assert!(
        ran.status == 2 && ran.err.contains("labs/convolution/test.csv"),
        "{}",
        ran.err
    );
    assert!(
        !world.path().join(folder).join("cases.jsonl").exists(),
        "nothing was written"
    );
    std::fs::rename(
        world.path().join(folder).join("test.csv"),
        world.path().join(folder).join("notes.csv"),
    )
    .unwrap();
    let first = world.lab_json(NOW, &["get", "convolution"]).1;
    assert_eq!(
        first["files"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["written"] == true)
            .count(),
        7
    );
    let sample = "labs/convolution/sample_submission.csv";
    assert_eq!(world.lab(NOW, &["submit", "convolution", sample]).status, 0);
    // The same again writes nothing; what is gone comes back.
    let again = world.lab_json(NOW, &["get", "convolution"]).1;
    assert!(
        again["files"]
            .as_array()
            .unwrap()
            .iter()
            .all(|f| f["written"] == false)
    );
    std::fs::remove_file(world.path().join(folder).join("test.csv")).unwrap();
    let ran = world.lab(NOW, &["submit", "convolution", sample]);
    assert_eq!(ran.status, 1, "the answers are there: {}{}", ran.out, ran.err);
    let back = world.lab_json(NOW, &["get", "convolution"]).1;
    assert_eq!(
        back["files"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["written"] == true)
            .count(),
        1
    );
    // Another seed is other data: refused, then taken. The attempt stays, and no longer compares.
    let ran = world.lab(NOW, &["get", "convolution", "--seed", "7"]);
    assert!(
        ran.status == 2 && ran.err.contains("set made, seed 1") && ran.err.contains("--again"),
        "{}",
        ran.err
    );
    let other = world
        .lab_json(NOW, &["get", "convolution", "--seed", "7", "--again"])
        .1;
    assert!(other["data"] != first["data"] && other["seed"] == 7);
    let board = world.lab_json(NOW, &["leaderboard", "convolution"]).1;
    assert_eq!(
        (board["rows"].as_array().unwrap().len(), &board["others"]),
        (0, &Value::from(1))
    );
    assert!(world.path().join(folder).join("attempts/1.csv").exists());
    // A file that was changed stays; so does what Pivot did not write.
    world.write(&format!("{folder}/cases.jsonl"), "mine\n");
    let ran = world.lab(NOW, &["get", "convolution", "--again"]);
    assert!(ran.status == 2 && ran.err.contains("cases.jsonl"), "{}", ran.err);
    let reset = world.lab_json(NOW, &["reset", "convolution"]).1;
    assert_eq!(reset["stays"], serde_json::json!(["cases.jsonl"]));
    let mut left: Vec<String> = std::fs::read_dir(world.path().join(folder))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["attempts", "cases.jsonl", "notes.csv"]);
    let ran = world.lab(NOW, &["submit", "convolution", "s.csv"]);
    assert!(
        ran.status == 2 && ran.err.contains("pivot lab get convolution"),
        "{}",
        ran.err
    );
    // Damaged answers are told, not scored against.
    assert_eq!(world.lab(NOW, &["get", "mine"]).status, 0);
    std::fs::write(world.path().join("p/labs/mine/.held/truth"), "id,usage,label\n").unwrap();
    let ran = world.lab(NOW, &["leaderboard", "mine"]);
    assert!(ran.status == 2 && ran.err.contains("damaged"), "{}", ran.err);
    // Answers that are nowhere else stay.
    std::fs::remove_file(world.path().join("p/labs/mine/.held/truth")).unwrap();
    assert_eq!(world.lab(NOW, &["get", "mine"]).status, 0);
    std::fs::remove_file(world.path().join("p/labs/mine/truth.csv")).unwrap();
    let reset = world.lab_json(NOW, &["reset", "mine"]).1;
    assert_eq!(reset["stays"], serde_json::json!([".held/truth"]));
    assert_eq!(world.lab(NOW, &["get", "mine"]).status, 0, "as it was handed on");
}

/// Nothing is fetched before its licence was agreed to; files of the person's own that are not the right ones are told.
#[test]
fn a_real_set_asks_first() {
    let world = World::with_mine();
    let ran = world.lab(NOW, &["get", "garments", "--set", "fashion-mnist"]);
    assert_eq!(ran.status, 2, "{}", ran.out);
    let told = flat(&ran.err);
    for part in [
        "Licence: ",
        "Cite: ",
        "--set fashion-mnist --yes",
        "--from FILE|FOLDER",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    world.write("p/train-images-idx3-ubyte.gz", "not it");
    let ran = world.lab(NOW, &["get", "garments", "--set", "fashion-mnist", "--from", "."]);
    assert!(
        ran.status == 2 && ran.err.contains("train-images-idx3-ubyte.gz"),
        "{}",
        ran.err
    );
    let ran = world.lab(NOW, &["get", "garments", "--from", "."]);
    assert!(
        ran.status == 2 && ran.err.contains("leave --from out"),
        "{}",
        ran.err
    );
    let ran = world.lab(NOW, &["get", "garments", "--set", "fashion"]);
    assert!(
        ran.status == 2 && ran.err.contains("there are made, fashion-mnist"),
        "{}",
        ran.err
    );
    assert!(
        !world.path().join("p/labs/garments").exists(),
        "nothing was written"
    );
}

#[cfg(unix)]
#[test]
fn a_run_is_recorded_and_held_to_its_limits() {
    let world = World::with_mine();
    assert_eq!(world.lab(NOW, &["get", "mine"]).status, 0);
    world.write(
        "p/train.sh",
        "echo \"rows: $(wc -l < $PIVOT_LAB/test.csv)\"; cp \"$PIVOT_LAB/known.csv\" submission.csv\n",
    );
    let ran = world.lab(NOW, &["run", "mine", "--", "/bin/sh", "train.sh"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    assert!(
        ran.out
            .contains("pivot lab submit mine labs/mine/runs/1/submission.csv"),
        "{}",
        ran.out
    );
    assert_eq!(
        world.read("p/labs/mine/runs/1/log.txt").replace(' ', ""),
        "rows:7\n"
    );
    let record: Value = serde_json::from_str(&world.read("p/labs/mine/runs/1/run.json")).unwrap();
    assert_eq!(
        (record["status"].as_i64(), record["format"].as_str()),
        (Some(0), Some("pivot.lab-run/1"))
    );
    assert_eq!(record["started"], "2027-01-04T08:00:00+00:00");
    assert!(record["environment"]["system"].is_string() && record["environment"]["HOME"].is_null());
    let scored = world.lab(NOW, &["submit", "mine", "labs/mine/runs/1/submission.csv"]);
    assert!(scored.out.contains("accuracy 0.5000"), "{}", scored.out);
    let failed = world.lab_json(NOW, &["run", "mine", "--", "/bin/sh", "-c", "echo no; exit 3"]);
    assert_eq!(
        (failed.0, &failed.1["status"], &failed.1["run"]),
        (1, &Value::from(3), &Value::from(2))
    );
    let more = "x=$(/usr/bin/head -c 200000000 /dev/zero | /usr/bin/tr '\\0' a); /bin/sleep 20; echo ${#x}";
    let (status, stopped) = world.lab_json(NOW, &["run", "mine", "--", "/bin/sh", "-c", more]);
    assert_eq!(
        (status, stopped["stopped"].as_str()),
        (1, Some("it took more than 64 MiB of memory"))
    );
    let ran = world.lab(NOW, &["run", "mine", "--", "no-such-program"]);
    assert!(ran.status != 0, "{}", ran.out);
}

#[test]
fn a_lab_is_proven() {
    let world = World::with_mine();
    let proven = |expected: i32| {
        let (status, answer) = world.lab_json(NOW, &["check", "labs/mine"]);
        assert_eq!(status, expected, "{answer:#}");
        answer
    };
    let answer = proven(0);
    assert_eq!(answer["holds"], true);
    assert_eq!(world.lab(NOW, &["check", "mine"]).status, 0, "by its name too");
    world.own("known.csv", &said("cdccdd"));
    let answer = proven(1);
    let steps = answer["sets"][0]["steps"].as_array().unwrap();
    let failed: Vec<&Value> = steps.iter().filter(|step| step["holds"] == false).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0]["found"], "it scores 1");
    world.own("known.csv", &said("cccccc"));
    // A command makes the reference, once it may run.
    #[cfg(unix)]
    {
        let text = MINE.replace("[[known]]", "[check]\nrun = \"/bin/sh solve.sh\"\n\n[[known]]");
        world.own("lab.toml", &text);
        world.own(
            "solve.sh",
            &format!(
                "printf '{}' > submission.csv; test -f $PIVOT_LAB/test.csv\n",
                said("cdccdd").replace('\n', "\\n")
            ),
        );
        let open = proven(0)["sets"][0]["steps"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|s| s["holds"].is_null())
            .count();
        assert_eq!(open, 1, "it waits for --run");
        let ran = world.lab(NOW, &["check", "mine", "--run"]);
        assert!(
            ran.status == 0 && ran.out.contains("what `/bin/sh solve.sh` writes passes"),
            "{}",
            ran.out
        );
        world.own("solve.sh", "exit 4\n");
        let ran = world.lab(NOW, &["check", "mine", "--run"]);
        assert!(
            ran.status == 1 && ran.out.contains("ended with status 4"),
            "{}",
            ran.out
        );
    }
    world.own(
        "lab.toml",
        &MINE
            .replace("passed = 0.5", "passed = 0.8")
            .replace("attempts = 3", "atempts = 3"),
    );
    let ran = world.lab(NOW, &["check", "mine"]);
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!("lab_faults", ran.err);
    let list = world.lab(NOW, &["list"]);
    assert!(
        list.status == 0 && list.out.contains("its lab.toml has 2 faults"),
        "{}",
        list.out
    );
}

/// The header of a safetensors file with one tensor of so many numbers, and the numbers.
fn model(numbers: usize) -> Vec<u8> {
    let bytes = 4 * numbers;
    let header =
        format!("{{\"w\":{{\"dtype\":\"F32\",\"shape\":[{numbers}],\"data_offsets\":[0,{bytes}]}}}}");
    [
        &(header.len() as u64).to_le_bytes()[..],
        header.as_bytes(),
        &vec![0; bytes],
    ]
    .concat()
}

#[test]
fn a_model_is_held_to_its_budget() {
    let world = World::with_mine();
    world.own(
        "lab.toml",
        &MINE.replace("minutes = 1\n", "minutes = 1\nparameters = 10\n"),
    );
    assert_eq!(world.lab(NOW, &["get", "mine"]).status, 0);
    world.write("p/s.csv", &said("cccccc"));
    let submit = |more: &[&str]| world.lab(NOW, &[&["submit", "mine", "s.csv"], more].concat());
    let without = submit(&[]);
    assert!(
        without.status == 2 && without.err.contains("--model FILE.safetensors"),
        "{}",
        without.err
    );
    for (bytes, part) in [
        (model(11), "11 parameters, and the budget is 10"),
        (b"PK".to_vec(), "is no safetensors file"),
        (vec![0; 20 << 20], "larger than 16 MiB"),
    ] {
        std::fs::write(world.path().join("p/m"), bytes).unwrap();
        let ran = submit(&["--model", "m"]);
        assert!(ran.status == 2 && ran.err.contains(part), "{part}: {}", ran.err);
    }
    assert_eq!(world.facts(), 0);
    std::fs::write(world.path().join("p/m"), model(10)).unwrap();
    let ran = submit(&["--model", "m"]);
    assert!(
        ran.status == 0 && ran.out.contains("10 parameters"),
        "{}{}",
        ran.out,
        ran.err
    );
}
