//! What `score` is asked.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use clap_complete::{ArgValueCandidates, CompletionCandidate};
use pivot_app::labs::metrics::Metric;

#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub(crate) struct Score {
    /// The metric, such as auc or rmse
    #[arg(add = ArgValueCandidates::new(metrics))]
    pub(crate) metric: String,
    /// What is true: a CSV file with the columns id and another
    pub(crate) truth: PathBuf,
    /// What was predicted: a CSV file with the same ids, in any order
    pub(crate) predictions: PathBuf,
    /// The column that both files share [default: id]
    #[arg(long, value_name = "NAME")]
    pub(crate) id: Option<String>,
    /// The column to score, where a file has several
    #[arg(long, value_name = "NAME")]
    pub(crate) column: Option<String>,
    /// The column of the truth that says how much each row counts
    #[arg(long, value_name = "NAME")]
    pub(crate) weight: Option<String>,
    /// The positive class, against all others [default: 1 or true]
    #[arg(long, value_name = "LABEL", allow_hyphen_values = true)]
    pub(crate) positive: Option<String>,
    /// Places of a ranked list that count [default: all]
    #[arg(long, value_name = "N")]
    pub(crate) k: Option<usize>,
    /// How many times as important recall is as precision
    #[arg(long, value_name = "B", allow_hyphen_values = true)]
    pub(crate) beta: Option<f64>,
    /// The least and the greatest rating [default: those that occur, one step apart]
    #[arg(long, value_name = "A..B", value_parser = levels, allow_hyphen_values = true)]
    pub(crate) levels: Option<(i64, i64)>,
    /// A value is a set of labels, parted by spaces
    #[arg(long)]
    pub(crate) sets: bool,
    /// A value is a list of numbers: gains in the truth, scores of the same documents in the predictions
    #[arg(long)]
    pub(crate) scores: bool,
    /// A value is a mask, as runs of pixels: start length start length
    #[arg(long)]
    pub(crate) masks: bool,
    /// How boxes are matched and averaged [default: coco]
    #[arg(long, value_name = "NAME")]
    pub(crate) protocol: Option<Protocol>,
    /// One overlap from which on a box is found [default: 0.5 to 0.95 for coco, 0.5 for voc]
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub(crate) iou: Option<f64>,
    /// Compare words, not characters
    #[arg(long)]
    pub(crate) words: bool,
    /// Divide all edits by the length of the truth
    #[arg(long)]
    pub(crate) rate: bool,
    /// The longest n-gram [default: 4]
    #[arg(long, value_name = "N")]
    pub(crate) ngram: Option<usize>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Protocol {
    /// The mean over ten overlaps, by 101 points
    Coco,
    /// One overlap, the area under every step
    Voc,
}

fn metrics() -> Vec<CompletionCandidate> {
    let candidate =
        |metric: &Metric| CompletionCandidate::new(metric.name()).help(Some(metric.about().into()));
    Metric::ALL.iter().map(candidate).collect()
}

fn after_help() -> String {
    let mut text =
        "Metrics, and the parameters that each knows besides --id, --column and --weight:\n".to_owned();
    for metric in Metric::ALL {
        let parameters: String = metric
            .parameters()
            .iter()
            .map(|name| format!(" --{name}"))
            .collect();
        text.push_str(&format!("  {}{parameters}\n", metric.name()));
    }
    text + "docs/metrics.md says what stands in the cells."
}

/// Two ratings, both included.
fn levels(text: &str) -> Result<(i64, i64), String> {
    let wrong = || "expected the least rating and the greatest, such as 1..5".to_owned();
    let (least, greatest) = text.split_once("..").ok_or_else(wrong)?;
    let rating = |text: &str| match text.trim().parse::<i32>() {
        Ok(rating) => Ok(i64::from(rating)),
        Err(_) => Err(wrong()),
    };
    Ok((rating(least)?, rating(greatest)?))
}
