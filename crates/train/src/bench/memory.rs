//! How fast numbers come out of memory and go back, on all threads, by arrays that no cache holds.

use burn::tensor::{Device, Tensor};
use rayon::prelude::*;

use super::{Measured, Order, Patience, times};
use crate::fault::Fault;
use crate::fit::tell::Tell;

/// Numbers that a thread takes at a time.
const PART: usize = 1 << 15;

/// The largest array that every card takes in one piece, in bytes.
const CARD_MAX: usize = 128 << 20;

/// Bytes of an array.
fn bytes(order: Order) -> usize {
    if order.quick { 4 << 20 } else { 256 << 20 }
}

/// Bytes that one go moves between memory and processor, by what the program says: each array that is read or written once.
/// A processor that reads a line before it overwrites it moves more; that is not counted, as is the custom.
pub(super) fn moved(kind: &str, array: u64) -> u64 {
    match kind {
        "triad" => 3 * array,
        _ => 2 * array,
    }
}

/// `a = b`, and `a = b + 3 c`, in numbers of 64 bits.
pub(super) fn on_cpu(order: Order, patience: Patience, tell: &mut Tell<'_>) -> Result<(), Fault> {
    let bytes = bytes(order);
    let many = bytes / size_of::<f64>();
    let filled = |value: f64| -> Vec<f64> { (0..many).into_par_iter().map(|_| value).collect() };
    let (mut a, b, c) = (filled(0.0), filled(1.0), filled(2.0));
    for kind in ["copy", "triad"] {
        let seconds = times(patience, || match kind {
            "copy" => a
                .par_chunks_mut(PART)
                .zip(b.par_chunks(PART))
                .for_each(|(a, b)| a.copy_from_slice(b)),
            _ => a
                .par_chunks_mut(PART)
                .zip(b.par_chunks(PART))
                .zip(c.par_chunks(PART))
                .for_each(|((a, b), c)| {
                    for ((a, b), c) in a.iter_mut().zip(b).zip(c) {
                        *a = b + 3.0 * c;
                    }
                }),
        });
        // 1, and 1 + 3 x 2: what was not computed was not measured.
        let right = if kind == "copy" { 1.0 } else { 7.0 };
        if !a.par_iter().all(|a| *a == right) {
            return Err(Fault::Outside(format!(
                "memory gave back other numbers than were written ({kind}): this machine computes wrong"
            )));
        }
        tell.line(&Measured {
            kind,
            device: "cpu",
            number: "f64",
            size: bytes as u64,
            work: moved(kind, bytes as u64),
            unit: "byte",
            seconds,
        })?;
    }
    Ok(())
}

/// `a = 3 b` in the memory of a card.
pub(super) fn on_gpu(
    order: Order,
    patience: Patience,
    device: &Device,
    tell: &mut Tell<'_>,
) -> Result<(), Fault> {
    let device = device.clone().inner();
    let bytes = bytes(order).min(CARD_MAX);
    let b = Tensor::<1>::ones([bytes / size_of::<f32>()], &device);
    let seconds = times(patience, || {
        let a = b.clone() * 3.0;
        let _ = device.sync();
        a
    });
    tell.line(&Measured {
        kind: "scale",
        device: "gpu",
        number: "f32",
        size: bytes as u64,
        work: moved("scale", bytes as u64),
        unit: "byte",
        seconds,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A copy reads one array and writes one; the triad reads two and writes one.
    #[test]
    fn what_is_moved_is_counted() {
        assert_eq!(moved("copy", 100), 200);
        assert_eq!(moved("scale", 100), 200);
        assert_eq!(moved("triad", 100), 300);
    }
}
