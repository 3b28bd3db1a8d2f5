//! Arguments of `pivot intake`.

use std::path::PathBuf;

use clap::Args;
use clap_complete::ArgValueCandidates;

use crate::complete;

#[derive(Debug, Args)]
pub(crate) struct Intake {
    /// What you have done before, by its ids, such as python,kaggle: nothing is asked
    #[arg(long, value_name = "ID", value_delimiter = ',', conflicts_with = "resume", add = ArgValueCandidates::new(complete::priors))]
    pub(crate) have: Vec<String>,
    /// A resume as JSON (jsonresume.org), whose words suggest what you have done before
    #[arg(long, value_name = "FILE")]
    pub(crate) resume: Option<PathBuf>,
    /// Take all that the resume suggests
    #[arg(long, short, requires = "resume")]
    pub(crate) yes: bool,
    /// Take tasks too that you have estimated yourself, from your estimates
    #[arg(long)]
    pub(crate) again: bool,
    /// Record nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}
