//! What feeds may say, one idea a test, each with a result derived by hand.

use jiff::tz::TimeZone;
use pivot_domain::ical::parse;
use pivot_domain::zones::Zones;

use super::{at, between, events, shown, shown_utc, zone};

fn starts(lines: &str, from: &str, to: &str) -> Vec<String> {
    let feed = events(&[lines]);
    assert_eq!(feed.faults, [], "{lines}");
    between(&feed, from, to)
        .events
        .iter()
        .map(|e| e.start.to_string())
        .collect()
}

const NEW_YORK: &str = "TZID=America/New_York";

#[test]
fn overlap_decides() {
    let feed = events(&[
        "UID:under way\nDTSTART:20260101T080000Z\nDTEND:20260101T120000Z",
        "UID:ends at the start\nDTSTART:20260101T080000Z\nDTEND:20260101T100000Z",
        "UID:no length, at the start\nDTSTART:20260101T100000Z",
        "UID:no length, at the end\nDTSTART:20260101T110000Z",
        "UID:begins in it\nDTSTART:20260101T105959Z\nDTEND:20260102T000000Z",
        "UID:begins at the end\nDTSTART:20260101T110000Z\nDTEND:20260101T120000Z",
    ]);
    let found = between(&feed, "2026-01-01T10:00:00Z", "2026-01-01T11:00:00Z");
    let uids: Vec<_> = found.events.iter().map(|e| e.uid.as_str()).collect();
    assert_eq!(uids, ["under way", "no length, at the start", "begins in it"]);
    assert!(
        between(&feed, "2026-01-02", "2026-01-01").events.is_empty(),
        "a range that ends before it starts"
    );
    // An instance that began three days before the range, of a series that began a year before.
    let long = "UID:1\nDTSTART:20250106T090000Z\nDURATION:P5D\nRRULE:FREQ=WEEKLY";
    assert_eq!(starts(long, "2026-01-08", "2026-01-09"), ["2026-01-05T09:00:00Z"]);
}

#[test]
fn lengths_over_a_change_of_clocks() {
    // New York goes from UTC-5 to UTC-4 on Sunday 2026-03-08 at 02:00 (07:00Z). Each event begins on Saturday
    // the 7th at 22:00 (03:00Z on the 8th).
    let ends = |lines: &str| {
        let feed = events(&[&format!("UID:1\nDTSTART;{NEW_YORK}:20260307T220000\n{lines}")]);
        let found = between(&feed, "2026-03-08", "2026-03-08T04:00:00Z");
        assert_eq!(found.events[0].start, at("2026-03-08T03:00:00Z"), "{lines}");
        found.events[0].end.to_string()
    };
    let six_on_the_clock = "2026-03-08T10:00:00Z";
    let eight_hours = "2026-03-08T11:00:00Z";
    assert_eq!(
        ends(&format!("DTEND;{NEW_YORK}:20260308T060000")),
        six_on_the_clock
    );
    assert_eq!(ends("DURATION:PT8H"), eight_hours);
    // A day on the clock is 23 hours here, to Sunday 22:00 at UTC-4; 24 hours end an hour later.
    assert_eq!(ends("DURATION:P1D"), "2026-03-09T02:00:00Z");
    assert_eq!(ends("DURATION:PT24H"), "2026-03-09T03:00:00Z");
    // A day and an hour: the day first, on the clock.
    assert_eq!(ends("DURATION:P1DT1H"), "2026-03-09T03:00:00Z");
    // Nights that repeat end at six on the clock each time; the one before was eight hours long.
    let night = format!(
        "UID:1\nDTSTART;{NEW_YORK}:20260306T220000\nDTEND;{NEW_YORK}:20260307T060000\nRRULE:FREQ=DAILY"
    );
    let found = between(&events(&[&night]), "2026-03-07T03:00:00Z", "2026-03-08T04:00:00Z");
    let ends: Vec<_> = found.events.iter().map(|e| e.end.to_string()).collect();
    assert_eq!(ends, ["2026-03-07T11:00:00Z", six_on_the_clock]);
    // A flight from 22:00 in New York to 11:00 in Berlin (UTC+1, until 29 March): seven hours, exactly, each
    // time.
    let flight = format!(
        "UID:1\nDTSTART;{NEW_YORK}:20260306T220000\nDTEND;TZID=Europe/Berlin:20260307T110000\nRRULE:FREQ=DAILY;COUNT=2"
    );
    let found = between(&events(&[&flight]), "2026-03-07", "2026-03-09");
    assert!(
        found
            .events
            .iter()
            .all(|e| e.end.duration_since(e.start).as_secs() == 7 * 3_600),
        "{found:?}"
    );
}

