//! The reviews of IMDb: an archive with a file for each, `aclImdb/train/pos/1_9.txt`.

use std::collections::BTreeSet;

use super::Open;
use super::archive::{Limits, walk};
use super::fault::Error;
use super::input::{Input, fault};
use crate::made::Made;
use crate::made::draws::Draws;
use crate::made::parts::{Csv, usages};

const FILE: &str = "aclImdb_v1.tar.gz";

/// The archive has some 100,000 files, half of them without an opinion.
const LIMITS: Limits = Limits {
    bytes: 1 << 30,
    entries: 250_000,
};
/// The longest review has some 14,000 characters.
const LONGEST: u64 = 256 * 1024;
/// All reviews are 66 MB.
const ALL: usize = 128 << 20;
/// Reviews of one opinion in one part.
const MOST: usize = 12_500;

#[derive(Debug, Default)]
struct Part {
    /// Whether it is a good one, and what it says.
    reviews: Vec<(bool, String)>,
}

/// All of it: 25,000 reviews to learn from, 25,000 to be asked. What stands in both is not learned from.
pub(super) fn make(open: Open<'_>, seed: u64) -> Result<Made, Error> {
    let (mut train, test) = read(open)?;
    let asked: BTreeSet<&str> = test.reviews.iter().map(|(_, text)| text.as_str()).collect();
    train.reviews.retain(|(_, text)| !asked.contains(text.as_str()));
    drop(asked);
    if train.reviews.is_empty() || test.reviews.is_empty() {
        let what = "the archive lacks reviews to learn from or to be asked";
        return Err(fault(FILE, what, "files such as aclImdb/train/pos/1_9.txt"));
    }
    Ok(files(train, test, seed))
}

fn files(mut train: Part, mut test: Part, seed: u64) -> Made {
    let mut draws = Draws::new(seed, "reviews of a real set");
    // The archive has the bad ones before the good ones.
    draws.shuffle(&mut train.reviews);
    draws.shuffle(&mut test.reviews);
    let usages = usages(&mut draws, test.reviews.len());
    let label = |good: bool| if good { "1" } else { "0" };
    let mut train_csv = Csv::new(&["id", "text", "label"]);
    for (row, (good, text)) in train.reviews.iter().enumerate() {
        train_csv.row(&[&(row + 1).to_string(), text, label(*good)]);
    }
    let mut test_csv = Csv::new(&["id", "text"]);
    let mut sample = Csv::new(&["id", "score"]);
    let mut truth = Csv::new(&["id", "usage", "label"]);
    for (row, ((good, text), usage)) in test.reviews.iter().zip(usages).enumerate() {
        let id = (train.reviews.len() + row + 1).to_string();
        test_csv.row(&[&id, text]);
        sample.row(&[id.as_str(), "0.5"]);
        truth.row(&[id.as_str(), usage, label(*good)]);
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

fn read(open: Open<'_>) -> Result<(Part, Part), Error> {
    let (mut train, mut test) = (Part::default(), Part::default());
    let mut counts = [0_usize; 4];
    let mut seen = BTreeSet::new();
    let mut all = 0;
    walk(Input::open(FILE, open)?, LIMITS, &mut |entry| {
        let Some((is_test, good)) = meaning(entry.path) else {
            return Ok(());
        };
        if !seen.insert(entry.path.to_owned()) {
            return Err(entry.fault("it is there twice", "each review once"));
        }
        let count = &mut counts[2 * usize::from(is_test) + usize::from(good)];
        *count += 1;
        if *count > MOST {
            let expected = format!("at most {MOST} reviews of a kind");
            return Err(entry.fault("it is one too many", expected));
        }
        let bytes = entry.bytes(LONGEST)?;
        all += bytes.len();
        if all > ALL {
            let expected = format!("at most {} MiB", ALL >> 20);
            return Err(entry.fault("with it the reviews are longer than all together", expected));
        }
        let Ok(text) = String::from_utf8(bytes) else {
            return Err(entry.fault("it is no UTF-8", "text in UTF-8"));
        };
        let part = if is_test { &mut test } else { &mut train };
        part.reviews.push((good, text));
        Ok(())
    })?;
    Ok((train, test))
}

/// Whether a path is that of a review: for the test, and a good one.
fn meaning(path: &str) -> Option<(bool, bool)> {
    let mut parts = path.strip_prefix("aclImdb/")?.split('/');
    let (part, opinion, name) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (number, rating) = name.strip_suffix(".txt")?.split_once('_')?;
    if parts.next().is_some() || !digits(number) || !digits(rating) {
        return None;
    }
    let is_test = match part {
        "train" => false,
        "test" => true,
        _ => return None,
    };
    match opinion {
        "pos" => Some((is_test, true)),
        "neg" => Some((is_test, false)),
        _ => None,
    }
}
