//! Reviews of films that praise or do not: for the lab `reviews`.
//!
//! A review has three to six opinions of its writer. Some are said plainly, some by a negation, in irony, against an expectation or
//! by comparison, where the word of praise means its opposite or belongs to something else. Between them stand the opinions of
//! other people and of other things, and sentences that say nothing. Counting words is better than chance and no more.
//!
//! `label` is 1 where the writer liked the film. Who liked it finds fault too: an opinion agrees with the label in 19 or in 15 of 20
//! cases, as strict as the writer is. That overlap keeps everybody below 1: one who understands every sentence reaches
//! an AUC of 0.982 (the test `ceiling` computes it). No label is wrong.

use std::collections::BTreeSet;

use super::draws::Draws;
use super::parts::{Csv, usages};
use super::{Made, Size};

const GOOD: [&str; 26] = [
    "superb",
    "moving",
    "brilliant",
    "charming",
    "clever",
    "delightful",
    "fresh",
    "gripping",
    "inspired",
    "lively",
    "lovely",
    "masterful",
    "memorable",
    "perfect",
    "poetic",
    "powerful",
    "rich",
    "sharp",
    "splendid",
    "stunning",
    "tender",
    "thrilling",
    "warm",
    "witty",
    "wonderful",
    "great",
];
const BAD: [&str; 26] = [
    "awful",
    "boring",
    "bland",
    "clumsy",
    "confusing",
    "dreadful",
    "dull",
    "empty",
    "flat",
    "forgettable",
    "hollow",
    "lazy",
    "lifeless",
    "messy",
    "painful",
    "pointless",
    "predictable",
    "shallow",
    "silly",
    "sloppy",
    "stale",
    "tedious",
    "terrible",
    "tired",
    "weak",
    "wooden",
];
const ASPECTS: [&str; 16] = [
    "acting",
    "plot",
    "dialogue",
    "camera work",
    "music",
    "ending",
    "first half",
    "lead",
    "villain",
    "pacing",
    "script",
    "humour",
    "editing",
    "sound",
    "cast",
    "story",
];
const ELSEWHERE: [&str; 8] = [
    "popcorn",
    "cinema",
    "trailer",
    "audience",
    "seat",
    "poster",
    "weather that day",
    "advertising before it",
];
const OTHERS: [&str; 10] = [
    "my brother",
    "my sister",
    "the man next to me",
    "a friend of mine",
    "every critic",
    "my neighbour",
    "the press",
    "my colleague",
    "half the room",
    "the woman behind us",
];
const NEUTRAL: [&str; 12] = [
    "it runs for two hours",
    "I saw it on a Tuesday",
    "it is the second film of this director",
    "we sat in the third row",
    "the story takes place in a harbour town",
    "it was shot in Portugal",
    "the film follows two sisters",
    "I had read the book before",
    "it came out in spring",
    "there were nine of us",
    "the hero is a lighthouse keeper",
    "it is told backwards",
];
/// Before a word that means its opposite. `{}` is the aspect.
const NEGATIONS: [&str; 9] = [
    "the {} was not",
    "the {} was never",
    "the {} was hardly",
    "the {} was far from",
    "the {} was anything but",
    "I would not call the {}",
    "nobody could say that the {} was",
    "there was nothing about the {} that was",
    "I did not find the {}",
];
/// Around praise that is none.
const IRONY: [(&str, &str); 6] = [
    ("oh sure, the {} was", ""),
    ("yeah, right, the {} was", ""),
    ("the {} was", ", if you like watching paint dry"),
    ("the {} was", ", said no one ever"),
    ("the {} was", ", or so the poster claims"),
    ("what a surprise, the {} was", " again"),
];
/// How much.
const HOW: [&str; 8] = ["", "", "", "really ", "quite ", "truly ", "rather ", "so "];

/// A review as it was made.
#[derive(Debug)]
struct Review {
    text: String,
    liked: bool,
    /// Opinions that praise, and all of them.
    #[cfg_attr(not(test), expect(dead_code, reason = "the test `ceiling` reads it"))]
    opinions: (u32, u32),
}

/// How often an opinion agrees with the whole, of 20: the two kinds of writers.
const AGREES: [usize; 2] = [19, 15];

/// A word of praise or of blame.
fn word(draws: &mut Draws, good: bool) -> &'static str {
    let words = if good { &GOOD } else { &BAD };
    words[draws.below(words.len())]
}

/// An opinion of the writer that praises or blames.
fn opinion(draws: &mut Draws, aspect: &str, good: bool) -> String {
    let how = *draws.pick(&HOW);
    let plain = word(draws, good);
    let other = word(draws, !good);
    let pattern = |pattern: &str| pattern.replace("{}", aspect);
    match draws.below(100) {
        0..52 => format!("the {aspect} was {how}{plain}"),
        52..74 => {
            let before = draws.pick(&NEGATIONS);
            format!("{} {other}", pattern(before))
        }
        74..84 if !good => {
            let (before, after) = draws.pick(&IRONY);
            format!("{} {how}{other}{after}", pattern(before))
        }
        74..90 => match draws.chance(0.5) {
            true => format!("I expected the {aspect} to be {other}, yet it was {how}{plain}"),
            false => format!("people say the {aspect} is {other}, but to me it was {how}{plain}"),
        },
        _ => match draws.chance(0.5) {
            true => format!("unlike the {other} first film, the {aspect} was {how}{plain}"),
            false => format!("where the book was {other}, the {aspect} was {how}{plain}"),
        },
    }
}

