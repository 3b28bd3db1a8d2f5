//! What journal and folder could add to a résumé: one item at a time, each from figures, titles and names by fixed patterns, each
//! with its evidence. Nothing is invented, and nothing is added before the person agrees.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use pivot_domain::json::{put, quoted};
use pivot_domain::resume::{Document, FIELD, Resume};
use pivot_domain::skills::Skills;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::used::Uses;
use crate::record::{Figure, Record};

/// A project as its file and the journal have it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// Its short name, which stays.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What it is, in a sentence of the person's own; may be empty.
    pub description: String,
    /// Where others can see it.
    pub url: Option<String>,
    /// Its first day.
    pub from: Option<Date>,
    /// Its last day; `None` where it goes on.
    pub to: Option<Date>,
    /// Skills and tools, as the person named them.
    pub keywords: Vec<String>,
    /// Keys of the figures that belong to it.
    pub figures: Vec<String>,
}

/// A post that can be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Post {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Its day.
    pub date: Date,
    /// Ids of what shows that it is there.
    pub evidence: Vec<String>,
}

/// What a suggestion would add.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A skill with what carries it.
    Skill,
    /// A project with its figures.
    Project,
    /// A figure as a bullet of a project that is there.
    Highlight,
    /// The result of a lab.
    Lab,
    /// The result of a competition.
    Award,
    /// A post.
    Publication,
}

/// An item that could be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// What it is known by: the same for the same thing, whatever its figures are today.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Where it goes: a JSON pointer, such as `/projects/-` for behind the last project.
    pub pointer: String,
    /// The item, as JSON.
    pub item: String,
    /// What goes elsewhere with it: pointer and JSON.
    pub also: Vec<(String, String)>,
    /// Ids of what carries it.
    pub evidence: Vec<String>,
    /// Why it is suggested, in a sentence.
    pub why: String,
}

/// What could be added to `document`, skills first. Left out is what the document has by its name, address or suggestion, and what
/// `seen` has: ids that the person took or refused before.
pub fn suggest(
    document: &Document,
    record: &Record,
    projects: &[Project],
    posts: &[Post],
    seen: &BTreeSet<String>,
) -> Vec<Suggestion> {
    let resume = document.resume();
    let with = With {
        resume: &resume,
        record,
    };
    let mut all = with.skills(projects);
    for project in projects {
        with.project(project, &mut all);
    }
    let of_projects: BTreeSet<&String> = projects.iter().flat_map(|p| &p.figures).collect();
    for (key, figure) in record.figures.iter().filter(|(_, f)| with.verified(f)) {
        if key.starts_with("rank:") {
            all.push(with.award(key, figure));
        } else if key.starts_with("score:") && !of_projects.contains(key) {
            all.push(with.lab(key, figure));
        }
    }
    all.extend(posts.iter().map(publication));
    let taken = with.taken();
    all.retain(|s| !seen.contains(&s.id) && !taken.contains(s.id.as_str()) && !with.has(s));
    all.sort_by_key(|s| s.kind);
    all
}

/// Adds a suggestion to the text of a document; the rest of the text stays as it is.
///
/// # Errors
/// Why it has no place there, in words.
pub fn insert(text: &str, suggestion: &Suggestion) -> Result<String, String> {
    let first = put(text, &suggestion.pointer, &suggestion.item)?;
    suggestion
        .also
        .iter()
        .try_fold(first, |text, (pointer, item)| put(&text, pointer, item))
}

/// The sentence of a figure, the one pattern by which a number gets into a résumé.
pub(super) fn sentence(figure: &Figure) -> String {
    format!("{}: {}", figure.what, figure.text)
}

struct With<'a> {
    resume: &'a Resume,
    record: &'a Record,
}

