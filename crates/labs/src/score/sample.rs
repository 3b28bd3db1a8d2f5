//! A file held against the sample that shows how it has to look: the same header, each id of the sample once and no other, a value in
//! each cell. What the values are worth is not known here.

use std::io::Read;

use super::cells::Cells;
use super::fault::{Error, Wrong, quote};
use super::join::{self, Fields, Task};
use super::{Limits, open};
use crate::metrics::Undefined;

/// A file that has the form of its sample, and what is odd about its values all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fits {
    /// Rows, the header not among them.
    pub rows: u64,
    /// Values that are exactly 0 or 1, in columns where the sample has numbers: a loss of logarithms punishes them without bound.
    pub certain: u64,
    /// Values that are no numbers, in columns where the sample has nothing else.
    pub no_numbers: u64,
}

/// Holds a file against its sample, joined by the first column in any order. A cell may be empty where the sample has an empty one in
/// that column. Memory grows with the sample's ids, and never beyond the limits; the file passes by.
///
/// # Errors
/// Faults of the two tables with their places, the sample as the truth and the file as the predictions; a reader that failed.
pub fn fits(sample: &mut dyn Read, file: &mut dyn Read, limits: &Limits) -> Result<Fits, Error> {
    let (sample, file) = open(sample, file, limits)?;
    let columns = sample.columns();
    if columns != file.columns() {
        let shown = |names: &[String]| {
            let shown: Vec<String> = names.iter().take(8).map(|name| quote(name)).collect();
            let more = if names.len() > 8 { ", …" } else { "" };
            format!("{}{more}", shown.join(", "))
        };
        let mut fault = *file.fault(
            Some(1),
            format!("the header is {}", shown(file.columns())),
            format!("the header of the sample file: {}", shown(columns)),
        );
        let other = (0..columns.len().max(file.columns().len()))
            .find(|place| columns.get(*place) != file.columns().get(*place));
        fault.column = other.and_then(|place| file.column(place));
        if file.columns().len() == columns.len() + 1 && file.columns()[1..] == *columns {
            fault.hint = Some("pandas writes its index so: use to_csv(…, index=False)".into());
        }
        return Err(super::one(fault));
    }
    let fields = || Fields {
        id: 0,
        weight: None,
        values: (1..columns.len()).collect(),
    };
    let task = Form {
        columns: vec![Kind::default(); columns.len() - 1],
        fits: Fits::default(),
    };
    let fields = (fields(), fields());
    let limits = Limits {
        questions: Some("the sample file"),
        ..limits.clone()
    };
    let (task, rows) = join::join(task, (sample, fields.0), (file, fields.1), &limits)?;
    Ok(Fits { rows, ..task.fits })
}

/// What the sample has in a column.
#[derive(Clone, Copy, Default)]
struct Kind {
    empty: bool,
    text: bool,
}

struct Form {
    columns: Vec<Kind>,
    fits: Fits,
}

impl Task for Form {
    type Truth = ();

    fn truth(&mut self, cells: Cells<'_>) -> Result<((), usize), Wrong> {
        for (kind, text) in self.columns.iter_mut().zip(cells.iter()) {
            match text.trim() {
                "" => kind.empty = true,
                text => kind.text |= text.parse::<f64>().is_err(),
            }
        }
        Ok(((), 0))
    }

    fn prediction(&mut self, (): &(), _: f64, cells: Cells<'_>) -> Result<usize, Wrong> {
        const EXPECTED: &str = "a value";
        for (column, (kind, text)) in self.columns.iter().zip(cells.iter()).enumerate() {
            let text = text.trim();
            if text.is_empty() {
                if !kind.empty {
                    let wrong = Wrong::new("the field is empty", EXPECTED);
                    return Err(wrong.hint("pandas writes a missing value so").at(column));
                }
                continue;
            }
            match text.parse::<f64>() {
                Ok(number) if number.is_nan() => {
                    return Err(Wrong::new(format!("{} is no value", quote(text)), EXPECTED).at(column));
                }
                // A text such as `inf` in a column of texts may be one.
                _ if kind.text => {}
                Ok(number) if number.is_infinite() => {
                    return Err(Wrong::new(format!("{} is not finite", quote(text)), EXPECTED).at(column));
                }
                Ok(number) if number == 0.0 || number == 1.0 => self.fits.certain += 1,
                Ok(_) => {}
                Err(_) => self.fits.no_numbers += 1,
            }
        }
        Ok(0)
    }

    /// There is none: nobody asks for it.
    fn value(self) -> Result<f64, Undefined> {
        Ok(0.0)
    }
}
