//! `rig_rules`: a parts file without errors, in which nothing is missing that an error could come from.

use super::with::With;
use super::{Found, Look, text};
use crate::rig::{Form, LARGEST, Outcome, Report, Rule, Severity, State, check, parse};

/// The parts file of a machine.
pub(super) const PARTS: &str = "rig/parts.toml";
/// So many fields that are missing are named.
const MISSING_SHOWN: usize = 4;

pub(super) fn look(with: With<'_>, look: &Look<'_>) -> Found {
    let name = with.name("file").unwrap_or(PARTS);
    let file =
        match look.file("write the parts into it, as docs/rig.md has it; pivot rig check FILE checks them") {
            Ok(file) => file,
            Err(found) => return found,
        };
    let next = format!("pivot rig check {name} tells all of it");
    let missing = |found: String| Found::missing(format!("`{name}` {found}"), next.clone());
    if file.bytes.len() > LARGEST {
        return missing(format!("is larger than {LARGEST} bytes"));
    }
    let Ok(body) = std::str::from_utf8(&file.bytes) else {
        return missing("is no text in UTF-8".into());
    };
    let (rig, faults) = parse(body, Form::of(name));
    if let Some(first) = faults.first() {
        let (line, column) = first.place(body);
        let n = text::count(faults.len(), "fault");
        return missing(format!("has {n}; line {line}, column {column}: {}", first.what)).by(file, "");
    }
    let today = look.context.zones.civil(look.context.now).date();
    let report = check(&rig, today);
    let names: Vec<String> = rig.bought().map(crate::rig::Part::called).collect();
    judged(&report, with.flag("within_budget"), &missing, name).by(file, names.join(" / "))
}

fn judged(report: &Report, within_budget: bool, missing: &dyn Fn(String) -> Found, name: &str) -> Found {
    let errors: Vec<&Outcome> = report.broken(Severity::Error).collect();
    if let Some(first) = errors.first() {
        let n = text::count(errors.len(), "error");
        return missing(format!("has {n}; {}: {}", first.rule.name(), first.what));
    }
    let grave: Vec<&Outcome> = report.unknown().filter(|o| o.worst == Severity::Error).collect();
    if let Some(first) = grave.first() {
        let n = text::count(grave.len(), "check");
        let lacks = lacks(first);
        return missing(format!(
            "leaves {n} open that could find an error; {}: it lacks {lacks}",
            first.rule.name()
        ));
    }
    if within_budget {
        for outcome in report.outcomes.iter().filter(|o| o.rule == Rule::Budget) {
            match outcome.state {
                State::Unknown => {
                    return missing(format!("does not say what it costs: it lacks {}", lacks(outcome)));
                }
                State::Broken(Severity::Warning | Severity::Error) => {
                    return missing(format!("does not keep to the budget: {}", outcome.what));
                }
                State::Passed | State::Broken(Severity::Information) => {}
            }
        }
    }
    let warnings = report.broken(Severity::Warning).count();
    let warned = if warnings == 0 {
        String::new()
    } else {
        format!(", {}", text::count(warnings, "warning"))
    };
    let cost = report
        .cost
        .as_ref()
        .map_or_else(String::new, |c| format!("; {} of {}", c.total, c.budget));
    Found::met(format!(
        "`{name}` has no error in {}{warned}{cost}",
        text::count(report.outcomes.len(), "check")
    ))
}

/// The first fields that a check lacks.
fn lacks(outcome: &Outcome) -> String {
    let shown = outcome
        .missing
        .iter()
        .take(MISSING_SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match outcome.missing.len().saturating_sub(MISSING_SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
