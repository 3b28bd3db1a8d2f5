//! Pictures: measured without being decoded, made narrower, freed of what a camera noted in them.
//!
//! Files of PNG, JPEG and WebP are published without their notes (places, names, thumbnails); one that a camera turned is turned
//! upright. GIF stays as it is. SVG is shown by `<img>` alone, where a browser runs no script and asks nobody for anything; one
//! that has a script all the same is refused, for its file can be opened by itself too.

mod strip;
mod svg;

use std::io::Cursor;

use fast_image_resize as fir;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{PngDecoder, PngEncoder};
use image::codecs::webp::{WebPDecoder, WebPEncoder};
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits};

/// A picture's file has at most so many bytes.
const BYTES_MAX: usize = 64 * 1024 * 1024;
/// A picture is at most so wide and high, in pixels.
const SIDE_MAX: u32 = 16_384;
/// A picture has at most so many pixels.
const PIXELS_MAX: u64 = 64_000_000;
/// Of 100, how true a JPEG is that is made narrower, and one that is turned.
const QUALITY: (u8, u8) = (82, 92);

/// A kind of picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
    /// SVG.
    Svg,
}

impl Kind {
    /// How a file's name ends: `png`.
    pub fn ending(self) -> &'static str {
        match self {
            Kind::Png => "png",
            Kind::Jpeg => "jpg",
            Kind::Webp => "webp",
            Kind::Gif => "gif",
            Kind::Svg => "svg",
        }
    }

    fn format(self) -> Option<ImageFormat> {
        match self {
            Kind::Png => Some(ImageFormat::Png),
            Kind::Jpeg => Some(ImageFormat::Jpeg),
            Kind::Webp => Some(ImageFormat::WebP),
            Kind::Gif | Kind::Svg => None,
        }
    }
}

/// Width and height of a picture as it is shown (a turned one turned upright), in pixels, and its kind, from its first bytes. An
/// error is the end of a sentence that begins with the file's name.
pub fn measure(bytes: &[u8]) -> Result<(u32, u32, Kind), String> {
    if bytes.len() > BYTES_MAX {
        return Err(format!(
            "has {} MiB, and a picture has at most 64",
            bytes.len() / 1024 / 1024
        ));
    }
    let kind = kind(bytes)?;
    let (width, height) = match kind {
        Kind::Svg => svg::measure(bytes)?,
        Kind::Gif => match bytes {
            [_, _, _, _, _, _, w0, w1, h0, h1, ..] => (
                u32::from(u16::from_le_bytes([*w0, *w1])),
                u32::from(u16::from_le_bytes([*h0, *h1])),
            ),
            _ => return Err("is cut off".into()),
        },
        _ => {
            let mut decoder = decoder(bytes, kind)?;
            let (width, height) = decoder.dimensions();
            if turned_aside(decoder.orientation().unwrap_or(Orientation::NoTransforms)) {
                (height, width)
            } else {
                (width, height)
            }
        }
    };
    if width == 0 || height == 0 {
        return Err("has no width or no height".into());
    }
    if width > SIDE_MAX || height > SIDE_MAX || u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(format!(
            "measures {width} × {height} pixels, and a picture has at most {SIDE_MAX} on a side and {} million in all",
            PIXELS_MAX / 1_000_000
        ));
    }
    Ok((width, height, kind))
}

/// The same picture in those of `widths` (pixels) that are narrower than it, narrowest first, where that makes a smaller file.
/// PNG stays PNG and JPEG JPEG; WebP becomes JPEG, or PNG where something can be seen through ([`measure`] says which). What
/// moves and what is drawn by lines (GIF, SVG, animated PNG and WebP) has none. Colours keep their profile.
pub fn resized(bytes: &[u8], widths: &[u32]) -> Result<Vec<(u32, Vec<u8>)>, String> {
    let (width, height, kind) = measure(bytes)?;
    let mut widths: Vec<u32> = widths.iter().copied().filter(|w| *w > 0 && *w < width).collect();
    widths.sort_unstable();
    widths.dedup();
    if widths.is_empty() || kind.format().is_none() || moves(bytes, kind) {
        return Ok(Vec::new());
    }
    let (picture, profile) = decoded(bytes, kind)?;
    let source = simple(picture);
    let kind = match kind {
        Kind::Webp if source.color().has_alpha() => Kind::Png,
        Kind::Webp => Kind::Jpeg,
        kind => kind,
    };
    let pixels = match &source {
        DynamicImage::ImageRgba8(_) => fir::PixelType::U8x4,
        DynamicImage::ImageLuma8(_) => fir::PixelType::U8,
        _ => fir::PixelType::U8x3,
    };
    let colour = source.color().into();
    let from = fir::images::Image::from_vec_u8(source.width(), source.height(), source.into_bytes(), pixels)
        .map_err(|e| format!("cannot be made narrower: {e}"))?;
    let mut resizer = fir::Resizer::new();
    let mut made = Vec::new();
    for narrow in widths {
        let high = (u64::from(height) * u64::from(narrow))
            .div_ceil(u64::from(width))
            .max(1);
        let high = u32::try_from(high).unwrap_or(SIDE_MAX);
        let mut to = fir::images::Image::new(narrow, high, pixels);
        resizer
            .resize(&from, &mut to, None)
            .map_err(|e| format!("cannot be made narrower: {e}"))?;
        let file = encoded(
            to.buffer(),
            narrow,
            high,
            colour,
            kind,
            QUALITY.0,
            profile.as_deref(),
        )?;
        if file.len() < bytes.len() {
            made.push((narrow, file));
        }
    }
    Ok(made)
}

