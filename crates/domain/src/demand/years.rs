//! Years of experience.

use std::ops::Range;

use super::is_wish;
use super::sentence::{DENIALS, Sentence};

/// What lasts some years and is no experience.
const SPANS: &[&str] = &[
    "contract",
    "permit",
    "valid",
    "internship",
    "visa",
    "warranty",
    "vest",
    "vests",
    "commit",
    "commitment",
    "programme lasts",
    "guarantee",
];
/// Numbers as words, from one.
const NUMBERS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen",
];
/// What comes before years that are a time in the calendar.
const TIMES: &[&str] = &[
    "last", "past", "next", "first", "every", "each", "within", "after", "previous", "coming", "until",
    "final", "another",
];
/// What comes before years that are the least.
const LEAST: &[&str] = &[
    "at least",
    "minimum",
    "min",
    "minimum of",
    "no less than",
    "not less than",
];

/// The fewest years that a sentence demands, and the bytes that say so.
pub(super) fn read(sentence: &Sentence<'_>, under_wishes: bool) -> Option<(u32, Range<usize>)> {
    if sentence.of_company() {
        return None;
    }
    let amounts: Vec<(u32, Range<usize>)> = (0..sentence.words.len())
        .filter_map(|i| amount(sentence, i))
        .collect();
    let marks: Vec<usize> = amounts.iter().map(|(_, words)| words.start).collect();
    let parts = sentence.parts(&marks);
    let mut kept: Option<(u32, Range<usize>)> = None;
    for (count, words) in amounts {
        let part = parts.iter().find(|p| p.contains(&words.start))?;
        let wish = is_wish(sentence, part, under_wishes) || sentence.has(part, DENIALS);
        if wish || !is_experience(sentence, &words) {
            continue;
        }
        let better = match &kept {
            None => true,
            Some((known, at)) if sentence.has(&(at.end..words.start), &["or"]) => count < *known,
            Some((known, _)) => count > *known,
        };
        if better {
            kept = Some((count, words));
        }
    }
    kept.filter(|(count, _)| *count > 0)
        .map(|(count, words)| (count, sentence.bytes(&words)))
}

/// Whether an amount of years begins a few words from there: "or at least 5 years".
pub(super) fn amount_from(sentence: &Sentence<'_>, from: usize) -> bool {
    let mut i = from;
    while ["at", "least", "a", "minimum", "of", "more", "than", "over"].contains(&sentence.word(i)) {
        i += 1;
    }
    (i..i + 5).any(|j| amount(sentence, j).is_some_and(|(_, words)| words.start == i))
}

/// A number, written in digits or as a word.
fn number(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches('+');
    match NUMBERS.iter().zip(1..).find(|(name, _)| **name == digits) {
        Some((_, number)) => Some(number),
        None => digits.parse().ok().filter(|n| *n <= 600),
    }
}

/// The amount of years that ends at a word: its lower number and all its words.
fn amount(sentence: &Sentence<'_>, year: usize) -> Option<(u32, Range<usize>)> {
    let months = match sentence.word(year) {
        "year" | "years" | "yr" | "yrs" => false,
        "months" => true,
        _ => return None,
    };
    let mut first = year.checked_sub(1)?;
    // "Two or more years", "5 plus years".
    if sentence.word(first) == "more" && sentence.before(first, 1) == "or" {
        first = first.checked_sub(2)?;
    } else if sentence.word(first) == "plus" {
        first = first.checked_sub(1)?;
    }
    let mut least = number(sentence.word(first))?;
    // "3-5 years", "2 to 4", "between two and five", "five (5)".
    let back = match sentence.before(first, 1) {
        "to" | "or" => 2,
        "and" if sentence.before(first, 3) == "between" => 2,
        _ if matches!(sentence.gap(first).trim(), "-" | "–" | "—" | "(" | "/") => 1,
        _ => 0,
    };
    if back > 0
        && let Some(lower) = number(sentence.before(first, back))
        && lower <= least
    {
        least = lower;
        first -= back;
    }
    // "A 2-year contract".
    if sentence.gap(year).contains('-')
        && sentence.word(year) == "year"
        && sentence.word(year + 1) != "experience"
    {
        return None;
    }
    Some((if months { least / 12 } else { least }, first..year + 1))
}

/// Whether an amount of years is one of experience.
fn is_experience(sentence: &Sentence<'_>, words: &Range<usize>) -> bool {
    let next = sentence.word(words.end);
    let next = if next == "s" {
        sentence.word(words.end + 1)
    } else {
        next
    };
    let age = ["ago", "old"].contains(&next) || (next == "of" && sentence.word(words.end + 1) == "age");
    let time = (1..=2).any(|back| TIMES.contains(&sentence.before(words.start, back)));
    if age || time || sentence.has(&(0..words.start), SPANS) {
        return false;
    }
    if next == "or" && ["longer", "more"].contains(&sentence.word(words.end + 1)) {
        return true;
    }
    let plus = words.clone().any(|i| {
        sentence.word(i).ends_with('+')
            || sentence.gap(i).contains('+')
            || ["more", "plus"].contains(&sentence.word(i))
    });
    let before = words.start.saturating_sub(3)..words.start;
    let around = before.start..(words.end + 12).min(sentence.words.len());
    plus || sentence.has(&before, LEAST)
        || sentence.has(
            &around,
            &[
                "experience",
                "experienced",
                "background",
                "expertise",
                "track record",
            ],
        )
        || ["in", "as", "with"].contains(&next)
        || (next.len() > 4 && next.ends_with("ing"))
}
