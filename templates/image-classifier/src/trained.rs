//! A model in a folder: written by training, read to classify.

use std::fs;
use std::path::Path;

use burn::store::{ModuleSnapshot, SafetensorsStore};
use burn::tensor::Device;
use image::RgbImage;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::classifier::{Classifier, Heat, Said};
use crate::data::{Collection, hex};
use crate::fault::Fault;
use crate::files;
use crate::model::{Kind, Network, means, tensor};
use crate::picture;
use crate::train::metrics::{Figure, likeliest, probabilities};
use crate::train::{Results, SIZES, Settings};

/// The form of `model.json`.
const FORMAT: &str = "image-classifier.model/1";
/// Pictures that are looked at together at most.
const BATCH: usize = 32;

/// What a model is: `model.json`, beside `model.safetensors`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// `image-classifier.model/1`.
    pub format: String,
    /// The network.
    pub kind: Kind,
    /// Sides of the pictures that it looks at, in pixels.
    pub size: u32,
    /// The classes, in the order of its answers.
    pub classes: Vec<String>,
    /// What scores are divided by, so that probabilities mean what they say.
    pub temperature: f64,
    /// What all chance depended on.
    pub seed: u64,
    /// What the pictures that it learned from are known by.
    pub data: String,
    /// SHA-256 of `model.safetensors`.
    pub weights: String,
    /// The share of test pictures that was right.
    pub accuracy: Figure,
    /// The same for who always says the most frequent class.
    pub baseline: Figure,
}

impl About {
    pub(crate) fn new(
        kind: Kind,
        size: u32,
        settings: &Settings,
        collection: &Collection,
        results: &Results,
        temperature: f64,
    ) -> Self {
        About {
            format: FORMAT.into(),
            kind,
            size,
            classes: collection.classes.clone(),
            temperature,
            seed: settings.seed,
            data: collection.hash(),
            // Known when it is saved.
            weights: String::new(),
            accuracy: results.accuracy,
            baseline: results.baseline.accuracy,
        }
    }
}

/// A model that is ready.
#[derive(Debug)]
pub struct Trained {
    about: About,
    net: Network,
    device: Device,
}

impl Trained {
    /// Writes a model to a folder.
    pub(crate) fn save(folder: &Path, mut about: About, net: &Network) -> Result<About, Fault> {
        let path = folder.join("model.safetensors");
        // Without metadata, whose order is another each time: the same numbers are the same file.
        let mut store = SafetensorsStore::from_bytes(None).clear_metadata();
        let bytes = net.save_into(&mut store).and_then(|()| store.get_bytes());
        let bytes = bytes.map_err(|why| Fault::writing(&path, why))?;
        about.weights = hex(&Sha256::digest(&bytes));
        files::write(&path, &bytes)?;
        files::write_json(&folder.join("model.json"), &about)?;
        Ok(about)
    }

    /// Reads a model from the folder that training wrote it to.
    ///
    /// # Errors
    /// There is none, or its two files are not of one training.
    pub fn load(folder: &Path) -> Result<Self, Fault> {
        let path = folder.join("model.json");
        let text = fs::read(&path).map_err(|why| {
            Fault::new(format!(
                "{} cannot be read: {why}; a training writes it: image-classifier train DIR --out {}",
                path.display(),
                folder.display()
            ))
        })?;
        let about: About = serde_json::from_slice(&text).map_err(|why| Fault::reading(&path, why))?;
        if about.format != FORMAT {
            return Err(Fault::new(format!(
                "{} has the format `{}`; this program reads `{FORMAT}`: train again",
                path.display(),
                about.format
            )));
        }
        let sound = about.classes.len() >= 2
            && SIZES.contains(&about.size)
            && about.temperature.is_finite()
            && about.temperature > 0.0;
        if !sound {
            return Err(Fault::new(format!(
                "{} has {} classes, size {} and temperature {}; expected two classes or more, a size of {} to {} and a temperature \
                 over 0: train again",
                path.display(),
                about.classes.len(),
                about.size,
                about.temperature,
                SIZES.start(),
                SIZES.end()
            )));
        }
        let path = folder.join("model.safetensors");
        let bytes = fs::read(&path).map_err(|why| Fault::reading(&path, why))?;
        if hex(&Sha256::digest(&bytes)) != about.weights {
            return Err(Fault::new(format!(
                "{} is not the file that model.json beside it is of; train again",
                path.display()
            )));
        }
        let device = Device::flex();
        let mut net = Network::new(about.kind, about.classes.len(), 0, &device);
        let mut store = SafetensorsStore::from_bytes(Some(bytes));
        let applied = net
            .load_from(&mut store)
            .map_err(|why| Fault::reading(&path, why))?;
        if !applied.missing.is_empty() || !applied.errors.is_empty() {
            return Err(Fault::reading(
                &path,
                "it has other tensors than the network; train again",
            ));
        }
        Ok(Trained { about, net, device })
    }

