//! A resource that serves several at once: a step function.

use crate::model::{Slot, Window};

/// From `at` on, until the next step, `free` units are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    at: Slot,
    free: u32,
}

/// A step function over all slots. The earliest step is at the beginning of time and neighbours differ in `free`, so a
/// stretch in which nothing is left is one step however many windows it swallowed.
///
/// Steps are kept latest first: schedules fill up from the front of time, so what lies before a change is little, and
/// only that has to move in memory.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Steps {
    steps: Vec<Step>,
}

impl Clone for Steps {
    fn clone(&self) -> Steps {
        Steps {
            steps: self.steps.clone(),
        }
    }

    fn clone_from(&mut self, source: &Steps) {
        self.steps.clone_from(&source.steps);
    }
}

impl Steps {
    pub(super) fn new(calendar: &[Window]) -> Steps {
        let mut steps = Vec::with_capacity(2 * calendar.len() + 1);
        let mut push = |at: Slot, free: u32| {
            if steps.last().is_some_and(|last: &Step| last.at == at) {
                steps.pop();
            }
            if steps.last().is_none_or(|last| last.free != free) {
                steps.push(Step { at, free });
            }
        };
        push(Slot::MIN, 0);
        for window in calendar {
            push(window.start, window.capacity);
            push(window.end, 0);
        }
        steps.reverse();
        Steps { steps }
    }

    pub(super) fn restore(&mut self, base: &Steps, until: Slot) {
        let same = base.steps.partition_point(|step| step.at > until);
        self.steps.truncate(same);
        self.steps.extend_from_slice(&base.steps[same..]);
    }

    pub(super) fn steps(&self) -> Vec<(Slot, u32)> {
        self.steps.iter().rev().map(|step| (step.at, step.free)).collect()
    }

    /// The index of the step that holds slot `t`. Most questions are about the front of time, which is the end of the list:
    /// the search begins there.
    fn find(&self, t: Slot) -> usize {
        let n = self.steps.len();
        let mut width = 4;
        while width < n && self.steps[n - width].at <= t {
            width *= 4;
        }
        let from = n.saturating_sub(width);
        from + self.steps[from..].partition_point(|step| step.at > t)
    }

    pub(super) fn run(&self, units: u32, t: Slot, want: Slot, limit: Slot) -> Option<(Slot, Slot)> {
        let mut i = self.find(t);
        let mut start = t;
        while self.steps[i].free < units {
            i = i.checked_sub(1)?;
            start = self.steps[i].at;
        }
        let end = limit.min(start.saturating_add(want));
        for step in self.steps[..i].iter().rev() {
            if step.at >= end {
                break;
            }
            if step.free < units {
                return Some((start, step.at));
            }
        }
        Some((start, end))
    }

    /// Changes what is free in `[start, end)`.
    fn change(&mut self, start: Slot, end: Slot, change: impl Fn(u32) -> u32) {
        let mut first = self.find(start);
        let from = self.steps[first];
        let free = change(from.free);
        let stretch_end = first.checked_sub(1).map_or(Slot::MAX, |next| self.steps[next].at);
        if from.at == start
            && self
                .steps
                .get(first + 1)
                .is_some_and(|before| before.free == free)
        {
            // The front of a stretch, or all of it, becomes like what lies before it.
            if end < stretch_end {
                self.steps[first].at = end;
                return;
            }
            if end == stretch_end {
                let merges = self.steps[first - 1].free == free;
                self.steps.drain(first - usize::from(merges)..=first);
                return;
            }
        }
        if from.at < start {
            self.steps.insert(
                first,
                Step {
                    at: start,
                    free: from.free,
                },
            );
        }
        let mut last = first;
        while last > 0 && self.steps[last - 1].at < end {
            last -= 1;
        }
        if last == 0 || self.steps[last - 1].at > end {
            let free = self.steps[last].free;
            self.steps.insert(last, Step { at: end, free });
            last += 1;
            first += 1;
        }
        for step in &mut self.steps[last..=first] {
            step.free = change(step.free);
        }
        // Equal neighbours become one step. Inside the range too: where the change stops at 0, steps may have met.
        for i in (last.saturating_sub(1)..=first).rev() {
            if self
                .steps
                .get(i + 1)
                .is_some_and(|before| before.free == self.steps[i].free)
            {
                self.steps.remove(i);
            }
        }
    }

    pub(super) fn take(&mut self, start: Slot, end: Slot, units: u32) {
        if start < end {
            self.change(start, end, |free| free.saturating_sub(units));
        }
    }