#[test]
fn gaps_and_folds() {
    // 02:30 does not exist in New York on 2026-03-08; RFC 5545 §3.3.5 reads it with the offset before the
    // gap, UTC-5. 01:30 comes twice on 2026-11-01; the first is at UTC-4.
    let daily = |time: &str, date: &str| {
        let lines = format!("UID:1\nDTSTART;{NEW_YORK}:20260101T{time}\nRRULE:FREQ=DAILY");
        starts(
            &lines,
            date,
            &at(date)
                .checked_add(jiff::SignedDuration::from_hours(24))
                .unwrap()
                .to_string(),
        )
    };
    assert_eq!(daily("023000", "2026-03-08"), ["2026-03-08T07:30:00Z"]);
    assert_eq!(daily("013000", "2026-11-01"), ["2026-11-01T05:30:00Z"]);
    // Half-hours by the clock through the gap: 01:00, 01:30, 02:00 = 03:00, 02:30 = 03:30; each moment once.
    let lines = format!("UID:1\nDTSTART;{NEW_YORK}:20260308T010000\nRRULE:FREQ=MINUTELY;INTERVAL=30;COUNT=7");
    let found = starts(&lines, "2026-03-08", "2026-03-09");
    let times = ["06:00", "06:30", "07:00", "07:30", "08:00"].map(|t| format!("2026-03-08T{t}:00Z"));
    assert_eq!(found, times);
    // A zone that the file defines obeys the same rules.
    let text = "BEGIN:VTIMEZONE\nTZID:Mine\nBEGIN:STANDARD\nDTSTART:20001101T020000\nRRULE:FREQ=YEARLY;BYMONTH=11;\
                BYDAY=1SU\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:20000301T020000\n\
                RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nEND:DAYLIGHT\nEND:VTIMEZONE\n";
    for (start, expected) in [
        ("20260308T013000", "2026-03-08T06:30:00Z"),
        ("20260308T023000", "2026-03-08T07:30:00Z"),
        ("20260308T033000", "2026-03-08T07:30:00Z"),
        ("20261101T013000", "2026-11-01T05:30:00Z"),
        ("20261101T023000", "2026-11-01T07:30:00Z"),
    ] {
        let feed = parse(&format!(
            "{text}BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Mine:{start}\nEND:VEVENT\n"
        ));
        assert_eq!(feed.faults, []);
        assert_eq!(
            between(&feed, "2026-01-01", "2027-01-01").events[0]
                .start
                .to_string(),
            expected,
            "{start}"
        );
    }
}

#[test]
fn an_embedded_zone_with_listed_changes() {
    // Fictitious: UTC+1, from 2026-02-01 02:00 UTC+3, from 2026-02-10 and 2026-03-10 02:00 UTC+2.
    let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;TZID=Mars:20260131T120000\nRRULE:FREQ=DAILY;COUNT=12\n\
                END:VEVENT\nBEGIN:VTIMEZONE\nTZID:Mars\nBEGIN:DAYLIGHT\nDTSTART:20260201T020000\nTZOFFSETFROM:+0100\n\
                TZOFFSETTO:+0300\nEND:DAYLIGHT\nBEGIN:STANDARD\nDTSTART:20260210T020000\nRDATE:20260310T020000\n\
                TZOFFSETFROM:+0300\nTZOFFSETTO:+0200\nEND:STANDARD\nEND:VTIMEZONE\nEND:VCALENDAR\n";
    let feed = parse(text);
    assert_eq!(feed.faults, []);
    let found = between(&feed, "2026-01-01", "2027-01-01");
    let hours: Vec<i8> = found
        .events
        .iter()
        .map(|e| TimeZone::UTC.to_datetime(e.start).hour())
        .collect();
    assert_eq!(hours, [11, 9, 9, 9, 9, 9, 9, 9, 9, 9, 10, 10]);
}

