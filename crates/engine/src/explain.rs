//! Why a session is not earlier, and the chain of such reasons that fixes the finish.

use crate::model::{Outcome, Problem, Session, Slot, Solution};
use std::collections::{BTreeMap, BTreeSet};

/// Something that keeps a session from starting earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It is pinned: nothing else is asked.
    Pinned,
    /// Nothing: it may start at slot 0.
    Origin,
    /// The activity's release.
    Release,
    /// A predecessor finishes, and its lag passes, just then.
    After {
        /// The predecessor.
        activity: usize,
        /// The lag in elapsed slots.
        lag: Slot,
    },
    /// It starts in the slot in which this activity finishes.
    Follows {
        /// The activity that it follows.
        activity: usize,
    },
    /// The activity's own session before it, and the gap between sessions.
    Previous {
        /// The gap in slots.
        gap: Slot,
    },
    /// A calendar is shut, or offers fewer units than the activity holds.
    Closed {
        /// For so many slots.
        slots: Slot,
    },
    /// Another activity holds what it needs.
    Busy {
        /// The other activity.
        activity: usize,
        /// For so many slots (several may hold the same slots).
        slots: Slot,
    },
    /// A quota is used up.
    Quota {
        /// The resource.
        resource: usize,
        /// The start of the period.
        period_start: Slot,
    },
    /// The activity's daily limit is reached.
    PerDay {
        /// In so many open slots.
        slots: Slot,
    },
    /// Open stretches are shorter than the shortest session.
    TooShort {
        /// So many slots in them.
        slots: Slot,
    },
    /// Open stretches were left free: the search found nothing better that uses them.
    Left {
        /// So many slots in them.
        slots: Slot,
    },
}

/// The reasons of one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionReasons {
    /// The session; a milestone's starts and ends in the same slot.
    pub session: Session,
    /// The first slot that release, predecessors and the activity's own earlier sessions permit.
    pub permitted: Slot,
    /// First what sets `permitted`, then what lies between it and the session's start.
    pub reasons: Vec<Reason>,
}

/// Why an activity is not earlier, session by session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The activity.
    pub activity: usize,
    /// One entry for each session in order of time; none for an activity without a place and without pins.
    pub sessions: Vec<SessionReasons>,
}

/// A step of the chain that fixes the finish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainLink {
    /// The activity.
    pub activity: usize,
    /// The session of it that the chain runs through; a milestone's is empty.
    pub session: Session,
    /// What keeps the session from being earlier; where that is another activity, it is the next link.
    pub reason: Reason,
}

/// Says why the sessions of a solution are where they are, again and again: the solution is looked through once.
///
/// It should be one that [`crate::check`] finds nothing wrong with; for any other the reasons mean nothing, and an index that
/// names no activity gives no sessions.
pub struct Explainer<'a> {
    view: Option<View<'a>>,
}

impl<'a> Explainer<'a> {
    /// Looks through a solution of a problem.
    #[must_use]
    pub fn new(problem: &'a Problem, solution: &'a Solution) -> Explainer<'a> {
        Explainer {
            view: View::new(problem, solution),
        }
    }

    /// Why each session of an activity does not start earlier.
    #[must_use]
    pub fn explain(&self, activity: usize) -> Explanation {
        let view = self.view.as_ref().filter(|view| activity < view.own.len());
        let sessions = view.map_or_else(Vec::new, |view| {
            let all = 0..view.spans(activity).len();
            all.map(|k| view.reasons(activity, k)).collect()
        });
        Explanation { activity, sessions }
    }

    /// The chain that fixes the finish: [`Explainer::chain_to`] the activity that finishes last. Empty where nothing is placed.
    #[must_use]
    pub fn critical_chain(&self) -> Vec<ChainLink> {
        let outcomes = self.view.iter().flat_map(|view| view.solution.outcomes.iter());
        let placed = outcomes.enumerate().filter_map(|(i, outcome)| match outcome {
            Outcome::Placed { start, finish } => Some((*finish, *start, i)),
            _ => None,
        });
        placed
            .max()
            .map_or_else(Vec::new, |(_, _, last)| self.chain_to(last))
    }

    /// The chain that fixes the finish of an activity: from its last session backwards through what holds each session back
    /// (the predecessor, the activity that it follows, or the last holder of what it needs), to one that nothing holds back
    /// but the calendar, its release or a pin. Latest first; empty where the activity has no session.
    #[must_use]
    pub fn chain_to(&self, activity: usize) -> Vec<ChainLink> {
        let view = self.view.as_ref().filter(|view| activity < view.own.len());
        view.map_or_else(Vec::new, |view| view.chain_to(activity))
    }
}

