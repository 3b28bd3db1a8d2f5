//! Checks a solution against the definitions in `model`, and against nothing else: no code is shared with the solver.

use crate::model::{Activity, Outcome, Problem, Session, Slot, Solution, Why};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::mem::discriminant;

/// A rule that a solution breaks. Activities, resources and quotas are indices into the problem's lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// The problem itself is not valid, so nothing can be said.
    Problem,
    /// There is not one outcome for each activity, or one begins before 0 or ends after the horizon.
    Outcomes,
    /// A session names no activity, is empty, starts before 0 or ends after the horizon.
    Outside(Session),
    /// A session stands before one that it should follow in the list.
    Unsorted(Session),
    /// A pin is not among the sessions.
    PinMoved {
        /// The activity.
        activity: usize,
        /// The pin's place in its list.
        pin: usize,
    },
    /// An activity that has no place, or a milestone, has a session that is no pin.
    Stray(Session),
    /// A placed activity's sessions do not add up to its work.
    Work {
        /// The activity.
        activity: usize,
        /// What its sessions add up to.
        slots: Slot,
    },
    /// An outcome's start or finish is not that of its sessions.
    Span {
        /// The activity.
        activity: usize,
        /// Start and finish of its sessions.
        sessions: (Slot, Slot),
    },
    /// An activity that cannot be divided has more than one session besides its pins.
    Divided(usize),
    /// A session is shorter than permitted and does not finish the activity.
    TooShort(Session),
    /// A session is longer than permitted.
    TooLong(Session),
    /// A session overlaps the activity's own one before it, or lies too near to it.
    Gap(Session),
    /// Too much of an activity on the day that starts at `day`.
    PerDay {
        /// The activity.
        activity: usize,
        /// The start of the day; the horizon's beginning for time before the first day.
        day: Slot,
        /// Slots of it in that day.
        slots: Slot,
    },
    /// A resource is used while its calendar offers nothing.
    Closed {
        /// The resource.
        resource: usize,
        /// The first such slot.
        at: Slot,
    },
    /// More of a resource is held than it has.
    Overload {
        /// The resource.
        resource: usize,
        /// The first such slot.
        at: Slot,
        /// Units held by sessions that are not pins.
        held: i64,
        /// Units left for them.
        free: i64,
    },
    /// More is drawn in a period than a quota allows.
    Quota {
        /// The resource.
        resource: usize,
        /// The quota's place in its list.
        quota: usize,
        /// The period's place in the quota.
        period: usize,
        /// What is drawn.
        drawn: i64,
    },
    /// A session starts before its activity's release.
    Release(Session),
    /// A session starts before a predecessor has finished and its lag has passed.
    Precedence {
        /// The session.
        session: Session,
        /// The predecessor.
        predecessor: usize,
    },
    /// An activity does not start in the slot in which the one it follows finishes.
    Follows(usize),
    /// An activity has another kind of outcome than one of its chain of followers before it: a chain is placed as one
    /// block or not at all, but for what is pinned.
    Torn(usize),
    /// An activity is placed, or forgiven, though this predecessor has no place.
    NotWaiting {
        /// The activity.
        activity: usize,
        /// The predecessor.
        predecessor: usize,
    },
    /// An activity is said to wait for one that it does not wait for, or that has a place.
    WaitsForNothing(usize),
    /// An activity has no place because of its calendars, it is said, and they offer what it needs; or the reverse.
    Why(usize),
    /// An activity is forgiven that is no promise.
    NotForgivable(usize),
    /// A promise is kept, but late: it should be left out.
    KeptLate(usize),
    /// A number of the cost is wrong.
    Cost {
        /// The field.
        field: &'static str,
        /// What the solution says.
        said: i64,
        /// What it is.
        is: i64,
    },
    /// The bound is later than the finish.
    Bound,
    /// `proven` is not what bound, finish and outcomes say.
    Proven,
    /// `feasible` is not what deadlines and outcomes say.
    Feasible,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |s: &Session| format!("session {}..{} of activity {}", s.start, s.end, s.activity);
        match self {
            Violation::Problem => write!(f, "the problem itself is not valid"),
            Violation::Outcomes => write!(f, "there is not one outcome for each activity"),
            Violation::Outside(s) => write!(f, "{} is empty, out of range or of no activity", of(s)),
            Violation::Unsorted(s) => write!(f, "{} is out of order", of(s)),
            Violation::PinMoved { activity, pin } => {
                write!(f, "pin {pin} of activity {activity} is not kept")
            }
            Violation::Stray(s) => write!(f, "{} should not exist", of(s)),
            Violation::Work { activity, slots } => {
                write!(
                    f,
                    "the sessions of activity {activity} add up to {slots} slots, not to its work"
                )
            }
            Violation::Span {
                activity,
                sessions: (start, finish),
            } => {
                write!(
                    f,
                    "activity {activity} lasts from {start} to {finish}, which is not its outcome"
                )
            }
            Violation::Divided(a) => write!(f, "activity {a} cannot be divided, and is"),
            Violation::TooShort(s) => write!(f, "{} is too short", of(s)),
            Violation::TooLong(s) => write!(f, "{} is too long", of(s)),
            Violation::Gap(s) => write!(f, "{} is too near to the one before it", of(s)),
            Violation::PerDay { activity, day, slots } => {
                write!(
                    f,
                    "activity {activity} takes {slots} slots of the day that starts at {day}"
                )
            }
            Violation::Closed { resource, at } => {
                write!(f, "resource {resource} is used at {at} while it is closed")
            }
            Violation::Overload {
                resource,
                at,
                held,
                free,
            } => {
                write!(
                    f,
                    "{held} units of resource {resource} are held at {at} where {free} are free"
                )
            }
            Violation::Quota {
                resource,
                quota,
                period,
                drawn,
            } => {
                write!(
                    f,
                    "{drawn} are drawn from period {period} of quota {quota} of resource {resource}"
                )
            }
            Violation::Release(s) => write!(f, "{} starts before the release", of(s)),
            Violation::Precedence { session, predecessor } => {
                write!(f, "{} starts too soon after activity {predecessor}", of(session))
            }
            Violation::Follows(a) => {
                write!(f, "activity {a} does not start where the one it follows finishes")
            }
            Violation::Torn(a) => {
                write!(
                    f,
                    "activity {a} is not placed, or left out, together with its chain"
                )
            }
            Violation::NotWaiting {
                activity,
                predecessor,
            } => {
                write!(
                    f,
                    "activity {activity} does not wait for activity {predecessor}, which has no place"
                )
            }
            Violation::WaitsForNothing(a) => {
                write!(f, "what activity {a} is said to wait for does not hold it back")
            }
            Violation::Why(a) => write!(
                f,
                "activity {a} has no place for another reason than the one given"
            ),
            Violation::NotForgivable(a) => write!(f, "activity {a} is forgiven and is no promise"),
            Violation::KeptLate(a) => write!(f, "activity {a} is a promise kept too late"),
            Violation::Cost { field, said, is } => write!(f, "cost: {field} is {is}, not {said}"),
            Violation::Bound => write!(f, "the bound is later than the finish"),
            Violation::Proven => write!(f, "proven is wrong"),
            Violation::Feasible => write!(f, "feasible is wrong"),
        }
    }
}

