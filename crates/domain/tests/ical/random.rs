//! Random rules: nothing panics, and simple ones agree with a day-by-day matcher that shares no code with the
//! crate.

use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use pivot_domain::ical::{parse, parse_bytes};
use pivot_domain::zones::Zones;
use proptest::prelude::*;

/// The parts of a rule whose meaning the matcher knows.
#[derive(Clone, Debug)]
struct Simple {
    frequency: &'static str,
    interval: i64,
    count: Option<usize>,
    months: Vec<i8>,
    month_days: Vec<i8>,
    /// Ordinal (0: every one) and weekday, Monday being 0.
    weekdays: Vec<(i64, i8)>,
    week_start: i8,
}

const NAMES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

fn list<T: ToString>(name: &str, items: &[T]) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    if items.is_empty() {
        String::new()
    } else {
        format!(";{name}={}", items.join(","))
    }
}

impl Simple {
    fn text(&self) -> String {
        let days: Vec<String> = self
            .weekdays
            .iter()
            .map(|(n, d)| {
                if *n == 0 {
                    NAMES[*d as usize].to_owned()
                } else {
                    format!("{n}{}", NAMES[*d as usize])
                }
            })
            .collect();
        format!(
            "FREQ={};INTERVAL={};WKST={}{}{}{}{}",
            self.frequency,
            self.interval,
            NAMES[self.week_start as usize],
            self.count.map(|c| format!(";COUNT={c}")).unwrap_or_default(),
            list("BYMONTH", &self.months),
            list("BYMONTHDAY", &self.month_days),
            list("BYDAY", &days),
        )
    }

    /// Whether a day belongs to the rule, by the words of RFC 5545 §3.3.10.
    fn matches(&self, start: Date, day: Date) -> bool {
        let monday_based = |d: Date| i64::from(d.weekday().to_monday_zero_offset());
        let monday = |d: Date| {
            let back = (monday_based(d) - i64::from(self.week_start)).rem_euclid(7);
            d.checked_sub(SignedDuration::from_hours(24 * back)).unwrap()
        };
        let days = |a: Date, b: Date| b.duration_since(a).as_hours() / 24;
        let months = |d: Date| i64::from(d.year()) * 12 + i64::from(d.month());
        let passed = match self.frequency {
            "DAILY" => days(start, day),
            "WEEKLY" => days(monday(start), monday(day)) / 7,
            "MONTHLY" => months(day) - months(start),
            _ => i64::from(day.year() - start.year()),
        };
        if day < start || passed % self.interval != 0 {
            return false;
        }
        // Without a day part, the day comes from DTSTART.
        let (mut in_months, mut month_days, mut weekdays) = (
            self.months.clone(),
            self.month_days.clone(),
            self.weekdays.clone(),
        );
        if month_days.is_empty() && weekdays.is_empty() {
            match self.frequency {
                "WEEKLY" => weekdays.push((0, start.weekday().to_monday_zero_offset())),
                "MONTHLY" => month_days.push(start.day()),
                "YEARLY" => {
                    month_days.push(start.day());
                    if in_months.is_empty() {
                        in_months.push(start.month());
                    }
                }
                _ => {}
            }
        }
        // The n-th such weekday: count those before (or after) it in the month or the year.
        let in_month = self.frequency == "MONTHLY" || !self.months.is_empty();
        let same_scope =
            |other: Date| other.year() == day.year() && (!in_month || other.month() == day.month());
        let nth = |step: i64| {
            let weeks = |n: i64| {
                day.checked_add(SignedDuration::from_hours(24 * 7 * step * n))
                    .unwrap()
            };
            (1..).take_while(|n| same_scope(weeks(*n))).count() as i64 + 1
        };
        let ordinal_fits = |n: i64| match self.frequency {
            "DAILY" | "WEEKLY" => true,
            _ => n == 0 || if n > 0 { nth(-1) == n } else { nth(1) == -n },
        };
        let day_fits = |n: &i8| {
            *n == day.day() || (*n < 0 && i64::from(day.days_in_month() + *n + 1) == i64::from(day.day()))
        };
        (in_months.is_empty() || in_months.contains(&day.month()))
            && (month_days.is_empty() || month_days.iter().any(day_fits))
            && (weekdays.is_empty()
                || weekdays
                    .iter()
                    .any(|(n, d)| *d == day.weekday().to_monday_zero_offset() && ordinal_fits(*n)))
    }
}

