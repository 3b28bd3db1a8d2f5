//! The pictures to learn from: a folder with a folder of pictures for each class. Whatever would spoil the training is found and said.

pub mod augment;
mod flaws;
mod look;
mod report;
pub mod sheet;
mod split;

use std::fs;
use std::path::{Path, PathBuf};

use image::RgbImage;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::fault::Fault;
use crate::picture;
pub use flaws::Flaw;
pub use look::{Look, alike};
pub use report::{report, words};
pub use split::{FEWEST, Part, Split, leaks, split};

/// A picture with a shorter side is too small to learn from, in pixels.
pub const SMALLEST_SIDE: u32 = 16;
/// A file with more bytes is not read.
const LARGEST_FILE: u64 = 64 << 20;

/// A picture that can be learned from.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The file, within the folder of the collection.
    pub file: PathBuf,
    /// The place of its class in [`Collection::classes`].
    pub class: usize,
    /// SHA-256 of the file.
    pub hash: [u8; 32],
    /// What it looks like, for comparison.
    pub look: Look,
    /// Pictures that look alike have the same number: the place of the first of them.
    pub group: usize,
}

/// All pictures of a folder, and what was wrong with others.
#[derive(Clone, Debug)]
pub struct Collection {
    /// The folder.
    pub folder: PathBuf,
    /// The names of the classes, in order: those of their folders.
    pub classes: Vec<String>,
    /// The pictures that can be used, by class and name.
    pub pictures: Vec<Picture>,
    /// What was found that should be looked at.
    pub flaws: Vec<Flaw>,
}

impl Collection {
    /// Reads a folder and looks at every picture in it.
    ///
    /// # Errors
    /// The folder cannot be read, has fewer than two classes, or a class of fewer than [`FEWEST`] pictures that differ.
    pub fn open(folder: &Path) -> Result<Self, Fault> {
        let files = files(folder)?;
        let classes: Vec<String> = files.iter().map(|(class, _)| class.clone()).collect();
        let all: Vec<(usize, PathBuf)> = files
            .into_iter()
            .enumerate()
            .flat_map(|(class, (_, files))| files.into_iter().map(move |file| (class, file)))
            .collect();
        let seen: Vec<Result<Picture, Flaw>> = all
            .into_par_iter()
            .map(|(class, file)| look_at(folder, class, file))
            .collect();
        let mut flaws = Vec::new();
        let mut pictures = Vec::new();
        for seen in seen {
            match seen {
                Ok(picture) => pictures.push(picture),
                Err(flaw) => flaws.push(flaw),
            }
        }
        let pictures = flaws::without_copies(pictures, &mut flaws);
        let pictures = flaws::grouped(pictures, &mut flaws);
        let collection = Collection {
            folder: folder.to_owned(),
            classes,
            pictures,
            flaws,
        };
        collection.enough()?;
        Ok(collection)
    }

    /// Whether there is something to learn from.
    fn enough(&self) -> Result<(), Fault> {
        let few: Vec<String> = self
            .classes
            .iter()
            .zip(self.groups())
            .filter(|(_, groups)| *groups < FEWEST)
            .map(|(class, groups)| format!("`{class}` has {groups}"))
            .collect();
        if few.is_empty() {
            return Ok(());
        }
        let mut words = format!(
            "a class needs at least {} pictures that differ; of those in {}, {}",
            FEWEST,
            self.folder.display(),
            few.join(", ")
        );
        for flaw in self.flaws.iter().take(5) {
            words.push_str(&format!("\n  {flaw}"));
        }
        Err(Fault::new(words))
    }

    /// For each class, how many groups of pictures that look alike it has; a picture that looks like no other is a group.
    fn groups(&self) -> Vec<usize> {
        let mut groups = vec![0; self.classes.len()];
        for (place, picture) in self.pictures.iter().enumerate() {
            if picture.group == place {
                groups[picture.class] += 1;
            }
        }
        groups
    }

