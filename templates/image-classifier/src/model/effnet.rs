//! EfficientNet-Lite0 (Tan and Le, "EfficientNet", 2019; the Lite form by Google, 2020): the published layers, so that the published weights fit.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Initializer, PaddingConfig2d};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

/// Features that it makes.
pub(super) const WIDTH: usize = 1280;

/// The stages: repeats, kernel, stride of the first, expansion, channels in and out.
const STAGES: [(usize, usize, usize, usize, usize, usize); 7] = [
    (1, 3, 1, 1, 32, 16),
    (2, 3, 2, 6, 16, 24),
    (2, 5, 2, 6, 24, 40),
    (3, 3, 2, 6, 40, 80),
    (3, 5, 1, 6, 80, 112),
    (4, 5, 2, 6, 112, 192),
    (1, 3, 1, 6, 192, 320),
];

/// The network up to its last maps, without the layer that tells its own 1,000 classes apart.
#[derive(Module, Debug)]
pub struct EfficientNet {
    stem: Layer,
    blocks: Vec<Block>,
    top: Layer,
}

impl EfficientNet {
    pub(super) fn new(device: &Device) -> Self {
        let mut blocks = Vec::new();
        for (repeats, kernel, stride, expansion, inputs, outputs) in STAGES {
            for repeat in 0..repeats {
                let (inputs, stride) = if repeat == 0 {
                    (inputs, stride)
                } else {
                    (outputs, 1)
                };
                blocks.push(Block::new(inputs, outputs, expansion, kernel, stride, device));
            }
        }
        EfficientNet {
            stem: Layer::new([3, 32], 3, 2, 1, device),
            blocks,
            top: Layer::new([320, WIDTH], 1, 1, 1, device),
        }
    }

    pub(super) fn maps(&self, pictures: Tensor<4>) -> Tensor<4> {
        let x = relu6(self.stem.forward(pictures));
        let x = self.blocks.iter().fold(x, |x, block| block.forward(x));
        relu6(self.top.forward(x))
    }
}

/// A rectifier that stops at 6.
fn relu6(x: Tensor<4>) -> Tensor<4> {
    relu(x).clamp_max(6.0)
}

/// A convolution and its norm. Where a stride leaves something over, it is padded below and to the right, as TensorFlow does, where the weights
/// come from; so is the epsilon of the norm.
#[derive(Module, Debug)]
struct Layer {
    conv: Conv2d,
    norm: BatchNorm,
}

impl Layer {
    fn new(channels: [usize; 2], kernel: usize, stride: usize, groups: usize, device: &Device) -> Self {
        Layer {
            conv: Conv2dConfig::new(channels, [kernel, kernel])
                .with_stride([stride, stride])
                .with_groups(groups)
                .with_padding(PaddingConfig2d::Same)
                .with_bias(false)
                .with_initializer(Initializer::Zeros)
                .init(device),
            norm: BatchNormConfig::new(channels[1])
                .with_epsilon(1e-3)
                .with_momentum(0.01)
                .init(device),
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.norm.forward(self.conv.forward(x))
    }
}

/// An inverted bottleneck: more channels, each looked at on its own, then fewer; and the input added where the shape stays.
#[derive(Module, Debug)]
struct Block {
    expand: Option<Layer>,
    depthwise: Layer,
    project: Layer,
    adds: bool,
}

impl Block {
    fn new(
        inputs: usize,
        outputs: usize,
        expansion: usize,
        kernel: usize,
        stride: usize,
        device: &Device,
    ) -> Self {
        let inside = inputs * expansion;
        Block {
            expand: (expansion > 1).then(|| Layer::new([inputs, inside], 1, 1, 1, device)),
            depthwise: Layer::new([inside, inside], kernel, stride, inside, device),
            project: Layer::new([inside, outputs], 1, 1, 1, device),
            adds: stride == 1 && inputs == outputs,
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let mut y = x.clone();
        if let Some(expand) = &self.expand {
            y = relu6(expand.forward(y));
        }
        y = relu6(self.depthwise.forward(y));
        y = self.project.forward(y);
        if self.adds { y + x } else { y }
    }
}
