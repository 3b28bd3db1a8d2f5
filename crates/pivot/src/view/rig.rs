//! What the rules say of a rig.

use std::path::Path;

use anstyle::Style;
use pivot_app::domain::rig::{Outcome, Report, Rule, Severity, State};
use pivot_app::planning::rig::{Suggested, Suggestion};
use pivot_app::verbs::rig::Checked;

use super::count;
use crate::screen::{BAD, FAINT, GOOD, NOTE, STRONG, Screen, pad, paint};

/// Columns of the margin that has the rules' names.
const MARGIN: usize = 18;

pub(crate) fn show(screen: &mut Screen, file: &Path, checked: &Checked) {
    let report = &checked.report;
    let name = checked
        .rig
        .name()
        .map_or_else(|| file.display().to_string(), str::to_owned);
    screen.prose(STRONG, 0, 2, &name);
    screen.blank();
    let (style, verdict) = verdict(report);
    screen.labelled(style, "Verdict", &verdict);
    if let Some(power) = report.power {
        let text = format!(
            "{} W are drawn, {} W are there; aim at {} W (1.3 times)",
            power.need, power.supply, power.target
        );
        screen.labelled(Style::new(), "Power", &text);
    }
    if let Some(cost) = &report.cost {
        let text = format!(
            "{} of {}: parts {}, tax {}, parcels {}",
            cost.total,
            cost.budget,
            cost.parts.amount(),
            cost.tax.amount(),
            cost.shipping.amount()
        );
        screen.labelled(Style::new(), "Cost", &text);
    }
    for (severity, title, style) in [
        (Severity::Error, "Errors: these parts do not fit", BAD),
        (Severity::Warning, "Warnings", NOTE),
        (Severity::Information, "Worth knowing", Style::new()),
    ] {
        let mut found = report.broken(severity).peekable();
        if found.peek().is_some() {
            screen.blank();
            screen.line(style, title);
        }
        for outcome in found {
            broken(screen, outcome);
        }
    }
    unknown(screen, report);
    passed(screen, report);
    screen.next(&next(file, report));
}

/// The best set of a catalogue, and why no other.
pub(crate) fn suggested(screen: &mut Screen, suggestion: &Suggestion) {
    let budget = &suggestion.budget;
    let (style, title, set) = match &suggestion.what {
        Suggested::Best(set) => (GOOD, format!("The best set within {budget}"), Some(set)),
        Suggested::Dear(set) => (
            BAD,
            format!("No set is within {budget}; the cheapest that passes the rules"),
            Some(set),
        ),
        Suggested::None => (BAD, "No set of these parts passes the rules".to_owned(), None),
    };
    screen.prose(style, 0, 2, &title);
    if let Some(set) = set {
        for part in &set.parts {
            let kind = part.kind().map_or("", |kind| kind.name);
            let pieces = match part.pieces() {
                1 => String::new(),
                n => format!("{n} x "),
            };
            let price = part
                .price()
                .map_or_else(|| "owned".to_owned(), |price| price.to_string());
            let room = screen.width.saturating_sub(MARGIN + 18);
            let name = pad(&format!("{pieces}{}", part.called()), room);
            screen.painted(&format!(
                "{}{name}{price:>18}",
                paint(STRONG, pad(&format!("  {kind}"), MARGIN))
            ));
        }
        if let Some(cost) = &set.report.cost {
            beside(
                screen,
                Some("in all"),
                Style::new(),
                &format!(
                    "{}, with {} of tax and {} for parcels",
                    cost.total,
                    cost.tax.amount(),
                    cost.shipping.amount()
                ),
            );
        }
        screen.blank();
        screen.line(STRONG, "Why this one");
        beside(
            screen,
            Some("asked for"),
            Style::new(),
            "no error and nothing unknown; no warning where that can be had; then most memory on the card, then most bandwidth, then the lowest cost. No set of the catalogue is better in this order.",
        );
        if set.warned {
            beside(
                screen,
                Some("warnings"),
                NOTE,
                "no set without a warning is within the budget",
            );
        }
        for severity in [Severity::Warning, Severity::Information] {
            for outcome in set.report.broken(severity) {
                beside(
                    screen,
                    Some(outcome.rule.name()),
                    NOTE,
                    &format!("{}.", outcome.what),
                );
            }
        }
    }
    for why in &suggestion.why {
        beside(
            screen,
            Some(if set.is_some() {
                "better card"
            } else {
                "against it"
            }),
            Style::new(),
            why,
        );
    }
    for left_out in &suggestion.left_out {
        beside(screen, Some("left out"), NOTE, left_out);
    }
    screen.next(match suggestion.what {
        Suggested::Best(_) => "write the set into a parts file; pivot rig check holds it against every rule, and shows all of them.",
        Suggested::Dear(_) => "raise the budget with --budget, or add cheaper candidates.",
        Suggested::None => "add candidates that fit with each other; docs/rig.md has every rule.",
    });
}

