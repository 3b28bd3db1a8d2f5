//! Maps from the codes in strings to letters (`ToUnicode`) or to numbers of glyphs (an embedded `Encoding`).

use std::collections::BTreeMap;

use lopdf::Object;
use lopdf::content::Content;

/// Of a map so many entries are read: all codes of two bytes, twice.
const MOST: usize = 1 << 17;

/// A code by its length in bytes and its number.
pub(super) type Code = (u8, u32);

/// What a map says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Map {
    /// Letters by code.
    pub(super) letters: BTreeMap<Code, String>,
    /// Glyph numbers by code.
    pub(super) glyphs: BTreeMap<Code, u32>,
    /// Codes that are codes: length, first, last.
    spaces: Vec<(u8, u32, u32)>,
    /// Entries read so far.
    read: usize,
}

impl Map {
    /// Reads a map as far as it can be read. Its language is PostScript, of which it uses what content streams use too.
    pub(super) fn read(text: &[u8]) -> Self {
        let mut map = Map::default();
        for operation in Content::decode_iter(text) {
            let Ok(operation) = operation else { break };
            let given = &operation.operands;
            match operation.operator.as_str() {
                "endcodespacerange" => {
                    for pair in given.as_chunks::<2>().0 {
                        if let (Some((len, low)), Some((_, high))) = (code(&pair[0]), code(&pair[1])) {
                            map.spaces.push((len, low, high));
                        }
                    }
                }
                "endbfchar" => {
                    for pair in given.as_chunks::<2>().0 {
                        if let (Some(code), Some(letters)) = (code(&pair[0]), letters(&pair[1], 0)) {
                            let _ = map.letter(code, letters);
                        }
                    }
                }
                "endbfrange" => {
                    for three in given.as_chunks::<3>().0 {
                        map.range(&three[0], &three[1], |i| match &three[2] {
                            Object::Array(each) => each.get(i as usize).and_then(|one| letters(one, 0)),
                            first => letters(first, i),
                        });
                    }
                }
                "endcidchar" => {
                    for pair in given.as_chunks::<2>().0 {
                        if let (Some(code), Some(glyph)) = (code(&pair[0]), number(&pair[1])) {
                            let _ = map.glyph(code, glyph);
                        }
                    }
                }
                "endcidrange" => {
                    for three in given.as_chunks::<3>().0 {
                        let Some(first) = number(&three[2]) else { continue };
                        if let (Some((len, low)), Some((_, high))) = (code(&three[0]), code(&three[1])) {
                            for (glyph, code) in (first..).zip(low..=high) {
                                if !map.glyph((len, code), glyph) {
                                    break;
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        map
    }

    fn range(&mut self, low: &Object, high: &Object, letters: impl Fn(u32) -> Option<String>) {
        if let (Some((len, low)), Some((_, high))) = (code(low), code(high)) {
            for (i, code) in (0..).zip(low..=high) {
                let Some(letters) = letters(i) else { break };
                if !self.letter((len, code), letters) {
                    break;
                }
            }
        }
    }

    /// Takes an entry; false where there were too many.
    fn letter(&mut self, code: Code, letters: String) -> bool {
        self.read += 1;
        if self.read <= MOST {
            self.letters.insert(code, letters);
        }
        self.read <= MOST
    }

    fn glyph(&mut self, code: Code, glyph: u32) -> bool {
        self.read += 1;
        if self.read <= MOST {
            self.glyphs.insert(code, glyph);
        }
        self.read <= MOST
    }

    /// The code at the beginning of a string: by the map's spaces, else of two bytes.
    pub(super) fn next(&self, bytes: &[u8]) -> Code {
        let value = |len: usize| {
            bytes
                .iter()
                .take(len)
                .fold(0, |value: u32, &byte| value << 8 | u32::from(byte))
        };
        for len in 1..=4.min(bytes.len()) {
            let code = value(len);
            let within = |&(its, low, high): &(u8, u32, u32)| {
                usize::from(its) == len
                    && (0..len).all(|i| {
                        let byte = |value: u32| value >> (8 * i) & 0xff;
                        (byte(low)..=byte(high)).contains(&byte(code))
                    })
            };
            if self.spaces.iter().any(within) {
                return (len as u8, code);
            }
        }
        let len = 2.min(bytes.len());
        (len as u8, value(len))
    }
}

fn code(object: &Object) -> Option<Code> {
    let bytes = object
        .as_str()
        .ok()
        .filter(|bytes| (1..=4).contains(&bytes.len()))?;
    let value = bytes.iter().fold(0, |value, &byte| value << 8 | u32::from(byte));
    Some((bytes.len() as u8, value))
}

fn number(object: &Object) -> Option<u32> {
    object.as_i64().ok().and_then(|number| u32::try_from(number).ok())
}

/// Letters in UTF-16; the last unit of a range counts up.
fn letters(object: &Object, up: u32) -> Option<String> {
    let bytes = object.as_str().ok().filter(|bytes| bytes.len() <= 512)?;
    let mut units: Vec<u16> = match bytes {
        [one] => vec![u16::from(*one)],
        bytes => bytes
            .as_chunks::<2>()
            .0
            .iter()
            .map(|&unit| u16::from_be_bytes(unit))
            .collect(),
    };
    let last = units.last_mut()?;
    *last = last.wrapping_add(up as u16);
    Some(String::from_utf16_lossy(&units))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_read() {
        let map = Map::read(
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n\
              /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
              1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
              2 beginbfchar <0003> <0020> <0004> <00660069> endbfchar\n\
              2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<0061> <D83DDC1F>] endbfrange\n\
              1 begincidrange <0100> <0102> 7 endcidrange endcmap",
        );
        let letter = |code| map.letters.get(&(2, code)).map(String::as_str);
        assert_eq!(letter(3), Some(" "));
        assert_eq!(letter(4), Some("fi"), "a ligature is its letters");
        assert_eq!(
            [letter(0x10), letter(0x11), letter(0x12)],
            [Some("A"), Some("B"), Some("C")]
        );
        assert_eq!(
            [letter(0x20), letter(0x21)],
            [Some("a"), Some("🐟")],
            "two units are one letter"
        );
        assert_eq!(letter(0x13), None);
        assert_eq!(map.glyphs.get(&(2, 0x102)), Some(&9));
        assert_eq!(map.next(&[0, 3, 9]), (2, 3));
        assert_eq!(map.next(&[3]), (1, 3), "what is left of a string");
    }

    #[test]
    fn codes_have_the_length_of_their_space() {
        let map = Map::read(b"2 begincodespacerange <00> <7F> <8140> <FEFE> endcodespacerange");
        assert_eq!(map.next(&[0x20, 0x81]), (1, 0x20));
        assert_eq!(map.next(&[0x81, 0x40, 0]), (2, 0x8140));
    }

    /// Ranges that would be four thousand million codes are cut.
    #[test]
    fn a_hostile_map_stays_small() {
        let map = Map::read(
            b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange\n\
              1 begincidrange <00000000> <FFFFFFFF> 0 endcidrange\n\
              1 beginbfrange <0005> <0001> <0041> endbfrange 1 beginbfchar <> <> <0102030405> <00> endbfchar ((",
        );
        assert_eq!((map.letters.len(), map.glyphs.len()), (MOST, 0));
    }
}
