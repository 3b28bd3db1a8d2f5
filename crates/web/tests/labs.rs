//! The labs' pages: the list, one lab, its data, a submission and what comes of it, hints; and what is hostile stays text.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod common;

use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode, header};
use common::{Site, text};
use pivot_app::verbs::lab::entries;
use pivot_app::verbs::record::log;
use serde_json::Value;

/// A lab of one's own: twelve mushrooms, the first six public. Of the public ones 1 to 3 are edible, of the private ones 7 to 9.
const LAB: &str = r#"format = "pivot.lab/1"
id = "mushrooms"
title = "Which can be eaten?"
topic = "tabular <b>classification</b>"
attempts = 3

[metric]
name = "accuracy"

[limits]
file_mib = 1

[[set]]
name = "own"
truth = "truth.csv"
licence = "CC0"
bars = { passed = 0.6, good = 0.8, excellent = 1 }

[[hint]]
after = 1
text = "Smell is worth more than <i>colour</i>."

[[hint]]
after = 2
text = "Look beneath."

[[baseline]]
name = "constant"
value = 0.5
"#;

const STATEMENT: &str = "# Which can be eaten?\n\nTell *one* from the other. An honour system.\n\n<script>alert(1)</script>\n\n[in](javascript:alert(1)) [out](https://example.org/)\n";

/// The demo with that lab in it.
fn site() -> Site {
    let site = Site::demo();
    std::fs::create_dir_all(site.home.path().join("labs/mushrooms")).unwrap();
    site.write("labs/mushrooms/lab.toml", LAB);
    site.write("labs/mushrooms/statement.md", STATEMENT);
    site.write(
        "labs/mushrooms/train.csv",
        "id,cap,label\n101,red,poisonous\n102,brown,edible\n",
    );
    let ids = || (1..=12).map(|n| n.to_string());
    let table = |header: &str, row: &dyn Fn(String) -> String| {
        let rows: Vec<String> = ids().map(row).collect();
        format!("{header}\n{}\n", rows.join("\n"))
    };
    site.write(
        "labs/mushrooms/test.csv",
        &table("id,cap", &|id| format!("{id},brown")),
    );
    site.write("labs/mushrooms/sample_submission.csv", &said(0));
    let truth = |id: String| {
        let n: usize = id.parse().unwrap();
        let usage = if n <= 6 { "public" } else { "private" };
        let label = if (n - 1) % 6 < 3 { "edible" } else { "poisonous" };
        format!("{id},{usage},{label}")
    };
    site.write("labs/mushrooms/truth.csv", &table("id,usage,label", &truth));
    site
}

/// A submission in which so many of each part are right, the first ones.
fn said(right: usize) -> String {
    let rows: Vec<String> = (1..=12)
        .map(|n| {
            let edible = (n - 1) % 6 < 3;
            let is_right = (n - 1) % 6 < right;
            format!("{n},{}", if edible == is_right { "edible" } else { "poisonous" })
        })
        .collect();
    format!("id,label\n{}\n", rows.join("\n"))
}

/// What a hidden field of the page holds.
fn hidden(page: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let at = page.find(&field).unwrap() + field.len();
    page[at..].split('"').next().unwrap().to_owned()
}

/// A form with files: fields, and of each file its field, its name and its bytes.
fn form(fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    for (name, file, bytes) in files {
        body.extend(
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: text/csv\r\n\r\n").bytes(),
        );
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--edge--\r\n");
    body
}

async fn sent(site: &Site, path: &str, body: Body) -> (StatusCode, String, String) {
    let request = Site::request(Method::POST, path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(body)
        .unwrap();
    let response = site.send(request).await;
    let to = response.headers().get(header::LOCATION);
    let to = to.map(|l| l.to_str().unwrap().to_owned()).unwrap_or_default();
    (response.status(), to, text(response).await)
}

/// Submits a file by the form of the page as it is now.
async fn submit(site: &Site, csv: &str, more: &[(&str, &str)]) -> (StatusCode, String, String) {
    let (_, page) = site.get("/labs/mushrooms").await;
    let (version, data) = (hidden(&page, "version"), hidden(&page, "data"));
    let mut fields = vec![("version", version.as_str()), ("data", data.as_str())];
    fields.extend_from_slice(more);
    let body = form(&fields, &[("file", "mine.csv", csv.as_bytes())]);
    sent(site, "/labs/mushrooms/submit", Body::from(body)).await
}

async fn with_data() -> Site {
    let site = site();
    let version = site.version().await;
    let (status, to, page) = site
        .post("/labs/mushrooms/get", &[("version", &version), ("set", "own")])
        .await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, "/labs/mushrooms?done=data#data"),
        "{page}"
    );
    site
}

