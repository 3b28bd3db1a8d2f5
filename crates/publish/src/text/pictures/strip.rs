//! Notes taken out of pictures: only what draws the picture is copied, by a list of what does. Whatever stands behind a picture's
//! end (thumbnails, films) goes too.

const CUT: &str = "is cut off";

fn word(bytes: &[u8], at: usize) -> Option<usize> {
    let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(four)).ok()
}

/// PNG: the chunks of the picture, its colours and its moves.
pub(super) fn png(bytes: &[u8]) -> Result<Vec<u8>, String> {
    #[rustfmt::skip]
    const STAY: [&[u8; 4]; 16] = [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD", b"pHYs",
        b"acTL", b"fcTL", b"fdAT",
    ];
    let mut out = bytes.get(..8).ok_or(CUT)?.to_vec();
    let mut at = 8;
    loop {
        let length = word(bytes, at).ok_or(CUT)?;
        let end = at
            .checked_add(12)
            .and_then(|n| n.checked_add(length))
            .ok_or(CUT)?;
        let chunk = bytes.get(at..end).ok_or(CUT)?;
        if STAY.iter().any(|name| chunk[4..8] == name[..]) {
            out.extend_from_slice(chunk);
        }
        if &chunk[4..8] == b"IEND" {
            return Ok(out);
        }
        at = end;
    }
}

/// JPEG: its tables, its scans, and of the segments of programs JFIF, the profile of colours and Adobe's colour model.
pub(super) fn jpeg(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut out = bytes.get(..2).ok_or(CUT)?.to_vec();
    let mut at = 2;
    loop {
        // Any number of 0xff may stand before a marker.
        while bytes.get(at) == Some(&0xff) && bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let (Some(0xff), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) else {
            return Err(CUT.into());
        };
        if marker == 0xd9 {
            out.extend_from_slice(&[0xff, 0xd9]);
            return Ok(out);
        }
        if matches!(marker, 0x01 | 0xd0..=0xd8) {
            at += 2;
            continue;
        }
        let length = match bytes.get(at + 2..at + 4) {
            Some([high, low]) => usize::from(u16::from_be_bytes([*high, *low])),
            _ => return Err(CUT.into()),
        };
        let end = at + 2 + length;
        let segment = bytes.get(at..end).filter(|_| length >= 2).ok_or(CUT)?;
        let stays = match marker {
            0xe0 => segment[4..].starts_with(b"JFIF\0"),
            0xe2 => segment[4..].starts_with(b"ICC_PROFILE\0"),
            0xee => segment[4..].starts_with(b"Adobe"),
            0xe1 | 0xe3..=0xed | 0xef | 0xfe => false,
            _ => true,
        };
        if stays {
            out.extend_from_slice(segment);
        }
        at = end;
        if marker == 0xda {
            // The scan goes to the next marker that is neither a zero nor a restart.
            let from = at;
            while let Some(found) = bytes
                .get(at..)
                .and_then(|rest| rest.iter().position(|b| *b == 0xff))
            {
                at += found;
                match bytes.get(at + 1) {
                    Some(0x00 | 0xd0..=0xd7) => at += 2,
                    Some(0xff) => at += 1,
                    Some(_) => break,
                    None => return Err(CUT.into()),
                }
            }
            if at >= bytes.len() || bytes[at] != 0xff {
                return Err(CUT.into());
            }
            out.extend_from_slice(&bytes[from..at]);
        }
    }
}

/// WebP: the picture, its transparency, its moves, the profile of its colours.
pub(super) fn webp(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let little = |at: usize| -> Option<usize> {
        let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(four)).ok()
    };
    let end = little(4)
        .and_then(|n| n.checked_add(8))
        .ok_or(CUT)?
        .min(bytes.len());
    let mut out = bytes.get(..12).ok_or(CUT)?.to_vec();
    let mut at = 12;
    while at + 8 <= end {
        let length = little(at + 4).ok_or(CUT)?;
        // A chunk of odd length has a zero behind it.
        let next = at
            .checked_add(8)
            .and_then(|n| n.checked_add(length))
            .and_then(|n| n.checked_add(length % 2))
            .ok_or(CUT)?;
        let chunk = bytes.get(at..next.min(end)).ok_or(CUT)?;
        if chunk.len() < 8 + length {
            return Err(CUT.into());
        }
        match &chunk[..4] {
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP" => out.extend_from_slice(chunk),
            b"VP8X" if length >= 1 => {
                let from = out.len();
                out.extend_from_slice(chunk);
                // The flags of Exif (8) and XMP (4).
                out[from + 8] &= !0b1100;
            }
            _ => {}
        }
        at = next;
    }
    let length = u32::try_from(out.len() - 8).map_err(|_| CUT)?;
    out[4..8].copy_from_slice(&length.to_le_bytes());
    Ok(out)
}
