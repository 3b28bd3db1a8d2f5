//! Labs score real work: the metrics, and a file of predictions held against a file of truth.
//!
//! [`metrics`] is arithmetic: accumulators that take rows and give a number, or say in words why there is none.
//! [`score`] reads two CSV tables that share an `id` column and feeds a metric. [`made`] makes the data of the labs by a seed,
//! [`real`] knows the published sets and turns their files into the same, [`baselines`] answers them in the simple ways that a
//! network has to beat, [`npy`] is the form of pictures; [`lab`] defines labs and judges what is submitted.
//! Nothing here opens a file: readers and bytes come in.
#![forbid(unsafe_code)]

pub mod baselines;
pub mod lab;
pub mod made;
pub mod metrics;
pub mod npy;
pub mod real;
pub mod score;
pub mod serving;