/// [`Explainer::explain`] for one question.
#[must_use]
pub fn explain(problem: &Problem, solution: &Solution, activity: usize) -> Explanation {
    Explainer::new(problem, solution).explain(activity)
}

/// [`Explainer::critical_chain`] for one question.
#[must_use]
pub fn critical_chain(problem: &Problem, solution: &Solution) -> Vec<ChainLink> {
    Explainer::new(problem, solution).critical_chain()
}

/// [`Explainer::chain_to`] for one question.
#[must_use]
pub fn chain_to(problem: &Problem, solution: &Solution, activity: usize) -> Vec<ChainLink> {
    Explainer::new(problem, solution).chain_to(activity)
}

/// A solution, indexed by activity and by resource.
struct View<'a> {
    problem: &'a Problem,
    solution: &'a Solution,
    /// Sessions of each activity, by start; one without length for a placed milestone.
    own: Vec<Vec<Session>>,
    /// Sessions on each resource, by start, each with the latest end up to it.
    on: Vec<Vec<(Session, Slot)>>,
    /// For each resource and quota what is drawn in its periods.
    drawn: Vec<Vec<Vec<i64>>>,
    follower: BTreeMap<usize, usize>,
}

impl<'a> View<'a> {
    fn new(problem: &'a Problem, solution: &'a Solution) -> Option<View<'a>> {
        let n = problem.activities.len();
        let fits =
            |s: &Session| s.activity < n && s.start >= 0 && s.start < s.end && s.end <= problem.horizon;
        let within = |outcome: &Outcome| match *outcome {
            Outcome::Placed { start, finish } => start >= 0 && start <= finish && finish <= problem.horizon,
            Outcome::Unplaced(_) | Outcome::Forgiven => true,
        };
        if problem.validate().is_err()
            || solution.outcomes.len() != n
            || !solution.outcomes.iter().all(within)
            || !solution.sessions.iter().all(fits)
        {
            return None;
        }
        let mut own: Vec<Vec<Session>> = vec![Vec::new(); n];
        for session in &solution.sessions {
            own[session.activity].push(*session);
        }
        let mut on: Vec<Vec<(Session, Slot)>> = vec![Vec::new(); problem.resources.len()];
        for (activity, sessions) in own.iter_mut().enumerate() {
            sessions.sort_unstable();
            if let (Outcome::Placed { start, finish }, 0) = (solution.outcomes[activity], sessions.len()) {
                sessions.push(Session {
                    start,
                    end: finish,
                    activity,
                });
            }
            for demand in problem.activities[activity]
                .demands
                .iter()
                .filter(|demand| demand.units > 0)
            {
                on[demand.resource].extend(sessions.iter().filter(|s| s.start < s.end).map(|s| (*s, 0)));
            }
        }
        for sessions in &mut on {
            sessions.sort_unstable();
            let mut latest = 0;
            for entry in sessions {
                latest = entry.0.end.max(latest);
                entry.1 = latest;
            }
        }
        let follower = problem
            .activities
            .iter()
            .enumerate()
            .filter_map(|(i, a)| a.follows.map(|head| (head, i)))
            .collect();
        let mut view = View {
            problem,
            solution,
            own,
            on,
            drawn: Vec::new(),
            follower,
        };
        view.drawn = view.count_draws();
        Some(view)
    }

    fn count_draws(&self) -> Vec<Vec<Vec<i64>>> {
        let quotas = |r: &crate::model::Resource| r.quotas.iter().map(|q| vec![0; q.periods.len()]).collect();
        let mut drawn: Vec<Vec<Vec<i64>>> = self.problem.resources.iter().map(quotas).collect();
        for (a, sessions) in self.problem.activities.iter().zip(&self.own) {
            for demand in &a.demands {
                for (q, quota) in self.problem.resources[demand.resource].quotas.iter().enumerate() {
                    let mut k = 0;
                    for s in sessions {
                        let mut t = s.start;
                        while t < s.end {
                            let period = quota.periods.partition_point(|period| period.0 <= t);
                            let stop = quota.periods.get(period).map_or(s.end, |next| next.0.min(s.end));
                            if period > 0 {
                                drawn[demand.resource][q][period - 1] +=
                                    draws(demand.draw, a.work, k + stop - t) - draws(demand.draw, a.work, k);
                            }
                            k += stop - t;
                            t = stop;
                        }
                    }
                }
            }
        }
        drawn
    }

    fn spans(&self, activity: usize) -> &[Session] {
        &self.own[activity]
    }

    fn gap(&self, activity: usize) -> Slot {
        self.problem.activities[activity]
            .split
            .map_or(0, |split| split.gap)
    }

    fn pinned(&self, session: &Session) -> bool {
        self.problem.activities[session.activity]
            .pins
            .contains(&(session.start, session.end))
    }

    /// What permits the first session of an activity, its followers' own waits aside.
    fn permitted(&self, activity: usize) -> (Slot, Reason) {
        let a = &self.problem.activities[activity];
        let mut best = (
            a.release,
            if a.release > 0 {
                Reason::Release
            } else {
                Reason::Origin
            },
        );
        for link in &a.after {
            if let Outcome::Placed { finish, .. } = self.solution.outcomes[link.activity]
                && finish + link.lag >= best.0
            {
                best = (
                    finish + link.lag,
                    Reason::After {
                        activity: link.activity,
                        lag: link.lag,
                    },
                );
            }
        }
        best
    }

    /// The first slot permitted to session `k` of an activity, and why.
    fn first_slot(&self, activity: usize, k: usize) -> (Slot, Reason) {
        let session = self.own[activity][k];
        if self.pinned(&session) {
            return (session.start, Reason::Pinned);
        }
        let best = self.permitted(activity);
        if let Some(head) = self.problem.activities[activity].follows
            && let Outcome::Placed { finish, .. } = self.solution.outcomes[head]
        {
            return (finish, Reason::Follows { activity: head });
        }
        if let Some(before) = k.checked_sub(1).map(|before| self.own[activity][before])
            && before.end + self.gap(activity) >= best.0
        {
            return (
                before.end + self.gap(activity),
                Reason::Previous {
                    gap: self.gap(activity),
                },
            );
        }
        // The head of a chain must also be late enough for its followers.
        let (mut best, mut current, mut offset) = (best, activity, self.problem.activities[activity].work);
        while let Some(&next) = self.follower.get(&current) {
            let (slot, reason) = self.permitted(next);
            if slot - offset > best.0 && self.problem.activities[next].pins.is_empty() {
                best = (slot - offset, reason);
            }
            offset += self.problem.activities[next].work;
            current = next;
        }
        best
    }

    fn reasons(&self, activity: usize, k: usize) -> SessionReasons {
        let session = self.own[activity][k];
        let (permitted, first) = self.first_slot(activity, k);
        let mut reasons = vec![first];
        if permitted < session.start && !matches!(first, Reason::Follows { .. }) {
            let mut tally = Tally::default();
            // A chain starts where all of it fits: what holds a follower back, holds its head back.
            let (mut member, mut offset) = (activity, 0);
            loop {
                self.tally(member, permitted + offset, session.start + offset, k, &mut tally);
                offset += self.problem.activities[member].work;
                match self.follower.get(&member) {
                    Some(&next) => member = next,
                    None => break,
                }
            }
            if member != activity && tally.closed + tally.busy.values().sum::<Slot>() > 0 {
                // What one member leaves open, another cannot use.
                (tally.left, tally.short) = (0, 0);
            }
            reasons.extend(tally.reasons());
        }
        SessionReasons {
            session,
            permitted,
            reasons,
        }
    }

    /// Counts what fills `[from, to)` for session `k` of an activity.
    fn tally(&self, activity: usize, from: Slot, to: Slot, k: usize, tally: &mut Tally) {
        let a = &self.problem.activities[activity];
        let mut edges = vec![from, to];
        for demand in a.demands.iter().filter(|demand| demand.units > 0) {
            edges.extend(
                self.windows(demand.resource, from, to)
                    .flat_map(|w| [w.start, w.end]),
            );
            edges.extend(
                self.holders(demand.resource, from, to)
                    .flat_map(|s| [s.start, s.end]),
            );
        }
        let days = &self.problem.days;
        let first_day = days.partition_point(|&day| day <= from);
        edges.extend(days[first_day..].iter().copied().take_while(|&day| day < to));
        edges.retain(|&t| (from..=to).contains(&t));
        edges.sort_unstable();
        edges.dedup();
        let mut open: Option<(Slot, Slot)> = None;
        for pair in edges.windows(2) {
            let (start, end) = (pair[0], pair[1]);
            if self.fill(activity, start, end, tally) {
                if let Some(stretch) = open.take() {
                    self.stretch(activity, k, stretch, tally);
                }
            } else {
                open = Some((open.map_or(start, |stretch| stretch.0), end));
            }
        }
        if let Some(stretch) = open {
            self.stretch(activity, k, stretch, tally);
        }
    }

    /// Whether a piece in which nothing changes is closed or busy for an activity; if so it is counted.
    fn fill(&self, activity: usize, start: Slot, end: Slot, tally: &mut Tally) -> bool {
        let mut busy = false;
        for demand in self.problem.activities[activity]
            .demands
            .iter()
            .filter(|demand| demand.units > 0)
        {
            let capacity = self
                .windows(demand.resource, start, end)
                .next()
                .map_or(0, |w| w.capacity);
            if capacity < demand.units {
                tally.closed += end - start;
                return true;
            }
            let held: i64 = self
                .holders(demand.resource, start, end)
                .filter(|s| s.activity != activity)
                .map(|s| i64::from(self.units(s.activity, demand.resource)))
                .sum();
            if i64::from(capacity) - held < i64::from(demand.units) {
                busy = true;
                for s in self
                    .holders(demand.resource, start, end)
                    .filter(|s| s.activity != activity)
                {
                    *tally.busy.entry(s.activity).or_default() += end - start;
                }
            }
        }
        busy
    }

    /// Counts an open stretch that is not used.
    fn stretch(&self, activity: usize, k: usize, (start, end): (Slot, Slot), tally: &mut Tally) {
        let a = &self.problem.activities[activity];
        let rest: Slot = self.own[activity][k.min(self.own[activity].len().saturating_sub(1))..]
            .iter()
            .map(|s| s.end - s.start)
            .sum();
        let need = a.split.map_or(a.work, |split| split.min.min(rest)).max(1);
        let slots = end - start;
        if slots < need {
            tally.short += slots;
            return;
        }
        if let Some(per_day) = a.split.and_then(|split| split.per_day) {
            let days = &self.problem.days;
            let day = days.partition_point(|&day| day <= start);
            let from = day.checked_sub(1).map_or(0, |day| days[day]);
            let to = days.get(day).copied().unwrap_or(self.problem.horizon);
            let used: Slot = self.own[activity]
                .iter()
                .map(|s| (s.end.min(to) - s.start.max(from)).max(0))
                .sum();
            if used + need > per_day {
                tally.per_day += slots;
                return;
            }
        }
        for demand in &a.demands {
            for (quota, drawn) in self.problem.resources[demand.resource]
                .quotas
                .iter()
                .zip(&self.drawn[demand.resource])
            {
                let period = quota.periods.partition_point(|period| period.0 <= start);
                let Some(period) = period.checked_sub(1) else {
                    continue;
                };
                let amount = draws(demand.draw, a.work.max(1), need);
                if amount > 0 && drawn[period] + amount > quota.periods[period].1 {
                    tally.quotas.insert((demand.resource, quota.periods[period].0));
                    return;
                }
            }
        }
        tally.left += slots;
    }

    fn units(&self, activity: usize, resource: usize) -> u32 {
        let demands = &self.problem.activities[activity].demands;
        demands
            .iter()
            .find(|demand| demand.resource == resource)
            .map_or(0, |demand| demand.units)
    }

    /// The windows of a resource that overlap `[from, to)`.
    fn windows(
        &self,
        resource: usize,
        from: Slot,
        to: Slot,
    ) -> impl Iterator<Item = &'a crate::model::Window> {
        let calendar = &self.problem.resources[resource].calendar;
        let first = calendar.partition_point(|w| w.end <= from);
        calendar[first..].iter().take_while(move |w| w.start < to)
    }

    /// The sessions on a resource that overlap `[from, to)`, latest first.
    fn holders(&self, resource: usize, from: Slot, to: Slot) -> impl Iterator<Item = Session> + '_ {
        let sessions = &self.on[resource];
        let end = sessions.partition_point(|entry| entry.0.start < to);
        sessions[..end]
            .iter()
            .rev()
            .take_while(move |entry| entry.1 > from)
            .map(|entry| entry.0)
            .filter(move |s| s.end > from)
    }

    fn chain_to(&self, activity: usize) -> Vec<ChainLink> {
        let mut chain = Vec::new();
        let mut activity = activity;
        let mut k = self.spans(activity).len().saturating_sub(1);
        // A step goes to an earlier session or to a predecessor, but for the head of a chain of followers: that may wait for
        // what a follower waits for, which in turn may wait for the head. There the chain ends.
        let mut seen = BTreeSet::new();
        while let Some(&session) = self.spans(activity).get(k) {
            if !seen.insert((activity, k)) {
                break;
            }
            let reasons = self.reasons(activity, k).reasons;
            let (reason, next) = self.binding(&session, k, &reasons);
            let gap = self.gap(activity);
            if reason != (Reason::Previous { gap }) {
                chain.push(ChainLink {
                    activity,
                    session,
                    reason,
                });
            }
            let Some(next) = next else { break };
            (activity, k) = next;
        }
        chain
    }

    /// What holds a session back most closely, and the session that is the next link of the chain.
    fn binding(&self, session: &Session, k: usize, reasons: &[Reason]) -> (Reason, Option<(usize, usize)>) {
        let first = reasons.first().copied().unwrap_or(Reason::Origin);
        let last_of = |activity: usize| (activity, self.own[activity].len().saturating_sub(1));
        // Of those that hold what it needs, the one that gives it back last.
        let mut holder: Option<(Slot, usize, usize, Reason)> = None;
        for &reason in reasons {
            if let Reason::Busy { activity, .. } = reason {
                let before = self.own[activity].partition_point(|s| s.end <= session.start);
                if let Some(at) = before.checked_sub(1) {
                    let end = self.own[activity][at].end;
                    if holder.is_none_or(|other| (other.0, other.1) < (end, activity)) {
                        holder = Some((end, activity, at, reason));
                    }
                }
            }
        }
        if let Some((_, activity, at, reason)) = holder {
            return (reason, Some((activity, at)));
        }
        match first {
            Reason::After { activity, .. } | Reason::Follows { activity } => (first, Some(last_of(activity))),
            Reason::Previous { .. } => (first, k.checked_sub(1).map(|before| (session.activity, before))),
            _ => (first, None),
        }
    }
}

fn draws(draw: i64, work: Slot, k: Slot) -> i64 {
    (i128::from(k) * i128::from(draw) / i128::from(work.max(1))) as i64
}

/// Slots by reason.
#[derive(Default)]
struct Tally {
    closed: Slot,
    busy: BTreeMap<usize, Slot>,
    quotas: BTreeSet<(usize, Slot)>,
    per_day: Slot,
    short: Slot,
    left: Slot,
}

impl Tally {
    fn reasons(self) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = self
            .busy
            .into_iter()
            .map(|(activity, slots)| Reason::Busy { activity, slots })
            .collect();
        reasons.extend(
            self.quotas
                .into_iter()
                .map(|(resource, period_start)| Reason::Quota {
                    resource,
                    period_start,
                }),
        );
        let rest = [
            (self.closed, Reason::Closed { slots: self.closed }),
            (self.per_day, Reason::PerDay { slots: self.per_day }),
            (self.short, Reason::TooShort { slots: self.short }),
            (self.left, Reason::Left { slots: self.left }),
        ];
        reasons.extend(
            rest.into_iter()
                .filter(|(slots, _)| *slots > 0)
                .map(|(_, reason)| reason),
        );
        reasons
    }
}
