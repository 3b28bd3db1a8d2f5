//! The JSON of labs.

mod board;
mod served;

use std::collections::BTreeMap;

use pivot_domain::zones::Zones;
use pivot_labs::lab::{Bar, Bars, Lab, SHORT, Source};
use pivot_labs::metrics::Direction;
use serde::Serialize;
use utoipa::ToSchema;

use super::instant;
use crate::verbs::lab::{Checked, Entry, Got, Hinted, Listed, Outcome, Ran, Reset, Shown, Submitted};

pub use board::{BoardJson, LabBaselineJson};
pub use served::ServedJson;

/// The word for a bar.
fn word(bar: Option<Bar>) -> &'static str {
    bar.map_or(SHORT, Bar::name)
}

fn better(direction: Direction) -> &'static str {
    match direction {
        Direction::Higher => "higher",
        Direction::Lower => "lower",
    }
}

/// `pivot.labs/1`: all labs.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabsJson {
    format: &'static str,
    labs: Vec<ListedJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ListedJson {
    id: String,
    /// Absent where the lab cannot be read; `fault` then says why.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metric: Option<&'static str>,
    /// `higher` or `lower`.
    #[serde(skip_serializing_if = "Option::is_none")]
    better: Option<&'static str>,
    sets: Vec<String>,
    /// It is the person's own.
    own: bool,
    /// The set that lies in the pivot, and its seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    set: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    /// So many attempts were scored; the best on these data by its public part.
    attempts: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    best: Option<f64>,
    /// `passed`, `good` or `excellent`: the highest bar of any attempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    reached: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
}

impl LabsJson {
    /// All labs.
    pub fn new(labs: &[Listed]) -> LabsJson {
        LabsJson {
            format: "pivot.labs/1",
            labs: labs.iter().map(ListedJson::new).collect(),
        }
    }
}

impl ListedJson {
    fn new(listed: &Listed) -> ListedJson {
        let lab = listed.lab.as_ref().ok();
        ListedJson {
            id: listed.id.clone(),
            title: lab.map(|lab| lab.title.clone()),
            topic: lab.map(|lab| lab.topic.clone()),
            metric: lab.map(Lab::measure),
            better: lab.map(|lab| better(lab.direction())),
            sets: lab
                .iter()
                .flat_map(|lab| &lab.sets)
                .map(|set| set.name.clone())
                .collect(),
            own: listed.own,
            set: listed.kept.as_ref().map(|kept| kept.set.clone()),
            seed: listed.kept.as_ref().and_then(|kept| kept.seed),
            attempts: listed.attempts,
            best: listed.best.as_ref().map(|best| best.value),
            reached: listed.bar.map(Bar::name),
            fault: listed.lab.as_ref().err().cloned(),
        }
    }
}

/// `pivot.lab/1`: one lab.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabJson {
    format: &'static str,
    #[serde(flatten)]
    listed: ListedJson,
    /// In Markdown.
    statement: String,
    data: Vec<SetJson>,
    /// Columns of a submission beside `id`; absent where the set's sample says them.
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    classes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<(f64, f64)>,
    attempts_a_day: u32,
    limits: LimitsJson,
    hints: usize,
}

#[derive(Debug, Serialize, ToSchema)]
struct SetJson {
    name: String,
    /// `made`, `real` or `own`.
    source: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    licence: Option<String>,
    bars: BarsJson,
}

#[derive(Debug, Serialize, ToSchema)]
struct BarsJson {
    passed: f64,
    good: f64,
    excellent: f64,
}

#[derive(Debug, Serialize, ToSchema)]
struct LimitsJson {
    minutes: u32,
    memory_mib: u32,
    file_mib: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<u32>,
}

fn bars(bars: &Bars) -> BarsJson {
    BarsJson {
        passed: bars.passed,
        good: bars.good,
        excellent: bars.excellent,
    }
}

