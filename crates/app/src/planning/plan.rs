//! A solution becomes a plan: dated sessions, steps, lateness, what has no place.

use jiff::{SignedDuration, Timestamp};
use pivot_domain::availability::{duration, instant};
use pivot_domain::curriculum::{Curriculum, Step};
use pivot_domain::fact::DatedSession;
use pivot_domain::settings::Settings;
use pivot_domain::zones::Zones;
use pivot_engine::{Options, Outcome, Session, Solution, Why};

use super::problem::{Estimate, Hours, LONGEST_DAYS, Phase, Setup, build_unknowing, origin};
use super::{known, numbers, pins};
use crate::error::Error;
use crate::situation::Situation;

/// A schedule with dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The moment it was made for.
    pub now: Timestamp,
    /// The person's clock.
    pub zones: Zones,
    /// When the last session ends; the beginning where there is nothing to do.
    pub finish: Timestamp,
    /// No schedule ends before this.
    pub bound: Timestamp,
    /// The finish is the earliest there is.
    pub proven: bool,
    /// Everything has a place and every hard deadline is kept.
    pub feasible: bool,
    /// Sorted by start.
    pub sessions: Vec<PlannedSession>,
    /// In the order of their numbers.
    pub steps: Vec<PlannedStep>,
    /// What finishes after its deadline, soonest deadline first.
    pub late: Vec<Late>,
    /// What has no place, in the order of the curriculum.
    pub unplaced: Vec<Unplaced>,
    /// Hours of the person's work that are left, if everything takes its likely time.
    pub likely: SignedDuration,
    /// The same at the mean of the estimates.
    pub expected: SignedDuration,
    /// Hours in an ordinary week.
    pub weekly: SignedDuration,
    /// What the person should know about their files.
    pub notes: Vec<String>,
}

/// A dated block of one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedSession {
    /// The task's id, the time where it is repeated, and the session's number: `1.3/2`, `3.4#5/1`.
    pub id: String,
    /// The task's id.
    pub task: String,
    /// Which time of a repeated task, and of how many.
    pub time: Option<(u32, u32)>,
    /// The step's number.
    pub step: u32,
    /// The task's title, with the time and the phase where there are several.
    pub title: String,
    /// `me`, or the machine that works alone.
    pub resource: String,
    /// Start.
    pub start: Timestamp,
    /// End.
    pub end: Timestamp,
    /// Fixed by the person.
    pub pinned: bool,
}

impl Plan {
    /// Its sessions as the journal keeps them.
    pub fn dated(&self) -> Vec<DatedSession> {
        self.sessions.iter().map(PlannedSession::dated).collect()
    }
}

impl PlannedSession {
    /// The session as the journal keeps it.
    pub fn dated(&self) -> DatedSession {
        DatedSession {
            id: self.id.clone(),
            task: self.task.clone(),
            start: self.start,
            end: self.end,
        }
    }
}

/// What the plan makes of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedStep {
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// The months that the curriculum gives it.
    pub months: Vec<u32>,
    /// Start of its first session.
    pub start: Option<Timestamp>,
    /// End of its last session.
    pub finish: Option<Timestamp>,
    /// Likely hours of the person's work, what is done included.
    pub effort: SignedDuration,
    /// What is left of them.
    pub left: SignedDuration,
    /// The latest of its deadlines, hard or soft.
    pub due: Option<Timestamp>,
}

/// A task that finishes after its deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Late {
    /// The task.
    pub task: String,
    /// Which time of a repeated task.
    pub time: Option<u32>,
    /// Its title.
    pub title: String,
    /// The deadline.
    pub deadline: Timestamp,
    /// The end of its last session.
    pub finish: Timestamp,
    /// A hard deadline.
    pub hard: bool,
}

/// A task that has no place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// The task.
    pub task: String,
    /// Which time of a repeated task.
    pub time: Option<u32>,
    /// Its title.
    pub title: String,
    /// Work without a place.
    pub missing: SignedDuration,
    /// Why, in words.
    pub reason: String,
    /// A promise that the curriculum forgives: no fault of the plan.
    pub forgiven: bool,
    /// It has no place only because something that it waits for has none.
    pub waits: bool,
}

/// A problem with its solution.
#[derive(Debug)]
pub(super) struct Solved<'s> {
    /// The problem and what it stands for.
    pub setup: Setup<'s>,
    /// Its solution, checked.
    pub solution: Solution,
    days: i64,
    loose: Option<Vec<Session>>,
}

/// The solution of a plan, with how its problem was made: who has it can ask for reasons without solving again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Over so many days.
    days: i64,
    /// What was not frozen; nothing was where that is `None`.
    loose: Option<Vec<Session>>,
    solution: Solution,
}

