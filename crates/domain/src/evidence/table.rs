//! `table` and `csv`: a CSV file with columns and rows; `pipeline`: the table of applications.

use std::collections::BTreeSet;

use serde_json::Value;

use super::with::With;
use super::{Found, Look, Material, Read, text};
use crate::application::of_standing;

/// The table of applications.
pub(super) const APPLICATIONS: &str = "applications.csv";
/// Rows beyond these are not read.
const ROWS_MAX: usize = 1_000_000;

/// A CSV file.
pub(super) struct Table {
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// A row and the line at which it begins, from 1.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
}

impl Table {
    /// The place of a column.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.head.iter().position(|h| h.eq_ignore_ascii_case(name))
    }

    /// The place of the first of these columns that there is.
    fn first_of(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.column(name))
    }
}

/// Reads a table. An error is the end of a sentence that begins with the file's name.
pub(super) fn read(read: &Read) -> Result<Table, String> {
    let bytes = read.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&read.bytes);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(bytes);
    let mut table = Table {
        head: Vec::new(),
        rows: Vec::new(),
    };
    for (number, record) in reader.byte_records().enumerate() {
        let record = record.map_err(|e| format!("is no CSV: {}", text::short(&e.to_string())))?;
        let cells: Vec<String> = record
            .iter()
            .map(|c| String::from_utf8_lossy(c).into_owned())
            .collect();
        if number == 0 {
            table.head = cells;
        } else if table.rows.len() >= ROWS_MAX {
            return Err(format!("has more than {ROWS_MAX} rows"));
        } else {
            table.rows.push(Row {
                line: record.position().map_or(0, csv::Position::line),
                cells,
            });
        }
    }
    if table.head.iter().all(String::is_empty) {
        return Err("has no head: the first line names the columns".into());
    }
    Ok(table)
}

pub(super) fn look(with: With<'_>, look: &Look<'_>) -> Found {
    let name = with.text("file");
    let columns = with.list("columns");
    let next = if columns.is_empty() {
        format!("put it there: {name}, in the pivot's folder")
    } else {
        format!("put it there, with the head {}", columns.join(","))
    };
    let file = match look.file(&next) {
        Ok(file) => file,
        Err(found) => return found,
    };
    let missing =
        |found: String, next: String| Found::missing(format!("`{name}` {found}"), next).by(file, head(file));
    let table = match read(file) {
        Ok(table) => table,
        Err(why) => return missing(why, next),
    };
    let only: Vec<(&str, &Value)> = with.map("where").collect();
    let entries: Vec<(&str, &Value)> = with.map("entries").collect();
    let mut needed: Vec<&str> = columns.clone();
    needed.extend(only.iter().chain(&entries).map(|(column, _)| *column));
    if let Some(lacks) = needed.iter().find(|c| table.column(c).is_none()) {
        let has = text::short(&table.head.join(", "));
        return missing(
            format!("has no column `{lacks}`, but {has}"),
            format!("add the column {lacks}"),
        );
    }
    let place = |column: &str| table.column(column).unwrap_or(0);
    let cell = |row: &'_ Row, column: &str| row.cells.get(place(column)).cloned().unwrap_or_default();
    let least = with.least("rows", 1);
    let mut different = BTreeSet::new();
    let mut counted = 0;
    let mut fault = None;
    for row in &table.rows {
        let matches = |(column, value): &(&str, &Value)| {
            value
                .as_str()
                .is_some_and(|v| cell(row, column).eq_ignore_ascii_case(v))
        };
        if !only.iter().all(matches) {
            continue;
        }
        if let Some(empty) = columns.iter().find(|c| cell(row, c).is_empty()) {
            fault.get_or_insert((row.line, format!("`{empty}` is empty")));
            continue;
        }
        let few = entries.iter().find_map(|(column, n)| {
            let n = n.as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
            let has = listed(&cell(row, column)).len();
            (has < n).then(|| {
                format!(
                    "`{column}` has {}, of which it needs {n}",
                    text::count(has, "entry")
                )
            })
        });
        if let Some(few) = few {
            fault.get_or_insert((row.line, few));
            continue;
        }
        counted += 1;
        different.insert(&row.cells);
    }
    if different.len() < least {
        let why = match &fault {
            Some((line, what)) => format!("; line {line}: {what}"),
            None if different.len() < counted => "; the same row counts once".into(),
            None if !only.is_empty() => {
                let only: Vec<String> = only
                    .iter()
                    .map(|(c, v)| format!("{c} is {}", v.as_str().unwrap_or_default()))
                    .collect();
                format!(" where {}", only.join(" and "))
            }
            None => String::new(),
        };
        let found = format!(
            "has {}, of which it needs {least}{why}",
            text::count(different.len(), "good row")
        );
        return missing(
            found,
            "fill the rows, separated by commas; several entries of a cell by semicolons".into(),
        );
    }
    Found::met(format!(
        "`{name}` has {}",
        text::count(different.len(), "good row")
    ))
    .by(file, head(file))
}

/// Different entries of a cell, separated by semicolons, bars or commas.
pub(super) fn listed(cell: &str) -> BTreeSet<String> {
    let parts = cell.split([';', '|', ',', '\n']);
    parts
        .map(|p| p.trim().to_lowercase())
        .filter(|p| !p.is_empty())
        .collect()
}

