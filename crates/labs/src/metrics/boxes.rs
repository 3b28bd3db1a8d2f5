//! Mean average precision of boxes found in pictures.
//!
//! A detection is a hit where it overlaps a true box of its class, in its picture, by at least a threshold, and no better
//! detection has taken that box. Hits and false alarms in order of score give a curve of precision over recall; its area is the
//! average precision of the class. The metric is the mean over thresholds and over the classes that the truth has.
//!
//! There are two ways, and both are here:
//!
//! | | [`Protocol::Coco`] | [`Protocol::Voc`] |
//! |---|---|---|
//! | thresholds | 0.50, 0.55 … 0.95 | 0.50 |
//! | a detection takes | the free box that it overlaps most | the box that it overlaps most; if that is taken, it is a false alarm |
//! | area | mean of the precision at recall 0, 0.01 … 1 | exact, under every step |
//! | detections | the best 100 of a class and picture | all |
//!
//! (Lin et al., "Microsoft COCO: common objects in context", 2014; Everingham et al., "The Pascal visual object classes
//! challenge: a retrospective", 2015.) In both, precision at a recall is the highest at that recall or beyond. Boxes are
//! continuous: width is `x2 - x1`, without VOC's extra pixel. Detections of equal score are one step of the curve, so that the
//! order of pictures does not show; in one picture the one written first takes its box first.

use std::collections::BTreeMap;

use super::Undefined;

/// A rectangle from its least to its greatest corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left.
    pub x1: f64,
    /// Top.
    pub y1: f64,
    /// Right; greater than left.
    pub x2: f64,
    /// Bottom; greater than top.
    pub y2: f64,
}

impl Rect {
    fn area(&self) -> f64 {
        (self.x2 - self.x1) * (self.y2 - self.y1)
    }

    /// Intersection over union with another: from 0 to 1.
    pub fn iou(&self, other: &Rect) -> f64 {
        let width = self.x2.min(other.x2) - self.x1.max(other.x1);
        let height = self.y2.min(other.y2) - self.y1.max(other.y1);
        if width <= 0.0 || height <= 0.0 {
            return 0.0;
        }
        let both = width * height;
        both / (self.area() + other.area() - both)
    }
}

/// How hits are told and the area is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protocol {
    /// COCO's.
    #[default]
    Coco,
    /// Pascal VOC's, from 2010 on.
    Voc,
}

impl Protocol {
    /// The thresholds that it means where none is named.
    pub fn thresholds(self) -> Vec<f64> {
        match self {
            // To the last bit as the reference implementation has them, like the recalls below.
            Protocol::Coco => (0..10)
                .map(|i| 0.5 + f64::from(i) * ((0.95 - 0.5) / 9.0))
                .collect(),
            Protocol::Voc => vec![0.5],
        }
    }

    /// Best detections of a class in a picture that count.
    fn most(self) -> usize {
        match self {
            Protocol::Coco => 100,
            Protocol::Voc => usize::MAX,
        }
    }
}

/// A class of one picture.
#[derive(Default)]
struct OfClass {
    boxes: Vec<Rect>,
    said: Vec<(Rect, f64)>,
}

/// A class of all pictures: how many true boxes it has, and its detections.
#[derive(Clone, Debug, Default)]
struct Found {
    boxes: u64,
    /// Score, and for each threshold whether it is a hit (a bit each).
    said: Vec<(f64, u32)>,
}

/// Gathers pictures. A detection takes 16 bytes.
#[derive(Clone, Debug)]
pub struct Detections {
    protocol: Protocol,
    thresholds: Vec<f64>,
    classes: BTreeMap<u32, Found>,
    pictures: u64,
}

impl Detections {
    /// Nothing yet. At most 32 thresholds, each above 0 and at most 1.
    pub fn new(protocol: Protocol, thresholds: Vec<f64>) -> Self {
        debug_assert!((1..=32).contains(&thresholds.len()));
        Detections {
            protocol,
            thresholds,
            classes: BTreeMap::new(),
            pictures: 0,
        }
    }

