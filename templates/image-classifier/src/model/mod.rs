//! Networks that look at pictures. Both kinds make maps of features of a picture, take the mean of each map, and give those numbers to one layer:
//! so a map can be shown for every answer.

mod effnet;
mod features;
mod small;
mod weights;

use burn::module::{Module, ModuleMapper, Param};
use burn::nn::{Initializer, Linear, LinearConfig};
use burn::tensor::{Device, Tensor, TensorData};
use image::RgbImage;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::random::Random;
pub use effnet::EfficientNet;
pub use features::{Features, features};
pub use small::Small;
pub use weights::{SHA256, Weights};

/// What looks at the pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A small network, learned from nothing.
    #[serde(rename = "small")]
    Small,
    /// EfficientNet-Lite0, which has learned from 1.3 million photos before.
    #[serde(rename = "efficientnet-lite0")]
    EfficientNet,
}

impl Kind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Small => "small",
            Kind::EfficientNet => "efficientnet-lite0",
        }
    }

    /// Sides of the pictures that it looks at where nothing else is said, in pixels.
    pub fn size(self) -> u32 {
        match self {
            Kind::Small => 64,
            Kind::EfficientNet => 224,
        }
    }

    /// How many numbers it makes of a picture.
    pub fn width(self) -> usize {
        match self {
            Kind::Small => small::WIDTH,
            Kind::EfficientNet => effnet::WIDTH,
        }
    }
}

/// What makes maps of features.
#[derive(Module, Debug)]
#[allow(clippy::large_enum_variant, reason = "there is one of them in a network")]
pub enum Backbone {
    /// The small one.
    Small(Small),
    /// EfficientNet-Lite0.
    EfficientNet(EfficientNet),
}

/// A whole network.
#[derive(Module, Debug)]
pub struct Network {
    /// Makes maps of features.
    pub backbone: Backbone,
    /// Makes scores of their means.
    pub head: Linear,
}

impl Network {
    /// A new network, its numbers drawn by the seed.
    pub fn new(kind: Kind, classes: usize, seed: u64, device: &Device) -> Self {
        let backbone = match kind {
            Kind::Small => Backbone::Small(Small::new(device)),
            Kind::EfficientNet => Backbone::EfficientNet(EfficientNet::new(device)),
        };
        let network = Network {
            backbone,
            head: head(kind.width(), classes, device),
        };
        drawn(network, &mut Random::new(seed, "network", 0))
    }

    /// Pictures `[n, 3, height, width]` become maps of features `[n, width, rows, columns]`.
    pub fn maps(&self, pictures: Tensor<4>) -> Tensor<4> {
        match &self.backbone {
            Backbone::Small(net) => net.maps(pictures),
            Backbone::EfficientNet(net) => net.maps(pictures),
        }
    }

    /// Pictures become scores `[n, classes]`, the highest for the likeliest class.
    pub fn scores(&self, pictures: Tensor<4>) -> Tensor<2> {
        self.head.forward(means(self.maps(pictures)))
    }
}

/// A layer that makes scores of features, all zeros as yet.
fn head(features: usize, classes: usize, device: &Device) -> Linear {
    LinearConfig::new(features, classes)
        .with_initializer(Initializer::Zeros)
        .init(device)
}

/// A head with numbers drawn by the seed.
pub fn new_head(features: usize, classes: usize, seed: u64, device: &Device) -> Linear {
    drawn(head(features, classes, device), &mut Random::new(seed, "head", 0))
}

/// The mean of each map: `[n, features, rows, columns]` becomes `[n, features]`.
pub fn means(maps: Tensor<4>) -> Tensor<2> {
    let [n, features, rows, columns] = maps.dims();
    maps.reshape([n, features, rows * columns])
        .mean_dim(2)
        .reshape([n, features])
}

/// Square pictures of one size as a tensor `[n, 3, size, size]`, values from about -1 to 1.
pub fn tensor(pictures: &[RgbImage], device: &Device) -> Tensor<4> {
    let size = pictures.first().map_or(0, RgbImage::width) as usize;
    let mut values = Vec::with_capacity(pictures.len() * 3 * size * size);
    for picture in pictures {
        for channel in 0..3 {
            values.extend(
                picture
                    .pixels()
                    .map(|pixel| (f32::from(pixel.0[channel]) - 127.0) / 128.0),
            );
        }
    }
    Tensor::from_data(TensorData::new(values, [pictures.len(), 3, size, size]), device)
}

