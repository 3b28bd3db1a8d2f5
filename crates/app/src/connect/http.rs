//! How every service outside is asked: one client with limits of time and size, which tries reads again, and sends a login to no
//! other host than the one it is meant for.
//!
//! Rules: RFC 9110 (methods, codes, `Retry-After`, conditional requests). A request that changes something is sent once.

use std::fmt;
use std::io::Read;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use ureq::http::header::{AUTHORIZATION, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, RETRY_AFTER};
use ureq::http::{HeaderMap, Uri};

use super::secret::Secret;
use crate::error::Error;

/// The largest answer that is read where nothing else is said, in bytes, after unpacking.
pub const LARGEST: u64 = 16 * 1024 * 1024;
/// At most so many redirects are followed.
const REDIRECTS: usize = 5;

/// How long is waited, and how often tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For one answer, from the connection to its last byte.
    pub whole: Duration,
    /// How often a read is tried.
    pub tries: u32,
    /// Before the second try; twice as long before each further one.
    pub pause: Duration,
    /// The longest `Retry-After` that is waited for; a longer one is told to the person.
    pub longest: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            whole: Duration::from_secs(30),
            tries: 3,
            pause: Duration::from_millis(500),
            longest: Duration::from_secs(5),
        }
    }
}

/// How the person is known to a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Login {
    /// Not at all.
    #[default]
    None,
    /// `Authorization: Bearer …`.
    Bearer(Secret),
    /// `Authorization: Basic …`, of a name and a password.
    Basic(String, Secret),
    /// A header of the service's own.
    Header(&'static str, Secret),
}

/// By what a server tells one state of a document from another.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tag {
    /// `ETag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// `GET`, `POST`, `PROPFIND`.
    pub method: &'a str,
    /// The whole address.
    pub url: &'a str,
    /// Sent to the host of `url` and to no other.
    pub login: &'a Login,
    /// Headers besides.
    pub headers: Vec<(&'a str, String)>,
    /// What is sent.
    pub body: Vec<u8>,
    /// The largest answer, in bytes.
    pub largest: u64,
    /// It changes nothing at the service, so that it may be sent again. Kaggle reads by POST, WebDAV by methods of its own.
    pub is_read: bool,
    /// What is known already: where that is so still, the answer is 304.
    pub known: Tag,
}

