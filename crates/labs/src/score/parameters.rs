//! What a metric is told besides the tables.

use super::fault::Error;
use crate::metrics::Metric;
use crate::metrics::boxes::Protocol;

/// Parameters of a score; what is `None` or false was not said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameters {
    /// The column that both tables share: `id` where none is named.
    pub id: Option<String>,
    /// The column that is scored, where a table has several.
    pub column: Option<String>,
    /// The column of the truth that holds the weight of each row.
    pub weight: Option<String>,
    /// The positive class.
    pub positive: Option<String>,
    /// Places of a ranked list that count; all where none is said.
    pub k: Option<usize>,
    /// How many times as important recall is as precision.
    pub beta: Option<f64>,
    /// The least and the greatest rating; those that occur where none is said.
    pub levels: Option<(i64, i64)>,
    /// A value is a set of labels.
    pub sets: bool,
    /// Values are gains and scores of the same documents, not ranked labels.
    pub scores: bool,
    /// A value is a mask as runs of pixels.
    pub masks: bool,
    /// How boxes are matched.
    pub protocol: Option<Protocol>,
    /// The one overlap from which on a box is a hit.
    pub iou: Option<f64>,
    /// Text is compared by words.
    pub words: bool,
    /// Edits are divided by the length of the truth.
    pub rate: bool,
    /// The longest n-gram; 4 where none is said.
    pub ngram: Option<usize>,
}

impl Metric {
    /// The parameters that it knows besides `id`, `column` and `weight`.
    pub fn parameters(self) -> &'static [&'static str] {
        match self {
            Metric::F1 | Metric::Auc | Metric::AveragePrecision | Metric::LogLoss | Metric::Brier => {
                &["positive"]
            }
            Metric::FBeta => &["beta", "positive"],
            Metric::Accuracy | Metric::MacroF1 | Metric::MicroF1 => &["sets"],
            Metric::QuadraticWeightedKappa => &["levels"],
            Metric::MapAtK => &["k"],
            Metric::NdcgAtK => &["k", "scores"],
            Metric::MeanIou => &["masks"],
            Metric::Dice => &["masks", "positive"],
            Metric::DetectionMap => &["protocol", "iou"],
            Metric::EditDistance => &["words", "rate"],
            Metric::Bleu => &["ngram"],
            Metric::Mcc
            | Metric::Rmse
            | Metric::Rmsle
            | Metric::Mae
            | Metric::Mape
            | Metric::R2
            | Metric::Perplexity
            | Metric::BitsPerCharacter => &[],
        }
    }
}

fn wish(what: impl Into<String>, next: impl Into<String>) -> Error {
    Error::Wish {
        what: what.into(),
        next: next.into(),
    }
}

impl Parameters {
    /// Whether the metric knows what was said, and whether it makes sense.
    ///
    /// # Errors
    /// A parameter that the metric does not have, or that is out of range.
    pub fn check(&self, metric: Metric) -> Result<(), Error> {
        let said = [
            ("positive", self.positive.is_some()),
            ("k", self.k.is_some()),
            ("beta", self.beta.is_some()),
            ("levels", self.levels.is_some()),
            ("sets", self.sets),
            ("scores", self.scores),
            ("masks", self.masks),
            ("protocol", self.protocol.is_some()),
            ("iou", self.iou.is_some()),
            ("words", self.words),
            ("rate", self.rate),
            ("ngram", self.ngram.is_some()),
        ];
        let known = metric.parameters();
        if let Some((name, _)) = said.iter().find(|(name, said)| *said && !known.contains(name)) {
            let names: Vec<String> = known.iter().map(|name| format!("--{name}")).collect();
            let next = match names.as_slice() {
                [] => "leave it out; this metric has none of its own".to_owned(),
                names => format!("leave it out; this metric knows {}", names.join(" and ")),
            };
            return Err(wish(format!("{} has no parameter --{name}", metric.name()), next));
        }
        if self.weight.is_some() && matches!(metric, Metric::Bleu | Metric::DetectionMap) {
            return Err(wish(
                format!("rows of {} have no weights", metric.name()),
                "leave --weight out",
            ));
        }
        if self.k == Some(0) {
            return Err(wish("--k 0 leaves no place", "say --k 1 or more"));
        }
        match self.beta {
            None if metric == Metric::FBeta => {
                return Err(wish(
                    "f-beta needs a beta",
                    "say --beta 2 for recall twice as important as precision",
                ));
            }
            Some(beta) if !(0.0..=1e9).contains(&beta) => {
                return Err(wish(
                    format!("--beta {beta} is out of range"),
                    "say a number from 0 to 1000000000",
                ));
            }
            _ => {}
        }
        if let Some((least, greatest)) = self.levels
            && least >= greatest
        {
            return Err(wish(
                format!("--levels {least}..{greatest} is no scale"),
                "say the least and the greatest rating, as 1..5",
            ));
        }
        if let Some(iou) = self.iou
            && !(iou > 0.0 && iou <= 1.0)
        {
            return Err(wish(
                format!("--iou {iou} is out of range"),
                "say a number above 0 and at most 1, as 0.5",
            ));
        }
        if self.ngram.is_some_and(|n| !(1..=16).contains(&n)) {
            return Err(wish(
                "--ngram is out of range",
                "say a number from 1 to 16; 4 is usual",
            ));
        }
        Ok(())
    }
}
