//! The demo: its pages as they stand, and what must hold of every page.

use pivot_publish::site::check_pages;

use crate::{Case, made, text, told};

#[test]
fn the_pages_of_the_demo() {
    let files = Case::demo().build();
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    insta::assert_snapshot!("files", names.join("\n"));
    for page in [
        "index.html",
        "posts/first-lesson/index.html",
        "projects/fishes/index.html",
        "models/fish-net/index.html",
    ] {
        insta::assert_snapshot!(
            page.trim_end_matches("/index.html").replace('/', "-"),
            text(&files, page)
        );
    }
    for page in [
        "evidence/garments-5/index.html",
        "resume/index.html",
        "feed.xml",
        "sitemap.xml",
    ] {
        insta::assert_snapshot!(
            page.trim_end_matches("/index.html").replace('/', "-"),
            text(&files, page)
        );
    }
}

#[test]
fn every_page_is_whole() {
    let files = Case::demo().build();
    assert_eq!(check_pages("https://ada.github.io/repo/", &files), []);
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = String::from_utf8(bytes.clone()).unwrap();
        let errors = scraper::Html::parse_document(&page).errors;
        assert!(errors.is_empty(), "{path}: {errors:?}");
        assert!(bytes.len() <= 50_000, "{path} has {} bytes", bytes.len());
    }
}

#[test]
fn the_checker_of_pages_sees_what_is_wrong() {
    let mut files = Case::demo().build();
    let good = text(&files, "posts/why/index.html");
    for (from, to, expected) in [
        ("</main>", "<script>x</script></main>", "there is a script"),
        (
            "</main>",
            "<img src=\"https://elsewhere.example/x.png\" alt=\"\" width=\"1\" height=\"1\"></main>",
            "another host is asked",
        ),
        (
            "</main>",
            "<img src=\"/repo/icon.svg\" width=\"1\" height=\"1\"></main>",
            "a picture has no words",
        ),
        (
            "</main>",
            "<img src=\"/repo/icon.svg\" alt=\"\"></main>",
            "a picture has no size",
        ),
        ("</main>", "<h1>x</h1></main>", "2 headings of the first level"),
        ("</main>", "<h5>x</h5></main>", "a heading of level 5 follows"),
        (
            "</main>",
            "<a href=\"/repo/nowhere/\">x</a></main>",
            "leads nowhere",
        ),
        (
            "</main>",
            "<a href=\"/other/\">x</a></main>",
            "outside of the site",
        ),
        (
            "</main>",
            "<a href=\"#nowhere\">x</a></main>",
            "there is no such place",
        ),
        (
            "</main>",
            "<a href=\"/repo/posts/first-lesson/#nowhere\">x</a></main>",
            "there is no such place",
        ),
        (
            "</main>",
            "<a href=\"javascript:x\">x</a></main>",
            "no address of the web",
        ),
        (
            "</main>",
            "<p onclick=\"x\">x</p></main>",
            "a script in `onclick`",
        ),
        ("</main>", "<p id=\"page:main\">x</p></main>", "stands twice"),
        ("<html lang=\"en\">", "<html>", "not a language"),
        ("</main>", "<p a=\"1\" a=\"2\">x</p></main>", "no good HTML"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good);
        files.insert("posts/why/index.html".into(), bad.into_bytes());
        let found = check_pages("https://ada.github.io/repo/", &files);
        assert!(found.iter().any(|t| t.what.contains(expected)), "{to}: {found:?}");
    }
}

#[test]
fn what_is_not_to_be_seen_is_nowhere() {
    let case = Case::demo();
    for (path, bytes) in case.build() {
        let page = String::from_utf8_lossy(&bytes).into_owned();
        for mark in [
            "DRAFTMARK",
            "DRAFTTAG",
            "DRAFTBODY",
            "FUTUREMARK",
            "FUTUREBODY",
            "PRIVATEMARK",
            "UNUSEDMARK",
            "alert(1)",
        ] {
            assert!(
                !page.contains(mark) && !path.to_uppercase().contains(mark),
                "{mark} in {path}"
            );
        }
    }
    // They are there to be found: with drafts they are.
    let mine = Case {
        drafts: true,
        ..Case::demo()
    }
    .build();
    let draft = text(&mine, "posts/secret/index.html");
    assert!(
        draft.contains("DRAFTMARK") && draft.contains("DRAFTBODY") && draft.contains("noindex"),
        "{draft}"
    );
    assert!(text(&mine, "posts/later/index.html").contains("Not out yet"));
    for out in ["feed.xml", "feed.json", "sitemap.xml"] {
        assert!(
            !text(&mine, out).contains("DRAFT")
                && !text(&mine, out).contains("FUTURE")
                && !text(&mine, out).contains("secret"),
            "{out}"
        );
    }
}

#[test]
fn every_figure_leads_to_its_evidence_and_only_what_is_shown_is_told() {
    let case = Case::demo();
    let plan = case.plan();
    assert_eq!(
        told(&plan),
        ["posts/seeing/index.md:10:53: note: `<script>` is left out"]
    );
    let files = made(&plan);
    let project = text(&files, "projects/fishes/index.html");
    for (figure, evidence) in [
        ("0.9134", "garments-5"),
        ("212 of 3400", "titanic-board"),
        ("22 h", "hours-7.1"),
        (">41<", "git-fishes-"),
    ] {
        assert!(project.contains(figure), "{figure}");
        assert!(
            project.contains(&format!("href=\"/repo/evidence/{evidence}")),
            "{evidence}"
        );
    }
    assert!(project.contains("41.5 h in 5 weeks; most in the week of 11 January 2027: 9.5 h."));
    let git = files
        .keys()
        .find(|path| path.starts_with("evidence/git-fishes-"))
        .unwrap();
    assert!(
        !text(&files, git).contains("javascript:"),
        "an address that is none of the web is not shown"
    );
    assert!(text(&files, "evidence/hours-7.1/index.html").contains("This rests on the author’s word"));
    assert!(text(&files, "resume/index.html").contains("href=\"/repo/evidence/garments-5/\""));
}

#[test]
fn a_changed_score_changes_what_shows_it_and_nothing_else() {
    let mut case = Case::demo();
    case.folder.put(
        "posts/2026-12-19-first-lesson.md",
        crate::post("One", "2026-12-19", "", "It is [](score:garments).").as_bytes(),
    );
    case.folder.put(
        "projects/fishes.md",
        b"+++\ntitle = \"Fishes\"\nlabs = [\"garments\"]\n+++\n## What\nIt.\n",
    );
    case.folder.put(
        "posts/2026-12-05-why.md",
        crate::post("Why", "2026-12-05", "", "No number.").as_bytes(),
    );
    let before = case.build();
    let figure = case.record.figures.get_mut("score:garments").unwrap();
    (figure.value, figure.text) = (0.95, "0.95".into());
    let after = case.build();
    let changed: Vec<&str> = before
        .iter()
        .filter(|(path, bytes)| after[*path] != **bytes)
        .map(|(path, _)| path.as_str())
        .collect();
    assert_eq!(
        changed,
        [
            "evidence/garments-1/index.html",
            "evidence/garments-5/index.html",
            "feed.json",
            "feed.xml",
            "index.html",
            "posts/first-lesson/index.html",
            "posts/index.html",
            "projects/fishes/index.html",
            "projects/index.html",
        ]
    );
}
