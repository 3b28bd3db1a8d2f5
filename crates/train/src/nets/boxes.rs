//! Detection: a grid over the picture; each cell says whether the middle of a thing lies in it, what it is and where its box is
//! (Redmon et al., "You only look once", 2016, without anchors).

use std::collections::BTreeSet;

use burn::module::Module;
use burn::tensor::activation::{log_softmax, sigmoid, softmax};
use burn::tensor::{Device, Tensor, TensorData};
use pivot_labs::metrics::Metric;
use pivot_labs::metrics::boxes::{Detections, Protocol, Rect};

use super::pictures::{Moved, Scale, Scaled};
use super::{answers, log_loss, unscored};
use crate::draws::Draws;
use crate::fault::Fault;
use crate::fit;
use crate::folder::Folder;
use crate::layers::{Block, Conv};
use crate::settings::{Knob, Settings, common, knob};

/// Pictures that are looked at together where nothing is learned.
const MANY: usize = 100;
/// A cell has so many pixels on a side: three times half the size.
const CELL: usize = 8;
/// Sizes of boxes are told as powers of e over this many pixels.
const USUAL: f32 = 16.0;
/// Numbers of a cell before its classes: thing or not, middle across and down, width and height.
const BEFORE: usize = 5;
/// Boxes below this score are not told.
const LEAST: f64 = 0.01;
/// Boxes of one class that overlap by more are one box.
const SAME: f64 = 0.5;
/// Boxes of a picture that are told at most.
const MOST: usize = 30;

pub(super) fn knobs() -> Vec<Knob> {
    let mut knobs = common(40.0, 32.0, 4e-3, 1e-2);
    knobs.extend([knob("shift", 8.0, 0.0, 32.0), knob("flip", 1.0, 0.0, 1.0)]);
    if let Some(patience) = knobs.iter_mut().find(|knob| knob.name == "patience") {
        // The last epochs, at a low rate, bring the precision that strict overlaps ask for.
        patience.value = 12.0;
    }
    knobs
}

/// A thing in a picture.
type Thing = (usize, Rect);
/// A thing that is said to be there, with its score.
type Said = (u32, Rect, f64);

/// Pictures to learn from and pictures that are asked about.
pub(super) struct Lab {
    known: Scaled,
    truth: Vec<Vec<Thing>>,
    classes: Vec<String>,
    asked: Scaled,
    ids: Vec<String>,
    settings: Settings,
}

impl Lab {
    pub(super) fn open(folder: &Folder, settings: &Settings) -> Result<Self, Fault> {
        let (train, test) = (folder.table("train.csv")?, folder.table("test.csv")?);
        let known = folder.pictures("train.npy")?;
        let asked = folder.pictures("test.npy")?;
        let ids: Vec<String> = test.column("id")?.into_iter().map(str::to_owned).collect();
        for (pictures, rows, name) in [(&known, train.len(), "train"), (&asked, ids.len(), "test")] {
            if pictures.count != rows {
                return Err(Fault::wrong(format!(
                    "{name}.csv has {rows} rows and {name}.npy {} pictures; row i belongs to picture i",
                    pictures.count
                )));
            }
        }
        if !known.same_size(&asked) {
            return Err(Fault::wrong(
                "the pictures of train.npy and test.npy differ in size",
            ));
        }
        let sides = [known.height, known.width];
        if sides
            .iter()
            .any(|side| *side < CELL || !side.is_multiple_of(CELL))
        {
            return Err(Fault::wrong(format!(
                "the pictures of train.npy are {} by {}; sides must be multiples of {CELL}",
                known.height, known.width
            )));
        }
        let mut found = Vec::new();
        for (row, text) in train.column("boxes")?.into_iter().enumerate() {
            found.push(things(text, sides).ok_or_else(|| {
                Fault::wrong(format!(
                    "train.csv, row {}: `{text}` is not `class x1 y1 x2 y2; …` within the picture",
                    row + 1
                ))
            })?);
        }
        let classes: BTreeSet<String> = found.iter().flatten().map(|(class, _)| class.clone()).collect();
        let classes: Vec<String> = classes.into_iter().collect();
        if classes.is_empty() || classes.len() > 1000 {
            return Err(Fault::wrong(format!(
                "train.csv has boxes of {} classes; from 1 to 1000 can be told apart",
                classes.len()
            )));
        }
        let place = |(class, rect): (String, Rect)| Some((classes.binary_search(&class).ok()?, rect));
        let truth = found
            .into_iter()
            .map(|things| things.into_iter().filter_map(place).collect());
        let scale = Scale::of(&known);
        Ok(Lab {
            truth: truth.collect(),
            classes,
            known: Scaled::new(known, scale),
            asked: Scaled::new(asked, scale),
            ids,
            settings: settings.clone(),
        })
    }

