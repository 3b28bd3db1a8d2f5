//! `pivot score`: two tables, a metric, a number.

use std::fs::File;
use std::path::Path;

use pivot_domain::fault::nearest;
use pivot_labs::metrics::Metric;
use pivot_labs::score::{Error as Trouble, Limits, Parameters, Score, Side, score as of_tables};

use crate::error::Error;

/// The metric of a name.
///
/// # Errors
/// There is none; the nearest name and the whole list are said.
pub fn metric(name: &str) -> Result<Metric, Error> {
    Metric::named(name).ok_or_else(|| {
        let names = || Metric::ALL.iter().map(|metric| metric.name());
        let list = names().collect::<Vec<_>>().join(", ");
        let near = nearest(name, names()).map(|near| format!("did you mean `{near}`? "));
        Error::wrong(format!("there is no metric `{name}`"))
            .next(format!("{}there are {list}", near.unwrap_or_default()))
    })
}

/// Scores a file of predictions against a file of truth. Nothing is recorded.
///
/// # Errors
/// A file that cannot be read, faults of the tables, or a metric that has no value for them.
pub fn score(
    metric: Metric,
    parameters: &Parameters,
    truth: &Path,
    predictions: &Path,
) -> Result<Score, Error> {
    let path = |side| match side {
        Side::Truth => truth,
        Side::Predictions => predictions,
    };
    let (mut of_truth, mut of_predictions) = (open(truth)?, open(predictions)?);
    of_tables(
        metric,
        parameters,
        &mut of_truth,
        &mut of_predictions,
        &Limits::default(),
    )
    .map_err(|trouble| match trouble {
        Trouble::Faults { faults, more } => Error::Tables {
            faults: faults
                .into_iter()
                .map(|fault| (path(fault.side).to_owned(), fault))
                .collect(),
            more,
        },
        Trouble::Undefined(why) => Error::wrong(format!("{} has no value here: {why}", metric.name()))
            .next("docs/metrics.md says when a metric is defined"),
        Trouble::Wish { what, next } => Error::wrong(what).next(next),
        Trouble::Read(side, error) => Error::Outside {
            what: format!("could not read {}: {error}", path(side).display()),
            next: None,
        },
    })
}

fn open(path: &Path) -> Result<File, Error> {
    let wrong = |what: String| {
        Error::wrong(what)
            .next("name a CSV file with a header such as `id,value`: first the truth, then the predictions")
    };
    let file = File::open(path).map_err(|e| wrong(format!("could not open {}: {e}", path.display())))?;
    if file.metadata().is_ok_and(|about| about.is_dir()) {
        return Err(wrong(format!("{} is a folder", path.display())));
    }
    Ok(file)
}
