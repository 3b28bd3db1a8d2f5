//! Bytes become a picture: the same way for training and for the service, within limits, and wrong ones are refused in words.
use std::fmt;
use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Rgb, RgbImage};

/// What is wrong with bytes that should be a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bad {
    /// There is not one byte.
    Empty,
    /// No picture, or one of a kind that is not taken; with what it seems to be.
    Kind(&'static str),
    /// More pixels than are taken, by what its header says: width, height, and the most that is taken.
    Pixels(u32, u32, u64),
    /// It begins like a picture of this kind, and cannot be read to its end.
    Broken(&'static str),
}

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bad::Empty => write!(f, "the file is empty"),
            Bad::Kind(what) => write!(f, "this is {what}; PNG, JPEG and WebP are taken"),
            Bad::Pixels(width, height, most) => write!(
                f,
                "the picture has {width} × {height} pixels; at most {} million are taken",
                most / 1_000_000
            ),
            Bad::Broken(kind) => write!(
                f,
                "it begins like a {kind}, but cannot be read to its end: perhaps it was cut off"
            ),
        }
    }
}

impl std::error::Error for Bad {}

/// Reads a PNG, JPEG or WebP, turned the way its camera was held, on white where it is transparent. Of a moving picture, the first
/// frame.
///
/// # Errors
/// What is wrong with it. The pixels are counted by the header, before anything is unpacked.
pub fn read(bytes: &[u8], pixels_max: u64) -> Result<RgbImage, Bad> {
    let format = kind(bytes)?;
    let name = name(format);
    let reader = || ImageReader::with_format(Cursor::new(bytes), format);
    let (width, height) = reader().into_dimensions().map_err(|_| Bad::Broken(name))?;
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(Bad::Broken(name));
    }
    if pixels > pixels_max {
        return Err(Bad::Pixels(width, height, pixels_max));
    }
    // Its reader takes a JPEG for whole that was cut off, and draws the rest grey.
    if format == ImageFormat::Jpeg && !ends(bytes) {
        return Err(Bad::Broken(name));
    }
    let mut reader = reader();
    let mut limits = image::Limits::default();
    // Eight bytes are the most that a pixel takes (16 bits for each of four channels), and a decoder works on a copy.
    limits.max_alloc = Some(16 * pixels + 16 * 1024 * 1024);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| Bad::Broken(name))?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| Bad::Broken(name))?;
    picture.apply_orientation(orientation);
    Ok(on_white(picture))
}

fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0.map(u32::from);
        Rgb([red, green, blue].map(|colour| ((colour * alpha + 255 * (255 - alpha) + 127) / 255) as u8))
    })
}

/// The kind of a picture by its first bytes.
///
/// # Errors
/// Where it is empty or no kind that is taken.
pub fn kind(bytes: &[u8]) -> Result<ImageFormat, Bad> {
    if bytes.is_empty() {
        return Err(Bad::Empty);
    }
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) => Ok(format),
        Ok(other) => Err(Bad::Kind(name(other))),
        Err(_) => Err(Bad::Kind(seems(bytes))),
    }
}

/// What people call a kind of picture.
pub fn name(format: ImageFormat) -> &'static str {
    match format {
        ImageFormat::Png => "PNG",
        ImageFormat::Jpeg => "JPEG",
        ImageFormat::WebP => "WebP",
        ImageFormat::Gif => "a GIF",
        ImageFormat::Tiff => "a TIFF",
        ImageFormat::Bmp => "a BMP",
        ImageFormat::Ico => "an icon",
        ImageFormat::Avif => "an AVIF",
        _ => "a picture of another kind",
    }
}

/// What bytes that are no picture seem to be.
fn seems(bytes: &[u8]) -> &'static str {
    let after = |at: usize, what: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(what));
    if after(0, b"%PDF") {
        "a PDF"
    } else if after(0, b"PK\x03\x04") {
        "an archive or office document"
    } else if after(4, b"ftyphei") || after(4, b"ftypmif1") {
        "a HEIC, as iPhones make them (share it as JPEG)"
    } else if after(4, b"ftyp") {
        "a film"
    } else if bytes.trim_ascii_start().starts_with(b"<") {
        "a page or drawing in text (HTML, SVG)"
    } else if std::str::from_utf8(bytes).is_ok() {
        "text"
    } else {
        "no picture"
    }
}

