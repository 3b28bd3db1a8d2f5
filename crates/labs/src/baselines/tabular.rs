//! A table of columns and a number to foretell: `shops`, or any table whose training part has one column more than its test.

use super::files::{Files, Table, submission};
use super::ridge::Ridge;
use super::{CONSTANT, Fault, NEAREST};

/// Neighbours whose mean is taken.
const NEIGHBOURS: usize = 10;

/// Rows among which neighbours are looked for.
const MOST_ROWS: usize = 20_000;

/// A row: the level of each column of words (none where training has not seen it), and the numbers, scaled to deviation 1.
#[derive(Clone, Debug)]
struct Row {
    levels: Vec<Option<usize>>,
    numbers: Vec<f64>,
}

/// Both tables as rows.
#[derive(Debug)]
struct Rows {
    train: Vec<Row>,
    test: Vec<Row>,
    /// How many levels each column of words has.
    levels: Vec<usize>,
}

/// Answers by a baseline.
pub(super) fn predict(name: &str, files: &Files<'_>) -> Result<Vec<u8>, Fault> {
    let train = files.table("train.csv")?;
    let test = files.table("test.csv")?;
    let asked: Vec<&String> = train
        .columns
        .iter()
        .filter(|c| !test.columns.contains(c))
        .collect();
    let [asked] = asked.as_slice() else {
        return Err(Fault::new(format!(
            "train.csv has {} columns that test.csv lacks, and the one to foretell is expected",
            asked.len()
        )));
    };
    let answers = train.numbers(train.column(asked)?)?;
    let mean = answers.iter().sum::<f64>() / answers.len() as f64;
    let found = if name == CONSTANT {
        vec![mean; test.rows.len()]
    } else {
        let rows = rows(&train, &test)?;
        match name {
            NEAREST => rows
                .test
                .iter()
                .map(|row| nearest(row, &rows.train, &answers))
                .collect(),
            _ => linear(&rows, &answers, mean)?,
        }
    };
    submission(&test, asked, found.into_iter().map(|value| format!("{value:.4}")))
}

fn rows(train: &Table, test: &Table) -> Result<Rows, Fault> {
    let empty = |table: &Table| {
        let row = Row {
            levels: Vec::new(),
            numbers: Vec::new(),
        };
        vec![row; table.rows.len()]
    };
    let mut rows = Rows {
        train: empty(train),
        test: empty(test),
        levels: Vec::new(),
    };
    for name in test.columns.iter().filter(|name| *name != "id") {
        let (in_train, in_test) = (train.column(name)?, test.column(name)?);
        if let Ok(numbers) = train.numbers(in_train) {
            let n = numbers.len() as f64;
            let mean = numbers.iter().sum::<f64>() / n;
            let variance = numbers.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
            let scale = if variance > 0.0 { variance.sqrt() } else { 1.0 };
            let asked = test.numbers(in_test)?;
            let both = rows
                .train
                .iter_mut()
                .zip(numbers)
                .chain(rows.test.iter_mut().zip(asked));
            for (row, number) in both {
                row.numbers.push((number - mean) / scale);
            }
        } else {
            let mut names: Vec<&str> = train.fields(in_train).collect();
            names.sort_unstable();
            names.dedup();
            rows.levels.push(names.len());
            let learned = rows.train.iter_mut().zip(train.fields(in_train));
            for (row, field) in learned.chain(rows.test.iter_mut().zip(test.fields(in_test))) {
                row.levels.push(names.binary_search(&field).ok());
            }
        }
    }
    Ok(rows)
}

/// The mean of the rows that differ least: 1 for each word that is another, and the squared difference of numbers.
fn nearest(row: &Row, train: &[Row], answers: &[f64]) -> f64 {
    let far = |other: &Row| {
        let words = row
            .levels
            .iter()
            .zip(&other.levels)
            .filter(|(a, b)| a != b)
            .count();
        let numbers = row.numbers.iter().zip(&other.numbers);
        words as f64 + numbers.map(|(a, b)| (a - b) * (a - b)).sum::<f64>()
    };
    let mut all: Vec<(f64, usize)> = train.iter().take(MOST_ROWS).map(far).zip(0..).collect();
    let k = NEIGHBOURS.min(all.len());
    if k < all.len() {
        all.select_nth_unstable_by(k, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    }
    all.truncate(k);
    // One order of the sum.
    all.sort_unstable_by_key(|(_, place)| *place);
    all.iter().map(|(_, place)| answers[*place]).sum::<f64>() / k as f64
}

/// A weight for each word of each column and for each number: no column changes what another means.
fn linear(rows: &Rows, answers: &[f64], mean: f64) -> Result<Vec<f64>, Fault> {
    let numbers = rows.train.first().map_or(0, |row| row.numbers.len());
    let size = rows.levels.iter().sum::<usize>() + numbers;
    let features = |row: &Row| {
        let mut features = vec![0.0; size];
        let mut start = 0;
        for (level, count) in row.levels.iter().zip(&rows.levels) {
            if let Some(level) = level {
                features[start + level] = 1.0;
            }
            start += count;
        }
        features[start..].copy_from_slice(&row.numbers);
        features
    };
    let mut ridge = Ridge::new(size, 1)?;
    for (row, answer) in rows.train.iter().zip(answers) {
        ridge.add(features(row), vec![answer - mean]);
    }
    let linear = ridge.solve(1.0);
    let test = rows.test.iter();
    Ok(test.map(|row| mean + linear.of(&features(row))[0]).collect())
}
