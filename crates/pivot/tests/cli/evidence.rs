//! `evidence`: a learner who walks through all steps by files alone, one who cheats, and commands that wait to be allowed.

use std::fmt::Write as _;
use std::process::Command;

use serde_json::{Value, json};

use crate::{Ran, World, task};

impl World {
    /// A pivot `p` of the article's steps, from Monday 2027-01-04 on, in UTC.
    fn article() -> World {
        let world = World::new();
        let more = [
            "--start",
            "2027-01-04",
            "--timezone",
            "UTC",
            "--hours",
            "mon-fri 09:00-17:00",
        ];
        world.ok(
            ".",
            &[&["init", "p", "--curriculum", "deep-learning-2017"], &more[..]].concat(),
        );
        world
    }

    /// A file of the pivot, with its folders.
    fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join("p").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn evidence(&self, now: &str, args: &[&str]) -> Ran {
        self.run_in("p", &[&["evidence"], args, &["--now", now]].concat())
    }

    /// The answer for programs about one step or task.
    fn about(&self, now: &str, args: &[&str]) -> Value {
        let ran = self.evidence(now, &[args, &["--json"]].concat());
        assert!(ran.status < 2, "{args:?}: {}", ran.err);
        serde_json::from_str(&ran.out).unwrap()
    }

    /// What a check of a task found.
    fn found(&self, now: &str, task: &str) -> String {
        let answer = self.about(now, &[task, "--dry-run"]);
        let mut found = String::new();
        gather(&answer["steps"][0]["tasks"][0]["done_when"], &mut found);
        found
    }

