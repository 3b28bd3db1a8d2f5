//! Submissions: their faults, how many a day, and which part of the answers decides.

use serde_json::Value;

use super::{NOW, flat, said};
use crate::World;

/// All faults at once, each with its place; and a file with faults costs no attempt.
#[test]
fn a_faulty_submission_is_told_and_costs_nothing() {
    let world = World::with_mine();
    assert_eq!(world.lab(NOW, &["get", "mine"]).status, 0);
    let refused = |text: &str, parts: &[&str]| {
        world.write("p/s.csv", text);
        let ran = world.lab(NOW, &["submit", "mine", "s.csv"]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{}", ran.err);
        for part in parts {
            assert!(ran.err.contains(part), "{part}: {}", ran.err);
        }
    };
    refused(
        "id,label\n1,cat\n1,dog\n2,NaN\n3,bird\n9,cat\n4,dogg\n5,\n",
        &[
            "s.csv:3: column 1 (id): the id `1` stands in line 2 too",
            "s.csv:4: column 2 (label): `NaN` is no class",
            "s.csv:5: column 2 (label): there is no class `bird`",
            "expected one of: cat, dog",
            "s.csv:6: column 1 (id): test.csv has no id `9`",
            "did you mean `dog`?",
            "s.csv:8: column 2 (label): the field is empty",
            "1 id of test.csv has no row: `6`",
        ],
    );
    refused("id;label\n1;cat\n", &["looks parted by something else"]);
    refused("", &["the file is empty"]);
    refused(
        "id,lable\n1,cat\n",
        &["the column `label` is missing", "did you mean `label`?"],
    );
    refused("id,label,label\n", &["column 2 has this name too"]);
    refused(
        &format!("id,label\n1,\"{}", "x\n".repeat(100_000)),
        &["never closed"],
    );
    std::fs::write(world.path().join("p/s.csv"), b"id,label\n1,\xff\xfe\n2,cat\n").unwrap();
    let ran = world.lab(NOW, &["submit", "mine", "s.csv"]);
    assert!(ran.status == 2 && ran.err.contains("no UTF-8"), "{}", ran.err);
    for (file, part) in [("none.csv", "could not open"), (".", "is a folder")] {
        let ran = world.lab(NOW, &["submit", "mine", file]);
        assert!(ran.status == 2 && ran.err.contains(part), "{}", ran.err);
    }
    let ran = world.lab(NOW, &["submit", "mine", "s.csv", "--model", "m"]);
    assert!(
        ran.status == 2 && ran.err.contains("asks for no model"),
        "{}",
        ran.err
    );
    // Ten gibibytes that take no room on the disk.
    std::fs::File::create(world.path().join("p/big.csv"))
        .unwrap()
        .set_len(10 << 30)
        .unwrap();
    let ran = world.lab(NOW, &["submit", "mine", "big.csv"]);
    assert!(
        ran.status == 2 && ran.err.contains("larger than 1 MiB"),
        "{}",
        ran.err
    );
    assert_eq!(world.facts(), 0);
    assert!(!world.path().join("p/labs/mine/attempts").exists());
    assert_eq!(
        world.submit(NOW, "cccccc").1["attempts_left"],
        2,
        "the first of three"
    );
}

/// Three a day by the person's clock, which moves from Toronto to Paris in between. The same file again costs none.
#[test]
fn attempts_a_day_follow_the_persons_clock() {
    let world = World::with_mine();
    let settings = world
        .read("p/pivot.toml")
        .replace("\"UTC\"", "\"America/Toronto\"");
    world.write(
        "p/pivot.toml",
        &format!("{settings}\n[[move]]\nfrom = 2027-01-06\ntimezone = \"Europe/Paris\"\n"),
    );
    assert_eq!(world.lab(NOW, &["get", "mine"]).status, 0);
    // 23:00 to 23:59 of the 4th in Toronto.
    for (minute, letters) in [("00", "cccccc"), ("30", "cccccd"), ("59", "ccccdc")] {
        let (status, scored) = world.submit(&format!("2027-01-05T04:{minute}:00Z"), letters);
        assert_eq!((status, scored["outcome"].as_str()), (0, Some("scored")));
    }
    let (status, spent) = world.submit("2027-01-05T04:59:59Z", "cccddd");
    assert_eq!(
        (status, spent["outcome"].as_str(), &spent["attempts_left"]),
        (1, Some("spent"), &Value::from(0))
    );
    assert_eq!(spent["next_day"], "2027-01-05T00:00:00-05:00");
    assert_eq!(world.facts(), 3);
    let told = world.lab("2027-01-05T04:59:59Z", &["submit", "mine", "s.csv"]);
    assert!(
        told.status == 1 && told.out.contains("nothing was scored"),
        "{}",
        told.out
    );
    // What was scored before is told even now; taking it back does not give the attempt back.
    let (status, same) = world.submit("2027-01-05T04:59:59Z", "cccccd");
    assert_eq!(
        (status, same["outcome"].as_str(), &same["attempt"]),
        (1, Some("same"), &Value::from(2))
    );
    world.ok("p", &["undo", "--now", "2027-01-05T04:59:59Z"]);
    assert_eq!(
        world.submit("2027-01-05T04:59:59Z", "cccddd").1["outcome"],
        "spent"
    );
    // Midnight in Toronto.
    let (_, scored) = world.submit("2027-01-05T05:00:00Z", "cccddd");
    assert_eq!(
        (scored["outcome"].as_str(), &scored["attempts_left"]),
        (Some("scored"), &Value::from(2))
    );
    // 17:00 of the 5th in Toronto; at noon of the 6th in Paris there are three new ones.
    assert_eq!(
        world.submit("2027-01-05T22:00:00Z", "cdcddc").1["attempts_left"],
        1
    );
    assert_eq!(
        world.submit("2027-01-06T11:00:00Z", "cdccdd").1["attempts_left"],
        2
    );
}

/// Public: of two rows; private: of four. The verdict is the private one.
#[test]
fn the_verdict_is_of_the_private_part() {
    let world = World::with_mine();
    assert_eq!(world.lab(NOW, &["get", "mine"]).status, 0);
    // All public rows right, all private ones wrong.
    let (_, first) = world.submit(NOW, "cdddcc");
    assert_eq!(
        (&first["value"], first["verdict"].as_str()),
        (&Value::from(1.0), Some("short"))
    );
    assert!(
        first["private"].is_null() && first["tasks"].as_array().unwrap().is_empty(),
        "{first}"
    );
    let told = world.lab(NOW, &["leaderboard", "mine"]);
    assert!(!told.out.contains("private part"), "{}", told.out);
    // No public row right, three of four private ones: passed and good, and now the private figure is told.
    let (_, second) = world.submit(NOW, "dcccdc");
    assert_eq!(
        (&second["value"], second["verdict"].as_str(), &second["private"]),
        (&Value::from(0.0), Some("good"), &Value::from(0.75))
    );
    assert_eq!(second["tasks"][0], "a");
    let warned = world.lab(NOW, &["submit", "mine", "s.csv"]);
    assert!(warned.out.contains("attempt 2"), "{}", warned.out);
    world.write("p/s.csv", &said("cdccdd"));
    let best = world.lab(NOW, &["submit", "mine", "s.csv", "--note", "  two\n lines "]);
    assert!(
        flat(&best.out).contains("pivot evidence a --close"),
        "{}",
        best.out
    );
    insta::assert_snapshot!("lab_board", world.lab(NOW, &["leaderboard", "mine"]).out);
    insta::assert_snapshot!("lab_submit", best.out);
    let list = world.lab(NOW, &["list"]).out;
    assert!(
        list.contains("own is here, 3 attempts, best 1.0000, excellent"),
        "{list}"
    );
    // Baselines that were measured here have their place; those of other data do not.
    let write = |name: &str, text: &str| {
        std::fs::create_dir_all(world.path().join("p/labs/mine/baselines")).unwrap();
        world.own(&format!("baselines/{name}"), text);
    };
    write(
        "a.json",
        "{\"name\":\"linear\",\"value\":0.5,\"private\":0.75,\"seconds\":1.5}",
    );
    write("b.json", "{\"name\":\"other\",\"value\":0.5,\"data\":\"0000\"}");
    write("c.json", "no JSON");
    let board = world.lab_json(NOW, &["leaderboard", "mine"]).1;
    let who = |row: &Value| {
        row["baseline"]
            .as_str()
            .map_or_else(|| row["attempt"].to_string(), str::to_owned)
    };
    let lines: Vec<String> = board["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{} {}", who(row), row["verdict"].as_str().unwrap()))
        .collect();
    // Attempts 1 and 3 have both public rows right; the baseline has one, attempt 2 none.
    assert_eq!(lines, ["3 excellent", "1 short", "linear good", "2 good"]);
    assert_eq!(board["confusion"]["classes"], serde_json::json!(["cat", "dog"]));
    assert_eq!(board["confusion"]["cells"], serde_json::json!([[1, 0], [0, 1]]));
}
