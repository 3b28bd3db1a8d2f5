//! Where tensors live. The device is always named: Burn's default depends on what was built in and panics where there is no GPU.
//!
//! A GPU is there only in a build with the feature `wgpu`, and only after a child process has computed on it within a time limit: a
//! driver that is missing or broken ends that child, not the training.

use burn::tensor::Device;

use crate::fault::Fault;

/// The variable that says where to train: `cpu` (also where nothing is said and no GPU was built in) or `gpu`.
pub const VARIABLE: &str = "PIVOT_TRAIN_DEVICE";
/// The argument with which this program tries a GPU and ends.
pub const PROBE: &str = "--probe-gpu";

/// The CPU, ready for gradients.
pub fn cpu() -> Device {
    Device::flex().autodiff()
}

/// Whether a device is the CPU, with gradients or without.
pub fn is_cpu(device: &Device) -> bool {
    device.clone().inner() == Device::flex()
}

/// The name of a device, for `settings.json`.
pub fn name(device: &Device) -> &'static str {
    if is_cpu(device) { "flex" } else { "wgpu" }
}

/// The device to train on, by what [`VARIABLE`] says.
///
/// # Errors
/// It says something else, or asks for a GPU that is not there.
pub fn choose(said: Option<&str>) -> Result<Device, Fault> {
    match said {
        Some("cpu") => Ok(cpu()),
        Some("gpu") => gpu::device().map_err(|why| {
            Fault::wrong(format!(
                "there is no GPU to train on: {why}; without {VARIABLE}=gpu the CPU is used"
            ))
        }),
        None | Some("") => Ok(gpu::device().unwrap_or_else(|_| cpu())),
        Some(other) => Err(Fault::wrong(format!(
            "{VARIABLE} is `{other}`; expected `cpu` or `gpu`"
        ))),
    }
}

pub use gpu::try_it;

#[cfg(not(feature = "wgpu"))]
mod gpu {
    use burn::tensor::Device;

    /// None was built in.
    pub(super) fn device() -> Result<Device, String> {
        Err(
            "this program was built without one (`cargo build --release -p pivot-train --features wgpu`)"
                .into(),
        )
    }

    /// Computes something on the GPU, if there is one. In the child process alone: without a driver this panics.
    pub fn try_it() -> bool {
        false
    }
}

#[cfg(feature = "wgpu")]
mod gpu {
    use std::process::{Command, Stdio};
    use std::thread;
    use std::time::{Duration, Instant};

    use burn::tensor::{Device, DeviceKind, Tensor};

    use super::PROBE;

    /// A driver that has not computed 2 · 3 by then is none.
    const PATIENCE: Duration = Duration::from_secs(30);

    fn named() -> Device {
        Device::wgpu(DeviceKind::DefaultDevice)
    }

    /// The GPU, after a child has tried it.
    pub(super) fn device() -> Result<Device, String> {
        let program = std::env::current_exe().map_err(|why| why.to_string())?;
        let mut child = Command::new(program)
            .arg(PROBE)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|why| why.to_string())?;
        let begun = Instant::now();
        loop {
            match child.try_wait() {
                Ok(Some(status)) if status.success() => return Ok(named().autodiff()),
                Ok(Some(_)) => return Err("no driver could be used".into()),
                Ok(None) if begun.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(20)),
                _ => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(format!(
                        "the driver did not answer in {} seconds",
                        PATIENCE.as_secs()
                    ));
                }
            }
        }
    }

    /// Computes something on the GPU, if there is one. In the child process alone: without a driver this panics.
    pub fn try_it() -> bool {
        let product = Tensor::<2>::from_data([[2.0]], &named()).matmul(Tensor::from_data([[3.0]], &named()));
        product.into_scalar::<f32>() == 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_kept_to() {
        assert!(is_cpu(&choose(Some("cpu")).unwrap()));
        let fault = choose(Some("tpu")).unwrap_err().to_string();
        assert!(fault.contains("expected `cpu` or `gpu`"), "{fault}");
        if cfg!(not(feature = "wgpu")) {
            assert!(is_cpu(&choose(None).unwrap()));
            let fault = choose(Some("gpu")).unwrap_err().to_string();
            assert!(fault.contains("--features wgpu"), "{fault}");
        }
    }
}
