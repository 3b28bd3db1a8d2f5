//! Simple answers that a network has to beat: a constant, the nearest neighbour, a linear model, an n-gram model.
//!
//! They read the files of a lab as a person does, know nothing of how data was made, and give a submission. No draw is made, so
//! the same files give the same submission. Of large real sets only the first rows are taken (they stand in random order), so
//! that each ends within seconds.

mod boxes;
mod characters;
mod files;
mod images;
mod regions;
mod ridge;
mod tabular;
mod text;

use std::fmt;

use files::Files;

/// Why there is no submission: a clause without its full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(String);

impl Fault {
    fn new(what: impl Into<String>) -> Self {
        Fault(what.into())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

/// The same for every row: the commonest class, the mean, the shares of the training data.
pub const CONSTANT: &str = "constant";
/// What the rows of the training data say that are most like the one in question.
pub const NEAREST: &str = "nearest-neighbour";
/// Least squares with a penalty on what is known of a row.
pub const LINEAR: &str = "linear";
/// How often each character followed the last few in the training text.
pub const NGRAM: &str = "n-gram";

/// Regions of one colour, named by those of the training pictures that have their form.
pub const REGIONS: &str = "regions";

/// The labs for which the companion `pivot-train` has a network.
pub const NETWORKS: [&str; 7] = [
    "boxes",
    "budget",
    "characters",
    "garments",
    "reviews",
    "shapes",
    "shops",
];

/// The simple baselines of a lab, the simplest first; none where a lab has no data to learn from.
pub fn names(lab: &str) -> &'static [&'static str] {
    match lab {
        "garments" | "shapes" | "budget" | "shops" | "reviews" => &[CONSTANT, NEAREST, LINEAR],
        "characters" => &[CONSTANT, NGRAM],
        "boxes" => &[CONSTANT, NEAREST, REGIONS],
        _ => &[],
    }
}

/// Answers a lab by a baseline: a submission as CSV. `files` gives the files of the lab's folder by their names.
///
/// # Errors
/// The lab has no such baseline, or its files are missing or not as they should be.
pub fn predict(lab: &str, name: &str, files: &dyn Fn(&str) -> Option<Vec<u8>>) -> Result<Vec<u8>, Fault> {
    let known = names(lab);
    if !known.contains(&name) {
        return Err(Fault::new(match known {
            [] => format!("lab `{lab}` has no simple baselines"),
            known => format!(
                "lab `{lab}` has no baseline `{name}`; it has {}",
                known.join(", ")
            ),
        }));
    }
    let files = Files(files);
    match lab {
        "shops" => tabular::predict(name, &files),
        "reviews" => text::predict(name, &files),
        "characters" => characters::predict(name, &files),
        "boxes" => boxes::predict(name, &files),
        _ => images::predict(name, &files),
    }
}
