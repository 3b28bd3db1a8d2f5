//! The JSON of what each step still needs.

use pivot_domain::curriculum::DoneWhen;
use pivot_domain::fact::{Event, Recorded};
use pivot_domain::zones::Zones;
use pivot_store::payload;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{duration, instant};
use crate::planning::{StepEvidence, TaskEvidence};
use crate::words::closing::{OWN_WORD, check, closing, how_many};

/// `pivot.evidence/1`: what each step still needs, and what was recorded for it.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceJson {
    format: &'static str,
    steps: Vec<EvidenceStepJson>,
    /// Facts that name no task of the plan.
    others: Vec<EvidenceFactJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct EvidenceStepJson {
    number: u32,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<String>,
    /// Work by the journal; likely work in all; what is left of it.
    spent: String,
    effort: String,
    left: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    done_when: Option<NeedJson>,
    tasks: Vec<EvidenceTaskJson>,
    facts: Vec<EvidenceFactJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct EvidenceTaskJson {
    id: String,
    title: String,
    times: u32,
    /// How many times are recorded as done.
    done: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished: Option<String>,
    /// Absent: the person's word closes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    done_when: Option<NeedJson>,
    facts: Vec<EvidenceFactJson>,
}

/// What closes something: one check, or several in `of`.
#[derive(Debug, Serialize, ToSchema)]
struct NeedJson {
    /// In words.
    says: String,
    /// How many of the parts must hold: `all of these`.
    #[serde(skip_serializing_if = "Option::is_none")]
    holds: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    of: Vec<NeedJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    /// A machine can check it.
    #[serde(skip_serializing_if = "Option::is_none")]
    verifiable: Option<bool>,
}

#[derive(Debug, Serialize, ToSchema)]
struct EvidenceFactJson {
    id: String,
    kind: &'static str,
    at: String,
    /// For what was checked: whether it is met.
    #[serde(skip_serializing_if = "Option::is_none")]
    met: Option<bool>,
    payload: Value,
    machine: String,
}

impl EvidenceJson {
    /// What is known of the steps, and the facts beside them.
    pub fn new(steps: &[StepEvidence], others: &[Recorded], zones: &Zones) -> EvidenceJson {
        EvidenceJson {
            format: "pivot.evidence/1",
            steps: steps.iter().map(|s| step(s, zones)).collect(),
            others: facts(others, zones),
        }
    }
}

fn step(step: &StepEvidence, zones: &Zones) -> EvidenceStepJson {
    EvidenceStepJson {
        number: step.number,
        title: step.title.clone(),
        question: step.question.clone(),
        spent: duration(step.spent),
        effort: duration(step.effort),
        left: duration(step.left),
        done_when: step.done_when.as_ref().map(need),
        tasks: step.tasks.iter().map(|t| task(t, zones)).collect(),
        facts: facts(&step.facts, zones),
    }
}

fn task(task: &TaskEvidence, zones: &Zones) -> EvidenceTaskJson {
    EvidenceTaskJson {
        id: task.id.clone(),
        title: task.title.clone(),
        times: task.times,
        done: task.done,
        finished: task.finished.map(|at| instant(at, zones)),
        done_when: task.done_when.as_ref().map(need),
        facts: facts(&task.facts, zones),
    }
}

fn need(done_when: &DoneWhen) -> NeedJson {
    match done_when {
        DoneWhen::All(parts) | DoneWhen::Any(parts) | DoneWhen::AtLeast(_, parts) => NeedJson {
            says: closing(done_when),
            holds: how_many(done_when),
            of: parts.iter().map(need).collect(),
            kind: None,
            verifiable: None,
        },
        DoneWhen::Check { kind, with } => NeedJson {
            says: check(kind, with),
            holds: None,
            of: Vec::new(),
            kind: Some(kind.clone()),
            verifiable: Some(kind != OWN_WORD),
        },
    }
}

fn facts(facts: &[Recorded], zones: &Zones) -> Vec<EvidenceFactJson> {
    let fact = |r: &Recorded| EvidenceFactJson {
        id: r.id.clone(),
        kind: r.fact.event.kind(),
        at: instant(r.fact.at, zones),
        met: match &r.fact.event {
            Event::Checked { met, .. } => Some(*met),
            _ => None,
        },
        payload: payload(&r.fact.event),
        machine: r.machine.clone(),
    };
    facts.iter().map(fact).collect()
}
