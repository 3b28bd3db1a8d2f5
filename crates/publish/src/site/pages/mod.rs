//! The pages of the site, as values that templates draw.

mod evidence;
mod lists;
mod posts;
mod projects;
mod rows;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::ZonedDateTime;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::contexts::{Context, Head, Home, NotFound, Place, ResumePage, Shown, Site, day};
use super::desk::Desk;
use super::hash;
use super::links::evidence_page;
use super::slug::Slugs;
use super::sources::Source;
use super::theme::{POLICY, Theme};

use lists::{Listing, Tag, series_of, tags_of};
pub(super) use projects::models_of;
use rows::{Detail, RowKeys, minutes};

/// So many posts stand on the first page.
const LATEST: usize = 6;
const PROJECTS_AT_HOME: usize = 4;

/// A page.
pub(super) struct Page {
    /// Its place in the site, which ends in `/` or is a file's name.
    pub(super) path: String,
    pub(super) template: &'static str,
    values: Values,
    /// Whether search engines are to leave it out.
    pub(super) hidden: bool,
    /// The number of the source whose body it shows.
    pub(super) body: Option<usize>,
    /// When it was last changed, where that is known.
    pub(super) changed: Option<String>,
}

/// What a page's template sees. Most pages are posts and lists of them, and few of these change from one build to the next: their values
/// are put together when they are asked for, and are not kept.
enum Values {
    Kept(Box<Context>),
    /// The post at this place among those that are shown.
    Post(usize),
    /// So many pages into a list.
    List(Listing, usize),
}

/// What is shown, and in which order.
pub(super) struct Order {
    /// Posts, newest first, by their number in the sources.
    pub(super) posts: Vec<usize>,
    /// Projects.
    pub(super) projects: Vec<usize>,
    /// Tags by their slug.
    tags: BTreeMap<String, Tag>,
    /// Series by their slug, with their posts in order.
    series: BTreeMap<String, Tag>,
    /// The slugs of tags and series by their names, as posts write them.
    slugs: BTreeMap<String, String>,
    /// Files of cards that are at hand.
    cards: BTreeSet<String>,
}

impl Order {
    pub(super) fn new(
        sources: &[Source],
        (posts, projects): (Vec<usize>, Vec<usize>),
        cards: BTreeSet<String>,
    ) -> Order {
        let mut slugs = Slugs::default();
        Order {
            tags: tags_of(sources, &posts, &mut slugs),
            series: series_of(sources, &posts, &mut slugs),
            slugs: slugs.all(),
            posts,
            projects,
            cards,
        }
    }
}

/// What pages are made of.
#[derive(Clone, Copy)]
pub(super) struct Maker<'d, 'a> {
    pub(super) desk: &'d Desk<'a>,
    pub(super) sources: &'d [Source],
    pub(super) order: &'d Order,
}

/// Where the pages of evidence are needed: by its id, the figures and the pages that show them.
#[derive(Default)]
pub(super) struct Uses {
    pub(super) figures: BTreeMap<String, Vec<(String, String)>>,
    pub(super) direct: BTreeMap<String, Vec<(String, String)>>,
}

impl Uses {
    /// The page `title` at `url` shows the figure `key`.
    fn figure(&mut self, key: &str, title: &str, url: &str) {
        let all = self.figures.entry(key.to_owned()).or_default();
        let page = (title.to_owned(), url.to_owned());
        // A page tells all its figures before the next one does.
        if all.last() != Some(&page) {
            all.push(page);
        }
    }

    /// The page `title` at `url` shows all of these.
    fn figures(&mut self, shown: &[Shown], title: &str, url: &str) {
        for figure in shown {
            self.figure(&figure.key, title, url);
        }
    }
}

impl<'d, 'a> Maker<'d, 'a> {
    /// All pages, in the order of their paths.
    pub(super) fn all(&self) -> Vec<Page> {
        let mut pages = Vec::new();
        let mut uses = Uses::default();
        pages.push(self.kept("", "home.html", Context::Home(self.home(&mut uses))));
        self.post_pages(&mut pages, &mut uses);
        self.list_pages(&mut pages);
        self.project_pages(&mut pages, &mut uses);
        if let Some(page) = self.resume(&mut uses) {
            pages.push(self.kept("resume/", "resume.html", Context::Resume(Box::new(page))));
        }
        self.evidence_pages(&mut pages, &uses);
        let head = Head {
            hidden: true,
            ..self.head("Not found", "There is no such page.", "404.html", "")
        };
        pages.push(self.kept("404.html", "404.html", Context::NotFound(NotFound { head })));
        pages.sort_by(|a, b| a.path.cmp(&b.path));
        pages
    }

