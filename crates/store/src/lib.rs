//! The pivot on disk: the files that a person writes, and the journal that the program writes.
#![forbid(unsafe_code)]

mod edit;
mod folder;
mod journal;
mod payload;

use std::fmt;
use std::path::PathBuf;

pub use edit::{add_calendar, remove_calendar};
pub use folder::Folder;
pub use journal::Journal;
pub use payload::write as payload;

/// What can go wrong on disk.
#[derive(Debug)]
pub enum Error {
    /// No folder at or above this one has a `pivot.toml`.
    NoPivot(PathBuf),
    /// There is something already where a pivot was to be made.
    Exists(PathBuf),
    /// A file could not be read or written.
    File {
        /// What was tried: "read", "write".
        tried: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The journal could not be read or written.
    Journal {
        /// The file.
        path: PathBuf,
        /// What the database said.
        error: rusqlite::Error,
    },
    /// The journal was written by a newer version.
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
    },
    /// A fact in the journal cannot be read.
    Fact {
        /// Its number in the journal.
        seq: i64,
        /// What is wrong with it.
        what: String,
    },
    /// `pivot.toml` could not be changed because it is no TOML.
    NotToml(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoPivot(at) => write!(
                f,
                "there is no pivot.toml in {} or in a folder above it",
                at.display()
            ),
            Error::Exists(at) => write!(f, "{} has a pivot.toml already", at.display()),
            Error::File { tried, path, error } => write!(f, "could not {tried} {}: {error}", path.display()),
            Error::Journal { path, error } => write!(f, "the journal {}: {error}", path.display()),
            Error::Newer { path, found } => {
                write!(
                    f,
                    "the journal {} has format {found}, which is newer than this program",
                    path.display()
                )
            }
            Error::Fact { seq, what } => write!(f, "fact {seq} of the journal cannot be read: {what}"),
            Error::NotToml(what) => write!(f, "pivot.toml is not TOML: {what}"),
        }
    }
}

impl std::error::Error for Error {}