    /// Cells down and across.
    fn grid(&self) -> [usize; 2] {
        [
            self.known.pictures.height / CELL,
            self.known.pictures.width / CELL,
        ]
    }

    /// What is said of pictures.
    fn said(&self, net: &Net, from: &Scaled, rows: &[usize], device: &Device) -> Vec<Vec<Said>> {
        let [down, across] = self.grid();
        let cells = down * across;
        let mut all = Vec::with_capacity(rows.len());
        for rows in rows.chunks(MANY) {
            let cell = net.forward(from.batch(rows, |_| Moved::default(), device));
            let [n, _, width] = cell.dims();
            let there = sigmoid(cell.clone().slice([0..n, 0..cells, 0..1]));
            let middle = sigmoid(cell.clone().slice([0..n, 0..cells, 1..3]));
            let size = cell.clone().slice([0..n, 0..cells, 3..BEFORE]);
            let classes = softmax(cell.slice([0..n, 0..cells, BEFORE..width]), 2);
            let numbers = Tensor::cat(vec![there, middle, size, classes], 2).into_data();
            let numbers: Vec<f64> = numbers.iter::<f64>().collect();
            all.extend(numbers.chunks_exact(cells * width).map(|picture| {
                let boxes = picture.chunks_exact(width).enumerate();
                sorted_out(
                    boxes
                        .filter_map(|(place, numbers)| self.rect(place, numbers))
                        .collect(),
                )
            }));
        }
        all
    }

    /// The box that a cell tells, within the picture.
    fn rect(&self, place: usize, numbers: &[f64]) -> Option<Said> {
        let [_, across] = self.grid();
        let [there, x, y, width, height, ..] = *numbers else {
            return None;
        };
        let best = numbers[BEFORE..]
            .iter()
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(b.1))?;
        let score = there * best.1;
        let cell = CELL as f64;
        let (x, y) = (
            (place % across) as f64 * cell + x * cell,
            (place / across) as f64 * cell + y * cell,
        );
        let half = |size: f64| f64::from(USUAL) * size.clamp(-4.0, 4.0).exp() / 2.0;
        let (width, height) = (half(width), half(height));
        let within = |value: f64, most: usize| value.clamp(0.0, most as f64);
        let picture = &self.known.pictures;
        let rect = Rect {
            x1: within(x - width, picture.width),
            y1: within(y - height, picture.height),
            x2: within(x + width, picture.width),
            y2: within(y + height, picture.height),
        };
        let real = score >= LEAST && rect.x2 - rect.x1 > 0.1 && rect.y2 - rect.y1 > 0.1;
        real.then_some((best.0 as u32, rect, score))
    }
}

/// The boxes of a cell of `train.csv`: whole within a picture of these sides (height, width).
fn things(text: &str, [height, width]: [usize; 2]) -> Option<Vec<(String, Rect)>> {
    let parts = text.split(';').filter(|part| !part.trim().is_empty());
    parts
        .map(|part| {
            let mut words = part.split_whitespace();
            let class = words.next()?.to_owned();
            let numbers: Vec<f64> = words.map(|word| word.parse().ok()).collect::<Option<_>>()?;
            let [x1, y1, x2, y2] = numbers[..] else {
                return None;
            };
            let inside =
                0.0 <= x1 && x1 < x2 && x2 <= width as f64 && 0.0 <= y1 && y1 < y2 && y2 <= height as f64;
            inside.then_some((class, Rect { x1, y1, x2, y2 }))
        })
        .collect()
}

/// Boxes in order of their scores, without those that overlap a better one of their class.
fn sorted_out(mut boxes: Vec<Said>) -> Vec<Said> {
    boxes.sort_by(|a, b| b.2.total_cmp(&a.2));
    let mut kept: Vec<Said> = Vec::new();
    for (class, rect, score) in boxes {
        if kept.len() < MOST && !kept.iter().any(|(c, r, _)| *c == class && r.iou(&rect) > SAME) {
            kept.push((class, rect, score));
        }
    }
    kept
}

/// What cells should say, for some pictures.
struct Wanted {
    there: Vec<f32>,
    /// Middle and size.
    place: Vec<f32>,
    /// 1 for the class of the thing, in cells that have one.
    class: Vec<f32>,
}

impl fit::Lab for Lab {
    type Net = Net;

