//! How good answers are: figures with the interval that chance leaves around them, and whether probabilities mean what they say.

use serde::{Deserialize, Serialize};

use crate::random::Random;

/// 95 % of a normal distribution lie within so many standard deviations.
const Z: f64 = 1.959_963_984_540_054;
/// Bins of the table of calibration.
const BINS: usize = 10;

/// A figure and where it may lie with 95 %.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What was found.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// A share with Wilson's interval ("Probable inference", 1927), which holds for few pictures and near 0 and 1 too. Of nothing, it may be anything.
pub fn share(hits: usize, of: usize) -> Figure {
    if of == 0 {
        return Figure {
            value: 0.0,
            low: 0.0,
            high: 1.0,
        };
    }
    let (n, p) = (of as f64, hits as f64 / of as f64);
    let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    Figure {
        value: p,
        low: (middle - half).clamp(0.0, p),
        high: (middle + half).clamp(p, 1.0),
    }
}

/// How often each class (row) was taken for each (column).
pub fn confusion(truth: &[usize], said: &[usize], classes: usize) -> Vec<Vec<usize>> {
    let mut table = vec![vec![0; classes]; classes];
    for (truth, said) in truth.iter().zip(said) {
        table[*truth][*said] += 1;
    }
    table
}

/// Of the pictures of a class (row), and of those that were taken for it (column).
pub fn of_class(table: &[Vec<usize>], class: usize) -> (Figure, Figure) {
    let hits = table[class][class];
    let row: usize = table[class].iter().sum();
    let column: usize = table.iter().map(|row| row[class]).sum();
    (share(hits, row), share(hits, column))
}

/// The mean over classes of F1, the harmonic mean of recall and precision: a rare class counts as much as a frequent one. A class that is not
/// there and was not said is left out.
pub fn macro_f1(table: &[Vec<usize>]) -> f64 {
    let each: Vec<f64> = (0..table.len())
        .filter_map(|class| {
            let row: usize = table[class].iter().sum();
            let column: usize = table.iter().map(|row| row[class]).sum();
            (row + column > 0).then(|| 2.0 * table[class][class] as f64 / (row + column) as f64)
        })
        .collect();
    each.iter().sum::<f64>() / each.len().max(1) as f64
}

/// [`macro_f1`] with the interval of 1,000 draws of as many pictures with repetition (bootstrap, percentiles).
pub fn macro_f1_drawn(truth: &[usize], said: &[usize], classes: usize, seed: u64) -> Figure {
    let mut random = Random::new(seed, "bootstrap", 0);
    let mut drawn: Vec<f64> = (0..1000)
        .map(|_| {
            let mut table = vec![vec![0; classes]; classes];
            for _ in truth {
                let place = random.below(truth.len());
                table[truth[place]][said[place]] += 1;
            }
            macro_f1(&table)
        })
        .collect();
    drawn.sort_unstable_by(f64::total_cmp);
    let value = macro_f1(&confusion(truth, said, classes));
    Figure {
        value,
        low: drawn[25].min(value),
        high: drawn[974].max(value),
    }
}

/// Scores become probabilities, together 1. A temperature over 1 makes them less sure, one under 1 surer; the order stays.
pub fn probabilities(scores: &[f32], temperature: f64) -> Vec<f32> {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f64> = scores
        .iter()
        .map(|score| (f64::from(score - highest) / temperature).exp())
        .collect();
    let sum: f64 = powers.iter().sum();
    powers.iter().map(|power| (power / sum) as f32).collect()
}

/// The place of the greatest.
pub fn likeliest(probabilities: &[f32]) -> usize {
    let mut best = 0;
    for (place, probability) in probabilities.iter().enumerate() {
        if *probability > probabilities[best] {
            best = place;
        }
    }
    best
}

