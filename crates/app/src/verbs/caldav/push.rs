//! Sessions go out to the calendar on the server.

use jiff::{SignedDuration, Timestamp};
use pivot_domain::fact::{DatedSession, Event, ExportedSession, exported, exports};
use pivot_domain::ical;
use pivot_store::{Folder, sha256};

use super::pull::keep;
use super::state::{Item, State};
use super::{no_calendar, open, settings, text, told};
use crate::connect::caldav::{Calendars, If};
use crate::connect::http::Trouble;
use crate::error::Error;
use crate::planning::Plan;
use crate::situation::Situation;
use crate::verbs::export::{remember, single, uid, versions};

/// How far from its time an event is looked for.
const FAR: SignedDuration = SignedDuration::from_hours(20 * 366 * 24);
/// So often an event is tried whose state was not the known one.
const TRIES: usize = 3;

/// What happens to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is made.
    Make,
    /// It is brought up to date.
    Change,
    /// It is taken away, as its session is in no plan any more.
    Remove,
}

/// A session that is left as the person put it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The session as it would have been sent.
    pub session: DatedSession,
    /// Why it was not, as a sentence without its full stop.
    pub why: &'static str,
}

/// What would be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Each event with what would happen to it.
    pub steps: Vec<(Step, ExportedSession)>,
    /// What would be left alone.
    pub left: Vec<Left>,
    /// So many stand there already as they should.
    pub same: usize,
}

/// What was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pushed {
    /// Each event with what happened to it.
    pub sent: Vec<(Step, ExportedSession)>,
    /// What was left alone: the person had changed it there.
    pub left: Vec<Left>,
    /// So many stood there already as they should.
    pub same: usize,
}

const MOVED: &str = "it was changed in your calendar";
const DELETED: &str = "it was deleted from your calendar";
const TWICE: &str = "your calendar has it a second time, in an object of another name";