impl With<'_> {
    /// Whether a machine looked at what carries a figure.
    fn verified(&self, figure: &Figure) -> bool {
        let mut carried = figure
            .evidence
            .iter()
            .filter_map(|id| self.record.evidence.get(id));
        carried.any(|e| e.verified)
    }

    /// Suggestions that items of the document were made from.
    fn taken(&self) -> BTreeSet<&str> {
        let r = self.resume;
        let claims = r.work.iter().map(|x| &x.claim);
        let claims = claims
            .chain(r.projects.iter().map(|x| &x.claim))
            .chain(r.awards.iter().map(|x| &x.claim));
        let claims = claims
            .chain(r.publications.iter().map(|x| &x.claim))
            .chain(r.skills.iter().map(|x| &x.claim));
        claims
            .map(|c| c.suggestion.as_str())
            .filter(|s| !s.is_empty())
            .collect()
    }

    /// Whether the document has it already, in the person's own words.
    fn has(&self, suggestion: &Suggestion) -> bool {
        let item = pivot_domain::json::read(&suggestion.item);
        let text = |name: &str| {
            item.as_ref()
                .ok()
                .and_then(|i| i.get(name)?.text().map(str::to_lowercase))
        };
        let same =
            |a: &str, b: Option<String>| b.is_some_and(|b| !b.is_empty() && a.trim().to_lowercase() == b);
        match suggestion.kind {
            Kind::Publication => {
                let mut all = self.resume.publications.iter();
                all.any(|p| same(&p.name, text("name")) || same(&p.url, text("url")))
            }
            Kind::Award => self.resume.awards.iter().any(|a| same(&a.title, text("title"))),
            Kind::Lab => self.resume.projects.iter().any(|p| same(&p.name, text("name"))),
            Kind::Skill | Kind::Project | Kind::Highlight => false,
        }
    }

    /// A project with its figures, or those of its figures that a project which is there lacks.
    fn project(&self, project: &Project, all: &mut Vec<Suggestion>) {
        let figures: Vec<(&String, &Figure)> = project
            .figures
            .iter()
            .filter_map(|key| self.record.figures.get_key_value(key))
            .collect();
        let title = project.title.trim().to_lowercase();
        let there = self.resume.projects.iter().position(|p| {
            let address = !p.url.is_empty() && project.url.as_ref() == Some(&p.url);
            address || p.name.trim().to_lowercase() == title
        });
        let Some(at) = there else {
            let id = id("project", &project.slug);
            let evidence = carried(figures.iter().map(|(_, f)| *f));
            let mut item = Item::default();
            item.text("name", &project.title);
            item.text("description", &project.description);
            item.date("startDate", project.from);
            item.date("endDate", project.to);
            item.text("url", project.url.as_deref().unwrap_or_default());
            item.texts(
                "highlights",
                &figures.iter().map(|(_, f)| sentence(f)).collect::<Vec<_>>(),
            );
            item.texts("keywords", &project.keywords);
            item.claim(&id, &evidence, &figures, &[]);
            all.push(Suggestion {
                id,
                kind: Kind::Project,
                pointer: "/projects/-".into(),
                item: item.json(),
                also: Vec::new(),
                evidence,
                why: match figures.len() {
                    0 => format!(
                        "{} is a project of yours, and the resume does not have it",
                        project.title
                    ),
                    1 => format!(
                        "{} is a project of yours with a figure, and the resume does not have it",
                        project.title
                    ),
                    n => format!(
                        "{} is a project of yours with {n} figures, and the resume does not have it",
                        project.title
                    ),
                },
            });
            return;
        };
        let has = &self.resume.projects[at];
        for (key, figure) in figures {
            let said = sentence(figure);
            if has.claim.figures.contains_key(key) || has.highlights.iter().any(|h| h.contains(&said)) {
                continue;
            }
            let evidence = carried([figure]);
            let below = format!("/projects/{at}/{FIELD}");
            let new = evidence.iter().filter(|id| !has.claim.evidence.contains(id));
            let mut also: Vec<(String, String)> = new
                .map(|id| (format!("{below}/evidence/-"), quoted(id)))
                .collect();
            let name = pivot_domain::json::pointer(&[key]);
            also.push((format!("{below}/figures{name}"), quoted(&figure.text)));
            all.push(Suggestion {
                id: id("highlight", &format!("{}\0{key}", project.slug)),
                kind: Kind::Highlight,
                pointer: format!("/projects/{at}/highlights/-"),
                item: quoted(&said),
                also,
                evidence,
                why: format!(
                    "{} is {} since {}, and the project says nothing of it",
                    figure.what, figure.text, figure.on
                ),
            });
        }
    }

    fn award(&self, key: &String, figure: &Figure) -> Suggestion {
        let id = id("award", key);
        let evidence = carried([figure]);
        let mut item = Item::default();
        item.text("title", &sentence(figure));
        item.date("date", Some(figure.on));
        item.text("summary", &format!("As it stood on {}.", figure.on));
        item.claim(&id, &evidence, &[(key, figure)], &[]);
        Suggestion {
            id,
            kind: Kind::Award,
            pointer: "/awards/-".into(),
            item: item.json(),
            also: Vec::new(),
            evidence,
            why: format!("{} was {} on {}", figure.what, figure.text, figure.on),
        }
    }

    fn lab(&self, key: &String, figure: &Figure) -> Suggestion {
        let id = id("lab", key);
        let evidence = carried([figure]);
        // `Garments, accuracy` is the accuracy of Garments.
        let name = figure
            .what
            .rsplit_once(", ")
            .map_or(figure.what.as_str(), |(name, _)| name);
        let links = evidence
            .iter()
            .rev()
            .filter_map(|id| self.record.evidence.get(id)?.link.as_deref());
        let mut item = Item::default();
        item.text("name", name);
        item.date("startDate", Some(figure.on));
        item.date("endDate", Some(figure.on));
        item.text("url", links.clone().next().unwrap_or_default());
        item.texts("highlights", &[sentence(figure)]);
        item.claim(&id, &evidence, &[(key, figure)], &[]);
        Suggestion {
            id,
            kind: Kind::Lab,
            pointer: "/projects/-".into(),
            item: item.json(),
            also: Vec::new(),
            evidence,
            why: format!("{} is {} since {}", figure.what, figure.text, figure.on),
        }
    }

    /// Skills that work, projects and volunteering name, or that projects of the folder rest on, and that the résumé does not list.
    fn skills(&self, projects: &[Project]) -> Vec<Suggestion> {
        let list = Skills::built_in();
        let listed: BTreeSet<&str> = self
            .resume
            .skills
            .iter()
            .flat_map(|s| std::iter::once(&s.name).chain(&s.keywords))
            .flat_map(|text| list.find(text))
            .map(|f| f.skill.id.as_str())
            .collect();
        let mut all = Vec::new();
        let index = Uses::of(self.resume);
        let named = |name: &str| {
            self.resume
                .skills
                .iter()
                .any(|s| s.name.trim().eq_ignore_ascii_case(name))
        };
        for skill in list.list() {
            if listed.contains(skill.id.as_str()) || named(&skill.name) {
                continue;
            }
            let names = |text: &str| list.find(text).iter().any(|f| f.skill.id == skill.id);
            let uses = index.of_skill(&skill.id);
            let of: Vec<&Project> = projects
                .iter()
                .filter(|p| p.keywords.iter().any(|k| names(k)) || names(&p.title) || names(&p.description))
                .collect();
            let figures: Vec<&Figure> = of
                .iter()
                .flat_map(|p| &p.figures)
                .filter_map(|key| self.record.figures.get(key))
                .collect();
            let evidence = carried(figures);
            if uses.is_empty() && evidence.is_empty() {
                continue;
            }
            let id = id("skill", &skill.id);
            let carried_by: Vec<String> = uses.iter().map(|u| u.pointer.to_owned()).collect();
            let mut item = Item::default();
            item.text("name", &skill.name);
            item.claim(&id, &evidence, &[], &carried_by);
            let places: Vec<&str> = uses
                .iter()
                .map(|u| u.item)
                .chain(of.iter().map(|p| p.title.as_str()))
                .collect();
            let places: BTreeMap<&str, ()> = places.into_iter().map(|p| (p, ())).collect();
            let places: Vec<&str> = places.into_keys().collect();
            all.push(Suggestion {
                id,
                kind: Kind::Skill,
                pointer: "/skills/-".into(),
                item: item.json(),
                also: Vec::new(),
                evidence,
                why: format!(
                    "{} is not among the skills, and was used in: {}",
                    skill.name,
                    places.join("; ")
                ),
            });
        }
        all
    }
}

