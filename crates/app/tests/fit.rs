//! Dates that can and cannot be kept, in worlds so small that the answer can be worked out by hand; each kind of wish in a
//! conflict, and a twin in which it is not.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use jiff::civil::{Date, date};
use pivot_app::planning::fit::{Bend, Files, Fit, Wish, fit};
use pivot_app::{Feed, Situation};
use pivot_domain::{curriculum, ical, settings};

/// Two hours on each weekday evening of January 2027, from Monday the 4th on, in UTC. Sessions of any length, no breaks.
const EVENINGS: &str = "mon-fri 18:00-20:00";
const PLAIN: &str = "[session]\nmin = \"5m\"\nmax = \"24h\"\nbreak = \"0m\"\n";

/// A world: hours and what else `pivot.toml` says before and after its tables, tasks as TOML, a feed.
struct World {
    hours: &'static str,
    limit: &'static str,
    head: &'static str,
    tables: &'static str,
    curriculum: &'static str,
    tasks: String,
    feed: String,
    now: &'static str,
}

impl World {
    fn of(tasks: String) -> World {
        World {
            hours: EVENINGS,
            limit: "",
            head: "start = 2027-01-04\n",
            tables: PLAIN,
            curriculum: "",
            tasks,
            feed: String::new(),
            now: "2027-01-04T00:00:00Z",
        }
    }

    fn situation(&self) -> Situation {
        let World {
            hours,
            limit,
            head,
            tables,
            ..
        } = self;
        let feed = if self.feed.is_empty() {
            ""
        } else {
            "[[calendar]]\nname = \"life\"\n"
        };
        let text = format!("timezone = \"UTC\"\n{head}[hours]\nweek = \"{hours}\"\n{limit}{tables}{feed}");
        let (settings, faults) = settings::parse(&text);
        assert_eq!(faults, [], "{text}");
        let settings = settings.unwrap();
        let text = format!(
            "format = \"pivot.curriculum/1\"\nid = \"x\"\ntitle = \"X\"\n{}[[step]]\nnumber = 1\ntitle = \"One\"\nmonths = [1]\n{}",
            self.curriculum, self.tasks
        );
        let (curriculum, faults) = curriculum::parse(&text);
        assert_eq!(faults, [], "{text}");
        let calendar = format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", self.feed);
        let feeds = settings.feeds.iter().map(|rule| Feed {
            rule: rule.clone(),
            feed: Some(ical::parse(&calendar)),
        });
        Situation {
            now: self.now.parse().unwrap(),
            feeds: feeds.collect(),
            settings,
            curriculum: curriculum.unwrap(),
            facts: vec![],
            notes: vec![],
            competitions: vec![],
            only_if_unchanged: false,
        }
    }

    fn fit(&self, by: Date) -> Fit {
        let situation = self.situation();
        let answer = fit(&situation, by).unwrap();
        assert!(answer.proven, "these worlds are small enough to be sure of");
        assert_eq!(answer.fits, answer.conflict.is_empty());
        if answer.fits {
            assert!(answer.finish.unwrap() <= end_of(by));
        }
        answer
    }

    /// The names of the wishes that collide by a date.
    fn conflict(&self, by: Date) -> Vec<String> {
        self.fit(by).conflict.into_iter().map(|c| c.name).collect()
    }
}

fn end_of(by: Date) -> jiff::Timestamp {
    by.tomorrow()
        .unwrap()
        .at(0, 0, 0, 0)
        .in_tz("UTC")
        .unwrap()
        .timestamp()
}

/// January 2027.
fn day(n: i8) -> Date {
    date(2027, 1, n)
}

fn task(id: &str, effort: &str, more: &str) -> String {
    let head = format!("[[task]]\nid = \"{id}\"\nstep = 1\ntitle = \"{id}\"\nkind = \"course\"\n");
    format!("{head}effort = [\"{effort}\", \"{effort}\", \"{effort}\"]\n{more}\n")
}

fn event(from: &str, hours: u32) -> String {
    format!("BEGIN:VEVENT\nUID:{from}\nDTSTART:{from}Z\nDURATION:PT{hours}H\nEND:VEVENT\n")
}