/// Every rule that a solution of a valid problem breaks; none if it is a schedule in the sense of the model.
///
/// Sessions that are pins are exempt from calendars, quotas, the shape of a split, release and predecessors. They
/// take up capacity and quotas: what they leave, if anything, is for the others. What is wrong with the lists
/// themselves is reported alone, since nothing else can then be computed.
#[must_use]
pub fn check(problem: &Problem, solution: &Solution) -> Vec<Violation> {
    if problem.validate().is_err() {
        return vec![Violation::Problem];
    }
    let n = problem.activities.len();
    let mut broken = Vec::new();
    let outside = |outcome: &Outcome| match *outcome {
        Outcome::Placed { start, finish } => start.min(finish) < 0 || start.max(finish) > problem.horizon,
        Outcome::Unplaced(_) | Outcome::Forgiven => false,
    };
    if solution.outcomes.len() != n || solution.outcomes.iter().any(outside) {
        broken.push(Violation::Outcomes);
    }
    for s in &solution.sessions {
        if s.activity >= n || s.start < 0 || s.end <= s.start || s.end > problem.horizon {
            broken.push(Violation::Outside(*s));
        }
    }
    if !broken.is_empty() {
        return broken;
    }
    for pair in solution.sessions.windows(2) {
        if pair[0] > pair[1] {
            broken.push(Violation::Unsorted(pair[0]));
        }
    }
    let mut own: Vec<Vec<Session>> = vec![Vec::new(); n];
    for s in &solution.sessions {
        own[s.activity].push(*s);
    }
    let mut checked = Vec::with_capacity(n);
    for (i, mut sessions) in own.into_iter().enumerate() {
        sessions.sort_unstable();
        let free = take_pins(i, &problem.activities[i], &sessions, &mut broken);
        checked.push(Work { sessions, free });
    }
    for i in 0..n {
        check_activity(problem, solution, i, &checked, &mut broken);
        check_waits(problem, solution, i, &checked, &mut broken);
    }
    for resource in 0..problem.resources.len() {
        check_capacity(problem, resource, &checked, &mut broken);
    }
    check_quotas(problem, &checked, &mut broken);
    check_cost(problem, solution, &mut broken);
    broken
}

