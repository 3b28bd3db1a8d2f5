//! `calendar`: events of a category, over or ahead, in the folder's calendar files; and meetups that the person noted.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::with::With;
use super::{Found, Look, Material, Read, text};
use crate::fact::Event;
use crate::ical;

/// So far ahead coming events count.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 366);

pub(super) fn look(with: With<'_>, look: &Look<'_>) -> Found {
    let context = look.context;
    let category = with.name("category");
    let what = category.map_or("an event".to_owned(), |c| {
        format!("an event of the category `{c}`, or with that word in its title")
    });
    let next = match category {
        Some(_) if is_meetup(category) => "pivot meetup events shows what is coming; go puts one into your plan, note records that you were there (or put it in a file of calendars/)".to_owned(),
        _ => format!("put {what} in your calendar, and its file in calendars/ (pivot calendar add FILE)"),
    };
    let attended = attended(look, category);
    let (files, refused): (&[Read], &[String]) = match look.at(0) {
        Material::Folder(files, refused) => (files, refused),
        _ => (&[], &[]),
    };
    let chosen = chosen(look, category);
    if files.is_empty() && attended.is_empty() && chosen.is_empty() {
        let found = refused
            .first()
            .cloned()
            .unwrap_or_else(|| "there is no calendar file".into());
        return Found::missing(found, next);
    }
    let until = context.now.checked_add(AHEAD).unwrap_or(Timestamp::MAX);
    // A start is an event; who has the same feed twice went once.
    let mut over: BTreeMap<Timestamp, (String, String)> = BTreeMap::new();
    let (mut coming, mut of) = (BTreeSet::new(), None);
    for file in files {
        let feed = ical::parse_bytes(&file.bytes);
        for event in feed.occurrences(context.start, until, context.zones).events {
            if !category.is_none_or(|c| belongs(&event, c)) {
                continue;
            }
            of.get_or_insert(file);
            if event.end <= context.now && event.start >= context.start {
                over.insert(event.start, (event.summary, event.note));
            } else if event.start > context.now {
                coming.insert(event.start);
            }
        }
    }
    coming.extend(chosen);
    // Who noted it down was there, whatever the calendar says of it.
    over.extend(attended);
    let by = |found: Found| match (of, over.values().next_back()) {
        (Some(file), Some((title, note))) => found.by(file, format!("{title}: {note}")),
        (Some(file), None) => found.by(file, ""),
        (None, Some((title, note))) => Found {
            excerpt: Some(format!("{title}: {note}")),
            ..found
        },
        _ => found,
    };
    let past = with.least("past", 0);
    let future = with.least("future", usize::from(past == 0));
    if coming.len() < future {
        let found = format!(
            "{} ahead, of which it needs {future}",
            text::count(coming.len(), "event")
        );
        return by(Found::missing(found, next));
    }
    if past == 0 {
        return by(Found::met(format!(
            "{} ahead",
            text::count(coming.len(), "event")
        )));
    }
    // One note says something of one event: the same text under a whole series does not.
    let mut notes = BTreeSet::new();
    let noted = over
        .values()
        .filter(|(_, note)| text::words(note).count() >= 2 && notes.insert(note.clone()))
        .count();
    let counted = if with.flag("note") { noted } else { over.len() };
    if counted < past {
        let (found, next) = if over.len() >= past {
            let found = format!(
                "{} over, {noted} with a note of its own",
                text::count(over.len(), "event")
            );
            (
                found,
                "write a name or something to follow up into the event's description".to_owned(),
            )
        } else {
            (
                format!(
                    "{} over, of which it needs {past}",
                    text::count(over.len(), "event")
                ),
                next,
            )
        };
        return by(Found::missing(found, next));
    }
    by(Found::met(format!(
        "{} over{}",
        text::count(counted, "event"),
        if with.flag("note") {
            ", each with a note"
        } else {
            ""
        }
    ))
    .times(counted / past))
}

/// Starts of coming events of the person's groups that they have put into their plan: a session that they fixed holds the event.
fn chosen(look: &Look<'_>, category: Option<&str>) -> BTreeSet<Timestamp> {
    let context = look.context;
    let pins = &context.progress.pins;
    let (true, Material::Folder(files, _)) = (is_meetup(category), look.at(1)) else {
        return BTreeSet::new();
    };
    let until = context.now.checked_add(AHEAD).unwrap_or(Timestamp::MAX);
    let announced = files.iter().filter(|file| !file.path.ends_with(".kept.ics"));
    let events = announced.flat_map(|file| {
        let found = ical::parse_bytes(&file.bytes).occurrences(context.now, until, context.zones);
        found.events
    });
    let holds = |event: &ical::Occurrence| {
        let mut pins = pins.values();
        event.start > context.now && pins.any(|pin| pin.start <= event.start && event.end <= pin.end)
    };
    events.filter(holds).map(|event| event.start).collect()
}

fn is_meetup(category: Option<&str>) -> bool {
    category.is_none_or(|c| c.eq_ignore_ascii_case("meetup"))
}

/// Where the person was, by their own note: title and note by the moment at which it began.
fn attended(look: &Look<'_>, category: Option<&str>) -> BTreeMap<Timestamp, (String, String)> {
    let context = look.context;
    if !is_meetup(category) {
        return BTreeMap::new();
    }
    let mut found = BTreeMap::new();
    for recorded in context.facts {
        let Event::Attended(deed) = &recorded.fact.event else {
            continue;
        };
        let at = recorded.fact.at;
        let is_of = deed
            .task
            .as_ref()
            .is_some_and(|task| context.tasks.contains(task));
        if is_of && (context.start..=context.now).contains(&at) {
            found.insert(at, (deed.what.clone(), deed.note.clone().unwrap_or_default()));
        }
    }
    found
}

/// Whether an event is of a category: by its categories, or by a word of its title.
fn belongs(event: &ical::Occurrence, category: &str) -> bool {
    let same = |word: &str| word.eq_ignore_ascii_case(category);
    event.categories.iter().any(|c| same(c.trim()))
        || event
            .summary
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .any(same)
}