/// Ten hours are five evenings, the last on Friday the 8th.
#[test]
fn the_hours() {
    let world = World::of(task("a", "10h", ""));
    let yes = world.fit(day(8));
    assert!(yes.fits && yes.repairs.is_empty());
    assert_eq!((yes.need.as_hours(), yes.have.as_hours()), (10, 10));
    let no = world.fit(day(7));
    assert_eq!(
        no.conflict.iter().map(|c| c.wish).collect::<Vec<_>>(),
        [Wish::Date, Wish::Hours]
    );
    assert_eq!((no.need.as_hours(), no.have.as_hours()), (10, 8));
    // By Thursday 10 h in four evenings are 30 minutes more each: 2 h 30 m more in a week of five.
    assert_eq!(no.minutes_per_week.unwrap().as_mins(), 150);
    let bends: Vec<&[Bend]> = no.repairs.iter().map(|r| &r.bends[..]).collect();
    // A day later asks for a seventh of ten hours, 85 minutes; 30 minutes on four evenings are two hours. No day without
    // hours lies before Thursday, the task has no other estimate, and without it there is nothing left to do: 10 h.
    assert_eq!(
        bends,
        [&[Bend::Date(day(8))][..], &[Bend::Hours(30)], &[Bend::Drop(0)]]
    );
    assert_eq!(no.repairs[1].asks.as_mins(), 120);
    assert_eq!(no.repairs[1].edits[0].write, "week = \"mon-fri 18:00-20:30\"");
}

/// A hundred hours in four days are more than the 64 waking ones: no wish can be blamed, only the date.
#[test]
fn the_date_alone() {
    let world = World::of(task("a", "100h", ""));
    assert_eq!(world.conflict(day(7)), ["date"]);
    assert_eq!(world.conflict(date(2026, 12, 1)), ["date"], "before the start");
}

/// At most an hour a day: four hours are done on Thursday. Twice as long evenings would not help.
#[test]
fn the_daily_limit() {
    let mut world = World::of(task("a", "4h", ""));
    world.limit = "daily_limit = \"1h\"\n";
    assert!(world.fit(day(7)).fits);
    let no = world.fit(day(6));
    assert_eq!(
        no.conflict.iter().map(|c| c.wish).collect::<Vec<_>>(),
        [Wish::Date, Wish::DailyLimit]
    );
    // 4 h in three evenings: 1 h 20 m each, a quarter of an hour at a time: 30 minutes more.
    assert!(no.repairs.iter().any(|r| r.bends == [Bend::DailyLimit(30)]));
    world.limit = "daily_limit = \"2h\"\n";
    assert!(world.fit(day(6)).fits, "4 h are two evenings");
}

/// Off on Tuesday and Wednesday, 6 h are done on Friday. One of the two days is enough for Thursday: coming back a day
/// earlier. With all waking hours of Monday and Thursday it would fit too.
#[test]
fn days_off() {
    let mut world = World::of(task("a", "6h", ""));
    world.tables = "[session]\nmin = \"5m\"\nmax = \"24h\"\nbreak = \"0m\"\n[[away]]\nfrom = 2027-01-05\nto = 2027-01-06\nwhy = \"rest\"\n";
    assert!(world.fit(day(8)).fits);
    let no = world.fit(day(7));
    assert_eq!(
        no.conflict.iter().map(|c| c.wish).collect::<Vec<_>>(),
        [Wish::Date, Wish::Hours, Wish::Away(0)]
    );
    let back = no
        .repairs
        .iter()
        .find(|r| r.bends == [Bend::Away(0, day(5))])
        .unwrap();
    // Two hours of study and eight of the day.
    assert_eq!(back.asks.as_hours(), 10);
    // The twin: days off after the work is done.
    world.tables = "[session]\nmin = \"5m\"\nmax = \"24h\"\nbreak = \"0m\"\n[[away]]\nfrom = 2027-01-11\nto = 2027-01-12\n";
    assert_eq!(world.conflict(day(5)), ["date", "hours"]);
}

