//! Wrong use and wrong input: what is said, and the exit status.

use crate::{World, curriculum, task};

#[test]
fn every_fault_of_both_files_in_one_run() {
    let world = World::new();
    world.ok(
        ".",
        &["init", "p", "--timezone", "Europe/Paris", "--start", "2027-01-04"],
    );
    world.write(
        "p/pivot.toml",
        "timezone = \"Europe/Pariss\"\nstart = 2027-01-04\n[hours]\nweek = \"mon-fry 18:00-20:00\"\n",
    );
    world.write("p/curriculum.toml", "format = \"pivot.curriculum/1\"\nid = \"x\"\ntitle = \"X\"\n[[step]]\nnumber = 1\ntitle = \"One\"\n[[task]]\nid = \"1.1\"\nstep = 1\ntitle = \"T\"\nkind = \"course\"\neffort = [5, 2, 9]\nafter = [\"1.2\"]\n");
    let ran = world.run_in("p", &["plan"]);
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!("faults", ran.err);
}

#[test]
fn wrong_use_is_two_and_says_what_next() {
    let world = World::new();
    for (args, part) in [
        (vec!["plan"], "pivot init DIR"),
        (vec!["no-such-verb"], "unrecognized subcommand"),
        (
            vec!["init", "x", "--timezone", "Mars/Olympus"],
            "there is no zone",
        ),
        (
            vec!["init", "x", "--timezone", "Europe/Berln"],
            "did you mean `Europe/Berlin`?",
        ),
        (
            vec!["init", "x", "--hours", "mon 09:00-09:00"],
            "ends when it begins: the whole day is 00:00-24:00",
        ),
        (
            vec!["init", "x", "--start", "soon"],
            "expected a date such as 2027-01-04",
        ),
        (vec!["week", "garbage"], "expected a day such as 2027-01-04"),
        (
            vec!["fit", "--by", "2027-02-30"],
            "expected a day such as 2027-01-04",
        ),
        (
            vec!["forecast", "--futures", "1"],
            "expected from 20 to 1000000 futures",
        ),
        (vec!["init", "x", "--hours", "mon 25:00-26:00"], "--hours"),
        (
            vec!["init", "x", "--curriculum", "deep-lerning"],
            "did you mean `deep-learning`?",
        ),
        (
            vec!["init", "x", "--start", "2027-02-01", "--finish-by", "2027-01-01"],
            "before the start",
        ),
        (vec!["plan", "--now", "yesterday"], "expected an instant"),
    ] {
        let ran = world.run(&args);
        assert_eq!(ran.status, 2, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(part), "{args:?}: {}", ran.err);
        assert!(!world.path().join("x").exists(), "{args:?} made something");
    }
}

/// Tomorrow and the next Monday are days, as a date is.
#[test]
fn days_as_people_say_them() {
    // Monday 2026-11-23.
    let world = World::new();
    world.ok(".", &["demo"]);
    let on = |args: &[&str]| world.ok("pivot-demo", args);
    assert_eq!(on(&["week", "tomorrow"]), on(&["week", "2026-11-24"]));
    assert_eq!(on(&["week", "sun"]), on(&["week", "2026-11-29"]));
    assert_ne!(on(&["week", "tomorrow"]), on(&["week", "2026-12-01"]));
    let by = |day: &str| world.run_in("pivot-demo", &["fit", "--by", day, "--json"]);
    let (tomorrow, date) = (by("tomorrow"), by("2026-11-24"));
    assert_eq!((tomorrow.status, &tomorrow.out), (date.status, &date.out));
    assert!(tomorrow.out.contains("2026-11-24"), "{}", tomorrow.out);
}

/// What the README says of programs holds: these print what they make, or JSON where they write it to a file.
#[test]
fn what_does_not_answer_in_json_is_named() {
    let world = World::new();
    world.ok(".", &["demo"]);
    let readme = include_str!("../../../../README.md").replace('\n', " ");
    let (_, named) = readme.split_once("Every command answers `--json` but ").unwrap();
    for (args, begins) in [
        (&["export", "ics"][..], "BEGIN:VCALENDAR"),
        (&["export", "csv"], "id,task,"),
        (&["journal", "export"], "{\"format\":\"pivot.facts/1\"}\n"),
    ] {
        let out = world.ok("pivot-demo", &[args, &["--json"]].concat());
        assert!(out.starts_with(begins), "{args:?}: {out}");
        let words = format!("`{}`", args.join(" "));
        assert!(named.split('.').next().unwrap().contains(&words), "{words}");
        let file = world.json("pivot-demo", &[args, &["--out", "../file"]].concat());
        assert_eq!(file["format"], "pivot.done/1");
    }
}

