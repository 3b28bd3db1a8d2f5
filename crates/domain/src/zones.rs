//! The person's clock: a zone, and perhaps another one from some date on.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Span, ZonedDateTime};

/// Where the person is, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zones {
    /// From the beginning of time the first; each later one from its instant on.
    eras: Vec<(Timestamp, TimeZone)>,
}

/// A stretch in which the clock runs evenly: `[start, end)` in Unix seconds, local = UTC + `offset` seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Even {
    start: i64,
    end: i64,
    offset: i64,
}

impl Zones {
    /// One zone for ever.
    pub fn fixed(zone: TimeZone) -> Self {
        Zones {
            eras: vec![(Timestamp::MIN, zone)],
        }
    }

    /// `first`, and from the first moment of each date (by the clock of the new place) another zone.
    pub fn new(first: TimeZone, mut moves: Vec<(Date, TimeZone)>) -> Self {
        moves.sort_by_key(|(date, _)| *date);
        let mut zones = Zones::fixed(first);
        for (date, zone) in moves {
            let since = first_moment(&zone, date);
            // Two moves at one moment: the later line counts.
            if zones.eras.len() > 1 && zones.eras.last().is_some_and(|(at, _)| *at >= since) {
                zones.eras.pop();
            }
            zones.eras.push((since, zone));
        }
        zones
    }

    /// The eras, in order: the instant from which a zone counts, and the zone.
    pub fn eras(&self) -> &[(Timestamp, TimeZone)] {
        &self.eras
    }

    /// The zone at an instant.
    pub fn zone_at(&self, at: Timestamp) -> &TimeZone {
        let later = self.eras.partition_point(|(since, _)| *since <= at);
        &self.eras[later.max(1) - 1].1
    }

    /// The person's wall clock at an instant.
    pub fn local(&self, at: Timestamp) -> ZonedDateTime {
        at.to_zoned_datetime(self.zone_at(at).clone())
    }

    /// First moment of a date by the person's clock: midnight, or where the clock skips midnight the moment after.
    /// A date that a move skips begins with the move.
    pub fn start_of(&self, date: Date) -> Timestamp {
        for (i, (since, zone)) in self.eras.iter().enumerate().rev() {
            let moment = first_moment(zone, date);
            if moment >= *since {
                return match self.eras.get(i + 1) {
                    Some((next, _)) => moment.min(*next),
                    None => moment,
                };
            }
        }
        Timestamp::MIN
    }

    /// The instants in `[from, to)` whose wall-clock time lies in `[start, end)`: sorted, disjoint stretches.
    ///
    /// A local hour that does not exist is in none of them; one that exists twice is in them twice.
    pub fn stretches(
        &self,
        start: DateTime,
        end: DateTime,
        from: Timestamp,
        to: Timestamp,
    ) -> Vec<(Timestamp, Timestamp)> {
        let seconds = |t: DateTime| {
            t.to_zoned_datetime(TimeZone::UTC)
                .map_or(i64::MAX, |z| z.timestamp().as_second())
        };
        let (start, end) = (seconds(start), seconds(end));
        // No offset exceeds 26 hours.
        let near = 26 * 3600;
        let lo = start.saturating_sub(near).max(from.as_second());
        let hi = end.saturating_add(near).min(to.as_second());
        let mut found: Vec<(i64, i64)> = Vec::new();
        for even in self.even(lo, hi) {
            let (a, b) = (
                (start - even.offset).max(even.start),
                (end - even.offset).min(even.end),
            );
            if a < b {
                match found.last_mut() {
                    Some(last) if last.1 == a => last.1 = b,
                    _ => found.push((a, b)),
                }
            }
        }
        let instant = |s: i64| Timestamp::from_second(s).unwrap_or(Timestamp::MAX);
        found.into_iter().map(|(a, b)| (instant(a), instant(b))).collect()
    }

    /// The even stretches of `[lo, hi)`.
    fn even(&self, lo: i64, hi: i64) -> Vec<Even> {
        let mut stretches = Vec::new();
        let mut at = lo;
        while at < hi {
            let Ok(now) = Timestamp::from_second(at) else {
                break;
            };
            let zone = self.zone_at(now);
            let mut end = hi;
            if let Some((since, _)) = self.eras.iter().find(|(since, _)| *since > now) {
                end = end.min(since.as_second());
            }
            if let Some(change) = zone.following(now).next() {
                end = end.min(change.timestamp().as_second());
            }
            stretches.push(Even {
                start: at,
                end,
                offset: i64::from(zone.to_offset(now).seconds()),
            });
            at = end;
        }
        stretches
    }
}

