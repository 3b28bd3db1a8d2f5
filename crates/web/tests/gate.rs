//! Who may come in, and what harm may not.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod common;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use common::{HOST, SESSION, Site, TOKEN, text};
use pivot_app::domain::fact::Event;

/// Pages, their twins, and addresses that change something.
const PAGES: [&str; 7] = [
    "/",
    "/calendar",
    "/timeline",
    "/forecast",
    "/evidence",
    "/journal",
    "/settings",
];

fn bare(method: Method, path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, HOST)
}

async fn status(site: &Site, request: axum::http::request::Builder) -> StatusCode {
    site.send(request.body(Body::empty()).unwrap()).await.status()
}

#[tokio::test]
async fn nobody_comes_in_without_the_link() {
    let site = Site::demo();
    for path in PAGES
        .iter()
        .chain(&["/api/today", "/api/journal", "/events", "/api/openapi.json"])
    {
        assert_eq!(
            status(&site, bare(Method::GET, path)).await,
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
        let wrong = bare(Method::GET, path).header(header::COOKIE, "pivot-4830=fedcba987654321f");
        assert_eq!(status(&site, wrong).await, StatusCode::UNAUTHORIZED, "{path}");
    }
    let wrong = site
        .send(
            bare(Method::GET, "/?token=0123456789abcdee")
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    assert!(wrong.headers().get(header::SET_COOKIE).is_none());
    // Nothing of the pivot is told to who is not let in.
    assert!(!text(wrong).await.contains("fast.ai"));
}

/// The link is exchanged for a cookie that no script reads and no other site sends; the token leaves the address.
#[tokio::test]
async fn the_link_lets_in() {
    let site = Site::demo();
    let request = bare(Method::GET, &format!("/?token={TOKEN}"))
        .body(Body::empty())
        .unwrap();
    let response = site.send(request).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()[header::LOCATION], "/");
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert_eq!(
        cookie,
        format!("pivot-4830={SESSION}; Path=/; HttpOnly; SameSite=Strict")
    );
    let (status, page) = site.get("/").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Monday 11 January"));
    assert!(!page.contains(TOKEN) && !page.contains(SESSION));
}

/// A name of somebody else's that resolves to this machine (DNS rebinding) is refused before anything is looked at.
#[tokio::test]
async fn a_foreign_host_is_refused() {
    let site = Site::demo();
    for host in [
        "evil.example",
        "evil.example:4830",
        "127.0.0.1:4831",
        "127.0.0.1",
        "localhost:4830.evil.example",
        "",
    ] {
        for path in [
            "/",
            "/api/journal",
            "/assets/x/style.css",
            "/calendar.ics",
            &format!("/?token={TOKEN}"),
        ] {
            let request = Request::builder()
                .uri(path)
                .header(header::HOST, host)
                .header(header::COOKIE, format!("pivot-4830={SESSION}"));
            assert_eq!(
                status(&site, request).await,
                StatusCode::MISDIRECTED_REQUEST,
                "{host} {path}"
            );
        }
    }
    let without = Request::builder()
        .uri("/")
        .header(header::COOKIE, format!("pivot-4830={SESSION}"));
    assert_eq!(status(&site, without).await, StatusCode::MISDIRECTED_REQUEST);
    for host in ["localhost:4830", "[::1]:4830", "LOCALHOST:4830"] {
        let request = Request::builder()
            .uri("/")
            .header(header::HOST, host)
            .header(header::COOKIE, format!("pivot-4830={SESSION}"));
        assert_eq!(status(&site, request).await, StatusCode::OK, "{host}");
    }
}

/// Where every address of the machine is listened on, each may be named, by number alone: a name can be made to lead here.
#[tokio::test]
async fn every_address_is_known_by_number() {
    let home = tempfile::tempdir().unwrap();
    let desk = pivot_web::Desk::new(home.path(), None, None, None);
    let gate = pivot_web::Gate::with("0.0.0.0:4830".parse().unwrap(), TOKEN.into(), SESSION.into());
    let router = pivot_web::site(desk, gate);
    for (host, known) in [
        ("192.168.1.5:4830", true),
        ("[fe80::1]:4830", true),
        ("192.168.1.5:4831", false),
        ("192.168.1.5", false),
        ("192.168.1.5.evil.example:4830", false),
        ("evil.example:4830", false),
    ] {
        let request = Request::builder().uri("/").header(header::HOST, host);
        let request = request.body(Body::empty()).unwrap();
        let status = tower::ServiceExt::oneshot(router.clone(), request)
            .await
            .unwrap()
            .status();
        let refused = status == StatusCode::MISDIRECTED_REQUEST;
        assert_eq!(refused, !known, "{host}: {status}");
    }
}

/// A post that another site sends changes nothing, even with the cookie; nor does one without an origin.
#[tokio::test]
async fn a_foreign_origin_changes_nothing() {
    let site = Site::demo();
    let version = site.version().await;
    let body = format!("version={version}&task=1.1&spent=45m");
    for origin in [
        Some("http://evil.example"),
        Some("null"),
        Some("https://127.0.0.1:4830"),
        Some("http://127.0.0.1:4831"),
        // Ours by another name: the page it came from is not the one that is asked.
        Some("http://localhost:4830"),
        None,
    ] {
        let mut request = bare(Method::POST, "/do/log")
            .header(header::COOKIE, format!("pivot-4830={SESSION}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        let response = site.send(request.body(Body::from(body.clone())).unwrap()).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{origin:?}");
    }
    assert!(site.situation().facts.is_empty());
    let (status, to, _) = site
        .post(
            "/do/log",
            &[("version", &version), ("task", "1.1"), ("spent", "45m")],
        )
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let facts = site.situation().facts;
    assert_eq!(to, format!("/?said={}", facts[0].id));
    assert!(
        matches!(&facts[0].fact.event, Event::Logged { part, spent } if part.task == "1.1" && spent.as_mins() == 45)
    );
}

/// A form leads back to one of our pages, and nowhere else.
#[tokio::test]
async fn no_form_leads_away() {
    let site = Site::demo();
    for back in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/x?y",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=y",
    ] {
        let version = site.version().await;
        let fields = [
            ("version", version.as_str()),
            ("task", "1.1"),
            ("spent", "5m"),
            ("back", back),
        ];
        let (status, to, _) = site.post("/do/log", &fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(to.starts_with("/?said="), "{back}: {to}");
    }
}

/// Every answer says what a page may load: our own files, and no script within a page.
#[tokio::test]
async fn every_answer_is_strict() {
    let site = Site::demo();
    for path in ["/", "/nowhere", "/api/today", "/assets/x/style.css"] {
        let response = site
            .send(Site::request(Method::GET, path).body(Body::empty()).unwrap())
            .await;
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("script-src 'self'"),
            "{path}"
        );
        assert!(
            policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"),
            "{path}"
        );
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(response.headers()[header::REFERRER_POLICY], "same-origin");
        if !path.starts_with("/assets") {
            assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store", "{path}");
        }
    }
    for path in PAGES {
        let (_, page) = site.get(path).await;
        assert!(
            !page.contains("<script>") && !page.contains(" style=\"") && !page.contains(" onclick"),
            "{path}"
        );
    }
}

/// Titles, notes and the events of a feed are text, whatever is in them.
#[tokio::test]
async fn what_people_write_is_no_html() {
    let site = Site::demo();
    let evil = "<script>alert(1)</script><img src=x onerror=alert(2)>\\\" autofocus onfocus=alert(3) x=\\\"";
    let curriculum = site.file("curriculum.toml");
    let title = curriculum.find("title = \"").unwrap();
    let mut text = curriculum.replace("title = \"", &format!("title = \"{evil}"));
    assert!(text.len() > curriculum.len() && title > 0);
    text = text.replace("why = \"", &format!("why = \"{evil}"));
    site.write("curriculum.toml", &text);
    let settings = site
        .file("pivot.toml")
        .replace("why = \"", &format!("why = \"{evil}"));
    site.write("pivot.toml", &settings);
    let feed = site.file("calendars/life.ics");
    site.write(
        "calendars/life.ics",
        &feed.replace("SUMMARY:", "SUMMARY:<script>alert(4)</script>\\\"onx=1 "),
    );
    let version = site.version().await;
    let (status, to, _) = site
        .post("/do/start", &[("version", &version), ("task", "1.1")])
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    for path in PAGES
        .iter()
        .copied()
        .chain([to.as_str(), "/timeline/why?task=1.1"])
    {
        let (status, page) = site.get(path).await;
        assert!(status.is_success(), "{path}: {status}");
        for bad in [
            "<script>alert",
            "<img src=x",
            "\" onfocus",
            "\"onx",
            "\" autofocus",
        ] {
            assert!(!page.contains(bad), "{path} has {bad}");
        }
    }
}

/// Ids and addresses that nobody has are answered, and what was typed comes back as text.
#[tokio::test]
async fn odd_wishes_are_answered() {
    let site = Site::demo();
    let version = site.version().await;
    for (path, fields) in [
        ("/do/log", vec![("task", "<b>"), ("spent", "45m")]),
        ("/do/log", vec![("task", "1.1"), ("spent", "<i>")]),
        ("/do/log", vec![("task", "1.1"), ("spent", "45m"), ("at", "<u>")]),
        ("/do/log", vec![("task", "1.1"), ("spent", "45m"), ("time", "7")]),
        ("/do/log", vec![("spent", "45m")]),
        ("/do/done", vec![("task", "")]),
        ("/do/stop", vec![]),
        ("/do/undo", vec![("id", "zz")]),
    ] {
        let mut all = vec![("version", version.as_str())];
        all.extend(fields.iter().copied());
        let (status, _, page) = site.post(path, &all).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {fields:?}");
        for bad in ["<b>", "<i>", "<u>"] {
            assert!(!page.contains(&format!("`{bad}")), "{path} {fields:?}");
        }
    }
    let (status, _, _) = site.post("/do/log", &[("task", "1.1"), ("spent", "45m")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "without a version");
    assert!(site.situation().facts.is_empty());
    let (status, page) = site.get("/?said=zz,,%00").await;
    assert!(status.is_success() && !page.contains("class=\"said\""));
}

/// An address of nothing has a page with the way back, for who is let in; a program is answered as it is everywhere.
#[tokio::test]
async fn an_address_of_nothing_has_a_page_with_the_way_back() {
    let site = Site::demo();
    for (path, status) in [
        ("/nothing", StatusCode::NOT_FOUND),
        ("/nix?%3Cb%3E", StatusCode::NOT_FOUND),
        ("/calendar/%3Cb%3E", StatusCode::NOT_FOUND),
        ("/do/log", StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let (found, page) = site.get(path).await;
        assert_eq!(found, status, "{path}");
        for part in ["<h1>", "To today", "href=\"/timeline\"", "<nav class=\"places\""] {
            assert!(page.contains(part), "{path} has no {part}: {page}");
        }
        let stranger = self::status(&site, bare(Method::GET, path)).await;
        assert_eq!(stranger, StatusCode::UNAUTHORIZED, "{path}");
    }
    let (status, answer) = site.get("/api/nix").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["format"], "pivot.error/1");
    assert!(answer["next"].as_str().unwrap().contains("/api/openapi.json"));
    let (status, _, page) = site.post("/timeline", &[("version", "x")]).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(page.contains("To today"));
}

/// Two tabs that were open at once: the second is told what the first one did, and nothing is written until it is asked again.
#[tokio::test]
async fn the_second_tab_is_told_what_the_first_one_did() {
    let site = Site::demo();
    let version = site.version().await;
    let fields = [("version", version.as_str()), ("task", "1.1"), ("spent", "45m")];
    assert_eq!(site.post("/do/log", &fields).await.0, StatusCode::SEE_OTHER);
    let fields = [("version", version.as_str()), ("task", "2.1"), ("spent", "1h")];
    let (status, _, page) = site.post("/do/log", &fields).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("45m on 1.1"), "{page}");
    assert_eq!(site.situation().facts.len(), 1);
    // The page asks again, for what there is now.
    let fresh = site.version().await;
    assert!(page.contains(&fresh) && page.contains("name=\"task\" value=\"2.1\""));
    let fields = [("version", fresh.as_str()), ("task", "2.1"), ("spent", "1h")];
    assert_eq!(site.post("/do/log", &fields).await.0, StatusCode::SEE_OTHER);
    assert_eq!(site.situation().facts.len(), 2);
}

/// A timer that ran through the night is asked about, and nothing is written before it is answered.
#[tokio::test]
async fn a_timer_of_a_night_is_asked_about() {
    let site = Site::demo();
    let version = site.version().await;
    let fields = [
        ("version", version.as_str()),
        ("task", "1.1"),
        ("at", "yesterday 20:00"),
    ];
    assert_eq!(site.post("/do/start", &fields).await.0, StatusCode::SEE_OTHER);
    let version = site.version().await;
    let (status, _, page) = site.post("/do/stop", &[("version", version.as_str())]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("How long was it really?"), "{page}");
    assert_eq!(site.situation().facts.len(), 1);
    let fields = [("version", version.as_str()), ("spent", "1h30m")];
    assert_eq!(site.post("/do/stop", &fields).await.0, StatusCode::SEE_OTHER);
    let facts = site.situation().facts;
    assert!(matches!(&facts[1].fact.event, Event::Stopped { spent, .. } if spent.as_mins() == 90));
}

/// A body that says it has ten gigabytes is refused by its head; one that does not say is cut at the limit.
#[tokio::test]
async fn a_huge_upload_is_refused() {
    let site = Site::demo();
    let request = Site::request(Method::POST, "/do/log")
        .header(header::CONTENT_LENGTH, "10737418240")
        .body(Body::empty())
        .unwrap();
    assert_eq!(site.send(request).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let chunk = axum::body::Bytes::from(vec![b'a'; 1 << 20]);
    let endless =
        futures_util::stream::iter((0..10_240).map(move |_| Ok::<_, std::io::Error>(chunk.clone())));
    let request = Site::request(Method::POST, "/do/log")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from_stream(endless))
        .unwrap();
    assert_eq!(site.send(request).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

/// Clients that send their head letter by letter take no place from others, and are let go.
#[test]
fn a_slow_client_is_let_go() {
    let home = tempfile::tempdir().unwrap();
    pivot_app::verbs::init::demo(home.path(), "2027-01-01T12:00:00-05:00".parse().unwrap()).unwrap();
    let config = pivot_web::Config {
        dir: home.path().to_owned(),
        address: "127.0.0.1:0".parse().unwrap(),
        machine: None,
        now: Some(common::NOW.parse().unwrap()),
        zone: None,
    };
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        pivot_web::serve(&config, |ready| {
            tell.send(ready.clone()).unwrap();
            Ok(())
        })
    });
    let ready = told.recv().unwrap();
    let mut slow: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = TcpStream::connect(ready.address).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
            stream
        })
        .collect();
    let begun = Instant::now();
    let mut other = TcpStream::connect(ready.address).unwrap();
    let ask = format!(
        "GET / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        ready.address
    );
    other.write_all(ask.as_bytes()).unwrap();
    let mut answer = String::new();
    other.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    for stream in &mut slow {
        // The other end closes; until then nothing comes, however long it takes.
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
    }
    assert!(
        begun.elapsed() < Duration::from_secs(60),
        "they were held for ever"
    );
}
