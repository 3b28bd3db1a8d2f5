//! Fashion-MNIST: idx files, garments by themselves and pasted on noise.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use pivot_labs::metrics::Metric;
use pivot_labs::npy::Array;
use pivot_labs::real::{Error, convert, set};

use super::{Files, check_scores, check_usage, file, gzip, made, open, refused, rows};

fn idx(magic: u32, lengths: &[u32], bytes: &[u8]) -> Vec<u8> {
    let head = std::iter::once(&magic).chain(lengths);
    head.flat_map(|n| n.to_be_bytes())
        .chain(bytes.iter().copied())
        .collect()
}

/// Picture `n` is of class `n % 10`: a field of light, 20 by 16, and the upper left pixel is `n % 20`: too faint for a box.
fn images(count: u32) -> Vec<u8> {
    let mut bytes = vec![0; count as usize * 784];
    for (n, picture) in bytes.chunks_exact_mut(784).enumerate() {
        for y in 6..22 {
            picture[y * 28 + 4..y * 28 + 24].fill(200);
        }
        picture[0] = (n % 20) as u8;
    }
    idx(0x0803, &[count, 28, 28], &bytes)
}

fn labels(count: u32) -> Vec<u8> {
    let bytes: Vec<u8> = (0..count).map(|n| (n % 10) as u8).collect();
    idx(0x0801, &[count], &bytes)
}

pub(super) fn fashion() -> Files {
    Files::from([
        ("train-images-idx3-ubyte.gz", gzip(&images(40))),
        ("train-labels-idx1-ubyte.gz", gzip(&labels(40))),
        ("t10k-images-idx3-ubyte.gz", gzip(&images(20))),
        ("t10k-labels-idx1-ubyte.gz", gzip(&labels(20))),
    ])
}

const GARMENTS: [&str; 10] = [
    "t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot",
];

#[test]
fn pictures_keep_their_labels() {
    let made = made("fashion-mnist", "garments", &fashion(), 3);
    let train = Array::read(file(&made, "train.npy")).unwrap();
    assert_eq!(train.shape, [40, 28, 28]);
    for (n, row) in rows(file(&made, "train.csv")).iter().enumerate() {
        assert_eq!(*row, [(n + 1).to_string(), GARMENTS[n % 10].to_owned()]);
        assert_eq!(usize::from(train.row(n)[0]), n % 20);
    }
    let test = Array::read(file(&made, "test.npy")).unwrap();
    assert_eq!(test.shape, [20, 28, 28]);
    let mut order = Vec::new();
    for (n, row) in rows(&made.truth).iter().enumerate() {
        let was = test.row(n)[0];
        assert_eq!(row[0], (41 + n).to_string());
        assert_eq!(row[2], GARMENTS[usize::from(was % 10)]);
        order.push(was);
    }
    // One order of 20! is the published one.
    assert!(!order.is_sorted());
    order.sort_unstable();
    assert_eq!(order, (0..20).collect::<Vec<u8>>());
    check_usage(&made, 20);
    // Two of the twenty are t-shirts.
    check_scores(&made, Metric::Accuracy, 0.1, str::to_owned);
}

#[test]
fn a_seed_decides() {
    for lab in ["garments", "budget", "boxes"] {
        let of = |seed| made("fashion-mnist", lab, &fashion(), seed);
        assert_eq!(of(1), of(1));
        assert_ne!(of(1).truth, of(2).truth, "{lab}");
    }
}

#[test]
fn a_file_may_be_unpacked_already() {
    let mut files = fashion();
    files.insert("train-images-idx3-ubyte.gz", images(40));
    files.insert("t10k-labels-idx1-ubyte.gz", labels(20));
    assert_eq!(
        made("fashion-mnist", "garments", &files, 1),
        made("fashion-mnist", "garments", &fashion(), 1)
    );
}

