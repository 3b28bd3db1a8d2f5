//! Boxes of a picture: `class x1 y1 x2 y2; …` in the truth, with a score at the end of each in the predictions.

use crate::metrics::Undefined;
use crate::metrics::boxes::{Detections, Protocol, Rect};
use crate::score::cells::{Cells, Labels, label, number, words};
use crate::score::fault::{Wrong, quote};
use crate::score::join::Task;

/// detection-map.
pub(crate) struct Boxes {
    labels: Labels,
    detections: Detections,
}

impl Boxes {
    pub(crate) fn new(protocol: Protocol, iou: Option<f64>) -> Self {
        let thresholds = iou.map_or_else(|| protocol.thresholds(), |iou| vec![iou]);
        Boxes {
            labels: Labels::default(),
            detections: Detections::new(protocol, thresholds),
        }
    }
}

/// Boxes that a picture has at most: each is held against each.
const MOST_BOXES: usize = 4096;

const OF_TRUTH: &str = "boxes as `class x1 y1 x2 y2; class x1 y1 x2 y2`";
const OF_PREDICTIONS: &str = "boxes as `class x1 y1 x2 y2 score; class x1 y1 x2 y2 score`";

/// Boxes of a cell: class, rectangle, and the number after it where there is one.
fn boxes<'t>(
    text: &'t str,
    numbers: usize,
    expected: &'static str,
) -> impl Iterator<Item = Result<(&'t str, Rect, f64), Wrong>> {
    let parts = text.split(';').filter(|part| !part.trim().is_empty());
    parts.enumerate().map(move |(place, part)| {
        if place == MOST_BOXES {
            return Err(Wrong::new(
                "these are too many boxes",
                format!("at most {MOST_BOXES} in a picture"),
            ));
        }
        let mut words = words(part);
        let class = words.next().unwrap_or_default();
        let mut found = [0.0; 5];
        let mut count = 0;
        for word in words {
            let read = number(word).map_err(|wrong| Wrong {
                expected: expected.into(),
                ..wrong
            })?;
            if let Some(place) = found.get_mut(count) {
                *place = read;
            }
            count += 1;
        }
        if count != numbers {
            return Err(Wrong::new(
                format!("{} has {count} numbers after the class", quote(part.trim())),
                expected,
            ));
        }
        let [x1, y1, x2, y2, score] = found;
        let rect = Rect { x1, y1, x2, y2 };
        // Products of sides must be finite, and a box have a size, or overlaps mean nothing.
        let large = found[..4].iter().any(|side| side.abs() > 1e150);
        if large || x2 <= x1 || y2 <= y1 || (x2 - x1) * (y2 - y1) < 1e-300 {
            let what = format!(
                "{} has no size: x2 must be above x1 and y2 above y1",
                quote(part.trim())
            );
            return Err(Wrong::new(what, expected));
        }
        Ok((class, rect, score))
    })
}

impl Task for Boxes {
    type Truth = Box<[(u32, Rect)]>;

    fn truth(&mut self, cells: Cells<'_>) -> Result<(Self::Truth, usize), Wrong> {
        let mut truth = Vec::new();
        for found in boxes(cells.first(), 4, OF_TRUTH) {
            let (class, rect, _) = found?;
            truth.push((self.labels.number(&label(class)?)?, rect));
        }
        let bytes = size_of_val(&*truth);
        Ok((truth.into(), bytes))
    }

    fn prediction(&mut self, truth: &Self::Truth, _: f64, cells: Cells<'_>) -> Result<usize, Wrong> {
        let mut said = Vec::new();
        for found in boxes(cells.first(), 5, OF_PREDICTIONS) {
            let (class, rect, score) = found?;
            // A class that the truth does not have counts for nothing.
            if let Some(class) = self.labels.known(&label(class)?) {
                said.push((class, rect, score));
            }
        }
        Ok(16 * self.detections.add(truth, &said))
    }

    fn value(self) -> Result<f64, Undefined> {
        self.detections.mean_average_precision()
    }
}
