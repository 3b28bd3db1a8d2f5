//! Moments as people write them: `20:00`, `yesterday 20:00`, `monday 19:00`, `2027-01-04 20:00`, `2h ago`, or RFC 3339.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::AmbiguousOffset;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use crate::duration;
use crate::zones::{Zones, later};

/// What was expected, for messages.
pub const EXPECTED: &str = "a moment such as 20:00, \"yesterday 20:00\", \"monday 19:00\", \"2027-01-04 20:00\", \"2h ago\" or 2027-01-04T20:00:00-05:00";

/// A moment that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub at: Timestamp,
    /// What the person should know: their clock showed that time twice, or never.
    pub note: Option<String>,
}

/// Which way a weekday is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looking {
    /// The last such day, today included: what happened.
    Back,
    /// The next such day, today included: what is to come.
    Ahead,
}

/// Reads `text` by the person's clock at `now`. Case does not matter, nor does a blank more; `T` may stand between date and
/// time. A time without a day is of today. `None` where it is no moment.
///
/// A time that the clock shows twice is taken as the first; one that it never shows as the moment of the change.
pub fn parse(text: &str, now: Timestamp, zones: &Zones, looking: Looking) -> Option<Moment> {
    let text = text.trim();
    if let Some(at) = exact(text) {
        return Some(Moment { at, note: None });
    }
    let lower = text.to_lowercase();
    if lower == "now" {
        return Some(Moment { at: now, note: None });
    }
    if let Some(before) = lower.strip_suffix("ago") {
        let at = now.checked_sub(duration::parse(before)?).ok()?;
        return Some(Moment { at, note: None });
    }
    let today = zones.civil(now).date();
    let (day, clock) = match lower.split_once([' ', 't']) {
        // The t of a day's name is no sign between date and time.
        _ if lower.starts_with(|c: char| c.is_ascii_alphabetic()) => lower.split_once(char::is_whitespace)?,
        Some((day, clock)) => (day, clock.trim_start()),
        None => ("today", lower.as_str()),
    };
    let date = day_of(day, today, looking)?;
    Some(by_clock(date.to_datetime(time(clock.trim())?), zones))
}

/// An instant with its offset, or with a zone in brackets.
fn exact(text: &str) -> Option<Timestamp> {
    let zoned = || text.parse::<ZonedDateTime>().ok().map(|z| z.timestamp());
    text.parse().ok().or_else(zoned)
}

/// What was expected of [`day`], for messages.
pub const EXPECTED_DAY: &str = "a day such as 2027-01-04, tomorrow or monday";

/// Reads a day: `2027-01-04`, `today`, `yesterday`, `tomorrow`, `monday`, `mon`. Case does not matter. `None` where it is none.
pub fn day(text: &str, today: Date, looking: Looking) -> Option<Date> {
    day_of(&text.trim().to_lowercase(), today, looking)
}

fn day_of(text: &str, today: Date, looking: Looking) -> Option<Date> {
    match text {
        "today" => return Some(today),
        "yesterday" => return Some(later(today, -1)),
        "tomorrow" => return Some(later(today, 1)),
        _ => {}
    }
    if let Some(weekday) = weekday(text) {
        let since = i64::from(today.weekday().since(weekday));
        return Some(match looking {
            Looking::Back => later(today, -since),
            Looking::Ahead => later(today, (7 - since) % 7),
        });
    }
    text.parse().ok()
}

/// `monday`, `mon`.
fn weekday(text: &str) -> Option<Weekday> {
    let names = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let n = names
        .iter()
        .position(|name| text == *name || text == &name[..3])?;
    Weekday::from_monday_zero_offset(i8::try_from(n).ok()?).ok()
}

/// `9:00`, `20:00`, `20:00:30`, `20h`.
fn time(text: &str) -> Option<Time> {
    let text = text
        .strip_suffix('h')
        .map_or(text.to_owned(), |hour| format!("{hour}:00"));
    let mut parts = text.split(':').map(|part| {
        let digits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<i8>().ok().filter(|_| digits)
    });
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = match parts.next() {
        Some(second) => second?,
        None => 0,
    };
    if parts.next().is_some() {
        return None;
    }
    Time::new(hour, minute, second, 0).ok()
}

