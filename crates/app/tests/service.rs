//! Services that are measured: in memory, and over HTTP from a server of a few lines.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use pivot_app::connect::service::{Body, Doing, Http, Report, Service, measure};
use pivot_app::labs::serving::{Bad, Climb, Met, Promise, sustained};

const PROMISE: Promise = Promise {
    accuracy: 0.8,
    p95: Duration::from_millis(250),
    errors: 0.01,
};

/// Pictures as this double knows them: the first byte is the class.
fn pictures() -> Vec<Vec<u8>> {
    (0..30_u8).map(|k| [&[k % 10][..], &[7; 63]].concat()).collect()
}

fn climb(rates: &[u32]) -> Climb {
    Climb {
        rates: rates.to_vec(),
        hold: Duration::from_millis(300),
        fewest: 10,
    }
}

/// A service in memory: a queue of one, so much time for each answer, and some faults.
#[derive(Default)]
struct Double {
    queue: Mutex<()>,
    takes: Duration,
    /// It answers bad requests like good ones.
    gullible: bool,
    /// A flood breaks it for good.
    brittle: bool,
    broken: AtomicBool,
    asked: AtomicUsize,
}

impl Service for Double {
    fn ask(&self, body: Body<'_>) -> Result<(u16, Vec<u8>), String> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.broken.load(Ordering::Relaxed) {
            return Err("the connection broke".into());
        }
        let _mine = self.queue.lock().expect("no panic");
        std::thread::sleep(self.takes);
        let good =
            matches!(body, Body::Bytes(bytes, "image/png") if bytes.len() == 64 && bytes[1..] == [7; 63]);
        match body {
            Body::Bytes(bytes, _) if good => Ok((200, format!("{{\"label\": {}}}", bytes[0]).into_bytes())),
            Body::Zeros(_) if self.brittle => {
                self.broken.store(true, Ordering::Relaxed);
                Err("the connection broke".into())
            }
            _ if self.gullible => Ok((200, b"{\"label\": 0}".to_vec())),
            _ => Ok((422, Vec::new())),
        }
    }
}

fn report(service: &dyn Service, rates: &[u32]) -> Report {
    measure(service, &pictures(), &PROMISE, &climb(rates), &|_| {}).expect("the first picture is answered")
}

#[test]
fn a_good_service_is_right_holds_its_rates_and_refuses_what_is_bad() {
    let seen = Mutex::new(Vec::new());
    let service = Double::default();
    let report = measure(&service, &pictures(), &PROMISE, &climb(&[20, 50]), &|doing| {
        seen.lock().expect("no panic").push(doing);
    })
    .expect("it answers");
    let right = report
        .labels
        .iter()
        .enumerate()
        .filter(|(k, label)| **label == Ok((k % 10).to_string()));
    assert_eq!(right.count(), 30);
    assert_eq!(sustained(&report.levels, &PROMISE), 50);
    assert!(
        report.bad.iter().all(|(_, met)| met.survived()),
        "{:?}",
        report.bad
    );
    let seen = seen.into_inner().expect("no panic");
    assert!(seen.contains(&Doing::Rate(50)) && seen.contains(&Doing::Bad(Bad::Flood)));
}

#[test]
fn a_queue_is_slow_for_all_who_wait_in_it() {
    // 50 ms an answer are 20 a second at most. At 200 a second 60 requests are due within 0.3 s and the last of them is
    // answered after 3 s, although no single answer takes long.
    let service = Double {
        takes: Duration::from_millis(50),
        ..Double::default()
    };
    let report = report(&service, &[5, 200, 500]);
    let rates: Vec<u32> = report.levels.iter().map(|level| level.rate).collect();
    assert_eq!(rates, [5, 200], "nothing faster is tried");
    assert!(
        report.levels[1].p95 > Duration::from_secs(1),
        "{:?}",
        report.levels[1]
    );
    assert_eq!(sustained(&report.levels, &PROMISE), 5);
}

#[test]
fn what_is_answered_as_if_nothing_were_wrong_is_told() {
    let service = Double {
        gullible: true,
        ..Double::default()
    };
    let report = report(&service, &[10]);
    assert!(report.bad.iter().all(|(_, met)| matches!(met, Met::Wrong(_))));
}

