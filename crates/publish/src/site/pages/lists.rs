//! Lists of posts: all of them, those of a tag, those of a series.

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use super::super::contexts::{Context, Group, List, Named, Tags};
use super::super::slug::Slugs;
use super::super::sources::Source;
use super::{Detail, Maker, Page, Values};

/// So many posts stand on one page of a list.
const ROWS_MAX: usize = 100;

/// A tag or a series.
#[derive(Clone, Debug, Default)]
pub(super) struct Tag {
    /// As the earliest post writes it.
    pub(super) name: String,
    /// Its posts, by their number.
    pub(super) posts: Vec<usize>,
}

/// The tags of `posts`, by slug; posts stay in the order given.
pub(super) fn tags_of<'s>(
    sources: &'s [Source],
    posts: &[usize],
    slugs: &mut Slugs<'s>,
) -> BTreeMap<String, Tag> {
    let mut tags: BTreeMap<String, Tag> = BTreeMap::new();
    for &number in posts {
        for name in sources[number]
            .post()
            .map(|post| post.tags.as_slice())
            .unwrap_or_default()
        {
            let tag = tags.entry(slugs.of(name).to_owned()).or_default();
            tag.name.clone_from(name);
            if tag.posts.last() != Some(&number) {
                tag.posts.push(number);
            }
        }
    }
    tags
}

/// The series of `posts`, by slug, each in its order: by part where parts are given, else by date.
pub(super) fn series_of<'s>(
    sources: &'s [Source],
    posts: &[usize],
    slugs: &mut Slugs<'s>,
) -> BTreeMap<String, Tag> {
    let mut all: BTreeMap<String, Tag> = BTreeMap::new();
    for &number in posts {
        if let Some(name) = sources[number].post().and_then(|post| post.series.as_ref()) {
            let series = all.entry(slugs.of(name).to_owned()).or_default();
            series.name.clone_from(name);
            series.posts.push(number);
        }
    }
    for series in all.values_mut() {
        series.posts.sort_by_key(|number| {
            let source = &sources[*number];
            let post = source.post();
            (
                post.and_then(|p| p.part),
                post.and_then(|p| p.date),
                source.slug.clone(),
            )
        });
    }
    all
}

/// Which list.
#[derive(Clone)]
pub(super) enum Listing {
    All,
    /// By the slug of the tag.
    Tag(String),
    /// By the slug of the series.
    Series(String),
}

/// What one list is.
struct What<'l> {
    path: String,
    title: &'l str,
    kicker: Option<&'static str>,
    intro: String,
    ordered: bool,
    posts: &'l [usize],
}

impl What<'_> {
    /// How many pages it has.
    fn numbers(&self) -> usize {
        self.posts.len().div_ceil(ROWS_MAX).max(1)
    }

    /// Its page of this number, from 1.
    fn place(&self, number: usize) -> String {
        match number {
            1 => self.path.clone(),
            _ => format!("{}page/{number}/", self.path),
        }
    }
}

impl Maker<'_, '_> {
    pub(super) fn list_pages(&self, pages: &mut Vec<Page>) {
        let order = self.order;
        if order.posts.is_empty() {
            return;
        }
        let tags = order.tags.keys().cloned().map(Listing::Tag);
        let series = order.series.keys().cloned().map(Listing::Series);
        for listing in [Listing::All].into_iter().chain(tags).chain(series) {
            let what = self.what(&listing);
            pages.extend((0..what.numbers()).map(|at| Page {
                path: what.place(at + 1),
                template: "list.html",
                values: Values::List(listing.clone(), at),
                hidden: false,
                body: None,
                changed: None,
            }));
        }
        if order.tags.is_empty() && order.series.is_empty() {
            return;
        }
        let named = |kind: &str, all: &BTreeMap<String, Tag>| -> Vec<Named> {
            let mut named: Vec<Named> = all
                .iter()
                .map(|(slug, tag)| Named {
                    name: tag.name.clone(),
                    url: self.desk.url(&format!("{kind}/{slug}/"), false),
                    count: tag.posts.len(),
                })
                .collect();
            named.sort_by_key(|tag| (tag.name.to_lowercase(), tag.url.clone()));
            named
        };
        let tags = Tags {
            head: self.head("Tags", "What the posts are about.", "tags/", "posts/"),
            tags: named("tags", &order.tags),
            series: named("series", &order.series),
        };
        pages.push(self.kept("tags/", "tags.html", Context::Tags(tags)));
    }

    fn what(&self, listing: &Listing) -> What<'_> {
        let (path, (title, posts), kicker) = match listing {
            Listing::All => ("posts/".to_owned(), ("Posts", self.order.posts.as_slice()), None),
            Listing::Tag(slug) => (
                format!("tags/{slug}/"),
                parts(self.order.tags.get(slug)),
                Some("Tag"),
            ),
            Listing::Series(slug) => (
                format!("series/{slug}/"),
                parts(self.order.series.get(slug)),
                Some("Series"),
            ),
        };
        let ordered = matches!(listing, Listing::Series(_));
        let intro = if ordered {
            format!("{}, in their order", counted(posts.len(), "part"))
        } else {
            counted(posts.len(), "post")
        };
        What {
            path,
            title,
            kicker,
            intro,
            ordered,
            posts,
        }
    }

    /// The page of a list that stands `at` so many pages into it; its lines as `row` has them.
    pub(super) fn list<R>(&self, listing: &Listing, at: usize, row: impl Fn(usize, Detail) -> R) -> List<R> {
        let what = self.what(listing);
        let (number, numbers) = (at + 1, what.numbers());
        // A long list without summaries stays light.
        let detail = if what.posts.len() > 30 {
            Detail::Short
        } else {
            Detail::Whole
        };
        let mut groups: Vec<Group<R>> = Vec::new();
        for (i, &post) in what.posts.iter().enumerate().skip(at * ROWS_MAX).take(ROWS_MAX) {
            let date = self.sources[post].post().and_then(|post| post.date);
            let year = date.map(DateTime::year).filter(|_| !what.ordered);
            let row = row(post, detail);
            match groups.last_mut() {
                Some(group) if group.year == year => group.rows.push(row),
                _ => groups.push(Group {
                    year,
                    start: i + 1,
                    rows: vec![row],
                }),
            }
        }
        let title = match number {
            1 => what.title.to_owned(),
            _ => format!("{}, page {number}", what.title),
        };
        let description = match what.kicker {
            Some(kicker) => format!("{kicker} {title}: {}.", what.intro),
            None => format!("{title}: {}.", what.intro),
        };
        List {
            head: self.head(&title, &description, &what.place(number), "posts/"),
            title: what.title.to_owned(),
            kicker: what.kicker,
            groups,
            ordered: what.ordered,
            number,
            numbers,
            newer: (number > 1).then(|| self.desk.url(&what.place(number - 1), false)),
            older: (number < numbers).then(|| self.desk.url(&what.place(number + 1), false)),
            intro: what.intro,
        }
    }
}

/// The name and the posts of a tag.
fn parts(tag: Option<&Tag>) -> (&str, &[usize]) {
    tag.map_or_else(Default::default, |tag| (tag.name.as_str(), tag.posts.as_slice()))
}

fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
