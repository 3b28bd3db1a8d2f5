//! The sessions at an address of their own, for calendar programs.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod common;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use common::{HOST, Site, text};
use pivot_app::planning::Answer;
use pivot_app::{Options, domain::ical};

/// As a phone asks: without a cookie.
async fn phone(site: &Site, path: &str) -> (StatusCode, String) {
    let request = Request::builder().uri(path).header(header::HOST, HOST);
    let response = site.send(request.body(Body::empty()).unwrap()).await;
    (response.status(), text(response).await)
}

async fn make(site: &Site) -> String {
    let version = site.version().await;
    let (status, to, _) = site.post("/do/subscribe", &[("version", &version)]).await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, "/settings#subscribe")
    );
    site.folder().calendar_key().unwrap().unwrap()
}

#[tokio::test]
async fn who_has_the_address_gets_the_calendar() {
    let site = Site::demo();
    for path in [
        "/calendar.ics",
        "/calendar.ics?key=",
        "/calendar.ics?key=0123456789abcdef",
    ] {
        let (status, body) = phone(&site, path).await;
        assert_eq!(
            status,
            StatusCode::NOT_FOUND,
            "{path}: before there is an address"
        );
        assert!(!body.contains("VEVENT"));
    }
    let key = make(&site).await;
    assert_eq!(key.len(), 64, "32 bytes of randomness");
    let (status, body) = phone(&site, &format!("/calendar.ics?key={key}")).await;
    assert_eq!(status, StatusCode::OK);
    let plan = Answer::of(&site.situation(), &Options::default()).unwrap().plan;
    let feed = ical::parse(&body);
    assert!(feed.faults.is_empty());
    assert_eq!(feed.uids().count(), plan.sessions.len());
    assert!(site.situation().facts.is_empty(), "to be read records nothing");

    let last = if key.ends_with('0') { '1' } else { '0' };
    let other = format!("/calendar.ics?key={}{last}", &key[..63]);
    for path in [other.as_str(), "/calendar.ics", "/calendar.ics?key="] {
        assert_eq!(phone(&site, path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    // The key opens nothing else.
    for path in ["/", "/api/today", "/journal"] {
        let (status, _) = phone(&site, &format!("{path}?key={key}")).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn a_new_address_ends_the_old_one() {
    let site = Site::demo();
    let old = make(&site).await;
    let new = make(&site).await;
    assert_ne!(old, new);
    assert_eq!(
        phone(&site, &format!("/calendar.ics?key={old}")).await.0,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        phone(&site, &format!("/calendar.ics?key={new}")).await.0,
        StatusCode::OK
    );
}

/// The secret lies in a file for its owner alone, which no repository takes.
#[cfg(unix)]
#[tokio::test]
async fn the_secret_stays_on_the_machine() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::demo();
    make(&site).await;
    let path = site.home.path().join(".pivot/calendar.key");
    assert_eq!(
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(site.file(".gitignore").contains("/.pivot/"));
}

#[tokio::test]
async fn another_site_makes_no_address() {
    let site = Site::demo();
    let request = Site::request(Method::POST, "/do/subscribe");
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let mut request = request.body(Body::from("version=x")).unwrap();
    request
        .headers_mut()
        .insert(header::ORIGIN, "http://evil.example".parse().unwrap());
    assert_eq!(site.send(request).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(site.folder().calendar_key().unwrap(), None);
}
