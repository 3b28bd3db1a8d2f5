//! Zones by their many names (RFC 5545 §3.2.19), and zones that a file defines itself (§3.6.5).

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{DateTime, date};
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};

use super::lines::Component;
use super::rule::Rule;
use super::value::{Stamp, number, stamp, unescape};
use super::{Faults, windows};
use crate::zones::Zones;

/// Different zone names that one file may use; real files have a handful.
const NAMES_MAX: usize = 500;
/// Changes of offset in one defined zone: two a year make 600 in three hundred years.
const CHANGES_MAX: usize = 2_000;
/// Work spent on one rule of a defined zone (steps of [`Rule::walk`]).
const STEPS_MAX: u64 = 100_000;

/// What turns a clock's reading into a moment.
#[derive(Clone, Debug)]
pub(super) enum Zone {
    /// The person's own: floating times and dates.
    Home,
    Named(TimeZone),
    Defined(Arc<Defined>),
}

impl Zone {
    /// The moment at which a clock in this zone shows `civil`: the first of two; a time that a gap leaves out
    /// is read with the offset before the gap (§3.3.5). None beyond the years an instant can have.
    pub(super) fn instant(&self, civil: DateTime, home: &Zones) -> Option<Timestamp> {
        match self {
            Zone::Home => Some(home.instant(civil)),
            Zone::Named(zone) => zone.to_timestamp(civil).ok(),
            Zone::Defined(zone) => zone.instant(civil),
        }
    }

    /// What a clock in this zone shows at that moment.
    pub(super) fn civil(&self, instant: Timestamp, home: &Zones) -> DateTime {
        match self {
            Zone::Home => home.civil(instant),
            Zone::Named(zone) => zone.to_datetime(instant),
            Zone::Defined(zone) => zone.offset_at(instant).to_datetime(instant),
        }
    }

