//! What is known of a model: figures on pictures that it never saw, what they are worth, and where it goes wrong.

use std::path::PathBuf;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::fit::{Epoch, Plan, best};
use super::metrics::{
    Bin, Figure, calibration, confusion, likeliest, log_loss, macro_f1_drawn, of_class, probabilities, share,
};
use super::{Learned, Settings};
use crate::data::sheet::Sheet;
use crate::data::{Collection, Flaw, Split};
use crate::fault::Fault;
use crate::files;
use crate::trained::About;

/// Mistakes that are shown.
const SHOWN: usize = 24;

/// The report of a training: `report/report.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// `image-classifier.report/1`.
    pub format: String,
    /// The network, its size and classes.
    pub model: About,
    /// What it learned from.
    pub data: Data,
    /// Epochs at most, batch, rate, decay, patience, seed.
    pub plan: serde_json::Value,
    /// `cpu` or `gpu`.
    pub device: String,
    /// Whether all of the network learned, or its head alone.
    pub fine_tuned: bool,
    /// What was reached in each epoch.
    pub epochs: Vec<Epoch>,
    /// The epoch whose network was kept, from 1.
    pub best_epoch: usize,
    /// How long all of it took; less where a training was gone on with.
    pub seconds: f64,
    /// The figures.
    pub results: Results,
}

/// The pictures of a training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Data {
    /// How many were learned from.
    pub train: usize,
    /// How many said when to stop.
    pub valid: usize,
    /// How many the figures are of.
    pub test: usize,
    /// How many were left out; `data.json` says why.
    pub left_out: usize,
}

/// Figures on the test pictures. Intervals are of 95 %.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// How many pictures.
    pub pictures: usize,
    /// The share that was right, with Wilson's interval.
    pub accuracy: Figure,
    /// The mean over classes of F1, with the interval of a bootstrap.
    pub macro_f1: Figure,
    /// The mean of `-ln` of the probability of the true class.
    pub log_loss: f64,
    /// What one reaches who always says the most frequent class.
    pub baseline: Baseline,
    /// By class.
    pub classes: Vec<Class>,
    /// How often each class (row) was taken for each (column).
    pub confusion: Vec<Vec<usize>>,
    /// Whether probabilities mean what they say.
    pub calibration: Calibration,
    /// The surest of the wrong answers, the surest first.
    pub mistakes: Vec<Mistake>,
}

/// The most frequent class of the pictures that were learned from, said of every test picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// Its name.
    pub class: String,
    /// How often that is right.
    pub accuracy: Figure,
}

/// A class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// How many test pictures it has.
    pub pictures: usize,
    /// Of its pictures, the share that was known.
    pub recall: Figure,
    /// Of the pictures that were taken for it, the share that was right.
    pub precision: Figure,
}

/// Whether what is said with 80 % is right in 80 of 100 cases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// The expected calibration error in ten bins of probability: 0 is best.
    pub error: f64,
    /// The same without the temperature.
    pub error_before: f64,
    /// What scores are divided by, found on the pictures for validation.
    pub temperature: f64,
    /// By probability.
    pub bins: Vec<Bin>,
}

/// A wrong answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mistake {
    /// The picture, within the folder of the data.
    pub file: PathBuf,
    /// Its class.
    pub is: String,
    /// What was said.
    pub said: String,
    /// With which probability.
    pub probability: f32,
}

