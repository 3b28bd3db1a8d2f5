//! `pivot lab leaderboard`: baselines and one's own attempts in the order of the metric.

use jiff::Timestamp;
use pivot_labs::lab::answers::Usage;
use pivot_labs::lab::confusion::{Confusion, confusion};
use pivot_labs::lab::judge::judge;
use pivot_labs::lab::{Bar, Lab, Set};
use pivot_store::{Folder, LabFolder, sha256};
use serde_json::Value;

use super::attempts::{Entry, entries};
use super::data::{Data, data, kept};
use super::find::Definition;
use super::{ATTEMPTS, BASELINES, DATA_BYTES_MAX, TEXT_BYTES_MAX};
use crate::error::Error;
use crate::situation::Situation;

/// Who reached a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A baseline of this name.
    Baseline(String),
    /// The person, by the attempt of this number.
    Attempt(u32),
}

/// A line of a leaderboard.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Who.
    pub who: Who,
    /// The metric on the public part.
    pub value: f64,
    /// The bar that the private part reached; of a baseline that its public value reaches.
    pub bar: Option<Bar>,
    /// When, for an attempt.
    pub at: Option<Timestamp>,
    /// How long a baseline took.
    pub seconds: Option<f64>,
    /// What the person said of it.
    pub note: Option<String>,
    /// It is the best of the person's own.
    pub best: bool,
}

/// A leaderboard.
#[derive(Clone, Debug, PartialEq)]
pub struct Board {
    /// The lab.
    pub lab: Lab,
    /// The set that it is of.
    pub set: Set,
    /// The best first.
    pub rows: Vec<Row>,
    /// One's own attempts in the order in which they were made: number and value.
    pub curve: Vec<(u32, f64)>,
    /// So many attempts were made on other data, and do not compare.
    pub others: usize,
    /// What the best attempt said for what, over the public rows; of a metric of classes.
    pub confusion: Option<Confusion>,
    /// The metric of the best attempt on the private part, once the lab is passed.
    pub private: Option<f64>,
}

/// The leaderboard of the data that lie in the lab's folder, or of the lab's first set where none do.
///
/// # Errors
/// Data that were damaged.
pub fn board(folder: &Folder, situation: &Situation, found: &Definition) -> Result<Board, Error> {
    let lab = &found.lab;
    let at = folder.lab(&lab.id)?;
    let all = entries(&situation.facts, &lab.id);
    let data = match kept(&at)? {
        Some(_) => Some(data(folder, lab)?),
        None => None,
    };
    let set = data.as_ref().map_or(&lab.sets[0], |data| &data.set).clone();
    let of = |entry: &&Entry| match &data {
        Some(data) => entry.data == data.kept.data,
        None => entry.set == set.name,
    };
    let own: Vec<&Entry> = all.iter().filter(of).collect();
    let mut board = Board {
        rows: rows(lab, &set, &own, &baselines(&at, data.as_ref())),
        curve: own.iter().map(|entry| (entry.number, entry.value)).collect(),
        others: all.len() - own.len(),
        confusion: None,
        private: None,
        lab: lab.clone(),
        set,
    };
    let best = board.rows.iter().find(|row| row.best).map(|row| &row.who);
    if let (Some(data), Some(Who::Attempt(number))) = (&data, best)
        && let Some(entry) = own.iter().find(|entry| entry.number == *number)
        && let Some(bytes) = copy(&data.folder, entry)?
    {
        board.confusion = confusion(lab, &data.answers, Usage::Public, &bytes);
        if lab.service.is_none() && own.iter().any(|entry| entry.bar.is_some()) {
            let judged = judge(lab, &data.set, &data.answers, &data.form, &bytes);
            board.private = judged.ok().map(|judged| judged.private);
        }
    }
    Ok(board)
}

/// What was submitted, where its copy is still there and as it was.
fn copy(at: &LabFolder, entry: &Entry) -> Result<Option<Vec<u8>>, Error> {
    let bytes = at.read(&format!("{ATTEMPTS}/{}.csv", entry.number), DATA_BYTES_MAX)?;
    Ok(bytes.filter(|bytes| sha256(&[bytes]) == entry.sha256))
}

/// A baseline that was reached here.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reached {
    pub(super) name: String,
    pub(super) value: f64,
    pub(super) private: Option<f64>,
    pub(super) seconds: Option<f64>,
}

/// What `baselines/NAME.json` say that belongs to these data; a file that says nothing is passed over.
pub(super) fn baselines(at: &LabFolder, data: Option<&Data>) -> Vec<Reached> {
    let Some(data) = data else { return Vec::new() };
    let read = |name: String| {
        let bytes = at.read(&format!("{BASELINES}/{name}"), TEXT_BYTES_MAX).ok()??;
        let value: Value = serde_json::from_slice(&bytes).ok()?;
        let number = |name: &str| value.get(name).and_then(Value::as_f64).filter(|n| n.is_finite());
        let of_these = value
            .get("data")
            .is_none_or(|of| of.as_str() == Some(&data.kept.data));
        let reached = Reached {
            name: value.get("name")?.as_str()?.to_owned(),
            value: number("value")?,
            private: number("private"),
            seconds: number("seconds"),
        };
        of_these.then_some(reached)
    };
    at.names(BASELINES, ".json")
        .into_iter()
        .filter_map(read)
        .collect()
}

/// The lines in order. A baseline that was reached here takes the place of the one that `lab.toml` tells.
pub(super) fn rows(lab: &Lab, set: &Set, own: &[&Entry], reached: &[Reached]) -> Vec<Row> {
    let direction = lab.direction();
    let baseline = |name: &str, value: f64, private: Option<f64>, seconds: Option<f64>| Row {
        who: Who::Baseline(name.to_owned()),
        value,
        bar: set.bars.reached(direction, private.unwrap_or(value)),
        at: None,
        seconds,
        note: None,
        best: false,
    };
    let mut rows: Vec<Row> = reached
        .iter()
        .map(|r| baseline(&r.name, r.value, r.private, r.seconds))
        .collect();
    let told = lab.baselines.iter().filter(|b| b.set == set.name);
    for told in told.filter(|told| !reached.iter().any(|r| r.name == told.name)) {
        rows.push(baseline(&told.name, told.value, None, told.seconds));
    }
    // Of equal values the higher bar counts, then the earlier attempt.
    let order = |a: (f64, Option<Bar>), b: (f64, Option<Bar>)| direction.order(a.0, b.0).then(b.1.cmp(&a.1));
    let best = own
        .iter()
        .min_by(|a, b| order((a.value, a.bar), (b.value, b.bar)))
        .map(|entry| entry.number);
    rows.extend(own.iter().map(|entry| Row {
        who: Who::Attempt(entry.number),
        value: entry.value,
        bar: entry.bar,
        at: Some(entry.at),
        seconds: None,
        note: entry.note.clone(),
        best: best == Some(entry.number),
    }));
    // Of equal ones a baseline stays before an attempt.
    rows.sort_by(|a, b| order((a.value, a.bar), (b.value, b.bar)));
    rows
}
