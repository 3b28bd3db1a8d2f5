//! From a situation to a problem, and from a solution to a plan. Pure: the moment and the seed are values.

mod moves;
mod plan;
mod problem;
mod reasons;

pub use moves::{Move, moves};
pub use plan::{Answer, Late, Plan, PlannedSession, PlannedStep, Unplaced, plan};
pub use problem::{Estimate, Part, Phase, Setup, build, month_start};
pub use reasons::{Reasons, SessionReason, why};
