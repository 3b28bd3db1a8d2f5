//! The calendar: what a week and a month show, and what moving a session records.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod common;

use axum::http::StatusCode;
use common::{Site, encoded};
use jiff::Timestamp;
use pivot_app::domain::fact::Event;
use pivot_app::planning::{Answer, PlannedSession};
use pivot_app::verbs::{export::accept, init};
use pivot_app::{Folder, Options, Situation};
use pivot_web::{Desk, Gate};
use serde_json::Value;

/// The demo with its plan accepted a week before.
fn accepted() -> Site {
    let home = tempfile::tempdir().unwrap();
    init::demo(home.path(), "2027-01-01T12:00:00-05:00".parse().unwrap()).unwrap();
    let folder = Folder::find(home.path()).unwrap();
    let situation = Situation::load(&folder, "2027-01-11T08:00:00-05:00".parse().unwrap()).unwrap();
    let plan = Answer::of(&situation, &Options::default()).unwrap().plan;
    accept(&folder, &situation, &plan).unwrap();
    Site::of(home)
}

/// A pivot of one curriculum and one `pivot.toml`, seen at a moment.
fn small(settings: &str, tasks: &str, now: &str) -> Site {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("pivot.toml"), settings).unwrap();
    let curriculum = format!(
        "format = \"pivot.curriculum/1\"\nid = \"x\"\ntitle = \"X\"\n[[step]]\nnumber = 1\ntitle = \"One\"\nmonths = [1]\n{tasks}"
    );
    std::fs::write(home.path().join("curriculum.toml"), curriculum).unwrap();
    let mut site = Site::of(home);
    let desk = Desk::new(
        site.home.path(),
        Some("here".into()),
        Some(now.parse().unwrap()),
        None,
    );
    let gate = Gate::with(
        common::HOST.parse().unwrap(),
        common::TOKEN.into(),
        common::SESSION.into(),
    );
    site.router = pivot_web::site(desk, gate);
    site
}

fn task(id: &str, minutes: u32) -> String {
    format!(
        "[[task]]\nid = \"{id}\"\nstep = 1\ntitle = \"Task {id}\"\nkind = \"course\"\neffort = [\"{minutes}m\", \"{minutes}m\", \"{minutes}m\"]\n"
    )
}

/// Today counts what moved as the terminal does: what came anew is no move.
#[tokio::test]
async fn what_moved_is_counted_as_everywhere() {
    let settings = "format = \"pivot.settings/1\"\ntimezone = \"UTC\"\nstart = 2027-01-11\n[hours]\nweek = \"mon-sun 18:00-20:00\"\n[session]\nmin = \"30m\"\nmax = \"2h\"\nbreak = \"0m\"\n";
    let site = small(settings, &task("a", 120), "2027-01-11T12:00:00Z");
    let situation = Situation::load(&site.folder(), "2027-01-11T12:00:00Z".parse().unwrap()).unwrap();
    let plan = Answer::of(&situation, &Options::default()).unwrap().plan;
    accept(&site.folder(), &situation, &plan).unwrap();
    // `a` stays on Monday; a second task comes on Tuesday.
    let curriculum = site.file("curriculum.toml");
    site.write(
        "curriculum.toml",
        &format!("{curriculum}{}after = [\"a\"]\n", task("b", 120)),
    );
    let (_, page) = site.get("/").await;
    assert!(
        page.contains("<strong>0 of 1 session moved, 1 came</strong> since the plan you accepted"),
        "{page}"
    );
}

/// `weekly` in a zone, from the first day on, with sessions of up to three hours.
fn hours(zone: &str, start: &str, weekly: &str) -> String {
    format!(
        "timezone = \"{zone}\"\nstart = {start}\n[hours]\nweek = \"{weekly}\"\n[session]\nmin = \"30m\"\nmax = \"3h\"\n"
    )
}

