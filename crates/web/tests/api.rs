//! Every page's twin in JSON is as the OpenAPI document says.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod common;

use std::path::Path;

use axum::http::StatusCode;
use common::Site;
use pivot_app::planning::Answer;
use pivot_app::verbs::apply::{Next, Sent, apply, next};
use pivot_app::verbs::export::accept;
use pivot_app::verbs::lab;
use pivot_app::verbs::posting::postings;
use pivot_app::verbs::record::{done, log};
use pivot_app::{Options, Situation};
use serde_json::{Map, Value, json};

/// Wishes beyond the plain address, so that every shape comes by: each must be answered with 200.
const WISHES: [(&str, &[&str]); 15] = [
    (
        "/api/writing/text",
        &["?path=posts/first.md", "?path=posts/faulty.md"],
    ),
    (
        "/api/calendar",
        &["", "?view=month", "?view=week&date=2027-02-01"],
    ),
    (
        "/api/calendar/preview",
        &["?session=1.1/1&day=2027-01-14&start=10:00"],
    ),
    ("/api/timeline", &["", "?zoom=month&date=2027-01-11"]),
    ("/api/why", &["", "?task=1.3", "?task=5.2"]),
    ("/api/forecast", &["", "?futures=100"]),
    (
        "/api/what-if",
        &[
            "?hours=mon-fri+09:00-12:00&futures=50",
            "?away_from=2027-02-01&away_to=2027-02-14&futures=50",
        ],
    ),
    ("/api/fit", &["?by=2027-12-31", "?by=2027-03-01"]),
    ("/api/lab", &["?id=garments", "?id=budget"]),
    ("/api/lab/board", &["?id=convolution", "?id=garments"]),
    ("/api/lab/hints", &["?id=convolution", "?id=garments"]),
    ("/api/journal", &["", "?task=1.0", "?kind=logged"]),
    ("/api/postings", &["", "?show=all"]),
    ("/api/posting", &["?id=note.txt", "?id=a/1"]),
    ("/api/answer", &[""]),
];

/// The demo with something of every kind in its journal.
fn lived() -> Site {
    let site = Site::demo();
    let folder = site.folder();
    let now = site.situation().now;
    let plan = Answer::of(&site.situation(), &Options::default()).unwrap().plan;
    accept(&folder, &site.situation(), &plan).unwrap();
    let situation = || Situation::load(&folder, now).unwrap();
    log(
        &folder,
        &situation(),
        ("1.0", None),
        jiff::SignedDuration::from_hours(2),
        None,
    )
    .unwrap();
    done(&folder, &situation(), ("1.0", None), None).unwrap();
    // A lab with its data and an attempt.
    let found = lab::find(Some(&folder), "convolution").unwrap();
    lab::get(&folder, &found, &lab::GetWish::default(), &mut |_| {}).unwrap();
    let sample = site.home.path().join("labs/convolution/sample_submission.csv");
    let wish = lab::SubmitWish {
        file: lab::Handed::At(&sample),
        note: Some("as it came"),
        model: None,
        dry_run: false,
    };
    lab::submit(&folder, &situation(), &found, &wish).unwrap();
    site
}

async fn document(site: &Site) -> Value {
    let (status, text) = site.get("/api/openapi.json").await;
    assert_eq!(status, StatusCode::OK);
    serde_json::from_str(&text).unwrap()
}

