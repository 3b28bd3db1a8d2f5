//! Convolution that keeps the size, faster on the CPU than the backend's own.
//!
//! A picture `[channels, height, width]` is spread into a matrix of a row for each channel and place in the kernel: the channel, shifted by
//! that place. As a channel is one stretch of memory, a shifted one is a copy of it, but for its edges. The convolution is then the
//! product of the weights and this matrix, a picture at a time, so that the matrix stays in the cache; its gradients are two more
//! products. `BENCHMARKS.md` says what that gains.

use burn::backend::autodiff::NodeId;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::ops::{ConvOptions, FloatTensorOps};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, Dispatch, Flex, TensorMetadata, backend_extension};
use burn::tensor::module::conv2d;
use burn::tensor::{Shape, Tensor, TensorData};
use rayon::prelude::*;

/// A batch is worked on in so many parts, whatever the number of threads: so sums are added up in one order.
const PARTS: usize = 8;

/// Convolution with a bias: `[n, inputs, h, w]` with weights `[outputs, inputs, kh, kw]` (odd, stride 1) to `[n, outputs, h, w]`;
/// beyond the edges are zeros.
pub fn convolve(x: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>) -> Tensor<4> {
    if !crate::device::is_cpu(&x.device()) {
        let [.., height, width] = weight.dims();
        let options = ConvOptions::new([1, 1], [height / 2, width / 2], [1, 1], 1);
        return conv2d(x, weight, Some(bias), options);
    }
    Tensor::from_dispatch(<Dispatch as Convolve>::convolve(
        x.into_dispatch(),
        weight.into_dispatch(),
        bias.into_dispatch(),
    ))
}

/// The operation, for Burn's dispatch.
#[backend_extension(Flex, Autodiff)]
trait Convolve: Backend {
    fn convolve(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
    ) -> FloatTensor<Self>;
}

impl<C: CheckpointStrategy> Convolve for Autodiff<Flex, C> {
    fn convolve(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        #[derive(Debug)]
        struct Convolution;

        impl Backward<Flex, 3> for Convolution {
            type State = (NodeId, NodeId);

            fn backward(
                self,
                ops: Ops<Self::State, 3>,
                grads: &mut Gradients,
                checkpointer: &mut Checkpointer,
            ) {
                let [of_x, of_weight, of_bias] = ops.parents;
                let grad = grads.consume::<Flex>(&ops.node);
                let x = checkpointer.retrieve_node_output::<FlexTensor>(ops.state.0);
                let weight = checkpointer.retrieve_node_output::<FlexTensor>(ops.state.1);
                let (x, weight, bias) = back(&x, &weight, &grad, of_x.is_some());
                if let (Some(node), Some(grad)) = (of_x, x) {
                    grads.register::<Flex>(node.id, grad);
                }
                if let Some(node) = of_weight {
                    grads.register::<Flex>(node.id, weight);
                }
                if let Some(node) = of_bias {
                    grads.register::<Flex>(node.id, bias);
                }
            }
        }

        let nodes = [x.node(), weight.node(), bias.node()];
        match Convolution.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(mut prep) => {
                let state = (prep.checkpoint(&x), prep.checkpoint(&weight));
                let y = Flex::convolve(x.into_primitive(), weight.into_primitive(), bias.into_primitive());
                prep.finish(state, y)
            }
            OpsKind::UnTracked(prep) => prep.finish(Flex::convolve(
                x.into_primitive(),
                weight.into_primitive(),
                bias.into_primitive(),
            )),
        }
    }
}

/// The sizes of a convolution.
#[derive(Clone, Copy, Debug)]
struct Sizes {
    pictures: usize,
    inputs: usize,
    outputs: usize,
    height: usize,
    width: usize,
    kernel: [usize; 2],
}

impl Sizes {
    fn of(x: &FlexTensor, weight: &FlexTensor) -> Self {
        let (x, weight) = (x.shape(), weight.shape());
        Sizes {
            pictures: x[0],
            inputs: x[1],
            outputs: weight[0],
            height: x[2],
            width: x[3],
            kernel: [weight[2], weight[3]],
        }
    }

    /// Pixels of a channel.
    fn pixels(self) -> usize {
        self.height * self.width
    }

    /// Rows of the matrix that a picture is spread into.
    fn spread(self) -> usize {
        self.inputs * self.kernel[0] * self.kernel[1]
    }

    /// Pictures of a part.
    fn part(self) -> usize {
        self.pictures.div_ceil(PARTS).max(1)
    }

    /// The places of the kernel: how far each is from its middle, in pixels, and in columns alone.
    fn places(self) -> impl Iterator<Item = (isize, isize)> {
        let [down, right] = self.kernel.map(|side| side as isize);
        let width = self.width as isize;
        (0..down).flat_map(move |y| {
            (0..right).map(move |x| {
                let column = x - right / 2;
                ((y - down / 2) * width + column, column)
            })
        })
    }
}

