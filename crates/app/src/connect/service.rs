//! A service of the person's own that is measured: many requests, at a rate that does not wait for it.

use std::io::Read;
use std::net::{IpAddr, ToSocketAddrs};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pivot_labs::serving::{Bad, Climb, FLOOD, Level, Met, PATIENCE, Promise, Reply, bad_body, label};

/// So many requests are under way at once, at most: what a rate of 1,000 has where each takes a quarter of a second.
const WORKERS: usize = 256;

/// So many when accuracy is measured: no rate, only answers.
const GENTLE: usize = 4;

/// The largest answer that is read.
const ANSWER: u64 = 64 * 1024;

/// What a request carries.
#[derive(Clone, Copy, Debug)]
pub enum Body<'a> {
    /// These bytes of this kind.
    Bytes(&'a [u8], &'a str),
    /// So many zeros that say they are a picture.
    Zeros(u64),
    /// A GET without a body.
    None,
}

/// Something that answers.
pub trait Service: Sync {
    /// Sends a request and waits for the answer: its status and its body. The error is a sentence.
    fn ask(&self, body: Body<'_>) -> Result<(u16, Vec<u8>), String>;
}

/// A service at an `http` address.
#[derive(Debug)]
pub struct Http {
    agent: ureq::Agent,
    url: String,
}

impl Http {
    /// A service at an address of this machine or of the network around it.
    ///
    /// # Errors
    /// A sentence where this is no such address: a lab sends hundreds of requests a second, and bad ones among them.
    pub fn new(url: &str) -> Result<Http, String> {
        let uri: ureq::http::Uri = url
            .parse()
            .map_err(|_| format!("`{url}` is no address: http://127.0.0.1:8000/predict was expected"))?;
        if uri.scheme_str() != Some("http") {
            return Err(format!("`{url}` does not begin with http://"));
        }
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        let addresses: Vec<IpAddr> = (host, uri.port_u16().unwrap_or(80))
            .to_socket_addrs()
            .map_err(|_| format!("there is no host `{host}`, or no network"))?
            .map(|address| address.ip())
            .collect();
        if let Some(far) = addresses.iter().find(|ip| !near(**ip)) {
            return Err(format!(
                "`{host}` is {far}, a machine on the internet: this lab sends hundreds of requests a second, and bad ones among \
                 them, to a service of your own, on this machine or in the network around it"
            ));
        }
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections_per_host(WORKERS)
            .max_idle_connections(WORKERS)
            .proxy(None)
            .user_agent("pivot")
            .build()
            .into();
        Ok(Http {
            agent,
            url: url.to_owned(),
        })
    }
}

/// Whether an address is this machine's or of a private network (RFC 1918, RFC 4193, RFC 3927).
fn near(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(ip) => near(IpAddr::V4(ip)),
            None => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
        },
    }
}

impl Service for Http {
    fn ask(&self, body: Body<'_>) -> Result<(u16, Vec<u8>), String> {
        let answer = match body {
            Body::Bytes(bytes, kind) => self
                .agent
                .post(&self.url)
                .header("content-type", kind)
                .send(bytes),
            Body::Zeros(length) => self
                .agent
                .post(&self.url)
                .header("content-type", "image/png")
                .header("content-length", length.to_string())
                .send(ureq::SendBody::from_reader(&mut std::io::repeat(0).take(length))),
            Body::None => self.agent.get(&self.url).call(),
        };
        let mut answer = answer.map_err(|error| match error {
            ureq::Error::Timeout(_) => format!("no answer within {} seconds", PATIENCE.as_secs()),
            ureq::Error::ConnectionFailed => "nobody listens there".to_owned(),
            ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                "nobody listens there".to_owned()
            }
            ureq::Error::Io(error) => format!("the connection broke ({error})"),
            other => format!("the request failed ({other})"),
        })?;
        let status = answer.status().as_u16();
        let mut body = Vec::new();
        // An answer that is too long is cut, and then no JSON.
        answer
            .body_mut()
            .as_reader()
            .take(ANSWER)
            .read_to_end(&mut body)
            .map_err(|error| format!("the answer broke off ({error})"))?;
        Ok((status, body))
    }
}

/// What is told while it is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// So many test pictures of so many were answered.
    Pictures(usize, usize),
    /// This rate is held.
    Rate(u32),
    /// This bad request is sent.
    Bad(Bad),
}

impl std::fmt::Display for Doing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Doing::Pictures(done, of) => write!(f, "accuracy: picture {done} of {of}"),
            Doing::Rate(rate) => write!(f, "load: {rate} requests a second"),
            Doing::Bad(bad) => write!(f, "bad requests: {}", bad.what()),
        }
    }
}

/// What came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The answer to each test picture, in their order.
    pub labels: Vec<Result<String, String>>,
    /// The rates that were tried, up to the first that did not hold.
    pub levels: Vec<Level>,
    /// The bad requests and how they were met.
    pub bad: Vec<(Bad, Met)>,
}

