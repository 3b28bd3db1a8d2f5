//! Fonts as a reader needs them: which letters a code stands for, and how far it moves on.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object};
use pivot_publish::resume::reading;

use super::cmap::Map;
use super::limits::Budget;
use super::object::{array, dictionary, get, name, number, stream};

/// Widths of a font are so many at most.
const MOST_WIDTHS: usize = 1 << 16;
/// What stands for a letter that nobody knows.
const UNKNOWN: &str = "\u{fffd}";

/// A font.
#[derive(Debug)]
pub(super) struct Font {
    /// What is told of it.
    pub(super) told: reading::Font,
    unicode: Option<Map>,
    kind: Kind,
    /// What a unit of a width is in text space: a thousandth but for Type 3.
    unit: f64,
}

#[derive(Debug)]
enum Kind {
    /// A byte is a letter.
    Simple {
        letters: Vec<String>,
        first: usize,
        widths: Vec<f64>,
        missing: f64,
    },
    /// Codes of one to four bytes are numbers of glyphs.
    Composite {
        encoding: Option<Map>,
        /// Codes are letters in UTF-16.
        utf16: bool,
        widths: BTreeMap<u32, f64>,
        missing: f64,
    },
}

/// A shown code.
#[derive(Debug)]
pub(super) struct Glyph<'f> {
    /// Its letters.
    pub(super) letters: std::borrow::Cow<'f, str>,
    /// How far it moves on, in units of the font's size.
    pub(super) advance: f64,
    /// Whether it is the single byte 32, which alone is widened by word spacing.
    pub(super) space: bool,
}

impl Font {
    /// Reads a font's dictionary.
    pub(super) fn read(document: &Document, font: &Dictionary, budget: &mut Budget) -> Result<Self, String> {
        let kind = name(document, font, b"Subtype").unwrap_or_default();
        let mut unicode = None;
        if let Some(found) = stream(document, font, b"ToUnicode") {
            unicode = budget.unpack(found)?.map(|text| Map::read(&text));
        }
        let has_map = unicode.as_ref().is_some_and(|map| !map.letters.is_empty());
        let mut told = reading::Font {
            name: name(document, font, b"BaseFont").unwrap_or_default(),
            embedded: kind == "Type3",
            unicode: has_map,
        };
        if kind == "Type0" {
            let below = array(document, font, b"DescendantFonts")
                .and_then(|fonts| fonts.first())
                .and_then(|font| document.dereference(font).ok()?.1.as_dict().ok());
            told.embedded = below.is_some_and(|below| embedded(document, below));
            let encoding = name(document, font, b"Encoding").unwrap_or_default();
            let mut own = None;
            if let Some(found) = stream(document, font, b"Encoding") {
                own = budget.unpack(found)?.map(|text| Map::read(&text));
            }
            let utf16 = encoding.contains("UCS2") || encoding.contains("UTF16");
            told.unicode |= utf16;
            let mut widths = BTreeMap::new();
            let list = below
                .and_then(|below| array(document, below, b"W"))
                .unwrap_or(&[]);
            composite_widths(document, list, &mut widths);
            return Ok(Font {
                told,
                unicode,
                kind: Kind::Composite {
                    encoding: own,
                    utf16,
                    widths,
                    missing: below
                        .and_then(|below| number(document, below, b"DW"))
                        .unwrap_or(1000.0),
                },
                unit: 0.001,
            });
        }
        told.embedded |= embedded(document, font);
        let (letters, known) = simple_letters(document, font);
        told.unicode |= known;
        let descriptor = dictionary(document, font, b"FontDescriptor");
        let fallback = if told.name.contains("Courier") {
            600.0
        } else {
            500.0
        };
        let widths: Vec<f64> = array(document, font, b"Widths")
            .unwrap_or(&[])
            .iter()
            .take(256)
            .map(|width| {
                document
                    .dereference(width)
                    .ok()
                    .and_then(|(_, width)| value(width))
                    .unwrap_or(0.0)
            })
            .collect();
        let missing = if widths.is_empty() {
            fallback
        } else {
            descriptor
                .and_then(|it| number(document, it, b"MissingWidth"))
                .unwrap_or(0.0)
        };
        let unit = match array(document, font, b"FontMatrix") {
            Some([a, ..]) if kind == "Type3" => value(a).unwrap_or(0.001),
            _ => 0.001,
        };
        Ok(Font {
            told,
            unicode,
            kind: Kind::Simple {
                letters,
                first: number(document, font, b"FirstChar")
                    .unwrap_or(0.0)
                    .clamp(0.0, 255.0) as usize,
                widths,
                missing,
            },
            unit,
        })
    }

