//! What `competitions.toml` says: the competitions that the person watches, and the task that each belongs to.
//!
//! ```
//! let text = r#"
//! format = "pivot.competitions/1"
//!
//! [[competition]]
//! name = "titanic"         # the last part of its address
//! task = "3.2"
//! entered = 2027-01-05     # the day on which you accepted its rules, where Kaggle was not asked since
//! better = "higher"        # whether a higher or a lower score is better, where its metric does not say it
//! team = true              # you want to compete in a team: agreeing on one is a task of its own
//! "#;
//! let (competitions, faults) = pivot_domain::competitions::parse(text);
//! assert_eq!(faults, []);
//! assert_eq!(competitions.unwrap().watched[0].task, "3.2");
//! ```

use std::ops::Range;

use jiff::civil::Date;

use crate::fault::Fault;
use crate::read::{NOT_TOML, Table, Value, document};

/// What stands in the file's `format`.
pub const FORMAT: &str = "pivot.competitions/1";
/// The longest name, in characters.
const NAME_MAX: usize = 200;
const NAME: &str = "the last part of the competition's address: letters, digits, `-` and `_`";

/// A person's `competitions.toml` without faults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Competitions {
    /// The address of the service; `None`: Kaggle's own.
    pub service: Option<String>,
    /// What is watched, as it stands in the file. No two have one name.
    pub watched: Vec<Watched>,
}

impl Competitions {
    /// The competition of that name, where it is watched.
    pub fn named(&self, name: &str) -> Option<&Watched> {
        self.watched.iter().find(|watched| watched.name == name)
    }
}

/// A competition that is watched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Its name in addresses: `titanic`.
    pub name: String,
    /// The task of the curriculum that it belongs to.
    pub task: String,
    /// When the person accepted its rules, by their own word.
    pub entered: Option<Date>,
    /// Which score is the better one, by the person's word.
    pub better: Option<Better>,
    /// The person wants to compete in a team.
    pub team: bool,
    /// Its place in the file.
    pub at: Range<usize>,
}

/// Which of two scores is the better one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// The higher one: an accuracy.
    Higher,
    /// The lower one: an error.
    Lower,
}

impl Better {
    /// What a metric's name says about it, as Kaggle writes it: `Categorization Accuracy`, `Log Loss`. `None` where it says nothing.
    pub fn of_metric(metric: &str) -> Option<Better> {
        let words = metric.to_lowercase();
        let has = |words_of: &[&str]| words_of.iter().any(|word| words.contains(word));
        let low = [
            "error",
            "loss",
            "distance",
            "deviation",
            "rmse",
            "rmsle",
            "mae",
            "mape",
            "perplexity",
            "crps",
        ];
        let high = [
            "accuracy",
            "auc",
            "area under",
            "precision",
            "recall",
            "f1",
            "fscore",
            "f-score",
            "kappa",
            "dice",
            "iou",
            "intersection over union",
            "correlation",
            "gini",
            "ndcg",
            "r2",
            "r^2",
        ];
        // Two words that disagree, as in `mean average precision error`, say nothing.
        match (has(&low), has(&high)) {
            (true, false) => Some(Better::Lower),
            (false, true) => Some(Better::Higher),
            _ => None,
        }
    }

    /// Whether `score` beats `before`.
    pub fn beats(self, score: f64, before: f64) -> bool {
        match self {
            Better::Higher => score > before,
            Better::Lower => score < before,
        }
    }

    /// `higher`, `lower`.
    pub fn word(self) -> &'static str {
        match self {
            Better::Higher => "higher",
            Better::Lower => "lower",
        }
    }
}

/// Whether it can be a competition's name: it becomes part of a file's name too.
pub fn is_name(text: &str) -> bool {
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    !text.is_empty() && text.len() <= NAME_MAX && text.chars().all(letters)
}

/// Reads `competitions.toml`: what is watched where there is no fault, else every fault there is.
pub fn parse(text: &str) -> (Option<Competitions>, Vec<Fault>) {
    let (root, mut faults) = document(text);
    let mut root = Table::new("competitions.toml", root.get_ref(), 0..0);
    let competitions = read(&mut root, &mut faults);
    root.close(&mut faults);
    // Of two faults at one place the first is the cause.
    faults.sort_by_key(|f| f.at.start);
    faults.dedup_by(|later, first| later.at.start == first.at.start && first.what.starts_with(NOT_TOML));
    (faults.is_empty().then_some(competitions), faults)
}

