//! The facts of the sheet in the text: the name first, the contact, everything there, in its order, under headings that are known.

use super::lines::{Lines, short, squeeze};
use super::{Findings, MOST, Rule};
use crate::resume::layout::SECTIONS;
use crate::resume::sheet::Sheet;

/// What a check without its sheet says.
const ALONE: &str = "there is no sheet to hold the PDF against";
const BUILD: &str = "build it with `pivot resume build`, and check that";

pub(super) fn check(lines: &Lines, sheet: Option<&Sheet>, all: &mut Findings) {
    if lines.is_empty() {
        let what = "the PDF has no text: it may be a picture of one";
        for rule in [Rule::Name, Rule::Contact, Rule::Facts] {
            all.fault(
                rule,
                what,
                "text that can be copied",
                "export it as text and not as a picture",
            );
        }
        all.not_done(Rule::Order, "there is no text to look at", "");
        all.not_done(Rule::Headings, "there is no text to look at", "");
        return;
    }
    name(lines, sheet, all);
    contact(lines, sheet, all);
    order(lines, sheet, all);
    headings(lines, sheet, all);
}

fn name(lines: &Lines, sheet: Option<&Sheet>, all: &mut Findings) {
    let rule = Rule::Name;
    let (page, first) = match lines.stream.first() {
        Some((page, line)) => (*page, line.as_str()),
        None => (1, ""),
    };
    match sheet {
        None => all.not_done(
            rule,
            format!("{ALONE}: the first line is `{}`", short(first)),
            BUILD,
        ),
        Some(sheet) if sheet.name.is_empty() => {
            all.fault(
                rule,
                "the resume has no name",
                "basics.name",
                "write `basics.name` into resume.json",
            );
        }
        Some(sheet) if first == sheet.name => all.passed(rule, "the name is the first line"),
        Some(sheet) => {
            let next = "let nothing stand before the name, and draw it in one piece";
            all.fault(rule, "the first line is not the name", sheet.name.clone(), next)
                .at(page, first);
        }
    }
}

fn contact(lines: &Lines, sheet: Option<&Sheet>, all: &mut Findings) {
    let rule = Rule::Contact;
    let mut email = false;
    for (_, line) in &lines.stream {
        email |= line.split_whitespace().any(|word| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            word.split_once('@')
                .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
        });
    }
    if let Some(sheet) = sheet {
        for contact in sheet.contact.iter().filter(|c| lines.find(&c.text, 0).is_none()) {
            let what = "a way to reach you is not in the text";
            all.fault(
                rule,
                what,
                contact.text.clone(),
                "write it out in the body, not in a header or an icon",
            );
        }
    }
    if !email {
        let next = "write `basics.email` into resume.json, and see that it is printed";
        all.fault(
            rule,
            "there is no e-mail address in the text",
            "an address such as ada@example.org",
            next,
        );
    }
    if all.clean(rule) {
        all.passed(rule, "the contact is in the text");
    }
}

/// All printed facts in their order.
fn facts(sheet: &Sheet) -> Vec<&str> {
    let mut facts = vec![sheet.name.as_str(), &sheet.label];
    facts.extend(sheet.contact.iter().map(|c| c.text.as_str()));
    for section in &sheet.sections {
        facts.push(&section.title);
        for entry in &section.entries {
            facts.extend([entry.heading.as_str(), &entry.dates, &entry.text]);
            facts.extend(entry.points.iter().map(|p| p.text.as_str()));
        }
    }
    facts.into_iter().filter(|f| !squeeze(f).is_empty()).collect()
}

fn order(lines: &Lines, sheet: Option<&Sheet>, all: &mut Findings) {
    let Some(sheet) = sheet else {
        all.not_done(Rule::Order, ALONE, BUILD);
        all.not_done(Rule::Facts, ALONE, BUILD);
        return;
    };
    let facts = facts(sheet);
    let (mut from, mut missing, mut moved) = (0, 0, 0);
    let mut before = "";
    for fact in &facts {
        // Another document altogether: the first hundreds say enough.
        if missing + moved > 200 {
            break;
        }
        if let Some((_, end, _)) = lines.find(fact, from) {
            from = end;
        } else if let Some((_, _, page)) = lines.find(fact, 0) {
            moved += 1;
            if moved <= MOST {
                let expected = format!("behind `{}`", short(before));
                let next = "put the texts into the file in the order of the sheet: no columns, no cells";
                all.fault(
                    Rule::Order,
                    "this stands elsewhere than it should",
                    expected,
                    next,
                )
                .at(page, fact);
            }
        } else {
            missing += 1;
            if missing <= MOST {
                let next = "see that it is printed whole, and not as a picture";
                all.fault(
                    Rule::Facts,
                    "this is in the resume and not in the PDF",
                    short(fact),
                    next,
                );
            }
        }
        before = fact;
    }
    if missing > MOST {
        let what = format!("at least {} more facts are not in the PDF", missing - MOST);
        all.fault(Rule::Facts, what, "every printed fact", "");
    }
    if moved > MOST {
        let what = format!(
            "at least {} more facts stand elsewhere than they should",
            moved - MOST
        );
        all.fault(Rule::Order, what, "the order of the sheet", "");
    }
    if missing == 0 {
        all.passed(Rule::Facts, format!("all {} facts are in the text", facts.len()));
    }
    if moved == 0 && missing == facts.len() {
        all.not_done(Rule::Order, "no fact of the sheet is in the text", "");
    } else if moved == 0 {
        all.passed(Rule::Order, "the text runs in the order of the sheet");
    }
}

fn headings(lines: &Lines, sheet: Option<&Sheet>, all: &mut Findings) {
    let rule = Rule::Headings;
    let known = |text: &str| SECTIONS.iter().any(|(_, title)| title.eq_ignore_ascii_case(text));
    let stands = |title: &str| {
        lines
            .stream
            .iter()
            .any(|(_, line)| line.eq_ignore_ascii_case(title))
    };
    let expected = "a heading that machines know: Summary, Skills, Experience, Projects, Education, …";
    if let Some(sheet) = sheet {
        for section in &sheet.sections {
            if !known(&section.title) {
                all.fault(
                    rule,
                    "a heading is not one that machines know",
                    expected,
                    "rename it",
                )
                .at(1, &section.title);
            } else if !stands(&section.title) {
                let next = "put it on a line of its own";
                all.fault(
                    rule,
                    "a heading is not a line of its own",
                    section.title.clone(),
                    next,
                );
            }
        }
    } else if !lines.stream.iter().any(|(_, line)| known(line)) {
        all.fault(
            rule,
            "no line is a heading that machines know",
            expected,
            "use plain headings",
        );
    }
    if all.clean(rule) {
        all.passed(rule, "the headings are plain ones");
    }
}
