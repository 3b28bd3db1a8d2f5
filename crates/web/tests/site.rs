//! `pivot site serve`: the site out of memory, below its path, made again when a file changes; faults on top of the last good state.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::path::Path;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use axum::response::Response;
use pivot_app::verbs::init;
use pivot_web::{Shown, SiteConfig, Watcher, site_routes};
use tempfile::TempDir;
use tokio::sync::watch;
use tower::ServiceExt;

const HOST: &str = "127.0.0.1:4831";
const NOW: &str = "2027-01-11T09:30:00-05:00";
const POST: &str = "+++\ntitle = \"First\"\ndate = 2027-01-05\n+++\n\nThe text of it.\n";
const DRAFT: &str = "+++\ntitle = \"Hidden\"\ndraft = true\n+++\n\nNot yet.\n";

/// A pivot's site, looked at by hand.
struct Served {
    home: TempDir,
    watcher: Watcher,
    sender: watch::Sender<Shown>,
    router: Router,
}

impl Served {
    fn of(address: Option<&str>, public: bool, files: &[(&str, &str)]) -> Served {
        let home = tempfile::tempdir().unwrap();
        init::demo(home.path(), "2027-01-01T12:00:00-05:00".parse().unwrap()).unwrap();
        if let Some(address) = address {
            let settings = std::fs::read_to_string(home.path().join("pivot.toml")).unwrap();
            let site =
                format!("{settings}\n[site]\ntitle = \"Ada\"\nauthor = \"Ada\"\naddress = \"{address}\"\n");
            std::fs::write(home.path().join("pivot.toml"), site).unwrap();
        }
        for (path, text) in files {
            write(home.path(), path, text);
        }
        let config = SiteConfig {
            dir: home.path().to_owned(),
            port: 4831,
            now: Some(NOW.parse().unwrap()),
            public,
        };
        let mut watcher = Watcher::new(&config).unwrap();
        assert!(watcher.look().is_some(), "the first look makes the site");
        let (sender, shown) = watch::channel(watcher.shown());
        let router = site_routes(shown, HOST.parse().unwrap(), "4e0ce");
        Served {
            home,
            watcher,
            sender,
            router,
        }
    }

    fn write(&self, path: &str, text: &str) {
        write(self.home.path(), path, text);
    }

    /// Looks at the disk; the files that it says were changed.
    fn look(&mut self) -> Option<Vec<String>> {
        let looked = self.watcher.look()?;
        self.sender.send_replace(self.watcher.shown());
        Some(looked.changed)
    }

    async fn ask(&self, method: Method, path: &str, host: &str) -> Response {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, host);
        self.router
            .clone()
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let response = self.ask(Method::GET, path, HOST).await;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 64 << 20).await.unwrap();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn write(home: &Path, path: &str, text: &str) {
    let at = home.join(path);
    std::fs::create_dir_all(at.parent().unwrap()).unwrap();
    std::fs::write(at, text).unwrap();
}

