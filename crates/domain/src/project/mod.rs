//! The person's project: what it is to be ([`scope`]), and what its training reported ([`report`]).

pub mod report;
pub mod scope;

use scope::Scope;

/// The folder of the project in the pivot where `pivot.toml` names no other. In a `done_when`, `project/` stands for it.
pub const FOLDER: &str = "project";
/// The scope, in the project's folder.
pub const SCOPE: &str = "scope.md";
/// Where a training reports, in the project's folder: the first that is there counts.
pub const REPORTS: [&str; 2] = ["model/report/report.json", "report/report.json"];

/// The name of the value that a training is held against: what the simplest answer reaches.
pub const BASELINE: &str = "project-baseline";
/// The name of the value by which the baseline is beaten.
pub const IMPROVEMENT: &str = "project-improvement";
/// The name of the value by which it must be beaten, as the scope says.
pub const GOAL: &str = "project-goal";

/// Whether a value's name is one of the project's own.
pub fn is_own(name: &str) -> bool {
    matches!(name, BASELINE | IMPROVEMENT | GOAL)
}

/// A path as it stands in a `done_when`, where the project's folder is `folder`.
pub fn placed(path: &str, folder: &str) -> String {
    match path.strip_prefix(FOLDER) {
        Some("") => folder.to_owned(),
        Some(rest) if rest.starts_with('/') => format!("{folder}{rest}"),
        _ => path.to_owned(),
    }
}

/// How far a training is beyond what the scope measures it against.
#[derive(Clone, Debug, PartialEq)]
pub struct Improvement {
    /// The metric that was looked at.
    pub metric: String,
    /// Its value on the pictures (or whatever it is) that training never saw.
    pub value: f64,
    /// What it is held against: the scope's baseline, or the report's where the scope names none.
    pub baseline: f64,
    /// By so much it is better: positive whichever way the metric goes.
    pub by: f64,
}

/// The metric of a report where no scope names one.
pub const METRIC: &str = "accuracy";

/// By how much a report beats the baseline.
///
/// # Errors
/// The report has no such figure, or nothing says what to hold it against: a sentence without its full stop.
pub fn improvement(scope: Option<&Scope>, report: &report::Report) -> Result<Improvement, String> {
    let metric = scope.and_then(|s| s.metric.as_deref()).unwrap_or(METRIC);
    let Some(value) = report.figure(metric) else {
        let known: Vec<&str> = report.names().collect();
        return Err(format!(
            "the report has no figure `{metric}`; it has {}",
            if known.is_empty() {
                "none".to_owned()
            } else {
                known.join(", ")
            }
        ));
    };
    let own = scope.and_then(|s| s.baseline);
    let Some(baseline) = own.or_else(|| report.baseline(metric)) else {
        return Err("neither the report nor the scope has a baseline".into());
    };
    let better = scope.map_or(crate::competitions::Better::Higher, Scope::better);
    let by = match better {
        crate::competitions::Better::Higher => value - baseline,
        crate::competitions::Better::Lower => baseline - value,
    };
    Ok(Improvement {
        metric: metric.to_owned(),
        value,
        baseline,
        by: round(by),
    })
}

/// Without the dust that a subtraction leaves: 0.9 - 0.8 is 0.1.
fn round(value: f64) -> f64 {
    (value * 1e12).round() / 1e12
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::competitions::Better;

    fn report(text: &str) -> report::Report {
        report::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_path_moves_with_the_projects_folder() {
        for (path, placed_at) in [
            ("project", "fishes"),
            ("project/scope.md", "fishes/scope.md"),
            ("projects/a.md", "projects/a.md"),
            ("work/project/x", "work/project/x"),
        ] {
            assert_eq!(placed(path, "fishes"), placed_at);
            assert_eq!(placed(path, FOLDER), path);
        }
    }

    #[test]
    fn improvement_is_held_against_what_the_scope_names() {
        let told = report("{\"accuracy\": 0.9, \"baseline\": 0.25, \"loss\": 0.3}");
        // 0.9 - 0.25.
        assert_eq!(improvement(None, &told).unwrap().by, 0.65);
        // The scope says that what there is today reaches 0.8: 0.9 - 0.8.
        let mut scope = Scope {
            metric: Some("accuracy".into()),
            baseline: Some(0.8),
            ..Scope::default()
        };
        assert_eq!(improvement(Some(&scope), &told).unwrap().by, 0.1);
        // Lower is better: 0.5 - 0.3.
        scope.metric = Some("loss".into());
        scope.better = Some(Better::Lower);
        scope.baseline = Some(0.5);
        assert_eq!(improvement(Some(&scope), &told).unwrap().by, 0.2);
        scope.metric = Some("f1".into());
        assert_eq!(
            improvement(Some(&scope), &told).unwrap_err(),
            "the report has no figure `f1`; it has accuracy, baseline, loss"
        );
        assert_eq!(
            improvement(None, &report("{\"accuracy\": 0.9}")).unwrap_err(),
            "neither the report nor the scope has a baseline"
        );
    }
}
