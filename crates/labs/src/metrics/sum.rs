//! Sums that lose nothing worth speaking of, and the weighted mean that most metrics are.

use super::Undefined;

/// A sum carried in two numbers (Knuth's two-sum and Dekker's product, "A floating-point technique for extending the
/// available precision", 1971): about 32 decimal digits, so that neither ten million rows nor their order show in the result.
///
/// Finite terms only. A sum beyond what `f64` holds gives a value that is not finite.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum {
    high: f64,
    low: f64,
}

impl Sum {
    /// Adds a term.
    pub fn add(&mut self, term: f64) {
        let high = self.high + term;
        let back = high - self.high;
        let lost = (self.high - (high - back)) + (term - back);
        let low = self.low + lost;
        self.high = high + low;
        self.low = low - (self.high - high);
    }

    /// Adds a product, without the rounding of the product.
    pub fn add_product(&mut self, a: f64, b: f64) {
        let product = a * b;
        self.add(product);
        self.add(a.mul_add(b, -product));
    }

    /// Adds a product of a number and another sum.
    fn add_scaled(&mut self, factor: f64, other: Sum) {
        self.add_product(factor, other.high);
        self.add(factor * other.low);
    }

    /// The sum, rounded once.
    pub fn value(self) -> f64 {
        self.high + self.low
    }
}

/// A weighted mean: `Σ wᵢ xᵢ / Σ wᵢ`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mean {
    sum: Sum,
    weight: Sum,
    rows: u64,
}

impl Mean {
    /// Adds a row. A weight is finite and not negative.
    pub fn add(&mut self, value: f64, weight: f64) {
        self.rows += 1;
        if weight == 1.0 {
            self.sum.add(value);
        } else {
            self.sum.add_product(value, weight);
        }
        self.weight.add(weight);
    }

    /// The mean.
    ///
    /// # Errors
    /// No rows, weights that are all zero, or a sum too large for an `f64`.
    pub fn value(&self) -> Result<f64, Undefined> {
        some_weight(self.rows, self.weight.value())?;
        finite(self.sum.value() / self.weight.value())
    }
}

/// Sums of squares about the mean, kept exactly enough that a mean a billion times the spread does no harm: values are
/// shifted by the first one, and sums and products carried as [`Sum`]s.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spread {
    first: Option<f64>,
    moved: Sum,
    squares: Sum,
    weight: Sum,
}

impl Spread {
    pub(super) fn add(&mut self, value: f64, weight: f64) {
        if weight == 0.0 {
            return;
        }
        let moved = value - *self.first.get_or_insert(value);
        let weighted = weight * moved;
        self.moved.add(weighted);
        self.squares.add_product(weighted, moved);
        self.weight.add(weight);
    }

    /// `Σ w (x - mean)²`: 0 exactly where all values with weight are equal.
    pub(super) fn value(&self) -> f64 {
        let mean = self.moved.value() / self.weight.value();
        let mut sum = self.squares;
        sum.add_scaled(-2.0 * mean, self.moved);
        let all = mean * self.weight.value();
        sum.add_product(mean, all);
        sum.add(mean * mean.mul_add(self.weight.value(), -all));
        sum.value().max(0.0)
    }
}

/// Whether there is anything to divide by.
pub(super) fn some_weight(rows: u64, weight: f64) -> Result<(), Undefined> {
    if rows == 0 {
        return Err(Undefined::new("there are no rows"));
    }
    if weight == 0.0 {
        return Err(Undefined::new("all weights are zero"));
    }
    Ok(())
}

/// The number, where it is one.
pub(super) fn finite(value: f64) -> Result<f64, Undefined> {
    if value.is_finite() {
        return Ok(value);
    }
    Err(Undefined::new(
        "the numbers are so large that their sum is not finite",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1e16 + 1 - 1e16 is 1; in one f64 it is 0, for 1e16 + 1 has no f64 of its own.
    #[test]
    fn a_small_term_survives_large_ones() {
        let mut sum = Sum::default();
        for term in [1e16, 1.0, -1e16] {
            sum.add(term);
        }
        assert_eq!(sum.value(), 1.0);
    }

    /// Values 10⁹ + {0, 1, 2}: about their mean 10⁹ + 1 the squares add up to 1 + 0 + 1 = 2. A zero weight counts for nothing.
    #[test]
    fn a_spread_far_from_zero() {
        let mut spread = Spread::default();
        spread.add(-7.0, 0.0);
        for value in [1e9, 1e9 + 1.0, 1e9 + 2.0] {
            spread.add(value, 1.0);
        }
        assert_eq!(spread.value(), 2.0);
    }

    /// The first value far away: 0 and then a thousand times 10⁹ ± 1. Mean m = 10¹² / 1001, and
    /// Σ(x - m)² = 1000·(10¹⁸ + 1) - (10¹²)²/1001 = 10²¹·(1 - 1000/1001) + 1000 = 10²¹/1001 + 1000.
    #[test]
    fn a_first_value_that_is_an_outlier() {
        let mut spread = Spread::default();
        spread.add(0.0, 1.0);
        for i in 0..1000 {
            spread.add(if i % 2 == 0 { 1e9 + 1.0 } else { 1e9 - 1.0 }, 1.0);
        }
        let expected = 1e21 / 1001.0 + 1000.0;
        assert!((spread.value() / expected - 1.0).abs() < 1e-15);
    }

    #[test]
    fn means_that_are_none() {
        let mut mean = Mean::default();
        assert_eq!(mean.value().unwrap_err().to_string(), "there are no rows");
        mean.add(3.0, 0.0);
        assert_eq!(mean.value().unwrap_err().to_string(), "all weights are zero");
        mean.add(1.0, 2.0);
        mean.add(4.0, 1.0);
        assert_eq!(mean.value(), Ok(2.0));
        mean.add(f64::MAX, 2.0);
        assert!(mean.value().is_err());
    }
}