fn simple() -> impl Strategy<Value = Simple> {
    let sign = |n: i8, negative: bool| if negative { -n } else { n };
    (
        prop::sample::select(vec!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
        1..5_i64,
        prop::option::of(1..60_usize),
        prop::collection::vec(1..13_i8, 0..4),
        prop::collection::vec((1..32_i8, any::<bool>()).prop_map(move |(n, s)| sign(n, s)), 0..4),
        prop::collection::vec(
            (
                prop::sample::select(vec![0, 0, 0, 1, 2, 5, 20, -1, -2, -5, -53]),
                0..7_i8,
            ),
            0..4,
        ),
        0..7_i8,
    )
        .prop_map(
            |(frequency, interval, count, months, month_days, weekdays, week_start)| Simple {
                frequency,
                interval,
                count,
                months,
                month_days,
                weekdays,
                week_start,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn simple_rules_agree_with_a_matcher_of_days(rule in simple(), days in 0..4_000_i64, ahead in 0..2_000_i64) {
        let later = |d: Date, n: i64| d.checked_add(SignedDuration::from_hours(24 * n)).unwrap();
        let start = later(date(1995, 1, 1), days);
        let (from, to) = (later(start, ahead - 30), later(start, ahead + 1_500));
        // DTSTART counts as the first occurrence; COUNT counts it too.
        let mut expected = Vec::new();
        let mut count = 0;
        let mut day = start;
        while day < to && rule.count.is_none_or(|c| count < c) {
            if day == start || rule.matches(start, day) {
                count += 1;
                if day >= from {
                    expected.push(day);
                }
            }
            day = later(day, 1);
        }
        let text = format!("BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:{}\nRRULE:{}\nEND:VEVENT",
            start.to_string().replace('-', ""), rule.text());
        let feed = parse(&text);
        prop_assert_eq!(&feed.faults, &[]);
        let instant = |d: Date| TimeZone::UTC.to_timestamp(d.at(0, 0, 0, 0)).unwrap();
        let found = feed.occurrences(instant(from), instant(to), &Zones::from(TimeZone::UTC));
        let found: Vec<Date> = found.events.iter().map(|e| TimeZone::UTC.to_datetime(e.start).date()).collect();
        prop_assert_eq!(found, expected, "{}", text);
    }

    #[test]
    fn shorter_rules_agree_with_a_matcher_of_seconds(
        frequency in 0..3_usize, interval in 1..100_i64, hours in prop::collection::vec(0..24_i64, 0..4),
        minutes in prop::collection::vec(0..60_i64, 0..4), seconds in prop::collection::vec(0..60_i64, 0..3),
        begin in 0..86_400_i64, ahead in 0..200_000_i64,
    ) {
        let (name, unit) = [("HOURLY", 3_600), ("MINUTELY", 60), ("SECONDLY", 1)][frequency];
        let rule = format!("FREQ={name};INTERVAL={interval}{}{}{}",
            list("BYHOUR", &hours), list("BYMINUTE", &minutes), list("BYSECOND", &seconds));
        // Seconds since the midnight of the first day, which is 1998-01-01.
        let midnight = date(1998, 1, 1).at(0, 0, 0, 0);
        let (from, to) = (begin + ahead, begin + ahead + 20_000);
        let fits = |list: &[i64], value: i64| list.is_empty() || list.contains(&value);
        let minute_fits = |t: i64| if unit <= 60 || !minutes.is_empty() { fits(&minutes, t / 60 % 60) } else { t / 60 % 60 == begin / 60 % 60 };
        let second_fits = |t: i64| if unit == 1 || !seconds.is_empty() { fits(&seconds, t % 60) } else { t % 60 == begin % 60 };
        let expected: Vec<i64> = (from..to).filter(|t| {
            *t == begin || (*t > begin
                && (t / unit - begin / unit) % interval == 0
                && fits(&hours, t / 3_600 % 24) && minute_fits(*t) && second_fits(*t))
        }).collect();
        let civil = |t: i64| -> DateTime { midnight.checked_add(SignedDuration::from_secs(t)).unwrap() };
        let text = format!("BEGIN:VEVENT\nUID:1\nDTSTART:{}\nRRULE:{rule}\nEND:VEVENT", civil(begin).strftime("%Y%m%dT%H%M%S"));
        let feed = parse(&text);
        prop_assert_eq!(&feed.faults, &[]);
        let zero = TimeZone::UTC.to_timestamp(midnight).unwrap();
        let instant = |t: i64| zero.checked_add(SignedDuration::from_secs(t)).unwrap();
        let found = feed.occurrences(instant(from), instant(to), &Zones::from(TimeZone::UTC));
        let found: Vec<i64> = found.events.iter().map(|e| e.start.duration_since(zero).as_secs()).collect();
        prop_assert_eq!(found, expected, "{}", text);
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400), cut in 0..600_usize) {
        parse_bytes(&bytes);
        // A good event with those bytes written over a part of it.
        let mut text = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=\"Europe/Berlin\":20260101T090000\r\n\
            RRULE:FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270101\r\nEXDATE:20260201\r\nDURATION:P1DT2H\r\nEND:VEVENT\r\nEND:VCALENDAR".to_vec();
        let place = cut % text.len();
        let few = &bytes[..bytes.len().min(12).min(text.len() - place)];
        text[place..place + few.len()].copy_from_slice(few);
        let feed = parse_bytes(&text);
        feed.occurrences(Timestamp::MIN, Timestamp::MAX, &Zones::from(TimeZone::UTC));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Any combination of parts and properties: sorted, within the range, bounded.
    #[test]
    fn nothing_panics(
        frequency in prop::sample::select(vec!["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
        parts in prop::collection::vec(prop::sample::select(vec![
            "INTERVAL=2", "INTERVAL=1000", "COUNT=3", "COUNT=100000", "UNTIL=20300101", "UNTIL=20260301T000000Z",
            "BYSECOND=0,59", "BYMINUTE=1,30", "BYHOUR=0,2,23", "BYDAY=MO,-1FR,5SU", "BYMONTHDAY=-1,31,1",
            "BYYEARDAY=-366,60,366", "BYWEEKNO=1,-1,53", "BYMONTH=2,11", "BYSETPOS=1,-1,366", "WKST=SU",
        ]), 0..6),
        extra in prop::collection::vec(prop::sample::select(vec![
            "RDATE:20260301T023000", "EXDATE;VALUE=DATE:20260308", "EXRULE:FREQ=WEEKLY", "DURATION:P2D", "DURATION:PT0S",
            "RRULE:FREQ=WEEKLY;BYDAY=SU", "DTEND:20991231T000000", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260301T000000",
        ]), 0..4),
        start in prop::sample::select(vec![
            "DTSTART:20260228T023000", "DTSTART;VALUE=DATE:20240229", "DTSTART;TZID=America/New_York:20250309T023000",
            "DTSTART:00010101T000000Z", "DTSTART:99991231T235959Z",
        ]),
        (from, length) in (1_600_000_000_i64..1_900_000_000, 0..10_000_000_i64),
    ) {
        let event = format!("BEGIN:VEVENT\nUID:1\n{start}\nRRULE:FREQ={frequency};{}\n{}\nEND:VEVENT\n", parts.join(";"), extra.join("\n"));
        let change = "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260315T000000\nDTSTART:20260316T010000\nEND:VEVENT\n";
        let (from, to) = (Timestamp::from_second(from).unwrap(), Timestamp::from_second(from + length).unwrap());
        for text in [event.clone(), event + change] {
            let feed = parse(&text);
            let found = feed.occurrences(from, to, &Zones::from(super::zone("Europe/Berlin")));
            prop_assert!(found.events.is_sorted_by_key(|e| (e.start, e.end)));
            prop_assert!(found.events.len() <= 60_000);
            for e in &found.events {
                prop_assert!(e.start <= e.end && e.start < to && (e.end > from || e.start >= from), "{:?}", e);
            }
        }
    }
}
