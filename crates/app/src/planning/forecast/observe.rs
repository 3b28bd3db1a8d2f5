//! What the journal tells of a person: how long tasks took, which days were lost, what was added.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use pivot_domain::availability::{self as when, Stretch, instant, slot_from, slot_to};
use pivot_domain::curriculum::{Effort, Task};
use pivot_domain::fact::{DatedSession, Event, standing};
use pivot_domain::zones::next_day;

use super::losses::{Losses, PastDay, Scope};
use super::pace::{MEDIAN, Observed, Pace, hours};
use crate::situation::Situation;

/// A day with fewer open hours than this tells nothing.
const LEAST_HOURS: f64 = 0.4;

/// What the journal tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Observations {
    /// Tasks that are done and have time logged, each time of a repeated one.
    pub tasks: Vec<Observed>,
    /// Days since the first fact that had open hours and something to do in them, without today.
    pub days: Vec<PastDay>,
    /// Hours of the tasks that were added since work began.
    pub added: Vec<f64>,
    /// Likely hours of what is done.
    pub done: f64,
}

impl Observations {
    /// Reads the journal of a situation.
    pub fn of(situation: &Situation) -> Observations {
        let progress = situation.progress();
        let efforts = efforts_before(situation);
        let task = |id: &str| situation.curriculum.task(id);
        let (mut tasks, mut done, mut silent) = (Vec::new(), 0.0, Vec::new());
        for (id, state) in &progress.tasks {
            let added = progress.added.get(id);
            let kind = task(id).map(|t| &t.kind).or(added.map(|a| &a.kind));
            let now = task(id).map(|t| t.effort).or(added.map(|a| a.effort));
            let (Some(kind), Some(now)) = (kind, now) else {
                continue;
            };
            for (&time, &at) in &state.done {
                let effort = efforts.get(&(id.as_str(), time)).copied().unwrap_or(now);
                let actual = state.spent_on(time);
                done += hours(effort.likely);
                if actual > SignedDuration::ZERO {
                    tasks.push(Observed {
                        kind: kind.clone(),
                        effort,
                        actual,
                    });
                } else if !task(id).is_some_and(|t| t.session.whole) {
                    silent.push((at, hours(effort.likely) * MEDIAN));
                }
            }
        }
        Observations {
            tasks,
            days: past_days(situation, &silent),
            added: added(situation, &progress.dropped),
            done,
        }
    }

    /// What is learned of the person's pace.
    pub fn pace(&self) -> Pace {
        Pace::learn(&self.tasks)
    }

    /// What is learned of lost days.
    pub fn losses(&self) -> Losses {
        Losses::learn(&self.days)
    }

    /// What is learned of added work.
    pub fn scope(&self) -> Scope {
        Scope::learn(&self.added, self.done)
    }
}

/// The estimate of each time of a task as it stood when work on it began: one that is mended on the way tells nothing of
/// how good the first one was.
fn efforts_before(situation: &Situation) -> BTreeMap<(&str, u32), Effort> {
    let mut now: BTreeMap<&str, Effort> = BTreeMap::new();
    let mut before = BTreeMap::new();
    for recorded in standing(&situation.facts) {
        match &recorded.fact.event {
            Event::EstimateChanged { task, effort, .. } => {
                now.insert(task, *effort);
            }
            Event::TaskAdded(added) => {
                now.insert(&added.id, added.effort);
            }
            Event::Started(part)
            | Event::Stopped { part, .. }
            | Event::Logged { part, .. }
            | Event::Done(part) => {
                let own = situation.curriculum.task(&part.task).map(|t: &Task| t.effort);
                if let Some(effort) = now.get(part.task.as_str()).copied().or(own) {
                    before.entry((part.task.as_str(), part.time())).or_insert(effort);
                }
            }
            _ => {}
        }
    }
    before
}

/// Likely hours of each task that was added after work had begun and was not dropped.
fn added(situation: &Situation, dropped: &BTreeSet<String>) -> Vec<f64> {
    let work = |e: &Event| matches!(e, Event::Logged { .. } | Event::Stopped { .. } | Event::Done(_));
    let mut begun = false;
    let mut hours_of = BTreeMap::new();
    for recorded in standing(&situation.facts) {
        match &recorded.fact.event {
            Event::TaskAdded(added) if begun && !dropped.contains(&added.id) => {
                hours_of.insert(added.id.as_str(), hours(added.effort.likely));
            }
            event => begun |= work(event),
        }
    }
    hours_of.into_values().collect()
}

