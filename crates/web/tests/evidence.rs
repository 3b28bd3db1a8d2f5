//! The evidence's page: what each step needs, how it stands, and what was recorded; nothing that was not checked looks as if it
//! had been.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod common;

use std::fmt::Write as _;
use std::time::Instant;

use axum::http::StatusCode;
use common::Site;
use pivot_app::verbs::journal::import;
use serde_json::{Value, json};

/// Facts as another machine's lines have them; those of the first version say neither owner nor machine.
fn take_in(site: &Site, facts: &[(&str, Value)]) {
    let mut lines = String::from("{\"format\":\"pivot.facts/1\"}\n");
    for (number, (kind, payload)) in facts.iter().enumerate() {
        let at = format!("2027-01-0{}T15:00:00", 5 + number);
        let line = json!({ "id": format!("f{number}"), "recorded": format!("{at}.000000Z"), "at": format!("{at}Z"), "zone": "America/Toronto",
            "owner": "", "machine": "", "kind": kind, "version": 1, "payload": payload });
        writeln!(lines, "{line}").unwrap();
    }
    let file = site.home.path().join("facts.jsonl");
    std::fs::write(&file, lines).unwrap();
    let merged = import(&site.folder(), &site.situation(), &file).unwrap();
    assert_eq!(merged.added, facts.len());
}

/// What a page says of one task.
fn of<'p>(page: &'p str, task: &str) -> &'p str {
    let at = page.find(&format!("<span class=\"mono\">{task}</span>")).unwrap();
    page[at..].split("</li><li><p class=\"row\">").next().unwrap()
}

#[tokio::test]
async fn it_says_what_each_step_needs_and_how_it_stands() {
    let site = Site::demo();
    let (status, page) = site.get("/evidence").await;
    assert_eq!(status, StatusCode::OK);
    for number in 1..=13 {
        assert!(page.contains(&format!("id=\"step-{number}\"")), "{number}");
    }
    assert!(page.contains("<dt>Tasks with evidence</dt><dd><strong>0 of 44"));
    // 1.1 of the built-in curriculum: a notebook and a value.
    let first = of(&page, "1.1");
    for said in [
        "All of these:",
        "<code>work/1.1/lesson.ipynb</code> is there, with at least 10 cells and at least 200 words",
        "<code>lesson-1-accuracy</code>",
        "open",
        "<span class=\"badge\">missing</span> There is no file <code>work/1.1/lesson.ipynb</code>. Save your notebook there.",
    ] {
        assert!(first.contains(said), "{said}: {first}");
    }
    assert!(!page.contains("badge good"), "nothing is there yet");
    // A file that is there is met, ready to be closed, and recorded by no page.
    let words: String = (0..160)
        .map(|n| format!("word{} ", "abcdefgh".repeat(1 + n % 20)))
        .collect();
    let scope = format!("## User\n{words}\n## Data\nx\n## Success\nx\n## Out of scope\nx\n");
    let folder = site.folder().root().join("project");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("scope.md"), scope).unwrap();
    let (_, page) = site.get("/evidence").await;
    let scope = of(&page, "7.1");
    assert!(
        scope.contains("badge good\">met") && scope.contains("ready to close"),
        "{scope}"
    );
    assert!(page.contains("<dt>Tasks with evidence</dt><dd><strong>1 of 44"));
    assert!(
        site.situation()
            .facts
            .iter()
            .all(|f| f.fact.event.kind() != "checked")
    );
    let (_, twin) = site.get("/api/evidence").await;
    let twin: Value = serde_json::from_str(&twin).unwrap();
    assert_eq!(twin["format"], "pivot.evidence/1");
    assert_eq!(twin["steps"].as_array().unwrap().len(), 13);
}

