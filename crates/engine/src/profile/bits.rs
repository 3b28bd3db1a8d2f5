//! A resource that serves one at a time: a bit for each slot.

use crate::model::{Slot, Window};

/// Longer calendars than this are kept as steps: ten years of five minutes, 128 KiB.
const LONGEST: Slot = 1 << 20;

/// Which slots are free, 64 to a word. Outside of the words none is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Bits {
    /// The slot of the lowest bit of the first word.
    origin: Slot,
    words: Vec<u64>,
    /// All words before this one are 0: schedules fill up from the front of time.
    first: usize,
}

impl Clone for Bits {
    fn clone(&self) -> Bits {
        Bits {
            origin: self.origin,
            words: self.words.clone(),
            first: self.first,
        }
    }

    fn clone_from(&mut self, source: &Bits) {
        self.origin = source.origin;
        self.words.clone_from(&source.words);
        self.first = source.first;
    }
}

impl Bits {
    /// The free slots of a calendar; `None` where it has more than one unit at a time, or is too long for this.
    pub(super) fn new(calendar: &[Window]) -> Option<Bits> {
        let (origin, end) = match calendar {
            [] => (0, 0),
            [only] => (only.start, only.end),
            [first, .., last] => (first.start, last.end),
        };
        let length = end.checked_sub(origin)?;
        if length > LONGEST || calendar.iter().any(|window| window.capacity > 1) {
            return None;
        }
        let mut bits = Bits {
            origin,
            words: vec![0; length.max(0).unsigned_abs().div_ceil(64) as usize],
            first: 0,
        };
        for window in calendar.iter().filter(|window| window.capacity > 0) {
            bits.each(window.start, window.end, |word, mask| *word |= mask);
        }
        bits.skip();
        Some(bits)
    }

    /// What part of `[start, end)` each word holds.
    fn each(&mut self, start: Slot, end: Slot, change: impl Fn(&mut u64, u64)) {
        let (from, to) = (self.bit(start), self.bit(end));
        if from >= to {
            return;
        }
        let (first, last) = (from / 64, (to - 1) / 64);
        let head = u64::MAX << (from % 64);
        let tail = u64::MAX >> (63 - (to - 1) % 64);
        if first == last {
            change(&mut self.words[first], head & tail);
            return;
        }
        change(&mut self.words[first], head);
        for word in &mut self.words[first + 1..last] {
            change(word, u64::MAX);
        }
        change(&mut self.words[last], tail);
    }

    /// The bit of a slot; the first for what lies before, the one after the last for what lies behind.
    fn bit(&self, slot: Slot) -> usize {
        let bits = 64 * self.words.len();
        usize::try_from(slot.saturating_sub(self.origin).max(0)).map_or(bits, |bit| bit.min(bits))
    }

    fn skip(&mut self) {
        while self.words.get(self.first) == Some(&0) {
            self.first += 1;
        }
    }

    pub(super) fn restore(&mut self, base: &Bits, until: Slot) {
        let words = self.bit(until).div_ceil(64);
        self.words[..words].copy_from_slice(&base.words[..words]);
        self.first = base.first;
    }

    pub(super) fn steps(&self) -> Vec<(Slot, u32)> {
        let mut steps = vec![(Slot::MIN, 0)];
        let mut at = self.origin;
        while let Some((start, end)) = self.run(1, at, Slot::MAX, Slot::MAX) {
            steps.push((start, 1));
            steps.push((end, 0));
            at = end;
        }
        steps
    }

    pub(super) fn run(&self, units: u32, t: Slot, want: Slot, limit: Slot) -> Option<(Slot, Slot)> {
        if units != 1 {
            return (units == 0).then(|| (t, limit.min(t.saturating_add(want))));
        }
        let bit = self.bit(t);
        let mut at = bit / 64;
        let mut word = if at < self.first {
            at = self.first;
            *self.words.get(at)?
        } else {
            self.words.get(at)? & (u64::MAX << (bit % 64))
        };
        while word == 0 {
            at += 1;
            word = *self.words.get(at)?;
        }
        let bit = 64 * at + word.trailing_zeros() as usize;
        let start = self.origin + bit as Slot;
        let end = limit.min(start.saturating_add(want));
        let mut taken = !self.words[at] & (u64::MAX << (bit % 64));
        while taken == 0 {
            at += 1;
            if self.origin + 64 * at as Slot >= end {
                return Some((start, end));
            }
            // Behind the last word nothing is free.
            taken = self.words.get(at).map_or(u64::MAX, |word| !word);
        }
        let stop = self.origin + (64 * at + taken.trailing_zeros() as usize) as Slot;
        Some((start, stop.min(end)))
    }

