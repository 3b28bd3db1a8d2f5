//! A gated recurrent unit over whole sequences, in one operation: the steps, and the way back through them, without a graph of a
//! dozen small tensors for each.
//!
//! (Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014; the reset gate after the product, as in cuDNN and
//! PyTorch.) With the gates' inputs `a` and `g = h U + c`, both in the order reset, update, new:
//! `r = σ(a_r + g_r)`, `z = σ(a_z + g_z)`, `n = tanh(a_n + r g_n)`, `h' = (1 - z) n + z h`.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::ops::FloatTensorOps;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, Dispatch, Flex, TensorMetadata, backend_extension};
use burn::module::{Module, Param};
use burn::nn::Initializer;
use burn::tensor::activation::sigmoid;
use burn::tensor::{Device, Tensor};
use rayon::prelude::*;

use super::convolve::{tensor, whole};

/// Sequences that are worked on together, whatever the number of threads: so sums are added up in one order.
const LANES: usize = 16;

/// The unit, without the layer before it.
#[derive(Module, Debug)]
pub struct Recur {
    /// `[hidden, 3 · hidden]`: from a state to the gates.
    weight: Param<Tensor<2>>,
    /// `[3 · hidden]`.
    bias: Param<Tensor<1>>,
}

impl Recur {
    /// Of `hidden` numbers.
    pub fn new(hidden: usize, device: &Device) -> Self {
        let edge = 1.0 / (hidden as f64).sqrt();
        let drawn = Initializer::Uniform {
            min: -edge,
            max: edge,
        };
        Recur {
            weight: drawn.init([hidden, 3 * hidden], device),
            bias: drawn.init([3 * hidden], device),
        }
    }

    /// The states after each step, from zeros: gate inputs `[n, steps, 3 · hidden]` to `[n, steps, hidden]`.
    pub fn forward(&self, gates: Tensor<3>) -> Tensor<3> {
        let (weight, bias) = (self.weight.val(), self.bias.val());
        if !crate::device::is_cpu(&gates.device()) {
            return by_steps(&gates, &weight, &bias);
        }
        Tensor::from_dispatch(<Dispatch as Recurrence>::recur(
            gates.into_dispatch(),
            weight.into_dispatch(),
            bias.into_dispatch(),
        ))
    }
}

/// The same, step by step: for other devices, and to hold the operation against.
fn by_steps(gates: &Tensor<3>, weight: &Tensor<2>, bias: &Tensor<1>) -> Tensor<3> {
    let [n, steps, width] = gates.dims();
    let side = width / 3;
    let mut state = Tensor::<2>::zeros([n, side], &gates.device());
    let mut states = Vec::with_capacity(steps);
    for step in 0..steps {
        let input = gates
            .clone()
            .slice([0..n, step..step + 1, 0..width])
            .reshape([n, width]);
        let from_state = state.clone().matmul(weight.clone()) + bias.clone().unsqueeze();
        let part = |of: &Tensor<2>, place: usize| of.clone().slice([0..n, place * side..(place + 1) * side]);
        let reset = sigmoid(part(&input, 0) + part(&from_state, 0));
        let update = sigmoid(part(&input, 1) + part(&from_state, 1));
        let new = (part(&input, 2) + reset * part(&from_state, 2)).tanh();
        state = new.clone() + update * (state - new);
        states.push(state.clone().reshape([n, 1, side]));
    }
    Tensor::cat(states, 1)
}

/// The operation, for Burn's dispatch.
#[backend_extension(Flex, Autodiff)]
trait Recurrence: Backend {
    fn recur(
        gates: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
    ) -> FloatTensor<Self>;
}

/// What a step leaves for the way back, for each number of a state: reset, update, new, and what the state says to the new one.
const KEPT: usize = 4;