#[test]
fn names_of_zones() {
    // Noon on 2026-07-01 in each, with the offset that the zone has then.
    for (name, utc) in [
        ("Europe/Berlin", "10:00"),
        ("EUROPE/berlin", "10:00"),
        ("\"Europe/Berlin\"", "10:00"),
        ("/Europe/Berlin", "10:00"),
        ("/freeassociation.sourceforge.net/Tzfile/Europe/Berlin", "10:00"),
        (
            "/softwarestudio.org/Tzfile/America/Argentina/Buenos_Aires",
            "15:00",
        ),
        ("/mozilla.org/20050126_1/Asia/Calcutta", "06:30"),
        ("US/Pacific", "19:00"),
        ("Asia/Saigon", "05:00"),
        ("Eastern Standard Time", "16:00"),
        ("W. Europe Standard Time", "10:00"),
        ("India Standard Time", "06:30"),
        ("AUS Eastern Standard Time", "02:00"),
        ("Russia Time Zone 11", "00:00"),
        ("(UTC+07:00) Bangkok\\, Hanoi\\, Jakarta", "05:00"),
        (
            "\"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna\"",
            "10:00",
        ),
        ("(UTC-05:00) Eastern Time (US & Canada)", "16:00"),
        ("(GMT-08:00) Pacific Time (US & Canada); Tijuana", "19:00"),
        (
            "\"(GMT) Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London\"",
            "11:00",
        ),
        ("\"(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi\"", "06:30"),
        ("\"Kuala Lumpur, Singapore\"", "04:00"),
        ("\"Canberra, Melbourne, Sydney\"", "02:00"),
        ("\"Osaka, Sapporo, Tokyo\"", "03:00"),
        ("\"(UTC+12:00) Coordinated Universal Time+12\"", "00:00"),
        ("tzone://Microsoft/Utc", "12:00"),
        ("UTC", "12:00"),
        ("GMT+0200", "10:00"),
        ("\"-05:30\"", "17:30"),
    ] {
        let expected = format!("2026-07-01T{utc}:00Z");
        assert_eq!(
            starts(
                &format!("UID:1\nDTSTART;TZID={name}:20260701T120000"),
                "2026-06-30",
                "2026-07-03"
            ),
            [expected],
            "{name}"
        );
    }
    // X-LIC-LOCATION names the zone of a definition whose own name means nothing.
    let feed = parse(
        "BEGIN:VTIMEZONE\nTZID:My zone\nX-LIC-LOCATION:Asia/Tokyo\nEND:VTIMEZONE\n\
         BEGIN:VEVENT\nUID:1\nDTSTART;TZID=My zone:20260701T120000\nEND:VEVENT",
    );
    assert_eq!(feed.faults, []);
    assert_eq!(
        between(&feed, "2026-06-30", "2026-07-02").events[0]
            .start
            .to_string(),
        "2026-07-01T03:00:00Z"
    );
}

#[test]
fn an_unknown_zone_is_named_once() {
    let events = "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Nowhere:20260701T120000\nDTEND;TZID=Nowhere:20260701T130000\n\
                  END:VEVENT\n";
    let feed = parse(events);
    assert_eq!(feed.faults.len(), 1);
    assert_eq!(feed.faults[0].line, 3);
    assert!(
        feed.faults[0].message.contains("\"Nowhere\"") && feed.faults[0].message.contains("your own zone")
    );
    let found = feed.occurrences(
        at("2026-06-30"),
        at("2026-07-03"),
        &Zones::from(zone("Asia/Tokyo")),
    );
    assert_eq!(shown_utc(&found), ["2026-07-01T03:00:00/2026-07-01T04:00:00 "]);
    // The calendar's own zone goes before the person's.
    let feed = parse(&format!(
        "BEGIN:VCALENDAR\nX-WR-TIMEZONE:Europe/Berlin\n{events}END:VCALENDAR"
    ));
    assert!(
        feed.faults[0].message.contains("Europe/Berlin"),
        "{:?}",
        feed.faults
    );
    let found = feed.occurrences(
        at("2026-06-30"),
        at("2026-07-03"),
        &Zones::from(zone("Asia/Tokyo")),
    );
    assert_eq!(found.events[0].start.to_string(), "2026-07-01T10:00:00Z");
}

