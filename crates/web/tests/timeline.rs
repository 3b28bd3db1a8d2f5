//! The timeline and why: what they show, what they fold, and what they say to wrong addresses.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod common;

use std::time::Instant;

use axum::http::StatusCode;
use common::Site;
use serde_json::Value;

async fn ok(site: &Site, path: &str) -> String {
    let (status, page) = site.get(path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {page}");
    page
}

async fn json(site: &Site, path: &str) -> Value {
    serde_json::from_str(&ok(site, path).await).unwrap()
}

/// The names of the rows, in their order: `step-3`, or a task's id.
fn names(page: &str) -> Vec<String> {
    let list = page.split("<ol class=\"names\">").nth(1).unwrap_or_default();
    let list = list.split("</ol>").next().unwrap();
    let rows = list.split("<li ").skip(1);
    rows.map(|row| {
        let id = row
            .split("id=\"step-")
            .nth(1)
            .map(|r| format!("step-{}", r.split('"').next().unwrap()));
        let task = row
            .split("why?task=")
            .nth(1)
            .map(|r| r.split('"').next().unwrap().to_owned());
        id.or(task).unwrap()
    })
    .collect()
}

#[tokio::test]
async fn a_large_plan_stays_small_and_quick() {
    let site = Site::large();
    let begun = Instant::now();
    let page = ok(&site, "/timeline").await;
    println!("first {:?} {}", begun.elapsed(), page.len());
    for path in [
        "/timeline",
        "/timeline?open=all",
        "/timeline?open=all&row=400",
        "/timeline?zoom=week",
        "/timeline/why",
        "/timeline/why?task=t250",
        "/timeline/why?task=t499",
    ] {
        let begun = Instant::now();
        let page = ok(&site, path).await;
        println!("{path} {:?} {}", begun.elapsed(), page.len());
        assert!(page.len() < 200_000, "{path}: {} bytes", page.len());
    }
}

#[tokio::test]
#[ignore = "writes a folder to look at"]
async fn leave() {
    let site = Site::large();
    let _ = std::fs::remove_dir_all("/tmp/tl-large");
    std::process::Command::new("cp")
        .args(["-r", site.home.path().to_str().unwrap(), "/tmp/tl-large"])
        .status()
        .unwrap();
}
