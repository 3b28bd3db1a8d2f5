//! The values of properties: dates, times, durations, text (RFC 5545 §3.3).

use jiff::civil::{Date, DateTime, Time};

/// A date or a time as it is written, before its zone is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stamp {
    /// `20260131`
    Date(Date),
    /// `20260131T090000`: in the zone of its `TZID`, or floating.
    Local(DateTime),
    /// `20260131T090000Z`
    Utc(DateTime),
}

impl Stamp {
    /// The date and time; midnight for a date.
    pub(super) fn civil(self) -> DateTime {
        match self {
            Stamp::Date(date) => date.to_datetime(Time::midnight()),
            Stamp::Local(civil) | Stamp::Utc(civil) => civil,
        }
    }
}

/// Reads a date or a time. Beyond the standard it takes `2026-01-31T09:00:00Z`, times without seconds, and a
/// date with a `Z` (Google writes those); second 60 is read as 59.
pub(super) fn stamp(text: &str) -> Option<Stamp> {
    let text = text.trim();
    if text.len() > 32 || !text.is_ascii() {
        return None;
    }
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, '-' | ':'))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let (plain, utc) = match plain.strip_suffix('Z') {
        Some(rest) => (rest, true),
        None => (plain.as_str(), false),
    };
    let (date, time) = match plain.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (plain, None),
    };
    if date.len() != 8 {
        return None;
    }
    let date = Date::new(number(&date[..4])?, number(&date[4..6])?, number(&date[6..])?).ok()?;
    let Some(time) = time else {
        return Some(Stamp::Date(date));
    };
    let second: i8 = match time.len() {
        4 => 0,
        6 => number(&time[4..])?,
        _ => return None,
    };
    let time = Time::new(
        number(&time[..2])?,
        number(&time[2..4])?,
        if second == 60 { 59 } else { second },
        0,
    )
    .ok()?;
    let civil = date.to_datetime(time);
    Some(if utc {
        Stamp::Utc(civil)
    } else {
        Stamp::Local(civil)
    })
}

/// Digits only: no sign, no space.
pub(super) fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// A length of time: nominal seconds are counted on the local clock (a day is until the same hour tomorrow),
/// exact ones on a stop-watch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Length {
    pub(super) nominal_seconds: i64,
    pub(super) exact_seconds: i64,
}

/// Reads `P1W`, `P1DT12H`, `-PT15M` (§3.3.6): weeks and days are nominal, the rest exact.
pub(super) fn duration(text: &str) -> Option<Length> {
    let text = text.trim().to_ascii_uppercase();
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(&text)),
    };
    let mut length = Length::default();
    let (mut in_time, mut any) = (false, false);
    let mut digits = String::new();
    for c in text.strip_prefix('P')?.chars() {
        if c.is_ascii_digit() && digits.len() < 10 {
            digits.push(c);
            continue;
        }
        if c == 'T' && !in_time && digits.is_empty() {
            in_time = true;
            continue;
        }
        let amount: i64 = number(&digits)?;
        digits.clear();
        any = true;
        match (c, in_time) {
            ('W', false) => length.nominal_seconds += amount * 7 * 86_400,
            ('D', false) => length.nominal_seconds += amount * 86_400,
            ('H', true) => length.exact_seconds += amount * 3_600,
            ('M', true) => length.exact_seconds += amount * 60,
            ('S', true) => length.exact_seconds += amount,
            _ => return None,
        }
        if length.nominal_seconds.max(length.exact_seconds) > LENGTH_MAX {
            return None;
        }
    }
    length.nominal_seconds *= sign;
    length.exact_seconds *= sign;
    (any && digits.is_empty()).then_some(length)
}

/// Ten thousand years: no length can be longer and still fit the calendar.
const LENGTH_MAX: i64 = 10_000 * 366 * 86_400;

/// Undoes the backslashes of a TEXT value (§3.3.11).
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            _ => out.push(c),
        }
    }
    out
}

/// The entries of a TEXT list: split at commas that no backslash stands before; empty ones dropped.
pub(super) fn list(text: &str) -> Vec<String> {
    let mut escaped = false;
    text.split(|c| {
        let comma = c == ',' && !escaped;
        escaped = c == '\\' && !escaped;
        comma
    })
    .map(|part| unescape(part).trim().to_owned())
    .filter(|part| !part.is_empty())
    .collect()
}

/// The text, cut to so many characters: a title of ten megabytes, copied into every occurrence, would fill
/// the memory.
pub(super) fn clip(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo): a stable name for an event that has none.
pub(super) fn fnv64<'a>(parts: impl Iterator<Item = &'a str>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn stamps() {
        let nine = date(2026, 1, 31).at(9, 0, 0, 0);
        for (text, expected) in [
            ("20260131", Some(Stamp::Date(nine.date()))),
            ("20131210Z", Some(Stamp::Date(date(2013, 12, 10)))),
            ("2026-01-31", Some(Stamp::Date(nine.date()))),
            (" 20260131T090000 ", Some(Stamp::Local(nine))),
            ("20260131T0900", Some(Stamp::Local(nine))),
            ("2026-01-31t09:00:00z", Some(Stamp::Utc(nine))),
            (
                "20161231T235960Z",
                Some(Stamp::Utc(date(2016, 12, 31).at(23, 59, 59, 0))),
            ),
            ("Next Year", None),
            ("20260230", None),
            ("20260131T250000", None),
            ("20260131T", None),
            ("2026013", None),
            ("+0260131", None),
            ("２０２６０１３１", None),
            ("", None),
        ] {
            assert_eq!(stamp(text), expected, "{text:?}");
        }
    }

    #[test]
    fn durations() {
        let length = |nominal_seconds, exact_seconds| {
            Some(Length {
                nominal_seconds,
                exact_seconds,
            })
        };
        for (text, expected) in [
            ("P1W", length(604_800, 0)),
            // 15 days, 5 hours, 20 seconds: the example of §3.3.6.
            ("P15DT5H0M20S", length(15 * 86_400, 5 * 3_600 + 20)),
            ("-PT15M", length(0, -900)),
            ("pt1h", length(0, 3_600)),
            ("P", None),
            ("PT", None),
            ("P1H", None),
            ("PT1", None),
            ("PTH", None),
            ("1D", None),
            ("P99999999999999999999D", None),
            ("P9999999999W", None),
        ] {
            assert_eq!(duration(text), expected, "{text:?}");
        }
    }

    #[test]
    fn texts() {
        assert_eq!(unescape(r"a\, b\;\nc\\d\"), "a, b;\nc\\d");
        assert_eq!(
            list(r"WORK,Home\, sweet, ,x\\,y"),
            ["WORK", "Home, sweet", "x\\", "y"]
        );
        // The published FNV-1a 64-bit value of the single byte 0 is af63bd4c8601b7df.
        assert_eq!(fnv64([""].into_iter()), 0xaf63_bd4c_8601_b7df);
    }
}
