//! What the charts of a forecast show: work done and to come, hours by week, pace by kind of task.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use pivot_domain::availability::instant;
use pivot_domain::fact::{DatedSession, Event, standing};
use pivot_domain::progress::Progress;
use pivot_domain::zones::{Zones, later};

use super::ahead::{Ahead, Model, name};
use super::at_share;
use super::pace::hours;
use super::play::{NEVER, Played};
use crate::situation::Situation;

/// So many points ahead at most.
const POINTS: i64 = 60;
/// So many weeks of hours behind and ahead at most.
const WEEKS_BEHIND: i64 = 8;
const WEEKS_AHEAD: i64 = 4;

/// What to draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Charts {
    /// Likely hours of all work, done and to come.
    pub total: f64,
    /// Likely hours of what was done, by when: of open tasks what is logged, as far as their likely hours go. Ascending, the last
    /// point now.
    pub done: Vec<(Timestamp, f64)>,
    /// What will be done, by when; ascending, the first point now.
    pub fan: Vec<FanPoint>,
    /// On which day everything is finished, in how many of the futures; ascending. Those in which something has no place are
    /// not among them.
    pub ends: Vec<(Date, usize)>,
    /// Hours by week, ascending.
    pub weeks: Vec<Week>,
    /// Pace by kind of task, in the order of the curriculum.
    pub kinds: Vec<KindPace>,
}

/// How many likely hours are done at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FanPoint {
    /// When.
    pub at: Timestamp,
    /// By the plan.
    pub planned: f64,
    /// In 90 of 100 futures at least so many.
    pub low: f64,
    /// In half of them.
    pub middle: f64,
    /// In 10 of 100.
    pub high: f64,
}

/// The hours of a week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Week {
    /// Its Monday.
    pub from: Date,
    /// Of sessions, by the schedule that was accepted last before the week was over; by today's plan for what lies ahead.
    pub planned: f64,
    /// Logged.
    pub done: f64,
    /// It has begun.
    pub begun: bool,
}

/// The pace of a kind of task.
#[derive(Clone, Debug, PartialEq)]
pub struct KindPace {
    /// The kind.
    pub kind: String,
    /// The middle of actual over estimate.
    pub median: f64,
    /// Of how many tasks.
    pub tasks: usize,
}

pub(super) fn charts(situation: &Situation, ahead: &Ahead<'_>, model: &Model, played: &Played) -> Charts {
    let done = done(situation);
    let sum = done.last().map_or(0.0, |d| d.1);
    let (left, fan) = fan(ahead, &situation.progress(), played, sum);
    Charts {
        total: sum + left,
        done,
        fan,
        ends: ends(&situation.settings.zones, ahead, played),
        weeks: weeks(situation, ahead),
        kinds: kinds(situation, model),
    }
}

/// How much of its likely hours stands as done by work on what is still open: what is logged, and no more than they are.
fn by_log(spent: SignedDuration, likely: SignedDuration) -> f64 {
    hours(spent.min(likely))
}

/// Likely hours as they were done, added up in the order of time: what is logged counts when it is logged, as far as the likely
/// hours go, and the rest of them when that time of the task is done.
fn done(situation: &Situation) -> Vec<(Timestamp, f64)> {
    let progress = situation.progress();
    let mut moments: Vec<(Timestamp, f64)> = Vec::new();
    for (id, state) in &progress.tasks {
        let own = situation.curriculum.task(id).map(|t| t.effort);
        let effort = own.or(progress.added.get(id).map(|a| a.effort));
        let Some(effort) = effort.filter(|_| !progress.dropped.contains(id)) else {
            continue;
        };
        let times: BTreeSet<u32> = state
            .work
            .iter()
            .map(|w| w.time)
            .chain(state.done.keys().copied())
            .collect();
        for time in times {
            let end = state.done.get(&time);
            let (mut spent, mut counted) = (SignedDuration::ZERO, 0.0);
            let before = |at: Timestamp| end.is_none_or(|end| at <= *end);
            for work in state.work.iter().filter(|w| w.time == time && before(w.at)) {
                spent += work.spent;
                let sum = by_log(spent, effort.likely);
                moments.push((work.at, sum - counted));
                counted = sum;
            }
            moments.extend(end.map(|at| (*at, hours(effort.likely) - counted)));
        }
    }
    moments.retain(|m| m.1 > 0.0);
    if moments.is_empty() {
        return Vec::new();
    }
    moments.sort_by_key(|m| m.0);
    let mut sum = 0.0;
    let mut points: Vec<(Timestamp, f64)> = moments
        .into_iter()
        .map(|(at, hours)| {
            sum += hours;
            (at, sum)
        })
        .collect();
    points.push((situation.now, sum));
    points
}

