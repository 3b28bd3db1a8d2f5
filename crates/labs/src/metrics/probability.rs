//! Metrics of probabilities: the loss of one row each; their weighted [`Mean`](super::Mean) is the metric.

use super::Undefined;

/// Logarithmic loss of a row: `-ln p` of the probability that was given to what is true (Good, "Rational decisions", 1952).
/// A probability is first brought into `[ε, 1 - ε]` with `ε = 2⁻⁵²`, as scikit-learn does, so that a certain error costs 36.04
/// and not infinity.
pub fn log_loss(probability: f64) -> f64 {
    -probability.clamp(f64::EPSILON, 1.0 - f64::EPSILON).ln()
}

/// Brier's score of a row (Brier, "Verification of forecasts expressed in terms of probability", 1950) with two classes:
/// `(p - y)²`, where `p` is the probability of the positive class and `y` is 1 for it and 0 otherwise. From 0 to 1.
pub fn brier(positive: bool, probability: f64) -> f64 {
    (probability - f64::from(u8::from(positive))).powi(2)
}

/// Brier's score of a row with a probability for each class: `Σ (p_c - y_c)²`, from 0 to 2. With fewer than three classes it is
/// halved, so that two columns say the same as one: scikit-learn's `scale_by_half="auto"`.
pub fn brier_of(truth: usize, probabilities: &[f64]) -> f64 {
    let sum: f64 = probabilities
        .iter()
        .enumerate()
        .map(|(c, p)| brier(c == truth, *p))
        .sum();
    if probabilities.len() < 3 { sum / 2.0 } else { sum }
}

/// Perplexity of a mean loss in nats: `e^loss`, the number of equally likely choices that would be as hard (Jelinek et al., 1977).
/// At least 1.
///
/// # Errors
/// A loss above 709, for which it is too large for an `f64`.
pub fn perplexity(loss: f64) -> Result<f64, Undefined> {
    let value = loss.exp();
    if value.is_finite() {
        return Ok(value);
    }
    Err(Undefined::new(format!(
        "e to the power of {loss} is too large a number"
    )))
}

/// Bits per character of a loss in nats over so many characters: `loss / (characters · ln 2)`. 0 or more.
///
/// # Errors
/// No characters.
pub fn bits_per_character(loss: f64, characters: f64) -> Result<f64, Undefined> {
    if characters == 0.0 {
        return Err(Undefined::new("there are no characters"));
    }
    Ok(loss / (characters * std::f64::consts::LN_2))
}