/// The first lines of a file.
pub(super) fn head(file: &Read) -> String {
    let cut = &file.bytes[..file.bytes.len().min(2000)];
    text::lossy(cut).lines().take(3).collect::<Vec<_>>().join(" / ")
}

/// Applications of the journal, and those of the table `applications.csv` beside it. One that stands in both counts once.
pub(super) fn pipeline(with: With<'_>, look: &Look<'_>) -> Found {
    let next = "pivot apply POSTING records an application, and pivot apply next what follows; or write each in applications.csv, with the head company,title,stage,date,next_action";
    let file = match look.at(0) {
        Material::File(file) => Some(file),
        Material::Refused(why) => return Found::missing(format!("`{APPLICATIONS}` {why}"), next),
        _ => None,
    };
    let of = |found: Found| match file {
        Some(file) => found.by(file, head(file)),
        None => found,
    };
    let missing = |found: String| of(Found::missing(found, next));
    let mut counted = of_journal(look);
    if let Some(file) = file {
        let table = match read(file) {
            Ok(table) => table,
            Err(why) => return missing(format!("`{APPLICATIONS}` {why}")),
        };
        if let Err(why) = of_table(&table, look, &mut counted) {
            return missing(format!("`{APPLICATIONS}` {why}"));
        }
    }
    let Counted {
        good,
        interviews,
        fault,
        ..
    } = counted;
    let place = match (file.is_some(), counted.told) {
        (true, 0) => format!("`{APPLICATIONS}` has"),
        (true, _) => format!("the journal and `{APPLICATIONS}` have"),
        (false, 0) => {
            return missing(format!(
                "no application is recorded, and there is no file `{APPLICATIONS}`"
            ));
        }
        (false, _) => "the journal has".to_owned(),
    };
    let (least, least_interviews) = (with.least("rows", 1), with.least("interviews", 0));
    let rows = match counted.told {
        0 => text::count(good, "good row"),
        _ => text::count(good, "good application"),
    };
    let said = format!("{place} {rows}, {}", text::count(interviews, "interview"));
    if interviews < least_interviews {
        return missing(format!(
            "{place} {}, of which it needs {least_interviews}{fault}",
            text::count(interviews, "interview")
        ));
    }
    if good < least {
        let found = missing(format!("{place} {rows}, of which it needs {least}{fault}"));
        // One row for each time that it is done.
        return if least == look.context.times as usize {
            found.times(good)
        } else {
            found
        };
    }
    of(Found::met(said))
}

/// What was counted of applications.
#[derive(Default)]
struct Counted {
    /// Those with a stage, a date and a next action, or an end.
    good: usize,
    /// Those that led to an interview.
    interviews: usize,
    /// Those of the journal, good or not.
    told: usize,
    /// Company and title of those of the journal, in small letters.
    names: BTreeSet<(String, String)>,
    /// What is wrong with the first that does not count; empty where none is.
    fault: String,
}

/// The applications that stand in the journal.
fn of_journal(look: &Look<'_>) -> Counted {
    let mut counted = Counted::default();
    let facts = look.context.facts.iter().copied();
    for application in of_standing(facts, look.context.progress) {
        counted.told += 1;
        let name = |text: &str| text.trim().to_lowercase();
        counted
            .names
            .insert((name(&application.company), name(&application.title)));
        if !application.stage().is_over() && application.next().is_none() {
            if counted.fault.is_empty() {
                counted.fault = format!("; `{}` has no next action", text::short(&application.posting));
            }
            continue;
        }
        counted.good += 1;
        counted.interviews += usize::from(application.had_interview());
    }
    counted
}

/// The rows of the table, as the end of a sentence where it has not the columns.
fn of_table(table: &Table, look: &Look<'_>, counted: &mut Counted) -> Result<(), String> {
    let places = [["stage", "stage"], ["date", "date"], ["next_action", "next"]];
    let places: Vec<Option<usize>> = places.iter().map(|names| table.first_of(names)).collect();
    let (Some(stage), Some(date), Some(action)) = (places[0], places[1], places[2]) else {
        return Err("lacks a column: stage, date and next_action must be there".into());
    };
    let names = table.column("company").zip(table.column("title"));
    let today = look.context.zones.civil(look.context.now).date();
    let mut seen = BTreeSet::new();
    for row in &table.rows {
        let cell = |at: usize| row.cells.get(at).map_or("", String::as_str);
        let name = |at: usize| cell(at).trim().to_lowercase();
        if names.is_some_and(|(company, title)| counted.names.contains(&(name(company), name(title)))) {
            continue;
        }
        let day: Option<jiff::civil::Date> = cell(date).get(..10).and_then(|d| d.parse().ok());
        let wrong = if cell(stage).is_empty() {
            Some("the stage is empty")
        } else if cell(action).is_empty() {
            Some("the next action is empty (write none where it is over)")
        } else if day.is_none() {
            Some("the date is no date such as 2027-01-31")
        } else if day > Some(today) {
            Some("the date lies ahead")
        } else {
            None
        };
        if let Some(wrong) = wrong {
            if counted.fault.is_empty() {
                counted.fault = format!("; line {}: {wrong}", row.line);
            }
            continue;
        }
        let at = cell(stage).to_lowercase();
        if seen.insert(&row.cells) {
            counted.good += 1;
            let is_interview = ["interview", "onsite", "offer", "hired"]
                .iter()
                .any(|s| at.contains(s));
            counted.interviews += usize::from(is_interview);
        }
    }
    Ok(())
}
