//! A service, played on the loopback: it reads requests as HTTP/1.1 and answers as a function says.
//!
//! One request a connection, so that what is asked comes in order. What was asked is kept, for the test to look at.
#![allow(dead_code, unreachable_pub, reason = "each test program uses its part")]

pub mod kaggle;
pub mod shape;

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub method: String,
    /// With what follows a question mark.
    pub path: String,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null where it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The path without what follows a question mark.
    pub fn place(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// A value of the query, as it was sent.
    pub fn query(&self, name: &str) -> Option<&str> {
        let (_, query) = self.path.split_once('?')?;
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Told {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// The connection ends after so many bytes of the body.
    pub cut: Option<usize>,
    /// So long nothing is said.
    pub silence: Duration,
}

impl Told {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Told {
        Told {
            status,
            headers: Vec::new(),
            body: body.into(),
            cut: None,
            silence: Duration::ZERO,
        }
    }

    pub fn json(status: u16, body: &serde_json::Value) -> Told {
        Told::new(status, body.to_string()).with("content-type", "application/json")
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Told {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// The service. It ends with the test program.
pub struct Double {
    /// `http://127.0.0.1:PORT`.
    pub base: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    queued: Arc<Mutex<VecDeque<Told>>>,
}

impl Double {
    pub fn start(answer: impl Fn(&Asked) -> Told + Send + Sync + 'static) -> Double {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (asked, queued) = (
            Arc::<Mutex<Vec<Asked>>>::default(),
            Arc::<Mutex<VecDeque<Told>>>::default(),
        );
        let (known, next) = (asked.clone(), queued.clone());
        let answer = Arc::new(answer);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (known, next, answer) = (known.clone(), next.clone(), answer.clone());
                // A client that has gone is no fault of the service.
                std::thread::spawn(move || {
                    let _ = serve(&stream, &known, &next, &*answer);
                });
            }
        });
        Double { base, asked, queued }
    }

    /// What was asked until now.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The next request gets this answer, whatever it is.
    pub fn next(&self, told: Told) {
        self.queued.lock().unwrap().push_back(told);
    }
}

fn serve(
    stream: &TcpStream,
    known: &Mutex<Vec<Asked>>,
    next: &Mutex<VecDeque<Told>>,
    answer: &dyn Fn(&Asked) -> Told,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let mut asked = Asked {
        method: words.next().unwrap_or_default().to_owned(),
        path: words.next().unwrap_or_default().to_owned(),
        ..Asked::default()
    };
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header)? == 0 {
            return Ok(());
        }
        let Some((name, value)) = header.trim().split_once(':') else {
            break;
        };
        asked.headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    let length = asked.header("content-length").and_then(|n| n.parse().ok());
    asked.body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut asked.body)?;
    known.lock().unwrap().push(asked.clone());
    let queued = next.lock().unwrap().pop_front();
    let told = queued.unwrap_or_else(|| answer(&asked));
    std::thread::sleep(told.silence);
    let mut stream = stream;
    write!(stream, "HTTP/1.1 {} X\r\nconnection: close\r\n", told.status)?;
    for (name, value) in &told.headers {
        write!(stream, "{name}: {value}\r\n")?;
    }
    if !told.headers.iter().any(|(name, _)| name == "content-length") {
        write!(stream, "content-length: {}\r\n", told.body.len())?;
    }
    stream.write_all(b"\r\n")?;
    if asked.method != "HEAD" {
        stream.write_all(&told.body[..told.cut.unwrap_or(told.body.len()).min(told.body.len())])?;
    }
    stream.flush()
}
