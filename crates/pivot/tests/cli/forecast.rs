//! `forecast` and `what-if`.

use crate::{World, task};

#[test]
fn a_forecast_looks_like_this() {
    let world = World::new();
    world.ok(".", &["demo"]);
    let out = world.ok("pivot-demo", &["forecast", "--futures", "500"]);
    assert!(out.lines().all(|l| l.chars().count() <= 80), "{out}");
    insta::assert_snapshot!("forecast", out);
    let out = world.ok("pivot-demo", &["forecast", "--history"]);
    assert!(out.contains("nothing to score yet"), "{out}");
    let args = [
        "what-if",
        "--hours",
        "mon-sun 09:00-12:00",
        "--drop",
        "4",
        "--futures",
        "500",
    ];
    let out = world.ok("pivot-demo", &args);
    assert!(out.lines().all(|l| l.chars().count() <= 80), "{out}");
    insta::assert_snapshot!("what_if", out);
}

/// The burn-up shows what is done, the weeks what was logged, and the pace what was learned.
#[test]
fn a_forecast_on_the_way_shows_where_it_comes_from() {
    let world = World::small(&(task("a", 10, "") + &task("b", 10, "") + &task("c", 20, "")));
    let on = |day: &'static str, args: &[&str]| world.ok("p", &[args, &["--now", day]].concat());
    on("2027-01-04T08:00:00Z", &["plan", "--accept"]);
    for (day, task) in [
        ("2027-01-04T20:00:00Z", "a"),
        ("2027-01-05T20:00:00Z", "a"),
        ("2027-01-06T20:00:00Z", "a"),
        ("2027-01-07T20:00:00Z", "a"),
        ("2027-01-08T20:00:00Z", "a"),
        ("2027-01-11T20:00:00Z", "a"),
        ("2027-01-13T20:00:00Z", "b"),
    ] {
        on(day, &["log", task, "2h"]);
    }
    on("2027-01-11T20:01:00Z", &["done", "a"]);
    let out = on("2027-01-14T08:00:00Z", &["forecast", "--futures", "500"]);
    insta::assert_snapshot!("forecast_on_the_way", out);
    // The evening of the 12th was lost.
    let json = world.json(
        "p",
        &["forecast", "--futures", "500", "--now", "2027-01-14T08:00:00Z"],
    );
    assert_eq!(json["format"], "pivot.forecast/1");
    assert_eq!(
        (&json["losses"]["days"], &json["losses"]["lost"]),
        (&8.into(), &1.0.into())
    );
    assert_eq!(json["pace"]["tasks"], 1);
    assert_eq!(json["base_rate"]["finished"], 43_196);
    let out = on("2027-03-01T08:00:00Z", &["forecast", "--history"]);
    insta::assert_snapshot!("forecast_history", out);
}

#[test]
fn a_question_about_nothing_is_refused() {
    let world = World::small(&task("a", 10, ""));
    for (args, says) in [
        (&["what-if"][..], "nothing is otherwise"),
        (&["what-if", "--drop", "zz"], "no task or step `zz`"),
        (&["what-if", "--hours", "noon"], "--hours"),
        (&["what-if", "--away", "2027-02-01"], "2027-02-01..2027-02-14"),
        (
            &["what-if", "--away", "2027-02-03..2027-02-01"],
            "end before they begin",
        ),
        (&["forecast", "--futures", "0"], "--futures"),
    ] {
        let ran = world.run_in("p", args);
        assert_eq!(ran.status, 2, "{args:?}");
        assert!(ran.err.contains(says), "{args:?}: {}", ran.err);
    }
    let both = world.json("p", &["what-if", "--start", "2027-02-01", "--futures", "50"]);
    assert_eq!(both["format"], "pivot.what-if/1");
    assert_eq!(both["plans"].as_array().unwrap().len(), 2);
    assert_eq!(both["forecasts"][1]["format"], "pivot.forecast/1");
    assert!(both["forecasts"][0]["finish"]["p50"].as_str() < both["forecasts"][1]["finish"]["p50"].as_str());
}