#[test]
fn floating_times_and_dates_follow_the_person() {
    // From Berlin (UTC+1) to Tokyo (UTC+9) on 2026-02-10 at 00:00Z.
    let home = Zones::since(vec![
        (at("2000-01-01"), zone("Europe/Berlin")),
        (at("2026-02-10"), zone("Asia/Tokyo")),
    ]);
    let feed = events(&[
        "UID:breakfast\nDTSTART:20260209T080000\nDTEND:20260209T083000\nRRULE:FREQ=DAILY;COUNT=3",
        "UID:fair\nDTSTART;VALUE=DATE:20260209\nDTEND;VALUE=DATE:20260212",
    ]);
    let found = feed.occurrences(at("2026-02-01"), at("2026-03-01"), &home);
    let lines: Vec<_> = found
        .events
        .iter()
        .map(|e| format!("{} {} {}", e.uid, e.start, e.end))
        .collect();
    assert_eq!(
        lines,
        [
            "fair 2026-02-08T23:00:00Z 2026-02-11T15:00:00Z",
            "breakfast 2026-02-09T07:00:00Z 2026-02-09T07:30:00Z",
            // 08:00 in Berlin would be 07:00Z on the 10th, when the person is in Tokyo, where it was eight at
            // 23:00Z on the 9th: then the person was in Berlin. The clock went from 01:00 to 09:00, so eight
            // never was, nor 08:30.
            "breakfast 2026-02-10T00:00:00Z 2026-02-10T00:00:00Z",
            "breakfast 2026-02-10T23:00:00Z 2026-02-10T23:30:00Z",
        ]
    );
    assert!(found.events[0].all_day && !found.events[1].all_day);
}

#[test]
fn dates() {
    // No DTEND is one day; a DTEND on the same day is meant so; DURATION counts whole days.
    let home = Zones::from(TimeZone::UTC);
    for (lines, end) in [
        ("DTSTART;VALUE=DATE:20260105", "2026-01-06"),
        ("DTSTART:20260105", "2026-01-06"),
        ("DTSTART;VALUE=DATE:20260105T000000", "2026-01-06"),
        (
            "DTSTART;VALUE=DATE:20260105\nDTEND;VALUE=DATE:20260105",
            "2026-01-06",
        ),
        ("DTSTART;VALUE=DATE:20260105\nDURATION:P3D", "2026-01-08"),
        ("DTSTART;VALUE=DATE:20260105\nDURATION:PT36H", "2026-01-07"),
        ("DTSTART;VALUE=DATE:20260105\nDTEND:20260106T120000", "2026-01-07"),
        (
            "DTSTART;VALUE=DATE:20260105\nDTEND;VALUE=DATE:20260110",
            "2026-01-10",
        ),
    ] {
        let feed = events(&[&format!("UID:1\n{lines}")]);
        assert_eq!(feed.faults, [], "{lines}");
        let found = feed.occurrences(at("2026-01-01"), at("2026-02-01"), &home).events;
        assert!(found[0].all_day, "{lines}");
        assert_eq!(
            (found[0].start, found[0].end),
            (at("2026-01-05"), at(end)),
            "{lines}"
        );
    }
    // A yearly day in February of leap years only.
    let leap = "UID:1\nDTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY";
    assert_eq!(
        starts(leap, "2024-01-01", "2033-01-01"),
        [
            "2024-02-29T00:00:00Z",
            "2028-02-29T00:00:00Z",
            "2032-02-29T00:00:00Z"
        ]
    );
}

#[test]
fn the_end_of_a_rule_in_every_form() {
    // 2026-01-05 to 2026-01-08, nine in New York (14:00Z).
    for (until, count) in [
        ("20260107", 3),
        ("20260107T090000", 3),
        ("20260107T085959", 2),
        ("20260107T140000Z", 3),
        ("20260107T135959Z", 2),
        ("20251231", 1),
    ] {
        let lines = format!("UID:1\nDTSTART;{NEW_YORK}:20260105T090000\nRRULE:FREQ=DAILY;UNTIL={until}");
        assert_eq!(starts(&lines, "2026-01-01", "2026-02-01").len(), count, "{until}");
    }
    // For dates only the date counts.
    for until in [
        "20260107",
        "20260107T000000",
        "20260107T000000Z",
        "20260107T230000Z",
    ] {
        let lines = format!("UID:1\nDTSTART;VALUE=DATE:20260105\nRRULE:FREQ=DAILY;UNTIL={until}");
        assert_eq!(starts(&lines, "2026-01-01", "2026-02-01").len(), 3, "{until}");
    }
}

