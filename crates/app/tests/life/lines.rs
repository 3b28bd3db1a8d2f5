//! The timeline: what was done, what lies ahead and what was accepted, task by task.

use pivot_app::planning::{TaskLine, Timeline, overview, timeline};

use super::*;

fn lines(situation: &Situation) -> Timeline {
    let overview = overview(situation, &Options::default()).unwrap();
    timeline(situation, &planned(situation), &overview)
}

fn line<'t>(lines: &'t Timeline, id: &str) -> &'t TaskLine {
    lines.task(id).unwrap().1
}

/// Evenings of two hours. `a` takes 4 h: Monday 4 and Tuesday 5. `b` waits for it and takes 2 h: Wednesday 6.
/// The plan is accepted; then 2 h of `a` are recorded on Tuesday 5 at 20:00, none on Monday, and it is Wednesday noon.
/// 2 h of `a` are left: Wednesday; so `b` moves to Thursday 7.
#[test]
fn a_line_shows_what_was_done_what_is_left_and_what_was_accepted() {
    let mut situation = situation(&format!(
        "{}{}",
        task("a", 4, ""),
        task("b", 2, "after = [\"a\"]\ndeadline = 2027-01-06")
    ));
    accept(&mut situation);
    add(&mut situation, january(5, 20), hours("a", 2));
    situation.now = january(6, 12);
    let lines = lines(&situation);
    let a = line(&lines, "a");
    assert_eq!(a.worked, [(january(5, 18), january(5, 20))]);
    assert_eq!(a.ahead, [(january(6, 18), january(6, 20))]);
    assert_eq!(
        a.accepted,
        [(january(4, 18), january(4, 20)), (january(5, 18), january(5, 20))]
    );
    assert_eq!(
        (a.start(), a.finish()),
        (Some(january(5, 18)), Some(january(6, 20)))
    );
    assert_eq!((a.spent.as_hours(), a.left.as_hours()), (2, 2));
    assert!(a.critical && a.done.is_none());

    let b = line(&lines, "b");
    assert_eq!(b.ahead, [(january(7, 18), january(7, 20))]);
    assert_eq!(b.after, ["a"]);
    // Wednesday 6 ends where Thursday begins; `b` ends on Thursday.
    let due = b.due.unwrap();
    assert_eq!((due.at, due.hard, due.late), (january(7, 0), false, true));
    // A step ends with its last task, and carries the deadline that is missed.
    let step = &lines.steps[0];
    assert_eq!(step.finish(), Some(january(7, 20)));
    assert_eq!(step.due, Some(due));
    assert_eq!((step.work().0.as_hours(), step.work().1.as_hours()), (2, 4));
    assert_eq!(lines.accepted, Some(january(6, 20)));
    assert_eq!(lines.extent(), Some((january(4, 18), january(7, 20))));
}

/// What is done has no sessions ahead and ends when it was done; work that was told of twice for one hour is one stretch.
#[test]
fn what_is_done_stays_on_the_line() {
    let mut situation = situation(&format!("{}{}", task("a", 4, ""), task("b", 2, "")));
    add(&mut situation, january(5, 20), hours("a", 2));
    add(&mut situation, january(5, 21), hours("a", 2));
    add(&mut situation, january(5, 22), done("a"));
    situation.now = january(6, 12);
    let lines = lines(&situation);
    let a = line(&lines, "a");
    // 18 to 20 and 19 to 21 overlap.
    assert_eq!(a.worked, [(january(5, 18), january(5, 21))]);
    assert_eq!((a.done, a.finish()), (Some(january(5, 22)), Some(january(5, 22))));
    assert!(a.ahead.is_empty() && !a.critical && a.slack.is_none());
    assert!(!lines.steps[0].is_done());
}

/// An evening has two hours: what needs three in one go has no place, and its step has no end.
#[test]
fn what_has_no_place_is_said() {
    let lines = lines(&with(
        "[[away]]\nfrom = 2027-01-08\nto = 2027-01-10\nwhy = \"skiing\"",
        &format!(
            "{}{}",
            task("a", 2, ""),
            task("b", 3, "session = { whole = true }")
        ),
    ));
    let b = line(&lines, "b");
    assert!(b.unplaced && b.ahead.is_empty() && b.slack.is_none());
    assert_eq!(b.left.as_hours(), 3);
    assert_eq!(lines.steps[0].finish(), None);
    assert_eq!(
        lines.away,
        [((january(8, 0), january(11, 0)), Some("skiing".to_owned()))]
    );
}

/// Reasons asked of what was kept are those of solving again, for every open task, also beside an accepted plan.
#[test]
fn what_is_kept_of_a_plan_gives_the_same_reasons() {
    let mut world = situation(&(task("a", 2, "") + &task("b", 3, "after = [\"a\"]") + &task("c", 1, "")));
    for _ in 0..2 {
        let options = Options::default();
        let answer = pivot_app::planning::Answer::of(&world, &options).unwrap();
        for task in ["a", "b", "c"] {
            let again = pivot_app::planning::why(&world, task, &options).unwrap();
            assert_eq!(answer.kept.why(&world, task).unwrap(), again);
        }
        let again = pivot_app::planning::overview(&world, &options).unwrap();
        assert_eq!(answer.kept.overview(&world), again);
        let now = world.now;
        add(&mut world, now, Event::PlanAccepted(answer.plan.dated()));
    }
}
