//! Fashion-MNIST: four idx files.

use super::Open;
use super::fault::Error;
use super::idx;
use super::input::Input;
use super::pictures::{Parted, Pictures};
/// The classes in the order of their numbers, as the drawn garments have them.
pub(super) use crate::made::garments::NAMES;

/// Height and width of a picture.
pub(super) const SIDE: usize = 28;

/// All of it: a network on a CPU goes over its 60,000 training rows in some 15 seconds.
pub(super) fn read(open: Open<'_>) -> Result<Parted, Error> {
    Ok(Parted {
        train: part("train", 60_000, open)?,
        test: part("t10k", 10_000, open)?,
        shape: &[SIDE, SIDE],
        names: &NAMES,
    })
}

fn part(name: &str, most: u32, open: Open<'_>) -> Result<Pictures, Error> {
    let mut input = Input::open(&format!("{name}-images-idx3-ubyte.gz"), open)?;
    let (count, bytes) = idx::images(&mut input, SIDE as u32, most)?;
    let mut input = Input::open(&format!("{name}-labels-idx1-ubyte.gz"), open)?;
    let labels = idx::labels(&mut input, NAMES.len() as u8, most)?;
    if labels.len() != count {
        let what = format!("it has {} labels", labels.len());
        return Err(input.fault(what, format!("one for each of the {count} pictures")));
    }
    Ok(Pictures { bytes, labels })
}
