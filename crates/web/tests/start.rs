//! The first visit.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod common;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Instant;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use common::{Site, text};
use pivot_app::domain::curriculum::built_in;

/// A part of a form: its name, its file's name, what it holds.
type Part<'p> = (&'p str, Option<&'p str>, &'p [u8]);

/// Sends a form as a browser sends one with files; gives the status, where it leads, and the page.
async fn send(site: &Site, parts: &[Part<'_>]) -> (StatusCode, String, String) {
    let mut body = Vec::new();
    for (name, file, bytes) in parts {
        let file = file.map_or(String::new(), |f| {
            format!("; filename=\"{f}\"\r\nContent-Type: application/octet-stream")
        });
        body.extend(
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes(),
        );
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    let request = Site::request(Method::POST, "/start")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(body))
        .unwrap();
    let response = site.send(request).await;
    let to = response.headers().get(header::LOCATION);
    let to = to.map(|l| l.to_str().unwrap().to_owned()).unwrap_or_default();
    (response.status(), to, text(response).await)
}

/// The form as it is when nothing is touched.
fn untouched() -> Vec<Part<'static>> {
    vec![
        ("hours", None, b"evenings"),
        ("spec", None, b"mon-thu 19:00-21:00; sat 09:00-12:00"),
        ("curriculum", None, b"deep-learning"),
        ("file", Some(""), b""),
        ("text", None, b""),
        ("start", None, b"2027-01-11"),
        ("zone", None, b"Europe/Paris"),
        ("finish", None, b""),
        ("ics", Some(""), b""),
        ("address", None, b""),
    ]
}

/// The same with some fields filled.
fn filled<'p>(parts: &[Part<'p>]) -> Vec<Part<'p>> {
    let mut all: Vec<Part<'p>> = untouched();
    all.retain(|(name, ..)| parts.iter().all(|(n, ..)| n != name));
    all.extend(parts);
    all
}

const FEED: &[u8] = b"BEGIN:VCALENDAR\r\nX-WR-CALNAME:My life\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20270112T180000Z\r\nDTEND:20270112T190000Z\r\nSUMMARY:Choir\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[tokio::test]
async fn whoever_has_no_pivot_is_led_to_one() {
    let site = Site::empty();
    for path in ["/", "/journal", "/settings", "/evidence"] {
        let request = Site::request(Method::GET, path).body(Body::empty()).unwrap();
        let response = site.send(request).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
        assert_eq!(response.headers()[header::LOCATION], "/start");
    }
    let (status, page) = site.get("/start").await;
    assert_eq!(status, StatusCode::OK);
    // The machine's zone and its day: half past nine in New York is the same day in Paris.
    assert!(page.contains("value=\"Europe/Paris\"") && page.contains("value=\"2027-01-11\""));
    for (name, _) in built_in() {
        assert!(
            page.contains(&format!("name=\"curriculum\" value=\"{name}\"")),
            "{name} is offered"
        );
    }
    assert!(!page.contains("not empty"));
    assert_eq!(
        std::fs::read_dir(site.home.path()).unwrap().count(),
        0,
        "looking makes nothing"
    );
}

/// From nothing to a dated plan with one click, in well under a minute.
#[tokio::test]
async fn one_click_makes_a_plan() {
    let site = Site::empty();
    let begun = Instant::now();
    let (status, to, page) = send(&site, &untouched()).await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, "/?said=welcome"),
        "{page}"
    );
    let (status, page) = site.get(&to).await;
    assert_eq!(status, StatusCode::OK);
    assert!(begun.elapsed().as_secs() < 60);
    assert!(page.contains("Welcome. This is your plan"), "{page}");
    let settings = site.situation().settings;
    assert_eq!(settings.start.to_string(), "2027-01-11");
    assert_eq!(
        settings.hours[0].week.to_string(),
        "mon-thu 19:00-21:00; sat 09:00-12:00"
    );
    assert_eq!(settings.finish_by, None);
    assert!(site.file("pivot.toml").contains("timezone = \"Europe/Paris\""));
    // Now there is one: the first visit is over, and a second form makes no second pivot.
    let (status, page) = site.get("/start").await;
    assert_eq!((status, page.as_str()), (StatusCode::SEE_OTHER, ""));
    let before = site.file("pivot.toml");
    let again = send(&site, &filled(&[("hours", None, b"full-time")])).await;
    assert_eq!((again.0, again.1.as_str()), (StatusCode::SEE_OTHER, "/"));
    assert_eq!(site.file("pivot.toml"), before);
}

