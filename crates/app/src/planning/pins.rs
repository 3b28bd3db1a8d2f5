//! Sessions that the person pinned, in a problem: they stay where they are, whatever the calendars say.

use std::collections::BTreeMap;

use pivot_domain::availability::{instant, slot_from, slot_to, slots};
use pivot_domain::fact::DatedSession;
use pivot_domain::progress::Progress;
use pivot_engine::{Due, Outcome, Session, Slot, Solution, Window};

use super::known::time_of;
use super::problem::{DESK, LONGEST_DAYS, ME, OPEN, Phase, Setup};
use crate::situation::Situation;

/// How much more a slot of lateness weighs for what a pinned session waits for.
const URGENT: u32 = 100;

/// Adds the pins of open work. Of one whose time has begun the rest stays; where less is left of the task than was pinned,
/// so much.
pub(super) fn add(setup: &mut Setup<'_>, situation: &Situation, progress: &Progress) {
    let mut pins: Vec<&DatedSession> = progress.pins.values().collect();
    pins.sort_by_key(|pin| (pin.start, pin.end));
    for pin in pins {
        let start = slot_to(pin.start) - setup.origin;
        let length = slots(pin.end.duration_since(pin.start));
        if pin.end <= situation.now || length <= 0 {
            continue;
        }
        let begun = pin.start < situation.now;
        if (start < 0 && !begun) || start + length > setup.problem.horizon {
            let why = if start < 0 {
                "before the plan begins"
            } else {
                "too far ahead"
            };
            setup.notes.push(format!(
                "{} is pinned to {}, {why}: that is left aside",
                pin.id,
                shown(situation, pin.start)
            ));
            continue;
        }
        let sessions = places(setup, pin, (start, length), begun);
        keep_free(setup, &sessions, start + length);
        for session in sessions {
            let pins = &mut setup.problem.activities[session.activity].pins;
            pins.push((session.start, session.end));
            pins.sort_unstable();
            setup.pinned.push((session, pin.id.clone()));
        }
    }
    hurry(setup);
}

/// A task that is done in one go may be pinned for longer than it takes: an evening with the way home. Until `end` the person does nothing
/// else.
fn keep_free(setup: &mut Setup<'_>, sessions: &[Session], end: Slot) {
    let [session] = sessions else { return };
    let activity = &setup.problem.activities[session.activity];
    let is_work = setup.parts[session.activity].phase == Phase::Work;
    if activity.split.is_some() || !is_work || session.end >= end {
        return;
    }
    let (from, to) = (session.end, end);
    for person in [ME, DESK, OPEN] {
        let calendar = &mut setup.problem.resources[person].calendar;
        let parts = calendar.iter().flat_map(|w| {
            let before = Window {
                end: w.end.min(from),
                ..*w
            };
            let after = Window {
                start: w.start.max(to),
                ..*w
            };
            [before, after].into_iter().filter(|w| w.start < w.end)
        });
        *calendar = parts.collect();
    }
}

/// `Mon 4 Jan 18:00` by the person's clock.
fn shown(situation: &Situation, at: jiff::Timestamp) -> String {
    let local = situation.settings.zones.local(at);
    local.strftime("%a %-d %b %H:%M").to_string()
}

/// So many days must be looked at for the pins to have their places.
pub(super) fn days(situation: &Situation, origin: i64) -> i64 {
    let progress = situation.progress();
    let last = progress.pins.values().map(|pin| slot_from(pin.end)).max();
    last.map_or(0, |last| ((last - origin) / 288 + 2).clamp(0, LONGEST_DAYS))
}

