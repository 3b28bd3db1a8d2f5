//! A long silence, and a day on which nothing is done.

use super::*;

/// Accepted on Monday, nothing recorded until the 20th: one cause for all that moved, and nothing counts as missed.
#[test]
fn a_fortnight_of_silence_is_time_away() {
    let chain = task("a", 6, "") + &task("b", 6, "after = [\"a\"]") + &task("c", 20, "after = [\"b\"]");
    let mut world = situation(&chain);
    accept(&mut world);
    world.now = january(20, 9);
    let told = answer(&world);
    let silence = told.blackout.unwrap();
    assert_eq!((silence.from, silence.to), (january(4, 0), january(20, 9)));
    assert_eq!(told.missed, []);
    let cause = "nothing was recorded from Mon 4 Jan to Wed 20 Jan: taken as time away";
    assert!(told.moves.iter().all(|m| m.cause == cause), "{:?}", moves(&world));
    // A day less, and it is a week or two of evenings that were missed.
    world.now = january(17, 9);
    let told = answer(&world);
    assert_eq!(told.blackout, None);
    let missed: Vec<(&str, i64)> = told
        .missed
        .iter()
        .map(|m| (m.task.as_str(), m.missing.as_hours()))
        .collect();
    assert_eq!(missed, [("a", 6), ("b", 6), ("c", 8)]);
    // Accepted again, it is over.
    world.now = january(20, 9);
    accept(&mut world);
    world.now = january(20, 10);
    let told = answer(&world);
    assert_eq!((told.blackout, told.missed.len(), told.moves.len()), (None, 0, 0));
}

/// Days away by the person's own word are no silence: of sixteen days five are left.
#[test]
fn an_announced_absence_is_none() {
    let mut world = with("[[away]]\nfrom = 2027-01-06\nto = 2027-01-16", &task("a", 30, ""));
    accept(&mut world);
    world.now = january(20, 9);
    assert_eq!(answer(&world).blackout, None);
}

/// Two evenings were planned, and one hour is recorded.
#[test]
fn what_was_missed_is_what_was_not_recorded() {
    let mut world = situation(&(task("a", 4, "") + &task("b", 2, "after = [\"a\"]")));
    accept(&mut world);
    add(&mut world, january(4, 20), hours("a", 1));
    world.now = january(6, 9);
    let missed = answer(&world).missed;
    assert_eq!((missed.len(), missed[0].task.as_str()), (1, "a"));
    assert_eq!(missed[0].missing, SignedDuration::from_hours(3));
    add(&mut world, january(6, 9), done("a"));
    assert_eq!(answer(&world).missed, []);
}

/// One evening of work a day for three days: without today all of it is a day later. What can wait moves nothing: `b` may not
/// begin before Friday.
#[test]
fn how_today_moves_the_finish() {
    let today = |world: &Situation| Answer::today(world, &Options::default()).unwrap();
    let mut world = situation(&task("a", 6, ""));
    let told = today(&world);
    assert_eq!(
        (told.plan.finish, told.without_today),
        (january(6, 20), Some(january(7, 20)))
    );
    // Half of today is done by a timer that runs.
    add(
        &mut world,
        january(4, 18),
        pivot_domain::fact::Event::Started(part("a", None)),
    );
    world.now = january(4, 19);
    assert_eq!(today(&world).without_today, Some(january(7, 19)));
    let world = situation(&(task("a", 2, "") + &task("b", 2, "not_before = 2027-01-08")));
    let told = today(&world);
    assert_eq!(
        (told.plan.finish, told.without_today),
        (january(8, 20), Some(january(8, 20)))
    );
    let mut sunday = situation(&task("a", 2, ""));
    sunday.now = january(10, 9);
    assert_eq!(today(&sunday).without_today, None);
}
