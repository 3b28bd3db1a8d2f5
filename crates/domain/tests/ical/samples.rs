//! Real feeds of other projects, and what those projects' own tests say of them (shared/ics/README.md).

use std::path::PathBuf;

use pivot_domain::ical::{Feed, parse_bytes};

use super::{between, shown, shown_utc, zone};

/// The folder of samples, or None outside a workplace that has it.
fn folder() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("PIVOT_SHARED").map_or_else(beside, PathBuf::from);
    let folder = shared.join("ics");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "no samples at {}: set PIVOT_SHARED",
        folder.display()
    );
    eprintln!("passed over: no samples at {}", folder.display());
    None
}

#[allow(clippy::disallowed_methods)] // The room is pure; its tests read samples.
fn sample(name: &str) -> Option<Feed> {
    let path = folder()?.join(name);
    Some(parse_bytes(
        &std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())),
    ))
}

/// Every sample, how many occurrences it has from 1990 to 2030 (derived below), and the faults it has.
#[test]
fn all_samples_are_read() {
    let Some(folder) = folder() else { return };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder)
        .unwrap()
        .map(Result::unwrap)
        .filter(|e| e.path().is_dir())
    {
        for file in std::fs::read_dir(entry.path()).unwrap().map(Result::unwrap) {
            let name = format!("{}/{}", entry.file_name().display(), file.file_name().display());
            names.push(name.trim_end_matches(".ics").to_owned());
        }
    }
    names.sort();
    let expected = [
        ("ical-py/recurring_with_single_change", 3),
        ("ical-py/todo", 0),
        ("ical.js/google_birthday", 6), // one, two RDATEs, and three instances of a series that is not in the file
        ("ical.net/MonthlyCountByDay2", 10),
        ("ical.net/WeeklyUntil1", 17),
        ("ical4j/2207678", 1_105), // Fridays from 2008-10-31 to 2029-12-28: 7 728 days are 1 104 weeks, and one
        ("ical4j/ArgentinaHolidays", 11),
        ("ical4j/Packers", 66),
        ("ical4j/Standup", 5_431), // weekdays of Melbourne from 2009-03-10 to 2030-01-01, whose morning is 2029 in UTC
        ("ical4j/evolution", 1),
        ("ical4j/rfc5545-sec3.6.5", 0),
        ("icalendar/issue_156_RDATE_with_PERIOD_TZID_khal", 19),
        ("icalendar/rfc_7953_1", 0),
        ("icalendar/timezoned", 1),
        ("node-ical/biweekly-exdate-until", 668), // 21 and 647, see `lists_of_excluded_times`
        ("node-ical/daily-count-exdate-recurrence-id", 8),
        ("node-ical/duplicate-uid-sequence", 2),
        ("node-ical/exchange-custom-tz", 1),
        ("node-ical/google-recurrence-order", 3),
        ("node-ical/multi-event-basic", 8), // nine events, one of them on "Next Year"
    ];
    assert_eq!(names, expected.map(|(name, _)| name));
    for (name, count) in expected {
        let feed = sample(&format!("{name}.ics")).unwrap();
        let found = between(&feed, "1990-01-01", "2030-01-01");
        assert_eq!(found.faults, [], "{name}");
        let of =
            |f: &pivot_domain::ical::Fault| (f.line, f.message.split(';').next().unwrap_or("").to_owned());
        let faults: Vec<_> = feed.faults.iter().map(of).collect();
        match name {
            "node-ical/multi-event-basic" => {
                assert_eq!(faults, [(74, "DTSTART \"Next Year\" is no date".to_owned())]);
            }
            "node-ical/daily-count-exdate-recurrence-id" => {
                assert_eq!(faults, [(16, "DTEND lies before DTSTART".to_owned())]);
            }
            _ => assert_eq!(faults, [], "{name}"),
        }
        assert_eq!(found.events.len(), count, "{name}");
    }
}

/// The first `count` occurrences of a sample in its own zone.
fn first(name: &str, in_zone: &str, count: usize) -> Option<Vec<String>> {
    let feed = sample(name)?;
    let mut lines = shown(&between(&feed, "1990-01-01", "2030-01-01").events, &zone(in_zone));
    lines.truncate(count);
    Some(lines)
}

