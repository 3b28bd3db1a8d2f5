//! What the pivot keeps of competitions: `competitions.toml`, what the service said last in `competitions/`, and the lists of submissions
//! in `kaggle/`.

use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use crate::folder::write;
use crate::{Error, Folder};

/// The largest file of these that is read.
const MOST: u64 = 64 * 1024 * 1024;

impl Folder {
    /// `competitions.toml`.
    pub fn competitions_path(&self) -> PathBuf {
        self.root().join("competitions.toml")
    }

    /// Text of `competitions.toml`; `None` where there is none.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn competitions(&self) -> Result<Option<String>, Error> {
        let bytes = perhaps(&self.competitions_path())?;
        // A wrong byte becomes a sign that the reader will complain about, with its line.
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// Replaces `competitions.toml`.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write_competitions(&self, text: &str) -> Result<(), Error> {
        write(&self.competitions_path(), text)
    }

    /// What the service said last of a competition, as JSON; `None` where it was never asked. The name was checked before.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn competition(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        perhaps(&self.competition_path(name))
    }

    /// Replaces that.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write_competition(&self, name: &str, json: &str) -> Result<(), Error> {
        write(&self.competition_path(name), json)
    }

    fn competition_path(&self, name: &str) -> PathBuf {
        self.root().join("competitions").join(format!("{name}.json"))
    }

    /// The list of submissions to a competition, in the form of Kaggle's own program: `kaggle/NAME.csv`.
    pub fn submissions_path(&self, name: &str) -> PathBuf {
        self.root().join("kaggle").join(format!("{name}.csv"))
    }

    /// A file of the folder `kaggle/`; `None` where it is not there.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn kaggle(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        perhaps(&self.root().join("kaggle").join(name))
    }

    /// Replaces the list of submissions.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write_submissions(&self, name: &str, list: &[u8]) -> Result<(), Error> {
        write(&self.submissions_path(name), list)
    }

    /// The folder for the files of a competition: `data/NAME/`.
    pub fn data_path(&self, name: &str) -> PathBuf {
        self.root().join("data").join(name)
    }
}

fn perhaps(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    let failed = |error| Error::File {
        tried: "read",
        path: path.to_owned(),
        error,
    };
    let file = match fs::File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        other => other.map_err(failed)?,
    };
    let mut bytes = Vec::new();
    file.take(MOST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MOST {
        return Err(failed(std::io::Error::other("it is larger than 64 MiB")));
    }
    Ok(Some(bytes))
}

/// What is written of a competition; a field of `None` stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watch<'a> {
    /// Its name.
    pub name: &'a str,
    /// The task that it belongs to.
    pub task: Option<&'a str>,
    /// When its rules were accepted.
    pub entered: Option<Date>,
    /// `higher` or `lower`.
    pub better: Option<&'a str>,
    /// Whether a team is wanted; `None`: as it stands.
    pub team: Option<bool>,
}

/// The text with that competition in it: its table changed, or a new one at the end. Comments and order stay.
///
/// # Errors
/// The text is no TOML, or `competition` is no list of tables.
pub fn watch(text: &str, watch: &Watch<'_>) -> Result<String, Error> {
    let mut document: DocumentMut = text
        .parse()
        .map_err(|e: toml_edit::TomlError| Error::NotToml(e.message().to_owned()))?;
    let all = document
        .entry("competition")
        .or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let Some(all) = all.as_array_of_tables_mut() else {
        return Err(Error::NotToml(
            "`competition` is no list of tables: write [[competition]]".into(),
        ));
    };
    let is_this = |table: &Table| table.get("name").and_then(Item::as_str) == Some(watch.name);
    let known = all.iter().position(is_this);
    let place = known.unwrap_or(all.len());
    if known.is_none() {
        let mut table = Table::new();
        table["name"] = value(watch.name);
        all.push(table);
    }
    let Some(table) = all.get_mut(place) else {
        return Err(Error::NotToml("a table that was made is not there".into()));
    };
    // A value that is the same already keeps its comment and its form.
    let mut set = |key: &str, new: Option<toml_edit::Value>| {
        let Some(mut new) = new else { return };
        if let Some(old) = table.get(key).and_then(Item::as_value) {
            *new.decor_mut() = old.decor().clone();
        }
        table[key] = Item::Value(new);
    };
    set("task", watch.task.map(Into::into));
    set("entered", watch.entered.map(day));
    set("better", watch.better.map(Into::into));
    set("team", watch.team.map(Into::into));
    Ok(document.to_string())
}

/// The text without that competition; `None` where it is not in it.
///
/// # Errors
/// The text is no TOML.
pub fn unwatch(text: &str, name: &str) -> Result<Option<String>, Error> {
    let mut document: DocumentMut = text
        .parse()
        .map_err(|e: toml_edit::TomlError| Error::NotToml(e.message().to_owned()))?;
    let Some(all) = document
        .get_mut("competition")
        .and_then(Item::as_array_of_tables_mut)
    else {
        return Ok(None);
    };
    let before = all.len();
    all.retain(|table| table.get("name").and_then(Item::as_str) != Some(name));
    Ok((all.len() < before).then(|| document.to_string()))
}

fn day(date: Date) -> toml_edit::Value {
    toml_edit::Value::from(toml_edit::Datetime {
        date: Some(toml_edit::Date {
            year: u16::try_from(date.year()).unwrap_or(0),
            month: date.month().unsigned_abs(),
            day: date.day().unsigned_abs(),
        }),
        time: None,
        offset: None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test ends where what it asks for is not there"
    )]

    use super::*;

    #[test]
    fn what_the_person_wrote_stays() {
        let text = "# mine\nformat = \"pivot.competitions/1\"\n\n[[competition]] # the first\nname = \"titanic\"\ntask = \"3.2\" # by May\n";
        let new = Watch {
            name: "tides",
            task: Some("3.3"),
            ..Watch::default()
        };
        let two = watch(text, &new).unwrap();
        assert_eq!(
            two,
            format!("{text}\n[[competition]]\nname = \"tides\"\ntask = \"3.3\"\n")
        );
        // Again: nothing changes.
        assert_eq!(watch(&two, &new).unwrap(), two);
        let entered = Watch {
            name: "titanic",
            task: Some("3.4"),
            entered: Some(Date::constant(2027, 1, 5)),
            better: Some("higher"),
            team: Some(true),
        };
        let changed = watch(&two, &entered).unwrap();
        let expected = two.replace(
            "task = \"3.2\" # by May\n",
            "task = \"3.4\" # by May\nentered = 2027-01-05\nbetter = \"higher\"\nteam = true\n",
        );
        assert_eq!(changed, expected);
        let less = unwatch(&changed, "tides").unwrap().unwrap();
        assert!(less.contains("# the first") && !less.contains("tides"), "{less}");
        assert_eq!(unwatch(&less, "tides").unwrap(), None);
        assert!(watch("competition = 3\n", &new).is_err() && watch("= x", &new).is_err());
    }
}
