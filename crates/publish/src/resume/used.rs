//! Where a skill was used: what its `carried_by` leads to, and the work, projects and volunteering whose texts name it.

use std::collections::BTreeSet;

use pivot_domain::resume::{Document, Resume, Skill, is_word};
use pivot_domain::skills::Skills;
use pivot_domain::words::spaced;

use super::layout::clean;

/// So many places of a skill are named.
const MOST: usize = 4;

/// The items of work, projects and volunteering, with what their texts name: made once, asked for each skill.
pub(super) struct Uses<'r> {
    resume: &'r Resume,
    items: Vec<Item>,
}

/// An item: `Web developer, Acme Ltd`.
struct Item {
    name: String,
    texts: Vec<Text>,
}

/// A text of an item.
struct Text {
    /// Where it is, as a JSON pointer: `/work/0/highlights/2`.
    pointer: String,
    /// The skills that it names, by their ids.
    skills: BTreeSet<&'static str>,
    /// Its words.
    words: String,
}

/// An item that names a skill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Use<'u> {
    /// Where it is named first, as a JSON pointer.
    pub(super) pointer: &'u str,
    /// The item.
    pub(super) item: &'u str,
}

impl<'r> Uses<'r> {
    pub(super) fn of(resume: &'r Resume) -> Uses<'r> {
        let mut items = Vec::new();
        for (i, w) in resume.work.iter().enumerate() {
            let texts = [("highlights", w.highlights.as_slice())];
            let single = [("summary", &w.summary), ("position", &w.position)];
            items.push(item(
                &format!("/work/{i}"),
                label(&[&w.position, &w.name]),
                &texts,
                &single,
            ));
        }
        for (i, p) in resume.projects.iter().enumerate() {
            let texts = [("highlights", p.highlights.as_slice()), ("keywords", &p.keywords)];
            let single = [("description", &p.description), ("name", &p.name)];
            items.push(item(
                &format!("/projects/{i}"),
                label(&[&p.name]),
                &texts,
                &single,
            ));
        }
        for (i, v) in resume.volunteer.iter().enumerate() {
            let texts = [("highlights", v.highlights.as_slice())];
            let name = label(&[&v.position, &v.organization]);
            items.push(item(
                &format!("/volunteer/{i}"),
                name,
                &texts,
                &[("summary", &v.summary)],
            ));
        }
        Uses { resume, items }
    }

    /// The items that name a skill of the list.
    pub(super) fn of_skill(&self, id: &str) -> Vec<Use<'_>> {
        self.named(|text| text.skills.contains(id))
    }

    /// The short names of the places where a skill of the document was used, each once, at most four: what the person says carries
    /// it, then work, projects and volunteering that name it or one of its keywords.
    pub(super) fn places(&self, document: &Document, skill: &Skill) -> Vec<String> {
        let said = skill.claim.carried_by.iter().take(MOST);
        let said = said.filter(|p| document.root().at_pointer(p).is_some());
        let said = said.filter_map(|p| self.leads_to(p));
        let words = std::iter::once(&skill.name)
            .chain(&skill.keywords)
            .filter(|w| is_word(w));
        // By the list of skills where it knows them, as whole words otherwise.
        let (mut ids, mut phrases) = (BTreeSet::new(), Vec::new());
        for word in words.take(50) {
            let found = Skills::built_in().find(word);
            if found.is_empty() {
                phrases.push(spaced(word));
            }
            ids.extend(found.iter().map(|f| f.skill.id.as_str()));
        }
        let named = self.named(|text| {
            !ids.is_disjoint(&text.skills) || phrases.iter().any(|p| text.words.contains(p.as_str()))
        });
        let mut places: Vec<String> = Vec::new();
        for place in said.chain(named.into_iter().map(|u| u.item.to_owned())) {
            if places.len() < MOST && !place.is_empty() && !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    fn named(&self, wanted: impl Fn(&Text) -> bool) -> Vec<Use<'_>> {
        let first = |item: &'_ Item| item.texts.iter().position(&wanted);
        let uses = self.items.iter().filter_map(|item| {
            let pointer = &item.texts[first(item)?].pointer;
            Some(Use {
                pointer,
                item: &item.name,
            })
        });
        uses.collect()
    }

    /// The short name of the item that a pointer leads into.
    fn leads_to(&self, pointer: &str) -> Option<String> {
        let resume = self.resume;
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
}

fn item(at: &str, name: String, lists: &[(&str, &[String])], single: &[(&str, &String)]) -> Item {
    let text = |pointer: String, text: &str| Text {
        pointer,
        skills: Skills::built_in()
            .find(text)
            .iter()
            .map(|f| f.skill.id.as_str())
            .collect(),
        words: spaced(text),
    };
    let mut texts = Vec::new();
    for (field, list) in lists {
        texts.extend(
            list.iter()
                .enumerate()
                .map(|(k, t)| text(format!("{at}/{field}/{k}"), t)),
        );
    }
    texts.extend(single.iter().map(|(field, t)| text(format!("{at}/{field}"), t)));
    Item { name, texts }
}

fn label(texts: &[&String]) -> String {
    let texts = texts.iter().map(|t| clean(t)).filter(|t| !t.is_empty());
    texts.collect::<Vec<_>>().join(", ")
}
