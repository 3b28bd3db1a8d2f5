//! Groups: added, listed, fetched, taken away.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use pivot_domain::ical;
use pivot_domain::meetups::{every, kept, source};
use pivot_domain::settings::{self, is_name};
use pivot_store::{Change, Folder, MeetupFiles, Place as At, Written, change};
use serde::{Deserialize, Serialize};

use crate::connect::feed::{Feeds, Fresh};
use crate::connect::http::{Tag, Trouble};
use crate::error::{Error, FaultyFile};
use crate::situation::Situation;
use crate::verbs::calendar::public_part;

/// When a feed was asked, and what it said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    #[serde(default)]
    tag: Tag,
    /// When it was asked last.
    asked: Option<Timestamp>,
    /// When it last said how it stands.
    came: Option<Timestamp>,
    /// How often it wants to be asked, in seconds.
    #[serde(default)]
    every: i64,
}

type States = BTreeMap<String, State>;

fn states(folder: &Folder) -> Result<States, Error> {
    // What cannot be read is asked for anew, which costs one answer.
    let text = folder.meetup_state()?;
    Ok(text
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default())
}

fn save(folder: &Folder, states: &States) -> Result<(), Error> {
    let text = serde_json::to_string(states)
        .map_err(|e| Error::Bug(format!("the state of the feeds is no JSON: {e}")))?;
    Ok(folder.write_meetup_state(&text)?)
}

/// A group that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// Its name.
    pub name: String,
    /// Whose feed it is, where that is known.
    pub service: Option<&'static str>,
    /// So many events lie ahead.
    pub ahead: usize,
    /// What could not be read in it.
    pub faults: Vec<ical::Fault>,
}

/// Adds a group: fetches its feed, and names it in `pivot.toml`.
///
/// # Errors
/// The address leads to no feed, or the name is taken or none.
pub fn add(
    folder: &Folder,
    situation: &Situation,
    address: &str,
    (name, travel): (Option<&str>, SignedDuration),
    web: &dyn Feeds,
) -> Result<Added, Error> {
    let source = source(address).map_err(|why| Error::wrong(format!("that is no group's address: {why}")))?;
    if let Some(name) = name.filter(|name| !is_name(name) || name.ends_with(".kept")) {
        return Err(Error::wrong(format!("`{name}` will not do as a group's name"))
            .next("use letters, digits, `-`, `_` and `.`, at most 60"));
    }
    let taken = |name: &str| situation.settings.meetups.iter().any(|g| g.name == name);
    if let Some(name) = name.filter(|name| taken(name)) {
        return Err(
            Error::wrong(format!("there is a group `{name}` already")).next(format!(
                "give another --name, or take it away first: pivot meetup remove {name}"
            )),
        );
    }
    let fresh = web
        .fresh(&source.url, &Tag::default())
        .map_err(|t| told(&source.url, t))?;
    let fresh = fresh.ok_or_else(|| told(&source.url, Trouble::Silent("it sent nothing".into())))?;
    let feed = read(&source.url, &fresh)?;
    let own = match (name, &feed.name) {
        (Some(name), _) => name.to_owned(),
        (None, Some(title)) => free(title, taken),
        (None, None) => free(&group_of(&source.url), taken),
    };
    let mut changes = vec![Change {
        at: vec![At::Key("meetup"), At::New, At::Key("name")],
        to: Some(Written::Text(own.clone())),
    }];
    if !travel.is_zero() {
        changes.push(Change {
            at: vec![At::Key("meetup"), At::Last, At::Key("travel")],
            to: Some(Written::Text(pivot_domain::duration::show(travel))),
        });
    }
    let changed = change(&folder.settings()?, &changes)?;
    if let (None, faults) = settings::parse(&changed) {
        return Err(Error::Files(vec![FaultyFile {
            path: folder.settings_path(),
            text: changed,
            faults,
        }]));
    }
    let ahead = ahead(situation, &feed);
    let mut all = states(folder)?;
    all.insert(own.clone(), came(situation.now, &fresh));
    // A name that was used before has nothing left of that.
    folder.remove_meetup(&own)?;
    folder.write_meetup(
        &own,
        &MeetupFiles {
            feed: Some(fresh.bytes),
            kept: None,
        },
    )?;
    folder.write_meetup_address(&own, &source.url)?;
    save(folder, &all)?;
    folder.write_settings(&changed)?;
    Ok(Added {
        name: own,
        service: source.service,
        ahead,
        faults: feed.faults,
    })
}

