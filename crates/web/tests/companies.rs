//! The companies' pages: what ranks how, postings by their filters, one posting, and applications from the form to the plan; what is
//! hostile stays text.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod common;

use axum::http::StatusCode;
use common::Site;
use pivot_app::verbs::apply::board;
use serde_json::Value;

const COMPANIES: &str = r#"[postings]
titles = ["engineer"]
[[company]]
name = "Acme <b>Vision</b>"
why = "<script>alert(1)</script>"
work = 8
[[company]]
name = "Beta"
work = 3
[[city]]
name = "Lyon"
rent = 800
[[city]]
name = "Oslo"
rent = 1300
[city_weights]
rent = { weight = 3, better = "low" }
"#;

/// Two open ones, of which one is on the list and new, and one that is gone.
const POSTINGS: &str = r##"{"format": "pivot.postings/1", "company": "Beta", "board": "lever:beta", "fetched": "2027-01-08T09:30:00-05:00", "postings": [
    {"board": "lever:beta", "company": "Beta", "id": "1", "title": "Engineer <i>x</i>", "places": ["Lyon"], "url": "https://jobs.example/1",
     "apply_url": "javascript:alert(1)", "text": "# You have\nPython and a PhD\n<img src=x onerror=alert(1)>", "first_seen": "2027-01-08T00:00:00Z", "last_seen": "2027-01-08T00:00:00Z"},
    {"board": "lever:beta", "company": "Beta", "id": "2", "title": "Cook", "text": "Soup.", "first_seen": "2026-11-01T00:00:00Z", "last_seen": "2027-01-08T00:00:00Z"},
    {"board": "lever:beta", "company": "Beta", "id": "3", "title": "Engineer of old", "text": "Gone.", "first_seen": "2026-11-01T00:00:00Z", "last_seen": "2026-12-01T00:00:00Z", "gone": "2026-12-02T00:00:00Z"}]}"##;

fn site() -> Site {
    let site = Site::demo();
    site.write("companies.toml", COMPANIES);
    std::fs::create_dir_all(site.home.path().join("postings")).unwrap();
    site.write("postings/beta.json", POSTINGS);
    site
}

/// What a hidden field of the page holds.
fn hidden(page: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let at = page.find(&field).unwrap() + field.len();
    page[at..].split('"').next().unwrap().to_owned()
}

/// The titles of the postings that a page shows, as its HTML has them.
fn titles(page: &str) -> Vec<&str> {
    let Some((_, list)) = page.split_once("<ul class=\"postings\">") else {
        return Vec::new();
    };
    let list = list.split("</ul>").next().unwrap();
    let links = list.split("<a href=\"/companies/posting?").skip(1);
    links
        .map(|link| link.split(['>']).nth(1).unwrap().trim_end_matches("</a"))
        .collect()
}

#[tokio::test]
async fn the_page_shows_what_ranks_how_and_what_is_hostile_stays_text() {
    let site = site();
    let (status, page) = site.get("/companies").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        !page.contains("<script>alert") && !page.contains("<b>Vision"),
        "{page}"
    );
    assert!(page.contains("Acme &lt;b&gt;Vision&lt;/b&gt;"));
    assert!(page.contains("work 8 × 1 = 8: 8, of weights 1: 8."));
    assert!(page.contains("rent 1300, between 1300 (0) and 800 (10)"));
    assert!(page.contains("1 of 2 open postings of 1 company: the title has one of &quot;engineer&quot;"));
    // The board answered three days ago.
    assert!(page.contains("Beta: 3 days ago"), "{page}");
    assert_eq!(titles(&page), ["Engineer &lt;i&gt;x&lt;/i&gt;"]);
    for (way, shown) in [
        ("list", &["Engineer &lt;i&gt;x&lt;/i&gt;"][..]),
        ("new", &["Engineer &lt;i&gt;x&lt;/i&gt;"]),
        ("gone", &["Engineer of old"]),
        (
            "all",
            &["Engineer &lt;i&gt;x&lt;/i&gt;", "Cook", "Engineer of old"],
        ),
        ("nonsense", &["Engineer &lt;i&gt;x&lt;/i&gt;"]),
    ] {
        let (_, page) = site.get(&format!("/companies?show={way}")).await;
        assert_eq!(titles(&page), shown, "{way}");
        let (_, twin) = site.get(&format!("/api/postings?show={way}")).await;
        let twin: Value = serde_json::from_str(&twin).unwrap();
        assert_eq!(twin["postings"].as_array().unwrap().len(), shown.len(), "{way}");
    }
    let (_, page) = site.get("/companies/posting?id=beta%2F1").await;
    assert!(
        !page.contains("<img src=x") && !page.contains("javascript:"),
        "{page}"
    );
    assert!(page.contains("href=\"https://jobs.example/1\""));
    assert!(
        page.contains("<q>Python</q>") && page.contains("missing"),
        "{page}"
    );
    let (status, _) = site.get("/companies/posting?id=nothing").await;
    assert!(status.is_client_error());
    let (_, twin) = site.get("/api/companies").await;
    let twin: Value = serde_json::from_str(&twin).unwrap();
    assert_eq!(
        (&twin["ranked"][1]["name"], &twin["ranked"][1]["mean"]),
        (&"Beta".into(), &3.0.into())
    );
}