impl Kept {
    /// The problem of the situation that was planned, beside the solution.
    pub(super) fn solved<'s>(&self, situation: &'s Situation) -> Solved<'s> {
        Solved {
            setup: set_up(situation, Estimate::Likely, self.days, self.loose.as_deref()),
            solution: self.solution.clone(),
            days: self.days,
            loose: self.loose.clone(),
        }
    }
}

/// Solves a situation, over a longer time where the first will not do, and holds the answer against the checker. Frozen
/// sessions that turn out to contradict something are let go one by one; where they are what makes a deadline be missed,
/// nothing is frozen.
pub(super) fn solve<'s>(
    situation: &'s Situation,
    estimate: Estimate,
    options: &Options<'_>,
) -> Result<Solved<'s>, Error> {
    let pinned = pins::days(situation, origin(&situation.settings, situation.now));
    let mut days = first_days(&situation.settings, &situation.curriculum, estimate).max(pinned);
    let mut loose = Vec::new();
    loop {
        let solved = solve_over(situation, estimate, options, days, Some(&loose))?;
        if let Some(session) = known::contradicted(&solved.setup, &solved.solution) {
            loose.push(session);
            continue;
        }
        let Solved { setup, solution, .. } = &solved;
        // What has no room may find some later; what has no window never will.
        let no_room = solution
            .outcomes
            .iter()
            .any(|o| matches!(o, Outcome::Unplaced(Why::NoRoom)));
        let beyond = setup
            .problem
            .activities
            .iter()
            .any(|a| a.release >= setup.problem.horizon);
        if (no_room || beyond) && days < LONGEST_DAYS {
            days = (days * 2).min(LONGEST_DAYS);
            continue;
        }
        let misses = |solution: &Solution| (solution.cost.unplaced, solution.cost.overrun);
        if setup.frozen.is_empty() || misses(solution) == (0, 0) {
            return Ok(solved);
        }
        let thawed = solve_over(situation, estimate, options, days, None)?;
        let better = misses(&thawed.solution) < misses(solution);
        return Ok(if better { thawed } else { solved });
    }
}

/// Solves a situation over so many days. What is `loose` is not frozen; nothing is where that is `None`.
fn solve_over<'s>(
    situation: &'s Situation,
    estimate: Estimate,
    options: &Options<'_>,
    days: i64,
    loose: Option<&[Session]>,
) -> Result<Solved<'s>, Error> {
    let setup = set_up(situation, estimate, days, loose);
    let solution = pivot_engine::solve(&setup.problem, options).map_err(|faults| {
        let first = faults.first().map(ToString::to_string).unwrap_or_default();
        Error::wrong(format!("this cannot be planned: {first}"))
            .next("make the efforts, repeats or weights of curriculum.toml smaller")
    })?;
    let violations = pivot_engine::check(&setup.problem, &solution);
    match violations.first() {
        Some(first) => Err(Error::Bug(format!("the checker refuses the schedule: {first}"))),
        None => Ok(Solved {
            setup,
            solution,
            days,
            loose: loose.map(<[Session]>::to_vec),
        }),
    }
}

fn set_up<'s>(
    situation: &'s Situation,
    estimate: Estimate,
    days: i64,
    loose: Option<&[Session]>,
) -> Setup<'s> {
    let mut setup = build_unknowing(situation, estimate, days);
    if estimate == Estimate::Likely {
        known::add(&mut setup, situation, loose);
    }
    setup
}

/// How far to look at first: a third more than the hours need, and half a year.
pub(super) fn first_days(settings: &Settings, curriculum: &Curriculum, estimate: Estimate) -> i64 {
    let minutes: i64 = curriculum
        .picked()
        .map(|t| {
            let effort = if estimate == Estimate::Likely {
                t.effort.likely
            } else {
                t.effort.expected()
            };
            effort.as_mins() * i64::from(t.times.count())
        })
        .sum();
    let weekly = settings.weekly().as_mins().max(1);
    (minutes * 7 * 4 / (weekly * 3) + 182).clamp(1, LONGEST_DAYS)
}

/// The plan of a situation.
pub fn plan(situation: &Situation, options: &Options<'_>) -> Result<Plan, Error> {
    planned(situation, options).map(|planned| planned.0)
}

/// The plan of a situation, and what is kept of how it was solved.
pub(super) fn planned(situation: &Situation, options: &Options<'_>) -> Result<(Plan, Kept), Error> {
    let solved = solve(situation, Estimate::Likely, options)?;
    let plan = dated(situation, &solved);
    let Solved {
        solution,
        days,
        loose,
        ..
    } = solved;
    Ok((
        plan,
        Kept {
            days,
            loose,
            solution,
        },
    ))
}

