//! The JSON of `pivot intake`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use pivot_domain::curriculum::{Effort, Prior};
use pivot_domain::fact::Recorded;
use pivot_domain::resume::Found;
use pivot_domain::zones::Zones;
use serde::Serialize;
use utoipa::ToSchema;

use super::{duration, instant};
use crate::planning::intake::{Alone, Because, Ends, Intake, Lightened};
use crate::words::all_of;

/// `pivot.intake/1`: what was done before, what follows from it, and what was recorded of that.
#[derive(Debug, Serialize, ToSchema)]
pub struct IntakeJson {
    format: &'static str,
    /// What the curriculum asks for, in its order.
    priors: Vec<PriorJson>,
    /// The tasks that get lighter.
    tasks: Vec<TaskJson>,
    /// The tasks that would and do not.
    left_alone: Vec<AloneJson>,
    left: BeforeAfter,
    finish: FinishJson,
    /// Ids of the facts that were recorded.
    recorded: Vec<String>,
    /// What takes them back.
    #[serde(skip_serializing_if = "Option::is_none")]
    undo: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PriorJson {
    id: String,
    question: String,
    /// What is below follows from it: it was named, or a résumé suggests it.
    chosen: bool,
    /// The tasks that it was recorded for before.
    recorded: BTreeSet<String>,
    /// The words that a résumé has.
    found: Vec<FoundJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct FoundJson {
    word: String,
    section: &'static str,
    excerpt: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct TaskJson {
    task: String,
    title: String,
    times: u32,
    /// Low, likely, high; of one time.
    before: [String; 3],
    /// `null`: it is not needed.
    after: Option<[String; 3]>,
    reasons: Vec<ReasonJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ReasonJson {
    prior: String,
    share: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AloneJson {
    task: String,
    /// `done`, `dropped`, `estimated`, `running`, `recorded`, `no-less`.
    because: &'static str,
}

/// Likely hours of all that is open.
#[derive(Debug, Serialize, ToSchema)]
struct BeforeAfter {
    before: String,
    after: String,
}

/// Where one of the two plans has no place for something, that one is `null`.
#[derive(Debug, Serialize, ToSchema)]
struct FinishJson {
    before: Option<String>,
    after: Option<String>,
}

/// What is known of what the curriculum asks for.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// The priors.
    pub priors: &'k [Prior],
    /// The ids of those that hold.
    pub chosen: &'k BTreeSet<String>,
    /// The tasks that each was recorded for before.
    pub recorded: &'k BTreeMap<String, BTreeSet<String>>,
    /// The words of each that a résumé has; empty without one.
    pub found: &'k [Vec<Found>],
}

impl IntakeJson {
    /// What follows, the end before and after it, and what was recorded.
    pub fn new(
        known: Known<'_>,
        intake: &Intake,
        (before, after): (&Ends, &Ends),
        facts: &[Recorded],
        zones: &Zones,
    ) -> IntakeJson {
        let at = |t: Option<Timestamp>| t.map(|t| instant(t, zones));
        IntakeJson {
            format: "pivot.intake/1",
            priors: (0..).zip(known.priors).map(|(i, p)| prior(known, i, p)).collect(),
            tasks: intake.tasks.iter().map(task).collect(),
            left_alone: intake.alone.iter().map(alone).collect(),
            left: BeforeAfter {
                before: duration(before.left),
                after: duration(after.left),
            },
            finish: FinishJson {
                before: at(before.finish),
                after: at(after.finish),
            },
            recorded: facts.iter().map(|r| r.id.clone()).collect(),
            undo: (!facts.is_empty()).then(|| format!("pivot undo {}", all_of(facts))),
        }
    }
}

fn prior(known: Known<'_>, index: usize, prior: &Prior) -> PriorJson {
    let found = known.found.get(index).map_or(&[][..], Vec::as_slice);
    PriorJson {
        id: prior.id.clone(),
        question: prior.question.clone(),
        chosen: known.chosen.contains(&prior.id),
        recorded: known.recorded.get(&prior.id).cloned().unwrap_or_default(),
        found: found
            .iter()
            .map(|f| FoundJson {
                word: f.word.clone(),
                section: f.section,
                excerpt: f.excerpt.clone(),
            })
            .collect(),
    }
}

fn task(task: &Lightened) -> TaskJson {
    let three = |e: &Effort| [e.low, e.likely, e.high].map(duration);
    TaskJson {
        task: task.id.clone(),
        title: task.title.clone(),
        times: task.times,
        before: three(&task.before),
        after: task.after.as_ref().map(three),
        reasons: task
            .reasons
            .iter()
            .map(|r| ReasonJson {
                prior: r.prior.clone(),
                share: r.share,
                why: r.why.clone(),
            })
            .collect(),
    }
}

fn alone(alone: &Alone) -> AloneJson {
    AloneJson {
        task: alone.id.clone(),
        because: match alone.because {
            Because::Done => "done",
            Because::Dropped => "dropped",
            Because::Estimated => "estimated",
            Because::Running => "running",
            Because::Recorded => "recorded",
            Because::NoLess => "no-less",
        },
    }
}
