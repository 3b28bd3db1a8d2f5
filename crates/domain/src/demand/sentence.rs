//! Sentences of a posting, their words and parts, and the phrases that colour them.

use std::ops::Range;

use crate::words::{Token, tokens};

/// What makes a demand a wish.
pub(super) const WISHES: &[&str] = &[
    "nice to have",
    "good to have",
    "bonus",
    "preferred",
    "preferably",
    "we prefer",
    "a plus",
    "plus point",
    "big plus",
    "strong plus",
    "an advantage",
    "advantageous",
    "desirable",
    "desired",
    "ideally",
    "optional",
    "would be great",
    "would be ideal",
    "would be nice",
    "helpful",
    "beneficial",
    "an asset",
    "welcome",
    "valued",
    "appreciated",
];
/// What makes a demand firm.
pub(super) const MUSTS: &[&str] = &[
    "required",
    "is a must",
    "must have",
    "mandatory",
    "essential",
    "you need",
    "minimum",
];
/// What denies a demand.
pub(super) const DENIALS: &[&str] = &[
    "not required",
    "not needed",
    "not necessary",
    "not essential",
    "not a requirement",
    "not expected",
    "not a must",
    "not mandatory",
    "isn t required",
    "isn t needed",
    "isn t necessary",
    "aren t required",
    "aren t needed",
    "unnecessary",
    "do not need",
    "don t need",
    "need not have",
    "needn t have",
    "do not require",
    "don t require",
    "does not require",
    "doesn t require",
    "no need",
    "with or without",
    "regardless of",
    "never ask for",
    "don t ask for",
    "do not ask for",
    "don t care about",
    "do not care about",
    "don t care if",
    "do not care if",
    "don t care whether",
    "do not care whether",
];
/// Who speaks of the person and not of the company.
const PERSON: &[&str] = &[
    "you",
    "require",
    "requires",
    "required",
    "looking",
    "need",
    "needs",
    "seek",
    "seeking",
    "must",
    "want",
    "ideal",
    "expect",
    "candidate",
    "candidates",
    "applicants",
    "search",
    "searching",
    "ask",
];
/// Who speaks of the company.
const COMPANY: &[&str] = &[
    "our", "we", "company", "founders", "founder", "firm", "agency", "startup", "team",
];

/// The most words of a sentence; a longer one is cut, so that the time to read a line grows with its length alone.
const LONGEST: usize = 120;

/// A sentence of a line.
pub(super) struct Sentence<'a> {
    text: &'a str,
    pub(super) words: Vec<Token>,
}

/// The sentences of a line.
pub(super) fn cut(text: &str) -> Vec<Sentence<'_>> {
    let mut sentences: Vec<Sentence<'_>> = Vec::new();
    let mut words: Vec<Token> = Vec::new();
    for word in tokens(text) {
        if let Some(last) = words.last()
            && (words.len() >= LONGEST || ends(text, last, &word))
        {
            sentences.push(Sentence {
                text,
                words: std::mem::take(&mut words),
            });
        }
        words.push(word);
    }
    if !words.is_empty() {
        sentences.push(Sentence { text, words });
    }
    sentences
}

/// Whether a sentence ends between two words: at a semicolon, or at a full stop before a capital letter that ends no abbreviation.
fn ends(text: &str, last: &Token, next: &Token) -> bool {
    let gap = &text[last.end..next.start];
    let short = ["sc", "d", "s", "a", "eng", "tech", "min", "yrs", "e", "g"].contains(&last.lower.as_str());
    let stop = gap.contains(['!', '?']) || (gap.contains('.') && !short);
    gap.contains([';', '\n', '•', '|'])
        || (stop && gap.contains(char::is_whitespace) && text[next.start..].starts_with(char::is_uppercase))
}

