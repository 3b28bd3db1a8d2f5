//! The pivot on disk: the files that a person writes, and the journal that the program writes.
#![forbid(unsafe_code)]

mod competitions;
mod edit;
mod error;
mod folder;
mod journal;
mod lab;
mod look;
mod meetups;
mod payload;
mod site;

pub use competitions::{Watch, unwatch, watch};
pub use edit::{Change, Place, Written, add_calendar, change, remove_calendar};
pub use error::{Error, Trouble};
pub use folder::Folder;
pub use journal::{Author, Journal, Lines, Merged, Report, Restored, Row};
pub use lab::LabFolder;
pub use look::{of_bytes, sha256, sha256_of};
pub use meetups::MeetupFiles;
pub use payload::write as payload;
pub use site::{Listed, SiteFolder};
