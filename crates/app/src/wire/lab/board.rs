//! The JSON of leaderboards and of what stands on them.

use pivot_domain::zones::Zones;
use serde::Serialize;
use utoipa::ToSchema;

use super::{BarsJson, bars, better, word};
use crate::verbs::lab::{Board, Reached, Who};
use crate::wire::instant;

/// `pivot.lab-baseline/1`: baselines that were measured here.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabBaselineJson {
    format: &'static str,
    lab: String,
    set: String,
    metric: &'static str,
    better: &'static str,
    baselines: Vec<MeasuredJson>,
    /// Why there is no network among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    without: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct MeasuredJson {
    name: String,
    /// The metric on the public part.
    value: f64,
    /// The bar that the private part reaches.
    verdict: &'static str,
    seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<u64>,
}

impl LabBaselineJson {
    /// What was measured.
    pub fn new(reached: &Reached) -> LabBaselineJson {
        LabBaselineJson {
            format: "pivot.lab-baseline/1",
            lab: reached.lab.id.clone(),
            set: reached.set.name.clone(),
            metric: reached.lab.measure(),
            better: better(reached.lab.direction()),
            baselines: reached
                .baselines
                .iter()
                .map(|measured| MeasuredJson {
                    name: measured.name.clone(),
                    value: measured.value,
                    verdict: word(measured.bar),
                    seconds: measured.seconds,
                    parameters: measured.parameters,
                })
                .collect(),
            without: reached.without.as_ref().map(|(what, _)| what.clone()),
        }
    }
}

/// `pivot.lab-board/1`: a leaderboard.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardJson {
    format: &'static str,
    lab: String,
    set: String,
    metric: &'static str,
    better: &'static str,
    bars: BarsJson,
    /// The best first.
    rows: Vec<BoardRowJson>,
    /// Attempts on other data, which do not compare.
    others: usize,
    /// The best attempt on the private part, once the lab is passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    private: Option<f64>,
    /// Of the best attempt, over the public rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    confusion: Option<ConfusionJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct BoardRowJson {
    /// Absent for one's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<String>,
    /// Absent for a baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt: Option<u32>,
    value: f64,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// The best of one's own.
    best: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct ConfusionJson {
    classes: Vec<String>,
    /// Rows of the class `i` that were said to be of the class `j`.
    cells: Vec<Vec<u64>>,
}

impl BoardJson {
    /// A leaderboard.
    pub fn new(board: &Board, zones: &Zones) -> BoardJson {
        BoardJson {
            format: "pivot.lab-board/1",
            lab: board.lab.id.clone(),
            set: board.set.name.clone(),
            metric: board.lab.measure(),
            better: better(board.lab.direction()),
            bars: bars(&board.set.bars),
            rows: board
                .rows
                .iter()
                .map(|row| {
                    let (baseline, attempt) = match &row.who {
                        Who::Baseline(name) => (Some(name.clone()), None),
                        Who::Attempt(number) => (None, Some(*number)),
                    };
                    BoardRowJson {
                        baseline,
                        attempt,
                        value: row.value,
                        verdict: word(row.bar),
                        at: row.at.map(|at| instant(at, zones)),
                        seconds: row.seconds,
                        note: row.note.clone(),
                        best: row.best,
                    }
                })
                .collect(),
            others: board.others,
            private: board.private,
            confusion: board.confusion.as_ref().map(|found| ConfusionJson {
                classes: found.classes.clone(),
                cells: found.cells.clone(),
            }),
        }
    }
}
