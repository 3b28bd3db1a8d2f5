//! Amounts that are added and multiplied without losing a cent: whole numbers of trillionths.

use std::fmt;

use crate::rig::Money;
use crate::rig::money::ONE as MILLION;

/// Trillionths in one: as fine as the ten decimals of a price list, with two to spare.
const ONE: i128 = 1_000_000_000_000;
/// More digits before the point than these are refused, so that nothing below can overflow.
const WHOLE_MAX: usize = 9;
/// More decimals than these cannot be kept.
const PLACES_MAX: usize = 12;
/// No number here is greater, so that sums of them stay far from the end of what there is room for.
const MOST: i128 = i128::MAX / 1_000_000;

/// An amount in whole trillionths. Products are rounded to the nearest of them, half away from zero; what would leave the
/// range stays at its end (10^20 and more: no price comes near it).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fine(i128);

impl Fine {
    /// Nothing.
    pub const ZERO: Fine = Fine(0);

    /// Of whole ones.
    pub fn whole(n: i64) -> Fine {
        Fine(i128::from(n) * ONE)
    }

    /// Of millionths.
    pub fn millionths(n: i64) -> Fine {
        Fine(i128::from(n) * (ONE / MILLION))
    }

    /// Of hundredths.
    pub fn cents(n: i128) -> Fine {
        Fine(n.saturating_mul(ONE / 100).clamp(-MOST, MOST))
    }

    /// A decimal number such as `0.9000000000`: at most nine digits before the point and twelve after it, no sign, no exponent.
    pub fn parse(text: &str) -> Option<Fine> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        let well = !whole.is_empty()
            && whole.len() <= WHOLE_MAX
            && part.len() <= PLACES_MAX
            && digits(whole)
            && digits(part)
            && !text.ends_with('.');
        if !well {
            return None;
        }
        let part: i128 = format!("{part:0<12}").parse().ok()?;
        Some(Fine(whole.parse::<i128>().ok()? * ONE + part))
    }

    /// So many trillionths.
    pub fn trillionths(self) -> i128 {
        self.0
    }

    /// So many trillionths, as an amount.
    pub fn of_trillionths(n: i128) -> Fine {
        Fine(n.clamp(-MOST, MOST))
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Fine) -> Fine {
        Fine((self.0 + other.0).clamp(-MOST, MOST))
    }

    /// The difference.
    #[must_use]
    pub fn minus(self, other: Fine) -> Fine {
        Fine((self.0 - other.0).clamp(-MOST, MOST))
    }

    /// `self · times / of`, rounded once; `of` is more than 0.
    #[must_use]
    pub fn part(self, times: i128, of: i128) -> Fine {
        let Some(product) = self.0.checked_mul(times) else {
            // Too great for one step: the fraction is taken of the whole parts first.
            let whole = (self.0 / of).saturating_mul(times);
            return Fine(whole.clamp(-MOST, MOST));
        };
        let half = if product < 0 { -(of / 2) } else { of / 2 };
        Fine(((product + half) / of).clamp(-MOST, MOST))
    }

    /// The product of two amounts.
    #[must_use]
    pub fn times(self, other: Fine) -> Fine {
        // 10^9 of one at 10^-12 and 10^9 of the other at 10^-6 stay within 10^36.
        match other.0 % (ONE / MILLION) {
            0 => self.part(other.0 / (ONE / MILLION), MILLION),
            _ => self.part(other.0, ONE),
        }
    }

    /// The quotient; nothing where `by` is 0.
    pub fn over(self, by: Fine) -> Option<Fine> {
        if by.0 == 0 {
            return None;
        }
        let (sign, by) = if by.0 < 0 { (-1, -by.0) } else { (1, by.0) };
        Some(self.part(sign * ONE, by))
    }

    /// In hundredths of a currency, half a cent away from zero.
    pub fn money(self, currency: &str) -> Money {
        let sign = if self.0 < 0 { -1 } else { 1 };
        let rounded = Money::rounded(self.0.abs(), ONE, currency);
        Money {
            cents: sign * rounded.cents,
            ..rounded
        }
    }

    /// As a number for drawing; not for adding.
    #[expect(clippy::cast_precision_loss, reason = "a place in a picture")]
    pub fn drawn(self) -> f64 {
        self.0 as f64 / ONE as f64
    }
}

impl fmt::Display for Fine {
    /// With no more decimals than it has: `0.9`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.abs() / ONE, self.0.abs() % ONE);
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        let text = format!("{part:012}");
        write!(f, "{sign}{whole}.{}", text.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_kept() {
        for (text, shown) in [
            ("0.9000000000", "0.9"),
            ("0.000000000001", "0.000000000001"),
            ("999999999.999999999999", "999999999.999999999999"),
            ("7", "7"),
        ] {
            assert_eq!(Fine::parse(text).map(|f| f.to_string()).as_deref(), Some(shown));
        }
        for text in [
            "",
            ".5",
            "1.",
            "-1",
            "1e3",
            "1,5",
            "0.0000000000001",
            "1234567890",
            "nan",
        ] {
            assert_eq!(Fine::parse(text), None, "{text}");
        }
    }

    #[test]
    fn products_and_quotients_are_rounded_once() {
        let fine = |text| Fine::parse(text).unwrap();
        // 1000 / 1.3505 = 740.46649389115142...
        assert_eq!(
            fine("1000").over(fine("1.3505")).unwrap().to_string(),
            "740.466493891151"
        );
        assert_eq!(fine("0.9").times(fine("182")).to_string(), "163.8");
        // A third three times is a trillionth less than one.
        let third = fine("1").part(1, 3);
        assert_eq!(third.times(fine("3")).to_string(), "0.999999999999");
        assert_eq!(Fine::ZERO.minus(third).part(1, 1).to_string(), "-0.333333333333");
        assert_eq!(
            Fine::ZERO.minus(fine("0.005")).money("USD").to_string(),
            "USD -0.01"
        );
        assert_eq!(fine("1").over(Fine::ZERO), None);
        // The greatest that a file can say, twice over, ends and does not break.
        let most = fine("999999999.999999999999");
        let great = most.times(most).times(most).plus(most);
        assert!(great > most && great.minus(great) == Fine::ZERO);
    }
}
