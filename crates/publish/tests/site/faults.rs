//! Mistakes: each is told with its place, nothing is built with one, and what is whole is built by who wants to go on.

use crate::{Case, Memory, made, post, told};

fn case(files: &[(&str, &str)]) -> Case {
    Case::of(Memory::with(files))
}

#[test]
fn a_broken_post_is_named_with_all_its_faults_and_nothing_is_built() {
    let mut case = case(&[
        (
            "posts/good.md",
            &post("Good", "2027-01-01", "", "See [the bad one](bad.md)."),
        ),
        (
            "posts/bad.md",
            "+++\ntitel = \"x\"\ndate = \"2027-02-30\"\nslug = \"A B\"\n+++\n",
        ),
    ]);
    let plan = case.plan();
    assert!(plan.files().is_none());
    assert!(plan.make("index.html").is_err());
    assert_eq!(
        told(&plan),
        [
            "posts/bad.md:2:1: fault: a post has no `title`",
            "posts/bad.md:2:1: fault: a post has no field `titel`; did you mean `title`?",
            "posts/bad.md:3:8: fault: `2027-02-30` will not do here",
            "posts/bad.md:4:8: fault: `A B` is no slug; `slug = \"a-b\"` would do",
        ]
    );
    drop(plan);
    case.keep_going = true;
    let plan = case.plan();
    let files = made(&plan);
    assert!(files.contains_key("posts/good/index.html"));
    assert!(!files.contains_key("posts/bad/index.html"));
    assert_eq!(plan.findings().iter().filter(|finding| finding.grave).count(), 4);
    assert!(
        told(&plan).contains(
            &"posts/good.md:6:5: note: `bad.md` was left out for its faults; the link leads to all posts"
                .to_owned()
        ),
        "{:#?}",
        told(&plan)
    );
    assert_eq!(
        pivot_publish::site::check_pages("https://ada.github.io/repo/", &files),
        []
    );
}

#[test]
fn a_fault_in_a_text_leaves_it_out_and_links_to_it_lead_elsewhere() {
    let mut case = case(&[
        ("posts/a.md", &post("A", "2027-01-01", "", "See [b](b.md).")),
        (
            "posts/b.md",
            &post(
                "B",
                "2027-01-02",
                "tags = [\"only-b\"]",
                "See [nothing](nothing.md).",
            ),
        ),
    ]);
    case.keep_going = true;
    let plan = case.plan();
    let files = made(&plan);
    assert!(files.contains_key("posts/a/index.html") && !files.contains_key("posts/b/index.html"));
    assert!(!files.contains_key("tags/only-b/index.html"));
    assert_eq!(
        pivot_publish::site::check_pages("https://ada.github.io/repo/", &files),
        []
    );
}

#[test]
fn links_inside_are_held_against_pages_and_their_places() {
    let case = case(&[
        (
            "posts/a.md",
            &post(
                "A",
                "2027-01-01",
                "",
                "## Here\n[1](b.md#there) [2](b.md#ther) [3](c.md) [4](draft.md) [5](/posts/b/) [6](../../x) [7](javascript:x) [8](#here) [9](#her)",
            ),
        ),
        ("posts/b.md", &post("B", "2027-01-02", "", "## There")),
        ("posts/draft.md", "+++\ntitle = \"D\"\ndraft = true\n+++\n"),
    ]);
    let told = told(&case.plan());
    let about = |what: &str| {
        told.iter()
            .find(|line| line.contains(what))
            .unwrap_or_else(|| panic!("{what}: {told:#?}"))
    };
    assert!(
        about("no place `#ther`").contains("posts/a.md:7:17: fault:"),
        "{told:#?}"
    );
    assert!(about("no place `#ther`").ends_with("did you mean `there`?"));
    about("there is nothing at `posts/c.md`");
    about("`posts/draft.md` is a draft");
    about("leaves the folder");
    about("a page has no links to `javascript:`");
    about("`#her`");
    assert_eq!(
        told.iter().filter(|line| line.contains("fault")).count(),
        6,
        "{told:#?}"
    );
}

