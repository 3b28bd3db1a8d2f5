//! A probability for each row, one for each class, or logarithms of probabilities for each token.

use crate::metrics::probability::{bits_per_character, brier, brier_of, log_loss, perplexity};
use crate::metrics::{Mean, Metric, Undefined};
use crate::score::cells::{Cells, Labels, Positive, label, number, probability, words};
use crate::score::fault::{Wrong, quote};
use crate::score::join::Task;

/// What a mean loss becomes.
fn value(metric: Metric, loss: &Mean) -> Result<f64, Undefined> {
    match metric {
        Metric::Perplexity => perplexity(loss.value()?),
        Metric::BitsPerCharacter => bits_per_character(loss.value()?, 1.0),
        _ => loss.value(),
    }
}

/// log-loss, brier of the probability of the positive class.
pub(crate) struct Chances {
    metric: Metric,
    positive: Positive,
    mean: Mean,
}

impl Chances {
    pub(crate) fn new(metric: Metric, positive: Option<&str>) -> Self {
        Chances {
            metric,
            positive: Positive::new(positive),
            mean: Mean::default(),
        }
    }
}

impl Task for Chances {
    type Truth = bool;

    fn truth(&mut self, cells: Cells<'_>) -> Result<(bool, usize), Wrong> {
        Ok((self.positive.is(cells.first())?, 0))
    }

    fn prediction(&mut self, truth: &bool, weight: f64, cells: Cells<'_>) -> Result<usize, Wrong> {
        let chance = probability(cells.first())?;
        let loss = match self.metric {
            Metric::Brier => brier(*truth, chance),
            _ if *truth => log_loss(chance),
            _ => log_loss(1.0 - chance),
        };
        self.mean.add(loss, weight);
        Ok(0)
    }

    fn value(self) -> Result<f64, Undefined> {
        self.mean.value()
    }
}

/// How far a row of probabilities may be from 1: enough for two decimals of a few classes.
const SLACK: f64 = 0.01;

/// log-loss, brier, perplexity, bits-per-character with a column of probabilities for each class.
pub(crate) struct ByClass {
    metric: Metric,
    labels: Labels,
    chances: Vec<f64>,
    mean: Mean,
}

impl ByClass {
    /// The classes are the names of the columns. The fault is at a column that names a class again.
    pub(crate) fn new<'a>(metric: Metric, classes: impl Iterator<Item = &'a str>) -> Result<Self, Wrong> {
        let mut labels = Labels::default();
        for (column, class) in classes.enumerate() {
            let name = label(class).map_err(|wrong| wrong.at(column))?;
            if labels.known(&name).is_some() {
                let wrong = Wrong::new(
                    format!("class {} has a column already", quote(&name)),
                    "a column for each class",
                );
                return Err(wrong.at(column));
            }
            labels.add(&name);
        }
        Ok(ByClass {
            metric,
            labels,
            chances: Vec::new(),
            mean: Mean::default(),
        })
    }
}

impl Task for ByClass {
    type Truth = u32;

    fn truth(&mut self, cells: Cells<'_>) -> Result<(u32, usize), Wrong> {
        let label = label(cells.first())?;
        let class = self.labels.known(&label).ok_or_else(|| {
            let what = format!("the predictions have no column for class {}", quote(&label));
            Wrong::new(what, "a class that the predictions know")
                .nearest(&label, self.labels.iter().map(|(name, _)| name))
        })?;
        Ok((class, 0))
    }

    fn prediction(&mut self, truth: &u32, weight: f64, cells: Cells<'_>) -> Result<usize, Wrong> {
        self.chances.clear();
        for (column, cell) in cells.iter().enumerate() {
            self.chances
                .push(probability(cell).map_err(|wrong| wrong.at(column))?);
        }
        let sum: f64 = self.chances.iter().sum();
        if (sum - 1.0).abs() > SLACK {
            let expected = format!("probabilities that add up to 1, within {SLACK}");
            return Err(Wrong::new(
                format!("the probabilities of this row add up to {sum}"),
                expected,
            ));
        }
        let truth = *truth as usize;
        let loss = match self.metric {
            Metric::Brier => brier_of(truth, &self.chances),
            _ => log_loss(self.chances[truth]),
        };
        self.mean.add(loss, weight);
        Ok(0)
    }

    fn value(self) -> Result<f64, Undefined> {
        value(self.metric, &self.mean)
    }
}

/// perplexity, bits-per-character of a text and natural logarithms of the probabilities of its tokens.
pub(crate) struct Tokens {
    metric: Metric,
    /// Over tokens for perplexity, over rows for bits per character.
    loss: Mean,
    characters: Mean,
}

impl Tokens {
    pub(crate) fn new(metric: Metric) -> Self {
        Tokens {
            metric,
            loss: Mean::default(),
            characters: Mean::default(),
        }
    }
}

impl Task for Tokens {
    /// Tokens or characters.
    type Truth = usize;

    fn truth(&mut self, cells: Cells<'_>) -> Result<(usize, usize), Wrong> {
        let text = cells.first();
        let (length, noun) = match self.metric {
            Metric::Perplexity => (words(text).count(), "a text of tokens parted by spaces"),
            _ => (text.chars().count(), "a text"),
        };
        if length == 0 {
            return Err(Wrong::new("the text is empty", noun));
        }
        Ok((length, 0))
    }

    fn prediction(&mut self, truth: &usize, weight: f64, cells: Cells<'_>) -> Result<usize, Wrong> {
        const EXPECTED: &str = "natural logarithms of probabilities, as -0.69 -2.3";
        let (mut sum, mut count) = (0.0, 0);
        for word in words(cells.first()) {
            let log = number(word).map_err(|wrong| match word.parse::<f64>() {
                Ok(log) if log == f64::NEG_INFINITY => {
                    wrong.hint("a probability of 0 that came true has no finite loss: give each token some")
                }
                _ => wrong,
            })?;
            if log > 0.0 {
                return Err(Wrong::new(
                    format!("{} is above 0: its probability would be above 1", quote(word)),
                    EXPECTED,
                ));
            }
            sum -= log;
            count += 1;
            if self.metric == Metric::Perplexity {
                self.loss.add(-log, weight);
            }
        }
        if count == 0 {
            return Err(Wrong::new("the field is empty", EXPECTED));
        }
        if self.metric == Metric::Perplexity {
            if count != *truth {
                let what = format!("{count} logarithms, and the truth has {truth} tokens");
                return Err(Wrong::new(what, "a logarithm for each token, parted by spaces"));
            }
            return Ok(0);
        }
        self.loss.add(sum, weight);
        self.characters.add(*truth as f64, weight);
        Ok(0)
    }

    fn value(self) -> Result<f64, Undefined> {
        match self.metric {
            Metric::Perplexity => perplexity(self.loss.value()?),
            _ => bits_per_character(self.loss.value()?, self.characters.value()?),
        }
    }
}
