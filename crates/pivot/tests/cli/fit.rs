//! `fit`, and `why` of everything.

use serde_json::Value;

use crate::{World, task};

impl World {
    /// An answer of `fit` for programs, with its exit status.
    fn fit(&self, folder: &str, args: &[&str]) -> (i32, Value) {
        let ran = self.run_in(folder, &[&["fit"], args, &["--json"]].concat());
        (ran.status, serde_json::from_str(&ran.out).unwrap())
    }
}

#[test]
fn a_date_that_cannot_be_kept_looks_like_this() {
    let world = World::new();
    world.ok(".", &["demo"]);
    let no = world.run_in("pivot-demo", &["fit", "--by", "2027-02-20"]);
    assert_eq!(no.status, 1, "{}", no.err);
    assert!(no.out.lines().all(|l| l.chars().count() <= 80), "{}", no.out);
    insta::assert_snapshot!("fit_no", no.out);
    insta::assert_snapshot!("fit_yes", world.ok("pivot-demo", &["fit", "--by", "2027-02-22"]));
    // Three weeks too soon: three promises and the hours collide with the date, each by itself.
    let together = world.run_in("pivot-demo", &["fit", "--by", "2027-02-01"]);
    assert_eq!(together.status, 1);
    insta::assert_snapshot!("fit_together", together.out);
    // No hours in the world make sixty of these days' work into ten.
    let never = world.run_in("pivot-demo", &["fit", "--by", "2026-12-05"]);
    assert_eq!(never.status, 1);
    insta::assert_snapshot!("fit_never", never.out);
}

/// 10 h on evenings of 2 h are done on Friday the 8th. By Thursday it is 30 minutes more on each of four, after the usual
/// pause of a quarter of an hour: evenings until 20:45, in a week of five 3 h 45 m more.
#[test]
fn what_would_help_helps_once_it_is_written() {
    let world = World::small(&task("a", 10, ""));
    let now = ["--now", "2027-01-04T00:00:00Z"];
    let by = |date: &'static str| [&["--by", date][..], &now[..]].concat();
    let (status, yes) = world.fit("p", &by("2027-01-08"));
    assert_eq!(
        (status, &yes["fits"], &yes["proven"]),
        (0, &true.into(), &true.into())
    );
    assert_eq!((&yes["need"], &yes["have"]), (&"PT10H".into(), &"PT10H".into()));
    assert_eq!(yes["finish"], "2027-01-08T20:00:00+00:00");
    let (status, no) = world.fit("p", &by("2027-01-07"));
    assert_eq!(
        (status, &no["fits"], &no["by"]),
        (1, &false.into(), &"2027-01-07".into())
    );
    assert_eq!((&no["need"], &no["have"]), (&"PT10H".into(), &"PT8H".into()));
    assert_eq!(no["minutes_per_week"], 225);
    let wishes: Vec<&str> = no["conflict"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["wish"].as_str().unwrap())
        .collect();
    assert_eq!(wishes, ["date", "hours"]);
    let hours = no["repairs"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["change"].as_str().unwrap().starts_with("study"))
        .unwrap();
    assert_eq!(hours["finish"], "2027-01-07T20:45:00+00:00");
    assert_eq!(hours["edits"][0]["file"], "pivot.toml");
    let write = hours["edits"][0]["write"].as_str().unwrap();
    let settings = world
        .read("p/pivot.toml")
        .replace("week = \"mon-fri 18:00-20:00\"", write);
    assert!(settings.contains("18:00-20:45"), "{settings}");
    world.write("p/pivot.toml", &settings);
    assert_eq!(world.fit("p", &by("2027-01-07")).0, 0);
}

/// Without a date there is nothing to hold the work against; the one of pivot.toml is taken.
#[test]
fn the_date_is_given_or_hoped_for() {
    let world = World::small(&task("a", 10, ""));
    let ran = world.run_in("p", &["fit"]);
    assert_eq!(ran.status, 2);
    assert!(
        ran.err.contains("--by 2027-04-30") && ran.err.contains("finish_by"),
        "{}",
        ran.err
    );
    let settings = world.read("p/pivot.toml");
    world.write(
        "p/pivot.toml",
        &settings.replace("# finish_by = 2027-12-31", "finish_by = 2027-01-07"),
    );
    assert_eq!(world.run_in("p", &["fit"]).status, 1);
    assert_eq!(world.run_in("p", &["fit", "--by", "2027-01-08"]).status, 0);
    let nothing = World::small(&task("a", 0, ""));
    assert_eq!(nothing.run_in("p", &["fit", "--by", "2027-01-04"]).status, 0);
    let never = World::small(&task("exam", 4, "session = { whole = true }"));
    let ran = never.run_in("p", &["fit", "--by", "2027-12-31"]);
    assert_eq!(ran.status, 1);
    insta::assert_snapshot!("fit_no_place", ran.out);
}

#[test]
fn why_of_everything_is_the_chain_and_the_slack() {
    // `b` goes first, on Monday, as `c` waits two days for it; `a` on Tuesday, `c` on Thursday evening.
    let wait = "after = [{ task = \"b\", lag = \"2d\" }]";
    let world = World::small(&(task("a", 2, "") + &task("b", 2, "") + &task("c", 2, wait)));
    let why = world.json("p", &["why", "--now", "2027-01-04T00:00:00Z"]);
    assert_eq!(why["format"], "pivot.why/1");
    let chain: Vec<&str> = why["chain"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["task"].as_str().unwrap())
        .collect();
    assert_eq!(chain, ["b", "c"]);
    let slack: Vec<(&str, &str, &str, bool)> = why["slack"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| {
            let text = |name: &str| s[name].as_str().unwrap();
            (
                text("task"),
                text("slack"),
                text("slack_hours"),
                s["critical"].as_bool().unwrap(),
            )
        })
        .collect();
    // The finish is Thursday 20:00, and `c` needs the evening from 18:00 on: `b` must end by Tuesday 18:00, and before that
    // only Monday has hours for it. `a` may end on Thursday, two evenings later.
    assert_eq!(
        slack,
        [
            ("a", "PT48H", "PT4H", false),
            ("b", "PT0M", "PT0M", true),
            ("c", "PT0M", "PT0M", true)
        ]
    );
    let world = World::new();
    world.ok(".", &["demo"]);
    let out = world.ok("pivot-demo", &["why"]);
    assert!(out.lines().all(|l| l.chars().count() <= 80), "{out}");
    insta::assert_snapshot!("why_all", out);
    insta::assert_snapshot!("why_task", world.ok("pivot-demo", &["why", "10.3"]));
}
