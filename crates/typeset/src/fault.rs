//! What can go wrong, in words that say where, what was expected and what to do.

use std::fmt;
use std::path::Path;

/// Why there is no file, or no reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// What was given cannot be used: the document, a text in it, the PDF. Exit status 2.
    Wrong(String),
    /// The world failed: a disk, a pipe, this program itself. Exit status 3.
    Outside(String),
}

impl Fault {
    /// A wrong input: what, and what was expected.
    pub fn wrong(what: impl Into<String>) -> Self {
        Fault::Wrong(what.into())
    }

    /// A failure that no other input would mend.
    pub fn outside(what: impl Into<String>) -> Self {
        Fault::Outside(what.into())
    }

    /// A file that cannot be written.
    pub fn writing(path: &Path, why: &dyn fmt::Display) -> Self {
        Fault::Outside(format!("{} cannot be written: {why}", path.display()))
    }

    /// The exit status that it means.
    pub fn status(&self) -> u8 {
        match self {
            Fault::Wrong(_) => 2,
            Fault::Outside(_) => 3,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Fault::Wrong(text) | Fault::Outside(text)) = self;
        f.write_str(text)
    }
}

impl std::error::Error for Fault {}
