//! What changed in the calendar on the server becomes facts.

use std::collections::BTreeSet;

use pivot_domain::ical;
use pivot_store::Folder;

use super::state::{Item, State};
use super::{no_calendar, open, settings, text, told};
use crate::connect::caldav::{Calendars, Object};
use crate::connect::http::Trouble;
use crate::error::Error;
use crate::situation::Situation;
use crate::verbs::export::uid_end;
use crate::verbs::sync::{Of, Synced, Wish, take_in};

/// Asks what changed, and records what was moved and what was deleted; all of it or nothing.
///
/// # Errors
/// Where the server does not say it, or more than half of the sessions ahead are gone and the wish does not allow that.
pub fn sync(
    folder: &Folder,
    situation: &Situation,
    wish: Wish,
    service: &dyn Calendars,
) -> Result<Synced, Error> {
    let mut state = open(folder, situation, service)?;
    let foreign = read(&mut state, situation, service)?;
    let feed = ical::parse(&state.text());
    let synced = take_in(folder, situation, &feed, wish, Of::Server(&state.uids()))?;
    if !wish.dry_run {
        // What was taken away is recorded, and may be put there again.
        state.items.retain(|_, item| !item.gone);
        state.save(folder)?;
    }
    Ok(Synced { foreign, ..synced })
}

/// Brings what is known up to what is there. So many objects of others were among what changed.
fn read(state: &mut State, situation: &Situation, service: &dyn Calendars) -> Result<usize, Error> {
    let name = &settings(situation)?.calendar;
    let failed = |trouble| match trouble {
        Trouble::Missing => no_calendar(name),
        trouble => told(trouble),
    };
    let calendar = state.calendar.clone();
    let changes = service
        .changes(&calendar, state.token.as_deref())
        .map_err(failed)?;
    let changes = match changes {
        Some(changes) if state.token.is_some() => changes,
        Some(changes) => {
            lack(state, &changes.changes);
            changes
        }
        None => {
            let whole = service.changes(&calendar, None).map_err(failed)?;
            let whole = whole.ok_or_else(|| {
                told(Trouble::Silent(
                    "it does not take a token, nor the lack of one".into(),
                ))
            })?;
            lack(state, &whole.changes);
            whole
        }
    };
    let mut wanted = Vec::new();
    for change in &changes.changes {
        let known = state.items.get_mut(&change.name);
        match (&change.etag, known) {
            (None, Some(item)) => item.gone = true,
            (None, None) => {}
            (Some(etag), Some(item)) if item.etag.as_ref() == Some(etag) && !etag.is_empty() => {
                item.gone = false;
            }
            (Some(_), _) => wanted.push(change.name.clone()),
        }
    }
    let mut foreign = 0;
    for object in service.objects(&calendar, &wanted).map_err(failed)? {
        foreign += usize::from(!keep(state, situation, object));
    }
    state.token = Some(changes.token);
    Ok(foreign)
}

/// What is not in a whole list is gone.
fn lack(state: &mut State, whole: &[crate::connect::caldav::Change]) {
    let there: BTreeSet<&str> = whole.iter().map(|change| change.name.as_str()).collect();
    for (name, item) in &mut state.items {
        item.gone |= !there.contains(name.as_str());
    }
}

/// Takes over how an object stands there; whether it is of this pivot.
pub(super) fn keep(state: &mut State, situation: &Situation, object: Object) -> bool {
    let feed = ical::parse(&object.text);
    let end = uid_end(situation);
    let Some(uid) = feed.uids().find(|uid| uid.ends_with(&end)) else {
        return false;
    };
    let before = state.items.get(&object.name);
    let own = before.is_some_and(|item| item.own && text::same(&item.text, &object.text));
    let item = Item {
        uid: uid.to_owned(),
        etag: Some(object.etag).filter(|etag| !etag.is_empty()),
        text: object.text,
        own,
        gone: false,
    };
    state.items.insert(object.name, item);
    true
}