impl Sentence<'_> {
    /// The word there, in lower case; empty outside.
    pub(super) fn word(&self, i: usize) -> &str {
        self.words.get(i).map_or("", |w| w.lower.as_str())
    }

    /// The word that stands `back` words before `i`; empty outside.
    pub(super) fn before(&self, i: usize, back: usize) -> &str {
        i.checked_sub(back).map_or("", |i| self.word(i))
    }

    /// The word there as it is written.
    pub(super) fn written(&self, i: usize) -> &str {
        self.words.get(i).map_or("", |w| &self.text[w.start..w.end])
    }

    /// What stands between the word there and the one before.
    pub(super) fn gap(&self, i: usize) -> &str {
        match (
            i.checked_sub(1).and_then(|b| self.words.get(b)),
            self.words.get(i),
        ) {
            (Some(last), Some(next)) => &self.text[last.end..next.start],
            _ => "",
        }
    }

    /// The bytes of some words.
    pub(super) fn bytes(&self, part: &Range<usize>) -> Range<usize> {
        match (
            self.words.get(part.start),
            part.end.checked_sub(1).and_then(|e| self.words.get(e)),
        ) {
            (Some(first), Some(last)) => first.start..last.end.max(first.start),
            _ => 0..0,
        }
    }

    /// Some words in lower case, a space around each.
    fn spaced(&self, part: &Range<usize>) -> String {
        let mut spaced = String::from(" ");
        for word in &self.words[part.clone()] {
            spaced.push_str(&word.lower);
            spaced.push(' ');
        }
        spaced
    }

    /// Whether one of the phrases stands in a part.
    pub(super) fn has(&self, part: &Range<usize>, phrases: &[&str]) -> bool {
        let spaced = self.spaced(part);
        phrases.iter().any(|p| spaced.contains(&format!(" {p} ")))
    }

    /// Whether its first words are those of a wish: "Nice to have: …", "Ideally …".
    pub(super) fn begins_as_wish(&self) -> bool {
        let spaced = self.spaced(&(0..self.words.len().min(4)));
        let spaced = spaced.trim_start();
        [
            "nice to have ",
            "good to have ",
            "bonus ",
            "preferred ",
            "preferably ",
            "ideally ",
            "optional ",
            "desirable ",
        ]
        .iter()
        .any(|p| spaced.starts_with(p))
    }

    /// Whether it speaks of the company itself: "our founders bring", "we have been".
    pub(super) fn of_company(&self) -> bool {
        let person = self.words.iter().any(|w| PERSON.contains(&w.lower.as_str()));
        !person
            && self
                .words
                .iter()
                .take(5)
                .any(|w| COMPANY.contains(&w.lower.as_str()))
    }

    /// Its parts: cut at commas, brackets, colons and "but", and at "and" between what is firm and what is wished; a part without a
    /// `mark` belongs to the one before it, at the beginning to the one after.
    pub(super) fn parts(&self, marks: &[usize]) -> Vec<Range<usize>> {
        let marked = |part: &Range<usize>| marks.iter().any(|m| part.contains(m));
        let mut cuts = vec![0];
        for i in 1..self.words.len() {
            let comma = self.gap(i).contains([',', '(', ')', ':', '–', '—']);
            let but = self.word(i) == "but";
            let and = ["and", "with"].contains(&self.word(i)) && {
                let start = cuts.last().copied().unwrap_or(0);
                let (left, right) = (start..i, i..self.words.len());
                let told =
                    |p: &Range<usize>| self.has(p, WISHES) || self.has(p, MUSTS) || self.has(p, DENIALS);
                marked(&left) && marked(&right) && told(&left) && told(&right)
            };
            if comma || but || and {
                cuts.push(i);
            }
        }
        cuts.push(self.words.len());
        let mut parts: Vec<Range<usize>> = Vec::new();
        for pair in cuts.windows(2) {
            let part = pair[0]..pair[1];
            let listed = ["or", "nor"].contains(&self.word(part.start));
            match parts.last_mut() {
                Some(last) if !marked(last) || !marked(&part) || listed || self.is_bare(last, marks) => {
                    last.end = part.end;
                }
                _ => parts.push(part),
            }
        }
        parts
    }

    /// Whether a part is nothing but what is marked, an item of a list: "BS, MS or PhD".
    fn is_bare(&self, part: &Range<usize>, marks: &[usize]) -> bool {
        part.clone().all(|i| {
            marks.contains(&i) || ["a", "an", "the", "s", "degree", "sc", "d"].contains(&self.word(i))
        })
    }
}
