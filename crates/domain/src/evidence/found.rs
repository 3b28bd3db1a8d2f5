//! What a check found, and how parts stand together.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{Read, text};

/// How a check stands. The greater of two is the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It is met.
    Met,
    /// Only the person's word could meet it: no evidence.
    Unverified,
    /// It cannot be told here and now.
    Unknown,
    /// It is not met.
    Missing,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// How it stands by what was read now.
    pub state: State,
    /// What was found, as a sentence without its full stop.
    pub found: String,
    /// What to do next; `None` where there is nothing to do.
    pub next: Option<String>,
    /// So many times of a repeated task are shown; `None`: all or none of them.
    pub times: Option<u32>,
    /// SHA-256 of what was read.
    pub sha256: Option<String>,
    /// A short part of what was read.
    pub excerpt: Option<String>,
}

/// A check that was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// When it was made.
    pub at: Timestamp,
    /// What was found then.
    pub found: String,
    /// SHA-256 of what was read then.
    pub sha256: Option<String>,
    /// A part of it.
    pub excerpt: Option<String>,
    /// The times that it showed.
    pub times: u32,
}

/// A `done_when` with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// How it stands: what was met before counts.
    pub state: State,
    /// So many times of the task are shown by it.
    pub times: u32,
    /// One check, or several.
    pub part: Part,
}

/// One check, or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// One check.
    Check(Box<Check>),
    /// Parts of a whole, in the order of the curriculum.
    Of(Vec<Judged>),
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its kind.
    pub kind: String,
    /// Its parameters.
    pub with: Map<String, Value>,
    /// What was found now.
    pub now: Found,
    /// The best that was recorded of it before.
    pub before: Option<Before>,
    /// How it was recorded last: met or not, and the times.
    pub last: Option<(bool, Option<u32>)>,
}

impl Found {
    pub(super) fn new(state: State, found: impl Into<String>) -> Found {
        Found {
            state,
            found: found.into(),
            next: None,
            times: None,
            sha256: None,
            excerpt: None,
        }
    }

    pub(super) fn met(found: impl Into<String>) -> Found {
        Found::new(State::Met, found)
    }

    pub(super) fn missing(found: impl Into<String>, next: impl Into<String>) -> Found {
        Found {
            next: Some(next.into()),
            ..Found::new(State::Missing, found)
        }
    }

    pub(super) fn unknown(found: impl Into<String>, next: impl Into<String>) -> Found {
        Found {
            next: Some(next.into()),
            ..Found::new(State::Unknown, found)
        }
    }

    /// By what was read, and what stands in it.
    pub(super) fn by(self, read: &Read, excerpt: impl AsRef<str>) -> Found {
        Found {
            sha256: Some(read.sha256.clone()),
            excerpt: Some(text::excerpt(excerpt.as_ref())).filter(|e| !e.is_empty()),
            ..self
        }
    }

    /// It shows so many times of a repeated task.
    pub(super) fn times(self, times: usize) -> Found {
        Found {
            times: Some(u32::try_from(times).unwrap_or(u32::MAX)),
            ..self
        }
    }
}

impl Check {
    /// Whether it says something that was not recorded yet. What fails for want of anything to read is not worth a fact.
    pub fn is_new(&self) -> bool {
        let met = self.now.state == State::Met;
        match self.last {
            None => met || (self.now.state == State::Missing && self.now.sha256.is_some()),
            Some((was, times)) => {
                let told = met || self.now.state == State::Missing;
                told && (was != met || (self.now.times.is_some() && times != self.now.times))
            }
        }
    }

    /// It was met before, and that stands, although it fails now.
    pub fn is_lost(&self) -> bool {
        self.now.state == State::Missing && self.before.as_ref().is_some_and(|b| b.times > 0)
    }
}

impl Judged {
    /// All single checks, in the order of the curriculum.
    pub fn checks(&self) -> Vec<&Check> {
        match &self.part {
            Part::Check(check) => vec![&**check],
            Part::Of(parts) => parts.iter().flat_map(Judged::checks).collect(),
        }
    }
}
