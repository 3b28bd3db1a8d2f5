//! Commands that record, and the journal's own.

use std::process::Command;

use serde_json::Value;

use crate::{Ran, World, task};

/// Wednesday evening of the first week, with two tasks, one of them done three times.
fn world() -> World {
    let mut world = World::small(&format!("{}{}", task("1.1", 4, ""), task("1.2", 2, "repeat = 3")));
    world.now = "2027-01-06T20:00:00Z";
    // Ids of facts hang on the pivot's.
    let settings = world.read("p/pivot.toml");
    let line = settings
        .lines()
        .find(|l| l.starts_with("id = "))
        .unwrap()
        .to_owned();
    world.write(
        "p/pivot.toml",
        &settings.replace(&line, "id = \"0123456789abcdef\""),
    );
    world
}

fn at(world: World, now: &'static str) -> World {
    World { now, ..world }
}

fn kinds(world: &World) -> Vec<String> {
    let facts = world.json("p", &["journal"]);
    let all = facts["facts"].as_array().unwrap().iter();
    all.map(|f| f["kind"].as_str().unwrap().to_owned()).collect()
}

/// On one line, however wide the screen was.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn refused(world: &World, status: i32, args: &[&str]) -> String {
    let before = kinds(world);
    let Ran {
        status: found,
        out,
        err,
    } = world.run_in("p", args);
    assert_eq!(found, status, "{args:?}: {out}{err}");
    assert_eq!(kinds(world), before, "{args:?} recorded something");
    words(&format!("{out}{err}"))
}

#[test]
fn a_week_of_facts() {
    let world = world();
    let mut told = String::new();
    for args in [
        &["log", "1.1", "45m", "--at", "yesterday 20:00"][..],
        &["log", "1.2", "1.5", "--at", "monday 19:00"],
        &["done", "1.2", "--at", "2h ago"],
        &["start", "1.1", "--at", "19:00"],
        &["stop"],
        &["estimate", "1.1", "2h/3h/6h"],
        &["done", "1.1"],
        &["reopen", "1.1"],
        &["pin", "1.1/1", "tomorrow 18:00"],
        &["unpin", "1.1/1"],
        &["undo"],
        &["journal"],
        &["journal", "--task", "1.2"],
        &["journal", "verify"],
        &["journal", "rebuild"],
    ] {
        told.push_str(&format!("$ pivot {}\n{}\n", args.join(" "), world.ok("p", args)));
    }
    insta::assert_snapshot!("journal", told);
}

#[test]
fn facts_for_programs() {
    let world = world();
    let answer = world.json("p", &["log", "1.2", "45m", "--at", "yesterday 20:00"]);
    let fact = &answer["facts"][0];
    assert_eq!(answer["format"], "pivot.journal/1");
    assert_eq!(fact["kind"], "logged");
    assert_eq!(fact["at"], "2027-01-05T20:00:00+00:00");
    assert_eq!(fact["task"], "1.2");
    assert_eq!(
        fact["payload"],
        serde_json::json!({ "task": "1.2", "time": 1, "spent": "PT45M" })
    );
    assert_eq!(fact["machine"], "test");
    let undo = world.json("p", &["undo", &fact["id"].as_str().unwrap()[..5]]);
    assert_eq!(undo["facts"][0]["kind"], "undone");
    let listed = world.json("p", &["journal"]);
    assert_eq!(listed["facts"][0]["undone"], true);
    // Taking the undo back brings the fact back.
    world.ok("p", &["undo", undo["facts"][0]["id"].as_str().unwrap()]);
    assert_eq!(world.json("p", &["journal"])["facts"][0]["undone"], false);
}

