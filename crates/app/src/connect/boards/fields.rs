//! The fields of what a board answers: what is missing or null is nothing, and what is of the wrong kind is told and is nothing too.

use std::cell::RefCell;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use pivot_domain::posting::Remote;
use pivot_publish::resume::layout::clean;
use pivot_publish::resume::posting::{plain, plain_lines};
use serde_json::Value;

/// The longest line that is kept, in characters.
const LINE: usize = 500;
/// The longest text that is kept, in characters.
const TEXT: usize = 100_000;
/// The most places of a posting.
const PLACES: usize = 100;

/// An object with a name for messages: "posting 3".
pub(super) struct Fields<'a> {
    value: &'a Value,
    pub(super) name: String,
    /// What was of the wrong kind.
    pub(super) notes: RefCell<Vec<String>>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(value: &'a Value, name: String) -> Fields<'a> {
        Fields {
            value,
            name,
            notes: RefCell::default(),
        }
    }

    /// What stands under a path of names, such as `location.name`; null is nothing.
    pub(super) fn at(&self, path: &str) -> Option<&'a Value> {
        let mut value = self.value;
        for name in path.split('.') {
            match value {
                Value::Object(map) => value = map.get(name)?,
                Value::Null => return None,
                // It is told where an inner field is asked for, once for each.
                _ => {
                    self.wrong(path, value);
                    return None;
                }
            }
        }
        (!value.is_null()).then_some(value)
    }

    fn wrong(&self, path: &str, value: &Value) {
        let note = format!("{}: `{path}` is {}, which was not read", self.name, kind(value));
        self.notes.borrow_mut().push(note);
    }

    fn read<T>(&self, path: &str, read: impl FnOnce(&'a Value) -> Option<T>) -> Option<T> {
        let value = self.at(path)?;
        let found = read(value);
        if found.is_none() {
            self.wrong(path, value);
        }
        found
    }

    /// A text as it was sent.
    fn raw(&self, path: &str) -> Option<&'a str> {
        self.read(path, Value::as_str)
    }

    /// A text in one line; may be empty.
    pub(super) fn line(&self, path: &str) -> String {
        self.raw(path).map(line).unwrap_or_default()
    }

    /// A text in one line where it says something.
    pub(super) fn some(&self, path: &str) -> Option<String> {
        Some(self.line(path)).filter(|text| !text.is_empty())
    }

    /// An id: a text or a number.
    pub(super) fn id(&self, path: &str) -> Option<String> {
        self.read(path, |value| match value {
            Value::String(text) => Some(line(text)),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
    }

    pub(super) fn flag(&self, path: &str) -> Option<bool> {
        self.read(path, Value::as_bool)
    }

    /// A number, or one that was written as a text.
    pub(super) fn number(&self, path: &str) -> Option<f64> {
        self.read(path, |value| match value {
            Value::String(text) => text.trim().parse().ok().filter(|n: &f64| n.is_finite()),
            _ => value.as_f64(),
        })
    }

    /// The items of a list, each with a name of its own; none where there is no list.
    pub(super) fn list(&self, path: &str) -> Vec<&'a Value> {
        self.read(path, Value::as_array)
            .map(|list| list.iter().collect())
            .unwrap_or_default()
    }

    /// An address that a browser opens; anything else is none.
    pub(super) fn link(&self, path: &str) -> String {
        let Some(text) = self.raw(path).map(str::trim).filter(|text| !text.is_empty()) else {
            return String::new();
        };
        let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
        let is_web = lower.starts_with("https://") || lower.starts_with("http://");
        let is_one = !text
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || "<>\"".contains(c));
        if is_web && is_one && text.len() <= 2000 {
            return text.to_owned();
        }
        let note = format!(
            "{}: `{path}` is no address of the web, which was not read",
            self.name
        );
        self.notes.borrow_mut().push(note);
        String::new()
    }

    /// HTML as lines of plain text.
    pub(super) fn html(&self, path: &str) -> String {
        cut(self.raw(path).map(plain).unwrap_or_default())
    }

    /// Plain text in its lines.
    pub(super) fn text(&self, path: &str) -> String {
        cut(self.raw(path).map(plain_lines).unwrap_or_default())
    }

    /// A moment: with an offset, a date alone, or `2027-01-31 10:00:00 UTC`.
    pub(super) fn moment(&self, path: &str) -> Option<Timestamp> {
        self.read(path, |value| {
            let text = value.as_str()?.trim();
            let date = |text: &str| -> Option<Timestamp> {
                let date: Date = text.parse().ok()?;
                TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()
            };
            let spoken = || text.strip_suffix(" UTC").map(|text| format!("{text}Z"));
            match text.len() {
                10 => date(text),
                _ => text.parse().ok().or_else(|| spoken()?.parse().ok()),
            }
        })
    }

    /// A moment in milliseconds since 1970.
    pub(super) fn millis(&self, path: &str) -> Option<Timestamp> {
        self.read(path, |value| Timestamp::from_millisecond(value.as_i64()?).ok())
    }
}

/// Places without the empty ones and those that come twice.
pub(super) fn places(found: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for place in found {
        if !place.is_empty() && !places.contains(&place) && places.len() < PLACES {
            places.push(place);
        }
    }
    places
}

/// Parts of a place, such as city and country.
pub(super) fn place(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// Blocks of a text, those without words left out.
pub(super) fn blocks(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    cut(parts.join("\n"))
}

/// A heading and what stands under it; nothing where there is nothing.
pub(super) fn section(heading: &str, text: String) -> String {
    match (heading.is_empty(), text.is_empty()) {
        (_, true) => String::new(),
        (true, false) => text,
        (false, false) => format!("# {heading}\n{text}"),
    }
}

/// A word for where one works, in any of the services' spellings.
pub(super) fn workplace(word: &str) -> Option<Remote> {
    let letters = word.chars().filter(char::is_ascii_alphabetic);
    match letters.collect::<String>().to_ascii_lowercase().as_str() {
        "remote" => Some(Remote::Remote),
        "hybrid" => Some(Remote::Hybrid),
        "onsite" => Some(Remote::OnSite),
        _ => None,
    }
}

/// What a value is, in words.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A text in one line, without tags.
pub(super) fn line(text: &str) -> String {
    let text = clean(&plain_lines(text));
    match text.char_indices().nth(LINE) {
        Some((at, _)) => text[..at].to_owned(),
        None => text,
    }
}

/// At most [`TEXT`] characters, whole lines.
fn cut(mut text: String) -> String {
    if let Some((at, _)) = text.char_indices().nth(TEXT) {
        let end = text[..at].rfind('\n').unwrap_or(at);
        text.truncate(end);
    }
    text
}
