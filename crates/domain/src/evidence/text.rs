//! Words, headings and excerpts of texts that people write.

use std::collections::BTreeSet;

/// An excerpt has at most so many characters.
const EXCERPT_MAX: usize = 400;
/// In a text that says something, a word comes back at most so often on average. English of 400 words has some 200 different
/// ones, of 2,000 some 600.
const REPEATS_MAX: usize = 8;

/// The beginning of a text, in one line of printable characters.
pub(super) fn excerpt(text: &str) -> String {
    let printable = |c: char| if c.is_control() { ' ' } else { c };
    let mut out = String::new();
    let mut count = 0;
    for word in text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
    {
        if count > 0 {
            out.push(' ');
        }
        for c in word.chars() {
            if count >= EXCERPT_MAX {
                out.push('…');
                return out;
            }
            out.push(printable(c));
            count += 1;
        }
        count += 1;
    }
    out
}

/// A name out of a file, short enough to be told.
pub(super) fn short(text: &str) -> String {
    let text = excerpt(text);
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// A text without its front matter: TOML between two lines `+++`.
pub(super) fn body(markdown: &str) -> &str {
    match crate::project::scope::front(markdown) {
        Ok(Some((_, begin))) => &markdown[begin..],
        _ => markdown,
    }
}

/// Words of a Markdown text, without code, addresses and signs. A sign of Chinese or Japanese script counts as a word.
pub(super) fn words(markdown: &str) -> Words {
    let mut words = Words::default();
    let mut fenced = false;
    for line in markdown.lines() {
        let line = line.trim();
        if line.starts_with("```") || line.starts_with("~~~") {
            fenced = !fenced;
        } else if !fenced {
            for word in line.split_whitespace().filter(|w| !w.contains("://")) {
                words.take(word);
            }
        }
    }
    words
}

/// Words that were counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    all: usize,
    different: BTreeSet<String>,
}

impl Words {
    fn take(&mut self, word: &str) {
        let ideograph = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
        let mut rest = String::new();
        for c in word.chars() {
            if ideograph(c) {
                self.one(c.to_string());
            } else if c.is_alphanumeric() {
                rest.extend(c.to_lowercase());
            }
        }
        if rest.chars().any(char::is_alphabetic) {
            self.one(rest);
        }
    }

    fn one(&mut self, word: String) {
        self.all += 1;
        if self.different.len() < 100_000 {
            self.different.insert(word);
        }
    }

    pub(super) fn add(&mut self, other: Words) {
        self.all += other.all;
        self.different.extend(other.different);
    }

    pub(super) fn count(&self) -> usize {
        self.all
    }

    /// Whether there are so many, and not the same few again and again.
    pub(super) fn reach(&self, least: usize) -> bool {
        self.all >= least && self.different.len().saturating_mul(REPEATS_MAX) >= least
    }

    /// What stands against them: `12 words, of which it needs 200`.
    pub(super) fn short_of(&self, least: usize) -> String {
        if self.all >= least {
            format!(
                "{}, but only {} different ones",
                count(self.all, "word"),
                self.different.len()
            )
        } else {
            format!("{}, of which it needs {least}", count(self.all, "word"))
        }
    }
}

/// `1 word`, `3 words`.
pub(super) fn count(n: usize, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else if let Some(stem) = noun.strip_suffix("entry") {
        format!("{n} {stem}entries")
    } else {
        format!("{n} {noun}s")
    }
}

/// Headings of `wanted` that a Markdown text lacks, and those that have nothing below them.
pub(super) fn headings<'w>(markdown: &str, wanted: &[&'w str]) -> (Vec<&'w str>, Vec<&'w str>) {
    let mut sections: Vec<(String, usize)> = Vec::new();
    let mut fenced = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        let hashes = line.bytes().take_while(|b| *b == b'#').count();
        if !fenced && (1..=6).contains(&hashes) && line[hashes..].starts_with([' ', '\t']) {
            sections.push((line[hashes..].trim().trim_end_matches(':').to_lowercase(), 0));
        } else if let Some(last) = sections.last_mut() {
            last.1 += line
                .split_whitespace()
                .filter(|w| w.contains(char::is_alphanumeric))
                .count();
        }
    }
    let find = |name: &str| {
        let name = name.to_lowercase();
        let at = sections
            .iter()
            .position(|(title, _)| *title == name || title.starts_with(&format!("{name} ")))?;
        Some(sections[at].1 > 0)
    };
    let missing = wanted.iter().copied().filter(|w| find(w).is_none()).collect();
    let empty = wanted
        .iter()
        .copied()
        .filter(|w| find(w) == Some(false))
        .collect();
    (missing, empty)
}

/// Bytes as text; a wrong byte becomes U+FFFD, a byte order mark is passed over.
pub(super) fn lossy(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}
