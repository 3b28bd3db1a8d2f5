//! The form of MNIST and its kin: a magic number, lengths as 32 bits (the greatest first), bytes.

use super::fault::Error;
use super::input::Input;

/// Pictures of `side` by `side` grey bytes, at most so many.
pub(super) fn images(input: &mut Input, side: u32, most: u32) -> Result<(usize, Vec<u8>), Error> {
    const KIND: &str = "an idx file of pictures";
    let head = numbers(input, 4, KIND)?;
    check_magic(input, head[0], 0x0803, KIND)?;
    let count = check_count(input, head[1], most)?;
    if (head[2], head[3]) != (side, side) {
        let what = format!("its pictures are {} by {}", head[2], head[3]);
        return Err(input.fault(what, format!("{side} by {side}")));
    }
    let bytes = input.exactly(u64::from(count) * u64::from(side * side), "pictures")?;
    input.ends("the pictures that its head states")?;
    Ok((count as usize, bytes))
}

/// Labels below `classes`, at most so many.
pub(super) fn labels(input: &mut Input, classes: u8, most: u32) -> Result<Vec<u8>, Error> {
    const KIND: &str = "an idx file of labels";
    let head = numbers(input, 2, KIND)?;
    check_magic(input, head[0], 0x0801, KIND)?;
    let count = check_count(input, head[1], most)?;
    let labels = input.exactly(u64::from(count), "labels")?;
    input.ends("the labels that its head states")?;
    match labels.iter().position(|label| *label >= classes) {
        None => Ok(labels),
        Some(row) => Err(input.fault(
            format!("label {} is {}", row + 1, labels[row]),
            format!("a label from 0 to {}", classes - 1),
        )),
    }
}

fn numbers(input: &mut Input, count: u64, kind: &str) -> Result<Vec<u32>, Error> {
    let head = input.exactly(count * 4, &format!("the head of {kind}"))?;
    let number = |four: &[u8]| four.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte));
    Ok(head.chunks_exact(4).map(number).collect())
}

fn check_magic(input: &Input, found: u32, magic: u32, kind: &str) -> Result<(), Error> {
    match found == magic {
        true => Ok(()),
        false => Err(input.fault(
            format!("it begins with 0x{found:08x}"),
            format!("0x{magic:08x}, as {kind} begins,"),
        )),
    }
}

fn check_count(input: &Input, count: u32, most: u32) -> Result<u32, Error> {
    match (1..=most).contains(&count) {
        true => Ok(count),
        false => Err(input.fault(
            format!("its head states {count} rows"),
            format!("a number from 1 to {most}"),
        )),
    }
}
