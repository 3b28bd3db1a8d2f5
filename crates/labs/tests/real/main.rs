//! Real sets: small archives in their form, built here, become what a lab has; what is not in their form is refused in words.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod archives;
mod garments;
mod texts;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use pivot_labs::made::Made;
use pivot_labs::metrics::Metric;
use pivot_labs::real::{Error, Fault, Seal, about, convert, sets};
use pivot_labs::score::{Limits, Parameters, score};
use sha2::{Digest, Sha256};

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

/// What was made once is made again, in every version and on every machine: attempts are scored against it. The sums are
/// those of the first time.
#[test]
fn bytes_stay_as_they_were() {
    let cases = [
        (
            "fashion-mnist",
            "garments",
            garments::fashion(),
            "864c3e49612c0167937b595ea3ecaaad29fa887a4cd89af50ea397a2fccdeb43",
        ),
        (
            "fashion-mnist",
            "boxes",
            garments::fashion(),
            "07a8dd4b0f89e81e041bf743bd90ee574c53a022c6f76db8bf42f93128edbcb0",
        ),
        (
            "cifar-10",
            "shapes",
            archives::cifar(&archives::batches()),
            "096b65c4d10efaf906cdddf20a710c1955f33f81e27bcbbbe02a360e86104a82",
        ),
        (
            "imdb",
            "reviews",
            texts::imdb(&texts::reviews()),
            "27935e024d17fedd2de88a59d970e0a6f9ca9e7ab119d0e25f2864f9509000f7",
        ),
        (
            "tiny-shakespeare",
            "characters",
            texts::shakespeare(),
            "bfe8a8325423d1e9e2f7681857d329d1aaeac4c912f42ac7129c9e5d7fb02c46",
        ),
    ];
    for (set, lab, files, sum) in cases {
        let made = made(set, lab, &files, 1);
        let mut hasher = Sha256::new();
        for file in &made.files {
            hasher.update(&file.path);
            hasher.update(&file.bytes);
        }
        hasher.update(&made.truth);
        let hex: String = hasher
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(hex, sum, "{set} {lab}");
    }
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
