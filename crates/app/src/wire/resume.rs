//! The JSON of `pivot resume`.

use pivot_publish::resume::check::{Asked, Finding};
use pivot_publish::resume::suggest::Suggestion;
use pivot_publish::resume::tailor::Choice;
use serde::Serialize;
use utoipa::ToSchema;

use crate::verbs::resume::{Built, Checked, Suggested};

/// `pivot.resume/1`: what was built.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResumeJson {
    format: &'static str,
    /// The files, by their paths.
    files: Vec<String>,
    /// SHA-256 of the variant as JSON.
    sha256: String,
    /// Pages of the PDF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pages: Option<usize>,
    /// Why there is no PDF, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    without: Option<String>,
    /// What became of each section, entry and bullet, where it was cut for a posting.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<AccountJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AccountJson {
    /// Whether it is as short as was asked for.
    fits: bool,
    /// Demanded skills that the variant shows; that nothing in the résumé shows.
    shown: Vec<String>,
    absent: Vec<String>,
    choices: Vec<ChoiceJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ChoiceJson {
    /// Where it is in `resume.json`.
    pointer: String,
    what: String,
    kept: bool,
    shows: Vec<String>,
    why: String,
}

impl From<&Choice> for ChoiceJson {
    fn from(choice: &Choice) -> ChoiceJson {
        ChoiceJson {
            pointer: choice.pointer.clone(),
            what: choice.what.clone(),
            kept: choice.kept,
            shows: choice.shows.clone(),
            why: choice.why.clone(),
        }
    }
}

impl ResumeJson {
    /// Of what was built.
    pub fn new(built: &Built) -> ResumeJson {
        ResumeJson {
            format: "pivot.resume/1",
            files: built.files.iter().map(|f| f.display().to_string()).collect(),
            sha256: built.sha256.clone(),
            pages: built.pages,
            without: built.without.as_ref().map(ToString::to_string),
            account: built.account.as_ref().map(|account| AccountJson {
                fits: account.fits,
                shown: account.shown.clone(),
                absent: account.absent.clone(),
                choices: account.choices.iter().map(Into::into).collect(),
            }),
        }
    }
}

/// `pivot.resume-suggestions/1`: what the journal could add.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionsJson {
    format: &'static str,
    suggestions: Vec<SuggestionJson>,
    /// So many were refused before.
    refused: usize,
    /// Ids of those that this command added.
    taken: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SuggestionJson {
    id: String,
    /// Where it goes in `resume.json`.
    pointer: String,
    /// The item.
    item: serde_json::Value,
    /// Ids of what carries it.
    evidence: Vec<String>,
    why: String,
}

impl SuggestionsJson {
    /// Of what could be added, and what was.
    pub fn new(suggested: &Suggested, taken: &[&Suggestion]) -> SuggestionsJson {
        SuggestionsJson {
            format: "pivot.resume-suggestions/1",
            suggestions: suggested
                .suggestions
                .iter()
                .map(|s| SuggestionJson {
                    id: s.id.clone(),
                    pointer: s.pointer.clone(),
                    item: serde_json::from_str(&s.item).unwrap_or_default(),
                    evidence: s.evidence.clone(),
                    why: s.why.clone(),
                })
                .collect(),
            refused: suggested.refused,
            taken: taken.iter().map(|s| s.id.clone()).collect(),
        }
    }
}

/// `pivot.resume-check/1`: what was found in the finished PDF.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResumeCheckJson {
    format: &'static str,
    /// The PDF.
    file: String,
    /// Whether no rule is broken. What could not be looked at has not passed, and does not count as broken.
    holds: bool,
    /// At least one for each rule, in the order of the rules.
    findings: Vec<ResumeFindingJson>,
    /// What the posting demands, where one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    demands: Option<DemandsJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ResumeFindingJson {
    /// `name`, `contact`, `columns`, …
    rule: String,
    /// `passed`, `warning`, `fault`, `not-done`.
    grade: String,
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    expected: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    next: String,
}

/// Demanded skills: carried by evidence that was checked, on the person's word, not in the PDF.
#[derive(Debug, Serialize, ToSchema)]
struct DemandsJson {
    covered: Vec<AskedJson>,
    claimed: Vec<AskedJson>,
    missing: Vec<AskedJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AskedJson {
    skill: String,
    name: String,
    /// Whether one can do without it.
    optional: bool,
    evidence: Vec<String>,
}

/// The name that a value of an enumeration has in JSON.
fn named(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

impl ResumeCheckJson {
    /// Of what was found.
    pub fn new(checked: &Checked) -> ResumeCheckJson {
        let asked = |all: &[Asked]| {
            let one = |a: &Asked| AskedJson {
                skill: a.skill.clone(),
                name: a.name.clone(),
                optional: a.optional,
                evidence: a.evidence.clone(),
            };
            all.iter().map(one).collect()
        };
        let finding = |f: &Finding| ResumeFindingJson {
            rule: named(&f.rule),
            grade: named(&f.grade),
            what: f.what.clone(),
            page: f.page,
            text: f.text.clone(),
            expected: f.expected.clone(),
            next: f.next.clone(),
        };
        ResumeCheckJson {
            format: "pivot.resume-check/1",
            file: checked.file.display().to_string(),
            holds: checked.report.holds(),
            findings: checked.report.findings.iter().map(finding).collect(),
            demands: checked.report.demands.as_ref().map(|d| DemandsJson {
                covered: asked(&d.covered),
                claimed: asked(&d.claimed),
                missing: asked(&d.missing),
            }),
        }
    }
}