    /// Adds a picture: its true boxes by class, and detections of a class with their scores. Gives the number of detections
    /// that count.
    pub fn add(&mut self, truth: &[(u32, Rect)], said: &[(u32, Rect, f64)]) -> usize {
        self.pictures += 1;
        let mut classes: BTreeMap<u32, OfClass> = BTreeMap::new();
        for (class, rect) in truth {
            classes.entry(*class).or_default().boxes.push(*rect);
        }
        for (class, rect, score) in said {
            classes.entry(*class).or_default().said.push((*rect, *score));
        }
        let mut kept = 0;
        for (class, OfClass { boxes, mut said }) in classes {
            said.sort_by(|a, b| b.1.total_cmp(&a.1)); // stable: the one written first stays first
            said.truncate(self.protocol.most());
            kept += said.len();
            let hits = self.hits(&boxes, &said);
            let found = self.classes.entry(class).or_default();
            found.boxes += boxes.len() as u64;
            found
                .said
                .extend(said.iter().map(|(_, score)| *score + 0.0).zip(hits));
        }
        kept
    }

    /// For each detection, best first, a bit for each threshold at which it is a hit.
    fn hits(&self, boxes: &[Rect], said: &[(Rect, f64)]) -> Vec<u32> {
        let mut taken = vec![0_u32; boxes.len()];
        let mut hits = vec![0_u32; said.len()];
        for ((rect, _), hit) in said.iter().zip(&mut hits) {
            let overlaps: Vec<f64> = boxes.iter().map(|truth| truth.iou(rect)).collect();
            for (t, threshold) in self.thresholds.iter().enumerate() {
                let bit = 1 << t;
                let free = |i: &usize| self.protocol == Protocol::Voc || taken[*i] & bit == 0;
                // Of equal overlaps the last is taken by COCO, the first by VOC.
                let mut best: Option<usize> = None;
                for i in (0..boxes.len()).filter(free) {
                    let better = best.is_none_or(|b| match self.protocol {
                        Protocol::Coco => overlaps[i] >= overlaps[b],
                        Protocol::Voc => overlaps[i] > overlaps[b],
                    });
                    if better {
                        best = Some(i);
                    }
                }
                if let Some(best) = best.filter(|b| overlaps[*b] >= *threshold && taken[*b] & bit == 0) {
                    taken[best] |= bit;
                    *hit |= bit;
                }
            }
        }
        hits
    }

    /// The mean over classes and thresholds: from 0 to 1. A class that the truth does not have counts for nothing.
    ///
    /// # Errors
    /// No pictures, or no true box in any of them.
    pub fn mean_average_precision(mut self) -> Result<f64, Undefined> {
        if self.pictures == 0 {
            return Err(Undefined::new("there are no rows"));
        }
        self.classes.retain(|_, found| found.boxes > 0);
        if self.classes.is_empty() {
            return Err(Undefined::new("the truth has no box: there is nothing to find"));
        }
        let mut sum = 0.0;
        for found in self.classes.values_mut() {
            found.said.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
            for t in 0..self.thresholds.len() {
                sum += average(&steps(found, t), self.protocol);
            }
        }
        Ok(sum / (self.classes.len() * self.thresholds.len()) as f64)
    }
}

/// Recall and precision after each score, and precision made the highest at that recall or beyond.
fn steps(found: &Found, threshold: usize) -> Vec<(f64, f64)> {
    let (mut hit, mut said) = (0_u64, 0_u64);
    let mut steps = Vec::new();
    for tied in found.said.chunk_by(|a, b| a.0 == b.0) {
        hit += tied.iter().filter(|(_, hits)| hits >> threshold & 1 == 1).count() as u64;
        said += tied.len() as u64;
        steps.push((hit as f64 / found.boxes as f64, hit as f64 / said as f64));
    }
    let mut best = 0.0_f64;
    for (_, precision) in steps.iter_mut().rev() {
        best = best.max(*precision);
        *precision = best;
    }
    steps
}

fn average(steps: &[(f64, f64)], protocol: Protocol) -> f64 {
    match protocol {
        Protocol::Coco => {
            let at = |recall: f64| {
                let first = steps.partition_point(|(r, _)| *r < recall);
                steps.get(first).map_or(0.0, |(_, precision)| *precision)
            };
            (0..=100).map(|i| at(f64::from(i) * 0.01)).sum::<f64>() / 101.0
        }
        Protocol::Voc => {
            let (mut before, mut area) = (0.0, 0.0);
            for (recall, precision) in steps {
                area += (recall - before) * precision;
                before = *recall;
            }
            area
        }
    }
}
