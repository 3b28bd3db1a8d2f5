//! What has come of a file so far, on the disk, and by which mark of the server it is known.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::Trouble;

/// The longest mark that is kept.
const LONGEST_TAG: usize = 1024;

/// The file `NAME.part`, locked, and beside it `NAME.part.tag`.
pub(in crate::connect) struct Part {
    file: File,
    path: PathBuf,
    target: PathBuf,
    length: u64,
}

/// What is there of a file from an address.
pub(in crate::connect) struct Held {
    /// In bytes.
    pub(in crate::connect) length: u64,
    /// By what the server told it from other states of the file.
    pub(in crate::connect) tag: Option<String>,
}

impl Part {
    /// Opens what is there, or begins anew. Nobody else can while it is open.
    pub(in crate::connect) fn open(cache: &Path, name: &str) -> Result<Part, Trouble> {
        fs::create_dir_all(cache).map_err(disk("make", cache))?;
        let path = cache.join(format!("{name}.part"));
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .read(true)
            .open(&path)
            .map_err(disk("open", &path))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(Trouble::Busy(name.to_owned())),
            // A file system without locks: two at once would be found by the checksum.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        // Whoever held it until now has given the file its name.
        if !path.exists() {
            return Err(Trouble::Busy(name.to_owned()));
        }
        let length = file.metadata().map_err(disk("look at", &path))?.len();
        Ok(Part {
            file,
            path,
            target: cache.join(name),
            length,
        })
    }

    pub(in crate::connect) fn path(&self) -> &Path {
        &self.path
    }

    pub(in crate::connect) fn length(&self) -> u64 {
        self.length
    }

    pub(in crate::connect) fn append(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        if let Err(error) = self.file.write_all(bytes) {
            // As much of it as was written is kept.
            self.length = self.file.metadata().map_or(self.length, |about| about.len());
            return Err(disk("write", &self.path)(error));
        }
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Takes away what is there.
    pub(in crate::connect) fn clear(&mut self) -> Result<(), Trouble> {
        if self.length > 0 {
            self.file.set_len(0).map_err(disk("shorten", &self.path))?;
            self.length = 0;
        }
        self.tag("", None)
    }

    /// Keeps by which mark the server at this address knows the file; `None` keeps nothing.
    pub(in crate::connect) fn tag(&self, address: &str, tag: Option<&str>) -> Result<(), Trouble> {
        let path = self.tag_path();
        let kept = match tag.filter(|tag| tag.len() <= LONGEST_TAG && !tag.contains(['\r', '\n'])) {
            Some(tag) => fs::write(&path, format!("{address}\n{tag}\n")),
            None => fs::remove_file(&path).or_else(|error| match error.kind() {
                ErrorKind::NotFound => Ok(()),
                _ => Err(error),
            }),
        };
        kept.map_err(disk("write", &path))
    }

    /// What is there, for a server at this address.
    pub(in crate::connect) fn held(&self, address: &str) -> Held {
        let text = fs::read_to_string(self.tag_path()).unwrap_or_default();
        let mut lines = text.lines();
        let tag = match (lines.next(), lines.next()) {
            (Some(of), Some(tag)) if of == address => Some(tag.to_owned()),
            _ => None,
        };
        Held {
            length: self.length,
            tag,
        }
    }

    /// Has the system write what it still holds.
    pub(in crate::connect) fn flush(&mut self) -> Result<(), Trouble> {
        self.file.sync_all().map_err(disk("write", &self.path))
    }

    /// Gives the file its name, in the place of one that was there.
    pub(in crate::connect) fn into_place(self) -> Result<PathBuf, Trouble> {
        self.tag("", None)?;
        fs::rename(&self.path, &self.target).map_err(disk("write", &self.target))?;
        Ok(self.target)
    }

    fn tag_path(&self) -> PathBuf {
        self.path.with_extension("part.tag")
    }
}

fn disk<'a>(tried: &'a str, path: &'a Path) -> impl FnOnce(io::Error) -> Trouble + 'a {
    move |error| Trouble::Disk {
        tried: format!("{tried} {}", path.display()),
        error,
    }
}