#[tokio::test]
async fn the_list_says_how_you_stand_and_what_asks_for_it() {
    let site = site();
    // Task 1.1 asks for a lab.
    let curriculum = site.file("curriculum.toml");
    let at = curriculum.find("id = \"1.1\"").unwrap();
    let (head, task) = curriculum.split_at(at);
    let task = task.replacen(
        "done_when = { all = [",
        "done_when = { all = [{ kind = \"lab\", lab = \"mushrooms\" },",
        1,
    );
    site.write("curriculum.toml", &format!("{head}{task}"));
    std::fs::create_dir_all(site.home.path().join("labs/bad")).unwrap();
    site.write(
        "labs/bad/lab.toml",
        "format = \"pivot.lab/1\"\nid = \"bad\"\ntitel = \"<b>\"\n",
    );
    let (status, page) = site.get("/labs").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    for wanted in [
        "aria-current=\"page\"",
        "href=\"/labs/garments\"",
        "not begun",
        "Which can be eaten?",
        "tabular &lt;b&gt;classification&lt;/b&gt; · accuracy",
        "Asked for by <span class=\"mono\">1.1</span>",
        "cannot be used",
        "faults",
    ] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    let (_, evidence) = site.get("/evidence").await;
    assert!(
        evidence.contains("<a href=\"/labs/mushrooms\">Open it</a>"),
        "{evidence}"
    );
    let (status, page) = site.get("/labs/bad").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("lab.toml, line 3, column 1") && page.contains("titel"),
        "{page}"
    );
    let (_, twin) = site.get("/api/labs").await;
    let twin: Value = serde_json::from_str(&twin).unwrap();
    let labs = twin["labs"].as_array().unwrap();
    let of = |id: &str| labs.iter().find(|lab| lab["id"] == id).unwrap();
    assert!(of("bad")["fault"].is_string() && of("mushrooms")["own"] == true);
}

#[tokio::test]
async fn a_lab_tells_what_to_do_and_its_statement_is_text() {
    let site = site();
    let (status, page) = site.get("/labs/mushrooms").await;
    assert_eq!(status, StatusCode::OK);
    for wanted in [
        "<h1>Which can be eaten?</h1>",
        "Tell <em>one</em> from the other.",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "href=\"https://example.org/\"",
        "They are not here yet.",
        "First <a href=\"#data\">have the data</a>",
        "<td class=\"number\">0.8</td>",
        "baseline </span>constant",
        "0 of 2 hints seen. No honest try so far; 1 more unlocks the next.",
    ] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    for unwanted in ["<script>alert", "javascript:", "<b>", "Smell"] {
        assert!(!page.contains(unwanted), "{unwanted}: {page}");
    }
    let (_, twin) = site.get("/api/lab?id=mushrooms").await;
    let twin: Value = serde_json::from_str(&twin).unwrap();
    assert_eq!(twin["attempts_a_day"], 3);
}

/// A name that leads elsewhere leads nowhere.
#[tokio::test]
async fn a_name_is_no_path() {
    let site = site();
    for id in [
        "..",
        "../..",
        "..\\..",
        "/etc",
        "mushrooms/..",
        "mushrooms\0",
        "%2e%2e",
        "mushroom",
        "é",
        "a b",
        ".",
    ] {
        let id = common::encoded(id);
        for path in [
            format!("/labs/{id}"),
            format!("/api/lab?id={id}"),
            format!("/api/lab/board?id={id}"),
            format!("/api/lab/hints?id={id}"),
        ] {
            let (status, page) = site.get(&path).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}: {page}");
        }
        let version = site.version().await;
        for form in ["get", "hint"] {
            let (status, _, page) = site
                .post(&format!("/labs/{id}/{form}"), &[("version", &version)])
                .await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{id}/{form}: {page}");
        }
        let body = Body::from(form(
            &[("version", &version)],
            &[("file", "a.csv", b"id,label\n")],
        ));
        let (status, _, page) = sent(&site, &format!("/labs/{id}/submit"), body).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{id}/submit: {page}");
    }
    let (_, page) = site.get("/labs/mushroom").await;
    assert!(page.contains("mushrooms"), "the nearest name is said: {page}");
    let (_, twin) = site.get("/api/lab").await;
    let twin: Value = serde_json::from_str(&twin).unwrap();
    assert_eq!(twin["format"], "pivot.error/1");
}

