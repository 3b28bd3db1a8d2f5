//! The folders of labs: `labs/ID/` in the pivot. Nothing is read or written outside of it, wherever links lead, and a file is written
//! whole or not at all.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use crate::folder::{resolved, write};
use crate::{Error, Folder};

/// The folder that holds all of them.
const LABS: &str = "labs";

/// The folder of a lab, whether or not it is there yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabFolder {
    root: PathBuf,
    at: PathBuf,
}

impl Folder {
    /// The folder of a lab.
    ///
    /// # Errors
    /// A name that is none, or a link that leads out of the pivot.
    pub fn lab(&self, id: &str) -> Result<LabFolder, Error> {
        let at = self.root().join(LABS).join(id);
        let is_name = !id.is_empty()
            && id
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        let folder = LabFolder {
            root: self.root().to_owned(),
            at,
        };
        if !is_name {
            return Err(folder.refused(&folder.at, "is no folder of a lab"));
        }
        folder.inside(&folder.at)?;
        Ok(folder)
    }

    /// Names of the folders in `labs/` that hold a definition, sorted.
    pub fn labs(&self) -> Vec<String> {
        // A folder that is not there, or not ours to read, has no labs.
        let entries = fs::read_dir(self.root().join(LABS)).into_iter().flatten();
        let mut names: Vec<String> = entries
            .flatten()
            .filter(|entry| entry.path().join("lab.toml").is_file())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        names.sort();
        names
    }
}

impl LabFolder {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.at
    }

    fn refused(&self, path: &Path, why: impl Into<String>) -> Error {
        Error::Refused {
            path: path.strip_prefix(&self.root).unwrap_or(path).to_owned(),
            why: why.into(),
        }
    }

    /// Refuses what lies outside of the pivot once links are followed.
    fn inside(&self, path: &Path) -> Result<(), Error> {
        if resolved(path).starts_with(resolved(&self.root)) {
            Ok(())
        } else {
            Err(self.refused(path, "leads out of the pivot's folder"))
        }
    }

    /// The place of a file, `/` between the parts of its name.
    ///
    /// # Errors
    /// A name that leads out of the folder.
    pub fn file(&self, name: &str) -> Result<PathBuf, Error> {
        let path = self.at.join(name);
        let plain = name.split('/').all(|part| !matches!(part, "" | "." | ".."));
        if !plain || name.contains(['\\', ':']) {
            return Err(self.refused(&path, "is no file of a lab"));
        }
        self.inside(&path)?;
        Ok(path)
    }

    /// What stands in a file of at most so many bytes; `None` where there is none.
    ///
    /// # Errors
    /// One that is larger, that is no plain file, or that cannot be read.
    pub fn read(&self, name: &str, most: u64) -> Result<Option<Vec<u8>>, Error> {
        let path = self.file(name)?;
        let failed = |error| Error::File {
            tried: "read",
            path: path.clone(),
            error,
        };
        match fs::metadata(&path) {
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
            Err(error) => return Err(failed(error)),
            // A pipe could keep the reader waiting for ever.
            Ok(about) if !about.is_file() => return Err(self.refused(&path, "is no plain file")),
            Ok(_) => {}
        }
        let mut bytes = Vec::new();
        let file = File::open(&path).map_err(failed)?;
        file.take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > most {
            return Err(self.refused(&path, format!("is larger than {} MiB", most.div_ceil(1 << 20))));
        }
        Ok(Some(bytes))
    }

    /// Writes a file, whole or not at all.
    ///
    /// # Errors
    /// A place outside of the folder, or what the disk says.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        write(&self.file(name)?, bytes)
    }

    /// Takes a file away, if it is there.
    ///
    /// # Errors
    /// A place outside of the folder, or what the disk says.
    pub fn remove(&self, name: &str) -> Result<(), Error> {
        let path = self.file(name)?;
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::File {
                tried: "remove",
                path,
                error,
            }),
            _ => Ok(()),
        }
    }

    /// Takes a folder away with all that is in it, if it is there. Links in it are taken away, not followed.
    ///
    /// # Errors
    /// A place outside of the folder, or what the disk says.
    pub fn remove_folder(&self, name: &str) -> Result<(), Error> {
        let path = self.file(name)?;
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::File {
                tried: "remove",
                path,
                error,
            }),
            _ => Ok(()),
        }
    }

    /// Takes a folder away where nothing is left in it.
    pub fn remove_if_empty(&self, name: &str) {
        if let Ok(path) = self.file(name) {
            // One that is not empty stays, and so does one that is not there.
            let _ = fs::remove_dir(path);
        }
    }

    /// Names of the files in a folder that end so, sorted.
    pub fn names(&self, folder: &str, ending: &str) -> Vec<String> {
        let Ok(path) = self.file(folder) else {
            return Vec::new();
        };
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| name.ends_with(ending))
            .collect();
        names.sort();
        names
    }

    /// The numbers that are taken in a folder whose entries are named `1.csv` or `1`.
    pub fn numbers(&self, folder: &str) -> Vec<u32> {
        let names = self.names(folder, "");
        let stem = |name: &String| name.split('.').next().and_then(|stem| stem.parse().ok());
        let mut numbers: Vec<u32> = names.iter().filter_map(stem).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// Makes the next numbered folder within a folder: its number and its place.
    ///
    /// # Errors
    /// What the disk says.
    pub fn make_numbered(&self, folder: &str) -> Result<(u32, PathBuf), Error> {
        let mut number = self
            .numbers(folder)
            .last()
            .map_or(1, |last| last.saturating_add(1));
        let parent = self.file(folder)?;
        let failed = |path: &Path, error| Error::File {
            tried: "make the folder",
            path: path.to_owned(),
            error,
        };
        fs::create_dir_all(&parent).map_err(|error| failed(&parent, error))?;
        loop {
            let path = parent.join(number.to_string());
            match fs::create_dir(&path) {
                Ok(()) => return Ok((number, path)),
                // Another run took it in between.
                Err(error) if error.kind() == ErrorKind::AlreadyExists && number < u32::MAX => number += 1,
                Err(error) => return Err(failed(&path, error)),
            }
        }
    }
}
