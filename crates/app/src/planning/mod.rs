//! From a situation to a problem, and from a solution to a plan. Pure: the moment and the seed are values.

mod answer;
pub mod bench;
mod causes;
pub(crate) mod competitions;
mod evidence;
pub mod fit;
pub mod forecast;
pub mod intake;
mod known;
mod lost;
mod moves;
mod numbers;
mod pins;
mod plan;
mod preview;
mod problem;
pub mod project;
mod reasons;
pub mod rig;
mod timeline;

pub use answer::Answer;
pub use evidence::{StepEvidence, TaskEvidence, evidence};
pub(crate) use known::time_of;
pub use lost::{Missed, blackout};
pub use moves::{Move, Tally, moves};
pub use plan::{Kept, Late, Plan, PlannedSession, PlannedStep, Unplaced, plan};
pub use preview::{Preview, preview};
pub use problem::{Estimate, Hours, Part, Phase, Setup, build, month_start};
pub use reasons::{ChainReason, Overview, Reasons, SessionReason, Slack, TaskSlack, overview, why};
pub use timeline::{Due, StepLine, Stretch, TaskLine, Timeline, timeline};
