//! The feeds, read back by a program that reads feeds.

use crate::{Case, Memory, post, text};

fn case() -> Case {
    let mut case = Case::demo();
    case.settings.title = "Ada & <Bob>".into();
    case.folder.put(
        "posts/odd.md",
        post(
            "A \\\"quoted\\\" <b> & title",
            "2027-02-10T09:15:00",
            "tags = [\"R&D\"]",
            "One & two ]]> three.\n\n`a < b`\u{8}",
        )
        .as_bytes(),
    );
    case
}

#[test]
fn atom_says_what_the_pages_say() {
    let files = case().build();
    let feed = feed_rs::parser::parse(files["feed.xml"].as_slice()).unwrap();
    assert_eq!(feed.title.unwrap().content, "Ada & <Bob>");
    assert_eq!(feed.id, "https://ada.github.io/repo/");
    assert!(
        feed.links
            .iter()
            .any(|l| l.rel.as_deref() == Some("self") && l.href == "https://ada.github.io/repo/feed.xml")
    );
    let titles: Vec<&str> = feed
        .entries
        .iter()
        .map(|e| e.title.as_ref().unwrap().content.as_str())
        .collect();
    assert_eq!(titles[0], "A \"quoted\" <b> & title");
    assert_eq!(titles.len(), 5, "neither drafts nor what is ahead: {titles:?}");
    let first = &feed.entries[0];
    assert_eq!(first.id, "https://ada.github.io/repo/posts/odd/");
    assert_eq!(
        first.links[0].href, first.id,
        "the feed's address of a post is its page's"
    );
    assert_eq!(
        first.published.unwrap().to_rfc3339(),
        "2027-02-10T08:15:00+00:00",
        "09:15 in Berlin"
    );
    assert_eq!(first.categories[0].term, "R&D");
    let body = first.content.as_ref().unwrap().body.as_ref().unwrap();
    assert!(body.contains("One &amp; two ]]&gt; three."), "{body}");
    let lesson = feed
        .entries
        .iter()
        .find(|e| e.id.contains("first-lesson"))
        .unwrap();
    assert_eq!(
        lesson.updated.unwrap().to_rfc3339(),
        "2026-12-26T23:00:00+00:00",
        "midnight in Berlin"
    );
    let body = lesson.content.as_ref().unwrap().body.as_ref().unwrap();
    assert!(body.contains("One step downhill."), "the whole text is there");
    for entry in &feed.entries {
        let path = entry.id.strip_prefix("https://ada.github.io/repo/").unwrap();
        assert!(files.contains_key(&format!("{path}index.html")));
        let body = entry.content.as_ref().unwrap().body.as_ref().unwrap();
        for part in body.split("href=\"").skip(1).chain(body.split("src=\"").skip(1)) {
            assert!(
                part.starts_with("https://") || part.starts_with('#'),
                "{}: {}",
                entry.id,
                &part[..40.min(part.len())]
            );
        }
    }
}

#[test]
fn the_json_feed_says_the_same() {
    let files = case().build();
    let feed: serde_json::Value = serde_json::from_slice(&files["feed.json"]).unwrap();
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["feed_url"], "https://ada.github.io/repo/feed.json");
    let atom = feed_rs::parser::parse(files["feed.xml"].as_slice()).unwrap();
    let items = feed["items"].as_array().unwrap();
    assert_eq!(items.len(), atom.entries.len());
    for (item, entry) in items.iter().zip(&atom.entries) {
        assert_eq!(item["id"], entry.id.as_str());
        assert_eq!(item["url"], item["id"]);
        assert_eq!(item["title"], entry.title.as_ref().unwrap().content.as_str());
    }
    let tables = items
        .iter()
        .find(|item| item["id"].as_str().unwrap().contains("tables"))
        .unwrap();
    assert_eq!(tables["external_url"], "https://blog.example.org/a-long-title");
    assert_eq!(items[0]["date_published"], "2027-02-10T09:15:00+01:00");
}

#[test]
fn ids_stay_when_titles_change() {
    let id = |title: &str| {
        let case = Case::of(Memory::with(&[(
            "posts/one.md",
            &post(title, "2027-01-01", "", "x"),
        )]));
        feed_rs::parser::parse(case.build()["feed.xml"].as_slice())
            .unwrap()
            .entries[0]
            .id
            .clone()
    };
    assert_eq!(id("One"), id("Another"));
}

#[test]
fn an_empty_site_has_feeds_and_a_first_page() {
    let files = Case::of(Memory::default()).build();
    assert!(
        feed_rs::parser::parse(files["feed.xml"].as_slice())
            .unwrap()
            .entries
            .is_empty()
    );
    assert!(text(&files, "index.html").contains("Nothing is published here yet."));
    assert_eq!(
        pivot_publish::site::check_pages("https://ada.github.io/repo/", &files),
        []
    );
}

#[test]
fn a_feed_has_the_latest_fifty() {
    let mut folder = Memory::default();
    for n in 0..60 {
        folder.put(
            &format!("posts/p{n}.md"),
            post(
                &format!("P{n}"),
                &format!("2026-01-01T{:02}:{:02}:00", n / 60, n),
                "",
                "x",
            )
            .as_bytes(),
        );
    }
    let files = Case::of(folder).build();
    let feed = feed_rs::parser::parse(files["feed.xml"].as_slice()).unwrap();
    assert_eq!(feed.entries.len(), 50);
    assert_eq!(feed.entries[0].title.as_ref().unwrap().content, "P59");
}

#[test]
fn the_sitemap_has_what_may_be_found() {
    let files = Case::demo().build();
    let map = text(&files, "sitemap.xml");
    let places: Vec<&str> = map
        .split("<loc>")
        .skip(1)
        .map(|part| part.split("</loc>").next().unwrap())
        .collect();
    for page in files.keys().filter(|path| path.ends_with("index.html")) {
        let url = format!(
            "https://ada.github.io/repo/{}",
            page.trim_end_matches("index.html")
        );
        assert!(places.contains(&url.as_str()), "{url}");
    }
    assert_eq!(
        places.len(),
        files.keys().filter(|path| path.ends_with("index.html")).count()
    );
    assert!(text(&files, "robots.txt").contains("Sitemap: https://ada.github.io/repo/sitemap.xml"));
}
