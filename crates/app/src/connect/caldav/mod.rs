//! A calendar on the person's own server: CalDAV (RFC 4791) with what changed since a token (RFC 6578).
//!
//! An object holds one event. It is made only where nothing is, and changed or taken away only as the state that is known: whoever came
//! in between is told of by [`Trouble::Changed`], and nothing of theirs is written over.

mod client;
mod twin;
mod xml;

pub use client::Dav;
pub use twin::InMemory;

use super::http::Trouble;

/// A calendar of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// Its whole address, with a slash at its end.
    pub url: String,
    /// What it calls itself; empty where it does not.
    pub name: String,
}

/// What must hold for an object to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum If<'a> {
    /// There is none yet.
    New,
    /// It is in this state.
    Is(&'a str),
}

/// An object that was changed or taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its name: the last part of its path, as the server writes it.
    pub name: String,
    /// What tells its state from others; `None`: it is gone.
    pub etag: Option<String>,
}

/// What changed since a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Objects, each once.
    pub changes: Vec<Change>,
    /// From where to ask the next time.
    pub token: String,
}

/// An object as it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its name within the calendar.
    pub name: String,
    /// What tells its state from others.
    pub etag: String,
    /// Its iCalendar text.
    pub text: String,
}

/// A server of calendars.
pub trait Calendars {
    /// The person's calendars, and the address below which a new one is made.
    ///
    /// # Errors
    /// They are not known.
    fn calendars(&self) -> Result<(String, Vec<Collection>), Trouble>;
    /// Makes a calendar for events.
    ///
    /// # Errors
    /// None was made, or nobody knows: then [`Calendars::calendars`] tells.
    fn make(&self, url: &str, name: &str) -> Result<(), Trouble>;
    /// What changed in a calendar since `token`; `None` for `token`: all that is there. `Ok(None)`: the server does not know that token
    /// any more, and everything is to be asked for afresh.
    ///
    /// # Errors
    /// It is not known.
    fn changes(&self, calendar: &str, token: Option<&str>) -> Result<Option<Changes>, Trouble>;
    /// Objects by their names; those that are not there are left out.
    ///
    /// # Errors
    /// They are not known.
    fn objects(&self, calendar: &str, names: &[String]) -> Result<Vec<Object>, Trouble>;
    /// Writes an object. Its new state, where the server says it.
    ///
    /// # Errors
    /// [`Trouble::Changed`] where the condition does not hold: what is there stays.
    fn put(
        &self,
        calendar: &str,
        name: &str,
        text: &str,
        condition: If<'_>,
    ) -> Result<Option<String>, Trouble>;
    /// Takes an object away that is in this state.
    ///
    /// # Errors
    /// [`Trouble::Changed`] where it is in another.
    fn remove(&self, calendar: &str, name: &str, etag: &str) -> Result<(), Trouble>;
}
