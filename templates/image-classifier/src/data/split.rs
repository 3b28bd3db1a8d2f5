//! Which pictures are learned from, which decide when to stop, and which are asked about at last.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Collection, alike};

/// A class needs so many pictures that differ: two to learn from and one for each other part.
pub const FEWEST: usize = 4;
/// Of each class, the share of groups in the parts that are not learned from.
const SHARE: f64 = 0.15;

/// A part of the pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Learned from.
    Train,
    /// Watched while learning: they say when to stop.
    Valid,
    /// Asked about once, at the end: they say how good it is.
    Test,
}

/// The pictures of each part, as places in [`Collection::pictures`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Learned from.
    pub train: Vec<usize>,
    /// Watched while learning.
    pub valid: Vec<usize>,
    /// Asked about at the end.
    pub test: Vec<usize>,
}

impl Split {
    /// The pictures of a part.
    pub fn part(&self, part: Part) -> &[usize] {
        match part {
            Part::Train => &self.train,
            Part::Valid => &self.valid,
            Part::Test => &self.test,
        }
    }
}

/// Parts the pictures by the seed: of each class 15 % for the test, 15 % for validation, one at least, the others to learn from. Pictures that
/// look alike go to one part. The order within a class is that of a hash of seed and picture, so that a new picture moves few others.
pub fn split(collection: &Collection, seed: u64) -> Split {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, picture) in collection.pictures.iter().enumerate() {
        groups.entry(picture.group).or_default().push(place);
    }
    let mut classes: Vec<Vec<([u8; 32], Vec<usize>)>> = vec![Vec::new(); collection.classes.len()];
    for (first, places) in groups {
        let mut hash = Sha256::new();
        hash.update(seed.to_le_bytes());
        hash.update(collection.pictures[first].hash);
        classes[collection.pictures[first].class].push((hash.finalize().into(), places));
    }
    let mut split = Split {
        train: Vec::new(),
        valid: Vec::new(),
        test: Vec::new(),
    };
    for mut groups in classes {
        groups.sort_unstable();
        let kept = ((groups.len() as f64 * SHARE).round() as usize).max(1);
        for (number, (_, places)) in groups.into_iter().enumerate() {
            if number < kept {
                split.test.extend(places);
            } else if number < 2 * kept {
                split.valid.extend(places);
            } else {
                split.train.extend(places);
            }
        }
    }
    for places in [&mut split.train, &mut split.valid, &mut split.test] {
        places.sort_unstable();
    }
    split
}

/// Pictures of the test that look like one that was learned from, or that decided when to stop: each with the other. Of [`split`] there are
/// none.
pub fn leaks(collection: &Collection, split: &Split) -> Vec<(usize, usize)> {
    let mut leaks = Vec::new();
    for test in &split.test {
        for other in split.train.iter().chain(&split.valid) {
            let [a, b] = [*test, *other].map(|place| &collection.pictures[place]);
            if a.hash == b.hash || alike(&a.look, &b.look) {
                leaks.push((*test, *other));
            }
        }
    }
    leaks
}
