//! Downloading a file of a lab into a cache, from one of several addresses. It happens only in the command that asks for it.
//!
//! What has come so far is kept in a file beside (`NAME.part`), so that a download goes on where it ended. The file gets its
//! name, and takes the place of one that was there, only when its checksum holds. A file that the person has already goes the
//! same way ([`take`]).

mod own;
pub(super) mod part;
mod web;

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use pivot_labs::real::File as Wanted;
use pivot_labs::real::seal::Broken;

pub use own::take;
use part::{Held, Part};
pub use web::{Answer, InMemory, Refusal, Source, Web};

/// How long is waited, and how often tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Until a server is connected to, and until it begins to answer.
    pub answer: Duration,
    /// Between two pieces of the file.
    pub silence: Duration,
    /// For all of an answer: a server that drips is given up.
    pub whole: Duration,
    /// How often an address is tried where the connection breaks.
    pub tries: u32,
    /// Between two tries.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            answer: Duration::from_secs(30),
            silence: Duration::from_secs(30),
            whole: Duration::from_secs(6 * 60 * 60),
            tries: 8,
            pause: Duration::from_secs(2),
        }
    }
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The file's name.
    pub file: &'a str,
    /// Bytes that are there.
    pub done: u64,
    /// Of so many.
    pub of: u64,
}

/// Why there is no file. Nothing that was in the cache under its name was touched.
#[derive(Debug)]
pub enum Trouble {
    /// The name or an address is none that can be.
    Wish(String),
    /// Another process downloads the same file now.
    Busy(String),
    /// The disk or a file failed.
    Disk {
        /// What was tried.
        tried: String,
        /// What the system says.
        error: io::Error,
    },
    /// No address gave the file.
    Nowhere {
        /// The file's name.
        file: String,
        /// Each address and what came of it, as a clause.
        tried: Vec<(String, String)>,
        /// Bytes that are kept for the next time.
        kept: u64,
    },
    /// A file of the person's is not the one that is meant.
    Other {
        /// Which.
        path: PathBuf,
        /// Why not, as a clause.
        why: String,
    },
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Wish(what) => f.write_str(what),
            Trouble::Busy(file) => write!(f, "{file} is being downloaded by another pivot at this moment"),
            Trouble::Disk { tried, error } if is_full(error) => {
                write!(f, "could not {tried}: the disk is full")
            }
            Trouble::Disk { tried, error } => write!(f, "could not {tried}: {error}"),
            Trouble::Nowhere { file, tried, .. } => {
                write!(f, "could not download {file}")?;
                tried
                    .iter()
                    .try_for_each(|(address, why)| write!(f, "; {address}: {why}"))
            }
            Trouble::Other { path, why } => write!(f, "{}: {why}", path.display()),
        }
    }
}

impl std::error::Error for Trouble {}

impl Trouble {
    /// What to do next.
    pub fn next(&self) -> String {
        match self {
            Trouble::Wish(_) => "mend the definition of the lab".into(),
            Trouble::Busy(_) => "wait for it, or end it, and run the command again".into(),
            Trouble::Disk { error, .. } if is_full(error) => {
                "make room and run the command again: what has come so far is kept".into()
            }
            Trouble::Disk { .. } => {
                "look at the disk and the rights of the folder, and run the command again".into()
            }
            Trouble::Nowhere { kept, .. } => {
                let kept = match kept {
                    0 => String::new(),
                    bytes => format!(" ({} are kept, and it goes on from there)", size(*bytes)),
                };
                format!(
                    "run the command again later{kept}, or name the file or its folder with --from where you have it"
                )
            }
            Trouble::Other { .. } => {
                "name the file as it was published, or the folder that has it, with --from".into()
            }
        }
    }
}

impl From<Trouble> for crate::Error {
    fn from(trouble: Trouble) -> Self {
        let (what, next) = (trouble.to_string(), Some(trouble.next()));
        match trouble {
            Trouble::Wish(_) | Trouble::Other { .. } => crate::Error::Wrong { what, next },
            Trouble::Busy(_) | Trouble::Disk { .. } | Trouble::Nowhere { .. } => {
                crate::Error::Outside { what, next }
            }
        }
    }
}

fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

/// A number of bytes in words.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// The file in the cache, if it is there and its checksum holds.
///
/// # Errors
/// The file is there and cannot be read.
pub fn cached(wanted: &Wanted<'_>, cache: &Path) -> Result<Option<PathBuf>, Trouble> {
    let path = cache.join(name(wanted)?);
    if !path.is_file() {
        return Ok(None);
    }
    Ok(held(wanted, &path)?.is_ok().then_some(path))
}

/// Gets a file into the folder `cache`, which is made where it is missing, and gives its path. One that is there and holds is not
/// downloaded again; what an earlier try left is gone on with.
///
/// # Errors
/// No address gave the file, each with its reason; the disk failed; another process is at it.
pub fn fetch(
    wanted: &Wanted<'_>,
    cache: &Path,
    source: &dyn Source,
    patience: &Patience,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<PathBuf, Trouble> {
    if let Some(path) = cached(wanted, cache)? {
        return Ok(path);
    }
    let mut part = Part::open(cache, name(wanted)?)?;
    let mut tried = Vec::new();
    // What is left of an earlier download may be all of it.
    if part.length() > 0 && part.length() >= wanted.seal.bytes {
        match seal_holds(wanted, &mut part)? {
            Ok(()) => return part.into_place(),
            Err(_) => part.clear()?,
        }
    }
    for address in wanted.addresses {
        match from_address(wanted, address, &mut part, source, patience, progress)? {
            None => return part.into_place(),
            Some(why) => tried.push(((*address).to_owned(), why)),
        }
    }
    Err(Trouble::Nowhere {
        file: wanted.name.to_owned(),
        tried,
        kept: part.length(),
    })
}

/// Opens files of the cache by their names, for [`pivot_labs::real::convert`].
pub fn opener(cache: &Path) -> impl FnMut(&str) -> io::Result<Box<dyn Read>> {
    let cache = cache.to_owned();
    move |name| Ok(Box::new(File::open(cache.join(name))?))
}

/// Bytes that are read at a time.
const PIECE: usize = 1 << 16;

/// The name in the cache, which is no path.
fn name<'w>(wanted: &Wanted<'w>) -> Result<&'w str, Trouble> {
    let letters = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    match wanted.name.chars().all(letters) && wanted.name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        true => Ok(wanted.name),
        false => Err(Trouble::Wish(format!(
            "`{}` is no name of a file to download: letters, digits, `-`, `_` and `.` are",
            wanted.name.escape_default()
        ))),
    }
}

