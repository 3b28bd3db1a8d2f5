//! Random numbers that are the same for the same seed, and draws from distributions.

/// SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014).
#[derive(Clone, Debug)]
pub struct Chance(u64);

fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Chance {
    /// The numbers of one purpose of one of many futures: other numbers for each.
    pub fn new(seed: u64, future: u64, purpose: u64) -> Chance {
        let step = 0x9e37_79b9_7f4a_7c15_u64;
        let of = |state: u64, n: u64| mixed(state.wrapping_add(n.wrapping_add(1).wrapping_mul(step)));
        Chance(of(of(of(0, seed), future), purpose))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// Between 0 and 1, never either.
    pub fn uniform(&mut self) -> f64 {
        ((self.next() >> 12) as f64 + 0.5) / (1u64 << 52) as f64
    }

    /// A number below `n`, 0 for 0.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// A draw from the standard normal distribution.
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }

    /// A draw from the standard normal distribution, given that it is more than `least`.
    pub fn normal_above(&mut self, least: f64) -> f64 {
        // The upper tail is the lower one turned round, where probabilities are exact however small they are.
        let tail = normal_share(-least);
        if tail < 1e-290 {
            return least;
        }
        -normal_quantile(self.uniform() * tail)
    }

    /// A draw from the exponential distribution with mean 1.
    pub fn exponential(&mut self) -> f64 {
        -self.uniform().ln()
    }

    /// A draw from the gamma distribution with this shape and scale 1. (G. Marsaglia, W. W. Tsang, ACM Transactions on
    /// Mathematical Software 26, 2000.)
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let boost = self.uniform().powf(1.0 / shape.max(1e-3));
            return self.gamma(shape + 1.0) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.uniform().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// A draw from the beta distribution.
    pub fn beta(&mut self, a: f64, b: f64) -> f64 {
        let (x, y) = (self.gamma(a), self.gamma(b));
        if x + y > 0.0 { x / (x + y) } else { a / (a + b) }
    }

    /// A draw from the Poisson distribution, at most 1,000.
    pub fn poisson(&mut self, mean: f64) -> usize {
        let (mut n, mut at) = (0, self.exponential());
        while at < mean && n < 1_000 {
            n += 1;
            at += self.exponential();
        }
        n
    }
}

/// The share of the standard normal distribution below `x`, to about 15 digits. (G. West, Better approximations to cumulative
/// normal functions, Wilmott 2005, after J. F. Hart, Computer Approximations, 1968.)
pub fn normal_share(x: f64) -> f64 {
    let a = x.abs();
    if a > 37.0 {
        return if x > 0.0 { 1.0 } else { 0.0 };
    }
    let e = (-0.5 * a * a).exp();
    let tail = if a < 7.071_067_811_865_47 {
        let over = poly(
            a,
            &[
                220.206_867_912_376,
                221.213_596_169_931,
                112.079_291_497_871,
                33.912_866_078_383,
                6.373_962_203_531_65,
                0.700_383_064_443_688,
                0.035_262_496_599_891_1,
            ],
        );
        let under = poly(
            a,
            &[
                440.413_735_824_752,
                793.826_512_519_948,
                637.333_633_378_831,
                296.564_248_779_674,
                86.780_732_202_946_1,
                16.064_177_579_207,
                1.755_667_163_182_64,
                0.088_388_347_648_318_4,
            ],
        );
        e * over / under
    } else {
        e / (a + 1.0 / (a + 2.0 / (a + 3.0 / (a + 4.0 / (a + 0.65))))) / 2.506_628_274_631
    };
    if x > 0.0 { 1.0 - tail } else { tail }
}

