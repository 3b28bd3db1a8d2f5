//! Texts: how far from the truth, and how much of it was said.

use std::collections::BTreeMap;

use crate::metrics::Undefined;
use crate::metrics::text::{Bleu, Edits};
use crate::score::cells::{Cells, words};
use crate::score::fault::Wrong;
use crate::score::join::Task;

/// Symbols that a text has at most: two such texts are compared within a second.
const MOST_SYMBOLS: usize = 1 << 16;

/// edit-distance.
pub(crate) struct Distance {
    words: bool,
    rate: bool,
    edits: Edits,
}

impl Distance {
    pub(crate) fn new(words: bool, rate: bool) -> Self {
        Distance {
            words,
            rate,
            edits: Edits::default(),
        }
    }

    fn check(&self, text: &str) -> Result<(), Wrong> {
        let length = if self.words {
            words(text).count()
        } else {
            text.chars().count()
        };
        if length <= MOST_SYMBOLS {
            return Ok(());
        }
        let noun = if self.words { "words" } else { "characters" };
        Err(Wrong::new(
            format!("{length} {noun} are too many to compare"),
            format!("at most {MOST_SYMBOLS} {noun}"),
        ))
    }
}

/// Gives words numbers.
#[derive(Default)]
struct Numbered<'t> {
    words: BTreeMap<&'t str, u32>,
}

impl<'t> Numbered<'t> {
    fn text(&mut self, text: &'t str) -> Vec<u32> {
        words(text)
            .map(|word| {
                let next = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
                *self.words.entry(word).or_insert(next)
            })
            .collect()
    }
}

impl Task for Distance {
    type Truth = Box<str>;

    fn truth(&mut self, cells: Cells<'_>) -> Result<(Box<str>, usize), Wrong> {
        let text = cells.first();
        self.check(text)?;
        Ok((text.into(), text.len()))
    }

    fn prediction(&mut self, truth: &Box<str>, weight: f64, cells: Cells<'_>) -> Result<usize, Wrong> {
        let said = cells.first();
        self.check(said)?;
        let (truth, said) = if self.words {
            let mut numbered = Numbered::default();
            (numbered.text(truth), numbered.text(said))
        } else {
            let characters = |text: &str| text.chars().map(u32::from).collect();
            (characters(truth), characters(said))
        };
        self.edits.add(&truth, &said, weight);
        Ok(0)
    }

    fn value(self) -> Result<f64, Undefined> {
        if self.rate {
            self.edits.rate()
        } else {
            self.edits.mean()
        }
    }
}

/// bleu.
pub(crate) struct Translation {
    bleu: Bleu,
}

impl Translation {
    pub(crate) fn new(longest: Option<usize>) -> Self {
        Translation {
            bleu: Bleu::new(longest.unwrap_or(4)),
        }
    }
}

impl Task for Translation {
    /// References.
    type Truth = Box<[Box<str>]>;

    fn truth(&mut self, cells: Cells<'_>) -> Result<(Self::Truth, usize), Wrong> {
        let references: Box<[Box<str>]> = cells
            .iter()
            .filter(|text| words(text).next().is_some())
            .map(Into::into)
            .collect();
        if references.is_empty() {
            return Err(Wrong::new("there is no reference", "a text"));
        }
        let bytes = references
            .iter()
            .map(|text| text.len() + size_of::<Box<str>>())
            .sum();
        Ok((references, bytes))
    }

    fn prediction(&mut self, truth: &Self::Truth, _: f64, cells: Cells<'_>) -> Result<usize, Wrong> {
        let mut numbered = Numbered::default();
        let references: Vec<Vec<u32>> = truth.iter().map(|text| numbered.text(text)).collect();
        let said = numbered.text(cells.first());
        self.bleu.add(&references, &said);
        Ok(0)
    }

    fn value(self) -> Result<f64, Undefined> {
        self.bleu.value()
    }
}