#[tokio::test]
async fn data_are_had_by_a_button() {
    let site = with_data().await;
    let (_, page) = site.get("/labs/mushrooms?done=data").await;
    for wanted in [
        "They are here now.",
        "sample_submission.csv",
        "3 of 3 attempts left today",
        "name=\"file\"",
    ] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    // A built-in lab, with a seed; other data only where that is agreed to.
    let version = site.version().await;
    let post = async |fields: &[(&str, &str)]| {
        let mut all = vec![("version", version.as_str()), ("set", "made")];
        all.extend_from_slice(fields);
        site.post("/labs/convolution/get", &all).await
    };
    assert_eq!(post(&[("seed", "7")]).await.0, StatusCode::SEE_OTHER);
    let (_, page) = site.get("/labs/convolution").await;
    assert!(page.contains("seed 7") && page.contains("cases.jsonl"), "{page}");
    let (status, _, page) = post(&[("seed", "8")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("labs/convolution holds other data: the set made, seed 7. Tick the box"),
        "{page}"
    );
    let (status, _, page) = post(&[("seed", "eight")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("`eight` is no seed"), "{page}");
    assert_eq!(
        post(&[("seed", "8"), ("again", "yes")]).await.0,
        StatusCode::SEE_OTHER
    );
    // A real set is fetched in a terminal alone.
    let (_, page) = site.get("/labs/garments").await;
    assert!(
        page.contains("pivot lab get garments --set fashion-mnist") && page.contains("Licence"),
        "{page}"
    );
    let fields = [("version", version.as_str()), ("set", "fashion-mnist")];
    let (status, _, page) = site.post("/labs/garments/get", &fields).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("fetched in a terminal"), "{page}");
    // A form of an older page does nothing.
    let (status, _, page) = site
        .post("/labs/shops/get", &[("version", "0-old"), ("set", "made")])
        .await;
    assert_eq!(status, StatusCode::CONFLICT, "{page}");
    assert!(!site.home.path().join("labs/shops").exists());
}

#[tokio::test]
async fn a_submission_is_scored_once() {
    let site = with_data().await;
    // 5 of 6 are right on either part: 0.8333, which is good.
    let (status, to, page) = submit(&site, &said(5), &[("note", "by <b>smell</b>")]).await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, "/labs/mushrooms?attempt=1#verdict"),
        "{page}"
    );
    let facts = entries(&site.situation().facts, "mushrooms");
    assert_eq!(
        (facts.len(), facts[0].note.as_deref()),
        (1, Some("by <b>smell</b>"))
    );
    let (_, page) = site.get(&to.replace("#verdict", "")).await;
    for wanted in [
        "Attempt 1: good",
        "accuracy 0.8333",
        "Place 1 of 2",
        "The next bar, excellent, asks for at least 1 on the private part.",
        "your best",
        "just now",
        "by &lt;b&gt;smell&lt;/b&gt;",
        "2 of 3 attempts left today",
        // Of the public ones 1 to 3 are edible and said to be; of 4 to 6 the last was taken for edible.
        "<td class=\"right s8\">3</td>",
        "<td class=\"other s3\">1</td>",
        "Most often poisonous was taken for edible: 1 time.",
        "Your best has <strong>0.8333</strong> on the private part",
    ] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    // The same again costs nothing and says so.
    let (status, _, page) = submit(&site, &said(5), &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("This very file was attempt 1") && page.contains("2 of 3 attempts left today"),
        "{page}"
    );
    // A form that is sent twice, by two clicks: both know the verdict, and one attempt is made.
    let (_, page) = site.get("/labs/mushrooms").await;
    let (version, data) = (hidden(&page, "version"), hidden(&page, "data"));
    let fields = [("version", version.as_str()), ("data", data.as_str())];
    let twice = || Body::from(form(&fields, &[("file", "a.csv", said(4).as_bytes())]));
    let (status, to, _) = sent(&site, "/labs/mushrooms/submit", twice()).await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, "/labs/mushrooms?attempt=2#verdict")
    );
    let (status, _, page) = sent(&site, "/labs/mushrooms/submit", twice()).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("This very file was attempt 2"), "{page}");
    // Its form alone: nothing is recorded.
    let (status, _, page) = submit(&site, &said(2), &[("dry", "yes"), ("note", "kept")]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("mine.csv is a valid submission.") && page.contains("value=\"kept\""),
        "{page}"
    );
    assert_eq!(entries(&site.situation().facts, "mushrooms").len(), 2);
    // One more, and none is left; the curve has all three.
    assert_eq!(submit(&site, &said(6), &[]).await.0, StatusCode::SEE_OTHER);
    let (status, _, page) = submit(&site, &said(1), &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("All 3 attempts of today are made, and nothing was scored."),
        "{page}"
    );
    assert!(
        page.contains(
            "3 attempts from first to last, higher is better. The first had 0.8333, the best has 1.0000."
        ),
        "{page}"
    );
    assert_eq!(entries(&site.situation().facts, "mushrooms").len(), 3);
    let (_, twin) = site.get("/api/lab/board?id=mushrooms").await;
    let twin: Value = serde_json::from_str(&twin).unwrap();
    assert_eq!(twin["rows"].as_array().unwrap().len(), 4);
    let (_, list) = site.get("/labs").await;
    assert!(
        list.contains("best 1.0000") && list.contains("badge good\">excellent"),
        "{list}"
    );
}

