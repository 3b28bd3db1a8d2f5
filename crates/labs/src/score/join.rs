//! Two tables joined by id, in any order. Of the truth, ids and what the metric needs are held; predictions pass by.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

use super::cells::{Cells, number};
use super::fault::{Error, Fault, Side, Wrong, quote};
use super::table::{Row, Stop, Table, count};
use super::{Limits, Score};
use crate::metrics::{Metric, Undefined};

/// How a metric takes rows.
pub(super) trait Task {
    /// What of a row of truth is held until its prediction comes.
    type Truth;

    /// Reads a row of truth; also how many bytes that holds beyond the value's own size.
    fn truth(&mut self, cells: Cells<'_>) -> Result<(Self::Truth, usize), Wrong>;

    /// Scores a prediction; how many bytes that holds.
    fn prediction(&mut self, truth: &Self::Truth, weight: f64, cells: Cells<'_>) -> Result<usize, Wrong>;

    /// The value, when all rows have been.
    fn value(self) -> Result<f64, Undefined>;
}

/// Which columns a metric reads.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    pub(super) id: usize,
    pub(super) weight: Option<usize>,
    pub(super) values: Vec<usize>,
}

/// The ids of the truth in the order of its rows, with the line of each and of its prediction.
#[derive(Default)]
struct Ids {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    lines: Vec<u64>,
    predicted: Vec<u64>,
    rows: HashTable<u32>,
    /// Seeded anew in each run, so that nobody can write ids that collide. The order of a result does not depend on it.
    hasher: RandomState,
}

/// Bytes for each id beside the id itself: end, two lines, a place in the table that is half full.
const BYTES_OF_ID: usize = 8 + 8 + 8 + 12;

impl Ids {
    fn get(&self, row: u32) -> &[u8] {
        let row = row as usize;
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[row]]
    }

    fn find(&self, id: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(id.as_bytes());
        self.rows
            .find(hash, |row| self.get(*row) == id.as_bytes())
            .copied()
    }

    /// Adds an id that is not there.
    fn add(&mut self, id: &str, line: u64) {
        let row = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.bytes.extend_from_slice(id.as_bytes());
        self.ends.push(self.bytes.len());
        self.lines.push(line);
        self.predicted.push(0);
        let hash = self.hasher.hash_one(id.as_bytes());
        let (bytes, ends, hasher) = (&self.bytes, &self.ends, &self.hasher);
        let id_of = |row: &u32| {
            let row = *row as usize;
            hasher.hash_one(&bytes[row.checked_sub(1).map_or(0, |before| ends[before])..ends[row]])
        };
        self.rows.insert_unique(hash, row, id_of);
    }
}

/// Faults of one table, not more than a limit.
struct Faults {
    list: Vec<Fault>,
    most: usize,
    /// Rows whose id is not known for sure, as they have too few fields or no text.
    unreadable: usize,
}

impl Faults {
    fn full(&self) -> bool {
        self.list.len() >= self.most
    }
}

