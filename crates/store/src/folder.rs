//! The folder of a pivot: which file is where, and how it is written.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use crate::Error;

/// A folder with a `pivot.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    root: PathBuf,
    /// The name by which facts know this machine; `None`: as the system says.
    machine: Option<String>,
}

impl Folder {
    /// The pivot at `start` or in the nearest folder above it.
    pub fn find(start: &Path) -> Result<Folder, Error> {
        let start = fs::canonicalize(start).map_err(|error| Error::File {
            tried: "open",
            path: start.to_owned(),
            error,
        })?;
        start
            .ancestors()
            .find(|at| at.join("pivot.toml").is_file())
            .map(|at| Folder {
                root: at.to_owned(),
                machine: None,
            })
            .ok_or(Error::NoPivot(start))
    }

    /// Makes a pivot in `root`, which may exist but must not hold one.
    pub fn create(root: &Path, settings: &str, curriculum: &str) -> Result<Folder, Error> {
        if root.join("pivot.toml").exists() {
            return Err(Error::Exists(root.to_owned()));
        }
        let folder = Folder {
            root: root.to_owned(),
            machine: None,
        };
        make_folder(&root.join("calendars"))?;
        // What the program records is no business of a shared repository, nor is a feed's secret address.
        let ignore = root.join(".gitignore");
        if !ignore.exists() {
            write(&ignore, "/.pivot/\n/calendars/*.url\n")?;
        }
        if !folder.curriculum_path().exists() {
            write(&folder.curriculum_path(), curriculum)?;
        }
        // Last: a folder is a pivot once this is there.
        write(&folder.settings_path(), settings)?;
        Ok(Folder {
            root: fs::canonicalize(root).unwrap_or(folder.root),
            machine: None,
        })
    }

    /// The same, on a machine that the person has given a name.
    #[must_use]
    pub fn on(self, machine: Option<String>) -> Folder {
        Folder { machine, ..self }
    }

    /// The name of the machine, for the facts that are written on it: as told, or as the system says.
    pub fn machine(&self) -> String {
        let system = || fs::read_to_string("/proc/sys/kernel/hostname").ok();
        let name = self.machine.clone().or_else(system).unwrap_or_default();
        let name = name.trim();
        if name.is_empty() { "unnamed" } else { name }.to_owned()
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// `pivot.toml`.
    pub fn settings_path(&self) -> PathBuf {
        self.root.join("pivot.toml")
    }

    /// `curriculum.toml`.
    pub fn curriculum_path(&self) -> PathBuf {
        self.root.join("curriculum.toml")
    }

    /// The journal's database.
    pub fn journal_path(&self) -> PathBuf {
        self.root.join(".pivot").join("journal.db")
    }

    /// The file of a feed.
    pub fn calendar_path(&self, name: &str) -> PathBuf {
        self.root.join("calendars").join(format!("{name}.ics"))
    }

    /// The file that holds a feed's address, where it has one. An address is often a secret: the file is for its owner
    /// alone, and `.gitignore` names it.
    pub fn address_path(&self, name: &str) -> PathBuf {
        self.root.join("calendars").join(format!("{name}.url"))
    }

    /// The part of this pivot that writing to `target` would touch, as seen from its folder: one of its files, or what lies
    /// in `calendars/`, `competitions/`, `meetups/` or `.pivot/`; `None` where the target is none of it. Links are followed.
    pub fn own(&self, target: &Path) -> Option<PathBuf> {
        let target = resolved(target);
        let is_file = [
            self.settings_path(),
            self.curriculum_path(),
            self.competitions_path(),
        ]
        .iter()
        .any(|file| resolved(file) == target);
        let is_within = ["calendars", "competitions", "meetups", ".pivot"]
            .iter()
            .any(|name| target.starts_with(resolved(&self.root.join(name))));
        let seen = target.strip_prefix(resolved(&self.root)).unwrap_or(&target);
        (is_file || is_within).then(|| seen.to_owned())
    }

    /// Text of `pivot.toml`.
    pub fn settings(&self) -> Result<String, Error> {
        read_text(&self.settings_path())
    }

    /// Text of `curriculum.toml`.
    pub fn curriculum(&self) -> Result<String, Error> {
        read_text(&self.curriculum_path())
    }

    /// Bytes of a feed; `None` where its file is missing.
    pub fn calendar(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let path = self.calendar_path(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::File {
                tried: "read",
                path,
                error,
            }),
        }
    }

    /// Where a feed comes from: an address or a file's path.
    pub fn address(&self, name: &str) -> Result<Option<String>, Error> {
        let path = self.address_path(name);
        if path.exists() {
            read_text(&path).map(|text| Some(text.trim().to_owned()))
        } else {
            Ok(None)
        }
    }

