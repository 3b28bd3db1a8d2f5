//! What `answer` is asked.

use std::path::PathBuf;

use clap::Args;

use super::forecast::futures;

#[derive(Debug, Args)]
#[command(after_help = "docs/answer.md says what is counted, and how.")]
pub(crate) struct Answer {
    /// Hours for which the best set of skills is wanted
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) hours: u32,
    /// Write a report to print: one HTML file
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// So many futures for each date, 20 at least; more are more exact
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = futures)]
    pub(crate) futures: u32,
    /// Where the random numbers begin
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
}
