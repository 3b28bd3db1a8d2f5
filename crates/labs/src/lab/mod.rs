//! Labs: small local competitions. A lab is a folder with `lab.toml` and a statement; its data are made by a seed, converted from a
//! real set, or written by whoever wrote the lab.
//!
//! [`parse()`] reads a definition with all its faults, [`built_in()`] are those that come with Pivot. [`held`] keeps answers out of
//! sight, [`kept`] is what a folder says of the data in it, [`form`] looks at a submission before it is scored, [`judge`] scores it,
//! and [`prove`] holds a lab to what it promises. `docs/labs.md` is for those who use or write one.

pub mod answers;
mod built_in;
pub mod confusion;
pub(crate) mod csv;
pub mod form;
pub mod held;
pub mod judge;
pub mod kept;
pub mod model;
mod parse;
pub mod prove;

use crate::metrics::{Direction, Metric};
use crate::score::Parameters;
use crate::serving::Promise;

pub use built_in::{BuiltIn, built_in};
pub use parse::{FORMAT, is_name, parse};

/// A lab, as its `lab.toml` defines it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lab {
    /// Its name in commands, files and facts.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub topic: String,
    /// What who passes it can do: ids of [`pivot_domain::skills`].
    pub skills: Vec<String>,
    /// How a submission is scored.
    pub metric: Metric,
    /// The metric's parameters.
    pub parameters: Parameters,
    /// The form of a submission.
    pub form: Form,
    /// Its sets of data; the first is the one that `get` takes where none is named.
    pub sets: Vec<Set>,
    /// What a service must keep to, where the lab measures one; its bars are then requests a second.
    pub service: Option<Promise>,
    /// What a run and a submission may take.
    pub limits: Limits,
    /// Attempts that are scored on one day.
    pub attempts: u32,
    /// Hints, in the order in which they unlock.
    pub hints: Vec<Hint>,
    /// What others reached.
    pub baselines: Vec<Baseline>,
    /// What `lab check` holds it to.
    pub check: Check,
}

/// What a submission looks like beside its `id`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// Its columns; `None`: those of the set's `sample_submission.csv`.
    pub columns: Option<Vec<String>>,
    /// The only values there are.
    pub classes: Option<Vec<String>>,
    /// The least and the greatest number.
    pub range: Option<(f64, f64)>,
}

/// A set of data.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// Its name within the lab.
    pub name: String,
    /// Where it comes from.
    pub source: Source,
    /// What may be done with it, in words.
    pub licence: Option<String>,
    /// Files that can be downloaded. A real set that Pivot knows brings its own.
    pub files: Vec<Download>,
    /// Its bars.
    pub bars: Bars,
}

/// Where a set comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Made by a recipe of [`crate::made`].
    Made {
        /// The recipe.
        recipe: String,
        /// The seed where no other is asked for.
        seed: u64,
    },
    /// A published set, converted.
    Real {
        /// Its name among those that Pivot knows.
        name: String,
        /// The seed by which it is split where no other is asked for.
        seed: u64,
    },
    /// Files beside `lab.toml`; this one holds the answers.
    Own(String),
}

/// A file to be had from one of several addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// Its name.
    pub name: String,
    /// Where it lies, the first address that answers counts.
    pub addresses: Vec<String>,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
}

/// The values from which on a lab counts as passed, well done, and excellently done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bars {
    /// Passed.
    pub passed: f64,
    /// Good.
    pub good: f64,
    /// Excellent.
    pub excellent: f64,
}

/// A bar that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bar {
    /// The first.
    Passed,
    /// The second.
    Good,
    /// The third.
    Excellent,
}

/// The score of a service: requests a second that it sustains.
pub const RATE: &str = "requests-per-second";

/// The word for what reached no bar.
pub const SHORT: &str = "short";

impl Bar {
    /// All, from the lowest.
    pub const ALL: [Bar; 3] = [Bar::Passed, Bar::Good, Bar::Excellent];

    /// Its name, with which the note of a fact begins.
    pub fn name(self) -> &'static str {
        match self {
            Bar::Passed => "passed",
            Bar::Good => "good",
            Bar::Excellent => "excellent",
        }
    }

    /// The bar of this name.
    pub fn named(name: &str) -> Option<Bar> {
        Bar::ALL.into_iter().find(|bar| bar.name() == name)
    }
}

impl Bars {
    /// The value of a bar.
    pub fn of(&self, bar: Bar) -> f64 {
        match bar {
            Bar::Passed => self.passed,
            Bar::Good => self.good,
            Bar::Excellent => self.excellent,
        }
    }

    /// The highest bar that a value reaches; to meet it exactly is to reach it.
    pub fn reached(&self, direction: Direction, value: f64) -> Option<Bar> {
        Bar::ALL
            .into_iter()
            .rev()
            .find(|bar| direction.reaches(value, self.of(*bar)))
    }

