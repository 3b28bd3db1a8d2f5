//! `pivot meetup`, with a group's feed played on the loopback. Shape of the feed: a group of Meetup as public code of 2026 quotes it.

use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::doubles::{Asked, Double, Told};
use crate::{World, curriculum};

fn event(uid: u32, day: &str, title: &str) -> String {
    format!(
        "BEGIN:VEVENT\r\nUID:event_{uid}@meetup.com\r\nDTSTAMP:20270101T000000Z\r\nDTSTART:202701{day}T183000Z\r\nDTEND:202701{day}T203000Z\r\nSUMMARY:{title}\r\nURL:https://www.meetup.com/ml/events/{uid}/\r\nDESCRIPTION:Come all\r\nEND:VEVENT\r\n"
    )
}

fn feed(events: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Meetup//EN\r\nX-WR-CALNAME:ML evenings\r\n{events}END:VCALENDAR\r\n"
    )
}

/// A group's server: what it has now, by its state.
struct Group {
    double: Double,
    now: Arc<Mutex<String>>,
}

impl Group {
    fn start(text: String) -> Group {
        let now = Arc::new(Mutex::new(text));
        let told = now.clone();
        let double = Double::start(move |asked: &Asked| {
            let text = told.lock().unwrap().clone();
            let etag = format!("\"{}\"", text.len());
            if asked.header("if-none-match") == Some(etag.as_str()) {
                return Told::new(304, "").with("etag", &etag);
            }
            Told::new(200, text)
                .with("content-type", "text/calendar")
                .with("etag", &etag)
        });
        Group { double, now }
    }

    fn says(&self, text: String) {
        *self.now.lock().unwrap() = text;
    }

    fn url(&self) -> String {
        format!("{}/ml/events/ical/?key=s3cret", self.double.base)
    }
}

/// Every second week a meetup of three hours, twice, from Monday 2027-01-04 on.
fn world() -> World {
    let mut world = World::new();
    let task = "[[resource]]\nid = \"evening\"\ntitle = \"Evenings\"\nhours = \"mon-thu 18:00-21:00\"\n[[task]]\nid = \"m\"\nstep = 1\ntitle = \"Meet\"\nkind = \"meet\"\neffort = [2, 3, 4]\nneeds = { evening = \"3h\" }\nsession = { whole = true }\ncadence = { every = \"2w\", times = 2, missed = \"catch-up\" }\ndone_when = { kind = \"calendar\", category = \"meetup\", past = 1, note = true }\n";
    world.write("c.toml", &curriculum(task));
    world.write(
        "choir.ics",
        "BEGIN:VEVENT\r\nUID:c\r\nSUMMARY:Choir\r\nDTSTART:20270113T190000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\n",
    );
    world.now = "2027-01-04T08:00:00Z";
    let init = [
        "init",
        "p",
        "--curriculum",
        "c.toml",
        "--timezone",
        "UTC",
        "--start",
        "2027-01-04",
        "--hours",
        "mon-fri 09:00-12:00",
    ];
    world.ok(".", &init);
    world.ok("p", &["calendar", "add", "../choir.ics", "--name", "choir"]);
    world
}

fn events(world: &World) -> Vec<Value> {
    let answer = world.json("p", &["meetup", "events"]);
    answer["events"].as_array().unwrap().clone()
}

