//! What templates see: each page's values, in the shape that docs/site.md tells of.

use jiff::civil::{Date, DateTime};
use serde::Serialize;

use super::charts::Chart;
use crate::resume::sheet::Sheet;

/// A day, for machines and for readers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Day {
    /// `2027-01-31`.
    pub(super) iso: String,
    /// `31 January 2027`.
    pub(super) text: String,
}

/// `on` in both ways.
pub(super) fn day(on: Date) -> Day {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = usize::try_from(on.month() - 1)
        .ok()
        .and_then(|m| MONTHS.get(m))
        .copied()
        .unwrap_or_default();
    Day {
        iso: on.to_string(),
        text: format!("{} {month} {}", on.day(), on.year()),
    }
}

/// The day of a moment.
pub(super) fn day_of(at: DateTime) -> Day {
    day(at.date())
}

/// What all pages share: `site`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Site {
    pub(super) title: String,
    pub(super) author: String,
    pub(super) description: String,
    pub(super) language: String,
    pub(super) theme_color: Option<String>,
    pub(super) home: String,
    pub(super) style: String,
    pub(super) icon: String,
    pub(super) atom: String,
    pub(super) json_feed: String,
    /// Where one can go, in order.
    pub(super) places: Vec<Place>,
    /// What a page may load; see [`super::theme::POLICY`].
    pub(super) policy: &'static str,
}

/// A place of the site's navigation.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Place {
    pub(super) name: String,
    pub(super) url: String,
}

/// What stands in a page's `head`: `head`.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Head {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) canonical: String,
    /// The page's address as the site links to it.
    pub(super) url: String,
    /// `website` or `article`.
    pub(super) kind: &'static str,
    pub(super) card: Option<String>,
    /// Not for search engines: drafts, and what is dated ahead.
    pub(super) hidden: bool,
    pub(super) language: Option<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    /// The place of the navigation that the page is under.
    pub(super) under: String,
}

/// A page in a list.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Row {
    pub(super) title: String,
    pub(super) url: String,
    pub(super) day: Option<Day>,
    pub(super) year: Option<i16>,
    pub(super) minutes: u32,
    pub(super) summary: String,
    /// `draft`, `ahead`, or nothing.
    pub(super) mark: Option<&'static str>,
}

/// A name that leads somewhere, with how many there are.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) count: usize,
}

/// A figure of the record.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Shown {
    pub(super) key: String,
    pub(super) text: String,
    pub(super) what: String,
    pub(super) day: Day,
    /// The page of its latest evidence.
    pub(super) url: String,
    pub(super) verified: bool,
    pub(super) by: String,
}

/// A part of a series.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Part {
    pub(super) number: usize,
    pub(super) title: String,
    pub(super) url: String,
    pub(super) here: bool,
}

/// The series of a post: all parts of a short one, those around the post of a long one.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Series {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) number: usize,
    pub(super) count: usize,
    pub(super) parts: Vec<Part>,
}

/// A heading of the page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Section {
    pub(super) title: String,
    pub(super) id: String,
}

/// The values of a page beside `site` and `body`: `page`.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Context {
    Home(Home),
    Post(Box<PostPage>),
    List(List),
    Tags(Tags),
    Projects(Projects),
    Project(Box<ProjectPage>),
    Model(Box<ModelPage>),
    Evidences(Evidences),
    Evidence(Box<EvidencePage>),
    Resume(Box<ResumePage>),
    NotFound(NotFound),
}

