//! A value as it stands in a file, read as what its field holds.

use jiff::civil::Date;
use toml::de::DeValue;

use super::fields::{Holds, Name};
use super::money::{exact, written};
use crate::read;

/// The longest text of a field, in characters.
const TEXT_MAX: usize = 300;
/// The most texts of a field.
const TEXTS_MAX: usize = 64;
/// The most whole numbers of a list.
const COUNTS_MAX: usize = 16;
const COUNT_MAX: u32 = 1_000_000;

/// A value as it was written.
#[derive(Clone, Debug)]
pub(super) enum Raw {
    /// A text in quotes.
    Text(String),
    /// A number, whole or not.
    Number(String),
    Flag(bool),
    Day(Date),
    List(Vec<Raw>),
    /// A cell of a table, which may be meant as any of these; `|` stands between the items of a list.
    Cell(String),
    Other,
}

impl Raw {
    pub(super) fn of_toml(value: read::Value<'_, '_>) -> Raw {
        match value.get_ref() {
            DeValue::String(text) => Raw::Text(text.to_string()),
            DeValue::Integer(_) => read::integer(value).map_or(Raw::Other, |n| Raw::Number(n.to_string())),
            DeValue::Float(n) => Raw::Number(n.as_str().replace('_', "")),
            DeValue::Boolean(flag) => Raw::Flag(*flag),
            DeValue::Datetime(_) => read::read_date(value).map_or(Raw::Other, Raw::Day),
            DeValue::Array(items) => Raw::List(items.iter().map(Raw::of_toml).collect()),
            DeValue::Table(_) => Raw::Other,
        }
    }

    /// As a fault shows it.
    pub(super) fn shown(&self) -> String {
        match self {
            Raw::Text(text) | Raw::Number(text) | Raw::Cell(text) => format!("`{}`", read::shorten(text)),
            Raw::Flag(flag) => format!("`{flag}`"),
            Raw::Day(day) => format!("`{day}`"),
            Raw::List(items) => match items.iter().find(|i| !matches!(i, Raw::List(_) | Raw::Other)) {
                Some(item) => format!("the list with {}", item.shown()),
                None => "this list".to_owned(),
            },
            Raw::Other => "this value".to_owned(),
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Raw::Text(text) | Raw::Cell(text) => Some(text.trim()),
            _ => None,
        }
    }

    fn number(&self) -> Option<&str> {
        match self {
            Raw::Number(text) | Raw::Cell(text) => Some(text.trim()),
            _ => None,
        }
    }

    fn items(&self) -> Option<Vec<Raw>> {
        match self {
            Raw::List(items) => Some(items.clone()),
            // An empty cell says nothing.
            Raw::Cell(text) if text.trim() == "none" => Some(Vec::new()),
            Raw::Cell(text) => Some(text.split('|').map(|t| Raw::Cell(t.trim().to_owned())).collect()),
            _ => None,
        }
    }
}

/// A value as its field holds it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Held {
    Text(String),
    Texts(Vec<String>),
    Count(u32),
    Counts(Vec<u32>),
    Number(f64),
    Flag(bool),
    Day(Date),
    /// Millionths.
    Exact(i64),
}

impl Held {
    /// As a finding shows it, with the unit that the field's name ends with.
    pub(super) fn shown(&self, field: &str) -> String {
        let unit = match field.rsplit('_').next() {
            Some("mm") => " mm",
            Some("w") => " W",
            Some("gb") => " GB",
            Some("percent") => " %",
            _ => "",
        };
        let list = |items: Vec<String>| match items.is_empty() {
            true => "none".to_owned(),
            false => items.join(", "),
        };
        match self {
            Held::Text(text) => read::shorten(text),
            Held::Texts(texts) => list(texts.iter().map(|t| read::shorten(t)).collect()),
            Held::Count(n) => format!("{n}{unit}"),
            Held::Counts(counts) => {
                let shown = list(counts.iter().map(u32::to_string).collect());
                if counts.is_empty() { shown } else { shown + unit }
            }
            Held::Number(n) => format!("{n}{unit}"),
            Held::Flag(true) => "yes".to_owned(),
            Held::Flag(false) => "no".to_owned(),
            Held::Day(day) => day.to_string(),
            Held::Exact(n) => format!("{}{unit}", written(*n)),
        }
    }
}

