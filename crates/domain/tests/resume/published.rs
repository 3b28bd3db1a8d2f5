//! The table of the schema against the schema as it is published (`schema-1.3.1.json`: npm, `@jsonresume/schema` 1.3.1, MIT), by a
//! validator that knows nothing of ours: each field with values of every kind.

use jsonschema::Validator;
use pivot_domain::resume::{Checked, Document};
use serde_json::{Value, json};

/// Gets the path of a field and what makes a document of a value for it.
type Look<'a> = dyn FnMut(&str, &dyn Fn(Value) -> Value) + 'a;

/// Documents that have the field at `path` alone, with `value`: objects and lists on the way are made as the schema says.
fn fields(schema: &Value, wrap: &dyn Fn(Value) -> Value, look: &mut Look<'_>, path: &str) {
    let properties = schema["properties"].as_object().into_iter().flatten();
    for (name, field) in properties {
        let path = format!("{path}/{name}");
        let here = |value: Value| wrap(json!({ name.as_str(): value }));
        look(&path, &here);
        match field["type"].as_str() {
            Some("object") => fields(field, &here, look, &path),
            Some("array") => fields(&field["items"], &|value| here(json!([value])), look, &path),
            _ => {}
        }
    }
}

/// What our check says of a document: no fault, and no warning.
fn clean(checked: &Checked) -> bool {
    checked.valid() && checked.warnings.is_empty()
}

#[test]
fn each_field_is_judged_as_the_published_schema_does() {
    let schema: Value = serde_json::from_str(include_str!("schema-1.3.1.json")).unwrap();
    let validator: Validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let values = [
        json!("a text"),
        json!(""),
        json!(5),
        json!(1.5),
        json!(true),
        json!(null),
        json!([]),
        json!({}),
        json!(["x"]),
        json!([5]),
        json!([null]),
        json!([[]]),
        json!([{}]),
        json!("2018"),
        json!("2018-03"),
        json!("2018-03-04"),
        json!("03/2018"),
        json!("2018-03-04T10:00:00Z"),
        json!("https://ada.example/a?b=c#d"),
        json!("ada.example"),
        json!("https://ada.example/a b"),
        json!("ada@example.org"),
        json!("ada at example.org"),
        json!("@example.org"),
    ];
    let (mut fields_seen, mut judged, mut invalid) = (0, 0, 0);
    fields(
        &schema,
        &|value| value,
        &mut |path, document| {
            fields_seen += 1;
            for value in &values {
                let document = document(value.clone());
                let checked = Document::read(document.to_string().as_bytes()).unwrap().check();
                let theirs = validator.is_valid(&document);
                assert_eq!(clean(&checked), theirs, "{path}: {value}: {checked:#?}");
                judged += 1;
                invalid += usize::from(!theirs);
            }
        },
        "",
    );
    // The fields of lists and objects counted, by another program over the file: 90.
    assert_eq!((fields_seen, judged), (FIELDS, FIELDS * values.len()));
    assert!(invalid > judged / 3 && invalid < judged, "{invalid} of {judged}");
}

const FIELDS: usize = 90;

/// Documents as people write them.
#[test]
fn a_whole_document_is_judged_alike() {
    let schema: Value = serde_json::from_str(include_str!("schema-1.3.1.json")).unwrap();
    let validator: Validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let whole = json!({
        "$schema": "https://example.org/schema.json", "x-mine": [1, { "a": null }],
        "basics": { "name": "Ada", "email": "ada@example.org", "location": { "city": "Toronto" }, "profiles": [{ "network": "Chat" }] },
        "work": [{ "name": "Acme", "startDate": "2018-03", "highlights": ["Led", "Built"], "x-pivot": { "evidence": ["e"] } }],
        "skills": [{ "name": "Python", "keywords": ["NumPy"] }], "meta": { "version": "v1.0.0", "theme": 5 }
    });
    let ours = |document: &Value| Document::read(document.to_string().as_bytes()).unwrap().check();
    assert!(validator.is_valid(&whole) && ours(&whole).valid());
    let mut wrong = whole.clone();
    wrong["work"][0]["highlights"] = json!("Led");
    assert!(!validator.is_valid(&wrong) && !ours(&wrong).valid());
}
