//! A document held against the schema of JSON Resume: every fault with its place, what was expected and a hint.

use pivot_domain::Fault;
use pivot_domain::resume::{Document, Partial, newest_first};
use proptest::prelude::*;

/// `line:column what | expected | hint`.
fn told(text: &str, faults: &[Fault]) -> Vec<String> {
    faults
        .iter()
        .map(|fault| {
            let (line, column) = fault.place(text);
            let hint = fault.hint.as_deref().unwrap_or("-");
            format!("{line}:{column} {} | {} | {hint}", fault.what, fault.expected)
        })
        .collect()
}

const DATE: &str = "a year, a month or a day: 2018, 2018-03 or 2018-03-04";

#[test]
fn every_fault_is_told_in_one_go() {
    let text = r#"{
  "basics": { "name": "Ada", "email": "ada at example.org", "url": "ada.example", "phone": ["1"] },
  "work": [
    { "name": "Acme", "startDate": "03/2018", "endDate": "2017-12", "highlights": "Many" },
    { "name": "Beta", "startDate": "2019-02-30", "endDate": "Present", "url": "javascript alert" }
  ],
  "awards": { "title": "First" },
  "awards": []
}"#;
    let checked = Document::read(text.as_bytes()).unwrap().check();
    assert!(!checked.valid());
    assert_eq!(
        told(text, &checked.faults()),
        [
            "2:39 `basics.email` is `ada at example.org` | an address such as ada@example.org | -".to_owned(),
            "2:68 `basics.url` is `ada.example` | a whole address such as https://ada.example | did you mean https://ada.example?".into(),
            "2:92 `basics.phone` is a list | a text in quotes | -".into(),
            format!("4:36 `work[0].startDate` is `03/2018` | {DATE} | did you mean 2018-03?"),
            "4:83 `work[0].highlights` is the text `Many` | a list in [ ] | -".into(),
            format!("5:36 `work[1].startDate` is `2019-02-30` | {DATE} | -"),
            format!("5:61 `work[1].endDate` is `Present` | {DATE} | did you mean no `endDate` at all, for what goes on?"),
            "5:79 `work[1].url` is `javascript alert` | a whole address such as https://ada.example | -".into(),
            "7:13 `awards` is an object | a list in [ ] | -".into(),
            "8:3 `awards` comes twice | each field once | join the two, or take one away".into(),
        ]
    );
}

/// What does no harm is a warning and no fault: the schema allows further fields.
#[test]
fn warnings_are_kept_apart() {
    let text = r#"{
  "skils": [], "x-mine": 1, "$schema": "https://example.org/s.json",
  "work": [{ "company": "Acme", "startDate": 2016, "endDate": null, "summry": "" }],
  "education": [{ "score": 4.00, "url": "" }], "pronouns": "she"
}"#;
    let checked = Document::read(text.as_bytes()).unwrap().check();
    assert!(checked.valid());
    let told = told(text, &checked.warnings);
    let hints: Vec<(&str, &str)> = told
        .iter()
        .map(|t| (t.split(" | ").next().unwrap(), t.rsplit(" | ").next().unwrap()))
        .collect();
    assert_eq!(
        hints,
        [
            (
                "2:3 JSON Resume knows no field `skils`: it is kept, and not shown",
                "did you mean `skills`?"
            ),
            (
                "3:14 JSON Resume knows no field `work[0].company`: it is kept, and not shown",
                "it is called `name` since version 1.0.0"
            ),
            ("3:46 `work[0].startDate` is the number 2016", "write \"2016\""),
            ("3:63 `work[0].endDate` is `null`", "leave it out"),
            (
                "3:69 JSON Resume knows no field `work[0].summry`: it is kept, and not shown",
                "did you mean `summary`?"
            ),
            ("4:28 `education[0].score` is the number 4.00", "write \"4.00\""),
            ("4:41 `education[0].url` is empty", "leave it out"),
            (
                "4:48 JSON Resume knows no field `pronouns`: it is kept, and not shown",
                "-"
            ),
        ]
    );
}

#[test]
fn an_end_before_the_begin_is_a_fault() {
    let checked = |start: &str, end: &str| {
        let text = format!("{{ \"work\": [{{ \"startDate\": \"{start}\", \"endDate\": \"{end}\" }}] }}");
        Document::read(text.as_bytes()).unwrap().check()
    };
    assert_eq!(
        checked("2018-03", "2018-02").values[0].what,
        "`work[0]` ends before it begins"
    );
    // A year may mean any of its days.
    assert!(checked("2018-03", "2018").valid());
    assert!(checked("2018", "2018-01-01").valid());
}

