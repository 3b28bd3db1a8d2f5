//! The scope of a project, `project/scope.md`: a person's words below four headings, and above them, between two lines `+++`, what
//! programs read.
//!
//! ```text
//! +++
//! metric = "accuracy"
//! better = "higher"
//! baseline = 0.8
//! beat_by = 0.05
//! budget = "80h"
//! +++
//! ## User
//! …
//! ```

use std::ops::Range;

use jiff::SignedDuration;

use crate::competitions::Better;
use crate::fault::Fault;
use crate::read::{self, Table, Value};

/// More than this is no scope, in bytes.
pub const LARGEST: usize = 1 << 20;
/// The longest budget.
pub const BUDGET_MAX: SignedDuration = SignedDuration::from_hours(10_000);

/// The sections of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Who will use it, and for what.
    User,
    /// From what it learns.
    Data,
    /// What is true when it has succeeded.
    Success,
    /// What it will not do.
    Out,
}

impl Section {
    /// All of them, in their order.
    pub const ALL: [Section; 4] = [Section::User, Section::Data, Section::Success, Section::Out];

    /// Its heading.
    pub fn heading(self) -> &'static str {
        match self {
            Section::User => "User",
            Section::Data => "Data",
            Section::Success => "Success",
            Section::Out => "Out of scope",
        }
    }
}

/// A scope.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    /// By what the project is measured: `accuracy`.
    pub metric: Option<String>,
    /// Which way the metric goes, where the scope says so.
    pub better: Option<Better>,
    /// What there is today reaches so much, where the person knows it.
    pub baseline: Option<f64>,
    /// By so much the baseline must be beaten; more than 0.
    pub beat_by: Option<f64>,
    /// So many hours of the person it may take in all.
    pub budget: Option<SignedDuration>,
    /// The words of each section, without blank lines at their ends; empty where it has none.
    pub words: [String; 4],
}

impl Scope {
    /// The words of a section.
    pub fn of(&self, section: Section) -> &str {
        &self.words[section as usize]
    }

    /// Which way the metric goes: as the scope says, else as its name says, else higher is better.
    pub fn better(&self) -> Better {
        let named = || self.metric.as_deref().and_then(Better::of_metric);
        self.better.or_else(named).unwrap_or(Better::Higher)
    }

    /// The value to reach, where the scope names a baseline.
    pub fn target(&self) -> Option<f64> {
        let (baseline, by) = (self.baseline?, self.beat_by?);
        let target = match self.better() {
            Better::Higher => baseline + by,
            Better::Lower => baseline - by,
        };
        Some((target * 1e12).round() / 1e12)
    }
}

/// Where the front matter of a text stands, without its two fences, and where the rest begins. `None` where it has none.
///
/// # Errors
/// Front matter without an end.
pub fn front(text: &str) -> Result<Option<(Range<usize>, usize)>, Fault> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let line = |at: usize| at..text[at..].find('\n').map_or(text.len(), |n| at + n + 1);
    let first = line(start);
    if text[first.clone()].trim_end() != "+++" {
        return Ok(None);
    }
    let begin = first.end;
    let mut at = begin;
    while at < text.len() {
        let next = line(at);
        if text[next.clone()].trim_end() == "+++" {
            return Ok(Some((begin..next.start, next.end)));
        }
        at = next.end;
    }
    Err(Fault::new(
        first,
        "the front matter has no end",
        "`+++` alone on a line after it",
    ))
}

/// Reads a scope. There is always a value; with faults it is good for finding more of them alone.
pub fn parse(text: &str) -> (Scope, Vec<Fault>) {
    let mut scope = Scope::default();
    let (toml, rest) = match front(text) {
        Ok(Some(found)) => found,
        Ok(None) => (0..0, 0),
        Err(fault) => return (scope, vec![fault]),
    };
    let (root, mut faults) = read::document(&text[toml.clone()]);
    let top = 0..text[toml.clone()].find('\n').unwrap_or(toml.len());
    read_front(
        Table::new("a scope", root.get_ref(), top),
        &mut scope,
        &mut faults,
    );
    for fault in &mut faults {
        fault.at = fault.at.start + toml.start..fault.at.end + toml.start;
    }
    for section in Section::ALL {
        let words = place(text, rest, section).map(|(body, _)| text[body].trim().to_owned());
        scope.words[section as usize] = words.unwrap_or_default();
    }
    (scope, faults)
}

