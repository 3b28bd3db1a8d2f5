//! Ranked lists: what is relevant to a row, and what was put first.

use std::collections::BTreeMap;

use crate::metrics::lists::{average_precision_at_k, ndcg_of_ranks, ndcg_of_scores};
use crate::metrics::{Mean, Metric, Undefined};
use crate::score::cells::{Cells, Labels, label, number, words};
use crate::score::fault::{Wrong, quote};
use crate::score::join::Task;

/// map-at-k and ndcg-at-k of labels: in the truth each with what it is worth (`label:gain`, 1 where none is said), in the
/// predictions in order.
pub(crate) struct Lists {
    metric: Metric,
    k: usize,
    labels: Labels,
    mean: Mean,
    /// ndcg-at-k while each cell of both tables was one number: the rows are then the documents of one query.
    documents: Option<(Vec<f64>, Vec<f64>)>,
}

impl Lists {
    pub(crate) fn new(metric: Metric, k: Option<usize>, weighted: bool) -> Self {
        Lists {
            metric,
            k: k.unwrap_or(usize::MAX),
            labels: Labels::default(),
            mean: Mean::default(),
            documents: (metric == Metric::NdcgAtK && !weighted).then(Default::default),
        }
    }

    fn gain<'w>(&self, word: &'w str) -> Result<(&'w str, f64), Wrong> {
        match word.rsplit_once(':') {
            Some((label, gain)) if self.metric == Metric::NdcgAtK => Ok((label, worth(gain)?)),
            _ => Ok((word, 1.0)),
        }
    }
}

fn worth(text: &str) -> Result<f64, Wrong> {
    let gain = number(text)?;
    if gain < 0.0 {
        return Err(Wrong::new(
            format!("{} is negative", quote(text)),
            "a gain of 0 or more",
        ));
    }
    Ok(gain)
}

/// The number that stands alone in a cell.
fn alone(text: &str) -> Option<f64> {
    number(text).ok()
}

pub(crate) struct Relevant {
    gains: BTreeMap<u32, f64>,
    alone: Option<f64>,
}

impl Task for Lists {
    type Truth = Relevant;

    fn truth(&mut self, cells: Cells<'_>) -> Result<(Relevant, usize), Wrong> {
        let text = cells.first();
        let alone = self.documents.as_ref().and_then(|_| alone(text));
        if alone.is_none() {
            self.documents = None;
        }
        let mut gains = BTreeMap::new();
        for word in words(text) {
            let (name, gain) = self.gain(word)?;
            let number = self.labels.add(&label(name)?);
            if gains.insert(number, gain).is_some() {
                return Err(Wrong::new(
                    format!("{} stands here twice", quote(name)),
                    "each label once",
                ));
            }
        }
        if gains.is_empty() {
            return Err(Wrong::new(
                "nothing is relevant to this row",
                "labels parted by spaces",
            ));
        }
        // A gain, and perhaps a label that is new.
        let bytes = gains.len() * 96 + text.len();
        Ok((Relevant { gains, alone }, bytes))
    }

    fn prediction(&mut self, truth: &Relevant, weight: f64, cells: Cells<'_>) -> Result<usize, Wrong> {
        let text = cells.first();
        let mut held = 0;
        if let Some((gains, scores)) = &mut self.documents {
            if let (Some(gain), Some(score)) = (truth.alone, alone(text)) {
                gains.push(gain);
                scores.push(score);
                held = 16;
            } else {
                self.documents = None;
            }
        }
        let mut ranked = Vec::new();
        for word in words(text) {
            ranked.push(self.labels.known(&label(word)?));
        }
        let value = match self.metric {
            Metric::MapAtK => {
                let relevant: Vec<u32> = truth.gains.keys().copied().collect();
                average_precision_at_k(&relevant, ranked, self.k)
            }
            _ => ndcg_of_ranks(&truth.gains, ranked, self.k),
        };
        self.mean.add(
            value.map_err(|why| Wrong::new(why.to_string(), "smaller gains"))?,
            weight,
        );
        Ok(held)
    }

    fn value(self) -> Result<f64, Undefined> {
        match self.documents {
            Some((gains, scores)) if gains.len() > 1 => {
                if gains.iter().any(|gain| *gain < 0.0) {
                    return Err(Undefined::new(
                        "a gain is negative, and the share of the best order has no meaning then",
                    ));
                }
                ndcg_of_scores(&gains, &scores, self.k)
            }
            _ => self.mean.value(),
        }
    }
}

/// ndcg-at-k of documents that were scored: a column for each, or all in one cell.
pub(crate) struct Gains {
    k: usize,
    in_cell: bool,
    mean: Mean,
}

impl Gains {
    pub(crate) fn new(k: Option<usize>, in_cell: bool) -> Self {
        Gains {
            k: k.unwrap_or(usize::MAX),
            in_cell,
            mean: Mean::default(),
        }
    }

    fn list(&self, cells: Cells<'_>, read: impl Fn(&str) -> Result<f64, Wrong>) -> Result<Box<[f64]>, Wrong> {
        if self.in_cell {
            return words(cells.first()).map(read).collect();
        }
        cells
            .iter()
            .enumerate()
            .map(|(column, cell)| read(cell).map_err(|w| w.at(column)))
            .collect()
    }
}

impl Task for Gains {
    type Truth = Box<[f64]>;

    fn truth(&mut self, cells: Cells<'_>) -> Result<(Box<[f64]>, usize), Wrong> {
        let gains = self.list(cells, worth)?;
        if gains.len() < 2 {
            return Err(Wrong::new(
                "there is nothing to rank",
                "gains of two documents at least, parted by spaces",
            ));
        }
        let bytes = size_of_val(&*gains);
        Ok((gains, bytes))
    }

    fn prediction(&mut self, truth: &Box<[f64]>, weight: f64, cells: Cells<'_>) -> Result<usize, Wrong> {
        let scores = self.list(cells, number)?;
        if scores.len() != truth.len() {
            let what = format!(
                "{} scores, and the truth has {} documents",
                scores.len(),
                truth.len()
            );
            return Err(Wrong::new(what, "a score for each document, in the same order"));
        }
        let value = ndcg_of_scores(truth, &scores, self.k)
            .map_err(|why| Wrong::new(why.to_string(), "smaller gains"))?;
        self.mean.add(value, weight);
        Ok(0)
    }

    fn value(self) -> Result<f64, Undefined> {
        self.mean.value()
    }
}
