//! Ridge regression: least squares with a penalty, solved exactly.

use super::Fault;

/// Sums that determine the weights: of products of features, and of features with targets.
#[derive(Clone, Debug)]
pub(super) struct Ridge {
    features: usize,
    targets: usize,
    /// The upper triangle of XᵀX, row by row in a full square.
    products: Vec<f64>,
    /// XᵀY, a row for each feature.
    with_targets: Vec<f64>,
    /// Rows that wait to be added together, which is faster than one by one.
    waiting: Vec<(Vec<f64>, Vec<f64>)>,
}

/// Features: their products take 128 MiB.
const MOST_FEATURES: usize = 4096;

/// Rows added together.
const TOGETHER: usize = 8;

/// Weights: `targets` numbers for each feature.
#[derive(Clone, Debug)]
pub(super) struct Linear {
    targets: usize,
    weights: Vec<f64>,
}

impl Ridge {
    /// No rows yet.
    ///
    /// # Errors
    /// More features than the memory and the seconds of a simple baseline allow.
    pub(super) fn new(features: usize, targets: usize) -> Result<Self, Fault> {
        if features > MOST_FEATURES || targets > MOST_FEATURES {
            return Err(Fault::new(format!(
                "the linear model would have {features} features and {targets} targets, and {MOST_FEATURES} are the most"
            )));
        }
        Ok(Ridge {
            features,
            targets,
            products: vec![0.0; features * features],
            with_targets: vec![0.0; features * targets],
            waiting: Vec::with_capacity(TOGETHER),
        })
    }

    /// Adds a row. A constant feature is the caller's to add.
    pub(super) fn add(&mut self, row: Vec<f64>, targets: Vec<f64>) {
        self.waiting.push((row, targets));
        if self.waiting.len() == TOGETHER {
            self.sum();
        }
    }

    fn sum(&mut self) {
        let n = self.features;
        let zero = vec![0.0; n];
        let row = |place: usize| self.waiting.get(place).map_or(&zero[..], |(row, _)| &row[..n]);
        let rows: [&[f64]; TOGETHER] = std::array::from_fn(row);
        for i in 0..n {
            let factor = rows.map(|row| row[i]);
            if factor == [0.0; TOGETHER] {
                continue;
            }
            let sums = &mut self.products[i * n..(i + 1) * n];
            for (j, sum) in sums.iter_mut().enumerate().skip(i) {
                let mut more = 0.0;
                for (factor, row) in factor.iter().zip(rows) {
                    more += factor * row[j];
                }
                *sum += more;
            }
        }
        for (row, targets) in &self.waiting {
            for (i, factor) in row.iter().enumerate().filter(|(_, factor)| **factor != 0.0) {
                let sums = &mut self.with_targets[i * self.targets..(i + 1) * self.targets];
                for (sum, target) in sums.iter_mut().zip(targets) {
                    *sum += factor * target;
                }
            }
        }
        self.waiting.clear();
    }

    /// The weights W that make |XW - Y|² + penalty |W|² least: (XᵀX + penalty) W = XᵀY by Cholesky's square root. The penalty is above 0.
    pub(super) fn solve(mut self, penalty: f64) -> Linear {
        self.sum();
        let (n, m) = (self.features, self.targets);
        let mut a = self.products;
        for i in 0..n {
            a[i * n + i] += penalty;
        }
        // UᵀU = A, the rows of U in place of those of A: each row, once done, is taken off those below it.
        for i in 0..n {
            let (done, below) = a.split_at_mut((i + 1) * n);
            let row = &mut done[i * n..];
            let root = row[i].sqrt();
            row[i..].iter_mut().for_each(|value| *value /= root);
            for (place, other) in below.chunks_exact_mut(n).enumerate() {
                let j = i + 1 + place;
                let factor = row[j];
                if factor != 0.0 {
                    for (value, mine) in other[j..].iter_mut().zip(&row[j..]) {
                        *value -= factor * mine;
                    }
                }
            }
        }
        // Uᵀ Z = XᵀY from above, then U W = Z from below.
        let mut w = self.with_targets;
        for i in 0..n {
            let (done, below) = w.split_at_mut((i + 1) * m);
            let row = &mut done[i * m..];
            row.iter_mut().for_each(|value| *value /= a[i * n + i]);
            for (place, other) in below.chunks_exact_mut(m).enumerate() {
                let factor = a[i * n + i + 1 + place];
                for (value, mine) in other.iter_mut().zip(&*row) {
                    *value -= factor * mine;
                }
            }
        }
        for i in (0..n).rev() {
            let (above, rest) = w.split_at_mut(i * m);
            let row = &mut rest[..m];
            row.iter_mut().for_each(|value| *value /= a[i * n + i]);
            for (place, other) in above.chunks_exact_mut(m).enumerate() {
                let factor = a[place * n + i];
                for (value, mine) in other.iter_mut().zip(&*row) {
                    *value -= factor * mine;
                }
            }
        }
        Linear {
            targets: m,
            weights: w,
        }
    }
}

impl Linear {
    /// The targets of a row.
    pub(super) fn of(&self, row: &[f64]) -> Vec<f64> {
        let mut targets = vec![0.0; self.targets];
        for (weights, value) in self.weights.chunks_exact(self.targets).zip(row) {
            if *value != 0.0 {
                for (target, weight) in targets.iter_mut().zip(weights) {
                    *target += value * weight;
                }
            }
        }
        targets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// y = 2 a - b + 3 of four points, with next to no penalty.
    #[test]
    fn a_plane_is_found() {
        let mut ridge = Ridge::new(3, 1).unwrap();
        for (a, b) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (2.0, 5.0)] {
            ridge.add(vec![a, b, 1.0], vec![2.0 * a - b + 3.0]);
        }
        let linear = ridge.solve(1e-9);
        assert!((linear.of(&[10.0, 1.0, 1.0])[0] - 22.0).abs() < 1e-6);
    }

    /// One feature, rows (1, 2) and (2, 3), penalty 3: w = (1·2 + 2·3) / (1 + 4 + 3) = 1. A second target twice the first has twice
    /// the weight. Ten times the rows, more than are added together: w = 80 / 53.
    #[test]
    fn a_penalty_draws_to_zero() {
        let mut ridge = Ridge::new(1, 2).unwrap();
        ridge.add(vec![1.0], vec![2.0, 4.0]);
        ridge.add(vec![2.0], vec![3.0, 6.0]);
        let found = ridge.solve(3.0).of(&[1.0]);
        assert!((found[0] - 1.0).abs() < 1e-12 && (found[1] - 2.0).abs() < 1e-12);
        let mut ridge = Ridge::new(1, 1).unwrap();
        for _ in 0..10 {
            ridge.add(vec![1.0], vec![2.0]);
            ridge.add(vec![2.0], vec![3.0]);
        }
        assert!((ridge.solve(3.0).of(&[1.0])[0] - 80.0 / 53.0).abs() < 1e-12);
    }

    #[test]
    fn too_many_features_are_refused() {
        let said = Ridge::new(5000, 1).unwrap_err().to_string();
        assert!(said.contains("5000 features"), "{said}");
    }
}
