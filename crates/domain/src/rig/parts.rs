//! A rig: parts with their fields, and how a rule asks for them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::Date;

use super::fields::{Kind, kind};
use super::value::{Held, plain};

/// The parts of a machine, as a file has them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rig {
    pub(super) parts: Vec<Part>,
}

/// A part, or another thing that a file says: the budget, a rate.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its kind, by name.
    pub(super) kind: &'static str,
    /// Which of its kind it is, from 1; 0 where there is only one.
    pub(super) number: usize,
    /// Its place.
    pub(super) at: Range<usize>,
    pub(super) fields: BTreeMap<&'static str, Held>,
}

impl Rig {
    /// What the person calls it.
    pub fn name(&self) -> Option<&str> {
        self.one("rig")?.text("name")
    }

    /// Its parts, in the order of the kinds, without budget, rates, framework and what it is for.
    pub fn bought(&self) -> impl Iterator<Item = &Part> {
        self.parts
            .iter()
            .filter(|part| part.kind().is_some_and(|kind| kind.priced))
    }

    /// The only part of a kind.
    pub(super) fn one(&self, kind: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.kind == kind)
    }

    /// All parts of a kind.
    pub(super) fn all<'r>(&'r self, kind: &str) -> Vec<&'r Part> {
        self.parts.iter().filter(|part| part.kind == kind).collect()
    }

    /// Counts the parts of each kind that there may be several of.
    pub(super) fn numbered(mut self) -> Rig {
        // The order of the kinds, and within a kind that of the file.
        let place = |name: &str| super::KINDS.iter().position(|kind| kind.name == name);
        self.parts.sort_by_key(|part| place(part.kind));
        for kind in &super::KINDS {
            let several = self.parts.iter().filter(|p| p.kind == kind.name).count() > 1;
            let of = self.parts.iter_mut().filter(|p| p.kind == kind.name);
            for (i, part) in of.enumerate() {
                part.number = if several { i + 1 } else { 0 };
            }
        }
        self
    }
}

impl Part {
    pub(super) fn new(kind: &'static str) -> Part {
        Part {
            kind,
            number: 0,
            at: 0..0,
            fields: BTreeMap::new(),
        }
    }

    /// Its kind.
    pub fn kind(&self) -> Option<&'static Kind> {
        kind(self.kind)
    }

    /// `gpu`, or `gpu[2]` where there are several; counted from 1.
    pub fn label(&self) -> String {
        match self.number {
            0 => self.kind.to_owned(),
            n => format!("{}[{n}]", self.kind),
        }
    }

    /// What the person calls it; otherwise what it is.
    pub fn called(&self) -> String {
        match (self.text("name"), self.kind()) {
            (Some(name), _) => crate::read::shorten(name),
            (None, Some(kind)) if self.number == 0 => {
                let about = kind.about;
                let one = about
                    .strip_prefix("a ")
                    .or_else(|| about.strip_prefix("another "));
                one.map_or_else(|| about.to_owned(), |one| format!("the {one}"))
            }
            _ => self.label(),
        }
    }

    /// So many of it.
    pub(super) fn count(&self) -> u32 {
        match self.fields.get("count") {
            Some(Held::Count(n)) => *n,
            _ => 1,
        }
    }

    pub(super) fn text(&self, field: &str) -> Option<&str> {
        match self.fields.get(field)? {
            Held::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn flag(&self, field: &str) -> bool {
        self.fields.get(field) == Some(&Held::Flag(true))
    }
}

/// What a rule asks for: the fields it has seen, with their values, and those that are not there.
pub(super) struct Ask<'r> {
    pub(super) rig: &'r Rig,
    pub(super) values: Vec<(String, String)>,
    pub(super) missing: Vec<String>,
    /// The kinds of parts that were looked at: the verdict follows from parts of these alone.
    pub(super) kinds: BTreeSet<&'static str>,
}

impl<'r> Ask<'r> {
    pub(super) fn of(rig: &'r Rig) -> Ask<'r> {
        Ask {
            rig,
            values: Vec::new(),
            missing: Vec::new(),
            kinds: BTreeSet::new(),
        }
    }

    fn looks_at(&mut self, name: &str) {
        self.kinds.extend(kind(name).map(|kind| kind.name));
    }

    /// All parts of a kind, of which there must be one.
    pub(super) fn parts(&mut self, kind: &str) -> Vec<&'r Part> {
        self.looks_at(kind);
        let parts = self.rig.all(kind);
        if parts.is_empty() {
            self.lacks(kind.to_owned());
        }
        parts
    }