fn held(wanted: &Wanted<'_>, path: &Path) -> Result<Result<(), Broken>, Trouble> {
    let mut open = || Ok(Box::new(File::open(path)?) as Box<dyn Read>);
    wanted.seal.holds(&mut open).map_err(|error| Trouble::Disk {
        tried: format!("read {}", path.display()),
        error,
    })
}

fn seal_holds(wanted: &Wanted<'_>, part: &mut Part) -> Result<Result<(), Broken>, Trouble> {
    part.flush()?;
    held(wanted, part.path())
}

/// Why a file is not the one that is meant.
fn another(wanted: &Wanted<'_>, broken: &Broken) -> String {
    if broken.bytes > wanted.seal.most() {
        return format!(
            "it has more than the {} bytes of {}",
            wanted.seal.bytes, wanted.name
        );
    }
    format!(
        "it is another file than {}: {} bytes with the SHA-256 {}, and {} with {} were expected",
        wanted.name, broken.bytes, broken.sha256, wanted.seal.bytes, wanted.seal.sha256
    )
}

/// What came of one answer.
enum Came {
    /// It came to its end.
    Whole,
    /// The connection broke: it may be gone on with.
    Cut(String),
    /// This address does not have the file.
    Not(String),
}

/// Gets the file from one address, going on where the connection breaks. `None`: it is there and its checksum holds.
fn from_address(
    wanted: &Wanted<'_>,
    address: &str,
    part: &mut Part,
    source: &dyn Source,
    patience: &Patience,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Option<String>, Trouble> {
    let mut last = String::new();
    for attempt in 0..patience.tries.max(1) {
        if attempt > 0 {
            std::thread::sleep(patience.pause);
        }
        // What an earlier try or another address gave may be of another file, which only the checksum of all of it tells.
        let begun_with = part.length();
        match pull(wanted, address, part, source, patience, progress)? {
            Came::Not(why) => return Ok(Some(why)),
            Came::Cut(why) => last = why,
            Came::Whole => match seal_holds(wanted, part)? {
                Ok(()) => return Ok(None),
                Err(broken) => {
                    part.clear()?;
                    last = another(wanted, &broken);
                    if begun_with == 0 {
                        return Ok(Some(last));
                    }
                }
            },
        }
    }
    Ok(Some(last))
}

/// Asks once and appends what comes.
fn pull(
    wanted: &Wanted<'_>,
    address: &str,
    part: &mut Part,
    source: &dyn Source,
    patience: &Patience,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Came, Trouble> {
    let most = wanted.seal.most();
    let Held { length, tag } = part.held(address);
    let mut answer = match source.open(address, length, tag.as_deref(), patience) {
        Ok(answer) => answer,
        Err(Refusal::Beyond) => {
            // What is kept is longer than the file is there.
            part.clear()?;
            return Ok(Came::Cut("it has less than was kept of it".into()));
        }
        Err(Refusal::Not(why)) => return Ok(Came::Not(why)),
        Err(Refusal::Later(why)) => return Ok(Came::Cut(why)),
    };
    match answer.begins {
        0 => part.clear()?,
        at if at == part.length() => {}
        _ => {
            return Ok(Came::Not(
                "it answered with another part of the file than was asked for".into(),
            ));
        }
    }
    let total = answer.length.map(|length| answer.begins.saturating_add(length));
    if let Some(total) = total.filter(|total| *total > most) {
        return Ok(Came::Not(format!(
            "it says that it has {total} bytes, and {} were expected",
            wanted.seal.bytes
        )));
    }
    part.tag(address, answer.tag.as_deref())?;
    let of = total.unwrap_or(wanted.seal.bytes);
    let mut buffer = vec![0; PIECE];
    loop {
        progress(Progress {
            file: wanted.name,
            done: part.length(),
            of: of.max(part.length()),
        });
        let count = match answer.body.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Ok(Came::Cut(web::broken(&error, patience))),
            Ok(count) => count,
        };
        if count == 0 {
            break;
        }
        if part.length() + count as u64 > most {
            part.clear()?;
            return Ok(Came::Not(format!(
                "it gives more than the {} bytes that were expected",
                wanted.seal.bytes
            )));
        }
        part.append(&buffer[..count])?;
    }
    match total {
        Some(total) if part.length() < total => Ok(Came::Cut(format!(
            "the connection ended after {} of {total} bytes",
            part.length()
        ))),
        // A server that states no length ends its answer where the file does, or where it broke.
        None if part.length() < wanted.seal.bytes => Ok(Came::Cut(format!(
            "the answer ended after {} of {} bytes",
            part.length(),
            wanted.seal.bytes
        ))),
        _ => Ok(Came::Whole),
    }
}
