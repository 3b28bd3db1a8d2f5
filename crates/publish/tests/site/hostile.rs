//! What comes from elsewhere, or from a bad day: nothing of it runs, leaves the folder, or takes for ever.

use pivot_publish::site::check_pages;

use crate::{Case, Memory, made, post, text, told};

const BASE: &str = "https://ada.github.io/repo/";

#[test]
fn script_is_text_wherever_it_stands() {
    let evil = "<script>alert(1)</script><img src=x onerror=alert(2)>'\\\"}}{{ site.title }}";
    // A picture that is not there is a fault of its own: texts have what else can run.
    let body = "<script>alert(1)</script><a onclick=alert(2) href=javascript:alert(3)>x</a><svg onload=alert(4)></svg>'\"}}{{ site.title }}";
    let mut case = Case::demo();
    case.settings.title = "<script>alert(3)</script>".into();
    case.settings.author = "\"><svg onload=alert(4)>".into();
    case.settings.description = evil.replace("\\\"", "\"");
    case.folder.put(
        "posts/<img src=x onerror=alert(5)>.md",
        post(
            evil,
            "2027-01-31",
            &format!("tags = [\"{evil}\"]\nseries = \"{evil}\"\nsummary = \"{evil}\""),
            body,
        )
        .as_bytes(),
    );
    case.folder.put(
        "projects/evil.md",
        format!("+++\ntitle = \"{evil}\"\nsummary = \"{evil}\"\nmodel = \"{evil}\"\ndata = \"{evil}\"\nrepository = \"https://x.example/'onclick='x\"\n+++\n## What\n{body}").as_bytes(),
    );
    let figure = case.record.figures.get_mut("score:garments").unwrap();
    figure.what = evil.into();
    figure.text = evil.into();
    for evidence in case.record.evidence.values_mut() {
        evidence.title = evil.into();
        evidence.found = evil.into();
        evidence.by = evil.into();
        evidence.sha256 = Some(evil.into());
        evidence.excerpt = Some(format!("{evil}\u{0}\u{8}"));
        evidence.link = Some("javascript:alert(6)".into());
    }
    let sheet = case.sheet.as_mut().unwrap();
    sheet.name = evil.into();
    sheet.contact[0].link = Some("javascript:alert(7)".into());
    sheet.sections[0].title = evil.into();
    sheet.sections[0].entries[0].points[0].link = Some("data:text/html,x".into());
    let plan = case.plan();
    let files = made(&plan);
    assert_eq!(check_pages(BASE, &files), [], "{:#?}", told(&plan));
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = String::from_utf8(bytes.clone()).unwrap();
        let errors = scraper::Html::parse_document(&page).errors;
        assert!(errors.is_empty(), "{path}: {errors:?}");
        assert!(!page.contains("javascript:"), "{path}");
    }
    assert!(feed_rs::parser::parse(files["feed.xml"].as_slice()).is_ok());
    assert!(
        !files.keys().any(|path| path.contains(['<', '>', ' ', '\'', '"'])),
        "{:?}",
        files.keys()
    );
    // The template's own language is text in a title.
    let page = text(&files, "posts/img-src-x-onerror-alert-5/index.html");
    assert!(page.contains("}}{{ site.title }}"), "{page}");
}

