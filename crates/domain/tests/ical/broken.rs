//! What is wrong in a feed, and what stands beside it: one bad event does not lose the file.

use pivot_domain::ical::{parse, parse_bytes};

use super::{at, between, events, shown_utc};

#[test]
fn bad_events_leave_the_rest() {
    let good = "UID:good\nDTSTART:20260105T090000Z";
    for (bad, line, message) in [
        ("UID:b\nSUMMARY:x", 1, "the event has no DTSTART; it is left out"),
        (
            "UID:b\nDTSTART:Next Year",
            3,
            "DTSTART \"Next Year\" is no date; the event is left out",
        ),
        (
            "UID:b\nDTSTART:20260105T090000Z\nDTEND:later",
            4,
            "DTEND \"later\" is no date; it is passed over",
        ),
        (
            "UID:b\nDTSTART:20260105T090000Z\nDURATION:long",
            4,
            "DURATION \"long\" is no length of time; it is passed over",
        ),
        (
            "UID:b\nDTSTART:20260105T090000Z\nDURATION:-PT5M",
            4,
            "DURATION \"-PT5M\" is no length of time; it is passed over",
        ),
        (
            "UID:b\nDTSTART:20260105T090000Z\nRRULE:FREQ=DAILY;BYMONTH=13",
            4,
            "RRULE is passed over: \"BYMONTH=13\" is not understood",
        ),
        (
            "UID:b\nDTSTART:20260105T090000Z\nRRULE:",
            4,
            "RRULE is passed over: it has no FREQ",
        ),
        (
            "UID:b\nDTSTART:20260105T090000Z\nRDATE:x/PT1H",
            4,
            "RDATE \"x/PT1H\" is no date; it is passed over",
        ),
        (
            "UID:b\nDTSTART:20260105T090000Z\nDTEND:20260104T090000Z",
            4,
            "DTEND lies before DTSTART; the length is taken from the series, or is none",
        ),
    ] {
        let feed = events(&[bad, good]);
        let fault = &feed.faults[0];
        assert_eq!(
            (fault.line, fault.message.as_str(), fault.uid.as_deref()),
            (line, message, Some("b"))
        );
        assert_eq!(feed.faults.len(), 1);
        let found = between(&feed, "2026-01-01", "2026-02-01").events;
        let expected = if message.ends_with("the event is left out") || line == 1 {
            1
        } else {
            2
        };
        assert_eq!(found.len(), expected, "{bad}");
        assert!(
            found
                .iter()
                .all(|e| e.start == e.end && e.start == at("2026-01-05T09:00:00Z")),
            "{bad}"
        );
    }
}

#[test]
fn line_ends_encodings_and_wrappers() {
    let text = "BEGIN:VCALENDAR\nX-WR-CALNAME:N\nBEGIN:VEVENT\nUID:1\nSUMMARY:Grü\n ße\nDTSTART:20260105T090000Z\nEND:VEVENT\nEND:VCALENDAR\n";
    let expected = ["2026-01-05T09:00:00/2026-01-05T09:00:00 Grüße"];
    for end in ["\r\n", "\r", "\n", "\r\r\n"] {
        let feed = parse(&text.replace('\n', end));
        assert_eq!(
            (feed.faults.len(), feed.name.as_deref()),
            (0, Some("N")),
            "{end:?}"
        );
        assert_eq!(
            shown_utc(&between(&feed, "2026-01-01", "2026-02-01")),
            expected,
            "{end:?}"
        );
    }
    let with_mark = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
    assert_eq!(
        shown_utc(&between(&parse_bytes(&with_mark), "2026-01-01", "2026-02-01")),
        expected
    );
    // Latin-1 is no UTF-8: the letter is lost, the event is not.
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let feed = parse_bytes(&latin);
    assert_eq!(
        between(&feed, "2026-01-01", "2026-02-01").events[0].summary,
        "Gr\u{FFFD}\u{FFFD}e"
    );
    // UTF-16 is refused, with and without a mark, in both orders.
    for units in [
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        [
            vec![0xFF, 0xFE],
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ]
        .concat(),
    ] {
        let feed = parse_bytes(&units);
        assert!(feed.faults[0].message.contains("UTF-16"), "{:?}", feed.faults);
    }
    for none in ["", "<html>no calendar</html>", "\n\n", " ", "\u{FEFF}"] {
        let feed = parse(none);
        assert_eq!(feed.faults.len(), 1, "{none:?}");
        assert!(feed.faults[0].message.contains("no iCalendar text"), "{none:?}");
    }
    assert_eq!(
        parse("BEGIN:VCALENDAR\nEND:VCALENDAR").faults,
        [],
        "an empty calendar is no fault"
    );
    // A file cut off in the midst of an event loses that event, by name.
    let feed = parse("BEGIN:VEVENT\nUID:1\nSUMMARY:cut\nDTSTART:20260105T090000Z\nRRULE:FREQ=DAILY;UNT");
    assert_eq!(feed.faults[0].summary.as_deref(), Some("cut"));
    assert!(between(&feed, "2026-01-01", "2026-02-01").events.is_empty());
}
