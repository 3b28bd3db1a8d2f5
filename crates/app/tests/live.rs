//! Whether real services answer as our doubles do. Off by default, for nothing is asked of anybody in a usual run:
//!
//! `PIVOT_LIVE="kaggle feed:https://…" cargo test -p pivot-app --test live`
//!
//! `kaggle` takes the token that `pivot kaggle` takes, and asks for lists alone. `feed:` takes the page or the feed of a meetup group, or the
//! address of any calendar. Boards have theirs in `boards/live.rs`.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod doubles;

use std::path::PathBuf;

use doubles::kaggle::Kaggle as Played;
use doubles::shape::differences;
use doubles::{Double, Told};
use pivot_app::connect::http::{Http, Login, Patience, Request};
use pivot_app::connect::kaggle::{BASE, find};
use pivot_app::connect::secret::Secret;
use pivot_domain::{ical, meetups};
use serde_json::{Value, json};

#[test]
fn another_shape_is_told() {
    let fixture = json!({"jobs": [{"id": 1, "place": {"name": "A"}, "tags": ["x"], "end": null}]});
    assert_eq!(differences(&fixture, &fixture), [""; 0]);
    // More, an empty list, and nothing where something may stand are as they should be.
    let fine = json!({"jobs": [{"id": 2, "place": {"name": null}, "tags": [], "more": 1}], "meta": {}});
    assert_eq!(differences(&fixture, &fine), [""; 0]);
    // One that lacks a field beside one that has it is fine too; where none has it, it is told once.
    let some = json!({"jobs": [{"id": 2}, {"id": 3, "place": {"name": "B"}, "tags": ["y"]}]});
    assert_eq!(differences(&fixture, &some), [""; 0]);
    let other = json!({"jobs": [{"id": "2", "tags": "x"}]});
    assert_eq!(
        differences(&fixture, &other),
        [
            "`jobs[].id` is a text, and not a number",
            "`jobs[].place` is not there",
            "`jobs[].tags` is a text, and not a list"
        ]
    );
    assert_eq!(
        differences(&fixture, &json!([])),
        ["`` is a list, and not an object", "`jobs` is not there"]
    );
    assert_eq!(differences(&fixture, &json!({"jobs": []})), [""; 0]);
}

/// What Kaggle cannot leave out. What has its default, it leaves out everywhere.
const NEEDED: [&str; 5] = [
    "`competitions`",
    "`competitions[].ref`",
    "`competitions[].deadline`",
    "`ref`",
    "`submissions`",
];

