//! Whether everything can be done by a date; if not, which wishes collide and what would help.
//!
//! A date is kept where everything has its place by the end of that day and every deadline that cannot move is kept.
//! Soft deadlines yield before a date does, and what a curriculum forgives is left out where the date is past by then.
//! "No" is proven where the engine's bound lies after the date; otherwise it means that the search found no schedule.

mod asks;
mod bend;
mod combine;
mod conflict;
mod ladder;
mod order;
mod repair;
mod trial;
mod wish;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use pivot_domain::availability::{duration, instant};
use pivot_engine::Outcome;

pub use bend::Bend;
pub use order::Edit;
pub use repair::{Repair, bent};
pub use wish::{Files, Wish};

use super::plan::{Late, late};
use super::problem::{DESK, OPEN, Phase};
use crate::error::Error;
use crate::situation::Situation;
use repair::{Workshop, minutes_a_week};
use trial::{QUICK, Trials, Tried};

/// The answer to a date.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The date: by the end of that day.
    pub by: Date,
    /// Whether everything can be done by then.
    pub fits: bool,
    /// Whether that is certain. A yes always is; a no where the bound shows it, otherwise the search found no schedule.
    pub proven: bool,
    /// When everything is finished: where it fits by the date, otherwise as soon as was found, soft deadlines aside. `None`
    /// where something has no place by any date.
    pub finish: Option<Timestamp>,
    /// No schedule, by whatever date, finishes before this.
    pub bound: Option<Timestamp>,
    /// The person's work that is still to be done.
    pub need: SignedDuration,
    /// The study time there is for it until the date, within hours, daily limits, breaks and commitments; and the hours of
    /// what happens at an hour of its own and has its place by then.
    pub have: SignedDuration,
    /// The smallest set of wishes that collide, with what each says. Empty where it fits.
    pub conflict: Vec<Collides>,
    /// What would help, the least asking first. Empty where it fits.
    pub repairs: Vec<Repair>,
    /// How much more a week has to be worked where nothing else changes; `None` where it fits, or where that does not help.
    pub minutes_per_week: Option<SignedDuration>,
    /// Soft deadlines that are missed where it fits.
    pub late: Vec<Late>,
    /// What the person should know.
    pub notes: Vec<String>,
}

/// A wish that collides with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collides {
    /// The wish.
    pub wish: Wish,
    /// Its short name.
    pub name: String,
    /// The wish as a sentence.
    pub what: String,
}

/// Answers whether a situation's work can be done by the end of a day.
///
/// # Errors
/// Where the files cannot be planned at all.
pub fn fit(situation: &Situation, by: Date) -> Result<Fit, Error> {
    let mut files = Files {
        settings: situation.settings.clone(),
        curriculum: situation.curriculum.clone(),
    };
    files.settings.finish_by = Some(by);
    let mut trials = Trials::new(situation, &files);
    let tried = trials.attempt(&files, QUICK)?;
    let mut answer = Fit {
        by,
        fits: tried.fits || tried.setup.problem.activities.is_empty(),
        proven: tried.proven,
        finish: None,
        bound: None,
        need: need(&tried),
        have: have(&tried, &files),
        conflict: Vec::new(),
        repairs: Vec::new(),
        minutes_per_week: None,
        late: Vec::new(),
        notes: situation.notes.clone(),
    };
    let limit = Trials::limit(&files);
    // Where the quick search leaves it open, the plan of the person may answer it; a yes is told with the plan's finish.
    if answer.fits || !answer.proven {
        let mut own = files.clone();
        own.settings.finish_by = situation.settings.finish_by;
        let planned = trials.as_planned(&own)?;
        if planned.finish().is_some_and(|f| limit.is_none_or(|l| f <= l)) {
            kept(&mut answer, &planned);
        } else if answer.fits {
            yielding(&mut answer, &files, &mut trials, &tried)?;
        }
    }
    if !answer.fits {
        missed(&mut answer, &files, &mut trials)?;
    }
    answer.notes.extend(trials.notes.iter().cloned());
    Ok(answer)
}

