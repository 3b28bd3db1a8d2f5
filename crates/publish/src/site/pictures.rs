//! Pictures that posts and projects show: measured once, published under a name that follows from what is in them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::index::{Picture, Stamp};
use super::{Entry, Files, PICTURE_BYTES_MAX, hash, slug};
use crate::text::pictures;

/// Narrower copies of these widths in pixels are made, where the picture is wider.
pub(super) const WIDTHS: [u32; 3] = [480, 960, 1440];

/// The pictures of the folder.
pub(super) struct Pictures<'a> {
    files: &'a dyn Files,
    /// What the listing tells of files that may be pictures.
    listed: BTreeMap<String, Stamp>,
    known: BTreeMap<String, Picture>,
    measured: Mutex<BTreeMap<String, Result<Measured, String>>>,
}

/// A picture that was looked at in this build, with its files: by width, or as it is.
#[derive(Clone)]
struct Measured {
    picture: Picture,
    files: Arc<BTreeMap<Option<u32>, Vec<u8>>>,
}

/// A file that the site has for a picture.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shown {
    /// The picture's path in the folder.
    pub(super) from: String,
    /// Hash of what is in it.
    pub(super) sha: String,
    /// So wide, or as it is.
    pub(super) width: Option<u32>,
}

impl<'a> Pictures<'a> {
    pub(super) fn new(
        files: &'a dyn Files,
        entries: &[Entry],
        known: BTreeMap<String, Picture>,
    ) -> Pictures<'a> {
        let listed = entries
            .iter()
            .filter(|entry| is_picture(&entry.path))
            .map(|entry| (entry.path.clone(), Stamp(entry.bytes, entry.modified_ns)))
            .collect();
        Pictures {
            files,
            listed,
            known,
            measured: Mutex::default(),
        }
    }

    /// Whether the folder has it.
    pub(super) fn has(&self, path: &str) -> bool {
        self.listed.contains_key(path)
    }

    /// Paths of all pictures.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.listed.keys().map(String::as_str)
    }

    /// The picture at `path` of the folder; an error is the end of a sentence that begins with the file's name.
    pub(super) fn get(&self, path: &str) -> Result<Picture, String> {
        let stamp = *self.listed.get(path).ok_or("is not there")?;
        if let Some(picture) = self.known.get(path).filter(|picture| picture.stamp == stamp) {
            return Ok(picture.clone());
        }
        Ok(self.look(path, stamp)?.picture)
    }

    /// A file of the picture at `path`; an error is the end of a sentence.
    pub(super) fn file(&self, shown: &Shown) -> Result<Vec<u8>, String> {
        let stamp = *self.listed.get(&shown.from).ok_or("is not there")?;
        let measured = self.look(&shown.from, stamp)?;
        if measured.picture.sha != shown.sha {
            return Err("was changed while the site was built: build again".into());
        }
        measured
            .files
            .get(&shown.width)
            .cloned()
            .ok_or_else(|| "has no such copy".into())
    }

    fn look(&self, path: &str, stamp: Stamp) -> Result<Measured, String> {
        if let Ok(measured) = self.measured.lock()
            && let Some(known) = measured.get(path)
        {
            return known.clone();
        }
        let new = self.measure(path, stamp);
        if let Ok(mut measured) = self.measured.lock() {
            measured.insert(path.to_owned(), new.clone());
        }
        new
    }

    fn measure(&self, path: &str, stamp: Stamp) -> Result<Measured, String> {
        if stamp.0 > PICTURE_BYTES_MAX {
            return Err(format!(
                "has {} bytes; at most {PICTURE_BYTES_MAX} are read",
                stamp.0
            ));
        }
        let bytes = self.files.read(path)?;
        let (width, height, kind) = pictures::measure(&bytes)?;
        let mut files = BTreeMap::from([(None, pictures::published(&bytes)?)]);
        let mut variants = Vec::new();
        for (narrow, file) in pictures::resized(&bytes, &WIDTHS)? {
            let (_, _, kind) = pictures::measure(&file)?;
            variants.push((narrow, kind.ending().to_owned()));
            files.insert(Some(narrow), file);
        }
        Ok(Measured {
            picture: Picture {
                stamp,
                sha: hash::of(&[&bytes]),
                width,
                height,
                ending: kind.ending().to_owned(),
                variants,
            },
            files: Arc::new(files),
        })
    }

    /// What was measured, for the next index: of the paths given.
    pub(super) fn kept(&self, paths: impl Iterator<Item = String>) -> BTreeMap<String, Picture> {
        paths
            .filter_map(|path| Some((path.clone(), self.get(&path).ok()?)))
            .collect()
    }
}

/// Whether a file's name is that of a picture.
pub(super) fn is_picture(path: &str) -> bool {
    let ending = path
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| matches!(ending.as_str(), "png" | "jpg" | "jpeg" | "webp" | "gif" | "svg"))
}

/// Where in the site the picture at `path` is: its name and a part of its hash.
pub(super) fn place(path: &str, picture: &Picture, width: Option<u32>) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = slug::of(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let stem: String = stem.chars().filter(char::is_ascii).take(40).collect();
    let stem = if stem.is_empty() {
        "picture".to_owned()
    } else {
        stem
    };
    let sha = picture.sha.get(..12).unwrap_or_default();
    let variant = width.and_then(|width| picture.variants.iter().find(|variant| variant.0 == width));
    match variant {
        Some((width, ending)) => format!("pictures/{stem}-{sha}-{width}.{ending}"),
        None => format!("pictures/{stem}-{sha}.{}", picture.ending),
    }
}
