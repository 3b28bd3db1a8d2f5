//! A file held against the competition's sample, before one of the day's tries is spent on it.

use std::fs::File;
use std::path::Path;

pub use pivot_labs::score::Fits;
use pivot_labs::score::{self, Limits, Side};

use crate::error::Error;

/// Holds the file against the sample: the same header, each id once and no other, a value in each cell. Also what is odd and no fault, in
/// words: the values 0 and 1 where `metric`, as Kaggle calls it, is a loss of logarithms; texts where the sample has numbers.
///
/// # Errors
/// What is wrong, each with its file and line; a file that cannot be read.
pub fn check(sample: &Path, file: &Path, metric: Option<&str>) -> Result<(Fits, Vec<String>), Error> {
    let cannot = |path: &Path, error: &std::io::Error| Error::Outside {
        what: format!("{} cannot be read: {error}", path.display()),
        next: None,
    };
    let open = |path: &Path| File::open(path).map_err(|error| cannot(path, &error));
    let of = |side: Side| match side {
        Side::Truth => sample,
        Side::Predictions => file,
    };
    let fits =
        score::fits(&mut open(sample)?, &mut open(file)?, &Limits::default()).map_err(
            |error| match error {
                score::Error::Faults { faults, more } => Error::Tables {
                    faults: faults
                        .into_iter()
                        .map(|fault| (of(fault.side).to_owned(), fault))
                        .collect(),
                    more,
                },
                score::Error::Read(side, error) => cannot(of(side), &error),
                score::Error::Wish { what, next } => Error::wrong(what).next(next),
                score::Error::Undefined(_) => Error::Bug("a file without a score was scored".into()),
            },
        )?;
    let mut odd = Vec::new();
    let is_log_loss = metric.is_some_and(|metric| {
        let letters: String = metric
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        letters.contains("logloss") || letters.contains("logarithmicloss") || letters.contains("crossentropy")
    });
    if is_log_loss && fits.certain > 0 {
        let are = if fits.certain == 1 {
            "value is"
        } else {
            "values are"
        };
        odd.push(format!(
            "{} {are} exactly 0 or 1: under a loss of logarithms one of them that is wrong costs without bound, so that 0.001 and 0.999 are safer",
            fits.certain
        ));
    }
    if fits.no_numbers > 0 {
        let are = if fits.no_numbers == 1 {
            "value is no number"
        } else {
            "values are no numbers"
        };
        odd.push(format!(
            "{} {are}, and the sample has nothing else there",
            fits.no_numbers
        ));
    }
    Ok((fits, odd))
}
