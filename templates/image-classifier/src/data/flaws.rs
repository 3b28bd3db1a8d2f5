//! What is wrong with pictures, in words, and what is done about it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use rayon::prelude::*;
use serde::Serialize;

use super::look::alike;
use super::{Picture, SMALLEST_SIDE};

/// Something that would spoil the training, or its figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Flaw {
    /// No picture: left out.
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        why: String,
    },
    /// Too small to see anything: left out.
    Tiny {
        /// The file.
        file: PathBuf,
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// The same file twice in a class: one is left out.
    Copy {
        /// The one that is left out.
        file: PathBuf,
        /// The one that stays.
        of: PathBuf,
    },
    /// The same file in several classes: all are left out, since nobody knows which is right.
    Contradiction {
        /// The files.
        files: Vec<PathBuf>,
    },
    /// Pictures that look alike in several classes: they stay, on one side of the split; one of the classes may be wrong.
    Doubtful {
        /// The files.
        files: Vec<PathBuf>,
    },
    /// Pictures of a class that look alike: they stay, on one side of the split. Learned from on one side and asked about on the other, they
    /// would make the figures better than the network is.
    Alike {
        /// The files.
        files: Vec<PathBuf>,
    },
}

impl Flaw {
    /// How many files are left out because of it.
    pub fn left_out(&self) -> usize {
        match self {
            Flaw::Unreadable { .. } | Flaw::Tiny { .. } | Flaw::Copy { .. } => 1,
            Flaw::Contradiction { files } => files.len(),
            Flaw::Doubtful { .. } | Flaw::Alike { .. } => 0,
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |files: &[PathBuf]| {
            let mut names: Vec<String> = files.iter().take(4).map(|f| f.display().to_string()).collect();
            if files.len() > 4 {
                names.push(format!("and {} more", files.len() - 4));
            }
            names.join(", ")
        };
        match self {
            Flaw::Unreadable { file, why } => {
                write!(f, "{} cannot be read and is left out: {why}", file.display())
            }
            Flaw::Tiny { file, width, height } => write!(
                f,
                "{} has {width} by {height} pixels, less than {SMALLEST_SIDE} a side, and is left out",
                file.display()
            ),
            Flaw::Copy { file, of } => {
                write!(
                    f,
                    "{} is the same as {} and is left out",
                    file.display(),
                    of.display()
                )
            }
            Flaw::Contradiction { files } => write!(
                f,
                "the same picture is in several classes, and all are left out: {}; keep the right one",
                list(files)
            ),
            Flaw::Doubtful { files } => write!(
                f,
                "pictures of several classes look alike: {}; look whether their classes are right",
                list(files)
            ),
            Flaw::Alike { files } => write!(
                f,
                "{} pictures look alike and stay together: {}",
                files.len(),
                list(files)
            ),
        }
    }
}

/// Takes out files that are there more than once.
pub(super) fn without_copies(pictures: Vec<Picture>, flaws: &mut Vec<Flaw>) -> Vec<Picture> {
    let mut same: BTreeMap<[u8; 32], Vec<usize>> = BTreeMap::new();
    for (place, picture) in pictures.iter().enumerate() {
        same.entry(picture.hash).or_default().push(place);
    }
    let mut out = vec![false; pictures.len()];
    let mut found: Vec<(usize, Flaw)> = Vec::new();
    for places in same.values().filter(|places| places.len() > 1) {
        let first = &pictures[places[0]];
        if places.iter().all(|place| pictures[*place].class == first.class) {
            for place in &places[1..] {
                out[*place] = true;
                let flaw = Flaw::Copy {
                    file: pictures[*place].file.clone(),
                    of: first.file.clone(),
                };
                found.push((*place, flaw));
            }
        } else {
            let files = places.iter().map(|place| pictures[*place].file.clone()).collect();
            for place in places {
                out[*place] = true;
            }
            found.push((places[0], Flaw::Contradiction { files }));
        }
    }
    found.sort_by_key(|(place, _)| *place);
    flaws.extend(found.into_iter().map(|(_, flaw)| flaw));
    let kept = pictures.into_iter().zip(out).filter(|(_, out)| !out);
    kept.map(|(picture, _)| picture).collect()
}

/// Gives pictures that look alike the same group: also those that do so over others between them.
pub(super) fn grouped(mut pictures: Vec<Picture>, flaws: &mut Vec<Flaw>) -> Vec<Picture> {
    let pairs: Vec<(usize, usize)> = (0..pictures.len())
        .into_par_iter()
        .flat_map_iter(|a| {
            let pictures = &pictures;
            let later = (a + 1..pictures.len()).filter(move |b| alike(&pictures[a].look, &pictures[*b].look));
            later.map(move |b| (a, b))
        })
        .collect();
    let mut group: Vec<usize> = (0..pictures.len()).collect();
    for (a, b) in pairs {
        let (a, b) = (first(&group, a), first(&group, b));
        group[a.max(b)] = a.min(b);
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, picture) in pictures.iter_mut().enumerate() {
        picture.group = first(&group, place);
        members.entry(picture.group).or_default().push(place);
    }
    for places in members.values().filter(|places| places.len() > 1) {
        let files = places.iter().map(|place| pictures[*place].file.clone()).collect();
        let class = pictures[places[0]].class;
        let one = places.iter().all(|place| pictures[*place].class == class);
        flaws.push(if one {
            Flaw::Alike { files }
        } else {
            Flaw::Doubtful { files }
        });
    }
    pictures
}

/// The first of the group of a picture.
fn first(group: &[usize], mut place: usize) -> usize {
    while group[place] != place {
        place = group[place];
    }
    place
}