impl LabJson {
    /// One lab with its statement.
    pub fn new(shown: &Shown) -> LabJson {
        let lab = &shown.definition.lab;
        LabJson {
            format: "pivot.lab/1",
            listed: ListedJson::new(&shown.listed),
            statement: shown.definition.statement.clone(),
            data: lab
                .sets
                .iter()
                .map(|set| SetJson {
                    name: set.name.clone(),
                    source: match set.source {
                        Source::Made { .. } => "made",
                        Source::Real { .. } => "real",
                        Source::Own(_) => "own",
                    },
                    licence: set.licence.clone(),
                    bars: bars(&set.bars),
                })
                .collect(),
            columns: lab.form.columns.clone(),
            classes: lab.form.classes.clone(),
            range: lab.form.range,
            attempts_a_day: lab.attempts,
            limits: LimitsJson {
                minutes: lab.limits.minutes,
                memory_mib: lab.limits.memory_mib,
                file_mib: lab.limits.file_mib,
                parameters: lab.limits.parameters,
            },
            hints: lab.hints.len(),
        }
    }
}

/// `pivot.lab-get/1`: the data that lie in a lab's folder now.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabGotJson {
    format: &'static str,
    lab: String,
    set: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    folder: String,
    /// SHA-256 of the answers: scores against the same answers compare.
    data: String,
    public_rows: usize,
    private_rows: usize,
    files: Vec<FileJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct FileJson {
    path: String,
    bytes: u64,
    sha256: String,
    /// It was written now; otherwise it was there.
    written: bool,
}

impl LabGotJson {
    /// What was written.
    pub fn new(got: &Got) -> LabGotJson {
        LabGotJson {
            format: "pivot.lab-get/1",
            lab: got.kept.lab.clone(),
            set: got.kept.set.clone(),
            seed: got.kept.seed,
            folder: got.folder.display().to_string(),
            data: got.kept.data.clone(),
            public_rows: got.rows.0,
            private_rows: got.rows.1,
            files: got
                .kept
                .files
                .iter()
                .map(|file| FileJson {
                    path: file.path.clone(),
                    bytes: file.bytes,
                    sha256: file.sha256.clone(),
                    written: got.written.contains(&file.path),
                })
                .collect(),
        }
    }
}

/// `pivot.score/1`, with what a lab adds to it: a submission.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmittedJson {
    format: &'static str,
    metric: &'static str,
    /// On the public part; absent where nothing was scored.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    /// Rows of the submission.
    rows: usize,
    public_rows: usize,
    better: &'static str,
    lab: String,
    set: String,
    /// `scored`; or `valid` (a dry run), `same` (scored before), `spent` (no attempt is left today): nothing was recorded then.
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt: Option<u32>,
    /// `passed`, `good`, `excellent` or `short`, by the private part.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    /// On the private part, once the lab is passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    private: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<usize>,
    bars: BarsJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<u64>,
    attempts_left: u32,
    /// When there are new attempts.
    next_day: String,
    /// Open tasks that ask for this lab, once it is passed.
    tasks: Vec<String>,
}

impl SubmittedJson {
    /// A submission that was looked at.
    pub fn new(submitted: &Submitted, zones: &Zones) -> SubmittedJson {
        let lab = &submitted.lab;
        let entry = |entry: &Entry| (Some(entry.number), Some(entry.value), Some(word(entry.bar)));
        let none = SubmittedJson {
            format: "pivot.score/1",
            metric: lab.measure(),
            value: None,
            rows: submitted.rows.0,
            public_rows: submitted.rows.1,
            better: better(lab.direction()),
            lab: lab.id.clone(),
            set: submitted.set.name.clone(),
            outcome: "valid",
            attempt: None,
            verdict: None,
            private: None,
            place: None,
            places: None,
            bars: bars(&submitted.set.bars),
            parameters: submitted.parameters,
            attempts_left: submitted.left,
            next_day: instant(submitted.next_day, zones),
            tasks: Vec::new(),
        };
        match &submitted.outcome {
            Outcome::Valid => none,
            Outcome::Spent => SubmittedJson {
                outcome: "spent",
                ..none
            },
            Outcome::Same(before) => {
                let (attempt, value, verdict) = entry(before);
                SubmittedJson {
                    outcome: "same",
                    attempt,
                    value,
                    verdict,
                    ..none
                }
            }
            Outcome::Scored {
                entry: made,
                place,
                private,
                tasks,
                ..
            } => {
                let (attempt, value, verdict) = entry(made);
                SubmittedJson {
                    outcome: "scored",
                    attempt,
                    value,
                    verdict,
                    private: *private,
                    place: Some(place.0),
                    places: Some(place.1),
                    tasks: tasks.iter().map(|(id, _)| id.clone()).collect(),
                    ..none
                }
            }
        }
    }
}

