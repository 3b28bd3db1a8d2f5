//! Products of square matrices.

use burn::tensor::{DType, Device, Distribution, Tensor};

use super::{Measured, Order, Patience, Skipped, times};
use crate::fault::Fault;
use crate::fit::tell::Tell;

const TYPES: [(&str, DType); 3] = [("f32", DType::F32), ("f16", DType::F16), ("bf16", DType::BF16)];

/// Operations of a product of two matrices of `n` rows and columns: each of n² numbers is a sum of n products, which counts as n
/// products and n additions.
pub(super) fn operations(n: u64) -> u64 {
    2 * n * n * n
}

/// Rows and columns. On a processor 16 bits are computed by way of 32, and no large product of them is waited for.
fn sizes(order: Order, device: &str, number: &str) -> &'static [u64] {
    match (order.quick, device, number) {
        (true, ..) => &[64, 128],
        (false, "cpu", "f32") => &[256, 512, 1024, 2048],
        (false, "cpu", _) => &[512, 1024],
        (false, ..) => &[512, 1024, 2048, 4096],
    }
}

pub(super) fn measure(
    order: Order,
    patience: Patience,
    name: &'static str,
    device: &Device,
    tell: &mut Tell<'_>,
) -> Result<(), Fault> {
    // Nothing is learned here: no gradients.
    let device = device.clone().inner();
    for (number, dtype) in TYPES {
        if !device.supports_dtype(dtype) {
            tell.line(&Skipped {
                skipped: "matmul",
                device: name,
                number,
                why: format!("this device does not compute in {number}"),
            })?;
            continue;
        }
        for &n in sizes(order, name, number) {
            let side = n as usize;
            let any =
                || Tensor::<2>::random([side, side], Distribution::Uniform(-1.0, 1.0), &device).cast(dtype);
            let (left, right) = (any(), any());
            let seconds = times(patience, || {
                let product = left.clone().matmul(right.clone());
                // Where the device works by itself, it has finished by then; what it failed at shows in the next line's absence.
                let _ = device.sync();
                product
            });
            tell.line(&Measured {
                kind: "matmul",
                device: name,
                number,
                size: n,
                work: operations(n),
                unit: "flop",
                seconds,
            })?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand, for 2 by 2: four numbers, each two products and one addition, to which the first product is added too (to nothing):
    /// 4 x (2 + 2) = 16 = 2 x 2³. For 1024: 2 x 2^30 = 2,147,483,648.
    #[test]
    fn operations_are_counted() {
        assert_eq!(operations(2), 16);
        assert_eq!(operations(1024), 2_147_483_648);
        // The largest does not run over: 2 x 2^36.
        assert_eq!(operations(4096), 137_438_953_472);
    }
}
