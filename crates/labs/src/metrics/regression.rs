//! Metrics of numbers. The losses of one row each; their weighted [`Mean`] is the metric, or its square is.

use super::sum::{Mean, Spread, finite, some_weight};
use super::{Sum, Undefined};

/// `(y - x)²`. `rmse` is the root of its mean.
pub fn squared(truth: f64, said: f64) -> f64 {
    (truth - said).powi(2)
}

/// `(ln(1 + y) - ln(1 + x))²`. `rmsle` is the root of its mean. `None` where one of them is not above -1 and has no logarithm.
pub fn squared_log(truth: f64, said: f64) -> Option<f64> {
    (truth > -1.0 && said > -1.0).then(|| (truth.ln_1p() - said.ln_1p()).powi(2))
}

/// `|y - x|`. Its mean is `mae`.
pub fn absolute(truth: f64, said: f64) -> f64 {
    (truth - said).abs()
}

/// `|y - x| / max(|y|, ε)` with `ε = 2⁻⁵²`, as scikit-learn has it: a truth of zero makes the loss enormous, unless it was said
/// exactly. Its mean is `mape`, a share and not a percentage.
pub fn absolute_percentage(truth: f64, said: f64) -> f64 {
    (truth - said).abs() / truth.abs().max(f64::EPSILON)
}

/// The root of a mean of squares.
///
/// # Errors
/// Those of [`Mean::value`].
pub fn root(mean: &Mean) -> Result<f64, Undefined> {
    mean.value().map(f64::sqrt)
}

/// The coefficient of determination `R² = 1 - Σ w (y - x)² / Σ w (y - mean y)²`: 1 is perfect, 0 is as good as the mean, worse
/// than that is negative without end. Where all true values with weight are equal it is 1 if they were said exactly and 0
/// otherwise, as in scikit-learn.
#[derive(Clone, Copy, Debug, Default)]
pub struct R2 {
    left: Sum,
    spread: Spread,
    weight: Sum,
    rows: u64,
}

impl R2 {
    /// Adds a row.
    pub fn add(&mut self, truth: f64, said: f64, weight: f64) {
        self.rows += 1;
        self.weight.add(weight);
        self.left.add(squared(truth, said) * weight);
        self.spread.add(truth, weight);
    }

    /// The coefficient.
    ///
    /// # Errors
    /// Fewer than two rows, weights that are all zero, or numbers too large for a sum of squares.
    pub fn value(&self) -> Result<f64, Undefined> {
        some_weight(self.rows, self.weight.value())?;
        if self.rows < 2 {
            return Err(Undefined::new(
                "r2 compares with the mean, and needs two rows at least",
            ));
        }
        let (left, spread) = (finite(self.left.value())?, finite(self.spread.value())?);
        if spread == 0.0 {
            return Ok(if left == 0.0 { 1.0 } else { 0.0 });
        }
        finite(1.0 - left / spread)
    }
}
