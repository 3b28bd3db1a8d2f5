//! Metrics of classes: counts of what was said for what.
//!
//! A class is a number that the caller gives to a label. Weights take the place of counts; a row of weight zero still
//! makes its classes known, as in scikit-learn.

use std::collections::{BTreeMap, BTreeSet};

use super::Undefined;
use super::sum::some_weight;

/// True positives, false positives and false negatives of one class.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Weight of rows of the class that were said to be.
    pub hit: f64,
    /// Weight of rows of other classes that were said to be of this.
    pub extra: f64,
    /// Weight of rows of the class that were said to be of another.
    pub missed: f64,
}

impl Tally {
    /// Adds a row: whether it is of the class, and whether that was said.
    pub fn add(&mut self, is: bool, said: bool, weight: f64) {
        match (is, said) {
            (true, true) => self.hit += weight,
            (false, true) => self.extra += weight,
            (true, false) => self.missed += weight,
            (false, false) => {}
        }
    }

    /// `F_β = (1 + β²) tp / ((1 + β²) tp + β² fn + fp)`, the weighted harmonic mean of precision and recall (van Rijsbergen,
    /// Information Retrieval, 1979, chapter 7). Where that is 0 / 0 it is 0, as scikit-learn's `zero_division` has it.
    /// β is from 0 (precision alone) to a billion (recall alone, as near as an `f64` comes).
    pub fn f_beta(&self, beta: f64) -> f64 {
        let hit = (1.0 + beta * beta) * self.hit;
        if hit == 0.0 {
            0.0
        } else {
            hit / (hit + beta * beta * self.missed + self.extra)
        }
    }

    /// Jaccard's index `tp / (tp + fp + fn)`; 0 where that is 0 / 0.
    pub fn iou(&self) -> f64 {
        if self.hit == 0.0 {
            0.0
        } else {
            self.hit / (self.hit + self.extra + self.missed)
        }
    }
}

/// A tally for each class: of rows that have one class each (from [`Confusion`]), or a set of classes each.
#[derive(Clone, Debug, Default)]
pub struct Tallies {
    of: BTreeMap<u32, Tally>,
    rows: u64,
    weight: f64,
}

impl Tallies {
    /// Adds a row that has a set of classes. Both are sorted, no class twice.
    pub fn add(&mut self, truth: &[u32], said: &[u32], weight: f64) {
        self.rows += 1;
        self.weight += weight;
        for class in truth {
            let found = said.binary_search(class).is_ok();
            self.of.entry(*class).or_default().add(true, found, weight);
        }
        for class in said.iter().filter(|class| truth.binary_search(class).is_err()) {
            self.of.entry(*class).or_default().add(false, true, weight);
        }
    }

    fn some_class(&self) -> Result<(), Undefined> {
        some_weight(self.rows, self.weight)?;
        if self.of.is_empty() {
            return Err(Undefined::new("no row names a class"));
        }
        Ok(())
    }

    /// The plain mean of F_β over all classes that the truth or a prediction names.
    ///
    /// # Errors
    /// No rows, weights that are all zero, or rows without any class.
    pub fn macro_f(&self, beta: f64) -> Result<f64, Undefined> {
        self.some_class()?;
        Ok(self.of.values().map(|tally| tally.f_beta(beta)).sum::<f64>() / self.of.len() as f64)
    }

    /// F_β of the tallies of all classes added up. For rows of one class each that is the accuracy.
    ///
    /// # Errors
    /// No rows, weights that are all zero, or rows without any class.
    pub fn micro_f(&self, beta: f64) -> Result<f64, Undefined> {
        self.some_class()?;
        let mut all = Tally::default();
        for tally in self.of.values() {
            all.hit += tally.hit;
            all.extra += tally.extra;
            all.missed += tally.missed;
        }
        Ok(all.f_beta(beta))
    }

    /// The plain mean of Jaccard's index over the classes that the truth or a prediction names: the mean intersection over
    /// union of a segmentation whose rows are pixels (Everingham et al., The Pascal VOC challenge, 2010).
    ///
    /// # Errors
    /// No rows, or weights that are all zero.
    pub fn mean_iou(&self) -> Result<f64, Undefined> {
        some_weight(self.rows, self.weight)?;
        Ok(self.of.values().map(Tally::iou).sum::<f64>() / self.of.len() as f64)
    }
}

/// The confusion matrix: the weight of rows for each pair of true and predicted class. Only pairs that occur take memory.
#[derive(Clone, Debug, Default)]
pub struct Confusion {
    cells: BTreeMap<(u32, u32), f64>,
    rows: u64,
}

