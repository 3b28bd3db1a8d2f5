//! Random numbers of the training: which rows, in which order, shifted how. They depend on the seed, the epoch and the purpose
//! alone, so that a training that was broken off goes on with the numbers that it would have had.

/// A stream of numbers: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
#[derive(Clone, Debug)]
pub struct Draws(u64);

impl Draws {
    /// The stream of a seed, an epoch and a purpose.
    pub fn new(seed: u64, epoch: u64, purpose: &str) -> Self {
        let mut draws = Draws(seed);
        for part in [epoch].into_iter().chain(purpose.bytes().map(u64::from)) {
            draws.0 = draws.bits() ^ part;
        }
        draws
    }

    /// 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A whole number below `n`, which is not 0. The high half of the product: a bias of `n / 2⁶⁴` at most.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// A number from 0 to below 1, in steps of 2⁻²⁴.
    pub fn share(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1u32 << 24) as f32
    }

    /// Puts things in random order (Fisher and Yates).
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
    fn purposes_and_epochs_have_streams_of_their_own() {
        let first = |seed, epoch, purpose| Draws::new(seed, epoch, purpose).bits();
        assert_eq!(first(1, 2, "rows"), first(1, 2, "rows"));
        assert_ne!(first(1, 2, "rows"), first(1, 3, "rows"));
        assert_ne!(first(1, 2, "rows"), first(2, 2, "rows"));
        assert_ne!(first(1, 2, "rows"), first(1, 2, "shift"));
    }

    #[test]
    fn a_shuffle_keeps_what_is_there() {
        let mut things: Vec<usize> = (0..100).collect();
        Draws::new(1, 0, "test").shuffle(&mut things);
        assert_ne!(things, (0..100).collect::<Vec<_>>());
        things.sort_unstable();
        assert_eq!(things, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn numbers_stay_below() {
        let mut draws = Draws::new(7, 0, "test");
        let mut seen = [0; 3];
        for _ in 0..3000 {
            seen[draws.below(3)] += 1;
            assert!((0.0..1.0).contains(&draws.share()));
        }
        // Each 1,000 times; the deviation is √(3000 · 1/3 · 2/3) = 26.
        assert!(seen.iter().all(|n| (850..1150).contains(n)), "{seen:?}");
    }
}
