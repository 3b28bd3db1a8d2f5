//! A plan, and what is said beside it.

use jiff::Timestamp;
use pivot_engine::Options;

use super::moves::{Move, moves};
use super::plan::{Plan, expected_finish, plan};
use crate::error::Error;
use crate::situation::Situation;

/// A plan with what is said beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The plan.
    pub plan: Plan,
    /// The finish if each task takes the mean of its estimate; `None` where something has no place.
    pub expected_finish: Option<Timestamp>,
    /// What moved since the accepted schedule.
    pub moves: Vec<Move>,
}

impl Answer {
    /// Plans a situation.
    pub fn of(situation: &Situation, options: &Options<'_>) -> Result<Answer, Error> {
        let plan = plan(situation, options)?;
        let moves = moves(situation, situation.accepted(), &plan);
        Ok(Answer {
            expected_finish: expected_finish(situation)?,
            plan,
            moves,
        })
    }

    /// The same with the sessions that overlap `[from, to)` only.
    #[must_use]
    pub fn between(mut self, from: Timestamp, to: Timestamp) -> Answer {
        self.plan.sessions.retain(|s| s.start < to && s.end > from);
        self
    }
}
