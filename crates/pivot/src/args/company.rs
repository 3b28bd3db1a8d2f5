//! What `company`, `posting` and `apply` are asked.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use clap_complete::ArgValueCandidates;
use jiff::SignedDuration;
use pivot_app::domain::application::Stage;

use super::{Day, day, duration};
use crate::complete;

#[derive(Debug, Subcommand)]
#[command(after_help = "docs/companies.md has every field of companies.toml.")]
pub(crate) enum Company {
    /// Begin companies.toml, with an example to change
    Init,
    /// The companies, as companies.toml has them
    List,
    /// The companies by your own marks and weights, and why
    Rank,
    /// The cities by your own rows and weights, and why
    Relocate,
}

#[derive(Debug, Subcommand)]
#[command(
    after_help = "docs/companies.md says which boards can be read, and which postings are on the list."
)]
pub(crate) enum Posting {
    /// Ask the boards of the companies what they offer; nothing is sent to them
    Fetch {
        /// Only this company
        company: Option<String>,
        /// A board that lists no posting has none, though some were open
        #[arg(long)]
        empty_is_true: bool,
    },
    /// The postings on your list
    List {
        /// All that are known: those that are gone and those that you did not ask for too
        #[arg(long)]
        all: bool,
        /// Only what was seen for the first time so long ago at most, such as 7d
        #[arg(long, value_name = "DURATION", value_parser = duration)]
        new: Option<SignedDuration>,
    },
    /// A posting: its text, what it demands in which words, and what of that you can show
    Show {
        /// Its id, or the beginning of it
        #[arg(value_name = "POSTING", add = ArgValueCandidates::new(complete::postings))]
        id: String,
    },
    /// Keep an advertisement that you saved as text or HTML
    Add {
        /// The file
        file: PathBuf,
        /// Its name here [default: the file's]
        #[arg(long)]
        name: Option<String>,
    },
}

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Nothing is ever sent to a company: you apply where the posting says, and this records it."
)]
pub(crate) struct Apply {
    /// The posting that you applied to: its id, or the beginning of it
    #[arg(required = true, add = ArgValueCandidates::new(complete::postings))]
    pub(crate) posting: Option<String>,
    /// A resume that you sent; it is known by its hash from then on
    #[arg(long, value_name = "FILE")]
    pub(crate) resume: Vec<PathBuf>,
    /// What there is to say of it
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
    /// When it was [default: now]
    #[arg(long, value_name = "MOMENT")]
    pub(crate) at: Option<String>,
    /// The task that it was done for [default: the open one that asks for applications]
    #[arg(long, add = ArgValueCandidates::new(complete::tasks))]
    pub(crate) task: Option<String>,
    /// Open the place where one applies in your browser, and record nothing
    #[arg(long, conflicts_with_all = ["resume", "note", "at", "task"])]
    pub(crate) open: bool,
    #[command(subcommand)]
    pub(crate) command: Option<ApplyCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ApplyCommand {
    /// Your applications, by how far they have come
    List,
    /// Record how far an application has come
    Stage {
        /// The posting
        #[arg(add = ArgValueCandidates::new(complete::applications))]
        posting: String,
        /// How far: screening, interview, onsite, offer, hired, rejected or withdrawn
        #[arg(value_parser = stage)]
        stage: Stage,
        /// When it was [default: now]
        #[arg(long, value_name = "MOMENT")]
        at: Option<String>,
        /// What there is to say of it
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Put what is to be done next into the plan
    Next {
        /// The posting
        #[arg(add = ArgValueCandidates::new(complete::applications))]
        posting: String,
        /// What is to be done
        what: String,
        /// By the end of this day
        #[arg(long, value_name = "DATE", value_parser = day)]
        due: Option<Day>,
        /// How long it takes, such as 30m
        #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "30m")]
        hours: SignedDuration,
    },
    /// Offers beside each other, by the marks and weights of the companies
    Offers,
}

fn stage(text: &str) -> Result<Stage, String> {
    let all: Vec<&str> = Stage::ALL.into_iter().map(Stage::name).collect();
    Stage::named(text).ok_or_else(|| format!("expected one of: {}", all.join(", ")))
}
