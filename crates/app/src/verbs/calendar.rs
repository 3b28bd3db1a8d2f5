//! `pivot calendar`: adding, removing and fetching feeds.

use std::io::Read as _;
use std::path::Path;

use pivot_domain::ical;
use pivot_domain::settings::{self, Settings};
use pivot_store::{Folder, add_calendar, remove_calendar};

use crate::connect::feed::{Fetch, LARGEST};
use crate::error::{Error, FaultyFile};

/// What became of a feed.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its name.
    pub name: String,
    /// What is wrong in it, event by event.
    pub faults: Vec<ical::Fault>,
}

/// A feed as `pivot calendar list` shows it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Where it comes from: a path, or an address without what may be secret in it.
    pub from: Option<String>,
    /// Whether its all-day events take the day.
    pub all_day: bool,
    /// Its file is there.
    pub present: bool,
}

/// Whether a source is an address on the web.
fn is_url(source: &str) -> bool {
    ["http://", "https://", "webcal://"]
        .iter()
        .any(|scheme| source.starts_with(scheme))
}

/// An address without path, query, user and password.
pub(super) fn public_part(address: &str) -> String {
    match address.split_once("://") {
        Some((scheme, rest)) => {
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            format!("{scheme}://{}/…", host.rsplit('@').next().unwrap_or_default())
        }
        None => address.to_owned(),
    }
}

/// The bytes of a source, which must be iCalendar.
pub(super) fn source(from: &str, web: &dyn Fetch) -> Result<Vec<u8>, Error> {
    let bytes = if is_url(from) {
        web.fetch(from).map_err(|what| Error::Outside {
            what: format!("{}: {what}", public_part(from)),
            next: Some("check the address and the network, or save the feed as a file and add that".into()),
        })?
    } else {
        read_file(from)?
    };
    checked(bytes, from)
}

/// The bytes, where they are iCalendar.
fn checked(bytes: Vec<u8>, from: &str) -> Result<Vec<u8>, Error> {
    let begins = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_uppercase();
    if !begins.contains("BEGIN:V") {
        return Err(Error::wrong(format!(
            "{} is no iCalendar: it does not contain BEGIN:VCALENDAR",
            public_part(from)
        ))
        .next("export the calendar as .ics, or use its private iCal address"));
    }
    Ok(bytes)
}

/// The bytes of a plain file that is not too large.
fn read_file(source: &str) -> Result<Vec<u8>, Error> {
    let failed = |e: std::io::Error| {
        Error::wrong(format!("{source}: {e}"))
            .next("give a file that exists, or an address that begins with https://")
    };
    // A pipe would wait for ever, a device never end.
    if !std::fs::metadata(source).map_err(failed)?.is_file() {
        return Err(Error::wrong(format!("{source} is no file")).next("give the .ics file itself"));
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(source).map_err(failed)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Error::wrong(format!(
            "{source} is larger than {} MiB",
            LARGEST / 1024 / 1024
        )));
    }
    Ok(bytes)
}

/// A feed that is read, before it stands in a folder.
#[derive(Clone, Debug)]
pub struct Incoming {
    bytes: Vec<u8>,
    /// Where it is got anew.
    source: Option<String>,
    /// Its file's name without the ending.
    stem: Option<String>,
}

impl Incoming {
    /// The feed at an address.
    pub fn address(address: &str, web: &dyn Fetch) -> Result<Incoming, Error> {
        if !is_url(address) {
            return Err(Error::wrong("that is no address of a calendar")
                .next("give one that begins with https:// or webcal://, or the .ics file itself"));
        }
        Ok(Incoming {
            bytes: source(address, web)?,
            source: Some(address.to_owned()),
            stem: None,
        })
    }

    /// A file that somebody handed over: it comes from nowhere that it could be got anew from.
    pub fn file(name: &str, bytes: Vec<u8>) -> Result<Incoming, Error> {
        Ok(Incoming {
            bytes: checked(bytes, name)?,
            source: None,
            stem: stem(name),
        })
    }
}

fn stem(path: &str) -> Option<String> {
    Some(Path::new(path).file_stem()?.to_str()?.to_owned())
}

/// Adds a feed: copies it into the folder and names it in `pivot.toml`, comments kept.
pub fn add(
    folder: &Folder,
    source: &str,
    name: Option<&str>,
    all_day: bool,
    web: &dyn Fetch,
) -> Result<Report, Error> {
    let read = if is_url(source) {
        Incoming::address(source, web)?
    } else {
        let whole =
            std::fs::canonicalize(source).map_or_else(|_| source.to_owned(), |p| p.display().to_string());
        Incoming {
            bytes: self::source(source, web)?,
            source: Some(whole),
            stem: stem(source),
        }
    };
    take(folder, &read, name, all_day)
}

/// Adds a feed that is read.
pub fn take(folder: &Folder, read: &Incoming, name: Option<&str>, all_day: bool) -> Result<Report, Error> {
    let text = folder.settings()?;
    let settings = read_settings(folder, &text)?;
    let feed = ical::parse_bytes(&read.bytes);
    let name = match name {
        Some(name) if settings::is_name(name) => name.to_owned(),
        Some(name) => {
            return Err(Error::wrong(format!("`{name}` will not do as a calendar's name"))
                .next("use letters, digits, `-`, `_` and `.`, at most 60"));
        }
        None => name_for(read.stem.as_deref(), feed.name.as_deref(), &settings),
    };
    if settings.feeds.iter().any(|f| f.name == name) {
        return Err(
            Error::wrong(format!("there is a calendar `{name}` already")).next(format!(
                "give another --name, or take it away first: pivot calendar remove {name}"
            )),
        );
    }
    let changed = add_calendar(&text, &name, all_day)?;
    folder.write_calendar(&name, &read.bytes, read.source.as_deref())?;
    folder.write_settings(&changed)?;
    Ok(Report {
        name,
        faults: feed.faults,
    })
}

