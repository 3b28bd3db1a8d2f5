//! The training loop: epochs of batches in random order, validation, early stop, a checkpoint after each epoch.

use std::ops::ControlFlow;
use std::time::Instant;

use burn::module::Module;
use burn::optim::{AdamWConfig, GradientsParams};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Int, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use super::checkpoint::{Checkpoints, Run};
use super::metrics::{likeliest, log_loss};
use super::{Progress, Tell};
use crate::data::Split;
use crate::fault::Fault;
use crate::random::Random;

/// Pictures that are looked at together where nothing is learned.
const MANY: usize = 64;

/// What a network learns from. Pictures are named by their places in the collection.
pub trait Task {
    /// The network.
    type Net: Module;

    /// The class of a picture.
    fn truth(&self, place: usize) -> usize;

    /// Scores `[n, classes]` of pictures; changed by chance where they are learned from.
    fn scores(
        &self,
        net: &Self::Net,
        places: &[usize],
        random: Option<&mut Random>,
        device: &Device,
    ) -> Tensor<2>;
}

/// How long, in which batches, at which rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// Passes over the pictures at most.
    pub epochs: usize,
    /// Pictures of a step.
    pub batch: usize,
    /// How far a step goes at most.
    pub rate: f64,
    /// How much weights are drawn to 0.
    pub decay: f32,
    /// Epochs without a better loss after which it ends.
    pub patience: usize,
    /// What all chance depends on.
    pub seed: u64,
}

impl Plan {
    /// The rate of a step of all: up over the first twentieth, then down along half a cosine.
    fn rate(&self, step: usize, all: usize) -> f64 {
        let warm = (all as f64 / 20.0).max(1.0);
        let here = step as f64 + 1.0;
        if here < warm {
            return self.rate * here / warm;
        }
        let along = (here - warm) / (all as f64 - warm).max(1.0);
        self.rate * (0.01 + 0.99 * 0.5 * (1.0 + (std::f64::consts::PI * along).cos()))
    }
}

/// What was reached in an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// Which, from 1.
    pub epoch: usize,
    /// How many there are at most.
    pub of: usize,
    /// The mean loss while learning.
    pub loss: f64,
    /// The loss on the pictures for validation: by it the best epoch is chosen.
    pub valid_loss: f64,
    /// The share of them that was right.
    pub valid_accuracy: f64,
    /// How long it took.
    pub seconds: f64,
}

/// The epoch of the least validation loss, from 1; 0 before there is one.
pub fn best(epochs: &[Epoch]) -> usize {
    let best = epochs.iter().min_by(|a, b| a.valid_loss.total_cmp(&b.valid_loss));
    best.map_or(0, |best| best.epoch)
}

/// Scores of pictures, without learning.
pub fn scores<T: Task>(task: &T, net: &T::Net, places: &[usize], device: &Device) -> Vec<Vec<f32>> {
    let mut scores = Vec::with_capacity(places.len());
    for places in places.chunks(MANY) {
        let batch = task.scores(net, places, None, device);
        let [_, classes] = batch.dims();
        let values: Vec<f32> = batch.into_data().iter::<f32>().collect();
        scores.extend(values.chunks_exact(classes).map(<[f32]>::to_vec));
    }
    scores
}

/// Trains, or goes on with it. Gives the best network and what was reached in each epoch.
///
/// # Errors
/// The loss is no number any more, the disk takes nothing, or `tell` breaks it off.
pub fn fit<T: Task>(
    task: &T,
    net: T::Net,
    split: &Split,
    plan: &Plan,
    device: &Device,
    checkpoints: &Checkpoints,
    tell: &mut Tell<'_>,
) -> Result<(T::Net, Vec<Epoch>), Fault> {
    let inner = device.clone().inner();
    let batch = plan.batch.min(split.train.len());
    // What is left over waits for the next epoch, whose order is another.
    let steps = split.train.len() / batch;
    let truth: Vec<usize> = split.valid.iter().map(|place| task.truth(*place)).collect();
    let mut run = checkpoints.resume(Run {
        best: net.clone(),
        net,
        optimizer: AdamWConfig::new().with_weight_decay(plan.decay).init(),
        epochs: Vec::new(),
    });
    if !run.epochs.is_empty() {
        say(tell, format!("goes on after epoch {}", run.epochs.len()))?;
    }
    while run.epochs.len() < plan.epochs && run.epochs.len() < best(&run.epochs) + plan.patience {
        let done = run.epochs.len();
        let begun = Instant::now();
        let mut random = Random::new(plan.seed, "epoch", done as u64);
        let mut order = split.train.clone();
        random.shuffle(&mut order);
        let mut sum = 0.0;
        for (step, places) in order.chunks_exact(batch).enumerate() {
            let scores = task.scores(&run.net, places, Some(&mut random), device);
            let loss = surprise(scores, places.iter().map(|place| task.truth(*place)), device);
            let value = loss.clone().inner().into_scalar::<f64>();
            if !value.is_finite() {
                return Err(Fault::new(format!(
                    "the loss is no number any more in epoch {}; a lower --rate than {} may help",
                    done + 1,
                    plan.rate
                )));
            }
            sum += value;
            let gradients = GradientsParams::from_grads(loss.backward(), &run.net);
            let rate = plan.rate(done * steps + step, plan.epochs * steps);
            run.net = run.optimizer.step(rate, run.net, gradients);
        }
        let watched = scores(task, &run.net.valid(), &split.valid, &inner);
        let right = watched
            .iter()
            .zip(&truth)
            .filter(|(scores, truth)| likeliest(scores) == **truth);
        let epoch = Epoch {
            epoch: done + 1,
            of: plan.epochs,
            loss: sum / steps as f64,
            valid_loss: log_loss(&watched, &truth, 1.0),
            valid_accuracy: right.count() as f64 / truth.len() as f64,
            seconds: begun.elapsed().as_secs_f64(),
        };
        run.epochs.push(epoch);
        if best(&run.epochs) == epoch.epoch {
            run.best = run.net.clone();
        }
        checkpoints.save(&run)?;
        if tell(Progress::Epoch(epoch)).is_break() {
            return Err(Fault::new(format!(
                "broken off after epoch {}; the same command goes on from there",
                epoch.epoch
            )));
        }
    }
    Ok((run.best, run.epochs))
}

/// Says something on the way.
pub(super) fn say(tell: &mut Tell<'_>, words: String) -> Result<(), Fault> {
    match tell(Progress::Says(words)) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Fault::new("broken off; the same command begins again")),
    }
}

/// The mean of `-ln p` of the true classes: cross entropy.
fn surprise(scores: Tensor<2>, truth: impl Iterator<Item = usize>, device: &Device) -> Tensor<1> {
    let truth: Vec<i32> = truth.map(|class| class as i32).collect();
    let shape = [truth.len(), 1];
    let truth = Tensor::<2, Int>::from_data(TensorData::new(truth, shape), device);
    log_softmax(scores, 1).gather(1, truth).mean().neg()
}
