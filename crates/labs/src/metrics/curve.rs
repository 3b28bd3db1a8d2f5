//! Metrics of a ranking by score: the area under the ROC curve and average precision.
//!
//! Rows of equal score are taken together: a tie has no order. Scores are any finite numbers, only their order counts.

use super::Undefined;
use super::sum::{Sum, some_weight};

/// Scores of positive and negative rows. Eight bytes a row while all weights are 1, 24 otherwise.
#[derive(Clone, Debug, Default)]
pub struct Curve {
    positive: Vec<u64>,
    negative: Vec<u64>,
    weighted: Vec<(u64, bool, f64)>,
}

/// The bits of a score, ordered as the scores are: the sign is turned for positive numbers, everything for negative ones.
fn key(score: f64) -> u64 {
    let bits = (score + 0.0).to_bits(); // -0 + 0 is 0
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

impl Curve {
    /// Adds a row. Score and weight are finite, the weight is not negative.
    pub fn add(&mut self, positive: bool, score: f64, weight: f64) {
        if weight != 1.0 {
            self.weighted.push((key(score), positive, weight));
        } else if positive {
            self.positive.push(key(score));
        } else {
            self.negative.push(key(score));
        }
    }

    /// Calls `group` for each score, the highest first, with the weight of its positive and its negative rows.
    fn groups(mut self, mut group: impl FnMut(f64, f64)) {
        if !self.weighted.is_empty() {
            let plain = |rows: Vec<u64>, positive| rows.into_iter().map(move |key| (key, positive, 1.0));
            self.weighted
                .extend(plain(std::mem::take(&mut self.positive), true));
            self.weighted
                .extend(plain(std::mem::take(&mut self.negative), false));
            self.weighted.sort_unstable_by_key(|row| row.0);
            for rows in self.weighted.chunk_by(|a, b| a.0 == b.0).rev() {
                let of = |positive| rows.iter().filter(|r| r.1 == positive).map(|r| r.2).sum();
                group(of(true), of(false));
            }
            return;
        }
        self.positive.sort_unstable();
        self.negative.sort_unstable();
        let (mut p, mut n) = (self.positive.len(), self.negative.len());
        while p + n > 0 {
            let top_p = p.checked_sub(1).map(|i| self.positive[i]);
            let top_n = n.checked_sub(1).map(|i| self.negative[i]);
            let top = top_p.max(top_n);
            let (had_p, had_n) = (p, n);
            while p > 0 && Some(self.positive[p - 1]) == top {
                p -= 1;
            }
            while n > 0 && Some(self.negative[n - 1]) == top {
                n -= 1;
            }
            group((had_p - p) as f64, (had_n - n) as f64);
        }
    }

    /// Weight of the positive rows, and of the negative ones.
    fn weights(&self) -> Result<(f64, f64), Undefined> {
        let (mut positive, mut negative) = (Sum::default(), Sum::default());
        positive.add(self.positive.len() as f64);
        negative.add(self.negative.len() as f64);
        for (_, is, weight) in &self.weighted {
            if *is {
                positive.add(*weight);
            } else {
                negative.add(*weight);
            }
        }
        let rows = self.positive.len() + self.negative.len() + self.weighted.len();
        let (positive, negative) = (positive.value(), negative.value());
        some_weight(rows as u64, positive + negative)?;
        Ok((positive, negative))
    }

    /// The area under the ROC curve: how often a positive row has a higher score than a negative one, ties counting half
    /// (Hanley and McNeil, "The meaning and use of the area under a ROC curve", 1982). From 0 to 1; chance gives 0.5.
    ///
    /// # Errors
    /// No rows, or one class only (or all of the other's weights zero).
    pub fn auc(self) -> Result<f64, Undefined> {
        let (positive, negative) = self.weights()?;
        for (weight, name) in [(positive, "positive"), (negative, "negative")] {
            if weight == 0.0 {
                return Err(Undefined::new(format!(
                    "there is no {name} row: the area under the curve needs both classes"
                )));
            }
        }
        let (mut above, mut sum) = (0.0, Sum::default());
        self.groups(|p, n| {
            if n > 0.0 {
                sum.add(n * (above + p / 2.0));
            }
            above += p;
        });
        Ok((sum.value() / positive / negative).clamp(0.0, 1.0))
    }

    /// Average precision: `Σ (R_i - R_(i-1)) P_i` over the scores from the highest down, with recall and precision of all rows
    /// of at least that score; no interpolation. From 0 to 1; chance gives the share of positive rows. 0 where no row is
    /// positive, as in scikit-learn.
    ///
    /// # Errors
    /// No rows, or weights that are all zero.
    pub fn average_precision(self) -> Result<f64, Undefined> {
        let (positive, _) = self.weights()?;
        if positive == 0.0 {
            return Ok(0.0);
        }
        let (mut hit, mut said, mut sum) = (0.0, 0.0, Sum::default());
        self.groups(|p, n| {
            hit += p;
            said += p + n;
            if p > 0.0 {
                sum.add(p * (hit / said));
            }
        });
        Ok((sum.value() / positive).min(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_ordered_as_scores() {
        let scores = [f64::MIN, -1.5, -1e-310, 0.0, 1e-310, 2.0, f64::MAX];
        assert!(scores.windows(2).all(|w| key(w[0]) < key(w[1])));
        assert_eq!(key(-0.0), key(0.0));
    }
}