    /// Writes a feed, and where it comes from.
    pub fn write_calendar(&self, name: &str, bytes: &[u8], address: Option<&str>) -> Result<(), Error> {
        make_folder(&self.root.join("calendars"))?;
        if let Some(address) = address {
            write_private(&self.address_path(name), address)?;
        }
        write(&self.calendar_path(name), bytes)
    }

    /// Removes a feed's files, as far as they exist.
    pub fn remove_calendar(&self, name: &str) -> Result<(), Error> {
        remove([self.calendar_path(name), self.address_path(name)])
    }

    /// The secret in the address at which the sessions are served as a calendar; `None` until one is made.
    pub fn calendar_key(&self) -> Result<Option<String>, Error> {
        let path = self.calendar_key_path();
        if path.exists() {
            let key = read_text(&path)?.trim().to_owned();
            Ok(Some(key).filter(|key| !key.is_empty()))
        } else {
            Ok(None)
        }
    }

    /// Replaces that secret, in a file for its owner alone: who had the old one no longer gets the calendar.
    pub fn write_calendar_key(&self, key: &str) -> Result<(), Error> {
        write_private(&self.calendar_key_path(), key)
    }

    /// What is known of the person's calendar on a server; `None` until there is one.
    pub fn caldav(&self) -> Result<Option<String>, Error> {
        let path = self.caldav_path();
        if path.exists() {
            read_text(&path).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Replaces that, in a file for its owner alone: it holds what the person wrote into events.
    pub fn write_caldav(&self, text: &str) -> Result<(), Error> {
        write_private(&self.caldav_path(), text)
    }

    fn caldav_path(&self) -> PathBuf {
        self.root.join(".pivot").join("caldav.json")
    }

    fn calendar_key_path(&self) -> PathBuf {
        self.root.join(".pivot").join("calendar.key")
    }

    /// Replaces `pivot.toml`.
    pub fn write_settings(&self, text: &str) -> Result<(), Error> {
        write(&self.settings_path(), text)
    }

    /// Replaces `curriculum.toml`.
    pub fn write_curriculum(&self, text: &str) -> Result<(), Error> {
        write(&self.curriculum_path(), text)
    }
}

/// Where a path leads, whether or not something is there yet.
pub(crate) fn resolved(path: &Path) -> PathBuf {
    let mut path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    // A link to what is not there yet; more of them in a row lead nowhere.
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(to) if !path.exists() => path = path.parent().unwrap_or(&path).join(to),
            _ => break,
        }
    }
    // The folders that are there, as the system knows them, then the names that are not.
    let there = path
        .ancestors()
        .find_map(|a| Some((a, fs::canonicalize(a).ok()?)));
    let Some((above, mut whole)) = there else {
        return path;
    };
    for part in path.strip_prefix(above).unwrap_or(Path::new("")).components() {
        match part {
            Component::ParentDir => {
                whole.pop();
            }
            Component::CurDir => {}
            part => whole.push(part),
        }
    }
    whole
}

fn read_text(path: &Path) -> Result<String, Error> {
    let bytes = fs::read(path).map_err(|error| Error::File {
        tried: "read",
        path: path.to_owned(),
        error,
    })?;
    // A wrong byte becomes a sign that the reader will complain about, with its line.
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|wrong| String::from_utf8_lossy(wrong.as_bytes()).into_owned()))
}

fn make_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|error| Error::File {
        tried: "make the folder",
        path: path.to_owned(),
        error,
    })
}

/// Writes a file whole or not at all: beside it, then renamed over it. What was there stays until the new one is safe.
pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), Error> {
    write_with(path, bytes.as_ref(), &fs::OpenOptions::new())
}

pub(crate) fn write_private(path: &Path, text: &str) -> Result<(), Error> {
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    write_with(path, text.as_bytes(), &options)
}

fn write_with(path: &Path, bytes: &[u8], options: &fs::OpenOptions) -> Result<(), Error> {
    let failed = |error| Error::File {
        tried: "write",
        path: path.to_owned(),
        error,
    };
    if let Some(parent) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        make_folder(parent)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".new-{}", std::process::id()));
    let beside = path.with_file_name(name);
    let written = options
        .clone()
        .write(true)
        .create(true)
        .truncate(true)
        .open(&beside)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&beside, path)
        });
    if written.is_err() {
        // What could not be finished is of no use; the error tells the cause.
        let _ = fs::remove_file(&beside);
    }
    written.map_err(failed)
}

/// Removes files, as far as they exist.
pub(crate) fn remove(paths: impl IntoIterator<Item = PathBuf>) -> Result<(), Error> {
    for path in paths {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(Error::File {
                    tried: "remove",
                    path,
                    error,
                });
            }
            _ => {}
        }
    }
    Ok(())
}
