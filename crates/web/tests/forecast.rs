//! The forecast's page: dates, pictures, another life, and whether a date can be kept.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod common;

use axum::http::StatusCode;
use common::Site;
use jiff::SignedDuration;
use pivot_app::Options;
use pivot_app::domain::fact::Event;
use pivot_app::planning::forecast::words::{moved, of_hundred};
use pivot_app::planning::forecast::{Change, Wish, compare, forecast};
use pivot_app::words::date_of;
use serde_json::Value;

/// Two hours on each weekday evening, from Monday the 11th of January, at whose morning it is asked. By Friday the 15th these
/// are ten hours.
const EVENINGS: &str = "# mine\nformat = \"pivot.settings/1\"\ntimezone = \"UTC\"\nstart = 2027-01-11\n\n[hours]\nweek = \"mon-fri 18:00-20:00\" # after work\n\n[session]\nmin = \"5m\"\nmax = \"24h\"\nbreak = \"0m\"\n";

/// A world of these tasks.
fn world(settings: &str, tasks: &str) -> Site {
    let home = tempfile::tempdir().unwrap();
    let curriculum = format!(
        "format = \"pivot.curriculum/1\"\nid = \"x\"\ntitle = \"X\"\n[[step]]\nnumber = 1\ntitle = \"One\"\nmonths = [1]\n{tasks}"
    );
    std::fs::write(home.path().join("pivot.toml"), settings).unwrap();
    std::fs::write(home.path().join("curriculum.toml"), curriculum).unwrap();
    Site::of(home)
}

/// A task of so many hours, that cannot be shortened.
fn task(id: &str, hours: u32, more: &str) -> String {
    format!(
        "[[task]]\nid = \"{id}\"\nstep = 1\ntitle = \"Task {id}\"\nkind = \"k\"\neffort = [{hours}, {hours}, {hours}]\n{more}"
    )
}

fn wish(futures: usize) -> Wish {
    Wish {
        futures,
        ..Wish::default()
    }
}

