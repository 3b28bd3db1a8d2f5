//! Answers that no server should give. Shapes of a server's answers: RFC 4918 (207), RFC 6578 (sync-collection), RFC 4791.

use pivot_app::connect::caldav::{Calendars, Dav, If};
use pivot_app::connect::http::{Login, Trouble};
use pivot_app::connect::secret::Secret;

use super::doubles::{Asked, Double, Told};
use super::hasty;

const PRINCIPAL: &str = "<d:current-user-principal><d:href>/u/ada/</d:href></d:current-user-principal>";
const HOME: &str = "<c:calendar-home-set><d:href>/c/ada/</d:href></c:calendar-home-set>";
const CALENDAR: &str =
    "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype><d:displayname>A</d:displayname>";

fn multistatus(responses: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><d:multistatus xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\">{responses}</d:multistatus>"
    )
}

fn found(href: &str, properties: &str) -> String {
    format!(
        "<d:response><d:href>{href}</d:href><d:propstat><d:prop>{properties}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
    )
}

/// A server with one calendar, `/c/ada/a/`, and nothing in it.
fn answer(asked: &Asked) -> Told {
    let body = match (asked.method.as_str(), asked.place()) {
        ("PROPFIND", "/") => found("/", PRINCIPAL),
        ("PROPFIND", "/u/ada/") => found("/u/ada/", HOME),
        ("PROPFIND", "/c/ada/") => found("/c/ada/", "") + &found("/c/ada/a/", CALENDAR),
        ("REPORT", "/c/ada/a/") => "<d:sync-token>t1</d:sync-token>".to_owned(),
        ("PUT", _) => return Told::new(201, "").with("etag", "\"1\""),
        _ => return Told::new(404, ""),
    };
    Told::new(207, multistatus(&body)).with("content-type", "application/xml")
}

fn client(double: &Double) -> Dav {
    let login = Login::Basic("ada".into(), Secret::new("secret word"));
    Dav::new(&format!("{}/", double.base), login, hasty())
}

fn calendar(double: &Double) -> String {
    format!("{}/c/ada/a/", double.base)
}

#[test]
fn the_way_to_the_calendars() {
    let double = Double::start(answer);
    let (home, calendars) = client(&double).calendars().unwrap();
    assert_eq!(home, format!("{}/c/ada/", double.base));
    assert_eq!(calendars.len(), 1);
    assert_eq!(
        (calendars[0].url.as_str(), calendars[0].name.as_str()),
        (&*calendar(&double), "A")
    );
    let asked: Vec<String> = double
        .asked()
        .iter()
        .map(|a| format!("{} {}", a.method, a.path))
        .collect();
    assert_eq!(asked, ["PROPFIND /", "PROPFIND /u/ada/", "PROPFIND /c/ada/"]);
    // Base64 of `ada:secret word`.
    let login = double.asked()[0].header("authorization").map(str::to_owned);
    assert_eq!(login.as_deref(), Some("Basic YWRhOnNlY3JldCB3b3Jk"));
}

#[test]
fn codes_are_told_apart() {
    let double = Double::start(answer);
    let (client, calendar) = (client(&double), calendar(&double));
    let put = || client.put(&calendar, "x.ics", "BEGIN:VCALENDAR", If::New);
    for (status, expected) in [
        (401, Trouble::Login),
        (403, Trouble::Forbidden(Some("no".into()))),
        (404, Trouble::Missing),
        (409, Trouble::Conflict(Some("no".into()))),
        (412, Trouble::Changed),
        (429, Trouble::Busy(None)),
        (415, Trouble::Refused(415, Some("no".into()))),
        (500, Trouble::Silent("it answered 500: no".into())),
        (302, Trouble::Silent("it sends to another address".into())),
    ] {
        let before = double.asked().len();
        double.next(Told::new(status, "no").with("location", "/elsewhere"));
        assert_eq!(put(), Err(expected), "{status}");
        assert_eq!(double.asked().len(), before + 1, "{status}: a write is sent once");
        let sent = double.asked()[before].clone();
        assert_eq!(sent.header("if-none-match"), Some("*"));
    }
    assert_eq!(put(), Ok(Some("\"1\"".into())));
}