/// Monday evening is busy, so 4 h are done on Wednesday, not on Tuesday.
#[test]
fn commitments_and_their_buffers() {
    let busy = event("20270104T180000", 2);
    let mut world = World::of(task("a", "4h", ""));
    world.feed = busy;
    assert!(world.fit(day(6)).fits);
    assert_eq!(world.conflict(day(5)), ["date", "hours", "calendar life"]);
    // The twin: a commitment on Friday.
    world.feed = event("20270108T180000", 2);
    assert!(world.fit(day(5)).fits);
    assert_eq!(world.conflict(day(4)), ["date", "hours"]);
    // A commitment that ends at 18:00 takes half an hour of Monday by its buffer.
    world.feed = event("20270104T170000", 1);
    world.head = "start = 2027-01-04\nbuffer = \"30m\"\n";
    assert_eq!(
        world.conflict(day(5)),
        ["date", "hours", "calendar life", "buffer"]
    );
    let no = world.fit(day(5));
    assert!(
        no.repairs
            .iter()
            .any(|r| r.bends == [Bend::Buffer(jiff::SignedDuration::ZERO)])
    );
}

/// After an hour of work half an hour of pause: 18:00 to 19:00 and 19:30 to 20:00, an hour and a half an evening.
#[test]
fn session_rules() {
    // 3 h in two evenings; 4 h are too many.
    let mut world = World::of(task("a", "3h", ""));
    world.tables = "[session]\nmin = \"5m\"\nmax = \"1h\"\nbreak = \"30m\"\n";
    assert!(world.fit(day(5)).fits);
    let mut more = World::of(task("a", "4h", ""));
    more.tables = world.tables;
    let no = more.fit(day(5));
    let names: Vec<&str> = no.conflict.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["date", "hours", "session break", "session max"]);
    assert!(
        no.repairs
            .iter()
            .any(|r| r.bends == [Bend::Break(jiff::SignedDuration::ZERO)])
    );
    // The last half hour is no session where none is shorter than an hour: one hour an evening.
    world.tables = "[session]\nmin = \"1h\"\nmax = \"1h\"\nbreak = \"30m\"\n";
    let names = world.conflict(day(5));
    assert_eq!(
        names,
        ["date", "hours", "session break", "session max", "session min"]
    );
    assert!(world.fit(day(6)).fits);
}

/// A quarter of the task a day: four days, whatever the hours are.
#[test]
fn the_rule_of_a_task() {
    let mut world = World::of(task("a", "4h", "session = { per_day = \"1h\" }"));
    assert!(world.fit(day(7)).fits);
    assert_eq!(world.conflict(day(6)), ["date", "a session"]);
    assert!(
        world
            .fit(day(6))
            .repairs
            .iter()
            .any(|r| r.bends == [Bend::TaskSession(0)])
    );
    // In one go there is no evening for three hours at all, by no date: not the date's fault.
    world.tasks = task("a", "3h", "session = { whole = true }");
    let no = world.fit(day(29));
    assert_eq!(no.finish, None);
    assert_eq!(
        no.conflict.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
        ["hours", "a session"]
    );
    world.tasks = task("a", "2h", "session = { whole = true }");
    assert!(world.fit(day(4)).fits);
}

/// Three weekly promises of an hour from Monday the 4th on: the third week begins on the 18th. One every four days would be
/// done on the 12th, two of them on the 11th.
#[test]
fn a_cadence() {
    let promise = "cadence = { every = \"1w\", times = 3 }";
    let world = World::of(task("a", "1h", promise));
    assert!(world.fit(day(18)).fits);
    let no = world.fit(day(12));
    assert_eq!(
        no.conflict.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
        ["date", "a cadence"]
    );
    assert!(no.repairs.iter().any(|r| r.bends == [Bend::Times(0, 2)]));
    assert!(no.repairs.iter().any(|r| r.bends == [Bend::Every(0, 4)]));
    // Forgiven, the third is let go, and no other.
    let forgive = no.repairs.iter().find(|r| r.bends == [Bend::Forgive(0)]).unwrap();
    assert_eq!(forgive.asks.as_hours(), 1);
    assert_eq!(forgive.change, "forgive what is missed of a a, 1 of 3 times");
    assert_eq!(
        forgive.edits[0].write,
        "task a: missed = \"forgive\" in the cadence"
    );
    // The twin is forgiven what lies after the date.
    let forgiven = "cadence = { every = \"1w\", times = 3, missed = \"forgive\" }";
    let yes = World::of(task("a", "1h", forgiven)).fit(day(12));
    assert!(yes.fits);
    assert_eq!(yes.need.as_hours(), 2, "one of three is left out");
}

