//! `pivot calendar`.

use std::io::{Read, Write};
use std::net::TcpListener;

use crate::World;

const CHOIR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nX-WR-CALNAME:My choir\r\nBEGIN:VEVENT\r\nUID:a@x\r\nDTSTAMP:20270101T000000Z\r\nDTSTART;TZID=Europe/Paris:20270105T190000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:Choir\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:b\r\nSUMMARY:Broken\r\nDTSTART:whenever\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

fn world() -> World {
    let world = World::new();
    world.ok(
        ".",
        &[
            "init",
            "p",
            "--timezone",
            "Europe/Paris",
            "--start",
            "2027-01-04",
            "--hours",
            "mon-fri 18:00-20:30; sat 10:00-13:00",
        ],
    );
    world.write("choir.ics", CHOIR);
    world
}

#[test]
fn a_feed_is_added_used_and_taken_away() {
    let world = world();
    let before = world.read("p/pivot.toml");
    let added = world.ok("p", &["calendar", "add", "../choir.ics"]);
    assert!(
        added.contains("Added calendar `my-choir`") && added.contains("Broken"),
        "{added}"
    );
    assert!(
        world.read("p/pivot.toml").starts_with(&before),
        "the person's text stays"
    );
    let events = world.json(
        "p",
        &["calendar", "events", "--from", "2027-01-01", "--to", "2027-02-01"],
    );
    let starts: Vec<&str> = events["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["start"].as_str().unwrap())
        .collect();
    assert_eq!(
        starts,
        [
            "2027-01-05T19:00:00+01:00",
            "2027-01-12T19:00:00+01:00",
            "2027-01-19T19:00:00+01:00"
        ]
    );
    // Kept free with its buffer of 15 minutes: on the choir's Tuesdays nothing lies between 18:45 and 20:15.
    let plan = world.json("p", &["plan"]);
    for s in plan["sessions"].as_array().unwrap() {
        let (start, end) = (s["start"].as_str().unwrap(), s["end"].as_str().unwrap());
        assert!(
            !(start < "2027-01-05T20:15:00" && end > "2027-01-05T18:45:00+01:00"),
            "{s}"
        );
    }
    world.ok("p", &["calendar", "remove", "my-choir"]);
    assert_eq!(world.read("p/pivot.toml"), before);
    assert!(!world.path().join("p/calendars/my-choir.ics").exists());
}

#[test]
fn refresh_gets_a_file_anew() {
    let world = world();
    world.ok("p", &["calendar", "add", "../choir.ics", "--name", "choir"]);
    world.write("choir.ics", &CHOIR.replace("COUNT=3", "COUNT=2"));
    world.ok("p", &["calendar", "refresh"]);
    let events = world.json(
        "p",
        &["calendar", "events", "--from", "2027-01-01", "--to", "2027-02-01"],
    );
    assert_eq!(events["events"].as_array().unwrap().len(), 2);
}

#[test]
fn wrong_sources_are_told() {
    let world = world();
    world.write("note.txt", "not a calendar");
    for (args, part) in [
        (vec!["calendar", "add", "../missing.ics"], "missing.ics"),
        (vec!["calendar", "add", "../note.txt"], "is no iCalendar"),
        (
            vec!["calendar", "add", "../choir.ics", "--name", "a/b"],
            "will not do",
        ),
        (vec!["calendar", "add", ".."], "is no file"),
        (vec!["calendar", "add", "/dev/zero"], "is no file"),
        (vec!["calendar", "remove", "chior"], "there is no calendar"),
        (
            vec!["calendar", "events", "--from", "2027-02-01", "--to", "2027-01-01"],
            "is not after",
        ),
    ] {
        let ran = world.run_in("p", &args);
        assert_eq!(ran.status, 2, "{args:?}");
        assert!(ran.err.contains(part), "{}", ran.err);
    }
}

/// An address may hold a secret: it is kept from every message, and from what git would take.
#[test]
fn an_address_is_not_told() {
    let world = world();
    let ran = world.run_in(
        "p",
        &[
            "calendar",
            "add",
            "http://user:pass@127.0.0.1:9/private-s3cret/basic.ics?key=s3cret",
        ],
    );
    assert_eq!(ran.status, 3, "{}", ran.err);
    assert!(ran.err.contains("http://127.0.0.1:9/…"), "{}", ran.err);
    assert!(
        !ran.err.contains("s3cret") && !ran.err.contains("pass"),
        "{}",
        ran.err
    );
    assert!(world.read("p/.gitignore").contains("/calendars/*.url"));
}

/// A server on this machine that answers each of `count` requests with what `answer` makes of its number and path.
fn serve(count: usize, answer: impl Fn(usize, &str) -> String + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().take(count).enumerate() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let read = stream.read(&mut request).unwrap();
            let text = String::from_utf8_lossy(&request[..read]).into_owned();
            let path = text.split(' ').nth(1).unwrap_or_default();
            stream.write_all(answer(number, path).as_bytes()).unwrap();
        }
    });
    format!("http://{address}")
}

