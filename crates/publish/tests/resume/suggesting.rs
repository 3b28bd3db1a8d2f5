//! What journal and folder could add, and adding it.

use std::collections::BTreeSet;

use jiff::civil::date;
use pivot_domain::json::read;
use pivot_domain::resume::Document;
use pivot_publish::record::Record;
use pivot_publish::resume::suggest::{Kind, Post, Project, Suggestion, insert, suggest};
use proptest::prelude::*;

use crate::world::{ADA, document, record};

fn projects() -> Vec<Project> {
    let roofs = Project {
        slug: "maps".into(),
        title: "Maps".into(),
        figures: vec![
            "score:roofs".into(),
            "hours:step-7".into(),
            "score:nowhere".into(),
        ],
        ..Project::default()
    };
    let birds = Project {
        slug: "birds".into(),
        title: "Birds by their song".into(),
        description: "Names a bird by its song, in JAX.".into(),
        url: Some("https://ada.example/birds".into()),
        from: Some(date(2027, 1, 4)),
        to: None,
        keywords: vec!["JAX".into()],
        figures: vec!["hours:step-7".into()],
    };
    vec![roofs, birds]
}

fn posts() -> Vec<Post> {
    let (title, url) = (
        "What a \"U-Net\" learns".to_owned(),
        "https://ada.example/posts/unet/".to_owned(),
    );
    vec![Post {
        title,
        url,
        date: date(2027, 2, 3),
        evidence: vec!["e-post".into()],
    }]
}

fn all(document: &Document, seen: &[&str]) -> Vec<Suggestion> {
    let seen: BTreeSet<String> = seen.iter().map(|s| (*s).to_owned()).collect();
    suggest(document, &record(), &projects(), &posts(), &seen)
}

#[test]
fn what_is_recorded_is_suggested_with_its_evidence() {
    let all = all(&document(ADA), &[]);
    let told: Vec<(Kind, &str, String)> = all
        .iter()
        .map(|s| {
            (
                s.kind,
                s.pointer.as_str(),
                read(&s.item)
                    .unwrap()
                    .texts()
                    .iter()
                    .take(2)
                    .copied()
                    .collect::<Vec<_>>()
                    .join(" | "),
            )
        })
        .collect();
    let of = |kind: Kind| -> Vec<(&str, &str)> {
        told.iter()
            .filter(|t| t.0 == kind)
            .map(|t| (t.1, t.2.as_str()))
            .collect()
    };
    // What work, projects and volunteering name and the skills do not: the order is that of the list of skills. JAX is carried by
    // the hours of a project, linear algebra is a course and not used anywhere.
    let skills: Vec<&str> = told
        .iter()
        .filter(|t| t.0 == Kind::Skill)
        .map(|t| t.2.split(" | ").next().unwrap())
        .collect();
    assert_eq!(
        skills,
        ["PHP", "SQL", "MySQL", "Spark", "AWS", "JAX", "Computer vision"]
    );
    assert_eq!(
        of(Kind::Highlight),
        [
            ("/projects/0/highlights/-", "Roofs, Dice: 0.81"),
            ("/projects/0/highlights/-", "Hours of step 7: 41 h"),
        ]
    );
    assert_eq!(
        of(Kind::Project),
        [(
            "/projects/-",
            "Birds by their song | Names a bird by its song, in JAX."
        )]
    );
    assert_eq!(
        of(Kind::Lab),
        [("/projects/-", "Garments | 2027-01-20")],
        "Roofs belongs to a project"
    );
    assert_eq!(
        of(Kind::Award),
        [("/awards/-", "Titanic, rank: 12 of 340 | 2027-01-20")],
        "hearsay is no result"
    );
    assert_eq!(
        of(Kind::Publication),
        [("/publications/-", "What a \"U-Net\" learns | 2027-02-03")]
    );
    assert!(all.is_sorted_by_key(|s| s.kind), "skills first");
    let spark = all.iter().find(|s| s.item.contains("Spark")).unwrap();
    assert!(
        spark.item.contains("\"carried_by\": [\"/work/1/highlights/1\"]"),
        "{}",
        spark.item
    );
    assert_eq!(
        spark.why,
        "Spark is not among the skills, and was used in: Web developer, Acme Ltd"
    );
}

