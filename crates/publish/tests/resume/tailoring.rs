//! A document cut and ordered for an advertisement.

use std::collections::BTreeMap;

use pivot_domain::json::{Node, Value};
use pivot_domain::resume::Document;
use pivot_publish::resume::posting::{Posting, read};
use pivot_publish::resume::tailor::{Account, Limits};
use pivot_publish::resume::{layout, sheet, tailor};
use proptest::prelude::*;

use crate::world::{ADA, document, options, record};

fn posting(text: &str) -> Posting {
    read(text.as_bytes()).unwrap()
}

fn cut(document: &Document, posting: &Posting, limits: Limits) -> (Document, Account) {
    let record = record();
    let options = layout::Options {
        as_written: true,
        ..options(&record)
    };
    tailor(document, posting, limits, &|variant| {
        layout::pages(&sheet(variant, &options))
    })
}

/// Choices as `pointer kept: why`.
fn told(account: &Account) -> Vec<String> {
    account
        .choices
        .iter()
        .map(|c| format!("{} {}: {}", c.pointer, c.kept, c.why))
        .collect()
}

#[test]
fn what_is_demanded_comes_first() {
    let posting = posting("Data engineer\nYou know Spark, Python and AWS.\nKubernetes is a plus.");
    let limits = Limits {
        points: 2,
        skills: 2,
        ..Limits::default()
    };
    let (variant, account) = cut(&document(ADA), &posting, limits);
    let resume = variant.resume();
    let names = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        resume.skills.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
        ["Python", "Go"]
    );
    // Newest first, as a history is told; within it what shows more.
    assert_eq!(resume.work[0].name, "Acme Ltd");
    assert_eq!(
        resume.work[0].highlights,
        names(&[
            "Moved reports from SQL to Spark on AWS",
            "Wrote billing services in Go"
        ])
    );
    // What carries a skill is led to where it is now: the newer work is the first now, and the bullet its second.
    assert_eq!(resume.skills[1].claim.carried_by, ["/work/0/highlights/1"]);
    let fields: Vec<&str> = variant.root().members().iter().map(|m| m.name.as_str()).collect();
    assert_eq!(
        fields,
        ["basics", "skills", "work", "projects", "education", "languages"]
    );
    assert!(account.fits && account.pages <= 1.0);
    assert_eq!(
        (account.shown, account.absent),
        (names(&["Spark", "Python", "AWS"]), names(&["Kubernetes"]))
    );
    let (_, account) = cut(&document(ADA), &posting, limits);
    let told = told(&account);
    for line in [
        "/skills/1 true: kept: it shows Python",
        "/skills/2 false: left out: more than 2 skills",
        "/work/1/highlights/1 true: kept: it shows Spark, AWS",
        "/work/1/highlights/0 true: kept: there is room, and it shows nothing that is demanded",
        "/work/1/highlights/2 false: left out: more than 2 points of an entry",
    ] {
        assert!(told.iter().any(|t| t == line), "{line} is not in {told:#?}");
    }
}