/// States `[n, steps, hidden]`, and what is [`KEPT`] (empty unless it was wanted).
fn run(gates: &FlexTensor, weight: &FlexTensor, bias: &FlexTensor, wanted: bool) -> (Vec<f32>, Vec<f32>) {
    let (n, steps, side) = sizes(gates);
    let (gates, weight, bias) = (whole(gates), whole(weight), whole(bias));
    let (row, bias) = (steps * side, bias.storage::<f32>());
    let mut states = vec![0.0_f32; n * row];
    let mut kept = vec![0.0_f32; if wanted { n * row * KEPT } else { 0 }];
    let lane = |states: &mut [f32], kept: &mut [f32], gates: &[f32]| {
        let lanes = states.len() / row;
        let mut state = tensor(vec![0.0; lanes * side], [lanes, side]);
        for step in 0..steps {
            let product = Flex::float_matmul(state.clone(), weight.clone());
            let product: &[f32] = product.storage();
            let state: &mut [f32] = state.storage_mut();
            for (place, (state, from_state)) in state
                .chunks_exact_mut(side)
                .zip(product.chunks_exact(3 * side))
                .enumerate()
            {
                let here = place * steps + step;
                let input = &gates[here * 3 * side..(here + 1) * 3 * side];
                for i in 0..side {
                    let reset = squash(input[i] + from_state[i] + bias[i]);
                    let update = squash(input[side + i] + from_state[side + i] + bias[side + i]);
                    let said = from_state[2 * side + i] + bias[2 * side + i];
                    let new = 2.0 * squash(2.0 * (input[2 * side + i] + reset * said)) - 1.0;
                    state[i] = new + update * (state[i] - new);
                    if wanted {
                        let kept = &mut kept[(here * side + i) * KEPT..][..KEPT];
                        kept.copy_from_slice(&[reset, update, new, said]);
                    }
                }
                states[here * side..(here + 1) * side].copy_from_slice(state);
            }
        }
    };
    let gates = gates.storage::<f32>().par_chunks(LANES * row * 3);
    if wanted {
        let lanes = states
            .par_chunks_mut(LANES * row)
            .zip(kept.par_chunks_mut(LANES * row * KEPT));
        lanes
            .zip(gates)
            .for_each(|((states, kept), gates)| lane(states, kept, gates));
    } else {
        let lanes = states.par_chunks_mut(LANES * row).zip(gates);
        lanes.for_each(|(states, gates)| lane(states, &mut [], gates));
    }
    (states, kept)
}

