//! A résumé as JSON (jsonresume.org, schema 1.0.0): what a person has done and can, in the sections that are read of it.
//!
//! Fields that are not named here are skipped, a field that is missing or `null` is empty, and a number where a text is
//! expected is taken as written.

use std::fmt;

use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, de};

use crate::fault::Fault;

mod words;

pub use words::{Found, is_word};

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 5 * 1024 * 1024;

/// A résumé.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, expecting = "an object in { }")]
pub struct Resume {
    /// Who it is of.
    #[serde(deserialize_with = "filled")]
    pub basics: Basics,
    /// Paid work.
    #[serde(deserialize_with = "filled")]
    pub work: Vec<Work>,
    /// Unpaid work.
    #[serde(deserialize_with = "filled")]
    pub volunteer: Vec<Volunteer>,
    /// Schools.
    #[serde(deserialize_with = "filled")]
    pub education: Vec<Education>,
    /// Certificates.
    #[serde(deserialize_with = "filled")]
    pub certificates: Vec<Certificate>,
    /// Skills.
    #[serde(deserialize_with = "filled")]
    pub skills: Vec<Skill>,
    /// Projects.
    #[serde(deserialize_with = "filled")]
    pub projects: Vec<Project>,
}

/// Who a résumé is of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, expecting = "an object in { }")]
pub struct Basics {
    /// The name.
    #[serde(deserialize_with = "text")]
    pub name: String,
    /// What they are: "Web developer".
    #[serde(deserialize_with = "text")]
    pub label: String,
    /// A site of their own.
    #[serde(deserialize_with = "text")]
    pub url: String,
    /// A few sentences.
    #[serde(deserialize_with = "text")]
    pub summary: String,
    /// Accounts elsewhere.
    #[serde(deserialize_with = "filled")]
    pub profiles: Vec<Profile>,
}

/// An account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, expecting = "an object in { }")]
pub struct Profile {
    /// Where: "Kaggle".
    #[serde(deserialize_with = "text")]
    pub network: String,
    /// Under which name.
    #[serde(deserialize_with = "text")]
    pub username: String,
    /// Its address.
    #[serde(deserialize_with = "text")]
    pub url: String,
}

/// A time of paid work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, expecting = "an object in { }")]
pub struct Work {
    /// The employer. (Before version 1.0.0 of the schema the field was called `company`.)
    #[serde(deserialize_with = "text", alias = "company")]
    pub name: String,
    /// What the person was there.
    #[serde(deserialize_with = "text")]
    pub position: String,
    /// What the employer does.
    #[serde(deserialize_with = "text")]
    pub description: String,
    /// The first day, as it was written.
    #[serde(deserialize_with = "text", rename = "startDate")]
    pub start_date: String,
    /// The last day, as it was written; empty where it goes on.
    #[serde(deserialize_with = "text", rename = "endDate")]
    pub end_date: String,
    /// A few sentences.
    #[serde(deserialize_with = "text")]
    pub summary: String,
    /// What was achieved.
    #[serde(deserialize_with = "texts")]
    pub highlights: Vec<String>,
}

/// A time of unpaid work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, expecting = "an object in { }")]
pub struct Volunteer {
    /// Where.
    #[serde(deserialize_with = "text")]
    pub organization: String,
    /// What the person was there.
    #[serde(deserialize_with = "text")]
    pub position: String,
    /// A few sentences.
    #[serde(deserialize_with = "text")]
    pub summary: String,
    /// What was achieved.
    #[serde(deserialize_with = "texts")]
    pub highlights: Vec<String>,
}

/// A school.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, expecting = "an object in { }")]
pub struct Education {
    /// Which.
    #[serde(deserialize_with = "text")]
    pub institution: String,
    /// The subject.
    #[serde(deserialize_with = "text")]
    pub area: String,
    /// The degree.
    #[serde(deserialize_with = "text", rename = "studyType")]
    pub study_type: String,
    /// Courses that were taken.
    #[serde(deserialize_with = "texts")]
    pub courses: Vec<String>,
}

/// A certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, expecting = "an object in { }")]
pub struct Certificate {
    /// Of what.
    #[serde(deserialize_with = "text")]
    pub name: String,
    /// By whom.
    #[serde(deserialize_with = "text")]
    pub issuer: String,
    /// When, as it was written.
    #[serde(deserialize_with = "text")]
    pub date: String,
    /// Its address.
    #[serde(deserialize_with = "text")]
    pub url: String,
}

/// A skill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, expecting = "an object in { }")]
pub struct Skill {
    /// Which.
    #[serde(deserialize_with = "text")]
    pub name: String,
    /// How well.
    #[serde(deserialize_with = "text")]
    pub level: String,
    /// What belongs to it.
    #[serde(deserialize_with = "texts")]
    pub keywords: Vec<String>,
}

