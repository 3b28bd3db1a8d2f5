//! The plan of a site: which files it has, with a key each, and their bytes when they are asked for.
#![expect(
    clippy::result_large_err,
    reason = "a finding ends what is made: there is one of them at most"
)]

mod draw;
mod files;
mod settings;
mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use minijinja::value::{Serde, Value};
use pivot_domain::fault::Fault;

use super::desk::{Desk, Drawn};
use super::feed::{self, Feed};
use super::index::{self, Index};
use super::links::Map;
use super::pages::{Maker, Order, Page};
use super::pictures::{Pictures, Shown};
use super::sources::{self, Source};
use super::theme::Theme;
use super::{Card, Entry, Finding, Input, SOURCES_MAX, check, hash, parallel};
use crate::text;
use draw::{draw_all, shown};
use files::{MATHS_FONT, cards, feed_of, files, is_card, shown_pictures};
use settings::settings;
use told::told;

/// How a file of the site is made.
enum How {
    /// From a template.
    Page(Box<Page>),
    /// It is already there.
    Bytes(Vec<u8>),
    Atom,
    JsonFeed,
    /// A picture of the folder, as wide as it is or narrower.
    Picture(Shown),
    /// A file of the folder, as it is.
    Copy(String),
    /// A file that the body of a source brings along.
    Brought(usize, String),
}

struct Made {
    key: String,
    how: How,
}

/// A file of the site that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<'p> {
    /// Its path below the site's folder: `posts/first/index.html`.
    pub path: &'p str,
    /// The hash of all that goes into it.
    pub key: &'p str,
}

/// The plan of a site.
pub struct Plan<'a> {
    pub(super) desk: Desk<'a>,
    pub(super) sources: Vec<Source>,
    order: Order,
    theme: Theme,
    site: Value,
    feed: Feed,
    feed_bodies: OnceLock<Result<Vec<String>, Finding>>,
    made: Option<BTreeMap<String, Made>>,
    findings: Vec<Finding>,
    cards: Vec<Card>,
    index: Vec<u8>,
    counts: (usize, usize),
}

/// Plans the site of `input`: reads what changed since the plan that gave `index`, checks everything, and says which files there are.
pub fn plan<'a>(input: &Input<'a>, index: Index) -> Plan<'a> {
    let mut findings = Vec::new();
    let base = settings(input, &mut findings);
    let around = hash::of(&[input.program.as_bytes(), base.whole("").as_bytes()]);
    let mut index = index.of(&around);
    let mut entries: Vec<Entry> = input.files.list();
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    let listed: Vec<String> = entries.iter().map(|entry| entry.path.clone()).collect();
    let known = std::mem::take(&mut index.texts);
    let ((theme, mistakes), mut sources) = parallel::both(
        || Theme::load(input.files, &listed),
        || sources::read(input.files, &entries, known),
    );
    findings.extend(mistakes.into_iter().map(|mistake| Finding {
        path: mistake.path,
        line: mistake.line,
        column: usize::from(mistake.line > 0),
        fault: mistake.fault,
        grave: true,
    }));
    let stands = findings.is_empty();
    if sources.len() > SOURCES_MAX {
        let what = format!("there are {} posts and projects", sources.len());
        findings.push(whole(
            "posts",
            Fault::new(0..0, what, format!("at most {SOURCES_MAX}")),
            true,
        ));
        sources.truncate(SOURCES_MAX);
    }
    for (number, fault) in check::fronts(&sources, input.names) {
        sources[number].faults.push(fault);
    }
    let mut desk = Desk {
        input: *input,
        base,
        map: Map::default(),
        pictures: Pictures::new(input.files, &entries, index.pictures),
        around: around.clone(),
    };
    draw_all(&mut desk, &mut sources);
    let ordered = shown(input, &sources);
    findings.extend(told(&desk, &sources));
    let blocked = !stands || (!input.keep_going && findings.iter().any(|finding| finding.grave));
    let cards_at_hand: BTreeSet<String> = listed.iter().filter(|path| is_card(path)).cloned().collect();
    let order = Order::new(&sources, ordered, cards_at_hand);
    let maker = Maker {
        desk: &desk,
        sources: &sources,
        order: &order,
    };
    let (pages, (cards, pictures)) = parallel::both(
        || maker.all(),
        || (cards(&maker), shown_pictures(&desk, &sources)),
    );
    let feed = feed_of(&maker);
    let style = format!(
        "{}\n{}",
        text::css(&desk.url(MATHS_FONT, false)).trim_end(),
        theme.text("style.css")
    );
    let site = maker.site(&theme, &style, &pages);
    let counts = (order.posts.len(), order.projects.len());
    let (index, made) = parallel::both(
        || kept(&desk, &sources, &pictures, &around),
        || {
            let given = (&cards[..], &pictures[..], &entries[..]);
            files(&maker, &theme, &site, &style, &feed, pages, given)
        },
    );
    let mut plan = Plan {
        site: Value::from(Serde(&site)),
        feed,
        feed_bodies: OnceLock::new(),
        made: (!blocked).then_some(made),
        findings,
        cards,
        index,
        counts,
        desk,
        sources,
        order,
        theme,
    };
    plan.try_theme();
    plan.findings.sort_by(|a, b| {
        (&a.path, a.line, a.column, &a.fault.what).cmp(&(&b.path, b.line, b.column, &b.fault.what))
    });
    plan.findings.dedup();
    plan
}

/// A finding of a file as a whole.
fn whole(path: &str, fault: Fault, grave: bool) -> Finding {
    Finding {
        path: path.to_owned(),
        line: 0,
        column: 0,
        fault,
        grave,
    }
}

