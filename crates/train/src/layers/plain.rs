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