#[test]
fn dates_are_years_months_or_days() {
    for good in ["2018", "2018-03", "2018-03-04", "2024-02-29"] {
        assert!(Partial::parse(good).is_some(), "{good}");
    }
    for bad in [
        "",
        "18",
        "2018-3",
        "2018-00",
        "2018-13",
        "2023-02-29",
        "2018-03-04T10:00",
        " 2018",
        "+201",
        "2018-03-04-05",
        "2018-",
        "٢٠١٨",
    ] {
        assert_eq!(Partial::parse(bad), None, "{bad}");
    }
    let mut stretches = vec![
        ("2012", "2014"),
        ("", ""),
        ("2016-05", ""),
        ("2010", "2016-06-30"),
        ("2013", "2014"),
    ];
    stretches.sort_by(|a, b| newest_first(*a, *b));
    assert_eq!(
        stretches,
        [
            ("2016-05", ""),
            ("2010", "2016-06-30"),
            ("2013", "2014"),
            ("2012", "2014"),
            ("", "")
        ]
    );
}

/// 50 MB, deep nesting, the same name a hundred thousand times: faults in words.
#[test]
fn hostile_documents_are_refused_in_words() {
    let large = vec![b'['; 50_000_000];
    let fault = Document::read(&large).unwrap_err();
    assert_eq!(
        (fault.what.as_str(), fault.expected.as_str()),
        ("the file has 50000000 bytes", "at most 5242880 bytes")
    );
    let deep = format!("{{ \"x\": {}1{} }}", "[".repeat(200_000), "]".repeat(200_000));
    assert!(
        Document::read(deep.as_bytes())
            .unwrap_err()
            .what
            .contains("nesting depth")
    );
    let many = format!("{{ {} \"a\": 1 }}", "\"a\": 1, ".repeat(2000));
    let checked = Document::read(many.as_bytes()).unwrap().check();
    assert_eq!(checked.kinds.len(), 1000, "the first thousand are enough");
    // As many members as fit, each of another name.
    let many: String = (0..400_000).map(|n| format!("\"{n}\":1,")).collect();
    let checked = Document::read(format!("{{{many}\"a\":1}}").as_bytes())
        .unwrap()
        .check();
    assert_eq!((checked.kinds.len(), checked.warnings.len()), (0, 1000));
}

/// The fields of the schema by what they hold, written once more and by hand.
fn field() -> impl Strategy<Value = String> {
    let text = "[a-z<>&/é ]{0,9}".prop_map(|t| serde_json::Value::from(t).to_string());
    prop_oneof![
        text.clone().prop_map(|t| format!(
            "\"basics\": {{ \"name\": {t}, \"email\": \"a@b.example\", \"x\": [1.50, {{}}] }}"
        )),
        text.clone().prop_map(|t| format!(
            "\"work\": [{{ \"name\": {t}, \"startDate\": \"2018-03\", \"highlights\": [{t}] }}]"
        )),
        text.clone()
            .prop_map(|t| format!("\"skills\": [{{ \"name\": {t}, \"keywords\": [{t}, {t}] }}, {{}}]")),
        text.clone().prop_map(|t| format!(
            "\"projects\": [{{ \"name\": {t}, \"type\": {t}, \"url\": \"https://a.example/\" }}]"
        )),
        text.prop_map(|t| format!("\"awards\": [{{ \"title\": {t}, \"date\": \"2020\" }}]")),
    ]
}

proptest! {
    /// A document by the schema has no fault; with a value of another kind in it, it has one there.
    #[test]
    fn a_document_by_the_schema_has_no_fault(fields in proptest::collection::vec(field(), 0..5)) {
        let mut seen = std::collections::BTreeSet::new();
        let fields: Vec<String> = fields.into_iter().filter(|f| seen.insert(f.split(':').next().unwrap().to_owned())).collect();
        let text = format!("{{ {} }}", fields.join(",\n "));
        let document = Document::read(text.as_bytes()).unwrap();
        prop_assert!(document.check().valid());
        prop_assert_eq!(document.text(), &text);
        if text.contains("\"name\": \"") {
            let wrong = text.replacen("\"name\": \"", "\"name\": { \"a\": 1 }, \"other\": \"", 1);
            let checked = Document::read(wrong.as_bytes()).unwrap().check();
            prop_assert_eq!(checked.kinds.len(), 1);
            prop_assert_eq!(&wrong[checked.kinds[0].at.clone()], "{ \"a\": 1 }");
        }
    }
}
