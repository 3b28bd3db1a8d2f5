//! Planning again beside an accepted plan: what stays, what moves, and the cause of each move.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::collections::BTreeSet;

use pivot_app::planning::{Answer, Move, Plan, plan};
use pivot_app::{Feed, Options, Situation};
use pivot_domain::fact::{DatedSession, Event, Fact};
use pivot_domain::{curriculum, ical, settings};

/// `mon-fri 18:00-20:00` from Monday 4 January 2027 in UTC: one session of two hours an evening.
fn situation(more: &str, tasks: &str) -> Situation {
    let text = format!(
        "timezone = \"UTC\"\nstart = 2027-01-04\n{more}\n[session]\nmin = \"30m\"\nmax = \"2h\"\n[[calendar]]\nname = \"work\"\n"
    );
    let text = if more.contains("[hours]") {
        text
    } else {
        text + "[hours]\nweek = \"mon-fri 18:00-20:00\"\n"
    };
    let (settings, faults) = settings::parse(&text);
    assert_eq!(faults, [], "{text}");
    let settings = settings.unwrap();
    let (curriculum, faults) = curriculum::parse(&format!(
        "format = \"pivot.curriculum/1\"\nid = \"x\"\ntitle = \"X\"\n[[step]]\nnumber = 1\ntitle = \"One\"\nmonths = [1]\n{tasks}"
    ));
    assert_eq!(faults, []);
    Situation {
        now: "2027-01-04T00:00:00Z".parse().unwrap(),
        feeds: vec![Feed {
            rule: settings.feeds[0].clone(),
            feed: None,
        }],
        settings,
        curriculum: curriculum.unwrap(),
        facts: vec![],
        notes: vec![],
        competitions: vec![],
        only_if_unchanged: false,
    }
}

fn task(id: &str, hours: u32, more: &str) -> String {
    format!(
        "[[task]]\nid = \"{id}\"\nstep = 1\ntitle = \"{id}\"\nkind = \"course\"\neffort = [\"{hours}h\", \"{hours}h\", \"{hours}h\"]\n{more}\n"
    )
}

fn planned(situation: &Situation) -> Plan {
    plan(situation, &Options::default()).unwrap()
}

/// `situation` with the plan of `before` accepted.
fn after(before: &Situation, mut situation: Situation) -> Situation {
    let sessions = planned(before).sessions.into_iter().map(|s| DatedSession {
        id: s.id,
        task: s.task,
        start: s.start,
        end: s.end,
    });
    situation.facts = vec![
        Fact {
            at: before.now,
            zone: "UTC".into(),
            event: Event::PlanAccepted(sessions.collect()),
        }
        .into(),
    ];
    situation
}

fn meeting(situation: &mut Situation, day: u32, hour: u32) {
    let text = format!(
        "BEGIN:VEVENT\nUID:m\nSUMMARY:A visit\nDTSTART:202701{day:02}T{hour:02}0000Z\nDURATION:PT2H\nEND:VEVENT\n"
    );
    situation.feeds[0].feed = Some(ical::parse(&text));
}

fn moves(situation: &Situation) -> Vec<Move> {
    Answer::of(situation, &Options::default()).unwrap().moves
}

/// Day of January, from and to, and the cause.
fn told(situation: &Situation) -> Vec<String> {
    let day = |t: Option<jiff::Timestamp>| t.map_or("-".into(), |t| t.strftime("%d").to_string());
    moves(situation)
        .iter()
        .map(|m| format!("{} {} {}: {}", m.task, day(m.from), day(m.to), m.cause))
        .collect()
}

/// Three tasks of an evening each, `c` behind `b`.
fn three() -> String {
    task("a", 2, "") + &task("b", 2, "") + &task("c", 2, "after = [\"b\"]")
}

#[test]
fn nothing_moves_where_nothing_changed() {
    for now in ["2027-01-04T00:00:00Z", "2027-01-04T12:34:00Z"] {
        let before = situation("", &three());
        let mut again = after(&before, situation("", &three()));
        again.now = now.parse().unwrap();
        assert_eq!(told(&again), [""; 0], "{now}");
        assert!(planned(&again).sessions.iter().all(|s| !s.pinned));
    }
}

/// `a` is first in any case. Frozen, the two evenings of Monday and Tuesday stay, though `z`, which is due on Wednesday at
/// the latest wish, would come first; with nothing frozen it does.
#[test]
fn the_frozen_window_holds_against_a_better_finish() {
    let tasks = |due: &str| task("a", 2, "") + &task("b", 2, "") + &task("z", 2, due);
    let due = "deadline = 2027-01-04";
    let before = situation("", &tasks(""));
    let at = |frozen: &str| -> Vec<String> {
        let plan = planned(&after(&before, situation(frozen, &tasks(due))));
        plan.sessions.into_iter().map(|s| s.task).collect()
    };
    let first = at("");
    assert_eq!(first[2], "z", "{first:?}");
    assert_eq!(at("frozen = 0")[0], "z");
}