fn planned(site: &Site) -> Vec<PlannedSession> {
    Answer::of(&site.situation(), &Options::default())
        .unwrap()
        .plan
        .sessions
}

/// The attributes of the list item of a session, or of its first part.
fn item<'p>(page: &'p str, session: &str) -> &'p str {
    let at = page.find(&format!("data-session=\"{session}\"")).unwrap();
    let from = page[..at].rfind("<li").unwrap();
    &page[from..at + page[at..].find('>').unwrap()]
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

async fn twin(site: &Site, path: &str) -> Value {
    let (status, text) = site.get(path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {text}");
    json(&text)
}

/// Monday 11 January: the week, the way to the weeks beside it, every session of it and none of the next.
#[tokio::test]
async fn a_week_has_its_sessions_and_commitments() {
    let site = accepted();
    let (status, page) = site.get("/calendar").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("<h1>11 – 17 January 2027</h1>"), "{page}");
    for date in ["2027-01-04", "2027-01-18"] {
        assert!(
            page.contains(&format!("href=\"/calendar?date={date}\"")),
            "{date}"
        );
    }
    let (from, to): (Timestamp, Timestamp) = (
        "2027-01-11T00:00:00-05:00".parse().unwrap(),
        "2027-01-18T00:00:00-05:00".parse().unwrap(),
    );
    let sessions = planned(&site);
    assert!(sessions.len() > 100);
    for s in sessions.iter().filter(|s| s.resource == "me") {
        let within = from <= s.start && s.start < to;
        assert_eq!(
            page.contains(&format!("data-session=\"{}\"", s.id)),
            within,
            "{}",
            s.id
        );
    }
    // Of the feed of the demo: every Monday and Wednesday.
    assert_eq!(page.matches("Volunteer team stand-up").count(), 2);
    // Two days from Monday 9:30 on.
    assert!(page.contains("until Wed 13 Jan 09:30") && page.contains("id=\"now-line\""));
    assert!(page.len() < 100_000, "{} bytes", page.len());
    let twin = twin(&site, "/api/calendar").await;
    assert_eq!(twin["format"], "pivot.calendar/1");
    assert_eq!(
        (&twin["from"], &twin["to"]),
        (&"2027-01-11".into(), &"2027-01-17".into())
    );
    assert_eq!(twin["frozen_until"], "2027-01-13T09:30:00-05:00");
    let stays = |s: &Value| s["start"].as_str().unwrap() < "2027-01-13T09:30";
    for s in twin["sessions"].as_array().unwrap() {
        assert_eq!(s["stays"], stays(s), "{s}");
        assert_eq!(
            item(&page, s["id"].as_str().unwrap()).contains(" stays"),
            stays(s)
        );
    }
}

/// Only what was accepted is frozen: without an accepted plan nothing is.
#[tokio::test]
async fn nothing_is_frozen_before_a_plan_is_accepted() {
    let site = Site::demo();
    let (_, page) = site.get("/calendar").await;
    assert!(!page.contains("Stays as it is"));
    assert_eq!(twin(&site, "/api/calendar").await["frozen_until"], Value::Null);
}

/// January 2027 begins on a Friday and ends on a Sunday: five weeks from 28 December. The days away of the demo are in February.
#[tokio::test]
async fn a_month_is_whole_weeks() {
    let site = accepted();
    let (status, page) = site.get("/calendar?view=month&date=2027-01-11").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("<h1>January 2027</h1>"));
    assert_eq!(page.matches("<td").count(), 35);
    assert!(page.contains("aria-label=\"Monday 28 December\""));
    for date in ["2026-12-31", "2027-02-01"] {
        assert!(
            page.contains(&format!("/calendar?view=month&amp;date={date}")),
            "{date}"
        );
    }
    assert!(page.contains(" more</a>") && !page.contains("a long weekend"));
    let (_, page) = site.get("/calendar?view=month&date=2027-02-11").await;
    assert_eq!(
        page.matches("Away<span class=\"why\">: a long weekend").count(),
        4
    );
    let (_, page) = site.get("/calendar?date=2027-02-19").await;
    assert_eq!(
        page.matches("Away: a long weekend").count(),
        3,
        "Friday to Sunday"
    );
    let twin = twin(&site, "/api/calendar?view=month&date=2027-02-11").await;
    assert_eq!(twin["away"][0]["why"], "a long weekend");
    assert_eq!(
        (&twin["from"], &twin["to"]),
        (&"2027-02-01".into(), &"2027-02-28".into())
    );
}