#[test]
fn exclusions_in_every_form() {
    // Four days from 2026-01-05 at nine in New York; the 6th is excluded.
    for exdate in [
        "EXDATE;TZID=America/New_York:20260106T090000",
        "EXDATE;TZID=Eastern Standard Time:20260106T090000",
        "EXDATE:20260106T140000Z",
        "EXDATE:20260106T090000",
        "EXDATE;VALUE=DATE:20260106",
        "EXDATE:20260106",
        "EXDATE:20200101,20260106",
    ] {
        let lines = format!("UID:1\nDTSTART;{NEW_YORK}:20260105T090000\nRRULE:FREQ=DAILY;COUNT=4\n{exdate}");
        let days = ["05", "07", "08"].map(|d| format!("2026-01-{d}T14:00:00Z"));
        assert_eq!(starts(&lines, "2026-01-01", "2026-02-01"), days, "{exdate}");
    }
    let feed =
        events(&["UID:1\nDTSTART:20260105T090000Z\nRRULE:FREQ=DAILY;COUNT=4\nEXDATE:soon,20260106T090000Z"]);
    assert_eq!(
        feed.faults[0].message,
        "EXDATE \"soon\" is no date; it is passed over"
    );
    assert_eq!(
        (feed.faults[0].line, feed.faults[0].uid.as_deref()),
        (5, Some("1"))
    );
    assert_eq!(between(&feed, "2026-01-01", "2026-02-01").events.len(), 3);
}

#[test]
fn further_starts() {
    let lines = "UID:1\nSUMMARY:x\nDTSTART:20260105T090000Z\nDURATION:PT1H\nRDATE:20260107T100000Z,20260105T090000Z\n\
                 RDATE;VALUE=PERIOD:20260108T100000Z/20260108T130000Z,20260109T100000Z/PT15M\n\
                 RDATE;VALUE=DATE:20260110";
    let found = between(&events(&[lines]), "2026-01-01", "2026-02-01");
    assert_eq!(
        shown_utc(&found),
        [
            "2026-01-05T09:00:00/2026-01-05T10:00:00 x",
            "2026-01-07T10:00:00/2026-01-07T11:00:00 x",
            "2026-01-08T10:00:00/2026-01-08T13:00:00 x",
            "2026-01-09T10:00:00/2026-01-09T10:15:00 x",
            "2026-01-10T09:00:00/2026-01-10T10:00:00 x",
        ]
    );
}

