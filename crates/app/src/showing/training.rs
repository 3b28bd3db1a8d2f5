//! What the training of a project reported, as figures with their evidence.

use std::collections::BTreeMap;

use pivot_domain::project::report::Report;
use pivot_domain::project::scope::Scope;
use pivot_domain::project::{Improvement, improvement};
use pivot_publish::record::{Evidence, Figure, Record};

use super::record::plain;
use crate::situation::Situation;
use crate::words::score;

/// What a project's training reported.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Training {
    /// The project's title.
    pub title: String,
    /// The report's path in the pivot's folder.
    pub path: String,
    /// The report.
    pub report: Report,
    /// SHA-256 of it.
    pub sha256: String,
    /// The project's scope, where there is one without mistakes.
    pub scope: Option<Scope>,
}

/// Trainings by the project that they are of.
pub type Trainings = BTreeMap<String, Training>;

/// Adds the figures of trainings to a record, each with its evidence. What the record has stays.
///
/// - `score:SLUG`: the metric of the scope, or accuracy, on what the training kept back.
/// - `score:SLUG-improvement`: by how much that beats the baseline.
pub fn trainings(record: &mut Record, situation: &Situation, trainings: &Trainings) {
    for (slug, training) in trainings {
        let Ok(found) = improvement(training.scope.as_ref(), &training.report) else {
            continue;
        };
        let id = format!("training-{}", plain(slug));
        let at = situation.settings.zones.local(situation.now);
        let on = at.date();
        let Improvement {
            metric,
            value,
            baseline,
            by,
        } = &found;
        record.evidence.insert(
            id.clone(),
            Evidence {
                title: format!("{}: the training's report", training.title),
                found: told(training, &found),
                at,
                by: format!("{}, as the training wrote it", training.path),
                verified: true,
                sha256: Some(training.sha256.clone()),
                excerpt: None,
                link: None,
            },
        );
        let title = &training.title;
        for (key, value, what) in [
            (format!("score:{slug}"), *value, format!("{title}, {metric}")),
            (
                format!("score:{slug}-improvement"),
                *by,
                format!("{title}, {metric} beyond the baseline of {}", score(*baseline)),
            ),
        ] {
            let figure = Figure {
                value,
                text: score(value),
                what,
                on,
                evidence: vec![id.clone()],
            };
            record.figures.entry(key).or_insert(figure);
        }
    }
}

fn told(training: &Training, found: &Improvement) -> String {
    let Improvement {
        metric,
        value,
        baseline,
        by,
    } = found;
    let interval = training
        .report
        .interval(metric)
        .map_or_else(String::new, |(low, high)| {
            format!(" (between {} and {})", score(low), score(high))
        });
    let goal = training
        .scope
        .as_ref()
        .and_then(|s| s.beat_by)
        .map_or_else(String::new, |goal| {
            let reached = if *by > goal {
                "which it did"
            } else {
                "which it did not yet"
            };
            format!(" The scope asked to beat it by more than {goal}, {reached}.")
        });
    format!(
        "The training reported {metric} {}{interval} on what it had kept back, where the baseline has {}.{goal} The report lies in the \
         project's repository and was read as it stands.",
        score(*value),
        score(*baseline),
    )
}

#[cfg(test)]
mod tests {
    use pivot_domain::project::report::read;
    use pivot_domain::{curriculum, settings};

    use super::*;

    #[test]
    fn figures_of_a_training_have_their_evidence() {
        let settings = "timezone = \"UTC\"\nstart = 2027-01-04\n[hours]\nweek = \"mon-fri 18:00-20:00\"\n";
        let path = "format = \"pivot.curriculum/1\"\nid = \"x\"\ntitle = \"X\"\n[[step]]\nnumber = 1\ntitle = \"One\"\nmonths = [1]\n[[task]]\nid = \"a\"\nstep = 1\ntitle = \"A\"\nkind = \"project\"\neffort = [1, 1, 1]\n";
        let situation = Situation {
            now: "2027-01-05T12:00:00Z".parse().unwrap_or_default(),
            settings: settings::parse(settings).0.unwrap_or_else(|| unreachable!()),
            curriculum: curriculum::parse(path).0.unwrap_or_else(|| unreachable!()),
            feeds: Vec::new(),
            competitions: Vec::new(),
            facts: Vec::new(),
            notes: Vec::new(),
            only_if_unchanged: false,
        };
        let told = br#"{"accuracy": {"value": 0.9, "low": 0.85, "high": 0.94}, "baseline": 0.25}"#;
        let training = Training {
            title: "Fishes".into(),
            path: "project/model/report/report.json".into(),
            report: read(told).unwrap_or_default(),
            sha256: "ab".into(),
            scope: Some(Scope {
                beat_by: Some(0.7),
                ..Scope::default()
            }),
        };
        let mut record = Record::default();
        trainings(
            &mut record,
            &situation,
            &Trainings::from([("fishes".into(), training)]),
        );
        // 0.9, and 0.9 - 0.25, which is less than 0.7.
        assert_eq!(record.figures["score:fishes"].text, "0.9000");
        assert_eq!(record.figures["score:fishes-improvement"].value, 0.65);
        let evidence = &record.evidence["training-fishes"];
        assert!(
            evidence.found.contains("(between 0.8500 and 0.9400)"),
            "{}",
            evidence.found
        );
        assert!(
            evidence.found.contains("which it did not yet"),
            "{}",
            evidence.found
        );
        assert_eq!(evidence.sha256.as_deref(), Some("ab"));
        assert!(record.figures.values().all(|f| f.evidence == ["training-fishes"]));
    }
}
