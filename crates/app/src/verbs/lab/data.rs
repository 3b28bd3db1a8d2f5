//! The data in a lab's folder, as far as judging needs them.

use pivot_labs::lab::answers::Answers;
use pivot_labs::lab::form::of_set;
use pivot_labs::lab::held::reveal;
use pivot_labs::lab::kept::{self, Kept};
use pivot_labs::lab::prove::{SAMPLE, TRAINING, said};
use pivot_labs::lab::{Form, Lab, Set};
use pivot_store::{Folder, LabFolder, sha256};

use super::{DATA_BYTES_MAX, TEXT_BYTES_MAX};
use crate::error::Error;

/// A set that lies in a lab's folder.
pub(super) struct Data {
    pub(super) folder: LabFolder,
    pub(super) kept: Kept,
    pub(super) set: Set,
    pub(super) answers: Answers,
    pub(super) form: Form,
    pub(super) sample: Vec<u8>,
}

/// What `set.toml` says; `None` where there is none.
pub(super) fn kept(folder: &LabFolder) -> Result<Option<Kept>, Error> {
    let Some(bytes) = folder.read(kept::FILE, TEXT_BYTES_MAX)? else {
        return Ok(None);
    };
    let (kept, _) = kept::parse(&String::from_utf8_lossy(&bytes));
    match kept {
        Some(kept) => Ok(Some(kept)),
        None => Err(Error::wrong(format!(
            "{} was changed and cannot be read",
            folder.path().join(kept::FILE).display()
        ))
        .next("take the file away and run pivot lab get again; attempts and journal stay")),
    }
}

/// The data of a lab, or what to do to have them.
pub(super) fn data(folder: &Folder, lab: &Lab) -> Result<Data, Error> {
    let at = folder.lab(&lab.id)?;
    let Some(kept) = kept(&at)? else {
        return Err(Error::wrong(format!("the data of `{}` are not here yet", lab.id))
            .next(format!("pivot lab get {} makes them, without a network", lab.id)));
    };
    let again = format!("pivot lab get {} brings back what is missing", lab.id);
    let Some(set) = lab.set(Some(&kept.set)) else {
        return Err(
            Error::wrong(format!("`{}` has no set `{}` any more", lab.id, kept.set))
                .next(format!("pivot lab get {} --again", lab.id)),
        );
    };
    let need = |name: &str| -> Result<Vec<u8>, Error> {
        let bytes = at.read(name, DATA_BYTES_MAX)?;
        bytes.ok_or_else(|| Error::wrong(format!("labs/{}/{name} is missing", lab.id)).next(again.clone()))
    };
    let held = need(kept::ANSWERS)?;
    let truth = reveal(&held).map_err(|why| {
        Error::wrong(format!("labs/{}/{} {why}", lab.id, kept::ANSWERS))
            .next(format!("take it away, then {again}"))
    })?;
    if sha256(&[&truth]) != kept.data {
        return Err(
            Error::wrong(format!("labs/{}/{} is not what get wrote", lab.id, kept::ANSWERS))
                .next(format!("take it away, then {again}")),
        );
    }
    let wrong = |error| {
        Error::wrong(format!(
            "the answers of `{}` cannot be used: {}",
            lab.id,
            said(&error)
        ))
        .next(format!("pivot lab check {} looks at the lab", lab.id))
    };
    let answers = Answers::read(&truth).map_err(wrong)?;
    let sample = need(SAMPLE)?;
    let training = at.read(TRAINING, DATA_BYTES_MAX)?;
    let form = of_set(lab, &sample, training.as_deref(), &answers).map_err(|error| {
        Error::wrong(format!(
            "labs/{}/{SAMPLE} cannot be used: {}",
            lab.id,
            said(&error)
        ))
        .next(format!("take it away, then {again}"))
    })?;
    Ok(Data {
        set: set.clone(),
        folder: at,
        kept,
        answers,
        form,
        sample,
    })
}
