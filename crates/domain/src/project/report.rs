//! What a training reported: a JSON file with figures by name.
//!
//! A figure is a number, or an object with a `value` and perhaps the ends of an interval (`low`, `high`); figures may stand at the top
//! or in an object such as `results`. `baseline` is a figure, or an object with a figure for each metric. What is no figure is passed
//! over: a report may say anything else beside.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// What says how far the simplest answer reaches.
const BASELINE: &str = "baseline";
/// Figures may stand so deep in objects.
const DEPTH_MAX: usize = 3;
/// So many figures are read.
const FIGURES_MAX: usize = 200;

/// A figure of a report.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// Its value; finite.
    pub value: f64,
    /// The ends of its interval, where it has one.
    pub interval: Option<(f64, f64)>,
}

/// Figures of a training, by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    figures: BTreeMap<String, Figure>,
    /// By metric, where the report says it so.
    baselines: BTreeMap<String, Figure>,
}

impl Report {
    /// A figure's value.
    pub fn figure(&self, name: &str) -> Option<f64> {
        Some(self.figures.get(name)?.value)
    }

    /// The ends of a figure's interval.
    pub fn interval(&self, name: &str) -> Option<(f64, f64)> {
        self.figures.get(name)?.interval
    }

    /// What the simplest answer reaches by a metric.
    pub fn baseline(&self, metric: &str) -> Option<f64> {
        let own = self.baselines.get(metric).map(|figure| figure.value);
        own.or_else(|| self.figure(BASELINE))
    }

    /// The names of all figures, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.figures.keys().map(String::as_str)
    }
}

/// Reads a report.
///
/// # Errors
/// What it is, as the end of a sentence that begins with its name.
pub fn read(bytes: &[u8]) -> Result<Report, String> {
    let json: Value = serde_json::from_slice(bytes)
        .map_err(|e| format!("is no JSON: line {}, column {}", e.line(), e.column()))?;
    let Value::Object(top) = json else {
        return Err("is no JSON object with figures".into());
    };
    let mut report = Report::default();
    // What stands nearer to the top comes first.
    let mut level: Vec<&Map<String, Value>> = vec![&top];
    for _ in 0..DEPTH_MAX {
        let mut below = Vec::new();
        for object in level {
            for (name, value) in object {
                match (figure(value), value) {
                    (Some(figure), _) if report.figures.len() < FIGURES_MAX => {
                        report.figures.entry(name.clone()).or_insert(figure);
                    }
                    (None, Value::Object(object)) if name == BASELINE => {
                        for (metric, value) in object {
                            if let Some(figure) = figure(value) {
                                report.baselines.entry(metric.clone()).or_insert(figure);
                            }
                        }
                    }
                    (None, Value::Object(object)) => below.push(object),
                    _ => {}
                }
            }
        }
        level = below;
    }
    Ok(report)
}

fn figure(value: &Value) -> Option<Figure> {
    let finite = |value: &Value| value.as_f64().filter(|n| n.is_finite());
    if let Some(value) = finite(value) {
        return Some(Figure {
            value,
            interval: None,
        });
    }
    let object = value.as_object()?;
    let end = |name: &str| object.get(name).and_then(finite);
    Some(Figure {
        value: end("value")?,
        interval: end("low").zip(end("high")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_at_the_top_or_below() {
        let text = r#"{"classes": ["a", "b"], "test": {"accuracy": {"value": 0.9, "low": 0.85, "high": 0.94}, "n": 120},
            "baseline": 0.5, "accuracy": "high", "bad": null}"#;
        let report = read(text.as_bytes()).unwrap();
        assert_eq!(report.names().collect::<Vec<_>>(), ["accuracy", "baseline", "n"]);
        assert_eq!(report.figure("accuracy"), Some(0.9));
        assert_eq!(report.interval("accuracy"), Some((0.85, 0.94)));
        assert_eq!(report.interval("baseline"), None);
        // The one nearer to the top counts.
        let twice = read(br#"{"test": {"accuracy": 0.1}, "accuracy": 0.9}"#).unwrap();
        assert_eq!(twice.figure("accuracy"), Some(0.9));
    }

    #[test]
    fn a_baseline_is_a_figure_or_has_one_for_each_metric() {
        let one = read(br#"{"results": {"accuracy": 0.9, "baseline": 0.25}}"#).unwrap();
        assert_eq!(
            (one.baseline("accuracy"), one.baseline("f1")),
            (Some(0.25), Some(0.25))
        );
        let each = r#"{"results": {"accuracy": {"value": 0.9, "low": 0.8, "high": 0.95},
            "baseline": {"class": "cat", "accuracy": {"value": 0.25, "low": 0.2, "high": 0.3}}}}"#;
        let each = read(each.as_bytes()).unwrap();
        assert_eq!(
            (each.baseline("accuracy"), each.baseline("f1")),
            (Some(0.25), None)
        );
        assert_eq!(each.figure("accuracy"), Some(0.9));
    }

    #[test]
    fn what_is_no_report_is_said() {
        assert_eq!(read(b"{\n\"a\": }").unwrap_err(), "is no JSON: line 2, column 6");
        assert_eq!(read(b"[1]").unwrap_err(), "is no JSON object with figures");
        assert_eq!(read(b"{}").unwrap(), Report::default());
        let deep = "{\"a\":".repeat(100) + "1" + &"}".repeat(100);
        assert_eq!(read(deep.as_bytes()).unwrap(), Report::default());
        assert!(read("[".repeat(100_000).as_bytes()).is_err());
    }
}
