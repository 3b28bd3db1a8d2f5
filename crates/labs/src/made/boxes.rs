//! One to four shapes in a picture and the boxes around them: for the lab `boxes`.
//!
//! A box is `class x1 y1 x2 y2` in pixels, around the pixels that the shape covers by half at least before anything else lies on
//! it. Shapes may lie over each other by a fifth, and bars over both, so that an edge is sometimes hidden: that keeps the mean over
//! the strictest overlaps below 1.

use super::canvas::Mask;
use super::draws::Draws;
use super::parts::{Csv, usages};
use super::shapes::{Colour, NAMES, apart, ground, outlines, place, thing};
use super::{Made, MadeFile, Size};
use crate::npy::Array;

/// Pixels of a side.
pub const SIDE: usize = 64;

/// The classes, all of them shapes of the lab `shapes`.
pub const CLASSES: [&str; 5] = ["circle", "cross", "square", "star", "triangle"];

/// A shape of a picture.
type Found = (&'static str, [usize; 4]);

/// Makes a set.
pub(super) fn make(seed: u64, size: Size) -> Made {
    let mut draws = Draws::new(seed, "boxes");
    let (train, test) = size.rows((900, 400), (60, 40));
    let (learned, train_npy) = pictures(train, &mut draws);
    let (asked, test_npy) = pictures(test, &mut draws);
    let usages = usages(&mut draws, test);
    let mut train_csv = Csv::new(&["id", "boxes"]);
    for (row, found) in learned.iter().enumerate() {
        train_csv.row(&[(row + 1).to_string(), cell(found)]);
    }
    let mut test_csv = Csv::new(&["id"]);
    let mut sample = Csv::new(&["id", "boxes"]);
    let mut truth = Csv::new(&["id", "usage", "boxes"]);
    for (row, (found, usage)) in asked.iter().zip(usages).enumerate() {
        let id = (train + row + 1).to_string();
        test_csv.row(&[&id]);
        sample.row(&[&id, "circle 16 16 48 48 0.1"]);
        truth.row(&[&id, usage, &cell(found)]);
    }
    let file = |path: &str, bytes| MadeFile {
        path: path.to_owned(),
        bytes,
    };
    Made {
        files: vec![
            train_csv.file("train.csv"),
            file("train.npy", train_npy),
            test_csv.file("test.csv"),
            file("test.npy", test_npy),
            sample.file("sample_submission.csv"),
        ],
        truth: truth.bytes(),
    }
}

/// Boxes as they stand in a cell.
fn cell(found: &[Found]) -> String {
    let each = found
        .iter()
        .map(|(class, [x1, y1, x2, y2])| format!("{class} {x1} {y1} {x2} {y2}"));
    each.collect::<Vec<_>>().join("; ")
}

/// So many pictures, as a file.
fn pictures(n: usize, draws: &mut Draws) -> (Vec<Vec<Found>>, Vec<u8>) {
    let mut bytes = Vec::with_capacity(n * SIDE * SIDE * 3);
    let mut found = Vec::with_capacity(n);
    for _ in 0..n {
        let (shapes, picture) = picture(draws);
        found.push(shapes);
        bytes.extend(picture);
    }
    let shape = vec![n, SIDE, SIDE, 3];
    (found, Array { shape, bytes }.write())
}

/// What a shape is painted in: one colour, or stripes of two that both stand off the ground.
#[derive(Clone, Copy, Debug)]
struct Cloth {
    colours: [Colour; 2],
    width: f64,
    slope: (f64, f64),
}

impl Cloth {
    fn new(colour: Colour, ground: Colour, draws: &mut Draws) -> Self {
        let second = match draws.chance(0.7) {
            true => apart(draws, ground, 55.0),
            false => colour,
        };
        Cloth {
            colours: [colour, second],
            width: draws.between(2.0, 5.0),
            slope: (draws.between(-1.0, 1.0), draws.between(-1.0, 1.0)),
        }
    }

    fn at(&self, x: usize, y: usize) -> Colour {
        let along = self.slope.0 * x as f64 + self.slope.1 * y as f64 + 200.0;
        let odd = (along / self.width).floor() % 2.0 >= 1.0;
        self.colours[usize::from(odd)]
    }
}

/// A picture and what is in it.
fn picture(draws: &mut Draws) -> (Vec<Found>, Vec<u8>) {
    let things = 3 + draws.below(5);
    let (mut canvas, under) = ground(SIDE, things, draws);
    let wanted = 1 + draws.below(4);
    let mut found: Vec<Found> = Vec::new();
    let mut masks: Vec<Mask> = Vec::new();
    // Where a shape finds no room after some tries there is one less; the first always finds it.
    for _ in 0..wanted {
        for _ in 0..12 {
            let name = *draws.pick(&CLASSES);
            let class = NAMES.iter().position(|n| *n == name).unwrap_or_default();
            let half = draws.between(5.0, 15.0);
            // A fifth of a shape may lie outside.
            let room = half * 0.7;
            let side = SIDE as f64;
            let centre = (draws.between(room, side - room), draws.between(room, side - room));
            let place = place(class, centre, half, draws);
            let mut mask = Mask::new(SIDE, SIDE);
            mask.fill(&place, &outlines(class, draws));
            let hidden = |before: &Mask| before.shared(&mask) * 5 > before.area().min(mask.area());
            let Some(bounds) = mask.bounds() else { continue };
            if masks.iter().any(hidden) {
                continue;
            }
            let least = draws.between(55.0, 130.0);
            let colour = apart(draws, under, least);
            let cloth = Cloth::new(colour, under, draws);
            canvas.paint(&mask, |x, y| cloth.at(x, y));
            found.push((name, bounds));
            masks.push(mask);
            break;
        }
    }
    for _ in 0..draws.below(3) {
        let colour = super::shapes::colour(draws);
        thing(&mut canvas, SIDE, colour, draws, 0.6);
    }
    // In the order in which they were painted the last is whole: an order that would say something.
    draws.shuffle(&mut found);
    (found, canvas.develop(draws, 12.0))
}
