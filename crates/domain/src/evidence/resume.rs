//! `resume`: a JSON Resume (jsonresume.org) or Markdown with fixed headings: sections, links, names, skills covered.

use std::collections::BTreeSet;

use super::with::With;
use super::{Found, Look, Material, Read, table, text};
use crate::json::Node;
use crate::resume::Document;

/// Where the résumé is looked for.
pub(super) const FILES: [&str; 2] = ["resume.json", "resume.md"];
/// The advertisements whose requirements it should cover.
pub(super) const POSTINGS: &str = "postings.csv";
/// The headings of one in Markdown.
const HEADINGS: [&str; 3] = ["Skills", "Projects", "Experience"];

pub(super) fn look(with: With<'_>, look: &Look<'_>) -> Found {
    let next =
        "write resume.json (jsonresume.org), or resume.md with the headings Skills, Projects, Experience";
    let file = match (look.at(0), look.at(1)) {
        (Material::File(file), _) | (_, Material::File(file)) => file,
        (Material::Refused(why), _) => return Found::missing(format!("`{}` {why}", FILES[0]), next),
        (_, Material::Refused(why)) => return Found::missing(format!("`{}` {why}", FILES[1]), next),
        _ => {
            return Found::missing(
                format!("there is no file `{}`, nor `{}`", FILES[0], FILES[1]),
                next,
            );
        }
    };
    let json = file.path.ends_with(".json");
    let read = if json { of_json(file) } else { of_markdown(file) };
    let missing =
        |found: String, next: &str| Found::missing(format!("`{}` {found}", file.path), next).by(file, "");
    let (name, all) = match read {
        Ok(read) => read,
        Err(why) => return missing(why, next),
    };
    let lower = all.to_lowercase();
    let lacks: Vec<&str> = with
        .list("names")
        .into_iter()
        .filter(|n| !lower.contains(&n.to_lowercase()))
        .collect();
    if !lacks.is_empty() {
        return missing(
            format!("does not mention {}", lacks.join(", ")),
            "your project and Kaggle are its strongest lines: name them, with links",
        );
    }
    let mut covers = String::new();
    if let Some(share) = with.number("coverage") {
        let Material::File(postings) = look.at(2) else {
            return missing(
                format!("can be held against no advertisements: there is no file `{POSTINGS}`"),
                "collect them first",
            );
        };
        let asked = match requirements(postings) {
            Ok(asked) if !asked.is_empty() => asked,
            _ => {
                return missing(
                    format!("can be held against nothing: `{POSTINGS}` has no requirements"),
                    "fill its column requirements",
                );
            }
        };
        let lacks: Vec<&str> = asked
            .iter()
            .map(String::as_str)
            .filter(|a| !lower.contains(a))
            .collect();
        let covered = asked.len() - lacks.len();
        if (covered as f64) < share * asked.len() as f64 {
            let first = lacks.iter().take(5).copied().collect::<Vec<_>>().join(", ");
            return missing(
                format!(
                    "covers {covered} of {} skills that were asked for; it lacks {}",
                    asked.len(),
                    text::short(&first)
                ),
                "show them where you have them, or learn the next one",
            );
        }
        covers = format!(", and covers {covered} of {} skills", asked.len());
    }
    Found::met(format!("`{}` has its sections and links{covers}", file.path)).by(file, name)
}

/// The different requirements of all advertisements.
fn requirements(postings: &Read) -> Result<BTreeSet<String>, String> {
    let table = table::read(postings)?;
    let Some(at) = table.column("requirements") else {
        return Err("has no column `requirements`".into());
    };
    Ok(table
        .rows
        .iter()
        .filter_map(|r| r.cells.get(at))
        .flat_map(|c| table::listed(c))
        .collect())
}

/// The person's name and all texts, or what is missing as the end of a sentence.
fn of_json(file: &Read) -> Result<(String, String), String> {
    let document = Document::read(&file.bytes).map_err(|fault| {
        let (line, column) = fault.place(&text::lossy(&file.bytes));
        format!("is no JSON Resume: line {line}, column {column}: {}", fault.what)
    })?;
    let name = document.resume().basics.name.trim().to_owned();
    if name.is_empty() {
        return Err("has no `basics.name`".into());
    }
    let filled = |section: &str| {
        let items = document.root().get(section).map_or(&[][..], Node::items);
        items.iter().any(|item| !item.members().is_empty())
    };
    if !filled("skills") {
        return Err("has no `skills`".into());
    }
    if !filled("projects") && !filled("work") {
        return Err("has neither `projects` nor `work`".into());
    }
    let texts = document.root().texts();
    if !texts
        .iter()
        .any(|t| t.starts_with("https://") || t.starts_with("http://"))
    {
        return Err("has no link: `basics.url`, `basics.profiles` or `projects` should have one".into());
    }
    Ok((name, texts.join("\n")))
}

fn of_markdown(file: &Read) -> Result<(String, String), String> {
    let body = text::lossy(&file.bytes).into_owned();
    let (lacks, empty) = text::headings(&body, &HEADINGS);
    if let Some(first) = lacks.iter().chain(&empty).next() {
        return Err(format!("has no section {first}"));
    }
    if !body.contains("https://") && !body.contains("http://") {
        return Err("has no link".into());
    }
    let name = body
        .lines()
        .find_map(|l| l.strip_prefix("# "))
        .unwrap_or_default();
    Ok((name.to_owned(), body))
}
