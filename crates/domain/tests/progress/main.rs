//! What facts add up to: cases by hand, and laws that hold for any journal.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

#[path = "../facts/mod.rs"]
mod facts;

use facts::{journal, minute};
use jiff::SignedDuration;
use pivot_domain::curriculum::Effort;
use pivot_domain::fact::{DatedSession, Event, Fact, Part, Recorded, accepted, exported, standing, task_of};
use pivot_domain::progress::{Progress, progress};
use proptest::prelude::*;

/// Facts `f0`, `f1`, … of these events, each a minute after the other.
fn told(events: Vec<Event>) -> Vec<Recorded> {
    let one = |(n, event): (usize, Event)| Recorded {
        id: format!("f{n}"),
        recorded: minute(n as i64),
        owner: "me".into(),
        machine: "here".into(),
        fact: Fact {
            at: minute(n as i64),
            zone: "UTC".into(),
            event,
        },
    };
    events.into_iter().enumerate().map(one).collect()
}

fn part(task: &str) -> Part {
    Part {
        task: task.into(),
        time: None,
    }
}

fn nth(task: &str, time: u32) -> Part {
    Part {
        task: task.into(),
        time: Some(time),
    }
}

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

fn logged(task: &str, n: i64) -> Event {
    Event::Logged {
        part: part(task),
        spent: minutes(n),
    }
}

fn undo(n: usize) -> Event {
    Event::Undone {
        fact: format!("f{n}"),
    }
}

fn session(id: &str) -> DatedSession {
    DatedSession {
        id: id.into(),
        task: task_of(id).into(),
        start: minute(60),
        end: minute(120),
    }
}

#[test]
fn work_adds_up_and_the_last_word_counts() {
    let effort = |n| Effort {
        low: minutes(n),
        likely: minutes(n),
        high: minutes(n),
    };
    let changed = |n| Event::EstimateChanged {
        task: "1.1".into(),
        effort: effort(n),
        priors: vec![],
    };
    let state = progress(&told(vec![
        logged("1.1", 45),
        logged("1.1", 30),
        changed(100),
        changed(200),
        Event::Done(part("1.1")),
        Event::Done(part("1.2")),
        Event::Reopened(part("1.2")),
        Event::Reopened(part("never")),
    ]));
    let task = state.task("1.1").unwrap();
    assert_eq!(task.spent(), minutes(75));
    assert_eq!(task.estimate, Some(effort(200)));
    assert_eq!(state.done("1.1", 1), Some(minute(4)));
    assert_eq!(state.done("1.2", 1), None);
    assert_eq!(state.tasks.len(), 1, "nothing is left of the others");
}

#[test]
fn each_time_of_a_repeated_task_is_its_own() {
    let state = progress(&told(vec![
        Event::Logged {
            part: nth("5", 2),
            spent: minutes(20),
        },
        Event::Done(nth("5", 1)),
        Event::Done(nth("5", 3)),
    ]));
    assert_eq!(state.open_time("5", 4), Some(2));
    assert_eq!(state.task("5").unwrap().spent_on(2), minutes(20));
    assert_eq!(state.task("5").unwrap().spent_on(1), minutes(0));
    assert_eq!(state.open_time("5", 1), None);
    assert_eq!(state.open_time("6", 1), Some(1));
}

#[test]
fn a_timer_runs_until_it_is_stopped() {
    let stopped = Event::Stopped {
        part: part("1.1"),
        spent: minutes(50),
    };
    let events = vec![Event::Started(part("1.1")), Event::Started(part("1.2")), stopped];
    let state = progress(&told(events.clone()));
    assert_eq!(state.running.len(), 1);
    assert_eq!(state.running[0].part, part("1.2"));
    assert_eq!(state.task("1.1").unwrap().spent(), minutes(50));
    // Whoever takes the stop back has the timer running again, since when it was started.
    let state = progress(&told([events, vec![undo(2)]].concat()));
    assert_eq!(state.running.len(), 2);
    assert_eq!(state.running[0].since, minute(0));
    assert!(state.tasks.is_empty());
}

#[test]
fn pins_misses_and_scope() {
    let state = progress(&told(vec![
        Event::Pinned(session("1.1/1")),
        Event::Pinned(session("1.1/2")),
        Event::Pinned(session("1.1/3")),
        Event::Unpinned {
            session: "1.1/2".into(),
        },
        Event::Missed(session("1.1/3")),
        Event::TaskDropped {
            task: "2".into(),
            priors: vec![],
        },
    ]));
    assert_eq!(state.pins.keys().collect::<Vec<_>>(), ["1.1/1"]);
    assert_eq!(state.missed.keys().collect::<Vec<_>>(), ["1.1/3"]);
    assert!(state.dropped.contains("2"));
}

