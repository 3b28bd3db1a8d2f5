//! Arguments of the commands that record.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use clap_complete::ArgValueCandidates;
use jiff::SignedDuration;
use pivot_app::domain::curriculum::Effort;

use super::duration;
use crate::complete;

const MOMENT: &str = "MOMENT";

#[derive(Debug, Args)]
pub(crate) struct Log {
    /// The task's id, such as 1.3
    #[arg(add = ArgValueCandidates::new(complete::tasks))]
    pub(crate) task: String,
    /// How long, such as 45m or 1h30m
    #[arg(value_parser = duration)]
    pub(crate) duration: SignedDuration,
    /// When it ended, such as 20:00, "yesterday 20:00", "monday 19:00" or "2h ago" [default: now]
    #[arg(long, value_name = MOMENT)]
    pub(crate) at: Option<String>,
    /// Which time of a repeated task [default: the first that is open]
    #[arg(long, value_name = "N")]
    pub(crate) time: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct Start {
    /// The task's id
    #[arg(add = ArgValueCandidates::new(complete::tasks))]
    pub(crate) task: String,
    /// When it began [default: now]
    #[arg(long, value_name = MOMENT)]
    pub(crate) at: Option<String>,
    /// Which time of a repeated task [default: the first that is open]
    #[arg(long, value_name = "N")]
    pub(crate) time: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct Stop {
    /// How long it really was [default: as long as the timer ran]
    #[arg(value_parser = duration)]
    pub(crate) duration: Option<SignedDuration>,
    /// When it ended [default: now]
    #[arg(long, value_name = MOMENT)]
    pub(crate) at: Option<String>,
    /// Believe the timer, although it ran for long or over night
    #[arg(long, short, conflicts_with = "duration")]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Done {
    /// The task's id
    #[arg(add = ArgValueCandidates::new(complete::tasks))]
    pub(crate) task: String,
    /// When it was finished [default: now]
    #[arg(long, value_name = MOMENT)]
    pub(crate) at: Option<String>,
    /// Which time of a repeated task [default: the first that is open]
    #[arg(long, value_name = "N")]
    pub(crate) time: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct Reopen {
    /// The task's id
    #[arg(add = ArgValueCandidates::new(complete::tasks))]
    pub(crate) task: String,
    /// Which time of a repeated task [default: the last that was finished]
    #[arg(long, value_name = "N")]
    pub(crate) time: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct Estimate {
    /// The task's id
    #[arg(add = ArgValueCandidates::new(complete::tasks))]
    pub(crate) task: String,
    /// All its hours, those already spent included: low, likely and high, such as 2h/3h/6h
    #[arg(value_name = "L/L/H", value_parser = effort)]
    pub(crate) effort: Effort,
}

#[derive(Debug, Args)]
pub(crate) struct Pin {
    /// The session's id, such as 1.3/2
    #[arg(add = ArgValueCandidates::new(complete::sessions))]
    pub(crate) session: String,
    /// When it is to begin, such as "tomorrow 18:00" or "monday 19:00"
    #[arg(value_name = MOMENT)]
    pub(crate) start: String,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Journal {
    /// Only the facts about this task
    #[arg(long, value_name = "TASK", add = ArgValueCandidates::new(complete::tasks))]
    pub(crate) task: Option<String>,
    #[command(subcommand)]
    pub(crate) command: Option<JournalCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum JournalCommand {
    /// Whether the journal holds together: its hash chain, and the database
    Verify,
    /// Make again what is made from facts
    Rebuild,
    /// Write all facts as lines of JSON
    Export {
        /// Write to this file [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Of a damaged journal, what can be read
        #[arg(long)]
        readable: bool,
    },
    /// Take in the facts of another machine: exported lines, or a journal's file
    Import {
        /// The file
        file: PathBuf,
    },
}

/// `2h/3h/6h`.
fn effort(text: &str) -> Result<Effort, String> {
    let parts: Vec<_> = text.split('/').map(pivot_app::domain::duration::parse).collect();
    match parts[..] {
        [Some(low), Some(likely), Some(high)] if low <= likely && likely <= high && !high.is_zero() => {
            Ok(Effort { low, likely, high })
        }
        _ => Err("expected low, likely and high, none less than the one before, such as 2h/3h/6h".to_owned()),
    }
}