/// Every fault of an idx file, by the file that is put in the place of a sound one.
#[test]
fn idx_files_are_read_to_the_letter() {
    let cases: [(&str, Vec<u8>, &str); 12] = [
        (
            "train-images",
            labels(40),
            "it begins with 0x00000801; 0x00000803, as an idx file of pictures begins, was expected",
        ),
        (
            "train-labels",
            b"hello, world".to_vec(),
            "it begins with 0x68656c6c",
        ),
        (
            "train-images",
            vec![0, 0, 8],
            "it ends after 3 of them; 16 bytes of the head of an idx file of pictures",
        ),
        (
            "train-images",
            idx(0x0803, &[40, 32, 28], &[]),
            "its pictures are 32 by 28; 28 by 28 was expected",
        ),
        (
            "train-images",
            idx(0x0803, &[0, 28, 28], &[]),
            "states 0 rows; a number from 1 to 60000",
        ),
        (
            "train-images",
            idx(0x0803, &[u32::MAX, 28, 28], &[]),
            "states 4294967295 rows",
        ),
        (
            "train-images",
            images(40)[..1000].to_vec(),
            "it ends after 984 of them; 31360 bytes of pictures",
        ),
        (
            "train-images",
            [images(40), vec![0]].concat(),
            "more follows after the pictures that its head states",
        ),
        (
            "t10k-labels",
            [labels(20), vec![0]].concat(),
            "more follows after the labels",
        ),
        (
            "t10k-labels",
            idx(0x0801, &[2], &[9, 10]),
            "label 2 is 10; a label from 0 to 9",
        ),
        (
            "train-labels",
            labels(39),
            "it has 39 labels; one for each of the 40 pictures",
        ),
        ("t10k-images", Vec::new(), "it ends after 0 of them"),
    ];
    for (file, bytes, words) in cases {
        let name = match file.ends_with("images") {
            true => format!("{file}-idx3-ubyte.gz"),
            false => format!("{file}-idx1-ubyte.gz"),
        };
        for bytes in [gzip(&bytes), bytes] {
            let mut files = fashion();
            *files.get_mut(name.as_str()).unwrap() = bytes;
            let said = refused("fashion-mnist", "garments", &files).to_string();
            assert!(said.starts_with(&name) && said.contains(words), "{said}");
        }
    }
}

#[test]
fn damaged_gzip_is_refused() {
    let whole = gzip(&images(40));
    let name = "train-images-idx3-ubyte.gz";
    let of = |bytes: Vec<u8>| {
        let mut files = fashion();
        files.insert(name, bytes);
        refused("fashion-mnist", "garments", &files)
    };
    for end in [2, 9, 30, whole.len() - 1] {
        assert_eq!(of(whole[..end].to_vec()).what, "it is cut short", "{end}");
    }
    // The last eight bytes are the checksum and the length of what is packed.
    let mut changed = whole.clone();
    let place = whole.len() - 6;
    changed[place] ^= 1;
    assert!(of(changed).what.contains("damaged"));
}

