//! Building again: the same bytes from the same files, and no more work than what changed asks for.

use std::collections::{BTreeMap, BTreeSet};

use pivot_publish::site::Index;
use proptest::prelude::*;

use crate::{Case, Memory, made, post, text};

fn keys(case: &Case) -> BTreeMap<String, String> {
    case.plan()
        .files()
        .unwrap()
        .map(|file| (file.path.to_owned(), file.key.to_owned()))
        .collect()
}

#[test]
fn two_builds_are_the_same_byte_for_byte() {
    let case = Case::demo();
    assert_eq!(case.build(), case.build());
    assert_eq!(keys(&case), keys(&case));
    assert_eq!(case.plan().index(), case.plan().index());
}

#[test]
fn the_base_decides_all_addresses() {
    for base in [
        "https://ada.github.io/repo/",
        "https://ada.example.org/",
        "http://127.0.0.1:8080/a/b/",
    ] {
        let mut case = Case::demo();
        case.settings.base = base.into();
        let files = case.build();
        assert_eq!(pivot_publish::site::check_pages(base, &files), [], "{base}");
    }
}

#[test]
fn a_domain_is_kept() {
    let mut case = Case::demo();
    assert!(!case.build().contains_key("CNAME"));
    case.settings.domain = Some("ada.example.org".into());
    assert_eq!(text(&case.build(), "CNAME"), "ada.example.org\n");
    assert_eq!(text(&case.build(), ".nojekyll"), "");
}

fn blog(posts: usize) -> Memory {
    let mut folder = Memory::default();
    for n in 0..posts {
        let date = format!("2026-{:02}-{:02}", 1 + n / 28 % 12, 1 + n % 28);
        let tags = format!("tags = [\"t{}\"]", n % 7);
        folder.put(
            &format!("posts/p{n:03}.md"),
            post(&format!("Post {n}"), &date, &tags, "Some *words*.").as_bytes(),
        );
    }
    folder
}

#[test]
fn one_changed_post_is_read_and_made_anew_and_no_other() {
    let mut case = Case::of(blog(150));
    let (before, index) = {
        let plan = case.plan();
        (keys(&case), plan.index().to_vec())
    };
    case.index = index;
    case.folder.put(
        "posts/p010.md",
        post("Post 10", "2026-01-11", "tags = [\"t3\"]", "Other words.").as_bytes(),
    );
    let after = keys(&case);
    let changed: BTreeSet<&str> = after
        .iter()
        .filter(|(path, key)| before.get(*path) != Some(key))
        .map(|(path, _)| path.as_str())
        .collect();
    // Old enough to be in no feed and not at home; lists of more than 30 posts have no summaries, its tag's list has some.
    assert_eq!(
        changed,
        BTreeSet::from(["posts/p010/index.html", "tags/t3/index.html"])
    );
}

/// Counts what is read.
struct Counting<'m>(&'m Memory, std::sync::Mutex<Vec<String>>);

impl pivot_publish::site::Files for Counting<'_> {
    fn list(&self) -> Vec<pivot_publish::site::Entry> {
        self.0.list()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.1.lock().unwrap().push(path.to_owned());
        self.0.read(path)
    }
}

#[test]
fn what_is_as_it_was_is_not_read() {
    let mut case = Case::of(blog(60));
    case.index = case.plan().index().to_vec();
    case.folder.put(
        "posts/p059.md",
        post("Post 59", "2026-03-04", "", "Other words.").as_bytes(),
    );
    let counting = Counting(&case.folder, std::sync::Mutex::default());
    let input = pivot_publish::site::Input {
        files: &counting,
        record: &case.record,
        settings: &case.settings,
        resume: None,
        names: &case.names,
        now: &case.now,
        drafts: false,
        keep_going: false,
        program: "test",
    };
    let plan = pivot_publish::site::plan(&input, Index::read(&case.index));
    assert_eq!(*counting.1.lock().unwrap(), ["posts/p059.md"]);
    plan.make("posts/p059/index.html").unwrap();
    assert_eq!(counting.1.lock().unwrap().len(), 1, "it is in hand already");
}

