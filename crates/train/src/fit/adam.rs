//! Adam with decoupled weight decay (Kingma and Ba 2015; Loshchilov and Hutter 2019), one pass over each parameter, its moments held
//! in the order in which the network's parameters are visited: so they can be saved and read back by place.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Tensor, TensorData};
use rayon::prelude::*;

const BETA_1: f32 = 0.9;
const BETA_2: f32 = 0.999;
const EPSILON: f32 = 1e-8;
/// Parameters of this length and more are updated by several threads.
const LONG: usize = 1 << 14;

/// First and second moments of a parameter; empty where it has no gradient.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moments {
    /// The running mean of the gradient.
    pub first: Vec<f32>,
    /// The running mean of its square.
    pub second: Vec<f32>,
}

/// The optimizer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Adam {
    /// Steps done.
    pub steps: u32,
    /// By the order of parameters.
    pub moments: Vec<Moments>,
}

/// What one step needs beside the gradients.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The learning rate.
    pub rate: f32,
    /// Weight decay, for parameters of two dimensions and more: biases and norms are left alone.
    pub decay: f32,
    /// The length that all gradients together have at most; 0 is any.
    pub clip: f32,
}

impl Adam {
    /// One step. Gives the network with its new parameters.
    ///
    /// # Panics
    /// The network is another than that of the last step.
    pub fn step<M: Module>(&mut self, net: M, mut grads: GradientsParams, pace: Pace) -> M {
        self.steps += 1;
        let mut gathered = Gathered {
            grads: &mut grads,
            found: Vec::new(),
        };
        net.visit(&mut gathered);
        let found = gathered.found;
        self.moments.resize_with(found.len(), Moments::default);
        let mut scale = 1.0;
        if pace.clip > 0.0 {
            let squares = found.iter().flatten().map(|grad| squares(values(grad)));
            let length = squares.sum::<f64>().sqrt() as f32;
            if length > pace.clip {
                scale = pace.clip / length;
            }
        }
        let steps = i32::try_from(self.steps).unwrap_or(i32::MAX);
        let mut update = Update {
            grads: found.into_iter(),
            moments: self.moments.iter_mut(),
            pace,
            scale,
            bias_1: 1.0 - BETA_1.powi(steps),
            bias_2: 1.0 - BETA_2.powi(steps),
        };
        net.map(&mut update)
    }
}

/// The numbers of a parameter.
fn values(data: &TensorData) -> &[f32] {
    data.as_slice().expect("parameters are of 32 bits")
}

fn squares(values: &[f32]) -> f64 {
    values.iter().map(|v| f64::from(*v) * f64::from(*v)).sum()
}

/// Takes the gradients out, in order.
struct Gathered<'g> {
    grads: &'g mut GradientsParams,
    found: Vec<Option<TensorData>>,
}

impl ModuleVisitor for Gathered<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let grad = self.grads.remove::<D>(param.id);
        self.found.push(grad.map(Tensor::into_data));
    }
}

struct Update<'a, G> {
    grads: G,
    moments: std::slice::IterMut<'a, Moments>,
    pace: Pace,
    scale: f32,
    bias_1: f32,
    bias_2: f32,
}

impl<G: Iterator<Item = Option<TensorData>>> ModuleMapper for Update<'_, G> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (Some(grad), Some(moments)) = (self.grads.next(), self.moments.next()) else {
            return param;
        };
        let Some(grad) = grad else {
            return param;
        };
        let (id, tensor, mapper) = param.consume();
        let device = tensor.device();
        let mut data = tensor.inner().into_data();
        let weights: &mut [f32] = data.as_mut_slice().expect("parameters are of 32 bits");
        let decay = if D > 1 { self.pace.decay } else { 0.0 };
        self.update(weights, values(&grad), moments, decay);
        let tensor = Tensor::from_data(data, &device.inner()).autodiff().require_grad();
        Param::from_mapped_value(id, tensor, mapper)
    }
}

impl<G> Update<'_, G> {
    fn update(&self, weights: &mut [f32], grad: &[f32], moments: &mut Moments, decay: f32) {
        moments.first.resize(grad.len(), 0.0);
        moments.second.resize(grad.len(), 0.0);
        let keep = 1.0 - self.pace.rate * decay;
        let rate = self.pace.rate / self.bias_1;
        let root = 1.0 / self.bias_2.sqrt();
        let scale = self.scale;
        let some = |weights: &mut [f32], grad: &[f32], first: &mut [f32], second: &mut [f32]| {
            let moments = first.iter_mut().zip(second);
            for ((weight, grad), (first, second)) in weights.iter_mut().zip(grad).zip(moments) {
                let grad = grad * scale;
                *first = BETA_1 * *first + (1.0 - BETA_1) * grad;
                *second = BETA_2 * *second + (1.0 - BETA_2) * grad * grad;
                *weight = keep * *weight - rate * *first / (second.sqrt() * root + EPSILON);
            }
        };
        let size = weights.len().clamp(1, LONG);
        weights
            .par_chunks_mut(size)
            .zip(grad.par_chunks(size))
            .zip(
                moments
                    .first
                    .par_chunks_mut(size)
                    .zip(moments.second.par_chunks_mut(size)),
            )
            .for_each(|((weights, grad), (first, second))| some(weights, grad, first, second));
    }
}
