//! The journal: an append-only table of facts in SQLite. Everything else is made from it.
//!
//! Each command opens the file, appends in one transaction and closes it. The log that SQLite writes ahead goes into the file
//! after every transaction, so that a copy of the file alone, taken between two commands, has every fact.

mod copy;
mod lines;
mod row;
mod schema;
mod state;
mod verify;

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use pivot_domain::fact::{Fact, Recorded};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::{Error, Trouble};

pub use copy::Restored;
pub use lines::{Lines, Merged};
pub use row::Row;
pub use verify::Report;

use schema::{VERSION, Wrong};

/// So long a program waits for others, and so often it tries where SQLite itself does not wait.
const WAIT: Duration = Duration::from_secs(5);
const TRIES: u32 = 500;

/// Who writes, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The id of the person's pivot.
    pub owner: String,
    /// The machine's name.
    pub machine: String,
}

/// An open journal.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    connection: Connection,
}

impl Journal {
    /// Opens the journal to append; makes it where there is none. One of an older version is copied beside itself and
    /// brought to this one.
    pub fn open(path: &Path) -> Result<Journal, Error> {
        Journal::open_to_write(path).map_err(|error| error.of_the_disk(path))
    }

    fn open_to_write(path: &Path) -> Result<Journal, Error> {
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| Error::File {
                tried: "make the folder",
                path: parent.to_owned(),
                error,
            })?;
        }
        let mut journal = Journal::connect_with(path, OpenFlags::default())?;
        // Before anything is written: a newer journal is left as it is.
        journal.check_version()?;
        let failed = |error: rusqlite::Error| Error::database(path, &error);
        journal.settle().map_err(failed)?;
        let found = schema::version(&journal.connection).map_err(failed)?;
        if found < VERSION {
            journal.set_up(path)?;
        }
        Ok(journal)
    }

    /// The facts of the journal at `path`, oldest first; none where there is no journal. Nothing is written.
    pub fn read(path: &Path) -> Result<Vec<Recorded>, Error> {
        if !path.exists() {
            return Ok(Vec::new());
        }
        let journal = Journal::connect(path)?;
        journal.check_version()?;
        journal.facts()
    }

    /// All facts, oldest first: in the order in which they were written, on whatever machine.
    pub fn facts(&self) -> Result<Vec<Recorded>, Error> {
        self.at_one_moment(schema::rows)
            .and_then(|rows| sorted(&rows))
            .map_err(|wrong| wrong.at(&self.path))
    }

    /// Several looks at the journal as it is at one moment, whatever others write in between.
    fn at_one_moment<T, E: From<rusqlite::Error>>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let tx = self.connection.unchecked_transaction()?;
        look(&tx)
    }

    /// Appends facts in one transaction; when this returns, they are on disk.
    pub fn append(
        &mut self,
        now: Timestamp,
        author: &Author,
        facts: &[Fact],
    ) -> Result<Vec<Recorded>, Error> {
        self.record(now, author, |_| Ok(facts.to_vec()))
    }

    /// Appends what `decide` makes of the facts that there are. Nobody else can write in between: of two programs that stop
    /// one timer, the second finds it stopped. Where `decide` refuses, nothing is written.
    pub fn record<E: From<Error>>(
        &mut self,
        now: Timestamp,
        author: &Author,
        decide: impl FnOnce(&[Recorded]) -> Result<Vec<Fact>, E>,
    ) -> Result<Vec<Recorded>, E> {
        let path = &self.path;
        let failed = |error: rusqlite::Error| E::from(Error::database(path, &error));
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let mut all = schema::rows(&tx)
            .and_then(|rows| sorted(&rows))
            .map_err(|wrong| E::from(wrong.at(path)))?;
        let before = all.len();
        let facts = decide(&all)?;
        if facts.is_empty() {
            return Ok(Vec::new());
        }
        let (mut seq, mut hash) = schema::last(&tx).map_err(failed)?;
        for fact in &facts {
            let recorded = schema::after(now, all.last().map(|r| r.recorded));
            let row = Row::new(fact, recorded, author);
            seq += 1;
            hash = schema::add(&tx, &row, seq, &hash).map_err(failed)?;
            // As it will be read: to the microsecond.
            all.push(row.read().map_err(|what| E::from(Error::Fact { seq, what }))?);
        }
        state::fold(&tx, &all).map_err(failed)?;
        tx.commit().map_err(failed)?;
        self.empty_log();
        Ok(all.split_off(before))
    }

    /// Drops what was made from the facts and makes it again; gives the number of facts.
    pub fn rebuild(&mut self) -> Result<usize, Error> {
        let failed = |error: rusqlite::Error| Error::database(&self.path, &error);
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let facts = schema::rows(&tx)
            .and_then(|rows| sorted(&rows))
            .map_err(|wrong| wrong.at(&self.path))?;
        state::rebuild(&tx, &facts).map_err(failed)?;
        tx.commit().map_err(failed)?;
        Ok(facts.len())
    }

    /// A journal that is there, to read. Even a reader needs files beside it, and where the disk is full or cannot be written
    /// the file alone is read: between two commands it has every fact. While a log with something in it lies beside it, it may
    /// not have.
    fn connect(path: &Path) -> Result<Journal, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Journal::connect_with(path, flags).and_then(|journal| {
            // The first look makes those files.
            schema::is_empty(&journal.connection).map_err(|error| Error::database(path, &error))?;
            Ok(journal)
        });
        match opened {
            Err(Error::Journal {
                trouble: Trouble::Full | Trouble::ReadOnly | Trouble::Disk,
                ..
            }) if alone(path) => {
                // The first error is the one to tell.
                Journal::connect_to_file(path).or(opened)
            }
            opened => opened,
        }
    }

    /// The file of a journal as it lies there, which nothing changes meanwhile (<https://sqlite.org/uri.html>, `immutable`).
    fn connect_to_file(path: &Path) -> Result<Journal, Error> {
        let journal = Journal::connect_with(
            Path::new(&address(path)),
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI,
        )?;
        Ok(Journal {
            path: path.to_owned(),
            ..journal
        })
    }

    fn connect_with(path: &Path, flags: OpenFlags) -> Result<Journal, Error> {
        let failed = |error: rusqlite::Error| Error::database(path, &error);
        let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        connection.busy_timeout(WAIT).map_err(failed)?;
        Ok(Journal {
            path: path.to_owned(),
            connection,
        })
    }

    fn settle(&self) -> rusqlite::Result<()> {
        let c = &self.connection;
        // SQLite waits for nobody here: where another program makes the journal at this moment, it says at once that it is busy.
        let mut tries = 0;
        loop {
            match c.pragma_update(None, "journal_mode", "WAL") {
                Err(error) if tries < TRIES && error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                    tries += 1;
                    std::thread::sleep(WAIT / TRIES);
                }
                other => break other?,
            }
        }
        c.pragma_update(None, "synchronous", "FULL")?;
        c.pragma_update(None, "foreign_keys", true)?;
        c.pragma_update_and_check(None, "wal_autocheckpoint", 1, |_| Ok(()))
    }

    /// Waits a moment until what was committed is in the file itself, for those who copy it without its log. Every commit
    /// brings the log into the file, but not what is newer than what somebody reads at that moment. The facts are safe in the
    /// log either way, so that a reader who stays is not waited for.
    fn empty_log(&self) {
        for _ in 0..250 {
            let left = self
                .connection
                .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
                    Ok(row.get::<_, i64>(1)? - row.get::<_, i64>(2)?)
                });
            if left.is_ok_and(|frames| frames == 0) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(4));
        }
    }

    /// Makes the tables, or brings older ones to this version. Two programs may do this at once: the second finds it done.
    fn set_up(&mut self, path: &Path) -> Result<(), Error> {
        let failed = |error: rusqlite::Error| Error::database(path, &error);
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        match schema::version(&tx).map_err(failed)? {
            0 => schema::make(&tx).map_err(failed)?,
            VERSION => return Ok(()),
            older => {
                schema::migrate(&tx, path, older)?;
            }
        }
        let facts = schema::rows(&tx)
            .and_then(|rows| sorted(&rows))
            .map_err(|wrong| wrong.at(path))?;
        state::fold(&tx, &facts).map_err(failed)?;
        tx.commit().map_err(failed)
    }

    fn check_version(&self) -> Result<(), Error> {
        let failed = |error| Error::database(&self.path, &error);
        // Both of one moment: another program may be making the tables.
        let both = self.at_one_moment(|c| Ok((schema::version(c)?, schema::is_empty(c)?)));
        match both.map_err(failed)? {
            (0, false) => Err(Error::NotAJournal(self.path.clone())),
            (found, _) if found > VERSION => Err(Error::Newer {
                path: self.path.clone(),
                found,
            }),
            _ => Ok(()),
        }
    }
}