#[test]
fn changed_instances() {
    let master = "UID:1\nSUMMARY:s\nDTSTART:20260105T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=5";
    let moved =
        "UID:1\nSUMMARY:moved\nRECURRENCE-ID:20260107T090000Z\nDTSTART:20260120T090000Z\nDURATION:PT2H";
    let cancelled = "UID:1\nSTATUS:CANCELLED\nRECURRENCE-ID:20260106T090000Z\nDTSTART:20260106T090000Z";
    // In either order; the moved one leaves the range of a week and enters a later one.
    for groups in [[master, moved, cancelled], [cancelled, moved, master]] {
        let feed = events(&groups);
        assert_eq!(
            shown_utc(&between(&feed, "2026-01-05", "2026-01-12")),
            [
                "2026-01-05T09:00:00/2026-01-05T10:00:00 s",
                "2026-01-08T09:00:00/2026-01-08T10:00:00 s",
                "2026-01-09T09:00:00/2026-01-09T10:00:00 s",
            ]
        );
        assert_eq!(
            shown_utc(&between(&feed, "2026-01-20", "2026-01-21")),
            ["2026-01-20T09:00:00/2026-01-20T11:00:00 moved"]
        );
    }
    // Of two for one instance the higher SEQUENCE counts, then the later DTSTAMP, then the later in the file.
    let version = |title: &str, extra: &str| {
        format!("UID:1\nSUMMARY:{title}\nRECURRENCE-ID:20260105T090000Z\nDTSTART:20260105T120000Z\n{extra}")
    };
    for (first, second, wins) in [
        ("SEQUENCE:2", "SEQUENCE:1\nDTSTAMP:20260101T000000Z", "a"),
        ("DTSTAMP:20250102T000000Z", "DTSTAMP:20250101T000000Z", "a"),
        ("SEQUENCE:1", "SEQUENCE:1", "b"),
    ] {
        let feed = events(&[&version("a", first), master, &version("b", second)]);
        let found = between(&feed, "2026-01-05", "2026-01-06");
        assert_eq!(
            found
                .events
                .iter()
                .map(|e| e.summary.as_str())
                .collect::<Vec<_>>(),
            [wins]
        );
    }
    // Without its series an instance is an event of its own; with the whole series cancelled nothing is left.
    assert_eq!(
        between(&events(&[moved]), "2026-01-01", "2026-02-01")
            .events
            .len(),
        1
    );
    let gone = events(&[&format!("{master}\nSTATUS:CANCELLED"), moved]);
    assert!(between(&gone, "2026-01-01", "2026-02-01").events.is_empty());
    // A cancellation may leave out DTSTART; it cancels an instance, or the series.
    for (id, left) in [("RECURRENCE-ID:20260106T090000Z\n", 4), ("", 0)] {
        let feed = events(&[master, &format!("UID:1\nSEQUENCE:1\n{id}STATUS:CANCELLED")]);
        assert_eq!(
            (
                feed.faults.len(),
                between(&feed, "2026-01-01", "2026-02-01").events.len()
            ),
            (0, left)
        );
    }
    // An instance that cannot be read is told; it does not replace the series.
    let feed = events(&[master, "UID:1\nRECURRENCE-ID:soon\nDTSTART:20260120T090000Z"]);
    assert_eq!(
        feed.faults[0].message,
        "RECURRENCE-ID \"soon\" is no date; it is passed over"
    );
    assert_eq!(between(&feed, "2026-01-01", "2026-02-01").events.len(), 6);
    // A date names the instance of that day; a time without a zone is on the clock of the series.
    for id in [
        "RECURRENCE-ID;VALUE=DATE:20260107",
        "RECURRENCE-ID:20260107T090000",
    ] {
        let feed = events(&[
            master,
            &format!("UID:1\nSUMMARY:n\n{id}\nDTSTART:20260107T150000Z"),
        ]);
        let found = between(&feed, "2026-01-07", "2026-01-08");
        assert_eq!(
            shown_utc(&found),
            ["2026-01-07T15:00:00/2026-01-07T15:00:00 n"],
            "{id}"
        );
    }
}

#[test]
fn this_and_future() {
    let master = format!(
        "UID:1\nSUMMARY:s\nDTSTART;{NEW_YORK}:20260302T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=6"
    );
    // From 16 March on an hour and a day later, two hours long; the clocks change on 8 March, and the times
    // are local.
    let change = "UID:1\nSUMMARY:t\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260316T140000Z\n\
                  DTSTART;TZID=America/New_York:20260317T110000\nDURATION:PT2H";
    let one = "UID:1\nSUMMARY:u\nRECURRENCE-ID;TZID=America/New_York:20260330T100000\nDTSTART;TZID=America/New_York:20260330T080000";
    let feed = events(&[one, change, &master]);
    let found = between(&feed, "2026-03-01", "2026-05-01");
    assert_eq!(
        shown(&found.events, &zone("America/New_York")),
        [
            "2026-03-02T10:00:00/2026-03-02T11:00:00 s",
            "2026-03-09T10:00:00/2026-03-09T11:00:00 s",
            "2026-03-17T11:00:00/2026-03-17T13:00:00 t",
            "2026-03-24T11:00:00/2026-03-24T13:00:00 t",
            "2026-03-30T08:00:00/2026-03-30T08:00:00 u",
            "2026-04-07T11:00:00/2026-04-07T13:00:00 t",
        ]
    );
    // The range of one day only: the shifted instance is found where it went, and not where it was.
    assert_eq!(between(&feed, "2026-03-24", "2026-03-25").events.len(), 1);
    assert_eq!(between(&feed, "2026-03-23", "2026-03-24").events.len(), 0);
    // All later ones cancelled.
    let end = "UID:1\nSTATUS:CANCELLED\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260316T140000Z\nDTSTART:20260316T140000Z";
    assert_eq!(
        between(&events(&[end, &master]), "2026-03-01", "2026-05-01")
            .events
            .len(),
        2
    );
    // A rule of its own takes over: two on the old one, then three days.
    let new = "UID:1\nSUMMARY:n\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260316T140000Z\nDTSTART:20260316T150000Z\n\
               RRULE:FREQ=DAILY;COUNT=3";
    let found = between(&events(&[new, &master]), "2026-03-01", "2026-05-01");
    let titles: String = found.events.iter().map(|e| e.summary.as_str()).collect();
    assert_eq!(titles, "ssnnn");
}

