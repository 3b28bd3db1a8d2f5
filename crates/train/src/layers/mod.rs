//! Layers that several networks have.

mod block;
mod convolve;
mod halve;
mod norm;
mod plain;
mod recur;

pub use block::{Block, Conv, Residual};
pub use convolve::convolve;
pub use halve::halve;
pub use norm::norm;
pub use plain::{ints, surprise};
pub use recur::Recur;