#[test]
fn what_is_no_answer_is_no_calendar() {
    let double = Double::start(answer);
    let (client, calendar) = (client(&double), calendar(&double));
    let good = multistatus("<d:sync-token>t1</d:sync-token>");
    let broken: Vec<Told> = vec![
        Told::new(207, &good.as_bytes()[..60]),
        Told::new(207, "<html><body>Log in</body></html>"),
        Told::new(207, "{\"calendars\": []}"),
        Told::new(207, multistatus("")),
        Told::new(207, vec![0xff; 100]),
        Told::new(207, "<a>".repeat(1_000_000)),
    ];
    for told in broken {
        double.next(told);
        let came = client.changes(&calendar, None);
        assert!(matches!(came, Err(Trouble::Silent(_))), "{came:?}");
    }
    // A connection that breaks off is tried again, since nothing is changed by it.
    let mut cut = Told::new(207, good);
    cut.cut = Some(40);
    double.next(cut);
    assert_eq!(client.changes(&calendar, None).unwrap().unwrap().token, "t1");
}

/// Only the server that was named gets the login: not one that it sends to, nor one that it names.
#[test]
fn no_login_to_another_host() {
    let other = Double::start(answer);
    let place = other.base.clone();
    let double = Double::start(answer);
    let client = client(&double);
    double.next(Told::new(301, "").with("location", &format!("{place}/")));
    // Who answers without a login may: paths that it names are of the server that was asked.
    for calendar in client.calendars().unwrap().1 {
        assert!(calendar.url.starts_with(&double.base), "{calendar:?}");
    }
    assert_eq!(other.asked().len(), 1);
    for name in ["current-user-principal", "c:calendar-home-set"] {
        let name = if name.starts_with("c:") {
            name.to_owned()
        } else {
            format!("d:{name}")
        };
        let property = format!("<{name}><d:href>{place}/u/ada/</d:href></{name}>");
        double.next(Told::new(207, multistatus(&found("/", &property))));
        let came = client.calendars();
        assert!(
            matches!(&came, Err(Trouble::Silent(why)) if why.contains("another server")),
            "{came:?}"
        );
    }
    for asked in other.asked() {
        assert_eq!(asked.header("authorization"), None, "{asked:?}");
    }
}

#[test]
fn a_token_that_is_not_known() {
    let double = Double::start(answer);
    let (client, calendar) = (client(&double), calendar(&double));
    let bad = "<d:error xmlns:d=\"DAV:\"><d:valid-sync-token/></d:error>";
    double.next(Told::new(403, bad));
    assert_eq!(client.changes(&calendar, Some("old")).unwrap(), None);
    // Another 403 says nothing of a token.
    double.next(Told::new(403, "no"));
    assert!(matches!(
        client.changes(&calendar, Some("old")),
        Err(Trouble::Forbidden(_))
    ));
}

/// Names that are none of an object within the calendar, a list in parts, and a circle.
#[test]
fn odd_lists_of_changes() {
    let double = Double::start(answer);
    let (client, calendar) = (client(&double), calendar(&double));
    let etag = "<d:getetag>\"1\"</d:getetag>";
    let gone =
        "<d:response><d:href>/c/ada/a/2.ics</d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>";
    let cut = "<d:response><d:href>/c/ada/a/</d:href><d:status>HTTP/1.1 507 Insufficient Storage</d:status></d:response>";
    let token = |n: usize| format!("<d:sync-token>t{n}</d:sync-token>");
    let first = found("/c/ada/a/1.ics", etag)
        + &found("/c/ada/b/3.ics", etag)
        + &found("/c/ada/a/../../x", etag)
        + &found("https://elsewhere.example/c/ada/a/", etag)
        + cut
        + &token(1);
    double.next(Told::new(207, multistatus(&first)));
    double.next(Told::new(207, multistatus(&(gone.to_owned() + &token(2)))));
    let changes = client.changes(&calendar, None).unwrap().unwrap();
    let names: Vec<(&str, bool)> = changes
        .changes
        .iter()
        .map(|c| (c.name.as_str(), c.etag.is_some()))
        .collect();
    assert_eq!(names, [("1.ics", true), ("2.ics", false)]);
    assert_eq!(changes.token, "t2");
    for _ in 0..3 {
        double.next(Told::new(207, multistatus(&(cut.to_owned() + &token(3)))));
    }
    assert_eq!(
        client.changes(&calendar, Some("t2")).unwrap().unwrap().token,
        "t3"
    );
}
