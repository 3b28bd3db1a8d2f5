//! Times the area under the ROC curve, for `bench/metrics`: `auc LABELS SCORES [WEIGHTS]`, files of a byte, and of eight bytes
//! (an `f64`, little endian), for each row. Reading them is not timed. Prints the value and the seconds.
#![allow(clippy::disallowed_methods, reason = "an example reads its own files")]

use std::time::Instant;

use pivot_labs::metrics::curve::Curve;

fn numbers(path: &str) -> std::io::Result<Vec<f64>> {
    let bytes = std::fs::read(path)?;
    Ok(bytes
        .chunks_exact(8)
        .map(|b| f64::from_le_bytes(b.try_into().expect("eight bytes")))
        .collect())
}

fn main() -> std::io::Result<()> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let labels = std::fs::read(&paths[0])?;
    let scores = numbers(&paths[1])?;
    let weights = paths.get(2).map(|path| numbers(path)).transpose()?;
    let began = Instant::now();
    let mut curve = Curve::default();
    for (i, (label, score)) in labels.iter().zip(&scores).enumerate() {
        curve.add(*label == 1, *score, weights.as_ref().map_or(1.0, |w| w[i]));
    }
    let value = curve.auc().expect("both classes");
    println!("{value:?} {:?}", began.elapsed().as_secs_f64());
    Ok(())
}