#[test]
fn an_undo_can_be_undone_and_what_was_exported_stays() {
    let events = vec![
        logged("1.1", 45),
        undo(0),
        undo(1),
        Event::PlanAccepted(vec![session("1.1/1")]),
        Event::Exported(vec![]),
        undo(3),
        undo(4),
        undo(99),
    ];
    let facts = told(events);
    assert_eq!(progress(&facts[..1]).task("1.1").unwrap().spent(), minutes(45));
    assert_eq!(progress(&facts[..2]), Progress::default());
    assert_eq!(progress(&facts[..3]), progress(&facts[..1]));
    assert_eq!(accepted(&facts[..4]).len(), 1);
    assert_eq!(accepted(&facts[..6]), []);
    // A version that a calendar program has seen must not come again.
    assert_eq!(
        standing(&facts)
            .filter(|r| r.fact.event.kind() == "exported")
            .count(),
        1
    );
    assert_eq!(exported(&facts), []);
    // An undo that stands before what it names, or names itself, says nothing.
    let odd = told(vec![undo(1), logged("1.1", 5), undo(2)]);
    assert_eq!(progress(&odd).task("1.1").unwrap().spent(), minutes(5));
}

#[test]
fn the_task_of_a_session() {
    for (session, task) in [
        ("1.3/2", "1.3"),
        ("3.4#5/1", "3.4"),
        ("a/b/1", "a/b"),
        ("odd", "odd"),
    ] {
        assert_eq!(task_of(session), task);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    /// Taking a fact back leaves what there would be without it; taking that back leaves what there was.
    #[test]
    fn undo_removes_and_restores(facts in journal(14), pick in any::<prop::sample::Index>()) {
        // Any fact that stands and can be undone; most journals have several, a few have none.
        let targets: Vec<&Recorded> = standing(&facts).filter(|r| r.fact.event.can_be_undone()).collect();
        if targets.is_empty() {
            return Ok(());
        }
        let target = targets[pick.index(targets.len())];
        let more = |of: &[Recorded], fact: &str, id: &str| {
            let mut all = of.to_vec();
            let mut undo = told(vec![Event::Undone { fact: fact.into() }]).remove(0);
            undo.id = id.into();
            undo.recorded = minute(100_000);
            all.push(undo);
            all
        };
        let once = more(&facts, &target.id, "u1");
        let without: Vec<Recorded> = facts.iter().filter(|r| r.id != target.id).cloned().collect();
        prop_assert_eq!(progress(&once), progress(&without));
        prop_assert_eq!(accepted(&once), accepted(&without));
        let twice = more(&once, "u1", "u2");
        prop_assert_eq!(progress(&twice), progress(&facts));
    }

    /// Work is neither lost nor invented: what stands is in the sum, by task, and in order of time.
    #[test]
    fn work_is_the_sum_of_what_stands(facts in journal(20)) {
        let state = progress(&facts);
        for name in ["1.1", "1.2", "1.3", "7", "gone"] {
            let expected: i64 = standing(&facts).map(|r| match &r.fact.event {
                Event::Logged { part, spent } | Event::Stopped { part, spent } if part.task == name => spent.as_mins(),
                _ => 0,
            }).sum();
            let task = state.task(name).cloned().unwrap_or_default();
            prop_assert_eq!(task.spent().as_mins(), expected);
            prop_assert!(task.work.is_sorted_by_key(|w| w.at));
        }
    }

    /// Facts of a name that nobody knows change nothing for the others.
    #[test]
    fn unknown_names_do_no_harm(facts in journal(20)) {
        // An undo of a fact that is left out names nothing and says nothing.
        let others: Vec<Recorded> = facts.iter().filter(|r| r.fact.event.task() != Some("gone")).cloned().collect();
        let (all, some) = (progress(&facts), progress(&others));
        for name in ["1.1", "1.2", "1.3", "7"] {
            prop_assert_eq!(all.task(name), some.task(name));
        }
        prop_assert_eq!(&all.pins.iter().filter(|(_, s)| s.task != "gone").collect::<Vec<_>>(),
            &some.pins.iter().collect::<Vec<_>>());
    }
}
