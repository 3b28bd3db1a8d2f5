//! Random worlds, and each as the files of a person.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]

use jiff::civil::Date;
use jiff::tz::TimeZone;
use pivot_app::Situation;
use pivot_domain::{curriculum, ical, settings};
use proptest::prelude::*;

/// A small world in numbers.
#[derive(Clone, Debug)]
pub struct World {
    pub zone: &'static str,
    pub start: Date,
    /// Hours as text, and the same as (weekday from Monday, from minute, to minute) for the test's own reading.
    pub hours: usize,
    pub daily_limit: Option<i64>,
    pub min: i64,
    pub max: i64,
    pub rest: i64,
    pub buffer: i64,
    pub away: Option<(i64, i64)>,
    /// (day, minute, length, weekly) of busy events.
    pub events: Vec<(i64, i64, i64, bool)>,
    /// (effort in quarters of an hour, waits for the one before with a lag in hours, whole, not before day)
    pub tasks: Vec<(i64, Option<i64>, bool, Option<i64>)>,
}

/// Hours as text, and as (weekday from Monday, from minute, to minute).
pub type Hours = (&'static str, &'static [(i8, i64, i64)]);

/// Hours that meet the hours of a change of the clock, and some that do not.
pub const HOURS: [Hours; 5] = [
    (
        "mon-fri 18:00-20:30; sat 10:00-13:00",
        &[
            (0, 1080, 1230),
            (1, 1080, 1230),
            (2, 1080, 1230),
            (3, 1080, 1230),
            (4, 1080, 1230),
            (5, 600, 780),
        ],
    ),
    ("sat-sun 22:00-04:00", &[(5, 1320, 1680), (6, 1320, 1680)]),
    (
        "mon-sun 00:30-03:45",
        &[
            (0, 30, 225),
            (1, 30, 225),
            (2, 30, 225),
            (3, 30, 225),
            (4, 30, 225),
            (5, 30, 225),
            (6, 30, 225),
        ],
    ),
    (
        "sun 00:00-24:00; wed 09:00-12:00,13:00-17:00",
        &[(6, 0, 1440), (2, 540, 720), (2, 780, 1020)],
    ),
    (
        "mon-sun 06:10-07:55",
        &[
            (0, 370, 475),
            (1, 370, 475),
            (2, 370, 475),
            (3, 370, 475),
            (4, 370, 475),
            (5, 370, 475),
            (6, 370, 475),
        ],
    ),
];

/// A Monday before a change of the clock in each zone.
pub const PLACES: [(&str, i16, i8, i8); 8] = [
    ("America/Toronto", 2027, 3, 8),
    ("America/Toronto", 2027, 11, 1),
    ("Europe/Paris", 2027, 3, 22),
    ("Europe/Paris", 2027, 10, 25),
    // Half an hour.
    ("Australia/Lord_Howe", 2027, 3, 29),
    // At midnight.
    ("America/Santiago", 2027, 8, 30),
    ("Asia/Kolkata", 2027, 3, 8),
    ("UTC", 2027, 3, 8),
];

/// Random worlds.
pub fn worlds() -> impl Strategy<Value = World> {
    let task = (
        1i64..24,
        proptest::option::of(0i64..30),
        proptest::bool::weighted(0.1),
        proptest::option::weighted(0.2, 0i64..10),
    );
    let event = (0i64..14, 0i64..288, 1i64..40, any::<bool>());
    let lengths = (1i64..8, 0i64..14, 0i64..5, 0i64..4);
    (
        (
            0..PLACES.len(),
            0..HOURS.len(),
            proptest::option::weighted(0.3, 6i64..40),
        ),
        lengths,
        (
            proptest::option::weighted(0.3, (0i64..12, 0i64..4)),
            proptest::collection::vec(event, 0..5),
        ),
        proptest::collection::vec(task, 1..8),
    )
        .prop_map(
            |((place, hours, daily_limit), (min, more, rest, buffer), (away, events), tasks)| {
                let (zone, y, m, d) = PLACES[place];
                let min = min * 5;
                World {
                    zone,
                    start: jiff::civil::date(y, m, d),
                    hours,
                    daily_limit: daily_limit.map(|l| l * 5),
                    min,
                    max: min + more * 10,
                    rest: rest * 5,
                    buffer: buffer * 5,
                    away,
                    events: events
                        .into_iter()
                        .map(|(day, slot, length, weekly)| (day, slot * 5, length * 5, weekly))
                        .collect(),
                    tasks,
                }
            },
        )
}

