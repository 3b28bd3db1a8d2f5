//! What Kaggle answers, read field by field: what is unknown is passed by, what is missing or null has its default value, and what is of
//! another kind than expected is told by its name.

use jiff::Timestamp;
use pivot_domain::evidence::submissions::moment;
use serde_json::{Map, Value};

use super::{Competition, DataFile, Limits, Place, Status, Submission};
use crate::connect::http::Trouble;

/// The longest text that is kept, in letters.
const TEXT: usize = 2000;

/// A text of the outside as it may be kept and shown: one line, without letters that steer a terminal or turn the reading around,
/// shortened.
pub(super) fn clean(text: &str) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let line: String = text
        .chars()
        .map(|c| if steers(c) { ' ' } else { c })
        .take(TEXT)
        .collect();
    line.trim().to_owned()
}

/// An object of an answer.
pub(super) struct Object<'v> {
    fields: &'v Map<String, Value>,
    /// What it is, for a fault: `submissions[3]`.
    at: String,
}

impl<'v> Object<'v> {
    /// The whole answer.
    pub(super) fn of(answer: &'v Value) -> Result<Object<'v>, Trouble> {
        Object::at(answer, String::new())
    }

    fn at(value: &'v Value, at: String) -> Result<Object<'v>, Trouble> {
        match value {
            Value::Object(fields) => Ok(Object { fields, at }),
            other => Err(Trouble::Silent(match at.as_str() {
                "" => format!("it answered with {}, where an object was expected", kind(other)),
                at => format!(
                    "in its answer `{at}` is {}, where an object was expected",
                    kind(other)
                ),
            })),
        }
    }

    fn field(&self, name: &str) -> Option<&'v Value> {
        self.fields.get(name).filter(|value| !value.is_null())
    }

    fn wrong(&self, name: &str, value: &Value, expected: &str) -> Trouble {
        let point = if self.at.is_empty() { "" } else { "." };
        Trouble::Silent(format!(
            "in its answer `{}{point}{name}` is {}, where {expected} was expected",
            self.at,
            kind(value)
        ))
    }

    /// A text as it is, which is kept from people: an address, a token.
    pub(super) fn raw(&self, name: &str) -> Result<Option<&'v str>, Trouble> {
        match self.field(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text).filter(|text| !text.is_empty()).map(String::as_str)),
            Some(other) => Err(self.wrong(name, other, "a text")),
        }
    }

    /// A text to show; none where nothing is left of it.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Trouble> {
        Ok(self.raw(name)?.map(clean).filter(|text| !text.is_empty()))
    }

    /// A score: text, which some answers have as a number.
    fn score(&self, name: &str) -> Result<Option<String>, Trouble> {
        match self.field(name) {
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            _ => self.text(name),
        }
    }

    /// A number of 0 or more, which JSON of protocol buffers may have as text where it is long.
    pub(super) fn number(&self, name: &str) -> Result<Option<u64>, Trouble> {
        const EXPECTED: &str = "a whole number of 0 or more";
        let Some(value) = self.field(name) else {
            return Ok(None);
        };
        let number = match value {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        number.map(Some).ok_or_else(|| self.wrong(name, value, EXPECTED))
    }

    fn flag(&self, name: &str) -> Result<bool, Trouble> {
        match self.field(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(other) => Err(self.wrong(name, other, "true or false")),
        }
    }

    fn time(&self, name: &str) -> Result<Option<Timestamp>, Trouble> {
        match self.raw(name)? {
            None => Ok(None),
            Some(text) => moment(text).map(Some).ok_or_else(|| {
                self.wrong(
                    name,
                    &Value::String(text.into()),
                    "a moment such as 2027-01-05T23:59:00Z",
                )
            }),
        }
    }

    /// The rows of a list; none where it is left out, as an empty one is.
    pub(super) fn rows<T>(
        &self,
        name: &str,
        row: impl Fn(&Object<'_>) -> Result<T, Trouble>,
    ) -> Result<Vec<T>, Trouble> {
        match self.field(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(rows)) => rows
                .iter()
                .enumerate()
                .map(|(place, value)| row(&Object::at(value, format!("{name}[{place}]"))?))
                .collect(),
            Some(other) => Err(self.wrong(name, other, "a list")),
        }
    }
}

/// What kind of value it is. Not the value: nobody knows what is in it.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

pub(super) fn competition(of: &Object<'_>) -> Result<Competition, Trouble> {
    // An address in newer answers, the name alone in older ones.
    let name = match of.raw("ref")? {
        Some(text) => super::name(text).map(str::to_owned),
        None => of.raw("url")?.and_then(super::name).map(str::to_owned),
    };
    let name =
        name.ok_or_else(|| Trouble::Silent("it answered with a competition that has no name".into()))?;
    Ok(Competition {
        title: of.text("title")?.unwrap_or_else(|| name.clone()),
        name,
        url: of.text("url")?,
        entry: of.time("newEntrantDeadline")?,
        merger: of.time("mergerDeadline")?,
        deadline: of.time("deadline")?,
        daily: of.number("maxDailySubmissions")?.filter(|n| *n > 0),
        metric: of.text("evaluationMetric")?,
        teams: of.number("teamCount")?.unwrap_or(0),
        rank: of.number("userRank")?.filter(|n| *n > 0),
        entered: of.flag("userHasEntered")?,
        notebooks_only: of.flag("isKernelsSubmissionsOnly")?,
        closed: of.flag("submissionsDisabled")?,
        category: of.text("category")?,
    })
}

pub(super) fn file(of: &Object<'_>) -> Result<DataFile, Trouble> {
    // The name as it is, since it is asked for by it; where it is shown or made a path, that is looked after there.
    let name = of.raw("name")?.or(of.raw("ref")?).unwrap_or_default();
    Ok(DataFile {
        name: name.to_owned(),
        bytes: of.number("totalBytes")?.unwrap_or(0),
        created: of.time("creationDate")?,
    })
}

pub(super) fn limits(of: &Object<'_>) -> Result<Limits, Trouble> {
    Ok(Limits {
        today: of.number("numToday")?.unwrap_or(0),
        total: of.number("numTotal")?.unwrap_or(0),
        allowed: of.number("numAllowedNow")?.unwrap_or(0),
        by_total: of.flag("limitedByTotal")?,
    })
}

pub(super) fn submission(of: &Object<'_>) -> Result<Submission, Trouble> {
    Ok(Submission {
        number: of.number("ref")?.unwrap_or(0),
        file: of.text("fileName")?.unwrap_or_default(),
        at: of.time("date")?,
        description: of.text("description")?.unwrap_or_default(),
        status: Status::of(of.raw("status")?.unwrap_or_default()),
        fault: of.text("errorDescription")?,
        public: of.score("publicScore")?,
        private: of.score("privateScore")?,
        bytes: of.number("totalBytes")?.filter(|n| *n > 0),
        url: of.text("url")?,
    })
}

/// A row of the leaderboard, whose rank is its place.
pub(super) fn place(of: &Object<'_>) -> Result<Place, Trouble> {
    Ok(Place {
        rank: 0,
        team: of.number("teamId")?.unwrap_or(0),
        name: of.text("teamName")?.unwrap_or_default(),
        at: of.time("submissionDate")?,
        score: of.score("score")?,
    })
}
