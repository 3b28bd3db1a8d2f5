//! `pivot calendar sync`: what the person did with exported sessions in a calendar program comes back as facts.
//!
//! The file is compared with what was exported last, by UID. A session with another time is pinned there, with its new length;
//! one that is gone, or cancelled, is missed, and nothing is put in its place. What is of the past, done, or of no open task is
//! left alone, and so is every event of others.
//!
//! A calendar may still have an older export. An event that is as an earlier export had it was moved by nobody: it is counted
//! and left alone, and what such a file lacks was not deleted.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use pivot_domain::fact::{DatedSession, Event, ExportedSession, Recorded, exported, exports};
use pivot_domain::ical::{Feed, Occurrence, Version};
use pivot_domain::progress::{Progress, progress};
use pivot_store::Folder;

use super::calendar::source;
use super::export::{uid, uid_end};
use super::record::{known, write};
use crate::connect::feed::Fetch;
use crate::error::Error;
use crate::situation::Situation;

/// How far from its time an exported session is looked for.
const FAR: SignedDuration = SignedDuration::from_hours(20 * 366 * 24);

/// What a calendar file says of the sessions that were exported.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Synced {
    /// Sessions that were moved or stretched: as exported, and as they are now.
    pub pinned: Vec<(DatedSession, DatedSession)>,
    /// Sessions that were deleted.
    pub missed: Vec<DatedSession>,
    /// Sessions that were changed and cannot be taken over: why, as a sentence without its full stop.
    pub left: Vec<(DatedSession, String)>,
    /// Sessions that stand there as an earlier export had them: the last one was not taken in yet.
    pub older: Vec<DatedSession>,
    /// Sessions that are not in a file that is older than the last export: nobody deleted them.
    pub unseen: Vec<DatedSession>,
    /// So many sessions are as they were, or as the journal has them already.
    pub known: usize,
    /// So many events are of this pivot.
    pub own: usize,
    /// So many are not.
    pub foreign: usize,
    /// What could not be read in the file.
    pub faults: Vec<pivot_domain::ical::Fault>,
    /// The facts, where they were recorded.
    pub facts: Vec<Recorded>,
}

/// How a file is taken over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Nothing is recorded.
    pub dry_run: bool,
    /// What is gone was deleted, be it more than half of what lies ahead, or gone from an older export.
    pub most_gone: bool,
}

/// Reads a calendar file, or an address, and records what was moved and what was deleted; all of it or nothing.
///
/// # Errors
/// Where the file cannot be read, has nothing of this pivot, or lacks more than half of the sessions ahead and the wish does
/// not allow that.
pub fn sync(
    folder: &Folder,
    situation: &Situation,
    from: &str,
    wish: Wish,
    web: &dyn Fetch,
) -> Result<Synced, Error> {
    let feed = pivot_domain::ical::parse_bytes(&source(from, web)?);
    take_in(folder, situation, &feed, wish, Of::File)
}

/// Where a calendar is from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Of<'a> {
    /// A file that a calendar program wrote, with all or a part of what it has.
    File,
    /// The person's server: identities of all events that were put there. What was never there was not deleted.
    Server(&'a BTreeSet<String>),
}

/// Records what the person did with exported sessions, as a calendar has them now; all of it or nothing.
pub(super) fn take_in(
    folder: &Folder,
    situation: &Situation,
    feed: &Feed,
    wish: Wish,
    of: Of<'_>,
) -> Result<Synced, Error> {
    let compare = |facts: &[Recorded], progress: &Progress| {
        let mut synced = compare(situation, facts, progress, feed);
        if let Of::Server(sent) = of {
            let was_there = |s: &DatedSession| sent.contains(&uid(situation, &s.id));
            synced.missed.append(&mut synced.unseen);
            synced.missed.retain(was_there);
        } else if wish.most_gone {
            synced.missed.append(&mut synced.unseen);
        }
        whole(situation, exported(facts), &synced, wish, of)?;
        Ok::<Synced, Error>(synced)
    };
    if wish.dry_run {
        return compare(&situation.facts, &progress(&situation.facts));
    }
    let mut synced = Synced::default();
    let facts = write(folder, situation, |facts, progress| {
        synced = compare(facts, progress)?;
        let pinned = synced.pinned.iter().map(|(_, now)| Event::Pinned(now.clone()));
        let missed = synced.missed.iter().map(|gone| Event::Missed(gone.clone()));
        Ok(pinned.chain(missed).map(|event| (situation.now, event)).collect())
    })?;
    Ok(Synced { facts, ..synced })
}

