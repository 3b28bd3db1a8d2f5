//! Recurrence rules as they are written (RFC 5545 §3.3.10). How they unfold is in `recur`.

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;

use super::value::{Stamp, clip, number, stamp};

/// How often a rule repeats, from the shortest period to the longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Frequency {
    Secondly,
    Minutely,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// The last moment of a rule, itself included.
#[derive(Clone, Copy, Debug)]
pub(super) enum Until {
    /// On the clock of the event; a date means its whole day.
    Civil(DateTime),
    Utc(Timestamp),
}

/// A weekday of `BYDAY`: ordinal 0 means every one of the period, -1 the last. Monday is 0.
pub(super) type WeekdayNumber = (i64, i64);

/// One `RRULE`. Every list is sorted, without duplicates, and within the range the standard gives; empty if
/// absent.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) frequency: Frequency,
    /// At least 1.
    pub(super) interval: i64,
    pub(super) count: Option<u64>,
    pub(super) until: Option<Until>,
    pub(super) seconds: Vec<i64>,
    pub(super) minutes: Vec<i64>,
    pub(super) hours: Vec<i64>,
    pub(super) weekdays: Vec<WeekdayNumber>,
    pub(super) month_days: Vec<i64>,
    pub(super) year_days: Vec<i64>,
    pub(super) weeks: Vec<i64>,
    pub(super) months: Vec<i64>,
    pub(super) positions: Vec<i64>,
    /// The first day of a week, Monday being 0.
    pub(super) week_start: i64,
}

/// An interval beyond this never comes round within the years of the calendar, whatever the frequency.
const INTERVAL_MAX: i64 = 1_000_000_000_000;

impl Rule {
    /// Reads the value of an `RRULE`. `all_day` says that the event starts on a date, so that an `UNTIL` in
    /// UTC means its date. The fault is a sentence that names the part.
    pub(super) fn parse(text: &str, all_day: bool) -> Result<Rule, String> {
        let mut rule = Rule {
            frequency: Frequency::Daily,
            interval: 1,
            count: None,
            until: None,
            seconds: Vec::new(),
            minutes: Vec::new(),
            hours: Vec::new(),
            weekdays: Vec::new(),
            month_days: Vec::new(),
            year_days: Vec::new(),
            weeks: Vec::new(),
            months: Vec::new(),
            positions: Vec::new(),
            week_start: 0,
        };
        let mut frequency = None;
        for part in text.split(';').map(str::trim).filter(|p| !p.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let (name, value) = (
                name.trim().to_ascii_uppercase(),
                value.trim().to_ascii_uppercase(),
            );
            let read = match name.as_str() {
                "FREQ" => set(&mut frequency, frequency_of(&value).map(Some)),
                "INTERVAL" => set(&mut rule.interval, amount(&value).map(|n| n.min(INTERVAL_MAX))),
                "COUNT" => set(&mut rule.count, amount(&value).map(|n| Some(n.unsigned_abs()))),
                "UNTIL" => set(&mut rule.until, until(&value, all_day).map(Some)),
                // A leap second is taken as the second before it.
                "BYSECOND" => set(
                    &mut rule.seconds,
                    list(&value, 0, 60).map(|l| sorted(l.map(|s| s.min(59)))),
                ),
                "BYMINUTE" => set(&mut rule.minutes, list(&value, 0, 59).map(sorted)),
                "BYHOUR" => set(&mut rule.hours, list(&value, 0, 23).map(sorted)),
                "BYDAY" => set(&mut rule.weekdays, weekdays(&value)),
                "BYMONTHDAY" => set(&mut rule.month_days, signed(&value, 31)),
                "BYYEARDAY" => set(&mut rule.year_days, signed(&value, 366)),
                "BYWEEKNO" => set(&mut rule.weeks, signed(&value, 53)),
                "BYMONTH" => set(&mut rule.months, list(&value, 1, 12).map(sorted)),
                "BYSETPOS" => set(&mut rule.positions, signed(&value, 366)),
                "WKST" => set(&mut rule.week_start, weekday(&value)),
                // RFC 7529: only what it says by default anyway.
                "RSCALE" => (value == "GREGORIAN").then_some(()),
                "SKIP" => (value == "OMIT").then_some(()),
                _ if name.starts_with("X-") => Some(()),
                _ => None,
            };
            read.ok_or_else(|| format!("{:?} is not understood", clip(part, 60)))?;
        }
        rule.frequency = frequency.ok_or("it has no FREQ")?;
        Ok(rule)
    }

    /// Whether an `UNTIL` in UTC lets this moment through; the other kinds end the walk itself.
    pub(super) fn allows(&self, instant: Timestamp) -> bool {
        !matches!(self.until, Some(Until::Utc(until)) if instant > until)
    }

    /// The part of a day-long or longer rule that says which days: none, so that DTSTART says it.
    pub(super) fn names_no_day(&self) -> bool {
        self.weekdays.is_empty()
            && self.month_days.is_empty()
            && self.year_days.is_empty()
            && self.weeks.is_empty()
    }
}

fn set<T>(place: &mut T, value: Option<T>) -> Option<()> {
    *place = value?;
    Some(())
}

