//! What is left: time spent, estimates, what is done, added and dropped, promises.

use jiff::SignedDuration;
use jiff::civil::date;
use pivot_domain::curriculum::Effort;
use pivot_domain::fact::{AddedTask, Event};

use super::*;

/// Of four hours three are spent by Tuesday noon; one is left. An hour more: a tenth of four hours is 24 minutes, in slots 25.
#[test]
fn time_spent_is_not_planned_again() {
    let mut world = situation(&task("a", 4, ""));
    world.now = january(5, 12);
    assert_eq!(
        told(&planned(&world)),
        ["a/1 05 18:00-20:00", "a/2 06 18:00-20:00"]
    );
    add(&mut world, january(4, 20), hours("a", 3));
    assert_eq!(told(&planned(&world)), ["a/1 05 18:00-19:00"]);
    add(&mut world, january(5, 11), hours("a", 1));
    let plan = planned(&world);
    assert_eq!(told(&plan), ["a/1 05 18:00-18:25"]);
    assert_eq!(plan.likely, SignedDuration::from_mins(24));
    assert_eq!(plan.steps[0].effort, SignedDuration::from_hours(4));
    assert_eq!(plan.steps[0].left, SignedDuration::from_mins(24));
    add(&mut world, january(5, 11), done("a"));
    assert_eq!(told(&planned(&world)), [""; 0]);
}

/// Likely four hours, at most ten. After five hours a third of the way from there to ten is an hour and 40 minutes.
#[test]
fn work_that_takes_longer_is_estimated_from_what_was_spent() {
    let wide = task("a", 4, "").replace("\"4h\"]", "\"10h\"]");
    let mut world = situation(&wide);
    add(&mut world, january(4, 0), hours("a", 5));
    assert_eq!(told(&planned(&world)), ["a/1 04 18:00-19:40"]);
    // By the person's own word it is six hours in all: one is left, for (6 - 5) / 3 and 36 minutes are less.
    add(&mut world, january(4, 0), estimate("a", [6, 6, 6]));
    assert_eq!(told(&planned(&world)), ["a/1 04 18:00-19:00"]);
}

/// A timer that runs since 18:00 has counted an hour at 19:00; one that runs since yesterday is not believed.
#[test]
fn a_running_timer_counts() {
    let mut world = situation(&task("a", 3, ""));
    add(&mut world, january(4, 18), Event::Started(part("a", None)));
    world.now = january(4, 19);
    assert_eq!(
        told(&planned(&world)),
        ["a/1 04 19:00-20:00", "a/2 05 18:00-19:00"]
    );
    world.now = january(5, 12);
    assert_eq!(
        told(&planned(&world)),
        ["a/1 05 18:00-20:00", "a/2 06 18:00-19:00"]
    );
}

/// `b` waits two days after `a`. Where `a` was done on Monday at noon, `b` may begin on Wednesday at noon.
#[test]
fn what_is_done_frees_what_waits_for_it() {
    let wait = "after = [{ task = \"a\", lag = \"2d\" }]";
    let tasks = task("a", 2, "") + &task("b", 2, wait);
    let mut world = situation(&tasks);
    assert_eq!(
        told(&planned(&world)),
        ["a/1 04 18:00-20:00", "b/1 07 18:00-20:00"]
    );
    add(&mut world, january(4, 12), done("a"));
    world.now = january(4, 13);
    assert_eq!(told(&planned(&world)), ["b/1 06 18:00-20:00"]);
    add(&mut world, january(4, 13), Event::Reopened(part("a", None)));
    assert_eq!(
        told(&planned(&world)),
        ["a/1 04 18:00-20:00", "b/1 07 18:00-20:00"]
    );
}

#[test]
fn tasks_come_and_go() {
    let mut world = situation(&(task("a", 2, "") + &task("b", 2, "after = [\"a\"]")));
    let two = SignedDuration::from_hours(2);
    let extra = |id: &str, after: &[&str]| {
        Event::TaskAdded(AddedTask {
            id: id.into(),
            step: 1,
            title: "Extra".into(),
            kind: "course".into(),
            effort: Effort {
                low: two,
                likely: two,
                high: two,
            },
            after: after.iter().map(|a| (*a).to_owned()).collect(),
            not_before: Some(date(2027, 1, 8)),
            deadline: None,
        })
    };
    add(&mut world, january(4, 0), extra("n", &["b"]));
    assert_eq!(
        told(&planned(&world)),
        ["a/1 04 18:00-20:00", "b/1 05 18:00-20:00", "n/1 08 18:00-20:00"]
    );
    // Two that wait for each other: the later wait is none.
    add(&mut world, january(4, 0), extra("m", &["n", "gone"]));
    add(&mut world, january(4, 0), extra("n", &["b", "m"]));
    let plan = planned(&world);
    assert_eq!(plan.sessions.len(), 4, "{:?}", told(&plan));
    let reasons = pivot_app::planning::why(&world, "n", &Options::default()).unwrap();
    assert_eq!(reasons.title, "Extra");
    for gone in ["a", "m", "n"] {
        add(
            &mut world,
            january(4, 0),
            Event::TaskDropped {
                task: gone.into(),
                priors: vec![],
            },
        );
    }
    // `b` waits for nothing that is planned.
    assert_eq!(told(&planned(&world)), ["b/1 04 18:00-20:00"]);
    let why = pivot_app::planning::why(&world, "a", &Options::default());
    assert!(format!("{why:?}").contains("was dropped"), "{why:?}");
}