/// Joins the tables and scores them.
pub(super) fn score<T: Task>(
    metric: Metric,
    task: T,
    truth: (Table<'_>, Fields),
    predictions: (Table<'_>, Fields),
    limits: &Limits,
) -> Result<Score, Error> {
    let (task, rows) = join(task, truth, predictions, limits)?;
    Ok(Score {
        metric,
        value: task.value().map_err(Error::Undefined)?,
        rows,
    })
}

/// Joins the tables: the task that has seen all their rows, and how many the truth has.
pub(super) fn join<T: Task>(
    mut task: T,
    (mut truth, truth_fields): (Table<'_>, Fields),
    (mut predictions, fields): (Table<'_>, Fields),
    limits: &Limits,
) -> Result<(T, u64), Error> {
    let mut ids = Ids::default();
    let mut rows: Vec<Option<(T::Truth, f64)>> = Vec::new();
    let mut held = 0;
    let mut faults = Faults {
        list: Vec::new(),
        most: limits.faults,
        unreadable: 0,
    };
    let each = BYTES_OF_ID + size_of::<Option<(T::Truth, f64)>>();
    let stopped = each_row(&mut truth, truth_fields.id, &mut faults, |id, row| {
        if let Some(before) = ids.find(id) {
            let what = format!(
                "the id {} stands in line {} too",
                quote(id),
                ids.lines[before as usize]
            );
            return Err(Fails::Id(what, "each id once".into()));
        }
        ids.add(id, row.line);
        rows.push(None);
        let weight = match truth_fields.weight {
            Some(field) => weight(row.get(field)).map_err(|wrong| Fails::Field(field, wrong))?,
            None => 1.0,
        };
        let (kept, bytes) = task
            .truth(Cells::new(row, &truth_fields.values))
            .map_err(|w| Fails::value(&truth_fields, w))?;
        rows[ids.ends.len() - 1] = Some((kept, weight));
        held += each + id.len() + bytes;
        room(held, ids.ends.len(), limits)
    })?;
    if stopped {
        return Err(Error::Faults {
            faults: faults.list,
            more: true,
        });
    }
    if ids.ends.is_empty() && faults.list.is_empty() {
        let what = "the truth has a header and no rows";
        faults.list.push(*truth.fault(None, what, "rows to score"));
    }
    let of_truth = std::mem::take(&mut faults.list);
    let questions = limits.questions.unwrap_or("the truth");
    faults.unreadable = 0;
    let stopped = each_row(&mut predictions, fields.id, &mut faults, |id, row| {
        let Some(index) = ids.find(id) else {
            let what = format!("{questions} has no id {}", quote(id));
            return Err(Fails::Id(what, format!("an id of {questions}")));
        };
        let before = std::mem::replace(&mut ids.predicted[index as usize], row.line);
        if before != 0 {
            ids.predicted[index as usize] = before;
            return Err(Fails::Id(
                format!("the id {} stands in line {before} too", quote(id)),
                "each id once".into(),
            ));
        }
        let Some((truth, weight)) = &rows[index as usize] else {
            return Ok(());
        };
        let bytes = task
            .prediction(truth, *weight, Cells::new(row, &fields.values))
            .map_err(|w| Fails::value(&fields, w))?;
        held += bytes;
        room(held, 0, limits)
    })?;
    if !stopped {
        faults
            .list
            .extend(missing(&ids, faults.unreadable, limits.questions));
    }
    let list: Vec<Fault> = of_truth.into_iter().chain(faults.list).collect();
    if !list.is_empty() {
        return Err(Error::Faults {
            faults: list,
            more: stopped,
        });
    }
    Ok((task, ids.ends.len() as u64))
}

/// What fails in a row.
enum Fails {
    Id(String, String),
    Field(usize, Wrong),
    /// The tables are too large to go on.
    Room(String),
}

impl Fails {
    fn value(fields: &Fields, wrong: Wrong) -> Fails {
        Fails::Field(fields.values[wrong.column], wrong)
    }
}

fn room(held: usize, rows: usize, limits: &Limits) -> Result<(), Fails> {
    if held > limits.held_bytes {
        return Err(Fails::Room(format!(
            "more than {} bytes would have to be held",
            limits.held_bytes
        )));
    }
    if rows > limits.rows {
        return Err(Fails::Room(format!("there are more than {} rows", limits.rows)));
    }
    Ok(())
}

fn weight(text: &str) -> Result<f64, Wrong> {
    let weight = number(text)?;
    if weight < 0.0 {
        return Err(Wrong::new(
            format!("{} is negative", quote(text.trim())),
            "a weight of 0 or more",
        ));
    }
    Ok(weight)
}

/// Calls `row` for each row and its id; whether reading was given up.
fn each_row(
    table: &mut Table<'_>,
    id: usize,
    faults: &mut Faults,
    mut row: impl FnMut(&str, Row<'_>) -> Result<(), Fails>,
) -> Result<bool, Error> {
    let side = table.side();
    loop {
        if faults.full() {
            return Ok(true);
        }
        let found = match table.next() {
            Ok(None) => return Ok(false),
            Ok(Some(Ok(found))) => found,
            Ok(Some(Err(fault))) => {
                faults.list.push(*fault);
                faults.unreadable += 1;
                continue;
            }
            Err(Stop::Fault(fault)) => {
                faults.list.push(*fault);
                return Ok(true);
            }
            Err(Stop::Read(error)) => return Err(Error::Read(side, error)),
        };
        let name = found.get(id).trim();
        let outcome = if name.is_empty() {
            Err(Fails::Id("the id is empty".into(), "an id".into()))
        } else {
            row(name, found)
        };
        let line = found.line;
        let Err(fails) = outcome else { continue };
        let (field, what, expected, hint) = match fails {
            Fails::Id(what, expected) => (Some(id), what, expected, None),
            Fails::Field(field, wrong) => (Some(field), wrong.what, wrong.expected, wrong.hint),
            Fails::Room(what) => (None, what, "smaller tables".to_owned(), None),
        };
        let mut fault = table.fault(Some(line), what, expected);
        fault.hint = hint;
        fault.column = field.and_then(|field| table.column(field));
        let end = field.is_none();
        faults.list.push(*fault);
        if end {
            return Ok(true);
        }
    }
}

/// The ids without a prediction, as one fault. Where unreadable rows may hold all of them, that is fault enough.
fn missing(ids: &Ids, unreadable: usize, questions: Option<&str>) -> Option<Fault> {
    let without: Vec<u32> = (0..)
        .zip(&ids.predicted)
        .filter(|(_, line)| **line == 0)
        .map(|(row, _)| row)
        .collect();
    if without.len() <= unreadable {
        return None;
    }
    let shown: Vec<String> = without
        .iter()
        .take(3)
        .map(|row| {
            let name = quote(&String::from_utf8_lossy(ids.get(*row)));
            match questions {
                Some(_) => name,
                None => format!("{name} (line {} of the truth)", ids.lines[*row as usize]),
            }
        })
        .collect();
    let more = if without.len() > 3 { ", …" } else { "" };
    let have = if without.len() == 1 { "has" } else { "have" };
    let questions = questions.unwrap_or("the truth");
    Some(Fault {
        side: Side::Predictions,
        line: None,
        column: None,
        what: format!(
            "{} of {questions} {have} no row: {}{more}",
            count(without.len(), "id"),
            shown.join(", ")
        ),
        expected: format!("a row for each id of {questions}"),
        hint: None,
    })
}
