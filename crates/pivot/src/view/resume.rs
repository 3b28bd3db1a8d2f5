//! What `pivot resume` prints.

use std::path::Path;

use pivot_app::Folder;
use pivot_app::publish::resume::check::{Asked, Finding, Grade};
use pivot_app::publish::resume::posting::Posting;
use pivot_app::publish::resume::suggest::Suggestion;
use pivot_app::publish::resume::tailor::{Account, Choice};
use pivot_app::verbs::resume::{Built, Checked, Suggested};
use pivot_app::words::count;
use serde_json::Value;

use crate::screen::{BAD, FAINT, GOOD, MARK, NOTE, STRONG, Screen, pad, paint};

pub(crate) fn begun(screen: &mut Screen, path: &Path) {
    screen.line(STRONG, &format!("Begun: {}", path.display()));
    screen.prose(
        FAINT,
        0,
        0,
        "It is a JSON Resume document (jsonresume.org): yours to fill in, with any editor.",
    );
    screen.next("fill in your name and work, then pivot resume suggest says what the journal could add.");
}

/// A path as the person would write it: from the pivot's folder where it lies in it.
fn near<'p>(folder: &Folder, path: &'p Path) -> &'p Path {
    path.strip_prefix(folder.root()).unwrap_or(path)
}

pub(crate) fn built(screen: &mut Screen, folder: &Folder, built: &Built, posting: Option<&Posting>) {
    let title = match posting {
        Some(posting) => format!("{}, for {}", built.sheet.title, posting.title),
        None => built.sheet.title.clone(),
    };
    screen.prose(STRONG, 0, 2, &title);
    for file in &built.files {
        let is_pdf = file.extension().is_some_and(|e| e == "pdf");
        let pages = built
            .pages
            .filter(|_| is_pdf)
            .map(|n| format!(", {}", count(n, "page")));
        screen.line(
            MARK,
            &format!("  {}{}", near(folder, file).display(), pages.unwrap_or_default()),
        );
    }
    if let Some(trouble) = &built.without {
        screen.blank();
        screen.prose(BAD, 0, 2, &format!("No PDF: {trouble}."));
        if let Some(next) = trouble.next() {
            screen.next(&format!("{next}; then the same command again."));
            return;
        }
    }
    if let Some(account) = &built.account {
        accounted(screen, account);
    }
    screen.next(match posting {
        Some(_) => {
            "pivot resume check FILE.pdf --for POSTING reads it back and holds it against the posting."
        }
        None => "pivot resume check reads the PDF back as machines do; --for POSTING cuts it for a posting.",
    });
}

/// Each choice with its reason. What was kept comes in the order of the paper.
fn accounted(screen: &mut Screen, account: &Account) {
    let (kept, left): (Vec<&Choice>, Vec<&Choice>) = account.choices.iter().partition(|c| c.kept);
    screen.blank();
    let fits = if account.fits {
        ""
    } else {
        " It is still longer than asked for: all that could be left out was."
    };
    screen.prose(
        STRONG,
        0,
        2,
        &format!("{} kept, {} left out.{fits}", kept.len(), left.len()),
    );
    for (mark, style, choices) in [("+", GOOD, kept), ("-", FAINT, left)] {
        for choice in choices {
            screen.prose(style, 0, 4, &format!("{mark} {}", choice.what));
            screen.prose(FAINT, 4, 2, &choice.why);
        }
    }
    let list = |screen: &mut Screen, label: &str, names: &[String]| {
        if !names.is_empty() {
            screen.labelled(FAINT, label, &names.join(", "));
        }
    };
    screen.blank();
    list(screen, "shown", &account.shown);
    list(screen, "nowhere", &account.absent);
}

/// What a suggestion would add, in lines.
pub(crate) fn item(suggestion: &Suggestion) -> Vec<String> {
    let mut lines = Vec::new();
    match serde_json::from_str(&suggestion.item) {
        Ok(Value::Object(fields)) => {
            // The texts that would be read; what ties them to evidence is for programs.
            for (name, value) in fields.iter().filter(|(name, _)| !name.starts_with("x-")) {
                match value {
                    Value::String(text) => lines.push(format!("{name}: {text}")),
                    Value::Array(items) => {
                        let texts = items.iter().filter_map(Value::as_str);
                        lines.extend(texts.map(|text| format!("{name}: {text}")));
                    }
                    _ => {}
                }
            }
        }
        Ok(Value::String(text)) => lines.push(text),
        _ => lines.push(suggestion.item.clone()),
    }
    lines
}

