//! What is kept after each epoch, so that a training that was broken off goes on: the network, the best one so far, the moments of
//! the optimizer, and where it stands. An epoch has a folder of its own; `state.json`, which names it, is replaced in one step.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use burn::module::Module;
use burn::store::{ModuleSnapshot, SafetensorsStore};
use safetensors::{Dtype, SafeTensors, View};
use serde::{Deserialize, Serialize};

use super::adam::{Adam, Moments};
use super::tell::Epoch;
use crate::fault::Fault;

/// Where a training stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// What makes the training what it is: only one of the same key goes on.
    pub key: String,
    /// What was reached so far, an entry for each epoch.
    pub epochs: Vec<Epoch>,
    /// The epoch of the best validation score.
    pub best: usize,
    /// Steps of the optimizer.
    pub steps: u32,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    /// Where it stands.
    pub state: State,
    /// The network, as safetensors.
    pub net: Vec<u8>,
    /// The best one.
    pub best: Vec<u8>,
    /// The optimizer.
    pub adam: Adam,
}

/// A network as safetensors.
///
/// # Errors
/// Its tensors cannot be written.
pub fn pack<M: Module>(net: &M) -> Result<Vec<u8>, Fault> {
    let mut store = SafetensorsStore::from_bytes(None);
    let saved = net.save_into(&mut store).and_then(|()| store.get_bytes());
    saved.map_err(|why| Fault::Outside(format!("the network cannot be packed: {why}")))
}

/// Fills a network with what [`pack`] gave.
///
/// # Errors
/// The bytes are of another network.
pub fn unpack<M: Module>(net: &mut M, bytes: &[u8]) -> Result<(), Fault> {
    let mut store = SafetensorsStore::from_bytes(Some(bytes.to_vec()));
    match net.load_from(&mut store) {
        Ok(applied) if applied.missing.is_empty() && applied.errors.is_empty() => Ok(()),
        Ok(_) => Err(Fault::wrong("the saved network has other tensors than this one")),
        Err(why) => Err(Fault::wrong(format!("the saved network cannot be read: {why}"))),
    }
}

/// The folder of checkpoints in the folder that is written to.
fn folder(out: &Path) -> PathBuf {
    out.join("checkpoint")
}

/// Writes a checkpoint and then removes the one before.
///
/// # Errors
/// The disk does not take it.
pub fn save(out: &Path, checkpoint: &Checkpoint) -> Result<(), Fault> {
    let top = folder(out);
    let here = top.join(checkpoint.state.epochs.len().to_string());
    fs::create_dir_all(&here).map_err(|why| Fault::writing(&here, &why))?;
    write(&here.join("net.safetensors"), &checkpoint.net)?;
    write(&here.join("best.safetensors"), &checkpoint.best)?;
    let named = checkpoint
        .adam
        .moments
        .iter()
        .enumerate()
        .flat_map(|(place, moments)| {
            let first = (format!("{place}.first"), Numbers::new(&moments.first));
            [first, (format!("{place}.second"), Numbers::new(&moments.second))]
        });
    let moments = safetensors::serialize(named, None).map_err(|why| Fault::writing(&here, &why))?;
    write(&here.join("moments.safetensors"), &moments)?;
    let state = serde_json::to_vec_pretty(&checkpoint.state).map_err(|why| Fault::writing(&top, &why))?;
    write(&top.join("state.json"), &state)?;
    for entry in fs::read_dir(&top).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && path != here {
            // What stays behind is taken away the next time.
            let _ = fs::remove_dir_all(path);
        }
    }
    Ok(())
}

/// The checkpoint of a training of this key; `None` where there is none, or it is of another training or broken.
pub fn load(out: &Path, key: &str) -> Option<Checkpoint> {
    let top = folder(out);
    let state: State = serde_json::from_slice(&fs::read(top.join("state.json")).ok()?).ok()?;
    if state.key != key || state.epochs.is_empty() {
        return None;
    }
    let here = top.join(state.epochs.len().to_string());
    let file = |name: &str| fs::read(here.join(name)).ok();
    let bytes = file("moments.safetensors")?;
    let tensors = SafeTensors::deserialize(&bytes).ok()?;
    let numbers = |name: String| -> Option<Vec<f32>> {
        let bytes = tensors.tensor(&name).ok()?.data().chunks_exact(4);
        Some(
            bytes
                .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
                .collect(),
        )
    };
    let moments = (0..tensors.len() / 2).map(|place| {
        Some(Moments {
            first: numbers(format!("{place}.first"))?,
            second: numbers(format!("{place}.second"))?,
        })
    });
    let adam = Adam {
        steps: state.steps,
        moments: moments.collect::<Option<_>>()?,
    };
    Some(Checkpoint {
        net: file("net.safetensors")?,
        best: file("best.safetensors")?,
        state,
        adam,
    })
}

/// Takes all checkpoints away: the training is done, or begins anew.
pub fn clear(out: &Path) {
    let _ = fs::remove_dir_all(folder(out));
}

/// Writes a file whole or not at all.
///
/// # Errors
/// The disk does not take it.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let beside = path.with_extension("part");
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    written.map_err(|why| {
        let _ = fs::remove_file(&beside);
        Fault::writing(path, &why)
    })
}

/// Numbers as a tensor of one dimension.
struct Numbers<'n> {
    numbers: &'n [f32],
    length: usize,
}

impl<'n> Numbers<'n> {
    fn new(numbers: &'n [f32]) -> Self {
        Numbers {
            numbers,
            length: numbers.len(),
        }
    }
}

impl View for Numbers<'_> {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }

    fn shape(&self) -> &[usize] {
        std::slice::from_ref(&self.length)
    }

    fn data(&self) -> Cow<'_, [u8]> {
        let bytes = self.numbers.iter().flat_map(|n| n.to_le_bytes());
        bytes.collect::<Vec<_>>().into()
    }

    fn data_len(&self) -> usize {
        self.length * 4
    }
}
