//! iCalendar feeds as the public interface sees them.
#![allow(clippy::unwrap_used)]

mod broken;
mod feeds;
mod hostile;
mod random;
mod rfc;
mod samples;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use pivot_domain::ical::{Feed, Occurrence, Occurrences, parse};
use pivot_domain::zones::Zones;

fn zone(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse()
        .unwrap_or_else(|_| format!("{text}T00:00:00Z").parse().unwrap())
}

/// The occurrences between two dates (UTC midnights) or moments, for a person in UTC.
fn between(feed: &Feed, from: &str, to: &str) -> Occurrences {
    feed.occurrences(at(from), at(to), &Zones::from(TimeZone::UTC))
}

/// A feed of these lines with a VEVENT around each group.
fn events(groups: &[&str]) -> Feed {
    let text: Vec<String> = groups
        .iter()
        .map(|lines| format!("BEGIN:VEVENT\n{}\nEND:VEVENT\n", lines.trim()))
        .collect();
    parse(&text.concat())
}

/// One line for each occurrence: start/end in that zone, then the title.
fn shown(found: &[Occurrence], zone: &TimeZone) -> Vec<String> {
    let civil = |t: Timestamp| -> DateTime { zone.to_datetime(t) };
    found
        .iter()
        .map(|o| format!("{}/{} {}", civil(o.start), civil(o.end), o.summary))
        .collect()
}

/// One line for each occurrence in UTC.
fn shown_utc(found: &Occurrences) -> Vec<String> {
    shown(&found.events, &TimeZone::UTC)
}
