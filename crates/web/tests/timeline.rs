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

/// Sends a form from the page as it is now.
async fn act(site: &Site, path: &str, fields: &[(&str, &str)]) {
    let version = site.version().await;
    let fields = [&[("version", version.as_str()), ("back", "/timeline")], fields].concat();
    let (status, to, page) = site.post(path, &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {to} {page}");
}

/// A curriculum of one step with the demo's resources.
fn curriculum(tasks: &str) -> String {
    format!(
        "format = \"pivot.curriculum/1\"\nid = \"x\"\ntitle = \"X\"\nmonths = \"calendar\"\n[[resource]]\nid = \"gpu\"\ntitle = \"A card\"\n\
         [[resource]]\nid = \"meetup\"\ntitle = \"Evenings\"\n[[step]]\nnumber = 1\ntitle = \"One\"\nmonths = [1]\n{tasks}"
    )
}

fn task(id: &str, hours: u32, more: &str) -> String {
    format!(
        "[[task]]\nid = \"{id}\"\nstep = 1\ntitle = \"Task {id}\"\nkind = \"course\"\neffort = [{hours}, {hours}, {hours}]\n{more}\n"
    )
}

/// Monday 11 January, 9:30. The demo's steps 1 to 3 are worked on within the week; the others are folded.
#[tokio::test]
async fn the_whole_plan_is_shown_with_what_is_on_open() {
    let site = Site::demo();
    let page = ok(&site, "/timeline").await;
    let rows = names(&page);
    assert_eq!(&rows[..3], ["step-1", "1.0", "1.1"]);
    assert_eq!(&rows[rows.len() - 2..], ["step-12", "step-13"]);
    assert!(page.contains("Jan 2027") && page.contains("class=\"flag now\""));
    // In words, for whoever does not see the picture.
    assert!(page.contains("<span class=\"hidden\">ends </span>"));
    assert!(page.contains("The same as a table"));
    assert!(page.contains(">Take part 1 of the fast.ai course"));
    // Nothing was accepted and nothing done: no ghosts, and no word of them.
    assert!(!page.contains("class=\"ghost\"") && !page.contains("the plan you accepted"));
    assert!(!page.contains(" style=") && !page.contains("onclick"));

    act(&site, "/do/accept", &[]).await;
    act(
        &site,
        "/do/log",
        &[("task", "1.0"), ("spent", "3h"), ("at", "2027-01-08 12:00")],
    )
    .await;
    act(&site, "/do/done", &[("task", "1.0")]).await;
    let page = ok(&site, "/timeline").await;
    assert!(page.contains("class=\"ghost\"") && page.contains("the plan you accepted"));
    assert!(page.contains("class=\"worked\""));
    assert!(page.contains("1.0 Reach a GPU machine and open a notebook on it: done Mon 11 Jan 2027"));
}

#[tokio::test]
async fn steps_open_and_fold() {
    let site = Site::demo();
    let steps: Vec<String> = (1..=13).map(|n| format!("step-{n}")).collect();
    assert_eq!(names(&ok(&site, "/timeline?open=none").await), steps);
    let page = ok(&site, "/timeline?open=4").await;
    let rows = names(&page);
    assert_eq!(&rows[3..7], ["step-4", "4.1", "4.2", "step-5"]);
    // The step's name folds it again, and opens another beside it.
    assert!(
        page.contains("href=\"/timeline?zoom=plan&amp;open=none#step-4\" aria-expanded=\"true\""),
        "{page}"
    );
    assert!(page.contains("href=\"/timeline?zoom=plan&amp;open=4,5#step-5\" aria-expanded=\"false\""));
    // 13 steps and 44 tasks: the demo leaves out what belongs to an option that is not picked.
    let situation = site.situation();
    let picked = situation.curriculum.picked().count();
    assert_eq!(names(&ok(&site, "/timeline?open=all").await).len(), 13 + picked);
    // Who comes from a task's reasons sees its row.
    let page = ok(&site, "/timeline?open=none&task=5.2").await;
    assert!(names(&page).contains(&"5.2".to_owned()) && page.contains("id=\"picked\""));
}

/// 11 January is a Monday. The week before is empty: nothing was recorded, and the plan begins now.
#[tokio::test]
async fn zooms_go_to_and_fro() {
    let site = Site::demo();
    let week = ok(&site, "/timeline?zoom=week&date=2027-01-13").await;
    assert!(
        week.contains("The week of 11 January 2027")
            && week.contains(">Mon 11<")
            && week.contains(">Sun 17<")
    );
    assert!(
        week.contains("/timeline?zoom=week&amp;date=2027-01-04")
            && week.contains("/timeline?zoom=week&amp;date=2027-01-18")
    );
    assert!(names(&week).contains(&"1.1".to_owned()) && !names(&week).contains(&"step-13".to_owned()));
    let month = ok(&site, "/timeline?zoom=month&date=2027-02-28").await;
    assert!(
        month.contains("February 2027")
            && month.contains("date=2027-01-01")
            && month.contains("date=2027-03-01")
    );
    let day = ok(&site, "/timeline?zoom=day&date=2027-01-12").await;
    assert!(
        day.contains("Tuesday 12 January 2027")
            && day.contains("date=2027-01-11")
            && day.contains("date=2027-01-13")
    );
    // Commitments are in the week, days off in the month: 19 to 22 February is a long weekend.
    assert!(week.contains("class=\"away\"") && month.contains("class=\"away\""));
    let empty = ok(&site, "/timeline?zoom=week&date=2026-12-30").await;
    assert!(empty.contains("Nothing is planned then") && !empty.contains("<ol class=\"names\">"));
    // However far away.
    for date in ["9999-12-31", "-009999-01-01", "0001-01-01"] {
        for zoom in ["plan", "month", "week", "day"] {
            ok(&site, &format!("/timeline?zoom={zoom}&date={date}")).await;
        }
    }
}

#[tokio::test]
async fn wrong_addresses_say_what_is_expected() {
    let site = Site::demo();
    for (path, what, next) in [
        (
            "/timeline?zoom=year",
            "`year` is no zoom",
            "plan, month, week or day",
        ),
        (
            "/timeline?zoom=week&date=monday",
            "`monday` is no date",
            "2027-01-31",
        ),
        ("/timeline?open=first", "`first` names no steps", "1,3"),
        ("/timeline?row=-1", "`-1` is no number of a row", ""),
        (
            "/timeline?task=1.33",
            "There is no task `1.33`",
            "Did you mean `1.3`?",
        ),
        (
            "/timeline/why?task=1.33",
            "There is no task `1.33`",
            "Did you mean `1.3`?",
        ),
        ("/timeline/why?step=one", "`one` is no number of a step", "3"),
    ] {
        let (status, page) = site.get(path).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(page.contains(what) && page.contains(next), "{path}: {page}");
    }
    let (status, text) = site.get("/api/why?task=1.33").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let error: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(error["error"], "there is no task `1.33`");
    // Numbers beyond any row or step are no fault.
    ok(&site, "/timeline?open=99,4000000000&row=18446744073709551615").await;
    assert!(ok(&site, "/timeline/why?step=99").await.contains("No open task."));
}

#[tokio::test]
async fn without_a_pivot_it_leads_to_the_start() {
    let site = Site::empty();
    for path in ["/timeline", "/timeline/why", "/timeline/why?task=1.3"] {
        assert_eq!(site.get(path).await.0, StatusCode::SEE_OTHER, "{path}");
    }
    assert_eq!(
        site.get("/api/timeline").await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

/// From Monday 11 January, 10:00 (a commitment and its buffer end then) there are 7 h 15 m a weekday at most. 40 hours cannot
/// end by Tuesday 12. What takes 9 hours in one go has no place on any day; what waits for it has none either.
#[tokio::test]
async fn what_is_late_and_what_does_not_fit_stands_first() {
    let site = Site::demo();
    let tasks = [
        task("long", 40, "deadline = 2027-01-12"),
        task("gone", 9, "session = { whole = true }"),
        task("waits", 1, "after = [\"gone\"]"),
    ];
    site.write("curriculum.toml", &curriculum(&tasks.concat()));
    let page = ok(&site, "/timeline").await;
    assert!(
        page.contains("2 tasks without a place") && page.contains("1 task after a deadline"),
        "{page}"
    );
    assert!(
        page.contains("It needs 9h at a stretch, and the longest of `me` is"),
        "{page}"
    );
    assert!(page.contains("It waits for gone, which has no place."));
    assert!(page.contains("after its deadline") && page.contains("(Tue 12 Jan 2027)"));
    assert!(page.contains("href=\"/forecast\"") && page.contains("href=\"/timeline/why?task=gone\""));
    assert!(page.contains("class=\"due late\"") && page.contains("deadline that is missed"));
    // In words on its row; a sign is not enough.
    assert!(page.contains("has no place, ") && page.contains("late, "));
    let json = json(&site, "/api/timeline").await;
    let long = &json["timeline"]["steps"][0]["tasks"][0];
    assert_eq!(long["deadline"]["at"], "2027-01-13T00:00:00-05:00");
    assert_eq!(
        (&long["deadline"]["late"], &long["deadline"]["hard"]),
        (&Value::Bool(true), &Value::Bool(false))
    );
    let page = ok(&site, "/timeline/why?task=gone").await;
    assert!(page.contains("It has no place."));
}

#[tokio::test]
async fn what_people_wrote_stays_text() {
    let site = Site::demo();
    let hostile = "<script>alert(1)</script>\\\"><img src=x onerror=alert(1)>'&amp;";
    let text = curriculum(&task("a", 2, ""))
        .replace("Task a", hostile)
        .replace("title = \"One\"", &format!("title = \"{hostile}\""));
    site.write(
        "curriculum.toml",
        &text.replace("title = \"X\"", &format!("title = \"{hostile}\"")),
    );
    for path in [
        "/timeline?open=all",
        "/timeline?zoom=day&open=all",
        "/timeline/why",
        "/timeline/why?task=a",
    ] {
        let page = ok(&site, path).await;
        assert!(
            !page.contains("<script>alert") && !page.contains("<img"),
            "{path}: {page}"
        );
        assert!(page.contains("&lt;script&gt;alert(1)"), "{path}");
    }
    // Nor does what is in the address come back as more than text.
    let (_, page) = site
        .get("/timeline/why?task=%3Cscript%3Ealert(1)%3C/script%3E")
        .await;
    assert!(!page.contains("<script>alert"));
}

/// Three hours of `a`, then three of `b`, which waits for it: Monday from 10:00 (a commitment until 9:45 and its buffer).
#[tokio::test]
async fn why_says_what_holds_a_task() {
    let site = Site::demo();
    let tasks = [task("a", 3, ""), task("b", 3, "after = [\"a\"]")];
    site.write("curriculum.toml", &curriculum(&tasks.concat()));
    let page = ok(&site, "/timeline/why?task=b").await;
    assert!(page.contains("After a Task a."), "{page}");
    assert!(page.contains("href=\"/timeline/why?task=a\""));
    assert!(page.contains("None: an hour later here is an hour later at the end."));
    assert!(
        page.contains("href=\"/timeline?task=b#picked\"")
            && page.contains("href=\"/calendar?date=2027-01-11\"")
    );
    let json_b = json(&site, "/api/why?task=b").await;
    assert_eq!(
        (&json_b["format"], &json_b["task"], &json_b["slack"]),
        (&"pivot.why/1".into(), &"b".into(), &"PT0M".into())
    );
    // What waits is told from the other side too.
    assert!(ok(&site, "/timeline/why?task=a").await.contains("Waits for this"));

    let page = ok(&site, "/timeline/why").await;
    assert!(page.contains("Why it ends when it does") && page.contains("on the chain: "));
    let all = json(&site, "/api/why").await;
    assert_eq!(all["slack"].as_array().unwrap().len(), 2);
    assert_eq!(all["chain"].as_array().unwrap().last().unwrap()["task"], "b");

    // What is done has a past instead of reasons.
    act(&site, "/do/log", &[("task", "a"), ("spent", "2h30m")]).await;
    act(&site, "/do/done", &[("task", "a")]).await;
    let page = ok(&site, "/timeline/why?task=a").await;
    assert!(page.contains("</span> is done</h1>") && page.contains("with 2 h 30 m of work recorded"));
    // When all is done there is still a timeline, of the past.
    act(&site, "/do/done", &[("task", "b")]).await;
    assert!(
        ok(&site, "/timeline/why")
            .await
            .contains("Nothing is left to do.")
    );
    let page = ok(&site, "/timeline?open=all").await;
    assert_eq!(names(&page), ["step-1", "a", "b"]);
}

/// Nothing to do at all: no bars, and no fault.
#[tokio::test]
async fn with_nothing_to_show_it_says_so() {
    let site = Site::demo();
    site.write(
        "curriculum.toml",
        &curriculum(&task("a", 9, "session = { whole = true }")),
    );
    let page = ok(&site, "/timeline").await;
    assert!(page.contains("Nothing to show yet") && page.contains("1 task without a place"));
}

#[tokio::test]
async fn the_twin_is_the_plan_and_more() {
    let site = Site::demo();
    let json = json(&site, "/api/timeline").await;
    assert_eq!(json["format"], "pivot.plan/1");
    assert!(!json["sessions"].as_array().unwrap().is_empty());
    let steps = json["timeline"]["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 13);
    assert_eq!(steps[0]["tasks"][1]["after"], serde_json::json!(["1.0"]));
    assert_eq!(
        json["timeline"]["away"][0],
        serde_json::json!({
            "from": "2027-02-19T00:00:00-05:00", "to": "2027-02-23T00:00:00-05:00", "why": "a long weekend"
        })
    );
    let (_, described) = site.get("/api/openapi.json").await;
    assert!(
        described.contains("\"/api/timeline\"")
            && described.contains("\"/api/why\"")
            && described.contains("\"TimelineJson\"")
    );
}

/// 513 rows: a page of them at a time, each below 200 KB, and quick once the plan is made.
#[tokio::test]
async fn a_large_plan_stays_small() {
    let site = Site::large();
    assert_eq!(names(&ok(&site, "/timeline").await).len(), 13);
    let first = ok(&site, "/timeline?open=all").await;
    assert!(first.contains("Rows 1 to 100 of 513."));
    assert!(first.contains("href=\"/timeline?zoom=plan&amp;open=all&amp;row=100\""));
    let mut seen = Vec::new();
    for row in [0, 100, 200, 300, 400, 500] {
        seen.extend(names(&ok(&site, &format!("/timeline?open=all&row={row}")).await));
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((all, seen.len()), (513, 513));
    for path in [
        "/timeline",
        "/timeline?open=all",
        "/timeline?open=all&row=400",
        "/timeline?open=all&task=t250",
        "/timeline?zoom=month&open=all",
        "/timeline?zoom=week",
        "/timeline/why",
        "/timeline/why?step=3",
        "/timeline/why?task=t0",
        "/timeline/why?task=t499",
    ] {
        let begun = Instant::now();
        let page = ok(&site, path).await;
        assert!(page.len() < 200_000, "{path}: {} bytes", page.len());
        // Seconds would mean that something is made anew for each row.
        assert!(begun.elapsed().as_secs() < 10, "{path}: {:?}", begun.elapsed());
    }
}