/// Draws the weights of all layers (He et al., "Delving deep into rectifiers", 2015): evenly, as far from 0 as the number of inputs allows. Burn
/// could do so too, but from a source that all threads share, and then the seed alone would not decide.
fn drawn<M: Module>(net: M, random: &mut Random) -> M {
    struct Draw<'r>(&'r mut Random);

    impl ModuleMapper for Draw<'_> {
        fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
            // Weights of convolutions are `[out, in, rows, columns]`, those of a linear layer `[in, out]`; what has one dimension begins as
            // the layer made it.
            let shape = param.dims();
            let inputs: usize = match D {
                4 => shape[1..].iter().product(),
                2 => shape[0],
                _ => return param,
            };
            let bound = (6.0 / inputs as f32).sqrt() * if D == 2 { 0.5 } else { 1.0 };
            let count = shape.iter().product();
            let values: Vec<f32> = (0..count).map(|_| self.0.between(-bound, bound)).collect();
            param.map(|tensor| {
                let device = tensor.device();
                let drawn = Tensor::from_data(TensorData::new(values, shape), &device);
                if device.is_autodiff() {
                    drawn.require_grad()
                } else {
                    drawn
                }
            })
        }
    }

    net.map(&mut Draw(random))
}

/// Where to compute, by its name: `cpu` or `gpu`.
///
/// # Errors
/// No such device is known to this program.
pub fn device(name: &str) -> Result<Device, Fault> {
    match name {
        "cpu" => Ok(Device::flex()),
        #[cfg(feature = "cuda")]
        "gpu" => Ok(Device::cuda(0)),
        #[cfg(all(feature = "wgpu", not(feature = "cuda")))]
        "gpu" => Ok(Device::wgpu(burn::tensor::DeviceKind::DefaultDevice)),
        #[cfg(not(any(feature = "cuda", feature = "wgpu")))]
        "gpu" => Err(Fault::new(
            "this program was built without a GPU; build it with `--features wgpu` or `--features cuda`",
        )),
        other => Err(Fault::new(format!(
            "there is no device `{other}`; expected `cpu` or `gpu`"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::optim::GradientsParams;
    use image::Rgb;

    #[test]
    fn the_seed_decides_the_network() {
        let device = Device::flex();
        let weights = |seed| {
            Network::new(Kind::Small, 3, seed, &device)
                .head
                .weight
                .val()
                .into_data()
        };
        assert_eq!(weights(1), weights(1));
        assert_ne!(weights(1), weights(2));
    }

    /// Four convolutions, the two numbers of each of four norms, weights and bias of the head.
    #[test]
    fn all_of_a_network_learns() {
        let device = Device::flex().autodiff();
        let net = Network::new(Kind::Small, 3, 1, &device);
        let scores = net.scores(tensor(&[RgbImage::new(32, 32), RgbImage::new(32, 32)], &device));
        let gradients = GradientsParams::from_grads(scores.sum().backward(), &net);
        assert_eq!(gradients.len(), 4 + 2 * 4 + 2);
    }

    /// 127 is 0, 255 is 1, and colours come apart: all of red first.
    #[test]
    fn pictures_become_tensors() {
        let picture = RgbImage::from_fn(2, 2, |x, y| {
            Rgb([
                127,
                if x == 1 { 255 } else { 127 },
                if y == 1 { 255 } else { 127 },
            ])
        });
        let made = tensor(&[picture], &Device::flex());
        let expected = TensorData::from([[
            [[0_f32, 0.], [0., 0.]],
            [[0., 1.], [0., 1.]],
            [[0., 0.], [1., 1.]],
        ]]);
        assert_eq!(made.into_data(), expected);
    }

    /// Of 128 pixels a map of EfficientNet has 4 by 4 cells, of 100 as well, since what does not divide is rounded up; the small network halves three times.
    #[test]
    fn networks_have_the_shapes_that_they_should() {
        let device = Device::flex();
        for (kind, size, cells) in [
            (Kind::Small, 64, 8),
            (Kind::Small, 32, 4),
            (Kind::EfficientNet, 128, 4),
            (Kind::EfficientNet, 100, 4),
        ] {
            let net = Network::new(kind, 3, 1, &device);
            let maps = net.maps(tensor(&[RgbImage::new(size, size)], &device));
            assert_eq!(maps.dims(), [1, kind.width(), cells, cells], "{kind:?}");
            assert_eq!(net.head.forward(means(maps)).dims(), [1, 3]);
        }
    }
}
