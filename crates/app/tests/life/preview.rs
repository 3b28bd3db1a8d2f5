//! What a fact would do, shown before it is recorded.

use pivot_app::planning::{Preview, preview};
use pivot_domain::curriculum::built_in;
use pivot_domain::fact::Event;

use super::*;

fn shown(world: &Situation, event: Event) -> (Plan, Preview) {
    let plan = planned(world);
    let preview = preview(world, &plan, &[event], &Options::default()).unwrap();
    (plan, preview)
}

/// `a` has Monday evening. Put on Saturday it is four days later, `b` comes forward to Monday, and the whole ends on Saturday
/// at noon, not on Tuesday at eight in the evening.
#[test]
fn a_pin_is_shown_with_what_it_moves() {
    let world = situation(&(task("a", 2, "") + &task("b", 2, "")));
    let (plan, preview) = shown(&world, Event::Pinned(session("a/1", january(9, 10), 120)));
    assert_eq!(told(&plan), ["a/1 04 18:00-20:00", "b/1 05 18:00-20:00"]);
    assert_eq!(
        told(&preview.plan).last().map(String::as_str),
        Some("a/1 09 10:00-12:00")
    );
    assert_eq!(preview.finish_before, january(5, 20));
    assert_eq!(preview.plan.finish, january(9, 12));
    let of_a: Vec<_> = preview.moves.iter().filter(|m| m.task == "a").collect();
    assert_eq!(of_a.len(), 1);
    assert_eq!(
        (of_a[0].from, of_a[0].to),
        (Some(january(4, 18)), Some(january(9, 10)))
    );
    assert_eq!(of_a[0].cause, "you pinned it");
    assert_eq!(preview.notes, ["a/1 would be outside your hours"]);
}

/// `a` is due on the 6th and done on the 4th. Put on the 7th it is late, which the plan that is shown does not have.
#[test]
fn a_deadline_that_a_pin_breaks_is_said() {
    let world = situation(&task("a", 2, "deadline = 2027-01-06"));
    let (_, preview) = shown(&world, Event::Pinned(session("a/1", january(7, 18), 120)));
    assert_eq!(
        preview.notes,
        ["a would be finished after its deadline, Wed 6 Jan 2027"]
    );
}

/// Monday to Friday from 18:00 to 20:00 are the hours, and the 7th and 8th of January are away.
#[test]
fn a_pin_outside_the_hours_is_said() {
    let away = "[[away]]\nfrom = 2027-01-07\nto = 2027-01-08\nwhy = \"skiing\"";
    let world = with("", &task("a", 1, ""));
    let mut gone = world.clone();
    let text =
        format!("timezone = \"UTC\"\nstart = 2027-01-04\n{away}\n[hours]\nweek = \"mon-fri 18:00-20:00\"\n");
    gone.settings = settings::parse(&text).0.unwrap();
    let notes = |world: &Situation, day: u32, hour: u32| {
        let pin = Event::Pinned(session("a/1", january(day, hour), 60));
        shown(world, pin).1.notes
    };
    let none = Vec::<String>::new();
    assert_eq!(notes(&world, 5, 19), none);
    assert_eq!(notes(&world, 5, 20), ["a/1 would be outside your hours"]);
    assert_eq!(notes(&gone, 6, 18), none);
    assert_eq!(notes(&gone, 7, 18), ["a/1 would be on a day away (skiing)"]);
    // The day away ends at midnight.
    assert_eq!(notes(&gone, 9, 0), ["a/1 would be outside your hours"]);
}

/// What waits for the session that is pinned moves because of it, and says which.
#[test]
fn a_pin_is_named_by_what_it_pushes() {
    let world = situation(&(task("a", 2, "") + &task("b", 2, "after = [\"a\"]")));
    let (_, preview) = shown(&world, Event::Pinned(session("a/1", january(9, 10), 120)));
    let causes: Vec<(&str, &str)> = preview
        .moves
        .iter()
        .map(|m| (m.task.as_str(), m.cause.as_str()))
        .collect();
    assert_eq!(causes, [("a", "you pinned it"), ("b", "you pinned a")]);
}

/// A pin in the night of a commitment is kept, and said.
#[test]
fn what_a_pin_contradicts_is_said() {
    let world = situation(&(task("a", 2, "") + &task("b", 2, "after = [\"a\"]")));
    let (_, preview) = shown(&world, Event::Pinned(session("b/1", january(4, 10), 120)));
    assert!(!preview.notes.is_empty());
}

/// Whoever agrees to a preview gets that plan: with its sessions accepted and the pin recorded, planning again moves nothing.
#[test]
fn what_was_seen_is_what_comes() {
    let text = built_in().iter().find(|c| c.0 == "deep-learning-2017").unwrap().1;
    let mut world = situation(&task("a", 1, ""));
    world.curriculum = curriculum::parse(text).0.unwrap();
    let plan = planned(&world);
    for (n, days) in [(0, 2), (5, 1), (12, 30), (40, 3), (80, 7), (81, -1)] {
        let mut moved = plan.sessions[n].dated();
        let by = SignedDuration::from_hours(24 * days);
        (moved.start, moved.end) = (moved.start + by, moved.end + by);
        let event = Event::Pinned(moved);
        let seen = preview(&world, &plan, std::slice::from_ref(&event), &Options::default()).unwrap();
        let mut then = world.clone();
        add(&mut then, world.now, Event::PlanAccepted(seen.plan.dated()));
        add(&mut then, world.now, event);
        assert_eq!(
            planned(&then).dated(),
            seen.plan.dated(),
            "session {n} by {days} days"
        );
    }
}
