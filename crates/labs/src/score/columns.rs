//! Which columns of the two tables are read, by their headers.

use pivot_domain::fault::nearest;

use super::fault::{Error, Fault, quote};
use super::join::Fields;
use super::parameters::Parameters;
use super::table::Table;
use crate::metrics::Metric;

/// The fields of both tables.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) truth: Fields,
    pub(super) predictions: Fields,
}

/// Which columns hold values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Take {
    /// One.
    One,
    /// All but the id and the weight.
    All,
}

pub(super) fn plan(
    metric: Metric,
    parameters: &Parameters,
    truth: &Table<'_>,
    predictions: &Table<'_>,
) -> Result<Plan, Error> {
    let (of_truth, of_predictions) = match metric {
        _ if parameters.column.is_some() => (Take::One, Take::One),
        Metric::Bleu => (Take::All, Take::One),
        Metric::NdcgAtK => (Take::All, Take::All),
        Metric::LogLoss | Metric::Brier | Metric::Perplexity | Metric::BitsPerCharacter => {
            (Take::One, Take::All)
        }
        _ => (Take::One, Take::One),
    };
    let id = parameters.id.as_deref().unwrap_or("id");
    let named = parameters.column.as_deref();
    let truth_fields = (|| {
        let weight = parameters
            .weight
            .as_deref()
            .map(|name| find(truth, name))
            .transpose()?;
        values(truth, find(truth, id)?, weight, of_truth, named, None)
    })();
    let same = truth_fields.as_ref().ok().map(|fields| names(truth, fields));
    let fields = find(predictions, id).and_then(|id| {
        let wanted = same.as_deref().unwrap_or_default();
        if metric == Metric::NdcgAtK && wanted.len() > 1 {
            return matching(predictions, id, wanted);
        }
        let first = wanted.first().map(String::as_str);
        values(predictions, id, None, of_predictions, named, first)
    });
    match (truth_fields, fields) {
        (Ok(truth), Ok(predictions)) => Ok(Plan { truth, predictions }),
        (truth, predictions) => Err(Error::Faults {
            faults: [truth.err(), predictions.err()]
                .into_iter()
                .flatten()
                .map(|fault| *fault)
                .collect(),
            more: false,
        }),
    }
}

fn names(table: &Table<'_>, fields: &Fields) -> Vec<String> {
    fields
        .values
        .iter()
        .map(|field| table.columns()[*field].clone())
        .collect()
}

/// A fault of the header.
fn fault(table: &Table<'_>, what: String, expected: String, hint: Option<String>) -> Box<Fault> {
    let mut fault = table.fault(Some(1), what, expected);
    fault.hint = hint;
    fault
}

/// The column of this name.
fn find(table: &Table<'_>, name: &str) -> Result<usize, Box<Fault>> {
    table
        .columns()
        .iter()
        .position(|column| column == name)
        .ok_or_else(|| {
            let near = nearest(name, table.columns().iter().map(String::as_str));
            let hint = near.map(|near| format!("the nearest is {}", quote(near)));
            fault(
                table,
                format!("there is no column {}", quote(name)),
                has(table),
                hint,
            )
        })
}

/// What columns there are.
fn has(table: &Table<'_>) -> String {
    let shown: Vec<String> = table.columns().iter().take(8).map(|name| quote(name)).collect();
    let more = if table.columns().len() > 8 { ", …" } else { "" };
    format!("one of its columns: {}{more}", shown.join(", "))
}

/// The value columns of a table. `same` is how the truth names its own.
fn values(
    table: &Table<'_>,
    id: usize,
    weight: Option<usize>,
    take: Take,
    named: Option<&str>,
    same: Option<&str>,
) -> Result<Fields, Box<Fault>> {
    if let Some(name) = named {
        let values = vec![find(table, name)?];
        return Ok(Fields { id, weight, values });
    }
    let mut values: Vec<usize> = (0..table.columns().len())
        .filter(|i| *i != id && Some(*i) != weight)
        .collect();
    if values.is_empty() {
        let what = "there is no column to score".to_owned();
        return Err(fault(table, what, "a header such as `id,value`".into(), None));
    }
    if take == Take::One && values.len() > 1 {
        let Some(same) = same else {
            let hint = "name the one to score: --column NAME".to_owned();
            return Err(fault(
                table,
                "there are several columns to score".into(),
                has(table),
                Some(hint),
            ));
        };
        values = vec![find(table, same)?];
    }
    Ok(Fields { id, weight, values })
}

/// The columns of these names, in that order, and no others.
fn matching(table: &Table<'_>, id: usize, names: &[String]) -> Result<Fields, Box<Fault>> {
    let values = names
        .iter()
        .map(|name| find(table, name))
        .collect::<Result<Vec<usize>, _>>()?;
    let other = (0..table.columns().len()).find(|i| *i != id && !values.contains(i));
    if let Some(other) = other {
        let what = format!("the truth has no column {}", quote(&table.columns()[other]));
        let mut fault = fault(table, what, "the columns of the truth".into(), None);
        fault.column = table.column(other);
        return Err(fault);
    }
    Ok(Fields {
        id,
        weight: None,
        values,
    })
}
