//! Pictures from bytes: decoded within limits, turned the right way up, and fitted to the size that a network looks at.
use std::io::Cursor;

pub(crate) use image::imageops::FilterType::Triangle as FILTER;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, Rgb, RgbImage};

/// No side of a picture has more pixels.
pub const LONGEST_SIDE: u32 = 20_000;
/// Decoding takes no more memory, in bytes: a small file can unfold to a giant one.
pub const MOST_MEMORY: u64 = 512 << 20;

/// A PNG, JPEG or WebP as RGB. It is turned as its EXIF data say, and what is transparent becomes white.
///
/// # Errors
/// In words: the bytes are no such picture, are cut off, or hold a picture beyond the limits.
pub fn decode(bytes: &[u8]) -> Result<RgbImage, String> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|why| why.to_string())?;
    if reader.format().is_none() {
        return Err("this is no PNG, JPEG or WebP".into());
    }
    reader.limits(limits);
    let read = || {
        let mut decoder = reader.into_decoder()?;
        let orientation = decoder.orientation()?;
        let mut picture = DynamicImage::from_decoder(decoder)?;
        picture.apply_orientation(orientation);
        Ok(picture)
    };
    read()
        .map(on_white)
        .map_err(|why: image::ImageError| why.to_string())
}

/// As RGB, laid on white where it is transparent.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0.map(u32::from);
        Rgb([red, green, blue].map(|value| ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8))
    })
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
    use image::{ImageFormat, RgbaImage};

    fn png(picture: &DynamicImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    /// Half of 100 on white: 100 · 128/255 + 255 · 127/255 = 50.2 + 127 = 177.
    #[test]
    fn what_is_transparent_is_white() {
        let picture = RgbaImage::from_vec(3, 1, vec![9, 9, 9, 255, 9, 9, 9, 0, 100, 100, 100, 128]).unwrap();
        let read = decode(&png(&picture.into())).unwrap();
        assert_eq!(read.into_raw(), [9, 9, 9, 255, 255, 255, 177, 177, 177]);
    }

    #[test]
    fn what_is_no_picture_is_said() {
        assert!(decode(b"no picture").unwrap_err().contains("no PNG"));
        assert!(decode(b"").is_err());
        let whole = png(&RgbImage::new(64, 64).into());
        assert!(decode(&whole).is_ok());
        assert!(decode(&whole[..whole.len() / 2]).is_err());
        // A PNG whose head says 30,000 by 1.
        let mut wide = whole;
        wide[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
        assert!(decode(&wide).is_err());
    }

    #[test]
    fn every_picture_fits() {
        assert_eq!(fit(&RgbImage::new(200, 10), 64).dimensions(), (64, 64));
        assert_eq!(fit(&RgbImage::new(1, 1), 64).dimensions(), (64, 64));
    }
}
