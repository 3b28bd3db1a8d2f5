//! Events of one identity become a series, and a series becomes occurrences (RFC 5545 §3.8.4.4, §3.8.5).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};

use super::event::{End, Event, Moment};
use super::value::Length;
use super::zone::{Zone, later, seconds_between};
use super::{Faults, Occurrence};
use crate::zones::Zones;

/// Occurrences of one series in one range; every quarter of an hour for half a year is 17 520.
const SERIES_MAX: usize = 20_000;
/// Occurrences of one feed in one range.
const FEED_MAX: usize = 200_000;
/// Steps of work (see [`super::rule::Rule::walk`]) for one series, some ten milliseconds.
const SERIES_STEPS_MAX: u64 = 500_000;
/// Steps of work for all series of a feed together.
const FEED_STEPS_MAX: u64 = 10_000_000;
/// How far a clock can be set at once: from UTC-12 to UTC+14.
const CLOCKS_APART_SECONDS: i64 = 26 * 3_600;

/// The time that is asked for, and where the person lives.
#[derive(Clone, Copy)]
pub(super) struct Span<'a> {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    pub(super) home: &'a Zones,
}

impl Span<'_> {
    fn overlaps(&self, start: Timestamp, end: Timestamp) -> bool {
        start < self.to && (end > self.from || start >= self.from)
    }
}

/// Events of one UID: the series itself, and its changed instances in rising order of rank.
#[derive(Clone, Debug, Default)]
pub(super) struct Series {
    master: Option<Event>,
    changes: Vec<Event>,
}

impl Series {
    /// The identity that its events share.
    pub(super) fn uid(&self) -> Option<&str> {
        let event = self.master.as_ref().or(self.changes.first())?;
        Some(&event.about.uid)
    }

    /// SEQUENCE and DTSTAMP (seconds) of the event that counts.
    pub(super) fn version(&self) -> Option<(i64, i64)> {
        let event = self.master.as_ref().or(self.changes.last())?;
        Some((event.rank.0, event.rank.1))
    }
}

/// Sorts events into series. Of two that claim to be the same series the one of higher rank stays.
pub(super) fn group(events: Vec<Event>, faults: &mut Faults) -> Vec<Series> {
    let mut by_uid: BTreeMap<String, Series> = BTreeMap::new();
    for event in events {
        let series = by_uid.entry(event.about.uid.clone()).or_default();
        if event.instance.is_some() {
            series.changes.push(event);
            continue;
        }
        let Some(other) = series.master.take() else {
            series.master = Some(event);
            continue;
        };
        let (stays, goes) = if event.rank > other.rank {
            (event, other)
        } else {
            (other, event)
        };
        let undecided = (stays.rank.0, stays.rank.1) == (goes.rank.0, goes.rank.1);
        if undecided && stays.start.civil != goes.start.civil {
            let line = stays.line;
            faults.of_event(
                &goes,
                format!("the event at line {line} has the same UID and replaces this one"),
            );
        }
        series.master = Some(stays);
    }
    let mut all: Vec<Series> = by_uid.into_values().collect();
    for series in &mut all {
        series.changes.sort_by_key(|event| event.rank);
    }
    all
}

/// Unfolds all series within the span.
pub(super) fn occurrences(all: &[Series], span: Span<'_>, faults: &mut Faults) -> Vec<Occurrence> {
    let mut steps = FEED_STEPS_MAX;
    let mut found = Vec::new();
    for series in all {
        let allowed = steps.min(SERIES_STEPS_MAX);
        let mut left = allowed;
        for place in unfold(series, span, &mut left, faults) {
            if found.len() == FEED_MAX {
                let fault = format!(
                    "more than {FEED_MAX} occurrences in the feed; from this series on they are left out"
                );
                faults.of_event(place.event, fault);
                found.sort_by(order);
                return found;
            }
            found.push(place.occurrence());
        }
        steps -= allowed - left;
    }
    found.sort_by(order);
    found
}

fn order(a: &Occurrence, b: &Occurrence) -> std::cmp::Ordering {
    (a.start, a.end, &a.uid, &a.summary).cmp(&(b.start, b.end, &b.uid, &b.summary))
}

/// An occurrence before its texts are copied.
struct Place<'e> {
    start: Timestamp,
    end: Timestamp,
    event: &'e Event,
}

impl Place<'_> {
    fn occurrence(&self) -> Occurrence {
        let about = &self.event.about;
        Occurrence {
            uid: about.uid.clone(),
            summary: about.summary.clone(),
            start: self.start,
            end: self.end,
            all_day: self.event.start.is_date,
            busy: about.busy,
            categories: about.categories.clone(),
            note: about.note.clone(),
            link: about.link.clone(),
        }
    }
}

/// What names an instance of a series: its original moment, or its original date.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    At(Timestamp),
    On(Date),
}