    /// What a string shows.
    pub(super) fn show<'f>(&'f self, mut bytes: &[u8]) -> Vec<Glyph<'f>> {
        let mut glyphs = Vec::new();
        while !bytes.is_empty() {
            let (code, advance, letters) = match &self.kind {
                Kind::Simple {
                    letters,
                    first,
                    widths,
                    missing,
                } => {
                    let byte = usize::from(bytes[0]);
                    let width = byte
                        .checked_sub(*first)
                        .and_then(|i| widths.get(i))
                        .unwrap_or(missing);
                    ((1, byte as u32), *width, letters[byte].as_str().into())
                }
                Kind::Composite {
                    encoding,
                    utf16,
                    widths,
                    missing,
                } => {
                    let code = match encoding {
                        Some(map) => map.next(bytes),
                        None => Map::default().next(bytes),
                    };
                    let glyph = match encoding {
                        Some(map) => map.glyphs.get(&code).copied().unwrap_or(code.1),
                        None => code.1,
                    };
                    let letters = if *utf16 {
                        char::from_u32(code.1).map_or(UNKNOWN.into(), |c| c.to_string().into())
                    } else {
                        UNKNOWN.into()
                    };
                    (code, *widths.get(&glyph).unwrap_or(missing), letters)
                }
            };
            let mapped = self.unicode.as_ref().and_then(|map| map.letters.get(&code));
            glyphs.push(Glyph {
                letters: mapped.map_or(letters, |letters| letters.as_str().into()),
                advance: advance * self.unit,
                space: code == (1, 32),
            });
            bytes = &bytes[usize::from(code.0).max(1).min(bytes.len())..];
        }
        glyphs
    }
}

