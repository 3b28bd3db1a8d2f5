//! A finished PDF held against what machines need to read it, against the sheet it was made from, against the figures of today, and
//! against what an advertisement demands. Works on any PDF; what needs more than the PDF says so and counts as not done.

mod claims;
mod columns;
mod dates;
mod facts;
mod file;
mod lines;

use pivot_domain::resume::Document;
use serde::{Deserialize, Serialize};

use super::posting::Posting;
use super::reading::Reading;
use super::sheet::Sheet;
use crate::record::Record;
use lines::Lines;

pub use claims::{Asked, Demands};

/// What there is beside the PDF.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'a> {
    /// The sheet that it was made from.
    pub sheet: Option<&'a Sheet>,
    /// The document that the sheet was made from.
    pub document: Option<&'a Document>,
    /// Today's figures.
    pub record: Option<&'a Record>,
    /// An advertisement.
    pub posting: Option<&'a Posting>,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The name is the first line, whole.
    Name,
    /// E-mail and the like stand in the text.
    Contact,
    /// One column.
    Columns,
    /// The text runs in the order of the sheet.
    Order,
    /// Every printed fact is there.
    Facts,
    /// Headings that machines know.
    Headings,
    /// Every date can be read, with a plain hyphen.
    Dates,
    /// What is newest comes first.
    NewestFirst,
    /// No letters that machines stumble over.
    Letters,
    /// Links lead where they should.
    Links,
    /// One or two pages.
    Pages,
    /// Fonts are embedded and say which letter is which.
    Fonts,
    /// Tags, title, language.
    Tags,
    /// What the file claims to conform to.
    Claims,
    /// Not encrypted.
    Encryption,
    /// No pictures.
    Images,
    /// Figures are those of today.
    Figures,
}

/// How a rule came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// It was looked at, and holds.
    Passed,
    /// It holds, with something to look at.
    Warning,
    /// It does not hold.
    Fault,
    /// It could not be looked at; it has not passed.
    NotDone,
}

/// What came of a rule. One that does not hold has a finding for each place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// How it came out.
    pub grade: Grade,
    /// What was found, as a sentence without its full stop.
    pub what: String,
    /// The page, from 1, where it has one.
    pub page: Option<usize>,
    /// The text in question, as it stands there.
    pub text: Option<String>,
    /// What was expected.
    pub expected: String,
    /// What to do; empty where there is nothing to do.
    pub next: String,
}

/// All that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// At least one finding for each rule, in the order of the rules.
    pub findings: Vec<Finding>,
    /// What the advertisement demands; `None` without one.
    pub demands: Option<Demands>,
}

impl Report {
    /// Whether no rule is broken. Rules that could not be looked at are in [`Report::of`] `NotDone`: they have not passed.
    pub fn holds(&self) -> bool {
        self.of(Grade::Fault).next().is_none()
    }

    /// The findings of a grade.
    pub fn of(&self, grade: Grade) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |f| f.grade == grade)
    }
}

/// Checks a PDF.
pub fn check(reading: &Reading, given: &Given<'_>) -> Report {
    let lines = Lines::of(reading);
    let mut all = Findings(Vec::new());
    facts::check(&lines, given.sheet, &mut all);
    columns::check(reading, &lines, &mut all);
    dates::check(&lines, given.sheet, &mut all);
    file::check(reading, &lines, given.sheet, &mut all);
    claims::figures(given, &mut all);
    let mut findings = all.0;
    findings.sort_by_key(|f| f.rule);
    Report {
        findings,
        demands: given
            .posting
            .map(|posting| claims::demands(posting, &lines, given)),
    }
}

/// Findings being collected.
struct Findings(Vec<Finding>);

/// So many places of one rule are named; the rest is counted.
const MOST: usize = 8;

impl Findings {
    fn passed(&mut self, rule: Rule, what: impl Into<String>) {
        self.add(rule, Grade::Passed, what, "", "");
    }

    fn not_done(&mut self, rule: Rule, why: impl Into<String>, next: &str) {
        self.add(rule, Grade::NotDone, why, "", next);
    }

    fn fault(
        &mut self,
        rule: Rule,
        what: impl Into<String>,
        expected: impl Into<String>,
        next: &str,
    ) -> &mut Finding {
        self.add(rule, Grade::Fault, what, expected, next)
    }

    fn warning(
        &mut self,
        rule: Rule,
        what: impl Into<String>,
        expected: impl Into<String>,
        next: &str,
    ) -> &mut Finding {
        self.add(rule, Grade::Warning, what, expected, next)
    }

    fn add(
        &mut self,
        rule: Rule,
        grade: Grade,
        what: impl Into<String>,
        expected: impl Into<String>,
        next: &str,
    ) -> &mut Finding {
        self.0.push(Finding {
            rule,
            grade,
            what: what.into(),
            page: None,
            text: None,
            expected: expected.into(),
            next: next.into(),
        });
        let last = self.0.len() - 1;
        &mut self.0[last]
    }

    /// Whether nothing was found against a rule yet.
    fn clean(&self, rule: Rule) -> bool {
        !self.0.iter().any(|f| f.rule == rule)
    }
}

impl Finding {
    fn at(&mut self, page: usize, text: &str) {
        self.page = Some(page);
        self.text = Some(lines::short(text));
    }
}
