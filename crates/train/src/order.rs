//! The document that says what to train.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use crate::fault::Fault;

/// The form of the document.
pub const FORMAT: &str = "pivot.train/1";
/// A document has at most so many bytes.
pub const LONGEST: usize = 1 << 20;

/// What to train, from where, to where.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// The lab's id.
    pub lab: String,
    /// The folder of the lab's data.
    pub data: PathBuf,
    /// The folder that is written to.
    pub out: PathBuf,
    /// What all randomness depends on.
    pub seed: u64,
    /// Epochs, where other than the network's own.
    pub epochs: Option<usize>,
    /// Whether to go on where a training was broken off.
    pub resume: bool,
    /// Settings other than the network's own, by name.
    pub settings: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    lab: String,
    data: PathBuf,
    out: PathBuf,
    #[serde(default = "one")]
    seed: u64,
    #[serde(default)]
    epochs: Option<usize>,
    #[serde(default = "yes")]
    resume: bool,
    #[serde(default)]
    settings: BTreeMap<String, f64>,
}

fn one() -> u64 {
    1
}

fn yes() -> bool {
    true
}

/// Reads the document: `{"format": "pivot.train/1", "lab": "shapes", "data": "DIR", "out": "DIR", "seed": 1, "epochs": null,
/// "resume": true, "settings": {}}`. All but the first four may be left out.
///
/// # Errors
/// It is no such document.
pub fn read(text: &[u8]) -> Result<Order, Fault> {
    if text.len() > LONGEST {
        return Err(Fault::wrong(format!(
            "the document is longer than {LONGEST} bytes"
        )));
    }
    let document: Document = serde_json::from_slice(text).map_err(|why| {
        Fault::wrong(format!(
            "the document on standard input cannot be read: {why}; expected \
             {{\"format\": \"{FORMAT}\", \"lab\": …, \"data\": DIR, \"out\": DIR}}"
        ))
    })?;
    if document.format != FORMAT {
        return Err(Fault::wrong(format!(
            "the document's format is `{}`, and this program reads `{FORMAT}`; build `pivot` and `pivot-train` from one version",
            document.format
        )));
    }
    if document
        .epochs
        .is_some_and(|epochs| !(1..=10_000).contains(&epochs))
    {
        return Err(Fault::wrong(
            "`epochs` must be a whole number from 1 to 10000, or null",
        ));
    }
    Ok(Order {
        lab: document.lab,
        data: document.data,
        out: document.out,
        seed: document.seed,
        epochs: document.epochs,
        resume: document.resume,
        settings: document.settings,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_left_out_has_a_value() {
        let text = br#"{"format": "pivot.train/1", "lab": "shapes", "data": "a", "out": "b"}"#;
        let order = read(text).unwrap();
        assert_eq!((order.seed, order.epochs, order.resume), (1, None, true));
    }

    #[test]
    fn faults_say_what_was_expected() {
        for (text, says) in [
            (&b"{"[..], "cannot be read"),
            (b"[]", "expected"),
            (
                br#"{"format": "pivot.train/2", "lab": "a", "data": "a", "out": "b"}"#,
                "pivot.train/1",
            ),
            (
                br#"{"format": "pivot.train/1", "lab": "a", "data": "a", "out": "b", "epochs": 0}"#,
                "from 1",
            ),
            (
                br#"{"format": "pivot.train/1", "lab": "a", "data": "a", "out": "b", "seeds": 0}"#,
                "unknown field",
            ),
            (
                br#"{"format": "pivot.train/1", "lab": "a", "data": "a", "out": "b", "seed": -1}"#,
                "integer",
            ),
            (b"\xff\xfe", "cannot be read"),
        ] {
            let fault = read(text).unwrap_err();
            assert_eq!(fault.status(), 2);
            assert!(fault.to_string().contains(says), "{fault}");
        }
        assert!(read(&vec![b' '; LONGEST + 1]).is_err());
    }
}
