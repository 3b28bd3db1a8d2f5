//! `pivot blog new`.

use std::path::PathBuf;

use pivot_publish::site::Files;
use pivot_store::Folder;

use super::desk::Disk;
use super::record_with;
use crate::error::Error;
use crate::showing::{About, draft, monday, week_of};
use crate::situation::Situation;
use crate::verbs::lab::find;

/// A post that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Its file.
    pub path: PathBuf,
    /// Its name in the address.
    pub slug: String,
    /// Its text.
    pub text: String,
}

/// Begins a post in `posts/` about a task, a lab or a week; about the present week where nothing is said.
///
/// # Errors
/// There is no such task, lab or week, or the file cannot be written.
pub fn begin(folder: &Folder, situation: &Situation, from: Option<&str>) -> Result<Begun, Error> {
    let disk = Disk::read(folder)?;
    let record = record_with(folder, situation, &disk)?;
    let today = situation.settings.zones.civil(situation.now).date();
    let lab = from.and_then(|name| find(Some(folder), name).ok());
    let is_task = |name: &str| {
        situation.curriculum.task(name).is_some() || situation.progress().added.contains_key(name)
    };
    let about = match from {
        None => About::Week(monday(today).unwrap_or(today)),
        Some(name) if is_task(name) => About::Task(name),
        Some(name) => match (&lab, week_of(name)) {
            (Some(found), _) => About::Lab(&found.lab),
            (None, Some(week)) => About::Week(week),
            // It says what there is.
            (None, None) => About::Task(name),
        },
    };
    let taken: Vec<String> = disk.list().into_iter().map(|entry| entry.path).collect();
    let is_taken = |slug: &str| {
        let own = [format!("posts/{slug}.md"), format!("posts/{slug}.ipynb")];
        let within = format!("posts/{slug}/");
        taken
            .iter()
            .any(|path| own.contains(path) || path.starts_with(&within))
    };
    let begun = draft(situation, &record, &about, &is_taken)?;
    let path = folder.write_inside(&format!("posts/{}.md", begun.slug), begun.text.as_bytes())?;
    Ok(Begun {
        path,
        slug: begun.slug,
        text: begun.text,
    })
}
