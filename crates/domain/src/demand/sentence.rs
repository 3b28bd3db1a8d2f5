//! Sentences of a posting, their words, and the parts that each have a colour of their own.

use std::ops::Range;

use super::names::FIELDS;
use super::phrases::{ADVERBS, Colours, end_of, places};
use crate::words::{Token, tokens};

/// The most words of a sentence; a longer one is cut, so that the time to read a line grows with its length alone.
const LONGEST: usize = 120;

/// After these a full stop ends no sentence.
#[rustfmt::skip]
const SHORTENED: &[&str] = &[
    "sc", "d", "s", "a", "b", "m", "ph", "eng", "tech", "min", "max", "yrs", "yr", "e", "g", "i", "dr",
    "prof", "exp", "approx", "incl", "resp", "vs", "hons",
];
/// What an adverb colours that stands before one of these, it colours alone.
#[rustfmt::skip]
const PREPOSITIONS: &[&str] = &[
    "in", "at", "with", "within", "from", "for", "on", "as", "including", "gained", "using", "working",
    "some", "one", "two", "three", "more", "relating", "related", "involving", "of",
];
/// What a part can speak of that is no degree, no years and no publications.
#[rustfmt::skip]
const SUBJECTS: &[&str] = &[
    "experience", "knowledge", "skills", "familiarity", "exposure", "background", "understanding", "fluency",
    "interest", "certificat*", "proficiency", "ability", "training", "contributions", "portfolio", "german",
    "french", "dutch", "spanish", "english", "clearance", "command", "expertise", "familiar", "certified",
    "italian", "japanese",
];
/// Words of a wish that can also belong to what follows.
#[rustfmt::skip]
const DESCRIBING: &[&str] = &[
    "useful", "helpful", "handy", "valuable", "welcome", "great", "nice", "good", "lovely", "cool",
    "regarded", "beneficial", "helps",
];
/// What follows them where they do not.
#[rustfmt::skip]
const AFTER: &[&str] = &[
    "but", "if", "and", "or", "though", "too", "as", "for", "to", "here", "when", "in", "not", "although",
    "yet", "well", "both", "either", "them", "you",
];
/// What begins a part that says the opposite.
const BUTS: &[&str] = &["but", "though", "although", "however", "yet", "whereas", "while"];

/// Something that is named in a sentence: what kind of thing, and its words.
pub(super) struct Mark {
    pub(super) kind: Kind,
    pub(super) words: Range<usize>,
}

/// What a mark is of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A degree.
    Degree,
    /// Years.
    Years,
    /// Publications.
    Papers,
}

/// A sentence of a line.
pub(super) struct Sentence<'a> {
    text: &'a str,
    pub(super) words: Vec<Token>,
    pub(super) colours: Colours,
}

/// The sentences of a line.
pub(super) fn cut(text: &str) -> Vec<Sentence<'_>> {
    let mut sentences: Vec<Vec<Token>> = vec![Vec::new()];
    for word in tokens(text) {
        if let Some(words) = sentences.last()
            && let Some(last) = words.last()
            && (words.len() >= LONGEST || ends(text, last, &word))
        {
            sentences.push(Vec::new());
        }
        if let Some(words) = sentences.last_mut() {
            words.push(word);
        }
    }
    let full = sentences.into_iter().filter(|words| !words.is_empty());
    full.map(|words| Sentence::of(text, words)).collect()
}

/// Whether a sentence ends between two words: at a semicolon, or at a full stop before a capital letter that ends no abbreviation.
fn ends(text: &str, last: &Token, next: &Token) -> bool {
    let gap = &text[last.end..next.start];
    // "A degree? Not needed."
    let answer = [
        "not", "no", "never", "nice", "great", "lovely", "optional", "bonus",
    ]
    .contains(&next.lower.as_str());
    let stop = gap.contains('!')
        || (gap.contains('?') && !answer)
        || (gap.contains('.') && !SHORTENED.contains(&last.lower.as_str()));
    gap.contains([';', '\n', '•', '|'])
        || (stop && gap.contains(char::is_whitespace) && text[next.start..].starts_with(char::is_uppercase))
}

