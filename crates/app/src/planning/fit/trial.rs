//! Whether files fit their date: refuted by the bound where that can be, shown by a schedule that the checker accepts.

use jiff::Timestamp;
use pivot_domain::availability::{instant, slot_to};
use pivot_domain::progress::Progress;
use pivot_domain::zones::next_day;
use pivot_engine::{Activity, Options, Outcome, Problem, Slot, Solution, Why, lower_bound};

use super::wish::Files;
use crate::error::Error;
use crate::planning::competitions::Tries;
use crate::planning::plan::first_days;
use crate::planning::problem::{Estimate, Ground, LONGEST_DAYS, Setup, end_after, lay_out, origin};
use crate::situation::{Event, Situation, busy_of};

/// So many days after the date are looked at too: how much too late it is guides the search.
const BEYOND_DAYS: i64 = 30;

/// Efforts of the searches for a schedule in time, the second where the first finds none.
pub(super) const QUICK: &[u64] = &[0, 1_500];

/// What a person's situation offers to every trial: the moment, and the events of the calendars, unfolded once.
pub(super) struct Trials<'s> {
    situation: &'s Situation,
    /// The moment.
    pub now: Timestamp,
    /// What the journal adds up to.
    progress: Progress,
    events: Vec<Event>,
    /// The slot since 1970 up to which the events are unfolded.
    unfolded: i64,
    /// What was noticed in the feeds.
    pub notes: Vec<String>,
}

/// What came of a trial.
#[derive(Debug)]
pub(super) struct Tried<'f> {
    /// The problem and what it stands for.
    pub setup: Setup<'f>,
    /// The best schedule found; `None` where it was refuted before one was looked for.
    pub solution: Option<Solution>,
    /// A schedule was found in which everything has a place, every hard deadline is kept, and the date too.
    pub fits: bool,
    /// That is certain: `fits`, or no schedule can do it. Otherwise the search found none.
    pub proven: bool,
}

impl Tried<'_> {
    /// The finish of the schedule, if everything has its place in it, in slots since 1970.
    pub(super) fn finish(&self) -> Option<i64> {
        let solution = self.solution.as_ref()?;
        let whole = solution.cost.unplaced == 0 && solution.cost.overrun == 0;
        whole.then_some(self.setup.origin + solution.cost.finish)
    }

    /// The times of a task that are forgiven.
    pub(super) fn forgiven(&self, id: &str) -> u32 {
        let outcomes = self.solution.as_ref().map_or(&[][..], |s| &s.outcomes);
        let parts = self.setup.parts.iter().zip(outcomes);
        let own = parts.filter(|(part, _)| self.setup.tasks[part.task].id == id);
        own.filter(|(_, o)| matches!(o, Outcome::Forgiven))
            .fold(0, |times, _| times + 1)
    }

    /// Slots of study in `[from, to)`, slots since 1970.
    pub(super) fn study(&self, from: i64, to: i64) -> i64 {
        let begin = self.setup.origin;
        self.setup.study(from.max(begin) - begin, to.max(begin) - begin)
    }
}

impl<'s> Trials<'s> {
    /// Unfolds the calendars as far as the longest of the trials will most often look.
    pub(super) fn new(situation: &'s Situation, files: &Files) -> Trials<'s> {
        let mut trials = Trials {
            situation,
            now: situation.now,
            progress: situation.progress(),
            events: Vec::new(),
            unfolded: i64::MIN,
            notes: Vec::new(),
        };
        let days = first_days(&files.settings, &files.curriculum, Estimate::Likely);
        trials.unfold(end_after(origin(&files.settings, situation.now), days));
        trials
    }

    fn unfold(&mut self, end: i64) {
        if end > self.unfolded {
            let (events, notes) = self.situation.events(self.now, instant(end));
            (self.events, self.notes, self.unfolded) = (events, notes, end);
        }
    }

    /// The slot since 1970 after the last of the date that the files ask for.
    pub(super) fn limit(files: &Files) -> Option<i64> {
        let settings = &files.settings;
        let after = |by| settings.zones.start_of(next_day(by));
        settings.finish_by.map(|by| slot_to(after(by)))
    }

    /// Tries files without their soft deadlines: over the days until a month after their date, or over a longer time where
    /// there is none, as the plan does.
    pub(super) fn attempt<'f>(&mut self, files: &'f Files, efforts: &[u64]) -> Result<Tried<'f>, Error> {
        let begin = origin(&files.settings, self.now);
        let last = Trials::limit(files).map_or(i64::MAX, |l| l.max(begin).saturating_add(BEYOND_DAYS * 288));
        self.over(files, efforts, last, Soft::Yields)
    }

    /// Tries files as the plan of them is made: over as many days, soft deadlines first, with the plan's effort.
    pub(super) fn as_planned<'f>(&mut self, files: &'f Files) -> Result<Tried<'f>, Error> {
        self.over(files, &[Options::default().effort], i64::MAX, Soft::Counts)
    }

    /// The study time until the date of the files, in slots.
    pub(super) fn study(&mut self, files: &Files) -> i64 {
        let begin = origin(&files.settings, self.now);
        let limit = Trials::limit(files).unwrap_or(begin).max(begin);
        let setup = self.lay_out(files, limit);
        setup.study(0, limit - begin)
    }

    /// The problem of files up to a slot since 1970.
    fn lay_out<'f>(&mut self, files: &'f Files, end: i64) -> Setup<'f> {
        self.unfold(end);
        let ground = Ground {
            settings: &files.settings,
            curriculum: &files.curriculum,
            progress: self.progress.clone(),
            now: self.now,
            busy: self
                .situation
                .beside_missed(busy_of(&self.events, &files.settings)),
            tries: Tries::all(&self.situation.competitions, &files.curriculum),
            end,
        };
        lay_out(&ground, Estimate::Likely)
    }

    fn over<'f>(
        &mut self,
        files: &'f Files,
        efforts: &[u64],
        last: i64,
        soft: Soft,
    ) -> Result<Tried<'f>, Error> {
        let Files { settings, curriculum } = files;
        let begin = origin(settings, self.now);
        let mut days = first_days(settings, curriculum, Estimate::Likely);
        loop {
            let end = end_after(begin, days).min(last);
            let mut setup = self.lay_out(files, end);
            if soft == Soft::Yields {
                // Promises that are forgiven keep their dates: by them they are left out.
                for activity in setup.problem.activities.iter_mut().filter(|a| !a.forgiven) {
                    activity.due = None;
                }
            }
            let tried = attempt(setup, Trials::limit(files), efforts)?;
            let solution = tried.solution.as_ref();
            let wider = solution.is_some_and(|s| no_room(&tried.setup.problem, s));
            if !wider || end >= last || days >= LONGEST_DAYS {
                return Ok(tried);
            }
            days = (days * 2).min(LONGEST_DAYS);
        }
    }
}

