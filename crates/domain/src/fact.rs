//! Facts: what happened, as the journal keeps it. A fact is never changed; a correction is another fact.
//!
//! What facts add up to is in [`crate::progress`]. A fact may name a task or a session that the files no longer know: it is
//! kept, and counts again when the name comes back.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::curriculum::Effort;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// When.
    pub at: Timestamp,
    /// The person's zone then, by its IANA name.
    pub zone: String,
    /// What.
    pub event: Event,
}

/// A fact as it stands in a journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Its id, the same on every machine.
    pub id: String,
    /// When it was written: later than every fact that the journal had then. Facts are read in this order, and by id where
    /// two machines wrote at the same moment.
    pub recorded: Timestamp,
    /// Whose it is: the id of the person's pivot.
    pub owner: String,
    /// The machine that it was written on.
    pub machine: String,
    /// The fact.
    pub fact: Fact,
}

impl From<Fact> for Recorded {
    /// A fact that stands in no journal: it has no id, and nobody can take it back.
    fn from(fact: Fact) -> Self {
        Recorded {
            id: String::new(),
            recorded: fact.at,
            owner: String::new(),
            machine: String::new(),
            fact,
        }
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A timer was started.
    Started(Part),
    /// The timer of a task was stopped, and so much work counted.
    Stopped {
        /// What was worked on.
        part: Part,
        /// How long, by the timer or as the person said.
        spent: SignedDuration,
    },
    /// Work was done, without a timer.
    Logged {
        /// What was worked on.
        part: Part,
        /// How long.
        spent: SignedDuration,
    },
    /// It is finished.
    Done(Part),
    /// It is not finished after all.
    Reopened(Part),
    /// A task was estimated anew: all of its hours, those already spent included.
    EstimateChanged {
        /// The task.
        task: String,
        /// The new estimate.
        effort: Effort,
        /// Ids of what the person has done before and it follows from; empty where it is their own estimate.
        priors: Vec<String>,
    },
    /// A task that the curriculum does not have belongs to the plan.
    TaskAdded(AddedTask),
    /// A task is left out of the plan.
    TaskDropped {
        /// The task.
        task: String,
        /// Ids of what the person has done before and makes it unneeded; empty where they left it out themselves.
        priors: Vec<String>,
    },
    /// A session is to stay where it is.
    Pinned(DatedSession),
    /// A session may move again.
    Unpinned {
        /// The session's id.
        session: String,
    },
    /// The person took a schedule as theirs.
    PlanAccepted(Vec<DatedSession>),
    /// Sessions were given to a calendar program, with the version of each.
    Exported(Vec<ExportedSession>),
    /// A session was deleted in a calendar program: it did not and will not take place.
    Missed(DatedSession),
    /// A piece of work was measured.
    Scored {
        /// What was measured: a lab, a competition.
        deed: Deed,
        /// The metric's name.
        metric: String,
        /// Its value; finite.
        value: f64,
        /// Which attempt at a lab it was; `None` elsewhere, and in facts of the first version.
        attempt: Option<Attempt>,
        /// Which submission to a competition it was, and how it stood; `None` elsewhere, and before the third version.
        standing: Option<Standing>,
    },
    /// Something was handed in: to a lab, a competition, a company.
    Submitted(Deed),
    /// Something was made public.
    Published(Deed),
    /// The person was there: a meetup, a talk.
    Attended(Deed),
    /// Evidence was looked at.
    Checked {
        /// The task or step it is of.
        about: String,
        /// What kind of check: one of [`crate::curriculum::EVIDENCE_KINDS`].
        check: String,
        /// Whether it is met.
        met: bool,
        /// What was found.
        found: String,
        /// What exactly was checked, and what was read; `None` in facts of the first version.
        proof: Option<Proof>,
    },
    /// What came of it: an answer, an interview, an offer.
    Outcome {
        /// What it came of.
        deed: Deed,
        /// What came.
        result: String,
    },
    /// Another fact is taken back. Taking back this one brings it back.
    Undone {
        /// The other's id.
        fact: String,
    },
}

/// An attempt at a lab, as far as its score does not say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its number within the lab, from 1.
    pub number: u32,
    /// The lab's set of data.
    pub set: String,
    /// SHA-256 of the answers that it was held against: scores against others do not compare.
    pub data: String,
    /// SHA-256 of what was submitted.
    pub sha256: String,
}

/// A submission to a competition, as far as its score does not say it, and how the person stood among the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The service's number of it.
    pub submission: u64,
    /// When the service was asked: rank and teams are of this moment.
    pub asked: Timestamp,
    /// The person's rank, from 1, where the service told one.
    pub rank: Option<u32>,
    /// So many teams took part, where the service told it.
    pub teams: Option<u32>,
}

/// What a check looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// The parameters of the check: where they change, it is another check, which earlier facts say nothing of.
    pub with: serde_json::Map<String, serde_json::Value>,
    /// So many times of a repeated task are shown by it; `None`: as many as there are.
    pub times: Option<u32>,
    /// SHA-256 of what was read, in hexadecimal digits; `None` where facts alone were looked at.
    pub sha256: Option<String>,
    /// A short part of it, as it was read.
    pub excerpt: Option<String>,
}

/// A task, or one time of a repeated one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// The task's id.
    pub task: String,
    /// Which time, from 1; `None` for a task that is done once.
    pub time: Option<u32>,
}

impl Part {
    /// The time, where a task that is done once has one.
    pub fn time(&self) -> u32 {
        self.time.unwrap_or(1)
    }
}