/// The sessions of an activity, and for each whether it is free (no pin).
struct Work {
    sessions: Vec<Session>,
    free: Vec<bool>,
}

impl Work {
    fn free(&self) -> impl Iterator<Item = &Session> + '_ {
        self.sessions
            .iter()
            .zip(&self.free)
            .filter(|(_, free)| **free)
            .map(|(s, _)| s)
    }
}

/// Marks which sessions are free, and reports pins that are not among them.
fn take_pins(activity: usize, a: &Activity, sessions: &[Session], broken: &mut Vec<Violation>) -> Vec<bool> {
    let mut free = vec![true; sessions.len()];
    for (pin, &(start, end)) in a.pins.iter().enumerate() {
        match (0..sessions.len()).find(|&k| free[k] && (sessions[k].start, sessions[k].end) == (start, end)) {
            Some(k) => free[k] = false,
            None => broken.push(Violation::PinMoved { activity, pin }),
        }
    }
    free
}

fn pinned_whole(a: &Activity) -> bool {
    a.work > 0 && a.pins.iter().map(|pin| pin.1 - pin.0).sum::<Slot>() == a.work
}

fn check_activity(
    problem: &Problem,
    solution: &Solution,
    i: usize,
    all: &[Work],
    broken: &mut Vec<Violation>,
) {
    let a = &problem.activities[i];
    let work = &all[i];
    let (start, finish) = match solution.outcomes[i] {
        Outcome::Placed { start, finish } => (start, finish),
        Outcome::Unplaced(_) | Outcome::Forgiven => {
            broken.extend(work.free().map(|s| Violation::Stray(*s)));
            return;
        }
    };
    let slots = work.sessions.iter().map(|s| s.end - s.start).sum();
    if a.work == 0 {
        broken.extend(work.free().map(|s| Violation::Stray(*s)));
        if start != finish || start < 0 || start > problem.horizon {
            broken.push(Violation::Span {
                activity: i,
                sessions: (start, start),
            });
        }
        if start < a.release {
            broken.push(Violation::Release(Session {
                start,
                end: finish,
                activity: i,
            }));
        }
    } else if slots != a.work {
        broken.push(Violation::Work { activity: i, slots });
    }
    if let (Some(first), Some(last)) = (work.sessions.first(), work.sessions.iter().map(|s| s.end).max())
        && (first.start, last) != (start, finish)
    {
        broken.push(Violation::Span {
            activity: i,
            sessions: (first.start, last),
        });
    }
    if a.forgiven && !pinned_whole(a) && a.due.is_some_and(|due| finish > due.at) {
        broken.push(Violation::KeptLate(i));
    }
    broken.extend(
        work.free()
            .filter(|s| s.start < a.release)
            .map(|s| Violation::Release(*s)),
    );
    check_shape(problem, i, work, broken);
}

