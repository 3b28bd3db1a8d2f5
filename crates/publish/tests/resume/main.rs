//! Résumés: laid out, added to, cut for a posting, checked.
#![allow(clippy::unwrap_used)]

mod checking;
mod laying_out;
mod postings;
mod suggesting;
mod tailoring;
mod world;
