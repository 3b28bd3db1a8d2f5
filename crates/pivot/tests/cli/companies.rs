//! `company`, `posting` and `apply`: three boards played on the loopback, from the list to an offer.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::doubles::{Asked, Double, Told};
use crate::{World, task};

/// What the boards answer: a function of the service and the number of the fetch.
struct Boards {
    double: Double,
    /// Which fetch it is, from 0.
    round: Arc<AtomicUsize>,
    /// Services that fail.
    broken: Arc<Mutex<Vec<&'static str>>>,
}

const TEXT: &str = "<h2>You have</h2><ul><li>Python and PyTorch</li><li>A PhD in computer science is required</li></ul>\
    <h2>Nice to have</h2><p>Kubernetes</p><script>alert('told')</script><p onclick=\"alert(1)\">&lt;script&gt;alert(2)&lt;/script&gt;</p>";

/// Shapes: those of `crates/app/tests/boards/shapes.rs`, which says where they are from.
fn answer(asked: &Asked, round: usize) -> Told {
    let greenhouse = |id: u32, title: &str| {
        json!({"id": id, "title": title, "location": {"name": "Lyon"}, "content": TEXT,
            "absolute_url": format!("https://boards.greenhouse.io/vision/jobs/{id}"), "departments": [], "offices": []})
    };
    let body = match asked.place() {
        "/greenhouse/v1/boards/vision/jobs" if round == 0 => json!({"jobs": [
            greenhouse(40, "Machine Learning Engineer"),
            greenhouse(41, "Cook\u{1b}[31m"),
        ], "meta": {"total": 2}}),
        // Later one is gone and one is new.
        "/greenhouse/v1/boards/vision/jobs" => json!({"jobs": [
            greenhouse(41, "Cook"),
            greenhouse(42, "Machine Learning Intern"),
        ], "meta": {"total": 2}}),
        "/lever/v0/postings/speech" => {
            json!([{"id": "7f3a-1", "text": "Machine learning researcher", "categories": {"location": "Oslo"},
            "descriptionPlain": "We listen.", "lists": [{"text": "You have", "content": "<li>Python</li><li>2 years of experience</li>"}],
            "hostedUrl": "https://jobs.lever.co/speech/7f3a-1", "applyUrl": "https://jobs.lever.co/speech/7f3a-1/apply"}])
        }
        "/ashby/posting-api/job-board/sound" => json!({"apiVersion": "1", "jobs": []}),
        _ => return Told::json(404, &json!({"message": "not here"})),
    };
    Told::json(200, &body)
}

impl Boards {
    fn start() -> Boards {
        let (round, broken) = (
            Arc::<AtomicUsize>::default(),
            Arc::<Mutex<Vec<&'static str>>>::default(),
        );
        let (now, down) = (round.clone(), broken.clone());
        let double = Double::start(move |asked| {
            let is_down = |service: &&str| asked.path.starts_with(&format!("/{service}/"));
            match down.lock().unwrap().iter().any(is_down) {
                true => Told::new(200, "<html>We are being moved"),
                false => answer(asked, now.load(Ordering::SeqCst)),
            }
        });
        Boards {
            double,
            round,
            broken,
        }
    }

    fn companies(&self) -> String {
        let base = &self.double.base;
        format!(
            r#"[weights]
work = 2
pay = 1
people = 0
place = 0
mission = 0
[postings]
titles = ["machine learning"]
not = ["intern"]
[boards]
greenhouse = "{base}/greenhouse"
lever = "{base}/lever"
ashby = "{base}/ashby"
[[company]]
name = "Example Vision"
work = 8
pay = 5
board = "https://boards.greenhouse.io/vision"
[[company]]
name = "Example Speech"
work = 5
pay = 8
board = "lever:speech"
[[company]]
name = "Example Sound"
board = "ashby:sound"
[[company]]
name = "Without"
"#
        )
    }
}