/// Reads a value; an error says what was expected.
pub(super) fn read(holds: Holds, raw: &Raw) -> Result<Held, String> {
    let wrong = |expected: &str| Err(expected.to_owned());
    match holds {
        Holds::Text => text(raw).map(Held::Text).ok_or_else(|| TEXT.to_owned()),
        Holds::Texts => match list(raw, TEXTS_MAX, text) {
            Some(texts) => Ok(Held::Texts(texts)),
            None => {
                wrong("a list of texts, such as [\"LGA1151\"]; in a table with `|` between them, or none")
            }
        },
        Holds::Count => match count(raw) {
            Some(n) => Ok(Held::Count(n)),
            None => wrong("a whole number without its unit, 0 to 1000000"),
        },
        Holds::Pieces => match count(raw).filter(|n| (1..=64).contains(n)) {
            Some(n) => Ok(Held::Count(n)),
            None => wrong("a whole number, 1 to 64"),
        },
        Holds::Counts => match list(raw, COUNTS_MAX, count) {
            Some(counts) => Ok(Held::Counts(counts)),
            None => {
                wrong("a list of at most 16 whole numbers, such as [1, 4]; in a table with `|` between them")
            }
        },
        Holds::Number => match number(raw) {
            Some(n) => Ok(Held::Number(n)),
            None => wrong("a number without its unit, 0 to 1000000"),
        },
        Holds::Flag => match raw {
            Raw::Flag(flag) => Ok(Held::Flag(*flag)),
            Raw::Cell(cell) if ["true", "yes"].contains(&cell.to_lowercase().as_str()) => {
                Ok(Held::Flag(true))
            }
            Raw::Cell(cell) if ["false", "no"].contains(&cell.to_lowercase().as_str()) => {
                Ok(Held::Flag(false))
            }
            _ => wrong("true or false"),
        },
        Holds::Day => match day(raw) {
            Some(day) => Ok(Held::Day(day)),
            None => wrong(read::DATE),
        },
        Holds::Exact => match raw.number().and_then(exact) {
            Some(n) => Ok(Held::Exact(n)),
            None => wrong("a number from 0 on, such as 219.99: no currency in it, at most six decimals"),
        },
        Holds::Percent => match raw.number().and_then(exact).filter(|n| *n <= 100_000_000) {
            Some(n) => Ok(Held::Exact(n)),
            None => wrong("a number of hundredths, 0 to 100, such as 13"),
        },
        Holds::Currency => {
            let good = |t: &&str| t.len() == 3 && t.bytes().all(|b| b.is_ascii_uppercase());
            match raw.text().filter(good) {
                Some(text) => Ok(Held::Text(text.to_owned())),
                None => wrong("three capital letters, such as \"CAD\""),
            }
        }
        Holds::One(names) => match one(names, raw) {
            Some(name) => Ok(Held::Text(name)),
            None => Err(format!("one of: {}", known(names).join(", "))),
        },
        Holds::Names(names) => match list(raw, TEXTS_MAX, |raw| one(names, raw)) {
            Some(found) => Ok(Held::Texts(found)),
            None => Err(format!("a list of: {}", known(names).join(", "))),
        },
    }
}

const TEXT: &str = "a text in one line, in quotes where it is TOML, at most 300 characters";

/// Names that a field knows; empty where it takes any value.
pub(super) fn known(names: &[Name]) -> Vec<&'static str> {
    names.iter().map(|(name, _)| *name).collect()
}

fn text(raw: &Raw) -> Option<String> {
    let good = |t: &&str| !t.is_empty() && t.chars().count() <= TEXT_MAX && !t.chars().any(char::is_control);
    // A version or a generation is a number to whoever writes it.
    let text = raw.text().or(match raw {
        Raw::Number(n) => Some(n.as_str()),
        _ => None,
    });
    text.filter(good).map(str::to_owned)
}

fn list<T>(raw: &Raw, most: usize, item: impl Fn(&Raw) -> Option<T>) -> Option<Vec<T>> {
    let items = raw.items().filter(|items| items.len() <= most)?;
    items.iter().map(item).collect()
}

fn count(raw: &Raw) -> Option<u32> {
    let n: u32 = raw.number()?.parse().ok()?;
    (n <= COUNT_MAX).then_some(n)
}

fn number(raw: &Raw) -> Option<f64> {
    let n: f64 = raw.number()?.parse().ok()?;
    (0.0..=f64::from(COUNT_MAX)).contains(&n).then_some(n)
}

fn day(raw: &Raw) -> Option<Date> {
    match raw {
        Raw::Day(day) => Some(*day),
        Raw::Text(text) | Raw::Cell(text) => {
            let day: Date = text.parse().ok().filter(|_| text.len() == 10)?;
            (1900..2200).contains(&day.year()).then_some(day)
        }
        _ => None,
    }
}

fn one(names: &[Name], raw: &Raw) -> Option<String> {
    let wanted = plain(raw.text().or(match raw {
        Raw::Number(n) => Some(n.as_str()),
        _ => None,
    })?);
    let is = |(name, others): &&Name| plain(name) == wanted || others.contains(&wanted.as_str());
    names.iter().find(is).map(|(name, _)| (*name).to_owned())
}

/// Small letters and digits alone: `LGA 1151` and `lga1151` are the same.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