/// So many days after the start.
pub fn day(world: &World, n: i64) -> Date {
    world.start.checked_add(jiff::Span::new().days(n)).unwrap()
}

/// The world as files.
pub fn situation(world: &World) -> Situation {
    let mut text = format!(
        "timezone = \"{}\"\nstart = {}\nbuffer = \"{}m\"\n[hours]\nweek = \"{}\"\n",
        world.zone, world.start, world.buffer, HOURS[world.hours].0
    );
    if let Some(limit) = world.daily_limit {
        text += &format!("daily_limit = \"{limit}m\"\n");
    }
    text += &format!(
        "[session]\nmin = \"{}m\"\nmax = \"{}m\"\nbreak = \"{}m\"\n",
        world.min, world.max, world.rest
    );
    if let Some((from, length)) = world.away {
        text += &format!(
            "[[away]]\nfrom = {}\nto = {}\n",
            day(world, from),
            day(world, from + length)
        );
    }
    text += "[[calendar]]\nname = \"life\"\n";
    let (parsed, faults) = settings::parse(&text);
    assert_eq!(faults, [], "{text}");
    let parsed = parsed.unwrap();

    let mut text = String::from(
        "format = \"pivot.curriculum/1\"\nid = \"x\"\ntitle = \"X\"\n[[step]]\nnumber = 1\ntitle = \"One\"\nmonths = [1]\n",
    );
    for (i, (effort, after, whole, not_before)) in world.tasks.iter().enumerate() {
        let m = effort * 15;
        text += &format!(
            "[[task]]\nid = \"t{i}\"\nstep = 1\ntitle = \"T\"\nkind = \"course\"\neffort = [\"{m}m\", \"{m}m\", \"{m}m\"]\n"
        );
        if let Some(lag) = after.filter(|_| i > 0) {
            text += &format!("after = [{{ task = \"t{}\", lag = \"{lag}h\" }}]\n", i - 1);
        }
        if *whole {
            text += "session = { whole = true }\n";
        }
        if let Some(n) = not_before {
            text += &format!("not_before = {}\n", day(world, *n));
        }
    }
    let (curriculum, faults) = curriculum::parse(&text);
    assert_eq!(faults, [], "{text}");

    let mut ics = String::from("BEGIN:VCALENDAR\n");
    for (i, (n, minute, length, weekly)) in world.events.iter().enumerate() {
        let rule = if *weekly { "RRULE:FREQ=WEEKLY\n" } else { "" };
        let start = format!(
            "{}T{:02}{:02}00",
            day(world, *n).strftime("%Y%m%d"),
            minute / 60,
            minute % 60
        );
        ics += &format!("BEGIN:VEVENT\nUID:{i}\nDTSTART:{start}\nDURATION:PT{length}M\n{rule}END:VEVENT\n");
    }
    ics += "END:VCALENDAR\n";
    let feed = pivot_app::Feed {
        rule: parsed.feeds[0].clone(),
        feed: Some(ical::parse(&ics)),
    };
    // Ten in the morning of the first day, somewhere in the middle of things.
    let now = world
        .start
        .at(10, 0, 0, 0)
        .to_zoned_datetime(TimeZone::get(world.zone).unwrap())
        .unwrap()
        .timestamp();
    Situation {
        now,
        settings: parsed,
        curriculum: curriculum.unwrap(),
        feeds: vec![feed],
        facts: vec![],
        notes: vec![],
        competitions: vec![],
        only_if_unchanged: false,
    }
}
