//! What a machine computes: products of matrices, memory, and the training of a small network, each measured several times.
//!
//! An order of the form [`FORMAT`] comes in; a line of JSON goes out for each thing that was measured ([`Measured`]) or that this
//! device cannot do ([`Skipped`]), and a last one that says that all is done. What the seconds mean is judged by whoever asked.

mod matrix;
mod memory;
mod pictures;

use std::hint::black_box;
use std::time::Instant;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::device;
use crate::fault::Fault;
use crate::fit::tell::Tell;

/// The form of order and lines.
pub const FORMAT: &str = "pivot.bench/1";

/// What to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Small sizes and few times: for tests, and for a first look.
    #[serde(default)]
    pub quick: bool,
}

#[derive(Deserialize)]
struct Document {
    format: String,
    #[serde(flatten)]
    rest: serde_json::Map<String, serde_json::Value>,
}

/// The order of a document, where it is of this form: `{"format": "pivot.bench/1", "quick": false}`. `None`: it is another's.
///
/// # Errors
/// It is of this form and has a fault.
pub fn read(text: &[u8]) -> Result<Option<Order>, Fault> {
    let Ok(Document { format, rest }) = serde_json::from_slice(text) else {
        return Ok(None);
    };
    if format != FORMAT {
        return Ok(None);
    }
    serde_json::from_value(rest.into()).map(Some).map_err(|why| {
        Fault::wrong(format!(
            "the order to measure cannot be read: {why}; expected {{\"format\": \"{FORMAT}\", \"quick\": false}}"
        ))
    })
}

/// A thing that was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// `matmul`, `copy`, `scale`, `triad` or `training`.
    pub kind: &'static str,
    /// `cpu` or `gpu`.
    pub device: &'static str,
    /// The type of the numbers: `f32`, `f16`, `bf16`, `f64`.
    pub number: &'static str,
    /// Rows of the matrices, bytes of an array, pictures of a batch.
    pub size: u64,
    /// What was done in each of `seconds`: so many of `unit`.
    pub work: u64,
    /// `flop`, `byte` or `image`.
    pub unit: &'static str,
    /// How long each time took.
    pub seconds: Vec<f64>,
}

/// A thing that this device cannot do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// As of [`Measured`].
    pub skipped: &'static str,
    /// As of [`Measured`].
    pub device: &'static str,
    /// As of [`Measured`].
    pub number: &'static str,
    /// Why, in words.
    pub why: String,
}

/// The last line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Done {
    done: bool,
    /// Threads that computed.
    threads: usize,
    /// Whether there was a GPU.
    gpu: bool,
    /// Whether this program was built to be quick, and not to be looked into.
    release: bool,
}

/// How often, and for how long at least.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// Times that count; one more goes before, to wake what sleeps.
    times: usize,
    /// A time lasts at least so many seconds: what is quicker is done several times in it.
    least: f64,
}

/// Measures on the CPU and, where the build knows one and it works, on the GPU.
///
/// # Errors
/// A GPU was asked for by name and is not there; nobody reads the lines.
pub fn run(order: Order, said: Option<&str>, tell: &mut Tell<'_>) -> Result<(), Fault> {
    let patience = match order.quick {
        true => Patience { times: 3, least: 0.0 },
        false => Patience { times: 7, least: 0.2 },
    };
    let chosen = device::choose(said)?;
    let gpu = !device::is_cpu(&chosen);
    // Within the pool of threads, as a training is.
    rayon::scope(|_| {
        memory::on_cpu(order, patience, tell)?;
        on(order, patience, "cpu", &device::cpu(), tell)?;
        if gpu {
            memory::on_gpu(order, patience, &chosen, tell)?;
            on(order, patience, "gpu", &chosen, tell)?;
        }
        Ok(())
    })?;
    tell.line(&Done {
        done: true,
        threads: rayon::current_num_threads(),
        gpu,
        release: !cfg!(debug_assertions),
    })
}

fn on(
    order: Order,
    patience: Patience,
    name: &'static str,
    device: &Device,
    tell: &mut Tell<'_>,
) -> Result<(), Fault> {
    matrix::measure(order, patience, name, device, tell)?;
    pictures::measure(order, patience, name, device, tell)
}

/// Seconds of one go of `work`, several times; the device has finished when `work` returns.
fn times<T>(patience: Patience, mut work: impl FnMut() -> T) -> Vec<f64> {
    let mut several = |goes: u32| {
        let begun = Instant::now();
        for _ in 0..goes {
            black_box(work());
        }
        begun.elapsed().as_secs_f64() / f64::from(goes)
    };
    // The first wakes threads and, on a GPU, compiles; the second says how many goes fill a time.
    several(1);
    let one = several(1);
    let goes = (patience.least / one.max(1e-9)).ceil().clamp(1.0, 1e5) as u32;
    (0..patience.times).map(|_| several(goes)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_of_other_forms_are_others() {
        assert_eq!(
            read(br#"{"format": "pivot.bench/1", "quick": true}"#).unwrap(),
            Some(Order { quick: true })
        );
        assert_eq!(
            read(br#"{"format": "pivot.bench/1"}"#).unwrap(),
            Some(Order { quick: false })
        );
        for other in [
            &b"{"[..],
            b"[]",
            br#"{"format": "pivot.train/1", "lab": "x"}"#,
            b"\xff",
        ] {
            assert_eq!(read(other).unwrap(), None);
        }
        for wrong in [
            &br#"{"format": "pivot.bench/1", "quik": true}"#[..],
            br#"{"format": "pivot.bench/1", "quick": 1}"#,
        ] {
            let fault = read(wrong).unwrap_err();
            assert_eq!(fault.status(), 2);
            assert!(fault.to_string().contains("\"quick\": false"), "{fault}");
        }
    }

    /// Two goes before, then as often as was asked, each once where no least time is.
    #[test]
    fn as_often_as_asked() {
        let mut goes = 0;
        let seconds = times(Patience { times: 3, least: 0.0 }, || goes += 1);
        assert_eq!((seconds.len(), goes), (3, 5));
        assert!(seconds.iter().all(|s| *s >= 0.0));
    }
}