#[test]
fn lists_are_cut_into_pages_that_lead_to_each_other() {
    let case = Case::of(blog(250));
    let files = case.build();
    assert_eq!(
        pivot_publish::site::check_pages("https://ada.github.io/repo/", &files),
        []
    );
    for (path, rows) in [
        ("posts/index.html", 100),
        ("posts/page/2/index.html", 100),
        ("posts/page/3/index.html", 50),
    ] {
        let page = text(&files, path);
        assert_eq!(page.matches("<li class=\"row\">").count(), rows, "{path}");
        assert!(page.len() < 50_000, "{path}: {}", page.len());
    }
    assert!(!files.contains_key("posts/page/4/index.html"));
}

/// What a person does between two builds.
#[derive(Clone, Debug)]
enum Edit {
    Body(usize, u8),
    Title(usize, u8),
    Tags(usize, u8),
    Date(usize, u8),
    Draft(usize),
    Series(usize, u8),
    Summary(usize, u8),
    Slug(usize, u8),
    Remove(usize),
    Link(usize, usize),
    Figure(u8),
    Theme(u8),
    Touch(usize),
    Picture(u8),
    Now(u8),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let n = 0usize..8;
    let edit = prop_oneof![
        (n.clone(), any::<u8>()).prop_map(|(n, x)| Edit::Body(n, x)),
        (n.clone(), any::<u8>()).prop_map(|(n, x)| Edit::Title(n, x)),
        (n.clone(), 0u8..4).prop_map(|(n, x)| Edit::Tags(n, x)),
        (n.clone(), 1u8..28).prop_map(|(n, x)| Edit::Date(n, x)),
        n.clone().prop_map(Edit::Draft),
        (n.clone(), 0u8..2).prop_map(|(n, x)| Edit::Series(n, x)),
        (n.clone(), any::<u8>()).prop_map(|(n, x)| Edit::Summary(n, x)),
        (n.clone(), any::<u8>()).prop_map(|(n, x)| Edit::Slug(n, x)),
        n.clone().prop_map(Edit::Remove),
        (n.clone(), n.clone()).prop_map(|(a, b)| Edit::Link(a, b)),
        any::<u8>().prop_map(Edit::Figure),
        (0u8..3).prop_map(Edit::Theme),
        n.prop_map(Edit::Touch),
        (0u8..3).prop_map(Edit::Picture),
        (1u8..28).prop_map(Edit::Now),
    ];
    prop::collection::vec(edit, 1..10)
}

/// A PNG of one pixel, in one of three shades.
fn pixel(shade: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 1, 1);
    encoder.set_color(png::ColorType::Grayscale);
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&[shade * 100])
        .unwrap();
    bytes
}

struct Draft {
    title: String,
    day: u8,
    tags: u8,
    draft: bool,
    series: u8,
    summary: Option<u8>,
    slug: Option<u8>,
    body: String,
}