#[tokio::test]
async fn the_site_stands_below_its_path_and_nowhere_on_the_disk() {
    let served = Served::of(
        Some("https://ada.example/blog/"),
        false,
        &[("posts/first.md", POST), ("posts/hidden.md", DRAFT)],
    );
    let root = served.ask(Method::GET, "/", HOST).await;
    assert_eq!(root.status(), StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(root.headers()[header::LOCATION], "/blog/");
    for path in ["/blog", "/blog/posts/first"] {
        let response = served.ask(Method::GET, path, HOST).await;
        assert_eq!(response.headers()[header::LOCATION], format!("{path}/"), "{path}");
    }
    let (status, page) = served.get("/blog/posts/first/").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("The text of it.") && page.contains("href=\"/blog/style.css"),
        "{page}"
    );
    assert!(
        page.contains("EventSource") && page.contains("script-src 'nonce-4e0ce'"),
        "it loads anew by itself"
    );
    assert!(!page.contains("pivot-faults"));
    assert_eq!(
        served.get("/blog/posts/hidden/").await.0,
        StatusCode::OK,
        "drafts are shown"
    );
    for (path, kind) in [
        ("/blog/style.css", "text/css; charset=utf-8"),
        ("/blog/feed.json", "application/json"),
        ("/blog/feed.xml", "application/xml"),
        ("/blog/icon.svg", "image/svg+xml"),
        ("/blog/robots.txt", "text/plain; charset=utf-8"),
        ("/blog/", "text/html; charset=utf-8"),
    ] {
        let response = served.ask(Method::GET, path, HOST).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(response.headers()[header::CONTENT_TYPE], kind, "{path}");
    }
    // Nothing was added to what is not a page, and nothing was written.
    assert!(!served.get("/blog/feed.xml").await.1.contains("EventSource"));
    assert!(!served.home.path().join("site").exists());
    assert!(!served.home.path().join(".pivot/site.keys").exists());
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_nothing_leads_out() {
    let served = Served::of(
        Some("https://ada.example/blog/"),
        false,
        &[("posts/first.md", POST)],
    );
    for path in [
        "/blog/posts/none/",
        "/style.css",
        "/posts/first/",
        "/blog/../pivot.toml",
        "/blog/%2e%2e/pivot.toml",
        "/blog/..%2f..%2fpivot.toml",
        "/blog//etc/passwd",
        "//etc/passwd",
        "/blog/pivot.toml",
        "/blog/posts/first.md",
        "/blog/posts/first/index.html/",
    ] {
        let (status, page) = served.get(path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(
            page.contains("<html") && !page.contains("timezone"),
            "{path}: {page}"
        );
    }
    // The page of the site says so, in its own look.
    assert!(
        served
            .get("/blog/none")
            .await
            .1
            .contains("href=\"/blog/style.css")
    );
}

#[tokio::test]
async fn others_are_not_answered() {
    let served = Served::of(None, false, &[("posts/hidden.md", DRAFT)]);
    for host in [
        "evil.example",
        "evil.example:4831",
        "127.0.0.1:80",
        "192.168.0.2:4831",
        "",
    ] {
        let response = served.ask(Method::GET, "/posts/hidden/", host).await;
        assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
    assert_eq!(
        served
            .ask(Method::GET, "/posts/hidden/", "localhost:4831")
            .await
            .status(),
        StatusCode::OK
    );
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        let response = served.ask(method.clone(), "/", HOST).await;
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
    let response = served.ask(Method::GET, "/", HOST).await;
    assert_eq!(response.headers()["cross-origin-resource-policy"], "same-origin");
    assert_eq!(response.headers()[header::X_FRAME_OPTIONS], "DENY");
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn only_what_changed_is_made_and_open_pages_hear_of_it() {
    let mut served = Served::of(
        None,
        false,
        &[("posts/first.md", POST), ("posts/other.md", DRAFT)],
    );
    assert_eq!(served.look(), None, "nothing changed");
    let before = served.watcher.shown();
    served.write(
        "posts/first.md",
        &POST.replace("The text of it", "Another text altogether"),
    );
    assert_eq!(served.look(), Some(vec!["posts/first.md".to_owned()]));
    assert!(
        served
            .get("/posts/first/")
            .await
            .1
            .contains("Another text altogether")
    );
    let after = served.watcher.shown();
    assert_ne!(after.version, before.version);
    // A file that did not change is the very same.
    let same = |path: &str| std::sync::Arc::ptr_eq(&before.files[path], &after.files[path]);
    assert!(same("posts/other/index.html") && same("style.css") && !same("posts/first/index.html"));
    // A post that goes takes its page along.
    std::fs::remove_file(served.home.path().join("posts/first.md")).unwrap();
    assert!(served.look().is_some());
    assert_eq!(served.get("/posts/first/").await.0, StatusCode::NOT_FOUND);
    // The stream tells the version that there is.
    let response = served.ask(Method::GET, "/_pivot/events", HOST).await;
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
    let mut body = response.into_body().into_data_stream();
    let first = futures_util::StreamExt::next(&mut body).await.unwrap().unwrap();
    let told = String::from_utf8(first.to_vec()).unwrap();
    assert!(
        told.contains(&format!("data: {}", served.watcher.shown().version)),
        "{told}"
    );
}

#[tokio::test]
async fn faults_stand_on_top_of_the_last_good_state() {
    let mut served = Served::of(None, false, &[("posts/first.md", POST)]);
    served.write(
        "posts/first.md",
        &POST.replace("date = 2027-01-05", "dat = \"<b>\""),
    );
    assert!(served.look().is_some());
    let (status, page) = served.get("/posts/first/").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("The text of it."), "the last good state is below");
    // `dat` begins the third line.
    for part in [
        "id=\"pivot-faults\"",
        "posts/first.md</code>, line 3, column 1",
        "date",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("<b>"));
    // A fault of the settings is one too.
    let settings = std::fs::read_to_string(served.home.path().join("pivot.toml")).unwrap();
    served.write("pivot.toml", &format!("nonsense = 1\n{settings}"));
    served.look().unwrap();
    let (_, page) = served.get("/posts/first/").await;
    assert!(
        page.contains("pivot.toml</code>, line 1, column 1") && page.contains("The text of it."),
        "{page}"
    );
    // Mended, it is gone.
    served.write("pivot.toml", &settings);
    served.write("posts/first.md", POST);
    served.look().unwrap();
    let (_, page) = served.get("/posts/first/").await;
    assert!(!page.contains("pivot-faults") && page.contains("The text of it."));
}

#[tokio::test]
async fn faults_from_the_start_leave_out_what_has_them() {
    let bad = POST.replace("title = \"First\"", "title = 3");
    let mut served = Served::of(None, false, &[("posts/bad.md", &bad), ("posts/good.md", POST)]);
    let (status, page) = served.get("/posts/good/").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("pivot-faults") && page.contains("posts/bad.md"));
    assert_eq!(served.get("/posts/bad/").await.0, StatusCode::NOT_FOUND);
    // A theme that cannot be drawn leaves nothing to show, and says so.
    let mut broken = Served::of(
        None,
        false,
        &[("theme/post.html", "{% if"), ("posts/good.md", POST)],
    );
    let (status, page) = broken.get("/").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        page.contains("theme/post.html") && page.contains("EventSource"),
        "{page}"
    );
    std::fs::remove_file(broken.home.path().join("theme/post.html")).unwrap();
    broken.look().unwrap();
    assert_eq!(broken.get("/posts/good/").await.0, StatusCode::OK);
    served.write("posts/bad.md", POST);
    served.look().unwrap();
    assert_eq!(served.get("/posts/bad/").await.0, StatusCode::OK);
}

#[tokio::test]
async fn in_public_drafts_are_not_shown() {
    let served = Served::of(
        None,
        true,
        &[
            ("posts/first.md", POST),
            ("posts/hidden.md", DRAFT),
            (
                "posts/ahead.md",
                "+++\ntitle = \"Ahead\"\ndate = 2027-02-01\n+++\n\nLater.\n",
            ),
        ],
    );
    assert_eq!(served.get("/posts/first/").await.0, StatusCode::OK);
    for path in ["/posts/hidden/", "/posts/ahead/"] {
        assert_eq!(served.get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn without_an_address_it_stands_at_the_root() {
    let served = Served::of(None, false, &[("posts/first.md", POST)]);
    assert_eq!(served.watcher.shown().base, "/");
    assert_eq!(served.get("/").await.0, StatusCode::OK);
}
