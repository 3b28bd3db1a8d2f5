//! Texts of two classes: `reviews`.

use std::collections::BTreeMap;

use super::files::{Files, Table, submission};
use super::ridge::Ridge;
use super::{CONSTANT, Fault, NEAREST};

/// Places that words are counted in; words that meet in one are counted together.
const PLACES: usize = 2048;

/// Neighbours that count.
const NEIGHBOURS: usize = 25;

/// Rows that are learned from.
const MOST_ROWS: usize = 25_000;

/// A text as the places of its words and a number for each, of length 1.
type Bag = Vec<(usize, f64)>;

/// Answers by a baseline.
pub(super) fn predict(name: &str, files: &Files<'_>) -> Result<Vec<u8>, Fault> {
    let train = files.table("train.csv")?;
    let test = files.table("test.csv")?;
    let labels = train.numbers(train.column("label")?)?;
    let mean = labels.iter().sum::<f64>() / labels.len() as f64;
    let scores: Vec<f64> = if name == CONSTANT {
        vec![mean; test.rows.len()]
    } else {
        let (learned, rarity) = bags(&train, None)?;
        let (asked, _) = bags(&test, Some(&rarity))?;
        match name {
            NEAREST => nearest(&learned, &asked, &labels),
            _ => linear(&learned, &asked, &labels, mean)?,
        }
    };
    submission(
        &test,
        "score",
        scores.into_iter().map(|score| format!("{score:.6}")),
    )
}

/// The place of a word: FNV-1a, folded.
fn place(word: &str) -> usize {
    let sum = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    });
    ((sum >> 32) ^ sum) as usize % PLACES
}

/// The texts of a table, and how rare each place is: the logarithm of all texts over those that have it.
fn bags(table: &Table, rarity: Option<&[f64]>) -> Result<(Vec<Bag>, Vec<f64>), Fault> {
    let column = table.column("text")?;
    let most = if rarity.is_none() { MOST_ROWS } else { usize::MAX };
    let mut counts: Vec<BTreeMap<usize, f64>> = Vec::new();
    for text in table.fields(column).take(most) {
        let mut bag = BTreeMap::new();
        let words = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty());
        for word in words {
            *bag.entry(place(word)).or_insert(0.0) += 1.0;
        }
        counts.push(bag);
    }
    let rarity = rarity.map_or_else(
        || {
            let mut texts = vec![0.0; PLACES];
            counts
                .iter()
                .flat_map(BTreeMap::keys)
                .for_each(|place| texts[*place] += 1.0);
            let all = counts.len() as f64;
            texts
                .iter()
                .map(|n: &f64| ((1.0 + all) / (1.0 + n)).ln())
                .collect()
        },
        <[f64]>::to_vec,
    );
    let bag = |counts: BTreeMap<usize, f64>| {
        let mut bag: Bag = counts
            .iter()
            .map(|(place, n)| (*place, n * rarity[*place]))
            .collect();
        let length = bag.iter().map(|(_, n)| n * n).sum::<f64>().sqrt();
        if length > 0.0 {
            bag.iter_mut().for_each(|(_, n)| *n /= length);
        }
        bag
    };
    let bags = counts.into_iter().map(bag).collect();
    Ok((bags, rarity))
}

/// The mean label of the texts at the least angle, by the cosine of it.
fn nearest(learned: &[Bag], asked: &[Bag], labels: &[f64]) -> Vec<f64> {
    let mut texts: Vec<Vec<(usize, f64)>> = vec![Vec::new(); PLACES];
    for (row, bag) in learned.iter().enumerate() {
        for (place, n) in bag {
            texts[*place].push((row, *n));
        }
    }
    let score = |bag: &Bag| {
        let mut cosines = vec![0.0; learned.len()];
        for (place, n) in bag {
            for (row, other) in &texts[*place] {
                cosines[*row] += n * other;
            }
        }
        let mut all: Vec<(f64, usize)> = cosines.into_iter().zip(0..).collect();
        let k = NEIGHBOURS.min(all.len());
        let order = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if k < all.len() {
            all.select_nth_unstable_by(k, order);
        }
        all.truncate(k);
        all.sort_unstable_by(order);
        let weights: f64 = all.iter().map(|(cosine, _)| cosine).sum();
        let sum: f64 = all.iter().map(|(cosine, row)| cosine * labels[*row]).sum();
        if weights > 0.0 { sum / weights } else { 0.5 }
    };
    asked.iter().map(score).collect()
}

/// Least squares from the counts to the label.
fn linear(learned: &[Bag], asked: &[Bag], labels: &[f64], mean: f64) -> Result<Vec<f64>, Fault> {
    let features = |bag: &Bag| {
        let mut features = vec![0.0; PLACES];
        bag.iter().for_each(|(place, n)| features[*place] = *n);
        features
    };
    let mut ridge = Ridge::new(PLACES, 1)?;
    for (bag, label) in learned.iter().zip(labels) {
        ridge.add(features(bag), vec![label - mean]);
    }
    let linear = ridge.solve(1.0);
    let asked = asked.iter();
    Ok(asked.map(|bag| mean + linear.of(&features(bag))[0]).collect())
}
