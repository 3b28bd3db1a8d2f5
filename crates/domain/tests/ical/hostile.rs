//! Feeds that never end, never match or are far too large: the answer is exact or says that it is cut off,
//! and comes soon. No clock is read; `steps` in `recur` bound the work, and these tests would not end if they
//! did not.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use pivot_domain::ical::{Occurrences, parse};
use pivot_domain::zones::Zones;

use super::{at, between, events};

fn unfolded(rule: &str, start: &str, from: &str, to: &str) -> Occurrences {
    let feed = events(&[&format!("UID:1\nDTSTART:{start}\n{rule}")]);
    assert_eq!(feed.faults, [], "{rule}");
    between(&feed, from, to)
}

fn cut_off(found: &Occurrences) -> bool {
    found.faults.iter().any(|f| f.message.contains("costs too much"))
}

#[test]
fn a_daily_event_since_1970_is_exact() {
    for count in ["", ";COUNT=1000000000000", ";COUNT=99999999999999999999999"] {
        let rule = format!("RRULE:FREQ=DAILY;INTERVAL=3{count}");
        // 1970-01-01 to 2027-01-01 are 57 years, 14 of them leap years: 20 819 days, 2 more than a multiple
        // of 3.
        let found = unfolded(&rule, "19700101T090000Z", "2027-01-01", "2027-01-08");
        let starts: Vec<_> = found.events.iter().map(|e| e.start.to_string()).collect();
        assert_eq!(
            starts,
            ["2027-01-02T09:00:00Z", "2027-01-05T09:00:00Z"],
            "{count}"
        );
        assert_eq!(found.faults, []);
    }
    // A count that ends in the range: the 20 822nd day is 2027-01-03.
    let found = unfolded(
        "RRULE:FREQ=DAILY;COUNT=20822",
        "19700101T090000Z",
        "2027-01-01",
        "2027-02-01",
    );
    assert_eq!(
        found.events.last().map(|e| e.start),
        Some(at("2027-01-03T09:00:00Z"))
    );
    assert_eq!(found.events.len(), 3);
}

#[test]
fn every_second_for_ever() {
    for rule in [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;BYSECOND=0,1,2,3,4,5",
        "FREQ=SECONDLY;BYHOUR=9,10,11,12,13,14,15",
    ] {
        let found = unfolded(
            &format!("RRULE:{rule}"),
            "19700101T000000Z",
            "2027-01-01",
            "2028-01-01",
        );
        assert_eq!(found.events.len(), 20_000, "{rule}");
        assert!(
            found.faults[0].message.contains("more than 20000 occurrences"),
            "{rule}: {:?}",
            found.faults
        );
    }
    // Jumped to, not walked to: an hour in 2027 is whole.
    let found = unfolded(
        "RRULE:FREQ=SECONDLY",
        "19700101T000000Z",
        "2027-01-01T00:00:00Z",
        "2027-01-01T01:00:00Z",
    );
    assert_eq!((found.events.len(), found.faults.len()), (3_600, 0));
    // With a COUNT every second must be counted: this one is given up, with a message.
    let found = unfolded(
        "RRULE:FREQ=SECONDLY;COUNT=1000000000000",
        "19700101T000000Z",
        "2027-01-01",
        "2027-01-02",
    );
    assert!(found.events.is_empty() && cut_off(&found));
    // All 86 400 seconds of every working day of the year, from the middle of its year.
    let list = |n: u8| (0..n).map(|i| i.to_string()).collect::<Vec<_>>().join(",");
    let rule = format!(
        "RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR={};BYMINUTE={};BYSECOND={}",
        list(24),
        list(60),
        list(60)
    );
    let found = unfolded(
        &rule,
        "19700101T000000Z",
        "2027-07-01T12:00:00Z",
        "2027-07-01T12:01:00Z",
    );
    assert_eq!((found.events.len(), found.faults.len()), (60, 0));
}

#[test]
fn rules_that_never_match() {
    for frequency in [
        "YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY",
    ] {
        for rest in ["", ";COUNT=5", ";INTERVAL=7"] {
            let rule = format!("RRULE:FREQ={frequency};BYMONTH=2;BYMONTHDAY=30{rest}");
            let found = unfolded(&rule, "19970902T090000Z", "2027-01-01", "2027-07-01");
            assert_eq!((found.events.len(), found.faults.len()), (0, 0), "{rule}");
            // To the end of time it is either done or given up, but DTSTART stands.
            let found = unfolded(&rule, "19970902T090000Z", "1990-01-01", "9999-12-30");
            assert_eq!(found.events.len(), 1, "{rule}");
        }
    }
    // Never the right minute: every hour at half past is asked for the full hour.
    let found = unfolded(
        "RRULE:FREQ=HOURLY;BYMINUTE=30;BYSETPOS=2",
        "19970902T093000Z",
        "2027-01-01",
        "2028-01-01",
    );
    assert_eq!((found.events.len(), found.faults.len()), (0, 0));
    let found = unfolded(
        "RRULE:FREQ=SECONDLY;INTERVAL=60;BYSECOND=30",
        "19970902T093000Z",
        "2027-01-01",
        "2028-01-01",
    );
    assert!(found.events.is_empty());
}

