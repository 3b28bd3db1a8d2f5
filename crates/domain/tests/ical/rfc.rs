//! The examples of RFC 5545 §3.8.5.3, in the order of the text, with the results that it states.

use jiff::Timestamp;
use jiff::civil::DateTime;
use pivot_domain::ical::parse;
use pivot_domain::zones::Zones;

use super::zone;

/// `dtstart` is a time in New York. `expected` reads "199709 02 04-06 199710 01": a month, then days, ranges
/// of days, or times of the last day (`T1030`); days are at nine in the morning, but `@30` only names the
/// day. It ends in "…" where the rule goes on.
fn check(lines: &str, dtstart: &str, expected: &str) {
    let text = format!("BEGIN:VEVENT\nUID:1\nDTSTART;TZID=America/New_York:{dtstart}\n{lines}\nEND:VEVENT");
    let feed = parse(&text);
    assert_eq!(feed.faults, [], "{lines}");
    let (expected, goes_on) = match expected.strip_suffix('…') {
        Some(start) => (times(start), true),
        None => (times(expected), false),
    };
    let span = |text: &str| -> Timestamp { text.parse().unwrap() };
    let home = Zones::from(zone("America/New_York"));
    let found = feed.occurrences(span("1990-01-01T00Z"), span("2010-01-01T00Z"), &home);
    let mut starts: Vec<DateTime> = found.events.iter().map(|e| home.civil(e.start)).collect();
    if goes_on {
        assert!(starts.len() > expected.len(), "{lines}: {starts:?}");
        starts.truncate(expected.len());
    }
    assert_eq!(starts, expected, "{lines}");
}

fn times(text: &str) -> Vec<DateTime> {
    let (mut month, mut day) = ("", String::new());
    let mut times = Vec::new();
    let mut add = |text: String| times.push(text.parse().unwrap());
    for token in text.split_whitespace() {
        if token.len() == 6 {
            month = token;
        } else if let Some(only) = token.strip_prefix('@') {
            day = only.to_owned();
        } else if let Some(time) = token.strip_prefix('T') {
            add(format!("{month}{day}T{time}00"));
        } else {
            let (first, last) = token.split_once('-').unwrap_or((token, token));
            for number in first.parse::<u8>().unwrap()..=last.parse().unwrap() {
                day = format!("{number:02}");
                add(format!("{month}{day}T090000"));
            }
        }
    }
    times
}

const SEPTEMBER_2: &str = "19970902T090000";

#[test]
fn daily() {
    check("RRULE:FREQ=DAILY;COUNT=10", SEPTEMBER_2, "199709 02-11");
    check(
        "RRULE:FREQ=DAILY;UNTIL=19971224T000000Z",
        SEPTEMBER_2,
        "199709 02-30 199710 01-31 199711 01-30 199712 01-23",
    );
    check(
        "RRULE:FREQ=DAILY;INTERVAL=2",
        SEPTEMBER_2,
        "199709 02 04 06 08 10 12 14 16 18 20 22 24 26 28 30 199710 02 04 06 …",
    );
    check(
        "RRULE:FREQ=DAILY;INTERVAL=10;COUNT=5",
        SEPTEMBER_2,
        "199709 02 12 22 199710 02 12",
    );
    for rule in [
        "RRULE:FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
        "RRULE:FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1",
    ] {
        check(rule, "19980101T090000", "199801 01-31 199901 01-31 200001 01-31");
    }
}

#[test]
fn weekly() {
    check(
        "RRULE:FREQ=WEEKLY;COUNT=10",
        SEPTEMBER_2,
        "199709 02 09 16 23 30 199710 07 14 21 28 199711 04",
    );
    check(
        "RRULE:FREQ=WEEKLY;UNTIL=19971224T000000Z",
        SEPTEMBER_2,
        "199709 02 09 16 23 30 199710 07 14 21 28 199711 04 11 18 25 199712 02 09 16 23",
    );
    check(
        "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU",
        SEPTEMBER_2,
        "199709 02 16 30 199710 14 28 199711 11 25 199712 09 23 199801 06 20 199802 03 17 …",
    );
    for rule in [
        "RRULE:FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
        "RRULE:FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH",
    ] {
        check(rule, SEPTEMBER_2, "199709 02 04 09 11 16 18 23 25 30 199710 02");
    }
    check(
        "RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
        "19970901T090000",
        "199709 01 03 05 15 17 19 29 199710 01 03 13 15 17 27 29 31 199711 10 12 14 24 26 28 199712 08 10 12 22",
    );
    check(
        "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
        SEPTEMBER_2,
        "199709 02 04 16 18 30 199710 02 14 16",
    );
    // The day on which a week starts makes a difference.
    check(
        "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
        "19970805T090000",
        "199708 05 10 19 24",
    );
    check(
        "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
        "19970805T090000",
        "199708 05 17 19 31",
    );
}

