//! Pictures of classes.

use super::files::{Files, Table, classes, greatest, submission};
use super::ridge::Ridge;
use super::{CONSTANT, Fault, NEAREST};
use crate::npy::Array;

/// Rows that the linear model learns from, and among which a neighbour is looked for.
const MOST_ROWS: usize = 20_000;
const MOST_NEIGHBOURS: usize = 6000;

/// Neighbours that vote.
const VOTES: usize = 5;

/// Answers by a baseline.
pub(super) fn predict(name: &str, files: &Files<'_>) -> Result<Vec<u8>, Fault> {
    let train = files.table("train.csv")?;
    let test = files.table("test.csv")?;
    let label = train.column("label")?;
    let (names, rows) = classes(train.fields(label).collect::<Vec<_>>().into_iter());
    let found: Vec<usize> = if name == CONSTANT {
        vec![commonest(&rows, names.len()); test.rows.len()]
    } else {
        let learned = pictures(files, "train.npy", &train)?;
        let asked = pictures(files, "test.npy", &test)?;
        if learned.shape[1..] != asked.shape[1..] {
            return Err(Fault::new(
                "train.npy and test.npy have pictures of different sizes",
            ));
        }
        match name {
            NEAREST => nearest(&learned, &asked, &rows, names.len()),
            _ => linear(&learned, &asked, &rows, names.len())?,
        }
    };
    submission(
        &test,
        "label",
        found.into_iter().map(|class| names[class].to_owned()),
    )
}

fn pictures(files: &Files<'_>, path: &str, table: &Table) -> Result<Array, Fault> {
    files.pictures(path, table.rows.len())
}

/// The class that most rows have.
fn commonest(rows: &[usize], kinds: usize) -> usize {
    let count = |kind| rows.iter().filter(|row| **row == kind).count() as f64;
    greatest((0..kinds).map(count))
}

/// Pictures of half the width and height: the sums of four pixels each. A last odd row or column is left out.
pub(super) fn shrunk(pictures: &Array) -> Vec<Vec<i32>> {
    let (height, width) = (pictures.shape[1], pictures.shape[2]);
    let channels = pictures.shape.get(3).copied().unwrap_or(1);
    let small = |picture: &[u8]| {
        let mut sums = Vec::with_capacity(height / 2 * (width / 2) * channels);
        for y in 0..height / 2 {
            for x in 0..width / 2 {
                for channel in 0..channels {
                    let at = |dy, dx| {
                        let place = ((2 * y + dy) * width + 2 * x + dx) * channels + channel;
                        i32::from(picture[place])
                    };
                    sums.push(at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1));
                }
            }
        }
        sums
    };
    (0..pictures.rows()).map(|row| small(pictures.row(row))).collect()
}

/// The squared distance of two pictures of at most some ten thousand numbers of at most 1020.
pub(super) fn distance(a: &[i32], b: &[i32]) -> i64 {
    // Sums of 512 squares of at most 1020² fit 32 bits, and are four times as fast.
    let parts = a.chunks(512).zip(b.chunks(512));
    let part = |(a, b): (&[i32], &[i32])| {
        let squares = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b));
        i64::from(squares.sum::<i32>())
    };
    parts.map(part).sum()
}

/// The `k` nearest of these, the nearest first; of equals the first.
pub(super) fn neighbours(picture: &[i32], among: &[Vec<i32>], k: usize) -> Vec<usize> {
    let mut all: Vec<(i64, usize)> = among
        .iter()
        .enumerate()
        .map(|(row, other)| (distance(picture, other), row))
        .collect();
    let k = k.min(all.len());
    if k < all.len() {
        all.select_nth_unstable(k);
    }
    all.truncate(k);
    all.sort_unstable();
    all.into_iter().map(|(_, row)| row).collect()
}

/// The class of most of the nearest pictures of half the size; where several have as many, of these the one of the nearest.
fn nearest(learned: &Array, asked: &Array, rows: &[usize], kinds: usize) -> Vec<usize> {
    let mut among = shrunk(learned);
    among.truncate(MOST_NEIGHBOURS);
    let vote = |picture: &Vec<i32>| {
        let mut votes = vec![0.0; kinds];
        for (place, row) in neighbours(picture, &among, VOTES).into_iter().enumerate() {
            // A little more for the nearer, never as much as a vote.
            votes[rows[row]] += 1.0 + 0.1 / (place + 1) as f64;
        }
        greatest(votes)
    };
    shrunk(asked).iter().map(vote).collect()
}

/// Least squares from the pixels to a 1 for the class; pictures of more than a thousand numbers at half their size.
fn linear(learned: &Array, asked: &Array, rows: &[usize], kinds: usize) -> Result<Vec<usize>, Fault> {
    let large = learned.shape[1..].iter().product::<usize>() > 1024;
    let features = |pictures: &Array, most: usize| -> Vec<Vec<f64>> {
        let scaled = |numbers: Vec<f64>, whole: f64| {
            let mut scaled: Vec<f64> = numbers.iter().map(|n| n / whole - 0.5).collect();
            scaled.push(1.0);
            scaled
        };
        if large {
            let small = shrunk(pictures).into_iter().take(most);
            small
                .map(|p| scaled(p.into_iter().map(f64::from).collect(), 1020.0))
                .collect()
        } else {
            let all = (0..pictures.rows()).take(most);
            all.map(|row| scaled(pictures.row(row).iter().copied().map(f64::from).collect(), 255.0))
                .collect()
        }
    };
    let train = features(learned, MOST_ROWS);
    let size = train.first().map_or(0, Vec::len);
    let penalty = train.len() as f64 * 0.01;
    let mut ridge = Ridge::new(size, kinds)?;
    for (row, class) in train.into_iter().zip(rows) {
        let mut targets = vec![0.0; kinds];
        targets[*class] = 1.0;
        ridge.add(row, targets);
    }
    let linear = ridge.solve(penalty);
    let test = features(asked, usize::MAX);
    Ok(test.iter().map(|row| greatest(linear.of(row))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_shrinks_by_sums() {
        let pictures = Array {
            shape: vec![1, 2, 5],
            bytes: vec![1, 2, 3, 4, 9, 10, 20, 30, 40, 9],
        };
        // 1 + 2 + 10 + 20, 3 + 4 + 30 + 40; the fifth column is left out.
        assert_eq!(shrunk(&pictures), [[33, 77]]);
    }

    #[test]
    fn neighbours_are_the_nearest() {
        let among = vec![vec![5, 5], vec![0, 1], vec![9, 9], vec![1, 0]];
        assert_eq!(neighbours(&[0, 0], &among, 3), [1, 3, 0]);
        assert_eq!(neighbours(&[9, 8], &among, 9), [2, 0, 3, 1]);
        // 600 differences of 1020: more than 32 bits hold.
        assert_eq!(distance(&[1020; 2600], &[0; 2600]), 2600 * 1020 * 1020);
    }
}
