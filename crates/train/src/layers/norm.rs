//! Batch norm (Ioffe and Szegedy, "Batch normalization", 2015) in fewer passes over the numbers than the backend's own: one for the
//! mean and the variance, one for the values, two on the way back.

use burn::backend::autodiff::NodeId;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, Dispatch, Flex, TensorMetadata, backend_extension};
use burn::nn::BatchNorm;
use burn::tensor::Tensor;
use rayon::prelude::*;

use super::convolve::{tensor, whole};
use super::plain::{dot, sum};

/// What the layer makes of `[n, channels, height, width]`. Where it is trained, its running mean and variance move on.
pub fn norm(layer: &BatchNorm, x: Tensor<4>) -> Tensor<4> {
    let device = x.device();
    if !device.is_autodiff() || !crate::device::is_cpu(&device) {
        return layer.forward(x);
    }
    let [_, channels, ..] = x.dims();
    let found = <Dispatch as Normalize>::statistics(x.clone().inner().into_dispatch());
    let found = Tensor::<2>::from_dispatch(found);
    let running = |running: Tensor<1>, place: usize| {
        let new = found
            .clone()
            .slice([place..place + 1, 0..channels])
            .reshape([channels]);
        let new = Tensor::from_inner(new * layer.momentum);
        (running.detach() * (1.0 - layer.momentum) + new).detach()
    };
    layer
        .running_mean
        .update(running(layer.running_mean.value_sync(), 0));
    layer
        .running_var
        .update(running(layer.running_var.value_sync(), 1));
    Tensor::from_dispatch(<Dispatch as Normalize>::normalize(
        x.into_dispatch(),
        layer.gamma.val().into_dispatch(),
        layer.beta.val().into_dispatch(),
        Tensor::from_inner(found).into_dispatch(),
        layer.epsilon as f32,
    ))
}

/// The operations, for Burn's dispatch.
#[backend_extension(Flex, Autodiff)]
trait Normalize: Backend {
    /// `[2, channels]`: means and variances.
    fn statistics(x: FloatTensor<Self>) -> FloatTensor<Self>;

    /// `(x - mean) / √(variance + epsilon) · gamma + beta`. The statistics are those of `x`, and the gradient of `x` goes through them.
    fn normalize(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        statistics: FloatTensor<Self>,
        epsilon: f32,
    ) -> FloatTensor<Self>;
}

/// Pictures, channels, and pixels of a channel.
fn sizes(x: &FlexTensor) -> (usize, usize, usize) {
    let shape = x.shape();
    (shape[0], shape[1], shape[2] * shape[3])
}

/// Two sums over all planes of each channel, of what `of` says of a plane.
fn by_channel(
    planes: usize,
    channels: usize,
    of: impl Fn(usize) -> (f32, f32) + Send + Sync,
) -> Vec<(f64, f64)> {
    let found: Vec<(f32, f32)> = (0..planes).into_par_iter().with_min_len(64).map(of).collect();
    let mut sums = vec![(0.0, 0.0); channels];
    // One after the other: in the same order with any number of threads.
    for row in found.chunks_exact(channels) {
        for (sums, found) in sums.iter_mut().zip(row) {
            sums.0 += f64::from(found.0);
            sums.1 += f64::from(found.1);
        }
    }
    sums
}

/// For each channel the mean, and one over the deviation.
fn scales(statistics: &FlexTensor, channels: usize, epsilon: f32) -> Vec<(f32, f32)> {
    let statistics = whole(statistics);
    let (means, variances) = statistics.storage::<f32>().split_at(channels);
    let both = means.iter().zip(variances);
    both.map(|(mean, variance)| (*mean, 1.0 / (variance + epsilon).sqrt()))
        .collect()
}

impl Normalize for Flex {
    fn statistics(x: FlexTensor) -> FlexTensor {
        let (n, channels, pixels) = sizes(&x);
        let x = whole(&x);
        let x: &[f32] = x.storage();
        let sums = by_channel(n * channels, channels, |plane| {
            let plane = &x[plane * pixels..(plane + 1) * pixels];
            (sum(plane), dot(plane, plane))
        });
        let count = (n * pixels).max(1) as f64;
        let means: Vec<f64> = sums.iter().map(|(sum, _)| sum / count).collect();
        let variances = sums
            .iter()
            .zip(&means)
            .map(|((_, squares), mean)| (squares / count - mean * mean).max(0.0));
        let both = means
            .iter()
            .copied()
            .chain(variances)
            .map(|value| value as f32)
            .collect();
        tensor(both, [2, channels])
    }

