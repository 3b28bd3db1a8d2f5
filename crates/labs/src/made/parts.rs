//! What sets have in common: classes in random order, which rows are public, CSV, pictures as NumPy arrays.

use super::draws::Draws;
use super::{Made, MadeFile};
use crate::npy::Array;

/// A CSV table that is being written.
#[derive(Clone, Debug)]
pub(crate) struct Csv(String);

impl Csv {
    /// A table of this header.
    pub(crate) fn new(header: &[&str]) -> Self {
        let mut csv = Csv(String::new());
        csv.row(header);
        csv
    }

    /// Adds a row. A field is quoted where it must be.
    pub(crate) fn row<S: AsRef<str>>(&mut self, fields: &[S]) {
        for (place, field) in fields.iter().enumerate() {
            let field = field.as_ref();
            if place > 0 {
                self.0.push(',');
            }
            let bare = !field.contains([',', '"', '\n', '\r']) && field.trim() == field;
            if bare {
                self.0.push_str(field);
            } else {
                self.0.push('"');
                self.0.push_str(&field.replace('"', "\"\""));
                self.0.push('"');
            }
        }
        self.0.push('\n');
    }

    /// The table as a file.
    pub(crate) fn file(self, path: &str) -> MadeFile {
        MadeFile {
            path: path.to_owned(),
            bytes: self.bytes(),
        }
    }

    /// The table.
    pub(crate) fn bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// `n` classes of `kinds`, each as often as the others (within one), in random order.
pub(crate) fn classes(draws: &mut Draws, n: usize, kinds: usize) -> Vec<usize> {
    let mut classes: Vec<usize> = (0..n).map(|row| row % kinds).collect();
    draws.shuffle(&mut classes);
    classes
}

/// Which of `n` test rows are public: three of ten, at random.
pub(crate) fn usages(draws: &mut Draws, n: usize) -> Vec<&'static str> {
    let mut usages = vec!["private"; n];
    usages[..n * 3 / 10].fill("public");
    draws.shuffle(&mut usages);
    usages
}

/// A set of pictures of classes: `id,label` and an array, for training and test.
pub(crate) fn pictures(
    draws: &mut Draws,
    (train, test): (usize, usize),
    names: &[&str],
    shape: &[usize],
    mut draw: impl FnMut(usize, &mut Draws) -> Vec<u8>,
) -> Made {
    let mut array = |classes: &[usize], draws: &mut Draws| {
        let mut bytes = Vec::with_capacity(classes.len() * shape.iter().product::<usize>());
        for class in classes {
            bytes.extend(draw(*class, draws));
        }
        let shape = std::iter::once(classes.len()).chain(shape.iter().copied());
        Array {
            shape: shape.collect(),
            bytes,
        }
        .write()
    };
    let file = |path: &str, bytes| MadeFile {
        path: path.to_owned(),
        bytes,
    };
    let learned = classes(draws, train, names.len());
    let asked = classes(draws, test, names.len());
    let usages = usages(draws, test);
    let (train_npy, test_npy) = (array(&learned, draws), array(&asked, draws));
    let mut train_csv = Csv::new(&["id", "label"]);
    for (row, class) in learned.iter().enumerate() {
        train_csv.row(&[&(row + 1).to_string(), names[*class]]);
    }
    let mut test_csv = Csv::new(&["id"]);
    let mut sample = Csv::new(&["id", "label"]);
    let mut truth = Csv::new(&["id", "usage", "label"]);
    for (row, (class, usage)) in asked.iter().zip(usages).enumerate() {
        let id = (train + row + 1).to_string();
        test_csv.row(&[&id]);
        sample.row(&[&id, names[0]]);
        truth.row(&[&id, usage, names[*class]]);
    }
    Made {
        files: vec![
            train_csv.file("train.csv"),
            file("train.npy", train_npy),
            test_csv.file("test.csv"),
            file("test.npy", test_npy),
            sample.file("sample_submission.csv"),
        ],
        truth: truth.bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let mut csv = Csv::new(&["id", "text"]);
        csv.row(&["1", "plain; as it is"]);
        csv.row(&["2", "a, \"b\"\n"]);
        csv.row(&["3", "end "]);
        assert_eq!(
            String::from_utf8(csv.bytes()).unwrap(),
            "id,text\n1,plain; as it is\n2,\"a, \"\"b\"\"\n\"\n3,\"end \"\n"
        );
    }
}
