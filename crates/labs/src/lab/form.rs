//! A submission before it is scored: is it small enough to be read, has it the columns and the values that are asked for.

use std::collections::BTreeSet;
use std::io::{self, Read};

use pivot_domain::fault::nearest;

use super::answers::Answers;
use super::{Form, Lab, csv};
use crate::metrics::Metric;
use crate::score::cells::{label, number};
use crate::score::fault::quote;
use crate::score::table::{Stop, Table};
use crate::score::{Error, Fault, Limits, Side};

const MIB: u64 = 1 << 20;

/// What a source holds, as long as it is not larger than so many MiB; `None` where it is. No more than that is read, however
/// long the source is.
///
/// # Errors
/// What the source says.
pub fn read_within(source: &mut dyn Read, mib: u32) -> io::Result<Option<Vec<u8>>> {
    let most = u64::from(mib) * MIB;
    let mut bytes = Vec::new();
    source.take(most + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

/// The header of a table.
///
/// # Errors
/// The fault of a table without one.
pub fn columns(bytes: &[u8]) -> Result<Vec<String>, Error> {
    let mut source = bytes;
    match Table::open(Side::Predictions, &mut source, Limits::default().row_bytes) {
        Ok(table) => Ok(table.columns().to_vec()),
        Err(stop) => Err(stopped(stop)),
    }
}

fn stopped(stop: Stop) -> Error {
    match stop {
        Stop::Fault(fault) => Error::Faults {
            faults: vec![*fault],
            more: true,
        },
        Stop::Read(error) => Error::Read(Side::Predictions, error),
    }
}

/// More classes than that are none that one could list.
const CLASSES_MAX: usize = 200;

/// The form of a submission to a set: what `lab.toml` says; where that says nothing, the columns of the sample, and of a lab whose
/// metric is one of classes those that the training data and the answers know.
///
/// # Errors
/// The fault of a sample without a header.
pub fn of_set(lab: &Lab, sample: &[u8], training: Option<&[u8]>, answers: &Answers) -> Result<Form, Error> {
    let columns = match &lab.form.columns {
        Some(columns) => columns.clone(),
        None => columns(sample)?.into_iter().filter(|c| c != "id").collect(),
    };
    let of_classes = matches!(
        lab.metric,
        Metric::Accuracy | Metric::MacroF1 | Metric::MicroF1 | Metric::Mcc
    ) && !lab.parameters.sets;
    let classes = lab.form.classes.clone().or_else(|| match columns.as_slice() {
        [column] if of_classes => known_classes(training?, column, answers),
        _ => None,
    });
    Ok(Form {
        columns: Some(columns),
        classes,
        range: lab.form.range,
    })
}

/// The classes in a column of the training data, and those of the answers.
fn known_classes(training: &[u8], column: &str, answers: &Answers) -> Option<Vec<String>> {
    let mut classes: BTreeSet<String> = BTreeSet::new();
    let mut add = |text: &str| {
        if let Ok(class) = label(text)
            && classes.len() <= CLASSES_MAX
        {
            classes.insert(class.into_owned());
        }
    };
    let header = columns(training).ok()?;
    let place = header.iter().position(|c| c == column)?;
    csv::each(Side::Predictions, training, |_| {}, |row| add(row.get(place))).ok()?;
    answers.rows.iter().for_each(|row| add(&row.values[0]));
    (classes.len() <= CLASSES_MAX).then(|| classes.into_iter().collect())
}

/// Faults against the form of a submission: its columns are `id` and those of the form, in any order, and its values are among the
/// classes and within the range. What [`crate::score`] finds itself is not looked for here.
///
/// # Errors
/// The faults; `more` where reading was given up.
pub fn check(form: &Form, bytes: &[u8]) -> Result<(), Error> {
    let columns = form.columns.as_deref().unwrap_or_default();
    let limits = Limits::default();
    let mut source = bytes;
    let mut table = Table::open(Side::Predictions, &mut source, limits.row_bytes).map_err(stopped)?;
    let header = of_header(columns, &table);
    if !header.is_empty() {
        return Err(Error::Faults {
            faults: header,
            more: true,
        });
    }
    let id = table.columns().iter().position(|c| c == "id").unwrap_or(0);
    let classes: Option<BTreeSet<String>> = form.classes.as_ref().map(|classes| {
        let canonical = |c: &String| label(c).map_or_else(|_| c.clone(), std::borrow::Cow::into_owned);
        classes.iter().map(canonical).collect()
    });
    let mut faults: Vec<Fault> = Vec::new();
    while faults.len() < limits.faults {
        let row = match table.next() {
            Ok(None) => break,
            Ok(Some(Ok(row))) => row,
            // The scorer tells these.
            Ok(Some(Err(_))) => continue,
            Err(_) => break,
        };
        let line = row.line;
        let mut wrong: Vec<(usize, String, String, Option<String>)> = Vec::new();
        for field in (0..row.len()).filter(|field| *field != id) {
            let text = row.get(field);
            if let (Some(classes), Ok(said)) = (&classes, label(text))
                && !classes.contains(&*said)
            {
                let names = classes.iter().map(String::as_str);
                let near = nearest(&said, names.clone());
                let shown = names.take(12).collect::<Vec<_>>().join(", ");
                let more = if classes.len() > 12 { ", …" } else { "" };
                wrong.push((
                    field,
                    format!("there is no class {}", quote(&said)),
                    format!("one of: {shown}{more}"),
                    near.map(|near| format!("did you mean `{near}`?")),
                ));
            }
            if let (Some((least, greatest)), Ok(said)) = (form.range, number(text))
                && !(least..=greatest).contains(&said)
            {
                wrong.push((
                    field,
                    format!("{} is out of range", quote(text.trim())),
                    format!("a number from {least} to {greatest}"),
                    None,
                ));
            }
        }
        for (field, what, expected, hint) in wrong {
            let mut fault = table.fault(Some(line), what, expected);
            fault.column = table.column(field);
            fault.hint = hint;
            faults.push(*fault);
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    let more = faults.len() >= limits.faults;
    faults.truncate(limits.faults);
    Err(Error::Faults { faults, more })
}

/// What is wrong with the columns.
fn of_header(columns: &[String], table: &Table<'_>) -> Vec<Fault> {
    let wanted = || ["id"].into_iter().chain(columns.iter().map(String::as_str));
    let shown = |names: Vec<&str>| {
        let more = if names.len() > 12 { ",…" } else { "" };
        let first: Vec<&str> = names.into_iter().take(12).collect();
        format!("`{}{more}`", first.join(","))
    };
    let expected = format!("the header {}", shown(wanted().collect()));
    let there = table.columns();
    let mut faults = Vec::new();
    for (field, name) in there.iter().enumerate() {
        if !wanted().any(|wanted| wanted == name) {
            let mut fault = table.fault(
                Some(1),
                format!("there is no column {} to submit", quote(name)),
                expected.clone(),
            );
            fault.column = table.column(field);
            let missing = wanted().filter(|wanted| !there.iter().any(|t| t == wanted));
            fault.hint = nearest(name, missing).map(|near| format!("did you mean `{near}`?"));
            faults.push(*fault);
        }
    }
    for name in wanted().filter(|wanted| !there.iter().any(|t| t == wanted)) {
        faults.push(*table.fault(
            Some(1),
            format!("the column {} is missing", quote(name)),
            expected.clone(),
        ));
    }
    faults.truncate(Limits::default().faults);
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader of rows without end, that counts what was taken from it.
    struct Endless {
        taken: u64,
        most: u64,
    }

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let left = (self.most - self.taken).min(buffer.len() as u64) as usize;
            buffer[..left].fill(b'7');
            self.taken += left as u64;
            Ok(left)
        }
    }

    /// 10 GiB of CSV: one MiB and a byte of it is read, and no more.
    #[test]
    fn what_is_too_large_is_not_read() {
        let mut source = Endless {
            taken: 0,
            most: 10 << 30,
        };
        assert_eq!(read_within(&mut source, 1).unwrap(), None);
        assert_eq!(source.taken, (1 << 20) + 1);
        let mut small = Endless { taken: 0, most: 5 };
        assert_eq!(read_within(&mut small, 1).unwrap().unwrap(), b"77777");
    }

    fn told(form: &Form, columns: &[&str], text: &str) -> Vec<String> {
        let form = Form {
            columns: Some(columns.iter().map(|c| (*c).to_owned()).collect()),
            ..form.clone()
        };
        match check(&form, text.as_bytes()) {
            Ok(()) => Vec::new(),
            Err(Error::Faults { faults, .. }) => faults
                .into_iter()
                .map(|f| {
                    let place = format!("{}:{}", f.line.unwrap(), f.column.map_or(0, |c| c.number));
                    format!("{place} {} {}", f.what, f.hint.unwrap_or_default())
                })
                .collect(),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn columns_and_values_are_held_to_the_form() {
        let form = Form {
            classes: Some(vec!["0".into(), "1".into(), "shirt".into()]),
            ..Form::default()
        };
        assert!(told(&form, &["label"], "label,id\n1.0,a\nshirt,b\n").is_empty());
        assert_eq!(
            told(&form, &["label"], "id,label\na,2\nb,shrit\n"),
            [
                "2:2 there is no class `2` ",
                "3:2 there is no class `shrit` did you mean `shirt`?"
            ]
        );
        assert_eq!(
            told(&form, &["label"], "id,lable,x\n"),
            [
                "1:2 there is no column `lable` to submit did you mean `label`?",
                "1:3 there is no column `x` to submit ",
                "1:0 the column `label` is missing "
            ]
        );
        let form = Form {
            range: Some((0.0, 1.0)),
            ..Form::default()
        };
        // NaN and words are for the scorer to tell.
        assert_eq!(
            told(&form, &["score"], "id,score\na,1.5\nb,nan\nc,x\nd,1\n"),
            ["2:2 `1.5` is out of range "]
        );
    }
}