/// `pivot.lab-hint/1`: hints that are unlocked.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabHintJson {
    format: &'static str,
    lab: String,
    tries: u32,
    all: usize,
    unlocked: usize,
    hints: Vec<HintJson>,
    /// Honest tries that unlock the one that was asked for, or the next.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
struct HintJson {
    number: usize,
    text: String,
    /// It is looked at for the first time.
    first: bool,
}

impl LabHintJson {
    /// What was unlocked.
    pub fn new(hinted: &Hinted) -> LabHintJson {
        LabHintJson {
            format: "pivot.lab-hint/1",
            lab: hinted.lab.clone(),
            tries: hinted.tries,
            all: hinted.all,
            unlocked: hinted.unlocked,
            hints: hinted
                .shown
                .iter()
                .map(|(number, text, first)| HintJson {
                    number: *number,
                    text: text.clone(),
                    first: *first,
                })
                .collect(),
            missing: hinted.missing,
        }
    }
}

/// `pivot.lab-run/1`: a run that ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabRunJson {
    format: &'static str,
    lab: String,
    run: u32,
    folder: String,
    command: Vec<String>,
    status: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<String>,
    seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    peak_bytes: Option<u64>,
    printed_bytes: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    submission: Option<String>,
    environment: BTreeMap<String, String>,
}

impl LabRunJson {
    /// A run that ended.
    pub fn new(ran: &Ran) -> LabRunJson {
        LabRunJson {
            format: "pivot.lab-run/1",
            lab: ran.lab.clone(),
            run: ran.number,
            folder: ran.folder.display().to_string(),
            command: ran.command.clone(),
            status: ran.status,
            stopped: ran.stopped.clone(),
            seconds: ran.took.as_secs_f64(),
            peak_bytes: ran.peak,
            printed_bytes: ran.printed,
            submission: ran.submission.as_ref().map(|path| path.display().to_string()),
            environment: ran.environment.clone(),
        }
    }
}

/// `pivot.lab-check/1`: what was found of a lab.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabCheckJson {
    format: &'static str,
    lab: String,
    /// Nothing was found that does not hold.
    holds: bool,
    sets: Vec<CheckedSetJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CheckedSetJson {
    set: String,
    steps: Vec<StepJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct StepJson {
    what: String,
    /// Absent where it could not be looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    holds: Option<bool>,
    found: String,
}

impl LabCheckJson {
    /// What was found.
    pub fn new(checked: &Checked) -> LabCheckJson {
        LabCheckJson {
            format: "pivot.lab-check/1",
            lab: checked.lab.clone(),
            holds: checked.holds(),
            sets: checked
                .sets
                .iter()
                .map(|set| CheckedSetJson {
                    set: set.set.clone(),
                    steps: set
                        .steps
                        .iter()
                        .map(|step| StepJson {
                            what: step.what.clone(),
                            holds: step.holds,
                            found: step.found.clone(),
                        })
                        .collect(),
                })
                .collect(),
        }
    }
}

/// `pivot.lab-reset/1`: what was taken away.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabResetJson {
    format: &'static str,
    lab: String,
    removed: Vec<String>,
    /// What was changed since, and stays.
    stays: Vec<String>,
}

impl LabResetJson {
    /// What was taken away.
    pub fn new(lab: &Lab, reset: &Reset) -> LabResetJson {
        LabResetJson {
            format: "pivot.lab-reset/1",
            lab: lab.id.clone(),
            removed: reset.removed.clone(),
            stays: reset.stays.clone(),
        }
    }
}