fn came(now: Timestamp, fresh: &Fresh) -> State {
    State {
        tag: fresh.tag.clone(),
        asked: Some(now),
        came: Some(now),
        every: every(&fresh.bytes).as_secs(),
    }
}

fn ahead(situation: &Situation, feed: &ical::Feed) -> usize {
    let to = situation.now.checked_add(super::AHEAD).unwrap_or(Timestamp::MAX);
    let found = feed.occurrences(situation.now, to, &situation.settings.zones);
    found.events.iter().filter(|e| e.start > situation.now).count()
}

/// A feed that came, where it is one. A group without events has a calendar with nothing in it.
fn read(url: &str, fresh: &Fresh) -> Result<ical::Feed, Error> {
    let begins = String::from_utf8_lossy(&fresh.bytes[..fresh.bytes.len().min(4096)]).to_uppercase();
    if !begins.contains("BEGIN:VCALENDAR") {
        return Err(Error::Outside {
            what: format!("{}: it answered with no calendar", public_part(url)),
            next: Some("give the page of a group, or the address that its calendar is subscribed by".into()),
        });
    }
    Ok(ical::parse_bytes(&fresh.bytes))
}

fn told(url: &str, trouble: Trouble) -> Error {
    let next = match trouble {
        Trouble::Missing => Some("look at the address: there is no group of that name".to_owned()),
        Trouble::Login | Trouble::Forbidden(_) => Some(
            "its events are not public; give the address by which your calendar program would subscribe"
                .to_owned(),
        ),
        _ => None,
    };
    trouble.told(&public_part(url), next)
}

/// The group's part of an address of Meetup; the host of any other.
fn group_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let mut parts = rest.split(['/', '?']);
    let host = parts.next().unwrap_or_default();
    match parts.next() {
        Some(group) if host.ends_with("meetup.com") && !group.is_empty() => group.to_owned(),
        _ => host.split(':').next().unwrap_or_default().to_owned(),
    }
}

/// A name from a title, with a number where it is taken.
fn free(title: &str, taken: impl Fn(&str) -> bool) -> String {
    let clean: String = title
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(40)
        .collect();
    let parts: Vec<&str> = clean.split('-').filter(|part| !part.is_empty()).collect();
    let clean = if parts.is_empty() {
        "group".to_owned()
    } else {
        parts.join("-")
    };
    let numbered = (1..).map(|n| {
        if n == 1 {
            clean.clone()
        } else {
            format!("{clean}-{n}")
        }
    });
    numbered.into_iter().find(|name| !taken(name)).unwrap_or_default()
}

/// Takes a group away, with its files. What was noted of it stays in the journal.
///
/// # Errors
/// There is none of that name.
pub fn remove(folder: &Folder, situation: &Situation, name: &str) -> Result<(), Error> {
    find(situation, name)?;
    let away = Change {
        at: vec![At::Key("meetup"), At::With("name", name.to_owned())],
        to: None,
    };
    let changed = change(&folder.settings()?, &[away])?;
    folder.write_settings(&changed)?;
    folder.remove_meetup(name)?;
    let mut all = states(folder)?;
    all.remove(name);
    save(folder, &all)
}

fn find(situation: &Situation, name: &str) -> Result<(), Error> {
    let groups = &situation.settings.meetups;
    if groups.iter().any(|g| g.name == name) {
        return Ok(());
    }
    let error = Error::wrong(format!("there is no group `{name}`"));
    Err(
        match pivot_domain::fault::nearest(name, groups.iter().map(|g| g.name.as_str())) {
            Some(near) => error.next(format!("did you mean `{near}`?")),
            None => error.next("pivot meetup list shows them"),
        },
    )
}

/// A group as `pivot meetup list` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Where it is from, without what may be secret in the address.
    pub from: Option<String>,
    /// The way there.
    pub travel: SignedDuration,
    /// So many events lie ahead.
    pub ahead: usize,
    /// When its feed last said how it stands; `None` where it never did.
    pub came: Option<Timestamp>,
}

