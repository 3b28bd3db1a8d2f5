//! Garments of Fashion-MNIST, grown or shrunk and tinted, on coloured noise, with a box around each: for the lab `boxes`.
//!
//! Only whole numbers decide a byte. A box goes around the pixels of the garment that are not faint; garments do not touch.

use super::fashion::{NAMES, SIDE as GARMENT};
use super::pictures::{Parted, Pictures, array};
use crate::made::Made;
use crate::made::draws::Draws;
use crate::made::parts::{Csv, usages};

/// Pixels of a side of a scene.
const SIDE: usize = 64;
/// Scenes to learn from and to be asked, at most: 74 MB and 25 MB.
const SCENES: (usize, usize) = (6000, 2000);
/// Garments in a scene.
const MOST: usize = 3;
/// A garment is put where there is room within so many tries, or left out.
const TRIES: usize = 12;
/// Fainter pixels of a garment are no part of it.
const FAINT: u8 = 24;

/// `x1 y1 x2 y2`, the last two one beyond the last pixel.
type Rect = [usize; 4];

/// Label and box of each garment of a scene.
type Found = Vec<(u8, Rect)>;

/// Scenes, one after the other, and what is in each.
#[derive(Debug, Default)]
struct Scenes {
    bytes: Vec<u8>,
    found: Vec<Found>,
}

/// Training scenes are of training garments, test scenes of those that nothing was learned from.
pub(super) fn make(set: &Parted, seed: u64) -> Made {
    let mut draws = Draws::new(seed, "boxes of a real set");
    let train = scenes(&set.train, SCENES.0, &mut draws);
    let test = scenes(&set.test, SCENES.1, &mut draws);
    let (learned, asked) = (train.found.len(), test.found.len());
    let usages = usages(&mut draws, asked);
    let mut train_csv = Csv::new(&["id", "boxes"]);
    for (row, found) in train.found.iter().enumerate() {
        train_csv.row(&[(row + 1).to_string(), cell(found)]);
    }
    let mut test_csv = Csv::new(&["id"]);
    let mut sample = Csv::new(&["id", "boxes"]);
    let mut truth = Csv::new(&["id", "usage", "boxes"]);
    for (row, (found, usage)) in test.found.iter().zip(usages).enumerate() {
        let id = (learned + row + 1).to_string();
        test_csv.row(&[&id]);
        sample.row(&[id.as_str(), "t-shirt 16 16 48 48 0.1"]);
        truth.row(&[&id, usage, &cell(found)]);
    }
    const SHAPE: [usize; 3] = [SIDE, SIDE, 3];
    Made {
        files: vec![
            train_csv.file("train.csv"),
            array("train.npy", learned, &SHAPE, train.bytes),
            test_csv.file("test.csv"),
            array("test.npy", asked, &SHAPE, test.bytes),
            sample.file("sample_submission.csv"),
        ],
        truth: truth.bytes(),
    }
}

/// Boxes as they stand in a cell.
fn cell(found: &[(u8, Rect)]) -> String {
    let each = found.iter().map(|(label, [x1, y1, x2, y2])| {
        let name = NAMES[usize::from(*label)];
        format!("{name} {x1} {y1} {x2} {y2}")
    });
    each.collect::<Vec<_>>().join("; ")
}

fn scenes(garments: &Pictures, most: usize, draws: &mut Draws) -> Scenes {
    let count = garments.labels.len();
    // Each garment is dealt once before any comes again.
    let mut deck: Vec<usize> = (0..count).collect();
    draws.shuffle(&mut deck);
    let mut dealt = deck.iter().copied().cycle();
    let mut scenes = Scenes::default();
    for _ in 0..most.min(count) {
        scene(garments, &mut dealt, draws, &mut scenes);
    }
    scenes
}