impl Confusion {
    /// Adds a row.
    pub fn add(&mut self, truth: u32, said: u32, weight: f64) {
        self.rows += 1;
        *self.cells.entry((truth, said)).or_default() += weight;
    }

    /// The classes that the truth or a prediction names.
    pub fn classes(&self) -> BTreeSet<u32> {
        self.cells
            .keys()
            .flat_map(|(truth, said)| [*truth, *said])
            .collect()
    }

    fn weight(&self) -> Result<f64, Undefined> {
        let weight = self.cells.values().sum();
        some_weight(self.rows, weight)?;
        Ok(weight)
    }

    /// The share of rows whose class was said.
    ///
    /// # Errors
    /// No rows, or weights that are all zero.
    pub fn accuracy(&self) -> Result<f64, Undefined> {
        let right: f64 = self
            .cells
            .iter()
            .filter(|((t, s), _)| t == s)
            .map(|(_, w)| w)
            .sum();
        // The sum of nothing is -0.
        Ok((right + 0.0) / self.weight()?)
    }

    /// A tally for each class.
    pub fn tallies(&self) -> Tallies {
        let mut tallies = Tallies {
            rows: self.rows,
            ..Tallies::default()
        };
        for (&(truth, said), &weight) in &self.cells {
            tallies.weight += weight;
            if truth == said {
                tallies.of.entry(truth).or_default().hit += weight;
            } else {
                tallies.of.entry(truth).or_default().missed += weight;
                tallies.of.entry(said).or_default().extra += weight;
            }
        }
        tallies
    }

    /// Weight of each class in the truth, and in the predictions.
    fn margins(&self) -> (BTreeMap<u32, f64>, BTreeMap<u32, f64>) {
        let (mut truth, mut said) = (BTreeMap::new(), BTreeMap::new());
        for (&(t, s), &weight) in &self.cells {
            *truth.entry(t).or_insert(0.0) += weight;
            *said.entry(s).or_insert(0.0) += weight;
        }
        (truth, said)
    }

    /// Matthews' correlation of truth and prediction, for any number of classes (Gorodkin, "Comparing two K-category
    /// assignments by a K-category correlation coefficient", 2004): `(c n - Σ t p) / √((n² - Σ p²)(n² - Σ t²))` with the right
    /// ones `c`, all `n`, and the weights `t` and `p` of each class in the truth and the predictions. From -1 to 1; 0 where
    /// the truth or the predictions know one class only, as in scikit-learn.
    ///
    /// # Errors
    /// No rows, or weights that are all zero.
    pub fn mcc(&self) -> Result<f64, Undefined> {
        let all = self.weight()?;
        let (truth, said) = self.margins();
        let several = |of: &BTreeMap<u32, f64>| of.values().filter(|w| **w > 0.0).count() > 1;
        if !several(&truth) || !several(&said) {
            return Ok(0.0);
        }
        // In shares of the whole, so that large weights do not overflow.
        let share = |of: &BTreeMap<u32, f64>, class: &u32| of.get(class).map_or(0.0, |w| w / all);
        let square = |of: &BTreeMap<u32, f64>| 1.0 - of.values().map(|w| (w / all) * (w / all)).sum::<f64>();
        let met: f64 = truth.keys().map(|c| share(&truth, c) * share(&said, c)).sum();
        Ok(((self.accuracy()? - met) / (square(&truth) * square(&said)).sqrt()).clamp(-1.0, 1.0))
    }

    /// Cohen's kappa with quadratic weights (Cohen, "Weighted kappa", 1968): `1 - Σ d² o / Σ d² e` over pairs of ratings, with
    /// the distance `d` between them, the observed weight `o`, and `e` expected if the two were independent.
    /// `place` gives each class its place on the scale; distances are differences of places. From -1 to 1 in practice; 0 where
    /// chance does as well.
    ///
    /// # Errors
    /// No rows, weights that are all zero, or one rating only on both sides, for which agreement by chance is certain.
    pub fn quadratic_weighted_kappa(&self, place: impl Fn(u32) -> f64) -> Result<f64, Undefined> {
        let all = self.weight()?;
        let (truth, said) = self.margins();
        let apart = |t: u32, s: u32| (place(t) - place(s)).powi(2);
        let seen: f64 = self.cells.iter().map(|(&(t, s), w)| apart(t, s) * w).sum();
        let mut by_chance = 0.0;
        for (&t, &weight_t) in &truth {
            for (&s, &weight_s) in &said {
                by_chance += apart(t, s) * weight_t * (weight_s / all);
            }
        }
        if by_chance == 0.0 {
            return Err(Undefined::new(
                "truth and predictions have one rating only, the same: chance agrees as well, and kappa is 0 / 0",
            ));
        }
        Ok(1.0 - seen / by_chance)
    }
}
