use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use pivot_publish::text::pictures::{Kind, measure, published, resized};
use proptest::prelude::*;

/// CRC-32 as PNG has it, bit by bit.
fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
    }
    !crc
}

fn picture(width: u32, height: u32) -> RgbImage {
    // Not smooth, so that a smaller picture is a smaller file.
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x * 7 % 251) as u8, (y * 13 % 253) as u8, ((x * y) % 255) as u8])
    })
}

fn file(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = Vec::new();
    picture
        .into()
        .write_to(&mut Cursor::new(&mut out), format)
        .unwrap();
    out
}

/// A PNG with a note and something behind its end.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = file(picture(width, height), ImageFormat::Png);
    let body = b"tEXtComment\0secret place";
    let mut chunk = ((body.len() - 4) as u32).to_be_bytes().to_vec();
    chunk.extend_from_slice(body);
    chunk.extend_from_slice(&crc(body).to_be_bytes());
    out.splice(33..33, chunk);
    out.extend_from_slice(b"secret film");
    out
}

/// A JPEG with Exif: turned (`orientation`, 1 is upright) and with words in it; a comment; something behind its end.
fn jpeg(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let mut out = file(picture(width, height), ImageFormat::Jpeg);
    // TIFF, little-endian: one entry, tag 0x0112 (orientation), type 3 (short), one value.
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend_from_slice(b"secret place");
    for (marker, body) in [(0xe1, exif.as_slice()), (0xfe, b"secret words".as_slice())] {
        let mut segment = vec![0xff, marker];
        segment.extend_from_slice(&((body.len() + 2) as u16).to_be_bytes());
        segment.extend_from_slice(body);
        out.splice(2..2, segment);
    }
    out.extend_from_slice(b"secret film");
    out
}

fn has(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|w| w == what)
}

#[test]
fn sizes_are_read_from_the_first_bytes() {
    assert_eq!(measure(&png(30, 20)).unwrap(), (30, 20, Kind::Png));
    assert_eq!(
        measure(&file(picture(30, 20), ImageFormat::WebP)).unwrap(),
        (30, 20, Kind::Webp)
    );
    assert_eq!(
        measure(b"GIF89a\x1e\x00\x14\x00more").unwrap(),
        (30, 20, Kind::Gif)
    );
    // Orientation 6 is turned by a quarter: what is 30 × 20 in the file is shown 20 × 30.
    assert_eq!(measure(&jpeg(30, 20, 1)).unwrap(), (30, 20, Kind::Jpeg));
    assert_eq!(measure(&jpeg(30, 20, 6)).unwrap(), (20, 30, Kind::Jpeg));
    let svg = |attributes: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" {attributes}><path d=\"M0 0\"/></svg>"
        )
    };
    assert_eq!(
        measure(svg("viewBox=\"0 0 30 20\"").as_bytes()).unwrap(),
        (30, 20, Kind::Svg)
    );
    // 22.5 points are 30 pixels; the height follows from the view.
    assert_eq!(
        measure(svg("width=\"22.5pt\" viewBox=\"0 0 3 2\"").as_bytes()).unwrap(),
        (30, 20, Kind::Svg)
    );
}

#[test]
fn what_is_published_has_no_notes_and_is_upright() {
    for (bytes, kind) in [(png(30, 20), Kind::Png), (jpeg(30, 20, 1), Kind::Jpeg)] {
        assert!(has(&bytes, b"secret"));
        let clean = published(&bytes).unwrap();
        assert!(!has(&clean, b"secret") && clean.len() < bytes.len());
        assert_eq!(measure(&clean).unwrap(), (30, 20, kind));
        // Not a pixel is another.
        assert_eq!(
            image::load_from_memory(&clean).unwrap(),
            image::load_from_memory(&bytes).unwrap()
        );
    }
    let clean = published(&jpeg(30, 20, 6)).unwrap();
    assert!(!has(&clean, b"secret") && !has(&clean, b"Exif"));
    assert_eq!(
        image::load_from_memory(&clean)
            .map(|p| (p.width(), p.height()))
            .unwrap(),
        (20, 30)
    );
    // WebP with a chunk of notes behind its picture (RIFF counts it, and its flag is in VP8X where there is one).
    let mut webp = file(picture(30, 20), ImageFormat::WebP);
    webp.extend_from_slice(b"EXIF\x0c\0\0\0secret place");
    let length = (webp.len() - 8) as u32;
    webp[4..8].copy_from_slice(&length.to_le_bytes());
    let clean = published(&webp).unwrap();
    assert!(!has(&clean, b"secret") && measure(&clean).unwrap() == (30, 20, Kind::Webp));
}