#[test]
fn two_posts_that_want_one_page() {
    let case = case(&[
        ("posts/one.md", &post("One", "2027-01-01", "", "x")),
        ("posts/2027-01-02-one.md", &post("Other", "2027-01-02", "", "x")),
        (
            "posts/three.md",
            &post("Three", "2027-01-03", "slug = \"one\"", "x"),
        ),
        (
            "projects/one.md",
            "+++\ntitle = \"A project may\"\nsummary = \"x\"\n+++\n",
        ),
    ]);
    assert_eq!(
        told(&case.plan())
            .into_iter()
            .filter(|line| line.contains("fault"))
            .collect::<Vec<_>>(),
        [
            "posts/one.md:2:9: fault: `posts/2027-01-02-one.md` has the slug `one` already; write `slug = \"one-2\"`",
            "posts/three.md:4:8: fault: `posts/2027-01-02-one.md` has the slug `one` already; write `slug = \"one-2\"`",
        ]
    );
}

#[test]
fn a_series_has_an_order() {
    let case = case(&[
        ("posts/a.md", &post("A", "2027-01-01", "series = \"S\"", "x")),
        ("posts/b.md", &post("B", "2027-01-01", "series = \"S\"", "x")),
        (
            "posts/c.md",
            &post("C", "2027-01-01", "series = \"T\"\npart = 1", "x"),
        ),
        ("posts/d.md", &post("D", "2027-01-02", "series = \"T\"", "x")),
    ]);
    assert_eq!(
        told(&case.plan()),
        [
            "posts/b.md:3:8: fault: the series has no order here: `posts/a.md` has the same date 2027-01-01T00:00:00",
            "posts/d.md:4:10: fault: other posts of the series have a `part`, this one has none",
        ]
    );
}

#[test]
fn tags_that_want_one_page() {
    let mut case = case(&[
        (
            "posts/a.md",
            &post(
                "A",
                "2027-01-01",
                "tags = [\"deep learning\", \"C\", \"C++\"]",
                "x",
            ),
        ),
        (
            "posts/b.md",
            &post("B", "2027-01-02", "tags = [\"Deep Learning\"]", "x"),
        ),
        (
            "posts/c.md",
            &post("C", "2027-01-03", "tags = [\"deep-learning\"]", "x"),
        ),
    ]);
    assert_eq!(
        told(&case.plan()),
        ["posts/c.md:4:8: fault: `deep-learning` wants the same page as `deep learning` of `posts/a.md`"]
    );
    case.folder.remove("posts/c.md");
    let files = case.build();
    assert!(crate::text(&files, "tags/deep-learning/index.html").contains("2 posts"));
    assert!(files.contains_key("tags/c/index.html") && files.contains_key("tags/c-plus-plus/index.html"));
}

#[test]
fn names_that_do_not_exist_are_told_with_the_nearest() {
    let mut case = Case::demo();
    case.names.tasks = ["1.2", "7.1", "7.2"].map(str::to_owned).into();
    case.names.labs = ["garments"].map(str::to_owned).into();
    assert_eq!(
        told(&case.plan())
            .iter()
            .filter(|line| line.contains("fault"))
            .count(),
        0
    );
    let text = case.folder.text("projects/fishes.md").unwrap();
    case.folder.put(
        "projects/fishes.md",
        text.replace("\"garments\"]", "\"garmets\"]")
            .replace("value = \"score:garments\"", "value = \"score:garment\"")
            .as_bytes(),
    );
    let lines = told(&case.plan());
    assert!(
        lines
            .iter()
            .any(|l| l.contains("there is no lab `garmets`; did you mean `garments`?")),
        "{lines:#?}"
    );
    case.names = pivot_publish::site::Names::default();
    let lines = told(&case.plan());
    assert!(lines.iter().any(|l| l.starts_with("projects/fishes.md:18:9: fault: the record has no figure `score:garment`; did you mean `score:garments`?")), "{lines:#?}");
}

#[test]
fn a_number_that_the_record_contradicts_stops_the_build() {
    let mut case = Case::demo();
    case.folder.put(
        "posts/n.md",
        post("N", "2027-01-30", "", "It is [0.95](score:garments).").as_bytes(),
    );
    let plan = case.plan();
    assert!(plan.files().is_none());
    let line = told(&plan)
        .into_iter()
        .find(|line| line.contains("posts/n.md"))
        .unwrap();
    assert!(
        line.contains("0.95") && line.contains("0.9134") && line.contains("/evidence/garments-5/"),
        "{line}"
    );
}