/// The groups, by what is known of them.
///
/// # Errors
/// A file cannot be read.
pub fn list(folder: &Folder, situation: &Situation) -> Result<Vec<Group>, Error> {
    let states = states(folder)?;
    let mut groups = Vec::new();
    for group in &situation.settings.meetups {
        let files = folder.meetup(&group.name)?;
        let feed = files.feed.map(|bytes| ical::parse_bytes(&bytes));
        groups.push(Group {
            name: group.name.clone(),
            from: folder.meetup_address(&group.name)?.map(|a| public_part(&a)),
            travel: group.travel,
            ahead: feed.map_or(0, |feed| ahead(situation, &feed)),
            came: states.get(&group.name).and_then(|s| s.came),
        });
    }
    Ok(groups)
}

/// What became of asking a feed.
#[derive(Debug)]
pub enum Asked {
    /// It has changed: so many events lie ahead.
    New(usize),
    /// It is as it was.
    Same,
    /// It was not asked: it wants to be left alone until then.
    Early(Timestamp),
    /// It has no events any more; those that were known are kept.
    Empty,
    /// It did not come: what was known is kept.
    Failed(Error),
    /// Nobody knows where it is.
    NoAddress,
}

/// A group with what became of asking its feed.
#[derive(Debug)]
pub struct Refreshed {
    /// The group.
    pub name: String,
    /// What became of it.
    pub asked: Asked,
    /// When it last said how it stands.
    pub came: Option<Timestamp>,
}

/// Asks the feeds of all groups, or of one: each at most hourly, and not before it wants to be. A feed that fails or has nothing takes
/// nothing away.
///
/// # Errors
/// There is no such group, or a file cannot be written.
pub fn refresh(
    folder: &Folder,
    situation: &Situation,
    name: Option<&str>,
    web: &dyn Feeds,
) -> Result<Vec<Refreshed>, Error> {
    if let Some(name) = name {
        find(situation, name)?;
    }
    let mut all = states(folder)?;
    let mut refreshed = Vec::new();
    let groups = situation.settings.meetups.iter();
    for group in groups.filter(|g| name.is_none_or(|name| g.name == name)) {
        let state = all.entry(group.name.clone()).or_default();
        let asked = one(folder, situation, &group.name, state, web)?;
        refreshed.push(Refreshed {
            name: group.name.clone(),
            asked,
            came: state.came,
        });
    }
    save(folder, &all)?;
    Ok(refreshed)
}

fn one(
    folder: &Folder,
    situation: &Situation,
    name: &str,
    state: &mut State,
    web: &dyn Feeds,
) -> Result<Asked, Error> {
    let Some(url) = folder.meetup_address(name)? else {
        return Ok(Asked::NoAddress);
    };
    let now = situation.now;
    let pause = SignedDuration::from_secs(state.every.clamp(3600, 7 * 24 * 3600));
    let next = state.asked.and_then(|asked| asked.checked_add(pause).ok());
    // A clock that was set back keeps nobody from asking.
    if let Some(next) = next.filter(|next| *next > now && state.asked.is_some_and(|asked| asked <= now)) {
        return Ok(Asked::Early(next));
    }
    let before = folder.meetup(name)?;
    // Without the file its state is of no use.
    let known = before
        .feed
        .as_ref()
        .map_or_else(Tag::default, |_| state.tag.clone());
    let fresh = match web.fresh(&url, &known) {
        Ok(Some(fresh)) => fresh,
        Ok(None) => {
            (state.asked, state.came) = (Some(now), Some(now));
            return Ok(Asked::Same);
        }
        Err(trouble) => return Ok(Asked::Failed(told(&url, trouble))),
    };
    let feed = match read(&url, &fresh) {
        Ok(feed) => feed,
        Err(error) => return Ok(Asked::Failed(error)),
    };
    let mut old = Vec::new();
    for part in [&before.feed, &before.kept].into_iter().flatten() {
        old.extend(kept(part, &fresh.bytes).map(String::into_bytes));
    }
    // The same event may stand in both: the newer one is read first.
    let kept = (!old.is_empty()).then(|| old.concat());
    let is_empty = feed.uids().next().is_none();
    let gone = before.kept.is_some() && kept.is_none();
    folder.write_meetup(
        name,
        &MeetupFiles {
            kept: kept.or_else(|| gone.then(|| b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".to_vec())),
            feed: Some(fresh.bytes.clone()),
        },
    )?;
    *state = came(now, &fresh);
    Ok(if is_empty {
        Asked::Empty
    } else {
        Asked::New(ahead(situation, &feed))
    })
}
