//! A weighted mean that shows its sum.

use std::fmt;

/// The mark that all rows have at most.
pub(super) const BEST: f64 = 10.0;

/// A row that was counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// Its mark, 0 to 10.
    pub mark: f64,
    /// What it counts.
    pub weight: f64,
}

impl Row {
    /// What it adds to the sum.
    pub fn product(&self) -> f64 {
        self.mark * self.weight
    }
}

impl fmt::Display for Row {
    /// `work 8 × 3 = 24`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mark, weight) = (short(self.mark), short(self.weight));
        write!(f, "{} {mark} × {weight} = {}", self.name, short(self.product()))
    }
}

/// A weighted mean of the rows that are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// The rows that count and are known.
    pub rows: Vec<Row>,
    /// The rows that count and are not known.
    pub missing: Vec<String>,
    /// The mean of the known ones, 0 to 10; `None` where nothing that counts is known.
    pub mean: Option<f64>,
    /// The mean where every missing row were 0.
    pub least: f64,
    /// The mean where every missing row were 10.
    pub most: f64,
}

impl Score {
    /// Of rows with their marks and weights; what counts nothing is left out.
    pub(super) fn of<'a>(rows: impl IntoIterator<Item = (&'a str, Option<f64>, f64)>) -> Score {
        let mut score = Score::default();
        let (mut sum, mut known, mut unknown) = (0.0, 0.0, 0.0);
        for (name, mark, weight) in rows.into_iter().filter(|(.., weight)| *weight > 0.0) {
            match mark {
                Some(mark) => {
                    sum += mark * weight;
                    known += weight;
                    let name = name.to_owned();
                    score.rows.push(Row { name, mark, weight });
                }
                None => {
                    unknown += weight;
                    score.missing.push(name.to_owned());
                }
            }
        }
        score.mean = (known > 0.0).then(|| sum / known);
        if known + unknown > 0.0 {
            score.least = sum / (known + unknown);
            score.most = (sum + BEST * unknown) / (known + unknown);
        }
        score
    }
}

impl fmt::Display for Score {
    /// `24 + 12 + 5 = 41, of weights 6: 6.83`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(mean) = self.mean else {
            return f.write_str("nothing that counts is known");
        };
        let products: Vec<String> = self.rows.iter().map(|row| short(row.product())).collect();
        let sum: f64 = self.rows.iter().map(Row::product).sum();
        let weights: f64 = self.rows.iter().map(|row| row.weight).sum();
        f.write_str(&products.join(" + "))?;
        if products.len() > 1 {
            write!(f, " = {}", short(sum))?;
        }
        write!(f, ", of weights {}: {}", short(weights), short(mean))
    }
}

/// A number with at most two digits after the point, and none that say nothing.
fn short(number: f64) -> String {
    // A zero that was reached from below is no less than nothing.
    let text = format!("{:.2}", number + 0.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The better score first: by the mean, then by the name.
pub(super) fn order(one: (&Score, &str), other: (&Score, &str)) -> std::cmp::Ordering {
    // Nothing known comes last: below every mark.
    let mean = |score: &Score| score.mean.unwrap_or(-1.0);
    // Marks that differ by less than a rounding are the same.
    let fine = |score: &Score| (mean(score) * 1e9).round();
    fine(other.0)
        .total_cmp(&fine(one.0))
        .then_with(|| one.1.to_lowercase().cmp(&other.1.to_lowercase()))
        .then_with(|| one.1.cmp(other.1))
}