    fn kept(&self, path: &str, template: &'static str, values: Context) -> Page {
        Page {
            path: path.to_owned(),
            template,
            hidden: values.head().hidden,
            values: Values::Kept(Box::new(values)),
            body: None,
            changed: None,
        }
    }

    /// What the template of `page` sees.
    pub(super) fn values<'p>(&self, page: &'p Page) -> Cow<'p, Context> {
        match &page.values {
            Values::Kept(values) => Cow::Borrowed(values),
            Values::Post(at) => {
                let page = self.post(*at, |number, detail| self.row(number, detail));
                Cow::Owned(Context::Post(Box::new(page)))
            }
            Values::List(listing, at) => {
                let page = self.list(listing, *at, |number, detail| self.row(number, detail));
                Cow::Owned(Context::List(page))
            }
        }
    }

    /// The hash of what the template of `page` sees, after `parts`.
    pub(super) fn key(&self, page: &Page, parts: &[&[u8]], rows: &[RowKeys]) -> String {
        let row = |number: usize, detail: Detail| rows[number][detail as usize];
        match &page.values {
            Values::Kept(values) => hash::of_value(parts, values),
            Values::Post(at) => hash::of_value(parts, &self.post(*at, row)),
            Values::List(listing, at) => hash::of_value(parts, &self.list(listing, *at, row)),
        }
    }

    fn head(&self, title: &str, description: &str, path: &str, under: &str) -> Head {
        let site = &self.desk.input.settings.title;
        Head {
            title: if title == site {
                title.to_owned()
            } else {
                format!("{title} · {site}")
            },
            description: if description.trim().is_empty() {
                title.to_owned()
            } else {
                description.to_owned()
            },
            canonical: self.desk.url(path, true),
            kind: "website",
            under: self.desk.url(under, false),
            url: self.desk.url(path, false),
            ..Head::default()
        }
    }

    /// The address of a card's file, where it is at hand.
    fn card(&self, file: &str) -> Option<String> {
        self.order.cards.contains(file).then(|| self.desk.url(file, true))
    }

    fn home(&self, uses: &mut Uses) -> Home {
        let settings = self.desk.input.settings;
        let projects = self.project_rows(PROJECTS_AT_HOME, &self.desk.url("", false), uses);
        Home {
            head: Head {
                title: settings.title.clone(),
                card: self.card("cards/site/home.png"),
                ..self.head(&settings.title, &settings.description, "", "")
            },
            label: self
                .desk
                .input
                .resume
                .map(|sheet| sheet.label.clone())
                .filter(|label| !label.is_empty()),
            posts: self.rows(self.order.posts.iter().copied(), LATEST),
            posts_count: self.order.posts.len(),
            posts_url: self.desk.url("posts/", false),
            projects,
            projects_count: self.order.projects.len(),
            projects_url: self.desk.url("projects/", false),
        }
    }

    /// What sets a page apart that only its author sees.
    fn mark(&self, source: &Source) -> Option<&'static str> {
        let date = source.post().and_then(|post| post.date);
        if source.text.front.draft() {
            Some("draft")
        } else if date.is_some_and(|date| date > self.desk.input.now.datetime()) {
            Some("ahead")
        } else {
            None
        }
    }

    /// A figure of the record, where its evidence is there.
    fn figure(&self, key: &str) -> Option<Shown> {
        let record = self.desk.input.record;
        let figure = record.figures.get(key)?;
        let id = figure.evidence.last()?;
        let evidence = record.evidence.get(id)?;
        Some(Shown {
            key: key.to_owned(),
            text: figure.text.clone(),
            what: figure.what.clone(),
            day: day(figure.on),
            url: self.desk.url(&evidence_page(id), false),
            verified: evidence.verified,
            by: evidence.by.clone(),
        })
    }

    /// The figures of `keys` that the record has.
    fn figures(&self, keys: &[String]) -> Vec<Shown> {
        let mut all: Vec<Shown> = Vec::new();
        for key in keys {
            if let Some(shown) = self.figure(key)
                && all.iter().all(|other| other.key != *key)
            {
                all.push(shown);
            }
        }
        all
    }

    /// A local moment with its offset, as feeds and previews want it.
    pub(super) fn instant(&self, at: DateTime) -> String {
        instant(at, self.desk.input.now)
    }

    fn resume(&self, uses: &mut Uses) -> Option<ResumePage> {
        let mut sheet = self.desk.input.resume?.clone();
        let title = sheet.title.clone();
        let url = self.desk.url("resume/", false);
        let record = self.desk.input.record;
        let pages: BTreeMap<String, &str> = super::links::evidence(record)
            .map(|(id, page)| (page, id))
            .collect();
        let mut lead = |link: &mut Option<String>| {
            let Some(target) = link.clone() else { return };
            match self
                .desk
                .map
                .leads("resume.json", &target, &self.desk.base, |_| false)
            {
                super::links::Leads::Outside => {}
                super::links::Leads::Inside(page, rest) => {
                    if let Some(id) = pages.get(&page) {
                        uses.direct
                            .entry((*id).to_owned())
                            .or_default()
                            .push((title.clone(), url.clone()));
                    }
                    *link = Some(format!("{}{rest}", self.desk.url(&page, false)));
                }
                _ => *link = None,
            }
        };
        for contact in &mut sheet.contact {
            lead(&mut contact.link);
        }
        for entry in sheet.sections.iter_mut().flat_map(|section| &mut section.entries) {
            lead(&mut entry.link);
            for point in &mut entry.points {
                lead(&mut point.link);
            }
        }
        Some(ResumePage {
            head: Head {
                language: Some(sheet.language.clone()),
                title: sheet.title.clone(),
                ..self.head(
                    &sheet.title,
                    &format!("{} {}", sheet.name, sheet.label),
                    "resume/",
                    "resume/",
                )
            },
            updated: day(sheet.date),
            sheet,
        })
    }

    /// What all pages share.
    pub(super) fn site(&self, theme: &Theme, style: &str, pages: &[Page]) -> Site {
        let settings = self.desk.input.settings;
        let mut places = vec![("Home", "")];
        if !self.order.posts.is_empty() {
            places.push(("Posts", "posts/"));
        }
        if !self.order.projects.is_empty() {
            places.push(("Projects", "projects/"));
        }
        if self.desk.input.resume.is_some() {
            places.push(("Resume", "resume/"));
        }
        if pages.iter().any(|page| page.path == "evidence/") {
            places.push(("Evidence", "evidence/"));
        }
        let version = |text: &str| hash::of(&[text.as_bytes()])[..8].to_owned();
        Site {
            title: settings.title.clone(),
            author: settings.author.clone(),
            description: settings.description.clone(),
            language: settings.language.clone(),
            theme_color: settings.theme_color.clone(),
            home: self.desk.url("", false),
            style: format!("{}?v={}", self.desk.url("style.css", false), version(style)),
            icon: format!(
                "{}?v={}",
                self.desk.url("icon.svg", false),
                version(theme.text("icon.svg"))
            ),
            atom: self.desk.url("feed.xml", false),
            json_feed: self.desk.url("feed.json", false),
            places: places
                .into_iter()
                .map(|(name, path)| Place {
                    name: name.to_owned(),
                    url: self.desk.url(path, false),
                })
                .collect(),
            policy: POLICY,
        }
    }
}

/// `at` in the zone of `now`, with its offset: `2027-01-31T18:30:00+01:00`.
pub(super) fn instant(at: DateTime, now: &ZonedDateTime) -> String {
    let zoned = at
        .to_zoned_datetime(now.time_zone().clone())
        .or_else(|_| at.to_zoned_datetime(TimeZone::UTC));
    zoned.map_or_else(
        |_| format!("{}T00:00:00Z", at.date()),
        |zoned| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
    )
}

/// The first letters of an address that a reader knows it by: its host.
fn host(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest).to_owned()
}
