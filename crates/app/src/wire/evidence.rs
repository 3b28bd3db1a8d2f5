//! The JSON of what each step still needs.

use jiff::Timestamp;
use pivot_domain::curriculum::DoneWhen;
use pivot_domain::evidence::{Judged, Part, State};
use pivot_domain::fact::{Event, Recorded};
use pivot_domain::zones::Zones;
use pivot_store::payload;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{duration, instant};
use crate::planning::{StepEvidence, TaskEvidence};
use crate::verbs::evidence::Looked;
use crate::words::closing::{OWN_WORD, check, closing, how_many};

/// `pivot.evidence/1`: what each step still needs, and what was recorded for it.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceJson {
    format: &'static str,
    steps: Vec<EvidenceStepJson>,
    /// Facts that name no task of the plan.
    others: Vec<EvidenceFactJson>,
    /// What this command recorded: checks that say something new, an address, what was closed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recorded: Vec<EvidenceFactJson>,
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
    /// All its tasks are done, none of them against what a machine can see, and what closes the step itself is met.
    closed: bool,
    /// So many of its tasks are recorded as done, and their evidence is not there.
    unverified: usize,
    /// So many of its tasks have evidence that was checked.
    met: usize,
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
    /// `met`, `missing`, `unknown` (it cannot be told here and now) or `unverified` (only a word could meet it).
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    /// Its evidence shows more than is recorded as done: it can be closed.
    ready: bool,
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
    /// How it stands, as for a task; what was met before counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    /// So many times of a repeated task are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
    /// What a check found now.
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<CheckJson>,
    /// The best that was recorded of it before; a check that fails later does not undo it.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<CheckJson>,
}

/// What a check found.
#[derive(Debug, Serialize, ToSchema)]
struct CheckJson {
    state: &'static str,
    /// When it was looked at.
    checked: String,
    found: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// SHA-256 of what was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    excerpt: Option<String>,
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
    /// What is known of the steps, and the facts beside them. `now` is when it was looked at.
    pub fn new(steps: &[StepEvidence], others: &[Recorded], now: Timestamp, zones: &Zones) -> EvidenceJson {
        let clock = Clock { now, zones };
        EvidenceJson {
            format: "pivot.evidence/1",
            steps: steps.iter().map(|s| step(s, clock)).collect(),
            others: facts(others, zones),
            recorded: Vec::new(),
        }
    }

    /// The same with what was recorded on the way.
    pub fn looked(looked: &Looked, now: Timestamp, zones: &Zones) -> EvidenceJson {
        EvidenceJson {
            recorded: facts(&looked.recorded, zones),
            ..EvidenceJson::new(&looked.steps, &looked.others, now, zones)
        }
    }
}

/// The moment, and the person's clock.
#[derive(Clone, Copy)]
struct Clock<'z> {
    now: Timestamp,
    zones: &'z Zones,
}

fn step(step: &StepEvidence, clock: Clock<'_>) -> EvidenceStepJson {
    EvidenceStepJson {
        number: step.number,
        title: step.title.clone(),
        question: step.question.clone(),
        spent: duration(step.spent),
        effort: duration(step.effort),
        left: duration(step.left),
        done_when: step
            .done_when
            .as_ref()
            .map(|d| need(d, step.judged.as_ref(), clock)),
        closed: step.is_closed(),
        unverified: step.tasks.iter().filter(|t| t.is_unverified()).count(),
        met: step.met(),
        tasks: step.tasks.iter().map(|t| task(t, clock)).collect(),
        facts: facts(&step.facts, clock.zones),
    }
}

fn task(task: &TaskEvidence, clock: Clock<'_>) -> EvidenceTaskJson {
    EvidenceTaskJson {
        id: task.id.clone(),
        title: task.title.clone(),
        times: task.times,
        done: task.done,
        finished: task.finished.map(|at| instant(at, clock.zones)),
        done_when: task
            .done_when
            .as_ref()
            .map(|d| need(d, task.judged.as_ref(), clock)),
        state: task.judged.as_ref().map(|j| state(j.state)),
        ready: task.is_ready(),
        facts: facts(&task.facts, clock.zones),
    }
}

/// A state's name.
fn state(state: State) -> &'static str {
    match state {
        State::Met => "met",
        State::Unverified => "unverified",
        State::Unknown => "unknown",
        State::Missing => "missing",
    }
}

fn need(done_when: &DoneWhen, judged: Option<&Judged>, clock: Clock<'_>) -> NeedJson {
    let none = NeedJson {
        says: closing(done_when),
        holds: how_many(done_when),
        of: Vec::new(),
        kind: None,
        verifiable: None,
        state: judged.map(|j| state(j.state)),
        times: judged.map(|j| j.times),
        now: None,
        before: None,
    };
    match (done_when, judged.map(|j| &j.part)) {
        (DoneWhen::All(parts) | DoneWhen::Any(parts) | DoneWhen::AtLeast(_, parts), judged) => {
            let part = |(n, d)| match judged {
                Some(Part::Of(of)) => need(d, of.get(n), clock),
                _ => need(d, None, clock),
            };
            NeedJson {
                of: parts.iter().enumerate().map(part).collect(),
                ..none
            }
        }
        (DoneWhen::Check { kind, with }, judged) => {
            let check_of = match judged {
                Some(Part::Check(check)) => Some(check),
                _ => None,
            };
            let before = check_of.and_then(|c| c.before.as_ref());
            NeedJson {
                says: check(kind, with),
                kind: Some(kind.clone()),
                verifiable: Some(kind != OWN_WORD),
                now: check_of.map(|c| CheckJson {
                    state: state(c.now.state),
                    checked: instant(clock.now, clock.zones),
                    found: c.now.found.clone(),
                    next: c.now.next.clone(),
                    sha256: c.now.sha256.clone(),
                    excerpt: c.now.excerpt.clone(),
                }),
                before: before.map(|b| CheckJson {
                    state: state(State::Met),
                    checked: instant(b.at, clock.zones),
                    found: b.found.clone(),
                    next: None,
                    sha256: b.sha256.clone(),
                    excerpt: b.excerpt.clone(),
                }),
                ..none
            }
        }
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
