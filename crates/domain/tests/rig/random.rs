//! Any file is read and checked without a panic, and whatever is mended takes away its own finding and no other.

use proptest::prelude::*;

use super::*;
use twins::{CASES, changed};

/// Cases of different rules that do not touch each other's fields, nor what several rules add up.
fn apart(chosen: &[bool]) -> Vec<&'static twins::Case> {
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    let mut cases = Vec::new();
    for (case, _) in CASES.iter().zip(chosen).filter(|(_, chosen)| **chosen) {
        // Several cards, drives and sticks are asked for by several rules at once.
        let shared = |path: &str| {
            ["ram.", "board.x16", "storage.interface"]
                .iter()
                .any(|p| path.starts_with(p))
                || path.ends_with(".count")
        };
        let paths: Vec<&str> = case.changes.iter().map(|c| c.0).chain([case.mended.0]).collect();
        let rule = case.found.split(' ').next_back().unwrap_or_default();
        if taken.contains(rule) || paths.iter().any(|p| taken.contains(p) || shared(p)) {
            continue;
        }
        taken.extend(paths);
        taken.insert(rule);
        cases.push(case);
    }
    cases
}

fn difference(a: &BTreeSet<String>, b: &BTreeSet<String>) -> Vec<String> {
    a.difference(b).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn mending_one_field_takes_away_exactly_its_finding(
        chosen in proptest::collection::vec(proptest::bool::weighted(0.3), CASES.len()),
        which in any::<prop::sample::Index>(),
    ) {
        let cases = apart(&chosen);
        if !cases.is_empty() {
            let broken = cases.iter().fold(good(), |build, case| changed(build, case.changes));
            let case = cases[which.index(cases.len())];
            let twin = broken.clone().with(case.mended.0, case.mended.1);
            let (before, after) = (broken.found(), twin.found());
            let gone = difference(&before, &after);
            prop_assert_eq!(gone.len(), 1, "{:?}: {:?}", case.changes, gone);
            prop_assert!(gone[0].starts_with(&format!("{}:", case.found)), "{:?}: {:?}", case.changes, gone);
            prop_assert_eq!(difference(&after, &before), Vec::<String>::new());
        }
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,400}", csv in any::<bool>()) {
        whole(&text, if csv { Form::Csv } else { Form::Toml });
    }

    #[test]
    fn any_bytes_between_good_ones_are_read(at in any::<prop::sample::Index>(), noise in "[\\x00-\\x7fé\"',;|=\\[\\]\n]{0,12}", csv in any::<bool>()) {
        let mut text = if csv { TABLE.to_owned() } else { good().toml() };
        let mut at = at.index(text.len() + 1);
        while !text.is_char_boundary(at) { at -= 1; }
        text.insert_str(at, &noise);
        whole(&text, if csv { Form::Csv } else { Form::Toml });
    }

    /// Tables with any fields of theirs, and any values: numbers at their bounds among them.
    #[test]
    fn any_fields_are_checked(
        fields in proptest::collection::vec((0..KINDS.len(), any::<prop::sample::Index>(), 0..VALUES.len(), 1..4_usize), 0..80),
    ) {
        let mut build = Build(BTreeMap::new());
        for (kind, field, value, number) in fields {
            let kind = &KINDS[kind];
            let all: Vec<_> = kind.all().collect();
            let table = if kind.several && number > 1 { format!("{} {number}", kind.name) } else { kind.name.to_owned() };
            build = build.with(&format!("{table}.{}", all[field.index(all.len())].name), VALUES[value]);
        }
        whole(&build.toml(), Form::Toml);
    }
}

const VALUES: &[&str] = &[
    "0",
    "1",
    "2",
    "8",
    "16",
    "64",
    "450",
    "1000000",
    "999999999.999999",
    "0.5",
    "2.5",
    "true",
    "false",
    "\"USD\"",
    "\"CAD\"",
    "\"m2-nvme\"",
    "\"sata\"",
    "\"m2-sata\"",
    "\"DDR4\"",
    "\"ATX\"",
    "\"6.1\"",
    "[1, 4]",
    "[1, 3]",
    "[16, 8]",
    "[]",
    "[\"6.0\"]",
    "[\"ATX\"]",
    "[\"part-1\"]",
    "2027-01-01",
    "2199-12-31",
    "\"LGA1151\"",
    "[\"LGA1151\"]",
];

const TABLE: &str = "part,name,price,currency,date,source,fields\n\
    cpu,\"i5, 6600K\",230,USD,2027-01-01,shop,\"socket=LGA1151; power_w=91\"\r\n\
    gpu,GTX,620,USD,2027-01-01,shop,\"length_mm=267; slots=2; count=2\"\n";

/// Reads and checks, and holds what always holds.
fn whole(text: &str, form: Form) {
    let (rig, faults) = parse(text, form);
    for fault in &faults {
        assert!(
            fault.at.start <= fault.at.end && fault.at.end <= text.len(),
            "{fault:?}"
        );
        assert!(text.get(fault.at.clone()).is_some(), "{fault:?}");
        assert!(!fault.what.is_empty() && !fault.expected.is_empty());
    }
    let report = check(&rig, TODAY);
    let mut rules = BTreeSet::new();
    for outcome in &report.outcomes {
        rules.insert(outcome.rule);
        assert_eq!(outcome.state == State::Unknown, !outcome.missing.is_empty());
        if let State::Broken(severity) = outcome.state {
            assert!(severity <= outcome.worst);
        }
    }
    // No rule is left out; of memory there may be nothing to say where a rig is for nothing.
    assert!(rules.len() >= 20, "{rules:?}");
    assert_eq!(check(&rig, TODAY), report);
}