/// Toronto sets its clock forward on Sunday 14 March 2027: 02:00 becomes 03:00. Three hours of work from 01:00 end at 05:00 by the
/// clock: rows 12 to 60 of five minutes.
#[tokio::test]
async fn the_clock_goes_forward() {
    let site = small(
        &hours("America/Toronto", "2027-03-14", "sun 01:00-05:00"),
        &task("a", 180),
        "2027-03-13T12:00:00-05:00",
    );
    let (_, page) = site.get("/calendar?date=2027-03-14&hours=all").await;
    assert!(page.contains("The clock goes forward"), "{page}");
    let own = item(&page, "a/1");
    assert!(
        own.contains("data-start=\"2027-03-14T01:00:00-05:00\" data-end=\"2027-03-14T05:00:00-04:00\""),
        "{own}"
    );
    assert!(own.contains("r12 s48"), "{own}");
    assert!(page.contains("01:00 EST–05:00 EDT"));
}

/// Toronto sets it back on Sunday 7 November 2027: 02:00 becomes 01:00. An hour from 01:00 EDT ends at 01:00 EST, and another one
/// from there at 02:00: each has twelve rows from 01:00 on, beside each other.
#[tokio::test]
async fn the_clock_goes_back() {
    let site = small(
        &hours("America/Toronto", "2027-11-07", "sun 01:00-02:00"),
        &(task("a", 60) + &task("b", 60)),
        "2027-11-06T12:00:00-04:00",
    );
    let (_, page) = site.get("/calendar?date=2027-11-07&hours=all").await;
    assert!(page.contains("The clock goes back"));
    let (a, b) = (item(&page, "a/1"), item(&page, "b/1"));
    assert!(
        a.contains("data-start=\"2027-11-07T01:00:00-04:00\" data-end=\"2027-11-07T01:00:00-05:00\""),
        "{a}"
    );
    assert!(
        b.contains("data-start=\"2027-11-07T01:00:00-05:00\" data-end=\"2027-11-07T02:00:00-05:00\""),
        "{b}"
    );
    assert!(
        a.contains("r12 s12 k0n2") && b.contains("r12 s12 k1n2"),
        "{a} {b}"
    );
    // Where nothing is changed, the second of the two hours stays the second.
    let place = "/api/calendar/preview?session=b/1&day=2027-11-07&start=01:00&end=02:00";
    let found = twin(&site, place).await;
    assert_eq!(found["to"], found["from"]);
    assert_eq!(found["to"]["start"], "2027-11-07T01:00:00-05:00");
}

/// Two hours from Friday 23:00 are an hour on each of two days; from Sunday 23:00 an hour in each of two weeks.
#[tokio::test]
async fn a_session_over_midnight_is_on_both_days() {
    let site = small(
        &hours("UTC", "2027-01-15", "fri 23:00-01:00; sun 23:00-01:00"),
        &(task("a", 120) + &task("b", 120)),
        "2027-01-15T12:00:00Z",
    );
    let (_, page) = site.get("/calendar?date=2027-01-15&hours=all").await;
    assert_eq!(page.matches("data-session=\"a/1\"").count(), 2);
    assert!(page.contains("23:00–…") && page.contains("…–01:00"));
    assert!(
        item(&page, "a/1").contains("r276 s12 after"),
        "{}",
        item(&page, "a/1")
    );
    let second = &page[page.find("data-date=\"2027-01-16\"").unwrap()..];
    assert!(
        item(second, "a/1").contains("r0 s12 before"),
        "{}",
        item(second, "a/1")
    );
    assert_eq!(page.matches("data-session=\"b/1\"").count(), 1);
    let (_, page) = site.get("/calendar?date=2027-01-18&hours=all").await;
    assert!(item(&page, "b/1").contains("r0 s12 before"));
}

