//! The person's clock: a zone, and perhaps another one from some date on.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Span, ZonedDateTime};

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
    /// Takes each zone with the moment from which it holds. The earliest holds from the beginning of time, whatever its
    /// moment says; the order of the list does not matter; an empty list means UTC.
    pub fn since(mut eras: Vec<(Timestamp, TimeZone)>) -> Self {
        eras.sort_by_key(|(from, _)| *from);
        if eras.is_empty() {
            eras.push((Timestamp::MIN, TimeZone::UTC));
        }
        Zones { eras }
    }

    /// `first`, and from the first moment of each date (by the clock of the new place) another zone.
    pub fn new(first: TimeZone, mut moves: Vec<(Date, TimeZone)>) -> Self {
        moves.sort_by_key(|(date, _)| *date);
        let mut zones = Zones::from(first);
        for (date, zone) in moves {
            let since = in_zone(&zone, date.to_datetime(Time::midnight()));
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

    /// The moment at which the person's clock shows `civil`. Where it shows that twice, the first; where it
    /// never does (the clock is set forward, or the person flies east), the moment of the change. Beyond the
    /// years that an instant can have, the nearest that it can.
    pub fn instant(&self, civil: DateTime) -> Timestamp {
        let mut found = Timestamp::MAX;
        for (index, (from, zone)) in self.eras.iter().enumerate() {
            found = in_zone(zone, civil);
            if index > 0 && found < *from {
                return *from;
            }
            if self.eras.get(index + 1).is_none_or(|(next, _)| found < *next) {
                break;
            }
        }
        found
    }

    /// What the person's clock shows at that moment.
    pub fn civil(&self, instant: Timestamp) -> DateTime {
        let era = self.eras.partition_point(|(from, _)| *from <= instant).max(1) - 1;
        self.eras[era].1.to_datetime(instant)
    }

    /// First moment of a date by the person's clock: midnight, or where the clock skips midnight the moment after.
    pub fn start_of(&self, date: Date) -> Timestamp {
        self.instant(date.to_datetime(Time::midnight()))
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

impl From<TimeZone> for Zones {
    /// A person who stays in one zone.
    fn from(zone: TimeZone) -> Zones {
        Zones::since(vec![(Timestamp::MIN, zone)])
    }
}

/// One zone's answer: a fold gives its first moment, a gap the moment of the change.
fn in_zone(zone: &TimeZone, civil: DateTime) -> Timestamp {
    let at = |offset: Offset| {
        offset.to_timestamp(civil).unwrap_or(if civil.year() < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
    };
    match zone.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Unambiguous { offset } => at(offset),
        AmbiguousOffset::Fold { before, .. } => at(before),
        AmbiguousOffset::Gap { before, .. } => {
            // With the offset before the gap the moment lies at or after the change, by less than the gap.
            let after = at(before);
            let next = after
                .checked_add(SignedDuration::from_secs(1))
                .unwrap_or(Timestamp::MAX);
            zone.preceding(next)
                .next()
                .map_or(after, |change| change.timestamp())
        }
    }
}

/// So many days later (or earlier, where negative); the same day where that is beyond the years that dates have.
pub fn later(date: Date, days: i64) -> Date {
    Span::new()
        .try_days(days)
        .and_then(|span| date.checked_add(span))
        .unwrap_or(date)
}

/// The next day, or the same at the end of time.
pub fn next_day(date: Date) -> Date {
    later(date, 1)
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
        let zones = Zones::from(zone("America/Toronto"));
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
        let zones = Zones::from(zone("America/Toronto"));
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
        let zones = Zones::from(zone("America/Santiago"));
        assert_eq!(
            zones.start_of(date(2026, 9, 6)).to_string(),
            "2026-09-06T04:00:00Z"
        );
    }

    fn instant(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn gaps_and_folds() {
        let berlin = Zones::from(zone("Europe/Berlin"));
        // 2026-03-29: 02:00 becomes 03:00 at 01:00Z. 2026-10-25: 03:00 becomes 02:00 at 01:00Z.
        for (civil, expected) in [
            (date(2026, 3, 29).at(1, 59, 59, 0), "2026-03-29T00:59:59Z"),
            (date(2026, 3, 29).at(2, 0, 0, 0), "2026-03-29T01:00:00Z"),
            (date(2026, 3, 29).at(2, 30, 0, 0), "2026-03-29T01:00:00Z"),
            (date(2026, 3, 29).at(3, 0, 0, 0), "2026-03-29T01:00:00Z"),
            (date(2026, 10, 25).at(2, 30, 0, 0), "2026-10-25T00:30:00Z"),
            (date(2026, 10, 25).at(3, 0, 0, 0), "2026-10-25T02:00:00Z"),
        ] {
            assert_eq!(berlin.instant(civil), instant(expected), "{civil}");
        }
        // A midnight that never was: Brazil began summer time at midnight, 2018-11-04 at 03:00Z.
        let midnight = date(2018, 11, 4).at(0, 0, 0, 0);
        assert_eq!(
            Zones::from(zone("America/Sao_Paulo")).instant(midnight),
            instant("2018-11-04T03:00:00Z")
        );
    }

    #[test]
    fn eras_change_the_zone() {
        // East: from Berlin (UTC+1) to Tokyo (UTC+9) at 2026-02-01T12:00Z: clocks go from 13:00 to 21:00.
        let east = Zones::since(vec![
            (instant("2026-02-01T12:00:00Z"), zone("Asia/Tokyo")),
            (instant("2020-01-01T00:00:00Z"), zone("Europe/Berlin")),
        ]);
        let on = |hour| date(2026, 2, 1).at(hour, 0, 0, 0);
        assert_eq!(
            east.instant(date(2010, 1, 1).at(1, 0, 0, 0)),
            instant("2010-01-01T00:00:00Z")
        );
        assert_eq!(east.instant(on(12)), instant("2026-02-01T11:00:00Z"));
        assert_eq!(east.instant(on(15)), instant("2026-02-01T12:00:00Z"));
        assert_eq!(east.instant(on(22)), instant("2026-02-01T13:00:00Z"));
        assert_eq!(
            east.civil(instant("2026-02-01T11:59:00Z")),
            date(2026, 2, 1).at(12, 59, 0, 0)
        );
        assert_eq!(east.civil(instant("2026-02-01T12:00:00Z")), on(21));
        // West: from Tokyo to Berlin at 12:00Z: clocks go from 21:00 back to 13:00, so 15:00 comes twice.
        let west = Zones::since(vec![
            (Timestamp::MIN, zone("Asia/Tokyo")),
            (instant("2026-02-01T12:00:00Z"), zone("Europe/Berlin")),
        ]);
        assert_eq!(west.instant(on(15)), instant("2026-02-01T06:00:00Z"));
        assert_eq!(west.instant(on(22)), instant("2026-02-01T21:00:00Z"));
    }

    #[test]
    fn nothing_panics_at_the_ends_of_time() {
        for home in [Zones::since(Vec::new()), Zones::from(zone("Pacific/Apia"))] {
            assert_eq!(home.instant(DateTime::MAX), Timestamp::MAX);
            assert_eq!(home.instant(DateTime::MIN), Timestamp::MIN);
        }
    }
}
