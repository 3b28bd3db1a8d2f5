//! What `rig` is asked.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
#[command(after_help = "docs/rig.md has every field of a parts file and every rule.")]
pub(crate) enum Rig {
    /// Hold the parts of a machine against the rules by which parts fit together
    Check {
        /// The parts file: TOML, or CSV where its name ends with .csv
        file: PathBuf,
    },
    /// Look at this machine: what it has for training, what is missing, and the commands that mend it
    Doctor(RigDoctor),
    /// Choose the best parts of a catalogue: a parts file with several of each
    Suggest {
        /// What it may cost, such as 1000CAD [default: the file's budget]
        #[arg(long, value_name = "AMOUNT")]
        budget: Option<String>,
        /// The catalogue: TOML, or CSV where its name ends with .csv
        file: PathBuf,
    },
}

/// What the machine is looked at for.
#[derive(Debug, Args)]
pub(crate) struct RigDoctor {
    /// Look for what this task wants, and write the answers as its evidence: work/TASK/probe.txt
    #[arg(long, value_name = "TASK", conflicts_with = "from")]
    pub(crate) save: Option<String>,
    /// The Python that frameworks are imported by, such as ~/.venvs/pivot/bin/python
    #[arg(
        long,
        value_name = "PROGRAM",
        default_value = "python3",
        conflicts_with = "from"
    )]
    pub(crate) python: String,
    /// The framework that is wanted, as Python imports it [default: the task's, or torch]
    #[arg(long, value_name = "NAME")]
    pub(crate) framework: Option<String>,
    /// Print the answers as they came, without names and serial numbers, instead of what they mean
    #[arg(long)]
    pub(crate) answers: bool,
    /// Ask nothing: read answers that --answers printed, on this or another machine
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
}
