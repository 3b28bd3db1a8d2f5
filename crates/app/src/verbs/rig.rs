//! `pivot rig`: the machine. No pivot is needed for it, and nothing is recorded.

pub mod bench;
pub mod doctor;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use jiff::civil::Date;
use pivot_domain::Fault;
use pivot_domain::rig::{self, Form, LARGEST, Report, Rig};

use crate::error::{Error, FaultyFile};
use crate::planning::rig::{Suggestion, suggest as best};

/// A rig and what the rules say of it.
#[derive(Debug)]
pub struct Checked {
    /// Its parts.
    pub rig: Rig,
    /// What the rules say.
    pub report: Report,
}

/// Holds a parts file against every rule.
///
/// # Errors
/// A file that cannot be read or is too large, and every fault of it with its place.
pub fn check(path: &Path, today: Date) -> Result<Checked, Error> {
    let rig = read(path)?;
    let report = rig::check(&rig, today);
    Ok(Checked { rig, report })
}

fn read(path: &Path) -> Result<Rig, Error> {
    let text = text_of(path, PARTS)?;
    let (rig, faults) = rig::parse(&text, Form::of(&path.to_string_lossy()));
    if faults.is_empty() {
        return Ok(rig);
    }
    Err(faulty(path, text, faults))
}

pub(super) fn faulty(path: &Path, text: String, faults: Vec<Fault>) -> Error {
    Error::Files(vec![FaultyFile {
        path: path.to_owned(),
        text,
        faults,
    }])
}

/// What to do where a parts file cannot be read.
pub(super) const PARTS: &str = "name a parts file, TOML or CSV; docs/rig.md says what is in it";

pub(super) fn text_of(path: &Path, next: &str) -> Result<String, Error> {
    let shown = path.display();
    let wrong = |e: std::io::Error| Error::wrong(format!("{shown} cannot be read: {e}")).next(next);
    // A pipe could keep the reader waiting for ever.
    if !std::fs::metadata(path).map_err(wrong)?.is_file() {
        return Err(Error::wrong(format!("{shown} is no plain file")).next(next));
    }
    let mut bytes = Vec::new();
    let most = LARGEST as u64 + 1;
    File::open(path)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .map_err(wrong)?;
    if bytes.len() > LARGEST {
        return Err(Error::wrong(format!("{shown} is larger than {LARGEST} bytes")).next(next));
    }
    String::from_utf8(bytes)
        .map_err(|_| Error::wrong(format!("{shown} is no text in UTF-8")).next("save it as UTF-8"))
}

/// The best set of parts from a catalogue, within the file's budget or another: an amount and a currency, such as `1000CAD`.
///
/// # Errors
/// As of [`check`]; a budget that is none; a catalogue without candidates for something.
pub fn suggest(path: &Path, budget: Option<&str>, today: Date) -> Result<Suggestion, Error> {
    let text = text_of(path, PARTS)?;
    let (mut catalogue, faults) = rig::catalogue(&text, Form::of(&path.to_string_lossy()));
    if !faults.is_empty() {
        return Err(faulty(path, text, faults));
    }
    if let Some(budget) = budget {
        let wrong = || {
            Error::wrong(format!("`{budget}` is no budget")).next("write an amount and a currency: 1000CAD")
        };
        let budget = budget.trim();
        let at = budget
            .len()
            .checked_sub(3)
            .filter(|at| budget.is_char_boundary(*at))
            .ok_or_else(wrong)?;
        let (amount, currency) = budget.split_at(at);
        let good = currency.bytes().all(|b| b.is_ascii_uppercase());
        if !good || !catalogue.set_budget(amount.trim(), currency) {
            return Err(wrong());
        }
    }
    best(&catalogue, today)
}