/// A long document: what shows nothing goes first, what alone shows something goes last.
#[test]
fn a_long_document_is_cut_to_its_pages() {
    let bullets = |word: &str| -> String {
        let texts = (0..30)
            .map(|n| format!("\"Item {n} of {word}\""))
            .collect::<Vec<_>>();
        texts.join(", ")
    };
    let text = format!(
        "{{ \"basics\": {{ \"name\": \"A\" }}, \"work\": [{{ \"name\": \"New\", \"startDate\": \"2020\", \"highlights\": [{}, \"Python\"] }},
          {{ \"name\": \"Old\", \"startDate\": \"2010\", \"endDate\": \"2020\", \"highlights\": [{}, \"Kafka topics\"] }}],
          \"interests\": [{{ \"name\": \"Tea\" }}] }}",
        bullets("tea"),
        bullets("Docker")
    );
    let posting = posting("Python, Docker, Apache Kafka");
    let (variant, account) = cut(
        &document(&text),
        &posting,
        Limits {
            pages: 1,
            points: 100,
            skills: 12,
        },
    );
    assert!(account.fits && account.pages > 0.9, "{}", account.pages);
    let resume = variant.resume();
    assert!(resume.interests.is_empty());
    assert!(resume.work[0].highlights.contains(&"Python".to_owned()));
    assert!(resume.work[1].highlights.contains(&"Kafka topics".to_owned()));
    assert!(resume.work[1].highlights.iter().any(|h| h.contains("Docker")));
    assert_eq!(account.shown, ["Python", "Docker", "Kafka"]);
    let why = |pointer: &str| {
        account
            .choices
            .iter()
            .find(|c| c.pointer == pointer)
            .unwrap()
            .why
            .clone()
    };
    assert_eq!(
        why("/interests/0"),
        "left out for length: it shows nothing that is demanded"
    );
    // Nothing at all is within no page: all that may go went, and that is said.
    let (variant, account) = cut(
        &document(&text),
        &posting,
        Limits {
            pages: 0,
            points: 1,
            skills: 1,
        },
    );
    assert!(!account.fits);
    assert_eq!(variant.resume().work.len(), 1, "the newest work stays");
}

/// A document of thousands of bullets is cut in bounded time.
#[test]
fn a_huge_document_is_cut_in_few_rounds() {
    let bullets = vec!["\"Python\""; 8_000].join(",");
    let text = format!("{{ \"work\": [{{ \"name\": \"A\", \"highlights\": [{bullets}] }}] }}");
    let posting = posting("Python");
    let rounds = std::cell::Cell::new(0);
    let limits = Limits {
        pages: 1,
        points: 1_000_000,
        skills: 1,
    };
    let (_, account) = tailor(&document(&text), &posting, limits, &|variant| {
        rounds.set(rounds.get() + 1);
        variant.text().len() as f64 / 3000.0
    });
    // Each round leaves out an eighth while there are over 200: ln(8000 / 200) / -ln(7 / 8) = 27.6, and then one at a time.
    assert!(account.fits && rounds.get() <= 1 + 28 + 200, "{}", rounds.get());
}

/// How often each text, and each number as typed, stands in a tree; pointers of claims are no texts.
fn texts(node: &Node) -> BTreeMap<String, usize> {
    fn gather(node: &Node, all: &mut BTreeMap<String, usize>) {
        match &node.value {
            Value::List(items) => items.iter().for_each(|n| gather(n, all)),
            Value::Object(members) => {
                members
                    .iter()
                    .filter(|m| m.name != "carried_by")
                    .for_each(|m| gather(&m.node, all));
            }
            Value::Text(text) | Value::Number(text) => *all.entry(text.clone()).or_default() += 1,
            _ => {}
        }
    }
    let mut all = BTreeMap::new();
    gather(node, &mut all);
    all
}

/// Whether each list of `part` is one of `whole` at the same path with items left out or moved.
fn within(part: &Node, whole: &Node) -> bool {
    match (&part.value, &whole.value) {
        (Value::List(a), Value::List(b)) => {
            let mut free = vec![true; b.len()];
            a.iter().all(|item| {
                let found = b
                    .iter()
                    .enumerate()
                    .position(|(i, other)| free[i] && within(item, other));
                found.is_some_and(|i| {
                    free[i] = false;
                    true
                })
            })
        }
        (Value::Object(a), Value::Object(_)) => a
            .iter()
            .all(|m| m.name == "carried_by" || whole.get(&m.name).is_some_and(|w| within(&m.node, w))),
        _ => part == whole,
    }
}

fn sentence() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("Python"),
        Just("Go"),
        Just("Spark"),
        Just("tea"),
        Just("SQL"),
        Just("é\\\""),
        Just("services")
    ];
    proptest::collection::vec(word, 1..6).prop_map(|w| w.join(" "))
}

