//! What `lab` is asked.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use clap_complete::ArgValueCandidates;

use crate::complete;

#[derive(Debug, Subcommand)]
#[command(
    after_help = "A lab is data, a metric, bars and a leaderboard: get, work, submit. docs/labs.md says how to write your own."
)]
pub(crate) enum Lab {
    /// All labs: what each is about, and how you stand
    List,
    /// A lab: its statement, data, bars, limits
    Show {
        /// The lab
        #[arg(add = ArgValueCandidates::new(complete::labs))]
        lab: String,
    },
    /// Write the data of a lab into labs/LAB/
    Get(LabGet),
    /// Check a submission line by line, score it and record the score
    Submit(LabSubmit),
    /// Baselines and your attempts, in the order of the metric
    Leaderboard {
        /// The lab
        #[arg(add = ArgValueCandidates::new(complete::labs))]
        lab: String,
    },
    /// Measure what simple ways and a small network reach here, and put it on the leaderboard
    Baseline(LabBaseline),
    /// Hints, which honest tries unlock one by one
    Hint {
        /// The lab
        #[arg(add = ArgValueCandidates::new(complete::labs))]
        lab: String,
        /// Its number [default: those that you saw, and the next one]
        number: Option<usize>,
    },
    /// Run a command in a folder of its own, within the lab's limits, and record what it took
    Run(LabRun),
    /// Prove a lab: its starter falls short, its reference passes, known wrong answers get known scores
    Check {
        /// A folder with a lab.toml, or a lab
        #[arg(value_name = "DIR|LAB", add = ArgValueCandidates::new(complete::labs))]
        lab: String,
        /// Run the command of its reference
        #[arg(long)]
        run: bool,
    },
    /// Take the data of a lab away; attempts and the journal stay
    Reset {
        /// The lab
        #[arg(add = ArgValueCandidates::new(complete::labs))]
        lab: String,
        /// Copies of attempts, runs and notes of hints too
        #[arg(long)]
        all: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct LabGet {
    /// The lab
    #[arg(add = ArgValueCandidates::new(complete::labs))]
    pub(crate) lab: String,
    /// The set of data [default: the lab's first, which needs no network]
    #[arg(long, value_name = "NAME")]
    pub(crate) set: Option<String>,
    /// The seed by which it is made [default: the lab's]
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Take the files of a real set from this file or folder, not from the network
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// Put other data in the place of those that are there
    #[arg(long)]
    pub(crate) again: bool,
    /// Agree to the licence of a real set
    #[arg(long, short)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LabSubmit {
    /// The lab
    #[arg(add = ArgValueCandidates::new(complete::labs))]
    pub(crate) lab: String,
    /// The submission: a CSV file as sample_submission.csv
    #[arg(required_unless_present = "url", conflicts_with = "url")]
    pub(crate) file: Option<PathBuf>,
    /// The address of your running service, where the lab measures one
    #[arg(long, value_name = "URL", conflicts_with = "model")]
    pub(crate) url: Option<String>,
    /// What you want to remember of it
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
    /// The model that made it, where the lab has a budget of parameters
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// Check the form; score and record nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LabBaseline {
    /// The lab
    #[arg(add = ArgValueCandidates::new(complete::labs))]
    pub(crate) lab: String,
    /// Only the simple ways, in seconds; no network is trained
    #[arg(long)]
    pub(crate) simple: bool,
    /// The seed of the network: the same seed gives the same score
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Epochs at most [default: the network's own]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) epochs: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct LabRun {
    /// The lab
    #[arg(add = ArgValueCandidates::new(complete::labs))]
    pub(crate) lab: String,
    /// The command and its arguments, after --
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
}
