//! Fetching a calendar feed. It happens only in the command that was given the address, or `calendar refresh`.

use std::collections::BTreeMap;

use super::http::{Http, Login, Patience, Request, Tag, Trouble};

/// The largest feed that is taken, in bytes.
pub const LARGEST: u64 = 32 * 1024 * 1024;

/// Something that gets a feed from its address. The error is a sentence without the address, which may be a secret.
pub trait Fetch {
    /// The bytes at `url`.
    fn fetch(&self, url: &str) -> Result<Vec<u8>, String>;
}

/// A feed as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fresh {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What tells this state of it from others.
    pub tag: Tag,
}

/// Something that gets a feed where it has changed.
pub trait Feeds {
    /// The feed at `url`; `None` where it is still as `known` says.
    ///
    /// # Errors
    /// It did not come. Nothing of the address, which may be a secret, is in it.
    fn fresh(&self, url: &str, known: &Tag) -> Result<Option<Fresh>, Trouble>;
}

/// The web.
#[derive(Debug, Default)]
pub struct Web;

impl Fetch for Web {
    fn fetch(&self, url: &str) -> Result<Vec<u8>, String> {
        // Calendar programs hand out webcal: addresses, which are https: by another name.
        let url = url
            .strip_prefix("webcal://")
            .map_or_else(|| url.to_owned(), |rest| format!("https://{rest}"));
        // Somebody waits for several feeds: each is asked once.
        let http = Http::new(Patience {
            tries: 1,
            ..Patience::default()
        });
        let request = Request {
            largest: LARGEST,
            ..Request::get(&url, &Login::None)
        };
        let answer = http.ask(&request).map_err(|trouble| trouble.to_string())?;
        match answer.status {
            200..=299 => Ok(answer.body),
            code => Err(format!("the server answered {code}")),
        }
    }
}

impl Feeds for Web {
    fn fresh(&self, url: &str, known: &Tag) -> Result<Option<Fresh>, Trouble> {
        let http = Http::new(Patience {
            tries: 2,
            ..Patience::default()
        });
        let request = Request {
            largest: LARGEST,
            known: known.clone(),
            ..Request::get(url, &Login::None)
        };
        let answer = http.ask(&request)?.good(|_| None)?;
        let tag = answer.tag();
        Ok((answer.status != 304).then_some(Fresh {
            bytes: answer.body,
            tag,
        }))
    }
}

/// Feeds in memory, for tests.
#[derive(Debug, Default)]
pub struct InMemory(pub BTreeMap<String, Vec<u8>>);

impl Fetch for InMemory {
    fn fetch(&self, url: &str) -> Result<Vec<u8>, String> {
        self.0
            .get(url)
            .cloned()
            .ok_or_else(|| "the server answered 404".to_owned())
    }
}

impl Feeds for InMemory {
    fn fresh(&self, url: &str, known: &Tag) -> Result<Option<Fresh>, Trouble> {
        let bytes = self.0.get(url).cloned().ok_or(Trouble::Missing)?;
        let tag = Tag {
            etag: Some(pivot_store::sha256(&[&bytes])),
            modified: None,
        };
        Ok((tag != *known).then_some(Fresh { bytes, tag }))
    }
}
