//! What postings demand: precision and recall on sentences of our own, rules for whole postings, and any text.
#![allow(clippy::unwrap_used)]

use pivot_domain::demand::{Class, Demands, Level, Line, read};
use proptest::prelude::*;

/// A sentence with what a reader marked: degree, years, publications; empty where there is none.
struct Marked {
    text: String,
    fields: [String; 3],
}

fn sentences(file: &str) -> Vec<Marked> {
    file.lines()
        .filter(|l| !l.starts_with('#') && !l.trim().is_empty())
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 4, "{line}");
            let cell = |i: usize| cells[i].replace("-", " ").trim().to_owned();
            Marked {
                text: cells[0].to_owned(),
                fields: [cell(1), cell(2), cell(3)],
            }
        })
        .collect()
}

/// What was found, in the words of the files.
fn told(found: &Demands) -> [String; 3] {
    let degree = found.degree.as_ref().map_or(String::new(), |d| {
        let level = match d.level {
            Level::Any => "any",
            Level::Bachelor => "bachelor",
            Level::Master => "master",
            Level::Phd => "phd",
        };
        let class = match d.class {
            Class::NotNeeded => "not needed",
            Class::Preferred => "preferred",
            Class::Required => "required",
            Class::OrEquivalent => "equivalent",
        };
        format!("{level} {class}")
    });
    let years = found
        .years
        .as_ref()
        .map_or(String::new(), |y| y.count.to_string());
    let papers = found.publications.as_ref().map_or("", |_| "yes").to_owned();
    [degree, years, papers]
}

fn one(text: &str) -> Demands {
    read(&[Line { text, wish: false }])
}

/// Precision and recall of each field; what was missed or wrong is printed. A wrong value counts as wrong and as missed.
fn measured(name: &str, file: &str) -> [(f64, f64); 3] {
    let mut counts = [(0_u32, 0_u32, 0_u32); 3];
    for marked in sentences(file) {
        let found = told(&one(&marked.text));
        for (field, (right, wrong, missed)) in counts.iter_mut().enumerate() {
            let (expected, got) = (&marked.fields[field], &found[field]);
            if expected == got {
                *right += u32::from(!got.is_empty());
                continue;
            }
            *wrong += u32::from(!got.is_empty());
            *missed += u32::from(!expected.is_empty());
            println!("{name}: `{got}` and not `{expected}` in: {}", marked.text);
        }
    }
    let fields = ["degree", "years", "publications"];
    std::array::from_fn(|i| {
        let (right, wrong, missed) = counts[i];
        let share = |other: u32| f64::from(right) / f64::from(right + other);
        let (precision, recall) = (share(wrong), share(missed));
        println!(
            "{name}, {}: precision {precision:.3}, recall {recall:.3}; {right} right, {wrong} wrong, {missed} missed",
            fields[i]
        );
        (precision, recall)
    })
}

#[test]
fn demands_are_read_from_sentences() {
    let open = include_str!("open.tsv");
    assert!(sentences(open).len() >= 150);
    // `held` was written after the rules. At first: degree 0.875 and 0.933, years 0.900 and 0.900, publications 1 and 1; then the rules
    // learned from what was wrong. `learned` was written by another, and every sentence of it was looked at. At first: degree 0.750 and
    // 0.717, years 0.824 and 0.757, publications 1 and 0.455. `families` is by the writer of the rules. All of these flatter.
    let known = [
        ("open", open),
        ("held", include_str!("held.tsv")),
        ("learned", include_str!("learned.tsv")),
        ("families", include_str!("families.tsv")),
    ];
    for (name, file) in known {
        assert!(sentences(file).len() >= 40);
        for (precision, recall) in measured(name, file) {
            assert!(precision >= 0.95 && recall >= 0.95, "{name}");
        }
    }
    // By the writer of `learned`. Its sentences were never looked at by the writer of the rules, these figures five times, so that they
    // are a fair estimate for postings of the kind. At first: degree 0.690 and 0.630, years 0.968 and 0.789, publications 0.833 and
    // 0.417. At last: degree 0.889 and 0.870, years 0.947 and 0.947, publications 1 and 1.
    let least = [(0.888, 0.869), (0.947, 0.947), (1.0, 1.0)];
    let fresh = measured("fresh", include_str!("fresh.tsv"));
    for ((precision, recall), (least_precision, least_recall)) in fresh.into_iter().zip(least) {
        assert!(precision >= least_precision && recall >= least_recall);
    }
}

/// The words are those of the line, and a heading of wishes makes a wish of what is not said to be a must.
#[test]
fn a_posting_is_read_line_by_line() {
    let line = |text, wish| Line { text, wish };
    let lines = [
        line("Research engineer", false),
        line("Bachelor's degree in computer science", false),
        line("You bring five (5) years of experience.", false),
        line("2+ years with PyTorch", false),
        line("PhD in machine learning, publications at ICML", true),
        line("10+ years of experience", true),
    ];
    let found = read(&lines);
    let degree = found.degree.clone().unwrap();
    assert_eq!((degree.level, degree.class), (Level::Bachelor, Class::Required));
    assert_eq!(&lines[degree.at.line].text[degree.at.bytes], "Bachelor's degree");
    let years = found.years.clone().unwrap();
    assert_eq!(years.count, 5, "both are demanded, so the most");
    assert_eq!(&lines[years.at.line].text[years.at.bytes], "five (5) years");
    assert_eq!(found.publications, None);
    assert!(found.is_expert());
    let degree = read(&lines[4..5]).degree.unwrap();
    assert_eq!((degree.level, degree.class), (Level::Phd, Class::Preferred));
}

#[test]
fn an_expert_is_asked_for() {
    let cases = [
        ("PhD required.", true),
        ("PhD or equivalent experience.", false),
        ("PhD or 6+ years of experience.", true),
        ("PhD preferred.", false),
        ("PhD or MSc.", false),
        ("5 years of experience.", true),
        ("4-6 years of experience.", false),
        ("Publications at NeurIPS.", true),
        ("", false),
    ];
    for (text, expert) in cases {
        assert_eq!(one(text).is_expert(), expert, "{text}");
    }
}

/// A line without end is read in time that grows with it.
#[test]
fn a_line_without_end_is_read() {
    for text in [
        "PhD, ",
        "PhD or ",
        "5 years ",
        "publications, ",
        "PhD and preferred ",
        "master of ",
        "((",
    ] {
        one(&text.repeat(20_000));
    }
}

proptest! {
    /// Any text: no panic, places inside it and on borders of characters.
    #[test]
    fn any_line_is_read(
        text in "([A-Za-z0-9+.,;()/’ é-]| |PhD|MS|B\\.Sc\\.|master|degree|or|equivalent|experience|5\\+|three| years|publications|NeurIPS|\\PC){0,40}",
        wish in any::<bool>(),
    ) {
        let found = read(&[Line { text: &text, wish }]);
        let places = [
            found.degree.map(|d| d.at),
            found.years.map(|y| y.at),
            found.publications,
        ];
        for at in places.into_iter().flatten() {
            prop_assert_eq!(at.line, 0);
            prop_assert!(text.get(at.bytes).is_some_and(|words| !words.is_empty()));
        }
    }
}
