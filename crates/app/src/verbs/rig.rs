//! `pivot rig`: the machine. No pivot is needed for it, and nothing is recorded.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use jiff::civil::Date;
use pivot_domain::rig::{self, Form, LARGEST, Report, Rig};

use crate::error::{Error, FaultyFile};

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
    let shown = path.display();
    let next = "name a parts file, TOML or CSV; docs/rig.md says what is in it";
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
    let text = String::from_utf8(bytes)
        .map_err(|_| Error::wrong(format!("{shown} is no text in UTF-8")).next("save it as UTF-8"))?;
    let (rig, faults) = rig::parse(&text, Form::of(&path.to_string_lossy()));
    if faults.is_empty() {
        return Ok(rig);
    }
    Err(Error::Files(vec![FaultyFile {
        path: path.to_owned(),
        text,
        faults,
    }]))
}