/// The lists that need no accepted rules, with what is asked.
fn lists(name: &str) -> [(&'static str, Value); 3] {
    [
        ("ListCompetitions", json!({"pageSize": 20})),
        ("GetCompetition", json!({"competitionName": name})),
        ("GetLeaderboard", json!({"competitionName": name, "pageSize": 20})),
    ]
}

fn asked(http: &Http, base: &str, login: &Login, method: &str, body: &Value) -> Value {
    let url = format!("{base}/v1/competitions.CompetitionApiService/{method}");
    let request = Request {
        is_read: true,
        ..Request::write("POST", &url, login)
    };
    let request = request.sending("application/json", body.to_string());
    let answer = http.ask(&request).and_then(|answer| answer.good(|_| None));
    answer
        .and_then(|a| a.json())
        .unwrap_or_else(|e| panic!("{method}: {e:?}"))
}

/// What the service at `base` answers otherwise than our double.
fn kaggle(base: &str, login: &Login, name: &str) -> Vec<String> {
    let http = Http::new(Patience::default());
    let played = Played::start();
    played.state().accepted = false;
    let token = Login::Bearer(Secret::new("the-token"));
    let mut told = Vec::new();
    for ((method, real), (_, ours)) in lists(name).into_iter().zip(lists("tides")) {
        let mut fixture = asked(&http, &played.api.base, &token, method, &ours);
        // The double adds a field that no reader knows.
        for competition in fixture["competitions"].as_array_mut().into_iter().flatten() {
            competition.as_object_mut().unwrap().remove("somethingNew");
        }
        fixture.as_object_mut().unwrap().remove("somethingNew");
        let real = asked(&http, base, login, method, &real);
        let missing = |what: &String| what.ends_with("is not there");
        let counts = |what: &String| !missing(what) || NEEDED.iter().any(|needed| what.starts_with(needed));
        let found = differences(&fixture, &real);
        told.extend(
            found
                .into_iter()
                .filter(counts)
                .map(|what| format!("{method}: {what}")),
        );
    }
    told
}

/// Our double is as it is, one of another shape is told, and so is Kaggle where it is named.
#[test]
fn kaggle_answers_as_the_double_does() {
    let token = Login::Bearer(Secret::new("the-token"));
    let played = Played::start();
    played.state().accepted = false;
    assert_eq!(kaggle(&played.api.base, &token, "tides"), [""; 0]);
    let other = Double::start(|asked| {
        let answer = match asked.place().rsplit('/').next() {
            Some("ListCompetitions") => {
                json!({"competitions": [{"ref": 7, "deadline": "2027-01-01T00:00:00Z"}]})
            }
            Some("GetCompetition") => json!({"title": "Tides"}),
            _ => json!({"submissions": []}),
        };
        Told::json(200, &answer)
    });
    assert_eq!(
        kaggle(&other.base, &token, "tides"),
        [
            "ListCompetitions: `competitions[].ref` is a number, and not a text",
            "GetCompetition: `ref` is not there",
        ]
    );
    if named().any(|named| named == "kaggle") {
        let home = std::env::var_os("HOME").map(PathBuf::from);
        let found = find(|name| std::env::var(name).ok(), home.as_deref()).unwrap();
        let login = found
            .expect("PIVOT_LIVE names kaggle, and there is no token for it")
            .login;
        assert_eq!(kaggle(BASE, &login, "titanic"), [""; 0]);
    }
}

fn named() -> impl Iterator<Item = String> {
    let named = std::env::var("PIVOT_LIVE").unwrap_or_default();
    named
        .split_whitespace()
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}

/// What is wrong with the feed at an address.
fn feed(address: &str) -> Vec<String> {
    let url = meetups::source(address).unwrap().url;
    let http = Http::new(Patience::default());
    let answer = http
        .ask(&Request::get(&url, &Login::None))
        .and_then(|answer| answer.good(|_| None));
    let bytes = answer.unwrap_or_else(|e| panic!("{url}: {e:?}")).body;
    if !bytes.trim_ascii_start().starts_with(b"BEGIN:VCALENDAR") {
        return vec![format!("{url}: it is no calendar")];
    }
    let read = ical::parse_bytes(&bytes);
    let faults = read.faults.iter();
    faults
        .map(|fault| format!("{url}: line {}: {}", fault.line, fault.message))
        .collect()
}

/// A feed without faults, one with some, a page, and the feeds that are named.
#[test]
fn feeds_are_read_whole() {
    let double = Double::start(|asked| {
        let event = |more: &str| {
            format!(
                "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Talk\r\nDTSTART:20270112T180000Z\r\n{more}END:VEVENT\r\nEND:VCALENDAR\r\n"
            )
        };
        let body = match asked.place() {
            "/good.ics" => event("DTEND:20270112T200000Z\r\n"),
            "/odd.ics" => event("RRULE:FREQ=NEVER\r\n"),
            _ => "<!doctype html><p>Log in".to_owned(),
        };
        Told {
            body: body.into_bytes(),
            ..Told::json(200, &json!({}))
        }
    });
    let at = |place: &str| format!("{}{place}", double.base);
    assert_eq!(feed(&at("/good.ics")), [""; 0]);
    assert_eq!(feed(&at("/odd.ics")).len(), 1);
    assert_eq!(
        feed(&at("/page")),
        [format!("{}: it is no calendar", at("/page"))]
    );
    let told: Vec<String> = named()
        .filter_map(|named| named.strip_prefix("feed:").map(feed))
        .flatten()
        .collect();
    assert_eq!(told, [""; 0]);
}
