//! Writing: the list, a post begun, edited, previewed, built and published; what is hostile does nothing, and two writers lose nothing.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod common;

use std::path::Path;
use std::process::Command;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use common::{Site, encoded};
use serde_json::Value;

/// A post of seven words of prose: `Now`, two, and four.
const POST: &str = "+++\ntitle = \"First post\"\ndate = 2027-01-05\ntags = []\n+++\n\n## Now\n\nTwo words. And five stand here.\n";

fn site() -> Site {
    let site = Site::demo();
    std::fs::create_dir_all(site.home.path().join("posts")).unwrap();
    std::fs::create_dir_all(site.home.path().join("projects")).unwrap();
    site.write("posts/first.md", POST);
    site
}

/// What a hidden field of the page holds.
fn hidden(page: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let at = page.find(&field).unwrap_or_else(|| panic!("no {name} in {page}")) + field.len();
    page[at..].split('"').next().unwrap().to_owned()
}

/// What stands in the text's field, its signs read.
fn typed(page: &str) -> String {
    let at = page.find("<textarea").unwrap();
    let text = page[at..]
        .split_once('>')
        .unwrap()
        .1
        .split("</textarea>")
        .next()
        .unwrap();
    // A browser takes a line end right behind the tag away.
    plain(text.strip_prefix('\n').unwrap())
}

/// The page in the frame, its signs read.
fn framed(page: &str) -> String {
    let at = page.find("srcdoc=\"").unwrap() + "srcdoc=\"".len();
    plain(page[at..].split('"').next().unwrap())
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

async fn edit(site: &Site, path: &str) -> String {
    let (status, page) = site.get(&format!("/writing/edit?path={}", encoded(path))).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    page
}

async fn send(site: &Site, path: &str, mark: &str, text: &str, what: &str) -> (StatusCode, String, String) {
    let fields = [("path", path), ("mark", mark), ("text", text), ("do", what)];
    site.post("/writing/edit", &fields).await
}

#[tokio::test]
async fn the_list_has_what_is_written_and_what_is_due() {
    let site = site();
    site.write(
        "posts/ahead.md",
        "+++\ntitle = \"Ahead\"\ndate = 2027-02-01\n+++\n\nLater.\n",
    );
    site.write(
        "posts/draft.md",
        "+++\ntitle = \"Draft\"\ndraft = true\n+++\n\nNot yet.\n",
    );
    site.write(
        "posts/broken.md",
        "+++\ntitle = 3\ndate = 2027-01-06\n+++\n\nText.\n",
    );
    site.write(
        "projects/own.md",
        "+++\ntitle = \"A project\"\nsummary = \"What it is\"\n+++\n\n## What\n\nIt.\n",
    );
    let (status, page) = site.get("/writing").await;
    assert_eq!(status, StatusCode::OK);
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text} in {page}"));
    // Each stands under the heading of its kind, in this order.
    let order = [
        ">Drafts<",
        "posts/draft.md",
        ">With faults<",
        "posts/broken.md",
        ">Dated ahead<",
        "posts/ahead.md",
        ">Ready",
        "posts/first.md",
        ">Projects<",
        "projects/own.md",
    ];
    let places: Vec<usize> = order.iter().map(|text| place(text)).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(page.contains("posts/broken.md</a>, line 2, column "), "{page}");
    let (status, json) = site.get("/api/writing").await;
    assert_eq!(status, StatusCode::OK);
    let json: Value = serde_json::from_str(&json).unwrap();
    let status = |path: &str| {
        let posts = json["posts"].as_array().unwrap();
        posts.iter().find(|post| post["path"] == path).unwrap()["status"].clone()
    };
    assert_eq!(
        [
            status("posts/draft.md"),
            status("posts/broken.md"),
            status("posts/ahead.md"),
            status("posts/first.md")
        ],
        ["draft", "faulty", "ahead", "out"]
    );
    // What is due is of the plan: writing, or closed by a feed, with the next session of each.
    let due = json["due"].as_array().unwrap();
    assert!(!due.is_empty());
    let situation = site.situation();
    for due in due {
        let task = situation.curriculum.task(due["task"].as_str().unwrap()).unwrap();
        let closes = format!("{:?}", task.done_when);
        assert!(task.kind == "write" || closes.contains("\"feed\""), "{due}");
        assert!(page.contains(&format!("<span class=\"mono\">{}</span>", task.id)));
    }
    let starts: Vec<&str> = due.iter().filter_map(|due| due["start"].as_str()).collect();
    assert!(starts.len() > 1 && starts.is_sorted(), "{starts:?}");
}