/// When everything is finished if each task takes the mean of its estimate.
pub(super) fn expected_finish(situation: &Situation) -> Result<Option<Timestamp>, Error> {
    // One good schedule is enough for a date that is shown as a rough one.
    let options = Options {
        effort: 0,
        ..Options::default()
    };
    let Solved { setup, solution, .. } = solve(situation, Estimate::Expected, &options)?;
    let placed = solution.cost.unplaced == 0;
    Ok(placed.then(|| instant(setup.origin + solution.cost.finish)))
}

/// Gives a solution its dates.
pub(super) fn dated(situation: &Situation, solved: &Solved<'_>) -> Plan {
    let Solved { setup, solution, .. } = solved;
    let at = |slot: i64| instant(setup.origin + slot);
    let sessions = sessions(situation, setup, solution);
    let mut steps: Vec<PlannedStep> = situation
        .curriculum
        .steps
        .iter()
        .map(|s| step(s, setup, solution))
        .collect();
    steps.sort_by_key(|s| s.number);
    let sum = |hours: fn(&Hours) -> SignedDuration| {
        setup
            .left
            .iter()
            .map(hours)
            .fold(SignedDuration::ZERO, |a, b| a + b)
    };
    let (late, unplaced) = (late(setup, solution), unplaced(setup, solution));
    let mut notes = situation.notes.clone();
    notes.extend(setup.notes.iter().cloned());
    notes.extend(pins::contradictions(situation, setup, solution));
    Plan {
        now: situation.now,
        zones: situation.settings.zones.clone(),
        finish: at(solution.cost.finish),
        bound: at(solution.bound),
        proven: solution.proven,
        feasible: solution.feasible,
        sessions,
        steps,
        late,
        unplaced,
        likely: sum(|left| left.likely),
        expected: sum(|left| left.expected),
        weekly: situation.settings.weekly(),
        notes,
    }
}

/// The title of an activity, with the time and the phase where there are several.
pub(super) fn title(setup: &Setup<'_>, activity: usize) -> String {
    let part = setup.parts[activity];
    let task = &setup.tasks[part.task];
    let mut title = task.title.clone();
    if task.times.count() > 1 {
        title.push_str(&format!(" ({} of {})", part.time, task.times.count()));
    }
    title.push_str(match part.phase {
        Phase::Work => "",
        Phase::Launch => ": launch the run",
        Phase::Run => ": the run",
        Phase::Read => ": read the result",
    });
    title
}

/// Which time of a repeated task an activity is.
fn time(setup: &Setup<'_>, activity: usize) -> Option<u32> {
    let part = setup.parts[activity];
    (setup.tasks[part.task].times.count() > 1).then_some(part.time)
}

fn sessions(situation: &Situation, setup: &Setup<'_>, solution: &Solution) -> Vec<PlannedSession> {
    let ids = numbers::ids(situation, setup, solution);
    let sessions = solution.sessions.iter().zip(ids);
    sessions
        .map(|(s, id)| {
            let part = setup.parts[s.activity];
            let task = &setup.tasks[part.task];
            let activity = &setup.problem.activities[s.activity];
            let resource = match part.phase {
                Phase::Run => activity
                    .demands
                    .first()
                    .map_or("me", |d| setup.resources[d.resource]),
                _ => "me",
            };
            PlannedSession {
                id,
                task: task.id.clone(),
                time: time(setup, s.activity).map(|time| (time, task.times.count())),
                step: task.step,
                title: title(setup, s.activity),
                resource: resource.to_owned(),
                start: instant(setup.origin + s.start),
                end: instant(setup.origin + s.end),
                pinned: setup.pinned.iter().any(|(pinned, _)| pinned == s),
            }
        })
        .collect()
}

fn step(step: &Step, setup: &Setup<'_>, solution: &Solution) -> PlannedStep {
    let mut planned = PlannedStep {
        number: step.number,
        title: step.title.clone(),
        months: step.months.clone(),
        start: None,
        finish: None,
        effort: SignedDuration::ZERO,
        left: SignedDuration::ZERO,
        due: None,
    };
    let tasks = setup.tasks.iter().zip(&setup.left);
    for (task, left) in tasks.filter(|(task, _)| task.step == step.number) {
        planned.left += left.likely;
        let minutes = task.effort.likely.as_mins() * i64::from(task.times.count());
        planned.effort += SignedDuration::from_mins(minutes);
    }
    for (i, part) in setup.parts.iter().enumerate() {
        if setup.tasks[part.task].step != step.number {
            continue;
        }
        if let Outcome::Placed { start, finish } = solution.outcomes[i] {
            let (start, finish) = (instant(setup.origin + start), instant(setup.origin + finish));
            planned.start = Some(planned.start.map_or(start, |s| s.min(start)));
            planned.finish = planned.finish.max(Some(finish));
        }
        let due = part
            .wished
            .max(part.must)
            .map(|slot| instant(setup.origin + slot));
        planned.due = planned.due.max(due);
    }
    planned
}

