#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use pivot_domain::fact::Part;
use pivot_domain::{curriculum, settings};

use super::*;

const WISH: Wish = Wish {
    futures: 300,
    seed: 1,
    threads: 1,
};

/// A project of four tasks, one behind the other, and a task after it; two hours on each weekday evening.
fn situation() -> Situation {
    let settings = "timezone = \"UTC\"\nstart = 2027-01-04\n[hours]\nweek = \"mon-fri 18:00-20:00\"\n";
    let mut path = String::from("format = \"pivot.curriculum/1\"\nid = \"x\"\ntitle = \"X\"\n");
    for step in 1..=2 {
        path += &format!("[[step]]\nnumber = {step}\ntitle = \"S\"\nmonths = [1]\n");
    }
    for (id, step, kind, effort, after) in [
        ("a", 1, "project", "[2, 4, 8]", ""),
        ("b", 1, "project", "[4, 8, 16]", "\"a\""),
        ("c", 1, "project", "[4, 12, 20]", "\"b\""),
        ("d", 1, "write", "[2, 4, 8]", "\"c\""),
        ("e", 2, "course", "[5, 10, 20]", "\"d\""),
    ] {
        path += &format!(
            "[[task]]\nid = \"{id}\"\nstep = {step}\ntitle = \"Task {id}\"\nkind = \"{kind}\"\neffort = {effort}\nafter = [{after}]\n"
        );
    }
    let (curriculum, faults) = curriculum::parse(&path);
    assert_eq!(faults, []);
    Situation {
        now: "2027-01-04T00:00:00Z".parse().unwrap(),
        settings: settings::parse(settings).0.unwrap(),
        curriculum: curriculum.unwrap(),
        feeds: Vec::new(),
        competitions: Vec::new(),
        facts: Vec::new(),
        notes: Vec::new(),
        only_if_unchanged: false,
    }
}

fn loaded(situation: &Situation, budget: i64) -> Load {
    let budget = Some(SignedDuration::from_hours(budget));
    load(situation, budget, &Options::default(), &WISH)
        .unwrap()
        .unwrap()
}

#[test]
fn a_project_is_the_steps_that_have_one() {
    let load = loaded(&situation(), 300);
    assert_eq!(load.steps, [1]);
    let ids: Vec<&str> = load.tasks.iter().map(|t| t.id.as_str()).collect();
    assert_eq!(ids, ["a", "b", "c", "d"], "the writing of its step too");
    // 4 + 8 + 12 + 4, and 10 more of everything.
    assert_eq!(load.left, SignedDuration::from_hours(28));
    assert_eq!(load.left_in_all, SignedDuration::from_hours(38));
    assert!(!load.is_over() && load.cuts.is_empty() && load.least.is_none());
    assert!(load.hours.p50 < load.hours.p80);
    // What was worked counts, and what is left is what the estimate has beyond it.
    let worked = Event::Logged {
        part: Part {
            task: "a".into(),
            time: None,
        },
        spent: SignedDuration::from_hours(3),
    };
    let then = loaded(&with(&situation(), &[worked]), 300);
    assert_eq!(
        (then.spent, then.left),
        (SignedDuration::from_hours(3), SignedDuration::from_hours(25))
    );
    // Without a project there is nothing to hold against anything.
    let mut none = situation();
    none.curriculum.tasks.retain(|t| t.kind != KIND);
    assert_eq!(load_of(&none), None);
}

fn load_of(situation: &Situation) -> Option<Load> {
    load(situation, None, &Options::default(), &WISH).unwrap()
}

#[test]
fn a_cut_is_the_least_that_suffices() {
    let situation = situation();
    let before = loaded(&situation, 300).hours.p80;
    let budget = before.as_hours() - 4;
    let over = loaded(&situation, budget);
    assert!(over.is_over() && !over.cuts.is_empty());
    assert!(over.cuts.is_sorted_by_key(|cut| cut.asks));
    for cut in &over.cuts {
        assert!(cut.hours.p80 <= over.limit, "{}", cut.change);
        // It begins with `a`, `e` waits for `d`, and `b` and `c` are all that leads from the one to the other: none can go.
        let out = |id: &str| {
            cut.events
                .iter()
                .any(|e| matches!(e, Event::TaskDropped { task, .. } if task == id))
        };
        assert!(["a", "b", "c", "d"].iter().all(|id| !out(id)), "{}", cut.change);
        // Nobody can finish later for having less to do.
        assert!(cut.ends.all.p80 <= over.ends.all.p80, "{}", cut.change);
        // It is the one that its facts make.
        let then = loaded(&with(&situation, &cut.events), budget);
        assert_eq!((then.hours, then.ends), (cut.hours, cut.ends), "{}", cut.change);
    }
    // Some more hours of a budget are never worth a larger cut.
    let less = loaded(&situation, budget + 2);
    assert!(less.cuts[0].asks <= over.cuts[0].asks);
    // 2 + 4 + 4 + 2 hours are the least of all.
    let never = loaded(&situation, 1);
    assert!(never.cuts.is_empty() && never.least.unwrap().p80 < before);
}

/// The twin: where `d` builds on `b` too, it can do without `c`.
#[test]
fn what_is_not_the_only_way_can_go() {
    let mut situation = situation();
    let to_b = situation.curriculum.task("c").unwrap().after.clone();
    let d = situation
        .curriculum
        .tasks
        .iter_mut()
        .find(|t| t.id == "d")
        .unwrap();
    d.after.extend(to_b);
    let before = loaded(&situation, 300).hours;
    // Without the twelve likely hours of `c`, of 28, the rest stays well below two thirds.
    let budget = before.p80.as_hours() * 2 / 3;
    let over = loaded(&situation, budget);
    let out = over.cuts.iter().find(|cut| {
        let dropped = |e: &Event| matches!(e, Event::TaskDropped { task, .. } if task == "c");
        cut.events.iter().any(dropped)
    });
    let out = out.unwrap();
    assert!(out.change.starts_with("leave out c Task c"), "{}", out.change);
    // `d` builds on it, so that it asks twice its hours.
    assert!(out.asks >= SignedDuration::from_hours(24), "{:?}", out.asks);
    // A step stays one of the project's whatever of it is left out.
    let then = loaded(&with(&situation, &out.events), budget);
    assert!(then.tasks.iter().any(|t| t.id == "d") && then.tasks.iter().all(|t| t.id != "c"));
}
