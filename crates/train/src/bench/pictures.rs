//! The training of a small convolutional network, that of the lab `shapes`: forward, backward and the step of its parameters.

use std::collections::BTreeMap;

use burn::optim::GradientsParams;
use burn::tensor::{Device, Distribution, Tensor};

use super::{Measured, Order, Patience, times};
use crate::fault::Fault;
use crate::fit::adam::{Adam, Pace};
use crate::fit::tell::Tell;
use crate::layers::{ints, surprise};
use crate::nets::cnn::Deep;
use crate::nets::pictures::Classifier;
use crate::settings::Settings;

/// Pictures of so many channels, rows and columns, of so many classes.
const SIZE: [usize; 3] = [3, 32, 32];
const CLASSES: usize = 12;
/// Pictures of a batch, as in the labs.
const BATCH: usize = 64;

pub(super) fn measure(
    order: Order,
    patience: Patience,
    name: &'static str,
    device: &Device,
    tell: &mut Tell<'_>,
) -> Result<(), Fault> {
    let settings = Settings::new(&Deep::knobs(), &BTreeMap::new())?;
    let mut net = Deep::new(SIZE, CLASSES, &settings, device);
    let mut adam = Adam::default();
    let pace = Pace {
        rate: 1e-3,
        decay: 0.0,
        clip: 0.0,
    };
    let [channels, height, width] = SIZE;
    let batch = if order.quick { 8 } else { BATCH };
    let pictures = Tensor::<4>::random(
        [batch, channels, height, width],
        Distribution::Uniform(-1.0, 1.0),
        device,
    );
    let truth = ints((0..batch).map(|row| row % CLASSES), device);
    let mut last = 0.0;
    let seconds = times(patience, || {
        let loss = surprise(net.forward(pictures.clone()), truth.clone());
        let grads = GradientsParams::from_grads(loss.clone().backward(), &net);
        net = adam.step(net.clone(), grads, pace);
        // To read the loss is to wait for it; the step read the gradients.
        last = loss.into_scalar::<f32>();
    });
    if !last.is_finite() {
        return Err(Fault::Outside(format!(
            "the training of the {name} came to no number: this machine computes wrong"
        )));
    }
    tell.line(&Measured {
        kind: "training",
        device: name,
        number: "f32",
        size: batch as u64,
        work: batch as u64,
        unit: "image",
        seconds,
    })
}