/// `1 / (1 + e^-x)`.
fn squash(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// Sequences, steps, numbers of a state.
fn sizes(gates: &FlexTensor) -> (usize, usize, usize) {
    let shape = gates.shape();
    (shape[0], shape[1], shape[2] / 3)
}

/// The gradients of gates, weight and bias.
fn back(state: &Kept, grad: &FlexTensor) -> (FlexTensor, FlexTensor, FlexTensor) {
    let shape = state.states.shape();
    let (n, steps, side) = (shape[0], shape[1], shape[2]);
    let row = steps * side;
    let (states, kept, grad) = (whole(&state.states), whole(&state.kept), whole(grad));
    let turned = whole(&state.weight.transpose(0, 1));
    let mut of_gates = vec![0.0_f32; n * row * 3];
    let lane = |of_gates: &mut [f32], states: &[f32], kept: &[f32], grad: &[f32]| {
        let lanes = states.len() / row;
        // What the product with the weights gets, and the states that went into it, in the order of steps.
        let mut of_product = vec![0.0_f32; lanes * row * 3];
        let mut before = vec![0.0_f32; lanes * row];
        let mut carried = vec![0.0_f32; lanes * side];
        for step in (0..steps).rev() {
            let block = &mut of_product[step * lanes * 3 * side..(step + 1) * lanes * 3 * side];
            for place in 0..lanes {
                let here = place * steps + step;
                let carried = &mut carried[place * side..(place + 1) * side];
                let of_input = &mut of_gates[here * 3 * side..(here + 1) * 3 * side];
                let of_product = &mut block[place * 3 * side..(place + 1) * 3 * side];
                let earlier = &mut before[(step * lanes + place) * side..][..side];
                if step > 0 {
                    earlier.copy_from_slice(&states[(here - 1) * side..here * side]);
                }
                for i in 0..side {
                    let [reset, update, new, said] = kept[(here * side + i) * KEPT..][..KEPT] else {
                        continue;
                    };
                    let whole = grad[here * side + i] + carried[i];
                    let of_new = whole * (1.0 - update) * (1.0 - new * new);
                    let of_update = whole * (earlier[i] - new) * update * (1.0 - update);
                    let of_reset = of_new * said * reset * (1.0 - reset);
                    carried[i] = whole * update;
                    of_input[i] = of_reset;
                    of_input[side + i] = of_update;
                    of_input[2 * side + i] = of_new;
                    of_product[i] = of_reset;
                    of_product[side + i] = of_update;
                    of_product[2 * side + i] = of_new * reset;
                }
            }
            let through = Flex::float_matmul(tensor(block.to_vec(), [lanes, 3 * side]), turned.clone());
            for (carried, through) in carried.iter_mut().zip(through.storage::<f32>()) {
                *carried += through;
            }
        }
        let mut of_bias = vec![0.0_f32; 3 * side];
        for row in of_product.chunks_exact(3 * side) {
            for (sum, value) in of_bias.iter_mut().zip(row) {
                *sum += value;
            }
        }
        let before = tensor(before, [lanes * steps, side]).transpose(0, 1);
        let of_weight = Flex::float_matmul(before, tensor(of_product, [lanes * steps, 3 * side]));
        (of_weight, of_bias)
    };
    let parts: Vec<(FlexTensor, Vec<f32>)> = of_gates
        .par_chunks_mut(LANES * row * 3)
        .zip(states.storage::<f32>().par_chunks(LANES * row))
        .zip(kept.storage::<f32>().par_chunks(LANES * row * KEPT))
        .zip(grad.storage::<f32>().par_chunks(LANES * row))
        .map(|(((of_gates, states), kept), grad)| lane(of_gates, states, kept, grad))
        .collect();
    let mut of_weight = vec![0.0_f32; 3 * side * side];
    let mut of_bias = vec![0.0_f32; 3 * side];
    for (weight, bias) in &parts {
        for (sum, value) in of_weight.iter_mut().zip(weight.storage::<f32>()) {
            *sum += value;
        }
        for (sum, value) in of_bias.iter_mut().zip(bias) {
            *sum += value;
        }
    }
    (
        tensor(of_gates, [n, steps, 3 * side]),
        tensor(of_weight, [side, 3 * side]),
        tensor(of_bias, [3 * side]),
    )
}

/// What the way back needs.
#[derive(Clone, Debug)]
struct Kept {
    states: FlexTensor,
    kept: FlexTensor,
    weight: FlexTensor,
}

impl Recurrence for Flex {
    fn recur(gates: FlexTensor, weight: FlexTensor, bias: FlexTensor) -> FlexTensor {
        let (n, steps, side) = sizes(&gates);
        let (states, _) = run(&gates, &weight, &bias, false);
        tensor(states, [n, steps, side])
    }
}

impl<C: CheckpointStrategy> Recurrence for Autodiff<Flex, C> {
    fn recur(
        gates: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        #[derive(Debug)]
        struct Unit;

        impl Backward<Flex, 3> for Unit {
            type State = Kept;

            fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
                let grad = grads.consume::<Flex>(&ops.node);
                let (gates, weight, bias) = back(&ops.state, &grad);
                for (node, grad) in ops.parents.into_iter().zip([gates, weight, bias]) {
                    if let Some(node) = node {
                        grads.register::<Flex>(node.id, grad);
                    }
                }
            }
        }

        let nodes = [gates.node(), weight.node(), bias.node()];
        let prepared = Unit.prepare::<C>(nodes).compute_bound().stateful();
        let (gates, weight, bias) = (
            gates.into_primitive(),
            weight.into_primitive(),
            bias.into_primitive(),
        );
        let (n, steps, side) = sizes(&gates);
        match prepared {
            OpsKind::Tracked(prep) => {
                let (states, kept) = run(&gates, &weight, &bias, true);
                let states = tensor(states, [n, steps, side]);
                let state = Kept {
                    states: states.clone(),
                    kept: tensor(kept, [n, steps, side * KEPT]),
                    weight,
                };
                prep.finish(state, states)
            }
            OpsKind::UnTracked(prep) => prep.finish(Flex::recur(gates, weight, bias)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::{Shape, TensorData, Tolerance};

    use crate::draws::Draws;

    /// Value and gradients as the tensors' own have them, step by step.
    #[test]
    fn it_is_the_unit_and_has_its_gradients() {
        let device = Device::flex().autodiff();
        let mut draws = Draws::new(3, 0, "test");
        let mut random = |shape: Vec<usize>| {
            let values: Vec<f32> = (0..shape.iter().product())
                .map(|_| 2.0 * draws.share() - 1.0)
                .collect();
            TensorData::new(values, Shape::from(shape))
        };
        for (n, steps, side) in [(1, 1, 1), (2, 5, 3), (37, 4, 6)] {
            let gates = Tensor::<3>::from_data(random(vec![n, steps, 3 * side]), &device).require_grad();
            let weight = Tensor::<2>::from_data(random(vec![side, 3 * side]), &device).require_grad();
            let bias = Tensor::<1>::from_data(random(vec![3 * side]), &device).require_grad();
            let pull = Tensor::<3>::from_data(random(vec![n, steps, side]), &device);
            let theirs = by_steps(&gates, &weight, &bias);
            let ours = Recur {
                weight: Param::from_tensor(weight.clone()),
                bias: Param::from_tensor(bias.clone()),
            };
            let (weight_ours, bias_ours) = (ours.weight.val(), ours.bias.val());
            let ours = ours.forward(gates.clone());
            let near = Tolerance::<f32>::absolute(1e-5);
            ours.to_data().assert_approx_eq(&theirs.to_data(), near);
            let theirs = (theirs * pull.clone()).sum().backward();
            let ours = (ours * pull).sum().backward();
            let same = |ours: TensorData, theirs: TensorData| {
                ours.assert_approx_eq(&theirs, Tolerance::<f32>::absolute(1e-4));
            };
            same(
                gates.grad(&ours).unwrap().into_data(),
                gates.grad(&theirs).unwrap().into_data(),
            );
            same(
                weight_ours.grad(&ours).unwrap().into_data(),
                weight.grad(&theirs).unwrap().into_data(),
            );
            same(
                bias_ours.grad(&ours).unwrap().into_data(),
                bias.grad(&theirs).unwrap().into_data(),
            );
        }
    }
}
