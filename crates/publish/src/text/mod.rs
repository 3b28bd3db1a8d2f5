//! Texts that people write, as HTML: Markdown, code, formulas, pictures, notebooks.
//!
//! Whatever comes in, what goes out has no script, no handler, no address but to the web: what Pivot writes is escaped by
//! `escape`, what a person wrote as HTML goes through `raw`, and a formula is refused where it would lead somewhere.

mod before;
mod elsewhere;
mod escape;
mod figures;
pub mod highlight;
mod links;
mod maths;
mod notebook;
pub mod pictures;
mod raw;
mod style;
mod words;
mod write;

use std::ops::Range;

use pivot_domain::fault::Fault;
use serde::{Deserialize, Serialize};

use crate::record::Record;

pub use elsewhere::elsewhere;
pub use notebook::notebook;
pub use style::{MATHS_FONT, css};

/// A text as HTML, and what is in it.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
pub struct Rendered {
    /// The body, to stand below the page's `h1`.
    pub html: String,
    /// Its headings, in order; levels from 2.
    pub headings: Vec<Heading>,
    /// Its links, as they are written.
    pub links: Vec<Link>,
    /// Its pictures.
    pub images: Vec<Image>,
    /// Words of prose: without code blocks, formulas and addresses; a sign of Chinese or Japanese script is a word.
    pub words: u32,
    /// Keys of the figures that it states, each once.
    pub figures: Vec<String>,
    /// Whether there are formulas, so that the page wants [`MATHS_FONT`].
    pub maths: bool,
    /// Every id that a link with `#` can lead to: of headings, footnotes, formulas, and HTML that the person wrote.
    pub anchors: Vec<String>,
    /// HTML elements that a person wrote and that are left out: `script`, `iframe`. Worth telling, and no fault.
    pub dropped: Vec<Dropped>,
    /// Files to be published beside the page, which its HTML names by [`Around::file`]: pictures out of a notebook.
    pub files: Vec<File>,
}

/// A heading of a text.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 6.
    pub level: u8,
    /// What a link with `#` leads to; the only one of its kind in the text.
    pub id: String,
    /// Its words.
    pub text: String,
    /// Where it begins, in bytes of the file.
    pub at: usize,
}

/// A link, as it is written: `../other/`, `https://example.org`, `score:garments`, `#results`.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where to.
    pub target: String,
    /// Where it stands, in bytes of the file.
    pub at: Range<usize>,
}

/// A picture, as it is written.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its file.
    pub path: String,
    /// What it shows, in words; empty where it is decoration.
    pub alt: String,
    /// Where it stands, in bytes of the file.
    pub at: Range<usize>,
}

/// An element that was left out.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Its name: `script`.
    pub what: String,
    /// Where it stands, in bytes of the file.
    pub at: Range<usize>,
}

/// A file that a text brings along.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, which follows from what is in it: 16 hexadecimal digits of its SHA-256 and an ending.
    pub name: String,
    /// What is in it. As JSON it is base64.
    #[serde(with = "notebook::base64_text")]
    pub bytes: Vec<u8>,
}

/// A picture's file, measured.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// In pixels, as it is shown.
    pub width: u32,
    /// In pixels, as it is shown.
    pub height: u32,
    /// The same picture narrower: width in pixels and URL.
    pub variants: Vec<(u32, String)>,
    /// Where the picture itself is.
    pub url: String,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To another site.
    Outside,
    /// To a page of this site, with its URL.
    Inside(String),
    /// To a page of this site that is not there.
    Missing,
}

/// What a text needs of the site around it.
pub struct Around<'a> {
    /// The figures that a text may state.
    pub record: &'a Record,
    /// The URL of the page of a piece of evidence, by its id.
    pub evidence: &'a dyn Fn(&str) -> String,
    /// A picture by its path as it is written; `None` where there is no such file.
    pub picture: &'a dyn Fn(&str) -> Option<Measured>,
    /// A link by its target as it is written. Not asked for figures and for `#…`.
    pub link: &'a dyn Fn(&str) -> Target,
    /// The URL that a [`File`] of this text will have, by its name.
    pub file: &'a dyn Fn(&str) -> String,
    /// For feeds: no classes, no colours, nothing that needs this site's style.
    pub absolute: bool,
}

/// Markdown as HTML. `text` is the whole file, `from` the byte where its body begins; faults have their place in the file.
/// There is always an answer: where something is wrong, the text shows it as it is written.
pub fn markdown(text: &str, from: usize, around: &Around<'_>) -> (Rendered, Vec<Fault>) {
    let mut from = from.min(text.len());
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let body = before::ready(&text[from..]);
    let part = write::Part::new(&body, &text[from..]);
    let mut writer = write::Writer::new(around, std::slice::from_ref(&part));
    writer.part(0, &part, &|at| at.start + from..at.end + from);
    writer.finish()
}