    /// What it is.
    pub fn about(&self) -> &About {
        &self.about
    }
}

impl Classifier for Trained {
    fn classes(&self) -> &[String] {
        &self.about.classes
    }

    fn fit(&self, picture: RgbImage) -> RgbImage {
        picture::fit(&picture, self.about.size)
    }

    fn classify(&self, pictures: &[RgbImage]) -> Vec<Said> {
        let mut said = Vec::with_capacity(pictures.len());
        for pictures in pictures.chunks(BATCH) {
            let fitted: Vec<RgbImage> = pictures
                .iter()
                .map(|picture| picture::fit(picture, self.about.size))
                .collect();
            let maps = self.net.maps(tensor(&fitted, &self.device));
            let scores = self.net.head.forward(means(maps.clone())).into_data();
            let scores: Vec<f32> = scores.iter::<f32>().collect();
            let weights: Vec<f32> = self.net.head.weight.val().into_data().iter::<f32>().collect();
            let [_, features, height, width] = maps.dims();
            let maps: Vec<f32> = maps.into_data().iter::<f32>().collect();
            let classes = self.about.classes.len();
            let each = scores
                .chunks_exact(classes)
                .zip(maps.chunks_exact(features * height * width));
            for (scores, maps) in each {
                let probabilities = probabilities(scores, self.about.temperature);
                // The weights of a class are a column of `[features, classes]`.
                let weights = weights.iter().skip(likeliest(&probabilities)).step_by(classes);
                said.push(Said {
                    heat: Heat {
                        width,
                        height,
                        cells: heat(maps, weights, height * width),
                    },
                    probabilities,
                });
            }
        }
        said
    }
}

/// The class activation map (Zhou et al., "Learning deep features for discriminative localization", 2016): maps of features, each times what it
/// weighs for the class. The greatest is 1; what speaks against the class is 0.
fn heat<'w>(maps: &[f32], weights: impl Iterator<Item = &'w f32>, cells: usize) -> Vec<f32> {
    let mut heat = vec![0.0_f32; cells];
    for (map, weight) in maps.chunks_exact(cells).zip(weights) {
        for (cell, feature) in heat.iter_mut().zip(map) {
            *cell += feature * weight;
        }
    }
    let most = heat.iter().copied().fold(0.0, f32::max);
    let scale = if most > 0.0 { 1.0 / most } else { 0.0 };
    heat.iter().map(|cell| (cell * scale).clamp(0.0, 1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2 · map 1 - map 2: 2, 4 - 1 = 3, -4, 1.5; by the greatest 2/3, 1, 0, 1/2.
    #[test]
    fn heat_is_what_speaks_for_the_class() {
        let maps = [1.0, 2.0, 0.0, 0.75, 0.0, 1.0, 4.0, 0.0];
        let cells = heat(&maps, [2.0, -1.0].iter(), 4);
        assert_eq!(cells, [2.0 / 3.0, 1.0, 0.0, 0.5]);
        assert_eq!(heat(&maps, [-1.0, 0.0].iter(), 4), [0.0; 4]);
    }
}
