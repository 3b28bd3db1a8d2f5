//! Hours on a machine, by week: of the plan, and of each future.

use jiff::civil::Date;
use pivot_domain::availability::slot_to;
use pivot_domain::rig::cost::Hours;
use pivot_domain::zones::later;
use pivot_engine::{Futures, Options, Slot};

use super::ahead::{Ahead, Model};
use super::charts::monday;
use super::{Observations, Wish};
use crate::error::Error;
use crate::planning::problem::Phase;
use crate::situation::Situation;

/// Minutes in a slot.
const MINUTES: Slot = 5;
/// No plan is looked at for longer, in weeks.
const WEEKS_MAX: usize = 2000;

/// The hours that a plan needs a machine for.
#[derive(Clone, Debug, PartialEq)]
pub struct MachineHours {
    /// The Monday of the first week.
    pub from: Date,
    /// By the plan's likely hours.
    pub planned: Hours,
    /// Of each future.
    pub futures: Vec<Hours>,
    /// In so many of the futures something that needs the machine has no place: its hours are missing there.
    pub unplaced: usize,
    /// Titles of what needs the machine and is open, in the order of the curriculum.
    pub tasks: Vec<String>,
}

/// What is open of a plan on a machine, by id, from the week of the situation's moment on.
///
/// Work beside which the machine is held draws what the curriculum gives it, in proportion to the work: who takes twice as
/// long holds the machine twice as long. A run that nobody attends takes its time, in every future.
///
/// # Errors
/// Where the files cannot be planned; a machine that the curriculum does not name.
pub fn machine_hours(
    situation: &Situation,
    machine: &str,
    options: &Options<'_>,
    wish: &Wish,
) -> Result<MachineHours, Error> {
    let ahead = Ahead::new(situation, options)?;
    let setup = &ahead.setup;
    let Some(place) = setup.resources.iter().position(|name| *name == machine) else {
        let named: Vec<&str> = situation
            .curriculum
            .resources
            .iter()
            .map(|r| r.id.as_str())
            .collect();
        let next = match named.is_empty() {
            true => "the curriculum names no machine: give the hours with --hours".to_owned(),
            false => format!("write machine = \"…\" in the costs file: {}", named.join(", ")),
        };
        return Err(Error::wrong(format!("the curriculum has no machine `{machine}`")).next(next));
    };
    let zones = &situation.settings.zones;
    let from = monday(zones, situation.now);
    let starts: Vec<Slot> = (0..WEEKS_MAX)
        .map(|k| {
            let day = later(from, 7 * i64::try_from(k).unwrap_or(0));
            slot_to(zones.start_of(day)) - setup.origin
        })
        .collect();
    let week = |slot: Slot| starts.partition_point(|start| *start <= slot).saturating_sub(1);
    let draws: Vec<Option<Slot>> = setup
        .problem
        .activities
        .iter()
        .map(|a| a.demands.iter().find(|d| d.resource == place).map(|d| d.draw))
        .collect();
    let count = |futures: &Futures<'_>, works: &[Slot], finishes: &[Option<Slot>]| {
        let mut hours = Hours::default();
        let (mut activity, mut worked) = (usize::MAX, 0);
        for session in futures.sessions() {
            let i = session.activity;
            let Some(draw) = draws[i].filter(|_| ahead.done[i].is_none()) else {
                continue;
            };
            if activity != i {
                (activity, worked) = (i, 0);
            }
            let planned = setup.problem.activities[i].work.max(1);
            let work = works[i].max(1);
            // As the engine counts a quota: what grows with the work, rounded down as it goes.
            let all = draw * work / planned;
            let drawn = |k: Slot| all * k / work;
            let slots = session.end - session.start;
            let minutes = MINUTES * (drawn(worked + slots) - drawn(worked));
            worked += slots;
            let run = setup.parts[i].phase == Phase::Run;
            hours.add(
                week(session.start),
                u32::try_from(minutes).unwrap_or(u32::MAX),
                run,
            );
        }
        let lacks = |i: usize| {
            let open = draws[i].is_some() && ahead.done[i].is_none() && !setup.problem.activities[i].forgiven;
            open && finishes.get(i).is_none_or(Option::is_none)
        };
        (hours, (0..draws.len()).any(lacks))
    };
    let plan = Wish { futures: 1, ..*wish };
    let planned = ahead.look(&Model::certain(), &plan, count)?;
    let observed = Observations::of(situation);
    let model = Model {
        pace: observed.pace(),
        shape: Some(super::Shape::Lognormal),
        losses: Some(observed.losses()),
        scope: Some(observed.scope()),
    };
    let wish = Wish {
        futures: wish.futures.max(1),
        ..*wish
    };
    let futures = ahead.look(&model, &wish, count)?;
    let needs = |i: &usize| draws[*i].is_some() && ahead.done[*i].is_none();
    let mut tasks: Vec<usize> = (0..draws.len())
        .filter(needs)
        .map(|i| setup.parts[i].task)
        .collect();
    tasks.dedup();
    Ok(MachineHours {
        from,
        planned: planned.into_iter().next().map(|p| p.0).unwrap_or_default(),
        unplaced: futures.iter().filter(|f| f.1).count(),
        futures: futures.into_iter().map(|f| f.0).collect(),
        tasks: tasks
            .into_iter()
            .map(|task| setup.tasks[task].title.clone())
            .collect(),
    })
}