#[tokio::test]
async fn facts_stand_by_their_tasks() {
    let site = Site::demo();
    take_in(
        &site,
        &[
            ("logged", json!({ "task": "1.1", "spent": "PT1H30M" })),
            ("done", json!({ "task": "1.1" })),
            (
                "checked",
                json!({ "about": "1.2", "check": "notebook", "met": true, "found": "12 cells" }),
            ),
            (
                "checked",
                json!({ "about": "1.3", "check": "notebook", "met": false, "found": "3 <b>cells</b>" }),
            ),
            (
                "published",
                json!({ "what": "a <script>post</script>", "task": "4.1", "link": "javascript:alert(1)" }),
            ),
        ],
    );
    let (status, page) = site.get("/evidence").await;
    assert_eq!(status, StatusCode::OK);
    let first = of(&page, "1.1");
    assert!(
        first.contains("done, unverified") && first.contains("You recorded it as done on Wed 6 Jan 2027."),
        "{first}"
    );
    assert!(!first.contains("badge good"));
    let second = of(&page, "1.2");
    assert!(
        second.contains("badge good\">checked")
            && second.contains("12 cells")
            && second.contains("Thu 7 Jan 2027"),
        "{second}"
    );
    let third = of(&page, "1.3");
    assert!(
        third.contains("a check was not met") && third.contains("3 &lt;b&gt;cells"),
        "{third}"
    );
    assert!(page.contains("<strong>1 h 30 m</strong> worked"));
    assert!(page.contains("published a &lt;script&gt;post") && !page.contains("href=\"javascript"));
}

/// What only the person's word closes is called unverified, done or not.
#[tokio::test]
async fn a_word_is_unverified() {
    let site = Site::demo();
    let curriculum = site.file("curriculum.toml");
    let at = curriculum.find("id = \"1.1\"").unwrap();
    let (head, task) = curriculum.split_at(at);
    let own = task.replacen(
        "done_when = { all = [",
        "done_when = { any = [{ kind = \"self\", note = \"I did\" },",
        1,
    );
    assert_ne!(own, task);
    site.write("curriculum.toml", &format!("{head}{own}"));
    take_in(&site, &[("done", json!({ "task": "1.1" }))]);
    let (_, page) = site.get("/evidence").await;
    let first = of(&page, "1.1");
    assert!(
        first.contains("You say so: I did. <span class=\"badge\">unverified</span>"),
        "{first}"
    );
    assert!(
        first.contains("done, unverified") && first.contains("One of these:"),
        "{first}"
    );
}

/// Five hundred tasks are a page of a size that a browser likes, and each step's tasks can be reached.
#[tokio::test]
async fn a_large_plan_stays_light() {
    let site = Site::demo();
    let mut text = String::from("format = \"pivot.curriculum/1\"\nid = \"large\"\ntitle = \"Large\"\n");
    for step in 1..=10 {
        writeln!(text, "[[step]]\nnumber = {step}\ntitle = \"Step {step}\"").unwrap();
        for task in 1..=50 {
            writeln!(text, "[[task]]\nid = \"{step}.{task}\"\nstep = {step}\ntitle = \"Task {step}.{task}\"\neffort = [1, 1, 2]\ndone_when = {{ all = [{{ kind = \"file\", file = \"work/{step}.{task}/a.md\", words = 200 }}, {{ kind = \"metric\", name = \"m\", at_least = 0.5 }}] }}").unwrap();
        }
    }
    site.write("curriculum.toml", &text);
    let settings = site.file("pivot.toml");
    let without: Vec<&str> = settings.split("\n[resource.").collect();
    site.write(
        "pivot.toml",
        &format!("{}\n[[calendar]]\nname = \"life\"\n", without[0]),
    );
    let (status, page) = site.get("/evidence").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.len() < 200_000, "{}", page.len());
    assert!(page.contains("0 of 500") && page.contains("Task 1.50") && !page.contains("Task 7.1<"));
    let begun = Instant::now();
    let (_, seventh) = site.get("/evidence?step=7").await;
    assert!(begun.elapsed().as_millis() < 1500, "the plan is known");
    assert!(
        seventh.contains("Task 7.50")
            && !seventh.contains("Task 1.50")
            && page.contains("/evidence?step=7#step-7")
    );
}
