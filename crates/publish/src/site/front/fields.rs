//! The values that the fields of front matter hold.

use std::ops::Range;

use jiff::civil::{Date, DateTime};
use pivot_domain::fault::Fault;
use pivot_domain::read::{self, Table, Value, wrong_kind};
use toml::de::DeValue;

use super::Places;

const LINE_CHARS_MAX: usize = 200;
const PROSE_CHARS_MAX: usize = 4000;
const ITEMS_MAX: usize = 50;
const DATE: &str =
    "a date such as 2027-01-31, or a date and a time such as 2027-01-31T18:30:00, from 1900 to 2199";

/// Control characters, and those that turn the direction of what follows: neither belongs into a line.
fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// One line.
fn line_of(value: Value<'_, '_>) -> Result<String, String> {
    let good = |text: &&str| {
        !text.trim().is_empty() && text.chars().count() <= LINE_CHARS_MAX && text.chars().all(is_plain)
    };
    let text = value
        .get_ref()
        .as_str()
        .filter(good)
        .map(|text| text.trim().to_owned());
    text.ok_or_else(|| format!("a text in quotes: one line of 1 to {LINE_CHARS_MAX} characters"))
}

/// One or more lines.
fn prose_of(value: Value<'_, '_>) -> Result<String, String> {
    let good = |text: &&str| {
        !text.trim().is_empty()
            && text.chars().count() <= PROSE_CHARS_MAX
            && text
                .chars()
                .all(|c| is_plain(c) || matches!(c, '\n' | '\t' | '\r'))
    };
    let text = value
        .get_ref()
        .as_str()
        .filter(good)
        .map(|text| text.trim().to_owned());
    text.ok_or_else(|| format!("a text in quotes of 1 to {PROSE_CHARS_MAX} characters"))
}

/// Whether `text` is the address of a page: other schemes are refused, since addresses end up in pages.
pub(in crate::site) fn is_address(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric() || c == '['))
        && text.len() <= 2000
        && !text
            .chars()
            .any(|c| c.is_whitespace() || !is_plain(c) || matches!(c, '"' | '<' | '>' | '`' | '\\'))
}

fn address_of(value: Value<'_, '_>) -> Result<String, String> {
    let text = value.get_ref().as_str().filter(|text| is_address(text));
    text.map(str::to_owned)
        .ok_or_else(|| "an address such as \"https://…\"".into())
}

/// A local date and time; a date alone is its midnight.
fn moment_of(value: Value<'_, '_>) -> Result<DateTime, String> {
    let read = match value.get_ref() {
        DeValue::Datetime(d) if d.offset.is_none() => d.date.and_then(|date| {
            let year = i16::try_from(date.year).ok()?;
            let date = Date::new(year, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()?;
            let Some(time) = d.time else {
                return Some(date.at(0, 0, 0, 0));
            };
            let (hour, minute) = (i8::try_from(time.hour).ok()?, i8::try_from(time.minute).ok()?);
            let second = i8::try_from(time.second.unwrap_or(0)).ok()?;
            (hour < 24 && minute < 60 && second < 60).then(|| date.at(hour, minute, second, 0))
        }),
        DeValue::String(text) if text.len() == 10 => {
            text.parse::<Date>().ok().map(|date| date.at(0, 0, 0, 0))
        }
        DeValue::String(text) if text.len() >= 16 => text.parse::<DateTime>().ok(),
        _ => None,
    };
    read.filter(|at| (1900..2200).contains(&at.year()))
        .ok_or_else(|| DATE.into())
}

fn list_of<'a, 'i, T>(
    value: Value<'a, 'i>,
    item: impl Fn(Value<'a, 'i>) -> Result<T, String>,
    faults: &mut Vec<Fault>,
) -> Vec<T> {
    let expected = || format!("a list such as [\"one\", \"two\"], of at most {ITEMS_MAX}");
    let items = match value.get_ref() {
        DeValue::Array(items) if items.len() <= ITEMS_MAX => items,
        _ => {
            faults.push(wrong_kind(value, &expected()));
            return Vec::new();
        }
    };
    let mut all = Vec::new();
    for value in items {
        match item(value) {
            Ok(one) => all.push(one),
            Err(expected) => faults.push(wrong_kind(value, &expected)),
        }
    }
    all
}

/// A table being read, with the faults found and the places kept.
pub(super) struct Reader<'t, 'a, 'i> {
    pub(super) table: Table<'a, 'i>,
    pub(super) places: &'t mut Places,
    pub(super) faults: &'t mut Vec<Fault>,
}

