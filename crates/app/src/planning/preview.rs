//! What a fact would do to the plan, before it is recorded.

use jiff::Timestamp;
use pivot_domain::fact::{Event, Fact, Recorded};
use pivot_engine::Options;

use super::moves::{Move, moves};
use super::plan::{Plan, plan};
use crate::error::Error;
use crate::situation::Situation;

/// A plan after a fact that is not recorded yet, beside the one that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The plan as it would be.
    pub plan: Plan,
    /// The finish of the plan that is shown.
    pub finish_before: Timestamp,
    /// What would move from where it is shown, and why.
    pub moves: Vec<Move>,
    /// Notes that the plan shown does not have: what the fact contradicts.
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
    Ok(Preview {
        finish_before: shown.finish,
        moves: moves(&then, &shown.dated(), &plan),
        notes: plan.notes.iter().filter(new).cloned().collect(),
        plan,
    })
}
