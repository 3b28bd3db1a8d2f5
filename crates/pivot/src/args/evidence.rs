//! What `evidence` is asked.

use clap::Args;
use clap_complete::ArgValueCandidates;

use crate::complete;

#[derive(Debug, Args)]
pub(crate) struct Evidence {
    /// A step's number or a task's id [default: all steps]
    #[arg(value_name = "STEP|TASK", add = ArgValueCandidates::new(complete::tasks))]
    pub(crate) about: Option<String>,
    /// Record as done what has its evidence
    #[arg(long)]
    pub(crate) close: bool,
    /// Run the commands that you allowed
    #[arg(long)]
    pub(crate) run: bool,
    /// Allow the command with this hash, as it is now, and run it
    #[arg(long, value_name = "HASH", requires = "about")]
    pub(crate) allow: Option<String>,
    /// Record the address that the task asks for, and look at it
    #[arg(long, value_name = "ADDRESS", requires = "about")]
    pub(crate) url: Option<String>,
    /// Look at the addresses that you recorded
    #[arg(long)]
    pub(crate) look: bool,
    /// Record nothing, run nothing
    #[arg(long, conflicts_with_all = ["close", "run", "allow"])]
    pub(crate) dry_run: bool,
}
