//! Labs whose rows are pictures of one class each.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use burn::module::Module;
use burn::tensor::{Device, Tensor, TensorData};
use pivot_labs::metrics::Metric;
use pivot_labs::metrics::boxes::Rect;
use pivot_labs::metrics::classes::Confusion;

use super::{answers, unscored};
use crate::draws::Draws;
use crate::fault::Fault;
use crate::fit;
use crate::folder::{Folder, Pictures};
use crate::layers::{ints, surprise};
use crate::settings::Settings;

/// Pictures that are looked at together where nothing is learned.
const MANY: usize = 250;

/// A network that tells classes of pictures apart.
pub(crate) trait Classifier: Module {
    /// For pictures of `channels` by `height` by `width`.
    fn new(size: [usize; 3], classes: usize, settings: &Settings, device: &Device) -> Self;

    /// `[n, channels, height, width]` to `[n, classes]`: scores, the highest for the likeliest.
    fn forward(&self, pictures: Tensor<4>) -> Tensor<2>;
}

/// Pictures to learn from, and pictures that are asked about.
pub(super) struct Lab<N> {
    known: Scaled,
    truth: Vec<usize>,
    classes: Vec<String>,
    asked: Scaled,
    ids: Vec<String>,
    settings: Settings,
    net: PhantomData<fn() -> N>,
}

impl<N: Classifier> Lab<N> {
    pub(super) fn open(folder: &Folder, settings: &Settings) -> Result<Self, Fault> {
        let table = folder.table("train.csv")?;
        let labels = table.column("label")?;
        let classes: BTreeSet<&str> = labels.iter().copied().collect();
        let classes: Vec<String> = classes.into_iter().map(str::to_owned).collect();
        let truth = labels
            .iter()
            .filter_map(|label| classes.binary_search_by(|class| class.as_str().cmp(label)).ok())
            .collect::<Vec<_>>();
        if classes.len() < 2 || classes.len() > 1000 {
            return Err(Fault::wrong(format!(
                "train.csv has {} classes in its column `label`; from 2 to 1000 can be told apart",
                classes.len()
            )));
        }
        let known = folder.pictures("train.npy")?;
        let asked = folder.pictures("test.npy")?;
        let ids = folder.table("test.csv")?;
        let ids: Vec<String> = ids.column("id")?.into_iter().map(str::to_owned).collect();
        for (pictures, rows, name) in [(&known, truth.len(), "train"), (&asked, ids.len(), "test")] {
            if pictures.count != rows {
                return Err(Fault::wrong(format!(
                    "{name}.csv has {rows} rows and {name}.npy {} pictures; row i belongs to picture i",
                    pictures.count
                )));
            }
        }
        if !known.same_size(&asked) {
            return Err(Fault::wrong(
                "the pictures of train.npy and test.npy differ in size",
            ));
        }
        if known.height < 8 || known.width < 8 {
            return Err(Fault::wrong("the pictures of train.npy are smaller than 8 by 8"));
        }
        let scale = Scale::of(&known);
        Ok(Lab {
            known: Scaled::new(known, scale),
            truth,
            classes,
            asked: Scaled::new(asked, scale),
            ids,
            settings: settings.clone(),
            net: PhantomData,
        })
    }

    /// The likeliest class of each picture.
    fn said(&self, net: &N, pictures: &Scaled, rows: &[usize], device: &Device) -> Vec<usize> {
        let mut said = Vec::with_capacity(rows.len());
        for rows in rows.chunks(MANY) {
            let batch = pictures.batch(rows, |_| Moved::default(), device);
            let best = net.forward(batch).argmax(1).into_data();
            said.extend(best.iter::<i64>().map(|class| class as usize));
        }
        said
    }
}

impl<N: Classifier> fit::Lab for Lab<N> {
    type Net = N;