#[test]
fn an_evening_from_the_feed_to_the_evidence() {
    let mut world = world();
    let good = event(1, "12", "Deep evening")
        + &event(2, "13", "Vision talk")
        + &event(3, "28", "Far \u{1b}[31mone");
    let group = Group::start(feed(&good));
    let added = world.ok("p", &["meetup", "add", &group.url(), "--travel", "45m"]);
    assert!(added.contains("Added `ml-evenings`: 3 events ahead"), "{added}");
    assert!(
        world
            .read("p/pivot.toml")
            .contains("[[meetup]]\nname = \"ml-evenings\"\ntravel = \"45m\"\n")
    );
    assert!(!world.read("p/pivot.toml").contains("s3cret"));
    let listed = world.ok("p", &["meetup", "list"]);
    assert!(
        listed.contains("45m away") && !listed.contains("s3cret"),
        "{listed}"
    );

    // The second is in the choir's time, with the way there and back from 17:45 to 21:15.
    let found = events(&world);
    let of = |n: usize| {
        (
            found[n]["fits"].as_bool().unwrap(),
            found[n]["against"].to_string(),
        )
    };
    assert!(of(0).0, "{}", of(0).1);
    assert!(!of(1).0 && of(1).1.contains("Choir is then"), "{}", of(1).1);
    // The second time of the promise is that of the fortnight from the 18th on, in which the third lies.
    assert!(of(2).0, "{}", of(2).1);
    assert!(!found[2]["title"].as_str().unwrap().contains('\u{1b}'));
    let refused = world.run_in("p", &["meetup", "go", "Vision talk"]);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("Choir is then"), "{}", refused.err);

    let chosen = world.ok("p", &["meetup", "go", "Deep evening"]);
    assert!(chosen.contains("from 17:45 to 21:15"), "{chosen}");
    // The plan shows the three hours that the task takes, and keeps the rest of the way home free.
    let plan = world.json("p", &["plan"]);
    let session = plan["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s["pinned"] == true)
        .unwrap();
    assert_eq!(
        (
            session["task"].as_str(),
            session["start"].as_str(),
            session["end"].as_str()
        ),
        (
            Some("m"),
            Some("2027-01-12T17:45:00+00:00"),
            Some("2027-01-12T20:45:00+00:00")
        )
    );
    assert_eq!(events(&world)[0]["chosen"], true);
    // The group moves it by a day: whoever looks is told.
    let text = feed(&good);
    group.says(feed(
        &(event(1, "11", "Deep evening") + &event(3, "28", "Far one")),
    ));
    world.now = "2027-01-04T12:00:00Z";
    world.ok("p", &["meetup", "refresh"]);
    let told = world.ok("p", &["meetup", "events"]);
    assert!(told.contains("m#1/1 is fixed on Tue 12 Jan 17:45"), "{told}");
    group.says(text);
    world.now = "2027-01-04T14:00:00Z";
    world.ok("p", &["meetup", "refresh"]);
    assert_eq!(events(&world)[0]["chosen"], true);
    let early = world.run_in(
        "p",
        &[
            "meetup",
            "note",
            "Deep evening",
            "--met",
            "Ada",
            "--about",
            "maps",
        ],
    );
    assert!(early.err.contains("has not begun"), "{}", early.err);

    // Afterwards the group announces other evenings; what was known stays.
    world.now = "2027-01-14T08:00:00Z";
    group.says(feed(&event(3, "28", "Far one")));
    world.ok("p", &["meetup", "refresh"]);
    let id = found[0]["id"].as_str().unwrap();
    let noted = world.ok(
        "p",
        &[
            "meetup",
            "note",
            &id[..4],
            "--met",
            "Ada",
            "--about",
            "their maps team",
            "--follow-up",
            "Write to Ada",
            "--due",
            "2027-01-20",
        ],
    );
    assert!(noted.contains("Task f1 follows up"), "{noted}");
    let facts = world.json("p", &["journal"]);
    let attended = facts["facts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["kind"] == "attended")
        .unwrap();
    assert_eq!(attended["payload"]["note"], "met Ada: their maps team");
    assert_eq!(attended["payload"]["link"], "https://www.meetup.com/ml/events/1/");
    assert_eq!(attended["at"], "2027-01-12T18:30:00+00:00");
    let evidence = world.run_in("p", &["evidence", "m"]);
    assert_eq!(evidence.status, 1, "one of two times");
    assert!(
        evidence.out.contains("1 event over, each with a note"),
        "{}",
        evidence.out
    );
    world.run_in("p", &["evidence", "m", "--close"]);
    let facts = world.json("p", &["journal"]);
    let done = facts["facts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["kind"] == "done")
        .unwrap();
    assert_eq!(
        (done["task"].as_str(), done["payload"]["time"].as_u64()),
        (Some("m"), Some(1))
    );
    let plan = world.json("p", &["plan"]);
    assert!(
        plan["sessions"]
            .as_array()
            .unwrap()
            .iter()
            .any(|s| s["task"] == "f1"),
        "{plan}"
    );
}

#[test]
fn a_feed_that_fails_or_empties_takes_nothing_away() {
    let mut world = world();
    let group = Group::start(feed(&event(1, "12", "Deep evening")));
    let add = ["meetup", "add", &group.url(), "--name", "ml"];
    world.ok("p", &add);
    let twice = world.run_in("p", &add);
    assert_eq!(twice.status, 2);
    assert!(
        twice.err.contains("there is a group `ml` already"),
        "{}",
        twice.err
    );
    let outcome = |world: &World| {
        let ran = world.run_in("p", &["meetup", "refresh", "--json"]);
        let answer: Value = serde_json::from_str(&ran.out).unwrap();
        (
            ran.status,
            answer["groups"][0]["outcome"].as_str().unwrap().to_owned(),
        )
    };
    // At most hourly; then by its state.
    assert_eq!(outcome(&world), (0, "early".into()));
    assert_eq!(group.double.asked().len(), 1);
    world.now = "2027-01-04T10:00:00Z";
    assert_eq!(outcome(&world), (0, "same".into()));
    for (now, status, body) in [
        ("2027-01-05T10:00:00Z", 404, ""),
        ("2027-01-05T12:00:00Z", 429, ""),
        ("2027-01-05T14:00:00Z", 200, "<html>Log in</html>"),
        ("2027-01-05T16:00:00Z", 401, ""),
    ] {
        world.now = now;
        // A service that is busy is asked once more.
        let times = if status == 429 { 2 } else { 1 };
        for _ in 0..times {
            group.double.next(Told::new(status, body));
        }
        assert_eq!(outcome(&world), (3, "failed".into()), "{status}");
        assert_eq!(events(&world).len(), 1, "{status}");
    }
    // It last said how it stands on Monday at ten.
    assert!(world.ok("p", &["meetup", "list"]).contains("asked 30 hours ago"));
    world.now = "2027-01-06T10:00:00Z";
    group.says(feed(""));
    assert_eq!(outcome(&world), (0, "empty".into()));
    let left = events(&world);
    assert_eq!(left.len(), 1);
    assert!(
        left[0]["against"].to_string().contains("does not announce it"),
        "{left:?}"
    );
    world.ok("p", &["meetup", "remove", "ml"]);
    assert!(!world.read("p/pivot.toml").contains("meetup"));
    assert!(!world.path().join("p/meetups/ml.ics").exists());
    assert_eq!(world.run_in("p", &["meetup", "remove", "ml"]).status, 2);
}

#[test]
fn an_address_that_is_none() {
    let world = world();
    for (address, told) in [
        ("https://lu.ma/evenings", "iCal"),
        ("https://www.meetup.com/find/", "the page of a group"),
        ("nowhere", "begins with https://"),
    ] {
        let ran = world.run_in("p", &["meetup", "add", address]);
        assert_eq!(ran.status, 2, "{address}");
        assert!(ran.err.contains(told), "{}", ran.err);
    }
    let page = Double::start(|_| Told::new(200, "<html>"));
    let ran = world.run_in("p", &["meetup", "add", &page.base]);
    assert_eq!(ran.status, 3);
    assert!(ran.err.contains("no calendar"), "{}", ran.err);
    assert!(!world.read("p/pivot.toml").contains("meetup"));
}
