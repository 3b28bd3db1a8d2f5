//! Amounts of years, however they are written.

use std::ops::Range;

use super::sentence::Sentence;

/// An amount of years.
#[derive(Clone, Debug)]
pub(super) struct Amount {
    /// The fewest whole years.
    pub(super) count: u32,
    /// The words that say so.
    pub(super) words: Range<usize>,
    /// Whether the words say that it is experience: "4 YOE", "Years of experience: 4".
    pub(super) sure: bool,
}

/// Numbers as words, from one.
#[rustfmt::skip]
const NUMBERS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
];
/// What a year is called.
const UNITS: &[&str] = &["year", "years", "yr", "yrs", "yoe"];
/// What may stand between the number and the years.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "full", "solid", "good", "complete", "whole", "consecutive", "additional", "further", "odd", "more",
    "plus", "relevant", "cumulative", "continuous", "combined", "total", "recent", "calendar", "professional",
    "hands",
];
/// Degrees that years may go with.
pub(super) const NAMES: &[&str] = &[
    "phd",
    "master*",
    "msc",
    "ms",
    "bachelor*",
    "bsc",
    "bs",
    "doctorate",
    "degree",
];
/// What comes before "a year" where it is an amount.
const ARTICLES: &[&str] = &[
    "least", "minimum", "of", "than", "over", "about", "spent", "roughly", "around", "with", "have",
];

/// The amounts of a sentence in their order.
pub(super) fn find(sentence: &Sentence<'_>) -> Vec<Amount> {
    let mut found: Vec<Amount> = Vec::new();
    for unit in 0..sentence.words.len() {
        let Some(amount) = ending_at(sentence, unit).or_else(|| after_colon(sentence, unit)) else {
            continue;
        };
        match found.last_mut() {
            // "3 years to 5 years".
            Some(last)
                if is_range(sentence, last.words.end, amount.words.start) && last.count <= amount.count =>
            {
                last.words.end = amount.words.end;
            }
            Some(last) if last.words.end > amount.words.start => {}
            _ => found.push(amount),
        }
    }
    let some = (1..sentence.words.len()).find(|i| {
        sentence.word(*i) == "years" && ["several", "many", "multiple"].contains(&sentence.before(*i, 1))
    });
    if let Some(known) = found.iter().map(|a| a.words.start).chain(some).min() {
        let more = short(sentence, known, &found);
        found.extend(more);
        found.sort_by_key(|a| a.words.start);
    }
    found
}

/// Whether an amount of years begins a few words from there: "or at least 5 years".
pub(super) fn begins(sentence: &Sentence<'_>, from: usize) -> bool {
    let mut i = from;
    while [
        "at", "least", "a", "minimum", "of", "more", "than", "over", "with", "around", "some",
    ]
    .contains(&sentence.word(i))
    {
        i += 1;
    }
    (i..i + 5).any(|j| ending_at(sentence, j).is_some_and(|a| a.words.contains(&i)))
}

/// A number, written in digits or as a word.
fn number(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(['+', '½']);
    match NUMBERS.iter().zip(1..).find(|(name, _)| **name == digits) {
        Some((_, number)) => Some(number),
        None => digits.parse().ok().filter(|n| *n <= 600),
    }
}

/// A number with its unit in one word: "5yrs".
fn glued(word: &str) -> Option<u32> {
    let digits = word.find(|c: char| !c.is_ascii_digit())?;
    let unit = word[digits..].trim_end_matches('+');
    (unit == "y" || UNITS.contains(&unit)).then(|| number(&word[..digits]))?
}

/// The amount that ends at a word: its lower number and all its words.
fn ending_at(sentence: &Sentence<'_>, unit: usize) -> Option<Amount> {
    let word = sentence.word(unit);
    if let Some(least) = glued(word) {
        let (least, first) = lowest(sentence, least, unit);
        return Some(amount(least, first..unit + 1, true));
    }
    let months = ["months", "mos"].contains(&word);
    let tens = ["decade", "decades"].contains(&word);
    if !months && !tens && !UNITS.contains(&word.trim_end_matches('+')) {
        return None;
    }
    let mut first = unit.checked_sub(1)?;
    for _ in 0..2 {
        let or_more = ["more", "so"].contains(&sentence.word(first)) && sentence.before(first, 1) == "or";
        if or_more {
            first = first.checked_sub(2)?;
        } else if BETWEEN.contains(&sentence.word(first)) && !sentence.is_parted(first + 1) {
            first = first.checked_sub(1)?;
        }
    }
    let back = |n: usize| sentence.before(first, n);
    let article = sentence.word(first) == "a";
    let (least, first) = if tens {
        let tens = if article { 1 } else { number(sentence.word(first))? };
        if back(1) == "half" {
            (5, first - 1)
        } else {
            (tens * 10, first)
        }
    } else if sentence.word(first) == "half" && back(1) == "a" && back(2) == "and" {
        (number(back(3))?, first - 3)
    } else if sentence.word(first) == "dozen" {
        match back(1) {
            "a" if back(2) == "half" => (6, first - 2),
            "a" => (12, first - 1),
            _ => (12, first),
        }
    } else if sentence.word(first) == "of" && back(1) == "couple" {
        (2, first - 1 - usize::from(back(2) == "a"))
    } else if sentence.word(first) == "couple" {
        (2, first - usize::from(back(1) == "a"))
    } else if article && (ARTICLES.contains(&back(1)) || ["of", "s"].contains(&sentence.word(unit + 1))) {
        (1, first)
    } else {
        lowest(sentence, number(sentence.word(first))?, first)
    };
    // "A 2-year contract".
    let hyphen = sentence.gap(unit).contains('-') && sentence.word(unit) == "year";
    let after = unit + 1..unit + 3;
    if hyphen
        && !sentence.has(
            &after,
            &["experience", "background", "track record", "career", "practice"],
        )
    {
        return None;
    }
    let count = if months { least / 12 } else { least };
    Some(amount(count, first..unit + 1, word.starts_with("yoe")))
}