/// The first moment of a date in one zone.
fn first_moment(zone: &TimeZone, date: Date) -> Timestamp {
    let midnight = date.to_datetime(Time::midnight());
    let ambiguous = zone.to_ambiguous_timestamp(midnight);
    match ambiguous.offset() {
        // Midnight is skipped: the date begins with the change. Read by the offset after the gap, midnight lies before
        // the change; the change is the next one.
        AmbiguousOffset::Gap { after, .. } => after
            .to_timestamp(midnight)
            .ok()
            .and_then(|t| zone.following(t).next().map(|change| change.timestamp()))
            .unwrap_or(Timestamp::MIN),
        _ => ambiguous.earlier().unwrap_or(Timestamp::MIN),
    }
}

/// The next day, or the same at the end of time.
pub fn next_day(date: Date) -> Date {
    date.checked_add(Span::new().days(1)).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn hours(zones: &Zones, start: DateTime, end: DateTime) -> Vec<(String, String)> {
        zones
            .stretches(start, end, Timestamp::MIN, Timestamp::MAX)
            .into_iter()
            .map(|(a, b)| (a.to_string(), b.to_string()))
            .collect()
    }

    #[test]
    fn an_hour_that_does_not_exist_is_no_time() {
        // Toronto, 2027-03-14: 02:00 EST becomes 03:00 EDT at 07:00Z.
        let zones = Zones::fixed(zone("America/Toronto"));
        assert!(
            hours(
                &zones,
                datetime(2027, 3, 14, 2, 0, 0, 0),
                datetime(2027, 3, 14, 3, 0, 0, 0)
            )
            .is_empty()
        );
        // 01:30-03:30 is one hour long: half an hour on either side.
        assert_eq!(
            hours(
                &zones,
                datetime(2027, 3, 14, 1, 30, 0, 0),
                datetime(2027, 3, 14, 3, 30, 0, 0)
            ),
            [("2027-03-14T06:30:00Z".into(), "2027-03-14T07:30:00Z".into())]
        );
    }

    #[test]
    fn an_hour_that_exists_twice_is_two() {
        // Toronto, 2027-11-07: 02:00 EDT becomes 01:00 EST at 06:00Z.
        let zones = Zones::fixed(zone("America/Toronto"));
        assert_eq!(
            hours(
                &zones,
                datetime(2027, 11, 7, 1, 0, 0, 0),
                datetime(2027, 11, 7, 2, 0, 0, 0)
            ),
            [("2027-11-07T05:00:00Z".into(), "2027-11-07T07:00:00Z".into())]
        );
        // 01:30-02:30: 01:30-02:00 EDT (05:30Z-06:00Z), then 01:30-02:30 EST (06:30Z-07:30Z).
        assert_eq!(
            hours(
                &zones,
                datetime(2027, 11, 7, 1, 30, 0, 0),
                datetime(2027, 11, 7, 2, 30, 0, 0)
            ),
            [
                ("2027-11-07T05:30:00Z".into(), "2027-11-07T06:00:00Z".into()),
                ("2027-11-07T06:30:00Z".into(), "2027-11-07T07:30:00Z".into())
            ]
        );
    }

    #[test]
    fn a_move_changes_the_clock() {
        let zones = Zones::new(
            zone("America/Toronto"),
            vec![(date(2027, 2, 15), zone("Europe/Paris"))],
        );
        // The move is Paris midnight: 2027-02-14T23:00Z, which is 18:00 in Toronto.
        assert_eq!(
            zones.start_of(date(2027, 2, 15)).to_string(),
            "2027-02-14T23:00:00Z"
        );
        assert_eq!(
            hours(
                &zones,
                datetime(2027, 2, 14, 17, 0, 0, 0),
                datetime(2027, 2, 14, 20, 0, 0, 0)
            ),
            [("2027-02-14T22:00:00Z".into(), "2027-02-14T23:00:00Z".into())]
        );
        assert_eq!(
            zones.start_of(date(2027, 2, 14)).to_string(),
            "2027-02-14T05:00:00Z"
        );
        assert_eq!(
            zones.local("2027-02-20T12:00:00Z".parse().unwrap()).to_string(),
            "2027-02-20T13:00:00+01:00[Europe/Paris]"
        );
    }

    #[test]
    fn a_day_without_midnight_begins_after_it() {
        // Santiago, 2026-09-06: 00:00 becomes 01:00 at 04:00Z.
        let zones = Zones::fixed(zone("America/Santiago"));
        assert_eq!(
            zones.start_of(date(2026, 9, 6)).to_string(),
            "2026-09-06T04:00:00Z"
        );
    }
}