/// The columns of each line that a shift by `column` columns filled from the line beside it become zero.
fn clear_wrapped(plane: &mut [f32], width: usize, column: isize) {
    if column == 0 {
        return;
    }
    let far = column.unsigned_abs().min(width);
    for line in plane.chunks_exact_mut(width) {
        if column > 0 {
            line[width - far..].fill(0.0);
        } else {
            line[..far].fill(0.0);
        }
    }
}

/// Spreads a picture into its matrix `[inputs · kh · kw, h · w]`.
fn spread(picture: &[f32], sizes: Sizes, into: &mut [f32]) {
    let pixels = sizes.pixels();
    let mut rows = into.chunks_exact_mut(pixels);
    for plane in picture.chunks_exact(pixels) {
        for ((shift, column), row) in sizes.places().zip(&mut rows) {
            let far = shift.unsigned_abs().min(pixels);
            if shift >= 0 {
                row[..pixels - far].copy_from_slice(&plane[far..]);
                row[pixels - far..].fill(0.0);
            } else {
                row[far..].copy_from_slice(&plane[..pixels - far]);
                row[..far].fill(0.0);
            }
            clear_wrapped(row, sizes.width, column);
        }
    }
}

/// Adds a matrix up into the picture that it would have been spread from: the other way round. The matrix is used up.
fn gather(matrix: &mut [f32], sizes: Sizes, into: &mut [f32]) {
    let pixels = sizes.pixels();
    let mut rows = matrix.chunks_exact_mut(pixels);
    for plane in into.chunks_exact_mut(pixels) {
        for ((shift, column), row) in sizes.places().zip(&mut rows) {
            clear_wrapped(row, sizes.width, column);
            let far = shift.unsigned_abs().min(pixels);
            let (to, from) = if shift >= 0 {
                (&mut plane[far..], &row[..pixels - far])
            } else {
                (&mut plane[..pixels - far], &row[far..])
            };
            for (to, from) in to.iter_mut().zip(from) {
                *to += from;
            }
        }
    }
}

/// A tensor of the CPU from its numbers.
pub(super) fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape))
}

/// A tensor whose numbers lie in order from the first on.
pub(super) fn whole(tensor: &FlexTensor) -> FlexTensor {
    let tensor = tensor.to_contiguous();
    if tensor.layout().start_offset() == 0 {
        return tensor;
    }
    FlexTensor::from_data(tensor.into_data())
}

impl Convolve for Flex {
    fn convolve(x: FlexTensor, weight: FlexTensor, bias: FlexTensor) -> FlexTensor {
        let sizes = Sizes::of(&x, &weight);
        let (x, bias) = (whole(&x), whole(&bias));
        let weight = whole(&weight).reshape(Shape::new([sizes.outputs, sizes.spread()]));
        let pixels = sizes.pixels();
        let (input, output) = (sizes.inputs * pixels, sizes.outputs * pixels);
        let mut y = vec![0.0_f32; sizes.pictures * output];
        let bias: &[f32] = bias.storage();
        let x: &[f32] = x.storage();
        y.par_chunks_mut(sizes.part() * output)
            .zip(x.par_chunks(sizes.part() * input))
            .for_each(|(y, x)| {
                let mut matrix = tensor(vec![0.0; sizes.spread() * pixels], [sizes.spread(), pixels]);
                for (y, x) in y.chunks_exact_mut(output).zip(x.chunks_exact(input)) {
                    spread(x, sizes, matrix.storage_mut());
                    let product = Flex::float_matmul(weight.clone(), matrix.clone());
                    let product = product.storage::<f32>().chunks_exact(pixels);
                    for ((y, product), bias) in y.chunks_exact_mut(pixels).zip(product).zip(bias) {
                        for (y, product) in y.iter_mut().zip(product) {
                            *y = product + bias;
                        }
                    }
                }
            });
        tensor(y, [sizes.pictures, sizes.outputs, sizes.height, sizes.width])
    }
}

