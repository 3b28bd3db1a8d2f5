//! The verbs of Pivot: read, decide, append. Here clock, disk, engine and the outside services meet; nothing here prints.
#![forbid(unsafe_code)]

pub mod connect;
mod error;
pub mod planning;
pub mod showing;
mod situation;
mod task;
pub mod verbs;
mod watching;
pub mod wire;
pub mod words;

pub use error::{Error, FaultyFile};
pub use pivot_domain as domain;
pub use pivot_engine::Options;
pub use pivot_labs as labs;
pub use pivot_publish as publish;
pub use pivot_store::Folder;
pub use situation::{Event, Feed, Situation};
pub use watching::{Known, Watching};