/// Three weekly promises of an evening, and the second week is off: what is caught up on Monday the 18th leaves the third to
/// Tuesday. Forgiven, the second is let go and the third is done on Monday.
#[test]
fn a_promise_is_forgiven() {
    let mut world = World::of(task("a", "2h", "cadence = { every = \"1w\", times = 3 }"));
    world.tables = "[session]\nmin = \"5m\"\nmax = \"24h\"\nbreak = \"0m\"\n[[away]]\nfrom = 2027-01-11\nto = 2027-01-17\n";
    assert!(world.fit(day(19)).fits);
    let no = world.fit(day(18));
    let forgive = no.repairs.iter().find(|r| r.bends == [Bend::Forgive(0)]).unwrap();
    assert_eq!(forgive.asks.as_hours(), 2);
    assert_eq!(
        forgive.finish,
        end_of(day(18)) - jiff::SignedDuration::from_hours(4)
    );
    // The twin: both promises can be kept, the second on Monday the 11th, so none is let go; `b` takes the four evenings
    // after it, until Friday. By Thursday only one promise fewer helps.
    let after = task("b", "8h", "after = [\"a\"]");
    let promises = task("a", "2h", "cadence = { every = \"1w\", times = 2 }");
    let no = World::of(promises + &after).fit(day(14));
    assert!(no.repairs.iter().any(|r| r.bends == [Bend::Times(0, 1)]));
    assert!(!no.repairs.iter().any(|r| r.bends.contains(&Bend::Forgive(0))));
}

/// `b` may begin on the 13th, or waits three days after `a`, which ends on Monday at 20:00.
#[test]
fn beginnings_and_waits() {
    let mut world = World::of(task("b", "2h", "not_before = 2027-01-13"));
    assert!(world.fit(day(13)).fits);
    let no = world.fit(day(11));
    assert_eq!(
        no.conflict.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
        ["date", "b not_before"]
    );
    assert!(no.repairs.iter().any(|r| r.bends == [Bend::Release(0, day(11))]));
    let wait = "after = [{ task = \"a\", lag = \"3d\" }]";
    world.tasks = task("a", "2h", "") + &task("b", "2h", wait);
    assert!(world.fit(day(8)).fits, "from Thursday 20:00 on, so on Friday");
    let no = world.fit(day(6));
    assert_eq!(
        no.conflict.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
        ["date", "b wait"]
    );
    // From Monday 20:00 a day leads to Tuesday 20:00, so `b` is done on Wednesday evening.
    assert!(
        no.repairs
            .iter()
            .any(|r| r.bends == [Bend::Wait(1, jiff::SignedDuration::from_hours(24))])
    );
    world.tasks = task("a", "2h", "") + &task("b", "2h", "after = [\"a\"]");
    assert!(world.fit(day(6)).fits);
}

/// Ten hours of a deadline that cannot move on Wednesday do not fit, by whatever date: the date is not to blame. A soft
/// one yields, and is told.
#[test]
fn deadlines() {
    let mut world = World::of(task("a", "10h", "deadline = { date = 2027-01-06, hard = true }"));
    let no = world.fit(day(29));
    assert_eq!(
        no.conflict.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
        ["hours", "a deadline"]
    );
    assert!(no.repairs.iter().any(|r| r.bends == [Bend::Deadline(0, day(8))]));
    world.tasks = task("a", "10h", "deadline = 2027-01-06");
    let yes = world.fit(day(29));
    assert!(yes.fits);
    assert_eq!(
        yes.late.iter().map(|l| l.task.as_str()).collect::<Vec<_>>(),
        ["a"]
    );
}