    fn normalize(
        x: FlexTensor,
        gamma: FlexTensor,
        beta: FlexTensor,
        statistics: FlexTensor,
        epsilon: f32,
    ) -> FlexTensor {
        let (n, channels, pixels) = sizes(&x);
        let scales = scales(&statistics, channels, epsilon);
        let (x, gamma, beta) = (whole(&x), whole(&gamma), whole(&beta));
        let shape = x.shape();
        let (gamma, beta) = (gamma.storage::<f32>(), beta.storage::<f32>());
        let mut y = vec![0.0_f32; n * channels * pixels];
        if !y.is_empty() {
            let planes = y
                .par_chunks_mut(pixels)
                .zip(x.storage::<f32>().par_chunks(pixels))
                .enumerate();
            planes.with_min_len(64).for_each(|(plane, (y, x))| {
                let channel = plane % channels;
                let (mean, inverse) = scales[channel];
                let factor = inverse * gamma[channel];
                let plus = beta[channel] - mean * factor;
                for (y, x) in y.iter_mut().zip(x) {
                    *y = x * factor + plus;
                }
            });
        }
        tensor(y, [shape[0], shape[1], shape[2], shape[3]])
    }
}

/// The gradients of `x`, gamma and beta. With `x̂` the normalized value and `m` the numbers of a channel:
/// `gamma / √(variance + epsilon) · (g - Σ g / m - x̂ Σ g x̂ / m)`, `Σ g x̂` and `Σ g`.
fn back(state: &Kept, x: &FlexTensor, gamma: &FlexTensor, grad: &FlexTensor) -> [FlexTensor; 3] {
    let (n, channels, pixels) = sizes(x);
    let scales = scales(&state.statistics, channels, state.epsilon);
    let (x, gamma, grad) = (whole(x), whole(gamma), whole(grad));
    let shape = x.shape();
    let (x, grad) = (x.storage::<f32>(), grad.storage::<f32>());
    let sums = by_channel(n * channels, channels, |plane| {
        let here = plane * pixels..(plane + 1) * pixels;
        let grad = &grad[here.clone()];
        (sum(grad), dot(grad, &x[here]))
    });
    let of_beta: Vec<f32> = sums.iter().map(|(sum, _)| *sum as f32).collect();
    let of_gamma = sums.iter().zip(&scales).map(|((sum, product), (mean, inverse))| {
        ((product - sum * f64::from(*mean)) * f64::from(*inverse)) as f32
    });
    let of_gamma: Vec<f32> = of_gamma.collect();
    let count = (n * pixels).max(1) as f32;
    let gamma: &[f32] = gamma.storage();
    let mut of_x = vec![0.0_f32; x.len()];
    if !of_x.is_empty() {
        let both = x.par_chunks(pixels).zip(grad.par_chunks(pixels));
        let planes = of_x.par_chunks_mut(pixels).zip(both).enumerate();
        planes.with_min_len(64).for_each(|(plane, (of_x, (x, grad)))| {
            let channel = plane % channels;
            let (mean, inverse) = scales[channel];
            // of_x = a g + b x + c.
            let a = gamma[channel] * inverse;
            let b = -a * inverse * of_gamma[channel] / count;
            let c = -a * of_beta[channel] / count - b * mean;
            for (of_x, (x, grad)) in of_x.iter_mut().zip(x.iter().zip(grad)) {
                *of_x = a * grad + b * x + c;
            }
        });
    }
    [
        tensor(of_x, [shape[0], shape[1], shape[2], shape[3]]),
        tensor(of_gamma, [channels]),
        tensor(of_beta, [channels]),
    ]
}

/// What the way back needs beside the inputs.
#[derive(Clone, Debug)]
struct Kept {
    x: NodeId,
    gamma: NodeId,
    statistics: FlexTensor,
    epsilon: f32,
}