fn scene(
    garments: &Pictures,
    dealt: &mut impl Iterator<Item = usize>,
    draws: &mut Draws,
    scenes: &mut Scenes,
) {
    let ground: [usize; 3] = std::array::from_fn(|_| 32 + draws.below(192));
    let grain = 16 + draws.below(48);
    let start = scenes.bytes.len();
    for _ in 0..SIDE * SIDE {
        scenes.bytes.extend(
            ground.map(|base| (base + draws.below(2 * grain + 1)).saturating_sub(grain).min(255) as u8),
        );
    }
    let bytes = &mut scenes.bytes[start..];
    let mut found = Found::new();
    let wanted = 1 + draws.below(MOST);
    for row in dealt.take(wanted) {
        let side = 18 + draws.below(23);
        let garment = resized(garments.picture(row, GARMENT * GARMENT), side);
        let Some(inner) = bounds(&garment, side) else {
            continue;
        };
        let (width, height) = (inner[2] - inner[0], inner[3] - inner[1]);
        for _ in 0..TRIES {
            let (x, y) = (draws.below(SIDE - width + 1), draws.below(SIDE - height + 1));
            let rect = [x, y, x + width, y + height];
            if found.iter().any(|(_, other)| touch(*other, rect)) {
                continue;
            }
            let tint = tint(ground, draws);
            paste(bytes, &garment, side, inner, (x, y), tint);
            found.push((garments.labels[row], rect));
            break;
        }
    }
    scenes.found.push(found);
}

fn touch(a: Rect, b: Rect) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

/// A colour that can be told from the ground: half of the range away from it in one channel.
fn tint(ground: [usize; 3], draws: &mut Draws) -> [usize; 3] {
    let mut tint: [usize; 3] = std::array::from_fn(|_| draws.below(256));
    let channel = draws.below(3);
    tint[channel] = (ground[channel] + 128) % 256;
    tint
}

/// A garment of `side` pixels: between neighbours in a straight line, in steps of 1/256 of a pixel.
fn resized(picture: &[u8], side: usize) -> Vec<u8> {
    // The middle of pixel i is at (i + 1/2) · 28 / side - 1/2 of the original.
    let place = |i: usize| {
        let at = ((2 * i + 1) * GARMENT * 128 / side).saturating_sub(128);
        let low = (at / 256).min(GARMENT - 1);
        (low, (low + 1).min(GARMENT - 1), at % 256)
    };
    let mut out = Vec::with_capacity(side * side);
    for y in 0..side {
        let (top, bottom, down) = place(y);
        for x in 0..side {
            let (left, right, across) = place(x);
            let at = |row: usize, column: usize| usize::from(picture[row * GARMENT + column]);
            let upper = at(top, left) * (256 - across) + at(top, right) * across;
            let lower = at(bottom, left) * (256 - across) + at(bottom, right) * across;
            out.push(((upper * (256 - down) + lower * down) >> 16) as u8);
        }
    }
    out
}

/// The box around what is not faint.
fn bounds(garment: &[u8], side: usize) -> Option<Rect> {
    let mut inner: Option<Rect> = None;
    for (place, _) in garment.iter().enumerate().filter(|(_, light)| **light >= FAINT) {
        let (x, y) = (place % side, place / side);
        let [x1, y1, x2, y2] = inner.unwrap_or([x, y, x + 1, y + 1]);
        inner = Some([x1.min(x), y1.min(y), x2.max(x + 1), y2.max(y + 1)]);
    }
    inner
}

/// Puts what is inside `inner` at a place of the scene. A light pixel covers what is below it, a faint one lets it through.
fn paste(scene: &mut [u8], garment: &[u8], side: usize, inner: Rect, at: (usize, usize), tint: [usize; 3]) {
    for y in inner[1]..inner[3] {
        for x in inner[0]..inner[2] {
            let light = usize::from(garment[y * side + x]);
            let cover = (light * 3).min(255);
            let start = ((at.1 + y - inner[1]) * SIDE + at.0 + x - inner[0]) * 3;
            for (pixel, tint) in scene[start..start + 3].iter_mut().zip(tint) {
                // From two fifths of the tint to all of it.
                let shaded = tint * (102 + light * 153 / 255) / 255;
                *pixel = ((usize::from(*pixel) * (255 - cover) + shaded * cover) / 255) as u8;
            }
        }
    }
}
