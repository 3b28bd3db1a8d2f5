//! The files of groups whose events the person may go to: `meetups/NAME.ics` as it came last, `NAME.kept.ics` with what was known before
//! and is not told any more, `NAME.url` with the address.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use crate::folder::{remove, write, write_private};
use crate::{Error, Folder};

/// The files of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeetupFiles {
    /// What its feed had last; `None` where it never came.
    pub feed: Option<Vec<u8>>,
    /// What was known before and is in the feed no more.
    pub kept: Option<Vec<u8>>,
}

impl Folder {
    fn meetup_path(&self, name: &str, ending: &str) -> PathBuf {
        self.root().join("meetups").join(format!("{name}.{ending}"))
    }

    /// The files of a group.
    pub fn meetup(&self, name: &str) -> Result<MeetupFiles, Error> {
        let read = |ending| bytes(self.meetup_path(name, ending));
        Ok(MeetupFiles {
            feed: read("ics")?,
            kept: read("kept.ics")?,
        })
    }

    /// Replaces them. What is kept is written first: nothing that was known is lost where this ends in between.
    pub fn write_meetup(&self, name: &str, files: &MeetupFiles) -> Result<(), Error> {
        self.ready_meetups()?;
        for (ending, bytes) in [("kept.ics", &files.kept), ("ics", &files.feed)] {
            if let Some(bytes) = bytes {
                write(&self.meetup_path(name, ending), bytes)?;
            }
        }
        Ok(())
    }

    /// An address is often a secret: its file is for its owner alone, and no shared repository takes it.
    fn ready_meetups(&self) -> Result<(), Error> {
        let ignore = self.root().join("meetups").join(".gitignore");
        if ignore.exists() {
            return Ok(());
        }
        write(&ignore, "*.url\n")
    }

    /// Where a group's feed is.
    pub fn meetup_address(&self, name: &str) -> Result<Option<String>, Error> {
        let bytes = bytes(self.meetup_path(name, "url"))?;
        let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
        Ok(text.filter(|text| !text.is_empty()))
    }

    /// Writes where a group's feed is.
    pub fn write_meetup_address(&self, name: &str, address: &str) -> Result<(), Error> {
        self.ready_meetups()?;
        write_private(&self.meetup_path(name, "url"), address)
    }

    /// Removes a group's files, as far as they exist.
    pub fn remove_meetup(&self, name: &str) -> Result<(), Error> {
        remove(["ics", "kept.ics", "url"].map(|ending| self.meetup_path(name, ending)))
    }

    /// When feeds were asked and what they said of their state; `None` until one was.
    pub fn meetup_state(&self) -> Result<Option<String>, Error> {
        let bytes = bytes(self.root().join(".pivot").join("meetups.json"))?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// Replaces that.
    pub fn write_meetup_state(&self, text: &str) -> Result<(), Error> {
        write_private(&self.root().join(".pivot").join("meetups.json"), text)
    }
}

fn bytes(path: PathBuf) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::File {
            tried: "read",
            path,
            error,
        }),
    }
}