    /// For each class, how many of these pictures it has.
    pub fn counts(&self, places: &[usize]) -> Vec<usize> {
        let mut counts = vec![0; self.classes.len()];
        for place in places {
            counts[self.pictures[*place].class] += 1;
        }
        counts
    }

    /// What the data are known by: a SHA-256 of the classes and all pictures, whatever their files are called.
    pub fn hash(&self) -> String {
        let mut known: Vec<(&str, [u8; 32])> = self
            .pictures
            .iter()
            .map(|picture| (self.classes[picture.class].as_str(), picture.hash))
            .collect();
        known.sort_unstable();
        let mut hash = Sha256::new();
        for (class, picture) in known {
            hash.update((class.len() as u64).to_le_bytes());
            hash.update(class);
            hash.update(picture);
        }
        hex(&hash.finalize())
    }

    /// Reads a picture again.
    ///
    /// # Errors
    /// Its file has gone or changed since the collection was opened.
    pub fn read(&self, place: usize) -> Result<RgbImage, Fault> {
        let path = self.folder.join(&self.pictures[place].file);
        let bytes = fs::read(&path).map_err(|why| Fault::reading(&path, why))?;
        picture::decode(&bytes).map_err(|why| Fault::reading(&path, why))
    }

    /// Reads pictures, each fitted to a square of `size` pixels a side.
    ///
    /// # Errors
    /// As [`Collection::read`].
    pub fn fitted(&self, places: &[usize], size: u32) -> Result<Vec<RgbImage>, Fault> {
        places
            .par_iter()
            .map(|place| self.read(*place).map(|read| picture::fit(&read, size)))
            .collect()
    }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The classes of a folder and their files, both by name. What begins with a dot is passed over.
fn files(folder: &Path) -> Result<Vec<(String, Vec<PathBuf>)>, Fault> {
    let mut classes = Vec::new();
    for class in names(folder)? {
        let path = folder.join(&class);
        if path.is_dir() {
            let files: Vec<PathBuf> = names(&path)?
                .into_iter()
                .map(|name| Path::new(&class).join(name))
                .collect();
            if files.iter().any(|file| folder.join(file).is_dir()) {
                return Err(Fault::new(format!(
                    "{} has folders in it; expected a folder for each class with the pictures right in it. \
                     Put parts such as `train` and `test` together: the pictures are parted here, by the seed",
                    path.display()
                )));
            }
            classes.push((class, files));
        }
    }
    if classes.len() < 2 {
        return Err(Fault::new(format!(
            "{} has {} folders; expected a folder of pictures for each class, two at least, \
             or draw some to begin with: image-classifier demo-data DIR",
            folder.display(),
            classes.len()
        )));
    }
    Ok(classes)
}

/// The names in a folder, sorted, without those that begin with a dot.
fn names(folder: &Path) -> Result<Vec<String>, Fault> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(|why| Fault::reading(folder, why))? {
        let name = entry.map_err(|why| Fault::reading(folder, why))?.file_name();
        let Ok(name) = name.into_string() else {
            return Err(Fault::new(format!(
                "{} has a name in it that is no UTF-8; rename it",
                folder.display()
            )));
        };
        if !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Reads one picture, or says what is wrong with it.
fn look_at(folder: &Path, class: usize, file: PathBuf) -> Result<Picture, Flaw> {
    let path = folder.join(&file);
    let read = || {
        let length = fs::metadata(&path).map_err(|why| why.to_string())?.len();
        if length > LARGEST_FILE {
            return Err(format!("it has {length} bytes, more than {LARGEST_FILE}"));
        }
        let bytes = fs::read(&path).map_err(|why| why.to_string())?;
        Ok((picture::decode(&bytes)?, Sha256::digest(&bytes)))
    };
    let (picture, hash) = match read() {
        Ok(read) => read,
        Err(why) => return Err(Flaw::Unreadable { file, why }),
    };
    let (width, height) = picture.dimensions();
    if width.min(height) < SMALLEST_SIDE {
        return Err(Flaw::Tiny { file, width, height });
    }
    Ok(Picture {
        file,
        class,
        hash: hash.into(),
        look: Look::of(&picture),
        group: 0,
    })
}