    /// The lowest bar that a value does not reach.
    pub fn ahead(&self, direction: Direction, value: f64) -> Option<Bar> {
        Bar::ALL
            .into_iter()
            .find(|bar| !direction.reaches(value, self.of(*bar)))
    }
}

impl Direction {
    /// Whether a value is better than another.
    pub fn better(self, value: f64, other: f64) -> bool {
        match self {
            Direction::Higher => value > other,
            Direction::Lower => value < other,
        }
    }

    /// Whether a value is at least as good as a bar.
    pub fn reaches(self, value: f64, bar: f64) -> bool {
        value == bar || self.better(value, bar)
    }

    /// The better first.
    pub fn order(self, a: f64, b: f64) -> std::cmp::Ordering {
        match self {
            Direction::Higher => b.total_cmp(&a),
            Direction::Lower => a.total_cmp(&b),
        }
    }
}

/// What a run and a submission may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Minutes of a run.
    pub minutes: u32,
    /// Memory of a run, in MiB.
    pub memory_mib: u32,
    /// Size of a submission, in MiB.
    pub file_mib: u32,
    /// Numbers that a submitted model may have; `None`: no model is asked for.
    pub parameters: Option<u32>,
}

/// A hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// So many honest tries unlock it.
    pub after: u32,
    /// What it says.
    pub text: String,
}

/// What another reached, as it was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// Its name.
    pub name: String,
    /// The set.
    pub set: String,
    /// The metric on the public part.
    pub value: f64,
    /// How long it took.
    pub seconds: Option<f64>,
}

/// What `lab check` holds a lab to beside what holds for all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Check {
    /// A file that is submitted and must fall short; `None`: the set's sample.
    pub starter: Option<String>,
    /// A file that is submitted and must pass; `None`: the answers themselves.
    pub reference: Option<String>,
    /// A command that writes such a file, `submission.csv`.
    pub run: Option<String>,
    /// Answers whose score is known.
    pub known: Vec<Known>,
}

/// A wrong answer whose score is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// The set.
    pub set: String,
    /// The file, beside `lab.toml`.
    pub file: String,
    /// The metric over all rows, public and private.
    pub value: f64,
}

impl Lab {
    /// The set of a name, the first where none is named.
    pub fn set(&self, name: Option<&str>) -> Option<&Set> {
        match name {
            None => self.sets.first(),
            Some(name) => self.sets.iter().find(|set| set.name == name),
        }
    }

    /// Which way is better.
    pub fn direction(&self) -> Direction {
        match self.service {
            Some(_) => Direction::Higher,
            None => self.metric.direction(),
        }
    }

    /// What its scores say, in words.
    pub fn about(&self) -> String {
        match self.service {
            None => self.metric.about().to_owned(),
            Some(promise) => format!(
                "the highest rate at which 95 of 100 are answered within {} ms and at most {} % fail; at least {} % right",
                promise.p95.as_millis(),
                promise.errors * 100.0,
                promise.accuracy * 100.0
            ),
        }
    }

    /// The highest bar that answers reach by a value of the metric. Where a service is measured that is the first one, by its
    /// accuracy; the others are for its rate.
    pub fn bar(&self, set: &Set, value: f64) -> Option<Bar> {
        match self.service {
            Some(promise) => (value >= promise.accuracy).then_some(Bar::Passed),
            None => set.bars.reached(self.metric.direction(), value),
        }
    }

    /// The name of what its scores are: its metric, or [`RATE`] where a service is measured.
    pub fn measure(&self) -> &'static str {
        match self.service {
            Some(_) => RATE,
            None => self.metric.name(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_reached_either_way() {
        let up = Bars {
            passed: 0.5,
            good: 0.7,
            excellent: 0.9,
        };
        let of = |value| up.reached(Direction::Higher, value);
        assert_eq!(
            [of(0.49), of(0.5), of(0.8), of(0.9), of(1.0)],
            [
                None,
                Some(Bar::Passed),
                Some(Bar::Good),
                Some(Bar::Excellent),
                Some(Bar::Excellent)
            ]
        );
        let down = Bars {
            passed: 2.0,
            good: 1.0,
            excellent: 0.5,
        };
        let of = |value| down.reached(Direction::Lower, value);
        assert_eq!(
            [of(2.1), of(2.0), of(0.7), of(0.0)],
            [None, Some(Bar::Passed), Some(Bar::Good), Some(Bar::Excellent)]
        );
        assert_eq!(down.ahead(Direction::Lower, 0.7), Some(Bar::Excellent));
        assert_eq!(down.ahead(Direction::Lower, 0.5), None);
        assert_eq!(up.reached(Direction::Higher, f64::NAN), None);
    }
}
