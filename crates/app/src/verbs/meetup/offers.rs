//! Which coming events fit, and why the others do not.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use pivot_domain::availability::instant;
use pivot_domain::curriculum::Times;
use pivot_domain::fact::DatedSession;
use pivot_domain::zones::next_day;
use pivot_store::Folder;

use super::{AHEAD, Known, events, task};
use crate::error::Error;
use crate::planning::{Estimate, Plan, PlannedSession, build};
use crate::situation::Situation;
use crate::words::long_date;

/// So many days the promise's periods are looked for.
const LOOKED_AT: i64 = 366;

/// A coming event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The event.
    pub known: Known,
    /// The session of the plan that it would be, with the way there and back; `None` where it fits nowhere.
    pub session: Option<DatedSession>,
    /// The person has chosen it.
    pub chosen: bool,
    /// Why it does not fit, each as a clause; empty where it does.
    pub against: Vec<String>,
}

/// Coming events, and the task that going there is a time of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offers {
    /// The task's id.
    pub task: String,
    /// Its title.
    pub title: String,
    /// Events by their start.
    pub offers: Vec<Offer>,
    /// Sessions of the task that are fixed where no event is: it was moved or called off, or is none of these groups'.
    pub alone: Vec<DatedSession>,
}

/// Coming events of all groups, each held against the plan: near a time of the task, in nobody else's time with the way there and back.
///
/// # Errors
/// A file cannot be read, or no task is about meetups.
pub fn offers(folder: &Folder, situation: &Situation, plan: &Plan) -> Result<Offers, Error> {
    let task = task(situation)?;
    let now = situation.now;
    let to = now.checked_add(AHEAD).unwrap_or(Timestamp::MAX);
    let periods = match &task.times {
        Times::Cadence(cadence) => Some(periods(situation, &task.id, cadence.every_days)),
        _ => None,
    };
    let of_task = plan.sessions.iter().filter(|s| s.task == task.id && s.end > now);
    let sessions: Vec<&PlannedSession> = of_task.collect();
    // As the person fixed them: a plan shows no more of a session than its task takes.
    let progress = situation.progress();
    let pins = progress
        .pins
        .values()
        .filter(|pin| pin.task == task.id && pin.start > now);
    let mut offers = Vec::new();
    for known in events(folder, situation, now, to)? {
        if known.event.start <= now {
            continue;
        }
        let (from, until) = known.away();
        let chosen = pins.clone().find(|pin| (pin.start, pin.end) == (from, until));
        let (session, mut against) = match chosen {
            Some(pin) => (Some(pin.clone()), Vec::new()),
            None => place(situation, &sessions, &known, periods.as_deref(), &task.id),
        };
        if chosen.is_none() {
            against.extend(in_the_way(situation, plan, &known, session.as_ref()));
        }
        offers.push(Offer {
            session: session.filter(|_| against.is_empty()),
            chosen: chosen.is_some(),
            known,
            against,
        });
    }
    let held = |s: &DatedSession| {
        let mut events = offers.iter().filter(|o: &&Offer| !o.known.dropped);
        events.any(|o| s.start <= o.known.event.start && o.known.event.end <= s.end)
    };
    let alone = pins.filter(|pin| !held(pin));
    Ok(Offers {
        task: task.id.clone(),
        title: task.title.clone(),
        alone: alone.cloned().collect(),
        offers,
    })
}

/// A time of a promise, and from when until when it is to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Period {
    time: u32,
    from: Timestamp,
    until: Timestamp,
}

/// The open times of a promise, each from the beginning of its period to that of the next; what was missed and is caught up from now on.
fn periods(situation: &Situation, task: &str, every_days: u32) -> Vec<Period> {
    let setup = build(situation, Estimate::Likely, LOOKED_AT);
    let mut begins: BTreeMap<u32, Timestamp> = BTreeMap::new();
    for (part, activity) in setup.parts.iter().zip(&setup.problem.activities) {
        if setup.tasks[part.task].id == task {
            let release = instant(setup.origin + activity.release);
            begins.entry(part.time).or_insert(release);
        }
    }
    let length = SignedDuration::from_hours(24 * i64::from(every_days));
    let all = begins.iter().map(|(time, from)| {
        let next = begins.values().find(|other| *other > from).copied();
        Period {
            time: *time,
            from: *from,
            until: next.unwrap_or_else(|| from.checked_add(length).unwrap_or(Timestamp::MAX)),
        }
    });
    all.collect()
}

