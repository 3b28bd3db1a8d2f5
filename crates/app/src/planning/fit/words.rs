//! Dates and hours in sentences.

use jiff::SignedDuration;
use jiff::civil::Date;

/// `Fri 5 Mar 2027`.
pub(super) fn day(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

/// `1 h 30 m`, `45 m`, `362 h`.
pub(super) fn hours_and_minutes(duration: SignedDuration) -> String {
    let (hours, minutes) = (duration.as_mins() / 60, duration.as_mins() % 60);
    match (hours, minutes) {
        (0, m) => format!("{m} m"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m} m"),
    }
}

/// `1 day`, `3 days`.
pub(super) fn count(n: i64, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}
