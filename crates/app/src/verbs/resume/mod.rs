//! `pivot resume`: the person's résumé (`resume.json`) is begun, added to from the journal, built, cut for a posting, and checked.

mod begin;
mod build;
mod check;
mod suggest;

use pivot_domain::fault::Fault;
use pivot_domain::resume::{Document, LARGEST};
use pivot_publish::record::Record;
use pivot_publish::resume::layout::{self, Options};
use pivot_publish::resume::sheet::{Paper, Sheet};
use pivot_store::Folder;

use crate::error::{Error, FaultyFile};
use crate::situation::Situation;

pub use begin::begin;
pub use build::{Built, Wish as BuildWish, build};
pub use check::{Checked, check};
pub use suggest::{Suggested, accept, refuse, suggestions};

/// The file.
pub const FILE: &str = "resume.json";

/// The person's résumé, as it stands in the pivot; `None` where there is none.
///
/// # Errors
/// It cannot be read as a résumé: every fault of it.
pub fn perhaps(folder: &Folder) -> Result<Option<Document>, Error> {
    let Some(bytes) = folder.read_inside(FILE, LARGEST as u64)? else {
        return Ok(None);
    };
    let faulty = |faults: Vec<Fault>| {
        Error::Files(vec![FaultyFile {
            path: folder.root().join(FILE),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            faults,
        }])
    };
    let document = Document::read(&bytes).map_err(|fault| faulty(vec![fault]))?;
    let checked = document.check();
    // A list where a text belongs would be left out without a word.
    if checked.kinds.is_empty() {
        Ok(Some(document))
    } else {
        Err(faulty(checked.faults()))
    }
}

/// The same, where there must be one.
///
/// # Errors
/// There is none, or it has faults.
pub fn document(folder: &Folder) -> Result<Document, Error> {
    perhaps(folder)?.ok_or_else(|| {
        Error::wrong(format!("there is no {FILE} in {}", folder.root().display()))
            .next("pivot resume new begins one; a file from jsonresume.org will do as it is")
    })
}

/// A document laid out as of today. Evidence is linked where the person's site stands.
pub(crate) fn sheet(document: &Document, situation: &Situation, record: &Record, as_written: bool) -> Sheet {
    let site = situation.settings.site.as_ref();
    let evidence = site.map(|site| format!("{}evidence/", site.address));
    let options = Options {
        language: site.map_or("en", |site| site.language.as_str()),
        date: situation.settings.zones.civil(situation.now).date(),
        paper: paper(document),
        evidence: evidence.as_deref(),
        record,
        as_written,
    };
    layout::sheet(document, &options)
}

/// Letter paper where people use it: in the United States, Canada and Mexico.
fn paper(document: &Document) -> Paper {
    let country = document.resume().basics.location.country_code.to_uppercase();
    match country.as_str() {
        "US" | "CA" | "MX" => Paper::UsLetter,
        _ => Paper::A4,
    }
}