#[test]
fn monthly() {
    let cases = [
        (
            "COUNT=10;BYDAY=1FR",
            "19970905",
            "199709 05 199710 03 199711 07 199712 05 199801 02 199802 06 199803 06 199804 03 199805 01 199806 05",
        ),
        (
            "UNTIL=19971224T000000Z;BYDAY=1FR",
            "19970905",
            "199709 05 199710 03 199711 07 199712 05",
        ),
        (
            "INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
            "19970907",
            "199709 07 28 199711 02 30 199801 04 25 199803 01 29 199805 03 31",
        ),
        (
            "COUNT=6;BYDAY=-2MO",
            "19970922",
            "199709 22 199710 20 199711 17 199712 22 199801 19 199802 16",
        ),
        (
            "BYMONTHDAY=-3",
            "19970928",
            "199709 28 199710 29 199711 28 199712 29 199801 29 199802 26 …",
        ),
        (
            "COUNT=10;BYMONTHDAY=2,15",
            "19970902",
            "199709 02 15 199710 02 15 199711 02 15 199712 02 15 199801 02 15",
        ),
        (
            "COUNT=10;BYMONTHDAY=1,-1",
            "19970930",
            "199709 30 199710 01 31 199711 01 30 199712 01 31 199801 01 31 199802 01",
        ),
        (
            "INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
            "19970910",
            "199709 10-15 199903 10-13",
        ),
        (
            "INTERVAL=2;BYDAY=TU",
            "19970902",
            "199709 02 09 16 23 30 199711 04 11 18 25 199801 06 13 20 27 199803 03 10 17 24 31 …",
        ),
        (
            "BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
            "19970913",
            "199709 13 199710 11 199711 08 199712 13 199801 10 199802 07 199803 07 199804 11 199805 09 199806 13 …",
        ),
        (
            "COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
            "19970904",
            "199709 04 199710 07 199711 06",
        ),
        (
            "BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
            "19970929",
            "199709 29 199710 30 199711 27 199712 30 199801 29 199802 26 199803 30 …",
        ),
        // An invalid date, 30 February, is passed over.
        (
            "BYMONTHDAY=15,30;COUNT=5",
            "20070115",
            "200701 15 30 200702 15 200703 15 30",
        ),
    ];
    for (rule, start, expected) in cases {
        check(
            &format!("RRULE:FREQ=MONTHLY;{rule}"),
            &format!("{start}T090000"),
            expected,
        );
    }
    // Every Friday the 13th; DTSTART itself is none, and so excluded.
    check(
        "EXDATE;TZID=America/New_York:19970902T090000\nRRULE:FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        SEPTEMBER_2,
        "199802 13 199803 13 199811 13 199908 13 200010 13 …",
    );
}

#[test]
fn yearly() {
    let cases = [
        (
            "COUNT=10;BYMONTH=6,7",
            "19970610",
            "199706 10 199707 10 199806 10 199807 10 199906 10 199907 10 200006 10 200007 10 200106 10 200107 10",
        ),
        (
            "INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
            "19970310",
            "199703 10 199901 10 199902 10 199903 10 200101 10 200102 10 200103 10 200301 10 200302 10 200303 10",
        ),
        (
            "INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
            "19970101",
            "199701 01 199704 10 199707 19 200001 01 200004 09 200007 18 200301 01 200304 10 200307 19 200601 01",
        ),
        ("BYDAY=20MO", "19970519", "199705 19 199805 18 199905 17 …"),
        (
            "BYWEEKNO=20;BYDAY=MO",
            "19970512",
            "199705 12 199805 11 199905 17 …",
        ),
        (
            "BYMONTH=3;BYDAY=TH",
            "19970313",
            "199703 13 20 27 199803 05 12 19 26 199903 04 11 18 25 …",
        ),
        (
            "BYDAY=TH;BYMONTH=6,7,8",
            "19970605",
            "199706 05 12 19 26 199707 03 10 17 24 31 199708 07 14 21 28 \
             199806 04 11 18 25 199807 02 09 16 23 30 199808 06 13 20 27 …",
        ),
        (
            "INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            "19961105",
            "199611 05 200011 07 200411 02 …",
        ),
    ];
    for (rule, start, expected) in cases {
        check(
            &format!("RRULE:FREQ=YEARLY;{rule}"),
            &format!("{start}T090000"),
            expected,
        );
    }
}

