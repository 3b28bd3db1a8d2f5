//! What stands in a cell: numbers, labels, lists of them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::fault::{Wrong, quote};
use super::table::Row;

/// The cells of a row that the metric reads.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'c> {
    row: Row<'c>,
    fields: &'c [usize],
}

impl<'c> Cells<'c> {
    pub(crate) fn new(row: Row<'c>, fields: &'c [usize]) -> Self {
        Cells { row, fields }
    }

    /// The first of them: the only one, for most metrics.
    pub(crate) fn first(&self) -> &'c str {
        self.row.get(self.fields[0])
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &'c str> + use<'c> {
        let row = self.row;
        self.fields.iter().map(move |field| row.get(*field))
    }
}

/// A finite number.
pub(crate) fn number(text: &str) -> Result<f64, Wrong> {
    const EXPECTED: &str = "a number such as 0.75";
    let text = text.trim();
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        Ok(number) if number.is_nan() => Err(Wrong::new(format!("{} is no number", quote(text)), EXPECTED)),
        Ok(_) => Err(Wrong::new(format!("{} is not finite", quote(text)), EXPECTED)),
        Err(_) if text.is_empty() => Err(Wrong::new("the field is empty", EXPECTED)),
        Err(_) => {
            let wrong = Wrong::new(format!("{} is no number", quote(text)), EXPECTED);
            let pointed = text.replace(',', ".").parse::<f64>().is_ok();
            Err(if pointed {
                wrong.hint("write decimals with a point")
            } else {
                wrong
            })
        }
    }
}

/// A number from 0 to 1.
pub(crate) fn probability(text: &str) -> Result<f64, Wrong> {
    let number = number(text)?;
    if (0.0..=1.0).contains(&number) {
        return Ok(number);
    }
    let expected = "a probability from 0 to 1";
    Err(Wrong::new(
        format!("{} is out of range", quote(text.trim())),
        expected,
    ))
}

const LONGEST_LABEL: usize = 256;

/// A label. Labels that are whole numbers are the same however they are written: `1`, `1.0`, `+1`.
pub(crate) fn label(text: &str) -> Result<Cow<'_, str>, Wrong> {
    const EXPECTED: &str = "the name or number of a class";
    let text = text.trim();
    if text.is_empty() {
        return Err(Wrong::new("the field is empty", EXPECTED));
    }
    if text.eq_ignore_ascii_case("nan") {
        return Err(Wrong::new(format!("{} is no class", quote(text)), EXPECTED));
    }
    if text.len() > LONGEST_LABEL {
        let expected = format!("at most {LONGEST_LABEL} bytes");
        return Err(Wrong::new(
            format!("{} is too long for a class", quote(text)),
            expected,
        ));
    }
    Ok(canonical(text))
}

fn canonical(text: &str) -> Cow<'_, str> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) {
        return Cow::Borrowed(text);
    }
    match text.parse::<f64>() {
        // Every whole number below 2⁵³ is one f64 and no other.
        Ok(number) if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 => {
            Cow::Owned((number as i64).to_string())
        }
        _ => Cow::Borrowed(text),
    }
}

/// A list of words.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
}

/// Labels that were seen, each with a number.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    numbers: BTreeMap<Box<str>, u32>,
}

impl Labels {
    /// More classes than that are no classes.
    const MOST: usize = 1 << 16;

    /// The number of a label that is there.
    pub(crate) fn known(&self, label: &str) -> Option<u32> {
        self.numbers.get(label).copied()
    }

    /// The number of a label, a new one for a new label.
    pub(crate) fn number(&mut self, label: &str) -> Result<u32, Wrong> {
        if let Some(number) = self.known(label) {
            return Ok(number);
        }
        if self.numbers.len() >= Self::MOST {
            let what = format!(
                "{} is one class too many: there are {} before it",
                quote(label),
                Self::MOST
            );
            return Err(Wrong::new(what, "classes, not numbers that all differ"));
        }
        Ok(self.add(label))
    }

    /// The same without a limit, for items of lists.
    pub(crate) fn add(&mut self, label: &str) -> u32 {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(label.into()).or_insert(next)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        self.numbers.iter().map(|(label, number)| (&**label, *number))
    }
}

/// Tells the positive class from the other. Named, it stands against all others; otherwise the classes are 0 and 1, -1 and 1, or
/// false and true.
#[derive(Debug)]
pub(crate) struct Positive {
    named: Option<String>,
    /// The first label that is not positive: where none was named there is only one.
    other: Option<Box<str>>,
}

impl Positive {
    pub(crate) fn new(named: Option<&str>) -> Self {
        Positive {
            named: named.map(|label| canonical(label.trim()).into_owned()),
            other: None,
        }
    }

    /// Whether a cell holds the positive class.
    pub(crate) fn is(&mut self, text: &str) -> Result<bool, Wrong> {
        let label = label(text)?;
        if let Some(named) = &self.named {
            return Ok(*label == **named);
        }
        let lower = label.to_ascii_lowercase();
        if lower == "1" || lower == "true" {
            return Ok(true);
        }
        let unclear = |what: String| {
            let hint = format!(
                "name the positive class: --positive {}",
                quote(&label).trim_matches('`')
            );
            Err(Wrong::new(what, "0 or 1").hint(hint))
        };
        if !["0", "-1", "false"].contains(&&*lower) {
            return unclear(format!(
                "{} may be the positive class or the other",
                quote(&label)
            ));
        }
        match &self.other {
            None => self.other = Some(lower.into()),
            Some(other) if **other == *lower => {}
            Some(other) => {
                return unclear(format!(
                    "{} is a third class, beside 1 and `{other}`",
                    quote(&label)
                ));
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_are_numbers() {
        for (text, shown) in [
            ("1.0", "1"),
            ("+1", "1"),
            (" 01", "1"),
            ("-0", "0"),
            ("1e3", "1000"),
            ("1.5", "1.5"),
            ("9007199254740993", "9007199254740993"),
            ("inf", "inf"),
            ("cat", "cat"),
            ("-x", "-x"),
        ] {
            assert_eq!(label(text).unwrap(), shown);
        }
        assert!(label(" ").is_err() && label("NaN").is_err() && label(&"x".repeat(257)).is_err());
    }

    #[test]
    fn numbers_that_are_none() {
        for text in ["", "abc", "nan", "inf", "-inf", "1e999", "1,5", "0x10", "1_000"] {
            assert!(number(text).is_err(), "{text}");
        }
        assert_eq!(
            number("1,5").unwrap_err().hint.unwrap(),
            "write decimals with a point"
        );
        assert_eq!(number(" -2.5e-3 ").unwrap(), -0.0025);
        assert!(probability("1.0000001").is_err() && probability("-0.1").is_err());
    }

    #[test]
    fn the_positive_class() {
        let mut plain = Positive::new(None);
        assert!(plain.is("1.0").unwrap() && plain.is("True").unwrap() && !plain.is("0").unwrap());
        assert!(plain.is("-1").is_err() && plain.is("yes").is_err());
        let mut named = Positive::new(Some("yes"));
        assert!(named.is("yes").unwrap() && !named.is("no").unwrap() && !named.is("1").unwrap());
    }
}
