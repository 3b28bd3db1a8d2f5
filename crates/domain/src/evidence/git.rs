//! `git`: the project's repository: commits on days, a tag, a README, a licence.

use std::collections::BTreeSet;

use super::with::With;
use super::{Found, Look, Material, text};

pub(super) fn look(with: With<'_>, look: &Look<'_>) -> Found {
    let context = look.context;
    let project = context.project;
    let repository = match look.at(0) {
        Material::Repository(repository) => repository,
        Material::Refused(why) => {
            return Found::unknown(
                format!("the repository of `{project}/` {why}"),
                "mend that, and ask again",
            );
        }
        _ => {
            let next = format!(
                "keep your project in {project}/ and run git init there; pivot project new makes one to begin with"
            );
            return Found::missing(format!("there is no repository in `{project}/`"), next);
        }
    };
    let by = |found: Found| Found {
        sha256: Some(repository.sha256.clone()),
        excerpt: Some(text::excerpt(&repository.last)).filter(|e| !e.is_empty()),
        ..found
    };
    let missing = |found: String, next: &str| by(Found::missing(found, next));
    // Work before the pivot, or dated ahead of now, is no work on it.
    let counted: Vec<_> = repository
        .commits
        .iter()
        .filter(|at| **at >= context.start && **at <= context.now)
        .collect();
    let days: BTreeSet<_> = counted
        .iter()
        .map(|at| context.zones.civil(**at).date())
        .collect();
    let other = repository.commits.len() - counted.len();
    let other = if other > 0 {
        format!(
            " ({} dated before this pivot or ahead of now)",
            text::count(other, "more").replace("mores", "more")
        )
    } else {
        String::new()
    };
    let least = with.least("commits", 1);
    if counted.len() < least {
        let found = format!(
            "{}{other}, of which it needs {least}",
            text::count(counted.len(), "commit")
        );
        return missing(found, "commit as you work: each commit one idea");
    }
    let least_days = with.least("days", 1);
    if days.len() < least_days {
        let found = format!(
            "commits on {}{other}, of which it needs {least_days}",
            text::count(days.len(), "day")
        );
        return missing(found, "go on another day: work that grew is what this asks for");
    }
    if with.flag("tag") && repository.tags.is_empty() {
        return missing("no tag".into(), "tag what somebody else could use: git tag v0.1");
    }
    let wanted = with.list("headings");
    if !wanted.is_empty() {
        let Some(readme) = &repository.readme else {
            return missing("no README".into(), "write a README.md beside the code");
        };
        let (lacks, empty) = text::headings(&text::lossy(&readme.bytes), &wanted);
        if !lacks.is_empty() {
            return missing(
                format!("the README lacks the heading {}", lacks.join(", ")),
                "write these sections in README.md",
            );
        }
        if !empty.is_empty() {
            return missing(
                format!("the README has nothing below {}", empty.join(", ")),
                "write these sections in README.md",
            );
        }
    }
    if with.flag("licence") && repository.licence.is_none() {
        return missing(
            "no licence".into(),
            "put a file LICENSE beside the code: choosealicense.com helps",
        );
    }
    if with.flag("clean") && !repository.clean {
        return missing("something is not committed".into(), "commit it, or ignore it");
    }
    let mut said = format!(
        "{} on {}",
        text::count(counted.len(), "commit"),
        text::count(days.len(), "day")
    );
    if let (true, Some(tag)) = (with.flag("tag"), repository.tags.last()) {
        said.push_str(&format!(", the tag {}", text::short(tag)));
    }
    if let (true, Some(licence)) = (with.flag("licence"), &repository.licence) {
        said.push_str(&format!(", {}", text::short(licence)));
    }
    by(Found::met(said))
}