    fn files(&self) -> &'static [&'static str] {
        &["train.csv", "train.npy"]
    }

    fn metric(&self) -> Metric {
        Metric::Accuracy
    }

    fn rows(&self) -> usize {
        self.truth.len()
    }

    fn net(&self, device: &Device) -> N {
        let pictures = &self.known.pictures;
        let size = [pictures.channels, pictures.height, pictures.width];
        N::new(size, self.classes.len(), &self.settings, device)
    }

    fn loss(&self, net: &N, rows: &[usize], draws: &mut Draws, device: &Device) -> Tensor<1> {
        let furthest = self.settings.count("shift");
        let flip = self.settings.get("flip") > 0.0;
        let batch = self
            .known
            .batch(rows, |_| Moved::drawn(furthest, flip, draws), device);
        let truth = ints(rows.iter().map(|row| self.truth[*row]), device);
        surprise(net.forward(batch), truth)
    }

    fn valid(&self, net: &N, rows: &[usize], device: &Device) -> Result<f64, Fault> {
        let mut confusion = Confusion::default();
        for (row, said) in rows.iter().zip(self.said(net, &self.known, rows, device)) {
            // At most 1000 classes.
            confusion.add(self.truth[*row] as u32, said as u32, 1.0);
        }
        confusion
            .accuracy()
            .map_err(|why| unscored(Metric::Accuracy, &why))
    }

    fn submission(&self, net: &N, device: &Device) -> Result<Vec<u8>, Fault> {
        let rows: Vec<usize> = (0..self.ids.len()).collect();
        let said = self.said(net, &self.asked, &rows, device);
        answers(
            &self.ids,
            "label",
            said.into_iter().map(|class| self.classes[class].clone()),
        )
    }
}

/// What makes bytes numbers around 0: for each channel a factor and what is added.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    factor: [f32; 3],
    plus: [f32; 3],
}

impl Scale {
    /// By the mean and deviation of the channels of all pictures.
    pub(super) fn of(pictures: &Pictures) -> Self {
        let mut scale = Scale {
            factor: [1.0; 3],
            plus: [0.0; 3],
        };
        let (mut sum, mut squares) = ([0_u64; 3], [0_u64; 3]);
        for place in 0..pictures.count {
            for pixel in pictures.picture(place).chunks_exact(pictures.channels) {
                for (channel, value) in pixel.iter().enumerate() {
                    sum[channel] += u64::from(*value);
                    squares[channel] += u64::from(*value).pow(2);
                }
            }
        }
        let count = (pictures.count * pictures.height * pictures.width).max(1) as f64;
        for channel in 0..pictures.channels {
            let mean = sum[channel] as f64 / count;
            let deviation = (squares[channel] as f64 / count - mean * mean).max(1.0).sqrt();
            scale.factor[channel] = (1.0 / deviation) as f32;
            scale.plus[channel] = (-mean / deviation) as f32;
        }
        scale
    }
}

/// How a picture is moved: to the right, down, and whether left and right are exchanged.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moved {
    right: isize,
    down: isize,
    flipped: bool,
}

impl Moved {
    /// By so many pixels, after an exchange of left and right where it is `flipped`.
    pub(super) fn by(right: isize, down: isize, flipped: bool) -> Self {
        Moved { right, down, flipped }
    }

    /// Where a box comes to lie in a picture of this width.
    pub(super) fn rect(self, rect: Rect, width: usize) -> Rect {
        let (right, down, width) = (self.right as f64, self.down as f64, width as f64);
        let (x1, x2) = if self.flipped {
            (width - rect.x2, width - rect.x1)
        } else {
            (rect.x1, rect.x2)
        };
        Rect {
            x1: x1 + right,
            y1: rect.y1 + down,
            x2: x2 + right,
            y2: rect.y2 + down,
        }
    }