fn amount(count: u32, words: Range<usize>, sure: bool) -> Amount {
    Amount { count, words, sure }
}

/// The lower end of a range of which the upper one is known: "3-5", "2 to 4", "between two and five", "five (5)", "1.5".
fn lowest(sentence: &Sentence<'_>, upper: u32, first: usize) -> (u32, usize) {
    let before = sentence.before(first, 1);
    let gap = sentence.gap(first).trim();
    let whole = || number(sentence.before(first, 1));
    if sentence.gap(first) == "."
        && let Some(whole) = whole()
    {
        return lowest_of(sentence, whole, first - 1);
    }
    // "3+ (ideally 5+) years", "minimum 2, maximum 5 years".
    if ["ideally", "preferably", "better", "max", "maximum"].contains(&before)
        && let Some(lower) = number(sentence.before(first, 2))
        && lower <= upper
    {
        return (lower, first - 2);
    }
    let back = match before {
        "to" if sentence.before(first, 2) == "up" => 3,
        "to" | "or" => 2,
        "and" if sentence.before(first, 3) == "between" => 2,
        _ if matches!(
            gap.trim_matches('+'),
            "-" | "–" | "—" | "‑" | "−" | "~" | "(" | "/"
        ) =>
        {
            1
        }
        _ => 0,
    };
    match number(sentence.before(first, back)) {
        Some(lower) if back > 0 && lower <= upper => (lower, first - back),
        _ => (upper, first),
    }
}

/// The same for a whole number before a point, which is not asked again.
fn lowest_of(sentence: &Sentence<'_>, whole: u32, first: usize) -> (u32, usize) {
    match (sentence.gap(first).trim(), number(sentence.before(first, 1))) {
        ("-" | "–", Some(lower)) if lower <= whole => (lower, first - 1),
        _ => (whole, first),
    }
}

fn is_range(sentence: &Sentence<'_>, end: usize, start: usize) -> bool {
    let dash = end == start && matches!(sentence.gap(start).trim(), "-" | "–" | "—");
    dash || (end + 1 == start && sentence.word(end) == "to")
}

/// "Years of experience required: 4".
fn after_colon(sentence: &Sentence<'_>, unit: usize) -> Option<Amount> {
    if !["years", "yrs", "yoe", "experience", "exp"].contains(&sentence.word(unit)) {
        return None;
    }
    let at = (unit + 1..unit + 7).find(|i| sentence.gap(*i).contains([':', '=', '>', '≥']))?;
    let skip = if ["min", "minimum", "at", "from", "over"].contains(&sentence.word(at)) {
        1
    } else {
        0
    };
    let first = at + skip + usize::from(sentence.word(at + skip) == "least");
    let count = number(sentence.word(first))?;
    let named =
        (first + 1..first + 5).any(|i| UNITS.contains(&sentence.word(i)) || sentence.word(i) == "months");
    let years = (unit..at).any(|i| UNITS.contains(&sentence.word(i)));
    let alone = sentence.word(first + 1).is_empty()
        || sentence.word(first).ends_with('+')
        || number(sentence.word(first + 1)).is_some();
    (!named && (years || alone)).then(|| amount(count, first..first + 1, true))
}

/// Numbers that go on after an amount without the word: "or, with a Master's, 10", "no fewer than 5 as a developer".
fn short(sentence: &Sentence<'_>, from: usize, known: &[Amount]) -> Vec<Amount> {
    let free = |i: usize| !known.iter().any(|a| a.words.contains(&i));
    let numbers = (from..sentence.words.len()).filter(|i| free(*i));
    let numbers = numbers.filter_map(|i| Some((i, number(sentence.word(i)).filter(|n| *n <= 30)?)));
    numbers
        .filter(|(i, _)| {
            let next = sentence.word(i + 1);
            let ends = next.is_empty()
                || sentence.is_parted(i + 1)
                || ["with", "if", "for", "as", "in", "and", "or", "of"].contains(&next);
            let before = i.saturating_sub(6)..*i;
            let least = sentence.has(
                &(i.saturating_sub(3)..*i),
                &["at least", "fewer than", "less than", "minimum of"],
            );
            let degree = sentence.has(&before, NAMES);
            let or = sentence.before(*i, 1) == "or" || sentence.has(&before, &["or"]);
            // "And no fewer than 5 as a developer", but "in teams of at least 5".
            let begins = (1..=4).any(|back| {
                ["and", "or", "which"].contains(&sentence.before(*i, back))
                    || sentence.is_parted(i + 1 - back)
            });
            let least = least && begins && ["as", "in", "with", "on", ""].contains(&next);
            let with = ["with", "if"].contains(&next) && sentence.before(*i, 1) == "or";
            ends && (least
                || with
                || (degree && (or || sentence.word(*i).ends_with('+') || sentence.gap(*i).contains('+'))))
        })
        .map(|(i, count)| amount(count, i..i + 1, true))
        .collect()
}
