//! Fetching a calendar feed. It happens only in the command that was given the address, or `calendar refresh`.

use std::collections::BTreeMap;

use super::http::{Http, Login, Patience, Request};

/// The largest feed that is taken, in bytes.
pub const LARGEST: u64 = 32 * 1024 * 1024;

/// Something that gets a feed from its address. The error is a sentence without the address, which may be a secret.
pub trait Fetch {
    /// The bytes at `url`.
    fn fetch(&self, url: &str) -> Result<Vec<u8>, String>;
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
