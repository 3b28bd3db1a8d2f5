//! Skills as résumés and postings name them: a list with other names, and rules for names that mean something else too (Go, R, C,
//! Spark).

mod find;
mod parse;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::fault::Fault;
use crate::words::tokens;

pub use find::Found;

use crate::read::{Table, shorten, wrong_kind};

/// A skill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skill {
    /// Its id: `scikit-learn`.
    pub id: String,
    /// Its name, as it is shown.
    pub name: String,
    /// Other names and itself, found in any case.
    pub names: Vec<String>,
    /// Names found only as they are written here.
    pub exact: Vec<String>,
    /// Names found only as they are written here and in company.
    pub unsure: Vec<String>,
    /// Words that make an unsure name sure, in lower case.
    pub near: Vec<String>,
    /// Phrases in which a name means something else.
    pub not: Vec<String>,
    /// Whether other skills are no company.
    pub strict: bool,
}

/// How a name is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Any,
    Exact,
    Unsure,
}

/// A list of skills, ready to be looked for.
#[derive(Clone, Debug)]
pub struct Skills {
    list: Vec<Skill>,
    /// The words of each name with one space between them: the skill, the name, how it is looked for.
    names: BTreeMap<String, Vec<(usize, String, Kind)>>,
    /// The words of phrases in which a name of that skill means something else.
    not: BTreeMap<String, Vec<usize>>,
    /// The most words that a phrase has.
    longest: usize,
}

impl Skills {
    /// The list that Pivot has.
    pub fn built_in() -> &'static Skills {
        static LIST: OnceLock<Skills> = OnceLock::new();
        // Its own file is without a fault: a test reads it.
        LIST.get_or_init(|| {
            Skills::parse(include_str!("../../skills.toml")).unwrap_or_else(|_| Skills::of(Vec::new()))
        })
    }

    /// Reads a list.
    ///
    /// # Errors
    /// Every fault, with its place.
    pub fn parse(text: &str) -> Result<Skills, Vec<Fault>> {
        parse::parse(text).map(Skills::of)
    }

    fn of(list: Vec<Skill>) -> Skills {
        let mut skills = Skills {
            list,
            names: BTreeMap::new(),
            not: BTreeMap::new(),
            longest: 0,
        };
        let phrase = |text: &str| {
            let words: Vec<String> = tokens(text).into_iter().map(|t| t.lower).collect();
            (words.len(), words.join(" "))
        };
        for (i, skill) in skills.list.iter().enumerate() {
            for (names, kind) in [
                (&skill.names, Kind::Any),
                (&skill.exact, Kind::Exact),
                (&skill.unsure, Kind::Unsure),
            ] {
                for name in names {
                    let (count, words) = phrase(name);
                    skills.longest = skills.longest.max(count);
                    skills
                        .names
                        .entry(words)
                        .or_default()
                        .push((i, name.clone(), kind));
                }
            }
            for not in &skill.not {
                let (count, words) = phrase(not);
                skills.longest = skills.longest.max(count);
                skills.not.entry(words).or_default().push(i);
            }
        }
        skills
    }

    /// The skills in their order.
    pub fn list(&self) -> &[Skill] {
        &self.list
    }

    /// The skill of that id.
    pub fn get(&self, id: &str) -> Option<&Skill> {
        self.list.iter().find(|s| s.id == id)
    }
}

/// The most skills that one thing names.
const MOST: usize = 20;

/// `skills = ["python", "pytorch"]` of a table: ids of the list that Pivot has, each once; none where the field is missing.
pub fn read(table: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Vec<String> {
    const EXPECTED: &str = "a list of up to 20 ids of skills, such as [\"python\", \"pytorch\"]";
    let Some(value) = table.get("skills") else {
        return Vec::new();
    };
    let Some(items) = value.get_ref().as_array().filter(|items| items.len() <= MOST) else {
        faults.push(wrong_kind(value, EXPECTED));
        return Vec::new();
    };
    let known = Skills::built_in();
    let mut ids: Vec<String> = Vec::new();
    for item in items {
        let Some(id) = item.get_ref().as_str() else {
            faults.push(wrong_kind(item, "the id of a skill in quotes"));
            continue;
        };
        if known.get(id).is_none() {
            let what = format!("there is no skill `{}`", shorten(id));
            let names = known.list().iter().map(|skill| skill.id.as_str());
            faults.push(
                Fault::new(item.span(), what, "the id of a skill that Pivot knows")
                    .nearest(&shorten(id), names),
            );
        } else if ids.iter().any(|other| other == id) {
            faults.push(Fault::new(
                item.span(),
                format!("`{id}` is named twice"),
                "each skill once",
            ));
        } else {
            ids.push(id.to_owned());
        }
    }
    ids
}
