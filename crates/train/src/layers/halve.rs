//! The greatest of each square of 2 by 2, and 0 where all are less, in one pass: the backend's own pooling divides for each number.

use burn::backend::autodiff::NodeId;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, Dispatch, Flex, TensorMetadata, backend_extension};
use burn::tensor::activation::relu;
use burn::tensor::module::max_pool2d;
use burn::tensor::ops::MaxPoolOptions;
use burn::tensor::{Tensor, TensorData};
use rayon::prelude::*;

use super::convolve::whole;

/// Rectifier and pooling: `[n, channels, height, width]` to `[n, channels, height / 2, width / 2]`. An odd last line or column is left
/// out.
pub fn halve(x: Tensor<4>) -> Tensor<4> {
    if !crate::device::is_cpu(&x.device()) {
        return relu(max_pool2d(x, MaxPoolOptions::new([2, 2])));
    }
    Tensor::from_dispatch(<Dispatch as Halve>::halve(x.into_dispatch()))
}

/// The operation, for Burn's dispatch.
#[backend_extension(Flex, Autodiff)]
trait Halve: Backend {
    fn halve(x: FloatTensor<Self>) -> FloatTensor<Self>;
}

impl<C: CheckpointStrategy> Halve for Autodiff<Flex, C> {
    fn halve(x: FloatTensor<Self>) -> FloatTensor<Self> {
        #[derive(Debug)]
        struct Halving;

        impl Backward<Flex, 1> for Halving {
            type State = NodeId;

            fn backward(
                self,
                ops: Ops<Self::State, 1>,
                grads: &mut Gradients,
                checkpointer: &mut Checkpointer,
            ) {
                let grad = grads.consume::<Flex>(&ops.node);
                let x = checkpointer.retrieve_node_output::<FlexTensor>(ops.state);
                if let [Some(node)] = ops.parents {
                    grads.register::<Flex>(node.id, back(&x, &grad));
                }
            }
        }

        match Halving.prepare::<C>([x.node()]).compute_bound().stateful() {
            OpsKind::Tracked(mut prep) => {
                let state = prep.checkpoint(&x);
                prep.finish(state, Flex::halve(x.into_primitive()))
            }
            OpsKind::UnTracked(prep) => prep.finish(Flex::halve(x.into_primitive())),
        }
    }
}

/// Shape of the input, and height and width of the output.
fn sizes(x: &FlexTensor) -> ([usize; 4], [usize; 2]) {
    let shape = x.shape();
    let all = [shape[0], shape[1], shape[2], shape[3]];
    (all, [all[2] / 2, all[3] / 2])
}

impl Halve for Flex {
    fn halve(x: FlexTensor) -> FlexTensor {
        let ([n, channels, height, width], [lines, columns]) = sizes(&x);
        let x = whole(&x);
        let mut y = vec![0.0_f32; n * channels * lines * columns];
        if !y.is_empty() {
            let planes = x.storage::<f32>().par_chunks(height * width);
            y.par_chunks_mut(lines * columns)
                .zip(planes)
                .with_min_len(64)
                .for_each(|(y, x)| {
                    let pairs = x.chunks_exact(2 * width);
                    for (y, pair) in y.chunks_exact_mut(columns).zip(pairs) {
                        let (upper, lower) = pair.split_at(width);
                        let squares = upper.chunks_exact(2).zip(lower.chunks_exact(2));
                        for (y, (upper, lower)) in y.iter_mut().zip(squares) {
                            *y = upper[0].max(upper[1]).max(lower[0].max(lower[1])).max(0.0);
                        }
                    }
                });
        }
        FlexTensor::from_data(TensorData::new(y, [n, channels, lines, columns]))
    }
}

/// The gradient of `x`. Of equal numbers the first in its square has it.
fn back(x: &FlexTensor, grad: &FlexTensor) -> FlexTensor {
    let ([n, channels, height, width], [lines, columns]) = sizes(x);
    let (x, grad) = (whole(x), whole(grad));
    let mut of_x = vec![0.0_f32; n * channels * height * width];
    if lines * columns > 0 {
        let planes = x.storage::<f32>().par_chunks(height * width);
        let grads = grad.storage::<f32>().par_chunks(lines * columns);
        let each = of_x.par_chunks_mut(height * width).zip(planes).zip(grads);
        each.with_min_len(64).for_each(|((of_x, x), grad)| {
            let pairs = of_x.chunks_exact_mut(2 * width).zip(x.chunks_exact(2 * width));
            for ((of_x, x), grad) in pairs.zip(grad.chunks_exact(columns)) {
                let (x_upper, x_lower) = x.split_at(width);
                let (upper, lower) = of_x.split_at_mut(width);
                let x = x_upper.chunks_exact(2).zip(x_lower.chunks_exact(2));
                let of_x = upper.chunks_exact_mut(2).zip(lower.chunks_exact_mut(2));
                for (((of_upper, of_lower), (upper, lower)), grad) in of_x.zip(x).zip(grad) {
                    let most = upper[0].max(upper[1]).max(lower[0].max(lower[1]));
                    if most <= 0.0 {
                        continue;
                    }
                    if upper[0] == most {
                        of_upper[0] = *grad;
                    } else if upper[1] == most {
                        of_upper[1] = *grad;
                    } else if lower[0] == most {
                        of_lower[0] = *grad;
                    } else {
                        of_lower[1] = *grad;
                    }
                }
            }
        });
    }
    FlexTensor::from_data(TensorData::new(of_x, [n, channels, height, width]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    /// By hand: squares whose greatest is 4, 0 (all less), 7 (twice: the first has the gradient), and a last column without a partner.
    #[test]
    fn the_greatest_of_a_square_and_where_it_was() {
        let device = Device::flex().autodiff();
        let x = Tensor::<4>::from_data(
            [
                [[[1., 4., -1., -2., 9.], [2., 3., -3., -4., 9.]]],
                [[[7., 7., 0., 1., 9.], [6., 5., 2., 1., 9.]]],
            ],
            &device,
        )
        .require_grad();
        let y = halve(x.clone());
        assert_eq!(y.to_data(), TensorData::from([[[[4_f32, 0.]]], [[[7., 2.]]]]));
        let pull = Tensor::<4>::from_data([[[[10., 20.]]], [[[30., 40.]]]], &device);
        let grads = (y * pull).sum().backward();
        let expected = TensorData::from([
            [[[0_f32, 10., 0., 0., 0.], [0., 0., 0., 0., 0.]]],
            [[[30., 0., 0., 0., 0.], [0., 0., 40., 0., 0.]]],
        ]);
        assert_eq!(x.grad(&grads).unwrap().into_data(), expected);
    }
}
