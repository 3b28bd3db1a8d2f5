//! iCalendar text (RFC 5545) becomes occurrences: when a person is busy.
//!
//! [`parse`] reads a feed as people's programs really write it and never fails as a whole: what cannot be
//! used is passed over and told as a [`Fault`] with its line. [`Feed::occurrences`] unfolds every series
//! within a range.
//!
//! The way of the data, a file for each step: `lines` (bytes to components), `value` (texts to dates), `zone`
//! and `windows` (names to zones), `rule` and `event` (components to events), `recur` and `days` (a rule to
//! starts on the event's own clock), `series` (starts, exceptions and changed instances to occurrences).
//!
//! Every loop is bounded, so that no feed, however odd, costs more than a moment: see the `_MAX` constants.
//!
//! ```
//! use jiff::{Timestamp, tz::TimeZone};
//! use pivot_domain::{ical::parse, zones::Zones};
//!
//! let feed = parse("BEGIN:VEVENT\nUID:1\nSUMMARY:Standup\nDTSTART:20260105T090000\nDURATION:PT15M\n\
//!                   RRULE:FREQ=WEEKLY;BYDAY=MO,WE\nEND:VEVENT\n");
//! let (from, to): (Timestamp, Timestamp) = ("2027-01-01T00Z".parse()?, "2027-01-15T00Z".parse()?);
//! let found = feed.occurrences(from, to, &Zones::from(TimeZone::UTC));
//! let starts: Vec<String> = found.events.iter().map(|e| e.start.to_string()).collect();
//! assert_eq!(starts, ["2027-01-04T09:00:00Z", "2027-01-06T09:00:00Z", "2027-01-11T09:00:00Z", "2027-01-13T09:00:00Z"]);
//! # Ok::<(), jiff::Error>(())
//! ```

mod days;
mod event;
mod lines;
mod recur;
mod rule;
mod series;
mod value;
mod windows;
mod zone;

use jiff::Timestamp;

use crate::zones::Zones;

use series::Series;

/// Faults kept of one reading; those beyond are only counted.
const FAULTS_MAX: usize = 1_000;

/// What a calendar file holds.
#[derive(Clone, Debug)]
pub struct Feed {
    /// `X-WR-CALNAME`, or `NAME` (RFC 7986): what the calendar calls itself.
    pub name: Option<String>,
    /// `METHOD` of the first calendar in the file, in capitals.
    pub method: Option<String>,
    series: Vec<Series>,
    /// What was passed over, in the order of the lines.
    pub faults: Vec<Fault>,
}

/// Something in a feed that could not be used, or not as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// 1-based line of the file at which the component or the property starts.
    pub line: usize,
    /// The identity of the event concerned, if it is one event and has one.
    pub uid: Option<String>,
    /// The title of the event concerned, if it has one.
    pub summary: Option<String>,
    /// A sentence: what is wrong, and what was done about it.
    pub message: String,
}

/// `line 12: “Choir” the start is no date`: the title, or the identity where there is none.
impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}:", self.line)?;
        if let Some(name) = self.summary.as_ref().or(self.uid.as_ref()) {
            write!(f, " “{name}”")?;
        }
        write!(f, " {}", self.message)
    }
}

/// The occurrences of a feed within a range.
#[derive(Debug)]
pub struct Occurrences {
    /// Sorted by start, end and uid.
    pub events: Vec<Occurrence>,
    /// Series that were cut off because they never end or cost too much.
    pub faults: Vec<Fault>,
}

/// An event, or one instance of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The same for all instances of a series; made from the content where the feed gives none.
    pub uid: String,
    /// The title; empty where the feed gives none.
    pub summary: String,
    /// Inclusive.
    pub start: Timestamp,
    /// Exclusive; equal to `start` for an event without length.
    pub end: Timestamp,
    /// Whether it covers whole days of the person's calendar.
    pub all_day: bool,
    /// Whether it takes the person's time; false for what is marked as free.
    pub busy: bool,
    /// `CATEGORIES`, in the order of the feed.
    pub categories: Vec<String>,
    /// The beginning of `DESCRIPTION`; empty where the feed gives none.
    pub note: String,
    /// `URL`, where it is an address of the web.
    pub link: Option<String>,
}

/// Reads iCalendar text.
///
/// Never fails as a whole: [`Feed::faults`] says what was passed over. Takes any line ends, bare components
/// without a calendar around them, and several calendars in one text.
pub fn parse(text: &str) -> Feed {
    parse_bytes(text.as_bytes())
}