/// A sentence that says nothing of what the writer thinks.
fn aside(draws: &mut Draws) -> String {
    let good = draws.chance(0.5);
    let word = word(draws, good);
    let how = *draws.pick(&HOW);
    match draws.below(4) {
        0 => format!(
            "{} found the {} {how}{word}",
            draws.pick(&OTHERS),
            draws.pick(&ASPECTS)
        ),
        1 => format!("the {} was {how}{word}", draws.pick(&ELSEWHERE)),
        2 => format!("{} called it {word}", draws.pick(&OTHERS)),
        _ => (*draws.pick(&NEUTRAL)).to_owned(),
    }
}

/// Sentences with a capital and a full stop, some of them joined.
fn prose(draws: &mut Draws, clauses: &[String]) -> String {
    let mut text = String::new();
    for clause in clauses {
        let joined = !text.is_empty() && draws.chance(0.3);
        match joined {
            // Over the full stop of the one before.
            true => {
                text.pop();
                text.push_str(if draws.chance(0.5) { ", and " } else { "; " });
                text.push_str(clause);
            }
            false => {
                if !text.is_empty() {
                    text.push(' ');
                }
                let mut letters = clause.chars();
                text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
                text.push_str(letters.as_str());
            }
        }
        text.push('.');
    }
    text
}

/// A review.
fn review(draws: &mut Draws) -> Review {
    let liked = draws.chance(0.5);
    let agrees = *draws.pick(&AGREES);
    let all = 3 + draws.below(4);
    let mut aspects = ASPECTS;
    draws.shuffle(&mut aspects);
    let mut praise = 0;
    let mut clauses: Vec<String> = Vec::new();
    for aspect in &aspects[..all] {
        let good = if draws.below(20) < agrees { liked } else { !liked };
        praise += u32::from(good);
        clauses.push(opinion(draws, aspect, good));
    }
    for _ in 0..1 + draws.below(4) {
        clauses.push(aside(draws));
    }
    draws.shuffle(&mut clauses);
    Review {
        text: prose(draws, &clauses),
        liked,
        opinions: (praise, all as u32),
    }
}

/// So many reviews, none twice.
fn reviews(draws: &mut Draws, n: usize) -> Vec<Review> {
    let mut seen = BTreeSet::new();
    let mut reviews = Vec::with_capacity(n);
    while reviews.len() < n {
        let review = review(draws);
        if seen.insert(review.text.clone()) {
            reviews.push(review);
        }
    }
    reviews
}

/// Makes a set.
pub(super) fn make(seed: u64, size: Size) -> Made {
    let mut draws = Draws::new(seed, "reviews");
    let (train, test) = size.rows((5000, 2000), (150, 80));
    let reviews = reviews(&mut draws, train + test);
    let usages = usages(&mut draws, test);
    let mut train_csv = Csv::new(&["id", "text", "label"]);
    let mut test_csv = Csv::new(&["id", "text"]);
    let mut sample = Csv::new(&["id", "score"]);
    let mut truth = Csv::new(&["id", "usage", "label"]);
    for (place, review) in reviews.iter().enumerate() {
        let id = (place + 1).to_string();
        let label = if review.liked { "1" } else { "0" };
        match place.checked_sub(train) {
            None => train_csv.row(&[id.as_str(), &review.text, label]),
            Some(test) => {
                test_csv.row(&[id.as_str(), &review.text]);
                sample.row(&[id.as_str(), "0.5"]);
                truth.row(&[id.as_str(), usages[test], label]);
            }
        }
    }
    Made {
        files: vec![
            train_csv.file("train.csv"),
            test_csv.file("test.csv"),
            sample.file("sample_submission.csv"),
        ],
        truth: truth.bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::curve::Curve;

    /// One who reads every opinion right knows that `k` of `n` praise. With `p` = 19/20 or 15/20 as likely, the odds that the
    /// writer liked the film are Σ p^k (1-p)^(n-k) to Σ (1-p)^k p^(n-k): nobody can order reviews better than by them.
    #[test]
    fn ceiling() {
        let mut draws = Draws::new(1, "reviews");
        let mut curve = Curve::default();
        for review in reviews(&mut draws, 7000) {
            let (k, n) = review.opinions;
            let likely = |good: u32, bad: u32| {
                let writers = AGREES.iter().map(|of_20| *of_20 as f64 / 20.0);
                writers
                    .map(|p| p.powi(good as i32) * (1.0 - p).powi(bad as i32))
                    .sum::<f64>()
            };
            curve.add(review.liked, likely(k, n - k) / likely(n - k, k), 1.0);
        }
        let auc = curve.auc().unwrap();
        assert!((auc - 0.982).abs() < 0.0005, "{auc}");
    }
}
