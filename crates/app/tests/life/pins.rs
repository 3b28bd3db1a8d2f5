//! Sessions that the person pinned, and those that they deleted.

use pivot_domain::fact::Event;

use super::*;

/// `b` has its two hours on Saturday at ten, where the person has no hours, and `c` waits for it. `a` was known for Tuesday
/// and stays there, though Monday evening is free now: nothing would end earlier.
#[test]
fn a_pinned_session_stays_where_it_was_put() {
    let mut world = situation(&(task("a", 2, "") + &task("b", 2, "") + &task("c", 2, "after = [\"b\"]")));
    accept(&mut world);
    let id = told(&planned(&world))
        .iter()
        .find(|s| s.starts_with('b'))
        .unwrap()[..3]
        .to_owned();
    add(
        &mut world,
        january(4, 0),
        Event::Pinned(session(&id, january(9, 10), 120)),
    );
    let plan = planned(&world);
    assert_eq!(
        told(&plan),
        ["a/1 05 18:00-20:00", "b/1 09 10:00-12:00", "c/1 11 18:00-20:00"]
    );
    assert_eq!(
        plan.sessions.iter().map(|s| s.pinned).collect::<Vec<_>>(),
        [false, true, false]
    );
    let told_moves = moves(&world);
    assert!(
        told_moves
            .iter()
            .any(|m| m.starts_with("b ") && m.ends_with("09: you pinned it")),
        "{told_moves:?}"
    );
    assert!(
        told_moves
            .iter()
            .any(|m| m.starts_with("c ") && m.ends_with("11: you pinned b")),
        "{told_moves:?}"
    );
    add(&mut world, january(4, 0), Event::Unpinned { session: id });
    assert_eq!(moves(&world), [""; 0]);
}

/// `m` takes an hour in one go and is pinned for an hour and a half, with the way home. `b` has what is left of Monday, from half past
/// seven on, and an hour and a half of Tuesday.
#[test]
fn a_pin_that_is_longer_than_its_work_keeps_all_of_its_time() {
    let mut world = situation(&(task("m", 1, "session = { whole = true }") + &task("b", 2, "")));
    add(
        &mut world,
        january(4, 0),
        Event::Pinned(session("m/1", january(4, 18), 90)),
    );
    assert_eq!(
        told(&planned(&world)),
        ["m/1 04 18:00-19:00", "b/1 04 19:30-20:00", "b/2 05 18:00-19:30"]
    );
}

/// `a` has Monday and Tuesday evening. Its first session is put where the second was: the second one takes Monday, and both are
/// told, each from where it was.
#[test]
fn a_session_put_on_another_of_its_task_trades_places() {
    let mut world = situation(&task("a", 4, ""));
    accept(&mut world);
    assert_eq!(
        told(&planned(&world)),
        ["a/1 04 18:00-20:00", "a/2 05 18:00-20:00"]
    );
    let event = Event::Pinned(session("a/1", january(5, 18), 120));
    add(&mut world, january(4, 0), event);
    assert_eq!(
        told(&planned(&world)),
        ["a/2 04 18:00-20:00", "a/1 05 18:00-20:00"]
    );
    let told = moves(&world);
    assert_eq!(told.len(), 2);
    assert!(told[0].starts_with("a 04 05: you pinned it"), "{told:?}");
    assert!(told[1].starts_with("a 05 04: "), "{told:?}");
}

/// The second evening of `a` comes first by its pin, with its id; the rest of the work has the other's.
#[test]
fn a_pin_keeps_its_id_and_what_is_left_is_divided_around_it() {
    let mut world = situation(&task("a", 4, ""));
    accept(&mut world);
    add(
        &mut world,
        january(4, 0),
        Event::Pinned(session("a/2", january(4, 10), 90)),
    );
    let plan = planned(&world);
    assert_eq!(told(&plan)[0], "a/2 04 10:00-11:30");
    assert_eq!(plan.sessions.iter().filter(|s| s.pinned).count(), 1);
    assert_eq!(plan.likely.as_hours(), 4);
    // 2 h of the 4 are done: half an hour is left beside the pin. At 11:00 half an hour of it is left.
    add(&mut world, january(4, 9), hours("a", 2));
    assert_eq!(
        told(&planned(&world)),
        ["a/2 04 10:00-11:30", "a/1 04 18:00-18:30"]
    );
    world.now = january(4, 11);
    assert_eq!(told(&planned(&world))[0], "a/2 04 11:00-11:30");
    // It is over, and was not recorded: the work is planned again, under another number.
    world.now = january(4, 12);
    assert_eq!(told(&planned(&world)), ["a/1 04 18:00-20:00"]);
    // Three hours and a half are spent: half an hour of the pin would be too much.
    add(
        &mut world,
        january(4, 12),
        Event::Pinned(session("a/1", january(4, 18), 90)),
    );
    add(
        &mut world,
        january(4, 12),
        Event::Logged {
            part: part("a", None),
            spent: jiff::SignedDuration::from_mins(60),
        },
    );
    assert_eq!(told(&planned(&world)), ["a/1 04 18:00-19:00"]);
}

