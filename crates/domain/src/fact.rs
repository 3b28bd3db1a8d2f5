//! Facts: what happened, as the journal keeps it. A fact is never changed; a correction is another fact.

use jiff::Timestamp;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// When.
    pub at: Timestamp,
    /// The person's zone then, by its IANA name.
    pub zone: String,
    /// What.
    pub event: Event,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The person took a schedule as theirs.
    PlanAccepted(Vec<DatedSession>),
    /// Sessions were given to a calendar program, with the version of each.
    Exported(Vec<ExportedSession>),
}

/// A session as it was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedSession {
    /// The session's id: `1.3/2`.
    pub id: String,
    /// Its task.
    pub task: String,
    /// Its start.
    pub start: Timestamp,
    /// Its end.
    pub end: Timestamp,
}

/// A session as it stands in an exported calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedSession {
    /// What stands in the calendar.
    pub session: DatedSession,
    /// Its title there.
    pub title: String,
    /// How often it has changed since it was first exported (iCalendar's SEQUENCE).
    pub sequence: u32,
    /// It was withdrawn.
    pub cancelled: bool,
}

/// The schedule accepted last; empty where none was.
pub fn accepted(facts: &[Fact]) -> &[DatedSession] {
    facts
        .iter()
        .rev()
        .find_map(|fact| match &fact.event {
            Event::PlanAccepted(sessions) => Some(sessions.as_slice()),
            Event::Exported(_) => None,
        })
        .unwrap_or_default()
}

/// The sessions as they were exported last; empty where none was.
pub fn exported(facts: &[Fact]) -> &[ExportedSession] {
    facts
        .iter()
        .rev()
        .find_map(|fact| match &fact.event {
            Event::Exported(sessions) => Some(sessions.as_slice()),
            Event::PlanAccepted(_) => None,
        })
        .unwrap_or_default()
}
