//! The document on standard input that says what to do.

use std::path::PathBuf;

use pivot_publish::resume::sheet::Sheet;
use serde::Deserialize;

use crate::cards::Card;
use crate::fault::Fault;

/// The form of the document.
pub const FORMAT: &str = "pivot.typeset/1";
/// A document has at most so many bytes.
pub const LONGEST: usize = 64 << 20;

/// What to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// A résumé becomes a PDF.
    Resume {
        /// The résumé.
        sheet: Box<Sheet>,
        /// The folder that is written to.
        out: PathBuf,
        /// The file's name in it.
        file: String,
    },
    /// Titles become pictures.
    Cards {
        /// The cards.
        cards: Vec<Card>,
        /// The folder that is written to.
        out: PathBuf,
    },
    /// A PDF is read back.
    Read(PathBuf),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    resume: Option<Box<Sheet>>,
    cards: Option<Vec<Card>>,
    read: Option<PathBuf>,
    out: Option<PathBuf>,
    file: Option<String>,
}

/// Reads the document, one of
///
/// - `{"format": "pivot.typeset/1", "resume": SHEET, "out": "DIR", "file": "resume.pdf"}`
/// - `{"format": "pivot.typeset/1", "cards": [CARD, …], "out": "DIR"}`
/// - `{"format": "pivot.typeset/1", "read": "FILE"}`
///
/// # Errors
/// It is no such document.
pub fn read(text: &[u8]) -> Result<Order, Fault> {
    if text.len() > LONGEST {
        return Err(Fault::wrong(format!(
            "the document is longer than {} MiB",
            LONGEST >> 20
        )));
    }
    let document: Document = serde_json::from_slice(text).map_err(|why| {
        Fault::wrong(format!(
            "the document on standard input cannot be read: {why}; expected {{\"format\": \"{FORMAT}\", …}}"
        ))
    })?;
    if document.format != FORMAT {
        return Err(Fault::wrong(format!(
            "the document's format is `{}`, and this program reads `{FORMAT}`; build `pivot` and `pivot-typeset` from one version",
            document.format
        )));
    }
    match document {
        Document {
            resume: Some(sheet),
            cards: None,
            read: None,
            out: Some(out),
            file: Some(file),
            ..
        } => {
            plain_name(&file, ".pdf")?;
            Ok(Order::Resume { sheet, out, file })
        }
        Document {
            resume: None,
            cards: Some(cards),
            read: None,
            out: Some(out),
            file: None,
            ..
        } => {
            for card in &cards {
                plain_name(&card.file, ".png")?;
            }
            Ok(Order::Cards { cards, out })
        }
        Document {
            resume: None,
            cards: None,
            read: Some(path),
            out: None,
            file: None,
            ..
        } => Ok(Order::Read(path)),
        _ => Err(Fault::wrong(
            "the document must have `resume`, `out` and `file`, or `cards` and `out`, or `read`, and nothing else",
        )),
    }
}

/// A name that stays in the folder and has the ending of what it holds.
fn plain_name(name: &str, ending: &str) -> Result<(), Fault> {
    let stem = name.strip_suffix(ending).unwrap_or_default();
    let plain = |c: char| !c.is_control() && !"/\\:".contains(c);
    if stem.is_empty() || stem.starts_with('.') || name.len() > 200 || !name.chars().all(plain) {
        return Err(Fault::wrong(format!(
            "`file` is {name:?}; expected a name without a folder that ends with `{ending}`"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_the_three_is_read() {
        let sheet = r#"{"language": "en", "title": "Ada", "date": "2026-11-29", "paper": "us-letter", "name": "Ada",
            "label": "", "contact": [], "sections": []}"#;
        let text =
            format!(r#"{{"format": "pivot.typeset/1", "resume": {sheet}, "out": "d", "file": "a.pdf"}}"#);
        assert!(matches!(read(text.as_bytes()), Ok(Order::Resume { file, .. }) if file == "a.pdf"));
        let text =
            br#"{"format": "pivot.typeset/1", "cards": [{"file": "a.png", "title": "A", "kind": "post",
            "date": "2026-11-28", "site": "s", "author": "b"}], "out": "d"}"#;
        assert!(matches!(read(text), Ok(Order::Cards { cards, .. }) if cards.len() == 1));
        let text = br#"{"format": "pivot.typeset/1", "read": "a.pdf"}"#;
        assert_eq!(read(text), Ok(Order::Read("a.pdf".into())));
    }

    #[test]
    fn faults_say_what_was_expected() {
        let card = |file: &str| {
            format!(
                r#"{{"format": "pivot.typeset/1", "cards": [{{"file": {file}, "title": "A"}}], "out": "d"}}"#
            )
        };
        for (text, says) in [
            ("{".to_owned(), "cannot be read"),
            ("[]".into(), "expected"),
            (
                r#"{"format": "pivot.typeset/2", "read": "a"}"#.into(),
                "pivot.typeset/1",
            ),
            (r#"{"format": "pivot.typeset/1"}"#.into(), "must have"),
            (
                r#"{"format": "pivot.typeset/1", "read": "a", "out": "b"}"#.into(),
                "must have",
            ),
            (
                r#"{"format": "pivot.typeset/1", "reed": "a"}"#.into(),
                "unknown field",
            ),
            (card(r#""../a.png""#), "without a folder"),
            (card(r#""a/b.png""#), "without a folder"),
            (card(r#"".png""#), "without a folder"),
            (card(r#""..\\a.png""#), "without a folder"),
            (card(r#""a.pdf""#), "ends with `.png`"),
        ] {
            let fault = read(text.as_bytes()).unwrap_err();
            assert_eq!(fault.status(), 2);
            assert!(fault.to_string().contains(says), "{fault}");
        }
    }
}