/// A project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, expecting = "an object in { }")]
pub struct Project {
    /// Which.
    #[serde(deserialize_with = "text")]
    pub name: String,
    /// What it is.
    #[serde(deserialize_with = "text")]
    pub description: String,
    /// What was achieved.
    #[serde(deserialize_with = "texts")]
    pub highlights: Vec<String>,
    /// What belongs to it.
    #[serde(deserialize_with = "texts")]
    pub keywords: Vec<String>,
    /// What the person did in it.
    #[serde(deserialize_with = "texts")]
    pub roles: Vec<String>,
    /// Its address.
    #[serde(deserialize_with = "text")]
    pub url: String,
}

/// Reads a résumé.
///
/// ```
/// use pivot_domain::resume::parse;
///
/// let resume = parse(br#"{ "skills": [{ "name": "Python", "keywords": ["NumPy"] }] }"#).unwrap();
/// assert_eq!(resume.skills[0].keywords, ["NumPy"]);
/// let fault = parse(b"{\n  \"skills\": \"Python\" }").unwrap_err();
/// assert_eq!(fault.place("{\n  \"skills\": \"Python\" }").0, 2);
/// ```
///
/// # Errors
/// The first fault in `bytes`, with its place: more than [`LARGEST`] bytes, no UTF-8, no JSON, a value of another kind than the
/// schema's.
pub fn parse(bytes: &[u8]) -> Result<Resume, Fault> {
    if bytes.len() > LARGEST {
        let what = format!("the file has {} bytes", bytes.len());
        return Err(Fault::new(0..0, what, format!("at most {LARGEST} bytes")));
    }
    let whole = std::str::from_utf8(bytes).map_err(|e| {
        let at = e.valid_up_to();
        Fault::new(at..at, "these bytes are no UTF-8", "a text file in UTF-8")
    })?;
    // Some programs put a mark of the byte order before the text.
    let text = whole.trim_start_matches('\u{feff}');
    let skipped = whole.len() - text.len();
    let begin = text.len() - text.trim_start().len();
    if !text[begin..].starts_with('{') {
        let at = skipped + begin;
        let end = at + text[begin..].chars().next().map_or(0, char::len_utf8);
        return Err(Fault::new(at..end, "this is no JSON Resume", EXPECTED));
    }
    serde_json::from_str(text).map_err(|error| {
        let at = (skipped + place(text, error.line(), error.column())).min(whole.len());
        fault(at, &error)
    })
}

const EXPECTED: &str = "an object as on jsonresume.org, such as { \"skills\": [{ \"name\": \"Python\" }] }";

/// Where the reader stopped, in bytes: a line from 1 and a number of its bytes.
fn place(text: &str, line: usize, column: usize) -> usize {
    let begins = text.match_indices('\n').map(|(i, _)| i + 1);
    let begin = match line {
        0 | 1 => 0,
        n => begins.clone().nth(n - 2).unwrap_or(text.len()),
    };
    let mut at = (begin + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn fault(at: usize, error: &serde_json::Error) -> Fault {
    let said = error.to_string();
    // The place is told otherwise.
    let said = said
        .rsplit_once(" at line ")
        .map_or(said.as_str(), |(what, _)| what);
    if error.classify() != serde_json::error::Category::Data {
        return Fault::new(at..at, format!("this is not JSON: {said}"), EXPECTED);
    }
    match said.split_once(", expected ") {
        Some((found, expected)) => {
            let found = match found.strip_prefix("invalid type: ").unwrap_or(found) {
                "sequence" => "a list",
                "map" => "an object",
                other => other,
            };
            let expected = if expected == "a sequence" {
                "a list in [ ]"
            } else {
                expected
            };
            let found = crate::read::shorten(found);
            Fault::new(at..at, format!("here is {found}"), expected)
        }
        None => Fault::new(at..at, said, "the fields of jsonresume.org, each once"),
    }
}

/// A value, or its default where there is `null`.
fn filled<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::<T>::deserialize(from)?.unwrap_or_default())
}

/// A text; a number, as written; `null` is empty.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Text, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text in quotes")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }
            fn visit_string<E: de::Error>(self, text: String) -> Result<Text, E> {
                Ok(Text(text))
            }
            fn visit_u64<E: de::Error>(self, n: u64) -> Result<Text, E> {
                Ok(Text(n.to_string()))
            }
            fn visit_i64<E: de::Error>(self, n: i64) -> Result<Text, E> {
                Ok(Text(n.to_string()))
            }
            fn visit_f64<E: de::Error>(self, n: f64) -> Result<Text, E> {
                Ok(Text(n.to_string()))
            }
            fn visit_unit<E: de::Error>(self) -> Result<Text, E> {
                Ok(Text(String::new()))
            }
        }
        from.deserialize_any(Read)
    }
}

fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(Text::deserialize(from)?.0)
}

/// A list of texts; `null` is empty.
fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let texts = Option::<Vec<Text>>::deserialize(from)?.unwrap_or_default();
    Ok(texts.into_iter().map(|t| t.0).collect())
}