    fn drawn(furthest: usize, flip: bool, draws: &mut Draws) -> Self {
        let mut far = || draws.below(2 * furthest + 1) as isize - furthest as isize;
        let (right, down) = (far(), far());
        Moved {
            right,
            down,
            flipped: flip && draws.below(2) == 1,
        }
    }
}

/// Pictures that become tensors.
pub(super) struct Scaled {
    pub(super) pictures: Pictures,
    scale: Scale,
}

impl Scaled {
    pub(super) fn new(pictures: Pictures, scale: Scale) -> Self {
        Scaled { pictures, scale }
    }

    /// Some pictures as `[n, channels, height, width]`. What is moved in from beyond an edge is the edge.
    pub(super) fn batch(
        &self,
        rows: &[usize],
        mut moved: impl FnMut(usize) -> Moved,
        device: &Device,
    ) -> Tensor<4> {
        let (height, width, channels) = (self.pictures.height, self.pictures.width, self.pictures.channels);
        let mut values = Vec::with_capacity(rows.len() * height * width * channels);
        let mut from = vec![0; width];
        for row in rows {
            let picture = self.pictures.picture(*row);
            let moved = moved(*row);
            for (column, from) in from.iter_mut().enumerate() {
                let column = column.saturating_add_signed(-moved.right).min(width - 1);
                *from = if moved.flipped { width - 1 - column } else { column } * channels;
            }
            for channel in 0..channels {
                let (factor, plus) = (self.scale.factor[channel], self.scale.plus[channel]);
                for line in 0..height {
                    let line = line.saturating_add_signed(-moved.down).min(height - 1);
                    let line = &picture[line * width * channels..(line + 1) * width * channels];
                    let pixels = from.iter().map(|from| f32::from(line[from + channel]));
                    values.extend(pixels.map(|value| value * factor + plus));
                }
            }
        }
        let shape = [rows.len(), channels, height, width];
        Tensor::from_data(TensorData::new(values, shape), device)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pivot_labs::npy::Array;

    /// One picture of 1 by 4, values 0 to 3; a box around the 3. Flipped: 3 2 1 0; then one to the right: 3 3 2 1.
    #[test]
    fn pictures_and_boxes_move_together() {
        let array = Array {
            shape: vec![1, 1, 4],
            bytes: vec![0, 1, 2, 3],
        };
        let pictures = Pictures::read("p", &array.write()).unwrap();
        let scale = Scale {
            factor: [1.0; 3],
            plus: [0.0; 3],
        };
        let scaled = Scaled::new(pictures, scale);
        let values = |moved: Moved| {
            let batch = scaled.batch(&[0], |_| moved, &Device::flex()).into_data();
            batch.iter::<f32>().collect::<Vec<_>>()
        };
        assert_eq!(values(Moved::default()), [0., 1., 2., 3.]);
        assert_eq!(values(Moved::by(1, 0, false)), [0., 0., 1., 2.]);
        assert_eq!(values(Moved::by(-2, 5, false)), [2., 3., 3., 3.]);
        assert_eq!(values(Moved::by(1, 0, true)), [3., 3., 2., 1.]);
        let rect = Rect {
            x1: 3.,
            y1: 0.,
            x2: 4.,
            y2: 1.,
        };
        assert_eq!(Moved::by(1, 0, true).rect(rect, 4).x1, 1.);
        assert_eq!(Moved::by(-1, 0, false).rect(rect, 4).x2, 3.);
    }

    /// Two pixels of 0 and 2: mean 1, deviation 1.
    #[test]
    fn values_lie_around_zero() {
        let array = Array {
            shape: vec![1, 1, 2],
            bytes: vec![0, 2],
        };
        let pictures = Pictures::read("p", &array.write()).unwrap();
        let scale = Scale::of(&pictures);
        let batch = Scaled::new(pictures, scale).batch(&[0], |_| Moved::default(), &Device::flex());
        assert_eq!(batch.into_data().iter::<f32>().collect::<Vec<_>>(), [-1., 1.]);
    }
}