fn check_shape(problem: &Problem, i: usize, work: &Work, broken: &mut Vec<Violation>) {
    let a = &problem.activities[i];
    let gap = a.split.map_or(0, |split| split.gap);
    for (pair, free) in work.sessions.windows(2).zip(work.free.windows(2)) {
        if (free[0] || free[1]) && pair[1].start < pair[0].end + gap {
            broken.push(Violation::Gap(pair[1]));
        }
    }
    let Some(split) = a.split else {
        if work.free().count() > 1 {
            broken.push(Violation::Divided(i));
        }
        return;
    };
    let last = work.free().map(|s| s.start).max();
    for s in work.free() {
        if s.end - s.start < split.min && Some(s.start) != last {
            broken.push(Violation::TooShort(*s));
        }
        if s.end - s.start > split.max {
            broken.push(Violation::TooLong(*s));
        }
    }
    let Some(per_day) = split.per_day else { return };
    // Day -> slots in it, and how many of them are free.
    let mut days: BTreeMap<usize, (Slot, Slot)> = BTreeMap::new();
    for (s, free) in work.sessions.iter().zip(&work.free) {
        let mut t = s.start;
        while t < s.end {
            let day = problem.days.partition_point(|&start| start <= t);
            let stop = problem.days.get(day).map_or(s.end, |&next| next.min(s.end));
            let entry = days.entry(day).or_default();
            entry.0 += stop - t;
            entry.1 += if *free { stop - t } else { 0 };
            t = stop;
        }
    }
    for (day, (slots, free)) in days {
        if slots > per_day && free > 0 {
            let day = if day == 0 { 0 } else { problem.days[day - 1] };
            broken.push(Violation::PerDay {
                activity: i,
                day,
                slots,
            });
        }
    }
}

fn check_waits(problem: &Problem, solution: &Solution, i: usize, all: &[Work], broken: &mut Vec<Violation>) {
    let a = &problem.activities[i];
    let outcome = solution.outcomes[i];
    let fixed = pinned_whole(a);
    if outcome == Outcome::Forgiven && !a.forgiven {
        broken.push(Violation::NotForgivable(i));
    }
    if fixed && !matches!(outcome, Outcome::Placed { .. }) {
        broken.push(Violation::Work {
            activity: i,
            slots: a.work,
        });
    }
    for link in &a.after {
        let predecessor = link.activity;
        match (outcome, solution.outcomes[predecessor]) {
            (Outcome::Placed { start, finish }, Outcome::Placed { finish: before, .. }) => {
                let early = |s: &&Session| s.start < before + link.lag;
                if let Some(&session) = all[i].free().find(early) {
                    broken.push(Violation::Precedence { session, predecessor });
                } else if a.work == 0 && start < before + link.lag {
                    let session = Session {
                        start,
                        end: finish,
                        activity: i,
                    };
                    broken.push(Violation::Precedence { session, predecessor });
                }
            }
            (Outcome::Placed { .. } | Outcome::Forgiven, Outcome::Unplaced(_)) if !fixed => {
                broken.push(Violation::NotWaiting {
                    activity: i,
                    predecessor,
                });
            }
            _ => {}
        }
    }
    if let Some(head) = a.follows {
        match (outcome, solution.outcomes[head]) {
            (Outcome::Placed { start, .. }, Outcome::Placed { finish, .. })
                if start != finish && !(fixed && pinned_whole(&problem.activities[head])) =>
            {
                broken.push(Violation::Follows(i));
            }
            (Outcome::Placed { .. } | Outcome::Forgiven, Outcome::Unplaced(_)) if !fixed => {
                broken.push(Violation::NotWaiting {
                    activity: i,
                    predecessor: head,
                });
            }
            _ => {}
        }
    }
    let mut before = a.follows;
    while let Some(head) = before.filter(|&head| pinned_whole(&problem.activities[head])) {
        before = problem.activities[head].follows;
    }
    let alike = |head: usize| discriminant(&outcome) == discriminant(&solution.outcomes[head]);
    if !fixed && before.is_some_and(|head| !alike(head)) {
        broken.push(Violation::Torn(i));
    }
    match outcome {
        Outcome::Unplaced(Why::Waits(other)) => {
            let waits = other < problem.activities.len()
                && matches!(solution.outcomes[other], Outcome::Unplaced(_))
                && (a.after.iter().any(|link| link.activity == other)
                    || a.follows == Some(other)
                    || problem.activities[other].follows == Some(i));
            if !waits {
                broken.push(Violation::WaitsForNothing(i));
            }
        }
        Outcome::Unplaced(why) if (why == Why::NoWindow) == ever_open(problem, a) => {
            broken.push(Violation::Why(i));
        }
        _ => {}
    }
}