impl Results {
    /// From the scores of the test pictures.
    pub(super) fn of(collection: &Collection, split: &Split, learned: &Learned, seed: u64) -> Self {
        let names = &collection.classes;
        let truth: Vec<usize> = split
            .test
            .iter()
            .map(|place| collection.pictures[*place].class)
            .collect();
        let at = |temperature| -> Vec<Vec<f32>> {
            let scores = learned.scores.iter();
            scores.map(|scores| probabilities(scores, temperature)).collect()
        };
        let (plain, scaled) = (at(1.0), at(learned.temperature));
        let said: Vec<usize> = scaled
            .iter()
            .map(|probabilities| likeliest(probabilities))
            .collect();
        let table = confusion(&truth, &said, names.len());
        let right = (0..names.len()).map(|class| table[class][class]).sum();
        let counts = collection.counts(&split.train);
        let frequent = (0..names.len())
            .rev()
            .max_by_key(|class| counts[*class])
            .unwrap_or(0);
        let of_frequent = truth.iter().filter(|class| **class == frequent).count();
        let classes = names.iter().enumerate().map(|(class, name)| {
            let (recall, precision) = of_class(&table, class);
            Class {
                name: name.clone(),
                pictures: table[class].iter().sum(),
                recall,
                precision,
            }
        });
        let mut mistakes: Vec<Mistake> = (0..truth.len())
            .filter(|n| truth[*n] != said[*n])
            .map(|n| Mistake {
                file: collection.pictures[split.test[n]].file.clone(),
                is: names[truth[n]].clone(),
                said: names[said[n]].clone(),
                probability: scaled[n][said[n]],
            })
            .collect();
        mistakes.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        mistakes.truncate(SHOWN);
        let (error, bins) = calibration(&scaled, &truth);
        Results {
            pictures: truth.len(),
            accuracy: share(right, truth.len()),
            macro_f1: macro_f1_drawn(&truth, &said, names.len(), seed),
            log_loss: log_loss(&learned.scores, &truth, learned.temperature),
            baseline: Baseline {
                class: names[frequent].clone(),
                accuracy: share(of_frequent, truth.len()),
            },
            classes: classes.collect(),
            confusion: table,
            calibration: Calibration {
                error,
                error_before: calibration(&plain, &truth).0,
                temperature: learned.temperature,
                bins,
            },
            mistakes,
        }
    }

    /// The figures in words, for the terminal.
    pub fn words(&self) -> String {
        let percent = |figure: &Figure| {
            format!(
                "{:.1} % ({:.1} to {:.1})",
                100.0 * figure.value,
                100.0 * figure.low,
                100.0 * figure.high
            )
        };
        let widest = self.classes.iter().map(|class| class.name.chars().count()).max();
        let widest = widest.unwrap_or(0).max(8);
        let mut lines = vec![
            format!(
                "on {} pictures that it never saw, with intervals of 95 %:",
                self.pictures
            ),
            format!("{:widest$}  {}", "accuracy", percent(&self.accuracy)),
            format!(
                "{:widest$}  {}, who always says `{}`",
                "baseline",
                percent(&self.baseline.accuracy),
                self.baseline.class
            ),
        ];
        lines.extend(self.classes.iter().map(|class| {
            format!(
                "{:widest$}  {} of its pictures known",
                class.name,
                percent(&class.recall)
            )
        }));
        lines.push(format!(
            "probabilities are off by {:.1} points in the mean",
            100.0 * self.calibration.error
        ));
        lines.join("\n")
    }
}

/// Writes `report.json`, `mistakes.png` and the confusion as a table.
#[allow(clippy::too_many_arguments, reason = "all that a report is of, each once")]
pub(super) fn write(
    settings: &Settings,
    about: &About,
    plan: &Plan,
    collection: &Collection,
    split: &Split,
    learned: &Learned,
    results: Results,
    begun: Instant,
) -> Result<Report, Fault> {
    let folder = settings.out.join("report");
    let report = Report {
        format: "image-classifier.report/1".into(),
        model: about.clone(),
        data: Data {
            train: split.train.len(),
            valid: split.valid.len(),
            test: split.test.len(),
            left_out: collection.flaws.iter().map(Flaw::left_out).sum(),
        },
        plan: serde_json::to_value(plan).map_err(|why| Fault::writing(&folder, why))?,
        device: settings.device.clone(),
        fine_tuned: settings.fine_tune,
        best_epoch: best(&learned.epochs),
        epochs: learned.epochs.clone(),
        seconds: begun.elapsed().as_secs_f64(),
        results,
    };
    let mut sheet = Sheet::new(8);
    let mistakes = &report.results.mistakes;
    sheet.heading(if mistakes.is_empty() {
        "no mistake on the test pictures"
    } else {
        "the surest of the wrong answers"
    });
    for mistake in mistakes {
        let place = split
            .test
            .iter()
            .find(|place| collection.pictures[**place].file == mistake.file);
        if let Some(place) = place {
            let (said, is) = (format!("said {}", mistake.said), format!("is {}", mistake.is));
            let sure = format!("{:.0} % sure", 100.0 * mistake.probability);
            sheet.tile(&collection.read(*place)?, &[&said, &sure, &is]);
        }
    }
    files::write_png(&folder.join("mistakes.png"), &sheet.draw())?;
    files::write_json(&folder.join("report.json"), &report)?;
    Ok(report)
}