/// The days since the first fact, without today: what could have been worked in them, by the hours and, where a schedule was
/// accepted by then, by its sessions; and what was. `silent` are tasks that were done at the desk without any time logged, with
/// the hours that they will have taken: these are spread over the free hours before.
fn past_days(situation: &Situation, silent: &[(Timestamp, f64)]) -> Vec<PastDay> {
    let settings = &situation.settings;
    let zones = &settings.zones;
    let today = zones.local(situation.now).date();
    let Some(first) = situation.facts.iter().map(|r| r.fact.at).min() else {
        return Vec::new();
    };
    let first = zones.local(first).date().max(settings.start);
    if first >= today {
        return Vec::new();
    }
    let (from, to) = (slot_from(zones.start_of(first)), slot_to(zones.start_of(today)));
    let (busy, _) = situation.busy(instant(from), instant(to));
    let desk = when::person(settings, &busy, from, to).study;
    let schedules = schedules(situation);
    let mut worked: BTreeMap<Date, f64> = BTreeMap::new();
    for state in situation.progress().tasks.values() {
        for work in &state.work {
            *worked.entry(zones.local(work.at).date()).or_default() += hours(work.spent);
        }
    }
    let mut days: Vec<(Date, PastDay)> = Vec::new();
    let mut date = first;
    while date < today {
        let (start, end) = (zones.start_of(date), zones.start_of(next_day(date)));
        let slots = (slot_from(start), slot_to(end));
        // A schedule that is over tells nothing.
        let standing = schedules.iter().rev().find(|s| s.0 <= start);
        let planned = standing.map(|s| s.1).filter(|s| s.iter().any(|s| s.end > start));
        let mut open = open_hours(&desk, slots, planned);
        if let Some(limit) = settings.hours_on(date).daily_limit {
            open = open.min(hours(limit));
        }
        if open >= LEAST_HOURS {
            let worked = worked.get(&date).copied().unwrap_or(0.0);
            days.push((date, PastDay { open, worked }));
        }
        date = next_day(date);
    }
    for &(at, mut rest) in silent {
        let by = zones.local(at).date();
        for (_, day) in days.iter_mut().rev().filter(|d| d.0 <= by) {
            let takes = rest.min((day.open - day.worked).max(0.0));
            day.worked += takes;
            rest -= takes;
        }
    }
    days.into_iter().map(|d| d.1).collect()
}

/// The schedules that were accepted, each from when on.
fn schedules(situation: &Situation) -> Vec<(Timestamp, &[DatedSession])> {
    let accepted = standing(&situation.facts).filter_map(|r| match &r.fact.event {
        Event::PlanAccepted(sessions) => Some((r.fact.at, sessions.as_slice())),
        _ => None,
    });
    accepted.collect()
}

/// Hours of the desk in `[from, to)`, those with a session of the schedule where there is one.
fn open_hours(desk: &[Stretch], (from, to): Stretch, planned: Option<&[DatedSession]>) -> f64 {
    let first = desk.partition_point(|d| d.1 <= from);
    let mine = desk[first..].iter().take_while(|d| d.0 < to);
    let mine: Vec<Stretch> = mine.map(|d| (d.0.max(from), d.1.min(to))).collect();
    let slots: i64 = match planned {
        None => mine.iter().map(|d| d.1 - d.0).sum(),
        Some(sessions) => {
            let mut taken: Vec<Stretch> = sessions
                .iter()
                .map(|s| (slot_from(s.start).max(from), slot_to(s.end).min(to)))
                .filter(|s| s.0 < s.1)
                .collect();
            taken.sort_unstable();
            let mut at = i64::MIN;
            let mut sum = 0;
            for (a, b) in taken {
                let a = a.max(at);
                sum += mine.iter().map(|d| (d.1.min(b) - d.0.max(a)).max(0)).sum::<i64>();
                at = at.max(b);
            }
            sum
        }
    };
    slots as f64 / 12.0
}
