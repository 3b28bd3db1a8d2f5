//! Durations as people write them: `45m`, `1h30m`, `7d`, `2w`, or a plain number of hours.

use jiff::SignedDuration;

/// The longest duration that is taken: 20,000 hours, ten years of full-time work.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(20_000);

/// Reads `text`: a number of hours (`1.5`), or numbers each with a unit of `w`, `d`, `h`, `m`, largest first (`1h30m`).
/// A day is 24 hours. The result is in whole minutes, between 0 and [`LONGEST`]; anything else is `None`.
pub fn parse(text: &str) -> Option<SignedDuration> {
    let text = text.trim();
    if let Ok(hours) = text.parse::<f64>() {
        return from_hours(hours);
    }
    let mut rest = text;
    let mut minutes = 0.0;
    let mut last_unit = f64::INFINITY;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let letters = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let unit = match &rest[..letters] {
            "w" | "week" | "weeks" => 7.0 * 24.0 * 60.0,
            "d" | "day" | "days" => 24.0 * 60.0,
            "h" | "hour" | "hours" => 60.0,
            "m" | "min" | "minute" | "minutes" => 1.0,
            _ => return None,
        };
        if unit >= last_unit {
            return None;
        }
        last_unit = unit;
        minutes += number * unit;
        rest = rest[letters..].trim_start();
    }
    if text.is_empty() {
        None
    } else {
        from_hours(minutes / 60.0)
    }
}

/// A number of hours, rounded to whole minutes; `None` outside 0 to [`LONGEST`].
pub fn from_hours(hours: f64) -> Option<SignedDuration> {
    let minutes = (hours * 60.0).round();
    // The comparison is false for NaN, which is refused with the rest.
    #[expect(clippy::cast_possible_truncation, reason = "within 0 ..= 1.2 million")]
    (hours >= 0.0 && minutes <= LONGEST.as_mins() as f64).then(|| SignedDuration::from_mins(minutes as i64))
}

/// `1h30m`, `45m`, `0m`: what [`parse`] reads back.
pub fn show(duration: SignedDuration) -> String {
    let (hours, minutes) = (duration.as_mins() / 60, duration.as_mins() % 60);
    match (hours, minutes) {
        (0, m) => format!("{m}m"),
        (h, 0) => format!("{h}h"),
        (h, m) => format!("{h}h{m:02}m"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        for (text, minutes) in [
            ("45m", 45),
            ("1h30m", 90),
            ("1h 30m", 90),
            ("1.5", 90),
            ("0.25", 15),
            ("7d", 10_080),
            ("2w", 20_160),
            ("1.5h", 90),
            ("2 hours", 120),
            ("0", 0),
        ] {
            assert_eq!(parse(text), Some(SignedDuration::from_mins(minutes)), "{text}");
        }
        for text in [
            "", "x", "1x", "30m1h", "-1h", "-2", "nan", "inf", "1e300", "5h5h", "h", "1h.", "99999h",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn shows_what_it_reads() {
        for minutes in 0..3000 {
            let duration = SignedDuration::from_mins(minutes);
            assert_eq!(parse(&show(duration)), Some(duration));
        }
    }
}
