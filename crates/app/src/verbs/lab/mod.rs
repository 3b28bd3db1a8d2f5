//! `pivot lab`: labs are listed, fetched, run, submitted to and proven. The rules are in [`pivot_labs::lab`]; here they meet the
//! folder, the journal and the clock.

mod attempts;
mod baseline;
mod board;
mod check;
mod data;
mod find;
mod get;
mod hint;
mod list;
mod real;
mod reset;
mod run;
mod serve;
mod submit;

pub use attempts::{Entry, entries, left};
pub use baseline::{Doing as BaselineDoing, Measured, Reached, Wish as BaselineWish, baseline};
pub use board::{Board, Row, Who, board};
pub use check::{Checked, CheckedSet, check};
pub use find::{Definition, find};
pub use get::{Got, Wish as GetWish, get};
pub use hint::{Hinted, hint, hints};
pub use list::{Listed, Shown, list, list_by, show, show_by};
pub use reset::{Reset, reset};
pub use run::{Ran, run};
pub use serve::{Answered, Measurement, Served, Wish as ServeWish, serve};
pub use submit::{Handed, Outcome, Submitted, Wish as SubmitWish, asking, model_mib, submit};

const MIB: u64 = 1 << 20;
/// The largest definition or statement that is read.
const TEXT_BYTES_MAX: u64 = MIB;
/// The largest file of a set that is read.
const DATA_BYTES_MAX: u64 = 512 * MIB;
/// Where attempts, runs and baselines lie in a lab's folder.
const ATTEMPTS: &str = "attempts";
const RUNS: &str = "runs";
const BASELINES: &str = "baselines";
/// Which hints were looked at, and when.
const HINTS: &str = "hints.csv";