/// Which sessions a pin fixes: one, or a launch and its run. None where its task is not open.
fn places(setup: &Setup<'_>, pin: &DatedSession, (start, length): (Slot, Slot), begun: bool) -> Vec<Session> {
    let time = time_of(pin);
    let own = |phase: Phase| {
        let mut parts = setup.parts.iter();
        parts.position(|p| p.phase == phase && p.time == time && setup.tasks[p.task].id == pin.task)
    };
    let activity = |i: usize| &setup.problem.activities[i];
    let is = |i: &usize| activity(*i).work == length;
    let whole = |i: usize, start: Slot| Session {
        start,
        end: start + activity(i).work,
        activity: i,
    };
    let divides = |i: &usize| {
        let a = activity(*i);
        a.split.is_none_or(|split| length >= split.min.min(a.work))
    };
    let (launch, run) = (own(Phase::Launch), own(Phase::Run));
    let single = match (own(Phase::Work), own(Phase::Read)) {
        (Some(work), _) if run.is_none() || (divides(&work) && !run.is_some_and(|i| is(&i))) => Some(work),
        (_, Some(read)) if is(&read) && !launch.is_some_and(|i| is(&i)) => Some(read),
        (work, _) if !launch.is_some_and(|i| is(&i)) && !run.is_some_and(|i| is(&i)) => work,
        _ => None,
    };
    let sessions = match (single, launch, run) {
        (Some(i), ..) => match activity(i).split {
            None => vec![whole(i, start.max(0))],
            Some(_) => rest(setup, i, (start, length)),
        },
        (None, Some(launch), Some(run)) if !begun => {
            let lead = activity(launch).work;
            let start = if is(&run) { (start - lead).max(0) } else { start };
            vec![whole(launch, start), whole(run, start + lead)]
        }
        _ => Vec::new(),
    };
    let fits = |s: &Session| {
        let own = &activity(s.activity).pins;
        let apart = own.iter().all(|(a, b)| s.end <= *a || *b <= s.start);
        s.start < s.end && s.end <= setup.problem.horizon && apart
    };
    let alone = |s: &Session| activity(s.activity).split.is_some() || activity(s.activity).pins.is_empty();
    if sessions.iter().all(|s| fits(s) && alone(s)) {
        sessions
    } else {
        Vec::new()
    }
}

/// What of a pin lies ahead, no longer than what its activity has left.
fn rest(setup: &Setup<'_>, i: usize, (start, length): (Slot, Slot)) -> Vec<Session> {
    let a = &setup.problem.activities[i];
    let left = a.work - a.pins.iter().map(|(a, b)| b - a).sum::<Slot>();
    let (begin, end) = (start.max(0), start + length);
    let end = end.min(begin + left);
    (begin < end)
        .then_some(Session {
            start: begin,
            end,
            activity: i,
        })
        .into_iter()
        .collect()
}

/// What a pinned session waits for should be finished by its start, before all else.
fn hurry(setup: &mut Setup<'_>) {
    let mut by: BTreeMap<usize, Slot> = BTreeMap::new();
    for (s, _) in &setup.pinned {
        for link in &setup.problem.activities[s.activity].after {
            let at = (s.start - link.lag).max(0);
            let soonest = by.entry(link.activity).or_insert(at);
            *soonest = at.min(*soonest);
        }
    }
    for (activity, at) in by {
        let before = &mut setup.problem.activities[activity];
        // A promise that is forgiven would be left out by an earlier date.
        if before.forgiven {
            continue;
        }
        let (own, weight) = before.due.map_or((at, 1), |due| (due.at, due.weight));
        before.due = Some(Due {
            at: own.min(at),
            weight: weight.saturating_mul(URGENT),
        });
    }
}

/// What a pin contradicts, as sentences without their full stops: what its session waits for, another pin, a commitment.
pub(super) fn contradictions(situation: &Situation, setup: &Setup<'_>, solution: &Solution) -> Vec<String> {
    let mut notes = Vec::new();
    let task = |i: usize| setup.tasks[setup.parts[i].task].id.as_str();
    let mine = |s: &Session| setup.parts[s.activity].phase != Phase::Run;
    for (k, (s, id)) in setup.pinned.iter().enumerate() {
        let (from, to) = (instant(setup.origin + s.start), instant(setup.origin + s.end));
        let pinned = format!("{id} is pinned to {}", shown(situation, from));
        let late = setup.problem.activities[s.activity].after.iter().find(|link| {
            matches!(solution.outcomes[link.activity], Outcome::Placed { finish, .. } if finish + link.lag > s.start)
        });
        if let Some(link) = late.filter(|link| task(link.activity) != task(s.activity)) {
            notes.push(format!(
                "{pinned}, before {}, which it waits for, can be finished (pivot unpin {id})",
                task(link.activity)
            ));
        }
        let other = setup.pinned[..k]
            .iter()
            .find(|(o, _)| o.start < s.end && s.start < o.end && mine(o) && mine(s));
        if let Some((_, other)) = other {
            notes.push(format!(
                "{pinned}, where {other} is pinned too (pivot unpin {id})"
            ));
        }
        let (events, _) = situation.events(from, to);
        if let Some(event) = events.iter().find(|e| e.blocks && mine(s)) {
            notes.push(format!(
                "{pinned}, where “{}” of calendar `{}` is (pivot unpin {id})",
                event.occurrence.summary, event.calendar
            ));
        }
    }
    notes
}
