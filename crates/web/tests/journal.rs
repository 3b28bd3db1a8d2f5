//! The journal's page: what it shows, what it finds, and what taking back and correcting record.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod common;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use common::{NOW, Site, text};
use jiff::{SignedDuration, Timestamp};
use pivot_app::domain::fact::{Event, Recorded};
use pivot_app::verbs::record::{self, Outcome};
use pivot_app::verbs::undo::undo;

fn recorded(outcome: Outcome) -> Vec<Recorded> {
    match outcome {
        Outcome::Recorded(facts) => facts,
        other => panic!("{other:?}"),
    }
}

/// Work on a task by somebody's terminal, which is no page.
fn log(site: &Site, task: &str, minutes: i64, at: &str) -> Recorded {
    let spent = SignedDuration::from_mins(minutes);
    let at: Timestamp = at.parse().unwrap();
    let folder = site.folder().on(Some("laptop".into()));
    recorded(record::log(&folder, &site.situation(), (task, None), spent, Some(at)).unwrap()).remove(0)
}

/// Where a text stands in a page.
fn at(page: &str, what: &str) -> usize {
    page.find(what).unwrap_or_else(|| panic!("no {what} in {page}"))
}

#[tokio::test]
async fn facts_stand_by_day_the_newest_first() {
    let site = Site::demo();
    let (status, page) = site.get("/journal").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Nothing is recorded yet"));
    log(&site, "1.1", 90, "2027-01-04T20:00:00-05:00");
    // Half past eleven in the evening of the 5th in Toronto is the 6th in UTC.
    let wrong = log(&site, "1.2", 30, "2027-01-05T23:30:00-05:00");
    log(&site, "2.1", 45, NOW);
    recorded(undo(&site.folder(), &site.situation(), &[&wrong.id]).unwrap());
    let (_, page) = site.get("/journal").await;
    let page = &page[at(&page, "id=\"undo\"")..];
    let order = [
        "Mon 11 Jan 2027",
        "taken back",
        "45m on 2.1",
        "Tue 5 Jan 2027",
        "<del>30m on 1.2</del>",
        "Mon 4 Jan 2027",
        "1h30m on 1.1",
    ];
    let places: Vec<usize> = order.iter().map(|what| at(page, what)).collect();
    assert!(places.is_sorted(), "{places:?}");
    // What took it back, and when and where the late ones were written.
    let by = site.situation().facts[3].id.clone();
    assert!(page[places[4]..].contains(&format!("/journal/fact?id={by}")));
    assert!(page[places[6]..].contains("recorded 09:30 · "), "a week late");
    assert!(!page[places[2]..places[3]].contains("recorded 09:30"), "at once");
    assert!(page.contains("laptop"));
    // What does not stand has nothing to be taken back.
    let row = page[places[4]..].split("</li>").next().unwrap();
    assert!(!row.contains("form=\"undo\""), "{row}");
}

