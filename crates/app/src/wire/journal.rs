//! The JSON of facts.

use std::collections::BTreeSet;

use pivot_domain::fact::{Recorded, undone};
use pivot_domain::zones::Zones;
use pivot_store::{Report, payload};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{duration, instant};
use crate::verbs::record::{Doubt, Outcome};

/// `pivot.journal/1`: facts, oldest first. A command that records something answers with its facts.
#[derive(Debug, Serialize, ToSchema)]
pub struct JournalJson {
    format: &'static str,
    facts: Vec<FactJson>,
    /// Why nothing was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    nothing: Option<String>,
    /// A timer that the person is asked about: nothing was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    asks: Option<AsksJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct FactJson {
    id: String,
    kind: &'static str,
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<String>,
    payload: Value,
    zone: String,
    /// When it was written, and on which machine.
    recorded: String,
    machine: String,
    /// It was taken back.
    undone: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct AsksJson {
    task: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<u32>,
    since: String,
    elapsed: String,
    night: bool,
}

impl JournalJson {
    /// Some of the facts of a journal, of which `all` are known.
    pub fn new(facts: &[&Recorded], all: &[Recorded], zones: &Zones) -> JournalJson {
        let void = undone(all);
        JournalJson {
            format: "pivot.journal/1",
            facts: facts.iter().map(|r| fact(r, &void, zones)).collect(),
            nothing: None,
            asks: None,
            notes: Vec::new(),
        }
    }

    /// What became of a wish to record something, with what the person should know.
    pub fn outcome(outcome: &Outcome, notes: Vec<String>, zones: &Zones) -> JournalJson {
        let none = JournalJson {
            notes,
            ..JournalJson::new(&[], &[], zones)
        };
        match outcome {
            Outcome::Recorded(facts) => JournalJson {
                facts: facts.iter().map(|r| fact(r, &BTreeSet::new(), zones)).collect(),
                ..none
            },
            Outcome::Nothing(why) => JournalJson {
                nothing: Some(why.clone()),
                ..none
            },
            Outcome::Doubtful(doubt) => JournalJson {
                asks: Some(AsksJson::new(doubt, zones)),
                ..none
            },
        }
    }
}

impl AsksJson {
    fn new(doubt: &Doubt, zones: &Zones) -> AsksJson {
        AsksJson {
            task: doubt.part.task.clone(),
            time: doubt.part.time,
            since: instant(doubt.since, zones),
            elapsed: duration(doubt.elapsed),
            night: doubt.night,
        }
    }
}

fn fact(recorded: &Recorded, void: &BTreeSet<&str>, zones: &Zones) -> FactJson {
    let event = &recorded.fact.event;
    FactJson {
        id: recorded.id.clone(),
        kind: event.kind(),
        at: instant(recorded.fact.at, zones),
        task: event.task().map(str::to_owned),
        payload: payload(event),
        zone: recorded.fact.zone.clone(),
        recorded: instant(recorded.recorded, zones),
        machine: recorded.machine.clone(),
        undone: void.contains(recorded.id.as_str()) && event.can_be_undone(),
    }
}

/// `pivot.verify/1`: whether a journal holds together.
#[derive(Debug, Serialize, ToSchema)]
pub struct VerifyJson {
    format: &'static str,
    holds: bool,
    facts: usize,
    /// The format of the file, and the hash of its last fact.
    version: i64,
    head: String,
    faults: Vec<String>,
}

impl VerifyJson {
    /// What a look at a journal found.
    pub fn new(report: &Report) -> VerifyJson {
        VerifyJson {
            format: "pivot.verify/1",
            holds: report.faults.is_empty(),
            facts: report.facts,
            version: report.version,
            head: report.head.clone(),
            faults: report.faults.clone(),
        }
    }
}