impl<'a> Request<'a> {
    /// A read by GET.
    pub fn get(url: &'a str, login: &'a Login) -> Request<'a> {
        Request::read("GET", url, login)
    }

    /// A read by another method.
    pub fn read(method: &'a str, url: &'a str, login: &'a Login) -> Request<'a> {
        Request {
            is_read: true,
            ..Request::write(method, url, login)
        }
    }

    /// Something that may change what is there: it is sent once, and no redirect is followed.
    pub fn write(method: &'a str, url: &'a str, login: &'a Login) -> Request<'a> {
        Request {
            method,
            url,
            login,
            headers: Vec::new(),
            body: Vec::new(),
            largest: LARGEST,
            is_read: false,
            known: Tag::default(),
        }
    }

    /// With a header.
    #[must_use]
    pub fn with(mut self, name: &'a str, value: impl Into<String>) -> Request<'a> {
        self.headers.push((name, value.into()));
        self
    }

    /// With a body of that type.
    #[must_use]
    pub fn sending(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Request<'a> {
        self.body = body.into();
        self.with("content-type", kind)
    }
}

/// An answer, whatever its code.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The code.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its bytes, unpacked.
    pub body: Vec<u8>,
}

/// An answer whose bytes are still to be read.
pub struct Stream {
    /// The code: of the 200s.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its bytes, as they are sent: at most [`Request::largest`].
    pub body: Box<dyn Read>,
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

/// Why there is no answer that can be used. Nothing of a request, and so no secret, is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// 401: the login is missing or not taken.
    Login,
    /// 403: the login is known and may not do this; the service's words.
    Forbidden(Option<String>),
    /// 404 or 410.
    Missing,
    /// 409: it does not fit what is there; the service's words.
    Conflict(Option<String>),
    /// 412: it was changed there in between.
    Changed,
    /// 429 or 503, after all tries: come again after so long, where it says.
    Busy(Option<Duration>),
    /// Another 4xx: the code and the service's words.
    Refused(u16, Option<String>),
    /// It did not answer, or not as it should: a clause.
    Silent(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = |f: &mut fmt::Formatter<'_>, code: u16, words: &Option<String>| match words {
            Some(words) => write!(f, "it answered {code}: {words}"),
            None => write!(f, "it answered {code}"),
        };
        match self {
            Trouble::Login => f.write_str("it does not take the login (401)"),
            Trouble::Forbidden(words) => said(f, 403, words),
            Trouble::Missing => f.write_str("there is no such thing (404)"),
            Trouble::Conflict(words) => said(f, 409, words),
            Trouble::Changed => f.write_str("it was changed there in the meantime (412)"),
            Trouble::Busy(None) => f.write_str("it is asked too often at this moment"),
            Trouble::Busy(Some(after)) => write!(
                f,
                "it is asked too often at this moment, and says to come again in {}",
                span(*after)
            ),
            Trouble::Refused(code, words) => said(f, *code, words),
            Trouble::Silent(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Trouble {}

/// A length of time in words.
fn span(time: Duration) -> String {
    match time.as_secs() {
        0..120 => format!("{} seconds", time.as_secs()),
        120..7200 => format!("{} minutes", time.as_secs().div_ceil(60)),
        _ => format!("{} hours", time.as_secs().div_ceil(3600)),
    }
}

impl Trouble {
    /// As an error of the command, about a service by its name. `next`: what to do, where the trouble itself does not say it.
    pub fn told(self, service: &str, next: Option<String>) -> Error {
        let what = format!("{service}: {self}");
        let next = match (&self, next) {
            (_, Some(next)) => Some(next),
            (Trouble::Busy(_), None) => Some("wait, and run the command again: nothing was lost".into()),
            (Trouble::Silent(_), None) => {
                Some("look at the network, and run the command again: nothing was lost".into())
            }
            _ => None,
        };
        match self {
            Trouble::Busy(_) | Trouble::Silent(_) => Error::Outside { what, next },
            _ => Error::Wrong { what, next },
        }
    }
}

impl Answer {
    /// Itself where the code is of the 200s or 304.
    ///
    /// # Errors
    /// What another code means; `words` finds the service's own words in the body.
    pub fn good(self, words: impl Fn(&[u8]) -> Option<String>) -> Result<Answer, Trouble> {
        let words = || {
            words(&self.body)
                .map(|text| plain(&text))
                .filter(|text| !text.is_empty())
        };
        match self.status {
            200..=299 | 304 => Ok(self),
            300..=399 => Err(Trouble::Silent("it sends to another address".into())),
            401 => Err(Trouble::Login),
            403 => Err(Trouble::Forbidden(words())),
            404 | 410 => Err(Trouble::Missing),
            409 => Err(Trouble::Conflict(words())),
            412 => Err(Trouble::Changed),
            429 | 503 => Err(Trouble::Busy(after(&self.headers))),
            status @ 400..=499 => Err(Trouble::Refused(status, words())),
            status => Err(Trouble::Silent(match words() {
                Some(words) => format!("it answered {status}: {words}"),
                None => format!("it answered {status}"),
            })),
        }
    }

    /// A header, where it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// What tells this state of the document from others.
    pub fn tag(&self) -> Tag {
        let text = |name| {
            self.headers
                .get(name)
                .and_then(|v| v.to_str().ok())
                .map(str::to_owned)
        };
        Tag {
            etag: text(ETAG),
            modified: text(LAST_MODIFIED),
        }
    }

    /// The body as JSON of a form.
    ///
    /// # Errors
    /// It is another form, or no JSON: a page that says so, a body that was cut.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Trouble> {
        serde_json::from_slice(&self.body).map_err(|error| {
            // The place alone: serde's words may hold what was read.
            let kind = if self.body.trim_ascii_start().starts_with(b"<") {
                "a page instead of JSON".to_owned()
            } else if error.is_eof() {
                "JSON that ends in the middle".to_owned()
            } else if error.is_syntax() {
                format!("no JSON (line {}, column {})", error.line(), error.column())
            } else {
                format!(
                    "JSON of another form than was expected (line {}, column {})",
                    error.line(),
                    error.column()
                )
            };
            Trouble::Silent(format!("it answered with {kind}"))
        })
    }
}

/// Words of a service as they may be shown: one line, shortened.
fn plain(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(200)
        .collect();
    line.trim().to_owned()
}

/// How long to wait, as `Retry-After` says: seconds, or a moment against the server's own clock, since ours may differ.
fn after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = |text: &str| -> Option<Timestamp> { Some(rfc2822::parse(text).ok()?.timestamp()) };
    let then = moment(text)?;
    let now = moment(headers.get("date")?.to_str().ok()?)?;
    Some(Duration::from_secs(
        u64::try_from(then.duration_since(now).as_secs()).unwrap_or(0),
    ))
}

/// The client.
#[derive(Clone, Debug)]
pub struct Http {
    agent: ureq::Agent,
    patience: Patience,
}

impl Default for Http {
    fn default() -> Self {
        Http::new(Patience::default())
    }
}

impl Http {
    /// One of that patience.
    pub fn new(patience: Patience) -> Http {
        let agent = config().timeout_global(Some(patience.whole)).build().into();
        Http { agent, patience }
    }

    /// Asks, and reads the whole answer. A read is tried again where the connection breaks and where the service is busy.
    ///
    /// # Errors
    /// There is no answer. Any code is one.
    pub fn ask(&self, request: &Request<'_>) -> Result<Answer, Trouble> {
        let mut pause = self.patience.pause;
        let mut left = if request.is_read {
            self.patience.tries.max(1)
        } else {
            1
        };
        loop {
            left -= 1;
            let came = self.once(request);
            let wait = match &came {
                Ok(answer) if matches!(answer.status, 429 | 503) => after(&answer.headers).unwrap_or(pause),
                Ok(answer) if matches!(answer.status, 408 | 500 | 502 | 504) => pause,
                Err(Failed { again: true, .. }) => pause,
                _ => Duration::MAX,
            };
            if left == 0 || wait > self.patience.longest {
                return came.map_err(|failed| failed.trouble);
            }
            std::thread::sleep(wait);
            pause *= 2;
        }
    }

    fn once(&self, request: &Request<'_>) -> Result<Answer, Failed> {
        let mut answer = self.follow(request, &self.agent)?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer
            .body_mut()
            .with_config()
            .limit(request.largest)
            .read_to_vec()
            .map_err(|error| match error {
                ureq::Error::BodyExceedsLimit(_) => {
                    Trouble::Silent(format!("its answer is larger than {} MiB", request.largest >> 20)).into()
                }
                ureq::Error::Timeout(_) => self.late(),
                _ => Failed::for_now("its answer broke off"),
            })?;
        Ok(Answer {
            status,
            headers,
            body,
        })
    }

    /// Asks once for something large, which is read as it comes: its time is bounded between two pieces, not as a whole.
    ///
    /// # Errors
    /// There is no answer of the 200s.
    pub fn open(
        &self,
        request: &Request<'_>,
        words: impl Fn(&[u8]) -> Option<String>,
    ) -> Result<Stream, Trouble> {
        let agent: ureq::Agent = config()
            .timeout_connect(Some(self.patience.whole))
            .timeout_recv_response(Some(self.patience.whole))
            .timeout_per_read(Some(self.patience.whole))
            // The file as it is: another packing on the way would make another length of it.
            .accept_encoding("identity")
            .build()
            .into();
        let mut answer = self.follow(request, &agent).map_err(|failed| failed.trouble)?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        if (200..300).contains(&status) {
            let body = answer
                .into_body()
                .into_with_config()
                .limit(request.largest)
                .reader();
            return Ok(Stream {
                status,
                headers,
                body: Box::new(body),
            });
        }
        // A code that says no; what else it says may be nothing.
        let body = answer
            .body_mut()
            .with_config()
            .limit(LARGEST)
            .read_to_vec()
            .unwrap_or_default();
        let told = Answer {
            status,
            headers,
            body,
        };
        match told.good(words) {
            Err(trouble) => Err(trouble),
            Ok(_) => Err(Trouble::Silent(format!("it answered {status}"))),
        }
    }

    /// Asks, and where a read is sent on, asks there: without the login where that is another host, and by GET where a POST is sent on by
    /// other than 307 or 308 (RFC 9110, 15.4).
    fn follow(
        &self,
        request: &Request<'_>,
        agent: &ureq::Agent,
    ) -> Result<ureq::http::Response<ureq::Body>, Failed> {
        let mut url: Uri = request.url.parse().map_err(|_| no_address())?;
        let home = origin(&url).ok_or_else(no_address)?;
        let mut request = request.clone();
        for _ in 0..=REDIRECTS {
            let answer = self.send(&request, &url, origin(&url).as_ref() == Some(&home), agent)?;
            if !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) || !request.is_read {
                return Ok(answer);
            }
            let Some(to) = answer.headers().get("location").and_then(|v| v.to_str().ok()) else {
                return Ok(answer);
            };
            let next = resolve(&url, to)
                .ok_or_else(|| Trouble::Silent("it sends to an address that is none".into()))?;
            if url.scheme_str() == Some("https") && next.scheme_str() != Some("https") {
                return Err(Trouble::Silent(
                    "it sends from https to an address that is not encrypted, which was not followed".into(),
                )
                .into());
            }
            if request.method == "POST" && matches!(answer.status().as_u16(), 301..=303) {
                request.method = "GET";
                request.body.clear();
                request
                    .headers
                    .retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
            }
            url = next;
        }
        Err(Trouble::Silent("it sends from one address to the next without end".into()).into())
    }

    fn send(
        &self,
        request: &Request<'_>,
        url: &Uri,
        is_home: bool,
        agent: &ureq::Agent,
    ) -> Result<ureq::http::Response<ureq::Body>, Failed> {
        let mut builder = ureq::http::Request::builder().method(request.method).uri(url);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        if let Some(etag) = &request.known.etag {
            builder = builder.header(IF_NONE_MATCH, etag);
        }
        if let Some(modified) = &request.known.modified {
            builder = builder.header(IF_MODIFIED_SINCE, modified);
        }
        if is_home {
            builder = match request.login {
                Login::None => builder,
                Login::Bearer(token) => builder.header(AUTHORIZATION, format!("Bearer {}", token.reveal())),
                Login::Basic(name, word) => {
                    let pair = STANDARD.encode(format!("{name}:{}", word.reveal()));
                    builder.header(AUTHORIZATION, format!("Basic {pair}"))
                }
                Login::Header(name, key) => builder.header(*name, key.reveal()),
            };
        }
        // Nothing to write is said as a length of 0 (RFC 9110, 8.6); left to itself the client would begin a body in pieces, which not
        // every service reads.
        let writes = matches!(request.method, "POST" | "PUT" | "PATCH");
        let came = match request.body.is_empty() && !writes {
            true => builder.body(()).map(|request| agent.run(request)),
            false => builder.body(&request.body[..]).map(|request| agent.run(request)),
        };
        came.map_err(|_| no_address())?.map_err(|error| match error {
            ureq::Error::Timeout(_) => self.late(),
            ureq::Error::HostNotFound => {
                Trouble::Silent("there is no such host, or no network".into()).into()
            }
            ureq::Error::Io(error) => Failed::for_now(format!("it could not be reached: {error}")),
            ureq::Error::BadUri(_) | ureq::Error::Http(_) => no_address().into(),
            // What it carries may hold the address, which may be a secret.
            _ => Trouble::Silent("it could not be reached, or gave no answer of HTTP".into()).into(),
        })
    }

    fn late(&self) -> Failed {
        Failed::for_now(format!("it did not answer within {}", span(self.patience.whole)))
    }
}

/// What holds for every request.
fn config() -> ureq::config::ConfigBuilder<ureq::typestate::AgentScope> {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        // Followed here, where it is known whom a login is for.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent("pivot")
}

/// No answer, and whether another try may bring one.
struct Failed {
    trouble: Trouble,
    again: bool,
}

impl From<Trouble> for Failed {
    fn from(trouble: Trouble) -> Self {
        Failed {
            trouble,
            again: false,
        }
    }
}

impl Failed {
    fn for_now(what: impl Into<String>) -> Failed {
        Failed {
            trouble: Trouble::Silent(what.into()),
            again: true,
        }
    }
}

fn no_address() -> Trouble {
    Trouble::Silent("the address is none that can be asked: one begins with https://".into())
}

/// Scheme, host and port.
fn origin(url: &Uri) -> Option<(String, String, u16)> {
    let scheme = url.scheme_str()?.to_lowercase();
    let port = match scheme.as_str() {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    Some((scheme, url.host()?.to_lowercase(), url.port_u16().unwrap_or(port)))
}

/// Where a `Location` leads (RFC 3986, section 5, without the rare forms: what is neither whole nor begins with a slash is beside
/// the last part of the path).
fn resolve(from: &Uri, to: &str) -> Option<Uri> {
    let to = to.split('#').next()?.trim();
    let whole = match to {
        to if to.starts_with("http://") || to.starts_with("https://") => to.to_owned(),
        to if to.starts_with("//") => format!("{}:{to}", from.scheme_str()?),
        to if to.starts_with('/') => format!("{}://{}{to}", from.scheme_str()?, from.authority()?),
        to if to.contains("://") => return None,
        to => {
            let folder = from.path().rsplit_once('/').map_or("", |(folder, _)| folder);
            format!("{}://{}{folder}/{to}", from.scheme_str()?, from.authority()?)
        }
    };
    whole.parse().ok()
}