    /// One pass over what lies before the end of the stretches.
    pub(super) fn shut(&mut self, stretches: &[(Slot, Slot)]) {
        let Some(&(_, until)) = stretches.last() else {
            return;
        };
        let kept = self.steps.partition_point(|step| step.at > until);
        let old = self.steps.split_off(kept);
        let mut new: Vec<Step> = Vec::with_capacity(old.len() + 2 * stretches.len());
        let mut push = |at: Slot, free: u32| {
            if new.last().is_some_and(|last| last.at == at) {
                new.pop();
            }
            if new.last().is_none_or(|last| last.free != free) {
                new.push(Step { at, free });
            }
        };
        let mut steps = old.iter().rev().peekable();
        let mut free = 0;
        for &(start, end) in stretches.iter().filter(|s| s.0 < s.1) {
            while let Some(step) = steps.next_if(|step| step.at < start) {
                free = step.free;
                push(step.at, free);
            }
            push(start, 0);
            while let Some(step) = steps.next_if(|step| step.at <= end) {
                free = step.free;
            }
            push(end, free);
        }
        for step in steps {
            push(step.at, step.free);
        }
        // The first of the later steps may be like the last of these.
        if kept > 0
            && new
                .last()
                .is_some_and(|last| last.free == self.steps[kept - 1].free)
        {
            self.steps.pop();
        }
        self.steps.extend(new.into_iter().rev());
    }

    pub(super) fn give(&mut self, start: Slot, end: Slot, units: u32) {
        if start < end {
            self.change(start, end, |free| free.saturating_add(units));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The plain way: an array of slots.
    fn free_at(profile: &Steps, slots: i64) -> Vec<u32> {
        (0..slots).map(|t| profile.steps[profile.find(t)].free).collect()
    }

    #[test]
    fn taking_and_giving_matches_an_array_and_keeps_neighbours_different() {
        let window = |start, end, capacity| Window { start, end, capacity };
        let base = Steps::new(&[window(2, 6, 2), window(6, 9, 2), window(12, 20, 3)]);
        // Windows [2, 6) and [6, 9) are one step: five steps in all.
        assert_eq!(base.steps.len(), 5);
        let mut array = free_at(&base, 24);
        let mut profile = base.clone();
        let cases = [(2, 4, 1), (4, 9, 1), (12, 20, 3), (3, 4, 1), (2, 3, 1)];
        for &(start, end, units) in &cases {
            profile.take(start, end, units);
            for t in start..end {
                array[t as usize] -= units;
            }
            assert_eq!(free_at(&profile, 24), array);
            assert!(
                profile
                    .steps
                    .windows(2)
                    .all(|w| w[0].free != w[1].free && w[0].at > w[1].at)
            );
        }
        for &(start, end, units) in cases.iter().rev() {
            profile.give(start, end, units);
        }
        assert_eq!(profile, base);
    }

    #[test]
    fn shutting_stretches_is_taking_all_of_each() {
        let mut random = crate::random::Random::new(3);
        for _ in 0..2_000 {
            let mut at = 0;
            let mut cut = |most: usize| {
                at += 1 + random.below(most) as Slot;
                at
            };
            let windows: Vec<Window> = (0..8)
                .map(|k| Window {
                    start: cut(4),
                    end: cut(6),
                    capacity: 1 + k % 3,
                })
                .collect();
            let base = Steps::new(&windows);
            let mut at = -3;
            let stretches: Vec<(Slot, Slot)> = (0..random.below(7))
                .map(|_| {
                    let start = at + random.below(8) as Slot;
                    at = start + 1 + random.below(9) as Slot;
                    (start, at)
                })
                .collect();
            let (mut one, mut all) = (base.clone(), base.clone());
            for &(start, end) in &stretches {
                one.take(start, end, u32::MAX);
            }
            all.shut(&stretches);
            assert_eq!(one, all, "{windows:?} {stretches:?}");
            all.restore(&base, stretches.last().map_or(Slot::MIN, |s| s.1));
            assert_eq!(all, base);
        }
    }

    #[test]
    fn runs_end_where_too_little_is_left() {
        let window = |start, end, capacity| Window { start, end, capacity };
        let profile = Steps::new(&[window(2, 6, 2), window(6, 9, 1)]);
        assert_eq!(profile.run(1, 0, 90, 100), Some((2, 9)));
        assert_eq!(profile.run(2, 0, 90, 100), Some((2, 6)));
        assert_eq!(profile.run(1, 3, 90, 5), Some((3, 5)));
        assert_eq!(profile.run(1, 3, 4, 100), Some((3, 7)));
        assert_eq!(profile.run(2, 6, 90, 100), None);
    }
}
