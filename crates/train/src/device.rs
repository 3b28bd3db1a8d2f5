//! Where tensors live. The device is always named: Burn's default depends on what was built in and panics where there is no GPU.

use burn::tensor::Device;

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
