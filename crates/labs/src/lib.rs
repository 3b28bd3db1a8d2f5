//! Labs score real work: the metrics, and a file of predictions held against a file of truth.
//!
//! [`metrics`] is arithmetic: accumulators that take rows and give a number, or say in words why there is none.
//! [`score`] reads two CSV tables that share an `id` column and feeds a metric. Nothing here opens a file: readers come in.
#![forbid(unsafe_code)]

pub mod metrics;
pub mod score;