/// Whether the calendars alone ever offer a stretch for the activity's shortest session.
fn ever_open(problem: &Problem, a: &Activity) -> bool {
    let rest = a.work - a.pins.iter().map(|pin| pin.1 - pin.0).sum::<Slot>();
    let need = a.split.map_or(rest, |split| split.min.min(rest));
    let mut open = vec![(0, problem.horizon)];
    for demand in a.demands.iter().filter(|demand| demand.units > 0) {
        let mut windows: Vec<(Slot, Slot)> = Vec::new();
        for w in problem.resources[demand.resource]
            .calendar
            .iter()
            .filter(|w| w.capacity >= demand.units)
        {
            match windows.last_mut() {
                Some(last) if last.1 == w.start => last.1 = w.end,
                _ => windows.push((w.start, w.end)),
            }
        }
        let mut both = Vec::new();
        let (mut x, mut y) = (0, 0);
        while x < open.len() && y < windows.len() {
            let (start, end) = (open[x].0.max(windows[y].0), open[x].1.min(windows[y].1));
            if start < end {
                both.push((start, end));
            }
            if open[x].1 < windows[y].1 { x += 1 } else { y += 1 }
        }
        open = both;
    }
    need == 0 || open.iter().any(|(start, end)| end - start >= need)
}

/// At every moment, what free sessions hold is at most what the calendar offers less what pins hold.
fn check_capacity(problem: &Problem, resource: usize, all: &[Work], broken: &mut Vec<Violation>) {
    // At a slot: changes of (capacity, held by pins, held by free sessions).
    let mut changes: BTreeMap<Slot, (i64, i64, i64)> = BTreeMap::new();
    for w in &problem.resources[resource].calendar {
        changes.entry(w.start).or_default().0 += i64::from(w.capacity);
        changes.entry(w.end).or_default().0 -= i64::from(w.capacity);
    }
    for (a, work) in problem.activities.iter().zip(all) {
        let Some(demand) = a.demands.iter().find(|demand| demand.resource == resource) else {
            continue;
        };
        let units = i64::from(demand.units);
        for (s, free) in work.sessions.iter().zip(&work.free) {
            for (t, sign) in [(s.start, units), (s.end, -units)] {
                let change = changes.entry(t).or_default();
                if *free { change.2 += sign } else { change.1 += sign }
            }
        }
    }
    let (mut capacity, mut pins, mut held) = (0, 0, 0);
    for (at, change) in changes {
        capacity += change.0;
        pins += change.1;
        held += change.2;
        let free = (capacity - pins).max(0);
        if held > 0 && capacity == 0 {
            broken.push(Violation::Closed { resource, at });
            return;
        }
        if held > free {
            broken.push(Violation::Overload {
                resource,
                at,
                held,
                free,
            });
            return;
        }
    }
}

