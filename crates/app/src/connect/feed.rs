//! Fetching a calendar feed. It happens only in the command that was given the address, or `calendar refresh`.

use std::collections::BTreeMap;
use std::time::Duration;

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
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(30)))
            .user_agent("pivot")
            .build()
            .into();
        let mut response = agent.get(&url).call().map_err(|error| match error {
            ureq::Error::StatusCode(code) => format!("the server answered {code}"),
            ureq::Error::Timeout(_) => "the server did not answer within 30 seconds".to_owned(),
            ureq::Error::HostNotFound => "there is no such host, or no network".to_owned(),
            ureq::Error::Io(error) => error.to_string(),
            ureq::Error::BadUri(_) => "this is no address that can be fetched".to_owned(),
            other => format!("it could not be fetched ({})", kind(&other)),
        })?;
        response
            .body_mut()
            .with_config()
            .limit(LARGEST)
            .read_to_vec()
            .map_err(|error| match error {
                ureq::Error::BodyExceedsLimit(_) => {
                    format!("it is larger than {} MiB", LARGEST / 1024 / 1024)
                }
                other => format!("it could not be read ({})", kind(&other)),
            })
    }
}

/// The kind of an error, without what it carries: that may hold the address.
fn kind(error: &ureq::Error) -> String {
    let text = format!("{error:?}");
    text.chars().take_while(char::is_ascii_alphanumeric).collect()
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
