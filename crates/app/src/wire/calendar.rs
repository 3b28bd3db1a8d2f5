//! Calendars and what is in them.

use pivot_domain::fact::{DatedSession, ExportedSession};
use pivot_domain::zones::Zones;
use serde::Serialize;
use utoipa::ToSchema;

use super::instant;
use crate::situation::Event;
use crate::verbs::caldav::{Found, Pushed, Step, Waiting};
use crate::verbs::calendar::Listed;
use crate::verbs::sync::Synced;

/// `pivot.events/1`.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventsJson {
    format: &'static str,
    events: Vec<EventJson>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
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
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarsJson {
    format: &'static str,
    calendars: Vec<CalendarJson>,
}

#[derive(Debug, Serialize, ToSchema)]
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

/// `pivot.calendar-sync/1`: what a calendar file says of exported sessions.
#[derive(Debug, Serialize, ToSchema)]
pub struct SyncJson {
    format: &'static str,
    /// Nothing was recorded.
    dry_run: bool,
    /// Moved or stretched there, and pinned here.
    pinned: Vec<PinnedJson>,
    /// Deleted there.
    missed: Vec<SentJson>,
    /// Changed there and not taken over.
    left: Vec<LeftJson>,
    /// Ids of sessions that stand there as an earlier export had them, and of those that such an older file lacks.
    older: Vec<String>,
    unseen: Vec<String>,
    /// Sessions that are as they were, and events of others.
    known: usize,
    foreign: usize,
    /// Ids of the facts that were recorded.
    facts: Vec<String>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SentJson {
    session: String,
    task: String,
    start: String,
    end: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct PinnedJson {
    #[serde(flatten)]
    now: SentJson,
    /// As it was exported.
    from: String,
    until: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct LeftJson {
    session: String,
    why: String,
}

impl SyncJson {
    /// What was found, by the person's clock.
    pub fn new(synced: &Synced, dry_run: bool, zones: &Zones) -> SyncJson {
        let sent = |s: &DatedSession| SentJson {
            session: s.id.clone(),
            task: s.task.clone(),
            start: instant(s.start, zones),
            end: instant(s.end, zones),
        };
        SyncJson {
            format: "pivot.calendar-sync/1",
            dry_run,
            pinned: synced
                .pinned
                .iter()
                .map(|(was, now)| PinnedJson {
                    now: sent(now),
                    from: instant(was.start, zones),
                    until: instant(was.end, zones),
                })
                .collect(),
            missed: synced.missed.iter().map(sent).collect(),
            left: synced
                .left
                .iter()
                .map(|(s, why)| LeftJson {
                    session: s.id.clone(),
                    why: why.clone(),
                })
                .collect(),
            older: synced.older.iter().map(|s| s.id.clone()).collect(),
            unseen: synced.unseen.iter().map(|s| s.id.clone()).collect(),
            known: synced.known,
            foreign: synced.foreign,
            facts: synced.facts.iter().map(|r| r.id.clone()).collect(),
            notes: synced.faults.iter().map(ToString::to_string).collect(),
        }
    }
}

/// A calendar on a server. `pivot.calendar-connect/1`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConnectJson {
    format: &'static str,
    calendar: String,
    url: String,
    /// It was there before.
    existed: bool,
    /// It is used from now on.
    connected: bool,
}

impl ConnectJson {
    /// The calendar that was found or made.
    pub fn new(found: &Found, connected: bool) -> ConnectJson {
        ConnectJson {
            format: "pivot.calendar-connect/1",
            calendar: found.name.clone(),
            url: found.url.clone(),
            existed: found.exists,
            connected,
        }
    }
}

/// Sessions that go to a calendar on a server. `pivot.calendar-push/1`.
#[derive(Debug, Serialize, ToSchema)]
pub struct PushJson {
    format: &'static str,
    /// They were sent; otherwise they would be.
    sent: bool,
    events: Vec<StepJson>,
    /// Left as the person put them there.
    left: Vec<LeftJson>,
    /// Sessions that stand there as they should.
    same: usize,
}

#[derive(Debug, Serialize, ToSchema)]
struct StepJson {
    /// `make`, `change` or `remove`.
    step: &'static str,
    #[serde(flatten)]
    session: SentJson,
}

impl PushJson {
    /// What would be sent, or what was.
    pub fn new(waiting: &Waiting, pushed: Option<&Pushed>, zones: &Zones) -> PushJson {
        let (steps, left, same) = match pushed {
            Some(pushed) => (&pushed.sent, &pushed.left, pushed.same),
            None => (&waiting.steps, &waiting.left, waiting.same),
        };
        let step = |(step, event): &(Step, ExportedSession)| StepJson {
            step: match step {
                Step::Make => "make",
                Step::Change => "change",
                Step::Remove => "remove",
            },
            session: SentJson {
                session: event.session.id.clone(),
                task: event.session.task.clone(),
                start: instant(event.session.start, zones),
                end: instant(event.session.end, zones),
            },
        };
        PushJson {
            format: "pivot.calendar-push/1",
            sent: pushed.is_some(),
            events: steps.iter().map(step).collect(),
            left: left
                .iter()
                .map(|left| LeftJson {
                    session: left.session.id.clone(),
                    why: left.why.to_owned(),
                })
                .collect(),
            same,
        }
    }
}