/// Below which `x` this share of the standard normal distribution lies. (M. J. Wichura, AS 241, Applied Statistics 37, 1988.)
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        let over = poly(
            r,
            &[
                3.387_132_872_796_366_5,
                133.141_667_891_784_38,
                1_971.590_950_306_551_3,
                13_731.693_765_509_46,
                45_921.953_931_549_87,
                67_265.770_927_008_7,
                33_430.575_583_588_13,
                2_509.080_928_730_122_7,
            ],
        );
        let under = poly(
            r,
            &[
                1.0,
                42.313_330_701_600_91,
                687.187_007_492_057_9,
                5_394.196_021_424_751,
                21_213.794_301_586_597,
                39_307.895_800_092_71,
                28_729.085_735_721_943,
                5_226.495_278_852_855,
            ],
        );
        return q * over / under;
    }
    let r = (-(if q < 0.0 { p } else { 1.0 - p }).max(f64::MIN_POSITIVE).ln()).sqrt();
    let x = if r <= 5.0 {
        let over = [
            1.423_437_110_749_683_5,
            4.630_337_846_156_546,
            5.769_497_221_460_691,
            3.647_848_324_763_204_5,
            1.270_458_252_452_368_4,
            0.241_780_725_177_450_6,
            0.022_723_844_989_269_184,
            0.000_774_545_014_278_341_4,
        ];
        let under = [
            1.0,
            2.053_191_626_637_759,
            1.676_384_830_183_803_8,
            0.689_767_334_985_1,
            0.148_103_976_427_480_08,
            0.015_198_666_563_616_457,
            0.000_547_593_808_499_534_5,
            1.050_750_071_644_416_9e-9,
        ];
        poly(r - 1.6, &over) / poly(r - 1.6, &under)
    } else {
        let over = [
            6.657_904_643_501_103,
            5.463_784_911_164_114,
            1.784_826_539_917_291_3,
            0.296_560_571_828_504_87,
            0.026_532_189_526_576_124,
            0.001_242_660_947_388_078_4,
            0.000_027_115_555_687_434_876,
            2.010_334_399_292_288e-7,
        ];
        let under = [
            1.0,
            0.599_832_206_555_888,
            0.136_929_880_922_735_8,
            0.014_875_361_290_850_615,
            0.000_786_869_131_145_613_2,
            0.000_018_463_183_175_100_548,
            1.421_511_758_316_446e-7,
            2.044_263_103_389_94e-15,
        ];
        poly(r - 5.0, &over) / poly(r - 5.0, &under)
    };
    if q < 0.0 { -x } else { x }
}

/// `c[0] + c[1]·x + c[2]·x² …`
fn poly(x: f64, c: &[f64]) -> f64 {
    c.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64, off: f64) -> bool {
        (a - b).abs() <= off
    }

    #[test]
    fn the_normal_distribution_is_that_of_the_tables() {
        // Abramowitz and Stegun, table 26.1 and 26.5: P(1), P(2), P(-3), and the points of 80, 95 and 99.9 percent.
        assert!(near(normal_share(1.0), 0.841_344_746_068_543, 1e-14));
        assert!(near(normal_share(2.0), 0.977_249_868_051_821, 1e-14));
        assert!(near(normal_share(-3.0), 0.001_349_898_031_630, 1e-14));
        assert!(near(normal_quantile(0.8), 0.841_621_233_572_914, 1e-13));
        assert!(near(normal_quantile(0.95), 1.644_853_626_951_473, 1e-13));
        assert!(near(normal_quantile(0.999), 3.090_232_306_167_814, 1e-13));
        for k in 1..400 {
            let p = f64::from(k) / 400.0;
            assert!(near(normal_share(normal_quantile(p)), p, 1e-13), "{p}");
        }
        for x in [-30.0, -12.0, -8.0, -6.0] {
            assert!(near(normal_quantile(normal_share(x)) / x, 1.0, 1e-9), "{x}");
        }
    }

    /// Means and variances of 40,000 draws, within five standard errors.
    #[test]
    fn draws_have_the_moments_of_their_distributions() {
        type Draw = fn(&mut Chance) -> f64;
        // Mean, variance.
        let cases: [(Draw, f64, f64); 7] = [
            (Chance::uniform, 0.5, 1.0 / 12.0),
            (Chance::normal, 0.0, 1.0),
            (|c| c.gamma(0.4), 0.4, 0.4),
            (|c| c.gamma(6.0), 6.0, 6.0),
            // a / (a + b), ab / ((a + b)² (a + b + 1))
            (|c| c.beta(2.0, 6.0), 0.25, 12.0 / (64.0 * 9.0)),
            (|c| c.poisson(3.5) as f64, 3.5, 3.5),
            // Above 1: φ(1) / (1 - Φ(1)) = 1.5251, and 1 + 1.5251 - 1.5251² = 0.1992.
            (|c| c.normal_above(1.0), 1.525_135, 0.199_095),
        ];
        for (k, (draw, mean, variance)) in cases.into_iter().enumerate() {
            let mut chance = Chance::new(5, k as u64, 0);
            let n = 40_000;
            let values: Vec<f64> = (0..n).map(|_| draw(&mut chance)).collect();
            let m = values.iter().sum::<f64>() / f64::from(n);
            let v = values.iter().map(|x| (x - m).powi(2)).sum::<f64>() / f64::from(n);
            assert!(
                near(m, mean, 5.0 * (variance / f64::from(n)).sqrt()),
                "{k}: mean {m}"
            );
            assert!(near(v / variance, 1.0, 0.08), "{k}: variance {v}");
        }
        assert!(Chance::new(1, 2, 3).normal_above(50.0) >= 50.0);
    }
}
