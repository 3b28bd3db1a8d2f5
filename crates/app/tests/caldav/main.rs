//! A calendar on a server: against Radicale and Xandikos, two programs of others that forgive different things, against a twin in memory,
//! and against answers that no server should give. Where the two cannot be installed these tests fail.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

#[path = "../doubles/mod.rs"]
mod doubles;
mod hostile;
mod servers;
mod story;

use servers::hasty;
