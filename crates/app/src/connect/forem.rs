//! dev.to, and every other site of the Forem: an article is made once and changed afterwards, with the person's own page as its original.
//!
//! Protocol: Forem's API version 1 (`swagger/v1/api_v1.json` of its repository): `POST /articles`, `PUT /articles/ID`,
//! `GET /articles/me/all`, header `api-key`.

use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::http::{self, Http, Login, Request};
use super::secret::Secret;

/// The largest answer that is read.
const ANSWER: u64 = 8 * 1024 * 1024;
/// Articles on one page of a list, and pages that are looked at.
const PAGE: usize = 1000;
const PAGES: usize = 10;
/// At most so many tags.
pub const TAGS: usize = 4;
/// What is asked for where nothing else is said.
pub const BASE: &str = "https://dev.to/api";

/// An article as it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// Its title.
    pub title: String,
    /// Its text.
    pub body_markdown: String,
    /// Whether everybody can read it.
    pub published: bool,
    /// The series it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// The person's own page, which is the original.
    pub canonical_url: String,
    /// A sentence about it.
    pub description: String,
    /// Tags, letters and digits alone.
    pub tags: Vec<String>,
}

/// An article as the service has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Article {
    /// The service's id.
    pub id: u64,
    /// Where it stands.
    #[serde(default)]
    pub url: String,
    /// The original.
    #[serde(default)]
    pub canonical_url: Option<String>,
    /// When it became public; `None`: a draft, whatever was asked for.
    #[serde(default)]
    pub published_at: Option<String>,
}

/// Why there is no article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The service does not take the key.
    Key,
    /// There is no such article, or it is somebody else's.
    Gone,
    /// It refused: its own words.
    Refused(String),
    /// Too much at once: come again after so many seconds, where it says.
    Busy(Option<u64>),
    /// It did not answer, or not as it should: in words.
    Silent(String),
}

/// A service that takes articles.
pub trait Articles {
    /// Makes an article.
    ///
    /// # Errors
    /// Nothing was made, or nobody knows: then [`Articles::mine`] tells.
    fn create(&self, draft: &Draft) -> Result<Article, Trouble>;
    /// Changes one.
    ///
    /// # Errors
    /// It stays as it was.
    fn update(&self, id: u64, draft: &Draft) -> Result<Article, Trouble>;
    /// The person's own articles, drafts included.
    ///
    /// # Errors
    /// They are not known.
    fn mine(&self) -> Result<Vec<Article>, Trouble>;
}

/// The real service.
#[derive(Debug)]
pub struct Forem {
    http: Http,
    base: String,
    login: Login,
}

#[derive(Serialize)]
struct Envelope<'a> {
    article: &'a Draft,
}

impl Forem {
    /// The service at `base`: `https://dev.to/api`.
    pub fn new(base: &str, key: Secret) -> Forem {
        Forem {
            http: Http::default(),
            base: base.trim_end_matches('/').to_owned(),
            login: Login::Header("api-key", key),
        }
    }

    /// Asks once: a service that sends to another address, or is busy, is told of and not followed.
    fn send(&self, method: &str, path: &str, body: Option<&Draft>) -> Result<Vec<u8>, Trouble> {
        let url = format!("{}{path}", self.base);
        let mut request = Request {
            largest: ANSWER,
            ..Request::write(method, &url, &self.login)
        }
        .with("accept", "application/vnd.forem.api-v1+json");
        if let Some(article) = body {
            let body = serde_json::to_vec(&Envelope { article }).unwrap_or_default();
            request = request.sending("application/json", body);
        }
        let answer = self.http.ask(&request).and_then(|answer| answer.good(words));
        answer.map(|answer| answer.body).map_err(trouble)
    }
}

/// What a fault of the connection or a code means here.
fn trouble(trouble: http::Trouble) -> Trouble {
    match trouble {
        http::Trouble::Login | http::Trouble::Forbidden(_) => Trouble::Key,
        http::Trouble::Missing => Trouble::Gone,
        http::Trouble::Busy(after) => Trouble::Busy(after.map(|after| after.as_secs())),
        http::Trouble::Silent(what) => Trouble::Silent(what),
        other => Trouble::Refused(other.to_string()),
    }
}

/// The service's own words.
fn words(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Said {
        error: String,
    }
    serde_json::from_slice::<Said>(body).ok().map(|said| said.error)
}

fn read<T: for<'d> Deserialize<'d>>(body: &[u8]) -> Result<T, Trouble> {
    serde_json::from_slice(body)
        .map_err(|_| Trouble::Silent("its answer is not of the form that was expected".into()))
}

impl Articles for Forem {
    fn create(&self, draft: &Draft) -> Result<Article, Trouble> {
        read(&self.send("POST", "/articles", Some(draft))?)
    }

    fn update(&self, id: u64, draft: &Draft) -> Result<Article, Trouble> {
        read(&self.send("PUT", &format!("/articles/{id}"), Some(draft))?)
    }

    fn mine(&self) -> Result<Vec<Article>, Trouble> {
        let mut all: Vec<Article> = Vec::new();
        for page in 1..=PAGES {
            let path = format!("/articles/me/all?page={page}&per_page={PAGE}");
            let some: Vec<Article> = read(&self.send("GET", &path, None)?)?;
            let is_last = some.len() < PAGE;
            all.extend(some);
            if is_last {
                break;
            }
        }
        Ok(all)
    }
}

/// The same in memory.
#[derive(Debug, Default)]
pub struct InMemory {
    /// Articles by their id, from 1.
    pub articles: Mutex<Vec<Draft>>,
}

impl InMemory {
    fn article(id: usize, draft: &Draft) -> Article {
        Article {
            id: id as u64,
            url: format!("https://dev.example/{id}"),
            canonical_url: Some(draft.canonical_url.clone()),
            published_at: draft.published.then(|| "2027-01-01T00:00:00Z".into()),
        }
    }

    fn all(&self) -> std::sync::MutexGuard<'_, Vec<Draft>> {
        self.articles
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Articles for InMemory {
    fn create(&self, draft: &Draft) -> Result<Article, Trouble> {
        let mut all = self.all();
        if all.iter().any(|a| a.canonical_url == draft.canonical_url) {
            return Err(Trouble::Refused(
                "it answered 422: Canonical url has already been taken".into(),
            ));
        }
        all.push(draft.clone());
        Ok(Self::article(all.len(), draft))
    }

    fn update(&self, id: u64, draft: &Draft) -> Result<Article, Trouble> {
        let at = usize::try_from(id).unwrap_or(0);
        let mut all = self.all();
        let Some(old) = at.checked_sub(1).and_then(|n| all.get_mut(n)) else {
            return Err(Trouble::Gone);
        };
        *old = draft.clone();
        Ok(Self::article(at, draft))
    }

    fn mine(&self) -> Result<Vec<Article>, Trouble> {
        let all = self.all();
        Ok(all
            .iter()
            .enumerate()
            .map(|(n, draft)| Self::article(n + 1, draft))
            .collect())
    }
}
