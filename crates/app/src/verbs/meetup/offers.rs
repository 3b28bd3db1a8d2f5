//! Which coming events fit, and why the others do not.

use jiff::{SignedDuration, Timestamp};
use pivot_domain::curriculum::Times;
use pivot_domain::fact::DatedSession;
use pivot_domain::zones::next_day;
use pivot_store::Folder;

use super::{AHEAD, Known, events, task};
use crate::error::Error;
use crate::planning::{Plan, PlannedSession};
use crate::situation::Situation;
use crate::words::long_date;

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
}

/// Coming events of all groups, each held against the plan: near a time of the task, in nobody else's time with the way there and back.
///
/// # Errors
/// A file cannot be read, or no task is about meetups.
pub fn offers(folder: &Folder, situation: &Situation, plan: &Plan) -> Result<Offers, Error> {
    let task = task(situation)?;
    let now = situation.now;
    let to = now.checked_add(AHEAD).unwrap_or(Timestamp::MAX);
    // Half a period on either side of where the plan has it.
    let reach = match &task.times {
        Times::Cadence(c) => Some(SignedDuration::from_hours(12 * i64::from(c.every_days))),
        _ => None,
    };
    let of_task = plan.sessions.iter().filter(|s| s.task == task.id && s.end > now);
    let sessions: Vec<&PlannedSession> = of_task.collect();
    let mut offers = Vec::new();
    for known in events(folder, situation, now, to)? {
        if known.event.start <= now {
            continue;
        }
        let (from, until) = known.away();
        let chosen = sessions
            .iter()
            .find(|s| s.pinned && (s.start, s.end) == (from, until));
        let (session, mut against) = match chosen {
            Some(session) => (Some(session.dated()), Vec::new()),
            None => place(situation, &sessions, &known, reach, &task.id),
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
    Ok(Offers {
        task: task.id.clone(),
        title: task.title.clone(),
        offers,
    })
}

/// The session of the task that lies nearest and is not fixed yet, at the event's time; or why there is none.
fn place(
    situation: &Situation,
    sessions: &[&PlannedSession],
    known: &Known,
    reach: Option<SignedDuration>,
    task: &str,
) -> (Option<DatedSession>, Vec<String>) {
    let zones = &situation.settings.zones;
    let far = |s: &PlannedSession| s.start.duration_since(known.event.start).abs();
    let nearest = sessions
        .iter()
        .filter(|s| !s.pinned)
        .min_by_key(|s| (far(s), s.start));
    let Some(nearest) = nearest else {
        return (
            None,
            vec![format!("the plan has no time of {task} that is not fixed yet")],
        );
    };
    if reach.is_some_and(|reach| far(nearest) > reach) {
        let day = long_date(zones.local(nearest.start).date());
        let why = format!("no time of {task} is near: the plan has the next one on {day}");
        return (None, vec![why]);
    }
    let (start, end) = known.away();
    let session = DatedSession {
        start,
        end,
        ..nearest.dated()
    };
    (Some(session), Vec::new())
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
