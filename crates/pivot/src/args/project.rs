//! What `project` is asked.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::SignedDuration;

use super::duration;

#[derive(Debug, Subcommand)]
#[command(after_help = "docs/project.md goes through a project from its scope to the site.")]
pub(crate) enum Project {
    /// What the project is to be and what not; its hours against your budget, and what to cut where they pass it
    Scope(ProjectScope),
    /// Make a repository of your own to begin with: code, tests, a page and a demo that work
    New(ProjectNew),
}

#[derive(Debug, Args)]
pub(crate) struct ProjectScope {
    /// Who will use it, and for what; without any of these a terminal is asked
    #[arg(long, value_name = "TEXT")]
    pub(crate) user: Option<String>,
    /// From what it learns: how much of it, from where, with what right
    #[arg(long, value_name = "TEXT")]
    pub(crate) data: Option<String>,
    /// What is true when it has succeeded
    #[arg(long, value_name = "TEXT")]
    pub(crate) success: Option<String>,
    /// What it will not do
    #[arg(long, value_name = "TEXT")]
    pub(crate) out: Option<String>,
    /// By what it is measured, such as accuracy
    #[arg(long, value_name = "NAME", value_parser = metric)]
    pub(crate) metric: Option<String>,
    /// Which way the metric goes [default: by its name]
    #[arg(long, value_name = "WAY")]
    pub(crate) better: Option<Way>,
    /// What there is today reaches so much [default: the baseline that the training reports]
    #[arg(long, value_name = "X", value_parser = number, allow_negative_numbers = true)]
    pub(crate) baseline: Option<f64>,
    /// By so much the baseline must be beaten; recorded as project-goal
    #[arg(long, value_name = "X", value_parser = amount)]
    pub(crate) beat_by: Option<f64>,
    /// So many hours of yours it may take in all, such as 80h
    #[arg(long, value_name = "HOURS", value_parser = budget)]
    pub(crate) budget: Option<SignedDuration>,
    /// Put words in the place of those that are there
    #[arg(long)]
    pub(crate) replace: bool,
    /// Make the cut of this number, as it was shown: tasks left out or shortened become facts
    #[arg(long, value_name = "N")]
    pub(crate) cut: Option<usize>,
    /// Write and record nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ProjectNew {
    /// Its name: small letters, digits and hyphens, such as fish-finder
    pub(crate) name: String,
    /// Where to make it [default: the project's folder in your pivot; without a pivot a folder of that name]
    pub(crate) folder: Option<PathBuf>,
    /// What to begin with
    #[arg(long, value_name = "TEMPLATE", default_value = pivot_app::verbs::project::TEMPLATES[0])]
    pub(crate) template: String,
    /// Make no repository and no first commit
    #[arg(long)]
    pub(crate) no_git: bool,
}

/// Which way a metric goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Way {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

fn metric(text: &str) -> Result<String, String> {
    use pivot_app::domain::project::scope::is_metric;
    is_metric(text)
        .then(|| text.to_owned())
        .ok_or_else(|| "expected a metric's name in one word, such as accuracy or log-loss".into())
}

/// A finite number.
pub(crate) fn number(text: &str) -> Result<f64, String> {
    let number = text.trim().parse().ok().filter(|n: &f64| n.is_finite());
    number.ok_or_else(|| "expected a number such as 0.8".into())
}

/// A number above 0.
pub(crate) fn amount(text: &str) -> Result<f64, String> {
    let above = number(text).ok().filter(|n| *n > 0.0);
    above.ok_or_else(|| "expected a number above 0, such as 0.05".into())
}

/// Hours of a budget.
pub(crate) fn budget(text: &str) -> Result<SignedDuration, String> {
    use pivot_app::domain::project::scope::BUDGET_MAX;
    let hours = duration(text)
        .ok()
        .filter(|d| *d > SignedDuration::ZERO && *d <= BUDGET_MAX);
    hours.ok_or_else(|| "expected hours such as 80h, at most 10000h".into())
}
