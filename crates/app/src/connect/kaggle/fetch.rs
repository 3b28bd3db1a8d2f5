//! A file of a competition into a folder: what has come is kept beside it (`NAME.part`), and gone on with.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::thread::sleep;

use ureq::http::HeaderMap;

use super::wire::clean;
use super::{Competitions, DataFile, told};
use crate::connect::download::part::{Held, Part};
use crate::connect::download::{Progress, size};
use crate::connect::http::{Patience, Stream, Trouble};
use crate::error::Error;

/// Bytes that are read at a time.
const PIECE: usize = 1 << 16;
/// The most that is taken where nobody says how much there is.
const MOST: u64 = 1 << 40;

/// A file that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Where. Kaggle gives some files packed: then its name ends in `.zip`, whatever was asked for.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// It was there before.
    pub known: bool,
}

/// Gets a file of the competition into the folder, which is made where it is missing; `None` gets all of them, packed. A file of the
/// right size that is there is not fetched again, and one that is there is replaced only by a whole one.
///
/// # Errors
/// Kaggle does not give it, the disk failed, or it has another size than Kaggle says.
pub fn fetch(
    of: &dyn Competitions,
    name: &str,
    file: Option<&DataFile>,
    folder: &Path,
    patience: Patience,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Fetched, Error> {
    let all = format!("{name}.zip");
    let asked = file.map(|file| file.name.as_str());
    let size_told = file.map_or(0, |file| file.bytes);
    let parts = parts(asked.unwrap_or(&all))?;
    let (last, above) = parts.split_last().unwrap_or((&"", &[]));
    let folder = above
        .iter()
        .fold(folder.to_owned(), |folder, part| folder.join(part));
    let target = folder.join(last);
    let there = fs::metadata(&target).ok().filter(fs::Metadata::is_file);
    if let Some(there) = there.filter(|there| size_told > 0 && there.len() == size_told) {
        return Ok(Fetched {
            path: target,
            bytes: there.len(),
            known: true,
        });
    }
    let shown = clean(last);
    let mut part = Part::open(&folder, last)?;
    let address = format!("kaggle:{name}/{}", asked.unwrap_or_default());
    let mut pause = patience.pause;
    for left in (0..patience.tries.max(1)).rev() {
        let came = once(
            of,
            name,
            asked,
            size_told,
            &address,
            &mut part,
            &mut |done, of| {
                progress(Progress {
                    file: &shown,
                    done,
                    of,
                });
            },
        )?;
        let trouble = match came {
            Ok(()) => return finish(part, last, size_told),
            Err(trouble) => trouble,
        };
        // What was answered with words will be answered so again.
        let again = matches!(
            trouble,
            Trouble::Silent(_) | Trouble::Busy(_) | Trouble::Refused(416, _)
        );
        let wait = match &trouble {
            Trouble::Busy(Some(after)) => *after,
            _ => pause,
        };
        if left == 0 || !again || wait > patience.longest {
            let kept = part.length();
            return Err(match told(trouble, Some(name)) {
                Error::Outside { what, .. } if kept > 0 => Error::Outside {
                    what: format!("{shown}: {what}"),
                    next: Some(format!(
                        "run the command again: {} are kept, and it goes on from there",
                        size(kept)
                    )),
                },
                other => other,
            });
        }
        sleep(wait);
        pause *= 2;
    }
    Err(Error::Bug("a file was neither fetched nor refused".into()))
}

/// The parts of a name, none of which leads out of a folder.
fn parts(name: &str) -> Result<Vec<&str>, Error> {
    let parts: Vec<&str> = name.split('/').collect();
    let odd = |part: &&str| {
        let letters = |c: char| c.is_control() || matches!(c, '\\' | ':');
        part.is_empty() || part.starts_with('.') || part.len() > 240 || part.chars().any(letters)
    };
    match parts.iter().any(odd) || parts.len() > 16 {
        false => Ok(parts),
        true => Err(Error::wrong(format!(
            "Kaggle: the file `{}` has a name that cannot be one in a folder; it was not fetched",
            clean(name).escape_default()
        ))),
    }
}

/// Asks once and appends what comes.
fn once(
    of: &dyn Competitions,
    name: &str,
    file: Option<&str>,
    size_told: u64,
    address: &str,
    part: &mut Part,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Result<(), Trouble>, Error> {
    let Held { length, tag } = part.held(address);
    // Without its mark nobody knows of which state of the file it is.
    if length > 0 && tag.is_none() {
        part.clear()?;
    }
    let mut stream = match of.open(name, file, part.length(), tag.as_deref()) {
        Ok(stream) => stream,
        Err(trouble) => {
            if matches!(trouble, Trouble::Refused(416, _)) {
                part.clear()?;
            }
            return Ok(Err(trouble));
        }
    };
    if let Some(what) = no_file(&stream, address) {
        return Ok(Err(Trouble::Silent(what)));
    }
    let text = |name: &str| stream.headers.get(name).and_then(|value| value.to_str().ok());
    if stream.status != 206 {
        part.clear()?;
    } else if begins(&stream.headers) != Some(part.length()) {
        part.clear()?;
        return Ok(Err(Trouble::Silent(
            "it answered with another part of the file than was asked for".into(),
        )));
    }
    let comes: Option<u64> = text("content-length").and_then(|length| length.trim().parse().ok());
    let total = comes.map(|comes| part.length().saturating_add(comes));
    let strong = text("etag").filter(|tag| tag.starts_with('"'));
    part.tag(address, strong.or_else(|| text("last-modified")))?;
    let most = total.unwrap_or(MOST).min(MOST);
    let mut buffer = vec![0; PIECE];
    loop {
        let of = total.unwrap_or(size_told);
        progress(part.length(), of.max(part.length()));
        let count = match stream.body.read(&mut buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Ok(Err(Trouble::Silent(format!("the connection broke ({error})")))),
            Ok(count) => count,
        };
        if count == 0 {
            break;
        }
        if part.length().saturating_add(count as u64) > most {
            part.clear()?;
            return Ok(Err(Trouble::Silent("it gives more than it said".into())));
        }
        part.append(&buffer[..count])?;
    }
    Ok(match total {
        Some(total) if part.length() < total => Err(Trouble::Silent(format!(
            "the connection ended after {} of {total} bytes",
            part.length()
        ))),
        _ => Ok(()),
    })
}

/// A page where a file should be: a login, a notice.
fn no_file(stream: &Stream, address: &str) -> Option<String> {
    let kind = stream.headers.get("content-type")?.to_str().ok()?;
    let is_page = kind.trim_start().to_lowercase().starts_with("text/html");
    let is_meant = address.to_lowercase().trim_end_matches(".zip").ends_with(".html");
    (is_page && !is_meant).then(|| "it answered with a page instead of the file".into())
}

/// The first byte that `Content-Range: bytes 500-999/1234` names.
fn begins(headers: &HeaderMap) -> Option<u64> {
    let range = headers.get("content-range")?.to_str().ok()?;
    let range = range.trim().strip_prefix("bytes")?.trim_start();
    range.split_once('-')?.0.trim().parse().ok()
}

/// Gives the file its name.
fn finish(mut part: Part, name: &str, size_told: u64) -> Result<Fetched, Error> {
    let bytes = part.length();
    part.flush()?;
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |error: std::io::Error| Error::Outside {
            what: format!("{path} cannot be read or named: {error}"),
            next: None,
        }
    };
    let mut head = Vec::new();
    let file = File::open(part.path()).map_err(failed(part.path()))?;
    file.take(4).read_to_end(&mut head).map_err(failed(part.path()))?;
    let is_packed = head == *b"PK\x03\x04" && !name.to_lowercase().ends_with(".zip");
    if !is_packed && size_told > 0 && bytes != size_told {
        part.clear()?;
        return Err(Error::Outside {
            what: format!(
                "Kaggle: {} has {bytes} bytes, and its list says {size_told}",
                clean(name)
            ),
            next: Some("run the command again: the file may have been changed there".into()),
        });
    }
    if !is_packed {
        let path = part.into_place()?;
        return Ok(Fetched {
            path,
            bytes,
            known: false,
        });
    }
    // Moved from its part at once: a file of the unpacked name, which a person may have made of an earlier one, stays.
    let from = part.path().to_owned();
    let path = from.with_file_name(format!("{name}.zip"));
    part.tag("", None)?;
    fs::rename(&from, &path).map_err(failed(&path))?;
    Ok(Fetched {
        path,
        bytes,
        known: false,
    })
}
