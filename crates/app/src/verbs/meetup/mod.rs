//! `pivot meetup`: groups, their coming events, the one that the person goes to, and what came of it.

mod attend;
mod feeds;
mod offers;

use jiff::{SignedDuration, Timestamp};
use pivot_domain::curriculum::{Task, Times};
use pivot_domain::ical::{self, Occurrence};
use pivot_domain::settings::Meetup;
use pivot_store::{Folder, sha256};

use crate::error::Error;
use crate::situation::Situation;

pub use attend::{Going, Note, Noted, go, note, past};
pub use feeds::{Added, Asked, Group, Refreshed, add, list, refresh, remove};
pub use offers::{Offer, Offers, offers};

/// So far ahead events are looked for.
const AHEAD: SignedDuration = SignedDuration::from_hours(60 * 24);
/// So far back an event can be noted.
const BACK: SignedDuration = SignedDuration::from_hours(60 * 24);

/// An event of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What it is called here: six signs, the same at each reading.
    pub id: String,
    /// The group.
    pub group: String,
    /// The way there, and the same back.
    pub travel: SignedDuration,
    /// The event.
    pub event: Occurrence,
    /// It was known before, and is in the feed no more.
    pub dropped: bool,
}

impl Known {
    /// When the person leaves, and when they are back.
    pub fn away(&self) -> (Timestamp, Timestamp) {
        let start = self.event.start.checked_sub(self.travel);
        let end = self.event.end.checked_add(self.travel);
        (start.unwrap_or(Timestamp::MIN), end.unwrap_or(Timestamp::MAX))
    }
}

/// Events of all groups between two moments, by their start. What an event is marked as, busy or free, is the matter of whoever made the
/// feed.
fn events(
    folder: &Folder,
    situation: &Situation,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Known>, Error> {
    let mut all: Vec<Known> = Vec::new();
    for group in &situation.settings.meetups {
        let files = folder.meetup(&group.name)?;
        for (bytes, dropped) in [(files.feed, false), (files.kept, true)] {
            let Some(bytes) = bytes else { continue };
            let found = ical::parse_bytes(&bytes).occurrences(from, to, &situation.settings.zones);
            all.extend(found.events.into_iter().map(|event| known(group, event, dropped)));
        }
    }
    all.sort_by(|a, b| (a.event.start, &a.group, &a.id).cmp(&(b.event.start, &b.group, &b.id)));
    all.dedup_by(|a, b| a.id == b.id);
    Ok(all)
}

fn known(group: &Meetup, event: Occurrence, dropped: bool) -> Known {
    let start = event.start.to_string();
    let digest = sha256(&[
        group.name.as_bytes(),
        b"\n",
        event.uid.as_bytes(),
        b"\n",
        start.as_bytes(),
    ]);
    Known {
        id: digest.chars().take(6).collect(),
        group: group.name.clone(),
        travel: group.travel,
        event,
        dropped,
    }
}

/// The one of these that is meant: by its id or the beginning of it, or by its title.
fn meant<'k>(events: &'k [Known], wanted: &str, lists: &str) -> Result<&'k Known, Error> {
    let small = wanted.trim().to_lowercase();
    let by_id = |k: &&Known| small.len() >= 3 && k.id.starts_with(&small);
    let by_title = |k: &&Known| k.event.summary.to_lowercase() == small;
    let mut found = events.iter().filter(by_id);
    let mut titled = events.iter().filter(by_title);
    match (found.next(), found.next(), titled.next(), titled.next()) {
        (Some(one), None, ..) | (None, _, Some(one), None) => Ok(one),
        (None, _, None, _) => {
            Err(Error::wrong(format!("there is no event `{wanted}`")).next(format!("{lists} shows them")))
        }
        _ => Err(Error::wrong(format!("`{wanted}` is several events"))
            .next(format!("give the id of one: {lists} shows them"))),
    }
}

/// The task that going to a meetup is a time of: of kind `meet`, promised or repeated; of several the first.
fn task(situation: &Situation) -> Result<&Task, Error> {
    let dropped = situation.progress().dropped;
    let all = || {
        let tasks = situation.curriculum.tasks.iter();
        tasks.filter(|task| task.kind == "meet" && !dropped.contains(&task.id))
    };
    let promised = all().find(|task| matches!(task.times, Times::Cadence(_)));
    promised
        .or_else(|| all().find(|task| task.times.count() > 1))
        .or_else(|| all().find(|task| task.session.whole))
        .ok_or_else(|| {
            Error::wrong("the curriculum has no task of kind `meet` that is done in one go")
                .next("give it one: kind = \"meet\", session = { whole = true }, cadence = { every = \"2w\", times = 4 }")
        })
}