    /// Runs git in the project; its commits are of a day.
    fn git(&self, day: &str, args: &[&str]) {
        let at = format!("{day}T12:00:00Z");
        let output = Command::new("git")
            .args([
                "-c",
                "user.name=A",
                "-c",
                "user.email=a@example.org",
                "-c",
                "commit.gpgsign=false",
            ])
            .args(args)
            .current_dir(self.path().join("p/project"))
            .env("GIT_AUTHOR_DATE", &at)
            .env("GIT_COMMITTER_DATE", &at)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "git {args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

fn gather(need: &Value, found: &mut String) {
    if let Some(text) = need["now"]["found"].as_str() {
        writeln!(found, "{text}").unwrap();
    }
    need["of"]
        .as_array()
        .into_iter()
        .flatten()
        .for_each(|n| gather(n, found));
}

fn prose(words: usize) -> String {
    (0..words)
        .map(|n| format!("word{}{n} ", char::from(b'a' + u8::try_from(n % 26).unwrap())))
        .collect()
}

/// A lesson's notebook of one's own.
fn lesson(of: &str) -> String {
    let cell = |n: usize| {
        json!({ "cell_type": "code", "metadata": {}, "execution_count": n + 1, "source": format!("losses.append(train({of:?}, {n}))"),
            "outputs": [{ "output_type": "stream", "name": "stdout", "text": format!("loss {n}") }] })
    };
    let mut cells = vec![
        json!({ "cell_type": "markdown", "metadata": {}, "source": format!("# Lesson {of}\n{}", prose(220)) }),
    ];
    cells.extend((0..12).map(cell));
    json!({ "nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells }).to_string()
}

fn picture(kind: &str) -> Vec<u8> {
    let head: &[u8] = if kind == "png" {
        b"\x89PNG\r\n\x1a\n"
    } else {
        b"\xff\xd8\xff"
    };
    [head, &[7; 4000]].concat()
}

fn post(title: &str, day: &str, words: usize) -> String {
    format!(
        "<item><title>{title}</title><link>https://me.example/{title}</link><pubDate>{day}T10:00:00Z</pubDate><description>{}{title}</description></item>",
        prose(words)
    )
}

fn feed(posts: &[String]) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Mine</title>{}</channel></rss>",
        posts.concat()
    )
}

/// Dates of one submission a week, from the first week of February on.
const WEEKS: [&str; 8] = [
    "2027-02-02",
    "2027-02-09",
    "2027-02-16",
    "2027-02-23",
    "2027-03-02",
    "2027-03-09",
    "2027-03-16",
    "2027-03-23",
];

fn submissions(scores: impl Fn(usize) -> f64) -> String {
    let mut list = String::from("fileName,date,description,status,publicScore,privateScore\n");
    for (n, day) in WEEKS.iter().enumerate().rev() {
        writeln!(
            list,
            "s{n}.csv,{day} 20:00:00,,SubmissionStatus.COMPLETE,{:.2},",
            scores(n)
        )
        .unwrap();
    }
    list
}

/// The project with its repository: commits on days, README, licence, tag, demo.
fn project(world: &World) {
    world.put(
        "project/scope.md",
        format!(
            "## User\n{}\n## Data\nPhotos.\n## Success\nNine of ten.\n## Out of scope\nVideo.\n",
            prose(160)
        ),
    );
    world.git("2027-02-01", &["init", "-q", "."]);
    for n in 0..10 {
        let day = format!("2027-02-{:02}", 1 + n);
        world.put(&format!("project/part{n}.py"), format!("x = {n}\n"));
        if n == 4 {
            world.put("project/demo.sh", "#!/bin/sh\necho it works > out.txt\n");
            world.put("project/test.sh", "#!/bin/sh\necho 3 passed\n");
            #[cfg(unix)]
            for program in ["demo.sh", "test.sh"] {
                use std::os::unix::fs::PermissionsExt;
                let program = world.path().join("p/project").join(program);
                std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
            }
        }
        if n == 9 {
            world.put(
                "project/README.md",
                "# Maps\n## Results\n97 of 100.\n## Limits\nNight.\n",
            );
            world.put("project/LICENSE", "MIT\n");
        }
        world.git(&day, &["add", "."]);
        world.git(&day, &["commit", "-q", "-m", &format!("part {n}")]);
    }
    world.git("2027-02-11", &["tag", "v0.1"]);
}

/// The example of the documentation, with invented prices: 880 and 13 % are 994.40.
fn parts() -> String {
    let mut text = include_str!("../../../../docs/rig/parts.toml").to_owned();
    let prices = [
        ("cpu]\n", 130),
        ("board]\n", 95),
        ("ram]]\n", 110),
        ("gpu]]\n", 300),
        ("storage]]\nname = \"240", 85),
        ("storage]]\nname = \"disk", 60),
        ("psu]\n", 55),
        ("case]\n", 45),
    ];
    for (head, price) in prices {
        let at = text.find(head).unwrap() + head.find('\n').unwrap() + 1;
        let said = format!("price = {price}\ncurrency = \"CAD\"\ndate = 2027-01-05\nsource = \"invented\"\n");
        text.insert_str(at, &said);
    }
    text
}

/// What a learner has in the end.
fn everything(world: &World) {
    let probe = "| CUDA Version: 8.0 | 100MiB / 8192MiB |\ntheano 0.9.0 device cuda\n";
    world.put("work/1.0/probe.txt", probe);
    world.put("work/2.4/probe.txt", probe);
    for step in [1, 6] {
        for n in 1..=7 {
            world.put(
                &format!("work/{step}.{n}/lesson.ipynb"),
                lesson(&format!("{step}.{n}")),
            );
        }
    }
    let values = [
        ("lesson-1-accuracy", 0.98),
        ("own-sgd-last-loss", 0.1),
        ("own-sgd-first-loss", 0.9),
        ("lesson-2-validation-loss", 0.3),
        ("lesson-3-validation-loss", 0.2),
        ("embedding-model-loss", 0.8),
        ("dot-product-loss", 0.9),
        ("imdb-accuracy-dense", 0.83),
        ("imdb-accuracy-convolution", 0.88),
        ("imdb-accuracy-lstm", 0.87),
        ("own-rnn-last-loss", 1.0),
        ("own-rnn-first-loss", 3.0),
        ("epoch-seconds-own", 40.0),
        ("epoch-seconds-cloud", 60.0),
        ("break-even-hours", 900.0),
        ("lesson-9-loss", 0.4),
        ("lesson-11-loss", 0.4),
        ("lesson-14-mean-iou", 0.6),
        ("project-baseline", 0.7),
        ("project-improvement", 0.2),
        ("project-goal", 0.1),
    ];
    let rows: String = values
        .iter()
        .map(|(name, value)| format!("{name},{value},2027-03-01\n"))
        .collect();
    world.put("metrics.csv", format!("name,value,date\n{rows}"));
    world.put("work/1.6/sample.txt", "thus spake the network\n");
    for path in [
        "work/1.7/heat-map.png",
        "work/6.1/stylised.png",
        "work/6.3/samples.png",
        "work/6.5/attention.png",
    ] {
        world.put(path, picture("png"));
    }
    world.put("work/1.7/submission.csv", "id,label\n1,0.5\n");
    for n in [2, 4, 6] {
        world.put(&format!("work/6.{n}/paper.md"), prose(320));
    }
    world.put("work/6.6/translated.txt", "Der Zug ist da.\n");
    let orders: String = (0..5)
        .map(|n| format!("part {n},2027-01-08,receipt-{n}.pdf\n"))
        .collect();
    world.put("rig/orders.csv", format!("part,ordered,receipt\n{orders}"));
    world.put("rig/power-on.jpg", picture("jpg"));
    world.put("rig/parts.toml", parts());
    world.put(
        "work/3.1/competitions.csv",
        "ref,userHasEntered\ndogs-vs-cats-redux-kernels-edition,True\n",
    );
    world.put(
        "work/3.3/competitions.csv",
        "ref,deadline,userHasEntered\nplanet,2027-04-01,True\n",
    );
    let rows: String = (0..12_500).map(|n| format!("{n},0.{}\n", 1 + n % 9)).collect();
    world.put("work/3.2/submission.csv", format!("id,label\n{rows}"));
    world.put(
        "kaggle/dogs-vs-cats-redux-kernels-edition.csv",
        submissions(|_| 0.09),
    );
    world.put("kaggle/planet.csv", submissions(|n| 0.9 - 0.01 * n as f64));
    world.put("kaggle/better.csv", "competition,better\nplanet,lower\n");
    world.put("work/3.5/final-picks.md", "s7.csv and s6.csv\n");
    world.put(
        "feed.xml",
        feed(&[
            post("one", "2027-02-03", 500),
            post("two", "2027-02-25", 820),
            post("three", "2027-03-12", 450),
        ]),
    );
    let mut events = String::new();
    for (n, day) in ["0203", "0217", "0303", "0317", "0503", "0517"]
        .iter()
        .enumerate()
    {
        write!(events, "BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:2027{day}T190000Z\r\nDURATION:PT3H\r\nSUMMARY:Deep learning meetup\r\nDESCRIPTION:Met person{n}\\, write to them\r\nEND:VEVENT\r\n").unwrap();
    }
    world.put(
        "calendars/meetups.ics",
        format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n"),
    );
    project(world);
    let postings: String = (0..20)
        .map(|n| format!("Company {n},Engineer,python;pytorch;sql\n"))
        .collect();
    world.put("postings.csv", format!("company,title,requirements\n{postings}"));
    let resume = json!({ "basics": { "name": "A B", "url": "https://me.example" }, "skills": [{ "name": "PyTorch" }],
        "projects": [{ "name": "Maps, my project" }], "awards": [{ "title": "Kaggle: Planet" }] });
    world.put("resume.json", resume.to_string());
    world.put("work/10.3/coverage.md", "## Missing\nSQL.\n");
    world.put(
        "portfolio/index.html",
        "<title>A B</title><a href=\"https://me.example/maps\">Maps</a>",
    );
    let companies: String = (0..10)
        .map(|n| format!("Company {n},Toronto,maps,ann@c{n}.example,no need\n"))
        .collect();
    world.put(
        "companies.csv",
        format!("name,city,why,contact,relocation\n{companies}"),
    );
    world.put(
        "outcome.toml",
        "result = \"hired\"\ndate = 2027-04-02\nanswer = \"It did not take an expert.\"\n",
    );
}

const LATE: &str = "2027-04-05T12:00:00Z";

/// From nothing to all thirteen steps.
#[cfg(unix)]
#[test]
fn a_learner_walks_through_all_steps_by_files_alone() {
    let world = World::article();
    let first = world.ok("p", &["evidence", "--now", "2027-01-04T09:00:00Z"]);
    assert!(first.starts_with("0 of 44 tasks have their evidence"), "{first}");
    assert!(first.lines().all(|l| l.chars().count() <= 80), "{first}");
    assert!(
        !world.path().join("p/.pivot/journal.db").exists(),
        "nothing there is no fact"
    );
    everything(&world);
    // The demo is run once it is allowed, and not before.
    let told = world.found(LATE, "7.3");
    assert!(told.contains("only once you allowed it"), "{told}");
    let wrong = world.evidence(LATE, &["7.3", "--allow", "0123456789abcdef"]);
    assert_eq!(wrong.status, 2, "{}", wrong.err);
    assert!(!world.path().join("p/out.txt").exists());
    // The project's own tests are of 9.2.
    for task in ["7.3", "9.2"] {
        let asked = world.evidence(LATE, &[task, "--dry-run"]);
        let hash = asked.out.split("--allow").nth(1).unwrap();
        let hash = hash.split_whitespace().next().unwrap();
        world.ok("p", &["evidence", task, "--allow", hash, "--now", LATE]);
    }
    assert!(
        world.path().join("p/out.txt").exists(),
        "it ran, in the pivot's folder"
    );
    let before = world.json("p", &["plan", "--now", LATE]);
    // Step by step, and each closes.
    let mut closed = Vec::new();
    for number in 1..=13 {
        let step = number.to_string();
        let ran = world.evidence(LATE, &[&step, "--close"]);
        assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
        assert!(ran.out.lines().all(|l| l.chars().count() <= 80), "{}", ran.out);
        let answer = world.about(LATE, &[&step]);
        if answer["steps"][0]["closed"] == true {
            closed.push(number);
        }
    }
    assert_eq!(closed, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    let rig = world.found(LATE, "2.1");
    assert!(
        rig.contains("no error in 32 checks") && rig.contains("CAD 994.40"),
        "{rig}"
    );
    let all = world.ok("p", &["evidence", "--now", LATE]);
    assert!(
        all.starts_with("44 of 44 tasks have their evidence") && !all.contains("unverified"),
        "{all}"
    );
    // What was closed is no work any more.
    let after = world.json("p", &["plan", "--now", LATE]);
    assert!(!before["sessions"].as_array().unwrap().is_empty());
    assert_eq!(after["sessions"], json!([]));
    // A second look records nothing; the facts say by what.
    let again = world.about(LATE, &[]);
    assert!(again["recorded"].is_null(), "{}", again["recorded"]);
    let facts = world.json("p", &["journal", "--task", "10.2", "--now", LATE]);
    let checked = facts["facts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["kind"] == "checked")
        .unwrap();
    assert_eq!(checked["payload"]["met"], true);
    assert_eq!(checked["payload"]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(checked["payload"]["excerpt"], "A B");
    // What is lost later is told, and undoes nothing.
    std::fs::remove_file(world.path().join("p/resume.json")).unwrap();
    let lost = world.evidence("2027-04-06T12:00:00Z", &["10.2"]);
    assert_eq!(lost.status, 0, "{}", lost.out);
    assert!(
        lost.out.contains("there is no file `resume.json`") && lost.out.contains("that stands"),
        "{}",
        lost.out
    );
}

/// Each trick, and why it is refused.
#[test]
fn one_who_cheats_is_refused_with_the_reason() {
    let world = World::article();
    let found = |task: &str| world.found(LATE, task);
    let refused = |task: &str, why: &str| {
        let found = found(task);
        assert!(found.contains(why), "{task}: {found}");
        let ran = world.evidence(LATE, &[task, "--close"]);
        assert_eq!(ran.status, 1, "{}", ran.out);
        assert!(!ran.out.contains("Done:"), "{}", ran.out);
    };
    let empty = json!({ "nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [] }).to_string();
    world.put("work/1.1/lesson.ipynb", empty);
    refused("1.1", "has no code");
    // The course's own, which lies in the folder as its repository has it.
    world.put("courses/deeplearning1/nbs/lesson2.ipynb", lesson("of the course"));
    world.put("work/1.2/lesson.ipynb", lesson("of the course"));
    refused("1.2", "has nothing that the course's notebook");
    world.put("feed.xml", feed(&[post("hello", "2027-02-03", 9)]));
    refused("4.2", "the post “hello” has 10 words, of which it needs 400");
    world.put("project/README.md", "# P\n## Results\nGood.\n## Limits\nNone.\n");
    world.put("project/LICENSE", "MIT\n");
    world.git("2027-02-01", &["init", "-q", "."]);
    world.git("2027-02-01", &["add", "."]);
    world.git("2027-02-01", &["commit", "-q", "-m", "everything"]);
    world.git("2027-02-01", &["tag", "v1"]);
    refused("9.3", "1 commit, of which it needs 10");
    // Nine that change nothing, and all of them on one day.
    for n in 0..9 {
        world.git(
            "2027-02-01",
            &["commit", "-q", "--allow-empty", "-m", &format!("work {n}")],
        );
    }
    refused("9.3", "1 commit, of which it needs 10");
    for n in 0..9 {
        world.put("project/log.md", format!("{n}\n"));
        world.git("2027-02-01", &["add", "."]);
        world.git("2027-02-01", &["commit", "-q", "-m", &format!("work {n}")]);
    }
    refused("9.3", "commits on 1 day, of which it needs 5");
    // The list of submissions as it was, then with better scores.
    world.put("kaggle/better.csv", "competition,better\nplanet,lower\n");
    world.put("work/3.5/final-picks.md", "s7.csv\n");
    world.put("kaggle/planet.csv", submissions(|n| 0.5 + 0.01 * n as f64));
    refused("3.5", "does not beat the 0.5 of the first week");
    world.put("kaggle/planet.csv", submissions(|n| 0.5 - 0.01 * n as f64));
    refused(
        "3.5",
        "was edited: 2027-03-23 20:00:00 s7.csv had 0.57, and has 0.43 now",
    );
    // A value by hand where no value is; a picture that is none; a link out of the folder.
    world.put(
        "metrics.csv",
        "name,value,date\nlesson-1-accuracy,0.99,2028-01-01\n",
    );
    refused("1.1", "that lies ahead");
    // Parts that do not fit; what would show it left out; more than the budget; a file that says nothing.
    let rig = |from: &str, to: &str, why: &str| {
        assert!(parts().contains(from), "{from}");
        world.put("rig/parts.toml", parts().replacen(from, to, 1));
        refused("2.1", why);
    };
    rig(
        "length_mm = 250",
        "length_mm = 350",
        "gpu-length: GTX 1060 6 GB is 350 mm long",
    );
    rig("length_mm = 250\n", "", "gpu-length: it lacks gpu.length_mm");
    rig("price = 300", "price = 500", "more than the budget");
    rig(
        "price = 300\n",
        "",
        "does not say what it costs: it lacks gpu.price",
    );
    world.put("rig/parts.toml", "budget = 1000\n");
    refused("2.1", "has 1 fault; line 1, column 10");
    world.put("rig/power-on.jpg", "it is on, believe me");
    refused("2.3", "is no jpg");
    #[cfg(unix)]
    {
        std::fs::write(world.path().join("theirs.md"), prose(400)).unwrap();
        std::os::unix::fs::symlink("../../theirs.md", world.path().join("p/project/scope.md")).unwrap();
        refused("7.1", "is a link that leads out of the pivot's folder");
    }
    let journal = world.json("p", &["journal", "--now", LATE]);
    assert!(
        journal["facts"]
            .as_array()
            .unwrap()
            .iter()
            .all(|f| f["kind"] != "done")
    );
}

/// What closes with evidence frees what waits for it: `b` may begin on Monday, not on Tuesday.
#[test]
fn closing_frees_what_waits() {
    let world = World::small(
        &(task(
            "a",
            2,
            "done_when = { kind = \"file\", file = \"a.md\", words = 3 }",
        ) + &task("b", 2, "after = [\"a\"]")),
    );
    let now = "2027-01-04T08:00:00Z";
    let start = |task: &str| {
        let plan = world.json("p", &["plan", "--now", now]);
        let sessions = plan["sessions"].as_array().unwrap();
        sessions
            .iter()
            .find(|s| s["task"] == task)
            .map(|s| s["start"].as_str().unwrap()[..10].to_owned())
    };
    assert_eq!(
        (start("a").as_deref(), start("b").as_deref()),
        (Some("2027-01-04"), Some("2027-01-05"))
    );
    assert_eq!(world.evidence(now, &["a"]).status, 1);
    world.put("a.md", "one two three");
    let dry = world.about(now, &["a", "--dry-run"]);
    assert_eq!(
        (&dry["steps"][0]["tasks"][0]["ready"], &dry["recorded"]),
        (&json!(true), &Value::Null)
    );
    assert!(!world.path().join("p/.pivot/journal.db").exists());
    let ready = world.ok("p", &["evidence", "a", "--now", now]);
    assert!(
        ready.contains("met, to close") && ready.contains("pivot evidence a --close"),
        "{ready}"
    );
    let closed = world.ok("p", &["evidence", "a", "--close", "--now", now]);
    assert!(closed.contains("Done: a"), "{closed}");
    assert_eq!((start("a"), start("b").as_deref()), (None, Some("2027-01-04")));
    let step = world.about(now, &["1"]);
    assert_eq!(step["steps"][0]["closed"], false, "b is your word, and open");
    world.ok("p", &["done", "b", "--now", now]);
    assert_eq!(world.about(now, &["1"])["steps"][0]["closed"], true);
}

/// A command is allowed as it is; changed, it is another. What it does wrong is told.
#[cfg(unix)]
#[test]
fn a_command_runs_only_as_it_was_allowed() {
    let world = World::small(&task(
        "a",
        2,
        "done_when = { kind = \"command\", run = \"sh demo.sh 'two words'\", minutes = 1 }",
    ));
    let now = "2027-01-04T08:00:00Z";
    let hash = || {
        let answer = world.about(now, &["a"]);
        let next = answer["steps"][0]["tasks"][0]["done_when"]["now"]["next"]
            .as_str()
            .unwrap()
            .to_owned();
        next.split("--allow ")
            .nth(1)
            .map(|h| h.split(' ').next().unwrap().to_owned())
    };
    world.put("demo.sh", "echo \"$1\" > said.txt; exit 3\n");
    assert_eq!(world.evidence(now, &["a", "--run"]).status, 1);
    assert!(!world.path().join("p/said.txt").exists(), "nobody allowed it");
    let first = hash().unwrap();
    let failed = world.evidence(now, &["a", "--allow", &first]);
    assert!(
        failed.status == 1 && failed.out.contains("ended with status 3"),
        "{}",
        failed.out
    );
    assert_eq!(world.read("p/said.txt"), "two words\n", "no shell stands between");
    assert_eq!(hash(), None, "it is allowed, and waits to be run");
    world.put("demo.sh", "echo \"$1\"; touch ran.txt\n");
    assert_eq!(world.evidence(now, &["a", "--run"]).status, 1);
    assert!(
        !world.path().join("p/ran.txt").exists(),
        "that is not what was allowed"
    );
    let stale = world.evidence(now, &["a", "--allow", &first]);
    assert_eq!(stale.status, 2, "{}", stale.out);
    let second = hash().unwrap();
    assert_ne!(first, second);
    let good = world.ok("p", &["evidence", "a", "--allow", &second, "--now", now]);
    assert!(
        good.contains("ended well") && good.contains("two words"),
        "{good}"
    );
    // Later it is not run again unless one says so, and its pass stands.
    std::fs::remove_file(world.path().join("p/ran.txt")).unwrap();
    assert_eq!(world.evidence(now, &["a"]).status, 0);
    assert!(!world.path().join("p/ran.txt").exists());
    assert_eq!(world.evidence(now, &["a", "--run"]).status, 0);
    assert!(world.path().join("p/ran.txt").exists());
}

#[test]
fn words_alone_close_nothing_here() {
    let tasks = task("a", 2, "done_when = { kind = \"self\" }") + &task("b", 2, "");
    let world = World::small(&tasks);
    let now = "2027-01-04T08:00:00Z";
    let ran = world.evidence(now, &["a", "--close"]);
    assert_eq!(ran.status, 1);
    assert!(
        ran.out.contains("unverified") && !ran.out.contains("Done"),
        "{}",
        ran.out
    );
    world.ok("p", &["done", "a", "--now", now]);
    let all = world.ok("p", &["evidence", "--now", now]);
    assert!(
        all.contains("0 of 2 tasks have their evidence")
            && all.contains("done, unverified")
            && all.contains("your word"),
        "{all}"
    );
    assert_eq!(world.about(now, &[])["steps"][0]["met"], 0);
}

#[test]
fn wrong_use_says_what_is_right() {
    let world = World::small(&task("a", 2, "done_when = { kind = \"url\", name = \"demo\" }"));
    let now = "2027-01-04T08:00:00Z";
    let fails = |args: &[&str], why: &str| {
        let ran = world.evidence(now, args);
        assert_eq!(ran.status, 2, "{args:?}: {}", ran.out);
        assert!(ran.err.contains(why), "{args:?}: {}", ran.err);
    };
    fails(&["9"], "no step and no task `9`");
    fails(&["a", "--url", "me.example"], "begins with https://");
    fails(&["--url", "https://me.example"], "STEP|TASK");
    fails(&["a", "--allow", "0123456789"], "no command");
    fails(&["a", "--dry-run", "--close"], "cannot be used with");
    // An address is looked at only when that is asked for.
    let asked = world.about(now, &["a"]);
    assert_eq!(
        asked["steps"][0]["tasks"][0]["done_when"]["now"]["found"],
        "no address of `demo` is recorded"
    );
}
