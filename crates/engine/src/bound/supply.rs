//! What a resource offers over time, within its quotas.

use crate::frame::Frame;
use crate::model::Slot;

/// More than all draws together.
pub(super) const PLENTY: i64 = i64::MAX / 4;

/// What a resource offers between two slots, in units times slots, within quotas that limit it.
#[derive(Clone)]
pub(crate) struct Supply {
    /// `(from, free units, offered before from)`, from slot 0 on; no steps where only the layers limit.
    pub(super) steps: Vec<(Slot, i64, i64)>,
    pub(super) layers: Vec<Layer>,
}

/// A quota over the supply below it: period `k` begins at `starts[k]`; `before[k]` is what the periods before it offer.
#[derive(Clone)]
pub(super) struct Layer {
    pub(super) starts: Vec<Slot>,
    pub(super) limits: Vec<i64>,
    pub(super) before: Vec<i64>,
}

impl Supply {
    pub(super) fn new(frame: &Frame<'_>, resource: usize, with_quotas: bool) -> Supply {
        let horizon = frame.problem.horizon;
        let mut steps: Vec<(Slot, i64, i64)> = Vec::new();
        for (at, free) in frame.base[resource]
            .steps()
            .into_iter()
            .filter(|&(at, _)| at < horizon)
        {
            let at = at.max(0);
            if steps.last().is_some_and(|last| last.0 == at) {
                steps.pop();
            }
            let before = steps.last().map_or(0, |last| last.2 + (at - last.0) * last.1);
            steps.push((at, i64::from(free), before));
        }
        let mut supply = Supply {
            steps,
            layers: Vec::new(),
        };
        if !with_quotas {
            return supply;
        }
        let mut quotas: Vec<_> = frame.quotas[resource]
            .iter()
            .filter(|q| !q.starts.is_empty())
            .collect();
        quotas.sort_by_key(|q| std::cmp::Reverse(q.starts.len()));
        for quota in quotas {
            let mut layer = Layer {
                starts: vec![Slot::MIN],
                limits: vec![i64::MAX],
                before: vec![0],
            };
            for (k, &start) in quota.starts.iter().enumerate() {
                let last = layer.starts.len() - 1;
                let (from, to) = (layer.starts[last].clamp(0, horizon), start.clamp(0, horizon));
                let full = supply.offered(from, to).min(layer.limits[last]);
                layer.before.push(layer.before[last] + full);
                layer.starts.push(start);
                layer.limits.push(frame.left_most[quota.first + k]);
            }
            supply.layers.push(layer);
        }
        supply
    }

    /// What is offered in `[from, to)`.
    pub(crate) fn offered(&self, from: Slot, to: Slot) -> i64 {
        self.through(self.layers.len(), from, to)
    }

    fn through(&self, layers: usize, from: Slot, to: Slot) -> i64 {
        if from >= to {
            return 0;
        }
        let Some(below) = layers.checked_sub(1) else {
            return if self.steps.is_empty() {
                PLENTY
            } else {
                self.until(to) - self.until(from)
            };
        };
        let layer = &self.layers[below];
        let period = |t: Slot| layer.starts.partition_point(|&start| start <= t) - 1;
        let (first, last) = (period(from), period(to - 1));
        let part = |k: usize, from: Slot, to: Slot| self.through(below, from, to).min(layer.limits[k]);
        if first == last {
            return part(first, from, to);
        }
        part(first, from, layer.starts[first + 1]) + layer.before[last] - layer.before[first + 1]
            + part(last, layer.starts[last], to)
    }

    /// What the calendar offers before slot `t`.
    pub(super) fn until(&self, t: Slot) -> i64 {
        let k = self.steps.partition_point(|step| step.0 <= t);
        k.checked_sub(1)
            .map_or(0, |k| self.steps[k].2 + (t - self.steps[k].0) * self.steps[k].1)
    }

    /// The first slot before which `energy` has been offered since `from`; after the horizon if there is none.
    pub(crate) fn reach(&self, from: Slot, energy: i64, horizon: Slot) -> Slot {
        if self.layers.is_empty() {
            let goal = self.until(from) + energy;
            let k = self.steps.partition_point(|step| step.2 < goal);
            let Some(step) = k.checked_sub(1).map(|k| self.steps[k]) else {
                return from;
            };
            if step.1 == 0 {
                return horizon + 1;
            }
            return (step.0 + (goal - step.2 + step.1 - 1) / step.1).min(horizon + 1);
        }
        let (mut low, mut high) = (from, horizon + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.offered(from, middle) >= energy {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }
}