impl<'a> Sentence<'a> {
    fn of(text: &'a str, mut words: Vec<Token>) -> Self {
        let mut last: Option<usize> = None;
        for word in &mut words {
            // "Isn't", "don't": the "t" is a "not".
            let gap = last.map_or("", |end| &text[end..word.start]);
            if word.lower == "t" && ["'", "’"].contains(&gap) {
                "not".clone_into(&mut word.lower);
            }
            last = Some(word.end);
        }
        let colours = {
            let colon = |i: usize| {
                let pair = i
                    .checked_sub(1)
                    .and_then(|b| Some((words.get(b)?, words.get(i)?)));
                pair.is_some_and(|(last, next)| text[last.end..next.start].contains(':'))
            };
            Colours::of(&words, colon)
        };
        Self { text, words, colours }
    }

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

    /// Whether a sign parts the word there from the one before.
    pub(super) fn is_parted(&self, i: usize) -> bool {
        let gap = self.gap(i);
        gap.contains([',', '(', ')', '[', ']', ':', '–', '—']) || gap == " - "
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

    /// Whether one of the phrases stands in a part, which may reach past the end.
    pub(super) fn has(&self, part: &Range<usize>, phrases: &[&str]) -> bool {
        let end = part.end.min(self.words.len());
        part.start < end && !places(&self.words[part.start..end], phrases).is_empty()
    }

    /// Whether one of the phrases begins at a word.
    pub(super) fn begins(&self, at: usize, phrases: &[&str]) -> bool {
        phrases.iter().any(|p| end_of(&self.words, at, p).is_some())
    }

    /// Whether a part denies.
    pub(super) fn denies(&self, part: &Range<usize>) -> bool {
        within(&self.colours.denials, part)
    }

    /// Whether a part says that it is a must.
    pub(super) fn is_must(&self, part: &Range<usize>) -> bool {
        within(&self.colours.musts, part)
    }

    /// Whether something that is named in a part is only wished for, and the part says so. An adverb after it colours what comes after
    /// the adverb.
    pub(super) fn wishes(&self, part: &Range<usize>, named: &Range<usize>) -> bool {
        self.colours.wishes.iter().any(|(start, end)| {
            let after =
                *start >= named.end && self.is_adverb(*start) && PREPOSITIONS.contains(&self.word(*end));
            part.contains(start)
                && *end <= part.end
                && !after
                && !self.describes(*end)
                && !named.contains(start)
        })
    }

    /// Whether it says anywhere that something is only wished for.
    pub(super) fn says_wish(&self) -> bool {
        let mut wishes = self.colours.wishes.iter();
        wishes.any(|(_, end)| !self.describes(*end))
    }

    /// Whether the word before belongs to the one there: "useful products", "great at".
    fn describes(&self, end: usize) -> bool {
        let next = self.word(end);
        let ends = next.is_empty() || self.is_parted(end) || AFTER.contains(&next);
        DESCRIBING.contains(&self.before(end, 1)) && !ends
    }

    fn is_adverb(&self, at: usize) -> bool {
        self.has(&(at..at + 1), ADVERBS)
    }

    /// Its parts: cut at commas, brackets, colons and "but", and at "and" between what is coloured in two ways. A part in which nothing
    /// is named belongs to the one before it, at the beginning to the one after, unless it colours something of its own.
    pub(super) fn parts(&self, marks: &[Mark]) -> Vec<Range<usize>> {
        let marked = |part: &Range<usize>| marks.iter().any(|m| part.contains(&m.words.start));
        let mut cuts = vec![0];
        for i in 1..self.words.len() {
            let word = self.word(i);
            let inside = marks.iter().any(|m| m.words.start < i && i < m.words.end);
            let slash = self.gap(i).trim() == "/";
            let and = (slash || ["and", "with", "or", "plus"].contains(&word)) && {
                let start = cuts.last().copied().unwrap_or(0);
                let (left, right) = (start..i, i..self.next_cut(i));
                let alternative = word == "or" && !self.is_adverb(i + 1);
                !alternative && marked(&left) && self.is_told(&right) && (word == "or" || self.is_told(&left))
            };
            if !inside && (self.is_parted(i) || BUTS.contains(&word) || and) {
                cuts.push(i);
            }
        }
        cuts.push(self.words.len());
        let mut parts: Vec<Range<usize>> = Vec::new();
        for pair in cuts.windows(2) {
            let part = pair[0]..pair[1];
            let alone = self.is_adverb(part.start)
                || (["or", "and"].contains(&self.word(part.start)) && self.is_adverb(part.start + 1));
            let or = ["or", "nor"].contains(&self.word(part.start));
            let own = !marked(&part) && !or && self.colours_its_own(&part);
            match parts.last_mut() {
                Some(_) if alone || own => parts.push(part),
                Some(last)
                    if !marked(last)
                        && (BUTS.contains(&self.word(part.start)) || self.colours_its_own(last)) =>
                {
                    parts.push(part);
                }
                Some(last) if !marked(last) || !marked(&part) || or || self.is_listed(last, &part, marks) => {
                    last.end = part.end;
                }
                _ => parts.push(part),
            }
        }
        parts
    }

    /// Where the part ends that a word stands in, at most.
    fn next_cut(&self, from: usize) -> usize {
        (from + 1..self.words.len())
            .find(|i| self.is_parted(*i))
            .unwrap_or(self.words.len())
    }

    /// Whether what a part wishes or denies is something that it names itself: "knowledge of Rust is a plus".
    fn colours_its_own(&self, part: &Range<usize>) -> bool {
        let begin = part.start
            + usize::from(
                BUTS.contains(&self.word(part.start)) || ["and", "so"].contains(&self.word(part.start)),
            );
        // "You don't need to know Rust", but "you don't need one".
        let back = ["one", "it", "that", "them", "so", "either", "degree"];
        let object = ["you", "we"].contains(&self.word(begin))
            && self.denies(part)
            && !(part.end.saturating_sub(3)..part.end).any(|i| back.contains(&self.word(i)));
        if object {
            return true;
        }
        // "Rust a plus", but "physics or a related field is a plus", "that would be a plus".
        let nominal = self.colours.wishes.iter().find(|(start, _)| part.contains(start));
        let named = nominal.is_some_and(|(start, end)| {
            let subject = part.start..*start;
            let plus = ["plus", "bonus", "advantage", "asset"].contains(&self.before(*end, 1));
            let back = [
                "this",
                "that",
                "which",
                "it",
                "or",
                "and",
                "all",
                "both",
                "either",
                "is",
                "as",
                "would",
                "a",
                "definitely",
            ];
            let field = subject.clone().any(|i| FIELDS.contains(&self.word(i)));
            plus && !subject.is_empty()
                && !back.contains(&self.word(part.start))
                && !field
                && !self.has(&subject, &["field*", "discipline*", "subject*", "area*"])
        });
        if named {
            return true;
        }
        let first = |told: &[(usize, usize)]| told.iter().find(|(s, _)| part.contains(s)).copied();
        let wishes = [first(&self.colours.wishes), first(&self.colours.denials)];
        wishes
            .into_iter()
            .flatten()
            .any(|(start, _)| start > part.start && self.has(&(part.start..start), SUBJECTS))
    }

    /// Whether a part is nothing but one name, an item of a list of its kind: "BS, MS or PhD"; or the next only explains its name:
    /// "a degree (MS or PhD)".
    fn is_listed(&self, part: &Range<usize>, next: &Range<usize>, marks: &[Mark]) -> bool {
        let kind = |p: &Range<usize>| {
            let named = marks.iter().find(|m| p.contains(&m.words.start));
            named.map(|m| m.kind)
        };
        let named = |i: usize| marks.iter().any(|m| m.words.contains(&i));
        let small = |i: usize| ["a", "an", "the", "s", "degree", "either"].contains(&self.word(i));
        if kind(part) != kind(next) {
            return false;
        }
        // "BSc, MSc preferred" are two.
        let joined = next.clone().any(|i| ["or", "and", "nor"].contains(&self.word(i)));
        if self.is_told(next) && !joined {
            return false;
        }
        match self.gap(next.start).contains(['(', ')']) {
            true => named(next.start - 1) && !self.is_told(next),
            false => part.clone().all(|i| named(i) || small(i)),
        }
    }

    /// Whether a part says how much something is wanted.
    fn is_told(&self, part: &Range<usize>) -> bool {
        within(&self.colours.wishes, part) || self.is_must(part) || self.denies(part)
    }
}

fn within(places: &[(usize, usize)], part: &Range<usize>) -> bool {
    places
        .iter()
        .any(|(start, end)| part.start <= *start && *end <= part.end)
}
