//! Reading a TOML file that a person wrote: every fault is collected, nothing stops at the first.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::SignedDuration;
use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::duration;
use crate::fault::Fault;

/// A value with its place in the text.
pub type Value<'a, 'i> = &'a Spanned<DeValue<'i>>;

/// How a fault in the syntax begins.
pub const NOT_TOML: &str = "this is not TOML";

/// The document's root and the faults in its syntax. What could be read is there even where there are faults.
pub fn document(text: &str) -> (Spanned<DeTable<'_>>, Vec<Fault>) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let faults = errors
        .into_iter()
        .map(|e| {
            Fault::new(
                e.span().unwrap_or(0..0),
                format!("{NOT_TOML}: {}", e.message()),
                "TOML, as in the examples",
            )
        })
        .collect();
    (root, faults)
}

/// A table being read. It remembers the names asked for, so that [`Table::close`] can tell the unknown ones.
pub struct Table<'a, 'i> {
    /// What it is, for messages: "a task".
    what: &'static str,
    /// Its place.
    pub at: Range<usize>,
    table: &'a DeTable<'i>,
    asked: BTreeSet<&'static str>,
}

impl<'a, 'i> Table<'a, 'i> {
    /// Begins to read `table`, which is `what` ("a task").
    pub fn new(what: &'static str, table: &'a DeTable<'i>, at: Range<usize>) -> Self {
        Table {
            what,
            at,
            table,
            asked: BTreeSet::new(),
        }
    }

    /// Begins to read a value that must be a table.
    pub fn from_value(what: &'static str, value: Value<'a, 'i>, faults: &mut Vec<Fault>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Table::new(what, table, value.span())),
            _ => {
                faults.push(wrong_kind(value, &format!("{what}: a table such as {{ … }}")));
                None
            }
        }
    }

    /// The value under `name`.
    pub fn get(&mut self, name: &'static str) -> Option<Value<'a, 'i>> {
        self.asked.insert(name);
        self.table.get(name)
    }

    /// The value under `name`; a fault where it is missing.
    pub fn need(
        &mut self,
        name: &'static str,
        expected: &str,
        faults: &mut Vec<Fault>,
    ) -> Option<Value<'a, 'i>> {
        let value = self.get(name);
        if value.is_none() {
            faults.push(Fault::new(
                self.at.clone(),
                format!("{} has no `{name}`", self.what),
                expected,
            ));
        }
        value
    }

    /// A value read by `read`, which returns what it expected where the value will not do.
    pub fn read<T>(
        &mut self,
        name: &'static str,
        faults: &mut Vec<Fault>,
        read: impl FnOnce(Value<'a, 'i>) -> Result<T, String>,
    ) -> Option<(T, Range<usize>)> {
        let value = self.get(name)?;
        match read(value) {
            Ok(read) => Some((read, value.span())),
            Err(expected) => {
                faults.push(wrong_kind(value, &expected));
                None
            }
        }
    }

    /// A string.
    pub fn string(&mut self, name: &'static str, faults: &mut Vec<Fault>) -> Option<(String, Range<usize>)> {
        self.read(name, faults, |v| {
            v.get_ref()
                .as_str()
                .map(str::to_owned)
                .ok_or_else(|| "a text in quotes".into())
        })
    }

    /// A string that must be there.
    pub fn need_string(
        &mut self,
        name: &'static str,
        expected: &str,
        faults: &mut Vec<Fault>,
    ) -> Option<(String, Range<usize>)> {
        self.need(name, expected, faults)?;
        self.string(name, faults)
    }

    /// True or false.
    pub fn boolean(&mut self, name: &'static str, faults: &mut Vec<Fault>) -> Option<bool> {
        self.read(name, faults, |v| {
            v.get_ref().as_bool().ok_or_else(|| "true or false".into())
        })
        .map(|(b, _)| b)
    }

    /// A whole number of at least `least` and at most a million.
    pub fn count(
        &mut self,
        name: &'static str,
        least: u32,
        faults: &mut Vec<Fault>,
    ) -> Option<(u32, Range<usize>)> {
        self.read(name, faults, |v| {
            integer(v)
                .and_then(|n| u32::try_from(n).ok())
                .filter(|n| (least..=1_000_000).contains(n))
                .ok_or_else(|| format!("a whole number, {least} or more"))
        })
    }

    /// A whole number within `least` and `most`.
    pub fn count_within(
        &mut self,
        name: &'static str,
        (least, most): (u32, u32),
        faults: &mut Vec<Fault>,
    ) -> Option<(u32, Range<usize>)> {
        self.read(name, faults, |v| {
            integer(v)
                .and_then(|n| u32::try_from(n).ok())
                .filter(|n| (least..=most).contains(n))
                .ok_or_else(|| format!("a whole number, {least} to {most}"))
        })
    }

    /// A duration: text such as "1h30m", or a number of hours.
    pub fn duration(
        &mut self,
        name: &'static str,
        faults: &mut Vec<Fault>,
    ) -> Option<(SignedDuration, Range<usize>)> {
        self.read(name, faults, |v| read_duration(v).ok_or_else(|| DURATION.into()))
    }

    /// A date: `2027-01-31`, in quotes or not.
    pub fn date(&mut self, name: &'static str, faults: &mut Vec<Fault>) -> Option<(Date, Range<usize>)> {
        self.read(name, faults, |v| read_date(v).ok_or_else(|| DATE.into()))
    }

    /// The tables of `[[name]]`, each to be read as `what`.
    pub fn tables(
        &mut self,
        name: &'static str,
        what: &'static str,
        faults: &mut Vec<Fault>,
    ) -> Vec<Table<'a, 'i>> {
        let Some(value) = self.get(name) else {
            return Vec::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            faults.push(wrong_kind(
                value,
                &format!("a list of tables: [[{name}]] before each"),
            ));
            return Vec::new();
        };
        array
            .iter()
            .filter_map(|item| Table::from_value(what, item, faults))
            .collect()
    }

    /// Names and values of a table whose names are free.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, Range<usize>, Value<'a, 'i>)> + use<'a, 'i> {
        self.table
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), key.span(), value))
    }

    /// Reports every name that nobody asked for.
    pub fn close(self, faults: &mut Vec<Fault>) {
        for (key, _) in self.table {
            let name: &str = key.get_ref().as_ref();
            if !self.asked.contains(name) {
                let known: Vec<&str> = self.asked.iter().copied().collect();
                let expected = format!("one of: {}", known.join(", "));
                let what = format!("{} has no field `{}`", self.what, shorten(name));
                faults.push(Fault::new(key.span(), what, expected).nearest(&shorten(name), known));
            }
        }
    }
}

