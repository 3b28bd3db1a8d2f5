//! What is known of the person's calendar on a server: `.pivot/caldav.json`, for this machine alone.
//!
//! It may be lost, or be behind what was written: then everything is asked for afresh, and an event that stands there already is known
//! again by what is in it.

use std::collections::{BTreeMap, BTreeSet};

use pivot_domain::settings::Caldav;
use pivot_store::Folder;
use serde::{Deserialize, Serialize};

use crate::error::Error;

const FORMAT: &str = "pivot.caldav/1";

/// What is known of a calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    format: String,
    /// What `pivot.toml` said when it was found.
    server: String,
    user: String,
    name: String,
    /// Its whole address.
    pub(super) calendar: String,
    /// From where to ask for changes; `None`: from the beginning.
    pub(super) token: Option<String>,
    /// Events of this pivot by their names there.
    pub(super) items: BTreeMap<String, Item>,
}

/// An event of this pivot that stands there, or stood there and was taken away by the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Item {
    pub(super) uid: String,
    /// Its state there; `None` where the server has not said it.
    pub(super) etag: Option<String>,
    /// Its text, as it stands there.
    pub(super) text: String,
    /// It is as it was sent: nobody else wrote in it.
    pub(super) own: bool,
    /// The person took it away, and that is not recorded yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) gone: bool,
}

impl State {
    /// Nothing but where the calendar is.
    pub(super) fn new(settings: &Caldav, calendar: &str) -> State {
        State {
            format: FORMAT.to_owned(),
            server: settings.url.clone(),
            user: settings.user.clone(),
            name: settings.calendar.clone(),
            calendar: calendar.to_owned(),
            ..State::default()
        }
    }

    /// What is known of the calendar that `pivot.toml` names; `None` where it is another one, or the file cannot be used.
    pub(super) fn load(folder: &Folder, settings: &Caldav) -> Result<Option<State>, Error> {
        let state = folder
            .caldav()?
            .and_then(|text| serde_json::from_str::<State>(&text).ok());
        Ok(state.filter(|s| {
            s.format == FORMAT
                && (&s.server, &s.user, &s.name) == (&settings.url, &settings.user, &settings.calendar)
        }))
    }

    pub(super) fn save(&self, folder: &Folder) -> Result<(), Error> {
        let text = serde_json::to_string(self)
            .map_err(|e| Error::Bug(format!("the state of a calendar is no JSON: {e}")))?;
        Ok(folder.write_caldav(&text)?)
    }

    /// The name of the event with that identity: of several the one that is there.
    pub(super) fn find(&self, uid: &str) -> Option<&str> {
        let all = || self.items.iter().filter(|(_, item)| item.uid == uid);
        let there = all().find(|(_, item)| !item.gone).or_else(|| all().next());
        there.map(|(name, _)| name.as_str())
    }

    /// Identities of all events that were put there.
    pub(super) fn uids(&self) -> BTreeSet<String> {
        self.items.values().map(|item| item.uid.clone()).collect()
    }

    /// The texts of what is there.
    pub(super) fn text(&self) -> String {
        let there = self.items.values().filter(|item| !item.gone);
        there
            .map(|item| item.text.trim_end().to_owned() + "\r\n")
            .collect()
    }
}