/// What the feed says of the sessions that the facts say were exported. Pure.
pub fn compare(situation: &Situation, facts: &[Recorded], progress: &Progress, feed: &Feed) -> Synced {
    let end = uid_end(situation);
    let (own, others): (BTreeSet<&str>, BTreeSet<&str>) = feed.uids().partition(|uid| uid.ends_with(&end));
    let mut synced = Synced {
        own: own.len(),
        foreign: others.len(),
        faults: feed.faults.clone(),
        ..Synced::default()
    };
    let mut exports = exports(facts);
    let Some((last_export, exported)) = exports.next_back() else {
        return synced;
    };
    let mut earlier: BTreeMap<&str, Vec<&ExportedSession>> = BTreeMap::new();
    for sent in exports.flat_map(|(_, sessions)| sessions) {
        earlier.entry(&sent.session.id).or_default().push(sent);
    }
    let mut gone = Vec::new();
    for last in exported.iter().filter(|e| !e.cancelled) {
        let sent = &last.session;
        let uid = uid(situation, &sent.id);
        let around = |by: SignedDuration, none| sent.start.checked_add(by).unwrap_or(none);
        let (from, to) = (around(-FAR, Timestamp::MIN), around(FAR, Timestamp::MAX));
        let found = feed.first_of(&uid, from, to, &situation.settings.zones);
        let same = found
            .as_ref()
            .is_some_and(|f| (f.start, f.end) == (sent.start, sent.end) && !f.all_day);
        if same || !is_open(situation, progress, sent) {
            synced.known += 1;
            continue;
        }
        let before = earlier.get(sent.id.as_str()).map_or(&[][..], Vec::as_slice);
        let of_before = feed
            .version_of(&uid)
            .is_some_and(|version| is_of_before(before, last, version, found.as_ref()));
        let Some(found) = found else {
            let told = progress
                .missed
                .get(&sent.id)
                .is_some_and(|m| m.start == sent.start);
            if told || sent.end <= situation.now {
                synced.known += 1;
            } else if of_before {
                synced.older.push(sent.clone());
            } else {
                gone.push(sent.clone());
            }
            continue;
        };
        let now = DatedSession {
            start: found.start,
            end: found.end,
            ..sent.clone()
        };
        if progress.pins.get(&sent.id) == Some(&now) {
            synced.known += 1;
        } else if of_before {
            synced.older.push(sent.clone());
        } else if let Some(why) = refusal(situation, &now, found.all_day) {
            synced.left.push((sent.clone(), why.to_owned()));
        } else {
            synced.pinned.push((sent.clone(), now));
        }
    }
    // What is only new in the last export changes no event: then the moment of writing tells, where a program keeps it.
    let written = own.iter().filter_map(|uid| feed.version_of(uid)?.written).max();
    let is_older = !synced.older.is_empty()
        || written.is_some_and(|written| written.as_second() < last_export.as_second());
    if is_older {
        synced.unseen = gone;
    } else {
        synced.missed = gone;
    }
    synced
}

/// Whether an event stands there as an export before the last one had it, and was not moved back there: a program keeps or
/// raises the version of what it moves. `found` is `None` for an event that is cancelled.
fn is_of_before(
    before: &[&ExportedSession],
    last: &ExportedSession,
    version: Version,
    found: Option<&Occurrence>,
) -> bool {
    before.iter().any(|e| {
        let same = match found {
            Some(f) => !e.cancelled && !f.all_day && (f.start, f.end) == (e.session.start, e.session.end),
            None => e.cancelled,
        };
        same && (version.sequence < i64::from(last.sequence) || version.sequence <= i64::from(e.sequence))
    })
}

/// Whether there is still something to do in the session: its task is known, and this time of it is not done.
fn is_open(situation: &Situation, progress: &Progress, session: &DatedSession) -> bool {
    let time = crate::planning::time_of(session);
    let dropped = progress.dropped.contains(&session.task);
    !dropped
        && known(situation, progress, &session.task).is_ok()
        && progress.done(&session.task, time).is_none()
}

/// Why a session cannot be pinned where it is now.
fn refusal(situation: &Situation, now: &DatedSession, all_day: bool) -> Option<&'static str> {
    if all_day {
        Some("it takes whole days there, and a session has clock times")
    } else if now.end <= now.start {
        Some("it has no length there")
    } else if now.start < situation.now {
        Some("it was moved to what is past: pivot log records what was done")
    } else {
        None
    }
}

/// Refuses a file that is no copy of the calendar: without anything of this pivot, or with less than half of what lies ahead.
fn whole(
    situation: &Situation,
    exported: &[ExportedSession],
    synced: &Synced,
    wish: Wish,
    of: Of<'_>,
) -> Result<(), Error> {
    let is_there = |e: &ExportedSession| match of {
        Of::File => true,
        Of::Server(sent) => sent.contains(&uid(situation, &e.session.id)),
    };
    let ahead = exported
        .iter()
        .filter(|e| !e.cancelled && e.session.end > situation.now && is_there(e))
        .count();
    if exported.is_empty() {
        return Err(
            Error::wrong("nothing was exported yet, so there is nothing to compare with").next(match of {
                Of::File => "pivot export ics --out plan.ics gives the sessions to a calendar program",
                Of::Server(_) => "pivot calendar push gives the sessions to your calendar",
            }),
        );
    }
    let gone = synced.missed.len();
    if let Of::Server(_) = of {
        if 2 * gone > ahead && !wish.most_gone {
            return Err(Error::wrong(format!(
                "{gone} of the {ahead} sessions that lie ahead were deleted from your calendar"
            ))
            .next("if that is what you want, say so with --most-gone; nothing was recorded"));
        }
        return Ok(());
    }
    if synced.own == 0 && ahead > 0 {
        return Err(Error::wrong("none of this pivot's sessions is in the file")
            .next("export the whole calendar into which you took Pivot's sessions, and sync that"));
    }
    if 2 * gone > ahead && !wish.most_gone {
        return Err(Error::wrong(format!("{gone} of the {ahead} exported sessions that lie ahead are not in the file"))
            .next("if you deleted them, say so with --most-gone; if the file is a part of the calendar, export all of it"));
    }
    Ok(())
}
