//! Real sets: small archives in their form, built here, become what a lab has; what is not in their form is refused in words.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Cursor, Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use pivot_labs::made::Made;
use pivot_labs::metrics::Metric;
use pivot_labs::npy::Array;
use pivot_labs::real::{Error, Fault, Seal, about, convert, set, sets};
use pivot_labs::score::{Limits, Parameters, score};

type Files = BTreeMap<&'static str, Vec<u8>>;

fn open(files: &Files) -> impl FnMut(&str) -> io::Result<Box<dyn Read>> {
    |name| match files.get(name) {
        Some(bytes) => Ok(Box::new(Cursor::new(bytes.clone()))),
        None => Err(io::Error::new(io::ErrorKind::NotFound, "no such file")),
    }
}

fn made(set: &str, lab: &str, files: &Files, seed: u64) -> Made {
    convert(set, lab, &mut open(files), seed).unwrap()
}

fn refused(set: &str, lab: &str, files: &Files) -> Fault {
    match convert(set, lab, &mut open(files), 1) {
        Err(Error::Fault(fault)) => fault,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was taken"),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

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

fn fashion() -> Files {
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

/// Rows of a CSV file without its header.
fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
    reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

fn file<'m>(made: &'m Made, path: &str) -> &'m [u8] {
    made.file(path).unwrap()
}

/// A table of ids and a value each.
fn table(column: &str, rows: impl Iterator<Item = (String, String)>) -> Vec<u8> {
    let rows = rows.map(|(id, value)| format!("{id},{value}\n"));
    format!("id,{column}\n{}", rows.collect::<String>()).into_bytes()
}

/// The sample submission is valid and scores no more than `most`; the truth, said as `say` says it, scores 1.
fn check_scores(made: &Made, metric: Metric, most: f64, say: impl Fn(&str) -> String) {
    let truth = rows(&made.truth);
    let answers = |say: &dyn Fn(&str) -> String| {
        table("answer", truth.iter().map(|row| (row[0].clone(), say(&row[2]))))
    };
    let plain = answers(&str::to_owned);
    let of = |mut said: &[u8]| {
        let parameters = Parameters::default();
        score(
            metric,
            &parameters,
            &mut &plain[..],
            &mut said,
            &Limits::default(),
        )
        .unwrap()
    };
    let sample = of(file(made, "sample_submission.csv"));
    assert_eq!(sample.rows, truth.len() as u64);
    assert!(sample.value <= most, "{}", sample.value);
    assert!((of(&answers(&say)).value - 1.0).abs() < 1e-12);
}

/// Of 20 test rows 3 in 10 are public: 6.
fn check_usage(made: &Made, count: usize) {
    let truth = rows(&made.truth);
    assert_eq!(truth.len(), count);
    assert_eq!(
        truth.iter().filter(|row| row[1] == "public").count(),
        count * 3 / 10
    );
    assert!(truth.iter().all(|row| row[1] == "public" || row[1] == "private"));
    let ids = |bytes: &[u8]| {
        rows(bytes)
            .into_iter()
            .map(|row| row[0].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&made.truth), ids(file(made, "test.csv")));
    assert_eq!(ids(&made.truth), ids(file(made, "sample_submission.csv")));
}

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

/// Zeros without number behind sound pictures: what follows the pictures is not unpacked.
#[test]
fn what_unpacks_without_end_is_given_up() {
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
    // The same inside of an archive: an entry that is none of the batches, larger than all of the archive should be.
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer
        .write_all(&head("cifar-10-batches-bin/zeros", 300 << 20, b'0'))
        .unwrap();
    for _ in 0..300 {
        packer.write_all(&zeros).unwrap();
    }
    let files = Files::from([(CIFAR, packer.finish().unwrap())]);
    let fault = refused("cifar-10", "shapes", &files);
    assert_eq!(fault.what, "it unpacks to more than any such archive has");
    assert_eq!(fault.expected, "at most 256 MiB");
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

const CIFAR: &str = "cifar-10-binary.tar.gz";

/// The head of an entry.
fn head(path: &str, size: u64, kind: u8) -> Vec<u8> {
    let mut head = tar::Header::new_ustar();
    // `set_path` would not take what these tests need.
    head.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
    head.set_size(size);
    head.set_mode(0o644);
    head.as_mut_bytes()[156] = kind;
    head.set_cksum();
    head.as_bytes().to_vec()
}

/// An archive of these entries.
fn archive(entries: &[(&str, u8, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (path, kind, data) in entries {
        bytes.extend(head(path, data.len() as u64, *kind));
        bytes.extend(data);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    bytes.extend([0; 1024]);
    bytes
}

/// Two rows: labels `first` and `first + 1`; red is 10, green 20, blue 30, but for the first pixel of each.
fn batch(first: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    for label in [first, first + 1] {
        bytes.push(label);
        for (plane, value) in [10, 20, 30].into_iter().enumerate() {
            let start = bytes.len();
            bytes.extend([value; 1024]);
            bytes[start] = 100 * plane as u8 + label;
        }
    }
    bytes
}

fn batches() -> Vec<(&'static str, u8, Vec<u8>)> {
    vec![
        ("cifar-10-batches-bin/", b'5', Vec::new()),
        ("cifar-10-batches-bin/data_batch_1.bin", b'0', batch(0)),
        (
            "cifar-10-batches-bin/batches.meta.txt",
            b'0',
            b"airplane\n".to_vec(),
        ),
        ("cifar-10-batches-bin/data_batch_5.bin", b'0', batch(8)),
        ("cifar-10-batches-bin/data_batch_2.bin", b'0', batch(2)),
        ("./cifar-10-batches-bin/data_batch_3.bin", b'0', batch(4)),
        ("cifar-10-batches-bin/data_batch_4.bin", 0, batch(6)),
        ("pax_global_header", b'g', b"19 path=../escaped\n".to_vec()),
        (
            "cifar-10-batches-bin/test_batch.bin",
            b'0',
            [batch(0), batch(5)].concat(),
        ),
    ]
}

fn cifar(entries: &[(&str, u8, Vec<u8>)]) -> Files {
    Files::from([(CIFAR, gzip(&archive(entries)))])
}

#[test]
fn planes_become_pixels() {
    let made = made("cifar-10", "shapes", &cifar(&batches()), 1);
    let train = Array::read(file(&made, "train.npy")).unwrap();
    assert_eq!(train.shape, [10, 32, 32, 3]);
    let names = [
        "airplane",
        "automobile",
        "bird",
        "cat",
        "deer",
        "dog",
        "frog",
        "horse",
        "ship",
        "truck",
    ];
    // In the order of the batches, whatever that of the archive.
    for (n, row) in rows(file(&made, "train.csv")).iter().enumerate() {
        assert_eq!(row[1], names[n]);
        let n8 = n as u8;
        assert_eq!(train.row(n)[..6], [n8, 100 + n8, 200 + n8, 10, 20, 30]);
        assert_eq!(train.row(n)[3069..], [10, 20, 30]);
    }
    let test = Array::read(file(&made, "test.npy")).unwrap();
    for (n, row) in rows(&made.truth).iter().enumerate() {
        assert_eq!(row[2], names[usize::from(test.row(n)[0])]);
    }
    check_usage(&made, 4);
}

#[test]
fn archives_that_are_not_as_published_are_refused() {
    let with = |place: usize, path: &'static str, kind: u8, data: Vec<u8>| {
        let mut entries = batches();
        entries[place] = (path, kind, data);
        refused("cifar-10", "shapes", &cifar(&entries))
    };
    let beside = "cifar-10-batches-bin/batches.meta.txt";
    let out = "leads out of the archive";
    for (path, kind, words) in [
        ("../evil", b'0', out),
        ("cifar-10-batches-bin/../../evil", b'0', out),
        ("../", b'5', out),
        ("/etc/passwd", b'0', "begins at the root"),
        ("C:evil", b'0', "characters that no set has"),
        ("..\\evil", b'0', "characters that no set has"),
        ("a\u{7}b", b'0', "characters that no set has"),
        (beside, b'1', "it is a link"),
        (beside, b'2', "it is a link"),
        (beside, b'3', "neither a file nor a folder"),
        (beside, b'6', "neither a file nor a folder"),
        (beside, b'S', "neither a file nor a folder"),
    ] {
        let fault = with(2, path, kind, Vec::new());
        assert!(fault.what.contains(words), "{path}: {fault}");
        assert_eq!(fault.entry.unwrap(), format!("`{}`", path.replace('\u{7}', "·")));
    }
    let first = "cifar-10-batches-bin/data_batch_1.bin";
    let fault = with(2, first, b'0', batch(0));
    assert_eq!(fault.what, "it is there twice");
}

#[test]
fn batches_have_rows_of_their_length() {
    let first = "cifar-10-batches-bin/data_batch_1.bin";
    let of = |data: Vec<u8>| {
        let mut entries = batches();
        entries[1] = (first, b'0', data);
        refused("cifar-10", "shapes", &cifar(&entries)).to_string()
    };
    assert_eq!(
        of(vec![0; 3072]),
        format!(
            "{CIFAR}, `{first}`: it has 3072 bytes; a multiple of 3073, the length of a row, was expected"
        )
    );
    assert!(of(Vec::new()).contains("it has 0 bytes"));
    assert!(of([batch(8), vec![10; 3073]].concat()).contains("label 3 is 10; a label from 0 to 9"));
    // 10,001 rows.
    assert!(of(vec![0; 30_733_073]).contains("at most 30730000"));
    let mut entries = batches();
    entries.remove(5);
    let said = refused("cifar-10", "shapes", &cifar(&entries)).to_string();
    assert!(
        said.contains("lacks cifar-10-batches-bin/data_batch_3.bin"),
        "{said}"
    );
}

#[test]
fn cut_archives_are_refused() {
    let whole = archive(&batches());
    // Within the last batch, at the end of an entry, within a head.
    for end in [
        whole.len() - 1024 - 3000,
        whole.len() - 1024 - 13 * 1024,
        700,
        512,
        100,
        0,
    ] {
        for bytes in [whole[..end].to_vec(), gzip(&whole[..end])] {
            refused("cifar-10", "shapes", &Files::from([(CIFAR, bytes)]));
        }
    }
    let packed = gzip(&whole);
    let cut = packed[..packed.len() / 2].to_vec();
    refused("cifar-10", "shapes", &Files::from([(CIFAR, cut)]));
    let mut changed = whole.clone();
    changed[3] ^= 1;
    let fault = refused("cifar-10", "shapes", &Files::from([(CIFAR, changed)]));
    assert!(fault.what.contains("checksum"), "{fault}");
}

/// The size of a head may be any number of 64 bits.
#[test]
fn sizes_that_cannot_be_are_refused() {
    for size in [u64::MAX, u64::MAX / 2, 1 << 40] {
        let bytes = head("cifar-10-batches-bin/data_batch_1.bin", size, b'0');
        refused("cifar-10", "shapes", &Files::from([(CIFAR, bytes)]));
        let bytes = head("something", size, b'0');
        refused("cifar-10", "shapes", &Files::from([(CIFAR, bytes)]));
        let bytes = head("././@LongLink", size, b'L');
        refused("cifar-10", "shapes", &Files::from([(CIFAR, bytes)]));
    }
}

#[test]
fn entries_without_number_are_given_up() {
    let entries = vec![("more", b'0', Vec::new()); 101];
    let fault = refused("cifar-10", "shapes", &cifar(&entries));
    assert_eq!(fault.what, "the archive has too many entries");
}

const IMDB: &str = "aclImdb_v1.tar.gz";

fn reviews() -> Vec<(String, u8, Vec<u8>)> {
    let mut entries = vec![("aclImdb/README".to_owned(), b'0', b"read me".to_vec())];
    for (part, count) in [("train", 30), ("test", 10)] {
        for (opinion, rating) in [("neg", 2), ("pos", 9)] {
            for n in 0..count {
                let text = format!("{part} {opinion} {n}, he said: \"so\"<br />\n");
                entries.push((
                    format!("aclImdb/{part}/{opinion}/{n}_{rating}.txt"),
                    b'0',
                    text.into(),
                ));
            }
        }
    }
    // None of these is a review with an opinion.
    for path in [
        "aclImdb/train/unsup/0_0.txt",
        "aclImdb/train/pos/._0_9.txt",
        "aclImdb/train/pos/more/0_9.txt",
        "aclImdb/train/urls_pos.txt",
        "other/train/pos/0_9.txt",
    ] {
        entries.push((path.to_owned(), b'0', b"no review".to_vec()));
    }
    entries
}

fn imdb(entries: &[(String, u8, Vec<u8>)]) -> Files {
    let entries: Vec<(&str, u8, Vec<u8>)> = entries
        .iter()
        .map(|(path, kind, data)| (path.as_str(), *kind, data.clone()))
        .collect();
    Files::from([(IMDB, gzip(&archive(&entries)))])
}

#[test]
fn reviews_keep_their_opinion_and_lose_their_order() {
    let made = made("imdb", "reviews", &imdb(&reviews()), 1);
    let train = rows(file(&made, "train.csv"));
    assert_eq!(train.len(), 60);
    let check = |text: &str, part: &str, label: &str| {
        let opinion = if label == "1" { "pos" } else { "neg" };
        assert!(text.starts_with(&format!("{part} {opinion} ")), "{text}");
        assert!(text.ends_with(", he said: \"so\"<br />\n"), "{text}");
    };
    for row in &train {
        check(&row[1], "train", &row[2]);
    }
    let test = rows(file(&made, "test.csv"));
    for (asked, answer) in test.iter().zip(rows(&made.truth)) {
        assert_eq!(asked[0], answer[0]);
        check(&asked[1], "test", &answer[2]);
    }
    let labels: String = train.iter().map(|row| row[2].as_str()).collect();
    assert!(!labels.contains(&"0".repeat(25)), "mixed: {labels}");
    check_usage(&made, 20);
    check_scores(&made, Metric::Auc, 0.5, str::to_owned);
}

/// Whoever learned from a review of the test would know its answer.
#[test]
fn what_is_asked_is_not_learned_from() {
    let mut entries = reviews();
    let asked = entries
        .iter()
        .find(|e| e.0 == "aclImdb/test/pos/3_9.txt")
        .unwrap()
        .2
        .clone();
    entries
        .iter_mut()
        .find(|e| e.0 == "aclImdb/train/pos/7_9.txt")
        .unwrap()
        .2 = asked;
    let made = made("imdb", "reviews", &imdb(&entries), 1);
    let train = rows(file(&made, "train.csv"));
    assert_eq!(train.len(), 59);
    assert!(train.iter().all(|row| row[1].starts_with("train")));
    // Ids go on where those of the training rows end.
    assert_eq!(rows(&made.truth)[0][0], "60");
}

#[test]
fn reviews_that_are_none_are_refused() {
    let with = |path: &str, data: Vec<u8>| {
        let mut entries = reviews();
        entries.push((path.to_owned(), b'0', data));
        refused("imdb", "reviews", &imdb(&entries)).to_string()
    };
    assert!(
        with("aclImdb/test/neg/99_1.txt", vec![0xff, 0xfe])
            .contains("`aclImdb/test/neg/99_1.txt`: it is no UTF-8")
    );
    assert!(
        with("aclImdb/test/neg/99_1.txt", vec![b'a'; 262_145])
            .contains("it has 262145 bytes; at most 262144")
    );
    assert!(with("aclImdb/train/pos/0_9.txt", b"again".to_vec()).contains("it is there twice"));
    let train: Vec<_> = reviews().into_iter().filter(|e| e.0.contains("train")).collect();
    assert!(
        refused("imdb", "reviews", &imdb(&train))
            .what
            .contains("lacks reviews")
    );
}

const SHAKESPEARE: &str = "tiny-shakespeare.txt";

/// 5,050 characters: 4,040 to learn from, 1,010 for ten questions.
fn play() -> String {
    let line = "Before we proceed any further, hear me speak, said #.\n";
    let lines = (0..).map(|n| line.replace('#', &n.to_string()));
    lines
        .flat_map(|line| line.chars().collect::<Vec<_>>())
        .take(5050)
        .collect()
}

#[test]
fn the_next_character_is_asked() {
    let play = play();
    let files = Files::from([(SHAKESPEARE, play.clone().into_bytes())]);
    let made = made("tiny-shakespeare", "characters", &files, 1);
    assert_eq!(file(&made, "train.txt"), &play.as_bytes()[..4040]);
    check_usage(&made, 10);
    let rest = &play[4040..];
    let header = String::from_utf8(file(&made, "sample_submission.csv").to_vec()).unwrap();
    let header: Vec<&str> = header.lines().next().unwrap().split(',').collect();
    let alphabet: BTreeSet<char> = play.chars().collect();
    assert_eq!(header.len(), 1 + alphabet.len());
    let mut places = Vec::new();
    for (asked, answer) in rows(file(&made, "test.csv")).iter().zip(rows(&made.truth)) {
        let place = rest.find(&asked[1]).unwrap();
        assert_eq!(asked[1].len(), 100);
        let next = rest[place + 100..].chars().next().unwrap();
        let name = match next {
            ' ' => "space".to_owned(),
            '\n' => "newline".to_owned(),
            ',' => "comma".to_owned(),
            '.' => "stop".to_owned(),
            letter => letter.to_string(),
        };
        assert_eq!(answer[2], name);
        assert!(header.contains(&name.as_str()));
        places.push(place);
    }
    // Each within its own 101 characters, so that no context shows another's answer.
    let mut pieces: Vec<usize> = places.iter().map(|place| place / 101).collect();
    assert!(!pieces.is_sorted(), "in another order than the text");
    pieces.sort_unstable();
    assert_eq!(pieces, (0..10).collect::<Vec<_>>());
    let truth = table(
        "next",
        rows(&made.truth)
            .into_iter()
            .map(|row| (row[0].clone(), row[2].clone())),
    );
    let value = score(
        Metric::BitsPerCharacter,
        &Parameters::default(),
        &mut &truth[..],
        &mut file(&made, "sample_submission.csv"),
        &Limits::default(),
    )
    .unwrap()
    .value;
    // A guess without knowledge: log2 of the size of the alphabet, to the digits of the file.
    assert!((value - (alphabet.len() as f64).log2()).abs() < 1e-3, "{value}");
}

#[test]
fn texts_that_are_none_are_refused() {
    let of = |bytes: Vec<u8>| {
        refused(
            "tiny-shakespeare",
            "characters",
            &Files::from([(SHAKESPEARE, bytes)]),
        )
        .to_string()
    };
    assert!(of(b"short".to_vec()).contains("it has 5 characters; at least 505 was expected"));
    assert!(of(vec![0xff; 1000]).contains("it is no UTF-8"));
    assert!(of(vec![b'a'; (4 << 20) + 1]).contains("it is too long; at most 4 MiB"));
    let letters: String = (0..1001).filter_map(|n| char::from_u32(0x4e00 + n)).collect();
    assert!(of(letters.into_bytes()).contains("1001 different characters"));
}

#[test]
fn wishes_that_cannot_be_are_answered() {
    let none = Files::new();
    let of = |set: &str, lab: &str| match convert(set, lab, &mut open(&none), 1) {
        Err(Error::Wish { what, next }) => format!("{what}; {next}"),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        of("fashon-mnist", "garments"),
        "there is no real set `fashon-mnist`; did you mean `fashion-mnist`? there are fashion-mnist, cifar-10, imdb, tiny-shakespeare"
    );
    assert_eq!(
        of("imdb", "shapes"),
        "the set `imdb` does not serve the lab `shapes`; it serves reviews"
    );
}

/// What is said before a download hangs together with what is downloaded.
#[test]
fn the_catalogue_is_sound() {
    let plain = |name: &str| {
        name.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
            && !name.starts_with('.')
    };
    let hex = |hash: &str| hash.len() == 64 && hash.bytes().all(|b| b"0123456789abcdef".contains(&b));
    let mut names = BTreeSet::new();
    for set in sets() {
        assert_eq!(
            set.about.bytes,
            set.files.iter().map(|file| file.seal.bytes).sum::<u64>()
        );
        assert_eq!(about(set.name), Some(&set.about));
        assert!(!set.labs.is_empty() && !set.files.is_empty());
        for file in set.files {
            assert!(names.insert(file.name) && plain(file.name), "{}", file.name);
            assert!(hex(file.seal.sha256) && file.seal.unpacked.is_none_or(|(_, hash)| hex(hash)));
            assert!(!file.addresses.is_empty());
            assert!(
                file.addresses
                    .iter()
                    .all(|at| at.starts_with("http://") || at.starts_with("https://"))
            );
        }
    }
}

/// SHA-256 of `abc` as in FIPS 180-4; of the rest as `sha256sum` says.
#[test]
fn a_seal_takes_the_file_or_what_is_packed_in_it() {
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let holds = |seal: Seal<'_>, bytes: &[u8]| {
        let bytes = bytes.to_vec();
        let mut open = || Ok(Box::new(Cursor::new(bytes.clone())) as Box<dyn Read>);
        seal.holds(&mut open).unwrap()
    };
    let plain = Seal {
        bytes: 3,
        sha256: ABC,
        unpacked: None,
    };
    assert_eq!(holds(plain, b"abc"), Ok(()));
    assert_eq!(holds(plain, b"abd").unwrap_err().bytes, 3);
    // No more is read than tells that it is too long.
    assert_eq!(holds(plain, &[b'a'; 100]).unwrap_err().bytes, 4);
    let packed = Seal {
        bytes: 40,
        sha256: "0000000000000000000000000000000000000000000000000000000000000000",
        unpacked: Some((3, ABC)),
    };
    assert_eq!(holds(packed, b"abc"), Ok(()), "unpacked already");
    assert_eq!(holds(packed, &gzip(b"abc")), Ok(()), "packed in another way");
    let mut named = flate2::GzBuilder::new()
        .filename("a name")
        .write(Vec::new(), Compression::best());
    named.write_all(b"abc").unwrap();
    assert_eq!(
        holds(packed, &named.finish().unwrap()),
        Ok(()),
        "packed in a third way"
    );
    assert!(holds(packed, &gzip(b"abcd")).is_err());
    assert!(holds(packed, &gzip(&vec![b'a'; 1 << 20])).is_err());
    assert!(holds(packed, &gzip(b"abc")[..20]).is_err(), "cut short");
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
