//! Money as whole numbers of millionths, and a currency.

use std::fmt;

/// Millionths in one.
pub(super) const ONE: i128 = 1_000_000;

/// An amount of a currency, in cents (hundredths).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// In hundredths.
    pub cents: i128,
    /// Three capital letters.
    pub currency: String,
}

impl Money {
    /// From `parts` of which `whole` are one, a multiple of 200; half a cent and more is a cent.
    pub(super) fn rounded(parts: i128, whole: i128, currency: &str) -> Money {
        let cents = (parts + whole / 200).div_euclid(whole / 100);
        Money {
            cents,
            currency: currency.to_owned(),
        }
    }

    /// The amount alone, as programs want it: `1234.50`.
    pub fn amount(&self) -> String {
        let sign = if self.cents < 0 { "-" } else { "" };
        let cents = self.cents.unsigned_abs();
        format!("{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

impl fmt::Display for Money {
    /// `CAD 1,234.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = self.amount();
        let (whole, cents) = amount.split_once('.').unwrap_or((&amount, "00"));
        let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |d| ("-", d));
        let mut grouped = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        write!(f, "{} {sign}{grouped}.{cents}", self.currency)
    }
}

/// Millionths of a decimal number such as `1050` or `1.3505`: at most nine digits before the point and six after it.
pub(super) fn exact(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || part.len() > 6 || !digits(whole) || !digits(part) {
        return None;
    }
    if text.ends_with('.') {
        return None;
    }
    let part: i64 = format!("{part:0<6}").parse().ok()?;
    Some(whole.parse::<i64>().ok()? * 1_000_000 + part)
}

/// Millionths as a person writes them: `1.3505`.
pub(super) fn written(millionths: i64) -> String {
    let (whole, part) = (millionths / 1_000_000, millionths % 1_000_000);
    if part == 0 {
        return whole.to_string();
    }
    format!("{whole}.{part:06}").trim_end_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        for (text, millionths) in [
            ("0", 0),
            ("1.3505", 1_350_500),
            ("999999999.999999", 999_999_999_999_999),
        ] {
            assert_eq!(exact(text), Some(millionths));
            assert_eq!(written(millionths), text);
        }
        for text in [
            "",
            ".5",
            "1.",
            "-1",
            "1e3",
            "1.1234567",
            "1234567890",
            "1,5",
            "nan",
        ] {
            assert_eq!(exact(text), None, "{text}");
        }
    }

    #[test]
    fn money_is_shown_in_cents() {
        // Half a cent is a cent.
        let shown = |parts| Money::rounded(parts, ONE, "CAD").to_string();
        assert_eq!(shown(1_000_004_999), "CAD 1,000.00");
        assert_eq!(shown(1_000_005_000), "CAD 1,000.01");
        assert_eq!(
            Money {
                cents: -123_456_789,
                currency: "JPY".into()
            }
            .to_string(),
            "JPY -1,234,567.89"
        );
    }
}
