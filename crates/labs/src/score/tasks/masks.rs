//! A mask for each picture, as runs of pixels: `start length start length`, pixels counted from 1.

use crate::metrics::masks::{Runs, dice, iou};
use crate::metrics::{Mean, Metric, Undefined};
use crate::score::cells::{Cells, words};
use crate::score::fault::{Wrong, quote};
use crate::score::join::Task;

/// mean-iou, dice.
pub(crate) struct Masks {
    metric: Metric,
    mean: Mean,
}

impl Masks {
    pub(crate) fn new(metric: Metric) -> Self {
        Masks {
            metric,
            mean: Mean::default(),
        }
    }
}

/// Pixels that a picture has at most: sums of them are exact in an `f64`.
const MOST_PIXELS: u64 = 1 << 50;

fn runs(text: &str) -> Result<Box<Runs>, Wrong> {
    const EXPECTED: &str = "pairs of start and length, as `1 3 10 5`";
    let mut runs: Vec<(u64, u64)> = Vec::new();
    let mut numbers = words(text);
    let pixel = |word: &str| match word.parse::<u64>() {
        Ok(number) if (1..=MOST_PIXELS).contains(&number) => Ok(number),
        _ => Err(Wrong::new(format!("{} is no pixel", quote(word)), EXPECTED)
            .hint("pixels are whole numbers from 1 on")),
    };
    while let Some(start) = numbers.next() {
        let start = pixel(start)?;
        let Some(length) = numbers.next() else {
            return Err(Wrong::new(
                format!("the run from {start} has no length"),
                EXPECTED,
            ));
        };
        let length = pixel(length)?;
        if let Some((before, taken)) = runs.last()
            && start < before + taken
        {
            let what = format!("the run from {start} begins before the run from {before} ends");
            return Err(Wrong::new(what, "runs in order, none over another"));
        }
        runs.push((start, length));
    }
    Ok(runs.into())
}

impl Task for Masks {
    type Truth = Box<Runs>;

    fn truth(&mut self, cells: Cells<'_>) -> Result<(Box<Runs>, usize), Wrong> {
        let runs = runs(cells.first())?;
        let bytes = size_of_val(&*runs);
        Ok((runs, bytes))
    }

    fn prediction(&mut self, truth: &Box<Runs>, weight: f64, cells: Cells<'_>) -> Result<usize, Wrong> {
        let said = runs(cells.first())?;
        let value = match self.metric {
            Metric::Dice => dice(truth, &said),
            _ => iou(truth, &said),
        };
        self.mean.add(value, weight);
        Ok(0)
    }

    fn value(self) -> Result<f64, Undefined> {
        self.mean.value()
    }
}
