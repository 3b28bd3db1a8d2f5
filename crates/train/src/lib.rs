//! Trains a small network for each lab of Pivot: the companion `pivot-train`. All that uses Burn is here.
//!
//! One JSON document ([`order`]) comes in, lines of progress go out, and the folder that it names gets `submission.csv`,
//! `model.safetensors` and `settings.json`. The same seed gives the same score on the CPU.
#![forbid(unsafe_code)]

pub mod bench;
pub mod device;
pub mod draws;
pub mod fault;
pub mod fit;
pub mod folder;
pub mod layers;
pub mod nets;
pub mod order;
pub mod settings;

/// The version of Burn that this is built with, as the manifest has it.
pub const BURN: &str = "0.22.1";
