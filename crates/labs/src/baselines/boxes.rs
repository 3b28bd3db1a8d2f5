//! Boxes in pictures: `boxes`.

use std::collections::BTreeMap;

use super::files::{Files, submission};
use super::images::{neighbours, shrunk};
use super::regions::{Known, Picture};
use super::{CONSTANT, Fault, NEAREST};
use crate::npy::Array;

/// Answers by a baseline.
pub(super) fn predict(name: &str, files: &Files<'_>) -> Result<Vec<u8>, Fault> {
    let train = files.table("train.csv")?;
    let test = files.table("test.csv")?;
    let column = train.column("boxes")?;
    let cells: Vec<&str> = train.fields(column).collect();
    let found: Vec<String> = if name == CONSTANT {
        vec![usual(cells.iter().copied()); test.rows.len()]
    } else {
        let learned = files.pictures("train.npy", train.rows.len())?;
        let asked = files.pictures("test.npy", test.rows.len())?;
        if learned.shape[1..] != asked.shape[1..] {
            return Err(Fault::new(
                "train.npy and test.npy have pictures of different sizes",
            ));
        }
        match name {
            NEAREST => {
                let among = small(&learned);
                let each = small(&asked).into_iter();
                each.map(|picture| of_nearest(&picture, &among, &cells)).collect()
            }
            _ => of_regions(&learned, &asked, &cells),
        }
    };
    submission(&test, "boxes", found)
}

/// The boxes of a cell: class and corners. What is no box is passed over.
fn boxes(cell: &str) -> impl Iterator<Item = (&str, [f64; 4])> {
    cell.split(';').filter_map(|part| {
        let mut words = part.split_whitespace();
        let class = words.next()?;
        let numbers: Vec<f64> = words.filter_map(|word| word.parse().ok()).collect();
        Some((class, numbers.try_into().ok()?))
    })
}

/// A box for each class: the mean of its corners, scored by how often the class occurs.
fn usual<'t>(cells: impl Iterator<Item = &'t str>) -> String {
    let mut sums: BTreeMap<&str, ([f64; 4], f64)> = BTreeMap::new();
    for (class, corners) in cells.flat_map(boxes) {
        let (sum, count) = sums.entry(class).or_default();
        sum.iter_mut()
            .zip(corners)
            .for_each(|(sum, corner)| *sum += corner);
        *count += 1.0;
    }
    let all: f64 = sums.values().map(|(_, count)| count).sum();
    let each = sums.iter().map(|(class, (sum, count))| {
        let [x1, y1, x2, y2] = sum.map(|sum| sum / count);
        format!("{class} {x1:.2} {y1:.2} {x2:.2} {y2:.2} {:.4}", count / all)
    });
    each.collect::<Vec<_>>().join("; ")
}

/// Pictures of a quarter of the width and height.
fn small(pictures: &Array) -> Vec<Vec<i32>> {
    let half: Vec<u8> = shrunk(pictures)
        .concat()
        .iter()
        .map(|sum| (sum / 4) as u8)
        .collect();
    let mut shape = pictures.shape.clone();
    (shape[1], shape[2]) = (shape[1] / 2, shape[2] / 2);
    shrunk(&Array { shape, bytes: half })
}

/// The boxes of the three nearest pictures, those of the nearest with the highest score.
fn of_nearest(picture: &[i32], learned: &[Vec<i32>], cells: &[&str]) -> String {
    let mut found = Vec::new();
    for (place, row) in neighbours(picture, learned, 3).into_iter().enumerate() {
        for (class, [x1, y1, x2, y2]) in boxes(cells[row]) {
            found.push(format!(
                "{class} {x1} {y1} {x2} {y2} {:.2}",
                1.0 / (place + 1) as f64
            ));
        }
    }
    found.join("; ")
}

/// Regions of training pictures that are learned.
const MOST_REGIONS: usize = 6000;

/// A row of an array as a picture.
fn picture(array: &Array, row: usize) -> Picture<'_> {
    Picture {
        height: array.shape[1],
        width: array.shape[2],
        channels: array.shape.get(3).copied().unwrap_or(1),
        bytes: array.row(row),
    }
}

/// The regions of one colour that look like those of the training pictures that had a box.
fn of_regions(learned: &Array, asked: &Array, cells: &[&str]) -> Vec<String> {
    let mut known = Known::default();
    for (row, cell) in cells.iter().enumerate() {
        if known.regions() >= MOST_REGIONS {
            break;
        }
        let boxes: Vec<_> = boxes(cell).collect();
        known.learn(picture(learned, row), &boxes);
    }
    let found = |row| known.find(picture(asked, row)).join("; ");
    (0..asked.rows()).map(found).collect()
}