    /// A field of the only part of its kind.
    fn only(&mut self, kind: &str, field: &str) -> Option<&'r Held> {
        self.looks_at(kind);
        match self.rig.one(kind) {
            Some(part) => self.field(part, field),
            None => {
                self.lacks(format!("{kind}.{field}"));
                None
            }
        }
    }

    fn field(&mut self, part: &'r Part, field: &str) -> Option<&'r Held> {
        self.looks_at(part.kind);
        let path = format!("{}.{field}", part.label());
        match part.fields.get(field) {
            Some(held) => {
                let value = (path, held.shown(field));
                if !self.values.contains(&value) {
                    self.values.push(value);
                }
                Some(held)
            }
            None => {
                self.lacks(path);
                None
            }
        }
    }

    pub(super) fn lacks(&mut self, path: String) {
        if !self.missing.contains(&path) {
            self.missing.push(path);
        }
    }

    pub(super) fn text(&mut self, kind: &str, field: &str) -> Option<&'r str> {
        self.only(kind, field).and_then(as_text)
    }

    pub(super) fn texts(&mut self, kind: &str, field: &str) -> Option<&'r [String]> {
        self.only(kind, field).and_then(as_texts)
    }

    pub(super) fn count(&mut self, kind: &str, field: &str) -> Option<u32> {
        self.only(kind, field).and_then(as_count)
    }

    pub(super) fn counts(&mut self, kind: &str, field: &str) -> Option<&'r [u32]> {
        self.only(kind, field).and_then(as_counts)
    }

    pub(super) fn flag(&mut self, kind: &str, field: &str) -> Option<bool> {
        match self.only(kind, field)? {
            Held::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    pub(super) fn exact(&mut self, kind: &str, field: &str) -> Option<i64> {
        self.only(kind, field).and_then(as_exact)
    }

    pub(super) fn text_of(&mut self, part: &'r Part, field: &str) -> Option<&'r str> {
        self.field(part, field).and_then(as_text)
    }

    pub(super) fn count_of(&mut self, part: &'r Part, field: &str) -> Option<u32> {
        self.field(part, field).and_then(as_count)
    }

    pub(super) fn number_of(&mut self, part: &'r Part, field: &str) -> Option<f64> {
        match self.field(part, field)? {
            Held::Number(n) => Some(*n),
            _ => None,
        }
    }

    pub(super) fn exact_of(&mut self, part: &'r Part, field: &str) -> Option<i64> {
        self.field(part, field).and_then(as_exact)
    }

    pub(super) fn day_of(&mut self, part: &'r Part, field: &str) -> Option<Date> {
        match self.field(part, field)? {
            Held::Day(day) => Some(*day),
            _ => None,
        }
    }

    /// A whole number that may be left out, without being told as missing.
    pub(super) fn perhaps(&mut self, part: &'r Part, field: &str) -> Option<u32> {
        part.fields.get(field)?;
        self.count_of(part, field)
    }

    /// Whole numbers of which those left out are 0 where one is there; none of them: the first is told as missing.
    pub(super) fn group<const N: usize>(&mut self, part: &'r Part, fields: [&str; N]) -> Option<[u32; N]> {
        self.looks_at(part.kind);
        if !fields.iter().any(|field| part.fields.contains_key(field)) {
            let paths: Vec<String> = fields.iter().map(|f| format!("{}.{f}", part.label())).collect();
            self.lacks(paths.join(" or "));
            return None;
        }
        Some(fields.map(|field| self.perhaps(part, field).unwrap_or(0)))
    }

    /// A field that is told beside the values although no field says it so: a sum.
    pub(super) fn tells(&mut self, what: &str, value: String) {
        self.values.push((what.to_owned(), value));
    }
}

fn as_text(held: &Held) -> Option<&str> {
    match held {
        Held::Text(text) => Some(text),
        _ => None,
    }
}

fn as_texts(held: &Held) -> Option<&[String]> {
    match held {
        Held::Texts(texts) => Some(texts),
        _ => None,
    }
}

fn as_count(held: &Held) -> Option<u32> {
    match held {
        Held::Count(n) => Some(*n),
        _ => None,
    }
}

fn as_counts(held: &Held) -> Option<&[u32]> {
    match held {
        Held::Counts(counts) => Some(counts),
        _ => None,
    }
}

fn as_exact(held: &Held) -> Option<i64> {
    match held {
        Held::Exact(n) => Some(*n),
        _ => None,
    }
}

/// Whether two texts name the same: letters of any size, no marks between them.
pub(super) fn same(a: &str, b: &str) -> bool {
    plain(a) == plain(b)
}
