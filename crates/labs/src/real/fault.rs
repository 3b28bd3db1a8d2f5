//! Why a set cannot be converted: which file, which entry of it, what was expected there.

use std::fmt;
use std::io;

/// A mistake in a file of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The entry of the archive, where it concerns one; cut where it is long.
    pub entry: Option<String>,
    /// What is wrong, as a clause without its full stop.
    pub what: String,
    /// What was expected.
    pub expected: String,
}

/// Why there is no data.
#[derive(Debug)]
pub enum Error {
    /// There is no such set, or not for this lab.
    Wish {
        /// What is wrong.
        what: String,
        /// What to do next.
        next: String,
    },
    /// A file is not what it should be.
    Fault(Fault),
    /// A file could not be read.
    Read {
        /// Its name.
        file: String,
        /// What the system says.
        error: io::Error,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(entry) = &self.entry {
            write!(f, ", {entry}")?;
        }
        write!(f, ": {}; {} was expected", self.what, self.expected)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Wish { what, next } => write!(f, "{what}; {next}"),
            Error::Fault(fault) => fault.fmt(f),
            Error::Read { file, error } => write!(f, "could not read {file}: {error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Read { error, .. } => Some(error),
            Error::Wish { .. } | Error::Fault(_) => None,
        }
    }
}

/// A name from an archive as it is quoted in a fault: short, on one line.
pub(super) fn shown(name: &[u8]) -> String {
    let text = String::from_utf8_lossy(name);
    let mut short: String = text
        .chars()
        .take(60)
        .map(|c| if c.is_control() { '·' } else { c })
        .collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    format!("`{short}`")
}