#[tokio::test]
async fn facts_are_found() {
    let site = Site::demo();
    log(&site, "1.1", 90, "2027-01-04T20:00:00-05:00");
    log(&site, "1.2", 30, "2027-01-05T23:30:00-05:00");
    log(&site, "2.1", 45, NOW);
    recorded(record::done(&site.folder(), &site.situation(), ("1.1", None), None).unwrap());
    for (query, found) in [
        ("", vec!["1h30m on 1.1", "30m on 1.2", "45m on 2.1", "1.1 done"]),
        ("?task=1.1", vec!["1h30m on 1.1", "1.1 done"]),
        ("?kind=done", vec!["1.1 done"]),
        ("?text=LAPTOP", vec!["1h30m on 1.1", "30m on 1.2", "45m on 2.1"]),
        ("?from=2027-01-05&to=2027-01-05", vec!["30m on 1.2"]),
        ("?text=nothing+of+the+kind", vec![]),
    ] {
        let (status, page) = site.get(&format!("/journal{query}")).await;
        assert_eq!(status, StatusCode::OK);
        let list = &page[at(&page, "id=\"undo\"")..];
        for one in ["1h30m on 1.1", "30m on 1.2", "45m on 2.1", "1.1 done"] {
            // `1h30m on 1.1` is not `30m on 1.2`.
            assert_eq!(
                list.contains(&format!(">{one}")),
                found.contains(&one),
                "{query} {one}"
            );
        }
        let (_, twin) = site.get(&format!("/api/journal{query}")).await;
        let twin: serde_json::Value = serde_json::from_str(&twin).unwrap();
        assert_eq!(twin["format"], "pivot.journal/1");
        assert_eq!(twin["facts"].as_array().unwrap().len(), found.len(), "{query}");
    }
    let (_, page) = site.get("/journal?text=nothing+of+the+kind").await;
    assert!(page.contains("Nothing like that"));
    let (status, page) = site
        .get("/journal?from=%3Cscript%3E&page=x&task=%22%3E%3Cb%3E")
        .await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("is no date: write it as 2027-01-31")
            && !page.contains("<script>")
            && !page.contains("\"><b>")
    );
    let (status, _) = site.get("/api/journal?from=soon").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// A hundred facts a page, and the wish goes along.
#[tokio::test]
async fn a_long_journal_has_pages() {
    let site = Site::demo();
    let mut situation = site.situation();
    let folder = site.folder();
    for minute in 0..205 {
        let at = situation.now - SignedDuration::from_mins(minute);
        let one = record::log(
            &folder,
            &situation,
            ("1.1", None),
            SignedDuration::from_mins(minute + 1),
            Some(at),
        );
        situation.facts.extend(recorded(one.unwrap()));
    }
    let (_, first) = site.get("/journal?kind=logged").await;
    assert!(first.contains("205 facts, page 1 of 3"));
    assert_eq!(first.matches("class=\"acts\"").count(), 100);
    assert!(first.contains("/journal?kind=logged&amp;page=2") && !first.contains("Newer"));
    assert!(first.len() < 200_000, "{}", first.len());
    let (_, last) = site.get("/journal?kind=logged&page=9").await;
    assert!(last.contains("page 3 of 3") && last.contains("3h25m on 1.1") && !last.contains("Older"));
    assert_eq!(last.matches("class=\"acts\"").count(), 5);
}

#[tokio::test]
async fn a_fact_is_taken_back_and_brought_back() {
    let site = Site::demo();
    let fact = log(&site, "1.1", 90, NOW);
    let version = site.version().await;
    let fields = [
        ("version", version.as_str()),
        ("back", "/journal"),
        ("id", &fact.id),
    ];
    let (status, to, _) = site.post("/do/undo", &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let facts = site.situation().facts;
    assert_eq!(to, format!("/journal?said={}", facts[1].id));
    let (_, page) = site.get(&to).await;
    assert!(
        page.contains("Taken back: 1h30m on 1.1.") && page.contains("Bring back"),
        "{page}"
    );
    let version = site.version().await;
    let fields = [("version", version.as_str()), ("id", facts[1].id.as_str())];
    assert_eq!(site.post("/do/undo", &fields).await.0, StatusCode::SEE_OTHER);
    let (_, page) = site.get("/journal").await;
    assert!(page.contains("brought back: 1h30m on 1.1"), "{page}");
    assert_eq!(
        site.situation().progress().task("1.1").unwrap().spent(),
        SignedDuration::from_mins(90)
    );
}

#[tokio::test]
async fn time_is_corrected_in_one_step() {
    let site = Site::demo();
    let fact = log(&site, "1.1", 90, "2027-01-10T20:00:30-05:00");
    let (status, page) = site.get(&format!("/journal/fact?id={}", fact.id)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("value=\"1h30m\"") && page.contains("value=\"2027-01-10 20:00\""),
        "{page}"
    );
    let version = site.version().await;
    let send = |spent: &'static str, task: &'static str, at: &'static str| {
        let (site, version, id) = (&site, version.clone(), fact.id.clone());
        async move {
            let fields = [
                ("version", version.as_str()),
                ("back", "/journal"),
                ("id", id.as_str()),
                ("spent", spent),
                ("task", task),
                ("at", at),
            ];
            site.post("/journal/correct", &fields).await
        }
    };
    for (spent, task, at) in [
        ("soon", "1.1", ""),
        ("45m", "<b>", ""),
        ("45m", "1.1", "tomorrow 20:00"),
        ("0m", "1.1", ""),
        ("45m", "1.1", "<i>"),
    ] {
        let (status, _, page) = send(spent, task, at).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{spent} {task} {at}");
        assert!(!page.contains("<b>") && !page.contains("<i>"));
    }
    assert_eq!(site.situation().facts.len(), 1);
    let (status, to, _) = send("45m", "1.2", "2027-01-10 20:00").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let situation = site.situation();
    let [_, back, new] = &situation.facts[..] else {
        panic!()
    };
    assert_eq!(to, format!("/journal?said={},{}", back.id, new.id));
    assert!(
        matches!(&new.fact.event, Event::Logged { part, spent } if part.task == "1.2" && spent.as_mins() == 45)
    );
    assert_eq!(
        new.fact.at, fact.fact.at,
        "the moment stood as it was, with its seconds"
    );
    // The older page is told, and nothing more is written.
    let (status, _, page) = send("50m", "1.2", "").await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("45m on 1.2"));
    assert_eq!(site.situation().facts.len(), 3);
}

