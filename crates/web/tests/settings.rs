//! The settings' page: what it says, what its forms write into `pivot.toml`, and what it refuses.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod common;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use common::{Site, text};

/// What stands for the file in the page's forms.
fn mark(page: &str) -> String {
    let at = page.find("name=\"file\" value=\"").unwrap() + "name=\"file\" value=\"".len();
    page[at..].split('"').next().unwrap().to_owned()
}

/// Sends a form of the page as it is now.
async fn change(site: &Site, section: &str, fields: &[(&str, &str)]) -> (StatusCode, String, String) {
    let (_, page) = site.get("/settings").await;
    let mark = mark(&page);
    let mut all = vec![("file", mark.as_str()), ("section", section)];
    all.extend(fields);
    site.post("/settings/change", &all).await
}

/// The lines of one text that the other does not have.
fn beside<'t>(text: &'t str, other: &str) -> Vec<&'t str> {
    text.lines().filter(|l| other.lines().all(|o| o != *l)).collect()
}

#[tokio::test]
async fn it_says_what_the_file_says() {
    let site = Site::demo();
    let (status, page) = site.get("/settings").await;
    assert_eq!(status, StatusCode::OK);
    for said in [
        "America/Toronto",
        "a long weekend",
        // 46 days after Monday 4 January is Friday 19 February.
        "Fri 19 Feb 2027",
        "<strong>life</strong>",
        "<strong>gpu</strong>",
        "value=\"09:00-12:15, 13:15-17:30\"",
        "id=\"subscribe\"",
        "# What Pivot knows of you.",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(page.len() < 200_000, "{}", page.len());
    let (_, twin) = site.get("/api/settings").await;
    let twin: serde_json::Value = serde_json::from_str(&twin).unwrap();
    assert_eq!(twin["format"], "pivot.settings-json/1");
    assert_eq!(twin["timezone"], "America/Toronto");
    assert_eq!(twin["start"], "2027-01-04");
    assert_eq!(twin["away"][0]["to"], "2027-02-22");
    assert_eq!(twin["buffer"], "PT15M");
    assert_eq!(twin["session"]["break"], "PT15M");
    assert_eq!(twin["calendars"][0]["name"], "life");
    assert_eq!(twin["resources"][0]["hours"], "always");
}

#[tokio::test]
async fn hours_are_changed_and_nothing_else() {
    let site = Site::demo();
    let before = site.file("pivot.toml");
    let fields = [
        ("mon", "18 - 20:30"),
        ("sat", "10:00-13:00, 14:00-15:00"),
        ("limit", "3h"),
    ];
    let (status, _, page) = change(&site, "hours", &[&fields[..], &[("try", "yes")]].concat()).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("Nothing is written yet.") && page.contains("The plan would finish on"),
        "{page}"
    );
    // What was typed stands there, to be saved.
    assert!(page.contains("value=\"18 - 20:30\"") && page.contains("value=\"3h\""));
    assert_eq!(site.file("pivot.toml"), before);
    let (status, to, page) = change(&site, "hours", &fields).await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, "/settings?said=saved#hours"),
        "{page}"
    );
    let after = site.file("pivot.toml");
    assert_eq!(
        beside(&after, &before),
        [
            "week = \"mon 18:00-20:30; sat 10:00-13:00,14:00-15:00\"",
            "daily_limit = \"3h\""
        ]
    );
    assert_eq!(beside(&before, &after).len(), 1, "one line went");
    let (_, page) = site.get("/settings?said=saved").await;
    assert!(page.contains("pivot.toml is saved. The plan finishes on "));
    // A form that was not touched writes nothing.
    let (status, ..) = change(&site, "hours", &fields).await;
    assert_eq!((status, site.file("pivot.toml")), (StatusCode::SEE_OTHER, after));
}

#[tokio::test]
async fn days_off_come_and_go() {
    let site = Site::demo();
    let before = site.file("pivot.toml");
    let evil = "\"<script>alert(1)</script>\" # [[away]]";
    let fields = [("from", "2027-03-08"), ("to", "2027-03-12"), ("why", evil)];
    assert_eq!(change(&site, "away", &fields).await.0, StatusCode::SEE_OTHER);
    let away = site.situation().settings.away;
    assert_eq!((away.len(), away[1].why.as_deref()), (2, Some(evil)));
    let (_, page) = site.get("/settings").await;
    assert!(page.contains("Mon 8 Mar 2027 to Fri 12 Mar 2027") && !page.contains("<script>alert"));
    assert_eq!(
        change(&site, "away", &[("remove", "1")]).await.0,
        StatusCode::SEE_OTHER
    );
    assert_eq!(site.file("pivot.toml"), before, "as it was, byte for byte");
    for fields in [
        vec![("from", "")],
        vec![("from", "soon")],
        vec![("from", "2027-03-08"), ("to", "2027-03-01")],
        vec![("remove", "7")],
        vec![("remove", "x")],
    ] {
        let (status, _, page) = change(&site, "away", &fields).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(page.contains("Nothing was written."));
    }
    assert_eq!(site.file("pivot.toml"), before);
}