/// What becomes of soft deadlines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Soft {
    /// They go before the finish.
    Counts,
    /// They yield to the date.
    Yields,
}

/// Whether a longer time may give a place to what has none.
fn no_room(problem: &Problem, solution: &Solution) -> bool {
    let beyond = problem.activities.iter().any(|a| a.release >= problem.horizon);
    let full = |o: &Outcome| matches!(o, Outcome::Unplaced(Why::NoRoom));
    beyond || solution.outcomes.iter().any(full)
}

/// Tries one problem against the date, if there is one, a slot since 1970.
fn attempt<'f>(setup: Setup<'f>, limit: Option<i64>, efforts: &[u64]) -> Result<Tried<'f>, Error> {
    let limit = limit.map(|l| l - setup.origin);
    let mut tried = Tried {
        setup,
        solution: None,
        fits: false,
        proven: false,
    };
    let problem = &tried.setup.problem;
    tried.proven = refuted(problem, limit);
    for &effort in efforts {
        // What is refuted needs one schedule only, to say how far it goes.
        if tried.proven && tried.solution.is_some() {
            break;
        }
        let options = Options {
            effort,
            // An answer is asked of many files: one search each.
            restarts: 0,
            ..Options::default()
        };
        let solution = pivot_engine::solve(problem, &options).map_err(|faults| {
            let first = faults.first().map(ToString::to_string).unwrap_or_default();
            Error::wrong(format!("this cannot be planned: {first}"))
                .next("make the efforts, repeats or weights of curriculum.toml smaller")
        })?;
        let cost = solution.cost;
        let whole = cost.unplaced == 0 && cost.overrun == 0;
        if whole && limit.is_none_or(|limit| cost.finish <= limit) {
            if let Some(first) = pivot_engine::check(problem, &solution).first() {
                return Err(Error::Bug(format!("the checker refuses the schedule: {first}")));
            }
            (tried.fits, tried.proven) = (true, true);
        } else if solution.proven && whole {
            // The earliest finish there is, and it is too late.
            tried.proven = true;
        }
        let better = tried.solution.as_ref().is_none_or(|best| cost < best.cost);
        if better || tried.fits {
            tried.solution = Some(solution);
        }
        if tried.fits {
            break;
        }
    }
    Ok(tried)
}

/// Whether no schedule keeps the date, where there is one, and the hard deadlines. `limit` is a slot of the problem.
fn refuted(problem: &Problem, limit: Option<Slot>) -> bool {
    let late = |problem: &Problem, by: Slot| problem.horizon > by && lower_bound(problem) > by;
    if problem.activities.is_empty() {
        return false;
    }
    if limit.is_some_and(|limit| limit < 0 || late(problem, limit)) {
        return true;
    }
    if limit.is_none_or(|limit| problem.horizon > limit) && homeless(problem) {
        return true;
    }
    let mut deadlines: Vec<Slot> = problem.activities.iter().filter_map(|a| a.deadline).collect();
    deadlines.sort_unstable();
    deadlines.dedup();
    deadlines.into_iter().any(|by| late(&due_by(problem, by), by))
}

/// Whether something has no place before the horizon even alone. (A milestone may have its place at the horizon itself.)
fn homeless(problem: &Problem) -> bool {
    let starts = pivot_engine::earliest_starts(problem);
    let required = |a: &Activity| a.work > 0 && !a.forgiven && a.pins.is_empty();
    let mut all = problem.activities.iter().zip(starts);
    all.any(|(a, start)| required(a) && start >= problem.horizon)
}

/// What must be finished by a deadline: the activities that have it or a sooner one, and all that these wait for. The
/// others become milestones of nothing.
fn due_by(problem: &Problem, by: Slot) -> Problem {
    let due = |a: &Activity| a.deadline.is_some_and(|d| d <= by);
    let mut open: Vec<usize> = (0..problem.activities.len())
        .filter(|i| due(&problem.activities[*i]))
        .collect();
    let mut kept = vec![false; problem.activities.len()];
    while let Some(i) = open.pop() {
        if !std::mem::replace(&mut kept[i], true) {
            let activity = &problem.activities[i];
            open.extend(
                activity
                    .after
                    .iter()
                    .map(|link| link.activity)
                    .chain(activity.follows),
            );
        }
    }
    let mut part = problem.clone();
    for (activity, kept) in part.activities.iter_mut().zip(kept) {
        if !kept {
            *activity = Activity::default();
        }
    }
    part
}
