//! A parts file as CSV: a row for each part. The column `part` has its kind; a column has the name of a field, and says it of
//! the rows that fill it. The column `fields` takes what has no column: `socket=LGA1151; power_w=65`.

use std::ops::Range;

use super::fields::KINDS;
use super::parse::{Written, kind_named};
use super::value::Raw;
use crate::fault::Fault;
use crate::read::shorten;

/// The column of the kind, and that of fields without a column.
const PART: &str = "part";
const FIELDS: &str = "fields";
const HEAD: &str = "a first row that names the columns: part, name, price";
/// More rows, or more columns, are a fault.
const ROWS_MAX: usize = 1000;
const COLUMNS_MAX: usize = 200;

pub(super) fn read(text: &str, faults: &mut Vec<Fault>) -> Vec<Written> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let from = text.len() - body.len();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(body.as_bytes());
    let (mut head, mut found) = (Vec::new(), Vec::new());
    let mut record = csv::StringRecord::new();
    for number in 0.. {
        let start = usize::try_from(reader.position().byte()).unwrap_or(body.len());
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                faults.push(Fault::new(
                    from + start..from + start,
                    format!("this is not CSV: {error}"),
                    "rows of cells with commas between them",
                ));
                break;
            }
        }
        let cells = cells(body, start, record.len());
        let at = |i: usize| {
            cells
                .get(i)
                .map_or(from + start..from + start, |c| from + c.start..from + c.end)
        };
        if number == 0 {
            head = header(&record, at, faults);
            if !head.iter().any(|name| name == PART) {
                return Vec::new();
            }
        } else if number > ROWS_MAX {
            let what = format!("there are more than {ROWS_MAX} rows");
            faults.push(Fault::new(at(0), what, "a row for each part"));
            break;
        } else if record.iter().any(|cell| !cell.trim().is_empty()) {
            found.extend(row(&head, &record, at, faults));
        }
    }
    if head.is_empty() && faults.is_empty() {
        faults.push(Fault::new(0..0, "there is no head", HEAD));
    }
    found
}

/// The names of the columns.
fn header(
    record: &csv::StringRecord,
    at: impl Fn(usize) -> Range<usize>,
    faults: &mut Vec<Fault>,
) -> Vec<String> {
    let mut head: Vec<String> = Vec::new();
    let semicolons = record.len() == 1 && record.get(0).is_some_and(|cell| cell.contains(';'));
    if semicolons {
        let fault = Fault::new(at(0), "no column is called `part`", HEAD);
        faults.push(fault.hint("put commas between the columns, not semicolons"));
        return head;
    }
    for (i, name) in record.iter().take(COLUMNS_MAX).enumerate() {
        let name = name.trim().to_lowercase();
        if !name.is_empty() && head.contains(&name) {
            let what = format!("the column `{}` is there twice", shorten(&name));
            faults.push(Fault::new(at(i), what, "each column once"));
        } else if !(name.is_empty() || name == PART || name == FIELDS) {
            let known = || KINDS.iter().flat_map(super::Kind::all).map(|field| field.name);
            if !known().any(|field| field == name) {
                let what = format!("no part has a field `{}`", shorten(&name));
                faults.push(
                    Fault::new(at(i), what, "part, fields, or a field such as price")
                        .nearest(&shorten(&name), known()),
                );
            }
        }
        head.push(name);
    }
    if record.len() > COLUMNS_MAX {
        let what = format!("there are more than {COLUMNS_MAX} columns");
        faults.push(Fault::new(
            at(COLUMNS_MAX),
            what,
            "fewer; the column `fields` takes several fields",
        ));
    }
    if !head.iter().any(|name| name == PART) {
        faults.push(Fault::new(at(0), "no column is called `part`", HEAD));
    }
    head
}

/// The part of a row.
fn row(
    head: &[String],
    record: &csv::StringRecord,
    at: impl Fn(usize) -> Range<usize>,
    faults: &mut Vec<Fault>,
) -> Option<Written> {
    if let Some(i) = (head.len()..record.len()).find(|i| !record[*i].trim().is_empty()) {
        let what = format!("`{}` stands beyond the last column", shorten(record[i].trim()));
        faults.push(Fault::new(
            at(i),
            what,
            format!("{} cells; text with a comma in quotes", head.len()),
        ));
    }
    let column = head.iter().position(|name| name == PART)?;
    let name = record.get(column).unwrap_or_default().trim().to_lowercase();
    let kind = kind_named(&name, at(column), faults)?;
    let mut fields = Vec::new();
    for (i, name) in head.iter().enumerate() {
        let cell = record.get(i).unwrap_or_default().trim();
        if cell.is_empty() || name == PART {
            continue;
        }
        if name != FIELDS {
            fields.push((name.clone(), at(i), Raw::Cell(cell.to_owned()), at(i)));
            continue;
        }
        for entry in cell.split(';').map(str::trim).filter(|entry| !entry.is_empty()) {
            match entry.split_once('=') {
                Some((name, value)) => {
                    let name = name.trim().to_lowercase();
                    fields.push((name, at(i), Raw::Cell(value.trim().to_owned()), at(i)));
                }
                None => {
                    let what = format!("`{}` has no `=`", shorten(entry));
                    faults.push(Fault::new(
                        at(i),
                        what,
                        "fields such as socket=LGA1151; power_w=65",
                    ));
                }
            }
        }
    }
    // A column that no part knows was told once, at the head.
    fields.retain(|(name, ..)| !head.contains(name) || KINDS.iter().any(|kind| kind.field(name).is_some()));
    Some(Written {
        kind,
        at: at(column),
        fields,
    })
}

/// Where each cell of the record that begins at `start` stands, its quotes included.
fn cells(text: &str, start: usize, so_many: usize) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = start;
    while matches!(bytes.get(at), Some(b'\r' | b'\n')) {
        at += 1;
    }
    let mut cells = Vec::new();
    let (mut from, mut quoted) = (at, false);
    loop {
        let byte = bytes.get(at).copied();
        match byte {
            Some(b'"') => quoted = !quoted,
            Some(b',') if !quoted => {
                cells.push(from..at);
                from = at + 1;
            }
            Some(b'\r' | b'\n') if !quoted => break,
            None => break,
            _ => {}
        }
        if cells.len() >= so_many {
            return cells;
        }
        at += 1;
    }
    cells.push(from..at);
    cells
}
