//! A table of predictions held against a table of truth. `docs/metrics.md` says what stands in the cells.

pub(crate) mod cells;
mod columns;
pub(crate) mod fault;
mod join;
mod parameters;
mod sample;
pub(crate) mod table;
mod tasks;

use std::io::Read;

use crate::metrics::Metric;

pub use fault::{Column, Error, Fault, Side};
pub use parameters::Parameters;
pub use sample::{Fits, fits};

use columns::Plan;
use join::{Fields, Task};
use table::{Stop, Table};
use tasks::{
    Binary, Boxes, ByClass, Chances, Classes, Distance, Gains, Lists, Masks, Numbers, Pixels, Scores, Sets,
    Tokens, Translation,
};

/// What reading may take.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of the longest row.
    pub row_bytes: usize,
    /// Rows of the truth.
    pub rows: usize,
    /// Bytes of what is held at once: ids, the truth, scores to sort.
    pub held_bytes: usize,
    /// Faults of a table after which reading is given up.
    pub faults: usize,
    /// The file that names the ids, where the truth is hidden: faults speak of it, and tell nothing of the truth's lines.
    pub questions: Option<&'static str>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            row_bytes: 1 << 20,
            rows: 100_000_000,
            held_bytes: 2 << 30,
            faults: 20,
            questions: None,
        }
    }
}

/// What came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The metric.
    pub metric: Metric,
    /// Its value, which is finite.
    pub value: f64,
    /// Rows of the truth, each of which has its prediction.
    pub rows: u64,
}

/// Scores predictions against the truth: two CSV tables in UTF-8 with a header, joined by their `id` column in any order. Memory
/// grows with the truth, and never beyond the limits; predictions pass by.
///
/// # Errors
/// Faults of the tables with their places, a parameter that the metric does not have, a metric that has no value for these rows,
/// or a reader that failed.
pub fn score(
    metric: Metric,
    parameters: &Parameters,
    truth: &mut dyn Read,
    predictions: &mut dyn Read,
    limits: &Limits,
) -> Result<Score, Error> {
    parameters.check(metric)?;
    let tables = open(truth, predictions, limits)?;
    let plan = columns::plan(metric, parameters, &tables.0, &tables.1)?;
    dispatch(metric, parameters, tables, plan, limits)
}

/// Reads the headers of both.
fn open<'t, 'p>(
    truth: &'t mut dyn Read,
    predictions: &'p mut dyn Read,
    limits: &Limits,
) -> Result<(Table<'t>, Table<'p>), Error> {
    let told = |side, stop| match stop {
        Stop::Fault(fault) => one(*fault),
        Stop::Read(error) => Error::Read(side, error),
    };
    let truth = Table::open(Side::Truth, truth, limits.row_bytes).map_err(|stop| told(Side::Truth, stop));
    let predictions = Table::open(Side::Predictions, predictions, limits.row_bytes)
        .map_err(|stop| told(Side::Predictions, stop));
    match (truth, predictions) {
        (Ok(truth), Ok(predictions)) => Ok((truth, predictions)),
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
        (Err(a), Err(b)) => Err(both(a, b)),
    }
}

/// One fault.
fn one(fault: Fault) -> Error {
    Error::Faults {
        faults: vec![fault],
        more: false,
    }
}

/// The faults of two tables.
fn both(a: Error, b: Error) -> Error {
    match (a, b) {
        (Error::Faults { faults: mut all, .. }, Error::Faults { faults, .. }) => {
            all.extend(faults);
            Error::Faults {
                faults: all,
                more: false,
            }
        }
        (Error::Faults { .. }, other) | (other, _) => other,
    }
}

/// The task of a metric over the columns there are.
fn dispatch(
    metric: Metric,
    parameters: &Parameters,
    (truth, predictions): (Table<'_>, Table<'_>),
    plan: Plan,
    limits: &Limits,
) -> Result<Score, Error> {
    let (of_truth, of_predictions) = (plan.truth.values.len(), plan.predictions.values.len());
    let by_class = match metric {
        Metric::LogLoss | Metric::Brier | Metric::Perplexity | Metric::BitsPerCharacter
            if of_predictions > 1 =>
        {
            let columns = predictions.columns();
            let classes = plan
                .predictions
                .values
                .iter()
                .map(|field| columns[*field].as_str());
            Some(ByClass::new(metric, classes).map_err(|wrong| {
                let mut fault = predictions.fault(Some(1), wrong.what, wrong.expected);
                fault.column = predictions.column(plan.predictions.values[wrong.column]);
                one(*fault)
            })?)
        }
        _ => None,
    };
    let tables = Tables {
        truth: (truth, plan.truth),
        predictions: (predictions, plan.predictions),
        metric,
        limits,
    };
    if let Some(task) = by_class {
        return tables.score(task);
    }
    let positive = parameters.positive.as_deref();
    match metric {
        Metric::Accuracy | Metric::MacroF1 | Metric::MicroF1 if parameters.sets => {
            tables.score(Sets::new(metric))
        }
        Metric::Accuracy
        | Metric::MacroF1
        | Metric::MicroF1
        | Metric::Mcc
        | Metric::QuadraticWeightedKappa => tables.score(Classes::new(metric, parameters.levels)),
        Metric::F1 | Metric::FBeta => tables.score(Binary::new(parameters.beta.unwrap_or(1.0), positive)),
        Metric::Auc | Metric::AveragePrecision => tables.score(Scores::new(metric, positive)),
        Metric::LogLoss | Metric::Brier => tables.score(Chances::new(metric, positive)),
        Metric::Rmse | Metric::Rmsle | Metric::Mae | Metric::Mape | Metric::R2 => {
            tables.score(Numbers::new(metric))
        }
        Metric::NdcgAtK if parameters.scores || of_truth > 1 => {
            tables.score(Gains::new(parameters.k, of_truth == 1))
        }
        Metric::MapAtK | Metric::NdcgAtK => {
            tables.score(Lists::new(metric, parameters.k, parameters.weight.is_some()))
        }
        Metric::MeanIou | Metric::Dice if parameters.masks => tables.score(Masks::new(metric)),
        Metric::MeanIou | Metric::Dice => tables.score(Pixels::new(metric, positive)),
        Metric::DetectionMap => tables.score(Boxes::new(
            parameters.protocol.unwrap_or_default(),
            parameters.iou,
        )),
        Metric::EditDistance => tables.score(Distance::new(parameters.words, parameters.rate)),
        Metric::Bleu => tables.score(Translation::new(parameters.ngram)),
        Metric::Perplexity | Metric::BitsPerCharacter => tables.score(Tokens::new(metric)),
    }
}

/// Both tables, ready to be read.
struct Tables<'t, 'p, 'l> {
    truth: (Table<'t>, Fields),
    predictions: (Table<'p>, Fields),
    metric: Metric,
    limits: &'l Limits,
}

impl Tables<'_, '_, '_> {
    fn score<T: Task>(self, task: T) -> Result<Score, Error> {
        join::score(self.metric, task, self.truth, self.predictions, self.limits)
    }
}
