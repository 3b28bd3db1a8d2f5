//! Reading `done_when`: what closes a task or a step. The parameters are only read here, never acted on.

use std::ops::Range;

use serde_json::{Map, Number};
use toml::de::{DeTable, DeValue};

use super::DoneWhen;
use crate::fault::Fault;
use crate::read::{self, Value, shorten, wrong_kind};

/// `all`, `any` and `of` may stand so deep in one another.
const DEPTH_MAX: usize = 8;
/// The most checks in one list, and entries in one parameter.
const ITEMS_MAX: usize = 100;

/// What a parameter holds.
#[derive(Clone, Copy)]
enum Holds {
    /// A whole number.
    Count,
    Number,
    Text,
    Texts,
    Flag,
    /// A path inside the pivot's folder.
    Path,
    /// Names with texts.
    TextOf,
    /// Names with whole numbers.
    CountOf,
}

use Holds::{Count, CountOf, Flag, Number as Num, Path, Text, TextOf, Texts};

/// A parameter: its name, what it holds, whether it must be there.
type Parameter = (&'static str, Holds, bool);

const TABLE: &[Parameter] = &[
    ("file", Path, true),
    ("columns", Texts, false),
    ("rows", Count, false),
    ("where", TextOf, false),
    ("entries", CountOf, false),
];

/// The kinds of evidence with their parameters: the table of `docs/curriculum.md`.
const KINDS: [(&str, &[Parameter]); 20] = [
    (
        "calendar",
        &[
            ("category", Text, false),
            ("past", Count, false),
            ("future", Count, false),
            ("note", Flag, false),
        ],
    ),
    ("command", &[("run", Text, true), ("minutes", Count, false)]),
    ("csv", TABLE),
    (
        "feed",
        &[
            ("items", Count, false),
            ("words", Count, false),
            ("days", Count, false),
        ],
    ),
    (
        "file",
        &[
            ("file", Path, true),
            ("words", Count, false),
            ("headings", Texts, false),
        ],
    ),
    (
        "git",
        &[
            ("commits", Count, false),
            ("days", Count, false),
            ("tag", Flag, false),
            ("headings", Texts, false),
            ("licence", Flag, false),
            ("clean", Flag, false),
        ],
    ),
    ("hours", &[("at_least", Num, true)]),
    ("lab", &[("lab", Text, true)]),
    (
        "metric",
        &[
            ("name", Text, true),
            ("at_least", Num, false),
            ("at_most", Num, false),
            ("more_than", Text, false),
            ("less_than", Text, false),
        ],
    ),
    (
        "notebook",
        &[
            ("file", Path, false),
            ("cells", Count, false),
            ("words", Count, false),
        ],
    ),
    ("outcome", &[]),
    (
        "pipeline",
        &[("rows", Count, false), ("interviews", Count, false)],
    ),
    (
        "probe",
        &[
            ("cuda", Flag, false),
            ("framework", Text, false),
            ("memory_gb", Num, false),
        ],
    ),
    ("resume", &[("names", Texts, false), ("coverage", Num, false)]),
    (
        "rig_rules",
        &[("file", Path, false), ("within_budget", Flag, false)],
    ),
    ("self", &[("note", Text, false)]),
    (
        "site",
        &[
            ("projects", Count, false),
            ("words", Count, false),
            ("headings", Texts, false),
        ],
    ),
    (
        "submissions",
        &[
            ("competition", Text, false),
            ("at_least", Count, false),
            ("per_week", Flag, false),
            ("improves", Flag, false),
        ],
    ),
    ("table", TABLE),
    ("url", &[("name", Text, false)]),
];

/// Reads `value`; where it has faults there is no result.
pub(super) fn read(value: Value<'_, '_>, faults: &mut Vec<Fault>) -> Option<DoneWhen> {
    read_at(value, 1, faults)
}

fn read_at(value: Value<'_, '_>, depth: usize, faults: &mut Vec<Fault>) -> Option<DoneWhen> {
    const EXPECTED: &str = "{ kind = \"…\", … }, { all = […] }, { any = […] } or { at_least = 2, of = […] }";
    let DeValue::Table(table) = value.get_ref() else {
        faults.push(wrong_kind(value, EXPECTED));
        return None;
    };
    if depth > DEPTH_MAX {
        faults.push(Fault::new(
            value.span(),
            "this evidence is nested too deep",
            format!("at most {DEPTH_MAX} levels"),
        ));
        return None;
    }
    if let Some(kind) = table.get("kind") {
        return check(kind, table, value.span(), faults);
    }
    let name = ["all", "any", "of"]
        .into_iter()
        .find(|name| table.contains_key(*name));
    let Some(name) = name else {
        faults.push(Fault::new(value.span(), "this evidence has no `kind`", EXPECTED));
        return None;
    };
    let known: &[&str] = if name == "of" {
        &["at_least", "of"]
    } else {
        &[name]
    };
    unknown("this evidence", table, known, faults);
    let parts = parts(table.get(name)?, depth, faults);
    if name != "of" {
        let parts = parts?;
        return Some(if name == "all" {
            DoneWhen::All(parts)
        } else {
            DoneWhen::Any(parts)
        });
    }
    let Some(least_value) = table.get("at_least") else {
        faults.push(Fault::new(value.span(), "`of` has no `at_least`", EXPECTED));
        return None;
    };
    let parts = parts?;
    let least = read::integer(least_value).and_then(|n| u32::try_from(n).ok());
    let least = least.filter(|n| *n >= 1 && usize::try_from(*n).is_ok_and(|n| n <= parts.len()));
    if least.is_none() {
        faults.push(wrong_kind(
            least_value,
            &format!("a whole number, 1 to {}", parts.len()),
        ));
    }
    Some(DoneWhen::AtLeast(least?, parts))
}

/// A list of evidence, not empty.
fn parts(value: Value<'_, '_>, depth: usize, faults: &mut Vec<Fault>) -> Option<Vec<DoneWhen>> {
    let items = value
        .get_ref()
        .as_array()
        .filter(|items| (1..=ITEMS_MAX).contains(&items.len()));
    let Some(items) = items else {
        faults.push(wrong_kind(
            value,
            &format!("a list of evidence, 1 to {ITEMS_MAX} of it"),
        ));
        return None;
    };
    let parts: Vec<Option<DoneWhen>> = items
        .iter()
        .map(|item| read_at(item, depth + 1, faults))
        .collect();
    parts.into_iter().collect()
}

/// One check with its parameters.
fn check(
    kind: Value<'_, '_>,
    table: &DeTable<'_>,
    at: Range<usize>,
    faults: &mut Vec<Fault>,
) -> Option<DoneWhen> {
    let name = kind.get_ref().as_str().unwrap_or_default();
    let Some((name, parameters)) = KINDS.iter().find(|(known, _)| *known == name) else {
        let known = KINDS.map(|(known, _)| known);
        faults
            .push(wrong_kind(kind, &format!("one of: {}", known.join(", "))).nearest(&shorten(name), known));
        return None;
    };
    let before = faults.len();
    let mut known: Vec<&str> = parameters.iter().map(|(name, ..)| *name).collect();
    known.push("kind");
    unknown(&format!("evidence of the kind `{name}`"), table, &known, faults);
    let mut with = Map::new();
    for (parameter, holds, needed) in *parameters {
        match table.get(*parameter) {
            Some(value) => match json(value, *holds) {
                Ok(json) => {
                    with.insert((*parameter).to_owned(), json);
                }
                Err(expected) => faults.push(wrong_kind(value, expected)),
            },
            None if *needed => {
                let what = format!("evidence of the kind `{name}` has no `{parameter}`");
                faults.push(Fault::new(at.clone(), what, format!("{parameter} = …")));
            }
            None => {}
        }
    }
    (faults.len() == before).then(|| DoneWhen::Check {
        kind: (*name).to_owned(),
        with,
    })
}

fn unknown(what: &str, table: &DeTable<'_>, known: &[&str], faults: &mut Vec<Fault>) {
    for key in table.keys() {
        let name: &str = key.get_ref().as_ref();
        if !known.contains(&name) {
            let what = format!("{what} has no field `{}`", shorten(name));
            let fault = Fault::new(key.span(), what, format!("one of: {}", known.join(", ")));
            faults.push(fault.nearest(&shorten(name), known.iter().copied()));
        }
    }
}

/// The parameter as JSON, or what it should have been.
fn json(value: Value<'_, '_>, holds: Holds) -> Result<serde_json::Value, &'static str> {
    const COUNT: &str = "a whole number, 0 to 1000000";
    let count = |v: Value<'_, '_>| {
        read::integer(v)
            .filter(|n| (0..=1_000_000).contains(n))
            .map(serde_json::Value::from)
    };
    let text = |v: Value<'_, '_>| {
        let good =
            |text: &&str| !text.is_empty() && text.len() <= 1000 && !text.chars().any(char::is_control);
        v.get_ref().as_str().filter(good).map(serde_json::Value::from)
    };
    let items = |v: Value<'_, '_>| v.get_ref().as_array().map_or(0, |items| items.len()) <= ITEMS_MAX;
    match holds {
        Count => count(value).ok_or(COUNT),
        Num if value.get_ref().is_integer() => read::integer(value).map(Into::into).ok_or("a number"),
        Num => read::number(value)
            .and_then(Number::from_f64)
            .map(Into::into)
            .ok_or("a number"),
        Flag => value.get_ref().as_bool().map(Into::into).ok_or("true or false"),
        Text => text(value).ok_or("a text in quotes, in one line"),
        Path => {
            let inside = value.get_ref().as_str().is_some_and(is_inside);
            text(value)
                .filter(|_| inside)
                .ok_or("a path inside the pivot's folder, with `/` between its parts")
        }
        Texts => {
            let list = value.get_ref().as_array().filter(|_| items(value));
            let list = list.and_then(|items| items.iter().map(text).collect::<Option<Vec<_>>>());
            list.map(Into::into).ok_or("a list of texts, such as [\"…\"]")
        }
        TextOf => entries(value, text).ok_or("names with texts, such as { city = \"Toronto\" }"),
        CountOf => entries(value, count).ok_or("names with whole numbers, such as { skills = 3 }"),
    }
}

fn entries(
    value: Value<'_, '_>,
    read: impl Fn(Value<'_, '_>) -> Option<serde_json::Value>,
) -> Option<serde_json::Value> {
    let table = value
        .get_ref()
        .as_table()
        .filter(|table| table.len() <= ITEMS_MAX)?;
    let map: Option<Map<_, _>> = table
        .iter()
        .map(|(key, v)| Some((key.get_ref().to_string(), read(v)?)))
        .collect();
    map.map(Into::into)
}

/// Whether a path stays inside the folder it is taken from, on any system.
fn is_inside(path: &str) -> bool {
    !path.contains(['\\', ':']) && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kinds_are_those_announced() {
        assert_eq!(KINDS.map(|(kind, _)| kind), super::super::EVIDENCE_KINDS);
    }

    #[test]
    fn a_path_stays_inside() {
        for path in ["a", "a/b.csv", ".hidden/x", "a..b/c"] {
            assert!(is_inside(path), "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "..",
            "a/../../b",
            "./a",
            "a//b",
            "a/",
            "C:\\x",
            "c:/x",
            "a\\b",
        ] {
            assert!(!is_inside(path), "{path}");
        }
    }
}
