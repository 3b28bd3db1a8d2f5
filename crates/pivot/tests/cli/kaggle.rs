//! `kaggle`: from a competition that is watched to a score that counts, with a service that is played on the loopback.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;

use crate::{Ran, World, curriculum, task};

use crate::doubles::kaggle::Kaggle as Played;

const ASKS: &str = "done_when = { kind = \"submissions\", competition = \"tides\", at_least = 2 }";

/// A pivot `p` of two tasks on weekday evenings, begun on 28 December 2026; it is the first of February.
fn world() -> World {
    let mut world = World::new();
    world.now = "2027-02-01T12:00:00Z";
    world.write(
        "c.toml",
        &curriculum(&(task("1.1", 4, ASKS) + &task("1.2", 2, ""))),
    );
    let args = [
        "init",
        "p",
        "--curriculum",
        "c.toml",
        "--timezone",
        "UTC",
        "--start",
        "2026-12-28",
    ];
    world.ok(".", &[&args[..], &["--hours", "mon-fri 18:00-20:00"]].concat());
    world
}

fn token(world: &World) {
    let folder = world.path().join(".kaggle");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("access_token");
    fs::write(&file, "the-token\n").unwrap();
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
}

/// Names the service in `competitions.toml`.
fn service(world: &World, base: &str) {
    let text = world.read("p/competitions.toml");
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("service")).collect();
    world.write(
        "p/competitions.toml",
        &format!("service = \"{base}\"\n{}\n", lines.join("\n")),
    );
}

fn kaggle(world: &World, args: &[&str]) -> Ran {
    world.run_in("p", &[&["kaggle"], args].concat())
}

fn json(world: &World, args: &[&str]) -> Value {
    let ran = kaggle(world, &[args, &["--json"]].concat());
    assert!(ran.status < 2, "{args:?}: {}{}", ran.out, ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

/// Ids of the tasks that the plan has sessions of.
fn planned(world: &World) -> Vec<String> {
    let plan = world.json("p", &["plan", "--dry-run"]);
    let sessions = plan["sessions"].as_array().unwrap();
    let mut ids: Vec<String> = sessions
        .iter()
        .map(|s| s["task"].as_str().unwrap().to_owned())
        .collect();
    ids.dedup();
    ids
}

fn texts_below(folder: &Path, all: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts_below(&path, all);
        } else {
            all.push(String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned());
        }
    }
}

