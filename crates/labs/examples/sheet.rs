//! A contact sheet of a made set, to be looked at: `sheet RECIPE SEED OUT.ppm [COLUMNS ROWS]`. Pictures become a grid of the training
//! rows, magnified and sorted by class where there is one, boxes drawn; of other sets the first lines are printed.
#![allow(clippy::disallowed_methods, reason = "an example writes its own files")]

use std::error::Error;
use std::io::Write;

use pivot_labs::made::{Made, Size, make};
use pivot_labs::npy::Array;

/// How many times larger a pixel is drawn.
const LARGER: usize = 3;

/// Draws the boxes of a cell into a magnified picture of this many pixels a side.
fn outline(cell: &str, side: usize, mut dot: impl FnMut(usize, usize)) {
    for shape in cell.split("; ") {
        let corners: Vec<usize> = shape.split(' ').skip(1).filter_map(|n| n.parse().ok()).collect();
        let [x1, y1, x2, y2] = corners.as_slice() else {
            continue;
        };
        let (x1, y1) = (x1 * LARGER, y1 * LARGER);
        let (x2, y2) = ((x2 * LARGER).min(side) - 1, (y2 * LARGER).min(side) - 1);
        (x1..=x2).for_each(|x| {
            dot(x, y1);
            dot(x, y2);
        });
        (y1..=y2).for_each(|y| {
            dot(x1, y);
            dot(x2, y);
        });
    }
}

fn sheet(made: &Made, columns: usize, rows: usize) -> Result<Vec<u8>, Box<dyn Error>> {
    let pictures = Array::read(made.file("train.npy").ok_or("no pictures")?)?;
    let csv = std::str::from_utf8(made.file("train.csv").ok_or("no table")?)?;
    let cells = csv.lines().skip(1).filter_map(|line| line.split_once(','));
    let mut order: Vec<(&str, usize)> = cells.map(|(_, cell)| cell).zip(0..).collect();
    let boxed = csv.starts_with("id,boxes");
    if !boxed {
        // A row of the sheet for each class.
        order.sort_by_key(|(label, row)| (*label, *row));
        let mut classes: Vec<Vec<(&str, usize)>> = Vec::new();
        for one in order {
            match classes.last_mut() {
                Some(class) if class[0].0 == one.0 => class.push(one),
                _ => classes.push(vec![one]),
            }
        }
        order = classes
            .iter()
            .flat_map(|class| class.iter().take(columns))
            .copied()
            .collect();
    }
    let channels = pictures.shape.get(3).copied().unwrap_or(1);
    let side = pictures.shape[1];
    let cell = side * LARGER;
    let width = columns * (cell + 2);
    let mut sheet = vec![255_u8; width * rows * (cell + 2) * 3];
    for (place, (text, row)) in order.iter().take(columns * rows).enumerate() {
        let picture = pictures.row(*row);
        let (left, top) = (place % columns * (cell + 2), place / columns * (cell + 2));
        let mut put = |x: usize, y: usize, colour: [u8; 3]| {
            let at = ((top + y) * width + left + x) * 3;
            sheet[at..at + 3].copy_from_slice(&colour);
        };
        for y in 0..cell {
            for x in 0..cell {
                let at = (y / LARGER * side + x / LARGER) * channels;
                let pixel = &picture[at..at + channels];
                put(x, y, [pixel[0], pixel[pixel.len() / 2], pixel[pixel.len() - 1]]);
            }
        }
        if boxed {
            outline(text, cell, |x, y| put(x, y, [255, 255, 0]));
        }
    }
    let mut file = format!("P6 {width} {} 255\n", rows * (cell + 2)).into_bytes();
    file.extend(sheet);
    Ok(file)
}

fn main() -> Result<(), Box<dyn Error>> {
    let said: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, usual: usize| said.get(place).map_or(Ok(usual), |n| n.parse());
    let recipe = said.first().ok_or("sheet RECIPE SEED OUT.ppm [COLUMNS ROWS]")?;
    let made = make(recipe, number(1, 1)? as u64, Size::Whole)?;
    let mut out = std::io::stdout().lock();
    for file in &made.files {
        writeln!(out, "{:>9} {}", file.bytes.len(), file.path)?;
    }
    if made.file("train.npy").is_some() {
        let path = said.get(2).ok_or("say where to write the sheet")?;
        std::fs::write(path, sheet(&made, number(3, 16)?, number(4, 10)?)?)?;
    } else {
        for file in &made.files {
            let text = String::from_utf8_lossy(&file.bytes);
            writeln!(out, "\n{}", file.path)?;
            for line in text.lines().take(12) {
                writeln!(out, "{}", line.chars().take(400).collect::<String>())?;
            }
        }
    }
    Ok(())
}
