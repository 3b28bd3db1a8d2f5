//! `pivot posting add`: an advertisement that the person saved is kept beside those of the boards.

use std::path::Path;

use pivot_publish::resume::posting as read;
use pivot_store::Folder;

use super::known::{ENDINGS, FOLDER};
use crate::error::{Error, FaultyFile};
use crate::showing::slug;

/// A posting that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// Its id: the file's name in `postings/`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The file was there already, with the same text.
    pub same: bool,
}

/// Keeps the text or HTML file at `path` in `postings/`, by `name` or the file's own. A file that is there is not written over.
///
/// # Errors
/// It is no posting, or another of that name is there.
pub fn add(folder: &Folder, path: &Path, name: Option<&str>) -> Result<Added, Error> {
    let bytes = super::bytes_of(path)?;
    let posting = read::read(&bytes).map_err(|fault| {
        Error::Files(vec![FaultyFile {
            path: path.to_owned(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            faults: vec![fault],
        }])
    })?;
    let lossy = |part: Option<&std::ffi::OsStr>| part.map(|part| part.to_string_lossy().into_owned());
    let stem = slug(&name.map_or_else(|| lossy(path.file_stem()).unwrap_or_default(), str::to_owned));
    let ending = format!(".{}", lossy(path.extension()).unwrap_or_default().to_lowercase());
    let ending = ENDINGS
        .into_iter()
        .find(|known| *known == ending)
        .unwrap_or(".txt");
    let id = format!("{stem}{ending}");
    let place = format!("{FOLDER}/{id}");
    let there = folder.read_inside(&place, read::LARGEST as u64)?;
    let same = there.as_deref() == Some(&bytes[..]);
    if there.is_some() && !same {
        return Err(
            Error::wrong(format!("{place} is there already, and says something else"))
                .next("give this one another name: --name NAME"),
        );
    }
    if !same {
        folder.write_inside(&place, &bytes)?;
    }
    Ok(Added {
        id,
        title: posting.title,
        same,
    })
}
