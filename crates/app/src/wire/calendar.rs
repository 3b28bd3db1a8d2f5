//! Calendars and what is in them.

use pivot_domain::zones::Zones;
use serde::Serialize;

use super::instant;
use crate::situation::Event;
use crate::verbs::calendar::Listed;

/// `pivot.events/1`.
#[derive(Debug, Serialize)]
pub struct EventsJson {
    format: &'static str,
    events: Vec<EventJson>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct EventJson {
    uid: String,
    calendar: String,
    summary: String,
    start: String,
    end: String,
    all_day: bool,
    busy: bool,
    /// Whether it is kept free in the plan.
    blocks: bool,
}

impl EventsJson {
    /// Occurrences, as they are sorted.
    pub fn new(events: &[Event], notes: Vec<String>, zones: &Zones) -> EventsJson {
        let events = events
            .iter()
            .map(
                |Event {
                     calendar,
                     occurrence: o,
                     blocks,
                 }| EventJson {
                    uid: o.uid.clone(),
                    calendar: calendar.clone(),
                    summary: o.summary.clone(),
                    start: instant(o.start, zones),
                    end: instant(o.end, zones),
                    all_day: o.all_day,
                    busy: o.busy,
                    blocks: *blocks,
                },
            )
            .collect();
        EventsJson {
            format: "pivot.events/1",
            events,
            notes,
        }
    }
}

/// `pivot.calendars/1`: the feeds of a pivot.
#[derive(Debug, Serialize)]
pub struct CalendarsJson {
    format: &'static str,
    calendars: Vec<CalendarJson>,
}

#[derive(Debug, Serialize)]
struct CalendarJson {
    name: String,
    /// A path, or an address without what may be secret in it.
    source: Option<String>,
    all_day: bool,
    /// Whether its file is there.
    present: bool,
}

impl CalendarsJson {
    /// The feeds, as they are listed.
    pub fn new(listed: Vec<Listed>) -> CalendarsJson {
        let calendars = listed
            .into_iter()
            .map(|l| CalendarJson {
                name: l.name,
                source: l.from,
                all_day: l.all_day,
                present: l.present,
            })
            .collect();
        CalendarsJson {
            format: "pivot.calendars/1",
            calendars,
        }
    }
}