/// The name that `moment` (of RECURRENCE-ID or EXDATE) gives to an instance of the series that begins at
/// `start`. A date names what begins on that day; a time without a zone is read on the clock of the series.
fn key(moment: &Moment, start: &Moment, home: &Zones) -> Key {
    let zone = if matches!(moment.zone, Zone::Home) {
        &start.zone
    } else {
        &moment.zone
    };
    match zone.instant(moment.civil, home) {
        Some(at) if !moment.is_date && !start.is_date => Key::At(at),
        _ => Key::On(moment.civil.date()),
    }
}

fn unfold<'e>(series: &'e Series, span: Span<'_>, steps: &mut u64, faults: &mut Faults) -> Vec<Place<'e>> {
    let master = series.master.as_ref();
    if master.is_some_and(|m| m.cancelled) {
        return Vec::new();
    }
    let mut single: BTreeMap<Key, &Event> = BTreeMap::new();
    let mut future: BTreeMap<Timestamp, &Event> = BTreeMap::new();
    for event in &series.changes {
        let Some(instance) = &event.instance else { continue };
        let start = master.map_or(&event.start, |m| &m.start);
        let name = key(instance, start, span.home);
        if event.and_future {
            let at = match name {
                Key::At(at) => Some(at),
                Key::On(date) => start.zone.instant(date.to_datetime(Time::midnight()), span.home),
            };
            future.extend(at.map(|at| (at, event)));
        }
        single.insert(name, event);
    }
    let usual = master.map(|m| measure(&m.end, &m.start, Length::default(), span.home));
    let mut places = Vec::new();
    for event in single.values().filter(|e| !e.cancelled) {
        if event.repeats() && (master.is_none() || event.and_future) {
            places.append(&mut unfold_one(
                event,
                &BTreeMap::new(),
                &BTreeMap::new(),
                span,
                steps,
                faults,
            ));
        } else {
            let Some(start) = event.start.zone.instant(event.start.civil, span.home) else {
                continue;
            };
            let length = measure(&event.end, &event.start, usual.unwrap_or_default(), span.home);
            let end = end_of(start, event.start.civil, &event.start.zone, length, span.home);
            places.extend(span.overlaps(start, end).then_some(Place { start, end, event }));
        }
    }
    if let Some(master) = master {
        places.append(&mut unfold_one(master, &single, &future, span, steps, faults));
    }
    places
}

/// Unfolds an event by its own rules, less the instances that stand in `single`, and with those from a moment
/// in `future` on changed as that event says.
fn unfold_one<'e>(
    event: &'e Event,
    single: &BTreeMap<Key, &'e Event>,
    future: &BTreeMap<Timestamp, &'e Event>,
    span: Span<'_>,
    steps: &mut u64,
    faults: &mut Faults,
) -> Vec<Place<'e>> {
    let home = span.home;
    let usual = measure(&event.end, &event.start, Length::default(), home);
    let later_ones: BTreeMap<Timestamp, Shift<'e>> = future
        .iter()
        .map(|(at, e)| (*at, Shift::new(*at, e, usual, home)))
        .collect();

    // Which starts on the event's clock can reach into the span, given the longest length and the shifts.
    let lengths = later_ones.values().map(|s| s.length).chain([usual]);
    let longest = lengths
        .map(|l| l.nominal_seconds.saturating_add(l.exact_seconds))
        .max()
        .unwrap_or(0);
    let shifts = || later_ones.values().map(|s| s.seconds).chain([0]);
    let back = longest
        .saturating_add(shifts().max().unwrap_or(0))
        .saturating_add(CLOCKS_APART_SECONDS);
    let on = CLOCKS_APART_SECONDS.saturating_sub(shifts().min().unwrap_or(0));
    let zone = &event.start.zone;
    let range = later(zone.civil(span.from, home), back.saturating_neg()).unwrap_or(DateTime::MIN)
        ..later(zone.civil(span.to, home), on).unwrap_or(DateTime::MAX);

    let mut whole = true;
    let excluded: BTreeSet<Key> = event
        .excluded
        .iter()
        .map(|m| key(m, &event.start, home))
        .collect();
    let mut excluded_by_rule = BTreeSet::new();
    for rule in &event.excluded_rules {
        whole &= rule.walk(event.start.civil, range.clone(), false, steps, |civil| {
            zone.instant(civil, home).is_none_or(|at| {
                excluded_by_rule.extend(rule.allows(at).then_some(civil));
                rule.allows(at)
            })
        });
    }

    let mut places: BTreeMap<Timestamp, Place<'e>> = BTreeMap::new();
    let mut too_many = false;
    let mut put = |civil: DateTime, zone: &Zone, at: Timestamp, length: Length| {
        let gone = |name: &Key| excluded.contains(name) || single.contains_key(name);
        if gone(&Key::At(at)) || gone(&Key::On(civil.date())) || excluded_by_rule.contains(&civil) {
            return true;
        }
        let (start, end, event) = match later_ones.range(..=at).next_back() {
            None => (at, end_of(at, civil, zone, length, home), event),
            Some((_, shift)) => match shift.place(at, home) {
                Some((start, end)) => (start, end, shift.event),
                None => return true,
            },
        };
        if span.overlaps(start, end) {
            too_many |= places.len() == SERIES_MAX && !places.contains_key(&at);
            if !too_many {
                places.entry(at).or_insert(Place { start, end, event });
            }
        }
        !too_many
    };
    for extra in &event.extras {
        let start = alike(&extra.start, &event.start);
        let length = extra
            .end
            .as_ref()
            .map_or(usual, |end| measure(end, &extra.start, usual, home));
        if let Some(at) = start.zone.instant(start.civil, home) {
            put(start.civil, &start.zone, at, length);
        }
    }
    if let Some(at) = zone.instant(event.start.civil, home) {
        put(event.start.civil, zone, at, usual);
    }
    for rule in &event.rules {
        whole &= rule.walk(event.start.civil, range.clone(), true, steps, |civil| {
            let Some(at) = zone.instant(civil, home) else {
                return true;
            };
            let first = civil == event.start.civil;
            (first || rule.allows(at)) && put(civil, zone, at, usual)
        });
    }
    if too_many {
        faults.of_event(
            event,
            format!("more than {SERIES_MAX} occurrences in this time; the rest is left out"),
        );
    }
    if !whole {
        faults.of_event(
            event,
            "its rule costs too much to unfold; occurrences may be missing",
        );
    }
    places.into_values().collect()
}