pub(crate) fn suggested(
    screen: &mut Screen,
    found: &Suggested,
    taken: &[&Suggestion],
    refused: &[&Suggestion],
) {
    if !taken.is_empty() || !refused.is_empty() {
        if !taken.is_empty() {
            screen.line(
                GOOD,
                &format!("Added to resume.json: {}.", count(taken.len(), "item")),
            );
        }
        if !refused.is_empty() {
            screen.line(
                FAINT,
                &format!("Not suggested again: {}.", count(refused.len(), "item")),
            );
        }
        screen.next("pivot resume build draws it.");
        return;
    }
    if found.suggestions.is_empty() {
        screen.line(STRONG, "The journal holds nothing that your resume lacks.");
        screen.next("what you log, submit and publish is suggested here.");
        return;
    }
    screen.line(
        STRONG,
        &format!(
            "{} for your resume, each with its evidence",
            count(found.suggestions.len(), "suggestion")
        ),
    );
    for suggestion in &found.suggestions {
        screen.blank();
        let id: String = suggestion.id.chars().take(8).collect();
        let to = suggestion.pointer.trim_end_matches("/-").trim_start_matches('/');
        screen.painted(&format!("{} {}", paint(MARK, pad(&id, 9)), paint(STRONG, to)));
        for line in item(suggestion) {
            screen.prose(STRONG, 4, 2, &line);
        }
        screen.prose(FAINT, 4, 2, &suggestion.why);
    }
    screen.next("pivot resume suggest --take ID adds one, --refuse ID never suggests it again; in a terminal it asks.");
}

pub(crate) fn checked(screen: &mut Screen, folder: &Folder, checked: &Checked) {
    let report = &checked.report;
    let n = |grade| report.of(grade).count();
    screen.line(STRONG, &near(folder, &checked.file).display().to_string());
    screen.blank();
    for finding in &report.findings {
        told(screen, finding);
    }
    if let Some(demands) = &report.demands {
        screen.blank();
        screen.line(STRONG, "What the posting demands");
        asked(
            screen,
            GOOD,
            "evidence",
            "carried by evidence that was checked",
            &demands.covered,
        );
        asked(screen, NOTE, "claimed", "on your word", &demands.claimed);
        asked(screen, BAD, "missing", "not in this PDF", &demands.missing);
    }
    screen.blank();
    let (faults, undone) = (n(Grade::Fault), n(Grade::NotDone));
    let said = format!(
        "{} passed, {}, {}, {} could not be looked at",
        n(Grade::Passed),
        count(n(Grade::Warning), "warning"),
        count(faults, "fault"),
        undone
    );
    screen.line(if faults == 0 { GOOD } else { BAD }, &said);
    if faults > 0 {
        screen.next("mend what is marked, pivot resume build, and check again.");
    } else if report.demands.is_none() {
        screen.next("pivot resume check --for POSTING holds it against an advertisement.");
    } else {
        screen.next("pivot evidence shows what would carry more of it.");
    }
}

fn told(screen: &mut Screen, finding: &Finding) {
    let (mark, style) = match finding.grade {
        Grade::Passed => ("ok", GOOD),
        Grade::Warning => ("look", NOTE),
        Grade::Fault => ("fault", BAD),
        Grade::NotDone => ("?", FAINT),
    };
    let page = finding.page.map_or(String::new(), |n| format!(" (page {n})"));
    screen.labelled(style, mark, &format!("{}{page}", finding.what));
    if finding.grade == Grade::Passed {
        return;
    }
    if let Some(text) = &finding.text {
        screen.prose(FAINT, 12, 0, &format!("it says: {text}"));
    }
    if !finding.expected.is_empty() {
        screen.prose(FAINT, 12, 0, &format!("expected: {}", finding.expected));
    }
    if !finding.next.is_empty() {
        screen.prose(FAINT, 12, 0, &finding.next);
    }
}

fn asked(screen: &mut Screen, style: anstyle::Style, label: &str, what: &str, all: &[Asked]) {
    if all.is_empty() {
        return;
    }
    let names: Vec<String> = all
        .iter()
        .map(|a| {
            if a.optional {
                format!("{} (a wish)", a.name)
            } else {
                a.name.clone()
            }
        })
        .collect();
    screen.labelled(style, label, &format!("{}: {}", what, names.join(", ")));
}
