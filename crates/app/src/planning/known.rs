//! The accepted schedule in a problem: its sessions become those that the engine knows, and what starts within the frozen
//! window becomes pins, as far as nothing contradicts it.

use std::collections::BTreeMap;

use pivot_domain::availability::{slot_from, slots, slots_within};
use pivot_domain::fact::DatedSession;
use pivot_domain::progress::Progress;
use pivot_engine::{Activity, Outcome, Problem, Session, Slot, Solution, Window, earliest_starts};

use super::problem::{DESK, ME, OPEN, Phase, Setup};
use crate::situation::Situation;

/// The task and the time that a session's id names: `3.4#5/1` is the first session of the fifth time of 3.4.
pub(crate) fn time_of(session: &DatedSession) -> u32 {
    let rest = session.id.strip_prefix(session.task.as_str()).unwrap_or_default();
    let time = rest.strip_prefix('#').and_then(|rest| rest.split('/').next());
    time.and_then(|time| time.parse().ok()).unwrap_or(1)
}

/// Adds what is known to a problem: sessions of the accepted schedule that lie ahead, those of the frozen window as pins as
/// far as they are not `loose`; where that is `None`, nothing is frozen.
pub(super) fn add(setup: &mut Setup<'_>, situation: &Situation, loose: Option<&[Session]>) {
    remember(setup, situation, loose);
    let fixed: Vec<Session> = setup.pinned.iter().map(|(s, _)| *s).collect();
    let fixed = [&fixed[..], &setup.frozen].concat();
    keep_breaks(&mut setup.problem, &fixed, slots(situation.settings.session.rest));
}

fn remember(setup: &mut Setup<'_>, situation: &Situation, loose: Option<&[Session]>) {
    let accepted = situation.accepted();
    if accepted.is_empty() {
        return;
    }
    setup.problem.known = known(setup, accepted, &situation.progress());
    let window = slots_within(situation.settings.frozen);
    if let Some(loose) = loose.filter(|_| window > 0) {
        freeze(setup, window, loose);
    }
}

/// The accepted sessions that lie ahead, by the activities that they belong to now. What the person moved or deleted is known
/// no longer where it was.
fn known(setup: &Setup<'_>, accepted: &[DatedSession], progress: &Progress) -> Vec<Session> {
    let mut activities: BTreeMap<(&str, u32), Vec<usize>> = BTreeMap::new();
    for (i, part) in setup.parts.iter().enumerate() {
        let task = setup.tasks[part.task].id.as_str();
        activities.entry((task, part.time)).or_default().push(i);
    }
    let mut by_time: BTreeMap<(&str, u32), Vec<(Slot, Slot)>> = BTreeMap::new();
    let elsewhere = |s: &DatedSession| {
        let pin = progress.pins.get(&s.id);
        let moved = pin.is_some_and(|pin| pin.start != s.start || pin.end != s.end);
        let missed = progress.missed.values();
        moved
            || missed
                .into_iter()
                .any(|gone| gone.task == s.task && gone.start < s.end && s.start < gone.end)
    };
    for s in accepted.iter().filter(|s| !elsewhere(s)) {
        let times = by_time.entry((&s.task, time_of(s))).or_default();
        times.push((slot_from(s.start) - setup.origin, slot_from(s.end) - setup.origin));
    }
    let mut known = Vec::new();
    for (key, mut sessions) in by_time {
        let Some(own) = activities.get(&key) else { continue };
        sessions.sort_unstable();
        // Launch, run and reading are the last sessions, one each; what is left is work.
        for &i in own.iter().rev() {
            let work = setup.problem.activities[i].work;
            let mine = if setup.parts[i].phase == Phase::Work {
                std::mem::take(&mut sessions)
            } else if sessions.last().is_some_and(|s| s.1 - s.0 == work) {
                sessions.pop().into_iter().collect()
            } else {
                Vec::new()
            };
            known.extend(mine.into_iter().map(|(start, end)| Session {
                start,
                end,
                activity: i,
            }));
        }
    }
    known.retain(|s| 0 <= s.start && s.start < s.end && s.end <= setup.problem.horizon);
    known.sort_unstable();
    known.dedup();
    known
}