#[tokio::test]
async fn an_application_goes_from_the_form_to_the_plan() {
    let site = site();
    let (_, page) = site.get("/companies/posting?id=beta%2F1").await;
    let wrong = [("posting", "beta/1"), ("resume", "../cv.pdf")];
    let (status, answer) = sent(&site, "/companies/apply", &page, &wrong).await;
    assert!(status.is_client_error(), "{answer}");
    site.write("cv.txt", "Ada");
    let fields = [("posting", "beta/1"), ("resume", "cv.txt"), ("note", "<i>me</i>")];
    let (status, answer) = sent(&site, "/companies/apply", &page, &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{answer}");
    // Who has an old page is told what is new.
    let (status, answer) = sent(&site, "/companies/apply", &page, &fields).await;
    assert_eq!(status, StatusCode::CONFLICT, "{answer}");
    let (_, page) = site.get("/companies").await;
    assert!(
        page.contains("&lt;i&gt;me&lt;/i&gt;") && page.contains("nothing is planned next"),
        "{page}"
    );
    let fields = [
        ("posting", "beta/1"),
        ("what", "ask how it stands"),
        ("due", "2027-01-15"),
        ("spent", "30m"),
    ];
    let (status, answer) = sent(&site, "/companies/next", &page, &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{answer}");
    let (_, page) = site.get("/companies").await;
    // An hour that lies before the application is none of it.
    let fields = [("posting", "beta/1"), ("stage", "interview"), ("at", "2h ago")];
    let (status, answer) = sent(&site, "/companies/stage", &page, &fields).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    let (status, answer) = sent(&site, "/companies/stage", &page, &fields[..2]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{answer}");
    let board = board(&site.situation());
    assert_eq!(board.all[0].stage().name(), "interview");
    assert_eq!(board.all[0].next().unwrap().title, "ask how it stands");
    assert_eq!(board.all[0].resumes[0].name, "cv.txt");
    let (_, twin) = site.get("/api/applications").await;
    let twin: Value = serde_json::from_str(&twin).unwrap();
    assert_eq!(twin["applications"][0]["actions"][0]["due"], "2027-01-15");
    let (_, plan) = site.get("/timeline").await;
    assert!(plan.contains("ask how it stands"));
}

#[tokio::test]
async fn without_a_list_the_page_says_how_to_begin() {
    let site = Site::demo();
    let (status, page) = site.get("/companies").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("pivot company init") && page.contains("None is recorded yet"),
        "{page}"
    );
    site.write("companies.toml", "[weights]\nwork = 11\n");
    let (status, page) = site.get("/companies").await;
    assert!(
        status.is_client_error() && page.contains("a number from 0 to 10"),
        "{page}"
    );
}

/// Sends a form of a page.
async fn sent(site: &Site, path: &str, page: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let version = hidden(page, "version");
    let own = [("version", version.as_str()), ("back", "/companies")];
    let (status, _, answer) = site.post(path, &[fields, &own].concat()).await;
    (status, answer)
}
