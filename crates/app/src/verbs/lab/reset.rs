//! `pivot lab reset`: takes away what `get` wrote.

use pivot_labs::lab::{Source, kept};
use pivot_store::{Folder, sha256};

use super::data::kept as read_kept;
use super::find::Definition;
use super::{ATTEMPTS, BASELINES, DATA_BYTES_MAX, HINTS, RUNS};
use crate::error::Error;

/// What was taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reset {
    /// Files and folders that are gone.
    pub removed: Vec<String>,
    /// Files that stay, as they were changed since, or are nowhere else.
    pub stays: Vec<String>,
}

/// Takes the data of a lab away, and with `all` the copies of attempts, runs and notes of hints too. Facts stay in the journal, and
/// what the person changed or wrote stays in the folder.
///
/// # Errors
/// What the disk says.
pub fn reset(folder: &Folder, found: &Definition, all: bool) -> Result<Reset, Error> {
    let lab = &found.lab;
    let at = folder.lab(&lab.id)?;
    let mut done = Reset::default();
    if let Some(kept) = read_kept(&at)? {
        let own = lab.set(Some(&kept.set)).and_then(|set| match &set.source {
            Source::Own(name) => Some(name.clone()),
            _ => None,
        });
        let only_copy = match own {
            Some(name) => at.read(&name, DATA_BYTES_MAX)?.is_none(),
            None => false,
        };
        for file in &kept.files {
            match at.read(&file.path, DATA_BYTES_MAX)? {
                None => {}
                Some(_) if file.path == kept::ANSWERS && only_copy => done.stays.push(file.path.clone()),
                Some(bytes) if sha256(&[&bytes]) != file.sha256 => done.stays.push(file.path.clone()),
                Some(_) => {
                    at.remove(&file.path)?;
                    done.removed.push(file.path.clone());
                }
            }
        }
        at.remove(kept::FILE)?;
        done.removed.push(kept::FILE.to_owned());
        at.remove_if_empty(".held");
    }
    let mut folders = vec![BASELINES];
    if all {
        folders.extend([ATTEMPTS, RUNS]);
        if at.read(HINTS, DATA_BYTES_MAX)?.is_some() {
            at.remove(HINTS)?;
            done.removed.push(HINTS.to_owned());
        }
    }
    for name in folders {
        if at.file(name)?.exists() {
            at.remove_folder(name)?;
            done.removed.push(format!("{name}/"));
        }
    }
    Ok(done)
}
