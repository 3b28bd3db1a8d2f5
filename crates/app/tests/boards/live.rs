//! Whether real answers have the shape of the fixtures. Off by default, for nothing is asked of anybody in a usual run:
//!
//! `PIVOT_LIVE="greenhouse:NAME lever:NAME" cargo test -p pivot-app --test boards live`

use std::collections::{BTreeMap, BTreeSet};

use pivot_app::connect::boards::{Bases, Which, address};
use pivot_app::connect::http::{Http, Login, Patience, Request};
use serde_json::{Value, json};

use super::shapes::{GREENHOUSE, ashby_answer, lever_job, recruitee_answer, smart_row};
use super::{ALL, Double, Told, boards};

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
fn differences(fixture: &Value, real: &Value) -> Vec<String> {
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

#[test]
fn another_shape_is_told() {
    let fixture = json!({"jobs": [{"id": 1, "place": {"name": "A"}, "tags": ["x"], "end": null}]});
    assert_eq!(differences(&fixture, &fixture), [""; 0]);
    // More, an empty list, and nothing where something may stand are as they should be.
    let fine = json!({"jobs": [{"id": 2, "place": {"name": null}, "tags": [], "more": 1}], "meta": {}});
    assert_eq!(differences(&fixture, &fine), [""; 0]);
    // One that lacks a field beside one that has it is fine too; where none has it, it is told once.
    let some = json!({"jobs": [{"id": 2}, {"id": 3, "place": {"name": "B"}, "tags": ["y"]}]});
    assert_eq!(differences(&fixture, &some), [""; 0]);
    let other = json!({"jobs": [{"id": "2", "tags": "x"}]});
    assert_eq!(
        differences(&fixture, &other),
        [
            "`jobs[].id` is a text, and not a number",
            "`jobs[].place` is not there",
            "`jobs[].tags` is a text, and not a list"
        ]
    );
    assert_eq!(
        differences(&fixture, &json!([])),
        ["`` is a list, and not an object", "`jobs` is not there"]
    );
    assert_eq!(differences(&fixture, &json!({"jobs": []})), [""; 0]);
}

/// What a board answers otherwise than its fixture.
fn held(http: &Http, which: &Which, bases: &Bases) -> Vec<String> {
    let (url, fixture) = match which {
        Which::Greenhouse(name) => (
            format!("{}/v1/boards/{name}/jobs?content=true", bases.greenhouse),
            serde_json::from_str(GREENHOUSE).unwrap(),
        ),
        Which::Lever { site, eu } => {
            let base = if *eu { &bases.lever_eu } else { &bases.lever };
            (
                format!("{base}/v0/postings/{site}?mode=json&skip=0&limit=100"),
                json!([lever_job("1")]),
            )
        }
        Which::Ashby(name) => (
            format!(
                "{}/posting-api/job-board/{name}?includeCompensation=true",
                bases.ashby
            ),
            ashby_answer(),
        ),
        Which::SmartRecruiters(name) => (
            format!(
                "{}/v1/companies/{name}/postings?limit=100&offset=0",
                bases.smartrecruiters
            ),
            json!({"offset": 0, "limit": 100, "totalFound": 1, "content": [smart_row(1)]}),
        ),
        Which::Recruitee(host) => (
            format!("{}/api/offers/", bases.recruitee.replace("{host}", host)),
            recruitee_answer(),
        ),
    };
    let answer = http
        .ask(&Request::get(&url, &Login::None))
        .and_then(|a| a.good(|_| None));
    let real: Value = answer
        .and_then(|a| a.json())
        .unwrap_or_else(|e| panic!("{which}: {e:?}"));
    let told = differences(&fixture, &real).into_iter();
    told.map(|what| format!("{which}: {what}")).collect()
}

/// Each board as its double answers, one field of another kind, and the boards that `PIVOT_LIVE` names as they answer now.
#[test]
fn answers_have_the_shape_of_the_fixtures() {
    let double = Double::start(|asked| {
        let place = asked.place();
        Told::json(
            200,
            &match () {
                () if place.starts_with("/greenhouse") => serde_json::from_str(GREENHOUSE).unwrap(),
                () if place.starts_with("/lever") => json!([lever_job("7")]),
                () if place.starts_with("/ashby") => ashby_answer(),
                () if place.starts_with("/smart") => {
                    json!({"offset": "0", "limit": 100, "totalFound": 1, "content": [smart_row(3)]})
                }
                () => recruitee_answer(),
            },
        )
    });
    let played = boards(&double.base);
    for which in ALL {
        let which = address(which).unwrap();
        let told = match which {
            Which::SmartRecruiters(_) => {
                vec!["smartrecruiters:example: `offset` is a text, and not a number".to_owned()]
            }
            _ => Vec::new(),
        };
        assert_eq!(held(&played.http, &which, &played.bases), told);
    }
    let named = std::env::var("PIVOT_LIVE").unwrap_or_default();
    let http = Http::new(Patience::default());
    let told: Vec<String> = named
        .split_whitespace()
        .map(|board| address(board).unwrap_or_else(|| panic!("{board} is no board, such as greenhouse:NAME")))
        .flat_map(|which| held(&http, &which, &Bases::default()))
        .collect();
    assert_eq!(told, [""; 0]);
}
