//! A file that the person has already goes into the cache as a downloaded one does.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use pivot_labs::real::File as Wanted;
use pivot_labs::real::seal::Broken;

use super::part::Part;
use super::{PIECE, Progress, Trouble, another, cached, held, name, seal_holds};

/// Takes a file that the person has into the cache: `from` is the file or a folder that has it under its name, packed or not.
/// It is copied, so that what was checked is what is used.
///
/// # Errors
/// There is no such file, or its checksum does not hold; the disk failed.
pub fn take(
    wanted: &Wanted<'_>,
    from: &Path,
    cache: &Path,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<PathBuf, Trouble> {
    if let Some(path) = cached(wanted, cache)? {
        return Ok(path);
    }
    let found = find(wanted, from)?;
    let other = |broken: &Broken| Trouble::Other {
        path: found.clone(),
        why: another(wanted, broken),
    };
    // Before anything is touched: what a download left is not lost to a file that is another.
    if let Err(broken) = held(wanted, &found)? {
        return Err(other(&broken));
    }
    let reading = |error| Trouble::Disk {
        tried: format!("read {}", found.display()),
        error,
    };
    let mut file = File::open(&found).map_err(reading)?;
    let mut part = Part::open(cache, name(wanted)?)?;
    part.clear()?;
    let of = file.metadata().map_or(wanted.seal.bytes, |about| about.len());
    let mut buffer = vec![0; PIECE];
    loop {
        let count = match file.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other.map_err(reading)?,
        };
        if count == 0 {
            break;
        }
        part.append(&buffer[..count])?;
        if part.length() > wanted.seal.most() {
            break;
        }
        progress(Progress {
            file: wanted.name,
            done: part.length(),
            of,
        });
    }
    match seal_holds(wanted, &mut part)? {
        Ok(()) => part.into_place(),
        Err(broken) => {
            // It changed while it was copied.
            part.clear()?;
            Err(other(&broken))
        }
    }
}

/// The person's file, in a folder or by itself.
fn find(wanted: &Wanted<'_>, from: &Path) -> Result<PathBuf, Trouble> {
    let other = |why: String| Trouble::Other {
        path: from.to_owned(),
        why,
    };
    let about = fs::metadata(from).map_err(|error| other(format!("it cannot be looked at ({error})")))?;
    if about.is_file() {
        return Ok(from.to_owned());
    }
    if !about.is_dir() {
        return Err(other("it is neither a file nor a folder".into()));
    }
    let unpacked = wanted.name.strip_suffix(".gz").unwrap_or(wanted.name);
    // The last part of an address may be another name: the one under which a browser saves it.
    let addressed = wanted.addresses.iter().filter_map(|at| at.rsplit('/').next());
    let names = [wanted.name, unpacked].into_iter().chain(addressed);
    names
        .filter(|name| !name.is_empty() && !name.contains(['\\', ':']) && *name != "..")
        .map(|name| from.join(name))
        .find(|path| path.is_file())
        .ok_or_else(|| other(format!("the folder has no file {}", wanted.name)))
}