/// What a duration looks like.
pub const DURATION: &str =
    "a duration such as \"45m\", \"1h30m\" or \"7d\", or a number of hours, 0 to 20000";
/// What a date looks like.
pub const DATE: &str = "a date such as 2027-01-31, from 1900 to 2199";

/// A fault for a value of the wrong kind.
pub fn wrong_kind(value: Value<'_, '_>, expected: &str) -> Fault {
    let found = match value.get_ref() {
        DeValue::String(s) => format!("`{}` will not do here", shorten(s)),
        DeValue::Integer(n) => format!("`{}` will not do here", n.as_str()),
        DeValue::Float(n) => format!("`{}` will not do here", n.as_str()),
        other => format!("a value of the kind `{}` will not do here", other.type_str()),
    };
    Fault::new(value.span(), found, expected)
}

/// At most 40 characters of `text`, for a message; a control character, which could steer a terminal, becomes `·`.
pub fn shorten(text: &str) -> String {
    let shown = |c: char| if c.is_control() { '·' } else { c };
    if text.chars().count() <= 40 {
        text.chars().map(shown).collect()
    } else {
        text.chars().take(39).map(shown).chain(['…']).collect()
    }
}

/// A whole number.
pub fn integer(value: Value<'_, '_>) -> Option<i64> {
    let n = value.get_ref().as_integer()?;
    i64::from_str_radix(&n.as_str().replace('_', ""), n.radix()).ok()
}

/// A number, whole or not.
pub fn number(value: Value<'_, '_>) -> Option<f64> {
    match value.get_ref() {
        DeValue::Float(n) => n.as_str().replace('_', "").parse().ok(),
        #[expect(clippy::cast_precision_loss, reason = "numbers of hours")]
        DeValue::Integer(_) => integer(value).map(|n| n as f64),
        _ => None,
    }
}

/// A duration: text, or a number of hours.
pub fn read_duration(value: Value<'_, '_>) -> Option<SignedDuration> {
    match value.get_ref().as_str() {
        Some(text) => duration::parse(text),
        None => duration::from_hours(number(value)?),
    }
}

/// A date, as a TOML date or in quotes, of the years 1900 to 2199.
pub fn read_date(value: Value<'_, '_>) -> Option<Date> {
    let date = match value.get_ref() {
        DeValue::String(text) => text.parse().ok().filter(|_| text.len() == 10)?,
        DeValue::Datetime(d) if d.time.is_none() && d.offset.is_none() => {
            let d = d.date?;
            let (month, day) = (i8::try_from(d.month).ok()?, i8::try_from(d.day).ok()?);
            Date::new(i16::try_from(d.year).ok()?, month, day).ok()?
        }
        _ => return None,
    };
    (1900..2200).contains(&date.year()).then_some(date)
}