/// The moment at which the person's clock shows that, and what there is to say of it.
fn by_clock(civil: DateTime, zones: &Zones) -> Moment {
    let at = zones.instant(civil);
    let zone = zones.zone_at(at);
    let clock = |c: DateTime| c.strftime("%H:%M").to_string();
    let day = civil.strftime("%a %-d %b");
    let note = match zone.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Fold { .. } => Some(format!(
            "{} comes twice on {day}: the first is meant (write the offset for the second)",
            clock(civil)
        )),
        // Where the clock is set forward, or a flight to the east passes over the hour.
        _ if zones.civil(at) != civil => Some(format!(
            "{} does not come on {day}: {} is taken, when the clock changes",
            clock(civil),
            clock(zones.civil(at))
        )),
        _ => None,
    };
    Moment { at, note }
}

/// How long between two moments lies in the hours from `from` to `to` o'clock at night by the person's clock.
pub fn at_night(start: Timestamp, end: Timestamp, zones: &Zones, (from, to): (i8, i8)) -> SignedDuration {
    let mut night = SignedDuration::ZERO;
    let (mut day, last) = (zones.civil(start).date(), zones.civil(end).date());
    // A night belongs to the day on which it ends; more than a month of them is night enough.
    for _ in 0..31 {
        let hours = (day.at(from, 0, 0, 0), day.at(to, 0, 0, 0));
        for (a, b) in zones.stretches(hours.0, hours.1, start, end) {
            night = night.saturating_add(b.duration_since(a));
        }
        if day >= last {
            break;
        }
        day = later(day, 1);
    }
    night
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::*;

    fn toronto() -> Zones {
        Zones::from(TimeZone::get("America/Toronto").unwrap())
    }

    /// Wednesday 2027-01-06, 10:30 in Toronto.
    fn now() -> Timestamp {
        "2027-01-06T10:30:00-05:00".parse().unwrap()
    }

    fn read(text: &str, looking: Looking) -> Option<String> {
        let moment = parse(text, now(), &toronto(), looking)?;
        assert_eq!(moment.note, None);
        Some(
            toronto()
                .local(moment.at)
                .strftime("%a %Y-%m-%d %H:%M:%S")
                .to_string(),
        )
    }

    #[test]
    fn reads_what_people_write() {
        for (text, expected) in [
            ("2027-01-04T20:00:00-05:00", "Mon 2027-01-04 20:00:00"),
            ("2027-01-04T20:00:00Z", "Mon 2027-01-04 15:00:00"),
            (
                "2027-01-04T20:00:00+01:00[Europe/Paris]",
                "Mon 2027-01-04 14:00:00",
            ),
            ("2027-01-04 20:00", "Mon 2027-01-04 20:00:00"),
            ("2027-01-04T20:00", "Mon 2027-01-04 20:00:00"),
            ("2027-01-04  9:05:30", "Mon 2027-01-04 09:05:30"),
            ("20:00", "Wed 2027-01-06 20:00:00"),
            ("9:00", "Wed 2027-01-06 09:00:00"),
            ("20h", "Wed 2027-01-06 20:00:00"),
            ("today 9:00", "Wed 2027-01-06 09:00:00"),
            ("Yesterday 20:00", "Tue 2027-01-05 20:00:00"),
            ("tomorrow 08:00", "Thu 2027-01-07 08:00:00"),
            ("monday 19:00", "Mon 2027-01-04 19:00:00"),
            ("wed 08:00", "Wed 2027-01-06 08:00:00"),
            ("thursday 19:00", "Thu 2026-12-31 19:00:00"),
            ("2h ago", "Wed 2027-01-06 08:30:00"),
            ("1h30m ago", "Wed 2027-01-06 09:00:00"),
            ("now", "Wed 2027-01-06 10:30:00"),
        ] {
            assert_eq!(read(text, Looking::Back).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(
            read("thursday 19:00", Looking::Ahead).unwrap(),
            "Thu 2027-01-07 19:00:00"
        );
        assert_eq!(
            read("wed 19:00", Looking::Ahead).unwrap(),
            "Wed 2027-01-06 19:00:00"
        );
        assert_eq!(
            read("mon 19:00", Looking::Ahead).unwrap(),
            "Mon 2027-01-11 19:00:00"
        );
        for text in [
            "",
            "x",
            "25:00",
            "9",
            "9:5:5:5",
            "yesterday",
            "someday 9:00",
            "2027-13-01 9:00",
            "ago",
            "x ago",
            "9:60",
            "+9:00",
            "2027-01-04",
            "todayt9:00",
            "é 9:00",
            "naïve",
            "9:000",
            "数学 20:00",
        ] {
            assert_eq!(parse(text, now(), &toronto(), Looking::Back), None, "{text}");
        }
    }

    #[test]
    fn reads_days() {
        let today = jiff::civil::date(2027, 1, 6);
        let read = |text, looking| day(text, today, looking).map(|d| d.to_string());
        for (text, back, ahead) in [
            ("2027-02-01", "2027-02-01", "2027-02-01"),
            (" Tomorrow ", "2027-01-07", "2027-01-07"),
            ("Monday", "2027-01-04", "2027-01-11"),
            ("wed", "2027-01-06", "2027-01-06"),
        ] {
            assert_eq!(read(text, Looking::Back).as_deref(), Some(back), "{text}");
            assert_eq!(read(text, Looking::Ahead).as_deref(), Some(ahead), "{text}");
        }
        for text in ["", "garbage", "20:00", "2027-02-30", "monda", "today 9:00"] {
            assert_eq!(read(text, Looking::Ahead), None, "{text}");
        }
    }

    #[test]
    fn says_what_the_clock_does() {
        let at = |text| parse(text, now(), &toronto(), Looking::Back).unwrap();
        // The clock is set from 2:00 to 3:00 on 14 March 2027, and from 2:00 back to 1:00 on 7 November.
        let gap = at("2027-03-14 02:30");
        assert_eq!(gap.at.to_string(), "2027-03-14T07:00:00Z");
        assert_eq!(
            gap.note.unwrap(),
            "02:30 does not come on Sun 14 Mar: 03:00 is taken, when the clock changes"
        );
        let fold = at("2027-11-07 01:30");
        assert_eq!(fold.at.to_string(), "2027-11-07T05:30:00Z");
        assert!(fold.note.unwrap().starts_with("01:30 comes twice on Sun 7 Nov"));
    }

    #[test]
    fn hours_at_night() {
        let at = |text: &str| parse(text, now(), &toronto(), Looking::Back).unwrap().at;
        let night = |from: &str, to: &str| at_night(at(from), at(to), &toronto(), (1, 5)).as_mins();
        assert_eq!(night("yesterday 22:00", "today 9:00"), 240);
        assert_eq!(night("yesterday 22:00", "today 2:00"), 60);
        assert_eq!(night("today 5:00", "today 9:00"), 0);
        // From 1:00 to 5:00 of 14 March the clock shows three hours.
        assert_eq!(night("2027-03-13 22:00", "2027-03-14 9:00"), 180);
        assert_eq!(night("2027-01-01 00:00", "2027-01-05 00:00"), 4 * 240);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        /// Whatever is typed: a moment or none, and no panic.
        #[test]
        fn anything_can_be_typed(text in "\\PC{0,24}|[0-9a-z :tT-]{0,20}") {
            let _ = parse(&text, now(), &toronto(), Looking::Back);
        }

        /// What the clock shows at any minute is read as that minute, but for the second of two.
        #[test]
        fn the_clock_is_read_back(minute in 0i64..2_000_000) {
            let at = now() + SignedDuration::from_mins(minute);
            let shown = toronto().civil(at).strftime("%Y-%m-%d %H:%M").to_string();
            let read = parse(&shown, now(), &toronto(), Looking::Back).unwrap();
            prop_assert!(read.at == at || read.note.is_some(), "{shown}");
        }
    }
}
