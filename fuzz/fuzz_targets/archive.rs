//! Any bytes are the files of a real set or are refused with a reason; what they become hangs together.
//! The first byte chooses set and lab; the four files of Fashion-MNIST are parted by their lengths, three times two bytes.
#![no_main]

use std::io::{Cursor, Read};

use libfuzzer_sys::fuzz_target;
use pivot_labs::npy::Array;
use pivot_labs::real::{Error, convert, set};

const CASES: [(&str, &str); 5] = [
    ("fashion-mnist", "garments"),
    ("fashion-mnist", "boxes"),
    ("cifar-10", "shapes"),
    ("imdb", "reviews"),
    ("tiny-shakespeare", "characters"),
];

fn parts(bytes: &[u8], count: usize) -> Option<Vec<&[u8]>> {
    let (lengths, mut rest) = bytes.split_at_checked(2 * (count - 1))?;
    let mut parts = Vec::new();
    for length in lengths.chunks_exact(2) {
        let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
        let (part, more) = rest.split_at(length.min(rest.len()));
        parts.push(part);
        rest = more;
    }
    parts.push(rest);
    Some(parts)
}

fn rows(csv: &[u8], field: &str) -> usize {
    csv.windows(field.len())
        .filter(|window| *window == field.as_bytes())
        .count()
}

fuzz_target!(|bytes: &[u8]| {
    let [first, bytes @ ..] = bytes else { return };
    let (name, lab) = CASES[usize::from(*first) % CASES.len()];
    let files = set(name).expect("a set").files;
    let Some(parts) = parts(bytes, files.len()) else {
        return;
    };
    let mut open = |wanted: &str| {
        let place = files.iter().position(|file| file.name == wanted);
        let part = parts[place.expect("a file of the set")].to_vec();
        Ok(Box::new(Cursor::new(part)) as Box<dyn Read>)
    };
    let made = match convert(name, lab, &mut open, 1) {
        Ok(made) => made,
        Err(Error::Fault(fault)) => {
            assert!(files.iter().any(|file| file.name == fault.file));
            assert!(!fault.what.is_empty() && !fault.expected.is_empty());
            return;
        }
        Err(other) => panic!("{other}"),
    };
    let public = rows(&made.truth, ",public,");
    let asked = public + rows(&made.truth, ",private,");
    assert!(asked > 0 && public == asked * 3 / 10);
    if let Some(file) = made.file("test.npy") {
        let array = Array::read(file).expect("it was written here");
        assert_eq!(array.rows(), asked);
    }
});