/// A move changes the clock: from Monday 18 January on it is that of Paris. 18:00 there is 12:00 in Toronto.
#[tokio::test]
async fn a_move_is_told() {
    let mut text = hours("America/Toronto", "2027-01-17", "mon 18:00-20:00");
    text.push_str("[[move]]\nfrom = 2027-01-18\ntimezone = \"Europe/Paris\"\n");
    let site = small(&text, &task("a", 60), "2027-01-17T12:00:00-05:00");
    let (_, page) = site.get("/calendar?date=2027-01-18").await;
    assert!(page.contains("The clock of Europe/Paris from here"));
    assert!(item(&page, "a/1").contains("data-start=\"2027-01-18T18:00:00+01:00\""));
}

/// The grid shows the hours in use and one on either side; rows count from there.
#[tokio::test]
async fn the_grid_is_cut_to_the_hours_in_use() {
    let site = small(
        &hours("UTC", "2027-01-11", "mon-fri 18:00-21:00"),
        &task("a", 60),
        "2027-01-11T08:00:00Z",
    );
    let (_, page) = site.get("/calendar").await;
    // 17 to 22 are the hours; ten at least are shown, so that it begins at 12.
    assert!(page.contains("data-from=\"720\" data-to=\"1320\""), "{page}");
    assert!(item(&page, "a/1").contains("r72 s12"), "{}", item(&page, "a/1"));
    let (_, page) = site.get("/calendar?hours=all").await;
    assert!(page.contains("data-from=\"0\" data-to=\"1440\""));
    assert!(item(&page, "a/1").contains("r216 s12"));
    let (status, css) = site.get("/assets/x/grid.css").await;
    assert_eq!(status, StatusCode::OK);
    for rule in [
        ".r72{grid-row-start:73}",
        ".s12{grid-row-end:span 12;",
        ".n10{--hours:10}",
        ".k1n2{margin-left:50.00%",
    ] {
        assert!(css.contains(rule), "{rule}");
    }
}

/// `a` has Monday evening and `b`, which waits for it, Tuesday's. With `a` on Saturday, which is outside the hours, `b` goes to
/// the Monday after, and the finish from Tuesday 20:00 to that Monday 20:00.
async fn two_evenings() -> Site {
    small(
        &hours("UTC", "2027-01-11", "mon-fri 18:00-20:00"),
        &(task("a", 120) + &task("b", 120) + "after = [\"a\"]\n"),
        "2027-01-11T09:30:00Z",
    )
}

const SATURDAY: [(&str, &str); 4] = [
    ("session", "a/1"),
    ("day", "2027-01-16"),
    ("start", "10:00"),
    ("end", "12:00"),
];

fn query(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields
        .iter()
        .map(|(n, v)| format!("{n}={}", encoded(v)))
        .collect();
    format!("/calendar/preview?{}", pairs.join("&"))
}

