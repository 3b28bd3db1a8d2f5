//! Days as numbers, so that rules can be walked with whole-number arithmetic.

use jiff::civil::{Date, DateTime, Time};

/// Seconds in a day.
pub(super) const DAY: i64 = 86_400;
/// `9999-12-31`, the last day there is, counted from 1970-01-01.
pub(super) const LAST_DAY: i64 = 2_932_896;

/// A day taken apart; months and days count from 1.
pub(super) struct Fields {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
    pub(super) in_year: i64,
}

impl Fields {
    /// The inverse of [`day_number`]: the year is guessed from its mean length and set right, then the month.
    pub(super) fn of(number: i64) -> Fields {
        let mut year = 1970 + (number * 400).div_euclid(146_097);
        while day_number(year, 1, 1) > number {
            year -= 1;
        }
        while day_number(year + 1, 1, 1) <= number {
            year += 1;
        }
        let in_year = number - day_number(year, 1, 1) + 1;
        // No month is longer than 31 days, so this is at most one too low.
        let mut month = (in_year - 1) / 31 + 1;
        while month < 12 && days_before(year, month + 1) < in_year {
            month += 1;
        }
        Fields {
            year,
            month,
            day: in_year - days_before(year, month),
            in_year,
        }
    }
}

/// Days from 1970-01-01 to that date, by the Gregorian rule: 365 a year, and a leap day every fourth year but
/// the hundredths that are no four-hundredths.
pub(super) fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let past = year - 1;
    // 719 162 days lie between 0001-01-01 and 1970-01-01.
    past * 365 + past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400) - 719_162
        + days_before(year, month)
        + day
        - 1
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_before(year: i64, month: i64) -> i64 {
    const BEFORE: [i64; 13] = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    BEFORE[month as usize] + i64::from(month > 2 && is_leap(year))
}

pub(super) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

pub(super) fn days_in_year(year: i64) -> i64 {
    365 + i64::from(is_leap(year))
}

/// 1970-01-01 was a Thursday, 3 when Monday is 0.
pub(super) fn week_begins(day: i64, week_start: i64) -> i64 {
    day - (day + 3 - week_start).rem_euclid(7)
}

/// The year that a day's week belongs to, the number of the week in it, and how many weeks that year has. A
/// week belongs to the year that holds its fourth day, for that one holds at least four (§3.3.10, BYWEEKNO).
pub(super) fn week_of(day: i64, week_start: i64) -> (i64, i64, i64) {
    let fourth = Fields::of(week_begins(day, week_start) + 3);
    let first_fourth = (fourth.in_year - 1) % 7 + 1;
    let weeks = (days_in_year(fourth.year) - first_fourth) / 7 + 1;
    (fourth.year, (fourth.in_year - 1) / 7 + 1, weeks)
}

pub(super) fn weekday_of(date: Date) -> i64 {
    date.weekday().to_monday_zero_offset().into()
}

/// Seconds from 1970-01-01T00:00:00 on the same clock.
pub(super) fn civil_seconds(civil: DateTime) -> i64 {
    day_number(civil.year().into(), civil.month().into(), civil.day().into()) * DAY
        + i64::from(civil.hour()) * 3_600
        + i64::from(civil.minute()) * 60
        + i64::from(civil.second())
}

pub(super) fn civil(seconds: i64) -> Option<DateTime> {
    let (fields, second) = (Fields::of(seconds.div_euclid(DAY)), seconds.rem_euclid(DAY));
    let date = Date::new(fields.year.try_into().ok()?, fields.month as i8, fields.day as i8).ok()?;
    let time = Time::new(
        (second / 3_600) as i8,
        (second / 60 % 60) as i8,
        (second % 60) as i8,
        0,
    )
    .ok()?;
    Some(date.to_datetime(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_those_of_the_calendar() {
        // Every day of four hundred years, the period of the Gregorian calendar, against jiff; and the last
        // day.
        let mut date = Date::constant(1800, 1, 1);
        while date.year() <= 2_200 {
            let (y, m, d) = (date.year().into(), date.month().into(), date.day().into());
            let number = day_number(y, m, d);
            let fields = Fields::of(number);
            assert_eq!((fields.year, fields.month, fields.day), (y, m, d), "{date}");
            assert_eq!(fields.in_year, i64::from(date.day_of_year()), "{date}");
            assert_eq!(days_in_month(y, m), i64::from(date.days_in_month()), "{date}");
            assert_eq!((number + 3).rem_euclid(7), weekday_of(date), "{date}");
            let week = date.iso_week_date();
            let (year, number, weeks) = week_of(number, 0);
            assert_eq!((year, number), (week.year().into(), week.week().into()), "{date}");
            assert_eq!(weeks, i64::from(week.weeks_in_year()), "{date}");
            date = date.tomorrow().expect("far from the end");
        }
        assert_eq!(day_number(1970, 1, 1), 0);
        assert_eq!(day_number(9999, 12, 31), LAST_DAY);
        assert_eq!(
            civil(civil_seconds(DateTime::MAX)),
            Some(DateTime::constant(9999, 12, 31, 23, 59, 59, 0))
        );
        assert_eq!(civil((LAST_DAY + 1) * DAY), None);
    }
}
