//! Reading a parts file, TOML or CSV, to its last fault.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::fields::{FIELDS_OF_PRICE, Holds, KINDS, Kind, kind};
use super::parts::{Part, Rig};
use super::value::{self, Held, Raw};
use super::{Catalogue, LARGEST, table};
use crate::fault::Fault;
use crate::read::{self, shorten, wrong_kind};

/// What a parts file calls its form.
const FORMAT: &str = "pivot.parts/1";
/// More parts of a kind are a fault.
const PARTS_MAX: usize = 64;

/// How a parts file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A table for each part.
    Toml,
    /// A row for each part.
    Csv,
}

impl Form {
    /// By the end of a file's name: `.csv` is a table, everything else TOML.
    pub fn of(path: &str) -> Form {
        match path.rsplit_once('.') {
            Some((_, end)) if end.eq_ignore_ascii_case("csv") => Form::Csv,
            _ => Form::Toml,
        }
    }
}

/// A part as it was written: its fields with their places.
pub(super) struct Written {
    pub(super) kind: &'static Kind,
    pub(super) at: Range<usize>,
    pub(super) fields: Vec<(String, Range<usize>, Raw, Range<usize>)>,
}

/// Reads a parts file. Where it has faults, what could be read of it is there all the same.
pub fn parse(text: &str, form: Form) -> (Rig, Vec<Fault>) {
    read_all(text, form, false)
}

/// Reads a catalogue: a parts file in which there may be several of everything that is bought.
pub fn catalogue(text: &str, form: Form) -> (Catalogue, Vec<Fault>) {
    let (rig, faults) = read_all(text, form, true);
    (Catalogue::of(rig), faults)
}

fn read_all(text: &str, form: Form, choice: bool) -> (Rig, Vec<Fault>) {
    let mut faults = Vec::new();
    if text.len() > LARGEST {
        let what = format!("this file has {} bytes", text.len());
        faults.push(Fault::new(
            0..0,
            what,
            format!("a parts file of at most {LARGEST} bytes"),
        ));
        return (Rig::default(), faults);
    }
    let written = match form {
        Form::Toml => toml(text, choice, &mut faults),
        Form::Csv => table::read(text, &mut faults),
    };
    let mut rig = Rig::default();
    for written in written {
        let kind = written.kind;
        let so_many = rig.parts.iter().filter(|p| p.kind == kind.name).count();
        let several = kind.several || (choice && kind.priced);
        if so_many >= if several { PARTS_MAX } else { 1 } {
            let (what, expected) = match several {
                true => (
                    format!("there are more than {PARTS_MAX} of `{}`", kind.name),
                    "fewer",
                ),
                false => (format!("there are several of `{}`", kind.name), "one of it"),
            };
            faults.push(Fault::new(written.at, what, expected));
            continue;
        }
        let part = part(written, &mut faults);
        rig.parts.push(part);
    }
    faults.sort_by_key(|fault| fault.at.start);
    if form == Form::Toml {
        // What is no TOML is no value of a field either.
        faults.dedup_by(|next, fault| next.at == fault.at);
    }
    (rig.numbered(), faults)
}

fn part(written: Written, faults: &mut Vec<Fault>) -> Part {
    let kind = written.kind;
    let mut part = Part {
        kind: kind.name,
        number: 0,
        at: written.at,
        fields: BTreeMap::new(),
    };
    let mut places = BTreeMap::new();
    for (name, at, raw, value_at) in written.fields {
        let Some(field) = kind.field(&name) else {
            faults.push(unknown_field(kind, &name, at));
            continue;
        };
        match value::read(field.holds, &raw) {
            Ok(_) if part.fields.contains_key(field.name) => {
                let what = format!("`{}` is there twice", field.name);
                faults.push(Fault::new(at, what, "each field once"));
            }
            Ok(held) => {
                part.fields.insert(field.name, held);
                places.insert(field.name, value_at);
            }
            Err(expected) => {
                let what = format!("{} will not do for `{}`", raw.shown(), field.name);
                let fault = Fault::new(value_at, what, expected);
                faults.push(match (field.holds, &raw) {
                    (Holds::One(names) | Holds::Names(names), Raw::Text(text) | Raw::Cell(text)) => {
                        fault.nearest(text, value::known(names))
                    }
                    _ => fault,
                });
            }
        }
    }
    slots(&part, &places, faults);
    part
}