fn read(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Competitions {
    root.read("format", faults, |v| match v.get_ref().as_str() {
        Some(FORMAT) => Ok(()),
        _ => Err(format!("\"{FORMAT}\", the only format there is")),
    });
    let service = root.read("service", faults, service).map(|(text, _)| text);
    let mut all: Vec<Watched> = Vec::new();
    for mut table in root.tables("competition", "a competition", faults) {
        let at = table.at.clone();
        table.need("name", NAME, faults);
        let name = table.read("name", faults, |v| {
            v.get_ref()
                .as_str()
                .filter(|s| is_name(s))
                .map(str::to_owned)
                .ok_or_else(|| NAME.into())
        });
        const TASK: &str = "the id of a task of the curriculum, in quotes";
        table.need("task", TASK, faults);
        let task = table.read("task", faults, |v| {
            let text = v.get_ref().as_str().filter(|s| !s.trim().is_empty());
            text.map(str::to_owned).ok_or_else(|| TASK.into())
        });
        let entered = table.date("entered", faults).map(|(date, _)| date);
        let better = table.read("better", faults, better).map(|(better, _)| better);
        let team = table.read("team", faults, |v| match v.get_ref().as_bool() {
            Some(team) => Ok(team),
            None => Err("true or false".into()),
        });
        table.close(faults);
        let (Some((name, name_at)), Some((task, _))) = (name, task) else {
            continue;
        };
        if all.iter().any(|known| known.name == name) {
            faults.push(Fault::new(
                name_at,
                format!("`{name}` is there twice"),
                "each competition once",
            ));
            continue;
        }
        all.push(Watched {
            name,
            task,
            entered,
            better,
            team: team.is_some_and(|(team, _)| team),
            at,
        });
    }
    Competitions {
        service,
        watched: all,
    }
}

/// An address that a token may be sent to: encrypted, or on this machine.
fn service(value: Value<'_, '_>) -> Result<String, String> {
    let expected = || "an address that begins with https:// (or http:// on this machine)".to_owned();
    let text = value.get_ref().as_str().ok_or_else(expected)?;
    let host = |rest: &str| rest.split(['/', ':']).next().unwrap_or_default().to_owned();
    let is_here = text
        .strip_prefix("http://")
        .is_some_and(|rest| !rest.contains('@') && matches!(host(rest).as_str(), "127.0.0.1" | "localhost"));
    let is_safe = text
        .strip_prefix("https://")
        .is_some_and(|rest| !host(rest).is_empty());
    (is_here || is_safe).then(|| text.to_owned()).ok_or_else(expected)
}

fn better(value: Value<'_, '_>) -> Result<Better, String> {
    match value.get_ref().as_str() {
        Some("higher") => Ok(Better::Higher),
        Some("lower") => Ok(Better::Lower),
        _ => Err("\"higher\" or \"lower\"".into()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test ends where what it asks for is not there"
    )]

    use super::*;

    #[test]
    fn every_fault_is_told_with_its_place() {
        let text = "format = \"x\"\nservice = \"http://elsewhere.example\"\n[[competition]]\nname = \"a b\"\ntask = 3\nbetter = \"up\"\nteam = 1\nx = 1\n[[competition]]\nname = \"t\"\ntask = \"1\"\n[[competition]]\nname = \"t\"\ntask = \"2\"\n";
        let (none, faults) = parse(text);
        assert_eq!(none, None);
        let told: Vec<(usize, &str)> = faults
            .iter()
            .map(|f| (text[..f.at.start].lines().count(), f.expected.as_str()))
            .collect();
        let lines: Vec<usize> = told.iter().map(|(line, _)| *line).collect();
        assert_eq!(faults.len(), 8, "{told:?}");
        assert!(lines.is_sorted());
        for host in [
            "http://localhost:7777/api",
            "http://127.0.0.1:1",
            "https://k.example",
        ] {
            let (read, faults) = parse(&format!("service = \"{host}\"\n"));
            assert_eq!((read.unwrap().service.as_deref(), faults.len()), (Some(host), 0));
        }
        for host in [
            "http://localhost@evil.example",
            "http://localhost.evil.example",
            "https://",
            "ftp://x",
        ] {
            assert_eq!(parse(&format!("service = \"{host}\"\n")).1.len(), 1, "{host}");
        }
    }

    #[test]
    fn which_score_is_better_is_read_from_a_metric_that_says_it() {
        for (metric, better) in [
            ("Categorization Accuracy", Some(Better::Higher)),
            ("Log Loss", Some(Better::Lower)),
            ("Root Mean Squared Logarithmic Error", Some(Better::Lower)),
            ("AUC", Some(Better::Higher)),
            ("Quadratic Weighted Kappa", Some(Better::Higher)),
            ("Mean Average Precision Error", None),
            ("Custom Metric", None),
        ] {
            assert_eq!(Better::of_metric(metric), better, "{metric}");
        }
    }
}