/// What the next build begins with.
fn kept(desk: &Desk<'_>, sources: &[Source], pictures: &[Shown], around: &str) -> Vec<u8> {
    let texts = sources
        .iter()
        .filter_map(|source| Some((source.path.as_str(), source.kept()?)));
    let paths = pictures.iter().map(|shown| shown.from.clone());
    index::bytes(around, &texts.collect::<Vec<_>>(), &desk.pictures.kept(paths))
}

impl Plan<'_> {
    /// The files of the site in the order of their paths; `None` where faults keep it from being built, and what stands already
    /// is to stay as it is.
    pub fn files(&self) -> Option<impl Iterator<Item = Written<'_>>> {
        let made = self.made.as_ref()?;
        Some(made.iter().map(|(path, made)| Written { path, key: &made.key }))
    }

    /// Whether the site has a file of this path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.made.as_ref().is_some_and(|made| made.contains_key(path))
    }

    /// The bytes of a file of the plan. It can be asked from several threads at once.
    ///
    /// # Errors
    /// Where a file changed while it was read, or a template of the person's own will not draw this page.
    pub fn make(&self, path: &str) -> Result<Vec<u8>, Finding> {
        let missing = || {
            whole(
                path,
                Fault::new(0..0, "the site has no such file", "one of the plan"),
                true,
            )
        };
        let made = self
            .made
            .as_ref()
            .and_then(|made| made.get(path))
            .ok_or_else(missing)?;
        match &made.how {
            How::Bytes(bytes) => Ok(bytes.clone()),
            How::Page(page) => self.page(page),
            How::Atom => Ok(feed::atom(&self.feed, self.feed_bodies()?)),
            How::JsonFeed => Ok(feed::json(&self.feed, self.feed_bodies()?)),
            How::Copy(path) => self.read(path),
            How::Picture(shown) => self.picture(shown),
            How::Brought(number, name) => {
                let source = &self.sources[*number];
                let find = |files: &[text::File]| {
                    files
                        .iter()
                        .find(|file| file.name == *name)
                        .map(|file| file.bytes.clone())
                };
                let found = match &source.drawn {
                    Some((_, files)) => find(files),
                    None => find(&self.draw(source, false)?.files),
                };
                found.ok_or_else(missing)
            }
        }
    }

    /// What is to be told, in the order of files and places.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The pictures for previews that the site would show.
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    /// What to hand in next time by [`Index::read`], so that what is as it was is not read again.
    pub fn index(&self) -> &[u8] {
        &self.index
    }

    /// How many posts and projects are shown.
    pub fn counts(&self) -> (usize, usize) {
        self.counts
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Finding> {
        let unread = |why: String| {
            whole(
                path,
                Fault::new(0..0, format!("the file cannot be read: {why}"), "a file"),
                true,
            )
        };
        self.desk.input.files.read(path).map_err(unread)
    }

    fn draw(&self, source: &Source, for_feed: bool) -> Result<Drawn, Finding> {
        let bytes = match &source.bytes {
            Some(bytes) => std::borrow::Cow::Borrowed(bytes.as_slice()),
            None => std::borrow::Cow::Owned(self.read(&source.path)?),
        };
        if hash::of(&[&bytes]) != source.text.sha {
            let fault = Fault::new(
                0..0,
                "the file was changed while the site was built",
                "a file at rest; build again",
            );
            return Err(whole(&source.path, fault, true));
        }
        Ok(self.desk.draw(source, &bytes, for_feed))
    }

    fn page(&self, page: &Page) -> Result<Vec<u8>, Finding> {
        let drawn;
        let body = match page.body.map(|number| &self.sources[number]) {
            None => None,
            Some(Source {
                drawn: Some((html, _)),
                ..
            }) => Some(html.as_str()),
            Some(source) => {
                drawn = self.draw(source, false)?.html;
                Some(drawn.as_str())
            }
        };
        let maker = Maker {
            desk: &self.desk,
            sources: &self.sources,
            order: &self.order,
        };
        let html = self
            .theme
            .draw(page.template, &self.site, &*maker.values(page), body);
        html.map(String::into_bytes).map_err(|mistake| Finding {
            path: mistake.path,
            line: mistake.line,
            column: usize::from(mistake.line > 0),
            fault: mistake.fault,
            grave: true,
        })
    }

    fn picture(&self, shown: &Shown) -> Result<Vec<u8>, Finding> {
        let failed = |why: String| {
            let fault = Fault::new(0..0, format!("the picture {why}"), "a picture at rest");
            whole(&shown.from, fault, true)
        };
        self.desk.pictures.file(shown).map_err(failed)
    }

    fn feed_bodies(&self) -> Result<&[String], Finding> {
        let bodies = self.feed_bodies.get_or_init(|| {
            let drawn = parallel::map(&self.feed.posts, |item| {
                Ok(self.draw(&self.sources[item.number], true)?.html)
            });
            drawn.into_iter().collect()
        });
        bodies.as_ref().map(Vec::as_slice).map_err(Clone::clone)
    }

    /// Draws one page by each template of the person's own, so that a mistake in one is told before anything is written.
    fn try_theme(&mut self) {
        if self.theme.own.is_empty() {
            return;
        }
        let mut tried = BTreeSet::new();
        let mut findings = Vec::new();
        for made in self.made.iter().flat_map(BTreeMap::values) {
            if let How::Page(page) = &made.how
                && tried.insert(page.template)
                && let Err(finding) = self.page(page)
            {
                findings.push(finding);
            }
        }
        if !findings.is_empty() {
            self.made = None;
            self.findings.extend(findings);
        }
    }
}
