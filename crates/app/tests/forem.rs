//! dev.to, played by a server of a few lines that keeps to its API (forem/forem, `swagger/v1/api_v1.json`): the header, the envelope, the
//! codes.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use pivot_app::connect::forem::{Article, Articles, Draft, Forem, InMemory, Trouble};
use pivot_app::connect::secret::Secret;
use serde_json::{Value, json};

const KEY: &str = "the-key";

#[derive(Default)]
struct State {
    articles: Vec<Value>,
    /// Each request: method, path, key.
    seen: Vec<(String, String, String)>,
    /// Answers that come before any other: status, header, body.
    queued: Vec<(u16, String, String)>,
}

struct Double {
    base: String,
    state: Arc<Mutex<State>>,
}

impl Double {
    fn start() -> Double {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}/api", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = answer(stream, &shared);
            }
        });
        Double { base, state }
    }

    fn client(&self, key: &str) -> Forem {
        Forem::new(&self.base, Secret::new(key))
    }

    fn queue(&self, status: u16, header: &str, body: &str) {
        let answer = (status, header.to_owned(), body.to_owned());
        self.state.lock().unwrap().queued.push(answer);
    }
}

fn answer(stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let method = words.next().unwrap_or_default().to_owned();
    let path = words.next().unwrap_or_default().to_owned();
    let (mut key, mut length, mut accept) = (String::new(), 0, String::new());
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        let Some((name, value)) = header.trim().split_once(':') else {
            break;
        };
        match name.to_lowercase().as_str() {
            "api-key" => key = value.trim().to_owned(),
            "content-length" => length = value.trim().parse().unwrap_or(0),
            "accept" => accept = value.trim().to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut state = state.lock().unwrap();
    state.seen.push((method.clone(), path.clone(), key.clone()));
    let (status, header, text) = if state.queued.is_empty() {
        assert_eq!(accept, "application/vnd.forem.api-v1+json");
        let (status, body) = of(&mut state, &method, &path, &key, &body);
        (status, String::new(), body.to_string())
    } else {
        state.queued.remove(0)
    };
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n{header}\r\n{text}",
        text.len()
    )
}

fn of(state: &mut State, method: &str, path: &str, key: &str, body: &[u8]) -> (u16, Value) {
    if key != KEY {
        return (401, json!({"error": "unauthorized", "status": 401}));
    }
    let article = || serde_json::from_slice::<Value>(body).unwrap()["article"].clone();
    let shown = |id: usize, article: &Value| {
        let public = article["published"].as_bool() == Some(true);
        json!({
            "type_of": "article", "id": id, "title": article["title"], "url": format!("https://dev.to/ada/{id}"),
            "canonical_url": article["canonical_url"], "body_markdown": article["body_markdown"],
            "published_at": if public { json!("2027-01-01T00:00:00Z") } else { Value::Null },
        })
    };
    match (method, path.split('?').next().unwrap_or_default()) {
        ("POST", "/api/articles") => {
            let article = article();
            if state
                .articles
                .iter()
                .any(|a| a["canonical_url"] == article["canonical_url"])
            {
                return (
                    422,
                    json!({"error": "Canonical url has already been taken", "status": 422}),
                );
            }
            state.articles.push(article.clone());
            (201, shown(state.articles.len(), &article))
        }
        ("PUT", path) => {
            let id: usize = path.trim_start_matches("/api/articles/").parse().unwrap_or(0);
            match id.checked_sub(1).and_then(|n| state.articles.get_mut(n)) {
                Some(old) => {
                    *old = article();
                    let new = old.clone();
                    (200, shown(id, &new))
                }
                None => (404, json!({"error": "not found", "status": 404})),
            }
        }
        ("GET", "/api/articles/me/all") => {
            let all = state.articles.iter().enumerate().map(|(n, a)| shown(n + 1, a));
            (200, all.collect())
        }
        _ => (404, json!({"error": "not found", "status": 404})),
    }
}

fn draft(title: &str) -> Draft {
    Draft {
        title: title.into(),
        body_markdown: "Hello *you*".into(),
        published: true,
        series: None,
        canonical_url: "https://ada.example/posts/hello/".into(),
        description: "First".into(),
        tags: vec!["rust".into()],
    }
}

/// The client against the double, and the twin in memory: the same story.
fn story(service: &dyn Articles) {
    assert_eq!(service.mine(), Ok(vec![]));
    let made = service.create(&draft("one")).unwrap();
    assert_eq!(made.id, 1);
    assert!(made.published_at.is_some());
    assert!(
        matches!(service.create(&draft("two")), Err(Trouble::Refused(why)) if why.contains("already been taken"))
    );
    let changed = service
        .update(
            1,
            &Draft {
                published: false,
                ..draft("two")
            },
        )
        .unwrap();
    assert_eq!((changed.id, changed.published_at), (1, None));
    assert_eq!(service.update(7, &draft("x")), Err(Trouble::Gone));
    let mine: Vec<Article> = service.mine().unwrap();
    assert_eq!(mine.len(), 1);
    assert_eq!(
        mine[0].canonical_url.as_deref(),
        Some("https://ada.example/posts/hello/")
    );
}

#[test]
fn client_and_twin_tell_the_same_story() {
    let double = Double::start();
    story(&double.client(KEY));
    story(&InMemory::default());
    let state = double.state.lock().unwrap();
    assert_eq!(state.articles[0]["title"], "two");
    assert!(state.seen.iter().all(|(_, _, key)| key == KEY));
}

#[test]
fn what_goes_wrong_is_told_apart() {
    let double = Double::start();
    assert_eq!(double.client("wrong").create(&draft("one")), Err(Trouble::Key));
    let client = double.client(KEY);
    double.queue(429, "retry-after: 30\r\n", "");
    assert_eq!(client.mine(), Err(Trouble::Busy(Some(30))));
    double.queue(500, "", "<html>");
    assert_eq!(client.mine(), Err(Trouble::Silent("it answered 500".into())));
    for body in ["[{\"id\": 1", "{}", "[{\"id\": \"x\"}]", "<html></html>", ""] {
        double.queue(200, "", body);
        assert!(
            matches!(client.mine(), Err(Trouble::Silent(why)) if why.contains("form")),
            "{body}"
        );
    }
    // A service's words reach a terminal without control letters, and not for ever.
    double.queue(
        422,
        "",
        &json!({"error": format!("\u{1b}[31m{}", "x".repeat(5000))}).to_string(),
    );
    match client.create(&draft("one")) {
        Err(Trouble::Refused(why)) => assert!(why.len() < 300 && !why.contains('\u{1b}'), "{why}"),
        other => panic!("{other:?}"),
    }
    drop(double);
    let nobody = Forem::new("http://127.0.0.1:9", Secret::new(KEY));
    assert!(matches!(nobody.mine(), Err(Trouble::Silent(_))));
}

/// A redirect is no answer: the key is not carried to where it leads.
#[test]
fn the_key_goes_nowhere_else() {
    let (double, other) = (Double::start(), Double::start());
    for status in [301, 302, 307, 308] {
        double.queue(
            status,
            &format!("location: {}/articles/me/all\r\n", other.base),
            "",
        );
        assert!(matches!(double.client(KEY).mine(), Err(Trouble::Silent(_))));
    }
    assert!(other.state.lock().unwrap().seen.is_empty());
}