#[test]
fn a_file_that_is_not_there_is_no_fault_of_a_file() {
    let mut files = fashion();
    files.remove("t10k-labels-idx1-ubyte.gz");
    match convert("fashion-mnist", "budget", &mut open(&files), 1) {
        Err(Error::Read { file, error }) => {
            assert_eq!(file, "t10k-labels-idx1-ubyte.gz");
            assert_eq!(error.kind(), io::ErrorKind::NotFound);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn boxes_lie_around_what_was_pasted() {
    let made = made("fashion-mnist", "boxes", &fashion(), 1);
    check_usage(&made, 20);
    check_scores(&made, Metric::DetectionMap, 0.1, |boxes| {
        format!("{} 1", boxes.replace(';', " 1;"))
    });
    let pictures = Array::read(file(&made, "train.npy")).unwrap();
    assert_eq!(pictures.shape, [40, 64, 64, 3]);
    let mut counts = BTreeSet::new();
    for row in rows(file(&made, "train.csv")) {
        let boxes: Vec<Vec<usize>> = row[1]
            .split("; ")
            .map(|text| {
                let (name, numbers) = text.split_once(' ').unwrap();
                assert!(GARMENTS.contains(&name));
                numbers.split(' ').map(|n| n.parse().unwrap()).collect()
            })
            .collect();
        counts.insert(boxes.len());
        for b in &boxes {
            let (width, height) = (b[2] - b[0], b[3] - b[1]);
            assert!(b[2] <= 64 && b[3] <= 64);
            // The garment is 20 by 16 pixels of 28, shown on 18 to 40: from 13 by 11 to 29 by 23, and a pixel for a faint edge.
            assert!((12..=31).contains(&width) && (10..=25).contains(&height), "{b:?}");
            // Within it all pixels are of one colour, outside there is noise.
            let row: usize = row[0].parse::<usize>().unwrap() - 1;
            let at = |x: usize, y: usize| pictures.row(row)[(y * 64 + x) * 3];
            let middle = at(b[0] + width / 2, b[1] + height / 2);
            for (x, y) in [(b[0] + 3, b[1] + 3), (b[2] - 4, b[3] - 4), (b[0] + 3, b[3] - 4)] {
                assert!(at(x, y).abs_diff(middle) <= 1, "{b:?}");
            }
        }
        for (n, a) in boxes.iter().enumerate() {
            for b in &boxes[n + 1..] {
                assert!(
                    a[2] < b[0] || b[2] < a[0] || a[3] < b[1] || b[3] < a[1],
                    "{a:?} {b:?}"
                );
            }
        }
    }
    assert_eq!(counts, BTreeSet::from([1, 2, 3]));
}

/// Blank pictures have nothing to put a box around.
#[test]
fn pictures_without_anything_are_left_out() {
    let mut files = fashion();
    files.insert(
        "train-images-idx3-ubyte.gz",
        idx(0x0803, &[40, 28, 28], &[0; 40 * 784]),
    );
    let made = made("fashion-mnist", "boxes", &files, 1);
    assert!(rows(file(&made, "train.csv")).iter().all(|row| row[1].is_empty()));
}

/// Zeros without number behind sound pictures: what follows the pictures is not unpacked.
#[test]
fn what_follows_is_not_unpacked() {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&images(40)).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..20 {
        packer.write_all(&zeros).unwrap();
    }
    let mut files = fashion();
    files.insert("train-images-idx3-ubyte.gz", packer.finish().unwrap());
    assert!(
        refused("fashion-mnist", "garments", &files)
            .what
            .starts_with("more follows")
    );
}

/// The real thing where Debian's package is installed.
#[test]
fn fashion_mnist_itself() {
    let folder = Path::new("/usr/share/datasets/fashion-mnist");
    if !folder.join("train-images-idx3-ubyte.gz").is_file() {
        eprintln!("skipped: the package dataset-fashion-mnist is not installed");
        return;
    }
    let mut open = |name: &str| Ok(Box::new(File::open(folder.join(name))?) as Box<dyn Read>);
    for file in set("fashion-mnist").unwrap().files {
        assert_eq!(
            file.seal.holds(&mut || open(file.name)).unwrap(),
            Ok(()),
            "{}",
            file.name
        );
    }
    let made = convert("fashion-mnist", "garments", &mut open, 1).unwrap();
    // As its authors say: 60,000 and 10,000 pictures, each class as often as the others.
    assert_eq!(
        Array::read(file(&made, "train.npy")).unwrap().shape,
        [60_000, 28, 28]
    );
    let mut counts = BTreeMap::new();
    for row in rows(&made.truth) {
        *counts.entry(row[2].clone()).or_insert(0) += 1;
    }
    assert!(counts.len() == 10 && counts.values().all(|count| *count == 1000));
    check_usage(&made, 10_000);
}