fn world(boards: &Boards) -> World {
    let pipeline = "done_when = { kind = \"pipeline\", rows = 1, interviews = 1 }";
    let mut world = World::small(&task("j", 2, pipeline));
    world.now = "2027-01-05T09:00:00Z";
    world.write("p/companies.toml", &boards.companies());
    world
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|posting| posting["id"].as_str().unwrap())
        .collect()
}

#[test]
fn from_a_list_of_companies_to_an_offer() {
    let boards = Boards::start();
    let world = world(&boards);
    let ranked = world.json("p", &["company", "rank"]);
    // (8 × 2 + 5 × 1) ÷ 3 = 7; (5 × 2 + 8 × 1) ÷ 3 = 6.
    assert_eq!(ranked["ranked"][0]["name"], "Example Vision");
    assert_eq!(ranked["ranked"][0]["mean"], 7.0);
    assert_eq!(ranked["ranked"][1]["sum"], "10 + 8 = 18, of weights 3: 6");

    let fetched = world.json("p", &["posting", "fetch"]);
    let of = |n: usize| &fetched["companies"][n];
    assert_eq!(ids(&of(0)["new"]), ["example-vision/40", "example-vision/41"]);
    assert_eq!((&of(1)["result"], &of(1)["open"]), (&json!("listed"), &json!(1)));
    // Ashby answers an empty list for any name.
    assert!(
        of(2)["notes"][0]
            .as_str()
            .unwrap()
            .contains("no board of the name")
    );
    assert_eq!(of(3)["result"], "no-board");

    let list = world.json("p", &["posting", "list"]);
    assert_eq!(
        list["how"],
        "2 of 3 open postings of 2 companies: the title has one of \"machine learning\"; the title has none of \"intern\""
    );
    assert_eq!(
        ids(&list["postings"]),
        ["example-speech/7f3a-1", "example-vision/40"]
    );
    let all = world.ok("p", &["posting", "list", "--all"]);
    assert!(
        !all.contains('\u{1b}') && all.contains("not on your list"),
        "{all}"
    );

    // A script is no text, and what was written as entities is one and no tag.
    let shown = world.ok("p", &["posting", "show", "40"]);
    assert!(!shown.contains("told") && !shown.contains("<script"), "{shown}");
    assert!(shown.contains("a degree (phd), required: \"PhD"), "{shown}");
    assert!(
        shown.contains("missing  PyTorch") && shown.contains("missing  Kubernetes, a wish"),
        "{shown}"
    );
    let shown = world.json("p", &["posting", "show", "example-speech/7"]);
    assert_eq!(
        (&shown["years"]["count"], &shown["expert"]),
        (&json!(2), &json!(false))
    );

    // The next day one is gone and one is new, and the address of the first is kept.
    boards.round.store(1, Ordering::SeqCst);
    let fetched = world.json("p", &["posting", "fetch", "example vision"]);
    let of = &fetched["companies"][0];
    assert_eq!(
        (ids(&of["new"]), ids(&of["gone"])),
        (vec!["example-vision/42"], vec!["example-vision/40"])
    );
    let list = world.json("p", &["posting", "list"]);
    assert_eq!(ids(&list["postings"]), ["example-speech/7f3a-1"]);

    // One was applied to before it went.
    world.write("p/cv.txt", "Ada");
    let args = [
        "apply",
        "example-vision/40",
        "--resume",
        "cv.txt",
        "--note",
        "by way of Grace",
        "--at",
        "yesterday 10:00",
    ];
    let applied = world.json("p", &args);
    let fact = &applied["facts"][0];
    assert_eq!((&fact["kind"], &fact["task"]), (&json!("submitted"), &json!("j")));
    assert_eq!(
        fact["payload"]["link"],
        "https://boards.greenhouse.io/vision/jobs/40"
    );
    let again = world.run_in("p", &["apply", "40"]);
    assert_eq!(again.status, 1, "{}{}", again.out, again.err);
    assert!(
        again.out.contains("you applied on Mon 4 Jan 2027"),
        "{}",
        again.out
    );

    world.ok(
        "p",
        &[
            "apply",
            "stage",
            "example-vision",
            "interview",
            "--note",
            "two people",
        ],
    );
    let next = world.json(
        "p",
        &[
            "apply",
            "next",
            "40",
            "thank them",
            "--due",
            "friday",
            "--hours",
            "1h",
        ],
    );
    assert_eq!(next["facts"][0]["payload"]["id"], "n1");
    assert_eq!(next["facts"][0]["payload"]["deadline"], "2027-01-08");
    let plan = world.ok("p", &["plan", "--all"]);
    assert!(plan.contains("thank them"), "{plan}");
    // One application with an interview and a next action.
    let evidence = world.run_in("p", &["evidence", "1"]).out;
    assert!(
        evidence.contains("the journal has 1 good application, 1 interview"),
        "{evidence}"
    );

    world.ok("p", &["apply", "7f3a"]);
    world.ok("p", &["apply", "stage", "7f3a", "offer"]);
    world.ok("p", &["apply", "stage", "40", "offer"]);
    let offers = world.json("p", &["apply", "offers"]);
    let of = |n: usize| &offers["offers"][n];
    assert_eq!(
        (&of(0)["application"]["company"], &of(0)["score"]["mean"]),
        (&json!("Example Vision"), &json!(7.0))
    );
    assert_eq!(of(1)["score"]["mean"], 6.0);
    let board = world.json("p", &["apply", "list"]);
    let first = &board["applications"][0];
    assert_eq!(
        (&first["stage"], &first["note"]),
        (&json!("offer"), &json!("by way of Grace"))
    );
    // SHA-256 of "Ada".
    assert_eq!(first["resumes"][0]["name"], "cv.txt");
    assert_eq!(first["resumes"][0]["sha256"].as_str().unwrap().len(), 64);
    let text = world.ok("p", &["apply", "list"]);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    // To whom one applied is no business of who reads a post.
    world.ok("p", &["log", "n1", "30m"]);
    world.ok("p", &["done", "n1"]);
    let begun = world.json("p", &["blog", "new"]).to_string();
    let posts = std::fs::read_dir(world.path().join("p/posts")).unwrap();
    let post = std::fs::read_to_string(posts.map(|e| e.unwrap().path()).next().unwrap()).unwrap();
    assert!(post.contains("an application: 30 m"), "{post}");
    for private in ["Vision", "thank them", "example-vision", "Machine Learning"] {
        assert!(
            !post.contains(private) && !begun.contains(private),
            "{private}: {post}"
        );
    }
    // Nothing but reads ever went to a board.
    assert!(
        boards
            .double
            .asked()
            .iter()
            .all(|asked| asked.method == "GET" && asked.body.is_empty())
    );
}

