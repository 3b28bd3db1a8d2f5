//! `pivot resume check`: the finished PDF, read back.

use std::path::{Path, PathBuf};

use pivot_publish::record::Record;
use pivot_publish::resume::check::{Given, Report, check as judge};
use pivot_publish::resume::posting::Posting;
use pivot_store::Folder;

use super::{perhaps, sheet};
use crate::connect::typeset;
use crate::error::Error;
use crate::situation::Situation;

/// What was looked at, and what was found.
#[derive(Debug)]
pub struct Checked {
    /// The PDF.
    pub file: PathBuf,
    /// What was found.
    pub report: Report,
    /// Whether the PDF was held against the whole of `resume.json`: one that was cut for a posting has less, and is none the worse.
    pub whole: bool,
}

/// Reads a PDF back and holds it against the résumé, the figures of today and a posting. `pdf` is the person's file, or that of the last
/// `resume build`.
///
/// # Errors
/// There is no PDF, no program that reads it, or the résumé has faults.
pub fn check(
    folder: &Folder,
    situation: &Situation,
    record: &Record,
    pdf: Option<&Path>,
    posting: Option<&Posting>,
) -> Result<Checked, Error> {
    let usual = folder.root().join("resume").join("resume.pdf");
    let file = pdf.map_or_else(|| usual.clone(), Path::to_owned);
    if !file.is_file() {
        return Err(Error::wrong(format!("there is no PDF {}", file.display()))
            .next("pivot resume build makes one; pivot resume check FILE.pdf looks at another"));
    }
    let outside = |trouble: &typeset::Trouble| {
        let error = match trouble {
            typeset::Trouble::Refused(why) => Error::wrong(why.clone()),
            other => Error::Outside {
                what: other.to_string(),
                next: None,
            },
        };
        match trouble.next() {
            Some(next) => error.next(next),
            None => error,
        }
    };
    let program = typeset::find().map_err(|trouble| outside(&trouble))?;
    let reading = typeset::reading(&program, &file).map_err(|trouble| outside(&trouble))?;
    let document = perhaps(folder)?;
    // Only the file of the last whole build is known to be made of the whole document.
    let whole = file == usual && document.is_some();
    let drawn = document
        .as_ref()
        .filter(|_| whole)
        .map(|document| sheet(document, situation, record, false));
    let given = Given {
        sheet: drawn.as_ref(),
        document: document.as_ref(),
        record: Some(record),
        posting,
    };
    Ok(Checked {
        file,
        report: judge(&reading, &given),
        whole,
    })
}