    fn files(&self) -> &'static [&'static str] {
        &["train.csv", "train.npy"]
    }

    fn metric(&self) -> Metric {
        Metric::DetectionMap
    }

    fn rows(&self) -> usize {
        self.truth.len()
    }

    fn net(&self, device: &Device) -> Net {
        Net::new(self.known.pictures.channels, self.classes.len(), device)
    }

    fn loss(&self, net: &Net, rows: &[usize], draws: &mut Draws, device: &Device) -> Tensor<1> {
        let [down, across] = self.grid();
        let (cells, kinds, width) = (down * across, self.classes.len(), self.known.pictures.width);
        let mut wanted = Wanted {
            there: vec![0.0; rows.len() * cells],
            place: vec![0.0; rows.len() * cells * 4],
            class: vec![0.0; rows.len() * cells * kinds],
        };
        let mut moves = Vec::with_capacity(rows.len());
        for (row, first) in rows.iter().zip((0..).step_by(cells)) {
            let things = &self.truth[*row];
            let picture = &self.known.pictures;
            let moved = moved(things, &self.settings, [picture.height, picture.width], draws);
            for (class, rect) in things {
                let rect = moved.rect(*rect, width);
                let (x, y) = (
                    (rect.x1 + rect.x2) / 2.0 / CELL as f64,
                    (rect.y1 + rect.y2) / 2.0 / CELL as f64,
                );
                let (column, line) = ((x as usize).min(across - 1), (y as usize).min(down - 1));
                let cell = first + line * across + column;
                wanted.there[cell] = 1.0;
                let size = |size: f64| (size as f32 / USUAL).ln();
                let place = [
                    (x - column as f64) as f32,
                    (y - line as f64) as f32,
                    size(rect.x2 - rect.x1),
                    size(rect.y2 - rect.y1),
                ];
                wanted.place[cell * 4..cell * 4 + 4].copy_from_slice(&place);
                // Of two things in a cell the later one is learned.
                wanted.class[cell * kinds..(cell + 1) * kinds].fill(0.0);
                wanted.class[cell * kinds + class] = 1.0;
            }
            moves.push(moved);
        }
        let mut moves = moves.into_iter();
        let batch = self
            .known
            .batch(rows, |_| moves.next().unwrap_or_default(), device);
        let said = net.forward(batch);
        let n = rows.len();
        let tensor =
            |values, last: usize| Tensor::<3>::from_data(TensorData::new(values, [n, cells, last]), device);
        let there = tensor(wanted.there, 1);
        let things = there.clone().sum().clamp_min(1.0);
        let part = |from: usize, to: usize| said.clone().slice([0..n, 0..cells, from..to]);
        // Most cells are empty: the loss of all is divided by the things.
        let of_there = log_loss(part(0, 1), there.clone()).sum() / things.clone();
        let place = Tensor::cat(vec![sigmoid(part(1, 3)), part(3, BEFORE)], 2);
        let of_place = ((place - tensor(wanted.place, 4)).abs() * there).sum() / things.clone();
        let of_class = (log_softmax(part(BEFORE, BEFORE + kinds), 2) * tensor(wanted.class, kinds))
            .sum()
            .neg()
            / things;
        of_there + of_place * 2.0 + of_class
    }

    fn valid(&self, net: &Net, rows: &[usize], device: &Device) -> Result<f64, Fault> {
        let mut detections = Detections::new(Protocol::Coco, Protocol::Coco.thresholds());
        for (row, said) in rows.iter().zip(self.said(net, &self.known, rows, device)) {
            let truth: Vec<(u32, Rect)> = self.truth[*row]
                .iter()
                .map(|(class, rect)| (*class as u32, *rect))
                .collect();
            detections.add(&truth, &said);
        }
        detections
            .mean_average_precision()
            .map_err(|why| unscored(Metric::DetectionMap, &why))
    }

    fn submission(&self, net: &Net, device: &Device) -> Result<Vec<u8>, Fault> {
        let rows: Vec<usize> = (0..self.ids.len()).collect();
        let said = self.said(net, &self.asked, &rows, device);
        let cell = |boxes: Vec<Said>| {
            let boxes = boxes.iter().map(|(class, r, score)| {
                let class = &self.classes[*class as usize];
                format!(
                    "{class} {:.2} {:.2} {:.2} {:.2} {score:.4}",
                    r.x1, r.y1, r.x2, r.y2
                )
            });
            boxes.collect::<Vec<_>>().join("; ")
        };
        answers(&self.ids, "boxes", said.into_iter().map(cell))
    }
}

