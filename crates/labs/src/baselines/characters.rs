//! The next character of a text: `characters`.

use std::collections::BTreeMap;

use super::files::{Files, written};
use super::{CONSTANT, Fault};
use crate::made::characters::name;

/// Characters that are remembered.
const MEMORY: usize = 5;

/// How often each character followed, by its place in the alphabet.
type Counts = Vec<u32>;

/// Answers by a baseline.
pub(super) fn predict(baseline: &str, files: &Files<'_>) -> Result<Vec<u8>, Fault> {
    let text: Vec<char> = files.text("train.txt")?.chars().collect();
    let test = files.table("test.csv")?;
    let sample = files.table("sample_submission.csv")?;
    let alphabet: BTreeMap<&str, usize> = sample
        .columns
        .iter()
        .skip(1)
        .map(String::as_str)
        .zip(0..)
        .collect();
    let place = |c: &char| {
        let name = name(*c);
        alphabet.get(name.as_str()).copied().ok_or_else(|| {
            Fault::new(format!(
                "train.txt has the character `{name}`, and sample_submission.csv no column for it"
            ))
        })
    };
    let mut places: BTreeMap<char, usize> = BTreeMap::new();
    for c in &text {
        if !places.contains_key(c) {
            places.insert(*c, place(c)?);
        }
    }
    let column = test.column("context")?;
    let memory = if baseline == CONSTANT { 0 } else { MEMORY };
    let contexts: Vec<Vec<char>> = test.fields(column).map(|context| tail(context, memory)).collect();
    // Only what is asked for is counted, or a long text would fill the memory.
    let mut counts: BTreeMap<&[char], Counts> = BTreeMap::new();
    for context in &contexts {
        for length in 0..=context.len() {
            counts
                .entry(&context[context.len() - length..])
                .or_insert_with(|| vec![0; alphabet.len()]);
        }
    }
    for (end, next) in text.iter().enumerate() {
        for length in 0..=memory.min(end) {
            if let Some(counts) = counts.get_mut(&text[end - length..end]) {
                counts[places[next]] += 1;
            }
        }
    }
    let id = test.column("id")?;
    let rows = test.fields(id).zip(&contexts).map(|(id, context)| {
        let chances = chances(context, &counts, alphabet.len());
        let cells = chances.iter().map(|p| format!("{p:.9}"));
        std::iter::once(id.to_owned()).chain(cells).collect()
    });
    written(&sample.columns, rows)
}

/// The last few characters.
fn tail(text: &str, length: usize) -> Vec<char> {
    let mut tail: Vec<char> = text.chars().rev().take(length).collect();
    tail.reverse();
    tail
}

/// The probability of each character after a context: what followed it, mixed with what followed a shorter one by as much as there
/// were different characters (Witten, Bell 1991, method C); below the shortest all are alike.
fn chances(context: &[char], counts: &BTreeMap<&[char], Counts>, alphabet: usize) -> Vec<f64> {
    let mut chances = vec![1.0 / alphabet as f64; alphabet];
    for length in 0..=context.len() {
        let Some(counts) = counts.get(&context[context.len() - length..]) else {
            break;
        };
        let all: u32 = counts.iter().sum();
        let kinds = counts.iter().filter(|count| **count > 0).count() as f64;
        if all == 0 {
            break;
        }
        for (chance, count) in chances.iter_mut().zip(counts) {
            *chance = (f64::from(*count) + kinds * *chance) / (f64::from(all) + kinds);
        }
    }
    chances
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text `aab` over the alphabet a, b. Without a context a came twice and b once, of two kinds:
    /// a = (2 + 2 · ½) / (3 + 2) = 3/5, b = 2/5. After `a` came a and b once each: a = (1 + 2 · 3/5) / (2 + 2) = 0.55.
    #[test]
    fn chances_are_those_of_witten_and_bell() {
        let mut counts: BTreeMap<&[char], Counts> = BTreeMap::new();
        counts.insert(&[], vec![2, 1]);
        counts.insert(&['a'], vec![1, 1]);
        let found = chances(&['a'], &counts, 2);
        assert!((found[0] - 0.55).abs() < 1e-12 && (found[1] - 0.45).abs() < 1e-12);
        let found = chances(&[], &counts, 2);
        assert!((found[0] - 0.6).abs() < 1e-12 && (found[1] - 0.4).abs() < 1e-12);
    }
}
