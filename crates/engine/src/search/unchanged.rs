//! The known schedule as it is: where it still holds, it is one of the schedules to choose from.

use crate::bound::Bounder;
use crate::checker::check;
use crate::frame::Frame;
use crate::model::{Cost, Outcome, Problem, Session, Slot, Solution, Why};

/// The known sessions and the pins as a solution, if that keeps every rule. What has none of its work there is forgiven if it
/// may be, a milestone if it has no work, and otherwise without a place, as `why` says; work that is known in part makes it no solution.
pub(super) fn unchanged<'p>(
    problem: &'p Problem,
    frame: &Frame<'p>,
    mirrored: &Frame<'_>,
    why: &[Outcome],
) -> Option<Solution> {
    if frame.known.is_empty() {
        return None;
    }
    let n = problem.activities.len();
    let mut own: Vec<Vec<Session>> = vec![Vec::new(); n];
    for (activity, a) in problem.activities.iter().enumerate() {
        let pins = a
            .pins
            .iter()
            .map(|&(start, end)| Session { start, end, activity });
        own[activity].extend(pins.chain(frame.known[frame.known_of(activity)].iter().copied()));
        own[activity].sort_unstable();
    }
    // Where a follower begins, its head has ended.
    let mut until: Vec<Slot> = vec![0; n];
    for (a, own) in problem.activities.iter().zip(&own) {
        if let (Some(head), Some(first)) = (a.follows, own.first()) {
            until[head] = first.start;
        }
    }
    let mut outcomes = vec![Outcome::Unplaced(Why::NoRoom); n];
    let units = frame.graph.order.iter();
    for &i in units.flat_map(|&unit| frame.graph.members(unit)) {
        outcomes[i] = outcome(problem, i, (&own[i], until[i]), &outcomes, why)?;
        // A milestone that another one follows waits for what that one waits for.
        let (mut last, mut at) = (i, outcomes[i]);
        while let (Some(head), Outcome::Placed { start, .. }) = (problem.activities[last].follows, at) {
            if problem.activities[head].work > 0 || !own[head].is_empty() {
                break;
            }
            (last, at) = (head, Outcome::Placed { start, finish: start });
            outcomes[head] = at;
        }
    }
    let mut sessions: Vec<Session> = own.into_iter().flatten().collect();
    sessions.sort_unstable();
    let cost = cost(problem, &outcomes, sessions.len());
    let placed: Vec<bool> = outcomes
        .iter()
        .map(|outcome| matches!(outcome, Outcome::Placed { .. }))
        .collect();
    let bounder = Bounder::new(frame, mirrored, placed);
    let bound =
        bounder
            .finish(cost.finish)
            .max(bounder.finish_as_late(cost.finish, cost.overrun, cost.lateness));
    let all = cost.unplaced == 0;
    let solution = Solution {
        sessions,
        outcomes,
        cost,
        bound,
        proven: all && bound == cost.finish,
        feasible: all && cost.overrun == 0,
        schedules: 0,
    };
    check(problem, &solution).is_empty().then_some(solution)
}

/// What became of an activity whose sessions these are, or nothing where they are a part of its work only. A milestone is no
/// earlier than `until`. What it waits for comes before it.
fn outcome(
    problem: &Problem,
    i: usize,
    (own, until): (&[Session], Slot),
    outcomes: &[Outcome],
    why: &[Outcome],
) -> Option<Outcome> {
    let a = &problem.activities[i];
    let done: Slot = own.iter().map(|s| s.end - s.start).sum();
    if let (Some(first), Some(last)) = (own.first(), own.last())
        && done == a.work
    {
        return Some(Outcome::Placed {
            start: first.start,
            finish: last.end,
        });
    }
    if a.work > 0 || own.len() > a.pins.len() {
        let pinned: Slot = a.pins.iter().map(|pin| pin.1 - pin.0).sum();
        let none = done == pinned;
        return match why.get(i) {
            _ if !none => None,
            _ if a.forgiven => Some(Outcome::Forgiven),
            Some(unplaced @ Outcome::Unplaced(_)) => Some(*unplaced),
            _ => None,
        };
    }
    let mut at = a.release.max(until);
    for (before, lag) in a.after.iter().map(|link| (link.activity, link.lag)) {
        match outcomes[before] {
            Outcome::Placed { finish, .. } => at = at.max(finish + lag),
            Outcome::Unplaced(_) => return Some(Outcome::Unplaced(Why::Waits(before))),
            Outcome::Forgiven => {}
        }
    }
    if let Some(Outcome::Placed { finish, .. }) = a.follows.map(|head| outcomes[head]) {
        at = at.max(finish);
    }
    // A promise is not kept too late.
    let late = a.forgiven && a.due.is_some_and(|due| at > due.at);
    Some(if late {
        Outcome::Forgiven
    } else {
        Outcome::Placed {
            start: at,
            finish: at,
        }
    })
}

/// What it costs; every known session is kept.
fn cost(problem: &Problem, outcomes: &[Outcome], sessions: usize) -> Cost {
    let mut cost = Cost {
        sessions,
        ..Cost::default()
    };
    for (a, outcome) in problem.activities.iter().zip(outcomes) {
        match *outcome {
            Outcome::Placed { finish, .. } => {
                cost.finish = cost.finish.max(finish);
                cost.overrun += a.deadline.map_or(0, |deadline| (finish - deadline).max(0));
                cost.lateness += a
                    .due
                    .map_or(0, |due| i64::from(due.weight) * (finish - due.at).max(0));
            }
            Outcome::Unplaced(_) => {
                let pinned: Slot = a.pins.iter().map(|pin| pin.1 - pin.0).sum();
                cost.unplaced += (a.work - pinned).max(1);
            }
            Outcome::Forgiven => cost.forgiven += 1,
        }
    }
    cost
}