#[tokio::test]
async fn wishes_lengths_places_and_other_hours() {
    let site = Site::demo();
    let before = site.file("pivot.toml");
    let fields = |finish: &'static str, max: &'static str| {
        [
            ("start", "2027-01-04"),
            ("finish", finish),
            ("min", "30m"),
            ("max", max),
            ("break", "15m"),
            ("buffer", "15m"),
            ("frozen", "48h"),
        ]
    };
    assert_eq!(
        change(&site, "sessions", &fields("2027-05-01", "2h")).await.0,
        StatusCode::SEE_OTHER
    );
    let after = site.file("pivot.toml");
    assert_eq!(
        beside(&after, &before),
        ["finish_by = 2027-05-01"],
        "what stayed is not written anew"
    );
    assert_eq!(
        change(&site, "sessions", &fields("", "2h")).await.0,
        StatusCode::SEE_OTHER
    );
    assert_eq!(site.file("pivot.toml"), before);
    // The longest is shorter than the shortest: the file's own reader says so.
    let (status, _, page) = change(&site, "sessions", &fields("", "20m")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("The shortest session is longer than the longest.") && page.contains("value=\"20m\""),
        "{page}"
    );
    let (status, _, page) = change(&site, "sessions", &fields("", "long")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("`long` is no duration"));
    let fields = [
        ("from", "2027-07-01"),
        ("to", "2027-08-31"),
        ("spec", "sat 09:00-12:00"),
    ];
    assert_eq!(
        change(&site, "other-hours", &fields).await.0,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        site.situation().settings.hours[1].week.to_string(),
        "sat 09:00-12:00"
    );
    assert_eq!(
        change(&site, "other-hours", &[("remove", "0")]).await.0,
        StatusCode::SEE_OTHER
    );
    assert_eq!(site.situation().settings.hours.len(), 1);
    let fields = [("zone", "europe/paris"), ("from", "2027-02-15")];
    assert_eq!(change(&site, "place", &fields).await.0, StatusCode::SEE_OTHER);
    let (_, page) = site.get("/settings").await;
    assert!(
        page.contains("from Mon 15 Feb 2027 on that of <strong>Europe/Paris</strong>"),
        "{page}"
    );
    let (status, _, page) = change(&site, "place", &[("zone", "Tokio"), ("from", "")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("did you mean Asia/Tokyo?"), "{page}");
    assert_eq!(
        change(&site, "no-such", &[]).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn the_file_is_saved_as_a_text() {
    let site = Site::demo();
    let before = site.file("pivot.toml");
    // A browser sends the ends of lines in its own way.
    let new = before.replace("buffer = \"15m\"", "buffer = \"20m\"") + "# mine\n";
    let sent = new.replace('\n', "\r\n");
    let (status, to, page) = change(&site, "file", &[("text", &sent)]).await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, "/settings?said=saved#file"),
        "{page}"
    );
    assert_eq!(site.file("pivot.toml"), new);
    let faulty = sent.replace(
        "timezone = \"America/Toronto\"",
        "timezone = \"America/Torronto\"",
    );
    let faulty = faulty.replace("buffer = ", "bufer = ");
    let (status, _, page) = change(&site, "file", &[("text", &faulty)]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in [
        "pivot.toml, line ",
        "column ",
        "America/Toronto`?",
        "did you mean `buffer`?",
        "bufer = ",
    ] {
        assert!(
            page.to_lowercase().contains(&said.to_lowercase()),
            "{said}: {page}"
        );
    }
    assert_eq!(
        site.file("pivot.toml"),
        new,
        "nothing is written while there are faults"
    );
    let (status, _, page) = change(&site, "file", &[("text", ""), ("try", "yes")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
}

/// Whoever was faster is not written over, and what was typed is not lost.
#[tokio::test]
async fn a_file_that_changed_is_not_written_over() {
    let site = Site::demo();
    let (_, page) = site.get("/settings").await;
    let old = mark(&page);
    let theirs = site.file("pivot.toml") + "# from an editor\n";
    site.write("pivot.toml", &theirs);
    for fields in [
        vec![("section", "hours"), ("mon", "06:00-07:00")],
        vec![("section", "file"), ("text", "mine, typed <b>at length</b>")],
        vec![("section", "away"), ("remove", "0")],
    ] {
        let mut all = vec![("file", old.as_str())];
        all.extend(&fields);
        let (status, _, page) = site.post("/settings/change", &all).await;
        assert_eq!(status, StatusCode::CONFLICT, "{fields:?}");
        assert!(page.contains("pivot.toml changed since that page was made, and nothing was written"));
        let typed = fields[1].1.replace('<', "&lt;").replace('>', "&gt;");
        assert!(
            fields[1].0 == "remove" || page.contains(&typed),
            "{typed}: {page}"
        );
        assert!(page.contains("# from an editor") && !page.contains("<b>at"));
        // The page that comes back is made for the file as it is now.
        assert_ne!(mark(&page), old);
    }
    assert_eq!(site.file("pivot.toml"), theirs);
    let (status, ..) = site
        .post(
            "/settings/change",
            &[("section", "hours"), ("mon", "06:00-07:00")],
        )
        .await;
    assert_eq!(status, StatusCode::CONFLICT, "a form without the file's mark");
}

/// A fault that came from an editor is mended where it is shown.
#[tokio::test]
async fn a_fault_is_mended_here() {
    let site = Site::demo();
    let good = site.file("pivot.toml");
    site.write("pivot.toml", &good.replace("buffer = ", "bufer = "));
    let (status, page) = site.get("/settings").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("id=\"file-text\"") && page.contains("Did you mean `buffer`?"),
        "{page}"
    );
    let (status, to, _) = change(&site, "file", &[("text", &good)]).await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, "/settings?said=saved#file")
    );
    assert_eq!(site.get("/").await.0, StatusCode::OK);
}

/// Sends a calendar's file as a browser does.
async fn hand_over(site: &Site, name: &str, bytes: &[u8]) -> (StatusCode, String) {
    let (_, page) = site.get("/settings").await;
    let mut body = Vec::new();
    for (name, value) in [
        ("file", mark(&page)),
        ("section", "calendars".into()),
        ("name", name.into()),
        ("address", String::new()),
    ] {
        body.extend(
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    body.extend(b"--edge\r\nContent-Disposition: form-data; name=\"ics\"; filename=\"x.ics\"\r\nContent-Type: text/calendar\r\n\r\n");
    body.extend(bytes);
    body.extend(b"\r\n--edge--\r\n");
    let request = Site::request(Method::POST, "/settings/calendar")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(body))
        .unwrap();
    let response = site.send(request).await;
    (response.status(), text(response).await)
}

#[tokio::test]
async fn calendars_come_and_go() {
    let site = Site::demo();
    let before = site.file("pivot.toml");
    let feed = site.file("calendars/life.ics");
    let (status, page) = hand_over(&site, "work", feed.as_bytes()).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    assert_eq!(site.file("calendars/work.ics"), feed);
    for (name, bytes, said) in [
        ("work", feed.as_bytes(), "There is a calendar `work` already"),
        ("../x", feed.as_bytes(), "will not do as a calendar"),
        ("song", b"\xff\xfb\x90".as_slice(), "is no iCalendar"),
    ] {
        let (status, page) = hand_over(&site, name, bytes).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(page.contains(said), "{said}: {page}");
    }
    let (_, page) = site.get("/settings").await;
    let mark = mark(&page);
    let fields = [("file", mark.as_str()), ("name", "work"), ("what", "remove")];
    let (status, to, page) = site.post("/settings/calendars", &fields).await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, "/settings?said=removed#calendars"),
        "{page}"
    );
    assert_eq!(site.file("pivot.toml"), before);
    assert!(!site.home.path().join("calendars/work.ics").exists());
    let (status, _, page) = site
        .post("/settings/calendars", &[("name", "nobody"), ("what", "refresh")])
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is no calendar `nobody`"));
    // A server that does not answer leaves what there was, and its address is not shown.
    site.folder()
        .write_calendar("life", feed.as_bytes(), Some("http://127.0.0.1:1/s3cret.ics"))
        .unwrap();
    let (status, _, page) = site
        .post("/settings/calendars", &[("name", "life"), ("what", "refresh")])
        .await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(
        page.contains("http://127.0.0.1:1/…") && !page.contains("s3cret"),
        "{page}"
    );
    assert_eq!(site.file("calendars/life.ics"), feed);
}
