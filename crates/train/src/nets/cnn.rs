//! Convolutional networks for pictures of one class each.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, Linear, LinearConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use super::pictures::Classifier;
use crate::layers::{Block, Conv, Residual, halve};
use crate::settings::{Knob, Settings, common, knob};

/// Two convolutions and two full layers: the network of every first lesson.
#[derive(Module, Debug)]
pub(super) struct Plain {
    first: Conv,
    second: Conv,
    full: Linear,
    dropout: Dropout,
    last: Linear,
}

impl Plain {
    pub(super) fn knobs() -> Vec<Knob> {
        let mut knobs = common(10.0, 64.0, 2e-3, 1e-2);
        knobs.extend([
            knob("shift", 2.0, 0.0, 8.0),
            knob("flip", 0.0, 0.0, 1.0),
            knob("dropout", 0.25, 0.0, 0.9),
        ]);
        knobs
    }
}

impl Classifier for Plain {
    fn new(
        [channels, height, width]: [usize; 3],
        classes: usize,
        settings: &Settings,
        device: &Device,
    ) -> Self {
        let inside = 32 * (height / 4) * (width / 4);
        Plain {
            first: Conv::new([channels, 16], true, device),
            second: Conv::new([16, 32], true, device),
            full: LinearConfig::new(inside, 128).init(device),
            dropout: DropoutConfig::new(settings.get("dropout")).init(),
            last: LinearConfig::new(128, classes).init(device),
        }
    }

    fn forward(&self, pictures: Tensor<4>) -> Tensor<2> {
        let x = halve(self.first.forward(pictures));
        let x = halve(self.second.forward(x));
        let x = relu(self.full.forward(x.flatten::<2>(1, 3)));
        self.last.forward(self.dropout.forward(x))
    }
}

/// Three blocks of convolution and norm, each at half the size, and a mean over what is left.
#[derive(Module, Debug)]
pub(crate) struct Deep {
    first: Block,
    second: Block,
    third: Block,
    dropout: Dropout,
    last: Linear,
}

impl Deep {
    pub(crate) fn knobs() -> Vec<Knob> {
        let mut knobs = common(12.0, 64.0, 4e-3, 1e-2);
        knobs.extend([
            knob("shift", 3.0, 0.0, 8.0),
            knob("flip", 0.0, 0.0, 1.0),
            knob("dropout", 0.1, 0.0, 0.9),
        ]);
        knobs
    }
}

impl Classifier for Deep {
    fn new(
        [channels, height, width]: [usize; 3],
        classes: usize,
        settings: &Settings,
        device: &Device,
    ) -> Self {
        let inside = 64 * (height / 8) * (width / 8);
        Deep {
            first: Block::new([channels, 16], device),
            second: Block::new([16, 32], device),
            third: Block::new([32, 64], device),
            dropout: DropoutConfig::new(settings.get("dropout")).init(),
            last: LinearConfig::new(inside, classes).init(device),
        }
    }

    fn forward(&self, pictures: Tensor<4>) -> Tensor<2> {
        let x = self.first.halved(pictures);
        let x = self.second.halved(x);
        let x = self.third.halved(x);
        self.last.forward(self.dropout.forward(x.flatten::<2>(1, 3)))
    }
}

/// Residual blocks with norms, few channels and a mean at the end: at most 50,000 numbers, the running means and variances of the norms
/// with them, for up to 20 classes of up to 3 channels.
#[derive(Module, Debug)]
pub(super) struct Narrow {
    stem: Block,
    first: Residual,
    wider: Block,
    second: Residual,
    widest: Block,
    last: Linear,
}

impl Narrow {
    pub(super) fn knobs() -> Vec<Knob> {
        let mut knobs = common(12.0, 64.0, 6e-3, 2e-2);
        knobs.extend([knob("shift", 2.0, 0.0, 8.0), knob("flip", 0.0, 0.0, 1.0)]);
        knobs
    }
}

impl Classifier for Narrow {
    fn new([channels, ..]: [usize; 3], classes: usize, _: &Settings, device: &Device) -> Self {
        Narrow {
            stem: Block::new([channels, 16], device),
            first: Residual::new(16, device),
            wider: Block::new([16, 32], device),
            second: Residual::new(32, device),
            widest: Block::new([32, 48], device),
            last: LinearConfig::new(48, classes).init(device),
        }
    }

    fn forward(&self, pictures: Tensor<4>) -> Tensor<2> {
        let x = self.stem.halved(pictures);
        let x = self.wider.halved(self.first.forward(x));
        let x = self.widest.forward(self.second.forward(x));
        let [rows, channels, height, width] = x.dims();
        let x = x
            .reshape([rows, channels, height * width])
            .mean_dim(2)
            .reshape([rows, channels]);
        self.last.forward(x)
    }
}