#[tokio::test]
async fn a_faulty_one_is_told_by_line_and_column() {
    let site = with_data().await;
    let faulty = said(3)
        .replace("\n2,", "\n1,")
        .replace("\n5,edible", "\n5,tree")
        .replace("\n12,", "\n99,");
    assert_ne!(faulty, said(3));
    let (status, _, page) = submit(&site, &faulty, &[]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("mine.csv, line 3, column 1 (id)"), "{page}");
    assert!(
        page.contains("nothing was scored or recorded, and it costs no attempt"),
        "{page}"
    );
    let (_, _, page) = submit(&site, "", &[]).await;
    assert!(page.contains("role=\"alert\""), "{page}");
    let (_, _, page) = submit(&site, "\0\u{1}<script>alert(1)</script>\n", &[]).await;
    assert!(
        page.contains("role=\"alert\"") && !page.contains("<script>alert"),
        "{page}"
    );
    assert!(entries(&site.situation().facts, "mushrooms").is_empty());
    // No file at all, no form, and a name that is hostile.
    let version = site.version().await;
    let body = form(&[("version", &version)], &[("file", "", b"")]);
    let (status, _, page) = sent(&site, "/labs/mushrooms/submit", Body::from(body)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("No file was chosen"), "{page}");
    let (status, _, _) = site
        .post("/labs/mushrooms/submit", &[("version", &version)])
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, page) = site.get("/labs/mushrooms").await;
    let data = hidden(&page, "data");
    let body = form(
        &[("version", &version), ("data", &data)],
        &[("file", "../../<i>x.csv", b"id\n")],
    );
    let (_, _, page) = sent(&site, "/labs/mushrooms/submit", Body::from(body)).await;
    assert!(
        page.contains("&lt;i&gt;x.csv, line") && !page.contains("../"),
        "{page}"
    );
}