/// Whether the shapes are in the file.
fn embedded(document: &Document, font: &Dictionary) -> bool {
    dictionary(document, font, b"FontDescriptor").is_some_and(|descriptor| {
        [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"]
            .iter()
            .any(|file| stream(document, descriptor, file).is_some())
    })
}

/// The widths of a composite font: `first [w w w]` and `first last w`, one after another.
fn composite_widths(document: &Document, list: &[Object], widths: &mut BTreeMap<u32, f64>) {
    let at = |i: usize| {
        list.get(i)
            .and_then(|object| document.dereference(object).ok())
            .map(|(_, object)| object)
    };
    let mut i = 0;
    while let Some(first) = at(i).and_then(value) {
        let first = first.max(0.0) as u32;
        match at(i + 1) {
            Some(Object::Array(each)) => {
                for (glyph, width) in (first..).zip(each) {
                    if widths.len() < MOST_WIDTHS {
                        widths.insert(glyph, value(width).unwrap_or(0.0));
                    }
                }
                i += 2;
            }
            Some(last) => {
                let (Some(last), Some(width)) = (value(last), at(i + 2).and_then(value)) else {
                    return;
                };
                for glyph in (first..=last.max(0.0) as u32).take(MOST_WIDTHS) {
                    if widths.len() < MOST_WIDTHS {
                        widths.insert(glyph, width);
                    }
                }
                i += 3;
            }
            None => return,
        }
    }
}

fn value(object: &Object) -> Option<f64> {
    object
        .as_float()
        .ok()
        .map(f64::from)
        .filter(|number| number.is_finite())
}

/// The letters of a simple font's 256 codes, and whether the font says them itself.
fn simple_letters(document: &Document, font: &Dictionary) -> (Vec<String>, bool) {
    let encoding = get(document, font, b"Encoding");
    let (base, differences) = match encoding {
        Some(Object::Name(name)) => (Some(name.clone()), &[][..]),
        Some(Object::Dictionary(own)) => (
            get(document, own, b"BaseEncoding")
                .and_then(|name| name.as_name().ok())
                .map(<[u8]>::to_vec),
            array(document, own, b"Differences").unwrap_or(&[]),
        ),
        _ => (None, &[][..]),
    };
    let known = base.is_some() || !differences.is_empty();
    let base = base.unwrap_or_else(|| b"StandardEncoding".to_vec());
    let of_base = Dictionary::from_iter([
        ("Type", Object::Name(b"Font".to_vec())),
        ("Encoding", Object::Name(base)),
    ]);
    let mut letters: Vec<String> = match of_base.get_font_encoding(document) {
        Ok(encoding) => (0..=255)
            .map(|byte| encoding.bytes_to_string(&[byte]).unwrap_or_default())
            .collect(),
        Err(_) => vec![String::new(); 256],
    };
    let mut code = 0;
    let mut all_known = true;
    for object in differences.iter().take(1024) {
        match object {
            Object::Integer(number) => code = usize::try_from(*number).unwrap_or(usize::MAX),
            Object::Name(name) => {
                if let Some(place) = letters.get_mut(code) {
                    *place = glyph_letters(document, name).unwrap_or_else(|| {
                        all_known = false;
                        UNKNOWN.into()
                    });
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    (letters, known && all_known)
}

/// The letters of a glyph's name: `eacute`, `uni00E9`, `u1F41F`, `f_i`, `a.alt`.
fn glyph_letters(document: &Document, name: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(name).ok()?;
    let stem = text.split('.').next().filter(|stem| !stem.is_empty())?;
    if stem.contains('_') {
        return stem
            .split('_')
            .map(|part| glyph_letters(document, part.as_bytes()))
            .collect();
    }
    for prefix in ["uni", "u"] {
        if let Some(digits) = stem.strip_prefix(prefix)
            && (4..=6).contains(&digits.len())
            && let Some(c) = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)
        {
            return Some(c.to_string());
        }
    }
    // The list of names inside lopdf is reached through a font that has this one only.
    let one = Object::Array(vec![Object::Integer(0), Object::Name(stem.as_bytes().to_vec())]);
    let encoding = Dictionary::from_iter([("Differences", one)]);
    let font = Dictionary::from_iter([
        ("Type", Object::Name(b"Font".to_vec())),
        ("Encoding", Object::Dictionary(encoding)),
    ]);
    match font.get_font_encoding(document) {
        Ok(found @ lopdf::Encoding::Differences(_)) => found
            .bytes_to_string(&[0])
            .ok()
            .filter(|letters| !letters.is_empty()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_letters() {
        let document = Document::new();
        let letters = |name: &str| glyph_letters(&document, name.as_bytes());
        assert_eq!(letters("eacute").as_deref(), Some("é"));
        assert_eq!(letters("a.alt").as_deref(), Some("a"));
        assert_eq!(letters("uni00E9").as_deref(), Some("é"));
        assert_eq!(letters("u1F41F").as_deref(), Some("🐟"));
        assert_eq!(letters("f_i").as_deref(), Some("fi"));
        assert_eq!(letters("g123"), None);
        assert_eq!(letters(".notdef"), None);
    }

    #[test]
    fn widths_are_lists_and_ranges() {
        let document = Document::new();
        let list: Vec<Object> = vec![
            3.into(),
            Object::Array(vec![250.into(), 333.into()]),
            10.into(),
            12.into(),
            500.into(),
            99.into(),
        ];
        let mut widths = BTreeMap::new();
        composite_widths(&document, &list, &mut widths);
        let expected = [(3, 250.0), (4, 333.0), (10, 500.0), (11, 500.0), (12, 500.0)];
        assert_eq!(widths.into_iter().collect::<Vec<_>>(), expected);
    }
}
