//! What a frozen network makes of pictures: computed once, kept on the disk, and learned from in seconds.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use burn::tensor::Device;

use super::{Network, SHA256, means, tensor};
use crate::data::Collection;
use crate::fault::Fault;
use crate::files;

/// Pictures that are looked at together.
const BATCH: usize = 16;
/// Bytes of a picture's hash.
const HASH: usize = 32;

/// The features of pictures, one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Features {
    /// How many numbers a picture has.
    pub width: usize,
    /// The numbers of all pictures.
    pub values: Vec<f32>,
}

impl Features {
    /// The features of a picture, by its place.
    pub fn of(&self, place: usize) -> &[f32] {
        &self.values[place * self.width..(place + 1) * self.width]
    }
}

/// The features of all pictures of a collection, at `size` pixels a side. What `cache` holds is taken from there, what it lacks is computed and
/// added; `told` is told how many of how many are done.
///
/// # Errors
/// A picture has gone, or the disk takes nothing.
pub fn features(
    collection: &Collection,
    net: &Network,
    size: u32,
    device: &Device,
    cache: &Path,
    told: &mut dyn FnMut(usize, usize),
) -> Result<Features, Fault> {
    let [width, _] = net.head.weight.dims();
    let mut cache = Cache::open(cache, size, width)?;
    let missing: Vec<usize> = (0..collection.pictures.len())
        .filter(|place| !cache.known.contains_key(&collection.pictures[*place].hash))
        .collect();
    for (batch, places) in missing.chunks(BATCH).enumerate() {
        let pictures = collection.fitted(places, size)?;
        let made = means(net.maps(tensor(&pictures, device))).into_data();
        let made: Vec<f32> = made.iter::<f32>().collect();
        for (place, numbers) in places.iter().zip(made.chunks_exact(width)) {
            cache.add(collection.pictures[*place].hash, numbers)?;
        }
        told(batch * BATCH + places.len(), missing.len());
    }
    let values = collection
        .pictures
        .iter()
        .flat_map(|picture| cache.known[&picture.hash].iter().copied())
        .collect();
    Ok(Features { width, values })
}

/// Features on the disk: for each picture the hash of its file and the numbers, one after the other. A file belongs to one size and one set of
/// weights.
struct Cache {
    path: PathBuf,
    file: File,
    known: HashMap<[u8; HASH], Vec<f32>>,
}

impl Cache {
    fn open(folder: &Path, size: u32, width: usize) -> Result<Self, Fault> {
        files::folder(folder)?;
        let path = folder.join(format!("{}-{size}.features", &SHA256[..16]));
        let bytes = if path.exists() {
            fs::read(&path).map_err(|why| Fault::reading(&path, why))?
        } else {
            Vec::new()
        };
        let record = HASH + 4 * width;
        let mut known = HashMap::new();
        for record in bytes.chunks_exact(record) {
            let (hash, numbers) = record.split_at(HASH);
            let mut key = [0; HASH];
            key.copy_from_slice(hash);
            let numbers = numbers.chunks_exact(4);
            let numbers = numbers.map(|n| f32::from_le_bytes([n[0], n[1], n[2], n[3]]));
            known.insert(key, numbers.collect());
        }
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(|why| Fault::writing(&path, why))?;
        // What was broken off in the middle of a picture is cut away.
        let whole = bytes.len() - bytes.len() % record;
        file.set_len(whole as u64)
            .map_err(|why| Fault::writing(&path, why))?;
        Ok(Cache { path, file, known })
    }

    fn add(&mut self, hash: [u8; HASH], numbers: &[f32]) -> Result<(), Fault> {
        let mut record = hash.to_vec();
        record.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        self.file
            .write_all(&record)
            .map_err(|why| Fault::writing(&self.path, why))?;
        self.known.insert(hash, numbers.to_vec());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_found_again_and_half_a_picture_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let mut cache = Cache::open(dir.path(), 64, 3).unwrap();
        cache.add([1; HASH], &[1.0, 2.0, 3.0]).unwrap();
        cache.add([2; HASH], &[4.0, 5.0, 6.0]).unwrap();
        let path = cache.path.clone();
        drop(cache);
        // Cut off in the middle of the second.
        let length = fs::metadata(&path).unwrap().len();
        OpenOptions::new()
            .write(true)
            .open(&path)
            .unwrap()
            .set_len(length - 2)
            .unwrap();
        let mut cache = Cache::open(dir.path(), 64, 3).unwrap();
        assert_eq!(cache.known.len(), 1);
        assert_eq!(cache.known[&[1; HASH]], [1.0, 2.0, 3.0]);
        cache.add([3; HASH], &[7.0, 8.0, 9.0]).unwrap();
        drop(cache);
        let cache = Cache::open(dir.path(), 64, 3).unwrap();
        assert_eq!(cache.known[&[3; HASH]], [7.0, 8.0, 9.0]);
        // Another size has a file of its own.
        assert!(Cache::open(dir.path(), 96, 3).unwrap().known.is_empty());
    }
}
