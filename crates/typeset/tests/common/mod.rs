//! What several tests need.
#![allow(dead_code, reason = "each test uses a part")]

use std::path::{Path, PathBuf};

use pivot_publish::resume::sheet::Sheet;

/// The folder of this crate's tests.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// A résumé of a page, as it comes from Pivot.
pub(crate) fn sample() -> Sheet {
    let text = std::fs::read_to_string(folder().join("sheets/sample.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// All that a sheet says, in its order. True where the text must stand directly after the one before it: dates after their
/// heading.
pub(crate) fn facts(sheet: &Sheet) -> Vec<(String, bool)> {
    let mut facts = vec![(sheet.name.clone(), false), (sheet.label.clone(), true)];
    facts.extend(sheet.contact.iter().map(|contact| (contact.text.clone(), false)));
    for section in &sheet.sections {
        facts.push((section.title.clone(), false));
        for entry in &section.entries {
            facts.push((entry.heading.clone(), false));
            facts.push((entry.dates.clone(), !entry.heading.is_empty()));
            facts.push((entry.text.clone(), false));
            facts.extend(entry.points.iter().map(|point| (point.text.clone(), false)));
        }
    }
    facts.retain(|(text, _)| !text.is_empty());
    facts
}

/// Asserts that a text says all facts in their order, and each date directly after its heading. How lines are broken does not
/// matter.
pub(crate) fn says_all(reader: &str, text: &str, facts: &[(String, bool)]) {
    if let Err(why) = try_says_all(text, facts) {
        panic!("{reader}: {why}\n{text}");
    }
}

/// The same, as an answer.
pub(crate) fn try_says_all(text: &str, facts: &[(String, bool)]) -> Result<(), String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut rest = text.as_str();
    for (fact, directly) in facts {
        let Some(at) = rest.find(fact.as_str()) else {
            return Err(format!("`{fact}` is not there or not in its place"));
        };
        if *directly && !rest[..at].trim().is_empty() {
            return Err(format!("`{}` stands before `{fact}`", &rest[..at]));
        }
        rest = &rest[at + fact.len()..];
    }
    Ok(())
}