#[test]
fn huge_numbers_and_far_years() {
    for frequency in [
        "YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY",
    ] {
        for interval in ["1000000", "99999999999", "99999999999999999999999999"] {
            let rule = format!("RRULE:FREQ={frequency};INTERVAL={interval}");
            let found = unfolded(&rule, "99990101T000000Z", "2027-01-01", "9999-12-30");
            assert!(!found.events.is_empty() && found.faults.is_empty(), "{rule}");
            let found = unfolded(&rule, "20260101T000000Z", "9999-01-01", "9999-12-30");
            assert!(found.events.len() <= 32 && found.faults.is_empty(), "{rule}");
        }
        for start in ["00000101T000000Z", "00000229", "99991231T235959", "99991231"] {
            let feed = events(&[&format!(
                "UID:1\nDTSTART:{start}\nDURATION:P9999W\nRRULE:FREQ={frequency}\nRRULE:FREQ={frequency};COUNT=3"
            )]);
            for home in [
                Zones::from(TimeZone::UTC),
                Zones::from(super::zone("Pacific/Apia")),
            ] {
                let found = feed.occurrences(Timestamp::MIN, Timestamp::MAX, &home);
                assert!(found.events.len() <= 20_000);
                assert!(found.events.is_sorted_by_key(|e| (e.start, e.end)));
            }
        }
    }
}

#[test]
fn many_costly_series_share_one_bound() {
    // Each of these would take 1.8 thousand million steps to reach 2027 and gets half a million; after twenty
    // of them the feed's ten million are used up, and the rest are given up at once.
    let mut text = String::new();
    for number in 0..60 {
        text += &format!(
            "BEGIN:VEVENT\nUID:{number}\nDTSTART:19700101T000000Z\nRRULE:FREQ=SECONDLY;COUNT=2000000000\nEND:VEVENT\n"
        );
    }
    text += "BEGIN:VEVENT\nUID:plain\nDTSTART:20270101T000000Z\nEND:VEVENT\n";
    let found = between(&parse(&text), "2027-01-01", "2027-01-02");
    assert_eq!(found.faults.len(), 60);
    assert_eq!(found.events.len(), 1, "what costs nothing is still there");
    // Sixty with a full share of occurrences each: no more than the feed may have.
    let dense = text
        .replace(";COUNT=2000000000", "")
        .replace("SECONDLY", "MINUTELY");
    let found = between(&parse(&dense), "2027-01-01", "2027-06-01");
    assert_eq!(found.events.len(), 200_000);
}

#[test]
fn large_feeds() {
    // Many events of one identity, many exclusions, many zone names, one long line: each is linear.
    let mut text = String::from("BEGIN:VCALENDAR\n");
    for number in 0..20_000 {
        let (day, hour) = (number / 24 % 28 + 1, number % 24);
        text += &format!(
            "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:202601{day:02}T{hour:02}0000Z\nDTSTART;TZID=Zone {number}:202601{day:02}T{hour:02}3000\nEND:VEVENT\n"
        );
    }
    text += "BEGIN:VEVENT\nUID:1\nDTSTART:20260101T000000Z\nRRULE:FREQ=HOURLY\nEXDATE:";
    text += &"20260115T000000Z,".repeat(50_000);
    text += &format!(
        "\nSUMMARY:{}\nEND:VEVENT\nEND:VCALENDAR\n",
        "long ".repeat(200_000)
    );
    let feed = parse(&text);
    // 28 days of hours were changed, at half past; of the three days after that the hours are left.
    let found = between(&feed, "2026-01-01", "2026-02-01");
    assert_eq!(found.events.len(), 28 * 24 + 3 * 24);
    assert!(
        found.events.iter().all(|e| e.summary.len() <= 500),
        "a title is not copied without bound"
    );
    // 500 unknown zones are named, then the limit is told, and all of it no more than a thousand times.
    assert_eq!(feed.faults.len(), 1_001);
    assert!(
        feed.faults[1_000].message.contains("further faults"),
        "{:?}",
        feed.faults[1_000]
    );
}

#[test]
fn a_zone_without_end() {
    let text = "BEGIN:VTIMEZONE\nTZID:Z\nBEGIN:STANDARD\nDTSTART:19000101T000000\nRRULE:FREQ=SECONDLY\nTZOFFSETFROM:+0100\n\
                TZOFFSETTO:+0200\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:1\nDTSTART;TZID=Z:20260101T120000\nEND:VEVENT";
    let feed = parse(text);
    assert!(
        feed.faults[0].message.contains("more than 2000 changes"),
        "{:?}",
        feed.faults
    );
    assert_eq!(
        between(&feed, "2026-01-01", "2026-01-02").events[0].start,
        at("2026-01-01T10:00:00Z")
    );
}