/// Pins what starts within the window and is contradicted by nothing that can be told before a schedule is made. What is
/// `loose` is left out.
fn freeze(setup: &mut Setup<'_>, window: Slot, loose: &[Session]) {
    let problem = &setup.problem;
    // What the person pinned is there already.
    let mut frozen: Vec<Session> = setup.pinned.iter().map(|(s, _)| *s).collect();
    for block in blocks(problem, window) {
        let before = frozen.len();
        for s in &block {
            if !loose.contains(s) && fits(problem, s) && fits_beside(problem, &frozen, s) {
                frozen.push(*s);
            }
        }
        // A launch and its run stay together or not at all.
        if frozen.len() - before < block.len() {
            frozen.truncate(before);
        }
    }
    pin(setup, &frozen[setup.pinned.len()..]);
    while let Some(early) = too_early(&setup.problem, &setup.frozen) {
        thaw(setup, early);
    }
    hurry(&mut setup.problem, &setup.frozen);
}

/// The known sessions that start within the window, in order of time; a launch with its run.
fn blocks(problem: &Problem, window: Slot) -> Vec<Vec<Session>> {
    let of = |i: usize| problem.known.iter().find(move |s| s.activity == i);
    let mut follower = vec![None; problem.activities.len()];
    for (i, a) in problem.activities.iter().enumerate() {
        if let Some(head) = a.follows {
            follower[head] = Some(i);
        }
    }
    let heads = problem
        .known
        .iter()
        .filter(|s| s.start < window && problem.activities[s.activity].follows.is_none());
    heads
        .map(|s| {
            let mut block = vec![*s];
            let mut last = s.activity;
            while let Some(next) = follower[last] {
                // A run without its session makes the block one that does not fit.
                let lost = Session {
                    start: s.start,
                    end: s.start,
                    activity: next,
                };
                block.push(of(next).copied().unwrap_or(lost));
                last = next;
            }
            block
        })
        .collect()
}

/// Whether the activity's calendars and shape allow the session by itself. Breaks are not asked for: where they lie depends
/// on when a plan is made.
fn fits(problem: &Problem, s: &Session) -> bool {
    let a = &problem.activities[s.activity];
    let length = s.end - s.start;
    let right = match a.split {
        None => length == a.work,
        Some(split) => 0 < length && length <= split.max,
    };
    right
        && a.release <= s.start
        && a.demands.iter().all(|d| {
            let calendar = &problem.resources[if d.resource == DESK { OPEN } else { d.resource }].calendar;
            covered(calendar, s, d.units)
        })
}

/// Whether a calendar offers so many units through the whole session.
fn covered(calendar: &[Window], s: &Session, units: u32) -> bool {
    let mut at = s.start;
    let first = calendar.partition_point(|w| w.end <= s.start);
    for w in &calendar[first..] {
        if w.start > at || w.capacity < units || at >= s.end {
            break;
        }
        at = w.end;
    }
    at >= s.end
}

/// Whether a session that fits by itself also fits beside those that are frozen already: its activity has no more than its
/// work, no resource is held by too many, no quota is exceeded.
fn fits_beside(problem: &Problem, frozen: &[Session], s: &Session) -> bool {
    let a = &problem.activities[s.activity];
    let own = frozen.iter().filter(|other| other.activity == s.activity);
    let done: Slot = own.map(|other| other.end - other.start).sum();
    if done + s.end - s.start > a.work {
        return false;
    }
    a.demands.iter().all(|d| {
        let resource = &problem.resources[d.resource];
        let holders = || {
            let demand = |other: &Session| {
                let demands = &problem.activities[other.activity].demands;
                demands.iter().find(|other| other.resource == d.resource)
            };
            frozen
                .iter()
                .filter_map(move |other| demand(other).map(|d| (other, d)))
        };
        let at_once = holders().filter(|(other, _)| other.start < s.end && s.start < other.end);
        let held: u32 = at_once.map(|(_, d)| d.units).sum();
        let k = resource.calendar.partition_point(|w| w.end <= s.start);
        let capacity = resource.calendar.get(k).map_or(0, |w| w.capacity);
        // A session counts in the period in which it starts, with its share of the draw, rounded up.
        let within_quotas = resource.quotas.iter().all(|quota| {
            let next = quota.periods.partition_point(|period| period.0 <= s.start);
            let Some(&(start, limit)) = next.checked_sub(1).map(|k| &quota.periods[k]) else {
                return true;
            };
            let end = quota.periods.get(next).map_or(Slot::MAX, |period| period.0);
            let share = |s: &Session, draw: i64| {
                let work = problem.activities[s.activity].work.max(1);
                ((s.end - s.start) * draw + work - 1) / work
            };
            let drawn = holders().filter(|(other, _)| start <= other.start && other.start < end);
            drawn.map(|(other, d)| share(other, d.draw)).sum::<i64>() + share(s, d.draw) <= limit
        });
        (d.resource == DESK || held + d.units <= capacity) && within_quotas
    })
}