/// The file as it may be published: upright, without a word of what camera or program noted in it. SVG is refused where it has
/// what runs or leads elsewhere.
pub fn published(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let (_, _, kind) = measure(bytes)?;
    match kind {
        Kind::Gif | Kind::Svg => Ok(bytes.to_vec()),
        Kind::Png => strip::png(bytes),
        Kind::Webp => strip::webp(bytes),
        Kind::Jpeg => {
            let upright = decoder(bytes, kind)?
                .orientation()
                .unwrap_or(Orientation::NoTransforms)
                == Orientation::NoTransforms;
            if upright {
                return strip::jpeg(bytes);
            }
            let (picture, profile) = decoded(bytes, kind)?;
            let picture = simple(picture);
            let (width, height, colour) = (picture.width(), picture.height(), picture.color().into());
            encoded(
                &picture.into_bytes(),
                width,
                height,
                colour,
                kind,
                QUALITY.1,
                profile.as_deref(),
            )
        }
    }
}

fn kind(bytes: &[u8]) -> Result<Kind, String> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Ok(Kind::Png),
        [0xff, 0xd8, 0xff, ..] => Ok(Kind::Jpeg),
        [b'G', b'I', b'F', b'8', ..] => Ok(Kind::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Kind::Webp),
        _ if svg::is_svg(bytes) => Ok(Kind::Svg),
        [] => Err("is empty".into()),
        _ => Err("is no picture that browsers and Pivot know: PNG, JPEG, WebP, GIF or SVG".into()),
    }
}

fn decoder(bytes: &[u8], kind: Kind) -> Result<impl ImageDecoder + '_, String> {
    let mut reader = ImageReader::new(Cursor::new(bytes));
    if let Some(format) = kind.format() {
        reader.set_format(format);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX * 4);
    limits.max_image_height = Some(SIDE_MAX * 4);
    limits.max_alloc = Some(PIXELS_MAX * 8);
    reader.limits(limits);
    reader.into_decoder().map_err(|e| damaged(&e))
}

fn damaged(error: &image::ImageError) -> String {
    let said: String = error.to_string().chars().take(120).collect();
    format!("cannot be read as a picture: {said}")
}

fn turned_aside(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

fn moves(bytes: &[u8], kind: Kind) -> bool {
    match kind {
        Kind::Png => PngDecoder::new(Cursor::new(bytes)).is_ok_and(|d| d.is_apng().unwrap_or(false)),
        Kind::Webp => WebPDecoder::new(Cursor::new(bytes)).is_ok_and(|d| d.has_animation()),
        Kind::Gif => true,
        _ => false,
    }
}

/// The picture upright, with the profile of its colours.
fn decoded(bytes: &[u8], kind: Kind) -> Result<(DynamicImage, Option<Vec<u8>>), String> {
    let mut decoder = decoder(bytes, kind)?;
    let profile = decoder.icc_profile().ok().flatten();
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|e| damaged(&e))?;
    picture.apply_orientation(orientation);
    Ok((picture, profile))
}

/// The same with 8 bits a channel: grey, colours, or colours that can be seen through.
fn simple(picture: DynamicImage) -> DynamicImage {
    if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(picture.into_rgba8())
    } else if picture.color().has_color() {
        DynamicImage::ImageRgb8(picture.into_rgb8())
    } else {
        DynamicImage::ImageLuma8(picture.into_luma8())
    }
}

fn encoded(
    pixels: &[u8],
    width: u32,
    height: u32,
    colour: ExtendedColorType,
    kind: Kind,
    quality: u8,
    profile: Option<&[u8]>,
) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let written = match kind {
        Kind::Jpeg => {
            let mut encoder = JpegEncoder::new_with_quality(&mut out, quality);
            if let Some(profile) = profile {
                let _ = encoder.set_icc_profile(profile.to_vec());
            }
            encoder.write_image(pixels, width, height, colour)
        }
        Kind::Webp => WebPEncoder::new_lossless(&mut out).write_image(pixels, width, height, colour),
        _ => {
            let mut encoder = PngEncoder::new(&mut out);
            if let Some(profile) = profile {
                let _ = encoder.set_icc_profile(profile.to_vec());
            }
            encoder.write_image(pixels, width, height, colour)
        }
    };
    written.map_err(|e| format!("cannot be written anew: {e}"))?;
    Ok(out)
}
