//! Progress: a line of JSON for each thing worth telling.

use std::io::Write;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::fault::Fault;

/// Steps are told at most so often.
const BEAT: Duration = Duration::from_millis(300);

/// What was reached in an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, serde::Deserialize)]
pub struct Epoch {
    /// Which, from 1.
    pub epoch: usize,
    /// How many there are at most.
    pub of: usize,
    /// The mean loss of its batches.
    pub loss: f64,
    /// The metric of the lab on the rows that are kept for validation.
    pub valid: f64,
    /// How long it took.
    pub seconds: f64,
    /// How long of that the training took, without validation and checkpoint.
    pub training: f64,
}

#[derive(Serialize)]
struct Step {
    step: usize,
    of: usize,
}

/// Where progress is told.
pub struct Tell<'w> {
    to: &'w mut (dyn Write + Send),
    told: Option<Instant>,
}

impl<'w> Tell<'w> {
    /// Told to `to`, a line for each.
    pub fn new(to: &'w mut (dyn Write + Send)) -> Self {
        Tell { to, told: None }
    }

    /// Tells a line.
    ///
    /// # Errors
    /// Nobody reads any more: the training has no purpose.
    pub fn line(&mut self, line: &impl Serialize) -> Result<(), Fault> {
        let text = serde_json::to_string(line).map_err(|why| Fault::Outside(why.to_string()))?;
        let said = writeln!(self.to, "{text}").and_then(|()| self.to.flush());
        said.map_err(|why| Fault::Outside(format!("progress cannot be told any more ({why}): it stops here")))
    }

    /// Tells how far an epoch is, at most a few times a second.
    ///
    /// # Errors
    /// As [`Tell::line`].
    pub fn step(&mut self, step: usize, of: usize) -> Result<(), Fault> {
        if self.told.is_some_and(|told| told.elapsed() < BEAT) {
            return Ok(());
        }
        self.told = Some(Instant::now());
        self.line(&Step { step, of })
    }
}