fn read_front(mut table: Table<'_, '_>, scope: &mut Scope, faults: &mut Vec<Fault>) {
    scope.metric = table.read("metric", faults, metric).map(|(name, _)| name);
    scope.better = table.read("better", faults, better).map(|(way, _)| way);
    scope.baseline = table.read("baseline", faults, finite).map(|(n, _)| n);
    scope.beat_by = table.read("beat_by", faults, amount).map(|(n, _)| n);
    scope.budget = table.read("budget", faults, budget).map(|(d, _)| d);
    table.close(faults);
}

/// Whether a text will do as a metric's name: one word of letters, digits and signs.
pub fn is_metric(name: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "-_.@".contains(c);
    !name.is_empty() && name.len() <= 60 && name.chars().all(plain)
}

fn metric(value: Value<'_, '_>) -> Result<String, String> {
    let name = value.get_ref().as_str().filter(|name| is_metric(name));
    name.map(str::to_owned)
        .ok_or_else(|| "a metric's name in one word, such as \"accuracy\"".into())
}

fn better(value: Value<'_, '_>) -> Result<Better, String> {
    match value.get_ref().as_str() {
        Some("higher") => Ok(Better::Higher),
        Some("lower") => Ok(Better::Lower),
        _ => Err("\"higher\" or \"lower\"".into()),
    }
}

fn finite(value: Value<'_, '_>) -> Result<f64, String> {
    read::number(value)
        .filter(|n| n.is_finite())
        .ok_or_else(|| "a number, such as 0.8".into())
}

fn amount(value: Value<'_, '_>) -> Result<f64, String> {
    read::number(value)
        .filter(|n| n.is_finite() && *n > 0.0)
        .ok_or_else(|| "a number above 0, such as 0.05".into())
}

fn budget(value: Value<'_, '_>) -> Result<SignedDuration, String> {
    read::read_duration(value)
        .filter(|d| *d > SignedDuration::ZERO && *d <= BUDGET_MAX)
        .ok_or_else(|| "hours, such as \"80h\", at most 10000".into())
}

/// Where the words of a section stand, and where its heading begins. Headings within code are none.
fn place(text: &str, from: usize, section: Section) -> Option<(Range<usize>, usize)> {
    let wanted = section.heading().to_lowercase();
    let mut found: Option<(usize, usize)> = None;
    let mut fence: Option<&str> = None;
    let mut at = from;
    while at < text.len() {
        let end = text[at..].find('\n').map_or(text.len(), |n| at + n + 1);
        let line = text[at..end].trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark));
        match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, Some(mark)) => fence = Some(mark),
            (None, None) => {
                if let Some(title) = heading(&text[at..end]) {
                    if let Some((heading, body)) = found {
                        return Some((body..at, heading));
                    }
                    let title = title.trim_end_matches(':').to_lowercase();
                    if title == wanted || title.starts_with(&format!("{wanted} ")) {
                        found = Some((at, end));
                    }
                }
            }
            _ => {}
        }
        at = end;
    }
    found.map(|(heading, body)| (body..text.len(), heading))
}

/// The title of a line that is a heading.
fn heading(line: &str) -> Option<&str> {
    let hashes = line.bytes().take_while(|b| *b == b'#').count();
    let title = line.get(hashes..)?;
    ((1..=6).contains(&hashes) && title.starts_with([' ', '\t'])).then(|| title.trim())
}

/// The text with other words in a section; the section comes to the end where there is none. Everything else stays.
pub fn with_words(text: &str, section: Section, words: &str) -> String {
    let words = plain(words);
    let rest = match front(text) {
        Ok(Some((_, rest))) => rest,
        _ => 0,
    };
    match place(text, rest, section) {
        Some((body, _)) => {
            let (before, after) = (&text[..body.start], &text[body.end..]);
            let line = if before.ends_with('\n') { "" } else { "\n" };
            let gap = if after.is_empty() { "" } else { "\n" };
            format!("{before}{line}\n{words}\n{gap}{after}")
        }
        None => {
            let before = text.trim_end_matches(['\n', ' ']);
            let gap = match before.len() {
                0 => "",
                // Right below the front matter.
                length if length <= rest => "\n",
                _ => "\n\n",
            };
            format!("{before}{gap}## {}\n\n{words}\n", section.heading())
        }
    }
}

