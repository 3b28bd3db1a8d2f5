//! `pivot posting`: what the companies on the list offer, as their boards had it or as the person saved it. The rules are in
//! [`pivot_domain::posting`] and [`pivot_domain::companies`].

mod add;
mod fetch;
mod held;
mod known;
mod show;

use std::path::Path;

use pivot_publish::resume::posting::{self as read, Posting};
use pivot_store::Folder;

use crate::error::{Error, FaultyFile};

pub use add::{Added, add};
pub use fetch::{Came, News, Outcome, Wish as FetchWish, bases, fetch};
pub use held::{Held, Skilled, held};
pub use known::{BoardState, FOLDER, Known, Postings, postings};
pub use show::{Reading, Wanted, reading};

/// The posting that is meant: a file of text or HTML, or else the id of one that is known.
///
/// # Errors
/// There is no such file and no such posting, or it says nothing.
pub fn named(folder: &Folder, what: &Path) -> Result<Posting, Error> {
    let known = || -> Result<Option<Posting>, Error> {
        let Some(id) = what.to_str() else {
            return Ok(None);
        };
        let all = postings(folder)?;
        // What has the look of a file is told as one.
        match all.find(id) {
            Ok(known) => known.read().map(Some).ok_or_else(|| {
                Error::wrong(format!("the text of {} is not known yet", known.id)).next(
                    "pivot posting fetch asks for it; or save the advertisement as text and name that file",
                )
            }),
            Err(_) if id.contains('.') => Ok(None),
            Err(error) => Err(error),
        }
    };
    if !what.exists()
        && let Some(posting) = known()?
    {
        return Ok(posting);
    }
    let bytes = bytes_of(what)?;
    read::read(&bytes).map_err(|fault| {
        Error::Files(vec![FaultyFile {
            path: what.to_owned(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            faults: vec![fault],
        }])
    })
}

/// The bytes of a file that should be a posting.
fn bytes_of(path: &Path) -> Result<Vec<u8>, Error> {
    let failed = |error: std::io::Error| {
        Error::wrong(format!("the posting {} cannot be read: {error}", path.display()))
            .next("save the advertisement as text or HTML and name that file, or a posting by its id (pivot posting list)")
    };
    let about = std::fs::metadata(path).map_err(failed)?;
    if !about.is_file() {
        return Err(Error::wrong(format!("{} is no plain file", path.display())));
    }
    // One byte more than is taken, so that a larger one is told as such.
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    std::io::Read::read_to_end(
        &mut std::io::Read::take(file, read::LARGEST as u64 + 1),
        &mut bytes,
    )
    .map_err(failed)?;
    Ok(bytes)
}