#[tokio::test]
async fn a_post_is_begun_edited_and_saved() {
    let site = Site::demo();
    let (status, to, _) = site.post("/writing/begin", &[("from", "1.1")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(
        to.starts_with("/writing/edit?path=posts%2F") && to.ends_with("&done=begun"),
        "{to}"
    );
    let (_, page) = site.get(&to).await;
    let (path, text) = (hidden(&page, "path"), typed(&page));
    assert_eq!(text, site.file(&path));
    assert!(
        text.contains("tasks = [\"1.1\"]") && text.contains("draft = true"),
        "{text}"
    );
    // A browser sends its own line ends.
    let new = text.replace("# summary", "summary") + "\n\n<b>1 < 2</b> & \"quoted\"\n";
    let sent = new.replace('\n', "\r\n");
    let (status, to, page) = send(&site, &path, &hidden(&page, "mark"), &sent, "save").await;
    assert_eq!(
        (status, to.as_str()),
        (
            StatusCode::SEE_OTHER,
            format!("/writing/edit?path={}&done=saved", encoded(&path)).as_str()
        ),
        "{page}"
    );
    assert_eq!(site.file(&path), new);
    assert_eq!(typed(&edit(&site, &path).await), new);
    // Nothing else can be begun from nothing.
    let (status, _, page) = site.post("/writing/begin", &[("from", "no-such-thing")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("no-such-thing"));
}

#[tokio::test]
async fn the_preview_is_the_page_as_the_site_has_it() {
    let site = site();
    std::fs::create_dir_all(site.home.path().join("posts/deep")).unwrap();
    let page = edit(&site, "posts/first.md").await;
    let frame = framed(&page);
    assert!(page.contains("sandbox=\"allow-same-origin\"") && !page.contains("allow-scripts"));
    for part in [
        "<h1",
        "First post",
        "<p>Two words. And five stand here.</p>",
        "href=\"/writing/site/style.css",
        "<base target=\"_blank\">",
    ] {
        assert!(frame.contains(part), "{part} in {frame}");
    }
    let (status, style) = site.get("/writing/site/style.css").await;
    assert_eq!(status, StatusCode::OK);
    assert!(style.contains("color-scheme"));
    // Nothing but what a preview shows can be asked for there.
    for path in [
        "/writing/site/posts/first/index.html",
        "/writing/site/..%2f..%2fpivot.toml",
        "/writing/site/pivot.toml",
    ] {
        assert_eq!(site.get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    // What is typed is shown and not written; a picture that only it names is there.
    let png = [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0,
        0, 0, 1, 8, 6, 0, 0, 0, 0x1F, 0x15, 0xC4, 0x89, 0, 0, 0, 0x0D, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C,
        0x63, 0xF8, 0xCF, 0xC0, 0xF0, 0x1F, 0, 5, 0, 1, 0xFF, 0x56, 0xC7, 0x2F, 0x0D, 0, 0, 0, 0, 0x49, 0x45,
        0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
    ];
    std::fs::write(site.home.path().join("posts/dot.png"), png).unwrap();
    let text = POST.replace("Two words.", "Two words. ![A dot](dot.png)");
    let (status, _, page) = send(&site, "posts/first.md", &hidden(&page, "mark"), &text, "preview").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(site.file("posts/first.md"), POST, "a preview writes nothing");
    assert_eq!(typed(&page), text);
    assert!(page.contains("data-unsaved=\"yes\""));
    let frame = framed(&page);
    let at = frame
        .find("/writing/site/pictures/")
        .unwrap_or_else(|| panic!("{frame}"));
    let picture = frame[at..].split(['"', ' ']).next().unwrap();
    let request = Site::request(Method::GET, picture).body(Body::empty()).unwrap();
    let response = site.send(request).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "image/png");
    // The script gets the same.
    let (status, _, json) = site
        .post("/writing/preview", &[("path", "posts/first.md"), ("text", &text)])
        .await;
    assert_eq!(status, StatusCode::OK);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["page"], frame.as_str());
    // Of what is saved, not of what was typed.
    let (_, text) = site.get("/api/writing/text?path=posts/first.md").await;
    let text: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (text["words"].as_u64(), text["text"].as_str()),
        (Some(7), Some(POST))
    );
}

#[tokio::test]
async fn faults_stand_beside_the_text_with_their_places() {
    let site = site();
    let text = POST
        .replace("tags = []", "tagz = []")
        .replace("Two", "[x](nowhere.md) Two");
    let mark = hidden(&edit(&site, "posts/first.md").await, "mark");
    let (status, _, page) = send(&site, "posts/first.md", &mark, &text, "preview").await;
    assert_eq!(status, StatusCode::OK);
    // `tagz` begins line 4.
    assert!(page.contains("data-line=\"4\" data-column=\"1\""), "{page}");
    assert!(page.contains("tags"), "the nearest name is told");
    assert!(
        framed(&page).contains("And five stand here."),
        "the body is shown all the same"
    );
    // It can be saved: it is the person's.
    let (status, _, _) = send(&site, "posts/first.md", &mark, &text, "save").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(site.file("posts/first.md"), text);
}

#[tokio::test]
async fn of_two_writers_the_second_is_told_and_loses_nothing() {
    let site = site();
    let mark = hidden(&edit(&site, "posts/first.md").await, "mark");
    // Both at once: one is written, the other comes back.
    let (one, two) = (POST.replace("Two", "One's"), POST.replace("Two", "Other's"));
    let answers = tokio::join!(
        send(&site, "posts/first.md", &mark, &one, "save"),
        send(&site, "posts/first.md", &mark, &two, "save")
    );
    let mut states = [answers.0.0, answers.1.0];
    states.sort_unstable();
    assert_eq!(states, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
    let (written, lost, page) = if answers.0.0 == StatusCode::SEE_OTHER {
        (&one, &two, &answers.1.2)
    } else {
        (&two, &one, &answers.0.2)
    };
    assert_eq!(site.file("posts/first.md"), *written);
    assert_eq!(typed(page), *lost, "what was typed comes back");
    let now = plain(page.split("What the file has now").nth(1).unwrap());
    assert!(
        now.contains(written.as_str()),
        "and what the file has stands there"
    );
    // An editor in between is a writer too.
    site.write("posts/first.md", POST);
    let (status, _, page) = send(&site, "posts/first.md", &hidden(page, "mark"), lost, "save").await;
    assert_eq!(status, StatusCode::CONFLICT);
    // Having seen it, one may.
    let (status, _, _) = send(&site, "posts/first.md", &hidden(&page, "mark"), lost, "save").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(site.file("posts/first.md"), *lost);
    // A file that is gone is made again, once that was said.
    let mark = hidden(&edit(&site, "posts/first.md").await, "mark");
    std::fs::remove_file(site.home.path().join("posts/first.md")).unwrap();
    let (status, _, page) = send(&site, "posts/first.md", &mark, POST, "save").await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("is gone") && typed(&page) == POST);
    let (status, _, _) = send(&site, "posts/first.md", &hidden(&page, "mark"), POST, "save").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(site.file("posts/first.md"), POST);
    // The file's own line ends stay.
    site.write("posts/first.md", &POST.replace('\n', "\r\n"));
    let mark = hidden(&edit(&site, "posts/first.md").await, "mark");
    send(&site, "posts/first.md", &mark, &one, "save").await;
    assert_eq!(site.file("posts/first.md"), one.replace('\n', "\r\n"));
}

#[tokio::test]
async fn a_path_that_leaves_the_folder_is_refused() {
    let site = site();
    std::fs::create_dir_all(site.home.path().join("posts/deep")).unwrap();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("index.md"), "hush").unwrap();
    std::fs::write(site.home.path().join("notes.md"), "hush").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.path(), site.home.path().join("posts/link")).unwrap();
    let before = site.file("pivot.toml");
    for path in [
        "../secret.md",
        "posts/../notes.md",
        "posts/../../secret.md",
        "posts/deep/../../notes.md",
        "posts/link/index.md",
        "/etc/passwd",
        "pivot.toml",
        "notes.md",
        "posts/first.md/../../pivot.toml",
        "posts\\..\\notes.md",
        "posts/.hidden.md",
        ".pivot/journal.md",
        "posts/\0.md",
        "theme/base.html",
        "",
    ] {
        let (status, page) = site.get(&format!("/writing/edit?path={}", encoded(path))).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(!page.contains("hush"), "{path}");
        let (status, json) = site
            .get(&format!("/api/writing/text?path={}", encoded(path)))
            .await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}: {json}");
        for mark in ["gone", ""] {
            let (status, _, page) = send(&site, path, mark, "owned", "save").await;
            assert!(status.is_client_error(), "{path}: {status} {page}");
        }
        let (status, _, json) = site
            .post("/writing/preview", &[("path", path), ("text", "x")])
            .await;
        assert!(
            status != StatusCode::OK || !json.contains("hush"),
            "{path}: {json}"
        );
    }
    assert_eq!(site.file("pivot.toml"), before);
    assert_eq!(site.file("notes.md"), "hush");
    assert_eq!(
        std::fs::read_to_string(outside.path().join("index.md")).unwrap(),
        "hush"
    );
    assert!(!site.home.path().join("posts/.hidden.md").exists());
}