#[test]
fn a_service_that_breaks_is_told_with_what_broke_it() {
    let service = Double {
        brittle: true,
        ..Double::default()
    };
    let report = report(&service, &[10]);
    let broke = report.bad.iter().find(|(_, met)| matches!(met, Met::Broke(_)));
    assert_eq!(broke.map(|(bad, _)| *bad), Some(Bad::Flood));
}

#[test]
fn a_service_that_does_not_speak_the_language_is_asked_once() {
    struct Mute(AtomicUsize);
    impl Service for Mute {
        fn ask(&self, _: Body<'_>) -> Result<(u16, Vec<u8>), String> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Ok((200, b"<html>".to_vec()))
        }
    }
    let service = Mute(AtomicUsize::new(0));
    let error = measure(&service, &pictures(), &PROMISE, &climb(&[10]), &|_| {}).expect_err("no JSON");
    assert!(error.contains("no JSON"), "{error}");
    assert_eq!(service.0.load(Ordering::Relaxed), 1);
    assert!(measure(&service, &[], &PROMISE, &climb(&[10]), &|_| {}).is_err());
}

/// A server whose every connection is answered by a function.
fn server(answer: fn(&mut TcpStream)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/predict", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            std::thread::spawn(move || answer(&mut stream));
        }
    });
    url
}

/// Reads a request's head and gives it.
fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n == 1) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}

#[test]
fn over_http_a_request_is_a_post_and_an_answer_is_read() {
    let url = server(|stream| {
        let head = head(stream).to_lowercase();
        let mut body = [0; 64];
        let posted = head.starts_with("post /predict http/1.1") && stream.read_exact(&mut body).is_ok();
        let json = format!("{{\"label\": \"{posted} {}\"}}", body[0]);
        let _ = write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{json}",
            json.len()
        );
    });
    let service = Http::new(&url).expect("a near address");
    let (status, body) = service
        .ask(Body::Bytes(&pictures()[3], "image/png"))
        .expect("an answer");
    assert_eq!((status, body.as_slice()), (200, &b"{\"label\": \"true 3\"}"[..]));
}

#[test]
fn over_http_nothing_follows_a_redirect_and_no_answer_is_read_without_end() {
    let url = server(|stream| {
        let head = head(stream);
        let _ = if head.starts_with("GET") {
            stream
                .write_all(b"HTTP/1.1 302 Found\r\nlocation: http://192.0.2.1/\r\ncontent-length: 0\r\n\r\n")
        } else {
            let endless = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n");
            while stream.write_all(&[b'x'; 4096]).is_ok() {}
            endless
        };
    });
    let service = Http::new(&url).expect("a near address");
    assert_eq!(service.ask(Body::None).expect("an answer").0, 302);
    let (_, body) = service.ask(Body::Bytes(b"x", "image/png")).expect("an answer");
    assert_eq!(body.len(), 64 * 1024);
}

#[test]
fn a_flood_that_is_refused_unread_is_an_error_or_a_status_and_nothing_worse() {
    let url = server(|stream| {
        let _ = head(stream);
        let _ = stream
            .write_all(b"HTTP/1.1 413 Payload Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    });
    let service = Http::new(&url).expect("a near address");
    let answer = service.ask(Body::Zeros(64 << 20)).map(|(status, _)| status);
    assert!(Met::of(Bad::Flood, answer.clone()).survived(), "{answer:?}");
}

#[test]
fn nobody_there_and_no_address_are_said_in_words() {
    let port = TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("an address")
        .port();
    let service = Http::new(&format!("http://127.0.0.1:{port}/")).expect("a near address");
    assert_eq!(service.ask(Body::None), Err("nobody listens there".into()));
    for (url, says) in [
        ("predict", "http://"),
        ("https://127.0.0.1/", "http://"),
        ("http://192.0.2.1:8000/predict", "on the internet"),
        ("http://[2001:db8::1]/predict", "on the internet"),
        ("http:///predict", ""),
    ] {
        let error = Http::new(url).expect_err(url);
        assert!(error.contains(says), "{url}: {error}");
    }
    assert!(Http::new("http://localhost:8000/predict").is_ok());
    assert!(Http::new("http://[::1]:8000/predict").is_ok());
}
