//! Random numbers that depend on a seed alone. The same seed draws the same numbers on every machine, and an epoch has numbers of its
//! own, so that a training that was broken off goes on as if nothing had happened.

/// A stream of numbers: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream of a seed, a purpose and a count (an epoch, a picture).
    pub fn new(seed: u64, purpose: &str, count: u64) -> Self {
        let mut random = Random(seed);
        for part in [count].into_iter().chain(purpose.bytes().map(u64::from)) {
            random.0 = random.bits() ^ part;
        }
        random
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from 0 to below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// A number from `low` to `high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        let share = (self.bits() >> 40) as f32 / (1_u32 << 24) as f32;
        low + share * (high - low)
    }

    /// Puts things in a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_depends_on_seed_purpose_and_count() {
        let first = |seed, purpose, count| Random::new(seed, purpose, count).bits();
        assert_eq!(first(1, "order", 2), first(1, "order", 2));
        assert_ne!(first(1, "order", 2), first(2, "order", 2));
        assert_ne!(first(1, "order", 2), first(1, "order", 3));
        assert_ne!(first(1, "order", 2), first(1, "shift", 2));
    }

    #[test]
    fn a_shuffle_keeps_what_is_there() {
        let mut things: Vec<usize> = (0..100).collect();
        Random::new(1, "test", 0).shuffle(&mut things);
        assert_ne!(things, (0..100).collect::<Vec<_>>());
        things.sort_unstable();
        assert_eq!(things, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn numbers_keep_to_their_range() {
        let mut random = Random::new(7, "test", 0);
        let mut seen = [0; 3];
        for _ in 0..3000 {
            seen[random.below(3)] += 1;
            assert!((-2.0..=5.0).contains(&random.between(-2.0, 5.0)));
        }
        // Each about 1,000 times; the standard deviation is √(3000 · 1/3 · 2/3) = 26.
        assert!(seen.iter().all(|n| (850..1150).contains(n)), "{seen:?}");
    }
}
