//! What is left of a piece of work: from its three-point estimate and the time that was spent on it.

use jiff::SignedDuration;

/// Work that is not said to be done has no less left than this.
const LEAST: SignedDuration = SignedDuration::from_mins(15);

/// What is left of work that is not done, after `spent`: of the `centre` of its estimate (the likely hours, or their mean)
/// what was not spent yet; but, once something was spent, no less than
///
/// - a third of the way from there, or from the centre, to the `high` estimate: if the density of the whole time falls
///   evenly to nothing at the high estimate, that is the mean of what is still to come;
/// - a tenth of the centre, and a quarter of an hour: until the person says that it is done, it is not.
///
/// Never more than the centre, and the more was spent the less is left or as much.
///
/// ```
/// use jiff::SignedDuration;
/// use pivot_domain::left::left;
///
/// let hours = SignedDuration::from_hours;
/// let (likely, high) = (hours(6), hours(9));
/// assert_eq!(left(likely, high, hours(0)), hours(6));
/// assert_eq!(left(likely, high, hours(4)), hours(2));
/// assert_eq!(left(likely, high, hours(6)), hours(1));
/// assert_eq!(left(likely, high, hours(20)), SignedDuration::from_mins(36));
/// ```
pub fn left(centre: SignedDuration, high: SignedDuration, spent: SignedDuration) -> SignedDuration {
    if spent <= SignedDuration::ZERO {
        return centre;
    }
    let longer = high.saturating_sub(spent.max(centre)) / 3;
    centre
        .saturating_sub(spent)
        .max(longer)
        .max(centre / 10)
        .max(LEAST)
        .min(centre)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn minutes(n: i64) -> SignedDuration {
        SignedDuration::from_mins(n)
    }

    /// 2 h likely, 2 h high: what is left of the likely time, then a quarter of an hour (a tenth would be 12 minutes).
    /// 1 h likely, 10 h high: a third of the way from 1 h is 3 h, which is cut at the 1 h of the estimate; after 8 h spent it
    /// is a third of 2 h; after 10 h a quarter of an hour.
    #[test]
    fn by_hand() {
        let of = |likely, high, spent| left(minutes(likely), minutes(high), minutes(spent)).as_mins();
        assert_eq!(
            [0, 90, 110, 120, 500].map(|s| of(120, 120, s)),
            [120, 30, 15, 15, 15]
        );
        assert_eq!([0, 1, 60, 480, 600].map(|s| of(60, 600, s)), [60, 60, 60, 40, 15]);
        assert_eq!(
            [0, 5].map(|s| of(10, 20, s)),
            [10, 10],
            "less than the least that is left"
        );
        assert_eq!(of(0, 60, 30), 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5000))]

        #[test]
        fn more_spent_is_never_more_left(centre in 0i64..5000, more in 0i64..5000, a in 0i64..9000, b in 0i64..9000) {
            let left = |spent| left(minutes(centre), minutes(centre + more), minutes(spent));
            let (less, spent) = (a.min(b), a.max(b));
            prop_assert!(left(spent) <= left(less) && left(less) <= minutes(centre));
            prop_assert!(centre == 0 || left(spent) > SignedDuration::ZERO);
        }
    }
}
