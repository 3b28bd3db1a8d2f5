//! Functions without parameters.

use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Int, Tensor, TensorData};

/// Whole numbers as a tensor.
pub fn ints(values: impl IntoIterator<Item = usize>, device: &Device) -> Tensor<1, Int> {
    // Classes, words and cells: far below 2³¹.
    let values: Vec<i32> = values.into_iter().map(|v| v as i32).collect();
    let shape = [values.len()];
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// The mean of `-ln p` of the true classes: cross entropy. `logits` are `[n, classes]`.
pub fn surprise(logits: Tensor<2>, truth: Tensor<1, Int>) -> Tensor<1> {
    let [rows] = truth.dims();
    log_softmax(logits, 1)
        .gather(1, truth.reshape([rows, 1]))
        .mean()
        .neg()
}

/// The sum of some numbers, in eight lanes: a processor adds them at once, and the order does not depend on it.
pub(super) fn sum(values: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    let chunks = values.chunks_exact(8);
    let rest: f32 = chunks.remainder().iter().sum();
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += value;
        }
    }
    lanes.iter().sum::<f32>() + rest
}

/// The sum of the products of pairs, as [`sum`].
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    let (chunks, others) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = chunks
        .remainder()
        .iter()
        .zip(others.remainder())
        .map(|(a, b)| a * b)
        .sum();
    for (chunk, other) in chunks.zip(others) {
        for (lane, (a, b)) in lanes.iter_mut().zip(chunk.iter().zip(other)) {
            *lane += a * b;
        }
    }
    lanes.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 + 2 + … + 19 = 190; 1 · 1 + … + 19 · 19 = 19 · 20 · 39 / 6 = 2470.
    #[test]
    fn sums_of_uneven_length() {
        let values: Vec<f32> = (1..20_u8).map(f32::from).collect();
        assert_eq!((sum(&values), dot(&values, &values)), (190.0, 2470.0));
        assert_eq!((sum(&[]), dot(&[], &[])), (0.0, 0.0));
    }
}
