//! What went wrong, in words for the person at the terminal.
use std::fmt;
use std::path::Path;

/// A fault that says what was wrong, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(String);

impl Fault {
    /// A fault in words.
    pub fn new(words: impl Into<String>) -> Self {
        Fault(words.into())
    }

    /// A file or folder that cannot be read.
    pub fn reading(path: &Path, why: impl fmt::Display) -> Self {
        Fault(format!("{} cannot be read: {why}", path.display()))
    }

    /// A file or folder that cannot be written.
    pub fn writing(path: &Path, why: impl fmt::Display) -> Self {
        Fault(format!("{} cannot be written: {why}", path.display()))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}
