//! `project scope` and `project new`: from what a project is to be to the tasks that it closes and the page that shows it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::{Ran, World};

const NOW: &str = "2027-01-05T12:00:00Z";
const LATER: &str = "2027-03-01T12:00:00Z";
const SITE: &str =
    "\n[site]\ntitle = \"Ada learns\"\nauthor = \"Ada Example\"\naddress = \"https://ada.example/\"\n";

/// A person's words, 40 of them, no two lines alike.
fn words(about: &str) -> String {
    let words = (0..37).map(|n| format!("{about}{}", ["a", "b", "c", "d", "e", "f", "g"][n % 7]));
    format!("About the {about}: {}", words.collect::<Vec<_>>().join(" "))
}

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
    world.write(
        ".gitconfig",
        "[user]\nname = Ada Example\nemail = ada@example.org\n",
    );
    world
}

/// Runs `pivot` on a day; what git commits meanwhile is of that day too.
fn at(world: &World, now: &str, args: &[&str]) -> Ran {
    let days = [("GIT_AUTHOR_DATE", now), ("GIT_COMMITTER_DATE", now)];
    world.run_with("p", &[args, &["--now", now]].concat(), &days)
}

fn json(world: &World, now: &str, args: &[&str]) -> Value {
    let ran = at(world, now, &[args, &["--json"]].concat());
    assert!(ran.status < 2, "{args:?}: {}{}", ran.out, ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

fn git(world: &World, folder: &Path, day: &str, args: &[&str]) {
    let done = Command::new("git")
        .args(args)
        .current_dir(folder)
        .env("HOME", world.path())
        .env("GIT_AUTHOR_DATE", day)
        .env("GIT_COMMITTER_DATE", day)
        .status()
        .unwrap();
    assert!(done.success(), "git {args:?}");
}

fn scoped(world: &World) -> Value {
    let [user, data, success, out] = ["user", "data", "success", "out"].map(words);
    let args = [
        "project",
        "scope",
        "--user",
        &user,
        "--data",
        &data,
        "--success",
        &success,
        "--out",
        &out,
        "--metric",
        "accuracy",
        "--beat-by",
        "0.1",
        "--budget",
        "300h",
    ];
    json(world, NOW, &args)
}

fn states(evidence: &Value) -> Vec<(String, String, bool)> {
    let steps = evidence["steps"].as_array().unwrap();
    let tasks = steps.iter().flat_map(|s| s["tasks"].as_array().unwrap());
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    tasks
        .map(|t| (text(&t["id"]), text(&t["state"]), t["done"] == 1))
        .collect()
}

#[test]
fn a_project_from_its_scope_to_the_site() {
    let world = world();
    // Nothing is said yet: the answer is no, and nothing is written.
    let empty = at(&world, NOW, &["project", "scope"]);
    assert_eq!(empty.status, 1, "{}", empty.err);
    assert!(
        empty.out.contains("There is no project/scope.md yet"),
        "{}",
        empty.out
    );
    assert!(!world.path().join("p/project").exists());

    let first = scoped(&world);
    assert_eq!((&first["written"], &first["goal"]), (&true.into(), &0.1.into()));
    assert_eq!(first["recorded"].as_array().unwrap().len(), 1);
    assert_eq!(first["lacking"].to_string(), "[]");
    assert_eq!(first["load"]["steps"].to_string(), "[7,9]");
    // 4 + 12 + 8 and 16 + 12 + 6 hours.
    assert_eq!(
        (&first["load"]["likely"], &first["load"]["over"]),
        (&"PT58H".into(), &false.into())
    );
    let text = world.read("p/project/scope.md");
    assert!(
        text.starts_with(
            "+++\nmetric = \"accuracy\"\nbeat_by = 0.1\nbudget = \"300h\"\n+++\n## User\n\nAbout the user"
        ),
        "{text}"
    );
    // The same again changes nothing; other words do not take the place of those that are there.
    let again = scoped(&world);
    assert_eq!(
        (&again["written"], again["recorded"].to_string().as_str()),
        (&false.into(), "[]")
    );
    let other = at(&world, NOW, &["project", "scope", "--user", "Somebody else"]);
    assert_eq!(other.status, 2, "{}", other.out);
    assert!(other.err.contains("--replace"), "{}", other.err);
    assert_eq!(world.read("p/project/scope.md"), text);

    let made = json(&world, NOW, &["project", "new", "fish-finder"]);
    assert_eq!(made["pivot"].to_string(), "[\"projects/fish-finder.md\"]");
    assert!(made["commit"].as_str().unwrap().len() >= 40, "{made}");
    assert_eq!(world.read("p/project/scope.md"), text, "the scope is kept");
    assert!(
        world
            .read("p/project/Cargo.toml")
            .contains("name = \"fish-finder\"")
    );
    let twice = at(&world, NOW, &["project", "new", "other"]);
    assert_eq!(twice.status, 2);
    assert!(twice.err.contains("is not empty"), "{}", twice.err);

    // What a training and some days of work leave behind.
    let project = world.path().join("p/project");
    let put = |path: &str, text: &str| {
        let path = project.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put(
        "model/report/report.json",
        "{\"accuracy\": {\"value\": 0.9, \"low\": 0.85, \"high\": 0.94}, \"baseline\": 0.25}",
    );
    put("demo.sh", "#!/bin/sh\necho fine\n");
    put("test.sh", "#!/bin/sh\necho as well\n");
    put("LICENSE-MIT", "MIT License\n");
    let section = |title: &str| format!("## {title}\n\nWhat there is to say of it.\n\n");
    let readme: String = ["Results", "Limits", "Intended use", "Training data"]
        .map(section)
        .concat();
    put("README.md", &readme);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let all = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(project.join("demo.sh"), all).unwrap();
        assert!(
            std::fs::metadata(project.join("test.sh"))
                .unwrap()
                .permissions()
                .mode()
                & 0o100
                != 0
        );
    }
    for day in 10..20 {
        put("notes.md", &format!("Day {day}\n"));
        let day = format!("2027-02-{day}T12:00:00Z");
        git(&world, &project, &day, &["add", "--all"]);
        git(
            &world,
            &project,
            &day,
            &["commit", "--quiet", "-m", "A day's work"],
        );
    }
    git(&world, &project, "2027-02-20T12:00:00Z", &["tag", "v0.1"]);

    // Demo and tests run once the hash of each is allowed.
    for task in ["7.3", "9.2"] {
        let asked = at(&world, LATER, &["evidence", task]);
        let hash = asked.out.split("--allow").nth(1).unwrap();
        let hash = hash.split_whitespace().next().unwrap();
        at(&world, LATER, &["evidence", task, "--allow", hash]);
    }
    for step in ["7", "9"] {
        let closed = json(&world, LATER, &["evidence", step, "--close"]);
        for (task, state, done) in states(&closed) {
            assert!(
                done && (state == "met" || task == "7.3" || task == "9.2"),
                "{task}: {state} {closed:#}"
            );
        }
    }
    let stands = json(&world, LATER, &["project", "scope"]);
    assert_eq!(stands["reached"]["improvement"], 0.65);

    // The page shows the figures, each with its evidence.
    let settings = world.read("p/pivot.toml") + SITE;
    world.write("p/pivot.toml", &settings);
    let page = world.read("p/projects/fish-finder.md");
    world.write(
        "p/projects/fish-finder.md",
        &page.replace("draft = true", "draft = false"),
    );
    let built = at(&world, LATER, &["site", "build"]);
    assert_eq!(built.status, 0, "{}{}", built.out, built.err);
    let page = world.read("p/site/projects/fish-finder/index.html");
    assert!(page.contains("0.9000") && page.contains("0.6500"), "{page}");
    assert!(
        page.contains("/evidence/training-fish-finder/") && page.contains("About the user"),
        "{page}"
    );
    let evidence = world.read("p/site/evidence/training-fish-finder/index.html");
    assert!(evidence.contains("between 0.8500 and 0.9400"), "{evidence}");
    assert!(!world.path().join("p/site/evidence").join("project-goal").exists());
}

#[test]
fn a_project_that_grows_past_its_budget_is_cut() {
    let world = world();
    scoped(&world);
    let before = world.read("p/project/scope.md");
    // 58 likely hours are more than 120 in 80 of 100 futures at a usual pace, with work cut less: 29 are the least.
    let over = at(&world, NOW, &["project", "scope", "--budget", "120h"]);
    assert_eq!(over.status, 1, "{}{}", over.out, over.err);
    assert!(over.out.contains("What to cut, each solved"), "{}", over.out);
    assert_eq!(world.read("p/project/scope.md"), before.replace("300h", "120h"));
    let told = json(&world, NOW, &["project", "scope"]);
    let cuts = told["load"]["cuts"].as_array().unwrap();
    assert!(told["load"]["over"] == true && !cuts.is_empty(), "{told:#}");
    let hours = |v: &Value| -> f64 {
        let text = v.as_str().unwrap().trim_start_matches("PT");
        let (hours, rest) = text.split_once('H').unwrap();
        hours.parse::<f64>().unwrap() + rest.trim_end_matches('M').parse::<f64>().unwrap_or(0.0) / 60.0
    };
    let asks: Vec<f64> = cuts.iter().map(|cut| hours(&cut["asks"])).collect();
    assert!(asks.is_sorted(), "{asks:?}");
    for cut in cuts {
        assert!(hours(&cut["hours"]["p80"]) <= 120.0, "{cut}");
        assert!(hours(&cut["hours"]["p50"]) < hours(&cut["hours"]["p80"]), "{cut}");
        assert!(cut["ends"]["project"]["p80"].is_string(), "{cut}");
        // 7.1 stays, with which it begins; 7.2 and 7.3, as nothing else leads on; 9.3, as step 10 waits for it.
        assert!(!cut["change"].as_str().unwrap().contains("leave out 7"), "{cut}");
    }
    assert_eq!(at(&world, NOW, &["project", "scope", "--cut", "9"]).status, 2);
    let cut = json(&world, NOW, &["project", "scope", "--cut", "1"]);
    assert_eq!(cut["load"]["over"], false, "{cut:#}");
    assert!(!cut["recorded"].as_array().unwrap().is_empty());
    // Nobody can do it in ten hours, whatever is cut.
    let never = json(&world, NOW, &["project", "scope", "--budget", "10h"]);
    assert!(
        never["load"]["cuts"] == serde_json::json!([]) && never["load"]["least"].is_object(),
        "{never:#}"
    );
}

#[test]
fn a_project_elsewhere_and_without_a_pivot() {
    let world = world();
    scoped(&world);
    let made = json(
        &world,
        NOW,
        &["project", "new", "fish-finder", "code/fish", "--no-git"],
    );
    assert_eq!(
        made["pivot"].to_string(),
        "[\"pivot.toml\",\"projects/fish-finder.md\"]"
    );
    assert!(
        world
            .read("p/pivot.toml")
            .contains("[project]\nfolder = \"code/fish\"")
    );
    assert_eq!(
        world.read("p/code/fish/scope.md"),
        world.read("p/project/scope.md")
    );
    let stands = json(&world, NOW, &["project", "scope"]);
    assert_eq!(stands["file"], "code/fish/scope.md");
    // Where there is no pivot a project is a folder as any other.
    std::fs::create_dir(world.path().join("bare")).unwrap();
    let alone = world.run_in("bare", &["project", "new", "fish-finder", "--no-git"]);
    assert_eq!(alone.status, 0, "{}", alone.err);
    assert!(world.path().join("bare/fish-finder/Cargo.lock").exists());
    for (args, said) in [
        (["project", "new", "Fish"], "small letters"),
        (["project", "new", "burn"], "is the name of a package"),
        (["project", "new", "fish-finder"], "is not empty"),
    ] {
        let ran = world.run_in("bare", &args);
        assert!(ran.status == 2 && ran.err.contains(said), "{args:?}: {}", ran.err);
    }
    let template = world.run_in("bare", &["project", "new", "x", "--template", "image-clasifier"]);
    assert!(
        template.err.contains("did you mean `image-classifier`?"),
        "{}",
        template.err
    );
}

/// The folder that cargo builds into: what is made is built there too, so that nothing that it shares with this repository is built twice.
fn target() -> std::path::PathBuf {
    let binary = Path::new(env!("CARGO_BIN_EXE_pivot"));
    binary.parent().unwrap().parent().unwrap().to_owned()
}

/// What a server answers, and its status.
fn asked(address: &str, head: &str, body: &[u8]) -> (u16, String) {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let head = format!(
        "{head} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
}

/// What is made passes its tests, learns, serves, and its report is read as evidence.
/// Burn is built for it once, where `cargo test -p pivot-train -p image-classifier` did not build it before.
#[test]
fn what_is_made_works() {
    use std::io::{BufRead, BufReader};
    let world = world();
    scoped(&world);
    json(&world, NOW, &["project", "new", "fish-finder"]);
    let project = world.path().join("p/project");
    let cargo = |args: &[&str]| {
        let done = Command::new(env!("CARGO"))
            .args(args)
            .args(["--offline", "--locked"])
            .current_dir(&project)
            .env("CARGO_TARGET_DIR", target())
            .status();
        assert!(done.unwrap().success(), "cargo {args:?}");
    };
    cargo(&["test"]);
    cargo(&["build"]);
    let program = target().join("debug/fish-finder");
    let run = |args: &[&str]| {
        let done = Command::new(&program).args(args).current_dir(&project).status();
        assert!(done.unwrap().success(), "{args:?}");
    };
    run(&["demo-data", "data", "--each", "40"]);
    run(&["train", "data"]);
    let mut server = Command::new(&program)
        .args(["serve", "--address", "127.0.0.1:0"])
        .current_dir(&project)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let address = lines
        .map_while(Result::ok)
        .find_map(|line| Some(line.split("http://").nth(1)?.split(['/', ' ']).next()?.to_owned()));
    let picture = std::fs::read_dir(project.join("data"))
        .unwrap()
        .find_map(|class| std::fs::read_dir(class.ok()?.path()).ok()?.next()?.ok());
    let answers = address.map(|address| {
        let picture = std::fs::read(picture.unwrap().path()).unwrap();
        (
            asked(&address, "GET /health", b""),
            asked(&address, "POST /classify", &picture),
        )
    });
    server.kill().unwrap();
    server.wait().unwrap();
    let (health, said) = answers.unwrap();
    assert_eq!((health.0, said.0), (200, 200), "{health:?} {said:?}");
    // The report is read as it was written: better than always saying the most frequent class.
    let stands = json(&world, NOW, &["project", "scope"]);
    assert!(
        stands["reached"]["improvement"].as_f64().unwrap() > 0.1,
        "{stands:#}"
    );
    let evidence = json(&world, LATER, &["evidence", "7.2"]);
    assert!(
        states(&evidence)
            .iter()
            .any(|(task, state, _)| task == "7.2" && state == "met"),
        "{evidence:#}"
    );
}
