//! What a machine computes.

use crate::planning::bench::Measure;
use serde::Serialize;
use utoipa::ToSchema;

use crate::verbs::rig::bench::Measured;

/// `pivot.rig-bench/1`.
#[derive(Debug, Serialize, ToSchema)]
pub struct RigBenchJson {
    format: &'static str,
    /// Small sizes and few times.
    quick: bool,
    threads: u64,
    /// Whether the program that computed was built to be quick.
    release: bool,
    /// How many waited for a processor in the minute before the start, and before the end.
    load_before: Option<f64>,
    load_after: Option<f64>,
    /// Why the figures are not to be believed.
    doubt: Option<String>,
    measures: Vec<MeasureJson>,
    /// The name of the table that `times` is held against.
    beside: Option<String>,
    /// About how long an epoch of each lab takes.
    epochs: Vec<EpochJson>,
    /// What was not measured, and why.
    skipped: Vec<String>,
    /// Why nothing but the disk was measured.
    without: Option<String>,
    /// What was written, in the pivot's folder.
    saved: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct MeasureJson {
    /// `matmul`, `copy`, `scale`, `triad`, `training` or `disk`.
    kind: String,
    /// `cpu`, `gpu` or `disk`.
    device: String,
    /// The type of the numbers; of a disk `cache dropped` or `from cache`.
    number: String,
    /// Rows of the matrices, bytes of an array or a file, pictures of a batch.
    size: u64,
    /// `flop`, `byte` or `image`.
    unit: String,
    /// So many of the unit in a second, by the time in the middle.
    rate: Option<f64>,
    /// From the shortest time to the longest, as a share of the one in the middle.
    spread: Option<f64>,
    seconds: Vec<f64>,
    /// How many times as fast it is as in the other table.
    times: Option<f64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct EpochJson {
    lab: &'static str,
    seconds: f64,
}

impl RigBenchJson {
    /// What was measured.
    pub fn new(measured: &Measured) -> RigBenchJson {
        let table = &measured.table;
        let ratios = measured.beside.as_ref().map(|(_, ratios)| ratios.as_slice());
        let ratio = |at: usize| ratios.and_then(|r| r.get(at).copied().flatten());
        RigBenchJson {
            format: "pivot.rig-bench/1",
            quick: table.quick,
            threads: table.threads,
            release: table.release,
            load_before: table.load[0],
            load_after: table.load[1],
            doubt: table.doubt(),
            measures: table
                .measures
                .iter()
                .enumerate()
                .map(|(i, m)| one(m, ratio(i)))
                .collect(),
            beside: measured.beside.as_ref().map(|(table, _)| table.name.clone()),
            epochs: table
                .epochs()
                .into_iter()
                .map(|(lab, seconds)| EpochJson { lab, seconds })
                .collect(),
            skipped: measured.skipped.clone(),
            without: measured.without.as_ref().map(|(what, _)| what.clone()),
            saved: measured.saved.clone(),
        }
    }
}

fn one(measure: &Measure, times: Option<f64>) -> MeasureJson {
    MeasureJson {
        kind: measure.kind.clone(),
        device: measure.device.clone(),
        number: measure.number.clone(),
        size: measure.size,
        unit: measure.unit.clone(),
        rate: measure.rate(),
        spread: measure.spread(),
        seconds: measure.seconds.clone(),
        times,
    }
}
