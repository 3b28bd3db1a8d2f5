//! Job boards that companies let everybody read: Greenhouse, Lever, Ashby, SmartRecruiters and Recruitee. Nothing is ever sent to one.
//!
//! A board that lists nothing, one that does not exist and one that does not answer are three things: an empty
//! [`Answer::Listed`], [`Answer::NoBoard`] and a [`Trouble`].

mod address;
mod ashby;
mod fields;
mod greenhouse;
mod lever;
mod recruitee;
mod smartrecruiters;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use jiff::Timestamp;
use pivot_domain::posting::{Fetched, Posting};
use serde_json::Value;

use super::http::{self, Http, Login, Request, Tag, Trouble};
pub use address::{Which, address};
use fields::Fields;

/// The largest answer of a board, in bytes: 800 postings with their texts, twice each, have 14 MB.
const LARGEST: u64 = 64 * 1024 * 1024;
/// Postings on a page, where a board has pages.
const PAGE: usize = 100;
/// At most so many pages are asked for.
const PAGES: usize = 50;
/// The most notes about an answer that are kept.
const NOTES: usize = 40;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// The board.
    pub which: &'a Which,
    /// The company's name, as the person's list has it.
    pub company: &'a str,
    /// What the board said of its state when it last answered; empty where everything is to be asked anew.
    pub tag: &'a Tag,
    /// What is known of it: texts that are known are not asked for again one by one.
    pub known: &'a [Posting],
    /// The moment.
    pub now: Timestamp,
}

/// What a board answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// These are its postings, perhaps none.
    Listed(Listed),
    /// Nothing has changed since the state that was asked with.
    Same,
    /// There is no such board.
    NoBoard,
}

/// The postings of a board.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listed {
    /// The postings, in the board's order, each once.
    pub postings: Vec<Posting>,
    /// These are all; where not, what is missing need not be gone.
    pub whole: bool,
    /// The board's state, to ask with the next time; empty where it has none.
    pub tag: Tag,
    /// What was odd in the answer, in words.
    pub notes: Vec<String>,
}

impl Answer {
    /// As [`pivot_domain::posting::merge`] takes it.
    pub fn fetched(&self) -> Fetched {
        match self {
            Answer::Listed(listed) => Fetched::Listed {
                postings: listed.postings.clone(),
                whole: listed.whole,
            },
            Answer::Same => Fetched::Same,
            Answer::NoBoard => Fetched::Failed,
        }
    }
}

/// Whatever has postings.
pub trait Board {
    /// The postings of a board.
    ///
    /// # Errors
    /// It is not known which there are.
    fn fetch(&self, asked: &Asked<'_>) -> Result<Answer, Trouble>;
}

/// Where the services are, without the slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bases {
    /// `https://boards-api.greenhouse.io`
    pub greenhouse: String,
    /// `https://api.lever.co`
    pub lever: String,
    /// `https://api.eu.lever.co`
    pub lever_eu: String,
    /// `https://api.ashbyhq.com`
    pub ashby: String,
    /// `https://api.smartrecruiters.com`
    pub smartrecruiters: String,
    /// `https://{host}`, where `{host}` stands for the company's own.
    pub recruitee: String,
}

impl Default for Bases {
    fn default() -> Self {
        Bases {
            greenhouse: "https://boards-api.greenhouse.io".into(),
            lever: "https://api.lever.co".into(),
            lever_eu: "https://api.eu.lever.co".into(),
            ashby: "https://api.ashbyhq.com".into(),
            smartrecruiters: "https://api.smartrecruiters.com".into(),
            recruitee: "https://{host}".into(),
        }
    }
}

/// The real boards.
#[derive(Clone, Debug, Default)]
pub struct Boards {
    /// By what they are asked.
    pub http: Http,
    /// Where they are.
    pub bases: Bases,
}

impl Board for Boards {
    fn fetch(&self, asked: &Asked<'_>) -> Result<Answer, Trouble> {
        let came = match asked.which {
            Which::Greenhouse(token) => greenhouse::fetch(self, asked, token),
            Which::Lever { site, eu } => lever::fetch(self, asked, site, *eu),
            Which::Ashby(name) => ashby::fetch(self, asked, name),
            Which::SmartRecruiters(company) => smartrecruiters::fetch(self, asked, company),
            Which::Recruitee(host) => recruitee::fetch(self, asked, host),
        };
        match came {
            Err(Trouble::Missing) => Ok(Answer::NoBoard),
            came => came,
        }
    }
}

/// An answer as JSON, with the state of what it shows.
struct Page {
    value: Value,
    tag: Tag,
}

impl Boards {
    /// Reads an address; `None`: it is as `tag` says.
    fn page(&self, url: &str, tag: &Tag) -> Result<Option<Page>, Trouble> {
        let request = Request {
            largest: LARGEST,
            known: tag.clone(),
            ..Request::get(url, &Login::None).with("accept", "application/json")
        };
        let answer = self.http.ask(&request)?.good(words)?;
        if answer.status == 304 {
            return match *tag == Tag::default() {
                true => Err(Trouble::Silent(
                    "it says that nothing has changed, and was not asked that".into(),
                )),
                false => Ok(None),
            };
        }
        let value = answer.json()?;
        let tag = answer.tag();
        Ok(Some(Page { value, tag }))
    }