/// The mean of `-ln` of the probability of the true class.
pub fn log_loss(scores: &[Vec<f32>], truth: &[usize], temperature: f64) -> f64 {
    let each = scores.iter().zip(truth).map(|(scores, truth)| {
        let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let power = |score: f32| f64::from(score - highest) / temperature;
        let sum: f64 = scores.iter().map(|score| power(*score).exp()).sum();
        sum.ln() - power(scores[*truth])
    });
    each.sum::<f64>() / scores.len().max(1) as f64
}

/// The temperature of the least loss (Guo et al., "On calibration of modern neural networks", 2017). After `n` answers the next may be wrong even
/// where all were right: so the true class counts as `1 - 1 / (n + 2)` and the others share what is left (Platt 1999), or probabilities would all
/// become 1. In `1 / temperature` the loss is convex, so a search that narrows down finds it; it stays from 1/20 to 20.
pub fn temperature(scores: &[Vec<f32>], truth: &[usize]) -> f64 {
    let doubt = 1.0 / (truth.len() as f64 + 2.0);
    let loss = |inverse: f64| -> f64 {
        let each = scores.iter().zip(truth).map(|(scores, truth)| {
            let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let powers = scores.iter().map(|score| f64::from(score - highest) * inverse);
            let sum: f64 = powers.clone().map(f64::exp).sum();
            let others = doubt / (scores.len().max(2) - 1) as f64;
            let weights = (0..scores.len()).map(|class| if class == *truth { 1.0 - doubt } else { others });
            sum.ln()
                - powers
                    .zip(weights)
                    .map(|(power, weight)| power * weight)
                    .sum::<f64>()
        });
        each.sum()
    };
    let (mut low, mut high) = (1.0 / 20.0, 20.0);
    for _ in 0..60 {
        let (a, b) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if loss(a) <= loss(b) {
            high = b;
        } else {
            low = a;
        }
    }
    2.0 / (low + high)
}

/// Answers of about the same probability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// The least probability.
    pub from: f64,
    /// The greatest.
    pub to: f64,
    /// How many there are.
    pub pictures: usize,
    /// The mean of their probabilities.
    pub said: f64,
    /// The share of them that was right.
    pub right: f64,
}

