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

/// The example as a catalogue, with prices, and a second card and power supply.
fn catalogue() -> String {
    let mut text = EXAMPLE.to_owned();
    for kind in ["cpu", "board", "psu", "case", "cooler"] {
        text = text.replace(&format!("[{kind}]"), &format!("[[{kind}]]"));
    }
    // One drive of the two: the other is bought later.
    let at = text.find("[[storage]]\nname = \"disk\"").unwrap();
    let end = text.find("[[psu]]").unwrap();
    text.replace_range(at..end, "");
    for (head, price) in [
        ("[[cpu]]", 130),
        ("[[board]]", 95),
        ("[[ram]]", 110),
        ("[[gpu]]", 300),
        ("[[storage]]", 85),
        ("[[psu]]", 55),
        ("[[case]]", 45),
    ] {
        let said =
            format!("{head}\nprice = {price}\ncurrency = \"CAD\"\ndate = 2026-11-20\nsource = \"invented\"");
        text = text.replacen(head, &said, 1);
    }
    let more = |from: &str, to: &str, changes: &[(&str, &str)]| {
        let part = &text[text.find(from).unwrap()..text.find(to).unwrap()];
        changes.iter().fold(part.to_owned(), |part, (from, to)| {
            assert!(part.contains(from), "{from}");
            part.replacen(from, to, 1)
        })
    };
    let card = more(
        "[[gpu]]",
        "[[storage]]",
        &[
            ("price = 300", "price = 480"),
            ("GTX 1060 6 GB", "GTX 1070"),
            ("memory_gb = 6", "memory_gb = 8"),
            ("power_w = 120", "power_w = 150"),
            ("psu_min_w = 400", "psu_min_w = 500"),
        ],
    );
    let power = more(
        "[[psu]]",
        "[[case]]",
        &[
            ("price = 55", "price = 75"),
            ("450 W", "550 W"),
            ("power_w = 450", "power_w = 550"),
        ],
    );
    text + &card + &power
}

#[test]
fn the_best_set_and_why() {
    let world = World::new();
    world.write("parts.toml", &catalogue());
    let suggest = |args: &[&str]| world.run(&[&["rig", "suggest", "parts.toml"], args].concat());
    // 130 + 95 + 110 + 300 + 85 + 55 + 45 = 820, and 13 %: 926.60. With the GTX 1070, whose maker asks for 500 W, and the
    // stronger supply: 820 + 180 + 20 = 1020, and 13 %: 1152.60, which is 152.60 too much.
    let ran = suggest(&["--budget", "1000CAD"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(
        ran.out.lines().all(|line| line.chars().count() <= 80),
        "{}",
        ran.out
    );
    insta::assert_snapshot!("rig_suggest", ran.out);
    // A cent decides.
    for (budget, name, status) in [
        ("1152.60CAD", "GTX 1070", 0),
        ("1152.59CAD", "GTX 1060 6 GB", 0),
        ("926.60CAD", "GTX 1060 6 GB", 0),
        ("926.59CAD", "GTX 1060 6 GB", 1),
    ] {
        let ran = suggest(&["--budget", budget, "--json"]);
        assert_eq!(ran.status, status, "{budget}: {}", ran.err);
        let answer: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(answer["format"], "pivot.rig-suggest/1");
        assert_eq!(answer["answer"], if status == 0 { "best" } else { "dear" });
        assert_eq!(answer["parts"][3]["name"], name, "{budget}");
        assert_eq!(answer["rig"]["fits"], true);
    }
    // Nothing fits; a part without a price; a budget that is none; nothing to choose from.
    world.write(
        "parts.toml",
        &catalogue().replace("socket = \"LGA1151\"\ncpu_gen", "socket = \"AM4\"\ncpu_gen"),
    );
    let ran = suggest(&[]);
    assert_eq!(ran.status, 1);
    assert!(
        ran.out.contains("No set of these parts passes") && ran.out.contains("made for LGA1151"),
        "{}",
        ran.out
    );
    world.write("parts.toml", &catalogue().replace("price = 480\n", ""));
    assert!(suggest(&[]).out.contains("GTX 1070: it lacks gpu.price"));
    for budget in ["1000", "CAD", "1000 cad", "-5CAD", "1e3CAD", "é"] {
        let ran = suggest(&[&format!("--budget={budget}")]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{budget}");
        assert!(ran.err.contains("1000CAD"), "{}", ran.err);
    }
    world.write("parts.toml", &catalogue().replace("price = 45\n", ""));
    let ran = suggest(&[]);
    assert_eq!(ran.status, 2);
    assert!(
        ran.err
            .contains("nothing to choose from for case (a small tower: it lacks case.price)"),
        "{}",
        ran.err
    );
}
