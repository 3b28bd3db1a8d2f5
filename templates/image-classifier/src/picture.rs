//! Pictures from files, fitted to the size that a network looks at.

use image::RgbImage;
pub(crate) use image::imageops::FilterType::Triangle as FILTER;

use crate::reading;

/// A picture of one's own has no more pixels: what it unfolds to must fit into the memory.
pub const PIXELS_MAX: u64 = 100_000_000;

/// A PNG, JPEG or WebP as RGB, read as the service reads it.
///
/// # Errors
/// In words: the bytes are no such picture, are cut off, or hold a picture beyond the limits.
pub fn decode(bytes: &[u8]) -> Result<RgbImage, String> {
    reading::read(bytes, PIXELS_MAX).map_err(|bad| bad.to_string())
}

/// The picture as a square of `size` pixels a side. All of it stays in sight, so a long one is squeezed.
pub fn fit(picture: &RgbImage, size: u32) -> RgbImage {
    if picture.dimensions() == (size, size) {
        return picture.clone();
    }
    image::imageops::resize(picture, size, size, FILTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_fits() {
        assert_eq!(fit(&RgbImage::new(200, 10), 64).dimensions(), (64, 64));
        assert_eq!(fit(&RgbImage::new(1, 1), 64).dimensions(), (64, 64));
    }
}
