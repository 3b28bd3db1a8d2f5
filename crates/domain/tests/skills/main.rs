//! Skills found in sentences: precision and recall on sentences of our own, and what must not happen on any text.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use pivot_domain::skills::Skills;
use proptest::prelude::*;

/// Sentences with the skills that a reader marked.
fn sentences(file: &str) -> Vec<(String, BTreeSet<String>)> {
    file.lines()
        .filter(|l| !l.starts_with('#') && !l.trim().is_empty())
        .map(|line| {
            let (text, ids) = line.split_once('\t').unwrap();
            let ids = ids
                .split(',')
                .filter(|i| !i.is_empty())
                .map(str::to_owned)
                .collect();
            (text.to_owned(), ids)
        })
        .collect()
}

/// Precision and recall over all marks of a file; what was missed or wrong is printed.
fn measured(name: &str, file: &str) -> (f64, f64) {
    let skills = Skills::built_in();
    let (mut right, mut wrong, mut missed) = (0, 0, 0);
    for (text, marked) in sentences(file) {
        for id in &marked {
            assert!(skills.get(id).is_some(), "{name}: there is no skill {id}");
        }
        let found: BTreeSet<String> = skills.find(&text).iter().map(|f| f.skill.id.clone()).collect();
        right += found.intersection(&marked).count();
        for id in found.difference(&marked) {
            wrong += 1;
            println!("{name}: {id} is not in: {text}");
        }
        for id in marked.difference(&found) {
            missed += 1;
            println!("{name}: {id} was missed in: {text}");
        }
    }
    let share = |other: usize| right as f64 / (right + other) as f64;
    let (precision, recall) = (share(wrong), share(missed));
    println!(
        "{name}: precision {precision:.3}, recall {recall:.3}; {right} right, {wrong} wrong, {missed} missed"
    );
    (precision, recall)
}

#[test]
fn skills_are_found_in_sentences() {
    for (name, file) in [
        ("open", include_str!("open.tsv")),
        ("held", include_str!("held.tsv")),
        ("fresh", include_str!("fresh.tsv")),
    ] {
        assert!(sentences(file).len() >= 80);
        let (precision, recall) = measured(name, file);
        assert!(
            precision >= 0.95 && recall >= 0.95,
            "{name}: {precision} {recall}"
        );
    }
}

#[test]
fn the_list_has_no_fault() {
    let skills = match Skills::parse(include_str!("../../skills.toml")) {
        Ok(skills) => skills,
        Err(faults) => panic!("{faults:#?}"),
    };
    assert!(skills.list().len() >= 80, "{}", skills.list().len());
    // Each is found by each of its names where that is all there is.
    for skill in skills.list() {
        for name in skill.names.iter().chain(&skill.exact).chain(&skill.unsure) {
            let found = skills.find(name);
            assert!(
                found.iter().any(|f| f.skill.id == skill.id),
                "{name} does not find {}",
                skill.id
            );
        }
    }
}

#[test]
fn faults_of_a_list_are_told_with_their_place() {
    let text = "format = 1\n[[skill]]\nid = \"a\"\nname = \"A\"\nname_s = [\"A\"]\n\n[[skill]]\nid = \"a\"\nname = \"B\"\nnames = [\"…\"]\n\
        \n[[skill]]\nid = \"c\"\nname = \"C\"\nnames = [\"x\"]\n[[skill]]\nid = \"d\"\nname = \"D\"\nexact = [\"X\"]\n";
    let told: Vec<String> = Skills::parse(text)
        .unwrap_err()
        .iter()
        .map(|f| format!("{}: {}", f.place(text).0, f.what))
        .collect();
    assert_eq!(
        told,
        [
            "5: a skill has no field `name_s`",
            "2: `a` has no name to be found by",
            "10: a value of the kind `array` will not do here",
            "8: `a` comes twice",
            "7: `a` has no name to be found by",
            "17: `X` is a name of `c` too",
        ]
    );
}

/// Where a name was found is where it stands.
#[test]
fn a_found_name_has_its_place() {
    let text = "Ported é code to .NET and scikit learn.";
    let found = Skills::built_in().find(text);
    let told: Vec<(&str, &str, &str)> = found
        .iter()
        .map(|f| (f.skill.id.as_str(), f.words.as_str(), &text[f.at.clone()]))
        .collect();
    assert_eq!(
        told,
        [
            ("dotnet", "NET", "NET"),
            ("scikit-learn", "scikit learn", "scikit learn")
        ]
    );
}

#[test]
fn an_unsure_name_counts_in_company_or_alone() {
    let found = |text: &str| Skills::built_in().find(text).len();
    let cases = [
        ("Go", 1),
        ("- Go", 1),
        ("Nice to have: Go", 1),
        ("Bonus: Go, a sense of order", 1),
        ("To do: Go home", 0),
        ("Go, team", 0),
        ("Go and Rust", 2),
        ("Go. Rust", 0),
        ("services in Go", 1),
        ("Go to services", 0),
        ("go", 0),
    ];
    for (text, count) in cases {
        assert_eq!(found(text), count, "{text}");
    }
}

/// Names without end, sure and unsure: found in one pass over the text.
#[test]
fn a_text_of_nothing_but_names_is_searched() {
    let found = |text: &str, times: usize| Skills::built_in().find(&text.repeat(times)).len();
    assert_eq!(found("Go, ", 100_000), 0, "no other skill is near");
    assert_eq!(found("Go, Rust. ", 50_000), 100_000);
    assert_eq!(found("Python ", 100_000), 100_000);
    assert_eq!(found("Go to Python. ", 50_000), 50_000);
}

proptest! {
    /// Any text: no panic, places inside it and on borders of characters.
    #[test]
    fn any_text_is_searched(text in "([A-Za-z+#.,/&é ]|Go|C|R|Spark|Python|transformers|pipelines|\\PC){0,60}") {
        for found in Skills::built_in().find(&text) {
            prop_assert_eq!(&text[found.at.clone()], found.words.as_str());
        }
    }

    /// A sure name is found among any others.
    #[test]
    fn a_sure_name_is_found(before in "[a-z]{0,8}", after in "[a-z]{0,8}") {
        let text = format!("{before} PyTorch {after}");
        let found = Skills::built_in().find(&text);
        prop_assert!(found.iter().any(|f| f.skill.id == "pytorch"));
    }
}