#[tokio::test]
async fn consequences_come_before_anything_is_recorded() {
    let site = two_evenings().await;
    let (status, page) = site.get(&query(&SATURDAY)).await;
    assert_eq!(status, StatusCode::OK);
    for part in [
        "Mon 11 Jan, 18:00–20:00",
        "Sat 16 Jan, 10:00–12:00",
        "<s>Tue 12 Jan 2027</s>",
        "6 days later",
        "a/1 would be outside your hours.",
        "1 other session would move",
        "<s>Tue 12 Jan, 18:00–20:00</s> → Mon 18 Jan, 18:00–20:00",
        "you pinned a",
        "Leave as it was",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(site.situation().facts.is_empty());
    let found = twin(&site, &query(&SATURDAY).replace("/calendar/", "/api/calendar/")).await;
    assert_eq!(found["format"], "pivot.consequences/1");
    assert_eq!(found["finish_before"], "2027-01-12T20:00:00+00:00");
    assert_eq!(found["finish"], "2027-01-18T20:00:00+00:00");
    assert_eq!(found["moves"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&found["moves"][0]["from"], &found["moves"][0]["to"]),
        (
            &"2027-01-12T18:00:00+00:00".into(),
            &"2027-01-18T18:00:00+00:00".into()
        )
    );
    // A length instead of an end, and neither: as long as it is.
    for end in ["&minutes=120", ""] {
        let path = format!("/api/calendar/preview?session=a/1&day=2027-01-16&start=10:00{end}");
        assert_eq!(twin(&site, &path).await["seen"], found["seen"]);
    }
    // An end that is no later than the start is on the next day; a time is taken on its five minutes.
    let path = "/api/calendar/preview?session=a/1&day=2027-01-16&start=22:03&end=01:00";
    let to = twin(&site, path).await["to"].clone();
    assert_eq!(
        (&to["start"], &to["end"]),
        (
            &"2027-01-16T22:00:00+00:00".into(),
            &"2027-01-17T01:00:00+00:00".into()
        )
    );
}

/// What the page's form holds, and what else is to be sent.
fn form<'p>(page: &'p str, action: &str) -> Vec<(&'p str, &'p str)> {
    let from = page.find(&format!("action=\"{action}\"")).unwrap();
    let form = &page[from..from + page[from..].find("</form>").unwrap()];
    let value = |input: &'p str, name: &str| {
        let at = input.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
        input[at..].split('"').next().unwrap()
    };
    form.split("<input")
        .skip(1)
        .map(|input| (value(input, "name"), value(input, "value")))
        .collect()
}