    /// One of several pages: where a later one is not there, the board is.
    fn page_of(&self, number: usize, url: &str, asked: &Asked<'_>) -> Result<Option<Page>, Trouble> {
        if number == 0 {
            return self.page(url, asked.tag);
        }
        self.page(url, &Tag::default()).map_err(|trouble| match trouble {
            Trouble::Missing => Trouble::Silent(format!("page {} of its list is not there", number + 1)),
            other => other,
        })
    }

    /// A board whose whole answer is one list under `list`.
    fn one_page(
        &self,
        asked: &Asked<'_>,
        url: &str,
        list: &str,
        read: impl FnMut(&Fields<'_>, &mut Reading<'_>),
    ) -> Result<(Answer, Value), Trouble> {
        let Some(Page { value, tag }) = self.page(url, asked.tag)? else {
            return Ok((Answer::Same, Value::Null));
        };
        let mut reading = Reading::of(asked);
        reading.items(value.get(list), list, read)?;
        Ok((Answer::Listed(reading.listed(tag)), value))
    }
}

/// A service's own words about what it refuses.
fn words(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let text = ["message", "error"]
        .iter()
        .find_map(|name| body.get(name)?.as_str());
    text.map(str::to_owned)
}

/// An answer while it is read.
struct Reading<'a> {
    asked: &'a Asked<'a>,
    listed: Listed,
    ids: BTreeSet<String>,
}

impl<'a> Reading<'a> {
    fn of(asked: &'a Asked<'a>) -> Reading<'a> {
        Reading {
            asked,
            listed: Listed {
                whole: true,
                ..Listed::default()
            },
            ids: BTreeSet::new(),
        }
    }

    /// Reads each item of a list that must be there; how many there are.
    fn items(
        &mut self,
        list: Option<&Value>,
        name: &str,
        mut read: impl FnMut(&Fields<'_>, &mut Reading<'a>),
    ) -> Result<usize, Trouble> {
        let Some(items) = list.and_then(Value::as_array) else {
            let found = fields::kind(list.unwrap_or(&Value::Null));
            return Err(Trouble::Silent(format!(
                "its answer has {found} where the list of postings (`{name}`) should be"
            )));
        };
        for (n, item) in items.iter().enumerate() {
            let fields = Fields::of(item, format!("posting {}", n + 1));
            if item.is_object() {
                read(&fields, self);
            } else {
                self.left_out(format!("posting {} is {}", n + 1, fields::kind(item)));
            }
            for note in fields.notes.into_inner() {
                self.note(note);
            }
        }
        Ok(items.len())
    }

    /// Takes a posting; one without an id or a title cannot be known again, and is left out.
    fn take(&mut self, fields: &Fields<'_>, id: Option<String>, posting: Posting) {
        let Some(id) = id.filter(|id| !id.is_empty()) else {
            return self.left_out(format!("{} has no id", fields.name));
        };
        if posting.title.is_empty() {
            return self.left_out(format!("{} ({id}) has no title", fields.name));
        }
        if self.ids.insert(id.clone()) {
            self.listed.postings.push(Posting {
                board: self.asked.which.to_string(),
                company: self.asked.company.to_owned(),
                id,
                first_seen: self.asked.now,
                last_seen: self.asked.now,
                ..posting
            });
        }
    }

    fn left_out(&mut self, note: String) {
        self.listed.whole = false;
        self.note(note + ", and was left out");
    }

    fn note(&mut self, note: String) {
        if self.listed.notes.len() < NOTES {
            self.listed.notes.push(note);
        }
    }

    /// All of it. What was left out may be readable the next time, so that then everything is asked for again.
    fn listed(self, tag: Tag) -> Listed {
        let tag = if self.listed.whole { tag } else { Tag::default() };
        Listed { tag, ..self.listed }
    }
}

/// The same in memory.
#[derive(Debug, Default)]
pub struct InMemory {
    /// Postings by the name of their board, such as `lever:example`; what fails, by its trouble.
    pub boards: Mutex<BTreeMap<String, Result<Vec<Posting>, http::Trouble>>>,
}

impl Board for InMemory {
    fn fetch(&self, asked: &Asked<'_>) -> Result<Answer, Trouble> {
        let boards = self
            .boards
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let name = asked.which.to_string();
        let postings = match boards.get(&name) {
            None => return Ok(Answer::NoBoard),
            Some(Err(trouble)) => return Err(trouble.clone()),
            Some(Ok(postings)) => postings,
        };
        let postings = postings.iter().map(|posting| Posting {
            board: name.clone(),
            company: asked.company.to_owned(),
            first_seen: asked.now,
            last_seen: asked.now,
            ..posting.clone()
        });
        Ok(Answer::Listed(Listed {
            postings: postings.collect(),
            whole: true,
            ..Listed::default()
        }))
    }
}
