//! The event that the person goes to, and what they note of it.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use pivot_domain::curriculum::Effort;
use pivot_domain::fact::{AddedTask, DatedSession, Deed, Event, Recorded};
use pivot_store::Folder;

use super::{AHEAD, BACK, Known, events, meant, offers, task};
use crate::error::Error;
use crate::planning::{Plan, preview};
use crate::situation::Situation;
use crate::verbs::record::write;

/// So many characters of a note are kept.
const NOTE: usize = 1000;

/// An event that was chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Going {
    /// The event.
    pub known: Known,
    /// Its session, with the way there and back.
    pub session: DatedSession,
    /// What else the plan has to say of it.
    pub notes: Vec<String>,
    /// The fact.
    pub facts: Vec<Recorded>,
}

/// Fixes a session of the task at an event, with the way there and back.
///
/// # Errors
/// There is no such event ahead, it was chosen already, or it does not fit.
pub fn go(folder: &Folder, situation: &Situation, plan: &Plan, wanted: &str) -> Result<Going, Error> {
    let offers = offers(folder, situation, plan)?.offers;
    let all: Vec<Known> = offers.iter().map(|offer| offer.known.clone()).collect();
    let known = meant(&all, wanted, "pivot meetup events")?;
    let offer = offers.iter().find(|offer| offer.known.id == known.id);
    let Some(offer) = offer else {
        return Err(Error::Bug("an event that was found is not there".into()));
    };
    let title = &offer.known.event.summary;
    if offer.chosen {
        return Err(
            Error::wrong(format!("“{title}” is chosen already")).next("pivot unpin SESSION lets it go")
        );
    }
    let Some(session) = offer.session.clone() else {
        return Err(
            Error::wrong(format!("“{title}” does not fit: {}", offer.against.join("; "))).next(
                "change what is in the way, or put a session there yourself: pivot pin SESSION INSTANT",
            ),
        );
    };
    let pinned = Event::Pinned(session.clone());
    let seen = preview(
        situation,
        plan,
        std::slice::from_ref(&pinned),
        &pivot_engine::Options::default(),
    )?;
    let facts = write(folder, situation, |_, _| Ok(vec![(situation.now, pinned)]))?;
    Ok(Going {
        known: offer.known.clone(),
        session,
        notes: seen.notes,
        facts,
    })
}

/// What the person notes of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// Whom they met.
    pub met: String,
    /// What it was about.
    pub about: String,
    /// What is to be done about it.
    pub follow_up: Option<String>,
    /// By when.
    pub due: Option<Date>,
}

/// What was noted.
#[derive(Clone, Debug, PartialEq)]
pub struct Noted {
    /// The event.
    pub known: Known,
    /// The id of the task that follows up, where there is one.
    pub follow_up: Option<String>,
    /// The facts.
    pub facts: Vec<Recorded>,
}

/// Records that the person was at an event, with a note, and the task that follows up.
///
/// # Errors
/// There was no such event, it has not begun, or the note says nothing.
pub fn note(folder: &Folder, situation: &Situation, wanted: &str, note: &Note) -> Result<Noted, Error> {
    let now = situation.now;
    let from = now.checked_sub(BACK).unwrap_or(Timestamp::MIN);
    let to = now.checked_add(AHEAD).unwrap_or(Timestamp::MAX);
    let all = events(folder, situation, from, to)?;
    let (begun, ahead): (Vec<Known>, Vec<Known>) = all.into_iter().partition(|k| k.event.start <= now);
    let known = match (
        meant(&begun, wanted, "pivot meetup events --past"),
        meant(&ahead, wanted, ""),
    ) {
        (Ok(known), _) => known.clone(),
        (Err(_), Ok(known)) => {
            return Err(
                Error::wrong(format!("“{}” has not begun yet", known.event.summary))
                    .next("note it afterwards; pivot meetup go EVENT puts it into the plan"),
            );
        }
        (Err(error), Err(_)) => return Err(error),
    };
    let (met, about) = (plain(&note.met), plain(&note.about));
    if met.is_empty() || about.is_empty() {
        return Err(Error::wrong("a note says whom you met and what about")
            .next("--met \"Ada\" --about \"their data team\""));
    }
    let follow_up = note.follow_up.as_deref().map(plain);
    if follow_up.as_ref().is_some_and(String::is_empty) {
        return Err(Error::wrong("what follows up has no words").next("--follow-up \"Write to Ada\""));
    }
    if let Some(due) = note
        .due
        .filter(|due| *due < situation.settings.zones.local(now).date())
    {
        return Err(Error::wrong(format!("{due} is over")).next("--due takes a day that lies ahead"));
    }
    let of = task(situation).ok();
    let attended = Event::Attended(Deed {
        task: of.map(|task| task.id.clone()),
        what: match known.event.summary.is_empty() {
            true => known.group.clone(),
            false => known.event.summary.clone(),
        },
        link: known.event.link.clone(),
        note: Some(format!("met {met}: {about}")),
    });
    let step = of.map_or_else(
        || situation.curriculum.steps.first().map_or(1, |s| s.number),
        |t| t.step,
    );
    let mut id = None;
    let facts = write(folder, situation, |_, progress| {
        // It happened when it began.
        let mut events = vec![(known.event.start, attended)];
        if let Some(title) = follow_up {
            let taken = |id: &str| progress.added.contains_key(id) || situation.curriculum.task(id).is_some();
            let new = (1..)
                .map(|n| format!("f{n}"))
                .find(|id| !taken(id))
                .unwrap_or_default();
            id = Some(new.clone());
            let minutes = SignedDuration::from_mins;
            events.push((
                now,
                Event::TaskAdded(AddedTask {
                    id: new,
                    step,
                    title,
                    kind: "meet".into(),
                    effort: Effort {
                        low: minutes(15),
                        likely: minutes(30),
                        high: minutes(60),
                    },
                    after: Vec::new(),
                    not_before: None,
                    deadline: note.due,
                }),
            ));
        }
        Ok(events)
    })?;
    Ok(Noted {
        known,
        follow_up: id,
        facts,
    })
}

/// What was typed, in one line.
fn plain(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(NOTE)
        .collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Events that are over and can be noted, the last one first.
///
/// # Errors
/// A file cannot be read.
pub fn past(folder: &Folder, situation: &Situation) -> Result<Vec<Known>, Error> {
    let now = situation.now;
    let from = now.checked_sub(BACK).unwrap_or(Timestamp::MIN);
    let mut all = events(folder, situation, from, now)?;
    all.retain(|known| known.event.start <= now);
    all.reverse();
    Ok(all)
}