/// Whether no log with something in it lies beside a journal.
fn alone(path: &Path) -> bool {
    ["-wal", "-journal"].iter().all(|suffix| {
        let mut beside = path.as_os_str().to_owned();
        beside.push(suffix);
        match std::fs::metadata(beside) {
            Ok(log) => log.len() == 0,
            Err(error) => error.kind() == std::io::ErrorKind::NotFound,
        }
    })
}

/// The URI of a file that is not changed while it is read. Every byte that could mean something in a URI is escaped.
fn address(path: &Path) -> String {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut uri = String::from("file://");
    let bytes = whole.as_os_str().as_encoded_bytes();
    // A drive's letter comes after a slash.
    if !bytes.starts_with(b"/") {
        uri.push('/');
    }
    for &byte in bytes {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'/' | b':' | b'.' | b'-' | b'_' => uri.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    uri
}

/// The facts of rows, in the order in which they are read.
fn sorted(rows: &[(i64, Row)]) -> Result<Vec<Recorded>, Wrong> {
    let read = |(seq, row): &(i64, Row)| row.read().map_err(|what| Wrong::Fact(*seq, what));
    let mut facts = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    facts.sort_by(order);
    Ok(facts)
}

/// By the moment of writing; what two machines wrote at one moment by id, so that both have the same order.
fn order(a: &Recorded, b: &Recorded) -> std::cmp::Ordering {
    (a.recorded, &a.id).cmp(&(b.recorded, &b.id))
}

#[cfg(test)]
mod tests;