    /// Whether both are the same zone, so that a difference of their clocks means something.
    pub(super) fn same(&self, other: &Zone) -> bool {
        match (self, other) {
            (Zone::Home, Zone::Home) => true,
            (Zone::Named(a), Zone::Named(b)) => a == b,
            (Zone::Defined(a), Zone::Defined(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

/// A zone from a `VTIMEZONE`: its changes of offset up to the year 2200; after that the last offset stays.
#[derive(Debug)]
pub(super) struct Defined {
    before_all: Offset,
    /// In order of time: the moment, the offset before it, the offset from it on.
    changes: Vec<(Timestamp, Offset, Offset)>,
}

impl Defined {
    fn new(component: &Component, faults: &mut Faults) -> Option<Defined> {
        let mut changes = BTreeMap::new();
        for part in &component.children {
            if !observance(part, &mut changes) {
                faults.of(
                    part,
                    part.line,
                    format!("a {} part of this VTIMEZONE is unusable", part.name),
                );
            }
            if changes.len() > CHANGES_MAX {
                faults.of(
                    part,
                    part.line,
                    format!("this VTIMEZONE has more than {CHANGES_MAX} changes"),
                );
                break;
            }
        }
        let changes: Vec<_> = changes
            .into_iter()
            .map(|(at, (from, to))| (at, from, to))
            .collect();
        let before_all = changes.first()?.1;
        Some(Defined { before_all, changes })
    }

    /// A reading before `change + max(offsets)` belongs to the offset before the change: in a gap that is the
    /// rule of §3.3.5, in a fold it is the first of the two moments.
    fn instant(&self, civil: DateTime) -> Option<Timestamp> {
        let passed = self
            .changes
            .partition_point(|(at, from, to)| (*from).max(*to).to_datetime(*at) <= civil);
        self.offset_after(passed).to_timestamp(civil).ok()
    }

    fn offset_at(&self, instant: Timestamp) -> Offset {
        self.offset_after(self.changes.partition_point(|(at, ..)| *at <= instant))
    }

    fn offset_after(&self, passed: usize) -> Offset {
        passed
            .checked_sub(1)
            .map_or(self.before_all, |last| self.changes[last].2)
    }
}

/// Adds the onsets of one `STANDARD` or `DAYLIGHT` part; false when it cannot be read.
fn observance(part: &Component, changes: &mut BTreeMap<Timestamp, (Offset, Offset)>) -> bool {
    let offset = |name| part.text(name).and_then(utc_offset);
    let (Some(from), Some(to)) = (offset("TZOFFSETFROM"), offset("TZOFFSETTO")) else {
        return false;
    };
    let Some(start) = part.text("DTSTART").and_then(stamp).map(Stamp::civil) else {
        return false;
    };
    let mut add = |civil: DateTime, rule: Option<&Rule>| {
        let Ok(instant) = from.to_timestamp(civil) else {
            return false;
        };
        if rule.is_some_and(|r| !r.allows(instant)) {
            return false;
        }
        changes.insert(instant, (from, to));
        changes.len() <= CHANGES_MAX
    };
    add(start, None);
    for property in part.all("RDATE") {
        for civil in property.value.split(',').filter_map(stamp).map(Stamp::civil) {
            if !add(civil, None) {
                break;
            }
        }
    }
    let mut good = true;
    for property in part.all("RRULE") {
        let Ok(rule) = Rule::parse(&property.value, false) else {
            good = false;
            continue;
        };
        let (first, last) = (date(1900, 1, 1).at(0, 0, 0, 0), date(2200, 1, 1).at(0, 0, 0, 0));
        good &= rule.walk(start, first..last, true, &mut { STEPS_MAX }, |civil| {
            add(civil, Some(&rule))
        });
    }
    good
}

/// Reads `-0500`, `+05:30`, `+013045`, and `+7` or `-11` as whole hours.
fn utc_offset(text: &str) -> Option<Offset> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let digits = digits.replace(':', "");
    let part = |range: std::ops::Range<usize>| digits.get(range).map_or(Some(0), number::<i32>);
    let seconds = match digits.len() {
        1 | 2 => number::<i32>(&digits)? * 3_600,
        4 | 6 => part(0..2)? * 3_600 + part(2..4)? * 60 + part(4..6)?,
        _ => return None,
    };
    Offset::from_seconds(sign * seconds).ok()
}

/// Finds the zone that a name means, once for each name of a file.
pub(super) struct ZoneBook<'a> {
    database: TimeZoneDatabase,
    /// The `VTIMEZONE`s of the file by cleaned name; of several the last.
    definitions: BTreeMap<String, &'a Component>,
    known: BTreeMap<String, Zone>,
    /// Last part of each geographic zone name, small letters and spaces: "new york" to "America/New_York".
    cities: BTreeMap<String, String>,
    /// For names that mean nothing.
    fallback: Zone,
    fallback_name: String,
}

impl<'a> ZoneBook<'a> {
    /// Takes the `VTIMEZONE`s of a file, and its `X-WR-TIMEZONE` as the zone for names that mean nothing.
    pub(super) fn new(zones: &'a [Component], fallback: Option<&str>) -> ZoneBook<'a> {
        let database = TimeZoneDatabase::bundled();
        let definitions = zones
            .iter()
            .filter_map(|z| Some((clean(&unescape(z.text("TZID")?)), z)))
            .collect();
        let cities = database
            .available()
            .filter_map(|name| {
                let name = name.to_string();
                let (continent, _) = name.split_once('/')?;
                let city = name.rsplit('/').next()?.to_ascii_lowercase().replace('_', " ");
                windows::CONTINENTS.contains(&continent).then_some((city, name))
            })
            .collect();
        let mut book = ZoneBook {
            database,
            definitions,
            known: BTreeMap::new(),
            cities,
            fallback: Zone::Home,
            fallback_name: "your own zone".to_owned(),
        };
        if let Some(zone) = fallback.map(clean).and_then(|name| book.named(&name)) {
            book.fallback_name = zone.iana_name().unwrap_or("the calendar's zone").to_owned();
            book.fallback = Zone::Named(zone);
        }
        book
    }

    /// The zone of a `TZID`. One that means nothing is a fault, told once at the line of its first use.
    pub(super) fn zone(&mut self, tzid: &str, line: usize, faults: &mut Faults) -> Zone {
        let name = clean(tzid);
        if let Some(zone) = self.known.get(&name) {
            return zone.clone();
        }
        if self.known.len() == NAMES_MAX {
            faults.at(
                line,
                format!(
                    "more than {NAMES_MAX} zone names; this one is read in {}",
                    self.fallback_name
                ),
            );
            return self.fallback.clone();
        }
        let location = self
            .definitions
            .get(&name)
            .and_then(|z| z.text("X-LIC-LOCATION"))
            .map(clean);
        let zone = self
            .named(&name)
            .or_else(|| self.named(&location?))
            .map(Zone::Named)
            .or_else(|| {
                Defined::new(self.definitions.get(&name)?, faults).map(|d| Zone::Defined(Arc::new(d)))
            })
            .unwrap_or_else(|| {
                faults.at(
                    line,
                    format!(
                        "unknown time zone {tzid:?}; its times are read in {}",
                        self.fallback_name
                    ),
                );
                self.fallback.clone()
            });
        self.known.insert(name, zone.clone());
        zone
    }

    /// IANA names first, also behind a prefix and in other letters; then Windows names; then plain offsets.
    fn named(&self, name: &str) -> Option<TimeZone> {
        let iana = |name: &str| self.database.get(name).ok();
        iana(name)
            .or_else(|| {
                // "/freeassociation.sourceforge.net/Tzfile/Europe/Berlin": the longest ending that is a name.
                let ends: Vec<usize> = name.rmatch_indices('/').take(3).map(|(at, _)| at + 1).collect();
                ends.iter().rev().find_map(|start| iana(&name[*start..]))
            })
            .or_else(|| windows::zone(name).and_then(iana))
            .or_else(|| {
                // "(UTC+07:00) Bangkok, Hanoi, Jakarta": what Windows shows to people.
                let shown = windows::shown(name);
                windows::zone(shown).and_then(iana).or_else(|| {
                    shown
                        .split(',')
                        .find_map(|city| iana(self.cities.get(city.trim())?))
                })
            })
            .or_else(|| {
                let offset = name
                    .strip_prefix("gmt")
                    .or(name.strip_prefix("utc"))
                    .unwrap_or(name);
                utc_offset(offset).map(TimeZone::fixed)
            })
    }
}

/// Small letters, without quotation marks, backslashes and space around: how names are compared.
fn clean(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(|c| !matches!(c, '"' | '\\'))
        .take(200)
        .collect();
    name.trim().trim_start_matches('/').to_ascii_lowercase()
}

/// The length of time between two readings of the same clock, in seconds.
pub(super) fn seconds_between(from: DateTime, to: DateTime) -> i64 {
    to.duration_since(from).as_secs()
}

/// The reading so many seconds later; None beyond the year 9999.
pub(super) fn later(civil: DateTime, seconds: i64) -> Option<DateTime> {
    civil.checked_add(SignedDuration::from_secs(seconds)).ok()
}
