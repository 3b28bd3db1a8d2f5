//! CIFAR-10: an archive of five batches to learn from and one to be asked, each row a label and three planes of colour.

use super::Open;
use super::archive::{Entry, Limits, walk};
use super::fault::Error;
use super::input::{Input, fault};
use super::pictures::{Parted, Pictures};

const SIDE: usize = 32;
const PLANE: usize = SIDE * SIDE;
const RECORD: usize = 1 + 3 * PLANE;
/// Rows of a batch.
const MOST: usize = 10_000;

/// The classes in the order of their numbers.
const NAMES: [&str; 10] = [
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

/// Where each batch is in the archive: five to learn from, then the one for the test.
const BATCHES: [&str; 6] = [
    "cifar-10-batches-bin/data_batch_1.bin",
    "cifar-10-batches-bin/data_batch_2.bin",
    "cifar-10-batches-bin/data_batch_3.bin",
    "cifar-10-batches-bin/data_batch_4.bin",
    "cifar-10-batches-bin/data_batch_5.bin",
    "cifar-10-batches-bin/test_batch.bin",
];

/// Six batches are 184 MB, and hardly anything is beside them.
const LIMITS: Limits = Limits {
    bytes: 256 << 20,
    entries: 100,
};

/// All of it: 50,000 training rows are 154 MB and some half a minute an epoch for a small network on a CPU.
pub(super) fn read(open: Open<'_>) -> Result<Parted, Error> {
    const FILE: &str = "cifar-10-binary.tar.gz";
    let mut batches: [Option<Pictures>; 6] = Default::default();
    walk(Input::open(FILE, open)?, LIMITS, &mut |entry| {
        let Some(place) = BATCHES.iter().position(|path| *path == entry.path) else {
            return Ok(());
        };
        if batches[place].is_some() {
            return Err(entry.fault("it is there twice", "each batch once"));
        }
        batches[place] = Some(batch(entry)?);
        Ok(())
    })?;
    let mut whole = Vec::new();
    for (batch, path) in batches.into_iter().zip(BATCHES) {
        whole.push(batch.ok_or_else(|| fault(FILE, format!("the archive lacks {path}"), "all six batches"))?);
    }
    let test = whole
        .pop()
        .unwrap_or_else(|| unreachable!("six batches were read"));
    let mut train = Pictures {
        bytes: Vec::with_capacity(whole.iter().map(|batch| batch.bytes.len()).sum()),
        labels: Vec::new(),
    };
    for batch in whole {
        train.bytes.extend(batch.bytes);
        train.labels.extend(batch.labels);
    }
    Ok(Parted {
        train,
        test,
        shape: &[SIDE, SIDE, 3],
        names: &NAMES,
    })
}

/// Planes of red, green and blue become pixels of three bytes.
fn batch(entry: &mut Entry<'_>) -> Result<Pictures, Error> {
    let bytes = entry.bytes((MOST * RECORD) as u64)?;
    if bytes.is_empty() || !bytes.len().is_multiple_of(RECORD) {
        let what = format!("it has {} bytes", bytes.len());
        return Err(entry.fault(what, format!("a multiple of {RECORD}, the length of a row,")));
    }
    let mut pictures = Pictures {
        bytes: Vec::with_capacity(bytes.len()),
        labels: Vec::with_capacity(bytes.len() / RECORD),
    };
    for (row, record) in bytes.chunks_exact(RECORD).enumerate() {
        let (label, planes) = (record[0], &record[1..]);
        if usize::from(label) >= NAMES.len() {
            let what = format!("label {} is {label}", row + 1);
            return Err(entry.fault(what, "a label from 0 to 9"));
        }
        pictures.labels.push(label);
        for pixel in 0..PLANE {
            pictures
                .bytes
                .extend([planes[pixel], planes[PLANE + pixel], planes[2 * PLANE + pixel]]);
        }
    }
    Ok(pictures)
}