/// The lab takes 1 MiB: more is refused in words, whether it is said beforehand or not, and the file of a lab without a budget has
/// no model.
#[tokio::test]
async fn what_is_too_large_is_not_kept() {
    let site = with_data().await;
    let (_, page) = site.get("/labs/mushrooms").await;
    let (version, data) = (hidden(&page, "version"), hidden(&page, "data"));
    let fields = [("version", version.as_str()), ("data", data.as_str())];
    // Exactly 1 MiB is read, and has faults.
    let mut whole = said(6);
    whole.push_str(&"\n".repeat((1 << 20) - whole.len()));
    let body = form(&fields, &[("file", "a.csv", whole.as_bytes())]);
    let (status, to, page) = sent(&site, "/labs/mushrooms/submit", Body::from(body)).await;
    assert_ne!(status, StatusCode::PAYLOAD_TOO_LARGE, "{to} {page}");
    whole.push('\n');
    let body = form(&fields, &[("file", "a.csv", whole.as_bytes())]);
    let (status, _, page) = sent(&site, "/labs/mushrooms/submit", Body::from(body)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(
        page.contains("a.csv is larger than 1 MiB, and no more was read"),
        "{page}"
    );
    // 100 MiB that do not say so: more than any other form may have.
    let head = Bytes::from(form(&fields, &[])).slice(..);
    let head = head.slice(..head.len() - b"--edge--\r\n".len());
    let file = Bytes::from_static(
        b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.csv\"\r\n\r\n",
    );
    let chunk = Bytes::from(vec![b'1'; 1 << 20]);
    let end = Bytes::from_static(b"\r\n--edge--\r\n");
    let all = [head, file]
        .into_iter()
        .chain(std::iter::repeat_n(chunk, 100))
        .chain([end]);
    let body = Body::from_stream(futures_util::stream::iter(all.map(Ok::<_, std::io::Error>)));
    let (status, _, page) = sent(&site, "/labs/mushrooms/submit", body).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.contains("b.csv is larger than 1 MiB"), "{page}");
    // Ten gigabytes that say so are refused by their head.
    let request = Site::request(Method::POST, "/labs/mushrooms/submit")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header(header::CONTENT_LENGTH, "10737418240")
        .body(Body::empty())
        .unwrap();
    assert_eq!(site.send(request).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    // Fields without end.
    let many: Vec<(&str, &str)> = std::iter::repeat_n(("x", "y"), 200).collect();
    let (status, _, page) = sent(&site, "/labs/mushrooms/submit", Body::from(form(&many, &[]))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("too many fields"), "{page}");
    // Another site may send nothing, as everywhere.
    let mut request = Site::request(Method::POST, "/labs/mushrooms/submit")
        .body(Body::empty())
        .unwrap();
    request
        .headers_mut()
        .insert(header::ORIGIN, "http://evil.example".parse().unwrap());
    assert_eq!(site.send(request).await.status(), StatusCode::FORBIDDEN);
}

/// A page that is no longer as things are scores nothing, and says what is new.
#[tokio::test]
async fn an_older_page_scores_nothing() {
    let site = with_data().await;
    let (_, page) = site.get("/labs/mushrooms").await;
    let (version, data) = (hidden(&page, "version"), hidden(&page, "data"));
    let minute = jiff::SignedDuration::from_mins(45);
    log(&site.folder(), &site.situation(), ("1.0", None), minute, None).unwrap();
    let fields = [("version", version.as_str()), ("data", data.as_str())];
    let body = || Body::from(form(&fields, &[("file", "a.csv", said(6).as_bytes())]));
    let (status, _, page) = sent(&site, "/labs/mushrooms/submit", body()).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("nothing was done") && page.contains("45"), "{page}");
    // The data were made anew from other answers in between.
    let truth = site
        .file("labs/mushrooms/truth.csv")
        .replace("1,public,edible", "1,public,poisonous");
    site.write("labs/mushrooms/truth.csv", &truth);
    let again = [
        ("version", &*site.version().await),
        ("set", "own"),
        ("again", "yes"),
    ]
    .map(|(a, b)| (a, b.to_owned()));
    let again: Vec<(&str, &str)> = again.iter().map(|(a, b)| (*a, b.as_str())).collect();
    assert_eq!(
        site.post("/labs/mushrooms/get", &again).await.0,
        StatusCode::SEE_OTHER
    );
    let version = site.version().await;
    let fields = [("version", version.as_str()), ("data", data.as_str())];
    let body = Body::from(form(&fields, &[("file", "a.csv", said(6).as_bytes())]));
    let (status, _, page) = sent(&site, "/labs/mushrooms/submit", body).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("The data of the lab are others"), "{page}");
    assert!(entries(&site.situation().facts, "mushrooms").is_empty());
}