/// `b` waits for `a`, and is pinned to Monday evening, `a`'s own: it stays, and that is told.
#[test]
fn a_pin_that_cannot_be_is_kept_and_told() {
    let mut world = situation(&(task("a", 4, "") + &task("b", 2, "after = [\"a\"]")));
    add(
        &mut world,
        january(4, 0),
        Event::Pinned(session("b/1", january(4, 18), 120)),
    );
    let plan = planned(&world);
    assert_eq!(told(&plan)[0], "b/1 04 18:00-20:00");
    let note =
        "b/1 is pinned to Mon 4 Jan 18:00, before a, which it waits for, can be finished (pivot unpin b/1)";
    assert_eq!(plan.notes, [note]);
    // Two at once.
    add(
        &mut world,
        january(4, 0),
        Event::Pinned(session("a/1", january(4, 19), 60)),
    );
    let notes = planned(&world).notes;
    assert!(
        notes.iter().any(|n| n.contains("where b/1 is pinned too")),
        "{notes:?}"
    );
}

/// What a pinned session waits for goes before what is due sooner.
#[test]
fn what_a_pin_waits_for_comes_first() {
    let tasks = task("x", 2, "deadline = 2027-01-04") + &task("a", 2, "") + &task("b", 2, "after = [\"a\"]");
    let mut world = situation(&tasks);
    assert_eq!(told(&planned(&world))[0], "x/1 04 18:00-20:00");
    add(
        &mut world,
        january(4, 0),
        Event::Pinned(session("b/1", january(5, 18), 120)),
    );
    assert_eq!(
        told(&planned(&world)),
        ["a/1 04 18:00-20:00", "b/1 05 18:00-20:00", "x/1 06 18:00-20:00"]
    );
}

/// A launch takes its run along; a pinned run takes its launch.
#[test]
fn a_launch_and_its_run_are_pinned_together() {
    let run = "unattended = { resource = \"gpu\", time = \"10h\", launch = \"15m\", read = \"15m\" }";
    let mut world = situation(&task("a", 2, run));
    let pinned = |world: &Situation| -> Vec<String> {
        let plan = planned(world);
        let told = told(&plan);
        told.into_iter()
            .zip(&plan.sessions)
            .filter(|(_, s)| s.pinned)
            .map(|(t, _)| t[4..].to_owned())
            .collect()
    };
    add(
        &mut world,
        january(4, 0),
        Event::Pinned(session("a/2", january(6, 21), 15)),
    );
    assert_eq!(pinned(&world), ["06 21:00-21:15", "06 21:15-07:15"]);
    let mut by_run = situation(&task("a", 2, run));
    add(
        &mut by_run,
        january(4, 0),
        Event::Pinned(session("a/3", january(6, 21), 600)),
    );
    assert_eq!(pinned(&by_run), ["06 20:45-21:00", "06 21:00-07:00"]);
}

/// Tuesday's session was deleted from the calendar: nothing is put there again.
#[test]
fn a_deleted_session_frees_its_time() {
    let mut world = situation(&(task("a", 4, "") + &task("b", 2, "")));
    accept(&mut world);
    let tuesday = world.accepted()[1].clone();
    add(&mut world, january(4, 9), Event::Missed(tuesday.clone()));
    let plan = planned(&world);
    assert!(
        plan.sessions
            .iter()
            .all(|s| s.start.strftime("%d").to_string() != "05"),
        "{:?}",
        told(&plan)
    );
    assert!(
        plan.sessions.iter().all(|s| s.id != tuesday.id),
        "its id is not given again"
    );
    assert!(
        moves(&world)[0].ends_with("you deleted it in your calendar"),
        "{:?}",
        moves(&world)
    );
    assert_eq!(plan.finish, january(7, 20));
}

/// Before the plan begins nothing can be pinned, nor beyond what can be looked at; both are told.
#[test]
fn pins_out_of_reach_are_left_aside() {
    let mut world = with("", &task("a", 2, ""));
    world.now = january(1, 0);
    add(
        &mut world,
        january(1, 0),
        Event::Pinned(session("a/1", january(2, 18), 60)),
    );
    let plan = planned(&world);
    assert_eq!(told(&plan), ["a/2 04 18:00-20:00"]);
    assert!(
        plan.notes[0].contains("before the plan begins"),
        "{:?}",
        plan.notes
    );
    add(
        &mut world,
        january(1, 0),
        Event::Pinned(session("a/1", at("2029-05-01T10:00:00Z"), 60)),
    );
    let plan = planned(&world);
    assert_eq!(plan.finish, at("2029-05-01T11:00:00Z"));
    add(
        &mut world,
        january(1, 0),
        Event::Pinned(session("a/1", at("2090-05-01T10:00:00Z"), 60)),
    );
    assert!(planned(&world).notes[0].contains("too far ahead"));
}