#[test]
fn within_a_day() {
    // The RFC writes UNTIL=19970902T170000Z but states the results until 17:00 in New York, which is 21:00Z.
    check(
        "RRULE:FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z",
        SEPTEMBER_2,
        "199709 02 T1200 T1500",
    );
    check(
        "RRULE:FREQ=MINUTELY;INTERVAL=15;COUNT=6",
        SEPTEMBER_2,
        "199709 02 T0915 T0930 T0945 T1000 T1015",
    );
    check(
        "RRULE:FREQ=MINUTELY;INTERVAL=90;COUNT=4",
        SEPTEMBER_2,
        "199709 02 T1030 T1200 T1330",
    );
    let day = "T0920 T0940 T1000 T1020 T1040 T1100 T1120 T1140 T1200 T1220 T1240 T1300 T1320 T1340 T1400 T1420 \
               T1440 T1500 T1520 T1540 T1600 T1620 T1640";
    // The RFC lets both go on for ever; two days are enough here.
    for rule in [
        "RRULE:FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40;COUNT=48",
        "RRULE:FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16;COUNT=48",
    ] {
        check(rule, SEPTEMBER_2, &format!("199709 02 {day} 03 {day}"));
    }
}

/// What the RFC's text says but no example shows.
#[test]
fn beyond_the_examples() {
    // ISO 8601: 1997-12-29 is the Monday of week 1 of 1998; 1998 has 53 weeks, the last from 28 December.
    check(
        "RRULE:FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=MO",
        "19971229T090000",
        "199712 29 199812 28 199901 04 200001 03 200101 01 200112 31 200212 30 200312 29 200412 27 200501 03 …",
    );
    // The last week: of 1997 the 52nd, of 1998 the 53rd. Its day is that of DTSTART, a Wednesday.
    check(
        "RRULE:FREQ=YEARLY;BYWEEKNO=-1;COUNT=3",
        "19971224T090000",
        "199712 24 199812 30 199912 29",
    );
    // Every second year, week 1: that of 1998 begins in 1997, and the next one meant is that of 2000.
    check(
        "RRULE:FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1;BYDAY=MO;COUNT=2",
        "19971229T090000",
        "199712 29 200001 03",
    );
    // With weeks from Sunday, week 1 of 1998 begins on 4 January, as 1 January is a Thursday with three days
    // in its week; with weeks from Monday it has four.
    check(
        "RRULE:FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO;WKST=SU;COUNT=2",
        "19980105T090000",
        "199801 05 199901 04",
    );
    // DTSTART counts as the first occurrence, whether it fits or not: a Tuesday, then Mondays.
    check(
        "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3",
        SEPTEMBER_2,
        "199709 02 08 15",
    );
    // Ordinals mean nothing in weeks.
    check(
        "RRULE:FREQ=WEEKLY;BYDAY=1MO;COUNT=3",
        "19970901T090000",
        "199709 01 08 15",
    );
    // The first and the last moment of a month's Mondays and Tuesdays.
    check(
        "RRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYHOUR=9,10;BYSETPOS=1,-1;COUNT=4",
        "19970901T090000",
        "199709 01 @30 T1000 199710 06 @28 T1000",
    );
    // Two rules are one set, and what an EXRULE gives is taken out of it: every day but the weekends.
    check(
        "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,SA;COUNT=8\nRRULE:FREQ=WEEKLY;BYDAY=WE,TH,FR,SU;COUNT=9\n\
         EXRULE:FREQ=WEEKLY;BYDAY=SA,SU",
        "19970901T090000",
        "199709 01-05 08-12",
    );
}