/// Words that cannot be taken for headings or fences: no control letters, and no line that begins as one of these.
fn plain(words: &str) -> String {
    let lines = words.trim().lines().map(|line| {
        let line: String = line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
        let begins = line.trim_start();
        if heading(begins).is_some()
            || begins.starts_with("```")
            || begins.starts_with("~~~")
            || begins == "+++"
        {
            format!("\\{begins}")
        } else {
            line
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "+++\nmetric = \"accuracy\" # mine\nbaseline = 0.8\nbeat_by = 0.05\nbudget = 80\n+++\n# Fishes\n\n## User\n\nA friend who\nsorts.\n\n## Data:\n```\n## Success\n```\nMy pictures.\n## Out of scope for now\nVideos.\n";

    #[test]
    fn a_scope_is_words_and_figures() {
        let (scope, faults) = parse(TEXT);
        assert_eq!(faults, []);
        assert_eq!(scope.metric.as_deref(), Some("accuracy"));
        assert_eq!(scope.better(), Better::Higher);
        assert_eq!(scope.budget, Some(SignedDuration::from_hours(80)));
        // 0.8 + 0.05, without the dust of binary fractions.
        assert_eq!(scope.target(), Some(0.85));
        assert_eq!(scope.of(Section::User), "A friend who\nsorts.");
        // A heading within code is none.
        assert_eq!(scope.of(Section::Data), "```\n## Success\n```\nMy pictures.");
        assert_eq!(scope.of(Section::Success), "");
        assert_eq!(scope.of(Section::Out), "Videos.");
    }

    #[test]
    fn lower_is_better_where_the_name_or_the_person_says_so() {
        let of = |front: &str| parse(&format!("+++\n{front}\n+++\n")).0;
        let loss = of("metric = \"log-loss\"\nbaseline = 0.7\nbeat_by = 0.2");
        assert_eq!((loss.better(), loss.target()), (Better::Lower, Some(0.5)));
        assert_eq!(of("metric = \"seconds\"").better(), Better::Higher);
        assert_eq!(
            of("metric = \"seconds\"\nbetter = \"lower\"").better(),
            Better::Lower
        );
    }

    #[test]
    fn every_fault_has_its_place() {
        let text = "+++\nmetric = \"two words\"\nbetter = \"bigger\"\nbaseline = nan\nbeat_by = -1\nbudget = \"20000h\"\nbugdet = 1\n+++\n";
        let (_, faults) = parse(text);
        let told: Vec<String> = faults
            .iter()
            .map(|f| {
                let (line, column) = f.place(text);
                format!("{line}:{column} {}", f.hint.as_deref().unwrap_or(&f.expected))
            })
            .collect();
        assert_eq!(
            told,
            [
                "2:10 a metric's name in one word, such as \"accuracy\"",
                "3:10 \"higher\" or \"lower\"",
                "4:12 a number, such as 0.8",
                "5:11 a number above 0, such as 0.05",
                "6:10 hours, such as \"80h\", at most 10000",
                "7:1 did you mean `budget`?",
            ]
        );
        assert_eq!(parse("+++\nmetric = \"a\"\n").1.len(), 1);
        assert_eq!(parse("no front matter\n").1, []);
    }

    #[test]
    fn other_words_leave_everything_else() {
        let changed = with_words(TEXT, Section::User, "Anglers.");
        assert_eq!(changed, TEXT.replace("A friend who\nsorts.", "Anglers."));
        // One that is not there comes to the end.
        let more = with_words(TEXT, Section::Success, "It is right.");
        assert_eq!(more, format!("{TEXT}\n## Success\n\nIt is right.\n"));
        assert_eq!(parse(&more).0.of(Section::Success), "It is right.");
        // From nothing.
        assert_eq!(with_words("", Section::User, " x "), "## User\n\nx\n");
        assert_eq!(
            with_words("+++\n+++\n", Section::User, "x"),
            "+++\n+++\n## User\n\nx\n"
        );
    }

    #[test]
    fn words_stay_words() {
        let text = with_words("", Section::User, "One\n## Data\n```\n\u{1b}[31mred\n+++");
        let (scope, faults) = parse(&text);
        assert_eq!(faults, []);
        assert_eq!(scope.of(Section::Data), "");
        assert_eq!(scope.of(Section::User), "One\n\\## Data\n\\```\n[31mred\n\\+++");
        assert_eq!(
            with_words(&text, Section::Data, "y"),
            format!("{text}\n## Data\n\ny\n")
        );
    }
}
