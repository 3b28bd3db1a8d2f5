//! A résumé becomes a PDF: one column, one order, tagged, its fonts inside, the same bytes each time.

mod sheet;

use pivot_publish::resume::sheet::Sheet;
use typst::foundations::Smart;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::fault::Fault;
use crate::world;

/// How a page looks. Texts of the sheet are values in it, never part of it.
const TEMPLATE: &str = include_str!("resume.typ");

/// A finished PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

/// Sets a résumé as PDF/UA-1 and PDF/A-2a in one.
///
/// # Errors
/// A letter is in none of the fonts, a link leads nowhere, or what must be there is empty.
pub fn pdf(sheet: &Sheet) -> Result<Pdf, Fault> {
    let document = world::set(TEMPLATE, sheet::values(sheet)?)?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
        .map_err(|why| Fault::outside(why.message().to_string()))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Pivot".into())),
        standards,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|faults| world::said(&faults))?;
    Ok(Pdf {
        bytes,
        pages: document.pages().len(),
    })
}
