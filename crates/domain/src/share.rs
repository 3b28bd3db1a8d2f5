//! A share of few cases, with the range in which the true one may lie.

/// The standard normal quantile of 0.975: 95 of 100 such ranges hold the true share.
const Z: f64 = 1.959_963_984_540_054;

/// The range of a share, 0 to 1, of which `hits` of `cases` were seen: Wilson's score interval at 95 percent (E. B. Wilson, Probable
/// Inference, the Law of Succession, and Statistical Inference, 1927). Without a case nothing is known: 0 to 1.
///
/// ```
/// use pivot_domain::share::range;
///
/// let (low, high) = range(1, 10);
/// assert_eq!((format!("{low:.3}"), format!("{high:.3}")), ("0.018".into(), "0.404".into()));
/// ```
pub fn range(hits: usize, cases: usize) -> (f64, f64) {
    if cases == 0 {
        return (0.0, 1.0);
    }
    #[expect(clippy::cast_precision_loss, reason = "few cases")]
    let (n, p) = (cases as f64, hits.min(cases) as f64 / cases as f64);
    let z2 = Z * Z;
    let middle = p + z2 / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z2 / n;
    // None and all are their own ends, whatever a last digit says.
    let low = if hits == 0 { 0.0 } else { (middle - half) / scale };
    let high = if hits >= cases {
        1.0
    } else {
        (middle + half) / scale
    };
    (low.clamp(0.0, 1.0), high.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::range;

    /// With z = 1.96: 0 of 10 gives an upper end of z² / (n + z²) = 3.8415 / 13.8415 = 0.2775; 5 of 10 is 0.5 ± z √(0.025 + 0.0096) /
    /// 1.38415 = 0.5 ± 0.2634. None of 0 says nothing.
    #[test]
    fn by_hand() {
        let shown = |(low, high): (f64, f64)| format!("{low:.4} {high:.4}");
        assert_eq!(shown(range(0, 10)), "0.0000 0.2775");
        assert_eq!(shown(range(10, 10)), "0.7225 1.0000");
        assert_eq!(shown(range(5, 10)), "0.2366 0.7634");
        assert_eq!(shown(range(0, 0)), "0.0000 1.0000");
    }

    /// The range holds what was seen, and narrows with more of it.
    #[test]
    fn more_cases_narrow_it() {
        for cases in 1..200 {
            for hits in 0..=cases {
                let (low, high) = range(hits, cases);
                let seen = hits as f64 / cases as f64;
                assert!(low <= seen && seen <= high, "{hits} of {cases}");
                let (wide_low, wide_high) = range(hits, cases);
                let (narrow_low, narrow_high) = range(hits * 4, cases * 4);
                assert!(narrow_high - narrow_low < wide_high - wide_low);
            }
        }
    }
}
