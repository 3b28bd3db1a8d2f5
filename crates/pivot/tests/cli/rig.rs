//! `pivot rig`: what is printed of a parts file, and what is said of its faults.

use serde_json::Value;

use crate::{Ran, World};

/// The example of the documentation.
const EXAMPLE: &str = include_str!("../../../../docs/rig/parts.toml");

fn check(text: &str, args: &[&str]) -> Ran {
    let world = World::new();
    world.write("parts.toml", text);
    world.run(&[&["rig", "check", "parts.toml"], args].concat())
}

/// The example with lines changed, each of which it has.
fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(EXAMPLE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

#[test]
fn a_rig_without_a_pivot() {
    let ran = check(EXAMPLE, &[]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    insta::assert_snapshot!("rig_fits", ran.out);
    assert_eq!(check(EXAMPLE, &["--quiet"]).out, "");
    // One change each: an error, a warning, an information, and a field that is not there.
    // 51 + 120 + 75 = 246; 300 < 246 x 1.3 = 319.8, and < the 400 that the maker asks for.
    let wrong = changed(&[
        ("length_mm = 250", "length_mm = 350"),
        ("power_w = 450", "power_w = 300"),
        ("max_cooler_mm = 160\n", ""),
    ]);
    let ran = check(&wrong, &[]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    assert!(
        ran.out.lines().all(|line| line.chars().count() <= 80),
        "{}",
        ran.out
    );
    insta::assert_snapshot!("rig_wrong", ran.out);
    // What cannot be told is no error, and no pass.
    let ran = check(&changed(&[("max_cooler_mm = 160\n", "")]), &[]);
    assert_eq!(ran.status, 0);
    assert!(
        ran.out.contains("It cannot be told whether they fit"),
        "{}",
        ran.out
    );
}

#[test]
fn an_answer_for_programs() {
    let answer = |text: &str, status| {
        let ran = check(text, &["--json"]);
        assert_eq!(ran.status, status, "{}{}", ran.out, ran.err);
        serde_json::from_str::<Value>(&ran.out).unwrap()
    };
    let priced = changed(&[(
        "name = \"GTX 1060 6 GB\"",
        "name = \"X\"\nprice = 1000.01\ncurrency = \"CAD\"\ndate = 2026-11-20\nsource = \"s\"",
    )]);
    let owned = [
        "cpu]",
        "board]",
        "ram]]",
        "psu]",
        "case]",
        "storage]]\nname = \"2",
        "storage]]\nname = \"d",
    ];
    let priced = owned.iter().fold(priced, |text, head| {
        let line = head.lines().next().unwrap();
        text.replacen(head, &head.replacen(line, &format!("{line}\nowned = true"), 1), 1)
    });
    let good = answer(&priced, 0);
    assert_eq!(
        (&good["format"], &good["fits"]),
        (&"pivot.rig/1".into(), &true.into())
    );
    // 1000.01 and 13 % of it, 130.0013.
    assert_eq!(
        good["cost"]["total"],
        serde_json::json!({ "amount": "1130.01", "currency": "CAD" })
    );
    assert_eq!(
        good["power"],
        serde_json::json!({ "need_w": 246, "supply_w": 450, "target_w": 320 })
    );
    let counts = &good["counts"];
    let sum: u64 = ["error", "warning", "information", "unknown", "passed"]
        .iter()
        .map(|k| counts[*k].as_u64().unwrap())
        .sum();
    assert_eq!(sum as usize, good["checks"].as_array().unwrap().len());
    let bad = answer(&changed(&[("socket = \"LGA1151\"", "socket = \"AM4\"")]), 1);
    let socket = &bad["checks"][0];
    assert_eq!(
        (&socket["rule"], &socket["state"], &bad["fits"]),
        (&"socket".into(), &"error".into(), &false.into())
    );
    assert_eq!(
        socket["values"],
        serde_json::json!({ "cpu.socket": "AM4", "board.socket": "LGA1151" })
    );
    assert!(socket["source"]["link"].as_str().unwrap().starts_with("https://"));
    let unknown = answer(&changed(&[("max_gpu_mm = 320\n", "")]), 0);
    assert_eq!(unknown["fits"], Value::Null);
}

#[test]
fn a_table_and_faults() {
    let world = World::new();
    world.write(
        "parts.csv",
        "part,name,fields\ncpu,i3,socket=LGA1151; power_w=51\nboard,B250,socket=LGA 1151\n",
    );
    let answer = world.json(".", &["rig", "check", "parts.csv"]);
    assert_eq!(answer["checks"][0]["state"], "passed");
    world.write(
        "parts.csv",
        "part,name,fields\ncpu,i3,sockt=LGA1151\nmainboard,B250,\n",
    );
    let ran = world.run(&["rig", "check", "parts.csv"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    insta::assert_snapshot!("rig_faults", ran.err);
    for (args, part) in [
        (&["rig", "check", "none.toml"][..], "none.toml cannot be read"),
        (&["rig", "check", "."], ". is no plain file"),
        (&["rig", "check"], "<FILE>"),
        (&["rig"], "check"),
    ] {
        let ran = world.run(args);
        assert_eq!(ran.status, 2, "{args:?}");
        assert!(ran.err.contains(part), "{args:?}: {}", ran.err);
    }
    std::fs::write(world.path().join("bytes.toml"), b"\xff").unwrap();
    assert!(
        world
            .run(&["rig", "check", "bytes.toml"])
            .err
            .contains("no text in UTF-8")
    );
    std::fs::write(world.path().join("large.toml"), vec![b' '; 1024 * 1024 + 1]).unwrap();
    assert!(
        world
            .run(&["rig", "check", "large.toml"])
            .err
            .contains("larger than 1048576 bytes")
    );
}
