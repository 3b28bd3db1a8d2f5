//! Thousands of random journals of a small pivot.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use pivot_domain::curriculum::Effort;
use pivot_domain::fact::{AddedTask, Event};
use pivot_domain::progress::Progress;
use proptest::prelude::*;

use super::*;

const TASKS: [&str; 6] = ["a", "b", "r", "p", "u", "n"];

/// Six tasks of every kind: divided, waiting, repeated, promised, with a run, in one go.
fn world() -> Situation {
    let wide = |text: String| text.replace("\"4h\"]", "\"9h\"]");
    situation(
        &[
            wide(task("a", 4, "")),
            task("b", 2, "after = [{ task = \"a\", lag = \"1d\" }]"),
            task("r", 1, "repeat = 3\nafter = [\"a\"]"),
            task(
                "p",
                1,
                "cadence = { every = \"1w\", times = 3, missed = \"forgive\" }",
            ),
            task(
                "u",
                3,
                "unattended = { resource = \"gpu\", time = \"10h\", launch = \"15m\", read = \"30m\" }",
            ),
            task("w", 1, "session = { whole = true }\nafter = [\"r\"]"),
        ]
        .concat(),
    )
}

fn times(task: &str) -> u32 {
    if task == "r" || task == "p" { 3 } else { 1 }
}

fn some_part() -> impl Strategy<Value = Part> {
    (prop::sample::select(&TASKS[..]), 1u32..4)
        .prop_map(|(task, time)| part(task, (times(task) > 1).then_some(time)))
}

fn some_session() -> impl Strategy<Value = DatedSession> {
    const IDS: [&str; 13] = [
        "a/1", "a/2", "b/1", "r#1/1", "r#2/1", "p#2/1", "u/1", "u/2", "u/3", "u/4", "w/1", "n/1", "zz/9",
    ];
    (
        prop::sample::select(&IDS[..]),
        -40i64..400,
        prop::sample::select(vec![5i64, 15, 30, 55, 60, 120, 180, 600]),
        0i64..7,
    )
        .prop_map(|(id, hour, minutes, off)| {
            session(
                id,
                january(4, 0) + SignedDuration::from_mins(hour * 60 + off),
                minutes,
            )
        })
}

fn event(before: usize) -> impl Strategy<Value = Event> {
    let effort = (1i64..300, 0i64..300, 0i64..300).prop_map(|(low, a, b)| Effort {
        low: SignedDuration::from_mins(low),
        likely: SignedDuration::from_mins(low + a),
        high: SignedDuration::from_mins(low + a + b),
    });
    let added = (
        effort.clone(),
        prop::collection::vec(prop::sample::select(vec!["a", "n", "gone"]), 0..3),
    )
        .prop_map(|(effort, after)| AddedTask {
            id: "n".into(),
            step: 9,
            title: "N".into(),
            kind: "course".into(),
            effort,
            after: after.into_iter().map(str::to_owned).collect(),
            not_before: None,
            deadline: None,
        });
    let task = || prop::sample::select(&TASKS[..]).prop_map(str::to_owned);
    prop_oneof![
        4 => (some_part(), 0i64..400).prop_map(|(part, minutes)| Event::Logged { part, spent: SignedDuration::from_mins(minutes) }),
        1 => some_part().prop_map(Event::Started),
        2 => some_part().prop_map(Event::Done),
        1 => some_part().prop_map(Event::Reopened),
        1 => (task(), effort).prop_map(|(task, effort)| Event::EstimateChanged { task, effort, priors: vec![] }),
        1 => added.prop_map(Event::TaskAdded),
        1 => task().prop_map(|task| Event::TaskDropped { task, priors: vec![] }),
        3 => some_session().prop_map(Event::Pinned),
        1 => some_session().prop_map(|s| Event::Unpinned { session: s.id }),
        1 => some_session().prop_map(Event::Missed),
        1 => prop::collection::vec(some_session(), 1..4).prop_map(Event::PlanAccepted),
        1 => (0..before + 1).prop_map(|n| Event::Undone { fact: format!("f{n}") }),
    ]
}

/// A journal of up to `most` facts, and a moment after it.
pub(super) fn journals(most: usize) -> impl Strategy<Value = (Vec<Event>, i64)> {
    let events = (0..=most).prop_flat_map(|count| (0..count).map(event).collect::<Vec<_>>());
    (events, 0i64..500)
}

pub(super) fn lived(events: &[Event], hours: i64) -> Situation {
    let mut world = world();
    for (k, event) in events.iter().enumerate() {
        let when = january(4, 0) + SignedDuration::from_hours(hours * k as i64 / events.len() as i64);
        add(&mut world, when, event.clone());
    }
    world.now = january(4, 0) + SignedDuration::from_hours(hours);
    world
}

