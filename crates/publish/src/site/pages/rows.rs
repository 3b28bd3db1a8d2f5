//! Lines of posts, as lists, home and neighbours show them.

use jiff::civil::DateTime;

use super::super::contexts::{Row, day_of};
use super::super::{hash, parallel};
use super::Maker;

/// How much a line of a post tells.
#[derive(Clone, Copy)]
pub(super) enum Detail {
    /// Title, day and address: a change of its text does not change the pages of its neighbours.
    Neighbour,
    /// How long it is, too.
    Short,
    /// Its summary, too.
    Whole,
}

/// `row` with no more than this.
fn cut(row: Row, detail: Detail) -> Row {
    match detail {
        Detail::Whole => row,
        Detail::Short => Row {
            summary: String::new(),
            ..row
        },
        Detail::Neighbour => Row {
            summary: String::new(),
            minutes: 0,
            ..row
        },
    }
}

/// By what the line of a post is known, by its [`Detail`]: lists are long, and most lines are in several.
pub(in crate::site) type RowKeys = [u128; 3];

impl Maker<'_, '_> {
    /// The line of a post.
    pub(super) fn row(&self, number: usize, detail: Detail) -> Row {
        let source = &self.sources[number];
        let (post, body) = (source.post(), source.text.body.as_ref());
        let date = post.and_then(|post| post.date);
        let summary = post.and_then(|post| post.summary.as_ref());
        let row = Row {
            title: source.text.front.title().to_owned(),
            url: self.desk.url(source.page(), false),
            day: date.map(day_of),
            year: date.map(DateTime::year),
            minutes: minutes(body.map_or(0, |body| body.words)),
            summary: summary
                .or(body.map(|body| &body.lead))
                .cloned()
                .unwrap_or_default(),
            mark: self.mark(source),
        };
        cut(row, detail)
    }

    /// By what the lines of posts are known, by the number of their source.
    pub(in crate::site) fn row_keys(&self) -> Vec<RowKeys> {
        let keys = parallel::map(&self.order.posts, |&number| {
            let whole = self.row(number, Detail::Whole);
            let of_whole = hash::number(&whole);
            let short = cut(whole, Detail::Short);
            let of_short = hash::number(&short);
            [hash::number(&cut(short, Detail::Neighbour)), of_short, of_whole]
        });
        let mut all = vec![RowKeys::default(); self.sources.len()];
        for (number, keys) in self.order.posts.iter().zip(keys) {
            all[*number] = keys;
        }
        all
    }

    /// Posts as rows, at most so many.
    pub(super) fn rows(&self, posts: impl Iterator<Item = usize>, most: usize) -> Vec<Row> {
        posts
            .take(most)
            .map(|post| self.row(post, Detail::Whole))
            .collect()
    }
}

/// Minutes to read so many words, at 220 a minute.
pub(super) fn minutes(words: u32) -> u32 {
    words.div_ceil(220).max(1)
}
