//! The values that the fields of a curriculum file hold, and how a field is taken from a table.

use std::ops::Range;

use toml::de::DeValue;

use crate::fault::Fault;
use crate::read::{self, Table, Value, wrong_kind};

/// An id, as it is typed on a command line.
pub(super) const ID: &str =
    "an id: letters a to z, digits, `.`, `-` and `_`, 1 to 40 of them, the first a letter or a digit";
/// The last month that a plan can name.
const MONTH_MAX: u32 = 60;
const ID_CHARS_MAX: usize = 40;
const LINE_CHARS_MAX: usize = 200;
const PROSE_CHARS_MAX: usize = 4000;

/// An id.
pub(super) fn id(value: Value<'_, '_>) -> Result<String, String> {
    let good = |text: &&str| {
        text.len() <= ID_CHARS_MAX
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
    };
    value
        .get_ref()
        .as_str()
        .filter(good)
        .map(str::to_owned)
        .ok_or_else(|| ID.into())
}

/// A title: one line, shown in a terminal.
pub(super) fn line(value: Value<'_, '_>) -> Result<String, String> {
    let good = |text: &&str| {
        !text.trim().is_empty()
            && text.chars().count() <= LINE_CHARS_MAX
            && !text.chars().any(char::is_control)
    };
    let expected = || format!("a text in quotes: one line of 1 to {LINE_CHARS_MAX} characters");
    value
        .get_ref()
        .as_str()
        .filter(good)
        .map(str::to_owned)
        .ok_or_else(expected)
}

/// A text of one or more lines.
pub(super) fn prose(value: Value<'_, '_>) -> Result<String, String> {
    let good = |text: &&str| {
        !text.trim().is_empty()
            && text.chars().count() <= PROSE_CHARS_MAX
            && !text
                .chars()
                .any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
    };
    let expected = || format!("a text in quotes of 1 to {PROSE_CHARS_MAX} characters");
    value
        .get_ref()
        .as_str()
        .filter(good)
        .map(str::to_owned)
        .ok_or_else(expected)
}

/// The address of a page. Other schemes are refused, since addresses end up in pages.
pub(super) fn link(value: Value<'_, '_>) -> Result<String, String> {
    let good = |text: &&str| {
        let host = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"));
        host.is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric() || c == '['))
            && text.len() <= 2000
            && !text
                .chars()
                .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>'))
    };
    value
        .get_ref()
        .as_str()
        .filter(good)
        .map(str::to_owned)
        .ok_or_else(|| "an address such as \"https://…\"".into())
}

/// One of `words`.
pub(super) fn word(value: Value<'_, '_>, words: &[&'static str]) -> Result<&'static str, String> {
    let text = value.get_ref().as_str();
    words.iter().copied().find(|w| Some(*w) == text).ok_or_else(|| {
        let quoted: Vec<String> = words.iter().map(|w| format!("\"{w}\"")).collect();
        quoted.join(" or ")
    })
}

/// The items of a list; one that is no list is an error.
pub(super) fn list<'a, 'i>(value: Value<'a, 'i>, expected: &str) -> Result<Vec<Value<'a, 'i>>, String> {
    match value.get_ref() {
        DeValue::Array(items) => Ok(items.iter().collect()),
        _ => Err(expected.into()),
    }
}

/// The number of a month.
pub(super) fn month(value: Value<'_, '_>) -> Result<u32, String> {
    let month = read::integer(value)
        .and_then(|n| u32::try_from(n).ok())
        .filter(|n| (1..=MONTH_MAX).contains(n));
    month.ok_or_else(|| format!("the number of a month, 1 to {MONTH_MAX}"))
}

/// The value under `name`, read by `read`.
pub(super) fn take<'a, 'i, T>(
    table: &mut Table<'a, 'i>,
    name: &'static str,
    faults: &mut Vec<Fault>,
    read: impl FnOnce(Value<'a, 'i>) -> Result<T, String>,
) -> Option<T> {
    table.read(name, faults, read).map(|(value, _)| value)
}

/// The same; a fault where there is none.
pub(super) fn need<'a, 'i, T>(
    table: &mut Table<'a, 'i>,
    name: &'static str,
    expected: &str,
    faults: &mut Vec<Fault>,
    read: impl FnOnce(Value<'a, 'i>) -> Result<T, String>,
) -> Option<T> {
    table.need(name, expected, faults)?;
    take(table, name, faults, read)
}

/// The table's `id` and its place; empty where it cannot be read.
pub(super) fn need_id(table: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> (String, Range<usize>) {
    table.need("id", ID, faults);
    table.read("id", faults, id).unwrap_or_default()
}

/// The items of a list under `name`, each read by `read`; absent is empty.
pub(super) fn take_list<'a, 'i, T>(
    table: &mut Table<'a, 'i>,
    name: &'static str,
    expected: &str,
    faults: &mut Vec<Fault>,
    read: impl Fn(Value<'a, 'i>) -> Result<T, String>,
) -> Vec<T> {
    let Some(items) = take(table, name, faults, |v| list(v, expected)) else {
        return Vec::new();
    };
    let mut values = Vec::new();
    for item in items {
        match read(item) {
            Ok(value) => values.push(value),
            Err(expected) => faults.push(wrong_kind(item, &expected)),
        }
    }
    values
}