#[test]
fn a_pivot_is_not_made_over_another() {
    let world = World::new();
    world.ok(".", &["init", "p", "--timezone", "UTC"]);
    let before = world.read("p/pivot.toml");
    assert_eq!(world.run(&["init", "p", "--timezone", "Europe/Paris"]).status, 2);
    assert_eq!(world.read("p/pivot.toml"), before);
}

#[test]
fn bytes_that_are_no_text_do_not_panic() {
    let world = World::new();
    world.ok(".", &["init", "p", "--timezone", "UTC"]);
    std::fs::write(world.path().join("p/pivot.toml"), [0xff, 0xfe, 0x00, b'=', 0x80]).unwrap();
    assert_eq!(world.run_in("p", &["plan"]).status, 2);
}

#[test]
fn quiet_and_help() {
    let world = World::new();
    world.ok(".", &["demo", "--quiet"]);
    assert_eq!(world.ok("pivot-demo", &["plan", "--quiet"]), "");
    assert!(
        world
            .ok("pivot-demo", &["plan", "--json", "--quiet"])
            .contains("pivot.plan/1")
    );
    insta::assert_snapshot!("help", world.ok(".", &["--help"]));
    assert!(world.ok(".", &["man"]).contains(".TH pivot"));
    assert!(world.ok(".", &["completions", "bash"]).contains("_pivot"));
}

#[test]
fn a_pivot_with_a_fault_is_not_made_at_all() {
    let world = World::new();
    let contradiction = "deadline = 2027-01-04\nnot_before = 2027-02-01";
    world.write("c.toml", &curriculum(&task("1", 6, contradiction)));
    let args = [
        "init",
        "p",
        "--curriculum",
        "c.toml",
        "--timezone",
        "UTC",
        "--start",
        "2027-01-04",
    ];
    let ran = world.run(&args);
    assert_eq!(ran.status, 2, "{}", ran.err);
    assert!(!world.path().join("p").exists());
    // A curriculum that is there is used, and not hidden by another.
    std::fs::create_dir(world.path().join("q")).unwrap();
    world.write(
        "q/curriculum.toml",
        &world.read("c.toml").replace("deadline = 2027-01-04\n", ""),
    );
    assert_eq!(
        world.run(&["init", "q", "--curriculum", "deep-learning"]).status,
        2
    );
    let made = world.ok(".", &["init", "q", "--timezone", "UTC", "--start", "2027-01-04"]);
    assert!(made.contains("\nX\n"), "{made}");
    assert_eq!(world.run(&["demo", "a", "--dir", "b"]).status, 2);
}

/// Every command that the documents name in code is one, with the options and as many arguments as they say. Values are placeholders there:
/// whether `N` is a number is not asked.
#[test]
fn what_the_documents_name_exists() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = vec![root.join("README.md")];
    files.extend(
        std::fs::read_dir(root.join("docs"))
            .unwrap()
            .map(|e| e.unwrap().path()),
    );
    let world = World::new();
    let mut looked = 0;
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "md")) {
        let text = std::fs::read_to_string(file).unwrap();
        for named in commands(&text) {
            let args: Vec<&str> = named.split_whitespace().skip(1).chain(["--help"]).collect();
            let ran = world.run(&args);
            let wrong = ["unexpected argument", "unrecognized subcommand"];
            assert!(
                !wrong.iter().any(|w| ran.err.contains(w)),
                "{}: `{named}`: {}",
                file.display(),
                ran.err
            );
            looked += 1;
        }
    }
    assert!(looked > 120, "{looked}");
}

/// Commands in code: what stands between backticks or begins a line of a block, to its comment. Brackets of what may be left out are taken
/// away, a quoted value is one word; what has an ellipsis, alternatives or more than one line is passed over.
fn commands(text: &str) -> Vec<String> {
    let (mut found, mut block) = (Vec::new(), false);
    for line in text.lines() {
        if line.starts_with("```") {
            block = !block;
            continue;
        }
        let spans: Vec<&str> = if block {
            vec![line.trim_start_matches("$ ")]
        } else {
            line.split('`').skip(1).step_by(2).collect()
        };
        for span in spans.into_iter().filter(|span| span.starts_with("pivot ")) {
            let command = span.split(" #").next().unwrap().trim();
            if command.contains(['…', '|', '{']) || command.contains("...") {
                continue;
            }
            let (mut plain, mut quoted) = (String::new(), false);
            for c in command.chars() {
                match c {
                    '"' => quoted = !quoted,
                    '[' | ']' => {}
                    ' ' if quoted => plain.push('_'),
                    c => plain.push(c),
                }
            }
            found.push(plain);
        }
    }
    found
}