#[test]
fn a_zone_that_only_the_file_defines() {
    let Some(found) = first("ical.net/MonthlyCountByDay2.ics", "America/New_York", 99) else {
        return;
    };
    let dates = [
        "1997-09-07",
        "1997-09-28",
        "1997-11-02",
        "1997-11-30",
        "1998-01-04",
        "1998-01-25",
        "1998-03-01",
        "1998-03-29",
        "1998-05-03",
        "1998-05-31",
    ];
    assert_eq!(
        found,
        dates.map(|d| format!("{d}T09:00:00/{d}T10:00:00 Test event"))
    );

    // Tuesdays from 2 September to 23 December 1997: 17 weeks; the UNTIL is a midnight in UTC.
    let feed = sample("ical.net/WeeklyUntil1.ics").unwrap();
    let found = between(&feed, "1997-09-01", "1999-01-01");
    assert_eq!(found.events.len(), 17);
    assert_eq!(found.events[16].start.to_string(), "1997-12-23T14:00:00Z");
}

#[test]
fn changed_and_excluded_instances() {
    let Some(found) = first("ical-py/recurring_with_single_change.ics", "America/New_York", 99) else {
        return;
    };
    let expected = [
        "2026-02-01T10:00:00/2026-02-01T11:00:00 Initial Title",
        "2026-02-02T10:00:00/2026-02-02T11:00:00 Edited Title",
        "2026-02-03T10:00:00/2026-02-03T11:00:00 Initial Title",
    ];
    assert_eq!(found, expected);

    // The moved instance stands before its series: 11 February from 10:00 to 10:30.
    let found = first("node-ical/google-recurrence-order.ics", "America/Denver", 99).unwrap();
    let expected = [
        "2026-02-10T10:00:00/2026-02-10T10:30:00 TEST RECURR 3",
        "2026-02-11T10:30:00/2026-02-11T11:00:00 TEST RECURR 3 - MODIFIED",
        "2026-02-12T10:00:00/2026-02-12T10:30:00 TEST RECURR 3",
    ];
    assert_eq!(found, expected);

    // Ten days from 6 July; the 8th and 10th are excluded. That of the 7th was moved to the 9th, with an end
    // that lies before it: it keeps the hour that the series has, as an event of no length would block
    // nothing.
    let found = first(
        "node-ical/daily-count-exdate-recurrence-id.ics",
        "America/Los_Angeles",
        99,
    )
    .unwrap();
    let hunt = |day: u8| format!("2015-07-{day:02}T12:00:00/2015-07-{day:02}T13:00:00 Treasure Hunting");
    let mut expected = [6, 9, 11, 12, 13, 14, 15].map(hunt).to_vec();
    expected.insert(
        2,
        "2015-07-09T15:00:00/2015-07-09T16:00:00 More Treasure Hunting".to_owned(),
    );
    assert_eq!(found, expected);
}

#[test]
fn the_higher_sequence_wins() {
    let Some(found) = first("node-ical/duplicate-uid-sequence.ics", "UTC", 99) else {
        return;
    };
    let expected = [
        "2024-01-15T10:00:00/2024-01-15T11:00:00 Team Meeting (SEQUENCE 2)",
        "2024-01-20T14:00:00/2024-01-20T15:00:00 Updated version (SEQUENCE 3) - should win",
    ];
    assert_eq!(found, expected);
}

#[test]
fn lists_of_excluded_times() {
    let Some(found) = first("node-ical/biweekly-exdate-until.ics", "US/Central", 999) else {
        return;
    };
    // Every second Monday and Thursday in weeks from Sunday, from Thursday 16 February 2017 until 14 August
    // 04:59Z, which is still the 13th in Chicago. Weeks of 12 and 26 February, 12 and 26 March, 9 and 23
    // April, 7 and 21 May, 4 and 18 June, 2, 16 and 30 July: one Thursday and twelve pairs are 25, to
    // Thursday 3 August. Excluded are 6, 17 and 20 July and 3 August, the last one folded in the midst of its
    // digits: 21 are left.
    let example: Vec<_> = found
        .iter()
        .filter(|l| l.ends_with("comma-separated exdates"))
        .collect();
    assert_eq!(example.len(), 21);
    assert_eq!(
        example[0],
        "2017-02-16T09:00:00/2017-02-16T19:00:00 Example of comma-separated exdates"
    );
    assert_eq!(
        example[19],
        "2017-07-03T09:00:00/2017-07-03T19:00:00 Example of comma-separated exdates"
    );
    assert_eq!(
        example[20],
        "2017-07-31T09:00:00/2017-07-31T19:00:00 Example of comma-separated exdates"
    );
    // The other one excludes times at which nothing begins, and a Thursday: no instance is lost. Its weeks
    // begin with that of Sunday 13 August 2017; 2029-12-31 is in week 646 after it, an even one. 324 weeks of
    // two are 648, less that Tuesday, which begins on 1 January 2030 (14:00Z).
    let bad = found.iter().filter(|l| l.ends_with("bad times")).count();
    assert_eq!(bad, 647);
}