impl<'a, 'i> Reader<'_, 'a, 'i> {
    fn take<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(Value<'a, 'i>) -> Result<T, String>,
    ) -> Option<T> {
        if let Some(value) = self.table.get(name) {
            self.places.insert(name.to_owned(), value.span());
        }
        self.table.read(name, self.faults, read).map(|(value, _)| value)
    }

    /// A line; none is fine.
    pub(super) fn line(&mut self, name: &'static str) -> Option<String> {
        self.take(name, line_of)
    }

    /// A line that must be there; empty where it is not.
    pub(super) fn need_line(&mut self, name: &'static str, expected: &str) -> String {
        self.table.need(name, expected, self.faults);
        self.line(name).unwrap_or_default()
    }

    pub(super) fn prose(&mut self, name: &'static str) -> Option<String> {
        self.take(name, prose_of)
    }

    pub(super) fn address(&mut self, name: &'static str) -> Option<String> {
        self.take(name, address_of)
    }

    /// An address, or a line that is none.
    pub(super) fn moment(&mut self, name: &'static str) -> Option<DateTime> {
        self.take(name, moment_of)
    }

    pub(super) fn date(&mut self, name: &'static str) -> Option<Date> {
        self.take(name, |v| read::read_date(v).ok_or_else(|| read::DATE.into()))
    }

    pub(super) fn boolean(&mut self, name: &'static str) -> bool {
        let read = |v: Value<'a, 'i>| v.get_ref().as_bool().ok_or_else(|| "true or false".to_owned());
        self.take(name, read).unwrap_or(false)
    }

    pub(super) fn count(&mut self, name: &'static str) -> Option<u32> {
        self.take(name, |v| {
            let n = read::integer(v)
                .and_then(|n| u32::try_from(n).ok())
                .filter(|n| (1..=9999).contains(n));
            n.ok_or_else(|| "a whole number, 1 to 9999".to_owned())
        })
    }

    /// A list of lines, each once.
    pub(super) fn lines(&mut self, name: &'static str) -> Vec<String> {
        let Some(value) = self.table.get(name) else {
            return Vec::new();
        };
        self.places.insert(name.to_owned(), value.span());
        let mut seen = std::collections::BTreeSet::new();
        let mut all = list_of(value, line_of, self.faults);
        all.retain(|line| seen.insert(line.clone()));
        all
    }

    /// The slug; one that will not do is a fault, with the one that would.
    pub(super) fn slug(&mut self) -> Option<String> {
        let text = self.take("slug", |v| {
            v.get_ref()
                .as_str()
                .map(str::to_owned)
                .ok_or_else(|| crate::site::slug::SLUG.to_owned())
        })?;
        let Some(what) = crate::site::slug::fault(&text) else {
            return Some(text);
        };
        let mut fault = Fault::new(self.at("slug"), what, crate::site::slug::SLUG);
        let near = crate::site::slug::of(&text);
        if crate::site::slug::fault(&near).is_none() {
            fault = fault.hint(format!("`slug = \"{near}\"` would do"));
        }
        self.faults.push(fault);
        None
    }

    /// Language tag such as `en` or `pt-BR`.
    pub(super) fn language(&mut self) -> Option<String> {
        self.take("language", |v| {
            let text = v.get_ref().as_str().filter(|text| is_language(text));
            text.map(str::to_owned)
                .ok_or_else(|| "a language tag such as \"en\" or \"pt-BR\"".into())
        })
    }

    /// A path beside the file.
    pub(super) fn beside(&mut self, name: &'static str) -> Option<String> {
        self.take(name, |v| {
            let good = |text: &&str| {
                let parts = || text.split('/');
                !text.is_empty()
                    && text.len() <= 200
                    && text.chars().all(|c| is_plain(c) && c != '\\' && c != ':')
                    && parts().all(|part| !part.is_empty() && part != "." && part != "..")
            };
            let text = v.get_ref().as_str().filter(good).map(str::to_owned);
            text.ok_or_else(|| "the path of a picture beside this file, such as \"plot.png\"".into())
        })
    }

    /// Where the value of `name` stands.
    pub(super) fn at(&self, name: &str) -> Range<usize> {
        self.places
            .get(name)
            .cloned()
            .unwrap_or_else(|| self.table.at.clone())
    }

    pub(super) fn fault(&mut self, name: &str, what: &str, expected: &str) {
        self.faults.push(Fault::new(self.at(name), what, expected));
    }
}

/// Whether `text` has the shape of a language tag (BCP 47: parts of 2 to 8 letters or digits, the first of letters).
pub(in crate::site) fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    parts
        .next()
        .is_some_and(|first| (2..=8).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic()))
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        && text.len() <= 35
}
