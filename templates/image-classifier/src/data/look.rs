//! Whether two pictures look alike though their files differ: one saved again, made smaller, or a little brighter.

use image::RgbImage;
use image_hasher::{HashAlg, HasherConfig};

/// Sides of the thumbnail that is compared at last, in pixels.
const SIDE: u32 = 16;
/// Of the 256 bits of a perceptual hash at most so many differ between pictures that look alike.
const BITS: u32 = 24;
/// Values of the thumbnails differ by at most so much in the mean, of 255.
const DIFFERENCE: u32 = 8;

/// What a picture looks like, in short.
#[derive(Clone, Debug)]
pub struct Look {
    /// A perceptual hash: for 16 by 16 places, whether it is brighter there than to the left.
    hash: [u64; 4],
    /// All of it, very small.
    thumbnail: Vec<u8>,
}

impl Look {
    /// Looks at a picture.
    pub fn of(picture: &RgbImage) -> Self {
        let hasher = HasherConfig::with_bytes_type::<[u8; 32]>()
            .hash_alg(HashAlg::Gradient)
            .hash_size(16, 16)
            .to_hasher();
        let hash = hasher.hash_image(picture);
        let mut words = [0; 4];
        for (word, bytes) in words.iter_mut().zip(hash.as_bytes().chunks_exact(8)) {
            *word = bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        }
        Look {
            hash: words,
            thumbnail: image::imageops::resize(picture, SIDE, SIDE, crate::picture::FILTER).into_raw(),
        }
    }
}

/// Whether two pictures look alike. The hash, which is fast, finds those that may; their thumbnails decide, since all pictures that are flat or
/// of one outline have similar hashes.
pub fn alike(a: &Look, b: &Look) -> bool {
    let bits: u32 = a
        .hash
        .iter()
        .zip(&b.hash)
        .map(|(a, b)| (a ^ b).count_ones())
        .sum();
    if bits > BITS {
        return false;
    }
    let pairs = a.thumbnail.iter().zip(&b.thumbnail);
    let difference: u32 = pairs.map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
    difference <= DIFFERENCE * a.thumbnail.len() as u32
}
