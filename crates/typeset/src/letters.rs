//! The letters of a text, held against the fonts: what cannot be drawn is told, never drawn as a box.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::fonts;

/// Letters that draw nothing and hinder who reads the text back: soft hyphens, spaces of no width, marks of direction.
const UNSEEN: [char; 17] = [
    '\u{ad}', '\u{200b}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}',
    '\u{2060}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}', '\u{feff}', '\u{fe0e}', '\u{fe0f}',
];

/// A text on one line: any white space is one space, what draws nothing is gone.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        let space = c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}';
        if UNSEEN.contains(&c) || (space && (plain.is_empty() || plain.ends_with(' '))) {
            continue;
        }
        plain.push(if space { ' ' } else { c });
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// Whether a font can draw it, and whoever reads it back knows what it is.
pub fn known(c: char) -> bool {
    let private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..);
    !c.is_control()
        && !private
        && fonts::all()
            .iter()
            .any(|font| font.info().coverage.contains(c.into()))
}

/// A letter as it is named: `漢 (U+6F22)`, `U+0007`.
pub fn name(c: char) -> String {
    let private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..);
    if c.is_control() || private {
        format!("U+{:04X}", u32::from(c))
    } else {
        format!("{c} (U+{:04X})", u32::from(c))
    }
}

/// Letters that no font has, with the place where each was found first.
#[derive(Debug, Default)]
pub struct Lacking {
    first: BTreeMap<char, String>,
}

impl Lacking {
    /// Looks through a text that stands at a place.
    pub fn look(&mut self, text: &str, place: impl Fn() -> String) {
        for c in text.chars().filter(|&c| !known(c)) {
            self.first.entry(c).or_insert_with(&place);
        }
    }

    /// All of them in a sentence; `None` where nothing lacks.
    pub fn told(&self) -> Option<String> {
        const SHOWN: usize = 12;
        let mut said = String::new();
        for (i, (&c, place)) in self.first.iter().take(SHOWN).enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            let _ = write!(said, "{comma}{} in {place}", name(c));
        }
        match self.first.len() {
            0 => return None,
            n if n > SHOWN => {
                let _ = write!(said, ", and {} more", n - SHOWN);
            }
            _ => {}
        }
        Some(format!(
            "the fonts of {} have no such letter: {said}; write it with letters that they have",
            fonts::NAMES.join(" and ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_line() {
        assert_eq!(plain("  a\n\tb \u{200b} c\u{ad}d  "), "a b cd");
        assert_eq!(
            plain("10\u{a0}h"),
            "10\u{a0}h",
            "a space that does not break stays"
        );
        assert_eq!(plain("\u{2028}\u{2029}"), "");
        assert_eq!(plain("a\u{202e}b"), "ab");
    }

    #[test]
    fn what_lacks_is_named_with_its_place() {
        let mut lacking = Lacking::default();
        lacking.look("Ada 漢 Ünïcödé ŁĐ Ωμέγα Привет עברית", || "the name".into());
        lacking.look("漢 \u{7} \u{e001}", || "the label".into());
        let told = lacking.told().unwrap();
        assert!(told.contains("漢 (U+6F22) in the name"), "{told}");
        assert!(
            told.contains("U+0007 in the label, U+E001 in the label") || told.contains("U+E001 in the label")
        );
        assert_eq!(lacking.first.len(), 3, "{told}");
    }

    #[test]
    fn many_are_counted() {
        let mut lacking = Lacking::default();
        lacking.look(&('\u{4e00}'..='\u{4e0e}').collect::<String>(), || "x".into());
        assert!(lacking.told().unwrap().contains(", and 3 more;"), "{lacking:?}");
    }
}