/// Asks a service about each picture, at rising rates, and with bad requests. `pictures` are PNG files, at least one. The
/// first picture is asked alone first: where that has no answer of the right form, nothing else is sent.
///
/// # Errors
/// Why the first picture had no answer.
pub fn measure(
    service: &dyn Service,
    pictures: &[Vec<u8>],
    promise: &Promise,
    climb: &Climb,
    doing: &(dyn Fn(Doing) + Sync),
) -> Result<Report, String> {
    let first = pictures.first().ok_or("there is no test picture")?;
    let expected = predict(service, first)?;
    let labels = answers(service, pictures, doing);
    let mut levels = Vec::new();
    for &rate in climb.rates.iter().filter(|rate| **rate > 0) {
        doing(Doing::Rate(rate));
        let level = hold(service, pictures, rate, climb.requests(rate) as usize);
        let held = level.holds(promise);
        levels.push(level);
        if !held {
            break;
        }
    }
    // What is still queued in a service that was asked for too much is not held against it.
    for _ in 0..20 {
        if predict(service, first).is_ok() {
            break;
        }
        std::thread::sleep(Duration::from_millis(250));
    }
    let mut bad = Vec::new();
    for case in Bad::ALL {
        doing(Doing::Bad(case));
        let (body, kind) = bad_body(case, first);
        let answer = match (&body, case) {
            (_, Bad::Flood) => service.ask(Body::Zeros(FLOOD)),
            (Some(body), _) => service.ask(Body::Bytes(body, kind)),
            (None, _) => service.ask(Body::None),
        };
        let mut met = Met::of(case, answer.map(|(status, _)| status));
        match predict(service, first) {
            Ok(label) if label == expected => {}
            Ok(label) => {
                met = Met::Broke(format!(
                    "the next good request was answered `{label}`, not `{expected}` as before"
                ));
            }
            Err(why) => met = Met::Broke(format!("the next good request had no answer: {why}")),
        }
        bad.push((case, met));
    }
    Ok(Report { labels, levels, bad })
}

/// The class of a picture.
///
/// # Errors
/// Why there is none, in words.
pub fn predict(service: &dyn Service, picture: &[u8]) -> Result<String, String> {
    let (status, body) = service.ask(Body::Bytes(picture, "image/png"))?;
    if status != 200 {
        return Err(format!("it answered {status}"));
    }
    label(&body)
}

/// The class of each picture, a few at once.
fn answers(
    service: &dyn Service,
    pictures: &[Vec<u8>],
    doing: &(dyn Fn(Doing) + Sync),
) -> Vec<Result<String, String>> {
    let next = AtomicUsize::new(0);
    let all = Mutex::new(vec![Err("it was not asked".to_owned()); pictures.len()]);
    std::thread::scope(|scope| {
        for _ in 0..GENTLE.min(pictures.len()) {
            scope.spawn(|| {
                loop {
                    let k = next.fetch_add(1, Ordering::Relaxed);
                    let Some(picture) = pictures.get(k) else { return };
                    let label = predict(service, picture);
                    if let Ok(mut all) = all.lock() {
                        all[k] = label;
                    }
                    if k.is_multiple_of(50) {
                        doing(Doing::Pictures(k, pictures.len()));
                    }
                }
            });
        }
    });
    all.into_inner().unwrap_or_default()
}

/// Holds a rate: each request is due at its moment, whatever became of those before it. A service that lets all wait is not
/// asked to the end: after twice the time that the rate takes, and a patience, no more are sent, and those that were due
/// count as failed.
fn hold(service: &dyn Service, pictures: &[Vec<u8>], rate: u32, count: usize) -> Level {
    let step = Duration::from_secs(1) / rate;
    let most = step * count as u32 * 2 + PATIENCE;
    let next = AtomicUsize::new(0);
    let late = AtomicBool::new(false);
    let replies = Mutex::new(Vec::with_capacity(count));
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..WORKERS.min(count) {
            scope.spawn(|| {
                loop {
                    let k = next.fetch_add(1, Ordering::Relaxed);
                    if k >= count {
                        return;
                    }
                    let due = step * k as u32;
                    std::thread::sleep(due.saturating_sub(begin.elapsed()));
                    if begin.elapsed() > most {
                        late.store(true, Ordering::Relaxed);
                    }
                    let label = if late.load(Ordering::Relaxed) {
                        Err("it was so far behind that no more was sent".to_owned())
                    } else {
                        predict(service, &pictures[k % pictures.len()])
                    };
                    let at = begin.elapsed();
                    let reply = Reply {
                        took: at.saturating_sub(due),
                        at,
                        label,
                    };
                    if let Ok(mut replies) = replies.lock() {
                        replies.push(reply);
                    }
                }
            });
        }
    });
    Level::of(rate, &replies.into_inner().unwrap_or_default())
}
