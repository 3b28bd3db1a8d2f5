//! What journal and folder say of a person's work, as numbers that each have their evidence.

use std::collections::BTreeMap;

use jiff::ZonedDateTime;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// All there is to show.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Figures by their key: `score:garments`, `rank:titanic`, `hours:1.3`, `hours:step-1`, `commits:fishes`, `posts:all`.
    pub figures: BTreeMap<String, Figure>,
    /// What was checked, by id.
    pub evidence: BTreeMap<String, Evidence>,
    /// How figures came to be, by the figure's key and in order of time: of `hours:…` the hours of each week by its Monday, of
    /// `score:…` each attempt. What has none is drawn without a chart.
    #[serde(default)]
    pub history: BTreeMap<String, Vec<Moment>>,
}

/// A value and its day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// The day.
    pub on: Date,
    /// The value; finite.
    pub value: f64,
}

/// A number and what carries it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The number; finite.
    pub value: f64,
    /// The number as it is shown, with its unit: `0.9731`, `41 h`, `12 of 340`.
    pub text: String,
    /// What it is a number of: `Garments, accuracy`.
    pub what: String,
    /// The day from which it holds.
    pub on: Date,
    /// Keys of the [`Evidence`] that carries it, the latest last; never empty.
    pub evidence: Vec<String>,
}

/// Something that was looked at: a page of its own in the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it is evidence of: `Garments: attempt 3`.
    pub title: String,
    /// What was looked at, and what was found there, in a sentence or more.
    pub found: String,
    /// When.
    pub at: ZonedDateTime,
    /// By what: `pivot lab submit`, `the person` for hours that were logged.
    pub by: String,
    /// Whether a machine checked it; what rests on a word alone is shown as such.
    pub verified: bool,
    /// SHA-256 of what was read, in hexadecimal digits.
    pub sha256: Option<String>,
    /// A short part of it, as it was read.
    pub excerpt: Option<String>,
    /// Where others can see it.
    pub link: Option<String>,
}
