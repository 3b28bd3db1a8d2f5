//! `pivot resume build`: HTML, plain text and PDF, whole or cut for a posting.

use std::path::{Path, PathBuf};

use pivot_domain::resume::Document;
use pivot_publish::record::Record;
use pivot_publish::resume::posting::Posting;
use pivot_publish::resume::sheet::Sheet;
use pivot_publish::resume::tailor::{Account, Limits, tailor};
use pivot_publish::resume::{html, layout, text};
use pivot_store::{Folder, sha256};

use super::{document, sheet};
use crate::connect::typeset::{self, Trouble};
use crate::error::Error;
use crate::showing::slug;
use crate::situation::Situation;
use crate::verbs::export::{not_own, write_out};

/// What is asked for.
pub struct Wish<'a> {
    /// For this posting.
    pub posting: Option<&'a Posting>,
    /// How long it may be, where it is cut.
    pub limits: Limits,
    /// Where the PDF goes; `None` with `html` and `text` alike: all three into `resume/`.
    pub pdf: Option<&'a Path>,
    /// Where the HTML goes.
    pub html: Option<&'a Path>,
    /// Where the plain text goes.
    pub text: Option<&'a Path>,
    /// The program that sets PDF, or why there is none.
    pub companion: &'a Result<PathBuf, Trouble>,
}

/// What was built.
#[derive(Debug)]
pub struct Built {
    /// The résumé as it was drawn.
    pub sheet: Sheet,
    /// The choices, where it was cut for a posting.
    pub account: Option<Account>,
    /// The files, in the order in which they were written.
    pub files: Vec<PathBuf>,
    /// SHA-256 of the variant as JSON: what an application can name.
    pub sha256: String,
    /// Pages of the PDF.
    pub pages: Option<usize>,
    /// Why there is no PDF, where one was asked for.
    pub without: Option<Trouble>,
}

/// Tries for a variant that fits are given up after so many.
const TRIES: usize = 4;

/// Builds a résumé.
///
/// # Errors
/// There is none, it has faults, or a file cannot be written. Where the companion is missing, the rest is built.
pub fn build(
    folder: &Folder,
    situation: &Situation,
    record: &Record,
    wish: &Wish<'_>,
) -> Result<Built, Error> {
    let whole = document(folder)?;
    let all = wish.pdf.is_none() && wish.html.is_none() && wish.text.is_none();
    let stem = wish
        .posting
        .map_or_else(|| "resume".to_owned(), |p| slug(&p.title));
    let usual = |ending: &str| folder.root().join("resume").join(format!("{stem}.{ending}"));
    let place = |asked: Option<&Path>, ending: &str| match asked {
        Some(path) => Some(path.to_owned()),
        None if all => Some(usual(ending)),
        None => None,
    };
    let (pdf, html_to, text_to) = (
        place(wish.pdf, "pdf"),
        place(wish.html, "html"),
        place(wish.text, "txt"),
    );
    for path in [&pdf, &html_to, &text_to].into_iter().flatten() {
        not_own(folder, path)?;
    }
    if all {
        let usual = folder.root().join("resume");
        std::fs::create_dir_all(&usual).map_err(|e| outside(&usual, &e))?;
    }
    let work = tempfile()?;
    // A scale that a real page count corrects: the estimate goes by lines.
    let mut scale = 1.0;
    let mut tries = 0;
    let (variant, account, drawn, made) = loop {
        tries += 1;
        let (variant, account) = match wish.posting {
            None => (whole.clone(), None),
            Some(posting) => {
                let lay =
                    |document: &Document| layout::pages(&sheet(document, situation, record, true)) * scale;
                let (variant, account) = tailor(&whole, posting, wish.limits, &lay);
                (variant, Some(account))
            }
        };
        let drawn = sheet(&variant, situation, record, account.is_some());
        let made = match (&pdf, wish.companion) {
            (None, _) => None,
            (Some(_), Err(trouble)) => Some(Err(trouble.clone())),
            (Some(_), Ok(program)) => Some(typeset::resume(program, &drawn, work.path(), "resume.pdf")),
        };
        let too_long = match (&account, &made) {
            (Some(account), Some(Ok(made))) => {
                account.fits && made.pages > usize::try_from(wish.limits.pages).unwrap_or(usize::MAX)
            }
            _ => false,
        };
        if !too_long || tries == TRIES {
            break (variant, account, drawn, made);
        }
        scale *= 1.08;
    };
    let mut files = Vec::new();
    let mut put = |path: &Path, bytes: &[u8]| -> Result<(), Error> {
        write_out(folder, path, bytes)?;
        files.push(path.to_owned());
        Ok(())
    };
    let (mut pages, mut without) = (None, None);
    match (&pdf, made) {
        (Some(path), Some(Ok(made))) => {
            let bytes = std::fs::read(work.path().join("resume.pdf")).map_err(|e| outside(path, &e))?;
            put(path, &bytes)?;
            pages = Some(made.pages);
        }
        // A letter that no font has is a fault of the document, and nothing to build around.
        (_, Some(Err(Trouble::Refused(why)))) => return Err(Error::wrong(why)),
        (_, Some(Err(trouble))) => without = Some(trouble),
        _ => {}
    }
    if let Some(path) = &html_to {
        put(path, html(&drawn).as_bytes())?;
    }
    if let Some(path) = &text_to {
        put(path, text(&drawn).as_bytes())?;
    }
    if account.is_some() && all {
        put(&usual("json"), variant.text().as_bytes())?;
    }
    Ok(Built {
        sheet: drawn,
        account,
        files,
        sha256: sha256(&[variant.text().as_bytes()]),
        pages,
        without,
    })
}

/// A folder that goes when it is done with.
fn tempfile() -> Result<tempfile::TempDir, Error> {
    tempfile::tempdir().map_err(|e| Error::Outside {
        what: format!("there is no place for a file in between: {e}"),
        next: None,
    })
}

fn outside(path: &Path, error: &std::io::Error) -> Error {
    Error::Outside {
        what: format!("{} cannot be written: {error}", path.display()),
        next: None,
    }
}
