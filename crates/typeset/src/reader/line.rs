//! Letters that follow each other on a line become one piece of text.

use pivot_publish::resume::reading::Run;
use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

/// A gap of less than this share of the size is none.
const CLOSE: f64 = 0.17;
/// A gap of more than this many sizes parts two pieces.
const APART: f64 = 1.2;
/// Letters may overlap by this share of the size.
const OVERLAP: f64 = 0.5;
/// Base lines may differ by this share of the size.
const ACROSS: f64 = 0.25;

/// A letter where it stands on the page, in points from its upper left corner.
#[derive(Clone, Debug)]
pub(super) struct Placed<'t> {
    pub(super) letters: &'t str,
    pub(super) from: (f64, f64),
    pub(super) to: (f64, f64),
    pub(super) size: f64,
}

/// How a letter stands to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follows {
    /// At once.
    Closely,
    /// After a gap that reads as a space.
    Spaced,
    /// Elsewhere: another line or column.
    Apart,
}

/// The pieces of a page so far.
#[derive(Debug, Default)]
pub(super) struct Lines {
    runs: Vec<Run>,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    text: String,
    from: (f64, f64),
    /// Where its last letter ends, a space or not.
    to: (f64, f64),
    /// Where its last letter ends that is no space.
    ink: (f64, f64),
    size: f64,
}

impl Lines {
    /// Takes a letter.
    pub(super) fn letter(&mut self, letter: &Placed<'_>) -> Follows {
        let blank = letter.letters.chars().all(char::is_whitespace);
        let follows = self
            .open
            .as_ref()
            .map_or(Follows::Apart, |open| open.followed(letter));
        if let Some(open) = &mut self.open
            && follows != Follows::Apart
            && (open.size - letter.size).abs() <= 0.1 * open.size.max(letter.size)
        {
            if follows == Follows::Spaced && !blank && !open.text.ends_with(char::is_whitespace) {
                open.text.push(' ');
            }
            open.text.push_str(letter.letters);
            open.to = letter.to;
            if !blank {
                open.ink = letter.to;
            }
        } else if !blank {
            self.close();
            self.open = Some(Open {
                text: letter.letters.to_owned(),
                from: letter.from,
                to: letter.to,
                ink: letter.to,
                size: letter.size,
            });
        }
        follows
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            let tidy = |number: f64| (number * 100.0).round() / 100.0;
            self.runs.push(Run {
                text: as_read(open.text.trim_end()),
                x: tidy(open.from.0),
                y: tidy(open.from.1),
                width: tidy((open.ink.0 - open.from.0).hypot(open.ink.1 - open.from.1)),
                size: tidy(open.size),
            });
        }
    }

    /// All pieces, in the order in which they were drawn.
    pub(super) fn finish(mut self) -> Vec<Run> {
        self.close();
        self.runs
    }
}

impl Open {
    fn followed(&self, letter: &Placed<'_>) -> Follows {
        let (dx, dy) = (letter.to.0 - letter.from.0, letter.to.1 - letter.from.1);
        let length = dx.hypot(dy);
        // What moves nowhere, an accent say, is taken to run as the piece does.
        let (dx, dy) = if length > 0.0 {
            (dx / length, dy / length)
        } else {
            (1.0, 0.0)
        };
        let (gx, gy) = (letter.from.0 - self.to.0, letter.from.1 - self.to.1);
        let (along, across) = (gx * dx + gy * dy, (gx * dy - gy * dx).abs());
        let size = self.size.max(letter.size);
        if across > ACROSS * size || along < -OVERLAP * size || along > APART * size {
            Follows::Apart
        } else if along > CLOSE * size {
            Follows::Spaced
        } else {
            Follows::Closely
        }
    }
}

/// Letters that were drawn from left to right, in the order in which they are read: Hebrew and Arabic stand the other way round.
pub(super) fn as_read(drawn: &str) -> String {
    let leftward = |c: &char| matches!(bidi_class(*c), BidiClass::R | BidiClass::AL);
    let to_left = drawn.chars().filter(leftward).count();
    if to_left == 0 {
        return drawn.to_owned();
    }
    let to_right = drawn.chars().filter(|&c| bidi_class(c) == BidiClass::L).count();
    let base = if to_left > to_right {
        Level::rtl()
    } else {
        Level::ltr()
    };
    // What turns the order of reading into that of drawing turns it back.
    let info = BidiInfo::new(drawn, Some(base));
    let mut read = String::with_capacity(drawn.len());
    for paragraph in &info.paragraphs {
        read.push_str(&info.reorder_line(paragraph, paragraph.range.clone()));
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each letter: what, left edge, right edge, base line. All of size 10.
    fn pieces(letters: &[(&str, f64, f64, f64)]) -> Vec<(String, f64, f64)> {
        let mut lines = Lines::default();
        for &(letters, left, right, y) in letters {
            lines.letter(&Placed {
                letters,
                from: (left, y),
                to: (right, y),
                size: 10.0,
            });
        }
        lines
            .finish()
            .into_iter()
            .map(|run| (run.text, run.x, run.width))
            .collect()
    }

    #[test]
    fn gaps_are_nothing_spaces_or_ends() {
        // Size 10: closer than 1.7 is a word, up to 12 a space, beyond that another piece.
        let found = pieces(&[
            ("a", 0.0, 5.0, 0.0),
            ("b", 6.6, 11.0, 0.0),
            ("c", 13.0, 18.0, 0.0),
            ("d", 29.0, 34.0, 0.0),
            ("e", 47.0, 52.0, 0.0),
        ]);
        assert_eq!(found, [("ab c d".into(), 0.0, 34.0), ("e".into(), 47.0, 5.0)]);
    }

    #[test]
    fn a_line_ends_where_the_base_line_leaves() {
        let found = pieces(&[
            ("a", 0.0, 5.0, 0.0),
            ("b", 5.0, 10.0, 2.4),
            ("c", 10.0, 15.0, 5.0),
        ]);
        assert_eq!(found, [("ab".into(), 0.0, 10.0 + 0.28), ("c".into(), 10.0, 5.0)]);
    }

    #[test]
    fn spaces_at_the_ends_are_not_told() {
        let found = pieces(&[(" ", 0.0, 3.0, 0.0), ("a", 3.0, 8.0, 0.0), (" ", 8.0, 11.0, 0.0)]);
        assert_eq!(found, [("a".into(), 3.0, 5.0)]);
    }

    #[test]
    fn hebrew_is_read_from_the_right() {
        // Drawn from left to right: mem, vav, lamed, shin. Read: shin, lamed, vav, mem.
        assert_eq!(
            as_read("\u{5dd}\u{5d5}\u{5dc}\u{5e9}"),
            "\u{5e9}\u{5dc}\u{5d5}\u{5dd}"
        );
        assert_eq!(
            as_read("Hello \u{5dd}\u{5dc} and 12"),
            "Hello \u{5dc}\u{5dd} and 12"
        );
        assert_eq!(as_read("Ωμέγα 12 (a)"), "Ωμέγα 12 (a)");
    }
}
