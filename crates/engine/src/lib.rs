//! Activities, resources and calendars in whole time slots become a schedule.
#![forbid(unsafe_code)]

mod bound;
mod checker;
mod explain;
mod fault;
mod frame;
mod graph;
mod model;
mod place;
mod profile;
mod rules;
mod search;

pub use bound::{latest_finishes, lower_bound};
pub use checker::{Violation, check};
pub use explain::{ChainLink, Explanation, Reason, SessionReasons, critical_chain, explain};
pub use fault::{Fault, SLOT_LIMIT};
pub use model::*;
pub use search::{Options, solve};
