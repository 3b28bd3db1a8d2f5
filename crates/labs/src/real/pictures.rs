//! Pictures of classes, as they came out of a file, become the files of a lab.

use crate::made::draws::Draws;
use crate::made::parts::{Csv, usages};
use crate::made::{Made, MadeFile};
use crate::npy::Array;

/// Pictures, one after the other, and the class of each.
#[derive(Clone, Debug)]
pub(super) struct Pictures {
    pub(super) bytes: Vec<u8>,
    pub(super) labels: Vec<u8>,
}

/// A set that its makers parted into training and test.
#[derive(Clone, Debug)]
pub(super) struct Parted {
    pub(super) train: Pictures,
    pub(super) test: Pictures,
    /// Of a picture: height, width, and channels for colour.
    pub(super) shape: &'static [usize],
    pub(super) names: &'static [&'static str],
}

impl Pictures {
    /// The bytes of a picture of `size` bytes.
    pub(super) fn picture(&self, row: usize, size: usize) -> &[u8] {
        &self.bytes[row * size..(row + 1) * size]
    }
}

/// The training rows stay in their order. The test rows, whose labels anybody can look up, are put into another.
pub(super) fn make(set: Parted, seed: u64) -> Made {
    let mut draws = Draws::new(seed, "pictures of a real set");
    let (train, test) = (set.train.labels.len(), set.test.labels.len());
    let name = |label: u8| set.names[usize::from(label)];
    let mut order: Vec<usize> = (0..test).collect();
    draws.shuffle(&mut order);
    let usages = usages(&mut draws, test);
    let mut train_csv = Csv::new(&["id", "label"]);
    for (row, label) in set.train.labels.iter().enumerate() {
        train_csv.row(&[&(row + 1).to_string(), name(*label)]);
    }
    let size = set.shape.iter().product();
    let mut asked = Vec::with_capacity(set.test.bytes.len());
    let mut test_csv = Csv::new(&["id"]);
    let mut sample = Csv::new(&["id", "label"]);
    let mut truth = Csv::new(&["id", "usage", "label"]);
    for (row, (from, usage)) in order.into_iter().zip(usages).enumerate() {
        let id = (train + row + 1).to_string();
        asked.extend(set.test.picture(from, size));
        test_csv.row(&[&id]);
        sample.row(&[&id, set.names[0]]);
        truth.row(&[&id, usage, name(set.test.labels[from])]);
    }
    Made {
        files: vec![
            train_csv.file("train.csv"),
            array("train.npy", train, set.shape, set.train.bytes),
            test_csv.file("test.csv"),
            array("test.npy", test, set.shape, asked),
            sample.file("sample_submission.csv"),
        ],
        truth: truth.bytes(),
    }
}

/// A file of `rows` pictures.
pub(super) fn array(path: &str, rows: usize, shape: &[usize], bytes: Vec<u8>) -> MadeFile {
    let shape = std::iter::once(rows).chain(shape.iter().copied()).collect();
    MadeFile {
        path: path.to_owned(),
        bytes: Array { shape, bytes }.write(),
    }
}
