//! What `kaggle` is asked.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use clap_complete::ArgValueCandidates;
use jiff::SignedDuration;
use jiff::civil::Date;

use super::{date, duration};
use crate::complete;

#[derive(Debug, Subcommand)]
#[command(
    after_help = "A competition that you watch brings its deadlines into the plan. docs/kaggle.md says what is sent and what is kept."
)]
pub(crate) enum Kaggle {
    /// Competitions: those you entered, or all that a search finds
    List {
        /// Words of their titles
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        /// Only those that you entered
        #[arg(long)]
        entered: bool,
    },
    /// Watch a competition: its deadlines and daily limit become part of your plan
    Watch(KaggleWatch),
    /// How you stand: deadlines, submissions, best score, rank
    Status {
        /// The competition [default: all that you watch]
        #[arg(add = ArgValueCandidates::new(complete::competitions))]
        name: Option<String>,
    },
    /// How many tries are left today (days of UTC)
    Limits {
        /// The competition
        #[arg(add = ArgValueCandidates::new(complete::competitions))]
        name: String,
    },
    /// The first of the public leaderboard
    Leaderboard {
        /// The competition
        #[arg(add = ArgValueCandidates::new(complete::competitions))]
        name: String,
        /// So many of them
        #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=5000))]
        top: u16,
    },
    /// Fetch the files of a competition into data/NAME/, going on where it broke
    Data {
        /// The competition
        #[arg(add = ArgValueCandidates::new(complete::competitions))]
        name: String,
        /// One of its files [default: all]
        file: Option<String>,
    },
    /// Check a file against the sample, send it, and follow it to its score
    Submit(KaggleSubmit),
}

#[derive(Debug, Args)]
pub(crate) struct KaggleWatch {
    /// The competition: the last part of its address, or the address
    pub(crate) name: String,
    /// The task of your plan that it belongs to [default: the one whose evidence or link names it]
    #[arg(long, value_name = "TASK", add = ArgValueCandidates::new(complete::tasks))]
    pub(crate) task: Option<String>,
    /// You accepted its rules on this day, where Kaggle cannot be asked
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) entered: Option<Date>,
    /// Whether a higher or a lower score is better, where its metric does not say it
    #[arg(long, value_name = "WHICH")]
    pub(crate) better: Option<Which>,
    /// You want to compete in a team: agreeing on one becomes a task, to be done before teams can no longer merge
    #[arg(long, conflicts_with = "no_team")]
    pub(crate) team: bool,
    /// You compete on your own
    #[arg(long)]
    pub(crate) no_team: bool,
    /// Watch it no longer; what is known of it stays
    #[arg(long, conflicts_with_all = ["task", "entered", "better", "team", "no_team"])]
    pub(crate) remove: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Which {
    /// An accuracy
    Higher,
    /// An error
    Lower,
}

#[derive(Debug, Args)]
pub(crate) struct KaggleSubmit {
    /// The competition
    #[arg(add = ArgValueCandidates::new(complete::competitions))]
    pub(crate) name: String,
    /// The file
    pub(crate) file: PathBuf,
    /// What you want to remember of it; Kaggle keeps it with the submission
    #[arg(long, short, value_name = "TEXT", default_value = "")]
    pub(crate) message: String,
    /// Hold it against this sample [default: the one among the competition's files]
    #[arg(long, value_name = "FILE", conflicts_with = "unchecked")]
    pub(crate) sample: Option<PathBuf>,
    /// Hold it against no sample
    #[arg(long)]
    pub(crate) unchecked: bool,
    /// What would be sent, and nothing more
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
    /// Send it without asking
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Wait so long for the score
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = duration)]
    pub(crate) wait: SignedDuration,
    /// Do not wait for the score
    #[arg(long, conflicts_with = "wait")]
    pub(crate) no_wait: bool,
}
