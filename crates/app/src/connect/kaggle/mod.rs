//! Kaggle: competitions and their deadlines, their files, what was submitted and what came of it.
//!
//! Protocol: every call is `POST BASE/v1/SERVICE/METHOD` with JSON, as Kaggle's own program (`kaggle` 2.2.4 of PyPI, its SDK 0.1.38)
//! speaks it. Fields that have their default value are left out, on both sides.

mod client;
mod fetch;
mod login;
mod sample;
mod twin;
mod upload;
mod wire;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::http::{Stream, Trouble};
use crate::error::Error;

pub use client::Kaggle;
pub use fetch::{Fetched, fetch};
pub use login::{Found, HINT, find};
pub use sample::{Fits, check};
pub use twin::InMemory;

/// What is asked where nothing else is said.
pub const BASE: &str = "https://api.kaggle.com";
/// Where a person looks: the pages of a competition.
const SITE: &str = "https://www.kaggle.com";

/// A competition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Competition {
    /// Its name in addresses: `titanic`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its page.
    pub url: Option<String>,
    /// Until then one can enter.
    pub entry: Option<Timestamp>,
    /// Until then teams can merge.
    pub merger: Option<Timestamp>,
    /// The last submission.
    pub deadline: Option<Timestamp>,
    /// Submissions in a day of UTC.
    pub daily: Option<u64>,
    /// How it is scored, in its own words.
    pub metric: Option<String>,
    /// Teams that take part.
    pub teams: u64,
    /// The person's rank.
    pub rank: Option<u64>,
    /// The person takes part: the rules are accepted.
    pub entered: bool,
    /// Notebooks are submitted, no files.
    pub notebooks_only: bool,
    /// It takes no submissions.
    pub closed: bool,
    /// `Featured`, `Getting Started`, in its own words.
    pub category: Option<String>,
}

/// A file of a competition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataFile {
    /// Its name, with `/` where it is in a folder.
    pub name: String,
    /// Its size in bytes, unpacked; 0 where it is not known.
    pub bytes: u64,
    /// Since when it is there.
    pub created: Option<Timestamp>,
}

/// How many tries there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Submissions of this day of UTC.
    pub today: u64,
    /// Of all days.
    pub total: u64,
    /// That may be made now.
    pub allowed: u64,
    /// No more of them will come with the next day.
    pub by_total: bool,
}

/// How far a submission is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is being scored.
    #[default]
    Pending,
    /// It has its score.
    Complete,
    /// It was not scored.
    Error,
}

impl Status {
    /// By its ending, in letters of any size: `SubmissionStatus.COMPLETE`, `complete`. The first of Kaggle's list is left out where it
    /// sends one, so that none is pending; one that is not known is so too.
    pub fn of(text: &str) -> Status {
        let text = text.trim().to_lowercase();
        match text {
            _ if text.ends_with("complete") => Status::Complete,
            _ if text.ends_with("error") => Status::Error,
            _ => Status::Pending,
        }
    }
}

/// A submission.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// Kaggle's number for it; 0 in a list that its program saved.
    pub number: u64,
    /// The file that was sent.
    pub file: String,
    /// When.
    pub at: Option<Timestamp>,
    /// What the person said of it.
    pub description: String,
    /// How far it is.
    pub status: Status,
    /// Why it was not scored.
    pub fault: Option<String>,
    /// Its score on the part that is shown, as it is written.
    pub public: Option<String>,
    /// Its score on the part that is shown at the end, as it is written.
    pub private: Option<String>,
    /// Size of the file.
    pub bytes: Option<u64>,
    /// Its page.
    pub url: Option<String>,
}

/// A row of the leaderboard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// From 1, in the order that Kaggle gives.
    pub rank: u64,
    /// Kaggle's number for the team.
    pub team: u64,
    /// Its name.
    pub name: String,
    /// When it sent this.
    pub at: Option<Timestamp>,
    /// Its score, as it is written.
    pub score: Option<String>,
}

/// A list that came in pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages<T> {
    /// What came.
    pub rows: Vec<T>,
    /// There is more, which was not asked for.
    pub more: bool,
}

/// Which competitions are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Words of their titles.
    pub search: Option<String>,
    /// Only those that the person has entered.
    pub entered: bool,
}

/// A file to submit.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// Its name without folders.
    pub file: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
    /// When it was changed.
    pub modified: Timestamp,
    /// What the person says of it.
    pub description: &'a str,
}

/// Why there is no number of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// Nothing was submitted: none of the day's tries is spent.
    Not(Trouble),
    /// The last step had no answer: it may have been submitted or not, which [`Competitions::submissions`] tells.
    Unknown(Trouble),
}

