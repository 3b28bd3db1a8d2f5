//! What can go wrong in a verb, and whose doing it is.

use std::path::PathBuf;

use pivot_domain::Fault;
use pivot_labs::score::Fault as TableFault;
use pivot_store::Trouble;

/// Why a verb gave no answer.
#[derive(Debug)]
pub enum Error {
    /// Files that a person wrote have faults: every fault of every file.
    Files(Vec<FaultyFile>),
    /// Tables have faults. They may be too large to keep their text.
    Tables {
        /// Each fault with the file that has it.
        faults: Vec<(PathBuf, TableFault)>,
        /// Reading was given up: there may be more.
        more: bool,
    },
    /// Something was asked for that does not exist or makes no sense.
    Wrong {
        /// What is wrong.
        what: String,
        /// What to do next.
        next: Option<String>,
    },
    /// The journal or a file is no longer what the wish was made for: somebody else wrote in between.
    Changed,
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
            Store::NotToml(_) | Store::Refused { .. } => Error::wrong(what),
            Store::File { error, .. } if error.kind() == std::io::ErrorKind::NotFound => {
                Error::wrong(what).next("put the file back, or make another pivot with `pivot init DIR`")
            }
            Store::File { .. } => Error::Outside { what, next: None },
            Store::Newer { .. } => Error::Outside {
                what,
                next: Some("update pivot; the journal was left as it is".into()),
            },
            Store::Journal { trouble, .. } => Error::Outside {
                what,
                next: Some(way_out(trouble).into()),
            },
            Store::Fact { .. } => Error::Outside {
                what,
                next: Some(DAMAGED.into()),
            },
            Store::NotAJournal(_) => {
                Error::wrong(what).next("name a journal, a backup of one, or its exported lines")
            }
            Store::Line { .. } => {
                Error::wrong(what).next("nothing was taken in: mend the line and import the file again")
            }
            Store::Unsound { .. } => Error::Outside {
                what,
                next: Some(DAMAGED.into()),
            },
        }
    }
}

const DAMAGED: &str = "keep a copy of the folder `.pivot`; pivot journal verify says what is wrong, pivot restore FILE brings back a backup, pivot journal export --readable saves what can be read";

/// What to do about trouble with the journal. Whatever it is, what was recorded before is still there.
fn way_out(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Full => {
            "nothing was recorded, as the disk is full: make room and run the command again; nothing that was recorded is lost"
        }
        Trouble::Busy => "another program is writing to it: run the command again when that has finished",
        Trouble::Damaged => DAMAGED,
        Trouble::ReadOnly => {
            "nothing was recorded: the folder `.pivot` and the files in it must be yours to write: look at their rights, and whether the disk is writable"
        }
        Trouble::Disk => {
            "nothing was recorded, as the system could not write: look at the disk and its limits, then run the command again; nothing that was recorded is lost"
        }
        Trouble::Other => {
            "keep a copy of the folder `.pivot` before you try anything; pivot journal verify looks at it"
        }
    }
}