#[test]
fn what_was_taken_is_not_suggested_again() {
    let mut text = ADA.to_owned();
    let mut before = all(&document(&text), &[]);
    // One after another: each suggestion is gone then, and the others stay.
    while let Some(first) = before.first() {
        text = insert(&text, first).unwrap();
        let document = document(&text);
        assert!(document.check().valid(), "{text}");
        let after = all(&document, &[]);
        let ids = |list: &[Suggestion]| list.iter().map(|s| s.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&after), ids(&before[1..]), "after {first:?}");
        before = after;
    }
    let resume = document(&text).resume();
    assert_eq!(
        resume.projects[0].highlights,
        [
            "Trained a U-Net in PyTorch",
            "Roofs, Dice: 0.81",
            "Hours of step 7: 41 h"
        ]
    );
    assert_eq!(resume.projects[0].claim.evidence, ["e-roofs", "e-hours"]);
    assert_eq!(resume.projects[0].claim.figures["score:roofs"], "0.81");
    assert_eq!(resume.awards[0].claim.evidence, ["e-titanic"]);
    assert_eq!(resume.publications[0].url, "https://ada.example/posts/unet/");
    // What the person wrote is there as they wrote it.
    for line in ADA
        .lines()
        .filter(|l| l.contains("\"highlights\"") && !l.contains("U-Net"))
    {
        assert!(text.contains(line.trim_end_matches(',')), "{line}");
    }
}

#[test]
fn what_was_refused_or_is_there_by_name_is_left_out() {
    let all_of = all(&document(ADA), &[]);
    let ids: Vec<&str> = all_of.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    assert!(all(&document(ADA), &ids).is_empty());
    assert_eq!(all(&document(ADA), &ids[1..]).len(), 1);
    let own = r#"{ "publications": [{ "name": "another", "url": "https://ada.example/posts/unet/" }],
        "awards": [{ "title": "titanic, rank: 12 of 340" }], "projects": [{ "name": "Garments" }], "skills": [{ "name": "Jax" }] }"#;
    let kinds: BTreeSet<Kind> = all(&document(own), &[]).iter().map(|s| s.kind).collect();
    assert_eq!(kinds, BTreeSet::from([Kind::Project]), "{kinds:?}");
}

/// An id is that of the thing: a score that grew is known by the same one.
#[test]
fn an_id_stays() {
    let mut better = record();
    better.figures.get_mut("score:garments").unwrap().text = "0.98".into();
    let ids = |record: &Record| -> Vec<String> {
        suggest(&document("{}"), record, &[], &[], &BTreeSet::new())
            .into_iter()
            .map(|s| s.id)
            .collect()
    };
    assert_eq!(ids(&better), ids(&record()));
    assert_eq!(ids(&record()).len(), 3, "two scores and a rank");
}

#[test]
fn an_item_that_has_no_place_is_told() {
    let suggestion = &all(&document(ADA), &[])[0];
    assert_eq!(
        insert("{ \"skills\": \"many\" }", suggestion).unwrap_err(),
        "`/skills/-`: before `-` stands the text `many`"
    );
}

/// Runs of digits of a text.
fn numbers(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|n| !n.is_empty())
        .map(str::to_owned)
        .collect()
}

proptest! {
    /// Each number of an item is that of a figure, a date, a title or an address that was given.
    #[test]
    fn every_number_was_given(values in proptest::collection::vec((0.0..1.0f64, "[A-Z][a-z]{2,8}", any::<bool>(), 1u32..29), 1..6)) {
        let mut record = record();
        let mut given: BTreeSet<String> = numbers("2027 02 03 U-Net 2027 01 04").into_iter().collect();
        for (n, (value, name, rank, day)) in values.iter().enumerate() {
            let kind = if *rank { "rank" } else { "score" };
            let mut figure = record.figures["score:roofs"].clone();
            figure.value = *value;
            figure.text = format!("{value:.4}");
            figure.what = format!("{name}, accuracy");
            figure.on = date(2027, 5, *day as i8);
            record.figures.insert(format!("{kind}:{n}"), figure);
        }
        for figure in record.figures.values() {
            given.extend(numbers(&format!("{} {} {}", figure.text, figure.what, figure.on)));
        }
        for suggestion in suggest(&document(ADA), &record, &projects(), &posts(), &BTreeSet::new()) {
            let item = read(&suggestion.item).unwrap();
            let shown = item.members().iter().filter(|m| m.name != "x-pivot").flat_map(|m| m.node.texts()).collect::<Vec<_>>();
            let shown = if item.members().is_empty() { item.texts() } else { shown };
            for number in shown.into_iter().flat_map(numbers) {
                prop_assert!(given.contains(&number), "{} in {}", number, suggestion.item);
            }
            for id in &suggestion.evidence {
                prop_assert!(record.evidence.contains_key(id));
            }
        }
    }
}
