//! What is wrong in a table: which table, which line and column, what was expected there, what to do.

use std::fmt;
use std::io;

use pivot_domain::fault::nearest;

use crate::metrics::Undefined;

/// Which of the two tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What is true.
    Truth,
    /// What was said.
    Predictions,
}

/// A column of a table: its number from 1, and its name where the header gives one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// From 1.
    pub number: usize,
    /// As in the header, cut where it is long.
    pub name: String,
}

/// One mistake in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// In which table.
    pub side: Side,
    /// The line on which the row begins, from 1; none where it concerns the table as a whole.
    pub line: Option<u64>,
    /// The column, where it is one.
    pub column: Option<Column>,
    /// What is wrong, as a clause without its full stop.
    pub what: String,
    /// What was expected.
    pub expected: String,
    /// What to do next.
    pub hint: Option<String>,
}

/// A mistake in a cell, before its place is known.
#[derive(Clone, Debug)]
pub(crate) struct Wrong {
    /// Which of the columns that the metric reads.
    pub(crate) column: usize,
    pub(crate) what: String,
    pub(crate) expected: String,
    pub(crate) hint: Option<String>,
}

impl Wrong {
    pub(crate) fn new(what: impl Into<String>, expected: impl Into<String>) -> Self {
        Wrong {
            column: 0,
            what: what.into(),
            expected: expected.into(),
            hint: None,
        }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn nearest<'a>(mut self, wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.hint = nearest(wrong, names).map(|name| format!("did you mean `{name}`?"));
        self
    }

    pub(crate) fn at(mut self, column: usize) -> Self {
        self.column = column;
        self
    }
}

/// Why there is no score.
#[derive(Debug)]
pub enum Error {
    /// The tables have faults: each of them, but not more than [`Limits::faults`](super::Limits) for a table.
    Faults {
        /// The faults, the truth's first.
        faults: Vec<Fault>,
        /// Reading was given up: there may be more.
        more: bool,
    },
    /// The metric has no value for these rows.
    Undefined(Undefined),
    /// A parameter makes no sense, or the metric has none of that name.
    Wish {
        /// What is wrong.
        what: String,
        /// What to do next.
        next: String,
    },
    /// A table could not be read.
    Read(Side, io::Error),
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Side::Truth => "truth",
            Side::Predictions => "predictions",
        })
    }
}

/// A piece of a file as it is quoted in a fault: short, on one line.
pub(crate) fn quote(text: &str) -> String {
    format!("`{}`", plain(text))
}

/// The same without quotes.
pub(crate) fn plain(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(40)
        .map(|c| if c.is_control() { '·' } else { c })
        .collect();
    if text.chars().nth(40).is_some() {
        shown.push('…');
    }
    shown
}
