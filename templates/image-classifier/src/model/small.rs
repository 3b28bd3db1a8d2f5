//! A small network for pictures of about 64 pixels, quick to learn from nothing.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Initializer, PaddingConfig2d};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

/// Features that it makes.
pub(super) const WIDTH: usize = 96;

/// Four convolutions, three of which halve the picture.
#[derive(Module, Debug)]
pub struct Small {
    blocks: Vec<Block>,
}

impl Small {
    pub(super) fn new(device: &Device) -> Self {
        Small {
            blocks: vec![
                Block::new([3, 24], 2, device),
                Block::new([24, 48], 2, device),
                Block::new([48, 64], 2, device),
                Block::new([64, WIDTH], 1, device),
            ],
        }
    }

    pub(super) fn maps(&self, pictures: Tensor<4>) -> Tensor<4> {
        self.blocks.iter().fold(pictures, |x, block| block.forward(x))
    }
}

/// A convolution of 3 by 3, batch norm (Ioffe and Szegedy, 2015), rectifier.
#[derive(Module, Debug)]
struct Block {
    conv: Conv2d,
    norm: BatchNorm,
}

impl Block {
    fn new(channels: [usize; 2], stride: usize, device: &Device) -> Self {
        Block {
            conv: Conv2dConfig::new(channels, [3, 3])
                .with_stride([stride, stride])
                .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
                .with_bias(false)
                .with_initializer(Initializer::Zeros)
                .init(device),
            norm: BatchNormConfig::new(channels[1]).init(device),
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        relu(self.norm.forward(self.conv.forward(x)))
    }
}
