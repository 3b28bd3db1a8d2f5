//! Archives (tar, packed by gzip) as a stream of entries. Nothing is unpacked to a disk: an entry's name only tells what it is.
//!
//! Names longer than the 100 bytes of a plain head come as entries of their own, which are passed over: no set has such names,
//! and whoever reads them into memory lets an archive say how much.

use std::io::{self, Read};

use tar::{Archive, EntryType};

use super::fault::{Error, Fault, shown};
use super::input::{Input, failed, fault};

/// What an archive may hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Bytes of all of it, unpacked.
    pub(super) bytes: u64,
    /// Entries of any kind.
    pub(super) entries: u64,
}

/// A plain file in an archive.
pub(super) struct Entry<'e> {
    /// Its path: parted by `/`, relative, without `..`.
    pub(super) path: &'e str,
    file: &'e str,
    size: u64,
    reader: &'e mut dyn Read,
}

impl Entry<'_> {
    /// A fault of this entry.
    pub(super) fn fault(&self, what: impl Into<String>, expected: impl Into<String>) -> Error {
        at(self.file, self.path.as_bytes(), what, expected)
    }

    /// All of it, if it is no longer than `most` bytes.
    pub(super) fn bytes(&mut self, most: u64) -> Result<Vec<u8>, Error> {
        if self.size > most {
            let what = format!("it has {} bytes", self.size);
            return Err(self.fault(what, format!("at most {most}")));
        }
        let mut bytes = Vec::new();
        match (&mut self.reader).take(self.size).read_to_end(&mut bytes) {
            Err(error) => Err(failed(self.file, error)),
            Ok(_) if bytes.len() as u64 == self.size => Ok(bytes),
            Ok(_) => {
                let what = format!("the archive ends after {} bytes of it", bytes.len());
                Err(self.fault(what, format!("all {} of them", self.size)))
            }
        }
    }
}

/// Shows every plain file of an archive to `see`, in the archive's order.
pub(super) fn walk(
    input: Input,
    limits: Limits,
    see: &mut dyn FnMut(&mut Entry<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let (file, reader) = input.parts();
    let mut archive = Archive::new(Bounded {
        reader,
        left: limits.bytes,
    });
    let broken = |error| archive_failed(&file, error, limits);
    let mut count = 0;
    for entry in archive.entries().map_err(broken)?.raw(true) {
        let mut entry = entry.map_err(broken)?;
        count += 1;
        if count > limits.entries {
            let expected = format!("at most {}", limits.entries);
            return Err(fault(&file, "the archive has too many entries", expected));
        }
        let name = entry.path_bytes().into_owned();
        let what = match entry.header().entry_type() {
            EntryType::Regular => {
                let path = check_name(&file, &name)?;
                let size = entry.size();
                see(&mut Entry {
                    path,
                    file: &file,
                    size,
                    reader: &mut entry,
                })?;
                continue;
            }
            EntryType::Directory => {
                check_name(&file, &name)?;
                continue;
            }
            // Attributes and long names of what follows.
            EntryType::XHeader
            | EntryType::XGlobalHeader
            | EntryType::GNULongName
            | EntryType::GNULongLink => {
                continue;
            }
            EntryType::Link | EntryType::Symlink => "it is a link",
            _ => "it is neither a file nor a folder",
        };
        return Err(at(&file, &name, what, "an archive of plain files and folders"));
    }
    match count {
        0 => Err(fault(
            &file,
            "the archive is empty",
            "the archive as it was published",
        )),
        _ => Ok(()),
    }
}

fn at(file: &str, name: &[u8], what: impl Into<String>, expected: impl Into<String>) -> Error {
    Error::Fault(Fault {
        file: file.to_owned(),
        entry: Some(shown(name)),
        what: what.into(),
        expected: expected.into(),
    })
}

/// An archive that names a place outside of itself is not what was published, whatever else it holds.
fn check_name<'n>(file: &str, name: &'n [u8]) -> Result<&'n str, Error> {
    const EXPECTED: &str = "a path inside the archive";
    let wrong = |what| Err(at(file, name, what, EXPECTED));
    let Ok(path) = std::str::from_utf8(name) else {
        return wrong("its name is no UTF-8");
    };
    if path.is_empty() || path.contains(|c: char| c.is_control() || c == '\\' || c == ':') {
        return wrong("its name has characters that no set has in names");
    }
    if path.starts_with('/') {
        return wrong("its path begins at the root of a disk");
    }
    if path.split('/').any(|part| part == "..") {
        return wrong("its path leads out of the archive by `..`");
    }
    Ok(path.strip_prefix("./").unwrap_or(path))
}

/// The mark of an error by which reading was given up.
#[derive(Debug)]
struct TooMuch;

impl std::fmt::Display for TooMuch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("too much")
    }
}

impl std::error::Error for TooMuch {}

fn archive_failed(file: &str, error: io::Error, limits: Limits) -> Error {
    // tar puts errors of the reader into its own.
    let mut cause = error.get_ref().map(|e| e as &(dyn std::error::Error + 'static));
    while let Some(error) = cause {
        if error.is::<TooMuch>() {
            let expected = format!("at most {} MiB", limits.bytes >> 20);
            return fault(file, "it unpacks to more than any such archive has", expected);
        }
        cause = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    failed(file, error)
}

/// Reads so much and then fails: a few bytes of gzip can unpack to a disk full.
struct Bounded {
    reader: Box<dyn Read>,
    left: u64,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| io::Error::other(TooMuch))?;
        Ok(count)
    }
}