impl Context {
    pub(super) fn head(&self) -> &Head {
        match self {
            Context::Home(page) => &page.head,
            Context::Post(page) => &page.head,
            Context::List(page) => &page.head,
            Context::Tags(page) => &page.head,
            Context::Projects(page) => &page.head,
            Context::Project(page) => &page.head,
            Context::Model(page) => &page.head,
            Context::Evidences(page) => &page.head,
            Context::Evidence(page) => &page.head,
            Context::Resume(page) => &page.head,
            Context::NotFound(page) => &page.head,
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Home {
    pub(super) head: Head,
    /// What the person is, by their résumé.
    pub(super) label: Option<String>,
    pub(super) posts: Vec<Row>,
    pub(super) posts_count: usize,
    pub(super) posts_url: String,
    pub(super) projects: Vec<ProjectRow>,
    pub(super) projects_count: usize,
    pub(super) projects_url: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct PostPage<R = Row> {
    pub(super) head: Head,
    pub(super) title: String,
    pub(super) day: Option<Day>,
    pub(super) updated: Option<Day>,
    pub(super) minutes: u32,
    pub(super) words: u32,
    pub(super) tags: Vec<Named>,
    pub(super) series: Option<Series>,
    pub(super) sections: Vec<Section>,
    pub(super) figures: Vec<Shown>,
    pub(super) canonical_host: Option<String>,
    pub(super) newer: Option<R>,
    pub(super) older: Option<R>,
    pub(super) mark: Option<&'static str>,
    pub(super) language: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct List<R = Row> {
    pub(super) head: Head,
    pub(super) title: String,
    /// `Tag`, `Series` or nothing.
    pub(super) kicker: Option<&'static str>,
    pub(super) intro: String,
    /// By year, or as one without a year.
    pub(super) groups: Vec<Group<R>>,
    pub(super) ordered: bool,
    pub(super) number: usize,
    pub(super) numbers: usize,
    pub(super) newer: Option<String>,
    pub(super) older: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Group<R = Row> {
    pub(super) year: Option<i16>,
    pub(super) start: usize,
    pub(super) rows: Vec<R>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Tags {
    pub(super) head: Head,
    pub(super) tags: Vec<Named>,
    pub(super) series: Vec<Named>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ProjectRow {
    pub(super) title: String,
    pub(super) url: String,
    pub(super) summary: String,
    pub(super) picture: Option<Picture>,
    pub(super) figures: Vec<Shown>,
    pub(super) period: String,
    pub(super) mark: Option<&'static str>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Picture {
    pub(super) url: String,
    pub(super) srcset: String,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) alt: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Projects {
    pub(super) head: Head,
    pub(super) projects: Vec<ProjectRow>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ProjectPage {
    pub(super) head: Head,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) repository: Option<String>,
    pub(super) demo: Option<String>,
    pub(super) data: Option<String>,
    pub(super) model: Option<String>,
    pub(super) metric: Option<String>,
    pub(super) period: String,
    pub(super) picture: Option<Picture>,
    pub(super) figures: Vec<Shown>,
    pub(super) charts: Vec<Chart>,
    pub(super) models: Vec<Named>,
    pub(super) posts: Vec<Row>,
    pub(super) mark: Option<&'static str>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ModelPage {
    pub(super) head: Head,
    pub(super) name: String,
    pub(super) project: Named,
    pub(super) value: Option<Shown>,
    pub(super) kind: Option<String>,
    pub(super) metric: Option<String>,
    pub(super) data: Option<String>,
    pub(super) trained: Option<String>,
    pub(super) r#use: Option<String>,
    pub(super) limits: Option<String>,
    pub(super) weights: Option<String>,
    pub(super) licence: Option<String>,
    pub(super) chart: Option<Chart>,
    pub(super) mark: Option<&'static str>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Evidences {
    pub(super) head: Head,
    pub(super) rows: Vec<EvidenceRow>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct EvidenceRow {
    pub(super) title: String,
    pub(super) url: String,
    pub(super) day: Day,
    pub(super) by: String,
    pub(super) verified: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct EvidencePage {
    pub(super) head: Head,
    pub(super) title: String,
    pub(super) found: String,
    pub(super) at: String,
    pub(super) at_iso: String,
    pub(super) by: String,
    pub(super) verified: bool,
    pub(super) sha256: Option<String>,
    pub(super) excerpt: Option<String>,
    pub(super) link: Option<String>,
    /// The figures that rest on it.
    pub(super) figures: Vec<Shown>,
    /// The pages that show them.
    pub(super) pages: Vec<Named>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ResumePage {
    pub(super) head: Head,
    pub(super) sheet: Sheet,
    pub(super) updated: Day,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct NotFound {
    pub(super) head: Head,
}
