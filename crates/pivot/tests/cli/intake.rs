//! `pivot intake` without a terminal: nothing is asked. What is asked, and how answers are read, is tested in `src/ask.rs`.

use serde_json::{Value, json};

use crate::{Ran, World, task};

/// 4 h `a`, 2 h `b` after it, 2 h `c`: 8 hours of evenings of two hours from Monday the 4th, to Thursday the 7th, 20:00.
fn world() -> World {
    let priors = "[[prior]]\nid = \"python\"\nquestion = \"Have you written Python?\"\nwords = [\"Python\", \"machine learning\"]\n\
                  lighter = [{ tasks = [\"a\"], share = 0.5, why = \"the code is known\" }]\n\
                  [[prior]]\nid = \"blog\"\nquestion = \"Is a blog of yours online?\"\nwords = [\"blog\"]\n\
                  lighter = [{ tasks = [\"b\"], share = 0, why = \"it is there\" }, { tasks = [\"a\"], share = 0.75 }]\n";
    let tasks = [
        task("a", 4, ""),
        task("b", 2, "after = [\"a\"]"),
        task("c", 2, ""),
    ];
    let mut world = World::small(&format!("{}{priors}", tasks.concat()));
    world.now = "2027-01-04T09:00:00Z";
    world
}

/// On one line, however wide the screen was.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn facts(world: &World) -> usize {
    world.json("p", &["journal"])["facts"].as_array().unwrap().len()
}

/// The line to type that takes it all back.
fn undo(world: &World, out: &str) {
    let (_, rest) = out.split_once("pivot undo ").unwrap();
    world.ok("p", &["undo", rest.split_whitespace().next().unwrap()]);
}

#[test]
fn without_a_terminal_the_questions_are_shown() {
    let world = world();
    let out = words(&world.ok("p", &["intake"]));
    assert!(
        out.contains("python Have you written Python? takes 2 h off 1 task"),
        "{out}"
    );
    // A quarter of 4 h, and all of 2 h.
    assert!(
        out.contains("blog Is a blog of yours online? takes 3 h off 2 tasks"),
        "{out}"
    );
    assert!(out.contains("pivot intake --have ID,ID"), "{out}");
    assert_eq!(facts(&world), 0);
}