fn verdict(report: &Report) -> (Style, String) {
    let all = report.outcomes.len();
    let n = |severity| report.broken(severity).count();
    let (errors, warnings) = (n(Severity::Error), n(Severity::Warning));
    let unknown = report.unknown().count();
    let mut said = Vec::new();
    if warnings > 0 {
        said.push(count(warnings, "warning"));
    }
    if unknown > 0 {
        said.push(format!("{} not known", count(unknown, "check")));
    }
    let beside = if said.is_empty() {
        String::new()
    } else {
        format!("; {}", said.join(", "))
    };
    let checks = count(all, "check");
    match report.fits() {
        Some(false) => (
            BAD,
            format!("They do not fit: {} in {checks}{beside}", count(errors, "error")),
        ),
        Some(true) => (GOOD, format!("They fit: no error in {checks}{beside}")),
        None => (
            NOTE,
            format!("It cannot be told whether they fit: no error so far in {checks}{beside}"),
        ),
    }
}

/// Text beside the margin, whose first line has a name; names of rules and fields are not broken at their marks.
fn beside(screen: &mut Screen, name: Option<&str>, style: Style, text: &str) {
    let options = textwrap::Options::new(screen.width - MARGIN)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    for (i, line) in textwrap::wrap(text, options).iter().enumerate() {
        let margin = pad(
            &format!("  {}", name.filter(|_| i == 0).unwrap_or_default()),
            MARGIN,
        );
        screen.painted(&format!("{}{}", paint(STRONG, margin), paint(style, line)));
    }
}

fn broken(screen: &mut Screen, outcome: &Outcome) {
    beside(
        screen,
        Some(outcome.rule.name()),
        Style::new(),
        &format!("{}.", outcome.what),
    );
    if let Some(next) = &outcome.next {
        beside(screen, None, GOOD, &format!("→ {next}"));
    }
    let values: Vec<String> = outcome
        .values
        .iter()
        .map(|(path, value)| format!("{path} {value}"))
        .collect();
    beside(screen, None, FAINT, &values.join(", "));
    beside(
        screen,
        None,
        FAINT,
        &format!("must hold: {} [{}]", outcome.threshold, outcome.source.said),
    );
}

fn unknown(screen: &mut Screen, report: &Report) {
    let mut unknown = report.unknown().peekable();
    if unknown.peek().is_none() {
        return;
    }
    screen.blank();
    screen.line(NOTE, "Not known, and so not passed");
    for outcome in unknown {
        let worst = match outcome.worst {
            Severity::Error => " (it could be an error)",
            Severity::Warning | Severity::Information => "",
        };
        beside(
            screen,
            Some(outcome.rule.name()),
            Style::new(),
            &format!("{}{worst}", capital(&outcome.what)),
        );
        beside(
            screen,
            None,
            NOTE,
            &format!("not known: {}", lacks(&outcome.missing)),
        );
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// `price, date of cpu, board; budget.amount`: parts that lack the same are told together.
fn lacks(missing: &[String]) -> String {
    let mut groups: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
    let mut parts: Vec<(&str, Vec<&str>)> = Vec::new();
    for path in missing {
        let (part, field) = match path.split_once('.') {
            Some((part, field)) if !path.contains(' ') => (part, field),
            _ => (path.as_str(), ""),
        };
        match parts.iter_mut().find(|(p, _)| *p == part) {
            Some((_, fields)) => fields.push(field),
            None => parts.push((part, vec![field])),
        }
    }
    for (part, fields) in parts {
        match groups.iter_mut().find(|(f, _)| *f == fields) {
            Some((_, of)) => of.push(part),
            None => groups.push((fields, vec![part])),
        }
    }
    let said = groups
        .iter()
        .map(|(fields, parts)| match (&fields[..], &parts[..]) {
            ([""], parts) => parts.join(", "),
            ([field], [part]) => format!("{part}.{field}"),
            (fields, parts) => format!("{} of {}", fields.join(", "), parts.join(", ")),
        });
    said.collect::<Vec<_>>().join("; ")
}

/// Rules whose every check passed.
fn passed(screen: &mut Screen, report: &Report) {
    let all = |rule: &&Rule| {
        let mut of = report.outcomes.iter().filter(|o| o.rule == **rule).peekable();
        of.peek().is_some() && of.all(|o| o.state == State::Passed)
    };
    let names: Vec<&str> = Rule::ALL.iter().filter(all).map(|rule| rule.name()).collect();
    if !names.is_empty() {
        screen.blank();
        beside(screen, Some("Passed"), GOOD, &names.join(", "));
    }
}

fn next(file: &Path, report: &Report) -> String {
    let file = file.display();
    match report.fits() {
        Some(false) => {
            format!("mend what does not fit in {file}, and check it again; docs/rig.md has every rule.")
        }
        None => format!(
            "fill in what is not known in {file}, and check it again; docs/rig.md says what each field is."
        ),
        Some(true) if report.cost.is_none() => {
            format!(
                "fill in prices, each with its day and source, and the budget in {file}: the sum is checked too."
            )
        }
        Some(true) => {
            "order the parts; pivot evidence shows whether the task is closed by this file.".to_owned()
        }
    }
}
