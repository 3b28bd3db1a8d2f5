//! Whether an answer has the shape of another: the types that stand at each place.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The types that stand at each place: `jobs[].location.name` a text.
fn places(value: &Value) -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut all = BTreeMap::new();
    walk(value, "", &mut all);
    all
}

fn walk(value: &Value, at: &str, all: &mut BTreeMap<String, BTreeSet<&'static str>>) {
    let kind = match value {
        Value::Null => "nothing",
        Value::Bool(_) => "yes or no",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    all.entry(at.to_owned()).or_default().insert(kind);
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, &format!("{at}[]"), all)),
        Value::Object(fields) => {
            let dot = if at.is_empty() { "" } else { "." };
            for (name, field) in fields {
                walk(field, &format!("{at}{dot}{name}"), all);
            }
        }
        _ => {}
    }
}

/// What a real answer has otherwise than a fixture. What it has beside that is no difference, and nothing is said of what lies in a
/// list that is empty or under a place that is told already.
pub fn differences(fixture: &Value, real: &Value) -> Vec<String> {
    let (known, found) = (places(fixture), places(real));
    let mut told: Vec<String> = Vec::new();
    for (place, kinds) in &known {
        let holder = match (place.strip_suffix("[]"), place.rsplit_once('.')) {
            (Some(list), _) => Some(list),
            (None, Some((holder, _))) => Some(holder),
            (None, None) => (!place.is_empty()).then_some(""),
        };
        if holder.is_some_and(|holder| !found.contains_key(holder))
            || kinds.len() == 1 && kinds.contains("nothing")
        {
            continue;
        }
        match found.get(place) {
            None if place.ends_with("[]") => {}
            None => told.push(format!("`{place}` is not there")),
            Some(real) if kinds.is_disjoint(real) && !real.iter().all(|kind| *kind == "nothing") => {
                let all =
                    |kinds: &BTreeSet<&'static str>| kinds.iter().copied().collect::<Vec<_>>().join(" or ");
                told.push(format!("`{place}` is {}, and not {}", all(real), all(kinds)));
            }
            Some(_) => {}
        }
    }
    told
}