/// Four days before the start nothing is done, though there would be time.
#[test]
fn the_start() {
    let mut world = World::of(task("a", "4h", ""));
    world.now = "2026-12-31T00:00:00Z";
    assert!(world.fit(day(5)).fits);
    let no = world.fit(day(4));
    assert_eq!(
        no.conflict.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
        ["date", "hours", "start"]
    );
    // The day before Monday is a Sunday, without hours; Friday the 1st has two.
    assert!(no.repairs.iter().any(|r| r.bends == [Bend::Start(day(1))]));
    world.now = "2027-01-04T00:00:00Z";
    assert_eq!(world.conflict(day(4)), ["date", "hours"]);
}

/// A machine of two hours a week holds a task of four hours for two weeks; one that is there on Fridays only, until Friday.
#[test]
fn machines() {
    let mut world = World::of(task("a", "4h", "needs = { gpu = \"4h\" }"));
    world.curriculum = "[[resource]]\nid = \"gpu\"\ntitle = \"G\"\n";
    world.tables = "[session]\nmin = \"5m\"\nmax = \"24h\"\nbreak = \"0m\"\n[resource.gpu]\nquota = { time = \"2h\", every = \"week\", resets = \"mon 00:00\" }\n";
    assert!(world.fit(day(11)).fits);
    let no = world.fit(day(8));
    assert_eq!(
        no.conflict.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
        ["date", "gpu quota"]
    );
    let quota = Bend::Quota(0, jiff::SignedDuration::from_hours(4));
    assert!(no.repairs.iter().any(|r| r.bends == [quota]));
    world.tables = "[session]\nmin = \"5m\"\nmax = \"24h\"\nbreak = \"0m\"\n[resource.gpu]\nhours = \"wed 18:00-20:00; fri 18:00-20:00\"\n";
    assert!(world.fit(day(8)).fits);
    assert_eq!(world.conflict(day(7)), ["date", "gpu hours"]);
    world.tables = PLAIN;
    assert!(world.fit(day(7)).fits);
}

/// Eight hours by Wednesday, when there are six, are two too many. The task that is left out is the smallest that is large enough, and where
/// others build on it that is said; the one that is shortened keeps its low estimate.
#[test]
fn work_left_out_or_shortened() {
    let small = task("s", "1h", "") + &task("m", "2h30m", "") + &task("l", "3h", "");
    let long = "[[task]]\nid = \"x\"\nstep = 1\ntitle = \"x\"\nkind = \"course\"\neffort = [\"15m\", \"1h30m\", 2]\n";
    let world = World::of(small + long);
    let no = world.fit(day(6));
    assert!(no.repairs.iter().any(|r| r.bends == [Bend::Drop(1)]));
    assert!(
        !no.repairs
            .iter()
            .any(|r| matches!(r.bends[..], [Bend::Shorten(..)])),
        "1 h 15 m is not enough"
    );
    // Seven hours by Wednesday are one too many, which `x` has between its likely and its low estimate.
    let less = task("s", "1h", "") + &task("l", "4h", "after = [\"s\"]");
    let no = World::of(less + &long.replace("1h30m", "2h").replace(", 2]", ", 3]")).fit(day(6));
    assert!(
        no.repairs
            .iter()
            .any(|r| r.bends == [Bend::Shorten(2, jiff::SignedDuration::from_hours(1))])
    );
    let dropped = no
        .repairs
        .iter()
        .find(|r| matches!(r.bends[..], [Bend::Drop(_)]))
        .unwrap();
    // One hour, twice because `l` builds on it: as much as the two hours of `x`, and named first.
    assert_eq!(dropped.asks.as_hours(), 2);
    assert_eq!(dropped.change, "leave out s s (l builds on it)");
}