/// A name from the feed's own or the file's, with a number where it is taken.
fn name_for(stem: Option<&str>, own: Option<&str>, settings: &Settings) -> String {
    let clean: String = own
        .or(stem)
        .unwrap_or("calendar")
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(40)
        .collect();
    let clean = clean
        .split('-')
        .filter(|p| !p.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    let clean = if clean.is_empty() {
        "calendar".to_owned()
    } else {
        clean
    };
    let taken = |n: &str| settings.feeds.iter().any(|f| f.name == n);
    if !taken(&clean) {
        return clean;
    }
    (2..)
        .map(|k| format!("{clean}-{k}"))
        .find(|n| !taken(n))
        .unwrap_or(clean)
}

/// Takes a feed away, with its files.
pub fn remove(folder: &Folder, name: &str) -> Result<(), Error> {
    let text = folder.settings()?;
    let settings = read_settings(folder, &text)?;
    let changed = remove_calendar(&text, name)?.ok_or_else(|| unknown(&settings, name))?;
    folder.write_settings(&changed)?;
    folder.remove_calendar(name)?;
    Ok(())
}

fn unknown(settings: &Settings, name: &str) -> Error {
    let error = Error::wrong(format!("there is no calendar `{name}`"));
    match pivot_domain::fault::nearest(name, settings.feeds.iter().map(|f| f.name.as_str())) {
        Some(near) => error.next(format!("did you mean `{near}`?")),
        None => error.next("see them with `pivot calendar list`"),
    }
}

/// Gets feeds anew from where they came: the one of that name, or all that have a source. One that fails keeps what it
/// had, and the others are fetched all the same.
pub fn refresh(
    folder: &Folder,
    name: Option<&str>,
    web: &dyn Fetch,
) -> Result<Vec<Result<Report, Error>>, Error> {
    let settings = read_settings(folder, &folder.settings()?)?;
    if let Some(name) = name
        && settings.feeds.iter().all(|f| f.name != name)
    {
        return Err(unknown(&settings, name));
    }
    let mut reports = Vec::new();
    for feed in settings.feeds.iter().filter(|f| name.is_none_or(|n| n == f.name)) {
        let Some(address) = folder.address(&feed.name)? else {
            continue;
        };
        let fetched = source(&address, web).and_then(|bytes| {
            folder.write_calendar(&feed.name, &bytes, None)?;
            Ok(Report {
                name: feed.name.clone(),
                faults: ical::parse_bytes(&bytes).faults,
            })
        });
        reports.push(fetched);
    }
    Ok(reports)
}

/// The feeds of the folder.
pub fn list(folder: &Folder) -> Result<Vec<Listed>, Error> {
    let settings = read_settings(folder, &folder.settings()?)?;
    let mut listed = Vec::new();
    for feed in &settings.feeds {
        listed.push(Listed {
            name: feed.name.clone(),
            from: folder.address(&feed.name)?.map(|a| public_part(&a)),
            all_day: feed.all_day,
            present: folder.calendar_path(&feed.name).is_file(),
        });
    }
    Ok(listed)
}

fn read_settings(folder: &Folder, text: &str) -> Result<Settings, Error> {
    match settings::parse(text) {
        (Some(settings), _) => Ok(settings),
        (None, faults) => Err(Error::Files(vec![FaultyFile {
            path: folder.settings_path(),
            text: text.to_owned(),
            faults,
        }])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::feed::InMemory;
    use crate::verbs::init::{Wish, init};

    #[test]
    fn one_address_that_fails_leaves_its_feed_and_the_others_alone() {
        let event = |uid: &str| {
            format!("BEGIN:VEVENT\nUID:{uid}\nDTSTART:20270105T100000Z\nEND:VEVENT\n").into_bytes()
        };
        let home = tempfile::tempdir().unwrap();
        let wish = Wish {
            timezone: Some("UTC".into()),
            ..Wish::default()
        };
        let folder = init(&home.path().join("p"), &wish, jiff::Timestamp::UNIX_EPOCH, None).unwrap();
        let mut web = InMemory::default();
        for name in ["a", "b"] {
            web.0
                .insert(format!("webcal://{name}.example/s3cret"), event("old"));
            add(
                &folder,
                &format!("webcal://{name}.example/s3cret"),
                Some(name),
                false,
                &web,
            )
            .unwrap();
        }
        web.0.remove("webcal://a.example/s3cret");
        web.0.insert("webcal://b.example/s3cret".into(), event("new"));
        let reports = refresh(&folder, None, &web).unwrap();
        let Err(Error::Outside { what, .. }) = &reports[0] else {
            panic!("{reports:?}")
        };
        assert_eq!(what, "webcal://a.example/…: the server answered 404");
        assert_eq!(reports[1].as_ref().unwrap().name, "b");
        assert_eq!(folder.calendar("a").unwrap(), Some(event("old")));
        assert_eq!(folder.calendar("b").unwrap(), Some(event("new")));
        let shown: Vec<Option<String>> = list(&folder).unwrap().into_iter().map(|l| l.from).collect();
        assert_eq!(
            shown,
            [
                Some("webcal://a.example/…".to_owned()),
                Some("webcal://b.example/…".to_owned())
            ]
        );
    }
}