/// What finishes after a date that somebody wrote.
pub(super) fn late(setup: &Setup<'_>, solution: &Solution) -> Vec<Late> {
    let mut late: Vec<Late> = Vec::new();
    for (i, outcome) in solution.outcomes.iter().enumerate() {
        let Outcome::Placed { finish, .. } = *outcome else {
            continue;
        };
        let part = setup.parts[i];
        // The soonest of its deadlines that is missed.
        let missed = [(part.must, true), (part.wished, false)]
            .into_iter()
            .filter_map(|(at, hard)| at.filter(|at| finish > *at).map(|at| (at, hard)))
            .min();
        if let Some((at, hard)) = missed {
            late.push(Late {
                task: setup.tasks[setup.parts[i].task].id.clone(),
                time: time(setup, i),
                title: title(setup, i),
                deadline: instant(setup.origin + at),
                finish: instant(setup.origin + finish),
                hard,
            });
        }
    }
    late.sort_by(|a, b| (!a.hard, a.deadline, &a.task, a.time).cmp(&(!b.hard, b.deadline, &b.task, b.time)));
    late
}

fn unplaced(setup: &Setup<'_>, solution: &Solution) -> Vec<Unplaced> {
    let mut unplaced: Vec<Unplaced> = Vec::new();
    for (i, outcome) in solution.outcomes.iter().enumerate() {
        let (reason, forgiven) = match *outcome {
            Outcome::Placed { .. } => continue,
            Outcome::Forgiven => (
                "its period is over before it could be done, and the curriculum forgives that".to_owned(),
                true,
            ),
            Outcome::Unplaced(Why::Waits(other)) => (
                format!(
                    "it waits for {}, which has no place",
                    setup.tasks[setup.parts[other].task].id
                ),
                false,
            ),
            Outcome::Unplaced(Why::NoWindow) => (no_window(setup, i), false),
            Outcome::Unplaced(Why::NoRoom) => (no_room(setup, i), false),
        };
        let activity = &setup.problem.activities[i];
        let pinned: i64 = activity.pins.iter().map(|(a, b)| b - a).sum();
        let missing = duration(activity.work - pinned);
        let task = &setup.tasks[setup.parts[i].task].id;
        // The phases of one task are one line.
        match unplaced.last_mut() {
            Some(last) if last.task == *task && last.time == time(setup, i) => {
                if setup.parts[i].phase != Phase::Run {
                    last.missing += missing;
                }
            }
            _ => unplaced.push(Unplaced {
                task: task.clone(),
                time: time(setup, i),
                title: setup.tasks[setup.parts[i].task].title.clone(),
                missing,
                reason,
                forgiven,
                waits: matches!(outcome, Outcome::Unplaced(Why::Waits(_))),
            }),
        }
    }
    unplaced
}

/// Why there are stretches and yet no place: a quota that is smaller than what is drawn in one go, or no time.
fn no_room(setup: &Setup<'_>, activity: usize) -> String {
    let a = &setup.problem.activities[activity];
    for demand in a.demands.iter().filter(|_| a.split.is_none()) {
        let resource = &setup.problem.resources[demand.resource];
        let most = resource
            .quotas
            .iter()
            .filter_map(|q| q.periods.iter().map(|p| p.1).max())
            .min();
        if let Some(most) = most.filter(|most| demand.draw > *most) {
            return format!(
                "it draws {} from `{}` in one go, and its quota is {}",
                pivot_domain::duration::show(duration(demand.draw)),
                setup.resources[demand.resource],
                pivot_domain::duration::show(duration(most))
            );
        }
    }
    "there is no time left for it in fifteen years of these hours".to_owned()
}

/// Why no stretch is long enough.
fn no_window(setup: &Setup<'_>, activity: usize) -> String {
    let a = &setup.problem.activities[activity];
    let needed = a.split.map_or(a.work, |s| s.min.min(a.work));
    let tightest = a
        .demands
        .iter()
        .map(|d| {
            let calendar = &setup.problem.resources[d.resource].calendar;
            (
                calendar.iter().map(|w| w.end - w.start).max().unwrap_or(0),
                d.resource,
            )
        })
        .min();
    let needed = pivot_domain::duration::show(duration(needed));
    match tightest {
        Some((0, resource)) => format!("`{}` is never available", setup.resources[resource]),
        Some((longest, resource)) => format!(
            "it needs {needed} at a stretch, and the longest of `{}` is {}",
            setup.resources[resource],
            pivot_domain::duration::show(duration(longest))
        ),
        None => format!("it needs {needed} at a stretch"),
    }
}
