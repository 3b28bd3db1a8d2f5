//! What `rig` is asked.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Futures;

#[derive(Debug, Subcommand)]
#[command(after_help = "docs/rig.md has every field of a parts file and every rule.")]
pub(crate) enum Rig {
    /// Measure this machine: matrices, memory, training and disk
    Bench(RigBench),
    /// Hold the parts of a machine against the rules by which parts fit together
    Check {
        /// The parts file: TOML, or CSV where its name ends with .csv
        file: PathBuf,
    },
    /// Buy, rent or take free hours: what this plan's hours on a machine cost each way
    Cost(RigCost),
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

#[derive(Debug, Args)]
pub(crate) struct RigCost {
    /// The costs file, TOML: the rig, electricity, offers, free hours, each price with its day and source
    pub(crate) file: PathBuf,
    /// So many hours of the rig, instead of the plan's
    #[arg(long, value_name = "H", value_parser = hours)]
    pub(crate) hours: Option<u32>,
    /// Over so many weeks, in equal parts
    #[arg(long, value_name = "N", default_value_t = 13, requires = "hours", value_parser = clap::value_parser!(u32).range(1..=520))]
    pub(crate) weeks: u32,
    /// A price list: an offer file of AWS for EC2 in JSON, of any size
    #[arg(long, value_name = "FILE")]
    pub(crate) prices: Option<PathBuf>,
    /// The machine in that list, such as p2.xlarge [default: each offer's instance]
    #[arg(long, value_name = "KIND", requires = "prices")]
    pub(crate) instance: Option<String>,
    /// Where it stands, such as us-east-1 [default: each offer's region]
    #[arg(long, value_name = "REGION", requires = "prices")]
    pub(crate) region: Option<String>,
    /// Write the costs by week as a picture, SVG
    #[arg(long, value_name = "FILE")]
    pub(crate) plot: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) futures: Futures,
}

/// Hours, in minutes.
fn hours(text: &str) -> Result<u32, String> {
    let hours = text
        .trim()
        .parse::<f64>()
        .ok()
        .filter(|h| (0.0..=100_000.0).contains(h));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most 6,000,000"
    )]
    let minutes = hours.map(|h| (h * 60.0).round() as u32);
    minutes.ok_or_else(|| "expected hours, 0 to 100000".to_owned())
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

/// What of the machine is measured.
#[derive(Debug, Args)]
pub(crate) struct RigBench {
    /// Small sizes and few times: a first look, in seconds
    #[arg(long)]
    pub(crate) quick: bool,
    /// Keep the table in the pivot by this name, such as own-box, and pictures a second in metrics.csv
    #[arg(long, value_name = "NAME")]
    pub(crate) save: Option<String>,
    /// Hold it beside this table [default: the one that was saved last]
    #[arg(long, value_name = "NAME")]
    pub(crate) against: Option<String>,
}
