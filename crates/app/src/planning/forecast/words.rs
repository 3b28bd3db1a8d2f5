//! Shares, numbers and errors of a forecast in words.

use jiff::Timestamp;
use pivot_domain::zones::Zones;

use super::Band;
use crate::words::count;

/// Of a hundred, in words that are never rounded to nothing or to all.
pub fn of_hundred(share: f64) -> String {
    match share * 100.0 {
        n if n <= 0.0 => "none".to_owned(),
        n if n < 1.0 => "fewer than 1 of 100".to_owned(),
        n if n > 99.0 && n < 100.0 => "more than 99 of 100".to_owned(),
        n => format!("{n:.0} of 100"),
    }
}

/// `12,345`.
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Half the width of a band.
pub fn days_off(zones: &Zones, band: &Band) -> String {
    let (Some(from), Some(to)) = (band.from, band.to) else {
        return "more than can be said".to_owned();
    };
    let (from, to) = (zones.local(from).date(), zones.local(to).date());
    let days = from.until(to).map_or(0, |span| span.get_days());
    count(usize::try_from((days + 1) / 2).unwrap_or(0), "day")
}

/// By how many days a date moves.
pub fn moved(zones: &Zones, a: Timestamp, b: Timestamp) -> String {
    let days = zones
        .local(a)
        .date()
        .until(zones.local(b).date())
        .map_or(0, |span| span.get_days());
    let many = count(usize::try_from(days.unsigned_abs()).unwrap_or(0), "day");
    match days {
        0 => "the same day".to_owned(),
        d if d < 0 => format!("{many} sooner"),
        _ => format!("{many} later"),
    }
}
