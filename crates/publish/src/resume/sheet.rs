//! A résumé laid out: what HTML, plain text and PDF draw alike, in one column and one order.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A résumé as it is drawn. Every text is plain; nothing is interpreted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Language tag: `en`.
    pub language: String,
    /// The document's title: `Ada Example - Resume`.
    pub title: String,
    /// The day that stands as the document's date; the same sheet gives the same bytes.
    pub date: Date,
    /// The paper.
    pub paper: Paper,
    /// The person's name: the first line, whole.
    pub name: String,
    /// What they are, under the name; may be empty.
    pub label: String,
    /// E-mail, phone, place, addresses, one after another.
    pub contact: Vec<Contact>,
    /// The sections in their order.
    pub sections: Vec<Section>,
}

/// Paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 inches.
    UsLetter,
}

/// A way to reach the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// As it is read: the whole address, never a bare user name.
    pub text: String,
    /// Where it leads: `mailto:…`, `tel:…`, `https://…`.
    pub link: Option<String>,
}

/// A section under a heading that machines know: Summary, Skills, Experience, Projects, Education, Certifications, ….
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// Its entries.
    pub entries: Vec<Entry>,
}

/// An entry of a section: a job, a project, a skill. What is empty is not drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// `Web developer, Acme Ltd`; empty for a paragraph.
    pub heading: String,
    /// Where the heading leads.
    pub link: Option<String>,
    /// A line of its own under the heading: `Mar 2018 - Jun 2026`, with a plain hyphen.
    pub dates: String,
    /// A paragraph.
    pub text: String,
    /// Bullets.
    pub points: Vec<Point>,
}

/// A bullet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// What it says.
    pub text: String,
    /// Where its evidence can be seen.
    pub link: Option<String>,
}