/// A task beside the curriculum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedTask {
    /// Its id.
    pub id: String,
    /// Number of the step it belongs to.
    pub step: u32,
    /// Its title.
    pub title: String,
    /// What kind of work it is.
    pub kind: String,
    /// Hours of the person's own time.
    pub effort: Effort,
    /// Ids of the tasks that must be done before.
    pub after: Vec<String>,
    /// It cannot start before this day.
    pub not_before: Option<Date>,
    /// It should be done by the end of this day.
    pub deadline: Option<Date>,
}

/// Something done that others can see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// The task it was done for.
    pub task: Option<String>,
    /// What it was: the lab, the post, the meetup, the posting.
    pub what: String,
    /// Where it can be seen.
    pub link: Option<String>,
    /// What else there is to say.
    pub note: Option<String>,
}

/// A session with its clock times.
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

impl Event {
    /// The kind's name, as journals and programs know it.
    pub fn kind(&self) -> &'static str {
        match self {
            Event::Started(_) => "started",
            Event::Stopped { .. } => "stopped",
            Event::Logged { .. } => "logged",
            Event::Done(_) => "done",
            Event::Reopened(_) => "reopened",
            Event::EstimateChanged { .. } => "estimate-changed",
            Event::TaskAdded(_) => "task-added",
            Event::TaskDropped { .. } => "task-dropped",
            Event::Pinned(_) => "pinned",
            Event::Unpinned { .. } => "unpinned",
            Event::PlanAccepted(_) => "plan-accepted",
            Event::Exported(_) => "exported",
            Event::Missed(_) => "missed",
            Event::Scored { .. } => "scored",
            Event::Submitted(_) => "submitted",
            Event::Published(_) => "published",
            Event::Attended(_) => "attended",
            Event::Checked { .. } => "checked",
            Event::Outcome { .. } => "outcome",
            Event::Undone { .. } => "undone",
        }
    }

    /// The task it is about, where it is about one.
    pub fn task(&self) -> Option<&str> {
        match self {
            Event::Started(part) | Event::Done(part) | Event::Reopened(part) => Some(&part.task),
            Event::Stopped { part, .. } | Event::Logged { part, .. } => Some(&part.task),
            Event::EstimateChanged { task, .. } | Event::TaskDropped { task, .. } => Some(task),
            Event::TaskAdded(added) => Some(&added.id),
            Event::Pinned(session) | Event::Missed(session) => Some(&session.task),
            Event::Unpinned { session } => Some(task_of(session)),
            Event::Scored { deed, .. } | Event::Outcome { deed, .. } => deed.task.as_deref(),
            Event::Submitted(deed) | Event::Published(deed) | Event::Attended(deed) => deed.task.as_deref(),
            Event::Checked { about, .. } => Some(about),
            Event::PlanAccepted(_) | Event::Exported(_) | Event::Undone { .. } => None,
        }
    }

    /// Whether it can be taken back. What was given to a calendar program is out of reach, and its version must not fall.
    pub fn can_be_undone(&self) -> bool {
        !matches!(self, Event::Exported(_))
    }
}

/// The task that a session's id names: `3.4` of `3.4#5/1`.
pub fn task_of(session: &str) -> &str {
    let head = session.rsplit_once('/').map_or(session, |(head, _)| head);
    head.rsplit_once('#').map_or(head, |(task, _)| task)
}

/// Ids of the facts that were taken back and not brought back. An undo says something about earlier facts alone.
pub fn undone(facts: &[Recorded]) -> BTreeSet<&str> {
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for recorded in facts {
        if let Event::Undone { fact } = &recorded.fact.event {
            named.insert(fact);
        }
    }
    let mut void: BTreeSet<&str> = BTreeSet::new();
    if named.is_empty() {
        return void;
    }
    // From the last fact on: whether an undo stands is known before what it names is met.
    let mut later: BTreeSet<&str> = BTreeSet::new();
    for recorded in facts.iter().rev() {
        let id = recorded.id.as_str();
        if let Event::Undone { fact } = &recorded.fact.event
            && !void.contains(id)
            && !later.contains(fact.as_str())
            && fact != id
        {
            void.insert(fact);
        }
        if named.contains(id) {
            later.insert(id);
        }
    }
    void
}

/// The facts that stand: those of the journal, in its order, without what was taken back.
pub fn standing(facts: &[Recorded]) -> impl DoubleEndedIterator<Item = &Recorded> {
    let void = undone(facts);
    facts
        .iter()
        .filter(move |r| !(void.contains(r.id.as_str()) && r.fact.event.can_be_undone()))
}

/// The schedule accepted last; empty where none was.
pub fn accepted(facts: &[Recorded]) -> &[DatedSession] {
    standing(facts)
        .rev()
        .find_map(|recorded| match &recorded.fact.event {
            Event::PlanAccepted(sessions) => Some(sessions.as_slice()),
            _ => None,
        })
        .unwrap_or_default()
}

/// The sessions as they were exported last; empty where none was.
pub fn exported(facts: &[Recorded]) -> &[ExportedSession] {
    exports(facts).next_back().map_or(&[], |(_, sessions)| sessions)
}

/// Every export, oldest first: when it was made, and what it gave.
pub fn exports(facts: &[Recorded]) -> impl DoubleEndedIterator<Item = (Timestamp, &[ExportedSession])> {
    facts.iter().filter_map(|recorded| match &recorded.fact.event {
        Event::Exported(sessions) => Some((recorded.fact.at, sessions.as_slice())),
        _ => None,
    })
}
