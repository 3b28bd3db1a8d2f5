//! Résumés as JSON: read, held against the schema, added to, searched for words.
#![allow(clippy::unwrap_used)]

mod adding;
mod published;
mod reading;
mod schema;
