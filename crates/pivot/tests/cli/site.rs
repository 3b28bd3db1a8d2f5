//! `blog`, `portfolio`, `site` and `resume`: from work that was logged to a site in a repository, all offline.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::{Ran, World};

const SITE: &str = "\n[site]\ntitle = \"Ada learns\"\nauthor = \"Ada Example\"\naddress = \"https://ada.example/blog/\"\n\
    publish = { repository = \"../blog.git\" }\n";
const LATER: &str = "2027-02-01T12:00:00Z";

/// A pivot with a site of its own, and a bare repository beside it.
fn world() -> World {
    let world = World::new();
    world.ok(
        ".",
        &[
            "init",
            "p",
            "--start",
            "2027-01-04",
            "--timezone",
            "UTC",
            "--hours",
            "mon-fri 09:00-17:00",
        ],
    );
    let settings = world.path().join("p/pivot.toml");
    let text = std::fs::read_to_string(&settings).unwrap() + SITE;
    std::fs::write(settings, text).unwrap();
    std::fs::write(
        world.path().join(".gitconfig"),
        "[user]\nname = Ada\nemail = ada@example.org\n",
    )
    .unwrap();
    let made = Command::new("git")
        .args(["init", "--quiet", "--bare", "blog.git"])
        .current_dir(world.path())
        .status();
    assert!(made.unwrap().success());
    world
}

fn put(world: &World, path: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = world.path().join("p").join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    path
}

fn site(world: &World, path: &str) -> String {
    std::fs::read_to_string(world.path().join("p/site").join(path)).unwrap()
}

fn at(world: &World, args: &[&str]) -> Ran {
    world.run_in("p", &[args, &["--now", LATER]].concat())
}