/// The gradients of `x` (where it is wanted), weights and bias.
fn back(
    x: &FlexTensor,
    weight: &FlexTensor,
    grad: &FlexTensor,
    wanted: bool,
) -> (Option<FlexTensor>, FlexTensor, FlexTensor) {
    let sizes = Sizes::of(x, weight);
    let (x, grad) = (whole(x), whole(grad));
    let shape = weight.shape();
    let turned = weight
        .reshape(Shape::new([sizes.outputs, sizes.spread()]))
        .transpose(0, 1);
    let turned = whole(&turned);
    let pixels = sizes.pixels();
    let input = sizes.inputs * pixels;
    let planes = grad.reshape(Shape::new([sizes.pictures * sizes.outputs, pixels]));
    let x: &[f32] = x.storage();
    let part = |first: usize, x: &[f32], mut of_x: Option<&mut [f32]>| {
        let mut of_weight = vec![0.0_f32; sizes.outputs * sizes.spread()];
        let mut of_bias = vec![0.0_f32; sizes.outputs];
        let mut matrix = tensor(vec![0.0; sizes.spread() * pixels], [sizes.spread(), pixels]);
        for (place, x) in x.chunks_exact(input).enumerate() {
            let grad = planes.narrow(0, (first + place) * sizes.outputs, sizes.outputs);
            spread(x, sizes, matrix.storage_mut());
            let product = Flex::float_matmul(grad.clone(), matrix.transpose(0, 1));
            add(&mut of_weight, product.storage());
            let all: &[f32] = grad.storage();
            let from = (first + place) * sizes.outputs * pixels;
            for (sum, plane) in of_bias.iter_mut().zip(all[from..].chunks_exact(pixels)) {
                *sum += super::plain::sum(plane);
            }
            if let Some(of_x) = &mut of_x {
                let mut product = Flex::float_matmul(turned.clone(), grad);
                gather(
                    product.storage_mut(),
                    sizes,
                    &mut of_x[place * input..(place + 1) * input],
                );
            }
        }
        (of_weight, of_bias)
    };
    let size = sizes.part();
    let mut of_x = vec![0.0_f32; if wanted { x.len() } else { 0 }];
    let parts: Vec<(Vec<f32>, Vec<f32>)> = if wanted {
        let pairs = of_x.par_chunks_mut(size * input).zip(x.par_chunks(size * input));
        let parts = pairs.enumerate();
        parts
            .map(|(place, (of_x, x))| part(place * size, x, Some(of_x)))
            .collect()
    } else {
        let parts = x.par_chunks(size * input).enumerate();
        parts.map(|(place, x)| part(place * size, x, None)).collect()
    };
    let mut of_weight = vec![0.0_f32; sizes.outputs * sizes.spread()];
    let mut of_bias = vec![0.0_f32; sizes.outputs];
    for (weight, bias) in parts {
        add(&mut of_weight, &weight);
        add(&mut of_bias, &bias);
    }
    let shape_x = [sizes.pictures, sizes.inputs, sizes.height, sizes.width];
    (
        wanted.then(|| tensor(of_x, shape_x)),
        tensor(of_weight, [shape[0], shape[1], shape[2], shape[3]]),
        tensor(of_bias, [sizes.outputs]),
    )
}

fn add(to: &mut [f32], from: &[f32]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::{Device, Tolerance};

    use crate::draws::Draws;

    fn random<const D: usize>(draws: &mut Draws, shape: [usize; D], device: &Device) -> Tensor<D> {
        let values: Vec<f32> = (0..shape.iter().product()).map(|_| draws.share() - 0.5).collect();
        Tensor::from_data(TensorData::new(values, shape), device).require_grad()
    }

    /// Value and gradients as the backend's own convolution has them, for kernels and pictures of uneven sides.
    #[test]
    fn it_is_the_convolution_and_has_its_gradients() {
        let device = Device::flex().autodiff();
        let mut draws = Draws::new(1, 0, "test");
        for (n, inputs, outputs, height, width, kernel) in [
            (1, 1, 1, 1, 1, [3, 3]),
            (3, 2, 4, 5, 7, [3, 3]),
            (19, 3, 2, 6, 4, [3, 5]),
            (2, 4, 3, 3, 2, [5, 1]),
            (2, 3, 5, 8, 8, [1, 1]),
        ] {
            let x = random(&mut draws, [n, inputs, height, width], &device);
            let weight = random(&mut draws, [outputs, inputs, kernel[0], kernel[1]], &device);
            let bias = random(&mut draws, [outputs], &device);
            let pull = random(&mut draws, [n, outputs, height, width], &device).detach();
            let options = ConvOptions::new([1, 1], kernel.map(|side| side / 2), [1, 1], 1);
            let theirs = conv2d(x.clone(), weight.clone(), Some(bias.clone()), options);
            let ours = convolve(x.clone(), weight.clone(), bias.clone());
            let near = Tolerance::<f32>::absolute(1e-4);
            ours.to_data().assert_approx_eq(&theirs.to_data(), near);
            let theirs = (theirs * pull.clone()).sum().backward();
            let ours = (ours * pull).sum().backward();
            let same = |ours: TensorData, theirs: TensorData| ours.assert_approx_eq(&theirs, near);
            same(
                x.grad(&ours).unwrap().into_data(),
                x.grad(&theirs).unwrap().into_data(),
            );
            same(
                weight.grad(&ours).unwrap().into_data(),
                weight.grad(&theirs).unwrap().into_data(),
            );
            same(
                bias.grad(&ours).unwrap().into_data(),
                bias.grad(&theirs).unwrap().into_data(),
            );
        }
    }
}
