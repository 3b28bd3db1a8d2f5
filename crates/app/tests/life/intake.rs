//! What was done before makes tasks lighter: cases by hand, and random journals.

use std::collections::BTreeSet;

use pivot_app::planning::intake::{Because, Intake, ends, intake, lightened, recorded};
use pivot_domain::curriculum::{Lighter, Prior};
use proptest::prelude::*;

use super::random::{journals, lived, quick};
use super::*;

/// What a prior makes lighter: tasks, and the share that is left.
fn prior(id: &str, lighter: &[(&[&str], f64)]) -> Prior {
    let lighter = lighter.iter().map(|(tasks, share)| Lighter {
        tasks: tasks.iter().map(|t| (*t).to_owned()).collect(),
        share: *share,
        why: None,
    });
    Prior {
        id: id.into(),
        question: "?".into(),
        words: vec![],
        lighter: lighter.collect(),
    }
}

fn ids(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

/// `a` of 5, 9 and 18 hours, `b` of 4, `r` of 2 three times, `u` of 1, 2 and 4 with an hour of launch and reading.
fn world() -> Situation {
    let efforts = |id: &str, hours: [u32; 3], more: &str| {
        let [low, likely, high] = hours.map(|h| format!("\"{h}h\""));
        format!(
            "[[task]]\nid = \"{id}\"\nstep = 1\ntitle = \"{id}\"\neffort = [{low}, {likely}, {high}]\n{more}\n"
        )
    };
    let run = "unattended = { resource = \"gpu\", time = \"2h\", launch = \"40m\", read = \"20m\" }";
    let mut world = situation(
        &[
            efforts("a", [5, 9, 18], ""),
            efforts("b", [4, 4, 4], ""),
            efforts("r", [2, 2, 2], "repeat = 3"),
            efforts("u", [1, 2, 4], run),
        ]
        .concat(),
    );
    world.curriculum.priors = vec![
        prior("x", &[(&["a", "r"], 0.8), (&["u"], 0.1)]),
        prior("y", &[(&["a"], 0.7), (&["b"], 0.0)]),
    ];
    world
}

/// A line for each task: its id, its hours in minutes, what they follow from; `-` where it is not needed.
fn told(intake: &Intake) -> Vec<String> {
    let task = |t: &pivot_app::planning::intake::Lightened| {
        let minutes = t.after.map_or("-".into(), |e| {
            format!("{}/{}/{}", e.low.as_mins(), e.likely.as_mins(), e.high.as_mins())
        });
        let by: Vec<&str> = t.reasons.iter().map(|r| r.prior.as_str()).collect();
        format!("{} {minutes} {}", t.id, by.join("+"))
    };
    intake.tasks.iter().map(task).collect()
}

fn alone(intake: &Intake) -> Vec<(&str, Because)> {
    intake.alone.iter().map(|a| (a.id.as_str(), a.because)).collect()
}

/// Records all of it, in one go.
fn take(world: &mut Situation, intake: &Intake) {
    let now = world.now;
    for task in &intake.tasks {
        add(world, now, task.event());
    }
}

/// 0.8 × 0.7 = 0.56 of 300, 540 and 1080 minutes is 168, 302.4 and 604.8: cut upwards to five minutes 170, 305 and 605. 0.8 of
/// 120 is 96, which is 100. A tenth of 60, 120 and 240 is 6, 12 and 24, and the launch and the reading take 60 of them.
#[test]
fn shares_multiply_and_are_cut_upwards() {
    let world = world();
    assert_eq!(
        told(&intake(&world, &ids(&["x", "y"]), false)),
        ["a 170/305/605 x+y", "b - y", "r 100/100/100 x", "u 60/60/60 x"]
    );
    assert_eq!(
        told(&intake(&world, &ids(&["y"]), false)),
        ["a 210/380/760 y", "b - y"]
    );
    assert_eq!(intake(&world, &ids(&[]), false), Intake::default());
    // 20 minutes of each of three times, and 60 of one.
    let saved: Vec<i64> = intake(&world, &ids(&["x"]), false)
        .tasks
        .iter()
        .map(|t| t.saves().as_mins())
        .collect();
    assert_eq!(saved, [540 - 435, 60, 60]);
}

/// 0.5 × 0.55 and 0.65 × 0.75 are a little more in binary digits than 0.275 and 0.4875, and of 200 and 400 minutes they are 55
/// and 195 all the same; 0.9 × 0.9 of 100 is 81, cut to 85.
#[test]
fn a_share_that_comes_out_even_is_not_cut() {
    for (shares, minutes, expected) in [
        ([0.5, 0.55], 200, 55),
        ([0.65, 0.75], 400, 195),
        ([0.9, 0.9], 100, 85),
    ] {
        let text = format!(
            "[[task]]\nid = \"a\"\nstep = 1\ntitle = \"a\"\neffort = [\"{minutes}m\", \"{minutes}m\", \"{minutes}m\"]\n"
        );
        let mut world = situation(&text);
        world.curriculum.priors = vec![
            prior("x", &[(&["a"], shares[0])]),
            prior("y", &[(&["a"], shares[1])]),
        ];
        let after = format!("a {expected}/{expected}/{expected} x+y");
        assert_eq!(told(&intake(&world, &ids(&["x", "y"]), false)), [after]);
    }
}

/// Six hours logged: the low estimate stays at its five, the likely one does not fall below six. Something logged on a task
/// that would not be needed: it has what was logged, until the person says that it is done.
#[test]
fn nothing_falls_below_what_was_logged() {
    let mut world = world();
    add(&mut world, january(4, 0), hours("a", 6));
    add(&mut world, january(4, 0), hours("b", 1));
    for time in [1, 3] {
        let spent = SignedDuration::from_mins(if time == 1 { 110 } else { 30 });
        let part = part("r", Some(time));
        add(&mut world, january(4, 0), Event::Logged { part, spent });
    }
    let all = intake(&world, &ids(&["x", "y"]), false);
    assert_eq!(
        told(&all),
        [
            "a 300/360/605 x+y",
            "b 60/60/60 y",
            "r 110/110/110 x",
            "u 60/60/60 x"
        ]
    );
    // A timer that runs is no time yet, and its task is not taken away.
    let mut world = self::world();
    add(&mut world, january(4, 0), Event::Started(part("b", None)));
    assert_eq!(
        alone(&intake(&world, &ids(&["y"]), false)),
        [("b", Because::Running)]
    );
}

#[test]
fn what_is_done_dropped_or_estimated_is_left_alone() {
    let mut world = world();
    add(&mut world, january(4, 0), done("a"));
    add(&mut world, january(4, 0), estimate("r", [1, 1, 2]));
    let dropped = Event::TaskDropped {
        task: "b".into(),
        priors: vec![],
    };
    add(&mut world, january(4, 0), dropped);
    let all = intake(&world, &ids(&["x", "y"]), false);
    assert_eq!(told(&all), ["u 60/60/60 x"]);
    let expected = [
        ("a", Because::Done),
        ("b", Because::Dropped),
        ("r", Because::Estimated),
    ];
    assert_eq!(alone(&all), expected);
    // Again: 0.8 of the person's own 60, 60 and 120 minutes is 48, 48 and 96.
    let again = intake(&world, &ids(&["x", "y"]), true);
    assert_eq!(told(&again), ["r 50/50/100 x", "u 60/60/60 x"]);
    // And no second time, however often it is said.
    take(&mut world, &again);
    for said in [false, true] {
        let third = intake(&world, &ids(&["x", "y"]), said);
        assert_eq!(told(&third), [""; 0]);
        assert!(alone(&third).contains(&("r", Because::Recorded)));
    }
}

/// What was recorded is not taken off again; what comes new multiplies what the curriculum has, as if both had been said at
/// once; and undone is undone.
#[test]
fn asked_again_it_takes_nothing_off_twice() {
    let mut world = world();
    let first = intake(&world, &ids(&["x"]), false);
    assert_eq!(
        told(&first),
        ["a 240/435/865 x", "r 100/100/100 x", "u 60/60/60 x"]
    );
    take(&mut world, &first);
    let again = intake(&world, &ids(&["x"]), false);
    assert_eq!(told(&again), [""; 0]);
    assert_eq!(alone(&again), ["a", "r", "u"].map(|id| (id, Because::Recorded)));
    assert_eq!(recorded(&world.facts)["x"], ids(&["a", "r", "u"]));

    let second = intake(&world, &ids(&["y"]), false);
    assert_eq!(told(&second), ["a 170/305/605 x+y", "b - y"]);
    let before = second.tasks[0].before.likely.as_mins();
    assert_eq!(before, 435, "the hours that it has now");
    take(&mut world, &second);
    let third = intake(&world, &ids(&["x", "y"]), false);
    assert_eq!(told(&third), [""; 0]);
    assert_eq!(recorded(&world.facts)["y"], ids(&["a", "b"]));
    // The five facts of both, taken back.
    for fact in ["f4", "f3", "f2", "f1", "f0"] {
        let now = world.now;
        add(&mut world, now, Event::Undone { fact: fact.into() });
    }
    assert!(recorded(&world.facts).is_empty());
    assert_eq!(told(&intake(&world, &ids(&["x"]), false)), told(&first));
}

/// A person who estimates a task after an intake means all of it.
#[test]
fn an_own_estimate_after_an_intake_counts() {
    let mut world = world();
    let first = intake(&world, &ids(&["x"]), false);
    take(&mut world, &first);
    let now = world.now;
    add(&mut world, now, estimate("a", [2, 3, 4]));
    let again = intake(&world, &ids(&["x", "y"]), false);
    assert_eq!(told(&again), ["b - y"]);
    assert_eq!(alone(&again)[0], ("a", Because::Estimated));
}

/// 9 + 4 + 3 × 2 + 2 hours of evenings of two hours from Monday the 4th: 21 hours end on the 11th evening at 19:00 (Monday the
/// 18th); without `b` and with 305, 3 × 100 and 60 minutes it is 11 h 5 m: the sixth evening, Monday the 11th, 19:05.
#[test]
fn the_end_comes_from_the_plan() {
    let mut world = world();
    // Without the machine's run, which ends at another hour.
    world.curriculum.tasks[3].unattended = None;
    world.curriculum.priors[0].lighter[1].share = 0.5;
    let before = ends(&world, &Options::default()).unwrap();
    assert_eq!(
        (before.left, before.finish),
        (SignedDuration::from_hours(21), Some(january(18, 19)))
    );
    let all = intake(&world, &ids(&["x", "y"]), false);
    let after = ends(&lightened(&world, &all.tasks), &Options::default()).unwrap();
    assert_eq!(after.left, SignedDuration::from_mins(11 * 60 + 5));
    assert_eq!(after.finish, Some(january(11, 19) + SignedDuration::from_mins(5)));
    // What no hours can hold has no end.
    world.settings.hours[0].week = pivot_domain::week::Week::default();
    assert_eq!(ends(&world, &Options::default()).unwrap().finish, None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever was recorded before: no task gets more hours, none less than was spent on it, asking again gives nothing more, and
    /// taking it back leaves the plan as it was.
    #[test]
    fn hours_never_grow_and_undo_restores((events, hours) in journals(10), shares in prop::collection::vec(0u32..100, 4), again: bool) {
        let mut world = lived(&events, hours);
        let share = |k: usize| f64::from(shares[k]) / 100.0;
        world.curriculum.priors = vec![
            prior("x", &[(&["a", "r"], share(0)), (&["p", "u"], share(1))]),
            prior("y", &[(&["a", "b"], share(2)), (&["u", "w"], share(3))]),
        ];
        let before = plan(&world, &quick()).unwrap();
        let all = intake(&world, &ids(&["x", "y"]), again);
        let progress = world.progress();
        for task in &all.tasks {
            let Some(after) = task.after else {
                prop_assert!(progress.task(&task.id).is_none_or(|t| t.spent().is_zero()), "{:?}", task);
                continue;
            };
            let (b, spent) = (task.before, (1..=task.times).map(|n| progress.task(&task.id).map_or(SignedDuration::ZERO, |t| t.spent_on(n))).max().unwrap());
            prop_assert!(after.low <= b.low && after.likely <= b.likely && after.high <= b.high, "{:?}", task);
            prop_assert!(after.low <= after.likely && after.likely <= after.high, "{:?}", task);
            prop_assert!(after.likely >= spent.min(b.likely), "{:?}: {:?}", task, spent);
        }
        let now = world.now;
        let first = world.facts.len();
        take(&mut world, &all);
        let after = plan(&world, &quick()).unwrap();
        prop_assert!(after.likely <= before.likely, "{:?} after {:?}", after.likely, before.likely);
        prop_assert_eq!(told(&intake(&world, &ids(&["x", "y"]), again)), Vec::<String>::new());
        for n in (first..world.facts.len()).rev() {
            add(&mut world, now, Event::Undone { fact: format!("f{n}") });
        }
        prop_assert_eq!(&before, &plan(&world, &quick()).unwrap());
    }
}
