//! The page of a post.

use super::super::contexts::{Head, Named, Part, PostPage, Section, Series, day_of};
use super::super::parallel;
use super::{Detail, Maker, Page, Uses, Values, host, minutes};

/// A series of at most so many parts is shown whole; of a longer one the parts around the post.
const PARTS_SHOWN: usize = 9;
/// A text of at least so many sections tells what they are.
const SECTIONS_MIN: usize = 4;
const SECTIONS_MAX: usize = 40;

impl Maker<'_, '_> {
    pub(super) fn post_pages(&self, pages: &mut Vec<Page>, uses: &mut Uses) {
        let posts: Vec<(usize, usize)> = self.order.posts.iter().copied().enumerate().collect();
        pages.extend(parallel::map(&posts, |&(at, number)| {
            let source = &self.sources[number];
            let changed = source.post().and_then(|post| post.updated.or(post.date));
            Page {
                path: source.page().to_owned(),
                template: "post.html",
                values: Values::Post(at),
                hidden: self.mark(source).is_some(),
                body: Some(number),
                changed: changed.map(|at| self.instant(at)),
            }
        }));
        for source in self.order.posts.iter().map(|number| &self.sources[*number]) {
            let Some(body) = source.text.body.as_ref().filter(|body| !body.figures.is_empty()) else {
                continue;
            };
            let url = self.desk.url(source.page(), false);
            uses.figures(&self.figures(&body.figures), source.text.front.title(), &url);
        }
    }

    /// The page of the post at this place; its neighbours as `row` has them.
    pub(super) fn post<R>(&self, at: usize, row: impl Fn(usize, Detail) -> R) -> PostPage<R> {
        let number = self.order.posts[at];
        let source = &self.sources[number];
        let (empty_post, empty_body) = (Default::default(), Default::default());
        let post = source.post().unwrap_or(&empty_post);
        let body = source.text.body.as_ref().unwrap_or(&empty_body);
        let path = source.page();
        let summary = post.summary.clone().unwrap_or_else(|| body.lead.clone());
        let mark = self.mark(source);
        let drawn = self.card(&format!("cards/{}.png", source.slug));
        let own = post.card.as_ref().and_then(|card| {
            let full = source.beside(card)?;
            self.desk.measured(&full, true).ok().map(|measured| measured.url)
        });
        let head = Head {
            kind: "article",
            canonical: post
                .canonical
                .clone()
                .unwrap_or_else(|| self.desk.url(path, true)),
            card: own.or(drawn),
            hidden: mark.is_some(),
            language: post.language.clone(),
            published: post.date.map(|at| self.instant(at)),
            modified: post.updated.map(|at| self.instant(at)),
            ..self.head(&post.title, &summary, path, "posts/")
        };
        let sections: Vec<Section> = body
            .headings
            .iter()
            .filter(|heading| heading.level == 2)
            .take(SECTIONS_MAX)
            .map(|heading| Section {
                title: heading.text.clone(),
                id: heading.id.clone(),
            })
            .collect();
        PostPage {
            head,
            title: post.title.clone(),
            day: post.date.map(day_of),
            updated: post.updated.map(day_of),
            minutes: minutes(body.words),
            words: body.words,
            tags: self.tags_of_post(&post.tags),
            series: post
                .series
                .as_deref()
                .and_then(|series| self.series_of_post(series, number)),
            sections: if sections.len() >= SECTIONS_MIN {
                sections
            } else {
                Vec::new()
            },
            figures: self.figures(&body.figures),
            canonical_host: post.canonical.as_deref().map(host),
            newer: at
                .checked_sub(1)
                .and_then(|at| self.order.posts.get(at))
                .map(|post| row(*post, Detail::Neighbour)),
            older: self
                .order
                .posts
                .get(at + 1)
                .map(|post| row(*post, Detail::Neighbour)),
            mark,
            language: post.language.clone(),
        }
    }

    fn tags_of_post(&self, tags: &[String]) -> Vec<Named> {
        let mut all: Vec<Named> = Vec::new();
        for tag in tags {
            let Some(slug) = self.order.slugs.get(tag) else {
                continue;
            };
            let url = self.desk.url(&format!("tags/{slug}/"), false);
            if let Some(tag) = self.order.tags.get(slug)
                && all.iter().all(|other| other.url != url)
            {
                // How many others there are is told on the tag's page: this one need not change with it.
                all.push(Named {
                    name: tag.name.clone(),
                    url,
                    count: 0,
                });
            }
        }
        all
    }

    fn series_of_post(&self, name: &str, number: usize) -> Option<Series> {
        let slug = self.order.slugs.get(name)?;
        let series = self.order.series.get(slug)?;
        let here = series.posts.iter().position(|post| *post == number)?;
        let from = if series.posts.len() <= PARTS_SHOWN {
            0
        } else {
            here.saturating_sub(PARTS_SHOWN / 2)
        };
        let parts = series.posts.iter().enumerate().skip(from).take(PARTS_SHOWN);
        Some(Series {
            name: series.name.clone(),
            url: self.desk.url(&format!("series/{slug}/"), false),
            number: here + 1,
            count: series.posts.len(),
            parts: parts
                .map(|(at, post)| Part {
                    number: at + 1,
                    title: self.sources[*post].text.front.title().to_owned(),
                    url: self.desk.url(self.sources[*post].page(), false),
                    here: at == here,
                })
                .collect(),
        })
    }
}