#[test]
fn a_board_that_fails_takes_nothing_and_stops_no_other() {
    let boards = Boards::start();
    let world = world(&boards);
    world.ok("p", &["posting", "fetch"]);
    *boards.broken.lock().unwrap() = vec!["greenhouse"];
    let ran = world.run_in("p", &["posting", "fetch"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("2 open postings are known from"), "{}", ran.out);
    assert!(ran.out.contains("1 open posting: nothing new"), "{}", ran.out);
    *boards.broken.lock().unwrap() = vec!["greenhouse", "lever", "ashby"];
    let ran = world.run_in("p", &["posting", "fetch"]);
    assert_eq!(ran.status, 3, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("no board said what it offers"), "{}", ran.err);
    let list = world.json("p", &["posting", "list", "--all"]);
    assert_eq!(list["postings"].as_array().unwrap().len(), 3);
    // A file that was torn is told, not written over, and the others are there.
    world.write(
        "p/postings/example-speech.json",
        "{\"format\": \"pivot.postings/1\", ",
    );
    *boards.broken.lock().unwrap() = Vec::new();
    let ran = world.run_in("p", &["posting", "fetch", "Example Speech"]);
    assert_eq!(ran.status, 3);
    assert!(world.read("p/postings/example-speech.json").ends_with(", "));
    let list = world.json("p", &["posting", "list", "--all"]);
    assert_eq!(list["postings"].as_array().unwrap().len(), 2);
    assert!(
        list["notes"][0]
            .as_str()
            .unwrap()
            .contains("example-speech.json cannot be read")
    );
}

#[test]
fn without_a_list_there_is_a_way_to_one_and_pasted_postings_need_none() {
    let world = World::small(&task("j", 2, ""));
    for args in [
        &["company", "rank"][..],
        &["posting", "fetch"],
        &["company", "list"],
    ] {
        let ran = world.run_in("p", args);
        assert_eq!(ran.status, 2);
        assert!(ran.err.contains("pivot company init"), "{}", ran.err);
    }
    world.ok("p", &["company", "init"]);
    assert_eq!(world.run_in("p", &["company", "init"]).status, 2);
    let cities = world.json("p", &["company", "relocate"]);
    assert_eq!(
        (&cities["cities"][0]["name"], &cities["cities"][0]["mean"]),
        (&json!("Lyon"), &json!(10.0))
    );
    world.ok("p", &["company", "rank"]);
    world.ok("p", &["company", "list"]);
    let refused = world.run_in("p", &["posting", "fetch"]);
    assert_eq!(refused.status, 2, "{}", refused.err);

    world.write(
        "Data Job.html",
        "<title>Data scientist</title><p>Requirements:</p><li>SQL</li><script>alert(1)</script>",
    );
    let added = world.json("p", &["posting", "add", "../Data Job.html"]);
    assert_eq!(added["id"], "data-job.html");
    world.ok("p", &["posting", "add", "../Data Job.html"]);
    world.write("Data Job.html", "<p>Something else</p>");
    let other = world.run_in("p", &["posting", "add", "../Data Job.html"]);
    assert_eq!(other.status, 2);
    assert!(other.err.contains("--name NAME"), "{}", other.err);
    let list = world.json("p", &["posting", "list"]);
    assert_eq!(
        (&list["how"], ids(&list["postings"])),
        (&json!("1 pasted one"), vec!["data-job.html"])
    );
    world.ok("p", &["resume", "new"]);
    world.ok(
        "p",
        &["resume", "build", "--for", "data-job", "--text", "../out.txt"],
    );
    let wrong = world.run_in("p", &["resume", "build", "--for", "nothing"]);
    assert!(
        wrong.err.contains("no posting has the id `nothing`"),
        "{}",
        wrong.err
    );
    let none = world.run_in("p", &["apply", "stage", "data-job.html", "offer"]);
    assert!(none.err.contains("pivot apply data-job.html"), "{}", none.err);
    world.ok("p", &["apply", "data"]);
    // What is over takes no next action, and a stage is taken back as every fact is.
    world.ok("p", &["apply", "stage", "data", "rejected"]);
    assert_eq!(world.run_in("p", &["apply", "next", "data", "write"]).status, 2);
    world.ok("p", &["undo"]);
    world.ok("p", &["apply", "next", "data", "write"]);
    let empty = world.ok("p", &["apply", "offers"]);
    assert!(empty.contains("No offer is recorded"), "{empty}");
}

#[test]
fn faults_of_the_list_have_their_place() {
    let world = World::small(&task("j", 2, ""));
    world.write(
        "p/companies.toml",
        "[postings]\ntitels = [\"a\"]\n\n[[company]]\nname = \"A\"\nwork = 11\n",
    );
    let ran = world.run_in("p", &["posting", "list"]);
    assert_eq!(ran.status, 2);
    assert!(
        ran.err.contains("companies.toml:2:1") && ran.err.contains("companies.toml:6:8"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("did you mean `titles`?"), "{}", ran.err);
}
