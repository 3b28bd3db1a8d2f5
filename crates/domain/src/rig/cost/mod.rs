//! Buy, rent or free hours: what a plan's hours on a machine cost each way.
//!
//! [`parse()`] reads a costs file to its last fault; [`prices`] picks one row of a published price list as a stream;
//! [`weigh()`] holds the hours of a plan, and of its futures, against what each way costs. Amounts are [`Fine`]: whole
//! trillionths of a currency, rounded to cents where they are shown. Prices, dates and sources are the person's.

mod file;
mod fine;
mod hours;
mod inputs;
mod parse;
pub mod prices;
#[cfg(test)]
mod tests;
mod ways;
mod weigh;

pub use file::{Costs, Free, Listing, Machine, Priced, Rate, Rent, Resale};
pub use fine::Fine;
pub use hours::{Hours, Week};
pub use inputs::{Input, Turn};
pub use parse::parse;
pub use ways::{Way, Ways};
pub use weigh::{Break, BreakEven, Range, Report, Share, WayCost, weigh};