#[test]
fn two_events_of_one_identity() {
    let feed = events(&[
        "UID:1\nSUMMARY:a\nDTSTART:20260105T090000Z\nRRULE:FREQ=DAILY;COUNT=3",
        "UID:1\nSUMMARY:b\nDTSTART:20260105T100000Z",
    ]);
    assert_eq!(
        shown_utc(&between(&feed, "2026-01-01", "2026-02-01")),
        ["2026-01-05T10:00:00/2026-01-05T10:00:00 b"]
    );
    assert_eq!(feed.faults.len(), 1);
    assert_eq!(
        feed.faults[0].message,
        "the event at line 7 has the same UID and replaces this one"
    );
    // Without a UID the content is the identity: two events stay two, the same twice is one, and the name is
    // stable.
    let (a, b) = (
        "SUMMARY:a\nDTSTART:20260105T090000Z",
        "SUMMARY:b\nDTSTART:20260105T090000Z",
    );
    let found = between(&events(&[a, b, a]), "2026-01-01", "2026-02-01");
    assert_eq!(found.events.len(), 2);
    let again = between(&events(&[b, a]), "2026-01-01", "2026-02-01");
    assert_eq!(found.events, again.events);
}

#[test]
fn busy_free_and_cancelled() {
    let feed = events(&[
        "UID:a\nDTSTART:20260105T090000Z\nTRANSP:TRANSPARENT",
        "UID:b\nDTSTART:20260105T090000Z\nX-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "UID:c\nDTSTART:20260105T090000Z\nX-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE\nSTATUS:TENTATIVE",
        "UID:d\nDTSTART:20260105T090000Z\nSTATUS:cancelled",
        "UID:e\nDTSTART:20260105T090000Z\nCATEGORIES:WORK,Deep\\, work\nCATEGORIES:x\nSUMMARY;LANGUAGE=en:a\\, b",
    ]);
    let found = between(&feed, "2026-01-01", "2026-02-01").events;
    let busy: Vec<_> = found.iter().map(|e| (e.uid.as_str(), e.busy)).collect();
    assert_eq!(busy, [("a", false), ("b", false), ("c", true), ("e", true)]);
    assert_eq!(found[3].categories, ["WORK", "Deep, work", "x"]);
    assert_eq!(found[3].summary, "a, b");
    // A calendar that cancels: the later version of the event wins, and it is gone.
    let feed = parse(
        "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\nDTSTART:20260105T090000Z\nEND:VEVENT\nEND:VCALENDAR\n\
         BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nUID:1\nSEQUENCE:1\nDTSTART:20260105T090000Z\nEND:VEVENT\n\
         END:VCALENDAR\n",
    );
    assert_eq!((feed.faults.len(), feed.method.as_deref()), (0, Some("REQUEST")));
    assert!(between(&feed, "2026-01-01", "2026-02-01").events.is_empty());
}

#[test]
fn other_components() {
    let feed = parse(
        "BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:1\nDUE:20260105\nEND:VTODO\nBEGIN:VJOURNAL\nUID:2\nDTSTART:20260105\n\
         END:VJOURNAL\nBEGIN:VFREEBUSY\nUID:3\nDTSTART:20260101T000000Z\nDTEND:20260201T000000Z\n\
         FREEBUSY;FBTYPE=BUSY:20260105T090000Z/PT1H,20260106T090000Z/20260106T093000Z\n\
         FREEBUSY;FBTYPE=FREE:20260107T090000Z/PT1H\nEND:VFREEBUSY\nBEGIN:VEVENT\nUID:4\nDTSTART:20260108T090000Z\n\
         BEGIN:VALARM\nTRIGGER:-PT5M\nDURATION:PT9H\nSUMMARY:not this\nEND:VALARM\nSUMMARY:this\nEND:VEVENT\nEND:VCALENDAR",
    );
    assert_eq!(feed.faults, []);
    assert_eq!(
        shown_utc(&between(&feed, "2026-01-01", "2026-02-01")),
        [
            "2026-01-05T09:00:00/2026-01-05T10:00:00 ",
            "2026-01-06T09:00:00/2026-01-06T09:30:00 ",
            "2026-01-08T09:00:00/2026-01-08T09:00:00 this",
        ]
    );
}