fn json(world: &World, args: &[&str]) -> Value {
    let ran = at(world, &[args, &["--json"]].concat());
    assert!(ran.status < 2, "{args:?}: {}{}", ran.out, ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

fn published(world: &World, path: &str) -> Option<String> {
    let shown = Command::new("git")
        .args(["show", &format!("gh-pages:{path}")])
        .current_dir(world.path().join("blog.git"))
        .output()
        .unwrap();
    shown
        .status
        .success()
        .then(|| String::from_utf8(shown.stdout).unwrap())
}

fn commits(world: &World) -> usize {
    let count = Command::new("git")
        .args(["rev-list", "--count", "gh-pages"])
        .current_dir(world.path().join("blog.git"))
        .output()
        .unwrap();
    String::from_utf8(count.stdout).unwrap().trim().parse().unwrap()
}

#[test]
fn a_post_goes_from_the_journal_to_everybody() {
    let world = world();
    world.ok(
        "p",
        &["log", "1.1", "3h", "--at", "2027-01-20T18:00:00Z", "--now", LATER],
    );
    let begun = json(&world, &["blog", "new", "--from", "1.1"]);
    let path = begun["path"].as_str().unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains("[](hours:1.1) of work"), "{text}");
    // A draft is built for nobody, and shown as one.
    let built = json(&world, &["site", "build"]);
    assert_eq!((&built["built"], &built["posts"]), (&true.into(), &0.into()));
    std::fs::write(
        path,
        text.replace("draft = true\n", "") + "\nIt took $x^2$ hours.\n",
    )
    .unwrap();
    let built = json(&world, &["site", "build"]);
    assert_eq!(
        (&built["posts"], built["findings"].to_string().as_str()),
        (&1.into(), "[]")
    );
    let slug = begun["slug"].as_str().unwrap();
    let page = site(&world, &format!("posts/{slug}/index.html"));
    assert!(page.contains("href=\"/blog/evidence/hours-1.1/\""), "{page}");
    assert!(page.contains("3 h") && page.contains("<math"), "{page}");
    assert!(!page.contains("<script"), "no script is needed");
    assert!(site(&world, "evidence/hours-1.1/index.html").contains("3h in 1 fact"));
    assert!(site(&world, "feed.xml").contains(&format!("https://ada.example/blog/posts/{slug}/")));
    // The same again writes nothing.
    assert_eq!(json(&world, &["site", "build"])["written"], 0);

    // What would leave is shown; without a yes nothing does.
    let shown = at(&world, &["site", "publish"]);
    assert_eq!(shown.status, 1, "{}{}", shown.out, shown.err);
    assert!(
        shown.out.contains("for the first time") && shown.out.contains("Nothing was pushed"),
        "{}",
        shown.out
    );
    assert_eq!(published(&world, "index.html"), None);
    let pushed = json(&world, &["site", "publish", "--yes"]);
    assert_eq!(pushed["pushed"], true, "{pushed}");
    assert!(published(&world, ".nojekyll").is_some());
    assert_eq!(
        published(&world, &format!("posts/{slug}/index.html")).unwrap(),
        page
    );
    assert_eq!(commits(&world), 1);
    let again = json(&world, &["site", "publish", "--yes"]);
    assert_eq!(
        (again["commit"].clone(), again["new_posts"].to_string().as_str()),
        (Value::Null, "[]")
    );
    assert_eq!(commits(&world), 1);
    let facts = json(&world, &["journal"]);
    let facts: Vec<&Value> = facts["facts"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["kind"] == "published")
        .collect();
    assert_eq!(facts.len(), 1, "{facts:?}");

    // More work: the figure changes on its pages, and nothing else does.
    world.ok(
        "p",
        &["log", "1.1", "2h", "--at", "2027-01-21T18:00:00Z", "--now", LATER],
    );
    let built = json(&world, &["site", "build"]);
    assert!(site(&world, &format!("posts/{slug}/index.html")).contains("5 h"));
    // The post, its evidence, feeds, and lists that show the post's beginning with its hours. What has no hours stays.
    let (written, files) = (
        built["written"].as_u64().unwrap(),
        built["files"].as_u64().unwrap(),
    );
    assert!((3..=8).contains(&written) && files >= 14, "{built}");
}

#[test]
fn a_number_that_the_journal_contradicts_stops_the_build_and_the_last_good_site_stays() {
    let world = world();
    world.ok(
        "p",
        &["log", "1.1", "3h", "--at", "2027-01-20T18:00:00Z", "--now", LATER],
    );
    let post = "+++\ntitle = \"Hours\"\ndate = 2027-01-31\n+++\nI worked [3 h](hours:1.1).\n";
    put(&world, "posts/hours.md", post);
    assert_eq!(json(&world, &["blog", "build"])["built"], true);
    let good = site(&world, "posts/hours/index.html");
    put(&world, "posts/hours.md", post.replace("[3 h]", "[30 h]"));
    let ran = at(&world, &["blog", "build"]);
    assert_eq!(ran.status, 2, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("hours.md:5:"), "{}", ran.err);
    assert_eq!(site(&world, "posts/hours/index.html"), good);
    put(
        &world,
        "posts/other.md",
        "+++\ntitle = \"Other\"\ndate = 2027-01-30\n+++\nFine.\n",
    );
    let kept = json(&world, &["blog", "build", "--keep-going"]);
    assert_eq!((&kept["built"], &kept["posts"]), (&true.into(), &1.into()));
    assert!(kept["findings"][0]["grave"].as_bool().unwrap());
    assert_eq!(at(&world, &["blog", "check"]).status, 1);
    let refused = at(&world, &["site", "publish", "--yes"]);
    assert_eq!(refused.status, 2, "{}", refused.err);
}

/// Step 11 closes on the site.
#[test]
fn a_portfolio_is_evidence() {
    let world = world();
    put(
        &world,
        "posts/first.md",
        "+++\ntitle = \"First\"\ndate = 2027-01-30\n+++\nHello.\n",
    );
    let prose: String = (0..900)
        .map(|n| format!("word{}{n} ", char::from(b'a' + n as u8 % 26)))
        .collect();
    let project = format!(
        "+++\ntitle = \"Fishes\"\nsummary = \"Counts fish.\"\n+++\n## What\n\nIt counts.\n\n## Why\n\n{prose}\n\n## How\n\nBy hand.\n\n\
         ## Result\n\nNine of ten.\n\n## Limits\n\nSalt water.\n\n## What next\n\nLakes.\n"
    );
    put(&world, "projects/fishes.md", project);
    let missing = at(&world, &["evidence", "11.1", "--dry-run"]);
    assert!(
        missing.out.contains("no site with projects is built"),
        "{}",
        missing.out
    );
    let built = json(&world, &["portfolio", "build"]);
    assert_eq!(built["projects"], 1, "{built}");
    let met = at(&world, &["evidence", "11.1", "--dry-run"]);
    assert!(met.out.contains("the site shows fishes"), "{}", met.out);
    let met = at(&world, &["evidence", "11.2", "--dry-run"]);
    assert!(met.out.contains("the site shows fishes"), "{}", met.out);
}

#[test]
fn a_resume_is_begun_added_to_and_built_without_the_companion() {
    let world = world();
    assert_eq!(at(&world, &["resume", "build"]).status, 2, "there is none");
    world.ok("p", &["resume", "new"]);
    assert_eq!(at(&world, &["resume", "new"]).status, 2, "it is not written over");
    put(
        &world,
        "projects/fishes.md",
        "+++\ntitle = \"Fishes\"\nsummary = \"Counts fish.\"\ntasks = [\"1.1\"]\nrepository = \"https://git.example/fishes\"\n+++\n## What\n\nIt counts.\n",
    );
    world.ok(
        "p",
        &["log", "1.1", "3h", "--at", "2027-01-20T18:00:00Z", "--now", LATER],
    );
    let found = json(&world, &["resume", "suggest"]);
    let all = found["suggestions"].as_array().unwrap();
    let fishes = all
        .iter()
        .find(|s| s["item"]["name"] == "Fishes")
        .unwrap_or_else(|| panic!("{found}"));
    let id = fishes["id"].as_str().unwrap();
    world.ok("p", &["resume", "suggest", "--take", id, "--now", LATER]);
    let again = json(&world, &["resume", "suggest"]);
    assert!(
        !again["suggestions"].to_string().contains("\"Fishes\""),
        "{again}"
    );
    let ran = world.run_with(
        "p",
        &["resume", "build", "--now", LATER],
        &[("PIVOT_TYPESET", "/nowhere/pivot-typeset")],
    );
    assert_eq!(ran.status, 1, "the PDF is missing: {}", ran.out);
    assert!(
        ran.out.contains("cargo build --release -p pivot-typeset"),
        "{}",
        ran.out
    );
    let text = std::fs::read_to_string(world.path().join("p/resume/resume.txt")).unwrap();
    assert!(
        text.starts_with("Ada Example\n") && text.contains("Fishes"),
        "{text}"
    );
    let posting = put(&world, "job.txt", "Engineer\n\nYou know Python and Rust.\n");
    let built = world.run_with(
        "p",
        &[
            "resume",
            "build",
            "--for",
            posting.to_str().unwrap(),
            "--html",
            "cut.html",
            "--json",
            "--now",
            LATER,
        ],
        &[],
    );
    let built: Value = serde_json::from_str(&built.out).unwrap();
    assert_eq!(
        built["account"]["absent"].to_string(),
        "[\"Python\",\"Rust\"]",
        "{built}"
    );
    assert!(world.path().join("p/cut.html").is_file());
}

/// Script in everything that others write or the person pastes: it is text, or it is left out.
#[test]
fn nothing_hostile_gets_into_the_site() {
    let world = world();
    let evil = "<script>alert(1)</script><b onclick=alert(2)>bold</b>";
    put(
        &world,
        "posts/evil.md",
        format!(
            "+++\ntitle = '{evil}'\ndate = 2027-01-30\ntags = ['{evil}']\nsummary = '{evil}'\n+++\n{evil}\n\n\
             <a href=\"javascript:alert(3)\">x</a> <svg onload=alert(4)></svg>\n"
        ),
    );
    put(
        &world,
        "posts/link.md",
        "+++\ntitle = \"Link\"\ndate = 2027-01-30\n+++\n[x](javascript:alert(5))\n",
    );
    let built = json(&world, &["site", "build", "--keep-going"]);
    assert_eq!(
        (
            &built["posts"],
            built["findings"].to_string().contains("posts/link.md")
        ),
        (&1.into(), true),
        "{built}"
    );
    let mut pages = 0;
    let mut open = vec![world.path().join("p/site")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "html") {
                let html = std::fs::read_to_string(&path).unwrap().to_lowercase();
                for bad in ["<script", "<b onclick", "<svg onload", "href=\"javascript:"] {
                    assert!(!html.contains(bad), "{bad} in {path:?}: {html}");
                }
                pages += 1;
            }
        }
    }
    // Home, 404, the list, the post, tags and its tag.
    assert!(pages >= 6, "{pages}");
}
