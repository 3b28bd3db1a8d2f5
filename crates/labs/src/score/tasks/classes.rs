//! A class for each row, or a set of classes.

use crate::metrics::classes::{Confusion, Tallies, Tally};
use crate::metrics::{Mean, Metric, Undefined};
use crate::score::cells::{Cells, Labels, Positive, label, number, words};
use crate::score::fault::{Wrong, quote};
use crate::score::join::Task;

/// accuracy, macro-f1, micro-f1, mcc, quadratic-weighted-kappa.
pub(crate) struct Classes {
    metric: Metric,
    levels: Option<(i64, i64)>,
    labels: Labels,
    confusion: Confusion,
}

impl Classes {
    pub(crate) fn new(metric: Metric, levels: Option<(i64, i64)>) -> Self {
        Classes {
            metric,
            levels,
            labels: Labels::default(),
            confusion: Confusion::default(),
        }
    }

    fn class(&mut self, text: &str) -> Result<u32, Wrong> {
        if self.metric == Metric::QuadraticWeightedKappa {
            let rating = number(text)?;
            if let Some((least, greatest)) = self.levels
                && !(rating.fract() == 0.0 && (least as f64..=greatest as f64).contains(&rating))
            {
                let expected = format!("a whole number from {least} to {greatest}");
                return Err(Wrong::new(
                    format!("{} is not on the scale", quote(text.trim())),
                    expected,
                ));
            }
        }
        let label = label(text)?;
        self.labels.number(&label)
    }

    /// The places of the classes on the scale: with levels the rating itself, else its rank among those that occur.
    fn places(&self) -> Vec<f64> {
        let mut ratings: Vec<(f64, u32)> = self
            .labels
            .iter()
            .map(|(label, class)| (label.parse().unwrap_or(f64::NAN), class))
            .collect();
        ratings.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut places = vec![0.0; ratings.len()];
        let (mut rank, mut before) = (-1.0, f64::NEG_INFINITY);
        for (rating, class) in ratings {
            // 0.5 and .50 are two labels and one rating.
            if rating != before {
                rank += 1.0;
            }
            before = rating;
            places[class as usize] = if self.levels.is_some() { rating } else { rank };
        }
        places
    }
}

impl Task for Classes {
    type Truth = u32;

    fn truth(&mut self, cells: Cells<'_>) -> Result<(u32, usize), Wrong> {
        Ok((self.class(cells.first())?, 0))
    }

    fn prediction(&mut self, truth: &u32, weight: f64, cells: Cells<'_>) -> Result<usize, Wrong> {
        let said = self.class(cells.first())?;
        self.confusion.add(*truth, said, weight);
        Ok(0)
    }

    fn value(self) -> Result<f64, Undefined> {
        match self.metric {
            Metric::MacroF1 => self.confusion.tallies().macro_f(1.0),
            Metric::MicroF1 => self.confusion.tallies().micro_f(1.0),
            Metric::Mcc => self.confusion.mcc(),
            Metric::QuadraticWeightedKappa => {
                let places = self.places();
                self.confusion
                    .quadratic_weighted_kappa(|class| places[class as usize])
            }
            _ => self.confusion.accuracy(),
        }
    }
}

/// f1, f-beta: one class against the others.
pub(crate) struct Binary {
    beta: f64,
    positive: Positive,
    tally: Tally,
    /// For its faults: no rows, no weight.
    weight: Mean,
}

impl Binary {
    pub(crate) fn new(beta: f64, positive: Option<&str>) -> Self {
        Binary {
            beta,
            positive: Positive::new(positive),
            tally: Tally::default(),
            weight: Mean::default(),
        }
    }
}

impl Task for Binary {
    type Truth = bool;

    fn truth(&mut self, cells: Cells<'_>) -> Result<(bool, usize), Wrong> {
        Ok((self.positive.is(cells.first())?, 0))
    }

    fn prediction(&mut self, truth: &bool, weight: f64, cells: Cells<'_>) -> Result<usize, Wrong> {
        let said = self.positive.is(cells.first())?;
        self.tally.add(*truth, said, weight);
        self.weight.add(1.0, weight);
        Ok(0)
    }

    fn value(self) -> Result<f64, Undefined> {
        self.weight.value()?;
        Ok(self.tally.f_beta(self.beta))
    }
}

/// accuracy, macro-f1, micro-f1 where a row has any number of classes.
pub(crate) struct Sets {
    metric: Metric,
    labels: Labels,
    tallies: Tallies,
    same: Mean,
}

impl Sets {
    pub(crate) fn new(metric: Metric) -> Self {
        Sets {
            metric,
            labels: Labels::default(),
            tallies: Tallies::default(),
            same: Mean::default(),
        }
    }

    fn set(&mut self, text: &str) -> Result<Box<[u32]>, Wrong> {
        let mut set = Vec::new();
        for word in words(text) {
            let label = label(word)?;
            set.push(self.labels.number(&label)?);
        }
        set.sort_unstable();
        set.dedup();
        Ok(set.into())
    }
}

impl Task for Sets {
    type Truth = Box<[u32]>;

    fn truth(&mut self, cells: Cells<'_>) -> Result<(Box<[u32]>, usize), Wrong> {
        let set = self.set(cells.first())?;
        let bytes = size_of_val(&*set);
        Ok((set, bytes))
    }

    fn prediction(&mut self, truth: &Box<[u32]>, weight: f64, cells: Cells<'_>) -> Result<usize, Wrong> {
        let said = self.set(cells.first())?;
        self.tallies.add(truth, &said, weight);
        self.same.add(f64::from(u8::from(*truth == said)), weight);
        Ok(0)
    }

    fn value(self) -> Result<f64, Undefined> {
        match self.metric {
            Metric::MacroF1 => self.tallies.macro_f(1.0),
            Metric::MicroF1 => self.tallies.micro_f(1.0),
            _ => self.same.value(),
        }
    }
}