/// What is to be done with an event.
enum Deed {
    Nothing,
    Put(Step, String),
    Remove,
    Leave(&'static str),
}

/// An event as it is to stand there.
struct Wanted {
    version: ExportedSession,
    uid: String,
    text: String,
}

impl Wanted {
    /// Its name where it is made. The same on every machine, and of signs that need no escape in an address.
    fn name(&self) -> String {
        let digest = sha256(&[self.uid.as_bytes()]);
        format!("{}.ics", &digest[..24.min(digest.len())])
    }
}

/// What a push would send. Nothing is asked of the server, unless where the calendar is.
///
/// # Errors
/// There is no calendar.
pub fn waiting(
    folder: &Folder,
    situation: &Situation,
    plan: &Plan,
    service: &dyn Calendars,
) -> Result<Waiting, Error> {
    let state = open(folder, situation, service)?;
    let mut waiting = Waiting::default();
    for wanted in wanted(situation, plan) {
        let item = state.find(&wanted.uid).and_then(|name| state.items.get(name));
        match decide(situation, &wanted, item) {
            Deed::Nothing => waiting.same += usize::from(!wanted.version.cancelled),
            Deed::Put(step, _) => waiting.steps.push((step, wanted.version)),
            Deed::Remove => waiting.steps.push((Step::Remove, wanted.version)),
            Deed::Leave(why) => waiting.left.push(Left {
                session: wanted.version.session,
                why,
            }),
        }
    }
    Ok(waiting)
}

/// Sends what is new. Each event is written once, and only over the state that is known; after each it is saved how it stands there.
/// `shows` is told how many of how many sessions were looked at.
///
/// # Errors
/// The server does not take it: what was sent before is known, and the next push sends the rest.
pub fn push(
    folder: &Folder,
    situation: &Situation,
    plan: &Plan,
    service: &dyn Calendars,
    shows: &mut dyn FnMut(usize, usize),
) -> Result<Pushed, Error> {
    let name = &settings(situation)?.calendar;
    let mut state = open(folder, situation, service)?;
    let all = wanted(situation, plan);
    // Recorded before anything is sent: what stands there is known as ours, be it that this program ends in between.
    let before = exported(&situation.facts);
    let sessions = all.iter().filter_map(|wanted| {
        let item = state.find(&wanted.uid).and_then(|name| state.items.get(name));
        match decide(situation, wanted, item) {
            Deed::Leave(_) => before
                .iter()
                .find(|e| e.session.id == wanted.version.session.id)
                .cloned(),
            _ => Some(wanted.version.clone()),
        }
    });
    remember(folder, situation, sessions.collect())?;
    let mut pushed = Pushed::default();
    let count = all.len();
    for (number, wanted) in all.into_iter().enumerate() {
        shows(number, count);
        let sent = send(folder, &mut state, situation, &wanted, service);
        let of = pushed.sent.len();
        match sent.map_err(|trouble| match trouble {
            Broken::Server(Trouble::Missing) => no_calendar(name),
            Broken::Server(trouble) => with_count(told(trouble), of),
            Broken::Here(error) => error,
        })? {
            Sent::Nothing => pushed.same += usize::from(!wanted.version.cancelled),
            Sent::Done(step) => pushed.sent.push((step, wanted.version)),
            Sent::Left(why) => pushed.left.push(Left {
                session: wanted.version.session,
                why,
            }),
        }
    }
    read_back(&mut state, service).map_err(told)?;
    state.save(folder)?;
    Ok(pushed)
}

/// How many events went out before something failed.
fn with_count(error: Error, sent: usize) -> Error {
    match error {
        Error::Outside { what, next } if sent > 0 => Error::Outside {
            what: format!("{what}; {sent} were sent before"),
            next,
        },
        Error::Wrong { what, next } if sent > 0 => Error::Wrong {
            what: format!("{what}; {sent} were sent before"),
            next,
        },
        other => other,
    }
}

enum Sent {
    Nothing,
    Done(Step),
    Left(&'static str),
}

enum Broken {
    Server(Trouble),
    Here(Error),
}

impl From<Error> for Broken {
    fn from(error: Error) -> Self {
        Broken::Here(error)
    }
}

fn wanted(situation: &Situation, plan: &Plan) -> Vec<Wanted> {
    versions(situation, plan)
        .into_iter()
        .map(|(version, planned)| Wanted {
            uid: uid(situation, &version.session.id),
            text: single(situation, &version, planned),
            version,
        })
        .collect()
}

/// What is to be done with an event, by how it is known to stand there. Pure.
fn decide(situation: &Situation, wanted: &Wanted, item: Option<&Item>) -> Deed {
    let session = &wanted.version.session;
    let is_over = session.end <= situation.now;
    let Some(item) = item else {
        return if wanted.version.cancelled || is_over {
            Deed::Nothing
        } else {
            Deed::Put(Step::Make, wanted.text.clone())
        };
    };
    if wanted.version.cancelled {
        return match (is_over || item.gone, item.own || is_ours(situation, wanted, item)) {
            (true, _) => Deed::Nothing,
            (false, true) => Deed::Remove,
            (false, false) => Deed::Leave(MOVED),
        };
    }
    if is_over {
        return Deed::Nothing;
    }
    if item.gone {
        return Deed::Leave(DELETED);
    }
    if item.own {
        return if text::same(&item.text, &wanted.text) {
            Deed::Nothing
        } else {
            Deed::Put(Step::Change, wanted.text.clone())
        };
    }
    if times(situation, wanted, item) == Some((session.start, session.end)) {
        return Deed::Nothing;
    }
    match text::with_times(&item.text, &wanted.text).filter(|_| is_ours(situation, wanted, item)) {
        Some(text) => Deed::Put(Step::Change, text),
        None => Deed::Leave(MOVED),
    }
}

/// When an event takes place as it stands there; `None` where it takes whole days or none.
fn times(situation: &Situation, wanted: &Wanted, item: &Item) -> Option<(Timestamp, Timestamp)> {
    let start = wanted.version.session.start;
    let from = start.checked_sub(FAR).unwrap_or(Timestamp::MIN);
    let to = start.checked_add(FAR).unwrap_or(Timestamp::MAX);
    let feed = ical::parse(&item.text);
    let found = feed.first_of(&wanted.uid, from, to, &situation.settings.zones)?;
    (!found.all_day).then_some((found.start, found.end))
}

/// Whether an event takes place when it was once sent, or when the person moved it and that was taken over: nothing of theirs is lost
/// where it is moved on.
fn is_ours(situation: &Situation, wanted: &Wanted, item: &Item) -> bool {
    let Some(there) = times(situation, wanted, item) else {
        return false;
    };
    let id = &wanted.version.session.id;
    let same = |s: &DatedSession| s.id == *id && (s.start, s.end) == there;
    let sent = exports(&situation.facts).any(|(_, all)| all.iter().any(|e| same(&e.session)));
    let taken = || {
        situation
            .facts
            .iter()
            .any(|r| matches!(&r.fact.event, Event::Pinned(session) if same(session)))
    };
    sent || taken()
}

/// Sends one event, where there is something to send.
fn send(
    folder: &Folder,
    state: &mut State,
    situation: &Situation,
    wanted: &Wanted,
    service: &dyn Calendars,
) -> Result<Sent, Broken> {
    let calendar = state.calendar.clone();
    for _ in 0..TRIES {
        let name = state
            .find(&wanted.uid)
            .map_or_else(|| wanted.name(), str::to_owned);
        let item = state.items.get(&name);
        let etag = item.and_then(|item| item.etag.clone());
        let (step, text) = match decide(situation, wanted, item) {
            Deed::Nothing => return Ok(Sent::Nothing),
            Deed::Leave(why) => return Ok(Sent::Left(why)),
            Deed::Put(step, text) => (step, text),
            Deed::Remove => (Step::Remove, String::new()),
        };
        let came = match (&etag, step) {
            (None, Step::Make) => service.put(&calendar, &name, &text, If::New),
            // Its state is not known: it is looked at first.
            (None, _) => Err(Trouble::Changed),
            (Some(etag), Step::Remove) => service.remove(&calendar, &name, etag).map(|()| None),
            (Some(etag), _) => service.put(&calendar, &name, &text, If::Is(etag)),
        };
        match came {
            Ok(etag) => {
                if step == Step::Remove {
                    state.items.remove(&name);
                } else {
                    let own = item.is_none_or(|item| item.own);
                    let item = Item {
                        uid: wanted.uid.clone(),
                        etag,
                        text,
                        own,
                        gone: false,
                    };
                    state.items.insert(name, item);
                }
                state.save(folder)?;
                return Ok(Sent::Done(step));
            }
            Err(Trouble::Conflict(_)) if step == Step::Make => return Ok(Sent::Left(TWICE)),
            // A server may answer 404 where what was to be changed is gone.
            Err(Trouble::Changed | Trouble::Missing) => {
                look(state, situation, wanted, &name, service).map_err(Broken::Server)?;
                state.save(folder)?;
            }
            Err(trouble) => return Err(Broken::Server(trouble)),
        }
    }
    Ok(Sent::Left(MOVED))
}

/// Reads how an event stands there now.
fn look(
    state: &mut State,
    situation: &Situation,
    wanted: &Wanted,
    name: &str,
    service: &dyn Calendars,
) -> Result<(), Trouble> {
    let names = [name.to_owned()];
    let found = service.objects(&state.calendar, &names)?;
    let Some(object) = found.into_iter().find(|object| object.name == name) else {
        match state.items.get_mut(name) {
            Some(item) => item.gone = true,
            // Nothing is there, and nothing was known.
            None => return Err(Trouble::Missing),
        }
        return Ok(());
    };
    let is_as_sent = text::same(&object.text, &wanted.text);
    keep(state, situation, object);
    if let Some(item) = state.items.get_mut(name).filter(|_| is_as_sent) {
        item.own = true;
    }
    Ok(())
}

/// The states of what was sent to a server that does not say them.
fn read_back(state: &mut State, service: &dyn Calendars) -> Result<(), Trouble> {
    let open = state
        .items
        .iter()
        .filter(|(_, item)| item.etag.is_none() && !item.gone);
    let names: Vec<String> = open.map(|(name, _)| name.clone()).collect();
    if names.is_empty() {
        return Ok(());
    }
    for object in service.objects(&state.calendar, &names)? {
        if let Some(item) = state.items.get_mut(&object.name) {
            item.etag = Some(object.etag).filter(|etag| !etag.is_empty());
        }
    }
    Ok(())
}