fn pin(setup: &mut Setup<'_>, frozen: &[Session]) {
    for s in frozen {
        setup.problem.activities[s.activity].pins.push((s.start, s.end));
    }
    for s in frozen {
        setup.problem.activities[s.activity].pins.sort_unstable();
    }
    setup.frozen = frozen.to_vec();
}

/// Takes away the pins of a frozen session and of the chain that it belongs to.
fn thaw(setup: &mut Setup<'_>, session: Session) {
    let activities = &mut setup.problem.activities;
    let mut chain = vec![session.activity];
    while let Some(head) = activities[chain[chain.len() - 1]].follows {
        chain.push(head);
    }
    while let Some(next) = (0..activities.len())
        .find(|i| !chain.contains(i) && activities[*i].follows.is_some_and(|f| chain.contains(&f)))
    {
        chain.push(next);
    }
    let goes = |s: &Session| *s == session || (chain.len() > 1 && chain.contains(&s.activity));
    for s in setup.frozen.iter().filter(|s| goes(s)) {
        activities[s.activity].pins.retain(|pin| *pin != (s.start, s.end));
    }
    setup.frozen.retain(|s| !goes(s));
}

/// The first frozen session that starts before what it waits for can be finished, if there is one.
fn too_early(problem: &Problem, frozen: &[Session]) -> Option<Session> {
    let open = |i: usize| {
        let a = &problem.activities[i];
        a.pins.iter().map(|pin| pin.1 - pin.0).sum::<Slot>() < a.work || a.work == 0
    };
    let doubtful = frozen.iter().any(|s| {
        let after = &problem.activities[s.activity].after;
        after.iter().any(|link| {
            let end = problem.activities[link.activity]
                .pins
                .last()
                .map_or(0, |pin| pin.1);
            open(link.activity) || end + link.lag > s.start
        })
    });
    if !doubtful {
        return None;
    }
    // A milestone that waits for the same says how early the sessions may begin.
    let mut probe = problem.clone();
    for s in frozen {
        probe.activities.push(Activity {
            after: problem.activities[s.activity].after.clone(),
            ..Activity::default()
        });
    }
    let starts = earliest_starts(&probe);
    let milestones = &starts.get(problem.activities.len()..)?;
    let early = frozen
        .iter()
        .zip(*milestones)
        .filter(|(s, start)| s.start < **start);
    early.map(|(s, _)| *s).min()
}

/// Where a frozen or pinned session does not lie within one stretch between two breaks, the time of a break around it is no time to work.
fn keep_breaks(problem: &mut Problem, frozen: &[Session], rest: Slot) {
    for s in frozen {
        let mine = problem.activities[s.activity]
            .demands
            .iter()
            .any(|d| d.resource == ME);
        let calendar = &problem.resources[DESK].calendar;
        let within = calendar.iter().any(|w| w.start <= s.start && s.end <= w.end);
        if !mine || within {
            continue;
        }
        let (from, to) = (s.start - rest, s.end + rest);
        let pieces = calendar.iter().flat_map(|w| {
            let around = [(w.start, w.end.min(from)), (w.start.max(to), w.end)];
            around.map(|(start, end)| Window { start, end, ..*w })
        });
        problem.resources[DESK].calendar = pieces.filter(|w| w.start < w.end).collect();
    }
}

/// What a frozen session waits for must be finished by its start.
fn hurry(problem: &mut Problem, frozen: &[Session]) {
    for s in frozen {
        for link in problem.activities[s.activity].after.clone() {
            let by = (s.start - link.lag).max(0);
            let before = &mut problem.activities[link.activity];
            before.deadline = Some(before.deadline.map_or(by, |at| at.min(by)));
        }
    }
}

/// Frozen sessions that a solution contradicts: what they wait for is not finished before they start.
pub(super) fn contradicted(setup: &Setup<'_>, solution: &Solution) -> Option<Session> {
    let late = |s: &&Session| {
        let after = &setup.problem.activities[s.activity].after;
        after.iter().any(|link| match solution.outcomes[link.activity] {
            Outcome::Placed { finish, .. } => finish + link.lag > s.start,
            Outcome::Unplaced(_) => true,
            Outcome::Forgiven => false,
        })
    };
    setup.frozen.iter().filter(late).min().copied()
}
