//! What is kept after each epoch, so that a training that was broken off goes on as if it had not been: the network, the best one so far, the
//! optimizer, and where it stands.

use std::fs;
use std::path::{Path, PathBuf};

use burn::module::Module;
use burn::optim::{ModuleOptimizer, OptimizerRecord};
use serde::{Deserialize, Serialize};

use super::fit::Epoch;
use crate::fault::Fault;
use crate::files;

/// Where a training stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// What makes the training what it is: only one of the same key goes on.
    pub key: String,
    /// What was reached, by epoch.
    pub epochs: Vec<Epoch>,
}

/// The folder of checkpoints of a training.
#[derive(Clone, Debug)]
pub struct Checkpoints {
    folder: PathBuf,
    key: String,
}

/// A training under way.
pub struct Run<M> {
    /// The network.
    pub net: M,
    /// The best one so far.
    pub best: M,
    /// What changes it.
    pub optimizer: ModuleOptimizer,
    /// What was reached, by epoch.
    pub epochs: Vec<Epoch>,
}

impl Checkpoints {
    /// In a folder, for a training of this key.
    pub fn new(folder: PathBuf, key: String) -> Self {
        Checkpoints { folder, key }
    }

    /// Keeps what was reached. An epoch has a folder of its own, and `state.json`, which names it, is replaced in one step: so there is a whole
    /// checkpoint at any moment.
    ///
    /// # Errors
    /// The disk does not take it.
    pub fn save<M: Module>(&self, run: &Run<M>) -> Result<(), Fault> {
        let here = self.folder.join(run.epochs.len().to_string());
        files::folder(&here)?;
        let failed = |why: &dyn std::fmt::Display| Fault::writing(&here, why);
        let net = run.net.clone().into_record().save(here.join("net.bpk"));
        net.map_err(|why| failed(&why))?;
        let best = run.best.clone().into_record().save(here.join("best.bpk"));
        best.map_err(|why| failed(&why))?;
        let optimizer = run.optimizer.to_record().save(here.join("optimizer.bpk"));
        optimizer.map_err(|why| failed(&why))?;
        let state = State {
            key: self.key.clone(),
            epochs: run.epochs.clone(),
        };
        files::write_json(&self.folder.join("state.json"), &state)?;
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() && entry.path() != here {
                // What stays is taken away the next time.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        Ok(())
    }

    /// Goes on where a training of the same key was broken off. Gives `begun` back where there is none, or its files are broken.
    pub fn resume<M: Module>(&self, begun: Run<M>) -> Run<M> {
        self.load(&begun).unwrap_or(begun)
    }

    fn load<M: Module>(&self, begun: &Run<M>) -> Option<Run<M>> {
        let state: State = serde_json::from_slice(&fs::read(self.folder.join("state.json")).ok()?).ok()?;
        if state.key != self.key || state.epochs.is_empty() {
            return None;
        }
        let here = self.folder.join(state.epochs.len().to_string());
        let net = |name: &str| begun.net.clone().try_load_record(record(&here.join(name))?).ok();
        Some(Run {
            net: net("net.bpk")?,
            best: net("best.bpk")?,
            optimizer: begun
                .optimizer
                .clone()
                .load_record(OptimizerRecord::load(here.join("optimizer.bpk")).ok()?),
            epochs: state.epochs,
        })
    }

    /// Takes them away: the training is done.
    pub fn clear(&self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn record(path: &Path) -> Option<burn::store::ModuleRecord> {
    burn::store::ModuleRecord::load(path).ok()
}