/// Reads an iCalendar file as [`parse`] does. Bytes that are no UTF-8 become U+FFFD; a byte order mark is
/// passed over; UTF-16 is refused by a fault.
pub fn parse_bytes(bytes: &[u8]) -> Feed {
    let mut faults = Faults::default();
    let document = lines::read(bytes, &mut faults);
    let of_calendars = |name| document.calendars.iter().find_map(|c| c.text(name));
    let name = of_calendars("X-WR-CALNAME")
        .or_else(|| of_calendars("NAME"))
        .map(value::unescape);
    let method = |calendar: Option<usize>| {
        document.calendars[..]
            .get(calendar?)?
            .text("METHOD")
            .map(str::to_ascii_uppercase)
    };
    let zones = zone::ZoneBook::new(&document.zones, of_calendars("X-WR-TIMEZONE"));
    let mut reader = event::EventReader {
        zones,
        faults: &mut faults,
        place: 0,
    };
    let events = document
        .events
        .iter()
        .filter_map(|component| {
            if component.name == "VEVENT" {
                reader.event(
                    component,
                    method(component.calendar).is_some_and(|m| m == "CANCEL"),
                )
            } else {
                reader.free_busy(component)
            }
        })
        .collect();
    let series = series::group(events, &mut faults);
    Feed {
        name,
        method: method(Some(0)),
        series,
        faults: faults.into_vec(),
    }
}

impl Feed {
    /// Every occurrence that overlaps the time from `from` (inclusive) to `to` (exclusive): an event under
    /// way at `from` counts, and one without length if it lies at `from` or later. `home` says where floating
    /// times and dates are.
    pub fn occurrences(&self, from: Timestamp, to: Timestamp, home: &Zones) -> Occurrences {
        let mut faults = Faults::default();
        let events = series::occurrences(&self.series, series::Span { from, to, home }, &mut faults);
        Occurrences {
            events,
            faults: faults.into_vec(),
        }
    }
}

impl Feed {
    /// The identities of the feed, cancelled events among them, in their order.
    pub fn uids(&self) -> impl Iterator<Item = &str> {
        self.series.iter().filter_map(Series::uid)
    }

    /// The first occurrence of one identity within the range; `None` where there is none, or it is cancelled.
    pub fn first_of(&self, uid: &str, from: Timestamp, to: Timestamp, home: &Zones) -> Option<Occurrence> {
        let series = self.series.iter().find(|s| s.uid() == Some(uid))?;
        let span = series::Span { from, to, home };
        let found = series::occurrences(std::slice::from_ref(series), span, &mut Faults::default());
        found.into_iter().next()
    }
}

/// Which version of an event a feed has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// SEQUENCE; 0 where there is none.
    pub sequence: i64,
    /// DTSTAMP: when the program that wrote the event wrote it.
    pub written: Option<Timestamp>,
}

impl Feed {
    /// The version of one identity, cancelled or not; `None` where the feed does not have it.
    pub fn version_of(&self, uid: &str) -> Option<Version> {
        let series = self.series.iter().find(|s| s.uid() == Some(uid))?;
        let (sequence, written) = series.version()?;
        let written = Timestamp::from_second(written).ok();
        Some(Version { sequence, written })
    }
}

/// Gathers faults, of a hostile feed only so many.
#[derive(Debug, Default)]
struct Faults {
    list: Vec<Fault>,
    further: usize,
}

impl Faults {
    fn push(&mut self, line: usize, uid: Option<String>, summary: Option<String>, message: String) {
        if self.list.len() < FAULTS_MAX {
            self.list.push(Fault {
                line,
                uid,
                summary,
                message,
            });
        } else {
            self.further += 1;
        }
    }

    /// A fault of no one event.
    fn at(&mut self, line: usize, message: impl Into<String>) {
        self.push(line, None, None, message.into());
    }

    /// A fault of a component.
    fn of(&mut self, component: &lines::Component, line: usize, message: impl Into<String>) {
        let uid = component.text("UID").map(|_| event::uid(component));
        self.push(line, uid, event::summary(component), message.into());
    }

    /// A fault of an event.
    fn of_event(&mut self, event: &event::Event, message: impl Into<String>) {
        let about = &event.about;
        let summary = Some(about.summary.clone()).filter(|s| !s.is_empty());
        self.push(event.line, Some(about.uid.clone()), summary, message.into());
    }

    fn into_vec(mut self) -> Vec<Fault> {
        self.list.sort_by_key(|fault| fault.line);
        if self.further > 0 {
            let line = self.list.last().map_or(1, |fault| fault.line);
            let message = format!("and {} further faults", self.further);
            self.list.push(Fault {
                line,
                uid: None,
                summary: None,
                message,
            });
        }
        self.list
    }
}
