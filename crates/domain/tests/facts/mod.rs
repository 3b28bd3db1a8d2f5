//! Random facts of every kind.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]

use jiff::{SignedDuration, Timestamp};
use pivot_domain::curriculum::Effort;
use pivot_domain::fact::{
    AddedTask, Attempt, DatedSession, Deed, Event, ExportedSession, Fact, Part, Proof, Recorded, Standing,
};
use proptest::prelude::*;

/// Monday 2027-01-04 09:00 in UTC, and so many minutes.
pub fn minute(n: i64) -> Timestamp {
    let start: Timestamp = "2027-01-04T09:00:00Z".parse().unwrap();
    start + SignedDuration::from_mins(n)
}

/// Few names, so that facts meet; two that no curriculum has.
fn task() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["1.1", "1.2", "1.3", "7", "gone", "naïve\n\"数学\""]).prop_map(str::to_owned)
}

fn part() -> impl Strategy<Value = Part> {
    (task(), prop::option::of(1u32..4)).prop_map(|(task, time)| Part { task, time })
}

fn spent() -> impl Strategy<Value = SignedDuration> {
    (0i64..600).prop_map(SignedDuration::from_mins)
}

fn effort() -> impl Strategy<Value = Effort> {
    (1i64..300, 0i64..300, 0i64..300).prop_map(|(low, a, b)| Effort {
        low: SignedDuration::from_mins(low),
        likely: SignedDuration::from_mins(low + a),
        high: SignedDuration::from_mins(low + a + b),
    })
}

fn session() -> impl Strategy<Value = DatedSession> {
    (task(), 1u32..3, 0i64..5000, 1i64..200).prop_map(|(task, number, start, length)| DatedSession {
        id: format!("{task}/{number}"),
        task,
        start: minute(start),
        end: minute(start + length),
    })
}

fn deed() -> impl Strategy<Value = Deed> {
    let text = || prop::option::of("[ -~é\n]{0,8}");
    (prop::option::of(task()), "\\PC{0,8}", text(), text()).prop_map(|(task, what, link, note)| Deed {
        task,
        what,
        link,
        note,
    })
}

fn standing() -> impl Strategy<Value = Standing> {
    let number = || prop::option::of(1u32..9_000);
    (any::<u32>(), 0i64..5000, number(), number()).prop_map(|(submission, asked, rank, teams)| Standing {
        submission: submission.into(),
        asked: minute(asked),
        rank,
        teams,
    })
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let text = || "[a-z0-9]{1,8}";
    (1u32..200, text(), text(), text()).prop_map(|(number, set, data, sha256)| Attempt {
        number,
        set,
        data,
        sha256,
    })
}

/// What was read; none in facts of the first version.
fn proof() -> impl Strategy<Value = Option<Proof>> {
    let text = || prop::option::of("\\PC{0,8}");
    let with = prop::collection::btree_map("[a-z]{1,4}", any::<i32>(), 0..3).prop_map(|with| {
        with.into_iter()
            .map(|(name, value)| (name, value.into()))
            .collect()
    });
    prop::option::of((with, prop::option::of(0u32..9), text(), text()).prop_map(
        |(with, times, sha256, excerpt)| Proof {
            with,
            times,
            sha256,
            excerpt,
        },
    ))
}

/// Ids of priors: most facts follow from none.
fn priors() -> impl Strategy<Value = Vec<String>> {
    prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec("[a-z]{1,5}", 1..3)]
}

/// What happened; an undo names one of the facts `f0`, `f1`, … before it, or none that exists.
pub fn event(before: usize) -> impl Strategy<Value = Event> {
    let exported = (session(), "[a-z]{0,5}", 0u32..9, any::<bool>()).prop_map(
        |(session, title, sequence, cancelled)| ExportedSession {
            session,
            title,
            sequence,
            cancelled,
        },
    );
    let added = (
        task(),
        1u32..14,
        "[ -~]{0,9}",
        effort(),
        prop::collection::vec(task(), 0..3),
        0i8..28,
    )
        .prop_map(|(id, step, title, effort, after, day)| AddedTask {
            id,
            step,
            title,
            kind: "course".into(),
            effort,
            after,
            not_before: (day > 14).then(|| jiff::civil::date(2027, 2, day)),
            deadline: (day > 20).then(|| jiff::civil::date(2027, 3, day)),
        });
    let works = prop_oneof![
        part().prop_map(Event::Started),
        (part(), spent()).prop_map(|(part, spent)| Event::Stopped { part, spent }),
        (part(), spent()).prop_map(|(part, spent)| Event::Logged { part, spent }),
        part().prop_map(Event::Done),
        part().prop_map(Event::Reopened),
        (task(), effort(), priors()).prop_map(|(task, effort, priors)| Event::EstimateChanged {
            task,
            effort,
            priors
        }),
    ];
    let plans = prop_oneof![
        added.prop_map(Event::TaskAdded),
        (task(), priors()).prop_map(|(task, priors)| Event::TaskDropped { task, priors }),
        session().prop_map(Event::Pinned),
        session().prop_map(|s| Event::Unpinned { session: s.id }),
        session().prop_map(Event::Missed),
        prop::collection::vec(session(), 0..3).prop_map(Event::PlanAccepted),
        prop::collection::vec(exported, 0..3).prop_map(Event::Exported),
    ];
    let deeds = prop_oneof![
        (
            deed(),
            "[a-z]{1,5}",
            -1e9f64..1e9,
            prop::option::of(attempt()),
            prop::option::of(standing())
        )
            .prop_map(|(deed, metric, value, attempt, standing)| Event::Scored {
                deed,
                metric,
                value,
                // One of the two: a lab's attempt, or a submission to a competition.
                standing: standing.filter(|_| attempt.is_none()),
                attempt,
            }),
        deed().prop_map(Event::Submitted),
        deed().prop_map(Event::Published),
        deed().prop_map(Event::Attended),
        (task(), "[a-z]{1,5}", any::<bool>(), "\\PC{0,8}", proof()).prop_map(
            |(about, check, met, found, proof)| Event::Checked {
                about,
                check,
                met,
                found,
                proof,
            }
        ),
        (deed(), "[a-z]{1,5}").prop_map(|(deed, result)| Event::Outcome { deed, result }),
    ];
    let undo = (0..before + 2).prop_map(|n| Event::Undone {
        fact: format!("f{n}"),
    });
    prop_oneof![4 => works, 3 => plans, 1 => deeds, 3 => undo]
}

/// A journal of up to `most` facts `f0`, `f1`, …: written one minute after the other, told of any time.
pub fn journal(most: usize) -> impl Strategy<Value = Vec<Recorded>> {
    (0..=most).prop_flat_map(|count| {
        (0..count)
            .map(|n| {
                (event(n), -3000i64..3000).prop_map(move |(event, at)| Recorded {
                    id: format!("f{n}"),
                    recorded: minute(n as i64),
                    owner: "me".into(),
                    machine: "here".into(),
                    fact: Fact {
                        at: minute(at),
                        zone: "Europe/Paris".into(),
                        event,
                    },
                })
            })
            .collect::<Vec<_>>()
    })
}