fn write(case: &mut Case, n: usize, of: &Draft) {
    let mut more = format!(
        "tags = [\"a\", \"t{}\"]\ndraft = {}\nseries = \"S{}\"",
        of.tags, of.draft, of.series
    );
    if let Some(x) = of.summary {
        more += &format!("\nsummary = \"What {x} is.\"");
    }
    if let Some(x) = of.slug {
        more += &format!("\nslug = \"p{n}-{x}\"");
    }
    let text = post(
        &of.title,
        &format!("2027-02-{:02}T{:02}:00:00", of.day, n),
        &more,
        &of.body,
    );
    case.folder.put(&format!("posts/p{n}.md"), text.as_bytes());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 100, ..ProptestConfig::default() })]

    /// Whatever is edited, a build that begins with what it knew gives the same site as one that knew nothing, and the files
    /// whose key stayed have the bytes that they had.
    #[test]
    fn building_on_is_building_anew(edits in edits()) {
        // The demo's record and resume, and small posts alone.
        let mut case = Case { folder: Memory::default(), ..Case::demo() };
        case.keep_going = true;
        let mut posts: BTreeMap<usize, Draft> = (0..6)
            .map(|n| (n, Draft {
                title: format!("P{n}"), day: 3 + u8::try_from(n).unwrap(), tags: 0, draft: false, series: 0,
                summary: None, slug: None,
                body: format!("Words. [](score:garments)\n\n![x](x.png)\n\n[other](p{}.md)", (n + 1) % 6),
            }))
            .collect();
        case.folder.put("posts/x.png", &pixel(0));
        for (n, of) in &posts {
            write(&mut case, *n, of);
        }
        let mut site: BTreeMap<String, (String, Vec<u8>)> = BTreeMap::new();
        for edit in std::iter::once(None).chain(edits.into_iter().map(Some)) {
            match edit {
                None => {}
                Some(Edit::Figure(x)) => {
                    let figure = case.record.figures.get_mut("score:garments").unwrap();
                    (figure.value, figure.text) = (f64::from(x), x.to_string());
                }
                Some(Edit::Theme(0)) => case.folder.remove("theme/404.html"),
                Some(Edit::Theme(x)) => case.folder.put("theme/404.html", format!("{{% extends \"base.html\" %}}{{% block main %}}<h1>{x}</h1>{{% endblock %}}").as_bytes()),
                Some(Edit::Picture(x)) => case.folder.put("posts/x.png", &pixel(x)),
                Some(Edit::Now(day)) => case.now = format!("2027-02-{day:02}T12:00:00+01:00[Europe/Berlin]").parse().unwrap(),
                Some(Edit::Remove(n)) => {
                    posts.remove(&n);
                    case.folder.remove(&format!("posts/p{n}.md"));
                }
                Some(Edit::Body(n, _) | Edit::Title(n, _) | Edit::Tags(n, _) | Edit::Date(n, _) | Edit::Draft(n) | Edit::Series(n, _) | Edit::Summary(n, _) | Edit::Slug(n, _) | Edit::Link(n, _) | Edit::Touch(n)) => {
                    let Some(of) = posts.get_mut(&n) else { continue };
                    match edit {
                        Some(Edit::Body(_, x)) => of.body = format!("Body {x}."),
                        Some(Edit::Title(_, x)) => of.title = format!("Title {x}"),
                        Some(Edit::Tags(_, x)) => of.tags = x,
                        Some(Edit::Date(_, x)) => of.day = x,
                        Some(Edit::Draft(_)) => of.draft = !of.draft,
                        Some(Edit::Series(_, x)) => of.series = x,
                        Some(Edit::Summary(_, x)) => of.summary = Some(x),
                        Some(Edit::Slug(_, x)) => of.slug = Some(x),
                        Some(Edit::Link(_, to)) => of.body = format!("[other](p{to}.md) and ![x](x.png)"),
                        _ => {}
                    }
                    write(&mut case, n, of);
                }
            }
            case.index.clear();
            let whole = case.build();
            let index = std::mem::take(&mut case.index);
            prop_assert!(index.is_empty());
            // On from what was known.
            case.index = site.get("index").map(|(_, bytes)| bytes.clone()).unwrap_or_default();
            let plan = case.plan();
            let mut next: BTreeMap<String, (String, Vec<u8>)> = BTreeMap::new();
            for file in plan.files().unwrap() {
                let known = site.get(file.path).filter(|(key, _)| key == file.key).map(|(_, bytes)| bytes.clone());
                let bytes = known.unwrap_or_else(|| plan.make(file.path).unwrap());
                prop_assert_eq!(&bytes, &whole[file.path], "{}", file.path);
                next.insert(file.path.to_owned(), (file.key.to_owned(), bytes));
            }
            prop_assert_eq!(next.len(), whole.len());
            let kept = plan.index().to_vec();
            drop(plan);
            next.insert("index".to_owned(), (String::new(), kept));
            site = next;
        }
    }
}

#[test]
fn a_page_that_is_not_in_the_plan_is_told() {
    let case = Case::demo();
    let plan = case.plan();
    assert!(plan.make("posts/secret/index.html").is_err());
    assert!(plan.make("../x").is_err());
    assert!(!made(&plan).is_empty());
}
