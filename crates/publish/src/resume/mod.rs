//! Résumés.

pub mod reading;
pub mod sheet;