#[tokio::test]
async fn a_hostile_post_stays_text() {
    let site = site();
    const EVIL: &str = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    let quoted = EVIL.replace('"', "\\\"");
    let text = format!(
        "+++\ntitle = \"{quoted}\"\ndate = 2027-01-05\ntags = [\"{quoted}\"]\nsummary = \"{quoted}\"\n\"{quoted}\" = 1\n+++\n\n\
         {EVIL}\n\n<iframe srcdoc=\"<script>alert(3)</script>\"></iframe>\n\n[x](javascript:alert(4)) ![x](\"onerror=alert(5))\n"
    );
    let name = "posts/<img src=x onerror=alert(6)>\"'.md";
    site.write(name, &text);
    let good = format!(
        "+++\ntitle = \"{quoted}\"\ndate = 2027-01-05\nsummary = \"{quoted}\"\n+++\n\n{EVIL}\n\n<style>*{{display:none}}</style>\n"
    );
    site.write("posts/second.md", &good);
    // Of a page none of it is a tag: neither on the list nor around the text.
    let tags = |page: &str| {
        for tag in [
            "<script>alert",
            "<img src=x",
            "<iframe srcdoc=\"<",
            "<a href=\"javascript",
        ] {
            assert!(!page.contains(tag), "{tag} in {page}");
        }
    };
    let (_, list) = site.get("/writing").await;
    tags(&list);
    assert!(list.contains("&lt;script&gt;alert(1)"), "it is there as text");
    for (path, text) in [(name, &text), ("posts/second.md", &good)] {
        let page = edit(&site, path).await;
        tags(&page);
        assert_eq!(typed(&page), *text);
        // Within the frame nothing runs, and nothing is left that would.
        let frame = framed(&page);
        for bad in ["<script", "onerror=alert(2)>", "<iframe", "javascript:", "<style"] {
            let body = frame.split("<body>").nth(1).unwrap();
            let body = body.replace("&lt;", "");
            assert!(
                !(body.contains(&format!("<img src=x {bad}")) || bad.starts_with('<') && body.contains(bad)),
                "{bad} in {frame}"
            );
        }
        assert!(!frame.contains("href=\"javascript"), "{frame}");
        let (_, _, json) = site
            .post("/writing/preview", &[("path", path), ("text", text)])
            .await;
        let json: Value = serde_json::from_str(&json).unwrap();
        tags(json["told"].as_str().unwrap());
    }
}

