//! What a collection comes to: in words, as a table for programs, and as sheets to look at.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::augment::augment;
use super::sheet::Sheet;
use super::split::{Split, leaks};
use super::{Collection, Flaw};
use crate::fault::Fault;
use crate::files;
use crate::random::Random;

/// Pictures of a class on the sheet.
const SHOWN: usize = 8;
/// Flaws that are said at the terminal; all are in the report.
const SAID: usize = 12;

#[derive(Serialize)]
struct Class<'c> {
    name: &'c str,
    train: usize,
    valid: usize,
    test: usize,
}

#[derive(Serialize)]
struct Report<'c> {
    format: &'static str,
    seed: u64,
    /// What the data are known by.
    hash: String,
    pictures: usize,
    left_out: usize,
    classes: Vec<Class<'c>>,
    /// Pairs that look alike on two sides of the split.
    leaks: usize,
    flaws: &'c [Flaw],
}

#[derive(Serialize)]
struct Files<'c> {
    train: Vec<&'c PathBuf>,
    valid: Vec<&'c PathBuf>,
    test: Vec<&'c PathBuf>,
}

fn classes<'c>(collection: &'c Collection, split: &Split) -> Vec<Class<'c>> {
    let parts = [&split.train, &split.valid, &split.test].map(|part| collection.counts(part));
    let names = collection.classes.iter().enumerate();
    names
        .map(|(class, name)| Class {
            name,
            train: parts[0][class],
            valid: parts[1][class],
            test: parts[2][class],
        })
        .collect()
}

fn left_out(collection: &Collection) -> usize {
    collection.flaws.iter().map(Flaw::left_out).sum()
}

/// The collection in words, for the terminal.
pub fn words(collection: &Collection, split: &Split) -> String {
    let widest = collection.classes.iter().map(|name| name.chars().count()).max();
    let widest = widest.unwrap_or(0).max(5);
    let mut lines = vec![format!("{:widest$}  train  valid   test", "class")];
    for class in classes(collection, split) {
        lines.push(format!(
            "{:widest$}  {:5}  {:5}  {:5}",
            class.name, class.train, class.valid, class.test
        ));
    }
    lines.push(format!(
        "{} pictures in {} classes; {} left out",
        collection.pictures.len(),
        collection.classes.len(),
        left_out(collection)
    ));
    let counts = collection.counts(&split.train);
    let (least, most) = (counts.iter().min().copied(), counts.iter().max().copied());
    if let (Some(least), Some(most)) = (least, most)
        && most > 3 * least.max(1)
    {
        lines.push(format!(
            "the largest class has {most} pictures to learn from and the smallest {least}: look at the recall of each, not at accuracy alone"
        ));
    }
    lines.extend(collection.flaws.iter().take(SAID).map(ToString::to_string));
    if collection.flaws.len() > SAID {
        lines.push(format!(
            "and {} more, all of them in data.json",
            collection.flaws.len() - SAID
        ));
    }
    lines.join("\n")
}

/// Writes `data.json`, `split.json`, `classes.png` and `augmented.png` to a folder.
///
/// # Errors
/// The disk does not take it, or a picture has gone.
pub fn report(collection: &Collection, split: &Split, seed: u64, folder: &Path) -> Result<(), Fault> {
    files::folder(folder)?;
    let about = Report {
        format: "image-classifier.data/1",
        seed,
        hash: collection.hash(),
        pictures: collection.pictures.len(),
        left_out: left_out(collection),
        classes: classes(collection, split),
        leaks: leaks(collection, split).len(),
        flaws: &collection.flaws,
    };
    files::write_json(&folder.join("data.json"), &about)?;
    let names = |places: &[usize]| {
        places
            .iter()
            .map(|place| &collection.pictures[*place].file)
            .collect()
    };
    let parts = Files {
        train: names(&split.train),
        valid: names(&split.valid),
        test: names(&split.test),
    };
    files::write_json(&folder.join("split.json"), &parts)?;
    files::write_png(&folder.join("classes.png"), &contact(collection, seed)?)?;
    files::write_png(
        &folder.join("augmented.png"),
        &augmented(collection, split, seed)?,
    )
}

/// Some pictures of each class, drawn by the seed.
fn contact(collection: &Collection, seed: u64) -> Result<image::RgbImage, Fault> {
    let mut sheet = Sheet::new(SHOWN);
    for (class, name) in collection.classes.iter().enumerate() {
        let mut places: Vec<usize> = (0..collection.pictures.len())
            .filter(|place| collection.pictures[*place].class == class)
            .collect();
        sheet.heading(format!("{name}: {} pictures", places.len()));
        Random::new(seed, "sheet", class as u64).shuffle(&mut places);
        for place in places.into_iter().take(SHOWN) {
            let file = collection.pictures[place].file.file_name();
            let file = file.map(|name| name.to_string_lossy()).unwrap_or_default();
            sheet.tile(&collection.read(place)?, &[&file]);
        }
    }
    Ok(sheet.draw())
}

/// A picture of each class, and what becomes of it by chance.
fn augmented(collection: &Collection, split: &Split, seed: u64) -> Result<image::RgbImage, Fault> {
    let mut sheet = Sheet::new(SHOWN);
    for (class, name) in collection.classes.iter().enumerate() {
        let first = split
            .train
            .iter()
            .find(|place| collection.pictures[**place].class == class);
        if let Some(place) = first {
            let picture = collection.read(*place)?;
            sheet.heading(name.as_str());
            sheet.tile(&picture, &["as it is"]);
            let mut random = Random::new(seed, "augmented", class as u64);
            for _ in 1..SHOWN {
                sheet.tile(&augment(&picture, true, &mut random), &["changed"]);
            }
        }
    }
    Ok(sheet.draw())
}