impl<C: CheckpointStrategy> Normalize for Autodiff<Flex, C> {
    fn statistics(x: FloatTensor<Self>) -> FloatTensor<Self> {
        // Its gradient is that of `normalize`.
        <Self as burn::backend::AutodiffBackend>::from_inner(Flex::statistics(x.into_primitive()))
    }

    fn normalize(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        statistics: FloatTensor<Self>,
        epsilon: f32,
    ) -> FloatTensor<Self> {
        #[derive(Debug)]
        struct Norm;

        impl Backward<Flex, 3> for Norm {
            type State = Kept;

            fn backward(
                self,
                ops: Ops<Self::State, 3>,
                grads: &mut Gradients,
                checkpointer: &mut Checkpointer,
            ) {
                let grad = grads.consume::<Flex>(&ops.node);
                let x = checkpointer.retrieve_node_output::<FlexTensor>(ops.state.x);
                let gamma = checkpointer.retrieve_node_output::<FlexTensor>(ops.state.gamma);
                let found = back(&ops.state, &x, &gamma, &grad);
                for (node, grad) in ops.parents.into_iter().zip(found) {
                    if let Some(node) = node {
                        grads.register::<Flex>(node.id, grad);
                    }
                }
            }
        }

        let nodes = [x.node(), gamma.node(), beta.node()];
        let statistics = statistics.into_primitive();
        match Norm.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(mut prep) => {
                let state = Kept {
                    x: prep.checkpoint(&x),
                    gamma: prep.checkpoint(&gamma),
                    statistics: statistics.clone(),
                    epsilon,
                };
                let (x, gamma, beta) = (x.into_primitive(), gamma.into_primitive(), beta.into_primitive());
                prep.finish(state, Flex::normalize(x, gamma, beta, statistics, epsilon))
            }
            OpsKind::UnTracked(prep) => {
                let (x, gamma, beta) = (x.into_primitive(), gamma.into_primitive(), beta.into_primitive());
                prep.finish(Flex::normalize(x, gamma, beta, statistics, epsilon))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::nn::BatchNormConfig;
    use burn::tensor::{Device, TensorData, Tolerance};

    use crate::draws::Draws;

    /// Value, gradients and running statistics as Burn's own layer has them.
    #[test]
    fn it_is_the_norm_and_has_its_gradients() {
        let device = Device::flex().autodiff();
        let mut draws = Draws::new(5, 0, "test");
        for shape in [[2, 1, 1, 1], [3, 2, 5, 7], [9, 4, 3, 3]] {
            let mut random = || {
                let values: Vec<f32> = (0..shape.iter().product())
                    .map(|_| 3.0 * draws.share() - 1.0)
                    .collect();
                Tensor::<4>::from_data(TensorData::new(values, shape), &device)
            };
            let (x, pull) = (random().require_grad(), random());
            let ours = BatchNormConfig::new(shape[1]).init(&device);
            let theirs = BatchNormConfig::new(shape[1]).init(&device);
            let (y, expected) = (norm(&ours, x.clone()), theirs.forward(x.clone()));
            let same =
                |a: TensorData, b: TensorData| a.assert_approx_eq(&b, Tolerance::<f32>::absolute(1e-4));
            same(y.to_data(), expected.to_data());
            same(
                ours.running_mean.value().to_data(),
                theirs.running_mean.value().to_data(),
            );
            same(
                ours.running_var.value().to_data(),
                theirs.running_var.value().to_data(),
            );
            let (a, b) = (
                (y * pull.clone()).sum().backward(),
                (expected * pull).sum().backward(),
            );
            same(x.grad(&a).unwrap().into_data(), x.grad(&b).unwrap().into_data());
            for (of_ours, of_theirs) in [(&ours.gamma, &theirs.gamma), (&ours.beta, &theirs.beta)] {
                let (of_ours, of_theirs) =
                    (of_ours.val().grad(&a).unwrap(), of_theirs.val().grad(&b).unwrap());
                same(of_ours.into_data(), of_theirs.into_data());
            }
        }
    }
}
