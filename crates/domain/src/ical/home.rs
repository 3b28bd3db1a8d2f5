//! The zone a person lives in, which may change on a date.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// How floating times and all-day dates become instants: the zones a person lives in, one after another.
#[derive(Clone, Debug)]
pub struct Home {
    eras: Vec<(Timestamp, TimeZone)>,
}

impl Home {
    /// Takes each zone with the moment from which it holds. The earliest holds from the beginning of time,
    /// whatever its moment says; the order of the list does not matter; an empty list means UTC.
    pub fn new(mut eras: Vec<(Timestamp, TimeZone)>) -> Home {
        eras.sort_by_key(|(from, _)| *from);
        if eras.is_empty() {
            eras.push((Timestamp::MIN, TimeZone::UTC));
        }
        Home { eras }
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
}

impl From<TimeZone> for Home {
    /// A person who stays in one zone.
    fn from(zone: TimeZone) -> Home {
        Home::new(vec![(Timestamp::MIN, zone)])
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use jiff::tz::TimeZoneDatabase;

    fn zone(name: &str) -> TimeZone {
        TimeZoneDatabase::bundled()
            .get(name)
            .expect("a zone of the bundled database")
    }

    fn instant(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    #[test]
    fn gaps_and_folds() {
        let berlin = Home::from(zone("Europe/Berlin"));
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
            Home::from(zone("America/Sao_Paulo")).instant(midnight),
            instant("2018-11-04T03:00:00Z")
        );
    }

    #[test]
    fn eras_change_the_zone() {
        // East: from Berlin (UTC+1) to Tokyo (UTC+9) at 2026-02-01T12:00Z: clocks go from 13:00 to 21:00.
        let east = Home::new(vec![
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
        let west = Home::new(vec![
            (Timestamp::MIN, zone("Asia/Tokyo")),
            (instant("2026-02-01T12:00:00Z"), zone("Europe/Berlin")),
        ]);
        assert_eq!(west.instant(on(15)), instant("2026-02-01T06:00:00Z"));
        assert_eq!(west.instant(on(22)), instant("2026-02-01T21:00:00Z"));
    }

    #[test]
    fn nothing_panics_at_the_ends_of_time() {
        for home in [Home::new(Vec::new()), Home::from(zone("Pacific/Apia"))] {
            assert_eq!(home.instant(DateTime::MAX), Timestamp::MAX);
            assert_eq!(home.instant(DateTime::MIN), Timestamp::MIN);
        }
    }
}
