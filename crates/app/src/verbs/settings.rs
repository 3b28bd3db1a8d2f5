//! Changing `pivot.toml`: a few places of it, or the whole text. Comments and order stay, a text with faults is not written,
//! and nothing is written over what somebody else wrote in between.

use pivot_domain::curriculum;
use pivot_engine::Options;
use pivot_store::Folder;
pub use pivot_store::{Change, Place, Written};

use crate::error::Error;
use crate::planning::{Plan, plan};
use crate::situation::{Situation, read_files};

/// The text with some places changed.
pub fn edited(text: &str, changes: &[Change]) -> Result<String, Error> {
    Ok(pivot_store::change(text, changes)?)
}

/// Changes places of `pivot.toml`, where it still is the text that was `seen`; gives the new text.
pub fn change(folder: &Folder, seen: &str, changes: &[Change]) -> Result<String, Error> {
    let text = edited(seen, changes)?;
    save(folder, seen, &text)?;
    Ok(text)
}

/// Replaces `pivot.toml`, where it still is the text that was `seen`, whole or not at all.
pub fn save(folder: &Folder, seen: &str, text: &str) -> Result<(), Error> {
    check(folder, text)?;
    if folder.settings()? != seen {
        return Err(Error::Changed);
    }
    Ok(folder.write_settings(text)?)
}

/// The plan as it would be with another text of `pivot.toml`, which is not written.
pub fn look_ahead(folder: &Folder, situation: &Situation, text: &str) -> Result<Plan, Error> {
    plan(&situation.with_settings(folder, text)?, &Options::default())
}

/// The faults of a text of `pivot.toml`, in itself and together with the curriculum. Those that the curriculum has by itself
/// are no reason to refuse it.
fn check(folder: &Folder, text: &str) -> Result<(), Error> {
    let curriculum_text = folder.curriculum()?;
    let read = read_files(
        (folder.settings_path(), text),
        (folder.curriculum_path(), &curriculum_text),
    );
    match read {
        Err(Error::Files(files)) => {
            let own = files.iter().any(|f| f.path == folder.settings_path());
            if !own && !curriculum::parse(&curriculum_text).1.is_empty() {
                return Ok(());
            }
            Err(Error::Files(files))
        }
        other => other.map(drop),
    }
}
