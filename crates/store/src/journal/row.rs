//! A fact as a row of the database, and the chain of hashes that the rows form.

use jiff::Timestamp;
use pivot_domain::fact::{Fact, Recorded};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Author;
use crate::payload;

/// A fact as its journal holds it: texts, so that nothing is lost between two machines or two versions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// When it was written, in UTC with six digits of a second: texts sort as instants do. First, for the order of rows.
    pub(crate) recorded: String,
    /// Its id: what the other fields hash to, so that one fact has one id on every machine. Facts of version 1 keep theirs.
    pub(crate) id: String,
    /// When it happened.
    pub(crate) at: String,
    /// The person's zone then.
    pub(crate) zone: String,
    /// The id of the person's pivot; empty where version 1 wrote it.
    pub(crate) owner: String,
    /// The machine; empty where version 1 wrote it.
    pub(crate) machine: String,
    /// The event's kind.
    pub(crate) kind: String,
    /// The payload's version.
    pub(crate) version: i64,
    /// The payload, as JSON with sorted keys.
    pub(crate) payload: String,
}

/// The chain before its first fact.
pub(crate) const NO_HASH: &str = "";

impl Row {
    /// The row of a fact.
    pub(crate) fn new(fact: &Fact, recorded: Timestamp, author: &Author) -> Row {
        let mut row = Row {
            recorded: moment(recorded),
            id: String::new(),
            at: fact.at.to_string(),
            zone: fact.zone.clone(),
            owner: author.owner.clone(),
            machine: author.machine.clone(),
            kind: fact.event.kind().to_owned(),
            version: payload::version(&fact.event),
            payload: payload::write(&fact.event).to_string(),
        };
        row.id = row.own_id();
        row
    }

    /// The id that this program gives such a fact: 16 hexadecimal digits.
    pub(crate) fn own_id(&self) -> String {
        let version = self.version.to_string();
        let mut id = hash(&[
            &self.recorded,
            &self.at,
            &self.zone,
            &self.owner,
            &self.machine,
            &self.kind,
            &version,
            &self.payload,
        ]);
        id.truncate(16);
        id
    }

    /// Whether the id is that of what the row says. Facts of version 1 have ids of their own, which say nothing.
    pub(crate) fn has_its_id(&self) -> bool {
        let first = self.owner.is_empty() && self.machine.is_empty();
        first || self.own_id() == self.id
    }

    /// The hash of this row after a row of that hash: whoever changes, removes or moves a row breaks every later hash.
    pub(crate) fn hash_after(&self, before: &str) -> String {
        let version = self.version.to_string();
        hash(&[
            before,
            &self.id,
            &self.recorded,
            &self.at,
            &self.zone,
            &self.owner,
            &self.machine,
            &self.kind,
            &version,
            &self.payload,
        ])
    }

    /// Whose the fact is.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The fact. An error says what in it cannot be read.
    pub(crate) fn read(&self) -> Result<Recorded, String> {
        self.read_with(payload::read)
    }

    /// The same, refusing what says more than is understood.
    pub(crate) fn read_all(&self) -> Result<Recorded, String> {
        self.read_with(payload::read_all)
    }

    fn read_with(
        &self,
        read: impl Fn(&str, i64, &Value) -> Result<pivot_domain::fact::Event, String>,
    ) -> Result<Recorded, String> {
        let instant = |text: &str| text.parse::<Timestamp>().map_err(|e| e.to_string());
        let payload: Value = serde_json::from_str(&self.payload).map_err(|e| e.to_string())?;
        Ok(Recorded {
            id: self.id.clone(),
            recorded: instant(&self.recorded)?,
            owner: self.owner.clone(),
            machine: self.machine.clone(),
            fact: Fact {
                at: instant(&self.at)?,
                zone: self.zone.clone(),
                event: read(&self.kind, self.version, &payload)?,
            },
        })
    }
}

/// An instant as rows write it: to the microsecond, always as long.
pub(crate) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

/// SHA-256 in hexadecimal digits. Each text is preceded by its length, so that no two lists of texts read the same.
fn hash(texts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update(format!("{}:", text.len()));
        hasher.update(text);
    }
    hasher.finalize().iter().map(|b| format!("{b:02x}")).collect()
}