#[test]
fn further_starts() {
    let Some(found) = first(
        "icalendar/issue_156_RDATE_with_PERIOD_TZID_khal.ics",
        "America/Chicago",
        99,
    ) else {
        return;
    };
    // 19 Tuesdays at eight from 27 March 2018, the first of them also DTSTART.
    assert_eq!(found.len(), 19);
    assert_eq!(found[0], "2018-03-27T08:00:00/2018-03-27T09:00:00 Event");
    assert_eq!(found[18], "2018-07-31T08:00:00/2018-07-31T09:00:00 Event");

    let feed = sample("ical.js/google_birthday.ics").unwrap();
    let found = between(&feed, "1990-01-01", "2030-01-01");
    let series: Vec<_> = found
        .events
        .iter()
        .filter(|e| e.uid.starts_with("2014_"))
        .collect();
    assert_eq!(
        series.iter().map(|e| e.start.to_string()).collect::<Vec<_>>(),
        [
            "2012-12-10T00:00:00Z",
            "2013-12-10T00:00:00Z",
            "2014-12-10T00:00:00Z"
        ]
    );
    assert!(
        found.events.iter().all(|e| e.all_day && e.busy),
        "the file marks them OPAQUE"
    );
}

#[test]
fn names_of_zones() {
    // 2008-10-31 09:30 in Kuala Lumpur is 01:30Z. 2009-03-10 09:30 in Melbourne is summer time, UTC+11; from
    // 5 April 2009 it is UTC+10. 2008-06-24 13:00 in Chicago is 18:00Z. Bangkok is UTC+7.
    for (name, start) in [
        ("ical4j/2207678", "2008-10-31T01:30:00Z"),
        ("ical4j/Standup", "2009-03-09T22:30:00Z"),
        ("ical4j/evolution", "2008-06-24T18:00:00Z"),
        ("node-ical/exchange-custom-tz", "2019-04-30T02:00:00Z"),
        ("icalendar/timezoned", "2012-02-13T09:00:00Z"),
    ] {
        let Some(feed) = sample(&format!("{name}.ics")) else {
            return;
        };
        assert_eq!(
            between(&feed, "1990-01-01", "2030-01-01").events[0]
                .start
                .to_string(),
            start,
            "{name}"
        );
    }
    let standup = sample("ical4j/Standup.ics").unwrap();
    let april = between(&standup, "2009-04-03", "2009-04-06");
    assert_eq!(
        shown_utc(&april),
        ["2009-04-05T23:30:00/2009-04-05T23:45:00 Standup"]
    );
}

#[test]
fn odd_folding_and_mixed_dates() {
    let Some(holidays) = sample("ical4j/ArgentinaHolidays.ics") else {
        return;
    };
    let found = between(&holidays, "2005-01-01", "2005-01-02");
    assert_eq!(found.events.len(), 1);
    assert_eq!(
        (found.events[0].summary.as_str(), found.events[0].all_day),
        ("Año Nuevo", true)
    );
    assert_eq!(found.events[0].categories, ["Public Holiday"]);

    let feed = sample("node-ical/multi-event-basic.ics").unwrap();
    assert_eq!(feed.name.as_deref(), Some("Node.js conferences"));
    assert_eq!(feed.method.as_deref(), Some("PUBLISH"));
    assert_eq!(feed.faults[0].summary.as_deref(), Some("Foobar"));
    assert_eq!(feed.faults[0].uid.as_deref(), Some("sdfkf09fsd0"));
    let found = between(&feed, "2011-03-01", "2011-04-01");
    // The first begins at a time and ends on a date.
    let expected = [
        "2011-03-12T20:00:00/2011-03-14T00:00:00 Dyncon 2011",
        "2011-03-24T00:00:00/2011-03-25T00:00:00 [Async]: Everything Express",
    ];
    assert_eq!(shown_utc(&found), expected);
}