async fn ok(site: &Site, path: &str) -> String {
    let (status, page) = site.get(path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {page}");
    page
}

async fn told(site: &Site, path: &str) -> Value {
    serde_json::from_str(&ok(site, path).await).unwrap()
}

/// A tag's text in a page, without other tags.
fn text(page: &str) -> String {
    let mut plain = String::new();
    let mut within = false;
    for letter in page.chars() {
        match letter {
            '<' => within = true,
            '>' => within = false,
            c if !within => plain.push(c),
            _ => {}
        }
    }
    plain.replace("&amp;", "&").replace("&quot;", "\"")
}

#[tokio::test]
async fn the_page_says_when_and_how_sure() {
    let site = Site::demo();
    let page = ok(&site, "/forecast?futures=1000").await;
    let words = text(&page);
    let situation = site.situation();
    let known = forecast(&situation, &Options::default(), &wish(1_000)).unwrap();
    let zones = &situation.settings.zones;
    for at in [
        known.finish.p50,
        known.finish.p80,
        known.finish.p95,
        known.planned,
    ] {
        assert!(words.contains(&date_of(zones, at.unwrap())), "{at:?}");
    }
    assert!(words.contains(&format!("{} futures keep it", of_hundred(known.by_plan))));
    assert!(words.contains("Drawn from 1,000 futures") && page.contains("/forecast?futures=10000"));
    assert!(words.contains("give or take"));
    // A fact, once, with its source.
    assert_eq!(words.matches("43,196 of 841,687").count(), 1);
    assert!(words.contains("Ho and others") && words.contains("not a verdict on you"));
    // Each picture has words for who does not see it, and a table of the same.
    for name in [
        "Work done and to come",
        "When the futures end",
        "Hours by week",
        "Pace by kind of task",
    ] {
        assert!(page.contains(&format!("aria-label=\"{name}. ")), "{name}");
        assert!(page.contains(&format!("aria-label=\"{name}, table\"")), "{name}");
    }
    // Nothing was learned yet, as nothing is recorded.
    assert!(words.contains("nothing of yours is known yet"));
    assert!(page.len() < 200_000, "{}", page.len());
    // Every step has its dates.
    for step in &known.steps {
        let date = step.finish.p80.unwrap();
        let short = zones.local(date).strftime("%-d %b %Y").to_string();
        assert!(words.contains(&short), "{}", step.title);
    }
}

/// Asked for before it is drawn, the page answers from few futures, and says so; when the usual ones are there it shows them.
#[tokio::test]
async fn nobody_waits_for_a_thousand_futures() {
    let site = Site::demo();
    let page = ok(&site, "/forecast?by=2027-06-30&mended=yes").await;
    let words = text(&page);
    assert!(
        words.contains("Drawn from 100 futures") && words.contains("show 1,000"),
        "{words}"
    );
    assert!(
        page.contains("data-awaits") && page.contains("href=\"/forecast?by=2027-06-30&amp;futures=1000\"")
    );
    assert_eq!(site.get("/forecast/drawn").await.0, StatusCode::NO_CONTENT);
    let page = ok(&site, "/forecast").await;
    assert!(text(&page).contains("Drawn from 1,000 futures") && !page.contains("data-awaits"));
}

#[tokio::test]
async fn more_futures_are_drawn_where_they_are_asked_for() {
    let site = Site::demo();
    assert_eq!(told(&site, "/api/forecast").await["futures"], 1_000);
    assert_eq!(told(&site, "/api/forecast?futures=1500").await["futures"], 1_500);
    // What is known by now is told, as it is more exact.
    assert_eq!(told(&site, "/api/forecast").await["futures"], 1_500);
    assert!(text(&ok(&site, "/forecast").await).contains("Drawn from 1,500 futures"));
    let answer = told(&site, "/api/forecast").await;
    assert_eq!(answer["format"], "pivot.forecast/1");
    // The first day by which 1,200 of the 1,500 are finished is the 80-percent date.
    let mut sum = 0;
    let ends = answer["finishes"].as_array().unwrap();
    let day = ends.iter().find(|end| {
        sum += end["futures"].as_u64().unwrap();
        sum >= 1_200
    });
    let p80 = answer["finish"]["p80"].as_str().unwrap();
    assert_eq!(day.unwrap()["date"].as_str().unwrap(), &p80[..10]);
    for bad in ["0", "x", "-1", "20001", "1e3"] {
        let (status, page) = site.get(&format!("/forecast?futures={bad}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
        assert!(page.contains("no number of futures"), "{bad}");
        let (status, page) = site.get(&format!("/api/forecast?futures={bad}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
        assert!(page.contains("pivot.error/1"), "{bad}");
    }
}

/// The finish that is hoped for, with the share of futures that meet it.
#[tokio::test]
async fn a_hope_is_held_against_the_futures() {
    let site = Site::demo();
    assert!(!ok(&site, "/forecast").await.contains("You hope for"));
    let settings = site.file("pivot.toml");
    site.write(
        "pivot.toml",
        &settings.replace("buffer =", "finish_by = 2027-09-01\nbuffer ="),
    );
    let share = forecast(&site.situation(), &Options::default(), &wish(1_000)).unwrap();
    let share = of_hundred(share.by_hope.unwrap());
    let words = text(&ok(&site, "/forecast?futures=1000").await);
    assert!(
        words.contains(&format!(
            "You hope for Wed 1 Sep 2027: {share} futures are finished by then."
        )),
        "{words}"
    );
}

#[tokio::test]
async fn another_life_stands_beside_this_one() {
    let site = Site::demo();
    let page = ok(&site, "/forecast?weekly=50").await;
    let words = text(&page);
    let situation = site.situation();
    let change = Change {
        weekly: Some(SignedDuration::from_hours(50)),
        ..Change::default()
    };
    let known = compare(&situation, &change, &Options::default(), &wish(1_000)).unwrap();
    let zones = &situation.settings.zones;
    let (a, b) = (
        known.today.1.finish.p80.unwrap(),
        known.changed.1.finish.p80.unwrap(),
    );
    assert!(b < a);
    assert!(words.contains(&moved(zones, a, b)), "{words}");
    // 37 h 30 m of weekdays and 3 h 15 m are stretched by 50 over 40.75: 7 h 30 m become 9 h 10 m, 3 h 15 m become 4 h, in steps
    // of five minutes. What comes is put in the evening.
    assert!(
        words.contains("mon-fri 09:00-12:15,13:15-19:10; sat 10:00-14:00"),
        "{words}"
    );
    assert!(words.contains("49 h 50 m"));
    // The form remembers, and the part that the script asks for says the same, without the page around it.
    assert!(page.contains("name=\"weekly\" min=\"1\" max=\"82\" step=\"0.25\" value=\"50\""));
    let part = ok(&site, "/forecast/what-if?weekly=50&futures=1000").await;
    assert!(part.starts_with("<div class=\"fc-answer\"") && page.contains(&part));
    let json = told(&site, "/api/what-if?weekly=50&futures=200").await;
    assert_eq!(json["format"], "pivot.what-if/1");
    for side in [0, 1] {
        assert_eq!(json["forecasts"][side]["futures"], 200);
    }
}

#[tokio::test]
async fn what_is_not_otherwise_is_not_compared() {
    let site = Site::demo();
    // As the form is sent where nothing was touched: 40 h 45 m, the first day, and empty fields.
    let same = "weekly=40.75&hours=&start=2027-01-04&away_from=&away_to=&drop=";
    let page = ok(&site, &format!("/forecast?{same}")).await;
    assert!(page.contains("Move the slider"));
    let (status, answer) = site.get(&format!("/api/what-if?{same}")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.contains("nothing is otherwise"));
    // The person's own words go before the slider.
    let page = ok(&site, "/forecast?weekly=20&hours=mon-fri+18:00-21:00").await;
    assert!(
        text(&page).contains("Other hours: 15 h a week."),
        "{}",
        text(&page)
    );
    for (wish, says) in [
        ("drop=5", "Without step 5."),
        ("drop=1.3&drop=5", "Without task 1.3; without step 5."),
        ("start=2027-02-01", "A start on 2027-02-01."),
        (
            "away_from=2027-02-01&away_to=2027-02-05",
            "Away from 2027-02-01 to 2027-02-05.",
        ),
        ("away_from=2027-02-01", "Away from 2027-02-01 to 2027-02-01."),
    ] {
        let page = ok(&site, &format!("/forecast?{wish}")).await;
        assert!(text(&page).contains(says), "{wish}");
    }
    let facts = site.situation().facts;
    assert!(facts.is_empty(), "nothing of it is recorded");
}

/// What was typed wrong is told where it was typed, and is text whatever is in it.
#[tokio::test]
async fn odd_wishes_are_answered() {
    let site = Site::demo();
    for (wish, says) in [
        ("hours=mon+18:0-20:00", "no time"),
        ("hours=%3Cscript%3Ealert(1)%3C/script%3E+x", "day"),
        ("weekly=NaN", "no number of hours"),
        ("weekly=-3", "no number of hours"),
        ("weekly=0", "so many hours"),
        ("weekly=199", "so many hours"),
        ("start=2027-13-01", "no date"),
        ("start=9999-01-01", "no date"),
        ("away_from=2027-02-05&away_to=2027-02-01", "before they begin"),
        ("drop=%3Cscript%3E", "no task or step"),
        ("by=%3Cscript%3E", "no date"),
        ("by=-9999-01-01", "no date"),
    ] {
        let page = ok(&site, &format!("/forecast?{wish}")).await;
        assert!(
            page.contains("note bad") && text(&page).contains(says),
            "{wish}: {}",
            text(&page)
        );
        assert!(
            !page.contains("<script>alert") && !page.contains("`<script>"),
            "{wish}"
        );
    }
    for path in ["/api/what-if?drop=zz", "/api/fit?by=x", "/api/fit"] {
        let (status, answer) = site.get(path).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(answer.contains("pivot.error/1"), "{path}");
    }
    for path in [
        "/forecast/repair",
        "/forecast/repair?by=2027-03-20&n=x",
        "/forecast/repair?by=x&n=1",
    ] {
        assert_eq!(site.get(path).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    for path in [
        "/forecast/repair?by=2027-03-20&n=0",
        "/forecast/repair?by=2027-03-20&n=99",
    ] {
        assert!(
            ok(&site, path)
                .await
                .contains("This change is not needed any more"),
            "{path}"
        );
    }
}

/// Titles are text, on the page and in its forms.
#[tokio::test]
async fn what_people_write_is_no_html() {
    let evil = "<script>alert(1)</script>&\\\" onfocus=\\\"alert(2)";
    let tasks = task("1.1", 20, "").replace("Task 1.1", evil);
    let site = world(EVENINGS, &tasks);
    let n = place(&site, "2027-01-15", "study 2h longer").await;
    for path in [
        "/forecast",
        "/forecast?weekly=12&by=2027-01-15",
        "/forecast?drop=1.1",
        &format!("/forecast/repair?by=2027-01-15&n={n}"),
    ] {
        let page = ok(&site, path).await;
        assert!(
            page.contains("&lt;script&gt;") || path.contains("repair"),
            "{path}"
        );
        for bad in ["<script>alert", "\" onfocus", " style=\"", "<script>"] {
            assert!(!page.contains(bad), "{path} has {bad}");
        }
    }
}

/// The twins are described, each with what it may be asked.
#[tokio::test]
async fn the_twins_are_described() {
    let site = Site::demo();
    let described = told(&site, "/api/openapi.json").await;
    for (path, asked) in [
        ("/api/forecast", "futures"),
        ("/api/what-if", "weekly"),
        ("/api/fit", "by"),
    ] {
        let parameters = described["paths"][path]["get"]["parameters"].as_array().unwrap();
        assert!(parameters.iter().any(|p| p["name"] == asked), "{path}");
        assert!(
            described["paths"][path]["get"]["responses"]["200"].is_object(),
            "{path}"
        );
    }
}

/// Twenty hours of work are ten evenings: by Friday the 22nd they are just enough, by the 15th ten hours are too few.
#[tokio::test]
async fn a_date_is_answered_with_hours_and_reasons() {
    let site = world(EVENINGS, &task("1.1", 20, ""));
    let words = text(&ok(&site, "/forecast?by=2027-01-22").await);
    assert!(
        words.contains("Yes: everything can be done by Fri 22 Jan 2027."),
        "{words}"
    );
    assert!(
        words.contains("20 h of work") && words.contains("20 h of study time until then: just enough"),
        "{words}"
    );
    assert!(words.contains("Fri 22 Jan 2027, 20:00"));
    let page = ok(&site, "/forecast?by=2027-01-15").await;
    let words = text(&page);
    assert!(
        words.contains("No: not everything can be done by Fri 15 Jan 2027."),
        "{words}"
    );
    assert!(
        words.contains("10 h of study time until then: 10 h too few"),
        "{words}"
    );
    assert!(words.contains("leave out any one, and the others fit"));
    assert!(
        words.contains("You work mon-fri 18:00-20:00, which is 10 h a week."),
        "{words}"
    );
    // Two hours more on each day.
    assert!(
        words.contains("Study 2h longer on each day that has hours"),
        "{words}"
    );
    let json = told(&site, "/api/fit?by=2027-01-15").await;
    assert_eq!(
        (&json["format"], &json["fits"]),
        (&"pivot.fit/1".into(), &false.into())
    );
    assert_eq!((&json["need"], &json["have"]), (&"PT20H".into(), &"PT10H".into()));
}

/// The place among the repairs of the one that says this.
async fn place(site: &Site, by: &str, change: &str) -> usize {
    let json = told(site, &format!("/api/fit?by={by}")).await;
    let repairs = json["repairs"].as_array().unwrap();
    let found = repairs
        .iter()
        .position(|r| r["change"].as_str().unwrap().contains(change));
    found.unwrap_or_else(|| panic!("{change}: {repairs:?}")) + 1
}

/// A hidden field of a page.
fn field(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\" value=\"")).unwrap() + name.len() + 15;
    page[at..].split('"').next().unwrap().replace("&amp;", "&")
}

#[tokio::test]
async fn a_repair_is_shown_and_then_done() {
    let site = world(EVENINGS, &task("1.1", 20, ""));
    let n = place(&site, "2027-01-15", "study 2h longer").await;
    let page = ok(&site, &format!("/forecast/repair?by=2027-01-15&n={n}")).await;
    let words = text(&page);
    // The line that goes and the one that comes, with the comment behind it.
    assert!(
        words.contains("− week = \"mon-fri 18:00-20:00\" # after work"),
        "{words}"
    );
    assert!(
        words.contains("+ week = \"mon-fri 18:00-22:00\" # after work"),
        "{words}"
    );
    assert!(words.contains("Fri 22 Jan 2027 → Fri 15 Jan 2027"), "{words}");
    assert!(words.contains("10 h → 20 h"), "hours a week: {words}");
    assert_eq!(site.file("pivot.toml"), EVENINGS, "looking changes nothing");
    let (version, change) = (field(&page, "version"), field(&page, "change"));
    let number = n.to_string();
    let fields = [
        ("version", version.as_str()),
        ("by", "2027-01-15"),
        ("n", &number),
        ("change", &change),
    ];
    let (status, to, _) = site.post("/forecast/repair", &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(to, "/forecast?mended=yes&by=2027-01-15#fit");
    assert_eq!(site.file("pivot.toml"), EVENINGS.replace("20:00", "22:00"));
    let words = text(&ok(&site, "/forecast?mended=yes&by=2027-01-15").await);
    assert!(
        words.contains("Yes: everything can be done by Fri 15 Jan 2027."),
        "{words}"
    );
    assert!(words.contains("Done. The plan follows from here."));
    // The same form once more is of an older page.
    let (status, _, page) = site.post("/forecast/repair", &fields).await;
    assert_eq!(status, StatusCode::CONFLICT, "{page}");
    assert_eq!(site.file("pivot.toml"), EVENINGS.replace("20:00", "22:00"));
}

/// Two tasks of ten hours: one left out, the other fits into the five evenings. That is a fact, and can be taken back.
#[tokio::test]
async fn work_is_left_out_as_a_fact() {
    let tasks = format!("{}{}", task("1.1", 10, ""), task("1.2", 10, ""));
    let site = world(EVENINGS, &tasks);
    let n = place(&site, "2027-01-15", "leave out").await;
    let page = ok(&site, &format!("/forecast/repair?by=2027-01-15&n={n}")).await;
    assert!(text(&page).contains("In the journal"));
    let (version, change) = (field(&page, "version"), field(&page, "change"));
    let number = n.to_string();
    let mut fields = [
        ("version", version.as_str()),
        ("by", "2027-01-15"),
        ("n", &number),
        ("change", "leave out something else"),
    ];
    // What the page showed is what is done, and nothing else.
    let (status, _, _) = site.post("/forecast/repair", &fields).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(site.situation().facts.is_empty());
    fields[3] = ("change", &change);
    let (status, to, _) = site.post("/forecast/repair", &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let facts = site.situation().facts;
    assert!(matches!(&facts[..], [one] if matches!(&one.fact.event, Event::TaskDropped { .. })));
    assert!(to.contains(&format!("said={}", facts[0].id)), "{to}");
    assert_eq!(site.file("pivot.toml"), EVENINGS);
    let page = ok(&site, to.split('#').next().unwrap()).await;
    assert!(page.contains("action=\"/do/undo\""));
    assert!(text(&page).contains("Yes: everything can be done"));
}

/// The other life is shown as lines and facts, and then taken.
#[tokio::test]
async fn another_life_is_taken() {
    let settings = format!("{EVENINGS}\n[[away]]\nfrom = 2027-02-01 # ski\n");
    let site = world(
        &settings,
        &format!("{}{}", task("1.1", 20, ""), task("1.2", 5, "")),
    );
    // Ten hours become fifteen: three each evening.
    let wish = "weekly=15&start=2027-01-12&away_from=2027-01-20&away_to=2027-01-21&drop=1.2";
    let page = ok(&site, &format!("/forecast?{wish}")).await;
    assert!(
        page.contains(&format!("/forecast/take?{}", wish.replace('&', "&amp;"))),
        "{page}"
    );
    let page = ok(&site, &format!("/forecast/take?{wish}")).await;
    let words = text(&page);
    assert!(
        words.contains("+ week = \"mon-fri 18:00-21:00\" # after work"),
        "{words}"
    );
    assert!(words.contains("Task 1.2 dropped."), "{words}");
    // 20 hours from Tuesday the 12th, three each evening: 12 to 15 are twelve, 18 and 19 six more, the 20th and 21st are off,
    // and the last two are on Friday the 22nd.
    assert!(words.contains("→ Fri 22 Jan 2027"), "{words}");
    assert_eq!(site.file("pivot.toml"), settings, "looking changes nothing");
    let version = field(&page, "version");
    let mut fields = vec![("version", version.as_str())];
    fields.extend(wish.split('&').filter_map(|pair| pair.split_once('=')));
    let (status, to, _) = site.post("/forecast/take", &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let facts = site.situation().facts;
    assert!(
        matches!(&facts[..], [one] if matches!(&one.fact.event, Event::TaskDropped { task, .. } if task == "1.2"))
    );
    assert_eq!(to, format!("/forecast?mended=yes&said={}#what-if", facts[0].id));
    let changed = settings
        .replace("20:00", "21:00")
        .replace("start = 2027-01-11", "start = 2027-01-12");
    assert_eq!(
        site.file("pivot.toml"),
        format!("{changed}\n[[away]]\nfrom = 2027-01-20\nto = 2027-01-21\n")
    );
    let (status, _, _) = site.post("/forecast/take", &fields).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(
        ok(&site, "/forecast/take?weekly=15")
            .await
            .contains("It is so already")
    );
}

/// A machine's hours are others' to give: the page says what to write where, and offers nothing that it cannot do.
#[tokio::test]
async fn what_a_program_cannot_write_is_told() {
    let settings = EVENINGS;
    let tasks = format!(
        "[[resource]]\nid = \"room\"\ntitle = \"A room\"\nhours = \"sat 10:00-12:00\"\n{}",
        task(
            "1.1",
            2,
            "needs = { room = \"2h\" }\nsession = { whole = true }\n"
        )
    );
    let site = world(settings, &tasks);
    let n = place(&site, "2027-01-15", "at any hour").await;
    let page = ok(&site, &format!("/forecast/repair?by=2027-01-15&n={n}")).await;
    assert!(
        text(&page).contains("hours = \"always\" in [resource.room]"),
        "{}",
        text(&page)
    );
    assert!(!page.contains("action=\"/forecast/repair\""));
    let (version, change) = (site.version().await, "x");
    let number = n.to_string();
    let fields = [
        ("version", version.as_str()),
        ("by", "2027-01-15"),
        ("n", &number),
        ("change", change),
    ];
    assert_eq!(
        site.post("/forecast/repair", &fields).await.0,
        StatusCode::CONFLICT
    );
}

/// Nothing left, and something that never has a place: neither is a date.
#[tokio::test]
async fn there_may_be_no_date() {
    let site = world(EVENINGS, &task("1.1", 5, "session = { whole = true }\n"));
    let words = text(&ok(&site, "/forecast").await);
    assert!(words.contains("never: something has no place"), "{words}");
    let words = text(&ok(&site, "/forecast?weekly=8&by=2027-01-15").await);
    assert!(words.contains("nor by any other date"), "{words}");
    let site = world(EVENINGS, &task("1.1", 2, ""));
    let version = site.version().await;
    let fields = [("version", version.as_str()), ("task", "1.1")];
    assert_eq!(site.post("/do/done", &fields).await.0, StatusCode::SEE_OTHER);
    let words = text(&ok(&site, "/forecast").await);
    assert!(words.contains("Nothing is left to do"), "{words}");
    // Without a pivot there is the way to one.
    let site = Site::empty();
    assert_eq!(site.get("/forecast").await.0, StatusCode::SEE_OTHER);
    assert!(!site.get("/api/forecast").await.0.is_success());
}

/// Five hundred tasks over five months: the page stays small enough to be there at once.
#[tokio::test]
async fn a_long_path_is_a_small_page() {
    let mut tasks = String::new();
    for n in 1..=500 {
        let after = format!("after = [\"1.{}\"]\n", n - 1);
        tasks.push_str(&task(&format!("1.{n}"), 1, if n > 1 { &after } else { "" }));
    }
    // 25 hours a week: 500 hours are twenty weeks.
    let hours = "mon-fri 18:00-23:00";
    let site = world(&EVENINGS.replace("mon-fri 18:00-20:00", hours), &tasks);
    let page = ok(&site, "/forecast?futures=200&weekly=20").await;
    assert!(page.len() < 200_000, "{}", page.len());
    assert!(
        text(&page).contains("Fri 28 May 2027"),
        "twenty weeks from the 11th of January"
    );
}