#[tokio::test]
async fn a_text_that_is_too_long_or_no_text_is_refused_and_comes_back() {
    let site = site();
    let mark = hidden(&edit(&site, "posts/first.md").await, "mark");
    // 2 MiB are read at most.
    let long = "x".repeat((2 << 20) + 1);
    let (status, _, page) = send(&site, "posts/first.md", &mark, &long, "save").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(typed(&page).len(), long.len());
    assert_eq!(site.file("posts/first.md"), POST);
    std::fs::write(
        site.home.path().join("posts/raw.md"),
        b"+++\ntitle = \"\xff\"\n+++\n",
    )
    .unwrap();
    let (status, _) = site.get("/writing/edit?path=posts/raw.md").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = site.get("/writing").await;
    assert_eq!(status, StatusCode::OK);
    // While pivot.toml has faults a text is saved, and comes back, all the same.
    let settings = site.file("pivot.toml");
    site.write("pivot.toml", "start = 3");
    let page = edit(&site, "posts/first.md").await;
    assert!(page.contains("There is no preview"));
    let (status, _, page) = send(
        &site,
        "posts/first.md",
        &hidden(&page, "mark"),
        "typed",
        "preview",
    )
    .await;
    assert_eq!((status, typed(&page).as_str()), (StatusCode::OK, "typed"));
    site.write("pivot.toml", &settings);
}

