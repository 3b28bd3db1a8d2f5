//! Convolutions with a norm.

use burn::module::{Module, Param};
use burn::nn::{BatchNorm, BatchNormConfig, Initializer};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use super::{convolve, halve, norm};

/// A convolution of 3 by 3 that keeps the size.
#[derive(Module, Debug)]
pub struct Conv {
    weight: Param<Tensor<4>>,
    bias: Option<Param<Tensor<1>>>,
}

impl Conv {
    /// From `channels[0]` to `channels[1]` channels; a norm that follows makes a bias needless. Parameters are drawn as those of a
    /// full layer of as many inputs (He et al. 2015, with the gain that PyTorch uses).
    pub fn new([inputs, outputs]: [usize; 2], bias: bool, device: &Device) -> Self {
        let drawn = Initializer::KaimingUniform {
            gain: 1.0 / 3.0_f64.sqrt(),
            fan_out_only: false,
        };
        let (into, out) = (Some(9 * inputs), Some(9 * outputs));
        Conv {
            weight: drawn.init_with([outputs, inputs, 3, 3], into, out, device),
            bias: bias.then(|| drawn.init_with([outputs], into, out, device)),
        }
    }

    /// `[n, channels[0], height, width]` to `[n, channels[1], height, width]`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let weight = self.weight.val();
        let bias = match &self.bias {
            Some(bias) => bias.val(),
            None => Tensor::zeros([weight.dims()[0]], &x.device()),
        };
        convolve(x, weight, bias)
    }
}

/// Convolution of 3 by 3, batch norm (Ioffe and Szegedy 2015), rectifier.
#[derive(Module, Debug)]
pub struct Block {
    conv: Conv,
    norm: BatchNorm,
}

impl Block {
    /// From `channels[0]` to `channels[1]` channels.
    pub fn new(channels: [usize; 2], device: &Device) -> Self {
        Block {
            conv: Conv::new(channels, false, device),
            norm: BatchNormConfig::new(channels[1]).init(device),
        }
    }

    /// `[n, channels[0], height, width]` to `[n, channels[1], height, width]`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        relu(norm(&self.norm, self.conv.forward(x)))
    }

    /// The same at half the height and width: the rectifier and the greatest of a square in one.
    pub fn halved(&self, x: Tensor<4>) -> Tensor<4> {
        halve(norm(&self.norm, self.conv.forward(x)))
    }
}

/// Two convolutions with their norms, and the input added before the last rectifier (He et al., "Deep residual learning", 2016).
#[derive(Module, Debug)]
pub struct Residual {
    first: Block,
    second: Conv,
    norm: BatchNorm,
}

impl Residual {
    /// Of `channels` channels.
    pub fn new(channels: usize, device: &Device) -> Self {
        Residual {
            first: Block::new([channels, channels], device),
            second: Conv::new([channels, channels], false, device),
            norm: BatchNormConfig::new(channels).init(device),
        }
    }

    /// Keeps the shape.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let y = self.first.forward(x.clone());
        let y = norm(&self.norm, self.second.forward(y));
        relu(y + x)
    }
}