/// Twenty hours by Tuesday: evenings until 23:00 and mornings from 06:00 on, four hours more at the most, give twelve; ten
/// hours without the second task would still be too many with two hours an evening. Both together do.
#[test]
fn two_repairs_together() {
    let world = World::of(task("a", "10h", "") + &task("b", "10h", ""));
    let no = world.fit(day(5));
    assert_eq!(
        no.conflict.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
        ["date", "hours"]
    );
    let pair = no.repairs.iter().find(|r| r.bends.len() == 2).unwrap();
    // 10 h in two evenings: five hours each, three more.
    assert_eq!(pair.bends[0], Bend::Hours(180));
    assert!(matches!(pair.bends[1], Bend::Drop(_)));
    assert_eq!(pair.edits.len(), 2);
}

/// Whether a world fits a date with bends.
fn fits_with(world: &World, by: Date, bends: &[Bend]) -> bool {
    let mut situation = world.situation();
    let files = Files {
        settings: situation.settings.clone(),
        curriculum: situation.curriculum.clone(),
    };
    let mut bent = files.clone();
    for bend in bends {
        bend.apply(&files, &mut bent);
    }
    (situation.settings, situation.curriculum) = (bent.settings, bent.curriculum);
    fit(&situation, by).unwrap().fits
}

/// By Tuesday the 12th two promises of three weeks each collide with the date, as each third week begins on the 18th; and
/// so does the work: 21 h and two times each of the promises are 25 h, on seven evenings of two hours.
#[test]
fn three_repairs_together() {
    let promise = |id: &str| task(id, "1h", "cadence = { every = \"1w\", times = 3 }");
    let world = World::of(promise("a") + &promise("b") + &task("c", "21h", ""));
    let no = world.fit(day(12));
    // 25 h in seven evenings are 3 h 35 m each (3 h 30 m are 24 h 30 m): 95 minutes more, 11 h 5 m in seven evenings, and
    // the two hours of the times that are left out.
    let bends = [Bend::Hours(95), Bend::Times(1, 2), Bend::Times(0, 2)];
    let three = no.repairs.iter().find(|r| r.bends == bends).unwrap();
    assert_eq!(three.asks.as_mins(), 13 * 60 + 5);
    assert_eq!(
        three.change,
        "study 1h35m longer on each day that has hours, 7h55m more a week; do b b 2 times, not 3; and do a a 2 times, not 3"
    );
    for repair in no.repairs.iter().filter(|r| r.bends.len() > 1) {
        assert!(
            fits_with(&world, day(12), &repair.bends),
            "{} does not help",
            repair.change
        );
        for i in 0..repair.bends.len() {
            let mut fewer = repair.bends.clone();
            fewer.remove(i);
            assert!(!fits_with(&world, day(12), &fewer), "too much: {}", repair.change);
        }
    }
    // The twin: one of the collisions alone, and nothing but single repairs.
    let one = World::of(promise("a") + &task("c", "10h", "")).fit(day(12));
    assert!(one.repairs.iter().any(|r| r.bends == [Bend::Times(0, 2)]));
    assert!(one.repairs.iter().all(|r| r.bends.len() == 1));
}

/// Two tasks of 38 h by Sunday: one must go, and for the other there are at most six hours an evening, 30 in five, and
/// eight on each day of the weekend. Thirty and twice four are 38; what is written of the hours is one line.
#[test]
fn longer_days_and_more_of_them() {
    let no = World::of(task("a", "38h", "") + &task("b", "38h", "")).fit(day(10));
    let bends = [Bend::Hours(240), Bend::FreeDays(240), Bend::Drop(0)];
    let all = no.repairs.iter().find(|r| r.bends == bends).unwrap();
    // Twenty hours on evenings, eight on the weekend, and the work that is left out.
    assert_eq!(all.asks.as_hours(), 20 + 8 + 38);
    let lines: Vec<&str> = all.edits.iter().map(|e| e.write.as_str()).collect();
    assert_eq!(
        lines,
        [
            "week = \"mon-fri 17:00-23:00; sat-sun 10:00-14:00\"",
            "task a: take out the task, and its id from every `after`"
        ]
    );
}