/// The slots of a board come in order, and their lanes with them.
fn slots(part: &Part, places: &BTreeMap<&str, Range<usize>>, faults: &mut Vec<Fault>) {
    let counts = |name: &str| match part.fields.get(name) {
        Some(Held::Counts(counts)) => Some(counts),
        _ => None,
    };
    let Some(slots) = counts("x16_slots") else { return };
    let at = |name| places.get(name).cloned().unwrap_or_default();
    if slots.len() > 8 || slots.first() == Some(&0) || slots.windows(2).any(|pair| pair[0] >= pair[1]) {
        faults.push(Fault::new(
            at("x16_slots"),
            "`x16_slots` are not in order",
            "at most 8 brackets, counted from 1, each greater than the one before it: [1, 4]",
        ));
    }
    if let Some(lanes) = counts("x16_lanes").filter(|lanes| lanes.len() != slots.len()) {
        let what = format!(
            "`x16_lanes` has {} numbers, and `x16_slots` {}",
            lanes.len(),
            slots.len()
        );
        faults.push(Fault::new(
            at("x16_lanes"),
            what,
            "the lanes of each of `x16_slots`",
        ));
    }
}

fn unknown_field(kind: &Kind, name: &str, at: Range<usize>) -> Fault {
    let known: Vec<&str> = kind.all().map(|field| field.name).collect();
    // What every part has is named at the end, so that the part's own fields are read first.
    let own = known
        .iter()
        .copied()
        .filter(|n| FIELDS_OF_PRICE.iter().all(|f| f.name != *n));
    let mut expected = own.collect::<Vec<_>>().join(", ");
    if kind.priced {
        expected.push_str("; price, currency, date, source and the like");
    }
    let name = shorten(name);
    let what = format!("{} has no field `{name}`", kind.about);
    let fault = Fault::new(at, what, format!("one of: {expected}"));
    // The unit is part of the name, and is what is forgotten most.
    match known
        .iter()
        .find(|k| k.rsplit_once('_').is_some_and(|(stem, _)| stem == name))
    {
        Some(with_unit) => fault.hint(format!("did you mean `{with_unit}`?")),
        None => fault.nearest(&name, known),
    }
}

/// The kind that somebody meant.
pub(super) fn kind_named(name: &str, at: Range<usize>, faults: &mut Vec<Fault>) -> Option<&'static Kind> {
    let found = kind(name);
    if found.is_none() {
        let known = KINDS.map(|kind| kind.name);
        let what = format!("there is no part `{}`", shorten(name));
        let fault = Fault::new(at, what, format!("one of: {}", known.join(", ")));
        faults.push(match other_word(name) {
            Some(ours) => fault.hint(format!("did you mean `{ours}`?")),
            None => fault.nearest(&shorten(name), known),
        });
    }
    found
}

/// Our word for a part that goes by others too.
fn other_word(name: &str) -> Option<&'static str> {
    Some(match value::plain(name).as_str() {
        "motherboard" | "mainboard" => "board",
        "processor" => "cpu",
        "memory" => "ram",
        "card" | "graphics" | "graphicscard" | "video" | "videocard" => "gpu",
        "drive" | "disk" | "ssd" | "hdd" | "nvme" => "storage",
        "power" | "powersupply" => "psu",
        "chassis" | "tower" | "enclosure" => "case",
        "fan" | "heatsink" | "cooling" | "cpucooler" => "cooler",
        _ => return None,
    })
}

fn toml(text: &str, choice: bool, faults: &mut Vec<Fault>) -> Vec<Written> {
    let (root, syntax) = read::document(text);
    faults.extend(syntax);
    let mut found = Vec::new();
    for (key, value) in root.get_ref() {
        let name: &str = key.get_ref().as_ref();
        if name == "format" {
            if value.get_ref().as_str() != Some(FORMAT) {
                faults.push(wrong_kind(value, &format!("\"{FORMAT}\"")));
            }
            continue;
        }
        let Some(kind) = kind_named(name, key.span(), faults) else {
            continue;
        };
        let example = if kind.several || (choice && kind.priced) {
            "[[…]]"
        } else {
            "[…]"
        };
        let expected = format!("a table: {} before its fields", example.replace('…', kind.name));
        let mut take = |value: read::Value<'_, '_>, at: Range<usize>| match value.get_ref() {
            DeValue::Table(table) => found.push(Written {
                kind,
                at,
                fields: fields(table),
            }),
            _ => faults.push(wrong_kind(value, &expected)),
        };
        match value.get_ref() {
            DeValue::Array(items) => items.iter().for_each(|item| take(item, item.span())),
            _ => take(value, key.span()),
        }
    }
    // TOML's own order is by name; a person's is by place.
    found.sort_by_key(|written| written.at.start);
    found
}

fn fields(table: &DeTable<'_>) -> Vec<(String, Range<usize>, Raw, Range<usize>)> {
    let field = |(key, value): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
        let name: &std::borrow::Cow<'_, str> = key.get_ref();
        (name.to_string(), key.span(), Raw::of_toml(value), value.span())
    };
    table.iter().map(field).collect()
}
