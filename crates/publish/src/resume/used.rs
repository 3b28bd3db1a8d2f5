//! Where a skill was used: what its `carried_by` leads to, and the work, projects and volunteering whose texts name it.

use pivot_domain::resume::{Document, Resume, Skill};
use pivot_domain::skills::Skills;

use super::layout::clean;

/// An item of work, of projects or of volunteering that names a skill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Use {
    /// Where it is named first, as a JSON pointer: `/work/0/highlights/2`.
    pub pointer: String,
    /// The item: `Web developer, Acme Ltd`.
    pub item: String,
}

/// The short names of places where the skill `at` was used, each once, in the order work, projects, volunteering.
pub(super) fn places(document: &Document, resume: &Resume, at: usize) -> Vec<String> {
    let Some(skill) = resume.skills.get(at) else {
        return Vec::new();
    };
    let mut places: Vec<String> = Vec::new();
    // What the person says carries it comes first.
    let said = skill
        .claim
        .carried_by
        .iter()
        .filter(|p| document.root().at_pointer(p).is_some());
    for item in said
        .filter_map(|p| item(resume, p))
        .chain(uses(resume, skill).into_iter().map(|u| u.item))
    {
        if !item.is_empty() && !places.contains(&item) {
            places.push(item);
        }
    }
    places
}

/// The items whose texts name a skill or one of its keywords.
pub(super) fn uses(resume: &Resume, skill: &Skill) -> Vec<Use> {
    let words: Vec<String> = std::iter::once(&skill.name)
        .chain(&skill.keywords)
        .cloned()
        .collect();
    named(resume, |text| mentions(text, &words))
}

/// Whether a text names one of these words, by the list of skills where it knows them, and as whole words otherwise.
pub(super) fn mentions(text: &str, words: &[String]) -> bool {
    let skills = Skills::built_in();
    let found = skills.find(text);
    words
        .iter()
        .filter(|w| pivot_domain::resume::is_word(w))
        .any(|word| {
            let meant: Vec<&str> = skills.find(word).iter().map(|f| f.skill.id.as_str()).collect();
            if meant.is_empty() {
                whole(text, word)
            } else {
                found.iter().any(|f| meant.contains(&f.skill.id.as_str()))
            }
        })
}

/// Whether a word stands in a text, whole and in any case.
fn whole(text: &str, word: &str) -> bool {
    let holder = Resume {
        skills: vec![Skill {
            name: text.to_owned(),
            ..Skill::default()
        }],
        ..Resume::default()
    };
    !holder.find(&[&[word.to_owned()]])[0].is_empty()
}

/// The items of work, projects and volunteering of which a text is as `wanted`, each with the place of its first one.
pub(super) fn named(resume: &Resume, wanted: impl Fn(&str) -> bool) -> Vec<Use> {
    let mut found = Vec::new();
    let mut look = |section: &str, i: usize, item: String, texts: Vec<(String, &str)>| {
        if let Some((place, _)) = texts.into_iter().find(|(_, text)| wanted(text)) {
            let pointer = format!("/{section}/{i}/{place}");
            found.push(Use { pointer, item });
        }
    };
    let several = |field: &str, texts: &'_ [String]| -> Vec<(String, String)> {
        texts
            .iter()
            .enumerate()
            .map(|(k, t)| (format!("{field}/{k}"), t.clone()))
            .collect()
    };
    for (i, w) in resume.work.iter().enumerate() {
        let highlights = several("highlights", &w.highlights);
        let mut texts: Vec<(String, &str)> =
            highlights.iter().map(|(p, t)| (p.clone(), t.as_str())).collect();
        texts.push(("summary".into(), &w.summary));
        texts.push(("position".into(), &w.position));
        look("work", i, label(&[&w.position, &w.name]), texts);
    }
    for (i, p) in resume.projects.iter().enumerate() {
        let lists = [
            several("highlights", &p.highlights),
            several("keywords", &p.keywords),
        ]
        .concat();
        let mut texts: Vec<(String, &str)> = lists.iter().map(|(p, t)| (p.clone(), t.as_str())).collect();
        texts.push(("description".into(), &p.description));
        texts.push(("name".into(), &p.name));
        look("projects", i, label(&[&p.name]), texts);
    }
    for (i, v) in resume.volunteer.iter().enumerate() {
        let highlights = several("highlights", &v.highlights);
        let mut texts: Vec<(String, &str)> =
            highlights.iter().map(|(p, t)| (p.clone(), t.as_str())).collect();
        texts.push(("summary".into(), &v.summary));
        look("volunteer", i, label(&[&v.position, &v.organization]), texts);
    }
    found
}

fn label(texts: &[&String]) -> String {
    let texts = texts.iter().map(|t| clean(t)).filter(|t| !t.is_empty());
    texts.collect::<Vec<_>>().join(", ")
}

/// The short name of the item that a pointer leads into.
fn item(resume: &Resume, pointer: &str) -> Option<String> {
    let mut tokens = pointer.strip_prefix('/')?.split('/');
    let (section, at) = (tokens.next()?, tokens.next()?.parse::<usize>().ok()?);
    match section {
        "work" => resume.work.get(at).map(|w| label(&[&w.position, &w.name])),
        "projects" => resume.projects.get(at).map(|p| label(&[&p.name])),
        "volunteer" => resume
            .volunteer
            .get(at)
            .map(|v| label(&[&v.position, &v.organization])),
        "education" => resume
            .education
            .get(at)
            .map(|e| label(&[&e.area, &e.institution])),
        "awards" => resume.awards.get(at).map(|a| label(&[&a.title])),
        "certificates" => resume.certificates.get(at).map(|c| label(&[&c.name])),
        "publications" => resume.publications.get(at).map(|p| label(&[&p.name])),
        _ => None,
    }
}