#[test]
fn each_time_of_a_repeated_task() {
    let world = world();
    let time = |args: &[&str]| world.json("p", args)["facts"][0]["payload"]["time"].clone();
    assert_eq!(time(&["done", "1.2"]), 1);
    assert_eq!(time(&["log", "1.2", "10m"]), 2);
    assert_eq!(time(&["done", "1.2", "--time", "3"]), 3);
    assert_eq!(time(&["reopen", "1.2"]), 3);
    assert_eq!(time(&["done", "1.2"]), 2);
    assert_eq!(time(&["log", "1.1", "10m"]), Value::Null);
    assert!(refused(&world, 2, &["done", "1.2", "--time", "4"]).contains("its times are 1 to 3"));
    assert!(refused(&world, 2, &["done", "1.1", "--time", "2"]).contains("is done once"));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let world = world();
    world.ok("p", &["done", "1.1"]);
    for (status, args, part) in [
        (2, &["log", "1.3", "45m"][..], "did you mean `1.1`?"),
        (2, &["log", "zzz", "45m"], "pivot plan shows the tasks"),
        (2, &["log", "1.1", "0m"], "no time"),
        (2, &["log", "1.1", "30h"], "record it by the day"),
        (2, &["log", "1.1", "24h1m"], "is more than a day has"),
        (2, &["log", "1.1", "-5m"], "unexpected argument"),
        (2, &["log", "1.1", "soon"], "expected a duration"),
        (2, &["log", "1.1", "5m", "--at", "tomorrow 9:00"], "lies ahead"),
        (2, &["log", "1.1", "5m", "--at", "nonsense"], "is no moment"),
        (2, &["estimate", "1.1", "3/2/4"], "none less than the one before"),
        (
            2,
            &["pin", "1.2/9", "tomorrow 9:00"],
            "there is no session `1.2/9`",
        ),
        (2, &["pin", "1.2", "tomorrow 9:00"], "there is no session `1.2`"),
        (2, &["pin", "1.2#1/1", "2027-01-01 9:00"], "is past"),
        (2, &["journal", "--task", "1.7"], "did you mean `1.1`?"),
        (2, &["undo", "ffffffff"], "there is no fact"),
        (1, &["done", "1.1"], "1.1 was done on Wed 6 Jan 2027"),
        (1, &["reopen", "1.2"], "is open"),
        (1, &["stop"], "no timer runs"),
        (1, &["unpin", "1.2#1/1"], "is not pinned"),
    ] {
        let said = refused(&world, status, args);
        assert!(said.contains(part), "{args:?}: {said}");
    }
    let none = world.run_in("p", &["stop", "--json"]);
    let answer: Value = serde_json::from_str(&none.out).unwrap();
    assert_eq!((none.status, answer["facts"].as_array().unwrap().len()), (1, 0));
    assert_eq!(answer["nothing"], "no timer runs");
}

/// What a calendar program was given stays given: bare undo passes over it.
#[test]
fn an_export_cannot_be_taken_back() {
    let world = world();
    world.ok("p", &["plan", "--accept"]);
    world.ok("p", &["export", "ics"]);
    let id = world.json("p", &["journal"])["facts"][1]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(refused(&world, 1, &["undo", &id]).contains("cannot be taken back"));
    assert_eq!(
        world.ok("p", &["undo"]).lines().next().unwrap(),
        "Taken back: plan accepted, 5 sessions."
    );
    assert!(refused(&world, 1, &["undo"]).contains("nothing to take back"));
}

#[test]
fn a_timer_left_running_asks() {
    let world = at(world(), "2027-01-06T21:00:00Z");
    world.ok("p", &["start", "1.1"]);
    let world = at(world, "2027-01-07T08:20:00Z");
    assert!(refused(&world, 1, &["stop"]).contains("Nothing was recorded"));
    let said = world.run_in("p", &["stop"]).out;
    insta::assert_snapshot!("stop_doubtful", said);
    for args in [&["done", "1.1"][..], &["start", "1.2"]] {
        assert!(refused(&world, 1, args).contains("through the night"), "{args:?}");
    }
    let asked: Value = serde_json::from_str(&world.run_in("p", &["stop", "--json"]).out).unwrap();
    assert_eq!(asked["asks"]["elapsed"], "PT11H20M");
    assert_eq!(asked["asks"]["night"], true);
    // What it really was, all of it, or when it ended.
    let spent = |args: &[&str]| {
        let fact = world.json("p", args)["facts"][0].clone();
        world.ok("p", &["undo"]);
        (
            fact["payload"]["spent"].as_str().unwrap().to_owned(),
            fact["at"].as_str().unwrap().to_owned(),
        )
    };
    let said = refused(&world, 2, &["stop", "40h"]);
    assert!(
        said.contains("the timer of 1.1 ran for 11h20m, and 40h is more than that")
            && said.contains("pivot log 1.1"),
        "{said}"
    );
    assert!(refused(&world, 2, &["stop", "11h21m"]).contains("ran for 11h20m"));
    assert_eq!(spent(&["stop", "11h20m"]).0, "PT11H20M");
    assert_eq!(spent(&["stop", "2h"]).0, "PT2H");
    assert_eq!(spent(&["stop", "--yes"]).0, "PT11H20M");
    let ended = spent(&["stop", "--at", "yesterday 23:15"]);
    assert_eq!(ended, ("PT2H15M".into(), "2027-01-06T23:15:00+00:00".into()));
    assert!(refused(&world, 2, &["stop", "--at", "yesterday 20:00"]).contains("was started after that"));
}

