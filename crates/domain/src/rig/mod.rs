//! The parts of a machine, held against the rules by which parts fit together.
//!
//! [`parse()`] reads a parts file, TOML or CSV, to its last fault; [`check`] holds what it says against every rule of
//! [`Rule::ALL`]. A rule whose fields are not all there has not been passed: it is told as not known, with the fields that
//! it lacks. Prices, dates and sources are the person's; nothing here knows a part or a price. [`cost`] says whether to buy one at all.

mod catalogue;
pub mod cost;
mod fields;
mod money;
mod parse;
mod parts;
mod report;
mod rules;
mod table;
mod value;

pub use catalogue::{Catalogue, Choice};
pub use fields::{FIELDS_OF_PRICE, Field, KINDS, Kind};
pub use money::Money;
pub use parse::{Form, catalogue, parse};
pub use parts::{Part, Rig};
pub use report::{Cost, Outcome, Power, Report, Rule, Severity, Source, State};
pub use rules::check;

/// The largest parts file that is read, in bytes.
pub const LARGEST: usize = 1024 * 1024;