#[test]
fn pictures_become_narrower_and_never_wider() {
    let made = resized(&jpeg(300, 200, 6), &[400, 100, 50, 100, 0]).unwrap();
    let sizes: Vec<(u32, (u32, u32, Kind))> = made.iter().map(|(w, b)| (*w, measure(b).unwrap())).collect();
    // Upright it is 200 × 300: 50 wide is 75 high, 100 wide 150.
    assert_eq!(sizes, [(50, (50, 75, Kind::Jpeg)), (100, (100, 150, Kind::Jpeg))]);
    assert!(made.iter().all(|(_, bytes)| !has(bytes, b"secret")));
    let glass = RgbaImage::from_fn(300, 200, |x, y| {
        Rgba([
            (x * 7 % 251) as u8,
            (y * 13 % 253) as u8,
            (x * y % 255) as u8,
            (x % 256) as u8,
        ])
    });
    let made = resized(&file(glass, ImageFormat::WebP), &[100]).unwrap();
    assert_eq!(measure(&made[0].1).unwrap(), (100, 67, Kind::Png));
    assert_eq!(
        resized(&file(picture(300, 200), ImageFormat::WebP), &[100])
            .map(|m| measure(&m[0].1).unwrap().2)
            .unwrap(),
        Kind::Jpeg
    );
    assert!(resized(b"GIF89a\x1e\x00\x14\x00more", &[10]).unwrap().is_empty());
}

#[test]
fn bombs_and_scripts_are_refused_in_words() {
    // A PNG that says it is 100,000 pixels on a side.
    let mut bomb = png(2, 2);
    bomb[16..20].copy_from_slice(&100_000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&100_000_u32.to_be_bytes());
    let right = crc(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&right);
    let why = measure(&bomb).unwrap_err();
    assert!(why.contains("100000") || why.contains("limit"), "{why}");
    assert!(
        measure(b"GIF89a\xff\xff\xff\xffmore")
            .unwrap_err()
            .contains("65535 × 65535")
    );
    assert_eq!(measure(b"").unwrap_err(), "is empty");
    assert!(measure(b"hello").unwrap_err().contains("is no picture"));
    let mut cut = jpeg(300, 200, 1);
    cut.truncate(cut.len() / 2);
    assert!(published(&cut).unwrap_err().contains("cut off"));
    for inside in [
        "<script>x</script>",
        "<g onclick=\"x\"/>",
        "<a href=\"https://e.org\"/>",
        "<image href=\"http://e.org/a.png\"/>",
        "<a xlink:href=\"&#106;avascript:x\"/>",
        "<foreignObject/>",
        "<style>@import 'x';</style>",
        "<rect style=\"fill:url(https://e.org)\"/>",
        "<set attributeName=\"href\" to=\"javascript:x\"/>",
    ] {
        let svg =
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"2\">{inside}</svg>");
        let why = measure(svg.as_bytes()).expect_err(inside);
        assert!(why.starts_with("is an SVG with "), "{why}");
    }
    let fine = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"2\"><style>.a{fill:url(#b)}</style><use href=\"#b\"/></svg>";
    assert!(measure(fine.as_bytes()).is_ok());
    let deep = format!("<svg width=\"3\" height=\"2\">{}", "<g>".repeat(1000));
    assert!(measure(deep.as_bytes()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn damaged_pictures_are_refused_and_upset_nothing(kind in 0..3_usize, at in 0..2000_usize, with in any::<u8>(), keep in 0..2000_usize) {
        let mut bytes = match kind {
            0 => png(9, 7),
            1 => jpeg(9, 7, 6),
            _ => file(picture(9, 7), ImageFormat::WebP),
        };
        let length = bytes.len();
        bytes[at % length] = with;
        bytes.truncate(keep.max(12));
        let _ = measure(&bytes);
        let _ = published(&bytes);
        let _ = resized(&bytes, &[4]);
    }
}