/// Says of a date that is kept what its schedule is: the finish, what the curriculum forgives, soft deadlines missed.
fn kept(answer: &mut Fit, shown: &Tried<'_>) {
    (answer.fits, answer.proven) = (true, true);
    let Some(solution) = &shown.solution else { return };
    answer.finish = shown.finish().map(instant);
    answer.bound = Some(instant(shown.setup.origin + solution.bound));
    answer.late = late(&shown.setup, solution);
    let forgiven = solution
        .outcomes
        .iter()
        .filter(|o| matches!(o, Outcome::Forgiven));
    let forgiven = i64::try_from(forgiven.count()).unwrap_or(i64::MAX);
    if forgiven > 0 {
        let are = if forgiven == 1 { "is" } else { "are" };
        answer.notes.push(format!(
            "{} that the curriculum forgives {are} left out",
            words::count(forgiven, "promised time")
        ));
    }
}

/// The same where the plan, as the files are, ends later: with the date in `pivot.toml` it may end in time; otherwise soft
/// deadlines, which a plan heeds first, must yield.
fn yielding(
    answer: &mut Fit,
    files: &Files,
    trials: &mut Trials<'_>,
    tried: &Tried<'_>,
) -> Result<(), Error> {
    let planned = trials.as_planned(files)?;
    if planned.fits {
        answer.notes.push(format!(
            "write finish_by = {} in pivot.toml, and pivot plan keeps it",
            answer.by
        ));
        kept(answer, &planned);
        return Ok(());
    }
    if let Some(finish) = planned.finish() {
        let last = files.settings.zones.local(instant(finish)).date();
        answer.notes.push(format!(
            "soft deadlines yield to the date here; pivot plan heeds them first, and ends on {}",
            words::day(last)
        ));
    }
    kept(answer, tried);
    Ok(())
}

/// Says which wishes stand in the way of a date, and what would help.
fn missed(answer: &mut Fit, files: &Files, trials: &mut Trials<'_>) -> Result<(), Error> {
    let mut undated_files = files.clone();
    undated_files.settings.finish_by = None;
    let undated = trials.attempt(&undated_files, QUICK)?;
    answer.finish = undated.finish().map(instant);
    let bound = undated.solution.as_ref().map(|s| undated.setup.origin + s.bound);
    answer.bound = bound.map(instant);
    let conflict = conflict::conflict(trials, files, &BTreeSet::new())?;
    answer.proven |= conflict.proven;
    answer.conflict = conflict
        .wishes
        .iter()
        .map(|&wish| Collides {
            wish,
            name: wish.name(files),
            what: wish.what(files),
        })
        .collect();
    let mut workshop = Workshop {
        trials,
        files,
        conflict: &conflict.wishes,
        undated: &undated,
        known: BTreeMap::new(),
    };
    answer.repairs = workshop.repairs()?;
    let single = answer.repairs.iter().filter(|r| r.bends.len() == 1);
    answer.minutes_per_week = single.filter_map(|r| minutes_a_week(files, r)).next();
    Ok(())
}

/// The person's work: everything but the runs of machines, and what is forgiven and left out.
fn need(tried: &Tried<'_>) -> SignedDuration {
    let outcome = |i: usize| tried.solution.as_ref().and_then(|s| s.outcomes.get(i));
    let parts = tried
        .setup
        .parts
        .iter()
        .zip(&tried.setup.problem.activities)
        .enumerate();
    let slots = parts
        .filter(|(i, (part, _))| part.phase != Phase::Run && !matches!(outcome(*i), Some(Outcome::Forgiven)))
        .map(|(_, (_, activity))| activity.work)
        .sum();
    duration(slots)
}

/// The study time until the date, and what happens at an hour of its own and is placed by then.
fn have(tried: &Tried<'_>, files: &Files) -> SignedDuration {
    let setup = &tried.setup;
    let limit = Trials::limit(files).unwrap_or(i64::MAX / 2);
    let mut slots = tried.study(setup.origin, limit);
    for (i, activity) in setup.problem.activities.iter().enumerate() {
        let at_desk = activity
            .demands
            .iter()
            .any(|d| d.resource == DESK || d.resource == OPEN);
        let outcome = tried.solution.as_ref().map(|s| s.outcomes[i]);
        if let Some(Outcome::Placed { finish, .. }) = outcome
            && !at_desk
            && setup.parts[i].phase != Phase::Run
            && setup.origin + finish <= limit
        {
            slots += activity.work;
        }
    }
    duration(slots)
}
