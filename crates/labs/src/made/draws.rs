//! Random draws that are the same on every machine and in every version.
//!
//! SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators"): a counter and a mixing function. It is
//! written out here because a set of data must never change with a library's next release.

/// A stream of draws.
#[derive(Clone, Debug)]
pub(crate) struct Draws {
    state: u64,
}

impl Draws {
    /// The stream of this name for a seed: another name or seed is another stream.
    pub(crate) fn new(seed: u64, name: &str) -> Self {
        // FNV-1a over the name, from its usual start.
        let start = 0xcbf2_9ce4_8422_2325_u64;
        let named = name.bytes().fold(start, |sum, byte| {
            (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut draws = Draws { state: seed };
        // Neighbouring seeds start far apart.
        draws.state = draws.next() ^ named;
        draws
    }

    /// 64 random bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to below `n`, which is not 0. The bias is below n / 2⁶⁴.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// A number from 0 to below 1, in steps of 2⁻⁵³.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number between two.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Whether something of this probability comes true.
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// Nearly normal: mean 0, variance 1, within ±6. The sum of twelve uniform draws less 6.
    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// Grain of a picture: mean 0, variance 1. Of 64 coins the heads, a binomial of variance 16.
    pub(crate) fn grain(&mut self) -> f64 {
        (f64::from(self.next().count_ones()) - 32.0) / 4.0
    }

    /// One of these, which are not none.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// Which of these, by their weights; they do not add up to 0.
    pub(crate) fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let total: usize = weights.clone().map(|w| w as usize).sum();
        let mut left = self.below(total);
        for (place, weight) in weights.enumerate() {
            match left.checked_sub(weight as usize) {
                Some(rest) => left = rest,
                None => return place,
            }
        }
        unreachable!("a draw below the sum of the weights")
    }

    /// Puts these in random order (Fisher, Yates).
    pub(crate) fn shuffle<T>(&mut self, these: &mut [T]) {
        for last in (1..these.len()).rev() {
            these.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Draws;

    /// The first outputs for the state 1234567 as the authors' reference code gives them.
    #[test]
    fn draws_are_those_of_the_paper() {
        let mut draws = Draws { state: 1_234_567 };
        assert_eq!(draws.next(), 6_457_827_717_110_365_317);
        assert_eq!(draws.next(), 3_203_168_211_198_807_973);
        assert_eq!(draws.next(), 9_817_491_932_198_370_423);
    }

    #[test]
    fn streams_differ_by_name_and_seed() {
        let first = |seed, name| Draws::new(seed, name).next();
        assert_ne!(first(1, "a"), first(1, "b"));
        assert_ne!(first(1, "a"), first(2, "a"));
    }

    /// 1e5 draws: the mean of a uniform lies within 5 · √(1/12 / 1e5) = 0.0046 of 0.5; the variances of the normal and of
    /// grain, whose fourth moment is below 3, within 5 · √(2 / 1e5) = 0.022 of 1.
    #[test]
    fn draws_have_the_moments_that_they_say() {
        let mut draws = Draws::new(5, "moments");
        let n = 100_000;
        let mean = (0..n).map(|_| draws.unit()).sum::<f64>() / f64::from(n);
        assert!((mean - 0.5).abs() < 0.0046, "{mean}");
        let normal = (0..n).map(|_| draws.normal().powi(2)).sum::<f64>() / f64::from(n);
        assert!((normal - 1.0).abs() < 0.022, "{normal}");
        let grain = (0..n).map(|_| draws.grain().powi(2)).sum::<f64>() / f64::from(n);
        assert!((grain - 1.0).abs() < 0.022, "{grain}");
    }

    #[test]
    fn weights_are_kept() {
        let mut draws = Draws::new(1, "weights");
        let mut seen = [0_u32; 3];
        for _ in 0..4000 {
            seen[draws.weighted([1, 0, 3].into_iter())] += 1;
        }
        // 1000 expected, deviation √(4000 · ¼ · ¾) = 27.
        assert!((865..1135).contains(&seen[0]), "{seen:?}");
        assert_eq!(seen[1], 0);
    }
}