/// A further start in the form of the series: a date for one of dates, a time for one of times.
fn alike(extra: &Moment, start: &Moment) -> Moment {
    let date = extra.civil.date();
    let civil = match (extra.is_date, start.is_date) {
        (true, false) => date.to_datetime(start.civil.time()),
        (false, true) => date.to_datetime(Time::midnight()),
        _ => extra.civil,
    };
    let own = !extra.is_date && !start.is_date && !matches!(extra.zone, Zone::Home);
    let zone = if own {
        extra.zone.clone()
    } else {
        start.zone.clone()
    };
    Moment {
        civil,
        zone,
        is_date: start.is_date,
    }
}

/// A change of an instance and all later ones.
struct Shift<'e> {
    event: &'e Event,
    /// How much later on its clock the changed instances start.
    seconds: i64,
    length: Length,
}

impl<'e> Shift<'e> {
    /// `at` is the original moment of the first instance that is changed.
    fn new(at: Timestamp, event: &'e Event, usual: Length, home: &Zones) -> Shift<'e> {
        Shift {
            event,
            seconds: seconds_between(on_clock(event, at, home), event.start.civil),
            length: measure(&event.end, &event.start, usual, home),
        }
    }

    /// Start and end of the instance that was to begin at `at`; None if it is cancelled, or if the change
    /// brings rules of its own.
    fn place(&self, at: Timestamp, home: &Zones) -> Option<(Timestamp, Timestamp)> {
        if self.event.cancelled || self.event.repeats() {
            return None;
        }
        let zone = &self.event.start.zone;
        let civil = later(on_clock(self.event, at, home), self.seconds)?;
        let start = zone.instant(civil, home)?;
        Some((start, end_of(start, civil, zone, self.length, home)))
    }
}

/// A moment on the clock of an event; for one of dates, the midnight of that date.
fn on_clock(event: &Event, at: Timestamp, home: &Zones) -> DateTime {
    let civil = event.start.zone.civil(at, home);
    if event.start.is_date {
        civil.date().to_datetime(Time::midnight())
    } else {
        civil
    }
}

/// How long an event lasts that begins and ends so. Begin and end on one clock give a nominal length, so that
/// every instance ends at the same time of day; on two clocks an exact one. `unknown` is for an end that is
/// none.
fn measure(end: &End, start: &Moment, unknown: Length, home: &Zones) -> Length {
    match end {
        End::After(length) => *length,
        End::Unknown => unknown,
        End::At(end) if end.zone.same(&start.zone) => Length {
            nominal_seconds: seconds_between(start.civil, end.civil).max(0),
            exact_seconds: 0,
        },
        End::At(end) => {
            let exact = match (
                start.zone.instant(start.civil, home),
                end.zone.instant(end.civil, home),
            ) {
                (Some(start), Some(end)) => end.duration_since(start).as_secs().max(0),
                _ => 0,
            };
            Length {
                nominal_seconds: 0,
                exact_seconds: exact,
            }
        }
    }
}

/// The end of what starts at `start`, which is `civil` in `zone`: nominal seconds pass on the clock, exact
/// ones after them. Never before the start; beyond the year 9999 the end of time.
fn end_of(start: Timestamp, civil: DateTime, zone: &Zone, length: Length, home: &Zones) -> Timestamp {
    let nominal = match length.nominal_seconds {
        0 => start,
        seconds => later(civil, seconds)
            .and_then(|c| zone.instant(c, home))
            .unwrap_or(Timestamp::MAX),
    };
    nominal
        .checked_add(SignedDuration::from_secs(length.exact_seconds))
        .unwrap_or(Timestamp::MAX)
        .max(start)
}
