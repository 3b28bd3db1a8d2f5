//! How answers look in a terminal.

mod chart;
pub(crate) mod day;
pub(crate) mod fit;
pub(crate) mod forecast;
pub(crate) mod plan;
pub(crate) mod record;
pub(crate) mod timeline;
pub(crate) mod why;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use pivot_app::domain::zones::Zones;
pub(crate) use pivot_app::domain::zones::later;

/// `Mon 4`.
pub(crate) fn day_name(date: Date) -> String {
    date.strftime("%a %-d").to_string()
}

/// `Fri 5 Mar 2027`.
pub(crate) fn long_date(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

/// `Fri 5 Mar 2027` of an instant by the person's clock. A deadline at the end of a day is that day's.
pub(crate) fn date_of(zones: &Zones, at: Timestamp) -> String {
    long_date(zones.local(at).date())
}

/// The day a deadline ends: the moment after it is midnight of the next.
pub(crate) fn deadline_day(zones: &Zones, deadline: Timestamp) -> Date {
    zones
        .local(
            deadline
                .checked_sub(SignedDuration::from_secs(1))
                .unwrap_or(deadline),
        )
        .date()
}

/// `09:30` by the person's clock.
pub(crate) fn clock(zones: &Zones, at: Timestamp) -> String {
    zones.local(at).strftime("%H:%M").to_string()
}

/// `1 h 30 m`, `45 m`, `362 h 30 m`.
pub(crate) fn hours(duration: SignedDuration) -> String {
    let (hours, minutes) = (duration.as_mins() / 60, duration.as_mins() % 60);
    match (hours, minutes) {
        (0, m) => format!("{m} m"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m} m"),
    }
}

/// `1 task`, `3 tasks`.
pub(crate) fn count(n: usize, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}
