//! Lists of posts: all of them, those of a tag, those of a series.

use std::collections::BTreeMap;

use super::super::contexts::{Context, Group, List, Named, Row, Tags};
use super::super::sources::Source;
use super::{Maker, Page, named};

/// So many posts stand on one page of a list.
const ROWS_MAX: usize = 100;

/// A tag or a series.
#[derive(Clone, Debug, Default)]
pub(in crate::site) struct Tag {
    /// As the earliest post writes it.
    pub(in crate::site) name: String,
    /// Its posts, by their number.
    pub(in crate::site) posts: Vec<usize>,
}

/// The tags of `posts`, by slug; posts stay in the order given.
pub(in crate::site) fn tags_of(sources: &[Source], posts: &[usize]) -> BTreeMap<String, Tag> {
    let mut tags: BTreeMap<String, Tag> = BTreeMap::new();
    for &number in posts {
        for name in sources[number]
            .post()
            .map(|post| post.tags.as_slice())
            .unwrap_or_default()
        {
            let tag = tags.entry(named(name)).or_default();
            tag.name.clone_from(name);
            if tag.posts.last() != Some(&number) {
                tag.posts.push(number);
            }
        }
    }
    tags
}

/// The series of `posts`, by slug, each in its order: by part where parts are given, else by date.
pub(in crate::site) fn series_of(sources: &[Source], posts: &[usize]) -> BTreeMap<String, Tag> {
    let mut all: BTreeMap<String, Tag> = BTreeMap::new();
    for &number in posts {
        if let Some(name) = sources[number].post().and_then(|post| post.series.as_ref()) {
            let series = all.entry(named(name)).or_default();
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

/// What one list is.
struct What<'l> {
    path: &'l str,
    title: &'l str,
    kicker: Option<&'static str>,
    intro: String,
    ordered: bool,
}

impl Maker<'_, '_> {
    pub(super) fn list_pages(&self, pages: &mut Vec<Page>) {
        if self.posts.is_empty() {
            return;
        }
        let all = What {
            path: "posts/",
            title: "Posts",
            kicker: None,
            intro: counted(self.posts.len(), "post"),
            ordered: false,
        };
        self.list(&all, &self.posts, pages);
        for (slug, tag) in &self.tags {
            let path = format!("tags/{slug}/");
            let what = What {
                path: &path,
                title: &tag.name,
                kicker: Some("Tag"),
                intro: counted(tag.posts.len(), "post"),
                ordered: false,
            };
            self.list(&what, &tag.posts, pages);
        }
        for (slug, series) in &self.series {
            let path = format!("series/{slug}/");
            let what = What {
                path: &path,
                title: &series.name,
                kicker: Some("Series"),
                intro: format!("{}, in their order", counted(series.posts.len(), "part")),
                ordered: true,
            };
            self.list(&what, &series.posts, pages);
        }
        if self.tags.is_empty() && self.series.is_empty() {
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
            tags: named("tags", &self.tags),
            series: named("series", &self.series),
        };
        pages.push(self.page("tags/", "tags.html", Context::Tags(tags)));
    }

    fn list(&self, what: &What<'_>, posts: &[usize], pages: &mut Vec<Page>) {
        let numbers = posts.len().div_ceil(ROWS_MAX).max(1);
        let place = |number: usize| match number {
            1 => what.path.to_owned(),
            _ => format!("{}page/{number}/", what.path),
        };
        for (at, chunk) in posts.chunks(ROWS_MAX).enumerate() {
            let number = at + 1;
            let mut groups: Vec<Group> = Vec::new();
            for (i, post) in chunk.iter().enumerate() {
                let row = self.row(*post);
                let year = if what.ordered { None } else { row.year };
                match groups.last_mut() {
                    Some(group) if group.year == year => group.rows.push(row),
                    _ => groups.push(Group {
                        year,
                        start: at * ROWS_MAX + i + 1,
                        rows: vec![row],
                    }),
                }
            }
            // A long list without summaries stays light.
            if posts.len() > 30 {
                groups
                    .iter_mut()
                    .flat_map(|group| &mut group.rows)
                    .for_each(|row| row.summary.clear());
            }
            let title = match number {
                1 => what.title.to_owned(),
                _ => format!("{}, page {number}", what.title),
            };
            let description = match what.kicker {
                Some(kicker) => format!("{kicker} {title}: {}.", what.intro),
                None => format!("{title}: {}.", what.intro),
            };
            let list = List {
                head: self.head(&title, &description, &place(number), "posts/"),
                title: what.title.to_owned(),
                kicker: what.kicker,
                intro: what.intro.clone(),
                groups,
                ordered: what.ordered,
                number,
                numbers,
                newer: (number > 1).then(|| self.desk.url(&place(number - 1), false)),
                older: (number < numbers).then(|| self.desk.url(&place(number + 1), false)),
            };
            pages.push(self.page(&place(number), "list.html", Context::List(list)));
        }
    }

    /// Posts as rows, at most so many.
    pub(super) fn rows(&self, posts: impl Iterator<Item = usize>, most: usize) -> Vec<Row> {
        posts.take(most).map(|post| self.row(post)).collect()
    }
}

fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