fn publication(post: &Post) -> Suggestion {
    let id = id("publication", &post.url);
    let mut item = Item::default();
    item.text("name", &post.title);
    item.date("releaseDate", Some(post.date));
    item.text("url", &post.url);
    item.claim(&id, &post.evidence, &[], &[]);
    Suggestion {
        id,
        kind: Kind::Publication,
        pointer: "/publications/-".into(),
        item: item.json(),
        also: Vec::new(),
        evidence: post.evidence.clone(),
        why: format!("{} was published on {}", post.title, post.date),
    }
}

/// What a suggestion is known by.
fn id(kind: &str, what: &str) -> String {
    let digest = Sha256::digest(format!("{kind}\0{what}"));
    digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// The evidence of figures, each once.
fn carried<'f>(figures: impl IntoIterator<Item = &'f Figure>) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for id in figures.into_iter().flat_map(|f| &f.evidence) {
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    ids
}

/// An object being written: its members in their order, without empty ones.
#[derive(Default)]
struct Item(Vec<String>);

impl Item {
    fn text(&mut self, name: &str, text: &str) {
        if !text.trim().is_empty() {
            self.0.push(format!("{}: {}", quoted(name), quoted(text)));
        }
    }

    fn date(&mut self, name: &str, date: Option<Date>) {
        self.text(name, &date.map_or(String::new(), |d| d.to_string()));
    }

    fn texts(&mut self, name: &str, texts: &[String]) {
        if !texts.is_empty() {
            let texts: Vec<String> = texts.iter().map(|t| quoted(t)).collect();
            self.0.push(format!("{}: [{}]", quoted(name), texts.join(", ")));
        }
    }

    fn claim(
        &mut self,
        id: &str,
        evidence: &[String],
        figures: &[(&String, &Figure)],
        carried_by: &[String],
    ) {
        let mut claim = Item::default();
        claim.texts("evidence", evidence);
        claim.text("suggestion", id);
        claim.texts("carried_by", carried_by);
        if !figures.is_empty() {
            let figures: Vec<String> = figures
                .iter()
                .map(|(key, f)| format!("{}: {}", quoted(key), quoted(&f.text)))
                .collect();
            claim.0.push(format!("\"figures\": {{ {} }}", figures.join(", ")));
        }
        self.0.push(format!("{}: {}", quoted(FIELD), claim.json()));
    }

    fn json(&self) -> String {
        format!("{{ {} }}", self.0.join(", "))
    }
}