/// 0.5 × 0.75 of 4 h is 1 h 30 m; without `b` 3 h 30 m are left: Tuesday the 5th, 19:30.
#[test]
fn what_was_done_before_makes_the_plan_shorter_and_undo_brings_it_back() {
    let world = world();
    let before = world.ok("p", &["plan", "--dry-run", "--json"]);
    let dry = world.json("p", &["intake", "--have", "python,blog", "--dry-run"]);
    assert_eq!(facts(&world), 0);
    assert_eq!(dry["format"], "pivot.intake/1");
    assert_eq!(dry["left"], json!({ "before": "PT8H", "after": "PT3H30M" }));
    assert_eq!(
        dry["finish"],
        json!({ "before": "2027-01-07T20:00:00+00:00", "after": "2027-01-05T19:30:00+00:00" })
    );
    let a = json!({
        "task": "a", "title": "a", "times": 1, "before": ["PT4H", "PT4H", "PT4H"], "after": ["PT1H30M", "PT1H30M", "PT1H30M"],
        "reasons": [{ "prior": "python", "share": 0.5, "why": "the code is known" }, { "prior": "blog", "share": 0.75 }]
    });
    assert_eq!(dry["tasks"][0], a);
    assert_eq!(
        (&dry["tasks"][1]["task"], &dry["tasks"][1]["after"]),
        (&json!("b"), &Value::Null)
    );
    assert_eq!((&dry["recorded"], dry.get("undo")), (&json!([]), None));

    let out = world.ok("p", &["intake", "--have", "python,blog"]);
    let said = words(&out);
    assert!(said.contains("1 a") && said.contains("4h → 1h30m"), "{said}");
    assert!(said.contains("2 b") && said.contains("2h → not needed"), "{said}");
    assert!(said.contains("Work 8 h → 3 h 30 m"), "{said}");
    assert!(said.contains("Finish Thu 7 Jan 2027 → Tue 5 Jan 2027"), "{said}");
    assert!(said.contains("that still has to be shown"), "{said}");
    let journal = world.json("p", &["journal"]);
    let told: Vec<(&Value, &Value)> = journal["facts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (&f["kind"], &f["payload"]))
        .collect();
    let estimate =
        json!({ "task": "a", "effort": ["PT1H30M", "PT1H30M", "PT1H30M"], "priors": ["python", "blog"] });
    let dropped = json!({ "task": "b", "priors": ["blog"] });
    assert_eq!(
        told,
        [
            (&json!("estimate-changed"), &estimate),
            (&json!("task-dropped"), &dropped)
        ]
    );
    let plan = world.json("p", &["plan", "--dry-run"]);
    assert_eq!(
        plan["finish"], dry["finish"]["after"],
        "what was said is what is planned"
    );

    // A second time there is nothing to take off, and it is said why.
    let again = world.run_in("p", &["intake", "--have", "python,blog"]);
    assert_eq!(again.status, 1);
    assert!(words(&again.out).contains("Left as it is: a, b (as light as this already, recorded before)."));
    assert!(words(&world.ok("p", &["intake"])).contains("recorded before for 2 tasks"));
    assert_eq!(facts(&world), 2);

    undo(&world, &out);
    assert_eq!(world.ok("p", &["plan", "--dry-run", "--json"]), before);
}

#[test]
fn an_own_estimate_stays_until_again_is_said() {
    let world = world();
    world.ok("p", &["estimate", "a", "2h/3h/5h"]);
    let left = world.run_in("p", &["intake", "--have", "python"]);
    assert_eq!(left.status, 1);
    assert!(words(&left.out).contains("Left as it is: a (estimated by you; --again takes it too)."));
    let again = world.json("p", &["intake", "--have", "python", "--again"]);
    assert_eq!(again["tasks"][0]["after"], json!(["PT1H", "PT1H30M", "PT2H30M"]));
    assert_eq!(again["recorded"].as_array().unwrap().len(), 1);
    let back = again["undo"].as_str().unwrap();
    world.ok("p", &back.split(' ').skip(1).collect::<Vec<_>>());
    let estimate = world.json("p", &["intake", "--have", "python", "--again", "--dry-run"]);
    assert_eq!(estimate["tasks"][0]["before"], json!(["PT2H", "PT3H", "PT5H"]));
}

const RESUME: &str = "{\n  \"skills\": [{ \"name\": \"Machine Learning\" }],\n  \"work\": [{ \"summary\": \"Services in Python, a blogger's tool\" }]\n}\n";

#[test]
fn a_resume_suggests_and_the_person_agrees() {
    let world = world();
    world.write("resume.json", RESUME);
    let out = words(&world.ok("p", &["intake", "--resume", "../resume.json"]));
    assert!(out.contains("found: Python in work: Services in Python"), "{out}");
    assert!(out.contains("found: machine learning in skills"), "{out}");
    assert!(out.contains("4h → 2h"), "{out}");
    assert!(
        out.contains("nothing was recorded. pivot intake --have python records it"),
        "{out}"
    );
    assert_eq!(facts(&world), 0);
    let json = world.json("p", &["intake", "--resume", "../resume.json"]);
    assert_eq!(json["priors"][0]["chosen"], true);
    assert_eq!(
        json["priors"][0]["found"][1],
        json!({ "word": "machine learning", "section": "skills", "excerpt": "Machine Learning" })
    );
    // A blogger's tool is no blog.
    assert_eq!(
        (&json["priors"][1]["chosen"], &json["priors"][1]["found"]),
        (&json!(false), &json!([]))
    );
    assert_eq!(facts(&world), 0);

    let out = world.ok("p", &["intake", "--resume", "../resume.json", "--yes"]);
    assert_eq!(facts(&world), 1);
    undo(&world, &out);
    world.write("resume.json", "{}");
    let out = words(&world.ok("p", &["intake", "--resume", "../resume.json"]));
    assert!(out.contains("the resume suggests none of it"), "{out}");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let world = world();
    let refused = |args: &[&str]| {
        let Ran { status, out, err } = world.run_in("p", &[&["intake"], args].concat());
        assert_eq!(status, 2, "{args:?}: {out}{err}");
        assert_eq!(facts(&world), 0, "{args:?} recorded something");
        words(&err)
    };
    assert!(refused(&["--have", "pyton"]).contains("did you mean `python`?"));
    assert!(refused(&["--have", "rust"]).contains("there are: python, blog"));
    assert!(refused(&["--yes"]).contains("--resume"));
    assert!(refused(&["--resume", "nowhere.json"]).contains("cannot be read"));
    assert!(refused(&["--resume", "calendars"]).contains("is no plain file"));
    world.write("r.json", "{\n  \"skills\": \"Python\"\n}\n");
    let fault = refused(&["--resume", "../r.json", "--yes"]);
    assert!(
        fault.contains("r.json:2:") && fault.contains("expected a list in [ ]"),
        "{fault}"
    );
    world.write("r.json", &format!("{{{}}}", " ".repeat(5 * 1024 * 1024)));
    assert!(refused(&["--resume", "../r.json"]).contains("a resume has at most 5242880"));
}

#[test]
fn a_curriculum_may_ask_for_nothing() {
    let world = World::small(&task("a", 1, ""));
    let none = world.run_in("p", &["intake"]);
    assert_eq!(none.status, 1);
    assert!(words(&none.out).contains("write [[prior]] tables into curriculum.toml"));
    let known = world.run_in("p", &["intake", "--have", "python"]);
    assert_eq!(known.status, 2);
    assert_eq!(world.json("p", &["intake"])["priors"], json!([]));
}

/// A web developer who starts into today's curriculum.
#[test]
fn what_gets_lighter_looks_like_this() {
    let world = World::new();
    let hours = ["--hours", "mon-fri 18:00-21:00", "--timezone", "UTC"];
    world.ok(".", &[&["init", "p"], &hours[..]].concat());
    let resume = r#"{ "basics": { "label": "Web developer" },
        "skills": [{ "name": "Python", "keywords": ["pandas", "Docker"] }],
        "projects": [{ "name": "A blog about birds", "description": "Four years of posts" }] }"#;
    world.write("resume.json", resume);
    let out = world.ok("p", &["intake", "--resume", "../resume.json"]);
    assert!(out.lines().all(|l| l.chars().count() <= 80), "{out}");
    insta::assert_snapshot!("intake", out);
}
