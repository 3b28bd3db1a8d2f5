//! Time to read calendars and to unfold them: `cargo bench -p pivot-domain`.

use std::hint::black_box;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use pivot_domain::ical::{Feed, parse};
use pivot_domain::zones::Zones;

fn main() {
    divan::main();
}

/// A feed of so many events of half an hour, each a day after the last.
fn feed(events: usize) -> String {
    let mut text = String::from("BEGIN:VCALENDAR\r\n");
    for n in 0..events {
        let (year, month, day) = (2000 + n / 336, n / 28 % 12 + 1, n % 28 + 1);
        text.push_str(&format!(
            "BEGIN:VEVENT\r\nUID:{n}@example.org\r\nDTSTART;TZID=Europe/Paris:{year}{month:02}{day:02}T090000\r\nDURATION:PT30M\r\n\
             SUMMARY:Event {n}\r\nDESCRIPTION:What there is to say of it, which is as long as people make it\r\nEND:VEVENT\r\n"
        ));
    }
    text.push_str("END:VCALENDAR\r\n");
    text
}

fn one(rule: &str) -> Feed {
    parse(&format!(
        "BEGIN:VEVENT\nUID:1\nDTSTART:19700101T090000\nDURATION:PT1H\nRRULE:{rule}\nEND:VEVENT\n"
    ))
}

/// The occurrences of 2027.
fn unfold(feed: &Feed) -> usize {
    let at = |year: i64| Timestamp::from_second((year - 1970) * 31_556_952).unwrap_or(Timestamp::MAX);
    feed.occurrences(at(2027), at(2028), &Zones::from(TimeZone::UTC))
        .events
        .len()
}

#[divan::bench(args = [4_000, 40_000])]
fn read(bencher: divan::Bencher<'_, '_>, events: usize) {
    let text = feed(events);
    bencher.bench_local(|| parse(black_box(&text)));
}

#[divan::bench(args = [4_000, 40_000])]
fn unfold_a_year(bencher: divan::Bencher<'_, '_>, events: usize) {
    let feed = parse(&feed(events));
    bencher.bench_local(|| unfold(black_box(&feed)));
}

#[divan::bench(args = ["FREQ=DAILY", "FREQ=DAILY;COUNT=40000", "FREQ=SECONDLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"])]
fn a_rule_since_1970(bencher: divan::Bencher<'_, '_>, rule: &str) {
    let feed = one(rule);
    bencher.bench_local(|| unfold(black_box(&feed)));
}
