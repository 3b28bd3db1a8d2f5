//! CIFAR-10, and what an archive may be besides.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use pivot_labs::npy::Array;

use super::{Files, archive, check_usage, file, gzip, head, made, refused, rows};

const CIFAR: &str = "cifar-10-binary.tar.gz";

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

pub(super) fn batches() -> Vec<(&'static str, u8, Vec<u8>)> {
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

pub(super) fn cifar(entries: &[(&str, u8, Vec<u8>)]) -> Files {
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

/// An entry that is none of the batches, larger than all of the archive should be.
#[test]
fn what_unpacks_without_end_is_given_up() {
    let zeros = vec![0; 1 << 20];
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