#[test]
fn a_path_that_leaves_the_folder_is_refused() {
    for slug in [
        "../x", "/etc/x", "a/b", "..", ".", "con", "page", "a\\\\b", "A", "x\\u0000",
    ] {
        let case = Case::of(Memory::with(&[(
            "posts/a.md",
            &post("A", "2027-01-01", &format!("slug = \"{slug}\""), "x"),
        )]));
        let plan = case.plan();
        assert!(plan.files().is_none(), "{slug}: {:?}", told(&plan));
        assert!(
            told(&plan)[0].starts_with("posts/a.md:4:8: fault: "),
            "{:?}",
            told(&plan)
        );
    }
    for card in ["../x.png", "/etc/passwd", "a\\\\b.png", "c:/x.png", ""] {
        let case = Case::of(Memory::with(&[(
            "posts/a.md",
            &post("A", "2027-01-01", &format!("card = \"{card}\""), "x"),
        )]));
        assert!(case.plan().files().is_none(), "{card}");
    }
    let mut case = Case::demo();
    for picture in [
        "../../../etc/passwd",
        "/etc/passwd",
        "..%2f..%2fx.png",
        "file:///etc/passwd",
    ] {
        case.folder.put(
            "posts/a.md",
            post("A", "2027-01-01", "", &format!("![x]({picture})")).as_bytes(),
        );
        assert!(case.plan().files().is_none(), "{picture}");
    }
    // Nothing that a listing names can become a place outside of the site.
    let mut case = Case::demo();
    for path in [
        "theme/static/../../x",
        "theme/static/.git/config",
        "theme/static//x",
        "cards/../x.png",
        "posts/../x.md",
        "/etc/x.md",
        "posts/..md",
    ] {
        case.folder.put(path, b"x");
    }
    case.keep_going = true;
    for path in case.build().keys() {
        assert!(
            !path.starts_with('/')
                && path
                    .split('/')
                    .all(|part| !part.is_empty() && part != ".." && part != ".git"),
            "{path}"
        );
    }
}

#[test]
fn too_much_is_refused_in_words_and_unread() {
    let mut case = Case::demo();
    case.folder.put("posts/huge.md", &vec![b'x'; 50 << 20]);
    let plan = case.plan();
    assert!(
        told(&plan).contains(&"posts/huge.md:0:0: fault: the file has 52428800 bytes".to_owned()),
        "{:?}",
        told(&plan)
    );
    drop(plan);
    case.folder.remove("posts/huge.md");
    case.folder.put("posts/seeing/loss.png", &vec![0; 33 << 20]);
    assert!(
        told(&case.plan())
            .iter()
            .any(|line| line.contains("has 34603008 bytes")),
        "{:?}",
        told(&case.plan())
    );
}

#[test]
fn depth_is_borne() {
    for body in [
        ">".repeat(3_000),
        "- ".repeat(3_000),
        "[".repeat(10_000),
        "*a ".repeat(3_000),
        "<div>".repeat(3_000),
        format!("${}$", "{".repeat(3_000)),
        "| a ".repeat(1_000),
    ] {
        let mut case = Case::of(Memory::with(&[(
            "posts/a.md",
            &post("A", "2027-01-01", "", &body),
        )]));
        case.keep_going = true;
        let plan = case.plan();
        let files = made(&plan);
        assert!(files.contains_key("index.html"));
    }
}

#[test]
fn files_that_are_no_text_are_told() {
    let mut case = Case::demo();
    case.folder.put("posts/a.md", b"+++\ntitle = \"\xff\"\n+++\n");
    case.folder.put("posts/b.ipynb", b"{\"cells\": [");
    case.folder.put("posts/c.ipynb", b"[]");
    case.folder.put(
        "posts/d.ipynb",
        b"{\"cells\": [{\"cell_type\": \"markdown\", \"source\": \"+++\\ntitel = 1\\n+++\"}]}",
    );
    case.folder.put("theme/post.html", b"\xff");
    let lines = told(&case.plan());
    for expected in [
        "posts/a.md:2:10: fault: the file is no text from here on",
        "posts/b.ipynb:0:0: fault: this is no notebook: line 1",
        "posts/c.ipynb:0:0: fault: in the first cell, line 1, column 1: the file has no front matter",
        "posts/d.ipynb:0:0: fault: in the first cell, line 2, column 1: a post has no `title`",
        "theme/post.html:0:0: fault: the file cannot be read: it is not saved as UTF-8",
    ] {
        assert!(
            lines.iter().any(|line| line.starts_with(expected)),
            "{expected}: {lines:#?}"
        );
    }
}

#[test]
fn an_index_of_anything_is_an_index_of_nothing() {
    let mut case = Case::demo();
    let whole = case.build();
    for index in [
        &b"{"[..],
        b"null",
        b"[]",
        b"\xff",
        b"{\"format\":1}",
        b"{\"format\":1,\"around\":\"\",\"texts\":{},\"pictures\":{}}",
    ] {
        case.index = index.to_vec();
        assert_eq!(case.build(), whole);
    }
}
