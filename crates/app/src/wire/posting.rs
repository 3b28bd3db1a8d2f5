//! The JSON of postings.

use pivot_domain::demand::{Class, Level};
use pivot_domain::posting::{Posting, Remote};
use pivot_domain::zones::Zones;
use serde::Serialize;
use utoipa::ToSchema;

use super::instant;
use crate::verbs::posting::{Added, Came, Held, Known, Outcome, Postings, Reading};

/// `pivot.posting-list/1`: postings that are known.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostingsJson {
    format: &'static str,
    /// How those on the list were chosen, in words.
    how: String,
    postings: Vec<PostingJson>,
    /// When each board last answered well.
    boards: Vec<PostingBoardJson>,
    /// What could not be read.
    notes: Vec<String>,
}

/// A posting without its text.
#[derive(Debug, Serialize, ToSchema)]
struct PostingJson {
    id: String,
    title: String,
    company: String,
    places: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remote: Option<&'static str>,
    board: String,
    url: String,
    apply_url: String,
    /// It is on the list.
    listed: bool,
    first_seen: String,
    last_seen: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    gone: Option<String>,
}

/// What is known of a board.
#[derive(Debug, Serialize, ToSchema)]
struct PostingBoardJson {
    company: String,
    board: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fetched: Option<String>,
}

impl PostingsJson {
    /// Those of the postings that are shown.
    pub fn new<'k>(
        postings: &Postings,
        shown: impl IntoIterator<Item = &'k Known>,
        zones: &Zones,
    ) -> PostingsJson {
        let boards = postings.boards.iter().map(|board| PostingBoardJson {
            company: board.company.clone(),
            board: board.board.clone(),
            fetched: board.fetched.map(|at| instant(at, zones)),
        });
        PostingsJson {
            format: "pivot.posting-list/1",
            how: postings.how.clone(),
            postings: shown.into_iter().map(|known| posting(known, zones)).collect(),
            boards: boards.collect(),
            notes: postings.notes.clone(),
        }
    }
}

fn posting(known: &Known, zones: &Zones) -> PostingJson {
    let own = &known.posting;
    PostingJson {
        id: known.id.clone(),
        title: own.title.clone(),
        company: own.company.clone(),
        places: own.places.clone(),
        remote: own.remote.map(remote),
        board: own.board.clone(),
        url: own.url.clone(),
        apply_url: own.apply_url.clone(),
        listed: known.listed,
        first_seen: instant(own.first_seen, zones),
        last_seen: instant(own.last_seen, zones),
        gone: own.gone.map(|at| instant(at, zones)),
    }
}

/// `remote`, `hybrid` or `on-site`.
pub fn remote(remote: Remote) -> &'static str {
    match remote {
        Remote::Remote => "remote",
        Remote::Hybrid => "hybrid",
        Remote::OnSite => "on-site",
    }
}

