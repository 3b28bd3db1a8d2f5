//! Real sets of data: where they are, what is known of them, and how their files become what a lab has.
//!
//! [`sets`] says which there are; [`seal`] tells whether a file is the one that is meant; [`convert`] reads the files of a set,
//! which come in as readers, and gives the same [`Made`] as the generators do. Archives are read as a stream: nothing is ever
//! written under a name that an archive gives, and a file that is not what it should be is refused in words.

mod archive;
mod catalogue;
mod cifar;
mod fashion;
mod fault;
mod idx;
mod imdb;
mod input;
mod pasted;
mod pictures;
pub mod seal;
mod shakespeare;

use std::io::{self, Read};

use pivot_domain::fault::nearest;

pub use catalogue::{About, File, Set, sets};
pub use fault::{Error, Fault};
pub use seal::Seal;

use crate::made::Made;

/// Gives the file of a set by its name: opened, read from its beginning, as it was downloaded or unpacked already.
pub type Open<'a> = &'a mut dyn FnMut(&str) -> io::Result<Box<dyn Read>>;

/// The set of this name.
///
/// # Errors
/// There is none; the nearest name and all names are said.
pub fn set(name: &str) -> Result<&'static Set, Error> {
    sets().iter().find(|set| set.name == name).ok_or_else(|| {
        let names = || sets().iter().map(|set| set.name);
        let near = nearest(name, names()).map(|near| format!("did you mean `{near}`? "));
        let all = names().collect::<Vec<_>>().join(", ");
        Error::Wish {
            what: format!("there is no real set `{name}`"),
            next: format!("{}there are {all}", near.unwrap_or_default()),
        }
    })
}

/// What a person should know before a set is downloaded; `None` where there is no such set.
pub fn about(name: &str) -> Option<&'static About> {
    set(name).ok().map(|set| &set.about)
}

/// Turns the files of a set into the files of a lab. Pure: the same files and seed give the same bytes. The seed decides the
/// order of the test rows, which of them are public, and what is drawn by chance (where a garment is pasted).
///
/// # Errors
/// There is no such set, it does not serve this lab, or a file cannot be read or is not what it should be.
pub fn convert(name: &str, lab: &str, open: Open<'_>, seed: u64) -> Result<Made, Error> {
    let set = set(name)?;
    if !set.labs.contains(&lab) {
        return Err(Error::Wish {
            what: format!("the set `{name}` does not serve the lab `{lab}`"),
            next: format!("it serves {}", set.labs.join(", ")),
        });
    }
    match (name, lab) {
        (catalogue::FASHION, "boxes") => Ok(pasted::make(&fashion::read(open)?, seed)),
        (catalogue::FASHION, _) => Ok(pictures::make(fashion::read(open)?, seed)),
        (catalogue::CIFAR, _) => Ok(pictures::make(cifar::read(open)?, seed)),
        (catalogue::IMDB, _) => imdb::make(open, seed),
        (_, _) => shakespeare::make(open, seed),
    }
}
