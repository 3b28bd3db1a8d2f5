//! The metrics, a module for each family. `docs/metrics.md` says what files they are fed from.
//!
//! What holds for all: numbers come in finite and weights not negative (the reader of files sees to that); an accumulator takes
//! rows one by one; the order of rows does not change a result but for the last digits; and where a metric is 0 / 0 it is
//! what scikit-learn says it is, or [`Undefined`], in words.

pub mod boxes;
pub mod classes;
pub mod curve;
pub mod lists;
pub mod masks;
pub mod probability;
pub mod regression;
mod sum;
pub mod text;

use std::fmt;

pub use sum::{Mean, Sum};

/// Why a metric has no value for these rows: a clause without its full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undefined(String);

impl Undefined {
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Undefined(why.into())
    }
}

impl fmt::Display for Undefined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Undefined {}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// A higher value.
    Higher,
    /// A lower value.
    Lower,
}

macro_rules! metrics {
    ($($(#[doc = $doc:literal])+ $variant:ident, $name:literal, $direction:ident, $about:literal, $range:literal;)+) => {
        /// The metrics, by the names that `pivot score` and `lab.toml` use.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Metric { $($(#[doc = $doc])+ $variant,)+ }

        impl Metric {
            /// All of them.
            pub const ALL: &'static [Metric] = &[$(Metric::$variant,)+];

            /// Its name.
            pub fn name(self) -> &'static str {
                match self { $(Metric::$variant => $name,)+ }
            }

            /// Which way is better.
            pub fn direction(self) -> Direction {
                match self { $(Metric::$variant => Direction::$direction,)+ }
            }

            /// What it measures, in a few words.
            pub fn about(self) -> &'static str {
                match self { $(Metric::$variant => $about,)+ }
            }

            /// What values mean: the best, and what stands for chance or nothing.
            pub fn range(self) -> &'static str {
                match self { $(Metric::$variant => $range,)+ }
            }
        }
    };
}

metrics! {
    /// [`classes::Confusion::accuracy`].
    Accuracy, "accuracy", Higher, "share of rows whose class is right", "1 is perfect";
    /// [`classes::Tally::f_beta`] with β = 1.
    F1, "f1", Higher, "harmonic mean of precision and recall of the positive class", "1 is perfect";
    /// [`classes::Tallies::macro_f`].
    MacroF1, "macro-f1", Higher, "plain mean of the f1 of all classes", "1 is perfect";
    /// [`classes::Tallies::micro_f`].
    MicroF1, "micro-f1", Higher, "f1 of all classes added up", "1 is perfect";
    /// [`classes::Tally::f_beta`].
    FBeta, "f-beta", Higher, "precision and recall of the positive class, recall beta times as important", "1 is perfect";
    /// [`classes::Confusion::mcc`].
    Mcc, "mcc", Higher, "correlation of true and predicted classes (Matthews)", "1 is perfect, 0 is chance";
    /// [`curve::Curve::auc`].
    Auc, "auc", Higher, "how often a positive row is scored above a negative one", "1 is perfect, 0.5 is chance";
    /// [`curve::Curve::average_precision`].
    AveragePrecision, "average-precision", Higher, "precision over all recalls, by score", "1 is perfect, the share of positive rows is chance";
    /// [`probability::log_loss`].
    LogLoss, "log-loss", Lower, "surprise at the truth, in nats", "0 is perfect, 0.693 is a coin for two classes";
    /// [`probability::brier`].
    Brier, "brier", Lower, "squared error of the probabilities", "0 is perfect, 0.25 is a coin for two classes";
    /// [`classes::Confusion::quadratic_weighted_kappa`].
    QuadraticWeightedKappa, "quadratic-weighted-kappa", Higher, "agreement on a scale beyond chance", "1 is perfect, 0 is chance";
    /// The root of the mean of [`regression::squared`].
    Rmse, "rmse", Lower, "root of the mean squared error", "0 is perfect";
    /// The root of the mean of [`regression::squared_log`].
    Rmsle, "rmsle", Lower, "root of the mean squared error of logarithms", "0 is perfect";
    /// The mean of [`regression::absolute`].
    Mae, "mae", Lower, "mean absolute error", "0 is perfect";
    /// The mean of [`regression::absolute_percentage`].
    Mape, "mape", Lower, "mean error as a share of the truth", "0 is perfect";
    /// [`regression::R2`].
    R2, "r2", Higher, "share of the variance that is explained", "1 is perfect, 0 is the mean for every row";
    /// [`lists::average_precision_at_k`].
    MapAtK, "map-at-k", Higher, "mean average precision of ranked lists", "1 is perfect";
    /// [`lists::ndcg_of_scores`] and [`lists::ndcg_of_ranks`].
    NdcgAtK, "ndcg-at-k", Higher, "gain of a ranking, early places counting more", "1 is the best order";
    /// [`classes::Tallies::mean_iou`] and [`masks::iou`].
    MeanIou, "mean-iou", Higher, "mean overlap: intersection over union", "1 is perfect";
    /// [`masks::dice`].
    Dice, "dice", Higher, "overlap: twice the intersection over both sizes", "1 is perfect";
    /// [`boxes::Detections`].
    DetectionMap, "detection-map", Higher, "mean average precision of boxes", "1 is perfect";
    /// [`text::Edits`].
    EditDistance, "edit-distance", Lower, "insertions, deletions and substitutions to the truth", "0 is perfect";
    /// [`text::Bleu`].
    Bleu, "bleu", Higher, "n-grams that a reference has", "1 is perfect";
    /// [`probability::perplexity`].
    Perplexity, "perplexity", Lower, "equally likely choices that would be as hard", "1 is perfect, the number of choices is chance";
    /// [`probability::bits_per_character`].
    BitsPerCharacter, "bits-per-character", Lower, "surprise at each character, in bits", "0 is perfect";
}

impl Metric {
    /// The metric of this name.
    pub fn named(name: &str) -> Option<Metric> {
        Metric::ALL.iter().copied().find(|metric| metric.name() == name)
    }
}