#[test]
fn a_project_tells_what_its_page_lacks() {
    let case = case(&[(
        "projects/p.md",
        "+++\ntitle = \"P\"\nmodel = \"a net\"\nlabs = [\"garments\"]\n+++\n## What\nx\n## Results\nx\n",
    )]);
    let plan = case.plan();
    assert!(plan.files().is_some());
    let lines = told(&plan);
    for missing in ["Why", "How", "Limits", "What next"] {
        assert!(
            lines
                .iter()
                .any(|l| l.contains(&format!("note: the project has no section “{missing}”"))),
            "{lines:#?}"
        );
    }
    assert!(
        !lines.iter().any(|l| l.contains("section “Result”")),
        "{lines:#?}"
    );
    assert!(lines.iter().any(|l| l.contains("the model card of `a net` does not say: data, metric, trained, use, limits")), "{lines:#?}");
    assert!(
        lines
            .iter()
            .any(|l| l.contains("there is no figure `score:garments` yet")),
        "{lines:#?}"
    );
}

#[test]
fn a_draft_stops_nothing() {
    let case = case(&[
        ("posts/a.md", &post("A", "2027-01-01", "", "x")),
        (
            "posts/d.md",
            "+++\ntitle = \"D\"\ndraft = true\nslug = \"../x\"\ntags = 3\n+++\n[x](nowhere.md)",
        ),
    ]);
    let plan = case.plan();
    assert!(plan.files().is_some(), "{:#?}", told(&plan));
    assert_eq!(
        plan.findings().iter().filter(|f| !f.grave).count(),
        2,
        "its faults are told all the same: {:#?}",
        told(&plan)
    );
}

#[test]
fn a_faulty_template_is_told_with_its_line() {
    for (name, template, expected) in [
        (
            "post.html",
            "{% extends \"base.html\" %}\n{% block main %}\n{% if %}\n{% endblock %}",
            "theme/post.html:3:1: fault: ",
        ),
        (
            "post.html",
            "{% extends \"base.html\" %}\n{% block main %}\n<h1>{{ page.titel }}</h1>{{ page.titel.x }}\n{% endblock %}",
            "theme/post.html:3:1: fault: the template uses a value that the page does not have",
        ),
        (
            "post.html",
            "{% for a in range(10000) %}{% for b in range(10000) %}{{ b }}{% endfor %}{% endfor %}",
            "fault: the template does not come to an end",
        ),
        ("post.html", "{% extends \"bsae.html\" %}", "theme/post.html"),
        (
            "pots.html",
            "x",
            "theme/pots.html:0:0: fault: the theme has no file `pots.html`; did you mean `post.html`?",
        ),
    ] {
        let mut case = Case::demo();
        case.folder.put(&format!("theme/{name}"), template.as_bytes());
        let plan = case.plan();
        assert!(plan.files().is_none(), "{template}");
        assert!(
            told(&plan).iter().any(|line| line.contains(expected)),
            "{expected}: {:#?}",
            told(&plan)
        );
    }
}

#[test]
fn a_copied_theme_draws_the_same_site_and_a_changed_one_another() {
    let mut case = Case::demo();
    let before = case.build();
    for (name, text) in pivot_publish::site::theme_files() {
        case.folder.put(&format!("theme/{name}"), text.as_bytes());
    }
    assert_eq!(case.build(), before);
    case.folder
        .put("theme/icon.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    case.folder.put("theme/static/extra.css", b"p{}");
    let after = case.build();
    assert_eq!(crate::text(&after, "static/extra.css"), "p{}");
    assert_ne!(after["icon.svg"], before["icon.svg"]);
    assert_ne!(after["index.html"], before["index.html"], "it names the new icon");
}

#[test]
fn settings_that_will_not_do_are_told() {
    let mut case = Case::demo();
    case.settings.base = "ada.github.io".into();
    case.settings.language = "english language".into();
    case.settings.title = String::new();
    case.settings.theme_color = Some("red\"><script>".into());
    case.settings.domain = Some("a/b".into());
    let plan = case.plan();
    assert!(plan.files().is_none());
    assert_eq!(
        plan.findings()
            .iter()
            .filter(|f| f.path == "pivot.toml" && f.grave)
            .count(),
        5,
        "{:#?}",
        told(&plan)
    );
}