/// Likely hours that are open, and how they will be done by the plan and in the futures that were looked at.
fn fan(ahead: &Ahead<'_>, progress: &Progress, played: &Played, done: f64) -> (f64, Vec<FanPoint>) {
    let setup = &ahead.setup;
    // What is open of a task's likely hours stands with the piece that finishes it.
    let mut weights = vec![0.0; setup.parts.len()];
    for (i, part) in setup.parts.iter().enumerate() {
        let next = setup.parts.get(i + 1);
        let last = next.is_none_or(|n| (n.task, n.time) != (part.task, part.time));
        if last && ahead.done[i].is_none() {
            let task = &setup.tasks[part.task];
            let time = name(setup, i).time();
            let spent = progress.task(&task.id).map(|t| t.spent_on(time));
            let logged = by_log(spent.unwrap_or_default(), task.effort.likely);
            weights[i] = hours(task.effort.likely) - logged;
        }
    }
    let left: f64 = weights.iter().sum();
    let mut sorted = played.finishes.clone();
    sorted.sort_unstable();
    let mut end = at_share(&sorted, 0.95);
    if end == NEVER {
        end = sorted.iter().rev().find(|f| **f != NEVER).copied().unwrap_or(0);
    }
    if end <= 0 {
        return (left, Vec::new());
    }
    let count = (end / 288).clamp(1, POINTS);
    let at = |k: i64| end * k / count;
    let points = usize::try_from(count).unwrap_or(0) + 1;
    // What each future has done by each point: what finishes in between is added to the next one.
    let by = |finish: i64| usize::try_from((finish * count + end - 1) / end).unwrap_or(0);
    let grown = |finishes: &mut dyn Iterator<Item = (usize, i64)>| {
        let mut sums = vec![0.0; points];
        for (i, finish) in finishes {
            if let Some(sum) = sums.get_mut(by(finish.max(0))) {
                *sum += weights[i];
            }
        }
        for k in 1..points {
            sums[k] += sums[k - 1];
        }
        sums
    };
    let plan = grown(&mut ahead.planned_finishes());
    let futures: Vec<Vec<f64>> = played
        .each
        .iter()
        .map(|f| grown(&mut f.iter().enumerate().filter_map(|(i, f)| Some((i, (*f)?)))))
        .collect();
    let point = |k: usize| {
        let mut values: Vec<f64> = futures.iter().map(|f| f[k]).collect();
        values.sort_by(f64::total_cmp);
        let place = |share: f64| {
            let at = (share * values.len() as f64) as usize;
            done + values
                .get(at.min(values.len().saturating_sub(1)))
                .copied()
                .unwrap_or(0.0)
        };
        FanPoint {
            at: instant(setup.origin + at(k as i64)),
            planned: done + plan[k],
            low: place(0.1),
            middle: place(0.5),
            high: place(0.9),
        }
    };
    (left, (0..points).map(point).collect())
}

/// The futures by the day on which they end.
fn ends(zones: &Zones, ahead: &Ahead<'_>, played: &Played) -> Vec<(Date, usize)> {
    let mut sorted = played.finishes.clone();
    sorted.sort_unstable();
    let mut ends: Vec<(Date, usize)> = Vec::new();
    for same in sorted.chunk_by(|a, b| a == b).filter(|same| same[0] != NEVER) {
        let date = zones.local(instant(ahead.setup.origin + same[0])).date();
        match ends.last_mut() {
            Some(last) if last.0 == date => last.1 += same.len(),
            _ => ends.push((date, same.len())),
        }
    }
    ends
}

pub(super) fn monday(zones: &Zones, at: Timestamp) -> Date {
    let date = zones.local(at).date();
    later(date, -i64::from(date.weekday().to_monday_zero_offset()))
}

fn weeks(situation: &Situation, ahead: &Ahead<'_>) -> Vec<Week> {
    let zones = &situation.settings.zones;
    let this = monday(zones, situation.now);
    let mut first = this;
    if let Some(fact) = situation.facts.iter().map(|r| r.fact.at).min() {
        first = first.min(monday(zones, fact)).max(later(this, -7 * WEEKS_BEHIND));
    }
    let mut done: BTreeMap<Date, f64> = BTreeMap::new();
    for state in situation.progress().tasks.values() {
        for work in &state.work {
            *done.entry(monday(zones, work.at)).or_default() += hours(work.spent);
        }
    }
    let accepted: Vec<(Timestamp, &[DatedSession])> = standing(&situation.facts)
        .filter_map(|r| match &r.fact.event {
            Event::PlanAccepted(sessions) => Some((r.fact.at, sessions.as_slice())),
            _ => None,
        })
        .collect();
    let mut weeks = Vec::new();
    let mut from = first;
    while from <= later(this, 7 * (WEEKS_AHEAD - 1)) {
        let (start, end) = (zones.start_of(from), zones.start_of(later(from, 7)));
        let within = |a: Timestamp, b: Timestamp| {
            let span = b.min(end).duration_since(a.max(start));
            hours(span.max(SignedDuration::ZERO))
        };
        let mine = |task: &str| {
            situation
                .curriculum
                .task(task)
                .is_none_or(|t| t.unattended.is_none())
        };
        let planned = if from > this || accepted.is_empty() {
            let sessions = ahead.plan.sessions.iter().filter(|s| s.resource == "me");
            sessions.map(|s| within(s.start, s.end)).sum()
        } else {
            let standing = accepted.iter().rev().find(|a| a.0 <= start.max(accepted[0].0));
            let sessions = standing.map_or(&[][..], |s| s.1);
            sessions
                .iter()
                .filter(|s| mine(&s.task))
                .map(|s| within(s.start, s.end))
                .sum()
        };
        weeks.push(Week {
            from,
            planned,
            done: done.get(&from).copied().unwrap_or(0.0),
            begun: from <= this,
        });
        from = later(from, 7);
    }
    weeks
}

fn kinds(situation: &Situation, model: &Model) -> Vec<KindPace> {
    let observed = super::Observations::of(situation);
    let mut kinds: Vec<KindPace> = Vec::new();
    for task in situation.curriculum.picked() {
        if !kinds.iter().any(|k| k.kind == task.kind) {
            kinds.push(KindPace {
                kind: task.kind.clone(),
                median: model.pace.median_of(&task.kind),
                tasks: observed.tasks.iter().filter(|o| o.kind == task.kind).count(),
            });
        }
    }
    kinds
}