#[test]
fn from_a_competition_to_a_score_that_counts() {
    let world = world();
    let played = Played::start();
    played.state().looks = Some(1);

    // Without a token it is watched all the same, and what to do is said.
    let watched = kaggle(
        &world,
        &["watch", "https://www.kaggle.com/competitions/tides/overview"],
    );
    assert_eq!(watched.status, 0, "{}", watched.err);
    assert!(
        watched.out.contains("no token") && watched.out.contains("access_token"),
        "{}",
        watched.out
    );
    assert!(
        world
            .read("p/competitions.toml")
            .ends_with("[[competition]]\nname = \"tides\"\ntask = \"1.1\"\n")
    );
    let plan = world.ok("p", &["plan", "--dry-run"]);
    assert!(plan.contains("the deadlines of competition"), "{plan}");
    let listed = kaggle(&world, &["list"]);
    assert!(
        listed
            .out
            .contains("kaggle competitions list -v > kaggle/competitions.csv"),
        "{}",
        listed.out
    );

    // With one, its rules not yet accepted: that becomes a task before the other.
    token(&world);
    service(&world, &played.api.base);
    played.state().accepted = false;
    let shown = kaggle(&world, &["status"]);
    assert_eq!(shown.status, 0, "{}", shown.err);
    assert!(
        shown.out.contains("accept its rules in a browser"),
        "{}",
        shown.out
    );
    let order = planned(&world);
    let place = |id: &str| order.iter().position(|other| other == id).unwrap();
    assert!(place("enter-tides") < place("1.1"), "{order:?}");
    let refused = kaggle(&world, &["data", "tides"]);
    assert_eq!(refused.status, 2);
    assert!(
        refused.err.contains("competitions/tides/rules"),
        "{}",
        refused.err
    );

    played.state().accepted = true;
    played.state().rank = 3;
    let stands = json(&world, &["status", "tides"]);
    let one = &stands["competitions"][0];
    assert_eq!(
        (&one["fresh"], &one["tries"]["allowed"]),
        (&true.into(), &2.into()),
        "{stands}"
    );
    assert_eq!(one["competition"]["deadline"], "2027-03-31T23:59:00+00:00");
    assert!(!planned(&world).contains(&"enter-tides".to_owned()));

    // Who wants a team has a task for it; who does not any more, has none.
    let team = || planned(&world).contains(&"team-tides".to_owned());
    assert!(!team());
    assert_eq!(kaggle(&world, &["watch", "tides", "--team"]).status, 0);
    assert!(world.read("p/competitions.toml").contains("team = true") && team());
    assert_eq!(kaggle(&world, &["watch", "tides", "--no-team"]).status, 0);
    assert!(world.read("p/competitions.toml").contains("team = false") && !team());
    let both = kaggle(&world, &["watch", "tides", "--team", "--no-team"]);
    assert_eq!(both.status, 2, "{}{}", both.out, both.err);

    // Its files, with size and hash; again nothing is fetched.
    let got = json(&world, &["data", "tides"]);
    let files = got["files"].as_array().unwrap();
    assert_eq!(files.len(), 2);
    assert_eq!(
        (&files[1]["bytes"], &files[1]["known"]),
        (&300_000.into(), &false.into()),
        "{got}"
    );
    assert_eq!(json(&world, &["data", "tides"])["files"][1]["known"], true);
    fs::write(
        world.path().join("p/data/tides/train/train.csv"),
        vec![0; 300_000],
    )
    .unwrap();
    assert_eq!(json(&world, &["data", "tides"])["files"][1]["changed"], true);

    // A file with faults spends no try; nor does one that nobody agreed to.
    world.write("p/wrong.csv", "id,value\n1,0.5\n3,0.5\n");
    let wrong = kaggle(&world, &["submit", "tides", "wrong.csv", "--yes"]);
    assert_eq!(wrong.status, 2);
    assert!(
        wrong.err.contains("wrong.csv") && wrong.err.contains('3'),
        "{}",
        wrong.err
    );
    world.write("p/first.csv", "id,value\n1,0.5\n2,0.25\n");
    let asked = kaggle(&world, &["submit", "tides", "first.csv", "-m", "a beginning"]);
    assert_eq!(asked.status, 1);
    assert!(
        asked.out.contains("Nothing was sent") && asked.out.contains("2 rows"),
        "{}",
        asked.out
    );
    {
        let state = played.state();
        assert_eq!((state.today, state.submissions.len()), (0, 0));
    }

    // Sent, followed to its score, recorded.
    let sent = json(
        &world,
        &["submit", "tides", "first.csv", "-m", "a beginning", "--yes"],
    );
    assert_eq!(
        (&sent["sent"], &sent["number"]),
        (&true.into(), &1000.into()),
        "{sent}"
    );
    assert_eq!(sent["submission"]["public"], "0.8000");
    assert_eq!(
        (&sent["rank"], sent["recorded"].as_array().unwrap().len()),
        (&3.into(), 2)
    );
    assert_eq!(played.state().submissions[0].2, b"id,value\n1,0.5\n2,0.25\n");
    let list = world.read("p/kaggle/tides.csv");
    assert_eq!(
        list,
        "fileName,date,description,status,publicScore,privateScore\n\
         first.csv,2027-01-01 10:00:00.123000,a beginning,SubmissionStatus.COMPLETE,0.8000,\n"
    );
    let facts = world.ok("p", &["journal"]);
    assert!(
        facts.contains("submitted tides") && facts.contains("scored 0.8"),
        "{facts}"
    );

    // One of the two that the task asks for; not waited for, the second is found by `status`.
    let lacks = world.run_in("p", &["evidence", "1.1", "--dry-run"]);
    assert!(lacks.out.contains("1 complete submission"), "{}", lacks.out);
    world.write("p/second.csv", "id,value\n1,0.75\n2,0.25\n");
    let quick = kaggle(&world, &["submit", "tides", "second.csv", "--yes", "--no-wait"]);
    assert_eq!(quick.status, 0, "{}", quick.err);
    assert!(quick.out.contains("Submitted as 1001"), "{}", quick.out);
    played.state().scored = 2;
    played.state().rank = 2;
    let stands = json(&world, &["status"]);
    let one = &stands["competitions"][0];
    assert_eq!(one["recorded"].as_array().unwrap().len(), 1, "{stands}");
    // The metric is a loss: 0.8000 stays the best, 0.8100 is worse.
    assert_eq!(
        (&one["better"], &one["submissions"][0]["best"]),
        (&"lower".into(), &0.8.into())
    );
    assert_eq!(one["ranks"][1]["rank"], 2);
    assert!(
        json(&world, &["status"])["competitions"][0]["recorded"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let met = world.ok("p", &["evidence", "1.1", "--close"]);
    assert!(met.contains("2 complete submissions"), "{met}");

    // Both of the day's tries are made.
    let spent = kaggle(&world, &["submit", "tides", "second.csv", "--yes"]);
    assert_eq!(spent.status, 2);
    assert!(spent.err.contains("no try is left today"), "{}", spent.err);
    assert_eq!(kaggle(&world, &["limits", "tides"]).status, 1);
    let board = json(&world, &["leaderboard", "tides", "--top", "3"]);
    assert_eq!(
        (board["places"].as_array().unwrap().len(), &board["more"]),
        (3, &true.into())
    );

    // What was reached is shown with the rank as it was.
    let settings = world.read("p/pivot.toml")
        + "\n[site]\ntitle = \"Ada learns\"\nauthor = \"Ada Example\"\naddress = \"https://ada.example/blog/\"\n";
    world.write("p/pivot.toml", &settings);
    fs::create_dir_all(world.path().join("p/projects")).unwrap();
    world.write(
        "p/projects/tides.md",
        "+++\ntitle = \"Tides\"\nsummary = \"Foretells water.\"\ncompetitions = [\"tides\"]\n+++\n## Result\n\nRank [](rank:tides), a loss of [](score:tides).\n",
    );
    world.ok("p", &["portfolio", "build"]);
    let page = world.read("p/site/projects/tides/index.html");
    assert!(page.contains("2 of 5") && page.contains("0.8"), "{page}");
    world.ok("p", &["resume", "new"]);
    let suggested = world.ok("p", &["resume", "suggest", "--json"]);
    assert!(suggested.contains("tides, rank: 2 of 5"), "{suggested}");

    // The service is gone: what is known is shown with its age, and nothing of it is lost.
    service(&world, "http://127.0.0.1:9");
    let away = world.run_in("p", &["kaggle", "status", "--now", "2027-02-04T12:00:00Z"]);
    assert_eq!(away.status, 0, "{}", away.err);
    assert!(
        away.out.contains("3 days ago") && away.out.contains("second.csv"),
        "{}",
        away.out
    );
    assert!(away.out.contains("Kaggle:"), "{}", away.out);
    let mut texts = Vec::new();
    texts_below(&world.path().join("p"), &mut texts);
    assert!(
        texts.iter().all(|text| !text.contains("the-token")),
        "the token is in no file of the pivot"
    );
}

/// A list that the official client saved is read where there is no token; the service's own deletes none of it.
#[test]
fn lists_that_were_saved_are_read_and_kept() {
    let world = world();
    fs::create_dir_all(world.path().join("p/kaggle")).unwrap();
    world.write(
        "p/kaggle/competitions.csv",
        "ref,deadline,category,reward,teamCount,userHasEntered\nhttps://www.kaggle.com/competitions/tides,2027-03-31 23:59:00,Getting Started,Knowledge,5,True\nhttps://www.kaggle.com/competitions/winds,2027-04-30 23:59:00,Featured,$1,7,False\n",
    );
    let saved = "fileName,date,description,status,publicScore,privateScore\nold.csv,2026-12-30 08:00:00,rolled away,SubmissionStatus.COMPLETE,0.9,\n";
    world.write("p/kaggle/tides.csv", saved);
    let listed = json(&world, &["list"]);
    assert_eq!(
        (
            &listed["source"],
            listed["competitions"].as_array().unwrap().len()
        ),
        (&"exported".into(), 2)
    );
    assert_eq!(
        json(&world, &["list", "--entered"])["competitions"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    world.ok(
        "p",
        &[
            "kaggle",
            "watch",
            "tides",
            "--better",
            "lower",
            "--entered",
            "2026-12-29",
        ],
    );
    let stands = json(&world, &["status"]);
    assert_eq!(
        stands["competitions"][0]["submissions"][0]["best"], 0.9,
        "{stands}"
    );

    let played = Played::start();
    token(&world);
    service(&world, &played.api.base);
    world.ok("p", &["kaggle", "status"]);
    assert_eq!(
        world.read("p/kaggle/tides.csv"),
        saved,
        "an empty list deletes nothing"
    );
    played
        .state()
        .submissions
        .push(("new.csv".into(), String::new(), b"x".to_vec()));
    world.ok("p", &["kaggle", "status"]);
    let joined = world.read("p/kaggle/tides.csv");
    assert!(
        joined.contains("new.csv")
            && joined.ends_with("old.csv,2026-12-30 08:00:00,rolled away,SubmissionStatus.COMPLETE,0.9,\n"),
        "{joined}"
    );
    // What is no such list is left alone, and told.
    world.write("p/kaggle/tides.csv", "my notes\n");
    let told = kaggle(&world, &["status"]);
    assert!(told.out.contains("it was left as it is"), "{}", told.out);
    assert_eq!(world.read("p/kaggle/tides.csv"), "my notes\n");
}

#[test]
fn wrong_use_says_what_next() {
    let world = world();
    world.write("p/f.csv", "id\n");
    for (args, part) in [
        (&["watch", "winds"][..], "--task TASK"),
        (&["watch", "winds", "--task", "9.9"], "there is no task `9.9`"),
        (
            &["watch", "../x y", "--task", "1.1"],
            "is no name of a competition",
        ),
        (&["watch", "winds", "--remove"], "is not watched"),
        (&["status", "winds"], "pivot kaggle watch winds --task"),
        (&["limits", "winds"], "access_token"),
        (&["leaderboard", "winds"], "kaggle competitions leaderboard winds"),
        (&["data", "winds"], "kaggle competitions download -c winds"),
        (
            &["submit", "winds", "f.csv"],
            "kaggle competitions submit -c winds",
        ),
    ] {
        let ran = kaggle(&world, args);
        assert_eq!(ran.status, 2, "{args:?}: {}{}", ran.out, ran.err);
        assert!(
            ran.err.replace("\n  ", " ").contains(part),
            "{args:?}: {}",
            ran.err
        );
    }
    world.write(
        "p/competitions.toml",
        "service = \"http://evil.example\"\n[[competition]]\nname = \"t\"\n",
    );
    let faulty = world.run_in("p", &["plan"]);
    assert_eq!(faulty.status, 2);
    assert!(
        faulty.err.contains("https://") && faulty.err.contains("task"),
        "{}",
        faulty.err
    );
}