#[test]
fn a_long_day_asks_and_a_night_of_study_does_not() {
    let world = at(world(), "2027-01-06T09:00:00Z");
    world.ok("p", &["start", "1.1"]);
    let world = at(world, "2027-01-06T15:00:01Z");
    assert!(refused(&world, 1, &["stop"]).contains("has run for 6h since 09:00. Nothing was recorded."));
    let world = at(world, "2027-01-06T15:00:00Z");
    assert!(world.ok("p", &["stop"]).starts_with("Stopped: 6h on 1.1"));
    // Whoever studies at three in the morning means it.
    let settings = world
        .read("p/pivot.toml")
        .replace("mon-fri 18:00-20:00", "mon-fri 22:00-04:00");
    world.write("p/pivot.toml", &settings);
    let world = at(world, "2027-01-06T23:00:00Z");
    world.ok("p", &["start", "1.1"]);
    let world = at(world, "2027-01-07T03:00:00Z");
    assert!(world.ok("p", &["stop"]).starts_with("Stopped: 4h on 1.1"));
}

#[test]
fn the_clock_that_changes_is_told() {
    let world = at(world(), "2027-03-29T12:00:00Z");
    let settings = world
        .read("p/pivot.toml")
        .replace("timezone = \"UTC\"", "timezone = \"Europe/Paris\"");
    world.write("p/pivot.toml", &settings);
    let said = world.ok("p", &["log", "1.1", "45m", "--at", "2027-03-28 02:30"]);
    assert!(
        said.contains("02:30 does not come on Sun 28 Mar: 03:00 is taken"),
        "{said}"
    );
    let notes = world.json("p", &["log", "1.1", "45m", "--at", "2026-10-25 02:30"])["notes"].clone();
    assert!(notes[0].as_str().unwrap().contains("comes twice"), "{notes}");
}