/// A way to move a picture that leaves all its things whole.
fn moved(things: &[Thing], settings: &Settings, [height, width]: [usize; 2], draws: &mut Draws) -> Moved {
    let furthest = settings.count("shift") as isize;
    let least = |side: fn(&Rect) -> f64, most: usize| {
        things
            .iter()
            .map(|(_, rect)| side(rect))
            .fold(most as f64, f64::min)
            .floor() as isize
    };
    let flip = settings.get("flip") > 0.0 && draws.below(2) == 1;
    // Room to the left and above; to the right and below, from the far edge.
    let (left, above) = (least(|r| r.x1, width), least(|r| r.y1, height));
    let most = |side: fn(&Rect) -> f64| {
        things
            .iter()
            .map(|(_, rect)| side(rect))
            .fold(0.0, f64::max)
            .ceil() as isize
    };
    let (right, below) = (width as isize - most(|r| r.x2), height as isize - most(|r| r.y2));
    let (left, right) = if flip { (right, left) } else { (left, right) };
    let mut far = |back: isize, on: isize| {
        let (back, on) = (back.clamp(0, furthest), on.clamp(0, furthest));
        draws.below((back + on + 1) as usize) as isize - back
    };
    let across = far(left, right);
    Moved::by(across, far(above, below), flip)
}

/// Four blocks and a convolution that tells.
#[derive(Module, Debug)]
pub(super) struct Net {
    first: Block,
    second: Block,
    third: Block,
    fourth: Block,
    last: Conv,
}

impl Net {
    fn new(channels: usize, classes: usize, device: &Device) -> Self {
        Net {
            first: Block::new([channels, 16], device),
            second: Block::new([16, 32], device),
            third: Block::new([32, 64], device),
            fourth: Block::new([64, 64], device),
            last: Conv::new([64, BEFORE + classes], true, device),
        }
    }

    /// `[n, channels, height, width]` to `[n, cells, 5 + classes]`.
    fn forward(&self, pictures: Tensor<4>) -> Tensor<3> {
        let x = self.second.halved(self.first.halved(pictures));
        let x = self.fourth.forward(self.third.halved(x));
        let x = self.last.forward(x);
        let [n, width, down, across] = x.dims();
        x.reshape([n, width, down * across]).swap_dims(1, 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(x1: f64, y1: f64, x2: f64, y2: f64) -> Rect {
        Rect { x1, y1, x2, y2 }
    }

    #[test]
    fn boxes_of_a_cell() {
        let found = things("star 1 2 3 4; cross 0 0 8 8", [8, 8]).unwrap();
        assert_eq!(
            found,
            [
                ("star".into(), rect(1., 2., 3., 4.)),
                ("cross".into(), rect(0., 0., 8., 8.))
            ]
        );
        assert_eq!(things("", [8, 8]), Some(Vec::new()));
        for text in [
            "star",
            "star 1 2 3",
            "star 1 2 3 9",
            "star 3 2 1 4",
            "star 1 2 3 NaN",
            "star a 2 3 4",
            "star 1 2 3 4 5",
        ] {
            assert_eq!(things(text, [8, 8]), None, "{text}");
        }
    }

    /// The first two overlap by 81/119 = 0.68: the lesser goes. The third is of another class, the fourth elsewhere.
    #[test]
    fn the_better_of_two_that_overlap_stays() {
        let boxes = vec![
            (0, rect(1., 1., 11., 11.), 0.5),
            (0, rect(0., 0., 10., 10.), 0.9),
            (1, rect(0., 0., 10., 10.), 0.3),
            (0, rect(20., 20., 30., 30.), 0.7),
        ];
        let kept: Vec<f64> = sorted_out(boxes).iter().map(|b| b.2).collect();
        assert_eq!(kept, [0.9, 0.7, 0.3]);
    }

    /// However a picture is moved, its boxes stay in it.
    #[test]
    fn moved_boxes_stay_whole() {
        let settings = Settings::new(&knobs(), &std::collections::BTreeMap::new()).unwrap();
        let all = [(0, rect(2., 0., 9., 12.)), (1, rect(5., 5., 30., 31.))];
        let mut draws = Draws::new(1, 1, "test");
        let mut places = BTreeSet::new();
        for _ in 0..500 {
            let moved = moved(&all, &settings, [32, 32], &mut draws);
            for (_, r) in all {
                let r = moved.rect(r, 32);
                assert!(r.x1 >= 0. && r.y1 >= 0. && r.x2 <= 32. && r.y2 <= 32., "{r:?}");
                places.insert(r.x1 as i64);
            }
        }
        // Not flipped -2 to 2 to the right, flipped the same: left edges 0 to 4 and 3 to 7, and their mirrors.
        assert!(places.len() > 8, "{places:?}");
    }
}
