//! The site: posts, projects and a record become a plan of files, and each file's bytes when they are asked for.
//!
//! [`plan()`] reads what changed, checks all of it and says which files the site has, each with a key: the hash of everything
//! that goes into it. Whoever writes them keeps the keys, asks [`Plan::make`] only for files with a new key, and deletes what
//! they wrote before and the plan no longer has. The [`Index`] of [`Plan::index`], given back next
//! time, spares reading what is as it was.

mod address;
mod built;
mod charts;
mod check;
mod contexts;
mod desk;
mod feed;
mod front;
mod hash;
mod index;
mod links;
mod listed;
mod pages;
mod parallel;
mod pictures;
mod plan;
mod slug;
mod sources;
mod theme;

use std::collections::BTreeSet;

use jiff::ZonedDateTime;
use pivot_domain::fault::Fault;

use crate::record::Record;
use crate::resume::sheet::Sheet;

pub use built::{Troubled, check_pages};
pub use front::{Model, Post, Project};
pub use index::Index;
pub use listed::{PostShown, ProjectShown, Status, projects};
pub use plan::{Plan, Written, plan};
pub use sources::is_markdown;
pub use theme::theme_files;

/// The longest Markdown file that is read, in bytes.
pub const POST_BYTES_MAX: u64 = 2 << 20;
/// The longest notebook that is read, in bytes: its pictures are inside.
pub const NOTEBOOK_BYTES_MAX: u64 = 32 << 20;
/// The largest picture that is read, in bytes.
pub const PICTURE_BYTES_MAX: u64 = 32 << 20;
/// The most posts and projects of a site.
pub const SOURCES_MAX: usize = 10_000;

/// A file of the pivot's folder, as a listing tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path in the folder, with `/`: `posts/first.md`.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// When it was changed, in nanoseconds since 1970. Where length and time are those of the last index, it is not read.
    pub modified_ns: i64,
}

/// The files that a site is made of: everything below `posts/`, `projects/`, `theme/` and `cards/`.
pub trait Files: Sync {
    /// All of them, in any order.
    fn list(&self) -> Vec<Entry>;
    /// The bytes of one; an error is a sentence.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}

/// What a person settled about their site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteSettings {
    /// The site's title.
    pub title: String,
    /// What it is, in a sentence or two.
    pub description: String,
    /// Where it will be: `https://ada.github.io/repo/`. All links inside bear its path.
    pub base: String,
    /// Who writes it.
    pub author: String,
    /// Language tag: `en`.
    pub language: String,
    /// The colour that a browser may show around the page: `#1f6f5c`.
    pub theme_color: Option<String>,
    /// A domain of the person's own, for the file `CNAME`.
    pub domain: Option<String>,
}

/// Names that front matter may speak of. An empty list is not known, and nothing is held against it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Ids of the curriculum's tasks.
    pub tasks: BTreeSet<String>,
    /// Ids of labs.
    pub labs: BTreeSet<String>,
}

/// All that a site is made of.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The folder's files.
    pub files: &'a dyn Files,
    /// What journal and folder say of the work.
    pub record: &'a Record,
    /// The settings.
    pub settings: &'a SiteSettings,
    /// The résumé, where there is one.
    pub resume: Option<&'a Sheet>,
    /// Names that exist.
    pub names: &'a Names,
    /// The present moment in the person's zone: it decides what is out, and the zone dates posts; nothing else shows it.
    pub now: &'a ZonedDateTime,
    /// Shows drafts and what is dated ahead too, marked as such: for the person's own eyes.
    pub drafts: bool,
    /// Leaves out posts and projects with faults, instead of building nothing.
    pub keep_going: bool,
    /// Which program builds: version, and what else tells one build of it from another. A new one makes everything anew.
    pub program: &'a str,
}

/// Something to be told about a file of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which file.
    pub path: String,
    /// Line from 1; 0 where it concerns the file as a whole.
    pub line: usize,
    /// Column from 1, in characters; 0 where it concerns the file as a whole.
    pub column: usize,
    /// What is wrong.
    pub fault: Fault,
    /// Whether it keeps the file from being published. What does not is good to know.
    pub grave: bool,
}

/// A picture that previews of a page show, to be drawn by another program and put into the folder as `file`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Where it is expected: `cards/first.png`.
    pub file: String,
    /// The title.
    pub title: String,
    /// What the page is: `Post`, `Project`, `Site`.
    pub kind: String,
    /// The page's date as it is read; may be empty.
    pub date: String,
    /// The site's title.
    pub site: String,
    /// The author.
    pub author: String,
    /// The hash of all of this: a card drawn from another is out of date.
    pub key: String,
}
