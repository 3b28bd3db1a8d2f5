//! What is looked at beside the texts themselves: links into other pages, series, names of tasks and labs, headings.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pivot_domain::fault::{Fault, nearest};
use pivot_domain::read::shorten;

use super::Names;
use super::desk::Desk;
use super::links::Leads;
use super::pages::models_of;
use super::slug::{self, Slugs};
use super::sources::Source;

/// So many names are compared with wrong ones, and so many links to no place are told.
const COMPARED_MAX: usize = 1_000_000;
const FAULTS_MAX: usize = 1_000;
/// What a project's page should have a heading for.
const SECTIONS: [&str; 6] = ["What", "Why", "How", "Result", "Limits", "What next"];

/// Faults of front matter that show only beside all others, before any body is drawn: by the number of the source.
pub(super) fn fronts(sources: &[Source], names: &Names) -> Vec<(usize, Fault)> {
    let mut faults = Vec::new();
    let mut slugs = Slugs::default();
    // By field and slug: the first name that wants it, and who has that.
    let mut tags: BTreeMap<(&str, String), (&str, usize)> = BTreeMap::new();
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut models: BTreeMap<String, usize> = BTreeMap::new();
    for (number, source) in sources.iter().enumerate() {
        let known =
            |field: &str, what: &str, used: &[String], names: &BTreeSet<String>| -> Vec<(usize, Fault)> {
                let mut faults = Vec::new();
                for name in used
                    .iter()
                    .filter(|name| !names.is_empty() && !names.contains(*name))
                {
                    let what = format!("there is no {what} `{}`", shorten(name));
                    let fault = Fault::new(source.at(field), what, "one of the curriculum or the folder");
                    faults.push((number, fault.nearest(name, names.iter().map(String::as_str))));
                }
                faults
            };
        if let Some(post) = source.post() {
            faults.extend(known("tasks", "task", &post.tasks, &names.tasks));
            for (field, name) in post
                .tags
                .iter()
                .map(|tag| ("tags", tag.as_str()))
                .chain(post.series.iter().map(|s| ("series", s.as_str())))
            {
                // Most names are those of other posts: nothing is to be told of one that agreed with the first of its slug.
                if seen.contains(&(field, name)) {
                    continue;
                }
                let slug = slugs.of(name).to_owned();
                let (other, of) = *tags.entry((field, slug)).or_insert((name, number));
                if other.to_lowercase() == name.to_lowercase() {
                    seen.insert((field, name));
                } else {
                    let what = format!(
                        "`{}` wants the same page as `{}` of `{}`",
                        shorten(name),
                        shorten(other),
                        sources[of].path
                    );
                    faults.push((
                        number,
                        Fault::new(source.at(field), what, "the same word, or another"),
                    ));
                }
            }
        }
        if let Some(project) = source.project() {
            faults.extend(known("tasks", "task", &project.tasks, &names.tasks));
            faults.extend(known("labs", "lab", &project.labs, &names.labs));
            for (slug, model) in models_of(project) {
                let what = match models.get(&slug) {
                    _ if slug.is_empty() => {
                        "a model's name gives no address: it has neither letter nor digit".to_owned()
                    }
                    Some(other) => format!(
                        "the model `{}` has the address of one of `{}`",
                        shorten(&model.name),
                        sources[*other].path
                    ),
                    None => {
                        models.insert(slug, number);
                        continue;
                    }
                };
                let fault = Fault::new(source.at("model"), what, "a `slug` of its own below [[models]]");
                faults.push((number, fault));
            }
        }
    }
    faults.extend(series(sources));
    faults
}

/// Posts of one series whose order nobody can tell.
fn series(sources: &[Source]) -> Vec<(usize, Fault)> {
    let mut slugs = Slugs::default();
    let mut all: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, source) in sources
        .iter()
        .enumerate()
        .filter(|(_, source)| source.faults.is_empty() && !source.text.front.draft())
    {
        if let Some(series) = source.post().and_then(|post| post.series.as_deref()) {
            all.entry(slugs.of(series).to_owned()).or_default().push(number);
        }
    }
    let mut faults = Vec::new();
    for posts in all.into_values() {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let with_part = posts
            .iter()
            .filter(|n| sources[**n].post().is_some_and(|p| p.part.is_some()))
            .count();
        for &number in &posts {
            let source = &sources[number];
            let Some(post) = source.post() else { continue };
            let expected = "`part = 1`, `part = 2` and so on in all of its posts, or dates that differ";
            if with_part > 0 && post.part.is_none() {
                let what = "other posts of the series have a `part`, this one has none";
                faults.push((number, Fault::new(source.at("series"), what, expected)));
                continue;
            }
            let (key, field) = match (post.part, post.date) {
                (Some(part), _) => (format!("part {part}"), "part"),
                (None, Some(date)) => (format!("date {date}"), "date"),
                (None, None) => continue,
            };
            if let Some(other) = seen.insert(key.clone(), number) {
                let what = format!(
                    "the series has no order here: `{}` has the same {key}",
                    sources[other].path
                );
                faults.push((number, Fault::new(source.at(field), what, expected)));
            }
        }
    }
    faults
}