pub(super) fn quick() -> Options<'static> {
    Options {
        effort: 300,
        ..Options::default()
    }
}

/// Minutes of the person's work that a plan has, or lacks, for each time of each task.
fn asked(plan: &Plan) -> BTreeMap<(String, u32), i64> {
    let mut asked: BTreeMap<(String, u32), i64> = BTreeMap::new();
    for s in plan.sessions.iter().filter(|s| s.resource == "me") {
        let key = (s.task.clone(), s.time.map_or(1, |t| t.0));
        *asked.entry(key).or_default() += s.end.duration_since(s.start).as_mins();
    }
    for u in &plan.unplaced {
        *asked.entry((u.task.clone(), u.time.unwrap_or(1))).or_default() += u.missing.as_mins();
    }
    asked
}

fn open(progress: &Progress, task: &str, time: u32) -> bool {
    progress.done(task, time).is_none() && !progress.dropped.contains(task)
}

/// A pin that must hold: ahead, of open work that may be divided, that overlaps no other pin of its task.
fn holds(pin: &DatedSession, world: &Situation, progress: &Progress) -> bool {
    let alone = progress
        .pins
        .values()
        .filter(|other| other.task == pin.task)
        .count()
        == 1;
    ["a", "b"].contains(&pin.task.as_str()) && pin.start >= world.now && open(progress, &pin.task, 1) && alone
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_follows_the_journal((events, hours) in journals(14)) {
        let world = lived(&events, hours);
        let progress = world.progress();
        let plan = plan(&world, &quick()).unwrap();
        let mut ids: Vec<&str> = Vec::new();
        for s in &plan.sessions {
            prop_assert!(open(&progress, &s.task, s.time.map_or(1, |t| t.0)), "{s:?} is done or dropped");
            prop_assert!(s.start >= world.now || s.pinned, "{s:?}");
            ids.push(&s.id);
        }
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), plan.sessions.len(), "an id twice");
        // A pinned session begins in its slot and lasts as long as work is left.
        for pin in progress.pins.values().filter(|pin| holds(pin, &world, &progress)) {
            let start = pin.start.as_second().div_euclid(300) * 300;
            let kept = plan.sessions.iter().find(|s| s.id == pin.id && s.start.as_second() == start);
            let Some(kept) = kept else { return Err(TestCaseError::fail(format!("{pin:?} in {:?}", told(&plan)))) };
            let length = pin.end.duration_since(pin.start).as_mins();
            let all = asked(&plan)[&(pin.task.clone(), 1)];
            prop_assert!(kept.pinned);
            prop_assert_eq!(kept.end.duration_since(kept.start).as_mins(), length.min(all), "{:?}", pin);
        }
    }

    /// Time logged never makes the plan ask for more of the same task; what is taken back leaves the plan as it was.
    #[test]
    fn one_fact_more_and_its_undo((events, hours) in journals(8), part in some_part(), minutes in 0i64..400, other in event(0)) {
        let mut world = lived(&events, hours);
        let before = plan(&world, &quick()).unwrap();
        let now = world.now;
        add(&mut world, now, Event::Logged { part: part.clone(), spent: SignedDuration::from_mins(minutes) });
        let after = asked(&plan(&world, &quick()).unwrap());
        let key = (part.task.clone(), part.time());
        let of = |asked: &BTreeMap<(String, u32), i64>| asked.get(&key).copied().unwrap_or(0);
        prop_assert!(of(&after) <= of(&asked(&before)), "{:?}: {} after {}", key, of(&after), of(&asked(&before)));
        let undo = |world: &mut Situation| {
            let fact = world.facts.last().unwrap().id.clone();
            add(world, now, Event::Undone { fact });
        };
        undo(&mut world);
        prop_assert_eq!(&before, &plan(&world, &quick()).unwrap());
        if !matches!(other, Event::Undone { .. }) {
            add(&mut world, now, other);
            undo(&mut world);
            prop_assert_eq!(&before, &plan(&world, &quick()).unwrap());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever was recorded, there is an answer for today, and idleness gains nothing.
    #[test]
    fn there_is_an_answer_for_every_day((events, hours) in journals(14)) {
        let world = lived(&events, hours);
        let answer = Answer::today(&world, &quick()).unwrap();
        prop_assert!(answer.without_today.is_none_or(|without| without >= answer.plan.finish));
        for m in &answer.moves {
            prop_assert!(!m.cause.is_empty());
        }
    }
}