/// A schema of the document that stands by itself, in which an object has no property that is not described.
fn strict(document: &Value, schema: &Value) -> Value {
    fn close(value: &mut Value, open: bool) {
        match value {
            Value::Object(object) => {
                let parts = ["allOf", "oneOf", "anyOf"]
                    .iter()
                    .any(|k| object.contains_key(*k));
                for (name, inner) in object.iter_mut() {
                    close(inner, ["allOf", "oneOf", "anyOf"].contains(&name.as_str()));
                }
                if object.contains_key("properties") && !parts && !open {
                    object.entry("additionalProperties").or_insert(Value::Bool(false));
                }
            }
            Value::Array(list) => list.iter_mut().for_each(|inner| close(inner, open)),
            _ => {}
        }
    }
    let mut components = document["components"].clone();
    // What another schema takes over by `allOf` may not be closed by itself.
    let taken: Vec<String> = components["schemas"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(|schema| schema["allOf"].as_array())
        .flatten()
        .filter_map(|part| part["$ref"].as_str().map(str::to_owned))
        .collect();
    for (name, schema) in components["schemas"].as_object_mut().unwrap() {
        close(schema, taken.contains(&format!("#/components/schemas/{name}")));
    }
    let mut whole: Map<String, Value> = schema.as_object().unwrap().clone();
    whole.insert(
        "$schema".into(),
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    // Through references and `allOf` too.
    whole.insert("unevaluatedProperties".into(), json!(false));
    whole.insert("components".into(), components);
    Value::Object(whole)
}

#[tokio::test]
async fn every_twin_is_as_described() {
    let (demo, lived) = (Site::demo(), lived());
    for site in [&demo, &lived] {
        std::fs::create_dir_all(site.home.path().join("posts")).unwrap();
        std::fs::create_dir_all(site.home.path().join("projects")).unwrap();
        let post = |front: &str| format!("+++\n{front}\n+++\n\nThe text of it.\n");
        site.write(
            "posts/first.md",
            &post("title = \"First\"\ndate = 2027-01-05\ntasks = [\"1.1\"]"),
        );
        std::fs::create_dir_all(site.home.path().join("postings")).unwrap();
        site.write(
            "postings/note.txt",
            "Engineer\nRequirements:\nA PhD, 5 years of Python, publications\nNice to have: SQL",
        );
        site.write(
            "companies.toml",
            "company = [{ name = \"A\", work = 3, pay = 1 }, { name = \"B\" }]",
        );
        site.write(
            "postings/a.json",
            r#"{"format": "pivot.postings/1", "company": "A", "board": "lever:a", "fetched": "2027-01-08T00:00:00Z", "postings": [
                {"board": "lever:a", "company": "A", "id": "1", "title": "Engineer", "remote": "hybrid", "text": "Python", "gone": "2027-01-09T00:00:00Z"}]}"#,
        );
        site.write("posts/faulty.md", &post("titel = \"First\"\ndate = 2027-01-05"));
        site.write(
            "projects/own.md",
            &post("title = \"Own\"\nsummary = \"What it is\"\ndraft = true"),
        );
    }
    let (folder, situation) = (lived.folder(), lived.situation());
    let known = postings(&folder).unwrap();
    let sent = Sent {
        note: Some("by way of Grace"),
        ..Sent::default()
    };
    apply(&folder, &situation, known.find("a/1").unwrap(), &sent).unwrap();
    let action = Next {
        what: "ask",
        due: Some("2027-03-01".parse().unwrap()),
        spent: jiff::SignedDuration::from_mins(30),
    };
    next(&folder, &lived.situation(), "a/1", action).unwrap();
    let document = document(&demo).await;
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() >= 9, "{:?}", paths.keys());
    for (path, operations) in paths {
        let content = &operations["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        assert!(content.is_object(), "{path} has no schema");
        let validator = jsonschema::validator_for(&strict(&document, content)).unwrap();
        let known = WISHES.iter().find(|w| w.0 == path);
        for wish in known.map_or(&[""][..], |w| w.1) {
            for site in [&demo, &lived] {
                let (status, text) = site.get(&format!("{path}{wish}")).await;
                assert_eq!(status, StatusCode::OK, "{path}{wish}: {text}");
                let answer: Value = serde_json::from_str(&text).unwrap();
                let format = answer["format"].as_str().unwrap_or_default();
                assert!(
                    format.starts_with("pivot.") && format.contains('/'),
                    "{path}: {format}"
                );
                let wrong: Vec<String> = validator
                    .iter_errors(&answer)
                    .map(|e| format!("{path}{wish} at {}: {e}", e.instance_path()))
                    .take(5)
                    .collect();
                assert_eq!(wrong, Vec::<String>::new());
            }
        }
    }
}

/// The check above can fail: a document that says otherwise is caught.
#[tokio::test]
async fn another_shape_is_caught() {
    let site = Site::demo();
    let document = document(&site).await;
    let content =
        &document["paths"]["/api/today"]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
    let schema = strict(&document, content);
    let (_, text) = site.get("/api/today").await;
    let answer: Value = serde_json::from_str(&text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&answer));
    let mut more = answer.clone();
    more["surprise"] = json!(1);
    assert!(!validator.is_valid(&more), "what is not described");
    let mut less = answer.clone();
    less.as_object_mut().unwrap().remove("finish");
    assert!(!validator.is_valid(&less), "what is described and missing");
    let mut other = answer;
    other["sessions"][0]["pinned"] = json!("yes");
    assert!(!validator.is_valid(&other), "another type");
}

/// No twin is left out of the document.
#[tokio::test]
async fn every_address_is_described() {
    fn sources(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else {
                found.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let document = document(&Site::demo()).await;
    let mut texts = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut texts);
    let mut count = 0;
    for text in texts {
        for path in text
            .split("\"/api/")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            // The document itself, the front of all addresses, and what is said of them.
            if path == "openapi.json" || path.is_empty() || path.contains(' ') {
                continue;
            }
            count += 1;
            let path = format!("/api/{path}");
            assert!(document["paths"].get(&path).is_some(), "{path} is not described");
        }
    }
    assert!(count >= 9, "the addresses were found");
}
