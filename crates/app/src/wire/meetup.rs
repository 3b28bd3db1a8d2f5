//! Groups, their events, and what came of them.

use jiff::Timestamp;
use pivot_domain::zones::Zones;
use serde::Serialize;
use utoipa::ToSchema;

use super::{duration, instant};
use crate::verbs::meetup::{Asked, Going, Group, Known, Noted, Offers, Refreshed};

/// `pivot.meetups/1`.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetupsJson {
    format: &'static str,
    groups: Vec<GroupJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct GroupJson {
    name: String,
    /// Where it is from, without what may be secret.
    from: Option<String>,
    travel: String,
    /// So many events in the next sixty days.
    ahead: usize,
    /// When its feed last said how it stands.
    came: Option<String>,
}

impl MeetupsJson {
    /// The groups, by the person's clock.
    pub fn new(groups: &[Group], zones: &Zones) -> MeetupsJson {
        let group = |g: &Group| GroupJson {
            name: g.name.clone(),
            from: g.from.clone(),
            travel: duration(g.travel),
            ahead: g.ahead,
            came: g.came.map(|at| instant(at, zones)),
        };
        MeetupsJson {
            format: "pivot.meetups/1",
            groups: groups.iter().map(group).collect(),
        }
    }
}

/// `pivot.meetup-refresh/1`.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefreshedJson {
    format: &'static str,
    groups: Vec<AskedJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AskedJson {
    name: String,
    /// `new`, `same`, `early`, `empty`, `failed` or `no-address`.
    outcome: &'static str,
    came: Option<String>,
}

impl RefreshedJson {
    /// What became of asking.
    pub fn new(groups: &[Refreshed], zones: &Zones) -> RefreshedJson {
        let asked = |r: &Refreshed| AskedJson {
            name: r.name.clone(),
            outcome: match r.asked {
                Asked::New(_) => "new",
                Asked::Same => "same",
                Asked::Early(_) => "early",
                Asked::Empty => "empty",
                Asked::Failed(_) => "failed",
                Asked::NoAddress => "no-address",
            },
            came: r.came.map(|at| instant(at, zones)),
        };
        RefreshedJson {
            format: "pivot.meetup-refresh/1",
            groups: groups.iter().map(asked).collect(),
        }
    }
}

/// `pivot.meetup-events/1`.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetupEventsJson {
    format: &'static str,
    /// The task that going there is a time of; absent where the events are over.
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<String>,
    events: Vec<MeetupEventJson>,
    /// Ids of sessions that are fixed where no event of these groups is.
    alone: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct MeetupEventJson {
    #[serde(flatten)]
    event: KnownJson,
    fits: bool,
    chosen: bool,
    /// Why it does not fit.
    against: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct KnownJson {
    id: String,
    group: String,
    title: String,
    start: String,
    end: String,
    travel: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

fn known(known: &Known, zones: &Zones) -> KnownJson {
    KnownJson {
        id: known.id.clone(),
        group: known.group.clone(),
        title: known.event.summary.clone(),
        start: instant(known.event.start, zones),
        end: instant(known.event.end, zones),
        travel: duration(known.travel),
        link: known.event.link.clone(),
    }
}

impl MeetupEventsJson {
    /// Coming events, each with whether it fits.
    pub fn coming(offers: &Offers, zones: &Zones) -> MeetupEventsJson {
        MeetupEventsJson {
            format: "pivot.meetup-events/1",
            task: Some(offers.task.clone()),
            alone: offers.alone.iter().map(|s| s.id.clone()).collect(),
            events: offers
                .offers
                .iter()
                .map(|offer| MeetupEventJson {
                    event: known(&offer.known, zones),
                    fits: offer.against.is_empty(),
                    chosen: offer.chosen,
                    against: offer.against.clone(),
                })
                .collect(),
        }
    }

    /// Events that are over.
    pub fn past(events: &[Known], zones: &Zones) -> MeetupEventsJson {
        MeetupEventsJson {
            format: "pivot.meetup-events/1",
            task: None,
            alone: Vec::new(),
            events: events
                .iter()
                .map(|event| MeetupEventJson {
                    event: known(event, zones),
                    fits: false,
                    chosen: false,
                    against: vec!["it is over".into()],
                })
                .collect(),
        }
    }
}

/// `pivot.meetup-go/1`: an event that was chosen.
#[derive(Debug, Serialize, ToSchema)]
pub struct GoingJson {
    format: &'static str,
    event: KnownJson,
    session: String,
    start: String,
    end: String,
    notes: Vec<String>,
    facts: Vec<String>,
}

impl GoingJson {
    /// The event and its session.
    pub fn new(going: &Going, zones: &Zones) -> GoingJson {
        let at = |at: Timestamp| instant(at, zones);
        GoingJson {
            format: "pivot.meetup-go/1",
            event: known(&going.known, zones),
            session: going.session.id.clone(),
            start: at(going.session.start),
            end: at(going.session.end),
            notes: going.notes.clone(),
            facts: going.facts.iter().map(|f| f.id.clone()).collect(),
        }
    }
}

/// `pivot.meetup-note/1`: an event that was noted.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotedJson {
    format: &'static str,
    event: KnownJson,
    /// The task that follows up.
    follow_up: Option<String>,
    facts: Vec<String>,
}

impl NotedJson {
    /// The event and the facts.
    pub fn new(noted: &Noted, zones: &Zones) -> NotedJson {
        NotedJson {
            format: "pivot.meetup-note/1",
            event: known(&noted.known, zones),
            follow_up: noted.follow_up.clone(),
            facts: noted.facts.iter().map(|f| f.id.clone()).collect(),
        }
    }
}