fn git(dir: &Path, args: &[&str]) -> String {
    let done = Command::new("git").args(args).current_dir(dir).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[tokio::test]
async fn what_would_change_is_shown_before_it_is_done() {
    let site = site();
    let (_, page) = site.get("/writing/publish").await;
    assert!(
        page.contains("does not say where to") && page.contains("posts/first/index.html"),
        "{page}"
    );
    assert!(!site.home.path().join("site").exists(), "looking writes nothing");
    let bare = tempfile::tempdir().unwrap();
    git(bare.path(), &["init", "--quiet", "--bare"]);
    let settings = format!(
        "{}\n[site]\ntitle = \"Ada learns\"\nauthor = \"Ada\"\naddress = \"https://ada.example/blog/\"\npublish = {{ repository = \"{}\", branch = \"pages\" }}\n",
        site.file("pivot.toml"),
        bare.path().display()
    );
    site.write("pivot.toml", &settings);
    let (status, to, _) = site.post("/writing/build", &[]).await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, "/writing/publish?done=built")
    );
    assert!(site.file("site/posts/first/index.html").contains("Two words"));
    let (_, page) = site.get("/writing/publish").await;
    assert!(page.contains("is what posts and projects say"), "{page}");
    // What would be pushed is shown, with the post that is new to others.
    let (status, _, page) = site.post("/writing/ready", &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("https://ada.example/blog/posts/first/") && page.contains("posts/first/index.html"),
        "{page}"
    );
    let fields = |page: &str| [hidden(page, "version"), plain(&hidden(page, "mark"))];
    let [version, mark] = fields(&page);
    // Without what was shown nothing is pushed, nor where it is not that any more.
    let (status, _, _) = site.post("/writing/push", &[("version", &version)]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    site.write("posts/first.md", &POST.replace("Two", "Other"));
    let (status, _, page) = site
        .post("/writing/push", &[("version", &version), ("mark", &mark)])
        .await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("nothing was published"));
    assert_eq!(git(bare.path(), &["branch", "--list"]), "");
    let facts = site.situation().facts.len();
    let [version, mark] = fields(&page);
    let (status, to, page) = site
        .post("/writing/push", &[("version", &version), ("mark", &mark)])
        .await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, "/writing?done=published"),
        "{page}"
    );
    assert!(git(bare.path(), &["show", "pages:posts/first/index.html"]).contains("Other words"));
    assert_eq!(site.situation().facts.len(), facts + 1, "the post is a fact");
    let (_, list) = site.get(&to).await;
    assert!(
        list.contains(">Published<") && list.contains("https://ada.example/blog/posts/first/"),
        "{list}"
    );
    // Again there is nothing, and no button for it.
    let (_, _, page) = site.post("/writing/ready", &[]).await;
    assert!(
        page.contains("already is what the site is") && !page.contains("/writing/push"),
        "{page}"
    );
    // A post with faults keeps it from being published, in words.
    site.write(
        "posts/bad.md",
        "+++\ntitle = 3\ndate = 2027-01-06\n+++\n\nText.\n",
    );
    let (status, _, page) = site.post("/writing/ready", &[]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Nothing was published"), "{page}");
    let (_, page) = site.get("/writing/publish").await;
    assert!(
        page.contains("posts/bad.md") && page.contains("disabled"),
        "{page}"
    );
}
