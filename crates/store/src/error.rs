//! What can go wrong on disk.

use std::fmt;
use std::path::PathBuf;

use rusqlite::ErrorCode;

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
        /// What kind of trouble it is.
        trouble: Trouble,
        /// What the database said.
        what: String,
    },
    /// The journal was written by a newer version.
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
    },
    /// A file that is a database, or no database, and no journal.
    NotAJournal(PathBuf),
    /// A fact in the journal cannot be read.
    Fact {
        /// Its number in the journal.
        seq: i64,
        /// What is wrong with it.
        what: String,
    },
    /// Facts from outside cannot be taken in: the line, from 1, and what is wrong with it.
    Line {
        /// The line.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// A backup that does not hold together: what is wrong with it.
    Unsound {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        faults: Vec<String>,
    },
    /// A file or folder that is not looked at or written to: why, as the end of a sentence that begins with its path.
    Refused {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// `pivot.toml` could not be changed because it is no TOML.
    NotToml(String),
}

/// Why a database does not do what it is asked, as far as a person can do something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The disk is full.
    Full,
    /// Another program is writing, for longer than this one waits.
    Busy,
    /// The file is damaged.
    Damaged,
    /// The file or its folder cannot be written.
    ReadOnly,
    /// The disk failed, or the system sets a limit.
    Disk,
    /// Something else.
    Other,
}

impl Trouble {
    /// What kind of trouble an error of the database is.
    pub(crate) fn of(error: &rusqlite::Error) -> Trouble {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Trouble::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Trouble::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Trouble::Damaged,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                Trouble::ReadOnly
            }
            Some(ErrorCode::SystemIoFailure | ErrorCode::FileLockingProtocolFailed) => Trouble::Disk,
            _ => Trouble::Other,
        }
    }
}

impl Error {
    /// The same, with the disk's own word where the database only says that something failed: a file of a few pages is written
    /// beside the journal, and taken away again.
    pub(crate) fn of_the_disk(self, journal: &std::path::Path) -> Error {
        use std::io::ErrorKind;
        let Error::Journal {
            path,
            trouble: Trouble::Disk | Trouble::ReadOnly | Trouble::Full,
            ..
        } = &self
        else {
            return self;
        };
        let mut probe = journal.as_os_str().to_owned();
        probe.push(format!(".room-{}", std::process::id()));
        let written = std::fs::write(&probe, [0; 64 * 1024]);
        // It is gone, or was never there.
        let _ = std::fs::remove_file(&probe);
        let (trouble, what) = match written.map_err(|error| error.kind()) {
            Err(ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => (Trouble::Full, "the disk is full"),
            Err(ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied) => {
                (Trouble::ReadOnly, "its folder cannot be written")
            }
            _ => return self,
        };
        Error::Journal {
            path: path.clone(),
            trouble,
            what: what.into(),
        }
    }

    /// An error of the database in `path`.
    pub(crate) fn database(path: &std::path::Path, error: &rusqlite::Error) -> Error {
        Error::Journal {
            path: path.to_owned(),
            trouble: Trouble::of(error),
            what: error.to_string(),
        }
    }
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
            Error::Journal { path, what, .. } => write!(f, "the journal {}: {what}", path.display()),
            Error::Newer { path, found } => {
                write!(
                    f,
                    "the journal {} has format {found}, which is newer than this program",
                    path.display()
                )
            }
            Error::NotAJournal(path) => write!(f, "{} is no journal of Pivot", path.display()),
            Error::Fact { seq, what } => write!(f, "fact {seq} of the journal cannot be read: {what}"),
            Error::Line { line, what } => write!(f, "line {line}: {what}"),
            Error::Unsound { path, faults } => {
                write!(
                    f,
                    "{} does not hold together: {}",
                    path.display(),
                    faults.join("; ")
                )
            }
            Error::Refused { path, why } => write!(f, "{} {why}", path.display()),
            Error::NotToml(what) => write!(f, "pivot.toml is not TOML: {what}"),
        }
    }
}

impl std::error::Error for Error {}