#[tokio::test]
async fn a_finished_task_is_opened_again() {
    let site = Site::demo();
    let done = recorded(record::done(&site.folder(), &site.situation(), ("1.1", None), None).unwrap());
    let (_, page) = site.get(&format!("/journal/fact?id={}", done[0].id)).await;
    assert!(page.contains("action=\"/do/reopen\"") && page.contains("name=\"task\" value=\"1.1\""));
    assert!(!page.contains("/journal/correct"), "there is no time to correct");
    let version = site.version().await;
    let fields = [
        ("version", version.as_str()),
        ("task", "1.1"),
        ("back", "/journal"),
    ];
    assert_eq!(site.post("/do/reopen", &fields).await.0, StatusCode::SEE_OTHER);
    assert!(matches!(&site.situation().facts[1].fact.event, Event::Reopened(part) if part.task == "1.1"));
    let (status, page) = site.get("/journal/fact?id=%3Cb%3E").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is no fact") && !page.contains("<b>"));
}

#[tokio::test]
async fn it_is_carried_away_and_looked_at() {
    let site = Site::demo();
    log(&site, "1.1", 90, NOW);
    log(&site, "1.2", 30, NOW);
    let request = Site::request(Method::GET, "/journal/export")
        .body(Body::empty())
        .unwrap();
    let response = site.send(request).await;
    assert!(
        response.headers()[header::CONTENT_DISPOSITION]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    let lines = text(response).await;
    assert_eq!(lines.lines().count(), 3, "the format and two facts");
    assert!(lines.starts_with("{\"format\":\"pivot.facts/1\"}"));
    let (_, page) = site.get("/journal").await;
    assert!(!page.contains("holds together"), "only when it is asked for");
    let (_, page) = site.get("/journal?verify").await;
    assert!(page.contains("The journal holds together.") && page.contains("2 facts"));
    // The name of a machine in the middle of the file is written over, at the same length: the hash of the fact no longer fits.
    let path = site.folder().journal_path();
    let bytes = std::fs::read(&path).unwrap();
    let name = b"laptop";
    let places: Vec<usize> = (0..bytes.len() - name.len())
        .filter(|i| &bytes[*i..*i + name.len()] == name)
        .collect();
    let mut changed = bytes.clone();
    for place in places {
        changed[place] = b'L';
    }
    assert_ne!(changed, bytes);
    std::fs::write(&path, changed).unwrap();
    let fresh = Site::of(site.home);
    let (status, page) = fresh.get("/journal?verify").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("The journal does not hold together.") && page.contains("pivot restore FILE"),
        "{page}"
    );
}