fn frequency_of(text: &str) -> Option<Frequency> {
    Some(match text {
        "SECONDLY" => Frequency::Secondly,
        "MINUTELY" => Frequency::Minutely,
        "HOURLY" => Frequency::Hourly,
        "DAILY" => Frequency::Daily,
        "WEEKLY" => Frequency::Weekly,
        "MONTHLY" => Frequency::Monthly,
        "YEARLY" => Frequency::Yearly,
        _ => return None,
    })
}

/// A whole number of at least 1; one that is too large to hold is as good as the largest.
fn amount(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits
        .then(|| text.parse().unwrap_or(i64::MAX))
        .filter(|n| *n > 0)
}

fn until(text: &str, all_day: bool) -> Option<Until> {
    Some(match stamp(text)? {
        Stamp::Date(date) => Until::Civil(date.to_datetime(Time::constant(23, 59, 59, 0))),
        Stamp::Local(civil) => Until::Civil(civil),
        Stamp::Utc(civil) if all_day => Until::Civil(civil),
        Stamp::Utc(civil) => Until::Utc(TimeZone::UTC.to_timestamp(civil).ok()?),
    })
}

fn integer(text: &str) -> Option<i64> {
    match text.strip_prefix('-') {
        Some(digits) => number::<i64>(digits).map(|n| -n),
        None => number(text.strip_prefix('+').unwrap_or(text)),
    }
}

fn list(text: &str, least: i64, most: i64) -> Option<std::vec::IntoIter<i64>> {
    let entry = |part: &str| integer(part.trim()).filter(|n| (least..=most).contains(n));
    text.split(',')
        .map(entry)
        .collect::<Option<Vec<i64>>>()
        .map(Vec::into_iter)
}

/// 1 to `most`, counted from the front or, negative, from the back.
fn signed(text: &str, most: i64) -> Option<Vec<i64>> {
    list(text, -most, most).map(sorted).filter(|l| !l.contains(&0))
}

fn sorted<T: Ord>(entries: impl Iterator<Item = T>) -> Vec<T> {
    let mut entries: Vec<T> = entries.collect();
    entries.sort_unstable();
    entries.dedup();
    entries
}

fn weekday(text: &str) -> Option<i64> {
    ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
        .iter()
        .position(|d| *d == text)
        .map(|i| i as i64)
}

fn weekdays(text: &str) -> Option<Vec<WeekdayNumber>> {
    let entry = |part: &str| {
        let part = part.trim();
        let (ordinal, name) = part.split_at_checked(part.len().checked_sub(2)?)?;
        let ordinal = if ordinal.is_empty() {
            0
        } else {
            integer(ordinal.trim()).filter(|n| *n != 0 && n.abs() <= 53)?
        };
        Some((ordinal, weekday(name)?))
    };
    text.split(',')
        .map(entry)
        .collect::<Option<Vec<_>>>()
        .map(|l| sorted(l.into_iter()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_read() {
        let rule = Rule::parse(
            "freq=yearly;INTERVAL=2;COUNT=10;BYSECOND=60,0;BYMINUTE=5;BYHOUR=23;BYDAY=-1su,MO,+2TU;\
             BYMONTHDAY=-1,31;BYYEARDAY=-366;BYWEEKNO=53;BYMONTH=12,1,12;BYSETPOS=-1;WKST=SU;X-NOTE=1",
            false,
        )
        .expect("a good rule");
        assert_eq!(
            (rule.frequency, rule.interval, rule.count),
            (Frequency::Yearly, 2, Some(10))
        );
        assert_eq!(
            (rule.seconds, rule.minutes, rule.hours),
            (vec![0, 59], vec![5], vec![23])
        );
        assert_eq!(rule.weekdays, [(-1, 6), (0, 0), (2, 1)]);
        assert_eq!((rule.month_days, rule.year_days), (vec![-1, 31], vec![-366]));
        assert_eq!(
            (rule.weeks, rule.months, rule.positions),
            (vec![53], vec![1, 12], vec![-1])
        );
        assert_eq!(rule.week_start, 6);
    }

    #[test]
    fn a_bad_part_is_named() {
        for part in [
            "INTERVAL=0",
            "INTERVAL=-1",
            "COUNT=0",
            "COUNT=x",
            "UNTIL=",
            "UNTIL=tomorrow",
            "BYMONTH=13",
            "BYMONTH=0",
            "BYMONTHDAY=32",
            "BYMONTHDAY=0",
            "BYHOUR=24",
            "BYDAY=XX",
            "BYDAY=0MO",
            "BYDAY=54MO",
            "BYDAY=",
            "BYDAY=ä",
            "BYSETPOS=367",
            "BYEASTER=1",
            "RSCALE=CHINESE",
            "WKST=1MO",
            "FREQ=FORTNIGHTLY",
        ] {
            let fault = Rule::parse(&format!("FREQ=DAILY;{part}"), false).expect_err(part);
            assert!(fault.contains(part), "{fault}");
        }
        assert_eq!(Rule::parse("", false).expect_err("empty"), "it has no FREQ");
        let huge = Rule::parse(
            "FREQ=DAILY;COUNT=99999999999999999999;INTERVAL=99999999999999999999",
            false,
        );
        assert_eq!(huge.expect("too large is not wrong").interval, INTERVAL_MAX);
    }
}
