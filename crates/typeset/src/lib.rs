//! The companion of Pivot that sets pages: a résumé becomes a PDF, a title becomes a picture, and a finished PDF is read back as
//! machines read it.
//!
//! It is a program of its own so that nothing else of Pivot needs the crates that it is built from. One document comes in on
//! standard input ([`order`]), files are written into a folder, and one line of JSON on standard output tells of each.
#![forbid(unsafe_code)]

pub mod cards;
pub mod fault;
pub mod fonts;
pub mod letters;
pub mod order;
pub mod reader;
pub mod resume;
pub mod world;
pub mod write;
