//! Tiny Shakespeare: one text. Four fifths of it to learn from; of the rest, places whose next character is asked.

use std::collections::BTreeSet;

use super::Open;
use super::fault::Error;
use super::input::Input;
use crate::made::characters::name;
use crate::made::draws::Draws;
use crate::made::parts::{Csv, usages};
use crate::made::{Made, MadeFile};

const FILE: &str = "tiny-shakespeare.txt";
/// The text has 1.1 MB.
const LONGEST: u64 = 4 << 20;
/// Characters before the one that is asked.
const CONTEXT: usize = 100;
/// Each question has a piece of text to itself, so that no context shows the answer of another: of 223,000 characters, 111.
const QUESTIONS: usize = 2000;
/// More characters would be more columns than a submission can have.
const ALPHABET: usize = 1000;

/// The text to learn from, the questions and the answers.
pub(super) fn make(open: Open<'_>, seed: u64) -> Result<Made, Error> {
    let mut input = Input::open(FILE, open)?;
    let bytes = input.take(LONGEST + 1)?;
    if bytes.len() as u64 > LONGEST {
        return Err(input.fault("it is too long", format!("at most {} MiB", LONGEST >> 20)));
    }
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(input.fault("it is no UTF-8", "text in UTF-8"));
    };
    let letters: Vec<char> = text.chars().collect();
    let (train, rest) = letters.split_at(letters.len() / 5 * 4);
    let questions = QUESTIONS.min(rest.len() / (CONTEXT + 1));
    if questions == 0 {
        let what = format!("it has {} characters", letters.len());
        return Err(input.fault(what, format!("at least {}", 5 * (CONTEXT + 1))));
    }
    let alphabet: BTreeSet<char> = letters.iter().copied().collect();
    if alphabet.len() > ALPHABET {
        let what = format!("it has {} different characters", alphabet.len());
        return Err(input.fault(what, format!("at most {ALPHABET}")));
    }
    let mut draws = Draws::new(seed, "characters of a real set");
    let mut asked: Vec<(String, char)> = rest
        .chunks_exact(rest.len() / questions)
        .take(questions)
        .map(|piece| {
            let start = draws.below(piece.len() - CONTEXT);
            let context = piece[start..start + CONTEXT].iter().collect();
            (context, piece[start + CONTEXT])
        })
        .collect();
    draws.shuffle(&mut asked);
    let usages = usages(&mut draws, asked.len());
    Ok(files(train, &alphabet, &asked, &usages))
}

fn files(train: &[char], alphabet: &BTreeSet<char>, asked: &[(String, char)], usages: &[&str]) -> Made {
    let names: Vec<String> = alphabet.iter().map(|letter| name(*letter)).collect();
    let header: Vec<&str> = std::iter::once("id")
        .chain(names.iter().map(String::as_str))
        .collect();
    let even = format!("{:.6}", 1.0 / names.len() as f64);
    let mut test_csv = Csv::new(&["id", "context"]);
    let mut sample = Csv::new(&header);
    let mut truth = Csv::new(&["id", "usage", "next"]);
    for (place, ((context, next), usage)) in asked.iter().zip(usages).enumerate() {
        let id = (place + 1).to_string();
        test_csv.row(&[&id, context]);
        truth.row(&[id.as_str(), usage, &name(*next)]);
        let mut row = vec![id.as_str()];
        row.resize(header.len(), &even);
        sample.row(&row);
    }
    Made {
        files: vec![
            MadeFile {
                path: "train.txt".to_owned(),
                bytes: train.iter().collect::<String>().into_bytes(),
            },
            test_csv.file("test.csv"),
            sample.file("sample_submission.csv"),
        ],
        truth: truth.bytes(),
    }
}