/// Accepting records the plan that was seen and the pin, and the plan is then what was seen.
#[tokio::test]
async fn accepting_records_what_was_seen() {
    let site = two_evenings().await;
    let (_, page) = site.get(&query(&SATURDAY)).await;
    let (status, to, text) = site.post("/do/place", &form(&page, "/do/place")).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    let facts = site.situation().facts;
    assert_eq!(facts.len(), 2);
    let Event::PlanAccepted(seen) = &facts[0].fact.event else {
        panic!("{:?}", facts[0])
    };
    let Event::Pinned(pin) = &facts[1].fact.event else {
        panic!("{:?}", facts[1])
    };
    assert_eq!(
        (pin.id.as_str(), pin.start, pin.end),
        (
            "a/1",
            "2027-01-16T10:00:00Z".parse().unwrap(),
            "2027-01-16T12:00:00Z".parse().unwrap()
        )
    );
    let now = twin(&site, "/api/calendar?view=month").await;
    let mut shown: Vec<(&str, &str)> = now["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["id"].as_str().unwrap(), s["start"].as_str().unwrap()))
        .collect();
    shown.sort_unstable();
    assert_eq!(
        shown,
        [
            ("a/1", "2027-01-16T10:00:00+00:00"),
            ("b/1", "2027-01-18T18:00:00+00:00")
        ]
    );
    let mut of_plan: Vec<Timestamp> = seen.iter().map(|s| s.start).collect();
    of_plan.sort_unstable();
    assert_eq!(
        of_plan,
        [
            "2027-01-16T10:00:00Z".parse().unwrap(),
            "2027-01-18T18:00:00Z".parse().unwrap()
        ]
    );
    // It leads to the week in which the session is now, with a way back.
    let (_, page) = site.get(&to).await;
    assert!(
        page.contains("Recorded: pinned a/1 at Sat 16 Jan 10:00.") && page.contains("action=\"/do/undo\"")
    );
    assert!(item(&page, "a/1").contains("pinned"));
    let (_, page) = site.get("/calendar/session?id=a/1").await;
    assert!(page.contains("it stays until you unpin it"));
    let (status, to, _) = site.post("/do/unpin", &form(&page, "/do/unpin")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(site.situation().progress().pins.is_empty());
    assert!(site.get(&to).await.1.contains("a/1 may move again"));
}

/// What was just done is in sight, wherever it is: a pin in March shows its week, and so does taking it back.
#[tokio::test]
async fn what_was_done_is_in_sight() {
    let site = two_evenings().await;
    let (_, page) = site
        .get(&query(&[
            ("session", "b/1"),
            ("day", "2027-03-03"),
            ("start", "18:00"),
        ]))
        .await;
    let (_, to, _) = site.post("/do/place", &form(&page, "/do/place")).await;
    let (_, page) = site.get(&to).await;
    assert!(page.contains("<h1>1 – 7 March 2027</h1>"), "{to}");
    let (_, back, _) = site.post("/do/undo", &form(&page, "/do/undo")).await;
    assert!(site.get(&back).await.1.contains("<h1>1 – 7 March 2027</h1>"));
    assert!(site.situation().progress().pins.is_empty());
}

/// Somebody logged in between: the old page is refused with what is new. Recording it all the same is refused too, as it would
/// move other things by now; those are shown, and can be accepted.
#[tokio::test]
async fn an_old_page_is_refused() {
    let site = two_evenings().await;
    let (_, page) = site.get(&query(&SATURDAY)).await;
    let old = form(&page, "/do/place");
    let version = site.version().await;
    let fields = [("version", version.as_str()), ("task", "b"), ("spent", "1h")];
    assert_eq!(site.post("/do/log", &fields).await.0, StatusCode::SEE_OTHER);
    let (status, _, conflict) = site.post("/do/place", &old).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(conflict.contains("1h on b"), "{conflict}");
    let (status, _, again) = site.post("/do/place", &form(&conflict, "/do/place")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(again.contains("What this moves is different by now."), "{again}");
    assert_eq!(site.situation().facts.len(), 1);
    let (status, _, _) = site.post("/do/place", &form(&again, "/do/place")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(site.situation().facts.len(), 3);
}

/// Consequences that were not seen are not recorded.
#[tokio::test]
async fn nobody_accepts_unseen() {
    let site = two_evenings().await;
    let version = site.version().await;
    let mut fields = vec![("version", version.as_str())];
    fields.extend(SATURDAY);
    assert_eq!(
        site.post("/do/place", &fields).await.0,
        StatusCode::UNPROCESSABLE_ENTITY,
        "without what was seen"
    );
    fields.push(("seen", "0123456789abcdef"));
    assert_eq!(site.post("/do/place", &fields).await.0, StatusCode::CONFLICT);
    assert!(site.situation().facts.is_empty());
}

/// Wishes that nobody can meet are answered, with what to do, and what was typed comes back as text.
#[tokio::test]
async fn odd_wishes_are_answered() {
    let site = two_evenings().await;
    let good = SATURDAY;
    let with =
        |name: &str, value: &'static str| good.map(|(n, v)| if n == name { (n, value) } else { (n, v) });
    for (fields, told) in [
        (with("session", "<b>"), "there is no session"),
        (with("session", ""), "there is no session"),
        (with("day", "tomorrow"), "is no day"),
        (with("day", "2027-02-30"), "is no day"),
        (with("day", "2027-01-04"), "cannot be pinned to what is past"),
        (with("start", "<i>"), "is no time of the day"),
        (with("start", "25:00"), "is no time of the day"),
        (with("start", "-1:00"), "is no time of the day"),
        (with("end", "x"), "is no time of the day"),
    ] {
        let (status, page) = site.get(&query(&fields)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(
            page.to_lowercase().contains(&told.to_lowercase()),
            "{fields:?}: {page}"
        );
        assert!(!page.contains("<b>`") && !page.contains("<i>"), "{fields:?}");
    }
    for (path, told) in [
        ("/calendar?date=soon", "is no day"),
        ("/calendar?view=year", "week or month"),
        ("/calendar/session", "there is no session"),
        ("/calendar/session?id=%3Cu%3E", "&lt;u&gt;"),
        ("/api/calendar?date=%3Cu%3E", "is no day"),
        (
            "/api/calendar/preview?session=a/1&day=2027-01-16&start=10:00&minutes=3",
            "is no number of minutes",
        ),
        (
            "/api/calendar/preview?session=a/1&day=2027-01-16&start=10:00&minutes=99999999999",
            "is no number of minutes",
        ),
    ] {
        let (status, page) = site.get(path).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(
            page.to_lowercase().contains(&told.to_lowercase()),
            "{path}: {page}"
        );
    }
    // The ends of time have weeks too.
    for path in [
        "/calendar?date=9999-12-31",
        "/calendar?date=-009999-01-01",
        "/calendar?view=month&date=9999-12-31",
        "/calendar?view=month&date=-009999-01-01",
        "/api/calendar?date=9999-12-31",
    ] {
        assert_eq!(site.get(path).await.0, StatusCode::OK, "{path}");
    }
    let (status, _) = site.get(&query(&with("day", "9999-12-30"))).await;
    assert!(
        status == StatusCode::OK || status == StatusCode::UNPROCESSABLE_ENTITY,
        "{status}"
    );
    let version = site.version().await;
    let fields = [("version", version.as_str()), ("session", "a/1")];
    assert_eq!(
        site.post("/do/unpin", &fields).await.0,
        StatusCode::UNPROCESSABLE_ENTITY,
        "it is not pinned"
    );
    assert!(site.situation().facts.is_empty());
    let (status, _) = Site::empty().get("/calendar").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "without a pivot");
}

/// Titles, reasons and events are text, whatever is in them.
#[tokio::test]
async fn what_people_write_is_no_html() {
    let evil = "<script>alert(1)</script>\\\" onx=1";
    let mut text = hours("UTC", "2027-01-11", "mon-fri 18:00-20:00");
    text.push_str(&format!(
        "[[away]]\nfrom = 2027-01-13\nto = 2027-01-13\nwhy = \"{evil}\"\n[[calendar]]\nname = \"life\"\n"
    ));
    let tasks = task("a", 120).replace("Task a", evil) + &task("b", 120);
    let site = small(&text, &tasks, "2027-01-11T09:30:00Z");
    std::fs::create_dir_all(site.home.path().join("calendars")).unwrap();
    site.write(
        "calendars/life.ics",
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20270101T000000Z\r\nDTSTART:20270114T180000Z\r\nDTEND:20270114T190000Z\r\nSUMMARY:<script>alert(4)</script>\" onx=1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    );
    for path in [
        "/calendar".to_owned(),
        "/calendar?view=month".to_owned(),
        "/calendar/session?id=a/1".to_owned(),
        query(&[("session", "b/1"), ("day", "2027-01-13"), ("start", "18:00")]),
        query(&[("session", "b/1"), ("day", "2027-01-14"), ("start", "18:00")]),
    ] {
        let (status, page) = site.get(&path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {page}");
        assert!(page.contains("&lt;script&gt;alert"), "{path}");
        assert!(
            !page.contains("<script>alert") && !page.contains("\" onx=1"),
            "{path}"
        );
        assert!(!page.contains(" style=\""), "{path}");
    }
}

/// The twins stand in the OpenAPI document with their shapes.
#[tokio::test]
async fn the_twins_are_described() {
    let site = Site::demo();
    let api = twin(&site, "/api/openapi.json").await;
    for path in ["/api/calendar", "/api/calendar/preview"] {
        assert!(
            api["paths"][path]["get"]["responses"]["200"].is_object(),
            "{path}"
        );
    }
    assert!(api["components"]["schemas"]["CalendarJson"]["properties"]["frozen_until"].is_object());
}
