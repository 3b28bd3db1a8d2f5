//! Looking at files that may be anything: whoever wrote them, however large. What is looked at is a plain file inside the
//! pivot's folder, links followed, and no more of it than is bearable.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use pivot_domain::evidence::{Material, Read, notebook};
use sha2::{Digest, Sha256};

use crate::{Error, Folder};

/// The largest file that is read, in bytes.
const LARGEST: u64 = notebook::LARGEST;
/// All files of a folder together.
const LARGEST_ALL: u64 = 256 * 1024 * 1024;
/// So many files of a folder are read.
const FILES_MAX: usize = 500;
/// So many entries of a folder are looked at, and so deep.
const ENTRIES_MAX: usize = 20_000;
const DEPTH_MAX: usize = 6;

const MIB: u64 = 1024 * 1024;

impl Folder {
    /// The file at `path`, which has `/` between its parts.
    pub fn look(&self, path: &str) -> Material {
        let inside = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        if !inside || path.contains(['\\', ':']) {
            return Material::Refused("is no path inside the pivot's folder".into());
        }
        self.look_at(&self.root().join(path), path, LARGEST)
    }

    fn look_at(&self, file: &Path, path: &str, largest: u64) -> Material {
        let refused = |why: String| Material::Refused(why);
        let real = match (fs::canonicalize(file), fs::canonicalize(self.root())) {
            (Ok(real), Ok(root)) if real.starts_with(&root) => real,
            (Ok(_), Ok(_)) => return refused("is a link that leads out of the pivot's folder".into()),
            (Err(e), _) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Material::Absent;
            }
            (Err(e), _) | (_, Err(e)) => return refused(format!("cannot be read: {e}")),
        };
        // A pipe or a device could keep the reader waiting for ever.
        match fs::metadata(&real) {
            Ok(about) if about.is_dir() => return refused("is a folder, where a file is expected".into()),
            Ok(about) if !about.is_file() => return refused("is no plain file".into()),
            Ok(about) if about.len() > largest => return refused(too_large(about.len(), largest)),
            Ok(_) => {}
            Err(e) => return refused(format!("cannot be read: {e}")),
        }
        let mut bytes = Vec::new();
        let read = File::open(&real).and_then(|f| f.take(largest + 1).read_to_end(&mut bytes));
        match read {
            Err(e) => refused(format!("cannot be read: {e}")),
            Ok(n) if n as u64 > largest => refused(too_large(n as u64, largest)),
            Ok(_) => Material::File(of_bytes(path, bytes)),
        }
    }

    /// The files below `folder` whose names end in `ending`, by name.
    pub fn look_below(&self, folder: &str, ending: &str) -> Material {
        let (paths, mut refused) = self.below(folder, ending);
        let (mut files, mut left) = (Vec::new(), LARGEST_ALL);
        for (file, path) in paths {
            match self.look_at(&file, &path, LARGEST.min(left)) {
                Material::File(read) => {
                    left -= read.bytes.len() as u64;
                    files.push(read);
                }
                Material::Refused(why) => refused.push(format!("`{path}` {why}")),
                _ => {}
            }
        }
        Material::Folder(files, refused)
    }

    /// Fingerprints of the cells of all notebooks below `folder`.
    pub fn look_at_course(&self, folder: &str) -> Material {
        let mut prints = BTreeSet::new();
        for (file, path) in self.below(folder, ".ipynb").0 {
            if let Material::File(read) = self.look_at(&file, &path, LARGEST) {
                prints.extend(notebook::fingerprints(&read.bytes));
            }
        }
        Material::Course(prints)
    }

    /// Files below a folder, and what was passed over. Links to folders are not followed.
    fn below(&self, folder: &str, ending: &str) -> (Vec<(PathBuf, String)>, Vec<String>) {
        let (mut found, mut refused, mut entries) = (Vec::new(), Vec::new(), 0);
        let mut open = vec![(self.root().join(folder), folder.to_owned(), 1)];
        while let Some((at, path, depth)) = open.pop() {
            // A folder that is not there, or not ours to read, has no files.
            let Ok(list) = fs::read_dir(&at) else { continue };
            for entry in list.flatten() {
                entries += 1;
                if entries > ENTRIES_MAX || found.len() >= FILES_MAX {
                    refused.push(format!("`{folder}/` has too many files to look at all of them"));
                    found.sort();
                    return (found, refused);
                }
                let Ok(name) = entry.file_name().into_string() else {
                    continue;
                };
                let path = format!("{path}/{name}");
                let is_folder = entry.file_type().is_ok_and(|t| t.is_dir());
                if is_folder && depth < DEPTH_MAX && !name.starts_with('.') {
                    open.push((entry.path(), path, depth + 1));
                } else if !is_folder && name.to_lowercase().ends_with(ending) {
                    found.push((entry.path(), path));
                }
            }
        }
        found.sort();
        (found, refused)
    }

    /// Hashes of commands that the person allowed on this machine, with their lines.
    pub fn allowed(&self) -> Result<BTreeSet<String>, Error> {
        let path = self.allowed_path();
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text
                .lines()
                .filter_map(|l| l.split_whitespace().next())
                .map(str::to_owned)
                .collect()),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(BTreeSet::new()),
            Err(error) => Err(Error::File {
                tried: "read",
                path,
                error,
            }),
        }
    }

    /// Remembers that a command may run. The file stays on this machine: it is no fact, and a copy of the journal must not
    /// bring the right to run something.
    pub fn allow(&self, hash: &str, line: &str) -> Result<(), Error> {
        let path = self.allowed_path();
        let mut text = fs::read_to_string(&path).unwrap_or_default();
        text.push_str(&format!("{hash} {}\n", line.replace(char::is_control, " ")));
        crate::folder::write_private(&path, &text)
    }

    fn allowed_path(&self) -> PathBuf {
        self.root().join(".pivot").join("allowed-commands")
    }
}

fn too_large(bytes: u64, largest: u64) -> String {
    format!(
        "has {} MiB, and at most {} MiB are read",
        bytes.div_ceil(MIB),
        largest / MIB
    )
}

/// Bytes with their hash.
pub fn of_bytes(path: &str, bytes: Vec<u8>) -> Read {
    Read {
        path: path.to_owned(),
        sha256: sha256(&[&bytes]),
        bytes,
    }
}

/// SHA-256 of parts, one after the other, in hexadecimal digits.
pub fn sha256(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

/// SHA-256 of a file, in hexadecimal digits, whatever its size.
///
/// # Errors
/// It cannot be read.
pub fn sha256_of(path: &std::path::Path) -> Result<String, Error> {
    let failed = |error| Error::File {
        tried: "read",
        path: path.to_owned(),
        error,
    };
    let mut file = fs::File::open(path).map_err(failed)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        let count = match file.read(&mut piece) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            other => other.map_err(failed)?,
        };
        if count == 0 {
            break;
        }
        hash.update(&piece[..count]);
    }
    Ok(hash.finalize().iter().map(|b| format!("{b:02x}")).collect())
}