/// Faults that show when all bodies are drawn: links to a place of another page that is not there, pictures of front matter.
pub(super) fn bodies(desk: &Desk<'_>, sources: &[Source], shown: &[usize]) -> Vec<(usize, Fault)> {
    let pages: BTreeMap<&str, usize> = shown.iter().map(|n| (sources[*n].page(), *n)).collect();
    let mut sets: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut compared = 0;
    let mut faults = Vec::new();
    for &number in shown {
        let source = &sources[number];
        let links = source.text.body.iter().flat_map(|body| &body.links);
        for link in links.filter(|link| link.target.contains('#') && !link.target.starts_with('#')) {
            let Leads::Inside(page, rest) = desk.leads(source, &link.target) else {
                continue;
            };
            let Some((_, anchor)) = rest.split_once('#').filter(|(_, anchor)| !anchor.is_empty()) else {
                continue;
            };
            let anchors = sets.entry(page.clone()).or_insert_with(|| {
                let body = pages
                    .get(page.as_str())
                    .and_then(|other| sources[*other].text.body.as_ref());
                body.map(|body| body.anchors.iter().map(String::as_str).collect())
                    .unwrap_or_default()
            });
            let wanted = slug::decoded(anchor).unwrap_or_default();
            if !anchors.contains(wanted.as_str()) && wanted != "page:main" {
                let what = format!("`/{page}` has no place `#{}`", shorten(&wanted));
                let mut fault = Fault::new(link.at.clone(), what, "the id of a heading there");
                compared += anchors.len();
                if compared < COMPARED_MAX {
                    fault = fault.nearest(&wanted, anchors.iter().copied());
                }
                if faults.len() < FAULTS_MAX {
                    faults.push((number, fault));
                }
            }
        }
        let picture = match (source.post(), source.project()) {
            (Some(post), _) => post.card.as_ref().map(|card| ("card", card)),
            (_, Some(project)) => project.picture.as_ref().map(|picture| ("picture", picture)),
            _ => None,
        };
        if let Some((field, path)) = picture {
            let full = source.beside(path).unwrap_or_default();
            if let Err(why) = desk.pictures.get(&full) {
                let what = format!("the picture `{}` {why}", shorten(path));
                let fault = Fault::new(
                    source.at(field),
                    what,
                    "the path of a picture, seen from this file",
                );
                faults.push((number, fault.nearest(&full, desk.pictures.paths().take(10_000))));
            }
        }
        for (model, at) in source.project().into_iter().flat_map(models_of).zip(0..) {
            let (_, model) = model;
            let Some(key) = model
                .value
                .as_deref()
                .filter(|key| !desk.input.record.figures.contains_key(*key))
            else {
                continue;
            };
            // A model named in a line takes its lab's score, where there is one.
            if source.project().is_some_and(|project| project.models.is_empty()) {
                continue;
            }
            let what = format!("the record has no figure `{}`", shorten(key));
            let names = desk.input.record.figures.keys().map(String::as_str);
            let fault = Fault::new(
                source.at(&format!("models.{at}.value")),
                what,
                "the key of a figure",
            );
            faults.push((number, fault.nearest(key, names)));
        }
    }
    faults
}

/// What is good to know of a text, and keeps nothing from being published.
pub(super) fn notes(desk: &Desk<'_>, source: &Source) -> Vec<Fault> {
    let mut notes = Vec::new();
    let Some(body) = &source.text.body else {
        return notes;
    };
    for dropped in &body.dropped {
        let what = format!("`<{}>` is left out", shorten(&dropped.what));
        notes.push(Fault::new(
            dropped.at.clone(),
            what,
            "HTML without scripts, frames and forms",
        ));
    }
    for link in &body.links {
        if desk.leads(source, &link.target) == Leads::LeftOut {
            let what = format!(
                "`{}` was left out for its faults; the link leads to all posts",
                shorten(&link.target)
            );
            notes.push(Fault::new(link.at.clone(), what, "a post without faults"));
        }
    }
    if let Some(project) = source.project() {
        let headings: Vec<String> = body
            .headings
            .iter()
            .map(|heading| heading.text.to_lowercase())
            .collect();
        for section in SECTIONS {
            if !headings
                .iter()
                .any(|heading| heading.starts_with(&section.to_lowercase()))
            {
                let what = format!("the project has no section “{section}”");
                notes.push(Fault::new(end(source), what, format!("`## {section}`")));
            }
        }
        for (slug, model) in models_of(project) {
            let missing: Vec<&str> = [
                ("data", model.data.is_none() && project.data.is_none()),
                ("metric", model.metric.is_none() && project.metric.is_none()),
                ("value", model.value.is_none()),
                ("trained", model.trained.is_none()),
                ("use", model.r#use.is_none()),
                ("limits", model.limits.is_none()),
            ]
            .into_iter()
            .filter_map(|(name, missing)| missing.then_some(name))
            .collect();
            if !missing.is_empty() {
                let what = format!(
                    "the model card of `{}` does not say: {}",
                    shorten(&model.name),
                    missing.join(", ")
                );
                let at = if source.text.places.contains_key("model") {
                    source.at("model")
                } else {
                    end(source)
                };
                notes.push(Fault::new(
                    at,
                    what,
                    format!("them below [[models]] (slug `{slug}`)"),
                ));
            }
        }
        for key in project.labs.iter().map(|lab| format!("score:{lab}")) {
            if !desk.input.record.figures.contains_key(&key) {
                let known = desk.input.record.figures.keys().map(String::as_str);
                let near = nearest(&key, known).map(|near| format!("; the nearest there is: `{near}`"));
                let what = format!(
                    "there is no figure `{}` yet{}",
                    shorten(&key),
                    near.unwrap_or_default()
                );
                notes.push(Fault::new(source.at("labs"), what, "a score in the journal"));
            }
        }
    }
    notes
}

/// Where a file's front matter is told of as a whole.
fn end(source: &Source) -> Range<usize> {
    source.text.places.get("title").cloned().unwrap_or(0..0)
}
