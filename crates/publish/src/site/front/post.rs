//! The front matter of a post.

use jiff::civil::DateTime;
use pivot_domain::fault::Fault;
use pivot_domain::read::Table;
use serde::{Deserialize, Serialize};

use super::Places;
use super::fields::Reader;

/// What a person wrote above a post.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// The title, one line.
    pub title: String,
    /// When it is out, in the person's own time zone; without a time it is that day's midnight. `None` only in a draft.
    pub date: Option<DateTime>,
    /// When it was last changed in a way that readers should know.
    pub updated: Option<DateTime>,
    /// Tags as written.
    pub tags: Vec<String>,
    /// The series it belongs to.
    pub series: Option<String>,
    /// Its place in the series, where dates do not say it.
    pub part: Option<u32>,
    /// A sentence or two for lists and previews.
    pub summary: Option<String>,
    /// Not to be published yet.
    pub draft: bool,
    /// Its name in the address, where it is not that of the file.
    pub slug: Option<String>,
    /// Ids of tasks that it stands for.
    pub tasks: Vec<String>,
    /// Where it was published first.
    pub canonical: Option<String>,
    /// A picture beside the file that previews show.
    pub card: Option<String>,
    /// Its language, where it is not that of the site.
    pub language: Option<String>,
}

pub(super) fn read(table: Table<'_, '_>, places: &mut Places, faults: &mut Vec<Fault>) -> Post {
    let mut from = Reader {
        table,
        places,
        faults,
    };
    let post = Post {
        title: from.need_line("title", "title = \"…\""),
        date: from.moment("date"),
        updated: from.moment("updated"),
        tags: from.lines("tags"),
        series: from.line("series"),
        part: from.count("part"),
        summary: from.prose("summary"),
        draft: from.boolean("draft"),
        slug: from.slug(),
        tasks: from.lines("tasks"),
        canonical: from.address("canonical"),
        card: from.beside("card"),
        language: from.language(),
    };
    if from.table.get("date").is_none() && !post.draft {
        let missing = Fault::new(
            from.table.at.clone(),
            "the post has no `date`",
            "date = 2027-01-31",
        );
        from.faults
            .push(missing.hint("write `date = 2027-01-31`, or `draft = true` while it is not finished"));
    }
    if let (Some(date), Some(updated)) = (post.date, post.updated)
        && updated < date
    {
        from.fault(
            "updated",
            "the post was updated before its date",
            "a date not before `date`",
        );
    }
    if post.part.is_some() && post.series.is_none() && from.table.get("series").is_none() {
        from.fault(
            "part",
            "the post has a `part` and no `series`",
            "series = \"…\", or no `part`",
        );
    }
    for tag in &post.tags {
        if super::super::slug::of(tag).is_empty() {
            from.fault(
                "tags",
                "a tag has neither letter nor digit",
                "tags of letters and digits",
            );
        }
    }
    if post
        .series
        .as_deref()
        .is_some_and(|series| super::super::slug::of(series).is_empty())
    {
        from.fault(
            "series",
            "the series' name has neither letter nor digit",
            "a name of letters and digits",
        );
    }
    from.table.close(from.faults);
    post
}