#[tokio::test]
async fn hours_day_by_day_a_curriculum_and_a_calendar() {
    let site = Site::empty();
    let own = built_in()[0].1.replace("\ntitle = \"", "\ntitle = \"Mine: ");
    let parts = filled(&[
        ("hours", None, b"days"),
        ("mon", None, "18 – 20:30, 21:00-22:00".as_bytes()),
        ("sun", None, b"22:00-01:00"),
        ("curriculum", None, b"own"),
        ("file", Some("path.toml"), own.as_bytes()),
        ("finish", None, b"2028-01-31"),
        ("ics", Some("life.ics"), FEED),
        ("all_day", None, b"yes"),
    ]);
    let (status, _, page) = send(&site, &parts).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let situation = site.situation();
    assert_eq!(
        situation.settings.hours[0].week.to_string(),
        "mon 18:00-20:30,21:00-22:00; sun 22:00-01:00"
    );
    assert_eq!(situation.settings.finish_by.unwrap().to_string(), "2028-01-31");
    assert!(situation.curriculum.title.starts_with("Mine: "));
    assert_eq!(situation.feeds[0].rule.name, "my-life");
    assert!(situation.feeds[0].rule.all_day);
}

/// Each fault stands beside its field, what was typed stays, and nothing is made.
#[tokio::test]
async fn faults_are_shown_and_nothing_is_lost() {
    let site = Site::empty();
    let bad = built_in()[0].1.replacen("effort = [", "effort = [900, ", 1);
    let parts = filled(&[
        ("hours", None, b"days"),
        ("mon", None, b"25-26"),
        ("tue", None, b"\"><script>alert(1)</script>"),
        ("curriculum", None, b"own"),
        ("file", Some("path.toml"), bad.as_bytes()),
        ("start", None, b"2027-03-01"),
        ("finish", None, b"2027-01-02"),
        ("zone", None, b"Pariss"),
        ("address", None, b"/etc/passwd"),
    ]);
    let (status, _, page) = send(&site, &parts).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in [
        "Nothing was made yet",
        "Monday: `25:00` is no time",
        "Tuesday: ",
        "That lies before the start, 2027-03-01",
        "did you mean Europe/Paris?",
        "That is no address of a calendar",
        "curriculum.toml, line ",
        "column ",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    // What was typed, and the file's text, stand there again.
    assert!(page.contains("value=\"25-26\"") && page.contains("value=\"Pariss\""));
    assert!(page.contains("effort = [900, "));
    assert!(!page.contains("<script>"));
    assert_eq!(std::fs::read_dir(site.home.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn what_is_no_text_and_no_calendar_is_refused_kindly() {
    let site = Site::empty();
    for (parts, said) in [
        (
            filled(&[
                ("curriculum", None, b"own"),
                ("file", Some("cat.jpg"), b"\xff\xd8\xff\x00"),
            ]),
            "`cat.jpg` is no text",
        ),
        (
            filled(&[("curriculum", None, b"own")]),
            "Choose a file, or paste its text",
        ),
        (
            filled(&[("curriculum", None, b"own"), ("text", None, b"hello")]),
            "curriculum.toml, line 1",
        ),
        (
            filled(&[("curriculum", None, b"nothing-like-it")]),
            "There is no curriculum `nothing-like-it`",
        ),
        (
            filled(&[("ics", Some("cat.jpg"), b"\xff\xd8\xff\x00")]),
            "is no iCalendar",
        ),
        (
            filled(&[("hours", None, b"spec"), ("spec", None, b"noon")]),
            "needs days and times",
        ),
        (filled(&[("hours", None, b"days")]), "There are no hours yet"),
        (
            filled(&[("start", None, b"31.1.2027")]),
            "is no date: write it as 2027-01-31",
        ),
    ] {
        let (status, _, page) = send(&site, &parts).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}: {page}");
        assert!(page.contains(said), "{said}: {page}");
    }
    let request = Site::request(Method::POST, "/start")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(
            "--edge\r\nContent-Disposition: form-data; name=\"hours\"\r\n\r\ncut",
        ))
        .unwrap();
    assert_eq!(
        site.send(request).await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        site.post("/start", &[("hours", "evenings")]).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(std::fs::read_dir(site.home.path()).unwrap().count(), 0);
}

/// An address is asked once, when the form is sent; it does not stand where others read.
#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_asked_when_it_is_given() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = format!("http://{}/s3cret/basic.ics", listener.local_addr().unwrap());
    let asked = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = [0; 1024];
        let n = stream.read(&mut head).unwrap();
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            FEED.len()
        );
        stream.write_all(answer.as_bytes()).unwrap();
        stream.write_all(FEED).unwrap();
        String::from_utf8_lossy(&head[..n]).into_owned()
    });
    let site = Site::empty();
    let (status, _, page) = send(&site, &filled(&[("address", None, at.as_bytes())])).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    assert!(asked.join().unwrap().starts_with("GET /s3cret/basic.ics "));
    assert_eq!(site.folder().address("my-life").unwrap(), Some(at.clone()));
    assert!(!site.file("pivot.toml").contains("s3cret"));
    // A server that is not there is said beside the field, and the secret of the address is not.
    let site = Site::empty();
    let (status, _, page) = send(&site, &filled(&[("address", None, at.as_bytes())])).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = page.find("class=\"wrong\" id=\"calendar-wrong\"").unwrap();
    let beside = page[said..].split("</p>").next().unwrap();
    assert!(
        beside.contains("The calendar at http://127.0.0.1") && !beside.contains("s3cret"),
        "{beside}"
    );
}