/// The session of the task that an event would be, at the event's time: of the promise's time in whose period it lies, or, where nothing is
/// promised, the nearest that is not fixed yet. Or why there is none.
fn place(
    situation: &Situation,
    sessions: &[&PlannedSession],
    known: &Known,
    periods: Option<&[Period]>,
    task: &str,
) -> (Option<DatedSession>, Vec<String>) {
    let zones = &situation.settings.zones;
    let start = known.event.start;
    let within = |s: &PlannedSession| {
        let time = s.time.map_or(1, |(time, _)| time);
        periods.is_none_or(|all| {
            let mut all = all.iter();
            all.any(|p| p.time == time && p.from <= start && start < p.until)
        })
    };
    let far = |s: &PlannedSession| s.start.duration_since(start).abs();
    let own = sessions.iter().filter(|s| within(s));
    let free = own.clone().filter(|s| !s.pinned);
    let best = match periods {
        Some(_) => free.min_by_key(|s| (s.time, s.start)),
        None => free.min_by_key(|s| (far(s), s.start)),
    };
    if let Some(session) = best {
        let (start, end) = known.away();
        let session = DatedSession {
            start,
            end,
            ..session.dated()
        };
        return (Some(session), Vec::new());
    }
    let day = |at| long_date(zones.local(at).date());
    let why = match (own.clone().next(), periods) {
        (Some(fixed), _) => format!("{} is fixed already, on {}", fixed.id, day(fixed.start)),
        (None, Some(periods)) => match periods.iter().map(|p| p.from).filter(|from| *from > start).min() {
            Some(next) => format!(
                "no time of {task} is due then: the next one from {} on",
                day(next)
            ),
            None => format!("no time of {task} is due then"),
        },
        (None, None) => format!("no time of {task} is open"),
    };
    (None, vec![why])
}

/// What takes the time of an event, or of the way there and back.
fn in_the_way(
    situation: &Situation,
    plan: &Plan,
    known: &Known,
    session: Option<&DatedSession>,
) -> Vec<String> {
    let mut against = Vec::new();
    let (from, until) = known.away();
    if known.dropped {
        against.push("its group does not announce it any more".to_owned());
    }
    if known.event.all_day || known.event.end <= known.event.start {
        against.push("it has no hours".to_owned());
        return against;
    }
    if from < situation.now {
        against.push("the way there would have begun already".to_owned());
    }
    if until.duration_since(from) > SignedDuration::from_hours(24) {
        against.push("it is longer than a day".to_owned());
    }
    let zones = &situation.settings.zones;
    let (events, _) = situation.events(from, until);
    for other in events.iter().filter(|e| e.blocks) {
        let o = &other.occurrence;
        let name = if o.summary.is_empty() {
            "an event"
        } else {
            &o.summary
        };
        let at = zones.local(o.start).strftime("%H:%M").to_string();
        against.push(format!("{name} is then ({}, {at})", other.calendar));
    }
    let day = |date| zones.start_of(date);
    let away = &situation.settings.away;
    if let Some(away) = away
        .iter()
        .find(|a| day(a.from) < until && from < day(next_day(a.to)))
    {
        let why = away.why.as_deref().map(|why| format!(" ({why})"));
        against.push(format!("you are away{}", why.unwrap_or_default()));
    }
    let fixed = plan.sessions.iter().find(|s| {
        s.pinned
            && s.resource == "me"
            && s.start < until
            && from < s.end
            && session.is_none_or(|own| own.id != s.id)
    });
    if let Some(fixed) = fixed {
        against.push(format!("{} is fixed then", fixed.id));
    }
    against
}
