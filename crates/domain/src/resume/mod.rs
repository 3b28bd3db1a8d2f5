//! A résumé as JSON (jsonresume.org, schema 1.0.0 to 1.3.1): the whole document as it was written, what the schema says of it,
//! and its sections as values.
//!
//! Fields that the schema does not name are kept, a field that is missing or `null` is empty, and a number where a text is
//! expected is taken as written.

use crate::fault::Fault;
use crate::json::{self, Node};

mod claim;
mod date;
mod schema;
mod sections;
mod words;

pub use claim::{Claim, FIELD};
pub use date::{MONTHS, Partial, newest_first};
pub use schema::Checked;
pub use sections::{
    Award, Basics, Certificate, Education, Interest, Language, Location, Profile, Project, Publication,
    Reference, Resume, Skill, Volunteer, Work,
};
pub use words::{Found, is_word};

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 5 * 1024 * 1024;

const EXPECTED: &str = "an object as on jsonresume.org, such as { \"skills\": [{ \"name\": \"Python\" }] }";

/// A document: its text, byte for byte, and what stands where.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    text: String,
    root: Node,
}

impl Document {
    /// Reads a document; whether it is as the schema says is another question ([`Document::check`]).
    ///
    /// # Errors
    /// The first fault in `bytes`, with its place: more than [`LARGEST`] bytes, no UTF-8, no JSON, no object.
    pub fn read(bytes: &[u8]) -> Result<Document, Fault> {
        if bytes.len() > LARGEST {
            let what = format!("the file has {} bytes", bytes.len());
            let fault = Fault::new(0..0, what, format!("at most {LARGEST} bytes"));
            return Err(fault.hint("leave out pictures and whatever else is no text"));
        }
        let text = std::str::from_utf8(bytes).map_err(|e| {
            let at = e.valid_up_to();
            Fault::new(at..at, "these bytes are no UTF-8", "a text file in UTF-8")
        })?;
        let begin = text
            .find(|c: char| !c.is_whitespace() && c != '\u{feff}')
            .unwrap_or(text.len());
        if !text[begin..].starts_with('{') {
            let end = begin + text[begin..].chars().next().map_or(0, char::len_utf8);
            return Err(Fault::new(begin..end, "this is no JSON Resume", EXPECTED));
        }
        let root = json::read(text)?;
        let text = text.to_owned();
        Ok(Document { text, root })
    }

    /// The text as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The tree.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// Every fault and warning, by the schema.
    pub fn check(&self) -> Checked {
        schema::check(&self.root)
    }

    /// The sections as values; what is of another kind than the schema says is empty.
    pub fn resume(&self) -> Resume {
        Resume::of(&self.root)
    }
}

/// Reads a résumé for what it says. Dates and addresses are taken as they are written.
///
/// ```
/// use pivot_domain::resume::parse;
///
/// let resume = parse(br#"{ "skills": [{ "name": "Python", "keywords": ["NumPy"] }] }"#).unwrap();
/// assert_eq!(resume.skills[0].keywords, ["NumPy"]);
/// let faults = parse(b"{\n  \"skills\": \"Python\" }").unwrap_err();
/// assert_eq!(faults[0].place("{\n  \"skills\": \"Python\" }"), (2, 13));
/// ```
///
/// # Errors
/// What is wrong in `bytes`, each with its place: more than [`LARGEST`] bytes, no UTF-8, no JSON, or every value of another kind
/// than the schema's.
pub fn parse(bytes: &[u8]) -> Result<Resume, Vec<Fault>> {
    let document = Document::read(bytes).map_err(|fault| vec![fault])?;
    let checked = document.check();
    if checked.kinds.is_empty() {
        Ok(document.resume())
    } else {
        Err(checked.kinds)
    }
}
