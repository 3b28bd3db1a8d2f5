//! What can go wrong in a verb, and whose doing it is.

use std::path::PathBuf;

use pivot_domain::Fault;

/// Why a verb gave no answer.
#[derive(Debug)]
pub enum Error {
    /// Files that a person wrote have faults: every fault of every file.
    Files(Vec<FaultyFile>),
    /// Something was asked for that does not exist or makes no sense.
    Wrong {
        /// What is wrong.
        what: String,
        /// What to do next.
        next: Option<String>,
    },
    /// The world outside failed: disk, database, network.
    Outside {
        /// What failed.
        what: String,
        /// What to do next.
        next: Option<String>,
    },
    /// The program contradicts itself: a schedule that its own checker refuses.
    Bug(String),
}

/// A file and its faults.
#[derive(Clone, Debug)]
pub struct FaultyFile {
    /// The file.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// What is wrong in it.
    pub faults: Vec<Fault>,
}

impl Error {
    /// A wrong wish.
    pub fn wrong(what: impl Into<String>) -> Self {
        Error::Wrong {
            what: what.into(),
            next: None,
        }
    }

    /// The same with what to do next.
    #[must_use]
    pub fn next(self, hint: impl Into<String>) -> Self {
        match self {
            Error::Wrong { what, .. } => Error::Wrong {
                what,
                next: Some(hint.into()),
            },
            Error::Outside { what, .. } => Error::Outside {
                what,
                next: Some(hint.into()),
            },
            other => other,
        }
    }
}

impl From<pivot_store::Error> for Error {
    fn from(error: pivot_store::Error) -> Self {
        use pivot_store::Error as Store;
        let what = error.to_string();
        match error {
            Store::NoPivot(_) => {
                Error::wrong(what).next("make one with `pivot init DIR`, or see one with `pivot demo`")
            }
            Store::Exists(_) => {
                Error::wrong(what).next("choose another folder, or run `pivot plan` in this one")
            }
            Store::NotToml(_) => Error::wrong(what),
            Store::File { error, .. } if error.kind() == std::io::ErrorKind::NotFound => {
                Error::wrong(what).next("put the file back, or make another pivot with `pivot init DIR`")
            }
            Store::File { .. } => Error::Outside { what, next: None },
            Store::Newer { .. } => Error::Outside {
                what,
                next: Some("update pivot; the journal was left as it is".into()),
            },
            Store::Journal { .. } | Store::Fact { .. } => Error::Outside {
                what,
                next: Some("keep a copy of the folder `.pivot` before you try anything".into()),
            },
        }
    }
}