/// Whether a JPEG has the marker of its end. The picture that cameras put into the header has one too, so the search begins behind the
/// headers; in the packed pixels themselves these two bytes never follow each other.
fn ends(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some([0xff, marker, high, low]) = bytes.get(at..at + 4) {
        match marker {
            // A byte that fills.
            0xff => at += 1,
            // The pixels begin.
            0xda => return bytes[at..].windows(2).any(|pair| pair == [0xff, 0xd9]),
            _ => at += 2 + usize::from(u16::from_be_bytes([*high, *low])),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use image::{ImageEncoder, RgbaImage};

    use super::*;

    const MOST: u64 = 1_000_000;

    fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// A picture that no encoder makes small: every pixel another.
    fn busy(width: u32, height: u32) -> DynamicImage {
        RgbImage::from_fn(width, height, |x, y| {
            Rgb([(x * 37 + y * 91) as u8, (x * y) as u8, (x ^ y) as u8])
        })
        .into()
    }

    #[test]
    fn three_kinds_are_read() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let read = read(&written(&busy(40, 30), format), MOST).unwrap();
            assert_eq!(read.dimensions(), (40, 30), "{format:?}");
        }
    }

    /// Wherever it is cut off, it is refused as broken, or as no picture where not even its first bytes are there.
    #[test]
    fn what_was_cut_off_is_broken() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let whole = written(&busy(64, 64), format);
            for share in 1..20 {
                let cut = &whole[..whole.len() * share / 20];
                assert!(
                    matches!(read(cut, MOST), Err(Bad::Broken(_) | Bad::Kind(_))),
                    "{format:?}, {share} of 20"
                );
            }
        }
    }

    /// A small picture within the header, as cameras write it, has an end of its own.
    #[test]
    fn the_end_of_the_picture_in_the_header_is_not_the_end() {
        let (small, whole) = (
            written(&busy(8, 8), ImageFormat::Jpeg),
            written(&busy(64, 64), ImageFormat::Jpeg),
        );
        let mut with_small = whole[..2].to_vec();
        with_small.extend([0xff, 0xe1]);
        with_small.extend(u16::try_from(small.len() + 2).unwrap().to_be_bytes());
        with_small.extend(&small);
        with_small.extend(&whole[2..]);
        assert!(read(&with_small, MOST).is_ok());
        assert_eq!(
            read(&with_small[..with_small.len() - 200], MOST),
            Err(Bad::Broken("JPEG"))
        );
    }

    #[test]
    fn what_is_no_picture_is_named() {
        for (bytes, what) in [
            (&b""[..], "empty"),
            (b"GIF89a\x01\x00\x01\x00", "a GIF"),
            (b"%PDF-1.7", "a PDF"),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG"),
            (b"\0\0\0\x18ftypheic", "HEIC"),
            (b"hello", "text"),
            (b"\xfe\xed\xfa\xce", "no picture"),
        ] {
            let said = read(bytes, MOST).unwrap_err().to_string();
            assert!(said.contains(what), "{said}");
        }
    }

    /// The header alone: 10,000 × 10,000 are 100 million pixels, and none of them has to be there.
    #[test]
    fn pixels_are_counted_before_they_are_unpacked() {
        let mut bytes = written(&busy(2, 2), ImageFormat::Png);
        bytes[16..20].copy_from_slice(&10_000u32.to_be_bytes());
        bytes[20..24].copy_from_slice(&10_000u32.to_be_bytes());
        // The header's own checksum.
        let mut sum = checksum(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(
            read(&bytes, 50_000_000),
            Err(Bad::Pixels(10_000, 10_000, 50_000_000))
        );
        // Where so many were allowed, it is broken: they are not there.
        assert_eq!(read(&bytes, 100_000_000), Err(Bad::Broken("PNG")));
        sum ^= 1;
        bytes[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(read(&bytes, 50_000_000), Err(Bad::Broken("PNG")));
    }

    /// The checksum of PNG (ISO 3309), bit by bit.
    fn checksum(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                if sum & 1 == 1 {
                    sum >> 1 ^ 0xedb8_8320
                } else {
                    sum >> 1
                }
            })
        })
    }

    /// Orientation 6: the camera was turned, and the picture is shown a quarter to the right. What was the left edge is the top.
    #[test]
    fn a_picture_is_turned_as_its_camera_was_held() {
        let lying = RgbImage::from_fn(32, 16, |x, _| {
            if x < 16 {
                Rgb([250, 0, 0])
            } else {
                Rgb([0, 0, 250])
            }
        });
        // TIFF, little end first; one entry: tag 0x0112 (orientation), type 3 (short), count 1, value 6; no next list.
        let exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
        let mut bytes = Vec::new();
        let mut encoder = image::codecs::jpeg::JpegEncoder::new(&mut bytes);
        encoder.set_exif_metadata(exif).unwrap();
        encoder.encode_image(&lying).unwrap();
        let read = read(&bytes, MOST).unwrap();
        assert_eq!(read.dimensions(), (16, 32));
        assert!(read.get_pixel(8, 4)[0] > 200 && read.get_pixel(8, 4)[2] < 60);
        assert!(read.get_pixel(8, 28)[2] > 200 && read.get_pixel(8, 28)[0] < 60);
    }

    /// Half of 100 on white: 100 · 128 / 255 + 255 · 127 / 255 = 50.2 + 127 = 177.2.
    #[test]
    fn what_is_transparent_lies_on_white() {
        let picture = RgbaImage::from_vec(3, 1, vec![9, 9, 9, 255, 9, 9, 9, 0, 100, 100, 100, 128]).unwrap();
        let read = read(&written(&picture.into(), ImageFormat::Png), MOST).unwrap();
        assert_eq!(read.into_raw(), [9, 9, 9, 255, 255, 255, 177, 177, 177]);
    }
}