/// Every week one of three from Monday 4 January on, and nothing was done in the first two weeks.
#[test]
fn promises_catch_up_or_are_forgiven() {
    let promise = |missed: &str| {
        let cadence = format!("cadence = {{ every = \"1w\", times = 3, missed = \"{missed}\" }}");
        task("p", 2, &cadence)
    };
    let mut late = situation(&promise("catch-up"));
    late.now = january(18, 0);
    assert_eq!(
        told(&planned(&late)),
        [
            "p#1/1 18 18:00-20:00",
            "p#2/1 19 18:00-20:00",
            "p#3/1 20 18:00-20:00"
        ]
    );
    let overdue: Vec<Option<u32>> = planned(&late).late.iter().map(|l| l.time).collect();
    assert_eq!(overdue, [Some(1), Some(2)], "the third is in its week");
    let mut forgiven = situation(&promise("forgive"));
    forgiven.now = january(18, 0);
    let plan = planned(&forgiven);
    assert_eq!(told(&plan), ["p#3/1 18 18:00-20:00"]);
    assert!(plan.feasible && plan.late.is_empty());
    assert_eq!(plan.unplaced.len(), 2);
    // The first was kept in its week: the second is what is missing.
    add(&mut forgiven, january(6, 20), Event::Done(part("p", Some(1))));
    let plan = planned(&forgiven);
    assert_eq!(
        (told(&plan), plan.unplaced[0].time),
        (vec!["p#3/1 18 18:00-20:00".into()], Some(2))
    );
}

/// A promise that waited for `a` began in the week in which `a` was done, the second, and stays there.
#[test]
fn a_promise_begins_when_what_it_waits_for_is_done() {
    let cadence = "after = [\"a\"]\ncadence = { every = \"1w\", times = 2, missed = \"forgive\" }";
    let mut world = situation(&(task("a", 2, "") + &task("p", 2, cadence)));
    world.now = january(18, 0);
    // Open, it can be done on the evening of the 18th: the promise begins in that week.
    assert_eq!(
        told(&planned(&world)),
        [
            "a/1 18 18:00-20:00",
            "p#1/1 19 18:00-20:00",
            "p#2/1 25 18:00-20:00"
        ]
    );
    add(&mut world, january(12, 20), done("a"));
    // The first week of the promise was that of the 11th and is over.
    assert_eq!(told(&planned(&world)), ["p#2/1 18 18:00-20:00"]);
}

/// Five hours: four of work, then half an hour of launch, a night's run and half an hour of reading. What is spent is of the
/// work; whether the run was launched nobody knows before the task is done.
#[test]
fn a_run_lies_ahead_until_the_task_is_done() {
    let run = "unattended = { resource = \"gpu\", time = \"10h\", launch = \"30m\", read = \"30m\" }";
    let mut world = situation(&task("a", 5, run));
    add(&mut world, january(4, 0), hours("a", 3));
    // An hour of work is left: 18:00 to 19:00, the launch, the run to 05:30, the reading next evening.
    assert_eq!(
        told(&planned(&world)),
        [
            "a/1 04 18:00-19:00",
            "a/2 04 19:00-19:30",
            "a/3 04 19:30-05:30",
            "a/4 05 18:00-18:30"
        ]
    );
    add(&mut world, january(4, 0), hours("a", 9));
    assert_eq!(
        told(&planned(&world)),
        ["a/1 04 18:00-18:30", "a/2 04 18:30-04:30", "a/3 05 18:00-18:30"]
    );
}

/// Ids stay with their sessions: what is behind us keeps its number, and what keeps its time keeps its id.
#[test]
fn sessions_keep_their_ids() {
    let mut world = situation(&task("a", 6, ""));
    accept(&mut world);
    world.now = january(5, 0);
    add(&mut world, january(4, 20), hours("a", 2));
    assert_eq!(
        told(&planned(&world)),
        ["a/2 05 18:00-20:00", "a/3 06 18:00-20:00"]
    );
    assert_eq!(moves(&world), [""; 0]);
    // An evening was missed: its number is not given again.
    world.now = january(6, 0);
    assert_eq!(
        told(&planned(&world)),
        ["a/3 06 18:00-20:00", "a/1 07 18:00-20:00"].map(|s| s.replace("a/1", "a/4"))
    );
}

#[test]
fn moves_have_causes_from_the_journal() {
    let chain = task("a", 4, "") + &task("b", 2, "after = [\"a\"]");
    let mut world = situation(&chain);
    accept(&mut world);
    // An hour more was spent in time: the second evening is half as long.
    let mut ahead = world.clone();
    ahead.now = january(4, 12);
    add(&mut ahead, january(4, 10), hours("a", 2));
    assert_eq!(moves(&ahead)[0], "a 05 -: a needs 2h less, by the time logged");
    add(&mut ahead, january(4, 11), done("a"));
    assert!(
        moves(&ahead).iter().any(|m| m == "a 04 -: a is done"),
        "{:?}",
        moves(&ahead)
    );
    let mut longer = world.clone();
    add(&mut longer, january(4, 0), estimate("a", [6, 6, 8]));
    assert_eq!(
        moves(&longer),
        [
            "a - 06: a is estimated at 6h/6h/8h now: 2h more to do",
            "b 06 07: a is estimated at 6h/6h/8h now: 2h more to do"
        ]
    );
    let mut dropped = world.clone();
    add(
        &mut dropped,
        january(4, 0),
        Event::TaskDropped {
            task: "a".into(),
            priors: vec![],
        },
    );
    assert!(
        moves(&dropped).iter().all(|m| m.ends_with("a was dropped")),
        "{:?}",
        moves(&dropped)
    );
}
