//! A number for each row: of the truth too, or a class that scores should part.

use crate::metrics::curve::Curve;
use crate::metrics::regression::{self, R2};
use crate::metrics::{Mean, Metric, Undefined};
use crate::score::cells::{Cells, Positive, number};
use crate::score::fault::{Wrong, quote};
use crate::score::join::Task;

/// rmse, rmsle, mae, mape, r2.
pub(crate) struct Numbers {
    metric: Metric,
    mean: Mean,
    r2: R2,
}

impl Numbers {
    pub(crate) fn new(metric: Metric) -> Self {
        Numbers {
            metric,
            mean: Mean::default(),
            r2: R2::default(),
        }
    }

    /// Logarithms are of numbers above -1.
    fn number(&self, text: &str) -> Result<f64, Wrong> {
        let number = number(text)?;
        if self.metric == Metric::Rmsle && number <= -1.0 {
            let what = format!(
                "{} has no logarithm, for 1 + it is not above 0",
                quote(text.trim())
            );
            return Err(Wrong::new(what, "a number above -1"));
        }
        Ok(number)
    }
}

impl Task for Numbers {
    type Truth = f64;

    fn truth(&mut self, cells: Cells<'_>) -> Result<(f64, usize), Wrong> {
        Ok((self.number(cells.first())?, 0))
    }

    fn prediction(&mut self, truth: &f64, weight: f64, cells: Cells<'_>) -> Result<usize, Wrong> {
        let said = self.number(cells.first())?;
        let loss = match self.metric {
            Metric::R2 => {
                self.r2.add(*truth, said, weight);
                return Ok(0);
            }
            Metric::Mae => regression::absolute(*truth, said),
            Metric::Mape => regression::absolute_percentage(*truth, said),
            // Both are above -1.
            Metric::Rmsle => regression::squared_log(*truth, said).unwrap_or(f64::NAN),
            _ => regression::squared(*truth, said),
        };
        self.mean.add(loss, weight);
        Ok(0)
    }

    fn value(self) -> Result<f64, Undefined> {
        match self.metric {
            Metric::R2 => self.r2.value(),
            Metric::Rmse | Metric::Rmsle => regression::root(&self.mean),
            _ => self.mean.value(),
        }
    }
}

/// auc, average-precision.
pub(crate) struct Scores {
    metric: Metric,
    positive: Positive,
    curve: Curve,
}

impl Scores {
    pub(crate) fn new(metric: Metric, positive: Option<&str>) -> Self {
        Scores {
            metric,
            positive: Positive::new(positive),
            curve: Curve::default(),
        }
    }
}

impl Task for Scores {
    type Truth = bool;

    fn truth(&mut self, cells: Cells<'_>) -> Result<(bool, usize), Wrong> {
        Ok((self.positive.is(cells.first())?, 0))
    }

    fn prediction(&mut self, truth: &bool, weight: f64, cells: Cells<'_>) -> Result<usize, Wrong> {
        self.curve.add(*truth, number(cells.first())?, weight);
        Ok(if weight == 1.0 { 8 } else { 24 })
    }

    fn value(self) -> Result<f64, Undefined> {
        match self.metric {
            Metric::Auc => self.curve.auc(),
            _ => self.curve.average_precision(),
        }
    }
}