    pub(super) fn take(&mut self, start: Slot, end: Slot, units: u32) {
        if units > 0 {
            self.each(start, end, |word, mask| *word &= !mask);
            self.skip();
        }
    }

    pub(super) fn shut(&mut self, stretches: &[(Slot, Slot)]) {
        for &(start, end) in stretches {
            self.each(start, end, |word, mask| *word &= !mask);
        }
        self.skip();
    }

    pub(super) fn give(&mut self, start: Slot, end: Slot, units: u32) {
        if units > 0 {
            self.each(start, end, |word, mask| *word |= mask);
            self.first = self.first.min(self.bit(start) / 64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Steps;
    use crate::random::Random;

    /// Steps and bits tell the same of the same calendar, whatever is taken, shut, given back and restored.
    #[test]
    fn bits_are_what_steps_are() {
        let mut random = Random::new(5);
        for case in 0..3_000 {
            // Windows of up to three words, from before the first slot on, some of them closed.
            let mut at = random.below(300) as Slot - 150;
            let calendar: Vec<Window> = (0..random.below(9))
                .map(|_| {
                    let start = at + random.below(100) as Slot;
                    at = start + 1 + random.below(150) as Slot;
                    Window {
                        start,
                        end: at,
                        capacity: u32::from(random.below(8) > 0),
                    }
                })
                .collect();
            let (base, base_steps) = (
                Bits::new(&calendar).expect("one at a time"),
                Steps::new(&calendar),
            );
            let (mut bits, mut steps) = (base.clone(), base_steps.clone());
            let mut taken: Vec<(Slot, Slot)> = Vec::new();
            let mut until = Slot::MIN;
            for _ in 0..40 {
                let t = random.below(1_500) as Slot - 250;
                let end = t + random.below(200) as Slot;
                match random.below(8) {
                    0 => {
                        let stretches = [(t, end), (end + 3, end + 9)];
                        bits.shut(&stretches);
                        steps.shut(&stretches);
                        taken.clear();
                        until = until.max(end + 9);
                    }
                    1 => {
                        bits.restore(&base, until);
                        steps.restore(&base_steps, until);
                        taken.clear();
                        until = Slot::MIN;
                    }
                    2 | 3 if !taken.is_empty() => {
                        let (start, end) = taken.swap_remove(random.below(taken.len()));
                        bits.give(start, end, 1);
                        steps.give(start, end, 1);
                    }
                    _ => {
                        if let Some((start, end)) = bits.run(1, t, 1 + end - t, 1_400)
                            && start < end
                        {
                            bits.take(start, end, 1);
                            steps.take(start, end, 1);
                            taken.push((start, end));
                            until = until.max(end);
                        }
                    }
                }
                let (units, want, limit) = (
                    random.below(3) as u32,
                    random.below(400) as Slot,
                    t + random.below(900) as Slot,
                );
                assert_eq!(
                    bits.run(units, t, want, limit),
                    steps.run(units, t, want, limit),
                    "case {case}: {units} from {t}, {want} up to {limit}, {calendar:?}"
                );
                assert_eq!(bits.steps(), steps.steps(), "case {case}: {calendar:?}");
            }
        }
    }

    #[test]
    fn several_at_once_and_long_calendars_are_kept_as_steps() {
        let window = |start, end, capacity| Window { start, end, capacity };
        assert_eq!(Bits::new(&[window(0, 9, 1), window(9, 12, 2)]), None);
        assert_eq!(Bits::new(&[window(0, LONGEST + 1, 1)]), None);
        assert_eq!(Bits::new(&[window(Slot::MIN, Slot::MAX, 1)]), None);
        assert!(Bits::new(&[window(7, LONGEST + 7, 1)]).is_some());
        assert_eq!(Bits::new(&[]).expect("no window").run(1, 0, 9, 90), None);
    }
}