/// In every period, what is drawn is at most the limit, unless pins alone draw in it.
fn check_quotas(problem: &Problem, all: &[Work], broken: &mut Vec<Violation>) {
    // For each resource, quota and period: drawn in all, and by free sessions.
    let mut drawn: Vec<Vec<Vec<(i64, i64)>>> = problem
        .resources
        .iter()
        .map(|r| r.quotas.iter().map(|q| vec![(0, 0); q.periods.len()]).collect())
        .collect();
    for (a, work) in problem.activities.iter().zip(all) {
        for demand in &a.demands {
            // Sessions that are too many are reported elsewhere, and draw no more than the whole work.
            let total = |k: Slot| {
                (i128::from(k.min(a.work)) * i128::from(demand.draw) / i128::from(a.work.max(1))) as i64
            };
            let quotas = &problem.resources[demand.resource].quotas;
            for (quota, drawn) in quotas.iter().zip(&mut drawn[demand.resource]) {
                let mut k = 0;
                for (s, free) in work.sessions.iter().zip(&work.free) {
                    let mut t = s.start;
                    while t < s.end {
                        let next = quota.periods.partition_point(|period| period.0 <= t);
                        let stop = quota
                            .periods
                            .get(next)
                            .map_or(s.end, |period| period.0.min(s.end));
                        let amount = total(k + stop - t) - total(k);
                        if next > 0 {
                            drawn[next - 1].0 += amount;
                            drawn[next - 1].1 += if *free { amount } else { 0 };
                        }
                        k += stop - t;
                        t = stop;
                    }
                }
            }
        }
    }
    for (resource, quotas) in drawn.iter().enumerate() {
        for (quota, periods) in quotas.iter().enumerate() {
            for (period, &(drawn, free)) in periods.iter().enumerate() {
                if free > 0 && drawn > problem.resources[resource].quotas[quota].periods[period].1 {
                    broken.push(Violation::Quota {
                        resource,
                        quota,
                        period,
                        drawn,
                    });
                }
            }
        }
    }
}

fn check_cost(problem: &Problem, solution: &Solution, broken: &mut Vec<Violation>) {
    let (mut unplaced, mut overrun, mut lateness, mut finish_all, mut forgiven) = (0, 0, 0, 0, 0);
    let mut all_placed = true;
    for (a, outcome) in problem.activities.iter().zip(&solution.outcomes) {
        match *outcome {
            Outcome::Placed { finish, .. } => {
                finish_all = finish_all.max(finish);
                overrun += a.deadline.map_or(0, |deadline| (finish - deadline).max(0));
                lateness += a
                    .due
                    .map_or(0, |due| (finish - due.at).max(0) * i64::from(due.weight));
            }
            Outcome::Unplaced(_) => {
                all_placed = false;
                let rest = a.work - a.pins.iter().map(|pin| pin.1 - pin.0).sum::<Slot>();
                unplaced += if a.work == 0 { 1 } else { rest };
            }
            Outcome::Forgiven => forgiven += 1,
        }
    }
    // A session that is kept stands in both lists.
    let now: BTreeSet<&Session> = solution.sessions.iter().collect();
    let moved = problem.known.iter().filter(|known| !now.contains(known)).count();
    let cost = &solution.cost;
    for (field, said, is) in [
        ("unplaced", cost.unplaced, unplaced),
        ("overrun", cost.overrun, overrun),
        ("lateness", cost.lateness, lateness),
        ("finish", cost.finish, finish_all),
        ("forgiven", cost.forgiven as i64, forgiven),
        ("sessions", cost.sessions as i64, solution.sessions.len() as i64),
        ("moved", cost.moved as i64, moved as i64),
    ] {
        if said != is {
            broken.push(Violation::Cost { field, said, is });
        }
    }
    if solution.bound > finish_all {
        broken.push(Violation::Bound);
    }
    if solution.proven != (solution.bound == finish_all && all_placed) {
        broken.push(Violation::Proven);
    }
    if solution.feasible != (all_placed && overrun == 0) {
        broken.push(Violation::Feasible);
    }
}
