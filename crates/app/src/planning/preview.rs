//! What a fact would do to the plan, before it is recorded.

use jiff::Timestamp;
use pivot_domain::availability::{person, slot_from, slot_to};
use pivot_domain::fact::{DatedSession, Event, Fact, Recorded};
use pivot_domain::zones::next_day;
use pivot_engine::Options;

use super::moves::{Move, moves};
use super::plan::{Plan, plan};
use crate::error::Error;
use crate::situation::Situation;
use crate::words::{deadline_day, long_date};

/// A plan after a fact that is not recorded yet, beside the one that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The plan as it would be.
    pub plan: Plan,
    /// The finish of the plan that is shown.
    pub finish_before: Timestamp,
    /// What would move from where it is shown, and why.
    pub moves: Vec<Move>,
    /// Notes that the plan shown does not have: what the fact contradicts, the person's hours included.
    pub notes: Vec<String>,
}

/// Plans as if `events` had happened now. `shown` is taken as the schedule that the person knows, so that as little as can be
/// moves from where they see it: who agrees to the preview accepts its plan.
///
/// # Errors
/// Where the files cannot be planned.
pub fn preview(
    situation: &Situation,
    shown: &Plan,
    events: &[Event],
    options: &Options<'_>,
) -> Result<Preview, Error> {
    let mut then = situation.clone();
    let known = Event::PlanAccepted(shown.dated());
    for event in std::iter::once(&known).chain(events) {
        then.facts.push(Recorded::from(Fact {
            at: situation.now,
            zone: "UTC".into(),
            event: event.clone(),
        }));
    }
    let plan = plan(&then, options)?;
    let new = |note: &&String| !shown.notes.contains(note);
    let away = events.iter().filter_map(|event| match event {
        Event::Pinned(pin) => outside(situation, pin),
        _ => None,
    });
    Ok(Preview {
        finish_before: shown.finish,
        moves: moves(&then, &shown.dated(), &plan),
        notes: plan
            .notes
            .iter()
            .filter(new)
            .cloned()
            .chain(away)
            .chain(worse(shown, &plan))
            .collect(),
        plan,
    })
}

/// What would have no place any more, and which deadlines would be missed that are kept now.
fn worse(shown: &Plan, plan: &Plan) -> Vec<String> {
    let name = |task: &str, time: Option<u32>| match time {
        Some(time) => format!("{task}#{time}"),
        None => task.to_owned(),
    };
    let late = plan
        .late
        .iter()
        .filter(|l| !shown.late.iter().any(|b| (&b.task, b.time) == (&l.task, l.time)));
    let late = late.map(|l| {
        format!(
            "{} would be finished after its deadline, {}",
            name(&l.task, l.time),
            long_date(deadline_day(&plan.zones, l.deadline))
        )
    });
    let gone = plan.unplaced.iter().filter(|u| {
        !shown
            .unplaced
            .iter()
            .any(|b| (&b.task, b.time) == (&u.task, u.time))
    });
    let gone = gone.map(|u| format!("{} would have no place: {}", name(&u.task, u.time), u.reason));
    late.chain(gone).collect()
}

/// What of the person's own time a pin does not heed: days away, the hours of the week. A machine's run is nobody's work, and a
/// meetup is at an hour of its own.
fn outside(situation: &Situation, pin: &DatedSession) -> Option<String> {
    let settings = &situation.settings;
    if situation.is_run(pin) {
        return None;
    }
    let day = |date| settings.zones.start_of(date);
    let away = settings
        .away
        .iter()
        .find(|a| day(a.from) < pin.end && pin.start < day(next_day(a.to)));
    if let Some(away) = away {
        let why = away.why.as_ref().map(|why| format!(" ({why})"));
        return Some(format!(
            "{} would be on a day away{}",
            pin.id,
            why.unwrap_or_default()
        ));
    }
    let (from, to) = (slot_to(pin.start), slot_from(pin.end));
    let task = situation.curriculum.task(&pin.task);
    let anytime = task.is_some_and(|task| task.session.whole && !task.needs.is_empty());
    let within = person(settings, &[], from, to).open == [(from, to)];
    (!anytime && !within).then(|| format!("{} would be outside your hours", pin.id))
}
