//! Where files come from: the web, or memory in tests.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use ureq::http::header::{CONTENT_LENGTH, CONTENT_RANGE, ETAG, IF_RANGE, LAST_MODIFIED, RANGE};
use ureq::http::{HeaderMap, HeaderName, StatusCode};

use super::Patience;

/// Something that gives files by their address.
pub trait Source {
    /// Opens the file at an address, from the byte `from` if it can. `tag` is what an earlier answer from this address had.
    ///
    /// # Errors
    /// Why there is nothing to read.
    fn open(
        &self,
        address: &str,
        from: u64,
        tag: Option<&str>,
        patience: &Patience,
    ) -> Result<Answer, Refusal>;
}

/// What a server gives.
pub struct Answer {
    /// The first byte of the file that comes: as asked for, or 0.
    pub begins: u64,
    /// How many bytes come, where it says so.
    pub length: Option<u64>,
    /// By what it tells this state of the file from others: a strong entity tag, or when the file was changed.
    pub tag: Option<String>,
    /// The bytes.
    pub body: Box<dyn Read>,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("begins", &self.begins)
            .field("length", &self.length)
            .field("tag", &self.tag)
            .finish_non_exhaustive()
    }
}

/// Why a server gives nothing, as a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It does not have the file.
    Not(String),
    /// It may have it at another time.
    Later(String),
    /// The file is no longer than `from`.
    Beyond,
}

/// The web: http and https, at most 5 redirects.
#[derive(Clone, Copy, Debug, Default)]
pub struct Web;

impl Source for Web {
    fn open(
        &self,
        address: &str,
        from: u64,
        tag: Option<&str>,
        patience: &Patience,
    ) -> Result<Answer, Refusal> {
        if !(address.starts_with("http://") || address.starts_with("https://")) {
            return Err(Refusal::Not(
                "the address begins with neither http:// nor https://".into(),
            ));
        }
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_connect(Some(patience.answer))
            .timeout_recv_response(Some(patience.answer))
            .timeout_per_read(Some(patience.silence))
            .timeout_global(Some(patience.whole))
            .max_redirects(5)
            .http_status_as_error(false)
            // The file as it is: another packing on the way would make another length of it.
            .accept_encoding("identity")
            .user_agent("pivot")
            .build()
            .into();
        let mut request = agent.get(address);
        if from > 0 {
            request = request.header(RANGE, format!("bytes={from}-"));
            if let Some(tag) = tag {
                request = request.header(IF_RANGE, tag);
            }
        }
        let response = request.call().map_err(|error| refusal(&error, patience))?;
        let status = response.status();
        let headers = response.headers();
        let begins = match status {
            StatusCode::OK => 0,
            StatusCode::PARTIAL_CONTENT => begins(headers)
                .ok_or_else(|| Refusal::Not("it answered with a part and did not say with which".into()))?,
            StatusCode::RANGE_NOT_SATISFIABLE => return Err(Refusal::Beyond),
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => {
                return Err(Refusal::Later(format!("the server answered {}", status.as_u16())));
            }
            status if status.is_server_error() => {
                return Err(Refusal::Later(format!("the server answered {}", status.as_u16())));
            }
            status => return Err(Refusal::Not(format!("the server answered {}", status.as_u16()))),
        };
        let length = text(headers, &CONTENT_LENGTH).and_then(|length| length.trim().parse().ok());
        let strong = text(headers, &ETAG).filter(|tag| tag.starts_with('"'));
        let tag = strong.or_else(|| text(headers, &LAST_MODIFIED));
        Ok(Answer {
            begins,
            length,
            tag: tag.map(str::to_owned),
            // Bounded by the caller, who knows how long the file is.
            body: Box::new(response.into_body().into_with_config().limit(u64::MAX).reader()),
        })
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// The first byte that `Content-Range: bytes 500-999/1234` names.
fn begins(headers: &HeaderMap) -> Option<u64> {
    let range = text(headers, &CONTENT_RANGE)?.trim().strip_prefix("bytes")?;
    range.trim_start().split_once('-')?.0.trim().parse().ok()
}

/// What a failed request means.
fn refusal(error: &ureq::Error, patience: &Patience) -> Refusal {
    match error {
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => {
            Refusal::Not("this is no address that can be fetched".into())
        }
        ureq::Error::TooManyRedirects => {
            Refusal::Not("it leads from one address to the next without an end".into())
        }
        ureq::Error::RedirectFailed => Refusal::Not("it leads to an address that cannot be followed".into()),
        ureq::Error::HostNotFound => Refusal::Not("there is no such host, or no network".into()),
        ureq::Error::Timeout(_) => Refusal::Later(silent(patience.answer)),
        ureq::Error::Io(error) => Refusal::Later(broken(error, patience)),
        other => Refusal::Later(format!("it could not be fetched ({other})")),
    }
}

/// What a connection that broke means, as a clause.
pub(super) fn broken(error: &io::Error, patience: &Patience) -> String {
    let timed_out = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<ureq::Error>())
        .is_some_and(|inner| matches!(inner, ureq::Error::Timeout(_)));
    match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => silent(patience.silence),
        _ if timed_out => silent(patience.silence),
        io::ErrorKind::ConnectionRefused => "nothing answers there".into(),
        _ => format!("the connection broke ({error})"),
    }
}

fn silent(after: std::time::Duration) -> String {
    match after.as_secs() {
        0 => format!("the server was silent for {} milliseconds", after.as_millis()),
        1 => "the server was silent for a second".into(),
        seconds => format!("the server was silent for {seconds} seconds"),
    }
}

/// Files in memory by their address, for tests.
#[derive(Clone, Debug, Default)]
pub struct InMemory(pub BTreeMap<String, Vec<u8>>);

impl Source for InMemory {
    fn open(&self, address: &str, from: u64, _: Option<&str>, _: &Patience) -> Result<Answer, Refusal> {
        let Some(bytes) = self.0.get(address) else {
            return Err(Refusal::Not("the server answered 404".into()));
        };
        let rest = usize::try_from(from).ok().and_then(|from| bytes.get(from..));
        let rest = rest
            .filter(|rest| from == 0 || !rest.is_empty())
            .ok_or(Refusal::Beyond)?;
        Ok(Answer {
            begins: from,
            length: Some(rest.len() as u64),
            tag: Some("\"whole\"".into()),
            body: Box::new(Cursor::new(rest.to_vec())),
        })
    }
}