fn any_document() -> impl Strategy<Value = Document> {
    let entry = (
        sentence(),
        proptest::collection::vec(sentence(), 0..6),
        2000u32..2020,
    );
    let section = prop_oneof![
        Just("work"),
        Just("projects"),
        Just("skills"),
        Just("education"),
        Just("volunteer"),
        Just("interests")
    ];
    proptest::collection::btree_map(section, proptest::collection::vec(entry, 0..5), 0..6).prop_map(|sections| {
        let quoted = |t: &str| serde_json::Value::from(t).to_string();
        let sections = sections.into_iter().map(|(section, entries)| {
            let list = match section {
                "skills" | "interests" => "keywords",
                "education" => "courses",
                _ => "highlights",
            };
            let entries: Vec<String> = entries
                .into_iter()
                .map(|(name, points, year)| {
                    let points: Vec<String> = points.iter().map(|p| quoted(p)).collect();
                    let x = "\"x-mine\": [1.50, { \"deep\": null }], \"x-pivot\": { \"evidence\": [\"e\"], \"carried_by\": [\"/work/0/highlights/1\", \"/meta\"] }";
                    format!("{{ \"name\": {}, \"startDate\": \"{year}\", \"{list}\": [{}], {x} }}", quoted(&name), points.join(", "))
                })
                .collect();
            format!("\"{section}\": [{}]", entries.join(", "))
        });
        let sections: Vec<String> = sections.collect();
        document(&format!("{{ \"basics\": {{ \"name\": \"A\" }}, \"meta\": {{ \"version\": \"v1\" }}{}{} }}",
            if sections.is_empty() { "" } else { ", " }, sections.join(", ")))
    })
}

proptest! {
    /// Nothing is added or reworded: every text is one of the original, no more often; every list is a part of the original's. The
    /// same again gives the same, and each choice is accounted for.
    #[test]
    fn a_variant_is_part_of_its_original(document in any_document(), pages in 0u32..2, points in 0usize..4, skills in 0usize..4, wanted in sentence()) {
        let posting = posting(&format!("Wanted: {wanted}."));
        let limits = Limits { pages, points, skills };
        let (variant, account) = cut(&document, &posting, limits);
        let (before, after) = (texts(document.root()), texts(variant.root()));
        for (text, count) in &after {
            prop_assert!(before.get(text).is_some_and(|n| n >= count), "{} was added", text);
        }
        prop_assert!(within(variant.root(), document.root()));
        prop_assert!(variant.check().valid());
        // What leads somewhere in the original leads to the same in the variant, or nowhere.
        for (section, node) in variant.root().members().iter().map(|m| (m.name.as_str(), &m.node)) {
            for pointer in node.items().iter().filter_map(|i| i.get("x-pivot")).flat_map(|x| x.get("carried_by").unwrap().texts()) {
                if let (Some(now), Some(then)) = (variant.root().at_pointer(pointer), document.root().at_pointer("/work/0/highlights/1")) {
                    prop_assert!(pointer == "/meta" || now == then, "{}", section);
                } else {
                    prop_assert!(pointer == "/meta" || document.root().at_pointer("/work/0/highlights/1").is_none());
                }
            }
        }
        let (again, same) = cut(&document, &posting, limits);
        prop_assert_eq!(again.text(), variant.text());
        prop_assert_eq!(&same, &account);
        // Each entry has one choice, and what it says of it is so.
        for choice in &account.choices {
            let there = document.root().at_pointer(&choice.pointer);
            prop_assert!(there.is_some() && !choice.why.is_empty());
        }
        let entries: usize = document.root().members().iter().map(|m| m.node.items().len()).sum();
        let kept: usize = variant.root().members().iter().map(|m| m.node.items().len()).sum();
        let told = account.choices.iter().filter(|c| c.pointer.matches('/').count() == 2);
        prop_assert_eq!(told.clone().count(), entries);
        prop_assert_eq!(told.filter(|c| c.kept).count(), kept);
    }
}