#[test]
fn a_commitment_is_named_and_what_it_pushes_names_it_too() {
    // Each waits for the one before; frozen are `a` on Monday and `b` on Tuesday.
    let tasks = task("a", 2, "")
        + &task("b", 2, "after = [\"a\"]")
        + &task("c", 2, "after = [\"b\"]")
        + &task("d", 2, "after = [\"c\"]");
    let before = situation("", &tasks);
    let mut busy = after(&before, situation("", &tasks));
    meeting(&mut busy, 6, 18);
    assert_eq!(
        told(&busy),
        [
            "c 06 07: “A visit” of calendar `work` takes the time",
            "d 07 08: “A visit” of calendar `work` takes the time",
        ]
    );
    // Within the frozen window too: a session that is contradicted moves.
    let mut busy = after(&before, situation("", &tasks));
    meeting(&mut busy, 4, 18);
    let told = told(&busy);
    assert!(
        told.iter()
            .all(|m| m.ends_with("“A visit” of calendar `work` takes the time")),
        "{told:?}"
    );
    assert_eq!(told.len(), 4, "{told:?}");
}

#[test]
fn a_slip_is_named_by_all_that_it_pushes() {
    let tasks =
        |b: u32| task("a", 2, "") + &task("b", b, "after = [\"a\"]") + &task("c", 2, "after = [\"b\"]");
    let before = situation("", &tasks(2));
    // `b` on Tuesday takes two hours more, on Wednesday, where `c` was.
    assert_eq!(
        told(&after(&before, situation("", &tasks(4)))),
        [
            "b - 06: b slipped: 2h more to do",
            "c 06 07: b slipped: 2h more to do"
        ]
    );
    // `b` is shorter: `c` follows it into what is left free.
    let long = situation("", &tasks(4));
    let told = told(&after(&long, situation("", &tasks(2))));
    assert_eq!(told, ["b 06 -: b needs 2h less", "c 07 06: b needs 2h less"]);
}

#[test]
fn absences_hours_and_the_curriculum_are_causes() {
    let tasks = three() + &task("d", 2, "after = [\"c\"]");
    let before = situation("", &tasks);
    let causes = |now: Situation| -> BTreeSet<String> {
        moves(&after(&before, now)).into_iter().map(|m| m.cause).collect()
    };
    let one = |cause: &str| BTreeSet::from([cause.to_owned()]);
    let away = "[[away]]\nfrom = 2027-01-06\nto = 2027-01-06\nwhy = \"skiing\"";
    assert_eq!(causes(situation(away, &tasks)), one("you are away: skiing"));
    let hours = "[hours]\nweek = \"mon-tue,thu-fri 18:00-20:00\"";
    assert_eq!(
        causes(situation(hours, &tasks)),
        one("it would lie outside your hours")
    );
    let new = tasks.clone() + &task("n", 2, "deadline = 2027-01-06");
    assert!(causes(situation("", &new)).contains("n is new in the curriculum"));
    let dropped = task("a", 2, "") + &task("b", 2, "") + &task("d", 2, "");
    assert_eq!(
        causes(situation("", &dropped)),
        one("c is no longer in the curriculum")
    );
}

/// Nothing is logged yet, so what lies before now is not done and is planned again.
#[test]
fn a_missed_session_is_planned_again_and_says_so() {
    let before = situation("", &three());
    let mut later = after(&before, situation("", &three()));
    later.now = "2027-01-05T06:00:00Z".parse().unwrap();
    // `b` was on Monday, `a` is on Tuesday, `c` was on Wednesday. Until Wednesday evening all is frozen: `a` stays, and `c`
    // gives way to what it waits for.
    assert_eq!(
        told(&later),
        ["b 04 06: its time is past", "c 06 07: b slipped: 2h more to do"]
    );
}

/// `b` waits for `a`, which was missed on Monday: `b` cannot stay on Tuesday, frozen or not.
#[test]
fn what_waits_for_a_missed_session_thaws() {
    let tasks = task("a", 2, "") + &task("b", 2, "after = [\"a\"]");
    let mut later = after(&situation("", &tasks), situation("", &tasks));
    later.now = "2027-01-05T06:00:00Z".parse().unwrap();
    assert_eq!(
        told(&later),
        ["a 04 05: its time is past", "b 05 06: a slipped: 2h more to do"]
    );
}

/// A hard deadline on Monday evening for a task that is known for Wednesday: the frozen Monday gives way.
#[test]
fn a_hard_deadline_breaks_the_frozen_window() {
    let tasks = |due: &str| task("a", 2, "") + &task("b", 2, "") + &task("c", 2, due);
    let before = situation("", &tasks(""));
    let hard = "deadline = { date = 2027-01-04, hard = true }";
    let now = after(&before, situation("", &tasks(hard)));
    let plan = planned(&now);
    assert_eq!((plan.feasible, plan.sessions[0].task.as_str()), (true, "c"));
    assert_eq!(moves(&now).len(), 2, "they change places, and the third stays");
}
