//! What a person wrote to be shown (`posts/`, `projects/`, `theme/`), and the site that is made of it (`site/`). Nothing is read or written
//! outside of the pivot, wherever links lead.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::folder::{resolved, write};
use crate::{Error, Folder};

/// Folders are looked into so deep, and so many files are seen at most.
const DEPTH_MAX: usize = 8;
const FILES_MAX: usize = 50_000;

/// A file in the pivot, as it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its path from the pivot's folder, `/` between the parts.
    pub path: String,
    /// Its length in bytes.
    pub length: u64,
    /// When it was changed, in nanoseconds since 1970.
    pub changed: u128,
}

impl Folder {
    /// The files below a folder of the pivot, sorted by path; what begins with a dot is left out, links are not followed.
    ///
    /// # Errors
    /// There are too many, or a folder cannot be read.
    pub fn list_below(&self, folder: &str) -> Result<Vec<Listed>, Error> {
        let mut found = Vec::new();
        let mut open = vec![(self.plain(folder)?, folder.to_owned(), 1)];
        while let Some((at, path, depth)) = open.pop() {
            let entries = match fs::read_dir(&at) {
                Ok(entries) => entries,
                Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => continue,
                Err(error) => return Err(failed("read", &at)(error)),
            };
            for entry in entries {
                let entry = entry.map_err(failed("read", &at))?;
                let Ok(name) = entry.file_name().into_string() else {
                    continue;
                };
                let kind = entry.file_type().map_err(failed("read", &at))?;
                if name.starts_with('.') {
                    continue;
                }
                let path = format!("{path}/{name}");
                if kind.is_dir() && depth < DEPTH_MAX {
                    open.push((entry.path(), path, depth + 1));
                } else if kind.is_file() {
                    if found.len() == FILES_MAX {
                        return Err(self.refused(&at, format!("holds more than {FILES_MAX} files")));
                    }
                    let about = entry.metadata().map_err(failed("read", &at))?;
                    let changed = about
                        .modified()
                        .ok()
                        .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
                    found.push(Listed {
                        path,
                        length: about.len(),
                        changed: changed.map_or(0, |at| at.as_nanos()),
                    });
                }
            }
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    /// What stands in a file of the pivot of at most so many bytes; `None` where there is none.
    ///
    /// # Errors
    /// A path that leads out of the folder, one that is larger, or what the disk says.
    pub fn read_inside(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Error> {
        let at = self.plain(path)?;
        match fs::metadata(&at) {
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
            Err(error) => return Err(failed("read", &at)(error)),
            // A pipe could keep the reader waiting for ever.
            Ok(about) if !about.is_file() => return Err(self.refused(&at, "is no plain file")),
            Ok(_) => {}
        }
        let mut bytes = Vec::new();
        let file = File::open(&at).map_err(failed("read", &at))?;
        file.take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(failed("read", &at))?;
        if bytes.len() as u64 > most {
            return Err(self.refused(&at, format!("is larger than {} MiB", most.div_ceil(1 << 20))));
        }
        Ok(Some(bytes))
    }

    /// Writes a file of the pivot, whole or not at all.
    ///
    /// # Errors
    /// A path that leads out of the folder or to what the program records itself, or what the disk says.
    pub fn write_inside(&self, path: &str, bytes: &[u8]) -> Result<PathBuf, Error> {
        let at = self.plain(path)?;
        if self.own(&at).is_some() {
            return Err(self.refused(&at, "is no file to be written by this"));
        }
        write(&at, bytes)?;
        Ok(at)
    }

    /// A place in the pivot by its path.
    fn plain(&self, path: &str) -> Result<PathBuf, Error> {
        let at = self.root().join(path);
        let plain = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        if !plain || path.contains(['\\', ':', '\0']) {
            return Err(self.refused(&at, "is no path inside the pivot's folder"));
        }
        if !resolved(&at).starts_with(resolved(self.root())) {
            return Err(self.refused(&at, "leads out of the pivot's folder"));
        }
        Ok(at)
    }

    fn refused(&self, path: &Path, why: impl Into<String>) -> Error {
        Error::Refused {
            path: path.strip_prefix(self.root()).unwrap_or(path).to_owned(),
            why: why.into(),
        }
    }

    /// The folder of the site.
    pub fn site(&self) -> SiteFolder<'_> {
        SiteFolder { folder: self }
    }
}

fn failed(tried: &'static str, path: &Path) -> impl Fn(std::io::Error) -> Error {
    let path = path.to_owned();
    move |error| Error::File {
        tried,
        path: path.clone(),
        error,
    }
}

/// `site/`: files that were made, and by what each is known, so that only what changed is written again.
#[derive(Clone, Copy, Debug)]
pub struct SiteFolder<'a> {
    folder: &'a Folder,
}

/// The folder's name, and those of what is remembered of it.
const SITE: &str = "site";
const KNOWN: &str = "site.keys";
const CACHE: &str = "site.cache";
/// How a file is named until all are there.
const NEW: &str = ".new-";
/// The largest of what is remembered.
const REMEMBERED_MAX: u64 = 1 << 30;

impl SiteFolder<'_> {
    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.folder.root().join(SITE)
    }

    fn remembered(&self, name: &str) -> PathBuf {
        self.folder.root().join(".pivot").join(name)
    }

    /// By what each file that was made is known, where the file is still there. What cannot be read is not known.
    pub fn known(&self) -> BTreeMap<String, String> {
        let text = fs::read_to_string(self.remembered(KNOWN)).unwrap_or_default();
        let lines = text.lines().filter_map(|line| line.split_once(' '));
        lines
            .map(|(key, path)| (path.to_owned(), key.to_owned()))
            .filter(|(path, _)| self.path().join(path).is_file())
            .collect()
    }

    /// What was kept for the next time; empty where there is nothing.
    pub fn cache(&self) -> Vec<u8> {
        let path = self.remembered(CACHE);
        match fs::metadata(&path) {
            Ok(about) if about.is_file() && about.len() <= REMEMBERED_MAX => {
                fs::read(path).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// Replaces what is kept for the next time. Who reads it tells whether it is whole: nobody waits until the disk has it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn write_cache(&self, bytes: &[u8]) -> Result<(), Error> {
        let at = self.remembered(CACHE);
        let new = self.write_beside(&at, bytes)?;
        fs::rename(&new, &at).map_err(failed("write", &at))
    }

    /// Puts files in place of those that were made before, removes those in `gone`, and remembers `known`. All are written beside the
    /// old ones before the first takes its place: where one cannot be written, the site stays as it was.
    ///
    /// # Errors
    /// A path that leads out of the folder, or what the disk says.
    pub fn replace(
        &self,
        mut files: impl Iterator<Item = (String, Vec<u8>)>,
        gone: &[String],
        known: &BTreeMap<&str, &str>,
    ) -> Result<(), Error> {
        let mut beside = Vec::new();
        let written = files.try_for_each(|(path, bytes)| {
            let at = self.folder.plain(&format!("{SITE}/{path}"))?;
            let new = self.write_beside(&at, &bytes)?;
            beside.push((new, at));
            Ok(())
        });
        if let Err(error) = written {
            for (new, _) in &beside {
                // What could not be finished is of no use; the error tells the cause.
                let _ = fs::remove_file(new);
            }
            return Err(error);
        }
        // Until all are in place nothing is known of the site: a build that is stopped here makes all of it again.
        let list = self.remembered(KNOWN);
        match fs::remove_file(&list) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed("write", &list)(error)),
            _ => {}
        }
        for (new, at) in &beside {
            fs::rename(new, at).map_err(failed("write", at))?;
        }
        for path in gone {
            let at = self.folder.plain(&format!("{SITE}/{path}"))?;
            match fs::remove_file(&at) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(failed("remove", &at)(error));
                }
                _ => {}
            }
            // A folder that is empty now goes too; one that is not, stays.
            for above in at.ancestors().skip(1).take_while(|above| *above != self.path()) {
                if fs::remove_dir(above).is_err() {
                    break;
                }
            }
        }
        let lines: String = known
            .iter()
            .map(|(path, key)| format!("{key} {path}\n"))
            .collect();
        write(&list, lines)
    }

    /// Writes a file beside the place that it will take. It can be made again: nobody waits until the disk has it.
    fn write_beside(&self, at: &Path, bytes: &[u8]) -> Result<PathBuf, Error> {
        let mut name = at.file_name().unwrap_or_default().to_owned();
        name.push(format!("{NEW}{}", std::process::id()));
        let new = at.with_file_name(name);
        match fs::write(&new, bytes) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let above = at.parent().unwrap_or(at);
                fs::create_dir_all(above).map_err(failed("make the folder", above))?;
                fs::write(&new, bytes)
            }
            other => other,
        }
        .map_err(|error| {
            let _ = fs::remove_file(&new);
            failed("write", at)(error)
        })?;
        Ok(new)
    }
}