/// What is too large is refused before it is read, in words.
#[tokio::test]
async fn a_film_is_no_calendar() {
    let site = Site::empty();
    let film = vec![0_u8; 13 << 20];
    let request = Site::request(Method::POST, "/start")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header(header::CONTENT_LENGTH, film.len())
        .body(Body::from(film))
        .unwrap();
    let response = site.send(request).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text(response).await.contains("Pivot takes 12 MB at once"));
    // One that does not say how large it is, is cut at the limit.
    let chunk = axum::body::Bytes::from(vec![b'a'; 1 << 20]);
    let head = axum::body::Bytes::from_static(
        b"--edge\r\nContent-Disposition: form-data; name=\"ics\"; filename=\"x\"\r\n\r\n",
    );
    let endless = std::iter::once(head).chain(std::iter::repeat_n(chunk, 100));
    let endless = futures_util::stream::iter(endless.map(Ok::<_, std::io::Error>));
    let request = Site::request(Method::POST, "/start")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from_stream(endless))
        .unwrap();
    let response = site.send(request).await;
    assert!(response.status().is_client_error(), "{}", response.status());
    assert!(text(response).await.contains("12 MB"));
    assert_eq!(std::fs::read_dir(site.home.path()).unwrap().count(), 0);
}

/// What lies in the folder is told, a curriculum that is there is taken, and nothing is overwritten.
#[tokio::test]
async fn a_folder_with_something_in_it() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("notes.txt"), "mine").unwrap();
    std::fs::write(home.path().join("curriculum.toml"), built_in()[0].1).unwrap();
    let site = Site::of(home);
    let (_, page) = site.get("/start").await;
    assert!(page.contains("This folder is not empty") && page.contains("in this folder is taken"));
    let (status, _, page) = send(&site, &untouched()).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    assert_eq!(site.file("notes.txt"), "mine");
    assert_eq!(site.file("curriculum.toml"), built_in()[0].1);
}

/// A folder that cannot be made or written is said so, and what was typed stays.
#[tokio::test]
async fn a_folder_that_cannot_be_written() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    std::fs::write(&file, "a file is no folder").unwrap();
    let desk = pivot_web::Desk::new(
        &file.join("pivot"),
        None,
        Some(common::NOW.parse().unwrap()),
        Some("Europe/Paris".into()),
    );
    let gate = pivot_web::Gate::with(
        common::HOST.parse().unwrap(),
        common::TOKEN.into(),
        common::SESSION.into(),
    );
    let site = Site {
        router: pivot_web::site(desk, gate),
        home,
    };
    let (status, _, page) = send(&site, &filled(&[("zone", None, b"Asia/Tokyo")])).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("Could not make the folder") && page.contains("value=\"Asia/Tokyo\""),
        "{page}"
    );
}