/// A service of competitions.
pub trait Competitions {
    /// Competitions, as Kaggle orders them.
    ///
    /// # Errors
    /// They are not known.
    fn list(&self, wish: &Wish) -> Result<Pages<Competition>, Trouble>;
    /// One by its name.
    ///
    /// # Errors
    /// There is none of that name, or it is not known.
    fn get(&self, name: &str) -> Result<Competition, Trouble>;
    /// Its files.
    ///
    /// # Errors
    /// They are not known; the rules are not accepted.
    fn files(&self, name: &str) -> Result<Pages<DataFile>, Trouble>;
    /// How many tries are left.
    ///
    /// # Errors
    /// It is not known.
    fn limits(&self, name: &str) -> Result<Limits, Trouble>;
    /// The person's submissions, newest first.
    ///
    /// # Errors
    /// They are not known.
    fn submissions(&self, name: &str) -> Result<Pages<Submission>, Trouble>;
    /// One of them.
    ///
    /// # Errors
    /// There is none of that number, or it is not known.
    fn submission(&self, number: u64) -> Result<Submission, Trouble>;
    /// The first of the leaderboard, `most` of them or a few more.
    ///
    /// # Errors
    /// It is not known.
    fn leaderboard(&self, name: &str, most: usize) -> Result<Pages<Place>, Trouble>;
    /// Submits a file, in three steps; Kaggle's number for it. The file is sent on where the connection broke; the step that spends one
    /// of the day's tries is made once.
    ///
    /// # Errors
    /// It was not submitted, or nobody knows.
    fn submit(&self, name: &str, sent: &Sent<'_>) -> Result<u64, Unsent>;
    /// Opens a file of a competition, or all of them packed; from the byte `begins` where the service can. `tag`: what an earlier answer
    /// told this state of the file by.
    ///
    /// # Errors
    /// There is nothing to read.
    fn open(&self, name: &str, file: Option<&str>, begins: u64, tag: Option<&str>)
    -> Result<Stream, Trouble>;
}

/// The name of a competition in what a person writes or Kaggle answers: `titanic`, or the address of one of its pages. `None` where it
/// holds none.
pub fn name(text: &str) -> Option<&str> {
    let text = text.split(['?', '#']).next()?.trim();
    let after = |mark: &str| text.split_once(mark).map(|(_, rest)| rest.split('/').next());
    let name = match after("/competitions/").or_else(|| after("/c/")) {
        Some(first) => first?,
        None => text.trim_end_matches('/').rsplit('/').next()?,
    };
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (!name.is_empty() && name.len() <= 200 && name.chars().all(letters)).then_some(name)
}

/// A trouble about a competition as an error of the command, with what to do.
pub fn told(trouble: Trouble, name: Option<&str>) -> Error {
    let next = match (&trouble, name) {
        (Trouble::Login, _) => Some(format!("make a new token at {SITE}/settings, and {HINT}")),
        (Trouble::Forbidden(_), Some(name)) => Some(format!(
            "accept the rules in a browser, at {SITE}/competitions/{name}/rules, and run the command again"
        )),
        (Trouble::Forbidden(_), None) => {
            Some(format!("look at {SITE}/settings whether the token may do this"))
        }
        (Trouble::Missing, Some(name)) => Some(format!(
            "`{name}` is looked for as the last part of its address: {SITE}/competitions/{name}"
        )),
        _ => None,
    };
    trouble.told("Kaggle", next)
}

impl Unsent {
    /// As an error of the command, with what to do.
    pub fn told(self, name: &str) -> Error {
        match self {
            Unsent::Not(trouble) => match told(trouble, Some(name)) {
                Error::Wrong { what, next } => Error::Wrong {
                    what: format!("{what}; nothing was submitted"),
                    next,
                },
                Error::Outside { what, .. } => Error::Outside {
                    what: format!("{what}; nothing was submitted"),
                    next: Some("run the command again: none of the day's tries is spent".into()),
                },
                other => other,
            },
            Unsent::Unknown(trouble) => Error::Outside {
                what: format!("Kaggle: {trouble}; whether the file was submitted is not known"),
                next: Some(format!(
                    "look at {SITE}/competitions/{name}/submissions before you submit it again: it may have spent a try"
                )),
            },
        }
    }
}

/// The submissions of a list that Kaggle's own program saved (`kaggle competitions submissions -v`), in their order.
///
/// # Errors
/// It is no such list: the end of a sentence that begins with the file's name.
pub fn saved(list: &pivot_domain::evidence::Read) -> Result<Vec<Submission>, String> {
    use pivot_domain::evidence::submissions;
    let text = |text: &str| Some(wire::clean(text)).filter(|text| !text.is_empty());
    let submission = |row: &submissions::Listed| Submission {
        file: wire::clean(&row.file),
        at: submissions::moment(&row.date),
        description: wire::clean(&row.description),
        status: Status::of(&row.status),
        public: text(&row.public),
        private: text(&row.private),
        ..Submission::default()
    };
    Ok(submissions::listed(list)?.iter().map(submission).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_last_part_of_an_address() {
        for text in [
            "titanic",
            "https://www.kaggle.com/competitions/titanic",
            "https://www.kaggle.com/competitions/titanic/overview?tab=x#y",
            "https://www.kaggle.com/c/titanic/",
            " titanic ",
        ] {
            assert_eq!(name(text), Some("titanic"), "{text}");
        }
        for text in [
            "",
            "/",
            "https://www.kaggle.com/competitions/",
            "a b",
            "ti\u{1b}[2J",
            "..",
            "../x y",
        ] {
            assert_eq!(name(text), None, "{text}");
        }
    }

    #[test]
    fn a_status_is_read_by_its_ending() {
        assert_eq!(Status::of("SubmissionStatus.COMPLETE"), Status::Complete);
        assert_eq!(Status::of("complete"), Status::Complete);
        assert_eq!(Status::of("Error"), Status::Error);
        assert_eq!(Status::of(""), Status::Pending);
        assert_eq!(Status::of("SUBMISSION_STATUS_PENDING"), Status::Pending);
    }
}