#[tokio::test]
async fn hints_unlock_by_tries_and_are_shown_when_asked_for() {
    let site = with_data().await;
    let version = site.version().await;
    let fields = [("version", version.as_str())];
    // None is unlocked: nothing is shown.
    assert_eq!(
        site.post("/labs/mushrooms/hint", &fields).await.0,
        StatusCode::SEE_OTHER
    );
    let (_, page) = site.get("/labs/mushrooms").await;
    assert!(!page.contains("Smell") && !page.contains("Show a hint"), "{page}");
    // 4 of 6 beat the sample and the constant: an honest try.
    assert_eq!(submit(&site, &said(4), &[]).await.0, StatusCode::SEE_OTHER);
    let (_, page) = site.get("/labs/mushrooms").await;
    assert!(
        page.contains("Show a hint") && !page.contains("Smell"),
        "it waits to be asked for: {page}"
    );
    assert!(
        !site.home.path().join("labs/mushrooms/hints.csv").exists(),
        "looking at the page notes nothing"
    );
    let version = site.version().await;
    let (status, to, _) = site.post("/labs/mushrooms/hint", &[("version", &version)]).await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, "/labs/mushrooms#hints")
    );
    let (_, page) = site.get("/labs/mushrooms").await;
    assert!(
        page.contains("Smell is worth more than &lt;i&gt;colour"),
        "{page}"
    );
    assert!(
        page.contains("1 of 2 hints seen. 1 honest try so far; 1 more unlocks the next."),
        "{page}"
    );
    assert!(
        !page.contains("Look beneath") && !page.contains("Show a hint"),
        "{page}"
    );
    let (_, twin) = site.get("/api/lab/hints?id=mushrooms").await;
    let twin: Value = serde_json::from_str(&twin).unwrap();
    assert_eq!(
        (&twin["tries"], &twin["unlocked"], &twin["missing"]),
        (&1.into(), &1.into(), &1.into())
    );
}

/// The lab of a service takes no file, and says by which command it is measured.
#[tokio::test]
async fn a_service_is_measured_from_a_terminal() {
    let site = site();
    let version = site.version().await;
    let fields = [("version", version.as_str()), ("set", "made")];
    let (status, _, page) = site.post("/labs/serving/get", &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (status, page) = site.get("/labs/serving").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("pivot lab submit serving --url"), "{page}");
    for unwanted in ["name=\"file\"", "public part", "private part"] {
        assert!(!page.contains(unwanted), "{unwanted}: {page}");
    }
    let body = form(&[("version", &version)], &[("file", "a.csv", b"id,label\n")]);
    let (status, _, page) = sent(&site, "/labs/serving/submit", Body::from(body)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("role=\"alert\""), "{page}");
}

/// A model is asked for where there is a budget, and counted.
#[tokio::test]
async fn a_budget_asks_for_the_model() {
    let site = site();
    let lab = LAB.replace("file_mib = 1", "file_mib = 1\nparameters = 8");
    site.write("labs/mushrooms/lab.toml", &lab);
    let version = site.version().await;
    let got = site.post("/labs/mushrooms/get", &[("version", &version)]).await;
    assert_eq!(got.0, StatusCode::SEE_OTHER, "{}", got.2);
    let (_, page) = site.get("/labs/mushrooms").await;
    assert!(
        page.contains("name=\"model\"") && page.contains("up to 8 numbers"),
        "{page}"
    );
    let (status, _, page) = submit(&site, &said(6), &[]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("wants to see the model"), "{page}");
    // Nine numbers of one byte are one too many, eight are not.
    for (numbers, status, says) in [
        (9, StatusCode::UNPROCESSABLE_ENTITY, "the model has 9 parameters"),
        (8, StatusCode::SEE_OTHER, ""),
    ] {
        let header =
            format!("{{\"a\":{{\"dtype\":\"U8\",\"shape\":[{numbers}],\"data_offsets\":[0,{numbers}]}}}}");
        let model = [
            &(header.len() as u64).to_le_bytes()[..],
            header.as_bytes(),
            &vec![0; numbers],
        ]
        .concat();
        let (_, page) = site.get("/labs/mushrooms").await;
        let fields = [
            ("version", hidden(&page, "version")),
            ("data", hidden(&page, "data")),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (*a, b.as_str())).collect();
        let body = form(
            &fields,
            &[
                ("file", "a.csv", said(6).as_bytes()),
                ("model", "m.safetensors", &model),
            ],
        );
        let (found, _, page) = sent(&site, "/labs/mushrooms/submit", Body::from(body)).await;
        assert_eq!(found, status, "{page}");
        assert!(page.to_lowercase().contains(says), "{page}");
    }
}

/// Data that were damaged are said, and the page stays.
#[tokio::test]
async fn damaged_data_are_told() {
    let site = with_data().await;
    site.write("labs/mushrooms/.held/truth", "nothing of the kind");
    let (status, page) = site.get("/labs/mushrooms").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("role=\"alert\"") && page.contains("pivot lab get mushrooms"),
        "{page}"
    );
    assert!(page.contains("<h1>Which can be eaten?</h1>"));
    std::fs::remove_file(site.home.path().join("labs/mushrooms/train.csv")).unwrap();
    let (_, page) = site.get("/labs/mushrooms").await;
    assert!(page.contains("Leaderboard"), "{page}");
}
