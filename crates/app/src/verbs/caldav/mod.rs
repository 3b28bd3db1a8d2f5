//! `pivot calendar connect`, `push` and `sync`: sessions in a calendar on the person's own server, and back.
//!
//! Sessions go out one event each (`push`). What the person does with them there comes back as facts by the rules of an exported file
//! ([`super::sync`]), and is never written over: a server takes a change only of the state that is known.

mod pull;
mod push;
mod state;
mod text;

use pivot_domain::settings::Caldav;
use pivot_store::{Change, Folder, Place as At, Written, change};

use crate::connect::caldav::Calendars;
use crate::connect::http::{Login, Trouble};
use crate::connect::secret::{self, Place};
use crate::error::Error;
use crate::situation::Situation;
use state::State;

pub use pull::sync;
pub use push::{Left, Pushed, Step, Waiting, push, waiting};

/// What the service is called where something is wrong with it.
const SERVICE: &str = "the calendar server";
const NO_SERVER: &str = "look at the address: it is that of a CalDAV server, or of you or a calendar there";
/// The calendar's name where the person gives none.
pub const NAME: &str = "Pivot";

/// The calendar that would be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its whole address.
    pub url: String,
    /// Its name.
    pub name: String,
    /// It is there already.
    pub exists: bool,
}

/// Whether an address is one of a server.
///
/// # Errors
/// It is none, or holds a login, which belongs elsewhere.
pub fn address(url: &str) -> Result<(), Error> {
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| url.strip_prefix(scheme));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    match host {
        Some(host) if host.contains('@') => Err(Error::wrong("the address holds a name or a password")
            .next("give the address alone, and --user NAME")),
        Some(host) if !host.is_empty() && !url.contains(char::is_whitespace) => Ok(()),
        _ => Err(Error::wrong("that is no address of a server").next("give one that begins with https://")),
    }
}

/// Where the password of a server is looked for: one file for each server, so that none gets that of another.
pub fn place(url: &str) -> Place {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let host: String = host
        .rsplit('@')
        .next()
        .unwrap_or_default()
        .to_lowercase()
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '.' {
                c
            } else {
                '-'
            }
        })
        .collect();
    Place {
        variable: "PIVOT_CALDAV_PASSWORD".into(),
        ..secret::place(&format!("caldav-{host}"))
    }
}

/// The person's login at a server.
///
/// # Errors
/// There is no password, or others can read it.
pub fn login(url: &str, user: &str) -> Result<Login, Error> {
    let place = place(url);
    match place.read()? {
        Some(password) => Ok(Login::Basic(user.to_owned(), password)),
        None => Err(no_password(&place)),
    }
}

/// That there is no password, and where it is looked for.
pub fn no_password(place: &Place) -> Error {
    Error::wrong("there is no password for the calendar server").next(format!(
        "{}; iCloud and Fastmail want one that you make for this program alone",
        place.hint()
    ))
}

/// The calendar that `pivot.toml` names.
///
/// # Errors
/// It names none.
pub fn settings(situation: &Situation) -> Result<&Caldav, Error> {
    situation.settings.caldav.as_ref().ok_or_else(|| {
        Error::wrong("this pivot has no calendar on a server")
            .next("pivot calendar connect URL --user NAME makes one there; pivot calendar sync FILE reads an exported file")
    })
}

/// Looks for the calendar of that name, or for where it would be made. Nothing is written.
///
/// # Errors
/// The server does not answer, or does not say where calendars are.
pub fn find(name: &str, service: &dyn Calendars) -> Result<Found, Error> {
    let (home, calendars) = service.calendars().map_err(told)?;
    if let Some(known) = calendars.iter().find(|c| c.name == name) {
        return Ok(Found {
            url: known.url.clone(),
            name: name.to_owned(),
            exists: true,
        });
    }
    let stem: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(40)
        .collect();
    let stem = stem.trim_matches('-');
    let stem = if stem.is_empty() { "pivot" } else { stem };
    let url = (1..)
        .map(|n| match n {
            1 => format!("{home}{stem}/"),
            n => format!("{home}{stem}-{n}/"),
        })
        .find(|url| calendars.iter().all(|c| c.url != *url));
    Ok(Found {
        url: url.unwrap_or_default(),
        name: name.to_owned(),
        exists: false,
    })
}

/// Makes the calendar where it is not there, and writes into `pivot.toml` where it is.
///
/// # Errors
/// It could not be made: then nothing is written.
pub fn connect(
    folder: &Folder,
    (url, user): (&str, &str),
    found: &Found,
    service: &dyn Calendars,
) -> Result<(), Error> {
    let settings = Caldav {
        url: url.to_owned(),
        user: user.to_owned(),
        calendar: found.name.clone(),
    };
    let text = folder.settings()?;
    let fields = [("url", url), ("user", user), ("calendar", &found.name)];
    let changes = fields.map(|(key, value)| Change {
        at: vec![At::Key("caldav"), At::Key(key)],
        to: Some(Written::Text(value.to_owned())),
    });
    let changed = change(&text, &changes)?;
    if let (None, faults) = pivot_domain::settings::parse(&changed) {
        return Err(Error::Files(vec![crate::error::FaultyFile {
            path: folder.settings_path(),
            text: changed,
            faults,
        }]));
    }
    if !found.exists {
        service.make(&found.url, &found.name).map_err(told)?;
    }
    let known = State::load(folder, &settings)?.filter(|state| state.calendar == found.url);
    known
        .unwrap_or_else(|| State::new(&settings, &found.url))
        .save(folder)?;
    folder.write_settings(&changed)?;
    Ok(())
}

/// What is known of the calendar; where that is nothing, it is looked for.
fn open(folder: &Folder, situation: &Situation, service: &dyn Calendars) -> Result<State, Error> {
    let settings = settings(situation)?;
    if let Some(state) = State::load(folder, settings)? {
        return Ok(state);
    }
    let found = find(&settings.calendar, service)?;
    if !found.exists {
        return Err(no_calendar(&settings.calendar));
    }
    Ok(State::new(settings, &found.url))
}

fn no_calendar(name: &str) -> Error {
    Error::wrong(format!("the server has no calendar `{name}`"))
        .next("pivot calendar connect URL --user NAME makes it, and pivot calendar push fills it again")
}

/// A trouble as an error of the command.
fn told(trouble: Trouble) -> Error {
    let next = match &trouble {
        Trouble::Login => Some(
            "look at the user name and the password; where the server sends to another host, give the address of that one: a login goes to no other",
        ),
        Trouble::Forbidden(_) => {
            Some("look at what this login may do there; Google's calendar takes no password")
        }
        Trouble::Missing | Trouble::Refused(..) => Some(NO_SERVER),
        Trouble::Silent(what) if what.contains("501") => Some(NO_SERVER),
        Trouble::Conflict(_) => {
            Some("look at the calendar in your calendar program, and run the command again")
        }
        _ => None,
    };
    trouble.told(SERVICE, next.map(str::to_owned))
}
