//! `demo`, `init`, `plan`, `today`, `week`, `timeline`, `why`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{World, task};

fn list<'v>(value: &'v Value, name: &str) -> &'v Vec<Value> {
    value[name].as_array().unwrap()
}

fn instant(value: &Value) -> jiff::Timestamp {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn the_demo_is_the_article_planned() {
    let world = World::new();
    let plan = world.json(".", &["demo"]);
    assert_eq!(plan["format"], "pivot.plan/1");
    assert_eq!(plan["timezone"], "America/Toronto");
    let numbers: Vec<i64> = list(&plan, "steps")
        .iter()
        .map(|s| s["number"].as_i64().unwrap())
        .collect();
    assert_eq!(numbers, (1..=13).collect::<Vec<_>>());
    // Step 1 is 3 h and seven lessons of 10 h; the months are the article's.
    assert_eq!(plan["steps"][0]["effort"], "PT73H");
    assert_eq!(plan["steps"][9]["months"], serde_json::json!([4, 5]));
    assert_eq!(list(&plan["steps"][12], "months").len(), 0);
    assert_eq!(plan["effort"], "PT362H30M");
    assert_eq!(plan["feasible"], true);
    assert_eq!(list(&plan, "unplaced").len(), 0);
    // Proven, or within one percent of the time from the start to the bound.
    let (finish, bound) = (instant(&plan["finish"]), instant(&plan["bound"]));
    let start = instant(&plan["sessions"][0]["start"]);
    assert!(
        plan["proven"] == true || finish.duration_since(bound) * 100 <= bound.duration_since(start),
        "{finish} against {bound}"
    );
}

#[test]
fn the_demo_looks_like_this() {
    let world = World::new();
    insta::assert_snapshot!("demo", world.ok(".", &["demo"]));
    insta::assert_snapshot!(
        "today",
        World {
            now: "2026-11-30T11:00:00-05:00",
            ..world
        }
        .ok_demo("today")
    );
}

impl World {
    fn ok_demo(&self, verb: &str) -> String {
        self.ok("pivot-demo", &[verb])
    }
}

#[test]
fn the_demo_as_a_timeline_and_a_week() {
    let world = World::new();
    world.ok(".", &["demo"]);
    insta::assert_snapshot!("timeline", world.ok_demo("timeline"));
    insta::assert_snapshot!("week", world.ok("pivot-demo", &["week", "2026-12-14"]));
}

#[test]
fn a_second_demo_shows_the_first() {
    let world = World::new();
    let first = world.ok(".", &["demo"]);
    assert_eq!(first, world.ok(".", &["demo"]));
}

#[test]
fn the_same_situation_gives_the_same_bytes() {
    let world = World::new();
    world.ok(".", &["demo"]);
    let plan = |_| world.ok("pivot-demo", &["plan", "--json"]);
    let answers: Vec<String> = (0..3).map(plan).collect();
    assert!(answers.windows(2).all(|w| w[0] == w[1]));
}

/// Hours of sessions by task equal the likely hours; what is not `me` is a machine's.
#[test]
fn nothing_is_dropped_in_silence() {
    let world = World::new();
    for curriculum in ["deep-learning", "deep-learning-2017"] {
        for (i, hours) in [
            "mon-thu 19:00-21:00; sat 09:00-11:00",
            "mon-fri 18:00-22:00",
            "mon-fri 09:00-12:00,13:00-18:00",
        ]
        .iter()
        .enumerate()
        {
            let folder = format!("{curriculum}-{i}");
            world.ok(
                ".",
                &[
                    "init",
                    &folder,
                    "--curriculum",
                    curriculum,
                    "--timezone",
                    "Europe/Paris",
                    "--start",
                    "2027-01-04",
                    "--hours",
                    hours,
                ],
            );
            let plan = world.json(&folder, &["plan"]);
            assert_eq!(plan["feasible"], true, "{folder}");
            let mut minutes: i64 = 0;
            for s in list(&plan, "sessions").iter().filter(|s| s["resource"] == "me") {
                minutes += instant(&s["end"]).duration_since(instant(&s["start"])).as_mins();
            }
            // What a curriculum forgives is told, with its hours.
            let mut missing = 0;
            for u in list(&plan, "unplaced") {
                assert_eq!(u["forgiven"], true, "{u}");
                let text = u["missing"]
                    .as_str()
                    .unwrap()
                    .trim_start_matches("PT")
                    .trim_end_matches('H');
                missing += text.parse::<i64>().unwrap() * 60;
            }
            let all: i64 = if curriculum == "deep-learning" {
                498 * 60 + 30
            } else {
                362 * 60 + 30
            };
            // Each effort is rounded up to whole slots of five minutes, at most 4 minutes for each of some 120 pieces.
            assert!(
                (all..all + 480).contains(&(minutes + missing)),
                "{folder}: {minutes} and {missing} of {all} minutes"
            );
        }
    }
}

#[test]
fn ten_hours_a_week_are_about_forty_weeks() {
    let world = World::new();
    let args = [
        "init",
        "p",
        "--curriculum",
        "deep-learning-2017",
        "--timezone",
        "Europe/Paris",
        "--start",
        "2027-01-04",
        "--hours",
    ];
    // Five evenings of two hours, each one stretch: the break is not at the cost of the ten hours.
    let made = world.ok(".", &[&args[..], &["mon-fri 19:00-21:00"]].concat());
    assert!(
        made.contains("362 h 30 m likely, 399 h 27 m at the mean"),
        "{made}"
    );
    assert!(made.contains("37 to 40 weeks"), "{made}");
}

#[test]
fn accepting_a_plan_shows_what_moves_after() {
    let world = World::new();
    world.ok(".", &["demo"]);
    assert_eq!(
        list(&world.json("pivot-demo", &["plan", "--accept"]), "moves").len(),
        0
    );
    assert_eq!(
        list(&world.json("pivot-demo", &["plan"]), "moves").len(),
        0,
        "nothing changed"
    );
    // A commitment on the first morning pushes that morning's sessions away.
    world.write("visit.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:v\nSUMMARY:A visit\nDTSTART:20261130T083000\nDURATION:PT5H\nEND:VEVENT\nEND:VCALENDAR\n");
    world.ok("pivot-demo", &["calendar", "add", "../visit.ics"]);
    let plan = world.json("pivot-demo", &["plan", "--dry-run"]);
    let moves = list(&plan, "moves");
    assert!(!moves.is_empty());
    let causes: BTreeMap<&str, usize> = moves.iter().fold(BTreeMap::new(), |mut m, v| {
        *m.entry(v["cause"].as_str().unwrap()).or_default() += 1;
        m
    });
    assert!(
        causes.contains_key("“A visit” of calendar `visit` takes the time"),
        "{causes:?}"
    );
}

/// Four hours more for lesson 2 move some twenty of the demo's 246 sessions: what has slack makes room, the finish stays.
#[test]
fn a_slip_is_told_with_its_causes() {
    let world = World::new();
    world.ok(".", &["demo"]);
    world.ok("pivot-demo", &["plan", "--accept"]);
    let text = world.read("pivot-demo/curriculum.toml");
    let at = text.find("id = \"1.2\"").unwrap();
    let longer = text[at..].replacen("effort = [7, 10, 18]", "effort = [11, 14, 22]", 1);
    assert_ne!(longer, text[at..]);
    world.write("pivot-demo/curriculum.toml", &format!("{}{longer}", &text[..at]));
    let before = world.json("pivot-demo", &["plan", "--dry-run"]);
    assert!(list(&before, "moves").len() < 50);
    let told = world.ok("pivot-demo", &["plan", "--dry-run"]);
    let (_, rest) = told.split_once("Since the plan").unwrap();
    let (moves, _) = rest.split_once("\n\n").unwrap();
    insta::assert_snapshot!("moves", format!("Since the plan{moves}"));
}

#[test]
fn a_task_that_cannot_fit_is_told_first_and_the_answer_is_no() {
    let tasks = task("exam", 4, "session = { whole = true }") + &task("read", 2, "after = [\"exam\"]");
    let world = World::small(&tasks);
    let ran = world.run_in("p", &["plan"]);
    assert_eq!(ran.status, 1);
    insta::assert_snapshot!("no_place", ran.out);
}

#[test]
fn why_names_the_chain() {
    let world = World::new();
    world.ok(".", &["demo"]);
    let why = world.json("pivot-demo", &["why", "1.1"]);
    assert_eq!(why["format"], "pivot.why/1");
    let chain = list(&why, "chain");
    assert!(chain.len() > 1);
    let plan = world.json("pivot-demo", &["plan"]);
    assert_eq!(
        chain.last().unwrap()["finish"],
        plan["finish"],
        "the chain ends where the plan does"
    );
    let ran = world.run_in("pivot-demo", &["why", "1.33"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("did you mean"), "{}", ran.err);
}

/// Every line of the README's picture is printed by the demo.
#[test]
fn the_readme_shows_what_is_printed() {
    let world = World::new();
    let printed = world.ok(".", &["demo"]) + &world.ok_demo("timeline");
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md")).unwrap();
    let picture = readme
        .split("```text\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let lines: Vec<&str> = picture
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('$'))
        .collect();
    assert!(lines.len() > 15);
    for line in lines {
        assert!(
            printed.lines().any(|l| l == line),
            "the README shows a line that is not printed:\n{line}"
        );
    }
}

/// Whenever it is made, in winter or summer, at a month's end or over a leap day.
#[test]
fn the_demo_is_proven_whenever_it_is_made() {
    for now in [
        "2026-03-05T08:00:00Z",
        "2026-07-31T23:00:00Z",
        "2026-10-20T12:00:00Z",
        "2027-01-01T00:00:00Z",
        "2028-02-28T12:00:00Z",
        "2031-12-24T20:00:00Z",
    ] {
        let plan = World { now, ..World::new() }.json(".", &["demo"]);
        assert_eq!(
            (&plan["proven"], &plan["feasible"]),
            (&true.into(), &true.into()),
            "{now}"
        );
    }
}

/// `a` and `b` take Monday and Tuesday. `c` is a promise of 8 hours a week, four evenings: its first time takes Wednesday to
/// Friday and the Monday after its week, the second Tuesday to Friday in time, the third Monday 18 to Thursday 21 January,
/// a day after the written deadline. Late are the first, against its week, and the third, against what was written; `a` and
/// `b`, for which nobody wrote a date, are not.
#[test]
fn lateness_is_told_against_dates_that_were_written() {
    let promise = "after = [\"b\"]\ncadence = { every = \"1w\", times = 3 }\ndeadline = 2027-01-20";
    let tasks = task("a", 2, "") + &task("b", 2, "after = [\"a\"]") + &task("c", 8, promise);
    let world = World::small(&tasks);
    let plan = world.json("p", &["plan", "--now", "2027-01-04T00:00:00Z"]);
    let late: Vec<(&str, i64, &str)> = list(&plan, "late")
        .iter()
        .map(|l| {
            (
                l["task"].as_str().unwrap(),
                l["time"].as_i64().unwrap(),
                l["deadline"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        late,
        [
            ("c", 1, "2027-01-11T00:00:00+00:00"),
            ("c", 3, "2027-01-21T00:00:00+00:00")
        ]
    );
}

/// The clock may stand anywhere: weeks into the plan, after every deadline, and a promise may have begun long ago.
#[test]
fn a_plan_is_made_at_any_moment() {
    let cadence = "cadence = { every = \"1d\", times = 3, from = 1990-01-01 }\nafter = [\"a\"]";
    let world = World::small(&(task("a", 2, "deadline = 2027-01-08") + &task("b", 2, cadence)));
    for now in [
        "2026-06-01T00:00:00Z",
        "2027-01-04T18:30:00Z",
        "2027-01-20T00:00:00Z",
        "2040-01-01T00:00:00Z",
    ] {
        let plan = world.json("p", &["plan", "--now", now]);
        assert_eq!(plan["feasible"], true, "{now}");
        let late = list(&plan, "late")
            .iter()
            .any(|l| l["task"] == "a" && l["deadline"] == "2027-01-09T00:00:00+00:00");
        assert_eq!(late, now > "2027-01-09", "{now}");
        world.ok("p", &["today", "--now", now]);
    }
}

#[test]
fn a_hope_that_is_kept_to_the_minute_is_kept() {
    let world = World::small(&task("a", 2, ""));
    let settings = world
        .read("p/pivot.toml")
        .replace("mon-fri 18:00-20:00", "mon 22:00-24:00");
    world.write(
        "p/pivot.toml",
        &settings.replace("# finish_by = 2027-12-31", "finish_by = 2027-01-04"),
    );
    let out = world.ok("p", &["plan", "--now", "2027-01-04T00:00:00Z"]);
    assert!(
        out.contains("the finish you hope for, Mon 4 Jan 2027, is kept"),
        "{out}"
    );
}

/// "Every command takes `--json`", and the answer begins with its format.
#[test]
fn every_answer_in_json_begins_with_its_format() {
    let world = World::new();
    world.ok(".", &["demo"]);
    world.write(
        "e.ics",
        "BEGIN:VEVENT\nUID:e\nDTSTART:20270105T100000Z\nEND:VEVENT\n",
    );
    let commands: [(&[&str], &str); 17] = [
        (&["demo", "../other"], "pivot.plan/1"),
        (&["init", "../new", "--timezone", "UTC"], "pivot.done/1"),
        (&["plan"], "pivot.plan/1"),
        (&["plan", "--accept"], "pivot.plan/1"),
        (&["today"], "pivot.plan/1"),
        (&["week"], "pivot.plan/1"),
        (&["timeline"], "pivot.plan/1"),
        (&["why", "1.1"], "pivot.why/1"),
        (&["why"], "pivot.why/1"),
        (&["fit", "--by", "2100-01-01"], "pivot.fit/1"),
        (&["calendar", "add", "../e.ics", "--name", "e"], "pivot.done/1"),
        (&["calendar", "list"], "pivot.calendars/1"),
        (&["calendar", "refresh"], "pivot.done/1"),
        (&["calendar", "events"], "pivot.events/1"),
        (&["calendar", "remove", "e"], "pivot.done/1"),
        (&["export", "ics", "--out", "../o.ics"], "pivot.done/1"),
        (&["export", "json"], "pivot.export/1"),
    ];
    for (command, format) in commands {
        let out = world.ok("pivot-demo", &[command, &["--json"]].concat());
        assert!(
            out.starts_with(&format!("{{\n  \"format\": \"{format}\"")),
            "{command:?}: {out:.80}"
        );
        let whole: Result<Value, _> = serde_json::from_str(&out);
        assert!(whole.is_ok(), "{command:?} is not one JSON document");
    }
}