fn page(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn a_feed_comes_from_an_address_and_only_when_asked() {
    let world = world();
    let base = serve(2, |number, path| {
        assert_eq!(path, "/private/s3cret.ics");
        page(&if number == 0 {
            CHOIR.to_owned()
        } else {
            CHOIR.replace("COUNT=3", "COUNT=5")
        })
    });
    let address = format!("{base}/private/s3cret.ics");
    world.ok("p", &["calendar", "add", &address, "--name", "choir"]);
    let count = |world: &World| {
        let events = world.json(
            "p",
            &["calendar", "events", "--from", "2027-01-01", "--to", "2027-03-01"],
        );
        events["events"].as_array().unwrap().len()
    };
    assert_eq!(count(&world), 3);
    // The address is kept for the refresh, in a file for its owner alone, and nowhere else.
    assert!(!world.read("p/pivot.toml").contains("s3cret"));
    assert!(!world.ok("p", &["calendar", "list"]).contains("s3cret"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let kept = world.path().join("p/calendars/choir.url");
        assert_eq!(
            std::fs::metadata(kept).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
    world.ok("p", &["plan"]);
    assert_eq!(count(&world), 3, "planning fetches nothing");
    world.ok("p", &["calendar", "refresh", "choir"]);
    assert_eq!(count(&world), 5);
}

#[test]
fn a_server_that_fails_is_a_fault_outside_and_nothing_changes() {
    let world = world();
    let before = world.read("p/pivot.toml");
    let base = serve(1, |_, _| {
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".into()
    });
    let ran = world.run_in("p", &["calendar", "add", &format!("{base}/x.ics")]);
    assert_eq!(ran.status, 3);
    assert!(ran.err.contains("the server answered 404"), "{}", ran.err);
    let base = serve(1, |_, _| page("<html>log in</html>"));
    let ran = world.run_in("p", &["calendar", "add", &format!("{base}/x.ics")]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("is no iCalendar"), "{}", ran.err);
    assert_eq!(world.read("p/pivot.toml"), before);
}

/// What a stranger writes into an event reaches the terminal as text, not as orders to it.
#[test]
fn a_title_gives_the_terminal_no_orders() {
    let world = world();
    world.write("e.ics", "BEGIN:VEVENT\nUID:e\nDTSTART:20270105T100000Z\nDURATION:PT26H\nSUMMARY:\u{1b}]0;title\u{7}\u{1b}[31mred\nEND:VEVENT\n");
    world.ok("p", &["calendar", "add", "../e.ics"]);
    let out = world.ok(
        "p",
        &["calendar", "events", "--from", "2027-01-01", "--to", "2027-02-01"],
    );
    assert!(!out.contains('\u{1b}') && !out.contains('\u{7}'), "{out:?}");
    assert!(out.contains("11:00–13:00 +1") && out.contains("red"), "{out}");
}

/// One source that is gone does not keep the others from being fetched.
#[test]
fn refresh_goes_on_after_a_fault() {
    let world = world();
    world.write("gone.ics", CHOIR);
    world.ok("p", &["calendar", "add", "../gone.ics", "--name", "gone"]);
    world.ok("p", &["calendar", "add", "../choir.ics", "--name", "choir"]);
    std::fs::remove_file(world.path().join("gone.ics")).unwrap();
    world.write("choir.ics", &CHOIR.replace("COUNT=3", "COUNT=2"));
    let ran = world.run_in("p", &["calendar", "refresh"]);
    assert_eq!(ran.status, 3);
    assert!(
        ran.err.contains("gone.ics") && ran.out.contains("Got calendar `choir` anew"),
        "{}{}",
        ran.out,
        ran.err
    );
    assert!(world.read("p/calendars/choir.ics").contains("COUNT=2"));
    assert!(
        world.read("p/calendars/gone.ics").contains("COUNT=3"),
        "what was there stays"
    );
}

/// A calendar that still has the export before: nothing of it is believed, and what to do is said.
#[test]
fn an_older_export_is_told() {
    let world = world();
    world.ok("p", &["plan", "--accept"]);
    world.ok("p", &["export", "ics", "--out", "old.ics"]);
    let settings = world.read("p/pivot.toml");
    let line = settings.lines().find(|l| l.starts_with("start = ")).unwrap();
    world.write("p/pivot.toml", &settings.replace(line, "start = 2027-01-18"));
    world.ok("p", &["export", "ics", "--out", "new.ics"]);
    let before = world.json("p", &["journal"])["facts"].as_array().unwrap().len();
    let out = world.ok("p", &["calendar", "sync", "old.ics"]);
    let said = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.starts_with("The calendar has an older export of ")
            && said.contains("take the new one in, then sync again")
            && said.contains("Next: pivot export ics --out FILE"),
        "{said}"
    );
    let facts = world.json("p", &["journal"])["facts"].as_array().unwrap().len();
    assert_eq!(facts, before);
    let told = world.json("p", &["calendar", "sync", "old.ics", "--dry-run"]);
    assert!(!told["older"].as_array().unwrap().is_empty());
}

/// Exported, moved and deleted by another program, synced: said, recorded once, in the plan and in JSON.
#[test]
fn what_a_calendar_program_did_comes_back() {
    let world = world();
    world.ok("p", &["plan", "--accept"]);
    world.ok("p", &["export", "ics", "--out", "plan.ics"]);
    let plan = world.json("p", &["plan", "--dry-run"]);
    let first = plan["sessions"][0].clone();
    let text = world.read("p/plan.ics");
    let events: Vec<&str> = text.split("BEGIN:VEVENT").collect();
    let start: jiff::Timestamp = first["start"].as_str().unwrap().parse().unwrap();
    let end: jiff::Timestamp = first["end"].as_str().unwrap().parse().unwrap();
    let stamp = |at: jiff::Timestamp| at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let later = |at: jiff::Timestamp| stamp(at + jiff::SignedDuration::from_hours(14 * 24));
    let moved = events[1]
        .replace(&stamp(start), &later(start))
        .replace(&stamp(end), &later(end));
    // The first is moved by a fortnight, the second deleted.
    let kept: Vec<&str> = [events[0], &moved]
        .into_iter()
        .chain(events[3..].iter().copied())
        .collect();
    world.write("p/back.ics", &kept.join("BEGIN:VEVENT"));

    let dry = world.json("p", &["calendar", "sync", "back.ics", "--dry-run"]);
    assert_eq!(dry["format"], "pivot.calendar-sync/1");
    assert_eq!(
        (
            dry["pinned"].as_array().unwrap().len(),
            dry["missed"].as_array().unwrap().len()
        ),
        (1, 1)
    );
    assert_eq!(dry["facts"].as_array().unwrap().len(), 0);
    assert_eq!(dry["pinned"][0]["session"], first["id"]);
    assert_eq!(dry["pinned"][0]["from"], first["start"]);
    let out = world.ok("p", &["calendar", "sync", "back.ics"]);
    let id = first["id"].as_str().unwrap();
    assert!(
        out.contains(&format!("Pinned {id}: ")) && out.contains("was deleted."),
        "{out}"
    );
    let said = out.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, all) = said.split_once("pivot undo ").unwrap();
    let all = all.split(' ').next().unwrap().to_owned();
    assert!(
        said.contains(&format!("pivot undo {all} takes it all back")),
        "{said}"
    );
    let out = world.ok("p", &["calendar", "sync", "back.ics"]);
    assert!(out.contains("Next: nothing is new"), "{out}");
    let facts = world.json("p", &["journal"]);
    let kinds: Vec<&str> = facts["facts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["plan-accepted", "exported", "pinned", "missed"]);
    let plan = world.json("p", &["plan", "--dry-run"]);
    let pinned: Vec<&serde_json::Value> = plan["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|s| s["pinned"] == true)
        .collect();
    assert_eq!(pinned.len(), 1);
    assert_eq!(pinned[0]["start"], dry["pinned"][0]["start"]);

    // All of it is taken back at once.
    let back = world.json("p", &["undo", &all]);
    assert_eq!(back["facts"].as_array().unwrap().len(), 2);
    let plan = world.json("p", &["plan", "--dry-run"]);
    assert!(
        plan["sessions"]
            .as_array()
            .unwrap()
            .iter()
            .all(|s| s["pinned"] != true)
    );

    world.write("p/other.ics", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20270105T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    let ran = world.run_in("p", &["calendar", "sync", "other.ics"]);
    assert_eq!(ran.status, 2);
    assert!(
        ran.err.contains("none of this pivot's sessions is in the file"),
        "{}",
        ran.err
    );
}
