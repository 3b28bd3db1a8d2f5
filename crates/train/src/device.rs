//! Where tensors live. The device is always named: Burn's default depends on what was built in and panics where there is no GPU.

use burn::tensor::Device;

/// The CPU, ready for gradients.
pub fn cpu() -> Device {
    Device::flex().autodiff()
}

/// The name of a device, for `settings.json`.
pub fn name(_: &Device) -> &'static str {
    "flex"
}
