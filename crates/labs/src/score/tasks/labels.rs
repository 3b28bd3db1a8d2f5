//! A label for each pixel: a row is a pixel, or a picture whose pixels are parted by spaces.

use crate::metrics::classes::{Confusion, Tally};
use crate::metrics::{Mean, Metric, Undefined};
use crate::score::cells::{Cells, Labels, Positive, label, words};
use crate::score::fault::Wrong;
use crate::score::join::Task;

/// mean-iou, dice.
pub(crate) struct Pixels {
    metric: Metric,
    labels: Labels,
    positive: Positive,
    confusion: Confusion,
    tally: Tally,
    weight: Mean,
}

impl Pixels {
    pub(crate) fn new(metric: Metric, positive: Option<&str>) -> Self {
        Pixels {
            metric,
            labels: Labels::default(),
            positive: Positive::new(positive),
            confusion: Confusion::default(),
            tally: Tally::default(),
            weight: Mean::default(),
        }
    }

    fn pixels(&mut self, text: &str) -> Result<Box<[u32]>, Wrong> {
        let mut pixels = Vec::new();
        for word in words(text) {
            pixels.push(match self.metric {
                Metric::Dice => u32::from(self.positive.is(word)?),
                _ => self.labels.number(&label(word)?)?,
            });
        }
        if pixels.is_empty() {
            return Err(Wrong::new("the field is empty", "a label for each pixel"));
        }
        Ok(pixels.into())
    }
}

impl Task for Pixels {
    type Truth = Box<[u32]>;

    fn truth(&mut self, cells: Cells<'_>) -> Result<(Box<[u32]>, usize), Wrong> {
        let pixels = self.pixels(cells.first())?;
        let bytes = size_of_val(&*pixels);
        Ok((pixels, bytes))
    }

    fn prediction(&mut self, truth: &Box<[u32]>, weight: f64, cells: Cells<'_>) -> Result<usize, Wrong> {
        let said = self.pixels(cells.first())?;
        if said.len() != truth.len() {
            let what = format!("{} pixels, and the truth has {}", said.len(), truth.len());
            return Err(Wrong::new(what, "a label for each pixel of the truth"));
        }
        for (truth, said) in truth.iter().zip(&said) {
            self.weight.add(1.0, weight);
            match self.metric {
                Metric::Dice => self.tally.add(*truth == 1, *said == 1, weight),
                _ => self.confusion.add(*truth, *said, weight),
            }
        }
        Ok(0)
    }

    fn value(self) -> Result<f64, Undefined> {
        self.weight.value()?;
        if self.metric != Metric::Dice {
            return self.confusion.tallies().mean_iou();
        }
        // No pixel is meant and none was said: that is agreement.
        let none = self.tally == Tally::default();
        Ok(if none { 1.0 } else { self.tally.f_beta(1.0) })
    }
}
