//! `pivot export`.

use std::collections::BTreeMap;

use crate::{World, task};

/// The properties of each event, by UID. A reader of its own: it shares nothing with what writes.
fn events(text: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let unfolded = text.replace("\r\n ", "");
    let mut events = BTreeMap::new();
    for block in unfolded.split("BEGIN:VEVENT\r\n").skip(1) {
        let block = block.split("END:VEVENT").next().unwrap();
        let fields: BTreeMap<String, String> = block
            .lines()
            .filter_map(|l| l.split_once(':'))
            .map(|(k, v)| (k.into(), v.into()))
            .collect();
        assert!(
            events.insert(fields["UID"].clone(), fields).is_none(),
            "a UID twice"
        );
    }
    events
}

#[test]
fn one_event_for_each_session_with_a_lasting_uid() {
    let world = World::new();
    let plan = world.json(".", &["demo"]);
    let text = world.ok("pivot-demo", &["export", "ics"]);
    assert!(
        text.lines().all(|l| l.len() <= 75) && text.matches("\r\n").count() == text.matches('\n').count()
    );
    let first = events(&text);
    let sessions = plan["sessions"].as_array().unwrap();
    assert_eq!(first.len(), sessions.len());
    for s in sessions {
        let stamp = |v: &serde_json::Value| {
            v.as_str()
                .unwrap()
                .parse::<jiff::Timestamp>()
                .unwrap()
                .strftime("%Y%m%dT%H%M%SZ")
                .to_string()
        };
        assert!(
            first
                .values()
                .any(|e| e["DTSTART"] == stamp(&s["start"]) && e["DTEND"] == stamp(&s["end"])),
            "{s}"
        );
    }
    assert!(first.values().all(|e| e["SEQUENCE"] == "0"));
    // Nothing changed: the same bytes. A commitment: what moved has the same UID and the next SEQUENCE.
    assert_eq!(text, world.ok("pivot-demo", &["export", "ics"]));
    world.write("v.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:v\nSUMMARY:A visit\nDTSTART:20261130T083000\nDURATION:PT5H\nEND:VEVENT\nEND:VCALENDAR\n");
    world.ok("pivot-demo", &["calendar", "add", "../v.ics"]);
    let second = events(&world.ok("pivot-demo", &["export", "ics"]));
    let mut moved = 0;
    for (uid, old) in &first {
        let new = &second[uid];
        let cancelled = new.get("STATUS").is_some_and(|s| s == "CANCELLED");
        let same = old["DTSTART"] == new["DTSTART"] && old["DTEND"] == new["DTEND"] && !cancelled;
        moved += usize::from(!same);
        assert_eq!(new["SEQUENCE"], if same { "0" } else { "1" }, "{uid}");
    }
    assert!(moved > 0);
}

#[test]
fn alarms_on_request() {
    let world = World::new();
    world.ok(".", &["demo"]);
    assert!(!world.ok("pivot-demo", &["export", "ics"]).contains("VALARM"));
    let text = world.ok("pivot-demo", &["export", "ics", "--alarm", "10m"]);
    assert!(text.contains("BEGIN:VALARM\r\nACTION:DISPLAY\r\n") && text.contains("TRIGGER:-PT10M\r\n"));
}

/// The reader of feeds, which the writer does not use, finds every session again and nothing wrong.
#[test]
fn what_is_exported_can_be_read() {
    use pivot_app::domain::{ical, zones::Zones};
    let world = World::new();
    let plan = world.json(".", &["demo"]);
    let feed = ical::parse(&world.ok("pivot-demo", &["export", "ics", "--alarm", "1h"]));
    assert_eq!(feed.faults, []);
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    let home = Zones::from(jiff::tz::TimeZone::UTC);
    let found = feed.occurrences(at("2026-11-01T00:00:00Z"), at("2028-01-01T00:00:00Z"), &home);
    let mut sessions: Vec<_> = plan["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (at(s["start"].as_str().unwrap()), at(s["end"].as_str().unwrap())))
        .collect();
    sessions.sort_unstable();
    let mut events: Vec<_> = found.events.iter().map(|e| (e.start, e.end)).collect();
    events.sort_unstable();
    assert_eq!(events, sessions);
}

#[test]
fn a_table_and_the_whole() {
    let world = World::new();
    let plan = world.json(".", &["demo"]);
    let csv = world.ok("pivot-demo", &["export", "csv"]);
    assert_eq!(
        csv.lines().count(),
        plan["sessions"].as_array().unwrap().len() + 1
    );
    world.ok("pivot-demo", &["export", "json", "--out", "../whole.json"]);
    let whole: serde_json::Value = serde_json::from_str(&world.read("whole.json")).unwrap();
    assert_eq!(whole["plan"], plan);
    assert_eq!(
        whole["settings"].as_str().unwrap(),
        world.read("pivot-demo/pivot.toml")
    );
    assert!(whole["calendars"]["life"].as_str().unwrap().contains("Choir"));
}

/// Two tasks whose sessions have ids that look alike, a start that moves, a session that goes and comes back.
#[test]
fn an_event_keeps_its_uid_and_its_sequence_never_falls() {
    let world = World::small(&(task("a", 1, "repeat = 2") + &task("a-2", 1, "")));
    let export = |now: &str| events(&world.ok("p", &["export", "ics", "--now", now]));
    let first = export("2027-01-01T00:00:00Z");
    assert_eq!(first.len(), 3);
    // A week later: the same events, changed.
    let settings = world.read("p/pivot.toml");
    world.write(
        "p/pivot.toml",
        &settings.replace("start = 2027-01-04", "start = 2027-01-11"),
    );
    let second = export("2027-01-01T00:00:00Z");
    assert!(first.keys().eq(second.keys()));
    assert!(second.values().all(|e| e["SEQUENCE"] == "1"));
    // A task goes, is withdrawn, its time passes, and it comes back.
    let curriculum = world.read("p/curriculum.toml");
    world.write(
        "p/curriculum.toml",
        curriculum.split("[[task]]\nid = \"a-2\"").next().unwrap(),
    );
    let third = export("2027-01-01T00:00:00Z");
    let gone: Vec<&String> = third
        .iter()
        .filter(|(_, e)| e.contains_key("STATUS"))
        .map(|(uid, _)| uid)
        .collect();
    assert_eq!((gone.len(), third[gone[0]]["SEQUENCE"].as_str()), (1, "2"));
    assert_eq!(
        export("2027-02-01T00:00:00Z").len(),
        2,
        "what is past is not withdrawn"
    );
    world.write("p/curriculum.toml", &curriculum);
    let last = export("2027-02-01T00:00:00Z");
    assert_eq!(last[gone[0]]["SEQUENCE"], "3");
}