/// `pivot.posting/1`: a posting, what it demands, and which of that the person can show.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShownPostingJson {
    format: &'static str,
    posting: PostingJson,
    /// Its text by lines, those of a heading with the heading.
    lines: Vec<LineJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    degree: Option<DegreeJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    years: Option<YearsJson>,
    /// The words that demand publications.
    #[serde(skip_serializing_if = "Option::is_none")]
    publications: Option<String>,
    /// A doctorate, publications, or five years and more.
    expert: bool,
    skills: Vec<SkillJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct LineJson {
    section: String,
    text: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct DegreeJson {
    /// `any`, `bachelor`, `master` or `phd`.
    level: &'static str,
    /// `required`, `or-equivalent`, `preferred` or `not-needed`.
    class: &'static str,
    words: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct YearsJson {
    count: u32,
    words: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct SkillJson {
    id: String,
    name: String,
    optional: bool,
    /// The words that it was found by, and the line in which they stand.
    words: String,
    line: String,
    /// `shown` by evidence, `claimed`, or `missing`.
    held: &'static str,
    /// By what.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
}

/// How low a degree may be.
pub fn level(level: Level) -> &'static str {
    match level {
        Level::Any => "any",
        Level::Bachelor => "bachelor",
        Level::Master => "master",
        Level::Phd => "phd",
    }
}

/// How much a degree is wanted.
pub fn class(class: Class) -> &'static str {
    match class {
        Class::NotNeeded => "not-needed",
        Class::Preferred => "preferred",
        Class::Required => "required",
        Class::OrEquivalent => "or-equivalent",
    }
}

impl ShownPostingJson {
    /// A posting as it was read.
    pub fn new(known: &Known, reading: &Reading, zones: &Zones) -> ShownPostingJson {
        let demands = &reading.demands;
        let line = |line: &pivot_publish::resume::posting::Line| LineJson {
            section: line.section.clone(),
            text: line.text.clone(),
        };
        let skills = reading.skills.iter().map(|wanted| {
            let (held, by) = match &wanted.held {
                Some(Held::Shown(by)) => ("shown", Some(by.clone())),
                Some(Held::Claimed(by)) => ("claimed", Some(by.clone())),
                None => ("missing", None),
            };
            SkillJson {
                id: wanted.demand.skill.clone(),
                name: wanted.demand.name.clone(),
                optional: wanted.demand.optional,
                words: wanted.demand.words.clone(),
                line: wanted.demand.line.clone(),
                held,
                by,
            }
        });
        ShownPostingJson {
            format: "pivot.posting/1",
            posting: posting(known, zones),
            lines: reading.lines.iter().map(line).collect(),
            degree: demands.degree.as_ref().map(|degree| DegreeJson {
                level: level(degree.level),
                class: class(degree.class),
                words: reading.words(&degree.at).to_owned(),
            }),
            years: demands.years.as_ref().map(|years| YearsJson {
                count: years.count,
                words: reading.words(&years.at).to_owned(),
            }),
            publications: demands
                .publications
                .as_ref()
                .map(|at| reading.words(at).to_owned()),
            expert: demands.is_expert(),
            skills: skills.collect(),
        }
    }
}

/// `pivot.posting-fetch/1`: what came of asking the boards.
#[derive(Debug, Serialize, ToSchema)]
pub struct FetchedJson {
    format: &'static str,
    companies: Vec<CameJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CameJson {
    company: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    board: Option<String>,
    /// `listed`, `same`, `no-board` or `failed`.
    result: &'static str,
    /// When the board last answered well.
    #[serde(skip_serializing_if = "Option::is_none")]
    fetched: Option<String>,
    /// So many are open now.
    open: usize,
    new: Vec<NewsJson>,
    changed: Vec<NewsJson>,
    gone: Vec<NewsJson>,
    back: Vec<NewsJson>,
    /// Why it failed, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct NewsJson {
    id: String,
    title: String,
}

impl FetchedJson {
    /// What came.
    pub fn new(came: &[Came], zones: &Zones) -> FetchedJson {
        FetchedJson {
            format: "pivot.posting-fetch/1",
            companies: came.iter().map(|came| CameJson::new(came, zones)).collect(),
        }
    }
}

impl CameJson {
    fn new(came: &Came, zones: &Zones) -> CameJson {
        let short = crate::verbs::company::short(&came.company);
        let news = |postings: &[Posting]| -> Vec<NewsJson> {
            let of = |posting: &Posting| NewsJson {
                id: format!("{short}/{}", posting.id),
                title: posting.title.clone(),
            };
            postings.iter().map(of).collect()
        };
        let mut json = CameJson {
            company: came.company.clone(),
            board: came.board.clone(),
            result: "same",
            fetched: came.fetched.map(|at| instant(at, zones)),
            open: came.open,
            new: Vec::new(),
            changed: Vec::new(),
            gone: Vec::new(),
            back: Vec::new(),
            why: None,
            next: None,
            notes: came.notes.clone(),
        };
        match &came.result {
            Outcome::Listed(of) => {
                json.result = "listed";
                json.new = news(&of.new);
                json.changed = news(&of.changed);
                json.gone = news(&of.gone);
                json.back = news(&of.back);
            }
            Outcome::Same => {}
            Outcome::NoBoard => json.result = "no-board",
            Outcome::Failed(why, next) => {
                json.result = "failed";
                json.why = Some(why.clone());
                json.next = Some(next.clone());
            }
        }
        json
    }
}

/// `pivot.posting-added/1`: a posting that was saved.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddedPostingJson {
    format: &'static str,
    id: String,
    title: String,
    /// It was there already, with the same text.
    same: bool,
}

impl AddedPostingJson {
    /// What was added.
    pub fn new(added: &Added) -> AddedPostingJson {
        AddedPostingJson {
            format: "pivot.posting-added/1",
            id: added.id.clone(),
            title: added.title.clone(),
            same: added.same,
        }
    }
}