/// How often answers of each probability were right, and the mean distance of the two, the expected calibration error: 0.1 means that what is
/// said with 80 % is right in 70 or 90 of 100 cases. Bins without answers are left out.
pub fn calibration(probabilities: &[Vec<f32>], truth: &[usize]) -> (f64, Vec<Bin>) {
    let mut sums = [(0, 0.0, 0); BINS];
    for (probabilities, truth) in probabilities.iter().zip(truth) {
        let said = likeliest(probabilities);
        let probability = f64::from(probabilities[said]);
        let bin = &mut sums[((probability * BINS as f64) as usize).min(BINS - 1)];
        bin.0 += 1;
        bin.1 += probability;
        bin.2 += usize::from(said == *truth);
    }
    let bins: Vec<Bin> = sums
        .iter()
        .enumerate()
        .filter(|(_, (pictures, ..))| *pictures > 0)
        .map(|(place, (pictures, said, right))| Bin {
            from: place as f64 / BINS as f64,
            to: (place + 1) as f64 / BINS as f64,
            pictures: *pictures,
            said: said / *pictures as f64,
            right: *right as f64 / *pictures as f64,
        })
        .collect();
    let distance: f64 = bins
        .iter()
        .map(|bin| bin.pictures as f64 * (bin.said - bin.right).abs())
        .sum();
    (distance / truth.len().max(1) as f64, bins)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 5e-4, "{a} is not {b}");
    }

    /// 8 of 10: z² = 3.8415; middle (0.8 + 0.19207) / 1.38415 = 0.71674; half 1.95996 / 1.38415 · √(0.016 + 0.0096036) = 0.22657.
    #[test]
    fn a_share_has_wilsons_interval() {
        let figure = share(8, 10);
        near(figure.value, 0.8);
        near(figure.low, 0.4902);
        near(figure.high, 0.9433);
        // None of 10: up to z² / (10 + z²) = 0.2775, from 0.
        assert_eq!(share(0, 10).low, 0.0);
        near(share(0, 10).high, 0.2775);
        assert_eq!((share(0, 0).low, share(0, 0).high), (0.0, 1.0));
    }

    /// Of class 0 two of three are right, and one of class 1 was taken for it: recall 2/3, precision 2/3, F1 2/3. Class 1: one of two and one of
    /// two, 1/2. Class 2 is nowhere. The mean is 7/12.
    #[test]
    fn classes_count_alike() {
        let table = confusion(&[0, 0, 0, 1, 1], &[0, 0, 1, 1, 0], 3);
        assert_eq!(table, [[2, 1, 0], [1, 1, 0], [0, 0, 0]]);
        near(macro_f1(&table), 7.0 / 12.0);
        let (recall, precision) = of_class(&table, 0);
        near(recall.value, 2.0 / 3.0);
        near(precision.value, 2.0 / 3.0);
    }

    /// All right: every draw is 1. Half right: around a half.
    #[test]
    fn draws_lie_around_the_figure() {
        let all = macro_f1_drawn(&[0, 1, 0, 1], &[0, 1, 0, 1], 2, 1);
        assert_eq!((all.value, all.low, all.high), (1.0, 1.0, 1.0));
        let (truth, said): (Vec<_>, Vec<_>) = (0..200).map(|n| (n % 2, n / 2 % 2)).unzip();
        let half = macro_f1_drawn(&truth, &said, 2, 1);
        near(half.value, 0.5);
        // The deviation of a share of 200 is √(0.25 / 200) = 0.035, 1.96 of it 0.07.
        assert!(
            (0.38..0.47).contains(&half.low) && (0.53..0.62).contains(&half.high),
            "{half:?}"
        );
        assert_eq!(half, macro_f1_drawn(&truth, &said, 2, 1));
    }

    /// e⁰ : e^ln 3 = 1 : 3. At temperature 2 it is 1 : √3.
    #[test]
    fn scores_become_probabilities() {
        let scores = [0.0, 3.0_f32.ln()];
        near(probabilities(&scores, 1.0)[1].into(), 0.75);
        near(
            probabilities(&scores, 2.0)[1].into(),
            3.0_f64.sqrt() / (1.0 + 3.0_f64.sqrt()),
        );
        near(log_loss(&[scores.to_vec()], &[0], 1.0), 4.0_f64.ln());
        assert_eq!(probabilities(&[1000.0, -1000.0], 1.0), [1.0, 0.0]);
    }

    /// Scores differ by 4, and three of four are right: the first class counts as (3 · 5/6 + 1/6) / 4 = 2/3, so 4 / T = ln 2. All right: 5/6, so
    /// 4 / T = ln 5.
    #[test]
    fn a_temperature_makes_probabilities_true() {
        let scores = vec![vec![4.0, 0.0]; 4];
        near(temperature(&scores, &[0, 0, 0, 1]), 4.0 / 2.0_f64.ln());
        near(temperature(&scores, &[0; 4]), 4.0 / 5.0_f64.ln());
        // No class is likelier: whatever the temperature, it stays within its bounds.
        assert!((0.05..=20.0).contains(&temperature(&[vec![0.0; 3]], &[1])));
    }

    /// Two said with 0.95, one of them right; one with 0.55, right: (2 · 0.45 + 1 · 0.45) / 3.
    #[test]
    fn calibration_is_the_distance_of_said_and_right() {
        let said = [vec![0.95, 0.05], vec![0.05, 0.95], vec![0.55, 0.45]];
        let (error, bins) = calibration(&said, &[0, 0, 0]);
        near(error, 0.45);
        assert_eq!(bins.len(), 2);
        assert_eq!((bins[1].pictures, bins[1].right), (2, 0.5));
        near(bins[1].said, 0.95);
        near(bins[1].from, 0.9);
    }
}
