//! The page of a post.

use super::super::contexts::{Context, Head, Named, Part, PostPage, Section, Series, day_of};
use super::super::parallel;
use super::super::sources::Source;
use super::{Maker, Page, Uses, host, minutes, named};

/// A series of at most so many parts is shown whole; of a longer one the parts around the post.
const PARTS_SHOWN: usize = 9;
/// A text of at least so many sections tells what they are.
const SECTIONS_MIN: usize = 4;
const SECTIONS_MAX: usize = 40;

impl Maker<'_, '_> {
    pub(super) fn post_pages(&self, pages: &mut Vec<Page>, uses: &mut Uses) {
        let posts: Vec<(usize, usize)> = self.posts.iter().copied().enumerate().collect();
        let made = parallel::map(&posts, |&(at, number)| {
            let source = &self.sources[number];
            let mut uses = Uses::default();
            let page = self.post(at, source, &mut uses);
            let changed = source.post().and_then(|post| post.updated.or(post.date));
            let page = Page {
                body: Some(number),
                changed: changed.map(|at| self.instant(at)),
                ..self.page(&source.page(), "post.html", Context::Post(Box::new(page)))
            };
            (page, uses)
        });
        for (page, more) in made {
            pages.push(page);
            uses.add(more);
        }
    }

    fn post(&self, at: usize, source: &Source, uses: &mut Uses) -> PostPage {
        let (empty_post, empty_body) = (Default::default(), Default::default());
        let post = source.post().unwrap_or(&empty_post);
        let body = source.body.as_ref().unwrap_or(&empty_body);
        let path = source.page();
        let url = self.desk.url(&path, false);
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
                .unwrap_or_else(|| self.desk.url(&path, true)),
            card: own.or(drawn),
            hidden: mark.is_some(),
            language: post.language.clone(),
            published: post.date.map(|at| self.instant(at)),
            modified: post.updated.map(|at| self.instant(at)),
            ..self.head(&post.title, &summary, &path, "posts/")
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
                .and_then(|series| self.series_of_post(series, source)),
            sections: if sections.len() >= SECTIONS_MIN {
                sections
            } else {
                Vec::new()
            },
            figures: self.figures(body.figures.iter().map(String::as_str), &post.title, &url, uses),
            canonical_host: post.canonical.as_deref().map(host),
            newer: at
                .checked_sub(1)
                .and_then(|at| self.posts.get(at))
                .map(|post| self.row_brief(*post)),
            older: self.posts.get(at + 1).map(|post| self.row_brief(*post)),
            mark,
            language: post.language.clone(),
        }
    }

    /// A neighbour: its title and address, so that a change of its text does not change this page.
    fn row_brief(&self, number: usize) -> super::super::contexts::Row {
        let mut row = self.row(number);
        row.summary.clear();
        row.minutes = 0;
        row
    }

    fn tags_of_post(&self, tags: &[String]) -> Vec<Named> {
        let mut all: Vec<Named> = Vec::new();
        for tag in tags {
            let slug = named(tag);
            let url = self.desk.url(&format!("tags/{slug}/"), false);
            if let Some(tag) = self.tags.get(&slug)
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

    fn series_of_post(&self, name: &str, source: &Source) -> Option<Series> {
        let slug = named(name);
        let series = self.series.get(&slug)?;
        let here = series
            .posts
            .iter()
            .position(|post| self.sources[*post].path == source.path)?;
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
                    title: self.sources[*post].front.title().to_owned(),
                    url: self.desk.url(&self.sources[*post].page(), false),
                    here: at == here,
                })
                .collect(),
        })
    }
}