#[test]
fn two_machines_and_a_backup() {
    let world = world();
    world.ok("p", &["log", "1.1", "10m"]);
    world.ok("p", &["backup", "../saved.db"]);
    std::fs::create_dir_all(world.path().join("q/.pivot")).unwrap();
    for file in ["pivot.toml", "curriculum.toml", ".pivot/journal.db"] {
        std::fs::copy(
            world.path().join("p").join(file),
            world.path().join("q").join(file),
        )
        .unwrap();
    }
    world.ok("q", &["log", "1.1", "20m", "--machine", "desk"]);
    world.ok("p", &["done", "1.1"]);
    world.ok("q", &["journal", "export", "--out", "../q.jsonl"]);
    let said = world.ok("p", &["journal", "import", "../q.jsonl"]);
    assert!(said.starts_with("1 fact added, 1 were here already."), "{said}");
    world.ok("q", &["journal", "import", "../p/.pivot/journal.db"]);
    assert_eq!(
        world.ok("p", &["journal", "export"]),
        world.ok("q", &["journal", "export"])
    );
    let said = words(&world.ok("p", &["restore", "../saved.db"]));
    assert!(said.contains("The backup lacks 2 facts of it."), "{said}");
    assert_eq!(kinds(&world), ["logged"]);
    world.ok("p", &["journal", "import", ".pivot/journal.db.before-restore"]);
    assert_eq!(
        world.ok("p", &["journal", "export"]),
        world.ok("q", &["journal", "export"])
    );
    // Another person's pivot.
    let settings = world.read("q/pivot.toml").replace("0123456789abcdef", "another");
    world.write("q/pivot.toml", &settings);
    let ran = world.run_in("q", &["journal", "import", "../p/.pivot/journal.db"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("is of another pivot"), "{}", ran.err);
    assert_eq!(world.run_in("p", &["journal", "import", "pivot.toml"]).status, 2);
    assert_eq!(world.run_in("p", &["backup", ".pivot/journal.db"]).status, 2);
}

/// What writes where it is told writes over nothing of the pivot's own, by whatever way it is named.
#[test]
fn the_pivots_own_files_are_not_written_over() {
    let world = world();
    world.ok("p", &["log", "1.1", "10m"]);
    world.write("feed.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
    world.ok("p", &["calendar", "add", "../feed.ics", "--name", "feed"]);
    let own = [
        "pivot.toml",
        "curriculum.toml",
        "calendars/feed.ics",
        ".pivot/journal.db",
    ];
    let bytes = || own.map(|f| std::fs::read(world.path().join("p").join(f)).unwrap());
    let before = bytes();
    let mut targets = own.map(str::to_owned).to_vec();
    targets.extend(
        [
            "../p/pivot.toml",
            "./pivot.toml",
            ".pivot/new.db",
            "calendars/new/deep.ics",
        ]
        .map(str::to_owned),
    );
    targets.extend([".pivot/none/../journal.db", "none/../pivot.toml"].map(str::to_owned));
    targets.push(world.path().join("p/curriculum.toml").display().to_string());
    #[cfg(unix)]
    for (link, to) in [("link", "p/pivot.toml"), ("dangling", "p/.pivot/later.db")] {
        std::os::unix::fs::symlink(world.path().join(to), world.path().join(link)).unwrap();
        targets.push(format!("../{link}"));
    }
    for target in &targets {
        for args in [
            &["backup", target][..],
            &["export", "ics", "--out", target],
            &["export", "csv", "--out", target],
            &["export", "json", "--out", target],
            &["journal", "export", "--out", target],
        ] {
            let ran = world.run_in("p", args);
            assert_eq!(ran.status, 2, "{args:?}: {}{}", ran.out, ran.err);
            assert!(
                ran.err.contains("belongs to this pivot itself"),
                "{args:?}: {}",
                ran.err
            );
        }
    }
    assert_eq!(bytes(), before);
    let there = |folder: &str| {
        std::fs::read_dir(world.path().join("p").join(folder))
            .unwrap()
            .count()
    };
    assert_eq!(
        (
            there("calendars"),
            world.path().join("p/.pivot/later.db").exists()
        ),
        (2, false)
    );
    // Beside them there is room.
    world.ok("p", &["backup", "saved.db"]);
    world.ok("p", &["backup", "calendars.db"]);
    world.ok("p", &["export", "csv", "--out", "pivot.toml.csv"]);
}

#[test]
fn a_damaged_journal_says_what_to_do() {
    let world = world();
    for _ in 0..3 {
        world.ok("p", &["log", "1.1", "10m"]);
    }
    world.ok("p", &["backup", "../saved.db"]);
    let path = world.path().join("p/.pivot/journal.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let needle = b"\"spent\":\"PT10M\"";
    let place = bytes.windows(needle.len()).position(|w| w == needle).unwrap();
    bytes[place + 11] = b'9';
    std::fs::write(&path, bytes).unwrap();
    let ran = world.run_in("p", &["journal", "verify"]);
    assert_eq!(ran.status, 1, "{}", ran.out);
    assert!(
        ran.out.contains("its hash does not fit") && ran.out.contains("pivot restore FILE"),
        "{}",
        ran.out
    );
    let answer: Value =
        serde_json::from_str(&world.run_in("p", &["journal", "verify", "--json"]).out).unwrap();
    assert_eq!(answer["holds"], false);
    assert_eq!(
        world.run_in("p", &["backup", "../saved.db"]).status,
        3,
        "a good backup is not replaced"
    );
    let saved = world.run_in(
        "p",
        &["journal", "export", "--readable", "--out", "../saved.jsonl"],
    );
    assert_eq!(saved.status, 1);
    assert!(
        saved.out.contains("Wrote 2 facts") && saved.out.contains("1 fact could not be read"),
        "{}",
        saved.out
    );
    world.ok("p", &["restore", "../saved.db"]);
    assert_eq!(kinds(&world).len(), 3);
    // No database at all.
    std::fs::write(&path, "not a database, but long enough to look at: ".repeat(20)).unwrap();
    let ran = world.run_in("p", &["log", "1.1", "10m"]);
    assert_eq!(ran.status, 3);
    assert!(ran.err.contains("pivot journal verify"), "{}", ran.err);
    assert_eq!(world.run_in("p", &["journal", "verify"]).status, 1);
    world.ok("p", &["restore", "../saved.db"]);
    world.ok("p", &["journal", "verify"]);
    // Nothing at all.
    std::fs::write(&path, "").unwrap();
    let ran = world.run_in("p", &["journal", "verify"]);
    assert_eq!(ran.status, 1, "{}", ran.out);
    assert!(
        words(&ran.out).contains("0 bytes") && ran.out.contains("pivot restore FILE"),
        "{}",
        ran.out
    );
}

/// Many at once, as a terminal and a page would be: nothing is lost, and one timer is stopped once.
#[test]
fn many_commands_at_once() {
    let world = world();
    world.ok("p", &["start", "1.1", "--at", "19:00"]);
    let statuses = |args: &[&str]| -> Vec<i32> {
        std::thread::scope(|scope| {
            let runs: Vec<_> = (0..6)
                .map(|_| scope.spawn(|| world.run_in("p", args).status))
                .collect();
            runs.into_iter().map(|run| run.join().unwrap()).collect()
        })
    };
    assert_eq!(statuses(&["log", "1.1", "5m"]), [0; 6]);
    let mut stopped = statuses(&["stop"]);
    stopped.sort_unstable();
    assert_eq!(stopped, [0, 1, 1, 1, 1, 1]);
    assert_eq!(kinds(&world).len(), 8);
    world.ok("p", &["journal", "verify"]);
}

/// The system refuses to let the journal grow, as a full disk does.
#[cfg(unix)]
#[test]
fn a_full_disk_says_what_to_do() {
    let world = world();
    world.ok("p", &["log", "1.1", "5m"]);
    let mut shell = Command::new("sh");
    shell.args([
        "-c",
        "trap '' XFSZ; ulimit -f 80; exec \"$0\" \"$@\"",
        env!("CARGO_BIN_EXE_pivot"),
    ]);
    shell
        .args(["plan", "--accept"])
        .current_dir(world.path().join("p"));
    // Many sessions, so that the plan does not fit.
    let tasks: String = (0..300).map(|n| task(&format!("2.{n}"), 2, "")).collect();
    world.write("p/curriculum.toml", &(world.read("p/curriculum.toml") + &tasks));
    let ran = shell.env("PIVOT_NOW", world.now).output().unwrap();
    let err = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(3), "{err}");
    assert!(err.contains("nothing that was recorded is lost"), "{err}");
    assert_eq!(kinds(&world), ["logged"]);
    world.ok("p", &["journal", "verify"]);
}

#[test]
fn a_shell_knows_tasks_and_sessions() {
    let world = world();
    world.ok("p", &["plan", "--accept"]);
    world.ok("p", &["pin", "1.1/1", "2099-01-05 18:00"]);
    let ask = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pivot"));
        command.arg("--").arg("pivot").args(words);
        let out = command
            .current_dir(world.path().join("p"))
            .env_clear()
            .env("PIVOT_COMPLETE", "fish")
            .output()
            .unwrap();
        String::from_utf8(out.stdout).unwrap()
    };
    assert_eq!(ask(&["log", "1."]), "1.1\t1.1\n1.2\t1.2\n");
    assert_eq!(ask(&["journal", "--task", "1.2"]), "1.2\t1.2\n");
    assert_eq!(ask(&["unpin", ""]).lines().next().unwrap(), "1.1/1\tpinned");
    assert!(ask(&["jour"]).starts_with("journal"));
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = world.ok(".", &["completions", shell]);
        assert!(script.contains("PIVOT_COMPLETE"), "{script}");
    }
}

/// A journal of the version before is brought forward by the first command that records.
#[test]
fn an_older_journal_is_brought_forward() {
    let world = world();
    let saved = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/tests/saved/journal-v1.db");
    std::fs::create_dir_all(world.path().join("p/.pivot")).unwrap();
    std::fs::copy(saved, world.path().join("p/.pivot/journal.db")).unwrap();
    assert_eq!(kinds(&world).len(), 4);
    let said = words(&world.ok("p", &["journal", "verify"]));
    assert!(said.contains("the chain begins with the next fact"), "{said}");
    world.ok("p", &["log", "1.1", "5m"]);
    assert_eq!(kinds(&world).len(), 5);
    let said = words(&world.ok("p", &["journal", "verify"]));
    assert!(said.contains("5 facts, the chain"), "{said}");
    assert!(world.path().join("p/.pivot/journal.db.v1-backup").exists());
}
