//! How quick the pages are with 500 tasks over five months: `cargo run --release -p pivot-web --example pages`.
//!
//! First in the process: for each page the time to its first byte, of a folder that is known and right after a fact was
//! recorded, and how long it is; and a drag's consequences. Then over the loopback: 200 requests a second (`--rate`) for 30
//! seconds (`--seconds`) on eight connections, every page in turn.
#![allow(
    clippy::unwrap_used,
    reason = "a benchmark ends where what it asks for is not there"
)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Method;
use common::{NOW, Site};
use pivot_app::Options;
use pivot_app::planning::Answer;
use pivot_app::verbs::export::accept;
use pivot_web::{Config, serve};

const PAGES: [&str; 12] = [
    "/",
    "/calendar",
    "/calendar?view=month",
    "/timeline",
    "/timeline?open=all",
    "/timeline/why?task=t250",
    "/forecast",
    "/evidence",
    "/journal",
    "/settings",
    "/api/timeline",
    "/api/journal",
];

/// How often each page is asked for in the process.
const TIMES: usize = 21;
const CONNECTIONS: usize = 8;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (mut rate, mut seconds) = (200_u32, 30_u32);
    while let Some(name) = arguments.next() {
        let value = arguments.next().and_then(|v| v.parse().ok()).unwrap();
        match name.as_str() {
            "--rate" => rate = value,
            "--seconds" => seconds = value,
            other => panic!("there is no {other}: --rate N, --seconds N"),
        }
    }
    let site = Site::large();
    let plan = Answer::of(&site.situation(), &Options::default()).unwrap().plan;
    println!("{} sessions until {}", plan.sessions.len(), plan.finish);
    accept(&site.folder(), &site.situation(), &plan).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(in_the_process(&site));
    over_the_loopback(&site, rate, seconds);
}

async fn in_the_process(site: &Site) {
    println!(
        "\n{:32} {:>9} {:>9} {:>11} {:>8}",
        "page", "median", "worst", "after write", "size"
    );
    for path in PAGES {
        let (_, fresh) = {
            log(site).await;
            first_byte(site, path).await
        };
        let mut times = Vec::new();
        let mut size = 0;
        for _ in 0..TIMES {
            let (length, time) = first_byte(site, path).await;
            size = length;
            times.push(time);
        }
        times.sort_unstable();
        println!(
            "{path:32} {:>7.2}ms {:>7.2}ms {:>9.1}ms {:>5} KB",
            ms(times[TIMES / 2]),
            ms(times[TIMES - 1]),
            ms(fresh),
            size / 1000
        );
    }
    let plan = Answer::of(&site.situation(), &Options::default()).unwrap().plan;
    let mut times = Vec::new();
    for session in plan
        .sessions
        .iter()
        .filter(|s| s.resource == "me")
        .skip(8)
        .take(TIMES)
    {
        let to = plan
            .zones
            .local(session.start + jiff::SignedDuration::from_hours(24));
        let id = common::encoded(&session.id);
        let path = format!(
            "/api/calendar/preview?session={id}&day={}&start={}",
            to.strftime("%F"),
            to.strftime("%H:%M")
        );
        times.push(first_byte(site, &path).await.1);
    }
    times.sort_unstable();
    println!(
        "{:32} {:>7.2}ms {:>7.2}ms",
        "a session dragged to tomorrow",
        ms(times[times.len() / 2]),
        ms(times[times.len() - 1])
    );
}

fn ms(time: Duration) -> f64 {
    1000.0 * time.as_secs_f64()
}

/// Records something, so that everything is planned anew.
async fn log(site: &Site) {
    let version = site.version().await;
    let fields = [("version", version.as_str()), ("task", "t0"), ("spent", "5m")];
    let (status, _, page) = site.post("/do/log", &fields).await;
    assert!(status.is_redirection(), "{page}");
}

/// The size of an answer and the time to its first byte.
async fn first_byte(site: &Site, path: &str) -> (usize, Duration) {
    let request = Site::request(Method::GET, path).body(Body::empty()).unwrap();
    let begun = Instant::now();
    let response = site.send(request).await;
    let time = begun.elapsed();
    assert!(response.status().is_success(), "{path}: {}", response.status());
    (common::text(response).await.len(), time)
}

fn over_the_loopback(site: &Site, rate: u32, seconds: u32) {
    let config = Config {
        dir: site.home.path().to_owned(),
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        machine: None,
        now: Some(NOW.parse().unwrap()),
        zone: None,
    };
    let (tell, told) = channel();
    std::thread::spawn(move || {
        serve(&config, |ready| {
            tell.send(ready.clone()).unwrap();
            Ok(())
        })
        .unwrap();
    });
    let ready = told.recv().unwrap();
    let cookie = cookie(&ready);
    let (times, begun) = (Mutex::new(Vec::new()), Instant::now());
    let all = rate * seconds;
    std::thread::scope(|scope| {
        for own in 0..CONNECTIONS as u32 {
            let (times, cookie) = (&times, &cookie);
            scope.spawn(move || {
                let mut line = Connection::new(ready.address);
                for n in (own..all).step_by(CONNECTIONS) {
                    // Each at its time, however long the one before took: waiting for it counts.
                    let due = begun + Duration::from_secs_f64(f64::from(n) / f64::from(rate));
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                    let status = line.get(PAGES[n as usize % PAGES.len()], cookie);
                    times.lock().unwrap().push((due.elapsed(), status));
                }
            });
        }
    });
    let took = begun.elapsed().as_secs_f64();
    let mut times = times.into_inner().unwrap();
    let failed = times.iter().filter(|t| t.1 != 200).count();
    times.sort_unstable();
    let at = |share: f64| ms(times[((times.len() - 1) as f64 * share) as usize].0);
    println!(
        "\n{} requests in {took:.1} s, {:.0} a second: {failed} failed; whole answer after {:.1} ms (half), {:.1} ms (95 of 100), {:.1} ms \
         (99 of 100), {:.1} ms (worst)",
        times.len(),
        times.len() as f64 / took,
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    );
    assert_eq!(failed, 0);
}

/// Comes in by the link.
fn cookie(ready: &pivot_web::Ready) -> String {
    let path = ready
        .link
        .split_once("/?")
        .map(|(_, query)| format!("/?{query}"))
        .unwrap();
    let mut line = Connection::new(ready.address);
    assert_eq!(line.get(&path, ""), 303);
    line.cookie.unwrap()
}

/// A connection that stays.
struct Connection {
    reader: BufReader<TcpStream>,
    host: SocketAddr,
    cookie: Option<String>,
}

impl Connection {
    fn new(host: SocketAddr) -> Connection {
        let stream = TcpStream::connect(host).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        Connection {
            reader: BufReader::new(stream),
            host,
            cookie: None,
        }
    }

    /// Asks for a page and reads all of it; gives the status.
    fn get(&mut self, path: &str, cookie: &str) -> u16 {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n\r\n",
            self.host
        );
        self.reader.get_mut().write_all(request.as_bytes()).unwrap();
        let (mut status, mut length, mut line) = (0, 0, String::new());
        loop {
            line.clear();
            self.reader.read_line(&mut line).unwrap();
            let text = line.trim_end();
            if text.is_empty() {
                break;
            }
            if let Some(rest) = text.strip_prefix("HTTP/1.1 ") {
                status = rest[..3].parse().unwrap();
            }
            let Some((name, value)) = text.split_once(": ") else {
                continue;
            };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap(),
                "set-cookie" => self.cookie = value.split(';').next().map(str::to_owned),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.reader.read_exact(&mut body).unwrap();
        status
    }
}
